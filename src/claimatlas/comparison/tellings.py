"""Who told a claim first in this corpus, who tells it after, with which words, reserves and sources.

First means first among these articles, by their days of publication: what stands outside the corpus may be
earlier, and who has it from whom no date tells.
"""

from __future__ import annotations

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
    asked = claims[claims["claim_id"].isin(across["claim_id"])]
    by = {row[0]: dict(zip(ASKED, row, strict=True)) for row in cells(asked, *ASKED)}
    members: dict[str, tuple[str, list[dict]]] = {}
    across = across.sort_values("group_id", kind="stable")
    for key, label, claim in cells(across, "group_id", "label", "claim_id"):
        members.setdefault(key, (label, []))[1].append(by[claim])
    out = []
    for key, (label, told) in members.items():
        rows = [row for row in told if not row["denial"]]
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
        if sum(len(day.get(r["article_id"], "")) == 10 for r in one_each) > 1:
            out += [(label, *cells, key) for cells in _in_order(one_each, day)]
    frame = pd.DataFrame(out, columns=COLUMNS)
    size = frame.groupby("group_id")["claim_id"].transform("size")
    ordered = frame.assign(size=size, at=range(len(frame))).sort_values(
        ["size", "at"], ascending=[False, True]
    )
    return ordered[list(COLUMNS)].reset_index(drop=True)


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
        out.append((told or None, row["outlet"], when, holder, share, lost, gained, row["claim_id"]))
    return out


def _less(one: dict, other: dict) -> str:
    """What `one` has that `other` lacks: a hedge, named sources, sources without a name."""
    links, there = list(one["chain"])[1:], list(other["chain"])[1:]
    named = [x for x in links if not is_anonymous(x) and x not in there]
    unnamed = [x for x in links if is_anonymous(x)] if not any(is_anonymous(x) for x in there) else []
    hedge = [f"hedge: {one['hedge'] or 'hedged'}"] if one["hedged"] and not other["hedged"] else []
    return "; ".join([*hedge, *(f"source: {x}" for x in [*named, *unnamed])])
