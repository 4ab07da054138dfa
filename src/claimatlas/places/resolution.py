"""Resolution: which place of that name is meant.

All names of a document are resolved together: each candidate is scored by how well known it is, by what the
text says of it ("X, State", "X district"), and by how well it fits the countries, the provinces and the
points that the other names of the document make likely; a few rounds of this, and the names agree.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from claimatlas.places.candidates import AREAS, KIND, NATURAL, SETTLEMENTS, Entry, Lexicon, inside
from claimatlas.places.nearness import closeness, unit
from claimatlas.places.toponym import Toponym


@dataclass(frozen=True, slots=True)
class Weights:
    """What each piece of evidence counts, chosen by hand and rounded; 0 switches a rule off (see
    benchmarks/places.py).

    Scores are in natural logarithms of odds; a `prior` unit is a tenfold of population.
    """

    prior: float = 1.5
    country: float = 2.0
    province: float = 1.5
    near: float = 2.0
    containment: float = 14.0
    kind: float = 6.0
    natural: float = 14.0
    peers: float = 4.0
    home: float = 2.0
    own: float = 3.0
    hints: float = 2.0
    rounds: int = 3


WEIGHTS = Weights()
# What a candidate has without any support, so that no evidence is not the end of it: of countries, provinces,
# nearness.
ALONE_COUNTRY, ALONE_PROVINCE, ALONE_NEAR = 0.05, 0.2, 0.05
# A city with this prior (about a million people) needs no neighbours: it counts as moderately near to
# everything.
FAMOUS, FAMOUS_NEAR = 6.3, 0.4
LEFT_OVER = 0.02  # less than this for all namesakes together is nobody's opinion
SUPPORT = 1.0  # how much more the other names have to say for a place than for its rival
BESIDE_KM = 40.0  # two places of one name and country this near are hardly told apart on a map
REACH = 60.0  # km: a place this far from another counts half as much for it as the same place
# How firmly the rounds believe themselves: early ones leave namesakes in play.
COOLING = (0.6, 0.8, 1.0)
# The confidence: scores are tempered, since their parts say partly the same, and a place that the gazetteer
# does not hold competes with the weight of a place of a few hundred people whose surroundings fit moderately.
TEMPER = 0.4
NOWHERE = 2.2
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
class Resolved:
    """A toponym and what it was resolved to.

    Attributes
    ----------
    toponym : Toponym
    row : int
        Row of the gazetteer, -1 for none.
    probability : float
        Share of the winning place among the candidates, 0 to 1, before calibration.
    others : list of (row, probability)
        The best alternatives, best first.
    basis : str
        "name", or "near" where an unlisted street or feature was given the place it stands next to.
    kind : int
        Kind code of the place.
    rests : str
        What the choice rests on: "stated" (the text names what contains the place), "one" (the gazetteer has
        but one place of that name), "context" (the other names, the words around or the outlet's home speak
        for it), "size" (it is the best known alone), "near".
    known : float
        Share of all places that the gazetteer has under the name, against one that it does not have, 0 to 1.
    """

    toponym: Toponym
    row: int
    probability: float
    others: list = field(default_factory=list)
    basis: str = "name"
    kind: int = 0
    known: float = 1.0
    rests: str = "near"


def resolve(
    toponyms: list[Toponym],
    lexicon: Lexicon,
    home: tuple[float, float] | None = None,
    weights: Weights = WEIGHTS,
    hints: dict[str, float] | None = None,
) -> list[Resolved]:
    """Resolve the toponyms of one document together.

    Parameters
    ----------
    toponyms : list of Toponym
        In the order of the text.
    lexicon : Lexicon
    home : (latitude, longitude), optional
        Where the outlet is at home.
    weights : Weights
    hints : dict of str to float, optional
        Countries (ISO codes) that the text's turns of phrase belong to; see `hints.country_hints`.

    Returns
    -------
    list of Resolved
        One per toponym, in order.
    """
    groups = _groups(toponyms)
    results: list[Resolved | None] = [None] * len(toponyms)
    if groups:
        _resolve_names(
            toponyms, groups, results, home, weights, _numbered(hints, lexicon) if weights.hints else {}
        )
    for number, t in enumerate(toponyms):
        if t.stated is not None and results[number] is not None:
            results[number] = _stated(results[number], t.stated)
    _place_unlisted(toponyms, results, home)
    return results


def _groups(toponyms: list[Toponym]) -> dict[tuple, list[int]]:
    """Group the mentions that mean one place: a name has one sense in a document, unless the text says
    otherwise.

    "Portland, Maine" and "Portland, Oregon" are two; a bare "Portland" is the one that was named last, or the
    first.
    """
    said: dict[int, list[tuple[int, int]]] = {}
    for number, t in enumerate(toponyms):
        if t.entry is not None and t.within is not None:
            said.setdefault(id(t.entry), []).append((number, int(t.within.rows[0])))
    groups: dict[tuple, list[int]] = {}
    for number, t in enumerate(toponyms):
        if t.entry is None:
            continue
        outer = -1
        if places := said.get(id(t.entry)):
            outer = next((row for at, row in reversed(places) if at <= number), places[0][1])
        groups.setdefault((id(t.entry), t.kind, outer), []).append(number)
    return groups


def _stated(found: Resolved, outer: Entry) -> Resolved:
    """Believe the text rather than the gazetteer: "Grantville, Pennsylvania" is in Pennsylvania, wherever
    that is."""
    others = [(found.row, found.probability / 2), *found.others][:3]
    return Resolved(found.toponym, int(outer.rows[0]), 0.5, others, "near", int(outer.kind[0]))


def _numbered(hints, lexicon) -> dict[int, float]:
    numbers = lexicon.gaz.country_number
    return {numbers[code]: weight for code, weight in (hints or {}).items() if code in numbers}


@dataclass(slots=True)
class _Field:
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


def _resolve_names(toponyms, groups, results, home, w, hints) -> None:
    members = list(groups.values())
    field_ = _field(toponyms, members, home, w)
    rounds = w.rounds if len(members) > 1 or hints else 0
    p, score = _rounds(field_, w, hints, rounds)
    sure = _sureness(score, field_.starts, field_.owner, LOCAL[field_.kind], w, home is not None)
    for g, m in enumerate(members):
        s = slice(field_.starts[g], field_.starts[g + 1])
        for number, found in zip(
            m, _chosen(field_.entries[g], p[s], sure[s], score[s], w, toponyms, m), strict=True
        ):
            results[number] = found


def _field(toponyms, members, home, w) -> _Field:
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
    base = w.prior * prior
    for g, m in enumerate(members):
        s = slice(starts[g], starts[g + 1])
        base[s] += _said(entries[g], kind[s], [toponyms[n] for n in m], w)
    if home is not None and w.home:
        close = closeness(xyz, unit(*home)[None], 100.0)[:, 0]
        # a paper that writes "Paris" and is made in Paris, Texas, means its own town
        base += w.home * np.log(0.02 + close) + w.own * ((close > 0.94) & SETTLEMENTS[kind])
    # "Dublin" and "Dublin City" are one name: they are no witnesses for each other
    stems: dict[str, int] = {}
    name = np.array([stems.setdefault(e.name.casefold().removesuffix(" city"), len(stems)) for e in entries])
    return _Field(
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
        prior >= FAMOUS,
    )


def _said(entry: Entry, kind: np.ndarray, mentions: list[Toponym], w: Weights) -> np.ndarray:
    """Score the candidates of one name by what the text says of it: its kind, its row, its container; shape
    (n,)."""
    score = np.zeros(len(kind))
    wanted = mentions[0].kind
    if wanted and w.kind:
        score += (w.natural if wanted == "natural" else w.kind) * _fits(kind, wanted)
    if w.peers and (peer := next((t.peer for t in mentions if t.peer), "")):
        score += w.peers * _fits(kind, peer)
    if (
        w.containment
        and (outer := next((t.within for t in mentions if t.within is not None), None)) is not None
    ):
        score += w.containment * inside(entry, outer)
    return score


def _rounds(f: _Field, w: Weights, hints: dict[int, float], rounds: int) -> tuple[np.ndarray, np.ndarray]:
    """Let the names speak for each other; return the shares of the candidates in their names and their
    scores."""
    hinted = np.zeros(max(int(f.country.max()), *hints, 0) + 1)
    for code, weight in hints.items():
        hinted[code] = w.hints * weight
    provinces, province = np.unique(f.admin1, return_inverse=True)
    names = int(f.speaker.max()) + 1
    p, score = _softmax(f.base * COOLING[0], f.starts, f.owner), f.base
    for turn in range(rounds):
        weight = p * f.count[f.owner]
        all_others = weight.sum() - f.count[f.owner]
        score = f.base
        if w.country:
            total = _without_own(weight, f.country, len(hinted), f.speaker, names)
            share = (total + hinted[f.country] + ALONE_COUNTRY) / (all_others + hinted.sum() + 1.0)
            share[f.country == 0] = 0.3
            score = score + w.country * np.log(share)
        if w.province:
            total = _without_own(weight, province, len(provinces), f.speaker, names)
            share = (total + ALONE_PROVINCE) / (all_others + 1.0)
            score = score + w.province * np.log(np.where((f.admin1 < 0) | f.wide, 0.25, share))
        if w.near:
            score = score + w.near * np.log(_nearness(f, p, weight))
        p = _softmax(score * COOLING[min(turn + 1, len(COOLING) - 1)], f.starts, f.owner)
    return p, score


def _nearness(f: _Field, p: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return how near each candidate is to the likely ones of the other names, 0.05 or more; shape (n,)."""
    leaders = np.flatnonzero((p > 0.05) & ~f.wide)[:LEADERS]
    near = np.zeros(len(f.rows))
    if len(leaders):
        c = closeness(f.xyz, f.xyz[leaders], REACH) * weight[leaders][None]
        c[f.speaker[:, None] == f.speaker[leaders][None]] = 0
        near = c.sum(axis=1)
    return np.where(f.wide, 0.25, np.maximum(FAMOUS_NEAR * f.famous, ALONE_NEAR + near))


