"""What each number counts: defined once, for notebooks, figures, the report and the map.

A count is a number of rows together with the address of exactly these rows. Rows whose stated confidence is
below `SURE` are held back: a headline, a title or a finding counts the others and says "at least".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from claimatlas.cells import among, records_of
from claimatlas.people import is_anonymous
from claimatlas.spans import inside, rank, taken
from claimatlas.tables import SAME, SHOWN, VERDICTS
from claimatlas.tables import is_sure as sure

SURE = SHOWN
"""Stated confidence from which on a row is counted in a headline, a title or a finding."""

ONE, NONE, SEVERAL = "one source", "no named source", "several sources"
BANDS = (ONE, NONE, SEVERAL)
NO_TWO = "No claim that two outlets share is shown to rest on two sources"
DIFFERING = ("conflict", "correction", "denial", "position")
"""Verdicts by which two accounts cannot both be told as one; the others differ without that."""


@dataclass(frozen=True)
class Count:
    """A number and the rows it counts.

    Attributes
    ----------
    number : int
        Rows that are sure enough.
    held : int
        Rows of the same kind that are held back.
    table : str
        The list of the report that holds the rows.
    where : dict of str to object
        Column and value that the rows have.
    gate : str
        The column that says which rows are sure enough.
    """

    number: int
    held: int
    table: str
    where: Mapping[str, object] = field(default_factory=dict)
    gate: str = "sure"

    def __str__(self) -> str:
        if self.held:
            return f"at least {self.number:,}" if self.number else "none for sure"
        return f"{self.number:,}"

    @property
    def rows(self) -> dict[str, object]:
        """Column and value that exactly the counted rows have."""
        return dict(self.where) | ({self.gate: True} if self.held else {})


def count(frame: pd.DataFrame, table: str, gate: bool = True, **where: object) -> Count:
    """Count the rows of `frame` that have the given values.

    Parameters
    ----------
    frame : pandas.DataFrame
    table : str
        The list of the report that shows these rows.
    gate : bool
        Whether rows that are not sure are held back; not for how many rows there are, whatever they say.
    **where
        Column and value.
    """
    for column, value in where.items():
        frame = frame[frame[column] == value]
    if not gate:
        return Count(len(frame), 0, table, where)
    kept = surely(frame)
    return Count(int(kept.sum()), int((~kept.astype(bool)).sum()), table, where)


def surely(frame: pd.DataFrame) -> pd.Series:
    """Tell which rows are sure: as a column of that name has it, else by their confidence."""
    return frame["sure"] if "sure" in frame else sure(frame)


# --- claims ----------------------------------------------------------------------------------------------


def own_voice(claims: pd.DataFrame) -> Count:
    """Count the claims in the outlets' own voice: nobody stands behind them, in their sentence or before."""
    return count(claims, "claims", resolved_kind="unattributed")


def sources(claims: pd.DataFrame) -> pd.DataFrame:
    """Rank the sources with a name by their claims.

    A source's claims are those whose innermost holder it is; what it passes on for another is the other's.

    Returns
    -------
    pandas.DataFrame
        ``key`` (holder_id, or the name where there is none), ``name`` (as the claims have it most often),
        ``kind``, ``n`` (sure claims), ``held``, ``outlets`` (how many), ``column`` (holder_id or holder);
        most claims first.
    """
    columns = ["key", "name", "kind", "n", "held", "outlets", "column"]
    asked = ("holder", "holder_id", "resolved_kind", "confidence", "sure", "outlet")
    named = claims.loc[claims["holder"].notna(), [name for name in asked if name in claims]]
    named = named if "holder_id" in named else named.assign(holder_id=None)
    known = named["holder_id"].notna()
    # Where who is who is known, a source without an id is one that has no name.
    column = "holder_id" if known.any() else "holder"
    named = named[known if known.any() else ~named["holder"].map(is_anonymous).astype(bool)]
    named = named.assign(key=named[column])
    if named.empty:
        return pd.DataFrame(columns=columns)
    # A claim's kind is that of the first link after the outlet, so a relay without a name does not tell.
    kinds = named[named["resolved_kind"].str.startswith("named").astype(bool)]
    kept = surely(named)
    of = named.assign(n=kept, held=~kept).groupby("key", sort=True)
    frame = of.agg(n=("n", "sum"), held=("held", "sum"), outlets=("outlet", "nunique"))
    name, kind = _commonest(named, "holder", short=True), _commonest(kinds, "resolved_kind")
    frame = frame.assign(name=name, kind=kind, column=column).reset_index()
    frame = frame.fillna({"kind": "named organisation"})[columns]
    frame = frame.astype({"n": "int64", "held": "int64", "outlets": "int64"})
    return frame.sort_values(
        ["n", "held", "name", "key"], ascending=[False, False, True, True], ignore_index=True
    )


