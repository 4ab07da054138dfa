"""From the articles to the corpus: one entry for one person or body, whatever the articles call it; on made-up articles."""

from __future__ import annotations

import copy
import csv
import io
import re
import time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimatlas import annotate, comparison, review, sheets, tables
from claimatlas.cards import cards
from claimatlas.claims import claims_and_holders
from claimatlas.corpus import read_corpus
from claimatlas.errors import InputError
from claimatlas.people import checks, holders_of, voices
from claimatlas.people import review as people
from claimatlas.people.doubts import doubtful, sheet_rows_of
from claimatlas.people.entities import Entity, Roster, words_of
from claimatlas.people.groups import government_of, is_anonymous, principal_of
from claimatlas.people.holders import QUOTATIONS, Holders
from claimatlas.people.interning import Interned
from claimatlas.people.joining import confidence_of
from claimatlas.people.lists import weights
from claimatlas.people.offices import Office
from claimatlas.people.spelling import body_name, person_name, skeleton

PERSON, BODY = "named person", "named organisation"
COMPANY = "Harbour Bridge", "Lake Kerun", "Tolm Council"


def person(article, name, count=1, **more):
    return Entity(article, name, PERSON, words_of(name), {name: count}, **more)


def body(article, name, **more):
    return Entity(article, name, BODY, tuple(name.lower().split()), {name: 1}, **more)


def corpus_of(*articles, company=COMPANY, acronyms=None):
    """Holders of a corpus of one roster for each list of entities, all in one company."""
    rosters = []
    for k, entities in enumerate(articles):
        kept = [e if not isinstance(e, str) else person(f"a{k}", e) for e in entities]
        for e in kept:
            e.article = f"a{k}"
        names = {x for e in kept for x in e.words[-1:]}
        rosters.append(Roster(f"a{k}", kept, frozenset({*company, *names}), acronyms or {}))
    fillers = [Roster(f"z{k}", [], frozenset([f"elsewhere {k}"])) for k in range(8)]
    return Holders([*rosters, *fillers])


def one(holders, *keys):
    """Whether all (article, name) are one holder."""
    return len({id(holders.find(*key)) for key in keys}) == 1


def test_what_is_equal_in_two_rosters_is_held_once_and_nothing_is_changed():
    offices = (Office("harbour master", "master", "Tolm Council"),)
    made = [
        Roster(f"a{k}", [person(f"a{k}", "".join(("Ilse ", "Brandt")), 2, offices=tuple(offices)), body(f"a{k}", "Tolm Council")], frozenset(COMPANY))
        for k in (0, 1)
    ]
    before, same = copy.deepcopy(made), Interned()
    assert [same.roster(roster) for roster in made] == before
    (one, _), (other, _) = (roster.entities for roster in made)
    assert all(getattr(one, part) is getattr(other, part) for part in ("name", "words", "forms", "offices"))


def test_some_of_many_are_one_only_in_one_story():
    story = corpus_of([body("x", "Tolm aides")], [body("x", "Tolm aides")])
    rosters = [
        Roster(f"a{k}", [body(f"a{k}", "Tolm aides")], frozenset([f"Name {k}", f"Place {k}"])) for k in (0, 1)
    ]
    apart = Holders([*rosters, *(Roster(f"z{k}", [], frozenset([f"elsewhere {k}"])) for k in range(8))])
    assert one(story, ("a0", "Tolm aides"), ("a1", "Tolm aides"))
    assert not one(apart, ("a0", "Tolm aides"), ("a1", "Tolm aides"))
    parties = [Roster(r.article, [body(r.article, "Democrats")], r.company) for r in rosters]
    assert one(Holders(parties), ("a0", "Democrats"), ("a1", "Democrats"))


