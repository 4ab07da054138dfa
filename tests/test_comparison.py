"""Comparison: same claims, whose word, what contradicts, what a retelling lost; on made-up claims and on the originals."""

from __future__ import annotations

import itertools
import re
import tempfile
from collections import Counter
from difflib import SequenceMatcher

import generated
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from told import Told, date, noise, together

from claimatlas import comparison, tables
from claimatlas.comparison import (
    blocking,
    features,
    lexicon,
    linkage,
    matrices,
    model,
    origins,
    pair_evidence,
    pairs,
    rows,
    surroundings,
    tellings,
    views,
    words,
)
from claimatlas.comparison.evidence import Claims, concepts, numbered
from claimatlas.comparison.names import spellings
from claimatlas.comparison.words import concept
from claimatlas.errors import DiskError, InputError
from claimatlas.people import is_anonymous

# --- the same claim ------------------------------------------------------------------------------------------------


def test_the_same_claim_is_found_in_other_words_other_spelling_and_other_precision():
    told = Told()
    noise(told, "a", "b")
    one = told.say("a", "The Madrosund League seized the town of Khofela in May 2019.", dates=[date("2019-05", "month")])
    two = told.say("b", "Khofella was captured by the Madrosond League in 2019.", dates=[date("2019")])
    other = told.say("b", "The Madrosond League runs a school in Drelim.")
    groups, _, _ = told.compare()
    assert together(groups, one, two)
    assert not together(groups, one, other)


def test_one_deed_of_other_parties_is_another_claim():
    told = Told()
    noise(told, "a", "b")
    one = told.say("a", "The Madrosund League freed the prisoners of Khofela.")
    two = told.say("b", "The Vetrikan Council freed the prisoners of Shubarel.")
    groups, _, _ = told.compare()
    assert not together(groups, one, two)


def test_groups_do_not_grow_along_a_chain_of_near_matches():
    scores = [(0, 1, 0.9), (1, 2, 0.6), (2, 3, 0.9), (3, 4, 0.6), (4, 5, 0.9)]
    a, b, s = (np.array(x) for x in zip(*scores, strict=True))
    root = linkage.groups_of(np.arange(6), a, b, s, link=0.5)
    assert [list(g) for _, g in itertools.groupby(range(6), key=root.tolist().__getitem__)] == [[0, 1], [2, 3], [4, 5]]


def test_a_claim_that_fits_two_of_another_article_joins_one():
    article = np.array([0, 1, 1])
    a, b, s = np.array([0, 0]), np.array([1, 2]), np.array([0.9, 0.6])
    assert linkage.groups_of(article, a, b, s, link=0.28).tolist() == [0, 0, 2]
    assert linkage.groups_of(np.array([0, 1, 2]), a, b, s, link=0.28).tolist() == [0, 0, 0]


ROLES = [{"role": "noun", "text": "claims"}, {"role": "other", "text": "smuggling"}, {"role": "other", "text": "Khofela"}]
TOLD = [{"role": "verb", "text": "rejected"}, {"role": "object", "text": "claims"}, {"role": "other", "text": "smuggling"}, {"role": "other", "text": "Khofela"}]


@pytest.mark.parametrize(("other", "same"), [("the claims of smuggling at Khofela", True), ("Smuggling at Khofela led to new claims that rose", False)])
def test_a_bare_noun_is_the_same_only_word_for_word(other, same):
    told = Told()
    noise(told, "a", "b")
    one = told.say("a", "The council rejected the claims of smuggling at Khofela.", "claims of smuggling at Khofela", roles=ROLES)
    two = told.say("b", f"Oran Belk rejected {other}.", other, roles=TOLD)
    for row in told.rows:
        row.setdefault("roles", [])
    claims, articles = told.frames()
    scored = comparison.scored(claims, articles)
    ids = claims.sort_values(["article_id", "start", "claim_id"])["claim_id"].tolist()
    pair = sorted((ids.index(one), ids.index(two)))
    [p] = scored.probability[(scored.a == pair[0]) & (scored.b == pair[1])]
    assert (p > 0) == same


