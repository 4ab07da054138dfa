"""The index of names: which rows of the gazetteer are called so."""

from __future__ import annotations

from pathlib import Path

import marisa_trie
import numpy as np

EMPTY = np.empty(0, np.uint32)
EMPTY.flags.writeable = False


class NameIndex:
    """Names to rows: memory-mapped tries, cut by the first word where one would be too big, over posting
    lists."""

    def __init__(self, folder: Path, name: str, firsts: list[str]):
        self.firsts = firsts
        self.tries = []
        for number in range(len(firsts)):
            trie = marisa_trie.Trie()
            trie.mmap(str(folder / f"{name}-{number}.marisa"))
            self.tries.append(trie)
        self.starts = [mapped(folder / f"{name}-{number}-starts.npy") for number in range(len(firsts))]
        self.counts = [mapped(folder / f"{name}-{number}-counts.npy") for number in range(len(firsts))]
        self.rows = mapped(folder / f"{name}-rows.npy")
        self.kinds = mapped(folder / f"{name}-kinds.npy")

    def shard(self, key: str) -> int:
        """Return the number of the trie that would have a name."""
        if len(self.firsts) == 1:
            return 0
        first = key.split(" ", 1)[0]
        low, high = 0, len(self.firsts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.firsts[middle] <= first else (low, middle)
        return low

    def slice(self, key: str) -> slice | None:
        """Return where a name's posting list stands, None if nothing is called so."""
        shard = self.shard(key)
        number = self.tries[shard].get(key)
        if number is None:
            return None
        start = int(self.starts[shard][number])
        return slice(start, start + int(self.counts[shard][number]))

    def get(self, key: str) -> np.ndarray:
        """Return the rows that are called so."""
        found = self.slice(key)
        return EMPTY if found is None else self.rows[found]

    def __contains__(self, key: str) -> bool:
        return key in self.tries[self.shard(key)]


def mapped(path: Path) -> np.ndarray:
    """Map a .npy file; a plain view, since indexing numpy's memmap class is slow."""
    if path.stat().st_size <= 128:
        return np.load(path)
    return np.asarray(np.load(path, mmap_mode="r"))
