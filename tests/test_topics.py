"""What two accounts are about: in words of the articles, or left open; and who stands above each column."""

from __future__ import annotations

import pandas as pd
import pytest

from claimatlas import counts
from claimatlas.report.pairs import Pairs
from claimatlas.topics import titled, topic


def row(content: str, sentence: str = "", **texts: str | list[str]) -> dict:
    roles = [{"role": role, "text": t} for role, text in texts.items() for t in ([text] if isinstance(text, str) else text)]
    return {"content": content, "sentence": sentence or f"{content}, she said.", "roles": roles}


def about(slot: str, a: dict, b: dict, values=("2010", "2006"), verdict="conflict") -> str:
    return topic({"slot": slot, "value_a": values[0], "value_b": values[1], "verdict": verdict, "claims_a": ["a"], "claims_b": ["b"]}, {"a": a, "b": b})


FOUNDED = row("Ada Lund founded the Ferry Union, a club of boatmen, in 2010", subject="Ada Lund", verb="founded", object=["Ferry Union"])
SET_UP = row("It was set up in 2006 by Ada Lund", subject="Ada Lund", verb="set", other="2006")


def test_a_date_is_told_of_a_clause_that_holds_no_date():
    assert about("date", FOUNDED, SET_UP) == "when “Ada Lund founded the Ferry Union”"
    assert about("date", SET_UP, FOUNDED) == "when “Ada Lund founded the Ferry Union”"
    assert about("date", row("The dam was built in 1961", object="dam", verb="built"), SET_UP) == "when “the dam was built”"
    passive = row("Gersk's bridge was shut on Friday", object="bridge", verb="shut", other="Friday")
    assert about("date", passive, passive) == "when “Gersk's bridge was shut”"


@pytest.mark.parametrize("told", [
    row("Lund turned the offer of 2010 down", subject="Lund", verb="turned", object="offer"),  # "of" belongs to it
    row("Lund turned the offer down", subject="Lund", verb="turned", object="offer"),  # cut off it would say another thing
    row("Lund, who in 2006 left Gersk, returned in May", subject="Lund", verb="returned"),
    row("they opened the bridge in May", verb="opened", object="bridge"),
    row("Lund went on to win", subject="Lund", verb="went"),
    row("Lund founded the club in May", "Lund, who once rowed, founded the club in May.", subject="Lund", verb="founded", object="club"),  # no words that stand together
])  # fmt: skip
def test_a_clause_that_cannot_be_cut_off_is_none(told):
    assert not about("date", told, told).startswith("when")


def test_a_denial_is_of_what_the_other_side_says_if_that_is_understood_alone():
    denied = row("the reports", noun="reports")
    assert about("denial", denied, row("the dam at Gersk has a crack", subject="dam", verb="has"), ("denied by Lund", "said")) == "“the dam at Gersk has a crack”"
    assert about("denial", denied, row("they would", verb="would"), ("denied by Lund", "said")) == ""


def test_what_is_denied_is_quoted_only_from_a_sentence_that_has_it_as_it_is():
    denied = row("the reports", noun="reports")
    joined = row("the dam at Gersk has a crack", "The dam at Gersk, which Lund built, has a crack.", subject="dam", verb="has")
    assert about("denial", denied, joined, ("denied by Lund", "said")) == ""


def test_other_values_are_of_the_names_that_both_sides_have():
    one = row("boats by the dozen reached Gersk", subject="boats", verb="reached", object="Gersk")
    other = row("a hundred boats came to Gersk in May", subject="boats", verb="came", other=["Gersk", "May"])
    assert about("number", one, other, ("dozens", "a hundred")) == "Gersk"
    assert about("number", one, row("Today boats came", subject="Today boats", verb="came")) == ""
    assert about("number", {"content": "x", "sentence": "x"}, {"content": "y", "sentence": "y", "roles": None}) == ""  # a hand coding has no roles
    september = row("boats came in Sept and on Thurs by the dozen", subject="boats", verb="came", other=["Sept", "Thurs"])
    assert about("number", september, september) == ""


