"""The persons of an article: which names are persons', which names are one person's, and what is said of
who they are."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib.resources import files

from claimatlas.people import words as w
from claimatlas.people.evidence import Evidence
from claimatlas.people.mentions import Mention, Person
from claimatlas.people.names import View, bare_word


def _signs() -> tuple[dict[str, float], frozenset[str]]:
    """The weights of the signs, and those against which no sum helps."""
    with files("claimatlas.people").joinpath("persons.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return {row["sign"]: float(row["weight"]) for row in rows}, frozenset(
        row["sign"] for row in rows if row["against"]
    )


EVIDENCE, _AGAINST = _signs()
"""What speaks for and against a capitalised name being a person's."""
_MANY_OF_A_NAME = 8
"""Persons that are kept apart under one part of a name; more are nobody's short name anyway."""


class People:
    """The persons of an article and the other names in it.

    Parameters
    ----------
    v : View
    acronyms : frozenset of str
        Short forms that the article introduces for a body, in small letters.
    told : iterable of (int, int)
        First token and token after the last of names that are known to be persons'.
    """

    def __init__(
        self, view: View, acronyms: frozenset[str] = frozenset(), told: Iterable[tuple[int, int]] = ()
    ):
        self.v = view
        self.all = Evidence(view).read(told)
        self.persons: list[Person] = []
        self._by_words: dict[tuple[str, ...], list[Mention]] = defaultdict(list)
        self._short: dict[tuple[str, ...], Person] = {}
        self._bodies: set[tuple[str, ...]] = set()
        self.by_part: dict[tuple[str, ...], list[Person]] = {}
        self._decide(acronyms)
        self._suppose()
        self.mentions = [m for m in self.all if m.person is not None]
        self.others = [m for m in self.all if m.person is None]
        self.by_name = {p.name: p for p in self.persons}
        self.by_role: dict[str, list[Person]] = defaultdict(list)
        for p in self.persons:
            for role in p.roles:
                self.by_role[role].append(p)
        self.at: dict[int, Mention] = {i: m for m in self.all for i in range(m.first, m.end)}

    def find(self, words: tuple[str, ...]) -> Person | None:
        """The one person of the article who has a name, where the name was not read as one."""
        known = self.by_part.get(words, [])
        return known[0] if len(known) == 1 else None

    def _decide(self, acronyms: frozenset[str]) -> None:
        """Settle which names are persons', the long ones first, and lead the short ones back to them."""
        by_words = self._by_words
        for m in self.all:
            by_words[m.words].append(m)
            if "word of a body" in m.facts:
                self._bodies.update(m.words[:k] for k in range(1, len(m.words)))
        for words in sorted(by_words, key=lambda x: (-len(x), x)):
            group = by_words[words]
            if len(words) > 2 and len(group) == 1 and (name := self._name_inside(words)) is not None:
                group[0].words, group[0].name = name, by_words[name][0].name
                by_words[name].append(group[0])
                continue
            if " ".join(words) in acronyms:
                continue
            whole = self._whole(words, group)
            if whole is None and self._score(words, group) < EVIDENCE["enough"]:
                continue
            if whole is None:
                whole = self._add(words, group)
            for m in group:
                person = self._which(m, words) if whole is _MANY else whole
                if person is not None and m.gender and "title before" in m.facts:
                    person = self._by_title(m, person)
                if person is None or (person.words != words and self._is_place(m)):
                    continue
                m.person = person
                person.mentions += 1
                person.roles |= m.roles
                _note_gender(person, m)

    def _suppose(self) -> None:
        """Take the names that are nobody's so far for persons' where nothing speaks against it."""
        supposed: dict[tuple[str, ...], Person] = {}
        for words in sorted(self._by_words, key=lambda x: (-len(x), x)):
            group = [m for m in self._by_words[words] if m.person is None]
            against = {f for m in group for f in m.facts} & _AGAINST
            if not group or against or self._score(words, group) < EVIDENCE["perhaps"] or len(words) > 4:
                continue
            longer = {
                p for full, p in supposed.items() if words[0] in (full[0], full[-1]) and len(words) == 1
            }
            person = longer.pop() if len(longer) == 1 else Person(group[0].name, words, group[0].first)
            supposed[words] = person
            for m in group:
                m.perhaps = person
                person.mentions += 1
                _note_gender(person, m)

    def _name_inside(self, words: tuple[str, ...]) -> tuple[str, ...] | None:
        """A name that the article has elsewhere, inside *Rival Jane Roe* or *Jane Roe Leaves*."""
        for k in range(len(words) - 1):
            for end in range(len(words), k + 1, -1):
                part = words[k:end]
                if part == words or not self._by_words.get(part) or part[0] not in w.GIVEN:
                    continue
                leading = k > 0 and words[0] not in w.GIVEN
                surname = self._by_words.get(part[-1:]) and not self._by_words.get(words[-1:])
                if leading or (k == 0 and surname):
                    return part
        return None

    def _add(self, words: tuple[str, ...], group: list[Mention]) -> Person:
        """Enter a person under his whole name and every run of its words."""
        name = Counter(m.name for m in group).most_common(1)[0][0]
        person = Person(name, words, group[0].first)
        self.persons.append(person)
        if len(words) > 1:
            for parts in {words, tuple(bare_word(x) for x in words)}:
                for a in range(min(len(parts), 6)):
                    for b in range(a + 1, min(len(parts), 6) + 1):
                        known = self.by_part.setdefault(parts[a:b], [])
                        if len(known) < _MANY_OF_A_NAME and person not in known:
                            known.append(person)
        return person

    def _whole(self, words: tuple[str, ...], group: list[Mention]) -> Person | None:
        """The person whose full name a shorter or varied form belongs to; `_MANY` if several have it."""
        short = tuple(bare_word(x) for x in words)
        known = self.by_part.get(words) or self.by_part.get(short) or []
        if len(words) == 1:  # *Anna Cole Bell*, or *Cole Jr.*, need not be the *Cole* of the lines before
            first = group[0].first
            known = [
                p for p in known if p.first < first or not (_in_the_middle(words[0], p) or _junior(p))
            ]
        if (
            not known and len(words) > 1
        ):  # *Donald Trump* and *Donald J. Trump*, *Nicolas Cole* and *Nicolás Cole*
            near = [*self.by_part.get(words[-1:], []), *self.by_part.get(words[:1], [])]
            known = list(dict.fromkeys(p for p in near if _same_person(p.words, words)))
        if not known or (
            len(words) == 1 and (words[0] in w.PARTICLES or (words[0] in w.NAMED and words[0] not in w.GIVEN))
        ):
            return None
        if len(known) > 1:
            surname = [p for p in known if bare_word(p.words[-1]) == short[-1]]
            known = surname if len(surname) == 1 else known
        return known[0] if len(known) == 1 else _MANY

    def _which(self, mention: Mention, words: tuple[str, ...]) -> Person | None:
        """One of several persons of the name, told by title or sex; else a person under the short name."""
        known = self.by_part.get(words) or self.by_part.get(tuple(bare_word(x) for x in words)) or []
        if "title before" in mention.facts and mention.gender:
            fitting = [p for p in known if p.sex == mention.gender]
            if len(fitting) == 1:
                return fitting[0]
        told = mention.roles - {"the", "a", "an", "mr", "mrs", "ms", "of", "former"}
        fitting = [p for p in known if told & p.roles] if told else []
        if len(fitting) == 1:
            return fitting[0]
        before = [p for p in known if p.first < mention.first]
        if len(before) == 1:
            return before[0]
        if words not in self._short:
            self._short[words] = Person(mention.name, words, mention.first)
            self.persons.append(self._short[words])
        return self._short[words]

    def _by_title(self, mention: Mention, person: Person) -> Person:
        """*Mrs Cole* is not John Cole: a person of her own, under title and name."""
        given = w.GIVEN.get(person.words[0], "") if len(person.words) > 1 and len(mention.words) == 1 else ""
        if given in ("", mention.gender):
            return person
        key = (mention.gender, *mention.words)
        if key not in self._short:
            self._short[key] = Person(
                self.v.words(mention.first - 1, mention.end), mention.words, mention.first
            )
            self.persons.append(self._short[key])
        return self._short[key]

    def _is_place(self, mention: Mention) -> bool:
        """Whether a word that is part of a person's name stands for a state here: *Chad* beside *Chad
        Cole*."""
        return (
            "state" in mention.facts
            and "title before" not in mention.facts
            and self.v.entity[mention.first] == "GPE"
        )

    def _score(self, words: tuple[str, ...], group: list[Mention]) -> float:
        """How much speaks for the name being a person, over all its mentions."""
        counts = Counter(f for m in group for f in m.facts)
        score = sum(EVIDENCE[f] * min(1.0, 3 * n / len(group)) for f, n in counts.items())
        if len(words) > 1:  # *Ansar members* tell what *Jamaat Ansar* is, and *Mr Han* who *Han Seung-ki* is
            short = [*self._by_words.get(words[-1:], ()), *self._by_words.get(words[:1], ())]
            telling = ("body before", "body after", "title before", "age", "party label", "office beside")
            told = Counter(f for m in short for f in m.facts if f in telling)
            score += sum(EVIDENCE[f] * min(1.0, 3 * n / len(short)) for f, n in told.items())
        if words in self._bodies:
            score += EVIDENCE["part of a body"]
        labels = [self.v.entity[i] for m in group for i in range(m.first, m.end)]
        persons = sum(x == "PERSON" for x in labels) / len(labels)
        nations = sum(x == "NORP" for x in labels) / len(labels)
        others = sum(x not in ("", "PERSON") for x in labels) / len(labels)
        score += EVIDENCE["labelled person"] * persons + EVIDENCE["labelled otherwise"] * others
        score += EVIDENCE["nationality"] * nations
        return score + (EVIDENCE["several words"] if 2 <= len(words) <= 4 else EVIDENCE["one word"])


def _junior(person: Person) -> bool:
    """Whether a person's name tells him from an elder one of that name."""
    return person.name.lower().split()[-1] in w.SUFFIXES


def _in_the_middle(word: str, person: Person) -> bool:
    """Whether a word is neither the first nor the last of a person's name."""
    ends = {person.words[0], person.words[-1]}
    return word not in ends | {bare_word(x) for x in ends}


def _note_gender(person: Person, mention: Mention) -> None:
    """Count what a mention says of a gender; a title says more than a given name."""
    if mention.gender:
        person.gender[mention.gender] += 3 if "title before" in mention.facts else 1
        if mention.stated:
            person.stated[mention.gender] += 1


_MANY = Person("", (), -1)
"""Stands for: several persons of the article have this name."""


def _same_person(full: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names of several words are one person's: the same words in another order (*Nagy Anna*,
    *Anna
    Nagy*), or one surname with given names or initials that agree."""
    if len(full) == len(other) and set(full) == set(other):
        return True
    if bare_word(full[-1]) != bare_word(other[-1]):
        return False
    a, b = full[0], other[0]
    if a == b:
        return True
    initial = min(a, b, key=len)
    return len(initial.strip(".")) == 1 and max(a, b, key=len).startswith(initial[0])
