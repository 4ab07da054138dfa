"""What make has made and from what: a step runs when its inputs changed or what it made does not hold.

``python -m claimatlas.made RECORD INPUT… -- MODULE ARGUMENT…`` runs ``python -m MODULE ARGUMENT…`` unless
RECORD says that it ran on the same inputs with the same arguments and all that it wrote is there, byte for
byte. RECORD is itself an input of the steps that read what it names: they run when that is of other bytes,
not because it was made once more. No time of a file counts, so neither clocks nor copies mislead it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from claimatlas.files import LEDGER, command, replacing

NOTEBOOK = "claimatlas.notebook"  # module that runs one
_GOING: list = []  # processes of the steps that this one runs, each in a thread of its own
_ENDING = threading.Event()
LOCK = "CLAIMATLAS_LOCK"  # environment: file descriptor that holds the lock of the run


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, empty if it is not there."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def key_of(inputs: Sequence[Path], call: Sequence[str], records: Path | None = None) -> str:
    """Return a digest of all that a step is made from.

    Parameters
    ----------
    inputs : sequence of pathlib.Path
    call : sequence of str
        Module and arguments.
    records : pathlib.Path, optional
        The folder of the records: of an input in it counts what it says that was made.
    """
    facts = [[p.name, _made(p, call) if p.parent == records else digest(p)] for p in inputs]
    facts.append([*call, os.environ.get("CLAIMATLAS_CORPUS", "")])
    return hashlib.sha256(json.dumps(facts).encode("utf-8", "surrogateescape")).hexdigest()


def _made(record: Path, call: Sequence[str]) -> str | dict[str, str]:
    """What a step made that another reads: a notebook the tables, the report notebooks and figures too."""
    try:
        made = json.loads(record.read_text(encoding="utf-8"))["made"]
        build = record.parent.parent
        below = {n: made[n] for n in made if Path(n).is_relative_to(build)}
        tables = {n: below[n] for n in below if not Path(n).is_relative_to(build / "notebooks")}
        made = tables if tables and call[0] == NOTEBOOK else made
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return digest(record)
    return made


def holds(record: Path, key: str) -> bool:
    """Tell whether a step need not run; a damaged file of the build is removed, lest it pass for whole."""
    try:
        told = json.loads(record.read_text(encoding="utf-8"))
        made = {Path(name): value for name, value in told["made"].items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return False
    damaged = [path for path, value in made.items() if digest(path) != value]
    build = record.parent.parent.absolute()
    for path in damaged:
        if path.absolute().is_relative_to(build):
            path.unlink(missing_ok=True)
    return told.get("from") == key and not damaged


def step(record: Path, inputs: Sequence[Path], call: Sequence[str]) -> int:
    """Run a step if it has to run, and record what it made; return its exit code."""
    key = key_of(inputs, call, record.parent)
    if holds(record, key):
        return 0
    with tempfile.TemporaryDirectory(prefix="atlas-") as folder:
        ledger = Path(folder) / "ledger"
        ledger.touch()
        if code := _run(call, ledger):
            return code
        here = Path.cwd()
        paths = {
            Path(os.path.normpath(line))
            for line in ledger.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        }
    named = {str(p.relative_to(here) if p.is_relative_to(here) else p): p for p in paths if p.is_file()}
    with replacing(record) as temporary:
        told = {"from": key, "made": {name: digest(path) for name, path in sorted(named.items())}}
        temporary.write_text(json.dumps(told, indent=0), encoding="utf-8")
    return 0


def _run(call: Sequence[str], ledger: Path) -> int:
    """Run a module in a process that keeps the lock of the run, and ends with this one."""
    from claimatlas import forkserver

    lock = int(os.environ.get(LOCK) or -1)
    try:
        os.fstat(lock)
        kept = {LOCK: lock}
    except OSError:
        kept = {}
    environment = os.environ | forkserver.STILL | {LEDGER: str(ledger)}
    child = forkserver.start(call, environment, given=kept, launch=True)
    if child is None:
        if _ENDING.is_set():
            return 128 + signal.SIGTERM
        # -S was for the check alone: the step has its packages.
        call = [sys.executable, "-m", *call]
        child = subprocess.Popen(call, env=environment, pass_fds=[*kept.values()])
    _GOING.append(child)
    try:
        if _ENDING.is_set():
            child.send_signal(signal.SIGTERM)
        return child.wait()
    finally:
        if child.poll() is None:
            with contextlib.suppress(OSError):
                child.send_signal(signal.SIGTERM)
            child.wait()
        _GOING.remove(child)


def end_all() -> None:
    """Tell the steps that this process runs to end, and those that it was about to run."""
    from claimatlas import forkserver

    _ENDING.set()
    forkserver.stop()
    for child in list(_GOING):
        with contextlib.suppress(OSError):
            child.send_signal(signal.SIGTERM)


def main(arguments: list[str]) -> int:
    """Run the command line; see the module."""
    cut = arguments.index("--")
    record, *inputs = map(Path, arguments[:cut])
    return command(lambda: step(record, inputs, arguments[cut + 1 :]))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
