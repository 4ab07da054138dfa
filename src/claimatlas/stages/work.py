"""What a stage does with a part of the articles, wherever it is done, and the bytes in which that is kept."""

from __future__ import annotations

import contextlib
import functools
import gc
import json
import pickle
import platform
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from claimatlas.cluster import WorkerError
from claimatlas.faults import Faults
from claimatlas.packs import unpickled
from claimatlas.versions import is_doubtful, loaded, model_name, releases

if TYPE_CHECKING:
    from claimatlas.gazetteer import Gazetteer
    from claimatlas.people import Roster
    from claimatlas.tokens import Doc


@dataclass(frozen=True, slots=True)
class Task:
    """One article for one stage.

    Attributes
    ----------
    key : str
        Under which what is made of it is kept.
    article : dict
        Its row of the articles table, and what else the stage needs.
    parse : bytes
        Empty where the stage needs none.
    """

    key: str
    article: dict
    parse: bytes = b""


@dataclass(frozen=True, slots=True)
class Made:
    """What a stage made of a part of the articles: values by key, what it set aside, and the values of later
    stages by their names (`claimatlas.stages.ahead`)."""

    values: dict[str, bytes]
    aside: pd.DataFrame
    articles: int
    ahead: dict[str, dict[str, bytes]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the reading.

    Attributes
    ----------
    name : str
        One of `claimatlas.tables.STAGES`, and of its folder.
    verb : str
        What the bar says.
    code : str
        Module that makes it.
    work : callable
        Takes settings and tasks, and gives `Made`: pure, so that it may run anywhere.
    part, alone : int
        Characters of the texts of a part, a few seconds' work, and of all texts from which workers pay.
    form : int
        Raised when the bytes in which it is kept, or what the stage is told, change.
    ahead : tuple of Stage
        Later stages of which its work makes something, too.
    """

    name: str
    verb: str
    code: str
    work: Callable[[dict, list[Task]], Made]
    part: int
    alone: int
    form: int = 1
    ahead: tuple[Stage, ...] = ()


USED = ("numpy", "thinc", "rapidfuzz", "marisa-trie")  # packages whose releases are in keys, beside spaCy


# --- what is done with a part -------------------------------------------------------------------------------


def do(work: Callable[[dict, list[Task]], Made], settings: dict, tasks: list[Task]) -> Made:
    """Do the work of a stage, on a cluster only if this process would do it as the one that asks for it.

    A worker of this machine has what the run has loaded; whether that is still so is seen where it is kept.
    """
    code = settings["code"]
    if settings["far"] and (is_doubtful(*code) or loaded(*code) != settings["loaded"]):
        raise WorkerError(
            f"worker on {platform.node()}: its Claim Atlas is another version. Install that of the run there."
        )
    if settings["far"] and (own := releases(*USED)) != settings["used"]:
        problem = f"its packages are {own}, and those of the run {settings['used']}"
        raise WorkerError(f"worker on {platform.node()}: {problem}. Install the packages of the run there.")
    _check_model(settings.get("model"))
    return work(settings, tasks)


def _check_model(wanted: str | None) -> None:
    """Stop where a worker would parse with another model, or another release of the library that runs it."""
    if not wanted:
        return  # what does without the model does not load it
    if wanted != (own := model_name()):
        problem = f"its language model is {own}, and that of the run {wanted}"
        raise WorkerError(f"worker on {platform.node()}: {problem}. Install the packages of the run there.")


def _parse(settings: dict, tasks: list[Task]) -> Made:
    """Parse the articles of a part."""
    from claimatlas import annotate

    faults = Faults("annotate", stop=settings["stop"], of_part=True)
    values: dict[str, bytes] = {}
    for task in tasks:
        if task.key not in values:
            raw = faults.attempt(task.article["article_id"], annotate.packed, task.article["text"])
            if raw is not None:
                values[task.key] = raw
    return Made(values, faults.own, len(tasks))


def _find_mentions(settings: dict, tasks: list[Task]) -> Made:
    """Find the places of a part's articles."""
    with collected_at_the_end():
        return made_of_places(settings, tasks, _docs(tasks))


def made_of_places(settings: dict, tasks: list[Task], docs: Iterable[tuple[str, Doc]]) -> Made:
    """What is made of the places of articles, of which `docs` has the parses by article_id."""
    from claimatlas.places.listing import mentions_of

    faults = Faults("places", stop=settings["stop"], of_part=True)
    articles = pd.DataFrame([t.article for t in tasks])
    found = mentions_of(
        articles, docs, _gazetteer(settings), settings["threshold"], settings["mode"], settings["demonyms"],
        faults,
    )
    rows: dict[str, list[dict]] = {t.article["article_id"]: [] for t in tasks}
    for row in found.to_dict("records"):
        rows[row["article_id"]].append(row)
    failed = set(faults.own["article_id"])
    whole = [t for t in tasks if t.article["article_id"] not in failed]
    return Made({t.key: as_json(rows[t.article["article_id"]]) for t in whole}, faults.own, len(tasks))


def _find_claims(settings: dict, tasks: list[Task]) -> Made:
    """Find the claims of a part's articles."""
    with collected_at_the_end():
        return made_of_claims(settings, tasks, _docs(tasks))


def made_of_claims(settings: dict, tasks: list[Task], docs: Iterable[tuple[str, Doc]]) -> Made:
    """What is made of the claims of articles, whose parses `docs` has in the same order."""
    from claimatlas.claims import read_article

    faults = Faults("claims", stop=settings["stop"], of_part=True)
    values: dict[str, bytes] = {}
    for task, (_, doc) in zip(tasks, docs, strict=True):
        found = read_article(
            doc, task.article, faults, spots=task.article["mentions"],
            antecedent_from=settings["antecedent_from"],
        )
        if found is not None:
            values[task.key] = as_reading(task.article["article_id"], *found)
    return Made(values, faults.own, len(tasks))


def _docs(tasks: list[Task]) -> Iterator[tuple[str, Doc]]:
    """Unpack the parses of articles that have one, each when it is asked for; it is closed behind whoever
    read it."""
    from claimatlas.tokens import unpacked

    for task in tasks:
        if task.parse:
            doc = unpacked(task.parse)
            yield task.article["article_id"], doc
            doc.close()


@contextlib.contextmanager
def collected_at_the_end() -> Iterator[None]:
    """Have Python look for circles of objects once for all articles of a part, and only among what was made
    of them: little is, and the words and names that are loaded would be gone through each time."""
    on, forked = gc.isenabled(), gc.get_freeze_count() > 0
    gc.disable()
    if forked:  # circles since the last part, which would be kept for good
        gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        if not forked:  # what a process shares with the one that it was forked from stays as it is
            gc.unfreeze()
        if on:
            gc.enable()


def _gazetteer(settings: dict) -> Gazetteer:
    """The gazetteer with a corpus' own places over it; opened once in a process."""
    return _with_own(_base(settings["gazetteer"]), tuple(settings["own"]))


@functools.cache
def _base(wanted: str) -> Gazetteer:
    """The gazetteer of the run; that it is the one which its data make is looked at once, not for each
    part."""
    from claimatlas.gazetteer import open_gazetteer

    base = open_gazetteer()
    if base.folder.name != wanted:
        problem = f"its gazetteer is {base.folder.name}, and that of the run {wanted}"
        remedy = "Run make gazetteer there, on the same version and dump."
        raise WorkerError(f"worker on {platform.node()}: {problem}. {remedy}")
    return base


@functools.lru_cache(maxsize=1)
def _with_own(base: Gazetteer, places: tuple) -> Gazetteer:
    """A gazetteer with a corpus' own places over it, kept for the next part."""
    from claimatlas.gazetteer.own import OwnGazetteer

    return OwnGazetteer(base, list(places)) if places else base


PARSE = Stage("annotate", "parsing", "annotate", _parse, 150_000, 500_000)
MENTIONS = Stage("places", "finding places", "places.mentions", _find_mentions, 1_000_000, 4_000_000)
CLAIMS = Stage("claims", "reading claims", "claims.extraction", _find_claims, 400_000, 1_200_000, 2)


# --- values -------------------------------------------------------------------------------------------------


def as_json(rows: list[dict]) -> bytes:
    return zlib.compress(json.dumps(rows, ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)


def from_json(raw: bytes) -> list[dict]:
    return json.loads(zlib.decompress(raw).decode("utf-8", "surrogatepass"))


_LENGTH = struct.Struct("<I")


def as_reading(article: str, rows: list[dict], roster: Roster) -> bytes:
    """What was read of an article: its persons and bodies, then its claims, which are seldom both wanted."""
    from claimatlas.claims.joining import by_column

    same: dict[str, str] = {}  # a sentence stands in each of its rows, and is kept once
    columns = {
        name: [same.setdefault(v, v) if isinstance(v, str) else v for v in values]
        for name, values in by_column(rows).items()
    }
    head, claims = (zlib.compress(pickle.dumps(x, 5), 1) for x in ((article, len(rows), roster), columns))
    return _LENGTH.pack(len(head)) + head + claims


# What `as_reading` writes beside lists, dicts and plain values, by module and name.
_OURS = frozenset({
    ("builtins", "set"), ("builtins", "frozenset"), ("claimatlas.people.entities", "Entity"),
    ("claimatlas.people.entities", "Roster"), ("claimatlas.people.offices", "Office"),
})


def head_of(raw: bytes) -> tuple[str, int, Roster]:
    """The id of an article, the number of its claims, and its persons and bodies."""
    [length] = _LENGTH.unpack_from(raw)
    return unpickled(zlib.decompress(raw[_LENGTH.size : _LENGTH.size + length]), _OURS)


def columns_of(raw: bytes) -> dict[str, list]:
    """The claims of an article by column."""
    [length] = _LENGTH.unpack_from(raw)
    return unpickled(zlib.decompress(raw[_LENGTH.size + length :]), _OURS)
