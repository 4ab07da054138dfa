"""Maps: where the places of the articles are, as a figure and as a page to explore."""

from claimatlas.maps.links import claims_at

__all__ = ["claims_at"]
