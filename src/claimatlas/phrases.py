"""Counts in sentences: the noun in the number that a count asks for, "at least", and what is said of none.

A count of which nothing is sure is never set before a noun ("none for sure claims"): its kind is left out of
a list, or a sentence of its own says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from claimatlas.counts import NONE, SEVERAL, Count

DIFFERENCES = {
    "conflict": ("{n} contradiction", "{n} contradictions"),
    "correction": ("{n} correction", "{n} corrections"),
    "denial": ("{n} denial", "{n} denials"),
    "position": ("{n} clash of positions", "{n} clashes of positions"),
    "refinement": ("{n} pair of which one is more exact", "{n} pairs of which one is more exact"),
    "agreement": ("{n} figure or date told alike", "{n} figures and dates told alike"),
    "not comparable": ("{n} pair that cannot be compared", "{n} pairs that cannot be compared"),
}
"""What is said of one and of several facts, by the verdict on their two accounts."""
BANDS = {
    SEVERAL: ("{n} names several sources", "{n} name several sources"),
    NONE: ("{n} names no source", "{n} name no source"),
}
"""What is said of one and of several shared claims beside those of one source, by the sources behind them."""
LOSSES = {
    "hedge": ("{n} hedge", "{n} hedges"),
    "source": ("{n} source behind the source", "{n} sources behind the source"),
    "quotation": ("the wording of {n} quotation", "the wording of {n} quotations"),
    "cut": ("the rest of {n} quoted sentence", "the rest of {n} quoted sentences"),
    "verb": ("{n} verb of another strength", "{n} verbs of another strength"),
    "qualifier": ("{n} qualifier", "{n} qualifiers"),
}
"""What is said of one and of several pairs of tellings, by what one lacks."""


def noun(number: int, one: str, many: str = "") -> str:
    """Return a word in the number that a count asks for: ``claim`` for 1, ``claims`` for others."""
    return one if number == 1 else many or f"{one}s"


def amount(n: Count, one: str, many: str = "") -> str:
    """Write a count with its noun: ``at least 2 claims``, ``no claim for sure``, ``no claims``."""
    if n.number:
        return f"{n} {noun(n.number, one, many)}"
    return f"no {one} for sure" if n.held else f"no {noun(0, one, many)}"


def slotted(slot: str, n: Count, one: str, many: str = "") -> str:
    """Write a count with its noun as `amount` does, with a slot of that name where the number stands."""
    return f"{{{slot}}} {noun(n.number, one, many)}" if n.number else amount(n, one, many)


def cited(name: str) -> str:
    """Return who is named so that a sentence can hold it: in quotation marks where it is no proper name."""
    return f"“{name}”" if name[:1].islower() else name


def listed(items: Sequence[str]) -> str:
    """Join parts of a sentence: ``a, b and c``."""
    items = list(items)
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def tally(found: Mapping[str, tuple[Count, str, str]]) -> tuple[str, dict[str, object]]:
    """Join the counts of several kinds for a sentence; kinds of which nothing is sure are left out.

    Parameters
    ----------
    found : mapping
        For each kind its count and what is said of one and of several, with ``{n}`` where the number stands:
        ``("the rest of {n} sentence", "the rest of {n} sentences")``.

    Returns
    -------
    str
        ``{hedge} hedge and the rest of {cut} sentences``: a slot for each kind; empty if nothing is sure.
    dict
        The values of the slots, for `claimatlas.display.say`.
    """
    kept = {key.split()[0]: told for key, told in found.items() if told[0].number}
    texts = [
        noun(n.number, one, many).replace("{n}", f"{{{key}}}") for key, (n, one, many) in kept.items()
    ]
    return listed(texts), {key: n for key, (n, _, _) in kept.items()}
