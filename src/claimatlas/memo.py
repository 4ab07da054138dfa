"""Memos: what was worked out for a corpus as a whole, kept between runs by all that it was made from.

What is made of each article is kept by `claimatlas.stages`. Here are the few large results beside it: scores
of pairs, figures, outlines. Each is kept in a folder of its own, checked when it is read
(`claimatlas.packs`), and made again where it is not there, damaged, or made from anything else.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from claimatlas.packs import Packs, unpickled

FOLDER = "kept"  # in the folder of the tables
AT_ONCE = 500  # values of articles that are written together
MANY = 25_000  # articles of which something may be kept whatever part of the corpus is asked for
# What a kept value may be made of, by module and name: arrays, tables, and our own records. Whatever else a
# file names is not called, and the value is made again.
_OURS = frozenset({
    ("array", "_array_reconstructor"), ("array", "array"), ("builtins", "slice"),
    ("claimatlas.charts.kept", "Painted"), ("claimatlas.charts.kept", "Saved"),
    ("claimatlas.comparison.lexicon", "Lexicon"), ("claimatlas.comparison.pairs", "Scores"),
    ("claimatlas.comparison.words", "Numbered"), ("claimatlas.people.checks", "SameWords"),
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


_MISSING = object()
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


def digest_each(columns: Mapping[str, pa.Array | pa.ChunkedArray], bounds: Sequence[int]) -> list[str]:
    """Return a digest of each of some runs of rows, the same wherever in the columns they stand.

    Parameters
    ----------
    columns : mapping of str to pyarrow.Array or pyarrow.ChunkedArray
    bounds : sequence of int
        Where each run begins, one behind the other, and the end of the last.
    """
    heads = repr([(name, str(column.type)) for name, column in columns.items()]).encode()
    at = np.asarray(bounds, np.int64)
    facts = [hashlib.sha256(heads + b"%d" % count) for count in np.diff(at).tolist()]
    for column in columns.values():
        whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        for content, starts in _parts(whole, at):
            for told, (start, end) in zip(facts, itertools.pairwise(starts.tolist()), strict=True):
                told.update(content[start:end])
    return [told.hexdigest()[:32] for told in facts]


def _parts(column: pa.Array, at: np.ndarray) -> Iterator[tuple[memoryview, np.ndarray]]:
    """Give what a column holds as bytes one behind the other, and where those of each run begin: which of its
    cells are filled, how much is in each, and the values."""
    kind = column.type
    yield _plain(column.is_valid().cast(pa.uint8()), at)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        many = pc.fill_null(pc.list_value_length(column), 0)
        yield _plain(many, at)
        yield from _parts(column.flatten(), np.r_[0, np.cumsum(many.to_numpy())][at])
    elif pa.types.is_struct(kind):
        for field in column.flatten():
            yield from _parts(field, at)
    elif pa.types.is_string(kind) or pa.types.is_large_string(kind):
        yield _plain(pc.fill_null(pc.binary_length(column), 0), at)
        _, places, words = column.buffers()
        size = np.int64 if pa.types.is_large_string(kind) else np.int32
        yield memoryview(words or b""), np.frombuffer(places, size)[at + column.offset].astype(np.int64)
    else:
        numbers = column.cast(pa.uint8()) if pa.types.is_boolean(kind) else column
        yield _plain(pc.fill_null(numbers, 0), at)


def _plain(numbers: pa.Array, at: np.ndarray) -> tuple[memoryview, np.ndarray]:
    """The same of a column of numbers."""
    found = np.ascontiguousarray(numbers.to_numpy(zero_copy_only=False))
    return memoryview(found.view(np.uint8)), at * found.itemsize


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
) -> Iterator[tuple[str, Any]]:
    """Yield what `make` makes of each of some articles, from what is kept of those that it is kept of.

    Parameters
    ----------
    build, name
        As for `recalled`.
    keys : mapping of str to str
        By article_id, a digest of all that its value is made from.
    make : callable
        Takes an article_id.

    Yields
    ------
    article : str
        In the order of `keys`.
    value
    """
    packs = None if build is None else Packs(Path(build) / FOLDER / name)
    new: dict[str, bytes] = {}
    before = 0 if packs is None else len(packs)
    for article, key in keys.items():
        raw = packs.get(key) if packs is not None and key in packs else None
        value = _MISSING
        if raw is not None:
            with contextlib.suppress(Exception):
                value = unpickled(raw, _OURS, _INSTEAD)
        if value is _MISSING:
            value = make(article)
            if packs is not None:
                new[key] = pickle.dumps(value, 5)
        yield article, value
        if len(new) >= AT_ONCE:
            packs.add(new)
            new = {}
    if packs is not None:
        packs.add(new)
        if len(packs) > before:
            packs.tidy(keys.values(), max(len(keys), MANY))
