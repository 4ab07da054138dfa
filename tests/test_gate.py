"""The quality gate: a figure that fell is told from one that did not, and each pinned one can fall."""

from __future__ import annotations

import csv
import sys

import pytest


@pytest.fixture(scope="module")
def gate(root):
    sys.path.insert(0, str(root / "benchmarks"))
    try:
        import gate
    finally:
        sys.path.remove(str(root / "benchmarks"))
    return gate


@pytest.mark.parametrize(
    ("better", "now", "told"),
    [
        ("higher", 0.9, "same"), ("higher", 0.95, "better"), ("higher", 0.89, "worse"), ("higher", 0.87, "FELL"),
        ("lower", 0.9, "same"), ("lower", 0.85, "better"), ("lower", 0.91, "worse"), ("lower", 0.93, "FELL"),
    ],
)  # fmt: skip
def test_a_figure_fell_if_it_is_worse_by_more_than_it_may(gate, better, now, told):
    assert gate.verdict(now, {"better": better, "pinned": "0.9", "slack": "0.02"}) == told


def test_each_pinned_figure_is_named_once_and_can_fall(gate):
    lines = gate.PINNED.read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert len({row["figure"] for row in rows}) == len(rows) >= 40
    for row in rows:
        assert row["better"] in ("higher", "lower")
        assert float(row["slack"]) <= (0.02 if not row["figure"].startswith("time:") else float(row["pinned"]))


def test_what_is_measured_but_not_pinned_fails(gate, monkeypatch, capsys):
    monkeypatch.setattr(gate, "measured", lambda: iter([("a figure of its own", 1.0)]))
    monkeypatch.setattr(sys, "argv", ["gate.py"])
    assert gate.main() == 1
    told = capsys.readouterr()
    assert "NOT PINNED" in told.out
    assert "groups: same-claim pairs, F1" in told.err
