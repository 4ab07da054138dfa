"""Columns of outlets beside lines of text, and the marks that say how an outlet tells a claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import Circle, Rectangle

from claimatlas.charts.marks import key, key_height, unbroken
from claimatlas.charts.palette import BLUE, GREY, INK, MUTED, PAPER
from claimatlas.charts.style import label, layout, lines_of, wrap

TEXT = 2.4  # inches that the text beside the columns keeps
LOOKS = {"attributed": "attributed", "hedged": "attributed and hedged", "own": "in the outlet’s own voice"}


@dataclass(frozen=True)
class Columns:
    """Columns of outlets beside lines of text, or beneath them where the sheet is narrow.

    Attributes
    ----------
    names : sequence of str
    right : float
        Inches kept free at the right.
    left : float
        Inches kept free at the left of the text.
    step : float
        Width of a column on a page.
    rows : int
        Most lines of text beside one line of marks.
    """

    names: Sequence[str]
    right: float = 0.0
    left: float = 0.0
    step: float = 0.86
    rows: int = 2

    @property
    def end(self) -> float:
        """Where the columns end, in inches."""
        at = layout()
        return at.width - at.margin - self.right

    @property
    def begin(self) -> float:
        """Where the columns begin."""
        at = layout()
        if at.narrow or not self.names:
            return at.margin if at.narrow else self.end
        # Columns are as wide as their names need, as long as the text beside keeps its room.
        room = (self.end - at.margin - self.left - TEXT) / len(self.names)
        return self.end - max(self.step, min(unbroken(self.names) + 0.07, room)) * len(self.names)

    def x(self, i: float) -> float:
        """Middle of a column."""
        return self.begin + (self.end - self.begin) / max(1, len(self.names)) * (i + 0.5)

    @property
    def text(self) -> float:
        """Width of the text."""
        at = layout()
        return (self.end if at.narrow else self.begin) - at.margin - self.left - 0.1

    @property
    def _lines(self) -> list[list[str]]:
        """Broken to the width of a column, as `heads` has to know their number before they are written."""
        wide = (self.end - self.begin) / max(1, len(self.names)) - 0.06
        return [wrap(name, wide, layout().note, lines=3) for name in self.names]

    @property
    def heads(self) -> float:
        """Height of the names."""
        return max(map(len, self._lines), default=0) * layout().note * 1.2 / 72

    @property
    def line(self) -> float:
        """Height of a line of text with its marks."""
        return 0.38 + 0.17 * self.rows if layout().narrow else 0.06 + 0.16 * self.rows

    @property
    def marks(self) -> float:
        """How far beneath the top of a line its marks stand."""
        return self.line - 0.17 if layout().narrow else self.line / 2

    def write(self, canvas: Axes, y: float) -> None:
        """Write the names, the last line of them at `y`."""
        note = layout().note
        for i, lines in enumerate(self._lines):
            for k, text in enumerate(reversed(lines)):
                at = y + note * 1.2 / 72 * k
                label(canvas, self.x(i), at, text, note, ha="center", va="baseline", color=MUTED)

    def sentence(self, canvas: Axes, text: str, y: float, href: str = "") -> None:
        """Write the text of a line whose top is at `y`."""
        note = layout().note
        rows = wrap(text[:1].upper() + text[1:], self.text, note, lines=self.rows)
        middle = y - (0.2 if layout().narrow else self.line / 2)
        linked = {"url": href} if href else {}
        lines_of(canvas, layout().margin + self.left, middle, rows, note, color=INK, **linked)


def draw_mark(canvas: Axes, x: float, y: float, look: str) -> None:
    """Draw how an outlet tells a claim: a filled dot attributed, a hollow one hedged, a square its own
    voice.
    """
    if look == "own":
        canvas.add_patch(Rectangle((x - 0.055, y - 0.055), 0.11, 0.11, fc=GREY, ec="none", zorder=2))
    else:
        fill = PAPER if look == "hedged" else BLUE
        canvas.add_patch(Circle((x, y), 0.065, fc=fill, ec=BLUE, lw=1.6, zorder=2))


def mark_key_height() -> float:
    """Height of the key of the marks."""
    return key_height(list(LOOKS.values()))


def mark_key(canvas: Axes, top: float) -> None:
    """Write the key of the marks from `top` down."""
    looks = list(LOOKS)
    key(canvas, top, list(LOOKS.values()), lambda n, x, y: draw_mark(canvas, x, y, looks[n]))
