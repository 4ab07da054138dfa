"""Tables that sum up claims: per outlet, per source, and the list from which every count can be checked."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from claimatlas import tables
from claimatlas.claims.reference import read_reference
from claimatlas.errors import ParameterError
from claimatlas.files import within

REFERENCE = "reference/claims.csv"


def reference_of(
    corpus: Path | str, articles: pd.DataFrame, selected: pd.DataFrame | None = None
) -> pd.DataFrame | None:
    """Return the hand-coded claims of a corpus, those of the selected articles, or None if it has none.

    Parameters
    ----------
    corpus : path-like
    articles : pandas.DataFrame
        All articles of the corpus.
    selected : pandas.DataFrame, optional
        Articles to keep.
    """
    path = within(Path(corpus), Path(corpus) / REFERENCE, REFERENCE)
    if not path.exists():
        return None
    found = read_reference(path, articles)
    return (
        found
        if selected is None
        else found[found["article_id"].isin(selected["article_id"])].reset_index(drop=True)
    )


def choose(claims_from: str, machine: pd.DataFrame, reference: pd.DataFrame | None) -> pd.DataFrame:
    """Return the claims that a parameter asks for.

    Raises
    ------
    ParameterError
        It is neither "machine" nor "hand-coded", or the corpus has no hand-coded claims.
    """
    if claims_from == "machine":
        return machine
    if claims_from != "hand-coded":
        raise ParameterError(f"claims_from: {claims_from!r} is neither 'machine' nor 'hand-coded'")
    if reference is None:
        raise ParameterError(
            f"claims_from: the corpus has no {REFERENCE}, so 'hand-coded' has nothing to show"
        )
    return reference


def per_outlet(claims: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Count the claims of each outlet.

    Returns
    -------
    pandas.DataFrame
        outlet, articles, words, claims, per_1000_words, one column for each kind of holder that the sentence
        itself names, attributed_share (explicit), with_source_share (after inheritance), hedged,
        hedged_share, denials.
    """
    rows = []
    claims = claims[["outlet", "holder_kind", "resolved_kind", "hedged", "denial"]]  # no words are copied
    for outlet, group in articles.groupby("outlet", sort=True):
        own = claims[claims["outlet"] == outlet]
        n, words = len(own), int(group["n_words"].sum())
        attributed, sourced = ((own[c] != "unattributed").sum() for c in ("holder_kind", "resolved_kind"))
        rows.append(
            {
                "outlet": outlet,
                "articles": len(group),
                "words": words,
                "claims": n,
                "per_1000_words": round(1000 * n / words, 1) if words else None,
                **{kind: int((own["holder_kind"] == kind).sum()) for kind in tables.HOLDER_KINDS},
                "attributed_share": _share(attributed, n),
                "with_source_share": _share(sourced, n),
                "hedged": int(own["hedged"].sum()),
                "hedged_share": _share(own["hedged"].sum(), n),
                "denials": int(own["denial"].sum()),
            }
        )
    return pd.DataFrame(rows)


def _share(part: int, whole: int) -> float | None:
    """A share to three places; None of nothing."""
    return round(int(part) / whole, 3) if whole else None


def sources_of(claims: pd.DataFrame) -> pd.DataFrame:
    """Count the innermost holders of the claims.

    Returns
    -------
    pandas.DataFrame
        holder, kind (anonymous if it has no entry among the holders, else that of the nearest holder after
        the outlet in most rows), claims, outlets, hedged; the most frequent first.
    """
    named = tables.completed("claims", claims[claims["holder"].notna()])
    columns = ["holder", "kind", "claims", "outlets", "hedged"]
    if named.empty:
        return pd.DataFrame(columns=columns)
    tally = named.groupby(["holder", "resolved_kind"]).size().rename("many").reset_index()
    tally = tally.sort_values(["holder", "many", "resolved_kind"], ascending=[True, False, True])
    likeliest = tally.drop_duplicates("holder").set_index("holder")["resolved_kind"]
    of = named.groupby("holder", sort=True)
    frame = of.agg(
        known=("holder_id", "count"), claims=("holder", "size"), outlets=("outlet", "nunique"),
        hedged=("hedged", "sum"),
    )  # fmt: skip
    frame = frame.assign(kind=likeliest.where(frame["known"] > 0, "anonymous")).reset_index()[columns]
    frame = frame.astype({"claims": "int64", "outlets": "int64", "hedged": "int64"})
    frame = frame.sort_values(["claims", "holder"], ascending=[False, True], kind="stable")
    return frame.reset_index(drop=True)


def listing(claims: pd.DataFrame, most: int | None = None) -> pd.DataFrame:
    """Return the claims in reading order, or the first `most` of them, with what a reader wants to see, ready
    to show and search."""
    order = claims[["article_id", "sentence_start", "start"]].reset_index(drop=True)
    first = order.sort_values(order.columns.tolist(), kind="stable").index[:most]
    ordered = tables.completed("claims", claims.iloc[first])
    marks = ordered[["denial", "negated", "background"]].to_dict("records")
    places = zip(ordered["places"], ordered["governments"], strict=True)
    return pd.DataFrame(
        {
            "claim_id": ordered["claim_id"],
            "outlet": ordered["outlet"],
            "claim": ordered["content"],
            "chain": [" > ".join(list(chain)[1:]) for chain in ordered["chain"]],
            "kind": ordered["resolved_kind"],
            "cue": ordered["cue"].fillna(""),
            "hedge": ordered["hedge"].fillna(""),
            "marks": [", ".join(name for name, here in row.items() if here) for row in marks],
            "dates": ["; ".join(map(tables.date_text, dates)) for dates in ordered["dates"]],
            "numbers": ["; ".join(map(tables.number_text, numbers)) for numbers in ordered["numbers"]],
            "places": [tables.places_text(names, governments) for names, governments in places],
            "confidence": [round(float(sure), 2) for sure in ordered["confidence"]],
            "sentence": ordered["sentence"],
        }
    ).reset_index(drop=True)


def rounded(scores: pd.DataFrame) -> pd.DataFrame:
    """Return scores as `claimatlas.claims.reference.score` gives them with precision, recall and F1 in per
    cent."""
    shown = scores.copy()
    for column in ("precision", "recall", "f1"):
        shown[column] = (100 * shown[column]).round(1)
    return shown.rename(
        columns={
            "right": "equal",
            "machine": "in machine",
            "reference": "in reference",
            "precision": "precision %",
            "recall": "recall %",
            "f1": "F1 %",
        }
    )
