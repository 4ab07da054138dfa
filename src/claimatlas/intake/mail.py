"""Single letters (EML): newsletters above all, with the documents attached to them."""

from __future__ import annotations

import email
import email.policy
import re
import tempfile
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

from claimatlas.days import iso_day
from claimatlas.encoding import decode
from claimatlas.intake.found import (
    MEGABYTE,
    Article,
    Facts,
    Reading,
    Skipped,
    Source,
    either,
    fact,
    lists,
    paragraphs,
)
from claimatlas.intake.html import text_of
from claimatlas.intake.sample import Sample
from claimatlas.text import clean, unwrapped

KIND = "letter"
SUFFIXES = (".eml",)
_HEADERS = either(lists("exports.txt")["letter_header"])
_HEADER = re.compile(
    rf"(?:{_HEADERS}|x-[\w-]+|list-[\w-]+|dkim-signature|arc-[\w-]+):[ \t]?\S?", re.IGNORECASE
)
_FOOTER = re.compile(
    r"^\W*(?:unsubscribe|view (?:this|it|the)?.{0,20}(?:browser|online)|"
    r"manage (?:your )?(?:subscription|preferences)|"
    r"update (?:your )?preferences|you (?:are receiving|received) this|forward to a friend|"
    r"sent from my)\b.*$",
    re.IGNORECASE,
)
_SHORT = 200  # characters below which a text part is only a note beside the page


def headers(text: str) -> dict[str, str]:
    """Return the header lines at the beginning of a sample by name in small letters; none if it is no
    letter."""
    found: dict[str, str] = {}
    name = ""
    for line in text[:20_000].splitlines():
        if not line:
            break
        if line[0] in " \t" and name:
            found[name] += " " + line.strip()
        elif _HEADER.match(line) or (found and re.match(r"[!-9;-~]+:", line)):
            name = line.split(":")[0].lower()
            found[name] = line.split(":", 1)[1].strip()
        else:
            break
    mail = {"from", "mime-version", "message-id", "received", "content-type", "return-path"} & set(found)
    return found if len(found) > 2 and mail else {}


def fits(sample: Sample) -> bool:
    """Letters begin with header lines."""
    return bool(headers(sample.text))


def read(source: Source) -> Reading:
    """Yield the letter as an article and what is attached to it as sources."""
    yield from letter(source.bytes(), source)


def letter(raw: bytes, source: Source, place: str = "") -> Reading:
    """Yield the article of a letter and its attachments.

    Parameters
    ----------
    raw : bytes
    source : Source
        The file that it stands in.
    place : str
        Where in it.
    """
    message = email.message_from_bytes(raw, policy=email.policy.default)
    facts = dict(source.known)
    fact(
        facts,
        "title",
        re.sub(r"^(?:(?:fwd?|re|aw|wg):\s*)+", "", _header(message, "subject"), flags=re.IGNORECASE),
        "header Subject",
    )
    name, address = parseaddr(_header(message, "from"))
    fact(facts, "outlet", name, "header From")
    fact(facts, "outlet", address.rpartition("@")[2], "domain in header From")
    fact(facts, "published", iso_day(re.sub(r"\s*\(.*\)$", "", _header(message, "date"))), "header Date")
    yield _article(message, facts, place)
    yield from _attached(message, source, place)


def _header(message: EmailMessage, name: str) -> str:
    """A header's words; what is encoded wrongly comes as it stands."""
    try:
        return " ".join(str(message.get(name, "") or "").split())
    except Exception:  # the parser of headers raises many things on broken ones
        raw = dict(message.raw_items()).get(name.title(), "")
        try:
            return " ".join(str(make_header(decode_header(raw))).split())
        except Exception:
            return " ".join(str(raw).split())


def _article(message: EmailMessage, facts: Facts, place: str) -> Article | Skipped:
    """The letter's text: the plain part where that is more than a note, else that of the page."""
    plain, page = "", ""
    said = ""
    for part in message.walk():
        if part.get_content_disposition() == "attachment" or part.is_multipart():
            continue
        kind = part.get_content_type()
        if kind == "text/plain" and not plain:
            plain, said = _body(part)
        elif kind == "text/html" and not page:
            page, said = _body(part)
    text = _plain(plain)
    if page and len(text) < _SHORT:
        text = "\n\n".join(line for line in text_of(page).split("\n\n") if not _FOOTER.match(line)) or text
    notes = ("the letter is broken: may be cut",) if any(part.defects for part in message.walk()) else ()
    return (
        Article(text, facts, place, said, notes) if text.strip() else Skipped("a letter without text", place)
    )


def _plain(text: str) -> str:
    """The paragraphs of a plain letter, unwrapped, without quoted letters, signature and footer."""
    lines = re.split(r"\n-- ?\n", clean(text))[0].split("\n")
    lines = [
        line
        for line in lines
        if not _FOOTER.match(line) and not re.fullmatch(r"\s*<?https?://\S+>?\s*|[-=_*~\s]{3,}", line)
    ]
    return paragraphs(re.split(r"\n\s*\n|\n", unwrapped("\n".join(lines))))


def _body(part: EmailMessage) -> tuple[str, str]:
    """The letters of a part, and the encoding."""
    raw = part.get_payload(decode=True)
    return decode(raw if isinstance(raw, bytes) else b"", part.get_content_charset() or "")


def _attached(message: EmailMessage, source: Source, place: str) -> Reading:
    """The documents attached to a letter."""
    with tempfile.TemporaryDirectory(prefix="atlas-") as folder:
        for number, part in enumerate(message.walk(), 1):
            if part.get_content_disposition() != "attachment":
                continue
            name = " ".join((part.get_filename() or f"attachment {number}").split()).replace("/", "_")[:200]
            where = f"{place} > {name}" if place else name
            raw = part.get_payload(decode=True)
            if not isinstance(raw, bytes) or not raw:
                yield Skipped("an empty attachment", where)
            elif len(raw) > 50 * MEGABYTE:
                yield Skipped("an attachment of more than 50 MB", where)
            else:
                path = Path(folder) / "attachment"
                path.write_bytes(raw)
                yield source.part(path, where, name)
