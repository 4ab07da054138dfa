"""Pool: one function over many parts of a corpus, on all cores of the machine or on a Dask cluster.

Workers are processes that get their work through pipes. All workers of a user's runs share as many turns as
the machine has cores, so that two notebooks at once ask for no more. One that is killed costs the part that
it was at; if whoever started them is gone, they end. On a cluster each thread of a Dask worker has such a
process at its side, which does the work: what else Dask does there neither waits for it nor holds it up.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import itertools
import math
import multiprocessing
import os
import pickle
import platform
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, TypeVar

from claimatlas import forkserver
from claimatlas.cluster import WorkerError, on_cluster
from claimatlas.errors import ParameterError
from claimatlas.progress import tell
from claimatlas.versions import loaded

CORES = "CLAIMATLAS_CORES"  # environment: how many to use; empty for all
SCHEDULER = "CLAIMATLAS_SCHEDULER"  # environment: address of a Dask scheduler; empty for this machine
TRIES = 3  # how often a part is given to a worker that dies of it
PIPE = "CLAIMATLAS_PIPE"  # environment of a worker that was forked: its pipe
WORKER = 1_000_000_000  # bytes of memory that a machine must have for each worker
_QUOTA = Path("/sys/fs/cgroup/cpu.max")
_LOOK = 0.5  # seconds between two looks whether the parent lives
_PAUSE = 0.02  # seconds between two tries to get a core
_PATIENCE = 10  # seconds without a core after which whoever waits hears who has them
_GIVE_WAY = 0.06  # seconds in which a worker that had one leaves it to others, who would starve else
_SEED = "PYTHONHASHSEED"
_TRIM = "MALLOC_TRIM_THRESHOLD_"  # of a nanny of Dask: memory is given back, and asked for again each time

Part = TypeVar("Part")
Result = TypeVar("Result")
Work = Callable[[Part], Result]


_DIED = object()
_thread = threading.local()  # of a Dask worker: the process at its side


class _Waits(str):
    """What a worker that gets no core has to say, in the place of a result."""


def cores() -> int:
    """Return how many cores to use: those that there are for this process, or fewer if memory is short.

    Raises
    ------
    ParameterError
        `CORES` is no number.
    """
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with contextlib.suppress(OSError, ValueError):  # a container may have a share of the machine's
        quota, period = _QUOTA.read_text(encoding="ascii").split()
        there = min(there, max(1, int(quota) // int(period)))
    with contextlib.suppress(OSError, ValueError):
        there = min(there, max(1, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // WORKER))
    told = os.environ.get(CORES, "").strip()
    if not told:
        return there
    if not told.isdecimal() or int(told) < 1:
        raise ParameterError(f"CORES={told}: write a whole number, 1 or more")
    return min(int(told), there)


def results(work: Work, parts: Iterable[Part], alone: bool = False) -> Iterator[Result]:
    """Yield ``work(part)`` for each part, in the order in which they are done.

    Parameters
    ----------
    work : callable
        A function of a module, or a partial of one; it must give the same for the same part.
    parts : iterable
        Asked for as workers become free, so that few are in memory.
    alone : bool
        Whether there is too little to do to start processes for.

    Raises
    ------
    WorkerError
        A part killed its worker `TRIES` times, or a cluster cannot do the work.
    """
    address = os.environ.get(SCHEDULER, "").strip()
    count = cores()
    if address:
        asked = (pickle.dumps((work, part), pickle.HIGHEST_PROTOCOL) for part in parts)
        for raw in on_cluster(address, handed, asked, os.environ.get(_SEED, ""), loaded()):
            if isinstance(result := pickle.loads(raw), BaseException):
                raise result
            yield result
    elif alone or count == 1:
        for part in parts:
            with turn(count):
                result = work(part)
            yield result
    else:
        yield from _on_processes(work, parts, count)


# --- this machine -------------------------------------------------------------------------------------------


def _on_processes(work: Work, parts: Iterable[Part], count: int) -> Iterator[Result]:
    """Give parts to processes as these become free."""
    waiting: Iterator[tuple[Part, int]] = zip(parts, itertools.repeat(1))
    busy: dict[Connection, tuple[Any, Part, int]] = {}
    again: list[tuple[Part, int]] = []

    def following() -> tuple[Part, int] | None:
        return again.pop() if again else next(waiting, None)

    def give(connection: Connection, process: Any, task: tuple[Part, int]) -> None:
        busy[connection] = (process, *task)
        with contextlib.suppress(OSError):  # it died meanwhile: seen at the next look
            connection.send(task[0])

    def fill() -> None:
        while len(busy) < count and (task := following()) is not None:
            give(*_started(work, count), task)

    try:
        fill()
        for connection, result in _answers(busy):
            process, part, tried = busy.pop(connection)
            if result is _DIED:
                _buried(process, tried)
                again.append((part, tried + 1))
                fill()
                continue
            if isinstance(result, BaseException):
                busy[connection] = (process, part, tried)
                raise result
            if (task := following()) is not None:
                give(connection, process, task)
            else:
                connection.close()
                process.wait()
            yield result
    finally:
        for connection, (process, *_) in busy.items():
            process.kill()
            process.wait()
            connection.close()


def _answers(busy: dict[Connection, Any]) -> Iterator[tuple[Connection, Any]]:
    """Yield what workers give, `_DIED` of one that died; tell once what those without a core have to say."""
    told = False
    while busy:
        for connection in wait(list(busy)):
            try:
                result = connection.recv()
            except (EOFError, OSError):
                result = _DIED
            if not isinstance(result, _Waits):
                yield connection, result
            elif not told:
                told = True
                tell(result)


def _started(work: Work, count: int) -> tuple[Connection, Any]:
    """Start a worker, forked from the server of the run if there is one; return the pipe to it and itself."""
    ours, theirs = multiprocessing.Pipe()
    # It has loaded what this process has, or is a new one.
    process: Any = forkserver.start(
        ["claimatlas.pool"], os.environ, given={PIPE: theirs.fileno()}, session=True, loaded=loaded(),
        modules=forkserver.READING,
    )
    process = process or _new_python(os.environ, theirs.fileno())
    theirs.close()  # or nobody would hear that the worker has died of what it is sent
    with contextlib.suppress(OSError):
        ours.send((work, count, _PATIENCE))
    return ours, process


def _new_python(environment: Mapping[str, str], pipe: int) -> subprocess.Popen:
    """Start a worker in a new Python, which finds what this one does."""
    told = {**environment, PIPE: str(pipe), "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, "-P", "-m", "claimatlas.pool"], env=told, pass_fds=[pipe])


def _buried(process: Any, tried: int) -> None:
    """Take leave of a worker that died, unless the part is to blame."""
    process.wait()
    if tried >= TRIES:
        problem = f"a worker process died {TRIES} times at the same articles (exit code {process.returncode})"
        remedy = "If memory is short, run with CORES=1, on a cluster with fewer threads of its workers"
        raise WorkerError(f"{problem}. {remedy}. What was done is kept.")


def _serve(work: Work, connection: Connection, parent: int, count: int, patience: float) -> None:
    """Do parts until there are no more; the life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    while True:
        try:
            part = connection.recv()
        except (EOFError, OSError):
            return
        except Exception as error:  # on a cluster only: here both sides are of the same files
            problem = f"its Claim Atlas is another version ({type(error).__name__})"
            remedy = "Install that of the run there"
            connection.send(WorkerError(f"worker on {platform.node()}: {problem}. {remedy}."))
            return
        try:
            with turn(count, lambda line: connection.send(_Waits(line)), patience):
                result = work(part)
        except Exception as error:
            result = error
        connection.send(result)
        if isinstance(result, WorkerError):  # it is not fit; the next may be, of what is installed by then
            return
        if count:
            time.sleep(_GIVE_WAY)


