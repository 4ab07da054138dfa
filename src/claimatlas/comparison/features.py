"""What the comparison knows of each claim: its words and names weighed by rarity, its slots, values and
sources."""

from __future__ import annotations

import itertools
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from claimatlas.comparison.matrices import columns, squares
from claimatlas.comparison.names import name_forms
from claimatlas.comparison.rarity import rarity
from claimatlas.comparison.words import COUNTRY, LISTS, TOKEN, fold, phrase, read_word, units
from claimatlas.wordlists import alternatives


def _any_of(name: str) -> str:
    """The alternatives of a list of ``words.txt``, for a pattern."""
    return f"(?:{alternatives(LISTS[name])})"


RELATIVE = re.compile(rf"(?:{_any_of('parts of')} of )?{_any_of('relative openings')}\b", re.I)
PRONOUN = re.compile(rf"{_any_of('pronoun openings')}\b", re.I)
ALIAS = re.compile(rf",? ?\(?\b{_any_of('other names')}\b[^,()]*[,)]?")
SPEAKER = re.compile(rf"\b{_any_of('speakers')}\b")
LONGEST_NAME = 5  # words; what is longer describes
ANTECEDENT = 6  # words before a relative clause that may name what it is about
CONTENT, MEANT, SENTENCE, BEFORE = 1.0, 0.9, 0.5, 0.3
"""What a word counts: in the content, in a name that its pronoun stands for, in its sentence, in the one
before."""
PART = 0.3  # length of a claim as a share of the passages by which words at large are counted


@dataclass(frozen=True)
class Features:
    """What matching knows of n claims; rows follow the claims sorted by article and position.

    Attributes
    ----------
    own, full : scipy.sparse.csr_matrix, shape (n, words)
        Rarity weights of the words of the content, and of content, sentence and sentence before (less, by
        distance).
    names, own_names, words : scipy.sparse.csr_matrix, shape (n, words)
        The names among `full`, the names among `own`, and the other words among `own`.
    mass : numpy.ndarray, shape (n,)
        Sum of the squared weights of the content.
    article : numpy.ndarray of int, shape (n,)
    texts : list of str
        Folded contents.
    slots : list of frozenset
        Dates (to the month), places and counted units of the content.
    values : list of (frozenset, frozenset)
        Years of the dates, and amounts.
    origins : list of frozenset
        Named and other sources in the chain, the outlet left out.
    vocabulary : dict of str to int
        Word -> its column.
    rare : numpy.ndarray, shape (words,)
        Rarity of each word.
    forms : dict of str to str
        See `claimatlas.comparison.names.name_forms`.
    """

    own: sparse.csr_matrix
    full: sparse.csr_matrix
    names: sparse.csr_matrix
    own_names: sparse.csr_matrix
    words: sparse.csr_matrix
    mass: np.ndarray
    article: np.ndarray
    texts: list[str]
    slots: list[frozenset]
    values: list[tuple[frozenset, frozenset]]
    origins: list[frozenset]
    vocabulary: dict[str, int]
    rare: np.ndarray
    forms: dict[str, str]


def spelled(text: str, forms: dict[str, str], figures: bool = False) -> list[tuple[int, str, str]]:
    """Return the words of `text` that count: (position, word, what it counts as).

    That is its concept; a name, marked by ``^``, in one spelling.

    Dates and numbers are slots of their own (see `claimatlas.comparison.conflicts`), since two claims that
    differ in one must still be able to meet; with `figures` the digits stand among the names.

    Parameters
    ----------
    text : str
    forms : dict of str to str
        See `claimatlas.comparison.names.name_forms`.
    figures : bool
    """
    return read_words(TOKEN.findall(text), forms, figures)


def read_words(
    found: list[str], forms: dict[str, str], figures: bool = False
) -> list[tuple[int, str, str]]:
    """The same for a text of which the words are known."""
    out = []
    folded = None
    for at, word in enumerate(found):
        plain, key, own = read_word(word)
        if plain in forms and (word[0].isupper() or plain in COUNTRY):
            out.append((at, word, "^" + forms[plain]))
        elif word[0].isdigit():
            if figures:
                out.append((at, word, "^" + word.replace(",", "")))
        else:
            if own:
                folded = folded or [read_word(w)[0] for w in found]
                key = phrase(own, folded, at) or key
            if key:
                out.append((at, word, key))
    return out


def tokens(text: str, forms: dict[str, str]) -> list[str]:
    """Return what the words of `text` count as; see `spelled`."""
    return [token for _, _, token in spelled(text, forms)]


def referents(claims: pd.DataFrame) -> list[list[str]]:
    """Return for each claim the names that the pronouns of its content stand for: those of the parse
    (``roles``), and for *I* and *we* its holder."""
    roles = claims["roles"] if "roles" in claims else itertools.repeat((), len(claims))
    out = []
    for parts, content, holder in zip(roles, claims["content"], claims["holder"], strict=True):
        named = [part["text"] for part in parts if part["role"] == "pronoun"]
        names = [text for text in named if len(text.split()) <= LONGEST_NAME]
        if isinstance(holder, str) and SPEAKER.search(content):
            names.append(holder)
        out.append(names)
    return out


