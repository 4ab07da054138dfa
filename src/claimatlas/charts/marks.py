"""What several charts share: a key, bars that add up to a whole, and dots in columns."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.patches import Circle, Rectangle

from claimatlas.charts.palette import BLUE, INK, MUTED, PAPER, RULE
from claimatlas.charts.sheet import Sheet
from claimatlas.charts.style import BODY, label, layout, lines_of, number, plain, shorten, text_width, wrap

CHIP = 0.16  # inches of a key's chip
KEY = 0.27  # inches of a line of a key


def unbroken(names: Sequence[str]) -> float:
    """Width in inches of the widest part of some names that a line should not break, in the smallest text.

    A name may break at a space, after a mark, and where a small letter meets a capital.
    """
    seam = re.compile(r"\s+|(?<=[a-z])(?=[A-Z])|(?<=[^\w\s])")
    parts = [part for name in names for part in seam.split(plain(name, 60))]
    return max((text_width(part, layout().note) for part in parts if part), default=0.0)


@dataclass(frozen=True)
class Kind:
    """A kind of segment or dot: its name for the key, its colour and that of a number on it."""

    name: str
    fill: str
    ink: str = INK


# --- keys
# ----------------------------------------------------------------------------------------------------


def key_height(names: Sequence[str]) -> float:
    """Height in inches that `key` needs for these names."""
    return KEY * len(_rows(names)) + 0.08


def _rows(names: Sequence[str]) -> list[list[str]]:
    """Break a key into lines that fit between the margins."""
    at, rows, left = layout(), [[]], 0.0
    for name in names:
        wide = CHIP + 0.06 + text_width(name, at.note) + 0.22
        if rows[-1] and left + wide - 0.22 > at.room:
            rows.append([])
            left = 0.0
        rows[-1].append(name)
        left += wide
    return rows


def key(canvas: Axes, top: float, names: Sequence[str], chip: Callable[[int, float, float], None]) -> None:
    """Write a key from `top` down; `chip` draws the mark of the name with a number at a middle."""
    at, n = layout(), 0
    for k, row in enumerate(_rows(names)):
        x, y = at.margin, top - KEY * (k + 0.5)
        for name in row:
            chip(n, x + CHIP / 2, y)
            label(canvas, x + CHIP + 0.06, y, shorten(name, at.room - CHIP, at.note), at.note)
            x += CHIP + 0.06 + text_width(name, at.note) + 0.22
            n += 1


def squares(canvas: Axes, kinds: Sequence[Kind]) -> Callable[[int, float, float], None]:
    """Draw the chip of a key as a square of the kind's colour."""
    side = 0.14

    def chip(which: int, x: float, y: float) -> None:
        box = (x - side / 2, y - side / 2)
        canvas.add_artist(Rectangle(box, side, side, fc=kinds[which].fill, ec="none"))

    return chip


