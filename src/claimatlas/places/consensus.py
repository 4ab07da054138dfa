"""Consensus: the names of a document speak for each other's places until they agree.

Every candidate of every name is laid out in one array; each is scored by what the text says of it alone, then
by how well it fits the countries, the provinces and the points that the other names make likely.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from claimatlas.places.candidates import AREAS, KIND, NATURAL, SETTLEMENTS, Entry, inside
from claimatlas.places.evidence import CONSENSUS, RESOLUTION
from claimatlas.places.nearness import closeness, unit
from claimatlas.places.toponym import Toponym


@dataclass(frozen=True, slots=True)
class Weights:
    """What each piece of evidence counts, table ``resolution`` of ``evidence.csv``; 0 switches a rule off.

    Scores are in natural logarithms of odds; a `prior` unit is a tenfold of population.
    """

    prior: float
    country: float
    province: float
    near: float
    containment: float
    kind: float
    natural: float
    peers: float
    home: float
    own: float
    hints: float
    rounds: int


WEIGHTS = Weights(**RESOLUTION | {"rounds": int(RESOLUTION["rounds"])})
REACH = CONSENSUS["reach"]  # km
COOLING = tuple(CONSENSUS[which] for which in ("first round", "second round", "later rounds"))
# Candidates of all names of a document together, which bounds time and memory of long ones, and the fewest of
# one name.
ROOM, FEWEST, LEADERS = 2000, 6, 1000
# Too wide to lie in a province or near anything: these are judged by their countries and by how well known
# they are.
WIDE = np.zeros(len(AREAS), bool)
for _kind in ("continent", "region", "country", "ocean", "sea", "desert"):
    WIDE[KIND[_kind]] = True
LOCAL = SETTLEMENTS.copy()
for _kind in ("district", "division"):
    LOCAL[KIND[_kind]] = True


@dataclass(slots=True)
class Field:
    """All candidates of all names of a document, one after the other.

    Attributes
    ----------
    entries : list of Entry
        One for each group of mentions.
    starts : numpy.ndarray of int, shape (groups + 1,)
        Where the candidates of each begin.
    owner, speaker : numpy.ndarray of int, shape (n,)
        The group of each candidate, and its name: a name is no witness for itself.
    rows, kind, country, admin1 : numpy.ndarray of int, shape (n,)
        A province is its own admin1, so that it supports what lies in it.
    xyz : numpy.ndarray of float, shape (n, 3)
    base : numpy.ndarray of float, shape (n,)
        The score without the other names.
    count : numpy.ndarray of float, shape (groups,)
        How much each group has to say.
    wide, famous : numpy.ndarray of bool, shape (n,)
    """

    entries: list[Entry]
    starts: np.ndarray
    owner: np.ndarray
    speaker: np.ndarray
    rows: np.ndarray
    kind: np.ndarray
    country: np.ndarray
    admin1: np.ndarray
    xyz: np.ndarray
    base: np.ndarray
    count: np.ndarray
    wide: np.ndarray
    famous: np.ndarray


def lay_out(toponyms, members, home, weights) -> Field:
    """Lay out the candidates of all groups and score them by what the text says of each alone."""
    most = max(FEWEST, ROOM // len(members))
    entries = [toponyms[m[0]].entry.first(most) for m in members]
    sizes = np.array([len(e.rows) for e in entries])
    starts = np.concatenate([[0], np.cumsum(sizes)])
    owner = np.repeat(np.arange(len(entries)), sizes)
    rows, kind, country, admin1, prior = (
        np.concatenate([getattr(e, name) for e in entries])
        for name in ("rows", "kind", "country", "admin1", "prior")
    )
    xyz = np.concatenate([e.xyz for e in entries])
    base = weights.prior * prior
    for g, m in enumerate(members):
        s = slice(starts[g], starts[g + 1])
        base[s] += _said(entries[g], kind[s], [toponyms[n] for n in m], weights)
    if home is not None and weights.home:
        close = closeness(xyz, unit(*home)[None], CONSENSUS["reach of home"])[:, 0]
        # a paper that writes "Paris" and is made in Paris, Texas, means its own town
        base += weights.home * np.log(CONSENSUS["far from home"] + close)
        base += weights.own * ((close > CONSENSUS["at home"]) & SETTLEMENTS[kind])
    # "Dublin" and "Dublin City" are one name: they are no witnesses for each other
    stems: dict[str, int] = {}
    name = np.array([stems.setdefault(e.name.casefold().removesuffix(" city"), len(stems)) for e in entries])
    return Field(
        entries,
        starts,
        owner,
        name[owner],
        rows,
        kind,
        country,
        np.where(kind == KIND["province"], rows, admin1),
        xyz,
        base,
        np.array([min(3, len(m)) for m in members], float) ** 0.5,
        WIDE[kind],
        prior >= CONSENSUS["famous from"],
    )


def _said(entry: Entry, kind: np.ndarray, mentions: list[Toponym], weights: Weights) -> np.ndarray:
    """Score the candidates of one name by what the text says of it: its kind, its row, its container; shape
    (n,)."""
    score = np.zeros(len(kind))
    wanted = mentions[0].kind
    if wanted and weights.kind:
        score += (weights.natural if wanted == "natural" else weights.kind) * _fits(kind, wanted)
    if weights.peers and (peer := next((t.peer for t in mentions if t.peer), "")):
        score += weights.peers * _fits(kind, peer)
    if (
        weights.containment
        and (outer := next((t.within for t in mentions if t.within is not None), None)) is not None
    ):
        score += weights.containment * inside(entry, outer)
    return score


def agree(
    layout: Field, weights: Weights, hints: dict[int, float], rounds: int
) -> tuple[np.ndarray, np.ndarray]:
    """Let the names speak for each other; return the shares of the candidates in their names and their
    scores."""
    hinted = np.zeros(max(int(layout.country.max()), *hints, 0) + 1)
    for code, weight in hints.items():
        hinted[code] = weights.hints * weight
    provinces, province = np.unique(layout.admin1, return_inverse=True)
    names = int(layout.speaker.max()) + 1
    p, score = _softmax(layout.base * COOLING[0], layout.starts, layout.owner), layout.base
    for turn in range(rounds):
        weight = p * layout.count[layout.owner]
        all_others = weight.sum() - layout.count[layout.owner]
        score = layout.base
        if weights.country:
            total = _without_own(weight, layout.country, len(hinted), layout.speaker, names)
            alone = CONSENSUS["alone in its country"]
            share = (total + hinted[layout.country] + alone) / (all_others + hinted.sum() + 1.0)
            share[layout.country == 0] = CONSENSUS["of no country"]
            score = score + weights.country * np.log(share)
        if weights.province:
            total = _without_own(weight, province, len(provinces), layout.speaker, names)
            share = (total + CONSENSUS["alone in its province"]) / (all_others + 1.0)
            score = score + weights.province * np.log(
                np.where((layout.admin1 < 0) | layout.wide, CONSENSUS["too wide"], share)
            )
        if weights.near:
            score = score + weights.near * np.log(_nearness(layout, p, weight))
        p = _softmax(score * COOLING[min(turn + 1, len(COOLING) - 1)], layout.starts, layout.owner)
    return p, score


def _nearness(layout: Field, shares: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return how near each candidate is to the likely ones of the other names, 0.05 or more; shape (n,)."""
    leaders = np.flatnonzero((shares > CONSENSUS["leader from"]) & ~layout.wide)[:LEADERS]
    near = np.zeros(len(layout.rows))
    if len(leaders):
        c = closeness(layout.xyz, layout.xyz[leaders], REACH) * weight[leaders][None]
        c[layout.speaker[:, None] == layout.speaker[leaders][None]] = 0
        near = c.sum(axis=1)
    near = np.maximum(CONSENSUS["famous"] * layout.famous, CONSENSUS["alone in its parts"] + near)
    return np.where(layout.wide, CONSENSUS["too wide"], near)


