"""Sheets for a spreadsheet: CSV that comes back as it went out and that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from claimatlas.corpus import read_csv
from claimatlas.tables import replacing

_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n|%]")


def neutral(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would take for a formula; `plain` undoes it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def plain(cell: str) -> str:
    """Undo `neutral`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def read_actions(
    folder: Path | str, name: str, columns: Sequence[str], shown: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a sheet that ask for something, with their lines; none if the file is not there.

    Parameters
    ----------
    folder : path-like
        The corpus.
    name : str
        Path of the sheet in it, as errors name it.
    columns, shown : sequence of str
        Columns that are read, ``action`` among them, and those that the sheet only shows.

    Raises
    ------
    InputError
        The file is no CSV of these columns.
    """
    path = Path(folder) / name
    if not path.exists():
        return
    for line, cells in read_csv(path, name, ("action",), (*columns, *shown)):
        row = {c: plain(cells[c]) for c in columns}
        if row["action"]:
            yield line, row


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as CSV with a header, every cell made safe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([neutral(str(row[c])) for c in columns] for row in rows)
    return out.getvalue()


def write_sheet(path: Path | str, text: str) -> None:
    """Write a sheet as UTF-8 with a byte order mark, as spreadsheets want it."""
    with replacing(path) as temporary:
        temporary.write_text("\ufeff" + text, encoding="utf-8", newline="")
