"""The tables of a run, indexed so that a choice among ten thousand claims takes milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from claimatlas import tables
from claimatlas.charts.dates import interval
from claimatlas.counts import at_places
from claimatlas.errors import ParameterError

OWN_VOICE = "(the outlet itself)"


@dataclass(frozen=True)
class Choice:
    """What to keep; an empty field keeps everything.

    Attributes
    ----------
    outlets, holders, places : tuple of str
        Names of outlets, ids of holders (the words of a source without a name) and of places. A claim is kept if it has
        one of each.
    since, until : str
        First and last date that the claims speak of, YYYY, YYYY-MM or YYYY-MM-DD.
    undated : bool
        Whether claims that speak of no date stay when a span is given.
    confidence : float
        Least confidence, 0 to 1.
    word : str
        Text that the claim's sentence holds, in any case.
    """

    outlets: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    undated: bool = True
    confidence: float = 0.0
    word: str = ""


@dataclass
class Atlas:
    """The tables of a run and their indexes; make one with `read` or `of`.

    Attributes
    ----------
    articles, claims, mentions, places : pandas.DataFrame
        Claims in the order of their articles.
    pairs : numpy.ndarray of int
        Claim and place positions of every resolved mention within a claim, shape (n, 2).
    """

    articles: pd.DataFrame
    claims: pd.DataFrame
    mentions: pd.DataFrame
    places: pd.DataFrame
    pairs: np.ndarray
    _outlet: np.ndarray = field(repr=False, default=None)
    _holder: np.ndarray = field(repr=False, default=None)
    _dates: np.ndarray = field(repr=False, default=None)
    _texts: list[str] = field(repr=False, default_factory=list)
    drawn: dict = field(repr=False, default_factory=dict)

    @classmethod
    def read(cls, build: Path | str) -> Atlas:
        """Read the tables of `build`."""
        return cls.of(*(tables.read(name, build) for name in ("articles", "claims", "mentions", "places")))

    @classmethod
    def of(cls, articles: pd.DataFrame, claims: pd.DataFrame, mentions: pd.DataFrame, places: pd.DataFrame) -> Atlas:
        """Index four tables."""
        claims = claims.sort_values(["article_id", "start", "claim_id"], kind="stable").reset_index(drop=True)
        at = at_places(claims, mentions)
        claim_at = pd.Series(np.arange(len(claims)), index=claims["claim_id"])
        place_at = pd.Series(np.arange(len(places)), index=places["place_id"])
        pairs = np.column_stack([at["claim_id"].map(claim_at), at["place_id"].map(place_at)]).astype(float)
        pairs = np.unique(pairs[~np.isnan(pairs).any(axis=1)].astype(int), axis=0)
        dates = [(n, *found[:2]) for n, row in enumerate(claims["dates"]) for d in row if (found := interval(d["value"], d["part"]))]
        return cls(
            articles, claims, mentions, places, pairs,
            claims["outlet"].to_numpy(object), _keys_of(claims),
            np.array(dates, dtype=float).reshape(-1, 3), [s.casefold() for s in claims["sentence"]],
        )

    def outlets(self) -> list[str]:
        """Outlets that have claims."""
        return sorted(set(self._outlet))

    def holders(self) -> list[tuple[str, str]]:
        """Label and id of each innermost holder, those of most claims first; claims without one are the outlet's own."""
        keys, first, counts = np.unique(self._holder.astype(str), return_index=True, return_counts=True)
        names = self.claims["holder"].fillna(OWN_VOICE).to_numpy(object)[first]
        order = np.lexsort((keys, -counts))
        return [(f"{names[i]} ({counts[i]})", keys[i]) for i in order]

    def place_options(self) -> list[tuple[str, str]]:
        """Label and id of each place that a claim names, those of most claims first."""
        counts = np.bincount(self.pairs[:, 1], minlength=len(self.places))
        order = [i for i in np.argsort(-counts, kind="stable") if counts[i]]
        rows = self.places.iloc[order]
        return [(f"{n} ({k}, {c})", i) for n, k, i, c in zip(rows["name"], rows["kind"], rows["place_id"], counts[order], strict=True)]

    def select(self, choice: Choice) -> np.ndarray:
        """Return the positions in `claims` of the claims that satisfy `choice`, ascending.

        Raises
        ------
        ParameterError
            A date of the choice is none.
        """
        keep = self.claims["confidence"].to_numpy() >= np.float32(choice.confidence)
        if choice.outlets:
            keep &= _among(self._outlet, choice.outlets)
        if choice.holders:
            keep &= _among(self._holder, choice.holders)
        if choice.places:
            chosen = np.flatnonzero(self.places["place_id"].isin(choice.places))
            named = np.zeros(len(keep), bool)
            named[self.pairs[np.isin(self.pairs[:, 1], chosen), 0]] = True
            keep &= named
        if choice.since or choice.until:
            begin = _bound(choice.since)[0] if choice.since else -np.inf
            end = _bound(choice.until)[1] if choice.until else np.inf
            inside = (self._dates[:, 1] < end) & (self._dates[:, 2] > begin)
            dated = np.zeros(len(keep), bool)
            dated[self._dates[inside, 0].astype(int)] = True
            if choice.undated:
                has = np.zeros(len(keep), bool)
                has[self._dates[:, 0].astype(int)] = True
                dated |= ~has
            keep &= dated
        if word := choice.word.strip().casefold():
            keep &= np.fromiter((word in text for text in self._texts), bool, len(keep))
        return np.flatnonzero(keep)

    def counts_by_place(self, chosen: np.ndarray) -> np.ndarray:
        """Number of the chosen claims that name each place, in the order of `places`."""
        keep = np.zeros(len(self.claims), bool)
        keep[chosen] = True
        return np.bincount(self.pairs[keep[self.pairs[:, 0]], 1], minlength=len(self.places))

    def mentions_in(self, claim: int) -> pd.DataFrame:
        """Mentions of places that lie in the content of a claim, resolved or not."""
        row = self.claims.iloc[claim]
        own = self.mentions[self.mentions["article_id"] == row["article_id"]]
        inside = np.zeros(len(own), bool)
        for start, end in row["spans"]:
            inside |= (own["start"].to_numpy() >= start) & (own["end"].to_numpy() <= end)
        return own[inside]


def _keys_of(claims: pd.DataFrame) -> np.ndarray:
    """What the innermost holder of each claim is chosen by: its id, or its words where it has no name."""
    ids = tables.completed("claims", claims)["holder_id"]
    named = ids.notna() & claims["holder"].notna()
    return ids.where(named, claims["holder"].fillna(OWN_VOICE)).to_numpy(object)


def _among(values: np.ndarray, wanted: Sequence[str]) -> np.ndarray:
    wanted = set(wanted)
    return np.fromiter((v in wanted for v in values), bool, len(values))


def _bound(text: str) -> tuple[float, float]:
    found = interval(text.strip())
    if found is None or "/" in text or text.strip().endswith("s"):
        raise ParameterError(f"{text!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD")
    return found[0], found[1]
