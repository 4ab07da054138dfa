"""Charts of the comparison: the shared claims, and the flow from origins through relays to outlets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from claimatlas.charts.lines import shared_claims
from claimatlas.charts.style import (
    KIND_COLOURS,
    MARGIN,
    MUTED,
    NOTE,
    RULE,
    WIDTH,
    Sheet,
    count,
    label,
    nothing,
    number,
    plain,
    shorten,
    styled,
    text_width,
)
from claimatlas.comparison.origins import UNNAMED, UNSOURCED

__all__ = ["flow", "shared_claims"]

MOST_NODES = 12


def _band(x0: float, y0: float, x1: float, y1: float, thick: float) -> Path:
    """Return a band of `thick` inches from (x0, y0) to (x1, y1), where y is its upper edge."""
    middle = (x0 + x1) / 2
    points = [
        (x0, y0), (middle, y0), (middle, y1), (x1, y1), (x1, y1 - thick), (middle, y1 - thick), (middle, y0 - thick),
        (x0, y0 - thick), (x0, y0),
    ]
    codes = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.LINETO, Path.CURVE4, Path.CURVE4, Path.CURVE4, Path.CLOSEPOLY]
    return Path(points, codes)


def _column(totals: Counter[str], last: Sequence[str], most: int) -> list[str]:
    named = sorted((k for k in totals if k not in last), key=lambda k: (-totals[k], k))[:most]
    return [*named, *(k for k in last if k in totals)]


@styled
def flow(flows: pd.DataFrame, most: int = MOST_NODES) -> tuple[Figure, str]:
    """Draw the flow of claims from their origins through the relays to the outlets.

    Parameters
    ----------
    flows : pandas.DataFrame
        From `claimatlas.comparison.flows`.
    most : int
        Origins, relays and outlets that get a name each; the others are drawn as one.

    Returns
    -------
    matplotlib.figure.Figure
    str
        The text alternative.
    """
    subtitle = "Claims from their origin (left) through those who relay it (middle) to the outlet (right); thickness counts claims"
    sourced = flows[~flows["origin"].isin([UNSOURCED])]
    total = int(sourced["n_claims"].sum())
    notes = [
        "Not drawn: claims in the outlets’ own voice, passing remarks and denials.",
        f"Source: {count(total, 'claim')} with a source, of {count(sourced['outlet'].nunique(), 'outlet')}.",
    ]
    if not total:
        title = "No claim has a source"
        return nothing(title, subtitle, notes, "Nothing to draw: no claim names a source."), f"{title}."
    relayed = int(sourced.loc[sourced["relay"] != "", "n_claims"].sum())
    title = f"{number(relayed)} of {count(total, 'sourced claim')} {'comes' if relayed == 1 else 'come'} through a relay"
    rows = [(r.origin, r.relay or "directly", r.outlet, r.n_claims) for r in sourced.itertuples()]
    columns, names = [], []
    for k, last in ((0, ("other origins", UNNAMED)), (1, ("other relays", "directly")), (2, ("other outlets",))):
        totals: Counter[str] = Counter()
        for row in rows:
            totals[row[k]] += row[3]
        keep = set(_column(totals, last, most))
        rows = [(*row[:k], row[k] if row[k] in keep else last[0], *row[k + 1 :]) for row in rows]
        totals = Counter()
        for row in rows:
            totals[row[k]] += row[3]
        columns.append(totals)
        names.append(_column(totals, last, most))
    gap, least = 0.12, 0.17
    tallest = max(len(n) for n in names)
    unit = min(0.08, 4.2 / total)
    tall = [sum(max(least, c[k] * unit) for k in n) + gap * (len(n) - 1) for c, n in zip(columns, names, strict=True)]
    height = max(max(tall), 0.3 * tallest) + 0.35
    make = Sheet(title, subtitle, notes, height)
    canvas = make.canvas()
    room = 2.0
    xs = (MARGIN + room, WIDTH / 2 + 0.15, WIDTH - MARGIN - 1.6)
    tops: list[dict[str, float]] = []
    for k, (totals, order) in enumerate(zip(columns, names, strict=True)):
        y = height - 0.3
        label(canvas, xs[k] + (0.12 if k else -0.04), height - 0.12, ("origin", "relay", "outlet")[k], NOTE, ha="left" if k else "right", color=MUTED)
        here = {}
        for name in order:
            tall_here = max(least, totals[name] * unit)
            here[name] = y - (tall_here - totals[name] * unit) / 2
            fill = KIND_COLOURS["anonymous"] if name == UNNAMED else "#8a8a8a" if name in ("directly", "other origins", "other relays", "other outlets") else "#0b4f7d"
            canvas.add_patch(Rectangle((xs[k], here[name] - totals[name] * unit), 0.08, totals[name] * unit, fc=fill, ec="none"))
            text = f"{plain(name)}"
            tally = f" {number(totals[name])}"
            space = room - 0.1 if k == 0 else 1.5 if k == 1 else 1.45
            text = shorten(text, space - text_width(tally, NOTE), NOTE) + tally
            at = here[name] - totals[name] * unit / 2
            x = xs[k] - 0.06 if k == 0 else xs[k] + 0.14
            label(canvas, x, at, text, NOTE, ha="right" if k == 0 else "left", va="center_baseline", halo=k == 1, zorder=5)
            y -= tall_here + gap
        tops.append(here)
    for k in (0, 1):
        pairs: Counter[tuple[str, str]] = Counter()
        for row in rows:
            pairs[row[k], row[k + 1]] += row[3]
        start, end = dict(tops[k]), dict(tops[k + 1])
        for one, other in sorted(pairs, key=lambda p: (names[k].index(p[0]), names[k + 1].index(p[1]))):
            thick = pairs[one, other] * unit
            fill = KIND_COLOURS["anonymous"] if k == 0 and one == UNNAMED else RULE if "directly" in (one, other) else KIND_COLOURS["named organisation"]
            path = _band(xs[k] + 0.08, start[one], xs[k + 1], end[other], thick)
            canvas.add_patch(PathPatch(path, fc=fill, ec="none", alpha=0.55, zorder=1))
            start[one] -= thick
            end[other] -= thick
    told = [f"{r.origin}{' through ' + r.relay if r.relay else ''} to {r.outlet}: {count(r.n_claims, 'claim')}" for r in sourced.itertuples()]
    return make.figure, plain(f"{title}. {'. '.join(told[:60])}.")
