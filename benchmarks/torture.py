"""Faults tried and survived: kills at random moments, bad files, bad reviews, an unwilling disk.

``make torture`` runs it (about 20 minutes on two cores); ``python benchmarks/torture.py --kills 50`` tries
fewer. Every kill is a SIGKILL unless said otherwise, at a moment drawn by a seed, and is followed by a look
(is the last good report whole, is each correction there whose writing had ended) and by another run (does it
give the same bytes). What is lost is named, and the exit code says whether anything was.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from torture_bench import ONE_THREAD, ROOT, Bench, Book, clean, digests, kill_within, write_corpus
from torture_disks import full_disk, unwilling_disk
from torture_inputs import bad_files, bad_reviews

from claimatlas import annotate, review, sheets, stages, tables
from claimatlas.corpus import read_corpus
from claimatlas.errors import ClaimAtlasError
from claimatlas.explore.correct import correct_claim, correct_place
from claimatlas.gazetteer import open_gazetteer, store
from claimatlas.packs import Packs
from claimatlas.people.review import read_review as read_holders
from claimatlas.places import read_review as read_places
from claimatlas.report.build import build as build_report

# --- kills
# ---------------------------------------------------------------------------------------------------


def kill_panels(bench: Bench, book: Book, count: int, dice: random.Random) -> None:
    """Kill a panel that writes: each correction whose writing had ended is there, and the sheet is read."""
    articles, claims, mentions = (
        tables.read(name, bench.build) for name in ("articles", "claims", "mentions")
    )
    gazetteer = open_gazetteer()
    found: dict[str, str] = {}

    def claim_writer(number: int) -> Callable:
        def work(tell: Callable[[str], None]) -> None:
            for n in range(1_000):
                row = claims.iloc[n % len(claims)].to_dict()
                correct_claim(
                    bench.corpus, articles, row, "edit", "hedge", f"word{number}x{n}", f"note{number}x{n}"
                )
                tell(f"{row['claim_id']} word{number}x{n}")

        return work

    def place_writer(number: int) -> Callable:
        def work(tell: Callable[[str], None]) -> None:
            for n in range(1_000):
                row = mentions.iloc[n % len(mentions)].to_dict()
                correct_place(
                    bench.corpus, row, "-", note=f"note{number}x{n}", articles=articles, gazetteer=gazetteer
                )
                tell(f"{row['mention_id']} note{number}x{n}")

        return work

    for number in range(count):
        kind, writer = ("claims", claim_writer) if number % 2 else ("places", place_writer)
        told = kill_within(writer(number), 0.25, dice)
        found |= dict(line.split(" ", 1) for line in told)
        rows = sheets.read_rows(bench.corpus, kind)
        words = " ".join(" ".join(cells.values()) for _, cells in rows)
        lost = [f"{line} is not in the sheet" for line in told if line.split()[1] not in words]
        try:
            review.read_review(bench.corpus, articles).apply(claims, articles)
            read_places(bench.corpus, articles, gazetteer)
        except ClaimAtlasError as error:
            lost.append(f"the sheets are not read: {error}")
        book.note(f"panel killed while writing {kind}.csv", *lost)
    shutil.rmtree(bench.corpus / "review")


def kill_sheets(bench: Bench, book: Book, count: int, dice: random.Random) -> None:
    """Kill the writing of the sheets, also of rows into holders.csv: what was filled in before is there."""
    articles, claims, holders = (tables.read(name, bench.build) for name in ("articles", "claims", "holders"))
    correct_claim(bench.corpus, articles, claims.iloc[0].to_dict(), "reject", note="by hand")
    holder = holders.iloc[0]
    row = {"action": "rename", "holder_id": holder["holder_id"], "name": holder["name"], "value": "N"}
    row["note"] = "by hand"
    sheets.merge(bench.corpus, "holders", row, lambda _old: False)

    def rewritten(_tell: Callable) -> None:
        while True:
            review.write_sheets(bench.build, bench.corpus)

    def added(number: int) -> Callable:
        def work(tell: Callable[[str], None]) -> None:
            for n in range(1_000):
                new = row | {"holder_id": f"holder-{number}x{n}", "note": f"note{number}x{n}"}
                sheets.merge(bench.corpus, "holders", new, lambda _old: False)
                tell(new["note"])

        return work

    for number in range(count):
        told = kill_within(added(number) if number % 2 else rewritten, 0.15, dice)
        notes = {n: [c["note"] for _, c in sheets.read_rows(bench.corpus, n)] for n in ("claims", "holders")}
        lost = [f"the correction in {n}.csv is gone" for n in notes if notes[n].count("by hand") != 1]
        lost += [f"{note} is not in holders.csv" for note in told if note not in notes["holders"]]
        try:
            read_holders(bench.corpus, articles)
        except ClaimAtlasError as error:
            lost.append(f"holders.csv is not read: {error}")
        kinds = "sheets killed while make review writes them", "holders.csv killed while rows are added"
        book.note(kinds[number % 2], *lost)
    review.write_sheets(bench.build, bench.corpus)
    left = [str(p) for p in bench.corpus.rglob(".atlas-*")]
    book.lost += [f"left behind: {name}" for name in left]
    shutil.rmtree(bench.corpus / "review")


def kill_reports(bench: Bench, book: Book, count: int, dice: random.Random) -> None:
    """Kill the building of the report: the last good one is whole, and the next has the same bytes."""
    good = digests(bench.report)

    def work(_tell: Callable | None = None) -> None:
        while True:
            build_report(bench.corpus, bench.build, bench.figures, bench.build / "notebooks", bench.report)

    for number in range(count):
        kill_within(work, 2.5, dice)
        lost = [] if digests(bench.report) == good else ["the last good report is not whole"]
        if number % 10 == 9:
            build_report(bench.corpus, bench.build, bench.figures, bench.build / "notebooks", bench.report)
            lost += [] if digests(bench.report) == good else ["the next report has other bytes"]
            lost += [f"{p.name} was left behind" for p in bench.folder.glob(".atlas-*")]
        book.note("report killed while it is put together", *lost)


def kill_parses(bench: Bench, book: Book, count: int, dice: random.Random) -> None:
    """Kill the parsing of a corpus: what is kept is whole, and the next run gives the same parses."""
    articles = read_corpus(bench.corpus)
    annotate.load_model()
    folder = bench.folder / "parses"

    def parses() -> dict[str, bytes]:
        stages.parsed(articles, folder)
        packs = Packs(folder / stages.FOLDER / stages.PARSE.name)
        return {key: packs.get(key) for key in packs}

    good = parses()
    for _ in range(count):
        for path in (folder / stages.FOLDER).rglob("*.pack"):
            if dice.random() < 0.6:
                path.write_bytes(
                    path.read_bytes()[: dice.randrange(path.stat().st_size)]
                )  # and cut what was kept
        kill_within(lambda _tell: stages.parsed(articles, folder), 0.15, dice)
        book.note(
            "parse cut short, then killed while mending",
            *([] if parses() == good else ["other parses after the next run"]),
        )


def kill_runs(bench: Bench, book: Book, count: int, dice: random.Random) -> None:
    """Kill runs of make, also by Ctrl-C and SIGTERM: the last report stays, the next run gives it again."""
    good = digests(bench.report)
    for number in range(count):
        how = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)[number % 3]
        for name in dice.sample(
            ["01-corpus", "02-places", "03-map", "04-claims", "05-compare", "00-overview", "report"], 2
        ):
            (bench.build / "made" / name).unlink(missing_ok=True)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        run = subprocess.Popen(bench.command(), cwd=ROOT, env=clean(), start_new_session=True, **quiet)
        time.sleep(dice.uniform(0.1, 9))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.pid, how)
        run.wait()
        lost = [] if digests(bench.report) == good else ["the last good report is not whole"]
        done = bench.make()
        if done.returncode:
            lost.append(f"the next run fails: {done.stderr[-300:]}")
        lost += [] if digests(bench.report) == good else ["the next run gives other bytes"]
        lost += [
            f"{p} was left behind"
            for f in (bench.build, bench.figures, bench.folder)
            for p in f.rglob(".atlas-*")
        ]
        book.note(f"make report ended by {how.name}", *lost)


def kill_gazetteers(bench: Bench, book: Book, count: int, dice: random.Random) -> None:
    """Kill the compiling of the gazetteer: the next compiling ends in the same files."""
    folder = bench.folder / "gazetteer"
    good = digests(store.FOLDER / store.current()["folder"])
    command = [sys.executable, "-m", "claimatlas.gazetteer", "build", "--into", str(folder)]
    for number in range(count):
        run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(0.3, 14))
        run.kill()
        run.wait()
        lost = []
        if number == count - 1:
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
            same = done.returncode == 0 and digests(Path(done.stdout.split()[-1])) == good
            lost = [] if same else [f"not the same files: {done.stderr[-200:]}"]
        book.note("gazetteer killed while it is compiled", *lost)


class Oddities:
    """Runs of make where something is odd: the same bytes or a sentence, no traceback, no lost report."""

    def __init__(self, bench: Bench, book: Book) -> None:
        self.bench, self.book, self.good = bench, book, digests(bench.report)
        self.long = bench.folder / ("t" * 100) / ("u" * 60)
        self.long.mkdir(parents=True)

    def attempt(
        self, name: str, done: subprocess.CompletedProcess, same: bool = True, says: str = ""
    ) -> None:
        """Note what is wrong with a run that is done."""
        out = done.stdout + done.stderr
        lost = ["a traceback"] if "Traceback" in out else []
        if same and digests(self.bench.report) != self.good:
            lost.append(f"other bytes or none: {out[-300:]}")
        if says not in out:
            lost.append(f"it does not say {says!r}: {out[-300:]}")
        self.book.note("odd environment or folder", *(f"{name}: {what}" for what in lost))

    def again(self, *steps: str) -> None:
        """Let the next run make some steps anew."""
        for step in steps or ("03-map", "report"):
            (self.bench.build / "made" / step).unlink(missing_ok=True)

    def environments(self) -> None:
        """Another folder of temporary files, optimised Python, another user and place."""
        elsewhere = {"LC_ALL": "C", "TZ": "Asia/Tokyo", "USER": "x", "HOME": str(self.long)}
        for name, env in (
            ("TMPDIR of 160 characters", {"TMPDIR": str(self.long)}),
            ("PYTHONOPTIMIZE=2", {"PYTHONOPTIMIZE": "2"}),
            ("another locale, time zone, user and home", elsewhere),
        ):
            self.again()
            self.attempt(name, self.bench.make(env=env))

    def outputs(self) -> None:
        """What cannot be printed costs nothing but the line: the page is there, the run after it agrees."""
        for name, way in (
            ("standard output that cannot be written", ">&-"),
            ("standard output that is full", ">/dev/full"),
        ):
            self.again("report")
            call = ["sh", "-c", f"{' '.join(map(shlex.quote, self.bench.command()))} {way}"]
            done = subprocess.run(call, cwd=ROOT, env=clean(), stderr=subprocess.PIPE, text=True)
            self.attempt(name, subprocess.CompletedProcess([], done.returncode, "", done.stderr))
            self.attempt(f"the run after {name}", self.bench.make())

    def runs(self) -> None:
        """An odd folder, two runs at once, and what a user may say wrong."""
        other = write_corpus(self.bench.folder / "somewhere else" / "it's (a) $HOME & 100%" / "news")
        self.again("report")
        self.attempt("the corpus in another folder of an odd name", self.bench.make(CORPUS=str(other)))
        self.again("report")
        heard = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        both = [subprocess.Popen(self.bench.command(), cwd=ROOT, env=clean(), **heard) for _ in range(2)]
        done = subprocess.CompletedProcess([], 0, "".join(run.communicate()[0] for run in both), "")
        self.attempt("two runs at once", done, says="another run is at work")
        for name, said, says in (
            ("a corpus that is not there", {"CORPUS": "/nowhere"}, "there is no such folder"),
            (
                "a parameter of a wrong type", {"PARAMETERS": "threshold=high"},
                "threshold: 'high' does not fit",
            ),
            ("a parameter out of range", {"PARAMETERS": "threshold=7"}, "from 0 to 1"),
        ):
            self.attempt(name, self.bench.make(**said), says=says)

    def files(self) -> None:
        """Files between the steps that are cut short, and one that an editor left behind."""
        for path in (self.bench.build / "articles.parquet", self.bench.build / "made" / "02-places"):
            path.write_bytes(path.read_bytes()[:40])
        self.attempt("intermediate files cut short", self.bench.make())
        link = self.bench.corpus / "text" / ".#001.txt"
        link.symlink_to("somebody@somewhere.1:2")
        self.attempt("a dangling lock file of an editor", self.bench.make())
        link.unlink()

    def traces(self) -> None:
        """Nothing in the report says on which machine it was made."""
        traces = [str(self.bench.folder), str(ROOT), "somebody", str(Path.home()) + "/"]
        found = [
            f"{path.name} holds {trace}"
            for path in self.bench.report.rglob("*") if path.is_file()
            for trace in traces if trace.encode() in path.read_bytes()
        ]
        self.book.note("no path, user or host in the report", *found)


def environments(bench: Bench, book: Book) -> None:
    """Run make where something is odd; see `Oddities`."""
    odd = Oddities(bench, book)
    shutil.rmtree(bench.corpus / "review", ignore_errors=True)
    for part in (odd.environments, odd.outputs, odd.runs, odd.files, odd.traces):
        part()


def main() -> int:
    """Run all of it and print the table."""
    parser = argparse.ArgumentParser(description="Try faults on Claim Atlas and tell what was lost.")
    parser.add_argument("--kills", type=int, default=339, help="about how many processes to kill")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if os.environ.get(ONE_THREAD) != "1":  # a process with threads of a numerical library must not fork
        os.execve(
            sys.executable,
            [sys.executable, *sys.argv],
            os.environ | {ONE_THREAD: "1", "OMP_NUM_THREADS": "1"},
        )
    dice, book, part = random.Random(options.seed), Book(), options.kills / 339
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        bench = Bench(Path(folder))
        first = bench.make()
        if first.returncode:
            sys.exit(f"the first run fails: {first.stdout}{first.stderr}")
        bad_files(bench, book)
        bad_reviews(bench, book)
        print("files and reviews done", flush=True)
        for kill, count in (
            (kill_panels, 150),
            (kill_sheets, 70),
            (kill_parses, 55),
            (kill_reports, 50),
            (kill_runs, 9),
            (kill_gazetteers, 5),
        ):
            kill(bench, book, max(1, round(count * part)), dice)
            print(kill.__name__.replace("_", " "), "done", flush=True)
        unwilling_disk(bench, book, max(2, round(12 * part)), dice)
        full_disk(bench, book)
        environments(bench, book)
    book.print()
    return bool(book.lost)


if __name__ == "__main__":
    sys.exit(main())
