"""Reading a corpus: what can be read is read exactly, what cannot stops with file, row, value and a remedy."""

from __future__ import annotations

import shutil
import textwrap
import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimatlas import selection
from claimatlas.corpus import read_corpus, with_own
from claimatlas.errors import InputError, ParameterError
from claimatlas.faults import ArticleError, Faults
from claimatlas.selection import counted, once, select, uncounted
from claimatlas.text import clean

TEXT = "The ministry said on Monday that the bridge is open."


def broken(folder, words):
    with pytest.raises(InputError) as caught:
        read_corpus(folder)
    message = str(caught.value)
    for word in words:
        assert word in message
    # The remedy: a second sentence that says what to do.
    assert message.rstrip().endswith(".")
    assert len(message.split(". ")) > 1


def test_reads_what_is_there(make_corpus):
    folder = make_corpus({"b": TEXT, "a": TEXT + " It is new."}, cells={"a": {"published": "2024-02", "outlet": " North Post "}})
    articles = read_corpus(folder)
    assert list(articles["article_id"]) == ["a", "b"]
    assert articles.loc[0, "outlet"] == "North Post"
    assert articles.loc[0, "published"] == "2024-02"
    assert articles["published"].isna().tolist() == [False, True]
    assert articles["text"].tolist() == [TEXT + " It is new.", TEXT]
    assert articles["n_words"].tolist() == [13, 10]


def test_line_ends_and_byte_order_mark_do_not_shift_offsets(make_corpus):
    folder = make_corpus({"a": TEXT})
    (folder / "text" / "a.txt").write_bytes(b"\xef\xbb\xbfOne.\r\nTwo.\rThree.")
    assert read_corpus(folder).loc[0, "text"] == "One.\nTwo.\nThree."


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("Re\u00adopened in Zu\u0308rich, the of\ufb01ce\u200b is small.", "Reopened in Zürich, the office is small."),
        ("Ten\u00a0people\tof 1\u202f500\u2009said\u3000no.", "Ten people of 1\u00a0500 said no."),
        ("\ufeffOne.\u2028Two.\u2029Three.\x0cFour.\x85Five.", "One.\nTwo.\nThree.\nFour.\nFive."),
        ("He said \x93no\x94\x85 and left\x07.", "He said “no”… and left ."),
        ("The gov\u00ad\nernment said that the high-\nlevel talks had not yet begun in the town.",
         "The government said that the high-level talks had not yet begun in the town."),
        ("The road to the hydro-\npower plant is shut, the mayor of the town\nsaid. Hydropower feeds it.",
         "The road to the hydropower plant is shut, the mayor of the town said. Hydropower feeds it."),
    ],
)
def test_what_is_read_is_what_an_editor_reads(make_corpus, raw, read):
    folder = make_corpus({"a": TEXT})
    (folder / "text" / "a.txt").write_bytes(raw.encode())
    assert read_corpus(folder).loc[0, "text"] == read


def test_wrapped_text_counts_as_many_words_as_text_that_is_not(make_corpus):
    text = " ".join([TEXT] * 6)
    articles = read_corpus(make_corpus({"a": text, "b": textwrap.fill(text, 60), "c": f"{TEXT}\n\nRead more\n\n" + " ".join([TEXT] * 5)}))
    assert articles["n_words"].tolist() == [60, 60, 60]


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("published", "2024-02-30", ["articles.csv", "row 2", "2024-02-30", "YYYY"]),
        ("published", "yesterday", ["articles.csv", "row 2", "yesterday"]),
        ("published", "12.03.2024", ["articles.csv", "12.03.2024", "two days"]),
        ("article_id", "", ["articles.csv", "row 2", "article_id"]),
        ("article_id", "../x", ["articles.csv", "row 2", "../x"]),
        ("outlet", "", ["articles.csv", "row 2", "outlet"]),
        ("file", "nowhere.txt", ["articles.csv", "row 2", "nowhere.txt", "text/"]),
        ("file", "../articles.csv", ["articles.csv", "row 2", "../articles.csv"]),
    ],
)
def test_a_bad_cell_is_named(make_corpus, cell, value, words):
    broken(make_corpus({"a": TEXT}, cells={"a": {cell: value}}), words)


