"""Stories and the same claim: which articles tell one event, which claims are one, and why."""

from __future__ import annotations

import itertools

import generated
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimatlas import comparison, tables
from claimatlas.comparison import stories, twins, views
from claimatlas.errors import InputError

QUAKE = (
    "A strong earthquake shook {place} on {weekday}.", "The {place} quake killed {dead} people, the governor {man} said.",
    "Rescuers in {place} searched the ruins for survivors.", "{man} asked the army for tents.",
)


def corpus(*articles):
    """Make tables of (article_id, published, sentences)."""
    claims = generated.bare([(key, line) for key, _, lines in articles for line in lines])
    empty = dict.fromkeys(tables.SCHEMAS["articles"].whole.names)
    rows = [
        empty | {"article_id": key, "outlet": f"Outlet {key}", "published": day, "text": "\n".join(lines) + "\n"}
        for key, day, lines in articles
    ]
    return claims, pd.DataFrame(rows)


def quake(key, day=None, **named):
    return key, day, [line.format(**named) for line in QUAKE]


ONE = {"place": "Orlum", "weekday": "Tuesday", "dead": "31", "man": "Bakir Solme"}
TWO = {"place": "Vastel", "weekday": "Friday", "dead": "112", "man": "Irna Duvak"}


def sides(claims, articles):
    return sorted(sorted(them) for them in stories.find(articles, claims)["articles"])


def test_two_events_of_one_kind_are_two_stories():
    told = [quake("a", **ONE), quake("b", **ONE), quake("c", **TWO), quake("d", **TWO)]
    assert sides(*corpus(*told)) == [["a", "b"], ["c", "d"]]


def test_one_event_told_by_many_stays_one_story():
    told = [(k, d, lines[i % 2 :]) for i, (k, d, lines) in enumerate(quake(f"a{i}", **ONE) for i in range(9))]
    assert len(sides(*corpus(*told))) == 1


FIRE = (
    "A fire broke out in a {kind} in {place} on {day}.", "At least {dead} workers died in the burning {kind}.",
    "The owner of the {kind}, {man}, was arrested by the police.", "Firemen of {place} needed {hours} hours to put the fire out.",
    "Many workers could not get out, for the doors of the {kind} were locked.", "{man} is to appear in court in {place}.",
    "The union says {man} had been warned twice.", "Families wait for news of the missing in front of the hospital.",
)
SHOE = {"kind": "shoe factory", "place": "Orlum", "day": "Tuesday", "dead": "31", "man": "Bakir Solme", "hours": "9"}
AGAIN = SHOE | {"day": "Friday", "dead": "112", "man": "Irna Duvak", "hours": "14"}
SILK = {"kind": "silk mill", "place": "Vastel", "day": "Friday", "dead": "112", "man": "Irna Duvak", "hours": "14"}


def fires(letter, count, **named):
    """Articles that each tell four of the sentences, in turn."""
    said = [line.format(**named) for line in FIRE]
    return [(f"{letter}{k:03}", None, [said[(k + step) % len(said)] for step in (0, 1, 3, 6)]) for k in range(count)]


def test_a_topic_of_two_events_is_parted_where_names_and_figures_change():
    claims, articles = corpus(*fires("a", 8, **SHOE), *fires("b", 7, **AGAIN))
    assert len(set(stories.topics(articles).first)) == 1
    assert sides(claims, articles) == [[f"a{k:03}" for k in range(8)], [f"b{k:03}" for k in range(7)]]


@pytest.mark.parametrize("count", [6, 12])
def test_one_matter_stays_one_however_much_happens_in_it(count):
    steps = (
        "{man} was charged with the fire.", "The court of {place} let {man} go.", "{man} left {place} for the coast.",
        "Judges in {place} want {man} back.", "{man} was found on a boat.", "A new trial of {man} begins in {place}.",
    )
    told = [(k, d, [*lines, steps[i % 6].format(**SHOE), steps[(i + 1) % 6].format(**SHOE)]) for i, (k, d, lines) in enumerate(fires("a", count, **SHOE))]
    assert len(sides(*corpus(*told))) == 1


def test_three_events_of_one_kind_are_three_stories():
    third = {"kind": "toy works", "place": "Kelmar", "day": "Monday", "dead": "8", "man": "Tove Arrik", "hours": "3"}
    told = fires("a", 6, **SHOE) + fires("b", 6, **SILK) + fires("c", 6, **third)
    assert [{key[0] for key in them} for them in sides(*corpus(*told))] == [{"a"}, {"b"}, {"c"}]


def test_an_event_that_hundreds_tell_stays_one():
    count = stories.BLOCK + 30  # so many share each name that the name alone would be passed over
    claims, articles = corpus(*fires("a", count, **SHOE), *fires("b", count, **SILK))
    assert [len(them) for them in sides(claims[:0], articles)] == [count, count]


def test_an_article_is_read_beyond_its_claims():
    claims, articles = corpus(quake("a", **ONE), quake("b", **ONE), quake("c", **TWO), quake("d", **TWO))
    assert sides(claims[claims["article_id"] != "d"], articles) == sides(claims, articles)
    assert sides(claims[claims["sentence"].str.contains("ruins")], articles) == sides(claims, articles)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 1), min_size=6, max_size=12).filter(lambda x: 3 <= sum(x) <= len(x) - 3), st.integers(1, 4))
