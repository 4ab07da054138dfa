"""Each number is defined once, counts only what is sure, and has the address of exactly the rows it counts."""

from __future__ import annotations

import sys

import hostile
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claimatlas import counts, tables
from claimatlas.charts.claims import claims_per_outlet, sources
from claimatlas.counts import Count
from claimatlas.findings import findings
from claimatlas.headline import headline


@pytest.fixture(scope="module")
def frames():
    made = hostile.frames(lambda field, n: f"{field} {n % 7}", 120)
    claims = made["claims"]
    # One source stands out.
    claims["holder"] = ["holder 0" if n % 4 == 0 else name for n, name in enumerate(claims["holder"])]
    claims["holder_id"] = ("h" + claims["holder"].str[-1]).where(claims["resolved_kind"] != "unattributed", None)
    return made


def rows(count: Count, frame: pd.DataFrame) -> int:
    """How many rows of a list an address asks for."""
    for column, value in count.rows.items():
        frame = frame[frame[column].map(lambda v, value=value: value in v if isinstance(v, list) else v == value)]
    return len(frame)


@settings(max_examples=60)
@given(st.lists(st.floats(0, 1), max_size=12))
def test_what_is_not_sure_is_held_back_and_said(confidences):
    frame = pd.DataFrame({"confidence": confidences, "kind": "a"})
    found = counts.count(frame, "claims", kind="a")
    assert found.number + found.held == len(frame)
    assert found.number == sum(c >= counts.SURE for c in confidences)
    assert ("at least" in str(found)) == bool(found.held and found.number)
    assert rows(found, frame.assign(sure=counts.sure(frame))) == found.number


def test_a_table_that_states_no_confidence_is_taken_at_its_word():
    assert str(counts.count(pd.DataFrame({"a": [1, 1]}), "losses", a=1)) == "2"
    assert str(Count(0, 3, "claims")) == "none for sure"
    assert Count(3, 0, "claims", {"a": 1}).rows == {"a": 1}


def test_every_count_has_the_address_of_its_rows(frames):
    claims = frames["claims"].assign(sure=counts.sure(frames["claims"]))
    own = counts.own_voice(claims)
    assert 0 < own.number < (claims["resolved_kind"] == "unattributed").sum()
    assert rows(own, claims) == own.number
    for row in counts.sources(claims).to_dict("records"):
        assert rows(counts.of_source(row), claims) == row["n"]
    told = counts.shared(frames["groups"], frames["claims"])
    bands = [counts.in_band(told, band) for band in counts.BANDS]
    assert sum(n.number + n.held for n in bands) == len(told) > 10
    assert all(rows(n, told) == n.number for n in (*bands, counts.of_origin(told)[1], counts.across(told)))
    facts, lost = counts.contradictions(frames["conflicts"], frames["claims"]), counts.losses(frames["drifts"])
    for verdict in tables.VERDICTS:
        n = counts.count(facts, "contradictions", verdict=verdict)
        assert rows(n, facts) == n.number
    assert rows(counts.with_kind(lost, "hedge"), lost) == len(lost)


def test_groups_and_differences_that_are_not_sure_are_held_back_where_they_say_so(frames):
    groups = frames["groups"].assign(confidence=0.9)
    groups.loc[groups["group_id"] == "g0000", "confidence"] = 0.2
    told = counts.shared(groups, frames["claims"])
    assert counts.across(told).held == 1
    assert not told.loc[told["group_id"] == "g0000", ["sure", "source_sure"]].any(axis=None)
    facts = counts.contradictions(frames["conflicts"].assign(confidence=0.1), frames["claims"])
    assert not facts["sure"].any()
    assert counts.count(facts, "contradictions").number == 0
    lost = counts.losses(frames["drifts"].assign(confidence=0.1))
    assert str(counts.with_kind(lost, "hedge")) == "none for sure"


