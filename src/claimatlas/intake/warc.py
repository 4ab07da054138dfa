"""Web archives (WARC, as crawlers and browsers' extensions write them): every page that was answered."""

from __future__ import annotations

import io
import tempfile
import zlib
from collections import Counter
from pathlib import Path

from claimatlas.days import iso_day
from claimatlas.intake.found import MEGABYTE, Facts, Reading, Skipped, Source, fact
from claimatlas.intake.sample import Sample

KIND = "web archive"
SUFFIXES = (".warc",)
_LARGEST = 50 * MEGABYTE  # a page
_READ = ("text/html", "application/xhtml", "application/pdf", "text/plain")


def fits(sample: Sample) -> bool:
    """A record's first line, compressed or not."""
    return sample.head.startswith(b"WARC/") or sample.unpacked.startswith(b"WARC/")


def read(source: Source) -> Reading:
    """Yield the pages and documents in it as sources, and count what else there is in one row."""
    from warcio.archiveiterator import ArchiveIterator

    others: Counter[str] = Counter()
    number = start = 0
    with source.open() as stream, tempfile.TemporaryDirectory(prefix="atlas-") as folder:
        try:
            records = ArchiveIterator(stream)
            for number, record in enumerate(records, 1):
                kind = _other(record)
                if kind:
                    others[kind] += 1
                else:
                    yield from _page(record, source, Path(folder) / "page", number)
                start = records.get_record_offset()  # this reads the record to its end
        except Exception as error:  # what is broken ends the reading; what was before it is read
            yield Skipped(f"broken ({type(error).__name__})", f"after record {number}")
        else:
            if not _is_whole(source, start):
                yield Skipped("the archive ends within a record: it is cut", f"after record {number}")
    if others:
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(others.items()))
        yield Skipped(f"records that are no page: {told}", f"{sum(others.values())} other records")


def _is_whole(source: Source, start: int) -> bool:
    """Whether the archive ends where its last record, which begins at `start`, does."""
    with source.open() as stream:
        if stream.read(2) != b"\x1f\x8b":
            stream.seek(-min(4, source.size), io.SEEK_END)
            return stream.read() == b"\r\n\r\n"
        stream.seek(start)
        whole, unpacker = True, zlib.decompressobj(zlib.MAX_WBITS | 16)
        while block := unpacker.unused_data or stream.read(1 << 16):
            if unpacker.eof:
                unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            unpacker.decompress(block, 1 << 20)
            while unpacker.unconsumed_tail:
                unpacker.decompress(unpacker.unconsumed_tail, 1 << 20)
            whole = unpacker.eof
        return whole


def _other(record) -> str:
    """What a record is that is no page; empty if it is one."""
    if record.rec_type not in ("response", "resource"):
        return record.rec_type
    http = record.http_headers
    if http is not None and http.get_statuscode() != "200":
        return f"answered {http.get_statuscode()}"
    content = (http.get_header("Content-Type") if http is not None else record.content_type) or ""
    kind = content.split(";")[0].strip().lower()
    return "" if kind.startswith(_READ) else kind or "of unknown kind"


def _page(record, source: Source, path: Path, number: int) -> Reading:
    """The page of a record as a source, with its address and when it was fetched."""
    known: Facts = {}
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    fact(known, "url", address if address.startswith("http") else "", "WARC-Target-URI")
    fact(known, "captured", iso_day(record.rec_headers.get_header("WARC-Date") or ""), "WARC-Date")
    raw = record.content_stream().read(_LARGEST + 1)
    place = f"record {number}"
    if len(raw) > _LARGEST:
        yield Skipped(f"a page of more than {_LARGEST // MEGABYTE} MB", place)
        return
    if not raw.strip():
        yield Skipped("an empty answer", place)
        return
    path.write_bytes(raw)
    content = record.http_headers.get_header("Content-Type") if record.http_headers is not None else ""
    charset = content.lower().partition("charset=")[2].split(";")[0].strip() if content else ""
    name = address.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    yield source.part(path, place, name if "." in name else "page.html", known, charset)
