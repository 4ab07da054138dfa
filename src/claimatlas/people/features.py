"""What is observed of a candidate for the antecedent of a pronoun: named features of recency, role,
salience, gender
and speech."""

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
    """Observes the candidates of the pronouns of one article.

    Parameters
    ----------
    v : View
    people : People
    told : Discourse
        What was told so far.
    """

    def __init__(self, v: View, people: People, told: Discourse):
        self.v, self.people, self._told = v, people, told
        self._cohesion = Cohesion(v, people, told)

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

    def of(self, p: Pronoun, e: Entity, found: list[Entity]) -> dict[str, float]:
        """Return the features of one candidate among those found for a pronoun."""
        traits = dict.fromkeys(self._kind(p, e), 1.0)
        if p.want in "mf":  # of the others too few are annotated to weigh it
            traits.update(self._cohesion.of(p.at, p.form == "possessive", e))
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
        """How far back the last mention is."""
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
        """Sentences between a token and the pronoun; what is quoted in whole does not part two that are
        told."""
        told, sentence = self._told.told, self.v.sentence
        return (
            told[p.at] - told[i] if p.quote < 0 and self._told.quote[i] < 0 else sentence[p.at] - sentence[i]
        )

    def _salience(self, p: Pronoun, e: Entity, found: list[Entity]) -> Iterator[tuple[str, float]]:
        """How much the article has spoken of it."""
        yield "often named", math.log1p(e.named)
        yield "often mentioned", math.log1p(e.mentions)
        yield "often a subject", math.log1p(e.subjects)
        yield "called so before", math.log1p(e.called[p.want])
        if p.want in "mf":
            yield "called otherwise before", math.log1p(e.called["f" if p.want == "m" else "m"])
        if all(e.mentions > x.mentions or x is e for x in found):
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
        """What it is."""
        r = e.referent
        if p.want in "mf":
            yield from self._gender(p, r)
        yield from self._form(e)
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
            if p.speaks:
                yield "institute or medium, pronoun speaks"

    def _form(self, e: Entity) -> Iterator[str]:
        """How it was called last."""
        r = e.referent
        if not r.name:
            yield "no name"
            if not isinstance(e.key, tuple):
                yield "no name and not definite"
        if e.form == "pronoun":
            yield "last mention a pronoun"
        if r.begin >= 0:
            yield "joined by and"
        if e.form == "modifier":
            yield "only modifies"

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
        if e.referent.begin < 0 and self._joined(e.last):
            yield "one of two joined"
        if p.form == "possessive" and v.dep[v.head[p.at]] == "conj" and v.head[v.head[p.at]] == e.last:
            yield "joined to the pronoun's noun"
        if "(" in v.text[max(0, e.last - 4) : e.last] and ")" in v.text[e.last : e.last + 8]:
            yield "in brackets"
        again = [i for i, who in p.behind.items() if who is e.referent.who]
        if again:
            yield "own subject again behind" if p.own in again else "named again behind"
            verb = grammar.governor(v, p.at)
            if p.role == "subject" and any(_under(v, i, verb) for i in again):
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

    def _joined(self, i: int) -> bool:
        """Whether a noun is joined to another by *and*."""
        v = self.v
        behind = range(i + 1, min(v.n, i + 6))
        return v.dep[i] == "conj" or any(v.dep[k] == "conj" and v.head[k] == i for k in behind)

    def _opens_paragraph(self, i: int) -> bool:
        """Whether a token is among the first of its paragraph."""
        return any("\n" in self.v.text[k] for k in range(max(0, i - 4), i)) or i < 4

    def _speech(self, p: Pronoun, e: Entity) -> Iterator[str]:
        """Who speaks and what is quoted."""
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
        if e.spoken and p.speaks and p.want not in "mf":
            yield "spoke before, pronoun speaks"

    def of_nobody(self, p: Pronoun, found: list[Entity]) -> Iterator[tuple[str, float]]:
        """Yield the features of the answer that it is none of the candidates."""
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
