"""The tables of a run, indexed so that a choice among ten thousand claims takes milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from claimatlas import review, tables
from claimatlas.charts.dates import interval
from claimatlas.charts.palette import KIND_LABELS
from claimatlas.charts.places import spelled
from claimatlas.counts import at_places, shared
from claimatlas.errors import ParameterError
from claimatlas.excerpts import cut
from claimatlas.people.whose_word import NAMELESS

FACET = 34  # characters of a name in a facet, so that the number behind it is seen
OWN_VOICE, UNNAMED = "(the outlet itself)", f"({NAMELESS})"
ALONE, NO_STORY = "in one outlet only", "no story"


@dataclass(frozen=True)
class Choice:
    """What to keep; an empty field keeps everything.

    Attributes
    ----------
    outlets, holders, places, kinds : tuple of str
        Names of outlets, ids of holders (the words of a source without a name), of places and kinds of
        holder. A claim is kept if it has one of each; a country or a province is chosen with all that lies in
        it.
    since, until : str
        First and last date that the claims speak of, YYYY, YYYY-MM or YYYY-MM-DD.
    undated : bool
        Whether claims that speak of no date stay when a span is given.
    confidence : float
        Least confidence, 0 to 1.
    word : str
        Text that the claim's sentence holds, in any case.
    hedged, reviewed : bool or None
        Whether the claim is hedged, and corrected by hand.
    stories, bands : tuple of str
        Ids of stories, and on how many sources a shared claim rests (`claimatlas.counts.BANDS`); empty text
        for claims of no story, and for those that one outlet alone makes.
    """

    outlets: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    undated: bool = True
    confidence: float = 0.0
    word: str = ""
    kinds: tuple[str, ...] = ()
    hedged: bool | None = None
    reviewed: bool | None = None
    stories: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()


@dataclass
class Atlas:
    """The tables of a run and their indexes; make one with `read` or `of`.

    Attributes
    ----------
    articles, claims, mentions, places : pandas.DataFrame
        Claims in the order of their articles.
    pairs : numpy.ndarray of int
        Claim and place positions of every resolved mention within a claim, shape (n, 2).
    run : pandas.DataFrame
        The claims as the run has them, without what was corrected since.
    stories, groups : pandas.DataFrame
        Empty where the run has none.
    """

    articles: pd.DataFrame
    claims: pd.DataFrame
    mentions: pd.DataFrame
    places: pd.DataFrame
    pairs: np.ndarray
    run: pd.DataFrame = field(repr=False, default=None)
    stories: pd.DataFrame = field(repr=False, default=None)
    groups: pd.DataFrame = field(repr=False, default=None)
    _outlet: np.ndarray = field(repr=False, default=None)
    _holder: np.ndarray = field(repr=False, default=None)
    _kind: np.ndarray = field(repr=False, default=None)
    _story: np.ndarray = field(repr=False, default=None)
    _band: np.ndarray = field(repr=False, default=None)
    _dates: np.ndarray = field(repr=False, default=None)
    _texts: list[str] = field(repr=False, default_factory=list)
    place_names: list[str] = field(repr=False, default_factory=list)  # as the articles call them
    _holder_names: dict = field(repr=False, default_factory=dict)
    _place_names: dict = field(repr=False, default_factory=dict)
    _story_names: dict = field(repr=False, default_factory=dict)
    drawn: dict = field(repr=False, default_factory=dict)

    @classmethod
    def read(cls, build: Path | str) -> Atlas:
        """Read the tables of `build`."""
        frames = [tables.read(name, build) for name in ("articles", "claims", "mentions", "places")]
        further = {
            name: tables.read(name, build)
            for name in ("stories", "groups")
            if (Path(build) / f"{name}.parquet").exists()
        }
        return cls.of(*frames, **further)

    @classmethod
    def of(
        cls,
        articles: pd.DataFrame,
        claims: pd.DataFrame,
        mentions: pd.DataFrame,
        places: pd.DataFrame,
        run: pd.DataFrame | None = None,
        stories: pd.DataFrame | None = None,
        groups: pd.DataFrame | None = None,
    ) -> Atlas:
        """Index the tables of a run; `run` are the claims before corrections, if these are not."""
        stories = tables.empty("stories") if stories is None else stories
        groups = tables.empty("groups") if groups is None else groups
        claims = tables.completed("claims", claims)
        claims = claims.sort_values(["article_id", "start", "claim_id"], kind="stable").reset_index(drop=True)
        at = at_places(claims, mentions)
        claim_at = pd.Series(np.arange(len(claims)), index=claims["claim_id"])
        place_at = pd.Series(np.arange(len(places)), index=places["place_id"])
        pairs = np.column_stack([at["claim_id"].map(claim_at), at["place_id"].map(place_at)]).astype(float)
        pairs = np.unique(pairs[~np.isnan(pairs).any(axis=1)].astype(int), axis=0)
        dates = [
            (n, *found[:2])
            for n, row in enumerate(claims["dates"])
            for d in row
            if (found := interval(d["value"], d["part"]))
        ]
        keys, called = _keys_of(claims), spelled(places, mentions)["name"].tolist()
        return cls(
            articles,
            claims,
            mentions,
            places,
            pairs,
            claims if run is None else run,
            stories,
            groups,
            claims["outlet"].to_numpy(object),
            keys,
            claims["resolved_kind"].to_numpy(object),
            _stories_of(claims, stories),
            _bands_of(claims, groups),
            np.array(dates, dtype=float).reshape(-1, 3),
            [s.casefold() for s in claims["sentence"]],
            called,
            dict(zip(keys, holders_of(claims), strict=True)),
            {
                i: f"{n}, {k}"
                for n, k, i in zip(called, places["kind"], places["place_id"], strict=True)
            },
            {"": NO_STORY} | dict(zip(stories["story_id"], stories["label"], strict=True)),
        )

    def holders(self) -> list[str]:
        """Names of the sources that have one, those of most claims first; what a holder is corrected to."""
        named = self.claims.loc[self.claims["resolved_kind"].str.startswith("named"), "holder"].dropna()
        tally = named.value_counts()
        return sorted(tally.index, key=lambda name: (-tally[name], name))

    def select(self, choice: Choice) -> np.ndarray:
        """Return the positions in `claims` of the claims that satisfy `choice`, ascending.

        Raises
        ------
        ParameterError
            A date of the choice is none.
        """
        keep = self.claims["confidence"].to_numpy() >= np.float32(choice.confidence)
        for values, wanted in (
            (self._outlet, choice.outlets),
            (self._holder, choice.holders),
            (self._kind, choice.kinds),
            (self._story, choice.stories),
            (self._band, choice.bands),
        ):
            if wanted:
                keep &= _among(values, wanted)
        for column, wanted in (("hedged", choice.hedged), ("reviewed", choice.reviewed)):
            if wanted is not None:
                keep &= self._flag(column) == wanted
        if choice.places:
            named = np.zeros(len(keep), bool)
            named[self.pairs[np.isin(self.pairs[:, 1], self._within(choice.places)), 0]] = True
            keep &= named
        if choice.since or choice.until:
            keep &= self._dated(choice)
        if word := choice.word.strip().casefold():
            keep &= np.fromiter((word in text for text in self._texts), bool, len(keep))
        return np.flatnonzero(keep)

    def _flag(self, column: str) -> np.ndarray:
        """``reviewed`` is no column but follows from who made the row."""
        if column == "reviewed":
            return (self.claims["made_by"] == "reviewed").to_numpy()
        return self.claims[column].to_numpy(bool)

    def _within(self, wanted: Sequence[str]) -> np.ndarray:
        """Positions of some places and of all that lie in them: in their country, or in their first-level
        unit.
        """
        places = self.places
        chosen = places["place_id"].isin(wanted)
        inside = chosen.copy()
        for row in places[chosen].itertuples():
            if row.kind == "country" and isinstance(row.country_code, str):
                inside |= places["country_code"] == row.country_code
            elif row.kind == "province":
                inside |= (places["admin1"] == row.name) & (places["country_code"] == row.country_code)
        return np.flatnonzero(inside)

    def _counts_within(self, chosen: np.ndarray) -> dict[str, int]:
        """Number of the chosen claims that name each place or what lies in it, by its id."""
        tally, wide = (
            self.counts_by_place(chosen),
            self.places["kind"].isin(["country", "province"]).to_numpy(),
        )
        pairs = self.pairs[np.isin(self.pairs[:, 0], chosen)]
        found = {}
        for i, key in enumerate(self.places["place_id"]):
            n = int(tally[i])
            if wide[i] and n:
                n = len(np.unique(pairs[np.isin(pairs[:, 1], self._within([key])), 0]))
            if n:
                found[key] = n
        return found

    def _dated(self, choice: Choice) -> np.ndarray:
        """One date that overlaps the range is enough; the last day, month or year counts whole."""
        begin = _bound(choice.since)[0] if choice.since else -np.inf
        end = _bound(choice.until)[1] if choice.until else np.inf
        inside = (self._dates[:, 1] < end) & (self._dates[:, 2] > begin)
        dated = np.zeros(len(self.claims), bool)
        dated[self._dates[inside, 0].astype(int)] = True
        if choice.undated:
            has = np.zeros(len(self.claims), bool)
            has[self._dates[:, 0].astype(int)] = True
            dated |= ~has
        return dated

    def facet(self, field: str, choice: Choice) -> list[tuple[str, str]]:
        """Label and value of each value of a facet among the claims that the other facets keep, most claims
        first.

        Parameters
        ----------
        field : str
            outlets, holders, kinds, stories, bands or places.
        choice : Choice
            What is chosen; values of the facet itself stay, with 0 if nothing fits any more.
        """
        chosen = self.select(replace(choice, **{field: ()}))
        names = {
            "outlets": self._outlet,
            "kinds": self._kind,
            "holders": self._holder,
            "stories": self._story,
            "bands": self._band,
        }
        if field == "places":
            found = self._counts_within(chosen)
        else:
            keys, n = np.unique(names[field][chosen].astype(str), return_counts=True)
            found = dict(zip(map(str, keys), map(int, n), strict=True))
        found |= {value: 0 for value in getattr(choice, field) if value not in found}
        order = sorted(found, key=lambda key: (-found[key], self.name_of(field, key)))
        return [(f"{cut(self.name_of(field, key), FACET)} ({found[key]:,})", key) for key in order]

    def name_of(self, field: str, key: str) -> str:
        """How a value of a facet is called."""
        if field == "kinds":
            return KIND_LABELS.get(key, key)
        if field == "bands":
            return key or ALONE
        if field == "stories":
            return self._story_names.get(key, key)
        if field == "places":
            return self._place_names.get(key, key)
        return self._holder_names.get(key, key) if field == "holders" else key

    def corrected(self, corpus: Path | str, key: str) -> Atlas:
        """Return the atlas as it is once the corrections of a claim in ``review/claims.csv`` apply.

        Only that claim is worked out anew, from the claim as the last run has it: its chain, and with it the
        kind and the basis; whom else a correction touches, in groups and headlines, the next run says.

        Parameters
        ----------
        corpus : path-like
        key : str
            Id of the claim.
        """
        read = review.read_review(corpus, self.articles)
        row = self.run[self.run["claim_id"] == key]
        chains = read.rows.loc[(read.rows["claim_id"] == key) & (read.rows["field"] == "chain"), "value"]
        known = {str(value).split(" > ")[-1].strip() for value in chains}
        # The kind of a holder is that which its other claims have.
        other = self.run["holder"].isin(known) & (self.run["resolved_kind"] != "unattributed")
        like = self.run[other & (self.run["claim_id"] != key)].head(50)
        read.rows = read.rows[(read.rows["claim_id"] == key) & ~read.rows["action"].isin(review.PAIRS)]
        done = read.apply(pd.concat([row, like], ignore_index=True), self.articles)
        done = done[done["claim_id"] == key]
        ids = dict(zip(self.run["holder"], self.run["holder_id"], strict=True))
        done = done.assign(
            holder_id=[ids.get(name) for name in done["holder"]],
            chain_ids=[[ids.get(link) or "" for link in list(chain)[1:]] for chain in done["chain"]],
        )
        others = self.claims[self.claims["claim_id"] != key]
        claims = pd.concat([others, done[others.columns]], ignore_index=True)
        return self._with(claims, self.mentions)

    def moved(self, mention: str, place_id: str, role: str = "") -> Atlas:
        """Return the atlas with a mention resolved to another place, or to none if `place_id` is empty."""
        mentions = self.mentions.copy()
        row = mentions["mention_id"] == mention
        mentions.loc[row, "place_id"] = place_id or None
        mentions.loc[row, "status"] = "reviewed"
        if role:
            mentions.loc[row, "role"] = role
        return self._with(self.claims, mentions)

    def _with(self, claims: pd.DataFrame, mentions: pd.DataFrame) -> Atlas:
        """Hands on what was drawn, so that a correction does not move the map."""
        made = Atlas.of(self.articles, claims, mentions, self.places, self.run, self.stories, self.groups)
        made.drawn |= self.drawn  # the map stays where it is
        return made

    def counts_by_place(self, chosen: np.ndarray) -> np.ndarray:
        """Number of the chosen claims that name each place, in the order of `places`."""
        keep = np.zeros(len(self.claims), bool)
        keep[chosen] = True
        return np.bincount(self.pairs[keep[self.pairs[:, 0]], 1], minlength=len(self.places))

    def position(self, key: str) -> int | None:
        """Position of a claim, None if it is not there."""
        found = np.flatnonzero(self.claims["claim_id"].to_numpy(object) == key)
        return int(found[0]) if len(found) else None

    def mentions_in(self, claim: int) -> pd.DataFrame:
        """Mentions of places that lie in the content of a claim, resolved or not."""
        row = self.claims.iloc[claim]
        own = self.mentions[self.mentions["article_id"] == row["article_id"]]
        inside = np.zeros(len(own), bool)
        for start, end in row["spans"]:
            inside |= (own["start"].to_numpy() >= start) & (own["end"].to_numpy() <= end)
        return own[inside]


def holders_of(claims: pd.DataFrame) -> pd.Series:
    """The innermost holder of each claim in words; a source without a name is not the outlet."""
    nameless = claims["resolved_kind"] == "anonymous"
    return claims["holder"].where(claims["holder"].notna(), nameless.map({True: UNNAMED, False: OWN_VOICE}))


def _keys_of(claims: pd.DataFrame) -> np.ndarray:
    """What the innermost holder of each claim is chosen by: its id, or its words where it has no name."""
    ids = tables.completed("claims", claims)["holder_id"]
    named = ids.notna() & claims["holder"].notna()
    return ids.where(named, holders_of(claims)).to_numpy(object)


def _stories_of(claims: pd.DataFrame, stories: pd.DataFrame) -> np.ndarray:
    """Id of the story that the article of each claim tells; empty text for none."""
    of = {article: row.story_id for row in stories.itertuples() for article in row.articles}
    return np.array([of.get(article, "") for article in claims["article_id"]], dtype=object)


def _bands_of(claims: pd.DataFrame, groups: pd.DataFrame) -> np.ndarray:
    """On how many sources each shared claim rests; empty text for a claim of one outlet alone."""
    told = shared(groups, claims)
    of = {key: band for keys, band in zip(told["claims"], told["band"], strict=True) for key in keys}
    return np.array([of.get(key, "") for key in claims["claim_id"]], dtype=object)


def _among(values: np.ndarray, wanted: Sequence[str]) -> np.ndarray:
    """By a set, as numpy would sort the values, which is slow for texts."""
    wanted = set(wanted)
    return np.fromiter((v in wanted for v in values), bool, len(values))


def _bound(text: str) -> tuple[float, float]:
    """The filter takes neither spans nor decades, though the claims may have both."""
    found = interval(text.strip())
    if found is None or "/" in text or text.strip().endswith("s"):
        raise ParameterError(f"{text!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD")
    return found[0], found[1]
