"""Single files compressed by gzip, where they are no web archive."""

from __future__ import annotations

import gzip
import tempfile
import zlib
from pathlib import Path

from claimatlas.intake.archive import DEEPEST, LARGEST_MEMBER, STEEPEST
from claimatlas.intake.found import MEGABYTE, Reading, Source, Unreadable
from claimatlas.intake.sample import Sample

KIND = "gzip file"
SUFFIXES = (".gz",)


def fits(sample: Sample) -> bool:
    """What gzip writes begins with its mark."""
    return sample.head.startswith(b"\x1f\x8b")


def read(source: Source) -> Reading:
    """Yield what is compressed as a source."""
    if source.depth >= DEEPEST:
        raise Unreadable(f"more than {DEEPEST} archives within each other")
    limit = min(LARGEST_MEMBER, max(5 * MEGABYTE, STEEPEST * source.size))
    with tempfile.TemporaryDirectory(prefix="atlas-") as folder:
        path, length = Path(folder) / "content", 0
        try:
            with source.open() as stream, gzip.GzipFile(fileobj=stream) as packed, path.open("wb") as out:
                while block := packed.read(1 << 20):
                    length += len(block)
                    if length > limit:
                        raise Unreadable("grows without measure when unpacked")
                    out.write(block)
        except (OSError, EOFError, zlib.error) as error:
            raise Unreadable(f"broken ({type(error).__name__})") from error
        name = (source.name or source.file).removesuffix(".gz").removesuffix(".GZ")
        yield source.part(path, "content", name.rsplit("/", 1)[-1])
