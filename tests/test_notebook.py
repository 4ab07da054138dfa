"""Running notebooks: unknown parameters and failing cells stop; what is written holds no trace of the run."""

from __future__ import annotations

import shutil

import nbformat
import pandas as pd
import pytest

from claimatlas import display, stages, tables
from claimatlas.claims import spots_by_article
from claimatlas.errors import ParameterError
from claimatlas.gazetteer import gazetteer_of
from claimatlas.notebook import CellError, checked, main, pair, parameters_of, run
from claimatlas.packs import Packs
from claimatlas.stages import tasks, work


@pytest.fixture
def notebook(tmp_path):
    def cell(key, source, **metadata):
        made = nbformat.v4.new_code_cell(source, metadata=metadata)
        made["id"] = key
        return made

    path = tmp_path / "0-small.ipynb"
    cells = [
        cell(
            "parameters",
            "divisor: int = 1  # what to divide by\nwords: list = []  # words to show\nsince: str = ''  # a date",
            tags=["parameters"],
        ),
        cell("imports", "import sys", tags=["imports"], jupyter={"source_hidden": True}),
        cell("divide", "print('trace', file=sys.stderr)\nprint(6 / divisor, words)"),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    return path


def test_parameters_change_the_result_and_keep_their_types(notebook, tmp_path):
    target = tmp_path / "out" / "done.ipynb"
    run(notebook, target, {"divisor": 3, "words": ["a b"]})
    outputs = nbformat.read(target, as_version=4).cells[-1].outputs
    assert [o.text for o in outputs] == ["2.0 ['a b']\n"]
    first = target.read_bytes()
    run(notebook, target, {"divisor": 3, "words": ["a b"]})
    assert target.read_bytes() == first
    assert str(tmp_path).encode() not in first
    imports = next(c for c in nbformat.read(target, as_version=4).cells if c["id"] == "imports")
    assert imports.metadata == {"tags": ["imports"], "jupyter": {"source_hidden": True}}  # folded, as it was


def test_a_folder_outside_the_checkout_is_shown_by_its_name_only(notebook, tmp_path):
    run(notebook, tmp_path / "done.ipynb", {"words": "../../home/somebody/corpus"}, shown={"words": "…/corpus"})
    injected = nbformat.read(tmp_path / "done.ipynb", as_version=4).cells[1].source
    assert "somebody" not in injected
    assert "…/corpus" in injected


def test_a_failing_cell_is_named_and_the_last_good_notebook_stays(notebook, tmp_path):
    target = tmp_path / "done.ipynb"
    target.write_text("good")
    with pytest.raises(CellError, match=r"0-small\.ipynb, cell 'divide': ZeroDivisionError"):
        run(notebook, target, {"divisor": 0}, failed=tmp_path / "failed.ipynb")
    assert target.read_text() == "good"
    assert "ZeroDivisionError" in (tmp_path / "failed.ipynb").read_text()


def test_unknown_parameters_are_errors(notebook, tmp_path, capsys):
    assert list(parameters_of(notebook)) == ["divisor", "words", "since"]
    with pytest.raises(ParameterError, match="'divisr'.*divisor, words, since"):
        run(notebook, tmp_path / "done.ipynb", {"divisr": 2})
    assert main([str(notebook), str(tmp_path / "done.ipynb"), "--offer", "nobody=1"]) == 1
    assert main([str(notebook), str(tmp_path / "done.ipynb"), "--offer", "divisor=3; words=[North Post, South]; since=2024"]) == 0
    assert "['North Post', 'South']" in (tmp_path / "done.ipynb").read_text()
    assert "since = \\\"2024\\\"" in (tmp_path / "done.ipynb").read_text()
    assert main([str(notebook), str(tmp_path / "done.ipynb"), "--offer", "words=[North"]) == 1
    shown = capsys.readouterr().err
    assert "words: '[North' cannot be read" in shown
    assert "no notebook has a parameter 'nobody'" in shown


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("int", "many", "a whole number, 1 or more"), ("int", "0", "a whole number"), ("int", "2.5", "a whole number"), ("int", "true", "a whole number"),
        ("int", "9" * 30, "a whole number"), ("float", "high", "a number"), ("float", "1.5", "from 0 to 1"), ("float", "-0.1", "from 0 to 1"),
        ("float", ".nan", "a number"), ("float", "", "a number"), ("bool", "1", "true or false"), ("bool", "maybe", "true or false"),
        ("list", "a, b", r"a list, such as \[a, b\]"), ("list", "{a: b}", "a list"), ("list", "[[a]]", "a list"), ("list", "[null]", "a list"), ("list", "[a", "cannot be read"),
    ],
)
def test_a_value_that_does_not_fit_its_parameter_is_named(kind, value, words):
    with pytest.raises(ParameterError, match=rf"x: .*{words}"):
        checked("x", pair(f"x={value}", {"x": kind})[1], kind, "0 to 1")


def test_a_temporary_folder_of_a_long_name_is_no_hindrance(notebook, tmp_path, monkeypatch):
    long = tmp_path / ("t" * 120)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    run(notebook, tmp_path / "done.ipynb", {})
    assert "6.0" in (tmp_path / "done.ipynb").read_text()


