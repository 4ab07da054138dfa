"""Work is kept by what it was made from, done on all cores, and survives whatever ends a run."""

from __future__ import annotations

import ast
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import chores
import pandas as pd
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from claimatlas import annotate, forkserver, measures, packs, pool, progress, stages, versions
from claimatlas.claims import claims_and_holders, extraction, joining
from claimatlas.corpus import read_corpus
from claimatlas.errors import InputError, ParameterError
from claimatlas.faults import Faults
from claimatlas.gazetteer import gazetteer_of
from claimatlas.packs import Packs
from claimatlas.people.review import read_review as holder_review
from claimatlas.places import listing, tables_of
from claimatlas.review import read_review
from claimatlas.sheets import SHEETS
from claimatlas.stages import run, tasks, work

TEXTS = {
    "b": "The Harbour Institute said that the bridge at Ishkashim was open. Traders in Kunduz denied it.",
    "c": "Mayor Ruth Okafor said on Monday that 40 lorries had come. She promised a road to Khorog.",
    "d": "It snowed in Fayzabad, officials said. The harbour stayed shut, according to the institute.",
}
MORE = {"a": "A driver said that prices in Dushanbe had doubled."}


# --- packs --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("packed")
    Packs(folder).add({"k1": b"one", "k2": b"two " * 20, "k3": b""})
    [path] = folder.glob("*.pack")
    return path.read_bytes()


