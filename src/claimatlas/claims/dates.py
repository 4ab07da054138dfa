"""Dates in a text, in the codebook's notation: what the text says and no more.

A date keeps the granularity it has. A month or day without a year takes one from the article's own date
only, and is then marked as inferred; *Friday*, *yesterday* and *last month* mean one day or month as soon
as that date is known. Nothing is ever completed from the clock.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from claimatlas.wordlists import alternatives, read_lists

LISTS = read_lists("claims/quantities.txt")
_MONTH_NAMES = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
MONTHS = {m: k for k, names in enumerate(_MONTH_NAMES, 1) for m in names.split()}
DAYS = {
    d: k for k, d in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}
_DIGIT = re.compile(r"\d")
_MONTH_STEMS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RELATIVE_STEMS = (
    "day", "night", "week", "month", "year", "hour", "decade", "centur", "spring", "summer", "autumn",
    "winter", "fall", "morning", "evening", "afternoon", "tomorrow", "recent", "lately",
)  # fmt: skip
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_NTH = ("first 1st", "second 2nd", "third 3rd", "fourth 4th")
_ORDINALS = {w: k for k, words in enumerate(_NTH, 1) for w in words.split()}
_PARTS = {
    "middle of": "mid", "midway through": "mid", "beginning of": "early", "start of": "early",
    "end of": "late", "early in": "early", "late in": "late", "end": "late", "earlier": "", "later": "",
}  # fmt: skip

# --- patterns -------------------------------------------------------------------------------------

_NAMES = "|".join(
    n.capitalize()
    for n in sorted(MONTHS, key=lambda n: (-len(n), n))
    if len(n) > 4 or n in ("june", "july", "may")
)
_MONTH = rf"(?P<month>{_NAMES}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
_PART = (
    r"(?:(?P<part>[Ee]arly in|[Ll]ate in|[Ee]arly|[Mm]id|[Mm]idway through|[Ll]ate"
    r"|(?:[Tt]he\s)?(?:[Mm]iddle|[Bb]eginning|[Ss]tart|[Ee]nd)\sof)(?:[-–\s]\s?|(?<=of)\s\s?)(?:the\s)?)?"
)
_YEAR = r"(?P<year>1[4-9]\d\d|20\d\d)"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_SEP = r"(?P<sep>\s?[-–—/]\s?|\s(?:to|and|or|until|through|&)\s)"
_DAY2 = rf"(?:{_SEP}(?P<day2>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d,.:]?\d|\s?(?:%|percent|per\s)))?"
_NO_FIGURE = r"(?![\d,.]{0,3}\d)(?!\s?(?:percent|per\scent|%|[ap]\.?m\b))"
_RULES = [
    # the one day that English news calls by its figures alone
    ("named day", re.compile(
        r"(?<![\d/])9/11(?![\d/])"
        r"|\bSept(?:ember|\.)?\s11(?=(?:th)?\s(?:\w+\s)?(?:attack|hijack|plot|victim|famil|[Cc]ommission))"
    )),
    ("iso", re.compile(r"\b(?P<year>\d{4})-(?P<m>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])\b")),
    ("figures", re.compile(
        r"(?<![\d/.,])(?P<m>\d\d?)(?P<by>[/.])(?P<day>\d\d?)(?P=by)(?P<year>1[89]\d\d|20\d\d)(?![\w/]"
        r"|\.\d)"
    )),
    ("month day", re.compile(
        rf"\b{_MONTH}(?:\s?\s(?:the\s)?|(?<=\.)){_DAY}{_DAY2}(?:,?\s\s?{_YEAR})?{_NO_FIGURE}(?!\w)"
    )),
    ("day month", re.compile(rf"\b{_DAY}{_DAY2}\s\s?(?:of\s)?{_MONTH}(?:,?\s\s?{_YEAR})?(?!\w|[,.]\d)")),
    ("season", re.compile(
        rf"\b{_PART}(?:the\s)?(?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)\s"
        rf"(?:of\s)?{_YEAR}\b"
    )),
    ("quarter", re.compile(
        r"\b(?:(?P<nth>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[1-4](?:st|nd|rd|th))[\s-]"
        r"(?P<unit>quarter|half)(?:\sof|,|\sin)?\s"
        rf"(?:the\s)?(?:fiscal\s(?:year\s)?)?|[Qq](?P<q>[1-4])(?:\sof|,)?\s?){_YEAR}\b")),
    ("month", re.compile(rf"\b{_PART}{_MONTH}(?:,?\s\s?(?:of\s)?{_YEAR})?(?![\w’']|\s?-\w)")),
    ("month’s", re.compile(rf"\b(?P<month>{_NAMES})(?=['’]s\s)")),
    ("decade", re.compile(
        r"\b(?:(?P<part>[Ee]arly|[Mm]id|[Ll]ate)[-\s](?:to[-\s]late[-\s])?)?(?:the\s(?:(?P<part2>early"
        r"|mid|late)[-\s])?)?(?P<decade>1[4-9]\d0|20\d0)[’']?s\b"
    )),
    ("short decade", re.compile(r"\bthe\s(?:(?P<part>early|mid|late)[-\s])?[’'‘](?P<decade>[2-9]0)[’']?s\b")),
    ("years", re.compile(
        rf"\b{_YEAR}(?P<sep>\s?[-–—/]\s?|\s(?:to|until|through)\s)(?P<year2>1[4-9]\d\d|20\d\d|\d\d)\b"
        r"(?!\s?(?:percent|%|/)|[-–]\w)"
    )),
    ("year", re.compile(rf"\b{_PART}{_YEAR}\b(?![\d,.]{{0,3}}\d)(?!\s?%)")),
]  # fmt: skip
# Months that are also words or people.
_WEAK = frozenset(["may", "march", "mar", "jan", "june", "jun", "april", "august"])
_BEFORE_MONTH = re.compile(
    r"\b(?:in|of|by|since|until|till|last|next|this|early|late|mid|through|from|to|and|during|before"
    r"|after|between|for|on|past|each|every|around|about|due|begin(?:ning|s)?|start(?:ing|s)?)[\s-]$",
    re.I,
)
_NAME_AFTER = re.compile(rf"\s(?:{alternatives(LISTS['date names, behind'])})\b")
_WHICH_BEFORE = re.compile(r"\b(?:last|next|this|past|coming)\s$", re.I)
_FIGURES = re.compile(
    r"\b(?:[01]?\d|2[0-3])[:.]?[0-5]\d\s?(?:GMT|UTC|EST|EDT|CST|CDT|PST|PDT|CET|CEST|BST|MSK|IST|hrs\b"
    r"|hr\b|h\b|local\stime|[ap]\.?m\b\.?)"
    r"|(?<=\bat\s)(?:[01]\d|2[0-3])[0-5]\d(?=\s?hours\b)|\b\d\d?(?:[:.]\d\d)?\s?(?:[ap]\.?\s?m\b\.?|o"
    r"['’]clock)"
    r"|(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d(?::\d\d)?(?![\d:])"
    rf"|\b(?:{alternatives(LISTS['labels'])})\s?(?:No\.?\s?)?[A-Z]{{0,3}}[-–]?\d{{1,6}}(?:[A-Z]|"
    rf"(?:-\d+))?\b(?:\s(?:and|or)\s\d{{2,5}}\b(?!\s[a-z]+s\b))?"
    r"|\b(?:call|dial|phone|r[iau]ng)\w*\s(?:911|999|112)\b|\b(?:911|999)(?=\s(?:call|dispatch|operator))"
    rf"|(?-i:\b(?:{alternatives(LISTS['labels, capital'])}))s?[\s-](?:No\.?\s?)?\d{{1,5}}\b(?![,.]\d|%)"
    r"(?!\s(?:people|per))",
    re.IGNORECASE,
)  # fmt: skip
_MONEY = alternatives(LISTS["money before"])
_MONEY_BEFORE = re.compile(rf"(?:{_MONEY})\s?$")
_QUALIFIED = re.compile(
    rf"\b(?:{alternatives([*LISTS['from below'], *LISTS['from above'], *LISTS['exactly']])})\s+$",
    re.IGNORECASE,
)
_ABOUT = re.compile(rf"\b(?:{alternatives(LISTS['about'])})\s+$", re.IGNORECASE)
_MODIFIER = r"[\s-](?:(?:[a-z]+|[A-Z][a-z]+(?:an|ish|i|ese))\s)?"
_COUNTED_AFTER = re.compile(rf"{_MODIFIER}(?:{alternatives(LISTS['counted'])})\b")
_PEOPLE_AFTER = re.compile(rf"{_MODIFIER}[a-z]+(?:ees|ers|ors|ists|ians|cans)\b")
_PLURAL_AFTER = re.compile(r"\s(?:[a-z]+\s)?(?P<noun>[a-z]{2,}[a-rtv-z]s)\b")
_SECOND_AFTER = re.compile(r"(?:\s(?:and|to|or)\s|\s?[-–]\s?)\d[\d,.]{0,9}(?<=\d)(?!\d)")
_PART_AFTER = re.compile(r"\sof\s(?:the|them|its|their|those|these|his|her|our|us)\b")
_WORD_BEFORE = re.compile(r"(?:([A-Za-z]+)[-–\s]|([(\[“\"'’,;:/–—-])\s?)$")
_YEAR_WORDS = frozenset(LISTS["year words"])
_DATED = frozenset(LISTS["dated"])

_N = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|some|many|few|a\sfew"
    r"|a\scouple\sof|\d{1,4})"
)
_SPAN = r"(?:hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies))"
_WEEKDAY = r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_RELATIVE = re.compile(
    r"\b(?:"
    r"(?:(?:(?:about|around|some|nearly|almost|more\sthan|over|just|less\sthan|at\sleast)\s+)?(?:"
    rf"(?:an?|the|{_N})\s+(?:and\sa\shalf\s+)?)?)"
    rf"{_SPAN}\s+(?:ago|earlier|later|before)"
    r"|(?:over|in|during|within|for|after|throughout)\s+(?:the\s+)?(?:next|past|last|coming|following"
    r"|recent|previous|some|several|a\sfew)\s+"
    rf"(?:(?:few|couple\sof|{_N})\s+)?(?:and\sa\shalf\s+)?(?:hours?|days?|weeks?|months?|years?|decades?)"
    rf"|within\s+(?:an?|{_N})\s+(?:hours?|days?|weeks?|months?|years?)"
    r"|in\s+the\s+(?:days|weeks|months|years|hours)\s+(?:that\sfollowed|since|following)"
    r"|(?P<edge>early\s|late\s|mid-?|earlier\s|later\s|(?:the\s)?(?:beginning|start|middle|end)\sof\s)?"
    r"(?P<which>last|this|next|the\sfollowing|the\sprevious|the\ssame|(?<=of\s)the|(?:in|that)\sthe"
    r"|that|(?:this\s)?(?:past|coming))\s+"
    r"(?P<period>day|night|week|weekend|month|year|spring|summer|autumn|fall|winter|decade|century"
    r"|morning|afternoon|evening"
    rf"|{_WEEKDAY}|(?P<named>{_NAMES}))(?:\s(?:morning|afternoon|evening|night))?"
    r"|(?:over|at|during|on)\s(?P<weekend>the\sweekend)"
    rf"|{_WEEKDAY.replace('weekday', 'plain')}(?:\s+(?:morning|afternoon|evening|night))?"
    r"|(?P<word>yesterday|today|tonight|tomorrow)(?:\s(?:morning|afternoon|evening|night))?|recently|lately"
    r")\b(?!-old)",
    re.IGNORECASE,
)
_NAMED_DAY = re.compile(rf"\b(?:{alternatives(LISTS['weekday names, before'])})\s$", re.IGNORECASE)
_NAMED_AFTER = re.compile(rf"\s(?:{alternatives(LISTS['weekday names, behind'])})\b")
# Words that make a date only with an edge: "the end of the year".
_LOOSE = frozenset(["that", "the same", "the", "in the", "that the"])
_FORWARD = re.compile(
    r"\b(?:will|shall|won['’]t|going\sto|due|scheduled|slated|upcoming|coming|starting|beginning"
    r"|no\slater\sthan|by|ahead\sof"
    r"|(?:is|are)\s(?:set|expected|planned|to)|(?:plans?|planning|hopes?|expects?)\sto|until|effective"
    r"|next|deadline|must|should|might|go(?:es)?\sto\sthe\spolls)\b|['’]ll\b"
    r"|\b(?:begins|starts|opens|closes|ends|expires|takes\s(?:place|effect)|meets|resumes|votes|falls)"
    r"(?:\s(?:on|in|from|at))?\s$",
    re.IGNORECASE,
)
_BACKWARD = re.compile(r"\b(?:was|were|had|did|said|has\sbeen|have\sbeen|since|ago|last)\b", re.IGNORECASE)

_POINT = r"(?:\d{4}-\d\d-\d\d|\d{4}-\d\d|\d{4}|--\d\d-\d\d|--\d\d)"
NOTATION = re.compile(
    rf"(?:(?:since|until|by|before|after|from|about|around)\s+)?(?P<value>\d{{4}}s|{_POINT}(?:/{_POINT})?)"
    r"(?: \((?P<notes>(?:early|mid|late|spring|summer|autumn|winter)?(?:, )?(?:year inferred)?|morning"
    r"|afternoon|evening|night)\))?"
)  # fmt: skip


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
class _Date:
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


Lean = Callable[[int, int], int | None]


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
    digits = _DIGIT.search(text) is not None
    month = any(m in low for m in _MONTH_STEMS)
    relative = month or any(w in low for w in _RELATIVE_STEMS)
    if not (digits or month or relative):
        return []  # nine contents of ten name no date, and these tests cost a tenth of the patterns
    taken = claimed_figures(text) if digits else bytearray(len(text))
    dates = _absolute(text, taken, digits, month)
    today = [int(p) for p in published.split("-")] if published else []
    if dates:
        dates = _joined(text, sorted(dates, key=lambda d: d.start))
        for d in dates:
            _complete(d, today, lambda d=d: _direction(text, d.start, d.end, lean))
    found = [Found(d.start, d.end, _struct(text, d)) for d in dates]
    weekdays = set()
    if relative:
        for m in _RELATIVE.finditer(text):
            f = _relative(text, m, taken, today, lean)
            if f is not None:
                _take(taken, f.start, f.end)
                found.append(f)
                if m["plain"] or m["weekday"]:
                    weekdays.add(f.start)
    found.sort(key=lambda f: f.start)
    return _with_weekdays(text, found, weekdays) if weekdays else found


def claimed_figures(text: str) -> bytearray:
    """Mark the characters of clock times and of figures that are names (*Flight 1549*): neither dates nor
    amounts."""
    taken = bytearray(len(text))
    for m in _FIGURES.finditer(text):
        _take(taken, m.start(), m.end())
    return taken


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\x01" * (end - start)


def _absolute(text: str, taken: bytearray, digits: bool, month: bool) -> list[_Date]:
    """The dates that the patterns of `_RULES` find, weak ones too."""
    dates: list[_Date] = []
    for rule, pattern in _RULES:
        if not (digits or rule in ("month", "month’s")) or ("month" in rule and not month):
            continue
        for m in pattern.finditer(text):
            if taken.find(1, m.start(), m.end()) >= 0:
                continue
            read = _read(rule, m, text)
            if read is not None:
                _take(taken, m.start(), m.end())
                dates += read
    return dates


# --- reading one match ----------------------------------------------------------------------------


def _read(rule: str, m: re.Match, text: str) -> list[_Date] | None:
    """The dates of a match; an empty list if no such day is, None if it is no date at all."""
    groups = m.groupdict()
    year = int(groups["year"]) if groups.get("year") else None
    part = re.sub(r"^the\s", "", (groups.get("part") or groups.get("part2") or "").lower())
    part = _PARTS.get(part, part)
    d = _Date(m.start(), m.end(), "year", year, part=part)
    if rule == "named day":
        d.kind, d.year, d.month, d.day = "day", 2001, 9, 11
        return [d]
    if rule in ("iso", "figures"):
        return _read_figures(rule, m, d)
    if rule == "season":
        d.kind, d.part = "season", groups["season"].lower().replace("fall", "autumn")
        return [d]
    if rule == "quarter":
        return _read_quarter(m, d)
    if "decade" in rule:
        d.kind, d.year = "decade", int(groups["decade"]) + (1900 if rule == "short decade" else 0)
        return [d]
    if rule == "years":
        return _read_years(m, d, text)
    if rule == "year":
        return None if not part and not _is_year(text, m.start(), m.end()) else [d]
    return _read_month(rule, m, d, text)


def _read_figures(rule: str, m: re.Match, d: _Date) -> list[_Date]:
    d.month, d.day = int(m["m"]), int(m["day"])
    if rule == "figures":
        if d.month > 12 or m["by"] == ".":
            d.month, d.day = d.day, d.month
        elif d.day <= 12 and d.day != d.month:
            d.month = d.day = None  # 3/4/2020 is another day on either side of the Atlantic
            return [d]
    d.kind = "day"
    return [d] if _exists(d.year, d.month, d.day) else []


def _read_quarter(m: re.Match, d: _Date) -> list[_Date]:
    groups = m.groupdict()
    nth = int(groups["q"]) if groups.get("q") else _ORDINALS[groups["nth"].lower()]
    size = 6 if groups.get("unit") == "half" else 3
    if nth * size > 12:
        return []
    d.kind, d.month, d.part = "month", (nth - 1) * size + 1, ""
    d.last = (d.year, nth * size, None)
    return [d]


def _read_years(m: re.Match, d: _Date, text: str) -> list[_Date] | None:
    second = m["year2"] if len(m["year2"]) == 4 else m["year"][:2] + m["year2"]
    if int(second) <= d.year or _counts(text, m.start(), m.end()):
        return None
    d.last = (int(second), None, None)
    return [d]


def _read_month(rule: str, m: re.Match, d: _Date, text: str) -> list[_Date] | None:
    groups = m.groupdict()
    d.kind, d.month = "month", MONTHS[groups["month"].lower().rstrip(".")]
    if rule in ("month", "month’s"):
        name = groups["month"].lower().rstrip(".")
        if not d.year and not d.part and _WHICH_BEFORE.search(text, max(0, d.start - 9), d.start):
            return None  # "last June" is relative
        d.weak = name in _WEAK and not d.year and not d.part
        d.weak = d.weak and not _BEFORE_MONTH.search(text, max(0, m.start("month") - 12), m.start("month"))
        shortened = (
            len(name) <= 4 and name not in ("may", "june", "july") and not groups["month"].endswith(".")
        )
        return None if not d.year and shortened and text[m.end() : m.end() + 1] == "." else [d]
    d.kind, d.day, d.part = "day", int(groups["day"]), ""
    if not _exists(d.year, d.month, d.day):
        return []
    if _NAME_AFTER.match(text, m.end()) and not d.year:
        return []
    if not groups["day2"]:
        return [d]
    second = int(groups["day2"])
    if not _exists(d.year, d.month, second):
        return []
    if groups["sep"].strip() in ("and", "&"):
        e = _Date(d.start, d.end, "day", d.year, d.month, second)
        d.end = m.end("day") if rule == "day month" else m.start("sep")
        e.start = m.start("day2")
        if rule == "day month":
            d.end = m.start("sep")
        return [d, e]
    if second > d.day:
        d.last = (d.year, d.month, second)
    return [d]


def _exists(year: int | None, month: int | None, day: int | None) -> bool:
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
    word = _WORD_BEFORE.search(before)
    if word is None:
        return before[-1] not in "#.-–&+=*_\\@"
    if word[2] or word[1][0].isupper() or word[1].lower() in _YEAR_WORDS:
        return True
    return 1900 <= int(text[end - 4 : end]) <= 2050


def _counts(text: str, start: int, end: int) -> bool:
    """Whether what stands around a figure makes it an amount: money, a qualifier, what it counts."""
    before = text[max(0, start - 24) : start]
    word = _WORD_BEFORE.search(before)
    second = _SECOND_AFTER.match(text, end) if word is None or word[1] not in ("in", "In", "since") else None
    end = second.end() if second is not None else end  # "between 1500 and 2000 people"
    after = text[end : end + 40]
    if _MONEY_BEFORE.search(before) or before.endswith(("#", "+")) or _QUALIFIED.search(before):
        return (
            not re.search(r"\b(?:only|just|over|above|below|under)\s+$", before, re.I)
            or _COUNTED_AFTER.match(after) is not None
        )
    counted = _COUNTED_AFTER.match(after) or _PEOPLE_AFTER.match(after)
    plural = _PLURAL_AFTER.match(after)
    dated = plural is not None and plural["noun"] in _DATED
    if _ABOUT.search(before):
        return not dated and (counted is not None or plural is not None)
    dated_by = word[1].lower() if word is not None and word[1] else ""
    if _PART_AFTER.match(after) and dated_by not in ("in", "since", "by", "until", "year"):
        return True  # "1900 of the prisoners"
    if dated_by in _YEAR_WORDS:
        counted = _COUNTED_AFTER.match(after)
        near = counted is not None and counted[0].count(" ") <= 1
        return near and not (
            dated_by in ("in", "since")
            and re.search(r"(?:ees|ers|ors|ists|ians|people|men)$", counted[0])
        )
    if dated or (plural is None and counted is None):
        return False
    return counted is not None or not 1990 <= int(text[start : start + 4]) <= 2040


# --- neighbours and years -------------------------------------------------------------------------

_RANGE = re.compile(r"\s?(?:[-–—/]|\b(?:to|until|till|through|or)\b)\s?(?:the\s)?")
_LIST = re.compile(r"\s?(?:,|&|,?\s?\b(?:and|or)\b)\s?(?:in\s|on\s|the\s)?")


def _joined(text: str, dates: list[_Date]) -> list[_Date]:
    """Join the ends of a range (*March to June 2023*), carry the year to the first of a list, drop months
    that are none."""
    kept: list[_Date] = []
    for d in reversed(dates):
        after = kept[-1] if kept else None
        gap = text[d.end : after.start] if after is not None and after.start - d.end <= 12 else ""
        alike = after is not None and d.kind == after.kind in ("day", "month", "year") and not d.last
        if not gap or not alike:
            kept.append(d)
            continue
        between = gap.strip() == "and" and re.search(
            r"\bbetween\s(?:the\s)?$", text[max(0, d.start - 14) : d.start], re.I
        )
        ranged = _RANGE.fullmatch(gap) is not None or bool(between)
        if ranged or _LIST.fullmatch(gap):
            d.weak = after.weak = d.weak and after.weak and not ranged and gap.strip() != "and"
            if d.year is None and d.kind != "year" and after.year is not None:
                late = ranged and (d.month, d.day or 0) > (after.month, after.day or 0)
                d.year = after.year - late
            elif after.year is None and d.kind != "year" and d.year is not None:
                after.year = d.year + ((after.month, after.day or 0) < (d.month, d.day or 0))
        if ranged and not after.last and _ordered(d, after):
            d.last = (after.year, after.month, after.day)
            d.end = after.end
            d.part = ""
            kept[-1] = d
            continue
        kept.append(d)
    return [d for d in reversed(kept) if not d.weak]


def _ordered(a: _Date, b: _Date) -> bool:
    if a.year is not None and b.year is not None:
        return (a.year, a.month or 0, a.day or 0) < (b.year, b.month or 0, b.day or 0)
    return a.year is None and b.year is None and (a.month, a.day) != (b.month, b.day)


def _complete(d: _Date, today: list[int], direction: Callable[[], int]) -> None:
    """Give a month or day its year from the article's date."""
    if d.year is not None or d.month is None or len(today) < 2:
        return
    if len(today) == 2 and d.day is not None and today[1] == d.month:
        return
    year = _nearest_year(d.month, d.day, today, direction())
    if year is None:
        return
    d.year, d.inferred = year, True
    if d.last is not None:
        late = (d.last[1], d.last[2] or 0) < (d.month, d.day or 0)
        d.last = (year + late, *d.last[1:])


