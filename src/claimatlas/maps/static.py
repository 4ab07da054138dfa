"""The map of claims as a figure: claims numbered at their places, and beneath it what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from claimatlas import counts
from claimatlas.charts.chart import Chart
from claimatlas.charts.palette import BLUE, CLASSES, EDGE, INK, MUTED, PAPER
from claimatlas.charts.sheet import Sheet, nothing
from claimatlas.charts.style import count, label, layout, lines_of, number, plain, text_width, wrap
from claimatlas.counts import Count
from claimatlas.maps.globe import draw_globe
from claimatlas.maps.ground import WIDE, elsewhere, focus, geometries_of, placed, view_of
from claimatlas.maps.numbers import places_of_claims, ranges
from claimatlas.maps.panel import Panel, radius
from claimatlas.phrases import amount, listed

if TYPE_CHECKING:
    from claimatlas.gazetteer import Gazetteer

SIDE = 1.95  # inches of the column beside the map, on a page
MOST_LISTED, FEW_LISTED = 12, 8  # places whose first claim stands beneath the map, on a page and on a phone
_COLUMNS = [
    "place_id", "name", "kind", "country_code", "lat", "lon", "radius_km", "geometry", "n", "sure", "held",
    "numbers",
]  # that are drawn
PIECES = 2  # of the numbers beside a name: more are left out, all of them


def places_map(
    places: pd.DataFrame,
    mentions: pd.DataFrame,
    claims: pd.DataFrame,
    gazetteer: Gazetteer | None = None,
    articles: pd.DataFrame | None = None,
) -> Chart:
    """Draw the claims at the places that they name, by number, and write the first of each place beneath.

    Provinces and districts are areas, darker for more claims; towns, villages and crossings are points,
    larger for more. A place known only roughly is a hollow circle of its radius of uncertainty, never a pin.
    Names not used as a place (role associative) are left out. The map shows the place of most claims and what
    lies around it; places far from there are in a second frame, or listed.

    Parameters
    ----------
    places, mentions, claims : pandas.DataFrame
        Tables of those names.
    gazetteer : Gazetteer, optional
        For the borders; opened if not given.
    articles : pandas.DataFrame, optional
        Completes the line on the source.

    Returns
    -------
    claimatlas.charts.chart.Chart
        Of the figure and its text alternative.
    """
    shown = places_of_claims(places, mentions, claims)
    notes = _notes(mentions, places, claims, articles, shown)
    if gazetteer is None and len(shown):
        from claimatlas.gazetteer import open_gazetteer

        gazetteer = open_gazetteer()
    made_by = () if gazetteer is None else (gazetteer.folder.name, list(getattr(gazetteer, "given", ())))
    said = _listed(shown, claims)
    return Chart(_drawn, shown[_COLUMNS], said, made_by, words=notes, tools=(gazetteer,))


def _drawn(
    shown: pd.DataFrame, said: list[tuple], _made_by: tuple, gazetteer: Gazetteer | None,
    words: Sequence[str],
) -> tuple[Figure, str]:
    """Draw the map of the places `shown`; `said` is what is written beneath, see `_listed`."""
    subtitle = "Claims at the places that they name, by number; areas by shade, towns and crossings by size"
    if shown.empty:
        title = "No claim names a place that can be set on a map"
        message = "Nothing to draw: no claim names a place that was resolved."
        return nothing(title, subtitle, words, message), f"{title}."
    # A name on the map has the numbers that the list beneath has beside it.
    most = FEW_LISTED if layout().narrow else MOST_LISTED
    shown = shown.assign(
        told=[ranges(n, PIECES) if i < most else "" for i, n in enumerate(shown["numbers"])]
    )
    laid = _lay_out(shown, gazetteer)
    listing = _Listing(shown, said, most)
    title = _title(shown, laid.seen)
    make = Sheet(title, subtitle, words, laid.height + listing.height, _table(shown))
    canvas = make.canvas()
    laid.draw(make, canvas)
    listing.draw(canvas, listing.height)
    told = "; ".join(f"{row.name}: {number(row.n)}" for row in shown.head(12).itertuples())
    return make.figure, f"{title}. Claims: {told}."


def _notes(
    mentions: pd.DataFrame,
    places: pd.DataFrame,
    claims: pd.DataFrame,
    articles: pd.DataFrame | None,
    shown: pd.DataFrame,
) -> list[str]:
    """What is not drawn is counted; the source comes last, as `Sheet` wants it."""
    known = placed(mentions, places)
    apart, lost = known[known["role"] != "literal"], len(mentions) - len(known)
    off = []
    if len(apart):
        what = "a government, a nationality, part of an institution’s name"
        off.append(f"{count(len(apart), 'mention')} not as a place ({what})")
    if lost:
        off.append(f"{count(lost, 'mention')} not resolved")
    numbered = len({key for keys in shown["claims"] for key in keys})
    read = ""
    if articles is not None:
        read = f"{count(len(articles), 'article')} of {count(articles['outlet'].nunique(), 'outlet')}; "
    return [
        f"Not drawn: {'; '.join(off)}." if off else "",
        "Borders: de facto, simplified, from Natural Earth and geoBoundaries; lines in dispute are dashed. "
        "They state no view on any claim.",
        f"Source: {read}{number(numbered)} of {count(len(claims), 'claim')} name one of "
        f"{count(len(shown), 'place')}. Points: GeoNames (CC BY 4.0, modified) and hand-kept places.",
    ]


def _title(shown: pd.DataFrame, seen: np.ndarray) -> str:
    """Countries and regions would nearly always lead, so smaller places on the map go before them."""
    fine = shown[seen & ~shown["kind"].isin([*WIDE, "region"]).to_numpy()]
    among = "place smaller than a country"
    if fine.empty:
        fine, among = shown, "place"
    ranked = fine.sort_values(["sure", "held", "name", "place_id"], ascending=[False, False, True, True])
    ranked = ranked.assign(n=ranked["sure"])
    top = ranked.iloc[0]
    n = Count(int(top["sure"]), int(top["held"]), "claims", {"place_id": top["place_id"]})
    if not n.number:
        return f"No claim is for sure about a {among}"
    alike = ranked[ranked["sure"] == n.number]
    claimed = amount(n, "claim")
    if len(fine) == 1:
        return f"{plain(top['name'], 60)} is the one {among} in the claims: {claimed}"
    if len(alike) == 1:
        return f"{plain(top['name'], 60)} stands in {claimed}, {_most(ranked, among)}"
    if len(alike) > 3:
        return f"{number(len(alike))} places stand in {count(n.number, 'claim')} each for sure, none in more"
    names = listed([plain(name, 50) for name in alike["name"]])
    return f"{names} stand in {count(n.number, 'claim')} each for sure, no other {among} in more"


def _most(ranked: pd.DataFrame, among: str) -> str:
    """Where what is not sure could change the order, it claims no more than that none is surely ahead."""
    words = counts.most(ranked)
    return f"{words} {among}" if words.endswith("any other") else f"and no other {among} surely in more"


def _table(shown: pd.DataFrame) -> pd.DataFrame:
    """``numbers`` are those beside the names on the map and in the list."""
    return pd.DataFrame(
        {
            "place": shown["name"],
            "kind": shown["kind"],
            "claims": shown["n"],
            "sure": shown["sure"],
            "numbers": shown["numbers"].map(ranges),
        }
    )


@dataclass
class _Layout:
    """The panels of the figure and what stands beside them.

    Attributes
    ----------
    panels : list of Panel
        The map, and a second frame where places lie far apart.
    shown : pandas.DataFrame
    """

    panels: list[Panel]
    shown: pd.DataFrame

    @property
    def beside(self) -> bool:
        """Whether key and second frame stand beside the map rather than beneath."""
        return not layout().narrow and not self.panels[0].view.world

    @property
    def seen(self) -> np.ndarray:
        """Which places one of the panels shows."""
        return np.logical_or.reduce([panel.seen for panel in self.panels])

    @property
    def height(self) -> float:
        """Height of map and key in inches."""
        tall, panel = self.panels[0].size[1], self.panels[0]
        if self.beside:
            return tall + 0.15
        second = self.panels[1].size[1] + 0.34 if len(self.panels) > 1 and layout().narrow else 0
        key = 0.32 + 0.46 * bool(panel.cuts) + 0.28 * panel.points + 0.28 * any(panel.rough)
        return tall + second + 0.2 + (key + 1.1 if layout().narrow else max(key, 1.0))

    def draw(self, make: Sheet, canvas: Axes) -> None:
        """Draw the panels, the key and what lies beyond."""
        at, first = layout(), self.panels[0]
        base = make.height - first.size[1]
        unnamed = first.draw(make.axes(at.margin, base, *first.size))
        x, y = (at.margin + first.size[0] + 0.18, make.height) if self.beside else (at.margin, base - 0.12)
        if len(self.panels) > 1:
            unnamed += self._second(make, canvas, x, y)
            y -= self.panels[1].size[1] + 0.34 if self.beside or at.narrow else 0
        elif self.beside:
            size = 1.42
            draw_globe(make.axes(x + 0.1, y - size - 0.05, size, size), first.view, first.gazetteer)
            y -= size + 0.2
        rest = x + 3.4 if not self.beside and not at.narrow else x
        low = base if self.beside else base - self.height + first.size[1] + 0.1
        after = self._key(canvas, x, y)
        beyond = [plain(name, 40) for name in self.shown.loc[~self.seen, "name"]]
        remarks = [("Beyond this map", beyond), ("No room to name", unnamed)]
        _remarks(canvas, rest, y if rest != x else after, low, remarks)

    def _second(self, make: Sheet, canvas: Axes, x: float, y: float) -> list[str]:
        """Draw the second frame: beside the map, beneath it on a phone."""
        second, at = self.panels[1], layout()
        if not self.beside and not at.narrow:
            x = at.width - at.margin - second.size[0]
            y += self.panels[0].size[1] + 0.12
        label(canvas, x, y - 0.12, "Elsewhere", at.note, bold=True)
        return second.draw(make.axes(x, y - 0.26 - second.size[1], *second.size))

    def _key(self, canvas: Axes, x: float, y: float) -> float:
        """Draw the legend from (x, y) down; returns where it ends."""
        panel, note = self.panels[0], layout().note
        label(canvas, x, y - 0.1, "Claims", note, bold=True)
        y -= 0.32
        if panel.cuts:
            texts = [number(a) if a == b else f"{number(a)}–{number(b)}" for a, b in panel.cuts]
            step = max(0.36, *(text_width(text, note) + 0.06 for text in texts))
            for i, text in enumerate(texts):
                box = (x + step * i, y - 0.07)
                canvas.add_artist(Rectangle(box, step, 0.15, fc=CLASSES[i], ec=EDGE, lw=0.6))
                label(canvas, x + step * (i + 0.5), y - 0.19, text, note, ha="center")
            what = "country" if panel.only_countries else "area"
            if layout().margin + layout().room - x - step * len(texts) > text_width(what, note) + 0.1:
                label(canvas, x + step * len(texts) + 0.08, y, what, note, color=MUTED)
            y -= 0.46
        if panel.points:
            across = x
            for value in sorted({1, panel.most}):
                r = radius(value, panel.most)
                canvas.add_artist(Circle((across + r, y), r, fc=BLUE, ec=PAPER, lw=0.8))
                label(canvas, across + 2 * r + 0.05, y, number(value), note)
                across += 2 * r + 0.05 + text_width(number(value), note) + 0.14
            label(canvas, across, y, "a point", note, color=MUTED)
            y -= 0.28
        if any(panel.rough):
            canvas.add_artist(Circle((x + 0.09, y), 0.09, fc="none", ec=BLUE, lw=1.1, ls=(0, (4, 2))))
            label(canvas, x + 0.28, y, "somewhere within", note, color=MUTED)
            y -= 0.28
        return y


def _remarks(canvas: Axes, x: float, y: float, low: float, remarks: list[tuple[str, list[str]]]) -> None:
    """Write what is not on the map, from `y` down to `low`, and how much of it there was no room to name."""
    at = layout()
    lead = at.note * 1.35 / 72
    parts = [(head, names) for head, names in remarks if names]
    for k, (head, names) in enumerate(parts):
        room = int((y - 0.3 - low - 0.45 * (len(parts) - k - 1)) / lead)
        if room < 1:
            return
        label(canvas, x, y - 0.1, f"{head}: {number(len(names))}", at.note, bold=True)
        y -= 0.3
        for line in wrap(", ".join(names), at.width - at.margin - x, at.note, lines=room):
            label(canvas, x, y, line, at.note)
            y -= lead
        y -= 0.1


def _lay_out(shown: pd.DataFrame, gazetteer: Gazetteer) -> _Layout:
    """What lies far from most claims gets a second frame, unless the map is of the world."""
    at, shapes = layout(), geometries_of(shown)

    def panel(rows: np.ndarray, size: tuple[float, float]) -> Panel:
        own = [shape for shape, kept in zip(shapes, rows, strict=True) if kept]
        return Panel(view_of(shown[rows], own, size[0] / size[1]), size, shown, shapes, gazetteer)

    chosen = focus(shown, shown["n"])
    first = panel(chosen, (at.room, 1.15 * at.room) if at.narrow else (at.room - SIDE, 4.9))
    if first.view.world and not at.narrow:
        first = panel(chosen, (at.room, 3.7))
    panels = [first]
    others = elsewhere(shown, shown["n"], first.seen)
    if others.any() and not first.view.world:
        panels.append(panel(others, (at.room, 2.1) if at.narrow else (SIDE - 0.18, 1.75)))
    return _Layout(panels, shown)


def _listed(shown: pd.DataFrame, claims: pd.DataFrame) -> list[tuple[str, int, str, str]]:
    """The first claim that is sure at each of the places of most claims: id, number, words and outlet."""
    said = claims.set_index("claim_id")[["content", "outlet"]]
    sure = set(claims.loc[counts.sure(claims), "claim_id"])
    out = []
    for keys, numbers in zip(shown["claims"].head(MOST_LISTED), shown["numbers"], strict=False):
        key = next((key for key in keys if key in sure), keys[0])
        out.append((key, numbers[keys.index(key)], *said.loc[key]))
    return out


class _Listing:
    """What is claimed at the places of most claims: numbers, place, and the first claim that is sure.

    Parameters
    ----------
    shown : pandas.DataFrame
        From `claimatlas.maps.numbers.places_of_claims`, with ``told``: the numbers beside a
        name, or nothing.
    said : list of tuple
        From `_listed`.
    most : int
        How many places to list.
    """

    def __init__(self, shown: pd.DataFrame, said: list[tuple[str, int, str, str]], most: int):
        at = layout()
        self._columns = 1 if at.narrow else 2
        self._wide = (at.room - 0.3 * (self._columns - 1)) / self._columns
        self._entries = []
        for row, (key, own, words, outlet) in zip(shown.head(most).itertuples(), said, strict=False):
            text = f"{words[:1].upper()}{words[1:]}"
            lines = wrap(f"{number(own)}  {text}", self._wide, at.note, lines=2)
            more = f" and {number(row.n - 1)} more" if row.n > 1 else ""
            tail = wrap(f"{outlet}{more}", self._wide, at.note, lines=1)
            head = wrap(f"{row.name}  {row.told}", self._wide, at.note, bold=True, lines=1)
            self._entries.append((head, lines, tail, f"#claim-{key}"))
        left = len(shown) - len(self._entries)
        self._left = (
            f"And {count(left, 'more place')}; the interactive map and the table have them." if left else ""
        )

    @property
    def _lead(self) -> float:
        """Inches from line to line within an entry."""
        return layout().note * 1.3 / 72

    @property
    def _pitch(self) -> float:
        """Inches from entry to entry: always four lines, so that the rows of both columns are level."""
        return 4 * self._lead + 0.12

    @property
    def height(self) -> float:
        """Height in inches."""
        return 0.2 + self._pitch * -(-len(self._entries) // self._columns) + (0.4 if self._left else 0)

    def draw(self, canvas: Axes, top: float) -> None:
        """Write the list from `top` down, column by column."""
        at, rows = layout(), -(-len(self._entries) // self._columns)
        for n, (head, lines, tail, href) in enumerate(self._entries):
            x = at.margin + (n // rows) * (self._wide + 0.3)
            y = top - 0.2 - self._pitch * (n % rows)
            label(canvas, x, y, head[0], at.note, bold=True)
            middle = y - self._lead * (len(lines) + 1) / 2
            lines_of(canvas, x, middle, lines, at.note, color=INK, url=href)
            label(canvas, x, y - self._lead * (len(lines) + 1), tail[0], at.note, color=MUTED)
        for k, line in enumerate(reversed(wrap(self._left, at.room, at.note)) if self._left else []):
            label(canvas, at.margin, 0.1 + self._lead * k, line, at.note, color=MUTED)
