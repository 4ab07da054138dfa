"""The whole flow through make, on a small corpus of our own: what comes out, what runs again, what stops."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from claimatlas import tables

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


class Run:
    """One corpus with outputs of its own, and make on it as a user would call it."""

    def __init__(self, root: Path, folder: Path):
        self.root, self.folder = root, folder
        self.corpus = write_corpus(folder / "small")
        self.build, self.figures, self.report = (folder / n for n in ("build", "figures", "report"))

    def make(self, *words: str, check: bool = True, **more: str) -> subprocess.CompletedProcess:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS", "PYTEST", "STRICT"))} | more
        places = [f"CORPUS={self.corpus}", f"BUILD={self.build}", f"FIGURES={self.figures}", f"REPORT={self.report}"]
        done = subprocess.run(
            ["make", *(words or ["report"]), *places, f"PYTHON={sys.executable}"],
            cwd=self.root, env=environment, capture_output=True, text=True,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def ran(self, done: subprocess.CompletedProcess) -> list[str]:
        return sorted(line.removeprefix("running ").removesuffix(".ipynb") for line in (done.stdout + done.stderr).splitlines() if line.startswith("running "))


@pytest.fixture(scope="module")
def first(root, tmp_path_factory):
    run = Run(root, tmp_path_factory.mktemp("flow"))
    run.first = run.make()
    return run


def test_every_table_figure_and_page_is_there(first):
    assert first.ran(first.first) == ["00-overview", "01-corpus", "02-places", "03-map", "04-claims", "05-compare"]
    read = {name: tables.read(name, first.build) for name in tables.SCHEMAS}
    assert set(read["claims"]["outlet"]) >= {"North Post", "South Post"}
    assert read["claims"]["denial"].any()
    assert {"Ishkashim", "Khorog"} <= set(read["mentions"]["surface"])
    for name in ("claims-per-outlet", "places-map", "places-per-outlet", "timeline", "sources"):
        assert (first.figures / f"{name}.svg").stat().st_size > 1000
        assert (first.figures / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    assert (first.report / "index.html").stat().st_size > 10_000


def test_an_outlet_without_claims_or_places_shows_as_zero(first):
    page = (first.report / "index.html").read_text(encoding="utf-8")
    assert "Quiet Post" in page
    assert tables.read("articles", first.build).set_index("article_id").loc["n3", "n_sentences"] == 1


def test_nothing_of_the_machine_is_in_the_outputs(first, root):
    for path in first.report.rglob("*"):
        if path.suffix in {".html", ".ipynb", ".csv", ".geojson", ".txt", ".svg"}:
            text = path.read_text(encoding="utf-8")
            for trace in (str(first.folder), str(root), str(Path.home()) + "/"):
                assert trace not in text, path.name


def test_nothing_changed_nothing_runs(first):
    assert first.ran(first.make()) == []


def test_one_notebook_changed_runs_it_and_its_readers(first, root):
    source = root / "notebooks" / "03-map.ipynb"
    before = source.read_bytes()
    try:
        source.write_bytes(before + b"\n")
        assert first.ran(first.make()) == ["00-overview", "03-map"]
    finally:
        source.write_bytes(before)
    first.make()


def test_times_of_files_count_for_nothing(first, root):
    for path in (root / "notebooks" / "03-map.ipynb", first.corpus / "articles.csv", first.build / "claims.parquet"):
        os.utime(path, (time.time() + 9, time.time() + 9))
    assert first.ran(first.make()) == []


DAMAGE = {
    "gone": lambda path: path.unlink(),
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "one bit": lambda path: path.write_bytes(bytes([*path.read_bytes()[:400], path.read_bytes()[400] ^ 1, *path.read_bytes()[401:]])),
}


@pytest.mark.parametrize(
    ("file", "how"), [("articles.parquet", "gone"), ("claims.parquet", "one bit"), ("annotations/*.spacy", "cut")],
)
def test_what_is_damaged_is_made_again(first, file, how):
    first.make()
    page = (first.report / "index.html").read_bytes()
    exports = {p.name: p.read_bytes() for p in (first.report / "exports").glob("*.csv")}
    [path] = first.build.glob(file)
    DAMAGE[how](path)
    assert first.ran(first.make())
    assert (first.report / "index.html").read_bytes() == page
    assert {p.name: p.read_bytes() for p in (first.report / "exports").glob("*.csv")} == exports
    assert first.ran(first.make()) == []


def test_a_page_or_an_export_that_is_gone_comes_back_and_what_is_not_ours_stays(first):
    first.make()
    (first.report / "notes of mine.txt").write_text("mine")
    page = (first.report / "index.html").read_bytes()
    (first.report / "index.html").unlink()
    (first.report / "exports" / "claims.csv").unlink()
    assert first.ran(first.make()) == []
    assert (first.report / "index.html").read_bytes() == page
    assert (first.report / "exports" / "claims.csv").exists()
    assert (first.report / "notes of mine.txt").read_text() == "mine"
    (first.report / "notes of mine.txt").unlink()


def test_a_changed_parameter_changes_the_result_and_an_unknown_one_stops(first):
    done = first.make("report", "PARAMETERS=nobody_knows=1", check=False)
    assert done.returncode != 0
    assert "nobody_knows" in done.stderr + done.stdout
    assert len(tables.read("articles", first.build)) == 3
    page = (first.report / "index.html").read_bytes()
    first.make("report", "PARAMETERS=until=2024-03-07")
    assert set(tables.read("articles", first.build)["article_id"]) == {"n1", "n3"}
    assert (first.report / "index.html").read_bytes() != page
    first.make()
    assert (first.report / "index.html").read_bytes() == page


def test_a_broken_corpus_names_file_row_and_value_and_the_last_good_report_stays(first):
    table = first.corpus / "articles.csv"
    whole, page = table.read_text(), (first.report / "index.html").read_bytes()
    try:
        table.write_text(whole.replace("2024-03-05", "2024-31-05"))
        done = first.make(check=False)
        assert done.returncode != 0
        for word in ("01-corpus", "articles.csv", "row 2", "2024-31-05"):
            assert word in done.stdout + done.stderr
        assert (first.report / "index.html").read_bytes() == page
    finally:
        table.write_text(whole)


def test_a_rule_that_fails_costs_its_article_one_step_and_the_run_nothing(root, tmp_path):
    run = Run(root, tmp_path)
    (tmp_path / "traps").mkdir()
    (tmp_path / "traps" / "sitecustomize.py").write_text(TRAPS)
    trapped = {"PYTHONPATH": str(tmp_path / "traps")}
    done = run.make(**trapped)
    for article, stage, word in (("n1", "places", "lorries"), ("n2", "claims", "trucks")):
        [line] = [x for x in done.stderr.splitlines() if x.startswith(f"warning: article {article} ")]
        assert f"set aside in {stage}: IndexError" in line
        assert word in line
    aside = tables.read("set_aside", run.build)
    assert aside[["article_id", "stage"]].to_numpy().tolist() == [["n1", "places"], ["n2", "claims"]]
    assert set(tables.read("claims", run.build)["article_id"]) == {"n1", "n3"}
    assert set(tables.read("mentions", run.build)["article_id"]) == {"n2"}
    page = (run.report / "index.html").read_text(encoding="utf-8")
    assert "2 articles were set aside" in page
    assert "2</a> articles of 2 outlets" in page
    assert "<b>out of range" not in page
    for path in (run.report, run.build / "set_aside"):
        assert all(str(tmp_path).encode() not in p.read_bytes() for p in path.rglob("*") if p.is_file())
    again = run.make(**trapped)
    assert run.ran(again) == []
    assert "warning: article n1" in again.stderr
    stopped = run.make("report", "STRICT=1", check=False, **trapped)
    assert stopped.returncode != 0
    assert any(f"ArticleError: article '{n}'" in stopped.stderr + stopped.stdout for n in ("n1", "n2"))
    assert (run.report / "index.html").read_text(encoding="utf-8") == page


def test_a_strict_run_with_nothing_set_aside_is_no_other_run(first):
    first.make()
    done = first.make("report", "STRICT=1")
    assert first.ran(done) == []
    assert "warning" not in done.stderr


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