def test_a_missing_folder_and_a_missing_file_are_named(make_corpus, tmp_path):
    broken(tmp_path / "nothing", ["nothing", "CORPUS"])
    folder = make_corpus({"a": TEXT})
    (folder / "articles.csv").unlink()
    broken(folder, ["articles.csv", "missing"])


def test_headers_are_checked(make_corpus):
    folder = make_corpus({"a": TEXT})
    table = folder / "articles.csv"
    table.write_text(table.read_text().replace("outlet", "medium", 1))
    broken(folder, ["articles.csv", "row 1", "outlet"])
    table.write_text(table.read_text().replace("medium", "outlet", 1).replace("published", "publishd", 1))
    broken(folder, ["articles.csv", "row 1", "publishd", "'published'"])


def test_a_column_of_the_users_own_is_carried_along(make_corpus):
    folder = make_corpus({"a": TEXT, "b": TEXT}, cells={"a": {"note": "mine"}})
    table = folder / "articles.csv"
    table.write_text(table.read_text().replace("note", "shelfmark", 1))
    articles = read_corpus(folder)
    assert articles["note"].isna().all()
    frame, names = with_own(articles)
    assert names == ["shelfmark"]
    assert frame["shelfmark"].tolist() == ["mine", ""]


@pytest.mark.parametrize("mark", [";", "\t", "sep=|"])
def test_cells_parted_by_other_marks_are_read(make_corpus, mark):
    folder = make_corpus({"a": TEXT})
    table = folder / "articles.csv"
    first, sign = (f"{mark}\n", "|") if mark.startswith("sep") else ("", mark)
    table.write_text(first + table.read_text().replace(",", sign))
    assert read_corpus(folder)["outlet"].tolist() == ["Outlet a"]


def test_only_a_line_end_ends_a_row(make_corpus):
    folder = make_corpus({"a": TEXT}, cells={"a": {"title": "One\u2028two\x85three\x0cfour", "note": "x"}})
    assert read_corpus(folder).loc[0, "title"] == "One two three four"


@pytest.mark.parametrize("rows", [3, 4000])
def test_a_stray_quotation_mark_is_named_with_its_row(make_corpus, rows):
    folder = make_corpus({"a": TEXT})
    with (folder / "articles.csv").open("a") as table:
        table.write('b,Post,"A title,,2024,,b.txt,\n')
        table.writelines(f"x{k},Post,A title of some length,,2024,,x{k}.txt,\n" for k in range(rows))
    broken(folder, ["articles.csv", "row 3", "quotation mark"])


def test_an_outlet_has_one_name_however_its_blanks_are_written(make_corpus):
    names = {"a": "North Post", "b": "North\u00a0Post", "c": "North  Post", "d": "North\u200b Post"}
    articles = read_corpus(make_corpus(dict.fromkeys(names, TEXT), cells={k: {"outlet": v} for k, v in names.items()}))
    assert set(articles["outlet"]) == {"North Post"}
    assert len(select(articles, outlets=["North\u00a0Post"])) == 4


def test_outlets_that_are_no_list_of_names_are_told_so(make_corpus):
    names = {"a": "Post: Daily", "b": "1843"}
    articles = read_corpus(make_corpus(dict.fromkeys(names, TEXT), cells={k: {"outlet": v} for k, v in names.items()}))
    with pytest.raises(ParameterError, match=r"outlets=\[North Post\], with brackets"):
        select(articles, outlets="North Post")
    assert select(articles, outlets=[{"Post": "Daily"}])["article_id"].tolist() == ["a"]
    assert select(articles, outlets=[1843])["article_id"].tolist() == ["b"]
    with pytest.raises(ParameterError, match="quotation marks"):
        select(articles, outlets=[{"Post": "Daily", "a": "b"}])


def test_a_row_of_another_length_is_named(make_corpus):
    folder = make_corpus({"a": TEXT})
    with (folder / "articles.csv").open("a") as out:
        out.write("b,North Post, extra, cells, that, were, not, quoted, at all\n")
    broken(folder, ["articles.csv", "row 3", "9 cells", "8"])


