"""The readers: which there are, and which of them reads a source.

A reader is a module of this package with

- ``KIND``, what import.csv calls its files;
- ``SUFFIXES``, the endings that such files have;
- ``fits(sample)``, whether a file's content is of that kind, whatever it is named;
- ``read(source)``, which yields an `Article` for each article, a `Skipped` for each part that is none, and a
  `Source` for each part that is a file of its own, and raises `Unreadable` if the whole cannot be read.

A reader more is its module, its place in `ORDER` and a test.
"""

from __future__ import annotations

from types import ModuleType

from claimatlas.intake import (
    archive,
    bibliography,
    docx,
    feed,
    gz,
    html,
    mail,
    mbox,
    mhtml,
    odt,
    pdf,
    plain,
    records,
    rtf,
    sheet,
    table,
    telegram,
    warc,
)
from claimatlas.intake.found import Source, Unreadable
from claimatlas.intake.sample import BINARY, Sample

# The first that fits reads: the surer a mark of a kind is, the earlier; plain text is what is left.
ORDER = (
    pdf,
    docx,
    odt,
    sheet,
    archive,
    rtf,
    warc,
    gz,
    bibliography,
    telegram,
    records,
    mhtml,
    mbox,
    mail,
    feed,
    html,
    table,
    plain,
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SEALED = "EncryptedPackage".encode("utf-16-le")


def reader_of(source: Source) -> ModuleType:
    """Return the module that reads `source`, by its content; the name decides only what content leaves open.

    Raises
    ------
    Unreadable
        It is empty, or of no kind that is read; the message says which.
    """
    if not source.size:
        raise Unreadable("the file is empty")
    sample = Sample(source)
    if found := next((reader for reader in ORDER if reader.fits(sample)), None):
        return found
    raise Unreadable(_other(sample))


def _other(sample: Sample) -> str:
    """Say what a file is that no reader takes."""
    if sample.head.startswith(_OLD_OFFICE):
        return (
            "it is encrypted"
            if _sealed(sample.source)
            else "an old Office file (.doc, .xls, .msg); save it as DOCX, XLSX or EML"
        )
    for mark, name in BINARY:
        if sample.head.startswith(mark):
            return f"no text: {name}"
    if sample.head.startswith(b"PK"):
        return "a broken ZIP file"
    if not sample.text.strip():
        return "no text: nothing but blanks"
    if sample.is_binary and sample.suffix in plain.SUFFIXES:
        return f"no text: what is in it is binary, though its name ends in {sample.suffix}"
    return f"no kind of file that is read ({sample.suffix or 'no ending'})"


def _sealed(source: Source) -> bool:
    """Whether an Office file is encrypted: the name of what is sealed stands in its directory, anywhere in
    it."""
    with source.open() as stream:
        before = b""
        while block := stream.read(1 << 20):
            if _SEALED in before + block:
                return True
            before = block[-len(_SEALED) :]
    return False