def _chosen(
    entry: Entry, p, sure, score, w: Weights, toponyms: list[Toponym], members: list[int]
) -> list[Resolved]:
    """Return what the mentions of one group are resolved to: the likeliest candidate, how sure, and on what
    it rests."""
    if len(p) == 1:
        top, others, rests, known = 0, [], "one", float(sure[0])
        sure_of = known
    else:
        order = np.argsort(-p, kind="stable")[:4]
        top, known = int(order[0]), float(sure.sum())
        others = [(int(entry.rows[o]), float(sure[o])) for o in order[1:] if sure[o] > 0.01]
        same = _one_with(entry, top, sure) if known - sure[top] > LEFT_OVER else _alone(len(sure), top)
        sure_of = float(sure[same].sum())
        support = _support(score - w.prior * entry.prior, sure, same, top)
        rests = "one" if same.all() else "context" if support > SUPPORT else "size"
    row, kind = int(entry.rows[top]), int(entry.kind[top])
    return [
        Resolved(toponyms[n], row, sure_of, others, "name", kind, known,
                 "stated" if toponyms[n].within is not None else rests)
        for n in members
    ]


def _alone(size: int, top: int) -> np.ndarray:
    found = np.zeros(size, bool)
    found[top] = True
    return found


def _one_with(entry: Entry, top: int, share: np.ndarray) -> np.ndarray:
    """Tell which candidates are no other opinion on where the place is than `top`; shape (n,).

    A city and the division around it that is called after it, a country and its parts of that name, an island
    and its town: they lie in one another or side by side.
    """
    rows, admin1, admin2 = entry.rows, entry.admin1, entry.admin2
    around = (rows == admin1[top]) | (rows == admin2[top])
    inside_it = (admin1 == rows[top]) | (admin2 == rows[top])
    if entry.kind[top] == KIND["country"]:
        inside_it |= entry.country == entry.country[top]
    found = around | inside_it
    found[top] = True
    likely = np.flatnonzero((share > LEFT_OVER / 4) & ~found & (entry.country == entry.country[top]))
    if len(likely):
        found[likely] = closeness(entry.xyz[likely], entry.xyz[top][None], BESIDE_KM)[:, 0] >= 0.5
    return found


