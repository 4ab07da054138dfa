"""Compare: the same claim, whose word it is, what contradicts, and what a relay lost.

`compare` takes the claims table, from the machine or hand-coded alike, and gives the tables groups, conflicts
and drifts. The parts: `stories` (which articles tell one event, by their `article_words`), `names` (spellings
of one name), `readings` (what is read of the claims of each article) and `lexicon` (of all), `features`
(what is known of each claim), `blocking` (which claims are worth comparing), `pairs` (how likely two are one,
by `pair_evidence`, `surroundings` and the `model`; `reason` tells why), `linkage` (groups), `origins` (relays
and independent sources), `bodies` (who speaks for whom), `passages` (what is copied), `frames` (claims that
differ in one value), `slots` and `conflicts` (value by value), `denials` and `positions`, `assertions` (what
a denial does and whether somebody asserts what it denies), `drift` and `wording` (what a retelling lost, and
what it did to a quotation), `alterations` (what altered words weigh), `verdicts` (what a reviewer says of
them); `evidence` says how sure each difference is.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from claimatlas import excerpts, tables
from claimatlas.cells import among
from claimatlas.comparison import (
    conflicts,
    denials,
    drift,
    frames,
    lexicon,
    linkage,
    origins,
    pairs,
    positions,
    stories,
    wording,
)
from claimatlas.comparison.evidence import Claims
from claimatlas.comparison.linkage import LINK
from claimatlas.comparison.origins import corpus_origins, flows, sources
from claimatlas.comparison.passages import copies, quoted
from claimatlas.comparison.reason import Reason, reason
from claimatlas.comparison.room import uncollected
from claimatlas.comparison.rows import READ, Rows, in_order
from claimatlas.comparison.verdicts import Reviewed, conflict_rows, drift_rows, reviewed
from claimatlas.errors import InputError
from claimatlas.faults import Faults
from claimatlas.memo import digest, recalled
from claimatlas.tables import SAME, SHOWN
from claimatlas.versions import releases, version_of

__all__ = [
    "LINK", "READ", "SHOWN", "Compared", "Reason", "compare", "compared", "copies", "corpus_origins", "flows",
    "in_order", "reviewed", "scored", "sources", "why",
]

WORDS = (
    "article_id", "start", "sentence_start", "sentence", "content", "background", "roles", "holder",
    "numbers", "dates",
)
"""What of a claim its words are read from."""
WEIGHED = (*WORDS, "places", "chain", "negated", "denial")
"""What of claims their pairs are weighed by, with their stories and nothing else."""


class Compared(NamedTuple):
    """What a comparison found: tables in the form of `claimatlas.tables`, and the scores of pairs behind the
    groups, None without claims or if `compare` was called."""

    groups: pd.DataFrame
    conflicts: pd.DataFrame
    drifts: pd.DataFrame
    scores: pairs.Scores | None


def compare(
    claims: pd.DataFrame, articles: pd.DataFrame, review: pd.DataFrame | None = None, link: float = LINK,
    faults: Faults | None = None, holders: pd.DataFrame | None = None,
    story_table: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Group the claims that say the same, count their sources and set their values against each other.

    Parameters
    ----------
    claims, articles : pandas.DataFrame
        The tables of those names.
    review : pandas.DataFrame, optional
        Rows of review/claims.csv (`claimatlas.review.read_review`); of these, the actions ``join``, ``split``
        and ``verdict`` are applied here and win. Rows that name a claim that is not in `claims` do nothing
        (see `reviewed`). ``join`` and ``split`` name two claims (``split`` with one claim: it stands alone);
        ``verdict`` names two claims, in ``field`` the slot (or the kind of drift) and in ``value`` the
        verdict ("drift" keeps a drift), or "none" to withdraw what the machine found.
    link : float
        Least mean probability between two groups that are joined; higher gives fewer and surer groups.
    faults : Faults, optional
        Takes the articles on whose claims a rule fails; they are not compared. Without it each is a warning.
    holders : pandas.DataFrame, optional
        The table of that name, by which sources are counted; without it they are told by the names in the
        chains.
    story_table : pandas.DataFrame, optional
        The stories table; without it the stories are found here (`claimatlas.comparison.stories.find`).
        Claims of two stories are one only if told in the same words, or if figures, names and verb agree.

    Returns
    -------
    groups, conflicts, drifts : pandas.DataFrame
        In the form of `claimatlas.tables`, ready to write.

    Raises
    ------
    InputError
        The review has a verdict that does not exist, or names one claim twice.
    """
    return _sifted(claims, articles, review, link, faults, holders, story_table, False)[:3]


