"""What a denial rejects, what somebody doubts, and where two holders explain one conduct differently.

A denial is set against a claim only where that claim tells the denied proposition in its own words, or where
the denial points to what has just been told (*denied it*, *those reports*).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from claimatlas.comparison.conflicts import FEW, Finding
from claimatlas.comparison.evidence import KEPT, Claims, confidence
from claimatlas.comparison.words import TOKEN, fold
from claimatlas.tables import SHOWN

_DETERMINERS = r"(?:(?:these|those|such|this|that|the|its|his|her|their|all|any)\s)*"
_KINDS = (
    r"(?:reports?|claims?|accusations?|allegations?|statements?|assertions?|information|charges?|"
    r"suggestions?|news|"
    r"assurances?|promises?|pledges?|rumou?rs?|words"
)
ANAPHORIC = re.compile(rf"{_DETERMINERS}(?:[\w-]+\s){{0,2}}{_KINDS}|it|this|that|so)", re.I)
POINTING = re.compile(
    rf"(?:(?:these|those|such|this|that)\s(?:[\w-]+\s){{0,2}}{_KINDS})|it|this|that|so)", re.I
)
KINDS = frozenset(
    [
        "report",
        "claim",
        "accusation",
        "allegation",
        "statement",
        "assertion",
        "information",
        "charge",
        "suggestion",
        "news",
        "assurance",
        "promise",
        "pledge",
        "rumor",
        "rumour",
        "word",
        "wrongdoing",
    ]
)
DOUBT = re.compile(
    r"\b(?:doubt\w*|s[ck]eptic\w*|unconvinced|distrust\w*|mistrust\w*|question(?:s|ed)|disbeliev\w*|"
    r"not (?:believe|trust))\b",
    re.I,
)
CONDUCT = re.compile(
    r"\b(?:actions?|approach|stance|policy|policies|decisions?|behaviou?r|conduct|course|moves?|"
    r"attitude|line|"
    r"position|measures?)\b",
    re.I,
)
CAUSE = re.compile(
    r"\b(?:stem(?:s|med|ming)? from|"
    r"(?:is |are |was |were )?(?:caused|driven|motivated|prompted|dictated|explained) (?:\w+ ){0,5}?by|"
    r"(?:is |are |was |were )?due (?:\w+ ){0,3}?to|because of|"
    r"(?:owed|owing|attributed|attributable) (?:\w+ ){0,4}?to|result(?:s|ed|ing)? (?:of|from)|"
    r"aris(?:e|es|ing) from|rooted in)\b",
    re.I,
)
KEYS = 4  # words of a denial by which claims that tell what it denies are looked for
BLOCK = 100  # claims of one story that have a word; a word of more says nothing
APART = 12  # sentences of claims that may lie between two explanations of one conduct


class Rejected(NamedTuple):
    """The claim that a denial or a doubt is set against, and how sure that is."""

    claim: int
    confidence: float


def rejected(wanted: Iterable[int], claims: Claims, kind: str = "denial") -> dict[int, Rejected]:
    """Find for each denial or doubt the claim that it is set against.

    Parameters
    ----------
    wanted : iterable of int
        Rows that deny or doubt.
    claims : Claims
    kind : str
        ``denial`` or ``position``: whose weights count.

    Returns
    -------
    dict of int to Rejected
        By row, for those of which the best claim is worth keeping.
    """
    wanted = list(wanted)
    index = _index({(claims.story[k], w) for k in wanted for w in claims.words(k)}, claims)
    out = {}
    for k in wanted:
        best: Rejected | None = None
        for other in sorted(_candidates(k, claims, index)):
            sure = confidence(kind, _features(k, other, claims))
            if sure >= KEPT and (best is None or sure > best.confidence):
                best = Rejected(other, sure)
        if best is not None:
            out[k] = best
    return out


def _index(wanted: set[tuple[str, str]], claims: Claims) -> dict[tuple[str, str], list[int]]:
    """The claims that have some words, by story and word."""
    index: dict[tuple[str, str], list[int]] = defaultdict(list)
    if wanted:
        for k, row in enumerate(claims.rows):
            if not row["denial"]:
                for word in claims.words(k):
                    if (claims.story[k], word) in wanted:
                        index[claims.story[k], word].append(k)
    return index


def _candidates(k: int, claims: Claims, index: dict[tuple[str, str], list[int]]) -> set[int]:
    """The claims that have one of the rarest words of a denial, and the one just told before it."""
    found: set[int] = set()
    for word in sorted(claims.words(k), key=lambda w: (-claims.rarity[w], w))[:KEYS]:
        shelf = index.get((claims.story[k], word), ())
        if len(shelf) <= BLOCK:
            found.update(shelf)
    if (target := just_told(k, claims)) is not None:
        found.add(target)
    found.discard(k)
    return found


def _features(k: int, other: int, claims: Claims) -> dict[str, float]:
    """What speaks for a denial or doubt `k` being set against the claim `other`."""
    rows = claims.rows
    content = rows[k]["content"].strip()
    own = frozenset(w for w in claims.words(k) if w not in KINDS)
    shared = own & claims.words(other)
    pointing = POINTING.fullmatch(content) is not None
    kind_only = not pointing and ANAPHORIC.fullmatch(content) is not None
    before = just_told(k, claims) == other
    mine, theirs = claims.voices(k), claims.voices(other)
    # *the reports* are those that somebody has just told; *the allegations* of nobody are a whole matter
    sourced = kind_only and before and len(rows[other]["chain"]) > 1
    few = len(own) < FEW
    told = 0.0
    if len(shared) > 1 or not few:
        # what the claim has as a pronoun may stand in its sentence, if that is not the denial's own
        apart = not claims.is_one_text(k, other) or rows[k]["sentence_start"] != rows[other]["sentence_start"]
        wide = claims.share(own, claims.words(other) | (claims.around(other) if apart else frozenset()))
        told = (claims.share(own, claims.words(other)) + wide) / 2
    return {
        "denied words told": 0.0 if kind_only else told,
        "told words denied": claims.share(claims.words(other), own),
        "few words of its own": few and not pointing and not sourced,
        "points to what is just told": pointing and before,
        "names a kind of words only": sourced,
        "beside it": _are_beside(k, other, claims),
        "told before in its text": claims.is_one_text(k, other) and other < k,
        "another voice": bool(theirs - mine),
        "same voice": bool(theirs) and theirs <= mine,
    }


def just_told(k: int, claims: Claims) -> int | None:
    """Return the claim that *denied it* or *those reports* point to.

    The last claim of somebody else before it in its sentence, else the last with a source in the sentence
    before.
    """
    rows = claims.rows
    article, begin = rows[k]["article_id"], rows[k]["sentence_start"]
    i = k - 1
    while i >= 0 and rows[i]["article_id"] == article and rows[i]["sentence_start"] == begin:
        if (
            list(rows[i]["chain"]) != list(rows[k]["chain"]) and not rows[i]["denial"]
        ):  # arrays, read from a table
            return i
        i -= 1
    if i < 0 or rows[i]["article_id"] != article:
        return None
    begin, before = rows[i]["sentence_start"], []
    while i >= 0 and rows[i]["article_id"] == article and rows[i]["sentence_start"] == begin:
        before.append(i)
        i -= 1

    def rank(m: int) -> tuple:
        return rows[m]["denial"], rows[m]["background"], len(rows[m]["chain"]) == 1, -m

    return min(before, key=rank)


def _are_beside(k: int, other: int, claims: Claims) -> bool:
    """Tell whether two claims stand in one sentence or in neighbouring sentences that hold claims."""
    if not claims.is_one_text(k, other):
        return False
    low, high = sorted((k, other))
    return len({claims.rows[m]["sentence_start"] for m in range(low, high + 1)}) <= 2


def findings(found: dict[int, Rejected], members: dict[int, list[int]], claims: Claims) -> list[Finding]:
    """Turn denials and what they reject into findings, one for each claim that is denied, however many deny
    it.

    Parameters
    ----------
    found : dict of int to Rejected
    members : dict of int to list of int
        The other rows of the group of each row that has one.
    claims : Claims
    """
    by_claim: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for k, target in sorted(found.items()):
        group, is_sure = members.get(target.claim, [target.claim]), target.confidence >= SHOWN
        first = next((m for m in group if (m, is_sure) in by_claim), target.claim)
        by_claim[first, is_sure].append(k)
    out = []
    for (target, _), denials in sorted(by_claim.items()):
        best = max(
            denials, key=lambda k: (found[k].confidence, claims.are_two_outlets(k, found[k].claim), -k)
        )
        said = [m for m in members.get(target, [target]) if not claims.rows[m]["denial"]]
        who = "; ".join(dict.fromkeys(claims.rows[k]["holder"] for k in denials if claims.rows[k]["holder"]))
        told = Finding(
            found[best].claim,
            best,
            "denial",
            "said",
            f"denied by {who}" if who else "denied",
            "denial",
            "one rejects what the other says",
            found[best].confidence,
            tuple(sorted({*said, found[best].claim})),
            tuple(denials),
        )
        out.append(told if told.a < told.b else told.turned())
    return out


def doubts(claims: Claims) -> list[Finding]:
    """Find claims whose cue doubts another claim: a position, no denial."""
    wanted = [
        k
        for k, row in enumerate(claims.rows)
        if row["cue"] and not row["denial"] and DOUBT.search(row["cue"])
    ]
    out = []
    for k, target in rejected(wanted, claims, "position").items():
        who = claims.rows[k]["holder"] or "source without a name"
        reason = "one doubts what the other says, without denying it"
        told = Finding(
            target.claim,
            k,
            "doubt",
            "said",
            f"doubted by {who}",
            "position",
            reason,
            target.confidence,
            (target.claim,),
            (k,),
        )
        out.append(told if told.a < told.b else told.turned())
    return out


def explanations(claims: Claims) -> list[Finding]:
    """Find rival explanations: two holders of one article trace somebody's conduct to different causes."""
    rows, out, last = claims.rows, [], []
    for k, row in enumerate(rows):
        cause = CAUSE.search(row["content"]) if len(row["chain"]) > 1 else None
        conduct = CONDUCT.search(row["content"][: cause.start()]) if cause else None
        if not conduct:
            continue
        last = [
            i
            for i in last
            if claims.is_one_text(i, k) and len({r["sentence_start"] for r in rows[i:k]}) <= APART
        ]
        for i in last:
            if rows[i]["holder"] != row["holder"]:
                causes = [CAUSE.search(r["content"]) for r in (rows[i], row)]
                whole = [r["content"] for r in (rows[i], row)]
                texts = [t[c.end() :].strip()[:80] for t, c in zip(whole, causes, strict=True)]
                first, second = (_small(t[: c.start()]) for t, c in zip(whole, causes, strict=True))
                sure = confidence("position", {"conduct in common": bool(first & second) or 0.75})
                reason = "two holders explain somebody's conduct differently; both can hold"
                out.append(Finding(i, k, "explanation", *texts, "position", reason, sure, (i,), (k,)))
        last.append(k)
    return out


def _small(text: str) -> frozenset[str]:
    return frozenset(fold(w) for w in TOKEN.findall(text) if len(w) > 3)
