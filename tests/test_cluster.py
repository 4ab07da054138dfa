"""On a Dask cluster: what is lacking is said, what is done is the same, a killed worker costs its part."""

from __future__ import annotations

import contextlib
import errno
import functools
import itertools
import json
import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import chores
import pytest

from claimatlas import cluster as cluster_module
from claimatlas import pool, stages, versions
from claimatlas.cluster import WorkerError
from claimatlas.corpus import read_corpus
from claimatlas.errors import InputError
from claimatlas.faults import Faults
from claimatlas.forkserver import STILL
from claimatlas.packs import Packs
from claimatlas.stages import work
from claimatlas.versions import PACKAGE


def test_without_the_package_or_a_scheduler_it_says_what_to_do(monkeypatch):
    monkeypatch.setenv(pool.SCHEDULER, "tcp://127.0.0.1:8786")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WorkerError, match=r"tcp://127.0.0.1:8786: the package distributed is not installed.*pip install"):
        list(pool.results(chores.double, range(3)))


def test_a_worker_of_another_version_or_gazetteer_refuses():
    settings = {"code": ("annotate",), "loaded": "older", "far": True, "stop": True, "gazetteer": "another", "own": []}
    with pytest.raises(WorkerError, match="its Claim Atlas is another version"):
        work.do(lambda *_: None, settings, [])
    of_this = settings | {"loaded": versions.loaded("annotate"), "used": versions.releases(*work.USED)}
    assert work.do(lambda *_: "done", of_this, []) == "done"
    with pytest.raises(WorkerError, match=r"its packages are Python .*, and those of the run numpy 1\.0\. Install"):
        work.do(lambda *_: None, of_this | {"used": "numpy 1.0"}, [])
    assert work.do(lambda *_: "done", settings | {"far": False}, []) == "done"  # a worker of this machine is the run's
    task = work.Task("k", {"article_id": "a", "text": "It rained.", "home": None})
    with pytest.raises(WorkerError, match=r"its gazetteer is \w+, and that of the run another.*make gazetteer"):
        work.MENTIONS.work(settings | {"threshold": 0.5, "mode": "fast", "demonyms": True}, [task])


@pytest.fixture
def by_hand(monkeypatch):
    """What a thread of a Dask worker does, without Dask; the process at its side ends with the thread."""
    monkeypatch.setenv("PYTHONPATH", str(Path(chores.__file__).parent))
    with ThreadPoolExecutor(1) as thread:
        yield lambda asked, seed="0", version="": thread.submit(pool.handed, asked, seed, version).result()


def test_who_works_for_a_cluster_has_the_settings_of_the_run_and_stays(by_hand, monkeypatch):
    """A Dask worker has another seed of hashes, and memory that is given back at once."""
    monkeypatch.setenv("PYTHONHASHSEED", "6640")
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "4")
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "65536")
    asked = pickle.dumps((functools.partial(chores.settings_of, ("PYTHONHASHSEED", "MALLOC_TRIM_THRESHOLD_", *STILL)), 0))
    one, *own = pickle.loads(by_hand(asked, "77"))
    again = pickle.loads(by_hand(asked, "77"))
    later, *_ = pickle.loads(by_hand(asked, "77", "of new files"))
    other, *_ = pickle.loads(by_hand(asked, "", "of new files"))
    assert own == ["77", None, *STILL.values()] == again[1:]
    assert one == again[0]
    assert len({os.getpid(), one, later, other}) == 4  # for other files or another seed another process


def test_who_cannot_read_what_a_run_sends_is_of_another_version(by_hand):
    newer = pickle.dumps(chores.double).replace(b"double", b"triple")
    with pytest.raises(WorkerError, match="its Claim Atlas is another version"):
        raise pickle.loads(by_hand(newer))
    assert pickle.loads(by_hand(pickle.dumps((chores.double, 4)))) == 8


