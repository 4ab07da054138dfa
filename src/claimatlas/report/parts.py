"""The two parts that set tellings side by side: contradictions, and what got lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimatlas import counts, phrases, tables
from claimatlas.counts import DIFFERING, Count
from claimatlas.findings import Finding
from claimatlas.phrases import DIFFERENCES, LOSSES
from claimatlas.report import pairs

if TYPE_CHECKING:
    from claimatlas.report.index import Report

OPEN_PAIRS = 6  # paired cards of a part that stand open
Said = Callable[[Finding], list[dict[str, str]]]


@dataclass(frozen=True)
class Part:
    """A part of paired cards: its heading, its sentence, the cards that stand open, those behind a fold."""

    name: str
    title: str
    none: str
    lead: list[dict[str, str]]
    open: list[pairs.Pair]
    folded: Collection[pairs.Pair]
    more: tuple[str, str]


def parts_of(report: Report, said: Said) -> list[Part]:
    """Set both parts.

    Parameters
    ----------
    report : claimatlas.report.index.Report
    said : callable
        Fills a sentence and lets its numbers lead to their rows.
    """
    told = {v: counts.count(report.facts, "contradictions", verdict=v) for v in tables.VERDICTS}
    kinds = {k: counts.with_kind(report.lost, k) for k in pairs.LOST}
    facts, more_facts = pairs.shown_first(report.facts, OPEN_PAIRS, DIFFERING)
    lost, more_lost = pairs.shown_first(report.lost, OPEN_PAIRS)
    return [
        Part(
            "contradictions",
            "Contradictions",
            "No two accounts of one claim were found to differ.",
            _tally(
                {v: (n, *DIFFERENCES[v]) for v, n in told.items()},
                "Between accounts of one thing: {}. Which account is right, if any, is not judged.",
                said,
            ),
            list(report.pairs.of_facts(facts)),
            report.pairs.of_facts(more_facts),
            ("more pair", "more pairs, with those that differ without contradicting"),
        ),
        Part(
            "losses",
            "Lost on the way",
            "No telling was found to lose or add a hedge, a source or a wording.",
            _tally(
                {k: (n, *LOSSES[k]) for k, n in kinds.items()},
                "Of two tellings of one claim, one has what the other lacks: {}.",
                said,
            ),
            list(report.pairs.of_losses(lost)),
            report.pairs.of_losses(more_lost),
            ("more pair of tellings", "more pairs of tellings"),
        ),
    ]


def _tally(found: Mapping[str, tuple[Count, str, str]], sentence: str, said: Said) -> list[dict[str, str]]:
    """Say how many there are of each kind; where some are not sure, that they stand behind the fold."""
    if not any(n.number or n.held for n, _, _ in found.values()):
        return []
    text, values = phrases.tally(found)
    if not text:
        return said(("None of those that were found is sure; they stand behind the fold.", {}))
    unsure = any(n.held for n, _, _ in found.values())
    more = " Those that are not sure stand behind the fold." if unsure else ""
    return said((sentence.replace("{}", text) + more, values))
