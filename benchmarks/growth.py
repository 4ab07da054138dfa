"""How each stage grows with the corpus: CPU and memory at N articles, at M, and by tenfold.

Usage: python benchmarks/growth.py N,M[,…] FILE… [--cold] [--kept FOLDER] [--folder FOLDER] [--minutes M]

FILES hold texts, as for ``scale.py``, which are repeated as there. With ``--cold`` each number of articles is
run from nothing, the parse included (it is in 01-corpus). Without it the parse is left out: the first N are
parsed; the others up to M are the same with other figures of as many digits, and have the parses of the first
with these figures in them, so M may be large. A stage that fails or takes longer than told is named, and what
rests on it is left out; all else goes on. In a folder that stays, what was measured is not measured again, so
a run that was stopped can be started again; it is for one set of files and one state of the code. Everything
else is done as in any run. Of the stages that read article by article the table has the first run and one
more, in which no article is new: what is left then is done for the corpus as a whole. What a million articles
would take is computed from the growth between N and M, and so is where memory ends first.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import scale
import spacy
from spacy.tokens import DocBin

from claimatlas import annotate, forkserver
from claimatlas.corpus import read_corpus
from claimatlas.packs import Packs, key_of
from claimatlas.stages.tasks import made_by
from claimatlas.stages.work import PARSE
from claimatlas.steps import GRAPH
from claimatlas.text import unwrapped

BY_ARTICLE = ("02-places", "04-claims")
STEPS = ("01-corpus", *BY_ARTICLE, "03-map", "05-compare", "00-overview", "report")
MILLION = 1_000_000
BATCH = 500  # parses in a pack
WORDS = spacy.blank("en").vocab  # what kept parses are unpacked into


class Whole(scale.Bench):
    """A corpus with a build of its own, and all of the suite's steps on it, with the threads of a run."""

    def __init__(self, folder: Path, options: argparse.Namespace):
        super().__init__(folder, options)
        self.environment |= forkserver.STILL

    def call(self, step: str) -> list[str]:
        """Return the command that runs a step, inside one that tells what it took."""
        notebooks, measured = self.folder / "notebooks", str(self.folder / "measured.json")
        if step == "report":
            out = ["--out", str(self.folder / "report"), "--notebooks", str(notebooks)]
            out += ["--build", str(self.build), "--figures", str(self.figures)]
            inner = ["-m", "claimatlas.report", str(self.corpus), *out]
        else:
            notebooks.mkdir(exist_ok=True)
            folders = {"corpus": self.corpus, "build": self.build, "figures": self.figures}
            inner = ["-m", "claimatlas.notebook", f"notebooks/{step}.ipynb", str(notebooks / f"{step}.ipynb")]
            inner += [f"--folder={name}={path}" for name, path in folders.items()]
        return [sys.executable, scale.__file__, "--measured", measured, sys.executable, *inner]


def with_other_figures(text: str, turn: int) -> str:
    """Return a text of the same length with other figures; those of one digit stay."""
    def moved(match: re.Match) -> str:
        least = 10 ** (len(match[0]) - 1)
        return str((int(match[0]) - least + turn) % (9 * least) + least)

    return re.sub(r"\b[1-9]\d{1,5}\b", moved, text)


def with_text(raw: bytes, text: str) -> bytes:
    """Return a kept parse with the words of another text of the same length and cut."""
    head = annotate._HEAD.size
    [doc] = DocBin().from_bytes(raw[head:]).get_docs(WORDS)
    parse = DocBin(attrs=annotate.ATTRIBUTES)
    parse.add(annotate._with_letters(doc, unwrapped(text)))
    return raw[:head] + parse.to_bytes()


