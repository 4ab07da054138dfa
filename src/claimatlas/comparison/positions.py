"""Positions, which are no denials: somebody's doubt, and two explanations of one conduct."""

from __future__ import annotations

import re

from claimatlas.comparison import denials
from claimatlas.comparison.conflicts import Finding
from claimatlas.comparison.evidence import Claims, confidence
from claimatlas.comparison.origins import UNNAMED
from claimatlas.comparison.words import TOKEN, fold
from claimatlas.excerpts import cut

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
APART = 12  # sentences of claims that may lie between two explanations of one conduct


def doubts(claims: Claims) -> list[Finding]:
    """Find claims whose cue doubts another claim: a position, no denial."""
    cues = enumerate(zip(claims.column("cue"), claims.column("denial"), strict=True))
    wanted = [k for k, (cue, denial) in cues if cue and not denial and DOUBT.search(cue)]
    out = []
    for k, target in denials.rejected(wanted, claims, "position").items():
        who = claims.rows[k]["holder"] or UNNAMED
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
    for k, (content, chain) in enumerate(zip(claims.column("content"), claims.column("chain"), strict=True)):
        cause = CAUSE.search(content) if len(chain) > 1 else None
        conduct = CONDUCT.search(content[: cause.start()]) if cause else None
        if not conduct:
            continue
        row = rows[k]
        last = [
            i
            for i in last
            if claims.is_one_text(i, k) and len({r["sentence_start"] for r in rows[i:k]}) <= APART
        ]
        for i in last:
            if rows[i]["holder"] != row["holder"]:
                causes = [CAUSE.search(r["content"]) for r in (rows[i], row)]
                whole = [r["content"] for r in (rows[i], row)]
                texts = [
                    cut(r["content"][c.end() :], 80, r["sentence"])
                    for r, c in zip((rows[i], row), causes, strict=True)
                ]
                first, second = (_small(t[: c.start()]) for t, c in zip(whole, causes, strict=True))
                sure = confidence("position", {"conduct in common": bool(first & second) or 0.75})
                reason = "two holders explain somebody's conduct differently; both can hold"
                out.append(Finding(i, k, "explanation", *texts, "position", reason, sure, (i,), (k,)))
        last.append(k)
    return out


def _small(text: str) -> frozenset[str]:
    """The longer words of a text, folded."""
    return frozenset(fold(w) for w in TOKEN.findall(text) if len(w) > 3)
