"""Homes: where an outlet is at home, found from what its articles write about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from claimatlas.gazetteer import Gazetteer
from claimatlas.places.candidates import AREAS, KIND
from claimatlas.places.resolution import KM

REACH = 100.0  # km around a point that count for it: about the reach of a local paper


def outlet_homes(
    articles: Iterable[tuple[str, str, list[tuple[int, float]]]], gaz: Gazetteer,
) -> dict[str, tuple[float, float]]:
    """Find for each article the home of its outlet, from the outlet's other articles only.

    The home is the place around which most of the weight of the other articles' resolved places lies. It never
    looks at the article itself, so that an article's mistakes do not confirm themselves.

    Parameters
    ----------
    articles : iterable of (article_id, outlet, places)
        `places` are (row of the gazetteer, weight) of the resolved mentions.
    gaz : Gazetteer

    Returns
    -------
    dict of str to (latitude, longitude)
        By article_id; no entry where the outlet has no other article with a local place.
    """
    outlets: dict[str, list[tuple[str, list[tuple[int, float]]]]] = defaultdict(list)
    for article_id, outlet, places in articles:
        local = [(row, w) for row, w in places if not AREAS[gaz.kind[row]] or gaz.kind[row] == KIND["district"]]
        outlets[outlet].append((article_id, local))
    homes = {}
    for members in outlets.values():
        rows = np.array([row for _, places in members for row, _ in places], int)
        if not len(rows):
            continue
        weight = np.concatenate([_article_weights(places) for _, places in members])
        owner = np.repeat(np.arange(len(members)), [len(places) for _, places in members])
        lat, lon = np.radians(gaz.lat[rows]), np.radians(gaz.lon[rows])
        xyz = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
        near = 1.0 / (1.0 + (2.0 - 2.0 * np.clip(xyz @ xyz.T, -1, 1)) * (KM / REACH) ** 2)
        for number, (article_id, _) in enumerate(members):
            others = owner != number
            if others.any():
                density = np.where(others, near @ (weight * others), -1.0)
                best = int(rows[int(np.argmax(density))])
                homes[article_id] = float(gaz.lat[best]), float(gaz.lon[best])
    return homes


def _article_weights(places: list[tuple[int, float]]) -> np.ndarray:
    """Each article has one vote, shared among its places."""
    if not places:
        return np.zeros(0)
    weight = np.array([w for _, w in places], float)
    return weight / max(weight.sum(), 1.0)
