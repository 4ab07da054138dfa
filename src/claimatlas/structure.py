"""The parts of an article that are not its own running text: headings, bylines, datelines, disclaimers, link lists.

Works on the bare text, line by line, so that places and claims can both use it before anything is parsed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

KINDS = ("body", "heading", "byline", "dateline", "disclaimer", "related")

_LINE = re.compile(r"[^\n]*[^\s][^\n]*")
_STOP = re.compile(r"[.!?…][\"'”’»)\]]*$|:[\"'”’»)\]]*$")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?\.?,?\s+)?"
_TIME = r"(?:,?\s+(?:at\s+)?\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\.?)?(?:\s+[A-Z]{2,4})?)?"
_DATE_LINE = re.compile(
    rf"(?:(?:published|posted|updated|last updated|date)\s*(?:on)?:?\s*)?{_DAY}"
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})"
    rf"{_TIME}\.?",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"(?:(?:related|similar|recommended|more|other|latest|popular|most read|trending)\s*(?:articles?|posts?|stories|story|news|reading|content|topics|links|coverage)"
    r"|read (?:more|also|next)|see also|you (?:may|might) also like|further reading|more from .{1,40}|related)\s*:?",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:by|author|authors|written by|reported by|reporting by|editing by|edited by|source|photo|photos|image|picture|credit|translated by|contact)(?:\s*:\s*|\s+)\S.*",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_NOTICE = re.compile(
    r"(?:disclaimer\b|(?:the )?(?:views|opinions)(?: and opinions)? expressed|©|copyright\b|\(c\)|all rights reserved"
    r"|this (?:article|story|report|piece) (?:was|is|has been)? ?(?:first|originally|updated|corrected|published|republished)|click here|subscribe\b|sign up\b|follow us\b)",
    re.IGNORECASE,
)
# A legal note in brackets: "(banned in X)", "[also designated as … by X]".
_BRACKET = re.compile(
    r"[ \t\u00a0]*[(\[](?:[^()\[\]\n]{0,60},\s*)?(?:also |all |both )?"
    r"(?:banned|prohibited|outlawed|forbidden|proscribed|designated|recogni[sz]ed|listed|labell?ed|declared)\s+(?:in|by|as|an?|under)\b[^()\[\]\n]*[)\]]",
    re.IGNORECASE,
)
_PLACE = r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3}"
_PLACE_DATELINE = re.compile(
    rf"(?:[A-Z][A-Z.’'/-]{{2,}}(?: [A-Z][A-Z.’'/-]+){{0,3}}(?:, {_PLACE}){{0,2}}(?:,? {_MONTH} \d{{1,2}})?(?: \([^()\n]{{2,40}}\))?"
    rf"|{_PLACE}(?:, {_PLACE}){{0,2}} \([^()\n]{{2,40}}\))\s*(?:--|[-–—])\s+(?=\S)"
)
# In small letters only before the first sentence, and with a long dash: "Springfield, Ohio — ".
_PLAIN_DATELINE = re.compile(rf"{_PLACE}(?:, {_PLACE}){{0,2}}\s+(?:--|[–—])\s+(?=[A-Z“\"‘'])")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


@dataclass(frozen=True)
class Block:
    """A part of an article.

    Attributes
    ----------
    start, end : int
        Character offsets into the text, without white space at the edges.
    kind : str
        One of `KINDS`.
    paragraph : int
        Number of the line it stands in, counting lines that are not blank from 0. A body line with a dateline or
        a disclaimer inside gives several blocks of one paragraph.
    """

    start: int
    end: int
    kind: str
    paragraph: int


def blocks(text: str) -> list[Block]:
    """Divide an article into blocks that do not overlap and together cover everything but white space.

    Parameters
    ----------
    text : str
        One paragraph a line; blank lines are ignored.

    Returns
    -------
    list of Block
        In text order.
    """
    found: list[Block] = []
    lines = [(m.start() + len(m[0]) - len(m[0].lstrip()), m.start() + len(m[0].rstrip())) for m in _LINE.finditer(text)]
    related = False
    seen_body = False
    for number, (start, end) in enumerate(lines):
        line = text[start:end]
        related = related or (seen_body and _RELATED.fullmatch(line) is not None)
        kind = "related" if related else _kind(line, first=not seen_body, only=len(lines) == 1)
        if kind == "body":
            found += _inside(text, start, end, number, first=not seen_body)
            seen_body = True
        else:
            found.append(Block(start, end, kind, number))
    return found


def _kind(line: str, first: bool, only: bool) -> str:
    if _DATE_LINE.fullmatch(line):
        return "dateline"
    words = _WORD.findall(line)
    stopped = _STOP.search(line) is not None
    if len(words) <= 14 and _byline(line, words, stopped):
        return "byline"
    if _NOTICE.match(line) and len(words) <= 60:
        return "disclaimer"
    if only or len(words) > 25:
        return "body"
    if not stopped and len(words) <= 20 and not line.endswith((",", ";", "-", "–", "—")) and not line.startswith(("-", "•", "*", "–")):
        return "heading"
    # A headline may end in a stop or a question mark; it stands before the body and is written with capitals.
    long = [w for w in words if len(w) > 3]
    capitals = sum(w[0].isupper() for w in long)
    if first and len(long) >= 3 and capitals >= 0.7 * len(long):
        return "heading"
    if first and line.endswith("?") and line.count("?") == 1 and "." not in line:
        return "heading"
    return "body"


def _byline(line: str, words: list[str], stopped: bool) -> bool:
    if _DOMAIN.fullmatch(line):
        return True
    match = _BYLINE.fullmatch(line)
    if match is None:
        return False
    if ":" in line[: len(words[0]) + 12 if words else 0]:
        return True
    return not stopped and all(w[0].isupper() or w in ("by", "and", "for", "of", "the", "in") for w in words[1:])


def _inside(text: str, start: int, end: int, number: int, first: bool) -> list[Block]:
    """Cut a body line at its dateline and at disclaimers in brackets."""
    parts = []
    if match := _PLACE_DATELINE.match(text, start, end) or (_PLAIN_DATELINE.match(text, start, end) if first else None):
        cut = start + len(match[0].rstrip())
        parts.append(Block(start, cut, "dateline", number))
        start = match.end()
    for match in _BRACKET.finditer(text, start, end):
        opening = match.end() - len(match[0].lstrip())
        _add(parts, text, start, opening, "body", number)
        _add(parts, text, opening, match.end(), "disclaimer", number)
        start = match.end()
    _add(parts, text, start, end, "body", number)
    return parts


def _add(parts: list[Block], text: str, start: int, end: int, kind: str, number: int) -> None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if start < end:
        parts.append(Block(start, end, kind, number))