def test_a_pronoun_counts_as_the_name_that_it_stands_for():
    found = []
    for roles in ([], [{"role": "verb", "text": "left"}, {"role": "pronoun", "text": "Oran Belk"}]):
        told = Told()
        noise(told, "a", "b")
        told.say("a", "Oran Belk left the board of the mill.", roles=[{"role": "subject", "text": "Oran Belk"}, {"role": "verb", "text": "left"}])
        told.say("b", "He left the board.", roles=roles)
        for row in told.rows:
            row.setdefault("roles", [])
        scored = comparison.scored(*told.frames(), pd.DataFrame({"story_id": ["s"], "articles": [["a", "b"]]}))
        [p] = scored.probability[(scored.a == 6) & (scored.b == 13)]  # the last claims of either
        found.append(p)
    assert found[1] > found[0]


def test_no_evidence_weighs_against_its_sign():
    rows = [r for which in ("own", "beside") for r in model.rows_of(which)]
    assert {r["sign"] for r in rows} == {"+", "-", "?", "0"}
    assert all(float(r["weight"]) >= 0 for r in rows if r["sign"] == "+")
    assert all(float(r["weight"]) <= 0 for r in rows if r["sign"] == "-")


def test_no_fitted_evidence_weighs_nothing():
    assert not [r["evidence"] for which in model.ROUNDS for r in model.rows_of(which) if r["sign"] != "0" and not float(r["weight"])]


def test_words_tie_two_claims_the_more_the_fewer_claims_of_their_articles_have_them():
    claims = rows.in_order(generated.make(300, seed=6).claims)
    known = features.features(claims)
    one, other = blocking.candidates(known.lexicon, known.article % 3)
    found = pair_evidence.weigh(pair_evidence.evidence(claims, known), one, other)
    words = [dict(zip(row.indices.tolist(), row.data.tolist(), strict=True)) for row in known.words]
    having = Counter((n, word) for n, own in zip(known.article.tolist(), words, strict=True) for word in own)
    plain = []
    for x, y in zip(one.tolist(), other.tolist(), strict=True):
        both = sorted(words[x].keys() & words[y].keys())
        tied = [words[x][w] / np.sqrt(having[known.article[x], w] * having[known.article[y], w]) for w in both]
        plain.append(np.log1p(sum(tied)))
    assert len(one) > 200
    assert found[:, pair_evidence.NAMES.index("anchors")] == pytest.approx(np.array(plain), abs=1e-4)


def test_spellings_join_transliterations_but_no_two_countries():
    joined = spellings(["ansarullah", "ansorullo", "niger", "nigeria", "khamidov", "hamidov", "mansuri", "mansouri", "peter"])
    assert joined["ansorullo"] == joined["ansarullah"]
    assert joined["hamidov"] == joined.get("khamidov", "khamidov") or joined["khamidov"] == joined.get("hamidov", "hamidov")
    assert joined["mansouri"] == joined.get("mansuri", "mansuri")
    assert not {"niger", "nigeria", "peter"} & set(joined)


def test_inflections_synonyms_and_nationalities_count_as_one_word():
    assert concept("negotiations") == concept("talks") == concept("negotiated")
    assert concept("organisations") == concept("organization")
    assert concept("Tajiks") == concept("Tajikistan’s")
    assert concept("the") == ""


@pytest.fixture(scope="module")
def made():
    corpus = generated.make(1_500, seed=11, planted=0.25)
    return corpus, comparison.compare(corpus.claims, corpus.articles)


def test_planted_same_claims_are_found(made):
    corpus, (groups, _, _) = made
    told = {
        (a, b) for _, g in groups.groupby("group_id") for a, b in itertools.combinations(sorted(g["claim_id"]), 2)
        if a.split(":")[0] != b.split(":")[0]
    }
    right = len(told & corpus.pairs())
    assert right / len(told) > 0.8
    assert right / len(corpus.pairs()) > 0.75


