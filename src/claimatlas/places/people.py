"""People: which capitalised words are somebody's name, though a country, a state or a city is called so too.

"Chad Sullivan told Jordan Hayes": a given name and a surname. "Chad Airlines", "Jordan Valley": a place and a
thing.
Each sign for or against a person counts by its weight in ``evidence.csv``, table ``person``; the sum decides.
"""

from __future__ import annotations

import re

from claimatlas.places import words
from claimatlas.places.evidence import PERSON
from claimatlas.wordlists import alternatives

LISTS = words.read_lists("people.txt")
SURNAMES = {name: band for band, names in words.read_lists("surnames.txt").items() for name in names}
SIGN_OF_GIVEN = {
    **dict.fromkeys(LISTS["given as often"] | words.PLACE_FIRST, "given as often"),
    **dict.fromkeys(LISTS["given now and then"], "given now and then"),
}
NOT_SURNAMES = (
    LISTS["not surnames"] | words.INSTITUTIONS | words.FEATURES | words.TEAMS | words.MEDIA | words.STREETS
    | words.TITLES | words.CIVIC | words.DIRECTIONS | words.CALENDAR | words.STOP | words.DEMONYMS.keys()
    | words.STATE_ABBREVIATIONS.keys() | words.BEFORE_FEATURES
) - LISTS["surnames too"]
SHAPE = re.compile(r"(?:O['’]|Mc|Mac|De|La|Le|Van|Al-)?[^\W\d_][^\W\d_]+(?:[-'’][^\W\d_]+)*$")
PARTICLES = frozenset(
    f" {word.replace('_', ' ')}" + ("" if word.endswith("-") else " ") for word in LISTS["particles"]
)
AFTER = re.compile(
    rf"['’]s (?P<kin>{alternatives(LISTS['kin'])})\b"
    r"|(?:\s+(?:has |had |have |also |later |then )?(?P<verb>[a-z]+))"
    r"|(?P<age>, (?:aged? )?\d\d?\b(?!,\d)| \(\d{2,4})"
)
BETWEEN = frozenset((" and ", ", ", ", and ", " or ", " & "))
BEFORE = re.compile(r"([\w’'-]+)[,:]? [\"“‘]?$")


