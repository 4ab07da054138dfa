"""Versions: a digest of the code and data files behind a module, by which work is kept or made anew."""

from __future__ import annotations

import functools
import hashlib
import os
import re
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

PACKAGE = Path(__file__).parent
# They move, check and count what others make; what it says is not theirs. What they import is not followed.
HOUSEKEEPING = frozenset({
    "cluster", "corpus", "delimited", "errors", "faults", "files", "forkserver", "made", "memo", "packs",
    "parquet", "pool", "progress", "run", "selection", "stages", "versions",
})
_FROM = re.compile(r"^[ \t]*from claimatlas((?:\.\w+)*) import (\([^)]*\)|[^\n]*)", re.MULTILINE)
_IMPORT = re.compile(r"^[ \t]*import claimatlas\.([\w.]+)", re.MULTILINE)
_DATA = re.compile(r"[\w./-]+\.(?:txt|csv|json|parquet)\b")
_ONLY_TYPES = re.compile(r"^if TYPE_CHECKING:\n(?:[ \t]+[^\n]*\n|\n)+", re.MULTILINE)


def _stamp() -> str:
    """What the system knows of the files of the package: another if one of them was touched."""
    facts = []
    waiting = [os.fspath(PACKAGE)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    waiting += [entry.path] if entry.name != "__pycache__" else []
                else:
                    at = entry.stat()
                    facts.append((entry.path, at.st_ino, at.st_size, at.st_mtime_ns, at.st_ctime_ns))
    return hashlib.sha256(repr(sorted(facts)).encode("utf-8", "surrogateescape")).hexdigest()


_LOADED = _stamp()


def changed() -> bool:
    """Tell whether a file of the package was touched since this process, or that it was forked from, began.

    What is loaded may then be of the file as it was, or as it is.
    """
    return _stamp() != _LOADED


def version_of(*modules: str) -> str:
    """Return a digest of modules, of all that they import of this package, and of the data files beside them.

    Parameters
    ----------
    *modules : str
        Dotted names below ``claimatlas``, as ``"places.mentions"`` or ``"annotate"``.

    Returns
    -------
    str
        32 hexadecimal digits, the same wherever the package lies. Where files of the package were touched
        since they were loaded, one that no other process gives: what is made then is for nobody else.
    """
    now = _stamp()
    return _version(modules, "" if now == _LOADED else f"{_LOADED} {now}")


@functools.cache
def _version(modules: tuple[str, ...], doubt: str) -> str:
    """Digest the files behind modules, and the doubt whether they are what is loaded."""
    facts = hashlib.sha256(doubt.encode())
    for path in sorted(files_of(modules)):
        facts.update(f"{path.relative_to(PACKAGE)}\0".encode())
        facts.update(hashlib.sha256(path.read_bytes()).digest())
    return facts.hexdigest()[:32]


def releases(*packages: str) -> str:
    """Return the releases of packages whose answers are kept, as ``"spacy 3.8.7, rapidfuzz 3.13.0"``."""
    return ", ".join(f"{name} {metadata.version(name)}" for name in packages)


def files_of(modules: Iterable[str]) -> set[Path]:
    """Return the files behind modules: their code, what it imports, and the data files of their folders."""
    found: set[Path] = set()
    waiting = list(modules)
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        path = _file_of(name)
        if name in seen or path is None or name.split(".")[0] in HOUSEKEEPING:
            continue
        seen.add(name)
        source = path.read_text(encoding="utf-8")
        found.add(path)
        found.update(p for p in map(PACKAGE.joinpath, _DATA.findall(source)) if p.is_file())
        if path.parent != PACKAGE:
            found.update(p for p in path.parent.iterdir() if p.suffix not in (".py", ".pyc") and p.is_file())
        parts = name.split(".")
        waiting += [".".join(parts[:n]) for n in range(1, len(parts))]
        waiting += _imported(_ONLY_TYPES.sub("", source))
    return found


def _file_of(name: str) -> Path | None:
    """The file of a module or package; None where the name is that of something inside one."""
    base = PACKAGE.joinpath(*name.split("."))
    for path in (base / "__init__.py", base.with_suffix(".py")):
        if path.is_file():
            return path
    return None


def _imported(source: str) -> list[str]:
    """Names below ``claimatlas`` that may be modules, of all imports in a source, in functions too."""
    names = list(_IMPORT.findall(source))
    for package, listed in _FROM.findall(source):
        base = package.lstrip(".")
        listed = re.sub(r"#[^\n]*", "", listed).strip("()").split(",")
        words = [word.split(" as ")[0].strip() for word in listed]
        names += [base] if base else []
        names += [f"{base}.{word}" if base else word for word in words if word.isidentifier()]
    return names
