"""Corrections of claims: applied where their text stands, refused where it has changed, safe in a spreadsheet."""

from __future__ import annotations

import csv
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimatlas import tables
from claimatlas.claims.reference import typed
from claimatlas.errors import InputError
from claimatlas.people import holders_of
from claimatlas.review import SHEET, read_review, write_sheets
from claimatlas.review.__main__ import main
from claimatlas.sheets import merge, neutral, plain, squeeze

COLUMNS = SHEET.columns

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


def test_a_row_whose_words_are_gone_is_left_out_and_named_and_the_run_goes_on(corpus):
    found = write(corpus, {"action": "reject", "claim_id": "a:0-30", "text": "the mill stood"}, {"action": "accept", "claim_id": "b:0-30", "text": "x"})
    assert len(found.apply(CLAIMS, ARTICLES)) == 2
    assert states(found) == ["left out", "left out"]
    whys = found.fates.frame["why"].tolist()
    assert re.search("the text has changed.*the mill stood.*The mill burned", whys[0])
    assert "'b:0-30' names no article" in whys[1]
    assert "Lines without effect: 2, 3" in found.summary()


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
        ({"action": "accept", "claim_id": "a:0-30"}, "text is empty"),
        ({"action": "add", "article_id": "a", "start": "60", "end": "6" * 5000, "text": "x"}, "no place in a text"),
        ({"action": "accept", "claim_id": "a:0-" + "9" * 5000, "text": TEXT[:30]}, "claims.csv, row 2: .*no place in a text"),
        ({"action": "edit", "claim_id": "a:0-30", "text": TEXT[:30], "field": "spans", "value": "0-" + "9" * 5000}, "row 2: .*no span"),
        ({"action": "edit", "claim_id": "a:0-30", "text": TEXT[:30], "field": "numbers", "value": "9" * 5000}, "row 2: numbers: .*names no amount"),
        ({"action": "join", "claim_id": "a:0-30", "other_id": "a:0-30"}, "are both 'a:0-30'"),
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


def build_of(folder, claims=CLAIMS):
    """Tables of a run with these claims."""
    articles = {c: [None] for c in tables.SCHEMAS["articles"].columns.names} | {"article_id": ["a"], "outlet": ["Gazette"], "file": ["a.txt"], "text_kind": ["original"], "text": [TEXT], "n_words": [12], "n_sentences": [2], "sha256": ["0"]}
    claims, holders = holders_of(typed(claims.copy()))
    made = {"claims": claims, "holders": holders.frame(claims), "joins": holders.joins(), "articles": pd.DataFrame(articles)}
    for name, frame in made.items():
        tables.write(name, frame, folder)
    return folder


def read_sheet(corpus):
    with (corpus / "review" / "claims.csv").open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def test_the_sheet_comes_back_unchanged_and_the_least_certain_first(corpus, tmp_path):
    claims = pd.DataFrame([claim(0, 30, confidence=0.9), claim(46, 67, confidence=0.4)])
    write_sheets(build_of(tmp_path / "build", claims), corpus)
    path = corpus / "review" / "claims.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbfaction,")
    assert [r["claim_id"] for r in read_sheet(corpus)] == ["a:46-67", "a:0-30"]
    assert read_review(corpus, ARTICLES).rows.empty
    path.write_bytes(path.read_bytes().replace(b"\r\n,a:46-67", b"\r\naccept,a:46-67"))
    found = read_review(corpus, ARTICLES)
    assert found.apply(claims, ARTICLES).set_index("claim_id")["made_by"].to_dict() == {"a:0-30": "machine", "a:46-67": "reviewed"}


def test_a_fresh_sheet_has_everything_that_was_filled_in_before(corpus, tmp_path):
    text = "action,claim_id,text,field,value,note,by\n" + "".join(line + "\n" for line in (
        f"reject,a:0-30,{TEXT[0:30]},,,no claim,Ada", f"edit,a:46-67,{TEXT[46:67]},hedged,yes,,Ada",
        f",a:46-67,{TEXT[46:67]},,,look again,Ada", "accept,a:0-9,gone words,,,stale,Ada",
    ))
    (corpus / "review" / "claims.csv").write_text(text)
    write_sheets(build_of(tmp_path / "build"), corpus)
    rows = read_sheet(corpus)
    assert [(r["action"], r["claim_id"], r["note"], r["by"]) for r in rows[:4]] == [
        ("reject", "a:0-30", "no claim", "Ada"), ("edit", "a:46-67", "", "Ada"), ("", "a:46-67", "look again", "Ada"), ("accept", "a:0-9", "stale", "Ada")]
    assert rows[1]["holder_kind"] == "unattributed"
    write_sheets(tmp_path / "build", corpus)
    assert read_sheet(corpus) == rows
    [copy] = (corpus / "review" / "backup").glob("claims-????-??-??.csv")
    assert copy.read_text() == text


