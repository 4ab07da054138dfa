"""Small arithmetic on sparse matrices, a row a claim or an article."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse

CHUNK = 50_000  # pairs of rows that are multiplied at a time
TINY = 1e-9  # instead of a length of 0


def chunks(count: int) -> Iterator[slice]:
    """Cut so many pairs into parts that are worked on one after the other."""
    return (slice(first, first + CHUNK) for first in range(0, count, CHUNK))


def dot(left: sparse.csr_matrix, right: sparse.csr_matrix) -> np.ndarray:
    """Return the product of each row of `left` with the same row of `right`, shape (rows,)."""
    return np.asarray(left.multiply(right).sum(1)).ravel()


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