# --- names ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Walter Brandt", "Walter J. Brandt"),
        ("Mike Holloway", "Michael Holloway"),
        ("Liz Harrow", "Elizabeth Harrow"),
        ("J. R. Tolliver", "John Tolliver"),
        ("Robert Quennell", "J. Robert Quennell"),
        ("Orsolya Banffy", "Banffy Orsolya"),
        ("Karim al-Tayeb", "Karim el-Tayeb"),
        ("Karim al-Tayeb", "Karim Tayeb"),
        ("Rahmatullo Saidov", "Rahmatullah Saidov"),
        ("Rustam Karimow", "Rustam Karimov"),
        ("Sen. Walter Brandt", "Walter Brandt"),
        ("Greta van der Hoorn", "Greta Hoorn"),
        ("Samuel Hooper Jr.", "Samuel Hooper"),
        ("Nicolás Cole", "Nicolas Cole"),
    ],
)
def test_two_ways_to_write_one_name(name, other):
    read = [person_name(words_of(n), [n]) for n in (name, other)]
    assert read[0].compared(read[1])
    assert read[1].compared(read[0]) == read[0].compared(read[1])
    assert one(corpus_of([name], [other]), ("a0", name), ("a1", other))


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Carl Stone", "Emma Stone"),
        ("Samuel Hooper Jr.", "Samuel Hooper Sr."),
        ("Walter A. Brandt", "Walter B. Brandt"),
        ("Walter Brandt", "Walter Brand"),
        ("J. Brandt", "Walter Brandt"),
    ],
)
def test_two_names_of_two_persons(name, other):
    assert not one(corpus_of([name], [other]), ("a0", name), ("a1", other))


def test_an_article_that_has_father_and_son_tells_them_apart_in_all():
    told = corpus_of(["Samuel Hooper Jr.", "Samuel Hooper"], ["Samuel Hooper"])
    assert not one(told, ("a0", "Samuel Hooper Jr."), ("a1", "Samuel Hooper"))


def test_korean_and_vietnamese_family_names_come_first():
    assert person_name(words_of("Ban Seung-ki")).family == "ban"
    assert person_name(words_of("Nguyen Van Duc")).family == "nguyen"
    assert person_name(words_of("Kim Wexler")).family in ("kim", "wexler")


@given(st.text("aehiklmnorstu", min_size=1, max_size=9))
def test_a_word_has_one_skeleton_and_doubling_a_consonant_keeps_it(word):
    assert skeleton(word) == skeleton(word.upper())
    assert skeleton("karimm" + word) == skeleton("karim" + word)


# --- persons of the corpus -----------------------------------------------------------------------------------


def test_a_family_name_leads_to_its_only_bearer():
    holders = corpus_of(["Walter Brandt"], ["Brandt"])
    assert one(holders, ("a0", "Walter Brandt"), ("a1", "Brandt"))
    assert holders.find("a1", "Brandt").holder_id == "walter-brandt"


def test_a_family_name_that_two_bear_stays_apart_and_is_a_doubt():
    holders = corpus_of(["Carl Stone", "Emma Stone"], ["Stone"])
    assert holders.find("a1", "Stone").name == "Stone"
    [doubt] = [d for d in holders.doubts if d.other.name == "Stone"]
    assert not doubt.joined
    assert 0.2 < doubt.confidence < 0.8


def test_a_family_name_in_other_company_stays_apart():
    alone = Roster("b", [person("b", "Brandt")], frozenset(["goal", "striker", "brandt"]))
    first = Roster("a", [person("a", "Walter Brandt")], frozenset([*COMPANY, "brandt"]))
    assert not one(Holders([first, alone]), ("a", "Walter Brandt"), ("b", "Brandt"))


def test_gender_tells_two_of_a_family_name():
    entities = [person("", "Carl Stone", gender="m", said="m"), person("", "Emma Stone", gender="f", said="f")]
    holders = corpus_of(entities, [person("", "Stone", gender="f", said="f")])
    assert one(holders, ("a0", "Emma Stone"), ("a1", "Stone"))


def test_a_nickname_that_fits_two_is_no_join():
    holders = corpus_of(["Albert Quill", "Alan Quill"], ["Al Quill"])
    assert holders.find("a1", "Al Quill").name == "Al Quill"