def states(found):
    return found.fates.frame["state"].tolist()


def test_ids_are_matched_as_a_spreadsheet_leaves_them(corpus):
    articles = pd.DataFrame([{"article_id": i, "outlet": "Gazette", "text": t} for i, t in (("001", TEXT), ("2e3", "Another."), ("10", "Ten."))])
    claims = pd.DataFrame([claim(0, 30, claim_id="001:0-30", article_id="001")])
    with (corpus / "review" / "claims.csv").open("w", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS)
        writer.writeheader()
        writer.writerow({"action": "reject", "claim_id": "001:0-30", "article_id": "1", "text": TEXT[:30]})
        writer.writerow({"action": "add", "article_id": "1", "start": "46", "end": "67", "text": TEXT[46:67]})
        writer.writerow({"action": "add", "article_id": "2.00E+03", "start": "0", "end": "7", "text": "Another"})
    found = read_review(corpus, articles)
    assert found.only(articles).apply(claims, articles)["claim_id"].tolist() == ["001:46-67", "2e3:0-7"]


def test_a_row_goes_with_its_words_if_they_stand_in_one_other_place(corpus):
    row = {"action": "edit", "claim_id": "a:2-32", "text": TEXT[0:30], "field": "spans", "value": "6-12; 14-20"}
    found = write(corpus, row)
    assert found.rows["value"].tolist() == ["4-10; 12-18"]
    assert found.apply(CLAIMS, ARTICLES).set_index("claim_id").loc["a:0-30", "content"] == squeeze(f"{TEXT[4:10]} {TEXT[12:18]}")
    assert states(found) == ["moved"]
    assert "0-30 now, not at 2-32" in found.fates.frame["why"][0]


def test_words_that_stand_in_two_places_move_nothing(corpus):
    twice = pd.DataFrame([{"article_id": "a", "outlet": "Gazette", "text": "It rained. Then it snowed. It rained."}])
    (corpus / "review" / "claims.csv").write_text("action,claim_id,text\nreject,a:3-12,It rained\n")
    assert states(read_review(corpus, twice)) == ["left out"]


def test_a_row_without_words_is_named_with_those_it_stands_on(corpus):
    found = write(corpus, {"action": "join", "claim_id": "a:0-30", "other_id": "a:46-67"})
    found.apply(CLAIMS, ARTICLES)
    assert states(found) == ["unchecked"]
    assert "The mill burned down" in found.fates.frame["why"][0]


def test_a_row_without_an_action_that_asks_for_something_is_named(corpus):
    assert states(write(corpus, {"claim_id": "a:0-30", "text": TEXT[:30], "field": "hedged", "value": "yes"})) == ["without effect"]


def test_an_offer_that_nobody_took_up_says_nothing(corpus):
    offer = {"claim_id": "a:0-30", "text": TEXT[:30], "other_id": "a:46-67", "other_text": TEXT[46:67], "field": "number"}
    assert states(write(corpus, offer)) == []
    assert states(write(corpus, offer | {"note": "look again"})) == []
    assert states(write(corpus, offer | {"value": "none"})) == ["without effect"]


CLAIM, OTHER, THIRD = {"claim_id": "a:0-30", "text": TEXT[:30]}, {"claim_id": "a:46-67", "text": TEXT[46:67]}, {"claim_id": "a:4-20", "text": TEXT[4:20]}
PAIR = CLAIM | {"other_id": "a:46-67", "other_text": TEXT[46:67]}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"action": "accept", **CLAIM}, {"action": "reject", **CLAIM}),
        ({"action": "reject", **CLAIM}, {"action": "edit", "field": "hedged", "value": "yes", **CLAIM}),
        ({"action": "add", "article_id": "a", "start": "4", "end": "20", "text": TEXT[4:20]}, {"action": "reject", **THIRD}),
        ({"action": "join", **PAIR}, {"action": "split", **PAIR}),
        ({"action": "split", **OTHER}, {"action": "join", **PAIR}),
        ({"action": "verdict", "field": "year", "value": "conflict", **PAIR}, {"action": "verdict", "field": "year", "value": "none", **PAIR}),
    ],
)
def test_two_rows_that_contradict_each_other_stop_and_both_are_named(corpus, one, two):
    with pytest.raises(InputError, match=r"row 3: .* in row 2 already"):
        write(corpus, one, two)


