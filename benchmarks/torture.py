"""Faults tried and survived: kills at random moments, bad files, bad reviews, an unwilling disk.

``make torture`` runs it (about 20 minutes on two cores); ``python benchmarks/torture.py --kills 50`` tries
fewer. Every kill is a SIGKILL unless said otherwise, at a moment drawn by a seed, and is followed by a look
(is the last good report whole, is each correction there whose writing had ended) and by another run (does it
give the same bytes). What is lost is named, and the exit code says whether anything was.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import random
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from claimatlas import annotate, review, sheets, tables
from claimatlas.corpus import read_corpus
from claimatlas.errors import ClaimAtlasError, InputError
from claimatlas.explore.correct import correct_claim, correct_place
from claimatlas.gazetteer import open_gazetteer, store
from claimatlas.places import read_review as read_places
from claimatlas.report.__main__ import main as report_command
from claimatlas.report.build import build as build_report

ONE_THREAD = "OPENBLAS_NUM_THREADS"
ROOT = Path(__file__).resolve().parents[1]
TEXTS = {
    "001": "The Harbour Institute said on Monday that at least 40 lorries crossed the bridge at Ishkashim in February 2024. "
    "According to the institute, the road to Khorog stays closed. Officials in Dushanbe denied the report.",
    "002": "More than 40 trucks went over the Ishkashim bridge in February 2024, the Harbour Institute reported. "
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


# --- kills ---------------------------------------------------------------------------------------------------


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
    """Kill `make review`'s writing: what was filled in before is there."""
    articles, claims = tables.read("articles", bench.build), tables.read("claims", bench.build)
    correct_claim(bench.corpus, articles, claims.iloc[0].to_dict(), "reject", note="by hand")

    def work(_tell: Callable) -> None:
        while True:
            review.write_sheets(bench.build, bench.corpus)

    for _ in range(count):
        kill_within(work, 0.15, dice)
        rows = [cells for _, cells in sheets.read_rows(bench.corpus, "claims") if cells["note"] == "by hand"]
        book.note(
            "sheet killed while make review writes it",
            *([] if len(rows) == 1 else ["the correction is gone"]),
        )
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
    """Kill the parsing of a corpus: what is kept is whole, and the next run gives the same bytes."""
    articles = read_corpus(bench.corpus)
    annotate.SHARD = 1
    annotate.load_model()
    folder = bench.folder / "parses"
    good = digests(annotate.write_annotations(articles, folder))
    for _ in range(count):
        for path in (folder / "annotations").iterdir():
            if dice.random() < 0.6:
                path.write_bytes(
                    path.read_bytes()[: dice.randrange(path.stat().st_size)]
                )  # and cut what was kept
        kill_within(lambda _tell: annotate.write_annotations(articles, folder), 0.15, dice)
        annotate.write_annotations(articles, folder)
        now = {
            name: value for name, value in digests(folder / "annotations").items() if ".atlas-" not in name
        }
        book.note(
            "parse cut short, then killed while mending",
            *([] if now == good else ["other bytes after the next run"]),
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
        run = subprocess.Popen(
            bench.command(),
            cwd=ROOT,
            env=clean(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
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


# --- bad files -----------------------------------------------------------------------------------------------

HEAD = "article_id,outlet,file\n"
ARTICLES_CSV = {
    "empty": b"",
    "a header alone": HEAD.encode(),
    "no header": b"a,O,a.txt\n",
    "UTF-16": (HEAD + "a,O,a.txt\n").encode("utf-16"),
    "Latin-1": HEAD.encode() + "a,Zürich,a.txt\n".encode("latin-1"),
    "binary": bytes(range(256)) * 4,
    "NUL in a name": HEAD.encode() + b"a,O,a\0.txt\n",
    "ESC in a name": HEAD.encode() + b"a,\x1b[31mO,a.txt\n",
    "a name of 300 characters": HEAD.encode() + b"a,O," + b"x" * 300 + b"\n",
    "a cell of 200,000 characters": HEAD.encode() + b"a," + b"x" * 200_000 + b",a.txt\n",
    "an open quotation mark": HEAD.encode() + b'a,"O,a.txt\n' + b"b,P,b.txt\n" * 30_000,
    "a row too long": HEAD.encode() + b"a,O,a.txt,x\n",
    "a row too short": HEAD.encode() + b"a,O\n",
    "an id twice": HEAD.encode() + b"a,O,a.txt\na,O,b.txt\n",
    "a file twice": HEAD.encode() + b"a,O,a.txt\nb,O,a.txt\n",
    "no outlet": HEAD.encode() + b"a,,a.txt\n",
    "an id with a slash": HEAD.encode() + b"a/b,O,a.txt\n",
    "an id of 5,000 digits": HEAD.encode() + b"9" * 5000 + b",O,a.txt\n",
    "a path out": HEAD.encode() + b"a,O,../../etc/passwd\n",
    "an absolute path": HEAD.encode() + b"a,O,/etc/passwd\n",
    "a folder for a file": HEAD.encode() + b"a,O,.\n",
    "no such file": HEAD.encode() + b"a,O,b.txt\n",
    "a date that is none": b"article_id,outlet,file,published\na,O,a.txt,2024-02-31\n",
    "a column twice": b"article_id,outlet,file,file\na,O,a.txt,a.txt\n",
    "a column misspelt": b"article_id,outlet,file,publishd\na,O,a.txt,2024\n",
    "U+2028 in a cell": (HEAD + "a,O\u2028P,a.txt\n").encode(),
    "a form feed in a cell": (HEAD + "a,O\x0cP,a.txt\n").encode(),
    "U+0085 in a cell": (HEAD + "a,O\x85P,a.txt\n").encode(),
    "semicolons": b"article_id;outlet;file\na;O;a.txt\n",
    "old Mac line ends": b"article_id,outlet,file\ra,O,a.txt\r",
}
BODIES = {
    "empty": b"",
    "blank": b" \n\t\n",
    "UTF-16": "It rained.".encode("utf-16"),
    "Latin-1": "Zürich".encode("latin-1"),
    "NUL": b"It\0rained.",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "a BOM alone": b"\xef\xbb\xbf",
    "200,000 blank lines": b"Kabul" + b"\n" * 200_000 + b"provinces",
    "lone surrogate": b"\xed\xa0\x80",
    "one word of 100,000 letters": b"x" * 100_000,
}


def small(folder: Path) -> Path:
    """A corpus of one article."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "text").mkdir(parents=True)
    (folder / "text" / "a.txt").write_text("It rained.")
    (folder / "articles.csv").write_text(HEAD + "a,O,a.txt\n")
    return folder


def bad_files(bench: Bench, book: Book) -> None:
    """Read corpora with something wrong: they are read, or an error of ours names what is wrong."""
    folder = bench.folder / "bad"

    def attempt(name: str, change: Callable[[Path], object]) -> None:
        change(small(folder))
        try:
            read_corpus(folder)
            lost = []
        except ClaimAtlasError as error:
            lost = (
                []
                if "articles.csv" in str(error) or "text/" in str(error)
                else [f"{name}: no file is named in {error}"]
            )
        except Exception as error:
            lost = [f"{name}: {type(error).__name__}: {error}"]
        book.note("bad articles.csv or text", *lost)

    for name, raw in ARTICLES_CSV.items():
        attempt(name, lambda f, raw=raw: (f / "articles.csv").write_bytes(raw))
    for name, raw in BODIES.items():
        attempt(name, lambda f, raw=raw: (f / "text" / "a.txt").write_bytes(raw))
    secret = bench.folder / "secret.txt"
    secret.write_text("Nobody may read this.")
    links = {
        "text links out": lambda f: (
            (f / "text" / "a.txt").unlink(),
            (f / "text" / "a.txt").symlink_to(secret),
        ),
        "text/ links out": lambda f: (shutil.rmtree(f / "text"), (f / "text").symlink_to(bench.folder)),
        "articles.csv links out": lambda f: (
            (f / "articles.csv").unlink(),
            (f / "articles.csv").symlink_to(bench.corpus / "articles.csv"),
        ),
        "a text in a ring of links": lambda f: (
            (f / "text" / "a.txt").unlink(),
            (f / "text" / "a.txt").symlink_to("a.txt"),
        ),
        "articles.csv is a folder": lambda f: ((f / "articles.csv").unlink(), (f / "articles.csv").mkdir()),
        "a text is a folder": lambda f: ((f / "text" / "a.txt").unlink(), (f / "text" / "a.txt").mkdir()),
        "a text is a pipe": lambda f: ((f / "text" / "a.txt").unlink(), os.mkfifo(f / "text" / "a.txt")),
        "text/ is a file": lambda f: (shutil.rmtree(f / "text"), (f / "text").write_text("x")),
    }
    for name, change in links.items():
        attempt(name, change)


CLAIM, WORDS = "001:0-30", TEXTS["001"][:30]
REVIEWS = [
    "",
    "action\n",
    "action,claim_id\naccept,\n",
    f"action,claim_id,text\naccept,{CLAIM},{WORDS}\nreject,{CLAIM},{WORDS}\n",
    f"action,claim_id,text\naccept,{CLAIM},\n",
    "action,claim_id,text\naccept,009:0-30,gone\n",
    f"action,claim_id,text\naccept,{CLAIM},other words\n",
    f"action,claim_id,text,field,value\nedit,{CLAIM},{WORDS},colour,red\n",
    f"action,claim_id,text,field,value\nedit,{CLAIM},{WORDS},spans,0-{'9' * 5000}\n",
    f"action,claim_id,text,field,value\nedit,{CLAIM},{WORDS},chain,\n",
    f"action,claim_id,text,field,value\nedit,{CLAIM},{WORDS},chain,Another Outlet\n",
    f"action,claim_id,text,field,value\nedit,{CLAIM},{WORDS},chain,Post 0\n",
    f"action,claim_id,text,field,value\nedit,{CLAIM},{WORDS},resolved_kind,named person\n",
    f"action,claim_id,text,field,value\nedit,{CLAIM},{WORDS},hedged,yes\nreject,{CLAIM},{WORDS},,\n",
    f"action,claim_id,other_id\njoin,{CLAIM},{CLAIM}\n",
    f"action,claim_id,other_id\njoin,{CLAIM},002:0-9\nsplit,{CLAIM},002:0-9\n",
    f"action,claim_id,other_id,value\nverdict,{CLAIM},002:0-9,maybe\n",
    "action,article_id,start,end,text\nadd,1,0,30," + WORDS + "\nreject,,,,\n",
    f"action,article_id,start,end,text\nadd,1,0,{'3' * 5000},{WORDS}\n",
    f"action,claim_id,text\nreject,1:0-30,{WORDS}\n",
    f'action,claim_id,text,note\nreject,{CLAIM},{WORDS},"a\u2028b\x0cc"\n',
    "action;claim_id\nrejct;x\n",
    f"action,claim_id,text,field,value\nedit,{CLAIM},{WORDS},dates,last May\n",
    f"\ufeffaction\tclaim_id\ttext\nACCEPT\t{CLAIM}\t{WORDS}\n",
    'action,claim_id\n"accept,x\n' + "x,y\n" * 9000,
]


def bad_reviews(bench: Bench, book: Book) -> None:
    """Read review sheets with something wrong: applied, named or refused by row, never changed."""
    articles, claims = tables.read("articles", bench.build), tables.read("claims", bench.build)
    path = bench.corpus / "review" / "claims.csv"
    path.parent.mkdir(exist_ok=True)
    for text in REVIEWS:
        path.write_text(text, encoding="utf-8", newline="")
        before, lost = path.read_bytes(), []
        try:
            read = review.read_review(bench.corpus, articles)
            read.apply(claims, articles)
            asked = [line for line, cells in sheets.read_rows(bench.corpus, "claims") if cells["action"]]
            lost = [
                f"row {line} is not accounted for"
                for line in asked
                if ("review/claims.csv", line) not in read.fates.rows
            ]
        except InputError as error:
            lost = [] if "review/claims.csv" in str(error) else [f"no sheet is named in {error}"]
        except Exception as error:
            lost = [f"{type(error).__name__}: {error} at {text[:60]!r}"]
        lost += [] if path.read_bytes() == before else ["the sheet was changed"]
        book.note("bad review sheet", *lost)
    shutil.rmtree(path.parent)


# --- the file system -----------------------------------------------------------------------------------------


def unwilling_disk(bench: Bench, book: Book, count: int, dice: random.Random) -> None:
    """Let writing fail at random sizes, and as a user who may not write: a sentence, and all is as it was."""
    articles, claims = tables.read("articles", bench.build), tables.read("claims", bench.build)
    correct_claim(bench.corpus, articles, claims.iloc[0].to_dict(), "edit", "hedge", "first", "first")
    sheet = bench.corpus / "review" / "claims.csv"
    good, before = digests(bench.report), sheet.read_bytes()

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
                [
                    str(bench.corpus),
                    "--build",
                    str(bench.build),
                    "--figures",
                    str(bench.figures),
                    "--notebooks",
                    str(bench.build / "notebooks"),
                    "--out",
                    str(bench.report),
                ]
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


def environments(bench: Bench, book: Book) -> None:
    """Run make where something is odd: the same bytes or a sentence, no traceback, no lost report."""
    good = digests(bench.report)
    long = bench.folder / ("t" * 100) / ("u" * 60)
    long.mkdir(parents=True)
    other = write_corpus(bench.folder / "somewhere else" / "it's (a) $HOME & 100%" / "news")
    shutil.rmtree(bench.corpus / "review", ignore_errors=True)

    def attempt(name: str, done: subprocess.CompletedProcess, same: bool = True, says: str = "") -> None:
        out = done.stdout + done.stderr
        lost = ["a traceback"] if "Traceback" in out else []
        lost += [f"other bytes or none: {out[-300:]}"] if same and digests(bench.report) != good else []
        lost += [f"it does not say {says!r}: {out[-300:]}"] if says not in out else []
        book.note("odd environment or folder", *(f"{name}: {what}" for what in lost))

    def again(*steps: str) -> None:
        for step in steps or ("03-map", "report"):
            (bench.build / "made" / step).unlink(missing_ok=True)

    again()
    attempt("TMPDIR of 160 characters", bench.make(env={"TMPDIR": str(long)}))
    again()
    attempt("PYTHONOPTIMIZE=2", bench.make(env={"PYTHONOPTIMIZE": "2"}))
    again()
    attempt(
        "another locale, time zone, user and home",
        bench.make(env={"LC_ALL": "C", "TZ": "Asia/Tokyo", "USER": "x", "HOME": str(long)}),
    )
    # What cannot be printed costs nothing but the line: the page is there, and the run after it agrees.
    for name, way in (
        ("standard output that cannot be written", ">&-"),
        ("standard output that is full", ">/dev/full"),
    ):
        again("report")
        call = " ".join(map(shlex.quote, bench.command()))
        done = subprocess.run(
            ["sh", "-c", f"{call} {way}"], cwd=ROOT, env=clean(), stderr=subprocess.PIPE, text=True
        )
        attempt(name, subprocess.CompletedProcess([], done.returncode, "", done.stderr))
        attempt(f"the run after {name}", bench.make())
    again("report")
    attempt("the corpus in another folder of an odd name", bench.make(CORPUS=str(other)))
    again("report")
    both = [
        subprocess.Popen(
            bench.command(),
            cwd=ROOT,
            env=clean(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    outs = [run.communicate()[0] for run in both]
    attempt(
        "two runs at once",
        subprocess.CompletedProcess([], 0, "".join(outs), ""),
        says="another run is at work",
    )
    attempt("a corpus that is not there", bench.make(CORPUS="/nowhere"), says="there is no such folder")
    attempt(
        "a parameter of a wrong type",
        bench.make(PARAMETERS="threshold=high"),
        says="threshold: 'high' does not fit",
    )
    attempt("a parameter out of range", bench.make(PARAMETERS="threshold=7"), says="from 0 to 1")
    for path in (bench.build / "articles.parquet", bench.build / "made" / "02-places"):
        path.write_bytes(path.read_bytes()[:40])
    attempt("intermediate files cut short", bench.make())
    (bench.corpus / "text" / ".#001.txt").symlink_to("somebody@somewhere.1:2")
    attempt("a dangling lock file of an editor", bench.make())
    (bench.corpus / "text" / ".#001.txt").unlink()
    traces = [str(bench.folder), str(ROOT), "somebody", str(Path.home()) + "/"]
    found = [
        f"{p.name} holds {t}"
        for p in bench.report.rglob("*")
        if p.is_file()
        for t in traces
        if t.encode() in p.read_bytes()
    ]
    book.note("no path, user or host in the report", *found)


def main() -> int:
    """Run all of it and print the table."""
    parser = argparse.ArgumentParser(description="Try faults on Claim Atlas and tell what was lost.")
    parser.add_argument("--kills", type=int, default=339, help="about how many processes to kill")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if os.environ.get(ONE_THREAD) != "1":  # a process with threads of a numerical library must not fork
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | {ONE_THREAD: "1", "OMP_NUM_THREADS": "1"})
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
        environments(bench, book)
    book.print()
    return bool(book.lost)


if __name__ == "__main__":
    sys.exit(main())
