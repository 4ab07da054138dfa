"""Agreement: what the names of a document say of each other."""

from __future__ import annotations

import re
from bisect import bisect

import numpy as np

from claimatlas.places import words
from claimatlas.places.evidence import AGREEMENT, LIMITS
from claimatlas.places.reading import IN_LIST
from claimatlas.places.toponym import Toponym

ROW = frozenset((", ", " and ", ", and ", " or ", " – ", " - ", "-", "–", "/", " to "))
KIND_AFTER = re.compile(rf"\s+({'|'.join(k for k in words.KIND_WORDS if k.isalpha())})\b")


def note_peers(reading, found):
    """Note of what kind the other names of a row are: "Helmand, Kandahar and Herat" are three provinces."""
    row: list[Toponym] = []
    for t in [*found, None]:
        name = t is not None and t.entry is not None and not t.demonym
        if name and row and reading.text[row[-1].end : t.start] in IN_LIST:
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


def known_names(reading):
    """Return the best score of each name that is surely a place, and the foreign countries that the text is
    about."""
    best: dict[str, float] = {}
    countries: dict[int, int] = {}
    for t in reading.found:
        if t.score > 0 and t.entry is not None:
            if t.score > AGREEMENT["surely a place"]:
                key = t.surface.lower()
                best[key] = max(best.get(key, 0.0), t.score)
            if t.entry.strength > LIMITS["well known"] and (code := int(t.entry.country[0])):
                countries[code] = countries.get(code, 0) + 1
    least = AGREEMENT["country of the text"] * sum(countries.values())
    about = {code for code, n in countries.items() if n >= least}
    foreign = np.fromiter(sorted(about - set(reading.lexicon.english)), int)
    return best, foreign


def agree(reading):
    """Let the names of a document speak for each other.

    What is surely a place once is likely one elsewhere; so is a name that stands in a row with places, or
    that lies in a country that the document is about (there, an unknown word is seldom an English surname).
    """
    if not reading.rules.agreement:
        return
    best, foreign = known_names(reading)
    last_end = -10
    for t in reading.found:
        if t.score <= 0 and t.entry is not None:
            least = AGREEMENT["a person open to agreement" if t.person else "open to agreement"]
            if t.score > least and (top := best.get(t.surface.lower())):
                t.score += top if not t.person else AGREEMENT["for a person"] * top
            elif not t.person and t.score > least:
                if reading.text[last_end : t.start] in ROW:
                    t.score += AGREEMENT["in a row with places"]
                if (
                    len(foreign)
                    and t.surface.lower() not in words.COMMON
                    and np.isin(t.entry.country, foreign).any()
                ):
                    t.score += AGREEMENT["in a country of the text"]
        if t.score > 0:
            last_end = t.end
    if reading.rules.variants and len(foreign):
        take_variants(reading, foreign)


def take_variants(reading, foreign):
    """Take names that differ from a place of the document's countries only as transliterations do.

    Only where the context asks for a place: after a preposition of place, before or after a kind word, in a
    row with places, or where the model saw one.
    """
    text, labels = reading.text, {e[0]: e[2] for e in reading.entities or ()}
    ends = sorted(t.end for t in reading.found if t.score > 0)
    added = []
    for start, end in sorted(reading.unmatched, key=lambda span: (span[0] - span[1], span)):
        at = bisect(ends, start)
        in_row = at > 0 and text[ends[at - 1] : start] in ROW
        if end - start < 6 or not (
            in_row
            or labels.get(start) in ("GPE", "LOC")
            or text[max(0, start - 12) : start].endswith(words.PLACING)
            or KIND_AFTER.match(text, end)
        ):
            continue
        surface = text[start:end]
        if surface in reading.surnames or surface.split()[0] in words.FIRST_NAMES or surface.isupper():
            continue
        after = KIND_AFTER.match(text, end)
        entry = reading.lexicon.variant(surface, foreign)
        if entry is not None and not any(
            t.start < end and start < t.end and t.score > 0 for t in [*reading.found, *added]
        ):
            added.append(
                Toponym(
                    start,
                    end,
                    surface,
                    entry,
                    AGREEMENT["a variant"],
                    kind=words.KIND_WORDS[after[1]] if after else "",
                    variant=True,
                )
            )
    reading.found += added
