"""The run of a stage: what is not kept is made, part by part, and all is given in the order asked for."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from claimatlas.faults import Faults
from claimatlas.packs import Packs, key_of
from claimatlas.pool import SCHEDULER, results
from claimatlas.progress import bar, tell
from claimatlas.stages.work import PARSE, USED, Stage, Task, do
from claimatlas.versions import is_doubtful, loaded, model_name, releases, version_of

FOLDER = "kept"  # in the folder of the tables
SHARE = 8  # parts into which what is left is cut, two for each core of a usual machine,
LEAST = 6  # as long as they are no smaller than this part of the largest


def values_of(
    stage: Stage, build: Path | str, wanted: list[Task], settings: dict, faults: Faults, corpus: int = 0,
    with_parses: Callable[[list[Task]], Iterable[Task]] = iter, keys: dict[str, str] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Make what is not kept and yield the value of each article that is not set aside, in order.

    Parameters
    ----------
    stage : Stage
    build : path-like
    wanted : list of Task
    settings : dict
        For the stage; ``stop`` is added.
    faults : Faults
        Takes the articles on which a rule fails. They are tried again by each run.
    corpus : int
        Articles of the corpus, those outside a selection too: how much may be kept (`claimatlas.packs.HELD`).
    with_parses : callable
        Gives the tasks of the missing articles their parses, one after the other.
    keys : dict of str to str, optional
        Takes the keys by which values are kept, by those of their tasks: others where code has changed.

    Yields
    ------
    article_id : str
    value : bytes
    """
    packs = Packs(Path(build) / FOLDER / stage.name)
    keys = {} if keys is None else keys
    keys |= {t.key: t.key for t in wanted}
    _complete(stage, packs, wanted, settings, faults, with_parses, keys)
    packs.tidy(keys.values(), corpus)
    aside = set(faults.frame["article_id"])
    for task in wanted:
        key = task.article["article_id"]
        raw = packs.get(keys[task.key])
        if raw is None and key not in aside:  # what was kept is damaged
            _complete(stage, packs, [task], settings, faults, with_parses, keys)
            raw = packs.get(keys[task.key])
        if raw is not None:
            yield key, raw
    for name in packs.damaged:
        tell(f"{FOLDER}/{stage.name}/{name} was damaged; what was in it has been made anew")


def _complete(
    stage: Stage, packs: Packs, wanted: list[Task], settings: dict, faults: Faults,
    with_parses: Callable[[list[Task]], Iterable[Task]], keys: dict[str, str],
) -> None:
    """Make and keep what is missing, part by part, and say how much was there.

    What was made when a file of the code had changed is kept for this run alone, under a key of `keys`.
    """
    missing = [t for t in wanted if keys[t.key] not in packs]
    if not missing:
        return
    there = len(wanted) - len(missing)
    if there:
        tell(f"resuming: {there:,} of {len(wanted):,} articles are there ({stage.verb})")
    far = bool(os.environ.get(SCHEDULER, "").strip())
    code = tuple(s.code for s in (stage, *stage.ahead))
    settings = settings | {"stop": faults.stop, "code": code, "loaded": loaded(*code), "far": far}
    settings["used"] = releases(*USED)
    if stage.name == PARSE.name:
        settings["model"] = model_name()
    work = functools.partial(do, stage.work, settings)
    size = sum(len(t.article["text"]) for t in missing)
    alone = size < stage.alone
    beside = {later.name: Packs(packs.folder.parent / later.name) for later in stage.ahead}
    with bar(stage.verb, len(wanted), there) as shown:
        own = ""
        for made in results(work, _parts(with_parses(missing), stage.part, size), alone):
            if not own and is_doubtful(stage.code, PARSE.code):  # what is read of a parse is made by both
                own = version_of(stage.code, PARSE.code)
            if own:
                keys |= {key: key_of(own, key) for key in made.values}
            for later in stage.ahead:
                if not is_doubtful(later.code, PARSE.code):
                    beside[later.name].add(made.ahead.get(later.name, {}))
            packs.add({keys[key]: raw for key, raw in made.values.items()})
            faults.take(made.aside)
            shown.update(made.articles)


def _parts(tasks: Iterable[Task], most: int, left: int) -> Iterator[list[Task]]:
    """Cut tasks into parts of so many characters of text, and into ever smaller ones towards the end of the
    `left` that there are, so that no worker is at a large one when the others have nothing to do."""
    part: list[Task] = []
    size = 0
    for task in tasks:
        part.append(task)
        size += len(task.article["text"])
        if size >= min(most, max(most // LEAST, left // SHARE)):
            yield part
            part, left, size = [], left - size, 0
    if part:
        yield part
