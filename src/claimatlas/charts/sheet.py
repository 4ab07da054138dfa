"""The sheet that a figure is drawn on.

The finding stands on top as a sentence, then a subtitle that says what is drawn, the body, and beneath it the
source and the count.
"""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from claimatlas.charts.palette import INK, MUTED, RULE, WASH
from claimatlas.charts.style import BODY, MOST_ROWS, layout, lines_of, wrap


class Word(str):
    """A subtitle or note that is told a chart by who asks for it: the picture is the same under another.

    Parameters
    ----------
    text : str
    at : int
        Its place among those of the chart.
    """

    __slots__ = ("at",)

    def __new__(cls, text: str, at: int) -> Word:
        """Make a text that knows its place."""
        word = super().__new__(cls, text)
        word.at = at
        return word


class Sheet:
    """A figure with its title, subtitle and notes set, and a body to draw in.

    Parameters
    ----------
    title : str
        The finding as a sentence.
    subtitle : str
        What is drawn, in which unit.
    notes : sequence of str
        Lines beneath the body; the last is the source and the count.
    height : float
        Height of the body in inches.
    data : pandas.DataFrame, optional
        What is drawn, as a table for those who would rather read it.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        With the attributes ``data`` and ``sheet``, this one.
    said : tuple
        Title, subtitle, notes and height, as they were given.
    width, height, margin, note : float
        Width of the sheet, height of its body and its margin in inches; its smallest text in points.
    """

    def __init__(
        self, title: str, subtitle: str, notes: Sequence[str], height: float, data: pd.DataFrame | None = None
    ):
        at = layout()
        # Sums of floats differ in their last digit between Pythons, and ids in the SVG are digests of sizes.
        height = round(float(height), 4)
        self.said = (title, subtitle, list(notes), height)
        self.width, self.height, self.margin, self.note = at.width, height, at.margin, at.note
        blocks = [(wrap(title, at.room, at.title, True), at.title, True, INK, 1.25)]
        if subtitle:
            blocks.append((wrap(subtitle, at.room, at.subtitle), at.subtitle, False, MUTED, 1.35))
        feet = [(wrap(note, at.room, at.note), at.note, False, MUTED, 1.4) for note in notes if note]
        tall, low = (
            sum(len(lines) * size * lead / 72 for lines, size, _, _, lead in part) for part in (blocks, feet)
        )
        head = round(0.24 + tall + 0.06 * len(blocks) + 0.14, 4)
        foot = round(0.34 + low + 0.03 * len(feet), 4)
        self.total = head + height + foot
        self._bottom = foot
        self.figure = Figure(figsize=(self.width, self.total))
        self.figure.data = None if data is None else data.head(MOST_ROWS)
        self.figure.sheet = self
        FigureCanvasAgg(self.figure)
        self._set(blocks, self.total - 0.24, 0.06)
        self._set(feet, foot - 0.16, 0.03)

    def _set(self, blocks: list[tuple], top: float, gap: float) -> None:
        """Write blocks of lines from `top` down, `gap` apart."""
        for lines, size, bold, colour, lead in blocks:
            for line in lines:
                self.figure.text(
                    self.margin / self.width,
                    (top - size / 72) / self.total,
                    line,
                    size=size,
                    weight="bold" if bold else "normal",
                    color=colour,
                    ha="left",
                    va="baseline",
                    parse_math=False,
                )
                top -= size * lead / 72
            top -= gap

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Add axes at inches from the left edge of the sheet and from the bottom of its body, without any
        ticks.
        """
        box = [
            left / self.width,
            (self._bottom + bottom) / self.total,
            width / self.width,
            height / self.total,
        ]
        axes = self.figure.add_axes(box)
        axes.set_xticks([])
        axes.set_yticks([])
        for side in axes.spines.values():
            side.set_visible(False)
        return axes

    def canvas(self) -> Axes:
        """Add axes over the whole body whose units are inches: x from the left edge, y from the body's
        bottom.
        """
        axes = self.axes(0, 0, self.width, self.height)
        axes.set_xlim(0, self.width)
        axes.set_ylim(0, self.height)
        axes.patch.set_alpha(0)
        return axes


def nothing(title: str, subtitle: str, notes: Sequence[str], message: str) -> Figure:
    """A sheet that says honestly that there is nothing to draw."""
    at = layout()
    lines = wrap(message, at.room - 0.3, BODY, lines=3)
    sheet = Sheet(title, subtitle, notes, 0.75 + 0.17 * len(lines))
    canvas = sheet.canvas()
    box = mpl.patches.Rectangle((at.margin, 0.1), at.room, sheet.height - 0.2, fc=WASH, ec=RULE, lw=0.8)
    canvas.add_patch(box)
    lines_of(canvas, sheet.width / 2, sheet.height / 2, lines, BODY, color=MUTED, ha="center")
    return sheet.figure
