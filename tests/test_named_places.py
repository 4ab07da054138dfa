"""The places of claims: taken from the mentions, proper names as the codebook has them, and those that mean a government."""

from __future__ import annotations

import time

import pandas as pd
import pytest

from claimatlas import tables
from claimatlas.annotate import annotate
from claimatlas.claims import claims_of, find_claims, summary
from claimatlas.gazetteer import open_gazetteer
from claimatlas.places import find_mentions, tables_of
from claimatlas.places.named import named_places
from claimatlas.review import read_review

ARTICLE = {"article_id": "a", "outlet": "Gazette", "published": None}


def parse(text):
    return next(iter(annotate([text])))


def names(text, government=None):
    return [text[n.start : n.end] for n in named_places(parse(text)) if government is None or n.government is government]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        # type words
        ("Rain fell in Sughd region and in the Khatlon Region.", ["Sughd", "Khatlon Region"]),
        ("The 9th Ward of New Orleans and Ohio's 4th Congressional District voted.", ["9th Ward of New Orleans", "Ohio's 4th Congressional District"]),
        # nationality words, alone and before a name
        ("Turkish planes bombed Iraqi Kurdistan while Danes sailed from Saudi Arabia to the Indian Ocean.", ["Kurdistan", "Saudi Arabia", "Indian Ocean"]),
        # parts of longer names: bodies, groups, undertakings
        ("Kenya Airways left Nairobi.", ["Nairobi"]),
        ("The Ohio Supreme Court sat in Columbus.", ["Columbus"]),
        ("He left the Human Rights Commission of Pakistan for the Bank of England in London.", ["London"]),
        ("The Islamic Movement of Uzbekistan and Lashkar Kenya have camps in Somalia.", ["Somalia"]),
        ("The Paris Climate Accord binds the United Kingdom.", ["United Kingdom"]),
        ("They read the Times of India in New Delhi and heard Radio Free Europe.", ["New Delhi"]),
        ("He blamed the Taliban. Uzbekistan did not.", ["Uzbekistan"]),
        ("The pro-Israel group left the Gulf States for Park Ridge, Illinois.", ["Israel", "Gulf States", "Park Ridge", "Illinois"]),
        # but offices, persons and states
        ("Ohio Gov. Dana Wells met Senator Luis Ortega of Nevada and the president of Chad.", ["Ohio", "Nevada", "Chad"]),
        ("Representatives Amy Cole of Vermont and Rob Hale of Texas objected.", ["Vermont", "Texas"]),
        ("The Texas Republican and Rep. Jo Bell (D-Calif.) left the Ohio Republican Party.", ["Texas", "Calif."]),
        ("The Republic of Korea signed, and in Paris Emmanuel Macron applauded.", ["Republic of Korea", "Paris"]),
        ("The Gorno-Badakhshan Autonomous Region (GBAO) is quiet.", ["Gorno-Badakhshan Autonomous Region"]),
    ],
)  # fmt: skip
def test_places_are_proper_names_by_the_codebook(text, places):
    assert names(text) == places


@pytest.mark.parametrize(
    ("text", "governments"),
    [
        ("Moscow denied that troops had entered Kharkiv.", ["Moscow"]),
        ("Brussels imposed sanctions on Belarus.", ["Brussels", "Belarus"]),
        ("Talks between Athens and Ankara in Geneva collapsed.", ["Athens", "Ankara"]),
        ("Cairo urged Addis Ababa to sign, and an answer from Rome is awaited.", ["Cairo", "Addis Ababa", "Rome"]),
        ("Pakistan's army left, and Kabul's decision surprised U.S. officials in Doha.", ["Pakistan", "Kabul", "U.S."]),
        ("The border between Chad and Sudan is closed; Warsaw fell in 1939.", []),
        ("Germany defeated Brazil in Recife; the Orlando nightclub burned down.", []),
        ("The people of Georgia live between Russia and Turkey.", []),
    ],
)  # fmt: skip
def test_a_government_is_told_from_a_place(text, governments):
    assert names(text, government=True) == governments


@pytest.fixture(scope="module")
def two():
    """Two articles, their parses and the mentions table that the places notebook would write."""
    texts = ["The mayor said that Oslo had asked Stockholm for help.", "The dam held. The clerk said that a shop had opened in Newtown, Conn."]
    articles = pd.DataFrame([
        {"article_id": k, "outlet": "Gazette", "title": None, "author": None, "published": None, "url": None, "file": f"{k}.txt", "note": None, "home": None,
         "text_kind": "original", "text": t, "n_words": 9, "n_sentences": 1, "sha256": k} for k, t in zip("ab", texts, strict=True)
    ])  # fmt: skip
    docs = list(zip("ab", annotate(texts), strict=True))
    return articles, docs, tables_of(articles, docs, open_gazetteer())[0]


