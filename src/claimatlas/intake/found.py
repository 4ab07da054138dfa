"""What readers take and give: a source to read, the articles in it, facts with where each was read."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

FACTS = ("outlet", "title", "author", "published", "url", "language", "captured")
MEGABYTE = 1_000_000


@functools.cache
def lists(file: str) -> dict[str, list[str]]:
    """Read one of the package's lists of words: by its heading in brackets the words below it, in their
    order."""
    found: dict[str, list[str]] = {}
    for line in files("claimatlas.intake").joinpath(file).read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"\[(\w+)\]", line):
            found[match[1]] = []
        elif found:
            found[list(found)[-1]] += line.split()
    return found


def either(words: Iterable[str]) -> str:
    """Return an expression that matches any of `words`, the longest first; ``_`` stands for a blank."""
    return "|".join(re.escape(w).replace("_", r"\s") for w in sorted(words, key=lambda w: (-len(w), w)))


def language_code(name: str) -> str:
    """Return the ISO 639-1 code of a language's name; "" if it is none of those known."""
    return next((code for code, names in lists("languages.txt").items() if name.lower() in names), "")


class Unreadable(Exception):
    """A source or a part of it cannot be read; the message is the reason that import.csv gives."""


class Fact(NamedTuple):
    """What is known of an article, and where that was read."""

    value: str
    origin: str


Facts = dict[str, Fact]


@dataclass(frozen=True)
class Source:
    """A file of the user's, or a part of one that is a file of its own.

    Attributes
    ----------
    file : str
        Name of the user's file, relative to the folder that is read, with forward slashes.
    path : pathlib.Path
        Where its bytes are: the original, which is only read, or a temporary copy of a part.
    place : str
        Where in the file it stands; empty for the whole.
    name : str
        Its own name, which may say what it is; that of the file unless it is a part.
    known : dict of str to Fact
        What is known from around it, as the address of a page in a WARC file. It wins over what the source
        says.
    columns : dict of str to str
        Names of columns that the user gave, by what they hold.
    charset : str
        The encoding that the letter or record around it states.
    depth : int
        How many files it lies in.
    """

    file: str
    path: Path
    place: str = ""
    name: str = ""
    known: Facts = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    charset: str = ""
    depth: int = 0

    @property
    def suffix(self) -> str:
        """The ending of its name in small letters, with the dot."""
        return PurePosixPath(self.name or self.file).suffix.lower()

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return self.path.stat().st_size

    def open(self) -> BinaryIO:
        """Open it for reading."""
        return self.path.open("rb")

    def bytes(self, limit: int = 50 * MEGABYTE) -> bytes:
        """Return all of it.

        Raises
        ------
        Unreadable
            It is longer than `limit` bytes.
        """
        if self.size > limit:
            raise Unreadable(
                f"{self.size // MEGABYTE:,} MB; a file of its kind is read up to {limit // MEGABYTE} MB"
            )
        return self.path.read_bytes()

    def stream(self, limit: int = 50 * MEGABYTE) -> io.BytesIO:
        """Return all of it as a stream that libraries may read to and fro; raises like `bytes`."""
        return io.BytesIO(self.bytes(limit))

    def part(
        self, path: Path, place: str, name: str, known: Facts | None = None, charset: str = ""
    ) -> Source:
        """Return a source within this one."""
        inside = f"{self.place} > {place}" if self.place else place
        return Source(
            self.file, path, inside, name, self.known | (known or {}), self.columns, charset, self.depth + 1
        )


@dataclass(frozen=True)
class Article:
    """One article as a reader found it.

    Attributes
    ----------
    text : str
        Paragraphs, parted by blank lines.
    facts : dict of str to Fact
        By the names in `FACTS`; what is unknown is not there.
    place : str
        Where in its source it stands; empty if it is all of it.
    encoding : str
        How bytes became letters, where that was a question.
    notes : tuple of str
        What was left out, and what may be wrong.
    more : dict of str to str
        Columns of the user's own, carried along.
    """

    text: str
    facts: Facts = field(default_factory=dict)
    place: str = ""
    encoding: str = ""
    notes: tuple[str, ...] = ()
    more: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Skipped:
    """A part of a source that is no article, and why."""

    reason: str
    place: str = ""


Found = Article | Skipped | Source
Reading = Iterator[Found]


def fact(facts: Facts, name: str, value: object, origin: str) -> None:
    """Note a fact unless it is empty or known already."""
    text = " ".join(str(value or "").split())
    if text and name not in facts:
        facts[name] = Fact(text, origin)


def paragraphs(blocks: list[str]) -> str:
    """Join the texts of blocks as paragraphs, without empty ones."""
    return "\n\n".join(block.strip() for block in blocks if block.strip())