def test_a_name_is_the_fullest_that_is_used_most():
    holders = corpus_of([person("", "Walter J. Brandt")], [person("", "Walter Brandt", 4)], [person("", "Brandt", 9)])
    listed = holders.find("a0", "Walter J. Brandt")
    assert (listed.name, listed.variants) == ("Walter Brandt", ["Brandt", "Walter Brandt", "Walter J. Brandt"])


def test_every_feature_has_a_weight_and_what_speaks_for_raises_the_confidence():
    names = weights("names")
    assert confidence_of(["same name"]) > confidence_of(["same name", "middle names differ"])
    assert all(-7 < x < 7 for part in ("names", "short names", "bodies", "rivals", "company") for x in weights(part).values())
    assert names["same name"] > names["sure short form of the given name"] > names["usual short form of the given name"]


def test_the_order_of_the_articles_changes_nothing():
    def made(order):
        rosters = [
            Roster(a, [person(a, n)], frozenset([*COMPANY, words_of(n)[-1]]))
            for a, n in (("a", "Walter Brandt"), ("b", "Brandt"), ("c", "Walter J. Brandt"), ("d", "Emma Stone"), ("e", "Stone"))
        ]
        holders = Holders([rosters[k] for k in order])
        return {key: h.holder_id for h in holders.listed for key in h.keys}, holders.joins().to_dict("records")

    assert made(range(5)) == made([4, 2, 0, 3, 1])


def test_a_doubt_is_listed_once_and_as_it_ended():
    holders = corpus_of([body("", "Tolm Harbour Times")], [body("", "Times")], [body("", "Tolm Times")])
    joins = holders.joins()
    tables.validate("joins", joins)
    same = [a == b for a, b in zip(joins["holder_a"], joins["holder_b"], strict=True)]
    assert joins["joined"].tolist() == same


def test_who_speaks_for_a_spokesman_leads_to_a_holder_that_is_listed():
    entities = [
        person("", "Ida Berg", offices=(Office("spokeswoman for Otto Quill", "spokeswoman", "Otto Quill"),)),
        person("", "Otto Quill", offices=(Office("Tolm Council spokesman", "spokesman", "Tolm Council"),), holds=False),
        body("", "Tolm Council", holds=False),
    ]
    holders = corpus_of(entities)
    claims = pd.DataFrame({"claim_id": ["a"], "outlet": ["O"], "chain_ids": [["ida-berg"]], "holder_id": ["ida-berg"]})
    table = holders.frame(claims)
    assert set(table["holder_id"]) == {"ida-berg", "otto-quill", "tolm-council"}
    assert voices(table)["ida-berg"] == "tolm-council"


# --- bodies --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("World Salmon Organization (WSO)", "World Salmon Organization"),
        ("Department of Harbours", "Harbours Department"),
        ("U.S. Harbour Department", "Harbour Department"),
        ("W.S.O.", "WSO"),
        ("Tolm Harbour Times", "Times"),
        ("Jamaat Kerunullah", "Jamaat Kerunulloh"),
        ("Tajik government", "Tajikistan (government)"),
    ],
)
def test_two_names_of_one_body(name, other):
    assert one(corpus_of([body("", name)], [body("", other)]), ("a0", name), ("a1", other))


def test_an_acronym_leads_to_the_body_that_any_article_explains_it_by():
    acronyms = {"wso": "World Salmon Organization (WSO)"}
    holders = corpus_of([body("", "World Salmon Organization")], [body("", "WSO")], acronyms=acronyms)
    assert one(holders, ("a0", "World Salmon Organization"), ("a1", "WSO"))
    assert holders.find("a1", "WSO").name == "World Salmon Organization"


@pytest.mark.parametrize(
    ("name", "other"),
    [("Tolm Ministry of Roads", "Kerun Ministry of Roads"), ("House Reformers", "Senate Reformers"), ("Tolm Times", "Kerun Times"), ("CIA officials", "CIA")],
)
def test_two_bodies_stay_two(name, other):
    assert not one(corpus_of([body("", name)], [body("", other)]), ("a0", name), ("a1", other))