def test_planted_conflicts_are_raised_and_other_precision_is_not(made):
    corpus, (_, conflicts, _) = made
    raised = {
        (*sorted((a, b)), r.slot)
        for r in conflicts.itertuples() if r.verdict in ("conflict", "denial") and r.confidence >= comparison.SHOWN
        for a in r.claims_a for b in r.claims_b
    }
    for slot, least in (("denial", 0.7), ("date", 0.6), ("number", 0.6), ("actor", 0.4), ("place", 0.15)):
        planted = {c for c in corpus.conflicts if c[2] == slot}
        assert len(raised & planted) / len(planted) > least, slot
    wrong = {r[:2] for r in raised} & corpus.harmless
    assert len(wrong) / len(corpus.harmless) < 0.04


def test_tables_are_valid_whatever_the_order_of_the_rows(made, tmp_path):
    corpus, found = made
    again = comparison.compare(corpus.claims.sample(frac=1, random_state=5), corpus.articles.iloc[::-1])
    for name, frame, other in zip(("groups", "conflicts", "drifts"), found, again, strict=True):
        first = tables.write(name, frame, tmp_path / "a").read_bytes()
        assert first == tables.write(name, other, tmp_path / "b").read_bytes(), name


def test_no_claims_and_no_article_give_empty_tables():
    claims, articles = tables.empty("claims"), tables.empty("articles")
    for name, frame in zip(("groups", "conflicts", "drifts"), comparison.compare(claims, articles), strict=True):
        tables.validate(name, frame)
        assert frame.empty
    assert views.least_sure(comparison.compared(claims, articles).scores, claims, tables.empty("groups")).empty
    assert comparison.flows(claims).empty
    assert comparison.copies(articles).empty


def test_candidate_pairs_grow_with_the_claims_not_with_their_square():
    counts = []
    for size in (1_000, 4_000):
        known = lexicon.lexicon(generated.make(size, seed=2).claims)
        counts.append(len(blocking.paired(list(blocking.keyed(known)), len(known))[0]) / len(known))
    assert counts[1] < 2 * counts[0]