def test_the_cut_between_two_lists_of_words_gains_more_than_any_other(side, words):
    side = np.array(side, bool)
    has = np.hstack([np.repeat(side[:, None], words, 1), np.repeat(~side[:, None], words, 1)]).astype(float)
    them = twins.Articles(has, np.ones(2 * words, bool), np.ones(2 * words))
    cuts = twins.cuts(them)
    assert (cuts[0] == (side ^ side[0])).all()
    other = side.copy()
    other[[np.flatnonzero(side)[0], np.flatnonzero(~side)[0]]] ^= True
    best, worse = twins.gain(them, np.stack([side, other]))
    assert best > worse


def test_publication_far_apart_asks_for_more():
    lines = QUAKE[:1], ("The {place} council met.", "Bread is dear.", "A new school opened near the old mill.")
    def told(day):
        return corpus(*((k, d, [x.format(**ONE) for x in them]) for k, d, them in (("a", "2011-03-02", lines[0]), ("b", day, lines[1]))))
    near, far = (len(sides(*told(day))) for day in ("2011-03-03", "2019-03-03"))
    assert near <= far


def test_the_table_is_valid_and_counts_what_it_holds():
    claims, articles = corpus(quake("a", "2011-03-02", **ONE), quake("b", "2011-03-04", **ONE), ("c", None, []))
    table = stories.find(articles, claims)
    tables.validate("stories", table)
    first = table.set_index("story_id").loc["s-a"]
    assert first["period"] == "2011-03-02/2011-03-04"
    assert first["n_claims"] == 8
    assert "Orlum" in first["label"]
    assert stories.story_of(table)["c"] == "s-c"
    assert stories.find(articles[:0], claims[:0]).empty
    nothing = stories.find(articles.assign(text=""), claims[:0])
    assert nothing["story_id"].tolist() == ["s-a", "s-b", "s-c"]


@settings(max_examples=5, deadline=None)
@given(st.permutations(range(4)))
def test_stories_do_not_depend_on_the_order_of_the_rows(order):
    claims, articles = corpus(quake("a", **ONE), quake("b", **TWO), quake("c", **ONE), quake("d", **TWO))
    again = stories.find(articles.iloc[order], claims.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(again, stories.find(articles, claims))


def test_events_of_a_made_up_corpus_are_kept_apart():
    made = generated.make(800, seed=21)
    groups = comparison.compare(made.claims, made.articles)[0]
    event = [{made.event[c] for c in g["claim_id"]} for _, g in groups.groupby("group_id")]
    assert sum(len(e) > 1 for e in event) <= 0.15 * len(event)


def test_claims_of_two_stories_are_one_only_in_the_same_words():
    same = "Nobody has ever counted the bridges of the old kingdom"
    claims, articles = corpus(
        (*quake("a", **ONE)[:2], [*quake("a", **ONE)[2], same + "."]), (*quake("b", **TWO)[:2], [*quake("b", **TWO)[2], same + "."]),
    )
    groups = comparison.compare(claims, articles)[0]
    content = claims.set_index("claim_id")["content"]
    assert {content[c].rstrip(".") for c in groups["claim_id"]} == {same}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Oran Belk sued the port of Orlum over the lost ships", "A lawsuit against the port of Orlum over the lost ships was filed by Oran Belk"),
        ("Oran Belk resigned from the council on Friday", "The resignation of Oran Belk from the council came on Friday"),
        ("The council of Orlum approved the bridge by 97 to 1", "The bridge was approved by the council of Orlum, 97-1"),
    ],
)
def test_active_passive_and_nominal_say_the_same(one, other):
    rest = [line.format(**ONE) for line in QUAKE]
    claims, articles = corpus(("a", None, [*rest, one + "."]), ("b", None, [other + ".", *rest]))
    groups = comparison.compare(claims, articles)[0].merge(claims[["claim_id", "content"]])
    of = dict(zip(groups["content"].str.rstrip("."), groups["group_id"], strict=True))
    assert of.get(one, 1) == of.get(other, 2)


def test_a_pair_says_what_its_score_is_made_of():
    claims, articles = corpus(quake("a", **ONE), quake("b", **ONE))
    found = comparison.scored(claims, articles)
    groups = comparison.compare(claims, articles)[0]
    unsure = views.least_sure(found, claims, groups)
    assert unsure["probability"].is_monotonic_increasing
    one, other = unsure["claim_a"].iloc[0], unsure["claim_b"].iloc[0]
    reason = comparison.why(found, claims, one, other)
    assert reason.probability == pytest.approx(unsure["probability"].iloc[0], abs=0.01)
    assert set(reason.evidence["round"]) == {"own", "beside"}
    assert reason.shared
    assert reason.runner_up in {None, *claims["claim_id"]} - {one, other}
    assert (reason.evidence["counts"].abs().diff().dropna() <= 0).all()
    with pytest.raises(InputError, match="is not there"):
        comparison.why(found, claims, one, "nowhere")


def test_no_group_holds_claims_that_nothing_ties():
    made = generated.make(300, seed=8)
    groups = comparison.compare(made.claims, made.articles)[0]
    rows = made.claims.set_index("claim_id")
    for _, g in groups.groupby("group_id"):
        for a, b in itertools.combinations(g["claim_id"], 2):
            assert set(rows.loc[a, "sentence"].lower().split()) & set(rows.loc[b, "sentence"].lower().split())
