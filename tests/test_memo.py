"""What was worked out once is not worked out again, and what would be another is."""

import pickle
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.patches import Circle
from told import Told, date, noise

from claimatlas import charts, comparison, memo, versions
from claimatlas.charts import chart as charts_chart
from claimatlas.charts import palette, svg
from claimatlas.charts.claims import claims_per_outlet, sources
from claimatlas.charts.comparison import flow
from claimatlas.charts.events import events
from claimatlas.charts.sheet import Sheet
from claimatlas.charts.style import label
from claimatlas.comparison import WEIGHED, WORDS, passages, stories


def frame(**more) -> pd.DataFrame:
    return pd.DataFrame({"a": ["x", "y"], "b": [[{"k": 1}], []], "c": [1.0, float("nan")]} | more)


def test_a_digest_tells_tables_apart_by_any_cell_name_or_order():
    others = [
        frame(a=["x", "z"]), frame(b=[[{"k": 2}], []]), frame(c=[1.0, 2.0]), frame(d=[1, 1]), frame().iloc[::-1],
        frame().rename(columns={"a": "e"}), frame()[["b", "a", "c"]], frame().iloc[:1],
    ]
    found = [memo.digest(table) for table in (frame(), *others)]
    assert len(set(found)) == len(found)
    assert memo.digest(frame()) == found[0] == memo.digest(frame(a=["".join("x"), "y"]))
    assert len({memo.digest("ab", "c"), memo.digest("a", "bc"), memo.digest(1), memo.digest("1"), memo.digest([1])}) == 5


@pytest.mark.parametrize("kind", [pa.list_(pa.string()), pa.list_(pa.struct([("k", pa.string())]))])
def test_a_digest_reads_what_arrow_holds_wherever_its_pieces_lie(kind):
    def column(*cells) -> pd.DataFrame:
        return pd.DataFrame({"a": pd.Series(cells, dtype=pd.ArrowDtype(kind))})

    first, second, third = ([{"k": word}] if pa.types.is_struct(kind.value_type) else [word] for word in ("x", "y", "z"))
    whole = column(first, second)
    assert memo.digest(whole) == memo.digest(pd.concat([column(first), column(second)])) == memo.digest(column(third, first, second).iloc[1:])
    others = [column(first, third), column(second, first), column(first, [*second, *second]), column(first, []), column([], first)]
    assert len({memo.digest(table) for table in (whole, *others)}) == 6


def test_a_figure_is_known_by_the_columns_that_it_is_drawn_from(told):
    claims, articles = told
    def key(**changed) -> str:
        return claims_per_outlet(claims.assign(**changed), articles).key("figure")

    assert key() == key(content="other words", sentence="others", chain_ids=None)
    assert len({key(), key(hedged=~claims["hedged"].astype(bool)), key(resolved_kind="anonymous"), key(outlet="One")}) == 4


def test_what_is_damaged_or_of_another_key_is_made_again(tmp_path):
    made = []

    def recalled(key: str, build=tmp_path) -> list[int]:
        return memo.recalled(build, "numbers", key, lambda: made.append(key) or [len(key)])

    assert [recalled("one"), recalled("one"), recalled("three")] == [[3], [3], [5]]
    assert made == ["one", "three"]
    for path in (tmp_path / "kept" / "numbers").glob("*.pack"):
        raw = bytearray(path.read_bytes())
        raw[12] ^= 1
        path.write_bytes(raw)
    assert recalled("one") == [3]
    recalled("two", None)
    recalled("two", None)
    assert made == ["one", "three", "one", "two", "two"]
    for k in range(20):  # old ones do not pile up
        recalled(f"key {k}")
    assert len(memo.Packs(tmp_path / "kept" / "numbers")) <= 4


@pytest.mark.parametrize("evil", [
    (np.ndarray, ((1,), np.dtype("O"), b"8 bytes!")),
    (pa.lib._restore_array, ((pa.string(), 2, 0, 0, [None, pa.py_buffer(np.array([0, 3, 9], "i4")), pa.py_buffer(b"abc")], [], None),)),
])  # fmt: skip
def test_a_kept_value_that_would_read_where_it_should_not_is_made_again(tmp_path, evil):
    raw = pickle.dumps(type("Evil", (), {"__reduce__": lambda _: evil})(), 5)
    memo.Packs(tmp_path / "kept" / "numbers").add({"key": raw})
    assert memo.recalled(tmp_path, "numbers", "key", lambda: "made") == "made"


