"""A chart before it is drawn: what it is drawn from, by which it is told whether it has to be drawn anew."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from claimatlas.charts.sheet import Word
from claimatlas.charts.style import NARROW, WIDE, Layout, laid_out, session, shortened, wrap
from claimatlas.memo import digest
from claimatlas.versions import releases, version_of


class Chart:
    """A figure with its text alternative, drawn when it is first asked for: ``figure, alt = chart``.

    It is drawn under the style of this package alone, whatever the session's matplotlib settings are. The
    figure has an attribute ``narrow``, which draws it once more for a phone.

    Parameters
    ----------
    draw : callable
        Function of a module of this package that returns a figure and its alternative.
    *picture
        What it draws: tables and plain data, nothing that it does not draw.
    words : sequence of str
        Subtitles and notes, which `draw` takes as ``words`` and sets as they are, each whole, and makes
        nothing else of: under others the picture is the same and is not drawn anew.
    subtitled : bool
        Whether the first of the words is the subtitle; all others are notes.
    tools : tuple
        Further arguments, which the picture tells the version of.
    """

    def __init__(
        self, draw: Callable, *picture: object, words: Sequence[str] = (), subtitled: bool = False,
        tools: tuple = (), **options: object,
    ):
        self._draw, self._picture, self._tools, self._options = draw, picture, tools, options
        self.words = tuple(Word(text, at) for at, text in enumerate(words))
        self.subtitled = subtitled

    def key(self, name: str) -> str:
        """Return a digest of all that the files of the figure are made from, if it is called `name`."""
        pictures = [self.picture_key(name, at) for at in (WIDE, NARROW)]
        return digest(pictures, [str(word) for word in self.words])

    def picture_key(self, name: str, at: Layout) -> str:
        """Return a digest of what its picture in a layout is made from: of the words only the room that they
        take."""
        modules = [re.sub(r"^claimatlas\.", "", self._draw.__module__), "charts.kept"]
        used = releases("matplotlib", "numpy", "pandas", "pillow", "shapely", "pyproj")
        drawn = (self._draw.__qualname__, *self._picture, self._options)
        sizes = [at.subtitle if self.subtitled and not word.at else at.note for word in self.words]
        room = [_lines(word, at.room, size) for word, size in zip(self.words, sizes, strict=True)]
        return digest(version_of(*modules), used, f"{name}{at.suffix}", *drawn, room)

    @functools.cached_property
    def _drawn(self) -> tuple[Figure, str]:
        """Drawn once at most; the narrow figure waits until it is asked for."""
        figure, alt = self.under(WIDE)
        figure.narrow = lambda: self.under(NARROW)[0]
        return figure, alt

    def under(self, wanted: Layout) -> tuple[Figure, str]:
        """Draw it in a layout; whatever style the session has set does not reach the figure."""
        with laid_out(wanted), mpl.rc_context(session("")):
            words = {"words": self.words} if self.words else {}
            figure, alt = self._draw(*self._picture, *self._tools, **self._options, **words)
        return figure, shortened(alt)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._drawn)

    def __getitem__(self, place: int) -> Any:
        return self._drawn[place]


def _lines(word: str, room: float, size: float) -> int:
    """How many lines a text takes in so much room; none where it is empty."""
    return len(wrap(word, room, size)) if word else 0


def styled(**columns: str) -> Callable[[Callable], Callable[..., Chart]]:
    """Make a function that draws the tables it is given one that returns a `Chart`.

    Parameters
    ----------
    **columns
        For a parameter that is a table, the columns that are drawn, with spaces between them. It is given
        no others, so that the figure is drawn anew only where one of these has changed.
    """

    def under_style(draw: Callable) -> Callable[..., Chart]:
        parameters = inspect.signature(draw)

        @functools.wraps(draw)
        def chart(*args: Any, **kwargs: Any) -> Chart:
            told = parameters.bind(*args, **kwargs)
            for name, wanted in columns.items():
                table = told.arguments.get(name)
                if table is not None:
                    told.arguments[name] = table[[c for c in wanted.split() if c in table]]
            return Chart(draw, *told.args, **told.kwargs)

        return chart

    return under_style