def test_who_is_not_fit_is_not_asked_again_once_what_was_lacking_may_be_there(by_hand):
    """A run that was refused says what to install: the next has the same seed and version."""
    settings = {"code": ("annotate",), "loaded": "older", "far": True}
    asked = [pickle.dumps((functools.partial(work.do, print, settings), [])), pickle.dumps(chores.double).replace(b"double", b"triple")]
    told = pickle.dumps((functools.partial(chores.settings_of, ()), 0))
    numbers = [pickle.loads(by_hand(told))]
    for wrong in asked:
        assert isinstance(pickle.loads(by_hand(wrong)), WorkerError)
        numbers.append(pickle.loads(by_hand(told)))
    assert len(set(map(tuple, numbers))) == 3


def test_what_kills_the_process_of_a_worker_time_and_again_is_told(by_hand, tmp_path):
    work = functools.partial(chores.double_or_die, str(tmp_path))
    assert pickle.loads(by_hand(pickle.dumps((work, 3)))) == 6
    with pytest.raises(WorkerError, match="died 3 times at the same articles"):
        by_hand(pickle.dumps((work, 99)))
    assert pickle.loads(by_hand(pickle.dumps((work, 4)))) == 8


def test_a_worker_that_can_start_no_process_says_so_and_not_that_the_scheduler_is_gone(by_hand, monkeypatch):
    def refused(*_):
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    with monkeypatch.context() as short:
        short.setattr(pool, "_new_python", refused)
        with pytest.raises(WorkerError, match=r"cannot start a process \(Resource temporarily unavailable\)"):
            by_hand(pickle.dumps((chores.double, 4)))
    assert pickle.loads(by_hand(pickle.dumps((chores.double, 4)))) == 8


class Dask:
    """A scheduler and two workers on this machine, as Dask starts them: with nannies and no settings of a run."""

    def __init__(self, folder: Path):
        self._folder, self._told, self._running = folder, folder / "scheduler.json", []
        self._scheduler = self._start("scheduler", "--port=0")
        until(self._told.exists, "the scheduler does not start")
        self.address = json.loads(self._told.read_text())["address"]

    def _start(self, kind: str, *more: str) -> subprocess.Popen:
        call = [sys.executable, "-m", f"distributed.cli.dask_{kind}", f"--scheduler-file={self._told}", "--no-dashboard", *more]
        plain = {k: v for k, v in os.environ.items() if k not in ("PYTHONHASHSEED", *STILL)}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(call, env=plain, start_new_session=True, **quiet)

    def work(self) -> None:
        """Start two workers, each with a nanny."""
        self._running = [self._start("worker", "--nthreads=1", f"--local-directory={self._folder}") for _ in range(2)]
        with self._client() as client:
            client.wait_for_workers(2, timeout=60)

    def _client(self):
        return pytest.importorskip("distributed").Client(self.address, timeout=30, set_as_default=False)

    def processes(self) -> list[int]:
        """The workers, not their nannies."""
        with self._client() as client:
            return list(client.run(os.getpid).values())

    def end_workers(self) -> None:
        """Kill workers and nannies, and all that they started."""
        for process in self._running:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._running = []

    def end(self) -> None:
        self.end_workers()
        self._scheduler.kill()
        self._scheduler.wait()


def until(met, problem: str) -> None:
    """Wait until something holds, a minute at most."""
    late = time.monotonic() + 60
    while not met():
        assert time.monotonic() < late, problem
        time.sleep(0.05)


def is_running(number: int) -> bool:
    """Tell whether a process is there and no zombie; Dask has psutil."""
    psutil = pytest.importorskip("psutil")
    with contextlib.suppress(psutil.Error):
        return psutil.Process(number).status() != psutil.STATUS_ZOMBIE
    return False


@pytest.fixture(scope="module")
def dask(tmp_path_factory):
    """A cluster that has no workers yet."""
    distributed = pytest.importorskip("distributed")
    path = [str(PACKAGE.parent), str(Path(chores.__file__).parent), str(Path(distributed.__file__).parents[1])]
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(path)
    made = Dask(tmp_path_factory.mktemp("dask"))
    try:
        yield made
    finally:
        made.end()
        os.environ.pop("PYTHONPATH") if before is None else os.environ.update(PYTHONPATH=before)


