"""What headings, bylines, datelines and links look like; their words stand in ``furniture.txt``."""

from __future__ import annotations

import re

from claimatlas.text import furniture


def _expression(phrase: str) -> str:
    """A phrase of the data file as an expression that matches it after a blank."""
    pieces = []
    for piece in re.findall(r"\[[^\]]*\]|\S+", phrase):
        either = [
            "|".join(_word(word) for word in alternatives.split("/"))
            for alternatives in piece.strip("[]").split()
        ]
        pieces.append("".join(rf"\s+(?:{words})" for words in either))
        if piece.startswith("["):
            pieces[-1] = f"(?:{pieces[-1]})?"
    return "".join(pieces)


def _word(word: str) -> str:
    """A word of a phrase as an expression: an open end, a number, an apostrophe."""
    return re.escape(word).replace("…", ".{1,60}?").replace(r"\#", r"\d+").replace("'", "['’]")


def _first_words(phrases: list[str]) -> set[str]:
    """The words that a phrase can begin with, so that most lines need no closer look."""
    pieces = (piece for phrase in phrases for piece in re.findall(r"\[[^\]]*\]|\S+", phrase)[:2])
    return {word for piece in pieces for word in re.split(r"[/\s]", piece.strip("[]"))}


def _any(phrases: list[str], tail: str = "") -> re.Pattern[str]:
    """What matches any of the phrases, with a tail behind them."""
    return re.compile("(?:" + "|".join(map(_expression, phrases)) + ")" + tail, re.IGNORECASE)


def _line_of(phrases: list[str]) -> re.Pattern[str]:
    """What matches a line that is one of the phrases; one with an open end is no sentence with a stop."""
    closed = _any([p for p in phrases if "…" not in p], r"\s*[:»›>→.…]*\s*")
    ended = _any([p for p in phrases if "…" in p], r"(?<![.!])")
    return re.compile(f"{closed.pattern}|{ended.pattern}", re.IGNORECASE)


_WORDS = furniture()
FIRST = {name: _first_words(_WORDS[name]) for name in ("plea", "notice", "caption")}
LINKS = _line_of(_WORDS["links"])


def _either(section: str) -> list[str]:
    """The words of a section in which each of a line stands by itself, the longest first."""
    found = {word for line in _WORDS[section] for word in line.split("/")}
    return sorted(found, key=lambda word: (-len(word), word))


