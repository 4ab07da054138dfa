"""What a large corpus costs: the whole run cold, once more with little or nothing changed, and after a kill.

Usage: python benchmarks/scale.py N FILE… [--scheduler tcp://…] [--mode fast] [--no-kill]

FILES hold texts, as JSON Lines with a column ``text`` or as plain text. They are repeated up to N articles,
each repetition with other figures, so that no text stands twice. Prints of each run of ``make report``, in
fast mode of ``make places``, CPU and wall seconds, the most memory of any one process and its share of the
cold run, beside what the model alone costs on the same texts; at the end what is asked of each.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import ctypes
import itertools
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from claimatlas import sheets, tables
from claimatlas.packs import Packs
from claimatlas.versions import MODEL

ROOT = Path(__file__).resolve().parents[1]
# What is asked of each run, as a share of the cold one.
ASKED = {
    "one row of review/claims.csv": 0.05, "one row of review/places.csv": 0.05, "one article more": 0.08,
    "killed and run again": 0.45,
}
SHARE = 0.6  # of the articles parsed, at which the run is killed
SPANS = 365  # days over which the articles are spread
OUTLETS = 20
_PR_SET_CHILD_SUBREAPER = 36


def texts_of(paths: list[Path]) -> list[str]:
    """Read the texts of files."""
    found = []
    for path in paths:
        raw = path.read_text(encoding="utf-8")
        rows = (
            [json.loads(line)["text"] for line in raw.split("\n") if line.strip()]
            if path.suffix == ".jsonl" else [raw]
        )
        found += [text for text in rows if text.strip()]
    return found


def varied(texts: list[str], count: int) -> list[str]:
    """Return `count` texts: those given, then the same with figures of more than one digit moved on."""
    def moved(match: re.Match) -> str:
        return str(int(match[0]) + turn)

    made = []
    for turn in itertools.count():
        for text in texts:
            made.append(
                re.sub(r"\b[1-9]\d{1,5}\b", moved, text) + (
                    f"\n\nThat was told {turn} times." if turn else ""
                )
            )
            if len(made) == count:
                return made
    raise AssertionError("not reached")


def write_corpus(folder: Path, texts: list[str], first: int = 0) -> None:
    """Write a corpus as one Parquet file; `first` is the number of its first article."""
    folder.mkdir(parents=True, exist_ok=True)
    days = pd.date_range("2024-01-01", periods=SPANS).strftime("%Y-%m-%d")
    pd.DataFrame({
        "article_id": [f"n{k + first:07d}" for k in range(len(texts))],
        "outlet": [f"Outlet {(k + first) % OUTLETS + 1}" for k in range(len(texts))],
        "published": [days[(k + first) * 7 % SPANS] for k in range(len(texts))],
        "text": texts,
    }).to_parquet(folder / "articles.parquet")


class Bench:
    """A corpus with a build of its own, and make on it as a user would call it.

    Parameters
    ----------
    folder : pathlib.Path
    options : argparse.Namespace
    """

    def __init__(self, folder: Path, options: argparse.Namespace):
        self.corpus, self.build, self.figures = folder / "corpus", folder / "build", folder / "figures"
        self.options, self.folder = options, folder
        self.target = "places" if options.mode == "fast" else "report"  # claims need the model
        # Of Python's settings a user has none, and its bytecode is kept.
        others = ("MAKE", "MFLAGS", "PYTHONDONTWRITEBYTECODE")
        mine = {k: v for k, v in os.environ.items() if not k.startswith(others)}
        self.environment = mine | {
            "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "0", "CLAIMATLAS_SCHEDULER": options.scheduler,
        }

    def call(self, step: str) -> list[str]:
        """Return the command that runs a target of make, inside one that tells what it took."""
        folders = {"CORPUS": self.corpus, "BUILD": self.build, "FIGURES": self.figures}
        told = folders | {"REPORT": self.folder / "report", "PYTHON": sys.executable}
        told |= {"SCHEDULER": self.options.scheduler, "PARAMETERS": f"mode={self.options.mode}"}
        make = ["make", "--no-print-directory", step, *(f"{name}={value}" for name, value in told.items())]
        return [sys.executable, __file__, "--measured", str(self.folder / "measured.json"), *make]

    def set_up(self) -> None:
        """Compile the gazetteer, as a checkout does once: no run is to pay for it."""
        call, quiet = [sys.executable, "-m", "claimatlas.gazetteer", "build"], subprocess.DEVNULL
        subprocess.run(call, cwd=ROOT, env=self.environment, check=True, stdout=quiet)

    def run(self, step: str = "", patience: float | None = None) -> tuple[float, float, float]:
        """Run a target, or `target`; return CPU seconds, wall seconds and the most MB of one process.

        Raises
        ------
        subprocess.CalledProcessError, subprocess.TimeoutExpired
            It failed, or took more than `patience` seconds and was killed.
        """
        process = self._started(step or self.target)
        try:
            code = process.wait(patience)
        except BaseException:
            kill(process)
            raise
        if code:
            raise subprocess.CalledProcessError(code, step)
        cpu, wall, peak = json.loads((self.folder / "measured.json").read_text())
        return cpu, wall, peak

    def _started(self, step: str) -> subprocess.Popen:
        """Start what runs a target, in a session of its own."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(
            self.call(step), cwd=ROOT, env=self.environment, start_new_session=True, **quiet
        )

    def kept(self) -> int:
        """Return how many parses are kept."""
        return len(Packs(self.build / "kept" / "annotate"))

    def killed(self, count: int) -> tuple[tuple[float, float, float], int]:
        """Kill a run when so many parses are kept; return what the next takes and how many were there."""
        process = self._started("report")
        while process.poll() is None and self.kept() < count:
            time.sleep(0.2)
        kill(process)
        there = self.kept()
        return self.run(), there


