"""What is equal in the rosters of a corpus, held once: most names and offices come again and again."""

from __future__ import annotations

from typing import TypeVar

from claimatlas.people.entities import Entity, Roster

Value = TypeVar("Value")


class Interned:
    """Values that were met, each the first of its equals. Nobody may change one."""

    def __init__(self) -> None:
        self._met: dict[object, object] = {}

    def of(self, value: Value) -> Value:
        """Return what was met first of all that equals a word or a set or tuple of words."""
        return self._met.setdefault(value, value)

    def roster(self, roster: Roster) -> Roster:
        """Let what is in a roster be what was met first; the order of a set stays."""
        of = self.of
        roster.article = of(roster.article)
        roster.entities = [self._entity(entity) for entity in roster.entities]
        roster.company = frozenset(of(name) for name in roster.company)
        roster.acronyms = {of(short): of(whole) for short, whole in roster.acronyms.items()}
        return roster

    def _entity(self, entity: Entity) -> Entity:
        """Make an entity of what was met; forms, which can be no key, are met by their entries in order."""
        of = self.of
        forms = tuple((of(form), n) for form, n in entity.forms.items())
        return Entity(
            of(entity.article), of(entity.name), of(entity.kind), of(tuple(map(of, entity.words))),
            self._met.setdefault(("forms", forms), dict(forms)), of(entity.gender), of(entity.said),
            of(entity.offices), of(entity.labels), entity.holds, entity.named,
        )