def features(claims: pd.DataFrame) -> Features:
    """Weigh the words of `claims` (claims table sorted by article_id, start, claim_id) by their rarity in
    them."""
    forms = name_forms(claims["sentence"])
    counting, vocabulary, frequency = _counting(claims, forms)
    having = {word: frequency[column] for word, column in vocabulary.items()}
    rare = np.array(rarity(vocabulary, having, len(claims), PART))
    scale = sparse.diags(rare.astype(np.float32))
    content = counting.copy()
    content.data = (content.data == CONTENT).astype(np.float32)
    content.eliminate_zeros()
    own, full = sparse.csr_matrix(content @ scale), sparse.csr_matrix(counting @ scale)
    is_name = names_of(vocabulary)
    names, own_names = columns(full, is_name), columns(own, is_name)
    names.data, own_names.data = np.sqrt(names.data), np.sqrt(own_names.data)
    return Features(
        own=own, full=full, names=names, own_names=own_names, words=columns(own, 1 - is_name),
        mass=squares(own), article=pd.factorize(claims["article_id"])[0],
        texts=[" ".join(fold(w) for w in TOKEN.findall(text)) for text in claims["content"]],
        slots=_slots(claims, forms), values=_values(claims),
        origins=[frozenset(fold(x) for x in chain[1:]) for chain in claims["chain"]],
        vocabulary=vocabulary, rare=rare, forms=forms,
    )


def in_common(sets: list[frozenset], one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return how many members the sets of the claims of each pair have in common, shape (pairs,).

    Parameters
    ----------
    sets : list of frozenset
        One for each claim.
    one, other : numpy.ndarray of int, shape (pairs,)
        Rows of the claims.
    """
    rows = zip(one.tolist(), other.tolist(), strict=True)
    return np.fromiter((len(sets[x] & sets[y]) for x, y in rows), np.int16, len(one))


def names_of(vocabulary: dict[str, int]) -> np.ndarray:
    """Return 1 for each word of a vocabulary that is a name, 0 for another, shape (words,)."""
    return np.fromiter((w[0] == "^" for w in vocabulary), np.float32, len(vocabulary))


def _counting(
    claims: pd.DataFrame, forms: dict[str, str]
) -> tuple[sparse.csr_matrix, dict[str, int], Counter[int]]:
    """Read the claims, their sentences and what their pronouns stand for.

    Returns
    -------
    counting : scipy.sparse.csr_matrix, shape (claims, words)
        What each word counts for each claim: `CONTENT`, `MEANT`, `SENTENCE` or `BEFORE`.
    vocabulary : dict of str to int
        Word -> its column.
    frequency : collections.Counter
        Column -> contents that have the word.
    """
    vocabulary: dict[str, int] = defaultdict()
    vocabulary.default_factory = vocabulary.__len__

    def read(text: str) -> set[int]:
        return {vocabulary[token] for token in tokens(text, forms)}

    column, weight, ends = array("i"), array("f"), array("q", [0])
    frequency: Counter[int] = Counter()
    asked = ("start", "sentence_start", "sentence", "content", "background")
    rows = zip(*(claims[name] for name in asked), referents(claims), strict=True)
    for (here, before), row in zip(_around(claims, read), rows, strict=True):
        start, sentence_start, sentence, content, aside, names = row
        own = read(ALIAS.sub(" ", content))
        meant = set().union(*map(read, names))
        frequency.update(own)
        if aside or RELATIVE.match(content):
            own |= read(" ".join(sentence[: start - sentence_start].split()[-ANTECEDENT:]))
        near = SENTENCE if PRONOUN.match(content) else BEFORE
        counts = dict.fromkeys(before, near) | dict.fromkeys(here, SENTENCE)
        counts |= dict.fromkeys(meant, MEANT) | dict.fromkeys(own, CONTENT)
        column.extend(counts)
        weight.extend(counts.values())
        ends.append(len(column))
    parts = tuple(np.array(values) for values in (weight, column, ends))
    counting = sparse.csr_matrix(parts, shape=(len(claims), len(vocabulary)))
    counting.sort_indices()
    return counting, dict(vocabulary), frequency


def _around(
    claims: pd.DataFrame, read: Callable[[str], set[int]]
) -> Iterator[tuple[set[int], set[int]]]:
    """Give for each claim the words of its sentence and of the sentence with claims before it in its
    article."""
    here: set[int] = set()
    before: set[int] = set()
    last = None, None
    rows = zip(*(claims[name] for name in ("article_id", "sentence_start", "sentence")), strict=True)
    for article, start, sentence in rows:
        if article != last[0]:
            here = set()
        if (article, start) != last:
            here, before = read(sentence), here
        last = article, start
        yield here, before


def _slots(claims: pd.DataFrame, forms: dict[str, str]) -> list[frozenset]:
    """The dates to the month, places in one spelling, and counted units of each content, countries left
    out."""
    out = []
    rows = zip(*(claims[name] for name in ("dates", "places", "numbers", "content")), strict=True)
    for dates, places, numbers, content in rows:
        months = [date["value"][:7] for date in dates if date["value"]]
        where = [forms.get(fold(words[0]), place) for place in places if (words := place.split())]
        counted = [unit for number in numbers for unit in units(number, content) if unit[0] != "@"]
        out.append(frozenset(months + where + counted))
    return out


def _values(claims: pd.DataFrame) -> list[tuple[frozenset, frozenset]]:
    """The years of the dates, and the amounts, of each content."""
    return [
        (
            frozenset(date["value"][:4] for date in dates if date["value"][:1].isdigit()),
            frozenset(number["low"] for number in numbers if number["low"] is not None),
        )
        for dates, numbers in zip(claims["dates"], claims["numbers"], strict=True)
    ]