def test_what_follows_from_a_correction_follows(corpus):
    attributed = {"chain": ["Gazette", "a worker"], "chain_explicit": ["Gazette", "a worker"], "chain_basis": "explicit", "holder": "a worker",
                  "holder_kind": "anonymous", "resolved_kind": "anonymous", "holder_mention": "A worker", "holder_start": 32, "holder_end": 40}
    claims = pd.DataFrame([claim(0, 30), claim(46, 67, **attributed)])
    found = write(corpus, {"action": "edit", "field": "chain", "value": "Gazette", **OTHER}, {"action": "edit", "field": "chain", "value": "Gazette > a worker", **CLAIM})
    rows = found.apply(claims, ARTICLES).set_index("claim_id")
    own, given = rows.loc["a:46-67"], rows.loc["a:0-30"]
    assert [own[c] for c in ("holder_kind", "resolved_kind", "chain_basis", "chain_explicit")] == ["unattributed", "unattributed", "none", ["Gazette"]]
    assert own[["holder", "holder_mention", "holder_start"]].isna().all()
    assert [given[c] for c in ("holder", "resolved_kind", "chain_basis", "holder_kind")] == ["a worker", "anonymous", "inherited", "unattributed"]
    from claimatlas import comparison

    articles = ARTICLES.assign(title=None)
    comparison.compare(typed(rows.reset_index()), articles)


@pytest.mark.parametrize("field", ["resolved_kind", "holder_kind"])
def test_a_kind_that_the_chain_does_not_bear_stops_with_row_and_field(corpus, field):
    found = write(corpus, {"action": "edit", "field": field, "value": "named person", **CLAIM})
    with pytest.raises(InputError, match=rf"row 2: {field} is 'named person' while chain\w* is the outlet alone"):
        found.apply(CLAIMS, ARTICLES)


def test_no_cell_of_the_sheet_begins_like_a_formula(corpus, tmp_path):
    hostile = ["=cmd()", "+1", "-2+3", "@SUM(A1)", "\t=1", "'=1", "＝1"]
    claims = pd.DataFrame([claim(0, 30, outlet=h, holder=h, chain=[h], places=[h]) for h in hostile])
    claims["claim_id"] = [f"a:0-30{c}" if c else "a:0-30" for c in ["", *"bcdefg"]]
    write_sheets(build_of(tmp_path / "build", claims), corpus)
    for row in read_sheet(corpus):
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\nab ＝"), max_size=8))
def test_neutralising_a_cell_can_be_undone(text):
    assert plain(neutral(text)) == text
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_a_sheet_as_spreadsheets_save_it_is_written_again_with_all_that_stood_in_it(corpus, tmp_path, encoding):
    path = corpus / "review" / "claims.csv"
    path.write_bytes(f"Action;Claim_ID;text;note;\r\nreject;a:0-30;{TEXT[:30]};café;\r\n".encode(encoding))
    merge(corpus, "claims", {"action": "accept", "claim_id": "a:46-67", "text": TEXT[46:67], "note": "thé"}, lambda row: False)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfaction;claim_id;")
    assert read_review(corpus, ARTICLES).rows[["action", "note"]].to_numpy().tolist() == [["reject", "café"], ["accept", "thé"]]
    write_sheets(build_of(tmp_path / "build"), corpus)
    assert [row["note"] for row in read_sheet(corpus)] == ["café", "thé"]


def test_command_line(tmp_path, capsys):
    assert main([str(tmp_path), str(tmp_path / "corpus")]) == 1
    assert "not there yet" in capsys.readouterr().err
    assert main([str(build_of(tmp_path)), str(tmp_path / "corpus")]) == 0
    assert len(read_sheet(tmp_path / "corpus")) == 2
    assert (tmp_path / "corpus" / "review" / "holders.csv").read_bytes().startswith(b"\xef\xbb\xbfaction,")


def test_a_row_about_an_article_outside_the_selection_is_told_as_such(corpus):
    found = write(corpus, {"action": "reject", "claim_id": "a:0-30", "text": TEXT[:30]}).only(ARTICLES[:0])
    assert len(found.rows) == 0
    assert states(found) == ["outside the selection"]
    assert "1 is about articles outside the selection" in found.summary()
    assert found.idle == []
