"""Who told a claim first in this corpus, who tells it after, with which words, reserves and sources.

First means first among these articles, by their days of publication: what stands outside the corpus may be
earlier, and who has it from whom no date tells.
"""

from __future__ import annotations

import functools
import itertools
import sys
from collections.abc import Iterator

import numpy as np
import pandas as pd

from claimatlas.comparison.evidence import concepts
from claimatlas.comparison.origins import UNSOURCED
from claimatlas.comparison.rows import cells
from claimatlas.people import is_anonymous
from claimatlas.people.whose_word import in_place_of_a_name

COLUMNS = (
    "claim", "published", "outlet", "in this corpus", "on whose word", "words of the first telling", "lost",
    "gained", "claim_id", "group_id",
)  # fmt: skip
ASKED = (
    "claim_id", "article_id", "outlet", "content", "chain", "resolved_kind", "hedged", "hedge", "denial",
)
"""Columns of the claims that are told of each."""
AT_ONCE = 5000  # rows that are told at a time
FIRST, SAME_DAY, LATER, OPEN = "first", "on the first day too", "later", "day unknown"


def tellings(groups: pd.DataFrame, claims: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Put the tellings of every claim that stands in several outlets into the order of their publication.

    Parameters
    ----------
    groups, claims, articles : pandas.DataFrame
        The tables of those names.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`; one row for each outlet and claim, its earliest telling, most outlets first. ``in
        this corpus`` is `FIRST`, `SAME_DAY`, `LATER` or `OPEN`; ``words of the first telling`` is the share
        of the first telling's words that this one has, 0 to 1, empty for the first itself and where a day is
        unknown; ``lost`` and ``gained`` are hedges and sources against the first telling. Groups of which
        fewer than two tellings have a day are left out.
    """
    day = {
        a: d[:10]
        for a, d in zip(articles["article_id"], articles["published"], strict=True)
        if isinstance(d, str)
    }
    across = groups[groups["n_outlets"] > 1]
    across = across.sort_values("group_id", kind="stable")
    at = pd.Series(np.arange(len(claims)), claims["claim_id"]).loc[across["claim_id"]].to_numpy()
    asked, out = claims[list(ASKED)], []
    for part in _whole_groups(across["group_id"]):
        rows = (dict(zip(ASKED, row, strict=True)) for row in cells(asked.iloc[at[part]], *ASKED))
        names = cells(across.iloc[part], "group_id", "label")
        for _, own in itertools.groupby(zip(names, rows, strict=True), lambda both: both[0][0]):
            ((key, label), *_), told = zip(*own, strict=True)
            out += [(label, *own_cells, key) for own_cells in _told(list(told), day)]
    frame = pd.DataFrame(out, columns=COLUMNS)
    del out  # a large corpus would be there twice
    many = frame["group_id"].map(frame["group_id"].value_counts()).to_numpy(int)
    return frame.iloc[np.argsort(-many, kind="stable")].reset_index(drop=True)


def _whole_groups(group: pd.Series) -> Iterator[slice]:
    """Cut the rows of groups, sorted by group, into parts of whole groups, about `AT_ONCE` rows each."""
    first = np.flatnonzero(~group.duplicated().to_numpy())
    volume = first // AT_ONCE
    starts = first[np.r_[True, volume[1:] != volume[:-1]]].tolist() if len(first) else []
    return itertools.starmap(slice, itertools.pairwise([*starts, len(group)]))


def _told(rows: list[dict], day: dict[str, str]) -> list[tuple]:
    """The cells of the tellings of one group but those of the group, where two have a day; else nothing."""
    rows = [row for row in rows if not row["denial"]]
    rows.sort(
        key=lambda r: (
            len(day.get(r["article_id"], "")) < 10,
            day.get(r["article_id"], ""),
            r["claim_id"],
        )
    )
    earliest: dict[str, dict] = {}
    for row in rows:
        earliest.setdefault(row["outlet"], row)
    one_each = list(earliest.values())
    dated = sum(len(day.get(r["article_id"], "")) == 10 for r in one_each)
    return _in_order(one_each, day) if dated > 1 else []


def _in_order(rows: list[dict], day: dict[str, str]) -> list[tuple]:
    """The cells of each telling but those of its group, the first one first."""
    first = rows[0]
    begin = day[first["article_id"]]
    alone = sum(day.get(r["article_id"]) == begin for r in rows) == 1
    words = set(concepts(first["content"]))
    out = []
    for row in rows:
        told = day.get(row["article_id"], "")
        if len(told) < 10:
            when = OPEN
        elif told > begin:
            when = LATER
        else:
            when = FIRST if alone else SAME_DAY
        share, lost, gained = None, "", ""
        if row is not first and when != OPEN:
            share = round(len(words & set(concepts(row["content"]))) / len(words), 2) if words else None
            lost, gained = _less(first, row), _less(row, first)
        holder = " > ".join(list(row["chain"])[1:]) or in_place_of_a_name(row, UNSOURCED)
        names = sys.intern(row["outlet"]), when, sys.intern(holder)  # the same for many
        out.append((told or None, *names, share, lost, gained, row["claim_id"]))
    return out


def _less(one: dict, other: dict) -> str:
    """What `one` has that `other` lacks: a hedge, named sources, sources without a name."""
    links, there = list(one["chain"])[1:], list(other["chain"])[1:]
    named = [x for x in links if not _is_anonymous(x) and x not in there]
    unnamed = [x for x in links if _is_anonymous(x)] if not any(map(_is_anonymous, there)) else []
    hedge = [f"hedge: {one['hedge'] or 'hedged'}"] if one["hedged"] and not other["hedged"] else []
    return "; ".join([*hedge, *(f"source: {x}" for x in [*named, *unnamed])])


_is_anonymous = functools.lru_cache(maxsize=1 << 14)(is_anonymous)
