"""Bibliographic records (RIS, as Zotero and databases export them) with the documents attached to them.

A record is no article: it says what is known of one. The text is in the attached page or document, which is
read in its place in the folder, with the record's facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from claimatlas.days import iso_day
from claimatlas.encoding import decode
from claimatlas.intake.found import Facts, Reading, Skipped, Source, fact
from claimatlas.intake.sample import Sample
from claimatlas.intake.webpage import host

KIND = "bibliography"
SUFFIXES = (".ris",)
_LINE = re.compile(r"^([A-Z][A-Z0-9])  ?- ?(.*)$")
_FACTS = (
    ("title", ("TI", "T1", "CT")),
    ("outlet", ("T2", "JO", "JF", "JA", "PB")),
    ("url", ("UR",)),
    ("published", ("DA", "Y1", "PY")),
    ("captured", ("Y2",)),
    ("language", ("LA",)),
)
_FIRST = (".html", ".htm", ".mhtml", ".pdf", ".docx", ".odt", ".rtf", ".txt", ".md")


def fits(sample: Sample) -> bool:
    """A first line with the type of a record."""
    return bool(re.match(r"TY  - ?\w", sample.text))


def read(source: Source) -> Reading:
    """Yield the attached document of each record as a source; a record without one is named."""
    text, _ = decode(source.bytes())
    root = (
        source.path.parents[len(PurePosixPath(source.file).parts) - 1].resolve() if not source.depth else None
    )
    for number, record in enumerate(_records(text), 1):
        place, title = (
            f"record {number}",
            next((v for t in ("TI", "T1") for v in record.get(t, [])), "no title")[:100],
        )
        named = [value for tag in ("L1", "L2", "L4") for value in record.get(tag, [])] if root else []
        found = [path for value in named if (path := _attached(value, source, root))]
        if not found:
            yield Skipped(f"only the record, with no attached file in the folder: {title}", place)
            continue
        first, *others = sorted(
            found,
            key=lambda p: (_FIRST.index(p.suffix.lower()) if p.suffix.lower() in _FIRST else len(_FIRST), p),
        )
        file = first.relative_to(root).as_posix()
        yield Source(file, first, "", first.name, _facts(record), source.columns, "", 1)
        for other in others:
            yield Skipped(
                f"another attachment of a record whose {first.name} was read", f"{place} > {other.name}"
            )


def _records(text: str) -> Iterator[dict[str, list[str]]]:
    """The values of each record by tag."""
    record: dict[str, list[str]] = {}
    for line in text.splitlines():
        match = _LINE.match(line.lstrip("\ufeff"))
        if not match:
            continue
        if match[1] == "ER":
            if record:
                yield record
            record = {}
        elif match[2].strip():
            record.setdefault(match[1], []).append(match[2].strip())
    if record:
        yield record


def _attached(value: str, source: Source, root: Path) -> Path | None:
    """The attached file if it lies in the folder that is read; what leads out of it is not followed."""
    name = unquote(re.sub(r"^(?:internal-pdf|file):/*", "", value)).replace("\\", "/")
    if re.match(r"https?:|/|\w:", name) or "\0" in name:
        return None
    try:
        path = (source.path.parent / name).resolve()
        return path if path.is_file() and path.is_relative_to(root) else None
    except (OSError, ValueError):
        return None


def _facts(record: dict[str, list[str]]) -> Facts:
    """Facts of a RIS record, each with the tag it stood under."""
    facts: Facts = {}
    for name, tags in _FACTS:
        for tag in tags:
            for value in record.get(tag, [])[:1]:
                if name in ("published", "captured"):
                    value = iso_day(value.strip("/").replace("/", "-").split(" ")[0])
                if name == "language":
                    value = value[:2].lower()
                if name != "url" or value.startswith("http"):
                    fact(facts, name, value, f"RIS {tag}")
    authors = [re.sub(r"^([^,]+),\s*(.+)$", r"\2 \1", a) for tag in ("AU", "A1") for a in record.get(tag, [])]
    fact(facts, "author", "; ".join(dict.fromkeys(authors)), "RIS AU")
    if "url" in facts:
        fact(facts, "outlet", host(facts["url"].value), "domain of the address")
    return facts
