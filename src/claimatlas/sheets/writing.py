"""Reading and writing a review sheet: whole, under a lock, with a dated copy of what was there before."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import re
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from claimatlas.delimited import csv_rows, decoded, known_name, read_csv, separator_of
from claimatlas.errors import InputError
from claimatlas.files import locked, replacing, sweep, within
from claimatlas.sheets.cells import guarded, plain, squeeze
from claimatlas.sheets.kinds import BACKUP, FOLDER, ROWS, SHEETS, WHO, Sheet


def read_rows(corpus: Path | str, name: str, draft: Path | None = None) -> list[tuple[int, dict[str, str]]]:
    """Read sheet `name` of a corpus into (line number, cells), the apostrophes before formulas taken off.

    Parameters
    ----------
    corpus : path-like
    name : str
    draft : pathlib.Path, optional
        A file to read instead: a sheet that is about to be written.

    Raises
    ------
    InputError
        The file that is there cannot be read; see `claimatlas.delimited.read_csv`.
    """
    sheet, corpus = SHEETS[name], Path(corpus)
    path = draft or within(corpus, corpus / sheet.file, sheet.file)
    if not path.exists():
        return []
    rows = read_csv(path, sheet.file, sheet.required, sheet.columns + sheet.shown)
    return [(line, {c: plain(cells[c]) for c in sheet.columns}) for line, cells in rows]


def merge(
    corpus: Path | str,
    name: str,
    row: Mapping[str, str],
    replaces: Callable[[dict[str, str]], bool],
    check: Callable[[Path], None] | None = None,
) -> Path:
    """Add `row` to a sheet, in the place of the rows that `replaces` picks; its note tells what they said.

    Parameters
    ----------
    corpus : path-like
    name : str
        Sheet; its file is made if it is not there.
    row : mapping of str to str
    replaces : callable
        Takes the cells of a row that is there.
    check : callable, optional
        Takes the new sheet before it has its name; if it raises, the sheet is as it was.

    Returns
    -------
    pathlib.Path
        The sheet.

    Raises
    ------
    InputError
        The sheet that is there cannot be read, is read-only, or is a link out of the corpus.
    DiskError
        It cannot be written. In both cases it is as it was.
    """
    sheet = SHEETS[name]
    with _writing(corpus, sheet) as (path, old):
        gone = [r for r in old.rows if replaces(old.plain(r))]
        # The words of a row that it takes the place of are what a person wrote: none of them is dropped.
        note = _with_history(dict(row), [old.plain(r) for r in gone], sheet)
        added = {c: guarded(v) for c, v in ({**row, "note": note}).items()}
        header = old.header or [c for c in sheet.columns if c not in WHO or row.get(c)]
        header = [*header, *(c for c in sheet.columns if c not in header and added.get(c))]
        kept = [r for r in old.rows if not any(r is g for g in gone)]
        _write(path, old, header, [*kept, {c: added.get(c, "") for c in header}], check)
        _journal(Path(corpus), sheet, added)
    return path


def rewrite(
    corpus: Path | str, name: str, make: Callable[[list[dict[str, str]]], tuple[list[str], list[dict]]]
) -> Path:
    """Write a sheet anew from everything that is in it.

    Parameters
    ----------
    corpus : path-like
    name : str
    make : callable
        Takes the rows that are there, with every column that the file has, and returns the columns and rows
        to write.

    Raises
    ------
    InputError, DiskError
        As `merge`.
    """
    with _writing(corpus, SHEETS[name]) as (path, old):
        header, rows = make([old.plain(r) for r in old.rows])
        header = [*header, *(c for c in old.header if c not in header)]
        new = _Old("\ufeff", ",", "\r\n", old.header, old.rows, old.mode)
        _write(path, new, header, [{c: guarded(str(row.get(c, ""))) for c in header} for row in rows])
    return path


@dataclass
class _Old:
    """A sheet as it stands: its mark, what parts cells and lines, its rows as written, its rights."""

    mark: str
    separator: str
    end: str
    header: list[str]
    rows: list[dict[str, str]]
    mode: int

    @staticmethod
    def plain(row: Mapping[str, str]) -> dict[str, str]:
        """A row as it is meant."""
        return {c: plain(v.strip()) for c, v in row.items()}


@contextlib.contextmanager
def _writing(corpus: Path | str, sheet: Sheet) -> Iterator[tuple[Path, _Old]]:
    """Hold the lock of ``review/``, read the sheet whole and lay a dated copy of it aside."""
    corpus = Path(corpus)
    folder = within(corpus, corpus / FOLDER, FOLDER)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            str(folder),
            f"the folder cannot be made ({error.strerror})",
            "Work in a copy that can be written to.",
        ) from None
    with locked(folder):
        sweep(folder)
        path = within(corpus, corpus / sheet.file, sheet.file)
        if not path.is_relative_to(folder):
            raise InputError(
                sheet.file, "it is a link out of review/", "Put the file itself there instead of the link."
            )
        old = _whole(path, sheet)
        if path.exists() and not old.mode & stat.S_IWUSR:
            raise InputError(
                sheet.file,
                "the file is read-only",
                "Allow writing (chmod u+w) and try again; nothing was changed.",
            )
        _lay_aside(within(corpus, corpus / BACKUP, BACKUP), path, sheet)
        yield path, old


def _whole(path: Path, sheet: Sheet) -> _Old:
    """Read a sheet with all its columns and rows, so that writing it loses nothing."""
    if not path.exists():
        return _Old("", ",", "\r\n", [], [], 0o644)
    read_csv(
        path, sheet.file, sheet.required, sheet.columns + sheet.shown
    )  # says what is wrong with it, if anything
    text, encoding = decoded(path, sheet.file, "")
    first = text.splitlines()[0] if text else ""
    rows = [cells for _, cells in csv_rows(text, sheet.file, sheet.required)]
    header = [known_name(cell, sheet.columns + sheet.shown) for cell in rows[0]]
    while not header[-1]:  # columns without a name have no cells either, else it would not have been read
        header.pop()
    whole = [dict(zip(header, r, strict=False)) for r in rows[1:] if any(c.strip() for c in r)]
    mark = "" if encoding == "utf-8" else "\ufeff"  # what was in another encoding is UTF-8 from now on
    stated = re.fullmatch(r"sep=(\S|\t)", first, re.IGNORECASE)
    separator = stated[1] if stated else separator_of(first, sheet.required)
    end = "\r\n" if "\r\n" in text else "\n"
    return _Old(mark, separator, end, header, whole, stat.S_IMODE(path.stat().st_mode))


def _write(
    path: Path,
    old: _Old,
    header: Sequence[str],
    rows: Iterable[Mapping[str, str]],
    check: Callable[[Path], None] | None = None,
) -> None:
    """Write a sheet whole, with the mark, the separator, the line ends and the rights that it had."""
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", delimiter=old.separator, lineterminator=old.end)
    writer.writeheader()
    writer.writerows(rows)
    with replacing(path, old.mode) as temporary:
        temporary.write_text(old.mark + out.getvalue(), encoding="utf-8", newline="")
        if check:
            check(temporary)


def _lay_aside(folder: Path, path: Path, sheet: Sheet) -> None:
    """Keep in `folder` a copy of the sheet as it stood before the first writing of the day."""
    copy = folder / f"{sheet.name}-{_today()}.csv"
    if path.exists() and not copy.exists():
        with replacing(copy) as temporary:
            shutil.copyfile(path, temporary)


def _journal(corpus: Path, sheet: Sheet, row: Mapping[str, str]) -> None:
    """Add a row to the list of those written today, whatever else may happen to the sheet."""
    path = within(corpus, corpus / BACKUP, BACKUP) / f"{sheet.name}-{_today()}{ROWS}"
    path.parent.mkdir(exist_ok=True)
    new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, sheet.columns, restval="", extrasaction="ignore")
        if new:
            writer.writeheader()
        writer.writerow(row)


def _today() -> str:
    """The day that names a copy; the only clock in the package beside the panel."""
    return dt.date.today().isoformat()


def _with_history(row: dict[str, str], gone: list[dict[str, str]], sheet: Sheet) -> str:
    """The note of a row that takes the place of others: its own, then what they said and why."""
    notes = [row.get("note", "")]
    told = [c for c in sheet.columns if c in ("action", "field", "value", "place_id", "role")]
    for old in gone:
        if all(old.get(c, "") == row.get(c, "") for c in told):
            if old.get("note") and old["note"] != row.get("note"):
                notes.append(old["note"])
            continue
        said = " ".join(old[c] for c in told if old.get(c))
        notes.append(f"(before: {said}{': ' if old.get('note') else ''}{old.get('note', '')})")
    return squeeze(" ".join(filter(None, notes)))
