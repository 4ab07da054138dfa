"""Corrections of places: review/places.csv."""

from __future__ import annotations

import pandas as pd
import pytest

from claimatlas import tables
from claimatlas.errors import InputError
from claimatlas.gazetteer import open_gazetteer
from claimatlas.places import read_review, ready_rows, tables_of

TEXTS = {"a": "Kabul fell. Later, Kabul rose near Springfield.", "b": "Talks in Kabul and Springfield. Zalgo was not named."}
KABUL, DUSHANBE, BERLIN = "gn:1138958", "gn:1221874", "gn:2950159"


@pytest.fixture(scope="module")
def gaz():
    return open_gazetteer()


@pytest.fixture
def articles():
    return pd.DataFrame({"article_id": list(TEXTS), "text": list(TEXTS.values()), "home": None, "outlet": "O"})


def reviewed(tmp_path, articles, gaz, *lines, header="mention_id,article_id,surface,place_id,role,note"):
    (tmp_path / "review").mkdir(exist_ok=True)
    (tmp_path / "review" / "places.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    review = read_review(tmp_path, articles, gaz)
    mentions, places = tables_of(articles, None, gaz, mode="fast", review=review, threshold=0)
    tables.validate("mentions", mentions)
    tables.validate("places", places)
    return review, mentions.set_index("mention_id"), places


def test_no_file_is_no_correction(tmp_path, articles, gaz):
    review = read_review(tmp_path, articles, gaz)
    assert review.rows == []
    assert "no review/places.csv" in review.summary()


def test_the_most_specific_row_wins(tmp_path, articles, gaz):
    review, mentions, places = reviewed(
        tmp_path, articles, gaz, f",,Kabul,{DUSHANBE},,everywhere", f",a,Kabul,{BERLIN},,in one article", f"a:0-5,,,{KABUL},,one mention")
    assert mentions.loc["a:0-5", "place_id"] == KABUL
    assert mentions.loc["a:19-24", "place_id"] == BERLIN
    assert mentions.loc["b:9-14", "place_id"] == DUSHANBE
    kabul = mentions[mentions["surface"] == "Kabul"]
    assert set(kabul["status"]) == {"reviewed"}
    assert set(kabul["confidence"]) == {1.0}
    assert {KABUL, BERLIN, DUSHANBE} <= set(places["place_id"])
    assert "3 rows" in review.summary()
    assert "a name everywhere (1 mention)" in review.summary()


def test_a_dash_is_no_place_and_a_role_can_be_corrected(tmp_path, articles, gaz):
    _, mentions, _ = reviewed(tmp_path, articles, gaz, ",,Springfield,-,,", f"a:0-5,,,{KABUL},associative,")
    assert "Springfield" not in set(mentions["surface"])
    assert mentions.loc["a:0-5", "role"] == "associative"


def test_what_the_machine_missed_can_be_added(tmp_path, articles, gaz):
    at = TEXTS["b"].index("Zalgo")
    _, mentions, places = reviewed(tmp_path, articles, gaz, f"b:{at}-{at + 5},,Zalgo,{BERLIN},,")
    assert mentions.loc[f"b:{at}-{at + 5}", "surface"] == "Zalgo"
    assert BERLIN in set(places["place_id"])


def test_rows_without_effect_are_named(tmp_path, articles, gaz):
    review, _, _ = reviewed(tmp_path, articles, gaz, ",,named,-,,", f",,Kabul,{KABUL},,")
    assert "Lines without effect: 2" in review.summary()


def test_a_row_about_articles_outside_the_selection_is_told_as_such(tmp_path, articles, gaz):
    header = "mention_id,article_id,surface,place_id,role,note"
    lines = [header, f",,Zalgo,{BERLIN},,", f",b,Zalgo,{BERLIN},,", f",,Kabul,{KABUL},,"]
    (tmp_path / "review").mkdir()
    (tmp_path / "review" / "places.csv").write_text("\n".join(lines) + "\n")
    near = articles[articles["article_id"] == "a"]
    review = read_review(tmp_path, articles, gaz).only(near, articles)
    tables_of(near, None, gaz, mode="fast", review=review, threshold=0)
    assert review.fates.frame["state"].tolist() == [*["outside the selection"] * 2, "applied"]
    assert "2 are about articles outside the selection" in review.summary()


@pytest.mark.parametrize(("line", "problem"), [
    (f"a:0-6,,Kabul,{KABUL},,", "is 'Kabul', not 'Kabul'"),
    (f"a:0-11,,Kabul falls,{KABUL},,", "is 'Kabul fell.', not 'Kabul falls'"),
    (f"a:0-999,,,{KABUL},,", "outside the text"),
    (f"zz:0-5,,,{KABUL},,", "'zz' is not in articles.csv"),
    (f",zz,Kabul,{KABUL},,", "'zz' is not in articles.csv"),
    (f",b,Dushanbe,{KABUL},,", "does not occur in article 'b'"),
    (f",,Dushanbe,{KABUL},,", "occurs in no article"),
])
def test_a_row_whose_words_are_gone_is_left_out_and_named(line, problem, tmp_path, articles, gaz):
    review, mentions, _ = reviewed(tmp_path, articles, gaz, f",,Springfield,{BERLIN},,", line)
    fates = review.fates.frame.set_index("line")
    assert fates.loc[3, "state"] == "left out"
    assert problem in fates.loc[3, "why"]
    assert set(mentions.loc[mentions["surface"] == "Springfield", "place_id"]) == {BERLIN}
    assert "Lines without effect: 3" in review.summary()


def test_a_row_goes_with_its_words_and_with_the_id_that_a_spreadsheet_left(tmp_path, gaz):
    articles = pd.DataFrame({"article_id": ["007"], "text": ["Late on Monday Kabul fell."], "home": None, "outlet": "O"})
    review, mentions, _ = reviewed(tmp_path, articles, gaz, f"007:0-5,7,Kabul,{BERLIN},,")
    assert mentions.loc["007:15-20", "place_id"] == BERLIN
    assert review.fates.frame["state"].tolist() == ["moved"]


def test_a_row_without_a_surface_is_named_with_the_words_it_stands_on(tmp_path, articles, gaz):
    review, _, _ = reviewed(tmp_path, articles, gaz, f"a:0-5,,,{BERLIN},,")
    assert review.fates.frame["state"].tolist() == ["unchecked"]
    assert review.fates.frame["why"][0].endswith(": Kabul")


@pytest.mark.parametrize(("line", "problem"), [
    (f"a:5-2,,,{KABUL},,", "article:start-end"),
    (f"a:0-5,b,,{KABUL},,", "not of article 'b'"),
    (",,Kabul,gn:1,,", "'gn:1' is not in the gazetteer"),
    (",,Kabul,Kabul city,,", "'Kabul city' is not in the gazetteer"),
    (",,Kabul,,,", "place_id is empty"),
    (f",,,{KABUL},,", "neither a mention_id nor a surface"),
    (f",,Kabul,{KABUL},metonymic,", "role 'metonymic'"),
])
def test_a_wrong_row_stops_with_file_row_and_value(line, problem, tmp_path, articles, gaz):
    with pytest.raises(InputError, match=r"review/places.csv, row 3: .*" + problem.replace("(", r"\(")):
        reviewed(tmp_path, articles, gaz, f",,Springfield,{BERLIN},,", line)


def test_two_rows_for_the_same_thing_stop(tmp_path, articles, gaz):
    with pytest.raises(InputError, match="row 3: it corrects the same as row 2"):
        reviewed(tmp_path, articles, gaz, f",,Kabul,{KABUL},,", f",,Kabul,{DUSHANBE},,")


def test_an_unknown_column_stops(tmp_path, articles, gaz):
    with pytest.raises(InputError, match="column 'place' is unknown"):
        reviewed(tmp_path, articles, gaz, "Kabul,x,y", header="surface,place_id,place")


def test_a_printed_row_is_ready_to_use(tmp_path, articles, gaz):
    mentions, _ = tables_of(articles, None, gaz, mode="fast", threshold=1)
    rows = ready_rows(mentions, gaz)
    assert set(rows["surface"]) == {"Kabul", "Springfield"}
    springfield = rows[(rows["surface"] == "Springfield") & (rows["article_id"] == "a")].iloc[0]
    other = springfield["note"].split("; ")[1].split(" ")[0]
    line = springfield["line"].replace(springfield["place_id"], other, 1)
    assert line.startswith(f",a,Springfield,{other},,")
    _, mentions, _ = reviewed(tmp_path, articles, gaz, line)
    assert set(mentions[(mentions["surface"] == "Springfield") & (mentions["article_id"] == "a")]["place_id"]) == {other}
