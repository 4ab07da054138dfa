"""Names of places: the one normal form that the gazetteer is keyed by, and a coarser one for transliterations."""

from __future__ import annotations

import re
import unicodedata

# Latin letters that Unicode does not decompose into a base letter and an accent.
LETTERS = {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ŧ": "t", "ŋ": "ng", "ə": "e"}
# Letters of romanised Arabic, Hebrew, Hawaiian and Ukrainian that English texts write as apostrophes or leave out.
SILENT = "'’‘‛`´ʹʺʻʼʽʾʿˈ′.·"
SPACES = "-‐‑‒–—―−/_,;:()[]{}\"“”„«»"
TABLE = str.maketrans({**LETTERS, **dict.fromkeys(SILENT, ""), **dict.fromkeys(SPACES, " "), "&": " and "})
ACCENTS = re.compile("[\u0300-\u036f]")
# Words that gazetteers and newspapers write long or short at will.
SHORT = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}


def normalise(name: str) -> str:
    """Return the form of `name` that names are compared in.

    Lower case, without accents, apostrophes and full stops; hyphens, slashes and other punctuation become single
    spaces; "Saint", "Sainte", "Mount" and "Fort" take their usual short forms. Applying it twice changes nothing,
    and the form of two words is the forms of each joined by a space.

    Examples
    --------
    >>> normalise("Köln"), normalise("St. John's"), normalise("Aix-en-Provence"), normalise("U.S.")
    ('koln', 'st johns', 'aix en provence', 'us')
    """
    if name.isascii():
        text = name.lower()
    else:
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
        text = ACCENTS.sub("", text)
    words = text.translate(TABLE).split()
    return " ".join([SHORT.get(word, word) for word in words])
