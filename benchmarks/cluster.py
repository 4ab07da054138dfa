"""What a Dask cluster costs beside processes of this machine, and what a killed worker of it costs.

Usage: python benchmarks/cluster.py N FILE… [--kept FOLDER] [--folder FOLDER]

FILES hold texts, as for ``scale.py``. The steps that read article by article are run three times over N
articles: on two processes; on a Dask scheduler and two workers of one thread, which are started here; and the
same with one worker killed half way through the first stage that has something to do. Prints CPU and wall
seconds of each, those of the cluster among them once it stands, and whether the tables are the same, byte for
byte. With what an earlier build has kept, the parse need not be made again. The package ``distributed`` has
to be installed, here or where PYTHONPATH says.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import growth
import psutil
import scale
from distributed import Client
from distributed import __file__ as distributed

from claimatlas.packs import Packs
from claimatlas.stages.work import CLAIMS, MENTIONS, PARSE

STEPS = {"01-corpus": PARSE, "02-places": MENTIONS, "04-claims": CLAIMS}
TABLES = ("articles", "mentions", "places", "claims", "holders", "joins")
WORKERS = 2
MOST = 0.15  # what a cluster may cost beyond processes
_LOOK = 0.1  # seconds between two looks how far a stage is


class Cluster:
    """A scheduler and workers of one thread each, processes of this machine.

    Parameters
    ----------
    environment : dict of str to str
        Theirs.
    folder : pathlib.Path
        For their files.
    """

    def __init__(self, environment: dict[str, str], folder: Path):
        folder.mkdir()
        self._environment, self._told, self._folder = environment, folder / "scheduler.json", folder
        self._started = [self._start("scheduler", "--port=0", "--no-dashboard")]
        told = ["--no-nanny", "--nthreads=1", "--no-dashboard", f"--local-directory={folder}"]
        self._started += [self._start("worker", *told) for _ in range(WORKERS)]
        while not self._told.exists():
            time.sleep(_LOOK)
        with Client(scheduler_file=str(self._told)) as client:
            client.wait_for_workers(WORKERS, timeout=120)
            self.address = client.scheduler.address
            self.workers = list(client.run(os.getpid).values())
        self._begun = self._used()

    def _start(self, kind: str, *options: str) -> subprocess.Popen:
        """Start a scheduler or workers."""
        call = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options]
        call.append(f"--scheduler-file={self._told}")
        with (self._folder / f"{kind}.log").open("a") as log:
            return subprocess.Popen(call, env=self._environment, stdout=log, stderr=log)

    def _used(self) -> float:
        """CPU seconds of all its processes that live."""
        times = [psutil.Process(process.pid).cpu_times() for process in self._started]
        return sum(told.user + told.system for told in times)

    def end(self) -> float:
        """End it; return what it used before it stood, in CPU seconds."""
        for process in self._started:
            process.kill()  # it has nothing to put away
            process.wait()
        return self._begun


def digests(build: Path) -> dict[str, str]:
    """Return the digest of each table."""
    return {name: hashlib.sha256((build / f"{name}.parquet").read_bytes()).hexdigest() for name in TABLES}


@contextlib.contextmanager
def killing(worker: int, build: Path, count: int) -> Iterator[None]:
    """Kill a worker in the block as soon as half of `count` articles are kept of the first stage that has to
    run."""
    over = threading.Event()
    there = {stage: len(Packs(build / "kept" / stage.name)) for stage in STEPS.values()}
    stage = next(s for s, n in there.items() if n < count)
    wanted = there[stage] + (count - there[stage]) // 2

    def watch() -> None:
        while not over.wait(_LOOK):
            if (done := len(Packs(build / "kept" / stage.name))) >= wanted:
                os.kill(worker, signal.SIGKILL)
                print(f"worker killed with {done:,} of {count:,} articles done ({stage.verb})", flush=True)
                return

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def used() -> float:
    """CPU seconds of all processes that were started here and have ended."""
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


def run(folder: Path, options: argparse.Namespace, way: str) -> tuple[float, float, dict[str, str]]:
    """Run the steps in a folder; return CPU seconds, wall seconds and the tables' digests."""
    bench = growth.Whole(folder / way, options)
    scale.write_corpus(bench.corpus, scale.varied(scale.texts_of(options.files), options.count), 1)
    if options.kept:
        shutil.copytree(options.kept / PARSE.name, bench.build / "kept" / PARSE.name)
    path = os.pathsep.join([bench.environment["PYTHONPATH"], str(Path(distributed).parents[1])])
    bench.environment |= {"PYTHONPATH": path, "CLAIMATLAS_CORES": str(WORKERS)}
    bench.set_up()
    before, begun, cluster = used(), 0.0, None
    if way != "processes":
        cluster = Cluster(bench.environment, folder / f"{way}-dask")
        bench.environment["CLAIMATLAS_SCHEDULER"] = cluster.address
    start = time.perf_counter()
    try:
        kill = way == "killed"
        with killing(cluster.workers[0], bench.build, options.count) if kill else contextlib.nullcontext():
            for step in STEPS:
                cpu, wall, _ = bench.run(step)
                print(f"{way:12}{step:12}{cpu:9.1f}{wall:9.1f}", flush=True)
    finally:
        wall = time.perf_counter() - start
        begun = cluster.end() if cluster else 0.0
        scale.bury()
    return used() - before - begun, wall, digests(bench.build)


def main() -> None:
    """Print what a cluster costs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, metavar="N")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--kept", type=Path, help="of a build, whose parses are used: its folder kept")
    parser.add_argument("--folder", type=Path, help="an empty folder to work in, which stays")
    options = parser.parse_args()
    options.scheduler, options.mode = "", "accurate"
    scale.adopt()
    print(f"{options.count:,} articles, {WORKERS} workers\n\n{'':24}{'CPU s':>9}{'wall s':>9}")
    with tempfile.TemporaryDirectory(prefix="atlas-cluster-") as temporary:
        folder = options.folder or Path(temporary)
        found = {}
        for way in ("processes", "dask", "killed"):
            found[way] = run(folder, options, way)
            print(f"{way:12}{'in all':12}{found[way][0]:9.1f}{found[way][1]:9.1f}\n", flush=True)
    cpu, wall, tables = found.pop("processes")
    for way, (more, longer, made) in found.items():
        others = [name for name in TABLES if made[name] != tables[name]]
        same = f"OTHER TABLES: {', '.join(others)}" if others else "the same tables"
        print(f"{way}: {more / cpu - 1:+.1%} CPU, {longer / wall - 1:+.1%} wall; {same}")
    print(f"asked of a cluster: at most {MOST:+.0%}, and the same tables whatever is killed")


if __name__ == "__main__":
    main()
