"""Ahead: whoever parses an article goes on and finds its places and claims, while it has the parse at hand.

A run of make says what it will ask for later, and what is made ahead is kept by the very keys by which the
later stages look for it. So these have it made: it is in the same workers, each parse is unpacked once, and a
run that is killed keeps all of what it had read. A key made ahead is a guess: where it is another in the end,
by a correction of a place, say, or where making something fails, the stage makes it, and tells of it, as if
nothing had been made ahead. In JupyterLab nobody says what comes, and a parse is a parse.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
from operator import itemgetter

from claimatlas.language import is_english
from claimatlas.run import LATER
from claimatlas.stages import tasks as of
from claimatlas.stages.work import (
    CLAIMS,
    MENTIONS,
    PARSE,
    Made,
    Task,
    collected_at_the_end,
    from_json,
    made_of_claims,
    made_of_places,
)

PLACES, READ = "02-places", "04-claims"  # notebooks
_SPOT = itemgetter("start", "end", "role")
COLUMNS = ("article_id", "text", "home", "language", "outlet", "published")


def settings_of_the_rest() -> dict[str, dict]:
    """Return the settings of the stages that come, by their names; none where a run does not say them, or
    what it says is not to be had: the notebook that needs it tells of that."""
    from claimatlas.gazetteer import gazetteer_of

    found: dict[str, dict] = {}
    with contextlib.suppress(Exception):
        later = json.loads(os.environ.get(LATER) or "{}")
        if (told := later.get(PLACES, {})).get("mode") != "accurate":
            return {}
        gazetteer = gazetteer_of(told["corpus"])
        threshold, demonyms = told["threshold"], told["demonyms"]
        found[MENTIONS.name] = of.settings_of_places(gazetteer, threshold, "accurate", demonyms)
        if told := later.get(READ):
            found[CLAIMS.name] = of.settings_of_claims(gazetteer.folder.name, told["antecedent_from"])
    return found


def _parse_and_read(settings: dict, tasks: list[Task]) -> Made:
    """Parse the articles of a part and go on as the later stages will."""
    made = PARSE.work(settings, tasks)
    parsed = [t for t in tasks if t.key in made.values and is_english(t.article.get("language"))]
    with collected_at_the_end():
        return dataclasses.replace(made, ahead=_read(settings["later"], parsed, made.values))


def _read(later: dict[str, dict], tasks: list[Task], parses: dict[str, bytes]) -> dict[str, dict[str, bytes]]:
    """What the later stages will make of articles, as far as it can be made."""
    from claimatlas.tokens import unpacked

    found: dict[str, dict[str, bytes]] = {}
    quiet = {"stop": False}
    docs = {t.article["article_id"]: unpacked(parses[t.key]) for t in tasks}
    rows = [t.article for t in tasks]
    with contextlib.suppress(Exception):  # it will fail again, and be told, where it belongs
        wanted = list(of.of_places(later[MENTIONS.name], rows))
        found[MENTIONS.name] = made_of_places(later[MENTIONS.name] | quiet, wanted, docs.items()).values
        if CLAIMS.name in later:
            places = found[MENTIONS.name]
            ready = [
                of.of_claims(later[CLAIMS.name], row, map(_SPOT, from_json(places[task.key])))
                for row, task in zip(rows, wanted, strict=True) if task.key in places
            ]
            own = ((t.article["article_id"], docs[t.article["article_id"]]) for t in ready)
            found[CLAIMS.name] = made_of_claims(later[CLAIMS.name] | quiet, ready, own).values
    for doc in docs.values():
        doc.close()
    return found


PARSE_AND_READ = dataclasses.replace(PARSE, work=_parse_and_read, ahead=(MENTIONS, CLAIMS))
