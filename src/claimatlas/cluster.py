"""Cluster: the pool's work on the workers of a Dask scheduler, wherever these are.

The package ``distributed`` is asked for only here. A worker needs this package in the same version, the same
gazetteer, the same hash seed and one thread for products of matrices, and is told what it lacks. One that is
killed costs the parts that it was at.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from claimatlas.errors import ClaimAtlasError
from claimatlas.forkserver import STILL

AHEAD = 2  # parts for each core of the cluster that are on their way at once
_PATIENCE = "20s"  # for the scheduler to answer
_THREADS, _SEED = "OPENBLAS_NUM_THREADS", "PYTHONHASHSEED"
_turn = threading.Lock()


class WorkerError(ClaimAtlasError):
    """Workers died, or are not fit for the work."""


def on_cluster(address: str, work: Callable[[Any], Any], parts: Iterable[Any]) -> Iterator[Any]:
    """Yield ``work(part)`` for each part, in the order in which they are done.

    Raises
    ------
    WorkerError
        There is no ``distributed``, no scheduler or no worker, a worker is not fit, or one after the other
        died of the same part.
    """
    try:
        from distributed import Client, as_completed
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
    with client:
        waiting = iter(parts)
        running = as_completed(loop=client.loop, with_results=False)
        for part in _first(waiting, AHEAD * _cores(client, address)):
            running.add(client.submit(_alone, work, part, pure=False))
        try:
            for future in running:
                result = future.result()
                future.release()
                for part in _first(waiting, 1):
                    running.add(client.submit(_alone, work, part, pure=False))
                yield result
        except KilledWorker:
            raise WorkerError(
                "workers of the cluster died several times of the same articles. "
                "If memory is short, give them more. What was done is kept."
            ) from None


def _first(parts: Iterator[Any], count: int) -> Iterator[Any]:
    """The next few parts, as they are asked for."""
    for _ in range(count):
        with contextlib.suppress(StopIteration):
            yield next(parts)


def _alone(work: Callable[[Any], Any], part: Any) -> Any:
    """Do a part with no other thread of the worker at another: the model is not made for that."""
    with _turn:
        return work(part)


def _cores(client: Any, address: str) -> int:
    """Return how many parts the cluster works on at once, having made sure that its workers can.

    Raises
    ------
    WorkerError
    """
    try:
        found = client.run(_settings)
    except Exception as error:
        raise WorkerError(
            f"SCHEDULER={address}: a worker cannot run Claim Atlas ({type(error).__name__}: {error}). "
            "Install this version of it in the environment of each worker."
        ) from None
    if not found:
        told = f"{_SEED}={os.environ.get(_SEED) or 0} dask worker --no-nanny {address}"
        raise WorkerError(f"SCHEDULER={address}: it has no workers. Start some with {told}.")
    for name, (seeded, threads) in sorted(found.items()):
        if seeded != _settings()[0]:
            told = f"{_SEED}={os.environ.get(_SEED) or 0}"
            raise WorkerError(
                f"worker {name} has another seed of hashes than this run, and would not give the same bytes. "
                f"Start both with {told}, and workers with dask worker --no-nanny: a nanny sets another seed."
            )
        if threads != STILL[_THREADS]:
            raise WorkerError(
                f"worker {name} has {_THREADS}={threads!r}, and this run {STILL[_THREADS]!r}. "
                "Start the workers with that, so that they give the same bytes."
            )
    return len(found)


def _settings() -> tuple[int, str]:
    """What has to be the same on every worker: hashes, whatever is said of their seed, and the threads that
    share a sum."""
    return hash(_SEED), os.environ.get(_THREADS, "")
