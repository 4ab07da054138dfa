"""What a verb of denial does, and whether another account asserts what is denied.

A denial is of a proposition that somebody asserts: a change of stance, an evaluation or a finding denies
nothing, and what is only possible, allowed or told in passing is not asserted.
"""

from __future__ import annotations

import functools
import re

from claimatlas.comparison.evidence import Claims, lists, read_table
from claimatlas.comparison.senses import head
from claimatlas.comparison.words import TOKEN, fold, irregular
from claimatlas.wordlists import alternatives

BEFORE = 3  # words before what is denied among which its verb is looked for
NEAR = 6  # words before what is told in which a word can make it a mere possibility
FIRST = 12  # words after the verb of a denial in which it says *as* what it sees the matter
_FALSE = re.compile(rf"\b(?:{alternatives(read_table()['calling false'])})\b", re.I)
_AS = re.compile(r"(?<!such )(?<!as well )\bas\s(?!well\b|soon\b|long\b)(?P<what>(?:[\w’'-]+\s?){1,4})", re.I)
_SAID = re.compile(rf"\b(?:{alternatives(read_table()['kinds of words'])})\b", re.I)


@functools.cache
def _acts() -> dict[str, str]:
    """What each verb does, by all its forms."""
    known = {form: act for verb, act in read_table()["acts of denial"].items() for form in _forms(verb)}
    past = read_table()["past forms"].items()
    return known | {form: known[verb] for form, verb in past if verb in known}


def _forms(verb: str) -> set[str]:
    """The regular forms of a verb, with some more that nobody writes."""
    short = verb[:-1] if verb[-1] in "ey" else verb
    y = {short + "ies", short + "ied"} if verb[-1] == "y" else set()
    return y | {
        verb, *(s + e for s in (verb, short, verb + verb[-1]) for e in ("s", "es", "d", "ed", "ing", "al"))
    }


def act_of(row: dict) -> str:
    """Tell what the verb of a denial does.

    Parameters
    ----------
    row : dict
        A row of the claims table.

    Returns
    -------
    str
        ``proposition``, ``stance``, ``finding``, ``evaluation``, or ``instead``: it says what the matter is
        instead (*dismissed the report as a joke*), unless that is that it is false.
    """
    # the verb may stand inside what somebody else says: *Belk said they contradict …*
    before = " ".join(row["sentence"].partition(row["content"])[0].split()[-BEFORE:])
    found = [
        _acts()[w]
        for text in (row["cue"] or "", before) for w in map(fold, TOKEN.findall(text)) if w in _acts()
    ]
    act = found[0] if found else "proposition"
    if act != "evaluation":
        return act
    after = " ".join(row["sentence"].partition(row["cue"] or "")[2].split()[:FIRST])
    if (seen := _AS.search(after)) is not None:
        return "proposition" if _FALSE.search(seen["what"]) else "instead"
    words = TOKEN.findall(row["content"])
    is_clause = head(words, [fold(w) for w in words]) >= 0
    return "proposition" if is_clause or _SAID.search(after) else act


def act_features(row: dict) -> dict[str, bool]:
    """Return the features of ``[denial]`` that tell what its verb does."""
    act = act_of(row)
    return {
        "changes a stance": act == "stance",
        "calls it something else": act == "instead",
        "sets a finding against it": act == "finding",
        "evaluates": act == "evaluation",
    }


def told_features(own: frozenset[str], denial: dict, other: int, claims: Claims) -> dict[str, float]:
    """Return the features of ``[denial]`` that tell whether a claim asserts what is denied.

    Parameters
    ----------
    own : frozenset of str
        The words of what is denied.
    denial : dict
        Its row.
    other : int
        The claim that may tell it.
    claims : Claims
    """
    content = claims.rows[other]["content"]
    words = [fold(w) for w in TOKEN.findall(content)]
    hits = [n for n, w in enumerate(TOKEN.findall(content)) if own & claims.words_of(w)]
    if not hits:
        return {"only possible": 0.0, "told beside its main clause": 0.0}
    window = f" {' '.join(words[max(0, hits[0] - NEAR) : hits[-1] + 1])} "
    denied = f" {' '.join(fold(w) for w in TOKEN.findall(denial['content']))} "
    grades = [
        float(grade)
        for word, grade in read_table()["possible"].items()
        if f" {word} " in window and f" {word} " not in denied
    ]
    begin = _main_clause_ends(words)
    told = {w for n in hits if n < begin for w in own & claims.words_of(TOKEN.findall(content)[n])}
    every = {w for n in hits for w in own & claims.words_of(TOKEN.findall(content)[n])}
    return {
        "only possible": max(grades, default=0.0),
        "told beside its main clause": 1.0 - claims.weight(told) / max(1, claims.weight(every)),
    }


def _main_clause_ends(words: list[str]) -> int:
    """Where the main clause of a content gives way to another; what is told as somebody's words goes on."""
    for n, word in enumerate(words[1:], 1):
        if word in lists("beside the main clause") and (word != "that" or not _tells(words[n - 1])):
            return n
    return len(words)


def _tells(word: str) -> bool:
    """Whether *that* after a word begins what is told, asked or reported rather than a relative clause."""
    return (
        bool(_SAID.fullmatch(word)) or word.endswith("ed") or irregular(word)
        or word in read_table()["past forms"]
    )


def is_called_false(row: dict) -> bool:
    """Tell whether an outlet says at the verb of saying that what it passes on is false."""
    if not (row["cue"] and may_call_false(row)):
        return False
    false, cue = alternatives(lists("calling false")), re.escape(row["cue"])
    return re.search(rf"\b(?:{false}),?\s{cue}\b|\b{cue},?\s(?:{false})\b", row["sentence"], re.I) is not None


def may_call_false(row: dict) -> bool:
    """Tell whether a sentence has a word that calls something false, whatever that is."""
    return _FALSE.search(row["sentence"]) is not None
