"""The text of an article as an editor would read it: characters put right, lines that only wrap joined.

`clean` is for a file that is just being read, before anything counts its characters; `unwrapped` keeps the
length, so that offsets into a text hold for both forms. Blocks, sentences and quotations are all found in the
unwrapped form.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise

WIDEST = 140  # characters: a longer line is a paragraph, no wrapped line


@functools.cache
def furniture() -> dict[str, list[str]]:
    """Read ``furniture.txt``, the words around and between an article's sentences: section to phrases."""
    found: dict[str, list[str]] = {}
    for line in files("claimatlas").joinpath("furniture.txt").read_text(encoding="utf-8").splitlines():
        if re.fullmatch(r"\[\w+\]", line):
            found[line[1:-1]] = []
        elif line.strip() and found:
            found[list(found)[-1]].append(line)
    return found


# --- characters ---------------------------------------------------------------------------------------------

_BREAKS = "\u2028\u2029\x0b\x0c\x1c\x1d\x1e\x85"
_SPACES = "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
# Windows-1252 read as Latin-1 leaves its quotation marks and dashes among the control characters.
_WINDOWS = {
    k: c for k in range(0x80, 0xA0)
    if (c := bytes([k]).decode("cp1252", errors="ignore")) and k != 0x85
}
_WINDOWS_SIGN = re.compile("[\x91-\x97]")
_WIDE = {k: chr(k - 0xFEE0) for k in range(0xFF01, 0xFF5F)}
_ONE_FOR_ONE = (
    {k: " " for k in [*range(0x20), 0x7F, *range(0x80, 0xA0)] if k != 0x0A} | _WINDOWS | _WIDE
    | dict.fromkeys(map(ord, _SPACES), " ") | dict.fromkeys(map(ord, _BREAKS), "\n")
)
_CHANGED = re.compile(f"[{''.join(re.escape(chr(k)) for k in _ONE_FOR_ONE)}]")
_IN_NUMBER = re.compile("(?<=[0-9])[\u00a0\u2009\u202f](?=[0-9])")  # parts thousands: 1 500
_INVISIBLE = re.compile("[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]+")
_JOINERS = re.compile(  # of emoji and of scripts that need them
    "(?<=[\u0600-\u1cff\u2190-\U0001faff\ufe0f])[\u200c\u200d](?=[\u0600-\u1cff\u2190-\U0001faff])"
)
_ACCENT = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_PILED = re.compile(f"({_ACCENT}{{30}}){_ACCENT}+")
_LIGATURES = dict(enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"), 0xFB00))
_SOFT_BREAK = re.compile("\u00ad[ \t]*\n[ \t]*")
_BREAK = re.compile(r"(?<! ) *(\n) *")
_HYPHEN_BREAK = re.compile(r"(?<!\w)(\w+)[-\u2010\u2011][ \t]*\n[ \t]*(\w+)")


def clean(raw: str) -> str:
    """Put right the characters of a text that has just been read; the length may change.

    Line ends become ``\\n``; accents are composed (NFC), ligatures parted, invisible characters and soft
    hyphens removed, words hyphenated at a wrapped line's end joined; the rest is as in `unwrapped`. Clean
    text stays as it is.

    Examples
    --------
    >>> clean("The of\\ufb01ce in Zu\\u0308rich re\\u00adopened.\\r\\n")
    'The office in Zürich reopened.\\n'
    """
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = _SOFT_BREAK.sub("", text)
        kept = {m.start() for m in _JOINERS.finditer(text)}
        text = _INVISIBLE.sub(lambda m: m[0] if m.start() in kept else "", text).translate(_LIGATURES)
        # Composing sorts the accents of a letter, which takes the square of their number.
        text = unicodedata.normalize("NFC", _PILED.sub(r"\1", text))
    text = _without_hyphenation(_plain(text))
    breaks = set(_Lines(text).breaks)
    return _BREAK.sub(lambda m: " " if m.start(1) in breaks else m[0], text) if breaks else text


def _plain(text: str) -> str:
    """Replace odd blanks, controls and line separators one for one by a space or ``\\n``."""
    if not _CHANGED.search(text):
        return text
    if _WINDOWS_SIGN.search(text):
        text = text.replace("\x85", "…")
    text = text.replace("\r\n", " \n").replace("\r", "\n")
    return "\u00a0".join(part.translate(_ONE_FOR_ONE) for part in _IN_NUMBER.split(text))


def _without_hyphenation(text: str) -> str:
    """Join words over a wrapped line's end; the hyphen goes if the text has the whole word elsewhere."""
    if not _HYPHEN_BREAK.search(text):
        return text
    parts = _Lines(text)
    if not parts.wrapped:
        return text
    known = set(re.findall(r"[^\W\d_]{4,}", text.lower()))

    def joined(match: re.Match[str]) -> str:
        whole = match[1] + match[2]
        return whole if match[2][0].islower() and whole.lower() in known else f"{match[1]}-{match[2]}"

    return _HYPHEN_BREAK.sub(joined, text)


# --- lines --------------------------------------------------------------------------------------------------

_STOPPED = re.compile(r"[.!?…][\"'”’»)\]]*$")
_OPENING = "\"'“‘«„([—–-"
_UNFINISHED = frozenset(word for line in furniture()["unfinished"] for word in line.split("/"))
_LAST_WORD = re.compile(r"([^\W\d_]+)$")
# What begins a line of its own: a bullet, a clock time, Q and A; perhaps a dash, a number, a name and a
# colon.
_BULLET = re.compile(
    r"[•●▪■◦‣⁃·*✓►]\s|\(?\d{1,3}\)\s|\[\d{1,2}[:.]\d\d|[QA][:.]\s"
    r"|\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\b\.?)?\s+[A-Z“\"]"
)
_MARK = re.compile(r"[-–—]\s|\d{1,3}\.\s|(?:[A-Z][\w.’'-]*\s){0,3}[A-Z][\w.’'-]*:\s")
_LONG_WORD = re.compile(r"[^\W\d_][\w’'-]{3,}")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank: where it begins, its indentation and its end without trailing blanks."""

    begin: int
    start: int
    end: int
    width: int


class _Lines:
    """The lines of a text and what their breaks say: `wrapped`, the text's `width`, which break only wraps.

    A break lies in the middle of a sentence if the line before it has no stop and either ends with a comma, a
    dash or a word such as *of*, or is followed by a small letter. In wrapped prose more than half of the
    breaks do, in text with a paragraph on each line hardly any. A line is full if the next one's first word
    would not have fitted within the width. A fifth of the full lines' breaks in the middle of sentences makes
    a text wrapped; then all full lines go on in the next, but before what begins a line of its own.
    """

    def __init__(self, text: str):
        self.text = text
        self.lines, begin = [], 0
        for line in text.split("\n"):
            if bare := line.strip():
                start = begin + len(line) - len(line.lstrip())
                self.lines.append(_Line(begin, start, start + len(bare), len(line)))
            begin += len(line) + 1
        near = [(a, b) for a, b in pairwise(self.lines) if b.begin == a.begin + a.width + 1]
        self.parted = len(near) < len(self.lines) - 1  # by blank lines
        middle = [self._in_sentence(a, b) for a, b in near]
        widths = sorted(_columns(a) for a, _ in near if _columns(a) <= WIDEST)
        self.width = widths[(len(widths) * 19 - 1) // 20] if widths else 0
        full = [self._full(a, b) for a, b in near]
        filled = sum(full)
        self.wrapped = filled > 0 and 5 * sum(m and f for m, f in zip(middle, full, strict=True)) >= filled
        self.breaks = [
            a.begin + a.width for (a, b), m, f in zip(near, middle, full, strict=True)
            if m or (self.wrapped and f and not self._begins_anew(a, b))
        ]

    def _in_sentence(self, before: _Line, after: _Line) -> bool:
        """Whether a line break falls inside a sentence: the text was wrapped there."""
        last = self.text[max(before.start, before.end - 12) : before.end]
        first = self.text[after.start : after.start + 60]
        if _STOPPED.search(last) or last[-1] in "{};|" or _BULLET.match(first):
            return last[-1] == ";" and first[0].islower()
        opening = first.lstrip(_OPENING)[:1]
        if opening.islower():
            return not re.match(r"[-–—]\s|\w[.)]\s|https?:|www\.", first)
        word = _LAST_WORD.search(last)
        small = word is not None and word[1] in _UNFINISHED
        caps = word is not None and word[1].isupper() and word[1].lower() in _UNFINISHED and len(word[1]) > 1
        goes_on = small or last[-1] in ",—–" or (caps and first[:8].upper() == first[:8])
        return goes_on and not _MARK.match(first)

    def _full(self, before: _Line, after: _Line) -> bool:
        """Whether a line's first word would not have fitted on the one before, give or take a tenth."""
        word = self.text[after.start : after.start + WIDEST].split(maxsplit=1)[0]
        return _columns(before) <= WIDEST and _columns(before) + 1 + len(word) > 0.9 * self.width

    def _begins_anew(self, before: _Line, after: _Line) -> bool:
        """Whether the look of a line makes it the first of a paragraph, though the one before it is full."""
        first = self.text[after.start : after.start + 60]
        stopped = _STOPPED.search(self.text[max(before.start, before.end - 12) : before.end]) is not None
        if _BULLET.match(first) or (stopped and (_MARK.match(first) or _indent(after) > _indent(before))):
            return True
        if stopped or not (before is self.lines[0] or not self.parted) or not self._titled(before):
            return False
        # A headline over its article, not the first half of a longer headline.
        small = re.findall(r"\b[a-z]+\b", self.text[after.start : min(after.end, after.start + WIDEST)])
        return len(small) > 3 and not self._titled(after)

    def _titled(self, line: _Line) -> bool:
        """Whether a line is set like a headline: its longer words have capitals, but those such as *from*."""
        words = _LONG_WORD.findall(self.text[line.start : min(line.end, line.start + WIDEST)])
        return len(words) >= 3 and all(w[0].isupper() or w in _UNFINISHED for w in words)


def _columns(line: _Line) -> int:
    """Columns that a line fills, its indentation counted."""
    return line.end - line.begin


def _indent(line: _Line) -> int:
    """Columns left blank at the beginning of a line."""
    return line.start - line.begin


def unwrapped(text: str) -> str:
    """Replace line breaks that only wrap, odd blanks and control characters by spaces, one for one.

    Which breaks wrap is read from the lines themselves (see `_Lines`); breaks at blank lines never do. The
    result is as long as the text, and unwrapping it again changes nothing.

    Examples
    --------
    >>> unwrapped("The mayor of the town said that\\nthe road was mined.\\nNobody was hurt, he said.")
    'The mayor of the town said that the road was mined.\\nNobody was hurt, he said.'
    """
    text = _plain(text)
    if "\n" not in text.strip():
        return text
    breaks = _Lines(text).breaks
    if not breaks:
        return text
    pieces, last = [], 0
    for at in breaks:
        pieces += [text[last:at], " "]
        last = at + 1
    return "".join([*pieces, text[last:]])


# --- capitals -----------------------------------------------------------------------------------------------

_NAMES, _ACRONYMS = (
    frozenset(word for line in furniture()[section] for word in line.split("/"))
    for section in ("names", "acronyms")
)
_CAPITAL_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_SENTENCE_BEFORE = re.compile(r"(?:^|(?<!\b[A-Z])[.!?…:][\"'”’)]*\s|[\"“‘(]|[-–—―]\s)$")


def sentence_case(text: str, is_common: Callable[[str], bool]) -> str:
    """Write lines that are all in capitals as sentences are, for a parser that has met few such lines.

    The result is as long as the text.

    Parameters
    ----------
    text : str
    is_common : callable
        Whether a word in small letters is a common one; any other is taken for a name.

    Examples
    --------
    >>> sentence_case("POLICE FOUND THE BOAT NEAR LIMA.", {"police", "found", "the", "boat",
    "near"}.__contains__) 'Police found the boat near Lima.'
    """
    if not text.isupper() and not any(map(_shouts, text.split("\n"))):
        return text
    return "\n".join(_calmed(line, is_common) if _shouts(line) else line for line in text.split("\n"))


def _shouts(line: str) -> bool:
    """Whether a line is a sentence or more in capitals."""
    return line.isupper() and line.count(" ") >= 3 and sum(map(str.isalpha, line)) >= 16


def _calmed(line: str, is_common: Callable[[str], bool]) -> str:
    """A line of capitals in sentence case, with names and acronyms as they are."""
    def calm(match: re.Match[str]) -> str:
        word = match[0]
        before, after = line[max(0, match.start() - 4) : match.start()], line[match.end() : match.end() + 1]
        lower = word.lower()
        initial = len(word) == 1 and (after == "." or before.endswith("."))
        stem, _, ending = lower.replace("’", "'").partition("'")  # UN's, weren't
        kept = initial or (word == "US" and before == "THE ")
        if stem in _ACRONYMS or stem == "i":
            return word[: len(stem)] + lower[len(stem) :]
        if kept or len(lower) != len(word):
            return word
        name = stem in _NAMES or (len(word) > 1 and ending != "t" and not is_common(stem))
        return word[0] + lower[1:] if name or _SENTENCE_BEFORE.search(before) else lower

    return _CAPITAL_WORD.sub(calm, line)
