"""The look of every figure, and saving it: the same bytes on every run, and text that stays text.

A figure is a sheet: the finding as a sentence on top, a subtitle that says what is drawn, the body, and beneath
it the source and the count. Lengths are in inches, text sizes in points. Colours are Okabe and Ito's
(https://jfly.uni-koeln.de/color/), darkened where text or small marks need it; nothing is told by colour alone.
"""

from __future__ import annotations

import functools
import re
import unicodedata
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from claimatlas.files import replacing

INK = "#1a1a1a"
MUTED = "#555555"
RULE = "#d9d9d9"
PAPER = "#ffffff"
ACCENT = "#0072b2"

KIND_COLOURS = {
    "named person": "#0b4f7d",
    "named organisation": "#56a8d8",
    "anonymous": "#e69f00",
    "unattributed": "#c9c9c9",
}
KIND_LABELS = {
    "named person": "named person",
    "named organisation": "named organisation",
    "anonymous": "anonymous source",
    "unattributed": "outlet's own voice",
}
KIND_TEXT = {"named person": "#ffffff", "named organisation": INK, "anonymous": INK, "unattributed": INK}

WIDTH = 7.5
MARGIN = 0.3
TITLE, SUBTITLE, BODY, NOTE = 14.0, 10.5, 10.0, 8.5

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
PNG_DPI = 144
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_G, _DEFS, _TEXT = f"{{{_SVG}}}g", f"{{{_SVG}}}defs", f"{{{_SVG}}}text"
_FONTS = "'DejaVu Sans', Verdana, Geneva, sans-serif"
HALO, HALO_WIDTH = "halo", 2.5


def styled(chart: Callable) -> Callable:
    """Run `chart` under this style alone, whatever the session's matplotlib settings are."""

    @functools.wraps(chart)
    def under_style(*args: Any, **kwargs: Any) -> Any:
        with mpl.rc_context({**_defaults(), **RC}):
            return chart(*args, **kwargs)

    return under_style


def _defaults() -> dict[str, Any]:
    return {k: v for k, v in mpl.rcParamsDefault.items() if k.split(".")[0] not in ("backend", "date", "webagg")}