def test_a_digest_tells_words_that_arrow_numbers_and_days_apart():
    columns = [pd.Categorical(["a", "b"]), pd.Categorical(["a", "c"]), pd.to_datetime(["2020-01-01", "2020-01-02"]), pd.to_datetime(["2020-01-01", "2020-01-03"])]
    assert len({memo.digest(pd.DataFrame({"a": column})) for column in columns}) == 4


CELLS = st.fixed_dictionaries({
    "words": st.sampled_from([None, "", "a", "ab", "é"]), "flag": st.booleans(), "number": st.sampled_from([0, 1, 256]),
    "part": st.sampled_from([None, 0.0, 2.5]), "some": st.lists(st.sampled_from(["", "a", "b"]), max_size=2),
    "told": st.lists(st.fixed_dictionaries({"text": st.sampled_from([None, "", "a"]), "sure": st.booleans()}), max_size=2),
})  # fmt: skip
KINDS = {
    "words": pa.large_string(), "flag": pa.bool_(), "number": pa.int32(), "part": pa.float64(), "some": pa.list_(pa.string()),
    "told": pa.list_(pa.struct([("text", pa.string()), ("sure", pa.bool_())])),
}  # fmt: skip


ROW = {"words": "a", "flag": True, "number": 1, "part": None, "some": [], "told": []}


@example([[ROW | {"some": ["a", ""]}], [ROW | {"some": ["", "a"]}], [ROW | {"words": None}, ROW], [ROW, ROW | {"words": None}]], 1)
@given(st.lists(st.lists(CELLS, max_size=4), min_size=1, max_size=5), st.integers(0, 3))
@settings(max_examples=100, deadline=None)
def test_runs_of_rows_have_one_digest_if_and_only_if_they_hold_the_same_wherever_they_stand(runs, before):
    rows = [row for run in runs for row in run]
    spare = [{"words": "x", "flag": True, "number": 7, "part": None, "some": ["y"], "told": [{"text": "z", "sure": True}]}] * before
    columns = {name: pa.array([row[name] for row in spare + rows], kind).slice(before) for name, kind in KINDS.items()}
    in_parts = {name: pa.chunked_array([column.slice(0, 1), column.slice(1)]) for name, column in columns.items()}
    ends = np.cumsum([0, *map(len, runs)]).tolist()
    found = memo.digest_each(columns, ends)
    assert found == memo.digest_each(in_parts, ends)
    alone = [memo.digest_each({name: pa.array([row[name] for row in run], kind) for name, kind in KINDS.items()}, [0, len(run)]) for run in runs]
    assert [[told] for told in found] == alone
    assert [a == b for a in found for b in found] == [a == b for a in runs for b in runs]


def test_of_each_article_is_made_what_is_not_kept_of_it(tmp_path, monkeypatch):
    made = []

    def recalled(build=tmp_path, **keys) -> dict[str, list[str]]:
        return dict(memo.recalled_each(build, "words", keys, lambda article: made.append(article) or [article, keys[article]]))

    assert recalled(a="1", b="2") == recalled(a="1", b="2") == {"a": ["a", "1"], "b": ["b", "2"]}
    assert made == ["a", "b"]
    assert recalled(a="1", b="3", c="4") == {"a": ["a", "1"], "b": ["b", "3"], "c": ["c", "4"]}
    assert made == ["a", "b", "b", "c"]
    recalled(None, a="1")
    assert made == ["a", "b", "b", "c", "a"]

    def fails(article: str) -> str:
        return {"d": "5", "e": "6"}[article]

    monkeypatch.setattr(memo, "AT_ONCE", 2)
    with pytest.raises(KeyError):  # what was made before is kept
        dict(memo.recalled_each(tmp_path, "words", dict.fromkeys("def", "") | {"d": "7", "e": "8"}, fails))
    assert recalled(d="7", e="8") == {"d": "5", "e": "6"}
    for k in range(20):  # those of a selection drop nothing
        recalled(a=f"key {k}")
    assert len(memo.Packs(tmp_path / "kept" / "words")) == 26
    monkeypatch.setattr(memo, "MANY", 1)
    recalled(a="the last")  # old ones do not pile up
    assert len(memo.Packs(tmp_path / "kept" / "words")) <= 4