def test_one_fact_is_one_row_however_many_outlets_tell_it():
    pair = {"group_id": "g", "slot": "date", "value_a": "2006", "value_b": "2010", "verdict": "conflict", "reason": "other year"}
    first = {**pair, "conflict_id": "c1", "claim_a": "1", "claim_b": "3", "claims_a": ["1"], "claims_b": ["2", "3"]}
    # another fact of the group has the same two values by chance
    second = {**pair, "conflict_id": "c2", "claim_a": "4", "claim_b": "5", "claims_a": ["4"], "claims_b": ["5"]}
    claims = pd.DataFrame({"claim_id": list("12345"), "outlet": ["A", "B", "C", "A", "B"]})
    facts = counts.contradictions(pd.DataFrame([first, second]), claims)
    assert facts[["fact_id", "claims_a", "claims_b", "outlets"]].to_numpy().tolist() == [
        ["c1", ["1"], ["3", "2"], 3], ["c2", ["4"], ["5"], 2],
    ]


def test_a_place_has_the_claims_that_name_it_as_a_place(frames):
    own = counts.at_places(frames["claims"], frames["mentions"])
    every = counts.places_of_claims(frames["claims"], frames["mentions"])
    assert set(own["claim_id"]) == set(every.loc[every["role"] == "literal", "claim_id"])
    assert set(own["claim_id"]) < set(every["claim_id"])


def test_figures_findings_and_headline_say_the_same_numbers(frames):
    claims = frames["claims"]
    own, top = counts.own_voice(claims), counts.sources(claims).iloc[0]
    said = " ".join(str(value) for _, values in findings(*(frames[n] for n in ("articles", "claims", "mentions", "places", "groups", "conflicts"))) for value in values.values())
    assert str(own) in said
    assert str(counts.of_source(top)) in said
    told, facts, lost = counts.shared(frames["groups"], claims), counts.contradictions(frames["conflicts"], claims), counts.losses(frames["drifts"])
    head = headline(claims, told, facts, lost, frames["groups"])
    assert head.subject == "shared"
    assert own in [value for figure in head.figures for value in figure.values.values()]
    assert f"{str(own).capitalize()} of {len(claims)} claims" in claims_per_outlet(claims, frames["articles"])[1]
    assert f"{top['name']} is the source of {counts.of_source(top)} claims" in sources(claims, frames["articles"])[1]


def test_the_headline_is_the_most_telling_thing_that_is_sure(frames):
    claims, empty = frames["claims"].assign(confidence=0.9), {name: tables.empty(name) for name in tables.SCHEMAS}
    claims["sentence"] = [f"It was in {(2010, 2006)[n % 2 == 0]}." for n in range(len(claims))]
    facts = counts.contradictions(
        frames["conflicts"].assign(verdict="conflict", slot="date", value_a="2006", value_b="2010"), claims
    )
    none, lost = counts.shared(empty["groups"], claims), counts.losses(empty["drifts"])

    def subject(claims=claims, told=none, facts=facts):
        found = headline(claims, told, facts, lost, empty["groups"])
        return found.subject, found.title[0].format(**found.title[1])

    told = counts.shared(frames["groups"], claims)
    assert subject(told=told)[0] == "shared"
    assert "one source and no other" in subject(told=told)[1]
    one = told[told["band"] != counts.SEVERAL]
    assert subject(told=one)[1] == "No claim that two outlets share is shown to rest on two sources"
    # A headline is never made of rows that are not sure.
    assert subject(told=told.assign(sure=False, source_sure=False))[0] == "contradiction"
    assert subject()[1] == "2006 or 2010? Outlets contradict each other on the date"
    assert subject(facts=facts.assign(sure=False))[0] == "source"
    # Nor of a value that is no word of the text.
    assert subject(facts=facts.assign(value_a="2007"))[0] == "source"
    nobody = claims.assign(resolved_kind="unattributed", holder=None)
    assert subject(claims=nobody, facts=facts[:0])[0] == "alone"
    assert subject(claims=claims[:0], facts=facts[:0]) == ("", "No claim was found in these articles")