def plain(text: object, limit: int = 0) -> str:
    """Make a text from outside fit to be drawn on one line.

    Control, format, private and unassigned characters go (among them those that XML forbids and those that turn
    the reading direction), runs of white space become one space, and what is longer than `limit` characters
    ends in an ellipsis. ``$`` needs no care here: figures are drawn with ``text.parse_math`` off.
    """
    kept = (c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") else " " for c in str(text))
    line = " ".join("".join(kept).split())
    return line[: limit - 1].rstrip() + "…" if limit and len(line) > limit else line


@functools.lru_cache(maxsize=4096)
def text_width(text: str, size: float = BODY, bold: bool = False) -> float:
    """Width of one line of text in inches, in the font of the figures; a glyph that font lacks counts one em."""
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    known = "".join(c for c in text if _drawable(c))
    with mpl.rc_context({"text.parse_math": False}), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        width = text_to_path.get_text_width_height_descent(known, font, ismath=False)[0] if known.strip() else 0.0
    return (width + size * (len(text) - len(known))) / 72


@functools.lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    from matplotlib import font_manager, ft2font

    font = ft2font.FT2Font(font_manager.findfont(FontProperties(family="DejaVu Sans")))
    return frozenset(font.get_charmap())


def _drawable(character: str) -> bool:
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
    seams = [i for i in range(max(2, most // 2), most + 1) if i < len(word) and (not word[i - 1].isalnum() or (word[i - 1].islower() and word[i].isupper()))]
    return seams[-1] if seams else most


def _fits(text: str, width: float, size: float, bold: bool) -> int:
    low, high = 0, min(len(text), 400)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text_width(text[:middle], size, bold) <= width else (low, middle - 1)
    return low


def shorten(text: object, width: float, size: float = BODY, bold: bool = False) -> str:
    """Cut `text` to one line of `width` inches, with an ellipsis where something was cut."""
    line = plain(text)
    if len(line) <= 400 and text_width(line, size, bold) <= width:
        return line
    room = width - text_width("…", size, bold)
    return line[: _fits(line, room, size, bold)].rstrip(" …") + "…"


def number(value: float) -> str:
    """Write a count for a sentence or a label: ``12,345``."""
    return f"{value:,.0f}"


def count(value: int, noun: str, plural: str = "") -> str:
    """Write a count with its noun: ``1 claim``, ``2 claims``."""
    return f"{number(value)} {noun if value == 1 else plural or noun + 's'}"


def percent(part: float, whole: float) -> str:
    """Write a share in whole per cent; a share of nothing is a dash, and only nothing is 0% and only all is 100%."""
    if not whole:
        return "–"
    share = 100 * part / whole
    if 0 < share < 0.5:
        return "<1%"
    return ">99%" if 99.5 <= share < 100 else f"{share:.0f}%"


def listed(items: Sequence[str]) -> str:
    """Join names for a sentence: ``a, b and c``."""
    items = list(items)
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


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
    width : float
        Width of the whole sheet in inches.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    width, height : float
        Width of the sheet and height of its body in inches.
    """

    def __init__(self, title: str, subtitle: str, notes: Sequence[str], height: float, width: float = WIDTH):
        # Sums of floats differ in their last digit between Pythons, and ids in the SVG are digests of sizes.
        height = round(height, 4)
        self.width, self.height = width, height
        room = width - 2 * MARGIN
        blocks = [(wrap(title, room, TITLE, True), TITLE, True, INK, 1.25), (wrap(subtitle, room, SUBTITLE), SUBTITLE, False, MUTED, 1.35)]
        if not subtitle:
            blocks.pop()
        feet = [(wrap(note, room, NOTE), NOTE, False, MUTED, 1.4) for note in notes if note]
        tall = [len(lines) * size * lead / 72 for lines, size, _, _, lead in blocks]
        low = [len(lines) * size * lead / 72 for lines, size, _, _, lead in feet]
        head = round(MARGIN * 0.8 + sum(tall) + 0.06 * len(blocks) + 0.14, 4)
        foot = round(0.16 + sum(low) + 0.03 * len(feet) + MARGIN * 0.6, 4)
        self.total = head + height + foot
        self._bottom = foot
        self.figure = Figure(figsize=(width, self.total))
        FigureCanvasAgg(self.figure)
        y = self.total - MARGIN * 0.8
        for lines, size, bold, colour, lead in blocks:
            for line in lines:
                self._line(line, y - size / 72, size, bold, colour)
                y -= size * lead / 72
            y -= 0.06
        y = foot - 0.16
        for lines, size, bold, colour, lead in feet:
            for line in lines:
                self._line(line, y - size / 72, size, bold, colour)
                y -= size * lead / 72
            y -= 0.03

    def _line(self, text: str, y: float, size: float, bold: bool, colour: str) -> None:
        self.figure.text(
            MARGIN / self.width, y / self.total, text, size=size, weight="bold" if bold else "normal", color=colour,
            ha="left", va="baseline", parse_math=False,
        )

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Add axes at inches from the left edge of the sheet and from the bottom of its body, without any ticks."""
        box = [left / self.width, (self._bottom + bottom) / self.total, width / self.width, height / self.total]
        axes = self.figure.add_axes(box)
        axes.set_xticks([])
        axes.set_yticks([])
        for side in axes.spines.values():
            side.set_visible(False)
        return axes

    def canvas(self) -> Axes:
        """Add axes over the whole body whose units are inches: x from the left edge, y from the body's bottom."""
        axes = self.axes(0, 0, self.width, self.height)
        axes.set_xlim(0, self.width)
        axes.set_ylim(0, self.height)
        axes.patch.set_alpha(0)
        return axes


def label(
    axes: Axes, x: float, y: float, text: object, size: float = BODY, bold: bool = False, halo: bool = False, **options: Any
) -> Text:
    """Write one line of text from outside at (x, y) in data units; `halo` sets it off from what lies beneath."""
    options = {"ha": "left", "va": "center", "color": INK, "parse_math": False} | ({"gid": HALO} if halo else {}) | options
    return axes.text(x, y, plain(text), size=size, weight="bold" if bold else "normal", **options)


def nothing(title: str, subtitle: str, notes: Sequence[str], message: str) -> Figure:
    """A sheet that says honestly that there is nothing to draw."""
    sheet = Sheet(title, subtitle, notes, 0.9)
    canvas = sheet.canvas()
    canvas.add_patch(mpl.patches.Rectangle((MARGIN, 0.1), sheet.width - 2 * MARGIN, 0.7, fc="#f6f6f6", ec=RULE, lw=0.8))
    label(canvas, sheet.width / 2, 0.45, message, color=MUTED, ha="center")
    return sheet.figure


def save(fig: Figure, name: str, folder: Path | str) -> str:
    """Write `fig` as ``<folder>/<name>.svg`` and ``.png`` and return the SVG, ready to stand in a page.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    name : str
        File name without a suffix; also the prefix of the ids in the SVG, so that figures can share a page.
    folder : path-like

    Returns
    -------
    str
        The ``<svg>`` element. Its text is text, held to the width that it has in the figures' own font, so that
        it can be selected and searched and yet stands where it stood in any other font. Running it twice, on any
        day, gives the same bytes in both files.
    """
    folder = Path(folder)
    with mpl.rc_context({**_defaults(), **RC, "svg.hashsalt": name}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        raw = BytesIO()
        fig.savefig(raw, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
        svg = _tidy(raw.getvalue(), name)
        with replacing(folder / f"{name}.svg") as path:
            path.write_text(svg + "\n", encoding="utf-8")
        # In an SVG a halo drawn by matplotlib would turn the text into outlines, so there it is an attribute.
        for text in (halos := [t for t in fig.findobj(Text) if t.get_gid() == HALO]):
            text.set_path_effects([withStroke(linewidth=HALO_WIDTH, foreground=PAPER)])
        with replacing(folder / f"{name}.png") as path:
            fig.savefig(path, format="png", dpi=PNG_DPI, metadata={"Software": None})
        for text in halos:
            text.set_path_effects(None)
    return svg


_LONG = re.compile(r"-?\d+\.\d+")


def _tidy(raw: bytes, name: str) -> str:
    """Make matplotlib's SVG fit to stand among others in a page.

    Styles become attributes, which no style sheet or policy of the page touches; ids that are used take the
    figure's name as prefix and the others go; empty groups go; coordinates are rounded to a hundredth of a point;
    texts are held to their width.
    """
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    root = ET.fromstring(raw)
    used = {match.decode() for match in re.findall(rb"(?:url\(#|href=\"#)([\w.-]+)", raw)}
    _prune(root)
    for element in root.iter():
        halo = element.tag == _G and element.get("id", "").startswith(HALO)
        for style in filter(None, element.attrib.pop("style", "").split(";")):
            key, value = (part.strip() for part in style.split(":", 1))
            element.set(key, value.removesuffix("px"))
        for key, value in list(element.attrib.items()):
            if key in ("d", "x", "y"):
                element.set(key, _LONG.sub(lambda m: f"{float(m[0]):.2f}".rstrip("0").rstrip("."), value))
            elif key == "id":
                del element.attrib[key]
                if value in used:
                    element.set(key, f"{name}-{value}")
            elif key == f"{{{_XLINK}}}href" and value.startswith("#"):
                element.set(key, f"#{name}-{value[1:]}")
            elif "url(#" in value:
                element.set(key, value.replace("url(#", f"url(#{name}-"))
        if element.tag == _TEXT:
            _hold(element)
        if halo:
            for text in element.iter(_TEXT):
                for key, value in (("stroke", PAPER), ("stroke-width", str(HALO_WIDTH)), ("paint-order", "stroke")):
                    text.set(key, value)
    root.attrib |= {"font-family": _FONTS, "stroke-linejoin": "round", "stroke-linecap": "butt"}
    return ET.tostring(root, encoding="unicode")


def _prune(element: ET.Element) -> None:
    for child in list(element):
        _prune(child)
        if child.tag == f"{{{_SVG}}}metadata" or child.tag == f"{{{_SVG}}}style" or (child.tag in (_G, _DEFS) and not len(child)):
            element.remove(child)


def _hold(element: ET.Element) -> None:
    text, size, bold = element.text or "", float(element.get("font-size", BODY)), element.get("font-weight") == "700"
    del element.attrib["font-family"]
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    shaped = any(unicodedata.bidirectional(c) in ("R", "AL") or not _drawable(c) for c in text)
    if len(text) > 1 and not shaped:
        element.set("textLength", f"{72 * text_width(text, size, bold):.2f}")
        element.set("lengthAdjust", "spacingAndGlyphs")
