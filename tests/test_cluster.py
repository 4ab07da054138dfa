"""On a Dask cluster: what is lacking is said, what is done is the same, a killed worker costs its part."""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path

import chores
import pytest

from claimatlas import pool, stages
from claimatlas.cluster import WorkerError
from claimatlas.corpus import read_corpus
from claimatlas.errors import InputError
from claimatlas.faults import Faults
from claimatlas.packs import Packs
from claimatlas.stages import work
from claimatlas.versions import PACKAGE


def test_without_the_package_or_a_scheduler_it_says_what_to_do(monkeypatch):
    monkeypatch.setenv(pool.SCHEDULER, "tcp://127.0.0.1:8786")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WorkerError, match=r"tcp://127.0.0.1:8786: the package distributed is not installed.*pip install"):
        list(pool.results(chores.double, range(3)))


def test_a_worker_of_another_version_or_gazetteer_refuses():
    settings = {"code": "annotate", "loaded": "older", "far": True, "stop": True, "gazetteer": "another", "own": []}
    with pytest.raises(WorkerError, match="its Claim Atlas is another version"):
        work.do(lambda *_: None, settings, [])
    assert work.do(lambda *_: "done", settings | {"far": False}, []) == "done"  # a worker of this machine is the run's
    task = work.Task("k", {"article_id": "a", "text": "It rained.", "home": None})
    with pytest.raises(WorkerError, match=r"its gazetteer is \w+, and that of the run another.*make gazetteer"):
        work.MENTIONS.work(settings | {"threshold": 0.5, "mode": "fast", "demonyms": True}, [task])


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Start two workers of a cluster on this machine."""
    distributed = pytest.importorskip("distributed")
    found = str(Path(distributed.__file__).parents[1])
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(PACKAGE.parent), str(Path(chores.__file__).parent), found])
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=0,
        local_directory=str(tmp_path_factory.mktemp("dask")),
    ) as running:
        yield running.scheduler_address
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
