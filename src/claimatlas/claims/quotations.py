"""Find quoted stretches of a text, whatever marks it uses and however well it closes them."""

from __future__ import annotations

import re
from dataclasses import dataclass

MARKS = "“”\"'‘’«»`"

_MARK = re.compile(
    r"“|”|\"|''|``|«|»"
    r"|(?<![\w.,!?])[‘'](?=[^\W\d])"  # a single mark opens only before a word …
    r"|(?<=[\w.,!?])[’'](?!\w)"  # … and closes only after one
)
_CLOSERS = {
    "“": ("”", "“", '"'),
    '"': ('"', "”"),
    "''": ("''", '"'),
    "``": ("''", '"'),
    "«": ("»",),
    "‘": ("’", "'"),
    "'": ("'", "’"),
}


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

    Curly, straight, doubled and angle marks count, mixed ones too; single marks only where a closing one follows. A
    quotation that is never closed runs to the end of its paragraph, as it should where speech goes on in the next one.

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
        hopeless: set[str] = set()  # marks that nothing closes in the rest of this paragraph
        k = 0
        while k < len(marks):
            mark, begin = _opener(line, marks[k]), marks[k].start()
            if mark is None or mark in hopeless:
                k += 1
                continue
            close = next((m for m in range(k + 1, len(marks)) if _closes(line, mark, marks[m])), None)
            if close is not None:
                found.append(Quotation(base + begin, base + marks[close].end(), True))
                k = close + 1
            elif mark in "‘'" or (curly and mark == '"') or not any(c.isalnum() for c in line[begin:]):
                hopeless.add(mark)  # an apostrophe or a stray mark
                k += 1
            else:
                found.append(Quotation(base + begin, base + len(line.rstrip()), False))
                break
    return found


def _opener(line: str, match: re.Match[str]) -> str | None:
    """The mark as an opening one, or None if it cannot open a quotation where it stands."""
    mark, before = match.group(), line[match.start() - 1 : match.start()]
    if before.isalnum() or before == "=":  # an apostrophe, inches, an attribute of markup
        return None
    if mark == "”" and (not before or (before.isspace() and line[match.end() : match.end() + 1].isalnum())):
        return "“"  # set the wrong way round
    return mark if mark in _CLOSERS else None


def _closes(line: str, opener: str, match: re.Match[str]) -> bool:
    mark, after = match.group(), line[match.end() : match.end() + 1]
    if mark not in _CLOSERS[opener]:
        return False
    if mark == "“":  # set the wrong way round
        return line[match.start() - 1] in ".,?!" and (not after or after in " .,;:?!)")
    return not (mark in "'’\"" and after.isalnum())
