"""The graph for installed packages is the Makefile's, step by step, and what it runs stops at an error."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest

from claimatlas import home, steps

FOLDERS = steps.Folders(Path("build/x"), Path("figures/x"), Path("report/x"))


def test_each_step_is_called_as_make_calls_it(checkout, monkeypatch):
    monkeypatch.setenv("CLAIMATLAS_CORPUS", "data/x y")
    monkeypatch.setenv("PARAMETERS", "since=2024")
    target = ["CORPUS_NAME=x", f"PYTHON={sys.executable}", "run-report"]
    told = subprocess.run(["make", "-n", *target], cwd=checkout, capture_output=True, text=True, check=True).stdout
    made = {}
    for line in told.replace("\\\n", " ").splitlines():
        words = shlex.split(line.replace('"$CLAIMATLAS_CORPUS"', "'data/x y'").replace('"$PARAMETERS"', "since=2024"))
        if "claimatlas.made" in words:
            record, *inputs = words[words.index("claimatlas.made") + 1 : words.index("--")]
            call = [w.replace("$CLAIMATLAS_CORPUS", "data/x y") for w in words[words.index("--") + 1 :]]
            made[Path(record).name] = (record, inputs, [w for w in call if w != ">/dev/null"])
    assert set(made) == set(steps.GRAPH)
    for name in steps.GRAPH:
        call = steps.call_of(name, FOLDERS)
        assert (str(call.record), [str(p) for p in call.inputs], call.call) == made[name], name


def test_a_target_runs_what_it_needs_in_order_and_stops_at_an_error(monkeypatch):
    ran = []

    def step(record, inputs, call):
        assert all(p.name in ran for p in inputs if p.name in steps.GRAPH)
        ran.append(record.name)
        return 3 if record.name == fails else 0

    monkeypatch.setattr(steps, "step", step)
    fails = ""
    assert steps.run("run-review", FOLDERS) == 0
    assert sorted(ran) == ["01-corpus", "02-places", "04-claims", "gazetteer"]
    ran.clear()
    fails = "02-places"
    assert steps.run("run-report", FOLDERS) == 3
    assert "04-claims" not in ran


ENDED = """
import sys
from pathlib import Path
from claimatlas import steps
steps.GRAPH.clear()
steps.GRAPH.update({"a": (), "b": (), "c": ("a", "b")})
steps.LAST["run-report"] = "c"
steps.call_of = lambda name, folders: steps.Call(Path(f"made/{name}"), [], ["waits", f"mark-{name}"])
sys.exit(steps.main(["CORPUS_NAME=x", "run-report"]))
"""
WAITS = """
import sys, time
from pathlib import Path
from claimatlas.files import command
def wait():
    Path(sys.argv[1]).touch()
    try:
        time.sleep(60)
    finally:
        Path(sys.argv[1]).unlink()
command(wait)
"""


def test_who_is_told_to_end_ends_its_steps_at_once(root, tmp_path):
    (tmp_path / "waits.py").write_text(WAITS)
    path = os.pathsep.join([str(root / "src"), str(tmp_path)])
    run = subprocess.Popen([sys.executable, "-c", ENDED], cwd=tmp_path, env=os.environ | {"PYTHONPATH": path})
    marks = [tmp_path / f"mark-{name}" for name in "ab"]
    until = time.monotonic() + 20
    while not all(mark.exists() for mark in marks) and time.monotonic() < until:
        time.sleep(0.02)
    run.terminate()
    assert run.wait(10) == 143
    assert not any(mark.exists() for mark in marks)
    assert not (tmp_path / "mark-c").exists()


def test_a_checkout_is_its_own_workshop(root):
    assert home.INSTALLED is False
    assert home.furnish() == home.SHARED == root


@pytest.mark.parametrize("name", ["notebooks", "data/gazetteer", "data/tajik-afghan-border"])
def test_what_the_wheel_takes_along_is_there(root, name):
    assert f'"{name}" = "claimatlas/bundled/{name}"' in (root / "pyproject.toml").read_text()
    assert (root / name).is_dir()
