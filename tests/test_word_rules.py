"""Rules that are asked once of each word say what they say of whole texts; sentences begin as token by token."""

from __future__ import annotations

import random

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.attrs import DEP, LEMMA, MORPH, POS, SENT_START, TAG
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc, DocBin

from claimatlas import annotate, versions, word_rules
from claimatlas.structure import blocks
from claimatlas.word_rules import WordRules, ask_once, follow_from_words

SAID = [TAG, DEP, POS, MORPH, LEMMA]
RULED = (
    "There", "there", "'s", "is", "are", "was", "ai", "Ai", "n't", "nt", "gon", "na", "got", "ta", "let", "Let",
    "us", "c'm", "on", "y'", "y", "all", "I", "i", "you", "it", "that", "That", "if", "do", "did", "had", "'d",
    "of", "be", "'ve", "not", "nothin'", "something", "mice", "left", "saw", "Saw", "better", "Best", "US",
    "felt", "flying", "1990s", "boats", "\n\n", " ", "\t", "\u201c", "'", ".",
)  # fmt: skip
ODD = (
    "", " ", "\n\n", "\u200b", "There is. There 's! there're",
    "There are nine boats there.\n\nThere is, there was; there has been.",
    "They ain't gonna let's gotta c'mon y'all. AIN'T GONNA. Y' all. ain\u2019t",
    "  Two blanks  and\tone tab \n before it.", "\u201cI saw it,\u201d it said to you and I. Did it do it?",
    "That that is is that that is not is not. Nothin' nuthin'.", "He left. LEFT. Left lefts. saw Saws sawing",
    "KABUL, Nov. 3 (Ferry) \u2014 The mice were better flying. \u2022 One\n\u2022 two",
)


@pytest.fixture(scope="module")
def nlp():
    return annotate.load_model()