def sureness(score, starts, owner, local, weights, home) -> np.ndarray:
    """Return the share of each candidate against its namesakes and against places that the gazetteer does not
    hold."""
    score = score * CONSENSUS["temper"]
    nowhere = CONSENSUS["temper"] * (
        CONSENSUS["nowhere"] * weights.prior
        + (weights.country + weights.province + weights.near + (weights.home if home else 0.0))
        * math.log(CONSENSUS["nowhere fits"])
    )
    top = np.maximum(np.maximum.reduceat(score, starts[:-1]), nowhere)
    e = np.exp(score - top[owner])
    some = np.maximum.reduceat(local, starts[:-1])
    return e / (np.add.reduceat(e, starts[:-1]) + some * np.exp(nowhere - top))[owner]


def _without_own(weight, label, size, speaker, names) -> np.ndarray:
    """Sum the weights by label, leaving out for each candidate what its own name contributes."""
    mine = np.bincount(speaker * size + label, weight, names * size).reshape(names, size)
    return mine.sum(axis=0)[label] - mine[speaker, label]


def _softmax(score: np.ndarray, starts: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Shares of the candidates within each name, from their scores."""
    top = np.maximum.reduceat(score, starts[:-1])
    e = np.exp(score - top[owner])
    return e / np.add.reduceat(e, starts[:-1])[owner]


def _fits(kind: np.ndarray, wanted: str) -> np.ndarray:
    """Which kinds of place are what the text calls them."""
    if wanted == "town":
        return SETTLEMENTS[kind].astype(float)
    if wanted == "district":
        return ((kind == KIND["district"]) | (kind == KIND["division"])).astype(float)
    if wanted == "natural":
        return NATURAL[kind].astype(float)
    if wanted in KIND:
        return (kind == KIND[wanted]).astype(float)
    return np.zeros(len(kind))
