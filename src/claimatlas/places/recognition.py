"""Recognition: which stretches of a text name a place.

One pass over the capitalised words of a text against the gazetteer, scored by hand-chosen weights: how well known
the name is, what stands before and after it, whether it is part of a person's or an institution's name, and, in
accurate mode, what the language model's entity recogniser made of it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from claimatlas.places import words
from claimatlas.places.candidates import ABROAD, AREAS, KIND, SETTLEMENTS, Entry, Lexicon, inside
from claimatlas.places.people import LISTS, SIGN_OF_GIVEN, SURNAMES, People

_UPPER = "".join(c for c in map(chr, range(0x1F00)) if unicodedata.category(c) == "Lu" and (c < "\u0250" or c >= "\u1e00"))
# Words that keep their full stop.
_DOTTED = frozenset(
    a[:-1] for a in [*words.STATE_ABBREVIATIONS, *words.TITLES, *words.STREETS, "Mt.", "Ft.", "Twp.", "Ste.", "Pt."]
    if a.endswith(".") and "." not in a[:-1] and " " not in a
)
_LETTERS = "[\\w\u0300-\u036f]"  # with the accents of decomposed text
# A capitalised word: an acronym with full stops, or letters with inner apostrophes and hyphens. It begins with a set of
# letters, which lets the engine skip to the next capital.
TOKEN = re.compile(
    rf"[{_UPPER}](?<!\w.)(?!(?<=[DRI])-[A-Z])(?:(?:\.[A-Z](?![a-z]))+\.?"
    rf"|{_LETTERS}*(?:['’ʼ`‘´](?!(?:s|S|ll|re|ve|d|t|m)\b){_LETTERS}+)*"
    rf"(?:[-‐‑](?!(?:based|led|backed|area|born|wide|style|controlled)\b){_LETTERS}+(?:['’]{_LETTERS}{{2,}})?)*)"
)
# Between the words of one name. Anything else ends it.
SPACE = frozenset((" ", "\u00a0"))
CONNECTORS = frozenset((
    *(f" {particle} " for particle in (
        "of", "of the", "de", "del", "de la", "de los", "des", "la", "las", "el", "al", "and", "and the", "&",
        "upon", "on", "am", "an der", "im", "sur", "sous", "du", "di", "da", "do", "dos", "the", "le", "les",
        "ul", "e", "i", "y", "in", "o'", "es", "ez", "aan den", "ob der", "ash",
    )),
    *(f" {article}-" for article in (
        "el", "al", "ul", "il", "ash", "ad", "an", "ar", "as", "at", "az", "ed", "en", "er", "es", "et", "ez",
        "esh", "ud", "ur", "us",
    )),
    *(f" {elided}{mark}" for elided in ("d", "l", "dell", "nell", "all", "sull", "de l")
      for mark in "'’ʼ‘`´"),
    "'s ", "’s ", "&", "/", "-",
))
LONGEST = 5  # words in a name
SENTENCE_END = re.compile(r"(?:^|[.!?:;•*|–—][\"'”’)\]]*\s*|\n\s*|\s--\s*|[\"“‘(\[]\s*)$")
WORD_BEFORE = re.compile(r"([\w’'.-]+)\W{0,2}$")
WORD_AFTER = re.compile(r"['’]s\s+([a-z]\w*)|\s+([a-z][\w-]*)|-([a-z]\w+)")
HYPHEN = re.compile("[-‐‑]")
WEST_VIRGINIA = re.compile(r"W\. ?Va\.")
PLURALS = ("counties", "provinces", "districts", "states", "parishes", "townships", "regions", "oblasts",
           "governorates", "cantons", "prefectures", "cities", "towns", "villages")
LONGEST_RUN = 40  # words: what is written in capitals beyond them belongs to no name
LISTED = {
    word: re.compile(rf"(?<!\s)\s+(?P<after>{word})\b|\b{word}(?: of| such as| including|:) (?=[A-Z])")
    for word in PLURALS
}
IN_LIST = frozenset((", ", ", and ", " and ", " or ", ", or ", " & "))
AND = IN_LIST - {", "}
CLOSING = frozenset((",", ".", ")", ";", ":", "\n", ""))
ADDRESS_END = re.compile(r"[.,;:)]|\s*(?:\n|$|\d{5}\b|[—–]|--| - )")
# What holds a name together that can hardly be another thing's: "Stratford-upon-Avon", "Umm al-Fahm".
JOINED = re.compile(r"[ -][a-z]|['’]s ")
# What may stand between a name and the word that says what it is: "Mosul, Iraq's second city".
APPOSITION = re.compile(
    r", (?:an?|the|[A-Z][\w]+(?:['’]s|s['’]))\s(?:(?!of\b|in\b|and\b|to\b|from\b|for\b)[\w-]+\s){0,4}?"
    r"(?P<kind>city|town|village|port|suburb|hamlet|province|oblast|governorate|river)\b"
    r"(?! (?:council|hall|of|officials|police|government)\b)"
)
ROW = frozenset((", ", " and ", ", and ", " or ", " – ", " - ", "-", "–", "/", " to "))
OF = re.compile(r"(\w+) of (?:the )?$")
INITIAL = re.compile(r"\b[A-Z]\. $")
OPENS_WITH_IN = re.compile(r"(?:^|[.!?\n][\"”’)]?\s*)In $")
ARTICLE_BEFORE = re.compile(r"(?<![\w-])(?:al|el|as|ash|ar|an|ad|at|az|ed|er|es|et)-$")
GOES_ON = re.compile(r" [a-z]")
LANGUAGE = re.compile(r"(?:-speak\w+|-language| (?:language|learners|lessons|speakers?|classes|teachers?|translation|grammar|literature|word)\b)")
SAINTS = frozenset(("ST", "MT", "FT"))  # in a line of capitals
PARTY = re.compile(r"(?:^|[\s(])(?:R|D|I|L|DFL|GOP|DEM|REP|Dem|Rep|Ind|Lab|Con|LD|NDP|SNP|ALP)-$")
DATELINE = re.compile(r"\s*(?:\([A-Z][\w ,./]{1,30}\)|,? ?[A-Z][a-z]+\.? \d{1,2})?\s*(?:—|–|--| - |:)")


@dataclass(slots=True)
class Toponym:
    """A stretch of text that names a place, before it is resolved.

    Attributes
    ----------
    start, end : int
        Character offsets.
    surface : str
        ``text[start:end]``.
    entry : Entry or None
        What the name can stand for; None for a place that the gazetteer does not hold.
    score : float
        Sum of the evidence that this is a place; above zero it is taken for one.
    nested : bool
        Part of the name of an institution.
    demonym : bool
        A nationality word.
    feature : str
        "" or what an unlisted place is: "street", "feature" (creek, park, township …), "wide" (a sea, a peninsula …),
        "entity" (named by the model).
    kind : str
        Kind of place that the words around name ("district"), or "".
    within : Entry or None
        What the text puts behind the comma: "X, State".
    stated : Entry or None
        That, where it is a first-level division that holds no place of the name.
    before : str
        The word before, in lower case.
    abbreviation : bool
        A state's abbreviation after a comma.
    role : str
        literal, associative or label; see `claimatlas.places.roles`.
    person : bool
        Something speaks for a person's name or a plain word.
    variant : bool
        Found under another spelling.
    peer : str
        Kind of the other names of its row ("town", "province", "country"), or "".
    foreign : bool
        Nobody and no place of a country that writes English is called so.
    dateline : bool
        Opens the text or a paragraph as the place that it was written at.
    """

    start: int
    end: int
    surface: str
    entry: Entry | None
    score: float = 0.0
    nested: bool = False
    demonym: bool = False
    feature: str = ""
    kind: str = ""
    within: Entry | None = None
    stated: Entry | None = None
    before: str = ""
    abbreviation: bool = False
    role: str = "literal"
    person: bool = False
    variant: bool = False
    peer: str = ""
    foreign: bool = False
    dateline: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of recognition, each of which can be switched off to see what it is worth."""

    context: bool = True  # words before and after
    people: bool = True  # given names, titles, surnames of the document
    institutions: bool = True  # names nested in institutions, papers and teams
    starts: bool = True  # words capitalised only by their position
    unlisted: bool = True  # streets and features that the gazetteer does not hold
    abbreviations: bool = True  # states after a comma, acronyms
    agreement: bool = True  # one sense a document
    variants: bool = True  # other spellings of transliterated names
    model: bool = True  # the language model's entities
    lists: bool = True  # rows of names are no "city, state", and their members are of one kind


