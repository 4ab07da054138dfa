"""Claims of one story that are told in the same words but for a value: another day, number or place stands
in one slot.

Such claims are rarely in one group of the same claim, for the value that differs speaks against that; so the
values are compared in groups widened by them (`claimatlas.comparison.conflicts`).
"""

from __future__ import annotations

import functools
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Set

from claimatlas.comparison import slots
from claimatlas.comparison.evidence import Claims, plain_words

KEYS = 4  # words of a claim by which others of its frame are looked for, the rarest
SHARED = 2  # of these, how many both must have
SHELF = 40  # claims of one story that have a word; a word of more says nothing
ALIKE = 0.7  # weight of the words outside the values that are in common, of all
LEAST = 3  # words outside the values that both have
HELD = 4096  # claims whose words outside the values stay at hand


def widened(
    groups: dict[int, list[int]],
    root: list[int],
    claims: Claims,
    apart: Iterable[tuple[int, int]] = (),
    alone: Set[int] = frozenset(),
) -> list[list[int]]:
    """Join the groups and single claims that have one frame.

    Parameters
    ----------
    groups : dict of int to list of int
        Members of each group of more than one claim, by its root.
    root : list of int
        Root of each row.
    claims : Claims
    apart : iterable of (int, int)
        Claims that somebody set apart: their groups are not joined.
    alone : set of int
        Claims that somebody says belong to none.

    Returns
    -------
    list of list of int
        Groups as they are, or several of them with claims that stand alone; each sorted, those of one story
        one after the other.
    """
    joined: dict[int, int] = {}
    split = {frozenset((root[a], root[b])) for a, b in apart}

    def top(group: int) -> int:
        """The group that a group was joined to in the end."""
        while group in joined:
            group = joined[group]
        return group

    for a, b in of_one_frame(claims):
        low, high = sorted((top(root[a]), top(root[b])))
        if (
            low != high
            and not {a, b} & alone
            and not {frozenset((root[a], root[b])), frozenset((low, high))} & split
        ):
            joined[high] = low
    wide: dict[int, set[int]] = defaultdict(set)
    for r, members in groups.items():
        wide[top(r)].update(members)
    for r in {r for pair in joined.items() for r in pair} - set(groups):
        wide[top(r)].add(r)  # a claim that stands alone is its own root
    order = sorted(wide, key=lambda r: (claims.story[r], r))
    return [sorted(wide[r]) for r in order]


def of_one_frame(claims: Claims) -> list[tuple[int, int]]:
    """Return the pairs of claims of one story and two articles that differ in values alone, sorted."""

    @functools.lru_cache(maxsize=HELD)
    def frame(claim: int) -> frozenset[str]:
        return claims.words(claim) - _value_words(claims.rows[claim])

    shelves: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    asked = ("denial", "dates", "numbers", "places", "content")
    for k, told in enumerate(zip(*map(claims.column, asked), strict=True)):
        row = dict(zip(asked, told, strict=True))
        if row["denial"] or not (len(row["dates"]) or len(row["numbers"]) or len(row["places"])):
            continue
        words = claims.words(k) - _value_words(row)
        if len(words) >= LEAST:
            for word in sorted(words, key=lambda w: (-claims.rarity[w], w))[:KEYS]:
                shelves[claims.story[k]][word].append(k)
    return sorted(
        (a, b)
        for own in shelves.values()
        for a, b in _sharing(own.values())
        if not claims.is_one_text(a, b)
        and len(frame(a) & frame(b)) >= LEAST
        and claims.common(frame(a), frame(b))[1] >= ALIKE
        and _of_the_same(a, b, claims)
        and _differing_slots(a, b, claims) == 1
    )


def _sharing(shelves: Iterable[list[int]]) -> list[tuple[int, int]]:
    """The pairs of claims of one story that stand on `SHARED` of its shelves, sorted."""
    pairs = (itertools.combinations(members, 2) for members in shelves if len(members) <= SHELF)
    shared = Counter(itertools.chain.from_iterable(pairs))
    return sorted(pair for pair, n in shared.items() if n >= SHARED)


def _differing_slots(one: int, other: int, claims: Claims) -> int:
    """In how many slots two claims have other values; in more than one, and they tell of two events."""
    x, y = claims.rows[one], claims.rows[other]
    found = (
        slots.compare_dates(x["dates"], y["dates"]),
        slots.compare_numbers(x["numbers"], y["numbers"], x["content"], y["content"]),
        slots.elsewhere(x, y, claims.forms),
    )
    return sum(f is not None and f[0] == "conflict" for f in found)


def _of_the_same(first: int, second: int, claims: Claims) -> bool:
    """Whether two claims name the same but for their values: another name in the frame is another event."""
    one, two = (
        slots.names_in(row["content"], claims.forms) - slots.names_in(" ".join(_values(row)), claims.forms)
        for row in (claims.rows[first], claims.rows[second])
    )
    return one <= two or two <= one


def _values(row: dict) -> list[str]:
    """The values of a claim as it has them: dates, numbers and places."""
    return [*(d["text"] for d in row["dates"]), *(n["text"] for n in row["numbers"]), *row["places"]]


def _value_words(row: dict) -> frozenset[str]:
    """The words of the values of a claim: its dates, numbers and places."""
    heads = frozenset(w for n in row["numbers"] for w in slots.population(n, row["content"]).heads)
    return frozenset().union(*map(plain_words, _values(row))) - heads
