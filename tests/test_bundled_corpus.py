"""The bundled corpus: the digests are complete, the hand coding fits them, and data/README.md describes every column."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from claimatlas import corpus, tables

CORPUS = Path(__file__).resolve().parents[1] / "data" / "tajik-afghan-border"
# Rows, sentences, attributed sentences (explicit), hedged, denials, negated, background: the adjudicated coding
# of the originals, which the digests keep row for row.
COUNTS = {
    "CentralasianLIGHT.org": (38, 28, 17, 2, 1, 3, 2),
    "Unidentified outlet": (49, 37, 23, 10, 0, 0, 7),
    "Caspian Policy Center": (27, 17, 13, 6, 0, 1, 2),
    "New Eastern Outlook": (72, 49, 25, 5, 1, 8, 8),
}
FLAGS = ("hedged", "denial", "negated", "background")
DATE = re.compile(
    r"relative: .+|"
    r"(\d{4}-\d\d-\d\d|\d{4}-\d\d|\d{4}s?|--\d\d(-\d\d)?)(/(\d{4}-\d\d-\d\d|\d{4}-\d\d|\d{4}))?"
    r"( \((early|mid|late|spring|summer|autumn|winter)?(, )?(year inferred)?\))?"
)


def rows_of(name: str) -> list[dict[str, str]]:
    with (CORPUS / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def items(cell: str) -> list[str]:
    return cell.split("; ") if cell else []


def spans_of(row: dict[str, str]) -> list[tuple[int, int]]:
    return [tuple(map(int, span.split("-"))) for span in items(row["spans"])]


@pytest.fixture(scope="module")
def articles() -> dict[str, dict]:
    return {row["article_id"]: row for row in corpus.read_corpus(CORPUS).to_dict("records")}


@pytest.fixture(scope="module")
def claims() -> dict[str, dict[str, str]]:
    rows = rows_of("reference/claims.csv")
    assert len({row["claim_id"] for row in rows}) == len(rows)
    return {row["claim_id"]: row for row in rows}


def test_the_articles_say_what_they_are(articles):
    assert list(articles) == ["000", "001", "002", "003"]
    assert {a["text_kind"] for a in articles.values()} == {"digest"}
    assert all("digest written for this project" in a["note"].lower() for a in articles.values())
    known = {key: a["published"] for key, a in articles.items() if isinstance(a["published"], str)}
    assert known == {"000": "2024-02-23", "002": "2021-01-02"}
    assert articles["001"]["outlet"] == "Unidentified outlet"
    assert "inference" in articles["001"]["note"]


def test_names_are_spelled_as_each_article_spells_them(articles):
    spellings = {
        "000": ("Ansarullah", "Ansorullo", "Rahmatullo Najib", "madrasas", "Gorno-Badakhshan Autonomous Region (GBAO)"),
        "001": ("Ansarullah", "Rahmatullah Najib", "madrassas", "al-Qaida", "Sherkhan Bandar", "Panji Poyon", "Nourobod", "Rasht Valley"),
        "002": ("Ansarullah", "Maymay", "Warduj", "Jurm"),
        "003": ("Ansorullah", "Moy May", "Panjsher", "Panjshir", "Gorno-Badakhshan Autonomous Province", "Fayzabad"),
    }
    for key, names in spellings.items():
        assert [name for name in names if name not in articles[key]["text"]] == []
    others = {"000": ("Rahmatullah", "Maymay"), "001": ("Rahmatullo", "Ansorull"), "002": ("Moy May", "Ansorull"), "003": ("Maymay", "Ansarullah")}
    for key, names in others.items():
        assert [name for name in names if name in articles[key]["text"]] == []


def test_counts_per_outlet_are_those_of_the_originals(articles, claims):
    for outlet, expected in COUNTS.items():
        rows = [row for row in claims.values() if articles[row["article_id"]]["outlet"] == outlet]
        attributed = {r["sentence_start"] for r in rows if r["holder_kind"] != "unattributed"}
        counts = (len(rows), len({r["sentence_start"] for r in rows}), len(attributed),
                  *(sum(r[flag] == "yes" for r in rows) for flag in FLAGS))
        assert counts == expected, outlet


def test_sentences_and_spans_fit_the_text(articles, claims):
    sentences: dict[tuple[str, int], int] = {}
    for key, row in claims.items():
        text = articles[row["article_id"]]["text"]
        start, end = int(row["sentence_start"]), int(row["sentence_end"])
        sentence = text[start:end]
        assert sentence == sentence.strip(), key
        assert "\n" not in sentence, key
        assert re.search(r"[.!?][\"”]?$", sentence), key
        assert text[start - 1 : start] in ("", " ", "\n"), key
        assert text[end] in " \n", key
        assert sentences.setdefault((row["article_id"], start), end) == end, key
        spans, last = spans_of(row), start
        assert (int(row["start"]), int(row["end"])) == (spans[0][0], spans[-1][1]), key
        for a, b in spans:
            assert last <= a < b <= end, key
            piece = text[a:b]
            assert piece == piece.strip(), key
            assert not (text[a - 1 : a].isalnum() and piece[0].isalnum()), key
            assert not (piece[-1].isalnum() and text[b : b + 1].isalnum()), key
            last = b
    for (article, start), end in sentences.items():
        assert not [s for (other, s) in sentences if other == article and start < s < end]


def test_cue_and_holder_stand_in_the_sentence_outside_the_content(articles, claims):
    for key, row in claims.items():
        text = articles[row["article_id"]]["text"]
        for name in ("cue", "holder_mention"):
            side = name.removesuffix("_mention")
            a, b = row[f"{side}_start"], row[f"{side}_end"]
            assert bool(row[name]) == bool(a) == bool(b), key
            if row[name]:
                assert text[int(a) : int(b)] == row[name], key
                assert int(row["sentence_start"]) <= int(a) < int(b) <= int(row["sentence_end"]), key
                assert not text[int(a) - 1 : int(a)].isalnum(), key
                assert not text[int(b) : int(b) + 1].isalnum(), key
        if row["cue"]:
            assert not any(a < int(row["cue_end"]) and int(row["cue_start"]) < b for a, b in spans_of(row)), key
        assert (row["holder_kind"] == "unattributed") == (not row["cue"]), key


def test_values_come_from_closed_lists_and_from_the_content(articles, claims):
    for key, row in claims.items():
        text = articles[row["article_id"]]["text"]
        sentence = text[int(row["sentence_start"]) : int(row["sentence_end"])]
        content = " ".join(text[a:b] for a, b in spans_of(row))
        assert row["holder_kind"] in tables.HOLDER_KINDS, key
        assert row["resolved_kind"] in tables.HOLDER_KINDS, key
        assert row["chain_basis"] in tables.CHAIN_BASES, key
        assert {row[flag] for flag in FLAGS} <= {"yes", "no"}, key
        assert (row["hedged"] == "yes") == bool(row["hedge"]), key
        assert row["hedge"] in sentence, key
        assert not (row["denial"] == row["negated"] == "yes"), key
        assert [p for p in items(row["places"]) if p not in content] == [], key
        assert [n for n in items(row["numbers"]) if n not in content] == [], key
        assert [d for d in items(row["dates"]) + items(row["cue_dates"]) if not DATE.fullmatch(d)] == [], key
        relative = [d.removeprefix("relative: ") for d in items(row["dates"]) + items(row["cue_dates"]) if "relative" in d]
        assert [d for d in relative if d not in sentence] == [], key
        assert 0 < len(row["content_note"].split()) <= 40, key


def test_chains_fit_their_basis(articles, claims):
    for key, row in claims.items():
        outlet = articles[row["article_id"]]["outlet"]
        chain, explicit = row["chain"].split(" > "), row["chain_explicit"].split(" > ")
        assert chain[0] == explicit[0] == outlet, key
        assert {
            "explicit": chain == explicit and len(chain) > 1,
            "explicit+inherited": len(chain) > len(explicit) > 1,
            "inherited": len(chain) > 1 and len(explicit) == 1,
            "none": len(chain) == 1,
            "none (subheading)": len(chain) == 1,
        }[row["chain_basis"]], key
        # Every explicit layer is kept, in its order.
        layers = iter(chain)
        assert all(layer in layers for layer in explicit if layer != "the source"), key
        assert not (len(chain) == 1 and row["resolved_kind"].startswith("named")), key
        assert not (len(chain) > 1 and row["resolved_kind"] == "unattributed"), key
        assert not (len(explicit) == 1 and row["holder_kind"].startswith("named")), key


def test_rows_stand_in_the_order_of_the_text(claims):
    order = [(row["article_id"], int(row["start"]), int(row["end"])) for row in claims.values()]
    assert order == sorted(order)
    sentences = [(row["article_id"], int(row["sentence_start"]), key) for key, row in claims.items()]
    first = {}
    for article, start, key in sentences:
        first.setdefault((article, start), []).append(key)
    # Sentences follow each other as in the source article, whose order the ids keep.
    smallest = [min(keys) for keys in first.values()]
    assert smallest == sorted(smallest)


def test_groups_and_conflicts_refer_to_claims(articles, claims):
    groups = rows_of("reference/groups.csv")
    assert len({row["group"] for row in groups}) == len(groups)
    member: dict[str, str] = {}
    for row in groups:
        assert row["relation"] in ("same", "related")
        ids = items(row["claims"])
        assert len(ids) > 1
        assert set(ids) <= set(claims), row["group"]
        if row["relation"] == "same":
            assert not set(ids) & set(member), row["group"]
            member |= dict.fromkeys(ids, row["group"])
            bare = {articles[claims[c]["article_id"]]["outlet"] for c in ids if claims[c]["resolved_kind"] == "unattributed"}
            assert sorted(bare) == sorted(items(row["unsourced_outlets"])), row["group"]
    assert {key: row["group"] for key, row in claims.items() if row["group"]} == member
    conflicts = rows_of("reference/conflicts.csv")
    assert len({row["conflict"] for row in conflicts}) == len(conflicts)
    for row in conflicts:
        assert row["verdict"] in (*tables.VERDICTS, "drift", "none"), row["conflict"]
        assert set(items(row["claims"])) <= set(claims), row["conflict"]
        if row["verdict"] in ("conflict", "denial"):
            assert len({member.get(c) for c in items(row["claims"])}) == 1, row["conflict"]


def test_the_coding_is_that_of_the_originals_row_for_row(shared, claims):
    with (shared / "reference" / "seed_claims.jsonl").open(encoding="utf-8") as source:
        originals = {row["claim_id"]: row for row in map(json.loads, source)}
    assert set(claims) == set(originals)
    for key, row in claims.items():
        original = originals[key]
        expected = [original["attribution_type"], original["resolved_type"], original["chain_basis"], *(original[f] for f in FLAGS)]
        assert [row["holder_kind"], row["resolved_kind"], row["chain_basis"], *(row[f] for f in FLAGS)] == expected, key
        assert len(row["chain"].split(" > ")) == len(original["source_chain"]), key
        assert [d.split(":")[0] for d in items(row["dates"])] == [d.split(":")[0] if d.startswith("relative") else d for d in original["dates"]], key
        # A digest may name a state where the article has an adjective; it never loses a place but for that.
        assert len(items(row["numbers"])) == len(original["numbers"]), key
    per_kind = Counter(row["holder_kind"] for row in claims.values())
    assert per_kind == Counter(row["attribution_type"] for row in originals.values())


def described(text: str) -> dict[str, list[str]]:
    """Return the columns that data/README.md lists for each file of the bundled corpus."""
    part = re.search(r"^## tajik-afghan-border/\n(.*?)(?=^## |\Z)", text, re.M | re.S).group(1)
    sections = re.split(r"^### ", part, flags=re.M)[1:]
    return {s.split("`")[1]: re.findall(r"^\| `(\w+)` \|", s, re.M) for s in sections if s.startswith("`")}


def test_the_dictionary_covers_every_file_and_column(root):
    dictionary = described((root / "data" / "README.md").read_text(encoding="utf-8"))
    files = [path for path in sorted(CORPUS.rglob("*")) if path.is_file()]
    for path in files:
        name = path.relative_to(CORPUS).as_posix()
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as source:
                assert dictionary.get(name) == next(csv.reader(source)), name
        else:
            assert any(re.fullmatch(key.replace(".", r"\.").replace("*", "[^/]*"), name) for key in dictionary), name
    names = {path.relative_to(CORPUS).as_posix() for path in files}
    absent = [key for key in dictionary if "*" not in key and not key.startswith("review/") and key not in names]
    assert absent == [], "described, but not there"
