"""Whom a pronoun stands for: what was mentioned before it is ranked by named features, each choice with its
probability.

The ranker is a conditional logit over the candidates and the answer "nobody of these"; its weights stand in
``antecedents.csv``, fitted by ``benchmarks/fit_antecedents.py``.
"""

from __future__ import annotations

import csv
import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files

from claimatlas.people import grammar
from claimatlas.people import words as w
from claimatlas.people.discourse import Discourse, Entity
from claimatlas.people.names import View
from claimatlas.people.people import People, Person
from claimatlas.people.referents import Referent, referents

ANTECEDENT_FROM = 0.5
"""Probability from which a pronoun is led back to its likeliest antecedent, by default."""
WINDOW = 300
"""Tokens that a pronoun looks back; who was mentioned most may be further."""
MOST = 40
"""Candidates of one pronoun, so that a hostile text costs no more than its length."""
_LATER = 60
_AHEAD = ("subject", "possessor")
_SELVES = frozenset(["himself", "herself", "itself", "themselves"])
_POSSESSIVE = frozenset(["his", "hers", "its", "their", "theirs"])
_KINDS = {
    "thing": ("body", "document", "state", "thing"),
    "many": ("many", "body", "things", "person", "state"),
}
GROUPS = {"m": "he/she", "f": "he/she", "thing": "it", "many": "they"}
"""Which column of the weights each kind of pronoun uses."""

