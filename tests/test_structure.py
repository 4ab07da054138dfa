"""What counts as an article's own running text."""

from __future__ import annotations

import random
import textwrap
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimatlas import corpus
from claimatlas.annotate import annotate
from claimatlas.structure import KINDS, blocks
from claimatlas.text import clean, unwrapped

TWO = "The ferry sank on Friday, the coastguard said.\n\n{}\n\nA rescuer said nine people were safe.\n\nThe owner said nothing."


def kinds(text):
    whole = unwrapped(text)
    return [(b.kind, whole[b.start : b.end]) for b in blocks(text)]


def body(text):
    return [piece for kind, piece in kinds(text) if kind == "body"]


def test_headline_byline_date_and_link_list_are_not_body():
    text = (
        "Bridge Opens After Long Delay in Northern Valley\nBy Anna Field\n3 May 2021\n\n"
        "The bridge opened on Monday.\nHopes and doubts\nTraders were pleased.\n\nRelated Articles\nA new road is planned\n"
    )
    assert [k for k, _ in kinds(text)] == [
        "heading", "byline", "dateline", "body", "heading", "body", "related", "related",
    ]


def test_legal_note_in_brackets_is_cut_out_of_its_paragraph():
    text = "The Front (banned in Freedonia) held a rally."
    assert kinds(text) == [("body", "The Front"), ("disclaimer", "(banned in Freedonia)"), ("body", "held a rally.")]
    assert {b.paragraph for b in blocks(text)} == {0}


def test_other_brackets_stay_in_the_body():
    assert kinds("The Front (founded in 1990) held a rally.") == [("body", "The Front (founded in 1990) held a rally.")]


def test_an_unstopped_text_is_still_body():
    assert kinds("Talks began on Monday") == [("body", "Talks began on Monday")]
    assert [k for k, _ in kinds("Talks began on Monday\n\nThey ended the same evening without a result")] == ["body"] * 2


@pytest.mark.parametrize(
    "mark",
    ["Read more", "READ MORE:", "Related", "See also", "More stories", "Latest news", "ADVERTISEMENT", "Share this article",
     "Story continues below advertisement", "Read more: Ferry owner was warned", "Sign up for our morning newsletter.",
     "Related stories\n\nHow the ferry was built\n\nWho owns the harbour?", "▶ Watch the video", "Photo: Ina Holm/Harbour News",
     "© 2024 Harbour News. All rights reserved.", "Updated 3:04 p.m.", "Inga Holm / AFP"],
)
def test_what_interrupts_an_article_takes_only_itself(mark):
    text = TWO.format(mark)
    assert body(text) == [p for p in text.split("\n\n") if p not in mark.split("\n\n")]


def test_link_lists_at_the_end_go_whole():
    assert len(body(TWO.format("") + "\n\nMore from Harbour News\n\nTide tables\n\n3 May 2024\n\nNew pier opens")) == 3
    story = "The coastguard said that the ferry had left the harbour with too many people on board. " * 5
    links = "Related posts\n\nTide tables\n\nWhen to sail.\n\nNew pier opens\n\nThe pier was opened by the mayor."
    assert body(f"{story}\n\n{links}") == [story.strip()]


@pytest.mark.parametrize(
    "dateline",
    ["GENEVA (XYZ) —", "OSLO —", "OSLO ―", "OSLO –", "OSLO −", "OSLO --", "OSLO -", "OSLO (AP) _", "BERGEN, Norway —", "Bergen, Norway —",
     "OSLO. Feb 3 (Interfax) -", "OSLO, March 5 (Reuters) ‒", "OSLO, 5 March 2024 (AFP) –", "OSLO, February 3. /TASS/.",
     "PORT-VILA, Vanuatu (AP) —", "NEW DELHI, Mar 5 (PTI):", "OSLO:", "Lagos -", "Oslo, Mar 5 IANS|", "OSLO, March 5, Nordic-Plus –", "(Reuters) -", "(CNN)", "New York —", "ÅLESUND, Norway —"],
)
def test_datelines_with_any_dash(dateline):
    assert kinds(f"{dateline} Two sailors died, police said.") == [
        ("dateline", dateline), ("body", "Two sailors died, police said."),
    ]


