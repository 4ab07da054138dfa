"""The picture of the shared claims: a line for each, a mark for each outlet, a bar for each source.

`picture` lays it out for the page, which draws it as a table, and for `shared_claims`, which draws it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from claimatlas import counts
from claimatlas.charts.style import (
    INK,
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
    styled,
    text_width,
    wrap,
)
from claimatlas.counts import BANDS, NONE, ONE, SEVERAL, Count, in_band
from claimatlas.tables import SAME

MOST_LINES, FEW_LINES = (
    20,
    12,
)  # up to so many claims all have a line; of more, so many have one and all have a dot
MOST_COLUMNS = 5
LOOKS = {"attributed": "attributed", "hedged": "attributed and hedged", "own": "in the outlet’s own voice"}
HEADS = {ONE: "one source", NONE: "no named source", SEVERAL: "several sources"}


@dataclass(frozen=True)
class Mark:
    """How one outlet tells a claim: `look` is a key of `LOOKS`, or empty if it does not tell it."""

    look: str = ""
    claim_id: str = ""
    words: str = ""
    outlet: str = ""


@dataclass(frozen=True)
class Line:
    """One shared claim."""

    group_id: str
    claim_id: str
    text: str
    marks: list[Mark]
    origins: str
    band: str
    sure: bool
    source_sure: bool


@dataclass(frozen=True)
class Run:
    """Lines that stand on the same word, which is named once."""

    source: str
    lines: list[Line]


@dataclass(frozen=True)
class Band:
    """The lines with one, no or several sources behind them."""

    name: str
    head: str
    total: Count
    runs: list[Run]


@dataclass(frozen=True)
class Picture:
    """What the template draws; `dots` are all lines of each band where there are too many for a line each."""

    outlets: list[str]
    others: int
    bands: list[Band]
    dots: list[tuple[Band, list[Line]]]
    rest: list[Band]

    @property
    def chosen(self) -> int:
        """How many claims have a line."""
        return sum(len(run.lines) for band in self.bands for run in band.runs)


def picture(told: pd.DataFrame, claims: pd.DataFrame) -> Picture:
    """Lay out the shared claims.

    Parameters
    ----------
    told : pandas.DataFrame
        From `claimatlas.counts.shared`.
    claims : pandas.DataFrame
        The claims table.
    """
    tally = Counter(name for names in told["outlets"] for name in names)
    ranked = sorted(tally, key=lambda name: (-tally[name], name))
    outlets = ranked if len(ranked) <= MOST_COLUMNS else ranked[: MOST_COLUMNS - 1]
    others = [name for name in ranked if name not in outlets]
    columns = ["outlet", "content", "resolved_kind", "hedged", "start"]
    known = claims.set_index("claim_id")[columns].to_dict("index")
    lines = [_line(row, known, outlets, others) for row in told.to_dict("records")]
    every = _bands(lines, told)
    if len(lines) <= MOST_LINES:
        return Picture(outlets, len(others), every, [], [])
    # Those in most outlets, and those whose source is sure, matter most.
    order = sorted(
        range(len(lines)), key=lambda i: (not lines[i].source_sure, -int(told["n_outlets"].iloc[i]), i)
    )
    chosen = sorted(order[:FEW_LINES])
    left = [line for i, line in enumerate(lines) if i not in set(chosen)]
    dots = [(band, [line for run in band.runs for line in run.lines]) for band in every]
    return Picture(outlets, len(others), _bands([lines[i] for i in chosen], told), dots, _bands(left, told))


def _bands(lines: list[Line], told: pd.DataFrame) -> list[Band]:
    out = []
    for name in BANDS:
        own = [line for line in lines if line.band == name]
        if own:
            runs = [Run(source, list(rows)) for source, rows in groupby(own, key=lambda line: line.origins)]
            out.append(Band(name, HEADS[name], in_band(told, name), runs))
    return out


def _line(row: dict, known: dict, outlets: list[str], others: list[str]) -> Line:
    marks = [_mark([key for key in row["claims"] if known[key]["outlet"] == name], known) for name in outlets]
    if others:
        marks.append(_mark([key for key in row["claims"] if known[key]["outlet"] in others], known))
    return Line(
        row["group_id"],
        row["claims"][0],
        row["label"],
        marks,
        "; ".join(row["origins"]),
        row["band"],
        row["sure"],
        row["source_sure"],
    )


def _mark(keys: list[str], known: dict) -> Mark:
    """The mark of one outlet: its own voice only if no telling of it has a source, hedged if one is."""
    if not keys:
        return Mark()
    sourced = [key for key in keys if known[key]["resolved_kind"] != "unattributed"]
    hedged = [key for key in sourced if known[key]["hedged"]]
    look, key = (
        ("hedged", hedged[0]) if hedged else ("attributed", sourced[0]) if sourced else ("own", keys[0])
    )
    return Mark(look, key, LOOKS[look], known[key]["outlet"])


# --- for print ------------------------------------------------------------------------------------------

LINE, HEAD = 0.36, 0.34  # inches of a claim's line and of a band's head
COLUMN, WORD = 0.86, 1.45  # inches of an outlet's column and of the names at the right
BLUE, PALE, GREY = "#0b4f7d", "#4f9fcc", "#7c858f"


def title_of(told: pd.DataFrame) -> str:
    """Say what the shared claims rest on, from those that are sure."""
    one, several = in_band(told, ONE), in_band(told, SEVERAL)
    if len(told) > 1 and one.number and not several.number + several.held:
        return counts.NO_TWO
    return f"{_across(told)} in more than one outlet: {_tally(told, 'from')}"


def _across(told: pd.DataFrame) -> str:
    """How many claims stand in several outlets, as the page counts them."""
    across = counts.across(told)
    if not across.number:
        return "No claim for sure"
    noun = "claim" if across.number == 1 else "claims"
    return f"{across} {noun}".capitalize()


def _tally(told: pd.DataFrame, word: str) -> str:
    bands = ((ONE, "one named source alone"), (SEVERAL, "several"), (NONE, "none that is named"))
    found = [(in_band(told, band), what) for band, what in bands]
    return ", ".join(f"{n} {word} {what}" for n, what in found if n.number) or "on what source is not sure"


@styled
def shared_claims(groups: pd.DataFrame, claims: pd.DataFrame) -> tuple[Figure, str]:
    """Draw which outlet tells which shared claim and how, with the source that the lines end in.

    Parameters
    ----------
    groups, claims : pandas.DataFrame
        The tables of those names.

    Returns
    -------
    matplotlib.figure.Figure
    str
        The text alternative.
    """
    told = counts.shared(groups, claims)
    source = f"Source: {count(len(claims), 'claim')} of {count(claims['outlet'].nunique(), 'outlet')}."
    if told.empty:
        title = "No claim stands in more than one outlet"
        return nothing(
            title, "", [source], "Nothing to draw: every claim stands in one outlet alone."
        ), f"{title}."
    laid, title = picture(told, claims), title_of(told)
    subtitle = f"{_across(told)} in more than one outlet: {_tally(told, 'on')}"
    names = [*map(plain, laid.outlets), *([f"{number(laid.others)} more"] if laid.others else [])]
    heads = [wrap(name, COLUMN - 0.06, NOTE, lines=3) for name in names]
    tall = max(map(len, heads)) * NOTE * 1.2 / 72
    height = tall + 0.1 + HEAD * len(laid.bands) + LINE * laid.chosen + 0.3
    left = len(told) - laid.chosen
    notes = [
        f"{number(left)} more shared claims are in the report." if left else "",
        f"Dashed: not sure (the source below {counts.SURE:.0%}, one claim below {SAME:.0%}), held back from the counts."
        if not told["source_sure"].all()
        else "",
        "Who is reached through one relay only is that relay; passing remarks and denials do not count.",
        source,
    ]
    make = Sheet(title, subtitle if title == counts.NO_TWO else "", notes, height)
    canvas = make.canvas()
    right = WIDTH - MARGIN - WORD
    first = right - COLUMN * len(heads)
    _heads(canvas, heads, first, right, height - tall)
    y = height - tall - 0.1
    for band in laid.bands:
        y = _band(canvas, band, y, first, right)
    _key(canvas, y - 0.17)
    lines = [line for band in laid.bands for run in band.runs for line in run.lines]
    said = [
        f"{line.text}: {listed(sorted({m.outlet for m in line.marks if m.look}))}; "
        + (line.origins or "no named source")
        for line in lines
    ]
    return make.figure, plain(f"{title}. {subtitle}. {'. '.join(said)}.")


def _heads(canvas: Axes, heads: list[list[str]], first: float, right: float, y: float) -> None:
    """Write the outlets over their columns, on a line at `y`."""
    for i, lines in enumerate(heads):
        x = first + COLUMN * (i + 0.5)
        for k, text in enumerate(reversed(lines)):
            label(canvas, x, y + NOTE * 1.2 / 72 * k, text, NOTE, ha="center", va="baseline", color=MUTED)
    label(canvas, right + 0.12, y, "stands on the word of", NOTE, va="baseline", color=MUTED)


def _band(canvas: Axes, band: Band, y: float, first: float, right: float) -> float:
    """Draw a band from `y` down; returns where it ends."""
    noun = "shared claim" if str(band.total) == "1" else "shared claims"
    label(
        canvas,
        MARGIN,
        y - HEAD + 0.12,
        f"{band.total} {noun}, {band.head}",
        NOTE + 0.5,
        bold=True,
        va="baseline",
    )
    y -= HEAD
    canvas.plot([MARGIN, WIDTH - MARGIN], [y + 0.05] * 2, color=RULE, lw=0.8)
    for run in band.runs:
        top = y
        for line in run.lines:
            _line_drawn(canvas, line, y - LINE / 2, first, right)
            y -= LINE
        if run.source:
            canvas.add_patch(Rectangle((right, y + 0.05), 0.06, top - y - 0.1, fc=BLUE, ec="none"))
        names = wrap(
            run.source or "no named source",
            WORD - 0.16,
            NOTE,
            bold=bool(run.source),
            lines=max(1, int(3 * len(run.lines))),
        )
        for k, text in enumerate(names):
            at = (top + y) / 2 + NOTE * 1.2 / 72 * ((len(names) - 1) / 2 - k)
            label(
                canvas,
                right + 0.14,
                at,
                text,
                NOTE,
                bold=bool(run.source),
                va="center_baseline",
                color=BLUE if run.source else MUTED,
            )
    return y


def _line_drawn(canvas: Axes, line: Line, y: float, first: float, right: float) -> None:
    words = line.text[:1].upper() + line.text[1:]
    rows = wrap(words, first - MARGIN - 0.1, NOTE, lines=2)
    for k, text in enumerate(rows):
        label(
            canvas,
            MARGIN,
            y + NOTE * 1.15 / 72 * ((len(rows) - 1) / 2 - k),
            text,
            NOTE,
            va="center_baseline",
            color=INK,
        )
    spots = [(first + COLUMN * (i + 0.5), mark) for i, mark in enumerate(line.marks) if mark.look]
    dashes = {} if line.source_sure else {"dashes": (3, 2)}
    canvas.plot(
        [spots[0][0], right], [y, y], color=PALE if line.origins else RULE, lw=1.6, zorder=1, **dashes
    )
    for x, mark in spots:
        if mark.look == "own":
            canvas.add_patch(Rectangle((x - 0.055, y - 0.055), 0.11, 0.11, fc=GREY, ec="none", zorder=2))
        else:
            canvas.add_patch(
                Circle((x, y), 0.065, fc=PAPER if mark.look == "hedged" else BLUE, ec=BLUE, lw=1.6, zorder=2)
            )


def _key(canvas: Axes, y: float) -> None:
    x = MARGIN + 0.06
    for look, words in LOOKS.items():
        if look == "own":
            canvas.add_patch(Rectangle((x - 0.05, y - 0.05), 0.1, 0.1, fc=GREY, ec="none"))
        else:
            canvas.add_patch(Circle((x, y), 0.055, fc=PAPER if look == "hedged" else BLUE, ec=BLUE, lw=1.4))
        label(canvas, x + 0.14, y, words, NOTE, va="center_baseline", color=MUTED)
        x += 0.14 + text_width(words, NOTE) + 0.3
