"""Charts of the comparison: who tells which claim on whose word, and the flow from origins through relays to outlets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from claimatlas.charts.style import (
    BODY,
    INK,
    KIND_COLOURS,
    KIND_LABELS,
    KIND_TEXT,
    MARGIN,
    MUTED,
    NOTE,
    PAPER,
    RULE,
    WIDTH,
    Sheet,
    count,
    label,
    listed,
    nothing,
    number,
    plain,
    shorten,
    styled,
    text_width,
    wrap,
)
from claimatlas.comparison.origins import UNNAMED, UNSOURCED
from claimatlas.tables import HOLDER_KINDS

MOST_GROUPS, MOST_COLUMNS, MOST_NODES = 30, 6, 12
LINE, CELL = 0.42, 9.0
SLANTED = 1.7  # inches of a column's name that is set aslant
SHORT = {"named person": "person", "named organisation": "org.", "anonymous": "no name", "unattributed": "own voice"}


def _source(claims: pd.DataFrame, groups: pd.DataFrame) -> str:
    across = groups.loc[groups["n_outlets"] > 1, "group_id"].nunique()
    return f"Source: {count(len(claims), 'claim')} of {count(claims['outlet'].nunique(), 'outlet')}; {count(across, 'claim')} in more than one outlet."


def _two_lines(canvas: Axes, x: float, middle: float, text: str, width: float, size: float, color: str = INK) -> None:
    lines = wrap(text, width, size, lines=2)
    lead = size * 1.2 / 72
    for k, line in enumerate(lines):
        label(canvas, x, middle + lead * (len(lines) - 1) / 2 - lead * k, line, size, va="center_baseline", color=color)


@styled
def shared_claims(groups: pd.DataFrame, claims: pd.DataFrame, most: int = MOST_GROUPS) -> tuple[Figure, str]:
    """Draw which outlet tells which shared claim, on what kind of source, with the independent origins beside it.

    Parameters
    ----------
    groups, claims : pandas.DataFrame
        The tables of those names.
    most : int
        Claims that get a line; those in more outlets, with fewer origins, come first.

    Returns
    -------
    matplotlib.figure.Figure
    str
        The text alternative.
    """
    across = groups[groups["n_outlets"] > 1].drop_duplicates("group_id")
    source = _source(claims, groups)
    subtitle = "A line is one claim, a column an outlet that makes it; the colour says on whose word, the figure at the right how many independent named sources stand behind it"
    if across.empty:
        title = "No claim stands in more than one outlet"
        return nothing(title, subtitle, [source], "Nothing to draw: every claim stands in one outlet alone."), f"{title}."
    across = across.sort_values(["n_outlets", "n_origins", "group_id"], ascending=[False, True, True])
    single = int((across["n_origins"] == 1).sum())
    none = int((across["n_origins"] == 0).sum())
    more = len(across) - single - none
    parts = [(single, "from one named source"), (more, "from several"), (none, "from none that is named")]
    title = f"{count(len(across), 'claim')} in more than one outlet: {', '.join(f'{number(n)} {what}' for n, what in parts if n)}"
    tally = Counter(o for names in across["outlets"] for o in names)
    columns = sorted(tally, key=lambda o: (-tally[o], o))[:MOST_COLUMNS]
    kinds = claims.set_index("claim_id")[["outlet", "resolved_kind", "hedged", "denial"]]
    members = {k: kinds.loc[g["claim_id"].tolist()] for k, g in groups[groups["n_outlets"] > 1].groupby("group_id")}
    shown = across.head(most)
    room, last, head_lines = 2.35, 1.6, 3
    left = MARGIN + room
    step = (WIDTH - 2 * MARGIN - room - last) / len(columns)
    lead = NOTE * 1.2 / 72
    heads = [wrap(c, step - 0.06, NOTE, lines=head_lines) for c in columns]
    # A name with a word wider than its column is set aslant rather than broken.
    aslant = any(text_width(word, NOTE) > step - 0.06 for c in columns for word in plain(c).split())
    names = [shorten(c, SLANTED, NOTE) for c in columns]
    tall = max(text_width(n, NOTE) for n in names) * 0.5 + lead if aslant else max(len(h) for h in heads) * lead
    height = 0.3 + tall + 0.12 + LINE * len(shown)
    notes = [
        "Who is reached through one relay only is that relay; sources in passing remarks and denials do not count.",
        f"{number(len(across) - len(shown))} more claims are in the table." if len(across) > len(shown) else "",
        f"{number(len(tally) - len(columns))} more outlets are in the table." if len(tally) > len(columns) else "",
        source,
    ]
    make = Sheet(title, subtitle, notes, height)
    canvas = make.canvas()
    x, top = MARGIN, height
    for kind in HOLDER_KINDS:
        canvas.add_patch(Rectangle((x, top - 0.2), 0.12, 0.14, fc=KIND_COLOURS[kind], ec="none"))
        label(canvas, x + 0.18, top - 0.13, KIND_LABELS[kind], CELL, va="center_baseline")
        x += 0.18 + text_width(KIND_LABELS[kind], CELL) + 0.25
    top -= 0.3 + tall
    for i, name in enumerate(names if aslant else []):
        label(canvas, left + step * (i + 0.4), top, name, NOTE, va="bottom", color=MUTED, rotation=30, rotation_mode="anchor")
    for i, lines in enumerate([] if aslant else heads):
        for k, text in enumerate(reversed(lines)):
            label(canvas, left + step * (i + 0.5), top + lead * k, text, NOTE, ha="center", va="baseline", color=MUTED)
    label(canvas, left + step * len(columns) + 0.12, top, "independent origins", NOTE, va="baseline", color=MUTED)
    y = top - 0.08
    told = []
    for row in shown.itertuples():
        middle = y - LINE / 2
        _two_lines(canvas, MARGIN, middle, f"“{row.label}”", room - 0.12, NOTE)
        who = members[row.group_id]
        for i, outlet in enumerate(columns):
            cells = who[who["outlet"] == outlet]
            if cells.empty:
                canvas.add_patch(Rectangle((left + step * i, y - LINE), step, LINE, fc="#f5f5f5", ec=PAPER, lw=1.5))
                continue
            kind = min(cells["resolved_kind"], key=HOLDER_KINDS.index)
            marks = [w for w, c in (("hedged", "hedged"), ("denial", "denial")) if cells[c].any()]
            text = " · ".join([f"{len(cells)} claims"] if len(cells) > 1 else []) or SHORT[kind]
            canvas.add_patch(Rectangle((left + step * i, y - LINE), step, LINE, fc=KIND_COLOURS[kind], ec=PAPER, lw=1.5))
            for k, told_here in enumerate([text, ", ".join(marks)] if marks else [text]):
                at = middle + (0.08 if marks else 0) - 0.16 * k
                label(canvas, left + step * (i + 0.5), at, shorten(told_here, step - 0.06, NOTE), NOTE, ha="center", va="center_baseline", color=KIND_TEXT[kind])
        passing = "; ".join(row.background_origins)
        behind = "; ".join(row.origins) or (f"only in passing: {passing}" if passing else "no source given" if len(row.unsourced_outlets) else "no name given")
        at = left + step * len(columns) + 0.12
        label(canvas, at, middle, number(row.n_origins), BODY, bold=True, va="center_baseline")
        _two_lines(canvas, at + 0.2, middle, behind, last - 0.34, NOTE, MUTED)
        told.append(f"{row.label}: {listed(list(row.outlets))}; {count(row.n_origins, 'independent origin')}{' (' + '; '.join(row.origins) + ')' if len(row.origins) else ''}")
        y -= LINE
    return make.figure, plain(f"{title}. {'. '.join(told)}.")


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
    bare = flows[flows["origin"] == UNSOURCED].groupby("outlet")["n_claims"].sum()
    total, without = int(sourced["n_claims"].sum()), int(bare.sum())
    notes = [
        f"Not drawn: {count(without, 'claim')} for which the outlet gives no source" + (
            " (" + ", ".join(f"{plain(o, 40)}: {number(n)}" for o, n in bare.head(6).items()) + ")." if without and len(bare) <= 6 else "."
        ),
        f"Source: {count(total + without, 'claim')} of {count(flows['outlet'].nunique(), 'outlet')}; passing remarks and denials left out.",
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