def test_the_police_are_told_by_the_company_of_their_article():
    police = [Roster(a, [body(a, "police", named=False)], frozenset(c)) for a, c in (("a", COMPANY), ("b", COMPANY), ("c", ("goal", "striker")))]
    holders = Holders([*police, *(Roster(f"z{k}", [], frozenset([f"x{k}"])) for k in range(9))])
    assert one(holders, ("a", "police"), ("b", "police"))
    assert holders.find("c", "police").holder_id == "police-2"


@pytest.mark.parametrize(
    ("name", "whom"),
    [
        ("Tolm officials", "Tolm"), ("senior Tolm officials", "Tolm"), ("spokesman for Tolm Council", "Tolm Council"),
        ("Tolm Council spokeswoman", "Tolm Council"), ("Jane Roe’s office", "Jane Roe"), ("representative for Jane Roe’s office", "Jane Roe"),
        ("Tajik authorities", "Tajik"), ("Roe administration", ""), ("Tajik administration", "Tajik"), ("police", ""), ("officials", ""),
        ("Tajikistan (government)", ""), ("Tolm Council", ""),
    ],
)  # fmt: skip
def test_whom_a_group_speaks_for(name, whom):
    assert principal_of(name) == whom


def test_governments_and_sources_without_a_name():
    assert government_of("Tajik government") == government_of("government of Tajikistan") == "tajikistan"
    assert government_of("Tolm government") is None
    assert is_anonymous("some experts")
    assert not is_anonymous("Tolm Media")


@settings(max_examples=60)
@given(st.text("aAbB .'’-()&0", min_size=1, max_size=20).filter(str.strip))
def test_whatever_the_name_it_is_read(name):
    assert body_name(name).key or not any(c.isalnum() for c in name)
    assert corpus_of([body("", name)]).listed[0].holder_id


# --- whole articles ------------------------------------------------------------------------------------------

TEXTS = {
    "a": "Walter J. Brandt, the harbour minister, opened Kerun Bridge on Monday. “I never saw a finer bridge than this one here,” "
    "Brandt said. Ida Berg, a spokeswoman for the Tolm Council, said that the toll would fall. The Tolm Council said that the lake was clean.",
    "b": "Mr. Brandt opened Kerun Bridge. Mr. Brandt said: “I never saw a finer bridge than this one here.” "
    "Tolm Council officials said that the lake was clean.",
    "c": "Minister Walter Brandt spoke at Kerun Bridge. Olga Lind, the lake warden, was there too. He said that the Tolm Council had paid.",
}


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    folder = tmp_path_factory.mktemp("who")
    (folder / "text").mkdir()
    lines = ["article_id,outlet,file"]
    for key, text in TEXTS.items():
        (folder / "text" / f"{key}.txt").write_text(text, encoding="utf-8")
        lines.append(f"{key},Outlet {key},{key}.txt")
    (folder / "articles.csv").write_text("\n".join(lines), encoding="utf-8")
    articles = read_corpus(folder)
    docs = list(zip(articles["article_id"], annotate.annotate(articles["text"]), strict=True))
    return folder, articles, docs


@pytest.fixture(scope="module")
def made(read):
    _, articles, docs = read
    claims, holders = claims_and_holders(articles, docs)
    return articles, claims, holders, holders.frame(claims)


def test_claims_name_their_holders_by_id_and_one_name(made):
    _, claims, holders, table = made
    tables.validate("claims", claims)
    tables.validate("holders", table)
    tables.validate("joins", holders.joins())
    assert set(claims["holder_id"].dropna()) <= set(table["holder_id"])
    names = table.set_index("holder_id")["name"]
    for chain, ids in zip(claims["chain"], claims["chain_ids"], strict=True):
        assert len(ids) == len(chain) - 1
        assert all(names[k] == link for link, k in zip(chain[1:], ids, strict=True) if k)
    brandt = claims[claims["holder_id"] == "walter-j-brandt"]
    assert set(brandt["article_id"]) >= {"a", "b"}
    assert set(brandt["holder"]) == {"Walter J. Brandt"}


