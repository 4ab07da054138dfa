"""What contradicts, corrects, agrees or only refines: slot by slot, within a group of the same claim.

A difference of values is one of facts only where both claims measure the same thing: one population, one
predicate, one time. How sure that is, is said with each (`claimatlas.comparison.evidence`), and one fact has
one entry, however many outlets tell it.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from claimatlas.comparison import origins, slots
from claimatlas.comparison.evidence import KEPT, Claims, concepts, confidence, lists, plain_words
from claimatlas.tables import SHOWN, date_text, number_text
from claimatlas.wordlists import alternatives

PAIRWISE = (
    30  # members of a group that are compared each with each; of a larger one, one claim for each value
)
UNLIKE = 0.3  # weight of the words in common of all, above which two claims with one number may be one
FEW = 3  # content words below which a claim says too little to be contradicted by its words
_NEGATION = re.compile(r"\b(?:not|no|never|nobody|none|nothing|nor|neither|without|cannot)\b|n[’']t\b", re.I)
_WORD_IN_MARKS = re.compile(r"[\"“‘'][\w-]+[\"”’']")


@dataclass(frozen=True)
class Finding:
    """How two claims differ in one slot, and who else tells either value; all as rows of the claims."""

    a: int
    b: int
    slot: str
    value_a: str
    value_b: str
    verdict: str
    reason: str
    confidence: float
    all_a: tuple[int, ...] = ()
    all_b: tuple[int, ...] = ()
    fact: str = ""  # what is measured, within its slot

    def turned(self) -> Finding:
        """The same with its sides changed over."""
        sides = {"a": self.b, "b": self.a, "value_a": self.value_b, "value_b": self.value_a}
        return replace(self, **sides, all_a=self.all_b, all_b=self.all_a)


def of_group(members: list[int], claims: Claims) -> list[Finding]:
    """Compare the claims of one group; one entry for each fact and kind of difference.

    Parameters
    ----------
    members : list of int
        Rows of the group.
    claims : Claims
    """
    rows = claims.rows
    plain = _one_for_each_value([m for m in sorted(members) if not rows[m]["denial"]], claims)
    found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for a, b in itertools.combinations(plain, 2):
        for finding in of_pair(a, b, claims) if claims.story[a] == claims.story[b] else ():
            found[finding.slot, finding.fact].append(finding)
    out = []
    for _, pairs in sorted(found.items()):
        kept = [f for f in pairs if f.confidence >= KEPT and not _says_nothing(f, claims)]
        if kept:
            out.append(_entry(kept, claims))
    return out


def _says_nothing(finding: Finding, claims: Claims) -> bool:
    """Whether a value is only told again: in one outlet, or without a figure."""
    return finding.verdict == "agreement" and (
        not claims.are_two_outlets(finding.a, finding.b) or not any(c.isdigit() for c in finding.value_a)
    )


def _one_for_each_value(members: list[int], claims: Claims) -> list[int]:
    """Of a group too large to compare each with each, one claim for each value."""
    if len(members) <= PAIRWISE:
        return members
    seen: dict[str, int] = {}
    for m in members:
        r = claims.rows[m]
        values = [d["value"] for d in r["dates"]], [n["text"] for n in r["numbers"]], list(r["places"])
        seen.setdefault(repr((values, sorted(slots.agent(r["content"], claims.forms)), r["negated"])), m)
    return sorted(seen.values())[:PAIRWISE]


def of_pair(first: int, second: int, claims: Claims) -> list[Finding]:
    """Compare two claims slot by slot.

    Claims that differ in more than one point, in the year and in the amount, may tell of two events: each
    difference is then less sure.
    """
    x, y = claims.rows[first], claims.rows[second]
    dates = slots.compare_dates(x["dates"], y["dates"])
    numbers = slots.compare_numbers(x["numbers"], y["numbers"], x["content"], y["content"])
    places = slots.elsewhere(x, y, claims.forms)
    other_dates = bool(dates) and dates[0] == "conflict"
    other_amounts = bool(numbers) and numbers[0] == "conflict"
    out = []
    if dates:
        other = {"other amounts": other_dates and other_amounts, "other places": other_dates and bool(places)}
        out.append(_dates(first, second, claims, dates, other))
    if numbers:
        other = {"other dates": other_amounts and other_dates, "other places": other_amounts and bool(places)}
        out.append(_numbers(first, second, claims, numbers, other))
    out += _names(first, second, claims, places, other_dates or other_amounts)
    if x["negated"] != y["negated"] and (polarity := _polarity(first, second, claims)):
        out.append(polarity)
    return out


def _dates(
    first: int, second: int, claims: Claims, found: tuple[str, str], other: dict[str, bool]
) -> Finding:
    """Two claims with dates of their own: a difference, unless each tells of something else."""
    x, y = claims.rows[first], claims.rows[second]
    verdict, reason = found
    own = [tuple(d["text"] for d in row["dates"]) for row in (x, y)]
    texts = [*own[0], *own[1]]
    dated = frozenset().union(*map(plain_words, texts))
    beside = [claims.beside(k, values) - dated for k, values in zip((first, second), own, strict=True)]
    features = claims.agreement(first, second, dated) | {
        "what is done in common": claims.common(claims.deed(first) - dated, claims.deed(second) - dated)[0],
        "told as revised": _is_revised(first, second, claims) is not None,
        "words beside the dates in common": claims.common(*beside)[0],
        "the only dates": len(x["dates"]) == len(y["dates"]) == 1,
        "another year": reason == "other year",
        "worked out from a weekday": not all(any(c.isdigit() for c in text) for text in texts),
        "one text": claims.is_one_text(first, second),
        **other,
    }
    values = ["; ".join(date_text(d) for d in row["dates"]) for row in (x, y)]
    return Finding(first, second, "date", *values, verdict, reason, confidence("date", features))


def _numbers(
    first: int, second: int, claims: Claims, found: tuple[str, str, dict, dict], other: dict[str, bool]
) -> Finding:
    """Two claims with amounts of their own: a difference, unless each counts something else."""
    x, y = claims.rows[first], claims.rows[second]
    verdict, reason, n, m = found
    one, two = slots.population(n, x["content"]), slots.population(m, y["content"])
    counted = plain_words(n["text"]) | plain_words(m["text"]) | one.heads | two.heads
    beside = [claims.beside(k, (z["text"],)) - counted for k, z in ((first, n), (second, m))]
    kinds = [
        sum(bool(slots.population(z, row["content"]).heads & one.heads) for z in row["numbers"])
        for row in (x, y)
    ]
    features = claims.agreement(first, second, counted) | {
        "what is done in common": claims.common(
            claims.deed(first) - counted, claims.deed(second) - counted
        )[0],
        "told as revised": _is_revised(first, second, claims) is not None,
        "words beside the amounts in common": claims.common(*beside)[0],
        "what is counted is named alike": 1.0 if one.marks & two.marks else 0.5 * (one.marks == two.marks),
        "what is counted is named otherwise": bool(one.marks and two.marks and not one.marks & two.marks),
        "the only amounts of their kind": kinds == [1, 1],
        "two outlets": claims.are_two_outlets(first, second),
        "one text": claims.is_one_text(first, second),
        "another power of ten": reason == slots.POWERS,
        **other,
    }
    fact = "" if not one.heads else min(one.heads & two.heads, default="")
    return Finding(
        first,
        second,
        "number",
        number_text(n),
        number_text(m),
        verdict,
        reason,
        confidence("number", features),
        fact=fact,
    )


def _names(
    one: int, other: int, claims: Claims, elsewhere: tuple[str, str] | None, otherwise: bool
) -> list[Finding]:
    """Other actors, and other places."""
    forms = claims.forms
    x, y = claims.rows[one], claims.rows[other]
    if elsewhere is None and not slots.may_differ_in_actors(x["content"], y["content"], forms):
        return []
    places = slots.names_in(" ".join([*x["places"], *y["places"]]), forms)
    shared = slots.names_in(x["content"], forms) & slots.names_in(y["content"], forms)
    features = {
        "a name in common": bool(shared),
        "one text": claims.is_one_text(one, other),
        "other dates or amounts": otherwise,
    }
    out = []
    if found := slots.compare_actors(x["content"], y["content"], forms, places):
        named = claims.words_of(f"{found[2]} {found[3]}")
        sure = confidence("actor", features | claims.agreement(one, other, named))
        out.append(Finding(one, other, "actor", found[2], found[3], found[0], found[1], sure))
    values = ["; ".join(row["places"]) for row in (x, y)]
    if elsewhere:
        sure = confidence("place", features | claims.agreement(one, other, claims.words_of(" ".join(values))))
        out.append(Finding(one, other, "place", *values, *elsewhere, sure))
    return out


def _polarity(one: int, other: int, claims: Claims) -> Finding | None:
    """One content that one claim affirms and the other negates."""
    x, y = claims.rows[one], claims.rows[other]
    if not _negates(x if x["negated"] else y) or _negates(y if x["negated"] else x):
        return None
    sequences = [concepts(row["content"], claims.forms) for row in (x, y)]
    features = claims.agreement(one, other) | {
        "same order": SequenceMatcher(None, *sequences, autojunk=False).ratio(),
        "same voice": bool(claims.voices(one) & claims.voices(other)),
        "one speaker quoted": claims.quoted[one]
        and claims.quoted[other]
        and bool(claims.voices(one) & claims.voices(other)),
        "few words of its own": min(len(claims.words(one)), len(claims.words(other))) < FEW,
        "hedged": x["hedged"] or y["hedged"],
    }
    said = ["negated" if row["negated"] else "affirmed" for row in (x, y)]
    sure = confidence("polarity", features)
    return Finding(one, other, "polarity", *said, "denial", "one claim negates what the other says", sure)


def _negates(row: dict) -> bool:
    """Whether a content negates in words of its own; *the "no" vote* does not."""
    return _NEGATION.search(_WORD_IN_MARKS.sub(" ", row["content"])) is not None


def _entry(pairs: list[Finding], claims: Claims) -> Finding:
    """Make one entry of all comparisons of one fact: the surest, with all who tell either value."""
    differing = [f for f in pairs if f.verdict in ("conflict", "denial")]
    sure = [f for f in differing if f.confidence >= SHOWN]
    refining = [f for f in pairs if f.verdict == "refinement"]
    told = (
        sure or [f for f in pairs if f.verdict == "agreement" and f.confidence >= SHOWN] or refining or pairs
    )

    def rank(finding: Finding) -> tuple:
        return (
            claims.is_one_text(finding.a, finding.b), not claims.are_two_outlets(finding.a, finding.b),
            -finding.confidence, finding.a, finding.b
        )

    best = min(told, key=rank)
    if best.verdict == "agreement":
        return _agreement(best, pairs, claims)
    same = [pair for f in pairs if f.verdict == "agreement" for pair in ((f.a, f.b), (f.b, f.a))]
    sides = [{best.a}, {best.b}]
    for _ in range(2):
        for side in sides:
            side |= {q for p, q in same if p in side}
    others = {m for f in told if f.verdict == best.verdict for m in (f.a, f.b)} - sides[0] - sides[1]
    against = [
        {m for f in told for p, m in ((f.a, f.b), (f.b, f.a)) if p in side and m in others} for side in sides
    ]
    against[1] -= against[0]
    values = [
        "; ".join(dict.fromkeys([value, *(_value_of(m, told) for m in sorted(more))]))
        for value, more in ((best.value_a, against[1]), (best.value_b, against[0]))
    ]
    both = sides[0] & sides[1]
    entry = replace(
        best,
        value_a=values[0],
        value_b=values[1],
        all_a=tuple(sorted((sides[0] | against[1]) - both | {best.a})),
        all_b=tuple(sorted((sides[1] | against[0]) - both | {best.b})),
    )
    return _in_time(entry, claims)


def _value_of(claim: int, pairs: list[Finding]) -> str:
    """What a claim says, as the pairs in which it stands tell it."""
    return next(f.value_a if f.a == claim else f.value_b for f in pairs if claim in (f.a, f.b))


def _in_time(entry: Finding, claims: Claims) -> Finding:
    """Order the sides by publication; another amount on a later day is a correction of the count.

    Amounts grow and are counted again; a date or a party does not change with time, unless one outlet takes
    its own word back.
    """
    if entry.verdict != "conflict":
        return entry
    if (first := _is_revised(entry.a, entry.b, claims)) is not None and entry.slot in ("number", "date"):
        entry = entry if first == entry.a else entry.turned()
        return replace(
            entry, verdict="correction", reason=f"{entry.reason}, told as an earlier value and a later one"
        )
    days = claims.day(entry.a), claims.day(entry.b)
    if not all(days) or days[0] == days[1]:
        return entry
    entry = entry.turned() if days[0] > days[1] else entry
    if entry.slot != "number" and claims.are_two_outlets(entry.a, entry.b):
        return entry
    return replace(entry, verdict="correction", reason=f"{entry.reason}, told on a later day")


@functools.cache
def _revision(name: str) -> re.Pattern[str]:
    """The phrases of a list by which a sentence says that a value was given before or after another."""
    return re.compile(rf"\b(?:{alternatives(lists(name))})\b", re.I)


def _is_revised(one: int, other: int, claims: Claims) -> int | None:
    """Of two claims the one whose value a sentence says was given first; None if none says so."""
    (first_a, later_a), (first_b, later_b) = (_time_told(claims.rows[k]["sentence"]) for k in (one, other))
    if first_a != first_b:
        return one if first_a else other
    return None if later_a == later_b else other if later_a else one


@functools.lru_cache(maxsize=1 << 12)
def _time_told(sentence: str) -> tuple[bool, bool]:
    """Whether a sentence says that its value was given first, and that it was given later."""
    return _revision("given first").search(sentence) is not None, _revision("given later").search(
        sentence
    ) is not None


def _agreement(best: Finding, pairs: list[Finding], claims: Claims) -> Finding:
    """One entry for a value that several tell, with what is behind it."""
    told = {best.a, best.b}
    for _ in range(2):
        told |= {m for f in pairs if f.verdict == "agreement" and told & {f.a, f.b} for m in (f.a, f.b)}
    outlets = {claims.rows[m]["outlet"] for m in told}
    named = origins.of_group(sorted(told), claims)["origins"]
    behind = f"from {len(named)} named source{'s' * (len(named) != 1)}" if named else "without a named source"
    where = f"in {len(outlets)} outlets" if len(outlets) > 1 else "twice in one outlet"
    first = min(told, key=lambda m: (claims.day(m) or "9", m))
    return replace(
        best, reason=f"{best.reason} {where}, {behind}", all_a=(first,), all_b=tuple(sorted(told - {first}))
    )


def incomparable(claims: Claims, group: list[int], block: int = 40) -> list[Finding]:
    """List pairs of claims of different groups and articles that give one number of one population.

    Such a number neither confirms nor contradicts the other: it is of another time, place or source. Only
    what a careless reader would take for one is listed: the same figure, the same word for what is counted,
    one story.

    Parameters
    ----------
    claims : Claims
    group : list of int
        Group of each row.
    block : int
        A number and unit said by more claims than this is passed over.
    """
    shelves: dict[tuple[str, float, str], set[int]] = defaultdict(set)
    told = zip(claims.column("numbers"), claims.column("content"), strict=True)
    for k, (numbers, content) in enumerate(told):
        for n in numbers:
            if n["low"] is not None and n["low"] >= 10:
                for head in slots.population(n, content).heads:
                    shelves[claims.story[k], n["low"], head].add(k)
    found = []
    for (_, low, head), members in sorted(shelves.items()):
        if len(members) > block or head in "$€£%":
            continue
        for a, b in itertools.combinations(sorted(members), 2):
            if (
                group[a] != group[b]
                and not claims.is_one_text(a, b)
                and (reason := _not_the_same(a, b, claims))
            ):
                texts = [
                    next(number_text(n) for n in claims.rows[k]["numbers"] if n["low"] == low) for k in (a, b)
                ]
                found.append(Finding(a, b, "number", *texts, "not comparable", reason, SHOWN))
                break
    return found


def _not_the_same(one: int, other: int, claims: Claims) -> str:
    """Why one number of one population is not one fact: it is of another year; "" if nothing says so."""
    dates = slots.compare_dates(claims.rows[one]["dates"], claims.rows[other]["dates"])
    if (
        not dates
        or dates[1] != "other year"
        or claims.agreement(one, other)["words of either in the other"] > UNLIKE
    ):
        return ""
    return "the same number in different claims: the years differ"
