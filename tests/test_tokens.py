"""A parsed text as plain objects says what spaCy's says, whatever tree it has."""

from __future__ import annotations

import gc
import random
import struct
import weakref

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc as Spacys
from spacy.tokens import DocBin

from claimatlas import annotate
from claimatlas.tokens import doc_of, tokens_of, unpacked

PLAIN = (
    "i", "idx", "text", "lower_", "lemma_", "tag_", "pos_", "dep_", "ent_type_", "ent_iob_", "whitespace_",
    "text_with_ws", "is_punct", "is_space", "is_alpha", "is_lower", "like_num",
)  # fmt: skip
MANY = ("lefts", "rights", "children", "subtree", "conjuncts")
WORDS = ("Ferry", "crews", "struck", "(", "\u201c", "nine", "3.5", "\n\n", "and", "Ålesund", ",", "3rd", "’s", ".")
VOCABULARY = spacy.blank("en").vocab
LABELS = ("nsubj", "conj", "dobj", "prep", "punct", "dep")


def same(ours, spacys):
    assert (ours.text, len(ours)) == (spacys.text, len(spacys))
    for spans in ("sents", "ents"):
        found = [[(s.start, s.end, s.text, s.start_char, s.end_char, s.root.i) for s in getattr(d, spans)] for d in (ours, spacys)]
        assert found[0] == found[1]
    assert [e.label_ for e in ours.ents] == [e.label_ for e in spacys.ents]
    for one, other in zip(ours, spacys, strict=True):
        assert [getattr(one, name) for name in PLAIN] == [getattr(other, name) for name in PLAIN]
        assert [[t.i for t in getattr(one, name)] for name in MANY] == [[t.i for t in getattr(other, name)] for name in MANY]
        assert [one.head.i, one.left_edge.i, one.right_edge.i] == [other.head.i, other.left_edge.i, other.right_edge.i]
        assert (one.sent.start, len(one)) == (other.sent.start, len(other))
    for start in range(len(ours.text)):
        for end in range(start + 1, min(start + 12, len(ours.text) + 2)):
            one, other = ours.char_span(start, end), spacys.char_span(start, end, alignment_mode="expand")
            assert (one is None) == (other is None)
            if one is not None:
                assert (one.start, one.end) == (other.start, other.end)
                assert not len(other) or one.root.i == other.root.i


def kept(doc):
    """A document as `annotate.packed` keeps it."""
    parse = DocBin(attrs=annotate.ATTRIBUTES)
    parse.add(doc)
    return struct.pack("<I", 1) + parse.to_bytes()


def of_spacy(raw):
    """What was kept as a document of spaCy's."""
    [doc] = DocBin().from_bytes(raw[4:]).get_docs(VOCABULARY)
    return doc


@st.composite
def parses(draw):
    """Any tree over some words, its arcs crossing more often than not."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
    n, chance = len(words), random.Random(draw(st.integers(0, 10**6)))
    order = chance.sample(range(n), n)
    heads = list(range(n))
    for k, i in enumerate(order[1:], start=1):
        heads[i] = i if chance.random() < 0.15 else chance.choice(order[:k])
    tags = ["", "B-GPE", "O", "B-PERSON"]
    return Spacys(
        VOCABULARY, words=words, spaces=[chance.random() < 0.6 for _ in words], heads=heads,
        deps=["ROOT" if heads[i] == i else chance.choice(LABELS) for i in range(n)],
        tags=[chance.choice(["NN", "VBD"]) for _ in words], pos=[chance.choice(["NOUN", "VERB"]) for _ in words],
        lemmas=[w.lower() for w in words], ents=[chance.choice(tags) or "O" for _ in words],
    )


@given(parses())
@settings(max_examples=60, deadline=None)
def test_a_kept_parse_is_read_as_spacy_reads_it(doc):
    raw = kept(doc)
    same(unpacked(raw), of_spacy(raw))
    same(doc_of(of_spacy(raw)), of_spacy(raw))


@pytest.mark.parametrize("text", ["", " \n ", "Crews of the ferry left Oslo in 2019 (it sank).\n\n“We saw nine boats,” Ida Berg said."])
def test_a_text_that_the_model_parsed_is_too(text):
    raw = annotate.packed(text)
    same(unpacked(raw), of_spacy(raw))
    known = tokens_of(of_spacy(raw))
    assert known.quotes == tokens_of(unpacked(raw)).quotes
    assert [known.string[a:b] for a, b in zip(known.start, known.end, strict=True)] == known.text


def test_a_beginning_is_a_document_of_its_own():
    doc = doc_of(next(iter(annotate.annotate(["The dam burst. Nobody was hurt."]))))
    first = doc.beginning(doc.sents[0].end)
    assert (first.text, len(first.sents)) == ("The dam burst. ", 1)
    assert [t.head.i for t in first] == [t.head.i for t in doc[: len(first)]]
    assert doc.beginning(2)[0].head.i < 2


def test_a_closed_document_is_gone_at_once():
    doc = unpacked(annotate.packed("The dam burst."))
    gc.disable()
    try:
        whole = weakref.ref(doc)
        doc.close()
        del doc
        assert whole() is None
    finally:
        gc.enable()
