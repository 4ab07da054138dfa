"""A source as a noun phrase: its head with determiner and possessor, what is said of the head, and
appositions."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from claimatlas.people import words as w
from claimatlas.people.names import View

_EDGES = frozenset(",;:.\"“”„‘’'()[]«»-–—―*")
_BREAKS = frozenset([",", ";", ":", "(", ")", "[", "]", "—", "–", "―", "--"])
_DASHES = frozenset(["-", "–", "—", "--", "―"])
_LEADING = frozenset(["as", "by", "and", "but", "while", "that", "for", "even", "only", "meanwhile"])
_PARTITIVE = w.QUANTIFIERS | w.words("parts of many")
_CUT = w.word_set("who whom whose which where when")
_NOUN_TAGS = ("NN", "NNS", "NNP", "NNPS", "PRP", "CD", "WP", "WDT", "PRP$", "WP$", "FW")


@dataclass(slots=True)
class Phrase:
    """The noun phrase of a source.

    Attributes
    ----------
    core : list of int
        Tokens from the determiner to the head.
    head : int
    rest : list of int
        Complements of the head: *… for the ministry*, *… familiar with the talks*.
    beside : list of list of int
        What stands beside it between commas or brackets, such as appositions.
    possessor : list of int
        Tokens before *'s*, or the possessive pronoun.
    definite, counted, cut : bool
        Whether a definite determiner stands before the head, whether a number or quantifier does, and
        whether a relative
        clause was cut off behind it.
    """

    core: list[int]
    head: int
    rest: list[int] = field(default_factory=list)
    beside: list[list[int]] = field(default_factory=list)
    possessor: list[int] = field(default_factory=list)
    definite: bool = False
    counted: bool = False
    cut: bool = False


def trim(view: View, source: list[int]) -> list[int]:
    """Leave out white space, and marks and connectives at both ends."""
    tokens = [i for i in source if not view.text[i].isspace()]
    while tokens and (
        view.text[tokens[0]] in _EDGES or (len(tokens) > 1 and view.lower[tokens[0]] in _LEADING)
    ):
        tokens = tokens[1:]
    while tokens and view.text[tokens[-1]] in _EDGES:
        tokens = tokens[:-1]
    return tokens


def segments(view: View, tokens: list[int], whole: Container[int]) -> list[list[int]]:
    """Split at commas, dashes, brackets and gaps; ``whole`` are tokens of names, which may have commas
    inside."""
    found: list[list[int]] = [[]]
    for k, i in enumerate(tokens):
        gap = k > 0 and any(not view.text[j].isspace() for j in range(tokens[k - 1] + 1, i))
        dash = view.text[i] == "-" and view.spaced[i] and i > 0 and view.spaced[i - 1]
        if (view.text[i] in _BREAKS or dash) and i not in whole:
            found.append([])
            continue
        if gap:
            found.append([])
        found[-1].append(i)
    return [s for s in found if s]


def read(view: View, source: list[int], whole: Container[int] = ()) -> Phrase | None:
    """Read the noun phrase that some tokens are; None if no word is among them."""
    tokens = trim(view, _without_dateline(view, source))
    if not tokens or not any(c.isalnum() for i in tokens for c in view.text[i]):
        return None
    parts = segments(view, tokens, whole)
    first = parts[0]
    end, cut = _clause_cut(view, first, whole)
    first = first[:end] or first
    core, rest, counted = _core(view, first, whole)
    head = next(
        (i for i in reversed(core) if view.tag[i] in _NOUN_TAGS or view.capital(i) or _glued(view, i)),
        core[-1],
    )
    core = core[: core.index(head) + 1]
    phrase = Phrase(core, head, _undated(view, rest), parts[1:], counted=counted, cut=cut)
    for k in range(len(core) - 1, 0, -1):
        if view.tag[core[k]] == "POS" or view.text[core[k]] in ("'s", "’s"):
            phrase.possessor = core[:k]
            break
    else:
        pronoun = next((i for i in core[:-1] if view.tag[i] in ("PRP$", "WP$")), None)
        phrase.possessor = [] if pronoun is None else [pronoun]
    phrase.definite = bool(phrase.possessor) or any(
        view.lower[i] in ("the", "this", "that", "these", "those") for i in core[:-1]
    )
    phrase.counted |= any(_quantity(view, i) for i in core if i != head)
    return phrase


def _undated(view: View, rest: list[int]) -> list[int]:
    """The complements of a head without a date: *Roe on April 5*."""
    for k in range(len(rest) - 1):
        behind = rest[k + 1]
        dated = view.entity[behind] in ("DATE", "TIME") or view.lower[behind] in w.CALENDAR
        if view.tag[rest[k]] == "IN" and dated:
            return rest[:k]
    return rest


def _without_dateline(view: View, source: list[int]) -> list[int]:
    """The tokens behind the place and date before a report: *LEEDS, May 2 (AP) — …*."""
    if not source:
        return source
    first = source[0]
    starts = first == 0 or "\n" in view.text[first - 1]
    if not starts or not view.text[first].isupper() or len(view.text[first]) < 4:
        return source
    for i in range(first + 1, min(view.n, first + 14)):
        if view.text[i] in _DASHES and (view.spaced[i - 1] or view.text[i] != "-"):
            return [k for k in source if k > i]
        if view.text[i] in ".;:!?" or view.text[i].isspace():
            break
    return source


def _quantity(view: View, at: int) -> bool:
    """Whether a token counts what follows: *two*, *some*, but not the *four* of *four-term*."""
    glued = at + 1 < view.n and view.text[at + 1] == "-" and not view.spaced[at]
    return (
        (view.lower[at] in w.QUANTIFIERS or view.tag[at] == "CD")
        and not glued
        and (not view.capital(at) or view.opens[at])
    )


def _glued(view: View, at: int) -> bool:
    """Whether a token hangs on the one before it by a hyphen: the *mails* of *e-mails*."""
    return at > 1 and view.text[at - 1] == "-" and not view.spaced[at - 1] and not view.spaced[at - 2]


def _clause_cut(view: View, tokens: list[int], whole: Container[int]) -> tuple[int, bool]:
    """Where a relative clause, a finite verb or a participle behind the noun begins, and whether a clause
    was cut there."""
    noun = False
    for k, i in enumerate(tokens):
        if k and i not in whole and not _glued(view, i):
            relative = view.lower[i] in _CUT or (view.lower[i] == "that" and view.tag[i] in ("WDT", "IN"))
            if noun and (relative or view.tag[i] in ("VBD", "VBZ", "VBP", "MD")):
                return k, True
            if noun and view.tag[i] in ("VBG", "VBN") and view.dep[i] in ("acl", "advcl", "relcl", "ROOT"):
                return k, view.lower[i] in w.ANONYMITY or view.tag[i] == "VBN"
        noun = noun or view.tag[i][:2] == "NN" or view.tag[i] in ("PRP", "CD", "DT")
    return len(tokens), False


def _core(view: View, tokens: list[int], whole: Container[int]) -> tuple[list[int], list[int], bool]:
    """Split a phrase at its first preposition; a quantity before *of* (*some of the aides*) is no head."""
    counted, start = False, 0
    for k, i in enumerate(tokens):
        if k == start or i in whole or view.tag[i] not in ("IN", "TO") or view.lower[i] == "than":
            continue
        if view.lower[i] == "of" and k + 1 < len(tokens) and _only_quantity(view, tokens[start:k]):
            counted, start = True, k + 1
            continue
        return tokens[start:k] or tokens[:k] or tokens, tokens[k:], counted
    return tokens[start:] or tokens, [], counted


def _only_quantity(view: View, tokens: list[int]) -> bool:
    """Whether words are only a number or a part of something: no holder is left."""
    return all(
        view.lower[i] in _PARTITIVE or view.tag[i] in ("DT", "CD", "JJ", "RB", "JJR", "JJS") for i in tokens
    )
