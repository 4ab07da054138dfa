"""A document of paragraphs, whatever its format: an export of a press database, or one article with a
head."""

from __future__ import annotations

import re

from claimatlas.days import iso_day
from claimatlas.intake import databases
from claimatlas.intake.found import Article, Facts, Reading, Unreadable, fact, lists, paragraphs
from claimatlas.intake.webpage import names_of

_LOOKED_AT = 10  # lines at the beginning among which a head is sought
_LABELS = {
    label.replace("_", " "): field
    for field, labels in lists("labels.txt").items() if not field.startswith("front_") for label in labels
}  # fmt: skip
_LABEL = re.compile(rf"({'|'.join(_LABELS)})\s*:\s+(\S.*)", re.IGNORECASE)
_BY = re.compile(r"by\s+(?:[A-ZÀ-Þ][\w.'’-]+\s*(?:,|and|&)?\s*){2,8}$", re.IGNORECASE)


def articles(blocks: list[str], known: Facts, encoding: str = "", notes: tuple[str, ...] = ()) -> Reading:
    """Yield the articles of a document.

    Parameters
    ----------
    blocks : list of str
        Its paragraphs or lines, empty ones too where the format has them.
    known : dict of str to Fact
        What is known from elsewhere: the document's own properties, the record it is attached to.
    encoding : str
        How its bytes became letters, if that was a question.
    notes : tuple of str
        What the reader left out.

    Raises
    ------
    Unreadable
        There is no text in it.
    """
    if found := databases.articles(blocks, known, encoding):
        yield from found
        return
    facts, body = head_of([b for b in blocks if b.strip()], known)
    text = paragraphs(body)
    if not text:
        raise Unreadable("there is no text in it")
    yield Article(text, facts, encoding=encoding, notes=notes)


def head_of(blocks: list[str], known: Facts) -> tuple[Facts, list[str]]:
    """Take the lines off the beginning of a document that say what it is: labels, a title, a byline, a day.

    A first line is the title only if it looks like one: short, no full stop, with text below it.
    """
    facts, kept = dict(known), []
    first = blocks[0].strip() if blocks else ""
    if len(blocks) > 1 and _looks_like_title(first) and not _LABEL.fullmatch(first):
        fact(facts, "title", first, "first line")
    title = _plain(facts["title"].value) if "title" in facts else ""
    for number, block in enumerate(blocks[:_LOOKED_AT]):
        line = block.strip()
        if match := _LABEL.fullmatch(line):
            _labelled(facts, _LABELS[match[1].lower()], match)
        elif _BY.fullmatch(line) and len(line) < 120:
            fact(facts, "author", names_of([line]), "byline in the text")
        elif day := _day_line(line):
            fact(facts, "published", day, "line with the day")
        elif title and title.startswith(_plain(line)):  # a title may run over several lines
            title = title.removeprefix(_plain(line))
        else:
            kept += blocks[number:_LOOKED_AT]
            break
    return facts, kept + blocks[_LOOKED_AT:]


def _plain(text: str) -> str:
    """Letters and digits alone, to compare a line with a title."""
    return re.sub(r"\W+", "", text.lower())


def _day_line(line: str) -> str:
    """The day that is all that a line says; else ""."""
    day = (
        iso_day(re.sub(r"^(?:published|posted|updated)(?: on)?:?\s+", "", line, flags=re.IGNORECASE))
        if len(line) < 60
        else ""
    )
    return day if len(day) == 10 else ""


def _labelled(facts: Facts, name: str, match: re.Match[str]) -> None:
    """Note what a line "Label: value" says."""
    value = match[2]
    if name == "published":
        value = iso_day(value)
    elif name == "author":
        value = names_of([value])
    elif name == "url" and not value.startswith("http"):
        return
    fact(facts, name, value, f"line {match[1]!r}")


def _looks_like_title(line: str) -> bool:
    """Whether a first line may be the title: short, unstopped, begins with a word."""
    words = line.split()
    return (
        2 <= len(words) <= 25
        and len(line) < 200
        and line[0].isalnum() | (line[0] in "“\"‘'¿")
        and not re.search(r"[.:;,]$", line)
        and "\n" not in line
    )
