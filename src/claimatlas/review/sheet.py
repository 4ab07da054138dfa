"""The sheet of claims that ``make review`` writes: what was corrected before, doubts, then all claims."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pandas as pd

from claimatlas import tables
from claimatlas.errors import InputError
from claimatlas.people import checks
from claimatlas.people import review as holder_review
from claimatlas.people.doubts import doubtful, sheet_rows_of
from claimatlas.review.rows import FLAGS, PAIRS, SHEET, parse_claim_id
from claimatlas.sheets import BEFORE, Sheet, rewrite, squeeze
from claimatlas.wordlists import read_weights

_WORTH = read_weights("review/worth.txt")
OFFER = "may differ"  # begins why a row about two claims is in the sheet


def sheet_rows(
    claims: pd.DataFrame,
    articles: pd.DataFrame,
    groups: pd.DataFrame | None = None,
    conflicts: pd.DataFrame | None = None,
    before: Iterable[dict[str, str]] = (),
    contradicted: Mapping[str, str] | None = None,
    drifts: pd.DataFrame | None = None,
) -> list[dict[str, str]]:
    """Return the rows of a sheet: what was corrected before, doubtful differences, then all claims.

    A doubtful difference is a row that names two claims and the slot, to be given the action ``verdict`` and
    a value. Of the claims those come first whose holder the corpus itself contradicts. Else a claim is worth
    a look if it is uncertain, more so if it is in a conflict or shared by several outlets, since what hangs
    on it is then more than one bar of one chart.

    Parameters
    ----------
    claims, articles : pandas.DataFrame
    groups, conflicts, drifts : pandas.DataFrame, optional
        What the comparison made of the claims.
    before : iterable of dict
        Rows of the sheet that is there; each with a cell filled in by hand is kept as it is, with words to be
        checked by where it has none.
    contradicted : mapping of str to str, optional
        Why the corpus contradicts the holder, by claim_id (`claimatlas.people.checks.contradicted`).

    Returns
    -------
    list of dict
        Cells by column of `SHEET`, as they are meant; `claimatlas.sheets.neutral` makes them fit for a
        spreadsheet.
    """
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    disputed = (
        set() if conflicts is None else set(tables.sure(conflicts)[["claim_a", "claim_b"]].to_numpy().ravel())
    )
    shared = set() if groups is None else set(groups.loc[groups["n_outlets"] > 1, "claim_id"])
    against = contradicted or {}
    shown = {
        c["claim_id"]: _shown(c, texts[c["article_id"]], disputed, shared, against.get(c["claim_id"], ""))
        for c in claims.to_dict("records")
    }
    kept = _kept(before, texts, shown)
    judged = {(frozenset((row["claim_id"], row.get("other_id", ""))), row.get("field", "")) for row in kept}
    offers = [
        row for row in _offers(conflicts, drifts, shown)
        if (frozenset((row["claim_id"], row["other_id"])), row["field"]) not in judged
    ]
    there = {row["claim_id"] for row in kept if row.get("action", "") not in PAIRS}
    fresh = sorted(
        (-worth, c["article_id"], int(c["start"]), key)
        for key, (worth, c) in shown.items()
        if key not in there
    )
    return [*kept, *offers, *(shown[key][1] for *_, key in fresh)]


def _kept(
    before: Iterable[dict[str, str]], texts: dict[str, str], shown: Mapping[str, tuple[float, dict[str, str]]]
) -> list[dict[str, str]]:
    """The rows of the sheet that is there that somebody filled in, with what is shown beside them now."""
    given = {"claim_id", "article_id", "start", "end", "text", *SHEET.shown}
    kept = [
        _worded(row, texts)
        for row in before
        if any(cell for c, cell in row.items() if c not in given) and not _is_offer(row)
    ]
    for row in kept:
        about = shown.get(row["claim_id"], (0, {}))[1]
        row |= {c: about[c] for c in SHEET.shown if c in about}
        row["why"] = BEFORE[not row.get("action")]
    return kept


def _is_offer(row: Mapping[str, str]) -> bool:
    """Whether a row offers a doubtful difference that nobody has judged: it is written anew, or not at
    all."""
    return row.get("why", "").startswith(OFFER) and not any(row.get(c) for c in ("action", "value", "note"))


def _offers(
    conflicts: pd.DataFrame | None,
    drifts: pd.DataFrame | None,
    shown: Mapping[str, tuple[float, dict[str, str]]],
) -> list[dict[str, str]]:
    """Rows about two claims that may differ, those first that come nearest to being sure."""
    found = []
    for frame, slot, one, other in (
        (conflicts, "slot", "value_a", "value_b"), (drifts, "kind", "detail_a", "detail_b"),
    ):
        if frame is not None:
            doubtful = frame.drop(tables.sure(frame).index).to_dict("records")
            found += [
                (r["confidence"], r["claim_a"], r["claim_b"], r[slot], r[one], r[other]) for r in doubtful
            ]
    rows = []
    for confidence, a, b, slot, one, other in sorted(found, key=lambda x: (-x[0], *x[1:4])):
        if a in shown and b in shown:
            why = f"{OFFER} in {slot}: {one} | {other} (confidence {confidence:.2f})"
            second = shown[b][1]["text"]
            rows.append(
                shown[a][1] | {"other_id": b, "other_text": second, "field": slot, "why": squeeze(why)}
            )
    return rows


def _worded(row: dict[str, str], texts: dict[str, str]) -> dict[str, str]:
    """A row of the sheet that is there, with the words it stands on where it has none."""
    row = dict(row)
    for column, words in (("claim_id", "text"), ("other_id", "other_text")):
        if row.get(column) and not row.get(words):
            try:
                article, start, end = parse_claim_id(row[column])
            except ValueError:
                continue
            row[words] = squeeze(texts.get(article, "")[start:end])
    return row


def _shown(
    claim: dict, text: str, disputed: set[str], shared: set[str], against: str
) -> tuple[float, dict[str, str]]:
    """How much a claim is worth a look, and its row without an action."""
    key = claim["claim_id"]
    reasons = [against] if against else []
    unsure = claim["confidence"] < _WORTH["unsure"]["below"]
    reasons += [f"confidence {claim['confidence']:.2f}"] if unsure else []
    hangs = {
        "in a conflict": key in disputed,
        "shared by several outlets": key in shared,
        "denial": claim["denial"],
    }
    reasons += [reason for reason, true in hangs.items() if true]
    weight = sum(_WORTH["hangs on it"][reason] for reason, true in hangs.items() if true)
    worth = (1 - claim["confidence"]) * (1 + weight)
    _, start, end = parse_claim_id(key)
    cells = dict.fromkeys((*SHEET.columns, *SHEET.shown), "") | {
        "claim_id": key,
        "article_id": claim["article_id"],
        "start": str(start),
        "end": str(end),
        "text": squeeze(text[start:end]),
        "sentence": squeeze(claim["sentence"]),
        "outlet": claim["outlet"],
        "holder": claim["holder"] or "",
        "holder_kind": claim["resolved_kind"],
        "chain": " > ".join(claim["chain"]),
        "cue": claim["cue"] or "",
        **{f: "yes" if claim[f] else "no" for f in FLAGS},
        "places": "; ".join(claim["places"]),
        "dates": "; ".join(tables.date_text(d) for d in claim["dates"]),
        "numbers": "; ".join(tables.number_text(n) for n in claim["numbers"]),
        "confidence": f"{claim['confidence']:.2f}",
        "why": ", ".join(reasons),
    }
    return worth + 10 * bool(against), cells


def write_sheets(build: Path | str, corpus: Path | str) -> tuple[int, int]:
    """Write claims and doubtful holders of a build into ``<corpus>/review/``, with all that stands there
    already.

    Returns
    -------
    tuple of int
        Number of rows in claims.csv and in holders.csv that were filled in before.

    Raises
    ------
    InputError
        The claims are hand-coded, or the sheet that is there cannot be read or written; see
        `claimatlas.sheets.rewrite`.
    """
    build = Path(build)
    claims = tables.read("claims", build)
    if not (claims["made_by"] != "hand-coded").all():
        remedy = 'Run with claims_from = "machine"; the reference is corrected in reference/claims.csv.'
        raise InputError("claims.parquet", "the claims are the hand-coded ones", remedy)
    groups, conflicts, drifts = (
        tables.read(name, build) if (build / f"{name}.parquet").exists() else None
        for name in ("groups", "conflicts", "drifts")
    )
    articles, holders, joins = (tables.read(name, build) for name in ("articles", "holders", "joins"))
    quotations = checks.shared_quotations(claims, articles, holders)
    against = checks.contradicted(claims, holders, quotations)
    doubts = doubtful(holders, joins, claims, quotations)
    return (
        _written(
            corpus, SHEET, lambda old: sheet_rows(claims, articles, groups, conflicts, old, against, drifts)
        ),
        _written(corpus, holder_review.SHEET, lambda old: sheet_rows_of(doubts, old)),
    )


def _written(corpus: Path | str, sheet: Sheet, rows_of: Callable[[list[dict[str, str]]], list[dict]]) -> int:
    """Write a sheet of the rows made of those that are there; return how many had been filled in."""
    written: list[dict] = []

    def make(before: list[dict[str, str]]) -> tuple[list[str], list[dict]]:
        written.extend(rows_of(before))
        return [*sheet.columns, *sheet.shown], written

    rewrite(corpus, sheet.name, make)
    return sum(row["why"] in BEFORE for row in written)
