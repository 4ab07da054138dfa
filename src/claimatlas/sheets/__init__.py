"""Review sheets: the files in ``review/`` that hold what an analyst corrected, and what became of each row.

Corrections are work by hand and never lost: a sheet is only ever written with everything that was read from
it, under a lock, and with a dated copy of what was there before. A row that cannot be applied stays in its
sheet, is left out of the run and is named. A further sheet is one more entry of `SHEETS`.
"""

from claimatlas.sheets.cells import (
    elsewhere,
    matching_ids,
    neutral,
    offset,
    plain,
    short,
    squeeze,
    whereabouts,
)
from claimatlas.sheets.fates import Fates, OfSelection, read_fates, strangers
from claimatlas.sheets.kinds import BACKUP, BEFORE, FOLDER, ROWS, SHEETS, WHO, Sheet
from claimatlas.sheets.writing import merge, read_rows, rewrite

__all__ = [
    "BACKUP",
    "BEFORE",
    "FOLDER",
    "ROWS",
    "SHEETS",
    "WHO",
    "Fates",
    "OfSelection",
    "Sheet",
    "elsewhere",
    "matching_ids",
    "merge",
    "neutral",
    "offset",
    "plain",
    "read_fates",
    "read_rows",
    "rewrite",
    "short",
    "squeeze",
    "strangers",
    "whereabouts",
]