def kill(process: subprocess.Popen) -> None:
    """Kill a process and its session."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    time.sleep(3)  # the kernel and its workers see that they are alone


def adopt() -> None:
    """Have processes that outlive who started them, such as a fork server, counted as ours."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def bury() -> None:
    """Wait for all that were adopted."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()


def measured(target: Path, call: list[str]) -> int:
    """Run a command and write CPU and wall seconds and the most MB of one process, of all that it started.

    The clock is read here, since to start this program and its packages takes longer than a run may in which
    nothing has changed.
    """
    adopt()
    start = time.perf_counter()
    code = subprocess.run(call, check=False).returncode
    wall = time.perf_counter() - start
    bury()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    target.write_text(json.dumps([used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024]))
    return code


def model_alone(texts: list[str]) -> float:
    """Return the CPU seconds of the model's own pass over texts."""
    import spacy

    nlp = spacy.load(MODEL)
    list(nlp.pipe(texts[:5]))
    start = time.process_time()
    for _ in nlp.pipe(texts):
        pass
    return time.process_time() - start


def correct(bench: Bench, sheet: str) -> None:
    """Correct one row: a mention of a place is none, or a claim is hedged."""
    columns = sheets.SHEETS[sheet].columns
    if sheet == "places":
        first = tables.read("mentions", bench.build).iloc[0]
        cells = {"mention_id": first["mention_id"], "surface": first["surface"], "place_id": "-"}
    else:
        first = tables.read("claims", bench.build).iloc[0]
        texts = tables.read("articles", bench.build).set_index("article_id")["text"]
        cells = {"action": "edit", "claim_id": first["claim_id"], "field": "hedged"}
        cells["text"] = texts[first["article_id"]][first["start"] : first["end"]]
        cells["value"] = "no" if first["hedged"] else "yes"
    path = bench.corpus / sheets.SHEETS[sheet].file
    path.parent.mkdir(exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerow(dict.fromkeys(columns, "") | cells)


def row(
    name: str, cpu: float, wall: float | None = None, peak: float | None = None, cold: float | None = None
) -> None:
    """Print a row."""
    share = f"{cpu / cold:9.1%}" if cold else f"{'':9}"
    print(
        f"{name:38}{cpu:9.2f}{f'{wall:9.2f}' if wall else '':9}{f'{peak:9.0f}' if peak else '':9}{share}",
        flush=True,
    )


def main() -> None:
    """Print what a corpus costs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, metavar="N")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--scheduler", default="", help="address of a Dask scheduler")
    parser.add_argument("--mode", default="accurate", choices=("accurate", "fast"))
    parser.add_argument(
        "--no-kill", action="store_true", help="leave out the run that is killed, and so a second parse"
    )
    options = parser.parse_args()
    texts = varied(texts_of(options.files), options.count + 1)
    first, last, texts = texts[-1], f"{texts[-1]} It was told last.", texts[:-1]
    print(f"{options.count:,} articles, {sum(map(len, texts)):,} characters, {os.cpu_count()} cores\n")
    print(f"{'':38}{'CPU s':>9}{'wall s':>9}{'MB':>9}{'of cold':>9}")
    with tempfile.TemporaryDirectory(prefix="atlas-scale-") as folder:
        if options.mode == "accurate":
            alone = model_alone(texts)
            row("the model alone", alone)
        bench = Bench(Path(folder), options)
        bench.set_up()
        write_corpus(bench.corpus, texts, 1)
        found = changes(bench, texts, first, last)
    if options.mode == "accurate":
        print(f"\ncold is {found['cold'] / alone:.2f} times the model alone")
        for name, most in ASKED.items():
            if name in found:
                print(f"{name}: {found[name] / found['cold']:.1%} of cold, asked at most {most:.0%}")


def changes(bench: Bench, texts: list[str], first: str, last: str) -> dict[str, float]:
    """Run a corpus cold, then with one thing changed after the other; print and return CPU seconds."""
    found: dict[str, float] = {}

    def told(name: str, taken: tuple[float, float, float]) -> None:
        found[name] = taken[0]
        row(name, *taken, found["cold"])

    told("cold", bench.run())
    told("nothing changed", bench.run())
    for sheet in ("claims", "places") if bench.target == "report" else ("places",):
        correct(bench, sheet)
        told(f"one row of review/{sheet}.csv", bench.run())
    write_corpus(bench.corpus, [first, *texts], 0)
    told("one article more", bench.run())
    write_corpus(bench.corpus, [first, *texts[:-1], last], 0)
    told("one text changed", bench.run())
    if bench.options.mode == "accurate" and not bench.options.no_kill:
        shutil.rmtree(bench.build)
        taken, there = bench.killed(int(SHARE * len(texts)))
        print(f"killed with {there:,} parsed")
        told("killed and run again", taken)
    return found


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measured"]:
        sys.exit(measured(Path(sys.argv[2]), sys.argv[3:]))
    main()
