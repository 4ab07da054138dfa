"""The panel in JupyterLab: facets at the left, the map and the claims beside them, and the card of a claim to
correct.
"""

from __future__ import annotations

from pathlib import Path

import ipywidgets as w
import numpy as np

from claimatlas.display import escape
from claimatlas.errors import ParameterError
from claimatlas.explore.atlas import Atlas, Choice
from claimatlas.explore.card import Card
from claimatlas.explore.draw import (
    HEIGHT,
    MOST_PINS,
    WIDTH,
    chart_svg,
    map_note,
    map_svg,
    pins,
    row_text,
)
from claimatlas.phrases import noun

SIZE = 12  # claims on a page of the list
FACETS = {
    "outlets": "Outlets",
    "holders": "Sources",
    "places": "Places, with what lies in them",
    "kinds": "Kinds of source",
    "stories": "Stories",
    "bands": "Number of sources of a shared claim",
}
ROWS = {"kinds": 4, "bands": 4}  # lines of a facet that is short by nature
EITHER = [("either", None), ("yes", True), ("no", False)]
STYLE = """<style>
.atlas-map{position:relative;max-width:560px;overflow:visible!important}
.atlas-map
.atlas-pin{position:absolute!important;margin:0!important;padding:0!important;background:transparent;
 border-radius:50%;min-width:0!important;box-shadow:none!important;line-height:1}
.atlas-map .atlas-pin:focus-visible{outline:3px solid #b3400f}
.atlas-map .widget-html,.atlas-map
.widget-html-content{margin:0!important;height:auto!important;line-height:0}
.atlas-row{height:auto!important;min-height:32px;text-align:left!important;white-space:normal!important;
 line-height:1.35!important;padding:5px 8px!important;width:99%!important}
.atlas-here{outline:2px solid #b3400f}
</style>"""


