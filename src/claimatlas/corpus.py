"""A corpus: a folder with ``articles.csv`` and ``text/``, or with ``articles.parquet``, read into a table.

Reading is strict. What cannot be used stops with an `InputError` that names file, row and value; what is
merely unknown (an empty cell) stays unknown.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from claimatlas.days import is_ambiguous, is_iso_date, iso_day
from claimatlas.delimited import CONTROLS, read_csv
from claimatlas.errors import InputError, shortened
from claimatlas.files import raw_of, within
from claimatlas.measures import Measure, Measures
from claimatlas.parquet import read_rows
from claimatlas.text import clean

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("article_id", "outlet", "title", "author", "published", "url", "file", "note")
OPTIONAL = ("text_kind", "home", "language", "captured", "source_file", "copy_of", "copy_overlap")
REQUIRED = ("article_id", "outlet", "file")
CSV, PARQUET = "articles.csv", "articles.parquet"
IN_PARQUET = ("article_id", "outlet", "text")  # what is required there, where no text has a file of its own
TEXTUAL = ("outlet", "title", "author", "home", "text_kind", "language", "source_file")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def read_corpus(folder: Path | str, build: Path | str | None = None) -> pd.DataFrame:
    """Read a corpus folder into the articles table (see `claimatlas.tables`), one row per article.

    Parameters
    ----------
    folder : path-like
        Holds ``articles.csv`` and ``text/``, or ``articles.parquet`` with the same columns and ``text`` in
        the place of ``file``. Offsets everywhere in the suite count characters of the text as read here:
        UTF-8, put right by `claimatlas.text.clean`.
    build : path-like, optional
        Folder of the tables, in which is kept what was measured of each text; the next reading is quicker.

    Returns
    -------
    pandas.DataFrame
        Sorted by article_id. ``n_words`` counts the running text, without headings, bylines and link lists;
        ``n_sentences`` is 0 until the articles are annotated. ``language`` is that of articles.csv, else of
        the text where it is plain. ``own`` has the columns of the user's own, as JSON. ``attrs["warnings"]``
        has a sentence for each thing that had to be read otherwise than it is written, ``attrs["unread"]``
        says by article_id of which texts the bytes are no UTF-8: these are to be set aside, and what is here
        of their words is for nobody.

    Raises
    ------
    InputError
        Names file, row and value of the first thing that cannot be used, and the first text if none is UTF-8.
    """
    import pandas as pd  # those who only read CSV files do without

    folder = Path(folder)
    if not folder.is_dir():
        remedy = "Check CORPUS=…; it must hold articles.csv and text/."
        raise InputError(folder.name, "the corpus folder does not exist", remedy)
    extra: list[str] = []
    said: list[str] = []
    name, rows = _rows_of(folder, extra, said)
    if not rows:
        raise InputError(name, "there is no article in it", "Add one row for each article.")
    articles, seen, measures, unread = [], {}, Measures(build), {}
    for line, row in rows:
        row |= {c: _squeezed(row[c]) for c in TEXTUAL if row[c]}
        _as_meant(row, said)
        _check_row(row, line, seen, name)
        if name == PARQUET:
            raw, digest = _text_in(row, line)
        else:
            raw, digest, problem = _read_text(folder, row["file"], line)
            unread |= {} if problem is None else {row["article_id"]: problem}
        text = measures.of(raw, with_language=not row["language"])
        if not text.text.strip():
            raise _empty(name, row, line)
        articles.append(_article(row, text, digest, extra))
    if len(unread) == len(rows):
        raise next(iter(unread.values()))
    measures.keep()
    frame = pd.DataFrame(articles).sort_values("article_id").reset_index(drop=True)
    told = {"warnings": list(dict.fromkeys(said)), "unread": {key: str(e) for key, e in unread.items()}}
    frame.attrs |= {name: found for name, found in told.items() if found}
    return frame


@functools.lru_cache(maxsize=1000)
def _squeezed(cell: str) -> str:
    """A cell of the table, put right; outlets and authors come again and again."""
    return " ".join(clean(cell).split())


def _article(row: dict[str, str], text: Measure, digest: str, extra: list[str]) -> dict:
    """A row of the articles table, of one of the user's and of what was measured of its text."""
    return {
        **{c: row[c] or None for c in (*COLUMNS, "home", "captured", "source_file", "copy_of")},
        "language": row["language"].lower() or text.language or None,
        "text_kind": row["text_kind"] or "original", "text": text.text, "n_words": text.n_words,
        "n_sentences": 0, "sha256": digest, "own": _own(row, extra),
    }


def _rows_of(folder: Path, extra: list[str], said: list[str]) -> tuple[str, list[tuple[int, dict[str, str]]]]:
    """The name of a corpus' table of articles, and its rows."""
    if not (folder / PARQUET).exists():
        table = within(folder, folder / CSV, CSV)
        return CSV, read_csv(table, CSV, REQUIRED, COLUMNS + OPTIONAL, extra, said)
    if (folder / CSV).exists():
        raise InputError(
            PARQUET, f"{CSV} is there too, and each is a whole corpus", "Take one of the two away."
        )
    known = (*COLUMNS, *OPTIONAL, "text")
    rows = read_rows(within(folder, folder / PARQUET, PARQUET), PARQUET, IN_PARQUET, known, extra)
    for line, row in rows:
        for column, cell in row.items():
            if column != "text" and (control := next((c for c in cell if c in CONTROLS), None)):
                problem = f"{shortened(column)} holds the control character U+{ord(control):04X}"
                raise InputError(PARQUET, problem, "Take it out; it is no part of any text.", line)
        row["file"] = row["file"] or PARQUET
    return PARQUET, rows