def compared(
    claims: pd.DataFrame, articles: pd.DataFrame, review: pd.DataFrame | None = None, link: float = LINK,
    faults: Faults | None = None, holders: pd.DataFrame | None = None,
    story_table: pd.DataFrame | None = None, build: Path | str | None = None,
) -> Compared:
    """Do what `compare` does and hand on the scores of the claims that were compared, as `why` asks for them.

    With `build`, the folder of the tables, scores are kept there: pairs are weighed anew only if something
    has changed that they are weighed by.
    """
    return _sifted(claims, articles, review, link, faults, holders, story_table, True, build)


def _sifted(
    claims: pd.DataFrame, articles: pd.DataFrame, review: pd.DataFrame | None, link: float,
    faults: Faults | None, holders: pd.DataFrame | None, story_table: pd.DataFrame | None, keep: bool,
    build: Path | str | None = None,
) -> Compared:
    """Compare the claims of all articles on which no rule fails."""
    claims = in_order(claims)
    faults = Faults("compare") if faults is None else faults

    def work(kept: list[int]) -> Compared:
        with uncollected():
            left = claims if len(kept) == len(claims) else claims.iloc[kept].reset_index(drop=True)
            found = _compare(left, articles, review, link, holders, story_table, keep, build)
        for name, frame in zip(("groups", "conflicts", "drifts"), found[:3], strict=True):
            tables.validate(name, frame)
        return found

    return faults.sift(claims["article_id"].array, claims["sentence"].array, work)


def _compare(
    claims: pd.DataFrame, articles: pd.DataFrame, review: pd.DataFrame | None, link: float,
    holders: pd.DataFrame | None, story_table: pd.DataFrame | None, keep: bool, build: Path | str | None,
) -> Compared:
    """Compare claims in reading order; see `compare`. The scores, which are large, come back only if asked
    for."""
    if claims.empty:
        return Compared(tables.empty("groups"), tables.empty("conflicts"), tables.empty("drifts"), None)
    ids = claims["claim_id"].tolist()
    said = reviewed(review, ids)

    scores = _scored(claims, articles, story_table, build)
    # A denial is in the group of what it denies for another reason than likeness.
    counts = ~claims["denial"].to_numpy(bool)
    asked = scores.known.article, scores.part, scores.a, scores.b, scores.probability, link, counts
    bound = said.together, said.apart, sorted(said.alone)
    used = releases("numpy", "scipy")
    key = "" if build is None else digest(version_of("comparison"), used, *asked, *map(list, bound))
    root, sureness = recalled(build, "linked", key, partial(_linked, scores, said, link, counts))
    story, forms, contents = scores.story.tolist(), scores.known.forms, scores.known.contents
    kept = scores if keep else None
    del scores, asked
    pa.default_memory_pool().release_unused()  # the scoring took room that nobody needs now
    rows = Rows(claims)
    spoken = wording.spoken_in(articles[among(articles["article_id"], claims["article_id"].unique())], build)
    told = Claims(
        rows, origins.sources(claims, holders, articles), story, _published(articles),
        quoted(spoken, claims).tolist(), forms, contents,
    )
    drifted = wording.of_quotations(articles, told, spoken)
    del spoken  # the words of all quotations
    denied = denials.rejected(np.flatnonzero(claims["denial"].to_numpy(bool)).tolist(), told)
    root = _join_denials(rows, root, denied, said.alone, set(said.apart))

    groups = linkage.several(root, story)
    group_rows: dict[str, list] = defaultdict(list)  # by columns: a row of its own each would take most room
    for r, them in groups.items():
        # Of a group of denials alone, each counts.
        likened = [k for k in them if counts[k]] or them
        confidence = round(min(float(sureness[k]) for k in likened), 3)
        group_rows["claim_id"] += [ids[k] for k in them]
        for name, value in {"group_id": f"g-{ids[r]}", **_told_of_group(them, told, confidence)}.items():
            group_rows[name] += [value] * len(them)
        drifted += drift.of_group(them, told)
    findings = _differences(groups, root, told, denied, said)
    found = _frame("conflicts", conflict_rows(findings, said.verdicts, ids, root, groups))
    lost = _frame("drifts", drift_rows(drifted, said.verdicts, ids, root, groups))
    return Compared(_frame("groups", group_rows), found, lost, kept)


