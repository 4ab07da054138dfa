"""What a run is made from, where it writes, who waits for whom, and what a killed or damaged step leaves."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from claimatlas import files, made, run, seal
from claimatlas.errors import DiskError, InputError

WRITE = """
import sys
from pathlib import Path
sys.path.insert(0, {src!r})
from claimatlas.files import replacing
with Path("ran").open("a") as log:
    log.write("x")
with replacing("build/small/table") as path:
    path.write_text(Path("input").read_text().upper())
"""


@pytest.fixture
def checkout(tmp_path, monkeypatch, root):
    """A folder to work in, with a step that writes a table from an input and notes that it ran."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", f"{root / 'src'}{os.pathsep}{tmp_path}")
    (tmp_path / "write.py").write_text(WRITE.format(src=str(root / "src")))
    (tmp_path / "input").write_text("one")
    return tmp_path


def ran(folder: Path) -> int:
    """Run the step once more and say how often it has run in all."""
    assert made.step(Path("build/small/made/step"), [Path("input")], ["write"]) == 0
    return len((folder / "ran").read_text())


# --- made ----------------------------------------------------------------------------------------------------


def test_a_step_runs_when_content_changed_and_not_when_times_did(checkout):
    assert ran(checkout) == 1
    os.utime("input", (9e9, 9e9))
    assert ran(checkout) == 1
    times = Path("input").stat()
    Path("input").write_text("two")
    os.utime("input", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert ran(checkout) == 2
    assert Path("build/small/table").read_text() == "TWO"


@pytest.mark.parametrize("file", ["build/small/table", "build/small/made/step"])
@pytest.mark.parametrize("damage", [b"", b"OEE", b"ONE and more", None])
def test_what_a_step_made_is_made_again_when_it_does_not_hold(checkout, file, damage):
    assert ran(checkout) == 1
    record = Path("build/small/made/step").read_bytes()
    Path(file).unlink() if damage is None else Path(file).write_bytes(damage)
    assert ran(checkout) == 2
    assert Path("build/small/table").read_text() == "ONE"
    assert Path("build/small/made/step").read_bytes() == record
    assert ran(checkout) == 2


def test_a_step_that_fails_is_not_recorded(checkout):
    assert ran(checkout) == 1
    Path("input").unlink()
    assert made.step(Path("build/small/made/step"), [Path("input")], ["write"]) != 0
    Path("input").write_text("one")
    assert Path("build/small/table").read_text() == "ONE"


# --- what a run is made from ---------------------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path):
    """A corpus below a folder called review, whose texts lie behind a link within it."""
    folder = tmp_path / "review" / "small"
    (folder / "texts of 2024").mkdir(parents=True)
    (folder / "texts of 2024" / "a.txt").write_text("It rained.")
    (folder / "text").symlink_to("texts of 2024")
    (folder / "articles.csv").write_text("article_id,outlet,file\na,O,a.txt\n")
    return folder


def test_a_changed_text_is_noticed_wherever_it_lies_and_whatever_its_time(corpus, tmp_path):
    text = corpus / "texts of 2024" / "a.txt"
    before, times = run.inputs(corpus, tmp_path)["corpus"], text.stat()
    text.write_text("It poured.")
    os.utime(text, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert run.inputs(corpus, tmp_path)["corpus"] != before
    text.write_text("It rained.")
    (corpus / "text" / ".#a.txt").symlink_to("somebody@somewhere.1:2")  # as an editor leaves it
    (corpus / "text" / "round").symlink_to("..")
    assert run.inputs(corpus, tmp_path)["corpus"].count("a.txt") == 1


def test_a_correction_is_noticed_wherever_it_is_read(corpus, tmp_path):
    review, told = corpus / "review", [run.inputs(corpus, tmp_path)]

    def noticed() -> set[str]:
        told.append(run.inputs(corpus, tmp_path))
        return {name for name in told[-1] if told[-1][name] != told[-2][name]}

    (review / "backup").mkdir(parents=True)
    assert not noticed()
    (review / "claims.csv").write_text("action\n")
    assert noticed() == {"review-claims"}
    (review / "backup" / "claims-2024-01-01.csv").write_text("action\n")  # rows may be missing from the sheet
    assert noticed() == {"review-claims"}
    (review / "old").mkdir()
    assert noticed() == {"review-places"}  # it names what is no sheet
    (review / "claims.csv").rename(review / "Claims.csv")
    noticed()
    (review / "Claims.csv").write_text("action\nreject\n")  # some disks give it to who asks for claims.csv
    assert noticed() == {"review-claims"}


def test_what_an_import_told_of_a_corpus_counts(corpus, tmp_path):
    before = run.inputs(corpus, tmp_path)["corpus"]
    (corpus / "import.csv").write_text("file\n")
    assert run.inputs(corpus, tmp_path)["corpus"] != before


def test_originals_are_read_again_when_they_changed_and_what_was_corrected_stays(checkout, monkeypatch):
    origin, build = checkout / "saved", Path("build/saved")
    (origin / "review").mkdir(parents=True)
    (origin / "-a.txt").write_text("The mill burned down on Monday, a worker said. " * 9)
    os.mkfifo(origin / "pipe")
    lock = os.open(checkout, os.O_RDONLY)
    assert run.is_original(origin)
    corpus, code = run.read_originals(origin, build, lock)
    assert (corpus, code) == (build / "intake" / "saved", 0)
    assert not run.is_original(corpus)
    table = corpus / "articles.csv"
    mended = table.read_text().replace("Unidentified outlet", "North Post")
    table.write_text(mended)
    assert run.read_originals(origin, build, lock) == (corpus, 0)
    (origin / "review" / "claims.csv").write_text("action,claim_id\n")
    assert run.read_originals(origin, build, lock) == (corpus, 0)
    assert table.read_text() == mended
    copied = corpus / "review" / "claims.csv"
    assert not copied.stat().st_mode & 0o200
    copied.unlink()
    run.read_originals(origin, build, lock)
    assert not copied.exists()  # nothing changed, so nothing was read
    (origin / "-a.txt").unlink()
    for path in (*corpus.glob("*.csv"), *(corpus / "text").iterdir()):
        path.unlink()
    assert run.read_originals(origin, build, lock)[1] != 0
    os.close(lock)


# --- where a run writes --------------------------------------------------------------------------------------


def test_two_corpora_of_one_name_have_folders_of_their_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    corpora = [tmp_path / part / "news" for part in "ab"]
    for folder in (
        *corpora,
        tmp_path / "x" / "tajik-afghan-border",
        tmp_path / "data" / "tajik-afghan-border",
        tmp_path / "gazetteer",
    ):
        folder.mkdir(parents=True)
    assert [run.name_of(run.corpus_folder(str(c))) for c in (*corpora, *corpora)] == [
        "news",
        "news-2",
        "news",
        "news-2",
    ]
    assert run.name_of(run.corpus_folder("x/tajik-afghan-border")) == "tajik-afghan-border-2"
    assert run.name_of(run.corpus_folder("data/tajik-afghan-border")) == "tajik-afghan-border"
    assert run.name_of(run.corpus_folder("gazetteer")) == "gazetteer-2"
    corpora[0].rename(tmp_path / "a" / "olds")
    (tmp_path / "c" / "news").mkdir(parents=True)
    assert run.name_of(run.corpus_folder("c/news")) == "news"


@pytest.mark.parametrize(
    "name",
    [
        "it's",
        "Q&A",
        "a(b)",
        "a$b",
        "a:b",
        "-x",
        "100%",
        "$(touch x)",
        "`touch x`",
        "a|b",
        "a > b",
        "a b;c",
        "..",
        "日本",
        "x" * 200,
    ],
)
def test_a_name_of_any_form_gives_folders_that_make_can_hold(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here" / name).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(tmp_path / "here")
    corpus = run.corpus_folder(name)
    given = run.name_of(corpus)
    assert not set(given) - set("-._") - {c for c in given if c.isalnum()}
    assert given[0] not in "-."
    assert len(given) < 70
    assert Path(corpus).resolve() == (tmp_path / "here" / name).resolve()


def test_a_corpus_around_the_checkout_gets_folders_inside_it(tmp_path, monkeypatch):
    (tmp_path / "news" / "clone").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "news" / "clone")
    assert run.name_of(run.corpus_folder("..")) == "news"
    assert (tmp_path / "news" / "clone" / "build" / "news" / "corpus").exists()


@pytest.mark.parametrize("given", ["", " ", "nowhere", "x\0y", "y" * 5000])
def test_a_folder_that_is_not_there_is_named(tmp_path, monkeypatch, given):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="there is no such folder"):
        run.corpus_folder(given)


@pytest.mark.parametrize("variable", ["CORPUS", "PARAMETERS", "GEONAMES", "STRICT", "LAB"])
@pytest.mark.parametrize(
    "value",
    [
        "$(shell touch pwned)",
        "$$(touch pwned)",
        "`touch pwned`",
        "; touch pwned",
        "| touch pwned",
        "> pwned",
        "' touch pwned '",
        '" ; touch pwned ; "',
    ],
)
@pytest.mark.parametrize("way", ["argument", "environment"])
def test_make_runs_nothing_that_a_value_says(root, tmp_path, variable, value, way):
    """Run make on a copy of the Makefile whose programs are one that prints its environment."""
    (tmp_path / "Makefile").write_text((root / "Makefile").read_text())
    (tmp_path / "python").write_text(f'#!/bin/sh\nprintf "%s\\n" "${variable}"\n')
    (tmp_path / "python").chmod(0o755)
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    given = [f"{variable}={value}"] if way == "argument" else []
    for target in ("report", "gazetteer"):
        done = subprocess.run(
            ["make", target, "PYTHON=./python", *given],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
            env=clean | ({variable: value} if way == "environment" else {}),
        )
        assert value in done.stdout
    assert not (tmp_path / "pwned").exists()


# --- files ---------------------------------------------------------------------------------------------------


def test_a_folder_is_replaced_whole(tmp_path):
    for name in ("old", "new"):
        (tmp_path / name / "exports").mkdir(parents=True)
        (tmp_path / name / "exports" / "claims.csv").write_text(name)
    files.install(tmp_path / "new", tmp_path / "old")
    assert (tmp_path / "old" / "exports" / "claims.csv").read_text() == "new"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["old"]


def test_a_folder_is_replaced_where_the_disk_cannot_exchange(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_exchanged", lambda *_: False)
    test_a_folder_is_replaced_whole(tmp_path)


@pytest.mark.parametrize(
    ("number", "words"),
    [("ENOSPC", "disk is full.*Make room"), ("EROFS", "read-only"), ("EACCES", "not allowed.*chmod")],
)
def test_what_the_machine_refuses_is_a_sentence_and_the_old_file_stays(tmp_path, number, words):
    import errno

    path = tmp_path / "table"
    path.write_text("good")
    with pytest.raises(DiskError, match=rf"table: .*{words}"), files.replacing(path) as temporary:
        temporary.write_text("half")
        raise OSError(getattr(errno, number), os.strerror(getattr(errno, number)))
    assert path.read_text() == "good"
    assert [p.name for p in tmp_path.iterdir()] == ["table"]


HOLD = "import sys, time; sys.path.insert(0, {src!r}); from pathlib import Path; from claimatlas.files import locked\nwith locked(Path('lock')):\n    Path('held').touch(); time.sleep({seconds})\n    Path('done').touch()"


def test_who_comes_second_waits_and_is_told(checkout, root):
    first = subprocess.Popen([sys.executable, "-c", HOLD.format(src=str(root / "src"), seconds=0.6)])
    while not Path("held").exists():
        time.sleep(0.02)
    told = []
    with files.locked(Path("lock"), lambda: told.append("busy")):
        assert Path("done").exists()
    assert told == ["busy"]
    assert first.wait(10) == 0


def test_a_killed_holder_holds_nothing_and_what_it_left_is_swept(checkout, root):
    holder = subprocess.Popen([sys.executable, "-c", HOLD.format(src=str(root / "src"), seconds=60)])
    while not Path("held").exists():
        time.sleep(0.02)
    holder.send_signal(signal.SIGKILL)
    holder.wait(10)
    told = []
    with files.locked(Path("lock"), lambda: told.append("busy")):
        pass
    assert told == []
    (checkout / "build" / "x").mkdir(parents=True)
    (checkout / "build" / f"{files.MAKING}half.ipynb").write_text("/home/somebody")
    (checkout / "build" / "x" / f"{files.MAKING}half").mkdir()
    files.sweep(checkout / "build")
    assert [p.name for p in (checkout / "build").rglob("*")] == ["x"]


def test_a_record_names_what_was_made(checkout):
    ran(checkout)
    assert list(json.loads(Path("build/small/made/step").read_text())["made"]) == ["build/small/table"]


def test_a_corpus_own_places_are_what_the_places_step_is_made_from(make_corpus, tmp_path):
    corpus = make_corpus({"a": "Text."})
    before = run.inputs(corpus, tmp_path)
    (corpus / "places.csv").write_text("place_id,name,lat,lon\nmy:a,Camp A,1,1\n")
    after = run.inputs(corpus, tmp_path)
    assert [name for name in after if after[name] != before[name]] == ["places"]
    assert "$(INPUTS)/places" in next(line for line in Path("Makefile").read_text().splitlines() if line.startswith("$(MADE)/02-places"))


# --- the seal ------------------------------------------------------------------------------------------------


@pytest.fixture
def sealed(checkout, corpus, monkeypatch):
    """A report of a corpus that was just made and sealed; calling it says whether the seal holds."""
    monkeypatch.setenv("CLAIMATLAS_CORPUS", str(run.corpus_folder(str(corpus))))
    monkeypatch.setenv("ATLAS_FIGURES", "figures/small")
    build, report = Path("build/small"), Path("report/small")
    Path("notebooks").mkdir()
    Path("notebooks/00-overview.ipynb").write_text("{}")
    Path("Makefile").write_text("all:\n")
    run.prepare(corpus, build, Path("figures/small"), report)
    assert ran(checkout) == 1
    seal.close(build, report)

    def holds(look: seal.Digests | None = None) -> bool:
        facts = seal.facts_of(build, report, run.inputs(corpus, build, look))
        return seal.holds(build, facts, look or seal.Digests())

    assert tuple(run.inputs(corpus, build)) == seal.INPUTS
    assert holds()
    return holds


def _spoil(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((path.read_text() if path.exists() else "") + " ")


@pytest.mark.parametrize("name", [
    "review/small/articles.csv", "review/small/text/a.txt", "review/small/review/claims.csv", "Makefile",
    "notebooks/00-overview.ipynb", "notebooks/07-own.ipynb", "build/small/table", "build/small/made/step",
    "review/small/places.csv", "src/claimatlas/new.py", "build/small/made/another",
])
def test_a_seal_breaks_when_anything_changes_that_a_report_hangs_on(sealed, name):
    _spoil(Path(name))
    assert not sealed()


def test_a_seal_breaks_with_another_parameter_or_a_file_that_is_gone(sealed, monkeypatch):
    monkeypatch.setenv("PARAMETERS", "since=2024")
    assert not sealed()
    monkeypatch.delenv("PARAMETERS")
    assert sealed()
    monkeypatch.setenv("ATLAS_FIGURES", "elsewhere")
    assert not sealed()
    monkeypatch.setenv("ATLAS_FIGURES", "figures/small")
    Path("build/small/table").unlink()
    assert not sealed()


def test_kept_digests_spare_the_reading_and_never_the_noticing(tmp_path, monkeypatch):
    file, kept = tmp_path / "file", tmp_path / "kept"
    file.write_text("one")
    first = seal.Digests(kept)
    fresh = first.of(file)
    first.keep()
    assert not kept.exists()  # it was touched a moment ago, and may be once more within a tick of the clock
    monkeypatch.setattr(seal, "_FRESH", -(10**18))
    second = seal.Digests(kept)
    assert second.of(file) == fresh
    second.keep()
    read = []
    monkeypatch.setattr(seal.hashlib, "file_digest", lambda file, name: read.append(file.name) or hashlib.sha256(b"two"))
    assert seal.Digests(kept).of(file) == fresh
    assert not read
    times = file.stat()
    time.sleep(0.02)
    file.write_text("two")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert seal.Digests(kept).of(file) != fresh
    assert len(read) == 1
    kept.write_text("[")
    assert seal.Digests(kept).of(file) != fresh


def test_a_seal_leaves_known_what_it_looked_at_and_what_the_run_had_looked_at_before(checkout, sealed, monkeypatch):
    monkeypatch.setattr(seal, "_FRESH", -(10**18))
    build, known = Path("build/small"), Path("build/small") / seal.KNOWN
    before = seal.Digests(known)
    before.of(Path("Makefile"))
    before.keep()
    seal.close(build, Path("report/small"))
    assert {"Makefile", "table", "step"} <= {Path(name).name for name in json.loads(known.read_text())}
    assert sealed(seal.Digests(known))


def test_a_full_disk_for_what_only_makes_the_next_look_faster_ends_no_run(checkout, sealed, monkeypatch, capsys):
    monkeypatch.setattr(seal, "_FRESH", -(10**18))
    build, known, real = Path("build/small"), Path("build/small") / seal.KNOWN, seal.replacing

    def replacing(path, **more):
        if path == known:
            raise DiskError(str(path), "the disk is full", "Make room")
        return real(path, **more)

    known.unlink(missing_ok=True)
    monkeypatch.setattr(seal, "replacing", replacing)
    assert seal.close(build, Path("report/small")) == 0
    assert capsys.readouterr().out.endswith("report/small/index.html\n")
    assert not known.exists()
    assert sealed(seal.Digests(known))


def test_files_are_listed_once_through_links_that_stay_inside_and_those_that_lead_in_a_ring_are_none(tmp_path):
    folder, outside = tmp_path / "text", tmp_path / "elsewhere"
    for path in (folder / "a" / "one.txt", folder / "two.txt", folder / ".b" / "three.txt", outside / "four.txt"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(path.name)
    for name, target in (("again", "a"), ("out", outside), ("ring", "ring"), ("gone", "nowhere"), ("self", folder)):
        (folder / name).symlink_to(target)
    told = run.listing(run.files_below(folder), folder).splitlines()
    assert sorted(line.split()[1] for line in told) == ["a/one.txt", "gone", "ring", "two.txt"]
    assert all(line.startswith(seal.UNREAD) for line in told if line.endswith(("gone", "ring")))
    assert not list(run.files_below(folder / "two.txt"))
    assert not list(run.files_below(folder / "none"))


def test_who_finds_all_as_it_was_loads_nothing_that_a_run_is_made_with(root):
    """What a run in which nothing has changed costs is the start of Python and what it loads."""
    code = "import sys, claimatlas.run, claimatlas.seal; print(*sys.modules)"
    path = {"PYTHONPATH": str(root / "src"), "PATH": os.environ["PATH"]}
    told = subprocess.run([sys.executable, "-S", "-c", code], env=path, capture_output=True, text=True, check=True).stdout
    assert "claimatlas.seal" in told.split()
    assert not {"subprocess", "socket", "tempfile", "shutil", "ctypes", "claimatlas.forkserver"} & set(told.split())


def test_what_is_sealed_is_told_without_make(checkout, corpus, sealed, monkeypatch, capsys):
    for name in ("build", "figures", "report"):
        monkeypatch.setenv(f"ATLAS_{name.upper()}", f"{name}/small")
    monkeypatch.setenv("CORPUS", str(corpus))
    monkeypatch.setattr(os, "execvp", lambda *call: pytest.fail("make was started"))
    aside = Path("build/small/set_aside/claims.txt")
    aside.parent.mkdir()
    aside.write_text("a: it rained\n")
    assert run.main(["report"]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[-1] == "report/small/index.html"
    assert told.err == "a: it rained\nwarning: the report leaves these articles out of its counts; make report STRICT=1 stops at the first\n"


LAB = """
import os, sys
from claimatlas import run
os.environ |= {"CORPUS": "review/small", "ATLAS_MAKE": os.path.abspath("make"), "LAB": "--allow-root"}
sys.exit(run.main(["lab"]))
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_lab_that_is_told_to_end_ends_its_make(checkout, corpus, number):
    Path("make").write_text("#!/bin/sh\necho $$ > pid.new; mv pid.new pid; exec sleep 60\n")
    Path("make").chmod(0o755)
    lab = subprocess.Popen([sys.executable, "-c", LAB], env=os.environ | {"TMPDIR": str(checkout)})
    until = time.monotonic() + 20
    while not Path("pid").exists() and time.monotonic() < until:
        time.sleep(0.02)
    lab.send_signal(number)
    assert lab.wait(10) == 128 + number
    with pytest.raises(ProcessLookupError):
        os.kill(int(Path("pid").read_text()), 0)
