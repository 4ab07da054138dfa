"""From the articles to the corpus: one entry for one person or body, whatever the articles call it.

Full names come first, then names of one word, then bodies. Each step weighs what speaks for and against a
join by the named features of ``identity.txt``; what stays below the bound stays apart and is kept as a
doubt.
"""

from __future__ import annotations

from collections.abc import Iterable

from claimatlas.people import words as w
from claimatlas.people.entities import BODY, PERSON, Entity, Roster
from claimatlas.people.groups import is_some_of_many
from claimatlas.people.joining import JOIN_FROM
from claimatlas.people.same_body import SameBody
from claimatlas.people.same_person import SamePerson


class Identity(SamePerson, SameBody):
    """Who is who in a corpus.

    Parameters
    ----------
    rosters : iterable of Roster
        One for each article.

    Attributes
    ----------
    entries : list of Entry
        Those who hold nothing are among them; in no order that means anything.
    doubts : list of Doubt
        Joins that are not sure, the least decided first.
    """

    def __init__(self, rosters: Iterable[Roster]):
        super().__init__(rosters)
        entities = [e for r in self.rosters for e in r.entities]
        persons = [e for e in entities if e.kind == PERSON and e.named]
        full = self._same_names([e for e in persons if len(e.words) > 1])
        full = self._variants(full)
        some = {id(e) for e in entities if e.kind == BODY and is_some_of_many(e.name)}
        bodies = [e for e in entities if e.kind == BODY and e.named and id(e) not in some]
        loose = [e for e in bodies if _may_be_person(e)]
        rest = self._short([e for e in persons if len(e.words) == 1] + loose, full)
        borne = {x for entry in full for words in entry.names for x in words}
        single = self._same_names([e for e in rest if e.kind == PERSON], borne)
        named = self._bodies(
            [e for e in bodies if not _may_be_person(e)] + [e for e in rest if e.kind == BODY]
        )
        common = self._common([e for e in entities if not e.named or id(e) in some])
        self.entries = [*full, *single, *named, *common]
        self.doubts.sort(
            key=lambda d: (
                abs(d.confidence - JOIN_FROM),
                d.one.article,
                d.one.name,
                d.other.article,
                d.other.name,
            )
        )


def _may_be_person(entity: Entity) -> bool:
    """Whether a name that was read as a body's could be a person's: no word of it is of bodies or offices."""
    plain = all(x not in w.NAMED and x not in w.OUTLETS and w.noun_of(x) is None for x in entity.words)
    capital = all(x[:1].isupper() and not x.isupper() for x in entity.name.split())
    return plain and capital and 1 <= len(entity.words) <= 3
