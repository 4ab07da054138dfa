"""Files on disk: written whole or not at all, changed places with at one stroke, one writer at a time."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from claimatlas.errors import ClaimAtlasError, DiskError, InputError

MAKING = ".atlas-"
"""How the names of unfinished files and folders begin; `sweep` removes what a killed run left."""
LEDGER = "CLAIMATLAS_LEDGER"  # environment: a file that takes the path of everything that a step has written
# RENAME_EXCHANGE and AT_FDCWD of Linux; macOS calls the first RENAME_SWAP, alike 2.
_EXCHANGE, _HERE = 2, -100
_REMEDIES = {
    errno.ENOSPC: ("the disk is full", "Make room and run again; what was made before is kept."),
    errno.EDQUOT: (
        "your share of the disk is used up",
        "Make room and run again; what was made before is kept.",
    ),
    errno.EROFS: ("the disk is mounted read-only", "Work in a copy on a disk that can be written to."),
    errno.EACCES: (
        "writing or reading is not allowed",
        "Change its rights (chmod u+rw) or work in a copy of your own.",
    ),
    errno.EPERM: (
        "writing or reading is not allowed",
        "Change its rights (chmod u+rw) or work in a copy of your own.",
    ),
    errno.ENAMETOOLONG: ("the name is too long", "Shorten the name, or move the folder to a shorter path."),
    errno.EFBIG: (
        "the file would be larger than allowed",
        "Raise the limit (ulimit -f) or work on another disk.",
    ),
    errno.EMFILE: ("too many files are open", "Raise the limit (ulimit -n) and run again."),
}


def disk_error(error: OSError, path: Path | str = "") -> DiskError:
    """Say in a sentence what the machine refused and what to do.

    Parameters
    ----------
    error : OSError
    path : path-like, optional
        What was worked on, if the error does not name it.
    """
    name = str(error.filename or path or "a file")
    problem, remedy = _REMEDIES.get(
        error.errno, (error.strerror or str(error), "Correct that and run again.")
    )
    return DiskError(name, problem, remedy)


def raw_of(path: Path, name: str, missing: str, line: int | None = None) -> bytes:
    """Read a file of the user's, and say what is wrong if that cannot be done.

    Parameters
    ----------
    path : pathlib.Path
    name : str
        How errors name the file.
    missing : str
        What to do if it is not there.
    line : int, optional
        Row of articles.csv that names it.

    Raises
    ------
    InputError
        It is missing, no file, or not to be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(name, "the file is missing", missing, line) from None
    except IsADirectoryError:
        raise InputError(name, "it is a folder, not a file", missing, line) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name cannot be that of a file"
        problem = f"it cannot be read ({why.lower()})"
        raise InputError(name, problem, "Correct its name or its rights.", line) from None


def within(folder: Path, path: Path, name: str, line: int | None = None) -> Path:
    """Return `path` with its links followed, if it stays in the corpus `folder`.

    A corpus may come from somebody else, and a link in it may point at any file of the reader's.

    Raises
    ------
    InputError
        A link leads out of the corpus.
    """
    try:
        real = path.resolve()
        inside = real.is_relative_to(folder.resolve())
        ring = os.path.islink(real)  # noqa: PTH114  # is_symlink() stops at a name that is too long
    except (OSError, ValueError, RuntimeError):  # a name that cannot be, a ring of links before Python 3.13
        inside, ring = False, True
    if ring:
        raise InputError(name, "the name cannot be that of a file", "Correct the name.", line)
    if not inside:
        remedy = "Put the file itself there instead of the link."
        raise InputError(name, "a link leads out of the corpus folder, and is not followed", remedy, line)
    return real


