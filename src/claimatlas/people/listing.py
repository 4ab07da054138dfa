"""One holder of a corpus as it is listed: its name, its id, and what most articles say of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from claimatlas.people.entities import BODY, PERSON, Entity, words_of
from claimatlas.people.names import name_words
from claimatlas.people.spelling import body_name


@dataclass(eq=False, slots=True)
class Listed:
    """A holder of the corpus.

    Attributes
    ----------
    name, kind : str
    entities : list of Entity
        One for each article that has it.
    variants : list of str
        What the articles call it, the most frequent first.
    offices : list of str
        What the articles say that it is, the most frequent first.
    body, gender : str
        As most articles have it; empty where they do not tell.
    confidence : float
        Of its least sure join, 0 to 1.
    reviewed : bool
        Whether an analyst corrected it.
    holder_id : str
        Made of the name.
    speaks_for : Listed or None
        Whose word it gives: a spokesman's body, the body of some officials.
    """

    name: str
    kind: str
    entities: list[Entity] = field(default_factory=list)
    variants: list[str] = field(default_factory=list)
    offices: list[str] = field(default_factory=list)
    body: str = ""
    gender: str = ""
    confidence: float = 1.0
    reviewed: bool = False
    holder_id: str = ""
    speaks_for: Listed | None = None

    @classmethod
    def of(cls, entities: list[Entity], confidence: float = 1.0) -> Listed:
        """List one person or body from what each article has of it."""
        listed = cls("", BODY, list(entities), confidence=confidence)
        listed.describe()
        return listed

    @property
    def holds(self) -> bool:
        """Whether a chain may name it."""
        return any(e.holds for e in self.entities)

    @property
    def keys(self) -> list[tuple[str, str]]:
        """Article and name by which the chains of its articles have it."""
        return [(e.article, e.name) for e in self.entities]

    @property
    def called(self) -> set[str]:
        """Every name and form of it."""
        return {self.name, *self.variants, *(e.name for e in self.entities)}

    def describe(self) -> None:
        """Take name, kind, variants, offices, body and gender from the entities."""
        kinds = Counter(e.kind for e in self.entities)
        self.kind = PERSON if kinds[PERSON] >= kinds[BODY] else BODY
        forms: Counter[str] = Counter()
        whole: Counter[str] = Counter()
        for e in self.entities:
            forms.update(e.forms)
            whole[e.name] += sum(e.forms.values()) if self.kind == PERSON else 1
        # the words that a corpus uses most; a name of several words before one of them
        read = words_of if self.kind == PERSON else lambda n: body_name(n).key
        many = {n: c for n, c in whole.items() if len(read(n)) > 1} or whole
        self.name = min(many, key=lambda n: (-many[n], n))
        self.variants = sorted(forms.keys() | whole.keys(), key=lambda n: (-forms[n], n))
        offices = Counter(o.text for e in self.entities for o in set(e.offices))
        self.offices = sorted(offices, key=lambda x: (-offices[x], -len(x), x))
        self.body = _most(Counter(o.body for e in self.entities for o in set(e.offices) if o.body))
        said = {e.said for e in self.entities} - {""}
        self.gender = said.pop() if len(said) == 1 else ""


def _most(counts: Mapping[str, int]) -> str:
    """The most frequent, of several the longest; empty for none."""
    return min(counts, key=lambda x: (-counts[x], -len(x), x)) if counts else ""


def number(listed: Iterable[Listed]) -> None:
    """Give ids to those that have none: the name in small letters, numbered from the second of a name on.

    Who holds something and stands in more articles comes first, so that an article more hardly moves a
    number.
    """
    listed = list(listed)
    used = {h.holder_id for h in listed if h.holder_id}
    new = (h for h in listed if not h.holder_id)
    for h in sorted(new, key=lambda h: (not h.holds, -len(h.entities), min(h.keys, default=("", "")))):
        slug = "-".join(re.findall(r"[^\W_]+", " ".join(name_words(h.name)))) or "unnamed"
        key, k = slug, 1
        while key in used:
            k += 1
            key = f"{slug}-{k}"
        used.add(key)
        h.holder_id = key