def test_in_how_many_parts_keys_and_words_are_sorted_changes_nothing(monkeypatch):
    claims = generated.make(400, seed=3).claims
    known = lexicon.lexicon(claims)
    at_once = blocking.candidates(known, np.arange(len(known)) // 50)
    monkeypatch.setattr(blocking, "SHELF", 5)
    monkeypatch.setattr(lexicon, "AT_ONCE", 7)
    again = lexicon.lexicon(claims)
    assert (again.own != known.own).nnz == 0
    assert [side.tolist() for side in blocking.candidates(again, np.arange(len(again)) // 50)] == [
        side.tolist() for side in at_once
    ]


def test_pairs_in_the_smallest_integers_that_hold_their_rows_have_beside_them_what_others_have():
    claims = generated.make(700, seed=4).claims
    known = features.features(claims)
    small = blocking.candidates(known.lexicon, np.zeros(len(known.article), int))
    assert len(known.article) ** 2 > np.iinfo(small[0].dtype).max
    score = np.random.default_rng(1).random(len(small[0]))
    few, whole = (surroundings.Pairs(known.article, *sides) for sides in (small, [side.astype(np.int64) for side in small]))
    assert surroundings.surroundings(few, score, score).tolist() == surroundings.surroundings(whole, score, score).tolist()
    rows = [np.array(side, np.int8) for side in ([0, 0, 1], [1, 2, 2])]
    assert [part for part, _ in matrices.crossings(*rows)] == [slice(0, 3)]


def whole(known: lexicon.Lexicon) -> dict[str, object]:
    """All that a lexicon holds, as plain values."""
    matrices_of = {name: getattr(known, name).tocoo() for name in ("places", "own", "roles", "figures")}
    plain = {name: [x.row.tolist(), x.col.tolist(), x.data.tolist()] for name, x in matrices_of.items()}
    arrays = {name: getattr(known, name).tolist() for name in ("rare", "mass", "article", "bare")}
    contents = [known.contents.words, known.contents.numbers.tolist(), known.contents.ends.tolist()]
    return {
        **plain, **arrays, "forms": known.forms, "vocabulary": list(known.vocabulary.items()), "said": known.said,
        "contents": contents,
    }


PARTS = ("Oran Belk set the mills of Himra up", "set up the Mills", "the mills, also known as Belk mills, were sold in 2010", "Norwegian mills carried it out", "He sold 12 Mills")
ONE = st.fixed_dictionaries({
    "content": st.sampled_from(PARTS), "before": st.sampled_from(["", "Mills ", "After that, co-", "the Norwegians who "]),
    "after": st.sampled_from([".", " and Mills stood empty.", "-Belk, it said."]), "holder": st.sampled_from([None, "Ann Mills", "the mills"]),
    "low": st.sampled_from([[], [12.0], [12.0, 7.5, 12.0], [None]]),
    "roles": st.sampled_from([[], [{"role": "verb", "text": "set"}, {"role": "object", "text": "the mills"}], [{"role": "pronoun", "text": "Oran Mills"}]]),
})  # fmt: skip


OURS = {"content": "and we sold all", "before": "", "after": ".", "holder": "Ann Korda", "low": [], "roles": []}
KORDA = OURS | {"content": "they met Korda"}


@example([{"a": [OURS]}, {"a": [OURS], "b": [KORDA]}])  # by another article, a word that stands in no sentence is a name
@given(st.lists(st.dictionaries(st.sampled_from("abcd"), st.lists(ONE, min_size=1, max_size=3), min_size=1), min_size=2, max_size=4))
@settings(max_examples=60, deadline=None)
def test_what_is_kept_of_articles_is_what_would_be_read_whichever_others_there_are(runs):
    with tempfile.TemporaryDirectory() as build:
        for articles in runs:
            rows_of = [
                {
                    "article_id": article, "start": 100 * n + len(one["before"]), "sentence_start": 100 * n, "background": False,
                    "sentence": one["before"] + one["content"] + one["after"], "content": one["content"], "holder": one["holder"],
                    "numbers": [{"low": low} for low in one["low"]], "dates": [{"value": "2010-05"}] * len(one["low"]), "roles": one["roles"],
                }
                for article, own in sorted(articles.items()) for n, one in enumerate(own)
            ]
            claims = pd.DataFrame(rows_of)
            assert whole(lexicon.lexicon(claims, build)) == whole(lexicon.lexicon(claims))


def test_claims_in_reading_order_are_not_copied_and_others_come_into_it():
    claims = generated.make(40, seed=3).claims
    ordered = rows.in_order(claims.sample(frac=1, random_state=1))
    assert ordered["claim_id"].tolist() == rows.in_order(claims)["claim_id"].tolist()
    assert np.shares_memory(rows.in_order(ordered)["start"].to_numpy(), ordered["start"].to_numpy())
    read = rows.Rows(ordered)
    for name in ("content", "chain", "denial", "hedge"):
        assert list(read.column(name)) == [row[name] for row in read] == [read[k][name] for k in range(len(read))]


@given(st.lists(st.lists(st.sampled_from(["the", "river", "rose", "on", "Monday", "night"]), max_size=30), max_size=6))
@example([["the", "river", "rose", "on", "Monday", "night"], ["the", "river", "rose", "on"], ["rose", "on", "Monday", "night"]])
@settings(max_examples=40, deadline=None)
def test_shared_passages_are_those_of_a_plain_count(texts):
    texts = [" ".join(words) for words in texts]
    frame = pd.DataFrame({"article_id": [f"a{k}" for k in range(len(texts))], "text": texts}, dtype=object)
    found = comparison.copies(frame, words=3, least=2)
    runs = [{tuple(text.lower().split()[k : k + 3]) for k in range(len(text.split()) - 2)} for text in texts]
    shared = {(a, b): len(runs[a] & runs[b]) for a, b in itertools.combinations(range(len(texts)), 2)}
    assert dict(zip(zip(found["article_a"], found["article_b"], strict=True), found["shared"], strict=True)) == {
        (f"a{a}", f"a{b}"): n for (a, b), n in shared.items() if n >= 2
    }
    for row in found.itertuples():
        text, other = texts[int(row.article_a[1:])], runs[int(row.article_b[1:])]
        spans, first = [m.span() for m in re.finditer(r"\w+", text)], set()
        covered = np.zeros(len(text), bool)
        for k in range(len(spans) - 2):
            run = tuple(text.lower().split()[k : k + 3])
            if run in other and run not in first:
                covered[spans[k][0] : spans[k + 2][1]] = True
            first.add(run)
        edges = np.flatnonzero(np.diff(np.r_[False, covered, False])).reshape(-1, 2)
        assert [list(span) for span in row.passages] == edges.tolist()


@given(
    st.lists(st.frozensets(st.integers(0, 9), max_size=6), min_size=2, max_size=30), st.integers(0, 10**6),
    st.sampled_from([0, matrices.WIDE]), st.integers(1, 12), st.integers(1, 9),
)
@settings(max_examples=80, deadline=None)
def test_rows_multiplied_all_with_all_give_to_the_last_bit_what_pairs_give(sets, seed, wide, side, chunk):
    random = np.random.default_rng(seed)
    counted = matrices.members(sets)
    weighed = counted[:, random.permutation(counted.shape[1])]  # the values of a row in any order
    weighed.data = random.random(len(weighed.data)).astype(np.float32)
    code = np.unique(random.integers(0, len(sets) ** 2, 40))
    one, other = (code // len(sets))[code // len(sets) < code % len(sets)], (code % len(sets))[code // len(sets) < code % len(sets)]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("WIDE", wide), ("SIDE", side), ("CHUNK", chunk)):
            patch.setattr(matrices, name, value)
        parts = list(matrices.crossings(one, other))
        found = [both.dot(weighed, weighed) for _, both in parts]
        common = [both.dot(counted, counted) for _, both in parts]
    assert [k for part, _ in parts for k in range(part.start, part.stop)] == list(range(len(one)))
    rows = weighed.toarray()
    plain = [np.add.accumulate(np.r_[np.float32(0), rows[x] * rows[y]])[-1] for x, y in zip(one, other, strict=True)]
    assert np.concatenate([*found, []]).tolist() == np.array(plain, np.float32).tolist()
    assert np.concatenate([*common, []]).tolist() == [len(sets[x] & sets[y]) for x, y in zip(one, other, strict=True)]


def test_a_full_disk_for_what_is_laid_aside_is_named_with_what_to_do(monkeypatch):
    made = generated.make(800, seed=6)
    monkeypatch.setattr(pairs.tempfile, "TemporaryFile", lambda: open("/dev/full", "r+b"))  # noqa: SIM115, PTH123
    with pytest.raises(DiskError, match="the disk is full. Make room and run again"):
        comparison.compared(made.claims, made.articles)


def test_a_pair_of_two_stories_that_is_not_weighed_has_no_chance_and_changes_no_other(monkeypatch):
    made = generated.make(800, seed=6)
    some = comparison.scored(made.claims, made.articles)
    monkeypatch.setattr(pairs, "worth_weighing", lambda claims, known, story: blocking.candidates(known, story))
    every = comparison.scored(made.claims, made.articles)
    left = {(i, j): p for i, j, p in zip(every.a.tolist(), every.b.tolist(), every.probability.tolist(), strict=True)}
    assert any(p > 0 for i, j, p in zip(some.a, some.b, some.probability, strict=True) if some.story[i] != some.story[j])
    for i, j, p in zip(some.a.tolist(), some.b.tolist(), some.probability.tolist(), strict=True):
        assert left.pop((i, j)) == pytest.approx(p, abs=1e-9)
    assert left
    assert not any(left.values())


def test_how_many_claims_are_weighed_at_a_time_changes_nothing(monkeypatch):
    made = generated.make(800, seed=6)
    at_once = comparison.compared(made.claims, made.articles)
    pair = next(k for k, p in enumerate(at_once.scores.probability.tolist()) if 0.3 < p < 0.9)
    ids = made.claims["claim_id"].tolist()
    one, other = ids[at_once.scores.a[pair]], ids[at_once.scores.b[pair]]
    dated = made.articles.assign(published="2024-05-01")
    told = tellings.tellings(at_once.groups, made.claims, dated)
    unsure = views.least_sure(at_once.scores, made.claims, at_once.groups)
    assert len(told) > 10
    assert len(unsure) == 10
    for module, name, few in ((pairs, "VOLUME", 40), (pairs, "PART", 50), (matrices, "CHUNK", 500), (rows, "HELD", 3)):
        monkeypatch.setattr(module, name, few)
    monkeypatch.setattr(tellings, "AT_ONCE", 3)
    pd.testing.assert_frame_equal(tellings.tellings(at_once.groups, made.claims, dated), told)
    pd.testing.assert_frame_equal(views.least_sure(at_once.scores, made.claims, at_once.groups), unsure)
    few = comparison.compared(made.claims, made.articles)
    assert len(list(pairs.volumes(few.scores.part, few.scores.a))) > 5
    for name in ("a", "b"):
        assert (getattr(few.scores, name) == getattr(at_once.scores, name)).all()
    assert few.scores.probability == pytest.approx(at_once.scores.probability, abs=1e-6)
    for mine, theirs in zip(few[:3], at_once[:3], strict=True):
        pd.testing.assert_frame_equal(mine, theirs)
    reason = comparison.why(at_once.scores, made.claims, one, other)
    counted = reason.evidence[reason.evidence["round"] == "beside"]["counts"].sum() + model.weights("beside")[0]
    assert reason.probability == pytest.approx(model.probability(np.array(counted)), abs=0.01)


@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(0, 8)), max_size=25),
    st.lists(st.integers(0, 3), min_size=9, max_size=9), st.sampled_from([0.25, 0.3, 0.5]),
)
@settings(max_examples=80, deadline=None)
def test_groups_are_those_of_a_plain_mean_linkage(made, articles, link):
    score = {(min(x, y), max(x, y)): eighths / 8 for x, y, eighths in made if x != y}
    article, group = np.array(sorted(articles)), [{k} for k in range(9)]
    for (x, y), best in sorted(score.items(), key=lambda pair: (-pair[1], pair[0])):
        mine, theirs = group[x], group[y]
        total = sum(score.get((min(a, b), max(a, b)), 0) for a in mine for b in theirs)
        shared = len({article[a] for a in mine} & {article[b] for b in theirs})
        least = link + (0.0, linkage.TWICE, linkage.PARALLEL)[min(shared, 2)]
        if best >= link and mine is not theirs and total >= least * (len(mine) * len(theirs)):
            mine |= theirs
            for k in theirs:
                group[k] = mine
    one, other = (np.array([pair[side] for pair in score], int) for side in (0, 1))
    found = linkage.groups_of(article, one, other, np.array([*score.values()], float), link)
    assert found.tolist() == [min(own) for own in group]


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=30).map(" ".join), min_size=2, max_size=2), st.booleans())
@settings(max_examples=100, deadline=None)
def test_two_claims_with_so_many_words_in_a_row_are_one_telling(contents, quoted):
    told = Claims([{"content": content} for content in contents], [], quoted=[quoted, quoted])
    longest = SequenceMatcher(None, *(c.split() for c in contents), autojunk=False).find_longest_match().size
    assert origins.is_one_telling(0, 1, told) == (longest >= (origins.UTTERANCE if quoted else origins.COPY))


