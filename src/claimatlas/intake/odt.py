"""OpenDocument texts (ODT)."""

from __future__ import annotations

import re

from claimatlas.intake import document
from claimatlas.intake.archive import checked
from claimatlas.intake.found import Reading, Source, Unreadable, fact
from claimatlas.intake.sample import Sample

KIND = "OpenDocument text"
SUFFIXES = (".odt", ".ott", ".fodt")


def fits(sample: Sample) -> bool:
    """A ZIP file that says so in its first member."""
    return "content.xml" in sample.members and b"opendocument.text" in sample.head[:200]


def read(source: Source) -> Reading:
    """Yield the articles: headings and paragraphs in their order."""
    from odfdo import Document

    checked(source)
    facts = dict(source.known)
    try:
        body = Document(source.stream()).body
        blocks = []
        for element in body.get_elements("//text:h | //text:p"):
            text = re.sub(r"[^\S\n]+", " ", element.inner_text)
            style = element.get_attribute("text:style-name")
            if text.strip() and len(blocks) < 8 and (style == "Title" or element.tag == "text:h"):
                fact(facts, "title", text, "heading of the document")
            blocks += text.split("\n")
    except Exception as error:  # odfdo lets through whatever zip and XML readers raise
        raise Unreadable(f"a broken OpenDocument text ({type(error).__name__})") from error
    yield from document.articles(blocks, facts)
