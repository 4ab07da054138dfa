"""The language of a text, by py3langid's model, which its package ships."""

from __future__ import annotations

import functools
import re
import unicodedata

LOOKED_AT = 3000  # characters; the model is sure long before
FEWEST = 12  # words of the text below which nothing is said
SURE = 0.9  # least probability with which a language is named
_WORD = re.compile(r"[^\W\d_]+")


def identify(text: str) -> str:
    """Return the ISO 639-1 code of the language of `text`, or "" if the text is short or the model unsure.

    Examples
    --------
    >>> identify("The minister said on Monday that the bridge over the river would be open again in spring.")
    'en'
    """
    sample = text[:LOOKED_AT]
    if len(_WORD.findall(sample)) < FEWEST and sample.isascii():
        return ""
    code, probability = _model().classify(sample)
    return code if probability >= SURE else ""


@functools.cache
def _model():
    """The identifier, with probabilities from 0 to 1 (0.2 s to load)."""
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
