"""The two drawings that several charts share: rows of stacked bars, and a matrix of counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from claimatlas.charts.style import (
    BODY,
    INK,
    MARGIN,
    MUTED,
    NOTE,
    PAPER,
    RULE,
    WIDTH,
    Sheet,
    label,
    number,
    shorten,
    text_width,
    wrap,
)

CELL = 9.0
SHADES = ("#e3eef6", "#b7d4e8", "#7fb2d6", "#3d84b8", "#0b4f7d")


@dataclass(frozen=True)
class Row:
    """One row of stacked bars.

    Attributes
    ----------
    name : str
    values : sequence of int
        Length of each segment.
    below : sequence of int or None
        A second, thin bar beneath, for instance the counts of a hand coding.
    cells : sequence of (str, str)
        For each column to the right of the bar, its text and a smaller one beneath.
    """

    name: str
    values: Sequence[int]
    below: Sequence[int] | None = None
    cells: Sequence[tuple[str, str]] = field(default_factory=tuple)


def stacked(
    make: Sheet, rows: Sequence[Row], names: Sequence[str], fills: Sequence[str], inks: Sequence[str], heads: Sequence[str], below: str = ""
) -> None:
    """Draw rows of stacked bars over the whole body of `make`, whose height is `stacked_height`.

    Parameters
    ----------
    rows : sequence of Row
    names, fills, inks : sequence of str
        Of each kind of segment: its name for the key, its colour and that of the number in it.
    heads : sequence of str
        Head of each column of cells.
    below : str
        What the thin bars are; empty if there are none.
    """
    canvas = make.canvas()
    top = _key(canvas, make, names, fills, below)
    room, column = 1.72, 0.72
    left, right = MARGIN + room + 0.1, make.width - MARGIN - column * len(heads)
    longest = max([1, *(sum(r.values) for r in rows), *(sum(r.below) for r in rows if r.below)])
    scale = (right - left - 0.12) / longest
    for i, head in enumerate(heads):
        label(canvas, right + column * (i + 1), top - 0.1, head, NOTE, color=MUTED, ha="right")
    y = top - 0.24
    pitch = _pitch(bool(below))
    for row in rows:
        canvas.plot([MARGIN, make.width - MARGIN], [y, y], color=RULE, lw=0.6)
        middle = y - 0.1 - 0.15
        _name(canvas, row.name, MARGIN, middle - (0.08 if below else 0), room)
        x = left
        for value, fill, ink in zip(row.values, fills, inks, strict=True):
            if value:
                canvas.add_patch(Rectangle((x, middle - 0.15), value * scale, 0.3, fc=fill, ec=PAPER, lw=0.8))
                if text_width(number(value), CELL) + 0.06 < value * scale:
                    label(canvas, x + value * scale / 2, middle, number(value), CELL, color=ink, ha="center", va="center_baseline")
            x += value * scale
        canvas.plot([left, left], [middle - 0.18, middle + 0.18], color=MUTED, lw=0.8)
        if row.below is not None:
            x = left
            for value, fill in zip(row.below, fills, strict=True):
                if value:
                    canvas.add_patch(Rectangle((x, middle - 0.33), value * scale, 0.12, fc=fill, ec=PAPER, lw=0.6))
                x += value * scale
        for i, (over, under) in enumerate(row.cells):
            label(canvas, right + column * (i + 1), middle, over, CELL, ha="right", va="center_baseline")
            if under:
                label(canvas, right + column * (i + 1), middle - 0.27, under, NOTE, ha="right", va="center_baseline", color=MUTED)
        y -= pitch


def _pitch(below: bool) -> float:
    return 0.68 if below else 0.5


def stacked_height(rows: int, below: bool = False) -> float:
    """Height in inches of the body that `stacked` fills."""
    return 0.3 + (0.28 if below else 0) + 0.26 + rows * _pitch(below)


def _key(canvas: Axes, make: Sheet, names: Sequence[str], fills: Sequence[str], below: str) -> float:
    y, x = make.height - 0.13, MARGIN
    for name, fill in zip(names, fills, strict=True):
        canvas.add_patch(Rectangle((x, y - 0.07), 0.16, 0.14, fc=fill, ec="none"))
        label(canvas, x + 0.22, y, name, CELL, va="center_baseline")
        x += 0.22 + text_width(name, CELL) + 0.25
    if below:
        y -= 0.28
        canvas.add_patch(Rectangle((MARGIN, y + 0.02), 0.34, 0.1, fc=MUTED, ec="none"))
        canvas.add_patch(Rectangle((MARGIN, y - 0.065), 0.34, 0.05, fc=MUTED, ec="none"))
        label(canvas, MARGIN + 0.44, y, below, CELL, va="center_baseline", color=MUTED)
    return y - 0.17


def _name(canvas: Axes, name: str, x: float, y: float, width: float, size: float = BODY, ha: str = "left") -> None:
    lines = wrap(name, width, size, lines=2)
    lead = size * 1.2 / 72
    for i, line in enumerate(lines):
        label(canvas, x, y + lead * (len(lines) - 1) / 2 - lead * i, line, size, ha=ha, va="center_baseline")


@dataclass(frozen=True)
class Line:
    """One line of a matrix: a name, what stands small beside it, its counts and the colour of its chip.

    Attributes
    ----------
    name, remark : str
    values : sequence of int
        One count for each column.
    last : str
        Text of the column at the right.
    chip : str or None
        A colour that stands for the line's kind.
    quiet : bool
        Set apart from the other lines and not shaded, for remainders.
    """

    name: str
    remark: str
    values: Sequence[int]
    last: str
    chip: str | None = None
    quiet: bool = False


def _last(last: str) -> float:
    return min(0.85, max(0.5, text_width(last, NOTE) + 0.15))


def _heads(columns: Sequence[str], last: str, room: float) -> list[list[str]]:
    step = (WIDTH - 2 * MARGIN - _last(last) - room) / max(1, len(columns))
    return [*(wrap(c, step - 0.06, NOTE, lines=4) for c in columns), wrap(last, _last(last) - 0.1, NOTE, lines=4)]


def matrix_height(lines: Sequence[Line], columns: Sequence[str], last: str, keys: bool = False, room: float = 2.9) -> float:
    """Height in inches of the body that `matrix` fills."""
    quiet = any(line.quiet for line in lines) and not all(line.quiet for line in lines)
    tall = max(len(head) for head in _heads(columns, last, room)) * NOTE * 1.2 / 72
    return tall + 0.15 + 0.34 * len(lines) + (0.14 if quiet else 0) + (0.34 if keys else 0) + 0.04


def matrix(
    make: Sheet, lines: Sequence[Line], columns: Sequence[str], last: str, keys: Sequence[tuple[str, str]] = (), room: float = 2.9
) -> None:
    """Draw a matrix of counts, darker for more, each count written in its cell.

    Parameters
    ----------
    lines : sequence of Line
    columns : sequence of str
        Names of the columns, wrapped over the cells.
    last : str
        Head of the text column at the right.
    keys : sequence of (str, str)
        Name and colour of each kind of chip.
    room : float
        Width in inches of the names.
    """
    canvas = make.canvas()
    left, right = MARGIN + room, make.width - MARGIN - _last(last)
    step = (right - left) / max(1, len(columns))
    top = make.height
    if keys:
        x = MARGIN
        for name, fill in keys:
            canvas.add_patch(Rectangle((x, top - 0.2), 0.12, 0.14, fc=fill, ec="none"))
            label(canvas, x + 0.18, top - 0.13, name, CELL, va="center_baseline")
            x += 0.18 + text_width(name, CELL) + 0.25
        top -= 0.34
    lead, heads = NOTE * 1.2 / 72, _heads(columns, last, room)
    top -= max(len(head) for head in heads) * lead
    for i, head in enumerate(heads):
        over_cells = i < len(columns)
        x = left + step * (i + 0.5) if over_cells else make.width - MARGIN
        for k, text in enumerate(reversed(head)):
            label(canvas, x, top + lead * k, text, NOTE, ha="center" if over_cells else "right", va="baseline", color=MUTED)
    darkest = max([1, *(v for line in lines if not line.quiet for v in line.values)])
    y, was_quiet = top - 0.1, False
    for n, line in enumerate(lines):
        if line.quiet and not was_quiet and n:
            y -= 0.14
        was_quiet = line.quiet
        middle = y - 0.17
        x = MARGIN
        if line.chip:
            canvas.add_patch(Rectangle((x, middle - 0.07), 0.12, 0.14, fc=line.chip, ec="none"))
            x += 0.18
        space = left - 0.08 - x - (text_width(line.remark, NOTE) + 0.08 if line.remark else 0)
        name = shorten(line.name, max(space, 0.8), BODY - 0.5)
        label(canvas, x, middle, name, BODY - 0.5, va="center_baseline", color=MUTED if line.quiet else INK)
        if line.remark:
            remark = shorten(line.remark, left - 0.06 - x - text_width(name, BODY - 0.5) - 0.08, NOTE)
            label(canvas, x + text_width(name, BODY - 0.5) + 0.08, middle, remark, NOTE, va="center_baseline", color=MUTED)
        for i, value in enumerate(line.values):
            shade = -1 if line.quiet or not value else shade_of(value, darkest)
            fill = SHADES[shade] if shade >= 0 else "#f5f5f5"
            canvas.add_patch(Rectangle((left + step * i, y - 0.34), step, 0.34, fc=fill, ec=PAPER, lw=1.5))
            ink = PAPER if shade >= 3 else INK if value else "#767676"
            label(canvas, left + step * (i + 0.5), middle, number(value), CELL, ha="center", va="center_baseline", color=ink)
        label(canvas, make.width - MARGIN, middle, line.last, CELL, ha="right", va="center_baseline")
        y -= 0.34


def shade_of(value: float, most: float) -> int:
    """Class 0–4 of a count among five equal steps of the logarithm up to `most`; one is always the lightest."""
    import math

    if most <= 1 or value <= 1:
        return 0
    return min(4, int(5 * math.log(value) / math.log(most) * 0.9999))
