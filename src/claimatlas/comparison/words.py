"""Words as the comparison sees them: stems, synonym classes, country names; lists in ``words.txt``."""

from __future__ import annotations

import functools
import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from claimatlas.comparison.matrices import numbers
from claimatlas.people import nations
from claimatlas.wordlists import read_lists, read_sets

LISTS = read_sets("comparison/words.txt")
TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
STOP, MONTHS, GENERIC = (LISTS[name] for name in ("stop", "calendar", "class nouns"))
COUNTRY = {form: nation for name, nation in nations().items() for form in (name, name + "s")}
"""Country by its name, its adjective and its people."""
REMEMBERED = 1 << 16  # words of which it is known how they are read; the others are rare
GAP = 4  # words that may stand between a verb and its particle
KEPT = 4  # letters that the stemmer leaves
COUNTED = 6  # words after a number that may say what it counts
_IRREGULAR = read_lists("comparison/words.txt")["irregular forms"]
_ENDINGS = sorted(LISTS["endings"], key=lambda ending: (-len(ending), ending))


def irregular(word: str) -> bool:
    """Tell whether a word is the past tense or participle of an irregular verb."""
    return word in _IRREGULAR


@functools.lru_cache(maxsize=REMEMBERED)
def fold(word: str) -> str:
    """Return `word` without case, accents, apostrophes and a possessive ending."""
    if word.isascii():
        return word.lower().removesuffix("'s").replace("'", "")
    word = unicodedata.normalize("NFKD", word.replace("’", "'")).casefold()
    word = "".join(c for c in word if not unicodedata.combining(c))
    return word.removesuffix("'s").replace("'", "")


@functools.lru_cache(maxsize=REMEMBERED)
def stem(word: str) -> str:
    """Cut the longest known ending that leaves four letters; ``-ise`` and ``-ize`` fall together.

    A light stemmer on purpose: it joins *negotiate*, *negotiated* and *negotiations*, and where it joins too
    much the rarity weights of `claimatlas.comparison.features` absorb it.
    """
    word = _IRREGULAR.get(word, word)
    if word.endswith("ied") or word.endswith("ies"):
        word = word[:-3] + "y"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= KEPT:
            word = word[: -len(ending)]
            break
    if len(word) > KEPT and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word