def test_a_double_id_is_named_with_both_rows(make_corpus):
    folder = make_corpus({"a": TEXT, "b": TEXT}, cells={"b": {"article_id": "a"}})
    broken(folder, ["articles.csv", "row 3", "'a'", "row 2"])


@pytest.mark.parametrize(("raw", "words"), [(b"caf\xe9", ["text/a.txt", "byte 3", "UTF-8"]), (b" \n", ["text/a.txt", "empty"]), (b"a\0b", ["text/a.txt", "NUL"])])
def test_a_text_that_cannot_be_used_is_named(make_corpus, raw, words):
    folder = make_corpus({"a": TEXT})
    (folder / "text" / "a.txt").write_bytes(raw)
    broken(folder, words)


def test_one_text_in_other_bytes_is_set_aside_with_file_and_reason_and_a_strict_run_stops(make_corpus, monkeypatch):
    folder = make_corpus({"a": TEXT, "b": TEXT, "c": TEXT})
    (folder / "text" / "b.txt").write_bytes(b"The caf\xe9 was \0 closed.")
    articles = read_corpus(folder)
    assert articles["article_id"].tolist() == ["a", "b", "c"]
    aside = Faults("annotate", stop=False, of_part=True)
    aside.refuse(articles, articles.attrs["unread"])
    assert aside.left(articles)["article_id"].tolist() == ["a", "c"]
    [told] = aside.own["error"]
    for word in ("text/b.txt", "row 3", "byte 7", "UTF-8"):
        assert word in told
    aside = Faults("annotate", stop=False, of_part=True)
    aside.refuse(articles[:1], articles.attrs["unread"])  # it is not among those that are meant
    assert not len(aside)
    with pytest.raises(ArticleError, match=r"'b'.*text/b\.txt"):
        Faults("annotate", stop=True).refuse(articles, articles.attrs["unread"])


@pytest.mark.parametrize(
    ("encoding", "said"), [("utf-8-sig", ""), ("utf-16", "utf-16"), ("cp1252", "cp1252"), ("utf-16-le", "utf-16-le")]
)
def test_articles_csv_as_spreadsheets_save_it(make_corpus, encoding, said):
    folder = make_corpus({"001": TEXT})
    lines = ["Article_ID;OUTLET;Title;Published;File;Desk;;", "1;Café Post;“Open” – at last;5 March 2024;001.txt;roads;;", ";;;;;;;", ""]
    (folder / "articles.csv").write_bytes("\r\n".join(lines).encode(encoding))
    articles = read_corpus(folder)
    row = articles.iloc[0]
    assert (row["article_id"], row["outlet"], row["title"], row["published"]) == ("001", "Café Post", "“Open” – at last", "2024-03-05")
    assert with_own(articles)[1] == ["Desk"]
    warnings = " ".join(articles.attrs["warnings"])
    assert said in warnings
    assert "zeros" in warnings


@pytest.mark.parametrize(("written", "read"), [("25/03/2024", "2024-03-25"), ("2024/3/5", "2024-03-05"), ("Tuesday, March 5, 2024", "2024-03-05"), ("März 2024", "2024-03")])
def test_days_are_read_as_people_write_them(make_corpus, written, read):
    assert read_corpus(make_corpus({"a": TEXT}, cells={"a": {"published": written}})).loc[0, "published"] == read


def test_a_text_in_another_language_is_named_and_its_claims_are_not_counted(make_corpus):
    german = "Der Minister sagte am Montag, dass die Brücke über den Fluss im Frühjahr wieder geöffnet wird, und die Fahrer zahlen nichts."
    articles = read_corpus(make_corpus({"a": TEXT, "b": german, "c": TEXT}, cells={"c": {"outlet": "Outlet a"}}))
    assert articles["language"].tolist()[1] == "de"
    assert counted(articles)["article_id"].tolist() == ["a", "c"]
    assert "(de 1)" in uncounted(articles)
    again = articles.assign(copy_of=[None, None, "a"])
    assert counted(again)["article_id"].tolist() == ["a"]
    assert once(again)["article_id"].tolist() == ["a", "b"]
    assert "1 repeats" in uncounted(again)
    assert once(again[again["article_id"] != "a"])["article_id"].tolist() == ["b", "c"]  # the first is not there
    assert uncounted(articles[articles["article_id"] == "a"]) == ""