@pytest.mark.parametrize(
    "sentence",
    ["The mayor – a sailor – refused.", "NATO - the alliance - refused.", "Holm — who lost — refused.", "Talks in Geneva (XYZ) began.",
     "Inga Holm: We will sail on Monday.", "12.5 Million litres were lost.", "15 people were saved.", "5 March was a Monday."],
)
def test_dashes_brackets_and_numbers_of_a_sentence_are_no_dateline(sentence):
    assert kinds(sentence) == [("body", sentence)]


@pytest.mark.parametrize("stamp", ["12:10", "12:45pm", "[14:02]", "3:04 p.m. ET —", "09:15 GMT:", "10.20am", "May 3, 12:10"])
def test_the_time_of_a_live_entry_is_cut_off(stamp):
    assert kinds(f"{stamp} Police say three people are hurt") == [
        ("mark", stamp), ("body", "Police say three people are hurt"),
    ]


def test_items_of_a_list_are_body_and_their_bullets_are_not():
    assert kinds("• The dam is full\n- The gates are shut\n- The road is open") == [
        ("mark", "•"), ("body", "The dam is full"), ("mark", "-"), ("body", "The gates are shut"), ("mark", "-"), ("body", "The road is open"),
    ]
    numbered = "The report found:\n1. The gates had been shut for nine days\n2. The road was open all the time"
    assert [k for k, _ in kinds(numbered)] == ["body", "mark", "body", "mark", "body"]


def test_lines_about_the_article_are_not_in_its_body():
    text = (
        "By Jane Roe and John Doe, Daily Post\nUpdated 3:04 p.m. ET, May 3, 2024\n\nThe dam is full, engineers said.\n\n"
        "Who is to blame?\n\nNobody would say.\n\nJane Roe contributed to this report.\n\nCopyright 2024 Daily Post."
    )
    assert [k for k, _ in kinds(text)] == [
        "byline", "dateline", "body", "heading", "body", "disclaimer", "disclaimer",
    ]


def test_who_posted_something_stays():
    assert kinds("The dam is full.\n\n— Jane Roe (@janeroe) May 3, 2024")[-1] == ("body", "— Jane Roe (@janeroe) May 3, 2024")


@pytest.mark.parametrize(
    "sentence",
    ["More in the valley are at risk, police said.", "Also in Lyon, two men died on Monday.", "Related deaths rose to 40, they said.",
     "By Monday the bridge had fallen, police said.", "Source of the fire was a candle, police said.", "Share prices fell on Monday.",
     "Follow the money, the prosecutor said.", "Copyright law was changed on Monday.", "Search teams found two bodies.",
     "Contact with the crew was lost, they said.", "Below the dam, ten houses were flooded.", "Have a look, she said.",
     "If you like the idea, he said, you will love the law.", "In this town, where the photo was taken, ten people died."],
)
def test_sentences_that_begin_like_furniture_stay(sentence):
    assert body(TWO.format(sentence))[1] == sentence


# --- what the parser sees ------------------------------------------------------------------------------------------------


def parsed(text):
    return next(iter(annotate([text])))


def test_a_sentence_begins_after_a_dateline_a_clock_time_and_a_bullet():
    text = "OSLO (AP) — Two men died, police say.\n\n12:10 Police say three people are hurt.\n\n• The road is shut."
    assert {"Two", "Police", "The"} <= {s[0].text for s in parsed(text).sents}


def test_a_wrapped_text_is_parsed_as_if_it_were_not():
    text = "The harbour master said on Monday that the ferry had left the pier with more passengers than it was built for. " * 3
    wrapped = parsed(textwrap.fill(text, 50))
    assert [(t.text, t.dep_, t.head.i) for t in wrapped] == [(t.text, t.dep_, t.head.i) for t in parsed(text.strip())]


