"""The whole flow through make, on a small corpus of our own: what comes out, what runs again, what stops."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from claimatlas import run, seal, sheets, steps, tables

ARTICLES = {
    "n1": (
        "North Post", "2024-03-05",
        "The Harbour Institute said on Monday that at least 40 lorries crossed the bridge at Ishkashim in February 2024. "
        "According to the institute, the road to Khorog stays closed. Officials in Dushanbe denied the report.\n\n"
        "The bridge may open again in April, a driver said.",
    ),
    "n2": (
        "South Post", "2024-03-09",
        "More than 40 trucks went over the Ishkashim bridge in February 2024, the Harbour Institute reported. "
        "Karim Nazarov, a trader in Fayzabad, said that prices had doubled. The market in Kunduz was empty.",
    ),
    "n3": ("Quiet Post", "", "It rained."),
    "n4": ("Late Post", "2024-03-20", "The minister said that the road to Khorog is open again."),
}


def write_corpus(folder: Path) -> Path:
    (folder / "text").mkdir(parents=True)
    rows = ["article_id,outlet,published,file"]
    for key, (outlet, published, text) in ARTICLES.items():
        file = f"{outlet} ({key}).txt"  # spaces and brackets, as in files that people save
        rows.append(f"{key},{outlet},{published},{file}")
        (folder / "text" / file).write_text(text, encoding="utf-8")
    (folder / "articles.csv").write_text("\n".join(rows) + "\n")
    return folder


# What the interpreter runs at its start: two rules that fail, each on one article.
TRAPS = """
import importlib.machinery, sys

class Traps(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        rule = {"claimatlas.claims.extraction": "find_propositions", "claimatlas.places.mentions": "find_mentions"}.get(name)
        spec = super().find_spec(name, path, target) if rule else None
        if spec:
            load = spec.loader.exec_module
            def exec_module(module):
                load(module)
                real, word = getattr(module, rule), "trucks" if rule == "find_propositions" else "lorries"
                def trap(source, *rest, **more):
                    if word in source.text:
                        raise IndexError("<b>out of range</b> in " + __file__)
                    return real(source, *rest, **more)
                setattr(module, rule, trap)
            spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Traps)
"""


# The same: who reads what, told by the ledger of the step.
READERS = """
import importlib.machinery, os, sys

def note(event, arguments):
    if event == "open" and all(isinstance(a, str) for a in arguments[:2]) and not arguments[1].strip("rbt") and "CLAIMATLAS_LEDGER" in os.environ:
        told = f"{os.environ['CLAIMATLAS_LEDGER']}\\t{os.path.abspath(arguments[0])}\\n"
        handle = os.open(__file__ + ".read", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, told.encode())
        os.close(handle)

