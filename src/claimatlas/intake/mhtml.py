"""Pages saved as one file by browsers (MHTML): the page in it, with its address and when it was saved."""

from __future__ import annotations

import email
import email.policy
import tempfile
from pathlib import Path

from claimatlas.days import iso_day
from claimatlas.intake.found import Facts, Reading, Source, Unreadable, fact
from claimatlas.intake.mail import headers
from claimatlas.intake.sample import Sample

KIND = "page in one file"
SUFFIXES = (".mhtml", ".mht")


def fits(sample: Sample) -> bool:
    """A letter of related parts that a browser wrote: without a sender, or with the page's address."""
    found = headers(sample.text)
    saved = "snapshot-content-location" in found or "saved by" in found.get("from", "").lower()
    return "multipart/related" in found.get("content-type", "").lower() and (
        saved or sample.suffix in SUFFIXES
    )


def read(source: Source) -> Reading:
    """Yield the page as a source."""
    message = email.message_from_bytes(source.bytes(), policy=email.policy.compat32)
    known: Facts = {}
    address = str(message.get("Snapshot-Content-Location") or "")
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            address = address or str(part.get("Content-Location") or "")
            break
    else:
        raise Unreadable("no page is in it")
    if address.startswith("http"):
        fact(known, "url", address, "header Content-Location")
    fact(known, "captured", iso_day(str(message.get("Date") or "")), "header Date")
    with tempfile.TemporaryDirectory(prefix="atlas-") as folder:
        path = Path(folder) / "page.html"
        path.write_bytes(part.get_payload(decode=True) or b"")
        yield source.part(path, "page", "page.html", known, part.get_content_charset() or "")
