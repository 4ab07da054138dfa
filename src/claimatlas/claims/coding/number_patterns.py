"""The patterns by which amounts are found; the words in them stand in ``quantities.txt``."""

from __future__ import annotations

import re

from claimatlas.claims.coding.date_patterns import LISTS, MONTHS
from claimatlas.wordlists import alternatives


def _figure(text: str) -> float:
    """A figure of the data file; a whole one stays whole."""
    return int(text) if text.isdigit() else float(text)


UNITS, TENS = list(LISTS["units"]), list(LISTS["tens"])
WORDS = {word: int(value) for word, value in (LISTS["units"] | LISTS["tens"]).items()}
PARTS = {part: float(value) for part, value in LISTS["parts of one"].items()}
SCALES = {w: float(v) for w, v in LISTS["scales"].items()}
LETTERS = {w: float(v) for w, v in LISTS["scale letters"].items()}
FRACTIONS = {w: float(v) for w, v in LISTS["fractions"].items()}
SIDES = {q.lower(): side for side in ("from below", "from above") for q in LISTS[side]}
_FIGURE = (
    r"\d{1,3}(?:,\d{2,3}){0,5},\d{3}(?!\d)(?:\.\d{1,9})?|[1-9]\d{0,2}(?:"
    r"[ \u00a0\u2009\u202f]\d{3}){1,4}(?![\d,.]\d)(?!\d)"
    r"|\d{1,15}(?:\.\d{1,9})?[½¼¾]?|[½¼¾]"
)
_SPELLED = (
    rf"(?:(?:{'|'.join(TENS)})(?:[-\s](?:{'|'.join(UNITS[1:10])})\b)?"
    rf"|{'|'.join(sorted(UNITS[1:], key=len, reverse=True))})\b"
)
_SCALE = alternatives(SCALES)
_AMOUNT = (
    rf"(?:(?:{_FIGURE}|{_SPELLED})(?:\s?and\sa\shalf)?|half\san?(?=[\s-](?:{_SCALE})\b)"
    rf"|a\squarter\sof\sa(?=\s(?:{_SCALE})\b)"
    rf"|an?(?=[\s-](?:{alternatives(LISTS['scales with an article'])})\b))"
    rf"(?:[\s-]?(?:{_SCALE})\b(?:(?:\sand)?\s{_SPELLED}(?!\s(?:hundred|(?:and|to|or)\s)))?){{0,4}}"
)
QUALIFIER = alternatives(
    q for heading in ("from below", "from above", "about", "exactly") for q in LISTS[heading]
)
_MONEY = alternatives(LISTS["money before"])
_AFTER = rf"\s?(?:{alternatives([*LISTS['measures'], *LISTS['money after']])})(?![\w/])"
_PERCENT = rf"\s?(?:%(?:\s?points)?|(?:{alternatives(LISTS['percent'])})\b)"
PERCENT = re.compile(_PERCENT, re.IGNORECASE)
_TAIL = (
    rf"(?![\w%]|[.,:/]\d|[-–]\d|-(?:{alternatives(LISTS['joined behind'])}|and|to)\b"
    r"|-?[A-Z]\b)"
)
_BEHIND = r"(?P<behind>\s+or\s+(?:more|so)\b|\+|-plus\b)?"


def _piece(count: int) -> str:
    """The pattern of one amount with its money or measure, its groups numbered."""
    return (
        rf"(?:(?P<money{count}>(?-i:{_MONEY}))\s?)?(?P<amount{count}>{_AMOUNT})"
        rf"(?:(?<=\d)(?P<letter{count}>[kmbt])(?!\w))?"
        rf"(?P<unit{count}>(?-i:{_AFTER})|{_PERCENT})?"
    )


