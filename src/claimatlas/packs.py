"""Packs: what was made of each article, kept by what it was made from, many to a file.

A pack is a file that never changes: values one behind the other, then an index of their keys, places, lengths
and checksums. It comes under its name whole (`claimatlas.files.replacing`), so a killed run leaves none that
is half there. A key is a digest of everything that its value was made from; so nothing kept can be out of
date, and what is lost or damaged is told and made anew.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import struct
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from claimatlas.files import locked, replacing

LARGEST = 2000  # values in a pack
SMALL = 8  # packs with fewer than half of that which may stand side by side
HELD = 3  # values kept for each article of the corpus, before the oldest that nobody asks for go
_MAGIC = b"atlas-p1"
_ENTRY = np.dtype([("key", "S32"), ("at", "<u8"), ("length", "<u4"), ("sum", "<u4")])
_END = struct.Struct("<II8s")


def key_of(*facts: object) -> str:
    """Return a key, 32 hexadecimal digits, of texts, numbers and lists of such."""
    return hashlib.sha256(repr(facts).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def unpickled(
    raw: bytes, known: Collection[tuple[str, str]],
    instead: Mapping[tuple[str, str], Any] = MappingProxyType({}),
) -> Any:
    """Return a value that was kept as a pickle, without calling anything but what is known.

    Packs lie in the folder of the tables, and that may come from somebody else.

    Parameters
    ----------
    raw : bytes
    known : collection of (str, str)
        Module and name of all that values of this kind are made of, beside lists, dicts and plain values.
    instead : mapping, optional
        What stands for some of them, since they are not to be called with whatever a file says.

    Raises
    ------
    pickle.UnpicklingError
        The pickle names something else.
    """
    return _Reader(raw, known, instead).load()


class _Reader(pickle.Unpickler):
    """See `unpickled`."""

    def __init__(
        self, raw: bytes, known: Collection[tuple[str, str]], instead: Mapping[tuple[str, str], Any]
    ):
        super().__init__(io.BytesIO(raw))
        self._known, self._instead = known, instead

    def find_class(self, module: str, name: str) -> Any:
        """Look up what a pickle names, if it is known."""
        if (module, name) not in self._known:
            raise pickle.UnpicklingError(f"{module}.{name} has no business here")
        if (module, name) in self._instead:
            return self._instead[module, name]
        return super().find_class(module, name)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a value lies."""

    path: Path
    at: int
    length: int
    sum: int