def test_an_amount_is_of_what_both_sides_count():
    one = row("it drowned", verb="drowned")
    assert about("number", one, one, ("40 people", "at least 25 people")) == "of people"
    assert about("number", one, one, ("40 people", "25 boats")) == ""
    for unit in ("soldiers", "police officers"):
        assert about("number", one, one, (f"40 {unit}", f"about 25 {unit}")) == f"of {unit}"
    for unit in ("percent", "per cent", "km", "more", "soldier", "million dollars", "mph", "percentage points", "of the boats", "witness"):
        assert about("number", one, one, (f"40 {unit}", f"25 {unit}")) == "", unit
    assert titled("Number", "correction", ("40 people", "43 people"), "of people") == "Number of people: 40 people or 43 people"


def test_a_title_has_the_values_where_they_are_short_and_differ():
    assert titled("Date", "conflict", ("2010", "2006"), "when “the dam burst”") == "When “the dam burst”: 2010 or 2006"
    assert titled("Date", "agreement", ("2010", "2010"), "when “the dam burst”") == "When “the dam burst”"
    assert titled("Number", "conflict", ("dozens of boats and barges", "two"), "Gersk") == "Number (Gersk)"
    assert titled("Number", "conflict", ("dozens", "two"), "") == "Number"


def heads(rows: list[dict], **fact) -> tuple[str, str]:
    base = {"sentence": "She saw “hundreds” of boats.", "content": "x", "dates": [], "resolved_kind": "unattributed", "chain_ids": []}
    claims = pd.DataFrame([base | r | {"claim_id": str(n)} for n, r in enumerate(rows)])
    pair = {"conflict_id": "c", "group_id": "g", "claim_a": "0", "claim_b": str(len(rows) - 1), "slot": "denial", "verdict": "denial", "reason": ""}
    told = pair | {"claims_a": [str(n) for n in range(len(rows) - 1)], "claims_b": [str(len(rows) - 1)]} | fact
    [card] = Pairs(claims).of_facts(counts.contradictions(pd.DataFrame([told]), claims))
    return card.heads


def test_above_a_column_stands_who_says_it():
    lund = {"outlet": "North Post", "chain": ["North Post", "Ada Lund"], "chain_ids": ["ada-lund"], "resolved_kind": "named person"}
    own = {"outlet": "South Post", "chain": ["South Post"]}
    somebody = {"outlet": "South Post", "chain": ["South Post", "a ferryman"], "chain_ids": [""], "resolved_kind": "anonymous"}
    passed = {"outlet": "South Post", "chain": ["South Post", "River Board", "reports"], "chain_ids": ["river-board", ""], "resolved_kind": "named organisation"}
    assert heads([lund, lund, own], value_a="said", value_b="denied") == ("said by Ada Lund", "denied in South Post, no source read")
    assert heads([lund, own, own], value_a="said", value_b="denied by Ben Moor") == ("said by Ada Lund and South Post", "denied by Ben Moor")
    assert heads([somebody, passed, own], value_a="said", value_b="denied by He") == ("said by River Board and a source without a name", "denied in South Post, no source read")
    assert heads([lund, own], slot="polarity", value_a="affirmed", value_b="negated") == ("said by Ada Lund", "said not to be so by South Post")
    assert heads([lund, own], slot="date", value_a="2019-02 (late, year inferred)", value_b="2018-12-22; 2019") == ("late Feb 2019 (year inferred)", "22 Dec 2018; 2019")
    assert heads([lund, own], slot="number", value_a="hundreds” of boats", value_b="ten") == ("“hundreds” of boats", "ten")
    assert heads([lund, own | {"sentence": "ten"}, own], slot="number", value_a="thousands” of boats", value_b="ten") == ("thousands of boats", "ten")  # its sentence is not known
