"""A corpus: a folder with ``articles.csv`` and ``text/``, or with ``articles.parquet``, read into the articles table.

Reading is strict. What cannot be used stops with an `InputError` that names file, row and value; what is
merely unknown (an empty cell) stays unknown.
"""

from __future__ import annotations

import csv
import datetime as dt
import difflib
import hashlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from claimatlas.days import is_ambiguous, iso_day
from claimatlas.encoding import decode
from claimatlas.errors import InputError, ParameterError
from claimatlas.language import is_english
from claimatlas.measures import Measures
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
LONGEST_CELL = 131_072  # characters
# Those that no keyboard writes. NUL ends a name for the system, and ESC steers a terminal.
CONTROLS = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0)))) - frozenset("\t\n\v\f\r\x1c\x1d\x1e\x85")
_SEPARATOR = re.compile(r"sep=(\S|\t)", re.IGNORECASE)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def read_csv(
    path: Path, name: str, required: tuple[str, ...], known: tuple[str, ...], extra: list[str] | None = None,
    said: list[str] | None = None,
) -> list[tuple[int, dict[str, str]]]:
    """Read a CSV file as people and spreadsheets save it into (line number, row) pairs of stripped cells.

    Cells may be parted by commas, semicolons or tabs, letters written in UTF-8, UTF-16 or Windows' encodings, the
    names of columns in capitals. Empty rows, and empty columns and cells at the right, do not count. Only ``\\n`` and
    ``\\r`` end a row.

    Parameters
    ----------
    path : pathlib.Path
    name : str
        How errors name the file.
    required, known : tuple of str
        Columns that must be there, and those that mean something.
    extra : list of str, optional
        Takes the names of columns that are not known, whose cells are in the rows too; without it such a column is an
        error.
    said : list of str, optional
        Takes a sentence about an encoding that is not UTF-8.

    Raises
    ------
    InputError
        The file is missing, lacks a required column, has an unknown one, a row of another length or a quotation mark
        that is never closed.
    """
    text, encoding = decoded(path, name, f"Put it there: {name} with the columns {', '.join(known)}.")
    if said is not None and not encoding.startswith("utf-8"):
        said.append(f"{name} was read as {encoding}; save it as UTF-8 if letters came out wrong.")
    numbered = csv_rows(text, name, required)
    line, header = next(numbered, (1, []))
    header = [known_name(cell, known) for cell in header]
    while header and not header[-1]:
        header.pop()
    _check_header(header, name, required, known, line, extra)
    rows = []
    for line, cells in numbered:
        if not any(cell.strip() for cell in cells):
            continue
        while len(cells) > len(header) and not cells[-1].strip():
            cells.pop()
        if len(cells) != len(header):
            torn = any("\n" in cell for cell in cells)
            remedy = _CLOSE if torn else "Quote cells that contain the character that parts them."
            raise InputError(name, f"{len(cells)} cells where the header has {len(header)}", remedy, line)
        row = {k: c.strip() for k, c in zip(header, cells, strict=True) if k in known or (k and extra is not None)}
        rows.append((line, dict.fromkeys(known, "") | row))
    return rows


def known_name(cell: str, known: tuple[str, ...]) -> str:
    """A column's name as this project writes it, if it is one of its names in capitals or with blanks."""
    cell = cell.strip()
    name = re.sub(r"[\s-]+", "_", cell.lower())
    return name if name in known and cell not in known else cell


_CLOSE = "A quotation mark that opens a cell must close it; look for a stray one in this row."


def within(folder: Path, path: Path, name: str, line: int | None = None) -> Path:
    """Return `path` with its links followed, if it stays in the corpus `folder`.

    A corpus may come from somebody else, and a link in it may point at any file of the reader's.

    Raises
    ------
    InputError
        A link leads out of the corpus.
    """
    try:
        real = path.resolve()
        inside = real.is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # a name that cannot be, a ring of links
        raise InputError(name, "the name cannot be that of a file", "Correct the name.", line) from None
    if not inside:
        remedy = "Put the file itself there instead of the link."
        raise InputError(name, "a link leads out of the corpus folder, and is not followed", remedy, line)
    return real