# --- whose word ----------------------------------------------------------------------------------------------------


SAME = "The Madrosund League seized the town of Khofela in May."


def origins_of(told):
    groups, _, _ = told.compare()
    return groups[groups["label"].str.contains("Khofel")].iloc[0]


def test_two_outlets_that_relay_one_institute_have_one_origin():
    told = Told()
    noise(told, "a", "b")
    told.say("a", SAME, chain=("Relim News", "Institute of Lakes"))
    told.say("b", SAME, chain=("Institute of Lakes",))
    row = origins_of(told)
    assert list(row["origins"]) == ["Institute of Lakes"]
    assert row["n_origins"] == 1
    assert list(row["relays"]) == ["Relim News"]


def test_two_named_sources_are_two_and_an_unnamed_one_under_a_relay_is_the_relay():
    told = Told()
    noise(told, "a", "b", "c")
    told.say("a", SAME, chain=("Institute of Lakes", "an official in the north"))
    told.say("b", SAME, chain=("Bureau of Roads",))
    told.say("c", SAME)
    row = origins_of(told)
    assert list(row["origins"]) == ["Bureau of Roads", "Institute of Lakes"]
    assert list(row["anonymous"]) == ["an official in the north"]
    assert list(row["unsourced_outlets"]) == ["Outlet c"]


