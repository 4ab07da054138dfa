"""The claims of a corpus from what was read of each article: who is who over all of them, and one table."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from claimatlas import tables
from claimatlas.claims.reference import typed
from claimatlas.columnar import fits, of_columns
from claimatlas.faults import Faults
from claimatlas.people import NAMED, Holders, Roster
from claimatlas.people.checks import same_words, shared_quotations
from claimatlas.people.interning import Interned
from claimatlas.people.quoted import name_speakers

if TYPE_CHECKING:
    from claimatlas.people.review import Review as HolderReview
    from claimatlas.review import Review

AT_ONCE = 10_000  # rows that are there as Python has them, which takes ten times the room


class Readings:
    """What was read of each article, in the order of the articles.

    It is gone through more than once, so that it need not all be in memory.

    Parameters
    ----------
    found : iterable of (list of dict, Roster)
        As `read_article` gives them; without rosters the names stay as the articles have them.
    """

    def __init__(self, found: Iterable[tuple[list[dict], Roster | None]]):
        self._found = [(rows, roster) for rows, roster in found if rows or roster is not None]

    def heads(self) -> Iterator[tuple[str, int, Roster | None]]:
        """Each article's id, the number of its claims, and its persons and bodies."""
        for rows, roster in self._found:
            yield rows[0]["article_id"] if rows else roster.article, len(rows), roster

    def columns(self) -> Iterator[dict[str, list]]:
        """Each article's claims by column, as often and in the order of `heads`."""
        return (by_column(rows) for rows, _ in self._found)


def by_column(rows: list[dict]) -> dict[str, list]:
    """Turn rows into columns."""
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}


def joined(
    readings: Readings,
    articles: pd.DataFrame,
    review: Review | None = None,
    faults: Faults | None = None,
    of_holders: HolderReview | None = None,
) -> tuple[pd.DataFrame, Holders]:
    """Put together what was read of each article: say who is who over all of them.

    Parameters are those of `claims_and_holders`, whose result this is.
    """
    faults = Faults("claims") if faults is None else faults
    return reviewed(*by_machine(readings, articles, faults, of_holders), articles, review)


def by_machine(
    readings: Readings, articles: pd.DataFrame, faults: Faults, of_holders: HolderReview | None
) -> tuple[pd.DataFrame, Holders]:
    """Say who is who, as `joined` does, before claims are corrected."""
    ids: list[str] = []
    rosters: dict[str, Roster] = {}
    same = Interned()
    for article, count, roster in readings.heads():
        ids += [article] * count
        if roster is not None:
            rosters[article] = same.roster(roster)

    def work(kept: Sequence[int]) -> tuple[pd.DataFrame, Holders]:
        left = {ids[k] for k in kept}
        holders = Holders([rosters[a] for a in sorted(left) if a in rosters], of_holders)
        claims = _table(_some(readings, kept, len(ids)), holders)
        holders.same_words = same_words(claims, articles)
        holders.quotations = shared_quotations(claims, articles, holders.frame(claims), holders.same_words)
        return name_speakers(claims, holders.quotations, holders), holders

    return faults.sift(ids, _Sentences(readings, len(ids)), work)


def _some(readings: Readings, kept: Sequence[int], count: int) -> Iterator[dict[str, list]]:
    """The claims of each article by column, of all `count` those that are kept."""
    if len(kept) == count:
        yield from filter(None, readings.columns())
        return
    some, before = set(kept), 0
    for columns in filter(None, readings.columns()):
        here = [k in some for k in range(before, before + len(columns["claim_id"]))]
        before += len(here)
        if any(here):
            yield {name: list(itertools.compress(values, here)) for name, values in columns.items()}


def reviewed(
    claims: pd.DataFrame, holders: Holders, articles: pd.DataFrame, review: Review | None
) -> tuple[pd.DataFrame, Holders]:
    """Correct claims as a review of them says, and give each the ids of its chain."""
    if review is not None and len(review.rows):
        claims = review.apply(claims, articles)
    return holders.settle(claims), holders


class _Sentences(Sequence[str]):
    """The sentence of each row, looked up where one is asked for, which is seldom."""

    def __init__(self, readings: Readings, count: int):
        self._readings, self._count = readings, count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, at: int) -> str:
        [columns] = _some(self._readings, [at], self._count)
        return columns["sentence"][0]


def _table(articles: Iterable[dict[str, list]], holders: Holders) -> pd.DataFrame:
    """Make the claims table; a row that does not fit it is an error here, not when it is written."""
    return tables.gathered("claims", map(_part, _named(articles, holders)))


def _named(articles: Iterable[dict[str, list]], holders: Holders) -> Iterator[dict[str, list]]:
    """Give claims their holders of the corpus, and put together those of some articles at a time."""
    together: dict[str, list] = {}
    for columns in articles:
        if together and len(together["claim_id"]) >= AT_ONCE:
            yield together
            together = {}
        for name, values in (columns | _with_holders(columns, holders)).items():
            together.setdefault(name, []).extend(values)
    if together:
        yield together


def _part(columns: dict[str, list]) -> pa.Table | pd.DataFrame:
    """A part of the claims table, checked; a frame where it does not fit, of which it is told why."""
    schema = tables.SCHEMAS["claims"]
    try:
        table = of_columns(columns, schema.whole, *schema.key)
        if fits(table, schema.whole, schema.whole.names, schema.key, schema.vocabulary):
            return table
    except (pa.ArrowException, ArithmeticError, TypeError, ValueError):
        pass
    return typed(pd.DataFrame(columns, columns=schema.whole.names))


def _with_holders(columns: dict[str, list], holders: Holders) -> dict[str, list]:
    """Give the links of an article's claims the names and ids of the corpus, and the kinds that a review of
    the holders says they are of; the outlet's own name and the words of the text stay."""
    article, chains, explicit = (columns[name] for name in ("article_id", "chain", "chain_explicit"))
    names = {name for chain in (*chains, *explicit) for name in chain[1:]}
    known = {name: holders.find(article[0], name) for name in names}
    told = {name: holders.kind_of(article[0], name) for name in names}

    def renamed(chain: list[str]) -> list[str]:
        return [*chain[:1], *(h.name if (h := known[n]) is not None else n for n in chain[1:])]

    def retyped(column: str, of: list[list[str]]) -> list[str]:
        pairs = zip(columns[column], of, strict=True)
        return [kind if len(chain) == 1 else told[chain[1]] or kind for kind, chain in pairs]

    ids = [
        [
            h.holder_id if (h := known[name]) is not None and (told[name] or kind) in NAMED else ""
            for name, kind in zip(chain[1:], kinds, strict=True)
        ]
        for chain, kinds in zip(chains, columns["_kinds"], strict=True)
    ]
    found = [renamed(chain) for chain in chains]
    return {
        "chain": found, "chain_explicit": [renamed(chain) for chain in explicit], "chain_ids": ids,
        "holder": [chain[-1] if len(chain) > 1 else None for chain in found],
        "holder_id": [own[-1] or None if own else None for own in ids],
        "resolved_kind": retyped("resolved_kind", chains), "holder_kind": retyped("holder_kind", explicit),
    }
