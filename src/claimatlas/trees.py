"""Small helpers over a dependency parse, shared by the modules of this wing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from claimatlas.tokens import Doc, Token, doc_of, tokens_of

FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
OPENING = frozenset("\"“‘'«„`") | {"``"}
QUOTES = frozenset("\"“”„«»") | {"``", "''"}
# "$5m." ends in a token "m.", whose stop closes the sentence.
_GLUED_STOP = re.compile(r"(?:\d[\d.,]*)?[kmb]n?\.")
DASHES = frozenset({"-", "–", "—", "--", "―"})
_PART_OF_A_FIGURE = frozenset("%‰°#&")
_INNER = frozenset("-‐‑'’")


def is_finite(token: Token) -> bool:
    """Tell whether `token` is a finite verb or the head of a finite verb group."""
    if token.tag_ in ("VBD", "VBP", "VBZ", "MD"):
        return True
    if token.tag_ not in ("VB", "VBN", "VBG") and token.pos_ not in ("VERB", "AUX"):
        helpers = (c for c in token.children if c.dep_ in ("cop", "aux", "auxpass"))
        return any(c.tag_ in ("VBD", "VBP", "VBZ", "MD") for c in helpers)
    main = token.dep_ in ("ROOT", "ccomp")
    if token.tag_ == "VBN" and main and any(c.dep_ == "nsubj" for c in token.lefts):
        return True  # a past tense read as a participle
    if token.tag_ == "VBN" and token.dep_ == "advcl" and {"mark", "nsubj"} <= {c.dep_ for c in token.lefts}:
        return True  # "after they left"
    if token.tag_ == "VB" and main and not any(c.tag_ == "TO" for c in token.lefts):
        return True
    return any(c.dep_ in ("aux", "auxpass") and c.tag_ in ("VBD", "VBP", "VBZ", "MD") for c in token.lefts)


def child(token: Token, *labels: str) -> Token | None:
    """Return the first child of `token` with one of the dependency labels."""
    for c in token.children:  # asked so often that a generator would cost more than the look
        if c.dep_ in labels:
            return c
    return None


def subject(token: Token) -> Token | None:
    """Return the subject of a verb, following coordination and control; for a relative pronoun its
    antecedent.
    """
    seen = 0
    while seen < 6:
        seen += 1
        found = child(token, *SUBJECTS)
        if found is not None and found.tag_ in ("WP", "WDT"):
            # "which they consider …": the pronoun next to the verb is the subject
            near = (c for c in token.lefts if c.dep_ in SUBJECTS and c.tag_ not in ("WP", "WDT"))
            found = next(near, found)
        if found is not None:
            if found.tag_ in ("WP", "WDT") and (clause := relative(token)) is not None:
                return clause.head
            return found
        if (token.dep_ in ("conj", "xcomp", "advcl") and token.head.i != token.i) or token.dep_ == "pcomp":
            token = token.head
        elif token.dep_ in ("acl", "relcl"):
            return token.head
        else:
            return None
    return None


def relative(token: Token) -> Token | None:
    """Return the head of the relative clause that `token` is in, itself included, or None."""
    while token.dep_ != "relcl":
        if token.dep_ not in ("conj", "xcomp", "ccomp", "aux") or token.head.i == token.i:
            return None
        token = token.head
    return token


def subtree(token: Token) -> list[int]:
    """Return the indices of `token` and all below it, in text order."""
    return sorted(t.i for t in token.subtree)


def within(token: Token, ancestor: Token) -> bool:
    """Tell whether `token` is `ancestor` or stands below it."""
    while token.i != ancestor.i:
        if token.head.i == token.i:
            return False
        token = token.head
    return True


def upward(doc: Doc, at: int, inside: set[int]) -> Iterator[int]:
    """A token and all above it in its sentence."""
    yield at
    while doc[at].head.i != at and doc[at].head.i in inside:
        at = doc[at].head.i
        yield at


def first_conjunct(token: Token) -> Token:
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token


def top(doc: Doc, indices: Iterable[int]) -> Token | None:
    """Return the first verb, else the first token, of a stretch whose head lies outside it."""
    inside, head = set(indices), tokens_of(doc).head
    heads = [doc[i] for i in sorted(inside) if head[i] not in inside or head[i] == i]
    heads = [t for t in heads if not t.is_punct and not t.is_space]
    return next((t for t in heads if t.pos_ in ("VERB", "AUX")), heads[0] if heads else None)


def spans(doc: Doc, indices: Iterable[int]) -> list[tuple[int, int]]:
    """Turn token indices into character spans, joining neighbours and trimming punctuation at inner edges.

    White space tokens between two tokens do not separate them.
    """
    doc, runs = doc_of(doc), []
    space, last = doc.known.space, -2
    for i in sorted(indices):
        if space[i]:
            continue
        if runs and (i == last + 1 or all(space[last + 1 : i])):
            runs[-1].append(i)
        else:
            runs.append([i])
        last = i
    found = []
    for run in runs:
        run = trim(doc, run)
        if run:
            stop = _ends_glued(doc[run[-1]])
            found.append((doc[run[0]].idx, doc[run[-1]].idx + len(doc[run[-1]]) - stop))
    return found


def as_words(tokens: list[Token]) -> list[list[Token]]:
    """Return the runs of tokens that are one written word, such as *e-mailed*, *don't* or *US-led*."""
    found: list[list[Token]] = []
    run: list[Token] = []
    for t in tokens:
        text = t.text
        part = text[:1].isalnum() or text[-1:].isalnum() or text in _INNER
        if run and (not part or run[-1].i + 1 != t.i or run[-1].whitespace_):
            found.append(run)
            run = []
        if part:
            run.append(t)
    found.append(run)
    return [r for r in found if len(r) > 1]