_MONTHS, _WEEKDAYS, _ZONES, _PICTURES = (
    "|".join(_either(section)) for section in ("month", "weekday", "zone", "picture")
)
_NEWS = ("breaking", "latest", "top")  # before a colon these head a report, no link
TITLED_LINK = _any(
    [p for p in _WORDS["links"] if not p.startswith(_NEWS) and "…" not in p],
    r"\s*(?:[:|»>]\s*\S.*|\s[–—-]\s\S.*(?<![.!]))",
)
INTERRUPTION = _line_of(_WORDS["interruption"])
PLEA = _any(_WORDS["plea"], r"(?!\w)")
NOTICE = _any(_WORDS["notice"], r"(?!\w)")
WITHIN = _any(_WORDS["within"])
WITHIN_KEYS = [max(re.findall(r"\w+", p), key=len) for p in _WORDS["within"]]
CAPTION = _any(_WORDS["caption"], r"(?!\w)")
CREDIT = _any(_WORDS["credit"], r"(?:\s*[:|]\s*|\s+)\S.*")
AGENCIES, LABELS = _either("agency"), _either("label")
STOP = re.compile(r"[.!?…][\"'”’»)\]]*$|:[\"'”’»)\]]*$")
WORD = re.compile(r"[^\W\d_][\w’'-]*")
MONTH = rf"(?:{_MONTHS})[a-z]*\.?"
WEEKDAY = rf"(?:{_WEEKDAYS})(?:day)?\.?"
_ZONE = rf"(?:{_ZONES})"
# The tokens of a line that only says when something was written; the first kind alone makes no such line.
WHEN_WORD = re.compile(
    rf"(?:{'|'.join(_either('when'))}|{WEEKDAY}|{_ZONE}|[|•·,:–—-]+|\(|\))[,.:]?",
    re.IGNORECASE,
)
WHEN = re.compile(
    rf"(?:{MONTH}|\d{{1,2}}(?:st|nd|rd|th)|\d{{1,4}}|\d{{4}}-\d\d-\d\d(?:T\S+)?"
    rf"|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}"
    rf"|\d{{1,2}}[:.]\d\d(?:[:.]\d\d)?|\d{{1,2}}(?:[:.]\d\d)?[ap]\.?m\.?|[ap]\.?m\.?|\d{{1,2}}h\d\d)[,.:]?",
    re.IGNORECASE,
)
SURE = re.compile(
    r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}[:.h]\d\d|\d\s?[ap]\.?m\b|\d\D* ago\b|\d.*\bread\b"
    rf"|\b{MONTH}\s+\d|\d\s+{MONTH}(?!\w)",
    re.IGNORECASE,
)
DOMAIN = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
SLASHED = re.compile(
    r"[(\[]?\s?(?:[^\W\d_][\w.’'-]*\s){0,4}[^\W\d_][\w.’'-]*\s?/\s?"
    r"(?:[A-Z][\w.]*\s?){1,4}(?:via\s[\w\s]{2,30})?[)\]]?\.?"
)
PHOTO = re.compile(
    rf"[\s(\[]*(?:(?:{_PICTURES})"
    r"(?:\s(?:credit|by|courtesy(?:\sof)?|source))?\s?[:/]|(?:photo|photograph|image|illustration)\sby\b"
    r"|(?<=[.!?”\"’\s])credit\s?[:.]?\s?(?=[A-Z])|©)\s?[^\n]{2,80}$"
    r"|\s[(\[]?[A-Z][\w.’'-]+(?:\s[A-Z][\w.’'-]+){1,3}\s?/\s?[A-Z][\w.]*(?:\s[A-Z][\w.]*){0,3}[)\]]?$"
    r"|\s?[(\[]?\bGetty Images\b[^\n]{0,30}$|\s\((?:AP|Reuters|AFP) (?:Photo|Image)[^\n]{0,60}$",
    re.IGNORECASE,
)
PHOTO_KEY = re.compile(r"[Pp]hoto|[Ii]mage|[Pp]icture|[Vv]ideo|llustration|[Cc]redit|[©/]")
# A legal note in brackets: "(banned in X)", "[also designated as … by X]".
BRACKET = re.compile(
    r"(?:(?<![ \t\u00a0])[ \t\u00a0]+)?[(\[](?:[^()\[\]\n]{0,60},\s*)?(?:also |all |both )?"
    rf"(?:{'|'.join(_either('forbidden'))})\s+"
    r"(?:in|by|as|an?|under)\b[^()\[\]\n]{0,200}[)\]]",
    re.IGNORECASE,
)
_DASH = r"(?:--+|[-\u2010-\u2015\u2212_])"
LONG_DASH = re.compile(r"--+|[\u2012-\u2015\u2212]")
_NAME = r"[^\W\d_][\w.’'ʼ/-]*"
_NAMES = rf"{_NAME}(?: {_NAME}){{0,4}}"
_DATE = rf"(?:{WEEKDAY},? )?(?:{MONTH} \d{{1,2}}|\d{{1,2}} {MONTH})(?:,? \d{{4}})?|{WEEKDAY}(?=[ ,])"
_PLACE = rf"(?P<place>{_NAMES}(?:, ?{_NAMES}){{0,3}})"
_ON = rf"(?P<when>(?:^|[., ]{{1,2}})(?:{_DATE})[.,]?)"
DATELINE = re.compile(
    rf"{_PLACE}?(?:{_ON}(?:,? (?P<desk>{_NAME}(?: {_NAME})?))?)?(?: ?\((?P<agency>[^()\n]{{2,40}})\))?"
    rf"(?P<gap> ?)(?P<dash>{_DASH}|[:|])(?P<after> ?)(?=\S)",
    re.IGNORECASE,
)
DASHLESS = re.compile(
    rf"(?:{_PLACE}{_ON}? ?/[A-Z][^/\n]{{1,30}}/\.?(?: ?{_DASH})?|\((?P<agency>[^()\n]{{2,40}})\)) ?(?=\S)",
    re.IGNORECASE,
)
SMALL = re.compile("|".join(_either("particle")))
PROSE = re.compile(r"\b[a-z]{4,}")
SIGN = re.compile(r"[-\u2010-\u2015\u2212_:(/|]")
LABEL = re.compile(rf"(?P<label>[^\W\d_][\w ]{{2,18}}?)\s?(?:\|\s?|:\s|\s{_DASH}\s)(?=[“\"‘'(\[]?\w)")
BULLET = re.compile(r"[•●▪■◦‣⁃·*✓►]+\s*(?=\S)")
LIST = re.compile(r"(?P<sign>[-–])\s+(?=\w|[“\"‘'])|\(?(?P<number>\d{1,3}|[a-z])[.)]\s+(?=\S)")
CLOCK = re.compile(
    rf"[\[(]?(?:(?:{_DATE}),? )?(?:at )?"
    r"(?:\d{1,2}(?P<sign>[:.h])[0-5]\d(?:[:.][0-5]\d)?|\d{1,2}|\d{4}(?= (?:GMT|UTC)))"
    r"(?P<half>\s?[ap]\.?m\b\.?)?"
    rf"(?P<zone>,?\s?{_ZONE}\b)?[\])]?\s?(?:{_DASH}|[:|•·])?\s+(?=[“\"‘'(\[]?\w)",
    re.IGNORECASE,
)
SPEAKER = re.compile(r"(?P<name>[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){0,3}):\s")
QUESTION = re.compile(rf"(?:{'|'.join(_either('asking'))})\b", re.IGNORECASE)
HANDLE = re.compile(r"\(@\w+\)")