def test_the_table_says_who_they_are(made):
    table = made[3].set_index("holder_id")
    assert table.loc["walter-j-brandt", "kind"] == PERSON
    assert "harbour minister" in table.loc["walter-j-brandt", "offices"]
    assert {"Brandt", "Walter Brandt"} <= set(table.loc["walter-j-brandt", "variants"])
    assert table.loc["ida-berg", "speaks_for"] == "tolm-council"
    assert table.loc["ida-berg", "gender"] == "f"
    assert table.loc["tolm-council-officials", "speaks_for"] == "tolm-council"


def test_a_spokeswoman_and_officials_are_their_body_where_sources_are_counted(made):
    _, claims, _, table = made
    lake = claims[claims["content"].str.contains("lake was clean")]
    assert set(lake["article_id"]) == {"a", "b"}
    assert comparison.corpus_origins(lake, table) == ["Tolm Council"]
    toll = claims[claims["content"].str.contains("toll")]
    assert comparison.corpus_origins(toll, table) == ["Tolm Council"]


def test_names_alone_make_holders_of_hand_coded_claims(made):
    claims = made[1].drop(columns=["holder_id", "chain_ids"])
    again, holders = holders_of(claims)
    tables.validate("holders", holders.frame(again))
    assert set(again.loc[again["holder"] == "Walter J. Brandt", "holder_id"]) == {"walter-j-brandt"}


def test_cards_tell_what_a_source_said_through_whom_and_where(made):
    _, claims, _, table = made
    made_cards = cards(claims, table, 3)
    assert len(made_cards) == 3
    card = next(c for c in made_cards if c.values["name"] == "Walter J. Brandt")
    assert "Outlet a" in card.values["outlets"]
    assert "Brandt" in card.values["called"]
    assert len(card.claims) == table.set_index("holder_id").loc["walter-j-brandt", "n_claims"]


# --- checks --------------------------------------------------------------------------------------------------


def test_the_same_words_have_one_speaker(made):
    articles, claims, holders, table = made
    [row] = checks.shared_quotations(claims, articles, table).to_dict("records")
    assert (row["verdict"], row["words"]) == ("same speaker", 10)
    other = claims.astype({"chain": object, "chain_ids": object})
    [k] = other.index[other["claim_id"] == row["claim_a"]]
    other.at[k, "holder_id"], other.at[k, "chain_ids"] = "ida-berg", ["ida-berg"]
    quoted = checks.shared_quotations(other, articles, table)
    assert quoted["verdict"].tolist() == ["another speaker"]
    assert set(checks.contradicted(other, table, quoted)) == {row["claim_a"], row["claim_b"]}
    first = review.sheet_rows(other, articles, contradicted=checks.contradicted(other, table, quoted))[0]
    assert "quoted elsewhere" in first["why"]
    assert "two speakers" in doubtful(table, holders.joins(), other, quoted)[0]["why"]
    assert checks.self_checks(other, table, quoted)[0].rate == 1.0


def test_who_passes_the_words_on_and_whom_the_quotation_names_are_no_other_speaker(made):
    articles, claims, _, table = made
    [row] = checks.shared_quotations(claims, articles, table).to_dict("records")
    [k] = claims.index[claims["claim_id"] == row["claim_b"]]
    relayed = claims.astype({"chain": object, "chain_ids": object})
    relayed.at[k, "chain"], relayed.at[k, "chain_ids"] = ["Outlet b", "Tolm Council", "Walter J. Brandt"], ["tolm-council", "walter-j-brandt"]
    assert checks.shared_quotations(relayed, articles, table)["verdict"].tolist() == ["same speaker"]
    named = claims.astype({"chain": object, "chain_ids": object})  # "… this one here" stands in the quotation, so it does not speak it
    named.at[k, "chain"], named.at[k, "chain_ids"] = ["Outlet b", "Walter J. Brandt", "finer bridge"], ["walter-j-brandt", "tolm-council"]
    [found] = checks.shared_quotations(named, articles, table).to_dict("records")
    assert (found["speaker_b"], found["verdict"]) == ("walter-j-brandt", "same speaker")


