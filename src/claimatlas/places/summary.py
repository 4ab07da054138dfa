"""Summaries of the mentions that 02-places shows."""

from __future__ import annotations

import itertools
from importlib.resources import files

import pandas as pd

from claimatlas.language import is_english, is_latin
from claimatlas.tables import ROLES

BANDS = (0.0, 0.5, 0.7, 0.8, 0.9, 1.01)


def reliability() -> pd.DataFrame:
    """Return how reliable the confidence was on news with known answers.

    The table is what ``benchmarks/places.py --reliability`` wrote, summed over its corpora: columns `from`
    and `to` (stated confidence), `n` (mentions), `confidence` (mean stated) and `right` (share within 161 km
    of the answer).
    """
    with files("claimatlas.places").joinpath("reliability.csv").open(encoding="utf-8") as file:
        table = pd.read_csv(file)
    table["stated"] = table["confidence"] * table["n"]
    table["hits"] = table["right"] * table["n"]
    out = table.groupby(["from", "to"], as_index=False)[["n", "stated", "hits"]].sum()
    out["confidence"], out["right"] = (out["stated"] / out["n"]).round(3), (out["hits"] / out["n"]).round(3)
    return out[["from", "to", "n", "confidence", "right"]]


def other_languages(articles: pd.DataFrame) -> str:
    """Say which articles were searched otherwise than the parameter `mode` says, since they are not in
    English."""
    foreign = articles[~articles["language"].map(is_english).astype(bool)]
    if foreign.empty:
        return "All articles are read as English."
    latin = int(foreign["text"].map(is_latin).sum())
    return (
        f"{len(foreign):,} of the articles {'is' if len(foreign) == 1 else 'are'} not in English: "
        f"{latin:,} searched in fast mode, "
        f"{len(foreign) - latin:,} in other letters than Latin not searched."
    )


def confidence_bands(mentions: pd.DataFrame) -> pd.DataFrame:
    """Count the mentions by status and stated confidence."""
    labels = [f"{a:.1f} to {min(b, 1):.1f}" for a, b in itertools.pairwise(BANDS)]
    band = pd.cut(mentions["confidence"].astype(float), BANDS, right=False, labels=labels)
    table = pd.crosstab(band, mentions["status"], dropna=False).reindex(labels, fill_value=0)
    return (
        table.rename_axis("stated confidence")
        .rename_axis(None, axis=1)
        .reset_index()
        .astype({"stated confidence": str})
    )


def roles_of(mentions: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Count the mentions of each place by role, the most often associative first."""
    placed = mentions.dropna(subset="place_id")
    table = pd.crosstab(placed["place_id"], placed["role"]).reindex(columns=list(ROLES), fill_value=0)
    table = (
        table.rename_axis(None, axis=1)
        .reset_index()
        .merge(places[["place_id", "name"]], on="place_id", validate="1:1")
    )
    return table.sort_values(["associative", "place_id"], ascending=[False, True])[
        ["place_id", "name", *ROLES]
    ]
