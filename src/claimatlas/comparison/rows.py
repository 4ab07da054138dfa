"""The claims that differences are told by, a row each, taken out of the table when one is asked for."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from claimatlas.memo import digest_each
from claimatlas.tables import SCHEMAS

ASKED = (
    "article_id", "outlet", "spans", "content", "sentence_start", "sentence", "holder", "chain", "cue",
    "hedged", "hedge", "denial", "negated", "background", "places", "dates", "numbers", "roles",
)
"""Columns of the claims that differences are told by."""
READ = (
    *ASKED, "claim_id", "start", "end", "resolved_kind", "holder_id", "chain_ids", "chain_basis",
    "confidence", "antecedent_confidence", "made_by",
)
"""Columns of the claims that a comparison and what is shown of it read."""
HELD = 200  # articles whose rows stay at hand, as Python has them
AT_ONCE = 2000  # rows that are taken out at once where all are gone through


class Rows(Sequence[Mapping]):
    """Rows of a claims table as mappings of the `ASKED` columns, with None, never NaN, for what is empty.

    A row of which one cell is asked for takes that column of its article's rows out of the table and no
    other.

    Parameters
    ----------
    claims : pandas.DataFrame
        Sorted by article.
    """

    def __init__(self, claims: pd.DataFrame):
        self._claims = _columns(claims, ASKED)
        self._article, self._bounds = _articles(claims)
        self._held: dict[int, list[_Row]] = {}

    def __len__(self) -> int:
        return len(self._article)

    def __getitem__(self, row: int | slice) -> Mapping | list[Mapping]:
        if isinstance(row, slice):
            return [self[k] for k in range(*row.indices(len(self)))]
        row = range(len(self))[row]
        article = self._article[row]
        if (own := self._held.get(article)) is None:
            if len(self._held) >= HELD:
                self._held.pop(next(iter(self._held)))  # the one held longest
            own = self._held[article] = self._taken(*self._bounds[article : article + 2])
        return own[row - self._bounds[article]]

    def __iter__(self) -> Iterator[Mapping]:
        ends = [*range(0, len(self), AT_ONCE), len(self)]
        return (row for start, end in itertools.pairwise(ends) for row in self._taken(start, end))

    def column(self, name: str) -> Iterator:
        """Give the values of one column."""
        return _in_parts(self._claims[name])

    def _taken(self, start: int, end: int) -> list[Mapping]:
        """Rows that stand one behind the other, with nothing taken out yet."""
        taken = _Taken(self._claims, start, end)
        return [_Row(taken, at) for at in range(end - start)]


class _Taken(dict):
    """The columns of some rows, each taken out of the table when it is asked for."""

    def __init__(self, claims: Mapping[str, pa.Array | pa.ChunkedArray], start: int, end: int):
        super().__init__()
        self._claims, self._start, self._end = claims, start, end

    def __missing__(self, name: str) -> list:
        found = self[name] = self._claims[name].slice(self._start, self._end - self._start).to_pylist()
        return found


class _Row(Mapping):
    """One of these rows."""

    __slots__ = ("_at", "_taken")

    def __init__(self, taken: _Taken, at: int):
        self._taken, self._at = taken, at

    def __getitem__(self, name: str) -> object:
        return self._taken[name][self._at]

    def __iter__(self) -> Iterator[str]:
        return iter(ASKED)

    def __len__(self) -> int:
        return len(ASKED)


class ByArticle:
    """Some columns of a claims table, an article at a time.

    Parameters
    ----------
    claims : pandas.DataFrame
        Sorted by article.
    names : sequence of str
        The columns.

    Attributes
    ----------
    articles : list of str
        The ids of the articles, in order.
    """

    def __init__(self, claims: pd.DataFrame, names: Sequence[str]):
        self._claims = _columns(claims, names)
        self._bounds = _articles(claims)[1]
        self.articles = claims["article_id"].iloc[self._bounds[:-1]].tolist()
        self._number = {article: k for k, article in enumerate(self.articles)}
        self._last = None, _Taken({}, 0, 0)  # the article that was asked for, and what was taken out of it

    def column(self, article: str, name: str) -> list:
        """Return what one column has for the claims of an article."""
        if self._last[0] != article:
            at = self._number[article]
            self._last = article, _Taken(self._claims, *self._bounds[at : at + 2])
        return self._last[1][name]

    def rows(self, article: str, names: Iterable[str]) -> Iterator[tuple]:
        """Give what some columns have for the claims of an article."""
        return zip(*(self.column(article, name) for name in names), strict=True)

    def digests(self) -> dict[str, str]:
        """Return a digest of the claims of each article by its id."""
        return dict(zip(self.articles, digest_each(self._claims, self._bounds), strict=True))


def _columns(claims: pd.DataFrame, names: Sequence[str]) -> dict[str, pa.Array | pa.ChunkedArray]:
    """Columns of the claims as Arrow has them; of a hand coding, which has no roles, empty ones."""
    if "roles" not in claims:
        claims = claims.assign(roles=[[]] * len(claims))
    return {name: _in_arrow(claims[name]) for name in names}


def _articles(claims: pd.DataFrame) -> tuple[list[int], list[int]]:
    """A number for the article of each claim, and where the claims of each begin, with the end."""
    article = pd.factorize(claims["article_id"])[0]
    starts = np.flatnonzero(np.r_[True, article[1:] != article[:-1]]) if len(article) else []
    return article.tolist(), [*map(int, starts), len(article)]


def cells(frame: pd.DataFrame, *names: str) -> Iterator[tuple]:
    """Give some columns of a table row by row, None for what is empty; pandas takes ten times as long for
    words and lists that are in Arrow."""
    found = (
        _in_parts(pa.array(c.array)) if hasattr(c.array, "__arrow_array__") else c.tolist()
        for c in (frame[name] for name in names)
    )
    return zip(*found, strict=True)


def _in_parts(column: pa.Array | pa.ChunkedArray) -> Iterator:
    """The values of a column, a part of them as Python has it at a time."""
    return (value for at in range(0, len(column), AT_ONCE) for value in column.slice(at, AT_ONCE).to_pylist())


def in_order(claims: pd.DataFrame) -> pd.DataFrame:
    """Put claims in reading order, in which pairs and groups are numbered; those that are in it stay, since
    a large table would be there twice."""
    by = ["article_id", "start", "claim_id"]
    ordered = np.ones(max(len(claims) - 1, 0), bool)  # by what stands behind, up to the last
    for name in reversed(by):
        before, after = claims[name].array[:-1], claims[name].array[1:]
        ordered = np.asarray(before < after) | (np.asarray(before == after) & ordered)
    return (claims if ordered.all() else claims.sort_values(by)).reset_index(drop=True)


def _in_arrow(column: pd.Series) -> pa.Array | pa.ChunkedArray:
    """Return a column of the claims as Arrow has it: the words and lists of a table that was read are in it
    already, and are not copied."""
    if hasattr(column.array, "__arrow_array__"):
        return pa.array(column)
    return pa.array(column, SCHEMAS["claims"].whole.field(column.name).type, from_pandas=True)
