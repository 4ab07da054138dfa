"""Tables of the user's in delimited text, CSV and the like, as people and spreadsheets save them."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterator
from pathlib import Path

from claimatlas.encoding import decode
from claimatlas.errors import InputError
from claimatlas.files import raw_of

LONGEST_CELL = 131_072  # characters
# Those that no keyboard writes. NUL ends a name for the system, and ESC steers a terminal.
CONTROLS = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0)))) - frozenset("\t\n\v\f\r\x1c\x1d\x1e\x85")
_SEPARATOR = re.compile(r"sep=(\S|\t)", re.IGNORECASE)
_CLOSE = "A quotation mark that opens a cell must close it; look for a stray one in this row."


def read_csv(
    path: Path, name: str, required: tuple[str, ...], known: tuple[str, ...], extra: list[str] | None = None,
    said: list[str] | None = None,
) -> list[tuple[int, dict[str, str]]]:
    """Read a CSV file as people and spreadsheets save it into (line number, row) pairs of stripped cells.

    Cells may be parted by commas, semicolons or tabs, letters written in UTF-8, UTF-16 or Windows' encodings,
    the names of columns in capitals. Empty rows, and empty columns and cells at the right, do not count. Only
    ``\\n`` and ``\\r`` end a row.

    Parameters
    ----------
    path : pathlib.Path
    name : str
        How errors name the file.
    required, known : tuple of str
        Columns that must be there, and those that mean something.
    extra : list of str, optional
        Takes the names of columns that are not known, whose cells are in the rows too; without it such a
        column is an error.
    said : list of str, optional
        Takes a sentence about an encoding that is not UTF-8.

    Raises
    ------
    InputError
        The file is missing, lacks a required column, has an unknown one, a row of another length or a
        quotation mark that is never closed.
    """
    text, encoding = decoded(path, name, f"Put it there: {name} with the columns {', '.join(known)}.")
    if said is not None and not encoding.startswith("utf-8"):
        said.append(f"{name} was read as {encoding}; save it as UTF-8 if letters came out wrong.")
    numbered = csv_rows(text, name, required)
    line, header = next(numbered, (1, []))
    header = [known_name(cell, known) for cell in header]
    while header and not header[-1]:
        header.pop()
    _check_header(header, name, required, known, line, extra)
    rows = []
    for line, cells in numbered:
        if not any(cell.strip() for cell in cells):
            continue
        while len(cells) > len(header) and not cells[-1].strip():
            cells.pop()
        if len(cells) != len(header):
            torn = any("\n" in cell for cell in cells)
            remedy = _CLOSE if torn else "Quote cells that contain the character that parts them."
            raise InputError(name, f"{len(cells)} cells where the header has {len(header)}", remedy, line)
        row = {
            k: c.strip()
            for k, c in zip(header, cells, strict=True) if k in known or (k and extra is not None)
        }
        rows.append((line, dict.fromkeys(known, "") | row))
    return rows


def known_name(cell: str, known: tuple[str, ...]) -> str:
    """A column's name as this project writes it, if it is one of its names in capitals or with blanks."""
    cell = cell.strip()
    name = re.sub(r"[\s-]+", "_", cell.lower())
    return name if name in known and cell not in known else cell


def decoded(path: Path, name: str, missing: str) -> tuple[str, str]:
    """Return the letters of a table of the user's, and its encoding as `claimatlas.encoding.decode` says it.

    Parameters and errors are those of `raw_of`.
    """
    return decode(raw_of(path, name, missing))


def csv_rows(text: str, name: str, required: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Yield rows with the number of the line that each begins in, whatever of the usual marks parts the
    cells.

    Raises
    ------
    InputError
        A quotation mark is not closed, or a cell is longer than `LONGEST_CELL`.
    """
    csv.field_size_limit(LONGEST_CELL)  # one for the whole process, and the intake reads longer ones
    source = io.StringIO(text, newline="")
    first = source.readline()
    stated = _SEPARATOR.fullmatch(first.strip("\r\n"))  # a line that Excel writes for itself
    skipped = 1 if stated else 0
    if not stated:
        source.seek(0)
    reader = csv.reader(source, delimiter=stated[1] if stated else separator_of(first, required))
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = next(reader, None)
        except csv.Error:
            problem = f"a cell has more than {LONGEST_CELL:,} characters"
            raise InputError(name, problem, f"Shorten it. {_CLOSE}", line) from None
        if cells is None:
            return
        if control := next((c for cell in cells for c in cell if c in CONTROLS), None):
            remedy = "Take it out; it is no part of any text."
            raise InputError(name, f"a cell holds the control character U+{ord(control):04X}", remedy, line)
        yield line, cells


def separator_of(header: str, required: tuple[str, ...] = ()) -> str:
    """Return what parts the cells of a header line: comma, semicolon or tab, by the required columns."""
    def columns(mark: str) -> list[str]:
        return [known_name(cell.strip().strip('"'), required) for cell in header.strip().split(mark)]

    whole = [mark for mark in ",;\t" if all(name in columns(mark) for name in required)]
    return max(whole or ",", key=lambda mark: len(columns(mark)))


def _check_header(
    header: list[str], name: str, required: tuple[str, ...], known: tuple[str, ...], line: int,
    extra: list[str] | None,
) -> None:
    """Stop at a header in which a column is missing, unknown or there twice; `extra` takes the unknown."""
    if missing := [c for c in required if c not in header]:
        remedy = f"Add it to the header; required are {', '.join(required)}."
        raise InputError(name, f"column {missing[0]!r} is missing", remedy, line)
    for column in (c for c in header if c not in known):
        meant = difflib.get_close_matches(column.lower(), [k for k in known if k not in header], 1, 0.8)
        if extra is None or meant:
            remedy = (
                f"Write {meant[0]!r} if that is meant, else another name."
                if meant else f"Rename or remove it; known are {', '.join(known)}."
            )
            raise InputError(name, f"column {column!r} is unknown", remedy, line)
        if column:
            extra.append(column)
    named = [c for c in header if c in known]
    if len(set(named)) < len(named):
        raise InputError(name, "a column name occurs twice", "Keep one of each.", line)
