"""A corpus: a folder with ``articles.csv`` and ``text/``, read into the articles table.

Reading is strict. What cannot be used stops with an `InputError` that names file, row and value; what is
merely unknown (an empty cell) stays unknown.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import re
from pathlib import Path

import pandas as pd

from claimatlas.errors import InputError, ParameterError
from claimatlas.structure import blocks

COLUMNS = ("article_id", "outlet", "title", "author", "published", "url", "file", "note")
OPTIONAL = ("text_kind", "home")
REQUIRED = ("article_id", "outlet", "file")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


def read_csv(path: Path, name: str, required: tuple[str, ...], known: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """Read a user's CSV file (UTF-8, with or without a BOM) into (line number, row) pairs of stripped cells.

    Parameters
    ----------
    path : pathlib.Path
    name : str
        How errors name the file.
    required, known : tuple of str
        Columns that must be there, and all that may be.

    Raises
    ------
    InputError
        The file is missing, is not UTF-8, lacks a required column, has an unknown one or a row of another length.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(name, "the file is missing", f"Put it there: {name} with the columns {', '.join(known)}.") from None
    except UnicodeDecodeError as error:
        raise InputError(name, f"byte {error.start} is not UTF-8", "Save the file as UTF-8 and run again.") from None
    reader = csv.reader(text.splitlines(keepends=True))
    header = [cell.strip() for cell in next(reader, [])]
    if missing := [c for c in required if c not in header]:
        raise InputError(name, f"column {missing[0]!r} is missing", f"Add it to the header; required are {', '.join(required)}.", 1)
    if unknown := [c for c in header if c not in known]:
        raise InputError(name, f"column {unknown[0]!r} is unknown", f"Rename or remove it; known are {', '.join(known)}.", 1)
    if len(set(header)) < len(header):
        raise InputError(name, "a column name occurs twice", "Keep one of each.", 1)
    rows = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise InputError(name, f"{len(cells)} cells where the header has {len(header)}", "Quote cells that contain commas.", reader.line_num)
        rows.append((reader.line_num, dict.fromkeys(known, "") | {k: c.strip() for k, c in zip(header, cells, strict=True)}))
    return rows


def read_corpus(folder: Path | str) -> pd.DataFrame:
    """Read a corpus folder into the articles table (see `claimatlas.tables`), one row per article.

    Parameters
    ----------
    folder : path-like
        Holds ``articles.csv`` and ``text/``. Offsets everywhere in the suite count characters of the text as
        read here: UTF-8, without a byte order mark, line ends made ``\\n``.

    Returns
    -------
    pandas.DataFrame
        Sorted by article_id. ``n_words`` counts the running text, without headings, bylines and link lists;
        ``n_sentences`` is 0 until the articles are annotated.

    Raises
    ------
    InputError
        Names file, row and value of the first thing that cannot be used.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InputError(folder.name, "the corpus folder does not exist", "Check CORPUS=…; it must hold articles.csv and text/.")
    rows = read_csv(folder / "articles.csv", "articles.csv", REQUIRED, COLUMNS + OPTIONAL)
    if not rows:
        raise InputError("articles.csv", "there is no article in it", "Add one row for each file in text/.")
    articles, lines, files = [], {}, {}
    for line, row in rows:
        key = row["article_id"]
        for column in REQUIRED:
            if not row[column]:
                raise InputError("articles.csv", f"{column} is empty", "Every article needs one.", line)
        if not _ID.fullmatch(key):
            raise InputError("articles.csv", f"article_id {key!r} has a character that ids cannot have", "Use letters, digits, '-', '_' and '.'.", line)
        if key in lines:
            raise InputError("articles.csv", f"article_id {key!r} stands in row {lines[key]} already", "Give each article an id of its own.", line)
        if row["file"] in files:
            raise InputError("articles.csv", f"file {row['file']!r} belongs to row {files[row['file']]} already", "Name each text once.", line)
        lines[key] = files[row["file"]] = line
        kind = row["text_kind"] or "original"
        if kind not in ("original", "digest"):
            raise InputError("articles.csv", f"text_kind {kind!r} is neither original nor digest", "Write one of the two or leave it empty.", line)
        if row["published"] and not _date(row["published"]):
            raise InputError("articles.csv", f"published {row['published']!r} is not a date", "Write YYYY-MM-DD, YYYY-MM or YYYY, or leave it empty if unknown.", line)
        text, digest = _read_text(folder, row["file"], line)
        articles.append(
            {
                "article_id": key, "outlet": row["outlet"], "title": row["title"] or None, "author": row["author"] or None,
                "published": row["published"] or None, "url": row["url"] or None, "file": row["file"],
                "note": row["note"] or None, "home": row["home"] or None, "text_kind": kind, "text": text,
                "n_words": _count_words(text), "n_sentences": 0, "sha256": digest,
            }
        )
    return pd.DataFrame(articles).sort_values("article_id").reset_index(drop=True)


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
    if unknown := [name for name in outlets or [] if name not in set(articles["outlet"])]:
        known = ", ".join(sorted(set(articles["outlet"])))
        raise ParameterError(f"outlets: {unknown[0]!r} is not in the corpus; it has {known}")
    for name, value in (("since", since), ("until", until)):
        if value and not _date(value):
            raise ParameterError(f"{name}: {value!r} is not a date; write YYYY-MM-DD, YYYY-MM or YYYY")
    kept = articles[articles["outlet"].isin(outlets)] if outlets else articles
    # ISO dates compare as text; of two dates of unlike precision the common part decides.
    date = kept["published"]
    early = date.map(lambda d: bool(since) and not pd.isna(d) and d[: len(since)] < since[: len(d)])
    late = date.map(lambda d: bool(until) and not pd.isna(d) and d[: len(until)] > until[: len(d)])
    kept = kept[~(early.astype(bool) | late.astype(bool))].reset_index(drop=True)
    if kept.empty:
        raise ParameterError(f"no article is left with outlets={outlets}, since={since!r}, until={until!r}; widen them")
    return kept


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


def _count_words(text: str) -> int:
    try:
        return sum(len(_WORD.findall(text, b.start, b.end)) for b in blocks(text) if b.kind == "body")
    except Exception:  # counting its sentences will fail likewise, and there the article is set aside by name
        return len(_WORD.findall(text))


def _read_text(folder: Path, file: str, line: int) -> tuple[str, str]:
    path = folder / "text" / file
    if Path(file).is_absolute() or ".." in Path(file).parts:
        raise InputError("articles.csv", f"file {file!r} points outside text/", "Name a file inside text/.", line)
    if not path.is_file():
        raise InputError("articles.csv", f"file {file!r} is not in text/", "Add the file or correct its name.", line)
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"text/{file}", f"byte {error.start} is not UTF-8", "Save the file as UTF-8 and run again.", line) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError(f"text/{file}", "the text is empty", "Add the article's text or remove its row.", line)
    if "\0" in text:
        raise InputError(f"text/{file}", "there is a NUL character in it", "Save the file as plain text.", line)
    return text, hashlib.sha256(raw).hexdigest()
