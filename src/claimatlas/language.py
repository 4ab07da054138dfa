"""The language of a text: English by its commonest words, any other by the model that py3langid ships."""

from __future__ import annotations

import functools
import re
import unicodedata

LOOKED_AT = 1500  # characters; the model is sure long before
FEWEST = 12  # words of the text below which nothing is said
SURE = 0.9  # least probability with which a language is named
# Of the words of English news a third and more are these; of other languages' a few are among them, "in" and
# "was".
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "that",
        "a",
        "in",
        "with",
        "for",
        "by",
        "from",
        "said",
        "would",
        "which",
        "have",
        "has",
        "had",
        "were",
        "who",
        "their",
        "they",
        "it",
        "be",
        "been",
        "will",
        "at",
        "not",
    ]
)
_PLAINLY = (
    0.2  # least share of them, with "the" or "of" among them, by which a text is English without the model
)
_WORD = re.compile(r"[^\W\d_]+")


def identify(text: str) -> str:
    """Return the ISO 639-1 code of the language of `text`, or "" if the text is short or the model unsure.

    Examples
    --------
    >>> identify("The minister said on Monday that the bridge over the river would be open again in spring.")
    'en'
    """
    sample = text[:LOOKED_AT]
    words = [w.lower() for w in _WORD.findall(sample)]
    if len(words) < FEWEST and sample.isascii():
        return ""
    if (
        len(words) > 40
        and words.count("the") + words.count("of") > len(words) / 30
        and sum(w in _ENGLISH for w in words) > _PLAINLY * len(words)
    ):
        return "en"
    code, probability = _model().classify(sample)
    return code if probability >= SURE else ""


@functools.cache
def _model():
    """The identifier, with probabilities from 0 to 1 (0.5 s and 90 MB to load)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def is_english(code: object) -> bool:
    """Tell whether an article of this language code is read as English; one of unknown language is."""
    return not isinstance(code, str) or not code or code.lower().split("-")[0] in ("en", "eng", "english")


def is_latin(text: str) -> bool:
    """Tell whether most letters of the beginning of a text are Latin."""
    letters = [c for c in text[:LOOKED_AT] if c.isalpha()]
    latin = sum(c.isascii() or unicodedata.name(c, "").startswith("LATIN") for c in letters)
    return latin > len(letters) / 2
