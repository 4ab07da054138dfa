"""What two claims have in common, and how sure a difference between them is: features with names, weights in
``differences.txt``."""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from claimatlas.comparison.origins import Source
from claimatlas.comparison.rows import Rows
from claimatlas.comparison.words import (
    TOKEN,
    Meanings,
    Numbered,
    concept,
    counted_word,
    numbered,
    phrase,
)
from claimatlas.wordlists import read_lists

NEAR = 5  # words on either side of an amount or date that say what it measures
SAID = 20  # sentences of one source that are asked whom it speaks for
MOST = 1 << 12  # texts of which the words are kept: claims of one story are asked for together
KEPT = 0.15
"""Confidence below which nothing is kept."""


def lists(name: str) -> frozenset[str]:
    """Return a list of words of ``differences.txt``."""
    return frozenset(read_table()[name])


@functools.cache
def read_table() -> dict[str, dict[str, str]]:
    """Read ``differences.txt``; see there."""
    return read_lists("comparison/differences.txt")


@functools.cache
def weights(kind: str) -> dict[str, float]:
    """Return the weight of each feature of one kind of difference, in natural log odds."""
    return {name: float(value) for name, value in read_table()[kind].items()}


def confidence(kind: str, features: Mapping[str, float]) -> float:
    """Return how sure a difference is, 0 to 1.

    Parameters
    ----------
    kind : str
        A heading of ``differences.txt``.
    features : mapping of str to float
        Size of each feature, by the names there; one that is left out counts nothing.

    Raises
    ------
    KeyError
        A feature has no weight.
    """
    known = weights(kind)
    total = known["always"] + sum(known[name] * float(size) for name, size in features.items())
    return round(1 / (1 + math.exp(-total)), 3)


