"""Names of places: the one normal form that the gazetteer is keyed by, and a coarser one for transliterations."""

from __future__ import annotations

import re
import unicodedata

from rapidfuzz.distance import Levenshtein

# Latin letters that Unicode does not decompose into a base letter and an accent.
LETTERS = {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ŧ": "t", "ŋ": "ng", "ə": "e"}
# Letters of romanised Arabic, Hebrew, Hawaiian and Ukrainian that English texts write as apostrophes or leave out.
SILENT = "'’‘‛`´ʹʺʻʼʽʾʿˈ′.·"
SPACES = "-‐‑‒–—―−/_,;:()[]{}\"“”„«»"
TABLE = str.maketrans({**LETTERS, **dict.fromkeys(SILENT, ""), **dict.fromkeys(SPACES, " "), "&": " and "})
ACCENTS = re.compile("[\u0300-\u036f]")
# Words that gazetteers and newspapers write long or short at will.
SHORT = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}
LATIN = re.compile("[a-zà-ɏ]", re.IGNORECASE)
LATIN_END = "\u024f"
# Generic words around the own name of a division: "Rapides Parish", "Provincia di Trento", "Oblast' Lviv".
GENERIC = (
    "province|district|county|parish|region|state|department|municipality|prefecture|governorate|oblast|oblast'|krai|"
    "kray|republic|raion|rayon|okrug|territory|division|canton|commune|regency|city|borough|census area|"
    "metropolitan district|metropolitan borough|municipal district|regional municipality|district municipality|voivodeship|"
    "viloyati|viloyat|tumani|nohiya|area|local government area|unitary authority|autonomous province|autonomous region|"
    "autonomous okrug|sub-county|subdistrict|tehsil|taluk|zila|kommune|kommun|län|fylke|kreis|landkreis|ili|megye|"
    "judet|județ|kraj|powiat|gmina|rural municipality|london borough|council area|principal area|emirate"
)
BEFORE = (
    "province of|county of|city of|state of|district of|region of|republic of|municipality of|regional municipality of|"
    "city and county of|city and borough of|department of|territory of|commonwealth of|prefecture of|canton of|"
    "principality of|provincia de|provincia di|provincia del|provincia della|departamento de|departamento del|"
    "estado de|región de|region del|comunidad de|provincie|wilayat-e|wilayat|welayat-e|velayat-e|ostan-e|muhafazat|"
    "kreisfreie stadt|landkreis|kreis|powiat|comté de|county|commune de|gobernación de|okres|obshtina|gmina|kabupaten|"
    "kota|london borough of|royal borough of|metropolitan borough of|borough of|département de la|département de|"
    "département du|département des|cercle de|région de|préfecture de|nohiyai|arrondissement de|arrondissement of|autonomous region of"
)
TAIL = re.compile(rf"^(?P<own>.+?) (?:{GENERIC})$", re.IGNORECASE)
HEAD = re.compile(rf"^(?:{BEFORE}) (?:l'|d'|the )?(?P<own>.+)$", re.IGNORECASE)


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


def bare(name: str) -> str | None:
    """Return the own name of a division without its generic word ("Rapides Parish": "Rapides"), None without one."""
    for pattern in (TAIL, HEAD):
        if (found := pattern.match(name)) and len(own := found["own"].strip()) > 2:
            return own
    return None


def usable(name: str) -> bool:
    """Tell whether an alternate name can stand in an English text.

    GeoNames' lists hold other scripts, letter-by-letter romanisations in lower case ("surudeu"), codes ("NYC") and
    abbreviations ("Ala."), which aliases.csv has where they are in use.
    """
    if len(name) < 3 or not LATIN.search(name) or name.islower():
        return False
    if (len(name) == 3 and name.isupper()) or (len(name) <= 6 and name.endswith(".")):
        return False
    return max(name) <= LATIN_END or not any(c > LATIN_END and c.isalpha() for c in name)


ARABIC = frozenset(("AE", "BH", "DZ", "EG", "EH", "IQ", "JO", "KW", "LB", "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SY", "TN", "YE"))
ARTICLES = frozenset((
    "al", "ad", "adh", "an", "ar", "as", "ash", "at", "ath", "az", "el", "ed", "en", "er", "es", "esh", "et", "ez"))
KNOWN_WELL = 15_000  # people: whom a town has to have to be written about without its article


def variants(norm: str, country: str) -> set[str]:
    """Return what English leaves of a romanised Arabic name: no article, no final h ("al qamishli", "ar raqqah")."""
    if country not in ARABIC:
        return set()
    first, _, rest = norm.partition(" ")
    found = {norm, rest} if first in ARTICLES and len(rest) > 3 else {norm}
    found |= {name[:-1] for name in found if name.endswith("ah") and len(name) > 4}
    return found - {norm}


SHORTEST = 6  # letters: shorter names are alike by chance
# Consonants that transliterations write in several ways, longest first; vowels follow below.
CONSONANTS = (
    ("dzh", "j"), ("shch", "s"), ("sch", "s"), ("tch", "c"), ("kh", "h"), ("gh", "g"), ("zh", "j"), ("dj", "j"),
    ("sh", "s"), ("ch", "c"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("ts", "c"), ("tz", "c"), ("ck", "k"), ("q", "k"),
    ("w", "v"), ("x", "ks"),
)
TWICE = re.compile(r"(.)\1+")


def skeleton(norm: str) -> str:
    """Return what the romanisations of one name have in common: its consonants, evened out, and where vowels stand.

    Empty for names of fewer than `SHORTEST` letters.

    The rules are hand-chosen from the usual romanisations of Persian, Tajik, Arabic and Russian names (kh/h, gh/g, q/k,
    sh/s, w/v, dzh/j, doubled letters, any vowels, spaces): "Panjsher" and "Panjshir" share one, "Nourobod" and "Nurobod".
    """
    text = norm.replace(" ", "")
    if len(text) < SHORTEST:
        return ""
    for other, one in CONSONANTS:
        text = text.replace(other, one)
    text = TWICE.sub(r"\1", re.sub("[aeiouy]+", "a", text))
    return text.removesuffix("h") if text.endswith("ah") else text


def alike(one: str, other: str) -> int | None:
    """Return how many letters two normal forms with one skeleton differ by, None if by more than a transliteration may.

    One letter in names of six and seven letters, two up to ten, three in longer ones, not counting spaces and doubled
    letters; and they begin alike.
    """
    a, b = (TWICE.sub(r"\1", text.replace(" ", "")) for text in (one, other))
    if a[0] != b[0]:
        return None
    size = min(len(a), len(b))
    most = 1 if size < 8 else 2 if size < 11 else 3
    distance = Levenshtein.distance(a, b, score_cutoff=most)
    return distance if distance <= most else None