def test_selecting_keeps_what_may_lie_in_the_span(make_corpus):
    dates = {"a": "2023-12-31", "b": "2024", "c": "2024-02-10", "d": ""}
    articles = read_corpus(make_corpus(dict.fromkeys(dates, TEXT), cells={k: {"published": v} for k, v in dates.items()}))
    assert list(select(articles, since="2024-01-15")["article_id"]) == ["b", "c", "d"]
    assert list(select(articles, until="2024-02")["article_id"]) == ["a", "b", "c", "d"]
    assert list(select(articles, outlets=["Outlet a"])["article_id"]) == ["a"]
    with pytest.raises(ParameterError, match="Nobody.*Outlet a"):
        select(articles, outlets=["Nobody"])
    with pytest.raises(ParameterError, match="2024-13"):
        select(articles, since="2024-13")
    with pytest.raises(ParameterError, match="no article is left"):
        select(articles, outlets=["Outlet a"], since="2024")


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc"))).filter(str.strip))
def test_any_text_comes_back_whole(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("any")
    (folder / "text").mkdir()
    (folder / "articles.csv").write_text("article_id,outlet,file\na,Post,a.txt\n")
    (folder / "text" / "a.txt").write_text(text, encoding="utf-8")
    if not clean(text).strip():
        return
    read = read_corpus(folder).loc[0, "text"]
    assert clean(read) == read
    letters = [c for c in unicodedata.normalize("NFKC", read) if c.isalnum()]
    assert letters == [c for c in unicodedata.normalize("NFKC", text) if c.isalnum()]


def test_only_the_running_text_counts(make_corpus):
    page = "By Jane Roe\n\nThe Bridge\n\n" + TEXT + "\n\nRelated Articles\n\nAnother piece about something else"
    assert read_corpus(make_corpus({"a": page})).loc[0, "n_words"] == 10


def link(path, target):
    """Put a link in the place of a file or folder."""
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    path.symlink_to(target)


@pytest.mark.parametrize("name", ["text/a.txt", "text", "articles.csv"])
def test_nothing_outside_the_corpus_is_read_through_a_link(make_corpus, tmp_path, name):
    folder = make_corpus({"a": "It rained."})
    secret = make_corpus({"a": "Nobody may read this."}, name="secret")
    link(folder / name, secret / name)
    broken(folder, ["a.txt" if name == "text" else name, "leads out of the corpus", "not followed"])


def test_a_link_within_the_corpus_is_followed(make_corpus):
    folder = make_corpus({"a": "It rained."})
    (folder / "text").rename(folder / "texts of 2024")
    (folder / "text").symlink_to("texts of 2024")
    assert read_corpus(folder)["text"].tolist() == ["It rained."]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: ((f / "articles.csv").unlink(), (f / "articles.csv").mkdir()), ["articles.csv", "a folder, not a file"]),
        (lambda f: (f / "articles.csv").write_text("article_id,outlet,file\na,O," + "x" * 300 + "\n"), ["row 2", "xxx", "name too long", "shorter name"]),
        (lambda f: (f / "articles.csv").write_text("article_id,outlet,file\na,O\0P,a.txt\n"), ["row 2", "U+0000"]),
        (lambda f: (f / "articles.csv").write_text("article_id,outlet,file\na,O\x1b[31mP,a.txt\n"), ["row 2", "U+001B"]),
        (lambda f: (f / "articles.csv").write_text("article_id,outlet,file\na," + "x" * 140_000 + ",a.txt\n"), ["row 2", "131,072"]),
        (lambda f: (f / "articles.csv").write_text('article_id,outlet,file\na,"O,a.txt\n' + "b,P,b.txt\n" * 30_000), ["row 2", "131,072", "quotation mark"]),
        (lambda f: ((f / "text" / "a.txt").unlink(), (f / "text" / "a.txt").symlink_to("a.txt")), ["text/a.txt", "cannot be"]),
    ],
)
def test_what_the_machine_cannot_open_is_named(make_corpus, change, words):
    folder = make_corpus({"a": "It rained."})
    change(folder)
    broken(folder, words)