def parsed_alike(bench: Whole, own: list[str], count: int) -> list[str]:
    """Keep parses for `count` articles, made of those kept of the first, `own`, and return the texts."""
    packs = Packs(bench.build / "kept" / PARSE.name)
    texts = [with_other_figures(own[n % len(own)], n // len(own)) for n in range(count)]
    by = made_by(PARSE)
    keys = [key_of(by, text) for text in own]
    made: dict[str, bytes] = {}
    for n, text in enumerate(texts):
        key = key_of(by, text)
        if n >= len(own) and key not in packs and (raw := packs.get(keys[n % len(own)])) is not None:
            made[key] = with_text(raw, text)
        if len(made) == BATCH or n == count - 1:
            packs.add(made)
            made = {}
    return texts


class Measured:
    """What was measured, kept in a file from which a run that was stopped goes on.

    Attributes
    ----------
    found : dict
        By number of articles and step: CPU seconds of the first run and of the part for the corpus, and the
        most MB; or what came in between, as text.

    Parameters
    ----------
    path : pathlib.Path
    """

    def __init__(self, path: Path):
        self._path = path
        self.found = json.loads(path.read_text()) if path.exists() else {}

    def of(self, count: int, step: str) -> list[float] | None:
        """What was measured of a step; None if it did not come to its end."""
        found = self.found.get(str(count), {}).get(step)
        return found if isinstance(found, list) else None

    def is_whole(self, count: int) -> bool:
        """Whether all steps have been measured."""
        return all(self.of(count, step) for step in STEPS)

    def note(self, count: int, step: str, told: list[float] | str) -> None:
        """Keep what was measured of a step, or why it was not."""
        self.found.setdefault(str(count), {})[step] = told
        self._path.write_text(json.dumps(self.found, indent=1))


def measure(bench: Whole, count: int, measured: Measured, twice: bool, patience: float | None) -> None:
    """Run all steps that can be, those that were measured before apart, and print what they take."""
    print(f"\n{count:,} articles\n{'':16}{'CPU s':>9}{'kept CPU s':>12}{'wall s':>9}{'MB':>9}")
    for step in STEPS:
        lacking = [s for s in GRAPH[step] if s in STEPS and not measured.of(count, s)]
        if done := measured.of(count, step):
            print(f"{step:16}{done[0]:9.1f}{done[1]:12.1f}{'before':>9}{done[2]:9.0f}", flush=True)
            continue
        if lacking:
            print(f"{step:16}not run: it rests on {lacking[0]}", flush=True)
            continue
        try:
            cpu, wall, peak = bench.run(step, patience)
            again = bench.run(step, patience)[0] if twice and step in BY_ARTICLE else cpu
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            late = isinstance(error, subprocess.TimeoutExpired)
            told = f"more than {patience / 60:.0f} minutes" if late else "it failed"
            measured.note(count, step, told)
            print(f"{step:16}{told}", flush=True)
            continue
        measured.note(count, step, [cpu, again, peak])
        print(f"{step:16}{cpu:9.1f}{again:12.1f}{wall:9.1f}{peak:9.0f}", flush=True)


def compare(measured: Measured, less: int, more: int) -> None:
    """Print how each stage grows, and what a million articles would take."""
    tens, to_million = math.log10(more / less), math.log10(MILLION / more)
    there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**20
    reach = {}
    heads = f"{'ms an article':>15}{'the rest, tenfold':>19}{'MB, tenfold':>13}{'a million: h':>15}{'GB':>9}"
    print(f"\nfrom {less:,} to {more:,} articles\n{'':16}{heads}")
    for step in STEPS:
        few, many = measured.of(less, step), measured.of(more, step)
        if not few or not many:
            print(f"{step:16}{'not measured':>15}")
            continue
        cpu, corpus, peak = many
        each = (cpu - corpus) / (more - less)
        by = [(b / a) ** (1 / tens) for a, b in zip(few[1:], many[1:], strict=True)]
        hours = (each * MILLION + corpus * by[0] ** to_million) / 3600
        slope = (peak - few[2]) / (more - less)  # MB an article
        size = (peak + slope * (MILLION - more)) / 1024
        reach[step] = more + (there - peak) / slope if slope > 0 else math.inf
        part = f"{1000 * each:.1f}" if each else ""
        print(f"{step:16}{part:>15}{by[0]:19.1f}{by[1]:13.1f}{hours:15.1f}{size:9.0f}", flush=True)
    first = min(reach, key=reach.get, default="")
    if reach.get(first, math.inf) < math.inf:
        at = f"{reach[first]:,.0f} articles, where it fills the {there / 1024:.0f} GB of this machine"
        print(f"\nThe first to break is {first}, at some {at}.")


def from_nothing(
    folder: Path, options: argparse.Namespace, measured: Measured, texts: list[str], patience: float | None
) -> None:
    """Measure each number of articles in a build of its own."""
    for count in options.counts:
        bench = Whole(folder / str(count), options)
        bench.set_up()
        if not measured.is_whole(count):
            scale.write_corpus(bench.corpus, scale.varied(texts, count), 1)
        measure(bench, count, measured, False, patience)


def from_parses(
    folder: Path, options: argparse.Namespace, measured: Measured, texts: list[str], patience: float | None
) -> None:
    """Measure each number of articles with the parses of the first, varied."""
    bench = Whole(folder, options)
    bench.set_up()
    scale.write_corpus(folder / "first", scale.varied(texts, options.counts[0]))
    own = read_corpus(folder / "first")["text"].tolist()
    if options.kept and not bench.build.exists():
        shutil.copytree(options.kept, bench.build / "kept")
    for count in options.counts:
        first = count == options.counts[0]
        if not measured.is_whole(count):
            scale.write_corpus(bench.corpus, own if first else parsed_alike(bench, own, count), 1)
        measure(bench, count, measured, not (first and options.kept), patience)


def main() -> None:
    """Print how the stages grow."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("counts", type=_counts, metavar="N,M")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--cold", action="store_true", help="run each number of articles from nothing")
    parser.add_argument("--kept", type=Path, help="what a build of the first N has kept: its folder kept")
    parser.add_argument("--folder", type=Path, help="a folder to work in, which stays, to go on from there")
    parser.add_argument("--minutes", type=float, help="how long one run of a stage may take")
    options = parser.parse_args()
    options.scheduler, options.mode = "", "accurate"
    patience = options.minutes and 60 * options.minutes
    with tempfile.TemporaryDirectory(prefix="atlas-growth-") as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        measured = Measured(folder / "growth.json")
        texts = scale.texts_of(options.files)
        (from_nothing if options.cold else from_parses)(folder, options, measured, texts, patience)
        for less, more in itertools.pairwise(options.counts):
            compare(measured, less, more)


def _counts(told: str) -> list[int]:
    """Read numbers of articles, the least first."""
    counts = [int(part) for part in told.split(",")]
    if len(counts) < 2 or counts != sorted(set(counts)):
        raise argparse.ArgumentTypeError("write two numbers or more, each larger than the one before")
    return counts


if __name__ == "__main__":
    main()
