"""Saving a figure: the same bytes on every run, and text that stays text."""

from __future__ import annotations

import re
import unicodedata
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from claimatlas.charts.palette import PAPER
from claimatlas.charts.style import HALO, HALO_WIDTH, NARROW, drawable, session, text_width
from claimatlas.files import replacing

PNG_DPI = 144
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_G, _DEFS, _TEXT, _A = f"{{{_SVG}}}g", f"{{{_SVG}}}defs", f"{{{_SVG}}}text", f"{{{_SVG}}}a"
_FONTS = "'DejaVu Sans', Verdana, Geneva, sans-serif"
_LONG = re.compile(r"-?\d+\.\d+")
PNG_METADATA = {"Software": None}
_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def save(fig: Figure, name: str, folder: Path | str) -> str:
    """Write `fig` as ``<folder>/<name>.svg`` and ``.png`` and return the SVG, ready to stand in a page.

    A chart of this package is written once more as ``<name>-narrow.svg``, laid out for a phone.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    name : str
        File name without a suffix; also the prefix of the ids in the SVG, so that figures can share a page.
    folder : path-like

    Returns
    -------
    str
        The ``<svg>`` element. Its text is text, held to the width that it has in the figures' own font, so
        that it can be selected and searched and yet stands where it stood in any other font. Running it
        twice, on any day, gives the same bytes in all files.
    """
    folder = Path(folder)
    svg = _write(fig, name, folder)
    with replacing(folder / f"{name}.png") as path, in_pixels(fig):
        fig.savefig(path, format="png", dpi=PNG_DPI, metadata=PNG_METADATA)
    if narrow := getattr(fig, "narrow", None):
        _write(narrow(), name + NARROW.suffix, folder)
    return svg


@contextmanager
def in_pixels(fig: Figure) -> Iterator[None]:
    """Draw `fig` for a PNG in the block."""
    with mpl.rc_context(session("")), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        # In an SVG a halo drawn by matplotlib would turn the text into outlines; there it is an attribute.
        for text in (halos := [t for t in fig.findobj(Text) if t.get_gid() == HALO]):
            text.set_path_effects([withStroke(linewidth=HALO_WIDTH, foreground=PAPER)])
        yield
        for text in halos:
            text.set_path_effects(None)


def _write(fig: Figure, name: str, folder: Path) -> str:
    """Apart from `save` because the narrow layout has an SVG alone."""
    svg = svg_of(fig, name)
    with replacing(folder / f"{name}.svg") as path:
        path.write_text(svg + "\n", encoding="utf-8")
    return svg


def svg_of(fig: Figure, name: str) -> str:
    """Return the ``<svg>`` element of a figure; `name` is the prefix of its ids."""
    with mpl.rc_context(session(name)), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        raw = BytesIO()
        fig.savefig(raw, format="svg", metadata=_METADATA)
        return _tidy(raw.getvalue(), name)


def _tidy(raw: bytes, name: str) -> str:
    """Make matplotlib's SVG fit to stand among others in a page.

    Styles become attributes, which no style sheet or policy of the page touches; ids that are used take the
    figure's name as prefix and the others go; empty groups go; coordinates are rounded to a hundredth of a
    point; texts are held to their width.
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
            _attribute(element, key, value, name, used)
        if element.tag == _TEXT:
            _hold(element)
        if halo:
            for text in element.iter(_TEXT):
                for key, value in (
                    ("stroke", PAPER),
                    ("stroke-width", str(HALO_WIDTH)),
                    ("paint-order", "stroke"),
                ):
                    text.set(key, value)
    root.attrib |= {"font-family": _FONTS, "stroke-linejoin": "round", "stroke-linecap": "butt"}
    return ET.tostring(root, encoding="unicode")


def _attribute(element: ET.Element, key: str, value: str, name: str, used: set[str]) -> None:
    """Only references within the figure take its name: where an `a` leads is the page's own."""
    if key in ("d", "x", "y"):
        element.set(key, _LONG.sub(lambda m: f"{float(m[0]):.2f}".rstrip("0").rstrip("."), value))
    elif key == "id":
        del element.attrib[key]
        if value in used:
            element.set(key, f"{name}-{value}")
    elif key == f"{{{_XLINK}}}href" and value.startswith("#") and element.tag != _A:
        element.set(key, f"#{name}-{value[1:]}")
    elif "url(#" in value:
        element.set(key, value.replace("url(#", f"url(#{name}-"))


def _prune(element: ET.Element) -> None:
    """Children first, so that a group of nothing but empty groups goes as well."""
    for child in list(element):
        _prune(child)
        empty = child.tag in (_G, _DEFS) and not len(child)
        if empty or child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
            element.remove(child)


def _hold(element: ET.Element) -> None:
    """Leaves alone what runs right to left or lacks a glyph: its width here is not the one seen."""
    text, bold = element.text or "", element.get("font-weight") == "700"
    size = float(element.get("font-size", 10))
    del element.attrib["font-family"]
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    shaped = any(unicodedata.bidirectional(c) in ("R", "AL") or not drawable(c) for c in text)
    if len(text) > 1 and not shaped:
        element.set("textLength", f"{72 * text_width(text, size, bold):.2f}")
        element.set("lengthAdjust", "spacingAndGlyphs")
