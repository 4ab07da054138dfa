"""Columns of tables and keys of data: which holds the text, the title, the outlet."""

from __future__ import annotations

import re
from collections.abc import Iterable

from claimatlas.days import is_ambiguous, iso_day, of_seconds
from claimatlas.errors import ParameterError
from claimatlas.intake.found import (
    FACTS,
    Article,
    Facts,
    Skipped,
    Source,
    Unreadable,
    fact,
    language_code,
    lists,
)
from claimatlas.intake.html import text_of
from claimatlas.intake.webpage import host, names_of

FIELDS = ("text", *FACTS)
_CUT = re.compile(r"(?:…|\.\.\.)?\s*\[\+\d+ chars\]\s*$")  # NewsAPI's sign that there is more
_LONGEST_NAME = 60
_MOST_CARRIED = 40


def parse(text: str) -> dict[str, str]:
    """Read the parameter COLUMNS: ``text=Body, outlet=Source``.

    Raises
    ------
    ParameterError
        A part is not of this form, or names a field that there is not.
    """
    found = {}
    for part in filter(None, map(str.strip, re.split(r"[,;]", text))):
        field, sign, column = map(str.strip, part.partition("="))
        if not sign or not column or field.lower() not in FIELDS:
            raise ParameterError(
                f"COLUMNS: {part!r} is not of the form field=column; fields are {', '.join(FIELDS)}"
            )
        found[field.lower()] = column
    return found


def normal(name: object) -> str:
    """Return a column's name in small letters with ``_`` for all that is no letter or digit."""
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", str(name).strip().lstrip("\ufeff"))
    return re.sub(r"[^\w]+|_+", "_", text.lower()).strip("_")


def mapping(header: Iterable[str], given: dict[str, str]) -> dict[str, str]:
    """Return which column holds what, by field.

    Parameters
    ----------
    header : iterable of str
        The table's own names.
    given : dict of str to str
        The user's, which win; one that the table lacks is passed over, since a folder has many tables.
    """
    by_name: dict[str, str] = {}
    for column in header:
        by_name.setdefault(normal(column), column)
        by_name.setdefault(normal(column).replace("_", ""), column)
    found = {}
    for field in FIELDS:
        names = ([normal(given[field])] if field in given else []) + lists("columns.txt").get(field, [])
        column = next((by_name[n] for n in names if n in by_name and by_name[n] not in found.values()), None)
        if column is not None:
            found[field] = column
    return found


def needed(header: list[str], given: dict[str, str]) -> dict[str, str]:
    """Return `mapping`, which must have a column of text.

    Raises
    ------
    Unreadable
        It has none; the message says what to do.
    """
    found = mapping(header, given)
    if "text" not in found:
        shown = ", ".join(h for h in header if h)[:200]
        raise Unreadable(f'no column of text; it has {shown}; name it with COLUMNS="text=…"')
    return found


def article(
    row: dict[str, object],
    fields: dict[str, str],
    source: Source,
    place: str,
    encoding: str = "",
    notes: tuple[str, ...] = (),
) -> Article | Skipped:
    """Return the article in a row of a table or an object of data.

    Parameters
    ----------
    row : dict
        Values by column.
    fields : dict of str to str
        Which column holds what, from `mapping`.
    source : Source
    place : str
        Where the row stands.
    encoding : str
        How bytes became letters.
    notes : tuple of str
        What the reader noticed.
    """
    text = str(row.get(fields["text"]) or "")
    if text.strip().lower() in ("", "nan", "none", "null"):
        title = str(row.get(fields.get("title", ""), "") or "")[:80]
        return Skipped(f"no text in column {fields['text']!r}" + (f": {title}" if title else ""), place)
    told = list(notes)
    if _CUT.search(text):
        text = _CUT.sub("…", text)
        told.append("the export has only the beginning of the text")
    facts: Facts = dict(source.known)
    for field in FACTS:
        value = row.get(fields[field]) if field in fields else None
        if value is not None and (words := _value(field, value)):
            fact(facts, field, words, f"column {fields[field]}")
        elif field == "published" and value is not None and is_ambiguous(str(value)):
            told.append(f"published {str(value)!r} could be two days")
    if "url" in facts:
        fact(facts, "outlet", host(facts["url"].value), "domain of the address")
    return Article(text_of(text), facts, place, encoding, tuple(told), _carried(row, fields))


def _value(field: str, value: object) -> str:
    """A cell as the fact of a field; empty if it cannot be one."""
    if isinstance(value, int | float) and not isinstance(value, bool) and field in ("published", "captured"):
        return iso_day(str(value)) if 1500 <= value <= 2100 else of_seconds(value)
    text = " ".join(str(value).split())
    if text.lower() in ("nan", "none", "null", "n/a", "unknown"):
        return ""
    if field in ("published", "captured"):
        return iso_day(text)
    if field == "author":
        return names_of([re.sub(r"[\[\]'\"]", "", text)])
    if field == "outlet":
        return host(text) if re.match(r"https?://", text) else text
    if field == "language":
        return (
            text.lower()[:2]
            if re.fullmatch(r"[a-z]{2}(?:[-_]\w+)?", text.lower())
            else language_code(text)
        )
    return text if field != "url" or text.startswith("http") else ""


def _carried(row: dict[str, object], fields: dict[str, str]) -> dict[str, str]:
    """Short values of the columns that hold none of the fields: they are the user's own and are kept."""
    taken = set(fields.values())
    more = {}
    for column, value in row.items():
        text = (
            " ".join(str(value).split())
            if isinstance(value, str | int | float) and not isinstance(value, bool)
            else ""
        )
        if column not in taken and text and len(text) <= 200 and column and len(str(column)) <= _LONGEST_NAME:
            more[str(column)] = text
    return dict(list(more.items())[:_MOST_CARRIED])