def test_passing_remarks_and_denials_never_count_as_sources():
    told = Told()
    noise(told, "a", "b", "c")
    told.say("a", SAME, chain=("Institute of Lakes",), background=True)
    told.say("b", SAME)
    told.say("c", SAME, chain=("Bureau of Roads",), denial=True, cue="denied")
    row = origins_of(told)
    assert row["n_origins"] == 0
    assert list(row["background_origins"]) == ["Institute of Lakes"]
    assert list(row["denied_by"]) == ["Bureau of Roads"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Madrosund officials", "Madrosund leadership"), ("Madrosund officials", "Madrosund"), ("Tajik authorities", "Tajikistan (government)"),
        ("Vetrik officials", "spokesman for Vetrik"), ("Vetrik Council", "Vetrik Council officials"),
    ],
)
def test_officials_members_and_spokesmen_are_their_body(one, other):
    told = Told()
    noise(told, "a", "b")
    told.say("a", SAME, chain=(one,))
    told.say("b", SAME, chain=(other,))
    assert origins_of(told)["n_origins"] == 1


@pytest.mark.parametrize("holder", ["some experts", "an Afghan source", "unnamed Tajik media", "well-informed sources in Kerun", "militants"])
def test_sources_without_a_name_are_known(holder):
    assert is_anonymous(holder)


