"""Dates and numbers in a claim: what the text says and no more.

A date keeps the granularity it has; a year that the text does not give is added only from the article's own date and
then marked as inferred. Nothing is ever completed from the clock. A number keeps its qualifier ("at least", "tens of
thousands") and what it counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Doc

from claimatlas.claims.trees import text_of

MONTHS = {
    m: k for k, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sept sep",
         "october oct", "november nov", "december dec"), 1,
    ) for m in names.split()
}  # fmt: skip
_MONTH = r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
_PART = r"(?:(?P<part>[Ee]arly|[Mm]id|[Mm]iddle of|[Ll]ate|(?:the )?(?:beginning|start|end) of)(?:[- ]|(?<=of)\s)\s?)?"
_YEAR = r"(?P<year>1[4-9]\d\d|20\d\d)"
_SEP = r"(?:\s*[-–—/]\s*|\s+(?:to|and|or|until|through)\s+)"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_DAY2 = rf"(?:{_SEP}(?P<day2>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?)?"
_RULES = [
    ("iso", re.compile(r"\b(?P<year>\d{4})-(?P<m>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])\b")),
    ("month day", re.compile(rf"\b{_MONTH}\s+{_DAY}{_DAY2}(?:,?\s+{_YEAR})?(?![\d,.]*\d)(?!\s*(?:percent|%))")),
    ("day month", re.compile(rf"\b{_DAY}{_DAY2}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?(?!\d)")),
    ("season", re.compile(rf"\b{_PART}(?:the\s+)?(?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)\s+(?:of\s+)?{_YEAR}\b")),
    ("month", re.compile(rf"\b{_PART}{_MONTH}(?:,?\s+(?:of\s+)?{_YEAR})?(?![\w’'])")),
    ("decade", re.compile(r"\b(?:(?P<part>[Ee]arly|[Mm]id|[Ll]ate)[- ])?(?:the\s+(?:(?P<part2>early|mid|late)[- ])?)?(?P<decade>1[4-9]\d0|20\d0)[’']?s\b")),
    ("years", re.compile(rf"\b(?:(?:from|between)\s+)?(?P<year>1[4-9]\d\d|20\d\d){_SEP}(?P<year2>1[4-9]\d\d|20\d\d|\d\d)\b(?!\s*(?:percent|%))")),
    ("year", re.compile(rf"\b(?:(?P<part>[Ee]arly|[Mm]id|[Ll]ate)[- ](?:in\s+)?)?{_YEAR}\b(?![\d,.]*\d)")),
]  # fmt: skip
_RELATIVE = re.compile(
    r"\b(?:"
    r"(?:(?:about|around|some|nearly|almost|more than|over|just)\s+)?(?:an?|the|one|two|three|four|five|six|seven|eight|nine|ten|several|some|many|few|a few|\d+)?\s*"
    r"(?:hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies))\s+(?:ago|earlier|later|before)"
    r"|(?:over|in|during|within|for|after|throughout)\s+(?:the\s+)?(?:next|past|last|coming|following|recent|previous|some|several|a few)\s+(?:few\s+|two\s+|three\s+|several\s+)?(?:hours?|days?|weeks?|months?|years?|decades?)"
    r"|(?:earlier|later)\s+(?:this|that|in the)\s+(?:day|week|month|year)"
    r"|(?:last|this|next|the following|the previous)\s+(?:night|week|weekend|month|year|spring|summer|autumn|fall|winter|decade|century|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
    r"|(?:early |late )?(?:on\s+)?(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)(?:\s+(?:morning|afternoon|evening|night))?"
    r"|yesterday|today|tonight|tomorrow|recently|lately"
    r")\b",
    re.IGNORECASE,
)
_MONTH_STEMS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RELATIVE_STEMS = ("ago", "day", "week", "month", "year", "hour", "decade", "centur", "night", "tomorrow", "recent", "late", "last ", "next ", "this ", "previous", "following")
_PARTS = {"middle of": "mid", "beginning of": "early", "start of": "early", "end of": "late"}
_AMBIGUOUS = re.compile(r"(?:in|of|by|since|until|till|last|next|this|early|late|mid|through|from|to|and|during|before|after|between|for|on)[- ]$", re.IGNORECASE)
_COUNTED = re.compile(r"\s+(?:people|men|women|children|soldiers|troops|dollars|euros|kilomet|miles|met(?:er|re)s|tons?|tonnes|percent|per cent|jobs|votes|homes|houses|cases|deaths|members|families|fighters|militants|residents|students|employees|workers|feet|acres|hectares|square|cubic|delegates|patients|schools)", re.IGNORECASE)

NOTATION = re.compile(
    r"(?P<value>(?:\d{4}-\d\d-\d\d|\d{4}-\d\d|\d{4}s?|--\d\d(?:-\d\d)?)(?:/(?:\d{4}-\d\d-\d\d|\d{4}-\d\d|\d{4}|--\d\d-\d\d))?)"
    r"(?: \((?P<notes>(?:early|mid|late|spring|summer|autumn|winter)?(?:, )?(?:year inferred)?)\))?"
)
_SEASONS = ("spring", "summer", "autumn", "winter")


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


# --- dates -------------------------------------------------------------------------------------------------------------


def find_dates(text: str, published: str | None = None) -> list[Found]:
    """Find the dates in a piece of text.

    Parameters
    ----------
    text : str
    published : str, optional
        Date of the article as ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``, if the article or its corpus gives one. A
        month or day without a year takes the latest year that is not after it (marked inferred), and "yesterday",
        "last year" and their like are resolved by it. Without it they stay as they are.

    Returns
    -------
    list of Found
        In text order, without overlap. `value` has text, value, granularity, part and inferred.
    """
    taken: list[tuple[int, int]] = []
    found: list[Found] = []
    low = text.lower()
    digits = any(c.isdigit() for c in text)
    month = any(m in low for m in _MONTH_STEMS)
    if not (digits or month or any(w in low for w in _RELATIVE_STEMS)):
        return []  # nine contents of ten name no date, and these tests cost a tenth of the patterns

    def free(start: int, end: int) -> bool:
        return all(end <= s or e <= start for s, e in taken)

    for rule, pattern in _RULES:
        if not (digits or rule == "month") or ("month" in rule and not month):
            continue
        for m in pattern.finditer(text):
            if not free(*m.span()):
                continue
            if m.groupdict().get("day") and rule in ("month day", "day month") and int(m["day"]) > _days(MONTHS[m["month"].lower().rstrip(".")]):
                taken.append(m.span())  # no such day: no date, and no part of one
                continue
            date = _dated(rule, m, text, published)
            if date is None:
                continue
            taken.append(m.span())
            found.append(Found(m.start(), m.end(), date))
    for m in _RELATIVE.finditer(text):
        start, end = m.span()
        start += len(m[0]) - len(m[0].lstrip())
        if not free(start, end):
            continue
        taken.append((start, end))
        found.append(Found(start, end, _relative(text[start:end], published)))
    return sorted(found, key=lambda f: f.start)


def _date(text: str, value: str, granularity: str, part: str = "", inferred: bool = False) -> dict:
    return {"text": text, "value": value, "granularity": granularity, "part": part, "inferred": inferred}


def _part(word: str | None) -> str:
    word = re.sub(r"^the ", "", (word or "").lower())
    return _PARTS.get(word, word)


def _dated(rule: str, m: re.Match, text: str, published: str | None) -> dict | None:
    groups = m.groupdict()
    whole, year = m[0], groups.get("year")
    part = _part(groups.get("part") or groups.get("part2"))
    if rule == "iso":
        return _date(whole, whole, "day")
    if rule == "season":
        season = groups["season"].lower().replace("fall", "autumn")
        return _date(whole, year, "season", season)
    if rule == "decade":
        return _date(whole, f"{groups['decade']}s", "decade", part)
    if rule == "years":
        second = groups["year2"]
        second = second if len(second) == 4 else year[:2] + second
        return _date(whole, f"{year}/{second}", "year") if second > year else None
    if rule == "year":
        if _COUNTED.match(text, m.end()) or text[max(0, m.start() - 1) : m.start()] in ("$", "€", "£", "#", "-", "–", "."):
            return None
        return _date(whole, year, "year", part)
    month = MONTHS[groups["month"].lower().rstrip(".")]
    inferred = False
    day = int(groups["day"]) if groups.get("day") else None
    if rule == "month" and not year:
        if groups["month"] in ("May", "March", "Mar", "Jan", "Jun", "June", "April", "August") and not part and not _AMBIGUOUS.search(text[: m.start("month")]):
            return None
        if text[m.end() : m.end() + 1] == "." and len(groups["month"]) <= 3 and not groups["month"].endswith("."):
            return None
    if not year:
        year = _year_from(published, month, day)
        inferred = year is not None
    if day is None:
        return _date(whole, f"{year}-{month:02}" if year else f"--{month:02}", "month", part, inferred)
    stem = f"{year}-{month:02}" if year else f"--{month:02}"
    value = f"{stem}-{day:02}"
    if groups.get("day2") and int(groups["day2"]) > day:
        value += f"/{stem}-{int(groups['day2']):02}"
    return _date(whole, value, "day", "", inferred)


def _days(month: int) -> int:
    return 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31


def _year_from(published: str | None, month: int, day: int | None) -> str | None:
    """The latest year in which the month or day is not after the article's date; None if that cannot be told."""
    parts = [int(p) for p in (published or "").split("-") if p]
    if len(parts) < 2 or (len(parts) == 2 and day is not None and parts[1] == month):
        return None
    later = (month, day or 0) > (parts[1], parts[2] if len(parts) == 3 and day else 0 if not day else 31)
    return str(parts[0] - later)


