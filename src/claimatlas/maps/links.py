"""Which places stand in which claims."""

from __future__ import annotations

import numpy as np
import pandas as pd


def claims_at(mentions: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Pair each mention with the claims whose content holds it.

    Parameters
    ----------
    mentions, claims : pandas.DataFrame
        Tables of those names. Offsets count characters of the article.

    Returns
    -------
    pandas.DataFrame
        mention_id and claim_id, one row a pair, sorted; a mention inside two nested claims has two rows, one outside
        every claim has none.
    """
    pairs: list[tuple[str, str]] = []
    by_article = dict(list(mentions.groupby("article_id", sort=True)))
    for article, rows in claims.groupby("article_id", sort=True):
        if article not in by_article:
            continue
        own = by_article[article].sort_values("start", kind="stable")
        starts, ends, ids = own["start"].to_numpy(), own["end"].to_numpy(), own["mention_id"].to_numpy()
        for claim_id, spans in zip(rows["claim_id"], rows["spans"], strict=True):
            for begin, end in spans:
                first, last = np.searchsorted(starts, [begin, end])
                pairs += [(ids[i], claim_id) for i in range(first, last) if ends[i] <= end]
    return pd.DataFrame(sorted(set(pairs)), columns=["mention_id", "claim_id"])
