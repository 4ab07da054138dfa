"""The persons of an article: which names are persons', which names are one person's, and what is said of
who they are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from claimatlas.people import words as w
from claimatlas.people.names import View, bare_word, name_words, runs

EVIDENCE = {
    "title before": 5.0,  # Mr Cole
    "office before": 4.0,  # President Cole, police chief Anna Cole, his sister Anna
    "office beside": 3.0,  # Anna Cole, the mayor / the mayor, Anna Cole
    "party label": 4.0,  # Anna Cole (D-Ohio)
    "age": 3.0,  # Anna Cole, 43,
    "given name": 3.0,
    "rarer given name": 1.0,  # of census_names.txt
    "life dates": 4.0,  # Anna Cole (1828–1890)
    "told": 20.0,  # whoever asks knows that it is a person
    "surname": 3.0,
    "of a body": 2.0,  # Anna Cole of Cole University
    "who": 1.5,  # Anna Cole, who
    "labelled person": 2.0,  # the model's label, the share of the mentions that have it
    "labelled otherwise": -1.5,
    "several words": 0.5,
    "one word": -0.5,
    "word of a body": -6.0,  # Cole University
    "word of an outlet": -4.0,  # the Cole Times
    "the before": -3.0,  # the Cole
    "capitals only": -3.0,  # NRSC
    "in a place": -4.0,  # in Cole
    "state": -4.0,
    "nationality": -4.0,  # the share of mentions that the model labels so
    "common noun": -5.0,  # a Texas Republican
    "body before": -4.0,  # the movement Cole
    "body after": -3.0,  # Cole officials
    "part of a body": -1.5,  # Cole, where Cole University is named
    "particle": 2.0,  # Ludwig van Cole
    "abbreviation": -4.0,  # Colo.
    "firm": -8.0,  # Morgan Stanley
    "ampersand": -4.0,  # Cole & Sons
}
"""What speaks for and against a capitalised name being a person's; a name is a person's from `PERSON_FROM`
on."""
PERSON_FROM = 1.0
PERHAPS_FROM = -2.0
"""From here on a name may be a person's for a pronoun that asks for one: *Hanbury … he*."""
_MANY_OF_A_NAME = 8
"""Persons that are kept apart under one part of a name; more are nobody's short name anyway."""

_PARTY = re.compile(
    r"[\s,(]{1,3}(?:[RDI]-[A-Z][\w.]*|(?:Republican|Democrat|Labour|Conservative) (?:of|from|for) [A-Z])"
)
_SPLIT_GIVEN = re.compile(r"[A-Z][a-z]{1,6}-[a-z]{2,6}")
"""A given name of two syllables, as Korean names are written: *Ki-moon*."""
_LABEL = re.compile(r"[RDI]-[A-Z]")
_AGE = re.compile(r",? \(?\d{1,3}\b(?= ?[,.)]| who)")
_LIFE = re.compile(r" \((?:born|b\.|d\.|c\.|\d{4} ?[–-])")
_AGAINST = frozenset(
    [
        "word of a body",
        "word of an outlet",
        "state",
        "in a place",
        "common noun",
        "firm",
        "ampersand",
        "capitals only",
        "the before",
    ]
)
_KIN_GRADES = frozenset(["kin", "person", *w.ROLES])


@dataclass(eq=False, slots=True)
class Person:
    """A person of the article under the fullest form of the name, with the words that say who it is."""

    name: str
    words: tuple[str, ...]
    first: int
    roles: set[str] = field(default_factory=set)
    gender: Counter = field(default_factory=Counter)
    mentions: int = 0
    stated: Counter = field(default_factory=Counter)

    @property
    def stated_sex(self) -> str:
        """``m`` or ``f`` where a title, an office or a word of kin says so; a given name alone only
        suggests it."""
        return _most(self.stated)

    @property
    def sex(self) -> str:
        """``m``, ``f`` or empty where the article does not tell."""
        return _most(self.gender)


def _most(counts: Counter) -> str:
    """The most frequent, empty where two are."""
    told = counts.most_common(2)
    return told[0][0] if told and (len(told) == 1 or told[0][1] > told[1][1]) else ""