class Tables(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        spec = super().find_spec(name, path, target) if name == "claimatlas.tables" else None
        if spec:
            load = spec.loader.exec_module
            def exec_module(module):
                load(module)
                real = module.read
                def read(name, folder, *columns):
                    note("open", [os.path.join(folder, name + ".parquet"), "r"])  # arrow opens it unseen
                    return real(name, folder, *columns)
                module.read = read
            spec.loader.exec_module = exec_module
        return spec

sys.meta_path.insert(0, Tables)
sys.addaudithook(note)
"""


class Run:
    """One corpus with outputs of its own, and make on it as a user would call it."""

    def __init__(self, checkout: Path, folder: Path):
        self.checkout, self.folder = checkout, folder
        self.corpus = write_corpus(folder / "small")
        self.build, self.figures, self.report = (folder / n for n in ("build", "figures", "report"))

    def make(self, *words: str, check: bool = True, **more: str) -> subprocess.CompletedProcess:
        dropped = ("MAKE", "MFLAGS", "PYTEST", "PYTHONPATH", "STRICT")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(dropped)} | more
        places = [f"CORPUS={self.corpus}", f"BUILD={self.build}", f"FIGURES={self.figures}", f"REPORT={self.report}"]
        done = subprocess.run(
            ["make", *(words or ["report"]), *places, f"PYTHON={sys.executable}"],
            cwd=self.checkout, env=environment, capture_output=True, text=True,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def ran(self, done: subprocess.CompletedProcess) -> list[str]:
        told = (done.stdout + done.stderr).splitlines()
        return sorted(line.split()[1].removesuffix(".ipynb") for line in told if line.startswith("running "))

    @property
    def page(self) -> str:
        return (self.report / "index.html").read_text(encoding="utf-8")


NOTEBOOKS = ["00-overview", "01-corpus", "02-places", "03-map", "04-claims", "05-compare"]


@pytest.fixture(scope="module")
def first(checkout, tmp_path_factory):
    """A finished run. The tests below go on from it in their order, since a run costs more than they all."""
    made = Run(checkout, tmp_path_factory.mktemp("flow"))
    made.readers = made.folder / "readers"
    made.readers.mkdir()
    (made.readers / "sitecustomize.py").write_text(READERS)
    made.first = made.make(PYTHONPATH=str(made.readers))
    return made


def test_every_table_figure_and_page_is_there(first):
    assert first.ran(first.first) == NOTEBOOKS
    read = {name: tables.read(name, first.build) for name in tables.SCHEMAS}
    assert set(read["claims"]["outlet"]) >= {"North Post", "South Post"}
    assert read["claims"]["denial"].any()
    assert {"Ishkashim", "Khorog"} <= set(read["mentions"]["surface"])
    for name in ("claims-per-outlet", "places-map", "places-per-outlet", "events", "sources"):
        assert (first.figures / f"{name}.svg").stat().st_size > 1000
        assert (first.figures / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    assert (first.report / "index.html").stat().st_size > 10_000


def test_each_step_lists_all_that_it_reads(first, root):
    made = {}
    for record in (first.build / "made").iterdir():
        for path in json.loads(record.read_text())["made"]:
            if not Path(path).is_relative_to(first.figures):
                made[str(first.checkout / path)] = record.name
    of_corpus = {first.corpus / n: "places" for n in run.OF_PLACES} | {first.corpus / "articles.csv": "corpus"}
    of_corpus |= dict.fromkeys((first.corpus / "text").iterdir(), "corpus")
    made |= {str(path): name for path, name in of_corpus.items()}
    read = {}
    for line in (first.readers / "sitecustomize.py.read").read_text().splitlines():
        ledger, path = line.split("\t")
        read.setdefault(ledger, set()).add(path)
    seen = set()
    for paths in read.values():
        for step in (n for n in NOTEBOOKS if str(first.checkout / "notebooks" / f"{n}.ipynb") in paths and len(paths) > 1):
            owners = {made[path] for path in paths if path in made} - {step}
            assert owners <= set(steps.GRAPH[step]), step
            seen |= {(step, owner) for owner in owners}
    assert {("01-corpus", "corpus"), ("03-map", "04-claims"), ("00-overview", "05-compare"), ("04-claims", "gazetteer")} <= seen
    sheets_of = {
        "read_review(corpus": "review-claims", "people.read_review(corpus": "review-holders", "places.read_review(corpus": "review-places",
    }
    for step in NOTEBOOKS:
        told = (root / "notebooks" / f"{step}.ipynb").read_text()
        for call in set(re.findall(r"(?:places\.|people\.)?read_review\(corpus", told)):
            assert sheets_of[call] in steps.GRAPH[step], step
    assert set(run.SHEETS) == set(sheets.SHEETS)


def test_an_outlet_without_claims_or_places_shows_as_zero(first):
    assert "Quiet Post" in first.page
    assert tables.read("articles", first.build).set_index("article_id").loc["n3", "n_sentences"] == 1


def test_nothing_of_the_machine_is_in_the_outputs(first, root):
    for path in first.report.rglob("*"):
        if path.suffix in {".html", ".ipynb", ".csv", ".geojson", ".txt", ".svg"}:
            text = path.read_text(encoding="utf-8")
            for trace in (str(first.folder), str(first.checkout), str(root), f"{Path.home()}/"):
                assert trace not in text, path.name


def test_nothing_changed_nothing_runs_and_times_of_files_count_for_nothing(first):
    everything = [first.checkout / "notebooks", first.corpus, first.build, first.figures]
    for path in (p for folder in everything for p in folder.rglob("*")):
        os.utime(path, (time.time() + 9e5, time.time() + 9e5))
    done = first.make()
    assert first.ran(done) == []
    assert "skew" not in done.stdout + done.stderr
    assert "warning" not in done.stderr


def test_a_strict_run_with_nothing_set_aside_is_no_other_run(first):
    done = first.make("report", "STRICT=1")
    assert first.ran(done) == []
    assert "warning" not in done.stderr


def test_a_step_runs_for_what_it_reads_and_its_readers_when_its_tables_are_others(first):
    source = first.checkout / "notebooks" / "03-map.ipynb"
    source.write_bytes(source.read_bytes() + b"\n")
    (first.corpus / "review").mkdir()
    (first.corpus / "review" / "holders.csv").write_text(",".join(sheets.SHEETS["holders"].columns) + "\n")
    assert first.ran(first.make()) == ["03-map", "04-claims"]


def test_what_is_damaged_or_gone_is_made_again_and_what_is_not_ours_stays(first):
    [kept] = (first.build / "kept" / "claims").glob("*.pack")
    damage = {
        first.build / "articles.parquet": lambda raw: None,
        first.build / "claims.parquet": lambda raw: bytes([*raw[:400], raw[400] ^ 1, *raw[401:]]),
        kept: lambda raw: raw[: len(raw) // 2],
        first.report / "index.html": lambda raw: None,
        first.report / "exports" / "claims.csv": lambda raw: None,
    }
    (first.report / "notes of mine.txt").write_text("mine")
    files = [p for folder in (first.build, first.report) for p in folder.rglob("*") if p.is_file()]
    before = {path: path.read_bytes() for path in files}
    for path, change in damage.items():
        path.unlink() if (raw := change(path.read_bytes())) is None else path.write_bytes(raw)
    done = first.make()
    assert first.ran(done) == ["01-corpus", "04-claims"]
    assert f"kept/claims/{kept.name} was damaged; what was in it has been made anew" in done.stderr
    # A GeoPackage is never the same twice, and that is its digest; a seal tells the times of files.
    sealed = [first.build / name for name in ("made/report", seal.FILE, seal.KNOWN)]
    for path in [*sealed, *first.report.rglob("*.gpkg")]:
        before.pop(path)
    assert [path for path, raw in before.items() if not path.exists() or path.read_bytes() != raw] == []
    assert first.ran(first.make()) == []


def test_an_unknown_parameter_and_a_broken_corpus_are_named_and_the_last_good_report_stays(first):
    page, table = first.page, first.corpus / "articles.csv"
    done = first.make("report", "PARAMETERS=nobody_knows=1", check=False)
    assert done.returncode != 0
    assert "nobody_knows" in done.stderr + done.stdout
    whole = table.read_text()
    table.write_text(whole.replace("2024-03-05", "2024-31-05"))
    done = first.make(check=False)
    table.write_text(whole)
    assert done.returncode != 0
    for word in ("01-corpus", "articles.csv", "row 2", "2024-31-05"):
        assert word in done.stdout + done.stderr
    assert len(tables.read("articles", first.build)) == 4
    assert first.page == page


@pytest.fixture(scope="module")
def trapped(first):
    """The run after it, with a parameter and with two rules that fail, each on one article."""
    first.before = first.page
    traps = first.folder / "traps"
    traps.mkdir()
    (traps / "sitecustomize.py").write_text(TRAPS)
    first.trapped = {"PYTHONPATH": str(traps)}
    shutil.rmtree(first.build / "kept")  # as if the rules had changed: what they made before is not asked for
    first.done = first.make("report", UNTIL, **first.trapped)
    return first


UNTIL = "PARAMETERS=until=2024-03-15"


def test_a_changed_parameter_changes_the_result(trapped):
    assert trapped.ran(trapped.done) == NOTEBOOKS
    assert set(tables.read("articles", trapped.build)["article_id"]) == {"n1", "n2", "n3"}
    assert "Late Post" in trapped.before
    assert "Late Post" not in trapped.page


def test_a_rule_that_fails_costs_its_article_one_step_and_the_run_nothing(trapped):
    for article, stage, word in (("n1", "places", "lorries"), ("n2", "claims", "trucks")):
        [line] = [x for x in trapped.done.stderr.splitlines() if x.startswith(f"warning: article {article} ")]
        assert f"set aside in {stage}: IndexError" in line
        assert word in line
    aside = tables.read("set_aside", trapped.build)
    assert aside[["article_id", "stage"]].to_numpy().tolist() == [["n1", "places"], ["n2", "claims"]]
    assert set(tables.read("claims", trapped.build)["article_id"]) == {"n1", "n3"}
    assert set(tables.read("mentions", trapped.build)["article_id"]) == {"n2"}
    page = trapped.page
    assert "2 articles were set aside" in page
    assert "2</a> articles of 2 outlets" in page
    assert "<b>out of range" not in page
    for path in (trapped.report, trapped.build / "set_aside"):
        assert all(str(trapped.folder).encode() not in p.read_bytes() for p in path.rglob("*") if p.is_file())


def test_articles_set_aside_are_told_again_and_stop_a_strict_run(trapped):
    page = trapped.page
    again = trapped.make("report", UNTIL, **trapped.trapped)
    assert trapped.ran(again) == []
    assert "warning: article n1" in again.stderr
    stopped = trapped.make("report", UNTIL, "STRICT=1", check=False, **trapped.trapped)
    assert stopped.returncode != 0
    assert any(f"ArticleError: article '{n}'" in stopped.stderr + stopped.stdout for n in ("n1", "n2"))
    assert trapped.page == page


def test_committed_figures_are_what_the_suite_draws(root):
    """`make test` has run the bundled corpus: git must see no other bytes than those committed."""
    folder = root / "figures" / "tajik-afghan-border"
    if not (root / "report" / "tajik-afghan-border" / "index.html").exists():
        pytest.skip("the bundled report was not made in this checkout")
    changed = subprocess.run(["git", "status", "--porcelain", str(folder)], cwd=root, capture_output=True, text=True, check=True).stdout
    assert not changed
    assert len(list(folder.glob("*.svg"))) >= 5


def test_the_bundled_notebooks_ran_without_an_error(root):
    done = root / "report" / "tajik-afghan-border" / "notebooks"
    if not done.exists():
        pytest.skip("the bundled report was not made in this checkout")
    for path in sorted(done.glob("*.ipynb")):
        outputs = [o for c in json.loads(path.read_text())["cells"] for o in c.get("outputs", [])]
        assert outputs, path.name
        assert not [o for o in outputs if o["output_type"] == "error"], path.name


def test_clean_leaves_what_git_knows(root):
    listed = subprocess.run(["make", "-n", "clean"], cwd=root, capture_output=True, text=True, check=True).stdout
    for word in (".venv", "build", "report", "figures"):
        assert word in listed


def test_the_finding_of_the_readme_is_the_one_that_the_overview_prints(root):
    done = root / "report" / "tajik-afghan-border" / "notebooks" / "00-overview.ipynb"
    if not done.exists():
        pytest.skip("the bundled report was not made in this checkout")
    cells = json.loads(done.read_text())["cells"]
    printed = {"".join(o["data"].get("text/plain", "")) for c in cells for o in c.get("outputs", []) if "data" in o}
    quoted = [line.removeprefix("> ") for line in (root / "README.md").read_text().splitlines() if line.startswith("> ")]
    assert quoted
    assert set(quoted) <= printed
