"""What a web page says of its article: outlet, title, author, day, address, language; each with where it says
so.

The surest places are asked first: the data that publishers write for search engines (schema.org), the meta
elements, the marks in the text. A date that merely stands somewhere on the page is not taken for the
article's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from claimatlas.days import iso_day
from claimatlas.intake.found import Fact, Facts, either, fact, lists

_ARTICLES = re.compile(r"(?:.*Article|.*Posting|Report|WebPage|ItemPage|CreativeWork)", re.IGNORECASE)
_LARGEST = 500_000  # characters of a script with data

_NAMES = lists("metas.txt")  # of meta elements and of classes
_SAVED = (
    (
        re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)", re.IGNORECASE),
        "comment of the browser that saved it",
    ),
    (re.compile(r"Page saved with SingleFile[^>]*?url:\s*(\S+)", re.IGNORECASE), "comment of SingleFile"),
    (
        re.compile(r"<!--[^>]*?(?:Archive processed by|mirrored from)[^>]*?(https?://\S+)", re.IGNORECASE),
        "comment in the page",
    ),
)
_SAVED_DAY = re.compile(r"Page saved with SingleFile[^>]*?saved date:\s*([^\n>]+)", re.IGNORECASE)
_JS_DATE = re.compile(r"^\w{3} (\w{3} \d\d? \d{4}).*")
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?:/|\b)|/((?:19|20)\d\d)(\d\d)(\d\d)(?:/|\b)")
# Marks in the page: a path, the words of which one must stand in the page's source for the path to be worth a
# search, and what import.csv calls it.


def _of_class(names: Iterable[str]) -> str:
    """Path to the elements of a class that has one of some names in it."""
    return " or ".join(f"contains(@class,'{name}')" for name in names)


_DATED = (
    ("//*[@itemprop='datePublished']", ("datePublished",), "itemprop datePublished"),
    ("//time[@pubdate]", ("pubdate",), "time pubdate"),
    (f"//time[{_of_class(('publish', 'entry-date', 'post-date'))}]", ("<time",), "time of publishing"),
    (f"//*[{_of_class(('dt-published',))}]", ("dt-published",), "class dt-published"),
    ("//header//time[@datetime]", ("<time",), "time in the header"),
    ("//article//time[@datetime]", ("<time",), "time in the article"),
    (
        f"//*[{_of_class(_NAMES['class_of_day'])} or @id='date']",
        (*_NAMES["class_of_day"], 'id="date"'),
        "date in the page",
    ),
)
_BYLINES = (
    ("//*[@itemprop='author']//*[@itemprop='name']", ("itemprop",), "itemprop author"),
    ("//*[@itemprop='author']", ("itemprop",), "itemprop author"),
    ("//a[contains(concat(' ',@rel,' '),' author ')]", ("author",), "link rel author"),
    (f"//*[{_of_class(('p-author',))}]", ("p-author",), "class p-author"),
    (f"//*[{_of_class(_NAMES['class_of_author'])}]", _NAMES["class_of_author"], "byline"),
    (
        "//*[contains(concat(' ',@class,' '),' byline ') or contains(concat(' ',@class,' '),' author "
        "') or @id='byline' or "
        "contains(concat(' ',@class,' '),' byLine ')]",
        ("byline", "author", "byLine"),
        "byline",
    ),
)
# Where dates and names are those of readers or of other articles.
_OTHERS = re.compile(rf"{either(_NAMES['class_of_others'])}|nav\b", re.IGNORECASE)
_BY = re.compile(
    rf"^(?:(?:(?:{either(_NAMES['before_by'])})\s+)?by|{either(_NAMES['before_name'])})\b[:\s]+",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*(?:;|\||\s&\s|,|\s(?:and|und|et|y)\s(?=[A-ZÀ-Þ]))\s*")
_NO_NAME = re.compile(
    rf"https?:|www\.|@|^\W*$|\d{{3}}|^(?:{either(_NAMES['no_author'])})$", re.IGNORECASE
)
_ENDS = re.compile(r"\s+(?:[|–—·»:]|-{1,2})\s+")


def facts_of(tree: HtmlElement, source: str, known: Facts) -> Facts:
    """Return what is known of the article of a page.

    Parameters
    ----------
    tree : lxml.html.HtmlElement
        The whole page.
    source : str
        Its text, for what comments say.
    known : dict of str to Fact
        What is known already, and stays.
    """
    facts = dict(known)
    data, metas = list(_data(tree)), _metas(tree)
    _addresses(facts, tree, source, data, metas)
    _outlet(facts, data, metas)
    _title(facts, tree, data, metas)
    _published(facts, tree, source, data, metas)
    _authors(facts, tree, source, data, metas)
    _language(facts, tree, data)
    return facts


# --- where it may stand ------------------------------------------------------------------------------------


def _data(tree: HtmlElement) -> Iterator[dict]:
    """The schema.org objects of the page that may be the article, articles before pages."""
    found: list[dict] = []
    for script in tree.xpath("//script[contains(@type,'ld+json')]"):
        text = re.sub(
            r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$",
            "",
            script.text or "",
        )
        try:
            if len(text) <= _LARGEST:
                found += _objects(json.loads(text, strict=False), 0)
        except (ValueError, RecursionError):
            continue
    yield from sorted(
        found, key=lambda o: "article" not in _type(o).lower() and "posting" not in _type(o).lower()
    )


def _objects(value: object, depth: int) -> list[dict]:
    """Objects of an article's type in `value`, at most a few levels down."""
    if depth > 4:
        return []
    if isinstance(value, list):
        return [o for item in value[:200] for o in _objects(item, depth + 1)]
    if not isinstance(value, dict):
        return []
    inner = [
        o for key in ("@graph", "mainEntity", "itemListElement") for o in _objects(value.get(key), depth + 1)
    ]
    return [value, *inner] if _ARTICLES.fullmatch(_type(value)) else inner


