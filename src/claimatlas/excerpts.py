"""Pieces of sentences that are shown by themselves: cut at a word, the best of several, who says *I*.

`standing` says how well a piece is understood alone (features and weights: ``excerpts.txt``).
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Collection, Sequence

from claimatlas.marks import balanced, inner, is_quotation, open_at, outside, stands
from claimatlas.wordlists import read_lists, read_sets

LONGEST = 130
"""Characters that a claim is shown with in a line of a picture or a heading: two lines of a page."""
ALONE = -1.5
"""Of `standing`: what is below is hard to understand alone."""

_WORD = re.compile(r"\w+(?:['’]\w+)*")


def cut(text: str, limit: int = LONGEST, sentence: str = "") -> str:
    """Return a text on one line, balanced, of at most so many characters.

    It is cut behind a word, with an ellipsis, and not behind one that lets wait for the next (*of*, *the*)
    if half of the room is filled without. Only a word that is longer than that by itself is cut inside.
    `sentence` is what the text was taken from (`claimatlas.marks.balanced`).
    """
    whole = balanced(text, sentence)
    if len(whole) <= limit:
        return whole
    kept, first = whole[: max(0, limit - 1)], ""
    while " " in kept and not (first and len(kept) < limit / 2):
        kept = kept.rpartition(" ")[0]
        if plain := kept.rstrip(" ,;:–—-.…([“„«‘"):
            short = f"{plain} …{open_at(whole, len(plain))}"
            if len(short) <= limit:
                if plain.split()[-1].lower() not in _words("unfinished"):
                    return short
                first = first or short
    if first:
        return first
    pieces = (balanced(whole[:room].rstrip() + "…") for room in range(limit - 1, -1, -1))
    return next(piece for piece in pieces if len(piece) <= limit)


def quotation(text: str, limit: int = LONGEST, sentence: str = "") -> str:
    """Set words of an article in quotation marks, cut as by `cut`; marks within them become single ones."""
    text = balanced(text, sentence)
    text = text[1:-1].strip() if is_quotation(text) else text
    return f"“{cut(inner(text), limit)}”"


def is_speech(content: str, sentence: str = "") -> bool:
    """Tell whether a claim says *I*, *we* or *you* outside the quotations that it holds.

    US is a country, the I of Charles I a number.
    """
    found = list(_WORD.finditer(outside(balanced(content, sentence))))
    return any(_is_person(found, k, "first") or _is_person(found, k, "second") for k in range(len(found)))


def _is_person(found: Sequence[re.Match], number: int, name: str) -> bool:
    """Whether a word of a text is a pronoun of the first or the second person."""
    word, whole, at = found[number][0], found[number].string, found[number].start()
    if _lowered(word) not in _words(name) or word == "US":
        return False
    if word != "I":
        return True
    before = found[number - 1][0] if number and whole[found[number - 1].end() : at].isspace() else ""
    joined = whole[at - 1 : at] in ("-", "–") or whole[at + 1 : at + 2] in ("-", "–")
    return not joined and (not before[:1].isupper() or _lowered(before) in _words("joining"))


def _lowered(word: str) -> str:
    """A word as the lists have it: small, and with the apostrophe of a typewriter."""
    return word.replace("’", "'").lower()


def told(content: str, sentence: str, holder: str = "") -> str:
    """Set the words of a claim to be shown by themselves.

    Parameters
    ----------
    content, sentence : str
        The claim's words, and the sentence that they stand in.
    holder : str
        Whose words they are, where that is known.

    Returns
    -------
    str
        At most about `LONGEST` characters. Speech is a quotation, behind the name of its
        holder; in quotation marks only if it stands in the sentence as it is.
    """
    if not is_speech(content, sentence):
        return cut(content, sentence=sentence)
    quoted = quotation if stands(content, sentence) else cut
    shown = quoted(content, sentence=sentence)
    return f"{holder}: {shown}" if holder else shown


def best(contents: Sequence[str], roles: Sequence[Collection[str]] = ()) -> int:
    """Return which of several tellings of one thing is shown: the one that stands best by itself (`standing`)
    and has most of its words in common with another; of equals the first by the alphabet.

    Parameters
    ----------
    contents : sequence of str
        The words of the tellings.
    roles : sequence of collection of str
        What the parse finds in each (column ``roles`` of the claims); empty where it says nothing.
    """
    found = roles or [()] * len(contents)
    words = [
        frozenset(w.lower() for w in _WORD.findall(text) if len(w) > 3 or w.isdigit()) for text in contents
    ]
    times, told_by = Counter(words), Counter(itertools.chain.from_iterable(words))

    def worth(telling: int) -> float:
        own = words[telling]
        others = (len(own & one) for one in times if one != own)
        common = len(own) if times[own] > 1 else max(others, default=0)
        alone = any(told_by[word] == 1 and any(map(str.isdigit, word)) for word in own)
        found_with_others = {
            "words of another telling": common / max(1, len(own)),
            "a figure of its own": alone and len(words) > 1,
        }
        more = sum(_weights()[name] * value for name, value in found_with_others.items())
        return standing(contents[telling], found[telling]) + more

    return min(range(len(contents)), key=lambda i: (-round(worth(i), 6), contents[i], i))


def standing(content: str, roles: Collection[str] = ()) -> float:
    """Say how well the words of a claim are understood by themselves: the more, the better."""
    return _standing(content, frozenset(roles))


@functools.lru_cache(maxsize=1 << 12)  # several tell one thing in the same words
def _standing(content: str, roles: frozenset[str]) -> float:
    """See `standing`."""
    return round(sum(_weights()[name] * value for name, value in _features(content, roles).items()), 6)


@functools.cache
def _weights() -> dict[str, float]:
    """What each of `_features` and of the comparison in `best` counts for; less than 0 speaks against."""
    return {name: float(weight) for name, weight in read_lists("excerpts.txt")["standing"].items()}


def _words(name: str) -> frozenset[str]:
    """A list by its name; its words are small, so ask with `_lowered` ones."""
    return read_sets("excerpts.txt")[name]


def _features(content: str, roles: Collection[str]) -> dict[str, float]:
    """What `_weights` weighs, by the same names; without roles nothing is said of verb and subject."""
    found = list(_WORD.finditer(content))
    words = [_lowered(match[0]) for match in found]
    persons = {k for k in range(len(found)) if _is_person(found, k, "first")}
    capitals = [k for k, match in enumerate(found) if k and match[0][0].isupper() and k not in persons]
    head = words[0] if words else ""
    first_name = capitals[0] if capitals else len(words)
    return {
        "a clause of its own": "verb" in roles,
        "a subject of its own": "subject" in roles,
        "no verb of its own": bool(roles) and "verb" not in roles,
        "names somebody or something": bool(capitals),
        "names two": len(capitals) > 1,
        "holds a number": any(c.isdigit() for c in content),
        "opens with a pronoun": head in _words("pronouns"),
        "opens with a relative": head in _words("relatives"),
        "opens with a joining word": head in _words("joining"),
        "opens with a participle": head.endswith("ing") and content[:1].islower(),
        "points to what is not said": min(
            2, sum(word in _words("pointing") for word in words[1:first_name])
        ),
        "first person": bool(persons) and is_speech(content),
        "second person": not _words("second").isdisjoint(words),
        "begins small": content[:1].islower(),
        "a mark is left open": balanced(content) != content,
        "ends in the middle": bool(words) and words[-1] in _words("unfinished"),
        "four words or fewer": len(words) <= 4,
        "is cut short": len(content) > LONGEST,
        "length": len(words),
    }
