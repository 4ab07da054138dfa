"""Exports of press databases: many articles in one document, parted by the marks that each database sets.

Whatever the document's format, its reader gives the lines; `nexis` and `factiva` say whether they are theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from claimatlas.intake import factiva, nexis
from claimatlas.intake.found import Article, Facts, Skipped, paragraphs


def may_be(text: str) -> bool:
    """Tell quickly whether a document's text, markup and all, has a mark of a database in it."""
    marks = ("End of Document", "DOCUMENTS", "Load-Date", "LOAD-DATE", "Factiva")
    return any(mark in text for mark in marks) or (
        "Document " in text and bool(re.search(r"Document [A-Z]{2,12}0{2}", text))
    )


def articles(lines: list[str], known: Facts, encoding: str = "") -> list[Article | Skipped]:
    """Return the articles of an export, in order; none if the lines are no export.

    Parameters
    ----------
    lines : list of str
        Texts of the paragraphs or lines of the document.
    known : dict of str to Fact
        What is known of all of them.
    encoding : str
        How the document's bytes became letters.
    """
    for database in (nexis, factiva):
        parts = database.split(lines)
        if parts:
            return list(_read(database, parts, known, encoding, database.is_whole(lines)))
    return []


def _read(
    database, parts: list[list[str]], known: Facts, encoding: str, whole: bool
) -> Iterator[Article | Skipped]:
    """The articles in the parts of an export; the last one of an export that is not whole says so."""
    for number, part in enumerate(parts, 1):
        place = f"article {number}"
        facts, body = database.article(part)
        text = paragraphs(body)
        if text:
            notes = () if whole or number < len(parts) else ("the export ends within it: may be cut",)
            yield Article(text, facts | known, place, encoding, notes)
        else:
            title = facts["title"].value if "title" in facts else ""
            yield Skipped(f"no text beneath its heading {title!r}" if title else "no text", place)
