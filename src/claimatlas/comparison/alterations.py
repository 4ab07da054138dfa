"""What altered or cut words of a quotation weigh, by features that ``differences.txt`` has weights for.

A negation, a condition, a reserve, a word of content or who is spoken of changes what was said. Another form
of a word, what stenographers add and drop, and fillers (*you know*, *but in any event*) do not.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher

from claimatlas.comparison.evidence import lists, read_table
from claimatlas.comparison.words import stem
from claimatlas.wordlists import alternatives

SPELLING = 0.75  # ratio of letters in common from which two words are two spellings of one
LONG = 4  # words from which an addition can be a clause
FEW = 3  # words of a cut that are too few to change much
_FILLERS = re.compile(rf"(?<!\S)(?:{alternatives(read_table()['fillers'])})(?!\S)")


def _without_fillers(words: Iterable[str]) -> tuple[str, ...]:
    """Words without the fillers of speech, which a retelling may leave out."""
    return tuple(_FILLERS.sub(" ", " ".join(w for w in words if w[0].isalnum())).split())


def _root(word: str) -> str:
    """The stem of a word; of a short one (*say*, *saying*), too."""
    word = read_table()["past forms"].get(word, word)
    return re.sub(r"(?<=[a-z]{3})(?:ing|ed|s)$", "", stem(word))


@functools.cache
def _minor() -> frozenset[str]:
    """Words that name nothing: small words and pronouns."""
    return lists("small words") | lists("pronouns")


def change_of(here: tuple[str, ...], there: tuple[str, ...]) -> str:
    """Tell what kind of words stand here and not there, between words that agree.

    Returns
    -------
    str
        The name of a feature of ``[quotation]``; "" where the spelling or a filler alone differs.
    """
    here, there = _without_fillers(here), _without_fillers(there)
    if "".join(here) == "".join(there):
        return ""
    one, two = Counter(here), Counter(there)
    apart = [*(one - two), *(two - one)]
    large = [w for w in apart if w not in _minor()]
    if not large:
        return "another pronoun" if _are_two_persons(here, there) else "only small words"
    for kind, words in (
        ("a negation", "negations"), ("a reserve", "reserves"), ("a condition", "conditions"),
    ):  # fmt: skip
        if bool(lists(words) & {*(one - two)}) != bool(lists(words) & {*(two - one)}):
            return kind
    if all(w in lists("degree") | lists("negations") for w in large):
        return "another word of degree"
    roots = [{_root(w) for w in side if w not in _minor()} for side in (one - two, two - one)]
    if roots[0] == roots[1] or _are_spellings(*roots):
        return "another pronoun" if _are_two_persons(here, there) else "only another form of a word"
    return "another word of content"


def _are_two_persons(here: tuple[str, ...], there: tuple[str, ...]) -> bool:
    """Whether both speak of somebody, and not of the same: *they did* beside *it did*,
    not *it* beside *that*."""
    persons = read_table()["pronouns"]
    one, two = ({persons[w] for w in words if w in persons} for words in (here, there))
    return bool(one and two) and not (one <= two or two <= one)


def _are_spellings(one: set[str], two: set[str]) -> bool:
    """Whether two words stand against each other that are one word in two spellings."""
    if len(one) != 1 or len(two) != 1:
        return False
    (a,), (b,) = one, two
    return len(a) > 3 and SequenceMatcher(None, a, b, autojunk=False).ratio() >= SPELLING


def cut_of(words: tuple[str, ...], is_end: bool) -> dict[str, float]:
    """Tell what speaks for words that were cut changing what is said.

    Parameters
    ----------
    words : tuple of str
        What one outlet has of a sentence and the other has not.
    is_end : bool
        Whether it is the end of the sentence rather than its beginning.

    Returns
    -------
    dict of str to float
        Features of ``[cut]``.
    """
    plain = _without_fillers(words)
    first = next((w for w in plain if w not in ("and", "or")), "")
    joined = words[0] in ("and", "or", "so", "but", "yet")
    content = {w for w in plain if w not in _minor() | lists("contrasts") | lists("reserves")}
    resumed = is_end and joined and len(words) > LONG
    return {
        "a contrast": first in lists("contrasts"),
        "a condition": first in lists("conditions"),
        "a reason": first in lists("reasons"),
        "a clause of its own": resumed and bool(lists("speakers") & {*words[1:3]}),
        "a purpose": words[0] == "to" and len(words) > FEW and words[1] not in lists("after to"),
        "a negation": bool(lists("negations") & {*plain}),
        "a reserve": bool(lists("reserves") & {*plain}),
        "few words": len(words) < FEW,
        "no word of content": not content,
        "one word of content": len(content) == 1,
        "the beginning": not is_end,
    }
