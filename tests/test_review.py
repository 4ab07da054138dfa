"""Corrections of claims: applied where their text stands, refused where it has changed, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimatlas import review, tables
from claimatlas.errors import InputError
from claimatlas.people import holders_of
from claimatlas.review import COLUMNS, read_review, sheet
from claimatlas.sheets import neutral, plain

TEXT = "The mill burned down on Monday. A worker said the doors were locked."


def claim(start, end, **cells):
    return {
        "claim_id": f"a:{start}-{end}", "article_id": "a", "outlet": "Gazette", "start": start, "end": end, "spans": [[start, end]], "content": TEXT[start:end],
        "sentence_start": 0, "sentence_end": 31, "sentence": TEXT[:31], "holder": None, "holder_kind": "unattributed", "resolved_kind": "unattributed",
        "holder_mention": None, "holder_start": None, "holder_end": None, "chain": ["Gazette"], "chain_explicit": ["Gazette"], "chain_basis": "none",
        "cue": None, "cue_start": None, "cue_end": None, "hedged": False, "hedge": None, "denial": False, "negated": False, "background": False,
        "places": [], "dates": [], "cue_dates": [], "numbers": [], "confidence": 0.6, "made_by": "machine", **cells,
    }  # fmt: skip


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "review").mkdir()
    return tmp_path


ARTICLES = pd.DataFrame([{"article_id": "a", "outlet": "Gazette", "text": TEXT}])
CLAIMS = pd.DataFrame([claim(0, 30), claim(46, 67)])


def write(corpus, *rows):
    with (corpus / "review" / "claims.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return read_review(corpus, ARTICLES)


def test_reject_edit_accept_and_add(corpus):
    found = write(
        corpus,
        {"action": "reject", "claim_id": "a:0-30", "text": TEXT[0:30]},
        {"action": "edit", "claim_id": "a:46-67", "text": TEXT[46:67], "field": "chain", "value": "Gazette > a worker"},
        {"action": "edit", "claim_id": "a:46-67", "text": TEXT[46:67], "field": "holder_kind", "value": "anonymous"},
        {"action": "add", "article_id": "a", "start": "4", "end": "20", "text": TEXT[4:20]},
    )
    after = found.apply(CLAIMS, ARTICLES)
    tables.validate("claims", after)
    rows = after.set_index("claim_id")
    assert list(rows.index) == ["a:4-20", "a:46-67"]
    assert rows.loc["a:46-67", "holder"] == "a worker"
    assert rows.loc["a:46-67", "holder_kind"] == "anonymous"
    assert rows.loc["a:4-20", "content"] == "mill burned down"
    assert set(rows["made_by"]) == {"reviewed"}
    assert found.touched == {"reject": 1, "edit": 2, "add": 1}


def test_a_changed_text_is_reported_with_its_row_and_nothing_is_applied(corpus):
    with pytest.raises(InputError, match=r"review/claims.csv, row 2: the text has changed.*the mill stood.*The mill burned"):
        write(corpus, {"action": "reject", "claim_id": "a:0-30", "text": "the mill stood"})


def test_a_row_for_a_claim_that_is_gone_is_named(corpus):
    found = write(corpus, {"action": "accept", "claim_id": "a:4-20", "text": TEXT[4:20]})
    assert len(found.apply(CLAIMS, ARTICLES)) == 2
    assert found.idle == [2]
    assert "2" in found.summary()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"action": "delete", "claim_id": "a:0-30", "text": TEXT[:30]}, "'delete'"),
        ({"action": "edit", "claim_id": "a:0-30", "text": TEXT[:30], "field": "colour", "value": "red"}, "'colour'"),
        ({"action": "edit", "claim_id": "a:0-30", "text": TEXT[:30], "field": "hedged", "value": "maybe"}, "'maybe'"),
        ({"action": "edit", "claim_id": "a:0-30", "text": TEXT[:30], "field": "dates", "value": "last May"}, "'last May'"),
        ({"action": "accept", "claim_id": "b:0-30", "text": TEXT[:30]}, "'b:0-30'"),
        ({"action": "accept", "claim_id": "a:0-30"}, "text is empty"),
        ({"action": "add", "article_id": "a", "start": "60", "end": "900", "text": "x"}, "outside the text"),
        ({"action": "verdict", "claim_id": "a:0-30", "other_id": "a:46-67", "value": "wrong"}, "'wrong'"),
    ],
)
def test_what_cannot_be_used_is_named(corpus, row, message):
    with pytest.raises(InputError, match=message):
        write(corpus, row)


def test_the_same_field_cannot_be_edited_twice(corpus):
    row = {"action": "edit", "claim_id": "a:0-30", "text": TEXT[:30], "field": "hedged", "value": "yes"}
    with pytest.raises(InputError, match="row 2 already"):
        write(corpus, row, row | {"value": "no"})


def test_pairs_go_to_the_comparison_and_leave_the_claims_alone(corpus):
    found = write(corpus, {"action": "join", "claim_id": "a:0-30", "other_id": "a:46-67"})
    assert found.apply(CLAIMS, ARTICLES)["made_by"].tolist() == ["machine", "machine"]
    assert found.pairs["action"].tolist() == ["join"]


def test_the_sheet_comes_back_unchanged_and_the_least_certain_first(corpus):
    claims = pd.DataFrame([claim(0, 30, confidence=0.9), claim(46, 67, confidence=0.4)])
    text = sheet(claims, ARTICLES)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [r["claim_id"] for r in rows] == ["a:46-67", "a:0-30"]
    (corpus / "review" / "claims.csv").write_text("\ufeff" + text, encoding="utf-8", newline="")
    assert read_review(corpus, ARTICLES).rows.empty
    filled = text.replace("\r\n,a:46-67", "\r\naccept,a:46-67")
    (corpus / "review" / "claims.csv").write_text("\ufeff" + filled, encoding="utf-8", newline="")
    found = read_review(corpus, ARTICLES)
    assert found.apply(claims, ARTICLES).set_index("claim_id")["made_by"].to_dict() == {"a:0-30": "machine", "a:46-67": "reviewed"}


def test_no_cell_of_the_sheet_begins_like_a_formula():
    hostile = ["=cmd()", "+1", "-2+3", "@SUM(A1)", "\t=1", "'=1", "＝1"]
    claims = pd.DataFrame([claim(0, 30, outlet=h, holder=h, chain=[h], places=[h]) for h in hostile])
    claims["claim_id"] = [f"a:0-30{c}" if c else "a:0-30" for c in ["", *"bcdefg"]]
    for row in csv.reader(io.StringIO(sheet(claims, ARTICLES))):
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\nab ＝"), max_size=8))
def test_neutralising_a_cell_can_be_undone(text):
    assert plain(neutral(text)) == text
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))


def test_command_line(tmp_path, capsys):
    files = [str(tmp_path / name) for name in ("claims.csv", "holders.csv")]
    assert review.main([str(tmp_path), *files]) == 1
    assert "not there yet" in capsys.readouterr().err
    claims, holders = holders_of(review.typed(CLAIMS.copy()))
    articles = {c: [None] for c in tables.SCHEMAS["articles"].columns.names} | {"article_id": ["a"], "outlet": ["Gazette"], "file": ["a.txt"], "text_kind": ["original"], "text": [TEXT], "n_words": [12], "n_sentences": [2], "sha256": ["0"]}
    made = {"claims": claims, "holders": holders.frame(claims), "joins": holders.joins(), "articles": pd.DataFrame(articles)}
    for name, frame in made.items():
        tables.write(name, frame, tmp_path)
    assert review.main([str(tmp_path), *files]) == 0
    for path in files:
        assert Path(path).read_bytes().startswith(b"\xef\xbb\xbfaction,")
