"""What is read of the claims of one article: where their words stand, and the role of each.

What a word counts as depends on the names of the whole corpus; all else on the article alone. So what is kept
of an article holds until its claims change, or which of its words are names.
"""

from __future__ import annotations

import functools
import hashlib
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from claimatlas.comparison.matrices import numbers
from claimatlas.comparison.names import Names, counted
from claimatlas.comparison.rows import ByArticle
from claimatlas.comparison.senses import head
from claimatlas.comparison.words import LISTS, TOKEN, Meanings, Reading, fold, read_words
from claimatlas.memo import recalled_each
from claimatlas.packs import key_of
from claimatlas.versions import version_of
from claimatlas.wordlists import alternatives, read_weights


def _any_of(name: str) -> str:
    """The alternatives of a list of ``words.txt``, for a pattern."""
    return f"(?:{alternatives(LISTS[name])})"


RELATIVE = re.compile(rf"(?:{_any_of('parts of')} of )?{_any_of('relative openings')}\b", re.I)
PRONOUN = re.compile(rf"{_any_of('pronoun openings')}\b", re.I)
OTHER_NAME = re.compile(rf"\b{_any_of('other names')}\b")
ALIAS = re.compile(rf",? ?\(?{OTHER_NAME.pattern}[^,()]*[,)]?")
JOINT = re.compile("['’-]")  # within a word
SPEAKER = re.compile(rf"\b{_any_of('speakers')}\b")
LONGEST_NAME = 5  # words; what is longer describes
ANTECEDENT = 6  # words before a relative clause that may name what it is about
CONTENT, MEANT, SENTENCE, BEFORE = 1, 2, 3, 4
"""Where a word stands: in the content, in a name that its pronoun stands for, in its sentence, in the one
before."""
MONTH = 6  # characters of a date that is told to the month or day have to be more
PHRASE = 5  # words up to which a content without a verb is a bare noun
ROLES = read_weights("comparison/likeness.txt")["roles"]
NONE = "none"  # the role of a word that has none
NUMBERED = {role: number for number, role in enumerate(sorted(ROLES), 1)}
NAMED = ("start", "sentence_start", "sentence", "content", "holder", "roles")
ASKED = (*NAMED, "background", "numbers", "dates")
"""Columns of the claims whose words are read, and all that are read."""


class Read(NamedTuple):
    """What was read of the claims of one article, in order.

    Attributes
    ----------
    tokens : list of str
        What the words of claims and sentences count as, in the order in which they come.
    having : array of int
        Contents that have each of them.
    column, place, ends : array of int
        Of each claim the numbers of its tokens, where each of these stands (`CONTENT` and so on), and where
        its own end.
    counts, words : list of str
        What the words of the contents count as with figures among them, and each as it is written.
    word, role, role_ends : array of int
        Of each claim the numbers of these, the role of each (`NUMBERED`), and where its own end.
    bare : array of int
        1 for a content that is a few words (`PHRASE`) and known to have no verb.
    figures : list
        Amounts, and dates to the month or day, of the contents.
    figure, figure_ends : array of int
        Of each claim the numbers of these, and where its own end.
    concepts : list of str
        The words of the contents as `claimatlas.comparison.words.Numbered` has them.
    concept, concept_ends : array of int
        Of each claim the numbers of these, and where its own end.
    """

    tokens: list[str]
    having: array
    column: array
    place: array
    ends: array
    counts: list[str]
    words: list[str]
    word: array
    role: array
    role_ends: array
    bare: array
    figures: list[float | str]
    figure: array
    figure_ends: array
    concepts: list[str]
    concept: array
    concept_ends: array


class Said(NamedTuple):
    """A claim as it is read: the `ASKED` columns, and the texts in which its words stand."""

    start: int
    sentence_start: int
    sentence: str
    content: str
    holder: str | None
    roles: Sequence[Mapping]
    background: bool
    numbers: Sequence[Mapping]
    dates: Sequence[Mapping]

    @property
    def own(self) -> str:
        """The content without other names that it gives."""
        return ALIAS.sub(" ", self.content) if OTHER_NAME.search(self.content) else self.content

    @property
    def antecedent(self) -> str:
        """The words before a relative clause or an aside, which may name what it is about."""
        if not (self.background or RELATIVE.match(self.content)):
            return ""
        return " ".join(self.sentence[: self.start - self.sentence_start].split()[-ANTECEDENT:])

    @property
    def referents(self) -> list[str]:
        """The names that the pronouns of the content stand for: those of the parse (``roles``), and for *I*
        and *we* its holder."""
        named = [part["text"] for part in self.roles if part["role"] == "pronoun"]
        names = [text for text in named if len(text.split()) <= LONGEST_NAME]
        if isinstance(self.holder, str) and SPEAKER.search(self.content):
            names.append(self.holder)
        return names


