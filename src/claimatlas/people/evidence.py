"""Names in an article, each with the evidence beside and inside it of who or what it names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from claimatlas.people import words as w
from claimatlas.people.mentions import Mention
from claimatlas.people.names import View, name_words, runs
from claimatlas.wordlists import alternatives

_LETTERS, _MEMBERS = (alternatives(w.words(h)) for h in ("letters of parties", "members of a party"))
_PARTY = re.compile(rf"[\s,(]{{1,3}}(?:(?:{_LETTERS})-[A-Z][\w.]*|(?:{_MEMBERS}) (?:of|from|for) [A-Z])")
_SPLIT_GIVEN = re.compile(r"[A-Z][a-z]{1,6}-[a-z]{2,6}")
"""A given name of two syllables, as Korean names are written: *Ki-moon*."""
_LABEL = re.compile(rf"(?:{_LETTERS})-[A-Z]")
_AGE = re.compile(r",? \(?\d{1,3}\b(?= ?[,.)]| who)")
_LIFE = re.compile(r" \((?:born|b\.|d\.|c\.|\d{4} ?[–-])")
_KIN_GRADES = frozenset(["kin", "person", *w.ROLES])


class Evidence:
    """Reads the names of one article.

    Parameters
    ----------
    v : View
    """

    def __init__(self, view: View):
        self.v = view

    def read(self, told: Iterable[tuple[int, int]] = ()) -> list[Mention]:
        """All mentions in the order of the text; ``told`` are names that are known to be persons'."""
        self.all = [m for first, end in runs(self.v) if (m := self._mention(first, end)) is not None]
        self._take_in_figures()
        for first, end in told:
            self._tell(first, end)
        return self.all

    def _take_in_figures(self) -> None:
        """Lengthen names before which the text always has the same figure: *8 Sobh*, the daily *7 Days*."""
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

    def _called_a_body(self, at: int) -> bool:
        """Whether a token is the noun of one body: *the daily* 7 Days."""
        noun = w.noun_of(self.v.lower[at]) if at >= 0 else None
        return noun is not None and noun.names in w.COLLECTIVE and not noun.plural

    def _figure_before(self, mention: Mention) -> str:
        """The figure of up to three digits right before a name, else empty."""
        v, i = self.v, mention.begin - 1
        if i < 0 or mention.begin != mention.first:
            return ""
        figure = v.text[i].isdecimal() and len(v.text[i]) < 4 and v.spaced[i]
        return v.text[i] if figure else ""

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
        """A name as a mention, unless it is a suffix, a lone letter or a label."""
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
        if start == first and last - first > 1 and self._of_a_state(first) and v.lower[last] not in w.NAMED:
            start += 1
        while start < last and v.text[start].isspace():
            start += 1
        return start

    def _of_a_state(self, at: int) -> bool:
        """Whether a state's name closes an office before a name: *Secretary of the Party of Vietnam* Jane
        Roe."""
        v = self.v
        if v.lower[at] not in w.states()[0] or at < 2 or v.lower[at - 1] not in ("of", "for"):
            return False
        near = (k for k in range(max(0, at - 8), at - 1) if v.sentence[k] == v.sentence[at])
        before = (w.noun_of(v.lower[k]) for k in near)
        return any(n is not None and n.names == "office" for n in before)

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

    def _title(self, mention: Mention, before: range) -> str:
        """The gender that titles before a name give it, and that there are titles."""
        gender = ""
        for i in before:
            noun = w.noun_of(self.v.lower[i])
            if noun is not None and noun.names == "title":
                mention.facts.add("title before")
            if noun is not None and noun.gender in "mf":
                gender = noun.gender
        return gender

    def _before(self, mention: Mention, first: int) -> None:
        """What stands before the name: *police chief*, *the mayor,*, *his sister*, *the*."""
        v, i = self.v, first - 1
        if i < 0:
            return
        if v.lower[i] in ("in", "near", "at", "across", "outside") and not self._modifies(mention):
            mention.facts.add("in a place")
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
            mention.facts.add("office before")  # *member of parliament Jane Roe*
        elif (noun is not None and noun.names in w.COLLECTIVE and not comma and v.tag[j] == "NN") or (
            of is not None and of.names == "group"
        ):
            mention.facts.add("body before")
        if (
            noun is not None
            and noun.names in _KIN_GRADES
            and not noun.plural
            and not (comma and noun.names == "title")
        ):
            if not comma:
                mention.facts.add("title before" if noun.names == "title" else "office before")
            elif any(
                v.lower[k] in ("the", "a", "an", "his", "her", "'s", "’s") for k in range(max(0, j - 5), j)
            ):
                mention.facts.add("office beside")
            else:
                return
            mention.roles.update(
                x.rstrip(".") for x in v.lower[max(0, j - 4) : j + 1] if x.isalpha() or x[-1:] == "."
            )
            mention.gender = mention.gender or (noun.gender if noun.gender in "mf" else "")
        elif comma and self._office_of(mention, i):
            mention.facts.add("office beside")
        elif v.lower[i] == "the" and first == mention.first and not self._modifies(mention):
            mention.facts.add("the before")

    def _office_of(self, mention: Mention, comma: int) -> bool:
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
                mention.roles.update(x for x in v.lower[k:comma] if x.isalpha())
                return True
        return False

    def _after(self, mention: Mention) -> None:
        """What stands after the name: an age, a party, an office in apposition, *who*."""
        v, i = self.v, mention.end
        if i + 1 >= v.n:
            return
        at = v.start[i - 1] + len(v.text[i - 1])
        rest = v.string[at : at + 40]
        if _AGE.match(rest):
            mention.facts.add("age")
        if _LIFE.match(rest):
            mention.facts.add("life dates")
        if label := _PARTY.match(rest):
            mention.facts.add("party label")
            letter = label[0].strip(" ,(")[0]
            mention.roles.update({"R": {"republican"}, "D": {"democrat"}}.get(letter, set()))
            mention.roles.update(x.strip("(),").lower() for x in re.split(r"[\s-]", rest)[1:4])
        noun = w.noun_of(v.lower[i])
        if noun is not None and not v.capital(i) and noun.names in ("group", "body", "institute", "medium"):
            mention.facts.add("body after")
        k = i + 1 if v.text[i] in (",", "(") else i
        if (
            mention.first
            and v.lower[mention.first - 1] in ("of", "from", "in", "at")
            and len(mention.words) == 1
            and v.entity[mention.first] != "PERSON"
        ):
            return  # *a senator of Ohio, the leader of …*
        if v.lower[k] == "who":
            mention.facts.add("who")
        opening = ("the", "a", "an", "then", "his", "her", "its")
        if k > i and (v.lower[k] in opening or w.noun_of(v.lower[k]) is not None):
            self._apposition(mention, k)

    def _apposition(self, mention: Mention, number: int) -> None:
        """What a noun in apposition behind a name says of it."""
        v = self.v
        for j in range(number, min(v.n, number + 9)):
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
                mention.facts.add("office beside")
                mention.roles.update(x for x in v.lower[number : min(v.n, j + 5)] if x.isalpha())
                mention.gender = mention.gender or (noun.gender if noun.gender in "mf" else "")
                return

    def _modifies(self, mention: Mention) -> bool:
        """Whether a noun follows that the name only modifies: *the Trump campaign*."""
        v = self.v
        return (
            mention.end < v.n
            and v.tag[mention.end] in ("NN", "NNS", "NNP", "POS", "JJ")
            and v.text[mention.end] not in "-"
        )

    def _inside(self, mention: Mention) -> None:
        """What the words of the name themselves say."""
        if any(x in w.NAMED for x in mention.words if x not in w.SHORT or x.upper() in mention.name):
            mention.facts.add("word of a body")
        if (
            mention.words[-1] == "no"
            and mention.end < self.v.n
            and self.v.text[mention.end][0] in ".0123456789"
        ):
            mention.facts.add("word of a body")  # *School No. 2*
        if any(x in w.OUTLETS for x in mention.words[0 if len(mention.words) == 1 else 1 :]):
            mention.facts.add("word of an outlet")
        given = w.GIVEN.get(mention.words[0]) if len(mention.words) > 1 else None
        if (
            given is None
            and len(mention.words) > 1
            and re.fullmatch(r"[a-z]\.?(?:[a-z]\.)*", mention.words[0])
        ):
            given = ""
        if given is not None:
            mention.facts.add("given name")
        mention.stated = bool(mention.gender)
        mention.gender = mention.gender or _sex_by_name(mention.words)
        if given is None and len(mention.words) > 1 and mention.words[0] in w.SEXES:
            mention.facts.add("rarer given name")
        if any(_SPLIT_GIVEN.fullmatch(x) for x in mention.name.split()[1:]):
            mention.facts.add("given name")
        if "-".join(mention.words) in w.FIRMS:
            mention.facts.add("firm")
        if mention.words[-1] in w.SURNAMES or (
            not mention.name.isascii() and mention.name.split()[-1].lower() in w.SURNAMES
        ):
            mention.facts.add("surname")
        if len(mention.words) == 1 and mention.name.isupper() and 1 < len(mention.name) <= 6:
            mention.facts.add("capitals only")
        self._against(mention)

    def _against(self, mention: Mention) -> None:
        """Whether the words are a place, a common noun or a firm, and no person's name."""
        names, capitals = w.states()
        low = mention.name.lower()
        if low in names or low in capitals or low in w.regions():
            mention.facts.add("state")
        noun = w.noun_of(mention.words[-1])
        if (
            noun is not None
            and (noun.names in ("office", "adherent", "group", "people") or noun.plural)
            and (len(mention.words) == 1 or mention.words[0] not in w.GIVEN)
        ):
            mention.facts.add("common noun")
        if any(x in w.PARTICLES for x in mention.words[1:-1]) and " of " not in low:
            mention.facts.add("particle")
        if len(mention.words) == 1 and mention.name.endswith("."):
            mention.facts.add("abbreviation")
        if "&" in mention.words:
            mention.facts.add("ampersand")


def _lone_letter(view: View, start: int, end: int) -> bool:
    """The *E* of *E-mails* is no name."""
    return (
        end == start + 1
        and len(view.text[start]) == 1
        and end < view.n
        and view.text[end] == "-"
        and not view.spaced[start]
    )


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