FEATURES = {
    "sentences between": "for each sentence since the last mention, at most six",
    "same sentence": "the last mention stands in the sentence of the pronoun",
    "sentence before": "… in the one before",
    "paragraphs between": "for each paragraph since the last mention, at most four",
    "others since": "logarithm of the other candidates mentioned since",
    "main subject": "the last mention is the subject of its sentence's main verb",
    "opens its paragraph": "the last mention is a subject in the first words of its paragraph",
    "possessor of a subject": "a possessor in the subject: Cole's brother said",
    "possessor of the subject above": "… of the clause that the pronoun's clause hangs on",
    "one of two joined": "its last mention is joined to another by and",
    "in brackets": "its last mention stands in brackets",
    "main subject, sentence before": "the subject of the main verb of the sentence before",
    "named again behind": "a name of it stands behind the pronoun in its sentence",
    "own subject again behind": "… as the subject of the pronoun's own clause",
    "named again in its clause": "… in the pronoun's own clause, of which the pronoun is the subject",
    "joined to the pronoun's noun": "Cole and his brother",
    "own subject behind": "the subject of its own clause, which stands behind it: In his letter, Cole",
    "subject of the clause above": "the pronoun's clause hangs on one whose subject it is",
    "own subject, possessive": "a possessive, and the subject of its own clause",
    "own subject, reflexive": "himself, and the subject of its own clause",
    "own subject, otherwise": "him, and the subject of its own clause",
    "possessor of its phrase": "Cole's … his: possessor of the noun that the pronoun hangs on",
    "head of its relative clause": "the noun of the relative clause that the pronoun stands in",
    "head of its relative clause, possessive": "the same for a possessive: Cole, who lost his seat",
    "often named": "logarithm of how often it was named",
    "often mentioned": "logarithm of how often it was mentioned in any way",
    "often a subject": "logarithm of how often it was mentioned as a subject",
    "subject in this sentence": "a mention of it is a subject in this sentence, though not the last",
    "subject in the sentence before": "… in the sentence before, though the last is elsewhere",
    "tokens between": "logarithm of the tokens since the last mention",
    "most mentioned": "mentioned most of all candidates so far",
    "first of the article": "mentioned before all other candidates",
    "last mention a pronoun": "its last mention is a pronoun",
    "no name": "it has no name",
    "no name and not definite": "it has no name and no article the",
    "called so last": "the last pronoun of this kind was led back to it",
    "called so last, same sentence": "… and stands in the same sentence",
    "called so before": "logarithm of how many such pronouns were led back to it",
    "gender agrees": "its gender is told by a title, an office, a word of kin or its noun, and agrees",
    "gender agrees by name": "its gender is suggested by its given name, and agrees",
    "gender against by name": "its gender is suggested by its given name, and does not agree",
    "called otherwise before": "logarithm of how many pronouns of the other gender were led back to it",
    "gender hinted": "its only word is a given name that agrees",
    "gender hinted against": "its only word is a given name that does not agree, but may be a surname",
    "quoted, pronoun not": "the last mention stands in a quotation, the pronoun in none",
    "pronoun quoted, it not": "the pronoun stands in a quotation, the last mention in none",
    "same quotation": "both stand in one quotation",
    "one speaks, the other is spoken of": "one of the two speaks the quotation that the other stands in",
    "spoke last": "it was the last subject of a verb of saying",
    "spoke last, pronoun speaks": "… and the pronoun is the subject of one too",
    "named behind": "the pronoun's clause comes before the one that names it: After he won, Cole",
    "named later": "nobody fits before the pronoun, and it is named behind",
    "perhaps a person": "a name that is not surely a person's",
    "body": "a body",
    "institute or medium": "an institute or a medium",
    "state": "a state",
    "document": "a document",
    "thing": "a thing",
    "one person": "one person, for they",
    "joined by and": "two joined by and",
    "nobody": "none of the candidates",
    "nobody, pronoun quoted": "… and the pronoun stands in a quotation",
    "nobody, pronoun speaks": "… and the pronoun is the subject of a verb of saying",
    "nobody, no name before": "… and no candidate has a name",
    "nobody, empty it": "… and the pronoun is it as a subject of be or seem",
}  # fmt: skip
ROLES = ("subject", "object", "possessor", "inside", "other")
PLACES = ("same sentence", "sentence before", "earlier")
FEATURES |= {
    f"{role} for a {own}, {place}": f"the last mention is {role}, the pronoun {own}, {place}"
    for place in PLACES
    for own in ("subject", "possessor", "other")
    for role in ROLES
}
"""Each feature and what it says."""


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
        Everything that it may stand for with its probability, 0 to 1, the likeliest first; None for nobody of these.
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
class Pronoun:
    """A pronoun with what its features need.

    Attributes
    ----------
    at : int
    want : str
        ``m``, ``f``, ``thing`` or ``many``.
    form : str
        ``possessive``, ``reflexive`` or ``otherwise``.
    """

    at: int
    want: str
    form: str
    role: str
    own: int
    above: list[int]
    relative: int
    quote: int
    speaks: bool


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
        v: View,
        people: People,
        table: dict[str, dict[str, float]] | None = None,
        trace: list[Trace] | None = None,
    ):
        self.v, self.people = v, people
        self._weights = weights() if table is None else table
        self._trace = trace
        self._told = Discourse(v, people)
        self._referents = referents(v, people)
        self._decided: dict[int, Decision] = {}
        self._resolve()

    def decide(self, at: int) -> Decision:
        """Say whom the pronoun at token ``at`` stands for."""
        return self._decided.get(at, Decision())

    def _resolve(self) -> None:
        v, k = self.v, 0
        pronouns = [i for i in range(v.n) if v.lower[i] in w.PRONOUNS and v.tag[i][:3] == "PRP"]
        turns = {at: self._told.decided_at(at) for at in pronouns}
        for at in sorted(pronouns, key=lambda i: (turns[i], -i if turns[i] < i else i)):
            while k < len(self._referents) and self._referents[k].at < turns[at]:
                self._told.meet(self._referents[k])
                k += 1
            self._decided[at] = self._decision(self._pronoun(at), k)

    def _pronoun(self, at: int) -> Pronoun:
        v, low = self.v, self.v.lower[at]
        possessive = low in _POSSESSIVE or v.tag[at] == "PRP$"
        form = "reflexive" if low in _SELVES else "possessive" if possessive else "otherwise"
        verb = grammar.governor(v, at)
        own = grammar.subject_of(v, verb)
        above = grammar.subjects_above(v, at)
        role = "possessor" if possessive else grammar.role(v, at)
        relative = grammar.relative_head(v, at)
        speaks = at in self._told.speaking
        return Pronoun(at, w.PRONOUNS[low], form, role, own, above, relative, self._told.quote[at], speaks)

    # -- candidates ----------------------------------------------------------------------------------------

    def _decision(self, p: Pronoun, k: int) -> Decision:
        found = self._candidates(p, k)
        traits = [(e, self._features(p, e, found)) for e in found]
        traits.append((None, dict(self._nobody(p, found))))
        if self._trace is not None:
            self._trace.append(Trace(p, traits))
        weight = self._weights[GROUPS[p.want]]
        scores = [sum(weight.get(f, 0.0) * x for f, x in features.items()) for _, features in traits]
        top = max(scores)
        odds = [math.exp(s - top) for s in scores]
        whole = sum(odds)
        order = sorted(range(len(odds)), key=lambda i: (-odds[i], i))
        ranked = tuple((odds[i] / whole, e.referent if (e := traits[i][0]) is not None else None) for i in order)
        likeliest = traits[order[0]][0]
        if likeliest is not None and likeliest.key in self._told.entities:
            self._told.call(p.at, p.want, likeliest)
        return Decision(ranked)

    def _candidates(self, p: Pronoun, k: int) -> list[Entity]:
        """The entities before the pronoun that can be meant, the latest first, and one named behind it."""
        told, found = self._told, []
        most: Entity | None = None
        for entity in reversed(told.entities.values()):
            if not _agrees(entity, p) or self._excluded(p, entity):
                continue
            near = p.at - entity.last <= WINDOW and len(found) < MOST
            if near:
                found.append(entity)
            elif entity.referent.person is not None and (most is None or entity.mentions > most.mentions):
                most = entity
        if most is not None and all(most.mentions > e.mentions for e in found):
            found.append(most)
        behind = self._behind(p, k, bool([e for e in found if e.referent.name]))
        if behind is not None and not told.names_speaker(p.at, behind) and all(e.key is not behind.key for e in found):
            found.append(behind)
        return found

    def _excluded(self, p: Pronoun, e: Entity) -> bool:
        """Whether grammar forbids it: *Cole saw him*; *Cole, his brother,*; *“He lies,” Cole said*."""
        v, told, noun = self.v, self._told, self.v.head[p.at]
        if e.last >= p.at:
            return True  # it speaks the quotation that the pronoun stands in
        if told.names_speaker(p.at, e):
            return True
        if p.form == "otherwise":
            own = p.own if p.role == "object" and v.head[p.own] == noun else -1
            return own >= 0 and told.at.get(own) is e
        if p.form != "possessive" or v.dep[noun] not in ("appos", "attr"):
            return False
        named = v.head[noun] if v.dep[noun] == "appos" else grammar.subject_of(v, v.head[noun])
        return told.at.get(named) is e

    def _behind(self, p: Pronoun, k: int, named: bool) -> Entity | None:
        """A person named behind the pronoun: in the clause that its own depends on, or later where nobody was
        named before."""
        v = self.v
        if p.want not in "mf":
            return None
        cataphoric = grammar.introduces(v, p.at) or p.own > p.at
        if named and not cataphoric:
            return None
        for r in self._referents[k : k + 12]:
            if r.at > p.at + _LATER or (named and v.sentence[r.at] != v.sentence[p.at]):
                return None
            if r.at > p.at and r.who is not None and r.who.stated_sex in ("", p.want) and grammar.role(v, r.at) in _AHEAD:
                return Entity(r.who, r, r.at, self._told.met)
        return None

    # -- features ------------------------------------------------------------------------------------------

    def _features(self, p: Pronoun, e: Entity, found: list[Entity]) -> dict[str, float]:
        traits = dict.fromkeys(self._kind(p, e), 1.0)
        if e.last > p.at:
            traits[self._ahead(p, e.last)] = 1.0
            return traits
        traits.update(self._recency(p, e, found))
        traits.update(self._salience(p, e, found))
        traits.update(dict.fromkeys(self._place(p, e), 1.0))
        traits.update(dict.fromkeys(self._speech(p, e), 1.0))
        return traits

    def _ahead(self, p: Pronoun, i: int) -> str:
        """In which way a name stands behind the pronoun."""
        if i == p.own:
            return "own subject behind"
        return "named behind" if grammar.introduces(self.v, p.at) else "named later"

    def _recency(self, p: Pronoun, e: Entity, found: list[Entity]) -> Iterator[tuple[str, float]]:
        between = self._sentences(p, e.last)
        yield "sentences between", min(between, 6)
        if between < 2:
            yield ("sentence before" if between else "same sentence"), 1.0
        yield "paragraphs between", min(self._told.paragraph[p.at] - self._told.paragraph[e.last], 4)
        yield "tokens between", math.log(p.at - e.last)
        if e.acted >= 0 and e.acted != e.last:
            ago = self._sentences(p, e.acted)
            if ago == 0:
                yield "subject in this sentence", 1.0
            elif ago == 1:
                yield "subject in the sentence before", 1.0
        yield "others since", math.log1p(sum(x.last > e.last for x in found))

    def _sentences(self, p: Pronoun, i: int) -> int:
        """Sentences between a token and the pronoun; what is quoted in whole does not part two that are told."""
        told, sentence = self._told.told, self.v.sentence
        return told[p.at] - told[i] if p.quote < 0 and self._told.quote[i] < 0 else sentence[p.at] - sentence[i]

    def _salience(self, p: Pronoun, e: Entity, found: list[Entity]) -> Iterator[tuple[str, float]]:
        yield "often named", math.log1p(e.named)
        yield "often mentioned", math.log1p(e.mentions)
        yield "often a subject", math.log1p(e.subjects)
        yield "called so before", math.log1p(e.called[p.want])
        if p.want in "mf":
            yield "called otherwise before", math.log1p(e.called["f" if p.want == "m" else "m"])
        if all(e.mentions > x.mentions for x in found if x is not e):
            yield "most mentioned", 1.0
        if all(e.order <= x.order for x in found):
            yield "first of the article", 1.0
        if self._told.last_called.get(p.want) is e:
            yield "called so last", 1.0
            if self.v.sentence[e.last] == self.v.sentence[p.at]:
                yield "called so last, same sentence", 1.0

    def _gender(self, p: Pronoun, r: Referent) -> Iterator[str]:
        """What name, title and noun say of the gender; what contradicts it outright is no candidate."""
        if r.who is None or r.who.stated_sex:
            if (r.sex if r.who is None else r.who.stated_sex) == p.want:
                yield "gender agrees"
        elif r.sex:
            yield "gender agrees by name" if r.sex == p.want else "gender against by name"
        elif len(r.who.words) == 1 and (hint := w.SEXES.get(r.who.words[0])):
            yield "gender hinted" if hint == p.want else "gender hinted against"

    def _kind(self, p: Pronoun, e: Entity) -> Iterator[str]:
        r = e.referent
        if p.want in "mf":
            yield from self._gender(p, r)
        if not r.name:
            yield "no name"
            if not isinstance(e.key, tuple):
                yield "no name and not definite"
        if e.form == "pronoun":
            yield "last mention a pronoun"
        if r.begin >= 0:
            yield "joined by and"
        if p.want in "mf":
            if r.perhaps is not None:
                yield "perhaps a person"
        elif r.kind in ("body", "state", "document"):
            yield r.kind
        if r.kind in ("thing", "things"):
            yield "thing"
        if r.kind == "person" and p.want == "many":
            yield "one person"
        noun = w.noun_of(self.v.lower[r.at])
        if noun is not None and noun.names in ("institute", "medium", "media"):
            yield "institute or medium"

    def _place(self, p: Pronoun, e: Entity) -> Iterator[str]:
        """What the places of the two in their clauses say."""
        v, role = self.v, grammar.role(self.v, e.last)
        between = self._sentences(p, e.last)
        own = p.role if p.role in ("subject", "possessor") else "other"
        yield f"{role} for a {own}, {PLACES[min(between, 2)]}"
        if role == "subject" and v.dep[grammar.governor(v, e.last)] == "ROOT":
            yield "main subject"
            if between == 1:
                yield "main subject, sentence before"
        if role == "subject" and self._opens_paragraph(e.last):
            yield "opens its paragraph"
        yield from self._within(p, e, role)
        if e.last in p.above or any(self._told.at.get(i) is e for i in p.above):
            yield "subject of the clause above"
        if p.own >= 0 and p.own != p.at and self._told.at.get(p.own) is e:
            yield f"own subject, {p.form}"
        if role == "possessor" and v.head[e.last] == v.head[p.at]:
            yield "possessor of its phrase"
        if p.relative >= 0 and self._told.at.get(p.relative) is e:
            yield "head of its relative clause" + (", possessive" if p.form == "possessive" else "")

    def _within(self, p: Pronoun, e: Entity, role: str) -> Iterator[str]:
        """What the roles of the two say together."""
        v = self.v
        if role == "possessor" and grammar.role(v, v.head[e.last]) == "subject":
            yield "possessor of a subject"
            if v.head[e.last] in p.above:
                yield "possessor of the subject above"
        if v.dep[e.last] == "conj" or any(
            v.dep[k] == "conj" and v.head[k] == e.last for k in range(e.last + 1, min(v.n, e.last + 6))
        ):
            yield "one of two joined"
        if p.form == "possessive" and v.dep[v.head[p.at]] == "conj" and v.head[v.head[p.at]] == e.last:
            yield "joined to the pronoun's noun"
        if "(" in v.text[max(0, e.last - 4) : e.last] and ")" in v.text[e.last : e.last + 8]:
            yield "in brackets"
        again = [i for i in self._names_behind(p) if self._person_at(i) is e.referent.who]
        if e.referent.who is not None and again:
            yield "own subject again behind" if p.own in again else "named again behind"
            verb = grammar.governor(v, p.at)
            if p.role == "subject" and any(_under(v, i, verb) for i in again):
                yield "named again in its clause"

    def _person_at(self, i: int) -> Person | None:
        mention = self.people.at.get(i)
        return (mention.person or mention.perhaps) if mention is not None else None

    def _names_behind(self, p: Pronoun) -> list[int]:
        """Names of persons behind the pronoun in its sentence."""
        v, found = self.v, []
        for i in range(p.at + 1, min(v.n, p.at + 40)):
            if v.sentence[i] != v.sentence[p.at]:
                break
            if self._person_at(i) is not None:
                found.append(i)
        return found

    def _opens_paragraph(self, i: int) -> bool:
        return any("\n" in self.v.text[k] for k in range(max(0, i - 4), i)) or i < 4

    def _speech(self, p: Pronoun, e: Entity) -> Iterator[str]:
        told = self._told
        quoted = told.quote[e.last]
        if quoted >= 0 and p.quote < 0:
            yield "quoted, pronoun not"
        elif quoted < 0 <= p.quote:
            yield "pronoun quoted, it not"
        elif quoted == p.quote >= 0:
            yield "same quotation"
        if told.speaks_of(p.at, e) or (p.quote >= 0 and told.speaker(p.at) is e):
            yield "one speaks, the other is spoken of"
        if told.spoke is e:
            yield "spoke last"
            if p.speaks:
                yield "spoke last, pronoun speaks"

    def _nobody(self, p: Pronoun, found: list[Entity]) -> Iterator[tuple[str, float]]:
        yield "nobody", 1.0
        if p.quote >= 0:
            yield "nobody, pronoun quoted", 1.0
        if p.speaks:
            yield "nobody, pronoun speaks", 1.0
        if not any(e.referent.name for e in found):
            yield "nobody, no name before", 1.0
        if p.want == "thing" and p.role == "subject" and self.v.lemma[self.v.head[p.at]] in ("be", "seem"):
            yield "nobody, empty it", 1.0


def _under(v: View, i: int, verb: int) -> bool:
    """Whether a token hangs on a verb, over whatever stands between."""
    for _ in range(12):
        if v.head[i] == verb:
            return True
        if v.head[i] == i:
            return False
        i = v.head[i]
    return False


def _agrees(e: Entity, p: Pronoun) -> bool:
    """Whether number, gender and animacy allow it: what speaks is no thing, and one for whom *he* stands is no *she*."""
    r = e.referent
    if r.person is None and e.called["thing"] and p.want in "mf":
        return False  # it was *it*
    if p.want in "mf":
        stated = r.who.stated_sex if r.who is not None else r.sex
        return (r.kind == "person" or r.who is not None) and stated in ("", p.want)
    if p.want == "thing" and (e.called["m"] or e.called["f"]):
        return False
    return r.kind in _KINDS[p.want] and not (p.speaks and r.kind in ("thing", "things"))