def of_articles(
    claims: ByArticle, build: Path | str | None = None
) -> tuple[dict[str, str], Iterator[Read]]:
    """Return the names of a corpus, as `Names.forms`, and what is read of the claims of each article.

    Parameters
    ----------
    claims : ByArticle
        With the `ASKED` columns, in their order.
    build : path-like, optional
        Folder of the tables, in which what is read is kept.
    """
    made_by = "" if build is None else version_of("comparison.readings")
    digests = dict.fromkeys(claims.articles, "") if build is None else claims.digests()
    keys = {article: key_of(made_by, told) for article, told in digests.items()}
    names, number, own = Names(), numbers(), {}
    told = recalled_each(build, "names", keys, lambda article: _words(claims, article))
    for article, (heads, written, others) in told:
        names.add(dict.fromkeys(claims.column(article, "sentence")), heads, written)
        own[article] = np.array([number[word] for word in (*heads, *written, *others)], np.int32)
    forms = names.forms()
    called = np.array([_digest(forms.get(fold(word))) for word in number], "S16")
    keys = {article: key_of(key, called[own[article]].tobytes().hex()) for article, key in keys.items()}
    by = Reading(forms), Reading(forms, figures=True), Meanings(forms)
    made = recalled_each(
        build, "readings", keys,
        lambda article: tuple(_read([Said(*row) for row in claims.rows(article, ASKED)], *by)),
    )
    return forms, (Read(*own) for _, own in made)


