"""Places: recognise toponyms in texts, resolve them against the gazetteer, and let an analyst correct the
result."""

from claimatlas.places.confidence import THRESHOLD, Mention
from claimatlas.places.listing import places_of, tables_of
from claimatlas.places.mentions import (
    MODES,
    find_mentions,
    home_of,
    require,
    required_of,
)
from claimatlas.places.review import COLUMNS, Review, read_review, ready_rows

__all__ = [
    "COLUMNS",
    "MODES",
    "THRESHOLD",
    "Mention",
    "Review",
    "find_mentions",
    "home_of",
    "places_of",
    "read_review",
    "ready_rows",
    "require",
    "required_of",
    "tables_of",
]
