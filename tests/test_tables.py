"""Tables are written whole, checked on both ways, and the same rows give the same bytes."""

from __future__ import annotations

import hostile
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimatlas import tables
from claimatlas.columnar import of_columns
from claimatlas.corpus import read_corpus
from claimatlas.errors import TableError


@pytest.fixture
def articles(make_corpus):
    return read_corpus(make_corpus({"a": "One text.", "b": "Another text."}))


def test_what_is_written_is_read(articles, tmp_path):
    tables.write("articles", articles, tmp_path)
    read = tables.read("articles", tmp_path)
    assert read.fillna("").to_dict() == articles.fillna("").to_dict()


def test_row_order_does_not_change_the_bytes(articles, tmp_path):
    first = tables.write("articles", articles, tmp_path / "1").read_bytes()
    assert tables.write("articles", articles[::-1], tmp_path / "2").read_bytes() == first


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda a: a.drop(columns="outlet"), "articles: column 'outlet' is missing"),
        (lambda a: a.assign(more=1), "articles: column 'more' is not in the schema"),
        (lambda a: pd.concat([a, a]), "articles: the key a occurs twice"),
        (lambda a: a.assign(outlet=["x", None]), "articles: outlet is empty in row b"),
        (lambda a: a.assign(text_kind=["original", "rumour"]), "text_kind 'rumour' in row b"),
        (lambda a: a.assign(n_words=["many", "few"]), "articles:"),
    ],
)
def test_a_table_off_its_schema_is_refused_and_nothing_is_written(articles, tmp_path, change, words):
    with pytest.raises(TableError, match=words):
        tables.write("articles", change(articles), tmp_path)
    assert not list(tmp_path.glob("*.parquet"))


def test_a_missing_table_says_what_to_do(tmp_path):
    with pytest.raises(TableError, match=r"mentions\.parquet.*make report"):
        tables.read("mentions", tmp_path)


@pytest.mark.parametrize("damage", ["one bit", "cut", "emptied"])
def test_a_damaged_table_is_never_read(articles, tmp_path, damage):
    path = tables.write("articles", articles.assign(text="A long text that compresses badly: 8f3a90"), tmp_path)
    raw = path.read_bytes()
    at = raw.index(b"8f3a90")
    path.write_bytes({"one bit": raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :], "cut": raw[: len(raw) // 2], "emptied": b""}[damage])
    with pytest.raises(TableError, match=r"articles.parquet is damaged: run make report"):
        tables.read("articles", tmp_path)


def test_replacing_leaves_the_old_file_when_the_block_fails(tmp_path):
    target = tmp_path / "x" / "file.txt"
    with tables.replacing(target) as temporary:
        temporary.write_text("old")
    with pytest.raises(RuntimeError), tables.replacing(target) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert target.read_text() == "old"
    assert [p.name for p in target.parent.iterdir()] == ["file.txt"]


def test_empty_tables_can_be_written_and_read(tmp_path):
    for name in tables.SCHEMAS:
        tables.write(name, tables.empty(name), tmp_path)
        assert tables.read(name, tmp_path).empty


@pytest.fixture
def stories():
    rows = [(f"s-{n}", f"label {n}", [f"a{n}", f"b{n}"], ["Post"], None, [], n) for n in range(9)]
    return pd.DataFrame(rows, columns=tables.SCHEMAS["stories"].columns.names)


def test_a_table_put_together_of_parts_is_the_one_made_at_once(stories, tmp_path):
    whole = tables.write("stories", stories, tmp_path / "1").read_bytes()
    parts = tables.gathered("stories", (stories[k::4] for k in range(4)))
    assert parts["articles"].tolist() == stories["articles"].tolist()
    assert tables.write("stories", parts, tmp_path / "2").read_bytes() == whole
    with pytest.raises(TableError, match="the key s-3 occurs twice"):
        tables.gathered("stories", [stories, stories[3:4]])


def test_lists_of_a_table_take_no_more_room_than_in_its_file(stories, tmp_path):
    many = pd.concat([stories.assign(story_id=stories["story_id"] + f"-{k}") for k in range(50)])
    tables.write("stories", many, tmp_path)
    read = tables.read("stories", tmp_path)
    assert read["articles"].memory_usage(index=False, deep=True) < 40 * len(many)


def test_some_columns_of_a_table_are_those_of_the_whole_in_its_order(tmp_path):
    for name, frame in hostile.frames().items():
        tables.write(name, frame, tmp_path)
        whole = tables.read(name, tmp_path)
        for asked in (whole.columns[::-2], whole.columns[:1], whole.columns[1::3]):
            pd.testing.assert_frame_equal(tables.read(name, tmp_path, list(asked)), whole[[c for c in whole if c in asked]])


def test_of_some_columns_the_others_are_not_read(articles, tmp_path):
    path = tables.write("articles", articles.assign(text="A long text that compresses badly: 8f3a90"), tmp_path)
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"8f3a90", b"8f3a91"))
    assert tables.read("articles", tmp_path, ["article_id", "outlet"]).shape == (2, 2)
    with pytest.raises(TableError, match="damaged"):
        tables.read("articles", tmp_path, ["article_id", "text"])


def test_a_file_off_its_schema_is_refused_whatever_is_read_of_it(articles, tmp_path):
    path = tables.write("articles", articles, tmp_path)
    table = pq.read_table(path)
    pq.write_table(table.drop_columns(["title"]), path)
    with pytest.raises(TableError, match="articles: column 'title' is missing"):
        tables.read("articles", tmp_path, ["article_id", "outlet"])
    pq.write_table(table.drop_columns(["language", "own"]), path)  # of an older version
    read = tables.read("articles", tmp_path, ["language", "article_id"])
    assert read.columns.tolist() == ["article_id", "language"]
    assert read["language"].isna().all()


CELL = st.one_of(st.none(), st.just(float("nan")), st.floats(0, 1, width=64))


@given(st.lists(st.tuples(st.text(min_size=1, max_size=4), CELL, st.one_of(st.none(), st.text(max_size=3))), max_size=9))
@settings(max_examples=60, deadline=None)
def test_columns_of_python_are_in_arrow_what_a_frame_of_them_is(rows):
    rows = list({key: (key, sure, why) for key, sure, why in rows}.values())
    columns = {
        "drift_id": [key for key, *_ in rows], "confidence": [sure for _, sure, _ in rows],
        "group_id": [why for *_, why in rows],
        **{name: ["x"] * len(rows) for name in ("claim_a", "claim_b", "detail_a", "detail_b")},
        "kind": ["cut"] * len(rows),
    }
    schema = tables.SCHEMAS["drifts"]
    frame = pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in columns.items()})
    assert of_columns(columns, schema.whole, "drift_id").equals(tables.validate("drifts", frame))
