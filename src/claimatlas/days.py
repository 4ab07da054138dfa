"""Days as people and programs write them, read only where they can mean one thing; no clock completes
them."""

from __future__ import annotations

import datetime as dt
import functools
import re
from importlib.resources import files

_ISO = re.compile(r"(\d{4})-(\d\d?)(?:-(\d\d?))?(?:[T ].*)?")
_BARE = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6}Z?)?")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_SLASHED = re.compile(r"(\d{1,4})([./-])(\d\d?)\2(\d{4}|\d\d?)(?:[ T,].*)?")
_WORDS = re.compile(r"[^\W\d_]+\.?|\d+")
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*(?:[AaPp]\.?[Mm]\.?|Uhr|h))?|[+-]\d{4}\b")


@functools.cache
def _names() -> tuple[dict[str, int], frozenset[str]]:
    """Names of months with their number, and the words that say nothing about the day, of ``days.txt``."""
    months: dict[str, int] = {}
    beside: set[str] = set()
    for line in files("claimatlas").joinpath("days.txt").read_text(encoding="utf-8").splitlines():
        head, _, words = line.partition(":")
        if head.isdigit():
            months |= dict.fromkeys(words.split(), int(head))
        elif head in ("weekdays", "beside"):
            beside |= set(words.split())
    return months, frozenset(beside)


def iso_day(text: str) -> str:
    """Return `text` as YYYY-MM-DD, YYYY-MM or YYYY, or "" if it is no date or could be two.

    Times and time zones are left out: the day is the one that is written. ``05/03/2024`` could be two days;
    ``25/03/2024`` cannot, nor can ``03/03/2024``.

    Examples
    --------
    >>> iso_day("Tuesday, March 5, 2024 3:14 PM"), iso_day("5 mars 2024"), iso_day("05/03/2024")
    ('2024-03-05', '2024-03-05', '')
    """
    text = " ".join(text.split())[:120]
    if match := _ISO.fullmatch(text) or _BARE.fullmatch(text):
        return _day(match[1], match[2], match[3])
    if _YEAR.fullmatch(text):
        return text
    if match := _SLASHED.fullmatch(text):
        return _of_numbers(match[1], match[3], match[4])
    return _of_words(text)


def is_ambiguous(text: str) -> bool:
    """Tell whether `text` is a date in numbers that could mean two days."""
    match = _SLASHED.fullmatch(" ".join(text.split())[:120])
    return bool(
        match and not _of_numbers(match[1], match[3], match[4]) and _day(match[4], match[1], match[3])
    )


def of_seconds(seconds: float) -> str:
    """Return the day (UTC) of a number of seconds, or milliseconds, since 1970; "" outside of 1980 to
    2100."""
    seconds = seconds / 1000 if seconds > 1e11 else seconds
    if not 315_532_800 <= seconds < 4_102_444_800:
        return ""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).date().isoformat()


def _day(year: str | int, month: str | int, day: str | int | None) -> str:
    """The ISO form of a real day or month; else ""."""
    try:
        whole = dt.date(int(year), int(month), int(day or 1)).isoformat()
    except ValueError:
        return ""
    return whole if day else whole[:7]


def _of_numbers(first: str, second: str, third: str) -> str:
    """Three numbers: the year first, or last with the one possible order of day and month before it."""
    if len(first) == 4:
        return _day(first, second, third)
    if len(third) != 4 or len(first) > 2:
        return ""
    days = {_day(third, second, first), _day(third, first, second)} - {""}
    return days.pop() if len(days) == 1 else ""


def _of_words(text: str) -> str:
    """A date with the month in letters and nothing else of meaning in it."""
    months, beside = _names()
    month, numbers = 0, []
    for word in _WORDS.findall(_CLOCK.sub(" ", text).lower()):
        word = word.rstrip(".")
        if word.isdigit():
            numbers.append(word)
        elif word in months and (not month or months[word] == month):
            month = months[word]
        elif word not in beside:
            return ""
    years = [n for n in numbers if _YEAR.fullmatch(n)]
    days = [n for n in numbers if len(n) <= 2]
    if not month or len(years) != 1 or len(numbers) != len(years) + len(days) or len(days) > 1:
        return ""
    return _day(years[0], month, days[0] if days else None)


def is_iso_date(value: str) -> bool:
    """Whether `value` is a real day, month or year in ISO form."""
    form = {4: "%Y", 7: "%Y-%m", 10: "%Y-%m-%d"}.get(len(value))
    if not form or not re.fullmatch(r"\d{4}(-\d\d){0,2}", value, re.ASCII):
        return False
    try:
        dt.datetime.strptime(value, form)
    except ValueError:
        return False
    return True
