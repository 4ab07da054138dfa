"""Differences between accounts: how sure, of one fact, in time; on made-up claims and on a made-up corpus."""

from __future__ import annotations

import differing
import numpy as np
import pandas as pd
import pytest
from told import Told, date, noise, number, together

from claimatlas import comparison
from claimatlas.annotate import annotate
from claimatlas.claims import claims_and_holders
from claimatlas.comparison import SHOWN, bodies, conflicts, evidence, frames, linkage, origins, views
from claimatlas.comparison.slots import compare_actors, compare_dates, compare_numbers, interval
from claimatlas.comparison.tellings import tellings
from claimatlas.review import sheet_rows

# --- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two", "verdict"),
    [
        (date("2006"), date("2010"), "conflict"),
        (date("2023-11", "month", "early"), date("2023-11-08", "day"), "refinement"),
        (date("2015", "season", "summer"), date("2015"), "refinement"),
        (date("2006"), date("", "none", text="a decade ago"), None),
        (date("2006"), date("2006"), "agreement"),
        (date("1990s", "decade", "mid"), date("1995"), "refinement"),
        (date("2020-03", "month"), date("2020-05", "month"), "conflict"),
    ],
)
def test_dates(one, two, verdict):
    found = compare_dates([one], [two])
    assert (found and found[0]) == verdict


def test_intervals_are_whole_days():
    assert interval(date("2024-02", "month")) == (20240201, 20240229)
    assert interval(date("2020-12-21/2020-12-22", "day")) == (20201221, 20201222)
    assert interval(date("--09-25", "day")) is None


@pytest.mark.parametrize(
    ("one", "two", "verdict"),
    [
        (number("thousands of troops", 1e3, 9999.0, "thousands", "troops"), number("tens of thousands of fighters", 1e4, 99999.0, "tens of thousands", "fighters"), "conflict"),
        (number("at least 15 men", 15.0, None, "at least", "men"), number("18 men", 18.0, 18.0, "", "men"), "refinement"),
        (number("most", qualifier="most"), number("practically all", qualifier="practically all"), "refinement"),
        (number("about 200 militants", 200.0, 200.0, "about", "militants"), number("2 villages", 2.0, 2.0, "", "villages"), None),
        (number("200 militants", 200.0, 200.0, "", "militants"), number("260 militants", 260.0, 260.0, "", "militants"), "conflict"),
        (number("12 boats", 12.0, 12.0, "", "boats"), number("12 boats", 12.0, 12.0, "", "boats"), "agreement"),
        (number("half the boats", 0.5, 0.5, "", "boats"), number("12 boats", 12.0, 12.0, "", "boats"), None),
    ],
)
def test_numbers(one, two, verdict):
    found = compare_numbers([one], [two])
    assert (found and found[0]) == verdict


def test_actors_in_the_same_role_and_parties_merged_by_a_retelling():
    assert compare_actors("the mayor was shot by Oran Belk", "the mayor was shot by Tamir Vosk", {}, set())[0] == "conflict"
    assert compare_actors("the mayor was shot by Oran Belk", "Belk shot the mayor", {}, set()) is None
    assert compare_actors("the mayor was shot in Kerun", "the mayor was shot by Tamir Vosk", {}, set()) is None
    merged = "envoys met Vetrik officials from the Madrosund group"
    apart = "the Vetrik held talks with envoys and with the Madrosund group, trying to mediate between them"
    assert compare_actors(merged, apart, {}, set())[:2] == ("conflict", "one party here, two parties there")


def test_a_denial_of_those_reports_is_tied_to_the_sentence_before():
    told = Told()
    noise(told, "a")
    one = told.say("a", "Kerun officials said gangs were ready to cross the border.", "gangs were ready to cross the border", ("Kerun officials",), cue="said")
    two = told.say("a", "The League then rejected those reports.", "those reports", ("League",), cue="rejected", denial=True)
    groups, conflicts, _ = told.compare()
    assert together(groups, one, two)
    assert conflicts[["claim_a", "claim_b", "slot", "verdict"]].to_numpy().tolist() == [[one, two, "denial", "denial"]]
    assert conflicts["confidence"].iloc[0] >= SHOWN
    assert list(groups["denied_by"].iloc[0]) == ["League"]


def test_the_reports_are_those_just_told_by_somebody_and_the_allegations_without_one_are_not():
    for chain, tied in ((("Kerun officials",), True), ((), False)):
        told = Told()
        noise(told, "a")
        told.say("a", "Gangs were ready to cross the border.", chain=chain)
        told.say("a", "The League rejected the reports.", "the reports", ("League",), cue="rejected", denial=True)
        _, conflicts, _ = told.compare()
        assert (len(shown(conflicts)) == 1) == tied


