"""Names of groups and offices that give another's word: *Rivertown officials*, *a Rivertown spokesman*."""

from __future__ import annotations

import re

from claimatlas.people import words as w
from claimatlas.people.lists import lists
from claimatlas.people.names import bare
from claimatlas.wordlists import alternatives

_NAMELESS = re.compile(
    rf"\b(?P<adjective>{alternatives(w.words('nameless'))})\b"
    rf"|\b(?:{alternatives(w.words('nameless nouns'))})$"
)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TAIL = re.compile(r"\s(?:in|from|of|at|on|near|close|with|within|who|that|which|for)\s|[(,]")
_FOR = re.compile(r"\s(?:for|of|from|at|in)\s")


def principal_of(name: str) -> str:
    """Return whom a group's or office's name says that it speaks for, "" where it names nobody.

    Examples
    --------
    >>> [principal_of(x) for x in ("senior Rivertown officials", "spokesman for Jane Roe's office", "police")]
    ['Rivertown', 'Jane Roe', '']
    """
    words = name.split()
    while len(words) > 1 and words[0].lower() in lists("of no weight in a group"):
        words = words[1:]
    plain = " ".join(words)
    if government_of(plain) is not None:
        return ""
    whom, noun = "", ""
    if (behind := _FOR.search(plain)) is not None:
        noun, whom = plain[: behind.start()].lower(), plain[behind.end() :]
        whom = principal_of(whom) or whom
    elif len(words) > 1:
        last = (" ".join(words[-2:]).lower(), words[-1].lower())
        noun = next((n for n in last if n in lists("groups of a body")), "")
        whom = " ".join(words[: len(words) - len(noun.split())]) if noun else ""
    rule = lists("groups of a body").get(noun)
    whom = re.sub(r"[’']s?$", "", bare(whom)) if whom else ""
    if rule is None or not any(x[0].isupper() for x in whom.split()):
        return ""
    return whom if rule != "nation" or nation_of(whom) else ""


def is_anonymous(name: str) -> bool:
    """Tell by the words alone whether a link of a chain is a source without a name: *some experts*."""
    if name.lower() in w.PRONOUNS or not any(x[0].isupper() for x in _TOKEN.findall(name)):
        return True
    head = _TAIL.split(name)[0].strip()
    match = _NAMELESS.search(head)
    if match is None:
        return False
    named = [x for x in _TOKEN.findall(head)[1:] if x[0].isupper() and nation_of(x) is None]
    return match["adjective"] is not None or (match.group()[0].islower() and not named)


def is_some_of_many(name: str) -> bool:
    """Tell whether a name is of persons of whom there are more: two texts need not mean the same ones.

    Examples
    --------
    >>> [is_some_of_many(x) for x in ("Roe's aides", "Republicans", "Tajik officials")]
    [True, False, False]
    """
    words = _TOKEN.findall(_TAIL.split(name)[0].lower())
    noun = w.noun_of(words[-1]) if words else None
    if noun is None or not noun.plural or words[-1] in lists("all of a kind"):
        return False
    if principal_of(name) or (len(words) == 1 and words[0] in lists("parties")):
        return False  # they give the word of one body
    return noun.names not in (*w.COLLECTIVE, "document", "recording", "media")


def nations() -> dict[str, str]:
    """Names of nations, their adjectives and their peoples in small letters, with the nation's name."""
    return dict(lists("nations"))


def government_of(name: str) -> str | None:
    """The nation whose government a name is: *tajikistan* for *Tajik government*."""
    low = bare(name).lower()
    for pattern in (r"(.+) \(government\)?", r"(.+) government", r"government of (?:the )?(.+)"):
        if (match := re.fullmatch(pattern, low)) is not None and nation_of(match[1]) is not None:
            return nation_of(match[1])
    return None


def nation_of(words: str) -> str | None:
    """The nation that a word or two name, if they do: *tajikistan* for *Tajik*."""
    return lists("nations").get(words.lower().rstrip("."))
