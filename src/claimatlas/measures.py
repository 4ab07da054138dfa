"""Measures: what is known of each text by itself before it is parsed, kept by the text and the code."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from claimatlas.language import identify
from claimatlas.packs import Packs, key_of
from claimatlas.structure import blocks
from claimatlas.text import clean
from claimatlas.versions import releases, version_of

FOLDER = "kept/corpus"  # in the folder of the tables
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


@dataclass(frozen=True, slots=True)
class Measure:
    """A text as it is read everywhere.

    Attributes
    ----------
    text : str
        Put right by `claimatlas.text.clean`.
    language : str
        Code of its language, empty where that is not plain or was not asked.
    n_words : int
        Words of the running text, without headings, bylines and link lists.
    """

    text: str
    language: str
    n_words: int


class Measures:
    """Measures of the texts of a corpus.

    Parameters
    ----------
    build : path-like, optional
        Folder of the tables, in which they are kept; without it each text is measured anew.
    """

    def __init__(self, build: Path | str | None = None):
        self._packs = None if build is None else Packs(Path(build) / FOLDER)
        self._made_by = "" if build is None else version_of("measures") + releases("py3langid")
        self._asked: list[str] = []
        self._new: dict[str, bytes] = {}

    def of(self, raw: str, with_language: bool) -> Measure:
        """Measure a text as its file has it, or recall how it was measured."""
        key = key_of(self._made_by, raw, with_language) if self._packs is not None else ""
        self._asked.append(key)
        if self._packs is not None and key in self._packs and (kept := self._packs.get(key)) is not None:
            same, language, n_words = json.loads(kept)
            return Measure(raw if same else clean(raw), language, n_words)
        text = clean(raw)
        found = Measure(text, identify(text) if with_language else "", _count_words(text))
        self._new[key] = json.dumps([text == raw, found.language, found.n_words]).encode()
        return found

    def keep(self) -> None:
        """Keep what was measured anew."""
        if self._packs is not None and self._new:
            self._packs.add(self._new)
            self._packs.tidy(self._asked, len(self._asked))


def _count_words(text: str) -> int:
    """Count the words of the running text."""
    try:
        return sum(len(_WORD.findall(text, b.start, b.end)) for b in blocks(text) if b.kind == "body")
    except Exception:  # counting its sentences will fail likewise, and there the article is set aside by name
        return len(_WORD.findall(text))
