"""Pieces of sentences that are shown by themselves: balanced, cut behind a word, the best telling, who says I."""

from __future__ import annotations

import itertools
import re
import time

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claimatlas import counts
from claimatlas.charts.shared import FEW_LINES, FEW_OF_STORY, picture
from claimatlas.excerpts import LONGEST, best, cut, quotation, standing, told
from claimatlas.marks import balanced
from claimatlas.wordlists import read_lists

CLOSERS = {"“": "”\"", "„": "“”", '"': "\"”", "”": "”", "«": "»", "»": "«"}
BRACKETS = {"(": ")", "[": "]"}
WORDS = ["“the", "dam”", "(by", "night)", '"burst"', '"a', 'b"', "‘so", "yes’", "it’s", "«Vi", "går»", "”går”", "„Wir", "gehen“", '12"', "a)", "water,”",
    "and", "—“no”", "US", "I", "“", "”", '"', "‘", "’"]  # fmt: skip
SENTENCES = st.one_of(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join), st.text(alphabet="ab1.’‘“”„\"()[]«» ,'…—", max_size=24))


def begins(text: str, at: int) -> bool:
    return text[at + 1 : at + 2].isalnum() and not text[:at][-1:].strip(" ([“„«‘—")


def quoted(text: str) -> list[str] | None:
    """What stands between the marks of a text, each with the nearest that closes it; None if one has no other."""
    inside, found = [], []
    for at, mark in enumerate(text):
        if mark in CLOSERS | BRACKETS or mark in "”»“)]":
            if inside and mark in (CLOSERS | BRACKETS)[text[inside[-1]]] and not (mark == '"' and begins(text, at)):
                start = inside.pop()
                found += [text[start + 1 : at]] if text[start] in CLOSERS else []
            elif mark in CLOSERS | BRACKETS:
                inside.append(at)
            else:
                return None
    return None if inside else found


def readings(text: str) -> list[list[str]]:
    """What stands between the marks of a text, by each reading in which all are paired: one behind a figure may mean inches."""
    bare = re.sub(r"^([“\"‘«]?)(?:[A-Za-z]|\d{1,2})\)(?=\s)", r"\1", text)  # a list's letter
    found = [quoted(text)]
    parts = re.split(r'(?<=\d)"', bare)
    for signs in itertools.product('″"', repeat=len(parts) - 1):
        found.append(quoted("".join(itertools.chain(*zip(parts, [*signs, ""], strict=True)))))
    return [[part.replace("″", '"') for part in within] for within in found if within is not None]


def is_paired(text: str) -> bool:
    return bool(readings(text))


def stands(text: str, line: str) -> bool:
    """Whether all that stands between marks stands in a line as it is, by either reading of inches."""
    return any(all(re.sub(" ?…[”\"“»«’)\\]]*$", "", part) in line for part in within) for within in readings(text))


@st.composite
def mutilated(draw) -> tuple[str, str]:
    """A sentence, and one or two stretches of it, which may begin and end anywhere."""
    sentence = draw(SENTENCES)
    ends = sorted(draw(st.lists(st.integers(0, len(sentence)), min_size=2, max_size=4)))
    return " ".join(sentence[a:b] for a, b in zip(ends[::2], ends[1::2], strict=False)), sentence


@settings(max_examples=60)
@example(("a) går»", "a) går»"))
@example(('“the 12" 2"', '“the 12" dam” 12"'))
@given(mutilated())
def test_what_stands_between_marks_stands_in_the_sentence_as_it_is(given):
    piece, sentence = given
    one_line = " ".join(sentence.split())
    for shown in (balanced(piece, sentence), cut(piece, 12, sentence), cut(piece, 30, sentence)):
        assert stands(shown, one_line)
    whole, short = balanced(piece, sentence), cut(piece, 30, sentence)
    assert balanced(whole, sentence) == whole
    assert cut(short, 30) == short
    assert re.findall(r"\w", whole) == re.findall(r"\w", piece)
    in_marks = quotation(piece, 30, sentence)
    assert quotation(in_marks, 30) == in_marks
    assert told(piece, sentence, "Ada Lund") is not None


@pytest.mark.parametrize("piece", ["[(", '"a', "‘a ", "“(((("])
def test_marks_without_end_take_no_time(piece):
    text = (piece * 10000)[:10000]
    start = time.process_time()
    for sentence in (text, text[::-1]):
        assert len(cut(text, LONGEST, sentence)) <= LONGEST
    assert time.process_time() - start < 2  # with the square of the length it takes ten


