"""The panel in JupyterLab: controls on the left, the map, the chart and the claims beside them, the article below."""

from __future__ import annotations

from pathlib import Path

import ipywidgets as w
import numpy as np

from claimatlas.display import escape
from claimatlas.errors import ClaimAtlasError, ParameterError
from claimatlas.explore.atlas import Atlas, Choice
from claimatlas.explore.correct import correct_claim, correct_place
from claimatlas.explore.draw import article_html, chart_svg, claims_html, map_svg
from claimatlas.exports import cell
from claimatlas.gazetteer import gazetteer_of
from claimatlas.review import FIELDS

SIZE = 25  # claims on a page of the table and in the list to pick from


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
    """

    def __init__(self, atlas: Atlas, corpus: Path | str):
        self.atlas, self.corpus = atlas, Path(corpus)
        self.chosen = np.arange(len(atlas.claims))
        self._first = 0
        wide = w.Layout(width="98%")
        self.outlets = w.SelectMultiple(options=atlas.outlets(), rows=5, layout=wide)
        self.holders = w.SelectMultiple(options=atlas.holders(), rows=6, layout=wide)
        self.places = w.SelectMultiple(options=atlas.place_options(), rows=6, layout=wide)
        self.since = w.Text(placeholder="2023-09", layout=wide, continuous_update=False)
        self.until = w.Text(placeholder="2023-12", layout=wide, continuous_update=False)
        self.undated = w.Checkbox(value=True, description="keep claims without a date", indent=False, layout=wide)
        self.confidence = w.FloatSlider(value=0, min=0, max=1, step=0.05, layout=wide)
        self.word = w.Text(placeholder="a word of the sentence", layout=wide)
        self.clear = w.Button(description="Clear all", icon="times")
        self.status = w.HTML()
        self.map, self.chart, self.table, self.article = w.HTML(), w.HTML(), w.HTML(), w.HTML()
        self.pick = w.Select(options=[], rows=8, layout=w.Layout(width="99%"))
        self.back, self.on = w.Button(description="Earlier claims"), w.Button(description="More claims")
        self.action = w.Dropdown(options=[("change a field", "edit"), ("it is right as it is", "accept"), ("it is no claim", "reject")], description="what")
        self.field = w.Dropdown(options=FIELDS, value="chain", description="field")
        self.value = w.Text(description="is really", layout=w.Layout(width="30em"))
        self.note = w.Text(description="because", layout=w.Layout(width="30em"))
        self.by = w.Text(description="by", placeholder="who corrects, if it may be known", layout=w.Layout(width="30em"))
        self.write_claim = w.Button(description="Write to review/claims.csv", layout=w.Layout(width="16em"))
        self.mention = w.Dropdown(description="place")
        self.meant = w.Combobox(description="is really", placeholder="place_id, or - for no place", ensure_option=False, layout=w.Layout(width="30em"))
        self.role = w.Dropdown(options=[("as the machine says", ""), ("literal", "literal"), ("associative", "associative"), ("label", "label")], description="role")
        self.write_place = w.Button(description="Write to review/places.csv", layout=w.Layout(width="16em"))
        self.written = w.HTML()
        self._wire()
        self.widget = self._lay_out()
        self.refresh()

    def _wire(self) -> None:
        for control in (self.outlets, self.holders, self.places, self.since, self.until, self.undated, self.confidence, self.word):
            control.observe(lambda _: self.refresh(), "value")
        self.clear.on_click(lambda _: self.reset())
        self.pick.observe(lambda _: self._show(), "value")
        self.back.on_click(lambda _: self._turn(-SIZE))
        self.on.on_click(lambda _: self._turn(SIZE))
        self.field.observe(lambda _: self._fill(), "value")
        self.mention.observe(lambda _: self._alternatives(), "value")
        self.write_claim.on_click(lambda _: self._write(self._claim_row))
        self.write_place.on_click(lambda _: self._write(self._place_row))

    def _lay_out(self) -> w.Widget:
        names = ("Outlets", "Holders", "Places", "Dates from", "to", "", "Confidence at least", "Word")
        controls = (self.outlets, self.holders, self.places, self.since, self.until, self.undated, self.confidence, self.word)
        left = [part for name, control in zip(names, controls, strict=True) for part in ([w.Label(name)] if name else []) + [control]]
        claim_form = w.VBox([self.action, self.field, self.value, self.note, self.write_claim])
        place_form = w.VBox([self.mention, self.meant, self.role, self.write_place])
        forms = w.Tab([claim_form, place_form], titles=("Correct the claim", "Correct a place"))
        return w.VBox([
            w.HBox([
                w.VBox([*left, self.clear], layout=w.Layout(width="19em", min_width="15em")),
                w.VBox([self.status, self.map, self.chart], layout=w.Layout(width="calc(100% - 20em)")),
            ]),
            self.table, w.HBox([self.back, self.on]), w.Label("Pick a claim:"), self.pick, self.article, self.by, forms, self.written,
        ])

    def choice(self) -> Choice:
        """What the controls say."""
        return Choice(
            tuple(self.outlets.value), tuple(self.holders.value), tuple(self.places.value), self.since.value, self.until.value,
            self.undated.value, self.confidence.value, self.word.value,
        )

    def reset(self) -> None:
        """Set every control back."""
        for control in (self.outlets, self.holders, self.places):
            control.value = ()
        self.since.value = self.until.value = self.word.value = ""
        self.undated.value, self.confidence.value = True, 0.0

    def refresh(self) -> None:
        """Choose again and draw the map, the chart and the claims."""
        try:
            self.chosen = self.atlas.select(self.choice())
        except ParameterError as error:
            self.status.value = f"<b>{escape(error)}</b>"
            return
        self._first = 0
        articles = self.atlas.claims["article_id"].to_numpy(object)[self.chosen]
        self.status.value = f"<b>{len(self.chosen):,} of {len(self.atlas.claims):,} claims</b> in {len(set(articles)):,} articles"
        self.map.value = map_svg(self.atlas, self.chosen)
        self.chart.value = chart_svg(self.atlas, self.chosen)
        self._turn(0)

    def _turn(self, by: int) -> None:
        last = max(0, (len(self.chosen) - 1) // SIZE * SIZE)
        self._first = min(max(0, self._first + by), last)
        self.back.disabled, self.on.disabled = self._first == 0, self._first >= last
        self.table.value = claims_html(self.atlas, self.chosen, self._first, SIZE)
        shown = self.chosen[self._first : self._first + SIZE]
        rows = self.atlas.claims.iloc[shown]
        options = [
            (f"{self._first + n + 1}. {o} – {cell(h) or 'own voice'}: {' '.join(c.split())[:140]}", int(i))
            for n, (i, o, h, c) in enumerate(zip(shown, rows["outlet"], rows["holder"], rows["content"], strict=True))
        ]
        # Nothing is picked until a person picks.
        self.pick.options, self.pick.value = options, None
        self._show()

    def _show(self) -> None:
        claim = self.pick.value
        if claim is None:
            self.article.value = ""
            self.mention.options, self.meant.options = [], ()
            return
        self.article.value = article_html(self.atlas, claim)
        self._fill()
        rows = self.atlas.mentions_in(claim)
        self.mention.options = [(f"{s} ({st})", m) for s, st, m in zip(rows["surface"], rows["status"], rows["mention_id"], strict=True)]
        self.mention.index = 0 if len(rows) else None
        self._alternatives()

    def _fill(self) -> None:
        if self.pick.value is not None:
            self.value.value = cell(self.atlas.claims.iloc[self.pick.value][self.field.value], self.field.value)

    def _alternatives(self) -> None:
        if self.mention.value is None:
            return
        row = self._mention()
        self.meant.options = (*dict.fromkeys(a["place_id"] for a in row["alternatives"]), "-")
        self.meant.value = cell(row["place_id"]) or "-"

    def _mention(self) -> dict:
        return self.atlas.mentions[self.atlas.mentions["mention_id"] == self.mention.value].iloc[0].to_dict()

    def _claim_row(self) -> Path:
        claim = self.atlas.claims.iloc[self.pick.value].to_dict()
        return correct_claim(
            self.corpus, self.atlas.articles, claim, self.action.value, self.field.value, self.value.value, self.note.value, self.by.value,
        )

    def _place_row(self) -> Path:
        if self.mention.value is None:
            raise ParameterError("the picked claim names no place")
        meant = self.meant.value.strip()
        if meant != "-" and meant not in {*self.atlas.places["place_id"], *self.meant.options}:
            try:
                gazetteer_of(self.corpus).row(meant)
            except KeyError:
                raise ParameterError(f"{meant!r} is no place of the gazetteer; python -m claimatlas.gazetteer find NAME lists some") from None
        return correct_place(self.corpus, self._mention(), meant, self.role.value, by=self.by.value)

    def _write(self, row) -> None:
        if self.pick.value is None:
            self.written.value = "Pick a claim first."
            return
        try:
            path = row()
        except (ClaimAtlasError, OSError) as error:
            self.written.value = f"<b>{escape(error)}</b>"
            return
        self.written.value = f"Written to {escape(path.parent.name)}/{escape(path.name)}. Run make report again to see it everywhere."