@pytest.fixture
def cluster(dask, monkeypatch):
    """A cluster of two workers, on which the work is done."""
    dask.work()
    monkeypatch.setenv(pool.SCHEDULER, dask.address)
    yield dask
    dask.end_workers()


def test_a_cluster_gives_what_this_machine_gives_whatever_dies(cluster, tmp_path):
    chore = functools.partial(chores.double_or_die, str(tmp_path))
    assert sorted(pool.results(chore, range(8))) == [2 * n for n in range(8)]
    with pytest.raises(WorkerError, match="died 3 times at the same articles"):
        list(pool.results(chore, [99]))
    with pytest.raises(InputError, match="row a-2: home 'x' is nowhere"):
        list(pool.results(chores.refuse, range(5)))


def test_a_killed_worker_costs_its_parts(cluster, tmp_path):
    given = []
    for number in pool.results(functools.partial(chores.sleep_and_tell, str(tmp_path)), range(30)):
        given.append(number)
        if len(given) == 5:
            os.kill(cluster.processes()[0], signal.SIGKILL)
    assert sorted(given) == list(range(30))


def test_what_a_worker_has_started_ends_with_it(cluster, tmp_path):
    assert len(list(pool.results(functools.partial(chores.sleep_and_tell, str(tmp_path)), range(8)))) == 8
    started = [int(p.name.removeprefix("at-work-")) for p in tmp_path.glob("at-work-*")]
    assert not set(started) & set(cluster.processes())
    assert started
    for number in cluster.processes():
        os.kill(number, signal.SIGKILL)
    until(lambda: not any(map(is_running, started)), "they do not end")


def test_a_run_waits_for_workers_when_none_is_left_and_then_says_what_to_do(cluster, tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(cluster_module, "WAIT", 1)
    monkeypatch.setattr(cluster_module, "_FETCH", 2)
    monkeypatch.setattr(cluster_module, "tell", said.append)
    results = pool.results(functools.partial(chores.sleep_and_tell, str(tmp_path)), itertools.count())
    next(results)
    cluster.end_workers()
    with pytest.raises(WorkerError, match=r"no worker has been left for 1 s\. What was done is kept: start dask worker tcp://.* and run it again"):
        list(results)
    assert len(said) == 1
    assert said[0].startswith("no worker of the cluster is left: waiting 1 s for one (dask worker tcp://")


def test_a_run_goes_on_with_workers_that_come_after_all_have_died(cluster, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_module, "_FETCH", 2)
    monkeypatch.setattr(cluster_module, "tell", lambda line: cluster.work())
    given = []
    for number in pool.results(functools.partial(chores.sleep_and_tell, str(tmp_path)), range(30)):
        given.append(number)
        if len(given) == 5:
            cluster.end_workers()
    assert sorted(given) == list(range(30))


def test_a_cluster_without_workers_is_told_at_once(dask, monkeypatch):
    monkeypatch.setenv(pool.SCHEDULER, dask.address)
    with pytest.raises(WorkerError, match="it has no workers. Start some with dask worker tcp://"):
        list(pool.results(chores.double, range(3)))


def test_parses_of_a_cluster_are_the_same_bytes(cluster, make_corpus, tmp_path, monkeypatch):
    articles = read_corpus(make_corpus({"a": "It rained in Kabul.", "b": "The mayor said so. He left."}))
    stages.parsed(articles, tmp_path / "there", Faults("annotate", stop=True))
    monkeypatch.setenv(pool.SCHEDULER, "")
    stages.parsed(articles, tmp_path / "here", Faults("annotate", stop=True))
    here, there = (Packs(tmp_path / name / "kept" / "annotate") for name in ("here", "there"))
    assert list(here) == list(there)
    assert [here.get(key) for key in here] == [there.get(key) for key in there]


def test_a_run_whose_scheduler_is_gone_says_so(cluster, tmp_path):
    """The last test: nobody works after it."""
    results = pool.results(functools.partial(chores.sleep_and_tell, str(tmp_path)), itertools.count())
    next(results)
    cluster.end()
    with pytest.raises(WorkerError, match="its scheduler is gone. What was done is kept: start dask scheduler and workers"):
        list(results)