@functools.cache
def synonyms() -> dict[str, str]:
    """Read ``synonyms.txt``: stem of a word -> name of its class (the first word of its line, marked by
    ``=``)."""
    classes: dict[str, str] = {}
    for line in Path(__file__).with_name("synonyms.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            members = line.split()
            for member in members:
                if "_" in member:
                    verb, particle = member.split("_")
                    classes.setdefault(f"{stem(verb)}_{particle}", "=" + members[0])
                else:
                    classes.setdefault(stem(member.replace("-", "")), "=" + members[0])
    return classes


@functools.cache
def particles() -> dict[str, frozenset[str]]:
    """Return the stems of verbs that stand with a particle in ``synonyms.txt`` (*hand_over*) -> their
    particles."""
    found: dict[str, set[str]] = defaultdict(set)
    for key in synonyms():
        if "_" in key:
            verb, particle = key.split("_")
            found[verb].add(particle)
    return {verb: frozenset(them) for verb, them in found.items()}


def phrase(own: frozenset[str], found: list[str], at: int) -> str:
    """Return the class of a verb with one of its particles among the next words (*handed the list over*), or
    "".

    Parameters
    ----------
    own : frozenset of str
        Its particles, see `particles_of`.
    found : list of str
        The words of a sentence, folded.
    at : int
        Where the verb stands.
    """
    for word in found[at + 1 : at + 2 + GAP] if own else ():
        if word in own:
            return synonyms()[f"{stem(found[at])}_{word}"]
    return ""


@functools.lru_cache(maxsize=REMEMBERED)
def particles_of(plain: str) -> frozenset[str]:
    """The particles that a word, folded, may stand with; kept, since each word of each text asks for them."""
    return particles().get(stem(plain), frozenset())


@functools.lru_cache(maxsize=REMEMBERED)
def read_word(word: str) -> tuple[str, str, frozenset[str]]:
    """Return a word folded, what it counts as by itself ("" for a month or day), and its particles."""
    plain = fold(word)
    if plain in MONTHS:
        return plain, "", frozenset()
    return plain, concept(word), particles_of(plain)


@functools.lru_cache(maxsize=REMEMBERED)
def concept(word: str) -> str:
    """Return what a word counts as: its country, its synonym class, or its stem; empty for a stop word."""
    plain = fold(word)
    if plain in STOP or (len(plain) < 2 and not plain.isdigit()):
        return ""
    if plain in COUNTRY:
        return "@" + COUNTRY[plain]
    if plain[0].isdigit():
        return plain.replace(",", "")
    root = stem(plain.replace("-", ""))
    return synonyms().get(root, root)


class Counted(dict):
    """What each word counts as by itself, "" for nothing, found once for all texts of a run."""

    def __init__(self):
        super().__init__()
        self._verbs: dict[str, frozenset[str]] = {}  # with their particles

    def __missing__(self, word: str) -> str:
        if len(self) >= REMEMBERED:
            self.clear()  # but for the verbs, of which there are few
        counts, own = self.read(word)
        if own:
            self._verbs[word] = own
        self[word] = counts
        return counts

    def read(self, word: str) -> tuple[str, frozenset[str]]:
        """Return what a word counts as by itself, and the particles it may stand with."""
        raise NotImplementedError

    def read_all(self, words: list[str]) -> list[str]:
        """Return what each of the words of a text counts as; a verb with its particle (*set up*) as one."""
        found = list(map(self.__getitem__, words))
        if not self._verbs.keys().isdisjoint(words):
            for at, word in enumerate(words):
                if own := self._verbs.get(word):
                    after = [fold(w) for w in words[at : at + 2 + GAP]]
                    found[at] = phrase(own, after, 0) or found[at]
        return found


def units(number: dict, content: str = "") -> frozenset[str]:
    """Return the concepts of what a number counts.

    Where there is no unit or it ends in a name (*thousands of the Emirate's special forces*), what is counted
    comes after it: the next words of `content` are taken in.

    Parameters
    ----------
    number : dict
        An amount as the claims table has it.
    content : str
        Of the claim.
    """
    text = number["unit"] or ""
    if (not text or text.split()[-1][0].isupper()) and number["text"] in content:
        after = content.split(number["text"], 1)[1].split()
        text += " " + " ".join(after[:COUNTED])
    return frozenset(c for w in TOKEN.findall(text) if (c := concept(w)))


@functools.lru_cache(maxsize=1 << 17)
def counted_word(word: str) -> tuple[str, str, frozenset[str]]:
    """A word folded, what it counts as, and the particles it may have."""
    plain = fold(word)
    return plain, concept(word), particles_of(plain)


def spelled(text: str, forms: dict[str, str], figures: bool = False) -> list[tuple[int, str, str]]:
    """Return the words of `text` that count: (position, word, what it counts as).

    That is its concept; a name, marked by ``^``, in one spelling.

    Dates and numbers are slots of their own (see `claimatlas.comparison.conflicts`), since two claims that
    differ in one must still be able to meet; with `figures` the digits stand among the names.

    Parameters
    ----------
    text : str
    forms : dict of str to str
        See `claimatlas.comparison.names.Names.forms`.
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
        See `claimatlas.comparison.names.Names.forms`.
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
        if text.isalpha():  # one word, as most parts of a sentence are, and no verb with a particle
            return [counts] if (counts := self[text]) else []
        return list(filter(None, self.read_all(TOKEN.findall(text))))

    def spelled(self, text: str) -> list[tuple[str, str]]:
        """Return the words of `text` that count, each with what it counts as, as in `spelled`."""
        words = TOKEN.findall(text)
        return [both for both in zip(words, self.read_all(words), strict=True) if both[1]]


class Meanings(Counted):
    """What each word counts as by itself, "" for nothing, as `concepts` of `evidence` has it.

    Parameters
    ----------
    forms : mapping of str to str
        Name -> the form that stands for its spellings, folded.
    """

    def __init__(self, forms: Mapping[str, str]):
        super().__init__()
        self._forms = forms

    def read(self, word: str) -> tuple[str, frozenset[str]]:
        """See `Counted`; a name may stand with a particle, too."""
        plain, counts, own = counted_word(word)
        return concept(self._forms[plain]) if plain in self._forms else counts, own

    def of(self, text: str) -> list[str]:
        """Return what the words of a text count as, as `concepts` does."""
        return [counts for counts in self.read_all(TOKEN.findall(text)) if counts]


class Numbered(NamedTuple):
    """The words of contents, as numbers: sets would take ten times the room.

    Attributes
    ----------
    words : list of str
    numbers : numpy.ndarray of uint32
        Of the words of all contents, one behind the other.
    ends : numpy.ndarray of int, shape (contents + 1,)
        Where those of each content begin, and the end.
    """

    words: list[str]
    numbers: np.ndarray
    ends: np.ndarray


def numbered(contents: Iterable[str], forms: Mapping[str, str]) -> Numbered:
    """Number the words of contents, as `Claims.words` has them."""
    meanings, called, found, ends = Meanings(forms), numbers(), array("I"), array("q", [0])
    for content in contents:
        found.extend(map(called.__getitem__, sorted(set(meanings.of(content)))))
        ends.append(len(found))
    return Numbered(list(called), np.array(found, np.uint32), np.array(ends, np.int64))
