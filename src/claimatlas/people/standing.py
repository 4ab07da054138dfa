"""How the candidates for the antecedent of a pronoun stand: each in its clause, and all beside each other."""

from __future__ import annotations

from dataclasses import dataclass

from claimatlas.people import grammar
from claimatlas.people.discourse import Entity
from claimatlas.people.names import View


@dataclass(slots=True)
class Field:
    """What the candidates of a pronoun are beside each other.

    Attributes
    ----------
    lasts : list of int
        Their last mentions, in order.
    most : int
        How often the one mentioned most was mentioned.
    tied : bool
        Whether several were mentioned so often.
    first : int
        The order of the one that was mentioned first.
    """

    lasts: list[int]
    most: int
    tied: bool
    first: int

    @classmethod
    def of(cls, found: list[Entity]) -> Field:
        """Compare the candidates; there may be none."""
        mentions = [e.mentions for e in found]
        most = max(mentions, default=0)
        first = min((e.order for e in found), default=0)
        return cls(sorted(e.last for e in found), most, mentions.count(most) > 1, first)


@dataclass(slots=True)
class Place:
    """Where a mention stands: its role, and whether it is the subject of a main verb, a subject that opens
    its paragraph, the owner of a subject, joined to another by *and*, and in brackets."""

    role: str
    main: bool
    opens: bool
    owns: bool
    joined: bool
    bracketed: bool


def place_of(view: View, at: int) -> Place:
    """See `Place`."""
    v, role = view, grammar.role(view, at)
    subject = role == "subject"
    behind = range(at + 1, min(v.n, at + 6))
    return Place(
        role,
        subject and v.dep[grammar.governor(v, at)] == "ROOT",
        subject and (at < 4 or any("\n" in x for x in v.text[at - 4 : at])),
        role == "possessor" and grammar.role(v, v.head[at]) == "subject",
        v.dep[at] == "conj" or any(v.dep[k] == "conj" and v.head[k] == at for k in behind),
        "(" in v.text[max(0, at - 4) : at] and ")" in v.text[at : at + 8],
    )