def test_who_has_no_name_gets_that_of_the_outlet_that_names_him(read):
    _, articles, _ = read
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    texts["b"] = texts["b"].replace("Mr. Brandt said", "A visitor said")
    changed = articles.assign(text=list(texts.values()))
    parsed = list(zip(texts, annotate.annotate(texts.values()), strict=True))
    claims, holders = claims_and_holders(changed, parsed)
    told = claims[claims["speaker_from"].notna()]
    assert holders.quotations["verdict"].tolist() == ["speaker open"]
    assert told["holder"].tolist() == ["Walter J. Brandt"]
    assert set(told["speaker_from"]) <= set(claims["claim_id"])


def test_a_pronoun_against_the_gender_and_two_offices_are_counted(made):
    _, claims, _, table = made
    rows = claims[claims["holder_id"] == "ida-berg"].head(1).assign(holder_mention="he")
    assert checks.against_gender(rows, table).tolist() == [True]
    assert checks.against_gender(rows.assign(holder_mention="she"), table).tolist() == [False]
    offices = table.assign(offices=[["striker", "senator from Tolm"]] * len(table))
    assert checks.two_offices(offices).all()
    assert not checks.two_offices(table.assign(offices=[["senator", "governor"]] * len(table))).any()


# --- corrections ---------------------------------------------------------------------------------------------


def corrected(read, *rows):
    folder, articles, docs = read
    (folder / "review").mkdir(exist_ok=True)
    with (folder / "review" / "holders.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, people.SHEET.columns)
        writer.writeheader()
        writer.writerows(rows)
    found = people.read_review(folder, articles)
    claims, holders = claims_and_holders(articles, docs, of_holders=found)
    return claims, holders.frame(claims).set_index("holder_id"), found


BRANDT = {"holder_id": "walter-j-brandt", "name": "Walter J. Brandt"}
COUNCIL = {"holder_id": "tolm-council", "name": "Tolm Council"}


def test_join_split_rename_and_retype(read):
    claims, table, found = corrected(
        read,
        {"action": "rename", **BRANDT, "value": "Walter Johann Brandt"},
        {"action": "join", **COUNCIL, "other_id": "tolm-council-officials", "other_name": "Tolm Council officials"},
        {"action": "retype", "holder_id": "ida-berg", "name": "Ida Berg", "value": "anonymous"},
    )
    assert set(claims.loc[claims["holder_id"] == "walter-j-brandt", "holder"]) == {"Walter Johann Brandt"}
    assert "tolm-council-officials" not in table.index
    assert "ida-berg" not in table.index
    assert set(claims.loc[claims["holder"] == "Ida Berg", "resolved_kind"]) == {"anonymous"}
    assert table.loc["tolm-council", "made_by"] == "reviewed"
    assert found.touched == {"rename": 1, "join": 1, "retype": 1}
    claims, table, _ = corrected(read, {"action": "split", **BRANDT, "name": "Brandt", "article_id": "b", "value": "Otto Brandt"})
    assert set(claims.loc[claims["holder_id"] == "otto-brandt", "article_id"]) == {"b"}
    claims, table, _ = corrected(read, {"action": "split", **BRANDT, "article_id": "a", "other_id": "ida-berg", "other_name": "Ida Berg"})
    assert {"a"} == set(claims.loc[claims["holder_id"] == "ida-berg", "article_id"])


def test_an_id_that_is_anothers_by_now_is_found_by_its_name_and_a_row_without_effect_is_named(read):
    claims, _, found = corrected(
        read,
        {"action": "rename", "holder_id": "walter-brandt-7", "name": "Walter Brandt", "value": "W. Brandt"},
        {"action": "rename", "holder_id": "otto-quill", "name": "Otto Quill", "value": "O. Quill"},
    )
    assert "W. Brandt" in set(claims["holder"])
    assert found.idle == [3]
    assert "Lines without effect: 3." in found.summary()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"action": "merge", **BRANDT}, "row 2: action 'merge'"),
        ({"action": "rename", **BRANDT}, "rename: value is empty"),
        ({"action": "rename", "holder_id": "x", "value": "y"}, "rename: name is empty"),
        ({"action": "join", **BRANDT}, "join: other_id is empty"),
        ({"action": "join", **BRANDT, "other_id": "walter-j-brandt", "other_name": "Brandt"}, "both 'walter-j-brandt'"),
        ({"action": "retype", **BRANDT, "value": "ghost"}, "value 'ghost' is none of"),
    ],
)
def test_what_cannot_be_used_is_named(read, row, message):
    with pytest.raises(InputError, match=message):
        corrected(read, row)