def _text_in(row: dict[str, str], line: int) -> tuple[str, str]:
    """The text of a row of articles.parquet as it stands there, and its digest."""
    raw = row["text"]
    if "\0" in raw:
        raise InputError(PARQUET, "there is a NUL character in the text", "Take it out.", line)
    return raw, hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()


def _own(row: dict[str, str], names: list[str]) -> str | None:
    """The cells of a row in the columns that mean nothing here, as a JSON object; None if they are empty."""
    cells = {name: " ".join(clean(row[name]).split()) for name in dict.fromkeys(names) if row[name]}
    return json.dumps(cells, ensure_ascii=False) if cells else None


def _as_meant(row: dict[str, str], said: list[str]) -> None:
    """Put right what a spreadsheet did to a row: a day in its own form, zeros that it took off an id."""
    if row["published"] and not is_iso_date(row["published"]) and (day := iso_day(row["published"])):
        row["published"] = day
    key, stem = row["article_id"], row["file"].rsplit(".", 1)[0]
    if key.isdecimal() and stem.isdecimal() and len(stem) > len(key) and int(stem) == int(key):
        row["article_id"] = stem
        said.append(
            "articles.csv: ids without the zeros that their files' names begin with, as a spreadsheet leaves "
            "them, got them back."
        )


def _check_row(row: dict[str, str], line: int, seen: dict[tuple[str, str], int], name: str) -> None:
    """Stop at a cell that cannot be used; `seen` has the rows of the ids and files so far."""
    def wrong(problem: str, remedy: str) -> InputError:
        return InputError(name, problem, remedy, line)

    key, file, kind, published = (row[c] for c in ("article_id", "file", "text_kind", "published"))
    if empty := [c for c in (IN_PARQUET if name == PARQUET else REQUIRED) if not row[c]]:
        raise wrong(f"{empty[0]} is empty", "Every article needs one.")
    if not _ID.fullmatch(key):
        raise wrong(
            f"article_id {shortened(key)!r} has a character that ids cannot have",
            "Use letters, digits, '-', '_' and '.'.",
        )
    if ("id", key) in seen:
        raise wrong(
            f"article_id {shortened(key)!r} stands in row {seen['id', key]} already",
            "Give each article an id of its own.",
        )
    if ("file", file) in seen and name == CSV:
        raise wrong(f"file {file!r} belongs to row {seen['file', file]} already", "Name each text once.")
    if kind not in ("", "original", "digest"):
        raise wrong(
            f"text_kind {shortened(kind)!r} is neither original nor digest",
            "Write one of the two or leave it empty.",
        )
    if published and not is_iso_date(published):
        remedy = "Write YYYY-MM-DD, YYYY-MM or YYYY, or leave it empty if unknown."
        problem = "could be two days" if is_ambiguous(published) else "is not a date"
        raise wrong(f"published {shortened(published)!r} {problem}", remedy)
    seen["id", key] = seen["file", file] = line


def with_own(articles: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the articles with the columns of the user's own that articles.csv has, and the names of these.

    A name that a table has already gets "(own)" after it; an empty cell stays empty.
    """
    if "own" not in articles:
        return articles, []
    cells = [json.loads(own) if isinstance(own, str) else {} for own in articles["own"]]
    names = list(dict.fromkeys(name for row in cells for name in row))
    values = {name: [row.get(name, "") for row in cells] for name in names}
    taken = {*articles.columns, "n_claims", "set_aside"}
    named = {f"{name} (own)" if name in taken else name: values[name] for name in names}
    return articles.drop(columns="own").assign(**named), list(named)


def _empty(name: str, row: dict[str, str], line: int) -> InputError:
    """The error on an article without a text: where that stands, and what to do about it."""
    where = PARQUET if name == PARQUET else f"text/{row['file']}"
    return InputError(where, "the text is empty", "Add the article's text or remove its row.", line)


def _read_text(folder: Path, file: str, line: int) -> tuple[str, str, InputError | None]:
    """The text of a row of articles.csv, its digest, what is wrong with its bytes; stop if there is none."""
    where = f"text/{file}"
    if Path(file).is_absolute() or ".." in Path(file).parts:
        raise InputError(
            "articles.csv", f"file {file!r} points outside text/", "Name a file inside text/.", line
        )
    path = within(folder, folder / "text" / file, where, line)
    try:
        there = stat.S_ISREG(path.stat().st_mode)  # is_file() says no to any error from Python 3.14 on
    except (FileNotFoundError, NotADirectoryError, ValueError):
        there = False
    except OSError as error:
        problem = f"file {shortened(file)!r} cannot be looked for ({(error.strerror or '').lower()})"
        remedy = "Give the file a shorter name, here and in text/."
        raise InputError("articles.csv", problem, remedy, line) from None
    if not there:
        raise InputError(
            "articles.csv", f"file {shortened(file)!r} is not in text/", "Add the file or correct its name.",
            line,
        )
    raw = raw_of(path, where, "Add the file or correct its name.", line)
    wrong = None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is not UTF-8"
        wrong = InputError(where, problem, "Save the file as UTF-8 and run again.", line)
        text = raw.decode("utf-8-sig", errors="replace").replace("\0", " ")
    if "\0" in text:
        raise InputError(where, "there is a NUL character in it", "Save the file as plain text.", line)
    return text, hashlib.sha256(raw).hexdigest(), wrong
