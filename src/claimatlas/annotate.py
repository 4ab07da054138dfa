"""Annotate articles with the language model, once; places and claims both read the result.

Parsing is more than half of the cost of a run, so parses are kept (`claimatlas.stages`), as bytes that are
the same whatever other texts were parsed beside.
"""

from __future__ import annotations

import functools
import struct
from collections.abc import Iterable, Iterator

import numpy as np
import spacy
from spacy.attrs import IDX, IS_ALPHA, IS_LOWER, SENT_START
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from thinc.api import NumpyOps

from claimatlas.structure import blocks
from claimatlas.text import sentence_case, unwrapped
from claimatlas.versions import MODEL
from claimatlas.word_rules import ask_once

ATTRIBUTES = [
    "ORTH", "SPACY", "TAG", "POS", "LEMMA", "MORPH", "DEP", "HEAD", "SENT_START", "ENT_IOB", "ENT_TYPE",
]
_HEAD = struct.Struct("<I")

_KNOWN_DASHES = str.maketrans({"―": "—", "‒": "–", "‑": "-", "−": "-"})
"""Dashes that the model was not taught and takes for verbs, and the ones that it knows, as long."""


@Language.component("paragraphs")
def paragraphs(doc: Doc) -> Doc:
    """Start a sentence with each paragraph, and after the dateline, clock time or bullet that opens one.

    No sentence runs from one paragraph into the next, "12:10" never becomes part of who speaks, and none
    begins with a small letter right after a word.
    """
    starts, before = set(), None
    for block in blocks(doc.text):
        if before is None or block.paragraph != before.paragraph or before.kind in ("mark", "dateline"):
            starts.add(block.start)
        before = block
    at, alpha, lower, was = (doc.to_array(name) for name in (IDX, IS_ALPHA, IS_LOWER, SENT_START))
    inside = np.zeros(len(doc), bool)
    inside[1:] = (alpha[:-1] & alpha[1:] & lower[1:]) != 0
    # All at once: what spaCy has for a single token looks through the whole text each time.
    begins = np.select([np.isin(at, list(starts)), inside], [1, -1], was.view("int64"))
    return doc.from_array([SENT_START], begins.view("uint64"))


class _Ops(NumpyOps):
    """What the model computes with: its products of matrices are numpy's, which takes two thirds of the time.

    One thread is quickest for matrices this small; a run says so to numpy (`claimatlas.forkserver.STILL`).
    """

    def gemm(
        self, x: np.ndarray, y: np.ndarray, out: np.ndarray | None = None, trans1: bool = False,
        trans2: bool = False,
    ) -> np.ndarray:
        """Multiply two matrices, each turned round first if that is asked for."""
        return np.dot(x.T if trans1 else x, y.T if trans2 else y, out=out)


@functools.cache
def load_model() -> Language:
    """Load spaCy's small English model with paragraph breaks as sentence breaks (about 0.7 s)."""
    nlp = spacy.load(MODEL)
    ops = _Ops()
    for _, component in nlp.pipeline:
        for layer in component.model.walk() if getattr(component, "model", None) else ():
            layer.ops = ops
    nlp.add_pipe("paragraphs", first=True)
    ask_once(nlp)
    return nlp


def annotate(texts: Iterable[str], nlp: Language | None = None) -> Iterator[Doc]:
    """Parse texts with the full pipeline.

    Yields
    ------
    spacy.tokens.Doc
        One per text, in order. ``doc.text`` is the text `unwrapped`: as long, so that offsets hold for both.

    Raises
    ------
    ValueError
        A text is longer than the model reads.
    """
    nlp = nlp or load_model()

    def read() -> Iterator[tuple[str, str]]:
        for text in map(unwrapped, texts):
            if len(text) > nlp.max_length:
                most = f"{nlp.max_length:,} are the most of one article"
                remedy = "cut it into several, each with a row of its own in articles.csv"
                raise ValueError(f"the text has {len(text):,} characters, and {most}: {remedy}")
            yield sentence_case(text, _is_common).translate(_KNOWN_DASHES), text

    for doc, text in nlp.pipe(read(), as_tuples=True, batch_size=1):
        yield doc if doc.text == text else _with_letters(doc, text)


@functools.cache
def _is_common(word: str) -> bool:
    """Whether a word in small letters is in the lemmatiser's lists of English, as it is or inflected."""
    words, endings = _words()
    bases = (word.removesuffix(old) + new for old, new in endings if word.endswith(old))
    return word in words or any(base in words for base in bases)


@functools.cache
def _words() -> tuple[frozenset[str], list[tuple[str, str]]]:
    """Base and irregular forms of English words, and the endings that lead back to a base form."""
    nlp = load_model()
    lists = nlp.get_pipe("lemmatizer").lookups
    words = {*nlp.Defaults.stop_words}
    for table in ("lemma_index", "lemma_exc"):
        words.update(word for entry in lists.get_table(table).values() for word in entry)
    rules = {
        (old, new) for entry in lists.get_table("lemma_rules").values() for old, new in entry if old.isalpha()
    }
    return frozenset(words), sorted(rules)


def _with_letters(doc: Doc, text: str) -> Doc:
    """The parse of a text in sentence case, over the capitals that stand in the text."""
    return Doc(
        doc.vocab,
        words=[text[t.idx : t.idx + len(t)] for t in doc], spaces=[bool(t.whitespace_) for t in doc],
        tags=[t.tag_ for t in doc], pos=[t.pos_ for t in doc], morphs=[str(t.morph) for t in doc],
        lemmas=[t.lemma_ for t in doc],
        heads=[t.head.i for t in doc], deps=[t.dep_ for t in doc], sent_starts=[t.is_sent_start for t in doc],
        ents=[f"{t.ent_iob_ or 'O'}-{t.ent_type_}" if t.ent_type_ else "O" for t in doc],
    )


def packed(text: str) -> bytes:
    """Parse a text and return the parse as bytes, with the number of its sentences.

    `claimatlas.tokens.unpacked` reads them.
    """
    doc = next(iter(annotate([text])))
    parse = DocBin(attrs=ATTRIBUTES)
    parse.add(doc)
    return _HEAD.pack(_sentences_in(doc)) + parse.to_bytes()


def sentences_of(raw: bytes) -> int:
    """Return how many sentences of running text a parse has that `packed` made bytes of;
    none without a word counts."""
    return _HEAD.unpack_from(raw)[0]


def _sentences_in(doc: Doc) -> int:
    """Count the sentences of the running text that have a word."""
    body = [b for b in blocks(doc.text) if b.kind == "body"]
    words = [s for s in doc.sents if any(t.is_alpha for t in s)]
    return sum(any(b.start < s.end_char and s.start_char < b.end for b in body) for s in words)
