"""What the language model's rules say of words: its attribute ruler and lemmatiser, asked once of each word.

The two would take a fifth of a parse. Nearly all that they say of a token follows from its word, its tag and
its label, so that is kept by these. All that is said is spaCy's own: of a word it is asked when it is first
met, and of words that a rule about several is about, in each text.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from spacy.attrs import DEP, LEMMA, MORPH, ORTH, POS, TAG
from spacy.lang.en.lemmatizer import EnglishLemmatizer
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc

MOST = 100_000  # words that are kept, some 40 MB, before all are forgotten
_RULES = ("attribute_ruler", "lemmatizer")  # the model's pipes, one right after the other
_GIVEN = [ORTH, TAG, DEP]  # of a token when the rules are asked
_SAID = [TAG, DEP, POS, MORPH, LEMMA]
# What a rule may ask of a token if it is to follow from what is given, and what it may say.
_ASKED = frozenset({"ORTH", "TEXT", "LOWER", "IS_SPACE", "TAG", "DEP"})
_TOLD = frozenset({"TAG", "DEP", "POS", "MORPH", "LEMMA"})

Word = tuple[int, ...]
Rule = tuple[int, int, int, int]  # its number and key, and the tokens that it holds for: from, to before


class WordRules:
    """Says of each text what an attribute ruler and then a lemmatiser would.

    What is kept follows from a word alone, so texts parsed before, in this thread or another, change nothing.

    Parameters
    ----------
    ruler : spacy.pipeline.AttributeRuler
    lemmatizer : spacy.pipeline.Lemmatizer
        Both as `follow_from_words` wants them.
    """

    def __init__(self, ruler: AttributeRuler, lemmatizer: Lemmatizer):
        self._ruler, self._lemmatizer = ruler, lemmatizer
        rules = ruler.patterns
        several = [pattern for rule in rules for pattern in rule["patterns"] if len(pattern) > 1]
        self._about = [rule["index"] for rule in rules]  # which of its tokens a rule is about
        self._longest = max(map(len, several), default=1)
        self._openings = Matcher(ruler.vocab)  # words that a rule about several may begin with
        self._openings.add("opens", [pattern[:1] for pattern in several])
        self._said: dict[Word, Word] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Say tag, label, part of speech, forms and lemma of the tokens of a parsed text."""
        if len(self._said) > MOST:
            self._said = {}
        said = self._said  # another thread may forget it meanwhile
        words = list(map(tuple, doc.to_array(_GIVEN).tolist()))
        if new := [word for word in dict.fromkeys(words) if word not in said]:
            said.update(self._of_words(new))
        table = np.array([said[word] for word in words], "uint64").reshape(-1, len(_SAID) + 1)
        held = self._of_several(doc, np.flatnonzero(table[:, -1]).tolist())
        for at in held:
            table[at, :-1] = (*words[at][1:], 0, 0, 0)
        doc.from_array(_SAID, table[:, :-1])
        if held:
            self._ruler.set_annotations(doc, sorted(rule for rules in held.values() for rule in rules))
            self._lemmatizer(doc)  # which passes over what has a lemma
        return doc

    def _of_words(self, words: list[Word]) -> dict[Word, Word]:
        """What is said of words by themselves, and whether a rule about several may begin with each."""
        vocab = self._ruler.vocab
        doc = Doc(vocab, words=[vocab.strings[orth] for orth, *_ in words])
        doc.from_array(_GIVEN[1:], np.array([given for _, *given in words], "uint64"))
        opening = {start for _, start, _ in self._openings(doc, allow_missing=True)}
        alone = [rule for rule in self._ruler.match(doc) if rule[3] - rule[2] == 1]
        self._ruler.set_annotations(doc, alone)
        rows = self._lemmatizer(doc).to_array(_SAID).tolist()
        return {word: (*row, at in opening) for at, (word, row) in enumerate(zip(words, rows, strict=True))}

    def _of_several(self, doc: Doc, openings: list[int]) -> dict[int, set[Rule]]:
        """All rules that hold for each token that one about several words is about."""
        held: dict[int, set[Rule]] = {}
        for opening in openings:
            for number, key, start, end in self._ruler.match(doc[opening : opening + self._longest]):
                if end - start > 1:
                    about = self._about[number]
                    at = opening + (start if about >= 0 else end) + about
                    held.setdefault(at, set()).add((number, key, opening + start, opening + end))
        for at, rules in held.items():
            rules.update((number, key, at, at + 1) for number, key, *_ in self._ruler.match(doc[at : at + 1]))
        return held


def follow_from_words(ruler: AttributeRuler, lemmatizer: Lemmatizer) -> bool:
    """Tell whether what a ruler and a lemmatiser say is what `WordRules` says.

    Each rule must be about so many tokens as it has parts, ask of them what follows from word, tag and label,
    and say nothing but what is kept. The lemma is then spaCy's English one, which follows from the word and
    what the rules say.
    """
    rules = ruler.patterns
    asked = {name for rule in rules for pattern in rule["patterns"] for part in pattern for name in part}
    told = {name for rule in rules for name in rule["attrs"]}
    english = type(lemmatizer) is EnglishLemmatizer and lemmatizer.mode == "rule"
    return type(ruler) is AttributeRuler and english and asked <= _ASKED and told <= _TOLD


@Language.factory("word_rules")
def word_rules(nlp: Language, name: str) -> WordRules:
    """The pipe that says what those of a model's rules say."""
    ruler, lemmatizer = map(nlp.get_pipe, _RULES)
    return WordRules(ruler, lemmatizer)


def ask_once(nlp: Language) -> None:
    """Have the rules of a model asked once of each word; of a model whose rules may look further, not."""
    if _RULES not in pairwise(nlp.pipe_names) or not follow_from_words(*map(nlp.get_pipe, _RULES)):
        return
    index = nlp.get_pipe("lemmatizer").lookups.get_table("lemma_index", {})
    for kind in index:  # lists of tens of thousands, which are gone through for each word
        index[kind] = frozenset(index[kind])
    nlp.add_pipe("word_rules", before="attribute_ruler")
    for name in _RULES:
        nlp.disable_pipe(name)
