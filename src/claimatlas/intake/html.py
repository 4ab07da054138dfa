"""Saved web pages: as browsers and SingleFile save them, with what boilerplate there is left out by
trafilatura."""

from __future__ import annotations

import logging
import re

from lxml import etree
from lxml.html import HtmlElement

from claimatlas.encoding import decode
from claimatlas.intake import databases
from claimatlas.intake.found import Article, Facts, Reading, Source, Unreadable, paragraphs
from claimatlas.intake.sample import Sample
from claimatlas.intake.webpage import facts_of, names_of

KIND = "web page"
SUFFIXES = (".html", ".htm", ".xhtml", ".php", ".asp", ".aspx")
_TAGS = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|article|div|p|h1|table)\b[^<]*>", re.IGNORECASE
)
_CHARSET = re.compile(
    rb"<meta[^>]+charset=[\"']?\s*([\w-]+)|<\?xml[^>]+encoding=[\"']([\w-]+)", re.IGNORECASE
)
_DATA = re.compile(r"([\"'(])data:[^\"')]{100,}")  # images that SingleFile writes into the page
_XML = re.compile(r"^\s*<\?xml[^>]*\?>")
_CAPTIONS = [
    "//figcaption",
    "//*[contains(concat(' ',@class,' '),' caption ') or contains(concat(' ',@class,' '),' "
    "image-caption ') or "
    "contains(concat(' ',@class,' '),' wp-caption-text ') or contains(concat(' ',@class,' '),' "
    "photo-caption ')]",
]
_BYLINES = (
    "//*[(contains(@class,'yline') or contains(@id,'yline')) and string-length(normalize-space()) < 200]"
)
_RIGHTS = re.compile(r"^\W*(?:[©™]|\(c\)|copyright\b)|all rights reserved", re.IGNORECASE)
BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "pre",
        "table",
        "tr",
        "td",
        "th",
        "figure",
        "figcaption",
        "br",
        "hr",
        "body",
        "html",
        "form",
        "address",
        "center",
    ]
)
_UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "iframe",
        "svg",
        "object",
        "select",
        "button",
    ]
)


def fits(sample: Sample) -> bool:
    """Pages have tags near their beginning."""
    text = sample.text[:5000]
    begins = text.startswith("<") and not text.startswith(("<?xml", "<rss", "<feed", "<rdf"))
    found = {m[0][:3].lower() for m in _TAGS.finditer(text)}
    return not sample.is_binary and (
        (begins and bool(found)) or "<html" in text.lower() or (sample.suffix in SUFFIXES and bool(found))
    )


def read(source: Source) -> Reading:
    """Yield the article of the page, or the articles if it is an export of a press database."""
    raw = source.bytes()
    match = _CHARSET.search(raw[:4096])
    declared = source.charset or (next(g for g in match.groups() if g).decode("ascii") if match else "")
    text, encoding = decode(raw, declared)
    tree = tree_of(text)
    if databases.may_be(text):
        lines = blocks_of(tree)
        if found := databases.articles(lines, source.known, encoding):
            yield from found
            return
    facts = facts_of(tree, text, source.known)
    notes = (
        ()
        if re.search(r"</html>\s*(?:<!--.*)?$", text[-2000:], re.IGNORECASE | re.DOTALL)
        else ("no </html> at its end: may be cut",)
    )
    yield Article(_article_text(tree, text, facts), facts, encoding=encoding, notes=notes)


def tree_of(text: str) -> HtmlElement:
    """Return the tree of a page.

    Raises
    ------
    Unreadable
        There is no element in it.
    """
    from trafilatura import load_html

    if "data:" in text:
        text = _DATA.sub(r"\1", text)
    tree = load_html(_XML.sub("", text.replace("\0", "")))
    if tree is None or not len(tree):
        raise Unreadable("no page: there is no element in it")
    return tree


def _article_text(tree: HtmlElement, text: str, facts: Facts) -> str:
    """The running text by trafilatura, which leaves out menus, banners, lists of links and share bars."""
    lines = _extracted(tree) or _extracted(tree_of(text), favor_recall=True)  # it spends the tree
    if not lines:
        raise Unreadable("no article's text was found in the page")
    # What is known as title, outlet or author is no line of the text.
    apart = {facts[name].value.lower() for name in ("title", "outlet", "author") if name in facts}
    while len(lines) > 1 and (lines[0].lower() in apart or _is_byline(lines[0], facts)):
        del lines[0]
    while len(lines) > 1 and len(lines[-1]) < 250 and _RIGHTS.search(lines[-1]):
        del lines[-1]
    return paragraphs(lines)


def _is_byline(line: str, facts: Facts) -> bool:
    """Whether a line is nothing but "By" and the author that is known."""
    outlet = facts["outlet"].value if "outlet" in facts else ""
    return (
        line.lower().startswith("by ")
        and "author" in facts
        and names_of([line], outlet).lower() == facts["author"].value.lower()
    )


def _extracted(tree: HtmlElement, **options: bool) -> list[str]:
    """The lines that trafilatura finds, without comments and captions; its guesses at facts are not asked
    for."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what is not found is said in import.csv
    found = bare_extraction(
        tree, include_comments=False, with_metadata=False, prune_xpath=[*_CAPTIONS, _BYLINES], **options
    )
    text = (found.text or "") if found is not None else ""
    return [line.strip() for line in text.split("\n") if line.strip()]


def text_of(markup: str) -> str:
    """Return the text of a piece of HTML, all of it, in paragraphs: for bodies in mail, feeds and data.

    Parameters
    ----------
    markup : str
        Text without tags comes back as it is.
    """
    if not _TAG.search(markup):
        return unescaped(markup)
    try:
        return paragraphs(blocks_of(tree_of(f"<html><body><div>{markup}</div></body></html>")))
    except (Unreadable, etree.LxmlError):
        return unescaped(_TAG.sub(" ", markup))


_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")


def unescaped(text: str) -> str:
    """Return text with its character references resolved."""
    import html

    return html.unescape(text) if "&" in text else text


def blocks_of(tree: HtmlElement) -> list[str]:
    """Return the texts of the blocks of a tree in their order, with the blanks in them folded."""
    blocks: list[list[str]] = [[]]

    def add(text: str | None) -> None:
        if text:
            blocks[-1].append(text)

    # Without recursion: pages nest as deep as their writers like.
    hidden = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            hidden += bool(hidden) or _hides(element)
            if tag in BLOCKS:
                blocks.append([])
            if tag and not hidden:
                add(element.text)
        else:
            hidden -= bool(hidden)
            if tag in BLOCKS:
                blocks.append([])
            if element is not tree and not hidden:
                add(element.tail)
    return [text for parts in blocks if (text := " ".join("".join(parts).split()))]


def _hides(element: HtmlElement) -> bool:
    """Whether nothing of an element is shown: it is a script, a style or marked as hidden."""
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.tag in _UNSEEN or "display:none" in style or "mso-hide:all" in style