def decoded(path: Path, name: str, missing: str) -> tuple[str, str]:
    """Return the letters of a table of the user's, and its encoding as `claimatlas.encoding.decode` says it.

    Parameters and errors are those of `raw_of`.
    """
    return decode(raw_of(path, name, missing))


def raw_of(path: Path, name: str, missing: str, line: int | None = None) -> bytes:
    """Read a file of the user's, and say what is wrong if that cannot be done.

    Parameters
    ----------
    path : pathlib.Path
    name : str
        How errors name the file.
    missing : str
        What to do if it is not there.
    line : int, optional
        Row of articles.csv that names it.

    Raises
    ------
    InputError
        It is missing, no file, or not to be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(name, "the file is missing", missing, line) from None
    except IsADirectoryError:
        raise InputError(name, "it is a folder, not a file", missing, line) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name cannot be that of a file"
        raise InputError(name, f"it cannot be read ({why.lower()})", "Correct its name or its rights.", line) from None


def csv_rows(text: str, name: str, required: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Yield rows with the number of the line that each begins in, whatever of the usual marks parts the cells.

    Raises
    ------
    InputError
        A quotation mark is not closed, or a cell is longer than `LONGEST_CELL`.
    """
    csv.field_size_limit(LONGEST_CELL)  # one for the whole process, and the intake reads longer ones
    source = io.StringIO(text, newline="")
    first = source.readline()
    stated = _SEPARATOR.fullmatch(first.strip("\r\n"))  # a line that Excel writes for itself
    skipped = 1 if stated else 0
    if not stated:
        source.seek(0)
    reader = csv.reader(source, delimiter=stated[1] if stated else separator_of(first, required))
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = next(reader, None)
        except csv.Error:
            problem = f"a cell has more than {LONGEST_CELL:,} characters"
            raise InputError(name, problem, f"Shorten it. {_CLOSE}", line) from None
        if cells is None:
            return
        if control := next((c for cell in cells for c in cell if c in CONTROLS), None):
            remedy = "Take it out; it is no part of any text."
            raise InputError(name, f"a cell holds the control character U+{ord(control):04X}", remedy, line)
        yield line, cells


def separator_of(header: str, required: tuple[str, ...] = ()) -> str:
    """Return what parts the cells of a header line: of comma, semicolon and tab the one that shows the required columns."""
    def columns(mark: str) -> list[str]:
        return [known_name(cell.strip().strip('"'), required) for cell in header.strip().split(mark)]

    whole = [mark for mark in ",;\t" if all(name in columns(mark) for name in required)]
    return max(whole or ",", key=lambda mark: len(columns(mark)))


def _check_header(
    header: list[str], name: str, required: tuple[str, ...], known: tuple[str, ...], line: int, extra: list[str] | None,
) -> None:
    if missing := [c for c in required if c not in header]:
        remedy = f"Add it to the header; required are {', '.join(required)}."
        raise InputError(name, f"column {missing[0]!r} is missing", remedy, line)
    for column in (c for c in header if c not in known):
        meant = difflib.get_close_matches(column.lower(), [k for k in known if k not in header], 1, 0.8)
        if extra is None or meant:
            remedy = f"Write {meant[0]!r} if that is meant, else another name." if meant else f"Rename or remove it; known are {', '.join(known)}."
            raise InputError(name, f"column {column!r} is unknown", remedy, line)
        if column:
            extra.append(column)
    named = [c for c in header if c in known]
    if len(set(named)) < len(named):
        raise InputError(name, "a column name occurs twice", "Keep one of each.", line)