@pytest.mark.parametrize("holder", ["Tajik officials", "Radio Kerun", "Kerun Media", "Institute of Lakes", "Ministry of Information"])
def test_bodies_with_a_name_are_not_anonymous(holder):
    assert not is_anonymous(holder)


def test_flows_lead_from_the_origin_through_the_relay_to_the_outlet():
    told = Told()
    key = told.say("a", SAME, chain=("Relim News", "Institute of Lakes"))
    told.say("a", "Trains run again.")
    flows = comparison.flows(told.frames()[0])
    row = flows[flows["origin"] == "Institute of Lakes"].iloc[0]
    assert (row["relay"], row["outlet"], list(row["claims"])) == ("Relim News", "Outlet a", [key])
    assert "no source given" in set(flows["origin"])


def test_copied_passages_are_found_by_containment_and_shown_in_place():
    told = Told()
    shared = "over the lake a heavy fog lay for nine days and no boat dared to leave the harbour"
    told.say("a", f"People say that {shared}.")
    told.say("b", " ".join(f"word{i}" for i in range(200)) + f" {shared} end.")
    told.say("c", "Nothing of this stands here at all today.")
    found = comparison.copies(told.frames()[1])
    assert found[["article_a", "article_b"]].to_numpy().tolist() == [["a", "b"]]
    row = found.iloc[0]
    assert row["containment"] > 0.7 > 0.2 > row["jaccard"]
    (start, end), = row["passages"]
    assert told.texts["a"][start:end] == shared


# --- review --------------------------------------------------------------------------------------------------------


def review(*rows):
    columns = ["action", "claim_id", "other_id", "article_id", "start", "end", "text", "field", "value", "note"]
    return pd.DataFrame([dict.fromkeys(columns, "") | r for r in rows], columns=columns)


@pytest.fixture
def story():
    told = Told()
    noise(told, "a", "b")
    ids = [
        told.say("a", "The Madrosund League was founded by Oran Belk in 2006.", dates=[date("2006")]),
        told.say("b", "Oran Belk established the Madrosund League in 2010.", dates=[date("2010")]),
        told.say("b", "Winters are long in the hills."),
    ]
    return told, ids