@functools.lru_cache(maxsize=1 << 16)
def _digest(form: str | None) -> bytes:
    """A digest of the form of a name, another for a word that is none."""
    return hashlib.blake2b(repr(form).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _words(claims: ByArticle, article: str) -> tuple[list[str], dict[str, int], list[str]]:
    """Return what `counted` says of the sentences of an article, and the other words that may be read."""
    heads, written = counted(map(TOKEN.findall, dict.fromkeys(claims.column(article, "sentence"))))
    beside: dict[str, None] = {}
    for start, first, sentence, content, holder, roles in claims.rows(article, NAMED):
        told = content, sentence[: start - first], holder or "", *(part["text"] for part in roles)
        for text in told:
            if text not in sentence:
                beside[text] = None
            elif text not in written:
                # Of a part of the sentence the first and the last word alone may be no whole words of it.
                beside |= dict.fromkeys((*text.split(None, 1)[:1], *text.rsplit(None, 1)[-1:]))
    others = dict.fromkeys(TOKEN.findall("\n".join(beside)))
    # Another name that is left out may leave the beginning of a word.
    joint = [word for word in (*written, *heads, *others) if not word.isalpha()]
    cut = {word[: at.start()]: None for word in joint for at in JOINT.finditer(word)}
    return heads, written, [word for word in others | cut if word not in written]


def _read(said: list[Said], reading: Reading, figured: Reading, meanings: Meanings) -> Read:
    """Read the claims of an article; with `figured` digits stand among the names."""
    places = _Places(reading)
    tokens, concepts, figures = numbers(), numbers(), numbers()
    word, role, role_ends = array("i"), array("B"), array("i")
    concept, concept_ends, figure, figure_ends = (array("i") for _ in range(4))
    for one in said:
        words, names = TOKEN.findall(one.content), one.referents
        found = [both for both in zip(words, figured.read_all(words), strict=True) if both[1]]
        places.add(one, names, found)
        for token, (written, part) in _roles(one, found, names, figured).items():
            word.append(tokens[token, written])
            role.append(NUMBERED[part])
        role_ends.append(len(word))
        concept.extend([concepts[told] for told in sorted({*meanings.read_all(words)} - {""})])
        concept_ends.append(len(concept))
        figure.extend({figures[told] for told in _figures(one.numbers, one.dates)})
        figure_ends.append(len(figure))
    return Read(
        **places.told(), counts=[token for token, _ in tokens], words=[written for _, written in tokens],
        word=word, role=role, role_ends=role_ends,
        bare=array("B", [_is_bare(one.content, one.roles) for one in said]),
        figures=list(figures), figure=figure, figure_ends=figure_ends,
        concepts=list(concepts), concept=concept, concept_ends=concept_ends,
    )


class _Places:
    """Where the words of the claims of an article stand, taken in claim by claim."""

    def __init__(self, reading: Reading):
        self._reading, self._tokens = reading, numbers()
        self._having: Counter[int] = Counter()
        self._column, self._place, self._ends = array("i"), array("B"), array("i")
        self._here: set[int] = set()
        self._before: set[int] = set()  # the words of the sentence with claims before this one
        self._last: int | None = None

    def add(self, one: Said, names: Iterable[str], found: list[tuple[str, str]]) -> None:
        """Take in a claim with the names that its pronouns stand for, the words of its content `found`."""
        if one.sentence_start != self._last:
            self._here, self._before = self._read(one.sentence), self._here
        self._last, plain = one.sentence_start, one.own
        if plain == one.content:
            own = {self._tokens[token] for word, token in found if not word[0].isdigit()}
        else:
            own = self._read(plain)
        meant = set().union(*map(self._read, names))
        self._having.update(own)
        own |= self._read(one.antecedent)
        near = SENTENCE if PRONOUN.match(one.content) else BEFORE
        counts = dict.fromkeys(self._before, near) | dict.fromkeys(self._here, SENTENCE)
        counts |= dict.fromkeys(meant, MEANT) | dict.fromkeys(own, CONTENT)
        self._column.extend(counts)
        self._place.extend(counts.values())
        self._ends.append(len(self._column))

    def _read(self, text: str) -> set[int]:
        """The numbers of the words of a text."""
        return set(map(self._tokens.__getitem__, self._reading.tokens(text)))

    def told(self) -> dict[str, list[str] | array]:
        """Return what was taken in, as `Read` has it."""
        having = array("i", [self._having[k] for k in range(len(self._tokens))])
        of_claims = {"column": self._column, "place": self._place, "ends": self._ends}
        return {"tokens": list(self._tokens), "having": having, **of_claims}


def _figures(numbers: Iterable[Mapping], dates: Iterable[Mapping]) -> list[float | str]:
    """The amounts of a content, and its dates to the month or day."""
    lows = [number["low"] for number in numbers]
    amounts = [low for low in lows if low is not None and low == low]  # NaN is not itself
    return amounts + [date["value"] for date in dates if len(date["value"] or "") > MONTH]


def _is_bare(content: str, roles: Sequence[Mapping]) -> bool:
    """Whether a content was parsed and is a few words without a verb; a noun alone says too little."""
    without_verb = len(roles) > 0 and not any(part["role"] == "verb" for part in roles)
    return without_verb and len(content.split()) <= PHRASE


def _roles(
    one: Said, found: list[tuple[str, str]], names: Iterable[str], reading: Reading
) -> dict[str, tuple[str, str]]:
    """Return the words of a content, which are `found`, and of `names` that its pronouns stand for, by what
    they count as: as written, and the role."""
    parsed = len(one.roles) > 0
    words = _roles_parsed(one.roles, found, reading) if parsed else _roles_guessed(one.content, reading.forms)
    for name in names:
        for word, token in reading.spelled(name):
            words.setdefault(token, (word, "pronoun"))
    return words


def _roles_parsed(
    roles: Sequence[Mapping], found: list[tuple[str, str]], reading: Reading
) -> dict[str, tuple[str, str]]:
    """The same of a parsed content; of two roles the weightier."""
    role_of: dict[str, str] = {}
    for part in sorted(roles, key=lambda part: ROLES[part["role"]]):
        if part["role"] != "pronoun":
            for token in reading.tokens(part["text"]):
                role_of[token] = part["role"]
    return {token: (word, role_of.get(token, NONE)) for word, token in reversed(found)}


def _roles_guessed(content: str, forms: dict[str, str]) -> dict[str, tuple[str, str]]:
    """The same by the form of the words, for a claim that no parser read: its verb, and its names."""
    words = TOKEN.findall(content)
    verb = head(words, [fold(word) for word in words])
    found: dict[str, tuple[str, str]] = {}
    for at, word, token in read_words(words, forms, figures=True):
        if at == verb:
            found[token] = word, "verb"
        elif token not in found:
            is_name = token[0] == "^" and not word[0].isdigit()
            found[token] = word, ("subject" if at < verb else "other") if is_name else NONE
    return found
