"""Plain text and Markdown."""

from __future__ import annotations

import re

from claimatlas.encoding import decode
from claimatlas.intake import document
from claimatlas.intake.found import MEGABYTE, Facts, Reading, Source, fact, lists
from claimatlas.intake.html import blocks_of, tree_of
from claimatlas.intake.sample import Sample
from claimatlas.text import clean, unwrapped

KIND = "text"
SUFFIXES = (".txt", ".text", ".md", ".markdown", ".asc")
_LIMIT = 20 * MEGABYTE
_FRONT = re.compile(r"---\s*\n(.*?)\n(?:---|\.\.\.)\s*(?:\n|$)", re.DOTALL)
_MARKDOWN = re.compile(r"^#{1,6} \S|^(?:\*\*|__)\S|\[[^\]\n]+\]\(\S+\)|^```|^> ", re.MULTILINE)
_FIELDS = {
    key.replace("_", " "): field.removeprefix("front_")
    for field, keys in lists("labels.txt").items() for key in keys
}  # fmt: skip


def fits(sample: Sample) -> bool:
    """What is left when no other reader knew the file, if it is text."""
    return (
        not sample.is_binary
        and bool(sample.text.strip())
        and (sample.suffix in SUFFIXES or not sample.is_no_text)
    )


def read(source: Source) -> Reading:
    """Yield the article, or the articles of an export of a press database."""
    text, encoding = decode(source.bytes(_LIMIT), source.charset)
    facts = dict(source.known)
    if match := _FRONT.match(text):
        _front_matter(facts, match[1])
        text = text[match.end() :]
    if source.suffix in (".md", ".markdown") or match or len(_MARKDOWN.findall(text)) > 2:
        blocks = _markdown(text)
    else:
        blocks = clean(text).split("\n")
        if not document.databases.may_be(text):
            blocks = unwrapped("\n".join(blocks)).split("\n")
    yield from document.articles(blocks, facts, encoding)


def _front_matter(facts: Facts, text: str) -> None:
    """What the lines between --- at the beginning say."""
    import yaml

    from claimatlas.days import iso_day
    from claimatlas.intake.webpage import names_of

    try:
        values = yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        return
    for key, value in values.items() if isinstance(values, dict) else ():
        name = _FIELDS.get(str(key).lower(), "")
        values_of = [str(v) for v in value] if isinstance(value, list) else [str(value)]
        if name == "published":
            fact(facts, name, iso_day(values_of[0]), f"front matter {key}")
        elif name == "author":
            fact(facts, name, names_of(values_of), f"front matter {key}")
        elif name and (name != "url" or values_of[0].startswith("http")):
            fact(facts, name, values_of[0], f"front matter {key}")


def _markdown(text: str) -> list[str]:
    """The blocks of a Markdown text, without its marks."""
    import mistune

    page = mistune.create_markdown(escape=True)(text)
    return blocks_of(tree_of(f"<html><body><div>{page}</div></body></html>"))
