"""Who a source is: its kind, its name, and the name behind "the institute", "the newspaper", "he" or
"members of the group"."""

from claimatlas.people.antecedents import ANTECEDENT_FROM
from claimatlas.people.cast import Cast, Holder, is_anonymous
from claimatlas.people.names import join_spellings
from claimatlas.people.words import SPEAKERS, is_demonym, states

__all__ = [
    "ANTECEDENT_FROM",
    "SPEAKERS",
    "Cast",
    "Holder",
    "is_anonymous",
    "is_demonym",
    "join_spellings",
    "states",
]
