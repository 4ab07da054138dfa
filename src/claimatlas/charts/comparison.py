"""Charts of the comparison: the shared claims, and through whom claims reach the outlets."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from claimatlas import counts
from claimatlas.cells import among
from claimatlas.charts.chart import Chart
from claimatlas.charts.claims import columns_of
from claimatlas.charts.columns import TEXT, Columns
from claimatlas.charts.lines import shared_claims
from claimatlas.charts.marks import dot, dot_before
from claimatlas.charts.palette import BLUE, INK, KIND_COLOURS, MUTED, PALE, PAPER, RULE
from claimatlas.charts.sheet import Sheet, nothing
from claimatlas.charts.style import (
    BODY,
    count,
    label,
    layout,
    lines_of,
    number,
    plain,
    shorten,
    text_width,
    wrap,
)
from claimatlas.comparison.origins import UNNAMED, UNSOURCED
from claimatlas.counts import Count

__all__ = ["flow", "shared_claims"]

MOST_PATHS, FEW_PATHS = 18, 12  # on a page, and on a phone
# A name with its short form, "Institute for Afghan Studies (IAS)"; what else stands in brackets is no name.
_SHORT = re.compile(r"^.*\S\s*\(([A-Z][\w&.-]*[A-Z][\w&.-]*)\)$")
ORIGIN, RELAY = 1.9, 1.5  # inches of the names at the left and in the middle


@dataclass(frozen=True)
class Path:
    """One way of claims: from whom, through whom, and how many reach each column of outlets."""

    origin: str
    relay: str
    values: list[int]


def flow(flows: pd.DataFrame, claims: pd.DataFrame | None = None) -> Chart:
    """Draw who reaches the outlets through whom: a row for each way, from its origin through its relays.

    Parameters
    ----------
    flows : pandas.DataFrame
        From `claimatlas.comparison.flows`.
    claims : pandas.DataFrame, optional
        The claims table: claims whose chain is not sure are then held back from the title.

    Returns
    -------
    claimatlas.charts.chart.Chart
        Of the figure and its text alternative.
    """
    sourced = flows[flows["origin"] != UNSOURCED]
    title = _title(sourced, claims, int(sourced["n_claims"].sum()))
    return Chart(_drawn, sourced.drop(columns="claims"), title)


def _drawn(sourced: pd.DataFrame, title: str) -> tuple[Figure, str]:
    """Draw the ways that have a source."""
    subtitle = "Claims by their origin, those who pass them on, and the outlet; dots by their number"
    total = int(sourced["n_claims"].sum())
    notes = [
        "Not drawn: claims in the outlets’ own voice, passing remarks and denials.",
        f"Source: {count(total, 'claim')} with a source, of {count(sourced['outlet'].nunique(), 'outlet')}.",
    ]
    if not total:
        title = "No claim has a source"
        return nothing(title, subtitle, notes, "Nothing to draw: no claim names a source."), f"{title}."
    tally = sourced.groupby("outlet")["n_claims"].sum()
    columns, rest = columns_of(sorted(tally.index, key=lambda name: (-tally[name], name)))
    groups, left = _paths(sourced, columns, rest)
    names = [*map(plain, columns), *([f"{number(len(rest))} more"] if rest else [])]
    at = layout()
    free = 0.0 if at.narrow else ORIGIN + RELAY
    grid = Columns(names, left=max(0.0, free - TEXT), step=(at.room - free) / len(names))
    more = f"And {count(left, 'more claim')} of sources with fewer claims." if left else ""
    height = grid.heads + 0.12 + sum(_height(group) for group in groups) + 0.05
    make = Sheet(title, subtitle, [more, *notes], height, sourced)
    canvas, y = make.canvas(), make.height - grid.heads
    grid.write(canvas, y)
    if not at.narrow:
        label(canvas, at.margin, y, "on the word of", at.note, va="baseline", color=MUTED)
        label(canvas, at.margin + ORIGIN + 0.2, y, "through", at.note, va="baseline", color=MUTED)
    y -= 0.12
    most = max(value for group in groups for path in group for value in path.values)
    for group in groups:
        _group(canvas, group, y, grid, most)
        y -= _height(group)
    told = [
        f"{row.origin}{' through ' + row.relay if row.relay else ''} to {row.outlet}: {number(row.n_claims)}"
        for row in sourced.sort_values("n_claims", ascending=False, kind="stable").head(12).itertuples()
    ]
    return make.figure, f"{title}. {'. '.join(told)}."


def _title(sourced: pd.DataFrame, claims: pd.DataFrame | None, total: int) -> str:
    """Without `claims` all that is passed on is sure; “for sure” is said only if something is held back."""
    passed = sourced.loc[sourced["relay"] != "", "claims"].explode().dropna()
    sure = passed if claims is None else passed[among(passed, claims.loc[counts.sure(claims), "claim_id"])]
    n = Count(len(sure), len(passed) - len(sure), "claims")
    reach = "reaches its outlet" if n.number == 1 else "reach their outlet"
    if not n.number:
        held = " for sure" if n.held else ""
        none = f"None of {count(total, 'sourced claim')} is{held}"
        return f"{none} passed on by somebody between source and outlet"
    return f"{str(n).capitalize()} of {count(total, 'sourced claim')} {reach} through a relay"


def _paths(sourced: pd.DataFrame, columns: list[str], rest: list[str]) -> tuple[list[list[Path]], int]:
    """The ways to draw, those of one origin together, and how many claims go other ways."""
    slots = {name: n for n, name in enumerate(columns)}
    ways: dict[str, dict[str, list[int]]] = {}
    tally = sourced.groupby(["origin", "relay", "outlet"], sort=True)["n_claims"].sum()
    for (origin, relay, outlet), n in tally.items():
        values = ways.setdefault(origin, {}).setdefault(relay, [0] * (len(columns) + bool(rest)))
        values[slots.get(outlet, -1)] += int(n)
    groups = []
    for origin, own in ways.items():
        paths = [Path(str(origin), str(relay), values) for relay, values in own.items()]
        paths.sort(key=lambda path: (path.relay == "", -sum(path.values), path.relay))
        groups.append(paths)
    # What is passed on comes first, then the sources of most claims; those without a name stand last.
    groups.sort(
        key=lambda group: (
            group[0].origin == UNNAMED,
            all(path.relay == "" for path in group),
            -sum(sum(path.values) for path in group),
            group[0].origin,
        )
    )
    most = FEW_PATHS if layout().narrow else MOST_PATHS
    nameless = [group for group in groups if group[0].origin == UNNAMED]
    room, kept = most - sum(min(3, len(group)) for group in nameless), []
    for group in [group for group in groups if group not in nameless]:
        if room > 0:
            kept.append(group[: max(1, min(len(group), room))])
            room -= len(kept[-1])
    kept += [group[:3] for group in nameless]
    drawn = sum(sum(path.values) for group in kept for path in group)
    return kept, int(sourced["n_claims"].sum()) - drawn


def _height(group: list[Path]) -> float:
    """In inches, what `_group` fills: the sheet has to know it before there is one to draw on."""
    return 0.26 + 0.56 * len(group) if layout().narrow else 0.4 * len(group) + 0.1


def _group(canvas: Axes, group: list[Path], y: float, grid: Columns, most: int) -> None:
    """Draw the ways of one origin from `y` down."""
    at, origin = layout(), group[0].origin
    fill = KIND_COLOURS["anonymous"] if origin == UNNAMED else BLUE
    canvas.plot([at.margin, at.width - at.margin], [y, y], color=RULE, lw=0.6, zorder=0)
    if at.narrow:
        label(canvas, at.margin, y - 0.15, shorten(origin, at.room, BODY, True), BODY, bold=True)
        top, pitch = y - 0.26, 0.56
    else:
        rows = max(1, int(0.4 * len(group) / 0.17))
        lines = wrap(origin, ORIGIN - 0.15, BODY, True, lines=min(3, rows))
        lines_of(canvas, at.margin, y - _height(group) / 2, lines, BODY, bold=True)
        top, pitch = y - 0.05, 0.4
        x = at.margin + ORIGIN
        canvas.add_patch(
            Rectangle((x, top - pitch * len(group) + 0.05), 0.06, pitch * len(group) - 0.1, fc=fill)
        )
    for n, path in enumerate(group):
        _path(canvas, path, top - pitch * n, grid, most, fill, len(group) > 1)


def _called(names: list[str], lead: str, room: float) -> str:
    """The links of a way on one line that has room behind `lead`: their names, else the short forms that some
    have in brackets, else what fits.
    """
    size = layout().note
    for texts in (names, [_SHORT.sub(r"\1", name) for name in names]):
        if text_width(lead + (text := plain(" → ".join(texts))), size) <= room:
            return text
    return shorten(text, room - text_width(lead, size), size)


def _path(canvas: Axes, path: Path, top: float, grid: Columns, most: int, fill: str, told: bool) -> None:
    """Draw one way; whether it is direct is `told` only where another way of its origin is not."""
    at = layout()
    middle = top - (0.37 if at.narrow else 0.26)
    through = [*reversed(path.relay.split(" < "))] if path.relay else ["directly"] if told else [""]
    begin = at.margin if at.narrow else at.margin + ORIGIN + 0.06
    end = max(grid.x(i) for i, value in enumerate(path.values) if value)
    colour = PALE if path.relay else RULE
    look = {"color": INK if path.relay else MUTED}
    canvas.plot([begin, end], [middle, middle], color=colour, lw=1.6, zorder=1)
    if at.narrow:
        lead = "through " if path.relay else ""
        label(canvas, at.margin, top - 0.12, lead + _called(through, lead, at.room), at.note, **look)
    else:
        x = begin + 0.14
        # The words may go on above the line, as far as the first dot.
        first = min(grid.x(i) for i, value in enumerate(path.values) if value)
        room = max(RELAY + 0.1, first - x - 0.25)
        label(canvas, x, top - 0.1, _called(through, "", room), at.note, zorder=4, **look)
        if path.relay:
            canvas.add_patch(Circle((x + 0.06, middle), 0.05, fc=PAPER, ec=PALE, lw=1.6, zorder=3))
    for i, value in enumerate(path.values):
        if value:
            r, text = dot(value, most), number(value)
            x = dot_before(grid.x(i), r, text, grid.x(i) * 2 - grid.x(i - 0.5))
            canvas.add_patch(Circle((x, middle), r, fc=fill, ec=PAPER, lw=0.8, zorder=3))
            label(canvas, x + r + 0.05, middle, text, at.note, halo=True, zorder=4)
