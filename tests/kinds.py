"""A folder with a document of every kind that the intake reads, written by the libraries that write such documents.

``python tests/kinds.py FOLDER`` writes it. All texts are made of sentences of our own, no two articles alike.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import sys
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

_WHO = (
    "The harbour office",
    "The ministry of roads",
    "A spokesman of the river authority",
    "The mayor",
    "The Harbour Institute",
    "The union of drivers",
    "The border service",
    "A local teacher",
    "The power company",
    "The town council",
)
_SAYS = ("said", "reported", "announced", "denied", "warned", "told the paper", "confirmed", "insisted")
_WHAT = (
    "the bridge at {place} would open again in {month}",
    "at least {n} lorries crossed the river near {place}",
    "the road to {place} stays shut until {month}",
    "{n} houses in {place} have been without power since {month}",
    "a new school in {place} needs {n} teachers",
    "the market of {place} lost {n} traders in a year",
    "talks on the water of {place} began in {month}",
    "{n} people left {place} after the flood",
    "the price of bread in {place} rose by {n} percent",
    "no official of {place} had been asked about the plan",
    "the ferry to {place} carried {n} passengers a day",
)
_PLACES = (
    "Khorog",
    "Kunduz",
    "Dushanbe",
    "Taloqan",
    "Faizabad",
    "Termez",
    "Osh",
    "Mazar",
    "Herat",
    "Panjakent",
    "Bukhara",
    "Nukus",
)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass
class Piece:
    """An article of our own, with what is known of it."""

    title: str
    author: str
    outlet: str
    day: str
    url: str
    paragraphs: list[str]

    @property
    def text(self) -> str:
        """Its paragraphs, parted by blank lines."""
        return "\n\n".join(self.paragraphs)

    @property
    def when(self) -> datetime:
        """Its day at ten o'clock, UTC."""
        return datetime.fromisoformat(f"{self.day}T10:00:00").replace(tzinfo=UTC)


def piece(number: int, paragraphs: int = 6) -> Piece:
    """Return the article of a number; the same number gives the same article."""
    rng = random.Random(number)

    def sentence() -> str:
        what = rng.choice(_WHAT).format(
            place=rng.choice(_PLACES), month=rng.choice(_MONTHS), n=rng.randint(3, 900)
        )
        return f"{rng.choice(_WHO)} {rng.choice(_SAYS)} on {rng.choice(('Monday', 'Tuesday', 'Friday', 'Sunday'))} that {what}."

    place, day = (
        rng.choice(_PLACES),
        f"20{rng.randint(15, 24)}-{rng.randint(1, 12):02d}-{rng.randint(13, 28):02d}",
    )
    outlet = rng.choice(("North Post", "River Times", "Daily Ferry", "South Courier"))
    title = f"{rng.choice(('Bridge', 'Ferry', 'Market', 'School', 'Road'))} number {number} divides {place}"
    address = f"https://{outlet.lower().replace(' ', '')}.example/news/{number}"
    body = [" ".join(sentence() for _ in range(rng.randint(3, 5))) for _ in range(paragraphs)]
    return Piece(
        title,
        f"{rng.choice(('Jane', 'Amir', 'Lola', 'Peter'))} {rng.choice(('Roe', 'Karim', 'Stone', 'Weber'))}",
        outlet,
        day,
        address,
        body,
    )


def long_day(day: str) -> str:
    """Return a day as press databases write it: March 5, 2024 Tuesday."""
    when = datetime.fromisoformat(day)
    return f"{when:%B} {when.day}, {when.year} {when:%A}"


