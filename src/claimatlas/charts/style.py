"""The look of every figure: its two layouts, its text, and the sheet that it is drawn on.

Each figure is a sheet (`claimatlas.charts.sheet`), laid out twice, for a page and for a phone. Lengths are in
inches, text sizes in points; a page sets a figure of 7.5 inches at least 720 pixels wide, so that nine points
are twelve pixels.
"""

from __future__ import annotations

import functools
import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from claimatlas.charts.palette import INK, MUTED, PAPER
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
    raw = str(text)
    if not raw.isprintable():  # what is printable has none of them
        strange = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        raw = "".join(c if unicodedata.category(c) not in strange else " " for c in raw)
    line = " ".join(raw.split())
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
    # No letter is narrower than a fifth of its size: what is longer cannot fit and need not be measured.
    most = 1000 if not lines else int(lines * width * 72 / (size * 0.2)) + 2
    words = plain(text, most).split()
    while words and not (lines and len(out) > lines):
        if whole := _whole(words, width, size, bold):
            out.append(" ".join(words[:whole]))
            del words[:whole]
        else:
            most = _seam(words[0], max(1, _fits(words[0], width, size, bold)))
            out.append(words[0][:most])
            words[0] = words[0][most:]
    if lines and len(out) > lines:
        out = [*out[: lines - 1], shorten(" ".join(out[lines - 1 :]) + " …", width, size, bold)]
    return out or [""]


def _whole(words: list[str], width: float, size: float, bold: bool) -> int:
    """How many words fit on one line, a single letter in any case.

    Measuring is slow: it begins at words of as many letters as usually fit, and goes on from there.
    """

    def fit(count: int) -> bool:
        line = " ".join(words[:count])
        return len(line) == 1 or (len(line) < 400 and text_width(line, size, bold) <= width)

    usual = width * 72 / (size * 0.57)
    low, high = 0, len(words)
    middle = max(1, sum(end <= usual for end in itertools.accumulate(len(word) + 1 for word in words)))
    while low < high:
        if fit(middle):
            low, middle = middle, min(high, middle + 1)
        else:
            high, middle = middle - 1, max(low + 1, middle - 1)
    return low


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
