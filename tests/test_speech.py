"""Whose word quoted and labelled speech is, on sentences of our own."""

from __future__ import annotations

import time

import pytest

from claimatlas.annotate import annotate, load_model
from claimatlas.claims import find_claims
from claimatlas.quotations import quotations


def said(text):
    """Who holds each claim of a text: the last of its chain, None for the outlet, "" for somebody without a name."""
    rows = find_claims(next(iter(annotate([text], load_model()))), {"article_id": "a", "outlet": "O", "published": None})
    return {r["content"]: r["holder"] or (None if r["holder_kind"] == "unattributed" else "") for r in rows}


# --- turns --------------------------------------------------------------------------------------------------------------


def test_an_answer_is_the_word_of_the_only_person_named_before():
    found = said("Karen Bell, a geologist, has mapped the slope.\n\nQ: Is it stable?\n\nA: The slope is not stable. It moved in May.")
    assert found["The slope is not stable"] == found["It moved in May"] == "Karen Bell"


def test_an_answer_belongs_to_whom_the_title_names():
    text = "An interview with Tom Hale, head of the water board\n\nMaria Stone sat in.\n\nQ: What happened?\n\nA: The sluice had cracked."
    assert said(text)["The sluice had cracked"] == "Tom Hale"


def test_an_answer_of_nobody_known_is_somebodys():
    assert said("The line was poor.\n\nQ: Is the pass open?\n\nA: The pass is shut.")["The pass is shut"] == ""


@pytest.mark.parametrize(
    ("text", "content", "holder"),
    [
        ("Q. Why?\n\nA. The lake is low.\n\nQ. And now?\n\nA. The town needs wells.", "The lake is low", ""),
        ("Interviewer: Is it over?\n\nUnion leader Paul Marsh: The strike goes on.", "The strike goes on", "Paul Marsh"),
        ("The Gazette: Why?\n\nElena Petrova, a former judge: The court was bought.", "The court was bought", "Elena Petrova"),
        ("Gazette: Why?\n\nElena Petrova: No idea.\n\nGazette: So?\n\nEP: The court was bought.", "The court was bought", "Elena Petrova"),
        ("Two posts.\n\nMayor Ortiz (@ortiz) wrote.\n\n@ortiz: The bridge is closed.", "The bridge is closed", "Ortiz"),
        ("10:15 Governor Anne Lopez: The dam has held.", "The dam has held", "Anne Lopez"),
    ],
)  # fmt: skip
def test_labels_and_whom_they_stand_for(text, content, holder):
    assert said(text)[content] == holder


def test_a_paragraph_without_a_label_goes_on_with_the_last_turn():
    found = said("Reporter: What now?\n\nHelen Marsh: The mill will close.\n\nThe owners have left the country.")
    assert found["The owners have left the country"] == "Helen Marsh"


def test_questions_are_not_coded_and_things_before_a_colon_do_not_speak():
    found = said("The fair was called off.\n\nRain: The meadow was flooded.\n\nHost: Is it dry?\n\nHost: And now?")
    assert set(found.values()) == {None}
    assert not any("dry" in content for content in found)


# --- marks --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("'The workers' demands were ignored,' he said.", ["'The workers' demands were ignored,'"]),
        ("He calls it 'a house of cards' and the 'boys' laugh.", ["'a house of cards'", "'boys'"]),
        ("»Ja«, he said. »Nein.«", ["»Ja«", "»Nein.«"]),
        ("« Oui », he said. «Non.»", ["« Oui »", "«Non.»"]),
        ("„Ja“, he said. „Nein.”", ["„Ja“", "„Nein.”"]),
        ("“We lost'' he said", ["“We lost''"]),
        ("Read more » the army » now", []),
    ],
)
def test_marks_of_every_kind(text, quoted):
    assert [text[q.start : q.end] for q in quotations(text)] == quoted


@pytest.mark.parametrize("mark", ['"', "'", "“", "„", "« ", "“''", "”“", "'as ", "»a "])
def test_marks_cost_no_more_than_their_number(mark):
    begin = time.process_time()
    quotations(mark * 50_000)
    assert time.process_time() - begin < 5


# --- speakers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "content", "holder"),
    [
        ('"The road is clear," Gulnora Saidova said. "This is progress."', "This is progress", "Gulnora Saidova"),
        ("»The road is clear«, said the mayor. »Nobody may leave.«", "Nobody may leave", "mayor"),
        ('The mayor had this to say:\n\n"The water is clean."', "The water is clean", "mayor"),
        ('The mayor had this to say.\n\n"The water is clean."', "The water is clean", "mayor"),
        ('In a statement, Anna Weber: "The president has failed."', "The president has failed", "Anna Weber"),
        ('Of the fund, Anna Weber said, "The fund has failed."', "The fund has failed", "Anna Weber"),
        ('Anna Weber was asked twice. Her answer was short: "The fund has failed."', "The fund has failed", "Anna Weber"),
        ("“The bridge is closed.”\n\n— Mayor Ortiz, on X", "The bridge is closed", "Ortiz"),
        ('"The bridge is mined, said the colonel. Nobody may cross.', "Nobody may cross", "colonel"),
        ('The doctor was blunt. "The hospital has no drugs."', "The hospital has no drugs", "doctor"),
        ('The crowd was told to leave. "Nobody listens to us." Maria Lopez, a teacher, shook her head.', "Nobody listens to us", "Maria Lopez"),
        ('The town was quiet. Posters hung everywhere. "The war is over."', "The war is over", ""),
        ('The minister resigned. "The party has lost its way." The party denied it.', "The party has lost its way", "minister"),
        ('Asked how real it is, Ortiz, who would have to leave her firm to run the port, said, "I like ships."', "I like ships", "Ortiz"),
    ],
)  # fmt: skip
def test_who_speaks(text, content, holder):
    assert said(text)[content] == holder


def test_what_stands_near_a_quotation_stays_the_outlets():
    assert said('The minister resigned on Friday. "The party has lost its way."')["The minister resigned on Friday"] is None


@pytest.mark.parametrize(
    "text", ['The "wait and see" policy was ended in May.', 'Her best song is "We Will Always Wait".', 'The "war" is over.']
)
def test_titles_and_words_at_arms_length_stay_what_they_are(text):
    assert set(said(text).values()) == {None}
