"""Seals: that nothing a report is made from, and nothing that was made for it, has changed since it was made.

With the seal whole, a run is over before make begins. It says no more than the records of the steps
(`claimatlas.made`) would say one by one; where it is broken or not there, make asks them.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from claimatlas.errors import DiskError
from claimatlas.files import command, replacing

_FOLDERS = ("CLAIMATLAS_CORPUS", "ATLAS_FIGURES")
FILE, KNOWN = "seal", "digests.json"  # in the folder of the tables
INPUTS = (
    "corpus", "places", "review-places", "review-claims", "review-holders", "code", "graph", "parameters",
    "strict",
)
"""What a run is made from, as files below ``<build>/inputs/`` (`claimatlas.run.inputs`)."""
UNREAD = "unread"  # in the place of a digest: a dangling link, a pipe, a file that may not be read
_FRESH = 2_000_000_000  # nanoseconds: the coarsest clock of a file system, that of FAT
_ASIDE = "warning: the report leaves these articles out of its counts"
STRICTER = "; make report STRICT=1 stops at the first"


class Digests:
    """SHA-256 of files, read again only where the system says that a file is another or was touched.

    What the system knows of a file, its device, number, size and both of its times, the second of which no
    program can set, stands for its content only if the file had been left alone for two seconds when it was
    read: a file changed twice within a tick of the clock looks the same.

    Parameters
    ----------
    path : path-like, optional
        Where the digests are kept; without it every file is read.
    """

    def __init__(self, path: Path | None = None):
        self._path, self._here = path, os.getcwd()  # noqa: PTH109  # a text: see `of`
        self._known, self._used = {}, {}
        if path is not None:
            try:
                known = json.loads(path.read_text(encoding="utf-8", errors="surrogateescape"))
                self._known = {k: v for k, v in known.items() if isinstance(v, list) and len(v) == 6}
            except (OSError, ValueError, AttributeError):
                self._known = {}

    def of(self, path: Path | str) -> str:
        """Return the digest of a file, or `UNREAD`."""
        # Texts all along: where nothing has changed, a run asks for every file and does no more.
        path = os.fspath(path)
        key = path if path.startswith("/") else f"{self._here}/{path}"
        try:
            at = os.stat(path)  # noqa: PTH116
            if not stat.S_ISREG(at.st_mode):  # who opens a pipe waits for somebody to write
                return UNREAD
            facts = [at.st_dev, at.st_ino, at.st_size, at.st_mtime_ns, at.st_ctime_ns]
            known = self._known.get(key)
            if known is not None and known[:5] == facts:
                self._used[key] = known
                return known[5]
            before = time.time_ns()
            with open(path, "rb") as file:  # noqa: PTH123
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return UNREAD
        if max(at.st_mtime_ns, at.st_ctime_ns) + _FRESH < before:
            self._used[key] = [*facts, digest]
        return digest

    def keep(self, others: bool = False) -> None:
        """Keep the digests of the files that were asked for, and of others if they are to stay known."""
        kept = self._known | self._used if others else self._used
        if self._path is not None and kept != self._known:
            # On a full disk files are read again next time; the report that is there is told all the same.
            with contextlib.suppress(DiskError), replacing(self._path, noted=False) as temporary:
                told = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
                temporary.write_text(told, encoding="utf-8", errors="surrogateescape")


def _key(build: Path, facts: Mapping[str, str], digests: Digests) -> str:
    """Digest what a report is made from and its steps’ records; empty if a file that was made is gone."""
    records = sorted(p for p in (build / "made").glob("*") if not p.name.startswith("."))
    told = [[path.name, digests.of(path)] for path in records]
    for path in records:
        try:
            made = json.loads(path.read_text(encoding="utf-8"))["made"]
            if any(digests.of(name) != value for name, value in made.items()):
                return ""
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            return ""
    whole = json.dumps([sorted(facts.items()), told])
    return hashlib.sha256(whole.encode("utf-8", "surrogateescape")).hexdigest() if records else ""


def facts_of(build: Path, report: Path, inputs: Mapping[str, str]) -> dict[str, str]:
    """Return what a seal is on: what a run is made from (`claimatlas.run.inputs`), and for which folders."""
    return {
        **inputs,
        "folders": json.dumps([*(os.environ.get(n, "") for n in _FOLDERS), str(build), str(report)]),
    }


def holds(build: Path, facts: Mapping[str, str], digests: Digests) -> bool:
    """Tell whether the report that stands was made from `facts`, and all that was made for it is there."""
    try:
        sealed = (build / FILE).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False
    return bool(sealed) and sealed == _key(build, facts, digests)


def put(build: Path, facts: Mapping[str, str]) -> None:
    """Seal a report that was just made; `facts` are those of the run that made it."""
    digests = Digests(build / KNOWN)
    with replacing(build / FILE, noted=False) as temporary:
        temporary.write_text(_key(build, facts, digests), encoding="utf-8")
    digests.keep(others=True)  # those of what it was made from were asked for when the run began


def tell(build: Path, report: Path, stricter: str = STRICTER) -> None:
    """Say where the report is, what became of corrections, and which articles were set aside."""
    said = sorted((build / "corrections").glob("*.txt"))
    aside = sorted((build / "set_aside").glob("*.txt"))
    for path in [*said, *aside]:
        sys.stderr.write(path.read_text(encoding="utf-8", errors="replace"))
    if aside:
        print(_ASIDE + stricter, file=sys.stderr)
    sys.stderr.flush()
    print(report / "index.html", flush=True)


def close(build: Path, report: Path, stricter: str = STRICTER) -> int:
    """Seal a report that was just made, and say where it is; return the exit code, 0."""
    folder = build / "inputs"
    inputs = {n: (folder / n).read_text(encoding="utf-8", errors="surrogateescape") for n in INPUTS}
    put(build, facts_of(build, report, inputs))
    tell(build, report, stricter)
    return 0


def main(arguments: list[str]) -> int:
    """Run ``python -m claimatlas.seal BUILD REPORT``; make calls it at its end."""
    return command(lambda: close(*map(Path, arguments)))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
