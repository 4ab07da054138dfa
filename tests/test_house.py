"""The house is in order: one list of versions, no import upward, stripped notebooks, nothing heavy, no traces."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import tomllib
from importlib.metadata import requires
from pathlib import Path

import browser
import pytest
import yaml

# What may import what: a module may import those left of it, and members of its own package.
LAYERS = [
    {"errors", "columnar", "cells"}, {"files", "progress", "versions"}, {"home", "seal", "forkserver"}, {"cluster", "packs"},
    {"pool", "memo"},
    {"made", "run"}, {"former"}, {"tables"}, {"faults"}, {"text"}, {"encoding", "days", "language", "parquet"},
    {"delimited"}, {"structure"}, {"measures"}, {"corpus", "selection"}, {"intake"}, {"sheets"}, {"journal"},
    {"word_rules"}, {"annotate"}, {"wordlists", "quotations"}, {"marks"}, {"excerpts"}, {"token_lists"}, {"tokens"}, {"trees"}, {"gazetteer"}, {"places"},
    {"people"}, {"claims"}, {"review"}, {"stages"}, {"comparison"}, {"spans"}, {"counts"}, {"phrases"}, {"charts"}, {"maps"},
    {"exports"}, {"display"}, {"findings", "cards", "topics"}, {"headline"},
    {"notebook", "explore", "report", "steps"},
]


@pytest.fixture(scope="session")
def tracked(root):
    names = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout
    return [root / name for name in names.split("\0") if name and (root / name).exists()]


@pytest.fixture(scope="session")
def lock(root):
    text = "".join((root / f"requirements{part}.lock").read_text() for part in ("", "-test"))
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE)), text


def test_the_lock_holds_every_dependency_hashed_and_names_no_host(root, lock):
    versions, text = lock
    project = tomllib.loads((root / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    for requirement in wanted:
        assert re.match(r"[a-z0-9-]+", requirement)[0] in versions
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(versions)
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text
    assert "index-url" not in text
    assert "rfc3987-syntax" not in versions  # a second at every start of Jupyter, and nothing here uses it


def test_what_the_intake_needs_by_an_extra_is_asked_for_by_its_name(root):
    """Some pip knows no extra with an underscore in its name, and leaves its packages out."""
    asked = [re.match(r"[a-z0-9-]+", r)[0] for r in tomllib.loads((root / "pyproject.toml").read_text())["project"]["dependencies"]]
    extras = [r for r in requires("justext") if re.match(r"lxml\[", r)]
    assert (not extras) or "lxml-html-clean" in asked


def test_what_tests_alone_need_is_in_a_lock_of_its_own(root):
    project = tomllib.loads((root / "pyproject.toml").read_text())
    for part, requirements in (("", project["project"]["dependencies"]), ("-test", project["dependency-groups"]["dev"])):
        names = set(re.findall(r"^([a-z0-9.-]+)==", (root / f"requirements{part}.lock").read_text(), re.MULTILINE))
        assert {re.match(r"[a-z0-9-]+", r)[0] for r in requirements} <= names


def test_one_version_of_each_package_for_all_pythons_and_systems(lock):
    names = re.findall(r"^([a-z0-9.-]+)==", lock[1], re.MULTILINE)
    assert sorted(names) == sorted(set(names))


def test_environment_yml_agrees_with_the_lock(root, lock):
    environment = yaml.safe_load((root / "environment.yml").read_text())
    project = tomllib.loads((root / "pyproject.toml").read_text())
    from_conda = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    from_pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    assert from_conda == [f"python{project['project']['requires-python']}", "pip", "make", "git"]
    assert [entry for entry in from_pip if entry.split("==")[1] != lock[0].get(entry.split("==")[0])] == []
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    assert [entry.split("==")[0] for entry in from_pip] == [re.match(r"[a-z0-9-]+", w)[0] for w in wanted]


def test_the_same_pythons_are_named_everywhere(root):
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    named = [c.rpartition(" ")[2] for c in project["classifiers"] if "Python ::" in c]
    first, last = (int(name.partition(".")[2]) for name in (named[0], named[-1]))
    assert named == [f"3.{minor}" for minor in range(first, last + 1)]
    assert project["requires-python"] == f">=3.{first},<3.{last + 1}"
    setup = (root / "setup.sh").read_text()
    assert f"(3, {first}) <= sys.version_info[:2] <= (3, {last})" in setup
    assert all(f"python{name} " in setup for name in named)
    assert project["requires-python"] in setup
    assert f"Python 3.{first} to 3.{last}," in (root / "README.md").read_text()


def test_the_installed_packages_are_those_of_the_lock(lock):
    from importlib.metadata import distributions

    installed = {re.sub(r"[-_.]+", "-", d.metadata["Name"]).lower(): d.version for d in distributions()}
    different = {n: (v, installed[n]) for n, v in lock[0].items() if n in installed and installed[n] != v}
    assert not different


def test_no_import_runs_upward_or_across_the_wings(root):
    level = {name: i for i, names in enumerate(LAYERS) for name in names}
    package = root / "src" / "claimatlas"
    for path in package.rglob("*.py"):
        own = path.relative_to(package).parts[0].removesuffix(".py")
        if own in ("__init__", "__main__"):
            continue
        assert own in level, f"{path.name}: give it a layer in LAYERS"
        tree = ast.parse(path.read_text())
        # An import for the type checker alone is none.
        tree.body = [n for n in tree.body if not (isinstance(n, ast.If) and ast.unparse(n.test) == "TYPE_CHECKING")]
        for node in ast.walk(tree):
            modules = []
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("claimatlas"):
                first = node.module.split(".")[1:2]
                modules = first or [alias.name for alias in node.names]
            elif isinstance(node, ast.Import):
                modules = [a.name.split(".")[1] for a in node.names if a.name.startswith("claimatlas.")]
            for module in modules:
                assert module == own or level[module] < level[own] or module == "display", f"{path.relative_to(root)} imports {module}"


def test_claims_ask_the_places_wing_one_thing_at_one_spot(root):
    spots = []
    for path in sorted((root / "src" / "claimatlas" / "claims").rglob("*.py")):
        tree = ast.parse(path.read_text())
        tree.body = [n for n in tree.body if not (isinstance(n, ast.If) and ast.unparse(n.test) == "TYPE_CHECKING")]
        for node in (n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)):
            if re.search(r"claimatlas.*\b(places|gazetteer)\b", ast.unparse(node)):
                spots.append((path.name, ast.unparse(node), node not in tree.body))
    assert spots == [("sites.py", "from claimatlas.places.named import named_places", True)]


def test_notebooks_are_stripped_and_documented(root):
    paths = sorted((root / "notebooks").glob("*.ipynb"))
    assert [p.stem for p in paths] == ["00-overview", "01-corpus", "02-places", "03-map", "04-claims", "05-compare", "06-explore"]
    for path in paths:
        notebook = json.loads(path.read_text())
        cells = notebook["cells"]
        first = "".join(cells[0]["source"])
        assert re.match(r"# .+\?", first), path.name
        for word in ("**Reads**", "**Writes**", "**Next**"):
            assert word in first, f"{path.name}: {word}"
        assert "".join(cells[-1]["source"]).startswith("## Limits") or path.stem == "06-explore", path.name
        assert cells[1]["metadata"].get("tags") == ["parameters"], path.name
        for line in filter(None, map(str.strip, "".join(cells[1]["source"]).splitlines())):
            assert re.match(r"\w+: [\w\[\]|, ]+ = .+  # .+", line), f"{path.name}: {line}"
        for cell in cells:
            assert re.fullmatch(r"[a-z0-9-]{2,}", cell["id"]), f"{path.name}: {cell['id']}"
            assert not re.fullmatch(r"[0-9a-f]{8}(-.*)?", cell["id"]), f"{path.name}: {cell['id']} says nothing"
            assert not cell.get("outputs"), path.name
            assert cell.get("execution_count") is None, path.name
            assert not re.search(r"^\s*def ", "".join(cell["source"]), re.MULTILINE), f"{path.name}: logic lives in the package"


def test_the_repository_is_light(tracked):
    assert max(p.stat().st_size for p in tracked) < 5_000_000
    assert sum(p.stat().st_size for p in tracked) < 40_000_000


def test_no_tracked_file_names_this_machine(root, tracked):
    traces = [str(root), f"{Path.home()}/", "/site-packages/"]
    for path in tracked:
        if path.suffix in {".py", ".md", ".ipynb", ".yml", ".toml", ".csv", ".txt", ".svg", ".json", ".lock", ".geojson"} or not path.suffix:
            text = path.read_text(encoding="utf-8")
            for trace in traces:
                assert trace not in text or path.name == "test_house.py", f"{path.name} holds {trace}"


def test_readme_commands_are_targets(root):
    readme = (root / "README.md").read_text()
    makefile = (root / "Makefile").read_text()
    commands = set(re.findall(r"(?:^    |`)make ([a-z]+)", readme, re.MULTILINE))
    assert {"report", "test", "lab"} <= commands
    for command in commands:
        assert re.search(rf"^{command}:", makefile, re.MULTILINE), command
    assert "make lint" in (root / ".ci" / "run").read_text()


def test_make_alone_prints_the_targets(root):
    shown = subprocess.run(["make"], cwd=root, capture_output=True, text=True, check=True).stdout
    for target in ("report", "lab", "test", "lint", "check", "clean", "review", "gazetteer"):
        assert f"make {target}" in shown


@pytest.mark.skipif(os.environ.get("CI") != "true", reason="only CI must have a browser")
def test_ci_tests_pages():
    assert browser.find(), "no Chromium: the pages would go untested"
