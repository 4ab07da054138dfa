"""Direct speech: whose word a quotation is.

The parse is least sure around quotation marks, so speakers are found by position: who is named right after a quotation,
right before it, or spoke last. The parse only tells which word of the frame is the verb and which its subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from claimatlas.claims.attribution.cues import VERBS
from claimatlas.claims.attribution.parse import Parse, following_cue, quote_verb
from claimatlas.claims.attribution.verbs import Candidate, verb_at
from claimatlas.quotations import MARKS
from claimatlas.trees import (
    DASHES,
)
from claimatlas.wordlists import read_sets

_WORDS = read_sets("claims/constructions.txt")
_SPOKEN_END = re.compile(rf"[,!?][{MARKS}]+$|[{MARKS}],$")


def quoted_speech(p: Parse) -> tuple[list[Candidate], dict[int, Candidate]]:
    """Attribute quotations to speakers named with them.

    Returns
    -------
    candidates : list of Candidate
        *"The road is open," she said* (``quotation``), *He put it plainly: "No."* (``colon``) and *"We left." — Gul*
        (``label``).
    by_quote : dict
        The candidate of each quotation that has one, by the quotation's number.
    """
    by_cue: dict[int, Candidate] = {}
    by_quote: dict[int, Candidate] = {}
    for k, tokens in enumerate(p.quote_tokens):
        if not len(tokens):
            continue
        found = _after(p, k, by_cue) or _before(p, k) or _after_colon(p, k) or _set_off(p, k)
        if found is None:
            continue
        known = by_cue.setdefault(found.anchor, found)
        known.content |= found.content
        by_quote[k] = known
    for found in _blocks(p):
        by_cue.setdefault(found.anchor, found)
    return list(by_cue.values()), by_quote


def _blocks(p: Parse) -> Iterator[Candidate]:
    """*The agency reports:* at the end of a paragraph, with the next paragraph as the content, without marks."""
    for colon in range(p.n - 1):
        if p.lower[colon] != ":" or not p.closes_paragraph(colon):
            continue
        first = colon + 1
        while first < p.n and not p.word[first] and p.quote_of[first] < 0:
            first += 1
        last = first
        while last < p.n and p.paragraph[last] == p.paragraph[first]:
            last += 1
        if first == p.n or p.quote_of[first] >= 0 or p.paragraph[first] == p.paragraph[colon]:
            continue
        cue = next((t for t in range(colon, max(-1, colon - 20), -1) if p.unit[t] == p.unit[colon] and p.verbal(t)), None)
        if cue is not None and quote_verb(p, cue) and p.quote_of[cue] < 0 and not p.children(cue, "dobj", "ccomp"):
            yield _spoken(p, cue, set(range(first, last)), "colon")


def _spoken(p: Parse, cue: int, content: set[int], construction: str = "quotation", more: set[int] | None = None) -> Candidate:
    verb = verb_at(p, cue)
    group = VERBS.get((verb.lemma, "quote")) or VERBS.get((verb.lemma, "clause"))
    words = (verb.cue | (more or set())) - content
    kind, grade = (group.cue_class, group.grade) if group else ("saying", 3)
    return Candidate(cue, verb.source - content, words, content, verb.lemma, kind, construction, grade)


def _tail(p: Parse, k: int) -> str:
    """The end of a quotation and what touches it."""
    end = p.quotes[k].end
    return p.string[max(p.quotes[k].start, end - 4) : end + 2].rstrip()


def _after(p: Parse, k: int, taken: dict[int, Candidate]) -> Candidate | None:
    """*"Yes," the mayor told reporters*; *The plan was "a joke," he said*."""
    tokens = p.quote_tokens[k]
    cue = _cue_after(p, k)
    if cue is None or cue in taken:
        return None
    content = set(tokens)
    first = tokens[0]
    if not p.opens_unit(first) and _cue_before(p, k) is None and p.string[p.quotes[k].start - 1] not in "([":
        content.update(p.unit_before(first))
        if any(quote_verb(p, t) and p.quote_of[t] < 0 for t in content):
            content = set(tokens)
    return _spoken(p, cue, content)


def _cue_after(p: Parse, k: int) -> int | None:
    tokens, tail = p.quote_tokens[k], _tail(p, k)
    opens = p.opens_unit(tokens[0])
    sentence = opens and p.words(tokens) > 3 and _SPOKEN_END.search(tail) is not None and not is_title(p, tokens)
    cue = following_cue(p, tokens[-1] + 1, sentence)
    if cue is None:
        return None
    leads = k + 1 < len(p.quotes) and _cue_before(p, k + 1) == cue
    if not opens and (leads or any(x > cue for x in p.children(cue, "ccomp"))):
        return None  # the verb leads into the next quotation, or reports something else
    if re.search(r"[,?!—–-]|\.\.\.|…", tail):
        return cue
    subject = p.child(cue, "nsubj")  # no comma: only a whole sentence with the speaker right behind it
    near = subject is not None and tokens[-1] < subject and cue - tokens[-1] < 6
    if p.lemma[cue] != "tell" and any(x > cue for x in p.children(cue, "dobj", "ccomp")):
        return None  # *"…." The party denied it*
    return cue if near and len(tokens) > 5 else None


def _before(p: Parse, k: int) -> Candidate | None:
    """*The mayor said on Friday: "Yes."*; *She said that "nobody" had come*."""
    cue = _cue_before(p, k)
    if cue is None:
        return None
    tokens = p.quote_tokens[k]
    first, last = tokens[0], tokens[-1]
    if is_title(p, tokens) and p.lower[first - 1] not in (",", ":"):
        return None
    content = set(tokens)
    if p.lower[first - 1] == "that":
        content.add(first - 1)
    if p.quotes[k].closed and not re.search(r"[.,?!;…—]", _tail(p, k)):  # the sentence goes on outside the marks
        content.update(takewhile(lambda t: p.lower[t] not in (",", ";"), p.unit_after(last)))
    found = _spoken(p, cue, content)
    found.beside = _leading_phrase(p, min(found.cue | found.source, default=cue), content | {cue})
    return found


def _leading_phrase(p: Parse, first: int, heads: set[int]) -> set[int]:
    """*Of the president, she said, "…"*: a phrase before the frame, which the parser may hang on what is said."""
    before = p.unit_before(first)
    if not before or p.dep[before[0]] != "prep" or p.head[before[0]] not in heads or p.lower[before[-1]] != ",":
        return set()
    return set(before) if not any(p.verbal(t) for t in before) else set()


def _cue_before(p: Parse, k: int) -> int | None:
    if not len(p.quote_tokens[k]):
        return None
    first = p.quote_tokens[k][0]
    j = _last_before(p, first)
    if j < 0 or (p.paragraph[j] != p.paragraph[first] and p.lower[j] != ":"):
        return None
    led = p.lower[j] in (",", ":")
    if _this_to_say(p, j):
        return None
    for steps in range(30):
        if j < 0 or p.quote_of[j] >= 0 or "\n" in p.lower[j] or p.lower[j] in (".", ";", "?", "!"):
            return None
        if quote_verb(p, j):
            right_behind = steps == 0 or (steps == 1 and p.pos[j + 1] in ("SCONJ", "PRON", "PART", "ADV"))
            return j if led or right_behind else None
        j -= 1
    return None


def _last_before(p: Parse, i: int) -> int:
    """The last token before ``i`` that is not blank, or -1."""
    j = i - 1
    while j >= 0 and p.lower[j].isspace():
        j -= 1
    return j


def _this_to_say(p: Parse, i: int) -> bool:
    """Whether a colon or a stop closes *… had this to say*, *… as follows*, *… the following*."""
    if p.lower[i] not in (":", "."):
        return False
    return p.lower[max(0, i - 3) : i] == ["this", "to", "say"] or p.lower[max(0, i - 2) : i] in (["as", "follows"], ["the", "following"])




def _after_colon(p: Parse, k: int) -> Candidate | None:
    """*He did not mince words: "…"*: the whole predicate is the cue."""
    first = p.quote_tokens[k][0]
    colon = _last_before(p, first)
    if colon < 0 or not (p.lower[colon] == ":" or _this_to_say(p, colon)):
        return None
    for i in reversed(p.unit_before(colon)):
        main = p.verbal(i) and p.dep[i] in ("ROOT", "conj", "ccomp", "relcl")
        if main and not p.infinitive(i) and (subject := p.child(i, "nsubj", "nsubjpass")) is not None:
            predicate = {t for t in range(i, colon) if p.word[t]}
            found = _spoken(p, i, set(p.quote_tokens[k]), "colon", predicate)
            owner = p.child(subject, "poss")
            if owner is not None and p.lemma[subject] in _WORDS["answers"]:  # *Her answer was short: "…"*
                found.source &= p.subtree(owner)
                found.beside |= p.subtree(subject) - found.source
            return found
    return None




def _set_off(p: Parse, k: int) -> Candidate | None:
    """A speaker set off by punctuation alone: *"We left." — Gul, a trader*; *From the minister's letter: "…"*."""
    return _signed(p, k) or _entitled(p, k)


