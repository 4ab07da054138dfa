"""The places of a content: the one thing that this wing asks of the places wing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimatlas.tokens import Doc

if TYPE_CHECKING:
    from claimatlas.places.named import Named, Spot


@dataclass(frozen=True)
class Places:
    """The places that an article names, in text order."""

    starts: list[int]
    named: list[Named]

    @classmethod
    def of(cls, doc: Doc, spots: Sequence[Spot] | None) -> Places:
        """Take the places from the mentions of the article, or have them looked for where they are not
        known."""
        from claimatlas.places.named import named_places  # a gazetteer behind it, and only the rows need it

        named = named_places(doc, spots)
        return cls([n.start for n in named], named)

    def inside(self, pieces: list[tuple[int, int]], text: str) -> dict[str, list[str]]:
        """Name those that lie in a content, each once: all of them, and those that stand for a government."""
        names: dict[str, bool] = {}
        for start, end in pieces:
            for n in self.named[bisect_left(self.starts, start) : bisect_left(self.starts, end)]:
                # the stop of "Conn." at the end of a sentence is the sentence's too, and no content has it
                if n.end <= end or (n.end == end + 1 and text[end] == "."):
                    name = re.sub(r"\s+", " ", text[n.start : min(n.end, end)])
                    names[name] = names.get(name, False) or n.government
        return {
            "places": list(names),
            "governments": [name for name, government in names.items() if government],
        }
