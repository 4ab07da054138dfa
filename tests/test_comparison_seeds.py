"""The comparison on the hand-coded claims of the four originals, held against regressions."""

from __future__ import annotations

import json
import sys

import pytest


@pytest.fixture(scope="module")
def measured(root, shared):
    sys.path.insert(0, str(root / "benchmarks"))
    try:
        import seeds
        import seeds_compare
    finally:
        sys.path.pop(0)
    articles, reference = seeds.originals()
    gold = json.loads((shared / "reference" / "seed_groups.json").read_text(encoding="utf-8"))
    return seeds_compare, seeds_compare.measure(reference, articles, reference, gold)


def test_same_claim_pairs_and_single_origins(measured):
    _, result = measured
    assert 2 * len(result["right"]) / (len(result["told"]) + len(result["true"])) >= 0.8
    assert result["siga"] >= 14
    assert result["double"] == 0


def test_what_must_and_what_must_not_be_raised(measured):
    module, result = measured
    judged = {key: module._ok(key, verdicts) for key, verdicts in result["entries"].items()}
    assert [key for key, ok in judged.items() if ok == "NO"] == []
    assert sum(ok == "yes" for ok in judged.values()) == 19


def test_no_conflict_but_the_known_ones_is_raised(measured):
    _, result = measured
    raised = {tuple(sorted(both)) for _, verdict, _, _, both, _ in result["raised"] if verdict == "conflict"}
    sure = {tuple(sorted(both)) for _, verdict, _, _, both, c in result["raised"] if verdict == "conflict" and c >= 0.5}
    assert sure >= {("0-16", "1-46"), ("3-19", "3-22")}
    assert raised <= {("0-01", "1-01"), ("0-16", "1-46"), ("0-16", "2-04"), ("3-19", "3-22")}
