"""Whom a pronoun stands for: every noun before it that agrees is ranked by named features; a close call is
left open."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass

from claimatlas.people import words as w
from claimatlas.people.names import View
from claimatlas.people.people import People, Person

WEIGHTS = {
    "sentences between": -0.7,  # for each sentence, at most six
    "subject": 1.5,
    "subject of the same sentence": 0.5,
    "opens its sentence": 0.4,
    "subject of the clause above": 1.5,
    "spoke last": 2.2,
    "spoke before": 0.6,
    "institute or medium that spoke": 1.0,
    "often named": 0.8,  # times the logarithm of how often
    "sex agrees": 1.0,
    "no name": -0.8,
    "inside a phrase": -0.9,  # after a preposition or as a possessor
    "inside a quotation": -1.0,
    "speaker inside own quotation": -2.5,
    "body for they": -1.2,
    "document for it": -0.4,
    "state for it": -0.5,
}
"""What speaks for and against a noun as the one that a pronoun stands for."""
MARGIN = 0.3
"""How far ahead of the next the best must be."""
WINDOW = 260
"""Tokens that a pronoun looks back."""
_FAR = 6


@dataclass(slots=True)
class Referent:
    """A noun that a pronoun may stand for: its head token and, for a named person, who that is."""

    at: int
    person: Person | None
    kind: str  # person, many, body, document or state
    sex: str
    name: bool
    begin: int = -1  # where the first of two joined by *and* begins

    @property
    def key(self) -> object:
        """What makes two mentions one: the person, else the token."""
        return self.person if self.person is not None else self.at


def referent_at(v: View, people: People, i: int) -> Referent | None:
    """What the noun at token ``i`` can be to a pronoun, or None if it is no head of a noun phrase that
    speaks."""
    mention = people.at.get(i)
    if mention is not None:
        if i != mention.end - 1:
            return None
        if mention.person is not None:
            p = mention.person
            return None if _modifier(v, i) else Referent(i, p, "person", p.sex, True)
    if v.tag[i][:2] != "NN" or v.dep[i] in ("compound", "amod", "nmod") or v.heading[i]:
        return None
    noun = w.noun_of(v.lower[i])
    if noun is not None and (mention is None or noun.plural):
        if v.tag[i] == "NN" and noun.names == "people":
            return None  # *everyone*
        if noun.names in ("group", "people", "media") or (
            noun.plural and noun.names not in ("body", "document", "recording", "institute", "medium")
        ):
            return Referent(i, None, "many", "", mention is not None)
        if noun.names in w.COLLECTIVE:
            return Referent(i, None, "many" if noun.plural or v.lower[i] == "police" else "body", "", False)
        if noun.names in ("document", "recording"):
            return Referent(i, None, "document", "", False)
        return Referent(i, None, "person", noun.gender if noun.gender in "mf" else "", False)
    if mention is not None and (v.entity[i] not in ("DATE", "TIME", "LAW", "EVENT", "LANGUAGE")):
        names, capitals = w.states()
        low = mention.name.lower()
        if v.tag[i] == "NNPS" and low not in names:
            return Referent(i, None, "many", "", True)
        state = low in names or low in capitals or v.entity[i] in ("GPE", "LOC", "FAC")
        return Referent(i, None, "state" if state else "body", "", True)
    return None


def _modifier(v: View, i: int) -> bool:
    """Whether a name only modifies a noun behind it: *the Trump campaign*."""
    return v.dep[i] == "compound" and v.head[i] > i and v.tag[v.head[i]][:2] == "NN"


@dataclass(frozen=True)
class Spoke:
    """A holder that came up before: where, how many came up since, and what it is to a pronoun."""

    at: int
    since: int
    kind: str
    person: Person | None
    reports: bool


class Pronouns:
    """Decides pronouns of one article.

    Parameters
    ----------
    v : View
    people : People
    quoted : list of bool
        Whether each token stands in a quotation.
    """

    def __init__(self, v: View, people: People, quoted: list[bool]):
        self.v, self.people, self.quoted = v, people, quoted
        self._by_want: dict[str, list[Referent]] = {}

    def _candidates(self, want: str) -> list[Referent]:
        """All nouns of the article that a kind of pronoun can stand for, in text order."""
        if not self._by_want:
            nouns = (i for i, tag in enumerate(self.v.tag) if tag[:2] == "NN")
            found = [r for i in nouns if (r := referent_at(self.v, self.people, i)) is not None]
            known = {r.at: r for r in found}
            pairs = {r.at: pair for r in found if (pair := self._pair(r.at, known)) is not None}
            for kind, sort in (
                ("m", "person"),
                ("f", "person"),
                ("many", "many body"),
                ("thing", "body document state"),
            ):
                fitting = [pairs.get(r.at, r) if kind == "many" else r for r in found]
                self._by_want[kind] = [r for r in fitting if r.kind in sort.split() and r.sex in ("", kind)]
        return self._by_want.get(want, [])

    def _pair(self, i: int, known: dict[int, Referent]) -> Referent | None:
        """Two nouns joined by *and*, seen from the second: *Cole and Bell*."""
        v = self.v
        if (
            v.dep[i] != "conj"
            or v.tag[i][:2] != "NN"
            or v.tag[v.head[i]][:2] != "NN"
            or v.head[i] > i
            or i - v.head[i] > 6
        ):
            return None
        both = [known.get(j) for j in (v.head[i], i)]
        if "and" not in v.lower[v.head[i] : i] or any(
            r is None or r.kind in ("document", "state") for r in both
        ):
            return None
        return Referent(i, None, "many", "", True, v.head[i])

    def rank(self, at: int, spoken: list[Spoke]) -> list[tuple[float, Referent]]:
        """Rank what a pronoun at token ``at`` may stand for, the best first, one entry for each.

        Parameters
        ----------
        at : int
        spoken : list of Spoke
            The last holders named, the latest first.
        """
        v = self.v
        want = w.PRONOUNS.get(v.lower[at], "")
        by_token = {s.at: s for s in reversed(spoken)}
        by_person = {s.person.name: s for s in reversed(spoken) if s.person is not None}
        best: dict[object, tuple[float, Referent]] = {}
        candidates = self._candidates(want)
        first, last = (bisect_left(candidates, at - back, key=lambda r: r.at) for back in (WINDOW, 0))
        near = {r.at: r for r in candidates[first:last]}
        for s in spoken:
            if s.kind and s.at < at and w.PRONOUNS.get(v.lower[s.at], want) == want:
                near[s.at] = Referent(
                    s.at, s.person, s.kind, s.person.sex if s.person is not None else "", True
                )
        above = self._subject_above(at)
        for i in sorted(near, reverse=True):
            r = near[i]
            if not _agrees(r, want) or self._bound(r, at):
                continue
            bonus = WEIGHTS["subject of the clause above"] if i == above else 0.0
            spoke = by_token.get(i) or (by_person.get(r.person.name) if r.person is not None else None)
            score = bonus + self._score(r, at, want, spoke)
            if r.key not in best or score > best[r.key][0]:
                best[r.key] = (score, r)
        return sorted(best.values(), key=lambda x: (-x[0], -x[1].at))

    def decide(self, at: int, spoken: list[Spoke]) -> Referent | None:
        """The one that a pronoun stands for, or None where the best two are too close to call."""
        ranked = self.rank(at, spoken)
        if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MARGIN):
            return None
        return ranked[0][1]

    def _score(self, r: Referent, at: int, want: str, spoke: Spoke | None) -> float:
        v, weight = self.v, WEIGHTS
        between = v.sentence[at] - v.sentence[r.at]
        score = weight["sentences between"] * min(between, _FAR) + self._place(r, between, spoke)
        if spoke is not None:
            score += weight["spoke last"] if spoke.since == 0 else weight["spoke before"]
            score += weight["institute or medium that spoke"] if spoke.reports and want == "thing" else 0.0
        if self.quoted[r.at] and not self.quoted[at]:
            score += weight["inside a quotation"]
        if self.quoted[at] and not self.quoted[r.at] and spoke is not None and spoke.since == 0:
            score += weight["speaker inside own quotation"]
        if r.person is not None:
            score += weight["often named"] * math.log(max(1, r.person.mentions))
        elif r.kind == "person":
            score += weight["no name"]
        if r.sex and r.sex == want:
            score += weight["sex agrees"]
        if want == "many" and r.kind == "body":
            score += weight["body for they"]
        if want == "thing" and r.kind in ("document", "state"):
            score += weight[f"{r.kind} for it"]
        return score

    def _place(self, r: Referent, between: int, spoke: Spoke | None) -> float:
        """What the place in the sentence says: subjects are gone on about, complements less."""
        v, weight = self.v, WEIGHTS
        mention = self.people.at.get(r.at)
        first = r.at if mention is None else mention.begin
        complement = v.dep[r.at] in ("pobj", "poss", "dobj")
        opens = not complement and (v.opens[first] or (first and v.opens[first - 1]))
        score = weight["opens its sentence"] if opens else 0.0
        if opens or v.subject(r.at) or (spoke is not None and spoke.at == r.at):
            return (
                score + weight["subject"] + (weight["subject of the same sentence"] if between == 0 else 0.0)
            )
        return score + (weight["inside a phrase"] if v.dep[r.at] in ("pobj", "poss") else 0.0)

    def _subject_above(self, at: int) -> int:
        """The subject of the clause that the pronoun's own clause hangs on."""
        v, j = self.v, v_head(self.v, at)
        for _ in range(8):
            if v.head[j] == j or v.sentence[v.head[j]] != v.sentence[at]:
                return -1
            j = v.head[j]
            subject = next(
                (
                    k
                    for k in range(j - 1, max(-1, j - 25), -1)
                    if v.head[k] == j and v.dep[k] in ("nsubj", "nsubjpass")
                ),
                -1,
            )
            if subject >= 0 and subject != at:
                return subject
        return -1

    def _bound(self, r: Referent, at: int) -> bool:
        """Whether grammar forbids it: the head of the relative clause that the pronoun is in, or its own
        co-argument."""
        v, j = self.v, v_head(self.v, at)
        for _ in range(8):
            if v.dep[j] == "relcl":
                return v.head[j] == r.at
            if v.head[j] == j or v.sentence[v.head[j]] != v.sentence[at]:
                return False
            j = v.head[j]
        return False


def v_head(v: View, i: int) -> int:
    """The head of a token, one higher for a possessive pronoun."""
    return v.head[v.head[i]] if v.dep[i] == "poss" else v.head[i]


def _agrees(r: Referent, want: str) -> bool:
    if want in ("m", "f"):
        return r.kind == "person" and r.sex in ("", want)
    if want == "many":
        return r.kind in ("many", "body")
    return want == "thing" and r.kind in ("body", "document", "state")
