"""Compiling the gazetteer: packages, hand-kept data and, if given, a GeoNames dump into memory-mapped tables.

Everything is first staged in one SQLite file, which sorts on disk, so that memory stays bounded however big
the input; then written as numpy columns, an Arrow file of the texts, and marisa tries of the names. A
compiled gazetteer is a folder ``build/gazetteer/<key>/``, named by a digest of its inputs and renamed into
place when it is whole.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
import shutil
import sqlite3
import sys
from pathlib import Path

from tqdm import tqdm

from claimatlas.files import locked, note, replacing, settle
from claimatlas.gazetteer import geonames as dump
from claimatlas.gazetteer import kept, packages
from claimatlas.gazetteer.store import DATA, FOLDER, inputs_key, is_whole
from claimatlas.gazetteer.writing import write

STAGING = """
CREATE TABLE IF NOT EXISTS place (number INTEGER PRIMARY KEY, name TEXT, kind INTEGER, country TEXT, lat REAL,
    lon REAL, radius REAL, population INTEGER, admin1 INTEGER, admin2 INTEGER, parent INTEGER);
CREATE TABLE IF NOT EXISTS names (norm TEXT, number INTEGER, kind INTEGER);
CREATE TABLE IF NOT EXISTS demonyms (norm TEXT, number INTEGER, kind INTEGER);
CREATE TABLE IF NOT EXISTS codes (norm TEXT, number INTEGER, kind INTEGER);
CREATE TABLE IF NOT EXISTS skeletons (norm TEXT, number INTEGER, kind INTEGER);
CREATE TABLE IF NOT EXISTS journal (file TEXT PRIMARY KEY, offset INTEGER, lines INTEGER, broken INTEGER,
    first TEXT);
CREATE TABLE IF NOT EXISTS steps (step TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS outline (number INTEGER PRIMARY KEY, wkb BLOB);
CREATE TABLE IF NOT EXISTS kept (number INTEGER PRIMARY KEY, place_id TEXT, source TEXT, source_id TEXT);
"""


def build(folder: Path = FOLDER, geonames: Path | None = None, progress: bool = True) -> Path:
    """Compile the gazetteer into a folder of its own under `folder` and make it the current one.

    Parameters
    ----------
    folder : pathlib.Path
        Where compiled gazetteers are kept.
    geonames : pathlib.Path, optional
        A folder with the GeoNames dump; what it has wins over the packages, and data/gazetteer wins over it.
    progress : bool
        Show progress bars on standard error.

    Returns
    -------
    pathlib.Path
        The folder of the compiled gazetteer. An interrupted reading of a dump goes on where it stopped when
        the same call is made again.

    Raises
    ------
    InputError
        `geonames` has no main file, or data/gazetteer is wrong.
    """
    if geonames is not None:
        dump.main_files(geonames)
    folder.mkdir(parents=True, exist_ok=True)
    def busy() -> None:
        print("the gazetteer is being compiled already: waiting for it", file=sys.stderr, flush=True)

    with locked(folder / ".lock", busy):
        target = _build(folder, geonames, progress)
    for path in [folder / "current.json", *target.iterdir()]:
        note(path)
    return target


def dump_key(geonames: Path) -> str:
    """Return a digest of the names, sizes and times of the text files of a dump."""
    facts = [
        (path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in sorted(geonames.glob("*.txt"))
    ]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:8]


def _build(folder: Path, geonames: Path | None, progress: bool) -> Path:
    """Make a compiled gazetteer the current one, compiling it first if it is not there whole."""
    key = inputs_key()
    name = key if geonames is None else f"{key}-{dump_key(geonames)}"
    target = folder / name
    _clear_leftovers(folder, name)
    if not is_whole(target, thoroughly=True):
        shutil.rmtree(target, ignore_errors=True)
        report(_compile(folder, name, geonames, progress))
    with replacing(folder / "current.json") as temporary:
        entry = {"folder": name, "inputs": key, "geonames": str(geonames.resolve()) if geonames else None}
        temporary.write_text(json.dumps(entry), encoding="utf-8")
    for old in folder.iterdir():
        if old.is_dir() and old.name != name and not old.name.startswith("."):
            shutil.rmtree(old, ignore_errors=True)
    return target


def _clear_leftovers(folder: Path, name: str) -> None:
    """Remove what an interrupted run left, but not what was staged from the same inputs."""
    for old in folder.glob(".making-*"):
        shutil.rmtree(old, ignore_errors=True)
    for old in folder.glob(".staging-*"):
        if not old.name.startswith(f".staging-{name}.sqlite"):
            old.unlink()


def _compile(folder: Path, name: str, geonames: Path | None, progress: bool) -> dict[str, dump.Tally]:
    """Stage the inputs and write them as the folder `name`; return what became of the lines of a dump."""
    work, staging = folder / f".making-{name}", folder / f".staging-{name}.sqlite"
    work.mkdir()
    # The sorter's temporary files go beside the rest, not into a small /tmp.
    os.environ.setdefault("SQLITE_TMPDIR", str(folder))
    with contextlib.closing(_staging(staging)) as store:
        bar = tqdm(total=12, desc="gazetteer", unit="step", disable=not progress, leave=False)
        if not store.execute("SELECT 1 FROM steps WHERE step = 'packages'").fetchone():
            gc.disable()  # a million small objects, none of them cyclic
            for _step in packages.stage(store, DATA):
                bar.update()
            gc.enable()
            store.execute("INSERT INTO steps VALUES ('packages')")
            store.commit()
        tallies = {} if geonames is None else dump.stage(store, geonames, progress)
        # Not committed: hand-kept data is staged anew if writing is interrupted.
        for _step in kept.stage(store, DATA):
            bar.update()
        write(store, work, bar, {file: vars(tally) for file, tally in sorted(tallies.items())})
        bar.close()
    for path in [*work.iterdir(), work]:
        settle(path)
    work.replace(folder / name)
    for old in folder.glob(f"{staging.name}*"):
        old.unlink()
    return tallies


def report(tallies: dict[str, dump.Tally]) -> None:
    """Say on standard error which lines of a dump were broken."""
    for name, tally in sorted(tallies.items()):
        if tally.broken:
            lines = ", ".join(map(str, tally.first)) + (" …" if tally.broken > len(tally.first) else "")
            share = f"{tally.broken:,} of {tally.lines:,} lines are broken and left out"
            print(f"{name}: {share}: line {lines}", file=sys.stderr)


def _staging(path: Path) -> sqlite3.Connection:
    """Open the staging store, made for speed: what is lost of it is staged again."""
    store = sqlite3.connect(path)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = OFF")
    store.execute("PRAGMA cache_size = -64000")
    store.executescript(STAGING)
    return store
