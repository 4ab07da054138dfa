"""Evidence: what each sign counts for a name being one of a place, read from ``evidence.csv``."""

from __future__ import annotations

import csv
from importlib.resources import files


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
KNOWN, GREAT = LIMITS["known"], LIMITS["great"]
DOUBTFUL = LABELS["the least for a name known abroad"]
AGREEMENT, PERSON, HINTS = _TABLES["agreement"], _TABLES["person"], _TABLES["hint"]