NUMBER = re.compile(
    rf"(?<![\w.,/:#$€£-])(?:(?P<qualifier>{QUALIFIER})\s+"
    rf"(?:(?:{alternatives(LISTS['second qualifiers'])})\s+)?)?{_piece(1)}"
    rf"(?:(?P<sep>\s?[-–—]\s?|\s(?:to|or)\s){_piece(2)})?{_BEHIND}{_TAIL}",
    re.IGNORECASE,
)
BETWEEN = re.compile(
    rf"\bbetween\s+(?:about\s|around\s)?{_piece(1)}\s+and\s+{_piece(2)}{_TAIL}", re.IGNORECASE
)
RANGES = {word: tuple(map(_figure, ends.split())) for word, ends in LISTS["ranges"].items()}
_MANY = alternatives(word for word in RANGES if word != "scores")
_LARGE = rf"(?:{alternatives(LISTS['sizes'])})\s+(?:{alternatives(LISTS['sized'])})s?"
AGE = r"(?<=[^\W\d],\s)(?P<age>\d{1,3})(?=,(?!\d))"
VAGUE = re.compile(
    r"\b(?:"  # all begin at a word, which spares the look at most characters
    rf"\b(?:(?P<qualified>{QUALIFIER})\s+)?(?P<many>(?:{_MANY}|scores(?=\sof))"
    r"(?:\s+of\s+(?:thousands|millions|billions))?)\b(?P<of>\s+of)?"
    r"|\b(?P<some>(?:several|a\sfew|few|many)\s(?P<scale>hundred|thousand|million|billion|dozen))\b"
    rf"|\b(?P<dozen>(?:(?P<q>{QUALIFIER})\s+)?(?:(?P<n>{'|'.join(UNITS[2:7])})\s+)?(?:an?\s+)?(?:half"
    r"[-\s](?:a\s)?)?dozen)\b"
    rf"|\b(?P<large>(?:an?\s+)?(?:very\s+)?{_LARGE})(?:\s+of)?\b"
    rf"|\b(?P<share>(?:{alternatives(LISTS['nearly'])})\s+(?:all|every|none)|the\s+majority"
    r"(?=\s+of\b)|(?:a|the)\s+minority(?=\s+of\b)|(?:mostly|mainly)(?=\s+(?:of|made|composed|drawn|"
    r"[a-z]+s)\b)|most(?!\s[a-z]+ly\b))\b"
    r"|\b(?<!how )(?<!as )(?P<vague>(?:so|too|very)?\s?(?:many|few)(?!\sas\b)"
    rf"|{alternatives(LISTS['some'])}|(?:{alternatives(LISTS['some of'])})(?=\sof\b))\b"
    rf"|\b(?<!think )(?P<times>{alternatives(LISTS['times'])})\b|\b(?P<single>an?\s+single)\b"
    rf"(?!-|\s(?:{alternatives(LISTS['single, not one'])})\b)"
    r"|(?<=\bthe\s)(?P<only>only)\b"
    rf"|{AGE})",
    re.IGNORECASE,
)
_N = rf"(?:{'|'.join(UNITS[1:11])}|\d{{1,4}})"
SHARE = re.compile(
    rf"(?<![\w.,/$€£-])(?:(?P<qualifier>{QUALIFIER})\s+)?(?:"
    rf"(?P<count>an?|{'|'.join(UNITS[1:10])})[-\s]"
    rf"(?P<name>{'|'.join(w for w in FRACTIONS if w != 'half')})\b(?!\sof\san?\s(?:{_SCALE}))"
    r"(?P<whole>\sof\b|-?\s?majorit|\s*[,.;:)]|\s*$|\s(?:said|were|are|have|in|to|by|from)\b)?"
    r"|(?P<half>half)(?=\s+(?:of|the|its|their|his|her|our|my|all|those|these)\b|\s*[.;,)]|\s*$)"
    rf"|(?P<one>{_N})[-\s](?:in|out\sof)(?:\severy)?[-\s](?P<every>{_N})(?![\w,.]?\d)(?!\s(?:days?"
    r"|hours?|minutes?|weeks?|months?|years?|attacks?|percent|%))\b)",
    re.IGNORECASE,
)  # fmt: skip
NO_HALF = re.compile(rf"\b(?:{alternatives(LISTS['halves that are named'])})\s$", re.IGNORECASE)
DIGIT = re.compile(r"[\d½¼¾]")
COUNTING = frozenset([*UNITS[1:], *TENS, *SCALES])
VAGUE_HINT = frozenset([*RANGES, *SCALES, *LISTS["vague"]])
AMOUNT_HINT = COUNTING | VAGUE_HINT | frozenset(FRACTIONS)
ANAPHORIC = re.compile(
    r"\b(?:these|those|the|both|other|all|its|their|his|her|our|my|of)\s+(?:other\s+)?$", re.IGNORECASE
)
TREND = re.compile(
    rf"\b(?:{alternatives(LISTS['changes'])})\b[^.;]{{0,40}}\bfrom\s(?:about\s|around\s)?$", re.IGNORECASE
)
MONTH_BESIDE = re.compile(
    rf"\b(?:{'|'.join(m.capitalize() for m in MONTHS)})\.?\s(?:\d\d?(?:st|nd|rd|th)?,?\s)?$"
)
MONTH_BEHIND = re.compile(rf"(?:st|nd|rd|th)?\s(?:of\s)?(?:{'|'.join(m.capitalize() for m in MONTHS)})\b")
MILLIONS_AFTER = re.compile(
    r"-strong\b|\s(?!(?:of|from|above|below|away|across|in|at|to|off)\s)(?:[a-z]+\s)?"
    rf"(?:{alternatives(LISTS['plurals'])}|[a-z]{{2,}}[a-rtv-z]s)\b"
)
OPENS = re.compile(r"(?:^|[.!?:;\"“‘'(\n]\s?)$")