def _support(gain: np.ndarray, share: np.ndarray, same: np.ndarray, top: int) -> float:
    """Return by how much all but how well known it is speaks for `top` rather than for the next best
    place."""
    rivals = np.where(same, -1.0, share)
    rival = int(rivals.argmax())
    return float(gain[top] - gain[rival]) if rivals[rival] >= 0 else 0.0


def _sureness(score, starts, owner, local, w, home) -> np.ndarray:
    """Return the share of each candidate against its namesakes and against places that the gazetteer does not
    hold."""
    score = score * TEMPER
    nowhere = TEMPER * (
        NOWHERE * w.prior + (w.country + w.province + w.near + (w.home if home else 0.0)) * math.log(0.3)
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
    top = np.maximum.reduceat(score, starts[:-1])
    e = np.exp(score - top[owner])
    return e / np.add.reduceat(e, starts[:-1])[owner]


def _fits(kind: np.ndarray, wanted: str) -> np.ndarray:
    if wanted == "town":
        return SETTLEMENTS[kind].astype(float)
    if wanted == "district":
        return ((kind == KIND["district"]) | (kind == KIND["division"])).astype(float)
    if wanted == "natural":
        return NATURAL[kind].astype(float)
    if wanted in KIND:
        return (kind == KIND[wanted]).astype(float)
    return np.zeros(len(kind))


def _place_unlisted(toponyms, results, home) -> None:
    """Give streets, rivers and buildings that no gazetteer holds the place that the text has nearest to
    them."""
    known = [
        (n, r)
        for n, r in enumerate(results)
        if r is not None and r.row >= 0 and r.probability > 0.3 and LOCAL[r.kind]
    ]
    for n, t in enumerate(toponyms):
        if results[n] is not None:
            continue
        results[n] = Resolved(t, -1, 0.0, [], "near")
        if t.feature == "wide":
            continue
        best = None
        for k, r in known:
            # what follows is nearer in meaning than what precedes: "Main Street in Gainesville"
            gap = toponyms[k].start - t.end if k > n else (t.start - toponyms[k].end) * 1.3 + 5
            if best is None or gap < best[0]:
                best = gap, r
        if best is not None:
            results[n] = Resolved(t, best[1].row, best[1].probability, [], "near", best[1].kind)
