"""Compare: the same claim, whose word it is, what contradicts, and what a relay lost.

`compare` takes the claims table, from the machine or hand-coded alike, and gives the tables groups, conflicts and
drifts. The parts: `stories` (which articles tell one event), `matching` (which claims are worth comparing), `pairs` (how
likely two are one), `linkage` (groups), `origins` (relays and independent sources, copied passages), `conflicts`
(slot by slot) and `drift`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from claimatlas import tables
from claimatlas.comparison import conflicts, drift, linkage, matching, origins, pairs, stories
from claimatlas.comparison.linkage import LINK
from claimatlas.comparison.origins import copies, corpus_origins, flows
from claimatlas.comparison.pairs import Reason
from claimatlas.comparison.words import TOKEN, concept, fold, stem
from claimatlas.errors import InputError
from claimatlas.faults import Faults

__all__ = ["LINK", "Reason", "compare", "copies", "corpus_origins", "flows", "reviewed", "scored", "why"]

DENIED = 0.3  # least score, rivals left aside, for a denial to be tied to a claim of its own article; of another's: LINK
BESIDE = 0.12  # of a claim in the sentence before or after it
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
        Lines that name a claim this run does not have: another selection, or the machine reads the sentence otherwise now.
    """

    together: list[tuple[int, int]] = field(default_factory=list)
    apart: list[tuple[int, int]] = field(default_factory=list)
    alone: set[int] = field(default_factory=set)
    verdicts: list[tuple[int, int, str, str, str]] = field(default_factory=list)
    applied: int = 0
    idle: list[int] = field(default_factory=list)