def read_corpus(folder: Path | str, build: Path | str | None = None) -> pd.DataFrame:
    """Read a corpus folder into the articles table (see `claimatlas.tables`), one row per article.

    Parameters
    ----------
    folder : path-like
        Holds ``articles.csv`` and ``text/``, or ``articles.parquet`` with the same columns and ``text`` in the
        place of ``file``. Offsets everywhere in the suite count characters of the text as read here: UTF-8, put
        right by `claimatlas.text.clean`.
    build : path-like, optional
        Folder of the tables, in which is kept what was measured of each text; the next reading is quicker.

    Returns
    -------
    pandas.DataFrame
        Sorted by article_id. ``n_words`` counts the running text, without headings, bylines and link lists;
        ``n_sentences`` is 0 until the articles are annotated. ``language`` is that of articles.csv, else of the text
        where it is plain. ``own`` has the columns of the user's own, as JSON. ``attrs["warnings"]`` has a sentence for each
        thing that had to be read otherwise than it is written.

    Raises
    ------
    InputError
        Names file, row and value of the first thing that cannot be used.
    """
    import pandas as pd  # those who only read CSV files do without

    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(folder.name, "the corpus folder does not exist", "Check CORPUS=…; it must hold articles.csv and text/.")
    extra: list[str] = []
    said: list[str] = []
    name, rows = _rows_of(folder, extra, said)
    if not rows:
        raise InputError(name, "there is no article in it", "Add one row for each article.")
    articles, seen, measures = [], {}, Measures(build)
    for line, row in rows:
        row |= {c: " ".join(clean(row[c]).split()) for c in TEXTUAL}
        _as_meant(row, said)
        _check_row(row, line, seen, name)
        raw, digest = _text_in(row, line) if name == PARQUET else _read_text(folder, row["file"], line)
        text = measures.of(raw, with_language=not row["language"])
        if not text.text.strip():
            where, remedy = _emptiness(name, row)
            raise InputError(where, "the text is empty", remedy, line if name == PARQUET else None)
        articles.append({
            **{c: row[c] or None for c in (*COLUMNS, "home", "captured", "source_file", "copy_of")},
            "language": row["language"].lower() or text.language or None, "text_kind": row["text_kind"] or "original",
            "text": text.text, "n_words": text.n_words, "n_sentences": 0, "sha256": digest,
            "own": _own(row, extra),
        })
    measures.keep()
    frame = pd.DataFrame(articles).sort_values("article_id").reset_index(drop=True)
    if said:
        frame.attrs["warnings"] = list(dict.fromkeys(said))
    return frame


def _rows_of(folder: Path, extra: list[str], said: list[str]) -> tuple[str, list[tuple[int, dict[str, str]]]]:
    """The name of a corpus' table of articles, and its rows."""
    if not (folder / PARQUET).exists():
        table = within(folder, folder / CSV, CSV)
        return CSV, read_csv(table, CSV, REQUIRED, COLUMNS + OPTIONAL, extra, said)
    if (folder / CSV).exists():
        raise InputError(PARQUET, f"{CSV} is there too, and each is a whole corpus", "Take one of the two away.")
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
    if row["published"] and not _date(row["published"]) and (day := iso_day(row["published"])):
        row["published"] = day
    key, stem = row["article_id"], row["file"].rsplit(".", 1)[0]
    if key.isdecimal() and stem.isdecimal() and len(stem) > len(key) and int(stem) == int(key):
        row["article_id"] = stem
        said.append("articles.csv: ids without the zeros that their files' names begin with, as a spreadsheet leaves them, got them back.")