def test_capitals_are_parsed_as_small_letters_are():
    text = "Two sailors died near Lima, the coastguard said. Karen Obama denied that Peru's ferry hadn't been warned on Friday."
    loud, calm = parsed(text.upper()), parsed(text)
    assert loud.text == text.upper()
    assert [(t.lemma_.lower(), t.tag_, t.head.i) for t in loud] == [(t.lemma_.lower(), t.tag_, t.head.i) for t in calm]
    assert [t.text for t in parsed("Talks began.\nNATO SAID NO")] == ["Talks", "began", ".", "\n", "NATO", "SAID", "NO"]


# --- wrapped lines -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def articles(root):
    """Return the digests, whose sentences are as long and as odd as those of the articles."""
    return [a["text"] for a in corpus.read_corpus(root / "data" / "tajik-afghan-border").to_dict("records")]


@pytest.mark.parametrize("width", [40, 55, 70, 72, 80, 100])
def test_wrapped_text_reads_as_if_it_were_not(articles, width):
    for text in articles:
        paragraphs = [" ".join(p.split()) for p in text.split("\n") if p.strip()]
        wrapped = "\n\n".join(textwrap.fill(p, width, break_on_hyphens=False, break_long_words=False) for p in paragraphs)
        assert unwrapped(wrapped) == "\n\n".join(paragraphs)
        assert [b.kind for b in blocks(wrapped)] == [b.kind for b in blocks("\n\n".join(paragraphs))]
        hyphenated = "\n\n".join(textwrap.fill(p, width) for p in paragraphs)
        assert clean(hyphenated) == "\n\n".join(paragraphs)


def test_paragraphs_on_lines_of_their_own_stay_apart(articles):
    for text in articles:
        assert unwrapped(text) == text
        assert unwrapped(text.replace("\n\n", "\n")) == text.replace("\n\n", "\n")


def test_indented_paragraphs_and_lists_are_told_from_wrapped_lines():
    text = (
        "   The harbour master said that the ferry had left the pier with more\npassengers than it was built for. He was not\nasked why.\n"
        "   The owner denied that the ferry had been warned of the storm by the\nweather service, which had sent three messages.\n"
        "- The gates were shut\n- The lights were out of order for more than a week, and nobody had\n  told the crew"
    )
    assert unwrapped(text).count("\n") == 3
    assert len(unwrapped(text)) == len(text)


@given(st.text(alphabet=st.sampled_from("Aabd .,\n\n()[]“”:?-—• 12OF"), max_size=200))
def test_unwrapping_keeps_the_length_and_is_done_at_once(text):
    once = unwrapped(text)
    assert len(once) == len(text)
    assert unwrapped(once) == once
    assert once.split() == text.split()


# --- any text ------------------------------------------------------------------------------------------------------------


def whole(text):
    end, text = 0, unwrapped(text)
    for block in blocks(text):
        assert block.kind in KINDS
        assert end <= block.start < block.end
        assert not text[end : block.start].strip()
        assert text[block.start : block.end] == text[block.start : block.end].strip()
        end = block.end
    assert not text[end:].strip()


@given(st.text(alphabet=st.sampled_from("Ab .\n,()[]“”:?-— 12bannedi/_@•"), max_size=120))
def test_blocks_cover_all_but_white_space_without_overlap(text):
    whole(text)


@settings(max_examples=60)
@given(st.data())
def test_blocks_survive_mutilated_articles(articles, data):
    text = data.draw(st.sampled_from(articles))
    chance = random.Random(data.draw(st.integers(0, 10**6)))
    lines = [line for line in text.split("\n") if line]
    chance.shuffle(lines)
    text = chance.choice(["\n", "\n\n", " ", "\r\n", "\u2028"]).join(line[chance.randrange(9) : chance.randrange(9, 2000)] for line in lines)
    text = chance.choice([str, str.upper, str.lower, str.title, lambda t: unicodedata.normalize("NFD", t)])(text)
    if chance.random() < 0.5:
        text = "\n".join(textwrap.fill(line, chance.randrange(20, 120)) for line in text.split("\n"))
    whole(text)
    whole(clean(text))
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize("unit", ["a", " ", "\n", "A-", "(", "A, ", "12:10 ", "• ", "By A ", "\u0301", "Read more\n", "A.\nb", "“"])
def test_a_long_text_costs_no_more_than_its_length(unit):
    blocks(clean(unit * (200_000 // len(unit))))
