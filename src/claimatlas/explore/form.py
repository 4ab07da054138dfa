"""The fields in which one claim is corrected, in JupyterLab."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as w
import pandas as pd

from claimatlas.errors import ParameterError
from claimatlas.explore.atlas import Atlas
from claimatlas.exports import cell
from claimatlas.review import FIELDS

NO_PLACE = "no place"
_WIDE = {"width": "34em", "max_width": "98%"}


class Form:
    """What is typed for one claim.

    A kernel answers later than a hand types: what arrives by then may have been typed while another claim
    was shown. So each claim has fields and buttons of its own, and a field that has to say something else is
    replaced and never overwritten. What a field says of itself is no correction and is not handed over.

    Parameters
    ----------
    key : str
        Id of the claim.
    atlas : Atlas
    wish : callable
        Is given the form and the name of a button: ``holder``, ``own_voice``, ``accept``, ``reject``,
        ``field``, ``place`` or ``place_accept``.

    Attributes
    ----------
    source, other, place, remark : ipywidgets.VBox
        The fields and buttons, by what they correct, and why.
    """

    def __init__(self, key: str, atlas: Atlas, wish: Callable[[Form, str], None]):
        self.key, self.atlas, self._wish = key, atlas, wish
        self._said: dict[str, str] = {}  # what each field says of itself
        self._gone: list[w.Widget] = []  # fields that others stand in the place of
        self._places: dict[str, str] = {}  # what the places to pick are called, and their ids
        self.field = w.Dropdown(options=FIELDS, value="chain", description="field", layout=w.Layout(**_WIDE))
        self.mention = w.Dropdown(description="place", layout=w.Layout(**_WIDE))
        roles = [("as the machine says", ""), *((role, role) for role in ("literal", "associative", "label"))]
        self.role = w.Dropdown(options=roles, description="role", layout=w.Layout(**_WIDE))
        self.note = w.Text(description="because", layout=w.Layout(**_WIDE))
        self.set_holder = self._button("holder", "This is the source", "12em", "primary")
        self.own_voice = self._button("own_voice", "The outlet’s own voice", "13em")
        self.accept = self._button("accept", "Right as it is", "10em")
        self.reject = self._button("reject", "This is no claim", "10em")
        self.write_claim = self._button("field", "Write to review/claims.csv", "16em")
        self.write_place = self._button("place", "Write to review/places.csv", "16em")
        self.accept_place = self._button("place_accept", "The place is right as it is", "16em")
        buttons = [self.set_holder, self.own_voice, self.accept, self.reject]
        held = w.HBox(buttons, layout=w.Layout(flex_flow="row wrap"))
        places = w.HBox([self.write_place, self.accept_place], layout=w.Layout(flex_flow="row wrap"))
        self.holder, self.value, self.meant = w.Combobox(), w.Text(), w.Combobox()
        self.source = w.VBox([self.holder, held])
        self.other = w.VBox([self.field, self.value, self.write_claim])
        self.place, self.remark = w.VBox([self.mention, self.meant, self.role, places]), w.VBox([self.note])
        self._fill()
        self.field.observe(lambda _: self._new_value(), "value")
        self.mention.observe(lambda _: self._new_meant(), "value")

    def _button(self, name: str, text: str, wide: str, style: str = "") -> w.Button:
        """The form only wishes, by `name`: who made it does the writing."""
        button = w.Button(description=text, button_style=style, layout=w.Layout(width=wide))
        button.on_click(lambda _: self._wish(self, name))
        return button

    # --- what the fields say -----------------------------------------------------------------------------

    def show(self, atlas: Atlas) -> None:
        """Say what another atlas says of the claim: in the fields in which nobody has typed meanwhile."""
        self.atlas = atlas
        if atlas.position(self.key) is not None:
            self._new_holder()
            self._new_value()
            self._new_meant()

    def _fill(self) -> None:
        """Says everything a first time; nobody can have typed yet."""
        rows = self.atlas.mentions_in(self.atlas.position(self.key))
        triples = zip(rows["surface"], rows["status"], rows["mention_id"], strict=True)
        self.mention.options = [(f"{surface} ({status})", key) for surface, status, key in triples]
        self.mention.index = 0 if len(rows) else None
        self._new_holder()
        self._new_value()
        self._new_meant()

    @property
    def _row(self) -> pd.Series:
        """Looked up each time, as a correction brings another atlas."""
        return self.atlas.claims.iloc[self.atlas.position(self.key)]

    def _put(self, box: w.VBox, name: str, about: str, says: str, make: Callable[[str], w.Widget]) -> None:
        """Replace a field that says something else now, unless somebody typed in it about the same."""
        old, said = getattr(self, name), self._said.get(name)
        same = self._said.get(f"{name} of") == about
        self._said |= {name: says, f"{name} of": about}
        if same and (says == said or old.value != said):
            return
        new = make(says)
        self._gone.append(old)
        setattr(self, name, new)
        box.children = [new if part is old else part for part in box.children]

    def _new_holder(self) -> None:
        """All holders are offered, and any other name may be written."""
        names = tuple(self.atlas.holders())

        def make(says: str) -> w.Widget:
            hint = "pick a name, or write one"
            look = {"description": "source is", "placeholder": hint, "layout": w.Layout(**_WIDE)}
            return w.Combobox(value=says, options=names, ensure_option=False, **look)

        self._put(self.source, "holder", "", cell(self._row["holder"]), make)

    def _new_value(self) -> None:
        """Another field replaces what was typed: it was about the field before."""
        field = self.field.value
        says = cell(self._row[field], field)
        look = {"description": "is really", "layout": w.Layout(**_WIDE)}
        self._put(self.other, "value", field, says, lambda says: w.Text(value=says, **look))

    def _new_meant(self) -> None:
        """`_places` leads from the words of a choice back to its id, where “-” is no place."""
        if self.mention.value is None:
            says, names = "", ()
        else:
            row = self.named()
            # Each choice goes to the browser: those of the article, not the thousands of a run.
            mentions = self.atlas.mentions
            own = mentions.loc[mentions["article_id"] == row["article_id"], "place_id"].dropna()
            named = {a["place_id"]: a["name"] for a in row["alternatives"]}
            named |= {key: self.atlas.name_of("places", key) for key in own if key}
            self._places = {f"{name} ({key})": key for key, name in named.items()} | {NO_PLACE: "-"}
            now, names = cell(row["place_id"]), tuple(self._places)
            says = f"{named[now]} ({now})" if now in named else now or NO_PLACE

        def make(says: str) -> w.Widget:
            hint = "pick a place, or write its place_id"
            look = {"description": "is really", "placeholder": hint, "layout": w.Layout(**_WIDE)}
            return w.Combobox(value=says, options=names, ensure_option=False, **look)

        self._put(self.place, "meant", str(self.mention.value), says, make)

    # --- what is meant -----------------------------------------------------------------------------------

    def named(self) -> dict:
        """Row of the mention that is chosen."""
        mentions = self.atlas.mentions
        return mentions[mentions["mention_id"] == self.mention.value].iloc[0].to_dict()

    def _typed(self, name: str, otherwise: str) -> str:
        """What was typed in a field.

        Raises
        ------
        ParameterError
            Nothing was.
        """
        typed = getattr(self, name).value.strip()
        if typed == self._said[name].strip():
            raise ParameterError(f"the field says what it said: nothing is written; {otherwise}")
        return typed

    def chain(self) -> str:
        """The chain with another innermost link; who passes it on stays."""
        name = self._typed("holder", "pick the source from the list, or write its name")
        if not name:
            raise ParameterError("pick the source from the list, or write its name")
        relays = [link for link in list(self._row["chain"])[1:-1] if link != name]
        return " > ".join([self._row["outlet"], *relays, name])

    def outlet(self) -> str:
        """The chain of a claim in the outlet's own voice."""
        return self._row["outlet"]

    def other_value(self) -> str:
        """What the chosen field is really."""
        return self._typed("value", "write what it is really")

    def place_id(self, as_it_is: bool = False) -> str:
        """Id of the place that the chosen mention means, ``-`` for none."""
        if self.mention.value is None:
            raise ParameterError("the picked claim names no place")
        if as_it_is:
            return cell(self.named()["place_id"]) or "-"
        if self.role.value and self.meant.value.strip() == self._said["meant"].strip():
            return self.place_id(as_it_is=True)
        typed = self._typed("meant", "pick another place, or say that it is right")
        return self._places.get(typed, typed)

    def close(self) -> None:
        """Let go of all fields."""
        for box in (self.source, self.other, self.place, self.remark):
            for part in [*box.children, box]:
                for inner in getattr(part, "children", ()):
                    inner.close()
                part.close()
        for part in self._gone:
            part.close()
