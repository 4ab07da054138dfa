"""The flow of the intake: every file of a folder is given to its reader, and what each gave is kept for the
next run.

Nothing is read twice: what a file gave is kept under the hash of its content, of its name and of the readers
themselves. Nothing stops: what cannot be read is a row with its reason.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from tqdm import tqdm

from claimatlas.errors import InputError, PackageError
from claimatlas.files import replacing
from claimatlas.intake import bibliography
from claimatlas.intake.found import Article, Fact, Facts, Skipped, Source, Unreadable, lists
from claimatlas.intake.readers import reader_of
from claimatlas.text import clean

READ, SKIPPED, OPENED = "read", "skipped", "opened"
LONGEST = 1_000_000  # characters of an article; the parser reads no longer one
_OWN = ("review", "reference")  # folders of a corpus: corrections and codings, no articles
_PARTS = tuple(lists("exports.txt")["page_parts"])


@dataclass
class Entry:
    """A row of import.csv: an input, or an article in one.

    Attributes
    ----------
    file, place : str
        The input, relative to the folder, and where in it.
    kind, status, reason : str
        What reads it; `READ`, `SKIPPED` or `OPENED` (it holds others); why it was skipped, or what is to be
        noted.
    sha256 : str
        Of the original file.
    encoding, text : str
    facts : dict of str to Fact
    more : dict of str to str
        The user's own columns.
    """

    file: str
    place: str
    kind: str
    status: str
    reason: str = ""
    sha256: str = ""
    encoding: str = ""
    text: str = ""
    facts: Facts = field(default_factory=dict)
    more: dict[str, str] = field(default_factory=dict)


def inputs(folder: Path) -> list[str]:
    """Return the names of all files below `folder`, relative to it, in order; `folder` may be a single file.

    Hidden files are none of the user's, and links that lead out of the folder are not followed.
    """
    if folder.is_file():
        return [folder.name]
    names = []
    for where, folders, files in os.walk(folder):
        here = Path(where)
        folders[:] = sorted(
            f for f in folders if not f.startswith(".") and not (here == folder and f in _OWN)
        )
        names += [(here / f).relative_to(folder).as_posix() for f in files if not f.startswith(".")]
    return sorted(names)


def read_all(origin: Path, keep: Path, columns: dict[str, str], quiet: bool = False) -> Iterator[list[Entry]]:
    """Read every input, one after the other, in the order of their names but bibliographies first.

    Parameters
    ----------
    origin : pathlib.Path
        A folder or a file.
    keep : pathlib.Path
        Folder in which what each file gave is kept.
    columns : dict of str to str
        The user's names of columns by field.
    quiet : bool
        Whether to show no progress bar.

    Yields
    ------
    list of Entry
        The rows of one input.

    Raises
    ------
    InputError
        There is no such folder or file, or nothing in it.
    PackageError
        A package that a reader needs is missing.
    """
    if not origin.exists():
        raise InputError(str(origin), "there is no such folder or file", "Check FROM=…")
    root = origin if origin.is_dir() else origin.parent
    names = inputs(origin)
    if not names:
        raise InputError(str(origin), "there is no file in it", "Put pages, documents or exports there.")
    keep.mkdir(parents=True, exist_ok=True)
    version, claimed = _version(columns), set()
    names.sort(key=lambda name: (not name.lower().endswith(bibliography.SUFFIXES), name))
    for name in tqdm(names, desc="reading", unit="file", disable=True if quiet else None):
        if name in claimed:
            continue
        entries = _kept(root, name, keep, version, columns, names)
        claimed |= {e.file for e in entries}
        yield entries


def _version(columns: dict[str, str]) -> str:
    """What the result of reading depends on beside the file: our readers, the libraries' versions, the
    columns."""
    from importlib.metadata import PackageNotFoundError, version

    own = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(
        p
        for p in [
            *own.glob("*.py"),
            *own.glob("*.txt"),
            *own.parent.glob("days.*"),
            own.parent / "text.py",
            own.parent / "encoding.py",
        ]
    ):
        digest.update(path.read_bytes())
    libraries = (
        "trafilatura",
        "justext",
        "lxml-html-clean",
        "pypdf",
        "python-docx",
        "odfdo",
        "striprtf",
        "feedparser",
        "warcio",
        "openpyxl",
        "charset-normalizer",
        "lxml",
    )
    try:
        versions = [(name, version(name)) for name in libraries]
    except PackageNotFoundError as error:
        raise PackageError(error) from error
    digest.update(repr([*versions, sorted(columns.items())]).encode())
    return digest.hexdigest()


def _kept(
    root: Path, name: str, keep: Path, version: str, columns: dict[str, str], names: list[str]
) -> list[Entry]:
    """The rows of an input, from the last run if nothing has changed since."""
    path = root / name
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
            return [Entry(name, "", "", SKIPPED, "a link that leads out of the folder")]
        if not path.is_file():
            return [Entry(name, "", "", SKIPPED, "no ordinary file")]
        sha256 = digest(path)
    except RuntimeError:  # a ring of links, before Python 3.13
        return [Entry(name, "", "", SKIPPED, "no ordinary file")]
    except OSError as error:
        return [Entry(name, "", "", SKIPPED, f"cannot be opened ({error.strerror or type(error).__name__})")]
    if page := _page_of(name, names):
        return [Entry(name, "", "", SKIPPED, f"part of the saved page {page}", sha256)]
    key = hashlib.sha256("\0".join((version, name, sha256)).encode()).hexdigest()[:32]
    where = keep / f"{key}.json"
    if where.exists() and not name.lower().endswith(bibliography.SUFFIXES):  # these depend on other files too
        return [_entry(row) for row in json.loads(where.read_text(encoding="utf-8"))]
    entries = [
        replace(entry, sha256=sha256 if entry.file == name else digest(root / entry.file))
        for entry in read_file(Source(name, path, columns=columns))
    ]
    with replacing(where) as temporary:
        temporary.write_text(json.dumps([asdict(e) for e in entries], ensure_ascii=False), encoding="utf-8")
    return entries


def _entry(row: dict) -> Entry:
    """An entry as it was kept for the next run."""
    facts = {name: Fact(*fact) for name, fact in row.pop("facts").items()}
    return Entry(**row, facts=facts)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, a piece of it in memory at a time."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _page_of(name: str, names: list[str]) -> str:
    """The saved page that a file is a part of: it lies in the folder that browsers make beside the page."""
    parts = name.split("/")
    for i, part in enumerate(parts[:-1]):
        for mark in _PARTS:
            if part.endswith(mark):
                before = "/".join([*parts[:i], part.removesuffix(mark)])
                for suffix in (".html", ".htm", ".xhtml"):
                    if before + suffix in names:
                        return before + suffix
    return ""


def read_file(source: Source) -> list[Entry]:
    """Return the rows of one input: its own, and one for each article or part of it if it holds several."""
    found: list[Entry] = []
    kind = ""
    try:
        reader = reader_of(source)
        kind = reader.KIND
        for entry in _read(reader, source):
            found.append(entry)
    except Exception as error:
        found.append(Entry(source.file, source.place, kind, SKIPPED, _reason(error)))
    if len(found) == 1 and (not found[0].place or found[0].place == source.place):
        return found
    if not found:
        return [Entry(source.file, source.place, kind, SKIPPED, "nothing is in it")]
    if found[0].file != source.file or not any(e.file == source.file and not e.place for e in found):
        counts = [sum(e.status == status for e in found) for status in (READ, SKIPPED)]
        return [Entry(source.file, "", kind, OPENED, f"{counts[0]} read, {counts[1]} skipped"), *found]
    return found


def _reason(error: Exception) -> str:
    """Why reading failed, as import.csv says it.

    Raises
    ------
    PackageError
        A package of ours is missing, which is no fault of the file.
    """
    if isinstance(error, ImportError):
        raise PackageError(error) from error
    if isinstance(error, Unreadable):
        return str(error)
    if isinstance(error, MemoryError | RecursionError):
        return "too large or too deep to be read"
    return f"broken ({type(error).__name__})"


def _read(reader, source: Source) -> Iterator[Entry]:
    """The rows of a source, those of the sources in it in their place."""
    for item in reader.read(source):
        if isinstance(item, Skipped):
            yield Entry(source.file, _place(source, item.place), reader.KIND, SKIPPED, item.reason)
        elif isinstance(item, Article):
            yield _checked(item, source, reader.KIND)
        else:
            yield from _inner(item)


def _inner(source: Source) -> Iterator[Entry]:
    """The rows of a source within another; one that fails costs no other."""
    kind = ""
    try:
        reader = reader_of(source)
        kind = reader.KIND
        yield from _read(reader, source)
    except Exception as error:
        yield Entry(source.file, source.place, kind, SKIPPED, _reason(error))


def _place(source: Source, place: str) -> str:
    """Where in a file something stood, within what it was packed in."""
    return f"{source.place} > {place}" if source.place and place else source.place or place


def _checked(article: Article, source: Source, kind: str) -> Entry:
    """An article as a row; one whose text is nothing but blanks, or a book, is skipped."""
    text = clean(article.text.replace("\0", "")).strip()
    place = _place(source, article.place)
    if len(text) > LONGEST:
        return Entry(
            source.file, place, kind, SKIPPED, f"{len(text):,} characters; an article has at most {LONGEST:,}"
        )
    if not any(c.isalnum() for c in text):
        return Entry(source.file, place, kind, SKIPPED, "there is no text in it")
    facts = {name: Fact(" ".join(clean(f.value).split()), f.origin) for name, f in article.facts.items()}
    return Entry(
        source.file,
        place,
        kind,
        READ,
        "; ".join(article.notes),
        "",
        article.encoding,
        text + "\n",
        facts,
        article.more,
    )
