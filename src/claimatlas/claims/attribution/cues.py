"""Words that tie a content to its holder, from ``cues.csv``, whose heading says what a line means.

A word may stand in several groups; for each complement the first group that takes it decides. The codebook
counts a part of them as claims: the classes ``saying``, ``attitude``, ``denial``, ``holderless`` and ``noun``
are for it, while ``event`` collects requests, judgements, decisions and support, which report a position but
make no claim that can be checked.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from importlib.resources import files


def words(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


@dataclass(frozen=True)
class Group:
    """Cue words that behave alike.

    Parameters
    ----------
    name : str
        What the words mean.
    pos : str
        ``verb``, ``noun``, ``adjective``, or the name of a short list.
    cue_class : str
        ``saying``, ``attitude``, ``denial``, ``holderless``, ``noun`` or ``event``.
    grade : int
        How surely the words with these complements say that somebody puts something forward: 3 always, 2
        usually, 1 it may.
    frames : frozenset of str
        Complements that make the word a cue; the heading of ``cues.csv`` explains them.
    words : frozenset of str
        Lemmas; a verb and its particle stand with a blank between them.
    """

    name: str
    pos: str
    cue_class: str
    grade: int
    frames: frozenset[str]
    words: frozenset[str] = field(repr=False)


def load_groups() -> tuple[Group, ...]:
    """Read the groups of ``cues.csv``, in their order."""
    text = files("claimatlas.claims").joinpath("cues.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(
        Group(
            row["group"],
            row["pos"],
            row["class"],
            int(row["grade"]),
            words(row["frames"]),
            frozenset(word.replace("_", " ") for word in row["words"].split()),
        )
        for row in csv.DictReader(lines)
    )


GROUPS = load_groups()


def _by_complement(pos: str) -> dict[tuple[str, str], Group]:
    """The groups of a part of speech by lemma and complement; the first in the file that fits decides."""
    table: dict[tuple[str, str], Group] = {}
    for group in (group for group in GROUPS if group.pos == pos):
        for word in group.words:
            for frame in group.frames:
                table.setdefault((word, frame), group)
    return table


def _list(pos: str) -> frozenset[str]:
    """The words of a short list."""
    return frozenset().union(*(group.words for group in GROUPS if group.pos == pos))


VERBS, NOUNS, ADJECTIVES = map(_by_complement, ("verb", "noun", "adjective"))
"""Groups by lemma and complement: ``VERBS["say", "clause"]``."""

HOLDERLESS = _list("adverb")
"""Adverbs that put what they stand with into nobody's mouth: *reportedly*."""

VIEWS = _list("view")
"""Nouns of *in the mayor's view*."""

POLLS = _list("poll")
"""Nouns of *in a recent survey*."""

NOT_SPEAKERS = _list("label")
"""Words before a colon that name no speaker."""
