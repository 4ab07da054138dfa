"""Where the suite's own files lie: in a checkout, or inside the package that a wheel has installed.

An installed package may not be written to. It works in a folder of the user's that looks like a checkout: the
compiled gazetteer and the tables between the notebooks are made there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from importlib.metadata import distributions
from pathlib import Path

import claimatlas
from claimatlas.files import replacing

PACKAGE = Path(__file__).resolve().parent
_INSIDE = PACKAGE / "bundled"  # what pyproject.toml puts into a wheel: data/ and notebooks/
INSTALLED = _INSIDE.is_dir()
SHARED = _INSIDE if INSTALLED else PACKAGE.parents[1]
"""The folder that has ``data/`` and ``notebooks/``."""


def _workshop() -> Path:
    """Return the folder that has ``build/``: the checkout, or for each installed package one in the cache."""
    if not INSTALLED:
        return SHARED
    if own := os.environ.get("CLAIMATLAS_HOME"):
        return Path(own).expanduser().absolute()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    which = hashlib.sha256(os.fsencode(PACKAGE)).hexdigest()[:8]
    return cache / "claimatlas" / f"{claimatlas.__version__}-{which}"


WORKSHOP = _workshop()


def furnish() -> Path:
    """Make sure that the workshop has what a run is made from, and return it.

    In a checkout all is there. For an installed package the code and the gazetteer's data are links, the
    notebooks and the bundled corpus copies, and the versions of what is installed stand in for the lock.

    Raises
    ------
    DiskError
        The folder cannot be written to.
    """
    if not INSTALLED:
        return WORKSHOP
    _link(WORKSHOP / "src" / "claimatlas", PACKAGE)
    _link(WORKSHOP / "data" / "gazetteer", SHARED / "data" / "gazetteer")
    copied = [p for p in sorted((SHARED / "data").rglob("*")) if "gazetteer" not in p.parts[-2:]]
    for path in [*copied, *sorted((SHARED / "notebooks").glob("*.ipynb"))]:
        target = WORKSHOP / path.relative_to(SHARED)
        if path.is_file() and not (target.is_file() and target.read_bytes() == path.read_bytes()):
            with replacing(target) as temporary:
                shutil.copyfile(path, temporary)
    versions = sorted({f"{d.metadata['Name']}=={d.version}" for d in distributions()})
    with replacing(WORKSHOP / "requirements.lock") as temporary:
        temporary.write_text("\n".join(versions) + "\n", encoding="utf-8")
    return WORKSHOP


def _link(link: Path, target: Path) -> None:
    """Have a link lead to a folder of the package."""
    link.parent.mkdir(parents=True, exist_ok=True)
    if link.is_symlink() and link.resolve() != target.resolve():
        link.unlink()
    if not link.is_symlink():
        link.symlink_to(target, target_is_directory=True)
