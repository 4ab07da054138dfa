"""The comparison as an analyst reads it: tables that lead from a verdict to the sentences it rests on."""

from __future__ import annotations

import pandas as pd

from claimatlas.comparison.matrices import chunks
from claimatlas.comparison.pairs import Scores
from claimatlas.comparison.rows import cells, in_order
from claimatlas.tables import SHOWN, VERDICTS, sure

BEHIND = (
    "origins", "unclear_origins", "relays", "anonymous", "unsourced_outlets", "shared_copy",
    "background_origins", "denied_by",
)
"""Columns of the groups that say whose word a claim is; see `claimatlas.tables`."""


def side_by_side(
    conflicts: pd.DataFrame, claims: pd.DataFrame, verdicts: list[str] | None = None, least: float = SHOWN
) -> pd.DataFrame:
    """Set the two sentences of every comparison beside each other.

    Parameters
    ----------
    conflicts, claims : pandas.DataFrame
        The tables of those names.
    verdicts : list of str, optional
        Verdicts to keep; none means all.
    least : float
        Least confidence; what is less sure is in the review sheet.

    Returns
    -------
    pandas.DataFrame
        ``verdict``, ``slot``, ``outlets_a``, ``value_a``, ``sentence_a``, ``outlets_b``, ``value_b``,
        ``sentence_b``, ``reason``, ``confidence``, ``claim_a``, ``claim_b``; conflicts first, between outlets
        before within one, the surest first. The outlets are all that tell the value, the one whose sentence
        is shown first.
    """
    kept = sure(conflicts, least)
    kept = kept[kept["verdict"].isin(verdicts)] if verdicts else kept
    by = claims.set_index("claim_id")[["outlet", "sentence"]]
    out = kept.copy()
    for side in "ab":
        found = by.reindex(out[f"claim_{side}"])
        out[f"sentence_{side}"] = found["sentence"].to_numpy()
        first = found["outlet"].to_numpy()
        more = out[f"claims_{side}"] if f"claims_{side}" in out else [()] * len(out)
        out[f"outlets_{side}"] = [
            "; ".join(dict.fromkeys([a, *(by["outlet"].get(c, "") for c in rest)]))
            for a, rest in zip(first, more, strict=True)
        ]
    rank = {v: k for k, v in enumerate(VERDICTS)}
    within = [a == b and "; " not in a for a, b in zip(out["outlets_a"], out["outlets_b"], strict=True)]
    out = out.assign(rank=out["verdict"].map(rank), within=within)
    order = ["rank", "within", "confidence", "conflict_id"]
    out = out.sort_values(order, ascending=[True, True, False, True])
    columns = [
        "verdict", "slot", "outlets_a", "value_a", "sentence_a", "outlets_b", "value_b", "sentence_b",
        "reason", "confidence", "claim_a", "claim_b",
    ]  # fmt: skip
    return out[columns].assign(confidence=out["confidence"].astype(float).round(2)).reset_index(drop=True)


def lost(drifts: pd.DataFrame, claims: pd.DataFrame, least: float = SHOWN) -> pd.DataFrame:
    """Set the two sentences of every drift beside each other, in columns like those of `side_by_side`."""
    by = claims.set_index("claim_id")[["outlet", "sentence"]]
    out = sure(drifts, least).sort_values(["kind", "confidence", "drift_id"], ascending=[True, False, True])
    for side in "ab":
        found = by.reindex(out[f"claim_{side}"])
        out[f"outlet_{side}"] = found["outlet"].to_numpy()
        out[f"sentence_{side}"] = found["sentence"].to_numpy()
    columns = [
        "kind", "outlet_a", "detail_a", "sentence_a", "outlet_b", "detail_b", "sentence_b", "confidence",
        "claim_a", "claim_b",
    ]  # fmt: skip
    return out[columns].assign(confidence=out["confidence"].astype(float).round(2)).reset_index(drop=True)


