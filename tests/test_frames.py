"""Which attributions make a claim somebody's: one kind of sentence a test, in sentences made for it."""

from __future__ import annotations

import pytest

from claimatlas.annotate import annotate
from claimatlas.claims import find_claims

ARTICLE = {"article_id": "a", "outlet": "Morning Post", "published": None}


def rows(text: str) -> list[dict]:
    """The claims of a text."""
    return find_claims(next(iter(annotate([text]))), ARTICLE)


def row(text: str, part: str) -> dict:
    """The one claim whose content has `part`."""
    found = [r for r in rows(text) if part in r["content"]]
    assert len(found) == 1, [(r["content"], list(r["chain"])) for r in rows(text)]
    return found[0]


def holders(text: str, part: str) -> list[str]:
    """The chain of the claim that has `part`, the outlet left out."""
    return list(row(text, part)["chain"])[1:]


@pytest.mark.parametrize(
    "verb",
    [
        "contended", "maintained", "insinuated", "surmised", "bemoaned", "testified", "cautioned", "quipped",
        "retorted", "conceded", "alleged", "speculated", "boasted", "reiterated", "disclosed", "hinted", "tweeted",
        "predicted", "swore", "protested",
    ],
)
def test_the_list_of_verbs_of_saying_is_open(verb):
    assert holders(f"The harbour master {verb} that the pier was sinking.", "pier was sinking") == ["harbour master"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("The union accused the bank of hiding its losses.", "hiding its losses"),
        ("The union blamed the bank for the collapse of the pension fund.", "collapse"),
        ("The union pledged to repay the loan.", "repay the loan"),
        ("The union denounced the bank as a den of thieves.", "den of thieves"),
        ("The union expects the bank to fail.", "fail"),
    ],
)
def test_accusing_blaming_promising_and_expecting_put_a_content_forward(text, part):
    assert holders(text, part)[0].lower() == "union"


@pytest.mark.parametrize(
    "text",
    [
        "The harbour master asked whether the pier was sinking.",
        "The harbour master refused to say that the pier was sinking.",
        "The harbour master explained why the pier was sinking.",
        "The harbour master did not say that the pier was sinking.",
    ],
)
def test_questions_and_words_that_were_not_said_are_nobodys(text):
    assert all(len(r["chain"]) == 1 or "pier was sinking" not in r["content"] for r in rows(text))


def test_evidence_is_the_outlets_and_a_recording_its_own():
    shown = row("The figures show that exports fell by half.", "exports fell")
    assert shown["resolved_kind"] == "unattributed"
    assert row("The footage showed soldiers burning a barn.", "burning a barn")["resolved_kind"] == "anonymous"


def test_a_conjunction_is_no_cue():
    assert row("Considering that the pier was sinking, the crowd left.", "pier was sinking")["cue"] is None


@pytest.mark.parametrize("lead", ["citing", "quoting"])
def test_who_is_cited_stands_inside_the_one_who_reports(lead):
    chain = holders(f"The Herald reported, {lead} two dockers, that the pier was sinking.", "pier was sinking")
    assert len(chain) == 2
    assert "dockers" in chain[1]


def test_quoted_as_saying_is_a_relay():
    chain = holders('Radio Coast quoted Maria Lund as saying that the pier was sinking.', "pier was sinking")
    assert chain[-1] == "Maria Lund"


def test_the_issuer_of_a_text_holds_what_it_says():
    assert holders("The union issued a statement saying the pier was sinking.", "pier was sinking") == ["union"]


def test_a_report_between_commas_where_the_present_tense_looks_like_a_noun():
    text = "At the first meeting, the council's newsletter states, the harbour was sold to a bank."
    assert "newsletter" not in row(text, "harbour was sold")["content"]
    assert len(holders(text, "harbour was sold")) == 1


def test_a_relative_pronoun_stands_for_what_is_denied():
    text = "A raid on the depot, which the militia denies, killed two guards."
    assert [r["content"] for r in rows(text) if r["denial"]] == ["A raid on the depot"]
    assert any(r["denial"] and "militia" in r["chain"][-1].lower() for r in rows("The militia planned the raid on the depot, which it denies."))