def _serve_asked() -> None:
    """Do parts in a process that was started for it; the first thing it hears is which."""
    connection = Connection(int(os.environ.pop(PIPE)))
    with contextlib.suppress(EOFError, OSError):
        work, count, patience = connection.recv()
        _serve(work, connection, os.getppid(), count, patience)


def _end_with(parent: int) -> None:
    """End this process when its parent is gone, however that ended."""
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(1)


@contextlib.contextmanager
def turn(
    count: int, said: Callable[[str], None] = tell, patience: float = _PATIENCE
) -> Iterator[None]:
    """Hold one of `count` turns, which all runs of a user on this machine share, in the block; none of none.

    A turn is a lock on a file that names its holder, and ends with the process that holds it. Where there are
    no locks it is as without. `said` hears, once, that other runs have been holding them all for longer than
    `patience`, in seconds.
    """
    if not count:  # who started the workers of a cluster has said how many work at once
        yield
        return
    folder = Path(tempfile.gettempdir()) / f"claim-atlas-{os.getuid()}"
    handles: list[int] = []
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid != os.getuid():
            raise PermissionError(errno.EPERM, "their folder belongs to somebody else")
        handles += [
            os.open(folder / f"core-{n}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600) for n in range(count)
        ]
        since = time.monotonic()
        while (own := next(filter(_taken, handles), None)) is None:
            if time.monotonic() - since > patience:
                line, since = _holders(handles), time.monotonic()
                if line:
                    said(line)
                    since = math.inf
            time.sleep(_PAUSE)
        with contextlib.suppress(OSError):  # the disk is full: nobody hears who has it
            os.ftruncate(own, 0)
            os.pwrite(own, _run().encode("ascii"), 0)
    except OSError as error:
        print(f"cores are not shared: {error.strerror}", file=sys.stderr)
    try:
        yield
    finally:
        for handle in handles:
            os.close(handle)


def _run() -> str:
    """The process of this run that a user knows, make as a rule; else this one."""
    return os.environ.get(forkserver.SERVER, "").partition("-")[0] or str(os.getpid())


def _holders(handles: list[int]) -> str:
    """Say which other runs hold turns; empty if none does."""
    runs = {os.pread(handle, 32, 0).decode("ascii", "replace") for handle in handles}
    others = sorted(int(run) for run in runs - {_run()} if run.isdecimal())
    named = ", ".join(f"process {run}" for run in others)
    return f"waiting for a core of this machine: other runs hold them ({named})" if others else ""


def _taken(handle: int) -> bool:
    """Try to take a lock without waiting for it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


# --- a worker of a cluster ----------------------------------------------------------------------------------


def handed(asked: bytes, seed: str, version: str) -> bytes:
    """Have ``work(part)`` done on the machine of a Dask worker, by a process that this thread keeps for it.

    Parameters
    ----------
    asked : bytes
        The pickled pair of `work` and `part`. Only the process reads it, so that a Dask worker loads nothing.
    seed : str
        Of the hashes of the run; empty if it has none.
    version : str
        What the run has loaded (`claimatlas.versions.loaded`). For another one another process is started,
        which loads the files as they are then.

    Returns
    -------
    bytes
        The result, or the error that `work` raised, pickled.

    Raises
    ------
    WorkerError
        The process died `TRIES` times of it, or cannot be started.
    """
    for tried in itertools.count(1):
        try:
            connection, process = _beside(seed, version)
        except OSError as error:  # of this machine, not of the way to the scheduler
            problem = f"it cannot start a process ({error.strerror or error})"
            remedy = "Give it more memory or processes, or fewer threads"
            raise WorkerError(f"worker on {platform.node()}: {problem}. {remedy}.") from None
        try:
            connection.send_bytes(asked)
            return connection.recv_bytes()
        except (EOFError, OSError):
            del _thread.own
            connection.close()
            _buried(process, tried)
    raise AssertionError("not reached")


def _beside(seed: str, version: str) -> tuple[Connection, Any]:
    """The process at the side of this thread, started where there is none for such a run.

    It has the settings of a run, whatever those of the Dask worker are.
    """
    had, *own = getattr(_thread, "own", (None,))
    if had != (seed, version):
        if own:
            own[0].close()  # it ends
            own[1].wait()
        ours, theirs = multiprocessing.Pipe()
        told = {k: v for k, v in os.environ.items() if k not in (_SEED, _TRIM)} | forkserver.STILL
        process = _new_python(told | ({_SEED: seed} if seed else {}), theirs.fileno())
        theirs.close()
        with contextlib.suppress(OSError):
            ours.send((_called, 0, 0))
        own = [ours, process]
        _thread.own = ((seed, version), *own)
    return own[0], own[1]


def _called(asked: tuple[Work, Part]) -> Any:
    """Do the work that a part comes with."""
    work, part = asked
    return work(part)


if __name__ == "__main__":
    from claimatlas.pool import _serve_asked as _main  # what it sends is of the module that others know

    _main()
