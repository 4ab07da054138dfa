"""Exports of Nexis Uni, Lexis and the older LexisNexis Academic."""

from __future__ import annotations

import itertools
import re

from claimatlas.days import iso_day
from claimatlas.intake.found import Facts, either, fact, language_code, lists
from claimatlas.intake.webpage import names_of

MARK = re.compile(r"^\s*(?:End of Document|\d+ of \d+ DOCUMENTS|Document \d+ of \d+)\s*$", re.IGNORECASE)
_END = re.compile(r"^\s*End of Document\s*$", re.IGNORECASE)
_BEGIN = re.compile(r"^\s*(?:\d+ of \d+ DOCUMENTS|Document \d+ of \d+)\s*$", re.IGNORECASE)
_WORDS = lists("exports.txt")
_LABEL = re.compile(rf"^\s*({either(_WORDS['nexis_label'])})\s*:\s*(.*)$", re.IGNORECASE)
_SURE, _HEAD, _AFTER = (
    frozenset(word.replace("_", " ") for word in _WORDS[heading])
    for heading in ("nexis_sure", "nexis_head", "nexis_after")
)
_BODY = re.compile(r"^\s*Body\s*$", re.IGNORECASE)
_CLASSES = re.compile(r"^\s*(?:Classification|Graphic|Load-Date\b.*)\s*$", re.IGNORECASE)
_COPYRIGHT = re.compile(r"^\s*(?:copyright|©|\(c\)|all rights reserved)", re.IGNORECASE)
_COVER = re.compile(
    rf"^\s*(?:documents? \(\d+\)|terms\s*& conditions|{either(_WORDS['nexis_cover'])})\b", re.IGNORECASE
)
_EDITION = re.compile(
    rf"\b(?:(?:{either(_WORDS['nexis_edition'])})\b.*)?edition.*$|,?\s*(?:Final|First|Main|National)$",
    re.IGNORECASE,
)


def split(lines: list[str]) -> list[list[str]]:
    """Return the lines of each article; none if this is no export of Nexis."""
    if any(_END.match(line) for line in lines):
        parts, rest = _cut(lines, _END, after=True)
        # After the last mark there is nothing, unless the file was cut within an article.
        return parts + ([rest] if any(_BODY.match(line) for line in rest) else [])
    if any(_BEGIN.match(line) for line in lines) and any(_LABEL.match(line) for line in lines):
        parts, rest = _cut(lines, _BEGIN, after=False)
        return [*parts[1:], rest] if parts else [rest]
    labels = {m[1].lower() for line in lines if (m := _LABEL.match(line))}
    return [lines] if "load-date" in labels and ("length" in labels or any(map(_BODY.match, lines))) else []


def is_whole(lines: list[str]) -> bool:
    """Tell whether an export ends as it should: with the mark, or the keywords, of its last article."""
    last = [line for line in lines if line.strip()][-12:]
    labels = {m[1].lower() for line in last if (m := _LABEL.match(line))}
    return any(_END.match(line) for line in last) or bool(labels & _AFTER)


def _cut(lines: list[str], mark: re.Pattern[str], after: bool) -> tuple[list[list[str]], list[str]]:
    """Part lines at each mark; the second value is what follows the last one."""
    parts, part = [], []
    for line in lines:
        if mark.match(line):
            parts.append(part)
            part = []
        else:
            part.append(line)
    if after:
        parts = [_without_cover(p) for p in parts]
    return parts, part


def _without_cover(part: list[str]) -> list[str]:
    """An article's lines without the list of the search that stands before the first one.

    The list numbers the titles ("1. The bridge is open"); the first article begins with the last line that
    has one of these titles alone.
    """
    if not any(_COVER.match(line) for line in part):
        return part
    last = max(i for i, line in enumerate(part) if _COVER.match(line))
    titles = {m[1].strip().lower() for line in part if (m := re.match(r"^\s*\d+\.\s+(.+)", line))}
    starts = [i for i, line in enumerate(part) if i > last and line.strip().lower() in titles]
    if not starts:  # the list has the titles in another form: one stands two lines above the first day
        full = [i for i, line in enumerate(part) if i > last and line.strip()]
        starts = [full[max(k - 2, 0)] for k, i in enumerate(full) if iso_day(_day_part(part[i].strip()))]
    return part[starts[0] if starts else last + 1 :]


