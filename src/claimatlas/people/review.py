"""Corrections of holders: ``review/holders.csv``, which wins over the machine.

A row names a holder by its id and one of its names. Where the id is another's by now, the name finds the
holder; where no holder has both or is the only one of the name, the row does nothing and is named. So is a
row about an article that is gone: it stays in its sheet and is left out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from claimatlas.errors import InputError
from claimatlas.people.listing import Listed, number
from claimatlas.sheets import SHEETS, Fates, OfSelection, matching_ids, read_rows
from claimatlas.tables import HOLDER_KINDS, OUTSIDE

SHEET = SHEETS["holders"]
FILE = SHEET.file
ACTIONS = ("split", "join", "rename", "retype")
KINDS = HOLDER_KINDS[:3]
"""What a holder may be retyped to; an anonymous one has no entry."""
_REMEDY = "Correct the row, or empty its action to leave it out."
_NOBODY = "there is no such holder in this run, or nothing to part"


@dataclass
class Review(OfSelection):
    """Corrections that were read, and what they did.

    Attributes
    ----------
    rows : list of dict
        Cells of the sheet's columns, and ``line``; one for each line with an action that can be applied.
    touched : collections.Counter
        After `apply`: how many holders each action changed.
    fates : Fates
        What became of every line with an action.
    """

    rows: list[dict] = field(default_factory=list)
    fates: Fates = field(default_factory=lambda: Fates(SHEET.name))

    @property
    def idle(self) -> list[int]:
        """After `apply`: lines that changed nothing."""
        return self.fates.idle

    def apply(self, listed: list[Listed]) -> tuple[list[Listed], dict[tuple[str, str], str]]:
        """Split, join, rename and retype, in this order.

        Parameters
        ----------
        listed : list of Listed
            With their ids.

        Returns
        -------
        listed : list of Listed
            Those that are left. An id stays what it was, so that other rows still find the holder.
        retyped : dict of (str, str) to str
            The new kind by article and name.
        """
        self.touched = Counter()
        left, retyped = list(listed), {}
        for row in sorted(self.rows, key=lambda r: (ACTIONS.index(r["action"]), r["line"])):
            if not getattr(self, f"_{row['action']}")(row, left, retyped):
                self.fates.tell(row["line"], row, row["name"], *self._idle(row))
                continue
            self.fates.tell(row["line"], row, row["name"], "applied")
            self.touched[row["action"]] += 1
        return left, retyped

    def _idle(self, row: dict) -> tuple[str, str]:
        """The state of a row that does nothing, and why; who joins needs both sides in sight."""
        texts = [text for key, text in self.elsewhere.items() if row["article_id"] in ("", key)]
        beyond = any(name in text for name in (row["name"], row["other_name"]) if name for text in texts)
        return (OUTSIDE, "") if beyond else ("without effect", _NOBODY)

    def _split(self, row: dict, left: list[Listed], _: dict) -> bool:
        """Take a name, perhaps of one article alone, off a holder."""
        holder = _find(left, row["holder_id"], row["name"])
        if holder is None:
            return False
        wanted = {row["name"]}
        parted = [
            e
            for e in holder.entities
            if row["article_id"] in ("", e.article) and (e.name in wanted or wanted & e.forms.keys())
        ]
        target = _find(left, row["other_id"], row["other_name"]) if row["other_id"] else None
        if not parted or len(parted) == len(holder.entities) or (row["other_id"] and target is None):
            return False
        holder.entities = [e for e in holder.entities if e not in parted]
        if target is None:
            target = Listed.of(parted)
            target.name = row["value"] or target.name
            left.append(target)
            number(left)
        else:
            _take(target, parted)
        holder.describe()
        holder.reviewed = target.reviewed = True
        return True

    def _join(self, row: dict, left: list[Listed], _: dict) -> bool:
        """Make the second holder part of the first."""
        one = _find(left, row["holder_id"], row["name"])
        other = _find(left, row["other_id"], row["other_name"])
        if one is None or other is None or one is other:
            return False
        _take(one, other.entities)
        left.remove(other)
        return True

    def _rename(self, row: dict, left: list[Listed], _: dict) -> bool:
        """Give a holder another name; the old one stays a variant."""
        holder = _find(left, row["holder_id"], row["name"])
        if holder is not None:
            holder.variants = list(dict.fromkeys([*holder.variants, holder.name]))
            holder.name, holder.reviewed = row["value"], True
        return holder is not None

    def _retype(self, row: dict, left: list[Listed], retyped: dict) -> bool:
        """Say what kind of holder it is; one without a name is none."""
        holder = _find(left, row["holder_id"], row["name"])
        if holder is None:
            return False
        retyped.update(dict.fromkeys(holder.keys, row["value"]))
        if row["value"] == "anonymous":
            left.remove(holder)
        else:
            holder.kind, holder.reviewed = row["value"], True
        return True

    def summary(self) -> str:
        """Say what the corrections did."""
        if not self.fates.rows:
            return f"No corrections of holders: there is no {FILE}, or no row of it has an action."
        parts = [f"{n} {action}" for action in ACTIONS if (n := self.touched[action])]
        text = f"{FILE}: {self.fates.n_rows} rows; holders touched: {', '.join(parts) or 'none'}."
        text += self.fates.beyond
        return text + (f" Lines without effect: {', '.join(map(str, self.idle))}." if self.idle else "")


def _find(listed: list[Listed], holder_id: str, name: str) -> Listed | None:
    """The holder that a row means: of this id and name, else the only one of this name."""
    called = [h for h in listed if name in h.called]
    by_id = [h for h in called if h.holder_id == holder_id]
    holds = [h for h in called if h.holds]
    return next(iter(by_id or (called if len(called) == 1 else holds if len(holds) == 1 else [])), None)


def _take(holder: Listed, entities: list) -> None:
    """Give a holder more entities; its name and kind stay."""
    name, kind = holder.name, holder.kind
    holder.entities = [*holder.entities, *entities]
    holder.describe()
    holder.name, holder.kind, holder.reviewed = name, kind, True


def read_review(corpus: Path | str, articles: pd.DataFrame) -> Review:
    """Read ``<corpus>/review/holders.csv`` and check every row; no file is no correction.

    Parameters
    ----------
    corpus : path-like
    articles : pandas.DataFrame
        All articles of the corpus, before any selection.

    Raises
    ------
    InputError
        A row has an unknown action or kind, names no holder, or says what another row says otherwise; the
        message names file, line and value. A row whose article is gone does not stop: it is left out and
        named.
    """
    known = list(articles["article_id"])
    review, told = Review(), {}
    for line, row in read_rows(corpus, SHEET.name):
        row["action"] = row["action"].lower()
        if not row["action"]:
            if row["value"]:
                review.fates.tell(line, row, row["name"], "without effect", "its action is empty")
            continue
        if (wrong := _wrong(row)) is not None:
            raise InputError(FILE, wrong, _REMEDY, line)
        if row["action"] in ("rename", "retype"):
            key = (row["action"], row["holder_id"], row["name"])
            if key in told:
                wrong = f"{row['action']} of {row['holder_id']!r} stands in row {told[key]} already"
                raise InputError(FILE, wrong, "Keep one of the two.", line)
            told[key] = line
        if row["article_id"] and not (found := matching_ids(row["article_id"], known)):
            gone = f"article_id {row['article_id']!r} is not in articles.csv"
            review.fates.tell(line, row, row["name"], "left out", gone)
            continue
        article = found[0] if row["article_id"] else ""
        review.fates.tell(line, row, row["name"], "without effect", _NOBODY)  # until it is applied
        review.rows.append({**row, "article_id": article, "line": line})
    return review


def _wrong(row: dict[str, str]) -> str | None:
    """What is wrong with a row, or None."""
    action = row["action"]
    if action not in ACTIONS:
        return f"action {action!r} is none of {', '.join(ACTIONS)}"
    needed = [
        "holder_id",
        "name",
        *(["other_id", "other_name"] if action == "join" or row["other_id"] else []),
    ]
    needed += ["value"] if action in ("rename", "retype") else []
    if empty := next((c for c in needed if not row[c]), None):
        return f"{action}: {empty} is empty"
    if row["holder_id"] == row["other_id"]:
        return f"{action}: holder_id and other_id are both {row['holder_id']!r}"
    if action == "retype" and row["value"] not in KINDS:
        return f"value {row['value']!r} is none of {', '.join(KINDS)}"
    return None
