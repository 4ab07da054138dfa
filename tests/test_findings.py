"""The findings count what the tables hold and say so when there is nothing."""

from __future__ import annotations

import hostile
import pandas as pd
import pytest

from claimatlas import counts, tables
from claimatlas.charts.lines import shared_claims
from claimatlas.counts import NONE, ONE, SEVERAL, Count
from claimatlas.findings import READ, findings, remainder
from claimatlas.headline import headline

ARTICLES = pd.DataFrame({"article_id": ["a", "b"], "outlet": ["North Post", "South Post"]})


def read(**frames):
    return [sentence.format(**values) for sentence, values in findings(ARTICLES, **frames)]


def test_nothing_found_is_said_and_is_no_error():
    said = read(**{name: tables.empty(name) for name in ("claims", "mentions", "places", "groups", "conflicts")})
    assert said == [
        "2 articles of 2 outlets hold 0 claims.",
        "No claim was found in more than one outlet.",
        "No claim was found.",
        "No two accounts of one claim were found to differ.",
        "No place was found.",
    ]


def test_what_is_counted_is_there():
    claims = pd.DataFrame(
        {
            "claim_id": ["1", "2", "3"],
            "outlet": ["North Post", "South Post", "South Post"],
            "chain": [["North Post", "The {Institute}"], ["South Post", "The {Institute}", "a driver"], ["South Post"]],
            "resolved_kind": ["named organisation", "named organisation", "anonymous"],
            "hedged": [True, False, False],
            "holder": ["The {Institute}", "The {Institute}", None],
            "holder_id": ["institute", "institute", None],
            "confidence": [0.9, 0.9, 0.4],
        }
    )
    origins = [["The {Institute}"], ["The {Institute}"]]
    groups = pd.DataFrame({"group_id": ["g1", "g1"], "claim_id": ["1", "2"], "n_outlets": [2, 2], "n_origins": [1, 1], "origins": origins})
    pair = {"claim_a": "1", "claim_b": "2", "slot": "date", "value_a": "2001", "value_b": "2002", "group_id": "g1", "reason": "other year"}
    conflicts = pd.DataFrame([
        {**pair, "conflict_id": "c1", "verdict": "conflict"}, {**pair, "conflict_id": "c2", "verdict": "refinement"},
        {**pair, "conflict_id": "c3", "verdict": "conflict", "slot": "number"},
        {**pair, "conflict_id": "c5", "verdict": "agreement", "slot": "number", "value_b": "2001"},
        {**pair, "conflict_id": "c6", "verdict": "denial", "slot": "claim", "confidence": 0.4},
    ])
    mentions = pd.DataFrame(
        {
            "article_id": ["a", "b", "b", "b", "b"], "place_id": ["p1", "p1", "p2", "p2", None], "surface": ["Jurm", "Jurm", "Kabul", "Kabul", "Nod"],
            "status": ["resolved", "reviewed", "resolved", "resolved", "unknown"], "role": ["literal", "literal", "associative", "literal", "literal"],
        }
    )
    places = pd.DataFrame({"place_id": ["p1", "p2"], "name": ["Jorm", "Kābul"], "kind": ["district", "capital"]})
    assert read(claims=claims, mentions=mentions, places=places, groups=groups, conflicts=conflicts) == [
        "2 articles of 2 outlets hold 3 claims.",
        "1 claim stands in more than one outlet; it names one source and no other, The {Institute}.",
        "Of 3 claims, 2 rest on a named organisation; the source of the others is not sure. 1 is hedged.",
        "The {Institute} is the source of 2 claims, more than any other, in 2 of 2 outlets.",
        "Set side by side, the accounts show 2 contradictions, 1 pair of which one is more exact and 1 figure or date told alike.",
        "4 of 5 mentions of places are resolved, to 2 places. Among places smaller than a country Jurm is named most, 2 times by 2 of 2 outlets.",
    ]


def shared(*rows: tuple[str, str, bool]) -> pd.DataFrame:
    """Surely shared claims: the band, the source if it is one, and whether that is sure."""
    return pd.DataFrame([
        {"group_id": f"g{n}", "band": band, "origins": [name] if name else [], "sure": True, "source_sure": source_sure}
        for n, (band, name, source_sure) in enumerate(rows)
    ])


