"""What a reviewer says of groups and differences, and the rows of the tables conflicts
and drifts under his verdicts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from claimatlas import tables
from claimatlas.comparison import conflicts, drift
from claimatlas.errors import InputError

REVIEW = "review/claims.csv"


@dataclass
class Reviewed:
    """What a review says of groups and verdicts, as rows of the claims compared.

    Attributes
    ----------
    together, apart : list of (int, int)
        Pairs that were joined or split.
    alone : set of int
        Claims that belong to no group.
    verdicts : list of (int, int, str, str, str)
        Two claims, slot, verdict and note.
    applied : int
        Rows of the review that name claims of this run.
    idle : list of int
        Lines that name a claim this run does not have: another selection, or the machine reads the sentence
        otherwise now.
    """

    together: list[tuple[int, int]] = field(default_factory=list)
    apart: list[tuple[int, int]] = field(default_factory=list)
    alone: set[int] = field(default_factory=set)
    verdicts: list[tuple[int, int, str, str, str]] = field(default_factory=list)
    applied: int = 0
    idle: list[int] = field(default_factory=list)


def reviewed(review: pd.DataFrame | None, ids: list[str]) -> Reviewed:
    """Read the actions join, split and verdict of a review (rows of `claimatlas.review.read_review`).

    Raises
    ------
    InputError
        A verdict does not exist, or a row joins or sets apart a claim and itself.
    """
    at = {key: k for k, key in enumerate(ids)}
    out = Reviewed()
    if review is None or review.empty:
        return out
    for number, row in enumerate(review.fillna("").to_dict("records"), start=2):
        action, one, two, line = row["action"], row["claim_id"], row["other_id"], row.get("line", number)
        if action not in ("join", "split", "verdict"):
            continue
        if one == two:
            raise InputError(
                REVIEW, f"{action}: claim_id and other_id are both {one!r}", "Name two claims.", line
            )
        if action == "verdict" and row["value"] not in tables.JUDGEMENTS:
            remedy = f"Write one of {', '.join(tables.JUDGEMENTS)}."
            raise InputError(REVIEW, f"verdict {row['value']!r} does not exist", remedy, line)
        if one not in at or (two not in at and not (action == "split" and not two)):
            out.idle.append(line)
            continue
        out.applied += 1
        if action == "verdict":
            out.verdicts.append(
                (*sorted((at[one], at[two])), row["field"] or "claim", row["value"], row["note"])
            )
        elif action == "split" and not two:
            out.alone.add(at[one])
        else:
            (out.together if action == "join" else out.apart).append((at[one], at[two]))
    return out


def drift_rows(
    drifted: list[drift.Drift], verdicts: list[tuple[int, int, str, str, str]], ids: list[str],
    root: np.ndarray, groups: dict,
) -> list[dict]:
    """Turn drifts into rows of their table, of two with one id the surer;
    a reviewer keeps or withdraws what he judged."""
    given = {(x, y, slot): verdict for x, y, slot, verdict, _ in verdicts}
    out: dict[str, dict] = {}
    for d in sorted(drifted, key=lambda d: d.confidence):
        told = (given.get((*sorted(pair), d.kind)) for pair in ((d.a, d.b), *d.pairs))
        verdict = next((v for v in told if v), None)
        if verdict == "none":
            continue
        d = d._replace(confidence=1.0) if verdict == "drift" else d
        key = f"{d.kind}:{ids[d.a]}|{ids[d.b]}"
        group = _group_of(d, ids, root, groups)
        out[key] = {
            "drift_id": key, "group_id": group, "claim_a": ids[d.a], "claim_b": ids[d.b], "kind": d.kind,
            "detail_a": d.detail_a, "detail_b": d.detail_b, "confidence": d.confidence,
        }
    return list(out.values())


def conflict_rows(
    findings: list[conflicts.Finding], verdicts: list[tuple[int, int, str, str, str]], ids: list[str],
    root: np.ndarray, groups: dict
) -> list[dict]:
    """Turn findings into rows of the conflicts table;
    a reviewer's verdict on a pair and slot replaces the machine's."""
    given = {(x, y, slot): (verdict, note) for x, y, slot, verdict, note in verdicts}
    found = {(*sorted((x.a, x.b)), x.slot): x for x in findings}
    # A fact is one entry for all who tell it, so that a verdict on any two of them is on the fact.
    meant = {
        key: next((x for x in found.values() if x.slot == key[2] and _is_between(x, *key[:2])), None)
        for key in given
    }
    judged = {id(x) for x in meant.values() if x is not None}
    out: dict[str, dict] = {}

    def add(finding: conflicts.Finding) -> None:
        key = f"{finding.slot}:{ids[finding.a]}|{ids[finding.b]}"
        group = _group_of(finding, ids, root, groups)
        out[key] = {
            "conflict_id": key, "group_id": group, "claim_a": ids[finding.a], "claim_b": ids[finding.b],
            "slot": finding.slot, "value_a": finding.value_a, "value_b": finding.value_b,
            "verdict": finding.verdict, "reason": finding.reason,
            "confidence": finding.confidence, "claims_a": [ids[m] for m in finding.all_a or (finding.a,)],
            "claims_b": [ids[m] for m in finding.all_b or (finding.b,)],
        }

    for x in found.values():
        if id(x) not in judged:
            add(x)
    for (a, b, slot), (verdict, note) in given.items():
        if verdict not in ("none", "drift"):
            whole = meant[a, b, slot] or conflicts.Finding(a, b, slot, "", "", verdict, "", 1.0)
            reason = f"reviewed: {note}" if note else "reviewed"
            add(replace(whole, verdict=verdict, reason=reason, confidence=1.0))
    return list(out.values())


def _group_of(
    pair: conflicts.Finding | drift.Drift, ids: list[str], root: np.ndarray, groups: dict
) -> str | None:
    """The group that holds both claims of a difference."""
    return f"g-{ids[root[pair.a]]}" if root[pair.a] == root[pair.b] and root[pair.a] in groups else None


def _is_between(finding: conflicts.Finding, one: int, other: int) -> bool:
    """Whether two claims are one of each side of a finding."""
    side_a, side_b = {finding.a, *finding.all_a}, {finding.b, *finding.all_b}
    return (one in side_a and other in side_b) or (other in side_a and one in side_b)
