"""The two parts that set tellings side by side: contradictions, and what got lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimatlas import counts, tables
from claimatlas.counts import DIFFERING, Count
from claimatlas.findings import Finding
from claimatlas.report import pairs

if TYPE_CHECKING:
    from claimatlas.report.index import Report

OPEN_PAIRS = 6  # paired cards of a part that stand open
NOUNS = {
    "conflict": ("contradiction", "contradictions"),
    "correction": ("correction", "corrections"),
    "denial": ("denial", "denials"),
    "position": ("clash of positions", "clashes of positions"),
    "refinement": ("pair of which one is more exact", "pairs of which one is more exact"),
    "agreement": ("figure or date told alike", "figures and dates told alike"),
    "not comparable": ("pair that cannot be compared", "pairs that cannot be compared"),
}
NAMES = {
    "hedge": "a hedge",
    "source": "a source behind the source",
    "quotation": "the wording of a quotation",
    "cut": "the rest of a quoted sentence",
    "verb": "another verb",
    "qualifier": "a qualifier",
}
Said = Callable[[Finding], list[dict[str, str]]]


@dataclass(frozen=True)
class Part:
    """A part of paired cards: its heading, its sentence, the cards that stand open, those behind a fold."""

    name: str
    title: str
    none: str
    lead: list[dict[str, str]]
    open: list[pairs.Pair]
    folded: list[pairs.Pair]
    more: str


def parts_of(report: Report, said: Said) -> list[Part]:
    """Set both parts.

    Parameters
    ----------
    report : claimatlas.report.index.Report
    said : callable
        Fills a sentence and lets its numbers lead to their rows.
    """
    make = pairs.Pairs(report.frames["claims"])
    told = {v: counts.count(report.facts, "contradictions", verdict=v) for v in tables.VERDICTS}
    kinds = {k: counts.with_kind(report.lost, k) for k in pairs.LOST}
    return [
        Part(
            "contradictions",
            "Contradictions",
            "No two accounts of one claim were found to differ.",
            _tally(
                {v: (n, NOUNS[v]) for v, n in told.items()},
                "Between accounts of one thing: {}. Which account is right, if any, is not judged.",
                said,
            ),
            *pairs.shown_first(make.of_facts(report.facts), OPEN_PAIRS, DIFFERING),
            "more pairs, among them those that differ without contradicting",
        ),
        Part(
            "losses",
            "Lost on the way",
            "No telling was found to lose or add a hedge, a source or a wording.",
            _tally(
                {k: (n, (f"time {NAMES[k]}", f"times {NAMES[k]}")) for k, n in kinds.items()},
                "Of two tellings of one claim, one has what the other lacks: {}.",
                said,
            ),
            *pairs.shown_first(make.of_losses(report.lost), OPEN_PAIRS),
            "more pairs of tellings",
        ),
    ]


def _tally(
    found: Mapping[str, tuple[Count, tuple[str, str]]], sentence: str, said: Said
) -> list[dict[str, str]]:
    kept = {key: (n, nouns) for key, (n, nouns) in found.items() if n.number or n.held}
    if not kept:
        return []
    slots = [f"{{{key.split()[0]}}} {nouns[n.number != 1]}" for key, (n, nouns) in kept.items()]
    listed = " and ".join([", ".join(slots[:-1]), slots[-1]] if len(slots) > 1 else slots)
    return said((sentence.replace("{}", listed), {key.split()[0]: n for key, (n, _) in kept.items()}))
