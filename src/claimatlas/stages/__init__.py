"""Stages: what is made of each article by itself, kept by what it was made from, on all cores or a cluster.

The parse, the mentions of places and the claims of an article follow from its text and its row, the model or
the gazetteer, the parameters and the code; each is kept in ``<build>/kept/`` under a digest of just those
(`claimatlas.packs`). So one article more, one article changed, one correction or one killed run costs the
articles concerned and what is done for the corpus as a whole. A selection neither makes anything anew nor
drops anything.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from claimatlas import tables
from claimatlas.columnar import packed, unpacked
from claimatlas.corpus import CSV, PARQUET
from claimatlas.errors import InputError
from claimatlas.faults import Faults
from claimatlas.language import is_english
from claimatlas.memo import digest, recalled
from claimatlas.packs import Packs
from claimatlas.stages import ahead, tasks
from claimatlas.stages.run import FOLDER, values_of
from claimatlas.stages.work import CLAIMS, MENTIONS, PARSE, Task, columns_of, from_json, head_of
from claimatlas.structure import blocks
from claimatlas.versions import releases, version_of

if TYPE_CHECKING:
    from claimatlas.gazetteer import Gazetteer
    from claimatlas.people import Holders, Roster
    from claimatlas.people.review import Review as HolderReview
    from claimatlas.places.review import Review as PlaceReview
    from claimatlas.review import Review

_JOINED = 1  # raise when what `_joined` keeps has another form
_STOP = re.compile(r"[.!?]+[\"'”’»)\]]*\s+|\n")


def parsed(
    articles: pd.DataFrame, build: Path | str, faults: Faults | None = None, corpus: int = 0,
    mode: str = "accurate",
) -> pd.DataFrame:
    """Have articles parsed and return them with ``n_sentences``, the sentences of their running text.

    Parameters
    ----------
    articles : pandas.DataFrame
        The articles table.
    build : path-like
        Folder of the tables, in which what is made is kept.
    faults : Faults, optional
        Takes the articles that cannot be parsed.
    corpus : int
        Articles of the corpus, those outside a selection too; what is kept is kept for them.
    mode : str
        "fast" parses nothing, and counts sentences by their stops.
    """
    faults = Faults("annotate") if faults is None else faults
    if mode == "fast":
        texts = zip(articles["article_id"], articles["text"], strict=True)
        counts = {key: _stops(text) for key, text in texts}
    else:
        from claimatlas.annotate import sentences_of

        later = ahead.settings_of_the_rest()
        stage, columns = (ahead.PARSE_AND_READ, ahead.COLUMNS) if later else (PARSE, ("article_id", "text"))
        wanted = tasks.of_parses(articles[[c for c in columns if c in articles]].to_dict("records"))
        kept = values_of(stage, build, wanted, {"later": later}, faults, corpus)
        counts = {key: sentences_of(raw) for key, raw in kept}
    return articles.assign(n_sentences=articles["article_id"].map(counts).fillna(0).astype("int32"))


def _stops(text: str) -> int:
    """Count the sentences of the running text by full stops and the like."""
    body = (text[b.start : b.end] for b in blocks(text) if b.kind == "body")
    return sum(any(c.isalpha() for c in piece) for words in body for piece in _STOP.split(words))


def _parses(build: Path | str, faults: Faults, needy: list[Task]) -> Iterator[Task]:
    """Give tasks the parses of their articles, which are made where they are not kept."""
    if not needy:
        return
    aside = Faults("annotate", stop=faults.stop, of_part=True)
    by_id = {t.article["article_id"]: t for t in needy}
    for key, raw in values_of(PARSE, build, tasks.of_parses(t.article for t in needy), {}, aside):
        yield Task(by_id[key].key, by_id[key].article, raw)
    faults.take(aside.own)


def mentions(
    articles: pd.DataFrame, build: Path | str, gazetteer: Gazetteer, threshold: float, mode: str = "accurate",
    review: PlaceReview | None = None, demonyms: bool = True, faults: Faults | None = None, corpus: int = 0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the places of a corpus: `claimatlas.places.tables_of`, made of each article once.

    Parameters and errors are those of that function; `corpus` is that of `parsed`.

    Returns
    -------
    mentions, places : pandas.DataFrame
        The tables as declared in `claimatlas.tables`.
    """
    from claimatlas.places.listing import places_of

    faults = Faults("places") if faults is None else faults
    settings = tasks.settings_of_places(gazetteer, threshold, mode, demonyms)
    columns = [c for c in tasks.TOLD_OF_PLACES if c in articles]
    wanted = list(tasks.of_places(settings, articles[columns].to_dict("records")))

    def with_parses(missing: list[Task]) -> Iterator[Task]:
        parsed = [mode != "fast" and is_english(t.article.get("language")) for t in missing]
        yield from (t for t, with_parse in zip(missing, parsed, strict=True) if not with_parse)
        needy = [t for t, with_parse in zip(missing, parsed, strict=True) if with_parse]
        yield from _parses(build, faults, needy)

    kept = values_of(MENTIONS, build, wanted, settings, faults, corpus, with_parses)
    with _named_as_read(articles):
        rows = [row for _, raw in kept for row in from_json(raw)]
    empty = tables.empty("mentions")
    found = pd.DataFrame(rows, columns=tables.SCHEMAS["mentions"].columns.names) if rows else empty
    if review is not None:
        found = review.apply(found, articles)
    return found, places_of(found, gazetteer)


