"""The parts of an article that are not its own running text: headings, bylines, datelines, links.

Works on the bare text, line by line, so that places and claims can both use it before anything is parsed. The
words to know them by stand in ``furniture.txt``.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

from claimatlas.structure import patterns
from claimatlas.text import unwrapped

KINDS = ("body", "heading", "byline", "dateline", "disclaimer", "related", "caption", "mark")

HEADING = 20  # words: longer lines without a stop are paragraphs
NOTICE = 60  # words: longer paragraphs are the article's own, however they begin


@dataclass(frozen=True)
class Block:
    """A part of an article.

    Attributes
    ----------
    start, end : int
        Character offsets into the text, without white space at the edges.
    kind : str
        One of `KINDS`. A mark is what stands before an item of a list or an entry of a live blog: a bullet, a
        number, a clock time.
    paragraph : int
        Number of the line it stands in, counting lines that are not blank from 0, after wrapped lines were
        joined. A body line with a dateline or a disclaimer inside gives several blocks of one paragraph.
    """

    start: int
    end: int
    kind: str
    paragraph: int


@dataclass
class _Page:
    """What the lines of a text together say about a single one."""

    text: str
    lines: list[tuple[int, int]]
    bare: bool = False  # no line has a stop: all are paragraphs
    clocks: int = 0
    signs: dict[str, int] = field(default_factory=dict)  # lines that begin alike: "-", "1", a speaker's name
    tail: int = 0  # the first line of a list of links and teasers that runs to the end

    def __post_init__(self):
        stopped = 0
        for start, end in self.lines:
            head = self.text[start : min(end, start + 120)]
            stopped += patterns.STOP.search(self.text[max(start, end - 8) : end]) is not None
            self.clocks += _clock(head) is not None
            for sign in _signs(head):
                self.signs[sign] = self.signs.get(sign, 0) + 1
        self.bare = not stopped
        self.tail = self._tail()

    def _tail(self) -> int:
        """From where on links with teasers in whole sentences fill the rest: mostly titles, not much text."""
        words = [self.text.count(" ", start, end) + 1 for start, end in self.lines]
        total, after, titles = sum(words), 0, 0
        found = len(self.lines)
        for k in range(len(self.lines) - 1, -1, -1):
            if words[k] > 30:
                break
            line = self.text[slice(*self.lines[k])]
            mostly = titles >= 2 and 2 * titles >= len(self.lines) - 1 - k and 3 * after <= total
            if mostly and len(line) < 80 and patterns.LINKS.fullmatch(" " + line):
                found = k
            after += words[k]
            titles += _title(line)
        return found


# --- blocks -------------------------------------------------------------------------------------------------


def blocks(text: str) -> list[Block]:
    """Divide an article into blocks that do not overlap and together cover everything but white space.

    Parameters
    ----------
    text : str
        One paragraph a line, or wrapped (see `claimatlas.text.unwrapped`); blank lines are ignored.

    Returns
    -------
    list of Block
        In text order.
    """
    return list(_blocks(text))


@functools.lru_cache(maxsize=64)  # parsing, claims and places ask for the same texts one after the other
def _blocks(text: str) -> tuple[Block, ...]:
    """See `blocks`."""
    text = unwrapped(text)
    page = _Page(text, _lines(text))
    found: list[Block] = []
    listing = seen_body = False
    for number, (start, end) in enumerate(page.lines):
        line = text[start:end]
        kind = _interrupts(line)
        if number >= page.tail or kind or (listing and _title(line)):
            listing = seen_body and (listing or kind == "links")
            found.append(Block(start, end, "related", number))
            continue
        listing = False
        kind = _kind(line, not seen_body, page)
        if kind == "body":
            found += _inside(text, start, end, number, not seen_body, page)
            seen_body = True
        else:
            found.append(Block(start, end, kind, number))
    return tuple(found)


def _lines(text: str) -> list[tuple[int, int]]:
    """Offsets of the lines that are not blank, without white space at their edges."""
    found, begin = [], 0
    for line in text.split("\n"):
        if bare := line.strip():
            start = begin + len(line) - len(line.lstrip())
            found.append((start, start + len(bare)))
        begin += len(line) + 1
    return found


def _interrupts(line: str) -> str:
    """*links* for a line over links to other pieces, *line* for one that goes by itself, else nothing."""
    if len(line) > 200:
        return ""
    line = " " + line.lstrip("•*▶►»→-–—[( ").rstrip(")] ")
    if patterns.LINKS.fullmatch(line):
        return "links"
    alone = patterns.INTERRUPTION.fullmatch(line) or (
        len(line) <= 160 and patterns.TITLED_LINK.fullmatch(line)
    )
    return "line" if alone else ""


def _title(line: str) -> bool:
    """Whether a line can be the title of another piece, its date or its author."""
    if len(line) > 250:
        return False
    stopped = patterns.STOP.search(line) is not None and not line.endswith("?")
    return _says_when(line) or (
        not stopped and len(patterns.WORD.findall(line)) <= 25 and _clock(line[:120]) is None
    )


def _kind(line: str, first: bool, page: _Page) -> str:
    """What a line is."""
    if _says_when(line):
        return "dateline"
    words = patterns.WORD.findall(line[:2000])
    stopped = patterns.STOP.search(line[-12:]) is not None
    if len(words) <= 14 and _byline(line, words, stopped):
        return "byline"
    if kind := _notice(line, words):
        return kind
    if page.bare or len(words) > 25 or _body_by_mark(line, page):
        return "body"
    if not stopped and len(words) <= HEADING and not line.endswith((",", ";", "-", "–", "—")):
        return "heading"
    if first and _headline(line, words, page):
        return "heading"
    asked = line.endswith("?") and line.count("?") == 1 and not re.search(r"[.\"“”:]", line)
    return "heading" if asked and (first or (len(words) <= 12 and patterns.QUESTION.match(line))) else "body"


def _headline(line: str, words: list[str], page: _Page) -> bool:
    """Whether a line before the body is a headline with a stop: with capitals, without a dateline."""
    long = [w for w in words if len(w) > 3]
    if len(long) < 3 or sum(w[0].isupper() for w in long) < 0.7 * len(long) or line.isupper():
        return False
    dated = line[: _dateline_end(line[:140], True, page)].rstrip()
    return not dated or dated.endswith(":")


def _notice(line: str, words: list[str]) -> str:
    """Whether a paragraph begins or ends as only a notice, a plea or a picture's text does, and which."""
    if len(words) > NOTICE or len(line) > 1000:
        return ""
    head, blank = line[:140], " " + line[:140]
    first = re.split(r"[\s:.,–—-]", head.lower().replace("’", "'"), maxsplit=1)[0]
    for name, pattern in (
        ("plea", patterns.PLEA),
        ("notice", patterns.NOTICE),
        ("caption", patterns.CAPTION),
    ):
        if (first in patterns.FIRST[name] or not first.isalnum()) and pattern.match(blank):
            return "caption" if name == "caption" else "disclaimer"
    if len(words) > 40:
        return ""
    small = line.lower()
    if any(key in small for key in patterns.WITHIN_KEYS) and patterns.WITHIN.search(" " + line):
        return "disclaimer"
    tail = line[-120:]
    photo = patterns.PHOTO.search(tail) if patterns.PHOTO_KEY.search(tail) else None
    return "caption" if photo and tail[photo.start() :].strip(" ([")[:1].isupper() else ""