@pytest.mark.parametrize(("piece", "whole", "sentence"), [
    ("The mayor “promised many times", "The mayor “promised many times”", "The mayor “promised many times over” to pay"),
    ("ever closer to the dam,”", "“ever closer to the dam,”", "“It comes ever closer to the dam,” Lund said"),
    ("hundreds” of their boats", "“hundreds” of their boats", "She saw “hundreds” of their boats"),
    ("saw hundreds” of their boats", "saw “hundreds” of their boats", "She saw “hundreds” of their boats"),
    ("the river board (RB", "the river board (RB)", "the river board (RB) met"),
    ('the board "has no plan (on floods', 'the board "has no plan (on floods)"', 'the board "has no plan (on floods) at all", she said'),
    ("the ferrymen’s union’s boats don’t run", "the ferrymen’s union’s boats don’t run", ""),
    ("She says, ‘Boats, they don’t", "She says, ‘Boats, they don’t’", "She says, ‘Boats, they don’t care’"),
    # The mark was left out between two words that are kept.
    ("talked of a “night ferry because he likes boats", "talked of a “night ferry” because he likes boats", "Lund talked of a “night ferry,” because he likes boats"),
    # What is kept was not said in one go, or nobody knows where it ended.
    ("talked of a “night because he likes boats", "talked of a night because he likes boats", "Lund talked of a “night ferry” because he likes boats"),
    ("a “night and a ferry” for all", "a night and a ferry for all", "a “night boat” and a “small ferry” for all"),
    ("a “night ferry", "a night ferry", ""),
    ("“will not pay\" for ferries in May", "“will not pay\" for ferries in May", "The board “will not pay\" for ferries in May"),
    ("We lose boats,”", "“We lose boats,”", "We lose boats,” Lund said."),
    # No marks: inches, a list's letter.
    ("a 5'6\" man", "a 5'6\" man", ""),
    ("a 6' 2\" man", "a 6' 2\" man", ""),
    ('A 12" pipe burst', 'A 12" pipe burst', 'A 12" pipe burst'),
    ("a) the dam", "a) the dam", "a) the dam"),
    ("the dam) burst", "the dam burst", ""),
    # Other houses' marks.
    ("”Vi går”, sa hon", "”Vi går”, sa hon", ""),
    ("»Wir gehen«, sagte er", "»Wir gehen«, sagte er", ""),
    ("„Wir gehen“, sagte er", "„Wir gehen“, sagte er", ""),
])  # fmt: skip
def test_a_mark_comes_back_where_the_sentence_has_it_and_nowhere_else(piece, whole, sentence):
    assert balanced(piece, sentence) == whole


def test_marks_within_a_quotation_are_single_ones():
    assert quotation("„Wir gehen“ sagte er") == "“‘Wir gehen’ sagte er”"
    assert quotation('the "burst" dam') == "“the ‘burst’ dam”"
    assert quotation("“the dam”") == "“the dam”"


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


@given(st.lists(st.sampled_from(["", "the dam", "the Dam burst", "the dam burst in 2011", "12 dams burst", "it burst 12 times", "a flood"]), min_size=1, max_size=9))
@settings(max_examples=100, deadline=None)
def test_the_best_telling_is_that_of_a_plain_comparison_of_each_with_each(tellings):
    words = [{w.lower() for w in re.findall(r"\w+", text) if len(w) > 3 or w.isdigit()} for text in tellings]
    weights = {name: float(weight) for name, weight in read_lists("excerpts.txt")["standing"].items()}

    def worth(k):
        others = [own for j, own in enumerate(words) if j != k]
        common = max((len(words[k] & own) for own in others), default=0) / max(1, len(words[k]))
        alone = bool(others) and any(w.isdigit() for w in words[k].difference(*others))
        added = weights["words of another telling"] * common + weights["a figure of its own"] * alone
        return standing(tellings[k]) + added

    assert best(tellings) == min(range(len(tellings)), key=lambda k: (-round(worth(k), 6), tellings[k], k))


@pytest.mark.parametrize("words", [
    "US troops left Gersk", "the mine at Gersk was shut", "King Charles I was tried there", "the World War I-era ferry sank", "Gersk sold mines to the US",
])  # fmt: skip
def test_a_country_a_pit_and_a_king_are_no_speech(words):
    assert told(words, f"The board said {words}.", "River Board") == words
    assert standing(f"in May {words}") == standing(f"in May {words.replace('US', 'UN').replace('mine', 'dam')}")


def test_who_says_i_behind_a_joining_word_speaks():
    for words in ("But I was there", "Ada Lund and I were there", "they told us so", "I’m there"):
        assert told(words, words, "Ada Lund") == f"Ada Lund: “{words}”"


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
