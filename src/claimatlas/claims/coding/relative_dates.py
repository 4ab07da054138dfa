"""Days and months that are told from the article's own: *Friday*, *last month*, and the year of *12 May*."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from claimatlas.claims.coding import date_patterns as patterns
from claimatlas.claims.coding.date_patterns import DAYS, LISTS, MONTHS
from claimatlas.claims.coding.date_readings import Found, exists, season_of, struct

_SEASONS = {season: int(month) for season, month in LISTS["seasons"].items()}
Lean = Callable[[int, int], int | None]


def nearest_year(month: int, day: int | None, today: list[int], direction: int) -> int | None:
    """The year in which month or day is next to the article's date, before it, (direction 1) after it or
    (0) either."""
    if direction == 0:
        years = [y for step in (-1, 1) if (y := nearest_year(month, day, today, step)) is not None]
        now = dt.date(today[0], today[1], today[2] if len(today) == 3 else 15)
        return min(years, key=lambda y: abs((dt.date(y, month, day or 15) - now).days), default=None)
    here = (today[1], today[2] if len(today) == 3 and day else 0)
    there = (month, day if day and len(today) == 3 else 0)
    step = 1 if direction > 0 else -1
    year = today[0] + (there < here if direction > 0 else -(there > here))
    for _ in range(9):
        if day is None or exists(year, month, day):
            return year
        year += step
    return None


def lies_ahead(text: str, start: int, end: int, lean: Lean | None) -> int:
    """Whether a date lies ahead: what the parse knows, else the words before it and behind it in its
    sentence."""
    known = lean(start, end) if lean is not None else None
    if known is not None:
        return known
    if text[end : end + 2] in ("'s", "’s"):
        # *Wednesday's hearing* is spoken of when it is over, unless the clause says that it will be
        return -1
    before = re.split(r"[.;!?]\s", text[max(0, start - 70) : start])[-1]
    after = re.split(r"[.;!?]\s", text[end : end + 60])[0]
    ahead = max((m.start() for m in patterns.FORWARD.finditer(before)), default=-1)
    back = max((m.start() for m in patterns.BACKWARD.finditer(before)), default=-1)
    if ahead != back:
        return 1 if ahead > back else -1
    return 1 if patterns.SURELY_AHEAD.search(after) else -1


def read_relative(
    text: str, match: re.Match, taken: bytearray, today: list[int], lean: Lean | None
) -> Found | None:
    """The date that a match of `patterns.RELATIVE` tells on the article's day; None if it is no date."""
    start, end = match.span("weekend") if match["weekend"] else match.span()
    start += len(text[start:end]) - len(text[start:end].lstrip())
    if taken.find(1, start, end) >= 0 or not _is_date(text, match, start, end):
        return None
    which = re.sub(r"\s+", " ", (match["which"] or "").lower())
    if not _is_period(match, which):
        return None
    whole = text[start:end]
    value = _resolve(match, which, today, lambda: lies_ahead(text, start, end, lean)) if today else None
    return Found(start, end, struct(whole, *value) if value is not None else struct(whole, "", "none"))


def _is_date(text: str, match: re.Match, start: int, end: int) -> bool:
    """Whether a match is written as a date, and not as a name or a title."""
    if name := match["plain"] or match["weekday"] or match["named"]:
        before = match["plain"] and patterns.NAMED_DAY.search(text, max(0, start - 12), start)
        return (
            name[0].isupper()
            and not before
            and not (match["plain"] and patterns.NAMED_AFTER.match(text, end))
        )
    article = match["word"] and text[max(0, start - 2) : start].lower() == "a "
    return not article and not _is_title(text, start, end)


def _is_period(match: re.Match, which: str) -> bool:
    """Whether *the*, *this* or *last* makes a date of the period that it stands before."""
    period, edge = match["period"], match["edge"]
    if which in LISTS["loose"] and not (edge and period in ("day", "week", "month", "year")):
        return False
    near = edge or which in ("this", "the following", "the previous")
    if period in ("day", "morning", "afternoon", "evening") and not near:
        return False
    if period == "day" and which in ("this", "last", "next"):
        return False
    # "the past year" is no year of the calendar
    return which not in ("past", "coming") or bool(match["weekday"]) or period == "weekend"