@pytest.mark.parametrize(("rows", "said"), [
    ([(ONE, "Lund Institute", True)] * 3 + [(NONE, "", True)], "; 1 names no source"),
    ([(ONE, "Lund Institute", True)] * 3 + [(SEVERAL, "", True), (NONE, "", True), (NONE, "", True)], "; 1 names several sources and 2 name no source"),
    ([(ONE, "Lund Institute", True), (NONE, "", True), (ONE, "Lund Institute", False), (NONE, "", False)], "; at least 1 names no source; of 2 others the source is not sure"),
    ([(ONE, "Lund Institute", True), (SEVERAL, "", False)], "; of 1 other the source is not sure"),
    ([(NONE, "", False)] * 2, "; the source of none is sure"),
    ([(ONE, "Lund Institute", True)] * 2, ""),
])
def test_of_shared_claims_all_are_accounted_for(rows, said):
    told = shared(*rows)
    sentence, values = remainder(told)
    assert sentence.format(**values) == said
    assert all(isinstance(n, Count) for n in values.values())
    numbers = sum(n.number for n in values.values()) + counts.in_band(told, ONE).number
    assert numbers in (0, counts.across(told).number)


def test_a_source_without_a_name_of_its_own_is_set_in_quotation_marks():
    told = shared(*[(ONE, "civil protection agency", True)] * 2, *[(ONE, "Lund Institute", True), (ONE, "Ada Roe", True)])
    claims = pd.DataFrame({"claim_id": ["1"], "outlet": ["North Post"], "sentence": ["It rained."], "holder": [None], "resolved_kind": ["unattributed"], "hedged": [False], "confidence": [0.9]})
    facts, lost = counts.contradictions(tables.empty("conflicts"), claims), counts.losses(tables.empty("drifts"))
    [(sentence, values)] = headline(claims, told, facts, lost, tables.empty("groups")).lead
    assert sentence.format(**values) == "Of 4 shared claims, 4 name one source and no other; 2 of these rest on “civil protection agency”."


def test_only_agreement_and_only_doubts_are_no_difference():
    nothing = {name: tables.empty(name) for name in ("claims", "mentions", "places", "groups")}
    pair = {"claim_a": "1", "claim_b": "2", "value_a": "3", "value_b": "3", "group_id": "g1", "reason": "alike"}
    told = pd.DataFrame([
        {**pair, "conflict_id": "c1", "slot": "number", "verdict": "agreement", "confidence": 0.8},
        {**pair, "conflict_id": "c2", "slot": "date", "verdict": "agreement", "confidence": 0.7},
        {**pair, "conflict_id": "c3", "slot": "date", "verdict": "conflict", "confidence": 0.3},
    ])
    assert read(**nothing, conflicts=told)[3] == (
        "No two accounts of one claim were surely found to differ; 2 figures and dates told alike."
    )
    assert read(**nothing, conflicts=told[2:])[3] == "No two accounts of one claim were surely found to differ."


def test_what_was_set_aside_is_named_and_is_no_article_in_which_nothing_was_found():
    aside = pd.DataFrame({"article_id": ["b", "b"], "stage": ["places", "claims"], "sentence": ["It rained.", None], "error": ["x", "y"]})
    nothing = {name: tables.empty(name) for name in ("claims", "mentions", "places", "groups", "conflicts")}
    assert read(**nothing, set_aside=aside)[0] == (
        "1 article of 1 outlet holds 0 claims. 1 article was set aside in at least one step, since a rule failed on it, and is not counted there."
    )
    assert read(**nothing, set_aside=aside[aside["stage"] == "places"])[0].startswith("2 articles of 2 outlets hold 0 claims. 1 article was set aside")
    assert read(**nothing, set_aside=tables.empty("set_aside"))[0] == "2 articles of 2 outlets hold 0 claims."


def test_an_overview_needs_no_more_of_the_tables_than_it_reads():
    frames = hostile.frames(lambda field, n: f"{field} {n}", 60)
    few = {name: frame[[c for c in frame if c in READ.get(name, frame)]] for name, frame in frames.items()}
    names = ("articles", "claims", "mentions", "places", "groups", "conflicts", "set_aside")
    told = [[(sentence, str(values)) for sentence, values in findings(**{name: own[name] for name in names})] for own in (frames, few)]
    assert told[0] == told[1]
    figures = [shared_claims(own["groups"], own["claims"], own["stories"]).key("compare-shared") for own in (frames, few)]
    assert figures[0] == figures[1] != ""
