"""An article on which a rule fails is set aside by name, whatever the rule and the stage, and the rest goes on."""

from __future__ import annotations

import csv
import re

import hostile
import pandas as pd
import pytest

from claimatlas import annotate, comparison, exports, faults, places, report, stages, tables
from claimatlas.claims import claims_of, extraction
from claimatlas.claims.coding import chains
from claimatlas.corpus import read_corpus
from claimatlas.errors import InputError
from claimatlas.faults import ArticleError, Faults, SetAsideWarning
from claimatlas.places import listing
from claimatlas.places import mentions as finding
from claimatlas.report import appendix
from claimatlas.report.grids import Links

TEXTS = {
    "a": "The Harbour Institute said that the bridge at Ishkashim was open. Traders in Kunduz denied it.",
    "b": "It rained in Kabul.\n\nThe mayor said that the trapdoor stayed shut. Nobody in Khorog was hurt.",
    "c": "The Harbour Institute said that the bridge at Ishkashim was open. It snowed in Fayzabad.",
}
TRAP = "The mayor said that the trapdoor stayed shut."


@pytest.fixture(scope="module")
def gazetteer():
    from claimatlas.gazetteer import open_gazetteer

    return open_gazetteer()


@pytest.fixture
def articles(make_corpus):
    return read_corpus(make_corpus(TEXTS))


@pytest.fixture(scope="module")
def docs():
    return list(zip(TEXTS, annotate.annotate(TEXTS.values()), strict=True))


def trap(monkeypatch, module, name: str, error: Exception | None = None):
    """Make a function of ours fail where it meets the word trapdoor, in a text, a parse or a table."""
    real = getattr(module, name)

    def fails(source, *rest, **more):
        text = (
            " ".join(source["content"])
            if isinstance(source, pd.DataFrame)
            else getattr(source, "text", source)
        )
        if "trapdoor" in text:
            raise error or IndexError(
                f"no token 7 of <Span object at 0x7f3a> in /home/mallory/x/rules.py \x1b[31m\u202e{'z' * 300}"
            )
        return real(source, *rest, **more)

    monkeypatch.setattr(module, name, fails)


def test_an_article_is_lost_to_one_stage_only_and_the_others_to_none(
    articles, docs, gazetteer, monkeypatch, tmp_path
):
    whole, _ = places.tables_of(articles, docs, gazetteer)
    trap(monkeypatch, extraction, "find_propositions")
    aside = Faults("claims", tmp_path)
    trap_claims = claims_of(articles, docs, faults=aside)
    assert set(trap_claims["article_id"]) == {"a", "c"}
    assert set(whole["article_id"]) == {"a", "b", "c"}
    assert list(aside.frame["article_id"]) == ["b"]
    monkeypatch.undo()
    trap(monkeypatch, listing, "find_mentions")
    aside = Faults("places", tmp_path)
    mentions, _ = places.tables_of(articles, docs, gazetteer, faults=aside)
    assert set(mentions["article_id"]) == {"a", "c"}
    assert "b" in set(claims_of(articles, docs)["article_id"])
    pd.testing.assert_frame_equal(mentions, whole[whole["article_id"] != "b"].reset_index(drop=True))


@pytest.mark.parametrize("mode", ["accurate", "fast"])
def test_the_sentence_is_found_and_the_error_is_told_without_the_machine(
    articles, docs, gazetteer, monkeypatch, tmp_path, mode
):
    trap(monkeypatch, finding, "find_toponyms")
    aside = Faults("places", tmp_path)
    places.tables_of(articles, docs, gazetteer, mode=mode, faults=aside)
    [row] = aside.frame.to_dict("records")
    assert row["sentence"] == TRAP
    assert row["error"].startswith("IndexError in places.mentions.find_mentions (line ")
    for trace in ("0x7f3a", "mallory", "\x1b", "\u202e", "z" * 250):
        assert trace not in row["error"]
    assert "rules.py" in row["error"]


def test_a_fault_that_only_shows_later_names_the_sentence_that_brings_it(
    articles, docs, monkeypatch, tmp_path
):
    trap(monkeypatch, chains, "resolve")
    aside = Faults("claims", tmp_path)
    claims_of(articles, docs, faults=aside)
    assert list(aside.frame["sentence"]) == [TRAP]


def test_without_a_list_there_is_a_warning_and_strict_stops_with_the_error(articles, docs, monkeypatch):
    trap(monkeypatch, extraction, "find_propositions", ValueError("odd"))
    with pytest.warns(SetAsideWarning, match="article 'b', claims: ValueError in .*: odd, in “The mayor"):
        assert set(claims_of(articles, docs)["article_id"]) == {"a", "c"}
    monkeypatch.setenv("CLAIMATLAS_STRICT", "1")
    with pytest.raises(ArticleError, match="article 'b', claims: ValueError in .*: odd, in “The mayor"):
        claims_of(articles, docs)


