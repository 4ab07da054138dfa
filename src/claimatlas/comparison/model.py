"""The logistic model of whether two claims say the same: its weights, in ``same.csv``, and its two rounds."""

from __future__ import annotations

import csv
import functools
from importlib.resources import files

import numpy as np

from claimatlas.comparison.pair_evidence import NAMES
from claimatlas.comparison.surroundings import BESIDE

ROUNDS = {"own": NAMES, "beside": BESIDE}
"""What either round weighs: the two claims alone, and what stands beside them."""
STEEP = 30  # log-odds beyond which a probability is 0 or 1


def log_odds(values: np.ndarray, rounds: str) -> np.ndarray:
    """Return the log-odds that one of the `ROUNDS` gives pairs by its evidence, shape (pairs, evidence)."""
    constant, weight = weights(rounds)
    return values @ weight + constant


def probability(odds: np.ndarray) -> np.ndarray:
    """Return the probability, 0 to 1, of log-odds."""
    return 1 / (1 + np.exp(-np.clip(odds, -STEEP, STEEP)))


@functools.cache
def weights(rounds: str) -> tuple[float, np.ndarray]:
    """Read one round of ``same.csv``: the constant, and the weights in the order of `ROUNDS`."""
    rows = {row["evidence"]: float(row["weight"]) for row in rows_of(rounds)}
    return rows["constant"], np.array([rows[name] for name in ROUNDS[rounds]])


def rows_of(rounds: str) -> list[dict[str, str]]:
    """Return the rows of ``same.csv`` of one round, in order."""
    return [row for row in _rows() if row["round"] == rounds]


@functools.cache
def _rows() -> list[dict[str, str]]:
    """All rows of ``same.csv``."""
    text = files("claimatlas.comparison").joinpath("same.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if line and line[0] != "#"))
