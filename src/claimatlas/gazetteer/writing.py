"""Writing staged places and names as a compiled gazetteer: numpy columns, an Arrow file of texts, tries of
names."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import marisa_trie
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from tqdm import tqdm

from claimatlas.gazetteer.place import KINDS
from claimatlas.gazetteer.store import COARSE, COLUMNS, DATA, TEXTS, facts_of

INDICES = ("names", "demonyms", "codes", "skeletons")
SHARD = 1_500_000  # names in one trie: bounds the memory that building it takes
BATCH = 200_000
PIECE = 1 << 20  # values of a posting list copied at a time
TYPES = {
    "number": np.int64, "lat": np.float64, "lon": np.float64, "radius_km": np.float32, "population": np.int64,
    "kind": np.uint8, "country": np.uint16, "admin1": np.int32, "admin2": np.int32, "parent": np.int32,
}  # fmt: skip


def write(store: sqlite3.Connection, folder: Path, bar: tqdm, dump_files: dict) -> None:
    """Write the staged places and names of `store` as the compiled gazetteer into `folder`."""
    places = _Places(store, folder)
    places.write()
    bar.update()
    firsts = {}
    for index in INDICES:
        firsts[index] = _Index(folder, index, places.numbers, places.columns["population"]).write(store)
        bar.update()
    manifest = places.manifest(dump_files, firsts)
    places.write_outlines()
    places.close(own=len(manifest["kept"]))
    _write_coarse(folder)
    manifest["files"] = {path.name: facts_of(path) for path in sorted(folder.iterdir()) if path.is_file()}
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def _write_coarse(folder: Path) -> None:
    """Write the outlines of first_level.parquet, in its order, as maps of the whole world show them."""
    table = pq.read_table(DATA / "first_level.parquet", columns=["geometry"])
    outlines = shapely.from_wkb(table.column("geometry").to_numpy())
    simple = {str(d): pa.array(shapely.to_wkb(shapely.simplify(outlines, d)), pa.binary()) for d in COARSE}
    with pa.ipc.new_file(folder / "coarse.arrow", pa.schema([(d, pa.binary()) for d in simple])) as file:
        file.write_batch(pa.record_batch(simple))


def _batches(rows: sqlite3.Cursor, size: int) -> Iterator[list[tuple]]:
    """The rows of a query, so many at a time."""
    while batch := rows.fetchmany(size):
        yield batch


class _Places:
    """The columns of the places, a row each in the order of their numbers."""

    def __init__(self, store: sqlite3.Connection, folder: Path):
        self.store, self.folder = store, folder
        self.size = store.execute("SELECT count(*) FROM place").fetchone()[0]
        codes = store.execute("SELECT DISTINCT country FROM place WHERE country > '' ORDER BY 1")
        self.countries = ["", *(row[0] for row in codes)]
        self.columns = {
            name: np.lib.format.open_memmap(folder / f"{name}.npy", "w+", TYPES[name], (self.size,))
            for name in COLUMNS
        }
        self.numbers = self.columns["number"]

    def rows_of(self, wanted: Iterable[int | None]) -> np.ndarray:
        """The rows of places by their numbers, -1 for none."""
        values = np.array([0 if w is None else w for w in wanted], np.int64)
        found = np.minimum(np.searchsorted(self.numbers, values), self.size - 1)
        return np.where((self.numbers[found] == values) & (values != 0), found, -1).astype(np.int32)

    def write(self) -> None:
        """Write the numbers first, since what contains a place is told by its row, then all else."""
        start = 0
        for rows in _batches(self.store.execute("SELECT number FROM place ORDER BY number"), BATCH):
            self.numbers[start : start + len(rows)] = [row[0] for row in rows]
            start += len(rows)
        country_number = {code: number for number, code in enumerate(self.countries)}
        texts = pa.schema([("name", pa.string())])
        query = (
            "SELECT name, country, lat, lon, radius, population, kind, admin1, admin2, parent "
            "FROM place ORDER BY number"
        )
        start = 0
        with pa.ipc.new_file(self.folder / "texts.arrow", texts) as file:
            for rows in _batches(self.store.execute(query), TEXTS):
                part = slice(start, start + len(rows))
                name, country, *values = zip(*rows, strict=True)
                file.write_batch(pa.record_batch([pa.array(name, pa.string())], schema=texts))
                self.columns["country"][part] = [country_number[code or ""] for code in country]
                for column, cells in zip(
                    ("lat", "lon", "radius_km", "population", "kind"), values, strict=False
                ):
                    self.columns[column][part] = cells
                for column, cells in zip(("admin1", "admin2", "parent"), values[5:], strict=True):
                    self.columns[column][part] = self.rows_of(cells)
                start += len(rows)

    def manifest(self, dump_files: dict, firsts: dict[str, list[str]]) -> dict:
        """What is known of the gazetteer beside its columns."""
        ask = self.store.execute
        own = ask("SELECT place_id, source, source_id FROM kept WHERE number < 0 ORDER BY number").fetchall()
        query = "SELECT number, source, source_id FROM kept WHERE number > 0 ORDER BY number"
        overridden = ask(query).fetchall()
        query = "SELECT country, number FROM place WHERE kind = ?"
        country = ask(query, (KINDS.index("country"),)).fetchall()
        sources = zip(self.rows_of(row[0] for row in overridden).tolist(), overridden, strict=True)
        rows = zip(country, self.rows_of(number for _, number in country).tolist(), strict=True)
        return {
            "places": self.size, "dump": dump_files, "countries": self.countries, "indices": firsts,
            "kept": own,
            "sources": {str(i): rest for i, (_, *rest) in sources},
            "country_rows": dict(sorted((code, row) for (code, _), row in rows)),
        }  # fmt: skip

    def write_outlines(self) -> None:
        """Write the outlines of the places that have one."""
        shapes = self.store.execute("SELECT number, wkb FROM outline ORDER BY number").fetchall()
        rows = self.rows_of(number for number, _ in shapes).tolist()
        kept = [(row, wkb) for row, (_, wkb) in zip(rows, shapes, strict=True) if row >= 0]
        np.save(self.folder / "outlines.npy", np.array([row for row, _ in kept], np.int32))
        with pa.ipc.new_file(self.folder / "outlines.arrow", pa.schema([("wkb", pa.binary())])) as file:
            file.write_batch(
                pa.record_batch([pa.array([wkb for _, wkb in kept], pa.binary())], names=["wkb"])
            )

    def close(self, own: int) -> None:
        """Leave the first `own` places, kept by hand, without a number, and write the columns out."""
        self.numbers[:own] = 0
        for column in self.columns.values():
            column.flush()


class _Index:
    """The tries and posting lists of one table of names."""

    def __init__(self, folder: Path, name: str, numbers: np.ndarray, population: np.ndarray):
        self.folder, self.name = folder, name
        self.numbers, self.population = numbers, population
        self.firsts: list[str] = []  # the first word of each trie
        self.written = 0
        self._open_shard()

    def _open_shard(self) -> None:
        """Begin a trie."""
        self.keys: list[str] = []
        self.starts, self.counts = array("L"), array("L")

    def write(self, store: sqlite3.Connection) -> list[str]:
        """Write all of it; return the first word of each trie."""
        rows_file = (self.folder / f"{self.name}-rows.raw").open("wb")
        kinds_file = (self.folder / f"{self.name}-kinds.raw").open("wb")
        with rows_file, kinds_file:
            for rows in self._whole_names(store):
                found, kind = self._postings(rows)
                rows_file.write(found.astype(np.uint32).tobytes())
                kinds_file.write(kind.tobytes())
        if self.keys or not self.firsts:
            self._close_shard()
        for label, kind in (("rows", np.uint32), ("kinds", np.uint8)):
            self._settle(label, kind)
        return self.firsts

    def _whole_names(self, store: sqlite3.Connection) -> Iterator[list[tuple]]:
        """Batches of the table, cut between names, since a name may go on in the next batch."""
        carried: list[tuple] = []
        for batch in _batches(
            store.execute(f"SELECT norm, number, kind FROM {self.name} ORDER BY norm"), BATCH
        ):
            rows = carried + batch
            cut = len(rows)
            while cut and rows[cut - 1][0] == rows[-1][0]:
                cut -= 1
            carried = rows[cut:]
            if cut:
                yield rows[:cut]
        if carried:
            yield carried

    def _postings(self, rows: list[tuple]) -> tuple[np.ndarray, np.ndarray]:
        """The places of the names of a batch, the best kind of name first, then the most people; takes the
        names into the trie."""
        group = np.cumsum([0, *(a[0] != b[0] for a, b in pairwise(rows))])
        wanted = np.array([row[1] for row in rows], np.int64)
        found = np.minimum(np.searchsorted(self.numbers, wanted), len(self.numbers) - 1)
        kind = np.array([row[2] for row in rows], np.uint8)
        order = np.lexsort((found, -self.population[found], kind, group))
        order = order[self.numbers[found[order]] == wanted[order]]
        # One entry for a place under a name: the first, which has the best kind.
        _, first = np.unique(np.column_stack([group[order], found[order]]), axis=0, return_index=True)
        order = order[np.sort(first)]
        groups, at, many = np.unique(group[order], return_index=True, return_counts=True)
        heads = np.searchsorted(group, groups)
        for head, begin, count in zip(heads.tolist(), at.tolist(), many.tolist(), strict=True):
            self._add(rows[head][0], self.written + begin, count)
        self.written += len(order)
        return found[order], kind[order]

    def _add(self, norm: str, start: int, count: int) -> None:
        """Take a name into the trie, or into a new one where this is full and another first word begins."""
        if len(self.keys) >= SHARD and norm.split(" ", 1)[0] != self.keys[-1].split(" ", 1)[0]:
            self._close_shard()
        self.keys.append(norm)
        self.starts.append(start)
        self.counts.append(count)

    def _close_shard(self) -> None:
        """Write a trie, and where the posting list of each of its names begins and how long it is."""
        keys, shard = self.keys, len(self.firsts)
        self.firsts.append(keys[0].split(" ", 1)[0] if shard and keys else "")
        trie = marisa_trie.Trie(keys)
        trie.save(str(self.folder / f"{self.name}-{shard}.marisa"))
        order = np.fromiter((trie[key] for key in keys), np.int64, len(keys))
        for label, values in (("starts", self.starts), ("counts", self.counts)):
            out = np.zeros(len(keys), np.uint32)
            out[order] = values
            np.save(self.folder / f"{self.name}-{shard}-{label}.npy", out)
        self._open_shard()

    def _settle(self, label: str, kind: type) -> None:
        """Turn the raw values of the posting lists into a numpy file, a piece at a time."""
        raw, path = (self.folder / f"{self.name}-{label}.{suffix}" for suffix in ("raw", "npy"))
        if self.written:
            out = np.lib.format.open_memmap(path, "w+", kind, (self.written,))
            source = np.memmap(raw, kind, "r")
            for begin in range(0, self.written, PIECE):
                out[begin : begin + PIECE] = source[begin : begin + PIECE]
            out.flush()
            del source
        else:
            np.save(path, np.empty(0, kind))
        raw.unlink()