def _nearest_year(month: int, day: int | None, today: list[int], direction: int) -> int | None:
    """The year in which month or day is next to the article's date, before it, (direction 1) after it or
    (0) either."""
    if direction == 0:
        years = [y for step in (-1, 1) if (y := _nearest_year(month, day, today, step)) is not None]
        now = dt.date(today[0], today[1], today[2] if len(today) == 3 else 15)
        return min(years, key=lambda y: abs((dt.date(y, month, day or 15) - now).days), default=None)
    here = (today[1], today[2] if len(today) == 3 and day else 0)
    there = (month, day if day and len(today) == 3 else 0)
    step = 1 if direction > 0 else -1
    year = today[0] + (there < here if direction > 0 else -(there > here))
    for _ in range(9):
        if day is None or _exists(year, month, day):
            return year
        year += step
    return None


def _direction(text: str, start: int, end: int, lean: Lean | None) -> int:
    """Whether a date lies ahead: what the parse knows, else the words before it and behind it in its
    sentence."""
    known = lean(start, end) if lean is not None else None
    if known is not None:
        return known
    if text[end : end + 2] in ("'s", "’s"):
        return -1  # *Wednesday's hearing* is spoken of when it is over, unless the clause says that it will be
    before = re.split(r"[.;!?]\s", text[max(0, start - 70) : start])[-1]
    after = re.split(r"[.;!?]\s", text[end : end + 60])[0]
    ahead = max((m.start() for m in _FORWARD.finditer(before)), default=-1)
    back = max((m.start() for m in _BACKWARD.finditer(before)), default=-1)
    if ahead != back:
        return 1 if ahead > back else -1
    return (
        1
        if re.search(r"\b(?:will|shall|(?:is|are)\s(?:due|set|expected|scheduled))\b|['’]ll\b", after)
        else -1
    )


