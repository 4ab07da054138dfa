"""Exports of Factiva, as HTML, RTF or text, in its display form or with its two-letter fields."""

from __future__ import annotations

import re

from claimatlas.days import iso_day
from claimatlas.intake.found import Facts, either, fact, language_code, lists
from claimatlas.intake.webpage import names_of

MARK = re.compile(r"^\s*Document ([A-Z][A-Z0-9]{1,11}0{2}\w{10,30}|[A-Z]{2,8}\d{14,20}\w*)\s*$")
_FIELDS = frozenset(lists("exports.txt")["factiva_field"])
_FIELD = re.compile(r"^\s*([A-Z]{2,3})(?:\s+|\t|$)(.*)$")
_WORDS = re.compile(rf"^\s*[\d,.\s]+ (?:{either(lists('exports.txt')['factiva_words'])})\s*$", re.IGNORECASE)
_COPYRIGHT = re.compile(r"^\s*(?:copyright|©|\(c\))", re.IGNORECASE)
_CLOCK = re.compile(r"^\d{1,2}:\d\d(?:\s*[AP]M)?(?:\s+\w+)?$", re.IGNORECASE)


def split(lines: list[str]) -> list[list[str]]:
    """Return the lines of each article, which ends with its document number; none if this is no export of
    Factiva."""
    parts, part = [], []
    for line in lines:
        match = _FIELD.match(line)
        if MARK.match(line):
            parts.append(part)
            part = []
        elif match and match[1] == "AN" and MARK.match(match[2]):
            parts.append([*part, line])
            part = []
        else:
            part.append(line)
    if parts and (any(_WORDS.match(line) for line in part) or _has_fields(part)):
        parts.append(part)  # the file was cut within an article
    return [p for p in map(_without_preface, parts) if any(line.strip() for line in p)]


def is_whole(lines: list[str]) -> bool:
    """Tell whether an export ends as it should: with the number of its last document."""
    last = [line for line in lines if line.strip()][-8:]
    return any(MARK.match(line) or MARK.match(re.sub(r"^\s*AN\s+", "", line)) for line in last)


def _has_fields(lines: list[str]) -> bool:
    """Whether lines are in the form with two-letter fields."""
    found = {m[1] for line in lines if (m := _FIELD.match(line)) and m[1] in _FIELDS}
    return {"HD", "PD"} <= found or {"HD", "LP"} <= found


def _without_preface(part: list[str]) -> list[str]:
    """An article's lines without what an export says of itself before it."""
    for i, line in enumerate(part[:30]):
        if re.match(r"^\s*(?:©\s*\d{4}\s+Factiva|Search Summary|Factiva$|Dow Jones)", line):
            return _without_preface(part[i + 1 :])
    return part


def article(lines: list[str]) -> tuple[Facts, list[str]]:
    """Return what the head of an article says, and the paragraphs of its text."""
    lines = [line.strip() for line in lines if line.strip()]
    return _fields(lines) if _has_fields(lines) else _display(lines)


def _fields(lines: list[str]) -> tuple[Facts, list[str]]:
    """The form with fields: LP and TD are the text."""
    values: dict[str, list[str]] = {}
    field = ""
    for line in lines:
        match = _FIELD.match(line)
        if match and match[1] in _FIELDS:
            field = match[1]
            line = match[2]
        if field and line.strip():
            values.setdefault(field, []).append(line.strip())

    def value(name: str) -> str:
        return " ".join(values.get(name, []))

    facts: Facts = {}
    fact(facts, "title", value("HD"), "Factiva: HD")
    fact(facts, "outlet", value("SN"), "Factiva: SN")
    fact(facts, "published", iso_day(value("PD")), "Factiva: PD")
    fact(facts, "author", names_of([value("BY")], value("SN")), "Factiva: BY")
    fact(facts, "language", language_code(value("LA").lower()), "Factiva: LA")
    return facts, [*values.get("LP", []), *values.get("TD", [])]


def _display(lines: list[str]) -> tuple[Facts, list[str]]:
    """The form for reading: title, author, number of words, day, time, source and its code, language,
    copyright."""
    facts: Facts = {}
    at = next((i for i, line in enumerate(lines) if _WORDS.match(line)), None)
    if at is None:
        return facts, lines
    head, rest = lines[:at], lines[at + 1 :]
    bylines = [line for line in head if re.match(r"by\s", line, re.IGNORECASE)]
    titles = [line for line in head if line not in bylines]
    end = next((i + 1 for i, line in enumerate(rest[:14]) if _COPYRIGHT.match(line)), 0)
    day = next((i for i, line in enumerate(rest[:8]) if iso_day(line)), None)
    if not end:
        named = [i + 1 for i, line in enumerate(rest[:14]) if language_code(line)]
        end = named[0] if named else (day + 2 if day is not None else 0)
    # A section stands above the title of some, an author without "By" below it.
    if len(titles) > 1 and not bylines and _is_name(titles[-1]):
        bylines.append(titles.pop())
    if len(titles) > 1 and len(titles[0].split()) <= 3:
        del titles[0]
    if day is not None:
        fact(facts, "published", iso_day(rest[day]), "Factiva: date line")
        sources = [line for line in rest[day + 1 : end or day + 4] if not _CLOCK.match(line)]
        fact(facts, "outlet", sources[0] if sources else "", "Factiva: source line")
    fact(facts, "title", " ".join(titles), "Factiva: headline")
    fact(
        facts,
        "author",
        names_of(bylines, facts["outlet"].value if "outlet" in facts else ""),
        "Factiva: byline",
    )
    for line in rest[:end]:
        fact(facts, "language", language_code(line.lower()), "Factiva: language line")
    return facts, rest[end:]


def _is_name(line: str) -> bool:
    """Whether a line is two to four capitalised words and no more."""
    return bool(re.fullmatch(r"(?:[A-ZÀ-Þ][\w.'’-]*\s?){2,4}", line))
