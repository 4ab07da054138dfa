"""A corpus folder made of what was read: ``text/``, ``articles.csv`` and ``import.csv``, and made again.

What somebody corrected in a folder made earlier stays: a cell of articles.csv or a text that is not what the
last import wrote, a row that was added or taken out. import.csv remembers what the last import wrote.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from claimatlas.delimited import read_csv
from claimatlas.errors import InputError, printable
from claimatlas.files import replacing, within
from claimatlas.intake import flow
from claimatlas.intake.copies import copies, runs
from claimatlas.intake.found import Fact
from claimatlas.intake.rows import (
    ARTICLES,
    IMPORT,
    Earlier,
    Row,
    article_row,
    imported_row,
    with_corrections,
)
from claimatlas.language import identify

KEPT = "kept"  # status of an article whose original is no longer there
REMOVED = "removed"  # of one whose row somebody took out
_WORD = re.compile(r"\w+(?:[’'-]\w+)*")


def make(
    origin: Path, target: Path, keep: Path, columns: dict[str, str], quiet: bool = False, follow: bool = False
) -> Counter[str]:
    """Read what there is in `origin` and write a corpus folder.

    Parameters
    ----------
    origin : pathlib.Path
        A folder or a file; it is only read.
    target : pathlib.Path
        The corpus folder; made, or made again.
    keep : pathlib.Path
        Folder in which what each file gave is kept, so that the next run reads only what changed.
    columns : dict of str to str
        The user's names of columns by field.
    quiet : bool
        Whether to show no progress bar.
    follow : bool
        Whether corrections and codings beside the originals are copied each time, as for a corpus below
        build/. Else they are copied once, and are the corpus' own from then on.

    Returns
    -------
    collections.Counter
        Rows of import.csv by status.

    Raises
    ------
    InputError
        There is nothing to read, no article in it, or `target` is a corpus that was not made by an import, or
        lies within `origin`.
    """
    check_places(origin, target)
    earlier = _earlier(target)
    (target / "text").mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    taken: set[str] = set()
    for entries in flow.read_all(origin, keep, columns, quiet):
        rows += [_placed(entry, taken, target, earlier) for entry in entries]
    rows.sort(key=lambda r: (r.entry.file, r.entry.place != "", _natural(r.entry.place)))
    read = [r for r in rows if r.entry.status == flow.READ]
    if not read and not earlier.articles:
        _save(target / "import.csv", IMPORT, [imported_row(row) for row in rows])
        raise InputError(
            str(origin),
            f"no article was found in {len(rows):,} files and parts",
            f"{_why(rows)} Each is named in {target / 'import.csv'}.",
        )
    _mark_copies(read)
    _write(target, rows, earlier)
    if origin.is_dir():
        _take_along(origin, target, follow)
    return Counter(r.entry.status for r in rows)


def check_places(origin: Path, target: Path) -> None:
    """Stop if the corpus would be written into what is read, or over a corpus of the user's own."""
    if origin.exists() and origin.is_dir() and target.resolve().is_relative_to(origin.resolve()):
        raise InputError(
            str(target),
            "the corpus would lie within the folder that is read",
            "Name another folder with TO=….",
        )
    if (target / "articles.csv").exists() and not (target / "import.csv").exists():
        raise InputError(
            str(target),
            "there is a corpus in it that no import made",
            "Name another one with NAME=… or TO=….",
        )


def _why(rows: list[Row]) -> str:
    """The most frequent reasons, as a remedy."""
    reasons = Counter(r.entry.reason for r in rows if r.entry.status == flow.SKIPPED)
    return "Skipped: " + "; ".join(f"{n} × {reason}" for reason, n in reasons.most_common(3)) + "."


def _natural(place: str) -> list[tuple[int, str]]:
    """Sort key by which letter 10 comes after letter 9."""
    return [(int(p), "") if p.isdigit() else (0, p) for p in re.split(r"(\d+)", place)]


# --- articles ----------------------------------------------------------------------------------------------


def _placed(entry: flow.Entry, taken: set[str], target: Path, earlier: Earlier) -> Row:
    """An entry as a row; the text of an article is written, so that no more than one file's are in memory."""
    row = Row(entry)
    if entry.status != flow.READ:
        return row
    row.article_id = _identify(entry, taken)
    text, entry.text = entry.text, ""
    row.n_words, row.runs = len(_WORD.findall(text)), runs(text)
    found = identify(text)
    if found:
        entry.facts["language"] = Fact(found, "text, by py3langid")
    raw = text.encode()
    row.text_sha256 = hashlib.sha256(raw).hexdigest()
    path = target / "text" / f"{row.article_id}.txt"
    before = earlier.written.get(row.article_id, {}).get("text_sha256")
    if not path.exists() or flow.digest(path) == before != row.text_sha256:
        with replacing(path) as temporary:
            temporary.write_bytes(raw)
    return row


