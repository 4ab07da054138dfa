"""Who a source is: its kind, its name, and the name behind "the institute", "the newspaper", "he" or
"members of the group"; and, over all articles, which names are one person or body."""

from claimatlas.people.antecedents import ANTECEDENT_FROM
from claimatlas.people.cast import Cast
from claimatlas.people.entities import Roster, roster_of
from claimatlas.people.groups import is_anonymous, nations
from claimatlas.people.holders import NAMED, Holders, holders_of, voices
from claimatlas.people.reading import Holder
from claimatlas.people.words import SPEAKERS, is_demonym, states

__all__ = [
    "ANTECEDENT_FROM",
    "NAMED",
    "SPEAKERS",
    "Cast",
    "Holder",
    "Holders",
    "Roster",
    "holders_of",
    "is_anonymous",
    "is_demonym",
    "nations",
    "roster_of",
    "states",
    "voices",
]