def page(p: Piece, canonical: bool = True) -> str:
    """Return a web page with the article, and with what pages have beside it."""
    link = f'<link rel="canonical" href="{p.url}">' if canonical else ""
    body = "".join(f"<p>{x}</p>\n" for x in p.paragraphs)
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{p.title} - {p.outlet}</title>{link}
<meta property="og:site_name" content="{p.outlet}"><meta property="og:title" content="{p.title}">
<meta property="article:published_time" content="{p.day}T10:00:00Z"><meta name="author" content="By {p.author}"></head>
<body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>
<div class="cookie-banner">We use cookies. Accept all cookies to go on reading this site.</div>
<main><article><h1>{p.title}</h1><p class="byline">By {p.author}</p>
<div class="share">Share on Facebook Share on X Copy link</div>
<figure><img src="a.jpg"><figcaption>Boats lie at the quay in this file picture.</figcaption></figure>
{body}</article></main>
<aside class="related"><h2>Read more</h2><ul><li><a href="/1">Another story about boats</a></li><li><a href="/2">A third story about bread</a></li></ul></aside>
<footer><p>Copyright {p.day[:4]} {p.outlet}. All rights reserved.</p></footer></body></html>"""


# --- documents ---------------------------------------------------------------------------------------------


def docx_of(path: Path, lines: list[str], title: str = "") -> None:
    """Write a Word document, with python-docx."""
    import docx

    document = docx.Document()
    if title:
        document.add_heading(title, 0)
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))


def odt_of(path: Path, p: Piece) -> None:
    """Write an OpenDocument text, with odfdo."""
    from odfdo import Document, Header, Paragraph

    document = Document("text")
    document.body.clear()
    document.body.append(Header(1, p.title))
    for text in p.paragraphs:
        document.body.append(Paragraph(text))
    document.save(str(path))


def rtf_of(lines: list[str]) -> bytes:
    """Return Rich Text of some lines."""

    def letters(text: str) -> str:
        return "".join(
            c if c.isascii() and c not in "\\{}" else f"\\{c}" if c in "\\{}" else f"\\u{ord(c)}?"
            for c in text
        )

    return (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Times;}}\\f0\\fs24 "
        + "\\par\n".join(map(letters, lines))
        + "\\par}"
    ).encode("ascii")


def pdf_of(path: Path, p: Piece, columns: int = 2) -> None:
    """Write a PDF of several columns with a running head, page numbers and hyphenated lines, with matplotlib."""
    import textwrap

    import matplotlib as mpl
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    width = 44 if columns > 1 else 90
    lines: list[tuple[str, bool]] = []
    for text in p.paragraphs:
        wrapped = textwrap.wrap(text, width)
        for k, line in enumerate(wrapped[:-1]):
            head, _, word = line.rpartition(" ")
            following = wrapped[k + 1].split(" ", 1)
            if k == 1 and len(word) > 5 and word.isalpha() and len(following) > 1:  # this word is hyphenated
                wrapped[k], wrapped[k + 1] = f"{head} {word[:3]}-", f"{word[3:]} {wrapped[k + 1]}"
        lines += [(line, k == 0) for k, line in enumerate(wrapped)]
    per_column = 54
    pages = -(-len(lines) // (columns * per_column))
    with (
        mpl.rc_context({"pdf.fonttype": 42}),
        PdfPages(path, metadata={"Title": p.title, "Author": p.author, "CreationDate": None}) as out,
    ):
        for number in range(pages):
            figure = Figure(figsize=(8.27, 11.69))
            figure.text(0.1, 0.96, f"{p.outlet}, weekly edition", size=9)
            figure.text(0.5, 0.03, str(number + 1), size=9)
            if not number:
                figure.text(0.1, 0.92, p.title, size=16)
            for column in range(columns):
                start = (number * columns + column) * per_column
                for k, (line, first) in enumerate(lines[start : start + per_column]):
                    figure.text(0.1 + column * 0.43 + 0.015 * first, 0.88 - k * 0.0155, line, size=9)
            out.savefig(figure)


def letter(p: Piece, html: bool = False) -> EmailMessage:
    """Return a newsletter."""
    message = EmailMessage()
    message["From"] = f"{p.outlet} <news@{p.outlet.lower().replace(' ', '')}.example>"
    message["To"] = "reader@example.org"
    message["Subject"] = p.title
    message["Date"] = format_datetime(p.when)
    message["Message-ID"] = f"<{p.day}.{abs(hash(p.title)) % 1000}@example.org>"
    message.set_content(p.text + "\n\n-- \nUnsubscribe here")
    if html:
        message.add_alternative(page(p), subtype="html")
    return message


def mhtml_of(p: Piece) -> bytes:
    """Return a page as Chromium saves it in one file."""
    from email.mime.multipart import MIMEMultipart
    from email.mime.text import MIMEText

    whole = MIMEMultipart("related", type="text/html")
    whole["From"] = "<Saved by Blink>"
    whole["Snapshot-Content-Location"] = p.url
    whole["Subject"] = p.title
    whole["Date"] = "Tue, 12 Nov 2024 09:00:00 -0000"
    part = MIMEText(page(p, canonical=False), "html", "utf-8")
    part["Content-Location"] = p.url
    whole.attach(part)
    return whole.as_bytes()


def nexis_lines(pieces: list[Piece], cover: bool = True) -> list[str]:
    """Return the lines of an export of Nexis Uni."""
    lines = []
    if cover:
        lines += [
            "User Name: A. Reader",
            "Date and Time: Monday, 2 September 2024",
            f"Documents ({len(pieces)})",
        ]
        lines += [f"{k}. {p.title}" for k, p in enumerate(pieces, 1)]
        lines += ["Client/Matter: -None-", "Search Terms: bridge", "Search Type: Terms and Connectors"]
    for p in pieces:
        lines += [
            p.title,
            p.outlet,
            long_day(p.day),
            "",
            f"Copyright {p.day[:4]} {p.outlet} All Rights Reserved",
            "",
            "Section: NEWS; Pg. 4",
            f"Length: {len(p.text.split())} words",
            f"Byline: {p.author}",
            "Body",
            "",
            *p.paragraphs,
            "",
            "Classification",
            "",
            "Language: ENGLISH",
            "Publication-Type: Newspaper",
            "Subject: BRIDGES (90%)",
            f"Load-Date: {p.day}",
            "",
            "End of Document",
            "",
        ]
    return lines


def lexis_text(pieces: list[Piece]) -> str:
    """Return an export of the older LexisNexis Academic, plain text with wrapped lines."""
    import textwrap

    out = []
    for k, p in enumerate(pieces, 1):
        when = datetime.fromisoformat(p.day)
        body = "\n\n".join(textwrap.fill(x, 70) for x in p.paragraphs)
        out.append(
            f"\n                               {k} of {len(pieces)} DOCUMENTS\n\n\n                              {p.outlet}\n\n                    {when:%B} {when.day}, {when.year} {when:%A}\n\n"
            f"{p.title}\n\nBYLINE: {p.author}\n\nSECTION: NEWS\n\nLENGTH: {len(p.text.split())} words\n\n\n{body}\n\nLOAD-DATE: {when:%B} {when.day}, {when.year}\n\n"
            f"LANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n\n                   Copyright {when.year} {p.outlet}\n                              All Rights Reserved\n"
        )
    return "\n".join(out)


def factiva_lines(pieces: list[Piece]) -> list[str]:
    """Return the lines of an export of Factiva in its form for reading."""
    lines = []
    for k, p in enumerate(pieces):
        when = datetime.fromisoformat(p.day)
        lines += [
            p.title,
            f"By {p.author}",
            f"{len(p.text.split()):,} words",
            f"{when.day} {when:%B} {when.year}",
            p.outlet,
            "NPOST",
            "4",
            "English",
            f"© {when.year} {p.outlet}. All rights reserved.",
            *p.paragraphs,
            f"Document NPOST000{p.day.replace('-', '')}ek{k:02d}0000{k + 1}",
            "",
        ]
    return lines


def factiva_html(pieces: list[Piece]) -> str:
    """Return an export of Factiva as HTML, with its two-letter fields."""
    rows = []
    for k, p in enumerate(pieces):
        when = datetime.fromisoformat(p.day)
        fields = [
            ("HD", p.title),
            ("BY", p.author),
            ("WC", f"{len(p.text.split())} words"),
            ("PD", f"{when.day} {when:%B} {when.year}"),
            ("SN", p.outlet),
            ("SC", "NPOST"),
            ("LA", "English"),
            ("CY", f"© {when.year} {p.outlet}"),
            ("LP", p.paragraphs[0]),
        ]
        cells = "".join(f"<tr><td><b>{name}</b></td><td>{value}</td></tr>" for name, value in fields)
        text = "".join(f"<p>{x}</p>" for x in p.paragraphs[1:])
        rows.append(
            f"<table>{cells}<tr><td><b>TD</b></td><td>{text}</td></tr><tr><td><b>NS</b></td><td>roads : Roads</td></tr></table><p>Document NPOST000{p.day.replace('-', '')}ek{k:02d}0000{k + 1}</p>"
        )
    return f"<html><head><title>Factiva</title></head><body>{''.join(rows)}</body></html>"


def warc_of(path: Path, pieces: list[Piece], compressed: bool = True) -> None:
    """Write a web archive, with warcio: pages, an image and a page that was not found."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=compressed)
        for p in pieces:
            http = StatusAndHeaders(
                "200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
            )
            writer.write_record(
                writer.create_warc_record(
                    p.url,
                    "response",
                    payload=io.BytesIO(page(p, False).encode()),
                    http_headers=http,
                    warc_headers_dict={"WARC-Date": "2024-11-12T09:00:00Z"},
                )
            )
        for name, status, kind, payload in (
            ("a.png", "200 OK", "image/png", b"\x89PNG"),
            ("gone", "404 Not Found", "text/html", b"<html><body><p>gone</p></body></html>"),
        ):
            http = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            record = writer.create_warc_record(
                f"https://northpost.example/{name}", "response", payload=io.BytesIO(payload), http_headers=http
            )
            writer.write_record(record)


