"""Charts that are kept: drawn anew only where their picture is another, and set anew where their words are.

What is corrected changes the line on the source of a figure far more often than what it shows. So the picture
is kept without the title, the subtitle and the notes around it, which are set on it afterwards.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from claimatlas.charts.chart import Chart
from claimatlas.charts.sheet import Sheet, Word
from claimatlas.charts.style import NARROW, WIDE, Layout, laid_out, session
from claimatlas.charts.svg import PNG_DPI, PNG_METADATA, in_pixels, save, svg_of
from claimatlas.files import replacing
from claimatlas.memo import recalled

_SUFFIXES = (".svg", ".png", f"{NARROW.suffix}.svg")
_END = "\n </g>\n"  # of what is drawn, in an SVG
_GROUND = "\n  </g>"  # end of the first that is, the paper


class Saved(NamedTuple):
    """A chart whose files are written: by suffix what is in them, its text alternative, and its data."""

    files: dict[str, bytes]
    alt: str
    data: pd.DataFrame | None


class Painted(NamedTuple):
    """The picture of a chart in one layout, without the words around it.

    Attributes
    ----------
    said : tuple
        Title, subtitle, notes and height of its sheet; for a word of the chart, its place.
    svg : str
    pixels : bytes
        Of the wide one.
    alt : str
    data : pandas.DataFrame or None
    """

    said: tuple
    svg: str
    pixels: bytes
    alt: str
    data: pd.DataFrame | None


def write(chart: Chart, name: str, folder: Path | str, build: Path | str | None = None) -> Saved:
    """Write the files of a chart, as `save` does; what has been drawn from the same before is not drawn anew.

    Parameters
    ----------
    chart : Chart
    name : str
    folder : path-like
    build : path-like, optional
        Folder of the tables, in which what was drawn is kept.
    """
    folder = Path(folder)

    def drawn() -> Saved:
        if chart.words:
            wide, narrow = (_recalled(chart, name, at, build) for at in (WIDE, NARROW))
            return _with_words(wide, narrow, chart.words, name)
        fig, alt = chart
        save(fig, name, folder)
        files = {suffix: (folder / f"{name}{suffix}").read_bytes() for suffix in _SUFFIXES}
        return Saved(files, alt, getattr(fig, "data", None))

    saved = recalled(build, f"figures/{name}", chart.key(name) if build is not None else "", drawn)
    for suffix in _SUFFIXES:  # whatever a kept value says beside
        with replacing(folder / f"{name}{suffix}") as path:
            path.write_bytes(saved.files[suffix])
    return saved


def _recalled(chart: Chart, name: str, at: Layout, build: Path | str | None) -> Painted:
    """The picture of a chart in a layout: words that take another line on a phone may take none on a page."""
    key = chart.picture_key(name, at) if build is not None else ""
    return recalled(build, f"pictures/{name}{at.suffix}", key, lambda: _painted(chart, name, at))


def _painted(chart: Chart, name: str, at: Layout) -> Painted:
    """Draw the picture of a chart.

    Raises
    ------
    ValueError
        The chart has one of its words as a subtitle and does not say so: its room was taken for a note's.
    """
    fig, alt = chart.under(at)
    title, subtitle, notes, height = fig.sheet.said
    told = [text.at if isinstance(text, Word) else text for text in (title, subtitle, *notes)]
    if isinstance(subtitle, Word) != chart.subtitled or (chart.subtitled and subtitle.at):
        raise ValueError(f"{name}: the first of its words is its subtitle if it is subtitled, and only then")
    raw = BytesIO()
    with _bare(fig):
        svg = svg_of(fig, name + at.suffix)
        if at is WIDE:
            with in_pixels(fig):
                fig.savefig(raw, format="rgba", dpi=PNG_DPI)
    said = (told[0], told[1], told[2:], height)
    return Painted(said, svg, zlib.compress(raw.getbuffer(), 1), alt, fig.data)


@contextmanager
def _bare(fig: Figure) -> Iterator[None]:
    """Draw `fig` without its words in the block."""
    for text in fig.texts:
        text.set_visible(False)
    try:
        yield
    finally:  # a cell that was stopped may show the chart yet
        for text in fig.texts:
            text.set_visible(True)


def _with_words(wide: Painted, narrow: Painted, words: tuple[Word, ...], name: str) -> Saved:
    """Set the words around a picture: the same bytes as if all of it were drawn at once."""
    files = {}
    for at, painted in ((WIDE, wide), (NARROW, narrow)):
        title, subtitle, notes, height = painted.said
        subtitle, *notes = (words[text] if isinstance(text, int) else text for text in (subtitle, *notes))
        with laid_out(at), mpl.rc_context(session("")):
            fig = Sheet(title, subtitle, notes, height).figure
        svg, own = painted.svg, svg_of(fig, name + at.suffix)
        # The words are drawn last, behind nothing but the paper.
        middle, end = svg.rindex(_END), own.rindex(_END)
        own = own[own.index(_GROUND) + len(_GROUND) : end]
        files[f"{at.suffix}.svg"] = f"{svg[:middle]}{own}{svg[middle:]}\n".encode()
        if at is WIDE:
            files[".png"] = _png(fig, zlib.decompress(painted.pixels))
    return Saved(files, wide.alt, wide.data)


def _png(fig: Figure, beneath: bytes) -> bytes:
    """The texts of a figure over pixels, as a PNG."""
    with in_pixels(fig):
        fig.set_dpi(PNG_DPI)
        renderer = fig.canvas.get_renderer()
        pixels = np.asarray(renderer.buffer_rgba())
        pixels[:] = np.frombuffer(beneath, np.uint8).reshape(pixels.shape)
        for text in fig.texts:
            text.draw(renderer)
        out = BytesIO()
        mpl.image.imsave(
            out, renderer.buffer_rgba(), format="png", origin="upper", dpi=fig.dpi, metadata=PNG_METADATA
        )
    return out.getvalue()