def _type(value: dict) -> str:
    """The schema.org type of an object, without its address."""
    kind = value.get("@type")
    return str((kind or [""])[0] if isinstance(kind, list) else kind or "").rsplit("/", 1)[-1]


def _metas(tree: HtmlElement) -> dict[str, tuple[str, list[str]]]:
    """Contents of the meta elements by name in small letters, with the name as the page writes it."""
    found: dict[str, tuple[str, list[str]]] = {}
    for meta in tree.iter("meta"):
        content = (meta.get("content") or "").strip()
        for attribute in ("property", "name", "itemprop"):
            if content and (name := (meta.get(attribute) or "").strip()):
                found.setdefault(name.lower(), (name, []))[1].append(content)
    return found


def _texts(value: object) -> list[str]:
    """The words of a schema.org value: of an object its name, of a list those of its members."""
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, dict):
        value = value.get("name")
        return _texts(value) if not isinstance(value, dict) else []
    return [" ".join(str(value).split())] if isinstance(value, str | int) else []


# --- the facts ---------------------------------------------------------------------------------------------


def _addresses(facts: Facts, tree: HtmlElement, source: str, data: list[dict], metas: dict) -> None:
    """The address of the article, and when it was saved."""
    for name in ("og:url", "vr:canonical"):
        if name in metas:
            _address(facts, metas[name][1][0], f"meta {name}")
    for link in tree.xpath("//link[contains(concat(' ',@rel,' '),' canonical ')]/@href"):
        _address(facts, link, "link canonical")
    for item in data:
        page = item.get("mainEntityOfPage")
        _address(facts, page.get("@id") if isinstance(page, dict) else page, "schema.org mainEntityOfPage")
        _address(facts, item.get("url"), "schema.org url")
    head = source[:20_000]
    for pattern, origin in _SAVED:
        if match := pattern.search(head):
            _address(facts, match[1], origin)
    if match := _SAVED_DAY.search(head):
        fact(facts, "captured", iso_day(_JS_DATE.sub(r"\1", match[1].strip())), "comment of SingleFile")


def _address(facts: Facts, value: object, origin: str) -> None:
    """Take an address that leads to a page, not to a whole site."""
    if (
        isinstance(value, str)
        and re.match(r"https?://[^/\s]+\S*$", value.strip())
        and urlsplit(value.strip()).path.strip("/")
    ):
        fact(facts, "url", value, origin)


def host(url: str) -> str:
    """Return the host of an address without "www."; "" if it has none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""


def _outlet(facts: Facts, data: list[dict], metas: dict) -> None:
    """Who publishes the page, from the surest place down to its domain."""
    if "og:site_name" in metas:
        fact(facts, "outlet", metas["og:site_name"][1][0], "meta og:site_name")
    for item in data:
        for name in _texts(item.get("publisher"))[:1]:
            if not name.startswith("http"):
                fact(facts, "outlet", name, "schema.org publisher")
    for name in _NAMES["outlet"]:
        if name in metas and not re.match(r"https?:|/", metas[name][1][0]):
            fact(facts, "outlet", metas[name][1][0], f"meta {metas[name][0]}")
    if "url" in facts:
        fact(facts, "outlet", host(facts["url"].value), "domain of the address")


def _title(facts: Facts, tree: HtmlElement, data: list[dict], metas: dict) -> None:
    """The title without the outlet's name, from the surest place down."""
    headings = [" ".join(h.text_content().split()) for h in tree.iter("h1")]
    found = [Fact(metas[n][1][0], f"meta {metas[n][0]}") for n in _NAMES["title"][:1] if n in metas]
    found += [Fact(t, "schema.org headline") for item in data for t in _texts(item.get("headline"))[:1]]
    found += [Fact(h, "heading of the page") for h in headings if h][:1] if len(headings) == 1 else []
    found += [Fact(metas[n][1][0], f"meta {metas[n][0]}") for n in _NAMES["title"][1:] if n in metas]
    found += [
        Fact(t.text_content(), "title of the page") for t in tree.xpath("//head/title | /html/title")[:1]
    ]
    site = facts["outlet"].value if "outlet" in facts else ""
    domain = host(facts["url"].value) if "url" in facts else ""
    for value, origin in found:
        text = " ".join(value.split())
        cut = re.search(r"(?:…|\.\.\.)$", text)
        if text and not (cut and any(len(" ".join(o.value.split())) > len(text) for o in found)):
            fact(facts, "title", without_site(text, site, domain, headings), origin)


