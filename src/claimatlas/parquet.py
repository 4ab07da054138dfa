"""A table of the user's in Parquet, as it comes out of a warehouse, read as one in CSV is: cells of text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from claimatlas.errors import InputError

BATCH = 1000  # rows in memory beside those read


def read_rows(
    path: Path, name: str, required: tuple[str, ...], known: tuple[str, ...], extra: list[str]
) -> list[tuple[int, dict[str, str]]]:
    """Read a Parquet file into (row number from 1 on, row) pairs, null cells as empty ones.

    Parameters are those of `claimatlas.delimited.read_csv`; here `extra` must be given.

    Raises
    ------
    InputError
        The file cannot be read, lacks a column, or has a cell that is no text, number or date.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
        there = file.schema_arrow.names
    except (OSError, ValueError, pa.ArrowException) as error:
        problem = f"it cannot be read as Parquet ({' '.join(str(error).split())[:100]})"
        raise InputError(name, problem, "Write it anew, as pandas' to_parquet does.") from None
    if missing := [c for c in required if c not in there]:
        remedy = f"Add it; required are {', '.join(required)}."
        raise InputError(name, f"column {missing[0]!r} is missing", remedy)
    if twice := [c for c in there if there.count(c) > 1]:
        raise InputError(name, f"column {twice[0]!r} occurs twice", "Keep one of each.")
    extra += [c for c in there if c not in known]
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        for batch in file.iter_batches(BATCH):
            for row in batch.to_pylist():
                number = len(rows) + 1
                cells = {column: _cell(value, column, name, number) for column, value in row.items()}
                rows.append((number, dict.fromkeys(known, "") | cells))
    except (OSError, pa.ArrowException) as error:
        problem = f"it is damaged after row {len(rows):,} ({' '.join(str(error).split())[:100]})"
        raise InputError(name, problem, "Write it anew.") from None
    return rows


def _cell(value: object, column: str, name: str, row: int) -> str:
    """A cell as it would stand in a CSV file."""
    if value is None or value != value:  # NaN
        return ""
    if isinstance(value, str):
        return value if column == "text" else value.strip()
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    problem = f"{column} {str(value)[:60]!r} is of type {type(value).__name__}"
    raise InputError(name, problem, "Make the column text, numbers or dates.", row)