# --- bars that add up to a whole
# -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """One bar.

    Attributes
    ----------
    name : str
    values : sequence of int
        Count of each kind; together they are the whole bar.
    below : sequence of int or None
        A second, thin bar beneath, for instance the counts of a hand coding.
    cells : sequence of (str, str)
        For each column to the right of the bar, its text and a smaller one beneath.
    href : str
        Where the name leads.
    """

    name: str
    values: Sequence[int]
    below: Sequence[int] | None = None
    cells: Sequence[tuple[str, str]] = field(default_factory=tuple)
    href: str = ""


@dataclass(frozen=True)
class Bars:
    """Bars of one length each, so that shares compare.

    Attributes
    ----------
    bars : sequence of Bar
    kinds : sequence of Kind
    heads : sequence of str
        Head of each column of cells.
    below : str
        What the thin bars are; empty if there are none.
    """

    bars: Sequence[Bar]
    kinds: Sequence[Kind]
    heads: Sequence[str]
    below: str = ""

    @property
    def _pitch(self) -> float:
        """From bar to bar in inches; on a narrow sheet the name stands above its bar."""
        return (0.72 if layout().narrow else 0.5) + (0.18 if self.below else 0)

    @property
    def _heads(self) -> float:
        """Their height in inches: a narrow sheet has none and writes them into the line above a bar."""
        return 0.08 if layout().narrow else 0.3

    @property
    def _keys(self) -> list[str]:
        """The key and its height, asked for apart, have to agree on them."""
        return [kind.name for kind in self.kinds]

    @property
    def height(self) -> float:
        """Height in inches of the body."""
        below = KEY * len(wrap(self.below, layout().room - 0.44, layout().note)) if self.below else 0
        return key_height(self._keys) + below + self._heads + self._pitch * len(self.bars)

    def draw(self, sheet: Sheet) -> None:
        """Draw over the whole body of `sheet`."""
        at, canvas = layout(), sheet.canvas()
        key(canvas, sheet.height, self._keys, squares(canvas, self.kinds))
        y = sheet.height - key_height(self._keys)
        if self.below:
            lines = wrap(self.below, at.room - 0.44, at.note)
            middle = y - KEY * len(lines) / 2
            canvas.add_artist(Rectangle((at.margin, middle + 0.01), 0.34, 0.1, fc=MUTED, ec="none"))
            canvas.add_artist(Rectangle((at.margin, middle - 0.08), 0.34, 0.05, fc=MUTED, ec="none"))
            lines_of(canvas, at.margin + 0.44, middle, lines, at.note, color=MUTED)
            y -= KEY * len(lines)
        column = 0.74
        right = at.width - at.margin - (0 if at.narrow else column * len(self.heads))
        left = at.margin + (0 if at.narrow else 1.82)
        if not at.narrow:
            for i, head in enumerate(self.heads):
                label(canvas, right + column * (i + 1), y - 0.15, head, at.note, color=MUTED, ha="right")
        y -= self._heads
        for bar in self.bars:
            canvas.plot([at.margin, at.width - at.margin], [y, y], color=RULE, lw=0.6)
            self._bar(canvas, bar, y, left, right, column)
            y -= self._pitch

    def _bar(self, canvas: Axes, bar: Bar, top: float, left: float, right: float, column: float) -> None:
        """A narrow sheet has room for the first two cells alone, and writes them out with their heads."""
        at = layout()
        middle = top - (0.47 if at.narrow else 0.25)
        linked = {"url": bar.href} if bar.href else {}
        if at.narrow:
            told = ", ".join(
                f"{over} {head}" for (over, _), head in zip(bar.cells[:2], self.heads, strict=False)
            )
            label(canvas, at.width - at.margin, top - 0.16, told, at.note, ha="right", color=MUTED)
            room = at.room - text_width(told, at.note) - 0.1
            label(canvas, at.margin, top - 0.16, shorten(bar.name, room, BODY), BODY, **linked)
        else:
            name = wrap(bar.name, left - at.margin - 0.1, BODY, lines=2)
            lines_of(canvas, at.margin, middle - (0.09 if self.below else 0), name, BODY, **linked)
            for i, (over, under) in enumerate(bar.cells):
                label(canvas, right + column * (i + 1), middle, over, at.note, ha="right")
                x = right + column * (i + 1)
                label(canvas, x, middle - 0.26, under, at.note, ha="right", color=MUTED)
        self._segments(canvas, bar.values, left, right, middle, 0.28)
        if bar.below is not None:
            self._segments(canvas, bar.below, left, right, middle - 0.26, 0.11)

    def _segments(
        self, canvas: Axes, values: Sequence[int], left: float, right: float, level: float, tall: float
    ) -> None:
        """A bar no more than 0.2 inches tall has no figures in it, and no word if it is empty."""
        at, total, x = layout(), sum(values), left
        if not total:
            label(canvas, left, level, "none" if tall > 0.2 else "", at.note, color=MUTED)
            return
        for value, kind in zip(values, self.kinds, strict=True):
            wide = value / total * (right - left)
            if value:
                box = (x, level - tall / 2)
                canvas.add_artist(Rectangle(box, wide, tall, fc=kind.fill, ec=PAPER, lw=0.8))
                if tall > 0.2 and text_width(number(value), at.note) + 0.06 < wide:
                    label(canvas, x + wide / 2, level, number(value), at.note, color=kind.ink, ha="center")
            x += wide


# --- dots in columns
# -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line of dots.

    Attributes
    ----------
    name, remark : str
        The name, and what stands small beside it.
    values : sequence of int
        One count for each column; nothing is drawn for none.
    last : str
        Text of the column at the right.
    fill : str
        Colour of its dots.
    quiet : bool
        A remainder, set apart from the other lines; its counts stand without dots.
    href : str
        Where the name leads.
    """

    name: str
    remark: str
    values: Sequence[int]
    last: str
    fill: str = BLUE
    quiet: bool = False
    href: str = ""