@dataclass(slots=True)
class Mention:
    """A name in the text, tokens ``first`` to ``end``, with its evidence; ``begin`` is where its titles
    begin, ``perhaps`` the person that it is if it is a person's at all."""

    begin: int
    first: int
    end: int
    name: str
    words: tuple[str, ...]
    roles: set[str]
    gender: str
    facts: set[str]
    person: Person | None = None
    perhaps: Person | None = None
    stated: bool = False  # whether its gender is told by more than the name

    @property
    def who(self) -> Person | None:
        """The person, sure or not."""
        return self.person or self.perhaps


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

    def __init__(self, v: View, acronyms: frozenset[str] = frozenset(), told: Iterable[tuple[int, int]] = ()):
        self.v = v
        self.all: list[Mention] = [
            m for first, end in runs(v) if (m := self._mention(first, end)) is not None
        ]
        self._take_in_figures()
        for first, end in told:
            self._tell(first, end)
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

    # -- one mention ---------------------------------------------------------------------------------------

    def _take_in_figures(self) -> None:
        """Lengthen names before which the text always has one and the same figure: *8 Sobh*, the daily *7 Days*."""
        groups: dict[tuple[str, ...], list[Mention]] = defaultdict(list)
        for m in self.all:
            groups[m.words].append(m)
        for words, group in groups.items():
            figures = {self._figure_before(m) for m in group}
            noun = w.noun_of(words[-1])
            many = noun is not None and noun.plural  # *20 Democrats* are counted
            sure = len(group) > 1 or self._called_a_body(group[0].begin - 2)
            if sure and len(figures) == 1 and not many and (figure := figures.pop()):
                for m in group:
                    m.begin = m.first = m.first - 1
                    m.name, m.words = f"{figure} {m.name}", (figure, *words)

    def _called_a_body(self, i: int) -> bool:
        """Whether a token is the noun of one body: *the daily* 7 Days."""
        noun = w.noun_of(self.v.lower[i]) if i >= 0 else None
        return noun is not None and noun.names in w.COLLECTIVE and not noun.plural

    def _figure_before(self, m: Mention) -> str:
        """The figure of up to three digits right before a name in its sentence, else empty."""
        v, i = self.v, m.begin - 1
        figure = i >= 0 and m.begin == m.first and v.text[i].isdecimal() and len(v.text[i]) < 4 and v.spaced[i]
        return v.text[i] if figure and v.sentence[i] == v.sentence[m.first] else ""

    def _tell(self, first: int, end: int) -> None:
        """Make a name that is known to be a person's a mention, in place of what was read there."""
        own = [m for m in self.all if m.first < end and first < m.end]
        if len(own) != 1 or not (own[0].first <= first and end <= own[0].end):
            name = self.v.words(first, end)
            made = Mention(first, first, end, name, name_words(name), set(), "", set())
            self._before(made, first)
            self._inside(made)
            self.all = sorted([*(m for m in self.all if m not in own), made], key=lambda m: m.first)
            own = [made]
        own[0].facts.add("told")

    def _mention(self, first: int, end: int) -> Mention | None:
        v = self.v
        start = self._name_start(first, end)
        if (
            v.lower[start] in w.SUFFIXES
            or v.text[start] in "-."
            or _lone_letter(v, start, end)
            or _LABEL.match(v.words(start, end))
        ):
            return None
        name = v.words(start, end)
        roles = {x.rstrip(".") for x in v.lower[first:start]}
        m = Mention(first, start, end, name, name_words(name), roles, "", set())
        if not m.words:
            return None
        if start > first:
            m.facts.add("office before")
            m.gender = self._title(m, range(first, start))
        self._before(m, first)
        self._after(m)
        self._inside(m)
        return m

    def _name_start(self, first: int, end: int) -> int:
        """Where the name begins in a run: behind the office in *Afghan Foreign Minister Jane Roe* or *of
        State Jane Roe*."""
        v, start = self.v, first
        last = end - 1
        while last > first and v.lower[last] in w.SUFFIXES | {","}:
            last -= 1
        for i in range(first, last):
            noun = w.noun_of(v.lower[i])
            if noun is not None and (noun.names in w.ROLES or (noun.names == "group" and i == first)):
                start = start if v.lower[i] == "general" and i > start else i + 1  # *Leeds General Infirmary*
        of = first - 2 if first > 2 and v.lower[first - 1] == "the" else first - 1
        if (
            start == first
            and of > 0
            and v.lower[of] in ("of", "for")
            and (n := w.noun_of(v.lower[of - 1]))
            and n.names == "office"
        ):
            given = next((i for i in range(first + 1, last) if v.lower[i] in w.GIVEN), None)
            parts = [i + 1 for i in range(first, last) if v.lower[i] in w.NAMED or v.lower[i] == "staff"]
            start = given or (parts[-1] if parts else first)
        if start == first and last - first > 1 and v.lower[last] not in w.NAMED:
            start = self._leading_words(first, last)
        while start < last and v.text[start].isspace():
            start += 1
        return start

    def _leading_words(self, first: int, last: int) -> int:
        """Where the name begins behind words that the model leaves out: *Comedian Jane Roe*, *City Advocate
        Jane Roe*."""
        v = self.v
        if v.lower[first] in w.GIVEN:
            return first
        if v.lower[first + 1] in w.GIVEN and v.entity[first] != "PERSON" and v.entity[first + 1] == "PERSON":
            return first + 1
        behind = last - first > 2 and v.lower[last - 1] in w.GIVEN and v.entity[last] == "PERSON"
        alone = not any(x in w.GIVEN for x in v.lower[first : last - 1])
        return last - 1 if behind and alone and v.entity[first] != "PERSON" else first

    def _title(self, m: Mention, before: range) -> str:
        gender = ""
        for i in before:
            noun = w.noun_of(self.v.lower[i])
            if noun is not None and noun.names == "title":
                m.facts.add("title before")
            if noun is not None and noun.gender in "mf":
                gender = noun.gender
        return gender

    def _before(self, m: Mention, first: int) -> None:
        """What stands before the name: *police chief*, *the mayor,*, *his sister*, *the*."""
        v, i = self.v, first - 1
        if i < 0:
            return
        if v.lower[i] in ("in", "near", "at", "across", "outside") and not self._modifies(m):
            m.facts.add("in a place")
        comma = v.text[i] == "," and i > 0
        j = i - 1 if comma else i
        noun = w.noun_of(v.lower[j])
        of = w.noun_of(v.lower[j - 1]) if v.lower[j] == "of" and j else None
        member = w.noun_of(v.lower[j - 2]) if j > 1 and v.lower[j - 1] == "of" else None
        if (
            noun is not None
            and noun.names == "body"
            and member is not None
            and member.names in w.ROLES
            and not comma
        ):
            m.facts.add("office before")  # *member of parliament Jane Roe*
        elif (noun is not None and noun.names in w.COLLECTIVE and not comma and v.tag[j] == "NN") or (
            of is not None and of.names == "group"
        ):
            m.facts.add("body before")
        if (
            noun is not None
            and noun.names in _KIN_GRADES
            and not noun.plural
            and not (comma and noun.names == "title")
        ):
            if not comma:
                m.facts.add("title before" if noun.names == "title" else "office before")
            elif any(
                v.lower[k] in ("the", "a", "an", "his", "her", "'s", "’s") for k in range(max(0, j - 5), j)
            ):
                m.facts.add("office beside")
            else:
                return
            m.roles.update(
                x.rstrip(".") for x in v.lower[max(0, j - 4) : j + 1] if x.isalpha() or x[-1:] == "."
            )
            m.gender = m.gender or (noun.gender if noun.gender in "mf" else "")
        elif comma and self._office_of(m, i):
            m.facts.add("office beside")
        elif v.lower[i] == "the" and first == m.first and not self._modifies(m):
            m.facts.add("the before")

    def _office_of(self, m: Mention, comma: int) -> bool:
        """*The president of the union, Jane Roe*: the office stands further before the comma."""
        v = self.v
        for k in range(comma - 1, max(-1, comma - 12), -1):
            if v.text[k] in ",.;:" or v.text[k].isspace():
                return False
            noun = w.noun_of(v.lower[k])
            if (
                noun is not None
                and noun.names in ("office", "spokes", "trade")
                and not noun.plural
                and v.lower[k + 1] in ("of", "for", "at")
            ):
                if (
                    k
                    and v.lower[k - 1] not in ("the", "a", "an", "'s", "’s")
                    and v.tag[k - 1] not in ("NN", "NNP", "JJ")
                ):
                    return False
                m.roles.update(x for x in v.lower[k:comma] if x.isalpha())
                return True
        return False

    def _after(self, m: Mention) -> None:
        """What stands after the name: an age, a party, an office in apposition, *who*."""
        v, i = self.v, m.end
        if i + 1 >= v.n:
            return
        at = v.start[i - 1] + len(v.text[i - 1])
        rest = v.string[at : at + 40]
        if _AGE.match(rest):
            m.facts.add("age")
        if _LIFE.match(rest):
            m.facts.add("life dates")
        if label := _PARTY.match(rest):
            m.facts.add("party label")
            letter = label[0].strip(" ,(")[0]
            m.roles.update({"R": {"republican"}, "D": {"democrat"}}.get(letter, set()))
            m.roles.update(x.strip("(),").lower() for x in re.split(r"[\s-]", rest)[1:4])
        noun = w.noun_of(v.lower[i])
        if noun is not None and not v.capital(i) and noun.names in ("group", "body", "institute", "medium"):
            m.facts.add("body after")
        k = i + 1 if v.text[i] in (",", "(") else i
        if (
            m.first
            and v.lower[m.first - 1] in ("of", "from", "in", "at")
            and len(m.words) == 1
            and v.entity[m.first] != "PERSON"
        ):
            return  # *a senator of Ohio, the leader of …*
        if v.lower[k] == "who":
            m.facts.add("who")
        opening = ("the", "a", "an", "then", "his", "her", "its")
        if k > i and (v.lower[k] in opening or w.noun_of(v.lower[k]) is not None):
            self._apposition(m, k)

    def _apposition(self, m: Mention, k: int) -> None:
        v = self.v
        for j in range(k, min(v.n, k + 9)):
            if v.text[j] in ",.;:)" or v.tag[j] in ("VBD", "VBZ", "MD"):
                return
            noun = w.noun_of(v.lower[j])
            if (
                noun is not None
                and noun.names in _KIN_GRADES
                and noun.names != "title"
                and not noun.plural
                and v.tag[j][:2] == "NN"
            ):
                m.facts.add("office beside")
                m.roles.update(x for x in v.lower[k : min(v.n, j + 5)] if x.isalpha())
                m.gender = m.gender or (noun.gender if noun.gender in "mf" else "")
                return

    def _modifies(self, m: Mention) -> bool:
        """Whether a noun follows that the name only modifies: *the Trump campaign*."""
        v = self.v
        return m.end < v.n and v.tag[m.end] in ("NN", "NNS", "NNP", "POS", "JJ") and v.text[m.end] not in "-"

    def _inside(self, m: Mention) -> None:
        """What the words of the name themselves say."""
        if any(x in w.NAMED for x in m.words if x not in w.SHORT or x.upper() in m.name):
            m.facts.add("word of a body")
        if m.words[-1] == "no" and m.end < self.v.n and self.v.text[m.end][0] in ".0123456789":
            m.facts.add("word of a body")  # *School No. 2*
        if any(x in w.OUTLETS for x in m.words[0 if len(m.words) == 1 else 1 :]):
            m.facts.add("word of an outlet")
        given = w.GIVEN.get(m.words[0]) if len(m.words) > 1 else None
        if given is None and len(m.words) > 1 and re.fullmatch(r"[a-z]\.?(?:[a-z]\.)*", m.words[0]):
            given = ""
        if given is not None:
            m.facts.add("given name")
        m.stated = bool(m.gender)
        m.gender = m.gender or _sex_by_name(m.words)
        if given is None and len(m.words) > 1 and m.words[0] in w.SEXES:
            m.facts.add("rarer given name")
        if any(_SPLIT_GIVEN.fullmatch(x) for x in m.name.split()[1:]):
            m.facts.add("given name")
        if "-".join(m.words) in w.FIRMS:
            m.facts.add("firm")
        if m.words[-1] in w.SURNAMES or (not m.name.isascii() and m.name.split()[-1].lower() in w.SURNAMES):
            m.facts.add("surname")
        if len(m.words) == 1 and m.name.isupper() and 1 < len(m.name) <= 6:
            m.facts.add("capitals only")
        self._against(m)

    def _against(self, m: Mention) -> None:
        """Whether the words are a place, a common noun or a firm, and no person's name."""
        names, capitals = w.states()
        low = m.name.lower()
        if low in names or low in capitals or low in w.regions():
            m.facts.add("state")
        noun = w.noun_of(m.words[-1])
        if (
            noun is not None
            and (noun.names in ("office", "adherent", "group", "people") or noun.plural)
            and (len(m.words) == 1 or m.words[0] not in w.GIVEN)
        ):
            m.facts.add("common noun")
        if any(x in w.PARTICLES for x in m.words[1:-1]) and " of " not in low:
            m.facts.add("particle")
        if len(m.words) == 1 and m.name.endswith("."):
            m.facts.add("abbreviation")
        if "&" in m.words:
            m.facts.add("ampersand")

    # -- all mentions --------------------------------------------------------------------------------------

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
            if whole is None and self._score(words, group) < PERSON_FROM:
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
            if not group or against or self._score(words, group) < PERHAPS_FROM or len(words) > 4:
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
            known = [p for p in known if p.first < group[0].first or not (_in_the_middle(words[0], p) or _junior(p))]
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

    def _which(self, m: Mention, words: tuple[str, ...]) -> Person | None:
        """One of several persons of the name, told by title or sex; else a person under the short name."""
        known = self.by_part.get(words) or self.by_part.get(tuple(bare_word(x) for x in words)) or []
        if "title before" in m.facts and m.gender:
            fitting = [p for p in known if p.sex == m.gender]
            if len(fitting) == 1:
                return fitting[0]
        told = m.roles - {"the", "a", "an", "mr", "mrs", "ms", "of", "former"}
        fitting = [p for p in known if told & p.roles] if told else []
        if len(fitting) == 1:
            return fitting[0]
        before = [p for p in known if p.first < m.first]
        if len(before) == 1:
            return before[0]
        if words not in self._short:
            self._short[words] = Person(m.name, words, m.first)
            self.persons.append(self._short[words])
        return self._short[words]

    def _by_title(self, m: Mention, person: Person) -> Person:
        """*Mrs Cole* is not John Cole: a person of her own, under title and name."""
        given = w.GIVEN.get(person.words[0], "") if len(person.words) > 1 and len(m.words) == 1 else ""
        if given in ("", m.gender):
            return person
        key = (m.gender, *m.words)
        if key not in self._short:
            self._short[key] = Person(self.v.words(m.first - 1, m.end), m.words, m.first)
            self.persons.append(self._short[key])
        return self._short[key]

    def _is_place(self, m: Mention) -> bool:
        """Whether a word that is part of a person's name stands for a state here: *Chad* beside *Chad
        Cole*."""
        return "state" in m.facts and "title before" not in m.facts and self.v.entity[m.first] == "GPE"

    def _score(self, words: tuple[str, ...], group: list[Mention]) -> float:
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