def shared(groups: pd.DataFrame, outlets: int = 2) -> pd.DataFrame:
    """List the claims that stand in at least so many outlets, one row for each group.

    Returns
    -------
    pandas.DataFrame
        ``claim``, ``claims`` (how many), ``outlets``, ``independent origins`` and the names behind them, and
        how sure it is that all say the same; the surest first that stand in most outlets. Where ``perhaps
        also`` or ``without a name`` has somebody, the number of origins is the least there are.
    """
    kept = groups[groups["n_outlets"] >= outlets]
    many, first = kept["group_id"].value_counts().to_dict(), kept.drop_duplicates("group_id")
    first = first if "confidence" in first else first.assign(confidence=1.0)
    rows = [
        (label, many[key], *counted, *map("; ".join, behind), round(float(confidence), 2), key)
        for key, label, confidence, *rest in cells(
            first, "group_id", "label", "confidence", "n_outlets", "n_origins", *BEHIND
        )
        for counted, behind in [(rest[:2], rest[2:])]
    ]
    columns = [
        "claim", "claims", "outlets", "independent origins", "origins", "perhaps also", "relays",
        "without a name", "no source in", "in one wording in", "in the background only", "denied by",
        "confidence", "group_id",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    order = ["outlets", "confidence", "claims", "group_id"]
    return frame.sort_values(order, ascending=[False, False, False, True], ignore_index=True)


def least_sure(
    scored: Scores | None, claims: pd.DataFrame, groups: pd.DataFrame, most: int = 10
) -> pd.DataFrame:
    """List the pairs of claims of one group and two articles that are least sure to say the same.

    Parameters
    ----------
    scored : claimatlas.comparison.pairs.Scores or None
        Of these claims, see `claimatlas.comparison.compared`; None where there are no claims.
    claims, groups : pandas.DataFrame
        The tables of those names.
    most : int
        Pairs to list, each group once.

    Returns
    -------
    pandas.DataFrame
        ``probability`` (0 to 1), ``claim`` and ``other claim``, ``claim_a``, ``claim_b``.
    """
    if scored is None:
        return pd.DataFrame(columns=["probability", "claim", "other claim", "claim_a", "claim_b"])
    claims = in_order(claims)
    of = dict(zip(groups["claim_id"], groups["group_id"], strict=True))
    group = pd.factorize(claims["claim_id"].map(of))[0]
    article = pd.factorize(claims["article_id"])[0]
    best = []  # so far: most groups are told by many pairs
    for part in chunks(len(scored.a)):
        a, b = scored.a[part], scored.b[part]
        kept = (group[a] == group[b]) & (group[a] >= 0) & (article[a] != article[b])
        told = {"group": group[a], "probability": scored.probability[part].round(2), "a": a, "b": b}
        frame = pd.concat([*best, pd.DataFrame(told)[kept]]).sort_values(["probability", "a", "b"])
        best = [frame.drop_duplicates("group").head(most)]
    frame = pd.concat(best) if best else pd.DataFrame(columns=["group", "probability", "a", "b"], dtype=int)
    one, other = claims.iloc[frame["a"]], claims.iloc[frame["b"]]
    return pd.DataFrame({
        "probability": frame["probability"].to_numpy(), "claim": one["content"].to_numpy(),
        "other claim": other["content"].to_numpy(), "claim_a": one["claim_id"].to_numpy(),
        "claim_b": other["claim_id"].to_numpy(),
    })


def alone(claims: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Return the claims that one outlet alone makes, by outlet and position."""
    told = set(groups.loc[groups["n_outlets"] > 1, "claim_id"])
    rows = claims.loc[~claims["claim_id"].isin(told), ["outlet", "article_id", "start", "claim_id"]]
    order = rows.sort_values(rows.columns.tolist()).index
    shown = ["outlet", "content", "holder", "resolved_kind", "hedged", "claim_id"]
    return claims.loc[order, shown].reset_index(drop=True)


def counts(claims: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Count for each outlet its claims, those others make too, and those it alone makes."""
    told = set(groups.loc[groups["n_outlets"] > 1, "claim_id"])
    marked = claims.assign(shared=claims["claim_id"].isin(told))
    out = marked.groupby("outlet")["shared"].agg(["size", "sum"]).reset_index()
    out.columns = ["outlet", "claims", "in other outlets too"]
    return out.assign(alone=out["claims"] - out["in other outlets too"])