def _point(year: int | None, month: int | None, day: int | None) -> str:
    stem = f"{year:04}" if year is not None else "-"
    return "-".join([stem, *(f"{x:02}" for x in (month, day) if x is not None)])


def _struct(text: str, d: _Date) -> dict:
    whole = text[d.start : d.end]
    if d.kind == "decade":
        return _date(whole, f"{d.year}s", "decade", d.part)
    value = _point(d.year, d.month, d.day)
    if d.last is not None:
        value += "/" + _point(*d.last)
    return _date(whole, value, d.kind, d.part, d.inferred)


def _date(text: str, value: str, granularity: str, part: str = "", inferred: bool = False) -> dict:
    return {"text": text, "value": value, "granularity": granularity, "part": part, "inferred": inferred}


def _with_weekdays(text: str, found: list[Found], weekdays: set[int]) -> list[Found]:
    """*Monday, 3 June 2024* is one date: a weekday next to a day belongs to it."""
    kept: list[Found] = []
    for f in found:
        last = kept[-1] if kept else None
        gap = text[last.end : f.start] if last is not None and f.start - last.end <= 7 else None
        if (
            gap is not None
            and re.fullmatch(r"[\s,(]{1,3}(?:the\s)?", gap)
            and last.value["granularity"] in ("day", "none")
        ):
            if last.start in weekdays and f.start not in weekdays and f.value["granularity"] == "day":
                kept[-1] = Found(last.start, f.end, f.value | {"text": text[last.start : f.end]})
                continue
            if (
                f.start in weekdays
                and last.start not in weekdays
                and last.value["granularity"] == "day"
                and re.match(r"[),.;]|$", text[f.end : f.end + 1])
            ):
                end = f.end + (text[f.end : f.end + 1] == ")" and "(" in gap)
                kept[-1] = Found(last.start, end, last.value | {"text": text[last.start : end]})
                continue
        kept.append(f)
    return kept