def test_a_denial_is_tied_to_the_claim_before_it_whatever_holds_the_chains():
    told = Told()
    noise(told, "a")
    sentence = "The Union said that the bridge had fallen, and the League denied it."
    one = told.say("a", sentence, "the bridge had fallen", ("Union",), cue="said")
    two = told.say("a", sentence, "it", ("League",), cue="denied", denial=True)
    claims, articles = told.frames()
    claims["chain"] = [np.array(c, object) for c in claims["chain"]]  # as a table read back has them
    _, conflicts, _ = comparison.compare(claims, articles)
    assert conflicts[["claim_a", "claim_b", "slot"]].to_numpy().tolist() == [[one, two, "denial"]]


def test_doubt_and_rival_explanations_are_positions_not_denials():
    told = Told()
    noise(told, "a")
    one = told.say("a", "The League said nobody would be let across.", "nobody would be let across", ("League",), cue="said")
    two = told.say("a", "Kerun is sceptical of these assurances.", "these assurances", ("Kerun",), cue="is sceptical of")
    three = told.say("a", "Local papers see the mayor's decision as stemming from worry about floods.", "the mayor's decision as stemming from worry about floods", ("Local papers",), cue="see")
    four = told.say("a", "Critics believe his policy is driven by the wish to be elected again.", "his policy is driven by the wish to be elected again", ("Critics",), cue="believe")
    _, conflicts, _ = told.compare()
    found = {(r.claim_a, r.claim_b): (r.slot, r.verdict) for r in conflicts.itertuples()}
    assert found[one, two] == ("doubt", "position")
    assert found[three, four] == ("explanation", "position")


def test_what_a_retelling_lost():
    told = Told()
    noise(told, "a", "b")
    full = told.say(
        "a", "The Madrosund League reportedly agreed in principle to free the miners of Khofela.",
        chain=("Institute of Lakes", "a source who saw the letter"), hedged=True, hedge="reportedly", cue="explained",
    )
    bare = told.say("b", '"The Madrosund League agreed to free the miners of Khofela," it confirmed.', "The Madrosund League agreed to free the miners of Khofela", ("Institute of Lakes",), cue="confirmed")
    _, _, drifts = told.compare()
    found = {r.kind: (r.claim_a, r.claim_b) for r in drifts.itertuples()}
    assert found["hedge"] == found["source"] == found["qualifier"] == (full, bare)
    assert found["verb"] == (bare, full)


# --- the same fact ---------------------------------------------------------------------------------------------------


def shown(frame):
    return frame[frame["confidence"] >= SHOWN]


def count(number_of, unit="passengers"):
    return [number(f"{number_of} {unit}", float(number_of), float(number_of), "", unit)]


def toll(told, article, dead, chain=()):
    sentence = f"The Madrosund ferry sank at Khofela with {dead} passengers on board."
    return told.say(article, sentence, chain=chain, numbers=count(dead))


def test_one_fact_has_one_entry_however_many_outlets():
    told = Told()
    noise(told, "a", "b", "c")
    one, two, three = toll(told, "a", 12), toll(told, "b", 19), toll(told, "c", 19)
    _, conflicts, _ = told.compare()
    row, = shown(conflicts).itertuples()
    assert row.verdict == "conflict"
    assert (set(row.claims_a), set(row.claims_b)) == ({one}, {two, three})


def test_a_verdict_on_any_two_who_tell_a_fact_is_on_the_fact():
    told = Told()
    noise(told, "a", "b", "c")
    one, _, three = toll(told, "a", 12), toll(told, "b", 19), toll(told, "c", 19)
    columns = ["action", "claim_id", "other_id", "article_id", "start", "end", "text", "field", "value", "note"]
    judged = dict.fromkeys(columns, "") | {"action": "verdict", "claim_id": three, "other_id": one, "field": "number"}
    assert shown(told.compare(review=pd.DataFrame([judged | {"value": "none"}]))[1]).empty
    row, = shown(told.compare(review=pd.DataFrame([judged | {"value": "correction"}]))[1]).itertuples()
    assert (row.verdict, row.confidence, len(row.claims_b)) == ("correction", 1.0, 2)


