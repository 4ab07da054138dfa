"""What a content turns on and whom it is about, from its parse: the column ``roles`` of the claims table."""

from __future__ import annotations

from collections.abc import Iterator

from claimatlas.claims.coding.hedges import main_verb
from claimatlas.claims.propositions.contents import Proposition
from claimatlas.people import Cast
from claimatlas.token_lists import Tokens
from claimatlas.tokens import Doc, tokens_of

_OPENED = frozenset(("xcomp", "acomp", "attr", "oprd"))  # *began* to leave, *is* guilty
_OF_NAMES = frozenset(("compound", "flat", "nmod"))
_PASSIVE = frozenset(("nsubjpass", "csubjpass"))
_ROLE = {
    "nsubj": "subject", "csubj": "subject", "agent": "subject", "dobj": "object", "obj": "object",
    "nsubjpass": "object", "csubjpass": "object", "dative": "other", "prep": "other", "poss": "other",
    "appos": "other", "npadvmod": "other",
}  # fmt: skip
_DEPTH = 3  # predicates below one another: *is expected* to *try* to *leave*


def roles_of(doc: Doc, row: Proposition, cast: Cast) -> list[dict[str, str]]:
    """Return the words that a content turns on, and those that name who and what takes part.

    Parameters
    ----------
    doc : claimatlas.tokens.Doc or spacy.tokens.Doc
    row : Proposition
    cast : claimatlas.people.Cast
        Says whom the pronouns of the content stand for.

    Returns
    -------
    list of dict
        ``role`` and ``text``, in the order of the text. Roles: ``verb``, the one at the head, or ``noun``
        where no verb is; ``further``, what it opens (*began to leave*, *is guilty*); ``subject`` and
        ``object``, as of the active voice; ``other``, what hangs on a preposition or owns; ``pronoun``, the
        name that a pronoun of the content stands for, where that is told.
    """
    parse = tokens_of(doc)
    own = {*row.tokens, *row.subject}
    below: dict[int, list[int]] = {}
    for i in sorted(own):
        if parse.head[i] != i:
            below.setdefault(parse.head[i], []).append(i)
    found: dict[int, str] = {}
    at = main_verb(doc, row).i
    _read(parse, at, below, found, "verb" if parse.pos[at] in ("VERB", "AUX") else "noun", 0)
    if row.subject and not any(role == "subject" for role in found.values()):
        for i in row.subject:
            if parse.head[i] not in row.subject and parse.pos[i] in ("NOUN", "PROPN"):
                found.setdefault(i, "subject")
    pronouns = [i for i in sorted(own) if parse.tag[i][:3] == "PRP"]  # nothing else stands for somebody
    out = [(i, role, _written(parse, i, below)) for i, role in found.items()]
    out += [(i, "pronoun", name) for i in pronouns if (name := cast.stands_for(i))]
    return [{"role": role, "text": text} for _, role, text in sorted(out)]


def _read(
    parse: Tokens, at: int, below: dict[int, list[int]], found: dict[int, str], role: str, depth: int
) -> None:
    """Take in a predicate with what hangs on it."""
    found.setdefault(at, role)
    hanging = below.get(at, ())
    passive = any(parse.dep[c] in _PASSIVE or parse.dep[c] == "auxpass" for c in hanging)
    for c in hanging:
        joined = parse.dep[c] == "conj" and parse.pos[at] in ("VERB", "AUX") and parse.pos[c] == "VERB"
        if parse.dep[c] in _OPENED or joined:
            if depth < _DEPTH:
                _read(parse, c, below, found, "further", depth + 1)
        elif parse.dep[c] in _ROLE:
            own = "object" if passive and parse.dep[c] == "nsubj" else _ROLE[parse.dep[c]]
            _take(parse, c, below, found, own)


def _take(parse: Tokens, at: int, below: dict[int, list[int]], found: dict[int, str], role: str) -> None:
    """Take in an argument, and what hangs on its nouns: the resignation *of the minister*, *his* house."""
    for noun in _nouns(parse, at, below):
        found.setdefault(noun, role)
        for inner in below.get(noun, ()):
            if parse.dep[inner] in ("prep", "poss"):
                for one in _nouns(parse, inner, below):
                    found.setdefault(one, "other")


def _nouns(parse: Tokens, at: int, below: dict[int, list[int]]) -> Iterator[int]:
    """The nouns at the head of an argument: itself or what its preposition governs, and what is joined."""
    if parse.pos[at] in ("ADP", "SCONJ") or parse.dep[at] in ("prep", "agent", "dative"):
        for c in below.get(at, ()):
            if parse.dep[c] in ("pobj", "prep"):
                yield from _nouns(parse, c, below)
        if parse.pos[at] == "ADP":
            return
    if parse.pos[at] in ("NOUN", "PROPN", "NUM", "ADJ", "VERB"):
        yield at
    for c in below.get(at, ()):
        if parse.dep[c] in ("conj", "appos"):
            yield from _nouns(parse, c, below)


def _written(parse: Tokens, at: int, below: dict[int, list[int]]) -> str:
    """A word with the names that stand before it as one."""
    parts = [c for c in below.get(at, ()) if parse.dep[c] in _OF_NAMES and c < at]
    return " ".join(parse.text[c] for c in [*parts, at])
