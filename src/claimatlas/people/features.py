"""What is observed of a candidate for the antecedent of a pronoun: named features of recency, role, salience,
gender and speech."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from claimatlas.people import grammar
from claimatlas.people import words as w
from claimatlas.people.cohesion import FEATURES as SHARED
from claimatlas.people.cohesion import Cohesion
from claimatlas.people.discourse import Discourse, Entity
from claimatlas.people.mentions import Person
from claimatlas.people.names import View
from claimatlas.people.people import People
from claimatlas.people.referents import Referent

_SELVES = frozenset(["himself", "herself", "itself", "themselves"])
_POSSESSIVE = frozenset(["his", "hers", "its", "their", "theirs"])
_AHEAD_OF = 40  # tokens of its sentence that a pronoun looks ahead for names

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
    "spoke before, pronoun speaks": (
        "it or they is the subject of a verb of saying, and it was one at any time"
    ),
    "institute or medium, pronoun speaks": (
        "an institute or a medium, and the pronoun is the subject of a verb of saying"
    ),
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
    "only modifies": "its last mention only modifies a noun: the Cole book",
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
FEATURES |= SHARED
"""Each feature and what it says."""


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
    role : str
        As in `grammar.role`.
    own, above, relative : int, list of int, int
        The subject of its clause, those of the clauses above, and the noun of its relative clause; -1 for
        none.
    quote : int
        The number of the quotation that it stands in, else -1.
    speaks : bool
        Whether it is the subject of a verb of saying.
    behind : dict of int to Person
        Persons named behind it in its sentence, by token.
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
    behind: dict[int, Person]


class Features:
    """Observes the candidates of the pronouns of one article; made as `Cohesion` is."""

    def __init__(self, view: View, people: People, told: Discourse):
        self.v, self.people, self._told = view, people, told
        self._cohesion = Cohesion(view, people, told)

    def pronoun(self, at: int) -> Pronoun:
        """Read what the features need of the pronoun at a token."""
        v, low = self.v, self.v.lower[at]
        possessive = low in _POSSESSIVE or v.tag[at] == "PRP$"
        form = "reflexive" if low in _SELVES else "possessive" if possessive else "otherwise"
        verb = grammar.governor(v, at)
        own = grammar.subject_of(v, verb)
        above = grammar.subjects_above(v, at)
        role = "possessor" if possessive else grammar.role(v, at)
        relative = grammar.relative_head(v, at)
        speaks = at in self._told.speaking
        quote, names = self._told.quote[at], self._names_behind(at)
        return Pronoun(at, w.PRONOUNS[low], form, role, own, above, relative, quote, speaks, names)

    def of(self, pronoun: Pronoun, entity: Entity, found: list[Entity]) -> dict[str, float]:
        """Return the features of one candidate among those found for a pronoun."""
        traits = dict.fromkeys(self._kind(pronoun, entity), 1.0)
        if pronoun.want in "mf":  # of the others too few are annotated to weigh it
            traits.update(self._cohesion.of(pronoun.at, pronoun.form == "possessive", entity))
        if entity.last > pronoun.at:
            traits[self._ahead(pronoun, entity.last)] = 1.0
            return traits
        traits.update(self._recency(pronoun, entity, found))
        traits.update(self._salience(pronoun, entity, found))
        traits.update(dict.fromkeys(self._place(pronoun, entity), 1.0))
        traits.update(dict.fromkeys(self._speech(pronoun, entity), 1.0))
        return traits

    def _ahead(self, pronoun: Pronoun, at: int) -> str:
        """In which way a name stands behind the pronoun."""
        if at == pronoun.own:
            return "own subject behind"
        return "named behind" if grammar.introduces(self.v, pronoun.at) else "named later"

    def _recency(self, pronoun: Pronoun, entity: Entity, found: list[Entity]) -> Iterator[tuple[str, float]]:
        """How far back the last mention is."""
        between = self._sentences(pronoun, entity.last)
        yield "sentences between", min(between, 6)
        if between < 2:
            yield ("sentence before" if between else "same sentence"), 1.0
        yield (
            "paragraphs between",
            min(self._told.paragraph[pronoun.at] - self._told.paragraph[entity.last], 4),
        )
        yield "tokens between", math.log(pronoun.at - entity.last)
        if entity.acted >= 0 and entity.acted != entity.last:
            ago = self._sentences(pronoun, entity.acted)
            if ago == 0:
                yield "subject in this sentence", 1.0
            elif ago == 1:
                yield "subject in the sentence before", 1.0
        yield "others since", math.log1p(sum(x.last > entity.last for x in found))

    def _sentences(self, pronoun: Pronoun, at: int) -> int:
        """Sentences between a token and the pronoun; what is quoted in whole does not part two that are
        told."""
        told, sentence = self._told.told, self.v.sentence
        return (
            told[pronoun.at] - told[at]
            if pronoun.quote < 0 and self._told.quote[at] < 0
            else sentence[pronoun.at] - sentence[at]
        )

    def _salience(self, pronoun: Pronoun, entity: Entity, found: list[Entity]) -> Iterator[tuple[str, float]]:
        """How much the article has spoken of it."""
        yield "often named", math.log1p(entity.named)
        yield "often mentioned", math.log1p(entity.mentions)
        yield "often a subject", math.log1p(entity.subjects)
        yield "called so before", math.log1p(entity.called[pronoun.want])
        if pronoun.want in "mf":
            yield "called otherwise before", math.log1p(entity.called["f" if pronoun.want == "m" else "m"])
        if all(entity.mentions > x.mentions or x is entity for x in found):
            yield "most mentioned", 1.0
        if all(entity.order <= x.order for x in found):
            yield "first of the article", 1.0
        if self._told.last_called.get(pronoun.want) is entity:
            yield "called so last", 1.0
            if self.v.sentence[entity.last] == self.v.sentence[pronoun.at]:
                yield "called so last, same sentence", 1.0

    def _gender(self, pronoun: Pronoun, referent: Referent) -> Iterator[str]:
        """What name, title and noun say of the gender; what contradicts it outright is no candidate."""
        if referent.who is None or referent.who.stated_sex:
            if (referent.sex if referent.who is None else referent.who.stated_sex) == pronoun.want:
                yield "gender agrees"
        elif referent.sex:
            yield "gender agrees by name" if referent.sex == pronoun.want else "gender against by name"
        elif len(referent.who.words) == 1 and (hint := w.SEXES.get(referent.who.words[0])):
            yield "gender hinted" if hint == pronoun.want else "gender hinted against"

    def _kind(self, pronoun: Pronoun, entity: Entity) -> Iterator[str]:
        """What it is."""
        r = entity.referent
        if pronoun.want in "mf":
            yield from self._gender(pronoun, r)
        yield from self._form(entity)
        if pronoun.want in "mf":
            if r.perhaps is not None:
                yield "perhaps a person"
        elif r.kind in ("body", "state", "document"):
            yield r.kind
        if r.kind in ("thing", "things"):
            yield "thing"
        if r.kind == "person" and pronoun.want == "many":
            yield "one person"
        noun = w.noun_of(self.v.lower[r.at])
        if noun is not None and noun.names in ("institute", "medium", "media"):
            yield "institute or medium"
            if pronoun.speaks:
                yield "institute or medium, pronoun speaks"

    def _form(self, entity: Entity) -> Iterator[str]:
        """How it was called last."""
        r = entity.referent
        if not r.name:
            yield "no name"
            if not isinstance(entity.key, tuple):
                yield "no name and not definite"
        if entity.form == "pronoun":
            yield "last mention a pronoun"
        if r.begin >= 0:
            yield "joined by and"
        if entity.form == "modifier":
            yield "only modifies"

    def _place(self, pronoun: Pronoun, entity: Entity) -> Iterator[str]:
        """What the places of the two in their clauses say."""
        v, role = self.v, grammar.role(self.v, entity.last)
        between = self._sentences(pronoun, entity.last)
        own = pronoun.role if pronoun.role in ("subject", "possessor") else "other"
        yield f"{role} for a {own}, {PLACES[min(between, 2)]}"
        if role == "subject" and v.dep[grammar.governor(v, entity.last)] == "ROOT":
            yield "main subject"
            if between == 1:
                yield "main subject, sentence before"
        if role == "subject" and self._opens_paragraph(entity.last):
            yield "opens its paragraph"
        yield from self._within(pronoun, entity, role)
        if entity.last in pronoun.above or any(self._told.at.get(i) is entity for i in pronoun.above):
            yield "subject of the clause above"
        if pronoun.own >= 0 and pronoun.own != pronoun.at and self._told.at.get(pronoun.own) is entity:
            yield f"own subject, {pronoun.form}"
        if role == "possessor" and v.head[entity.last] == v.head[pronoun.at]:
            yield "possessor of its phrase"
        if pronoun.relative >= 0 and self._told.at.get(pronoun.relative) is entity:
            yield "head of its relative clause" + (", possessive" if pronoun.form == "possessive" else "")

    def _within(self, pronoun: Pronoun, entity: Entity, role: str) -> Iterator[str]:
        """What the roles of the two say together."""
        v = self.v
        if role == "possessor" and grammar.role(v, v.head[entity.last]) == "subject":
            yield "possessor of a subject"
            if v.head[entity.last] in pronoun.above:
                yield "possessor of the subject above"
        if entity.referent.begin < 0 and self._joined(entity.last):
            yield "one of two joined"
        if (
            pronoun.form == "possessive"
            and v.dep[v.head[pronoun.at]] == "conj"
            and v.head[v.head[pronoun.at]] == entity.last
        ):
            yield "joined to the pronoun's noun"
        if (
            "(" in v.text[max(0, entity.last - 4) : entity.last]
            and ")" in v.text[entity.last : entity.last + 8]
        ):
            yield "in brackets"
        again = [i for i, who in pronoun.behind.items() if who is entity.referent.who]
        if again:
            yield "own subject again behind" if pronoun.own in again else "named again behind"
            verb = grammar.governor(v, pronoun.at)
            if pronoun.role == "subject" and any(_under(v, i, verb) for i in again):
                yield "named again in its clause"

    def _names_behind(self, at: int) -> dict[int, Person]:
        """The tokens of persons' names behind a pronoun in its sentence."""
        v, found = self.v, {}
        for i in range(at + 1, min(v.n, at + _AHEAD_OF)):
            if v.sentence[i] != v.sentence[at]:
                break
            mention = self.people.at.get(i)
            if mention is not None and (who := mention.who) is not None:
                found[i] = who
        return found

    def _joined(self, at: int) -> bool:
        """Whether a noun is joined to another by *and*."""
        v = self.v
        behind = range(at + 1, min(v.n, at + 6))
        return v.dep[at] == "conj" or any(v.dep[k] == "conj" and v.head[k] == at for k in behind)

    def _opens_paragraph(self, at: int) -> bool:
        """Whether a token is among the first of its paragraph."""
        return any("\n" in self.v.text[k] for k in range(max(0, at - 4), at)) or at < 4

    def _speech(self, pronoun: Pronoun, entity: Entity) -> Iterator[str]:
        """Who speaks and what is quoted."""
        told = self._told
        quoted = told.quote[entity.last]
        if quoted >= 0 and pronoun.quote < 0:
            yield "quoted, pronoun not"
        elif quoted < 0 <= pronoun.quote:
            yield "pronoun quoted, it not"
        elif quoted == pronoun.quote >= 0:
            yield "same quotation"
        if told.speaks_of(pronoun.at, entity) or (pronoun.quote >= 0 and told.speaker(pronoun.at) is entity):
            yield "one speaks, the other is spoken of"
        if told.spoke is entity:
            yield "spoke last"
            if pronoun.speaks:
                yield "spoke last, pronoun speaks"
        if entity.spoken and pronoun.speaks and pronoun.want not in "mf":
            yield "spoke before, pronoun speaks"

    def of_nobody(self, pronoun: Pronoun, found: list[Entity]) -> Iterator[tuple[str, float]]:
        """Yield the features of the answer that it is none of the candidates."""
        yield "nobody", 1.0
        if pronoun.quote >= 0:
            yield "nobody, pronoun quoted", 1.0
        if pronoun.speaks:
            yield "nobody, pronoun speaks", 1.0
        if not any(e.referent.name for e in found):
            yield "nobody, no name before", 1.0
        if (
            pronoun.want == "thing"
            and pronoun.role == "subject"
            and self.v.lemma[self.v.head[pronoun.at]] in ("be", "seem")
        ):
            yield "nobody, empty it", 1.0


def _under(view: View, at: int, verb: int) -> bool:
    """Whether a token hangs on a verb, over whatever stands between."""
    for _ in range(12):
        if view.head[at] == verb:
            return True
        if view.head[at] == at:
            return False
        at = view.head[at]
    return False