# --- Parquet ------------------------------------------------------------------------------------------------


@pytest.fixture
def warehouse(tmp_path):
    """Return a function that writes a corpus as one Parquet file."""

    def make(rows: list[dict], **columns) -> object:
        folder = tmp_path / "warehouse"
        folder.mkdir(exist_ok=True)
        pd.DataFrame(rows, **columns).to_parquet(folder / "articles.parquet")
        return folder

    return make


def test_a_parquet_corpus_is_read_as_the_same_one_in_files(make_corpus, warehouse):
    cells = {"a": {"published": "2024-02-03", "outlet": "North Post", "title": "A bridge"}, "b": {"outlet": "South Post"}}
    files = read_corpus(make_corpus({"a": TEXT, "b": f"{TEXT}\r\nIt is new."}, cells=cells))
    rows = [
        {"article_id": "b", "outlet": "South Post", "text": f"{TEXT}\r\nIt is new.", "desk": "home"},
        {"article_id": "a", "outlet": "North Post", "text": TEXT, "title": "A bridge", "published": pd.Timestamp("2024-02-03").date()},
    ]
    one = read_corpus(warehouse(rows))
    assert one["own"].fillna("").tolist() == ["", '{"desk": "home"}']
    same = [c for c in files if c not in ("file", "own")]
    pd.testing.assert_frame_equal(one[same], files[same])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"article_id": "a"}, ("row 2", "'a'", "row 1")),
        ({"article_id": "b b"}, ("row 2", "'b b'")),
        ({"outlet": None}, ("row 2", "outlet is empty")),
        ({"text": "  "}, ("row 2", "text")),
        ({"text": "a\0b"}, ("row 2", "NUL")),
        ({"title": "a\x1bb"}, ("row 2", "title", "U+001B")),
        ({"published": "2024-31-05"}, ("row 2", "2024-31-05")),
    ],
)
def test_a_row_of_parquet_that_cannot_be_used_is_named(warehouse, change, words):
    good = {"article_id": "a", "outlet": "Post", "text": TEXT, "title": "", "published": ""}
    broken(warehouse([good, good | {"article_id": "b"} | change]), ("articles.parquet", *words))


def test_a_parquet_file_that_is_none_or_stands_beside_a_table_is_named(warehouse):
    broken(warehouse([{"article_id": "a", "outlet": "Post"}]), ("articles.parquet", "'text' is missing"))
    broken(warehouse([{"article_id": "a", "outlet": ["Post"], "text": TEXT}]), ("articles.parquet", "row 1", "outlet", "list"))
    folder = warehouse([{"article_id": "a", "outlet": "Post", "text": TEXT}])
    path = folder / "articles.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    broken(folder, ("articles.parquet", "cannot be read as Parquet"))
    (folder / "articles.csv").write_text("article_id,outlet,file\n")
    broken(folder, ("articles.parquet", "articles.csv is there too"))


def test_a_selection_is_described_and_kept_for_those_that_show_the_run(tmp_path):
    rows = pd.DataFrame({"article_id": list("abc")})
    describe = selection.describe
    assert describe(rows, 3) == ""
    assert describe(rows, 11, ["A", "B"], "2024-03") == "3 of 11 articles: since 2024-03, outlets A, B"
    assert describe(rows, 1200, [{"Post": "Daily"}], until="2024") == "3 of 1,200 articles: until 2024, outlet Post: Daily"
    assert describe(rows, 99, list("ABCDEFGH")).endswith("outlets A, B, C, D, E, F, 2 more")
    assert selection.kept(tmp_path) == ""
    for said in ("3 of 11 articles: since 2024", ""):
        selection.keep(said, tmp_path)
        assert selection.kept(tmp_path) == said