class Panel:
    """Choose, look, pick and correct.

    Parameters
    ----------
    atlas : Atlas
    corpus : path-like
        Where corrections go.

    Attributes
    ----------
    widget : ipywidgets.Widget
    chosen : numpy.ndarray of int
        Positions of the claims that fit the choice.
    picked : str
        Id of the claim whose card is shown; empty for none.
    """

    def __init__(self, atlas: Atlas, corpus: Path | str):
        self.atlas, self.corpus = atlas, Path(corpus)
        self.chosen = np.arange(len(atlas.claims))
        self.picked, self._first, self._busy = "", 0, False
        self._make_facets()
        self._make_views()
        self._wire()
        self.widget = self._lay_out()
        self.refresh()

    # --- the parts ---------------------------------------------------------------------------------------

    def _make_facets(self) -> None:
        """Without options yet: these carry counts, which `refresh` knows."""
        wide = w.Layout(width="98%")
        self.word = w.Text(placeholder="a word of the sentence", layout=wide)
        self.facets = {
            name: w.SelectMultiple(options=[], rows=ROWS.get(name, 5), layout=wide) for name in FACETS
        }
        self.hedged = w.Dropdown(options=EITHER, description="hedged", layout=wide)
        self.reviewed = w.Dropdown(options=EITHER, description="corrected", layout=wide)
        self.since = w.Text(placeholder="2023-09", description="from", layout=wide, continuous_update=False)
        self.until = w.Text(placeholder="2023-12", description="to", layout=wide, continuous_update=False)
        self.undated = w.Checkbox(
            value=True, description="keep claims without a date", indent=False, layout=wide
        )
        self.confidence = w.FloatSlider(value=0, min=0, max=1, step=0.05, layout=wide)
        self.clear = w.Button(description="Clear all", icon="times")

    def _make_views(self) -> None:
        """As many rows and pins as there can ever be; those not needed are hidden, none is made later."""
        self.status, self.map, self.chart = (
            w.HTML(),
            w.HTML(layout=w.Layout(margin="0", width="100%")),
            w.HTML(),
        )
        self.note = w.HTML()
        self.pins = [w.Button() for _ in range(MOST_PINS)]
        self.rows = [w.Button() for _ in range(SIZE)]
        for pin in self.pins:
            pin.add_class("atlas-pin")
        for row in self.rows:
            row.add_class("atlas-row")
        self.back, self.on = w.Button(description="Earlier claims"), w.Button(description="More claims")
        self.card = Card(self.corpus, self._changed)

    @property
    def _controls(self) -> list[w.Widget]:
        """All whose change means another choice."""
        return [
            self.word,
            *self.facets.values(),
            self.hedged,
            self.reviewed,
            self.since,
            self.until,
            self.undated,
            self.confidence,
        ]

    def _wire(self) -> None:
        """``n=n`` keeps the number of each button, which would else be that of the last."""
        for control in self._controls:
            control.observe(lambda _: self.refresh(), "value")
        self.clear.on_click(lambda _: self.reset())
        for n, row in enumerate(self.rows):
            row.on_click(lambda _, n=n: self.pick(self._first + n))
        for n, pin in enumerate(self.pins):
            pin.on_click(lambda _, n=n: self._press(n))
        self.back.on_click(lambda _: self._turn(-SIZE))
        self.on.on_click(lambda _: self._turn(SIZE))

    def _lay_out(self) -> w.Widget:
        """The pins share a box with the map, over which they lie; on a narrow page the columns wrap."""
        facets = [part for name, text in FACETS.items() for part in (w.Label(text), self.facets[name])]
        left = [
            w.Label("Word"),
            self.word,
            *facets,
            self.hedged,
            self.reviewed,
            w.Label("Dates"),
            self.since,
            self.until,
            self.undated,
        ]
        left += [w.Label("Confidence at least"), self.confidence, self.clear]
        on_map = w.Box([self.map, *self.pins], layout=w.Layout(display="block", width="100%"))
        on_map.add_class("atlas-map")
        views = w.VBox(
            [
                self.status,
                on_map,
                self.note,
                *self.rows,
                w.HBox([self.back, self.on]),
                self.card.widget,
                self.chart,
            ]
        )
        views.layout = w.Layout(width="calc(100% - 20em)", min_width="20em", flex="1 1 30em")
        column = w.VBox([w.HTML(STYLE), *left], layout=w.Layout(width="19em", min_width="15em"))
        return w.HBox([column, views], layout=w.Layout(flex_flow="row wrap"))

    # --- choosing ----------------------------------------------------------------------------------------

    def choice(self) -> Choice:
        """What the controls say."""
        return Choice(
            **{name: tuple(facet.value) for name, facet in self.facets.items()},
            since=self.since.value,
            until=self.until.value,
            undated=self.undated.value,
            confidence=self.confidence.value,
            word=self.word.value,
            hedged=self.hedged.value,
            reviewed=self.reviewed.value,
        )

    def reset(self) -> None:
        """Set every control back."""
        self._busy = True
        for facet in self.facets.values():
            facet.value = ()
        self.since.value = self.until.value = self.word.value = ""
        self.hedged.value = self.reviewed.value = None
        self.undated.value, self.confidence.value = True, 0.0
        self._busy = False
        self.refresh()

    def refresh(self) -> None:
        """Choose again and draw the facets, the map, the list and the chart."""
        if self._busy:
            return
        choice = self.choice()
        try:
            self.chosen = self.atlas.select(choice)
        except ParameterError as error:
            self.status.value = f"<b>{escape(error)}</b>"
            return
        self._busy = True  # new counts in a facet are no new choice
        for name, facet in self.facets.items():
            facet.options = self.atlas.facet(name, choice)
            facet.value = getattr(choice, name)
            facet.rows = max(2, min(ROWS.get(name, 5), len(facet.options)))
        self._busy = False
        articles = len(set(self.atlas.claims["article_id"].to_numpy(object)[self.chosen]))
        every = len(self.atlas.claims)
        told = f"{len(self.chosen):,} of {every:,} {noun(every, 'claim')}"
        self.status.value = f"<b>{told}</b> in {articles:,} {noun(articles, 'article')}"
        self._first = 0
        self._draw_map()
        self.chart.value = chart_svg(self.atlas, self.chosen)
        self._turn(0)

    def _draw_map(self) -> None:
        """Pins without a place are hidden, so that each keeps its number."""
        self.map.value = map_svg(self.atlas, self.chosen, self.facets["places"].value)
        self.note.value = f"<small>{escape(map_note(self.atlas, self.chosen))}</small>"
        self._placed = pins(self.atlas, self.chosen)
        for n, button in enumerate(self.pins):
            if n >= len(self._placed):
                button.layout.display = "none"
                continue
            pin = self._placed[n]
            side = max(24, 2 * pin.r)  # a finger's width at least
            button.tooltip = f"{pin.name}: {pin.n:,} {noun(pin.n, 'claim')}"
            button.description = str(pin.n) if pin.r > 9 else ""
            with button.layout.hold_sync():
                button.layout.display = ""
                button.layout.width = button.layout.height = f"{side:.0f}px"
                button.layout.left = f"calc({100 * pin.x / WIDTH:.2f}% - {side / 2:.0f}px)"
                button.layout.top = f"calc({100 * pin.y / HEIGHT:.2f}% - {side / 2:.0f}px)"

    def _press(self, number: int) -> None:
        """Choose the place of a pin, or take it back."""
        key = self.atlas.places["place_id"].iloc[self._placed[number].place]
        places = self.facets["places"]
        places.value = (
            tuple(p for p in places.value if p != key) if key in places.value else (*places.value, key)
        )

    def _turn(self, by: int) -> None:
        """By 0 it writes the same rows anew; it never goes past either end."""
        last = max(0, (len(self.chosen) - 1) // SIZE * SIZE)
        self._first = min(max(0, self._first + by), last)
        self.back.disabled, self.on.disabled = self._first == 0, self._first >= last
        ids = self.atlas.claims["claim_id"].to_numpy(object)
        for n, row in enumerate(self.rows):
            at = self._first + n
            row.layout.display = "" if at < len(self.chosen) else "none"
            if at < len(self.chosen):
                row.description = row_text(self.atlas, self.chosen[at], at + 1)
                (row.add_class if ids[self.chosen[at]] == self.picked else row.remove_class)("atlas-here")

    def pick(self, at: int) -> None:
        """Show the card of a claim, by its place in the list."""
        self.picked = self.atlas.claims["claim_id"].iloc[self.chosen[at]]
        self._turn(0)
        self.card.show(self.atlas, self.picked)

    def _changed(self, atlas: Atlas) -> None:
        """Show another atlas, after a correction."""
        self.atlas = atlas
        self.refresh()