def test_nothing_is_called_that_a_kept_file_names(tmp_path):
    class Planted:
        def __reduce__(self):
            return (tmp_path / "called").touch, ()

    def recalled(value):
        return memo.recalled(tmp_path, "planted", "key", lambda: value)

    recalled(Planted())
    assert recalled("made again") == "made again"
    assert not (tmp_path / "called").exists()


@pytest.fixture(scope="module")
def told():
    said = Told()
    noise(said, "a", "b")
    said.say("a", "The Madrosund League was founded by Oran Belk in 2006.", dates=[date("2006")], chain=("Oran Belk",))
    said.say("b", "Oran Belk established the Madrosund League in 2010.", dates=[date("2010")])
    said.say("b", "Winters are long in the hills.")
    return said.frames()


def counted(monkeypatch, module, name: str) -> list[str]:
    """Have calls of a function counted."""
    calls, real = [], getattr(module, name)
    monkeypatch.setattr(module, name, lambda *a, **k: calls.append(name) or real(*a, **k))
    return calls


def test_pairs_are_weighed_anew_for_what_they_are_weighed_by_and_for_nothing_else(told, tmp_path, monkeypatch):
    claims, articles = told
    weighed = counted(monkeypatch, comparison.pairs, "scores")
    read = counted(monkeypatch, comparison.lexicon, "lexicon")

    def compared(claims, stories=None):
        return comparison.compared(claims, articles, story_table=stories, build=tmp_path)

    first = compared(claims)
    for again in (claims, claims.assign(hedged=True, confidence=0.4, made_by="reviewed", resolved_kind="anonymous")):
        found = compared(again)
        assert (len(weighed), len(read)) == (1, 1)
        assert found.scores.probability.tolist() == first.scores.probability.tolist()
        assert found.scores.known.vocabulary == first.scores.known.vocabulary
    plain = comparison.compared(claims, articles)
    for one, other in zip(compared(claims)[:3], plain[:3], strict=True):
        pd.testing.assert_frame_equal(one, other)
    one, other = claims["claim_id"].iloc[[-3, -2]]
    assert comparison.why(compared(claims).scores, claims, *sorted((one, other))).probability > 0
    weighed.clear()
    read.clear()
    row = len(claims) - 1
    changes = {
        "content": "Winters are short", "sentence": "Winters are short in the hills.", "holder": "Ann Belk", "chain": ["x", "Ann Belk"],
        "numbers": [{"text": "5", "qualifier": "", "low": 5.0, "high": 5.0, "unit": ""}], "dates": [date("2011-04-02")], "places": ["Himra"],
        "negated": True, "denial": True, "background": True, "start": 9999, "sentence_start": 9998,
    }
    assert set(changes) | {"article_id", "roles"} == set(WEIGHED)
    for n, (column, value) in enumerate(sorted(changes.items(), key=lambda change: change[0] in WORDS), 1):
        changed = claims.copy()
        changed[column] = [*claims[column].iloc[:row], value]
        compared(changed)
        assert len(weighed) == n, column
    assert len(read) == len(set(WORDS) & set(changes))
    apart = stories.find(articles, claims)
    whole = apart.iloc[:1].assign(articles=[["a", "b"]])
    alone = pd.concat([whole.assign(story_id=f"s-{key}", articles=[[key]]) for key in "ab"])
    calls = len(weighed)
    assert compared(claims, whole).scores.story.max() < compared(claims, alone).scores.story.max()
    assert len(weighed) > calls