def _relative(text: str, published: str | None) -> dict:
    import datetime as dt

    word = text.lower()
    parts = [int(p) for p in (published or "").split("-") if p]
    step = {"last": -1, "this": 0, "next": 1}.get(word.split()[0])
    if len(parts) == 3 and word in ("yesterday", "today", "tonight", "tomorrow"):
        day = dt.date(*parts) + dt.timedelta({"yesterday": -1, "tomorrow": 1}.get(word, 0))
        return _date(text, day.isoformat(), "day", "", True)
    if parts and step is not None and word.endswith(" year"):
        return _date(text, str(parts[0] + step), "year", "", True)
    if len(parts) >= 2 and step is not None and word.endswith(" month"):
        months = parts[0] * 12 + parts[1] - 1 + step
        return _date(text, f"{months // 12}-{months % 12 + 1:02}", "month", "", True)
    return _date(text, "", "none")


def parse_date(notation: str) -> dict:
    """Read a date in the codebook's notation (the inverse of `claimatlas.tables.date_text`).

    Parameters
    ----------
    notation : str
        E.g. ``2023-11-08``, ``2023-11 (early)``, ``2015 (summer)``, ``1990s (mid)``, ``1992/1997``, ``--09-25``,
        ``2020-12 (early, year inferred)`` or ``relative: months ago``.

    Raises
    ------
    ValueError
        It is none of these.
    """
    notation = notation.strip()
    if notation.startswith("relative:"):
        return _date(notation[9:].strip(), "", "none")
    m = NOTATION.fullmatch(notation)
    if m is None:
        raise ValueError(f"{notation!r} is not a date of the codebook")
    value, notes = m["value"], m["notes"] or ""
    part = notes.replace("year inferred", "").strip(", ")
    first = value.split("/")[0]
    if part in _SEASONS:
        granularity = "season"
    elif first.endswith("s"):
        granularity = "decade"
    else:
        granularity = {4: "year", 7: "month", 10: "day"}[len(first.replace("--", "0000-"))]
    return _date(notation, value, granularity, part, "year inferred" in notes)


