"""Names of places: the one normal form that the gazetteer is keyed by, and a coarser one for
transliterations."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz.distance import Levenshtein

from claimatlas.wordlists import read_lists

# Latin letters that Unicode does not decompose into a base letter and an accent.
LETTERS = {
    "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ŧ": "t",
    "ŋ": "ng", "ə": "e",
}  # fmt: skip
# Letters of romanised Arabic, Hebrew, Hawaiian and Ukrainian that English texts write as apostrophes or leave
# out.
SILENT = "'’‘‛`´ʹʺʻʼʽʾʿˈ′.·"
SPACES = "-‐‑‒–—―−/_,;:()[]{}\"“”„«»"
TABLE = str.maketrans({**LETTERS, **dict.fromkeys(SILENT, ""), **dict.fromkeys(SPACES, " "), "&": " and "})
ACCENTS = re.compile("[\u0300-\u036f]")
# Words that gazetteers and newspapers write long or short at will.
SHORT = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}
LATIN = re.compile("[a-zà-ɏ]", re.IGNORECASE)
LATIN_END = "\u024f"
WORDS = read_lists("gazetteer/names.txt")
# A division's own name with its generic word: "Rapides Parish", "Provincia di Trento", "Oblast' Lviv".
TAIL = re.compile(rf"^(?P<own>.+?) (?:{'|'.join(WORDS['behind a name'])})$", re.IGNORECASE)
HEAD = re.compile(rf"^(?:{'|'.join(WORDS['before a name'])}) (?:l'|d'|the )?(?P<own>.+)$", re.IGNORECASE)


def normalise(name: str) -> str:
    """Return the form of `name` that names are compared in.

    Lower case, without accents, apostrophes and full stops; hyphens, slashes and other punctuation become
    single spaces; "Saint", "Sainte", "Mount" and "Fort" take their usual short forms. Applying it twice
    changes nothing, and the form of two words is the forms of each joined by a space.

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


def bare(name: str) -> str | None:
    """Return the own name of a division without its generic word ("Rapides Parish": "Rapides"), None
    without one."""
    for pattern in (TAIL, HEAD):
        if (found := pattern.match(name)) and len(own := found["own"].strip()) > 2:
            return own
    return None


def usable(name: str) -> bool:
    """Tell whether an alternate name can stand in an English text.

    GeoNames' lists hold other scripts, letter-by-letter romanisations in lower case ("surudeu"), codes
    ("NYC") and abbreviations ("Ala."), which aliases.csv has where they are in use.
    """
    if len(name) < 3 or not LATIN.search(name) or name.islower():
        return False
    if (len(name) == 3 and name.isupper()) or (len(name) <= 6 and name.endswith(".")):
        return False
    return max(name) <= LATIN_END or not any(c > LATIN_END and c.isalpha() for c in name)


KNOWN_WELL = 15_000  # people: whom a town has to have to be written about without its article


def variants(norm: str, country: str) -> set[str]:
    """Return what English leaves of a romanised Arabic name: no article, no final h ("al qamishli", "ar
    raqqah")."""
    if country not in WORDS["arabic"]:
        return set()
    first, _, rest = norm.partition(" ")
    found = {norm, rest} if first in WORDS["articles"] and len(rest) > 3 else {norm}
    found |= {name[:-1] for name in found if name.endswith("ah") and len(name) > 4}
    return found - {norm}


SHORTEST = 6  # letters: shorter names are alike by chance
# Consonants that transliterations write in several ways, longest first; vowels follow below.
CONSONANTS = (
    ("dzh", "j"), ("shch", "s"), ("sch", "s"), ("tch", "c"), ("kh", "h"), ("gh", "g"), ("zh", "j"),
    ("dj", "j"), ("sh", "s"), ("ch", "c"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("ts", "c"), ("tz", "c"),
    ("ck", "k"), ("q", "k"), ("w", "v"), ("x", "ks"),
)  # fmt: skip
TWICE = re.compile(r"(.)\1+")


def skeleton(norm: str) -> str:
    """Return what the romanisations of one name have in common: its consonants, evened out, and where vowels
    stand.

    Empty for names of fewer than `SHORTEST` letters.

    The rules are hand-chosen from the usual romanisations of Persian, Tajik, Arabic and Russian names (kh/h,
    gh/g, q/k, sh/s, w/v, dzh/j, doubled letters, any vowels, spaces): "Panjsher" and "Panjshir" share one,
    "Nourobod" and "Nurobod".
    """
    text = norm.replace(" ", "")
    if len(text) < SHORTEST:
        return ""
    for other, one in CONSONANTS:
        text = text.replace(other, one)
    text = TWICE.sub(r"\1", re.sub("[aeiouy]+", "a", text))
    return text.removesuffix("h") if text.endswith("ah") else text


def alike(one: str, other: str) -> int | None:
    """Return how many letters two normal forms with one skeleton differ by, None if by more than a
    transliteration may.

    One letter in names of six and seven letters, two up to ten, three in longer ones, not counting spaces and
    doubled letters; and they begin alike.
    """
    a, b = (TWICE.sub(r"\1", text.replace(" ", "")) for text in (one, other))
    if a[0] != b[0]:
        return None
    size = min(len(a), len(b))
    most = 1 if size < 8 else 2 if size < 11 else 3
    distance = Levenshtein.distance(a, b, score_cutoff=most)
    return distance if distance <= most else None
