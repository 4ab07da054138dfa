"""Which mentions lie inside the spans of claims, by the numbers of rows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from claimatlas.cells import among
from claimatlas.columnar import flat, lengths


def inside(mentions: pd.DataFrame, claims: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return where the mentions stand in their table that are inside of claims, and where the claims do; each
    pair once. Ids of so many rows as Python has them would take more room than the tables."""
    by_place = np.lexsort((mentions["start"].to_numpy(), pd.factorize(mentions["article_id"], sort=True)[0]))
    named = mentions[["article_id", "start", "end"]].iloc[by_place]
    codes, articles = pd.factorize(named["article_id"], sort=True)
    where = np.flatnonzero(among(claims["article_id"], articles))
    own = claims[["article_id", "spans"]].iloc[where]
    count = lengths(own["spans"])
    if not count.sum():
        return np.zeros(0, int), np.zeros(0, int)
    spans = flat(own["spans"]).astype(np.int64).reshape(-1, 2)
    ends = named["end"].to_numpy(dtype=np.int64)
    # Articles one behind the other on one line, so that one search finds the mentions of all spans.
    width = int(max(spans.max(), ends.max())) + 1
    starts = codes * width + named["start"].to_numpy(dtype=np.int64)
    shift = np.repeat(articles.get_indexer(own["article_id"]), count) * width
    first, last = (np.searchsorted(starts, spans[:, side] + shift) for side in (0, 1))
    many = np.maximum(last - first, 0)
    at = np.arange(many.sum()) + np.repeat(first - (many.cumsum() - many), many)
    whole = ends[at] <= np.repeat(spans[:, 1], many)
    claim = np.repeat(np.repeat(where, count), many)[whole]
    found = np.unique(by_place[at[whole]] * len(claims) + claim)
    return found // len(claims), found % len(claims)


def rank(ids: pd.Series) -> np.ndarray:
    """Return the place of each id in their order."""
    return pc.rank(pa.array(ids.astype("str").array), tiebreaker="dense").to_numpy()


def taken(columns: Mapping[str, tuple[pd.DataFrame, np.ndarray]]) -> pd.DataFrame:
    """Return columns of tables by name, some rows of each."""
    return pd.DataFrame({name: frame[name].array.take(rows) for name, (frame, rows) in columns.items()})
