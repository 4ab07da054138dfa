"""Sheets for a spreadsheet: CSV that comes back as it went out and that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from claimatlas.tables import replacing

_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n|%]")


def neutral(cell: str) -> str:
    """Write a cell so that no spreadsheet takes it for a formula: an apostrophe goes before it. `plain` undoes it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def plain(cell: str) -> str:
    """Undo `neutral`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


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
