"""Memos: what was worked out for a corpus as a whole, kept between runs by all that it was made from.

What is made of each article is kept by `claimatlas.stages`. Here are the few large results beside it: scores
of pairs, figures, outlines. Each is kept in a folder of its own, checked when it is read
(`claimatlas.packs`), and made again where it is not there, damaged, or made from anything else.
"""

from __future__ import annotations

import contextlib
import hashlib
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from claimatlas.packs import Packs, unpickled

FOLDER = "kept"  # in the folder of the tables
# What a kept value may be made of, by module and name: arrays, tables, and our own records. Whatever else a
# file names is not called, and the value is made again.
_OURS = frozenset({
    ("builtins", "slice"), ("claimatlas.charts.svg", "Saved"), ("claimatlas.comparison.lexicon", "Lexicon"),
    ("claimatlas.comparison.pairs", "Scores"), ("claimatlas.people.checks", "SameWords"),
    ("claimatlas.people.entities", "Entity"), ("claimatlas.people.holders", "Holders"),
    ("claimatlas.people.joining", "Doubt"), ("claimatlas.people.listing", "Listed"),
    ("claimatlas.people.offices", "Office"), ("claimatlas.sheets.fates", "Fates"),
    ("collections", "Counter"), ("numpy", "dtype"), ("numpy", "ndarray"),
    ("numpy._core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "scalar"),
    ("numpy._core.numeric", "_frombuffer"), ("pandas", "DataFrame"), ("pandas", "Index"),
    ("pandas", "RangeIndex"), ("pandas", "StringDtype"), ("pandas._libs.internals", "_unpickle_block"),
    ("pandas.arrays", "ArrowStringArray"), ("pandas.core.indexes.base", "_new_Index"),
    ("pandas.core.internals.managers", "BlockManager"), ("pyarrow.lib", "_restore_array"),
    ("pyarrow.lib", "py_buffer"), ("pyarrow.lib", "type_for_alias"), ("scipy.sparse._csr", "csr_matrix"),
})


def digest(*values: object) -> str:
    """Return a digest of values, tables among them: equal only if all of their content is.

    Two values that are equal may have two digests, where they share their parts in another way; then
    something is made once more than need be.
    """
    facts = hashlib.sha256()
    for value in values:
        if isinstance(value, pd.DataFrame):
            heads = repr([(str(name), str(kind)) for name, kind in value.dtypes.items()])
            parts = [heads.encode(), *(_raw(value.iloc[:, at]) for at in range(value.shape[1]))]
        else:
            parts = [pickle.dumps(value, 5)]
        facts.update(f"{type(value).__name__} {[len(part) for part in parts]}".encode())
        for part in parts:
            facts.update(part)
    return facts.hexdigest()[:32]


def _raw(column: pd.Series) -> bytes | memoryview:
    """All that a column holds as bytes, without making a value of Python of each cell if that can be."""
    values = column.array
    if isinstance(values, pd.arrays.ArrowExtensionArray):
        held = values.__arrow_array__().combine_chunks()
        return memoryview(pa.record_batch([held], [""]).serialize())
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "biufmM":
        return np.ascontiguousarray(column.to_numpy()).tobytes()
    return pickle.dumps(column.tolist(), 5)


def recalled(
    build: Path | str | None, name: str, key: str, make: Callable[[], Any],
    fit: Callable[[Any], bool] = lambda value: True,
) -> Any:
    """Return what `make` makes, from what is kept if it is kept.

    Parameters
    ----------
    build : path-like or None
        Folder of the tables; without it nothing is kept.
    name : str
        What it is, in the form of a file name. A few values of each name are kept, the latest.
    key : str
        Digest of all that it is made from, the code included (`claimatlas.versions.version_of`).
    make : callable
        Its result can be pickled.
    fit : callable, optional
        Whether a result is to be kept.
    """
    if build is None:
        return make()
    packs = Packs(Path(build) / FOLDER / name)
    if (raw := packs.get(key)) is not None:
        with contextlib.suppress(Exception):  # whole, but written by other releases: made again
            return unpickled(raw, _OURS)
    value = make()
    if not fit(value):
        return value
    packs.add({key: pickle.dumps(value, 5)})
    packs.tidy([key], 1)
    return value
