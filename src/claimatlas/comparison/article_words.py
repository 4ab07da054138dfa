"""The words of articles as stories are told by: names, figures and days, and other words, how often each."""

from __future__ import annotations

import functools
import re
from array import array
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from claimatlas.comparison.matrices import numbers
from claimatlas.comparison.names import Names, counted
from claimatlas.comparison.words import COUNTRY, MONTHS, TOKEN, fold, read_word
from claimatlas.memo import recalled_each
from claimatlas.packs import key_of
from claimatlas.versions import version_of

TOP = 3  # sentences at the top of an article that count double
SENTENCE = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+|\n+")
UNDATED = frozenset({"may", "spring", "fall"})  # as often another word, even with a capital


def article_terms(
    articles: pd.DataFrame, build: Path | str | None = None
) -> tuple[sparse.csr_matrix, list[str], dict[str, str]]:
    """Count the names, figures and days (all marked by ``^``) and other words of each article, its top
    double.

    With `build`, the folder of the tables, the words of each article are kept there.

    Returns
    -------
    counts : scipy.sparse.csr_matrix, shape (articles, terms)
    terms : list of str
        In order.
    surface : dict of str to str
        Term -> the word that most often stands for it; "" for a figure or a day.
    """
    by_word, words, means = _by_word(articles, build)
    terms = sorted({*means} - {""})
    place = {term: k for k, term in enumerate(terms)}
    counting = [k for k, term in enumerate(means) if term]
    to_term = sparse.csr_matrix(
        (np.ones(len(counting), np.float32), (counting, [place[means[k]] for k in counting])),
        shape=(len(words), max(1, len(terms))),
    )
    counts = sparse.csr_matrix(by_word @ to_term)
    counts.sort_indices()
    best: dict[str, tuple[float, str]] = {}
    times = np.bincount(by_word.indices, by_word.data, len(words)).tolist()
    for k in counting:
        word = words[k] if means[k][0] == "^" else fold(words[k])
        best[means[k]] = min(best.get(means[k], (0, "")), (-times[k], word))
    return counts, terms, {term: "" if _is_value(term) else word for term, (_, word) in best.items()}


def _by_word(
    articles: pd.DataFrame, build: Path | str | None
) -> tuple[sparse.csr_matrix, list[str], list[str]]:
    """Return how often each article has each word, the words, and what each counts as, "" for nothing."""
    ids, texts = articles["article_id"].tolist(), articles["text"].tolist()
    # No witness for names: Often All Capitals.
    titles = [t if isinstance(t, str) else "" for t in articles["title"].tolist()]
    told = dict(zip(ids, zip(titles, texts, strict=True), strict=True))
    made_by = "" if build is None else version_of("comparison.article_words")
    keys = {article: key_of(made_by, *both) for article, both in told.items()}
    names, number = Names(), numbers()
    alone: dict[str, str] = {}
    columns, values, indptr = array("i"), array("f"), array("q", [0])
    by_themselves = _Alone()
    read = recalled_each(build, "article-words", keys, lambda article: _read(*told[article], by_themselves))
    for article, (own, counts, many, heads, written) in read:
        names.add(dict.fromkeys(_sentences(told[article][1])), heads, written)
        columns.extend(map(number.__getitem__, own))
        alone.update(zip(own, counts, strict=True))
        values.extend(many)
        indptr.append(len(columns))
    forms, words = names.forms(), list(number)
    means = [_term(word, alone[word], forms) for word in words]
    shape = len(articles), len(words)
    by_word = sparse.csr_matrix((np.array(values), np.array(columns), np.array(indptr)), shape=shape)
    return by_word, words, means


def _read(
    title: str, text: object, alone: _Alone
) -> tuple[list[str], list[str], array, list[str], dict[str, int]]:
    """Return the words of an article, what each counts as if it is no name and how often it is there, and
    what `counted` says of the sentences."""
    sentences = _sentences(text)
    found = {sentence: TOKEN.findall(sentence) for sentence in sentences}
    said = Counter(TOKEN.findall(title))
    for some in (sentences, sentences[:TOP]):
        said.update([word for sentence in some for word in found[sentence]])
    counts = list(map(alone.__getitem__, said))
    return list(said), counts, array("f", said.values()), *counted(found.values())


@functools.lru_cache(maxsize=1)
def _sentences(text: object) -> list[str]:
    """The sentences of a text; whoever reads it asks once more what they are."""
    return [s for s in SENTENCE.split(text) if s] if isinstance(text, str) else []


class _Alone(dict):
    """What a word counts as if it is no name: a figure, a day or month by its first letters, or its concept;
    "" for nothing."""

    def __missing__(self, word: str) -> str:
        if word[0].isdigit():
            return "^" + word.replace(",", "")
        if word[0].isupper() and (plain := fold(word)) in MONTHS and plain not in UNDATED:
            counts = f"^{plain[:3]}."
        else:
            counts = read_word(word)[1]
        self[word] = counts
        return counts


def _term(word: str, counts: str, forms: dict[str, str]) -> str:
    """Return what a word counts as, where `counts` is what it counts as if it is no name."""
    plain = fold(word)
    is_name = plain in forms and (word[0].isupper() or plain in COUNTRY)
    return "^" + forms[plain] if is_name and counts[:1] != "^" else counts


def _is_value(term: str) -> bool:
    """Whether a term is a figure or a day and names nobody."""
    return term[0] == "^" and (term[1:2].isdigit() or term[-1] == ".")