def test_a_long_table_does_not_swell_a_notebook(monkeypatch):
    shown = []
    monkeypatch.setattr(display, "display", lambda bundle, raw: shown.append(bundle))
    display.table(pd.DataFrame({"n": range(display.MOST + 500)}), "Numbers")
    [bundle] = shown
    data = bundle[display.MIME]
    assert len(data["rows"]) == display.MOST
    assert data["caption"] == "Numbers (the first 2,000 of 2,500 rows)"
    assert bundle["text/plain"].endswith("(2500 rows)")
    display.table(pd.DataFrame({"n": range(display.MOST)}), "Numbers", length=2500)
    assert shown[1] == bundle  # whoever has the first rows alone says how many there are


def test_outputs_that_take_long_to_come_through_do_not_end_a_run(notebook, tmp_path, monkeypatch):
    import papermill

    seen = {}
    real = papermill.execute_notebook
    monkeypatch.setattr(papermill, "execute_notebook", lambda *a, **k: seen.update(k) or real(*a, **k))
    run(notebook, tmp_path / "done.ipynb", {})
    assert seen["iopub_timeout"] >= 600


def test_what_work_says_of_itself_reaches_whoever_waits_and_no_report(notebook, tmp_path, capsys):
    made = nbformat.read(notebook, as_version=4)
    made.cells[-1].source = "from claimatlas.progress import tell\ntell('resuming: 3 of 4')\nprint('done')"
    nbformat.write(made, notebook)
    run(notebook, tmp_path / "done.ipynb", {})
    assert "resuming: 3 of 4\n" in capsys.readouterr().err
    assert "resuming" not in str(nbformat.read(tmp_path / "done.ipynb", as_version=4).cells[-1].outputs)


@pytest.mark.parametrize(("comes", "offer", "made"), [
    ("02-places 04-claims", "", 3), ("02-places 04-claims", "antecedent_from=0.9; threshold=0.7", 3), ("02-places", "", 2),
    ("", "", 1),  # as in JupyterLab, where nobody says what comes
])
def test_the_notebook_that_parses_hears_what_comes_with_which_parameters(root, make_corpus, tmp_path, monkeypatch, comes, offer, made):
    monkeypatch.chdir(root)
    monkeypatch.setenv("CLAIMATLAS_NEXT", comes)
    monkeypatch.setenv("CLAIMATLAS_LATER", "")  # so that what is said there is gone afterwards
    folder = make_corpus({"a": "The mayor of Kunduz said that the bridge was open.", "b": "It rained in Kulob, she said."})
    build = tmp_path / "build"
    folders = [f"--folder={name}={path}" for name, path in (("corpus", folder), ("build", build), ("figures", tmp_path / "figures"))]
    assert main(["notebooks/01-corpus.ipynb", str(tmp_path / "01-corpus.ipynb"), *folders, "--offer", offer]) == 0
    stages_of = [stage.name for stage in (work.PARSE, work.MENTIONS, work.CLAIMS)]
    assert [len(Packs(build / "kept" / name)) for name in stages_of] == [2 * (n < made) for n in range(3)]
    if made == 3:
        told = dict(part.split("=") for part in offer.split("; ") if part)
        articles = tables.read("articles", build)
        monkeypatch.setattr(Packs, "add", lambda self, values: pytest.fail(f"{self.folder.name} is made") if self.folder.name in stages_of else None)
        mentions, _ = stages.mentions(articles, build, gazetteer_of(folder), float(told.get("threshold", 0.5)))
        kept = Packs(build / "kept" / "claims")
        settings = tasks.settings_of_claims(gazetteer_of(folder).folder.name, float(told.get("antecedent_from", 0.5)))
        spots = spots_by_article(mentions)
        assert all(tasks.of_claims(settings, row, spots.get(row["article_id"], ())).key in kept for row in articles.to_dict("records"))


def test_parameters_that_only_their_notebook_can_tell_stop_no_other(root, make_corpus, tmp_path, monkeypatch, capfd):
    """An expression in the cell of parameters; a value that YAML has and JSON has not."""
    shutil.copytree(root / "notebooks", tmp_path / "notebooks", ignore=shutil.ignore_patterns(".*"))
    other = tmp_path / "notebooks" / "02-places.ipynb"
    changed = nbformat.read(other, as_version=4)
    cell = next(cell for cell in changed.cells if "parameters" in cell.metadata.get("tags", []))
    cell.source = cell.source.replace("threshold: float = 0.5", "threshold: float = 1 / 2")
    nbformat.write(changed, other)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAIMATLAS_NEXT", "02-places 04-claims")
    monkeypatch.setenv("CLAIMATLAS_LATER", "")  # so that what is said there is gone afterwards
    folder, build = make_corpus({"a": "The mayor of Kunduz said that the bridge was open."}), tmp_path / "build"
    call = ["notebooks/01-corpus.ipynb", str(tmp_path / "done.ipynb")]
    call += [f"--folder={name}={path}" for name, path in (("corpus", folder), ("build", build), ("figures", tmp_path / "figures"))]
    assert main(call) == 0
    assert [len(Packs(build / "kept" / stage.name)) for stage in (work.PARSE, work.MENTIONS)] == [1, 0]
    assert main([*call, "--offer", "outlets=[2024-01-01]"]) == 1
    assert "error: outlets: '[datetime.date(2024, 1, 1)]' does not fit; write a list" in capfd.readouterr().err
