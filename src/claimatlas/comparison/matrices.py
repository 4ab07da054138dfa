"""Small arithmetic on sparse matrices, a row a claim or an article."""

from __future__ import annotations

import functools
from array import array
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

CHUNK = 50_000  # pairs of rows that are multiplied at a time
SIDE = 512  # rows, about, of small parts that are multiplied at a time
WIDE = 64  # products for each pair that is asked for, up to which all rows are multiplied with all
TINY = 1e-9  # instead of a length of 0


def chunks(count: int) -> Iterator[slice]:
    """Cut so many pairs into parts that are worked on one after the other."""
    return (slice(first, first + CHUNK) for first in range(0, count, CHUNK))


def dot(left: sparse.csr_matrix, right: sparse.csr_matrix) -> np.ndarray:
    """Return the product of each row of `left` with the same row of `right`, shape (rows,)."""
    return np.asarray(left.multiply(right).sum(1)).ravel()


@dataclass(frozen=True)
class Crossing:
    """Some pairs of rows, and the products of these rows in whatever matrices.

    Where a few rows make up many pairs, as in a story, all of them are multiplied with all, which takes a
    tenth of the time; products are summed in the same order either way, and are the same to the last bit.

    Attributes
    ----------
    one, other : numpy.ndarray of int, shape (pairs,)
    """

    one: np.ndarray
    other: np.ndarray

    @functools.cached_property
    def _grid(self) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
        """The rows on either side and where each pair stands in their products; None if most are no pairs."""
        (rows, at), (columns, there) = (_numbered(side) for side in (self.one, self.other))
        wide = len(rows) * len(columns) > WIDE * len(self.one)
        return None if wide else (rows, columns, at * len(columns) + there)

    def dot(self, left: sparse.csr_matrix, right: sparse.csr_matrix) -> np.ndarray:
        """Return the product of the first row of each pair in `left` and the second in `right`."""
        if self._grid is None:
            found = _in_order(left, self.one).multiply(_in_order(right, self.other))
            return found @ np.ones(found.shape[1], found.dtype)  # which sums one after the other
        rows, columns, at = self._grid
        return (_in_order(left, rows) @ _in_order(right, columns).T).toarray().ravel()[at]


def _in_order(matrix: sparse.csr_matrix, rows: np.ndarray) -> sparse.csr_matrix:
    """Return some rows, the values of each by their columns."""
    found = matrix[rows]
    found.sort_indices()
    return found


def _numbered(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return some rows without repeats, in order, and where each of `rows` stands among them."""
    there = np.zeros(int(rows.max(initial=-1)) + 1, bool)
    there[rows] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[rows]


def crossings(one: np.ndarray, other: np.ndarray) -> Iterator[tuple[slice, Crossing]]:
    """Cut pairs of rows (one < other, sorted) into parts that are worked on one after the other.

    They are cut, where it can be, between rows of which none before is in a pair with one behind.
    """
    reach = np.maximum.accumulate(other[:-1]) if len(other) else other
    begins = np.r_[True, reach < one[1:]][: len(one)]
    first = np.maximum.accumulate(np.where(begins, np.arange(len(one)), 0))
    block = one[first] // np.int64(SIDE)
    starts = np.flatnonzero(np.r_[True, block[1:] != block[:-1]][: len(one)])
    for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(one)], strict=False):
        for at in range(start, end, CHUNK):
            part = slice(at, min(at + CHUNK, end))
            yield part, Crossing(one[part], other[part])


def numbers() -> dict[Hashable, int]:
    """Return a mapping that numbers things as they are asked for."""
    found: dict[Hashable, int] = defaultdict()
    found.default_factory = found.__len__
    return found


def members(sets: Iterable[Iterable]) -> sparse.csr_matrix:
    """Return a row for each set with a 1 for each of its members; rows multiply to how many two have in
    common."""
    number, found, ends = numbers(), array("i"), array("q", [0])
    for own in sets:
        found.extend(sorted(map(number.__getitem__, own)))
        ends.append(len(found))
    parts = np.ones(len(found), np.float32), np.array(found, np.int32), np.array(ends, np.int64)
    return sparse.csr_matrix(parts, shape=(len(ends) - 1, max(1, len(number))))


def has(matrix: sparse.csr_matrix) -> np.ndarray:
    """Tell which rows have any value, shape (rows,)."""
    return np.diff(matrix.indptr) > 0


def squares(matrix: sparse.csr_matrix) -> np.ndarray:
    """Return the squared length of each row, shape (rows,)."""
    return dot(matrix, matrix)


def unit(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return `matrix` with rows of length 1; rows of zeros stay."""
    length = np.maximum(np.sqrt(squares(matrix)), TINY)
    return sparse.csr_matrix(sparse.diags(1 / length).astype(np.float32) @ matrix)


def ones(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return `matrix` with a 1 for each value that it has."""
    out = matrix.copy()
    out.data[:] = 1
    return out


def columns(matrix: sparse.csr_matrix, wanted: np.ndarray) -> sparse.csr_matrix:
    """Return `matrix` with those columns alone that `wanted`, of float32, has a 1 for; the others stay
    empty."""
    out = sparse.csr_matrix(matrix @ sparse.diags(wanted))
    out.eliminate_zeros()
    out.sort_indices()
    return out


def summing(group: np.ndarray) -> sparse.csr_matrix:
    """Return the matrix that, multiplied with one of a row a member, sums the rows of each group.

    Parameters
    ----------
    group : numpy.ndarray of int, shape (members,)
        Number of each member's group.

    Returns
    -------
    scipy.sparse.csr_matrix, shape (groups, members)
    """
    members = len(group)
    shape = (int(group.max()) + 1 if members else 0, members)
    return sparse.csr_matrix((np.ones(members, np.float32), (group, np.arange(members))), shape=shape)
