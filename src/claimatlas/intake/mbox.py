"""Mailboxes (MBOX): letter after letter, one in memory at a time."""

from __future__ import annotations

import re

from claimatlas.intake.found import MEGABYTE, Reading, Skipped, Source
from claimatlas.intake.mail import headers, letter
from claimatlas.intake.sample import Sample

KIND = "mailbox"
SUFFIXES = (".mbox", ".mbx")
LARGEST = 50 * MEGABYTE  # a letter
_FROM = re.compile(rb"From \S+.*\d{4}\s*$|From - |From \S+@\S+")


def fits(sample: Sample) -> bool:
    """A line "From …", then header lines."""
    first, _, rest = sample.text.partition("\n")
    return first.startswith("From ") and bool(headers(rest))


def read(source: Source) -> Reading:
    """Yield each letter as an article, numbered in its order."""
    number = 0
    for raw in _letters(source):
        number += 1
        place = f"letter {number}"
        if len(raw) > LARGEST:
            yield Skipped(f"a letter of more than {LARGEST // MEGABYTE} MB", place)
            continue
        try:
            yield from letter(raw, source, place)
        except Exception as error:  # one broken letter costs no other
            yield Skipped(f"a broken letter ({type(error).__name__})", place)


def _letters(source: Source):
    """The bytes of each letter; of one that is too long its beginning."""
    lines: list[bytes] = []
    length, blank = 0, True
    with source.open() as stream:
        while line := stream.readline(1 << 20):
            if blank and _FROM.match(line):
                if lines:
                    yield b"".join(lines)
                lines, length = [], 0
            elif length <= LARGEST:
                lines.append(line[1:] if line.startswith(b">From ") else line)
                length += len(line)
            blank = not line.strip()
    if lines:
        yield b"".join(lines)