@dataclass(frozen=True)
class Dots:
    """Lines of dots whose areas are counts, in columns, each with its count beside it.

    Attributes
    ----------
    lines : sequence of Line
    columns : sequence of str
        Names of the columns, wrapped over them.
    last : str
        Head of the text column at the right.
    kinds : sequence of Kind
        For the key; empty for none.
    """

    lines: Sequence[Line]
    columns: Sequence[str]
    last: str
    kinds: Sequence[Kind] = ()

    @property
    def _left(self) -> float:
        """Where the columns begin, in inches from the left edge."""
        at = layout()
        if at.narrow:
            return at.margin
        # The names at the left give way to those of columns that would break within a word.
        need = (unbroken(self.columns) + 0.07) * len(self.columns)
        return max(at.margin + 2.1, min(at.margin + 2.75, at.width - at.margin - self._end - need))

    @property
    def _end(self) -> float:
        """Inches kept at the right for the last column: what its head needs, within bounds."""
        return max(0.45, min(0.8, text_width(self.last, layout().note) + 0.1))

    @property
    def _step(self) -> float:
        """Inches from one column to the next."""
        at = layout()
        return (at.width - at.margin - self._end - self._left) / max(1, len(self.columns))

    @property
    def _pitch(self) -> float:
        """From line to line in inches; on a narrow sheet the name stands above its dots."""
        return 0.56 if layout().narrow else 0.36

    def _heads(self) -> list[list[str]]:
        """Broken to the widths of the columns, also the last: the tallest decides where the lines begin."""
        note = layout().note
        return [
            *(wrap(name, self._step - 0.06, note, lines=4) for name in self.columns),
            wrap(self.last, self._end - 0.04, note, lines=4),
        ]

    @property
    def _gap(self) -> bool:
        """Remainders are set apart only where there are other lines above them."""
        return any(line.quiet for line in self.lines) and not all(line.quiet for line in self.lines)

    @property
    def _top(self) -> float:
        """Height of the key and the heads."""
        key = key_height([kind.name for kind in self.kinds]) if self.kinds else 0
        return key + max(map(len, self._heads())) * layout().note * 1.2 / 72 + 0.1

    @property
    def height(self) -> float:
        """Height in inches of the body."""
        return self._top + self._pitch * len(self.lines) + (0.14 if self._gap else 0) + 0.04

    def draw(self, sheet: Sheet) -> None:
        """Draw over the whole body of `sheet`."""
        at, canvas, y = layout(), sheet.canvas(), sheet.height
        if self.kinds:
            key(canvas, y, [kind.name for kind in self.kinds], squares(canvas, self.kinds))
        y -= self._top
        for i, head in enumerate(self._heads()):
            over = i < len(self.columns)
            x = self._left + self._step * (i + 0.5) if over else at.width - at.margin
            for k, text in enumerate(reversed(head)):
                where = y + 0.08 + at.note * 1.2 / 72 * k
                label(
                    canvas,
                    x,
                    where,
                    text,
                    at.note,
                    ha="center" if over else "right",
                    va="baseline",
                    color=MUTED,
                )
        most = max([1, *(v for line in self.lines if not line.quiet for v in line.values)])
        quiet = False
        for n, line in enumerate(self.lines):
            if line.quiet and not quiet and n:
                y -= 0.14
            quiet = line.quiet
            canvas.plot([at.margin, at.width - at.margin], [y, y], color=RULE, lw=0.6, zorder=0)
            self._line(canvas, line, y, most)
            y -= self._pitch

    def _line(self, canvas: Axes, line: Line, top: float, most: int) -> None:
        """`most` is the count of the largest dot; quiet lines are sums that would dwarf it and have none."""
        at = layout()
        middle = top - (0.39 if at.narrow else self._pitch / 2)
        over = top - 0.15 if at.narrow else middle
        room = (at.room if at.narrow else self._left - at.margin) - 0.08
        remark = text_width(line.remark, at.note) + 0.08 if line.remark else 0
        linked = {"url": line.href} if line.href else {}
        names = wrap(line.name, max(room - remark, 0.8), BODY, lines=1 if at.narrow or line.remark else 2)
        name, colour = names[0], MUTED if line.quiet else INK
        lines_of(canvas, at.margin, over, names, BODY if len(names) == 1 else at.note, color=colour, **linked)
        if line.remark:
            x = at.margin + text_width(name, BODY) + 0.08
            remark = shorten(line.remark, at.margin + room - x, at.note)
            label(canvas, x, over, remark, at.note, color=MUTED)
        for i, value in enumerate(line.values):
            if not value:
                continue
            x = self._left + self._step * (i + 0.5)
            if line.quiet:
                label(canvas, x, middle, number(value), at.note, ha="center")
                continue
            r = dot(value, most)
            x = dot_before(x, r, number(value), self._left + self._step * (i + 1))
            canvas.add_artist(Circle((x, middle), r, fc=line.fill, ec="none"))
            label(canvas, x + r + 0.05, middle, number(value), at.note)
        label(canvas, at.width - at.margin, middle, line.last, at.note, ha="right")


def dot_before(x: float, r: float, text: str, end: float) -> float:
    """Middle of a dot at `x`, or as far left of it as the number beside it needs to end before `end`."""
    return min(x, end - r - 0.07 - text_width(text, layout().note))


def dot(value: int, most: int, largest: float = 0.15) -> float:
    """Radius in inches of a dot whose area is a count."""
    return max(0.035, largest * math.sqrt(value / max(1, most)))
