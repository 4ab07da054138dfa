"""Place names in a content, as written: told by context and a short list of states and regions, not looked up.

Where they lie is the business of the places wing, which knows a gazetteer. Here a name only has to be told from a
demonym and from a part of a longer name ("Islamic Movement of …").
"""

from __future__ import annotations

import re

from spacy.tokens import Doc, Token

from claimatlas.claims import lexicon as lex
from claimatlas.claims.holders import is_demonym, states
from claimatlas.claims.trees import text_of

_TYPES = frozenset(
    ["province", "district", "region", "village", "town", "city", "county", "valley", "river", "lake", "island", "islands", "peninsula", "mountain", "mountains", "border", "crossing", "bridge", "airport", "port", "strait", "sea", "ocean", "gulf", "bay", "desert", "oblast", "raion", "governorate", "prefecture", "municipality", "parish", "state", "republic", "territory", "area", "neighborhood", "neighbourhood", "suburb", "street", "avenue", "road", "highway", "park", "square", "beach", "coast", "harbor", "harbour", "canyon", "pass", "plateau", "basin"]
)
_REGIONS = frozenset(
    ["europe", "asia", "africa", "antarctica", "oceania", "america", "caucasus", "balkans", "siberia", "scandinavia", "crimea", "kashmir", "kurdistan", "sahel", "levant", "maghreb", "mideast", "donbas", "donbass", "tibet", "chechnya", "dagestan", "xinjiang", "transnistria", "scotland", "wales", "england", "ireland", "catalonia", "bavaria", "california", "texas", "florida", "ohio", "michigan", "pennsylvania", "virginia", "nevada", "arizona", "colorado", "alaska", "hawaii", "oregon", "illinois", "wisconsin", "iowa", "georgia", "alabama", "louisiana", "tennessee", "kentucky", "minnesota", "missouri", "oklahoma", "kansas", "utah", "montana", "idaho", "wyoming", "nebraska", "maryland", "connecticut", "massachusetts", "maine", "vermont", "delaware", "manhattan", "brooklyn", "gaza"]
)
_INTO = frozenset(["in", "into", "from", "to", "near", "at", "through", "toward", "towards", "outside", "across", "around", "inside", "over", "between", "of", "via", "beyond", "within", "against"])
_NAMES_OF_BODIES = frozenset(
    ["movement", "front", "army", "party", "council", "institute", "ministry", "agency", "service", "university", "court", "parliament", "islamic", "emirate", "taliban", "al-qaeda", "state", "league", "union", "united", "national", "international", "committee", "commission", "organization", "organisation", "group", "federation", "bank", "company", "corporation", "news", "times", "post", "radio", "television", "association", "foundation", "center", "centre", "department", "bureau", "board", "church", "college", "school", "hospital", "club", "team", "police", "force", "forces", "brigade", "project", "airlines"]
)
_DIRECTIONS = frozenset(["northern", "southern", "eastern", "western", "central", "north", "south", "east", "west", "northeastern", "northwestern", "southeastern", "southwestern", "upper", "lower"])


def find_toponyms(doc: Doc) -> list[tuple[int, int]]:
    """Return the place names of an article.

    Returns
    -------
    list of (int, int)
        Character offsets, in text order.
    """
    names, capitals = states()
    runs = _runs(doc)
    bodies = [any(doc[i].lower_ in _NAMES_OF_BODIES for i in run) and doc[run[-1]].lower_ not in ("states", "kingdom", "emirates") for run in runs]
    known: set[str] = set()
    chosen: list[bool] = []
    for run, body in zip(runs, bodies, strict=True):
        words = _words(doc, run)
        low = words.lower()
        place = low in names or low in capitals or low in _REGIONS
        if not place and not body:
            place = _in_context(doc, run)
        if place and (_inside_name(doc, run) or (_ends_person(doc, run) and low not in names)):
            place = False
        chosen.append(place)
        if place and len(words) > 2:
            known.add(low)
    found = []
    for run, place in zip(runs, chosen, strict=True):
        if place or (_words(doc, run).lower() in known and not _inside_name(doc, run)):
            found.append((doc[run[0]].idx, doc[run[-1]].idx + len(doc[run[-1]])))
    return found


def places_in(found: list[tuple[int, int]], pieces: list[tuple[int, int]], text: str) -> list[str]:
    """The place names inside some spans, each once, in text order."""
    names: list[str] = []
    for a, b in found:
        if any(s <= a and b <= e for s, e in pieces):
            name = re.sub(r"\s+", " ", text[a:b])
            if name not in names:
                names.append(name)
    return names


def _runs(doc: Doc) -> list[list[int]]:
    """Capitalised names that could be a place: demonyms and titles before them left out."""
    runs: list[list[int]] = []
    i = 0
    names = states()[0]
    while i < len(doc):
        t = doc[i]
        if not _capital(t):
            i += 1
            continue
        run = [i]
        j = i + 1
        while j < len(doc):
            u = doc[j]
            if _capital(u):
                run.append(j)
                j += 1
            elif u.text == "-" and j + 1 < len(doc) and not u.whitespace_ and not doc[j - 1].whitespace_ and doc[j + 1].text[:1].isalpha() and doc[j + 1].text[0].isupper():
                if doc[j - 1].lower_ in names or doc[j + 1].lower_ in names:
                    break
                run += [j, j + 1]
                j += 2
            else:
                break
        i = j
        while run and len(run) > 1 and (doc[run[0]].text == "-" or is_demonym(doc[run[0]]) or (doc[run[0]].lower_ in _DIRECTIONS and not _one_entity(doc, run)) or doc[run[0]].lower_.rstrip(".") in lex.OFFICES):
            run = run[1:]
        if run and doc[run[0]].text != "-" and not is_demonym(doc[run[0]]) and (len(run) > 1 or doc[run[0]].lower_ not in _DIRECTIONS):
            runs.append(run)
    return runs


