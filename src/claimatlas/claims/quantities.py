"""Dates and numbers in a claim: what the text says and no more.

Dates are found in `claimatlas.claims.dates`. A number keeps its qualifier ("at least", "tens of thousands")
and what it counts; the words that it is made of stand in ``quantities.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from claimatlas.claims.dates import LISTS, MONTHS, Found, claimed_figures, find_dates, parse_date
from claimatlas.tokens import text_of
from claimatlas.wordlists import alternatives

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {w: k for k, w in enumerate(_UNITS)} | {w: 20 + 10 * k for k, w in enumerate(_TENS)}
_SCALES = {w: float(v) for w, v in LISTS["scales"].items()}
_LETTERS = {w: float(v) for w, v in LISTS["scale letters"].items()}
_FRACTIONS = {w: float(v) for w, v in LISTS["fractions"].items()}
_SIDES = {q.lower(): side for side in ("from below", "from above") for q in LISTS[side]}

# --- patterns -------------------------------------------------------------------------------------

_FIGURE = (
    r"\d{1,3}(?:,\d{2,3}){0,5},\d{3}(?!\d)(?:\.\d{1,9})?|[1-9]\d{0,2}(?:"
    r"[ \u00a0\u2009\u202f]\d{3}){1,4}(?![\d,.]\d)(?!\d)"
    r"|\d{1,15}(?:\.\d{1,9})?[½¼¾]?|[½¼¾]"
)
_SPELLED = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[-\s](?:{'|'.join(_UNITS[1:10])})\b)?"
    rf"|{'|'.join(sorted(_UNITS[1:], key=len, reverse=True))})\b"
)
_SCALE = alternatives(_SCALES)
_AMOUNT = (
    rf"(?:(?:{_FIGURE}|{_SPELLED})(?:\s?and\sa\shalf)?|half\san?(?=[\s-](?:{_SCALE})\b)"
    rf"|a\squarter\sof\sa(?=\s(?:{_SCALE})\b)|an?(?=[\s-](?:hundred|thousand|million|billion|trillion"
    r"|lakh|crore)\b))"
    rf"(?:[\s-]?(?:{_SCALE})\b(?:(?:\sand)?\s{_SPELLED}(?!\s(?:hundred|(?:and|to|or)\s)))?){{0,4}}"
)
_QUALIFIER = alternatives(
    q for heading in ("from below", "from above", "about", "exactly") for q in LISTS[heading]
)
_MONEY = alternatives(LISTS["money before"])
_AFTER = rf"\s?(?:{alternatives([*LISTS['measures'], *LISTS['money after']])})(?![\w/])"
_PERCENT = r"\s?(?:%(?:\s?points)?|percentage\spoints|per[\s-]?cent\b|pct\b|pc\b)"
_TAIL = (
    r"(?![\w%]|[.,:/]\d|[-–]\d|-(?:years?|olds?|days?|miles?|foot|feet|pages?|members?|time|hours?"
    r"|months?|minutes?|weeks?|points?|inch|storey|story|and|to)\b"
    r"|-?[A-Z]\b)"
)
_BEHIND = r"(?P<behind>\s+or\s+(?:more|so)\b|\+|-plus\b)?"


def _piece(n: int) -> str:
    """The pattern of one amount with its money or measure, its groups numbered."""
    return (
        rf"(?:(?P<money{n}>(?-i:{_MONEY}))\s?)?(?P<amount{n}>{_AMOUNT})(?:(?<=\d)(?P<letter{n}>[kmbt])"
        r"(?!\w))?"
        rf"(?P<unit{n}>(?-i:{_AFTER})|{_PERCENT})?"
    )


_NUMBER = re.compile(
    rf"(?<![\w.,/:#$€£-])(?:(?P<qualifier>{_QUALIFIER})\s+(?:(?:about|around|some|roughly|an\sestimated"
    rf"|nearly)\s+)?)?{_piece(1)}"
    rf"(?:(?P<sep>\s?[-–—]\s?|\s(?:to|or)\s){_piece(2)})?{_BEHIND}{_TAIL}",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"\bbetween\s+(?:about\s|around\s)?{_piece(1)}\s+and\s+{_piece(2)}{_TAIL}", re.IGNORECASE
)
_RANGES = {
    "tens": (10, 99),
    "dozens": (24, 99),
    "scores": (40, 99),
    "hundreds": (100, 999),
    "thousands": (1_000, 9_999),
    "millions": (1e6, 9_999_999),
    "billions": (1e9, 9_999_999_999),
    "trillions": (1e12, 9_999_999_999_999),
}
_VAGUE = re.compile(
    rf"\b(?:(?P<qualified>{_QUALIFIER})\s+)?(?P<many>(?:tens|hundreds|thousands|millions|billions"
    r"|trillions|dozens|scores(?=\sof))(?:\s+of\s+(?:thousands|millions|billions))?)\b(?P<of>\s+of)?"
    r"|\b(?P<some>(?:several|a\sfew|few|many)\s(?P<scale>hundred|thousand|million|billion|dozen))\b"
    rf"|\b(?P<dozen>(?:(?P<q>{_QUALIFIER})\s+)?(?:(?P<n>two|three|four|five|six)\s+)?(?:an?\s+)?(?:half"
    r"[-\s](?:a\s)?)?dozen)\b"
    r"|\b(?P<large>(?:an?\s+)?(?:very\s+)?(?:large|great|small|huge|growing|significant|substantial"
    r"|vast|considerable)\s+(?:number|amount|majority|proportion|part|share)s?)(?:\s+of)?\b"
    r"|\b(?P<share>(?:practically|almost|nearly|virtually|mostly)\s+(?:all|every|none)|the\s+majority"
    r"(?=\s+of\b)|(?:a|the)\s+minority(?=\s+of\b)|(?:mostly|mainly)(?=\s+(?:of|made|composed|drawn|"
    r"[a-z]+s)\b)|most(?!\s[a-z]+ly\b))\b"
    r"|\b(?<!how )(?<!as )(?P<vague>(?:so|too|very)?\s?(?:many|few)(?!\sas\b)|a few|countless|numerous|a\s(?:lot|number|host|handful)(?=\sof\b)|lots(?=\sof\b))\b"
    r"|\b(?<!think )(?P<times>twice|thrice)\b|\b(?P<single>an?\s+single)\b(?!-|\s(?:mother|father|parent|mom|mum"
    r"|dad|woman|man|malt)\b)"
    r"|(?<=\bthe\s)(?P<only>only)\b"
    r"|(?<=[^\W\d],\s)(?P<age>\d{1,3})(?=,(?!\d))",
    re.IGNORECASE,
)
_N = rf"(?:{'|'.join(_UNITS[1:11])}|\d{{1,4}})"
_SHARE = re.compile(
    rf"(?<![\w.,/$€£-])(?:(?P<qualifier>{_QUALIFIER})\s+)?(?:"
    rf"(?P<count>an?|{'|'.join(_UNITS[1:10])})[-\s]"
    rf"(?P<name>{'|'.join(w for w in _FRACTIONS if w != 'half')})\b(?!\sof\san?\s(?:{_SCALE}))"
    r"(?P<whole>\sof\b|-?\s?majorit|\s*[,.;:)]|\s*$|\s(?:said|were|are|have|in|to|by|from)\b)?"
    r"|(?P<half>half)(?=\s+(?:of|the|its|their|his|her|our|my|all|those|these)\b|\s*[.;,)]|\s*$)"
    rf"|(?P<one>{_N})[-\s](?:in|out\sof)(?:\severy)?[-\s](?P<every>{_N})(?![\w,.]?\d)(?!\s(?:days?"
    r"|hours?|minutes?|weeks?|months?|years?|attacks?|percent|%))\b)",
    re.IGNORECASE,
)  # fmt: skip
_NO_HALF = re.compile(
    r"\b(?:first|second|other|top|bottom|better|latter|in|northern|southern|eastern|western|lower"
    r"|upper|into|and\sa)\s$",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"[\d½¼¾]")
_COUNTING = frozenset([*_UNITS[1:], *_TENS, *_SCALES])
_VAGUE_HINT = frozenset([*_RANGES, *_SCALES, *LISTS["vague"]])
_AMOUNT_HINT = _COUNTING | _VAGUE_HINT | frozenset(_FRACTIONS)
_ANAPHORIC = re.compile(
    r"\b(?:these|those|the|both|other|all|its|their|his|her|our|my|of)\s+(?:other\s+)?$", re.IGNORECASE
)
_TREND = re.compile(
    r"\b(?:r[oi]se[ns]?|rising|rose|f[ae]ll(?:s|en|ing)?|gr[eo]w(?:n|s|ing)?|growth|increas\w+"
    r"|decreas\w+|drop\w*|declin\w+|cut\w*|rais\w+|lower\w*|reduc\w+|jump\w*|climb\w*|slip\w*|went|up"
    r"|down|doubl\w+|improv\w+|slump\w*|surg\w+|soar\w*|chang\w+)\b[^.;]{0,40}\bfrom\s(?:about\s"
    r"|around\s)?$",
    re.IGNORECASE,
)
_MONTH_BESIDE = re.compile(
    rf"\b(?:{'|'.join(m.capitalize() for m in MONTHS)})\.?\s(?:\d\d?(?:st|nd|rd|th)?,?\s)?$"
)
_MONTH_BEHIND = re.compile(rf"(?:st|nd|rd|th)?\s(?:of\s)?(?:{'|'.join(m.capitalize() for m in MONTHS)})\b")
_MILLIONS_AFTER = re.compile(
    r"-strong\b|\s(?!(?:of|from|above|below|away|across|in|at|to|off)\s)(?:[a-z]+\s)?"
    r"(?:people|men|women|children|[a-z]{2,}[a-rtv-z]s)\b"
)
_OPENS = re.compile(r"(?:^|[.!?:;\"“‘'(\n]\s?)$")


# --- numbers --------------------------------------------------------------------------------------


def find_numbers(text: str, dates: list[Found] = ()) -> list[Found]:
    """Find the amounts in a piece of text: counts, shares and vague amounts, not ordinals, names, years
    or *these two*.

    Parameters
    ----------
    text : str
    dates : list of Found
        What `find_dates` found in it; a number inside one is part of the date.

    Returns
    -------
    list of Found
        In text order. `value` has text, qualifier, low, high and unit; the unit is the measure only (``%``,
        ``$``, ``km``) and is completed from the parse by `find_claims`. A share is given in percent.
    """
    digits = _DIGIT.search(text) is not None
    words = set(re.findall(r"[a-z]+", text.lower()))
    if not digits and not _AMOUNT_HINT & words:
        return []
    taken = claimed_figures(text) if digits else bytearray(len(text))
    pieces, last = [], 0
    for d in dates:  # masked, so that the 12 of "June 12 300 people" makes no thousands
        taken[d.start : d.end] = b"\x01" * (d.end - d.start)
        pieces += [text[last : d.start], "\0" * (d.end - d.start)]
        last = d.end
    masked = "".join([*pieces, text[last:]])
    found: list[Found] = []
    counted = digits or not words.isdisjoint(_COUNTING)
    shares = not words.isdisjoint(_FRACTIONS) or (counted and not words.isdisjoint(("in", "out")))
    for hinted, pattern, read in (
        (counted and "between" in words, _BETWEEN, _read_between),
        (shares, _SHARE, _read_share),
        (digits or not words.isdisjoint(_VAGUE_HINT), _VAGUE, _read_vague),
        (counted, _NUMBER, _read_number),
    ):
        for m in pattern.finditer(masked) if hinted else ():
            for start, end, value in read(m, masked):
                if taken.find(1, start, end) < 0:
                    taken[start:end] = b"\x01" * (end - start)
                    found.append(Found(start, end, {"text": text[start:end], **value}))
    return sorted(found, key=lambda f: f.start)


_Reading = Iterator[tuple[int, int, dict]]


def _number(qualifier: str, low: float | None, high: float | None, unit: str = "") -> dict:
    return {"qualifier": qualifier, "low": low, "high": high, "unit": unit}


def _bounded(qualifier: str, low: float, high: float, unit: str = "") -> dict:
    """A number whose qualifier leaves one end open (*at least 15*) or none."""
    side = _SIDES.get(qualifier)
    return _number(
        qualifier, None if side == "from above" else low, None if side == "from below" else high, unit
    )


def _plain(qualifier: str | None) -> str:
    return re.sub(r"\s+", " ", (qualifier or "").lower())


def _amount(words: str) -> tuple[float, float]:
    """The value of figures or words (*two hundred and fifty thousand*), and the scale that ends it (1 if
    there is none)."""
    total, current, scale = 0.0, None, 1.0
    words = re.sub(r"(?<=\d)[ \u00a0\u2009\u202f](?=\d{3})", "", words.lower().replace(",", ""))
    for word in re.findall(r"\d+(?:\.\d+)?|[½¼¾]|[^\W\d]+", words):
        if word in _SCALES:
            scale = _SCALES[word]
            if current is None and total:
                total *= scale  # "5 lakh crore"
                continue
            current = (1.0 if current is None else current) * scale
            if scale >= 1000:
                total, current = (
                    (total + current, None)
                    if total == 0 or current < total
                    else ((total * scale + current), None)
                )
            continue
        scale = 1.0
        if word[0].isdigit():
            current = (current or 0) + float(word)
        elif word in _WORDS:
            current = (current or 0) + _WORDS[word]
        elif word in ("half", "½"):
            current = (current or 0) + 0.5
        elif word in ("quarter", "¼", "¾"):
            current = (current or 0) + (0.75 if word == "¾" else 0.25)
    return total + (current or 0.0) or (1.0 if total == 0 and current is None else 0.0), scale


def _piece_value(m: re.Match, n: int, text: str) -> tuple[float, float, str] | None:
    """Value, scale and unit of one amount of a match; None if a letter behind it makes it a name (*3M*)."""
    value, scale = _amount(m[f"amount{n}"])
    unit = (m[f"unit{n}"] or "").strip()
    if re.match(r"%|percent|per|pct|pc", unit):
        unit = "percentage points" if "points" in unit else "%"
    money = m[f"money{n}"] or (m["money1"] or m["money2"] if m["amount2"] and not unit else None)
    letter = m[f"letter{n}"]
    if letter:
        if money or letter in "kK" or (letter in "mM" and _MILLIONS_AFTER.match(text, m.end())):
            scale = _LETTERS[letter.lower()]
            value *= scale
        elif letter in "mt":
            unit = letter
        else:
            return None
    return value, scale, money or unit


def _read_between(m: re.Match, text: str) -> _Reading:
    first, second = _piece_value(m, 1, text), _piece_value(m, 2, text)
    if first is None or second is None:
        return
    low = first[0] * second[1] if first[1] == 1 and first[0] * second[1] <= second[0] else first[0]
    if low <= second[0]:
        yield m.start(), m.end(), _number("", low, second[0], second[2] or first[2])


def _read_share(m: re.Match, text: str) -> _Reading:
    qualifier = _plain(m["qualifier"])
    end = m.end()
    if m["half"]:
        if not qualifier and _NO_HALF.search(text, max(0, m.start() - 12), m.start()):
            return
        share = 50.0
    elif m["name"]:
        count = 1.0 if m["count"].lower() in ("a", "an") else float(_WORDS[m["count"].lower()])
        plain = m["count"].lower() in ("a", "an") or " " in m[0][m.start("count") - m.start() :]
        if count == 1 and (m["name"].lower().endswith("s") or (plain and m["whole"] is None)):
            return  # "a third man"
        end = m.end("name")
        share = round(count * _FRACTIONS[m["name"].lower()], 1)
    else:
        one, every = _amount(m["one"])[0], _amount(m["every"])[0]
        if not 0 < one < every or (m["every"].isdigit() and 1400 <= every <= 2099):
            return
        share = round(100 * one / every, 1)
    yield m.start(), end, _bounded(qualifier, share, share, "%")


def _read_vague(m: re.Match, text: str) -> _Reading:
    start = m.start() + len(m[0]) - len(m[0].lstrip())
    value = _many(m) if m["many"] else _vague(m, text)
    if value is not None:
        yield start, m.end(), value


def _vague(m: re.Match, text: str) -> dict | None:
    words = m[0].strip()
    low = words.lower()
    if m["some"]:
        return _number(low, *_RANGES[m["scale"].lower() + "s"])
    if m["dozen"]:
        n = (
            6.0
            if "half" in low
            else 12.0 * {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}.get((m["n"] or "").lower(), 1)
        )
        return _bounded(_plain(m["q"]), n, n)
    if m["times"]:
        n = 2.0 if low == "twice" else 3.0
        return _number("", n, n, "times")
    if m["single"]:
        return _number("single", 1.0, 1.0)
    if m["age"]:
        return _number("", float(words), float(words), "years") if 0 < int(words) < 120 else None
    if m["only"]:
        return (
            None
            if re.match(r"\s*(?:\d|one\b|two\b|three\b)", text[m.end() : m.end() + 12])
            else _number("only", None, None)
        )
    if (
        low == "most"
        and re.search(
            r"\b(?:the|at|its|their|his|her|our)\s+$", text[max(0, m.start() - 10) : m.start()], re.IGNORECASE
        )
        and not text[m.end() : m.end() + 10].lstrip().startswith("of")
    ):
        return None  # a superlative
    return _number(re.sub(r"^an?\s+", "", m["large"].lower()) if m["large"] else low, None, None)


def _many(m: re.Match) -> dict:
    """*tens of thousands*: an interval, and the words as the qualifier."""
    low, high = 1.0, 1.0
    for word in re.findall(r"[a-z]+s\b", m["many"].lower()):
        a, b = _RANGES[word]
        low, high = (
            (a, b) if low == high == 1.0 else (low * a, low * a * 10 - 1 if word != "dozens" else high)
        )
    qualifier = " ".join(filter(None, [_plain(m["qualified"]), _plain(m["many"])]))
    return _number(qualifier, float(low), float(high))


def _read_number(m: re.Match, text: str) -> _Reading:
    qualifier = _plain(m["qualifier"])
    if _is_no_amount(m, text, qualifier):
        return
    first = _piece_value(m, 1, text)
    if first is None:
        return
    second = _piece_value(m, 2, text) if m["amount2"] else None
    low, scale, unit = first
    if second is None:
        if m["amount2"]:
            return
        behind = _plain(m["behind"]).strip()
        if behind:
            open_ = "or so" not in behind
            yield m.start(), m.end(), _number(qualifier or behind, low, None if open_ else low, unit)
        else:
            yield m.start(), m.end(), _bounded(qualifier, low, low, unit)
        return
    high, scale2, unit2 = second
    apart = bool(unit and unit2 and unit != unit2)  # "fell 1.3 percent to $191 million"
    unit = unit or unit2
    if scale == 1 and scale2 > 1 and low * scale2 <= high and not apart:
        low *= scale2
    dash = m["sep"].strip() not in ("to", "or")
    trend = m["sep"].strip() == "to" and (
        apart or high <= low or _TREND.search(text, max(0, m.start() - 70), m.start())
    )
    if trend or ((dash or m["sep"].strip() == "or") and high < low):
        cut = m.start("sep")
        yield m.start(), cut, _bounded(qualifier, low, low, unit)
        if not dash:  # a score or a vote such as "5-4" counts up to its first figure only
            yield cut + len(m["sep"]), m.end(), _number("", high, high, unit2 or unit)
        return
    yield m.start(), m.end(), _bounded(qualifier, low, high, unit)


def _is_no_amount(m: re.Match, text: str, qualifier: str) -> bool:
    """Figures and words that are part of a name, a date, a time or a pronoun."""
    first = m["amount1"]
    start, end = m.start("amount1"), m.end()
    if re.match(r"\s*(?:[ap]\.?m\b|o[’']clock)", text[end : end + 12], re.IGNORECASE):
        return True
    if not first[0].isdigit() and first[0] not in "½¼¾":
        spelled = first.lower()
        if not qualifier and (
            _ANAPHORIC.search(text, max(0, start - 16), start) or (spelled == "one" and not m["amount2"])
        ):
            return True
        if (
            spelled == "one"
            and not m["amount2"]
            and qualifier not in ("only", "at least", "just", "exactly", "no more than")
        ):
            return True
        if len(first) > 1 and first.isupper() and first.isalpha():
            return True
        return first[0].isupper() and not qualifier and not _OPENS.search(text, max(0, start - 3), start)
    if m["money1"] or len(first) > 4 or len(first) == 3:
        return False
    day = len(first) <= 2 or re.search(r"\d,?\s$", text[max(0, start - 3) : start]) is not None
    beside = _MONTH_BESIDE.search(text, max(0, start - 18), start)
    return (day and beside is not None) or _MONTH_BEHIND.match(text, m.end("amount1")) is not None


def parse_number(notation: str) -> dict:
    """Read an amount as the codebook writes it, e.g. ``at least 15 Tajik citizens`` or ``1 condition
    (only)``.

    Raises
    ------
    ValueError
        There is no amount in it.
    """
    note = re.search(r"\(([^()]*)\)\s*$", notation)
    body = notation[: note.start()].strip() if note else notation.strip()
    if re.match(r"(?:only|most|mostly|mainly)(?:$|\s[a-z])", body.lower()) and not find_numbers(f"{body} "):
        return _number(body.lower().split()[0], None, None) | {"text": notation}
    found = find_numbers(f"{body} ")
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
    """Read off the parse what the number at characters `start` to `end` counts: *Tajik citizens*,
    *families*."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return ""
    i = span.end
    while i < len(doc) and (
        doc[i].lower_ in ("of", "the", "’s", "'s", "their", "his", "her", "its", "these", "those")
        or doc[i].is_space
        or doc[i].text in '”"’'
    ):
        i += 1
    words = []
    while i < len(doc) and len(words) < 4:
        t = doc[i]
        if t.is_space:
            i += 1
            continue
        if (t.is_punct and t.text != "-") or t.pos_ in (
            "VERB",
            "AUX",
            "ADP",
            "SCONJ",
            "CCONJ",
            "PRON",
            "DET",
            "ADV",
            "PART",
        ):
            break
        words.append(t)
        i += 1
        if t.pos_ in ("NOUN", "PROPN") and (i >= len(doc) or doc[i].pos_ not in ("NOUN", "PROPN")):
            break
    while words and words[-1].pos_ not in ("NOUN", "PROPN"):
        words.pop()
    return text_of(doc)[words[0].idx : words[-1].idx + len(words[-1])] if words else ""


__all__ = ["MONTHS", "Found", "find_dates", "find_numbers", "parse_date", "parse_number", "unit_after"]
