"""The word lists of `identity.txt`: how bodies and persons of a corpus are called."""

from __future__ import annotations

from claimatlas.wordlists import read_lists

_FILE = "people/identity.txt"
_LISTS = read_lists(_FILE)


def lists(heading: str) -> dict[str, str]:
    """Return one list of ``identity.txt``: words in small letters, with their values where they have one."""
    return _LISTS[heading]


def weights(heading: str) -> dict[str, float]:
    """Return one list of ``identity.txt`` whose values are numbers."""
    return {name: float(value) for name, value in _LISTS[heading].items()}
