"""Holders that a common noun leads back to: *the ministry*, *the group*, *the mayor* of the lines before."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter

from claimatlas.people import words as w
from claimatlas.people.bodies import extend
from claimatlas.people.names import bare, name_words
from claimatlas.people.phrase import Phrase
from claimatlas.people.proper import ProperNames
from claimatlas.people.reading import MEMORY, WORD, Holder, person_holder

_SECOND = frozenset(["vice", "deputy"])
"""Words before an office that make it another one: *the president* is not the vice president."""


class Earlier(ProperNames):
    """Leads descriptions back to who was named before."""

    _nations: dict[tuple[str, str], str] | None = None

    def _alias(self, noun: str, at: int, definite: bool, anonymous: bool = False) -> Holder | None:
        """The earlier holder that *the <noun>* leads back to."""
        if not definite:
            return None
        earlier = [s for s in reversed(self.seen[-MEMORY:]) if s.at < at]
        if anonymous:
            forms = {noun, noun.removesuffix("s"), noun + "s"}
            fitting = (s.holder for s in earlier if s.told & forms and s.holder.name.lower() not in forms)
            return next((h for h in fitting if h.kind == "anonymous"), None)
        entry = w.noun_of(noun)
        sort = {"medium": "media", "institute": "org"}.get(entry.names if entry is not None else "")
        forms = {noun + "s", *w.synonyms(noun)}
        for s in earlier:
            named = s.holder.kind == "named organisation" and s.holder.name.lower() != noun
            if named and _speaks_for_another(s.holder) and not forms & s.words:
                continue
            if named and (s.told & forms or s.holder.sort == sort):
                return s.holder
        lately = earlier[0].holder if earlier else None
        unclassed = entry is not None and entry.names == "body" and entry.grade == "one" and not entry.plural
        if not unclassed or lately is None or self.view.tag[earlier[0].at] == "NNPS":
            return None
        return lately if _could_be_any(lately) else None

    def _mentioned_body(self, noun: str, at: int) -> Holder | None:
        """A body that was mentioned before under this noun, though not as a holder: *the ministry*, *the
        group*."""
        v = self.view
        called = w.synonyms(noun)
        named = [full for full in self.full.values() if noun in full.lower().split()]
        if named:
            return self._body(named[0])
        found: list[tuple[int, str]] = []
        before = bisect_left(self.people.others, at, key=lambda m: m.first)
        for m in self.people.others[max(0, before - MEMORY) : before]:
            behind = v.lower[m.end] if m.end < v.n else ""
            before = v.lower[m.begin - 1] if m.begin else ""
            if called & set(m.words[1:]) or noun in (behind, before):
                first, end = extend(v, m.begin, m.end)
                found.append((m.first, bare(v.words(first, end))))
        names = Counter(name for _, name in found)
        longest = {x for name in names for x in name_words(name)}
        shared = set.intersection(*(set(name_words(name)) for name in names)) if names else set()
        if shared and any(
            set(name_words(name)) == longest for name in names
        ):  # *Ansar* and *Jamaat Ansar* are one
            return self._body(names.most_common(1)[0][0])
        if found and v.sentence[at] - v.sentence[found[-1][0]] <= 2:
            return self._body(found[-1][1])
        return None

    def _members_of(self, phrase: Phrase) -> str:
        """The group that *members of the group* or *the group's fighters* speak for."""
        v = self.view
        body = next(
            (
                i
                for i in [*phrase.rest, *phrase.possessor]
                if (n := w.noun_of(v.lower[i])) and n.names in w.COLLECTIVE and not n.plural
            ),
            None,
        )
        if body is None:
            return ""
        known = self._alias(v.lower[body], body, True) or self._mentioned_body(v.lower[body], body)
        return known.name if known is not None else ""

    def _role(self, phrase: Phrase) -> Holder | None:
        """The person of the article who holds the office: *the Tajik leader*, *the four-term congressman*."""
        v = self.view
        called = w.synonyms(v.lower[phrase.head])
        own = {v.lower[i] for i in phrase.core}
        proper = {
            v.lower[i][:4]
            for i in [*phrase.core[:-1], *phrase.rest]
            if v.capital(i) and not (v.opens[i] and v.tag[i] == "DT")
        }
        fitting = {
            p.name
            for role in sorted(called)
            for p in self.people.by_role.get(role, [])[:MEMORY]
            if (not proper or any(x[:4] in proper for x in p.roles)) and p.roles & _SECOND <= own
        }
        before = bisect_left(self.people.mentions, phrase.head, key=lambda m: m.first)
        for m in reversed(self.people.mentions[max(0, before - MEMORY) : before]):
            if m.person.name in fitting:
                return person_holder(m)
        only = next(iter(fitting)) if len(fitting) == 1 else None
        return Holder(only, "named person", "person") if only else None

    def _only(self, noun: str) -> Holder | None:
        """*Police* are the *Rivertown police* if the article has no others."""
        ends = f" {noun}"
        known = {s.holder.name: s.holder for s in self.seen[-MEMORY:] if s.holder.name.lower().endswith(ends)}
        named = [h for h in known.values() if h.kind == "named organisation"]
        return named[0] if len(named) == len(known) == 1 else None

    def _placed(self, phrase: Phrase) -> Holder | None:
        """*The authorities in Afghanistan* are the *Afghan authorities* that the article named before."""
        v = self.view
        place = next((i for i in phrase.rest if v.capital(i)), None)
        if place is None or v.lower[phrase.rest[0]] not in ("in", "of"):
            return None
        for s in reversed(self.seen[-MEMORY:]):
            first, _, last = s.holder.name.lower().partition(" ")
            if last == v.lower[phrase.head] and first[:4] == v.lower[place][:4]:
                return s.holder
        return self._named_nation(v.lower[phrase.head], v.lower[place][:4])

    def _named_nation(self, noun: str, stem: str) -> Holder | None:
        """*Afghan authorities* where the text has them anywhere."""
        v = self.view
        if self._nations is None:
            pairs = (
                (v.lower[i], v.lower[i - 1][:4], i)
                for i in range(1, v.n)
                if v.tag[i] == "NNS" and v.capital(i - 1)
            )
            self._nations = {(plural, first): v.text[i - 1] for plural, first, i in pairs}
        nation = self._nations.get((noun, stem))
        return Holder(f"{nation} {noun}", "named organisation", "body") if nation else None


def _speaks_for_another(holder: Holder) -> bool:
    """Whether a holder is somebody's spokesman."""
    nouns = (w.noun_of(x) for x in WORD.findall(holder.name.lower()))
    return any(n is not None and n.names == "spokes" for n in nouns)


def _could_be_any(holder: Holder) -> bool:
    """Whether a body's name does not say what it is, so that *the company* may be it: *Boeing*."""
    found = WORD.findall(holder.name)
    known = any(w.noun_of(x.lower()) is not None or x.lower() in w.OUTLETS for x in found)
    plain = holder.kind == "named organisation" and holder.sort in ("body", "org") and "(" not in holder.name
    return plain and not known and all(x[0].isupper() for x in found)
