"""Dates in a text, in the codebook's notation: what the text says and no more.

A date keeps the granularity it has. A month or day without a year takes one from the article's own date
only, and is then marked as inferred; *Friday*, *yesterday* and *last month* mean one day or month as soon
as that date is known. Nothing is ever completed from the clock.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from claimatlas.claims.coding import date_patterns as patterns
from claimatlas.claims.coding.date_patterns import LISTS, NOTATION
from claimatlas.claims.coding.date_readings import Date, Found, exists, read, struct
from claimatlas.claims.coding.relative_dates import Lean, lies_ahead, nearest_year, read_relative


def find_dates(text: str, published: str | None = None, lean: Lean | None = None) -> list[Found]:
    """Find the dates in a piece of text.

    Parameters
    ----------
    text : str
    published : str, optional
        Date of the article as ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``, if the article or its corpus gives
        one. A month or day without a year takes the nearest year before it, or after it where the clause
        speaks of what is to come (marked inferred); weekdays, "yesterday", "last year" and their like are
        resolved by it. Without it they stay as they are.
    lean : callable, optional
        Tells for the characters from the first to the second number whether their clause speaks of what is
        to come (1), of the past (-1) or of either (0: the nearest date is taken); None if it does not know.
        See `claimatlas.claims.modality.lean`. Without it, or where it does not know, the words around the
        date decide.

    Returns
    -------
    list of Found
        In text order, without overlap. `value` has text, value, granularity, part and inferred.
    """
    low = text.lower()
    digits = patterns.DIGIT.search(text) is not None
    month = _has(low, patterns.MONTH_STEMS)
    relative = month or _has(low, patterns.RELATIVE_STEMS)
    if not (digits or month or relative):
        return []  # nine contents of ten name no date, and these tests cost a tenth of the patterns
    taken = claimed_figures(text) if digits else bytearray(len(text))
    dates = _absolute(text, taken, digits, month)
    today = [int(p) for p in published.split("-")] if published else []
    if dates:
        dates = _joined(text, sorted(dates, key=lambda d: d.start))
        for d in dates:
            _complete(d, today, lambda d=d: lies_ahead(text, d.start, d.end, lean))
    found = [Found(d.start, d.end, _struct(text, d)) for d in dates]
    weekdays = set()
    if relative:
        for m in patterns.RELATIVE.finditer(text):
            f = read_relative(text, m, taken, today, lean)
            if f is not None:
                _take(taken, f.start, f.end)
                found.append(f)
                if m["plain"] or m["weekday"]:
                    weekdays.add(f.start)
    found.sort(key=lambda f: f.start)
    return _with_weekdays(text, found, weekdays) if weekdays else found


def _has(text: str, stems: tuple[str, ...]) -> bool:
    """Whether one of some short strings is in a text; a plain loop, as it is asked of every content."""
    for stem in stems:  # noqa: SIM110
        if stem in text:
            return True
    return False


def claimed_figures(text: str) -> bytearray:
    """Mark the characters of clock times and of figures that are names (*Flight 1549*): neither dates nor
    amounts."""
    taken = bytearray(len(text))
    for m in patterns.FIGURES.finditer(text):
        _take(taken, m.start(), m.end())
    return taken


def _take(taken: bytearray, start: int, end: int) -> None:
    """Mark characters as read."""
    taken[start:end] = b"\x01" * (end - start)


def _absolute(text: str, taken: bytearray, digits: bool, month: bool) -> list[Date]:
    """The dates that the patterns of `patterns.RULES` find, weak ones too."""
    dates: list[Date] = []
    for rule, pattern in patterns.RULES:
        if not (digits or rule in ("month", "month’s")) or ("month" in rule and not month):
            continue
        for m in pattern.finditer(text):
            if taken.find(1, m.start(), m.end()) >= 0:
                continue
            found = read(rule, m, text)
            if found is not None:
                _take(taken, m.start(), m.end())
                dates += found
    return dates


_RANGE = re.compile(r"\s?(?:[-–—/]|\b(?:to|until|till|through|or)\b)\s?(?:the\s)?")
_LIST = re.compile(r"\s?(?:,|&|,?\s?\b(?:and|or)\b)\s?(?:in\s|on\s|the\s)?")


def _joined(text: str, dates: list[Date]) -> list[Date]:
    """Join the ends of a range (*March to June 2023*), carry the year to the first of a list, drop months
    that are none."""
    kept: list[Date] = []
    for d in reversed(dates):
        after = kept[-1] if kept else None
        gap = text[d.end : after.start] if after is not None and after.start - d.end <= 12 else ""
        if not gap or d.last or not d.kind == after.kind in ("day", "month", "year"):
            kept.append(d)
            continue
        ranged = _RANGE.fullmatch(gap) is not None or (gap.strip() == "and" and _after_between(text, d))
        if ranged or _LIST.fullmatch(gap):
            d.weak = after.weak = d.weak and after.weak and not ranged and gap.strip() != "and"
            _share_year(d, after, ranged)
        if ranged and not after.last and _ordered(d, after):
            d.last, d.end, d.part = (after.year, after.month, after.day), after.end, ""
            kept[-1] = d
        else:
            kept.append(d)
    return [d for d in reversed(kept) if not d.weak]


def _after_between(text: str, date: Date) -> bool:
    """Whether *between* stands before a date."""
    return re.search(r"\bbetween\s(?:the\s)?$", text[max(0, date.start - 14) : date.start], re.I) is not None


def _share_year(date: Date, after: Date, ranged: bool) -> None:
    """Give one of two neighbours the year of the other: *March to June 2023*; a range may run over new
    year."""
    here, there = (date.month, date.day or 0), (after.month, after.day or 0)
    if date.kind == "year":
        return
    if date.year is None and after.year is not None:
        date.year = after.year - (ranged and here > there)
    elif after.year is None and date.year is not None:
        after.year = date.year + (there < here)


def _ordered(one: Date, other: Date) -> bool:
    """Whether two dates can be the ends of a range."""
    if one.year is not None and other.year is not None:
        return (one.year, one.month or 0, one.day or 0) < (other.year, other.month or 0, other.day or 0)
    return one.year is None and other.year is None and (one.month, one.day) != (other.month, other.day)


def _complete(date: Date, today: list[int], direction: Callable[[], int]) -> None:
    """Give a month or day its year from the article's date."""
    if date.year is not None or date.month is None or len(today) < 2:
        return
    if len(today) == 2 and date.day is not None and today[1] == date.month:
        return
    year = nearest_year(date.month, date.day, today, direction())
    if year is None:
        return
    date.year, date.inferred = year, True
    if date.last is not None:
        late = (date.last[1], date.last[2] or 0) < (date.month, date.day or 0)
        date.last = (year + late, *date.last[1:])