def _identify(entry: flow.Entry, taken: set[str]) -> str:
    """An id that stays the article's as long as it stands where it stands: its name, and a hash of file and
    place."""
    words = unicodedata.normalize("NFKD", Path(entry.file).stem).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:32].strip("-") or "article"
    code = hashlib.sha256(f"{entry.file}\0{entry.place}".encode()).hexdigest()
    key = next(f"{name}-{code[:n]}" for n in range(6, 64) if f"{name}-{code[:n]}" not in taken)
    taken.add(key)
    return key


def _mark_copies(read: list[Row]) -> None:
    """Mark which articles copy which: the one published, or saved, first is the original."""

    def order(row: Row) -> tuple:
        return (
            row.value("published") or "9999",
            row.value("captured") or "9999",
            row.entry.file,
            _natural(row.entry.place),
        )

    found = copies((r.article_id, r.runs) for r in sorted(read, key=order))
    for row in read:
        row.copy, row.runs = found.get(row.article_id), None


# --- the files ---------------------------------------------------------------------------------------------


def _earlier(target: Path) -> Earlier:
    """What there is of an earlier import."""
    _, written = _table(target / "import.csv", IMPORT)
    columns, articles = _table(target / "articles.csv", ARTICLES)
    return Earlier({r["article_id"]: r for r in written}, {r["article_id"]: r for r in articles}, columns)


def _table(path: Path, known: tuple[str, ...]) -> tuple[list[str], list[dict[str, str]]]:
    """Own columns and rows of a CSV file that a spreadsheet may have saved since; none if it is not there."""
    if not path.exists():
        return [], []
    own: list[str] = []
    rows = read_csv(path, path.name, ("article_id",), known, own)
    return own, [row for _, row in rows if row["article_id"]]


def _write(target: Path, rows: list[Row], earlier: Earlier) -> None:
    """Write articles.csv, then import.csv: in this order an interrupted run is taken for nobody's
    correction."""
    articles, imported = [], []
    own = list(dict.fromkeys(c for r in rows for c in r.entry.more))
    own = [c for c in own if c not in ARTICLES and c.lower() not in ARTICLES]
    for row in rows:
        record = imported_row(row)
        key = row.article_id
        if key:
            before, now = earlier.written.get(key), earlier.articles.get(key)
            if before is not None and now is None:
                record["status"] = row.entry.status = REMOVED
            else:
                articles.append(with_corrections(article_row(row, own), record, before, now))
        imported.append(record)
    there = {r["article_id"] for r in articles} | {r.article_id for r in rows}
    for key, now in earlier.articles.items():
        if key in there:
            continue
        articles.append(now)
        if key in earlier.written:
            record = {c: earlier.written[key].get(c, "") for c in IMPORT}
            imported.append(record | {"status": KEPT, "reason": "the original is no longer there"})
    columns = [*ARTICLES, *own, *(c for c in earlier.columns if c and c not in ARTICLES and c not in own)]
    _save(target / "articles.csv", columns, articles)
    _save(target / "import.csv", IMPORT, imported)


def _save(path: Path, columns: Iterable[str], rows: list[dict[str, str]]) -> None:
    """Write a CSV file that no spreadsheet runs: a blank goes before what could be a formula, and reading
    takes it off."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), extrasaction="ignore", restval="", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(
            {k: f" {v}" if v[:1] and v[0] in "=+-@|%＝＋－＠" else v for k, v in row.items() if v is not None}
        )
    with replacing(path) as temporary:
        temporary.write_text(out.getvalue(), encoding="utf-8")


def _take_along(origin: Path, target: Path, follow: bool) -> None:
    """Copy corrections and codings that lie beside the originals.

    Copies that follow the originals can only be read, so that nobody corrects them instead, and go with them;
    a sheet that somebody wrote in their place stays, and is named.
    """
    for name in ("review", "reference"):
        there = {path.name: path for path in (target / name).glob("*.csv")}
        for path in sorted((origin / name).glob("*.csv")):
            copy = there.pop(path.name, target / name / path.name)
            if copy.exists() and not _is_copy(copy):
                if follow:
                    told = f"{copy} is read in the place of {path}; put its rows there, then delete it"
                    print(f"warning: {printable(told)}", file=sys.stderr)
                continue
            with replacing(copy) as temporary:
                shutil.copyfile(within(origin, path, f"{name}/{path.name}"), temporary)
                temporary.chmod(0o444 if follow else 0o644)
        for copy in filter(_is_copy, there.values() if follow else ()):
            copy.unlink()


def _is_copy(path: Path) -> bool:
    """Whether a file is a copy that follows the originals, by its rights."""
    return not path.stat().st_mode & 0o200


def tally(counts: Counter[str], target: Path) -> str:
    """Say in a sentence what an import found."""
    with (target / "import.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    twice = sum(bool(r["copy_of"]) for r in rows if r["status"] == flow.READ)
    found = counts[flow.READ] + counts[flow.SKIPPED] + counts[REMOVED]
    parts = [f"{found:,} found: {counts[flow.READ]:,} read, {counts[flow.SKIPPED]:,} skipped"]
    if counts[REMOVED]:
        parts.append(f"{counts[REMOVED]:,} taken out by hand")
    if twice:
        parts.append(f"{twice:,} of those read are copies")
    return ", ".join(parts)
