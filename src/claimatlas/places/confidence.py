"""Confidence: how sure a resolved name is, its status, and which names are no places after all."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise

from claimatlas.places.resolution import Resolved

THRESHOLD = 0.5  # below this confidence a mention is ambiguous
# What `Resolved.known` adds to the score of recognition, and the least that a place has of both.
FIT, LEAST = 8.0, 6.0


@dataclass(slots=True)
class Mention:
    """A place name in a text.

    Attributes
    ----------
    start, end : int
        Character offsets; ``text[start:end] == surface``.
    surface : str
    row : int
        Row of the gazetteer, -1 for none.
    status : str
        resolved, ambiguous (below the threshold) or unknown (not in the gazetteer).
    confidence : float
        0 to 1; of the mentions that claim 0.9, nine in ten are right.
    role : str
        literal, associative or label; see `claimatlas.places.roles`.
    others : list of (row, probability)
        The other places it may be, the likeliest first.
    basis : str
        "name", or "near" for an unlisted street or feature that was given the place beside it.
    """

    start: int
    end: int
    surface: str
    row: int
    status: str
    confidence: float
    role: str
    others: list = field(default_factory=list)
    basis: str = "name"


def confidence_of(resolved: Resolved) -> float:
    """Return how likely the place is the right one, if the mention is one of a place at all.

    ``calibration.csv`` maps the share of the winning candidate to the share of such mentions that were right
    (within 161 km, the field's measure), apart for what the choice rests on.
    """
    if resolved.row < 0:
        return 0.0
    points = calibration()["near" if resolved.basis == "near" else resolved.rests]
    p = min(resolved.probability, 1.0)
    (x0, y0), (x1, y1) = next(pair for pair in pairwise(points) if p <= pair[1][0])
    return round(y0 + (y1 - y0) * (p - x0) / (x1 - x0), 3)


@cache
def calibration() -> dict[str, tuple[tuple[float, float], ...]]:
    """Read ``calibration.csv``: by what a choice rests on, points of (share, right), rising."""
    with files("claimatlas.places").joinpath("calibration.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    kinds = dict.fromkeys(row["rests"] for row in rows)
    return {
        kind: tuple((float(r["share"]), float(r["right"])) for r in rows if r["rests"] == kind)
        for kind in kinds
    }


def mentions_of(resolved: list[Resolved], threshold: float = THRESHOLD) -> list[Mention]:
    """Give resolved toponyms their confidence and status, without those that are no places after all.

    A name that the words around hardly ask to be a place, and under which the gazetteer has no place that
    fits the article, is the name of something else: what speaks for a place (`Toponym.score`, the best of the
    article) and `Resolved.known` decide together. That there are several places of the name speaks against
    none of them.
    """
    best: dict[str, float] = {}
    for r in resolved:
        best[r.toponym.surface] = max(best.get(r.toponym.surface, 0.0), r.toponym.score)
    found = []
    for r in resolved:
        mention = mention_of(r, threshold)
        t = r.toponym
        said = t.within is not None or t.kind or t.variant or t.entry is None
        if r.row >= 0 and not said and best[t.surface] + FIT * r.known < LEAST:
            continue
        found.append(mention)
    return found


def mention_of(resolved: Resolved, threshold: float = THRESHOLD) -> Mention:
    """Give a resolved toponym its confidence and status."""
    t = resolved.toponym
    confidence = confidence_of(resolved)
    status = "unknown" if resolved.row < 0 else "resolved" if confidence >= threshold else "ambiguous"
    return Mention(
        t.start, t.end, t.surface, resolved.row, status, confidence, t.role, resolved.others, resolved.basis
    )
