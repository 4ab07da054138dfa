"""The card of a claim in JupyterLab, and the forms that correct it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import ipywidgets as w
import numpy as np

from claimatlas.charts.palette import KIND_LABELS
from claimatlas.display import escape
from claimatlas.errors import ClaimAtlasError, ParameterError
from claimatlas.explore.atlas import Atlas, holders_of
from claimatlas.explore.correct import correct_claim, correct_place
from claimatlas.explore.draw import article_html, card_html
from claimatlas.exports import cell
from claimatlas.gazetteer import gazetteer_of
from claimatlas.review import FIELDS

NO_PLACE = "no place"


class Card:
    """Show a claim, write what is wrong with it into the review sheets, and say what that changes.

    Parameters
    ----------
    corpus : path-like
        Where corrections go.
    changed : callable
        Is given the atlas as it is after a correction.

    Attributes
    ----------
    widget : ipywidgets.Widget
    picked : str
        Id of the claim that is shown; empty for none.
    """

    def __init__(self, corpus: Path | str, changed: Callable[[Atlas], None]):
        self.corpus, self._changed = Path(corpus), changed
        self.picked, self.atlas = "", None
        self._places: dict[str, str] = {}  # what the places to pick are called, and their ids
        self.face, self.article, self.written = w.HTML(), w.HTML(), w.HTML()
        self._make_forms()
        self._wire()
        self.widget = self._lay_out()

    def _make_forms(self) -> None:
        wide = w.Layout(width="34em", max_width="98%")
        self.holder = w.Combobox(
            description="source is", placeholder="pick a name, or write one", ensure_option=False, layout=wide
        )
        self.set_holder = w.Button(
            description="This is the source", button_style="primary", layout=w.Layout(width="12em")
        )
        self.own_voice = w.Button(description="The outlet’s own voice", layout=w.Layout(width="13em"))
        self.accept = w.Button(description="Right as it is", layout=w.Layout(width="10em"))
        self.reject = w.Button(description="This is no claim", layout=w.Layout(width="10em"))
        self.field = w.Dropdown(options=FIELDS, value="chain", description="field", layout=wide)
        self.value = w.Text(description="is really", layout=wide)
        self.write_claim = w.Button(description="Write to review/claims.csv", layout=w.Layout(width="16em"))
        self.note = w.Text(description="because", layout=wide)
        self.by = w.Text(description="by", placeholder="who corrects, if it may be known", layout=wide)
        self.mention = w.Dropdown(description="place", layout=wide)
        self.meant = w.Combobox(
            description="is really",
            placeholder="pick a place, or write its place_id",
            ensure_option=False,
            layout=wide,
        )
        roles = [("as the machine says", ""), *((role, role) for role in ("literal", "associative", "label"))]
        self.role = w.Dropdown(options=roles, description="role", layout=wide)
        self.write_place = w.Button(description="Write to review/places.csv", layout=w.Layout(width="16em"))

    def _wire(self) -> None:
        self.field.observe(lambda _: self._fill(), "value")
        self.mention.observe(lambda _: self._alternatives(), "value")
        self.set_holder.on_click(lambda _: self._correct("edit", "chain", self._chain))
        self.own_voice.on_click(lambda _: self._correct("edit", "chain", lambda claim: claim["outlet"]))
        self.accept.on_click(lambda _: self._correct("accept"))
        self.reject.on_click(lambda _: self._correct("reject"))
        self.write_claim.on_click(
            lambda _: self._correct("edit", self.field.value, lambda _: self.value.value)
        )
        self.write_place.on_click(lambda _: self._write(self._place_row))

    def _lay_out(self) -> w.Widget:
        buttons = [self.set_holder, self.own_voice, self.accept, self.reject]
        source = w.VBox([self.holder, w.HBox(buttons, layout=w.Layout(flex_flow="row wrap"))])
        other = w.VBox([self.field, self.value, self.write_claim])
        place = w.VBox([self.mention, self.meant, self.role, self.write_place])
        titles = ("Correct the source", "Another field", "A place", "In the article")
        forms = w.Tab([source, other, place, self.article], titles=titles)
        parts = [self.face, forms, self.note, self.by, self.written]
        return w.VBox(parts, layout=w.Layout(display="none"))

    def show(self, atlas: Atlas, picked: str) -> None:
        """Show a claim, by its id."""
        if picked != self.picked:
            self.written.value = self.note.value = ""
        self.atlas, self.picked = atlas, picked
        claim = self._claim
        self.widget.layout.display = "" if picked else "none"
        if claim is None:
            self.face.value = self.article.value = ""
            return
        row = self.atlas.claims.iloc[claim]
        self.face.value, self.article.value = card_html(self.atlas, claim), article_html(self.atlas, claim)
        self.holder.options = tuple(self.atlas.holders())
        self.holder.value = cell(row["holder"])
        self._fill()
        rows = self.atlas.mentions_in(claim)
        triples = zip(rows["surface"], rows["status"], rows["mention_id"], strict=True)
        self.mention.options = [(f"{surface} ({status})", key) for surface, status, key in triples]
        self.mention.index = 0 if len(rows) else None
        self._alternatives()

    @property
    def _claim(self) -> int | None:
        """Position of the picked claim, None if there is none or it was rejected."""
        found = np.flatnonzero(self.atlas.claims["claim_id"].to_numpy(object) == self.picked)
        return int(found[0]) if len(found) else None

    def _fill(self) -> None:
        if (claim := self._claim) is not None:
            self.value.value = cell(self.atlas.claims.iloc[claim][self.field.value], self.field.value)

    def _alternatives(self) -> None:
        if self.mention.value is None:
            self.meant.options = ()
            return
        row = self._mention()
        named = {a["place_id"]: a["name"] for a in row["alternatives"]}
        named |= {key: self.atlas.name_of("places", key) for key in self.atlas.places["place_id"]}
        self._places = {f"{name} ({key})": key for key, name in named.items()} | {NO_PLACE: "-"}
        self.meant.options = tuple(self._places)
        now = cell(row["place_id"])
        self.meant.value = f"{named[now]} ({now})" if now in named else now or NO_PLACE

    def _mention(self) -> dict:
        return self.atlas.mentions[self.atlas.mentions["mention_id"] == self.mention.value].iloc[0].to_dict()

    def _chain(self, claim: dict) -> str:
        """The chain with another innermost link; who passes it on stays."""
        name = self.holder.value.strip()
        if not name:
            raise ParameterError("pick the source from the list, or write its name")
        relays = [link for link in list(claim["chain"])[1:-1] if link != name]
        return " > ".join([claim["outlet"], *relays, name])

    def _correct(self, action: str, field: str = "", value: Callable[[dict], str] | None = None) -> None:
        """Write an action on the picked claim and show at once what it changes."""

        def write() -> Path:
            claim = self.atlas.run[self.atlas.run["claim_id"] == self.picked].iloc[0].to_dict()
            said = value(self.atlas.claims.iloc[self._claim].to_dict()) if value else ""
            return correct_claim(
                self.corpus, self.atlas.articles, claim, action, field, said, self.note.value, self.by.value
            )

        self._write(write, self._apply)

    def _apply(self) -> str:
        """Read the picked claim anew and say whose claims are more and whose are fewer now."""
        before, old = self.atlas, self._holder_of(self.atlas)
        self.show(before.corrected(self.corpus, self.picked), self.picked)
        new = self._holder_of(self.atlas)
        self._changed(self.atlas)
        counted = []
        for name in dict.fromkeys(filter(None, (new, old))):
            was, now = ((holders_of(a.claims) == name).sum() for a in (before, self.atlas))
            if was != now:
                counted.append(f"{name}: {now:,} claims, {was:,} before")
        if self._claim is None:
            return f"{len(self.atlas.claims):,} claims are left, {len(before.claims):,} before."
        kind = KIND_LABELS[self.atlas.claims.iloc[self._claim]["resolved_kind"]]
        return f"{'; '.join(counted) or 'No count changes'}. Kind of source: {kind}."

    def _holder_of(self, atlas: Atlas) -> str:
        row = atlas.claims[atlas.claims["claim_id"] == self.picked]
        return "" if row.empty else holders_of(row).iloc[0]

    def _place_row(self) -> Path:
        if self.mention.value is None:
            raise ParameterError("the picked claim names no place")
        meant = self.meant.value.strip()
        meant = self._places.get(meant, meant)
        path = correct_place(
            self.corpus,
            self._mention(),
            meant,
            self.role.value,
            self.note.value,
            self.by.value,
            self.atlas.articles,
            gazetteer_of(self.corpus),
        )
        self.atlas = self.atlas.moved(self.mention.value, "" if meant == "-" else meant, self.role.value)
        return path

    def _write(self, row: Callable[[], Path], after: Callable[[], str] | None = None) -> None:
        if self._claim is None:
            self.written.value = "Pick a claim first."
            return
        try:
            path = row()
            told = after() if after else ""
        except (ClaimAtlasError, OSError) as error:
            self.written.value = f"<b>{escape(error)}</b>"
            return
        if not after:
            self._changed(self.atlas)
            surface, meant = self._mention()["surface"], self.meant.value.strip()
            told = f"“{surface}”: {meant}. The map shows it where the place is one of this run’s."
        where = f"{path.parent.name}/{path.name}"
        self.written.value = (
            f"Written to {escape(where)}. {escape(told)} Run make report to see it in groups and findings."
        )
