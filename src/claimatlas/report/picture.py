"""The picture of the shared claims: one line a claim, a mark for each outlet, the lines of one source in one bar."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby

import pandas as pd
from markupsafe import Markup

from claimatlas.counts import BANDS, NONE, ONE, SEVERAL, Count, in_band
from claimatlas.display import escape

MOST_LINES, FEW_LINES = 20, 12  # up to so many claims all have a line; of more, so many have one and all have a dot
MOST_COLUMNS = 5
LOOKS = {"attributed": "attributed", "hedged": "attributed and hedged", "own": "in the outlet’s own voice"}
HEADS = {ONE: "one source", NONE: "no named source", SEVERAL: "several sources"}


@dataclass(frozen=True)
class Mark:
    """How one outlet tells a claim: `look` is a key of `LOOKS`, or empty if it does not tell it."""

    look: str = ""
    claim_id: str = ""
    words: str = ""
    outlet: str = ""


@dataclass(frozen=True)
class Line:
    """One shared claim."""

    group_id: str
    claim_id: str
    text: str
    marks: list[Mark]
    origins: str
    band: str
    sure: bool
    source_sure: bool


@dataclass(frozen=True)
class Run:
    """Lines that stand on the same word, which is named once."""

    source: str
    lines: list[Line]


@dataclass(frozen=True)
class Band:
    """The lines with one, no or several sources behind them."""

    name: str
    head: str
    total: Count
    runs: list[Run]


def seamed(name: str) -> Markup:
    """Set a name so that it may break where a small letter meets a capital."""
    return Markup("<wbr>").join(Markup(escape(part)) for part in re.split(r"(?<=[a-z])(?=[A-Z])", name))


@dataclass(frozen=True)
class Picture:
    """What the template draws; `dots` are all lines of each band where there are too many for a line each."""

    outlets: list[str]
    others: int
    bands: list[Band]
    dots: list[tuple[Band, list[Line]]]
    rest: list[Band]

    @property
    def heads(self) -> list[Markup]:
        """The outlets' names over their columns."""
        return [*map(seamed, self.outlets), *([Markup(f"{self.others} more")] if self.others else [])]

    @property
    def chosen(self) -> int:
        """How many claims have a line."""
        return sum(len(run.lines) for band in self.bands for run in band.runs)


def picture(told: pd.DataFrame, claims: pd.DataFrame) -> Picture:
    """Lay out the shared claims.

    Parameters
    ----------
    told : pandas.DataFrame
        From `claimatlas.counts.shared`.
    claims : pandas.DataFrame
        The claims table.
    """
    tally = Counter(name for names in told["outlets"] for name in names)
    ranked = sorted(tally, key=lambda name: (-tally[name], name))
    outlets = ranked if len(ranked) <= MOST_COLUMNS else ranked[: MOST_COLUMNS - 1]
    others = [name for name in ranked if name not in outlets]
    columns = ["outlet", "content", "resolved_kind", "hedged", "start"]
    known = claims.set_index("claim_id")[columns].to_dict("index")
    lines = [_line(row, known, outlets, others) for row in told.to_dict("records")]
    every = _bands(lines, told)
    if len(lines) <= MOST_LINES:
        return Picture(outlets, len(others), every, [], [])
    # Those in most outlets, and those whose source is sure, matter most.
    order = sorted(range(len(lines)), key=lambda i: (not lines[i].source_sure, -int(told["n_outlets"].iloc[i]), i))
    chosen = sorted(order[:FEW_LINES])
    left = [line for i, line in enumerate(lines) if i not in set(chosen)]
    dots = [(band, [line for run in band.runs for line in run.lines]) for band in every]
    return Picture(outlets, len(others), _bands([lines[i] for i in chosen], told), dots, _bands(left, told))


def _bands(lines: list[Line], told: pd.DataFrame) -> list[Band]:
    out = []
    for name in BANDS:
        own = [line for line in lines if line.band == name]
        if own:
            runs = [Run(source, list(rows)) for source, rows in groupby(own, key=lambda line: line.origins)]
            out.append(Band(name, HEADS[name], in_band(told, name), runs))
    return out


def _line(row: dict, known: dict, outlets: list[str], others: list[str]) -> Line:
    first = known[row["claims"][0]]
    marks = [_mark([key for key in row["claims"] if known[key]["outlet"] == name], known) for name in outlets]
    if others:
        marks.append(_mark([key for key in row["claims"] if known[key]["outlet"] in others], known))
    return Line(
        row["group_id"], row["claims"][0], first["content"], marks, "; ".join(row["origins"]), row["band"],
        row["sure"], row["source_sure"],
    )


def _mark(keys: list[str], known: dict) -> Mark:
    """The mark of one outlet: its own voice only if no telling of it has a source, hedged if one is."""
    if not keys:
        return Mark()
    sourced = [key for key in keys if known[key]["resolved_kind"] != "unattributed"]
    hedged = [key for key in sourced if known[key]["hedged"]]
    look, key = ("hedged", hedged[0]) if hedged else ("attributed", sourced[0]) if sourced else ("own", keys[0])
    return Mark(look, key, LOOKS[look], known[key]["outlet"])