def test_the_first_telling_of_an_outlet_that_tells_twice_is_its_earliest():
    told = Told()
    told.published = {"a": "2020-05-01", "b": "2020-05-03", "c": "2020-05-05"}
    noise(told, "a", "b", "c")
    for article in "abc":
        told.say(article, f"{SAME}.", chain=("Institute of Lakes",))
    claims, articles = told.frames()
    claims["outlet"] = claims["outlet"].replace("Outlet c", "Outlet a")
    found = tellings(comparison.compare(claims, articles)[0], claims, articles)
    assert found["in this corpus"].tolist() == ["first", "later"]
    assert found["outlet"].tolist() == ["Outlet a", "Outlet b"]


def test_an_outlet_that_only_denies_a_claim_does_not_share_it():
    told = Told()
    noise(told, "a", "b")
    told.say("a", f"{SAME}.", chain=("Institute of Lakes",))
    told.say("b", f"The ministry denied that {SAME}.", SAME, ("Ministry of Roads",), denial=True)
    groups, conflicts, _ = told.compare()
    assert "denial" in shown(conflicts)["verdict"].tolist()
    assert groups["n_outlets"].unique().tolist() == [1]


def test_another_amount_on_a_later_day_is_a_correction_and_the_earlier_side_comes_first():
    told = Told()
    told.published = {"a": "2020-05-07", "b": "2020-05-05"}
    noise(told, "a", "b")
    late, early = toll(told, "a", 19), toll(told, "b", 12)
    _, conflicts, _ = told.compare()
    row, = shown(conflicts).itertuples()
    assert (row.verdict, row.claim_a, row.claim_b, row.value_a) == ("correction", early, late, "12 passengers")


def test_one_amount_in_three_outlets_is_an_agreement_that_says_what_is_behind_it():
    told = Told()
    noise(told, "a", "b", "c")
    toll(told, "a", 12, ("Institute of Lakes",))
    toll(told, "b", 12, ("Bureau of Roads",))
    toll(told, "c", 12)
    _, conflicts, _ = told.compare()
    row, = conflicts.itertuples()
    assert (row.verdict, row.reason) == ("agreement", "the same amount in 3 outlets, from 2 named sources")


def test_amounts_of_other_populations_are_no_conflict():
    told = Told()
    noise(told, "a", "b")
    told.say("a", "The Madrosund ferry sank at Khofela with 12 passengers on board.", numbers=count(12))
    told.say("b", "The Madrosund ferry sank at Khofela with 19 lorries on board.", numbers=count(19, "lorries"))
    _, conflicts, _ = told.compare()
    assert conflicts.empty


def test_the_same_number_of_another_year_is_not_comparable_and_never_a_conflict():
    told = Told()
    noise(told, "a", "b")
    militants = [number("200 militants", 200.0, 200.0, "", "militants")]
    one = told.say("a", "In 2019 about 200 militants operated in the north of Kerun.", numbers=militants, dates=[date("2019")])
    two = told.say("b", "Some 200 militants from Tamsil joined the League in 2022.", numbers=militants, dates=[date("2022")])
    groups, conflicts, _ = told.compare()
    assert not together(groups, one, two)
    row, = conflicts.itertuples()
    assert (row.claim_a, row.claim_b, row.verdict) == (one, two, "not comparable")


def test_two_stories_never_differ_whatever_group_they_are_in():
    told = Told()
    noise(told, "a", "b")
    toll(told, "a", 12)
    toll(told, "b", 19)
    claims, _ = told.frames()
    rows = claims.to_dict("records")
    pair = [k for k, row in enumerate(rows) if row["numbers"]]
    for story, n in ((["s"] * len(rows), 1), ([row["article_id"] for row in rows], 0)):
        assert len(conflicts.of_group(pair, evidence.Claims(rows, origins.sources(claims), story))) == n


def test_a_denial_needs_the_words_of_what_it_denies():
    told = Told()
    noise(told, "a", "b")
    told.say("a", "The League said Oran Belk sold the ships of Khofela.", "Oran Belk sold the ships of Khofela", ("League",))
    told.say("a", "Snow fell.")
    same = told.say("b", "Oran Belk denied that he sold the ships of Khofela.", "he sold the ships of Khofela", ("Oran Belk",), denial=True)
    told.say("b", "Oran Belk denied any role in the raid on Khofela.", "any role in the raid on Khofela", ("Oran Belk",), denial=True)
    _, conflicts, _ = told.compare()
    assert [set(claims) for claims in shown(conflicts)["claims_b"]] == [{same}]


