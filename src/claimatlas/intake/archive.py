"""ZIP files of anything, WACZ (web archives) among them; members are read one at a time within limits."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from claimatlas.intake.found import MEGABYTE, Reading, Skipped, Source, Unreadable
from claimatlas.intake.sample import Sample

KIND = "ZIP archive"
SUFFIXES = (".zip", ".wacz")
DEEPEST = 4  # files within files
MOST_MEMBERS = 100_000
LARGEST_MEMBER = 2_000 * MEGABYTE  # unpacked
LARGEST_WHOLE = 8_000 * MEGABYTE
LARGEST_DOCUMENT = 300 * MEGABYTE  # a document that is a ZIP file, unpacked
STEEPEST = 200  # times that a member of more than a few MB may grow
_SMALL = 5 * MEGABYTE


def fits(sample: Sample) -> bool:
    """A ZIP file of which no other reader knew more."""
    return bool(sample.members)


def read(source: Source) -> Reading:
    """Yield each member as a source, and say of each that is not read why."""
    if source.depth >= DEEPEST:
        raise Unreadable(f"more than {DEEPEST} archives within each other")
    with (
        source.open() as stream,
        zipfile.ZipFile(stream) as archive,
        tempfile.TemporaryDirectory(prefix="atlas-") as folder,
    ):
        members = [m for m in archive.infolist() if not m.is_dir()]
        if len(members) > MOST_MEMBERS:
            raise Unreadable(f"{len(members):,} members; at most {MOST_MEMBERS:,} are read")
        web = any(m.filename == "datapackage.json" for m in members) and any(
            m.filename.startswith("archive/") for m in members
        )
        left = LARGEST_WHOLE
        for member in sorted(members, key=lambda m: m.filename):
            name = _shown(member.filename)
            reason = _refused(member, left) or (
                "the index of a web archive" if web and not member.filename.startswith("archive/") else ""
            )
            if reason:
                yield Skipped(reason, name)
                continue
            # Its name is never used as a path: members land under a number.
            path = Path(folder) / "member"
            try:
                left -= unpack(archive, member, path, left)
            except (
                zipfile.BadZipFile,
                zlib.error,
                EOFError,
                NotImplementedError,
                RuntimeError,
                OSError,
                Unreadable,
            ) as error:
                yield Skipped(
                    str(error) if isinstance(error, Unreadable) else f"broken ({type(error).__name__})", name
                )
                continue
            yield source.part(path, name, PurePosixPath(name).name)
            path.unlink(missing_ok=True)


def _shown(name: str) -> str:
    """A member's name as it is shown: one line of printable letters."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)[:300] or "(no name)"


def _refused(member: zipfile.ZipInfo, left: int) -> str:
    """Why a member is not unpacked; empty if it is."""
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    if member.filename.startswith("/") or ".." in parts or member.filename[1:2] == ":":
        return "its name leads out of the archive"
    if member.flag_bits & 1:
        return "it is encrypted"
    if member.filename.startswith("__MACOSX/") or (parts and parts[-1].startswith("._")):
        return "a file that macOS adds"
    if member.file_size > min(LARGEST_MEMBER, left):
        return f"{member.file_size // MEGABYTE:,} MB unpacked: too much"
    if member.file_size > _SMALL and member.file_size > STEEPEST * max(member.compress_size, 1):
        return (
            f"grows {member.file_size // max(member.compress_size, 1):,} times when unpacked: not an "
            f"ordinary file"
        )
    return ""


def unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, limit: int) -> int:
    """Write a member to `path` and return its length.

    Raises
    ------
    Unreadable
        It is longer than it says, or than `limit`.
    """
    length = 0
    with archive.open(member) as stream, path.open("wb") as out:
        while block := stream.read(1 << 20):
            length += len(block)
            if length > min(limit, member.file_size):
                raise Unreadable("longer than the archive says")
            out.write(block)
    return length


def checked(source: Source) -> None:
    """Refuse a document that is a ZIP file if it would grow beyond measure.

    Raises
    ------
    Unreadable
        It is encrypted, too large unpacked or grows too much.
    """
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise Unreadable("a broken ZIP file") from error
    total = sum(m.file_size for m in members)
    if total > LARGEST_DOCUMENT:
        raise Unreadable(f"{total // MEGABYTE:,} MB unpacked: too much for a document")
    if reason := next((r for m in members if (r := _refused(m, LARGEST_DOCUMENT))), ""):
        raise Unreadable(reason)
