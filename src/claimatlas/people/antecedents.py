"""Whom a pronoun stands for: what was mentioned before it is ranked by named features, each choice with its
probability.

The ranker is a conditional logit over the candidates and the answer "nobody of these"; its weights stand in
``antecedents.csv``, fitted by ``benchmarks/fit_antecedents.py``.
"""

from __future__ import annotations

import csv
import functools
import math
from dataclasses import dataclass, field
from importlib.resources import files

from claimatlas.people import grammar
from claimatlas.people import words as w
from claimatlas.people.discourse import Discourse, Entity
from claimatlas.people.features import Features, Pronoun
from claimatlas.people.names import View
from claimatlas.people.people import People
from claimatlas.people.referents import Referent, referents
from claimatlas.people.standing import Field

ANTECEDENT_FROM = 0.5
"""Probability from which a pronoun is led back to its likeliest antecedent, by default."""
WINDOW = 300
"""Tokens that a pronoun looks back; who was mentioned most may be further."""
MOST = 40
"""Candidates of one pronoun, so that a hostile text costs no more than its length."""
_LATER = 60
_BEHIND = 3
_KINDS = {
    "thing": ("body", "document", "state", "thing"),
    "many": ("many", "body", "things", "person", "state"),
}
GROUPS = {"m": "he/she", "f": "he/she", "thing": "it", "many": "they"}
"""Which column of the weights each kind of pronoun uses."""