def _one_entity(doc: Doc, run: list[int]) -> bool:
    return bool(doc[run[0]].ent_type_) and doc[run[1]].ent_iob_ == "I"


def _capital(t: Token) -> bool:
    return (t.text[0].isupper() and (t.tag_ in ("NNP", "NNPS") or t.ent_type_ in ("GPE", "LOC", "FAC"))) or (t.text.isupper() and len(t) > 1 and t.lower_ in states()[0])


def _words(doc: Doc, run: list[int]) -> str:
    return re.sub(r"\s+", " ", text_of(doc)[doc[run[0]].idx : doc[run[-1]].idx + len(doc[run[-1]])])


def _in_context(doc: Doc, run: list[int]) -> bool:
    first, last = doc[run[0]], doc[run[-1]]
    if len(run) == 1 and ((is_demonym(first) and first.dep_ in ("amod", "compound")) or last.tag_ == "NNPS"):
        return False
    labels = [doc[i].ent_type_ for i in run]
    if last.lower_ in _TYPES and len(run) > 1:
        return "ORG" not in labels or labels.count("GPE") + labels.count("LOC") + labels.count("FAC") > 0 or last.lower_ in ("region", "province", "valley", "district", "river")
    after = _next(doc, run[-1])
    if after is not None and after.lower_ in _TYPES | {t + "s" for t in _TYPES} and after.lower_ not in ("state", "area", "border", "states"):
        return True
    before = _previous(doc, run[0])
    if before is not None and before.lower_ == "of":
        noun = _previous(doc, before.i)
        if noun is not None and noun.lower_ in _TYPES:
            return True
    if last.head.lower_ in _TYPES and last.dep_ in ("compound", "nmod") and last.head.i - last.i <= 4 and last.head.lower_ != "state":
        return True
    if last.dep_ == "conj" and after is not None and after.lower_.rstrip("s") in _TYPES:
        return True
    share = sum(x in ("GPE", "LOC", "FAC") for x in labels) * 2 > len(labels)
    modifies = after is not None and after.pos_ in ("NOUN", "PROPN") and last.dep_ == "compound" and after.lower_.rstrip("s") not in _TYPES
    if share and not modifies:
        return True
    # "between A – B crossing point", "in A": a name after a preposition of place that is no person's and no body's
    preposition = before is not None and (before.lower_ in _INTO - {"of", "to", "from", "between", "against", "over", "within", "at", "around"} or (before.lower_ == "the" and (p := _previous(doc, before.i)) is not None and p.lower_ in ("through", "across", "via")))
    if preposition and not modifies and not any(x in ("PERSON", "ORG", "NORP", "DATE", "EVENT", "LAW", "WORK_OF_ART") for x in labels):
        return not _month(first)
    if preposition and not modifies and before.lower_ in ("in", "into", "near") and last.dep_ == "pobj" and len(run) <= 2 and not _month(first) and not first.text.isupper():
        return "PERSON" not in labels or len(run) == 1
    return after is not None and after.text in ("–", "—") and preposition


def _month(t: Token) -> bool:
    return t.ent_type_ in ("DATE", "TIME") or t.lower_ in ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "english", "congress")  # fmt: skip


def _next(doc: Doc, i: int) -> Token | None:
    i += 1
    while i < len(doc) and (doc[i].is_space or doc[i].tag_ == "POS"):
        if doc[i].tag_ == "POS" or "\n" in doc[i].text:
            return None
        i += 1
    return doc[i] if i < len(doc) else None


def _previous(doc: Doc, i: int) -> Token | None:
    i -= 1
    while i >= 0 and doc[i].is_space and "\n" not in doc[i].text:
        i -= 1
    return doc[i] if i >= 0 and not doc[i].is_space else None


def _inside_name(doc: Doc, run: list[int]) -> bool:
    """Part of a longer proper name: *Islamic Movement of X*."""
    before = _previous(doc, run[0])
    if before is not None and before.lower_ in ("of", "for"):
        noun = _previous(doc, before.i)
        return noun is not None and noun.tag_ in ("NNP", "NNPS") and noun.text[0].isupper() and noun.lower_ not in lex.OFFICES | _TYPES and noun.lower_ not in states()[0] and noun.lower_ not in states()[1]
    if before is not None and before.text == "-" and not before.whitespace_:
        earlier = _previous(doc, before.i)
        return earlier is not None and earlier.lower_ in ("i", "e")
    return False


def _ends_person(doc: Doc, run: list[int]) -> bool:
    before = _previous(doc, run[0])
    return before is not None and before.lower_.rstrip(".") in lex.OFFICES - {"head", "capital", "king"} and all(doc[i].ent_type_ == "PERSON" for i in run)
