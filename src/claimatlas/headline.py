"""The headline of a corpus: the most telling thing that its sure rows hold, and three figures beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from claimatlas import counts
from claimatlas.cells import among
from claimatlas.charts.style import percent, plain
from claimatlas.counts import Count
from claimatlas.display import rows
from claimatlas.excerpts import cut, quotation
from claimatlas.findings import Finding, remainder
from claimatlas.marks import stands
from claimatlas.phrases import cited, noun
from claimatlas.topics import topic

LEAST_SHARED = 2  # shared claims from which on they can be the headline
HEADLINE = 0.75  # confidence that a contradiction needs to be set large; more than to be counted
LONGEST_VALUE = 28  # characters of a value that a figure is set large with
SLOTS = {
    "date": "the date",
    "number": "a number",
    "year": "the year",
    "actor": "who it was",
    "place": "the place",
}


@dataclass(frozen=True)
class Figure:
    """A figure beside the headline: a few large characters and a sentence that says of what."""

    large: str
    sentence: str
    values: dict[str, object]


@dataclass(frozen=True)
class Headline:
    """What the first screen says.

    Attributes
    ----------
    subject : str
        shared, contradiction, source or alone: which picture belongs to it; empty if there is no claim.
    title : Finding
        The finding, in a few words.
    lead : list of Finding
        Sentences that give its counts.
    figures : list of Figure
        At most three, on other subjects.
    """

    subject: str
    title: Finding
    lead: list[Finding]
    figures: list[Figure]


def headline(
    claims: pd.DataFrame, told: pd.DataFrame, facts: pd.DataFrame, lost: pd.DataFrame, groups: pd.DataFrame
) -> Headline:
    """Choose the headline of a corpus.

    What two outlets share on one source's word comes first; then the sharpest contradiction, the source
    behind most claims, and what one outlet alone says. Each is taken only if rows that are sure enough carry
    it.

    Parameters
    ----------
    claims, groups : pandas.DataFrame
        Tables of those names.
    told, facts, lost : pandas.DataFrame
        From `claimatlas.counts`: shared claims, contradictions and losses.
    """
    if claims.empty:
        return Headline("", ("No claim was found in these articles", {}), [], [])
    sharpest = sharpest_of(facts, claims)
    choices: list[tuple[str, Callable[[], tuple[Finding, list[Finding]] | None]]] = [
        ("shared", lambda: _shared(told)),
        ("contradiction", lambda: _contradiction(sharpest, facts)),
        ("source", lambda: _source(claims)),
        ("alone", lambda: _alone(claims, groups)),
    ]
    subject, (title, lead) = next((name, found) for name, choose in choices if (found := choose()))
    figures = [
        _own_voice(claims),
        None if subject == "contradiction" else _values(sharpest, facts, claims),
        _hedges(lost),
        None if subject == "source" else _most(claims),
        _hedged(claims),
    ]
    return Headline(subject, title, lead, [figure for figure in figures if figure][:3])


def sharpest_of(facts: pd.DataFrame, claims: pd.DataFrame) -> dict | None:
    """Return the contradiction that is shown first: sure, between most outlets, of short values.

    Its values are words of its sentences (`worded`), or it is none for a headline.
    """
    own = facts[facts["sure"] & (facts["confidence"] >= HEADLINE) & (facts["verdict"] == "conflict")]
    length = own["value_a"].str.len() + own["value_b"].str.len()
    own = own.assign(_length=length, _many=-own["outlets"].astype(int)).sort_values(
        ["_many", "_length", "fact_id"]
    )
    keys = {key for side in "ab" for told in own[f"claims_{side}"] for key in told}
    some = claims.loc[among(claims["claim_id"], keys), ["claim_id", "sentence"]]
    numbered = enumerate(zip(some["claim_id"].tolist(), some["sentence"].tolist(), strict=True))
    stands_in = {key: (at, sentence) for at, (key, sentence) in numbered}
    for fact in own.to_dict("records"):
        told = {s: sorted(stands_in[k] for k in {*fact[f"claims_{s}"]} & stands_in.keys()) for s in "ab"}
        if words := worded(fact, {side: [text for _, text in told[side]] for side in told}):
            return fact | {"value_a": words[0], "value_b": words[1]}
    return None


def worded(fact: Mapping, told: Mapping[str, Sequence[str]]) -> tuple[str, str] | None:
    """Return the two values of a contradiction as the sentences of each side, ``"a"`` and ``"b"``, have them;
    None if one stands in none.

    A date that was reckoned from another, or a name cut to its stem, is a reading and no word of the text.
    """
    out = []
    for side in "ab":
        value = re.sub(r"\s*\([^)]*\)", "", fact[f"value_{side}"]).strip()
        found = (
            [m for text in told[side] if (m := re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.I))]
            if value
            else []
        )
        if not found:
            return None
        out.append(found[0][0])
    return out[0], out[1]


def _shared(told: pd.DataFrame) -> tuple[Finding, list[Finding]] | None:
    """That several outlets stand on one source, if enough do."""
    across, one = counts.across(told), counts.in_band(told, counts.ONE)
    if across.number < LEAST_SHARED or not one.number:
        return None
    several = counts.in_band(told, counts.SEVERAL)
    names = noun(one.number, "names", "name")
    if several.number + several.held == 0:
        title: Finding = (counts.NO_TWO, {})
    else:
        claims = noun(one.number, "claim")
        title = (f"{{one}} {claims} that outlets share {names} one source and no other", {"one": one})
    name, own = counts.of_origin(told)
    alike = (own.number, own.held) == (one.number, one.held)
    sentence = f"Of {{across}} shared claims, {{one}} {names} one source and no other"
    if alike or own.number < one.number:
        rests = noun(own.number, "rests", "rest")
        sentence += ", {name}" if alike else f"; {{own}} of these {rests} on {{name}}"
    else:
        sentence += ", as far as that is sure {name}"
    values: dict[str, object] = {"across": across, "one": one, "name": cited(name), "own": own}
    rest, more = remainder(told)
    return title, [(f"{sentence}{rest}.", values | more)]


def _contradiction(sharpest: dict | None, facts: pd.DataFrame) -> tuple[Finding, list[Finding]] | None:
    """The sharpest contradiction, as a title."""
    if sharpest is None or max(len(sharpest["value_a"]), len(sharpest["value_b"])) > 2 * LONGEST_VALUE:
        return None
    found = counts.count(facts, "contradictions", verdict="conflict")
    who = "Outlets contradict each other on" if sharpest["outlets"] > 1 else "One outlet has two accounts of"
    title = "{a} or {b}? " + f"{who} {SLOTS.get(sharpest['slot'], sharpest['slot'])}"
    told = f"{{n}} {noun(found.number, 'fact is', 'facts are')} told in two ways."
    return (title, {"a": plain(sharpest["value_a"]), "b": plain(sharpest["value_b"])}), [
        (f"{told} Which of them is right, if any, is not judged here.", {"n": found})
    ]


def _source(claims: pd.DataFrame) -> tuple[Finding, list[Finding]] | None:
    """Who is the source of most claims."""
    ranked = counts.sources(claims)
    if ranked.empty or ranked["n"].iloc[0] < 2:
        return None
    top = ranked.iloc[0]
    values = {
        "name": plain(top["name"], 80),
        "n": counts.of_source(top),
        "all": rows(f"{len(claims):,}", "claims"),
    }
    alike = ranked[ranked["n"] == top["n"]]
    if len(alike) > 2:
        return None
    if len(alike) == 2:
        other = alike.iloc[1]
        values |= {"other": plain(other["name"], 80), "m": counts.of_source(other)}
        return ("Of {all} claims, {n} have {name} as their source and {m} {other}", values), []
    title = "{name} is the source of {n} of {all} claims, " + counts.most(ranked)
    outlets = f"{top['outlets']:,} {noun(top['outlets'], 'outlet')}"
    return (title, values), [(f"They stand in {outlets}.", {})]


def _alone(claims: pd.DataFrame, groups: pd.DataFrame) -> tuple[Finding, list[Finding]]:
    """The outlet that most claims stand in alone."""
    own = claims[counts.alone(claims, groups)]
    tally = (own if len(own) else claims)["outlet"].value_counts()
    outlet = min(tally.index, key=lambda name: (-tally[name], name))
    n = Count(int(tally[outlet]), 0, "claims", {"outlet": outlet} | ({"shared": False} if len(own) else {}))
    title = f"{{outlet}} makes {{n}} {noun(n.number, 'claim')}"
    title += " that no other outlet was found to make" if len(own) else ""
    return (title, {"outlet": plain(outlet, 80), "n": n}), []


def _own_voice(claims: pd.DataFrame) -> Figure | None:
    """The share of claims for which no source is given."""
    own = counts.own_voice(claims)
    if not own.number:
        return None
    large = percent(own.number, len(claims)).replace("%", " %")
    claim, are = noun(len(claims), "claim"), noun(own.number, "is", "are")
    sentence = f"{{n}} of {{all}} {claim} {are} in an outlet’s own voice, no source given"
    return Figure(
        f"{'≥ ' if own.held else ''}{large}",
        sentence,
        {"n": own, "all": rows(f"{len(claims):,}", "claims")},
    )


def _values(sharpest: dict | None, facts: pd.DataFrame, claims: pd.DataFrame) -> Figure | None:
    """The two values of the sharpest contradiction, where both are short."""
    if sharpest is None or max(len(sharpest["value_a"]), len(sharpest["value_b"])) > LONGEST_VALUE:
        return None
    found = counts.count(facts, "contradictions", verdict="conflict")
    among = "{n} contradiction in all" if found.number == 1 else "one of {n} contradictions"
    ids = [*sharpest["claims_a"], *sharpest["claims_b"]]
    rows_of = claims[claims["claim_id"].isin(ids)].set_index("claim_id").to_dict("index")
    thing = topic(sharpest, rows_of)
    if not thing.startswith("when "):
        own = rows_of[ids[0]]
        quoted = quotation if stands(own["content"], own["sentence"]) else cut
        shown = quoted(own["content"], 70, own["sentence"])
        thing = f"{shown}: {SLOTS.get(sharpest['slot'], sharpest['slot'])} differs"
    a, b = plain(sharpest["value_a"]), plain(sharpest["value_b"])
    return Figure(f"{a} or {b}?", f"{{thing}}, {among}", {"thing": thing, "n": found})


def _hedges(lost: pd.DataFrame) -> Figure | None:
    """How many reserves were lost in retelling."""
    own, lost = counts.with_kind(lost, "hedge"), lost[lost["sure"]]
    if not own.number:
        return None
    words = pd.Series(
        [
            detail
            for kinds, details in zip(lost["kinds"], lost["details_a"], strict=True)
            for kind, detail in zip(kinds, details, strict=True)
            if kind == "hedge"
        ]
    ).value_counts()
    word = min(words.index, key=lambda text: (-words[text], text))
    least = "≥ " if own.held else ""
    pairs = noun(own.number, "pair of tellings", "pairs of tellings")
    if len(words) > 1 or len(word) > LONGEST_VALUE:
        return Figure(
            f"{least}{own.number:,} {noun(own.number, 'hedge')}",
            f"in one telling and not in the other, in {{n}} {pairs}",
            {"n": own},
        )
    return Figure(
        f"{least}{own.number:,} × “{plain(word)}”",
        f"in one telling and not in the other, in {{n}} {pairs}",
        {"n": own},
    )


def _most(claims: pd.DataFrame) -> Figure | None:
    """How many claims rest on the commonest source."""
    ranked = counts.sources(claims)
    if ranked.empty or ranked["n"].iloc[0] < 2:
        return None
    top = counts.of_source(ranked.iloc[0])
    large = percent(top.number, len(claims)).replace("%", " %")
    values = {"n": top, "all": rows(f"{len(claims):,}", "claims"), "name": plain(ranked["name"].iloc[0], 80)}
    sentence = "{n} of {all} claims have {name} as their source, " + counts.most(ranked)
    return Figure(f"{'≥ ' if top.held else ''}{large}", sentence, values)


def _hedged(claims: pd.DataFrame) -> Figure | None:
    """The share of claims that are hedged."""
    own = counts.count(claims, "claims", gate=False, hedged=True)
    large, are = percent(own.number, len(claims)).replace("%", " %"), noun(own.number, "is", "are")
    if not own.number:
        return None
    sentence = f"{{n}} of {{all}} {noun(len(claims), 'claim')} {are} hedged"
    return Figure(large, sentence, {"n": own, "all": rows(f"{len(claims):,}", "claims")})
