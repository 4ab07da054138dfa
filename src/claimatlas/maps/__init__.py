"""Maps: where the places of the articles are, as a figure and as a page to explore."""

from claimatlas.counts import claims_at
from claimatlas.maps.interactive import interactive_map
from claimatlas.maps.static import places_map

__all__ = ["READ", "claims_at", "interactive_map", "places_map"]

READ = {
    "articles": ("article_id", "outlet", "published", "language", "copy_of"),
    "mentions": ("mention_id", "article_id", "start", "end", "surface", "place_id", "status", "role"),
    "claims": (
        "claim_id", "article_id", "outlet", "start", "spans", "content", "sentence", "holder",
        "resolved_kind", "hedged", "denial", "dates", "confidence",
    ),
}
"""What maps, and the places and dates beside them, read of the large tables."""
