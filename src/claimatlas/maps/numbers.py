"""The claims at their places, numbered: the same numbers in the figure, in the interactive map and in their
lists.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from claimatlas import counts
from claimatlas.charts.places import spelled
from claimatlas.maps.ground import WIDE, placed


def places_of_claims(places: pd.DataFrame, mentions: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """List the places that claims name, those of most claims first, countries and wider regions after the
    others.

    Parameters
    ----------
    places, mentions, claims : pandas.DataFrame
        Tables of those names.

    Returns
    -------
    pandas.DataFrame
        Rows of the places table by the name that the articles give them, with ``listed_as`` (the gazetteer's
        name), ``claims`` (ids in the order of their articles), ``n`` (how many), ``sure`` and ``held`` (how
        many of them are read for sure, and how many are not) and ``numbers`` (of the claims: a claim that
        names several places has the number that it got at the first).
    """
    pairs = counts.at_places(claims, mentions)
    order = claims.sort_values(["article_id", "start", "claim_id"], kind="stable")[["claim_id"]]
    order["at"] = np.arange(len(order))
    order["is_sure"] = counts.sure(claims).reindex(order.index).astype(bool)
    pairs = pairs.merge(order, on="claim_id", validate="many_to_one").sort_values(["place_id", "at"])
    by_place: dict[str, list[tuple[str, bool]]] = {}
    for place, *claim in pairs[["place_id", "claim_id", "is_sure"]].itertuples(index=False, name=None):
        by_place.setdefault(place, []).append(tuple(claim))
    shown = spelled(places[places["place_id"].isin(list(by_place))], placed(mentions, places))
    shown = shown.assign(listed_as=places["name"].reindex(shown.index))
    own = [by_place[key] for key in shown["place_id"]]
    shown["claims"] = [[key for key, _ in claims] for claims in own]
    shown["n"] = list(map(len, own))
    shown["sure"] = [sum(is_sure for _, is_sure in claims) for claims in own]
    shown["held"] = shown["n"] - shown["sure"]
    wide = shown["kind"].isin([*WIDE, "region"])
    shown = (
        shown.assign(_wide=wide)
        .sort_values(["_wide", "n", "name", "place_id"], ascending=[True, False, True, True], kind="stable")
        .drop(columns="_wide")
        .reset_index(drop=True)
    )
    number: dict[str, int] = {}
    shown["numbers"] = [[number.setdefault(key, len(number) + 1) for key in keys] for keys in shown["claims"]]
    return shown


def ranges(numbers: Iterable[int], most: int = 0) -> str:
    """Write numbers for people: ``1–3, 7``; all of them, or none where they are more than `most` pieces."""
    pieces: list[list[int]] = []
    for n in sorted(set(numbers)):
        if pieces and n == pieces[-1][1] + 1:
            pieces[-1][1] = n
        else:
            pieces.append([n, n])
    if most and len(pieces) > most:
        return ""
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in pieces)


def classes(counts: list[int]) -> list[tuple[int, int]]:
    """Cut counts into at most four classes from 1 up, each about doubling or wider.

    Returns
    -------
    list of (int, int)
        First and last count of each class; empty for no counts.
    """
    most = max(counts, default=0)
    if most <= 0:
        return []
    if most <= 4:
        return [(n, n) for n in range(1, most + 1)]
    edges = sorted({1, *(max(2, round(most ** (k / 4))) for k in (1, 2, 3))})
    return [(low, (edges[i + 1] - 1) if i + 1 < len(edges) else most) for i, low in enumerate(edges)]


def class_of(value: int, cuts: list[tuple[int, int]]) -> int:
    """Number of the class that holds `value`."""
    return max((i for i, (low, _) in enumerate(cuts) if value >= low), default=0)