class Packs:
    """The values kept in a folder.

    Parameters
    ----------
    folder : path-like
        Made when the first value comes.

    Attributes
    ----------
    damaged : list of str
        Names of the packs that were not whole, or had a value that was not; the values are gone.
    """

    def __init__(self, folder: Path | str):
        self.folder = Path(folder)
        self.damaged: list[str] = []
        self._load()

    def __contains__(self, key: str) -> bool:
        return key in self._spots

    def __len__(self) -> int:
        return len(self._spots)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._spots))

    def get(self, key: str) -> bytes | None:
        """Return a value, or None if it is not there or not as it was written."""
        for again in (False, True):
            if again:
                self._load()  # another run may have put packs together meanwhile
            spot = self._spots.get(key)
            if spot is None:
                continue
            try:
                raw = _cut(spot)
            except OSError:
                continue
            if zlib.crc32(raw) == spot.sum and len(raw) == spot.length:
                return raw
            self._spots.pop(key)
            if spot.path.name not in self.damaged:
                self.damaged.append(spot.path.name)
            return None
        return None

    def add(self, values: Mapping[str, bytes]) -> None:
        """Keep values, as a pack of their own at first."""
        if not values:
            return
        for key, spot in self._written(values.items(), values.keys()).items():
            self._spots[key] = spot
        if len(self._small()) > 8 * SMALL:
            self.tidy()

    def tidy(self, asked: Iterable[str] = (), articles: int = 0) -> None:
        """Put small packs together, and drop what has been kept long and is not asked for.

        Parameters
        ----------
        asked : iterable of str
            Keys that this run has asked for; none of them goes.
        articles : int
            How many the corpus has, those outside a selection too; 0 drops nothing. No more than `HELD`
            values for each stay, so that a selection, or a text that is changed and changed back, costs
            nothing, and old versions do not pile up.
        """
        surplus = len(self._spots) - HELD * articles if articles else 0
        if surplus <= 0 and len(self._small()) <= SMALL:
            return
        with locked(self.folder):
            self._load()
            gone = set()
            if surplus > 0:
                wanted = set(asked)
                idle = sorted((s.path.name, s.at, k) for k, s in self._spots.items() if k not in wanted)
                gone = {key for *_, key in idle[:surplus]}
            touched = {self._spots[key].path for key in gone} | set(self._small())
            self._rewrite(sorted(touched), gone)

    def _rewrite(self, paths: list[Path], gone: set[str]) -> None:
        """Put what is wanted of some packs into new ones, then remove them."""
        kept = [k for path in paths for k, s in self._in(path) if k not in gone]
        made = set()
        for first in range(0, len(kept), LARGEST):
            keys = kept[first : first + LARGEST]
            written = self._written(((k, raw) for k in keys if (raw := self.get(k)) is not None), keys)
            made |= {spot.path for spot in written.values()}
            self._spots |= written
        for key in gone:
            self._spots.pop(key, None)
        for path in paths:
            if path not in made:
                path.unlink(missing_ok=True)

    def _in(self, path: Path) -> list[tuple[str, _Spot]]:
        """What a pack holds, by key."""
        return sorted((k, s) for k, s in self._spots.items() if s.path == path)

    def _small(self) -> list[Path]:
        """Packs that are to be put together when there are too many, the oldest first.

        Of those that were read alone: one that another run has put there since is nobody's to remove.
        """
        counts = dict.fromkeys(sorted(self._read), 0)
        for spot in self._spots.values():
            if spot.path in counts:
                counts[spot.path] += 1
        return [path for path, count in counts.items() if count < LARGEST // 2]

    def _written(self, values: Iterable[tuple[str, bytes]], keys: Iterable[str]) -> dict[str, _Spot]:
        """Write a pack and return where its values lie; its name tells its turn and what is in it."""
        name = hashlib.sha256("".join(sorted(keys)).encode()).hexdigest()[:16]
        turn = max((int(p.name[:6], 16) for p in _packs_in(self.folder)), default=-1) + 1
        path = self.folder / f"{turn:06x}-{name}.pack"
        entries: list[tuple] = []
        with replacing(path, noted=False) as temporary, temporary.open("wb") as file:
            file.write(_MAGIC)
            for key, raw in values:
                entries.append((key.encode(), file.tell(), len(raw), zlib.crc32(raw)))
                file.write(raw)
            index = np.array(entries, _ENTRY).tobytes()
            file.write(index + _END.pack(len(entries), zlib.crc32(index), _MAGIC))
        self._read.add(path)
        return {key.decode(): _Spot(path, *rest) for key, *rest in entries}

    def _load(self) -> None:
        """Read the indices of all packs; one that is not whole is removed and named."""
        self._spots: dict[str, _Spot] = {}
        self._read: set[Path] = set()
        for path in _packs_in(self.folder):
            try:
                entries = _index(path)
            except OSError:  # gone meanwhile, or not to be read now: it may be whole
                continue
            except (ValueError, struct.error):
                self.damaged.append(path.name)
                path.unlink(missing_ok=True)
                continue
            self._read.add(path)
            for key, at, length, checksum in entries.tolist():
                self._spots[key.decode()] = _Spot(path, at, length, checksum)


def _packs_in(folder: Path) -> list[Path]:
    """The packs of a folder, the oldest first, without those that are being written."""
    return sorted(p for p in folder.glob("*.pack") if not p.name.startswith("."))


def _cut(spot: _Spot) -> bytes:
    """The bytes at a spot of a pack."""
    with spot.path.open("rb") as file:
        file.seek(spot.at)
        return file.read(spot.length)


def _index(path: Path) -> np.ndarray:
    """Read the index at the end of a pack.

    Raises
    ------
    ValueError
        It is no pack, or not a whole one.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _END.size))
        count, checksum, magic = _END.unpack(file.read(_END.size))
        length = count * _ENTRY.itemsize
        start = size - _END.size - length
        if magic != _MAGIC or start < len(_MAGIC):
            raise ValueError("no pack")
        file.seek(start)
        raw = file.read(length)
    if zlib.crc32(raw) != checksum:
        raise ValueError("its index is damaged")
    return np.frombuffer(raw, _ENTRY)


