"""The whole flow over any text: nothing raises, and what it writes holds its invariants. The longer run over files is
`python benchmarks/robustness.py PATH ...`, whose counts these are."""

from __future__ import annotations

import random
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimatlas.gazetteer import open_gazetteer
from claimatlas.places import find_mentions
from claimatlas.structure import blocks
from claimatlas.text import clean

# Sentences of many shapes: what an article may hold, and what rules have stumbled over.
SHAPES = [
    "The river authority said on Monday that the dam had held, but two villages were cut off.",
    "“We were never asked,” said Maria Lund, the minister of water. “Nobody came.” She added that it was “a scandal”.",
    "According to the ministry's report, which Northern Radio obtained, 3.5m people — half of them children — live below the dam.",
    "The company's lawyers denied the accusations, which a weekly had first printed, telling it that no money was paid.",
    "Asked whether he would resign, the mayor said: “Why should I?”",
    "KHOROG, March 5 (Northern News) – At least 40 lorries, some carrying wheat, crossed at Ishkashim, officials in Dushanbe reported.",
    "It is not clear, the police said, whether the man, who gave his name as Karim, had been in Kunduz or, as his brother believes, in Takhar.",
    "Residents accuse the council of ignoring them and blame it for the flood. The council rejects this.",
    "Q: Did you see it? A: I did. — Anna Lund",
    "Prices rose by 10% in 2023, $3.5bn was lost, and on 31 February nothing happened.",
    "Read more: The bridge at Ishkashim\n• bread\n• salt, 2 kg\n• paraffin",
    "He claimed, she alleged, they feared, and nobody, not even the governor, who was said to have been told, knew.",
    "“The dam,” the engineer wrote on Twitter, “is ‘safe’ (for now)”, adding that, if it rains, “it may not be”.",
    "Deny it they did; what they denied was that it was denied.",
    "Said the one: no. Said the other: so they say.",
    "By Anna Lund\n5 March 2024",
]


@pytest.fixture(scope="module", autouse=True)
def benchmarks(root):
    sys.path.insert(0, str(root / "benchmarks"))
    yield
    sys.path.remove(str(root / "benchmarks"))


@pytest.fixture(scope="module")
def robustness():
    import robustness

    return robustness


@pytest.fixture(scope="module")
def mutations():
    from mutations import MUTATIONS

    return MUTATIONS


@pytest.fixture(scope="module")
def gazetteer():
    return open_gazetteer()


@pytest.fixture(scope="module")
def mutilated(root, robustness, mutations, gazetteer):
    """Return a function that gives what a mutilation of our texts counted, read once."""
    digest = min((root / "data" / "tajik-afghan-border" / "text").glob("*.txt")).read_text(encoding="utf-8")[
        :2500
    ]
    found = {}

    def counts(name):
        if name not in found:
            at = list(mutations).index(name)
            texts = ["\n\n".join(SHAPES), digest, *(SHAPES[(at * 3 + k) % len(SHAPES)] for k in range(3))]
            changed = [
                mutations[name](text, random.Random(n)) or "." for n, text in enumerate(texts)
            ]
            found[name] = robustness.run(changed, gazetteer)
        return found[name]

    return counts


MUTILATIONS = [
    "as it is", "cut anywhere", "sentences shuffled", "words dropped", "punctuation doubled", "punctuation lost",
    "quotation marks unbalanced", "brackets unbalanced", "all capitals", "all small", "no spaces", "NFD", "emoji",
    "marks that are not seen", "long words", "a table", "hard-wrapped", "blank lines", "many colons", "many commas",
    "one long sentence", "dashes", "nested sayings", "line ends",
]  # fmt: skip


def test_every_mutilation_is_tried(mutations):
    assert list(mutations) == MUTILATIONS


@pytest.mark.parametrize("mutilation", MUTILATIONS)
def test_a_mutilated_text_raises_nothing(mutilated, mutilation):
    counts = mutilated(mutilation)
    assert counts.sizes["articles"] == 5
    assert dict(counts.errors) == {}


@pytest.mark.parametrize("mutilation", MUTILATIONS)
def test_a_mutilated_text_keeps_the_invariants_of_the_tables(mutilated, mutilation):
    assert mutilated(mutilation).examples == []


STUMBLED = [
    "The mayor's campaign denied the allegations, which the Gazette first reported, telling it that they were false.",
]
SLIPPED = [
    "The lead is wide, but that isn't likely to frighten Lund after the flood.",
    "Her refusal to explain it cost her votes, with 56 percent of voters saying they don’t like her.",
    "The mayor wasn't so much saying that money wouldn't work but that it would come late.",
    "Anna Lund (D-W.Va.) spoke in the hall.",
]  # fmt: skip