def test_a_denial_of_the_accusations_is_set_against_who_accused_and_told_once():
    told = Told()
    noise(told, "a", "b", "c")
    person = {"kind": "named person"}
    one = told.say("a", "Tamir Vosk accused Oran Belk of hiding the ledgers.", "hiding the ledgers", ("Tamir Vosk",), cue="accused", **person)
    told.say("a", "Snow fell on Oran Belk and his allegations of old.", "Snow fell on Oran Belk and his allegations of old")
    denied = [
        told.say(article, f"{who} denied the accusations.", "the accusations", (who,), cue="denied", denial=True, **person)
        for article, who in (("b", "Oran Belk"), ("c", "Oran Belk"))
    ]
    found = shown(told.compare()[1])
    assert [(list(a), set(b)) for a, b in zip(found["claims_a"], found["claims_b"], strict=True)] == [([one], set(denied))]


def test_a_denial_needs_the_verb_of_what_it_denies():
    told = Told()
    noise(told, "a", "b")
    told.say("a", "The League said the council of Kerun passed the new water levy.", "the council of Kerun passed the new water levy", ("League",))
    for words, found in (("he passed the new water levy of Kerun", 1), ("he would veto the new water levy of Kerun", 0)):
        told.texts.pop("b", None)
        told.rows = [row for row in told.rows if row["article_id"] != "b"]
        told.say("b", f"Oran Belk denied that {words}.", words, ("Oran Belk",), cue="denied", denial=True)
        assert len(shown(told.compare()[1])) == found


MILL = "the League had sold the mill of Kerun"


@pytest.mark.parametrize(
    ("told_a", "sentence", "content", "cue", "is_shown"),
    [
        (MILL, f"Vosk denied that {MILL}.", MILL, "denied", True),
        (MILL, f"Vosk rejected reports that {MILL}.", MILL, "rejected", True),
        (MILL, f"Vosk dismissed the claim that {MILL} as false.", MILL, "dismissed", True),
        # it is one trick that both speak of
        ("the sale of the mill of Kerun was a trick", "Vosk dismissed the sale of the mill of Kerun as a trick.", "the sale of the mill of Kerun as a trick", "dismissed", False),
        # who withdraws a support had given it
        ("Vosk gave support to the mayor of Kerun", "Vosk withdrew his support to the mayor of Kerun.", "his support to the mayor of Kerun", "withdrew", False),
        ("the ledger named the mill of Kerun", "The letters contradict the ledger on the mill of Kerun.", "the ledger on the mill of Kerun", "contradict", False),
        (f"it was not known whether {MILL}", f"Vosk denied that {MILL}.", MILL, "denied", False),
        ("a bill lets heirs sue for any part that the League may have had in the fire of Kerun", "The League denied any part in the fire of Kerun.", "any part in the fire of Kerun", "denied", False),
        ("the League played a part in the fire of Kerun", "The League denied any part in the fire of Kerun.", "any part in the fire of Kerun", "denied", True),
    ],
)  # fmt: skip
def test_a_denial_is_of_a_proposition_that_another_asserts(told_a, sentence, content, cue, is_shown):
    told = Told()
    noise(told, "a", "b")
    told.say("a", f"Oran Belk said {told_a}.", told_a, ("Oran Belk",), kind="named person", cue="said")
    who = sentence.split(" denied")[0] if "League denied" in sentence else "Tamir Vosk"
    told.say("b", sentence, content, (who,), cue=cue, denial=True)
    assert (len(shown(told.compare()[1])) == 1) == is_shown


def test_what_one_outlet_calls_false_and_another_passes_on_is_a_denial_by_the_outlet():
    told = Told()
    noise(told, "a", "b")
    words, chain = "the bridge of Kerun was already paid for", ("Oran Belk",)
    told.say("a", f"Oran Belk said {words}.", words, chain, cue="said")
    told.say("b", f"Oran Belk falsely claimed {words}.", words, chain, cue="claimed")
    assert shown(told.compare()[1])["value_b"].tolist() == ["called false by Outlet b"]
    told.say("a", "Belk’s false words of old were forgotten.")
    told.say("c", f"Oran Belk falsely said {words}.", words, chain, cue="said")
    assert shown(told.compare()[1])["value_b"].tolist() == ["called false by Outlet b; Outlet c"]


def test_claims_of_one_frame_differ_in_one_slot_and_two_of_another_place_are_two_events():
    def frames_of(told):
        claims, _ = told.frames()
        return frames.of_one_frame(evidence.Claims(claims.to_dict("records"), origins.sources(claims)))

    def verdicts(number_b, place_b):
        told = Told()
        noise(told, "a", "b")
        for article, n, place in (("a", 12, "Tamsil"), ("b", number_b, place_b)):
            sentence = f"High water drove {n} families out of their homes around {place}."
            told.say(article, sentence, numbers=[number(f"{n} families", float(n), float(n), "", "families")], places=[place])
        assert len(frames_of(told)) == (number_b == 12) + (place_b == "Tamsil")
        return [v for v in shown(told.compare()[1])["verdict"] if v != "agreement"]

    assert verdicts(12, "Drovak") == ["conflict"]
    assert verdicts(90, "Tamsil") == ["conflict"]
    assert verdicts(90, "Drovak") == []


