"""The places of a content: the one thing that this wing asks of the places wing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    from spacy.tokens import Doc

    from claimatlas.places.named import Named


@dataclass(frozen=True)
class Places:
    """The places that an article names, in text order."""

    starts: list[int]
    named: list[Named]

    @classmethod
    def of(cls, doc: Doc, article: Mapping, mentions: pd.DataFrame | None) -> Places:
        """Take the places from the mentions of the article, or have them looked for where there is no such
        table."""
        from claimatlas.places.named import named_places  # a gazetteer behind it, and only the rows need it

        own = None if mentions is None else mentions[mentions["article_id"] == article["article_id"]]
        named = named_places(doc, own)
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
