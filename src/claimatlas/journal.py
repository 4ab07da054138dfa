"""Rows that the panel wrote into a review sheet and that are no longer there.

A spreadsheet that was open meanwhile saves its own state over the sheet. ``review/backup/`` has each row
that was written (``<sheet>-<day>-rows.csv``) and the sheet as it stood before the first of a day, so what is
missing can be told: the row written last on something, unless the sheet says of it what was never written
before, which is a later thought of a person's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from claimatlas import tables
from claimatlas.delimited import read_csv
from claimatlas.errors import InputError
from claimatlas.files import within
from claimatlas.sheets import BACKUP, ROWS, SHEETS, Fates, plain, read_rows

# What a row is about, and what it says of it.
_ABOUT = ("claim_id", "other_id", "mention_id", "field")
_SAID = ("action", "value", "place_id", "role")


@dataclass(frozen=True)
class Missing:
    """A row that was written and is not in its sheet.

    Attributes
    ----------
    file : str
        Where it still stands, within the corpus folder.
    line : int
    cells : dict of str to str
    """

    file: str
    line: int
    cells: dict[str, str]


def missing(corpus: Path | str, name: str) -> list[Missing]:
    """Return the rows that were written into sheet `name` last and are not in it, in their order."""
    last: dict[tuple, Missing] = {}
    before: set[tuple] = set()
    for row in _kept(Path(corpus), name):
        if row.file.endswith(ROWS):
            for key in [key for key, other in last.items() if _replaces(row.cells, other.cells)]:
                before.add((key, _said(last.pop(key).cells)))
            last[_about(row.cells)] = row
        else:
            key, said = _about(row.cells), _said(row.cells)
            if key in last and said != _said(last[key].cells) and (key, said) not in before:
                del last[key]  # somebody thought again
            before.add((key, said))
    if not last:
        return []
    now: dict[tuple, list[tuple]] = {}
    for _, cells in read_rows(corpus, name):
        if any(_said(cells)):
            now.setdefault(_about(cells), []).append(_said(cells))
    return [
        row
        for key, row in last.items()
        if all(said != _said(row.cells) and (key, said) in before for said in now.get(key, ()))
    ]


def name_missing(fates: Fates, corpus: Path | str) -> None:
    """Name each row that is no longer in a sheet among what became of its rows."""
    sheet = SHEETS[fates.sheet]
    for row in missing(corpus, fates.sheet):
        why = f"{sheet.file} was saved over it; put the row back there, or delete it here"
        target = row.cells.get("claim_id") or row.cells.get("mention_id") or ""
        fates.tell(row.line, row.cells, target, tables.MISSING, why, row.file)


def _kept(corpus: Path, name: str) -> Iterator[Missing]:
    """The rows of the copies that lie aside, day by day: a sheet, then the rows written into it."""
    sheet = SHEETS[name]
    folder = corpus / BACKUP
    paths = folder.glob(f"{name}-*.csv") if folder.is_dir() else ()
    days = ((p.name.removesuffix(ROWS).removesuffix(".csv"), p.name.endswith(ROWS), p) for p in paths)
    for _, _, path in sorted(days):
        file = f"{BACKUP}/{path.name}"
        try:
            rows = read_csv(within(corpus, path, file), file, (), sheet.columns + sheet.shown)
        except InputError:  # a copy is of use where it can be read, and stops nothing where not
            continue
        for line, cells in rows:
            yield Missing(file, line, {c: plain(cells[c]) for c in sheet.columns})


def _about(cells: Mapping[str, str]) -> tuple:
    """What a row is about; a name of a place is told by its article and itself."""
    about = tuple(cells.get(c, "") for c in _ABOUT)
    return about if any(about) else (cells.get("article_id", ""), cells.get("surface", ""))


def _said(cells: Mapping[str, str]) -> tuple:
    """What a row says, in a form that does not tell how it is written."""
    return tuple(cells.get(c, "").strip().lower() for c in _SAID)


def _replaces(row: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether a row took the place of an earlier one: on the same, or one of them takes out the whole
    claim."""
    if _about(row) == _about(other):
        return True
    same = row.get("claim_id") and row.get("claim_id") == other.get("claim_id")
    return bool(same) and "reject" in (row.get("action"), other.get("action"))
