"""What `torture.py` tries its faults on: a small corpus, its outputs and make, processes to kill,
and the tally."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ONE_THREAD = "OPENBLAS_NUM_THREADS"
ROOT = Path(__file__).resolve().parents[1]
TEXTS = {
    "001": "The Harbour Institute said on Monday that at least 40 lorries crossed the bridge at Ishkashim in "
           "February 2024. "
    "According to the institute, the road to Khorog stays closed. Officials in Dushanbe denied the report.",
    "002": "More than 40 trucks went over the Ishkashim bridge in February 2024, the Harbour Institute "
           "reported. "
    "Karim Nazarov, a trader in Fayzabad, said that prices had doubled. The market in Kunduz was empty.",
    "003": "It rained.",
}


class Book:
    """What was tried, by kind, and what was lost."""

    def __init__(self) -> None:
        self.tried: dict[str, int] = {}
        self.lost: list[str] = []

    def note(self, kind: str, *lost: str) -> None:
        """Count one fault of a kind, and name what it cost."""
        self.tried[kind] = self.tried.get(kind, 0) + 1
        self.lost += [f"{kind} {self.tried[kind]}: {what}" for what in lost]

    def print(self) -> None:
        """Print the table."""
        print(f"\n{'fault':58} {'tried':>6} {'survived':>9}")
        for kind, tried in self.tried.items():
            failed = len({line.rsplit(": ", 1)[0] for line in self.lost if line.startswith(f"{kind} ")})
            print(f"{kind:58} {tried:6,} {tried - failed:9,}")
        print(f"{'all':58} {sum(self.tried.values()):6,}")
        print("lost: " + ("nothing" if not self.lost else "\n  " + "\n  ".join(self.lost)))


def digests(folder: Path, but: tuple[str, ...] = ()) -> dict[str, str]:
    """Name and digest of every file of a folder; hidden ones are told too, since none may be left."""
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name not in but
    }


def write_corpus(folder: Path) -> Path:
    """Write the corpus that everything here is tried on."""
    (folder / "text").mkdir(parents=True)
    rows = ["article_id,outlet,published,file"]
    for n, (key, text) in enumerate(TEXTS.items()):
        (folder / "text" / f"{key}.txt").write_text(text, encoding="utf-8")
        rows.append(f"{key},Post {n},2024-03-0{n + 1},{key}.txt")
    (folder / "articles.csv").write_text("\n".join(rows) + "\n")
    return folder


class Bench:
    """A corpus, its outputs, and make on it as a user would call it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.corpus = write_corpus(folder / "news")
        self.build, self.figures, self.report = (folder / name for name in ("build", "figures", "report"))

    def command(self, *words: str, **given: str) -> list[str]:
        """The call of make."""
        places = {
            "CORPUS": self.corpus,
            "BUILD": self.build,
            "FIGURES": self.figures,
            "REPORT": self.report,
        } | given
        return [
            "make",
            *(words or ["report"]),
            *(f"{k}={v}" for k, v in places.items()),
            f"PYTHON={sys.executable}",
        ]

    def make(self, *words: str, env: dict | None = None, **given: str) -> subprocess.CompletedProcess:
        """Run make to its end."""
        return subprocess.run(
            self.command(*words, **given),
            cwd=ROOT,
            env=clean() | (env or {}),
            capture_output=True,
            text=True,
            errors="replace",
        )


def clean() -> dict[str, str]:
    """The environment without what an outer make says."""
    return {
        k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS", "CLAIMATLAS", "ATLAS"))
    }


@contextlib.contextmanager
def child(work: Callable[[Callable[[str], None]], None]) -> Iterator[tuple[int, Callable[[], list[str]]]]:
    """Run `work` in a process of its own; it may tell lines, which are read when it has ended."""
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        try:
            work(lambda line: os.write(writer, f"{line}\n".encode()) and None)
        finally:
            os._exit(0)
    os.close(writer)

    def told() -> list[str]:
        with os.fdopen(reader, "rb") as pipe:
            return pipe.read().decode().splitlines()

    yield pid, told


def kill_within(work: Callable, seconds: float, dice: random.Random) -> list[str]:
    """Kill `work` at a moment within some seconds and return what it had told."""
    with child(work) as (pid, told):
        time.sleep(dice.uniform(0, seconds))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return told()
