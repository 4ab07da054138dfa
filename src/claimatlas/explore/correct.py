"""Write corrections into the review sheets of a corpus, where the next run reads them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from claimatlas.corpus import read_csv
from claimatlas.exports import safe
from claimatlas.places import review as places_review
from claimatlas.tables import replacing


def write_row(corpus: Path | str, file: str, columns: Sequence[str], key: Sequence[str], row: Mapping[str, str]) -> Path:
    """Add `row` to a review sheet of `corpus`, or put it in the place of the row with the same `key`.

    Parameters
    ----------
    corpus : path-like
    file : str
        Sheet within the corpus, e.g. ``review/places.csv``; it is made if it is not there.
    columns : sequence of str
        All columns that the sheet may have; a column that the sheet lacks is added if the row needs it.
    key : sequence of str
        Columns that say what a row corrects.
    row : mapping of str to str

    Returns
    -------
    pathlib.Path
        The sheet, written whole or not at all.

    Raises
    ------
    InputError
        The sheet that is there cannot be read.
    """
    path = Path(corpus) / file
    old: list[dict[str, str]] = []
    header = list(columns)
    if path.exists():
        old = [cells for _, cells in read_csv(path, file, (), tuple(columns))]
        with path.open(newline="", encoding="utf-8-sig") as sheet:
            header = [cell.strip() for cell in next(csv.reader(sheet), [])]
        header += [c for c in columns if c not in header and row.get(c)]
    same = tuple(row.get(c, "") for c in key)
    kept = [r for r in old if tuple(r.get(c, "") for c in key) != same]
    with replacing(path) as temporary, temporary.open("w", newline="", encoding="utf-8") as sheet:
        writer = csv.DictWriter(sheet, header, extrasaction="ignore")
        writer.writeheader()
        writer.writerows([*kept, dict(row)])
    return path


def correct_place(corpus: Path | str, mention: Mapping, place_id: str, role: str = "", note: str = "") -> Path:
    """Write what a mention of a place stands for into ``review/places.csv``.

    Parameters
    ----------
    corpus : path-like
    mention : mapping
        Row of the mentions table.
    place_id : str
        A place of the gazetteer, or ``-`` for no place.
    role : str
        literal, associative, or empty for the machine's.
    note : str
        Why.
    """
    surface = mention["surface"]
    row = {
        "mention_id": mention["mention_id"], "article_id": mention["article_id"], "place_id": place_id.strip(), "role": role,
        # The id says which mention it is; the surface is for people, and left out where a spreadsheet would run it.
        "surface": surface if safe(surface) == surface == surface.strip() else "", "note": safe(" ".join(note.split())),
    }
    return write_row(corpus, places_review.FILE, places_review.COLUMNS, ("mention_id", "article_id", "surface") if not row["mention_id"] else ("mention_id",), row)


def correct_claim(corpus: Path | str, claim: Mapping, column: str, value: str, note: str = "") -> Path:
    """Write a corrected cell of a claim into ``review/claims.csv``; other cells of its row there stay.

    Parameters
    ----------
    corpus : path-like
    claim : mapping
        Row of the claims table.
    column : str
        Column of the review sheet.
    value : str
        In the notation of the sheet: lists joined by ``"; "``, chain by ``" > "``, flags yes or no.
    note : str
        Why.
    """
    from claimatlas import review

    path = Path(corpus) / review.FILE
    before: dict[str, str] = {}
    if path.exists():
        rows = [cells for _, cells in read_csv(path, review.FILE, (), tuple(review.COLUMNS))]
        before = next((r for r in rows if r["claim_id"] == claim["claim_id"]), {})
    row = {**before, "claim_id": claim["claim_id"], column: " ".join(value.split())}
    if note:
        row["note"] = safe(" ".join(note.split()))
    return write_row(corpus, review.FILE, review.COLUMNS, ("claim_id",), row)