class People:
    """The people of a text whose given names are also names of places.

    Parameters
    ----------
    text : str
    tokens : list of (start, end, word)
        Capitalised words.
    gaps : list of str
        What stands between one token and the next.
    labels : list of (start, end, label) or None
        The model's entity over each token.
    lexicon : Lexicon

    Attributes
    ----------
    ends : dict of int to int
        First token of each name to the token after its last.
    surnames, givens : set of str
    """

    def __init__(self, text, tokens, gaps, labels, lexicon):
        self.text, self.tokens, self.gaps, self.labels, self.lexicon = text, tokens, gaps, labels, lexicon
        self.ends: dict[int, int] = {}
        self.surnames: set[str] = set()
        self.givens: set[str] = set()
        found = []
        for i in range(len(tokens) - 1):
            if tokens[i][2] in SIGN_OF_GIVEN and (end := self._end(i)):
                found.append((i, end))
        if not found:
            return
        alone = self._alone({tokens[end - 1][2] for _, end in found} | {tokens[i][2] for i, _ in found})
        scores = [self._score(i, end, alone) for i, end in found]
        for at, (i, end) in enumerate(found):
            paired = any(
                0 <= other < len(found) and scores[other] >= PERSON["likely"]
                and (self.gaps[end - 1] if other > at else self.gaps[i - 1]) in BETWEEN
                and (found[other][0] == end if other > at else found[other][1] == i)
                for other in (at - 1, at + 1)
            )
            if scores[at] + paired * PERSON["pair"] >= PERSON["enough"]:
                self.ends[i] = end
                self.surnames.add(tokens[end - 1][2])
                if not alone.get(tokens[i][2], 0) & 2:
                    self.givens.add(tokens[i][2])

    def _end(self, at: int) -> int:
        """Return the token after the last of a name at `at` that has the shape of a person's; 0 if none
        does."""
        tokens, gaps = self.tokens, self.gaps
        if (
            at
            and gaps[at - 1] == " "
            and not (tokens[at - 1][2] in words.STOP or tokens[at - 1][2] in words.TITLES)
        ):
            return 0
        end = at + 1
        while end < len(tokens) and end < at + 4 and gaps[end - 1] in (" ", ". ", *PARTICLES):
            if gaps[end - 1] == ". " and len(tokens[end - 1][2]) > 1:
                break
            end += 1
        size = end - at
        if size < 2 or (end < len(tokens) and gaps[end - 1] == " "):
            return 0
        last = tokens[end - 1][2]
        if last in LISTS["behind a surname"] and size > 2:
            end, last = end - 1, tokens[end - 2][2]
        middle = [t[2].rstrip(".") for t in tokens[at + 1 : end - 1]]
        if gaps[at] not in PARTICLES and not all(
                len(name) == 1 or name in words.FIRST_NAMES or name in SIGN_OF_GIVEN for name in middle):
            return 0
        return 0 if last in NOT_SURNAMES or not SHAPE.match(last) or last.isupper() else end

    def _alone(self, wanted: set[str]) -> dict[str, int]:
        """Note where the words stand by themselves: 1 anywhere, 2 after a preposition of place, 3 both."""
        found: dict[str, int] = {}
        gaps, text = self.gaps, self.text
        for k, (start, _, word) in enumerate(self.tokens):
            if word not in wanted or (k < len(gaps) and gaps[k] == " "):
                continue
            initial = k and gaps[k - 1] == ". " and len(self.tokens[k - 1][2]) <= 2
            if not (initial or (k and (gaps[k - 1] == " " or gaps[k - 1] in PARTICLES))):
                m = BEFORE.search(text, max(0, start - 16), start)
                place = bool(m) and m[1].lower() in words.STRONG_LOCATIVE
                found[word] = found.get(word, 0) | (2 if place else 1)
        return found

    def _score(self, at: int, end: int, alone: dict[str, int]) -> float:
        """Sum the signs that tokens `at` to `end` are a person's name."""
        return sum(PERSON[sign] for sign in self.signs(at, end, alone))

    def signs(self, at: int, end: int, alone: dict[str, int]) -> list[str]:
        """Return the signs of the name of tokens `at` to `end`, by their names in ``evidence.csv``."""
        text, tokens = self.text, self.tokens
        start, stop, last = tokens[at][0], tokens[end - 1][1], tokens[end - 1][2]
        found = [SIGN_OF_GIVEN[tokens[at][2]], "surname shape"]
        if last.lower() in words.COMMON:
            found.append("English word")
        elif (band := SURNAMES.get(last.lower())) in ("common", "known"):
            found.append("surname of many" if band == "common" else "surname of some")
        after = AFTER.match(text, stop)
        if after and after["age"]:
            found.append("age or life dates")
        elif after and (after["kin"] or after["verb"] in LISTS["acts after"]):
            found.append("speaks or acts")
        before = BEFORE.search(text, max(0, start - 24), start)
        word = before[1].lower() if before else ""
        if word in LISTS["roles"] or (at and self.gaps[at - 1] == " " and tokens[at - 1][2] in words.TITLES):
            found.append("role before")
        elif word in LISTS["acts before"]:
            found.append("addressed")
        elif word in words.STRONG_LOCATIVE or word == "at":
            found.append("in a place")
        if alone.get(last, 0) & 1:
            found.append("surname alone")
        if alone.get(tokens[at][2], 0) & 2:
            found.append("given alone in a place")
        if self._headline(start, stop):
            found.append("headline")
        if self.lexicon(text[start:stop]) is not None:
            found.append("a place of that name")
        return found + self._model(at, end)

    def _headline(self, start: int, stop: int) -> bool:
        """Tell whether most words of the same line nearby are capitalised."""
        before, after = self.text[max(0, start - 40) : start], self.text[stop : stop + 40]
        around = before.rpartition("\n")[2] + after.partition("\n")[0]
        near = [w for w in around.split() if w.isalpha() and len(w) > 3]
        return len(near) > 2 and sum(w[0].isupper() for w in near) > PERSON["share of capitals"] * len(near)

    def _model(self, at: int, end: int) -> list[str]:
        """Return what the model's entities say of the name."""
        entity = self.labels[at]
        if entity is None:
            return []
        whole = entity[1] >= self.tokens[end - 1][1]
        if entity[2] == "PERSON":
            return ["model: person"] if whole else []
        if entity[2] in ("ORG", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART"):
            return ["model: organisation"] if whole else []
        return ["model: place"] if entity[2] in ("GPE", "LOC") else []
