"""The picture of the shared claims, laid out: a line for each, a mark for each outlet, a bar for each source.

The page draws it as a table, and `claimatlas.charts.lines.shared_claims` as a figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

import pandas as pd

from claimatlas import excerpts
from claimatlas.cells import Later, among, records_of
from claimatlas.charts.columns import LOOKS
from claimatlas.charts.style import number
from claimatlas.comparison.rows import cells
from claimatlas.counts import BANDS, NONE, ONE, SEVERAL, Count, in_band
from claimatlas.phrases import noun

# Up to so many claims all have a line; of more, so many have one, and up to so many more all have a dot.
MOST_LINES, FEW_LINES = 20, 12
MOST_DOTS = 2_000
AT_ONCE = 4_000  # shared claims without a line whose tellings are there at one time
DENSE = 17  # lines above which each is one line high on the page
NARROWER = 25  # characters less for each column of more than three
FEW_OF_STORY = 2  # lines of one story, as long as others are told by as many outlets
MOST_COLUMNS, FEW_COLUMNS = 5, 3  # outlets with a column of their own, on a page and on a phone
FIELDS = ("claim_id", "outlet", "content", "resolved_kind", "hedged", "article_id", "sentence", "roles")
"""What the picture asks of a claim."""
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

    @property
    def title(self) -> tuple[str, dict[str, object]]:
        """What stands above its lines: a sentence with a slot, and its value."""
        if not self.total.number and self.total.held:
            return f"Not sure: {noun(self.total.held, 'shared claim')}, {self.head}", {}
        return f"{{n}} {noun(self.total.number, 'shared claim')}, {self.head}", {"n": self.total}


@dataclass(frozen=True)
class Picture:
    """What the template draws.

    Attributes
    ----------
    outlets : list of str
    others : int
        Outlets without a column of their own.
    bands : list of Band
        With the claims that have a line.
    dots : list of (Band, list of Line)
        All lines of each band where there are too many for a line each.
    barred : list of Band
        Without lines, where there are too many for a dot each.
    rest : collection of Line
        What has no line.
    """

    outlets: list[str]
    others: int
    bands: list[Band]
    dots: list[tuple[Band, list[Line]]]
    barred: list[Band]
    rest: Collection[Line]

    @property
    def chosen(self) -> int:
        """How many claims have a line."""
        return sum(len(run.lines) for band in self.bands for run in band.runs)

    @property
    def bars(self) -> list[tuple[Band, float, float]]:
        """How long the bars are, in per cent of the longest: what is sure, and what is not."""
        totals = [(band, band.total.number, band.total.held) for band in self.barred]
        longest = max((n + held for _, n, held in totals), default=1)
        return [(band, 100 * n / longest, 100 * held / longest) for band, n, held in totals]

    @property
    def dense(self) -> bool:
        """Whether there is room for one row of words a line."""
        return self.chosen > DENSE


def picture(
    told: pd.DataFrame, claims: pd.DataFrame, stories: pd.DataFrame | None = None, most: int = MOST_COLUMNS,
    every: bool = True,
) -> Picture:
    """Lay out the shared claims.

    Of more than `MOST_LINES` those get a line whose source is sure and that most outlets tell; of these the
    ones that are understood alone (`claimatlas.excerpts.standing`), from as many stories and sources as
    possible.

    Parameters
    ----------
    told : pandas.DataFrame
        From `claimatlas.counts.shared`.
    claims : pandas.DataFrame
        The claims table.
    stories : pandas.DataFrame, optional
        That table; without it each article is a story.
    most : int
        Outlets that get a column of their own.
    every : bool
        Whether those without a line are asked for, too, as dots or bars and as rows.
    """
    tally = Counter(name for names in told["outlets"] for name in names)
    ranked = sorted(tally, key=lambda name: (-tally[name], name))
    outlets = ranked if len(ranked) <= most else ranked[: most - 1]
    others = [name for name in ranked if name not in outlets]
    # What the page has room for, two lines beside the columns, or one where lines are many.
    columns = len(outlets) + bool(others)
    room = excerpts.LONGEST - NARROWER * max(0, columns - 3)
    room = room // 2 if DENSE < len(told) <= MOST_LINES else room

    def laid(some: pd.DataFrame) -> tuple[list[Line], _Known]:
        known = _known(claims, {key for keys in some["claims"] for key in keys}, stories)
        return [_line(row, known, outlets, others, room) for row in some.to_dict("records")], known

    few = len(told) <= MOST_LINES
    some = told if few else _likely(told)
    lines, known = laid(some)
    if not few:
        chosen = _chosen(lines, some["n_outlets"].tolist(), known)
        lines = [lines[place] for place in sorted(chosen)]
    drawn = _bands(lines, told)
    if few or not every:
        return Picture(outlets, len(others), drawn, [], [], [])
    named = {line.group_id for line in lines}
    if len(told) <= MOST_DOTS:
        lines, _ = laid(told)
        dots = [(band, [line for run in band.runs for line in run.lines]) for band in _bands(lines, told)]
        rest = [line for line in lines if line.group_id not in named]
        return Picture(outlets, len(others), drawn, dots, [], rest)
    left = told[~told["group_id"].isin(named)]

    def rows() -> Iterator[Line]:
        for start in range(0, len(left), AT_ONCE):
            yield from laid(left.iloc[start : start + AT_ONCE])[0]

    totals = [Band(name, HEADS[name], in_band(told, name), []) for name in BANDS if name in set(told["band"])]
    return Picture(outlets, len(others), drawn, [], totals, Later(len(left), rows))


def _likely(told: pd.DataFrame) -> pd.DataFrame:
    """The shared claims among which all are that `_chosen` chooses, by what counts most for it."""
    first = [(not sure, -many) for sure, many in cells(told, "source_sure", "n_outlets")]
    last = sorted(first)[FEW_LINES - 1]
    return told[[rank <= last for rank in first]]


def _bands(lines: list[Line], told: pd.DataFrame) -> list[Band]:
    """Only neighbours of one source become a run; the total is of all of `told`, with a line or without."""
    out = []
    for name in BANDS:
        own = [line for line in lines if line.band == name]
        if own:
            runs = [Run(source, list(rows)) for source, rows in groupby(own, key=lambda line: line.origins)]
            out.append(Band(name, HEADS[name], in_band(told, name), runs))
    return out


class _Known(dict[str, dict]):
    """What the picture asks of each claim, by its id, with its story; and the table that it is from."""

    claims: pd.DataFrame

    def alone(self, keys: set[str]) -> dict[str, float]:
        """Tell how well some claims are understood alone: asked of those that name a line, not of all."""
        columns = [name for name in ("claim_id", "content", "roles") if name in self.claims]
        rows = records_of(self.claims.loc[among(self.claims["claim_id"], keys), columns])
        return {
            row["claim_id"]: excerpts.standing(row["content"], [r["role"] for r in row.get("roles") or ()])
            for row in rows
        }


def _known(claims: pd.DataFrame, keys: set[str], stories: pd.DataFrame | None) -> _Known:
    """Read what the picture asks of claims; their parts are many and asked of few."""
    asked = [name for name in FIELDS if name in claims and name != "roles"]
    rows = claims.loc[among(claims["claim_id"], keys), asked]
    table = [] if stories is None else zip(stories["story_id"], stories["articles"], strict=True)
    story = {article: key for key, own in table for article in own}
    out = _Known()
    out.claims = claims
    for row in records_of(rows):
        article = row.get("article_id", "")
        out[row["claim_id"]] = row | {"story": story.get(article, article)}
    return out


def _chosen(lines: list[Line], outlets: list[int], known: _Known) -> list[int]:
    """Choose which lines are drawn, one by one: what counts most comes first."""
    stories: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    left, out = list(range(len(lines))), []
    alone = known.alone({line.claim_id for line in lines})
    while left and len(out) < FEW_LINES:

        def rank(place: int) -> tuple:
            line, row = lines[place], known[lines[place].claim_id]
            many = stories[row["story"]]
            clear = alone[line.claim_id]
            spread = (many >= FEW_OF_STORY, clear < excerpts.ALONE, many, sources[line.origins])
            return (not line.source_sure, -outlets[place], *spread, -clear, place)

        first = min(left, key=rank)
        left.remove(first)
        out.append(first)
        stories[known[lines[first].claim_id]["story"]] += 1
        sources[lines[first].origins] += 1
    return out


def _told_by(row: dict, known: dict) -> str:
    """The claim whose words the line has."""
    for key in row["claims"]:
        text = excerpts.told(known[key]["content"], known[key].get("sentence", ""))
        if row["label"] == text or row["label"].endswith(f": {text}"):
            return key
    return row["claims"][0]


def _line(row: dict, known: dict, outlets: list[str], others: list[str], room: int) -> Line:
    """Outlets without a column of their own share the last mark, which gives their number for a name."""
    marks = [
        mark_of([key for key in row["claims"] if known[key]["outlet"] == name], known) for name in outlets
    ]
    if others:
        own = [key for key in row["claims"] if known[key]["outlet"] in others]
        several = len({known[key]["outlet"] for key in own})
        mark = mark_of(own, known)
        marks.append(replace(mark, outlet=f"{number(several)} more") if several > 1 else mark)
    return Line(
        row["group_id"], _told_by(row, known), excerpts.cut(row["label"], room), marks,
        "; ".join(row["origins"]), row["band"], row["sure"], row["source_sure"],
    )


def mark_of(keys: list[str], known: dict) -> Mark:
    """Say how one outlet tells a claim: in its own voice if no telling has a source, hedged if one is."""
    if not keys:
        return Mark()
    sourced = [key for key in keys if known[key]["resolved_kind"] != "unattributed"]
    hedged = [key for key in sourced if known[key]["hedged"]]
    look, key = (
        ("hedged", hedged[0]) if hedged else ("attributed", sourced[0]) if sourced else ("own", keys[0])
    )
    return Mark(look, key, LOOKS[look], known[key]["outlet"])