def test_an_earlier_count_and_a_later_one_are_a_correction_by_their_words():
    told = Told()
    noise(told, "a", "b")
    for article, when, n in (("a", "later", 19), ("b", "initially", 12)):
        words = f"{n} passengers of the ferry drowned off Kerun"
        told.say(article, f"Police {when} said {words}.", words, ("police",), numbers=[number(f"{n} passengers", n, n, "", "passengers")])
    [row] = shown(told.compare()[1]).to_dict("records")
    assert (row["verdict"], row["value_a"][:2], row["value_b"][:2]) == ("correction", "12", "19")


def test_a_content_that_one_negates_is_a_denial_and_a_quoted_no_is_none():
    for sentence, wanted in (
        ("The Madrosund League will not free the miners of Khofela.", 1),
        ('The Madrosund League will free the "no" miners of Khofela.', 0),
    ):
        told = Told()
        noise(told, "a", "b")
        told.say("a", "The Madrosund League will free the miners of Khofela.")
        told.say("b", sentence, negated=True)
        _, conflicts, _ = told.compare()
        assert (shown(conflicts)["slot"] == "polarity").sum() == wanted


def test_a_feature_without_a_weight_is_an_error_and_confidence_follows_the_sum():
    with pytest.raises(KeyError):
        evidence.confidence("number", {"something": 1.0})
    low, high = (evidence.confidence("number", {"words in common": x}) for x in (0.2, 0.9))
    assert 0 < low < high < 1


# --- the wording of quotations -----------------------------------------------------------------------------------------

QUOTED = "We will open every gate of the old dam when the rain comes to this valley"


def drifted(words, other=QUOTED, **more):
    told = Told()
    noise(told, "a", "b")
    speaker = more.pop("speaker", "Oran Belk")
    told.say("a", f"“{other},” Oran Belk said.", other, ("Oran Belk",), kind="named person", cue="said")
    told.say("b", f"“{words},” {speaker} said.", words, (speaker,), kind="named person", cue="said")
    _, _, drifts = told.compare()
    return shown(drifts[drifts["kind"] == "quotation"])


def test_another_word_between_the_same_words_is_a_drift_and_shown_with_its_neighbours():
    row, = drifted(QUOTED.replace("every gate", "both gates")).itertuples()
    assert (row.detail_a, row.detail_b) == ("will open every gate of the", "will open both gates of the")


@pytest.mark.parametrize(
    "words",
    [
        QUOTED, QUOTED.replace("We will", "We’ll"), QUOTED.replace("old dam when", "old dam, when"),
        QUOTED.removeprefix("We will "), QUOTED.removesuffix(" to this valley"), QUOTED.replace("every gate of the old", "[all gates] of the old"),
        QUOTED.replace("every gate of the", "every … the"), QUOTED.replace("gate", "gates"), QUOTED.replace("when the rain", "when rain"),
        QUOTED.replace("We will", "Well, you know, we will"), QUOTED.replace("We will open", "We’re opening"), QUOTED.replace("will", "would"),
        QUOTED.replace("We will", "We are able to"), QUOTED.replace("this valley", "that valley"),
        "We will open every gate of the old dam for those who came by boat last year and have not slept since, in this valley",
        QUOTED.replace("old dam", "o*d dam"), QUOTED.replace("gate of the old dam", "gate of (the river's) dam"),
    ],
)  # fmt: skip
def test_short_forms_cuts_and_what_an_outlet_marks_are_no_drift(words):
    assert drifted(words).empty


def test_another_person_or_number_of_them_is_a_drift():
    for other in ("They will", "You will"):
        assert len(drifted(QUOTED.replace("We will", other))) == 1


def test_another_speaker_with_like_words_is_no_drift():
    assert drifted(QUOTED.replace("every", "no"), speaker="Tamir Vosk").empty


def cut(whole, part, beside=""):
    """The cuts that are shown of two outlets' quotations of one speaker."""
    told = Told()
    noise(told, "a", "b")
    for article, words, more in (("a", whole, ""), ("b", part, beside)):
        told.say(article, f"“{words},” Oran Belk said{more}.", words, ("Oran Belk",), kind="named person", cue="said")
    drifts = told.compare()[2]
    return shown(drifts[drifts["kind"] == "cut"])["detail_a"].tolist()