def _body_by_mark(line: str, page: _Page) -> bool:
    """Whether what a line begins with makes it body without a stop: an item, a live entry, a speaker."""
    head = line[:120]
    if (
        line.startswith(("-", "•", "*", "–", "—", "―"))
        or patterns.HANDLE.search(head)
        or patterns.BULLET.match(head)
    ):
        return True
    if (clock := _clock(head)) and (clock[1] or page.clocks > 1):
        return True
    item = patterns.LIST.match(head)
    if item and page.signs.get(_sign(item), 0) > 1 and len(patterns.WORD.findall(line)) > 6:
        return True
    speaker = patterns.SPEAKER.match(head)
    return speaker is not None and (page.signs.get(speaker["name"], 0) > 1 or speaker["name"] in ("Q", "A"))


def _byline(line: str, words: list[str], stopped: bool) -> bool:
    """Whether a line says who wrote the article."""
    if patterns.DOMAIN.fullmatch(line) or patterns.SLASHED.fullmatch(line):
        return True
    blank = " " + line.lstrip("([")
    match = patterns.CREDIT.fullmatch(blank)
    if match is None:
        return False
    if ":" in line[: len(words[0]) + 12 if words else 0]:
        return True
    small = ("by", "and", "for", "of", "the", "in", "with", "additional", "at", "from")
    return not stopped and len(words) > 1 and all(w[0].isupper() or w in small for w in words[1:])


def _says_when(line: str) -> bool:
    """Whether a line has only the words and numbers of dates and times, with a date or a time among them."""
    if len(line) > 100 or not any(c.isdigit() for c in line) or not patterns.SURE.search(line):
        return False
    return all(
        patterns.WHEN_WORD.fullmatch(w) or patterns.WHEN.fullmatch(w.strip("()[]")) for w in line.split()
    )


def _clock(head: str) -> tuple[int, bool] | None:
    """The end of a clock time that begins a line before a capital, and whether it can be nothing but that."""
    match = patterns.CLOCK.match(head)
    if match is None or not head[match.end() :].lstrip("“\"‘'([")[:1].isupper():
        return None
    if match["sign"] is None and not (match["half"] or match["zone"]):
        return None
    if re.match(rf"{patterns.WEEKDAY}(?!\w)|{patterns.MONTH}\s+\d", head[match.end() :], re.IGNORECASE):
        return None  # 9 a.m. Monday
    return match.end(), match["sign"] == ":" or bool(match["sign"] and match["half"]) or head[0] == "["


def _sign(match: re.Match[str]) -> str:
    """What a line begins with, one for all numbers and one for all letters."""
    return match["sign"] or ("1" if match["number"].isdigit() else "a")