def _point(year: int | None, month: int | None, day: int | None) -> str:
    """A date in the codebook's notation."""
    stem = f"{year:04}" if year is not None else "-"
    return "-".join([stem, *(f"{x:02}" for x in (month, day) if x is not None)])


def _struct(text: str, date: Date) -> dict:
    """A date as the dates column has it."""
    whole = text[date.start : date.end]
    if date.kind == "decade":
        return struct(whole, f"{date.year}s", "decade", date.part)
    value = _point(date.year, date.month, date.day)
    if date.last is not None:
        value += "/" + _point(*date.last)
    return struct(whole, value, date.kind, date.part, date.inferred)


def _with_weekdays(text: str, found: list[Found], weekdays: set[int]) -> list[Found]:
    """*Monday, 3 June 2024* is one date: a weekday next to a day belongs to it."""
    kept: list[Found] = []
    for f in found:
        last = kept[-1] if kept else None
        gap = text[last.end : f.start] if last is not None and f.start - last.end <= 7 else ""
        if _BESIDE.fullmatch(gap) and (day := _of_two(text, last, f, weekdays)) is not None:
            end = f.end + (day is last and text[f.end : f.end + 1] == ")" and "(" in gap)
            kept[-1] = Found(last.start, end, day.value | {"text": text[last.start : end]})
        else:
            kept.append(f)
    return kept


_BESIDE = re.compile(r"[\s,(]{1,3}(?:the\s)?")


def _of_two(text: str, last: Found, date: Found, weekdays: set[int]) -> Found | None:
    """Of a weekday and a day, the day; None where two neighbours are not one of each."""
    kind, kind_before = date.value["granularity"], last.value["granularity"]
    before, here = last.start in weekdays, date.start in weekdays
    if before and not here and kind == "day" and kind_before in ("day", "none"):
        return date
    closed = re.match(r"[),.;]|$", text[date.end : date.end + 1]) is not None
    return last if here and not before and kind_before == "day" and closed else None


def parse_date(notation: str) -> dict:
    """Read a date in the codebook's notation (the inverse of `claimatlas.tables.date_text`).

    Parameters
    ----------
    notation : str
        E.g. ``2023-11-08``, ``2023-11 (early)``, ``2015 (summer)``, ``1990s (mid)``, ``1992/1997``,
        ``--09-25``, ``2020-12 (early, year inferred)`` or ``relative: months ago``. A preposition before
        the date and a time of day in brackets behind it are finer than the codebook's granularities: they
        are read and left out.

    Raises
    ------
    ValueError
        It is none of these, or there is no such day.
    """
    notation = notation.strip()
    if notation.startswith("relative:"):
        return struct(notation[9:].strip(), "", "none")
    m = NOTATION.fullmatch(notation)
    if m is None:
        raise ValueError(f"{notation!r} is not a date of the codebook")
    value, notes = m["value"], m["notes"] or ""
    part = notes.replace("year inferred", "").strip(", ")
    part = "" if part in LISTS["parts of a day"] else part
    first = value.split("/")[0]
    granularity = "decade" if first.endswith("s") else _GRANULARITIES[len(first.replace("--", "0000-"))]
    granularity = "season" if part in LISTS["seasons"] else granularity
    for point in value.split("/"):
        parts = [int(p) if p else None for p in point.replace("--", "-").rstrip("s").split("-")]
        if len(parts) == 3 and not exists(*parts):
            raise ValueError(f"{notation!r} is not a date of the codebook: there is no such day")
    return struct(notation, value, granularity, part, "year inferred" in notes)


_GRANULARITIES = {4: "year", 7: "month", 10: "day"}
"""By the number of characters."""
