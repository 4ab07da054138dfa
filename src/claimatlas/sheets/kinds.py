"""Which review sheets there are, and what columns each has."""

from __future__ import annotations

from dataclasses import dataclass

FOLDER, BACKUP = "review", "review/backup"
ROWS = "-rows.csv"  # how a file in it is called that lists the rows written on a day
WHO = ("by", "date")  # who corrected and when, as far as the analyst says so
BEFORE = ("corrected before", "noted before")  # why a row that `rewrite` found stands in the new sheet


@dataclass(frozen=True)
class Sheet:
    """One kind of review sheet.

    Attributes
    ----------
    name : str
        Its file is ``review/<name>.csv``.
    columns : tuple of str
        All columns that it may have.
    required : tuple of str
        Those that it must have.
    shown : tuple of str
        Further columns, there to be read by people alone.
    """

    name: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    shown: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """Name of the file within the corpus folder."""
        return f"{FOLDER}/{self.name}.csv"


SHEETS = {
    sheet.name: sheet
    for sheet in (
        Sheet(
            "places",
            ("mention_id", "article_id", "surface", "place_id", "role", "note", *WHO),
            ("place_id",),
        ),
        Sheet(
            "claims",
            (
                "action", "claim_id", "other_id", "article_id", "start", "end", "text", "other_text",
                "field", "value", "note", *WHO,
            ),
            ("action",),
            # What `make review` shows beside them, so that a row can be judged without opening anything else.
            (
                "sentence", "outlet", "holder", "holder_kind", "chain", "cue", "hedged", "denial",
                "negated", "background", "places", "dates", "numbers", "confidence", "why",
            ),
        ),
        Sheet(
            "holders",
            ("action", "holder_id", "name", "other_id", "other_name", "article_id", "value", "note", *WHO),
            ("action",),
            ("kind", "other_kind", "joined", "confidence", "evidence", "sentence", "other_sentence", "why"),
        ),
    )
}