@given(st.data())
def test_a_damaged_pack_gives_what_was_written_or_nothing(packed, tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("damaged")
    at = data.draw(st.integers(0, len(packed) - 1))
    cut = data.draw(st.booleans())
    raw = packed[:at] if cut else packed[:at] + bytes([packed[at] ^ data.draw(st.integers(1, 255))]) + packed[at + 1 :]
    (folder / "000000-x.pack").write_bytes(raw)
    store = Packs(folder)
    for key, value in {"k1": b"one", "k2": b"two " * 20, "k3": b""}.items():
        assert store.get(key) in (value, None)
    lost = [key for key in ("k1", "k2", "k3") if store.get(key) is None]
    assert bool(lost) == bool(store.damaged)
    store.add(dict.fromkeys(lost, b"anew"))
    assert all(Packs(folder).get(key) == b"anew" for key in lost)


def test_packs_stay_few_and_what_is_asked_for_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(packs, "LARGEST", 20)
    store = Packs(tmp_path)
    for number in range(50):
        store.add({f"key{number}": b"%d" % number})
    store.tidy()
    assert len(list(tmp_path.glob("*.pack"))) <= packs.SMALL
    assert {store.get(f"key{n}") for n in range(50)} == {b"%d" % n for n in range(50)}
    store.tidy([f"key{n}" for n in range(5)], 4)  # three values an article: twelve of the fifty
    left = set(Packs(tmp_path))
    assert len(left) == 12
    assert left >= {f"key{n}" for n in range(5)}


def test_another_run_may_put_packs_together_meanwhile(tmp_path):
    one = Packs(tmp_path)
    for number in range(packs.SMALL + 2):
        one.add({f"key{number}": b"value"})
    other = Packs(tmp_path)
    one.tidy()
    assert {other.get(f"key{n}") for n in range(packs.SMALL + 2)} == {b"value"}


COPY = """
import os, sys
from pathlib import Path
from claimatlas import versions
code, style = versions.PACKAGE / "text.py", versions.PACKAGE / "report" / "static" / "page.css"
def told():
    return [versions.version_of("text"), versions.loaded("text"), versions.changed()]
print(told())
os.utime(code)
for name in (".text.py.swp", "text.py~", ".cues.csv.swp"):
    (versions.PACKAGE / name).write_text("half")
print(told())
style.write_text("p {}")
print(told())
was = code.read_text()
code.write_text(was + "# more")
print(told())
code.unlink()
print(told())
code.write_text(was)
print(told())
"""


def test_what_is_loaded_of_files_that_changed_since_has_a_version_of_its_own(tmp_path):
    package = tmp_path / "claimatlas"
    package.mkdir()
    for name in ("__init__", "versions", "text"):
        shutil.copy(versions.PACKAGE / f"{name}.py", package)
    (package / "report" / "static").mkdir(parents=True)
    (package / "report" / "static" / "page.css").touch()
    found = []
    for _ in range(2):
        call = [sys.executable, "-c", COPY]
        told = subprocess.run(call, env=os.environ | {"PYTHONPATH": str(tmp_path)}, capture_output=True, check=True)
        found.append([ast.literal_eval(line) for line in told.stdout.decode().splitlines()])
    first, touched, styled, changed, gone, back = found[0]
    assert touched == first  # the content decides, and what an editor has beside it is no file of ours
    assert first[2] is False
    assert styled == [*first[:2], True]  # of what the module has nothing to do with, only new processes have to know
    assert back == styled
    assert changed[0] != first[0]
    assert changed[1:] == [first[1], True]
    assert gone[0] == changed[0]  # one process, one version that is nobody else's
    assert found[0][:3] == [[found[1][0][0], first[1], False]] * 2 + [[first[0], first[1], True]]
    assert found[1][3][0] != changed[0]


def test_a_version_is_that_of_the_code_and_words_behind_a_module():
    def names(module):
        return {str(p.relative_to(versions.PACKAGE)) for p in versions.files_of([module])}

    assert {"annotate.py", "text.py", "structure/blocks.py"} <= names("annotate")
    assert not {n for n in names("annotate") if n.startswith(("claims", "comparison", "report"))}
    assert {"claims/cues.csv", "people/antecedents.csv", "claims/coding/hedges.py", "places/named.py"} <= names("claims.extraction")
    assert not {n for n in names("claims.extraction") if n.startswith(("comparison", "report", "charts", "stages"))}


# --- stages -------------------------------------------------------------------------------------------------


@pytest.fixture
def parses(monkeypatch):
    """Count what is parsed."""
    texts = []
    real = annotate.packed
    monkeypatch.setattr(annotate, "packed", lambda text: texts.append(text) or real(text))
    return texts


def read(folder: Path, build: Path, kept: int = 0, **select):
    """Run the three stages as the notebooks do."""
    everything = read_corpus(folder, build)
    articles = everything[everything["article_id"].isin(select.get("only", everything["article_id"]))].reset_index(drop=True)
    faults = {name: Faults(name, build, stop=True) for name in ("annotate", "places", "claims")}
    articles = stages.parsed(articles, build, faults["annotate"], len(everything))
    gazetteer = gazetteer_of(folder)
    mentions, _ = stages.mentions(articles, build, gazetteer, 0.5, faults=faults["places"], corpus=len(everything))
    claims, holders = stages.claims(articles, build, None, mentions, faults["claims"], corpus=len(everything))
    return articles, mentions, claims, holders.frame(claims)


def test_the_model_is_named_without_loading_it():
    meta = annotate.load_model().meta
    name = f"{meta['lang']}_{meta['name']} {meta['version']}, spacy {spacy.__version__}"
    assert tasks.made_by(work.PARSE)[1] == versions.model_name() == name


def test_kept_or_not_the_tables_are_those_of_the_whole_corpus_at_once(make_corpus, tmp_path):
    folder = make_corpus(TEXTS)
    first, again = read(folder, tmp_path), read(folder, tmp_path)
    docs = list(zip(first[0]["article_id"], annotate.annotate(first[0]["text"]), strict=True))
    mentions, _ = tables_of(first[0], docs, gazetteer_of(folder))
    claims, holders = claims_and_holders(first[0], docs, mentions=mentions)
    for one, two, three in zip(first[1:], again[1:], (mentions, claims, holders.frame(claims)), strict=True):
        pd.testing.assert_frame_equal(one, two)
        pd.testing.assert_frame_equal(one, three)


def test_what_changed_is_made_anew_and_nothing_else(make_corpus, tmp_path, parses):
    build = tmp_path / "build"
    read(make_corpus(TEXTS), build)
    assert len(parses) == 3
    parses.clear()
    read(make_corpus(MORE | TEXTS, "first"), build)  # one more, before all others
    assert parses == [MORE["a"]]
    parses.clear()
    read(make_corpus(MORE | TEXTS | {"c": "Nobody came."}, "changed"), build)
    assert parses == ["Nobody came."]
    parses.clear()
    read(make_corpus(TEXTS, "back"), build, only=["b"])
    read(make_corpus(TEXTS, "again"), build)
    assert parses == []


def test_code_that_changes_while_a_part_is_read_stops_nothing_and_what_is_made_then_is_kept_for_this_run_alone(
    make_corpus, tmp_path, parses, monkeypatch
):
    articles = read_corpus(make_corpus(TEXTS))
    changed = []
    monkeypatch.setattr(run, "is_doubtful", lambda *_: bool(changed))
    monkeypatch.setattr(run, "version_of", lambda *_: "nobody else's")
    stages.parsed(articles.head(1), tmp_path)
    changed.append("text.py")
    assert stages.parsed(articles, tmp_path)["n_sentences"].tolist() == [2, 2, 2]
    changed.clear()
    parses.clear()
    assert stages.parsed(articles, tmp_path)["n_sentences"].tolist() == [2, 2, 2]
    assert len(parses) == 2  # what was made before the change is whole


def test_a_row_of_articles_csv_costs_no_parse_and_a_correction_no_other_article(make_corpus, tmp_path, parses, monkeypatch):
    build = tmp_path / "build"
    read(make_corpus(TEXTS), build)
    parses.clear()
    done = []
    real = Packs.add
    monkeypatch.setattr(Packs, "add", lambda self, values: done.append((self.folder.name, len(values))) or real(self, values))
    _, _, claims, _ = read(make_corpus(TEXTS, "dated", {"c": {"published": "2024-03-04", "outlet": "North Post"}}), build)
    assert set(claims.loc[claims["article_id"] == "c", "outlet"]) == {"North Post"}
    assert parses == []
    assert done == [("claims", 1), ("joined", 1)]


def test_who_is_who_is_worked_out_once_for_what_was_read_and_for_the_corrections_of_holders(make_corpus, tmp_path, monkeypatch):
    folder, build = make_corpus(TEXTS), tmp_path / "build"
    articles, mentions, claims, _ = read(folder, build)
    made, real = [], joining.by_machine
    monkeypatch.setattr(joining, "by_machine", lambda *a: made.append(a) or real(*a))

    def corrected(**given):
        holders = holder_review(folder, articles)
        faults = Faults("claims", stop=given.pop("stop", True))
        found, who = stages.claims(articles, build, read_review(folder, articles), mentions, faults, holders, **given)
        return found, who.frame(found), who.joins(), holders.fates.frame, holders.summary()

    def sheet(of: str, **cells) -> None:
        (folder / "review").mkdir(exist_ok=True)
        row = dict.fromkeys(SHEETS[of].columns, "") | cells
        pd.DataFrame([row]).to_csv(folder / SHEETS[of].file, index=False)

    row = claims[claims["holder"] == "Ruth Okafor"].iloc[0]
    words = TEXTS["c"][row["start"] : row["end"]]
    sheet("claims", action="edit", claim_id=row["claim_id"], text=words, field="hedged", value="yes")
    kept = corrected()
    assert made == []
    assert kept[0].set_index("claim_id")["hedged"].to_dict() == dict.fromkeys(claims["claim_id"], False) | {row["claim_id"]: True}
    sheet("holders", action="rename", holder_id=row["holder_id"], name="Ruth Okafor", value="Ruth A. Okafor")
    fresh, kept = corrected(), corrected()
    assert len(made) == 1
    assert "Ruth A. Okafor" in set(fresh[0]["holder"])
    assert fresh[3]["state"].tolist() == ["applied"]
    for one, other in zip(fresh[:4], kept[:4], strict=True):
        pd.testing.assert_frame_equal(one, other)
    assert fresh[4] == kept[4]
    (folder / "review" / "holders.csv").unlink()
    named, version = joining.name_speakers, stages.version_of
    fails = lambda claims, *rest: {}["trapdoor"] if "d" in set(claims["article_id"]) else named(claims, *rest)  # noqa: E731
    monkeypatch.setattr(joining, "name_speakers", fails)
    monkeypatch.setattr(stages, "version_of", lambda *of: "changed" if of == ("claims.joining",) else version(*of))
    for _ in range(2):  # what fails is tried again
        made.clear()
        with pytest.warns(UserWarning, match="article 'd'"):
            assert set(corrected(stop=False)[0]["article_id"]) == {"b", "c"}
        assert len(made) == 1


def test_a_text_is_measured_once_and_read_alike(make_corpus, tmp_path, monkeypatch):
    untidy = TEXTS | {"e": "\ufeffIt\u00a0rained in Kulob.\r\n\r\nThe road\u200b was shut."}
    folder, build = make_corpus(untidy), tmp_path / "build"
    plain, first = read_corpus(folder), read_corpus(folder, build)
    words, counted = measures._count_words, []
    monkeypatch.setattr(measures, "_count_words", lambda text: counted.append(text) or words(text))
    pd.testing.assert_frame_equal(plain, first)
    pd.testing.assert_frame_equal(plain, read_corpus(folder, build))
    assert not counted
    (folder / "text" / "b.txt").write_text("It rained in Kulob, and the road was shut.")
    assert read_corpus(folder, build).set_index("article_id").at["b", "n_words"] == 9
    assert len(counted) == 1
    [pack, *_] = sorted((build / measures.FOLDER).glob("*.pack"))
    pack.write_bytes(b"no pack")
    pd.testing.assert_frame_equal(read_corpus(folder), read_corpus(folder, build))


def test_a_home_that_is_none_is_named_as_the_user_has_it(make_corpus, tmp_path):
    def told(folder: Path) -> str:
        with pytest.raises(InputError) as error:
            stages.mentions(read_corpus(folder), tmp_path, gazetteer_of(folder), 0.5, "fast")
        return str(error.value)

    wrong = {"home": "Nowhere At All, Noland"}
    files = make_corpus({"a": TEXTS["b"]})
    (files / "articles.csv").write_text(f'article_id,outlet,file,home\na,Post,a.txt,"{wrong["home"]}"\n')
    assert told(files).startswith("articles.csv, row a: home 'Nowhere")
    warehouse = tmp_path / "warehouse"
    warehouse.mkdir()
    rows = [{"article_id": "a", "outlet": "Post", "text": TEXTS["b"]} | wrong]
    pd.DataFrame(rows).to_parquet(warehouse / "articles.parquet")
    assert told(warehouse).startswith("articles.parquet, row a: home 'Nowhere")


def test_fast_mode_does_without_the_model(make_corpus, tmp_path, monkeypatch):
    def fail(*_):
        raise AssertionError("parsed")

    monkeypatch.setattr(annotate, "annotate", fail)
    folder = make_corpus(TEXTS)
    articles = stages.parsed(read_corpus(folder), tmp_path, Faults("annotate", stop=True), mode="fast")
    assert list(articles["n_sentences"]) == [2, 2, 2]
    mentions, _ = stages.mentions(articles, tmp_path, gazetteer_of(folder), 0.5, "fast", faults=Faults("places", stop=True))
    assert {"Kunduz", "Khorog"} <= set(mentions["surface"])


def test_it_is_said_how_much_is_there_and_what_was_damaged(make_corpus, tmp_path, monkeypatch):
    told = tmp_path / "told"
    monkeypatch.setenv(progress.TOLD, str(told))
    build = tmp_path / "build"
    stages.parsed(read_corpus(make_corpus(TEXTS)), build)
    assert not told.exists()
    stages.parsed(read_corpus(make_corpus(MORE | TEXTS, "more")), build)
    assert told.read_text() == "resuming: 3 of 4 articles are there (parsing)\n"
    [_, path] = sorted((build / "kept" / "annotate").glob("*.pack"))
    path.write_bytes(path.read_bytes()[:20] + b"?" + path.read_bytes()[21:])
    articles = stages.parsed(read_corpus(make_corpus(MORE | TEXTS, "damaged")), build)
    assert articles["n_sentences"].min() == 1
    assert f"kept/annotate/{path.name} was damaged" in told.read_text()


def test_kept_claims_make_no_objects_but_ours(monkeypatch):
    import pickle
    import zlib

    def kept(raw: bytes) -> bytes:
        return len(zlib.compress(raw)).to_bytes(4, "little") + zlib.compress(raw) * 2

    for part in (work.head_of, work.columns_of):
        with pytest.raises(pickle.UnpicklingError, match="has no business here"):
            part(kept(pickle.dumps(os.system)))
    # A name with points would lead from a module of ours to all that it imports.
    names = (pickle.SHORT_BINUNICODE + bytes([len(n)]) + n for n in (b"claimatlas.people.offices", b"re.compile"))
    dotted = pickle.PROTO + b"\x04" + b"".join(names) + pickle.STACK_GLOBAL + pickle.STOP
    with pytest.raises(pickle.UnpicklingError, match="has no business here"):
        work.head_of(kept(dotted))


def test_a_pack_that_another_run_is_writing_or_has_just_written_is_let_be(tmp_path, monkeypatch):
    monkeypatch.setattr(packs, "SMALL", 2)
    ours = packs.Packs(tmp_path)
    for n in range(2):
        ours.add({f"{n:032x}": b"ours"})
    (tmp_path / ".atlas-half.pack").write_bytes(b"half")
    theirs = packs.Packs(tmp_path)
    theirs.add({"f" * 32: b"theirs"})
    ours.add({"e" * 32: b"ours"})
    ours.tidy()
    assert (tmp_path / ".atlas-half.pack").exists()
    assert packs.Packs(tmp_path).get("f" * 32) == b"theirs"


# --- ahead --------------------------------------------------------------------------------------------------


@pytest.fixture
def later(monkeypatch):
    """Return a function that says, as a run of make does, what comes after the parse."""

    def say(corpus: Path, names=("02-places", "04-claims"), **other) -> None:
        places = {"corpus": str(corpus), "mode": "accurate", "threshold": 0.5, "demonyms": True} | other
        told = {"02-places": places, "04-claims": {"antecedent_from": 0.5} | other}
        monkeypatch.setenv("CLAIMATLAS_LATER", json.dumps({name: told[name] for name in names}))

    return say


@pytest.fixture
def kept(monkeypatch):
    """List what is kept of articles: the stage, and of how many."""
    done, real = [], Packs.add
    of_articles = [stage.name for stage in (work.PARSE, work.MENTIONS, work.CLAIMS)]

    def add(self, values):
        if self.folder.name in of_articles and values:
            done.append((self.folder.name, len(values)))
        real(self, values)

    monkeypatch.setattr(Packs, "add", add)
    return done


def test_whoever_parses_an_article_reads_its_places_and_claims_too_where_these_come(make_corpus, tmp_path, later, kept):
    folder = make_corpus(TEXTS | {"e": TEXTS["b"]}, cells={"c": {"published": "2024-03-04"}})  # one text twice
    (folder / "places.csv").write_text("place_id,name,lat,lon\nmy:bridge,Harbour Institute,37,71\n")
    plain = read(folder, tmp_path / "plain")
    kept.clear()
    later(folder)
    found = read(folder, tmp_path / "ahead")
    assert kept == [("places", 4), ("claims", 4), ("annotate", 3)]
    for one, two in zip(plain, found, strict=True):
        pd.testing.assert_frame_equal(one, two)
    assert "my:bridge" in set(found[1]["place_id"])
    for stage in ("annotate", "places", "claims"):
        one, two = (Packs(tmp_path / build / "kept" / stage) for build in ("plain", "ahead"))
        assert {key: one.get(key) for key in one} == {key: two.get(key) for key in two}


def test_only_what_a_run_asks_for_is_made_ahead(make_corpus, tmp_path, later, kept):
    folder = make_corpus(TEXTS)
    articles = read_corpus(folder)
    for names, mode, made in (
        ((), "accurate", []), (("02-places",), "accurate", [("places", 3)]),
        (("02-places", "04-claims"), "fast", []),  # of its places: its claims are not known then
    ):
        later(folder, names, mode=mode)
        kept.clear()
        stages.parsed(articles, tmp_path / f"{len(names)}{mode}", Faults("annotate", stop=True))
        assert kept == [*made, ("annotate", 3)]


@pytest.mark.parametrize("wrong", [{"threshold": 0.9}, {"antecedent_from": 1.0}, {"demonyms": False}, {"corpus": "nowhere"}])
def test_what_was_made_ahead_for_other_settings_is_made_for_these(make_corpus, tmp_path, later, wrong):
    """A pronoun, a nationality and a doubtful name, so that each setting tells."""
    texts = TEXTS | {"e": "Afghan traders met Ann Lee in Springfield. She said that the road to Kulob was shut."}
    plain = read(make_corpus(texts), tmp_path / "plain")
    later(**{"corpus": tmp_path / "corpus"} | wrong)
    for one, two in zip(plain, read(tmp_path / "corpus", tmp_path / "ahead"), strict=True):
        pd.testing.assert_frame_equal(one, two)


@pytest.mark.parametrize(("module", "rule", "stage"), [(extraction, "find_propositions", "claims"), (listing, "find_mentions", "places")])
def test_an_article_that_fails_ahead_is_told_once_by_the_stage_that_it_belongs_to(
    make_corpus, tmp_path, later, monkeypatch, module, rule, stage
):
    monkeypatch.setenv("CLAIMATLAS_CORES", "1")  # in this process, where a fault can be laid
    real = getattr(module, rule)

    def fails(doc, *rest):
        if "Okafor" in (doc if isinstance(doc, str) else doc.text):
            raise ValueError("odd")
        return real(doc, *rest)

    monkeypatch.setattr(module, rule, fails)
    folder = make_corpus(TEXTS)
    articles = read_corpus(folder)

    def told(build: Path) -> list[pd.DataFrame]:
        faults = {name: Faults(name, build, stop=False) for name in ("annotate", "places", "claims")}
        stages.parsed(articles, build, faults["annotate"])
        mentions, _ = stages.mentions(articles, build, gazetteer_of(folder), 0.5, faults=faults["places"])
        claims, _ = stages.claims(articles, build, None, mentions, faults["claims"])
        return [mentions, claims, *(f.own for f in faults.values())]

    plain = told(tmp_path / "plain")
    later(folder)
    found = told(tmp_path / "ahead")
    assert [list(f["article_id"]) for f in found[2:]] == [["c"] if name == stage else [] for name in ("annotate", "places", "claims")]
    for one, two in zip(plain, found, strict=True):
        pd.testing.assert_frame_equal(one, two)


def test_an_error_of_the_users_files_is_told_ahead_by_nobody(make_corpus, tmp_path, later):
    folder = make_corpus(TEXTS)
    articles = read_corpus(folder).assign(home="Nowhere At All, Noland")
    later(folder)
    articles = stages.parsed(articles, tmp_path, Faults("annotate", stop=True))
    assert articles["n_sentences"].tolist() == [2, 2, 2]
    with pytest.raises(InputError, match="home 'Nowhere"):
        stages.mentions(articles, tmp_path, gazetteer_of(folder), 0.5)


def test_no_stage_takes_what_another_python_made(monkeypatch):
    """It adds floats up otherwise, and knows other letters."""
    stages_of = (work.PARSE,), (work.MENTIONS,), (work.CLAIMS, work.PARSE)
    before = [tasks.made_by(*some) for some in stages_of]
    monkeypatch.setattr(versions.sys, "version_info", (3, 99, 0))
    assert all(tasks.made_by(*some) != known for some, known in zip(stages_of, before, strict=True))


@pytest.mark.parametrize(("changed", "made"), [("claims.extraction", [("places", 3)]), ("annotate", [])])
def test_what_was_read_ahead_by_code_that_has_changed_is_not_kept(make_corpus, tmp_path, later, kept, monkeypatch, changed, made):
    """What is read of a parse that is kept for this run alone is kept for no other either."""
    folder = make_corpus(TEXTS)
    later(folder)
    monkeypatch.setattr(run, "is_doubtful", lambda *code: changed in code)
    stages.parsed(read_corpus(folder), tmp_path)
    assert kept == [*made, ("annotate", 3)]


def test_what_is_read_of_a_parse_whose_code_has_changed_is_kept_for_this_run_alone(make_corpus, tmp_path, kept, monkeypatch):
    folder = make_corpus(TEXTS)
    articles, gazetteer = read_corpus(folder), gazetteer_of(folder)
    monkeypatch.setattr(run, "is_doubtful", lambda *code: "annotate" in code)
    monkeypatch.setattr(run, "version_of", lambda *_: "nobody else's")
    mentions, _ = stages.mentions(articles, tmp_path, gazetteer, 0.5)
    stages.claims(articles, tmp_path, None, mentions)
    monkeypatch.undo()
    settings = tasks.settings_of_places(gazetteer, 0.5, "accurate", True)
    there = Packs(tmp_path / "kept" / "places")
    assert len(there) == 3
    assert not {task.key for task in tasks.of_places(settings, articles.to_dict("records"))} & {*there}


# --- the pool -----------------------------------------------------------------------------------------------


def test_workers_give_what_one_process_gives_and_a_killed_one_costs_its_part(tmp_path, monkeypatch):
    monkeypatch.setattr(pool, "cores", lambda: 2)
    chore = functools.partial(chores.double_or_die, str(tmp_path))
    assert sorted(pool.results(chore, range(8))) == sorted(pool.results(chores.double, range(8), alone=True))
    with pytest.raises(pool.WorkerError, match="died 3 times at the same articles"):
        list(pool.results(chore, [99]))


def test_an_error_of_a_worker_is_the_users_as_if_there_were_none(monkeypatch):
    monkeypatch.setattr(pool, "cores", lambda: 2)
    with pytest.raises(InputError) as caught:
        list(pool.results(chores.refuse, range(5)))
    assert (caught.value.row, str(caught.value)) == ("a-2", "articles.csv, row a-2: home 'x' is nowhere. Correct it.")


def start(folder, chores_and_cores):
    """Start a process whose workers tell in a folder when they are at work."""
    script = folder / "run.py"
    script.write_text(
        "import functools, itertools, chores; from claimatlas import pool\n"
        "pool._PATIENCE = 0.3\n"
        "if __name__ == '__main__':\n"
        f"    work = functools.partial(chores.sleep_and_tell, {str(folder)!r})\n"
        f"    list(pool._on_processes(work, {chores_and_cores}))\n"
    )
    path = os.pathsep.join([str(Path(chores.__file__).parent), str(versions.PACKAGE.parent)])
    told = os.environ | {"PYTHONPATH": path, "TMPDIR": str(folder)}
    with (folder / "said").open("w") as said:
        return subprocess.Popen([sys.executable, str(script)], env=told, stderr=said)


def test_two_runs_at_once_share_the_cores(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    runs = [start(tmp_path, "range(6), 2") for _ in range(2)]
    assert [run.wait() for run in runs] == [0, 0]
    spans = [tuple(map(float, line.split())) for line in (tmp_path / "spans").read_text().splitlines()]
    assert len(spans) == 12
    at_once = (sum(a <= begin < b for a, b in spans) for begin, _ in spans)
    assert max(at_once) <= 2


def test_workers_leave_others_a_core_and_end_with_who_started_them(tmp_path, monkeypatch):
    run = start(tmp_path, "itertools.count(), 1")
    workers = until(lambda: list(tmp_path.glob("at-work-*")))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    spans = until(lambda: [p for p in [tmp_path / "spans"] if p.exists()])[0]
    before = len(spans.read_text().splitlines())
    with pool.turn(1):
        assert len(spans.read_text().splitlines()) - before <= 8
    run.send_signal(signal.SIGKILL)
    run.wait()
    number = int(workers[0].name.removeprefix("at-work-"))
    until(lambda: not running(number))


def test_a_run_that_gets_no_core_for_long_says_once_which_other_run_has_them(tmp_path, monkeypatch):
    """A run that is stopped or hangs holds its cores, and whoever waits for them can end it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv(forkserver.SERVER, "4242-a")
    with pool.turn(2), pool.turn(2):
        monkeypatch.setenv(forkserver.SERVER, "77-b")
        run = start(tmp_path, "range(3), 2")
        until((tmp_path / "said").read_text)
        time.sleep(0.5)
    assert run.wait() == 0
    said = "waiting for a core of this machine: other runs hold them (process 4242)\n"
    assert (tmp_path / "said").read_text() == said


def test_a_run_whose_own_work_has_the_cores_says_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv(forkserver.SERVER, "77-b")
    with pool.turn(1):
        run = start(tmp_path, "range(3), 1")
        time.sleep(1)
    assert run.wait() == 0
    assert (tmp_path / "said").read_text() == ""


def until(met):
    """Wait until something holds, ten seconds at most."""
    for _ in range(200):
        if found := met():
            return found
        time.sleep(0.05)
    raise AssertionError("it does not come to hold")


def running(number: int) -> bool:
    """Tell whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_the_number_of_cores_is_read_strictly(monkeypatch):
    monkeypatch.setenv(pool.CORES, "1")
    assert pool.cores() == 1
    monkeypatch.setenv(pool.CORES, "many")
    with pytest.raises(ParameterError, match="CORES=many"):
        pool.cores()
