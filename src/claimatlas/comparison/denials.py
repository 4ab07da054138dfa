"""What a denial rejects, and what one outlet calls false that another passes on.

A denial is set against a claim only where that claim tells the denied proposition in its own words, or where
the denial points to what has just been told (*denied it*, *those reports*).
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from claimatlas.comparison.assertions import act_features, is_called_false, may_call_false, told_features
from claimatlas.comparison.conflicts import FEW, Finding
from claimatlas.comparison.evidence import KEPT, Claims, confidence, lists, read_table
from claimatlas.comparison.senses import head, senses
from claimatlas.comparison.words import GENERIC, TOKEN, concept, fold, stem
from claimatlas.tables import SHOWN
from claimatlas.wordlists import alternatives

_DETERMINERS = r"(?:(?:these|those|such|this|that|the|its|his|her|their|all|any)\s)*"
_KINDS = rf"(?:{alternatives(read_table()['kinds of words'])})"
ANAPHORIC = re.compile(rf"(?:{_DETERMINERS}(?:[\w-]+\s){{0,2}}{_KINDS}|it|this|that|so)", re.I)
POINTING = re.compile(
    rf"(?:(?:these|those|such|this|that)\s(?:[\w-]+\s){{0,2}}{_KINDS}|it|this|that|so)", re.I
)
# Where the proposition that is denied ends: *…, citing*, *… and the others were sent home*
BEYOND = re.compile(
    r",\s(?:\w+ing|saying|as|but|while|although|though|which|who|where|because|since)\b|;\s"
    r"|,?\s(?:and|but)\s(?=(?:[\w.’'-]+\s){1,6}(?:is|are|was|were|has|have|had|will|would|did|does)\s)"
)
# A proposition that leaves its subject to be told by who denies it: a noun, a gerund
OPEN = re.compile(r"(?:any|all|his|her|their|its|having|being|ever)\s|\w+ing\b", re.I)
CHARGE = concept("accuse")
ALIKE = 0.6  # weight of the words in common of all, from which two denials of one holder are one
KEYS = 4  # words of a denial by which claims that tell what it denies are looked for
BLOCK = 100  # claims of one story that have a word; a word of more says nothing


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
    words: dict[str, set[str]] = defaultdict(set)
    for k in wanted:
        words[claims.story[k]].update(claims.words(k), {CHARGE})
    index = _index(words, claims)
    out = {}
    for k in sorted(wanted, key=lambda k: claims.story[k]):  # the rows of one story are at hand
        best: Rejected | None = None
        said = _said(k, claims)
        for other in sorted(_candidates(k, claims, index)):
            sure = confidence(kind, _features(k, said, other, claims))
            if sure >= KEPT and (best is None or sure > best.confidence):
                best = Rejected(other, sure)
        if best is not None:
            out[k] = best
    return {k: out[k] for k in wanted if k in out}


def _index(wanted: Mapping[str, set[str]], claims: Claims) -> dict[tuple[str, str], list[int]]:
    """The claims that have some words of their story, by story and word."""
    index: dict[tuple[str, str], list[int]] = defaultdict(list)
    rows = zip(claims.column("denial"), claims.column("cue"), claims.story, strict=True) if wanted else ()
    for k, (denial, cue, story) in enumerate(rows):
        if denial or story not in wanted:
            continue
        words = claims.words(k) | {CHARGE} if _is_charge(cue) else claims.words(k)
        for word in words & wanted[story]:
            index[story, word].append(k)
    return index


@functools.lru_cache(maxsize=1 << 12)
def _is_charge(cue: str | None) -> bool:
    """Whether a verb of saying accuses."""
    return any(concept(w) == CHARGE for w in TOKEN.findall(cue or ""))


def _candidates(claim: int, claims: Claims, index: dict[tuple[str, str], list[int]]) -> set[int]:
    """The claims that have one of the rarest words of a denial, and the one just told before it."""
    found: set[int] = set()
    wanted = claims.words(claim)
    if _names_a_kind(claims.rows[claim]["content"]):
        wanted = {CHARGE}
    for word in sorted(wanted, key=lambda w: (-claims.rarity.get(w, 0), w))[:KEYS]:
        shelf = index.get((claims.story[claim], word), ())
        if len(shelf) <= BLOCK:
            found.update(shelf)
    if (target := just_told(claim, claims)) is not None:
        found.add(target)
    found.discard(claim)
    return found


class Said(NamedTuple):
    """What a denial says that it rejects.

    Attributes
    ----------
    proposition : str
    own, subject, who : frozenset of str
        The words of the proposition, of the subject that it leaves out, and of the name of who denies.
    is_pointing, is_kind : bool
        Whether it points to what is just told (*it*, *those reports*), or names a kind of words only.
    before : int or None
        The claim just told before it.
    act : dict of str to bool
        What its verb does (`assertions.act_features`).
    """

    proposition: str
    own: frozenset[str]
    subject: frozenset[str]
    who: frozenset[str]
    is_pointing: bool
    is_kind: bool
    before: int | None
    act: dict[str, bool]


def _said(claim: int, claims: Claims) -> Said:
    """Read once what a denial says, for it is held against many claims."""
    row = claims.rows[claim]
    content = row["content"].strip()
    pointing, proposition = POINTING.fullmatch(content) is not None, _denied(content)
    who = _name_words(row["holder"], claims)
    return Said(
        proposition,
        claims.words_of(proposition) - _kinds(),
        who if OPEN.match(content) else frozenset(),
        who,
        pointing,
        not pointing and _names_a_kind(content),
        just_told(claim, claims),
        act_features(row),
    )


def _features(claim: int, said: Said, other: int, claims: Claims) -> dict[str, float]:
    """What speaks for a denial or doubt `claim` being set against the claim `other`."""
    rows = claims.rows
    own, who, pointing, kind_only = said.own, said.who, said.is_pointing, said.is_kind
    before, mine, theirs = said.before == other, claims.voices(claim), claims.voices(other)
    # *the reports* are those that somebody has just told; *the allegations* of nobody are a whole matter
    sourced = kind_only and before and len(rows[other]["chain"]) > 1
    accused = _accuses(claim, other, who, claims) if kind_only else 0.0
    few = len(own | said.subject) < FEW
    told = 0.0
    if len(own & claims.words(other)) > 1 or not few:
        # what the claim has as a pronoun may stand in its sentence, if that is not the denial's own
        begin, there = rows[claim]["sentence_start"], rows[other]["sentence_start"]
        apart = not claims.is_one_text(claim, other) or begin != there
        wide = claims.share(own, claims.words(other) | (claims.around(other) if apart else frozenset()))
        told = (claims.share(own, claims.words(other)) + wide) / 2
    beside = _are_beside(claim, other, claims)
    return {
        "denied words told": 0.0 if kind_only else told,
        "told words denied": claims.share(claims.words(other), own),
        "few words of its own": few and not (pointing or sourced or accused),
        "points to what is just told": pointing and before,
        "names a kind of words only": sourced,
        "accuses who denies": accused,
        "the verb is not told": not (kind_only or pointing)
        and not _verb_is_told(said.proposition, rows[other]["sentence"]),
        "names who denies": told * bool(who & claims.words(other)),
        "another outlet": claims.are_two_outlets(claim, other) and not kind_only,
        "beside it": beside,
        "told before in its text": claims.is_one_text(claim, other) and other < claim,
        "another voice": bool(theirs - mine),
        "same voice": bool(theirs) and theirs <= mine,
        "the outlet's own words beside it": beside and len(rows[other]["chain"]) < 2,
        **said.act,
        **(told_features(own, rows[claim], other, claims) if told and not pointing else {}),
    }


@functools.cache
def _kinds() -> frozenset[str]:
    """What the nouns for what somebody said count as."""
    return frozenset(c for w in lists("kinds of words") if (c := concept(w)))


def _names_a_kind(content: str) -> bool:
    """Whether a content only says what kind of words it is about: *the accusations*."""
    return ANAPHORIC.fullmatch(content.strip()) is not None and POINTING.fullmatch(content.strip()) is None


def _denied(content: str) -> str:
    """The proposition at the beginning of what is denied, without what is told beside it."""
    end = BEYOND.search(content)
    return content[: end.start()] if end else content


def _verb_is_told(proposition: str, sentence: str) -> bool:
    """Whether the verb of a proposition, or one of its meaning, stands in a sentence; True without a verb."""
    found = TOKEN.findall(proposition)
    folded = [fold(w) for w in found]
    at = head(found, folded)
    if at >= 0 and stem(folded[at]) in _leading() and "to" in folded[at:-1]:
        at = folded.index("to", at) + 1  # *he had been looking to replace her*
    if at < 0:
        return True
    verb, there = stem(folded[at]), {stem(fold(w)) for w in TOKEN.findall(sentence)}
    if verb in there or concept(folded[at]) in {concept(w) for w in TOKEN.findall(sentence)}:
        return True
    own = set(senses().get(verb, ()))
    return any(own.intersection(senses().get(w, ())) for w in there)


@functools.cache
def _leading() -> frozenset[str]:
    """Stems of the verbs that lead a denied proposition and are no part of it."""
    return frozenset(stem(w) for w in lists("leading verbs"))


def _name_words(holder: str | None, claims: Claims) -> frozenset[str]:
    """The words by which somebody is named: capitalised ones, no class nouns."""
    names = [w for w in TOKEN.findall(holder or "") if w[0].isupper() and fold(w) not in GENERIC]
    return claims.words_of(" ".join(names))


def _accuses(claim: int, other: int, who: frozenset[str], claims: Claims) -> float:
    """How surely a claim is the accusation that those who deny *the accusations* mean, 0 to 1.

    By its verb (*accused*) or, less surely, by a word of its own (*alleged*); they are named in its sentence,
    and the words are another's. An accusation of the same article is meant rather than one of another.
    """
    row = claims.rows[other]
    if not who & claims.around(other) or who & _name_words(row["holder"], claims) or len(row["chain"]) < 2:
        return 0.0
    sure = 1.0 if _is_charge(row["cue"]) else 0.7 * (CHARGE in claims.words(other))
    return sure if claims.is_one_text(claim, other) else 0.9 * sure


def just_told(claim: int, claims: Claims) -> int | None:
    """Return the claim that *denied it* or *those reports* point to.

    The last claim of somebody else before it in its sentence, else the last with a source in the sentence
    before.
    """
    rows = claims.rows
    article, begin = rows[claim]["article_id"], rows[claim]["sentence_start"]
    i = claim - 1
    while i >= 0 and rows[i]["article_id"] == article and rows[i]["sentence_start"] == begin:
        # Chains read from a table are arrays.
        if list(rows[i]["chain"]) != list(rows[claim]["chain"]) and not rows[i]["denial"]:
            return i
        i -= 1
    if i < 0 or rows[i]["article_id"] != article:
        return None
    begin, before = rows[i]["sentence_start"], []
    while i >= 0 and rows[i]["article_id"] == article and rows[i]["sentence_start"] == begin:
        before.append(i)
        i -= 1

    def rank(match: int) -> tuple:
        return rows[match]["denial"], rows[match]["background"], len(rows[match]["chain"]) == 1, -match

    return min(before, key=rank)


def _are_beside(claim: int, other: int, claims: Claims) -> bool:
    """Tell whether two claims stand in one sentence or in neighbouring sentences that hold claims."""
    if not claims.is_one_text(claim, other):
        return False
    low, high = sorted((claim, other))
    return len({claims.rows[m]["sentence_start"] for m in range(low, high + 1)}) <= 2


def findings(
    found: dict[int, Rejected], members: dict[int, list[int]], claims: Claims, negated: Iterable[Finding] = ()
) -> list[Finding]:
    """Turn denials and what they reject into findings, one for each thing denied, however many deny it.

    Parameters
    ----------
    found : dict of int to Rejected
    members : dict of int to list of int
        The other rows of the group of each row that has one.
    claims : Claims
    negated : iterable of Finding
        What one claim affirms and another negates (slot ``polarity``); with a denial of it they are one.
    """
    out = [f if f.value_a == "affirmed" else f.turned() for f in negated]
    for k, target in sorted(found.items()):
        said = [m for m in members.get(target.claim, [target.claim]) if not claims.rows[m]["denial"]]
        out.append(
            Finding(
                target.claim, k, "denial", "said", "denied", "denial", "one rejects what the other says",
                target.confidence, tuple(sorted({*said, target.claim})), (k,),
            )
        )  # fmt: skip
    out.sort(key=lambda f: (-f.confidence, f.a, f.b))
    return [_in_order(found, claims) for found in one_each(out, members, claims)]


def _in_order(found: Finding, claims: Claims) -> Finding:
    """Name who denies, and put the claim that comes first in the corpus first."""
    holders = [claims.rows[k]["holder"] for k in sorted(found.all_b)]
    who = "; ".join(dict.fromkeys(filter(None, holders)))
    if found.slot == "denial":
        found = replace(found, value_b=f"denied by {who}" if who else "denied")
    return found if found.a < found.b else found.turned()


def one_each(found: list[Finding], members: dict[int, list[int]], claims: Claims) -> list[Finding]:
    """Make one of findings that tell one denial: one claim is rejected, by one holder or in one content.

    Parameters
    ----------
    found : list of Finding
        With the claim that is rejected as `a` and who rejects it as `b`; of two that are one the earlier
        stays, with all who tell either side.
    members, claims
        As for `findings`.
    """
    kept: list[Finding] = []
    told: dict[str, list[int]] = defaultdict(list)  # which of them each story has
    for f in found:
        own = told[claims.story[f.a]]
        at = next((n for n in own if _is_one_denial(f, kept[n], members, claims)), None)
        if at is None:
            own.append(len(kept))
            kept.append(f)
            continue
        if (kept[at].confidence >= SHOWN) != (f.confidence >= SHOWN):
            continue  # a doubtful telling of what is surely denied adds nothing
        g = kept[at]
        both = {*g.all_a, *f.all_a}, {*g.all_b, *f.all_b}
        kept[at] = replace(g, all_a=tuple(sorted(both[0] - both[1])), all_b=tuple(sorted(both[1])))
    return kept


def _is_one_denial(finding: Finding, other: Finding, members: dict[int, list[int]], claims: Claims) -> bool:
    """Whether two findings of one story are of one thing that is denied."""
    same_said = bool(_wide(finding.all_a, members) & _wide(other.all_a, members))
    same_denial = bool(_wide(finding.all_b, members) & _wide(other.all_b, members))
    mine, theirs = claims.voices(finding.b), claims.voices(other.b)
    if mine and theirs and not mine & theirs:
        return same_said and same_denial
    alike = claims.agreement(finding.b, other.b)["words of either in the other"] >= ALIKE
    kinds = all(_names_a_kind(claims.rows[x.b]["content"]) for x in (finding, other))
    return same_said or same_denial or alike or (kinds and bool(mine & theirs))


def _wide(rows: Iterable[int], members: dict[int, list[int]]) -> set[int]:
    """Some rows with all of their groups."""
    return {m for k in rows for m in members.get(k, [k])}


def called_false(groups: Iterable[list[int]], claims: Claims) -> list[Finding]:
    """Find claims that one outlet passes on, and another as false, in its own voice (*falsely claimed*).

    `groups` are lists of the rows of one claim.
    """
    out = []
    told = enumerate(zip(claims.column("cue"), claims.column("sentence"), strict=True))
    perhaps = {k for k, (cue, sentence) in told if cue and may_call_false({"sentence": sentence})}
    for members in groups:
        marked = [m for m in members if m in perhaps]
        marked = [m for m in marked if is_called_false(claims.rows[m]) and not claims.rows[m]["denial"]]
        if not marked:
            continue
        by = {claims.rows[m]["outlet"] for m in marked}
        others = [m for m in members if claims.rows[m]["outlet"] not in by and not claims.rows[m]["denial"]]
        plain = [m for m in others if not may_call_false(claims.rows[m])]
        if plain:
            a, b = plain[0], marked[0]
            features = claims.agreement(a, b) | {"same voice": bool(claims.voices(a) & claims.voices(b))}
            told = Finding(
                a, b, "denial", "said", f"called false by {'; '.join(sorted(by))}", "denial",
                "an outlet calls false what another passes on",
                confidence("called false", features), tuple(plain), tuple(marked),
            )  # fmt: skip
            out.append(told if a < b else told.turned())
    return [f for f in out if f.confidence >= KEPT]