def _check_row(row: dict[str, str], line: int, seen: dict[tuple[str, str], int], name: str) -> None:
    """Stop at a cell that cannot be used; `seen` has the rows of the ids and files so far."""
    def wrong(problem: str, remedy: str) -> InputError:
        return InputError(name, problem, remedy, line)

    key, file, kind, published = (row[c] for c in ("article_id", "file", "text_kind", "published"))
    if empty := [c for c in (IN_PARQUET if name == PARQUET else REQUIRED) if not row[c]]:
        raise wrong(f"{empty[0]} is empty", "Every article needs one.")
    if not _ID.fullmatch(key):
        raise wrong(f"article_id {shortened(key)!r} has a character that ids cannot have", "Use letters, digits, '-', '_' and '.'.")
    if ("id", key) in seen:
        raise wrong(f"article_id {shortened(key)!r} stands in row {seen['id', key]} already", "Give each article an id of its own.")
    if ("file", file) in seen and name == CSV:
        raise wrong(f"file {file!r} belongs to row {seen['file', file]} already", "Name each text once.")
    if kind not in ("", "original", "digest"):
        raise wrong(f"text_kind {shortened(kind)!r} is neither original nor digest", "Write one of the two or leave it empty.")
    if published and not _date(published):
        remedy = "Write YYYY-MM-DD, YYYY-MM or YYYY, or leave it empty if unknown."
        problem = "could be two days" if is_ambiguous(published) else "is not a date"
        raise wrong(f"published {shortened(published)!r} {problem}", remedy)
    seen["id", key] = seen["file", file] = line


def select(articles: pd.DataFrame, outlets: list[str] | None = None, since: str = "", until: str = "") -> pd.DataFrame:
    """Keep the articles of some outlets and of a span of publication dates.

    Parameters
    ----------
    articles : pandas.DataFrame
        The articles table.
    outlets : list of str, optional
        Names as in articles.csv; none means all.
    since, until : str, optional
        First and last publication date, YYYY-MM-DD, YYYY-MM or YYYY. An article whose date is unknown stays: it
        may lie inside the span. One known to the month or year stays if any day of it does.

    Raises
    ------
    ParameterError
        An outlet is not in the corpus, a date cannot be read, or no article is left.
    """
    outlets = _outlet_names(outlets)
    if unknown := [name for name in outlets if name not in set(articles["outlet"])]:
        known = ", ".join(sorted(set(articles["outlet"])))
        raise ParameterError(f"outlets: {unknown[0]!r} is not in the corpus; it has {known}")
    for name, value in (("since", since), ("until", until)):
        if value and not _date(value):
            raise ParameterError(f"{name}: {value!r} is not a date; write YYYY-MM-DD, YYYY-MM or YYYY")
    kept = articles[articles["outlet"].isin(outlets)] if outlets else articles
    # ISO dates compare as text; of two dates of unlike precision the common part decides.
    date = kept["published"]
    early = date.map(lambda d: bool(since) and isinstance(d, str) and d[: len(since)] < since[: len(d)])
    late = date.map(lambda d: bool(until) and isinstance(d, str) and d[: len(until)] > until[: len(d)])
    kept = kept[~(early.astype(bool) | late.astype(bool))].reset_index(drop=True)
    if kept.empty:
        raise ParameterError(f"no article is left with outlets={outlets}, since={since!r}, until={until!r}; widen them")
    return kept


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


def once(articles: pd.DataFrame) -> pd.DataFrame:
    """Keep of the copies of a text in one outlet, a page saved twice or a revision, the first.

    A text that two outlets print stays with both, since both print it; whose word it is, is counted in
    `claimatlas.comparison.origins`.
    """
    return articles[~_again(articles)].reset_index(drop=True)


def counted(articles: pd.DataFrame) -> pd.DataFrame:
    """Keep the articles whose claims are read: those of `once` that are in English, or of no known language."""
    return articles[~(_foreign(articles) | _again(articles))].reset_index(drop=True)


def uncounted(articles: pd.DataFrame) -> str:
    """Say in a sentence which articles `counted` leaves out, and why; "" if it keeps all."""
    foreign = _foreign(articles)
    others, again = articles.loc[foreign, "language"].value_counts() if foreign.any() else {}, int((_again(articles) & ~foreign).sum())
    parts = []
    if count := int(foreign.sum()):
        listed = ", ".join(f"{code} {n}" for code, n in sorted(others.items(), key=lambda x: (-x[1], x[0])))
        parts.append(f"{count:,} {'article is' if count == 1 else 'articles are'} not in English ({listed})")
    if again:
        parts.append(f"{again:,} {'repeats a text' if again == 1 else 'repeat texts'} of the same outlet")
    return f"{' and '.join(parts)}: claims are read in none of these." if parts else ""