def _ends_glued(token: Token) -> bool:
    """Whether the tokeniser left the final stop on the letter of an amount."""
    if _GLUED_STOP.fullmatch(token.text) is None:
        return False
    return token.text[0].isdigit() or (token.i > 0 and token.nbor(-1).like_num)


def trim(doc: Doc, run: list[int]) -> list[int]:
    """Strip punctuation from both ends of a run of token indices, keeping brackets and quotation marks that
    close inside.
    """
    while run and _edge(doc[run[0]]) and not _opens(doc, run):
        run = run[1:]
    while run and _edge(doc[run[-1]]) and not _closes(doc, run):
        run = run[:-1]
    if run and doc[run[0]].text in OPENING:
        closed = any(doc[i].text in QUOTES or doc[i].text in "’'" for i in run[1:])
        run = run if closed else run[1:]
    return run


def _edge(token: Token) -> bool:
    """Whether a token says nothing at the edge of a run: a mark or a space, no part of a figure."""
    if token.is_word or token.text in _PART_OF_A_FIGURE:
        return False
    mark = token.tag_ in (":", ",", ".", "``", "''") or token.text in DASHES
    return token.is_punct or token.is_space or mark


def _opens(doc: Doc, run: list[int]) -> bool:
    """Whether the first mark of a run opens what is closed within it."""
    text = doc[run[0]].text
    if text == "(":
        return any(doc[i].text == ")" for i in run[1:])
    if text in QUOTES and text not in "”»":
        closing = [i for i in run[1:] if doc[i].text in QUOTES]
        last = len(closing) == 1 and all(_edge(doc[k]) for k in run[run.index(closing[0]) :])
        return bool(closing) and not last
    return False


def _closes(doc: Doc, run: list[int]) -> bool:
    """Whether the last mark of a run closes what was opened within it."""
    text = doc[run[-1]].text
    if text == ")":
        return any(doc[i].text == "(" for i in run[:-1])
    if text in QUOTES and text not in "“„«":
        marks = [i for i in run[:-1] if doc[i].text in QUOTES]
        return len(marks) % 2 == 1 and marks[-1] != run[0]
    return False
