"""The words of the claims of a corpus: how each is read, where it stands for a claim, and how rare it is.

It knows all claims at once and so holds little of each; what pairs are weighed by is made of some claims at a
time (`claimatlas.comparison.features`).
"""

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

from claimatlas.comparison.matrices import members, squares
from claimatlas.comparison.names import name_forms
from claimatlas.comparison.rarity import rarity
from claimatlas.comparison.rows import cells
from claimatlas.comparison.words import COUNTRY, LISTS, TOKEN, Counted, phrase, read_word
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
COUNTS = np.array([0, 1.0, 0.9, 0.5, 0.3], np.float32)
CONTENT, MEANT, SENTENCE, BEFORE = 1, 2, 3, 4
"""Where a word stands: in the content, in a name that its pronoun stands for, in its sentence, in the one
before; `COUNTS` says what it counts there."""
AT_ONCE = 10_000  # claims of which all words are weighed at once
PART = 0.3  # length of a claim as a share of the passages by which words at large are counted


MONTH = 6  # characters of a date that is told to the month or day have to be more


@dataclass(frozen=True)
class Lexicon:
    """The words of n claims; rows follow the claims sorted by article and position.

    Attributes
    ----------
    forms : dict of str to str
        See `claimatlas.comparison.names.name_forms`.
    vocabulary : dict of str to int
        Word -> its column.
    rare : numpy.ndarray, shape (words,)
        Rarity of each word.
    places : scipy.sparse.csr_matrix of uint8, shape (n, words)
        Where each word stands for each claim, see `CONTENT`.
    own : scipy.sparse.csr_matrix, shape (n, words)
        Rarity of the words of the content.
    mass : numpy.ndarray, shape (n,)
        Sum of the squared weights of the content.
    article : numpy.ndarray of int, shape (n,)
    figures : scipy.sparse.csr_matrix, shape (n, figures)
        1 for each amount, and each date to the month or day.
    """

    forms: dict[str, str]
    vocabulary: dict[str, int]
    rare: np.ndarray
    places: sparse.csr_matrix
    own: sparse.csr_matrix
    mass: np.ndarray
    article: np.ndarray
    figures: sparse.csr_matrix

    def __len__(self) -> int:
        return len(self.article)

    def full(self, rows: np.ndarray | slice) -> sparse.csr_matrix:
        """Return the weights of the words of some claims, their sentences and those before them."""
        part = self.places[rows]
        counting = sparse.csr_matrix((COUNTS[part.data], part.indices, part.indptr), shape=part.shape)
        return sparse.csr_matrix(counting @ sparse.diags(self.rare.astype(np.float32)))


def lexicon(claims: pd.DataFrame) -> Lexicon:
    """Read the words of `claims` (claims table sorted by article_id, start, claim_id)."""
    forms = name_forms(sentence for sentence, in cells(claims, "sentence"))
    places, vocabulary, frequency = _places(claims, forms)
    having = {word: frequency[column] for word, column in vocabulary.items()}
    rare = np.array(rarity(vocabulary, having, len(claims), PART))
    own = _own(places, rare)
    figures = members(_figures(*both) for both in cells(claims, "numbers", "dates"))
    article = pd.factorize(claims["article_id"])[0]
    return Lexicon(forms, vocabulary, rare, places, own, squares(own), article, figures)


def _own(places: sparse.csr_matrix, rare: np.ndarray) -> sparse.csr_matrix:
    """See `Lexicon.own`; made of some claims at a time, since the words around a content are many more."""
    by_rarity, parts = sparse.diags(rare.astype(np.float32)), []
    for first in range(0, places.shape[0], AT_ONCE):
        content = places[first : first + AT_ONCE].astype(np.float32)
        content.data = (content.data == CONTENT).astype(np.float32)
        content.eliminate_zeros()
        parts.append(sparse.csr_matrix(content @ by_rarity))
    return sparse.vstack(parts, "csr") if parts else sparse.csr_matrix(places.shape, dtype=np.float32)


def _figures(numbers: list[dict], dates: list[dict]) -> frozenset:
    """The amounts of a content, and its dates to the month or day."""
    lows = [number["low"] for number in numbers]
    amounts = [low for low in lows if low is not None and low == low]  # NaN is not itself
    return frozenset(amounts + [date["value"] for date in dates if len(date["value"] or "") > MONTH])


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
        if word[0].isdigit():  # of a large corpus there are too many to remember how each is read
            if figures:
                out.append((at, word, "^" + word.replace(",", "")))
            continue
        plain, key, own = read_word(word)
        if plain in forms and (word[0].isupper() or plain in COUNTRY):
            out.append((at, word, "^" + forms[plain]))
        else:
            if own:
                folded = folded or [read_word(w)[0] for w in found]
                key = phrase(own, folded, at) or key
            if key:
                out.append((at, word, key))
    return out


