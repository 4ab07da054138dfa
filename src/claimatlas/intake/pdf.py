"""PDF documents: columns in their order, running heads and page numbers left out, lines joined to
paragraphs."""

from __future__ import annotations

import logging
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from claimatlas.days import iso_day
from claimatlas.intake import document
from claimatlas.intake.found import MEGABYTE, Facts, Reading, Source, Unreadable, fact
from claimatlas.intake.sample import Sample
from claimatlas.intake.webpage import names_of
from claimatlas.text import clean

KIND = "PDF"
SUFFIXES = (".pdf",)
_LIMIT = 200 * MEGABYTE
MOST_PAGES = 400
_NO_TITLE = re.compile(
    r"^(?:microsoft \w+ - .*|untitled.*|.*\.\w{2,5}|\W*|layout \d+|print|document\d*|slide \d+)$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\W*(?:page|p\.|seite)?\W*\d{1,4}(?:\W*(?:of|/|von)\W*\d{1,4})?\W*", re.IGNORECASE)
_MARGIN = 2  # lines at the top and at the foot of a page among which a running head is sought
_INDENT = 0.6  # of the height of letters
_FULL_STOP = re.compile(r"[.!?:…][\"'”’»)\]]*$")


def fits(sample: Sample) -> bool:
    """PDF's mark, with a little before it as some programs write."""
    return b"%PDF-" in sample.head[:1024]


@dataclass
class Line:
    """A line of a column: its words, its left edge, its base line and the height of its letters, in
    points."""

    text: str
    x: float
    y: float
    size: float


