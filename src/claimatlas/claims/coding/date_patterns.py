"""The patterns by which dates are found; the words in them stand in ``quantities.txt``."""

from __future__ import annotations

import re

from claimatlas.wordlists import alternatives, read_lists

LISTS = read_lists("claims/quantities.txt")
MONTHS = {name: int(number) for name, number in LISTS["months"].items()}
DAYS = {name: int(number) for name, number in LISTS["weekdays"].items()}
DIGIT = re.compile(r"\d")
MONTH_STEMS = tuple(dict.fromkeys(name[:3] for name in MONTHS))
SHORT_MONTHS = frozenset(
    name for name, number in MONTHS.items()
    if any(other != name and other.startswith(name) and MONTHS[other] == number for other in MONTHS)
)  # fmt: skip
_NAMES = alternatives(n.capitalize() for n in MONTHS if n not in SHORT_MONTHS)
_MONTH = rf"(?P<month>{_NAMES}|(?:{alternatives(n.capitalize() for n in SHORT_MONTHS)})\b\.?)"
_PART = (
    r"(?:(?P<part>[Ee]arly in|[Ll]ate in|[Ee]arly|[Mm]id|[Mm]idway through|[Ll]ate"
    r"|(?:[Tt]he\s)?(?:[Mm]iddle|[Bb]eginning|[Ss]tart|[Ee]nd)\sof)(?:[-–\s]\s?|(?<=of)\s\s?)(?:the\s)?)?"
)
_YEAR = r"(?P<year>1[4-9]\d\d|20\d\d)"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_SEP = r"(?P<sep>\s?[-–—/]\s?|\s(?:to|and|or|until|through|&)\s)"
_DAY2 = rf"(?:{_SEP}(?P<day2>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d,.:]?\d|\s?(?:%|percent|per\s)))?"
_NO_FIGURE = r"(?![\d,.]{0,3}\d)(?!\s?(?:percent|per\scent|%|[ap]\.?m\b))"
RULES = [
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
        rf"\b{_PART}(?:the\s)?(?P<season>(?i:{alternatives([*LISTS['seasons'], *LISTS['other seasons']])}))\s"
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
BEFORE_MONTH = re.compile(rf"\b(?:{alternatives(LISTS['before a month'])})[\s-]$", re.I)
NAME_AFTER = re.compile(rf"\s(?:{alternatives(LISTS['date names, behind'])})\b")
WHICH_BEFORE = re.compile(rf"\b(?:{alternatives(LISTS['which'])})\s$", re.I)
FIGURES = re.compile(
    rf"\b(?:[01]?\d|2[0-3])[:.]?[0-5]\d\s?(?:(?:{alternatives(LISTS['clocks'])})\b|[ap]\.?m\b\.?)"
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
MONEY_BEFORE = re.compile(rf"(?:{_MONEY})\s?$")
QUALIFIED = re.compile(
    rf"\b(?:{alternatives([*LISTS['from below'], *LISTS['from above'], *LISTS['exactly']])})\s+$",
    re.IGNORECASE,
)
ABOUT = re.compile(rf"\b(?:{alternatives(LISTS['about'])})\s+$", re.IGNORECASE)
_MODIFIER = r"[\s-](?:(?:[a-z]+|[A-Z][a-z]+(?:an|ish|i|ese))\s)?"
COUNTED_AFTER = re.compile(rf"{_MODIFIER}(?:{alternatives(LISTS['counted'])})\b")
PEOPLE_AFTER = re.compile(rf"{_MODIFIER}[a-z]+(?:ees|ers|ors|ists|ians|cans)\b")
PLURAL_AFTER = re.compile(r"\s(?:[a-z]+\s)?(?P<noun>[a-z]{2,}[a-rtv-z]s)\b")
SECOND_AFTER = re.compile(r"(?:\s(?:and|to|or)\s|\s?[-–]\s?)\d[\d,.]{0,9}(?<=\d)(?!\d)")
PART_AFTER = re.compile(r"\sof\s(?:the|them|its|their|those|these|his|her|our|us)\b")
WORD_BEFORE = re.compile(r"(?:([A-Za-z]+)[-–\s]|([(\[“\"'’,;:/–—-])\s?)$")
_N = rf"(?:{alternatives([*list(LISTS['units'])[1:13], *LISTS['loose counts']])}|\d{{1,4}})"
_SPANS = LISTS["spans"]
_SPAN = rf"(?:{alternatives([*_SPANS, *_SPANS.values()])})"
_NEAR = {
    *_SPANS, *_SPANS.values(), *LISTS["seasons"], *LISTS["other seasons"],
    *(word for h in ("periods", "parts of a day", "days from today", "no day") for word in LISTS[h]),
}  # fmt: skip
RELATIVE_STEMS = tuple(sorted(w for w in _NEAR if not any(other != w and other in w for other in _NEAR)))
"""Without any of these a text names no day by its distance from today; weekdays have the first of them."""
_WEEKDAY = rf"(?P<weekday>{alternatives(day.capitalize() for day in DAYS)})"
_PART_OF_DAY = alternatives(LISTS["parts of a day"])
RELATIVE = re.compile(
    r"\b(?:"
    rf"(?:(?:(?:{alternatives(LISTS['before a span'])})\s+)?(?:"
    rf"(?:an?|the|{_N})\s+(?:and\sa\shalf\s+)?)?)"
    rf"{_SPAN}\s+(?:ago|earlier|later|before)"
    r"|(?:over|in|during|within|for|after|throughout)\s+(?:the\s+)?"
    rf"(?:{alternatives(LISTS['which spans'])})\s+"
    rf"(?:(?:few|couple\sof|{_N})\s+)?(?:and\sa\shalf\s+)?{_SPAN}"
    rf"|within\s+(?:an?|{_N})\s+{_SPAN}"
    rf"|in\s+the\s+(?:{alternatives(_SPANS.values())})\s+(?:that\sfollowed|since|following)"
    r"|(?P<edge>early\s|late\s|mid-?|earlier\s|later\s|(?:the\s)?(?:beginning|start|middle|end)\sof\s)?"
    r"(?P<which>last|this|next|the\sfollowing|the\sprevious|the\ssame|(?<=of\s)the|(?:in|that)\sthe"
    r"|that|(?:this\s)?(?:past|coming))\s+"
    rf"(?P<period>{alternatives(LISTS['periods'])}|{_PART_OF_DAY}"
    rf"|{alternatives([*LISTS['seasons'], *LISTS['other seasons']])}"
    rf"|{_WEEKDAY}|(?P<named>{_NAMES}))(?:\s(?:{_PART_OF_DAY}))?"
    r"|(?:over|at|during|on)\s(?P<weekend>the\sweekend)"
    rf"|{_WEEKDAY.replace('weekday', 'plain')}(?:\s+(?:{_PART_OF_DAY}))?"
    rf"|(?P<word>{alternatives(LISTS['days from today'])})(?:\s(?:{_PART_OF_DAY}))?"
    rf"|{alternatives(LISTS['no day'])}"
    r")\b(?!-old)",
    re.IGNORECASE,
)
NAMED_DAY = re.compile(rf"\b(?:{alternatives(LISTS['weekday names, before'])})\s$", re.IGNORECASE)
NAMED_AFTER = re.compile(rf"\s(?:{alternatives(LISTS['weekday names, behind'])})\b")
_SURELY_AHEAD = rf"\b(?:{alternatives(LISTS['surely ahead'])})\b|['’]ll\b"
SURELY_AHEAD = re.compile(_SURELY_AHEAD)
FORWARD = re.compile(
    rf"{_SURELY_AHEAD}|\b(?:{alternatives(LISTS['looks ahead'])})\b"
    rf"|\b(?:{alternatives(LISTS['begins on'])})(?:\s(?:on|in|from|at))?\s$",
    re.IGNORECASE,
)
BACKWARD = re.compile(rf"\b(?:{alternatives(LISTS['looks back'])})\b", re.IGNORECASE)
_POINT = r"(?:\d{4}-\d\d-\d\d|\d{4}-\d\d|\d{4}|--\d\d-\d\d|--\d\d)"
NOTATION = re.compile(
    rf"(?:(?:since|until|by|before|after|from|about|around)\s+)?(?P<value>\d{{4}}s|{_POINT}(?:/{_POINT})?)"
    rf"(?: \((?P<notes>(?:early|mid|late|{alternatives(LISTS['seasons'])})?(?:, )?(?:year inferred)?"
    rf"|{_PART_OF_DAY})\))?"
)  # fmt: skip