# --- relative dates -------------------------------------------------------------------------------


def _relative(text: str, m: re.Match, taken: bytearray, today: list[int], lean: Lean | None) -> Found | None:
    start, end = m.span()
    if m["weekend"]:
        start = m.start("weekend")
    start += len(text[start:end]) - len(text[start:end].lstrip())
    if taken.find(1, start, end) >= 0:
        return None
    day, which = m["plain"] or m["weekday"], re.sub(r"\s+", " ", (m["which"] or "").lower())
    name = day or m["named"]
    if name and not name[0].isupper():
        return None
    if m["plain"] and (_NAMED_DAY.search(text, max(0, start - 12), start) or _NAMED_AFTER.match(text, end)):
        return None
    if not name and (
        _is_title(text, start, end) or (m["word"] and text[max(0, start - 2) : start].lower() == "a ")
    ):
        return None
    if which in _LOOSE and not (m["edge"] and m["period"] in ("day", "week", "month", "year")):
        return None
    if (
        m["period"] in ("day", "morning", "afternoon", "evening")
        and not m["edge"]
        and which not in ("this", "the following", "the previous")
    ):
        return None
    if m["period"] == "day" and which in ("this", "last", "next"):
        return None
    if which in ("past", "coming") and not (m["weekday"] or m["period"] == "weekend"):
        return None  # "the past year" is no year of the calendar
    whole = text[start:end]
    value = _resolve(m, which, today, lambda: _direction(text, start, end, lean)) if today else None
    return Found(start, end, _date(whole, *value) if value is not None else _date(whole, "", "none"))


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
    m: re.Match, which: str, today: list[int], direction: Callable[[], int]
) -> tuple[str, str, str] | None:
    """What a relative date means on the article's day, as value, granularity and part; None if that is
    not one date."""
    if which in ("the following", "the previous", "that", "the same", "in the", "that the"):
        return None
    step = {"last": -1, "past": -1, "this past": -1, "next": 1, "coming": 1, "this coming": 1}.get(which, 0)
    edge = re.sub(r"^the\s", "", (m["edge"] or "").lower().strip(" -"))
    part = _PARTS.get(edge, edge)
    period = (m["period"] or "").lower()
    if period == "year":
        return str(today[0] + step), "year", part
    if period == "month" and len(today) >= 2:
        months = today[0] * 12 + today[1] - 1 + step
        return f"{months // 12:04}-{months % 12 + 1:02}", "month", part
    if len(today) < 3:
        return None
    day = dt.date(*today)
    word = (m["word"] or "").lower()
    if word:
        return _iso(day, {"yesterday": -1, "tomorrow": 1}.get(word, 0)), "day", ""
    if period in ("morning", "afternoon", "evening", "night"):
        return _iso(day, -1 if which == "last" else 0), "day", ""
    if period in ("spring", "summer", "autumn", "fall", "winter"):
        season = period.replace("fall", "autumn")
        return str(_season_year(day, season, step, direction)), "season", season
    if m["named"]:
        return _named_month(m["named"], which, day, direction), "month", part
    if m["plain"] or m["weekday"]:
        return _iso(day, _days_off((m["plain"] or m["weekday"]).lower(), which, day, direction)), "day", ""
    if m["weekend"] or period == "weekend":
        return _weekend(day, step, bool(m["weekend"]), direction), "day", ""
    if period == "week":
        return _week(day, step, edge), "day", ""
    return None


