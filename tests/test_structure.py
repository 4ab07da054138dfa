"""What counts as an article's own running text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from claimatlas.structure import KINDS, blocks


def kinds(text):
    return [(b.kind, text[b.start : b.end]) for b in blocks(text)]


def test_headline_byline_date_and_link_list_are_not_body():
    text = (
        "Bridge Opens After Long Delay in Northern Valley\nBy Anna Field\n3 May 2021\n\n"
        "The bridge opened on Monday.\nHopes and doubts\nTraders were pleased.\n\nRelated Articles\nA new road is planned.\n"
    )
    assert [k for k, _ in kinds(text)] == ["heading", "byline", "dateline", "body", "heading", "body", "related", "related"]


def test_legal_note_in_brackets_is_cut_out_of_its_paragraph():
    text = "The Front (banned in Freedonia) held a rally."
    assert kinds(text) == [("body", "The Front"), ("disclaimer", "(banned in Freedonia)"), ("body", "held a rally.")]
    assert {b.paragraph for b in blocks(text)} == {0}


def test_other_brackets_stay_in_the_body():
    assert kinds("The Front (founded in 1990) held a rally.") == [("body", "The Front (founded in 1990) held a rally.")]


def test_place_dateline_before_the_first_sentence():
    assert kinds("GENEVA (XYZ) — Talks began.")[0] == ("dateline", "GENEVA (XYZ) —")
    assert kinds("Talks in Geneva (XYZ) began.")[0][0] == "body"


def test_an_unstopped_text_of_one_line_is_still_body():
    assert kinds("Talks began on Monday") == [("body", "Talks began on Monday")]


@given(st.text(alphabet=st.sampled_from("Ab .\n,()[]“”:?-— 12bannedi"), max_size=120))
def test_blocks_cover_all_but_white_space_without_overlap(text):
    end = 0
    for block in blocks(text):
        assert block.kind in KINDS
        assert end <= block.start < block.end
        assert not text[end : block.start].strip()
        assert text[block.start : block.end] == text[block.start : block.end].strip()
        end = block.end
    assert not text[end:].strip()