# --- numbers -------------------------------------------------------------------------------------------------------------

_UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {w: k for k, w in enumerate(_UNITS)} | {w: 20 + 10 * k for k, w in enumerate(_TENS)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 1_000_000_000_000, "bn": 1_000_000_000, "m": 1_000_000}
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SPELLED = rf"(?:(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_UNITS[1:10])}))?|{'|'.join(_UNITS[1:])})"
_QUALIFIER = (
    r"at least|at most|no fewer than|no less than|not less than|no more than|not more than|more than|less than|fewer than|as many as|as much as|as few as"
    r"|up to|upwards of|over|under|above|below|about|around|roughly|approximately|approx\.|nearly|almost|close to|some|an estimated|estimated|only|just|exactly|a total of"
)
_AMOUNT = rf"(?:{_DIGITS}|{_SPELLED})(?:[\s-](?:hundred|thousand|million|billion|trillion|bn)\b)*"
_NUMBER = re.compile(
    rf"(?<![\w.,/$€£:#-])(?:(?P<qualifier>{_QUALIFIER})\s+)?(?P<currency>US\$|[$€£])?(?P<first>{_AMOUNT})"
    rf"(?:\s*(?:[-–—]|\s(?:to|or)\s|\sand\s)\s*(?P<currency2>[$€£])?(?P<second>{_AMOUNT}))?(?P<percent>\s*%|\s+per\s?cent\b)?(?![\w%]|[.,:/]\d|-(?:year|old|day|mile|foot|page|member|time|hour|month|point|and)\b|-?[A-Z]\b)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(rf"\bbetween\s+(?:US\$|[$€£])?(?P<first>{_AMOUNT})\s+and\s+(?:US\$|[$€£])?(?P<second>{_AMOUNT})(?P<percent>\s*%|\s+per\s?cent\b)?", re.IGNORECASE)
_VAGUE = re.compile(
    r"\b(?P<many>(?:tens|hundreds|thousands|millions|billions|dozens|scores)(?:\s+of\s+(?:thousands|millions|billions))?)\b(?P<of>\s+of)?"
    r"|\b(?P<dozen>(?:(?:at least|more than|about|around|nearly|almost|over|some|up to|(?P<n>two|three|four))\s+)?(?:an?\s+)?(?:half[- ])?dozen)\b"
    r"|\b(?P<large>(?:an?\s+)?(?:very\s+)?(?:large|great|small|huge|growing|significant|substantial|vast|considerable)\s+(?:number|amount|majority|proportion|part|share)s?)(?:\s+of)?\b"
    r"|\b(?P<share>(?:practically|almost|nearly|virtually|mostly)\s+(?:all|every|none)|the\s+majority(?=\s+of\b)|(?:a|the)\s+minority(?=\s+of\b)|(?:mostly|mainly)(?=\s+(?:of|made|composed|drawn|[a-z]+s)\b)|most|(?:about\s+|almost\s+|more than\s+|less than\s+|nearly\s+|over\s+)?half|(?:a|one|two|three)[- ](?:third|quarter|fifth)s?(?=\s+of\b|\s*[,.;]|\s*$)|three[- ]quarters)\b"
    r"|\b(?<!how )(?P<vague>(?:so|too|very)?\s?(?:many|few)|a few|countless|numerous)\b"
    r"|\b(?P<times>twice|thrice)\b|\b(?P<single>an?\s+single)\b"
    r"|(?<=\bthe\s)(?P<only>only)\b"
    r"|(?<=,\s)(?P<age>\d{1,3})(?=,)",
    re.IGNORECASE,
)
_AMOUNT_HINT = frozenset(
    [*_UNITS[1:], *_TENS, *["tens", "hundreds", "thousands", "millions", "billions", "dozens", "scores", "dozen", "large", "great", "small", "huge", "growing", "significant", "substantial", "vast", "considerable", "practically", "almost", "nearly", "virtually", "majority", "minority", "mostly", "mainly", "most", "half", "third", "thirds", "quarter", "quarters", "fifth", "fifths", "many", "few", "countless", "numerous", "twice", "thrice", "single", "only"]]
)
_RANGES = {"tens": (10, 99), "dozens": (24, 99), "scores": (40, 99), "hundreds": (100, 999), "thousands": (1_000, 9_999), "millions": (1e6, 9_999_999), "billions": (1e9, 9_999_999_999)}
_OPEN = {"at least": "low", "no fewer than": "low", "no less than": "low", "not less than": "low", "more than": "low", "over": "low", "above": "low", "upwards of": "low",
         "at most": "high", "no more than": "high", "not more than": "high", "less than": "high", "fewer than": "high", "up to": "high", "as many as": "high", "as much as": "high", "under": "high", "below": "high"}  # fmt: skip
_ANAPHORIC = re.compile(r"\b(?:these|those|the|both|other|all|its|their|his|her|our|my|of)\s+(?:other\s+)?$", re.IGNORECASE)


def _amount(words: str) -> float:
    total = 1.0
    value = None
    for word in re.split(r"\s+|-(?=hundred|thousand|million|billion|trillion|bn)", words.lower().strip()):
        if word in _SCALES:
            total *= _SCALES[word]
        elif word.replace(",", "").replace(".", "", 1).isdigit():
            value = float(word.replace(",", ""))
        else:
            value = float(sum(_WORDS[w] for w in word.split("-")))
    return total * (1.0 if value is None else value)


def _number(text: str, qualifier: str, low: float | None, high: float | None, unit: str = "") -> dict:
    return {"text": text, "qualifier": qualifier, "low": low, "high": high, "unit": unit}


def find_numbers(text: str, dates: list[Found] = ()) -> list[Found]:
    """Find the amounts in a piece of text: counts, shares and vague amounts, not ordinals, names, years or *these two*.

    Parameters
    ----------
    text : str
    dates : list of Found
        What `find_dates` found in it; a number inside one is part of the date.

    Returns
    -------
    list of Found
        In text order. `value` has text, qualifier, low, high and unit; the unit is the measure only (``%``, ``$``)
        and is completed from the parse by `find_claims`.
    """
    if not (_AMOUNT_HINT & set(re.findall(r"[a-z]+", text.lower()))) and not any(c.isdigit() for c in text):
        return []
    taken = [(d.start, d.end) for d in dates]
    found: list[Found] = []

    def add(start: int, end: int, value: dict) -> None:
        if all(end <= s or e <= start for s, e in taken):
            taken.append((start, end))
            found.append(Found(start, end, value))

    for m in _BETWEEN.finditer(text):
        low, high = _amount(m["first"]), _amount(m["second"])
        if low <= high:
            add(*m.span(), _number(m[0], "", low, high, "%" if m["percent"] else ""))
    for m in _VAGUE.finditer(text):
        value = _vague(m, text)
        if value is not None:
            add(m.start() + len(m[0]) - len(m[0].lstrip()), m.end(), value)
    for m in _NUMBER.finditer(text):
        value = _plain(m, text)
        if value is not None:
            # A score such as "1-0" matches whole and counts up to its first figure only.
            start = m.start() + m[0].index(value["text"])
            add(start, start + len(value["text"]), value)
    return sorted(found, key=lambda f: f.start)


def _vague(m: re.Match, text: str) -> dict | None:
    words = m[0].strip()
    if m["many"]:
        low, high = 1.0, 1.0
        for word in re.findall(r"[a-z]+s\b", m["many"].lower()):
            a, b = _RANGES[word]
            low, high = (a, b) if low == high == 1.0 else (low * a, low * a * 10 - 1 if word != "dozens" else high)
        return _number(words, re.sub(r"\s+of$", "", words.lower()), float(low), float(high))
    if m["dozen"]:
        n = 6.0 if "half" in words.lower() else 12.0 * {"two": 2, "three": 3, "four": 4}.get((m["n"] or "").lower(), 1)
        qualifier = re.match(r"(at least|more than|about|around|nearly|almost|over|some|up to)?", words.lower())[0]
        return _number(words, qualifier, *_bounds(qualifier, n, n))
    if m["times"]:
        n = 2.0 if words.lower() == "twice" else 3.0
        return _number(words, "", n, n, "times")
    if m["single"]:
        return _number(words, "single", 1.0, 1.0)
    if m["age"]:
        return _number(words, "", float(words), float(words), "years") if 0 < int(words) < 120 else None
    if m["only"]:
        return _number(words, "only", None, None) if not re.match(r"\s*(?:\d|one\b|two\b|three\b)", text[m.end() :]) else None
    if words.lower() == "most" and re.search(r"\b(?:the|at|its|their|his|her|our)\s+$", text[: m.start()], re.IGNORECASE) and not text[m.end() :].lstrip().startswith("of"):
        return None  # a superlative
    return _number(words, re.sub(r"^an?\s+", "", m["large"].lower()) if m["large"] else words.lower(), None, None)


def _bounds(qualifier: str, low: float, high: float) -> tuple[float | None, float | None]:
    side = _OPEN.get(qualifier)
    return (low, None) if side == "low" else (None, high) if side == "high" else (low, high)


def _plain(m: re.Match, text: str) -> dict | None:
    first = m["first"]
    qualifier = (m["qualifier"] or "").lower()
    spelled = not first[0].isdigit()
    if spelled and not qualifier and (_ANAPHORIC.search(text[: m.start("first")]) or (first.lower() == "one" and not m["second"])):
        return None
    if spelled and first.lower() == "one" and qualifier not in ("only", "at least", "just"):
        return None
    if (first.isupper() and first.isalpha()) or re.match(r"\s*(?:[ap]\.?m\b|o[’']clock)", text[m.end() :], re.IGNORECASE):
        return None
    low = _amount(first)
    high = low
    end = m.end()
    words = m[0]
    if m["second"]:
        joint = text[m.end("first") : m.start("second")]
        second = _amount(m["second"])
        scale = re.search(r"(hundred|thousand|million|billion|trillion)", m["second"].lower())
        if scale and not re.search(r"(hundred|thousand|million|billion|trillion)", first.lower()):
            low *= _SCALES[scale[1]]
        if "and" in joint or second < low:
            words, high = text[m.start() : m.end("first")], low
        else:
            high = second
    unit = "%" if m["percent"] else (m["currency"] or "")
    del end
    return _number(words, qualifier, *_bounds(qualifier, low, high), unit)


def parse_number(notation: str) -> dict:
    """Read an amount as the codebook writes it, e.g. ``at least 15 Tajik citizens`` or ``1 condition (only)``.

    Raises
    ------
    ValueError
        There is no amount in it.
    """
    note = re.search(r"\(([^()]*)\)\s*$", notation)
    body = notation[: note.start()].strip() if note else notation.strip()
    found = find_numbers(f"{body} ")
    if body.lower() in ("only", "most", "mostly", "mainly"):
        return _number(notation, body.lower(), None, None)
    if not found:
        raise ValueError(f"{notation!r} names no amount")
    value = dict(found[0].value)
    value["text"] = notation
    value["unit"] = body[found[0].end :].strip() or value["unit"]
    if note and re.fullmatch(_QUALIFIER, note[1].lower()):
        value["qualifier"] = note[1].lower()
    elif note and not value["unit"]:
        value["unit"] = note[1]
    return value


def unit_after(doc: Doc, start: int, end: int) -> str:
    """Read off the parse what the number at characters `start` to `end` counts: *Tajik citizens*, *families*."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return ""
    i = span.end
    while i < len(doc) and (doc[i].lower_ in ("of", "the", "’s", "'s", "their", "his", "her", "its", "these", "those") or doc[i].is_space or doc[i].text in "”\"’"):
        i += 1
    words = []
    while i < len(doc) and len(words) < 4:
        t = doc[i]
        if t.is_space:
            i += 1
            continue
        if (t.is_punct and t.text != "-") or t.pos_ in ("VERB", "AUX", "ADP", "SCONJ", "CCONJ", "PRON", "DET", "ADV", "PART"):
            break
        words.append(t)
        i += 1
        if t.pos_ in ("NOUN", "PROPN") and (i >= len(doc) or doc[i].pos_ not in ("NOUN", "PROPN")):
            break
    while words and words[-1].pos_ not in ("NOUN", "PROPN"):
        words.pop()
    return text_of(doc)[words[0].idx : words[-1].idx + len(words[-1])] if words else ""