def test_what_is_kept_of_groups_contents_and_quotations_is_of_what_they_are_made_from(tmp_path, monkeypatch):
    said = Told()
    noise(said, "a", "b")
    spoken = "“We shall keep every one of the old mills by the river open, {} they lose money,” Ines Korda said."
    for article, word in (("a", "unless"), ("b", "although")):
        said.say(article, spoken.format(word), spoken.format(word).split(" Ines")[0], ("Ines Korda",))
    said.say("a", "The Madrosund League was founded by Oran Belk in 2006.", dates=[date("2006")], chain=("Oran Belk",))
    said.say("b", "The Madrosund League was founded by Oran Belk in 2010.", dates=[date("2010")])
    claims, articles = said.frames()
    one, other = claims["claim_id"].iloc[[-3, -1]]
    rows = [{"action": "join", "claim_id": one, "other_id": other}, {"action": "split", "claim_id": one}]
    reviews = [pd.DataFrame([dict.fromkeys(("other_id", "field", "value"), "") | row]) for row in rows]
    contents = [*claims["content"].iloc[:-1], "The League was founded by someone else"]
    denied = claims.assign(denial=claims["claim_id"] == other)
    asked = [
        (claims, articles, None), *((claims, articles, review) for review in reviews), (claims, articles, None, 0.9),
        (claims.assign(content=contents), articles, None), (denied, articles, None),
        (claims, articles.assign(text=articles["text"].str.replace("although", "whenever")), None),
    ]
    made = [
        counted(monkeypatch, module, name)
        for module, name in ((comparison, "_linked"), (comparison.readings, "_read"), (comparison.wording, "quotations"))
    ]
    found = []
    for case in asked:
        plain = comparison.compare(*case)
        calls = []
        for again in (comparison.compared(*case, build=tmp_path) for _ in range(2)):
            calls.append([*map(len, made)])
            for table, expected in zip(again[:3], plain, strict=True):
                pd.testing.assert_frame_equal(table, expected)
        assert calls[0] == calls[1]
        found.append("".join(table.to_csv() for table in plain))
    assert len(set(found)) > 4
    assert {path.name for path in (tmp_path / "kept").iterdir()} >= {"linked", "names", "readings", "quotations"}


def test_stories_and_copies_are_found_anew_when_a_text_has_changed(told, tmp_path, monkeypatch):
    claims, articles = told
    sorted_, copied = counted(monkeypatch, stories, "topics"), counted(monkeypatch, passages, "_copies")
    for table in (articles, articles.assign(note="x"), articles):
        assert stories.find(table, claims, tmp_path).equals(stories.find(articles, claims))
        assert comparison.copies(table, 4, 1, build=tmp_path).equals(comparison.copies(articles, 4, 1))
    assert (len(sorted_), len(copied)) == (1 + 3, 1 + 3)
    other = articles.assign(text=articles["text"] + "Oran Belk left Vastel for good.\n")
    for table in (other, articles.assign(published="2024-01-02"), articles.assign(title="Hills")):
        stories.find(table, claims, tmp_path)
    comparison.copies(other, 4, 1, build=tmp_path)
    comparison.copies(articles, 3, 1, build=tmp_path)
    assert (len(sorted_), len(copied)) == (7, 6)


def test_a_chart_is_drawn_anew_if_what_it_shows_has_changed(told, tmp_path, monkeypatch):
    claims, articles = told
    drawn = counted(monkeypatch, charts_chart.Chart, "under")  # once for each layout

    def files(claims, name="events", chart=events):
        made = chart(claims, None, articles) if chart is events else flow(comparison.flows(claims), claims)
        saved = charts.write(made, name, tmp_path / "f", tmp_path)
        return saved.alt, {p.name: p.read_bytes() for p in (tmp_path / "f").glob(f"{name}*")}

    first = files(claims)
    (tmp_path / "f" / "events.png").unlink()
    assert files(claims.assign(cue="said", confidence=0.99)) == first
    assert sorted(first[1]) == ["events-narrow.svg", "events.png", "events.svg"]
    assert len(drawn) == 2
    fig, alt = events(claims, None, articles)
    svg.save(fig, "events", tmp_path / "plain")
    assert {p.name: p.read_bytes() for p in (tmp_path / "plain").iterdir()} == first[1]
    assert alt == first[0]
    drawn.clear()
    for n, change in enumerate(({"dates": [[date("1999")]] * len(claims)}, {"hedged": True, "resolved_kind": "anonymous"}), 1):
        assert files(claims.assign(**change))[1] != first[1]
        assert len(drawn) == 2 * n
    files(claims, "other")
    files(claims, "flow", flow)
    assert len(drawn) == 8
    files(claims.assign(dates=[[]] * len(claims)), "flow", flow)
    assert len(drawn) == 8
    monkeypatch.setattr(charts_chart, "version_of", lambda *_: "another")
    files(claims)
    assert len(drawn) == 10


def pictured(dots, words):
    """A figure that has words around it."""
    make = Sheet("Two dots", words[0], ["What a dot is.", *words[1:]], 1.0, pd.DataFrame({"dots": range(dots)}))
    canvas = make.canvas()
    for at in range(dots):
        canvas.add_artist(Circle((0.5 + at, 0.5), 0.2, fc=palette.BLUE))
        label(canvas, 0.5 + at, 0.3, f"dot {at}", halo=True)
    return make.figure, "Two dots."


