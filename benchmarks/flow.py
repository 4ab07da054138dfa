"""Cold, warm and partial runs of `make report`, beside the floor: notebooks that only import the stack.

Usage: python benchmarks/flow.py [CORPUS] [--set-up]
Runs on a clone of HEAD in a temporary folder; the cold run includes the set-up of .venv. Prints wall and CPU
seconds, and the size of .venv as a report needs it and with the test tools. ``--set-up`` stops after that.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import scale

ROOT = Path(__file__).resolve().parents[1]
IMPORTS = "import claimatlas, folium, geopandas, matplotlib.pyplot, pandas, pyarrow, spacy"
# The runs below call make as a user would, not as the make that may have started this script.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k not in {"MAKEFLAGS", "MAKELEVEL", "PYTHONPATH"}}


def timed(command: list[str], folder: Path) -> tuple[float, float]:
    """Run `command` and return wall and CPU seconds, its children's included."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=folder, env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL)
    scale.bury()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, cpu


def size(folder: Path) -> float:
    """Return the size of the files in a folder, MB; a file with several names counts once."""
    facts = {(s.st_dev, s.st_ino): s.st_blocks for p in folder.rglob("*") if (s := p.lstat()).st_nlink}
    return sum(facts.values()) * 512 / 1e6


def set_up(clone: Path) -> list[tuple[str, tuple[float, float]]]:
    """Set up .venv for a report, then for tests; print the sizes and return the times."""
    rows = [("set-up of .venv", timed(["make", "set-up"], clone))]
    lean = size(clone / ".venv")
    rows.append(("test tools added", timed(["make", "set-up-test"], clone)))
    whole = size(clone / ".venv")
    print(f"size of .venv: {lean:,.0f} MB for reports, {whole:,.0f} MB with the test tools")
    return rows


def floor(clone: Path) -> Path:
    """Write a makefile that runs six notebooks which only import the stack."""
    cells = [
        nbformat.v4.new_code_cell(
            "nothing: int = 0  # declared for papermill", metadata={"tags": ["parameters"]}
        ),
        nbformat.v4.new_code_cell(IMPORTS),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), clone / "build" / "floor.ipynb")
    targets = [f"build/floor/{i}.ipynb" for i in range(6)]
    rules = [f"{t}:\n\t.venv/bin/python -m claimatlas.notebook build/floor.ipynb $@\n" for t in targets]
    makefile = clone / "build" / "floor.mk"
    makefile.write_text(f"all: {' '.join(targets)}\n{''.join(rules)}")
    return makefile


def main() -> None:
    """Time the runs and print a row for each."""
    scale.adopt()
    given = [word for word in sys.argv[1:] if word != "--set-up"]
    corpus = [f"CORPUS={Path(given[0]).resolve()}"] if given else []
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "claim-atlas"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        rows = set_up(clone)
        if "--set-up" not in sys.argv:
            rows += runs(clone, corpus)
    print(f"{'':36}{'wall s':>8}{'CPU s':>8}")
    for name, (wall, cpu) in rows:
        print(f"{name:36}{wall:8.1f}{cpu:8.1f}")


def runs(clone: Path, corpus: list[str]) -> list[tuple[str, tuple[float, float]]]:
    """Time the gazetteer, then the report cold, warm and in part."""
    rows = [("gazetteer, built once", timed(["make", "gazetteer"], clone))]
    rows.append(("report, first run", timed(["make", "report", *corpus], clone)))
    rows.append(("report, nothing changed", timed(["make", "report", *corpus], clone)))
    for name in ("04-claims", "03-map", "00-overview"):
        with (clone / "notebooks" / f"{name}.ipynb").open("a") as notebook:
            notebook.write("\n")  # content alone makes a step run
        rows.append((f"report, {name} changed", timed(["make", "report", *corpus], clone)))
    rows.append(
        ("floor: six notebooks, imports only", timed(["make", "-j2", "-f", str(floor(clone))], clone))
    )
    return rows


if __name__ == "__main__":
    main()