def article(lines: list[str]) -> tuple[Facts, list[str]]:
    """Return what the head of an article and its keywords say, and the lines of its text."""
    lines = [line.strip() for line in lines]
    body = next((i for i, line in enumerate(lines) if _BODY.match(line)), None)
    head_end = body if body is not None else _end_of_labels(lines)
    head, rest = lines[:head_end], lines[head_end + (body is not None) :]
    end = _end_of_text(rest, classed=body is not None)
    facts: Facts = {}
    values = _labels(head) | {k: v for k, v in _labels(rest[end:]).items() if k in _AFTER}
    _front(facts, head, values)
    author = values.get("byline") or values.get("autor", "")
    fact(
        facts,
        "author",
        names_of([author], facts["outlet"].value if "outlet" in facts else ""),
        "Nexis: Byline",
    )
    language = re.split(r"\W", (values.get("language") or values.get("sprache", "")).lower())[0]
    fact(facts, "language", language_code(language), "Nexis: Language")
    fact(facts, "url", values.get("url", ""), "Nexis: URL")
    return facts, _text(rest[:end])


def _end_of_labels(lines: list[str]) -> int:
    """Where the text begins that no line "Body" announces: after the last of the labels above it."""
    end = 0
    for i, line in enumerate(lines):
        match = _LABEL.match(line)
        if match and match[1].lower() in _AFTER and end:
            break
        if match and (not end or all(not x or _LABEL.match(x) or len(x) < 120 for x in lines[end:i])):
            end = i + 1
            if match[1].lower() == "length":
                later = [
                    k
                    for k in range(i + 1, min(i + 9, len(lines)))
                    if (m := _LABEL.match(lines[k])) and m[1].lower() not in _AFTER
                ]
                return (later[-1] if later else i) + 1
    return end


def _end_of_text(rest: list[str], classed: bool) -> int:
    """Where the keywords begin that follow a text; a line of the text may look like one of the rarer ones."""
    for i, line in enumerate(rest):
        match = _LABEL.match(line)
        named = (
            match is not None
            and match[1].lower() in _AFTER
            and (match[1].isupper() or match[1].lower() in _SURE)
        )
        if named or (classed and _CLASSES.match(line)):
            return i
    tail = len(rest)
    while tail and (not rest[tail - 1] or _COPYRIGHT.match(rest[tail - 1])):
        tail -= 1
    return tail


def _labels(lines: list[str]) -> dict[str, str]:
    """Values by label; one that stands on the line after its label is taken from there."""
    found: dict[str, str] = {}
    for line, following in itertools.pairwise([*lines, ""]):
        if match := _LABEL.match(line):
            found.setdefault(match[1].lower(), match[2].strip() or following.strip())
    return found


def _front(facts: Facts, head: list[str], values: dict[str, str]) -> None:
    """Outlet, day and title: of the lines before the labels, the outlet stands just above the day."""
    front = []
    for line in head:
        if (match := _LABEL.match(line)) and match[1].lower() in _HEAD:  # a title may begin like other labels
            break
        if line and not _COPYRIGHT.match(line):
            front.append(line)
    days = [(i, day) for i, line in enumerate(front) if (day := iso_day(_day_part(line)))]
    fact(facts, "title", values.get("headline", ""), "Nexis: Headline")
    if not days:
        fact(facts, "title", front[0] if front else "", "Nexis: title line")
        return
    at, day = days[0]
    fact(facts, "published", day, "Nexis: date line")
    if at:
        fact(facts, "outlet", re.sub(r"\s*\((?:English|Online)\)$", "", front[at - 1]), "Nexis: source line")
    before, after = front[: max(at - 1, 0)], front[at + 1 :]
    # Newer exports put the title above the source, older ones below the day.
    fact(facts, "title", " ".join(before) if before else " ".join(after), "Nexis: title line")


def _day_part(line: str) -> str:
    """A date line without the edition that may follow the day."""
    return _EDITION.sub("", line).strip(" ,;")


def _text(lines: list[str]) -> list[str]:
    """Paragraphs: lines of a plain text file are wrapped, and blank lines part them."""
    if all(lines):
        return lines
    parts: list[list[str]] = [[]]
    for line in lines:
        if line:
            parts[-1].append(line)
        elif parts[-1]:
            parts.append([])
    wrapped = sum(len(p) for p in parts) > 1.5 * len([p for p in parts if p]) and max(map(len, lines)) < 140
    return [" ".join(p) for p in parts] if wrapped else [line for p in parts for line in p]
