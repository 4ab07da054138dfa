"""The look of every figure: its two layouts, its text, and the sheet that it is drawn on.

A figure is a sheet: the finding as a sentence on top, a subtitle that says what is drawn, the body, and
beneath it the source and the count. Each is laid out twice, for a page and for a phone. Lengths are in
inches, text sizes in points; a page sets a figure of 7.5 inches at least 720 pixels wide, so that nine points
are twelve pixels.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from claimatlas.charts.palette import INK, MUTED, PAPER, RULE, WASH
from claimatlas.excerpts import cut
from claimatlas.phrases import noun

TITLE, SUBTITLE, BODY, NOTE = 14.0, 10.5, 10.0, 9.0
LONGEST_ALT = 300  # characters of a text alternative; the rest is in the figure's table
MOST_ROWS = 200  # of that table; the tables of the run have everything


@dataclass(frozen=True)
class Layout:
    """How wide a figure is drawn.

    Attributes
    ----------
    suffix : str
        Of its file's name.
    width, margin : float
        Of the sheet, in inches.
    title, subtitle, note : float
        Sizes of text in points; `note` is the smallest on the sheet.
    """

    suffix: str
    width: float
    margin: float
    title: float
    subtitle: float
    note: float

    @property
    def narrow(self) -> bool:
        """Whether there is room for one column only."""
        return self.width < 5

    @property
    def room(self) -> float:
        """Width between the margins."""
        return self.width - 2 * self.margin


WIDE = Layout("", 7.5, 0.3, TITLE, SUBTITLE, NOTE)
NARROW = Layout("-narrow", 3.6, 0.1, 12.5, 10.0, 9.5)
_LAYOUT: ContextVar[Layout] = ContextVar("layout", default=WIDE)

RC: dict[str, Any] = {
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.8,
    "figure.facecolor": PAPER,
    "font.family": ["DejaVu Sans"],
    "font.size": BODY,
    "path.simplify": False,
    "savefig.facecolor": PAPER,
    "svg.fonttype": "none",
    "text.color": INK,
    "text.parse_math": False,
    "text.usetex": False,
}
HALO, HALO_WIDTH = "halo", 2.5


def layout() -> Layout:
    """The layout that is being drawn."""
    return _LAYOUT.get()


@contextmanager
def laid_out(wanted: Layout) -> Iterator[None]:
    """Draw for `wanted` in the block."""
    token = _LAYOUT.set(wanted)
    try:
        yield
    finally:
        _LAYOUT.reset(token)


def session(salt: str) -> dict[str, Any]:
    """The settings that a figure is drawn and saved under; `salt` makes the ids of an SVG its own."""
    kept = {
        k: v for k, v in mpl.rcParamsDefault.items() if k.split(".")[0] not in ("backend", "date", "webagg")
    }
    return {**kept, **RC, **({"svg.hashsalt": salt} if salt else {})}


def shortened(alt: str) -> str:
    """Keep as many whole sentences of a text alternative as `LONGEST_ALT` has room for."""
    alt = plain(alt)
    if len(alt) <= LONGEST_ALT:
        return alt
    room = LONGEST_ALT - 30
    end = max(alt.rfind(". ", 0, room), alt.rfind("; ", 0, room))
    return (alt[:end] if end > 40 else plain(alt, room)) + ". The table has the rest."


def link(table: str, **where: object) -> str:
    """Address of the rows that a mark stands for, in the report."""
    return f"#{table}?{urlencode({column: str(value) for column, value in where.items()})}"


def plain(text: object, limit: int = 0) -> str:
    """Make a text from outside fit to be drawn on one line.

    Control, format, private and unassigned characters go (among them those that XML forbids and those that
    turn the reading direction), runs of white space become one space, and what is longer than `limit`
    characters is cut behind a word (`claimatlas.excerpts.cut`). ``$`` needs no care here: figures are drawn
    with ``text.parse_math`` off.
    """
    kept = (
        c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") else " "
        for c in str(text)
    )
    line = " ".join("".join(kept).split())
    return cut(line, limit) if limit and len(line) > limit else line


@functools.lru_cache(maxsize=4096)
def text_width(text: str, size: float = BODY, bold: bool = False) -> float:
    """Width of one line of text in inches, in the font of the figures; a glyph that font lacks counts one
    em.
    """
    known = "".join(c for c in text if drawable(c))
    width = 0.0
    if known.strip():
        # As TextToPath measures, which would look for the font each time.
        font = get_font(_font_file(bold))
        font.set_size(text_to_path.FONT_SCALE, text_to_path.DPI)
        font.set_text(known, 0.0, flags=LoadFlags.NO_HINTING)
        width = font.get_width_height()[0] / 64 * (size / text_to_path.FONT_SCALE)
    return (width + size * (len(text) - len(known))) / 72


@functools.lru_cache(maxsize=2)
def _font_file(bold: bool) -> str:
    """The file of the figures' own font."""
    return findfont(FontProperties(family="DejaVu Sans", style="normal", weight="bold" if bold else "normal"))