@functools.cache
def weights() -> dict[str, dict[str, float]]:
    """Return the fitted weights: for each group of pronouns, feature to weight; what is missing weighs
    nothing."""
    text = files("claimatlas.people").joinpath("antecedents.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    table: dict[str, dict[str, float]] = {group: {} for group in GROUPS.values()}
    for row in rows:
        for group in table:
            if row[group]:
                table[group][row["feature"]] = float(row[group])
    return table


@dataclass(frozen=True, slots=True)
class Decision:
    """What a pronoun stands for.

    Attributes
    ----------
    ranked : tuple of (float, Referent or None)
        Everything that it may stand for with its probability, 0 to 1, the likeliest first; None for nobody
        of these.
    """

    ranked: tuple[tuple[float, Referent | None], ...] = ()

    @property
    def best(self) -> Referent | None:
        """The likeliest, None where that is nobody."""
        return self.ranked[0][1] if self.ranked else None

    @property
    def confidence(self) -> float:
        """Probability of the best."""
        return self.ranked[0][0] if self.ranked else 0.0

    @property
    def runner_up(self) -> Referent | None:
        """The second, if its probability is a hundredth or more."""
        return self.ranked[1][1] if len(self.ranked) > 1 and self.ranked[1][0] >= 0.01 else None


@dataclass(slots=True)
class Trace:
    """What the ranker saw at one pronoun: the candidates (None for nobody) with their features."""

    pronoun: Pronoun
    candidates: list[tuple[Entity | None, dict[str, float]]] = field(default_factory=list)


class Antecedents:
    """Decides all third-person pronouns of one article, in the order of the text.

    Parameters
    ----------
    v : View
    people : People
    table : dict of dict, optional
        Weights by group and feature; those of the package by default.
    trace : list, optional
        Takes a `Trace` for each pronoun, for the fit.
    """

    def __init__(
        self,
        view: View,
        people: People,
        table: dict[str, dict[str, float]] | None = None,
        trace: list[Trace] | None = None,
    ):
        self.v, self.people = view, people
        self._weights = weights() if table is None else table
        self._trace = trace
        self._told = Discourse(view, people)
        self._features = Features(view, people, self._told)
        self._referents = referents(view, people)
        self._decided: dict[int, Decision] = {}
        self._resolve()

    def decide(self, at: int) -> Decision:
        """Say whom the pronoun at token ``at`` stands for."""
        return self._decided.get(at, Decision())

    def _resolve(self) -> None:
        """Decide all pronouns, each when what comes before it was told."""
        v, k = self.v, 0
        pronouns = [i for i in range(v.n) if v.lower[i] in w.PRONOUNS and v.tag[i][:3] == "PRP"]
        turns = {at: self._told.decided_at(at) for at in pronouns}
        for at in sorted(pronouns, key=lambda i: (turns[i], -i if turns[i] < i else i)):
            while k < len(self._referents) and self._referents[k].at < turns[at]:
                self._told.meet(self._referents[k])
                k += 1
            self._decided[at] = self._decision(self._features.pronoun(at), k)

    # -- candidates ----------------------------------------------------------------------------------------

    def _decision(self, pronoun: Pronoun, number: int) -> Decision:
        """Rank the candidates of a pronoun and take it in as a mention of the likeliest; ``number`` referents
        were met."""
        found = self._candidates(pronoun, number)
        beside = Field.of(found)
        traits: list[tuple[Entity | None, dict[str, float]]]
        traits = [(e, self._features.of(pronoun, e, beside)) for e in found]
        traits.append((None, dict(self._features.of_nobody(pronoun, found))))
        if self._trace is not None:
            self._trace.append(Trace(pronoun, traits))
        weight = self._weights[GROUPS[pronoun.want]]
        scores = [sum([weight[f] * x for f, x in t.items() if f in weight]) for _, t in traits]
        top = max(scores)
        odds = [math.exp(s - top) for s in scores]
        whole = sum(odds)
        order = sorted(range(len(odds)), key=lambda i: (-odds[i], i))
        ranked = tuple(
            (odds[i] / whole, e.referent if (e := traits[i][0]) is not None else None) for i in order
        )
        likeliest = traits[order[0]][0]
        if likeliest is not None and likeliest.key in self._told.entities:
            self._told.call(pronoun.at, pronoun.want, likeliest)
        return Decision(ranked)

    def _candidates(self, pronoun: Pronoun, number: int) -> list[Entity]:
        """The entities before the pronoun that can be meant, the latest first, and one named behind it."""
        told, found = self._told, []
        speaker = told.named_speaker(pronoun.at)
        most: Entity | None = None
        for entity in reversed(told.entities.values()):
            if entity.last >= pronoun.at:
                continue  # it speaks the quotation that the pronoun stands in
            near = pronoun.at - entity.last <= WINDOW and len(found) < MOST
            if not near and (
                entity.referent.person is None or (most is not None and entity.mentions <= most.mentions)
            ):
                continue
            if not _agrees(entity, pronoun) or (speaker is not None and entity.referent.who is speaker):
                continue
            if self._excluded(pronoun, entity):
                continue
            if near:
                found.append(entity)
            else:
                most = entity
        if most is not None and all(most.mentions > e.mentions for e in found):
            found.append(most)
        for behind in self._behind(pronoun, number, bool([e for e in found if e.referent.name])):
            if behind.referent.who is not speaker and all(e.key is not behind.key for e in found):
                found.append(behind)
        return found

    def _excluded(self, pronoun: Pronoun, entity: Entity) -> bool:
        """Whether grammar forbids it: *Cole saw him*; *Cole, his brother,*."""
        v, told, noun = self.v, self._told, self.v.head[pronoun.at]
        if pronoun.form == "otherwise":
            own = pronoun.own if pronoun.role == "object" and v.head[pronoun.own] == noun else -1
            return own >= 0 and told.at.get(own) is entity
        if pronoun.form != "possessive" or v.dep[noun] not in ("appos", "attr"):
            return False
        named = v.head[noun] if v.dep[noun] == "appos" else grammar.subject_of(v, v.head[noun])
        return told.at.get(named) is entity

    def _behind(self, pronoun: Pronoun, number: int, named: bool) -> list[Entity]:
        """Persons named behind the pronoun: in the clause that its own depends on, or later where nobody was
        named before."""
        v, found = self.v, []
        if pronoun.want not in "mf":
            return found
        cataphoric = (
            grammar.introduces(v, pronoun.at)
            or pronoun.own > pronoun.at
            or grammar.main_subject(v, pronoun.at) > pronoun.at
        )
        if named and not cataphoric:
            return found
        for r in self._referents[number : number + 24]:
            far = r.at > pronoun.at + _LATER or (named and v.sentence[r.at] != v.sentence[pronoun.at])
            if far or len(found) >= _BEHIND:
                break
            if r.at > pronoun.at and r.who is not None and r.who.stated_sex in ("", pronoun.want):
                if all(e.key is not r.who for e in found):
                    found.append(Entity(r.who, r, r.at, self._told.met))
                if not named:
                    break
        return found


def _agrees(entity: Entity, pronoun: Pronoun) -> bool:
    """Whether number, gender and animacy allow it: what speaks is no thing, and one for whom *he* stands
    is no *she*."""
    r, want = entity.referent, pronoun.want
    if want in "mf":
        if r.who is None and r.kind != "person":
            return False
        stated = r.who.stated_sex if r.who is not None else r.sex
        it = r.person is None and entity.called.get("thing")  # it was *it*
        return stated in ("", want) and not it
    if r.kind not in _KINDS[want] or (pronoun.speaks and r.kind in ("thing", "things")):
        return False
    return want != "thing" or not (entity.called.get("m") or entity.called.get("f"))