def rows_of(pieces: list[Piece], names: tuple[str, ...]) -> list[dict[str, str]]:
    """Return pieces as rows under some column names: text, title, outlet, author, day, address."""
    return [
        dict(zip(names, (p.text, p.title, p.outlet, p.author, p.day, p.url), strict=True)) for p in pieces
    ]


def table_of(rows: list[dict[str, str]], separator: str = ",") -> str:
    """Return rows as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def sheet_of(path: Path, rows: list[dict[str, str]]) -> None:
    """Write rows as XLSX, with openpyxl."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    book.save(path)


# --- the folder --------------------------------------------------------------------------------------------


def make(folder: Path) -> dict[str, list[Piece]]:
    """Write one document of every kind into `folder` and return the articles in each file, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    made: dict[str, list[Piece]] = {}
    number = iter(range(100, 1000))

    def some(name: str, count: int = 1, paragraphs: int = 6) -> list[Piece]:
        made[name] = [piece(next(number), paragraphs) for _ in range(count)]
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        return made[name]

    def text(name: str, content: str, encoding: str = "utf-8") -> None:
        (folder / name).write_bytes(content.encode(encoding))

    _pages(folder, some, text)
    _documents(folder, some, text)
    _data(folder, some, text)
    _letters(folder, some, text)
    _exports(folder, some, text)
    _archives(folder, some)
    return made


def _pages(folder: Path, some, text) -> None:
    (p,) = some("pages/whole.html")
    text("pages/whole.html", f"<!-- saved from url=(0040){p.url} -->\n{page(p, canonical=False)}")
    (folder / "pages" / "whole_files").mkdir()
    text("pages/whole_files/style.css", "body { color: red }")
    (p,) = some("pages/singlefile.html")
    text(
        "pages/singlefile.html",
        page(p, canonical=False).replace(
            '<html lang="en">',
            f'<html lang="en"><!--\n Page saved with SingleFile \n url: {p.url} \n saved date: Tue Nov 12 2024 09:00:00 GMT+0000\n-->',
        ),
    )
    (p,) = some("pages/old.htm")
    text(
        "pages/old.htm",
        page(p)
        .replace('charset="utf-8"', 'charset="windows-1252"')
        .replace(
            "<article>",
            "<article><p>The café at the quay stayed open, the owner said – as it has for “years”.</p>",
        ),
        "cp1252",
    )
    (p,) = some("pages/one-file.mhtml")
    (folder / "pages/one-file.mhtml").write_bytes(mhtml_of(p))


def _documents(folder: Path, some, text) -> None:
    (p,) = some("documents/report.docx")
    docx_of(folder / "documents/report.docx", p.paragraphs, p.title)
    (p,) = some("documents/report.odt")
    odt_of(folder / "documents/report.odt", p)
    (p,) = some("documents/report.rtf")
    (folder / "documents/report.rtf").write_bytes(rtf_of([p.title, f"By {p.author}", *p.paragraphs]))
    (p,) = some("documents/columns.pdf", paragraphs=36)
    pdf_of(folder / "documents/columns.pdf", p)
    (p,) = some("documents/plain.txt")
    text("documents/plain.txt", f"{p.title}\n\nBy {p.author}\n\n{p.text}\n")
    (p,) = some("documents/notes.md")
    text(
        "documents/notes.md",
        f"---\ntitle: {p.title}\nauthor: {p.author}\ndate: {p.day}\nurl: {p.url}\n---\n\n# {p.title}\n\n"
        + "\n\n".join(f"{x[:-1]}, **he said**." for x in p.paragraphs),
    )


def _data(folder: Path, some, text) -> None:
    pieces = some("data/media.csv", 3)
    text(
        "data/media.csv",
        table_of(rows_of(pieces, ("text", "title", "media_name", "author", "publish_date", "url"))),
    )
    pieces = some("data/german.csv", 2)
    text(
        "data/german.csv",
        table_of(rows_of(pieces, ("Text", "Titel", "Quelle", "Autor", "Datum", "Link")), ";"),
        "utf-8-sig",
    )
    pieces = some("data/tabs.tsv", 2)
    text(
        "data/tabs.tsv",
        table_of(rows_of(pieces, ("body", "headline", "source", "byline", "date", "link")), "\t"),
        "utf-16",
    )
    pieces = some("data/sheet.xlsx", 2)
    sheet_of(
        folder / "data/sheet.xlsx",
        rows_of(pieces, ("Article text", "Title", "Outlet", "Author", "Published", "URL")),
    )
    pieces = some("data/newsapi.json", 2)
    text(
        "data/newsapi.json",
        json.dumps(
            {
                "status": "ok",
                "articles": [
                    {
                        "source": {"id": None, "name": p.outlet},
                        "author": p.author,
                        "title": p.title,
                        "url": p.url,
                        "publishedAt": f"{p.day}T10:00:00Z",
                        "content": p.text,
                    }
                    for p in pieces
                ],
            }
        ),
    )
    pieces = some("data/registry.json", 2)
    text(
        "data/registry.json",
        json.dumps(
            {
                "articles": {
                    "results": [
                        {
                            "uri": str(k),
                            "lang": "eng",
                            "date": p.day,
                            "title": p.title,
                            "body": p.text,
                            "url": p.url,
                            "source": {"uri": "x", "title": p.outlet},
                            "authors": [{"name": p.author}],
                        }
                        for k, p in enumerate(pieces)
                    ]
                }
            }
        ),
    )
    pieces = some("data/lines.jsonl", 3)
    text(
        "data/lines.jsonl",
        "\n".join(
            json.dumps(
                {"title": p.title, "authors": [p.author], "publish_date": p.day, "text": p.text, "url": p.url}
            )
            for p in pieces
        ),
    )
    (p,) = some("data/trafilatura.json")
    text(
        "data/trafilatura.json",
        json.dumps(
            {
                "title": p.title,
                "author": p.author,
                "hostname": "northpost.example",
                "date": p.day,
                "text": p.text.replace("\n\n", "\n"),
                "source": p.url,
                "source-hostname": p.outlet,
            }
        ),
    )
    pieces = some("data/telegram.json", 2)
    messages = [
        {
            "id": k,
            "type": "message",
            "date": f"{p.day}T10:00:00",
            "from": "River Channel",
            "text": [{"type": "bold", "text": p.paragraphs[0]}, "\n\n" + "\n\n".join(p.paragraphs[1:])],
        }
        for k, p in enumerate(pieces, 1)
    ]
    text(
        "data/telegram.json",
        json.dumps(
            {
                "name": "River Channel",
                "type": "public_channel",
                "id": 1,
                "messages": [
                    *messages,
                    {"id": 9, "type": "message", "date": "2024-01-01T10:00:00", "photo": "a.jpg", "text": ""},
                ],
            }
        ),
    )
    pieces = some("data/feed.xml", 2)
    items = "".join(
        f"<item><title>{p.title}</title><link>{p.url}</link><pubDate>{format_datetime(p.when)}</pubDate><author>x@example.org ({p.author})</author><content:encoded><![CDATA[{''.join(f'<p>{x}</p>' for x in p.paragraphs)}]]></content:encoded></item>"
        for p in pieces
    )
    text(
        "data/feed.xml",
        f'<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>North Post</title><language>en</language>{items}</channel></rss>',
    )
    pieces = some("data/feed.atom", 2)
    entries = "".join(
        f"<entry><title>{p.title}</title><link href='{p.url}'/><updated>{p.day}T10:00:00Z</updated><author><name>{p.author}</name></author><content type='html'>{''.join(f'&lt;p&gt;{x}&lt;/p&gt;' for x in p.paragraphs)}</content></entry>"
        for p in pieces
    )
    text(
        "data/feed.atom",
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>River Times</title>{entries}</feed>',
    )


def _letters(folder: Path, some, text) -> None:
    (p,) = some("mail/letter.eml")
    (folder / "mail/letter.eml").write_bytes(letter(p, html=True).as_bytes())
    pieces = some("mail/box.mbox", 3)
    (folder / "mail/box.mbox").write_bytes(
        b"".join(
            b"From news@example.org Tue Mar  5 10:00:00 2024\n" + letter(p).as_bytes() + b"\n\n"
            for p in pieces
        )
    )


def _exports(folder: Path, some, text) -> None:
    docx_of(folder / some_path(folder, "exports") / "nexis.docx", nexis_lines(some("exports/nexis.docx", 4)))
    (folder / "exports/nexis.rtf").write_bytes(rtf_of(nexis_lines(some("exports/nexis.rtf", 3), cover=False)))
    text("exports/lexis.txt", lexis_text(some("exports/lexis.txt", 3)))
    (folder / "exports/factiva.rtf").write_bytes(rtf_of(factiva_lines(some("exports/factiva.rtf", 3))))
    text("exports/factiva.html", factiva_html(some("exports/factiva.html", 3)))
    pieces = some("zotero/files/1/page.html") + some("zotero/files/2/paper.pdf")
    text("zotero/files/1/page.html", page(pieces[0]))
    pdf_of(folder / "zotero/files/2/paper.pdf", pieces[1], 1)
    records = "".join(
        f"TY  - NEWS\nTI  - {p.title}\nAU  - {p.author.split()[1]}, {p.author.split()[0]}\nT2  - {p.outlet}\nDA  - {p.day.replace('-', '/')}\nUR  - {p.url}\nL1  - {file}\nER  - \n\n"
        for p, file in zip(pieces, ("files/1/page.html", "files/2/paper.pdf"), strict=True)
    )
    text("zotero/library.ris", records + "TY  - NEWS\nTI  - A record without a file\nER  - \n")


def some_path(folder: Path, name: str) -> str:
    """Make a folder below `folder` and return its name."""
    (folder / name).mkdir(parents=True, exist_ok=True)
    return name


def _archives(folder: Path, some) -> None:
    warc_of(folder / some_path(folder, "archives") / "crawl.warc.gz", some("archives/crawl.warc.gz", 3))
    warc_of(folder / "archives/crawl.warc", some("archives/crawl.warc", 2), compressed=False)
    inner = io.BytesIO()
    warc = folder / "archives/inner.warc.gz"
    warc_of(warc, some("archives/browser.wacz", 2))
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("archive/data.warc.gz", warc.read_bytes())
        archive.writestr("datapackage.json", "{}")
        archive.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}')
    warc.unlink()
    (folder / "archives/browser.wacz").write_bytes(inner.getvalue())
    pieces = some("archives/mixed.zip", 3)
    with zipfile.ZipFile(folder / "archives/mixed.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/page.html", page(pieces[0]))
        archive.writestr("b.txt", f"{pieces[1].title}\n\n{pieces[1].text}")
        archive.writestr("c.eml", letter(pieces[2]).as_bytes())
        archive.writestr("picture.png", b"\x89PNG\r\n")
    (p,) = some("archives/text.txt.gz")
    (folder / "archives/text.txt.gz").write_bytes(gzip.compress(f"{p.title}\n\n{p.text}".encode(), mtime=0))
    (folder / "archives/picture.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))


# --- spoiled -----------------------------------------------------------------------------------------------

_WRONG = (
    ".pdf",
    ".docx",
    ".html",
    ".json",
    ".txt",
    ".eml",
    ".csv",
    ".zip",
    ".rtf",
    "",
    ".jpg",
    ".warc.gz",
    ".ris",
    ".xlsx",
)
SPOILED = {
    "halved": lambda name, raw, number: (name, raw[: len(raw) // 2]),
    "emptied": lambda name, raw, number: (name, b""),
    "named wrongly": lambda name, raw, number: (
        f"{name.replace('.', '-')}-{number}{_WRONG[number % len(_WRONG)]}",
        raw,
    ),
}


def spoil(origin: Path, target: Path, how) -> None:
    """Write the files of `origin` into `target`, each spoiled."""
    for number, path in enumerate(sorted(p for p in origin.rglob("*") if p.is_file())):
        name, raw = how(path.relative_to(origin).as_posix(), path.read_bytes(), number)
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(raw)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