def _iso(day: dt.date, off: int) -> str:
    return (day + dt.timedelta(off)).isoformat()


def _days_off(weekday: str, which: str, day: dt.date, direction: Callable[[], int]) -> int:
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
    month = MONTHS[name.lower()]
    if "last" in which or "past" in which:
        year = day.year - (month >= day.month)
    elif "next" in which or "coming" in which:
        year = day.year + (month <= day.month)
    else:
        year = _nearest_year(month, None, [day.year, day.month], direction()) if which != "this" else day.year
    return f"{year:04}-{month:02}"


def _week(day: dt.date, step: int, edge: str) -> str:
    first = day + dt.timedelta(7 * step - day.weekday())
    last = first + dt.timedelta(6)
    if step == 0 and edge == "earlier":
        last = day
    elif step == 0 and edge == "later":
        first = day
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def _weekend(day: dt.date, step: int, bare: bool, direction: Callable[[], int]) -> str:
    saturday = day + dt.timedelta(5 - day.weekday())
    if step < 0 or (step == 0 and day.weekday() < 5 and (bare or day.weekday() < 3) and direction() < 1):
        saturday -= dt.timedelta(7)
    elif step > 0 and day.weekday() >= 5:
        saturday += dt.timedelta(7)
    return f"{saturday.isoformat()}/{(saturday + dt.timedelta(1)).isoformat()}"


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
        return _date(notation[9:].strip(), "", "none")
    m = NOTATION.fullmatch(notation)
    if m is None:
        raise ValueError(f"{notation!r} is not a date of the codebook")
    value, notes = m["value"], m["notes"] or ""
    part = notes.replace("year inferred", "").strip(", ")
    part = "" if part in ("morning", "afternoon", "evening", "night") else part
    first = value.split("/")[0]
    if part in _SEASONS:
        granularity = "season"
    elif first.endswith("s"):
        granularity = "decade"
    else:
        granularity = {4: "year", 7: "month", 10: "day"}[len(first.replace("--", "0000-"))]
    for point in value.split("/"):
        parts = [int(p) if p else None for p in point.replace("--", "-").rstrip("s").split("-")]
        if len(parts) == 3 and not _exists(*parts):
            raise ValueError(f"{notation!r} is not a date of the codebook: there is no such day")
    return _date(notation, value, granularity, part, "year inferred" in notes)


__all__ = ["DAYS", "MONTHS", "Found", "claimed_figures", "find_dates", "parse_date"]