def test_claims_take_their_places_from_the_mentions_table(two):
    articles, docs, mentions = two
    assert claims_of(articles, docs, mentions=mentions)["places"].tolist() == [["Oslo", "Stockholm"], [], ["Newtown", "Conn."]]
    # without the table they are looked for, and are the same
    asked = claims_of(articles, docs)
    pd.testing.assert_frame_equal(asked, claims_of(articles, docs, mentions=mentions))
    # what an analyst takes off the table is no place of a claim, and what is on it is one
    fewer = claims_of(articles, docs, mentions=mentions[mentions["surface"] != "Oslo"])
    assert fewer["places"].tolist()[0] == ["Stockholm"]
    assert claims_of(articles, docs, mentions=mentions.iloc[:0])["places"].tolist() == [[], [], []]


def test_an_unresolved_name_is_a_place_too(two):
    articles, docs, mentions = two
    unknown = mentions.assign(place_id=None, status="unknown")
    assert claims_of(articles, docs, mentions=unknown)["places"].tolist()[0] == ["Oslo", "Stockholm"]


def test_the_column_governments_is_written_read_and_shown(two, tmp_path):
    articles, docs, mentions = two
    claims = claims_of(articles, docs, mentions=mentions)
    tables.write("claims", claims, tmp_path)
    read = tables.read("claims", tmp_path)
    assert [list(g) for g in read["governments"]] == [["Oslo", "Stockholm"], [], []]
    assert summary.listing(read)["places"].tolist()[0] == "Oslo (as a government); Stockholm (as a government)"
    # a role that was corrected decides
    literal = claims_of(articles, docs, mentions=mentions.assign(role="literal"))
    assert literal["governments"].tolist() == [[], [], []]


def test_a_correction_of_the_places_takes_its_governments_along(two, tmp_path):
    articles, docs, mentions = two
    (tmp_path / "review").mkdir()
    claims = claims_of(articles, docs, mentions=mentions)
    first = claims.iloc[0]
    row = f"edit,{first['claim_id']},\"{articles['text'][0][first['start']:first['end']]}\",places,Stockholm"
    (tmp_path / "review" / "claims.csv").write_text(f"action,claim_id,text,field,value\n{row}\n", encoding="utf-8")
    corrected = claims_of(articles, docs, read_review(tmp_path, articles), mentions=mentions)
    assert (corrected["places"][0], corrected["governments"][0]) == (["Stockholm"], ["Stockholm"])


def test_every_place_lies_in_its_content_and_ends_no_word():
    text = "\n".join(["Kabul told New Delhi that Panjshir Valley, Afghanistan, and Lake Victoria (Kenya) were quiet."] * 3 + ["IN OSLO, NORWAY SAID NO TO PERU."])
    doc = parse(text)
    for n in named_places(doc):
        assert 0 <= n.start < n.end <= len(text)
        assert not (text[n.start - 1 : n.start].isalnum() and text[n.start].isalnum())
        assert not (text[n.end - 1].isalnum() and text[n.end : n.end + 1].isalnum())
    for claim in find_claims(doc, ARTICLE):
        assert all(p in claim["content"] for p in claim["places"])
        assert set(claim["governments"]) <= set(claim["places"])


def test_many_places_cost_no_more_than_their_number():
    doc = parse(" ".join(["The mayor said that Oslo had asked Lima for help."] * 40))
    mentions = [(m.start, m.end, m.role) for m in find_mentions(doc, open_gazetteer())]
    start = time.process_time()
    assert len(named_places(doc, mentions)) == 80
    few = time.process_time() - start
    doc = parse(" ".join(["The mayor said that Oslo had asked Lima for help."] * 800))
    mentions = [(m.start, m.end, m.role) for m in find_mentions(doc, open_gazetteer())]
    start = time.process_time()
    assert len(named_places(doc, mentions)) == 1600
    assert time.process_time() - start < 40 * few + 0.5


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Talks between Athens and Ankara collapsed.", "Ankara", "associative"),
        ("The road between Athens and Ankara is long.", "Ankara", "literal"),
        ("They await an answer from Rome.", "Rome", "associative"),
        ("They await a train from Rome.", "Rome", "literal"),
        ("The Lyon factory closed.", "Lyon", "literal"),
        ("The Lyon team won.", "Lyon", "associative"),
        ("She works at the Denver General Hospital.", "Denver", "literal"),
        ("She works for the Denver Police Department.", "Denver", "associative"),
        ("He studied at the University of Nairobi.", "Nairobi", "literal"),
        ("He works for the Bank of England.", "England", "associative"),
    ],
)  # fmt: skip
def test_roles_by_dealings_buildings_and_bodies(text, name, role):
    assert {m.surface: m.role for m in find_mentions(parse(text), open_gazetteer())}[name] == role
