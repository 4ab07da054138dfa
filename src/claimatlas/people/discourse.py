"""What an article has told so far, as a pronoun finds it: who and what was mentioned, how, and who speaks."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from itertools import islice

from claimatlas.people import grammar
from claimatlas.people import words as w
from claimatlas.people.mentions import Person
from claimatlas.people.names import View
from claimatlas.people.people import People
from claimatlas.people.referents import Referent

_MEMORY = 60  # entities that a definite noun looks back over
_BESIDE = 4  # tokens between a quotation and the pronoun behind it that speaks it
_PLACES = 6  # mentions of an entity whose surroundings are kept
_NEAR = 14  # tokens between a quotation and the verb of saying that gives its speaker


@dataclass(slots=True, eq=False)
class Entity:
    """Somebody or something that was mentioned.

    Attributes
    ----------
    key : hashable
        What makes two mentions one: the person, the words of a name, a definite noun, else the token.
    referent : Referent
        The last mention by a name or a noun.
    last : int
        The last mention of all, a pronoun's too.
    form : str
        How that was: ``name``, ``modifier`` (a name that only modifies a noun), ``description`` or
        ``pronoun``.
    named, mentions, subjects : int
        How often it was named, mentioned in any way, and mentioned as a subject.
    acted : int
        The last mention as a subject, else -1.
    spoken : int
        How often it was the subject of a verb of saying.
    called : Counter
        Pronouns that were led back to it, by what they ask for.
    order : int
        How many others were mentioned before it.
    places : tuple of int
        Its latest mentions.
    verbs, owns : set of str
        Lemmas of the verbs whose clauses mention it, and of the nouns that were said to be its own.
    """

    key: Hashable
    referent: Referent
    last: int
    order: int
    form: str = "name"
    named: int = 0
    mentions: int = 0
    subjects: int = 0
    acted: int = -1
    spoken: int = 0
    called: Counter = field(default_factory=Counter)
    places: tuple[int, ...] = ()
    verbs: set[str] = field(default_factory=set)
    owns: set[str] = field(default_factory=set)


class Discourse:
    """The entities of one article, met in text order.

    Parameters
    ----------
    v : View
    people : People
    """

    def __init__(self, view: View, people: People):
        self.v, self.people = view, people
        self.entities: dict[Hashable, Entity] = {}
        """All entities so far, the one mentioned last at the end."""
        self.at: dict[int, Entity] = {}
        """The entity behind each token that is the head of a mention."""
        self.met = 0
        self.quote = [-1] * view.n
        self.speaking: dict[int, int] = {}
        self.spoke: Entity | None = None
        """Who was the last subject of a verb of saying outside quotations."""
        self.last_called: dict[str, Entity] = {}
        """For each kind of pronoun the entity that the last one was led back to."""
        self._spans: dict[int, tuple[int, int]] = {}
        self._mark_quotations()
        self._beside: set[int] = set()
        self._speakers = self._find_speakers()
        self._spoken_by: dict[int, list[int]] = {}
        for q, subject in self._speakers.items():
            self._spoken_by.setdefault(subject, []).append(q)
        self._named_in: dict[int, set[Person]] = {}
        for m in people.all:
            if (who := m.who) is not None:
                self._named_in.setdefault(self.quote[m.first], set()).add(who)
        self.paragraph = self._paragraphs()
        self.told = self._told_sentences()
        """For each token the number of its sentence, those that are quoted from end to end left out of the
        count."""

    def _mark_quotations(self) -> None:
        """Note for each token which quotation it stands in, and where each begins and ends."""
        v = self.v
        for k, q in enumerate(v.quotes):
            first, end = bisect_left(v.start, q.start), bisect_left(v.start, q.end)
            self.quote[first:end] = [k] * (end - first)
            self._spans[k] = first, end

    def _paragraphs(self) -> list[int]:
        """The number of the paragraph of each token."""
        number, found = 0, []
        for text in self.v.text:
            found.append(number)
            number += "\n" in text
        return found

    def _told_sentences(self) -> list[int]:
        """The number of the sentence of each token, sentences quoted in whole not counted."""
        v = self.v
        told = {v.sentence[i] for i in range(v.n) if self.quote[i] < 0 and v.text[i][0].isalnum()}
        numbers, count = {}, 0
        for sentence in sorted(set(v.sentence)):
            numbers[sentence] = count
            count += sentence in told
        return [numbers[s] for s in v.sentence]

    def _find_speakers(self) -> dict[int, int]:
        """The token that speaks each quotation: the subject of the nearest verb of saying."""
        v = self.v
        nearest: dict[int, tuple[int, int]] = {}
        for verb in (i for i in range(v.n) if v.lemma[i] in w.SAYINGS and v.tag[i][:2] == "VB"):
            if self.quote[verb] >= 0 or (subject := grammar.subject_of(v, verb)) < 0:
                continue
            self.speaking[subject] = verb
            for i in range(max(0, verb - _NEAR), min(v.n, verb + _NEAR)):
                q = self.quote[i]
                if q >= 0 and abs(i - verb) < nearest.get(q, (_NEAR, 0))[0]:
                    nearest[q] = abs(i - verb), subject
        self._beside = {q for q, (distance, _) in nearest.items() if distance <= _BESIDE}
        return {q: subject for q, (_, subject) in nearest.items()}

    def decided_at(self, token: int) -> int:
        """When a pronoun is decided: where it stands, or, if it speaks the quotation right before it,
        where that begins.

        So *he* of *"…," he said* looks past what he says, and *he* inside the quotation finds its speaker
        told.
        """
        spans = (self._spans[q] for q in self._spoken_by.get(token, ()))
        return min([token, *(first for first, end in spans if 0 <= token - end < _BESIDE)])

    def speaks_of(self, token: int, entity: Entity) -> bool:
        """Whether a token is the subject that speaks a quotation in which somebody is mentioned so far or
        named."""
        person, quoted = entity.referent.who, self.quote[entity.last]
        if quoted >= 0 and self._speakers.get(quoted, -1) == token:
            return True
        return person is not None and any(
            person in self._named_in.get(q, ()) for q in self._spoken_by.get(token, ())
        )

    def speaker(self, token: int) -> Entity | None:
        """Who speaks the quotation that a token stands in, if that is told and known by now."""
        subject = self._speakers.get(self.quote[token], -1) if self.quote[token] >= 0 else -1
        if subject in self.at:
            return self.at[subject]
        mention = self.people.at.get(subject)
        who = mention.who if mention is not None else None
        return self.entities.get(who) if who is not None else None

    def named_speaker(self, token: int) -> Person | None:
        """Who is named right beside the quotation of a token as the one who speaks it."""
        quotation = self.quote[token]
        mention = self.people.at.get(self._speakers.get(quotation, -1)) if quotation in self._beside else None
        return mention.who if mention is not None else None

    # -- what comes up --------------------------------------------------------------------------------------

    def meet(self, referent: Referent) -> None:
        """Take in a name or a noun, in the order of the text."""
        beside = self._same_as(referent)
        if beside is not None:
            self.at[referent.at] = beside
            return
        key = self._key(referent)
        entity = self.entities.pop(key, None)
        if entity is None:
            entity = Entity(key, referent, referent.at, self.met)
            self.met += 1
        entity.referent = referent if referent.name or not entity.referent.name else entity.referent
        entity.named += referent.name
        self._note(
            entity,
            referent.at,
            "modifier" if referent.modifies else "name" if referent.name else "description",
        )

    def call(self, at: int, want: str, entity: Entity) -> None:
        """Take in a pronoun that was led back to an entity."""
        del self.entities[entity.key]
        entity.called[want] += 1
        self.last_called[want] = entity
        self._note(entity, at, "pronoun")

    def _note(self, entity: Entity, at: int, form: str) -> None:
        """Count a mention and put its entity last."""
        entity.last, entity.form = at, form
        entity.mentions += 1
        role = grammar.role(self.v, at)
        if entity.referent.kind == "person" or entity.referent.who is not None:
            self._note_what_is_said(entity, at)
        if role == "subject":
            entity.subjects += 1
            entity.acted = at
        self.entities[entity.key] = entity
        self.at[at] = entity
        if at in self.speaking:
            entity.spoken += 1
            self.spoke = entity

    def _note_what_is_said(self, entity: Entity, at: int) -> None:
        """Keep where a person was mentioned, by which verb, and what was called the person's own."""
        v = self.v
        entity.places = (*entity.places[1 - _PLACES :], at)
        entity.verbs.add(v.lemma[grammar.governor(v, at)])
        if v.dep[at] == "poss":
            entity.owns.add(v.lemma[v.head[at]])

    def _key(self, referent: Referent) -> Hashable:
        """What makes two mentions one entity."""
        v = self.v
        if referent.who is not None:
            return referent.who
        mention = self.people.at.get(referent.at)
        if referent.name and mention is not None and referent.begin < 0:
            return mention.words
        if referent.kind == "person" and (holder := self._office_holder(referent.at)) is not None:
            return holder
        if referent.begin >= 0 or not self._definite(referent.at):
            return referent.at
        known = self._body_called(v.lower[referent.at]) if referent.kind == "body" else None
        return known or (referent.kind, v.lower[referent.at])

    def _body_called(self, noun: str) -> Hashable | None:
        """The body met last whose name has a noun in it: *the ministry* behind *the Interior Ministry*."""
        latest = islice(reversed(self.entities.values()), _MEMORY)
        return next(
            (
                e.key
                for e in latest
                if e.referent.name and e.referent.kind == "body" and noun in self._words(e)
            ),
            None,
        )

    def _words(self, entity: Entity) -> tuple[str, ...]:
        """The words of the name by which an entity was called last."""
        mention = self.people.at.get(entity.referent.at)
        return mention.words if mention is not None else ()

    def _definite(self, at: int) -> bool:
        """Whether a noun stands behind *the*."""
        v = self.v
        return any(v.lower[k] == "the" and v.head[k] == at for k in range(max(0, at - 5), at))

    def _office_holder(self, at: int) -> Person | None:
        """The one person met so far who has the office: *the senator*."""
        v = self.v
        noun = w.noun_of(v.lower[at])
        if noun is None or noun.names not in w.ROLES or noun.plural or not self._definite(at):
            return None
        called = sorted(w.synonyms(v.lower[at]))
        known = {p: None for x in called for p in self.people.by_role.get(x, []) if p in self.entities}
        return next(iter(known)) if len(known) == 1 else None

    def _same_as(self, referent: Referent) -> Entity | None:
        """The entity that a noun only says something of: *Cole, a doctor,*; *he is a doctor*."""
        v, i = self.v, referent.at
        if referent.begin >= 0:
            return None
        if v.dep[i] == "appos" and (beside := self.at.get(v.head[i])) is not None:
            if not referent.name:
                return beside
            if not beside.referent.name and beside.key in self.entities and beside.mentions == 1:
                del self.entities[beside.key]  # *the mayor, Ruth Okafor*
            return None
        if v.dep[i] == "attr" and not referent.name:
            return self.at.get(grammar.subject_of(v, v.head[i]))
        return None
