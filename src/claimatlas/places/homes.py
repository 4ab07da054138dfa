"""Homes: where an outlet is at home, found from what its articles write about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from claimatlas.gazetteer import Gazetteer
from claimatlas.places.nearness import KM
from claimatlas.places.resolution import LOCAL, Resolved

ABROAD = 0.1  # weight of a place outside the country of the outlet's domain
REACH = 50.0  # km around a point that count for it: about the reach of a local paper


def outlet_homes(
    articles: Iterable[tuple[str, str, list[Resolved]]], gaz: Gazetteer
) -> dict[str, tuple[float, float]]:
    """Find for each article the home of its outlet, from the outlet's other articles only.

    The home is the place around which most of the weight of the other articles' settlements and districts
    lies; the places that lost in an article count too, by their share. It never looks at the article itself,
    so that an article's mistakes do not confirm themselves.

    Parameters
    ----------
    articles : iterable of (article_id, outlet, resolved toponyms)
    gaz : Gazetteer

    Returns
    -------
    dict of str to (latitude, longitude)
        By article_id; no entry where the outlet has no other article with a local place.
    """
    outlets: dict[str, list[tuple[str, dict[int, float]]]] = defaultdict(list)
    for article_id, outlet, resolved in articles:
        outlets[outlet].append((article_id, _shares(resolved, gaz, _country(outlet, gaz))))
    homes = {}
    for members in outlets.values():
        rows = np.array([row for _, shares in members for row in shares], int)
        if not len(rows):
            continue
        weight = np.array([w for _, shares in members for w in shares.values()])
        owner = np.repeat(np.arange(len(members)), [len(shares) for _, shares in members])
        lat, lon = np.radians(gaz.lat[rows]), np.radians(gaz.lon[rows])
        xyz = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
        near = 1.0 / (1.0 + (2.0 - 2.0 * np.clip(xyz @ xyz.T, -1, 1)) * (KM / REACH) ** 2)
        for number, (article_id, _) in enumerate(members):
            others = owner != number
            if others.any():
                best = int(rows[int(np.argmax(np.where(others, near @ (weight * others), -1.0)))])
                homes[article_id] = float(gaz.lat[best]), float(gaz.lon[best])
    return homes


def _country(outlet: str, gaz: Gazetteer) -> int:
    """Return the number of the country that an outlet's internet domain belongs to, 0 for none."""
    end = outlet.rpartition(".")[2].upper() if "." in outlet else ""
    return gaz.country_number.get({"UK": "GB"}.get(end, end), 0)


def _shares(resolved: list[Resolved], gaz: Gazetteer, country: int) -> dict[int, float]:
    """Return the local places of an article with their weights; an article has at most one vote."""
    weights: dict[int, float] = defaultdict(float)
    for r in resolved:
        if r.row >= 0 and r.basis == "name":
            for row, share in ((r.row, r.probability), *r.others):
                if LOCAL[gaz.kind[row]]:
                    weights[row] += share * (ABROAD if country and gaz.country[row] != country else 1.0)
    total = sum(weights.values())
    return {row: w / max(total, 1.0) ** 0.5 for row, w in weights.items()}