def test_a_chain_written_by_hand_finds_its_holder_or_makes_one(read):
    folder, articles, docs = read
    (folder / "review" / "holders.csv").unlink(missing_ok=True)
    claims, _ = claims_and_holders(articles, docs)
    ids = claims.loc[claims["holder"] == "Ida Berg", "claim_id"].tolist()
    text = articles.set_index("article_id").loc["a", "text"]
    row = {"action": "edit", "claim_id": ids[0], "text": text[slice(*review.parse_claim_id(ids[0])[1:])], "field": "chain"}
    for name, wanted in (("brandt", "walter-j-brandt"), ("Ministry of Lakes", "ministry-of-lakes")):
        with (folder / "review" / "claims.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, review.SHEET.columns)
            writer.writeheader()
            writer.writerow(row | {"value": f"Outlet a > {name}"})
        again, holders = claims_and_holders(articles, docs, review.read_review(folder, articles))
        assert again.set_index("claim_id").loc[ids[0], "holder_id"] == wanted
        assert wanted in set(holders.frame(again)["holder_id"])
    (folder / "review" / "claims.csv").unlink()


def test_one_holder_cannot_be_renamed_twice(read):
    row = {"action": "rename", **BRANDT, "value": "W. Brandt"}
    with pytest.raises(InputError, match="row 3: rename of 'walter-j-brandt' stands in row 2 already"):
        corrected(read, row, row | {"value": "Walt Brandt"})


def test_the_sheet_comes_back_and_no_cell_of_it_runs(read, made):
    folder, articles, _ = read
    joins = pd.DataFrame([{
        "article_a": "a", "name_a": "=cmd()", "article_b": "b", "name_b": "+1", "holder_a": "x", "holder_b": "y",
        "confidence": 0.5, "joined": False, "evidence": ["@now"],
    }])  # fmt: skip
    rows = doubtful(made[3], joins, made[1], pd.DataFrame(columns=QUOTATIONS))
    path = folder / "review" / "holders.csv"
    path.unlink(missing_ok=True)
    written(folder, rows)
    text = path.read_text(encoding="utf-8-sig")
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in csv.reader(io.StringIO(text)) for cell in row)
    path.write_bytes(path.read_bytes().replace(b"\r\n,x", b"\r\njoin,x"))
    [row] = people.read_review(folder, articles).rows
    assert (row["action"], row["name"], row["other_name"]) == ("join", "=cmd()", "+1")
    path.unlink()


