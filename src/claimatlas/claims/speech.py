"""Direct speech: whose word a quotation is.

The parse is least sure around quotation marks, so speakers are found by position: who is named right after a quotation,
right before it, or spoke last. The parse only tells which word of the frame is the verb and which its subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from claimatlas.claims import cues, lexicon
from claimatlas.claims.syntax import REACH, VERBS, Candidate, Parse, Verb, following_cue, quote_verb, verb_at
from claimatlas.quotations import MARKS

DASHES = ("—", "–", "―", "-", "--")
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
    sentence = opens and p.words(tokens) > 3 and _SPOKEN_END.search(tail) is not None and not _title(p, tokens)
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
    if _title(p, tokens) and p.lower[first - 1] not in (",", ":"):
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
            if owner is not None and p.lemma[subject] in _ANSWERS:  # *Her answer was short: "…"*
                found.source &= p.subtree(owner)
                found.beside |= p.subtree(subject) - found.source
            return found
    return None


_ANSWERS = cues.words("answer response reply reaction message verdict comment explanation conclusion advice assessment word")


def _set_off(p: Parse, k: int) -> Candidate | None:
    """A speaker set off by punctuation alone: *"We left." — Gul, a trader*; *From the minister's letter: "…"*."""
    tokens = p.quote_tokens[k]
    first, dash = tokens[0], tokens[-1] + 1
    lines = 0
    while dash < p.n and p.lower[dash].isspace() and lines < 1 + p.opens_unit(first):
        lines += "\n" in p.lower[dash]
        dash += 1
    if dash < p.n and p.opens_unit(first) and p.lower[dash] in DASHES:
        t = dash + 1
        while t < p.n and "\n" not in p.lower[t] and p.quote_of[t] < 0:
            t += 1
        name = [j for j in range(dash + 1, t) if p.word[j]]
        if name and len(name) < 20 and p.pos[name[0]] == "PROPN" and not any(p.verbal(j) for j in name):
            return Candidate(dash, set(name), {dash}, set(tokens), p.lower[dash], "saying", "label")
    colon = _last_before(p, first)
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
    owner = next((p.head[j] for j in words if p.lower[j] in ("'s", "’s") and p.head[j] in words), None)
    if owner is None:  # *His response: "…"*
        owner = next((j for j in words if p.tag[j] == "PRP$" and p.dep[j] == "poss"), nouns[0])
    source = p.subtree(owner) & set(words)
    beside = {t for t in p.unit_before(colon) if t >= words[-1]} - source
    return Candidate(colon, source, {colon}, set(tokens), ":", "saying", "label", beside=beside)


def _title(p: Parse, tokens: range) -> bool:
    """Whether a quotation looks like the name of a work: a few words with capitals."""
    words = [t for t in tokens if p.word[t]]
    return len(words) <= 5 and all(p.string[p.start[t]].isupper() or p.pos[t] in ("ADP", "DET", "CCONJ") for t in words)


_SPEAKING = ("quotation", "colon", "label", "clause", "aside")


def continue_speech(p: Parse, by_quote: dict[int, Candidate], candidates: list[Candidate]) -> list[Candidate]:
    """Give each quotation without a speaker of its own to the one that it goes on from.

    A paragraph left open belongs to the speaker named in the next one or in the one before; any other quotation of a
    sentence's length to the last one who spoke in its paragraph, or, if it is a paragraph of its own, in the paragraph
    before; failing that, to the nearest verb before it that has a holder (``fragment``).

    Parameters
    ----------
    by_quote : dict
        Speakers found by :func:`quoted_speech`; completed in place.
    candidates : list of Candidate
        Everything found in the text, in order of the cues; contents are completed in place.

    Returns
    -------
    list of Candidate
        The fragments.
    """
    linked = {
        k
        for k in range(1, len(p.quotes))
        if not p.quotes[k - 1].closed and not p.string[p.quotes[k - 1].end : p.quotes[k].start].strip()
    }
    for k in sorted(linked, reverse=True):
        if k in by_quote and k - 1 not in by_quote:
            by_quote[k].content |= set(p.quote_tokens[k - 1])
            by_quote[k - 1] = by_quote[k]
    outside = [c for c in candidates if p.quote_of[c.anchor] < 0]
    speakers: dict[int, list[Candidate]] = {}
    for c in outside:
        if c.construction in _SPEAKING and (c.cue_class == "saying" or c.construction == "quotation"):
            speakers.setdefault(p.paragraph[c.anchor], []).append(c)
    covered = {t for c in outside for t in c.content}
    fragments = []
    inside: dict[int, list[Candidate]] = {}
    for c in candidates:
        inside.setdefault(p.quote_of[c.anchor], []).append(c)
    for k, tokens in enumerate(p.quote_tokens):
        if k in by_quote or not (starts := {t for t in tokens if p.word[t]}) or min(starts) in covered:
            continue
        owner = by_quote.get(k - 1) if k in linked else None
        if owner is None and not p.quotes[k].closed:
            owner = _speaker_within(inside.get(k, ()), p)
        if owner is None and _is_speech(p, tokens):
            owner = _last_speaker(p, tokens, speakers)
            if owner is None:
                owner = _nearest(p, tokens)
                fragments.append(owner)
            speakers.setdefault(p.paragraph[tokens[0]], []).append(owner)
        if owner is not None:
            owner.content |= set(tokens) - owner.cue - owner.source
            by_quote[k] = owner
    return fragments


