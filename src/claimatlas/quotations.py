"""Find quoted stretches of a text, whatever marks it uses and however well it closes them."""

from __future__ import annotations

import re
from dataclasses import dataclass

MARKS = "“”„\"'‘’‚«»`"

# The character comes first, and what must stand before it behind: so the search leaps from mark to mark.
_MARK = re.compile(
    r"[“”„\"'’`«»‘‚](?:(?<=[“”„\"«»])|(?<=')'|(?<=’)’|(?<=`)`"
    r"|(?<=[‘'‚])(?<![\w.,!?].)(?=[^\W\d])"  # a single mark opens only before a word …
    r"|(?<=[’'‘])(?<=[\w.,!?].)(?!\w))"  # … and closes only after one
)
_CLOSERS = {
    "“": ("”", "“", '"'),
    "„": ("“", "”"),
    '"': ('"', "”"),
    "''": ("''", '"'),
    "``": ("''", '"', "’’"),
    "«": ("»",),
    "»": ("«", "»"),
    "‘": ("’", "'"),
    "'": ("'", "’"),
    "‚": ("‘", "’"),
}
_MISMATCHED = {"“": ("''", "’’"), "„": ('"', "''"), '"': ("''", "’’"), "«": ("”", '"')}
"""What may close a quotation where none of its own marks does."""
_WEAK = "‘'‚»"
"""Marks that open a quotation only where another closes it: apostrophes, feet, arrows."""
_POSSESSIVE = re.compile(r"\s[a-z]")


@dataclass(frozen=True)
class Quotation:
    """A quoted stretch of one paragraph, from mark to mark.

    Parameters
    ----------
    start, end : int
        Character offsets, marks included.
    closed : bool
        Whether a closing mark was found; if not, the stretch runs to the end of its paragraph.
    """

    start: int
    end: int
    closed: bool


def quotations(text: str) -> list[Quotation]:
    """Outermost quoted stretches of a text, in order, none reaching over a line break.

    Curly, straight, doubled and angle marks count, mixed ones too; single marks only where a closing one
    follows. A quotation that is never closed runs to the end of its paragraph, as it should where speech goes
    on in the next one.

    Examples
    --------
    >>> [(q.start, q.end) for q in quotations('He called it “odd”.')]
    [(13, 18)]
    """
    found = []
    curly = text.count("“") > text.count('"')
    for paragraph in re.finditer(r"[^\n]+", text):
        base, line = paragraph.start(), paragraph.group()
        marks = list(_MARK.finditer(line))
        unpaired: set[str] = set()  # marks that none of their own kind closes in the rest of this paragraph …
        hopeless: set[str] = set()  # … and marks that nothing closes
        k = 0
        while k < len(marks):
            mark, begin = _opener(line, marks[k]), marks[k].start()
            if mark is None or mark in hopeless:
                k += 1
                continue
            close = None if mark in unpaired else _closing(line, mark, marks, k + 1)
            if close is None and mark in _MISMATCHED:
                unpaired.add(mark)
                others = _MISMATCHED[mark]
                close = next((m for m in range(k + 1, len(marks)) if marks[m].group() in others), None)
            if close is not None:
                found.append(Quotation(base + begin, base + marks[close].end(), True))
                k = close + 1
            elif mark in _WEAK or (curly and mark == '"') or not any(c.isalnum() for c in line[begin:]):
                hopeless.add(mark)  # an apostrophe or a stray mark
                k += 1
            else:
                found.append(Quotation(base + begin, base + len(line.rstrip()), False))
                break
    return found


def _closing(line: str, opener: str, marks: list[re.Match[str]], first: int) -> int | None:
    """Which of the marks from ``first`` on closes a quotation."""
    close = next((m for m in range(first, len(marks)) if _closes(line, opener, marks[m])), None)
    if close is None or opener not in "‘'" or not _plural_possessive(line, marks[close]):
        return close
    for m in range(close + 1, min(len(marks), close + 12)):  # *'the workers' union'*
        if line[marks[m].start() - 1].isspace():  # another opens
            break
        if _closes(line, opener, marks[m]) and not _plural_possessive(line, marks[m]):
            return m
    return close


def _plural_possessive(line: str, match: re.Match[str]) -> bool:
    """Whether a single mark may be an apostrophe: behind an s, before another word."""
    return line[match.start() - 1] == "s" and _POSSESSIVE.match(line, match.end()) is not None


def _opener(line: str, match: re.Match[str]) -> str | None:
    """The mark as an opening one, or None if it cannot open a quotation where it stands."""
    mark, before, after = (
        match.group(),
        line[match.start() - 1 : match.start()],
        line[match.end() : match.end() + 1],
    )
    if before.isalnum() or before == "=":  # an apostrophe, inches, an attribute of markup
        return None
    if mark == "”" and (not before or (before.isspace() and after.isalnum())):
        return "“"  # set the wrong way round
    if mark == "»" and not ((not before or before in " \t([—–-") and (after.isalnum() or after in "…[(")):
        return None  # set the other way round only right before its first word
    return mark if mark in _CLOSERS else None


def _closes(line: str, opener: str, match: re.Match[str]) -> bool:
    """Whether a mark ends the quotation: it closes the opener, and stands where an end may."""
    mark, after = match.group(), line[match.end() : match.end() + 1]
    if mark not in _CLOSERS[opener]:
        return False
    if opener == "„":
        return True
    if mark == "“":  # set the wrong way round
        return line[match.start() - 1] in ".,?!" and (not after or after in " .,;:?!)")
    if opener == "»":
        return not line[match.start() - 1].isspace()
    return not (mark in "'’\"" and after.isalnum())