@functools.lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    """Code points that the figures' own font can draw: read once, as each character is asked for."""
    return frozenset(get_font(_font_file(False)).get_charmap())


def drawable(character: str) -> bool:
    return ord(character) in _glyphs()


def wrap(text: object, width: float, size: float = BODY, bold: bool = False, lines: int = 0) -> list[str]:
    """Break `text` into lines no wider than `width` inches; more than `lines` of them end in an ellipsis.

    A word wider than a line is broken inside, after a mark or before a capital where there is one.
    """
    out: list[str] = []
    line = ""
    # No letter is narrower than a fifth of its size: what is longer cannot fit and need not be measured.
    most = 1000 if not lines else int(lines * width * 72 / (size * 0.2)) + 2
    for word in plain(text, most).split():
        trial = f"{line} {word}".strip()
        if len(trial) < 400 and text_width(trial, size, bold) <= width:
            line = trial
            continue
        if line:
            out.append(line)
        while len(word) > 1 and (len(word) > 400 or text_width(word, size, bold) > width):
            cut = _seam(word, max(1, _fits(word, width, size, bold)))
            out.append(word[:cut])
            word = word[cut:]
        line = word
        if lines and len(out) > lines:
            break
    if line:
        out.append(line)
    if lines and len(out) > lines:
        out = [*out[: lines - 1], shorten(" ".join(out[lines - 1 :]) + " …", width, size, bold)]
    return out or [""]


def _seam(word: str, most: int) -> int:
    """Where to break a word of which `most` characters fit; not before half of them, to leave no stub."""

    def parts(at: int) -> bool:
        return not word[at - 1].isalnum() or (word[at - 1].islower() and word[at].isupper())

    seams = [i for i in range(max(2, most // 2), min(most + 1, len(word))) if parts(i)]
    return seams[-1] if seams else most


def _fits(text: str, width: float, size: float, bold: bool) -> int:
    """By halves, as measuring is slow; looks at 400 characters at most, and is 0 if not even one fits."""
    low, high = 0, min(len(text), 400)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text_width(text[:middle], size, bold) <= width else (low, middle - 1)
    return low


def shorten(text: object, width: float, size: float = BODY, bold: bool = False) -> str:
    """Cut `text` behind a word to one line of `width` inches, with an ellipsis where something was cut."""
    line = plain(text)
    if len(line) <= 400 and text_width(line, size, bold) <= width:
        return line
    most = _fits(line, width - text_width(" …", size, bold), size, bold) + 2
    while most > 2 and text_width(short := cut(line, most), size, bold) > width:
        most -= 1
    return short if most > 2 else "…"


def number(value: float) -> str:
    """Write a count for a sentence or a label: ``12,345``."""
    return f"{value:,.0f}"


def count(value: int, one: str, many: str = "") -> str:
    """Write a count with its noun: ``1 claim``, ``2 claims``."""
    return f"{number(value)} {noun(value, one, many)}"


def percent(part: float, whole: float) -> str:
    """Write a share in whole per cent; a share of nothing is a dash, and only nothing is 0% and only all is
    100%.
    """
    if not whole:
        return "–"
    share = 100 * part / whole
    if 0 < share < 0.5:
        return "<1%"
    return ">99%" if 99.5 <= share < 100 else f"{share:.0f}%"


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
        With the attribute ``data``.
    width, height, margin, note : float
        Width of the sheet, height of its body and its margin in inches; its smallest text in points.
    """

    def __init__(
        self, title: str, subtitle: str, notes: Sequence[str], height: float, data: pd.DataFrame | None = None
    ):
        at = layout()
        # Sums of floats differ in their last digit between Pythons, and ids in the SVG are digests of sizes.
        height = round(height, 4)
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


def label(
    axes: Axes,
    x: float,
    y: float,
    text: object,
    size: float = BODY,
    bold: bool = False,
    halo: bool = False,
    **options: Any,
) -> Text:
    """Write one line of text from outside at (x, y) in data units; `halo` sets it off from what lies
    beneath.
    """
    base = {"ha": "left", "va": "center_baseline", "color": INK, "parse_math": False}
    options = base | ({"gid": HALO} if halo else {}) | options
    return axes.text(x, y, plain(text), size=size, weight="bold" if bold else "normal", **options)


def lines_of(
    axes: Axes, x: float, y: float, lines: Sequence[str], size: float = BODY, **options: Any
) -> None:
    """Write lines one beneath the other, the middle of them at `y`; the first has the ``url``."""
    lead = size * 1.2 / 72
    for i, line in enumerate(lines):
        if i:  # one stop of the tab key is enough
            options.pop("url", None)
        label(axes, x, y + lead * ((len(lines) - 1) / 2 - i), line, size, **options)


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
