"""Hints: in which country's news a text is at home."""

from __future__ import annotations

import re

from claimatlas.places import words
from claimatlas.places.evidence import HINTS


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
    """Return in which countries' news turns of phrase as in `text` are at home, with a weight of 0.5 to 2
    each."""
    hints: dict[str, float] = {}
    candidates = [
        c for word in sorted(ANNOUNCED.keys() & set(CAPITALISED.findall(text))) for c in ANNOUNCED[word]
    ]
    for code, phrase in candidates + OTHER_HINTS:
        if phrase in text:
            hints[code] = min(HINTS["most"], hints.get(code, 0.0) + HINTS["each"])
    return dict(sorted(hints.items()))
