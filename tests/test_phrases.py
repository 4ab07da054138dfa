"""Counts in sentences: the noun in its number, at least, and what is said where nothing is sure."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimatlas.counts import BANDS, Count
from claimatlas.display import parts_of
from claimatlas.findings import findings
from claimatlas.headline import headline
from claimatlas.phrases import DIFFERENCES, LOSSES, amount, listed, slotted, tally
from claimatlas.report import pairs, parts
from claimatlas.tables import VERDICTS, empty

COUNTS = st.builds(Count, st.sampled_from([0, 1, 2, 1200]), st.sampled_from([0, 1, 2, 1200]), st.just("claims"))
ODD = re.compile(
    r"none for sure (?!with|in)|\bno \w+ at least|the at least|\b0\b|\b1 (?:\w+ )?(?:claims|times|hedges|pairs|denials|contradictions|are|rest|name|have)\b"
    r"|(?<!\d)(?:[2-9]|\d[\d,]*\d) (?:claim|hedge|denial|contradiction|pair|names|is|rests)\b|\d{4,}|,,|  | [,.;]"
)  # fmt: skip


def read(finding) -> str:
    return "".join(part["text"] for part in parts_of(*finding))


@given(st.dictionaries(st.sampled_from(["conflict", "denial", "agreement"]), COUNTS))
def test_a_list_of_kinds_names_those_of_which_some_are_sure_each_in_its_number(found):
    text, values = tally({kind: (n, *DIFFERENCES[kind]) for kind, n in found.items()})
    assert set(values) == {kind for kind, n in found.items() if n.number}
    assert not ODD.search(read((text, values)))
    assert text.count("{") == len(values)


@pytest.mark.parametrize(("number", "held", "text"), [
    (0, 0, "no claims"), (0, 3, "no claim for sure"), (1, 0, "1 claim"), (1, 2, "at least 1 claim"),
    (2, 0, "2 claims"), (1200, 1, "at least 1,200 claims"),
])  # fmt: skip
def test_an_amount_is_a_number_and_its_noun(number, held, text):
    assert amount(Count(number, held, "claims"), "claim") == text


def test_a_slot_stands_where_the_number_does_and_nowhere_where_none_is_sure():
    assert slotted("n", Count(2, 1, "claims"), "claim stands", "claims stand") == "{n} claims stand"
    assert slotted("n", Count(0, 1, "claims"), "claim stands", "claims stand") == "no claim stands for sure"


def test_parts_of_a_sentence_are_joined():
    assert [listed(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def tables_of(sure: int, unsure: int) -> dict[str, pd.DataFrame]:
    """So many claims, facts and losses of each, with nothing else."""
    claims = pd.DataFrame([
        {"claim_id": f"{n}", "article_id": "a", "outlet": "North Post", "content": "the dam held", "sentence": "The dam held.", "holder": name, "holder_id": name,
         "resolved_kind": kind, "hedged": n == 0, "chain": ["North Post", *([name] if name else [])], "confidence": 0.9 if n < sure else 0.2, "dates": [], "places": [], "denial": False}
        for n in range(sure + unsure) for name, kind in [("Ada Lund", "named person") if n % 2 else (None, "unattributed")]
    ])  # fmt: skip
    facts = pd.DataFrame([
        {"fact_id": f"{v}{n}", "slot": "number", "verdict": v, "sure": n < sure, "confidence": 0.9 if n < sure else 0.2, "value_a": "two", "value_b": "three",
         "claims_a": ["0"], "claims_b": ["1"], "outlets": 2}
        for v in VERDICTS for n in range(sure + unsure)
    ])  # fmt: skip
    lost = pd.DataFrame([
        {"loss_id": f"{k}{n}", "kinds": [k], "details_a": ["perhaps" if n % 2 else "maybe"], "details_b": ["none"], "sure": n < sure}
        for k in LOSSES for n in range(sure + unsure)
    ])  # fmt: skip
    told = pd.DataFrame([
        {"group_id": f"{band}{n}", "band": band, "origins": {"several sources": ["A", "B"], "one source": ["A"]}.get(band, []), "sure": n < sure, "source_sure": n < sure}
        for band in BANDS for n in range(sure + unsure)
    ])  # fmt: skip
    return {"claims": claims, "facts": facts, "lost": lost, "told": told}


@pytest.mark.parametrize("sure", [0, 1, 2, 12])
@pytest.mark.parametrize("unsure", [0, 1])
def test_sentences_of_counts_read_as_sentences(sure, unsure):
    if not sure + unsure:
        return
    made = tables_of(sure, unsure)
    groups, articles = empty("groups"), pd.DataFrame({"article_id": ["a"], "outlet": ["North Post"]})
    said = []
    for told in (made["told"], made["told"].iloc[:0]):
        for facts in (made["facts"], made["facts"].iloc[:0]):
            head = headline(made["claims"], told, facts, made["lost"], groups)
            said += [read(head.title), *map(read, head.lead), *(read((f.sentence, f.values)) for f in head.figures)]
    report = type("Made", (), {"frames": made, "pairs": pairs.Pairs(made["claims"]), "facts": made["facts"].assign(group_id="g", reason=""), "lost": made["lost"].assign(group_id="g", claim_a="0", claim_b="0")})
    said += [read(lead) for part in parts.parts_of(report, lambda finding: [finding]) for lead in part.lead]
    conflicts = made["facts"].rename(columns={"fact_id": "conflict_id"}).assign(claim_a="0", claim_b="0", group_id="g", reason="")
    articles = articles.assign(language="en", copy_of=None)
    said += map(read, findings(articles, made["claims"], empty("mentions"), empty("places"), groups, conflicts))
    for sentence in said:
        assert not ODD.search(sentence), sentence
