"""Tables as Arrow holds them: lists take a tenth of what they take in Python, and a check reads no row.

A frame of pandas has its words in Arrow already; here its lists stay there too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

pa.set_memory_pool(pa.system_memory_pool())  # its own keeps what is free, some 50 MB in each process


def as_frame(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as a frame whose lists stay in Arrow; a cell is a list when it is looked at."""
    return table.to_pandas(types_mapper=lambda kind: pd.ArrowDtype(kind) if pa.types.is_list(kind) else None)


def of_columns(columns: Mapping[str, list], schema: pa.Schema, key: str) -> pa.Table:
    """Return columns as Python has them as an Arrow table, sorted by one; a column that is not there is null.

    Raises
    ------
    pyarrow.ArrowException
        A value is not of the type of its column.
    """
    found = [
        pa.array(columns[field.name], field.type, from_pandas=True)
        if field.name in columns else pa.nulls(len(columns[key]), field.type)
        for field in schema
    ]
    table = pa.table(found, schema=schema)
    return table.take(pc.sort_indices(table[key]))


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


def flat(lists: pd.Series) -> np.ndarray:
    """Return the numbers of a column of lists, or of lists of lists, one behind the other."""
    held = isinstance(lists.dtype, pd.ArrowDtype)
    found = lists.array.__arrow_array__() if held else pa.array(lists.tolist())
    while pa.types.is_list(found.type):
        found = pc.list_flatten(found)
    return found.to_numpy(zero_copy_only=False) if isinstance(found, pa.Array) else found.to_numpy()


def lengths(lists: pd.Series) -> np.ndarray:
    """Return how many entries each list of a column has."""
    if isinstance(lists.dtype, pd.ArrowDtype):
        return pc.list_value_length(lists.array.__arrow_array__()).to_numpy()
    return np.fromiter(map(len, lists), int, len(lists))


def replaced(column: pd.Series, at: np.ndarray, values: list) -> pd.Series:
    """Return a column with other values in some rows; where its lists are Arrow's, all others stay there.

    Parameters
    ----------
    column : pandas.Series
    at : numpy.ndarray of int
        Positions of the rows.
    values : list
        One for each of them.
    """
    if not isinstance(column.dtype, pd.ArrowDtype):
        changed = column.copy()
        changed.iloc[at] = pd.Series(values, dtype=column.dtype).array
        return changed
    held = column.array.__arrow_array__()
    order = np.arange(len(held))
    order[at] = len(held) + np.arange(len(at))
    held = pa.chunked_array([*held.chunks, pa.array(values, held.type)]).take(order)
    return pd.Series(pd.arrays.ArrowExtensionArray(held), column.index, name=column.name)


def packed(table: pa.Table) -> bytes:
    """Return an Arrow table as bytes, to be kept."""
    target = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd", use_threads=False)
    with pa.ipc.new_stream(target, table.schema, options=options) as stream:
        stream.write_table(table)
    return target.getvalue().to_pybytes()


def unpacked(raw: bytes) -> pd.DataFrame:
    """Return a table that was `packed`, as a frame whose lists stay in Arrow."""
    with pa.ipc.open_stream(raw, options=pa.ipc.IpcReadOptions(use_threads=False)) as stream:
        return as_frame(stream.read_all())
