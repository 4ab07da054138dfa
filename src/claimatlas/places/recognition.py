"""Recognition: which stretches of a text name a place.

One pass over the capitalised words of a text against the gazetteer, scored by the weights of
``evidence.csv``: how well known the name is, what stands before and after it, whether it is part of a
person's or an institution's name, and, in accurate mode, what the language model's entity recogniser made of
it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from claimatlas.places import words
from claimatlas.places.agreement import agree, note_peers
from claimatlas.places.candidates import SETTLEMENTS, Lexicon
from claimatlas.places.capitals import labels_of, lists_of, merged, rows_of, tokens_of
from claimatlas.places.evidence import EVIDENCE, LIMITS
from claimatlas.places.judgement import judge
from claimatlas.places.lookup import name_of
from claimatlas.places.people import SURNAMES, People
from claimatlas.places.reading import SPACE, WORD_BEFORE, Reading
from claimatlas.places.toponym import RULES, Rules, Toponym
from claimatlas.places.unlisted import take_entities, takes_unlisted

LONGEST = 5  # words in a name


def recognise(
    text: str,
    lexicon: Lexicon,
    entities: Iterable[tuple[int, int, str]] | None = None,
    demonyms: bool = True,
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
    entities = None if entities is None or not rules.model else list(entities)
    return found_in(Reading(text, lexicon, entities, demonyms, rules))


def found_in(reading) -> list[Toponym]:
    text = reading.text
    tokens = merged(reading, tokens_of(reading))
    reading.gaps = [text[a[1] : b[0]] for a, b in pairwise(tokens)]
    reading.words = [token[2] for token in tokens]
    reading.listed = lists_of(reading, tokens)
    reading.rows = rows_of(reading)
    reading.labels = labels_of(reading, tokens)
    reading.people = people_of(reading, tokens)
    i, n = 0, len(tokens)
    while i < n:
        j = i + 1
        while j < n and reading.gaps[j - 1] in SPACE:
            j += 1
        read_run(reading, tokens, i, j)
        i = j
    if reading.entities is not None:
        take_entities(reading, tokens)
    agree(reading)
    if reading.lexicon.own is not None:
        take_own_places(reading)
    found = sorted((t for t in reading.found if t.score > 0), key=lambda t: t.start)
    if reading.rules.lists:
        note_peers(reading, found)
    return found


def take_own_places(reading):
    """Take the user's own places wherever their names stand, before anything else that was found there."""
    own = []
    for m in reading.lexicon.own.finditer(reading.text):
        start, end = m.span()
        entry = reading.lexicon.of_the_user(m.group())
        t = Toponym(start, end, m.group(), entry, EVIDENCE["a place of the user's"])
        before = WORD_BEFORE.search(reading.text, max(0, start - 24), start)
        t.before = before.group(1).lower() if before else ""
        own.append(t)
    reading.found = [
        t for t in reading.found if not any(t.start < o.end and o.start < t.end for o in own)
    ] + own


def people_of(reading, tokens):
    """Gather the surnames of the text; return the people whose given names look like places."""
    if not reading.rules.people:
        return {}
    text, n = reading.text, len(tokens)
    for i in range(n - 1):
        word = tokens[i][2]
        if (word in words.FIRST_NAMES and word not in words.PLACE_FIRST) or word in words.TITLES:
            j = i
            while (j + 1 < n and j < i + 3 and reading.gaps[j] in (" ", ". ")
                   and tokens[j + 1][2] not in words.CALENDAR):
                j += 1
            last = tokens[j][2]
            if j > i and not (last in words.INSTITUTIONS or last in words.STREETS or last in words.FEATURES):
                reading.surnames.add(last)
    for start, end, label in reading.entities or ():
        if label == "PERSON" and " " in (name := text[start:end]).strip():
            last = name.split()[-1].removesuffix("'s").removesuffix("’s")
            entry = reading.lexicon(last)
            if reading.lexicon(name) is not None:
                continue
            if (
                name.split()[0] in words.FIRST_NAMES
                or entry is None
                or (entry.strength < LIMITS["well known"] and last.lower() in SURNAMES)
            ):
                reading.surnames.add(last)
            elif entry.strength < LIMITS["well known"]:
                reading.doubtful.add(last)
    people = People(text, tokens, reading.gaps, reading.labels, reading.lexicon)
    reading.surnames |= people.surnames
    reading.givens = people.givens
    return people.ends


def read_run(reading, tokens, first, last):
    """Find the places in one run of capitalised words, tokens `first` to `last`."""
    i = first
    # words that are capitalised only by their position
    while (
        i < last
        and tokens[i][2] in words.STOP
        and (i > first or reading.starts(tokens[i][0]))
        and not (
            i + 1 < last
            and name_of(reading, tokens, i, min(i + 2, last)) is not None
            and tokens[i][2] not in ("In", "At", "From", "On", "By")
        )
    ):
        i += 1
    while i < last:
        if i in reading.people:
            i = reading.people[i]
            continue
        for j in (i + 4, i + 3, i + 2):
            if j <= last and reading.text[tokens[i][0] : tokens[j - 1][1]] in words.NOT_PLACES:
                i = j
                break
        if i >= last:
            return
        found = longest_name(reading, tokens, i, last)
        if found is None:
            if takes_unlisted(reading, tokens, first, i, last):
                return
            reading.unmatched.append((tokens[i][0], tokens[i][1]))
            if i + 1 < last:
                reading.unmatched.append((tokens[i][0], tokens[i + 1][1]))
            i += 1
            continue
        j, entry = found
        if takes_unlisted(reading, tokens, first, i, last, entry, j):
            return
        judge(reading, tokens, first, last, i, j, entry)
        i = j


def longest_name(reading, tokens, at, last):
    """Return the token after the longest name that begins at token i, with what it can stand for; None for
    none."""
    for j in range(min(last, at + LONGEST), at, -1):
        entry = name_of(reading, tokens, at, j)
        if entry is None:
            continue
        # "Dublin City Council" is the council of Dublin; "Kansas City Council" that of Kansas City
        if (
            j > at + 1
            and tokens[j - 1][2] == "City"
            and j < last
            and tokens[j][2] in words.CIVIC | words.INSTITUTIONS
        ):
            shorter = name_of(reading, tokens, at, j - 1)
            if shorter is not None and (not SETTLEMENTS[entry.kind[0]] or entry.strength <= shorter.strength):
                return j - 1, shorter
        return j, entry
    return None
