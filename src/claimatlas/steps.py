"""The graph of the work where there is no make: the Makefile's steps on one corpus, for an installed package.

``python -m claimatlas.steps CORPUS_NAME=name run-report`` is called by `claimatlas.run` in the place of make.
A step runs when `claimatlas.made` says so, so what make has made holds here, and what is made here for make.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

from claimatlas.files import command
from claimatlas.made import end_all, step
from claimatlas.run import CORPUS, REVIEWED
from claimatlas.seal import close

COMMON = ("code", "parameters", "strict")
AT_ONCE = 2  # steps, where the graph allows
# What each step reads: its notebook, what other steps (named with a digit, or "gazetteer") made, and inputs.
GRAPH = {
    "gazetteer": (),
    "01-corpus": ("gazetteer", "corpus"),
    "02-places": ("01-corpus", "gazetteer", "corpus", "places", "review-places"),
    "04-claims": ("01-corpus", "02-places", "gazetteer", "corpus", "review-claims", "review-holders"),
    "03-map": ("01-corpus", "02-places", "04-claims", "gazetteer"),
    "05-compare": ("01-corpus", "04-claims", "corpus", "review-claims"),
    "00-overview": ("01-corpus", "02-places", "04-claims", "05-compare"),
    "report": ("00-overview", "01-corpus", "02-places", "03-map", "04-claims", "05-compare"),
}
LAST = {"run-report": "report", "run-review": "04-claims"}


class Folders(NamedTuple):
    """Where one corpus has its files."""

    build: Path
    figures: Path
    report: Path


class Call(NamedTuple):
    """A step as `claimatlas.made.step` takes it."""

    record: Path
    inputs: list[Path]
    call: list[str]


def folders_of(name: str) -> Folders:
    """Return the folders of a corpus, as the environment or its name says."""
    given = (os.environ.get(f"ATLAS_{n.upper()}") or f"{n}/{name}" for n in Folders._fields)
    return Folders(*map(Path, given))


def call_of(name: str, folders: Folders) -> Call:
    """Return how a step of `GRAPH` is run."""
    build, inputs = folders.build, folders.build / "inputs"
    common = [inputs / n for n in COMMON]
    record = build / "made" / name
    made = [build / "made" / n if n in GRAPH else inputs / n for n in GRAPH[name]]
    corpus = os.environ.get(CORPUS, "")
    if name == "gazetteer":
        return Call(record, common[:1], ["claimatlas.gazetteer", "build"])
    if name == "report":
        options = ["--build", build, "--figures", folders.figures]
        options += ["--notebooks", build / "notebooks", "--out", folders.report]
        return Call(record, made + common, ["claimatlas.report", corpus, *map(str, options)])
    notebook = f"notebooks/{name}.ipynb"
    call = ["claimatlas.notebook", notebook, f"{build}/{notebook}"]
    call += ["--failed", f"{build}/failed/{name}.ipynb"]
    for folder, path in (("corpus", corpus), ("build", build), ("figures", folders.figures)):
        call += ["--folder", f"{folder}={path}"]
    call += ["--offer", os.environ.get("PARAMETERS", "")]
    return Call(record, [Path(notebook), *made, *common], call)


def needed(last: str) -> dict[str, set[str]]:
    """Return the steps that a step rests on, itself included, each with those right before it."""
    before = {last: {n for n in GRAPH[last] if n in GRAPH}}
    for name in sorted(before[last]):
        before |= needed(name)
    return before


def run(target: str, folders: Folders) -> int:
    """Run all that a target needs, two steps at a time; return the exit code of the first that fails."""
    order = TopologicalSorter(needed(LAST[target]))
    order.prepare()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        going = {}
        try:
            while order.is_active():
                for name in sorted(order.get_ready()):
                    going[pool.submit(step, *call_of(name, folders))] = name
                done, _ = wait(going, return_when="FIRST_COMPLETED")
                for future in done:
                    if code := future.result():
                        return code
                    order.done(going.pop(future))
        except BaseException:  # it is told to end
            end_all()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return 0


def tell(target: str, folders: Folders) -> int:
    """Say at the end what was made, what was set aside and what became of corrections."""
    if target == "run-review":
        from claimatlas.review.__main__ import main as review

        return review([str(folders.build), os.environ.get(REVIEWED, "")])
    return close(folders.build, folders.report, stricter="")


def main(arguments: list[str]) -> int:
    """Run the command line, which is make's: of it the name of a corpus and one target are read."""
    words = [word for word in arguments if not word.startswith("-")]
    name = next(word.partition("=")[2] for word in words if word.startswith("CORPUS_NAME="))
    folders = folders_of(name)
    return command(lambda: _quietly(words[-1], folders) or tell(words[-1], folders))


def _quietly(target: str, folders: Folders) -> int:
    """Run a target; what its steps print goes to standard error, since standard output names the report."""
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        return run(target, folders)
    finally:
        os.dup2(kept, 1)
        os.close(kept)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
