"""Rows of ``articles.csv`` and ``import.csv``: what was read of each article, and what people changed
since."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from claimatlas.intake import flow
from claimatlas.intake.copies import Copy
from claimatlas.intake.found import FACTS

UNKNOWN_OUTLET = "Unidentified outlet"  # articles.csv has no empty one
ARTICLES = (
    "article_id",
    "outlet",
    "title",
    "author",
    "published",
    "url",
    "file",
    "note",
    "language",
    "captured",
    "source_file",
    "copy_of",
    "copy_overlap",
)
_WRITTEN = (
    "outlet",
    "title",
    "author",
    "published",
    "url",
    "note",
    "language",
    "captured",
    "copy_of",
    "copy_overlap",
)
IMPORT = (
    "file",
    "place",
    "kind",
    "status",
    "reason",
    "article_id",
    "sha256",
    "encoding",
    "n_words",
    "text_sha256",
    *(column for name in FACTS for column in (name, f"{name}_from")),
    "note",
    "copy_of",
    "copy_overlap",
)


@dataclass
class Row:
    """An entry on its way into the folder, without its text, which is on the disk by then."""

    entry: flow.Entry
    article_id: str = ""
    n_words: int = 0
    text_sha256: str = ""
    runs: array | None = None
    copy: Copy | None = None

    def value(self, name: str) -> str:
        """The value of a fact; "" if unknown."""
        found = self.entry.facts.get(name)
        return found.value if found else ""


@dataclass
class Earlier:
    """What a folder holds of an earlier import.

    Attributes
    ----------
    written : dict of str to dict
        Rows of import.csv by article_id: what the last import wrote.
    articles : dict of str to dict
        Rows of articles.csv by article_id: that, as people changed it.
    columns : list of str
        Columns of articles.csv that no import writes.
    """

    written: dict[str, dict[str, str]] = field(default_factory=dict)
    articles: dict[str, dict[str, str]] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)


def imported_row(row: Row) -> dict[str, str]:
    """A row of import.csv."""
    entry = row.entry
    record = dict.fromkeys(IMPORT, "")
    record |= {
        "file": entry.file,
        "place": entry.place,
        "kind": entry.kind,
        "status": entry.status,
        "reason": entry.reason,
        "sha256": entry.sha256,
    }
    if row.article_id:
        record |= {
            "article_id": row.article_id,
            "encoding": entry.encoding,
            "n_words": str(row.n_words),
            "text_sha256": row.text_sha256,
        }
        record |= {"note": entry.reason, "reason": ""}
        for name, found in entry.facts.items():
            record |= {name: found.value, f"{name}_from": found.origin}
        if row.copy:
            record |= {"copy_of": row.copy.of, "copy_overlap": f"{row.copy.overlap:.2f}"}
    return record


def article_row(row: Row, own: list[str]) -> dict[str, str]:
    """A row of articles.csv."""
    entry = row.entry
    where = f"{entry.file} > {entry.place}" if entry.place else entry.file
    return {
        "article_id": row.article_id,
        **{name: row.value(name) for name in FACTS},
        "outlet": row.value("outlet") or UNKNOWN_OUTLET,
        "file": f"{row.article_id}.txt",
        "note": entry.reason,
        "source_file": where,
        "copy_of": row.copy.of if row.copy else "",
        "copy_overlap": f"{row.copy.overlap:.2f}" if row.copy else "",
        **{c: entry.more.get(c, "") for c in own},
    }


def with_corrections(
    new: dict[str, str], record: dict[str, str], before: dict[str, str] | None, now: dict[str, str] | None
) -> dict[str, str]:
    """The new row with the cells that somebody changed since the last import, and with columns of theirs."""
    if now is None:
        return new
    merged = {**{c: v for c, v in now.items() if c not in new}, **new}
    for column, value in new.items():
        there = now.get(column, value)
        last = (
            (before or record).get(column, "")
            if column in _WRITTEN
            else (new[column] if column in ARTICLES else there)
        )
        if column == "outlet":
            last = last or UNKNOWN_OUTLET
        if there not in (last, value):
            merged[column] = there
    return merged
