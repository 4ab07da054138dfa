"""The claims of a corpus from what was read of each article: who is who over all of them, and one table."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from claimatlas import tables
from claimatlas.claims.reference import typed
from claimatlas.faults import Faults
from claimatlas.people import NAMED, Holders, Roster
from claimatlas.people.checks import same_words, shared_quotations
from claimatlas.people.interning import Interned
from claimatlas.people.quoted import name_speakers

if TYPE_CHECKING:
    from claimatlas.people.review import Review as HolderReview
    from claimatlas.review import Review

AT_ONCE = 10_000  # rows that are there as Python has them, which takes ten times the room


def joined(
    readings: Iterable[tuple[list[dict], Roster | None]],
    articles: pd.DataFrame,
    review: Review | None = None,
    faults: Faults | None = None,
    of_holders: HolderReview | None = None,
) -> tuple[pd.DataFrame, Holders]:
    """Put together what was read of each article: say who is who over all of them.

    Parameters
    ----------
    readings : iterable of (list of dict, Roster)
        As `read_article` gives them, in the order of the articles; without rosters the names stay as the
        articles have them. Gone through more than once, so that they need not all be in memory.
    articles, review, faults, of_holders
        As for `claims_and_holders`, whose result this is.
    """
    faults = Faults("claims") if faults is None else faults
    return reviewed(*by_machine(readings, articles, faults, of_holders), articles, review)


def by_machine(
    readings: Iterable[tuple[list[dict], Roster | None]], articles: pd.DataFrame, faults: Faults,
    of_holders: HolderReview | None,
) -> tuple[pd.DataFrame, Holders]:
    """Say who is who, as `joined` does, before claims are corrected."""
    ids: list[str] = []
    rosters: dict[str, Roster] = {}
    same = Interned()
    for rows, roster in readings:
        ids += [same.of(row["article_id"]) for row in rows]
        if roster is not None:
            rosters[roster.article] = same.roster(roster)

    def work(kept: Sequence[int]) -> tuple[pd.DataFrame, Holders]:
        left, some = {ids[k] for k in kept}, set(kept) if len(kept) < len(ids) else None
        holders = Holders([rosters[a] for a in sorted(left) if a in rosters], of_holders)
        every = enumerate(row for rows, _ in readings for row in rows)
        claims = _table((dict(row) for k, row in every if some is None or k in some), holders)
        holders.same_words = same_words(claims, articles)
        holders.quotations = shared_quotations(claims, articles, holders.frame(claims), holders.same_words)
        return name_speakers(claims, holders.quotations, holders), holders

    return faults.sift(ids, _Sentences(readings, len(ids)), work)


def reviewed(
    claims: pd.DataFrame, holders: Holders, articles: pd.DataFrame, review: Review | None
) -> tuple[pd.DataFrame, Holders]:
    """Correct claims as a review of them says, and give each the ids of its chain."""
    if review is not None and len(review.rows):
        claims = review.apply(claims, articles)
    return holders.settle(claims), holders


class _Sentences(Sequence[str]):
    """The sentence of each row, looked up where one is asked for, which is seldom."""

    def __init__(self, readings: Iterable[tuple[list[dict], Roster | None]], count: int):
        self._readings, self._count = readings, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, at: int) -> str:
        rows = (row for rows, _ in self._readings for row in rows)
        return next(itertools.islice(rows, at, None))["sentence"]


def _table(rows: Iterable[dict], holders: Holders) -> pd.DataFrame:
    """Make the claims table; a row that does not fit it is an error here, not when it is written."""
    return tables.gathered("claims", map(_part, _named(rows, holders)))


def _named(rows: Iterable[dict], holders: Holders) -> Iterator[dict[str, list]]:
    """Give rows their holders of the corpus, and collect them by columns, some articles at a time."""
    columns: dict[str, list] = {}
    last = None
    for row in rows:
        if columns and row["article_id"] != last and len(columns["claim_id"]) >= AT_ONCE:
            yield columns
            columns = {}
        last = row["article_id"]
        _name_holders(row, holders)
        for column, value in row.items():
            columns.setdefault(column, []).append(value)
    if columns:
        yield columns


def _part(columns: dict[str, list]) -> pd.DataFrame:
    """A part of the claims table."""
    return typed(pd.DataFrame(columns, columns=tables.SCHEMAS["claims"].whole.names))


def _name_holders(row: dict, holders: Holders) -> None:
    """Give the links of a row the names and ids of the corpus; the outlet's own name and the words of the
    text stay."""
    found = {
        name: holders.find(row["article_id"], name)
        for name in (*row["chain"][1:], *row["chain_explicit"][1:])
    }
    _retype(row, holders)
    row["chain_ids"] = [
        h.holder_id if (h := found[name]) is not None and kind in NAMED else ""
        for name, kind in zip(row["chain"][1:], row["_kinds"], strict=True)
    ]
    for column in ("chain", "chain_explicit"):
        row[column] = [
            row[column][0],
            *(h.name if (h := found[n]) is not None else n for n in row[column][1:]),
        ]
    row["holder"] = row["chain"][-1] if len(row["chain"]) > 1 else None
    row["holder_id"] = (row["chain_ids"][-1] or None) if row["chain_ids"] else None


def _retype(row: dict, holders: Holders) -> None:
    """Give the links of a row the kinds that a review of the holders says they are of."""
    told = [holders.kind_of(row["article_id"], name) for name in row["chain"][1:]]
    row["_kinds"] = [new or kind for new, kind in zip(told, row["_kinds"], strict=True)]
    if told and told[0]:
        row["resolved_kind"] = told[0]
    if len(row["chain_explicit"]) > 1 and (
        kind := holders.kind_of(row["article_id"], row["chain_explicit"][1])
    ):
        row["holder_kind"] = kind
