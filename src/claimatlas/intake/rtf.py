"""Rich Text (RTF), exports of Nexis and Factiva among them."""

from __future__ import annotations

from claimatlas.intake import document
from claimatlas.intake.found import MEGABYTE, Reading, Source, Unreadable
from claimatlas.intake.sample import Sample

KIND = "Rich Text"
SUFFIXES = (".rtf",)
_LIMIT = 30 * MEGABYTE


def fits(sample: Sample) -> bool:
    """Rich Text begins with its name."""
    return sample.head.lstrip().startswith(b"{\\rtf")


def read(source: Source) -> Reading:
    """Yield the articles of the document."""
    from striprtf.striprtf import rtf_to_text

    raw = source.bytes(_LIMIT).decode("latin-1")
    try:
        text = rtf_to_text(raw, errors="replace")
    except Exception as error:  # striprtf raises whatever its expressions do
        raise Unreadable(f"a broken Rich Text ({type(error).__name__})") from error
    whole = raw.rstrip("\0 \r\n\t").endswith("}")
    notes = () if whole else ("no } at its end: may be cut",)
    yield from document.articles(
        [
            " ".join(line.replace("|", " ").split()) if "|" in line else line.strip()
            for line in text.split("\n")
        ],
        dict(source.known),
        notes=notes,
    )
