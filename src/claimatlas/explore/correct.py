"""Write corrections into the review sheets of a corpus, where the next run reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from claimatlas import review, sheets
from claimatlas.gazetteer import Gazetteer
from claimatlas.places import review as places_review

# What an action makes idle: a claim is rejected or kept; of two edits of a field the later is meant.
OPPOSITES = {"accept": ("accept", "reject"), "reject": ("accept", "reject", "edit"), "edit": ("reject",)}


def correct_place(
    corpus: Path | str,
    mention: Mapping,
    place_id: str,
    role: str = "",
    note: str = "",
    by: str = "",
    articles: pd.DataFrame | None = None,
    gazetteer: Gazetteer | None = None,
) -> Path:
    """Write what a mention of a place stands for into ``review/places.csv``.

    Parameters
    ----------
    corpus : path-like
    mention : mapping
        Row of the mentions table.
    place_id : str
        A place of the gazetteer, or ``-`` for no place.
    role : str
        literal, associative, label, or empty for the machine's.
    note, by : str
        Why, and who says so.
    articles : pandas.DataFrame, optional
    gazetteer : Gazetteer, optional
        With both, the sheet is read as the next run will, before it is saved.

    Raises
    ------
    InputError, DiskError
        The sheet would not be read, or cannot be written; see `claimatlas.sheets.merge`. It is as it was
        then.
    """
    row = {
        "mention_id": mention["mention_id"],
        "article_id": mention["article_id"],
        "place_id": place_id.strip(),
        "role": role,
        "surface": sheets.squeeze(mention["surface"]),
        "note": sheets.squeeze(note),
        **_signed(by),
    }

    def check(draft: Path) -> None:
        if articles is not None and gazetteer is not None:
            places_review.read_review(corpus, articles, gazetteer, draft)

    return sheets.merge(corpus, "places", row, lambda old: old.get("mention_id") == row["mention_id"], check)


def correct_claim(
    corpus: Path | str,
    articles: pd.DataFrame,
    claim: Mapping,
    action: str,
    field: str = "",
    value: str = "",
    note: str = "",
    by: str = "",
) -> Path:
    """Write an action on a claim into ``review/claims.csv``; it takes the place of rows that it contradicts.

    What those said and why is kept in the note of the new row.

    Parameters
    ----------
    corpus : path-like
    articles : pandas.DataFrame
        All articles of the corpus.
    claim : mapping
        Row of the claims table.
    action : str
        accept, reject or edit.
    field, value : str
        For edit: what to change, and to what, in the notation of the sheet (lists joined by ``"; "``, a chain
        by ``" > "``, flags yes or no).
    note, by : str
        Why, and who says so.

    Raises
    ------
    InputError, DiskError
        The sheet would not be read or applied: the value does not fit the field or the claim's other fields,
        or the text is not that of the run; or it cannot be written. The sheet is as it was then.
    """
    key = claim["claim_id"]
    article, start, end = review.parse_claim_id(key)
    text = articles.set_index("article_id").loc[article, "text"][start:end]
    row = {
        "action": action,
        "claim_id": key,
        "text": sheets.squeeze(text),
        "note": sheets.squeeze(note),
        **_signed(by),
        "field": field if action == "edit" else "",
        "value": sheets.squeeze(value) if action == "edit" else "",
    }

    def replaces(old: dict[str, str]) -> bool:
        if old.get("claim_id") != key:
            return False
        said = old.get("action", "").lower()
        return said in OPPOSITES[action] or (action == said == "edit" and old.get("field") == field)

    def check(draft: Path) -> None:
        read = review.read_review(corpus, articles, draft)
        read.apply(pd.DataFrame([dict(claim)]), articles)

    return sheets.merge(corpus, "claims", row, replaces, check)


def _signed(by: str) -> dict[str, str]:
    """Who corrects, if they say so, and the day."""
    return {"by": sheets.squeeze(by), "date": dt.date.today().isoformat()}