RULES = Rules()


# What each sign adds to the score of a name that the gazetteer holds; above zero it is taken for a place.
# Chosen by hand.
EVIDENCE = {
    "a tenfold of how well known": 0.55,  # for each order of magnitude of the prior above KNOWN, up to 9
    "a place of the user's": 20.0,
    "several words": 1.2,
    "hyphenated": 0.6,
    "name of areas only": 1.4,  # nobody and no town is called so: Svalbard, Nagorno-Karabakh
    "name known abroad only": 0.5,  # no English-speaking place is called so: Kherson, Isfahan
    "joined by a particle": 1.0,  # Stratford-upon-Avon, Umm al-Fahm, Côte d'Ivoire
    "abbreviation": 3.0,  # also an acronym
    "nationality": 2.0,
    "in": 1.5,  # after a preposition of place
    "in a possession": -0.7,  # "in Herat's case"
    "firm": -4.0,  # Amazon, Toyota
    "from": 0.8,  # ... that stands before others as well
    "by": -0.5,  # after by, with, said, told
    "the river": 3.5,  # "the Danube rose"
    "kind word after": 1.5,  # "Herat province"
    "noun of a place after": 1.5,  # "Herat police"
    "verb of speech after": -0.5,
    "container": 3.0,  # "Paris, Texas"
    "division": 2.0,  # the same, where the gazetteer has no such place there
    "a city in": 1.5,  # "Herat, a city in the west"
    "city of": 2.0,
    "institution of": 0.5,
    "in a list of a kind": 3.0,
    "dateline": 3.0,
    "students at": -2.0,
    "beside a university": -1.5,
    "university of the text": -2.0,
    "paper": -4.0,  # "Boston Globe"
    "public body": 0.5,  # "Boston Library"
    "seat of a public body": 1.5,  # "Boston Police", "Boston City Council"
    "institution": -0.5,
    "title after": 1.0,  # "Chad President"
    "unknown beside": -1.5,  # another capitalised word on either side
    "unknown beside a great name": -0.5,
    "direction before": 0.3,
    "party label": 4.0,  # "D-Boston"
    "nobody's name": 0.7,  # no surname, no given name, no word: Gainesville
    "surname of many": -0.7,  # Cook
    "surname": -0.3,
    "after a given name": 4.0,  # these five speak for a person and are taken off
    "after a title": 3.0,
    "given name": 3.0,
    "surname of the text": 4.0,
    "doubtful surname of the text": 1.0,  # the model alone says so
    "given name of the text": 3.0,
    "acronym": -3.0,
    "English word": -2.5,
    "start of a sentence": -0.8,
    "kind word in the name": 2.0,
}
KNOWN = 4.6  # prior of a place of some thousands
GREAT = 9.0  # prior of countries, great provinces and capitals
# What each sign says for "X, Y" being a place X in an area Y rather than two places of a row; hand-chosen.
CONTAINMENT = {
    "Y is an area": 1.5,
    "Y is a settlement": -1.0,
    "X is little known": -0.5,  # for each tenfold by which a namesake elsewhere is better known, up to 3
    "X is the known one": 1.5,  # no namesake is better known than the X in Y
    "a row that ends in and": -1.5,
    "closed": 0.5,  # "X, Y, …"
    "X is of the kind of Y": -1.0,  # "Washington, Oregon": both are states
    "least": -1.5,
}

# What the entity recogniser's label adds to the score of a name that lies in its entity.
LABELS = {"GPE": 2.0, "LOC": 2.0, "FAC": 0.5, "NORP": 0.0, "PERSON": -1.5, "ORG": -0.3, "DATE": -3.0, "TIME": -3.0,
          "MONEY": -3.0, "PERCENT": -3.0, "QUANTITY": -1.0, "CARDINAL": -2.0, "ORDINAL": -2.0, "EVENT": -1.0, "LAW": -2.0,
          "WORK_OF_ART": -1.5, "PRODUCT": -1.5, "LANGUAGE": -2.0, "": -0.3}