REST = "the rain of spring has filled the old lake of Kerun"


def test_a_condition_or_contrast_cut_off_a_quotation_is_a_drift_and_a_place_is_none():
    assert cut(f"{REST}, unless the gates were left open", REST) == ["unless the gates were left open"]
    assert cut(f"{REST}, but nobody went to look at it", REST) == ["but nobody went to look at it"]
    assert cut(f"{REST} up to the village of Tamsil", REST) == []


def test_an_opening_or_a_short_verdict_cut_off_a_quotation_is_none_and_a_clause_is_one():
    assert cut(f"But in any event, {REST}", REST) == []
    assert cut(f"{REST}, and I think it is a pity", REST) == []
    assert cut(f"{REST}, and I thank the miners and admire them", REST) == ["and I thank the miners and admire them"]
    assert cut(f"Although the miners had begged for pumps, {REST}", REST) != []


def test_what_an_outlet_tells_beside_the_quotation_or_marks_is_no_cut():
    whole = f"{REST}, unless the gates were left open"
    assert cut(whole, REST, " as long as no gate is left open") == []
    assert cut(whole, f"{REST} …") == []


# --- whose word --------------------------------------------------------------------------------------------------------


def origins_of(told):
    groups, _, _ = told.compare()
    return groups[groups["label"].str.contains("Khofel")].iloc[0]


SAME = "The Madrosund League seized the town of Khofela in May"


def test_a_source_known_by_an_office_alone_is_no_second_one():
    told = Told()
    noise(told, "a", "b")
    told.say("a", f"{SAME}.", chain=("Oran Belk",), kind="named person")
    told.say("b", f"{SAME}.", chain=("Madrosund chairman",), kind="named person")
    row = origins_of(told)
    assert (list(row["origins"]), list(row["unclear_origins"])) == (["Oran Belk"], ["Madrosund chairman"])


def test_a_pronoun_led_back_without_being_sure_is_no_second_source():
    told = Told()
    noise(told, "a", "b")
    told.say("a", f"{SAME}.", chain=("Oran Belk",), kind="named person")
    unsure = {"chain_basis": "resolved", "antecedent_confidence": 0.6, "confidence": 0.6}
    told.say("b", f"He said {SAME}.", SAME, ("Tamir Vosk",), kind="named person", **unsure)
    assert list(origins_of(told)["unclear_origins"]) == ["Tamir Vosk"]


@pytest.mark.parametrize("other", ["Administration officials", "aides of the administration"])
def test_a_body_and_those_who_speak_for_it_are_one_source(other):
    told = Told()
    noise(told, "a", "b")
    told.say("a", f"{SAME}.", chain=("administration",))
    told.say("b", f"{SAME}.", chain=(other,))
    row = origins_of(told)
    assert (row["n_origins"], len(row["unclear_origins"])) == (1, 0)


def test_a_source_whose_sentence_names_the_other_is_not_surely_another():
    told = Told()
    noise(told, "a", "b")
    told.say("a", f"Oran Belk said {SAME}.", SAME, ("Oran Belk",), kind="named person")
    told.say("b", f"Tamir Vosk, an adviser to Belk, said {SAME}.", SAME, ("Tamir Vosk",), kind="named person")
    row = origins_of(told)
    assert (row["n_origins"], len(row["unclear_origins"])) == (1, 1)


@pytest.mark.parametrize(
    ("office", "sentence", "other", "is_one"),
    [
        ("top adviser", "Tamir Vosk, a top adviser to Mr. Belk, said so.", "Speaker Oran Belk's office", True),
        ("top adviser", "Tamir Vosk, a top adviser to Ms. Rand, said so.", "Speaker Oran Belk's office", False),
        ("Belk campaign chairman", "Vosk said so.", "Belk’s campaign", True),
        ("chairman of the Royal Nautical Club", "Vosk said so.", "RNC chairman", True),
        ("chairman of the Royal Nautical Club", "Vosk said so.", "League chairman", False),
        ("baker", "Vosk said so.", "Belk’s campaign", False),
    ],
)
def test_who_holds_an_office_of_another_speaks_for_it(office, sentence, other, is_one):
    one, two = bodies.Speaker("Tamir Vosk", (office,), (sentence,)), bodies.Speaker(other, (), ())
    assert bodies.is_one_body(one, two) == bodies.is_one_body(two, one) == is_one


