"""Feeds (RSS and Atom) saved as files: one article for each entry."""

from __future__ import annotations

import re

from claimatlas.days import iso_day
from claimatlas.intake.found import Article, Facts, Reading, Skipped, Source, Unreadable, fact
from claimatlas.intake.html import text_of, unescaped
from claimatlas.intake.sample import Sample
from claimatlas.intake.webpage import names_of

KIND = "feed"
SUFFIXES = (".rss", ".atom", ".xml")
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)\b[^>]*>")


def fits(sample: Sample) -> bool:
    """XML whose first element is a feed's."""
    head = re.sub(
        r"^(?:<\?[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>|\s)+",
        "",
        sample.text[:20_000],
        flags=re.DOTALL,
    )
    return bool(_FEED.match(head))


def read(source: Source) -> Reading:
    """Yield an article for each entry; one that has only a summary says so."""
    import feedparser

    raw = source.bytes()
    if re.search(rb"<!ENTITY", raw[:50_000], re.IGNORECASE):
        raise Unreadable("it declares entities, which feeds have no use for")
    # A stream, never a string: a string that looks like an address would be fetched.
    feed = feedparser.parse(source.stream(), sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        raise Unreadable("a feed without an entry" + (" (broken)" if feed.bozo else ""))
    cut = (
        ("the feed is broken at its end: entries may be missing",)
        if feed.bozo and not re.search(rb"</(?:rss|feed|rdf:RDF)>\s*$", raw)
        else ()
    )
    for number, entry in enumerate(feed.entries, 1):
        yield _entry(entry, feed.feed, source, f"entry {number}", cut)


def _entry(entry, feed, source: Source, place: str, notes: tuple[str, ...]) -> Article | Skipped:
    """One entry: its content, or its summary where that is all there is."""
    facts: Facts = dict(source.known)
    fact(facts, "title", unescaped(re.sub(r"<[^>]+>", "", entry.get("title", ""))), "feed: title")
    fact(
        facts,
        "url",
        next((a for a in (entry.get("link"), entry.get("id")) if str(a).startswith("http")), ""),
        "feed: link",
    )
    fact(facts, "outlet", (entry.get("source") or {}).get("title", ""), "feed: source of the entry")
    fact(facts, "outlet", unescaped(feed.get("title", "")), "feed: title of the feed")
    for name in ("published", "created", "updated"):  # its own get would give one for the other
        fact(facts, "published", iso_day(str(dict.get(entry, name, ""))), f"feed: {name}")
    authors = [a.get("name", "") for a in entry.get("authors", [])] or [entry.get("author", "")]
    fact(
        facts,
        "author",
        names_of(
            [re.sub(r"\S+@\S+\s*\((.*)\)", r"\1", a) for a in authors],
            facts["outlet"].value if "outlet" in facts else "",
        ),
        "feed: author",
    )
    fact(facts, "language", (feed.get("language") or "").split("-")[0].lower(), "feed: language")
    content = max((c.get("value", "") for c in entry.get("content", [])), key=len, default="")
    text = text_of(content or entry.get("summary", ""))
    if not text.strip():
        return Skipped(
            f"an entry without text: {facts['title'].value if 'title' in facts else 'no title'}", place
        )
    return Article(text, facts, place, notes=notes if content else (*notes, "the feed has only a summary"))