DOUBTFUL = -0.5  # the least that the model's silence or another label counts for a name known abroad only


def recognise(
    text: str, lexicon: Lexicon, entities: Iterable[tuple[int, int, str]] | None = None, demonyms: bool = True,
    rules: Rules = RULES,
) -> list[Toponym]:
    """Find the toponyms of a text.

    Parameters
    ----------
    text : str
    lexicon : Lexicon
    entities : iterable of (start, end, label), optional
        The language model's entities in the order of the text; None without a model.
    demonyms : bool
        Whether nationality words ("Afghan", "Texans") are toponyms.
    rules : Rules

    Returns
    -------
    list of Toponym
        In the order of the text, none overlapping another.
    """
    return _Pass(text, lexicon, entities, demonyms, rules).run()


class _Pass:
    def __init__(self, text, lexicon, entities, demonyms, rules):
        self.text, self.lexicon, self.demonyms, self.rules = text, lexicon, demonyms, rules
        self.entities = None if entities is None or not rules.model else list(entities)
        self.found: list[Toponym] = []
        self.surnames: set[str] = set()
        self.doubtful: set[str] = set()
        self.givens: set[str] = set()
        self.unmatched: list[tuple[int, int]] = []

    def run(self) -> list[Toponym]:
        text = self.text
        tokens = self._merge(self._tokens())
        self.gaps = [text[a[1] : b[0]] for a, b in pairwise(tokens)]
        self.words = [token[2] for token in tokens]
        self.listed = self._lists(tokens)
        self.rows = self._rows()
        self.labels = self._label(tokens)
        self.people = self._people(tokens)
        i, n = 0, len(tokens)
        while i < n:
            j = i + 1
            while j < n and self.gaps[j - 1] in SPACE:
                j += 1
            self._series(tokens, i, j)
            i = j
        if self.entities is not None:
            self._entities(tokens)
        self._agree()
        if self.lexicon.own is not None:
            self._of_the_user()
        found = sorted((t for t in self.found if t.score > 0), key=lambda t: t.start)
        if self.rules.lists:
            self._peers(found)
        return found

    def _of_the_user(self):
        """Take the user's own places wherever their names stand, before anything else that was found there."""
        own = []
        for m in self.lexicon.own.finditer(self.text):
            start, end = m.span()
            entry = self.lexicon.of_the_user(m.group())
            t = Toponym(start, end, m.group(), entry, EVIDENCE["a place of the user's"])
            before = WORD_BEFORE.search(self.text, max(0, start - 24), start)
            t.before = before.group(1).lower() if before else ""
            own.append(t)
        self.found = [t for t in self.found if not any(t.start < o.end and o.start < t.end for o in own)] + own

    def _tokens(self):
        """Return the capitalised words as (start, end, word).

        "Afghan-Tajik" and "Paris-Nice" are cut where the whole is not a name; "Ala." keeps its full stop.
        """
        text, lexicon = self.text, self.lexicon
        out = []
        for m in TOKEN.finditer(text):
            start, end, word = m.start(), m.end(), m.group()
            if out and start < out[-1][1]:
                continue  # the end of "W.Va."
            if "-" in word or "‑" in word or "‐" in word:
                if lexicon(word) is None:
                    at = start
                    for part in HYPHEN.split(word):
                        if part[:1].isupper():
                            out.append((at, at + len(part), part))
                        at += len(part) + 1
                    continue
            elif word in _DOTTED and text.startswith(".", end) and not text[end + 1 : end + 2].isalnum():
                end, word = end + 1, word + "."
            elif word in SAINTS and text.startswith(". ", end) and text[end + 2 : end + 3].isupper():
                end, word = end + 1, word + "."
            elif word == "W" and (va := WEST_VIRGINIA.match(text, start)):
                end, word = va.end(), va.group()
            if text.startswith("-", start - 1) and (m := ARTICLE_BEFORE.search(text, max(0, start - 5), start)):
                if lexicon(text[m.start() : end]) is not None:  # "el-Fasher"
                    start = m.start()
                    word = text[start:end]
            out.append((start, end, word))
        return out

    def _merge(self, tokens):
        """Join what a connector holds together in one name: "Isle of Man", "Rio de Janeiro"."""
        text, lexicon = self.text, self.lexicon
        gaps = [text[a[1] : b[0]] for a, b in pairwise(tokens)]
        joints = [i for i, gap in enumerate(gaps) if gap in CONNECTORS]
        if not joints:
            return tokens
        merged: dict[int, int] = {}  # first token -> last
        taken = -1
        for joint in joints:
            first = joint
            while first > max(taken + 1, joint - 2) and gaps[first - 1] in SPACE:
                first -= 1
            for i in range(max(first, taken + 1), joint + 1):
                last = joint + 1
                stops = [last]
                while last < len(gaps) and len(stops) < 3 and (gaps[last] in SPACE or gaps[last] in CONNECTORS):
                    last += 1
                    stops.append(last)
                found = next((j for j in reversed(stops) if lexicon(text[tokens[i][0] : tokens[j][1]]) is not None), None)
                if found is not None:
                    merged[i], taken = found, found
                    break
        if not merged:
            return tokens
        out, i = [], 0
        while i < len(tokens):
            j = merged.get(i, i)
            out.append(tokens[i] if j == i else (tokens[i][0], tokens[j][1], text[tokens[i][0] : tokens[j][1]]))
            i = j + 1
        return out

    def _lists(self, tokens):
        """Return the tokens of lists of a kind: "Cooke and Love counties", "the provinces of Herat and Balkh"."""
        found = {}
        if not self.rules.context:
            return found
        ends = starts = None
        for word in PLURALS:
            if word not in self.text:
                continue
            if ends is None:
                ends = {t[1]: i for i, t in enumerate(tokens)}
                starts = {t[0]: i for i, t in enumerate(tokens)}
            for m in LISTED[word].finditer(self.text):
                i, step = (ends.get(m.start()), -1) if m["after"] else (starts.get(m.end()), 1)
                while i is not None and i not in found:
                    found[i] = words.KIND_WORDS[word]
                    joint = min(i, i + step)
                    i = i + step if 0 <= joint < len(self.gaps) and self.gaps[joint] in IN_LIST else None
        return found

    def _rows(self):
        """Tell for each token whether a row of names goes on after it and ends in "and" or "or"."""
        out = [False] * (len(self.gaps) + 1)
        for i in range(len(self.gaps) - 1, -1, -1):
            gap = self.gaps[i]
            out[i] = gap in AND or (out[i + 1] and (gap == ", " or gap in SPACE))
        return out

    def _label(self, tokens):
        """Return for every token the entity that covers it, or None."""
        if self.entities is None:
            return [None] * len(tokens)
        out, e, entities = [], 0, self.entities
        for start, end, _ in tokens:
            while e < len(entities) and entities[e][1] <= start:
                e += 1
            out.append(entities[e] if e < len(entities) and entities[e][0] < end else None)
        return out

    def _starts(self, start):
        """Tell whether a sentence, a line, a list item or a quotation starts at `start`."""
        lead = self.text[max(0, start - 2) : start]
        # a letter and a space before is the inside of a sentence
        if (len(lead) == 2 and lead[1] == " " and lead[0].isalnum()) or lead[1:] == "-":
            return False
        return SENTENCE_END.search(self.text, max(0, start - 6), start) is not None

    def _people(self, tokens):
        """Gather the surnames of the text; return the people whose given names look like places."""
        if not self.rules.people:
            return {}
        text, n = self.text, len(tokens)
        for i in range(n - 1):
            word = tokens[i][2]
            if (word in words.FIRST_NAMES and word not in words.PLACE_FIRST) or word in words.TITLES:
                j = i
                while (j + 1 < n and j < i + 3 and self.gaps[j] in (" ", ". ")
                       and tokens[j + 1][2] not in words.CALENDAR):
                    j += 1
                last = tokens[j][2]
                if j > i and not (last in words.INSTITUTIONS or last in words.STREETS or last in words.FEATURES):
                    self.surnames.add(last)
        for start, end, label in self.entities or ():
            if label == "PERSON" and " " in (name := text[start:end]).strip():
                last = name.split()[-1].removesuffix("'s").removesuffix("’s")
                entry = self.lexicon(last)
                if self.lexicon(name) is not None:
                    continue
                if name.split()[0] in words.FIRST_NAMES or entry is None or (entry.strength < 7 and last.lower() in SURNAMES):
                    self.surnames.add(last)
                elif entry.strength < 7:
                    self.doubtful.add(last)
        people = People(text, tokens, self.gaps, self.labels, self.lexicon)
        self.surnames |= people.surnames
        self.givens = people.givens
        return people.ends

    def _series(self, tokens, first, last):
        """Find the places in one run of capitalised words, tokens `first` to `last`."""
        i = first
        # words that are capitalised only by their position
        while i < last and tokens[i][2] in words.STOP and (i > first or self._starts(tokens[i][0])) and not (
            i + 1 < last and self._name(tokens, i, min(i + 2, last)) is not None and tokens[i][2] not in ("In", "At", "From", "On", "By")
        ):
            i += 1
        while i < last:
            if i in self.people:
                i = self.people[i]
                continue
            for j in (i + 4, i + 3, i + 2):
                if j <= last and self.text[tokens[i][0] : tokens[j - 1][1]] in words.NOT_PLACES:
                    i = j
                    break
            if i >= last:
                return
            best = None
            for j in range(min(last, i + LONGEST), i, -1):
                entry = self._name(tokens, i, j)
                if entry is not None:
                    best = j, entry
                    break
            if best is None:
                if self._unlisted(tokens, first, i, last):
                    return
                self.unmatched.append((tokens[i][0], tokens[i][1]))
                if i + 1 < last:
                    self.unmatched.append((tokens[i][0], tokens[i + 1][1]))
                i += 1
                continue
            j, entry = best
            # "Dublin City Council" is the council of Dublin; "Kansas City Council" that of Kansas City
            if (j > i + 1 and tokens[j - 1][2] == "City" and j < last and tokens[j][2] in words.CIVIC | words.INSTITUTIONS
                    and (shorter := self._name(tokens, i, j - 1)) is not None
                    and (not SETTLEMENTS[entry.kind[0]] or entry.strength <= shorter.strength)):
                j, entry = j - 1, shorter
            if self._unlisted(tokens, first, i, last, entry, j):
                return
            self._judge(tokens, first, last, i, j, entry)
            i = j

    def _name(self, tokens, i, j):
        """Look up tokens i..j as one name; a single word has more ways to be one."""
        if j == i + 1:
            word = tokens[i][2]
            if not self.rules.abbreviations and (word in words.ACRONYMS or word in words.STATE_ABBREVIATIONS):
                return None
            if word in words.DEMONYMS:
                return self.lexicon.demonym(word) or self.lexicon(word)
            if word[1:2] == "." and word not in words.ACRONYMS and word not in words.STATE_ABBREVIATIONS:
                return None  # initials of something else
            entry = self.lexicon(word)
            if word in words.STATE_ABBREVIATIONS and self._stands_for_a_state(tokens, i):
                if word in words.CAPITALS_OF_WORDS and self._word_in_capitals(tokens, i):
                    return None
                entry = self.lexicon.state(word) or entry
            elif word.endswith(".") and not word[:-1].count("."):
                return None
            if word in words.CALENDAR or word in words.DIRECTIONS or word in words.NEVER:
                return None
            return entry
        surface = self.text[tokens[i][0] : tokens[j - 1][1]]
        if surface in words.DEMONYMS:
            return self.lexicon.demonym(surface)
        if tokens[i][2] in words.STOP and surface not in words.WITH_ARTICLE:
            return None
        return self.lexicon(surface)

    def _stands_for_a_state(self, tokens, i):
        """Tell whether a state's abbreviation is meant as one: after a comma, or where it is no other word."""
        word = tokens[i][2]
        if self._after_comma(tokens, i) or word in words.FREE_ABBREVIATIONS:
            return True
        # "Mass. lawmakers": a sentence that ended there would not go on in small letters
        return len(word) > 3 and word.endswith(".") and GOES_ON.match(self.text, tokens[i][1]) is not None

    def _after_comma(self, tokens, i):
        start = tokens[i][0]
        return (i > 0 and self.text[tokens[i - 1][1] : start] in (", ", ",\n")) or self.text[start - 2 : start] in ("D-", "R-", "I-")

    def _word_in_capitals(self, tokens, i):
        """Tell whether "ON" is the word, as in "FIRE IN LONDON, ON MONDAY": capitals around, and no end after it."""
        start, end, _ = tokens[i]
        return self._shouting(start, end) and not ADDRESS_END.match(self.text, end)

    def _unlisted(self, tokens, first, i, last, entry=None, j=None):
        """Take a whole run that ends like a street or a natural feature; tell whether it did."""
        tail = tokens[last - 1][2]
        if last - i < 2:
            return False
        whole = self.text[tokens[i][0] : tokens[last - 1][1]]
        if j == last or not self.rules.unlisted or (j == last - 1 and tail.lower().rstrip(".") in words.KIND_WORDS):
            return False
        start = tokens[i][0]
        street = tail in words.STREETS and last - i <= 4 and tokens[i][2] not in words.DEMONYMS
        if street and tail in words.VAGUE_STREETS:
            lead = self.text[max(0, start - 8) : start].rstrip()
            street = whole not in words.NOT_PLACES and (lead[-1:].isdigit() or lead.endswith((" on", " at", " of", " near", " along", " off", "block of")))
        if street:
            t = Toponym(tokens[i][0], tokens[last - 1][1], whole, None, 1.0, feature="street")
            self._add(t, tokens, i, last, None)
            return True
        if (tail in words.FEATURES or (tokens[i][2] in words.BEFORE_FEATURES and last - i <= 3 and tail not in words.INSTITUTIONS)) and last - i <= 4 and whole not in words.NOT_PLACES and not any(t[2] in words.CALENDAR for t in tokens[i:last]):
            wide = tail in words.WIDE_FEATURES
            t = Toponym(tokens[i][0], tokens[last - 1][1], whole, None, 0.8, feature="wide" if wide else "feature")
            self._add(t, tokens, i, last, None)
            return True
        return False

    def _add(self, toponym, tokens, i, j, label):
        self.found.append(toponym)

    def _judge(self, tokens, first, last, i, j, entry):
        """Score one name that the gazetteer holds, tokens i to j of the run first to last."""
        text, rules = self.text, self.rules
        start, end = tokens[i][0], tokens[j - 1][1]
        surface = text[start:end]
        demonym = surface in words.DEMONYMS
        abbreviation = surface in words.STATE_ABBREVIATIONS and self._stands_for_a_state(tokens, i)
        if demonym and (not self.demonyms or LANGUAGE.match(text, end)):
            return
        if abbreviation and text[max(0, start - 2) : start].rstrip()[-1:].isdigit():
            return
        t = Toponym(start, end, surface, entry, demonym=demonym, abbreviation=abbreviation)
        many = j - i > 1 or " " in surface
        sentence_start = self._starts(start)
        m = WORD_BEFORE.search(text, max(0, start - 24), start)
        before = m.group(1) if m else ""
        t.before = before.lower()
        t.score = EVIDENCE["a tenfold of how well known"] * (min(entry.strength, 9.0) - KNOWN)
        t.score += EVIDENCE["several words"] if many else EVIDENCE["hyphenated"] if "-" in surface else 0.0
        if abbreviation or surface in words.ACRONYMS:
            t.score += EVIDENCE["abbreviation"]
        if text.startswith("-", start - 1) and PARTY.search(text, max(0, start - 5), start):
            t.score += EVIDENCE["party label"]
        if many and tokens[j - 1][2] in words.FEATURES and tokens[j - 1][2].lower() in words.KIND_WORDS:
            t.score += EVIDENCE["kind word in the name"]
        if demonym:
            t.score += EVIDENCE["nationality"]
        elif j == last and (i == first or tokens[i - 1][2] in words.STOP) and self._like_no_word(surface):
            t.score += self._known_abroad(t, many)
        rights = [token[2] for token in tokens[j : min(last, j + LONGEST_RUN)]]
        context = self._around(t, tokens, i, j, rights, many, sentence_start)
        if rules.context:
            t.score += context
        else:
            t.kind, t.within, t.stated = "", None, None
        if not (many or demonym or abbreviation or t.kind or t.within or entry.strength >= GREAT):
            t.score += self._as_surname(surface)
        if rights and rules.institutions:
            t.score += self._rest(t, tokens, j, rights)
        person = self._person(t, tokens, first, i, j, many, before)
        t.person = person != 0
        if rules.people:
            t.score -= person
        if not many and not abbreviation and self._plain_word(t, tokens[i][2], sentence_start):
            t.person = True  # and no agreement either
        if self.entities is not None:
            t.score += self._model(t, self.labels[i], any(k in self.listed for k in range(i, j)))
        # "Paris County" where the gazetteer has only "Paris": the kind word belongs to the name
        if rights and rights[0] in words.FEATURES and rights[0].lower().rstrip(".") in words.KIND_WORDS:
            t.end = tokens[j][1]
            t.surface = text[start : t.end]
            t.kind = words.KIND_WORDS[rights[0].lower().rstrip(".")]
            t.score += EVIDENCE["kind word in the name"]
        self.found.append(t)

    def _like_no_word(self, surface):
        """Tell whether a name is neither short, nor a word, nor what a person is called."""
        return len(surface) > 3 and not any(
            word in words.FIRST_NAMES or word in SIGN_OF_GIVEN or word in self.surnames or word in words.TITLES
            or word in words.STOP or word.lower() in words.COMMON or word == "St." for word in surface.split())

    def _as_surname(self, surface):
        """Score what a single word is as a surname."""
        word = surface.lower()
        band = SURNAMES.get(word)
        if band is not None:
            return {"common": EVIDENCE["surname of many"], "known": EVIDENCE["surname"]}.get(band, 0.0)
        plain = len(word) < 5 or word in words.COMMON or surface in words.FIRST_NAMES or surface in SIGN_OF_GIVEN
        return 0.0 if plain else EVIDENCE["nobody's name"]

    def _known_abroad(self, t, many):
        """Score a name that stands alone and that nobody and no English-speaking town has; note that it is one."""
        if JOINED.search(t.surface):
            t.foreign = True
            return EVIDENCE["joined by a particle"]
        short = len(t.surface) < 5 and t.surface.isascii()
        t.foreign = self.lexicon.abroad(t.entry, ABROAD - 1.0 if many else ABROAD + short)
        if t.entry.areal and not many and not short:
            t.foreign = True
            return EVIDENCE["name of areas only"]
        return EVIDENCE["name known abroad only"] if t.foreign and not many else 0.0

    def _around(self, t, tokens, i, j, rights, many, sentence_start):
        """Score the words around a name, and note what they say of its kind and of what contains it."""
        text, end, entry, lower = self.text, t.end, t.entry, t.before
        after = WORD_AFTER.match(text, end) if not rights else None
        follow = next((g for g in after.groups() if g), "") if after else ""
        score = 0.0
        if lower in words.LOCATIVE and not sentence_start:
            score += EVIDENCE["in" if lower in words.STRONG_LOCATIVE else "from"]
            if text.startswith(("'s ", "’s "), end) and not entry.areal:
                score += EVIDENCE["in a possession"]
        elif lower in ("by", "with", "said", "told", "says"):
            score += EVIDENCE["by"]
        elif (lower == "the" and not rights and entry.natural and t.surface != "Congo"
              and (not follow or follow in words.AFTER_NATURE)):
            score += EVIDENCE["the river"]
            t.kind = "natural"
        if t.surface in LISTS["firms"] and not (lower in words.STRONG_LOCATIVE or (lower == "the" and entry.natural)):
            score += EVIDENCE["firm"]
        if follow in words.KIND_WORDS:
            score += EVIDENCE["kind word after"]
            t.kind = words.KIND_WORDS[follow]
        elif follow in words.FOLLOWERS:
            score += EVIDENCE["noun of a place after"]
            t.kind = t.kind or words.RULED.get(follow, "")
        elif follow in words.SPEECH and not many and not t.foreign:
            score += EVIDENCE["verb of speech after"]
        if text.startswith(", ", end):
            score += self._after_the_comma(t, tokens, j)
        if t.within is None and i and text[tokens[i - 1][1] : t.start] == ", ":
            t.within = self._opening(tokens, i, entry)
        if lower == "of":
            score += self._of(t)
        if not rights and t.surface in LISTS["universities"]:
            score += self._campus(t, i, j)
        if any(k in self.listed for k in range(i, j)):
            score += EVIDENCE["in a list of a kind"]
            t.kind = self.listed.get(j - 1, t.kind)
        if sentence_start and t.surface.isupper() and DATELINE.match(text, end):
            score += EVIDENCE["dateline"]
            t.dateline = True
        return score

    def _opening(self, tokens, i, entry):
        """Return the area that opens the sentence before the name at token i, if it holds one: "In Libya, Tripoli"."""
        for k in (1, 2):
            first = i - k
            if first >= 0 and (k == 1 or self.gaps[first] in SPACE):
                lead = self.text[max(0, tokens[first][0] - 5) : tokens[first][0]]
                outer = self._name(tokens, first, i) if OPENS_WITH_IN.search(lead) else None
                if outer is not None and AREAS[outer.kind[0]] and inside(entry, outer).any():
                    return outer
        return None

    def _after_the_comma(self, t, tokens, j):
        """Score what follows a comma: "Paris, Texas", "Herat, a city in the west"."""
        if j < len(tokens) and tokens[j][0] == t.end + 2:
            t.within = self._container(tokens, j, t.entry)
            if t.within is not None:
                return EVIDENCE["container"]
            if SETTLEMENTS[t.entry.kind[0]]:
                t.stated = self._division(tokens, j)
                if t.stated is not None:
                    return EVIDENCE["division"]
        if m := APPOSITION.match(self.text, t.end):
            t.kind = t.kind or words.KIND_WORDS[m["kind"]]
            return EVIDENCE["a city in"]
        return 0.0

    def _of(self, t):
        """Score "the city of Herat", "the mayor of Herat", "the University of Herat"."""
        m = OF.search(self.text, max(0, t.start - 28), t.start)
        if not m:
            return 0.0
        word = m.group(1).lower()
        if word in words.KIND_WORDS:
            t.kind = t.kind or ("" if word == "capital" else words.KIND_WORDS[word])
            return EVIDENCE["city of"]
        t.kind = t.kind or words.RULED.get(word, "")
        return EVIDENCE["institution of"] if m.group(1) in words.INSTITUTIONS else 0.0

    def _campus(self, t, i, j):
        """Score the signs that "Columbia" is the university: students, another beside it, its full name elsewhere."""
        before = self.text[max(0, t.start - 45) : t.start].rpartition(". ")[2]
        score = EVIDENCE["students at"] if not LISTS["students"].isdisjoint(before.lower().split()) else 0.0
        beside = ((i - 1, i - 1), (j - 1, j))
        if any(0 <= gap < len(self.gaps) and self.gaps[gap] in IN_LIST and self.words[k] in LISTS["universities"]
               for gap, k in beside):
            score += EVIDENCE["beside a university"]
        if f"{t.surface} University" in self.text:
            score += EVIDENCE["university of the text"]
        return score

    def _rest(self, t, tokens, j, rights):
        """Score the rest of the run of capitalised words: "Paris Police", "Chad Airlines", "Chad President"."""
        tail = rights[-1]
        if tail in words.MEDIA and not t.demonym:
            return EVIDENCE["paper"]
        if any(r in words.INSTITUTIONS for r in rights):
            t.nested = True
            if not words.SEATED.isdisjoint(rights):
                return EVIDENCE["seat of a public body"]
            return EVIDENCE["public body" if any(r in words.CIVIC for r in rights) else "institution"]
        if tail in words.TEAMS:
            t.nested = True
        elif rights[0] in words.TITLES or rights[0].rstrip(".") in words.TITLES:
            return EVIDENCE["title after"]
        elif not (rights[0] in words.CALENDAR or rights[0] in words.DEMONYMS or t.demonym
                  or self._name(tokens, j, j + 1) is not None):
            return EVIDENCE["unknown beside" if t.entry.strength < GREAT else "unknown beside a great name"]
        return 0.0

    def _person(self, t, tokens, first, i, j, many, before):
        """Return what speaks for a person's name, and lower the score for an unknown word on the left."""
        text, word = self.text, tokens[i][2]
        left = tokens[i - 1][2] if i > first else ""
        given = word in words.FIRST_NAMES and word not in words.PLACE_FIRST
        person = 0.0
        if left in words.DIRECTIONS:
            t.score += EVIDENCE["direction before"]
        elif left in words.TITLES or (left in words.FIRST_NAMES and left not in words.PLACE_FIRST) or (left.endswith(".") and len(left) <= 2):
            person = EVIDENCE["after a given name"]
        elif left and not (left in words.DEMONYMS or left in words.CALENDAR or left in words.STOP or left in words.INSTITUTIONS
                           or left.lower() in words.KIND_WORDS):
            great = t.entry.strength >= GREAT
            t.score += EVIDENCE["unknown beside a great name" if great else "unknown beside"]
        elif not left and before.endswith(".") and (
                before in words.TITLES or INITIAL.search(text, max(0, t.start - 5), t.start)):
            person = EVIDENCE["after a title"]
        if not many:
            person += EVIDENCE["given name"] * (given + t.surface.startswith(("St.", "St ", "Saint")))
            if t.surface in self.surnames:  # "Denzel Washington spoke in Washington"
                surely = t.before in words.STRONG_LOCATIVE and t.entry.strength > GREAT
                person += EVIDENCE["surname of the text"] * (0.5 if surely else 1.0)
            elif t.surface in self.doubtful:
                person += EVIDENCE["doubtful surname of the text"]
            placed = t.before in words.STRONG_LOCATIVE or t.within is not None or t.kind
            if t.surface in self.givens and not placed:
                person += EVIDENCE["given name of the text"]
        elif (given and t.entry.strength < 7 and tokens[j - 1][2] not in words.FEATURES) or (
                word in ("St.", "St", "Saint") and j - i == 2 and text.startswith(("'s", "’s"), t.end)):
            person += EVIDENCE["given name"]
        return person

    def _plain_word(self, t, word, sentence_start):
        """Lower the score of an acronym, an English word and a sentence's start; tell whether it is one of the first two."""
        plain = False
        surface, capitals = t.surface, word.isupper() and len(word) > 1
        if (capitals and len(surface) <= 5 and "." not in surface and surface not in words.ACRONYMS
                and not (sentence_start and DATELINE.match(self.text, t.end))
                and not self._shouting(t.start, t.end)):
            t.score += EVIDENCE["acronym"]
            plain = True
        if self.rules.starts and not t.demonym:
            word = word.capitalize() if capitals else word
            if word in words.STOP or (t.entry.strength < 7.5 and word.lower() in words.COMMON):
                t.score += EVIDENCE["English word"]
                plain = True
            if sentence_start and not t.foreign:
                t.score += EVIDENCE["start of a sentence"]
        return plain

    def _model(self, t, entity, listed):
        """Return what the model's entity over the name counts."""
        weight = LABELS.get(entity[2] if entity else "", -1.0)
        if t.foreign:  # the model knows few names from abroad, and takes them for people and firms
            if entity is None or entity[2] in ("PERSON", "ORG", "NORP"):
                weight = max(weight, DOUBTFUL)
        elif t.entry.strength > GREAT and entity == (t.start, t.end, "PERSON"):
            weight = DOUBTFUL  # "Jordan said on Sunday"
        if t.demonym or t.abbreviation:
            weight = max(weight, -0.5)
        if listed or (t.nested and weight < 0):
            weight = 0.0
        return weight + (1.0 if weight > 2 and t.entry.strength < 4 else 0.0)

    def _shouting(self, start, end):
        """Tell whether the words around are in capitals too, so that capitals do not make an acronym."""
        around = self.text[max(0, start - 25) : start] + self.text[end : end + 25]
        return sum(c.isupper() for c in around) > sum(c.islower() for c in around)

    def _container(self, tokens, j, entry):
        """Return what stands after the comma if it contains the place before it."""
        for k in (3, 2, 1):
            if j + k <= len(tokens):
                if k > 1 and any(self.gaps[a] not in SPACE for a in range(j, j + k - 1)):
                    continue
                outer = self._name(tokens, j, j + k)
                if outer is not None and (within := inside(entry, outer)).any():
                    holds = self._contains(tokens[j + k - 1], j + k - 1, entry, outer, within)
                    return outer if holds else None
        return None

    def _contains(self, last, k, entry, outer, within):
        """Weigh whether "X, Y" is a place in another, or two of a row: "Boston, New York and Chicago"."""
        kind = outer.kind[0]
        if not self.rules.lists or (last[2] in words.STATE_ABBREVIATIONS and kind == KIND["province"]):
            return True
        score = CONTAINMENT["Y is an area" if AREAS[kind] else "Y is a settlement"]
        behind = float(entry.prior[0] - entry.prior[within][0])
        score += CONTAINMENT["X is little known"] * min(behind, 3.0)
        score += CONTAINMENT["X is the known one"] * (behind < 0.3)
        if self.rows[k]:
            score += CONTAINMENT["a row that ends in and"]
        if self.text[last[1] : last[1] + 1] in CLOSING:
            score += CONTAINMENT["closed"]
        alike = (entry.kind == kind) & (entry.prior > entry.prior[0] - 3.0)
        if AREAS[kind] and kind != KIND["district"] and alike.any():
            score += CONTAINMENT["X is of the kind of Y"]
        return score >= CONTAINMENT["least"]

    def _division(self, tokens, j):
        """Return the first-level division that stands behind the comma at token j, as in "Grantville, Pa., …"."""
        for k in (2, 1):
            if j + k <= len(tokens) and (k == 1 or self.gaps[j] in SPACE):
                outer = self._name(tokens, j, j + k)
                if outer is not None and outer.kind[0] == KIND["province"] and outer.strength > 7:
                    last = tokens[j + k - 1]
                    if last[2] in words.STATE_ABBREVIATIONS:
                        return outer
                    if self.rules.lists and self.rows[j + k - 1]:
                        return None
                    return outer if self.text[last[1] : last[1] + 1] in (",", ".", ")", ";") else None
        return None

    def _peers(self, found):
        """Note of what kind the other names of a row are: "Helmand, Kandahar and Herat" are three provinces."""
        row: list[Toponym] = []
        for t in [*found, None]:
            name = t is not None and t.entry is not None and not t.demonym
            if name and row and self.text[row[-1].end : t.start] in IN_LIST:
                row.append(t)
                continue
            if len(row) > 1 and all(member.within is None and member.stated is None for member in row):
                votes = {member.entry.classes[0] for member in row if len(member.entry.classes) == 1}
                if len(votes) == 1:
                    peer = votes.pop()
                    for member in row:
                        if peer in member.entry.classes and not member.kind:
                            member.peer = peer
            row = [t] if name else []

    def _entities(self, tokens):
        """Take the model's places that the gazetteer does not hold."""
        taken = sorted((t.start, t.end) for t in self.found if t.score > 0)
        for start, end, label in self.entities:
            if label not in ("GPE", "LOC", "FAC") or not self.rules.unlisted:
                continue
            start, end = trim(self.text, start, end)
            if end - start < 3 or not self.text[start].isupper():
                continue
            if any(a < end and b > start for a, b in taken):
                continue
            # the small model takes all sorts of names for places; a preposition of place makes it likelier
            before = WORD_BEFORE.search(self.text, max(0, start - 24), start)
            if not before or before.group(1).lower() not in words.LOCATIVE or any(c.isdigit() for c in self.text[start:end]):
                continue
            surface = self.text[start:end]
            if before.group(1).lower() == "of" or surface.split()[0] in words.FIRST_NAMES or surface.isupper():
                continue
            if surface in self.surnames or surface in words.STOP or surface in words.DEMONYMS or surface in words.NOT_PLACES:
                continue
            entry = self.lexicon(surface)
            self.found = [t for t in self.found if not (t.start < end and t.end > start)]
            self.found.append(Toponym(start, end, surface, entry, 0.5, feature="" if entry else "entity"))

    def _agree(self):
        """Let the names of a document speak for each other.

        What is surely a place once is likely one elsewhere; so is a name that stands in a row with places, or that
        lies in a country that the document is about (there, an unknown word is seldom an English surname).
        """
        if not self.rules.agreement:
            return
        best: dict[str, float] = {}
        countries: dict[int, int] = {}
        for t in self.found:
            if t.score > 0 and t.entry is not None:
                if t.score > 1.5:
                    key = t.surface.lower()
                    best[key] = max(best.get(key, 0.0), t.score)
                if t.entry.strength > 7 and (code := int(t.entry.country[0])):
                    countries[code] = countries.get(code, 0) + 1
        about = {code for code, n in countries.items() if n >= 0.15 * sum(countries.values())}
        foreign = np.fromiter(sorted(about - set(self.lexicon.english)), int)
        last_end = -10
        for t in self.found:
            if t.score <= 0 and t.entry is not None:
                if t.score > (-1.0 if t.person else -3.5) and (top := best.get(t.surface.lower())):
                    t.score += top if not t.person else 0.6 * top
                elif not t.person and t.score > -3.5:
                    if self.text[last_end : t.start] in ROW:
                        t.score += 1.0
                    if len(foreign) and t.surface.lower() not in words.COMMON and np.isin(t.entry.country, foreign).any():
                        t.score += 2.0
            if t.score > 0:
                last_end = t.end
        if self.rules.variants and len(foreign):
            self._variants(foreign)

    def _variants(self, foreign):
        """Take names that differ from a place of the document's countries only as transliterations do.

        Only where the context asks for a place: after a preposition of place, before or after a kind word, in a row
        with places, or where the model saw one.
        """
        text, labels = self.text, {e[0]: e[2] for e in self.entities or ()}
        ends = sorted(t.end for t in self.found if t.score > 0)
        added = []
        for start, end in sorted(self.unmatched, key=lambda span: (span[0] - span[1], span)):
            at = bisect(ends, start)
            in_row = at > 0 and text[ends[at - 1] : start] in ROW
            if end - start < 6 or not (in_row or labels.get(start) in ("GPE", "LOC") or text[max(0, start - 12) : start].endswith(words.PLACING)
                                       or KIND_AFTER.match(text, end)):
                continue
            surface = text[start:end]
            if surface in self.surnames or surface.split()[0] in words.FIRST_NAMES or surface.isupper():
                continue
            after = KIND_AFTER.match(text, end)
            entry = self.lexicon.variant(surface, foreign)
            if entry is not None and not any(t.start < end and start < t.end and t.score > 0 for t in [*self.found, *added]):
                added.append(Toponym(start, end, surface, entry, 0.5, kind=words.KIND_WORDS[after[1]] if after else "", variant=True))
        self.found += added