def written(folder, doubts):
    """Write the sheet of the holders as make review does, and return its rows."""
    sheet = people.SHEET
    path = sheets.rewrite(folder, sheet.name, lambda old: ([*sheet.columns, *sheet.shown], sheet_rows_of(doubts, old)))
    with path.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def test_a_fresh_sheet_of_holders_has_everything_that_was_filled_in_before_on_top(read, made):
    folder, *_ = read
    blank = dict.fromkeys((*people.SHEET.columns, *people.SHEET.shown), "")
    doubts = [blank | {"holder_id": "x", "name": "X", "other_id": key, "other_name": key.upper()} for key in "yz"]
    path = folder / "review" / "holders.csv"
    path.write_text(
        "action,holder_id,name,other_id,other_name,value,note\njoin,x,X,z,Z,,one man\n,q,Q,,,,not sure\n,r,R,,,Rex,\n,s,S,x,X,,\n",
        encoding="utf-8",
    )
    rows = written(folder, doubts)
    assert [(r["action"], r["holder_id"], r["other_id"], r["note"], r["value"]) for r in rows] == [
        ("join", "x", "z", "one man", ""), ("", "q", "", "not sure", ""), ("", "r", "", "", "Rex"), ("", "x", "y", "", ""),
    ]  # fmt: skip
    assert [r["why"] for r in rows] == ["corrected before", "noted before", "noted before", ""]
    assert (folder / "review" / "backup").is_dir()
    path.unlink()


def test_what_became_of_each_row_is_told(read):
    *_, found = corrected(
        read,
        {"action": "rename", **BRANDT, "value": "W. Brandt", "by": "Ada"},
        {"action": "rename", "holder_id": "otto-quill", "name": "Otto Quill", "value": "O. Quill"},
        {"action": "split", **BRANDT, "article_id": "zz"},
        {**COUNCIL, "value": "The council"},
    )
    told = found.fates.frame
    assert told["state"].tolist() == ["applied", "without effect", "left out", "without effect"]
    assert told["by"][0] == "Ada"
    assert "article_id 'zz' is not in articles.csv" in told["why"][2]
    assert found.touched == {"rename": 1}


def test_a_row_about_articles_outside_the_selection_is_told_as_such(read):
    folder, articles, docs = read
    corrected(
        read,
        {"action": "rename", "holder_id": "ida-berg", "name": "Ida Berg", "value": "I. Berg"},
        {"action": "rename", "holder_id": "otto-quill", "name": "Otto Quill", "value": "O. Quill"},
        {"action": "join", **COUNCIL, "other_id": "ida-berg", "other_name": "Ida Berg"},
        {"action": "split", **BRANDT, "article_id": "a"},
    )
    near = articles[articles["article_id"] == "c"]
    found = people.read_review(folder, articles).only(near, articles)
    claims_and_holders(near, [doc for doc in docs if doc[0] == "c"], of_holders=found)
    outside = "outside the selection"
    assert found.fates.frame["state"].tolist() == [outside, "without effect", outside, outside]
    assert f"3 are about articles {outside}." in found.summary()
    assert found.idle == [3]
    found.fates.write(folder / "build")
    assert (folder / "build" / "corrections" / "holders.txt").read_text().count("\n") == 1


@pytest.mark.parametrize("name", ["holders", "joins"])
def test_the_tables_are_described(root, name):
    text = (root / "data" / "README.md").read_text(encoding="utf-8")
    described = text.split(f"### `{name}`\n")[1].split("\n## ")[0].split("\n### ")[0]
    assert re.findall(r"^\| `(\w+)` \|", described, re.M) == tables.SCHEMAS[name].columns.names


def test_the_columns_of_the_sheet_are_described(root):
    text = (root / "data" / "README.md").read_text(encoding="utf-8")
    described = text.split("### `review/holders.csv`\n")[1].split("\n### ")[0]
    assert tuple(re.findall(r"^\| `(\w+)` \|", described, re.M)) == people.SHEET.columns


# --- size ----------------------------------------------------------------------------------------------------


def test_many_articles_cost_no_more_than_their_number():
    def seconds(n):
        rosters = [
            Roster(f"a{k:05}", [person(f"a{k:05}", f"Walter {'abcdefgh'[k % 8]}{k // 8 % 40}x Brandt{k // 4}"), body(f"a{k:05}", "police", named=False)],
                   frozenset([f"x{k // 3}", f"y{k % 50}", "lake"]))
            for k in range(n)
        ]  # fmt: skip
        begin = time.process_time()
        Holders(rosters)
        return time.process_time() - begin

    seconds(50)
    assert seconds(2000) < 12 * seconds(500) + 0.2
