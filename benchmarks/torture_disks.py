"""Disks that take no more, for `torture.py`: a limit of size, a small one that is full,
one mounted read-only."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from torture_bench import ROOT, Bench, Book, child, clean, digests

from claimatlas import tables
from claimatlas.errors import ClaimAtlasError
from claimatlas.explore.correct import correct_claim
from claimatlas.report.__main__ import main as report_command

Done = subprocess.CompletedProcess


def unwilling_disk(bench: Bench, book: Book, count: int, dice: random.Random) -> None:
    """Let writing fail at random sizes: a sentence, and all is as it was."""
    articles, claims = tables.read("articles", bench.build), tables.read("claims", bench.build)
    correct_claim(bench.corpus, articles, claims.iloc[0].to_dict(), "edit", "hedge", "first", "first")
    sheet = bench.corpus / "review" / "claims.csv"
    good, before = digests(bench.report), sheet.read_bytes()
    places = {
        "--build": bench.build,
        "--figures": bench.figures,
        "--notebooks": bench.build / "notebooks",
        "--out": bench.report,
    }

    def full(size: int, work: Callable[[], object]) -> list[str]:
        def limited(tell: Callable[[str], None]) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            try:
                work()
                tell("written")
            except ClaimAtlasError as error:
                tell(f"said: {error}")
            except BaseException as error:
                tell(f"traceback: {type(error).__name__}: {error}")

        with child(limited) as (pid, told):
            os.waitpid(pid, 0)
            return told()

    def correct() -> None:
        correct_claim(bench.corpus, articles, claims.iloc[1].to_dict(), "reject", note="second " * 200)

    for _ in range(count):
        size = dice.choice([0, 100, 1_000, *(dice.randrange(1, 200_000) for _ in range(3))])
        told = full(
            size,
            lambda: report_command(
                [str(bench.corpus), *(str(word) for pair in places.items() for word in pair)]
            ),
        )
        lost = [line for line in told if line.startswith("traceback")] + (
            [] if digests(bench.report) == good else ["the report changed"]
        )
        book.note("no room for the report", *lost)
    for size in (0, 50, len(before), len(before) + 100):
        told = full(size, correct)
        lost = [line for line in told if line.startswith("traceback")]
        lost += (
            ["the sheet changed"]
            if not told[0].startswith("written") and sheet.read_bytes() != before
            else []
        )
        book.note("no room for a correction", *lost)
    shutil.rmtree(bench.corpus / "review")


@contextlib.contextmanager
def mounted(folder: Path, megabytes: int) -> Iterator[bool]:
    """Mount a small disk and tell whether that was allowed."""
    folder.mkdir()
    call = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    there = not os.geteuid() and not subprocess.run(call, check=False, capture_output=True).returncode
    try:
        yield there
    finally:
        if there:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)


class SmallDisk:
    """A disk with a finished run and a correction on it, and what a user may do there."""

    def __init__(self, folder: Path, book: Book):
        self.folder, self.book = folder, book
        self.bench = Bench(folder / "work")
        self.first = self.bench.make()
        self.articles, self.claims = (tables.read(name, self.bench.build) for name in ("articles", "claims"))
        self.sheet = self._correct(0, "by hand")
        self.good, self.before = digests(self.bench.report), self.sheet.read_bytes()

    def leave(self, kilobytes: int) -> None:
        """Fill the disk up to some kilobytes."""
        ballast = self.folder / "ballast"
        ballast.unlink(missing_ok=True)
        free = shutil.disk_usage(self.folder).free - kilobytes * 1024
        ballast.write_bytes(bytes(max(0, free)))

    def attempt(self, kind: str, name: str, work: Callable[[], Done], says: str) -> None:
        """Do something that must fail with a sentence and leave report and sheet as they are."""
        done = work()
        out = done.stdout + done.stderr
        lost = ["a traceback"] if "Traceback" in out else []
        lost += [f"it ends well: {out[-200:]}"] if not done.returncode else []
        lost += [f"it does not say {says!r}: {out[-300:]}"] if says not in out else []
        lost += ["the last report is not whole"] if digests(self.bench.report) != self.good else []
        lost += ["the sheet changed"] if self.sheet.read_bytes() != self.before else []
        self.book.note(kind, *(f"{name}: {what}" for what in lost))

    def _correct(self, number: int, note: str) -> Path:
        """Reject a claim as the panel does."""
        claim = self.claims.iloc[number].to_dict()
        return correct_claim(self.bench.corpus, self.articles, claim, "reject", note=note)

    def panel(self) -> Done:
        """Correct a claim at some length."""
        try:
            self._correct(1, "second " * 9_000)
        except ClaimAtlasError as error:
            return Done([], 1, "", str(error))
        return Done([], 0, "", "written")

    def review(self) -> Done:
        """Run make review."""
        return self.bench.make("review")

    def corpus(self) -> Done:
        """Run make corpus into the disk."""
        given = {"FROM": ROOT / "data" / "tajik-afghan-border" / "text", "TO": self.folder / "made"}
        call = ["make", "corpus", *(f"{k}={v}" for k, v in given.items()), f"PYTHON={sys.executable}"]
        return subprocess.run(call, cwd=ROOT, env=clean(), capture_output=True, text=True)

    def set_up(self) -> Done:
        """Run make in a clone before its first set-up."""
        clone = self.folder / "clone"
        clone.mkdir(exist_ok=True)
        for name in ("Makefile", "setup.sh", "requirements.lock"):
            shutil.copyfile(ROOT / name, clone / name)
        self.leave(1_000)
        plain = clean() | {"CONDA_DEFAULT_ENV": ""}
        return subprocess.run(["make", "report"], cwd=clone, env=plain, capture_output=True, text=True)


def full_disk(bench: Bench, book: Book) -> None:
    """Fill a real disk, then mount it read-only, while report, review, corpus,
    panel and set-up write on it."""
    with mounted(bench.folder / "small-disk", 60) as there:
        if not there:
            print("no disk could be mounted (root alone may): a full one was not tried", flush=True)
            return
        disk = SmallDisk(bench.folder / "small-disk", book)
        works = {"make report": disk.bench.make, "make review": disk.review, "the panel": disk.panel}
        tries = [("make report", free) for free in (0, 4, 100, 600)]
        for name, free in (*tries, ("make review", 0), ("the panel", 0), ("the panel", 24)):
            disk.leave(free)
            disk.attempt("a full disk", f"{name}, {free} kB free", works[name], "ake room")
        disk.leave(0)
        disk.attempt("a full disk", "make corpus", disk.corpus, "ake room")
        disk.attempt("a full disk", "the first set-up", disk.set_up, "ake room")
        disk.leave(40_000)
        done = disk.bench.make()
        sure = not done.returncode and disk.sheet.read_bytes() == disk.before
        book.note("the run after a full disk", *([] if sure else [f"it fails: {done.stderr[-300:]}"]))
        disk.good = digests(disk.bench.report)  # with the correction
        subprocess.run(["mount", "-o", "remount,ro", str(disk.folder)], check=True)
        for name, work in works.items():
            disk.attempt("a disk that is mounted read-only", name, work, "read-only")