class Claims:
    """The claims of one run, with what a comparison asks of each.

    Parameters
    ----------
    rows : sequence of dict
        The claims table in reading order, None for what is empty.
    sources : sequence of Source
        What counts of each row's chain (`claimatlas.comparison.origins.sources`).
    story : sequence of str, optional
        The story that each row's article tells; without it all tell one.
    published : mapping of str to str, optional
        Day of publication by article_id, for those that are known.
    quoted : sequence of bool, optional
        Whether a row's content stands in quotation marks; without it none does.
    forms : mapping of str to str, optional
        Name -> the form that stands for its spellings, folded.
    numbered : Numbered, optional
        The words of the contents, where they are known.
    """

    def __init__(
        self,
        rows: Sequence[dict],
        sources: Sequence[Source],
        story: Sequence[str] | None = None,
        published: Mapping[str, str] | None = None,
        quoted: Sequence[bool] | None = None,
        forms: Mapping[str, str] | None = None,
        numbered: Numbered | None = None,
    ) -> None:
        self.rows, self.sources, self.forms = rows, sources, forms or {}
        self.quoted = quoted if quoted is not None else [False] * len(rows)
        self.story = story if story is not None else [""] * len(rows)
        self.published = published or {}
        self._meanings, self._known = Meanings(self.forms), numbered
        self._deeds: dict[int, frozenset[str]] = {}
        self._texts: dict[str, frozenset[str]] = {}
        self._beside: dict[tuple[int, tuple[str, ...]], frozenset[str]] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> Iterable:
        """What stands in one column of all rows, in order: quicker than to have the rows."""
        return self.rows.column(name) if isinstance(self.rows, Rows) else (row[name] for row in self.rows)

    @functools.cached_property
    def rarity(self) -> dict[str, int]:
        """Weight of each word: ln(1 + claims / claims that have it), in whole thousandths."""
        words, numbers, _ = self._numbered
        having = np.bincount(numbers, minlength=len(words)).tolist()
        return {w: round(1000 * math.log1p(len(self) / n)) for w, n in zip(words, having, strict=True)}

    @functools.cached_property
    def _most(self) -> int:
        """The weight of a word that stands in one claim alone."""
        return round(1000 * math.log1p(len(self)))

    def words(self, claim: int) -> frozenset[str]:
        """The words of a claim's content, as `claimatlas.comparison.words.concept` has them."""
        words, numbers, ends = self._numbered
        own = numbers[ends[claim] : ends[claim + 1]].tolist()
        return frozenset([words[number] for number in own])

    @functools.cached_property
    def _numbered(self) -> Numbered:
        """See `numbered`."""
        return self._known or numbered(self.column("content"), self.forms)

    def words_of(self, text: str) -> frozenset[str]:
        """The words of any text, names in the one form that stands for their spellings."""
        if (found := self._texts.get(text)) is None:
            if len(self._texts) >= MOST:
                self._texts.clear()
            found = self._texts[text] = frozenset(self._meanings.of(text))
        return found

    def beside(self, claim: int, values: tuple[str, ...]) -> frozenset[str]:
        """The words of a content that stand next to some of its values, `NEAR` on either side."""
        if (found := self._beside.get((claim, values))) is None:
            content, near = self.rows[claim]["content"], []
            for value in values:
                before, there, after = content.partition(value)
                near += [*before.split()[-NEAR:], *after.split()[:NEAR]] if there else []
            if len(self._beside) >= MOST:
                self._beside.clear()
            found = self._beside[claim, values] = self.words_of(" ".join(near))
        return found

    def deed(self, claim: int) -> frozenset[str]:
        """The words of a content that are neither names nor figures: what it says is done."""
        if claim not in self._deeds:
            if len(self._deeds) >= MOST:
                self._deeds.clear()
            small = [
                w
                for w in TOKEN.findall(self.rows[claim]["content"]) if not (w[0].isupper() or w[0].isdigit())
            ]
            self._deeds[claim] = frozenset(w for w in self.words_of(" ".join(small)) if w[0] != "@")
        return self._deeds[claim]

    def around(self, claim: int) -> frozenset[str]:
        """The words of a claim's sentence."""
        return self.words_of(self.rows[claim]["sentence"])

    def weight(self, words: Iterable[str]) -> int:
        """The weight of some words together; one that no content has weighs as one that a single has."""
        rarity, most = self.rarity, self._most
        return sum([rarity.get(w, most) for w in words])

    def share(self, some: frozenset[str], others: frozenset[str]) -> float:
        """Which share of the weight of `some` stands among `others`; 0 where there is nothing to find."""
        whole = self.weight(some)
        return self.weight(some & others) / whole if whole else 0.0

    def common(self, first: frozenset[str], second: frozenset[str]) -> tuple[float, float]:
        """Return the weight two sets share, of the lighter one's and of both together, each 0 to 1."""
        both, one, two = self.weight(first & second), self.weight(first), self.weight(second)
        light, whole = min(one, two), one + two - both
        return (both / light if light else 0.0), (both / whole if whole else 0.0)

    def agreement(self, one: int, other: int, without: frozenset[str] = frozenset()) -> dict[str, float]:
        """Return the features of words that two contents share, those of `without` left aside."""
        light, whole = self.common(self.words(one) - without, self.words(other) - without)
        return {"words in common": light, "words of either in the other": whole}

    def voices(self, claim: int) -> frozenset[str]:
        """The named persons and bodies on whose word a claim is told, a spokesman as his body."""
        return frozenset(key for key, _ in self.sources[claim].names)

    @functools.cached_property
    def _by_voice(self) -> dict[str, list[str]]:
        """See `sentences_of`; of all voices at once, since each sentence is looked at once."""
        found: dict[str, list[str]] = defaultdict(list)
        for sentence, source in zip(self.column("sentence"), self.sources, strict=True):
            if source.names and source.offices and len(own := found[source.names[-1][0]]) < SAID:
                plain = sentence.lower()
                if sentence not in own and any(o.split()[-1].lower() in plain for o in source.offices):
                    own.append(sentence)
        return found

    def sentences_of(self, voice: str) -> tuple[str, ...]:
        """The first sentences on the word of a person or body that have an office of it, `SAID` at most."""
        return tuple(self._by_voice.get(voice, ()))

    def is_one_text(self, one: int, other: int) -> bool:
        """Whether two claims stand in one article."""
        return self._articles[one] == self._articles[other]

    def are_two_outlets(self, one: int, other: int) -> bool:
        """Whether two claims stand in two outlets."""
        return self._outlets[one] != self._outlets[other]

    @functools.cached_property
    def _articles(self) -> list[int]:
        """A number for the article of each row: pairs ask for it that need nothing else of their rows."""
        return _numbers_of(self.column("article_id"))

    @functools.cached_property
    def _outlets(self) -> list[int]:
        """The same for its outlet."""
        return _numbers_of(self.column("outlet"))

    def day(self, claim: int) -> str:
        """When a claim's article was published, "" where that is not known to the day."""
        day = self.published.get(self.rows[claim]["article_id"]) or ""
        return day[:10] if len(day) >= 10 else ""


def _numbers_of(names: Iterable[str]) -> list[int]:
    """A number for each name, the same for the same."""
    known: dict[str, int] = {}
    return [known.setdefault(name, len(known)) for name in names]


def concepts(text: str, forms: Mapping[str, str] | None = None) -> list[str]:
    """Return what the words of a text count as, in order; a verb and its particle (*set up*) as one."""
    read = [counted_word(w) for w in TOKEN.findall(text)]
    plain = [p for p, _, _ in read]
    out = []
    for k, (p, counted, own) in enumerate(read):
        counts = phrase(own, plain, k) or (concept(forms[p]) if forms and p in forms else counted)
        if counts:
            out.append(counts)
    return out


@functools.lru_cache(maxsize=1 << 14)
def plain_words(text: str) -> frozenset[str]:
    """The words of a date, number or unit, by themselves."""
    return frozenset(concepts(text))