def _hints_by_word():
    """Split the hints into those that a capitalised word announces, by that word, and the others."""
    announced, others = {}, []
    for code, phrases in words.COUNTRY_HINTS.items():
        for phrase in phrases:
            head = CAPITALISED.match(phrase)
            if head:
                announced.setdefault(head.group(), []).append((code, phrase))
            else:
                others.append((code, phrase))
    return announced, others


CAPITALISED = re.compile(r"[A-Z]\w+")
ANNOUNCED, OTHER_HINTS = _hints_by_word()


def country_hints(text: str) -> dict[str, float]:
    """Return in which countries' news turns of phrase as in `text` are at home, with a weight of 0.5 to 2 each."""
    hints: dict[str, float] = {}
    candidates = [c for word in sorted(ANNOUNCED.keys() & set(CAPITALISED.findall(text))) for c in ANNOUNCED[word]]
    for code, phrase in candidates + OTHER_HINTS:
        if phrase in text:
            hints[code] = min(2.0, hints.get(code, 0.0) + 0.5)
    return dict(sorted(hints.items()))


KIND_AFTER = re.compile(rf"\s+({'|'.join(k for k in words.KIND_WORDS if k.isalpha())})\b")
ARTICLE = re.compile(r"(?:the|The|a|an|this|that)\s+")
POSSESSIVE = re.compile(r"['’]s?$|[\s.,;:]+$")


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out articles in front and a possessive or punctuation at the end."""
    while start < end and text[start].isspace():
        start += 1
    if m := ARTICLE.match(text, start, end):
        start = m.end()
    while (m := POSSESSIVE.search(text[start:end])) and not text[start:end].endswith(("U.S.", "U.K.", "D.C.")):
        end = start + m.start()
    return start, end