@pytest.mark.parametrize(
    "error",
    [InputError("articles.csv", "bad", "Mend it."), MemoryError(), OSError("disk"), KeyboardInterrupt()],
)
def test_what_is_not_the_articles_fault_stops_the_run(articles, docs, monkeypatch, error):
    trap(monkeypatch, extraction, "find_propositions", error)
    with pytest.raises(type(error)):
        claims_of(articles, docs, faults=Faults("claims"))


def test_a_text_that_cannot_be_parsed_costs_no_other_article_and_is_tried_again(
    make_corpus, tmp_path, monkeypatch
):
    monkeypatch.setenv("CLAIMATLAS_CORES", "1")  # in this process, where a fault can be laid
    articles = read_corpus(make_corpus(TEXTS | {"long": "word " * 200_001}))
    aside = Faults("annotate", tmp_path)
    assert list(stages.parsed(articles, tmp_path, aside)["n_sentences"]) == [2, 3, 2, 0]
    assert list(aside.frame["article_id"]) == ["long"]
    assert "1,000,005 characters, and 1,000,000 are the most of one article: cut it" in aside.frame["error"].iloc[0]
    aside.write()
    assert list(Faults("claims", tmp_path).left(articles)["article_id"]) == ["a", "b", "c"]
    with pytest.raises(ArticleError, match="'long'"):
        stages.parsed(articles, tmp_path, Faults("annotate", tmp_path, stop=True))
    real = annotate.annotate
    monkeypatch.setattr(annotate, "annotate", lambda texts: real(["It rained."] * len(texts)))
    again = Faults("annotate", tmp_path)
    assert list(stages.parsed(articles, tmp_path, again)["n_sentences"]) == [2, 3, 2, 1]  # the three were kept
    assert not len(again)


def test_a_claim_that_breaks_the_comparison_or_the_table_costs_its_article_alone(
    articles, docs, monkeypatch, tmp_path
):
    claims = claims_of(articles, docs)
    trap(monkeypatch, comparison.lexicon, "lexicon")
    aside = Faults("compare", tmp_path)
    groups, _, _ = comparison.compare(claims, articles, faults=aside)
    assert len(groups) >= 2
    assert aside.frame[["article_id", "stage", "sentence"]].to_numpy().tolist() == [["b", "compare", TRAP]]
    monkeypatch.undo()
    real = extraction.find_claims
    monkeypatch.setattr(
        extraction,
        "find_claims",
        lambda doc, article, *more: [
            r | {"resolved_kind": "rumour"} if article["article_id"] == "b" else r
            for r in real(doc, article, *more)
        ],
    )
    aside = Faults("claims", tmp_path)
    assert set(claims_of(articles, docs, faults=aside)["article_id"]) == {"a", "c"}
    assert "TableError in tables.validate" in aside.frame["error"].iloc[0]


def test_where_every_article_fails_each_is_named_and_the_search_ends():
    calls = []

    def work(kept):
        calls.append(len(kept))
        if kept:
            raise ZeroDivisionError
        return "nothing"

    aside = Faults("compare", stop=False)
    keys = [f"a{n:03d}" for n in range(200) for _ in range(5)]
    with pytest.warns(SetAsideWarning):
        assert aside.sift(keys, ["?"] * len(keys), work) == "nothing"
    assert set(aside.own["article_id"]) == set(keys)
    assert len(calls) < 200


def test_a_run_that_reads_nothing_at_all_stops_and_says_so(tmp_path):
    articles = pd.DataFrame({"article_id": ["a", "b"]})
    aside = Faults("claims", tmp_path, stop=False)
    aside.attempt("a", lambda source: 1 / 0, "One.")
    assert list(aside.left(articles)["article_id"]) == ["b"]
    aside.attempt("b", lambda source: 1 / 0, "One.")
    with pytest.raises(faults.ArticleError, match="claims: all 2 articles .* 'a', for ZeroDivisionError"):
        aside.left(articles)


def test_halving_reads_an_article_few_times():
    reads = []

    def work(text):
        reads.append(len(text))
        if "bad" in text:
            raise KeyError("x")

    aside = Faults("places", stop=False)
    with pytest.warns(SetAsideWarning):
        aside.attempt("a", work, "It rained. " * 2000 + "A bad day. " + "It rained. " * 2000)
    assert aside.own["sentence"].iloc[0] == "A bad day."
    assert len(reads) < 20
    reads.clear()
    with pytest.warns(SetAsideWarning):
        aside.attempt("b", work, "It rained. " * 100_000 + "A bad day.")
    assert pd.isna(aside.own["sentence"].iloc[1])
    assert sum(reads) < 2_000_000


