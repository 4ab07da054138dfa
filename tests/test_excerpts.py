"""Pieces of sentences that are shown by themselves: balanced, cut behind a word, the best telling, who says I."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimatlas import counts
from claimatlas.charts.lines import FEW_LINES, FEW_OF_STORY, picture
from claimatlas.excerpts import LONGEST, balanced, best, cut, standing, told

PAIRS = {"“": "”", "«": "»", "(": ")", "[": "]"}
PIECES = st.text(alphabet="ab.’‘“”\"()[]«» ,'…", max_size=24)


def is_paired(text: str) -> bool:
    inside = []
    for mark in text:
        if mark in PAIRS:
            inside.append(PAIRS[mark])
        elif mark in PAIRS.values() and (not inside or inside.pop() != mark):
            return False
    return not inside and text.count('"') % 2 == 0


@given(PIECES)
def test_marks_of_a_piece_are_paired_and_its_words_stay(piece):
    whole = balanced(piece)
    assert is_paired(whole)
    assert balanced(whole) == whole
    assert re.findall("[ab]", whole) == re.findall("[ab]", piece)


@pytest.mark.parametrize(("piece", "whole"), [
    ("The mayor “promised many times", "The mayor “promised many times”"),
    ("ever closer to the dam,”", "“ever closer to the dam,”"),
    ("hundreds” of their boats", "“hundreds” of their boats"),
    ("the river board (RB", "the river board (RB)"),
    ('the board "has no plan (on floods', 'the board "has no plan (on floods)"'),
    ("the ferrymen’s union’s boats don’t run", "the ferrymen’s union’s boats don’t run"),
    ("She says, ‘Boats, they don’t", "She says, ‘Boats, they don’t’"),
    ("a 5'6\" man", "a 5'6\" man"),
])  # fmt: skip
def test_a_mark_comes_back_where_the_piece_was_taken_from(piece, whole):
    assert balanced(piece) == whole


@given(st.lists(st.sampled_from(["“the", "dam”", "(by", "night)", '"burst"', "water,", "and", "Ostrava"]), min_size=1, max_size=30), st.integers(16, 60))
def test_a_text_is_cut_behind_a_word_and_not_longer_than_asked(words, limit):
    short = cut(" ".join(words), limit)
    assert len(short) <= limit
    assert is_paired(short)
    left = re.findall(r"\w+", short)
    assert left == re.findall(r"\w+", " ".join(words))[: len(left)]
    assert ("…" in short) == (len(left) < len(re.findall(r"\w+", " ".join(words))))


def test_only_a_word_that_is_too_long_by_itself_is_cut_inside():
    assert cut("Donaudampfschifffahrt", 10) == "Donaudamp…"
    assert cut("the Donaudampfschifffahrt", 10) == "the …"


@pytest.mark.parametrize(("better", "worse"), [
    ("The dam at Gersk burst on Friday", "It burst on Friday"),
    ("Mayor Lund left the hall", "who left the hall"),
    ("Ada Lund feels sorry for the ferrymen", "I feel very sorry"),
    ("the river board will pay for the boats", "to pay for the boats"),
    ("Lund “promised a wall” twice", "Lund “promised a wall"),
    ("the council rejects the plan", "warning the council of the plan"),
])  # fmt: skip
def test_a_telling_that_stands_by_itself_is_shown(better, worse):
    assert standing(better) > standing(worse)
    assert best([worse, better]) == 1


def test_a_clause_stands_better_than_a_phrase_and_what_both_tell_better_than_what_one_adds():
    assert standing("the flood of the lower town", ["noun"]) < standing("the flood reached the town", ["verb", "subject"])
    shared, adds = "The board of Gersk shut the bridge", "The board of Gersk shut the bridge although Mayor Lund had begged to keep ferries for children"
    assert best([adds, shared, shared]) == 1


def test_a_figure_that_one_telling_alone_has_is_not_what_they_share():
    tellings = ["At least 25 people died in Gersk", "40 people had died", "40 people had died"]
    assert best(tellings) == 1


def test_speech_is_a_quotation_with_its_holder():
    assert told("You lose boats", "“You lose boats,” Lund said.", "Ada Lund") == "Ada Lund: “You lose boats”"
    sentence = "“I am sorry for the ferrymen,” Lund said."
    assert told("I am sorry for the ferrymen", sentence, "Ada Lund") == "Ada Lund: “I am sorry for the ferrymen”"
    assert told("I am sorry for the ferrymen", sentence) == "“I am sorry for the ferrymen”"
    assert told("I am sorry for ferrymen", sentence, "Ada Lund") == "Ada Lund: I am sorry for ferrymen"  # not her words
    assert told("Lund says “I am sorry”", sentence, "Ada Lund") == "Lund says “I am sorry”"
    assert told("we said “never” again", "we said “never” again", "Ada Lund") == "Ada Lund: “we said ‘never’ again”"
    long = "we " + "will rebuild the wall " * 20
    assert len(told(long, long)) <= LONGEST + 2
    assert told(long, long).endswith("…”")


def test_the_lines_of_a_picture_come_from_many_stories():
    outlets = ["North Post", "South Post"]
    claims = pd.DataFrame([
        {"claim_id": f"{outlet}:{n}", "article_id": f"{outlet}:{n % 9}", "outlet": outlet, "sentence": "", "resolved_kind": "named person",
         "hedged": False, "confidence": 0.9, "content": "it is worse" if n >= 40 else f"The dam at Gersk burst {n} times"}
        for outlet in outlets for n in range(50)
    ])  # fmt: skip
    # Most lines are of one story.
    stories = pd.DataFrame({"story_id": [f"s{k}" for k in range(9)], "articles": [[f"{o}:{k}" for o in outlets] for k in range(9)]})
    stories.at[0, "articles"] = [*stories.at[0, "articles"], *(f"{o}:{k}" for o in outlets for k in range(6, 9))]
    stories = stories[~stories["story_id"].isin(["s6", "s7", "s8"])]
    groups = pd.DataFrame([
        {"group_id": f"g{n:02d}", "claim_id": f"{o}:{n}", "label": claims["content"].iloc[n], "outlets": outlets, "n_outlets": 2, "origins": ["Ada Lund"], "n_origins": 1}
        for n in range(50) for o in outlets
    ])  # fmt: skip
    shown = picture(counts.shared(groups, claims), claims, stories)
    lines = [line for band in shown.bands for run in band.runs for line in run.lines]
    assert len(lines) == FEW_LINES
    of = {article: key for key, own in zip(stories["story_id"], stories["articles"], strict=True) for article in own}
    tally = pd.Series([of[claims.set_index("claim_id").at[line.claim_id, "article_id"]] for line in lines]).value_counts()
    assert len(tally) == 6
    assert tally.max() <= FEW_OF_STORY
    assert not any(line.text == "it is worse" for line in lines)


def test_nothing_is_cut_behind_a_word_that_lets_wait_for_the_next():
    text = "The ministry closed the old bridge because of the flood and of the storm"
    assert cut(text, 47) == "The ministry closed the old bridge …"
    assert cut("of the of the of the of the of the", 20).endswith(" …")  # all of them do