def _commonest(rows: pd.DataFrame, column: str, short: bool = False) -> pd.Series:
    """The text that each key has most often; of equals the shorter, if so asked, then by the alphabet."""
    tally = rows.groupby(["key", column]).size().rename("many").reset_index()
    tally = tally.assign(length=tally[column].map(len) if short else 0)
    tally = tally.sort_values(["key", "many", "length", column], ascending=[True, False, True, True])
    return tally.drop_duplicates("key").set_index("key")[column]


def most(ranked: pd.DataFrame) -> str:
    """Say how far the first row of `sources` leads: ``more than any other``, or that it does not."""
    top, others = ranked["n"].iloc[0], ranked.iloc[1:]
    if (others["n"] + others["held"] < top).all():
        return "more than any other"
    return "for sure more than any other" if (others["n"] < top).all() else "and no other surely of more"


def of_source(row: Mapping) -> Count:
    """Count the claims of one source, a row of `sources`."""
    return Count(int(row["n"]), int(row["held"]), "claims", {row["column"]: row["key"]})


# --- places ----------------------------------------------------------------------------------------------


def claims_at(mentions: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """Pair each mention with the claims whose content holds it.

    Parameters
    ----------
    mentions, claims : pandas.DataFrame
        Tables of those names. Offsets count characters of the article.

    Returns
    -------
    pandas.DataFrame
        mention_id and claim_id, one row a pair, sorted; a mention inside two nested claims has two rows, one
        outside every claim has none.
    """
    mention, claim = inside(mentions, claims)
    order = np.lexsort((rank(claims["claim_id"])[claim], rank(mentions["mention_id"])[mention]))
    return taken({"mention_id": (mentions, mention[order]), "claim_id": (claims, claim[order])})


def places_of_claims(claims: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Say which resolved places each claim names.

    Returns
    -------
    pandas.DataFrame
        claim_id, place_id, mention_id, role; a mention belongs to a claim if it lies in one of its spans.
    """
    columns = ["article_id", "start", "end", "mention_id", "place_id", "role"]
    placed = mentions.loc[mentions["place_id"].notna(), columns]
    mention, claim = inside(placed, claims)
    order = np.lexsort((rank(placed["mention_id"])[mention], rank(claims["claim_id"])[claim]))
    named = dict.fromkeys(("place_id", "mention_id", "role"), (placed, mention[order]))
    return taken({"claim_id": (claims, claim[order])} | named)


def at_places(claims: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Return the claims of each place: those whose words name it as a place, not as a government or a team.

    Returns
    -------
    pandas.DataFrame
        claim_id, place_id, one row a pair, sorted.
    """
    pairs = places_of_claims(claims, mentions)
    own = pairs[pairs["role"] == "literal"][["claim_id", "place_id"]]
    return own.drop_duplicates().sort_values(["place_id", "claim_id"], ignore_index=True)


# --- what outlets share ----------------------------------------------------------------------------------


def shared(groups: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """List the claims that stand in more than one outlet, one row each.

    Returns
    -------
    pandas.DataFrame
        ``group_id``, ``label``, ``outlets``, ``n_outlets``, ``origins``, ``n_origins``, ``claims`` (ids of
        those that make it, none that denies it), ``band`` (one source, no named source, several sources),
        ``sure`` (that they say the same) and ``source_sure`` (that the chain of each is read right, too, and
        nobody is named who may be a further source); the bands in this order, then by source, those in most
        outlets first.
    """
    across = groups[groups["n_outlets"] > 1]
    stated = claims["confidence"].astype(float).fillna(1.0) if "confidence" in claims else 1.0
    doubtful = set(claims.loc[~(pd.Series(stated, claims.index) >= SURE), "claim_id"].tolist())
    denials = set(claims.loc[claims["denial"], "claim_id"].tolist()) if "denial" in claims else set()
    alike, keys = sure(across, SAME).to_numpy(), across["claim_id"].to_numpy()
    fields = [c for c in ("label", "outlets", "n_outlets", "origins", "unclear_origins") if c in across]
    once = across.drop_duplicates("group_id")
    firsts = dict(zip(once["group_id"].tolist(), records_of(once[fields]), strict=True))
    rows = []
    for key, members in sorted(across.groupby("group_id").indices.items()):
        first = firsts[key]
        ids = sorted(keys[members])
        same = bool(alike[members].all())
        own = [claim for claim in ids if claim not in denials] or ids
        origins = list(first["origins"])
        band = (NONE, ONE)[len(origins)] if len(origins) < 2 else SEVERAL
        clear = band == SEVERAL or not len(first.get("unclear_origins", []))
        rows.append({
            "group_id": key, "label": first.get("label", key), "outlets": list(first.get("outlets", [])),
            "n_outlets": int(first["n_outlets"]), "origins": origins, "n_origins": len(origins),
            "claims": own, "band": band, "sure": same,
            "source_sure": same and clear and doubtful.isdisjoint(own),
        })  # fmt: skip
    columns = [
        "group_id", "label", "outlets", "n_outlets", "origins", "n_origins", "claims", "band", "sure",
        "source_sure",
    ]
    frame = pd.DataFrame(rows, columns=columns).astype({"sure": bool, "source_sure": bool})
    behind = frame["origins"].map("; ".join)
    frame = frame.assign(
        _band=frame["band"].map(BANDS.index), _many=-behind.map(behind.value_counts()), _behind=behind
    )
    frame = frame.sort_values(
        ["_band", "_many", "_behind", "n_outlets", "group_id"], ascending=[True, True, True, False, True]
    )
    return frame[columns].reset_index(drop=True)


def across(told: pd.DataFrame) -> Count:
    """Count the claims that stand in more than one outlet; `told` is from `shared`."""
    return count(told, "shared")


def in_band(told: pd.DataFrame, band: str) -> Count:
    """Count the shared claims with one, no or several independent named sources behind them."""
    kept = told.loc[told["band"] == band, "source_sure"]
    return Count(int(kept.sum()), int((~kept).sum()), "shared", {"band": band}, "source_sure")


def unclear(told: pd.DataFrame) -> Count:
    """Count the claims that are surely shared and whose sources are not sure: in `across`, in no band."""
    return count(told, "shared", gate=False, sure=True, source_sure=False)


def of_origin(told: pd.DataFrame) -> tuple[str, Count] | None:
    """Name the source that alone stands behind most shared claims, and count these; None if none is sure."""
    own = told[told["band"] == ONE]
    names = own[own["source_sure"]]["origins"].map(lambda origins: origins[0]).value_counts()
    if names.empty:
        return None
    name = min(names.index, key=lambda text: (-names[text], text))
    behind = own[own["origins"].map(lambda origins: origins[0]) == name]
    held = int((~behind["source_sure"]).sum())
    return name, Count(int(names[name]), held, "shared", {"band": ONE, "origins": name}, "source_sure")


# --- how accounts differ ---------------------------------------------------------------------------------


def contradictions(conflicts: pd.DataFrame, claims: pd.DataFrame) -> pd.DataFrame:
    """List the facts that claims tell in two ways or alike, a row each, with all who tell them.

    Returns
    -------
    pandas.DataFrame
        ``fact_id``, ``group_id``, ``slot``, ``verdict``, ``value_a``, ``value_b``, ``claims_a``, ``claims_b``
        (ids, first those whose sentences stand for the side), ``outlets`` (how many), ``reason``, ``sure``,
        ``confidence`` (1 where none is stated); by verdict, across outlets before within one.
    """
    known = (claims[name].tolist() for name in ("claim_id", "outlet")) if len(claims) else ((), ())
    outlet = dict(zip(*known, strict=True))
    table = conflicts.assign(sure=sure(conflicts)).sort_values("conflict_id")
    sides = {side: _told(table, side) for side in "ab"}
    every = [list(dict.fromkeys([*a, *b])) for a, b in zip(sides["a"], sides["b"], strict=True)]
    stated = table["confidence"] if "confidence" in table else pd.Series(1.0, table.index)
    frame = table.assign(
        fact_id=table["conflict_id"],
        group_id=table["group_id"].where(table["group_id"].notna(), table["conflict_id"]),
        claims_a=sides["a"],
        claims_b=sides["b"],
        outlets=[len({outlet[key] for key in ids if key in outlet}) for ids in every],
        confidence=stated.fillna(1.0).astype(float),
    ).astype({"sure": bool})
    rank = frame["verdict"].map({verdict: n for n, verdict in enumerate(VERDICTS)})
    frame = frame.assign(_rank=rank, _many=-frame["outlets"].astype(int), _unsure=~frame["sure"])
    columns = [
        "fact_id", "group_id", "slot", "verdict", "value_a", "value_b", "claims_a", "claims_b", "outlets",
        "reason", "sure", "confidence",
    ]  # fmt: skip
    return frame.sort_values(["_unsure", "_rank", "_many", "fact_id"])[columns].reset_index(drop=True)


def _told(conflicts: pd.DataFrame, side: str) -> list[list[str]]:
    """For each conflict all claims that tell the value of one side, the one that is shown first."""
    first = conflicts[f"claim_{side}"]
    more = conflicts.get(f"claims_{side}", pd.Series([()] * len(conflicts), conflicts.index))
    return [list(dict.fromkeys([one, *sorted(rest)])) for one, rest in zip(first, more, strict=True)]


def losses(drifts: pd.DataFrame) -> pd.DataFrame:
    """Join what one telling has and another lacks: a row is one pair of tellings.

    What is surely lost and what is not are two rows, so that no doubtful loss counts for a sure one.

    Returns
    -------
    pandas.DataFrame
        ``loss_id``, ``group_id``, ``claim_a`` (has it), ``claim_b`` (lacks it), ``kinds``, ``details_a``,
        ``details_b`` (lists of the same length), ``sure``.
    """
    table = drifts.assign(sure=sure(drifts)).sort_values("drift_id")
    rows = []
    for (a, b, is_sure), own in table.groupby(["claim_a", "claim_b", "sure"], sort=True):
        rows.append({
            "loss_id": own["drift_id"].iloc[0], "group_id": own["group_id"].iloc[0], "claim_a": a,
            "claim_b": b, "kinds": list(own["kind"]), "details_a": list(own["detail_a"]),
            "details_b": list(own["detail_b"]), "sure": bool(is_sure),
        })  # fmt: skip
    columns = ["loss_id", "group_id", "claim_a", "claim_b", "kinds", "details_a", "details_b", "sure"]
    frame = pd.DataFrame(rows, columns=columns).astype({"sure": bool})
    frame = frame.assign(_unsure=~frame["sure"], _few=-frame["kinds"].map(len))
    return frame.sort_values(["_unsure", "_few", "loss_id"])[columns].reset_index(drop=True)


def with_kind(lost: pd.DataFrame, kind: str) -> Count:
    """Count the pairs of tellings of which one lacks something of this kind; `lost` is from `losses`."""
    own = lost[lost["kinds"].map(lambda kinds: kind in kinds).astype(bool)]
    return Count(int(own["sure"].sum()), int((~own["sure"]).sum()), "losses", {"kinds": kind})


def alone(claims: pd.DataFrame, groups: pd.DataFrame) -> pd.Series:
    """Tell which claims no other outlet was found to make."""
    several = groups.loc[groups["n_outlets"] > 1, "claim_id"]
    return pd.Series(~among(claims["claim_id"], several), claims.index)
