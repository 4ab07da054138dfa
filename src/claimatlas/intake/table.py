"""Tables as text (CSV, TSV) with an article in each row."""

from __future__ import annotations

import csv
import io
import re

from claimatlas.delimited import separator_of
from claimatlas.encoding import decode
from claimatlas.intake import columns
from claimatlas.intake.found import MEGABYTE, Reading, Skipped, Source, Unreadable
from claimatlas.intake.sample import Sample

KIND = "table"
SUFFIXES = (".csv", ".tsv", ".tab")
_LIMIT = 300 * MEGABYTE
_SEP = re.compile(r"sep=(\S|\t)\r?\n", re.IGNORECASE)
LONGEST_CELL = 10 * MEGABYTE


def fits(sample: Sample) -> bool:
    """By its ending, or a first line of names among which are those of a text and of something else."""
    if sample.is_binary:
        return False
    if sample.suffix in SUFFIXES:
        return True
    header = next(iter(_rows(sample.text[:4000])), [])
    return (
        len(header) > 2
        and len(header) < 200
        and {"text"} < set(columns.mapping(header, {}))
        and all(len(h) < 60 for h in header)
    )


def read(source: Source) -> Reading:
    """Yield an article for each row with a text."""
    text, encoding = decode(source.bytes(_LIMIT), source.charset)
    rows = _rows(text)
    header = next(rows, [])
    if not any(cell.strip() for cell in header):
        raise Unreadable("a table without a header")
    fields = columns.needed(header, source.columns)
    number = 1
    try:
        for cells in rows:
            number += 1
            if not any(cell.strip() for cell in cells):
                continue
            place = f"row {number}"
            if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
                yield Skipped(f"{len(cells)} cells where the header has {len(header)}", place)
                continue
            notes = ("fewer cells than the header has: may be cut",) if len(cells) < len(header) else ()
            yield columns.article(
                dict(zip(header, cells, strict=False)), fields, source, place, encoding, notes
            )
        if text.count('"') % 2:
            yield Skipped("a quotation mark is never closed: rows may be cut or joined", "at its end")
    except csv.Error as error:
        yield Skipped(f"the table cannot be read from here ({error})", f"row {number + 1}")


def _rows(text: str):
    """Rows of cells, whatever parts them."""
    csv.field_size_limit(LONGEST_CELL)
    stated = _SEP.match(text)
    if stated:
        text = text[stated.end() :]
    first = text.split("\n", 1)[0]
    return csv.reader(io.StringIO(text, newline=""), delimiter=stated[1] if stated else separator_of(first))
