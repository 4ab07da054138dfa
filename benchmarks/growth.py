"""How each stage grows with the corpus, the parse apart: CPU and memory at N articles, at M, and by tenfold.

Usage: python benchmarks/growth.py N M FILE… [--kept FOLDER] [--folder FOLDER]

FILES hold texts, as for ``scale.py``. The first N are parsed; the others up to M are the same with other
figures of as many digits, and have the parses of the first with these figures in them, so M may be large.
Everything else is done as in any run. Of the stages that read article by article the table has the first
run and one more, in which no article is new: what is left then is done for the corpus as a whole. What a
million articles would take is computed from the growth between N and M, and so is where memory ends first.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import scale
from spacy.tokens import DocBin

from claimatlas import annotate, forkserver, stages
from claimatlas.corpus import read_corpus
from claimatlas.packs import Packs, key_of
from claimatlas.stages.work import PARSE
from claimatlas.text import unwrapped

BY_ARTICLE = ("02-places", "04-claims")
STEPS = ("01-corpus", *BY_ARTICLE, "03-map", "05-compare", "00-overview", "report")
MILLION = 1_000_000
BATCH = 500  # parses in a pack


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
    parse = DocBin(attrs=annotate.ATTRIBUTES)
    parse.add(annotate._with_letters(annotate.unpacked(raw), unwrapped(text)))
    return raw[: annotate._HEAD.size] + parse.to_bytes()


def parsed_alike(bench: Whole, count: int) -> list[str]:
    """Keep parses for `count` articles, made of those that are kept, and return the texts."""
    own = read_corpus(bench.corpus)["text"].tolist()
    packs = Packs(bench.build / "kept" / PARSE.name)
    texts = [with_other_figures(own[n % len(own)], n // len(own)) for n in range(count)]
    made_by = stages._made_by(PARSE)
    keys = [key_of(made_by, text) for text in own]
    made: dict[str, bytes] = {}
    for n, text in enumerate(texts):
        if n >= len(own) and (raw := packs.get(keys[n % len(own)])) is not None:
            made[key_of(made_by, text)] = with_text(raw, text)
        if len(made) == BATCH or n == count - 1:
            packs.add(made)
            made = {}
    return texts


def measure(bench: Whole, twice: bool) -> dict[str, tuple[float, float, float]]:
    """Run all steps; return the CPU seconds of the first run, of the part for the corpus, and the most MB."""
    found = {}
    print(f"\n{'':16}{'CPU s':>9}{'kept CPU s':>12}{'wall s':>9}{'MB':>9}")
    for step in STEPS:
        cpu, wall, peak = bench.run(step)
        again = bench.run(step)[0] if twice and step in BY_ARTICLE else cpu
        found[step] = (cpu, again, peak)
        print(f"{step:16}{cpu:9.1f}{again:12.1f}{wall:9.1f}{peak:9.0f}", flush=True)
    return found


def compare(few: dict, many: dict, less: int, more: int) -> None:
    """Print how each stage grows, and what a million articles would take."""
    tens, to_million = math.log10(more / less), math.log10(MILLION / more)
    there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**20
    reach = {}
    heads = f"{'ms an article':>15}{'corpus, tenfold':>17}{'MB, tenfold':>13}{'a million: h':>15}{'GB':>9}"
    print(f"\n{'':16}{heads}")
    for step in STEPS:
        cpu, corpus, peak = many[step]
        each = (cpu - corpus) / (more - less)
        by = [(b / a) ** (1 / tens) for a, b in zip(few[step][1:], many[step][1:], strict=True)]
        hours = (each * MILLION + corpus * by[0] ** to_million) / 3600
        slope = (peak - few[step][2]) / (more - less)  # MB an article
        size = (peak + slope * (MILLION - more)) / 1024
        reach[step] = more + (there - peak) / slope if slope > 0 else math.inf
        print(f"{step:16}{1000 * each:15.1f}{by[0]:17.1f}{by[1]:13.1f}{hours:15.1f}{size:9.0f}", flush=True)
    first = min(reach, key=reach.get)
    if reach[first] < math.inf:
        at = f"{reach[first]:,.0f} articles, where it fills the {there / 1024:.0f} GB of this machine"
        print(f"\nThe first to break is {first}, at some {at}.")


def main() -> None:
    """Print how the stages grow."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("less", type=int, metavar="N")
    parser.add_argument("more", type=int, metavar="M")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--kept", type=Path, help="what a build of the first N has kept: its folder kept")
    parser.add_argument("--folder", type=Path, help="an empty folder to work in, which stays")
    options = parser.parse_args()
    options.scheduler, options.mode = "", "accurate"
    with tempfile.TemporaryDirectory(prefix="atlas-growth-") as temporary:
        bench = Whole(options.folder or Path(temporary), options)
        scale.write_corpus(bench.corpus, scale.varied(scale.texts_of(options.files), options.less), 1)
        if options.kept:
            shutil.copytree(options.kept, bench.build / "kept")
        print(f"{options.less:,} articles")
        few = measure(bench, not options.kept)
        texts = parsed_alike(bench, options.more)
        scale.write_corpus(bench.corpus, texts, 1)
        print(f"\n{options.more:,} articles")
        compare(few, measure(bench, True), options.less, options.more)


if __name__ == "__main__":
    main()
