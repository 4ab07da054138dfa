"""The beginning of a source, by which readers see whether it is theirs."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from functools import cached_property

from claimatlas.encoding import decode
from claimatlas.intake.found import Source

_SAMPLED = 1 << 16
# Files that lie beside articles and hold none, by how they begin.
BINARY = (
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x89PNG", "a PNG image"),
    (b"GIF8", "a GIF image"),
    (b"OggS", "a sound or film"),
    (b"ID3", "a sound"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"SQLite format 3", "a database"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it or save it as ZIP"),
    (b"Rar!", "a RAR archive; unpack it or save it as ZIP"),
    (b"BZh", "a bzip2 archive; unpack it"),
    (b"\xfd7zXZ", "an xz archive; unpack it"),
)
# Text that is no article's, where nothing in it shows another kind.
_NO_TEXT = frozenset(
    [
        ".css",
        ".js",
        ".mjs",
        ".map",
        ".svg",
        ".py",
        ".sh",
        ".xml",
        ".xsl",
        ".xslt",
        ".yml",
        ".yaml",
        ".toml",
        ".ini",
        ".cdx",
        ".cdxj",
        ".woff",
        ".woff2",
        ".ttf",
        ".sql",
        ".tex",
        ".bib",
        ".lock",
    ]
)
_ODD = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\ufffd]")
_PROGRAM = re.compile(
    r"#!|<\?php|(?:var|const|let|function)\s+\w+\s*[=(]|[.#@]?[\w-]+(?:\s*,\s*[.#]?[\w-]+)*\s*\{\s*[\w-]+\s*:"
)


class Sample:
    """The beginning of a source, as readers look at it to see whether it is theirs.

    Attributes
    ----------
    head : bytes
        Its first 64 KB, or what of them could be unpacked if it is compressed (gzip).
    suffix : str
    members : frozenset of str
        Names in it, if it is a ZIP file.
    """

    def __init__(self, source: Source):
        with source.open() as stream:
            self.head = stream.read(_SAMPLED)
        self.source, self.suffix = source, source.suffix

    @cached_property
    def text(self) -> str:
        """Its beginning as letters, without blanks before the first."""
        return decode(self.head)[0].lstrip()

    @cached_property
    def unpacked(self) -> bytes:
        """The first bytes within a gzip file."""
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(self.head)) as stream:
                return stream.read(1000)
        except (OSError, EOFError, zlib.error):
            return b""

    @cached_property
    def members(self) -> frozenset[str]:
        """Names in a ZIP file; none if it is no ZIP or broken."""
        if not self.head.startswith(b"PK"):
            return frozenset()
        try:
            with self.source.open() as stream, zipfile.ZipFile(stream) as archive:
                return frozenset(archive.namelist())
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            return frozenset()

    @cached_property
    def is_binary(self) -> bool:
        """Whether there are signs in it that no text has."""
        text = self.text[:5000]
        return len(_ODD.findall(text)) * 50 > len(text) or any(
            self.head.startswith(mark) for mark, _ in BINARY
        )

    @property
    def is_no_text(self) -> bool:
        """Whether it is a program's or a style's text, and no article."""
        return self.suffix in _NO_TEXT or bool(_PROGRAM.match(self.text))
