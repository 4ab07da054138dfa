"""The tasks of the stages: by what each thing that is made of an article is kept.

A stage asks for its tasks here, and so does whoever works ahead of it (`claimatlas.stages.ahead`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from claimatlas.packs import key_of
from claimatlas.stages.work import CLAIMS, MENTIONS, PARSE, Stage, Task
from claimatlas.versions import model_name, releases, version_of

if TYPE_CHECKING:
    from claimatlas.gazetteer import Gazetteer
    from claimatlas.places.named import Spot

TOLD_OF_PLACES = ("article_id", "text", "home", "language")  # columns of an article


def made_by(*stages: Stage) -> tuple[str, ...]:
    """What stages make things by, apart from the articles and what the user says."""
    # Most runs need no more of the model than its name. Its products are numpy's, its layers thinc's.
    model = [model_name(), releases("numpy", "thinc")] if PARSE in stages else []
    used = releases("rapidfuzz", "marisa-trie")
    return (str(stages[0].form), *model, used, *(version_of(stage.code) for stage in stages))


def of_parses(rows: Iterable[Mapping]) -> list[Task]:
    """A task for each text, by what its parse is made of; rows of the articles table need no other column
    but the id."""
    by = made_by(PARSE)
    return [Task(key_of(by, row["text"]), dict(row)) for row in rows]


def settings_of_places(gazetteer: Gazetteer, threshold: float, mode: str, demonyms: bool) -> dict:
    """What finding places is told beside the articles; its ``by`` is what that is kept by."""
    own = list(getattr(gazetteer, "given", ()))
    settings = {"threshold": threshold, "mode": mode, "demonyms": demonyms, "own": own}
    settings["gazetteer"] = gazetteer.folder.name
    by = (MENTIONS,) if mode == "fast" else (MENTIONS, PARSE)
    return settings | {"by": (*made_by(*by), repr(sorted(settings.items())))}


def of_places(settings: dict, rows: Iterable[Mapping]) -> Iterator[Task]:
    """A task for each row of the articles table; a column that is not there counts for nothing."""
    for row in rows:
        told = {c: row[c] if isinstance(row[c], str) else None for c in TOLD_OF_PLACES if c in row}
        yield Task(key_of(settings["by"], *told.values()), told)


def settings_of_claims(gazetteer: str, antecedent_from: float) -> dict:
    """What reading claims is told beside the articles; its ``by`` is what that is kept by.

    Parameters
    ----------
    gazetteer : str
        Name of the folder of the compiled gazetteer.
    antecedent_from : float
    """
    by = (*made_by(CLAIMS, PARSE), antecedent_from, gazetteer)
    return {"antecedent_from": antecedent_from, "by": by}


def of_claims(settings: dict, row: Mapping, spots: Iterable[Spot]) -> Task:
    """The task of an article of which the mentions of places are known."""
    published = row["published"] if isinstance(row["published"], str) else None
    told = {"article_id": row["article_id"], "outlet": row["outlet"], "published": published or None}
    told |= {"text": row["text"], "mentions": sorted(spots)}
    return Task(key_of(settings["by"], *told.values()), told)
