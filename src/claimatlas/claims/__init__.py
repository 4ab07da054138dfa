"""Who says what, on whose word: attribution, propositions, holders, hedges, dates and numbers."""

from claimatlas.claims.extraction import (
    SPOTS,
    claims_and_holders,
    claims_of,
    find_claims,
    read_article,
    spots_by_article,
)
from claimatlas.claims.joining import joined

__all__ = [
    "SPOTS", "claims_and_holders", "claims_of", "find_claims", "joined", "read_article", "spots_by_article",
]
