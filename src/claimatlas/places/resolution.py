"""Resolution: which place of that name is meant.

All names of a document are resolved together: each candidate is scored by how well known it is, by what the
text says of it ("X, State", "X district"), and by how well it fits the countries, the provinces and the
points that the other names of the document make likely; a few rounds of this, and the names agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from claimatlas.places.candidates import KIND, Entry, Lexicon
from claimatlas.places.consensus import LOCAL, WEIGHTS, Weights, agree, lay_out, sureness
from claimatlas.places.evidence import CONSENSUS
from claimatlas.places.nearness import closeness
from claimatlas.places.toponym import Toponym

LEFT_OVER, SUPPORT, BESIDE_KM = (CONSENSUS[name] for name in ("nobody's opinion", "support", "beside"))


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
    row, kind = int(outer.rows[0]), int(outer.kind[0])
    return Resolved(found.toponym, row, CONSENSUS["of its container"], others, "near", kind)


def _numbered(hints, lexicon) -> dict[int, float]:
    """Hints by the number that the gazetteer gives a country."""
    numbers = lexicon.gaz.country_number
    return {numbers[code]: weight for code, weight in (hints or {}).items() if code in numbers}


def _resolve_names(toponyms, groups, results, home, weights, hints) -> None:
    """Resolve all groups together, and give each mention the result of its group."""
    members = list(groups.values())
    laid = lay_out(toponyms, members, home, weights)
    rounds = weights.rounds if len(members) > 1 or hints else 0
    p, score = agree(laid, weights, hints, rounds)
    sure = sureness(score, laid.starts, laid.owner, LOCAL[laid.kind], weights, home is not None)
    for g, m in enumerate(members):
        s = slice(laid.starts[g], laid.starts[g + 1])
        for number, found in zip(
            m, _chosen(laid.entries[g], p[s], sure[s], score[s], weights, toponyms, m), strict=True
        ):
            results[number] = found


def _chosen(
    entry: Entry, shares, sure, score, weights: Weights, toponyms: list[Toponym], members: list[int]
) -> list[Resolved]:
    """Return what the mentions of one group are resolved to: the likeliest candidate, how sure, and on what
    it rests."""
    if len(shares) == 1:
        top, others, rests, known = 0, [], "one", float(sure[0])
        sure_of = known
    else:
        order = np.argsort(-shares, kind="stable")[:4]
        top, known = int(order[0]), float(sure.sum())
        told = order[1:][sure[order[1:]] > CONSENSUS["worth a word"]]
        others = [(int(entry.rows[o]), float(sure[o])) for o in told]
        same = _one_with(entry, top, sure) if known - sure[top] > LEFT_OVER else _alone(len(sure), top)
        sure_of = float(sure[same].sum())
        support = _support(score - weights.prior * entry.prior, sure, same, top)
        rests = "one" if same.all() else "context" if support > SUPPORT else "size"
    row, kind = int(entry.rows[top]), int(entry.kind[top])
    return [
        Resolved(toponyms[n], row, sure_of, others, "name", kind, known,
                 "stated" if toponyms[n].within is not None else rests)
        for n in members
    ]


def _alone(size: int, top: int) -> np.ndarray:
    """A mask of the one candidate."""
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


def _place_unlisted(toponyms, results, home) -> None:
    """Give streets, rivers and buildings that no gazetteer holds the place that the text has nearest to
    them."""
    known = [
        (n, r)
        for n, r in enumerate(results)
        if r is not None and r.row >= 0 and r.probability > CONSENSUS["anchor"] and LOCAL[r.kind]
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
