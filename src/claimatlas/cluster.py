"""Cluster: the pool's work on the workers of a Dask scheduler, wherever these are.

The package ``distributed`` is asked for only here. A worker needs this package in the same version and the
same gazetteer, and is told what it lacks. One that is killed costs the parts that it was at; when none is
left, a run waits a while for others.
"""

from __future__ import annotations

import itertools
import queue
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from typing import Any

from claimatlas.errors import ClaimAtlasError
from claimatlas.progress import tell

AHEAD = 2  # parts for each core of the cluster that are on their way at once
WAIT = 60  # seconds that a run waits for a worker when none is left
_PATIENCE = "20s"  # for the scheduler to answer
# Seconds without a result, and for fetching one, after which a run looks whether there are workers.
_LOOK, _FETCH = 2, 20
_LARGE = {"distributed.admin.large-graph-warning-threshold": "1GB"}  # a part is no more than some 30 MB


class WorkerError(ClaimAtlasError):
    """Workers died, or are not fit for the work."""


def on_cluster(
    address: str, function: Callable[..., Any], parts: Iterable[Any], *further: Any
) -> Iterator[Any]:
    """Yield ``function(part, *further)`` for each part, in the order in which they are done.

    Raises
    ------
    WorkerError
        There is no ``distributed``, no scheduler or no worker, all are gone for `WAIT` seconds, a worker has
        no Claim Atlas, or one after the other died of the same part.
    """
    try:
        from dask import config
        from distributed import Client
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise WorkerError(
            f"SCHEDULER={address}: the package distributed is not installed. "
            "Install it beside Claim Atlas (pip install distributed), or run without SCHEDULER."
        ) from None
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, ImportError) as error:
        raise WorkerError(
            f"SCHEDULER={address}: no Dask scheduler answers there ({type(error).__name__}). "
            "Write it as tcp://host:port, and start one with dask scheduler."
        ) from None
    waiting = iter(parts)
    done: queue.SimpleQueue[Any] = queue.SimpleQueue()
    asked: set[Any] = set()

    def ask(count: int) -> None:
        for part in itertools.islice(waiting, count):
            asked.add(future := client.submit(function, part, *further, pure=False))
            future.add_done_callback(done.put)

    with client, config.set(_LARGE):
        try:
            ask(AHEAD * _cores(client, address, function))
            while asked:
                future, result = _answer(client, address, done)
                asked.remove(future)
                future.release()
                ask(1)
                yield result
        except KilledWorker:
            raise WorkerError(
                "workers of the cluster died several times of the same articles. "
                "If memory is short, give them more. What was done is kept."
            ) from None


def _answer(client: Any, address: str, done: queue.SimpleQueue[Any]) -> tuple[Any, Any]:
    """Wait for a result as long as there are workers, and for workers when none is left.

    Who did it may be gone before the result is fetched: somebody else does it again then.
    """
    future, alone_since = None, None
    while True:
        try:
            future = future or done.get(timeout=_LOOK)
            return future, future.result(timeout=_FETCH)
        except (queue.Empty, TimeoutError):
            pass
        except (CancelledError, OSError):
            raise _gone(address, "its scheduler is gone", "dask scheduler and workers") from None
        if _has_workers(client):
            alone_since = None
        elif alone_since is None:
            alone_since = time.monotonic()
            tell(f"no worker of the cluster is left: waiting {WAIT} s for one ({_call(address)})")
        elif time.monotonic() - alone_since > WAIT:
            raise _gone(address, f"no worker has been left for {WAIT} s", _call(address))


def _has_workers(client: Any) -> bool:
    """Whether the cluster has workers; so far as is known while its scheduler does not answer, which the
    client sees for itself."""
    try:
        return bool(client.nthreads())
    except OSError:
        return True


def _gone(address: str, problem: str, call: str) -> WorkerError:
    """What a run ends with when the cluster is gone."""
    return WorkerError(
        f"SCHEDULER={address}: {problem}. What was done is kept: start {call} "
        "and run it again, or run it without SCHEDULER."
    )


def _call(address: str) -> str:
    """How a worker is started."""
    return f"dask worker {address}"


def _cores(client: Any, address: str, function: Callable[..., Any]) -> int:
    """Return how many parts the cluster works on at once, having made sure that its workers can.

    Raises
    ------
    WorkerError
    """
    try:
        client.run(callable, function)  # who reads that has it
    except Exception as error:
        raise WorkerError(
            f"SCHEDULER={address}: a worker cannot run Claim Atlas ({type(error).__name__}: {error}). "
            "Install this version of it in the environment of each worker."
        ) from None
    if not (cores := sum(client.nthreads().values())):
        raise WorkerError(f"SCHEDULER={address}: it has no workers. Start some with {_call(address)}.")
    return cores
