"""Spreadsheets (XLSX) with an article in each row."""

from __future__ import annotations

from claimatlas.intake import columns
from claimatlas.intake.archive import checked
from claimatlas.intake.found import Reading, Source, Unreadable
from claimatlas.intake.sample import Sample

KIND = "spreadsheet"
SUFFIXES = (".xlsx", ".xlsm")
MOST_ROWS = 200_000


def fits(sample: Sample) -> bool:
    """A ZIP file with a workbook in it."""
    return "xl/workbook.xml" in sample.members


def read(source: Source) -> Reading:
    """Yield an article for each row with a text, of every sheet that has a column of texts."""
    import openpyxl

    checked(source)
    try:
        book = openpyxl.load_workbook(source.stream(), read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets through whatever zip and XML readers raise
        raise Unreadable(f"a broken spreadsheet ({type(error).__name__})") from error
    reasons, found = [], False
    for sheet in book.worksheets:
        rows = _rows(sheet)
        header = next(rows, (0, []))[1]
        try:
            fields = columns.needed(header, source.columns)
        except Unreadable as error:
            reasons.append(f"sheet {sheet.title!r}: {error}")
            continue
        for number, cells in rows:
            if any(cells):
                found = True
                yield columns.article(
                    dict(zip(header, cells, strict=False)),
                    fields,
                    source,
                    f"sheet {sheet.title!r}, row {number}",
                )
    if not found:
        raise Unreadable("; ".join(reasons) or "no row with a text")


def _rows(sheet):
    """(Row number, cells) of a sheet from the first row that is not empty; days as they are written in ISO
    form."""
    begun = False
    for number, cells in enumerate(sheet.iter_rows(values_only=True, max_row=MOST_ROWS), 1):
        values = [_cell(c) for c in cells]
        begun = begun or any(values)
        if begun:
            yield number, values


def _cell(value: object) -> str:
    """A cell as text, a day in ISO form."""
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