def files_of(folder, save, *told):
    save(*told[:2], folder, *told[2:])
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@given(st.lists(st.text(max_size=130), min_size=3, max_size=3))
@settings(max_examples=12, deadline=None)
def test_words_are_set_around_a_kept_picture_as_if_all_were_drawn_at_once(words):
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        whole = files_of(at / "whole", svg.save, charts_chart.Chart(pictured, 2, words=words, subtitled=True)[0], "x")
        for said in (["One line", "", "Another"], words, words):
            chart = charts_chart.Chart(pictured, 2, words=said, subtitled=True)
            kept = files_of(at / "drawn", charts.write, chart, "x", at)
        assert kept == whole


def test_a_picture_is_drawn_anew_if_it_is_another_or_its_words_take_other_room_and_for_no_other_words(tmp_path, monkeypatch):
    drawn = counted(monkeypatch, charts_chart.Chart, "under")  # once for each layout
    for dots, words, layouts in (
        (2, ["Dots", "", "Source: 2 articles."], 2),
        (2, ["Spots", "", "Source: 3 articles."], 0),
        (2, ["Spots", "One is new.", "Source: 3 articles."], 2),
        (2, ["Spots", "One is new.", f"Source: {'3 articles and ' * 5}."], 1),  # more lines on a phone alone
        (2, ["Spots", "One is new.", f"Source: {'3 articles and ' * 20}."], 2),
        (3, ["Spots", "One is new.", "Source: 3 articles."], 2),
    ):
        drawn.clear()
        chart = charts_chart.Chart(pictured, dots, words=words, subtitled=True)
        kept = files_of(tmp_path / "drawn", charts.write, chart, "x", tmp_path)
        assert len(drawn) == layouts
        assert kept == files_of(tmp_path / "whole", svg.save, chart[0], "x")


def test_a_chart_whose_writing_was_stopped_has_its_words_afterwards(tmp_path, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    chart = charts_chart.Chart(pictured, 2, words=["Dots", "", "Source: 2 articles."], subtitled=True)
    whole = files_of(tmp_path / "whole", svg.save, chart[0], "x")
    with monkeypatch.context() as patch:
        patch.setattr("claimatlas.charts.kept.svg_of", stop)
        with pytest.raises(KeyboardInterrupt):
            charts.write(chart, "x", tmp_path / "drawn", tmp_path)
    assert files_of(tmp_path / "again", svg.save, chart[0], "x") == whole


@pytest.mark.parametrize("name", ["matplotlib", "pillow"])
def test_a_figure_is_another_under_another_release_of_what_draws_or_writes_it(name, monkeypatch):
    chart, release = charts_chart.Chart(pictured, 2, words=["Dots", "", "Source: 2 articles."], subtitled=True), versions.metadata.version
    before = chart.key("x")
    monkeypatch.setattr(versions.metadata, "version", lambda package: "0" if package == name else release(package))
    assert chart.key("x") != before


def test_a_chart_with_a_subtitle_among_its_words_has_to_say_so(tmp_path):
    with pytest.raises(ValueError, match="subtitle"):
        charts.write(charts_chart.Chart(pictured, 2, words=["Dots", "Source."]), "x", tmp_path, tmp_path)


def test_who_corrected_a_claim_draws_no_picture_anew(told, tmp_path, monkeypatch):
    claims, articles = told
    claims = claims.assign(confidence=[1.0, 0.8, *[0.7] * (len(claims) - 2)])
    some, other = (claims.assign(made_by=["reviewed"] * n + ["machine"] * (len(claims) - n)) for n in (1, 2))
    other = other.assign(confidence=[1.0, 1.0, *other["confidence"].iloc[2:]])  # sure before, and surer now
    asked = (lambda rows: events(rows, None, articles)), (lambda rows: claims_per_outlet(rows, articles)), sources
    for name, chart in enumerate(asked):
        first = files_of(tmp_path / f"{name}", charts.write, chart(some), "x", tmp_path)
        drawn = counted(monkeypatch, charts_chart.Chart, "under")
        assert files_of(tmp_path / f"{name}", charts.write, chart(other), "x", tmp_path) != first
        assert not drawn