@pytest.mark.parametrize(("who", "listed"), [("several merchants", "several merchants"), ("He", "source without a name")])
def test_a_source_without_a_name_may_be_another_one(who, listed):
    told = Told()
    noise(told, "a", "b")
    told.say("a", f"{SAME}.", chain=("Oran Belk",), kind="named person")
    told.say("b", f"{SAME}.", chain=(who,), kind="anonymous")
    row = origins_of(told)
    assert (row["n_origins"], list(row["unclear_origins"])) == (1, [listed])


def test_a_passage_that_two_outlets_copied_is_one_origin():
    long = f"{SAME}, and its fighters hoisted their flag on the roof of the mayor's house before noon"
    told = Told()
    noise(told, "a", "b", "c")
    told.say("a", f"{long}.", chain=("Oran Belk",), kind="named person")
    told.say("b", f"{long}.", chain=("Tamir Vosk",), kind="named person")
    told.say("c", f"{long}.")
    told.say("d", f"{long}.")
    row = origins_of(told)
    assert row["n_origins"] == 1
    assert list(row["shared_copy"]) == ["Outlet c", "Outlet d"]


# --- time, and what is shown --------------------------------------------------------------------------------------------


def test_a_hedge_on_words_that_both_quote_is_the_outlets_not_the_sources():
    words = "the old dyke of Kerun will never be raised again"
    for quoted, shown_ones in (("%s", 1), ("“%s”", 0)):
        told = Told()
        noise(told, "a", "b")
        content, chain = words, ("Institute of Lakes",)
        told.say("a", f"The institute reportedly said: {quoted % words}.", content, chain, hedged=True, hedge="reportedly")
        told.say("b", f"The institute said: {quoted % words}.", content, chain)
        drifts = told.compare()[2]
        assert len(shown(drifts)) == shown_ones, quoted


def test_a_second_source_of_claims_that_may_be_two_is_not_counted():
    told = Told()
    words = "the dyke of Kerun broke in the night of the storm"
    told.say("a", f"{words}.", words, ("Institute of Lakes",))
    told.say("b", f"{words}.", words, ("Ministry of Roads",))
    claims, _ = told.frames()
    own = evidence.Claims(claims.to_dict("records"), origins.sources(claims))
    both, first = ["Institute of Lakes", "Ministry of Roads"], ["Institute of Lakes"]
    assert origins.of_group([0, 1], own)["origins"] == both
    doubtful = origins.of_group([0, 1], own, sure=False)
    assert (doubtful["origins"], doubtful["unclear_origins"]) == (first, both[1:])


def test_the_confidence_of_a_group_is_the_mean_over_its_pairs_in_two_articles():
    article, root = np.array([0, 0, 1, 2, 3]), np.array([0, 0, 0, 0, 4])
    a, b, score = np.array([0, 0, 1, 2]), np.array([1, 2, 2, 3]), np.array([0.9, 0.8, 0.4, 0.3])
    every = np.ones(5, bool)
    # five pairs in two articles, of which three have a score
    assert linkage.mean_scores(article, root, a, b, score, every)[:4] == pytest.approx([1.5 / 5] * 4)
    assert linkage.mean_scores(article, root, a, b, score, every)[4] == 1.0
    without = np.array([True, False, True, False, True])
    assert linkage.mean_scores(article, root, a, b, score, without)[0] == pytest.approx(0.8)


def test_tellings_stand_in_the_order_of_their_days_and_say_what_they_lost():
    told = Told()
    told.published = {"a": "2020-05-07", "b": "2020-05-05", "c": "2020-05"}
    noise(told, "a", "b", "c")
    told.say("a", f"{SAME}.")
    told.say("b", f"{SAME}.", chain=("Institute of Lakes", "some experts"), hedged=True, hedge="reportedly")
    told.say("c", f"{SAME}.")
    claims, articles = told.frames()
    groups, _, _ = told.compare()
    found = tellings(groups, claims, articles)
    assert found[["outlet", "in this corpus"]].to_numpy().tolist() == [
        ["Outlet b", "first"], ["Outlet a", "later"], ["Outlet c", "day unknown"],
    ]
    assert found["lost"].tolist() == ["", "hedge: reportedly; source: Institute of Lakes; source: some experts", ""]
    assert found["words of the first telling"].fillna(-1).tolist() == [-1, 1.0, -1]


def test_two_on_the_first_day_are_neither_of_them_first_and_one_day_alone_orders_nothing():
    told = Told()
    told.published = {"a": "2020-05-05", "b": "2020-05-05"}
    noise(told, "a", "b")
    told.say("a", f"{SAME}.")
    told.say("b", f"{SAME}.")
    claims, articles = told.frames()
    groups, _, _ = told.compare()
    assert set(tellings(groups, claims, articles)["in this corpus"]) == {"on the first day too"}
    assert tellings(groups, claims, articles.assign(published=["2020-05-05", None])).empty