@contextlib.contextmanager
def _named_as_read(articles: pd.DataFrame) -> Iterator[None]:
    """Let an error about a row of the list of articles name the file that the user has."""
    try:
        yield
    except InputError as error:
        if error.file == CSV and "file" in articles and articles["file"].eq(PARQUET).all():
            raise InputError(PARQUET, error.problem, error.remedy, error.row) from None
        raise


def claims(
    articles: pd.DataFrame, build: Path | str, review: Review | None, mentions: pd.DataFrame,
    faults: Faults | None = None, of_holders: HolderReview | None = None, antecedent_from: float = 0.5,
    corpus: int = 0,
) -> tuple[pd.DataFrame, Holders]:
    """Extract the claims of a corpus and who holds them, as `claimatlas.claims.claims_and_holders`.

    Parameters are those of that function; `corpus` is that of `parsed`.

    Returns
    -------
    claims : pandas.DataFrame
    holders : claimatlas.people.Holders
    """
    from claimatlas.claims import spots_by_article
    from claimatlas.claims.joining import reviewed
    from claimatlas.gazetteer import open_gazetteer

    faults = Faults("claims") if faults is None else faults
    settings = tasks.settings_of_claims(open_gazetteer().folder.name, antecedent_from)
    spots = spots_by_article(mentions)
    rows = articles[["article_id", "outlet", "published", "text"]].to_dict("records")
    wanted = [tasks.of_claims(settings, row, spots.get(row["article_id"], ())) for row in rows]
    with_parses = functools.partial(_parses, build, faults)
    by_id, keys = {task.article["article_id"]: task.key for task in wanted}, {}
    read = values_of(CLAIMS, build, wanted, settings, faults, corpus, with_parses, keys)
    there = [keys[by_id[key]] for key, _ in read]
    del wanted, spots
    machine, holders = _joined(build, there, articles, faults, of_holders)
    return reviewed(machine, holders, articles, review)


def _joined(
    build: Path | str, keys: list[str], articles: pd.DataFrame, faults: Faults,
    of_holders: HolderReview | None,
) -> tuple[pd.DataFrame, Holders]:
    """Say who is who over all that was read, unless that is kept: a correction of a claim changes none of it.

    The keys of what was read are made of the articles too. Articles on which this fails are tried again by
    each run.
    """
    from claimatlas.claims.joining import by_machine

    used = releases("numpy", "pandas", "pyarrow")
    given = of_holders if of_holders is not None and of_holders.rows else None
    told = () if given is None else (given.rows, given.fates.rows, given.elsewhere)
    key = digest(_JOINED, version_of("claims.joining"), used, keys, told)
    fresh: list[tuple[pd.DataFrame, Holders]] = []
    before = len(faults.own)

    def make() -> tuple:
        fresh.append(by_machine(_Kept(build, keys), articles, faults, of_holders))
        [(machine, holders)] = fresh
        said = () if given is None else (given.fates, given.touched)
        return packed(tables.validate("claims", machine)), holders, said

    raw, holders, said = recalled(build, "joined", key, make, lambda _: len(faults.own) == before)
    if fresh:
        return fresh.pop()
    if given is not None:
        given.fates, given.touched = said
    return unpacked(raw), holders


class _Kept:
    """What was read of each article (`claimatlas.claims.joining.Readings`), each time from where it lies."""

    def __init__(self, build: Path | str, keys: list[str]):
        self._packs, self._keys = Packs(Path(build) / FOLDER / CLAIMS.name), keys

    def heads(self) -> Iterator[tuple[str, int, Roster]]:
        """Each article's id, the number of its claims, and its persons and bodies."""
        return map(head_of, self._raw())

    def columns(self) -> Iterator[dict[str, list]]:
        """Each article's claims by column."""
        return map(columns_of, self._raw())

    def _raw(self) -> Iterator[bytes]:
        """What is kept of each article; it may have been cleared away since it was seen to be there."""
        for key in self._keys:
            if (raw := self._packs.get(key)) is None:
                raise OSError(f"{self._packs.folder}: what was read of an article is gone: run it once more")
            yield raw


__all__ = ["CLAIMS", "FOLDER", "MENTIONS", "PARSE", "claims", "mentions", "parsed"]