def test_the_lists_of_the_stages_are_kept_apart_and_read_together(tmp_path):
    for stage in ("places", "claims"):
        aside = Faults(stage, tmp_path, stop=False)
        aside.attempt("b", lambda source: 1 / 0, "One. Two\x1b[2J.")
        aside.write()
    assert faults.read(tmp_path)["stage"].tolist() == ["places", "claims"]
    line = (tmp_path / "set_aside" / "claims.txt").read_text(encoding="utf-8")
    assert line.startswith("warning: article b was set aside in claims: ZeroDivisionError in ")
    assert "\x1b" not in line
    aside = Faults("places", tmp_path, stop=False)
    aside.attempt("x", lambda source: 1 / 0, "")
    aside.write()  # no sentence to name
    assert "article x" in (tmp_path / "set_aside" / "places.txt").read_text(encoding="utf-8")
    assert len(Faults("compare", tmp_path)) == 1
    assert not len(Faults("annotate", tmp_path))
    articles = pd.DataFrame({"article_id": ["a", "b"]})
    assert len(faults.left(articles, tmp_path, "annotate")) == 2
    assert len(faults.left(articles, tmp_path, "compare")) == 1
    Faults("claims", tmp_path).write()
    assert not (tmp_path / "set_aside" / "claims.txt").exists()
    assert not len(Faults("compare", tmp_path))


def test_the_report_names_what_was_set_aside_and_counts_it_as_nothing(tmp_path):
    run = hostile.run(tmp_path, lambda field, n: f"{field} {n}", 60)
    claims = tables.read("claims", run["build"])
    tables.write("claims", claims[claims["article_id"] != "h0003"], run["build"])
    for name, key in (("groups", "claim_id"), ("conflicts", "claim_a"), ("drifts", "claim_a")):
        frame = tables.read(name, run["build"])
        gone = frame[key].str.startswith("h0003") | frame.get("claim_b", frame[key]).str.startswith("h0003")
        tables.write(name, frame[~gone], run["build"])
    rows = [
        {
            "article_id": "h0003",
            "stage": "claims",
            "sentence": "A bad day.",
            "error": "KeyError in claims.x.y (line 3)",
        }
    ]
    tables.write("set_aside", pd.DataFrame(rows), run["build"])
    index = report.build(*(run[n] for n in ("corpus", "build", "figures", "notebooks")), tmp_path / "report")
    page, beside = (path.read_text(encoding="utf-8") for path in (index, index.with_name("tables.html")))
    top = page.index('id="set-aside"')
    assert top < page.index('id="shared"')
    assert "1 article was set aside" in page[top : top + 300]
    assert '<a href="#article-h0003">title 3</a>: claims not read (KeyError in claims.x.y (line 3))' in page
    row = beside[beside.index("KeyError in claims.x.y") - 400 :][:500]
    assert "h0003" in row
    assert "A bad day." in row
    # Two steps failed on it, and it is one article.
    twice = tables.read("set_aside", run["build"])
    twice = pd.concat([twice, twice.assign(stage="compare")], ignore_index=True)
    frames = {name: tables.read(name, run["build"]) for name in tables.SCHEMAS} | {"set_aside": twice}
    [shown] = [table.grid() for table in appendix.tables_of(frames, Links()) if table.name == "set_aside"]
    assert len(shown.rows) == 1
    assert str(shown.rows[0][1][[c.name for c in shown.columns].index("unread")]) == "claims; compare"
    said = exports.citation("x", frames["articles"], frames["set_aside"])
    assert f"{len(frames['articles']) - 1} articles" in said
    assert "1 more of the corpus is not counted" in said
    article = page[page.index('id="article-h0003"') :].split("</details>")[0]
    assert "0 claims" not in article
    assert "a rule failed: claims not read" in article


def test_the_table_is_described(root):
    described = (
        (root / "data" / "README.md").read_text(encoding="utf-8").split("`set_aside`\n")[1].split("\n## ")[0]
    )
    assert re.findall(r"^\| `(\w+)` \|", described, re.M) == tables.SCHEMAS["set_aside"].columns.names


@pytest.mark.parametrize("text", list(hostile.PAYLOADS.values()))
def test_a_hostile_sentence_steers_no_terminal_and_opens_no_cell(text, tmp_path):
    def work(source):
        raise ValueError(source)

    aside = Faults("claims", tmp_path, stop=False)
    aside.attempt("a", work, text)
    aside.write()
    tables.write("set_aside", faults.read(tmp_path), tmp_path)
    [line] = (tmp_path / "set_aside" / "claims.txt").read_text(encoding="utf-8").splitlines()
    assert line.isprintable()
    assert line.startswith("warning: article a was set aside in claims: ValueError in ")
    exports.to_csv(tables.read("set_aside", tmp_path), tmp_path / "set_aside.csv")
    [row] = list(csv.DictReader((tmp_path / "set_aside.csv").open(encoding="utf-8", newline="")))
    assert not row["sentence"].startswith(tuple("=@+|%＝\t"))
    assert row["error"].startswith("ValueError in ")