def compare(
    claims: pd.DataFrame, articles: pd.DataFrame, review: pd.DataFrame | None = None, link: float = LINK,
    faults: Faults | None = None, holders: pd.DataFrame | None = None, told: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Group the claims that say the same, count their sources and set their values against each other.

    Parameters
    ----------
    claims, articles : pandas.DataFrame
        The tables of those names.
    review : pandas.DataFrame, optional
        Rows of review/claims.csv (`claimatlas.review.read_review`); of these, the actions ``join``, ``split`` and
        ``verdict`` are applied here and win. Rows that name a claim that is not in `claims` do nothing (see `reviewed`).
        ``join`` and ``split`` name two claims (``split`` with one claim: it stands alone); ``verdict`` names two
        claims, in ``field`` the slot and in ``value`` the verdict, or "none" to withdraw what the machine found.
    link : float
        Least mean probability between two groups that are joined; higher gives fewer and surer groups.
    faults : Faults, optional
        Takes the articles on whose claims a rule fails; they are not compared. Without it each is a warning.
    holders : pandas.DataFrame, optional
        The table of that name, by which sources are counted; without it they are told by the names in the chains.
    told : pandas.DataFrame, optional
        The stories table; without it the stories are found here (`claimatlas.comparison.stories.find`). Claims of two
        stories are one only if told in the same words, or if figures, names and verb agree.

    Returns
    -------
    groups, conflicts, drifts : pandas.DataFrame
        In the form of `claimatlas.tables`, ready to write.

    Raises
    ------
    InputError
        The review has a verdict that does not exist, or names one claim twice.
    """
    claims = _in_order(claims)
    faults = Faults("compare") if faults is None else faults

    def work(kept: list[int]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        found = _compare(claims.iloc[kept].reset_index(drop=True), articles, review, link, holders, told)
        for name, frame in zip(("groups", "conflicts", "drifts"), found, strict=True):
            tables.validate(name, frame)
        return found

    return faults.sift(claims["article_id"].tolist(), claims["sentence"].tolist(), work)


def _compare(
    claims: pd.DataFrame, articles: pd.DataFrame, review: pd.DataFrame | None, link: float, holders: pd.DataFrame | None,
    told: pd.DataFrame | None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Compare claims in reading order; see `compare`."""
    if claims.empty:
        return tables.empty("groups"), tables.empty("conflicts"), tables.empty("drifts")
    ids = claims["claim_id"].tolist()
    rows = _records(claims)
    said = reviewed(review, ids)

    scores = scored(claims, articles, told)
    f, a, b, plain, score = scores.e.f, scores.a, scores.b, scores.likeness, scores.probability
    if said.alone:
        keep = ~(np.isin(a, sorted(said.alone)) | np.isin(b, sorted(said.alone)))
        a, b, score, plain = a[keep], b[keep], score[keep], plain[keep]
    root = linkage.groups_of(f.article, a, b, score, link, said.together, said.apart)
    root = _join_denials(rows, root, a, b, plain, said.alone, set(said.apart))

    members: dict[int, list[int]] = defaultdict(list)
    for k, r in enumerate(root.tolist()):
        members[r].append(k)
    groups = {r: ms for r, ms in members.items() if len(ms) > 1}
    source = origins.sources(claims, holders, articles)
    forms = matching.name_forms(claims)
    in_quotes = origins.quoted(articles, claims).tolist()
    links = [s.names for s in source]
    group_rows, findings, drift_rows = [], [], []
    for r, ms in groups.items():
        key = f"g-{ids[r]}"
        outlets = sorted({rows[m]["outlet"] for m in ms})
        counted = origins.of_group([source[m] for m in ms])
        shared = {
            "label": _label([rows[m]["content"] for m in ms if not rows[m]["denial"]] or [rows[ms[0]]["content"]]),
            "outlets": outlets, "n_outlets": len(outlets), "n_origins": len(counted["origins"]), **counted,
        }
        group_rows += [{"group_id": key, "claim_id": ids[m], **shared} for m in ms]
        findings += conflicts.of_group(ms, rows, forms)
        for x, y, kind, one, two in drift.of_group(ms, rows, links, in_quotes):
            drift_rows.append(
                {"drift_id": f"{kind}:{ids[x]}|{ids[y]}", "group_id": key, "claim_a": ids[x], "claim_b": ids[y], "kind": kind, "detail_a": one, "detail_b": two}
            )
    known = {(x.a, x.b) for x in findings}
    findings += [x for x in _doubts(rows, a, b, plain) if (x.a, x.b) not in known]
    findings += conflicts.explanations(rows)
    findings += [x for x in conflicts.incomparable(rows, root.tolist()) if (x.a, x.b) not in known]
    conflict_rows = _with_verdicts(findings, said.verdicts, ids, root, groups)
    return _frame("groups", group_rows), _frame("conflicts", conflict_rows), _frame("drifts", drift_rows)


def scored(claims: pd.DataFrame, articles: pd.DataFrame, told: pd.DataFrame | None = None) -> pairs.Scores:
    """Score the pairs of claims that are worth comparing; the tables are those of `compare`."""
    claims = _in_order(claims)
    return pairs.scores(claims, matching.features(claims), _stories(claims, articles, told))


def why(found: pairs.Scores, claims: pd.DataFrame, one: str, other: str) -> Reason:
    """Tell what the score of two claims is made of.

    Parameters
    ----------
    found : claimatlas.comparison.pairs.Scores
        Of `scored`.
    claims : pandas.DataFrame
        The claims that were scored.
    one, other : str
        Two claim_ids.

    Raises
    ------
    InputError
        A claim is not there, or the two share no word by which they could be compared.
    """
    claims = _in_order(claims)
    at = {key: k for k, key in enumerate(claims["claim_id"])}
    for key in (one, other):
        if key not in at:
            raise InputError("claims", f"claim {key!r} is not there", "Name two claims of this run.")
    return pairs.reason(found, claims, *sorted((at[one], at[other])))


def _in_order(claims: pd.DataFrame) -> pd.DataFrame:
    return claims.sort_values(["article_id", "start", "claim_id"]).reset_index(drop=True)


def _stories(claims: pd.DataFrame, articles: pd.DataFrame, told: pd.DataFrame | None) -> np.ndarray:
    """Return a number for the story of each claim; an article that no story has is one of its own."""
    of = stories.story_of(stories.find(articles, claims) if told is None else told)
    return pd.factorize(claims["article_id"].map(lambda key: of.get(key, key)))[0]


def _records(claims: pd.DataFrame) -> list[dict]:
    """Return the rows as dictionaries with None, never NaN, for what is empty."""
    rows = claims.to_dict("records")
    empty = [c for c in ("holder", "holder_mention", "cue", "hedge") if claims[c].isna().any()]
    for row in rows:
        for column in empty:
            if not isinstance(row[column], str):
                row[column] = None
    return rows


def _frame(name: str, rows: list[dict]) -> pd.DataFrame:
    if not rows:
        return tables.empty(name)
    schema = tables.SCHEMAS[name]
    return pd.DataFrame(rows)[schema.columns.names].sort_values(list(schema.key)).reset_index(drop=True)


def _label(contents: list[str]) -> str:
    """Choose the content that names its group: the shortest that is a sentence of its own and not too short."""
    plain = [c for c in contents if not matching.RELATIVE.match(c) and not matching.PRONOUN.match(c)] or contents
    text = min(plain, key=lambda c: (len(c.split()) < 4, len(c), c))
    return text if len(text) <= 100 else text[:99].rsplit(" ", 1)[0] + " …"


def reviewed(review: pd.DataFrame | None, ids: list[str]) -> Reviewed:
    """Read the actions join, split and verdict of a review, as `claimatlas.review.read_review` gives its rows.

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
            raise InputError(REVIEW, f"{action}: claim_id and other_id are both {one!r}", "Name two claims.", line)
        if action == "verdict" and row["value"] not in (*tables.VERDICTS, "none"):
            raise InputError(REVIEW, f"verdict {row['value']!r} does not exist", f"Write one of {', '.join(tables.VERDICTS)} or none.", line)
        if one not in at or (two not in at and not (action == "split" and not two)):
            out.idle.append(line)
            continue
        out.applied += 1
        if action == "verdict":
            out.verdicts.append((*sorted((at[one], at[two])), row["field"] or "claim", row["value"], row["note"]))
        elif action == "split" and not two:
            out.alone.add(at[one])
        else:
            (out.together if action == "join" else out.apart).append((at[one], at[two]))
    return out


def _target(rows: list[dict], k: int) -> int | None:
    """Return the claim that an anaphor (*denied it*, *those reports*) points to.

    The last claim of somebody else before it in its sentence, else the last with a source in the sentence before.
    """
    article, begin = rows[k]["article_id"], rows[k]["sentence_start"]
    i = k - 1
    while i >= 0 and rows[i]["article_id"] == article and rows[i]["sentence_start"] == begin:
        if list(rows[i]["chain"]) != list(rows[k]["chain"]) and not rows[i]["denial"]:  # arrays, read from a table
            return i
        i -= 1
    if i < 0 or rows[i]["article_id"] != article:
        return None
    begin = rows[i]["sentence_start"]
    before = []
    while i >= 0 and rows[i]["article_id"] == article and rows[i]["sentence_start"] == begin:
        before.append(i)
        i -= 1
    return min(before, key=lambda m: (rows[m]["denial"], rows[m]["background"], len(rows[m]["chain"]) == 1, -m))


def _share_a_word(one: dict, other: dict) -> bool:
    """Tell whether two contents have a word in common; synonyms as wide as *take* and *hold* are not enough here."""
    mine, theirs = ({stem(fold(w)) for w in TOKEN.findall(row["content"]) if concept(w)} for row in (one, other))
    return bool(mine & theirs)


def _partners(
    wanted: list[int], rows: list[dict], a: np.ndarray, b: np.ndarray, plain: np.ndarray
) -> dict[int, int]:
    """Return for each wanted row the claim that it rejects or doubts, if one can be found."""
    found: dict[int, int] = {}
    want = np.array(wanted, np.int64)
    mine = np.isin(a, want) | np.isin(b, want)
    near, beside = mine & (plain >= DENIED), mine & (plain >= BESIDE) & (plain < DENIED)
    best: dict[int, tuple[float, int]] = {}
    targets = set(wanted)
    for i, j, s in zip(a[near].tolist(), b[near].tolist(), plain[near].tolist(), strict=True):
        for k, other in ((i, j), (j, i)):
            if k in targets and not rows[other]["denial"]:
                # what an article denies is mostly what it has just told: a claim of another article must match better
                gain = s - (DENIED if rows[k]["article_id"] == rows[other]["article_id"] else LINK)
                if gain >= 0 and gain > best.get(k, (-1.0, -1))[0]:
                    best[k] = (gain, other)
    for k in wanted:
        if k in best or not rows[k]["denial"]:
            continue
        # the sentences beside a denial tell what it is set against, in few common words ("there are", "the presence of")
        for i, j, s in zip(a[beside].tolist(), b[beside].tolist(), plain[beside].tolist(), strict=True):
            other = j if i == k else i
            if k in (i, j) and not rows[other]["denial"] and _beside(rows, k, other) and _share_a_word(rows[k], rows[other]) and s > best.get(k, (0.0, -1))[0]:
                best[k] = (s, other)
    for k in wanted:
        if conflicts.ANAPHORIC.fullmatch(rows[k]["content"].strip()):
            target = _target(rows, k)
        else:
            target = best.get(k, (-1.0, None))[1]
        if target is not None:
            found[k] = target
    return found


def _beside(rows: list[dict], k: int, other: int) -> bool:
    """Tell whether two claims stand in neighbouring sentences that hold claims."""
    low, high = sorted((k, other))
    if rows[low]["article_id"] != rows[high]["article_id"]:
        return False
    return len({rows[m]["sentence_start"] for m in range(low, high + 1)}) == 2


def _join_denials(
    rows: list[dict], root: np.ndarray, a: np.ndarray, b: np.ndarray, plain: np.ndarray, alone: set[int], apart: set[tuple[int, int]]
) -> np.ndarray:
    """Put every denial into the group of the claim it rejects."""
    root = root.copy()
    wanted = [k for k, row in enumerate(rows) if row["denial"] and k not in alone]
    for k, target in _partners(wanted, rows, a, b, plain).items():
        if root[k] == root[target] or (k, target) in apart or (target, k) in apart or target in alone:
            continue
        mine = np.flatnonzero(root == root[k]) if root[k] != k or (root == k).sum() > 1 else np.array([k])
        if len(mine) > 1 and not all(rows[m]["denial"] for m in mine):
            continue
        low = min(root[k], root[target])
        root[(root == root[target]) | np.isin(np.arange(len(root)), mine)] = low
    return root


def _doubts(rows: list[dict], a: np.ndarray, b: np.ndarray, plain: np.ndarray) -> list[conflicts.Finding]:
    """Find claims whose cue doubts another claim: a position, no denial."""
    wanted = [k for k, row in enumerate(rows) if row["cue"] and not row["denial"] and conflicts.DOUBT.search(row["cue"])]
    out = []
    for k, target in _partners(wanted, rows, a, b, plain).items():
        who = rows[k]["holder"] or "source without a name"
        values = ["said", f"doubted by {who}"]
        i, j = (target, k) if target < k else (k, target)
        out.append(conflicts.Finding(i, j, "doubt", *(values if target < k else values[::-1]), "position", "one doubts what the other says, without denying it"))
    return out


def _with_verdicts(
    findings: list[conflicts.Finding], verdicts: list[tuple[int, int, str, str, str]], ids: list[str], root: np.ndarray, groups: dict
) -> list[dict]:
    """Turn findings into rows of the conflicts table; a reviewer's verdict on a pair and slot replaces the machine's."""
    given = {(x, y, slot): (verdict, note) for x, y, slot, verdict, note in verdicts}
    out: dict[str, dict] = {}

    def add(x: int, y: int, slot: str, one: str, two: str, verdict: str, reason: str) -> None:
        key = f"{slot}:{ids[x]}|{ids[y]}"
        group = f"g-{ids[root[x]]}" if root[x] == root[y] and root[x] in groups else None
        out[key] = {
            "conflict_id": key, "group_id": group, "claim_a": ids[x], "claim_b": ids[y], "slot": slot, "value_a": one,
            "value_b": two, "verdict": verdict, "reason": reason,
        }

    for x in findings:
        if (x.a, x.b, x.slot) not in given:
            add(x.a, x.b, x.slot, x.value_a, x.value_b, x.verdict, x.reason)
    values = {(x.a, x.b, x.slot): (x.value_a, x.value_b) for x in findings}
    for (x, y, slot), (verdict, note) in given.items():
        if verdict != "none":
            add(x, y, slot, *values.get((x, y, slot), ("", "")), verdict, f"reviewed: {note}" if note else "reviewed")
    return list(out.values())
