"""Evidence: what each sign counts for a name being one of a place, read from ``evidence.csv``."""

from __future__ import annotations

import csv
from importlib.resources import files

KNOWN = 4.6  # prior of a place of some thousands
GREAT = 9.0  # prior of countries, great provinces and capitals
DOUBTFUL = -0.5  # the least that the model's silence or another label counts for a name known abroad only


def _tables() -> dict[str, dict[str, float]]:
    """Read the weights by table and sign."""
    with files("claimatlas.places").joinpath("evidence.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    tables: dict[str, dict[str, float]] = {}
    for row in rows:
        tables.setdefault(row["table"], {})[row["sign"]] = float(row["weight"])
    return tables


_TABLES = _tables()
EVIDENCE, CONTAINMENT, LABELS = _TABLES["name"], _TABLES["containment"], _TABLES["label"]
RESOLUTION, CONSENSUS = _TABLES["resolution"], _TABLES["consensus"]
KINDS, PRIOR, LIMITS = _TABLES["kind"], _TABLES["prior"], _TABLES["limit"]
AGREEMENT, PERSON, HINTS = _TABLES["agreement"], _TABLES["person"], _TABLES["hint"]
