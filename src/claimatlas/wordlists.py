"""Word lists in data files: ``[heading]``, then entries parted by commas, each perhaps with a value after
``=``."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files


def read_lists(name: str) -> dict[str, dict[str, str]]:
    """Read a data file of the package.

    Parameters
    ----------
    name : str
        Its path in the package, e.g. ``claims/quantities.txt``. Lines that begin with ``#`` are comments.

    Returns
    -------
    dict of dict
        Under each heading its entries in the order of the file, with their values (``""`` where there is
        none).

    Raises
    ------
    ValueError
        An entry stands before the first heading, or a heading occurs twice.
    """
    lists: dict[str, dict[str, str]] = {}
    entries: dict[str, str] | None = None
    for line in files("claimatlas").joinpath(name).read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if heading := re.fullmatch(r"\[(.+)\]", line.strip()):
            if heading[1] in lists:
                raise ValueError(f"{name}: heading {heading[1]!r} occurs twice")
            entries = lists[heading[1]] = {}
            continue
        if entries is None:
            raise ValueError(f"{name}: {line!r} stands before the first heading")
        for entry in line.split(","):
            word, _, value = entry.partition("=")
            if word.strip():
                entries[word.strip()] = value.strip()
    return lists


@functools.cache
def read_sets(name: str) -> dict[str, frozenset[str]]:
    """Read a data file of the package as `read_lists` does, each list as a set without values."""
    return {heading: frozenset(entries) for heading, entries in read_lists(name).items()}


def under(lists: Mapping[str, frozenset[str]]) -> Callable[[str], frozenset[str]]:
    """Return a function that gives the words under a heading, and raises KeyError where there is none."""
    return lists.__getitem__


@functools.cache
def read_weights(name: str) -> dict[str, dict[str, float]]:
    """Read a data file of the package as `read_lists` does, each value as a number."""
    return {
        heading: {feature: float(weight) for feature, weight in entries.items()}
        for heading, entries in read_lists(name).items()
    }


def alternatives(words: Iterable[str]) -> str:
    """Return a regular expression that matches any of `words`, the longest first; a blank matches any
    white space, a star at the end any letters."""
    ordered = sorted(words, key=lambda w: (-len(w), w))
    return "|".join(re.escape(w).replace(r"\ ", r"\s+").replace(r"\*", r"\w*") for w in ordered)
