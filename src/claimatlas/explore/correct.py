"""Write corrections into the review sheets of a corpus, where the next run reads them."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from claimatlas import review
from claimatlas.corpus import read_csv, separator_of
from claimatlas.errors import InputError
from claimatlas.exports import safe
from claimatlas.files import replacing
from claimatlas.places import review as places_review
from claimatlas.sheets import neutral


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
    header, mark = list(columns), ""
    if path.exists():
        mark = "\ufeff" if path.read_bytes().startswith(b"\xef\xbb\xbf") else ""
        old = [cells for _, cells in read_csv(path, file, (), tuple(columns))]
        with path.open(newline="", encoding="utf-8-sig") as sheet:
            first = sheet.readline()
            header = [cell.strip() for cell in next(csv.reader([first], delimiter=separator_of(first)), [])]
        header += [c for c in columns if c not in header and row.get(c)]
    same = tuple(row.get(c, "") for c in key)
    kept = [r for r in old if tuple(r.get(c, "") for c in key) != same]
    with replacing(path) as temporary, temporary.open("w", newline="", encoding="utf-8") as sheet:
        sheet.write(mark)
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
    return write_row(corpus, places_review.FILE, places_review.COLUMNS, ("mention_id",), row)


def correct_claim(
    corpus: Path | str, articles: pd.DataFrame, claim: Mapping, action: str, field: str = "", value: str = "", note: str = ""
) -> Path:
    """Write an action on a claim into ``review/claims.csv``; the same edit written again takes the place of the first.

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
        For edit: what to change, and to what, in the notation of the sheet (lists joined by ``"; "``, a chain by
        ``" > "``, flags yes or no).
    note : str
        Why.

    Raises
    ------
    InputError
        The sheet would not be read: the value does not fit the field, or the text is not that of the run. The sheet is
        as it was then.
    """
    article, start, end = review.parse_claim_id(claim["claim_id"])
    text = articles.set_index("article_id").loc[article, "text"][start:end]
    row = {
        "action": action, "claim_id": claim["claim_id"], "text": " ".join(text.split()), "note": " ".join(note.split()),
        "field": field if action == "edit" else "", "value": " ".join(value.split()) if action == "edit" else "",
    }
    path = Path(corpus) / review.FILE
    before = path.read_bytes() if path.exists() else None
    written = write_row(
        corpus, review.FILE, review.COLUMNS + review.SHOWN if before else review.COLUMNS, ("action", "claim_id", "field"),
        {name: neutral(cell) for name, cell in row.items()},
    )
    try:
        review.read_review(corpus, articles)
    except InputError:
        if before is None:
            path.unlink()
        else:
            with replacing(path) as temporary:
                temporary.write_bytes(before)
        raise
    return written
