"""Tables as Arrow holds them: lists take a tenth of what they take in Python, and a check reads no row.

A frame of pandas has its words in Arrow already; here its lists stay there too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

pa.set_memory_pool(pa.system_memory_pool())  # its own keeps what is free, some 50 MB in each process


def as_frame(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as a frame whose lists stay in Arrow; a cell is a list when it is looked at."""
    return table.to_pandas(types_mapper=lambda kind: pd.ArrowDtype(kind) if pa.types.is_list(kind) else None)


def fits(
    table: pa.Table, schema: pa.Schema, needed: Collection[str], key: Collection[str],
    vocabulary: Mapping[str, Collection[str]],
) -> bool:
    """Tell whether a table, or some columns of it, is as it is declared.

    Parameters
    ----------
    table : pyarrow.Table
    schema : pyarrow.Schema
        All columns that it may have.
    needed : collection of str
        Columns that it must have.
    key : collection of str
        Columns that identify a row; repeated ones are looked for where all of them are there.
    vocabulary : mapping of str to collection of str
        The values that a column of a closed list may have.
    """
    there = set(table.column_names)
    types = {field.name: field.type for field in schema}
    if not set(needed) <= there or any(types.get(field.name) != field.type for field in table.schema):
        return False
    strict = [name for name in table.column_names if not schema.field(name).nullable]
    if any(pc.any(pc.is_null(table[name], nan_is_null=True)).as_py() for name in strict):
        return False
    closed = {name: values for name, values in vocabulary.items() if name in there}
    if any(set(pc.unique(table[name]).to_pylist()) - set(values) for name, values in closed.items()):
        return False
    return not set(key) <= there or not table.select(list(key)).to_pandas().duplicated().any()
