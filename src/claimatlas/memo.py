"""Memos: what was worked out for a corpus as a whole, kept between runs by all that it was made from.

What is made of each article is kept by `claimatlas.stages`. Here are the few large results beside it: scores
of pairs, figures, outlines. Each is kept in a folder of its own, checked when it is read
(`claimatlas.packs`), and made again where it is not there, damaged, or made from anything else.
"""

from __future__ import annotations

import contextlib
import hashlib
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from claimatlas.packs import Packs, unpickled

FOLDER = "kept"  # in the folder of the tables
MANY = 25_000  # articles of which something may be kept whatever part of the corpus is asked for
# What a kept value may be made of, by module and name: arrays, tables, and our own records. Whatever else a
# file names is not called, and the value is made again.
_OURS = frozenset({
    ("array", "_array_reconstructor"), ("array", "array"), ("builtins", "slice"),
    ("claimatlas.charts.kept", "Painted"), ("claimatlas.charts.kept", "Saved"),
    ("claimatlas.comparison.evidence", "Numbered"), ("claimatlas.comparison.lexicon", "Lexicon"),
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


def _array(*_told: object) -> np.ndarray:
    """An array as numpy begins to read one; numpy checks the bytes that come next."""
    return np.empty(0, np.int8)


def _checked(told: tuple) -> pa.Array:
    """An array of Arrow whose offsets stay within its bytes."""
    found = pa.lib._restore_array(told)
    found.validate(full=True)
    return found


# Called with what a file says, they would take its bytes for addresses.
_INSTEAD = {
    ("numpy", "ndarray"): None, ("numpy._core.multiarray", "_reconstruct"): _array,
    ("pyarrow.lib", "_restore_array"): _checked,
}


def digest(*values: object) -> str:
    """Return a digest of values, tables among them: equal only if all of their content is.

    Two values that are equal may have two digests, where they share their parts in another way; then
    something is made once more than need be.
    """
    facts = hashlib.sha256()
    for value in values:
        if isinstance(value, pd.DataFrame):
            heads = repr([(str(name), str(kind)) for name, kind in value.dtypes.items()])
            columns = range(value.shape[1])
            parts = [heads.encode(), *(part for at in columns for part in _content(value.iloc[:, at].array))]
        else:
            parts = [pickle.dumps(value, 5)]
        facts.update(f"{type(value).__name__} {[memoryview(part).nbytes for part in parts]}".encode())
        for part in parts:
            facts.update(part)
    return facts.hexdigest()[:32]


def _content(column: pd.api.extensions.ExtensionArray) -> list:
    """The content of a column: as Arrow or numpy has it if they do, without making it Python's."""
    if hasattr(column, "__arrow_array__"):
        found = pa.array(column)
        if pa.types.is_dictionary(found.type):  # what is written of it leaves out the words
            found = found.dictionary_decode()
        chunks = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
        whole = chunks.chunks if isinstance(chunks, pa.ChunkedArray) else [chunks]
        return [pa.record_batch([part], [""]).serialize() for part in whole]
    plain = np.asarray(column)
    if plain.dtype == object:
        return [pickle.dumps(plain.tolist(), 5)]
    return [np.ascontiguousarray(plain).view(np.uint8)]


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
            return unpickled(raw, _OURS, _INSTEAD)
    value = make()
    if not fit(value):
        return value
    packs.add({key: pickle.dumps(value, 5)})
    packs.tidy([key], 1)
    return value


def recalled_each(
    build: Path | str | None, name: str, keys: Mapping[str, str], make: Callable[[str], Any]
) -> dict[str, Any]:
    """Return what `make` makes of each of some articles, from what is kept of those that it is kept of.

    Parameters
    ----------
    build, name
        As for `recalled`.
    keys : mapping of str to str
        By article_id, a digest of all that its value is made from.
    make : callable
        Takes an article_id.
    """
    packs = None if build is None else Packs(Path(build) / FOLDER / name)
    found, new = {}, {}
    for article, key in keys.items():
        if packs is not None and (raw := packs.get(key)) is not None:
            with contextlib.suppress(Exception):
                found[article] = unpickled(raw, _OURS, _INSTEAD)
        if article not in found:
            found[article] = make(article)
            new[key] = pickle.dumps(found[article], 5)
    if packs is not None and new:
        packs.add(new)
        packs.tidy(keys.values(), max(len(keys), MANY))
    return found