def _foreign(articles: pd.DataFrame) -> pd.Series:
    """Which articles are in another language than English."""
    codes = articles["language"] if "language" in articles else articles["article_id"].map(lambda key: None)
    return ~codes.map(is_english).astype(bool)


def _again(articles: pd.DataFrame) -> pd.Series:
    """Which articles are copies of one of the same outlet that is there too."""
    outlet = dict(zip(articles["article_id"], articles["outlet"], strict=True))
    of = articles["copy_of"] if "copy_of" in articles else articles["article_id"].map(lambda key: None)
    return of.map(lambda key: outlet.get(key) if isinstance(key, str) else None).eq(articles["outlet"]).astype(bool)


def _outlet_names(outlets: list | None) -> list[str]:
    """The names in the parameter `outlets`, as YAML left them: *[Post: Daily]* comes as a mapping, *[1843]* as a number."""
    if outlets is not None and not isinstance(outlets, list | tuple):
        given = "; ".join(f"{k}: {v}" for k, v in outlets.items()) if isinstance(outlets, dict) else shortened(str(outlets))
        raise ParameterError(f"outlets: {given!r} is not a list; write outlets=[{given}], with brackets")
    names = []
    for name in outlets or []:
        if isinstance(name, dict) and len(name) == 1:
            name = ": ".join(map(str, *name.items()))
        if isinstance(name, bool | dict | list) or name is None:
            raise ParameterError(f"outlets: {name!r} is not a name; write it in quotation marks, as in outlets=['Post: Daily']")
        names.append(" ".join(clean(str(name)).split()))
    return names


def _date(value: str) -> bool:
    """Whether `value` is a real day, month or year in ISO form."""
    form = {4: "%Y", 7: "%Y-%m", 10: "%Y-%m-%d"}.get(len(value))
    if not form or not re.fullmatch(r"\d{4}(-\d\d){0,2}", value, re.ASCII):
        return False
    try:
        dt.datetime.strptime(value, form)
    except ValueError:
        return False
    return True


def _emptiness(name: str, row: dict[str, str]) -> tuple[str, str]:
    """Where an empty text stands, and what to do about it."""
    if name == PARQUET:
        return PARQUET, "Add the article's text or remove its row."
    return f"text/{row['file']}", "Add the article's text or remove its row."


def _read_text(folder: Path, file: str, line: int) -> tuple[str, str]:
    where = f"text/{file}"
    if Path(file).is_absolute() or ".." in Path(file).parts:
        raise InputError("articles.csv", f"file {file!r} points outside text/", "Name a file inside text/.", line)
    path = within(folder, folder / "text" / file, where, line)
    try:
        there = path.is_file()
    except OSError as error:
        problem = f"file {shortened(file)!r} cannot be looked for ({(error.strerror or '').lower()})"
        raise InputError("articles.csv", problem, "Give the file a shorter name, here and in text/.", line) from None
    if not there:
        raise InputError("articles.csv", f"file {shortened(file)!r} is not in text/", "Add the file or correct its name.", line)
    raw = raw_of(path, where, "Add the file or correct its name.", line)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is not UTF-8"
        raise InputError(where, problem, "Save the file as UTF-8 and run again.", line) from None
    if "\0" in text:
        raise InputError(where, "there is a NUL character in it", "Save the file as plain text.", line)
    return text, hashlib.sha256(raw).hexdigest()


def shortened(text: str, longest: int = 60) -> str:
    """Cut a value that an error names to a length that a message can hold."""
    return text if len(text) <= longest else f"{text[: longest - 2]} …"