def test_a_date_and_a_dateline_hold_nothing():
    for text in ("Oslo: The pier is sinking.", "The pier is sinking, and claims on Monday that it stands are false."):
        for r in rows(text):
            assert not any(w in " ".join(list(r["chain"])[1:]) for w in ("Oslo", "Monday"))


def test_words_in_quotation_marks_without_a_speaker_are_not_the_outlets():
    text = 'The crowd went home at noon. Nobody was hurt.\n\n"The pier will be gone by spring and nobody will mourn it."'
    assert row(text, "pier will be gone")["resolved_kind"] != "unattributed"


@pytest.mark.parametrize(
    ("text", "part", "chain"),
    [
        ("The union denied claims that the pier was sinking.", "pier was sinking", ["union"]),
        ("The clerk said in a statement that the pier was sinking.", "pier was sinking", ["clerk"]),
        ("The clerk went on to say that the pier was sinking.", "pier was sinking", ["clerk"]),
        ("The report, citing details of the plan, said that the pier was sinking.", "pier was sinking", ["report"]),
        ("Jane Roe said that the terms were clear: “The pier is shut.”", "pier is shut", ["Jane Roe"]),
        ("Jane Roe often notes in talks with pilots that the pier was sinking.", "pier was sinking", ["Jane Roe"]),
        ("The board met amid complaints from residents that the pier was sinking.", "pier was sinking", ["residents"]),
        ("Jane Roe said she was ill, and doctors have predicted that she will die.", "will die", ["doctors"]),
    ],
)
def test_a_content_finds_its_holder_across_what_stands_between(text, part, chain):
    assert holders(text, part) == chain


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Some worry while their agencies are denied funding.", "their agencies"),
        ("The court dismissed claims against the firm.", "claims against the firm"),
        ("That means countering their attempts to recruit pilots.", "their attempts"),
        ("Roe could declare an emergency to bypass the board.", "an emergency to bypass the board"),
        ("They are the values that define us as a port.", "us as a port"),
        ("Roe vowed to fight what she called a sham.", "a sham"),
        ("They were gloomy in their assessment.", "They were gloomy"),
        ("It rose as the board continued to hold its ground.", "to hold"),
    ],
)
def test_what_nobody_puts_forward_has_no_holder(text, wrong):
    assert not [r for r in rows(text) if r["content"] == wrong and len(r["chain"]) > 1]


def test_a_denial_of_a_claim_is_a_denial_of_what_was_claimed():
    assert row("The union denied claims that the pier was sinking.", "pier")["denial"]


def test_news_that_came_out_is_not_part_of_what_somebody_said_afterwards():
    text = "Jane Roe said that she would resign after reports emerged that she had sold the pier."
    assert holders(text, "sold the pier") == ["reports"]


@pytest.mark.parametrize(
    ("text", "part", "chain"),
    [
        ("The pier would be shut, the clerk added, and would be sold in May.", "would be sold", ["clerk"]),
        ("Roe’s letter indicates his last day will be in May.", "his last day will be", ["Roe"]),
        ("In a letter on Friday, Jane Roe, 68, had said she would leave the port.", "she would leave", ["Jane Roe"]),
        ("Jane Roe, who said the pier is a ruin, said the port needs money.", "pier is a ruin", ["Jane Roe"]),
        ("Jane Roe dismissed the report as a trick.", "trick", ["Jane Roe"]),
        ("The Herald reported that Roe will not run, according to three pilots.", "Roe will not run", ["Herald", "three pilots"]),
        ("Jane Roe appeared to answer on Twitter, writing: “The pier is mine.”", "pier is mine", ["Jane Roe"]),
    ],
)
def test_the_holder_is_found_where_the_sentence_is_broken_up(text, part, chain):
    assert holders(text, part) == chain


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("As the debate goes on, we might think of something.", "think of something"),
        ("A poll showed him ahead among pilots who consider themselves greens.", "themselves greens"),
        ("He said that such a pier is considered a ruin.", "such a pier a ruin"),
        ("The board recommended that the pier be shut.", "the pier be shut"),
    ],
)
def test_words_in_passing_are_nobodys_claim(text, wrong):
    assert wrong not in [r["content"] for r in rows(text)]


def test_a_belief_that_is_not_held_is_negated():
    assert row("The pilots do not believe that the pier is safe.", "pier is safe")["negated"]
