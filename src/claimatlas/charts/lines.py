"""The figure of the shared claims: a line for each, a mark for each outlet, a bar for each source."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from claimatlas import counts
from claimatlas.charts.chart import Chart
from claimatlas.charts.columns import Columns, draw_mark, mark_key, mark_key_height
from claimatlas.charts.palette import BLUE, MUTED, PALE, RULE
from claimatlas.charts.shared import FEW_COLUMNS, FIELDS, MOST_COLUMNS, Band, Line, Run, picture
from claimatlas.charts.sheet import Sheet, nothing
from claimatlas.charts.style import count, label, layout, lines_of, number, plain, wrap
from claimatlas.counts import NONE, ONE, SEVERAL, in_band
from claimatlas.phrases import amount, listed
from claimatlas.tables import SAME


def title_of(told: pd.DataFrame) -> str:
    """Say what the shared claims rest on, from those that are sure."""
    one, several = in_band(told, ONE), in_band(told, SEVERAL)
    if len(told) > 1 and one.number and not several.number + several.held:
        return counts.NO_TWO
    return f"{_across(told)} in more than one outlet: {_tally(told, 'from')}"


def _across(told: pd.DataFrame) -> str:
    """How many claims stand in several outlets, as the page counts them."""
    return amount(counts.across(told), "claim").capitalize()


def _tally(told: pd.DataFrame, word: str) -> str:
    """Leaves out bands without a sure claim; `word` suits the sentence that it stands in."""
    bands = ((ONE, "one named source alone"), (SEVERAL, "several"), (NONE, "none that is named"))
    found = [(in_band(told, band), what) for band, what in bands]
    return ", ".join(f"{n} {word} {what}" for n, what in found if n.number) or "on what source is not sure"


def shared_claims(groups: pd.DataFrame, claims: pd.DataFrame, stories: pd.DataFrame | None = None) -> Chart:
    """Draw which outlet tells which shared claim and how, with the source that the lines end in.

    Parameters
    ----------
    groups, claims : pandas.DataFrame
        The tables of those names.
    stories : pandas.DataFrame, optional
        That table, from whose stories the lines are chosen where there are too many.

    Returns
    -------
    claimatlas.charts.chart.Chart
        Of the figure and its text alternative.
    """
    told = counts.shared(groups, claims)
    source = f"Source: {count(len(claims), 'claim')} of {count(claims['outlet'].nunique(), 'outlet')}."
    own = claims["claim_id"].isin({key for keys in told["claims"] for key in keys})
    asked = claims.loc[own, [name for name in FIELDS if name in claims]]
    some = None if stories is None else stories[["story_id", "articles"]]
    return Chart(_drawn, told, asked, some, words=[source])


def _drawn(
    told: pd.DataFrame, claims: pd.DataFrame, stories: pd.DataFrame | None, words: Sequence[str]
) -> tuple[Figure, str]:
    """Draw the shared claims `told`, of which `claims` has the rows."""
    if told.empty:
        title = "No claim stands in more than one outlet"
        message = "Nothing to draw: every claim stands in one outlet alone."
        return nothing(title, "", words, message), f"{title}."
    laid = picture(told, claims, stories, FEW_COLUMNS if layout().narrow else MOST_COLUMNS, every=False)
    title = title_of(told)
    subtitle = f"{_across(told)} in more than one outlet: {_tally(told, 'on')}"
    names = [*map(plain, laid.outlets), *([f"{number(laid.others)} more"] if laid.others else [])]
    grid = Columns(names, right=0.2 if layout().narrow else 1.45)
    height = grid.heads + 0.1 + sum(_band_height(band, grid) for band in laid.bands) + mark_key_height() + 0.1
    left = len(told) - laid.chosen
    dashed = f"the source below {counts.SURE:.0%}, one claim below {SAME:.0%}"
    notes = [
        f"And {number(left)} more shared claims, which the report lists." if left else "",
        "" if told["source_sure"].all() else f"Dashed: not sure ({dashed}), held back from the counts.",
        "Who is reached through one relay only is that relay; passing remarks and denials do not count.",
        *words,
    ]
    make = Sheet(title, subtitle if title == counts.NO_TWO else "", notes, height, _table(told))
    canvas = make.canvas()
    y = make.height - grid.heads
    grid.write(canvas, y)
    if not layout().narrow:
        label(canvas, grid.end + 0.12, y, "on the word of", make.note, va="baseline", color=MUTED)
    y -= 0.1
    for band in laid.bands:
        y = _band(canvas, band, y, grid)
    mark_key(canvas, y - 0.1)
    said = [
        f"{line.text}: {listed(sorted({m.outlet for m in line.marks if m.look}))}; "
        + (line.origins or "no named source")
        for band in laid.bands for run in band.runs for line in run.lines
    ]  # fmt: skip
    return make.figure, f"{title}. {subtitle}. {'. '.join(said)}."


def _table(told: pd.DataFrame) -> pd.DataFrame:
    """All shared claims, also those without a line; ``sure`` is about the source alone."""
    outlets = told["outlets"].map(lambda names: "; ".join(sorted(names)))
    sources = told["origins"].map("; ".join)
    return pd.DataFrame(
        {"claim": told["label"], "outlets": outlets, "sources": sources, "sure": told["source_sure"]}
    )


def _band_height(band: Band, grid: Columns) -> float:
    """In inches, what `_band` fills: the sheet has to know it before there is one to draw on."""
    lines = sum(len(run.lines) for run in band.runs)
    return 0.34 + grid.line * lines + (sum(map(_run_head, band.runs)) if layout().narrow else 0)


def _run_head(run: Run) -> float:
    """In inches, on a narrow sheet alone; a run without a source keeps only the gap."""
    return 0.2 * len(_run_lines(run)) + 0.05


def _run_lines(run: Run) -> list[str]:
    """None for a run without a source: the head of its band says so already."""
    told = f"On the word of {run.source}"
    return wrap(told, layout().room, layout().note, bold=True, lines=2) if run.source else []


def _band(canvas: Axes, band: Band, y: float, grid: Columns) -> float:
    """Draw a band from `y` down; returns where it ends."""
    at = layout()
    text, values = band.title
    head = text.replace("{n}", str(values.get("n", "")))
    label(canvas, at.margin, y - 0.22, head, at.note + 0.5, bold=True, va="baseline")
    y -= 0.34
    canvas.plot([at.margin, at.width - at.margin], [y + 0.05] * 2, color=RULE, lw=0.8)
    for run in band.runs:
        if at.narrow:
            for k, text in enumerate(_run_lines(run)):
                label(canvas, at.margin, y - 0.13 - 0.2 * k, text, at.note, bold=True, color=BLUE)
            y -= _run_head(run)
        top = y
        for line in run.lines:
            _line_drawn(canvas, line, y, grid)
            y -= grid.line
        if run.source:
            canvas.add_patch(Rectangle((grid.end, y + 0.05), 0.06, top - y - 0.1, fc=BLUE, ec="none"))
        if not at.narrow:
            source = run.source or "no named source"
            room = max(1, int(len(run.lines) * grid.line * 72 / (at.note * 1.2)))
            names = wrap(source, 1.29, at.note, bold=bool(run.source), lines=room)
            look = {"bold": bool(run.source), "color": BLUE if run.source else MUTED}
            lines_of(canvas, grid.end + 0.14, (top + y) / 2, names, at.note, **look)
    return y


def _line_drawn(canvas: Axes, line: Line, top: float, grid: Columns) -> None:
    """The rule leads on to the source at the right, and is dashed where that is not sure."""
    grid.sentence(canvas, line.text, top, f"#claim-{line.claim_id}")
    at = top - grid.marks
    spots = [(grid.x(i), mark) for i, mark in enumerate(line.marks) if mark.look]
    dashes = {} if line.source_sure else {"dashes": (3, 2)}
    colour = PALE if line.origins else RULE
    canvas.plot([spots[0][0], grid.end], [at, at], color=colour, lw=1.6, zorder=1, **dashes)
    for x, mark in spots:
        draw_mark(canvas, x, at, mark.look)