class Reading(Counted):
    """What each word counts as by itself, "" for nothing, as `spelled` reads it.

    Parameters
    ----------
    forms : dict of str to str
        See `claimatlas.comparison.names.name_forms`.
    figures : bool
        Whether digits stand among the names, see `spelled`.
    """

    def __init__(self, forms: dict[str, str], figures: bool = False):
        super().__init__()
        self.forms, self.figures = forms, figures

    def __missing__(self, word: str) -> str:
        if word[0].isdigit():  # of a large corpus there are too many to remember
            return "^" + word.replace(",", "") if self.figures else ""
        return super().__missing__(word)

    def read(self, word: str) -> tuple[str, frozenset[str]]:
        """See `Counted`; a name stands with no particle."""
        plain, key, own = read_word(word)
        if plain in self.forms and (word[0].isupper() or plain in COUNTRY):
            return "^" + self.forms[plain], frozenset()
        return key, own

    def tokens(self, text: str) -> list[str]:
        """Return what the words of `text` count as, as in `spelled`."""
        return list(filter(None, self.read_all(TOKEN.findall(text))))

    def spelled(self, text: str) -> list[tuple[str, str]]:
        """Return the words of `text` that count, each with what it counts as, as in `spelled`."""
        words = TOKEN.findall(text)
        return [both for both in zip(words, self.read_all(words), strict=True) if both[1]]


def referents(claims: pd.DataFrame) -> list[list[str]]:
    """Return for each claim the names that the pronouns of its content stand for: those of the parse
    (``roles``), and for *I* and *we* its holder."""
    roles = (parts for parts, in cells(claims, "roles")) if "roles" in claims else itertools.repeat(())
    out = []
    for (content, holder), parts in zip(cells(claims, "content", "holder"), roles, strict=False):
        named = [part["text"] for part in parts if part["role"] == "pronoun"]
        names = [text for text in named if len(text.split()) <= LONGEST_NAME]
        if isinstance(holder, str) and SPEAKER.search(content):
            names.append(holder)
        out.append(names)
    return out


def _places(
    claims: pd.DataFrame, forms: dict[str, str]
) -> tuple[sparse.csr_matrix, dict[str, int], Counter[int]]:
    """Read the claims, their sentences and what their pronouns stand for.

    Returns
    -------
    places : scipy.sparse.csr_matrix, shape (claims, words)
        Where each word stands for each claim: `CONTENT`, `MEANT`, `SENTENCE` or `BEFORE`.
    vocabulary : dict of str to int
        Word -> its column.
    frequency : collections.Counter
        Column -> contents that have the word.
    """
    vocabulary: dict[str, int] = defaultdict()
    vocabulary.default_factory = vocabulary.__len__
    reading = Reading(forms)

    def read(text: str) -> set[int]:
        return {vocabulary[token] for token in reading.tokens(text)}

    column, place, ends = array("i"), array("B"), array("q", [0])
    frequency: Counter[int] = Counter()
    asked = ("start", "sentence_start", "sentence", "content", "background")
    rows = zip(_around(claims, read), cells(claims, *asked), referents(claims), strict=True)
    for (here, before), (start, sentence_start, sentence, content, aside), names in rows:
        own = read(ALIAS.sub(" ", content))
        meant = set().union(*map(read, names))
        frequency.update(own)
        if aside or RELATIVE.match(content):
            own |= read(" ".join(sentence[: start - sentence_start].split()[-ANTECEDENT:]))
        near = SENTENCE if PRONOUN.match(content) else BEFORE
        counts = dict.fromkeys(before, near) | dict.fromkeys(here, SENTENCE)
        counts |= dict.fromkeys(meant, MEANT) | dict.fromkeys(own, CONTENT)
        column.extend(counts)
        place.extend(counts.values())
        ends.append(len(column))
    parts = (np.frombuffer(place, np.uint8), np.frombuffer(column, np.int32), np.frombuffer(ends, np.int64))
    places = sparse.csr_matrix(parts, shape=(len(claims), len(vocabulary)))
    places.sort_indices()
    return places, dict(vocabulary), frequency


def _around(
    claims: pd.DataFrame, read: Callable[[str], set[int]]
) -> Iterator[tuple[set[int], set[int]]]:
    """Give for each claim the words of its sentence and of the sentence with claims before it in its
    article."""
    here: set[int] = set()
    before: set[int] = set()
    last = None, None
    for article, start, sentence in cells(claims, "article_id", "sentence_start", "sentence"):
        if article != last[0]:
            here = set()
        if (article, start) != last:
            here, before = read(sentence), here
        last = article, start
        yield here, before