def _signs(head: str) -> list[str]:
    """What a line begins with, by which it may be one of several alike."""
    item, speaker = patterns.LIST.match(head), patterns.SPEAKER.match(head)
    return ([_sign(item)] if item else []) + ([speaker["name"]] if speaker else [])


# --- inside a line ------------------------------------------------------------------------------------------


def _inside(text: str, start: int, end: int, number: int, first: bool, page: _Page) -> list[Block]:
    """Cut a body line at its bullet or clock time, its dateline and at disclaimers in brackets."""
    parts: list[Block] = []
    for find in (_mark_end, _dateline_end, _label_end):
        cut = find(text[start : min(end, start + 140)], first, page)
        if 0 < cut < end - start:
            _add(parts, text, start, start + cut, "mark" if find is _mark_end else "dateline", number)
            start += cut
            if find is _dateline_end:
                break
    for match in patterns.BRACKET.finditer(text, start, end):
        opening = match.end() - len(match[0].lstrip())
        _add(parts, text, start, opening, "body", number)
        _add(parts, text, opening, match.end(), "disclaimer", number)
        start = match.end()
    _add(parts, text, start, end, "body", number)
    return parts


def _mark_end(head: str, first: bool, page: _Page) -> int:
    """How many characters of a line are a bullet, the number of an item or the time of a live entry."""
    if match := patterns.BULLET.match(head):
        return match.end()
    if (clock := _clock(head)) and (clock[1] or page.clocks > 1):
        return clock[0]
    item = patterns.LIST.match(head)
    return item.end() if item and page.signs.get(_sign(item), 0) > 1 else 0


def _dateline_end(head: str, first: bool, page: _Page) -> int:
    """How many characters of a line are its dateline: "New York — ", "(CNN) ", "MOSCOW, May 3. /TASS/. "."""
    # A dateline has its dash, colon or bracket before the first longer word in small letters; most lines have
    # none.
    prose = patterns.PROSE.search(head)
    if not patterns.SIGN.search(head, 0, prose.start() if prose else len(head)):
        return 0
    if end := _dashed_end(head, first, page):
        return end
    match = patterns.DASHLESS.match(head)
    if match is None or not (match["agency"] or _capitals(match["place"])):
        return 0
    return match.end() if not match["agency"] or match["agency"].lower() in patterns.AGENCIES else 0


def _dashed_end(head: str, first: bool, page: _Page) -> int:
    """The end of a dateline with a dash or a colon that names a place, a day or an agency."""
    match = patterns.DATELINE.match(head)
    if match is None or not (match["place"] or match["when"] or match["agency"]):
        return 0
    names = re.findall(r"[^\s,/]+", f"{match['place'] or ''} {match['desk'] or ''}")
    agency, rest = match["agency"] or "", head[match.end() :]
    if any(not n[0].isupper() and not patterns.SMALL.fullmatch(n) for n in names) or agency[:1].islower():
        return 0
    begins = rest.lstrip("“\"‘'«([")[:1]
    if not (begins.isupper() or begins.isdigit() or agency or match["when"]):
        return 0
    sure = bool(agency or (names and match["when"]))
    closes = _colon_closes if match["dash"] == ":" else _dash_closes
    return match.end() if closes(match, names, sure, rest, first, page) else 0


def _colon_closes(
    match: re.Match[str], names: list[str], sure: bool, rest: str, first: bool, page: _Page
) -> bool:
    """Whether a colon closes a dateline: a surely dated place, or at the start one in capitals that is no
    label."""
    place = match["place"] or ""
    label = page.signs.get(place, 0) > 1 or ":" in rest[:30] or not place.split(",")[0].isupper()
    return bool(names and sure) or (first and _capitals(place) and not label)


def _dash_closes(
    match: re.Match[str], names: list[str], sure: bool, rest: str, first: bool, page: _Page
) -> bool:
    """Whether a dash closes a dateline: with blanks around it, or long, and no aside: *The mayor — a
    doctor — said*."""
    place, dash = match["place"] or "", match["dash"]
    long = patterns.LONG_DASH.match(dash) is not None
    if place.lower() in patterns.LABELS:
        return bool(match["after"])
    if dash == "-" and not match["after"]:
        return False
    if sure or (_capitals(place) and (match["gap"] or match["after"] or long)):
        return True
    aside = "," not in place and f" {dash} " in rest
    spaced = bool(match["after"] and match["gap"])
    return first and bool(names) and spaced and (long or len(names) < 4) and not aside


def _capitals(place: str) -> bool:
    """Whether a place is set in capitals, or its first word is, as in *TEHRAN, Iran*."""
    letters = [c for c in place.split(",")[0].split(" ")[0] if c.isalpha()]
    return len(letters) > 1 and len(place) > 2 and all(c.isupper() for c in letters)


def _label_end(head: str, first: bool, page: _Page) -> int:
    """How many characters of a line are a label such as "BREAKING: "."""
    match = patterns.LABEL.match(head) if head[0].isupper() else None
    return match.end() if match and match["label"].lower() in patterns.LABELS else 0


def _add(parts: list[Block], text: str, start: int, end: int, kind: str, number: int) -> None:
    """Add a block without the white space at its edges."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if start < end:
        parts.append(Block(start, end, kind, number))
