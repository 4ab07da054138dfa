"""Who says what: each construction on sentences of our own, and what must hold on any text at all."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimatlas.annotate import annotate, load_model
from claimatlas.claims.attribution import CONSTRUCTIONS, find_attributions
from claimatlas.claims.attribution.parse import REACH
from claimatlas.quotations import quotations


def read(text, nested=False, **options):
    """Return (source, cue, content) strings and the attribution, for each one in the text."""
    found = find_attributions(next(iter(annotate([text], load_model()))), **options)
    rows = []
    for a in found:
        if nested or not a.nested:
            parts = (" … ".join(text[s:e] for s, e in spans) for spans in (a.source, a.cue, a.content))
            rows.append((*parts, a))
    return rows


def one(text, **options):
    rows = read(text, **options)
    assert len(rows) == 1, [row[:3] for row in rows]
    return rows[0]


# --- direct speech ------------------------------------------------------------------------------------------------------


def test_direct_speech_with_the_speaker_after_it():
    source, cue, content, a = one('"The bridge will open in March," the governor said.')
    assert (source, cue, content) == ("the governor", "said", '"The bridge will open in March,"')
    assert (a.kind, a.cue_class, a.cue_lemma, a.construction) == ("direct", "saying", "say", "quotation")


def test_direct_speech_with_the_speaker_turned_round():
    source, _, content, _ = one("“We never crossed the river,” replied Gulnora Nazarova, a teacher from Khorog.")
    assert source.startswith("Gulnora Nazarova")
    assert content == "“We never crossed the river,”"


def test_direct_speech_led_in_by_its_speaker():
    source, cue, content, _ = one('On Monday the minister said: "Nobody was hurt."')
    assert (source, cue, content) == ("the minister", "said", '"Nobody was hurt."')


def test_a_quotation_broken_by_its_speaker_is_one_content_in_two_spans():
    source, _, content, a = one('"The water," he said, "was never clean."')
    assert (source, content) == ("he", '"The water," … "was never clean."')
    assert len(a.content) == 2


def test_a_quotation_goes_on_after_the_speaker_and_in_the_next_paragraph():
    text = (
        '"We lost the harvest," said Rahim. "Nobody came to help."\n\n"Even the mill is gone."\n\nThe village is empty.'
    )
    source, _, content, _ = one(text)
    assert source == "Rahim"
    assert content == '"We lost the harvest," … "Nobody came to help." … "Even the mill is gone."'


def test_a_paragraph_left_open_belongs_to_the_speaker_of_the_next_one():
    text = "“The first winter was hard.\n\n“The second one was worse,” Salim said."
    source, _, content, _ = one(text)
    assert source == "Salim"
    assert content.startswith("“The first winter was hard.")
    assert content.endswith("was worse,”")


def test_a_quotation_after_indirect_speech_belongs_to_the_same_speaker():
    rows = read('The pilot said the runway was too short. "We had to turn back twice."')
    assert [row[0] for row in rows] == ["The pilot"]
    assert rows[0][2].endswith('"We had to turn back twice."')
    assert rows[0][3].kind == "mixed"


@pytest.mark.parametrize(
    ("opening", "closing"), [("“", "”"), ('"', '"'), ("''", "''"), ("``", "''"), ("«", "»"), ("“", '"'), ('"', "”"), ("‘", "’")]
)
def test_quotation_marks_of_every_kind_and_mixed(opening, closing):
    text = f"{opening}The dam is safe for now,{closing} the engineer said."
    source, _, content, a = one(text)
    assert source == "the engineer"
    assert content == f"{opening}The dam is safe for now,{closing}"
    assert a.kind == "direct"


def test_a_quotation_that_is_never_closed_ends_with_its_paragraph():
    source, _, content, _ = one('The clerk said: "Come back tomorrow.\n\nIt rained all week.')
    assert (source, content) == ("The clerk", '"Come back tomorrow.')


def test_apostrophes_inches_and_attributes_open_no_quotation():
    assert quotations("The dogs' bowls, the '90s and don't.") == []
    assert quotations('A 6\'2" man') == []
    assert quotations('<a href="https://example.org">here</a>') == []


def test_a_colon_leads_in_direct_speech_without_a_verb_of_saying():
    source, cue, content, a = one('The mayor did not hesitate: "They must leave by Friday."')
    assert (source, content, a.construction) == ("The mayor", '"They must leave by Friday."', "colon")
    assert "hesitate" in cue


def test_a_speaker_set_off_by_a_dash():
    source, _, content, a = one("“The road ended at our door.” — Zarina Karimova")
    assert (source, a.construction) == ("Zarina Karimova", "label")
    assert content == "“The road ended at our door.”"


def test_the_title_of_a_work_is_no_speech():
    assert not [row for row in read('She wrote "Winter Light" in Dushanbe.') if row[3].construction == "quotation"]


# --- indirect speech ----------------------------------------------------------------------------------------------------


def test_a_clause_with_and_without_that():
    for that in ("that ", ""):
        source, cue, content, a = one(f"The agency reported {that}the border had been closed.")
        assert (source, cue) == ("The agency", "reported")
        assert content.removeprefix("that ") == "the border had been closed"
        assert (a.kind, a.construction) == ("indirect", "clause")


def test_a_clause_before_its_cue():
    source, cue, content, _ = one("The border had been closed, the agency reported.")
    assert (source, cue, content) == ("the agency", "reported", "The border had been closed")


def test_a_cue_in_the_middle_leaves_a_content_in_two_spans():
    source, _, content, _ = one("The new bridge, officials said, will open in May.")
    assert source == "officials"
    assert content.replace(" … ", " ") == "The new bridge will open in May"


def test_fragments_in_quotation_marks_make_the_content_mixed():
    _, _, content, a = one("The ministry said the talks were “frank and useful” and would go on.")
    assert content == "the talks were “frank and useful” and would go on"
    assert a.kind == "mixed"


def test_the_cue_has_its_auxiliaries_and_negation():
    assert one("The general has not said that the army will withdraw.")[1] == "has not said"


def test_a_passive_has_its_holder_in_the_agent():
    source, cue, _, _ = one("It was announced by the ministry that the school would reopen.")
    assert source == "the ministry"
    assert "announced" in cue


def test_a_passive_without_an_agent_has_no_holder():
    source, _, content, a = one("The envoy is said to have left the capital.")
    assert source == ""
    assert content.replace(" … ", " ") == "The envoy to have left the capital"
    assert a.cue_class == "holderless"


def test_according_to_before_and_after():
    for text in ("According to Asia Plus, the convoy was stopped.", "The convoy was stopped, according to Asia Plus."):
        source, cue, content, a = one(text)
        assert (source, cue.lower(), content) == ("Asia Plus", "according to", "the convoy was stopped".replace("the", content[:3]))
        assert (a.cue_class, a.construction) == ("saying", "according to")


def test_the_cue_of_a_relative_clause_has_the_pronoun_as_its_holder():
    rows = read("He met a trader who said that prices had doubled.")
    assert ("who", "said", "that prices had doubled") in [row[:3] for row in rows]


def test_a_verb_beside_the_cue_is_no_part_of_its_content():
    rows = read("She said the plan was weak and criticized its author.")
    assert [(row[0], row[1]) for row in rows] == [("She", "said"), ("She", "criticized")]
    assert rows[0][2] == "the plan was weak"


def test_what_others_say_is_no_part_of_a_content():
    rows = read("The army said the valley was calm, while villagers said that shells had fallen.")
    assert rows[0][:3] == ("The army", "said", "the valley was calm")
    assert rows[1][:3] == ("villagers", "said", "that shells had fallen")


def test_the_tense_tells_who_would_not_say_more():
    rows = read("She confirmed that he is in custody but would not give a reason.")
    assert rows[0][:3] == ("She", "confirmed", "that he is in custody")


def test_a_participle_of_saying_belongs_to_the_holder_of_its_sentence():
    rows = read("The minister said the pass was closed, adding that snow had blocked it.")
    assert [row[0] for row in rows] == ["The minister", "The minister"]
    assert rows[0][2] == "the pass was closed"
    assert rows[1][2] == "that snow had blocked it"


def test_attributions_within_attributions_are_found_and_marked():
    rows = read("The paper reported that the governor denied that anyone had died.", nested=True)
    assert [(row[0], row[3].nested) for row in rows] == [("The paper", False), ("the governor", True)]
    assert rows[1][2] == "that anyone had died"
    assert rows[1][3].cue_class == "denial"


# --- other cues ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "construction", "cue_class", "content"),
    [
        ("Residents believe that the river is poisoned.", "clause", "attitude", "that the river is poisoned"),
        ("The spokesman denied the accusations.", "object", "denial", "the accusations"),
        ("The president promised to rebuild the school.", "infinitive", "event", "to rebuild the school"),
        ("The elders urged them to leave the valley.", "infinitive", "event", "them to leave the valley"),
        ("The party called for an inquiry into the deaths.", "preposition", "event", "an inquiry into the deaths"),
        ("The minister called the report a fabrication.", "predicate", "saying", "the report a fabrication"),
        ("They see the road as a threat.", "predicate", "attitude", "the road as a threat"),
        ("Officials were confident that the dam would hold.", "adjective", "attitude", "that the dam would hold"),
        ("The elders accused him of theft.", "preposition", "saying", "him of theft"),
        ("She made it clear that the talks were over.", "adjective", "saying", "that the talks were over"),
        ("The union criticized the ministry for its silence.", "preposition", "saying", "the ministry for its silence"),
    ],
)
def test_constructions_and_the_codebook_class_of_their_cues(text, construction, cue_class, content):
    _, _, found, a = one(text)
    assert (found, a.construction, a.cue_class) == (content, construction, cue_class)


def test_a_noun_carries_a_claim():
    rows = read("The villagers feared nothing but the report that the road was mined.")
    assert ("report", "that the road was mined") in [row[1:3] for row in rows]
    source, cue, content, a = one("His claim that the vote was stolen has no basis.")
    assert (source, cue, content, a.cue_class) == ("His", "claim", "that the vote was stolen", "noun")


def test_an_evidential_adverb_has_no_holder():
    source, cue, content, a = one("The commander allegedly fled to Kunduz.")
    assert (source, cue, a.cue_class) == ("", "allegedly", "holderless")
    assert content.replace(" … ", " ") == "The commander fled to Kunduz"


def test_somebodys_view():
    source, _, content, a = one("In the farmers' view, the canal came too late.")
    assert (source, content, a.construction) == ("the farmers", "the canal came too late", "view")


def test_a_headline_with_its_source_before_the_colon():
    source, _, content, a = one("Ministry: Border to reopen in spring")
    assert (source, content, a.construction) == ("Ministry", "Border to reopen in spring", "label")


# --- what holds for all -------------------------------------------------------------------------------------------------


def test_rules_can_be_switched_off():
    text = 'According to the clinic, two people died. "It was an accident," the guard said. He reportedly ran.'
    assert {row[3].construction for row in read(text)} == {"according to", "quotation", "adverb"}
    assert {row[3].construction for row in read(text, rules=frozenset({"adverb"}))} == {"adverb"}
    assert read(text, rules=frozenset()) == []


def test_the_same_text_gives_the_same_attributions():
    text = "Gul said he agreed. Rahim denied it.\n\n“Never,” he added."
    assert [row[3] for row in read(text, nested=True)] == [row[3] for row in read(text, nested=True)]


PIECES = st.sampled_from(
    ["The mayor said", "that", '"', "“", "”", "''", "'", "‘", "’", "«", "\n\n", "\n", " ", ",", ".", ":", "?", "—", "according to",
     "him", "the road is shut", "reportedly", "he said.", "NO", "<b onclick=x>", "&amp;", "{{x}}", "…", "\u00a0", "\u200b", "🙂",
     "(", ")", "called it", "was told to leave", "claims", "as", "in the poll", "her view", "Ali", "and denied", "didn't", "\t"]
)  # fmt: skip


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=40).map(" ".join) | st.lists(PIECES, max_size=20).map("".join) | st.text(max_size=60))
def test_spans_lie_inside_the_text_in_order_and_apart(text):
    doc = next(iter(annotate([text], load_model())))
    sentences = len(list(doc.sents))
    for a in find_attributions(doc):
        assert a.cue
        assert a.content
        assert 0 <= a.sentence < sentences
        assert 0 < a.confidence <= 1
        assert a.construction in CONSTRUCTIONS
        for spans in (a.source, a.cue, a.content):
            assert list(spans) == sorted(spans)
            for start, end in spans:
                assert 0 <= start < end <= len(text)
                assert text[start:end] == text[start:end].strip()
            assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))
        taken = sorted(span for spans in (a.source, a.cue, a.content) for span in spans)
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(taken))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(alphabet="ab .,!?\n\"'“”‘’«»`=9", max_size=80))
def test_quotations_are_in_order_and_in_one_paragraph(text):
    found = quotations(text)
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert not any("\n" in text[q.start : q.end] for q in found)


def test_marks_that_nothing_closes_are_skipped_and_not_searched_again():
    assert quotations("'a " * 30000) == []  # a search to the end from each mark would take minutes
    assert len(quotations("“a " * 30000)) == 1


@pytest.mark.parametrize("text", ["he said that ", "according to him ", '"a" he said '])
def test_a_text_of_nothing_but_cues_has_no_content_longer_than_any_sentence(text):
    doc = next(iter(annotate([text * 500], load_model())))
    found = find_attributions(doc)
    assert found
    assert all(sum(e - s for s, e in a.content) < 6 * REACH for a in found)


# --- the benchmark ------------------------------------------------------------------------------------------------------


def test_the_benchmark_scores_as_the_reference_scorer_does(root, shared, tmp_path):
    reference = shared / "bench" / "attribution" / "score.py"
    source = shared / "bench" / "attribution" / "polnear_dev.jsonl"
    if not source.exists():
        pytest.skip("../shared has no attribution corpus")
    corpus, out = tmp_path / "corpus.jsonl", tmp_path / "found.jsonl"
    corpus.write_text("".join(source.read_text(encoding="utf-8").splitlines(keepends=True)[:6]), encoding="utf-8")

    def run(*command):
        return subprocess.run([sys.executable, *map(str, command)], capture_output=True, text=True, check=True).stdout

    printed = run(root / "benchmarks" / "claims.py", corpus, "--out", out)
    ours = {line.split("  ")[0]: [float(x) for x in line.split()[-3:]] for line in printed.splitlines()[3:8]}
    theirs = {}
    for subset, names in {
        "all": {"content at half overlap": "content>=0.5", "whole triple": "full triple", "content words": "content tokens (union)"},
        "direct": {"direct": "content>=0.5"},
        "indirect": {"indirect": "content>=0.5"},
    }.items():
        scores = json.loads(run(reference, corpus, out, "--subset", subset, "--json"))
        theirs |= {ours_name: scores[name] for ours_name, name in names.items()}
    assert ours.keys() == theirs.keys()
    for name, values in theirs.items():
        assert ours[name] == pytest.approx([100 * value for value in values], abs=0.051), name


@pytest.mark.parametrize(
    "text",
    [
        "Police said 15 people died; the army said three died.",
        "Police said 15 people died and the army said three died.",
        "Police said 15 people died, but the army said three died.",
        "According to police, 15 people died; according to the army, three died.",
    ],
)
def test_two_speakers_in_one_sentence_stand_side_by_side(text):
    rows = read(text)
    assert {source.lower() for source, *_ in rows} == {"police", "the army"}
    assert sorted(content for _, _, content, _ in rows) == ["15 people died", "three died"]


def test_a_that_clause_holds_another_speaker():
    assert one("Gul said that the road was open and that the army said it was safe.")[0] == "Gul"


def test_a_short_quotation_has_the_clause_around_it():
    content = 'that "thousands" of their troops had been sent to Kabul, which adjoins Wardak'
    assert one(f"He said {content}.")[2] == content
    assert one('She also pledged to "bring the fight" to the town.')[2] == 'to "bring the fight" to the town'


def test_a_relative_clause_without_a_pronoun_holds_the_noun_before_it():
    assert one("It is a claim the army denied.")[:3] == ("the army", "denied", "a claim")


def test_what_goes_on_is_no_aside():
    assert read("Hours after the truce, the rebels continued intensive discussions, and the road was shut.") == []


def test_a_weak_cue_needs_evidence_from_its_sentence():
    assert one("Mr. Gul raised the plight of the miners who were sacked.")[0] == "Mr. Gul"
    assert read("It would raise money.") == []


def test_a_verb_that_carries_a_noun_of_saying_leaves_it_the_content():
    assert one("Mr. Gul voiced his doubts about the new dam.")[:3:2] == ("Mr. Gul", "the new dam")