def _signed(p: Parse, k: int) -> Candidate | None:
    """*"We left." — Gul, a trader*: a name behind a dash, perhaps on a line of its own."""
    tokens = p.quote_tokens[k]
    dash, lines = tokens[-1] + 1, 0
    opens = p.opens_unit(tokens[0])
    while dash < p.n and p.lower[dash].isspace() and lines < 1 + opens:
        lines += "\n" in p.lower[dash]
        dash += 1
    if dash >= p.n or not opens or p.lower[dash] not in DASHES:
        return None
    rest = takewhile(lambda t: "\n" not in p.lower[t] and p.quote_of[t] < 0, range(dash + 1, p.n))
    name = [t for t in rest if p.word[t]]
    if not 0 < len(name) < 20 or p.pos[name[0]] != "PROPN" or any(p.verbal(t) for t in name):
        return None
    return Candidate(dash, set(name), {dash}, set(tokens), p.lower[dash], "saying", "label")


def _entitled(p: Parse, k: int) -> Candidate | None:
    """*From the minister's letter: "…"*, *His response: "…"*: whose words they are, before a colon and without a verb."""
    tokens = p.quote_tokens[k]
    colon = _last_before(p, tokens[0])
    if colon < 0 or p.lower[colon] != ":":
        return None
    words = []
    for j in range(colon - 1, max(-1, colon - 14), -1):
        if p.unit[j] != p.unit[colon] or p.verbal(j) or p.lower[j] in DASHES or p.quote_of[j] >= 0:
            break
        words.append(j)
    nouns = [j for j in words if p.pos[j] in ("NOUN", "PROPN", "PRON")]
    if not nouns:
        return None
    owners = [p.head[j] for j in words if p.lower[j] in ("'s", "’s") and p.head[j] in words]
    owners += [j for j in words if p.tag[j] == "PRP$" and p.dep[j] == "poss"]
    source = p.subtree((owners or nouns)[0]) & set(words)
    beside = {t for t in p.unit_before(colon) if t >= words[-1]} - source
    return Candidate(colon, source, {colon}, set(tokens), ":", "saying", "label", beside=beside)


def is_title(p: Parse, tokens: range) -> bool:
    """Whether a quotation looks like the name of a work: a few words with capitals."""
    words = [t for t in tokens if p.word[t]]
    return len(words) <= 5 and all(p.string[p.start[t]].isupper() or p.pos[t] in ("ADP", "DET", "CCONJ") for t in words)