def _linked(
    scores: pairs.Scores, said: Reviewed, link: float, counts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the first claim of each one's group, and how sure it is that the claim belongs there."""
    article, a, b, score = scores.known.article, scores.a, scores.b, scores.probability
    if said.alone:
        joint = ~(np.isin(a, sorted(said.alone)) | np.isin(b, sorted(said.alone)))
        a, b, score = a[joint], b[joint], score[joint]
    root = _grouped(scores, a, b, score, link, said)
    sureness = linkage.mean_scores(article, root, a, b, score, counts)
    sureness[[k for pair in said.together for k in pair]] = 1.0  # somebody looked
    return root, sureness


def _grouped(
    scores: pairs.Scores, a: np.ndarray, b: np.ndarray, score: np.ndarray, link: float, said: Reviewed
) -> np.ndarray:
    """Return the first claim of each one's group, found in some parts at a time: no group has claims of two,
    but where a reviewer joined them."""
    asked = np.array([*said.together, *said.apart], a.dtype).reshape(-1, 2)
    part = pairs.tied(scores.part, scores.part[asked[:, 0]], scores.part[asked[:, 1]])
    root = np.arange(len(part))
    for rows, own in pairs.volumes(part, np.r_[a, asked[:, 0]]):
        there, own = set(rows.tolist()), own[own < len(a)]
        at = {row: k for k, row in enumerate(rows.tolist())} if len(asked) else {}
        together, apart = (
            [(at[x], at[y]) for x, y in told if x in there] for told in (said.together, said.apart)
        )
        one, other = pairs.among(rows, a[own]), pairs.among(rows, b[own])
        article = scores.known.article[rows]
        root[rows] = rows[linkage.groups_of(article, one, other, score[own], link, together, apart)]
    return root


def _told_of_group(them: list[int], told: Claims, confidence: float) -> dict:
    """Return what the rows of a group have in common: its label, its outlets, and whose word it is."""
    rows = [told.rows[k] for k in them]
    # An outlet that only denies a claim does not make it.
    made = [row for row in rows if not row["denial"]]
    outlets = sorted({row["outlet"] for row in made or rows})
    counted = origins.of_group(them, told, np.float32(confidence) >= np.float32(SAME))  # as tables keep it
    return {
        "label": _label(made or rows[:1], {row["holder"] for row in made if row["holder"]}),
        "outlets": outlets, "n_outlets": len(outlets), "n_origins": len(counted["origins"]), **counted,
        "confidence": confidence,
    }


def _differences(
    groups: dict[int, list[int]], root: np.ndarray, told: Claims, denied: dict[int, denials.Rejected],
    said: Reviewed,
) -> list[conflicts.Finding]:
    """Return what stands against what: values, denials, doubts, explanations, and what cannot be compared."""
    wide = frames.widened(groups, root.tolist(), told, said.apart, said.alone)
    values = [found for them in wide for found in conflicts.of_group(them, told)]
    negated = [found for found in values if found.slot == "polarity"]
    findings = [found for found in values if found.slot != "polarity"]
    group_of = {k: them for them in groups.values() for k in them}
    findings += denials.findings(denied, group_of, told, negated)
    findings += denials.called_false(groups.values(), told)
    findings += positions.doubts(told) + positions.explanations(told)
    known = {(found.a, found.b) for found in findings}
    beside = conflicts.incomparable(told, root.tolist())
    return findings + [found for found in beside if (found.a, found.b) not in known]


def scored(
    claims: pd.DataFrame, articles: pd.DataFrame, story_table: pd.DataFrame | None = None
) -> pairs.Scores:
    """Score the pairs of claims that are worth comparing; the tables are those of `compare`."""
    return _scored(in_order(claims), articles, story_table)


def _scored(
    claims: pd.DataFrame, articles: pd.DataFrame, story_table: pd.DataFrame | None,
    build: Path | str | None = None,
) -> pairs.Scores:
    """Score claims that are in reading order already, or recall their scores.

    What scores are kept by is all that they are made from, since those who read the words and weigh the pairs
    are handed nothing else.
    """
    story = _stories(claims, articles, story_table)
    words, told = (claims[[name for name in asked if name in claims]] for asked in (WORDS, WEIGHED))
    if build is None:
        return pairs.scores(told, lexicon.lexicon(words), story)
    used = releases("numpy", "scipy", "pandas", "rapidfuzz")
    key = digest(version_of("comparison.lexicon"), used, words)
    known = recalled(build, "words", key, lambda: lexicon.lexicon(words, build))
    key = digest(version_of("comparison.pairs"), used, story, told)
    # Without the words, which are kept already.
    scored = recalled(build, "pairs", key, lambda: replace(pairs.scores(told, known, story), known=None))
    return replace(scored, known=known)


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
    claims = in_order(claims)
    at = {key: k for k, key in enumerate(claims["claim_id"])}
    for key in (one, other):
        if key not in at:
            raise InputError("claims", f"claim {key!r} is not there", "Name two claims of this run.")
    return reason(found, claims, *sorted((at[one], at[other])))


def _stories(claims: pd.DataFrame, articles: pd.DataFrame, story_table: pd.DataFrame | None) -> np.ndarray:
    """Return a number for the story of each claim; an article that no story has is one of its own."""
    of = stories.story_of(stories.find(articles, claims) if story_table is None else story_table)
    return pd.factorize(claims["article_id"].map(lambda key: of.get(key, key)))[0]


def _published(articles: pd.DataFrame) -> dict[str, str]:
    """Day of publication by article_id, of those that have one."""
    if "published" not in articles:
        return {}
    days = zip(articles["article_id"], articles["published"], strict=True)
    return {key: day for key, day in days if isinstance(day, str)}


def _frame(name: str, rows: list[dict] | dict[str, list]) -> pd.DataFrame:
    """Return rows, or columns, as the table of that name, sorted by its key."""
    if not rows:
        return tables.empty(name)
    schema = tables.SCHEMAS[name]
    return pd.DataFrame(rows)[schema.whole.names].sort_values(list(schema.key)).reset_index(drop=True)


def _label(rows: list[dict], sources: set[str]) -> str:
    """Name a group in the words of the telling that stands best by itself (`claimatlas.excerpts`)."""
    roles = [[role["role"] for role in row["roles"] if role] for row in rows]
    row = rows[excerpts.best([row["content"] for row in rows], roles)]
    # Who says "I" is named where all tellings that name somebody name the same.
    return excerpts.told(row["content"], row["sentence"], row["holder"] if len(sources) == 1 else "")


def _join_denials(
    rows: list[dict], root: np.ndarray, denied: dict[int, denials.Rejected], alone: set[int],
    apart: set[tuple[int, int]],
) -> np.ndarray:
    """Put every denial into the group of the claim it surely rejects."""
    root = root.copy()
    members: dict[int, list[int]] = {}
    for k, own in enumerate(root.tolist()):
        members.setdefault(own, []).append(k)
    for k, (target, confidence) in denied.items():
        if confidence < SHOWN or {k, target} & alone:
            continue
        if root[k] == root[target] or (k, target) in apart or (target, k) in apart:
            continue
        mine, theirs = int(root[k]), int(root[target])
        if len(members[mine]) > 1 and not all(rows[m]["denial"] for m in members[mine]):
            continue
        both = members.pop(mine) + members.pop(theirs)
        low = min(mine, theirs)
        root[both], members[low] = low, both
    return root
