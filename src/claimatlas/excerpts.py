"""Pieces of sentences that are shown by themselves: balanced, cut at a word, with whoever says *I*.

What is taken out of a sentence may begin inside a quotation and end before its mark; `balanced` gives back
the mark that is missing, and drops one where nothing can be given back. `standing` says how well a piece is
understood alone (features and weights: ``excerpts.txt``).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Sequence

from claimatlas.wordlists import read_lists, read_sets

LONGEST = 130
"""Characters that a claim is shown with in a line of a picture or a heading: two lines of a page."""
ALONE = -1.5
"""Of `standing`: what is below is hard to understand alone."""

# A single mark opens only before a word, and closes only what was opened: otherwise it is an apostrophe. A
# straight one behind feet and inches is none.
_MARK = re.compile(r"[“”„«»()\[\]]|(?<!\d'\d)(?<!\d'\d\d)\"|(?<![\w.,!?])‘(?=\S)|(?<=[^\s(\[])’(?!\w)")
_ELIDED = re.compile(r"‘(?:em|til|tis|twas|n|cause|bout|round|\d+s?)\b", re.I)
_CLOSERS = {"“": "”", "„": "“”", '"': '"', "«": "»", "‘": "’", "(": ")", "[": "]"}
_OPENERS = {"”": "“", '"': '"', "»": "«"}
_INSIDE = str.maketrans({"“": "‘", "”": "’", '"': "'"})
_WORD = re.compile(r"\w+(?:['’]\w+)*")


def balanced(text: str) -> str:
    """Return a piece of a text with every quotation mark and bracket paired.

    A mark that is never closed is closed at the end, one that nothing opens is opened at the beginning: the
    piece was taken from inside it. A bracket that nothing opens, and quotation marks inside others of their
    kind, are dropped. Apostrophes are left as they are.

    Examples
    --------
    >>> balanced("The mayor “promised many times")
    'The mayor “promised many times”'
    >>> balanced("ever closer to the dam,”")
    '“ever closer to the dam,”'
    """
    for _ in range(5):  # a mark beside one that is dropped may then read otherwise
        text, before = _paired(text), text
        if text == before:
            break
    return text


def _paired(text: str) -> str:
    out: list[str] = []
    now: list[str] = []  # marks that are open …
    seen: set[str] = set()  # … and all kinds that were met
    text, before, last = text.strip(), "", 0
    for match in _MARK.finditer(text):
        mark = match[0]
        out.append(text[last : match.start()])
        last = match.end()
        closed = max((i for i, one in enumerate(now) if mark in _CLOSERS[one]), default=-1)
        if closed >= 0:
            out += [*(_CLOSERS[one][-1] for one in reversed(now[closed + 1 :])), mark]
            del now[closed:]
        elif mark == "’" or _ELIDED.match(text, match.start()):
            out.append(mark)
        elif mark in _CLOSERS and (mark != '"' or _opens("".join(out), text[last:])):
            if mark not in now or mark in "([":
                now.append(mark)
                out.append(mark)
        elif mark in _OPENERS and not now and _OPENERS[mark] not in seen:
            before = _OPENERS[mark] + before
            out.append(mark)
        seen.add(_OPENERS.get(mark, mark))
    out.append(text[last:])
    while out and (not out[-1].strip() or (now and out[-1] == now[-1])):  # a mark that opens nothing
        if out.pop().strip():
            now.pop()
    return (before + "".join(out)).strip() + "".join(_CLOSERS[one][-1] for one in reversed(now))


def _opens(before: str, after: str) -> bool:
    """Whether a straight mark stands where one opens: at the head, or behind a blank and before a word."""
    if not before.strip():
        return True
    return bool(after[:1].strip()) and (before[-1].isspace() or before[-1] in "([“„«‘—–-")


def cut(text: str, limit: int = LONGEST) -> str:
    """Return a text on one line, balanced, of at most so many characters.

    It is cut behind a word, with an ellipsis, and not behind one that lets wait for the next (*of*, *the*)
    if half of the room is filled without. Only a word that is longer than that by itself is cut inside.
    """
    text = " ".join(text.split())
    whole = balanced(text)
    if len(whole) <= limit:
        return whole
    kept, first = text[: limit - 1], ""
    while " " in kept and not (first and len(kept) < limit / 2):
        kept = kept.rpartition(" ")[0]
        if plain := kept.rstrip(" ,;:–—-.…([“„«‘\""):
            short = balanced(f"{plain} …")
            if len(short) <= limit:
                if plain.split()[-1].lower() not in _words("unfinished"):
                    return short
                first = first or short
    if first:
        return first
    pieces = (balanced(text[:room].rstrip() + "…") for room in range(limit - 1, -1, -1))
    return next(piece for piece in pieces if len(piece) <= limit)


def quotation(text: str, limit: int = LONGEST) -> str:
    """Set words of an article in quotation marks, cut as by `cut`; marks within them become single ones."""
    text = " ".join(text.split()).strip("“”\" ") if _is_quotation(text) else text
    return f"“{cut(cut(text, limit).translate(_INSIDE), limit)}”"


def _is_quotation(text: str) -> bool:
    """Whether a text is one quotation, from mark to mark."""
    text = balanced(text)
    return text[:1] in "“\"" and text[-1:] in "”\"" and not re.search(r"[“”\"]", text[1:-1])


def is_speech(content: str) -> bool:
    """Tell whether a claim says *I*, *we* or *you* outside the quotations that it holds."""
    own = re.sub(r"[“„\"«][^”\"»]*[”\"»]", " ", balanced(content))
    words = [word.replace("’", "'").lower() for word in _WORD.findall(own)]
    return not (_words("first") | _words("second")).isdisjoint(words)


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
    if not is_speech(content):
        return cut(content)
    as_said = " ".join(content.split()) in " ".join(sentence.split())
    shown = quotation(content) if as_said else cut(content)
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
    words = [{w.lower() for w in _WORD.findall(text) if len(w) > 3 or w.isdigit()} for text in contents]

    def worth(i: int) -> float:
        others = [one for k, one in enumerate(words) if k != i]
        common = max((len(words[i] & one) for one in others), default=0) / max(1, len(words[i]))
        alone = {word for word in words[i] if any(map(str.isdigit, word))}.difference(*others)
        found_with_others = {
            "words of another telling": common,
            "a figure of its own": bool(alone and others),
        }
        more = sum(_weights()[name] * value for name, value in found_with_others.items())
        return standing(contents[i], found[i]) + more

    return min(range(len(contents)), key=lambda i: (-round(worth(i), 6), contents[i], i))


def standing(content: str, roles: Collection[str] = ()) -> float:
    """Say how well the words of a claim are understood by themselves: the more, the better."""
    return round(sum(_weights()[name] * value for name, value in _features(content, roles).items()), 6)


@functools.cache
def _weights() -> dict[str, float]:
    return {name: float(weight) for name, weight in read_lists("excerpts.txt")["standing"].items()}


def _words(name: str) -> frozenset[str]:
    return read_sets("excerpts.txt")[name]


def _features(content: str, roles: Collection[str]) -> dict[str, float]:
    surface = _WORD.findall(content)
    words = [word.replace("’", "'").lower() for word in surface]
    first = _words("first")
    capitals = [i for i, word in enumerate(surface) if i and word[0].isupper() and words[i] not in first]
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
        "first person": not first.isdisjoint(words) and is_speech(content),
        "second person": not _words("second").isdisjoint(words),
        "begins small": content[:1].islower(),
        "a mark is left open": balanced(content) != content,
        "ends in the middle": bool(words) and words[-1] in _words("unfinished"),
        "four words or fewer": len(words) <= 4,
        "is cut short": len(content) > LONGEST,
        "length": len(words),
    }
