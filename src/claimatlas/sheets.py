"""Review sheets: the files in ``review/`` that hold what an analyst corrected, and what became of each row.

Corrections are work by hand and never lost: a sheet is only ever written with everything that was read from
it, under a lock, and with a dated copy of what was there before. A row that cannot be applied stays in its
sheet, is left out of the run and is named. A further sheet is one more entry of `SHEETS`.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import re
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pandas as pd

from claimatlas import tables
from claimatlas.corpus import csv_rows, decoded, known_name, read_csv, separator_of, within
from claimatlas.errors import InputError, printable
from claimatlas.files import locked, replacing, sweep

FOLDER, BACKUP = "review", "review/backup"
ROWS = "-rows.csv"  # how a file in it is called that lists the rows written on a day
WHO = ("by", "date")  # who corrected and when, as far as the analyst says so
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n|%]")
BEFORE = ("corrected before", "noted before")  # why a row that `rewrite` found stands in the new sheet
_LONGEST_WHY = 200
_NUMBER = re.compile(r"\d{1,9}")


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
                "action",
                "claim_id",
                "other_id",
                "article_id",
                "start",
                "end",
                "text",
                "other_text",
                "field",
                "value",
                "note",
                *WHO,
            ),
            ("action",),
            # What `make review` shows beside them, so that a row can be judged without opening anything else.
            (
                "sentence",
                "outlet",
                "holder",
                "holder_kind",
                "chain",
                "cue",
                "hedged",
                "denial",
                "negated",
                "background",
                "places",
                "dates",
                "numbers",
                "confidence",
                "why",
            ),
        ),
        Sheet(
            "holders",
            ("action", "holder_id", "name", "other_id", "other_name", "article_id", "value", "note", *WHO),
            ("action",),
            (
                "kind",
                "other_kind",
                "joined",
                "confidence",
                "evidence",
                "sentence",
                "other_sentence",
                "why",
            ),
        ),
    )
}


# --- cells -------------------------------------------------------------------------------------------------


def neutral(cell: str) -> str:
    """Write a cell, an apostrophe before it, so that no spreadsheet takes it for a formula; `plain` undoes it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def plain(cell: str) -> str:
    """Undo `neutral`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def _guarded(cell: str) -> str:
    """`neutral`, but for the dash that stands for no place and runs nowhere."""
    return cell if cell == "-" else neutral(cell)


def squeeze(text: str) -> str:
    """Fold all white space, as cells of a sheet hold the words of a text."""
    return " ".join(text.split())


def short(text: str) -> str:
    """Cut words to what a message can show."""
    text = squeeze(text)
    return text if len(text) <= 60 else text[:57] + "..."


def elsewhere(articles: pd.DataFrame, everything: pd.DataFrame) -> dict[str, str]:
    """Return the texts of the articles outside a selection, white space folded, by article_id."""
    left_out = everything[~everything["article_id"].isin(articles["article_id"])]
    return {key: squeeze(text) for key, text in zip(left_out["article_id"], left_out["text"], strict=True)}


def matching_ids(written: str, known: Iterable[str]) -> list[str]:
    """Return the ids that a cell may mean after a spreadsheet has had it: 001 comes back as 1, 1e3 as 1000.

    The id as it is written comes first, if there is such a one.
    """
    value = _amount(written)
    alike = [
        k
        for k in known
        if k == written or (value is not None and _amount(k) == value) or k.lower() == written.lower()
    ]
    return sorted(alike, key=lambda k: (k != written, k))


def _amount(text: str) -> Decimal | None:
    """The number that a spreadsheet would take `text` for."""
    if len(text) > 40 or not text[:1].isdigit():
        return None
    with contextlib.suppress(InvalidOperation):
        value = Decimal(text)
        return value if value.is_finite() else None
    return None


def offset(text: str) -> int:
    """Read a place in a text.

    Raises
    ------
    ValueError
        It is no whole number of at most nine digits.
    """
    if not (_NUMBER.fullmatch(text) and text.isascii()):
        raise ValueError(f"{short(text)!r} is no place in a text")
    return int(text)


def whereabouts(words: str, start: int, end: int, text: str) -> tuple[int, int] | None:
    """Return where the words of a row stand: from `start` to `end` as it says, else where they stand alone.

    Returns
    -------
    (int, int) or None
        None if they stand nowhere, or in more than one other place.
    """
    words = squeeze(words)
    if end <= len(text) and squeeze(text[start:end]) == words and text[start:end].strip() == text[start:end]:
        return start, end
    found = re.finditer(r"\s+".join(map(re.escape, words.split())), text) if words else iter(())
    one, two = next(found, None), next(found, None)
    return (one.start(), one.end()) if one and not two else None


# --- what became of a row ----------------------------------------------------------------------------------


@dataclass
class Fates:
    """What became of the rows of one sheet in a run.

    Attributes
    ----------
    sheet : str
        Name in `SHEETS`.
    rows : dict of (str, int) to dict
        By file and line, in the form of table corrections.
    """

    sheet: str
    rows: dict[tuple[str, int], dict] = field(default_factory=dict)

    @property
    def idle(self) -> list[int]:
        """Lines of the sheet that changed nothing, after it was applied."""
        states = ("without effect", "left out")
        file = SHEETS[self.sheet].file
        return [line for (name, line), fate in sorted(self.rows.items()) if name == file and fate["state"] in states]

    @property
    def n_rows(self) -> int:
        """Number of rows of the sheet itself that were told."""
        return sum(name == SHEETS[self.sheet].file for name, _ in self.rows)

    def tell(
        self, line: int, cells: Mapping[str, str], target: str, state: str, why: str = "", file: str = ""
    ) -> None:
        """Note what became of a row; the last word on it counts, but why it was moved or unchecked stays."""
        key = (file or SHEETS[self.sheet].file, line)
        before = self.rows.get(key, {})
        if state == "applied" and before.get("state") in ("moved", "unchecked"):
            state, why = before["state"], before["why"]
        why = printable(squeeze(why))
        self.rows[key] = {
            "sheet": key[0],
            "line": line,
            "action": cells.get("action") or "correct",
            "target": printable(target) or None,
            "state": state,
            "why": (why if len(why) <= _LONGEST_WHY else f"{why[:_LONGEST_WHY]} …") or None,
            "by": cells.get("by") or None,
            "date": cells.get("date") or None,
        }

    @property
    def beyond(self) -> str:
        """A sentence on the rows outside the selection, after a blank; empty if there are none."""
        n = sum(fate["state"] == tables.OUTSIDE for fate in self.rows.values())
        return f" {n} {'is' if n == 1 else 'are'} about articles {tables.OUTSIDE}." if n else ""

    def name_strangers(self, corpus: Path | str) -> None:
        """Name each file in ``review/`` that nobody reads, since corrections may lie in it."""
        for name, meant in strangers(corpus):
            remedy = (
                f"rename it to {meant}"
                if meant
                else f"sheets are {', '.join(s.file for s in SHEETS.values())}"
            )
            self.rows[printable(name), 0] = {
                "sheet": printable(name),
                "line": 0,
                "action": None,
                "target": None,
                "state": "not read",
                "why": f"no sheet has this name; {remedy}",
                "by": None,
                "date": None,
            }

    @property
    def frame(self) -> pd.DataFrame:
        """All of it, as table corrections."""
        rows = [self.rows[key] for key in sorted(self.rows)]
        frame = pd.DataFrame(rows, columns=list(tables.empty("corrections")))
        return frame.astype({"line": "int32"}) if rows else tables.empty("corrections")

    def write(self, build: Path | str) -> None:
        """Write it below ``<build>/corrections/``: a table, and lines to print if a row needs a look."""
        folder = Path(build) / "corrections"
        tables.write("corrections", self.frame, folder / self.sheet)
        fine = ("applied", tables.OUTSIDE)
        told = [_line(row) for row in self.frame.to_dict("records") if row["state"] not in fine]
        with replacing(folder / f"{self.sheet}.txt") as temporary:
            temporary.write_text("".join(f"{line}\n" for line in told), encoding="utf-8")


def _line(row: Mapping) -> str:
    """One row of table corrections as a line for the terminal."""
    where = f"{row['sheet']}, row {row['line']}" if row["line"] else row["sheet"]
    what = f" ({row['action']} {row['target']})" if row["target"] else ""
    return f"warning: {where}{what}: {row['state']}" + (f", since {row['why']}" if row["why"] else "")


def read_fates(build: Path | str) -> pd.DataFrame:
    """Read what became of the rows of all sheets, as table corrections."""
    folders = [Path(build) / "corrections" / name for name in sorted(SHEETS)]
    found = [tables.read("corrections", f) for f in folders if (f / "corrections.parquet").exists()]
    found = [frame for frame in found if len(frame)]
    return pd.concat(found, ignore_index=True) if found else tables.empty("corrections")


def strangers(corpus: Path | str) -> list[tuple[str, str]]:
    """Return the files in ``review/`` that are no sheet, each with the one it may be meant for, or nothing."""
    folder = Path(corpus) / FOLDER
    files = {sheet.file: sheet for sheet in SHEETS.values()}
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        name = f"{FOLDER}/{path.name}"
        if name in files or name == BACKUP or path.name.startswith((".", "~")) or path.name.endswith("~"):
            continue
        meant = next(
            (f for f, s in files.items() if s.name in path.name.lower() and not (Path(corpus) / f).exists()),
            "",
        )
        found.append((name, meant))
    return found


# --- reading and writing -----------------------------------------------------------------------------------


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
        The file that is there cannot be read; see `claimatlas.corpus.read_csv`.
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
        added = {c: _guarded(v) for c, v in ({**row, "note": note}).items()}
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
        _write(path, new, header, [{c: _guarded(str(row.get(c, ""))) for c in header} for row in rows])
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
            FOLDER, f"the folder cannot be made ({error.strerror})", "Work in a copy that can be written to."
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
        _lay_aside(folder, path, sheet)
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
    """Keep a copy of the sheet as it stood before the first writing of the day."""
    copy = folder / "backup" / f"{sheet.name}-{_today()}.csv"
    if path.exists() and not copy.exists():
        with replacing(copy) as temporary:
            shutil.copyfile(path, temporary)


def _journal(corpus: Path, sheet: Sheet, row: Mapping[str, str]) -> None:
    """Add a row to the list of those written today, whatever else may happen to the sheet."""
    path = corpus / BACKUP / f"{sheet.name}-{_today()}{ROWS}"
    path.parent.mkdir(exist_ok=True)
    new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, sheet.columns, restval="", extrasaction="ignore")
        if new:
            writer.writeheader()
        writer.writerow(row)


def _today() -> str:
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
