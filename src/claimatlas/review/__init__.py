"""An analyst's corrections of claims: ``review/claims.csv``, which wins over the machine.

Each row carries the words that it was written against. If they are no longer at that place but at one other,
the row goes with them; if not, it stays in its sheet, is left out and is named: it is never applied to
something else. ``python -m claimatlas.review BUILD_FOLDER CORPUS`` writes the sheet anew, all claims in it,
those most worth a look first and whatever was corrected before on top, and beside it one of the doubts of who
is who (`claimatlas.people.review`); rows without an action do nothing.
"""

from claimatlas.review.reading import Review, read_review
from claimatlas.review.rows import ACTIONS, FIELDS, FILE, FLAGS, PAIRS, SHEET, StaleError, parse_claim_id
from claimatlas.review.sheet import sheet_rows, write_sheets

__all__ = [
    "ACTIONS",
    "FIELDS",
    "FILE",
    "FLAGS",
    "PAIRS",
    "SHEET",
    "Review",
    "StaleError",
    "parse_claim_id",
    "read_review",
    "sheet_rows",
    "write_sheets",
]