def _speaker_within(inside: Iterable[Candidate], p: Parse) -> Candidate | None:
    """*"It is over, said Gul. Nobody came.*: who speaks is named before a mark that never came."""
    for c in inside:
        if quote_verb(p, c.anchor) and c.source and min(c.source | c.cue) > 0 and p.lower[min(c.source | c.cue) - 1] == ",":
            return c
    return None


def _is_speech(p: Parse, tokens: range) -> bool:
    """Whether a quotation reads as somebody's sentence, and not as a title, a phrase or a word at arm's length."""
    after = tokens[-1] + 1
    modifies = after < p.n and p.pos[after] == "NOUN" and not p.opens_unit(tokens[0])  # *the "wait and see" policy*
    if _title(p, tokens) or modifies:
        return False
    if p.words(tokens) > 3 and any(p.verbal(t) for t in tokens):
        return True
    finite = any(p.tag[t] in ("VBD", "VBZ", "VBP", "MD") for t in tokens)
    return finite and p.opens_unit(tokens[0]) and any(p.dep[t] in ("nsubj", "nsubjpass", "expl") for t in tokens)


def _last_speaker(p: Parse, tokens: range, speakers: dict[int, list[Candidate]]) -> Candidate | None:
    first = tokens[0]
    here = [c for c in speakers.get(p.paragraph[first], ())[-REACH:] if c.anchor < first]
    if not here and p.opens_unit(first) and p.closes_paragraph(tokens[-1]):
        here = speakers.get(p.paragraph[first] - 1, [])
    return here[-1] if here else None


_OCCASIONS = lexicon.TEXTS | cues.words("interview speech address debate conference broadcast testimony lecture sermon call remarks")
_ENOUGH = 5
"""Points that somebody needs to be the speaker of a quotation that has none of its own; see :func:`_points`."""


def _nearest(p: Parse, tokens: range) -> Candidate:
    """The likeliest speaker of a quotation without one, among the subjects before and after it; nobody if none is likely.

    The cue is the nearest verb before the quotation, or its first mark where there is none.
    """
    first = tokens[0]
    verbs = list(_verbs_before(p, first))
    after = following_cue(p, tokens[-1] + 1, True) if p.opens_unit(first) else None
    ranked = sorted(((_points(p, v, first), -k) for k, v in enumerate(verbs)), reverse=True)
    if ranked and ranked[0][0] >= _ENOUGH:
        verb = verbs[-ranked[0][1]]
        return Candidate(verb.i, verb.source, verb.cue, set(), verb.lemma, "event", "fragment")
    if after is not None and p.closes_unit(tokens[-1]) and _person(p, verb := verb_at(p, after)):
        return Candidate(verb.i, verb.source, verb.cue, set(), verb.lemma, "event", "fragment")
    if verbs:
        return Candidate(verbs[0].i, set(), verbs[0].cue, set(), verbs[0].lemma, "event", "fragment")
    return Candidate(first, set(), {first}, set(), "", "event", "fragment")


def _points(p: Parse, verb: Verb, first: int) -> int:
    """How likely the subject of a verb before a quotation is its speaker.

    A person counts most; then a verb that can bring words (*speculate*, *call*, *dwelt on … in her speech*), the same paragraph, the same or the next
    sentence, and a quotation that begins its sentence; a relative clause tells of somebody else.
    """
    near = p.unit[first] - p.unit[verb.i] <= 1
    same = p.paragraph[verb.i] == p.paragraph[first]
    brings = (verb.lemma, "quote") in VERBS or (verb.lemma, "clause") in VERBS or (verb.lemma, "predicate") in VERBS
    brings = brings or any(p.lemma[p.kids[k][-1]] in _OCCASIONS for k in p.prepositions(verb.i, "in", "on", "at") if p.kids[k])
    aside = p.dep[verb.i] in ("relcl", "acl", "advcl")
    return 2 * _person(p, verb) + 2 * brings + same + near + p.opens_unit(first) - 2 * aside


def _person(p: Parse, verb: Verb) -> bool:
    """Whether the subject of a verb is a person, named, by office or as *he* or *she*."""
    heads = [t for t in verb.source if p.head[t] not in verb.source]
    return any(
        p.entity[t] == "PERSON" or p.lower[t] in ("he", "she") or (p.pos[t] == "NOUN" and lexicon.can_speak(p.lemma[t]))
        for t in heads
    )


def _verbs_before(p: Parse, first: int) -> Iterator[Verb]:
    """Verbs with a holder before a quotation, the nearest first, in its sentence or one of the two before."""
    for t in range(first - 1, max(-1, first - REACH), -1):
        if p.unit[first] - p.unit[t] > 2:
            break
        finite = p.pos[t] == "VERB" or (p.pos[t] == "AUX" and p.dep[t] == "ROOT")
        if finite and p.quote_of[t] < 0 and p.tag[t] != "VB" and p.child(t, "nsubj") is not None:
            verb = verb_at(p, t)
            if verb.source:
                yield verb
