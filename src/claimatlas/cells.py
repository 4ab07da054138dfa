"""The cells of a table as Python has them, read a column at a time.

Lists of a table lie in Arrow (`claimatlas.columnar`), where one cell after the other costs an object of Arrow
each, and so does each of its parts.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Later(Collection):
    """Things of which only the number is there: they are made one after the other when they are gone through.

    Attributes
    ----------
    count : int
    make : callable
        Returns an iterator of all of them.
    """

    count: int
    make: Callable[[], Iterator]

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator:
        return self.make()

    def __contains__(self, one: object) -> bool:
        return any(one == made for made in self)


def values_of(column: pd.Series) -> list:
    """Return the cells of a column: what ``tolist`` gives, of one that lies in Arrow all at once."""
    if not isinstance(column.dtype, pd.ArrowDtype):
        return column.tolist()
    cells = pa.array(column.array)
    if cells.null_count:
        return column.tolist()
    chunks = cells.chunks if isinstance(cells, pa.ChunkedArray) else [cells]
    return [cell for chunk in chunks for cell in _values(chunk)]


def among(column: pd.Series, values: Collection) -> np.ndarray:
    """Tell which cells of a column are among some values: ``isin`` makes an object of Arrow of each."""
    cells = pa.array(column.array, from_pandas=True)
    if pa.types.is_null(cells.type):  # nothing is in it
        return np.zeros(len(column), bool)
    return np.asarray(pc.is_in(cells, value_set=pa.array(list(values), cells.type)), dtype=bool)


def records_of(frame: pd.DataFrame) -> list[dict]:
    """Return the rows of a frame by the names of its columns, as ``to_dict("records")`` does."""
    names = list(frame.columns)
    columns = [values_of(frame[name]) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def digest(frame: pd.DataFrame) -> str:
    """Return a digest of the content of a frame: equal only if all of it is; empty where Arrow cannot say.

    Two frames with the same content may have two digests, where it lies in them in another way.
    """
    facts = hashlib.sha256(repr(list(map(str, frame.columns))).encode())
    try:
        table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        return ""
    target = pa.PythonFile(_Written(facts.update), "w")
    with target, pa.ipc.new_stream(target, table.schema) as stream:
        stream.write_table(table.combine_chunks())
    return facts.hexdigest()[:32]


class _Written(io.RawIOBase):
    """A file that hands on what is written to it piece by piece: a whole table would be there twice."""

    def __init__(self, take: Callable[[bytes], None]):
        super().__init__()
        self._take = take

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:
        self._take(piece)
        return len(piece)


def _values(cells: pa.Array) -> list:
    """What an array holds: lists are cut out of all their parts, structs put together of all their fields."""
    kind = cells.type
    if cells.null_count and not pa.types.is_string(kind):
        return cells.to_pylist()
    if pa.types.is_list(kind):
        parts, ends = _values(cells.flatten()), np.cumsum(cells.value_lengths().to_numpy()).tolist()
        return [parts[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    if pa.types.is_struct(kind):
        names, fields = [field.name for field in kind], [_values(own) for own in cells.flatten()]
        return [dict(zip(names, row, strict=True)) for row in zip(*fields, strict=True)]
    return cells.to_numpy(zero_copy_only=False).tolist()