def read(source: Source) -> Reading:
    """Yield the article, or the articles of an export of a press database."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong in a file is said in import.csv
    try:
        reader = pypdf.PdfReader(source.stream(_LIMIT))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("it is encrypted")
        count = len(reader.pages)
        if count > MOST_PAGES:
            raise Unreadable(f"{count:,} pages; at most {MOST_PAGES} are read")
        pages, failed = [], 0
        for page in reader.pages:
            try:
                pages.append(_lines(page))
            except Exception:  # a page that cannot be read costs no other
                failed += 1
        facts = _properties(reader, source.known)
    except Unreadable:
        raise
    except pypdf.errors.DependencyError as error:
        raise Unreadable("it is encrypted") from error
    except Exception as error:  # pypdf raises many things on broken files
        raise Unreadable(f"a broken PDF ({type(error).__name__})") from error
    if not any(pages):
        raise Unreadable(
            "no text in it: a scan; recognise its letters first (OCR)"
            if count and not failed
            else "a broken PDF: no page can be read"
        )
    notes = (f"{failed} pages cannot be read",) if failed else ()
    pages = [_ordered(page) for page in pages]
    blocks = _paragraphs(_without_heads(pages))
    if facts.get("title") and not _stands_in(facts["title"].value, blocks):
        del facts["title"]  # a property that names no line of the document names a template or a file
    yield from document.articles(blocks, facts, notes=notes)


def _properties(reader, known: Facts) -> Facts:
    """Title and author of the document's properties; its dates say when the file was made, not the
    article."""
    facts = dict(known)
    properties = reader.metadata or {}
    title = str(properties.get("/Title") or "")
    if not _NO_TITLE.match(title.strip()):
        fact(facts, "title", title, "property of the PDF: Title")
    author = str(properties.get("/Author") or "")
    if " " in author.strip() and not iso_day(author):
        fact(facts, "author", names_of([author]), "property of the PDF: Author")
    return facts


def _stands_in(title: str, blocks: list[str]) -> bool:
    """Whether a title is among the first words of the document."""

    def plain(text: str) -> str:
        return re.sub(r"\W+", "", text.lower())

    return plain(title) in plain(" ".join(blocks[:12]))


# --- lines -------------------------------------------------------------------------------------------------


def _lines(page) -> list[Line]:
    """The lines of a page in the order in which it draws them; where blanks and breaks are, pypdf says.

    What stands on one height in two columns is two lines.
    """
    pieces: list[Line] = []
    broken = True

    def visit(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        nonlocal broken
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        height = abs(size * (tm[3] or tm[1] or 1) * (cm[3] or cm[1] or 1)) or 10.0
        for number, part in enumerate(text.split("\n")):
            broken = broken or number > 0
            if part.strip() and (broken or not pieces or _jumps(pieces[-1], x, y, height)):
                pieces.append(Line(part, x, y, height))
                broken = False
            elif part and pieces and not broken:
                pieces[-1].text += part

    page.extract_text(visitor_text=visit)
    return [
        Line(" ".join(line.text.split()), line.x, line.y, line.size) for line in pieces if line.text.strip()
    ]


def _jumps(last: Line, left: float, base: float, height: float) -> bool:
    """Whether what is drawn at (left, base) is too far from the end of the last piece to go on with it."""
    end = last.x + 0.7 * last.size * len(last.text)  # no text is wider
    return abs(base - last.y) > 0.8 * max(height, last.size) or left > end + 4 * height


def _edges(pieces: list[Line]) -> list[float]:
    """Left edges of columns: places at which many pieces begin."""
    counts = Counter(round(p.x / 4) for p in pieces)
    least = max(6, len({round(p.y) for p in pieces}) // 6)
    return sorted(k * 4.0 for k, n in counts.items() if n + counts.get(k + 1, 0) >= least)


def _ordered(lines: list[Line]) -> list[Line]:
    """Lines in the order of reading.

    A program that fills one column after the other draws them in that order, and that is kept. Where the pen
    goes to and fro between columns line by line, the left column comes first.
    """
    rows = Counter(round(line.y) for line in lines)
    to_and_fro = sum(abs(a.y - b.y) < 2 and b.x - a.x > 60 for a, b in pairwise(lines))
    if len(lines) < 12 or to_and_fro < 0.25 * len(rows):
        return lines
    edges = [e for e in _edges(lines) if sum(abs(line.x - e) <= 8 for line in lines) >= 0.15 * len(lines)]
    starts = [edges[0]] if edges else []
    for edge in edges[1:]:
        if edge - starts[-1] > 60:
            starts.append(edge)
    if len(starts) < 2:
        return lines

    def column(line: Line) -> int:
        return max([k for k, start in enumerate(starts) if line.x >= start - 10], default=0)

    return sorted(lines, key=lambda line: (column(line), -line.y))


# --- pages to paragraphs -----------------------------------------------------------------------------------


def _without_heads(pages: list[list[Line]]) -> list[list[Line]]:
    """Pages without the lines that stand at the top or the foot of most of them, and without page numbers."""

    def margin(page: list[Line]) -> list[Line]:
        by_height = sorted(page, key=lambda line: -line.y)
        return by_height[:_MARGIN] + by_height[-_MARGIN:]

    def key(line: Line) -> str:
        return re.sub(r"\d+", "#", line.text.lower())

    counts = Counter(k for page in pages for k in {key(line) for line in margin(page)})
    often = {k for k, n in counts.items() if n >= 2 and n >= 0.4 * len(pages)}
    kept = []
    for page in pages:
        edge = {id(line) for line in margin(page) if key(line) in often or _NUMBER.fullmatch(line.text)}
        kept.append([line for line in page if id(line) not in edge])
    return kept


def _paragraphs(pages: list[list[Line]]) -> list[str]:
    """The paragraphs: a wider gap, an indent, larger letters or a short last line end one; a page's end does
    not."""
    lines = [line for page in pages for line in page]
    if not lines:
        return []
    gaps = [a.y - b.y for a, b in pairwise(lines) if 0 < a.y - b.y < 4 * a.size]
    leading = median(gaps) if gaps else 14.0
    widest = sorted(len(line.text) for line in lines)[int(len(lines) * 0.8)]
    blocks: list[list[Line]] = [[lines[0]]]
    for before, line in pairwise(lines):
        if _parts(before, line, leading, widest):
            blocks.append([])
        blocks[-1].append(line)
    return [_joined(block) for block in blocks]


def _parts(before: Line, line: Line, leading: float, widest: int) -> bool:
    """Whether a paragraph ends between two lines."""
    gap = before.y - line.y
    ended = bool(_FULL_STOP.search(before.text))
    if abs(before.size - line.size) > 0.15 * max(before.size, line.size):
        return True
    if gap <= 0 or gap > 6 * leading:  # the next column or page
        return ended and len(before.text) < 0.75 * widest
    if gap > 1.35 * leading:
        return True
    indented = _INDENT * line.size < line.x - before.x < 6 * line.size
    return ended and (indented or len(before.text) < 0.75 * widest)


def _joined(block: list[Line]) -> str:
    """The lines of a paragraph as one, hyphenated words joined as `claimatlas.text.clean` does."""
    return " ".join(clean("\n".join(line.text for line in block)).split())
