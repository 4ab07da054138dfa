"""What changed between two tellings of one source's words: hedges, second-hand sources, the strength of a
verb, words that limit. The wording of quotations is `claimatlas.comparison.wording`.

Two tellings are of one utterance only where one source is behind both and the words are nearly the same; a
paraphrase is no drift, and neither is what another speaker says with more reserve.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from claimatlas.comparison.evidence import KEPT, Claims, confidence, lists, read_table
from claimatlas.comparison.words import TOKEN, fold, stem
from claimatlas.people import is_anonymous
from claimatlas.wordlists import alternatives

SAME = 0.6  # share of the lighter content's words from which two tellings are compared at all
_LIMIT = re.compile(rf"\b(?:{alternatives(read_table()['limits'])})\b", re.I)


class Drift(NamedTuple):
    """What claim `a` has and claim `b`, of the same source's words, lacks or has otherwise.

    `pairs` are all the pairs of rows that tell it, of which `a` and `b` are the one that is shown.
    """

    a: int
    b: int
    kind: str
    detail_a: str
    detail_b: str
    confidence: float
    pairs: tuple[tuple[int, int], ...] = ()


@functools.lru_cache(maxsize=1 << 12)
def strength(cue: str | None) -> int | None:
    """Return how strongly a cue commits: 0 believe, 1 say, 2 confirm; None for others."""
    for word in TOKEN.findall(cue or ""):
        for rank, name in enumerate(("believe", "say", "confirm")):
            if stem(fold(word)) in {stem(w) for w in lists(name)}:
                return rank
    return None


def of_group(members: list[int], claims: Claims) -> list[Drift]:
    """Compare the tellings of one claim that go back to one source; one entry for each loss.

    Parameters
    ----------
    members : list of int
        Rows of the group.
    claims : Claims

    Returns
    -------
    list of Drift
        `a` has what `b` lacks; which of the two is nearer to the source the corpus does not tell.
    """
    found: dict[tuple[str, str], list[Drift]] = defaultdict(list)
    rows = claims.rows
    plain = [m for m in sorted(members)[:30] if not rows[m]["denial"]]
    facets = {m: _facets(rows[m]) for m in plain}
    for a, b in itertools.combinations(plain, 2):
        if facets[a] == facets[b] or claims.is_one_text(a, b) or rows[a]["negated"] != rows[b]["negated"]:
            continue
        if claims.story[a] != claims.story[b] or not claims.voices(a) & claims.voices(b):
            continue
        words = claims.agreement(a, b)
        if words["words in common"] >= SAME:
            alone = {"one source alone": claims.voices(a) == claims.voices(b)}
            for drift in _of_pair(a, b, claims, words | alone):
                found[drift.kind, drift.detail_a].append(drift)
    out = []
    for _, same in sorted(found.items()):
        best = max(same, key=lambda d: (claims.are_two_outlets(d.a, d.b), d.confidence, -d.a, -d.b))
        if max(d.confidence for d in same) >= KEPT:
            out.append(best._replace(pairs=tuple((d.a, d.b) for d in same)))
    return out


def _facets(row: dict) -> tuple:
    """What two tellings can differ in: a reserve, an unnamed source, the strength of the verb, a limit."""
    unnamed = any(is_anonymous(link) for link in row["chain"][1:])
    return bool(row["hedged"]), unnamed, strength(row["cue"]), _LIMIT.search(row["content"]) is not None


def _of_pair(one: int, other: int, claims: Claims, features: dict[str, float]) -> Iterable[Drift]:
    """What one of two tellings has and the other lacks."""
    x, y = claims.rows[one], claims.rows[other]
    if x["hedged"] != y["hedged"]:
        more, less = (one, other) if x["hedged"] else (other, one)
        hedge = claims.rows[more]["hedge"] or "hedged"
        if fold(hedge) not in fold(claims.rows[less]["sentence"]):
            by_verb = {
                "a word of saying carries it": strength(hedge) is not None,
                "both quote it": claims.quoted[one] and claims.quoted[other],
            }
            yield Drift(more, less, "hedge", hedge, "no hedge", confidence("hedge", features | by_verb))
    second = [[link for link in r["chain"][1:] if is_anonymous(link)] for r in (x, y)]
    if bool(second[0]) != bool(second[1]):
        more, less = (one, other) if second[0] else (other, one)
        link = " > ".join(second[0] or second[1])
        yield Drift(more, less, "source", link, "not mentioned", confidence("source", features))
    ranks = strength(x["cue"]), strength(y["cue"])
    if None not in ranks and ranks[0] != ranks[1]:
        more, less = (one, other) if ranks[0] > ranks[1] else (other, one)
        far = {"from doubt to certainty": abs(ranks[0] - ranks[1]) > 1}
        cues = claims.rows[more]["cue"], claims.rows[less]["cue"]
        yield Drift(more, less, "verb", *cues, confidence("verb", features | far))
    limits = [sorted({m.group().lower() for m in _LIMIT.finditer(r["content"])}) for r in (x, y)]
    if bool(limits[0]) != bool(limits[1]):
        more, less = (one, other) if limits[0] else (other, one)
        limit = ", ".join(limits[0] or limits[1])
        if not _LIMIT.search(claims.rows[less]["sentence"]):
            yield Drift(more, less, "qualifier", limit, "not mentioned", confidence("qualifier", features))
