"""Compiling the gazetteer: packages, hand-kept data and, if given, a GeoNames dump into memory-mapped tables.

Everything is first staged in one SQLite file, which sorts on disk, so that memory stays bounded however big the input;
then written as numpy columns, an Arrow file of the texts, and marisa tries of the names. A compiled gazetteer is a
folder ``build/gazetteer/<key>/``, named by a digest of its inputs and renamed into place when it is whole.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import math
import os
import shutil
import sqlite3
import sys
from array import array
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import marisa_trie
import numpy as np
import pyarrow as pa
from tqdm import tqdm

from claimatlas.files import locked, note, replacing, settle
from claimatlas.gazetteer import geonames as dump
from claimatlas.gazetteer import kept, packages
from claimatlas.gazetteer.store import COLUMNS, DATA, FOLDER, KINDS, TEXTS, facts_of, inputs_key, is_whole

SHARD = 1_500_000  # names in one trie: bounds the memory that building it takes
BATCH = 200_000

STAGING = """
CREATE TABLE IF NOT EXISTS place (number INTEGER PRIMARY KEY, name TEXT, kind INTEGER, country TEXT, lat REAL,
    lon REAL, radius REAL, population INTEGER, admin1 INTEGER, admin2 INTEGER, parent INTEGER);
CREATE TABLE IF NOT EXISTS names (norm TEXT, number INTEGER, kind INTEGER);
CREATE TABLE IF NOT EXISTS demonyms (norm TEXT, number INTEGER, kind INTEGER);
CREATE TABLE IF NOT EXISTS codes (norm TEXT, number INTEGER, kind INTEGER);
CREATE TABLE IF NOT EXISTS skeletons (norm TEXT, number INTEGER, kind INTEGER);
CREATE TABLE IF NOT EXISTS journal (file TEXT PRIMARY KEY, offset INTEGER, lines INTEGER, broken INTEGER, first TEXT);
CREATE TABLE IF NOT EXISTS steps (step TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS outline (number INTEGER PRIMARY KEY, wkb BLOB);
CREATE TABLE IF NOT EXISTS kept (number INTEGER PRIMARY KEY, place_id TEXT, source TEXT, source_id TEXT);
"""
INDICES = ("names", "demonyms", "codes", "skeletons")


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
        The folder of the compiled gazetteer. An interrupted reading of a dump goes on where it stopped when the same
        call is made again.

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
    facts = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in sorted(geonames.glob("*.txt"))]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:8]


def _build(folder: Path, geonames: Path | None, progress: bool) -> Path:
    key = inputs_key()
    name = key if geonames is None else f"{key}-{dump_key(geonames)}"
    target = folder / name
    staging = folder / f".staging-{name}.sqlite"
    for old in folder.glob(".making-*"):
        shutil.rmtree(old, ignore_errors=True)
    for old in folder.glob(".staging-*"):
        if not old.name.startswith(staging.name):
            old.unlink()
    if not is_whole(target, thoroughly=True):
        shutil.rmtree(target, ignore_errors=True)
        work = folder / f".making-{name}"
        work.mkdir()
        # The sorter's temporary files go beside the rest, not into a small /tmp.
        os.environ.setdefault("SQLITE_TMPDIR", str(folder))
        with contextlib.closing(_staging(staging)) as store:
            bar = tqdm(total=12, desc="gazetteer", unit="step", disable=not progress, leave=False)
            tallies = {}
            if not store.execute("SELECT 1 FROM steps WHERE step = 'packages'").fetchone():
                gc.disable()  # a million small objects, none of them cyclic
                for _step in packages.stage(store, DATA):
                    bar.update()
                gc.enable()
                store.execute("INSERT INTO steps VALUES ('packages')")
                store.commit()
            if geonames is not None:
                tallies = dump.stage(store, geonames, progress)
            # Not committed: hand-kept data is staged anew if writing is interrupted.
            for _step in kept.stage(store, DATA):
                bar.update()
            write(store, work, bar, {name: vars(tally) for name, tally in sorted(tallies.items())})
            bar.close()
        for path in [*work.iterdir(), work]:
            settle(path)
        work.replace(target)
        for old in folder.glob(f"{staging.name}*"):
            old.unlink()
        report(tallies)
    with replacing(folder / "current.json") as temporary:
        entry = {"folder": name, "inputs": key, "geonames": str(geonames.resolve()) if geonames else None}
        temporary.write_text(json.dumps(entry), encoding="utf-8")
    for old in folder.iterdir():
        if old.is_dir() and old.name != name and not old.name.startswith("."):
            shutil.rmtree(old, ignore_errors=True)
    return target


def report(tallies: dict[str, dump.Tally]) -> None:
    """Say on standard error which lines of a dump were broken."""
    for name, tally in sorted(tallies.items()):
        if tally.broken:
            lines = ", ".join(map(str, tally.first))
            more = " …" if tally.broken > len(tally.first) else ""
            print(f"{name}: {tally.broken:,} of {tally.lines:,} lines are broken and left out: line {lines}{more}",
                  file=sys.stderr)


def _staging(path: Path) -> sqlite3.Connection:
    store = sqlite3.connect(path)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = OFF")
    store.execute("PRAGMA cache_size = -64000")
    store.executescript(STAGING)
    return store


def write(store: sqlite3.Connection, folder: Path, bar: tqdm, dump_files: dict) -> None:
    """Write the staged places and names of `store` as the compiled gazetteer into `folder`."""
    size = store.execute("SELECT count(*) FROM place").fetchone()[0]
    codes = [row[0] for row in store.execute("SELECT DISTINCT country FROM place WHERE country > '' ORDER BY 1")]
    countries = ["", *codes]
    types = {"number": np.int64, "lat": np.float64, "lon": np.float64, "radius_km": np.float32,
             "population": np.int64, "kind": np.uint8, "country": np.uint16, "admin1": np.int32, "admin2": np.int32,
             "parent": np.int32}
    columns = {c: np.lib.format.open_memmap(folder / f"{c}.npy", "w+", types[c], (size,)) for c in COLUMNS}
    numbers = columns["number"]
    number_of = {code: i for i, code in enumerate(countries)}
    start = 0
    for rows in _batches(store.execute("SELECT number FROM place ORDER BY number"), BATCH):
        numbers[start : start + len(rows)] = [row[0] for row in rows]
        start += len(rows)

    def rows_of(wanted: Iterable[int | None]) -> np.ndarray:
        values = np.array([0 if w is None else w for w in wanted], np.int64)
        found = np.minimum(np.searchsorted(numbers, values), size - 1)
        return np.where((numbers[found] == values) & (values != 0), found, -1).astype(np.int32)

    start = 0
    texts = pa.schema([("name", pa.string())])
    query = ("SELECT name, kind, country, lat, lon, radius, population, admin1, admin2, parent "
             "FROM place ORDER BY number")
    with pa.ipc.new_file(folder / "texts.arrow", texts) as file:
        for rows in _batches(store.execute(query), TEXTS):
            part = slice(start, start + len(rows))
            name, kind, country, lat, lon, radius, population, admin1, admin2, parent = zip(*rows, strict=True)
            file.write_batch(pa.record_batch([pa.array(name, pa.string())], schema=texts))
            columns["kind"][part], columns["lat"][part], columns["lon"][part] = kind, lat, lon
            columns["radius_km"][part], columns["population"][part] = radius, population
            columns["country"][part] = [number_of[code or ""] for code in country]
            for column, values in (("admin1", admin1), ("admin2", admin2), ("parent", parent)):
                columns[column][part] = rows_of(values)
            start += len(rows)
    bar.update()
    firsts = {}
    for index in INDICES:
        firsts[index] = _write_index(store, folder, index, numbers, columns["population"])
        bar.update()
    own = store.execute("SELECT place_id, source, source_id FROM kept WHERE number < 0 ORDER BY number").fetchall()
    overridden = store.execute("SELECT number, source, source_id FROM kept WHERE number > 0 ORDER BY number").fetchall()
    country = store.execute("SELECT country, number FROM place WHERE kind = ?", (KINDS.index("country"),)).fetchall()
    rows = rows_of([number for _, number in country])
    manifest = {
        "places": size, "dump": dump_files, "countries": countries, "indices": firsts, "kept": own,
        "sources": {str(i): rest for i, rest in zip(rows_of([o[0] for o in overridden]).tolist(),
                                                    [o[1:] for o in overridden], strict=True)},
        "country_rows": dict(sorted((code, row) for (code, _), row in zip(country, rows.tolist(), strict=True))),
    }
    shapes = store.execute("SELECT number, wkb FROM outline ORDER BY number").fetchall()
    shapes = [(row, wkb) for row, (_, wkb) in zip(rows_of([n for n, _ in shapes]).tolist(), shapes, strict=True) if row >= 0]
    np.save(folder / "outlines.npy", np.array([row for row, _ in shapes], np.int32))
    with pa.ipc.new_file(folder / "outlines.arrow", pa.schema([("wkb", pa.binary())])) as file:
        file.write_batch(pa.record_batch([pa.array([wkb for _, wkb in shapes], pa.binary())], names=["wkb"]))
    numbers[: len(own)] = 0
    for column in columns.values():
        column.flush()
    manifest["files"] = {path.name: facts_of(path) for path in sorted(folder.iterdir()) if path.is_file()}
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def _batches(rows: sqlite3.Cursor, size: int) -> Iterator[list[tuple]]:
    while batch := rows.fetchmany(size):
        yield batch


def _write_index(
    store: sqlite3.Connection, folder: Path, name: str, numbers: np.ndarray, population: np.ndarray
) -> list[str]:
    """Write the tries and posting lists of one table of names; return the first word of each trie."""
    firsts: list[str] = []
    written = 0
    rows_file, kinds_file = (folder / f"{name}-rows.raw").open("wb"), (folder / f"{name}-kinds.raw").open("wb")
    keys: list[str] = []
    starts, counts = array("L"), array("L")

    def close_shard() -> None:
        nonlocal keys, starts, counts
        shard = len(firsts)
        firsts.append(keys[0].split(" ", 1)[0] if shard and keys else "")
        trie = marisa_trie.Trie(keys)
        trie.save(str(folder / f"{name}-{shard}.marisa"))
        order = np.fromiter((trie[key] for key in keys), np.int64, len(keys))
        for label, values, kind in (("starts", starts, np.uint32), ("counts", counts, np.uint32)):
            out = np.zeros(len(keys), kind)
            out[order] = values
            np.save(folder / f"{name}-{shard}-{label}.npy", out)
        keys, starts, counts = [], array("L"), array("L")

    carried: list[tuple] = []
    cursor = store.execute(f"SELECT norm, number, kind FROM {name} ORDER BY norm")
    while True:
        batch = cursor.fetchmany(BATCH)
        rows = carried + batch
        if not rows:
            break
        if batch:  # the last name may go on in the next batch
            cut = len(rows)
            while cut and rows[cut - 1][0] == rows[-1][0]:
                cut -= 1
            rows, carried = rows[:cut], rows[cut:]
            if not rows:
                continue
        else:
            carried = []
        group = np.cumsum([0, *(a[0] != b[0] for a, b in pairwise(rows))])
        wanted = np.array([row[1] for row in rows], np.int64)
        found = np.minimum(np.searchsorted(numbers, wanted), len(numbers) - 1)
        kind = np.array([row[2] for row in rows], np.uint8)
        order = np.lexsort((found, -population[found], kind, group))
        order = order[numbers[found[order]] == wanted[order]]
        # One entry for a place under a name: the first, which has the best kind.
        _, first = np.unique(np.column_stack([group[order], found[order]]), axis=0, return_index=True)
        order = order[np.sort(first)]
        rows_file.write(found[order].astype(np.uint32).tobytes())
        kinds_file.write(kind[order].tobytes())
        groups, at, many = np.unique(group[order], return_index=True, return_counts=True)
        heads = np.searchsorted(group, groups)
        for head, begin, count in zip(heads.tolist(), at.tolist(), many.tolist(), strict=True):
            norm = rows[head][0]
            if len(keys) >= SHARD and norm.split(" ", 1)[0] != keys[-1].split(" ", 1)[0]:
                close_shard()
            keys.append(norm)
            starts.append(written + begin)
            counts.append(count)
        written += len(order)
    if keys or not firsts:
        close_shard()
    rows_file.close()
    kinds_file.close()
    for label, kind in (("rows", np.uint32), ("kinds", np.uint8)):
        raw = folder / f"{name}-{label}.raw"
        out = np.lib.format.open_memmap(folder / f"{name}-{label}.npy", "w+", kind, (written,)) if written else None
        if out is None:
            np.save(folder / f"{name}-{label}.npy", np.empty(0, kind))
        else:
            source = np.memmap(raw, kind, "r")
            for begin in range(0, written, 1 << 20):
                out[begin : begin + (1 << 20)] = source[begin : begin + (1 << 20)]
            out.flush()
            del source
        raw.unlink()
    return firsts


def km(lat_a: np.ndarray, lon_a: np.ndarray, lat_b: np.ndarray, lon_b: np.ndarray) -> np.ndarray:
    """Great-circle distance in km (haversine, mean earth radius 6371.0088 km)."""
    lat_a, lon_a, lat_b, lon_b = (np.radians(v) for v in (lat_a, lon_a, lat_b, lon_b))
    h = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0088 * np.arcsin(np.minimum(1, np.sqrt(h)))


def town_radius(population: int) -> float:
    """How far a settlement of `population` people reaches from its point, in km: 1 for a village, 20 for ten million.

    A disc of 5,000 people per square km, at least 1 km.
    """
    return max(1.0, round(math.sqrt(population / 5000 / math.pi), 1))