def test_words_beside_two_values_are_quoted_only_as_a_sentence_has_them(frames):
    year = ["2006" if n % 2 else "2010" for n in range(len(frames["claims"]))]
    claims = frames["claims"].assign(confidence=0.9, content="The boats, in use", roles=None)
    facts = counts.contradictions(frames["conflicts"].assign(verdict="conflict", slot="date", value_a="2006", value_b="2010"), claims)
    told, lost = counts.shared(frames["groups"], claims), counts.losses(frames["drifts"])
    for told_so, thing in (("The boats, in use in", "“The boats, in use”: the date differs"), ("The boats, once in use in", "The boats, in use: the date differs")):
        claims["sentence"] = [f"{told_so} {own} and {other}" for own, other in zip(year, reversed(year), strict=True)]
        figures = headline(claims, told, facts, lost, frames["groups"]).figures
        assert [figure.values["thing"] for figure in figures if "thing" in figure.values] == [thing]


SPANS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 40), st.integers(1, 12)), max_size=12)


@settings(deadline=None)
@given(SPANS, st.lists(st.tuples(st.sampled_from("abd"), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 15)), max_size=3)), max_size=8))
@example([("a", 2, 2)], [("a", [(0, 10), (1, 10)])])
def test_a_claim_has_the_mentions_that_lie_in_its_words(named, told):
    mentions = pd.DataFrame(
        [(f"m{n}", article, start, start + length) for n, (article, start, length) in enumerate(named)],
        columns=["mention_id", "article_id", "start", "end"],
    )
    claims = pd.DataFrame(
        [(f"c{n}", article, [(a, a + length) for a, length in spans]) for n, (article, spans) in enumerate(told)],
        columns=["claim_id", "article_id", "spans"],
    )
    wanted = sorted({
        (m.mention_id, c.claim_id) for m in mentions.itertuples() for c in claims.itertuples()
        for a, b in c.spans if m.article_id == c.article_id and a <= m.start < b and m.end <= b
    })
    assert list(counts.claims_at(mentions, claims).itertuples(index=False, name=None)) == wanted


def test_a_source_has_its_commonest_name_and_kind(frames):
    kinds = ["named person", "named organisation", "named organisation", "named person", "anonymous"]
    claims = pd.DataFrame({
        "claim_id": list("abcde"), "outlet": ["X", "X", "Y", "Y", "Y"], "holder": ["The Roe", "Roe", "Ann Roe", "Roe", "a man"],
        "holder_id": ["r", "r", "r", "r", None], "resolved_kind": kinds, "confidence": [0.9, 0.9, None, 0.2, 0.9],
    })
    [row] = counts.sources(claims).to_dict("records")
    assert row == {"key": "r", "name": "Roe", "kind": "named organisation", "n": 3, "held": 1, "outlets": 2, "column": "holder_id"}
    [first, *_] = counts.sources(claims[:3]).to_dict("records")
    assert (first["name"], first["kind"]) == ("Roe", "named organisation")  # the shortest of equals
    by_name = counts.sources(claims.assign(holder_id=None))
    assert set(by_name["key"]) == {"The Roe", "Roe", "Ann Roe"}
    relayed = claims.assign(resolved_kind="anonymous")
    assert set(counts.sources(relayed)["kind"]) == {"named organisation"}
    assert counts.sources(claims[:0]).empty


def test_many_sources_take_no_steps_each(frames):
    """Ten times as many sources are no more steps of Python, whose arrays do the counting."""
    def calls(many: int) -> int:
        one = frames["claims"].iloc[[0]].assign(resolved_kind="named person", holder_id=None, confidence=0.9)
        rows = pd.concat([
            one.assign(claim_id=f"c{k}", holder=f"Ann Roe {k}") for k in range(many)
        ], ignore_index=True)
        called = []
        sys.setprofile(lambda *_: called.append(1))
        try:
            sources(rows)
        finally:
            sys.setprofile(None)
        return len(called)

    calls(1)  # imports
    assert calls(200) < 2 * calls(20)
