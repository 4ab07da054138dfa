"""The sheet of the doubts: who may be who, the most telling first, to correct in ``review/holders.csv``."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from claimatlas.people.joining import JOIN_FROM
from claimatlas.people.review import SHEET
from claimatlas.sheets import BEFORE


def doubtful(
    holders: pd.DataFrame, joins: pd.DataFrame, claims: pd.DataFrame, quotations: pd.DataFrame
) -> list[dict[str, str]]:
    """List what is worth a look: quotations with two speakers, joins that are not sure or were not made.

    Parameters
    ----------
    holders, joins, claims : pandas.DataFrame
        The tables of those names.
    quotations : pandas.DataFrame
        As `claimatlas.people.checks.shared_quotations` gives them.

    Returns
    -------
    list of dict
        Cells of the columns of ``review/holders.csv``, ``action`` empty, and of those the sheet shows
        beside them.
    """
    kinds = holders.set_index("holder_id")["kind"].to_dict()
    rows = [*_quoted(quotations, claims), *_joined(joins, claims, kinds)]
    blank = dict.fromkeys((*SHEET.columns, *SHEET.shown), "")
    return [blank | {c: _text(v) for c, v in row.items()} for row in rows]


def sheet_rows_of(
    doubts: list[dict[str, str]], before: Iterable[dict[str, str]] = ()
) -> list[dict[str, str]]:
    """Return the rows of the sheet: what was filled in before, then the doubts that it does not speak of.

    Parameters
    ----------
    doubts : list of dict
        As `doubtful` gives them.
    before : iterable of dict
        Rows of the sheet that is there; each with a cell filled in by hand is kept as it is.
    """
    names = ("holder_id", "name", "other_id", "other_name", "article_id")
    given = {*names, *SHEET.shown}
    kept = [dict(row) for row in before if any(cell for c, cell in row.items() if c not in given)]
    there = {tuple(row.get(c, "") for c in names) for row in kept}
    for row in kept:
        row["why"] = BEFORE[not row.get("action")]
    return [*kept, *(row for row in doubts if tuple(row[c] for c in names) not in there)]


def _text(value: object) -> str:
    """A cell as text, nothing for what is unknown."""
    return value if isinstance(value, str) else "" if value is None or value != value else str(value)


def _quoted(quotations: pd.DataFrame, claims: pd.DataFrame) -> list[dict]:
    """Quotations with two speakers: one speaker under two names, or a claim to correct."""
    by_id = claims.set_index("claim_id")
    rows = []
    for pair in quotations[quotations["verdict"] == "another speaker"].to_dict("records"):
        a, b = by_id.loc[pair["claim_a"]], by_id.loc[pair["claim_b"]]
        where = f"({pair['claim_a']}, {pair['claim_b']})"
        why = f"the same words, two speakers: one under two names, or a claim to correct {where}"
        rows.append(
            {
                "holder_id": a["holder_id"],
                "name": a["holder"],
                "other_id": b["holder_id"],
                "other_name": b["holder"],
                "sentence": a["sentence"],
                "other_sentence": b["sentence"],
                "why": why,
            }
        )
    return rows


def _joined(joins: pd.DataFrame, claims: pd.DataFrame, kinds: dict[str, str]) -> list[dict]:
    """Joins that are not sure, those with most claims behind them first."""
    sentences: dict[tuple[str, str], str] = {}
    counts: dict[str, int] = {}
    for article, ids, sentence in zip(
        claims["article_id"], claims["chain_ids"], claims["sentence"], strict=True
    ):
        for key in ids:
            sentences.setdefault((article, key), sentence)
            counts[key] = counts.get(key, 0) + 1
    rows = []
    for j in joins.to_dict("records"):
        a, b, joined = j["holder_a"], j["holder_b"], j["joined"]
        undo = f"joined: to part them, split {j['name_b']!r} of {j['article_b']} off"
        cells = {
            "holder_id": a,
            "name": j["name_a"],
            "other_id": "" if joined else b,
            "other_name": j["name_b"],
            "article_id": j["article_b"] if joined else "",
            "kind": kinds.get(a),
            "other_kind": kinds.get(b),
            "joined": "yes" if joined else "no",
            "confidence": f"{j['confidence']:.2f}",
            "evidence": ", ".join(j["evidence"]),
            "sentence": sentences.get((j["article_a"], a)),
            "other_sentence": sentences.get((j["article_b"], b)),
            "why": undo if joined else "left apart: to make them one, join",
        }
        weight = min(counts.get(a, 0), counts.get(b, 0)) if not joined else counts.get(a, 0)
        rows.append(
            (
                abs(j["confidence"] - JOIN_FROM) - 0.01 * min(weight, 30),
                j["article_a"],
                j["article_b"],
                str(j["name_b"]),
                cells,
            )
        )
    return [cells for *_, cells in sorted(rows, key=lambda r: r[:4])]