def test_a_reviewer_joins_splits_and_judges(story):
    told, (one, two, three) = story
    groups, conflicts, _ = told.compare()
    assert together(groups, one, two)
    assert conflicts["verdict"].tolist() == ["conflict"]
    groups, _, _ = told.compare(review=review({"action": "join", "claim_id": one, "other_id": three}))
    assert together(groups, one, three)
    groups, conflicts, _ = told.compare(review=review({"action": "split", "claim_id": one, "other_id": two}))
    assert not together(groups, one, two)
    assert conflicts.empty
    groups, _, _ = told.compare(review=review({"action": "split", "claim_id": one}))
    assert one not in set(groups["claim_id"])
    judged = {"action": "verdict", "claim_id": two, "other_id": one, "field": "date", "value": "not comparable", "note": "two groups of one name"}
    _, conflicts, _ = told.compare(review=review(judged))
    assert conflicts[["verdict", "reason", "value_a", "value_b"]].to_numpy().tolist() == [["not comparable", "reviewed: two groups of one name", "2006", "2010"]]
    _, conflicts, _ = told.compare(review=review(judged | {"value": "none"}))
    assert conflicts.empty


def test_a_review_of_other_claims_is_idle_and_a_wrong_verdict_stops(story):
    told, (one, two, _) = story
    said = comparison.reviewed(review({"action": "join", "claim_id": one, "other_id": "z:1-2"}), [one, two])
    assert (said.applied, said.idle) == (0, [2])
    with pytest.raises(InputError, match="row 2: verdict 'maybe' does not exist"):
        told.compare(review=review({"action": "verdict", "claim_id": one, "other_id": two, "value": "maybe"}))
    with pytest.raises(InputError, match="Name two claims"):
        told.compare(review=review({"action": "join", "claim_id": one, "other_id": one}))


# --- what the notebook shows ---------------------------------------------------------------------------------------


def test_views_lead_to_both_sentences(story):
    told, (one, two, three) = story
    claims, _ = told.frames()
    groups, conflicts, _ = told.compare()
    row = views.side_by_side(conflicts, claims, ["conflict"]).iloc[0]
    assert {row["sentence_a"], row["sentence_b"]} == {c["sentence"] for c in told.rows if c["claim_id"] in (one, two)}
    assert three in set(views.alone(claims, groups)["claim_id"])
    assert not {one, two} & set(views.alone(claims, groups)["claim_id"])
    counted = views.counts(claims, groups).set_index("outlet")
    assert counted.loc["Outlet b"].tolist() == [8, 1, 7]


def test_charts_state_the_finding_and_survive_hostile_and_empty_input(story):
    from claimatlas.charts import comparison as charts

    told, _ = story
    told.say("a", "<b>$x$ {{7*7}}</b> & Kerun was flooded.", chain=("<i>Bureau</i> ${1}",))
    claims, _ = told.frames()
    groups, _, _ = told.compare()
    assert "1 claim in more than one outlet" in charts.shared_claims(groups, claims)[1]
    assert "1 sourced claim" in charts.flow(comparison.flows(claims))[1]
    empty = tables.empty("groups"), tables.empty("claims")
    assert charts.shared_claims(*empty)[1].startswith("No claim stands")
    assert charts.flow(comparison.flows(empty[1]))[1].startswith("No claim has")


WORDS = ("set", "up", "over", "handed", "the", "list", "Norwegian", "Ferry", "ferry", "May", "12", "1,200", "carried", "out", "Øst", "of")


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), max_size=4))
@settings(max_examples=60, deadline=None)
def test_words_read_once_for_a_corpus_are_read_as_those_of_each_text(texts):
    forms = {"ferry": "ferries", "over": "overs"}
    for figures in (False, True):
        reading = words.Reading(forms, figures)
        for text in texts:
            told = [(word, counts) for _, word, counts in words.spelled(text, forms, figures)]
            assert reading.spelled(text) == told
            assert reading.tokens(text) == [counts for _, counts in told]
    found = numbered(texts, forms)
    own = [{found.words[n] for n in found.numbers[a:b]} for a, b in itertools.pairwise(found.ends)]
    assert own == [set(concepts(text, forms)) for text in texts]


def test_a_comparison_needs_no_more_of_the_claims_than_it_reads():
    made = generated.make(800, seed=6)
    whole, few = (
        comparison.compared(claims, made.articles)
        for claims in (made.claims, made.claims[[c for c in made.claims if c in comparison.READ]])
    )
    assert len(whole.groups)
    for name in ("groups", "conflicts", "drifts"):
        pd.testing.assert_frame_equal(getattr(few, name), getattr(whole, name))