@contextlib.contextmanager
def replacing(path: Path | str, mode: int = 0o644, noted: bool = True) -> Iterator[Path]:
    """Yield a temporary path beside `path` that takes its name only when the block ends without an error.

    Parameters
    ----------
    path : path-like
        Final name. Missing parent folders are created.
    mode : int
        Rights of the file.
    noted : bool
        Whether it belongs to what the step made (`LEDGER`), and not to what is kept to make it faster.

    Yields
    ------
    pathlib.Path
        Where to write. It keeps the suffix of `path`, since some writers choose the format by it.

    Raises
    ------
    DiskError
        The disk is full or read-only, or the folder may not be written to. `path` is as it was.
    """
    import tempfile  # a run that finds all as it was writes nothing, and is over before this were loaded

    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=MAKING, suffix=path.suffix)
        os.close(handle)
        temporary = Path(name)
        try:
            temporary.chmod(mode)
            yield temporary
            settle(temporary)
            temporary.replace(path)
            settle(path.parent)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        if error.errno is None:  # not the machine's: a writer's own complaint
            raise
        raise disk_error(error, path) from error
    if noted:
        note(path)


def settle(path: Path) -> None:
    """Have what was written to a file or folder on the disk, not only in memory."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # a file system that cannot
            raise
    finally:
        os.close(handle)


def note(path: Path | str) -> None:
    """Put a path that a step has made, or found made, into the ledger that `LEDGER` names, if any."""
    if ledger := os.environ.get(LEDGER):
        with Path(ledger).open("a", encoding="utf-8") as file:
            file.write(f"{Path(path).absolute()}\n")


def install(new: Path, folder: Path) -> None:
    """Put the finished folder `new` in the place of `folder` at one stroke, and remove what was there.

    Whoever looks sees the old folder or the new one, whole. Where the file system cannot change the places of
    two folders, the old one is moved away first.
    """
    import shutil

    for path in new.rglob("*"):
        if path.is_file():
            settle(path)
    if not folder.exists():
        new.rename(folder)
    elif _exchanged(new, folder):
        shutil.rmtree(new)
    else:
        aside = new.with_name(f"{new.name}.old")
        folder.rename(aside)
        new.rename(folder)
        shutil.rmtree(aside)
    settle(folder.parent)


def _exchanged(one: Path, other: Path) -> bool:
    """Change the places of two folders; tell whether system and disk can."""
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    with contextlib.suppress(AttributeError):
        if sys.platform == "darwin":
            return library.renamex_np(*names, _EXCHANGE) == 0
        return library.renameat2(_HERE, names[0], _HERE, names[1], _EXCHANGE) == 0
    return False


def sweep(folder: Path, pattern: str = f"**/{MAKING}*") -> None:
    """Remove what a killed run left half-made in `folder`. Only for who holds the lock of that folder."""
    for path in sorted(folder.glob(pattern)):
        if path.is_dir() and not path.is_symlink():
            import shutil

            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def locked(path: Path, busy: Callable[[], None] | None = None) -> Iterator[int]:
    """Let one process at a time into the block; the others wait.

    Parameters
    ----------
    path : pathlib.Path
        What is locked: a folder that is there, or a lock file, which is made.
    busy : callable, optional
        Called once before a wait.

    Yields
    ------
    int
        File descriptor that holds the lock; the lock ends with the process, however it ends.
    """
    try:
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise disk_error(error, path) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if busy:
                busy()
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError as error:
            # A network disk without locks: as without us.
            if error.errno not in (errno.ENOLCK, errno.ENOTSUP):
                raise
        yield handle
    finally:
        os.close(handle)


def command(work: Callable[[], int | None]) -> int:
    """Run what a command line asked for and return its exit code.

    An error of ours, or of the machine, is a line on standard error; Ctrl-C says nothing. SIGTERM and SIGHUP
    end the process as Ctrl-C does: what is half-made is removed.
    """

    def stop(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        return work() or 0
    except ClaimAtlasError as error:
        print(f"error: {error}", file=sys.stderr)
    except OSError as error:
        print(f"error: {disk_error(error)}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1
