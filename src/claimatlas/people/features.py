"""What is observed of a candidate for the antecedent of a pronoun: named features of recency, role, salience,
gender and speech."""

from __future__ import annotations

import functools
import math
from bisect import bisect_right
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
from claimatlas.people.standing import Field, Place, place_of

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
        self._places: dict[int, Place] = {}
        self._reports: dict[int, bool] = {}  # whether a noun is that of an institute or a medium

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

    def of(self, pronoun: Pronoun, entity: Entity, field: Field) -> dict[str, float]:
        """Return the features of one candidate for a pronoun; `field` is of all its candidates."""
        traits: dict[str, float] = {}
        self._kind(traits, pronoun, entity)
        if pronoun.want in "mf":  # of the others too few are annotated to weigh it
            traits.update(self._cohesion.of(pronoun.at, pronoun.form == "possessive", entity))
        if entity.last > pronoun.at:
            traits[self._ahead(pronoun, entity.last)] = 1.0
            return traits
        self._recency(traits, pronoun, entity, field)
        self._salience(traits, pronoun, entity, field)
        self._place(traits, pronoun, entity)
        self._speech(traits, pronoun, entity)
        return traits

    def _ahead(self, pronoun: Pronoun, at: int) -> str:
        """In which way a name stands behind the pronoun."""
        if at == pronoun.own:
            return "own subject behind"
        return "named behind" if grammar.introduces(self.v, pronoun.at) else "named later"

    def _recency(self, traits: dict[str, float], pronoun: Pronoun, entity: Entity, field: Field) -> None:
        """How far back the last mention is."""
        between, paragraph = self._sentences(pronoun, entity.last), self._told.paragraph
        traits["sentences between"] = min(between, 6)
        if between < 2:
            traits["sentence before" if between else "same sentence"] = 1.0
        traits["paragraphs between"] = min(paragraph[pronoun.at] - paragraph[entity.last], 4)
        traits["tokens between"] = math.log(pronoun.at - entity.last)
        if entity.acted >= 0 and entity.acted != entity.last:
            ago = self._sentences(pronoun, entity.acted)
            if ago == 0:
                traits["subject in this sentence"] = 1.0
            elif ago == 1:
                traits["subject in the sentence before"] = 1.0
        traits["others since"] = math.log1p(len(field.lasts) - bisect_right(field.lasts, entity.last))

    def _sentences(self, pronoun: Pronoun, at: int) -> int:
        """Sentences between a token and the pronoun; what is quoted in whole does not part two that are
        told."""
        told, sentence = self._told.told, self.v.sentence
        return (
            told[pronoun.at] - told[at]
            if pronoun.quote < 0 and self._told.quote[at] < 0
            else sentence[pronoun.at] - sentence[at]
        )

    def _salience(self, traits: dict[str, float], pronoun: Pronoun, entity: Entity, field: Field) -> None:
        """How much the article has spoken of it."""
        called, want = entity.called, pronoun.want
        traits["often named"] = math.log1p(entity.named)
        traits["often mentioned"] = math.log1p(entity.mentions)
        traits["often a subject"] = math.log1p(entity.subjects)
        traits["called so before"] = math.log1p(called.get(want, 0))
        if want in "mf":
            traits["called otherwise before"] = math.log1p(called.get("f" if want == "m" else "m", 0))
        if entity.mentions == field.most and not field.tied:
            traits["most mentioned"] = 1.0
        if entity.order <= field.first:
            traits["first of the article"] = 1.0
        if self._told.last_called.get(want) is entity:
            traits["called so last"] = 1.0
            if self.v.sentence[entity.last] == self.v.sentence[pronoun.at]:
                traits["called so last, same sentence"] = 1.0

    def _gender(self, traits: dict[str, float], pronoun: Pronoun, referent: Referent) -> None:
        """What name, title and noun say of the gender; what contradicts it outright is no candidate."""
        who, want = referent.who, pronoun.want
        stated = referent.sex if who is None else who.stated_sex
        if who is None or stated:
            if stated == want:
                traits["gender agrees"] = 1.0
        elif referent.sex:
            traits["gender agrees by name" if referent.sex == want else "gender against by name"] = 1.0
        elif len(who.words) == 1 and (hint := w.SEXES.get(who.words[0])):
            traits["gender hinted" if hint == want else "gender hinted against"] = 1.0

    def _kind(self, traits: dict[str, float], pronoun: Pronoun, entity: Entity) -> None:
        """What it is."""
        r = entity.referent
        if pronoun.want in "mf":
            self._gender(traits, pronoun, r)
        self._form(traits, entity)
        if pronoun.want in "mf":
            if r.perhaps is not None:
                traits["perhaps a person"] = 1.0
        elif r.kind in ("body", "state", "document"):
            traits[r.kind] = 1.0
        if r.kind in ("thing", "things"):
            traits["thing"] = 1.0
        if r.kind == "person" and pronoun.want == "many":
            traits["one person"] = 1.0
        reports = self._reports.get(r.at)
        if reports is None:
            noun = w.noun_of(self.v.lower[r.at])
            reports = noun is not None and noun.names in ("institute", "medium", "media")
            self._reports[r.at] = reports
        if reports:
            traits["institute or medium"] = 1.0
            if pronoun.speaks:
                traits["institute or medium, pronoun speaks"] = 1.0

    def _form(self, traits: dict[str, float], entity: Entity) -> None:
        """How it was called last."""
        r = entity.referent
        if not r.name:
            traits["no name"] = 1.0
            if not isinstance(entity.key, tuple):
                traits["no name and not definite"] = 1.0
        if entity.form == "pronoun":
            traits["last mention a pronoun"] = 1.0
        if r.begin >= 0:
            traits["joined by and"] = 1.0
        if entity.form == "modifier":
            traits["only modifies"] = 1.0

    def _place(self, traits: dict[str, float], pronoun: Pronoun, entity: Entity) -> None:
        """What the places of the two in their clauses say."""
        v, last, at = self.v, entity.last, self._told.at
        place = self._places.get(last)
        if place is None:
            place = self._places[last] = place_of(v, last)
        between = self._sentences(pronoun, last)
        own = pronoun.role if pronoun.role in ("subject", "possessor") else "other"
        traits[_placed(place.role, own, min(between, 2))] = 1.0
        if place.main:
            traits["main subject"] = 1.0
            if between == 1:
                traits["main subject, sentence before"] = 1.0
        if place.opens:
            traits["opens its paragraph"] = 1.0
        self._within(traits, pronoun, entity, place)
        if last in pronoun.above or entity in map(at.get, pronoun.above):
            traits["subject of the clause above"] = 1.0
        if pronoun.own >= 0 and pronoun.own != pronoun.at and at.get(pronoun.own) is entity:
            traits[f"own subject, {pronoun.form}"] = 1.0
        if place.role == "possessor" and v.head[last] == v.head[pronoun.at]:
            traits["possessor of its phrase"] = 1.0
        if pronoun.relative >= 0 and at.get(pronoun.relative) is entity:
            possessive = ", possessive" if pronoun.form == "possessive" else ""
            traits["head of its relative clause" + possessive] = 1.0

    def _within(self, traits: dict[str, float], pronoun: Pronoun, entity: Entity, place: Place) -> None:
        """What the roles of the two say together."""
        v, last = self.v, entity.last
        if place.owns:
            traits["possessor of a subject"] = 1.0
            if v.head[last] in pronoun.above:
                traits["possessor of the subject above"] = 1.0
        if entity.referent.begin < 0 and place.joined:
            traits["one of two joined"] = 1.0
        if pronoun.form == "possessive":
            noun = v.head[pronoun.at]
            if v.dep[noun] == "conj" and v.head[noun] == last:
                traits["joined to the pronoun's noun"] = 1.0
        if place.bracketed:
            traits["in brackets"] = 1.0
        if not pronoun.behind:
            return
        again = [i for i, who in pronoun.behind.items() if who is entity.referent.who]
        if again:
            traits["own subject again behind" if pronoun.own in again else "named again behind"] = 1.0
            verb = grammar.governor(v, pronoun.at)
            if pronoun.role == "subject" and any(_under(v, i, verb) for i in again):
                traits["named again in its clause"] = 1.0

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

    def _speech(self, traits: dict[str, float], pronoun: Pronoun, entity: Entity) -> None:
        """Who speaks and what is quoted."""
        told = self._told
        quoted = told.quote[entity.last]
        if quoted >= 0 and pronoun.quote < 0:
            traits["quoted, pronoun not"] = 1.0
        elif quoted < 0 <= pronoun.quote:
            traits["pronoun quoted, it not"] = 1.0
        elif quoted == pronoun.quote >= 0:
            traits["same quotation"] = 1.0
        if told.speaks_of(pronoun.at, entity) or (pronoun.quote >= 0 and told.speaker(pronoun.at) is entity):
            traits["one speaks, the other is spoken of"] = 1.0
        if told.spoke is entity:
            traits["spoke last"] = 1.0
            if pronoun.speaks:
                traits["spoke last, pronoun speaks"] = 1.0
        if entity.spoken and pronoun.speaks and pronoun.want not in "mf":
            traits["spoke before, pronoun speaks"] = 1.0

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


@functools.cache
def _placed(role: str, own: str, between: int) -> str:
    """The feature of two roles, with the sentences between them, at most two."""
    return f"{role} for a {own}, {PLACES[between]}"


def _under(view: View, at: int, verb: int) -> bool:
    """Whether a token hangs on a verb, over whatever stands between."""
    for _ in range(12):
        if view.head[at] == verb:
            return True
        if view.head[at] == at:
            return False
        at = view.head[at]
    return False
