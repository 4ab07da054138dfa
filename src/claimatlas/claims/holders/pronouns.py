"""Whom a pronoun stands for: every noun before it that agrees is ranked by named features; a close call is left open."""

from __future__ import annotations

import math
from dataclasses import dataclass

from claimatlas.claims.holders import words as w
from claimatlas.claims.holders.names import View
from claimatlas.claims.holders.people import People, Person

WEIGHTS = {
    "sentences between": -0.7,  # for each sentence, at most six
    "subject": 1.5,
    "subject of the same sentence": 0.5,
    "spoke last": 1.8,
    "spoke before": 0.6,
    "often named": 0.5,  # times the logarithm of how often
    "sex agrees": 1.0,
    "no name": -0.8,
    "inside a phrase": -0.9,  # after a preposition or as a possessor
    "inside a quotation": -1.0,
    "speaker inside own quotation": -2.5,
    "body for they": -0.6,
    "document for it": -0.4,
    "state for it": -0.5,
}
"""What speaks for and against a noun as the one that a pronoun stands for."""
MARGIN = 0.5
"""How far ahead of the next the best must be."""
WINDOW = 260
"""Tokens that a pronoun looks back."""
_FAR = 6


@dataclass
class Referent:
    """A noun that a pronoun may stand for: its head token and, for a named person, who that is."""

    at: int
    person: Person | None
    kind: str  # person, many, body, document or state
    sex: str
    name: bool

    @property
    def key(self) -> object:
        """What makes two mentions one: the person, else the token."""
        return self.person if self.person is not None else self.at


def referent_at(v: View, people: People, i: int) -> Referent | None:
    """What the noun at token ``i`` can be to a pronoun, or None if it is no head of a noun phrase that speaks."""
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
        if noun.names in ("group", "people", "media") or (noun.plural and noun.names not in ("body", "document", "recording", "institute", "medium")):
            return Referent(i, None, "many", "", mention is not None)
        if noun.names in w.COLLECTIVE:
            return Referent(i, None, "many" if noun.plural or v.lower[i] == "police" else "body", "", False)
        if noun.names in ("document", "recording"):
            return Referent(i, None, "document", "", False)
        return Referent(i, None, "person", noun.gender if noun.gender in "mf" else "", False)
    if mention is not None and (v.ent[i] not in ("DATE", "TIME", "LAW", "EVENT", "LANGUAGE")):
        names, capitals = w.states()
        low = mention.name.lower()
        if v.tag[i] == "NNPS" and low not in names:
            return Referent(i, None, "many", "", True)
        state = low in names or low in capitals or v.ent[i] in ("GPE", "LOC", "FAC")
        return Referent(i, None, "state" if state else "body", "", True)
    return None


def _modifier(v: View, i: int) -> bool:
    """Whether a name only modifies a noun behind it: *the Trump campaign*."""
    return v.dep[i] == "compound" and v.head[i] > i and v.tag[v.head[i]][:2] == "NN"


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
        self.joined: dict[int, range] = {}
        """Head tokens of holders that are two joined by *and*, with the tokens before the head."""
        self._known: dict[int, Referent | None] = {}

    def _referent(self, i: int) -> Referent | None:
        if i in self.joined:
            return Referent(i, None, "many", "", True)
        if i not in self._known:
            self._known[i] = referent_at(self.v, self.people, i)
        return self._known[i]

    def rank(self, at: int, speakers: dict[int, int]) -> list[tuple[float, Referent]]:
        """Rank what a pronoun at token ``at`` may stand for, the best first, one entry for each.

        Parameters
        ----------
        at : int
        speakers : dict of int to int
            Head tokens of the holders named so far, with how many holders have been named since.
        """
        v = self.v
        want = w.PRONOUNS.get(v.lower[at], "")
        best: dict[object, tuple[float, Referent]] = {}
        for i in range(at - 1, max(-1, at - WINDOW), -1):
            if not v.text[i][0].isalpha():
                continue
            r = self._referent(i)
            if r is None or not _agrees(r, want) or self._bound(r, at):
                continue
            if want == "many" and any(i in inside for inside in self.joined.values()):
                continue
            score = self._score(r, at, want, speakers)
            if r.key not in best or score > best[r.key][0]:
                best[r.key] = (score, r)
        return sorted(best.values(), key=lambda x: (-x[0], -x[1].at))

    def decide(self, at: int, speakers: dict[int, int]) -> Referent | None:
        """The one that a pronoun stands for, or None where the best two are too close to call."""
        ranked = self.rank(at, speakers)
        if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MARGIN):
            return None
        return ranked[0][1]

    def _score(self, r: Referent, at: int, want: str, speakers: dict[int, int]) -> float:
        v, weight = self.v, WEIGHTS
        between = v.sentence[at] - v.sentence[r.at]
        score = weight["sentences between"] * min(between, _FAR)
        if v.subject(r.at):
            score += weight["subject"] + (weight["subject of the same sentence"] if between == 0 else 0.0)
        elif v.dep[r.at] in ("pobj", "poss"):
            score += weight["inside a phrase"]
        since = speakers.get(r.at)
        if since is not None:
            score += weight["spoke last"] if since == 0 else weight["spoke before"]
        if self.quoted[r.at] and not self.quoted[at]:
            score += weight["inside a quotation"]
        if self.quoted[at] and not self.quoted[r.at] and since == 0:
            score += weight["speaker inside own quotation"]
        if r.person is not None:
            score += weight["often named"] * math.log(max(1, r.person.mentions))
        if r.sex and r.sex == want:
            score += weight["sex agrees"]
        if not r.name:
            score += weight["no name"] if r.kind == "person" else 0.0
        if want == "many" and r.kind == "body":
            score += weight["body for they"]
        if want == "thing" and r.kind in ("document", "state"):
            score += weight[f"{r.kind} for it"]
        return score

    def _bound(self, r: Referent, at: int) -> bool:
        """Whether grammar forbids it: the head of the relative clause that the pronoun is in, or its own co-argument."""
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
