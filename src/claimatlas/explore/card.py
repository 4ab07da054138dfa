"""The card of a claim in JupyterLab, and what becomes of a correction."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import ipywidgets as w

from claimatlas.charts.palette import KIND_LABELS
from claimatlas.display import escape
from claimatlas.errors import ClaimAtlasError
from claimatlas.excerpts import cut
from claimatlas.explore.atlas import Atlas, holders_of
from claimatlas.explore.correct import correct_claim, correct_place
from claimatlas.explore.draw import article_html, card_html
from claimatlas.explore.form import Form
from claimatlas.gazetteer import gazetteer_of
from claimatlas.phrases import noun

KEPT = 5  # forms of claims shown before, into which somebody may still be typing
PARTS = {
    "source": "Correct the source", "other": "Another field", "place": "A place", "article": "In the article"
}


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
    form : Form or None
        The fields of the claim that is shown.
    """

    def __init__(self, corpus: Path | str, changed: Callable[[Atlas], None]):
        self.corpus, self._changed = Path(corpus), changed
        self.picked, self.atlas, self.form = "", None, None
        self._before: list[Form] = []
        self.face, self.article, self.written = w.HTML(), w.HTML(), w.HTML()
        wide = w.Layout(width="34em", max_width="98%")
        self.by = w.Text(description="by", placeholder="who corrects, if it may be known", layout=wide)
        self._parts = {name: w.VBox() for name in PARTS} | {"remark": w.VBox()}
        self._parts["article"].children = [self.article]
        forms = w.Tab([self._parts[name] for name in PARTS], titles=tuple(PARTS.values()))
        parts = [self.face, forms, self._parts["remark"], self.by, self.written]
        self.widget = w.VBox(parts, layout=w.Layout(display="none"))

    def show(self, atlas: Atlas, picked: str) -> None:
        """Show a claim, by its id."""
        another, self.atlas, self.picked = picked != self.picked, atlas, picked
        self.widget.layout.display = "" if picked else "none"
        claim = atlas.position(picked)
        self.face.value = "" if claim is None else card_html(atlas, claim)
        self.article.value = "" if claim is None else article_html(atlas, claim)
        if not another:
            self.form.show(atlas)
        elif claim is not None:
            self.written.value = ""
            self._set(Form(picked, atlas, self._wish))

    def _set(self, form: Form) -> None:
        """Put a form in the place of the one before, which stays alive for a while."""
        if self.form is not None:
            self._before.append(self.form)
        for old in self._before[:-KEPT]:
            old.close()
        self._before, self.form = self._before[-KEPT:], form
        for name in ("source", "other", "place", "remark"):
            self._parts[name].children = [getattr(form, name)]

    # --- corrections -------------------------------------------------------------------------------------

    def _wish(self, form: Form, name: str) -> None:
        """Do what a button of a form says, to the claim of that form."""
        if self.atlas.position(form.key) is None:
            self.written.value = "Pick a claim first."
            return
        form.atlas = self.atlas
        try:
            if name in ("place", "place_accept"):
                path, told = self._move(form, name == "place_accept")
            else:
                path, told = self._correct(form, name)
        except (ClaimAtlasError, OSError) as error:
            self.written.value = f"{self._of(form)}<b>{escape(error)}</b>"
            return
        where = escape(f"{path.parent.name}/{path.name}")
        self.written.value = (
            f"{self._of(form)}Written to {where}. {escape(told)} "
            "Run make report to see it in groups and findings."
        )

    def _of(self, form: Form) -> str:
        """Which claim is meant, where another is shown by now."""
        if form.key == self.picked:
            return ""
        rows = self.atlas.run[self.atlas.run["claim_id"] == form.key]
        return f"Of the claim “{escape(cut(rows['content'].iloc[0], 80))}”: "

    def _correct(self, form: Form, name: str) -> tuple[Path, str]:
        """Write an action on the claim of a form, show at once what it changes, and say it."""
        asked = {"holder": ("chain", form.chain), "own_voice": ("chain", form.outlet)}
        asked["field"] = (form.field.value, form.other_value)
        field, value = asked.get(name, ("", str))
        action = "edit" if name in asked else name
        claim = self.atlas.run[self.atlas.run["claim_id"] == form.key].iloc[0].to_dict()
        note, by = form.note.value, self.by.value
        path = correct_claim(self.corpus, self.atlas.articles, claim, action, field, value(), note, by)
        return path, self._apply(form.key)

    def _apply(self, key: str) -> str:
        """Read a claim anew and say whose claims are more and whose are fewer now."""
        before = self.atlas
        self._show_changed(before.corrected(self.corpus, key))
        counted = []
        names = (self._holder_of(self.atlas, key), self._holder_of(before, key))
        for name in dict.fromkeys(filter(None, names)):
            was, now = ((holders_of(a.claims) == name).sum() for a in (before, self.atlas))
            if was != now:
                counted.append(f"{name}: {now:,} {noun(now, 'claim')}, {was:,} before")
        if (claim := self.atlas.position(key)) is None:
            left = len(self.atlas.claims)
            kept = f"{left:,} {noun(left, 'claim is', 'claims are')} left"
            return f"{kept}, {len(before.claims):,} before."
        kind = KIND_LABELS[self.atlas.claims.iloc[claim]["resolved_kind"]]
        return f"{'; '.join(counted) or 'No count changes'}. Kind of source: {kind}."

    def _show_changed(self, atlas: Atlas) -> None:
        """The card first, then whoever listens, who draws all the rest anew."""
        self.show(atlas, self.picked)
        self._changed(atlas)

    def _holder_of(self, atlas: Atlas, key: str) -> str:
        """Empty if a correction took the claim away."""
        row = atlas.claims[atlas.claims["claim_id"] == key]
        return "" if row.empty else holders_of(row).iloc[0]

    def _move(self, form: Form, as_it_is: bool) -> tuple[Path, str]:
        """Write what place a mention means, show it, and say it."""
        meant, role = form.place_id(as_it_is), "" if as_it_is else form.role.value
        mention, gazetteer = form.named(), gazetteer_of(self.corpus)
        signed = (form.note.value, self.by.value)
        path = correct_place(self.corpus, mention, meant, role, *signed, self.atlas.articles, gazetteer)
        called = form.meant.value.strip()
        self._show_changed(self.atlas.moved(mention["mention_id"], "" if meant == "-" else meant, role))
        told = f"“{mention['surface']}”: {called}."
        return path, f"{told} The map shows it where the place is one of this run’s."
