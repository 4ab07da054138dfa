"""Maps: where the places of the articles are, as a figure and as a page to explore."""

from claimatlas.counts import claims_at
from claimatlas.maps.interactive import interactive_map
from claimatlas.maps.static import places_map

__all__ = ["claims_at", "interactive_map", "places_map"]