def without_site(title: str, site: str, domain: str = "", headings: list[str] | None = None) -> str:
    """Return a title without the name of the site that pages append to it, or put before it.

    What is cut is the site's name, its domain, or what stands beside the page's own heading.

    Examples
    --------
    >>> without_site("The bridge is open - North Post", "North Post")
    'The bridge is open'
    """

    def plain(text: str) -> str:
        return re.sub(r"\W|^the\b|\.(?:com|org|net|co)\b", "", text.lower())

    names = {plain(n) for n in (site, domain, domain.split(".")[0]) if plain(n)}
    for heading in headings or []:
        if (
            heading
            and title != heading
            and (_ENDS.match(title.removeprefix(heading)) or _ENDS.search(title.removesuffix(heading)))
        ):
            rest = title.removeprefix(heading) if title.startswith(heading) else title.removesuffix(heading)
            if rest != title and len(heading) > len(rest):
                return heading
    marks = list(_ENDS.finditer(title))
    for mark in reversed(marks):
        if plain(title[mark.end() :]) in names:
            return title[: mark.start()].strip()
    if marks and plain(title[: marks[0].start()]) in names:
        return title[marks[0].end() :].strip()
    return title


def _own(tree: HtmlElement, path: str, source: str, words: tuple[str, ...]) -> list[HtmlElement]:
    """Elements at `path` that belong to the article: not to a comment, a list of other articles or the
    frame."""
    if not any(word in source for word in words):
        return []

    def marks(element: HtmlElement) -> str:
        return f"{element.get('class') or ''} {element.get('id') or ''}"

    found = [e for e in tree.xpath(path)[:50] if not _OTHERS.search(marks(e))]
    return [
        e
        for e in found
        if not any(
            a.tag in ("aside", "footer", "nav")
            or (a.tag not in ("body", "html") and _OTHERS.search(marks(a)))
            for a in e.iterancestors()
        )
    ]


def _published(facts: Facts, tree: HtmlElement, source: str, data: list[dict], metas: dict) -> None:
    """The day of publication; no day of an update or of the visit."""
    for item in data:
        for value in _texts(item.get("datePublished"))[:1]:
            fact(facts, "published", iso_day(value), "schema.org datePublished")
    for name in _NAMES["published"]:
        if name in metas:
            fact(facts, "published", iso_day(metas[name][1][0]), f"meta {metas[name][0]}")
    for path, words, origin in _DATED:
        if "published" in facts:
            return
        for element in _own(tree, path, source, words)[:3]:
            value = element.get("datetime") or element.get("content") or element.get("title") or ""
            text = re.sub(r"^(?:\w+ ){0,2}\w+:\s+", "", " ".join(element.text_content().split())[:80])
            fact(facts, "published", iso_day(value) or iso_day(text), origin)
    if "url" in facts and (match := _URL_DAY.search(facts["url"].value)):
        fact(facts, "published", iso_day("-".join(p for p in match.groups() if p)), "day in the address")


def _authors(facts: Facts, tree: HtmlElement, source: str, data: list[dict], metas: dict) -> None:
    """Who wrote it, from the surest place down to a byline."""
    for item in data:
        _author(facts, _texts(item.get("author")), "schema.org author")
    for name in _NAMES["author"]:
        if name in metas:
            _author(facts, metas[name][1], f"meta {metas[name][0]}")
    for path, words, origin in _BYLINES:
        if "author" in facts:
            return
        _author(
            facts,
            [" ".join(e.text_content().split())[:200] for e in _own(tree, path, source, words)[:6]],
            origin,
        )


def _author(facts: Facts, values: list[str], origin: str) -> None:
    """Take names as the author, the outlet's own left out."""
    fact(facts, "author", names_of(values, facts["outlet"].value if "outlet" in facts else ""), origin)


def names_of(values: list[str], outlet: str = "") -> str:
    """Return the authors in some bylines, joined by "; ": without "By", addresses and the outlet's own name.

    Examples
    --------
    >>> names_of(["By Jane Roe and John Doe, North Post"], "North Post")
    'Jane Roe; John Doe'
    """
    found: dict[str, str] = {}
    for value in values:
        for part in _PARTS.split(_BY.sub("", " ".join(value.split()))):
            name = re.sub(r"^(?:and|und|et|y)\s+", "", _BY.sub("", part.strip(" ,.;:|"))).strip()
            if (
                name
                and len(name) < 60
                and len(name.split()) < 7
                and not _NO_NAME.search(name)
                and name.lower() != outlet.lower()
            ):
                found.setdefault(name.lower(), name)
    return "; ".join(found.values())


def _language(facts: Facts, tree: HtmlElement, data: list[dict]) -> None:
    """The language that the page itself states."""
    for item in data:
        for value in _texts(item.get("inLanguage"))[:1]:
            fact(facts, "language", value.split("-")[0].lower()[:2], "schema.org inLanguage")
