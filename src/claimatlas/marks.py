"""Quotation marks and brackets of a piece of a sentence: which belong together, and what is given back.

A piece may begin inside a quotation, end before its mark, or leave the mark out between two words that it
keeps. A mark is given back where the sentence has it. Where that cannot be said none is set: a quotation
never reaches over words that stood outside it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

# A single mark opens only before a word, and closes only what was opened: otherwise it is an apostrophe. A
# straight one behind feet and inches is none.
_MARK = re.compile(
    r"[“”„«»()\[\]]|(?<!\d'\d)(?<!\d'\d\d)\""
    r"|(?<![\w.,!?])‘(?=[^\s”\"»)\]])|(?<=[^\s(\[])’(?!\w)"
)
_SIGN = re.compile(r"[“”„«»()\[\]\"‘’]")  # what may be one: few texts have any
_ELIDED = re.compile(r"‘(?:em|til|tis|twas|n|cause|bout|round|\d+s?)\b", re.I)
_LISTED = re.compile(r"[“\"‘«]*(?:[A-Za-z]|\d{1,2})\)(?=\s)")  # a) the dam
_CLOSERS = {
    "“": '”"', "„": "“”", '"': '"”', "«": "»", "»": "«", "”": "”", "‘": "’", "(": ")", "[": "]",
}  # fmt: skip
"""What closes a mark, first of all its own."""
_OPENERS = {"”": "“", '"': '"', "»": "«", "«": "»", "“": "„", "’": "‘", ")": "(", "]": "["}
"""The mark that belongs before a closing one that nothing opens."""
_INSIDE = {"“": "‘", "„": "‘", '"': "‘", "”": "‘"}
_BEFORE = "([“„«‘—–-"  # what a mark that opens may stand behind, beside a blank
_ENDING = " ,.;:!?…"
_MOST = 48  # marks of a text that are looked up in its sentence: who uses more is not read aright anyway


@dataclass(frozen=True)
class _Marks:
    """Places of the marks of a text: pairs, what is open or closed alone, and all quotation marks."""

    pairs: list[tuple[int, int]]
    opened: list[int]
    closed: list[int]
    double: list[int]


class _Open:
    """The marks that are open while a text is read, the latest last."""

    def __init__(self, found: _Marks):
        self._stack: list[tuple[int, str]] = []
        self.kinds: Counter[str] = Counter()
        self._found = found

    def open(self, mark: str, at: int) -> None:
        """Take a mark that opens; of an earlier one of its kind the end was lost."""
        if self.kinds[mark] and mark not in "([":
            earlier = next(k for k in range(len(self._stack) - 1, -1, -1) if self._stack[k][1] == mark)
            self._found.opened.append(self._stack.pop(earlier)[0])
            self.kinds[mark] -= 1
        self._stack.append((at, mark))
        self.kinds[mark] += 1

    def close(self, mark: str, at: int) -> bool:
        """Pair a mark with the latest that it can close, if any is open; what was opened since stays open."""
        if not any(self.kinds[one] for one, closers in _CLOSERS.items() if mark in closers):
            return False
        start, one = self._stack.pop()
        self.kinds[one] -= 1
        while mark not in _CLOSERS[one]:
            self._found.opened.append(start)
            start, one = self._stack.pop()
            self.kinds[one] -= 1
        self._found.pairs.append((start, at))
        return True

    def end(self) -> None:
        self._found.opened.extend(at for at, _ in self._stack)


def _marks(text: str) -> _Marks:
    """Read the marks from left to right; inches, elisions and the bracket of ``a)`` at the head are none."""
    found = _Marks([], [], [], [])
    stack = _Open(found)
    listed = head.end() - 1 if (head := _LISTED.match(text)) else -1
    for match in _MARK.finditer(text):
        mark, at = match[0], match.start()
        inches = mark == '"' and text[at - 1 : at].isdigit() and not stack.kinds[mark]
        if inches or (mark == "‘" and _ELIDED.match(text, at)):
            continue
        if mark not in "()[]‘’":
            found.double.append(at)
        begins = _begins(text, at)
        if not (mark == '"' and begins) and stack.close(mark, at):
            continue
        if mark in "“„«‘([" or (mark in '”»"' and begins):
            stack.open(mark, at)
        elif mark != "’" and at != listed:
            found.closed.append(at)
    stack.end()
    return found


def _begins(text: str, at: int) -> bool:
    """Whether a mark stands where one opens: at the head, or behind a blank, and before a word."""
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    return bool(after.strip()) and after not in ",.;:!?)]”»’" and (not before.strip() or before in _BEFORE)


def balanced(text: str, sentence: str = "") -> str:
    """Return a piece of a sentence on one line, with every quotation mark and bracket paired.

    Parameters
    ----------
    text : str
    sentence : str
        What the piece was taken from. A mark whose other half is not in the piece is paired where the
        sentence has that, or at the end of the piece if this is still inside; else it is dropped, as are the
        marks around words that do not stand together in the sentence. Without a sentence nothing is given
        back. Apostrophes and inches are left as they are.

    Examples
    --------
    >>> balanced("The mayor “promised many times", "The mayor “promised many times over”, she said.")
    'The mayor “promised many times”'
    >>> balanced("ever closer to the dam,”", "“We come ever closer to the dam,” Lund said.")
    '“ever closer to the dam,”'
    >>> balanced("the “ferry patrol because he likes boats", "the “ferry patrol” because he likes boats")
    'the “ferry patrol” because he likes boats'
    """
    text = " ".join(text.split())
    if not _SIGN.search(text) or not _MARK.search(text):
        return text
    sentence = " ".join(sentence.split())
    known = _marks(sentence)
    for _ in range(5):  # a mark beside one that is dropped may then read otherwise
        text, before = _paired(text, sentence, known), text
        if text == before:
            break
    found = _marks(text)
    if text == before and not found.opened and not found.closed:
        return text
    return " ".join(_MARK.sub("", text).split())


def _paired(text: str, sentence: str, known: _Marks) -> str:
    """Go over a text once: each lone mark gets its other half or goes, and past `_MOST` it goes unasked."""
    found = _marks(text)
    gone: set[int] = set()
    added: list[tuple[int, str]] = []
    opened, closed, asked = list(found.opened), list(found.closed), 0
    for start, end in sorted(found.pairs) if sentence else ():
        if text[start] not in "([":
            asked += 1
            if asked > _MOST or text[start + 1 : end] not in sentence:
                opened.append(start)
                closed += [end] if text[end] != "’" else []
    for at in sorted(opened, reverse=True):  # of those that end at one place the inner one first
        asked += 1
        back = _end(text, at, sentence, known) if asked <= _MOST else None
        added += [back] if back else []
        gone |= set() if back else {at}
    for at in sorted(closed, reverse=True):
        asked += 1
        back = _start(text, at, sentence, known) if asked <= _MOST else None
        added += [back] if back else []
        gone |= set() if back else {at}
    if not gone and not added:
        return text
    out, last = [], 0
    for at, mark in sorted([*added, *((at, "") for at in gone)], key=lambda one: one[0]):
        out += [text[last:at], mark]
        last = at + (not mark)
    return " ".join("".join([*out, text[last:]]).split())


def _end(text: str, at: int, sentence: str, known: _Marks) -> tuple[int, str] | None:
    """Where a mark that opens is closed, and by which; None if the sentence does not say it."""
    mark, rest = text[at], text[at + 1 :]
    ends = {start: end for start, end in known.pairs if sentence[start] == mark}
    for start in known.opened:
        if sentence[start] == mark and known.double[-1:] <= [start]:
            ends[start] = len(sentence)
    for start, end in sorted(ends.items())[:_MOST]:
        inside = sentence[start + 1 : end]
        closer = sentence[end : end + 1] or _CLOSERS[mark][0]
        if rest.strip() and inside.startswith(rest):
            return len(text), closer
        for whole in (inside, inside.rstrip(_ENDING)):
            after = rest[len(whole) : len(whole) + 1]
            if whole.strip() and rest.startswith(whole) and not after.isalnum():
                return at + 1 + len(whole), closer
    return None


def _start(text: str, at: int, sentence: str, known: _Marks) -> tuple[int, str] | None:
    """Where a mark that closes is opened, and by which; None if the sentence does not say it."""
    mark, head = text[at], text[:at]
    starts = {end: start for start, end in known.pairs if sentence[end] == mark}
    for end in known.closed:
        if sentence[end] == mark and known.double[:1] >= [end]:
            starts[end] = -1
    for end, start in sorted(starts.items())[:_MOST]:
        inside = sentence[start + 1 : end]
        opener = sentence[start] if start >= 0 else _OPENERS[mark]
        if head.strip() and inside.endswith(head):
            return 0, opener
        before = head[: len(head) - len(inside)][-1:]
        if inside.strip() and head.endswith(inside) and not before.isalnum():
            return at - len(inside), opener
    return None


def open_at(text: str, end: int) -> str:
    """Return the marks that close what is open at a place of a text whose marks are paired."""
    still = [(start, text[close]) for start, close in _marks(text).pairs if start < end <= close]
    return "".join(closer for _, closer in sorted(still, reverse=True))


def inner(text: str) -> str:
    """Make the quotation marks of a text whose marks are paired single ones, for a place inside others."""
    out = list(text)
    for start, end in _marks(text).pairs:
        if text[start] in _INSIDE:
            out[start], out[end] = "‘", "’"
    return "".join(out)


def outside(text: str) -> str:
    """Return a text without the quotations that it holds."""
    out, last = [], 0
    for start, end in sorted(_marks(text).pairs):
        if text[start] in "“„«»”\"" and start >= last:
            out.append(text[last:start])
            last = end + 1
    return " ".join([*out, text[last:]])


def is_quotation(text: str) -> bool:
    """Tell whether a text is one quotation, from mark to mark."""
    return (0, len(text) - 1) in _marks(text).pairs and text[0] in _INSIDE


def stands(text: str, sentence: str) -> bool:
    """Tell whether a text stands in a sentence as it is, blanks aside, from word to word."""
    words, whole = " ".join(text.split()), " ".join(sentence.split())
    at = whole.find(words) if words else -1
    for _ in range(_MOST):
        if at < 0:
            break
        edges = (whole[at - 1 : at] + words[0], words[-1] + whole[at + len(words) :][:1])
        if not any(len(edge) == 2 and edge.isalnum() for edge in edges):
            return True
        at = whole.find(words, at + 1)
    return False