@pytest.mark.parametrize("text", STUMBLED)
def test_a_sentence_that_once_stopped_a_run_is_read(robustness, gazetteer, text):
    assert dict(robustness.run([text], gazetteer).errors) == {}


@pytest.mark.parametrize("text", SLIPPED)
def test_a_sentence_that_once_broke_an_invariant_keeps_them(robustness, gazetteer, text):
    assert robustness.run([text], gazetteer).examples == []


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.data())
def test_any_mixture_keeps_the_invariants_of_the_tables(robustness, mutations, gazetteer, data):
    names = st.lists(st.sampled_from(sorted(mutations)), min_size=1, max_size=3)
    texts = []
    for seed in range(6):
        text = " ".join(
            data.draw(st.lists(st.sampled_from(SHAPES) | st.text(max_size=30), min_size=1, max_size=4))
        )
        for name in data.draw(names):
            text = mutations[name](text, random.Random(seed))[:20_000] or "."
        texts.append(text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8") or ".")
    counts = robustness.run(texts, gazetteer)
    assert counts.examples == []
    assert dict(counts.errors) == {}


def test_a_sample_of_news_raises_nothing(robustness, gazetteer, shared):
    """Counts only: no text of these corpora is printed, whatever breaks."""
    texts = []
    for path in sorted((shared / "bench" / "geoparse").glob("*.jsonl")):
        texts += random.Random(4).sample(list(robustness.read(path)), 8)
    assert texts
    counts = robustness.run(texts, gazetteer)
    assert dict(counts.errors) == {}
    assert dict(counts.broken) == {}


def test_the_harness_sees_what_is_broken(robustness, gazetteer):
    """Each invariant fails on a row made to break it."""
    import invariants

    from claimatlas import annotate
    from claimatlas.claims import claims_of

    text = "The river authority said that the dam of the valley had held."
    articles = robustness.articles_of([text])
    doc = next(annotate.annotate([text]))
    [row] = claims_of(articles, [("t00000", doc)]).to_dict("records")
    start, end = row["start"], row["end"]

    def broken(**changed):
        counts = invariants.Counts()
        invariants.check_claim(text, doc, row | changed, counts)
        return set(counts.broken)

    def cut(a, b):
        return {"start": a, "end": b, "spans": [[a, b]], "content": text[a:b]}

    assert broken() == set()
    assert "a span begins or ends inside a word" in broken(**cut(start, end - 1))
    assert "offsets do not give the content" in broken(content="the dam had held")
    assert "spans do not lie in their sentence" in broken(sentence_start=start + 1)
    assert "spans are empty, out of order or not those of start and end" in broken(
        spans=[[start + 8, end], [start, start + 7]]
    )
    assert "a content begins with a conjunction" in broken(**cut(text.index("that"), end))
    assert "a content begins with its cue" in broken(**cut(text.index("said"), end))
    assert "a content ends with a conjunction, article or 'of'" in broken(**cut(start, text.index("of") + 2))
    assert "a content ends with a preposition cut from its object" in broken(
        **cut(start, text.index("of") + 2)
    )
    assert "a claim without a cue has no verb" in broken(**cut(start, start + 7), cue=None)
    assert "a number is not in the content" in broken(numbers=[{"text": "seven"}])
    counts = invariants.Counts()
    invariants.check_mentions(text, [{"mention_id": "m", "surface": "riv", "start": 4, "end": 7}], counts)
    assert dict(counts.broken) == {"a mention begins or ends inside a word": 1}


# --- time ----------------------------------------------------------------------------------------------------------------------

ENDLESS = {
    "blank lines": "Herat" + "\n" * 200_000 + "provinces", "blanks": "provinces of" + " " * 200_000 + "Herat", "capitals": "Kabul " * 20_000,
    "abbreviations": "U.S. " * 20_000, "lines": "Kabul\n" * 20_000, "indents": ("\n" + " " * 2_000 + "provinces") * 100,
}


@pytest.mark.parametrize("name", ENDLESS)
def test_time_grows_with_the_text_and_not_with_its_square(name):
    text = ENDLESS[name]
    gazetteer = open_gazetteer()
    find_mentions("Kabul", gazetteer, mode="fast")
    before = time.process_time()
    list(blocks(clean(text)))
    find_mentions(text, gazetteer, mode="fast")
    assert time.process_time() - before < 4