def _lone_letter(v: View, start: int, end: int) -> bool:
    """The *E* of *E-mails* is no name."""
    return (
        end == start + 1
        and len(v.text[start]) == 1
        and end < v.n
        and v.text[end] == "-"
        and not v.spaced[start]
    )


def _junior(p: Person) -> bool:
    """Whether a person's name tells him from an elder one of that name."""
    return p.name.lower().split()[-1] in w.SUFFIXES


def _in_the_middle(word: str, person: Person) -> bool:
    """Whether a word is neither the first nor the last of a person's name."""
    ends = {person.words[0], person.words[-1]}
    return word not in ends | {bare_word(x) for x in ends}


def _note_gender(person: Person, m: Mention) -> None:
    if m.gender:
        person.gender[m.gender] += 3 if "title before" in m.facts else 1
        if m.stated:
            person.stated[m.gender] += 1


def _sex_by_name(words: tuple[str, ...]) -> str:
    """Whether a person's name tells a man (m) or a woman (f): by its first word, behind an initial by the
    next.

    Alone a word may be a surname, so only the shorter list of given names decides.
    """
    title = w.noun_of(words[0])
    if title is not None and title.gender in "mf":
        return title.gender
    if len(words) > 2 and len(words[0].strip(".")) == 1:
        words = words[1:]
    if len(words) > 1:
        return w.SEXES.get(words[0], "")
    return w.GIVEN.get(words[0], "")


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
