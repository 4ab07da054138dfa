"""Direct speech: whose word a quotation is.

The parse is least sure around quotation marks, so speakers are found by position: who is named right after a
quotation, right before it, or spoke last. The parse only tells which word of the frame is the verb and which
its subject.
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


def quoted_speech(parse: Parse) -> tuple[list[Candidate], dict[int, Candidate]]:
    """Attribute quotations to speakers named with them.

    Returns
    -------
    candidates : list of Candidate
        *"The road is open," she said* (``quotation``), *He put it plainly: "No."* (``colon``) and *"We left."
        — Gul* (``label``).
    by_quote : dict
        The candidate of each quotation that has one, by the quotation's number.
    """
    by_cue: dict[int, Candidate] = {}
    by_quote: dict[int, Candidate] = {}
    for k, tokens in enumerate(parse.quote_tokens):
        if not len(tokens):
            continue
        found = _after(parse, k, by_cue) or _before(parse, k) or _after_colon(parse, k) or _set_off(parse, k)
        if found is None:
            continue
        known = by_cue.setdefault(found.anchor, found)
        known.content |= found.content
        by_quote[k] = known
    for found in _blocks(parse):
        by_cue.setdefault(found.anchor, found)
    return list(by_cue.values()), by_quote


def _blocks(parse: Parse) -> Iterator[Candidate]:
    """*The agency reports:* at the end of a paragraph, with the next paragraph as the content, without
    marks."""
    for colon in range(parse.n - 1):
        if parse.lower[colon] != ":" or not parse.closes_paragraph(colon):
            continue
        first = colon + 1
        while first < parse.n and not parse.word[first] and parse.quote_of[first] < 0:
            first += 1
        last = first
        while last < parse.n and parse.paragraph[last] == parse.paragraph[first]:
            last += 1
        if first == parse.n or parse.quote_of[first] >= 0 or parse.paragraph[first] == parse.paragraph[colon]:
            continue
        cue = next(
            (
                t
                for t in range(colon, max(-1, colon - 20), -1)
                if parse.unit[t] == parse.unit[colon] and parse.verbal(t)
            ),
            None,
        )
        if (
            cue is not None
            and quote_verb(parse, cue)
            and parse.quote_of[cue] < 0
            and not parse.children(cue, "dobj", "ccomp")
        ):
            yield _spoken(parse, cue, set(range(first, last)), "colon")


def _spoken(
    parse: Parse, cue: int, content: set[int], construction: str = "quotation", more: set[int] | None = None
) -> Candidate:
    """The candidate of a quotation whose speaker and cue are found."""
    verb = verb_at(parse, cue)
    group = VERBS.get((verb.lemma, "quote")) or VERBS.get((verb.lemma, "clause"))
    words = (verb.cue | (more or set())) - content
    kind, grade = (group.cue_class, group.grade) if group else ("saying", 3)
    return Candidate(cue, verb.source - content, words, content, verb.lemma, kind, construction, grade)


def _tail(parse: Parse, number: int) -> str:
    """The end of a quotation and what touches it."""
    end = parse.quotes[number].end
    return parse.string[max(parse.quotes[number].start, end - 4) : end + 2].rstrip()


def _after(parse: Parse, number: int, taken: dict[int, Candidate]) -> Candidate | None:
    """*"Yes," the mayor told reporters*; *The plan was "a joke," he said*."""
    tokens = parse.quote_tokens[number]
    cue = _cue_after(parse, number)
    if cue is None or cue in taken:
        return None
    content = set(tokens)
    first = tokens[0]
    if (
        not parse.opens_unit(first)
        and _cue_before(parse, number) is None
        and parse.string[parse.quotes[number].start - 1] not in "(["
    ):
        content.update(parse.unit_before(first))
        if any(quote_verb(parse, t) and parse.quote_of[t] < 0 for t in content):
            content = set(tokens)
    return _spoken(parse, cue, content)


def _cue_after(parse: Parse, number: int) -> int | None:
    """The verb right behind a quotation that tells who spoke it, if it is no verb of another."""
    tokens, tail = parse.quote_tokens[number], _tail(parse, number)
    opens = parse.opens_unit(tokens[0])
    sentence = (
        opens
        and parse.words(tokens) > 3
        and _SPOKEN_END.search(tail) is not None
        and not is_title(parse, tokens)
    )
    cue = following_cue(parse, tokens[-1] + 1, sentence)
    if cue is None:
        return None
    leads = number + 1 < len(parse.quotes) and _cue_before(parse, number + 1) == cue
    if not opens and (leads or any(x > cue for x in parse.children(cue, "ccomp"))):
        return None  # the verb leads into the next quotation, or reports something else
    if re.search(r"[,?!—–-]|\.\.\.|…", tail):
        return cue
    subject = parse.child(cue, "nsubj")  # no comma: only a whole sentence with the speaker right behind it
    near = subject is not None and tokens[-1] < subject and cue - tokens[-1] < 6
    if parse.lemma[cue] != "tell" and any(x > cue for x in parse.children(cue, "dobj", "ccomp")):
        return None  # *"…." The party denied it*
    return cue if near and len(tokens) > 5 else None


def _before(parse: Parse, number: int) -> Candidate | None:
    """*The mayor said on Friday: "Yes."*; *She said that "nobody" had come*."""
    cue = _cue_before(parse, number)
    if cue is None:
        return None
    tokens = parse.quote_tokens[number]
    first, last = tokens[0], tokens[-1]
    if is_title(parse, tokens) and parse.lower[first - 1] not in (",", ":"):
        return None
    content = set(tokens)
    if parse.lower[first - 1] == "that":
        content.add(first - 1)
    if parse.quotes[number].closed and not re.search(
        r"[.,?!;…—]", _tail(parse, number)
    ):  # the sentence goes on outside the marks
        content.update(takewhile(lambda t: parse.lower[t] not in (",", ";"), parse.unit_after(last)))
    found = _spoken(parse, cue, content)
    found.beside = _leading_phrase(parse, min(found.cue | found.source, default=cue), content | {cue})
    return found


def _leading_phrase(parse: Parse, first: int, heads: set[int]) -> set[int]:
    """*Of the president, she said, "…"*: a phrase before the frame, which the parser may hang on what is
    said."""
    before = parse.unit_before(first)
    if (
        not before
        or parse.dep[before[0]] != "prep"
        or parse.head[before[0]] not in heads
        or parse.lower[before[-1]] != ","
    ):
        return set()
    return set(before) if not any(parse.verbal(t) for t in before) else set()


def _cue_before(parse: Parse, number: int) -> int | None:
    """The verb that leads into a quotation."""
    if not len(parse.quote_tokens[number]):
        return None
    first = parse.quote_tokens[number][0]
    j = _last_before(parse, first)
    if j < 0 or (parse.paragraph[j] != parse.paragraph[first] and parse.lower[j] != ":"):
        return None
    led = parse.lower[j] in (",", ":")
    if _this_to_say(parse, j):
        return None
    for steps in range(30):
        if (
            j < 0
            or parse.quote_of[j] >= 0
            or "\n" in parse.lower[j]
            or parse.lower[j] in (".", ";", "?", "!")
        ):
            return None
        if quote_verb(parse, j):
            right_behind = steps == 0 or (steps == 1 and parse.pos[j + 1] in ("SCONJ", "PRON", "PART", "ADV"))
            return j if led or right_behind else None
        j -= 1
    return None


def _last_before(parse: Parse, at: int) -> int:
    """The last token before ``at`` that is not blank, or -1."""
    j = at - 1
    while j >= 0 and parse.lower[j].isspace():
        j -= 1
    return j


def _this_to_say(parse: Parse, at: int) -> bool:
    """Whether a colon or a stop closes *… had this to say*, *… as follows*, *… the following*."""
    if parse.lower[at] not in (":", "."):
        return False
    return parse.lower[max(0, at - 3) : at] == ["this", "to", "say"] or parse.lower[max(0, at - 2) : at] in (
        ["as", "follows"],
        ["the", "following"],
    )


def _after_colon(parse: Parse, number: int) -> Candidate | None:
    """*He did not mince words: "…"*: the whole predicate is the cue."""
    first = parse.quote_tokens[number][0]
    colon = _last_before(parse, first)
    if colon < 0 or not (parse.lower[colon] == ":" or _this_to_say(parse, colon)):
        return None
    for i in reversed(parse.unit_before(colon)):
        main = parse.verbal(i) and parse.dep[i] in ("ROOT", "conj", "ccomp", "relcl")
        if main and not parse.infinitive(i) and (subject := parse.child(i, "nsubj", "nsubjpass")) is not None:
            predicate = {t for t in range(i, colon) if parse.word[t]}
            found = _spoken(parse, i, set(parse.quote_tokens[number]), "colon", predicate)
            owner = parse.child(subject, "poss")
            if owner is not None and parse.lemma[subject] in _WORDS["answers"]:  # *Her answer was short: "…"*
                found.source &= parse.subtree(owner)
                found.beside |= parse.subtree(subject) - found.source
            return found
    return None


def _set_off(parse: Parse, number: int) -> Candidate | None:
    """A speaker set off by punctuation alone: *"We left." — Gul, a trader*; *From the minister's letter:
    "…"*."""
    return _signed(parse, number) or _entitled(parse, number)


def _signed(parse: Parse, number: int) -> Candidate | None:
    """*"We left." — Gul, a trader*: a name behind a dash, perhaps on a line of its own."""
    tokens = parse.quote_tokens[number]
    dash, lines = tokens[-1] + 1, 0
    opens = parse.opens_unit(tokens[0])
    while dash < parse.n and parse.lower[dash].isspace() and lines < 1 + opens:
        lines += "\n" in parse.lower[dash]
        dash += 1
    if dash >= parse.n or not opens or parse.lower[dash] not in DASHES:
        return None
    rest = takewhile(lambda t: "\n" not in parse.lower[t] and parse.quote_of[t] < 0, range(dash + 1, parse.n))
    name = [t for t in rest if parse.word[t]]
    if not 0 < len(name) < 20 or parse.pos[name[0]] != "PROPN" or any(parse.verbal(t) for t in name):
        return None
    return Candidate(dash, set(name), {dash}, set(tokens), parse.lower[dash], "saying", "label")


def _entitled(parse: Parse, number: int) -> Candidate | None:
    """*From the minister's letter: "…"*, *His response: "…"*: whose words they are, before a colon and
    without a verb."""
    tokens = parse.quote_tokens[number]
    colon = _last_before(parse, tokens[0])
    if colon < 0 or parse.lower[colon] != ":":
        return None
    words = []
    for j in range(colon - 1, max(-1, colon - 14), -1):
        if (
            parse.unit[j] != parse.unit[colon]
            or parse.verbal(j)
            or parse.lower[j] in DASHES
            or parse.quote_of[j] >= 0
        ):
            break
        words.append(j)
    nouns = [j for j in words if parse.pos[j] in ("NOUN", "PROPN", "PRON")]
    if not nouns:
        return None
    owners = [parse.head[j] for j in words if parse.lower[j] in ("'s", "’s") and parse.head[j] in words]
    owners += [j for j in words if parse.tag[j] == "PRP$" and parse.dep[j] == "poss"]
    source = parse.subtree((owners or nouns)[0]) & set(words)
    beside = {t for t in parse.unit_before(colon) if t >= words[-1]} - source
    return Candidate(colon, source, {colon}, set(tokens), ":", "saying", "label", beside=beside)


def is_title(parse: Parse, tokens: range) -> bool:
    """Whether a quotation looks like the name of a work: a few words with capitals."""
    words = [t for t in tokens if parse.word[t]]
    return len(words) <= 5 and all(
        parse.string[parse.start[t]].isupper() or parse.pos[t] in ("ADP", "DET", "CCONJ") for t in words
    )
