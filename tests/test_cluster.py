"""On a Dask cluster: what is lacking is said, what is done is the same, a killed worker costs its part."""

from __future__ import annotations

import ast
import functools
import os
import subprocess
import sys
import time
from pathlib import Path

import chores
import pytest

from claimatlas import cluster as cluster_module
from claimatlas import pool, stages
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
    assert work.do(lambda *_: "done", settings | {"far": False}, []) == "done"  # a worker of this machine is the run's
    task = work.Task("k", {"article_id": "a", "text": "It rained.", "home": None})
    with pytest.raises(WorkerError, match=r"its gazetteer is \w+, and that of the run another.*make gazetteer"):
        work.MENTIONS.work(settings | {"threshold": 0.5, "mode": "fast", "demonyms": True}, [task])


@pytest.mark.parametrize(
    ("other", "told"), [({"PYTHONHASHSEED": "6640"}, "another seed of hashes.*--no-nanny"), ({"OPENBLAS_NUM_THREADS": "4"}, "NUM_THREADS='4'")]
)
def test_a_worker_that_would_not_give_the_same_bytes_is_told_how_to_be_started(other, told):
    class Client:
        """A client whose one worker is a Python of another environment."""

        def run(self, function):
            call = [sys.executable, "-c", "from claimatlas import cluster; print(cluster._settings())"]
            seed = {"PYTHONHASHSEED": os.environ.get("PYTHONHASHSEED", "")}
            environment = os.environ | STILL | seed | other | {"PYTHONPATH": str(PACKAGE.parent)}
            return {"tcp://w": ast.literal_eval(subprocess.run(call, env=environment, capture_output=True, check=True, text=True).stdout)}

    if not os.environ.get("PYTHONHASHSEED"):
        pytest.skip("this Python has a seed of hashes that no other has")
    with pytest.raises(WorkerError, match=told):
        cluster_module._cores(Client(), "tcp://s")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Start two workers of a cluster on this machine."""
    distributed = pytest.importorskip("distributed")
    if not os.environ.get("PYTHONHASHSEED"):
        pytest.skip("this Python has a seed of hashes that no other has")
    found = str(Path(distributed.__file__).parents[1])
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(PACKAGE.parent), str(Path(chores.__file__).parent), found])
    folder = tmp_path_factory.mktemp("dask")
    told, quiet = folder / "scheduler.json", {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    kinds = [("scheduler", "--port=0"), *[("worker", "--no-nanny", "--nthreads=1", f"--local-directory={folder}")] * 2]
    calls = [[sys.executable, "-m", f"distributed.cli.dask_{kind}", f"--scheduler-file={told}", "--no-dashboard", *more] for kind, *more in kinds]
    running = [subprocess.Popen(call, env=os.environ | STILL, **quiet) for call in calls]
    try:
        late = time.monotonic() + 60
        while not told.exists():
            assert time.monotonic() < late, "the scheduler does not start"
            time.sleep(0.05)
        with distributed.Client(scheduler_file=str(told)) as client:
            client.wait_for_workers(2, timeout=60)
            yield client.scheduler.address
    finally:
        for process in running:
            process.kill()
            process.wait()
        os.environ.pop("PYTHONPATH") if before is None else os.environ.update(PYTHONPATH=before)


def test_a_cluster_gives_what_this_machine_gives_whatever_dies(cluster, tmp_path, monkeypatch):
    monkeypatch.setenv(pool.SCHEDULER, cluster)
    chore = functools.partial(chores.double_or_die, str(tmp_path))
    assert sorted(pool.results(chore, range(8))) == [2 * n for n in range(8)]
    with pytest.raises(InputError, match="row a-2: home 'x' is nowhere"):
        list(pool.results(chores.refuse, range(5)))


def test_parses_of_a_cluster_are_the_same_bytes(cluster, make_corpus, tmp_path, monkeypatch):
    articles = read_corpus(make_corpus({"a": "It rained in Kabul.", "b": "The mayor said so. He left."}))
    stages.parsed(articles, tmp_path / "here", Faults("annotate", stop=True))
    monkeypatch.setenv(pool.SCHEDULER, cluster)
    stages.parsed(articles, tmp_path / "there", Faults("annotate", stop=True))
    here, there = (Packs(tmp_path / name / "kept" / "annotate") for name in ("here", "there"))
    assert list(here) == list(there)
    assert [here.get(key) for key in here] == [there.get(key) for key in there]
