"""What cuts claims: a sentence into propositions, each of which can be true or false by itself."""

from claimatlas.claims.propositions.contents import Proposition, content_of, content_spans
from claimatlas.claims.propositions.cutting import RULES, find_propositions

__all__ = ["RULES", "Proposition", "content_of", "content_spans", "find_propositions"]