def test_what_is_doubtful_is_offered_for_review_and_not_shown():
    told = Told()
    noise(told, "a", "b")
    one, two = toll(told, "a", 12), toll(told, "b", 19)
    claims, articles = told.frames()
    groups, conflicts, drifts = told.compare()
    assert set(views.side_by_side(conflicts, claims)["claim_a"]) == {one}
    conflicts = conflicts.assign(confidence=0.4)
    assert views.side_by_side(conflicts, claims).empty
    offer, *rest = sheet_rows(claims, articles, groups, conflicts, drifts=drifts)
    assert (offer["claim_id"], offer["other_id"], offer["field"], offer["action"]) == (one, two, "number", "")
    assert offer["why"].startswith("may differ in number: 12 passengers | 19 passengers")
    assert sorted(row["claim_id"] for row in rest) == sorted(claims["claim_id"])
    # as it is, it is offered once more; judged, it stays and is not offered again
    assert sheet_rows(claims, articles, groups, conflicts, [offer], drifts=drifts)[0] == offer
    given = offer | {"action": "verdict", "value": "none"}
    first, *others = sheet_rows(claims, articles, groups, conflicts, [given], drifts=drifts)
    assert first["action"] == "verdict"
    assert not any(row["other_id"] for row in others)


def test_a_reviewer_keeps_and_withdraws_a_drift():
    told = Told()
    noise(told, "a", "b")
    chain = ("Institute of Lakes",)
    one = told.say("a", f"Reportedly, {SAME}.", SAME, chain, hedged=True, hedge="reportedly")
    two = told.say("b", f"{SAME}.", chain=chain)
    columns = ["action", "claim_id", "other_id", "article_id", "start", "end", "text", "field", "value", "note"]
    judged = dict.fromkeys(columns, "") | {"action": "verdict", "claim_id": two, "other_id": one, "field": "hedge"}
    assert told.compare()[2]["kind"].tolist() == ["hedge"]
    assert told.compare(review=pd.DataFrame([judged | {"value": "none"}]))[2].empty
    _, conflicts, drifts = told.compare(review=pd.DataFrame([judged | {"value": "drift"}]))
    assert conflicts.empty
    assert drifts["confidence"].tolist() == [1.0]


def test_a_verdict_on_any_two_who_tell_a_drift_is_on_the_drift():
    told = Told()
    noise(told, "a", "b", "c")
    chain = ("Institute of Lakes",)
    told.say("a", f"Reportedly, {SAME}.", SAME, chain, hedged=True, hedge="reportedly")
    ids = [told.say(article, f"{SAME}.", chain=chain) for article in "bc"]
    drifts = told.compare()[2]
    [shown_one] = drifts["claim_b"]
    [other] = set(ids) - {shown_one}
    columns = ["action", "claim_id", "other_id", "article_id", "start", "end", "text", "field", "value", "note"]
    judged = dict.fromkeys(columns, "") | {"action": "verdict", "claim_id": drifts["claim_a"].iloc[0], "other_id": other}
    assert told.compare(review=pd.DataFrame([judged | {"field": "hedge", "value": "none"}]))[2].empty


# --- a made-up corpus --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made():
    articles = differing.articles()
    parsed = zip(articles["article_id"], annotate(articles["text"]), strict=True)
    claims, holders = claims_and_holders(articles, parsed)
    _, conflicts, drifts = comparison.compare(claims, articles, holders=holders.frame(claims))
    return claims, conflicts, drifts


def test_planted_differences_are_shown(made):
    claims, conflicts, drifts = made
    told = differing.told(claims, shown(conflicts), shown(drifts))
    found = [planted for planted in differing.PLANTED if differing.is_told(planted, told)]
    assert len(found) >= 0.9 * len(differing.PLANTED)


def test_little_else_is_shown(made):
    claims, conflicts, drifts = made
    every = differing.told(claims, conflicts, drifts)
    for story, one, other in differing.HARMLESS:
        assert not any(differing.is_told((story, kind, one, other), every) for kind in ("conflict", "correction", "denial"))
    for kind, told in [(k, t) for t in differing.told(claims, shown(conflicts), shown(drifts)) for k in [t[1]]]:
        if kind not in ("agreement", "refinement", "not comparable"):
            assert any(differing.is_told(planted, [told]) for planted in differing.PLANTED), told