@pytest.fixture(scope="module")
def plain():
    """The model with its own two pipes, and its own lists of words."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(annotate, "ask_once", lambda nlp: None)
        model = annotate.load_model.__wrapped__()
    assert {"attribute_ruler", "lemmatizer"} <= {*model.pipe_names}
    return model


def kept(texts, model):
    """Texts that a model parsed, as bytes."""
    return [DocBin(attrs=annotate.ATTRIBUTES, docs=[doc]).to_bytes() for doc in annotate.annotate(texts, model)]


def as_they_are(doc, *pipes):
    for pipe in pipes:
        doc = pipe(doc)
    return doc.to_array(SAID).tolist()


def tagged(tokens, vocab):
    """A document of words that have a tag and a label."""
    numbers = [[vocab.strings.add(x) if x else 0 for x in given] for _, *given in tokens]
    doc = Doc(vocab, words=[word for word, *_ in tokens])
    return doc.from_array([TAG, DEP], np.array(numbers, "uint64").reshape(-1, 2))


def test_the_rules_of_the_model_are_asked_once(nlp):
    assert "word_rules" in nlp.pipe_names
    assert not {"attribute_ruler", "lemmatizer"} & {*nlp.pipe_names}


def test_a_parse_has_the_bytes_of_the_models_own_pipes(nlp, plain):
    assert kept(ODD, nlp) == kept(ODD, plain)


@given(st.lists(st.sampled_from([*RULED, *ODD]), max_size=14), st.integers(0, 30))
@settings(max_examples=40, deadline=None)
def test_any_text_has(nlp, plain, parts, cut):
    text = " ".join(parts)
    texts = [text, text[cut:], text.replace(" ", "", cut)]
    assert kept(texts, nlp) == kept(texts, plain)


@given(st.data())
@settings(max_examples=150, deadline=None)
@pytest.mark.filterwarnings("ignore::UserWarning")  # no part of speech, no rule
def test_any_words_with_any_tags_and_labels_have_what_the_pipes_say(nlp, plain, data):
    labels = {name: ["", *plain.get_pipe(name).labels] for name in ("tagger", "parser")}
    tags = st.sampled_from(["VBZ", "VBP", "NN", "DT", "_SP", *labels["tagger"]])
    deps = st.sampled_from(["expl", "aux", "ROOT", "pobj", *labels["parser"]])
    tokens = data.draw(st.lists(st.tuples(st.sampled_from(RULED), tags, deps), max_size=12))
    said = [
        as_they_are(tagged(tokens, model.vocab), *map(model.get_pipe, names))
        for model, names in ((nlp, ["word_rules"]), (plain, ["attribute_ruler", "lemmatizer"]))
    ]
    assert said[0] == said[1]


PARTS = (
    {"LOWER": "a"}, {"LOWER": {"IN": ["b", "c"]}}, {"LOWER": {"REGEX": "^[ab]$"}}, {"ORTH": "C"}, {"TAG": "X"},
    {"TAG": {"NOT_IN": ["X", ""]}, "DEP": "x"}, {"DEP": "y"}, {"IS_SPACE": True}, {"LOWER": "a", "TAG": "Y"},
)  # fmt: skip
SAYS = (("TAG", "XY"), ("DEP", "xy"), ("POS", ("NOUN", "VERB")), ("MORPH", ("_", "Number=Sing")), ("LEMMA", ("one", "two")))


def rule(chance):
    """A rule about one to three words."""
    length = chance.choice([1, 1, 2, 2, 3])
    patterns = [chance.choices(PARTS, k=length) for _ in range(chance.choice([1, 1, 2]))]
    says = {name: chance.choice(values) for name, values in chance.sample(SAYS, chance.randint(1, 3))}
    return {"patterns": patterns, "attrs": says, "index": chance.randrange(-length, length)}


@given(st.integers(0, 10**6))
@settings(max_examples=150, deadline=None)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_any_rules_about_words_say_the_same(plain, seed):
    chance = random.Random(seed)
    ruler, lemmatizer = AttributeRuler(plain.vocab), plain.get_pipe("lemmatizer")
    ruler.add_patterns([rule(chance) for _ in range(chance.randint(1, 8))])
    assert follow_from_words(ruler, lemmatizer)
    once = WordRules(ruler, lemmatizer)
    for _ in range(4):
        tokens = [tuple(map(chance.choice, ("abC ", ["", "X", "Y"], ["", "x", "y"]))) for _ in range(chance.randrange(10))]
        one, other = tagged(tokens, plain.vocab), tagged(tokens, plain.vocab)
        assert as_they_are(one, once) == as_they_are(other, ruler, lemmatizer)


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ({"LOWER": "a", "OP": "+"}, {"POS": "X"}), ({"POS": "X"}, {"POS": "X"}), ({"SPACY": True}, {"POS": "X"}), ({"NORM": "a"}, {"POS": "X"}),
        ({"SENT_START": 1}, {"POS": "X"}), ({"_": {"own": 1}}, {"POS": "X"}), ({"LOWER": "a"}, {"NORM": "b"}), ({"LOWER": "a"}, {"IS_STOP": True}),
    ],
)  # fmt: skip
def test_a_model_whose_rules_look_further_keeps_its_pipes(plain, part, says):
    other = spacy.blank("en")
    ruler, lemmatizer = other.add_pipe("attribute_ruler"), other.add_pipe("lemmatizer", config={"mode": "rule"})
    ruler.add([[{"LOWER": "a"}]], {"POS": "X"})
    assert follow_from_words(ruler, lemmatizer)
    ruler.add([[part]], says)
    assert not follow_from_words(ruler, lemmatizer)
    ask_once(other)
    assert other.pipe_names == ["attribute_ruler", "lemmatizer"]


def test_a_model_with_another_lemmatiser_or_order_keeps_its_pipes():
    for names, mode in ((("attribute_ruler", "lemmatizer"), "lookup"), (("lemmatizer", "attribute_ruler"), "rule"), ((), "")):
        other = spacy.blank("en")
        for name in names:
            other.add_pipe(name, config={"mode": mode} if name == "lemmatizer" else {})
        ask_once(other)
        assert other.pipe_names == [*names]


def test_a_word_is_asked_of_once_and_again_when_it_is_forgotten(nlp, plain, monkeypatch):
    text, asked = "The dam burst and nobody slept.", []
    match = AttributeRuler.match
    list(annotate.annotate([text], nlp))
    monkeypatch.setattr(AttributeRuler, "match", lambda ruler, doc: asked.append(len(doc)) or match(ruler, doc))
    list(annotate.annotate([text], nlp))
    assert not asked
    monkeypatch.setattr(word_rules, "MOST", 3)
    assert kept([text, *ODD, text], nlp) == kept([text, *ODD, text], plain)
    asked.clear()
    list(annotate.annotate([text], nlp))
    assert asked


def test_what_parses_are_made_by_holds_the_rules():
    assert versions.PACKAGE / "word_rules.py" in versions.files_of(["annotate"])


def token_by_token(doc):
    """Where sentences begin, said of one token after the other."""
    starts, before, word = set(), None, False
    for block in blocks(doc.text):
        if before is None or block.paragraph != before.paragraph or before.kind in ("mark", "dateline"):
            starts.add(block.start)
        before = block
    for token in doc:
        if token.idx in starts:
            token.is_sent_start = True
        elif word and token.is_lower and token.is_alpha:
            token.is_sent_start = False
        word = token.is_alpha
    return doc


@given(st.text("ab A.1\n\u2022\t\u2014-", max_size=40), st.sampled_from(ODD))
@settings(max_examples=100, deadline=None)
def test_sentences_begin_where_they_do_token_by_token(nlp, text, odd):
    for whole in (text, odd, odd + text, text + odd):
        one, other = annotate.paragraphs(nlp.make_doc(whole)), token_by_token(nlp.make_doc(whole))
        assert one.to_array(SENT_START).tolist() == other.to_array(SENT_START).tolist()
