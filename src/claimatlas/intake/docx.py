"""Word documents (DOCX), exports of Nexis Uni among them."""

from __future__ import annotations

from claimatlas.intake import document
from claimatlas.intake.archive import checked
from claimatlas.intake.found import Reading, Source, Unreadable, fact
from claimatlas.intake.sample import Sample

KIND = "Word document"
SUFFIXES = (".docx", ".docm")


def fits(sample: Sample) -> bool:
    """A ZIP file with Word's text in it."""
    return "word/document.xml" in sample.members


def read(source: Source) -> Reading:
    """Yield the articles: paragraphs in their order, those in tables too."""
    import docx
    from docx.table import Table

    checked(source)
    try:
        word = docx.Document(source.stream())
        blocks: list[str] = []
        facts = dict(source.known)
        for item in word.iter_inner_content():
            if isinstance(item, Table):
                blocks += [p.text for row in item.rows for cell in _cells(row) for p in cell.paragraphs]
                continue
            blocks.append(item.text)
            style = (item.style.name if item.style is not None else "") or ""
            if style in ("Title", "Heading 1") and item.text.strip() and len(blocks) < 8:
                fact(facts, "title", item.text, f"paragraph in style {style!r}")
    except Unreadable:
        raise
    except Exception as error:  # python-docx has no error of its own for what is wrong inside
        raise Unreadable(f"a broken Word document ({type(error).__name__})") from error
    if document.databases.articles(blocks, {}):
        facts = dict(source.known)
    yield from document.articles([line for b in blocks for line in b.split("\n")], facts)


def _cells(row) -> list:
    """The cells of a row, each once: a cell that spans columns is named for each of them."""
    return list({id(cell._tc): cell for cell in row.cells}.values())