def _is_title(text: str, start: int, end: int) -> bool:
    """*USA Today*, *NBC's "Today" show*: a capital in the middle of a sentence, or quotation marks around
    one word."""
    if not text[start].isupper():
        return False
    before = text[max(0, start - 3) : start]
    quoted = (
        before.endswith(('"', "“", "‘", "'"))
        and re.match(r"[,.]?[\"”’'](?!s\b)", text[end : end + 3]) is not None
    )
    return quoted or re.search(r"[\w’']\s$", before) is not None


def _resolve(
    match: re.Match, which: str, today: list[int], direction: Callable[[], int]
) -> tuple[str, str, str] | None:
    """What a relative date means on the article's day, as value, granularity and part; None if that is
    not one date."""
    if which in ("the following", "the previous", "that", "the same", "in the", "that the"):
        return None
    step = int(LISTS["which"].get(which.removeprefix("this ")) or 0)
    edge = re.sub(r"^the\s", "", (match["edge"] or "").lower().strip(" -"))
    part = LISTS["parts"].get(edge, edge)
    period = (match["period"] or "").lower()
    if period == "year":
        return str(today[0] + step), "year", part
    if period == "month" and len(today) >= 2:
        months = today[0] * 12 + today[1] - 1 + step
        return f"{months // 12:04}-{months % 12 + 1:02}", "month", part
    if len(today) < 3:
        return None
    day = dt.date(*today)
    word = (match["word"] or "").lower()
    if word:
        return _iso(day, int(LISTS["days from today"][word])), "day", ""
    if period in LISTS["parts of a day"]:
        return _iso(day, -1 if which == "last" else 0), "day", ""
    if (season := season_of(period)) in LISTS["seasons"]:
        return str(_season_year(day, season, step, direction)), "season", season
    if match["named"]:
        return _named_month(match["named"], which, day, direction), "month", part
    if match["plain"] or match["weekday"]:
        return (
            _iso(day, _days_off((match["plain"] or match["weekday"]).lower(), which, day, direction)),
            "day",
            "",
        )
    if match["weekend"] or period == "weekend":
        return _weekend(day, step, bool(match["weekend"]), direction), "day", ""
    if period == "week":
        return _week(day, step, edge), "day", ""
    return None


def _iso(day: dt.date, off: int) -> str:
    """A day so many days off, as the tables have it."""
    return (day + dt.timedelta(off)).isoformat()


def _days_off(weekday: str, which: str, day: dt.date, direction: Callable[[], int]) -> int:
    """How many days off a weekday is from the article's."""
    back = (day.weekday() - DAYS[weekday]) % 7
    if "last" in which or "past" in which:
        return -(back or 7)
    ahead = (-back) % 7
    if "next" in which or "coming" in which:
        return ahead or 7
    return ahead if direction() > 0 else -back


def _season_year(day: dt.date, season: str, step: int, direction: Callable[[], int]) -> int:
    """The year in which a season begins: the last one over, the next one to begin, or this year's."""
    month = _SEASONS[season]
    begun = day.month >= month
    if step < 0:
        over = day.month > month + 2 if season != "winter" else False
        return day.year if over else day.year - 1 - (season == "winter" and day.month < 3)
    if step > 0:
        return day.year + begun
    return day.year - (season == "winter" and day.month < 3 and direction() < 1)


def _named_month(name: str, which: str, day: dt.date, direction: Callable[[], int]) -> str:
    """*last March*, *this March*."""
    month = MONTHS[name.lower()]
    if "last" in which or "past" in which:
        year = day.year - (month >= day.month)
    elif "next" in which or "coming" in which:
        year = day.year + (month <= day.month)
    else:
        year = nearest_year(month, None, [day.year, day.month], direction()) if which != "this" else day.year
    return f"{year:04}-{month:02}"


def _week(day: dt.date, step: int, edge: str) -> str:
    """A week from Monday to Sunday, or what is left or over of this one."""
    first = day + dt.timedelta(7 * step - day.weekday())
    last = first + dt.timedelta(6)
    if step == 0 and edge == "earlier":
        last = day
    elif step == 0 and edge == "later":
        first = day
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def _weekend(day: dt.date, step: int, bare: bool, direction: Callable[[], int]) -> str:
    """A Saturday and a Sunday."""
    saturday = day + dt.timedelta(5 - day.weekday())
    if step < 0 or (step == 0 and day.weekday() < 5 and (bare or day.weekday() < 3) and direction() < 1):
        saturday -= dt.timedelta(7)
    elif step > 0 and day.weekday() >= 5:
        saturday += dt.timedelta(7)
    return f"{saturday.isoformat()}/{(saturday + dt.timedelta(1)).isoformat()}"
