"""What one match of a pattern says: the day, month, year or decade, and whether a figure is a year at all."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

from claimatlas.claims.coding import date_patterns as patterns
from claimatlas.claims.coding.date_patterns import LISTS, MONTHS

_ORDINALS = {word: int(number) for word, number in LISTS["ordinals"].items()}
_YEAR_WORDS = LISTS["year words"]
_DATED = LISTS["dated"]


@dataclass(frozen=True)
class Found:
    """A date or number with its place in the text.

    Attributes
    ----------
    start, end : int
        Character offsets.
    value : dict
        A struct of the dates or numbers column (see `claimatlas.tables`).
    """

    start: int
    end: int
    value: dict


@dataclass
class Date:
    """A date as it is read, before its year is told and neighbours are joined."""

    start: int
    end: int
    kind: str  # the granularity
    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: str = ""
    last: tuple[int | None, int | None, int | None] | None = None
    weak: bool = False  # a month that may as well be a word or a person
    inferred: bool = False


def struct(text: str, value: str, granularity: str, part: str = "", inferred: bool = False) -> dict:
    """A struct of the dates column."""
    return {"text": text, "value": value, "granularity": granularity, "part": part, "inferred": inferred}


def season_of(name: str) -> str:
    """A season as the tables have it: the *fall* is the autumn."""
    return LISTS["other seasons"].get(name.lower(), name.lower())


def read(rule: str, match: re.Match, text: str) -> list[Date] | None:
    """The dates of a match; an empty list if no such day is, None if it is no date at all."""
    groups = match.groupdict()
    year = int(groups["year"]) if groups.get("year") else None
    part = re.sub(r"^the\s", "", (groups.get("part") or groups.get("part2") or "").lower())
    part = LISTS["parts"].get(part, part)
    d = Date(match.start(), match.end(), "year", year, part=part)
    if rule == "named day":
        d.kind, d.year, d.month, d.day = "day", 2001, 9, 11
        return [d]
    if rule in ("iso", "figures"):
        return _read_figures(rule, match, d)
    if rule == "season":
        d.kind, d.part = "season", season_of(groups["season"])
        return [d]
    if rule == "quarter":
        return _read_quarter(match, d)
    if "decade" in rule:
        d.kind, d.year = "decade", int(groups["decade"]) + (1900 if rule == "short decade" else 0)
        return [d]
    if rule == "years":
        return _read_years(match, d, text)
    if rule == "year":
        return None if not part and not _is_year(text, match.start(), match.end()) else [d]
    return _read_month(rule, match, d, text)


def _read_figures(rule: str, match: re.Match, date: Date) -> list[Date]:
    """A day in figures; one that is another day on either side of the Atlantic is its year."""
    date.month, date.day = int(match["m"]), int(match["day"])
    if rule == "figures":
        if date.month > 12 or match["by"] == ".":
            date.month, date.day = date.day, date.month
        elif date.day <= 12 and date.day != date.month:
            date.month = date.day = None  # 3/4/2020 is another day on either side of the Atlantic
            return [date]
    date.kind = "day"
    return [date] if exists(date.year, date.month, date.day) else []


def _read_quarter(match: re.Match, date: Date) -> list[Date]:
    """A quarter or a half of a year, as a range of months."""
    groups = match.groupdict()
    nth = int(groups["q"]) if groups.get("q") else _ORDINALS[groups["nth"].lower()]
    size = 6 if groups.get("unit") == "half" else 3
    if nth * size > 12:
        return []
    date.kind, date.month, date.part = "month", (nth - 1) * size + 1, ""
    date.last = (date.year, nth * size, None)
    return [date]


def _read_years(match: re.Match, date: Date, text: str) -> list[Date] | None:
    """A range of years; None where it counts something."""
    second = match["year2"] if len(match["year2"]) == 4 else match["year"][:2] + match["year2"]
    if int(second) <= date.year or _counts(text, match.start(), match.end()):
        return None
    date.last = (int(second), None, None)
    return [date]


def _read_month(rule: str, match: re.Match, date: Date, text: str) -> list[Date] | None:
    """A month, or a day of it, or two days."""
    groups = match.groupdict()
    name = groups["month"].lower().rstrip(".")
    date.kind, date.month = "month", MONTHS[name]
    if rule in ("month", "month’s"):
        return [date] if _is_month(match, date, name, text) else None
    date.kind, date.day, date.part = "day", int(groups["day"]), ""
    named = patterns.NAME_AFTER.match(text, match.end()) and not date.year
    if named or not exists(date.year, date.month, date.day):
        return []
    if not groups["day2"]:
        return [date]
    second = int(groups["day2"])
    if not exists(date.year, date.month, second):
        return []
    if groups["sep"].strip() in ("and", "&"):
        other = Date(match.start("day2"), date.end, "day", date.year, date.month, second)
        date.end = match.start("sep")
        return [date, other]
    if second > date.day:
        date.last = (date.year, date.month, second)
    return [date]


def _is_month(match: re.Match, date: Date, name: str, text: str) -> bool:
    """Whether a name is a month and no word with a stop; one that may be a word or a person is weak."""
    bare = not date.year and not date.part
    if bare and patterns.WHICH_BEFORE.search(text, max(0, date.start - 9), date.start):
        return False  # "last June" is relative
    date.weak = bare and name in LISTS["weak months"]
    month = match.start("month")
    date.weak = date.weak and not patterns.BEFORE_MONTH.search(text, max(0, month - 12), month)
    shortened = name in patterns.SHORT_MONTHS and not match["month"].endswith(".")
    return bool(date.year) or not shortened or text[match.end() : match.end() + 1] != "."


def exists(year: int | None, month: int | None, day: int | None) -> bool:
    """Whether there is such a day, in any year where none is told."""
    if not 1 <= (month or 0) <= 12 or not day:
        return False
    return day <= calendar.monthrange(year or 2024, month)[1]  # any leap year, where none is told


def _is_year(text: str, start: int, end: int) -> bool:
    """Whether a figure from 1400 to 2099 is a year and not a count, a price or a number on a door."""
    if _counts(text, start, end):
        return False
    before = text[max(0, start - 16) : start]
    if not before.strip() or before.endswith(("\n", "\r")):
        return 1900 <= int(text[end - 4 : end]) <= 2050
    word = patterns.WORD_BEFORE.search(before)
    if word is None:
        return before[-1] not in "#.-–&+=*_\\@"
    if word[2] or word[1][0].isupper() or word[1].lower() in _YEAR_WORDS:
        return True
    return 1900 <= int(text[end - 4 : end]) <= 2050


def _counts(text: str, start: int, end: int) -> bool:
    """Whether what stands around a figure makes it an amount: money, a qualifier, what it counts."""
    before = text[max(0, start - 24) : start]
    word = patterns.WORD_BEFORE.search(before)
    lead = word[1] if word is not None and word[1] else ""
    second = None if lead in ("in", "In", "since") else patterns.SECOND_AFTER.match(text, end)
    end = second.end() if second is not None else end  # "between 1500 and 2000 people"
    after = text[end : end + 40]
    counted = patterns.COUNTED_AFTER.match(after)
    if (
        patterns.MONEY_BEFORE.search(before)
        or before.endswith(("#", "+"))
        or patterns.QUALIFIED.search(before)
    ):
        return counted is not None or not _LIMITS.search(before)
    plural = patterns.PLURAL_AFTER.match(after)
    dated = plural is not None and plural["noun"] in _DATED
    people = patterns.PEOPLE_AFTER.match(after)
    if patterns.ABOUT.search(before):
        return not dated and not (counted is people is plural is None)
    lead = lead.lower()
    if patterns.PART_AFTER.match(after) and lead not in ("in", "since", "by", "until", "year"):
        return True  # "1900 of the prisoners"
    if lead in _YEAR_WORDS:
        near = counted is not None and counted[0].count(" ") <= 1
        return near and not (lead in ("in", "since") and _PEOPLE.search(counted[0]))
    if counted is None and people is None:
        return plural is not None and not dated and not 1990 <= int(text[start : start + 4]) <= 2040
    return not dated


_LIMITS = re.compile(r"\b(?:only|just|over|above|below|under)\s+$", re.IGNORECASE)
_PEOPLE = re.compile(r"(?:ees|ers|ors|ists|ians|people|men)$")
