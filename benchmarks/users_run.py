"""What a user's run makes of articles, without its notebooks: those that count, their claims, and how these
compare.

The same functions as in the notebooks, so that a benchmark measures what a report shows: copies within an
outlet and articles in another language are left out (`claimatlas.selection.counted`), claims have the places
of the notebook of places, sources are told by the table of holders.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from claimatlas import comparison, corpus, places
from claimatlas.annotate import annotate
from claimatlas.claims import claims_and_holders
from claimatlas.comparison import stories
from claimatlas.gazetteer import open_gazetteer
from claimatlas.selection import counted


class Read(NamedTuple):
    """The tables ``articles`` (those that count), ``claims`` and ``holders``."""

    articles: pd.DataFrame
    claims: pd.DataFrame
    holders: pd.DataFrame


class Compared(NamedTuple):
    """The tables ``stories``, ``groups``, ``conflicts`` and ``drifts``."""

    stories: pd.DataFrame
    groups: pd.DataFrame
    conflicts: pd.DataFrame
    drifts: pd.DataFrame


def read_folder(folder: Path) -> Read:
    """Read a corpus folder."""
    return read(corpus.read_corpus(folder))


def read(articles: pd.DataFrame) -> Read:
    """Read the claims of an articles table."""
    articles = counted(articles)
    parsed = list(zip(articles["article_id"], annotate(articles["text"]), strict=True))
    mentions, _ = places.tables_of(articles, parsed, open_gazetteer())
    claims, holders = claims_and_holders(articles, parsed, mentions=mentions)
    return Read(articles, claims, holders.frame(claims))


def compare(made: Read, story_table: pd.DataFrame | None = None) -> Compared:
    """Compare the claims, in the stories that are found or in those of a table."""
    told = stories.find(made.articles, made.claims) if story_table is None else story_table
    found = comparison.compare(made.claims, made.articles, holders=made.holders, story_table=told)
    return Compared(told, *found)
