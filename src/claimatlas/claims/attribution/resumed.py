"""Quotations without a speaker of their own: who goes on speaking, or is the likeliest to have spoken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from claimatlas.claims import lexicon as lex
from claimatlas.claims.attribution.cues import VERBS
from claimatlas.claims.attribution.parse import REACH, Parse, following_cue, quote_verb
from claimatlas.claims.attribution.speech import is_title
from claimatlas.claims.attribution.verbs import Candidate, Verb, verb_at
from claimatlas.wordlists import read_sets, read_weights

_SPEAKING = ("quotation", "colon", "label", "clause", "aside")


def continue_speech(
    parse: Parse, by_quote: dict[int, Candidate], candidates: list[Candidate]
) -> list[Candidate]:
    """Give each quotation without a speaker of its own to the one that it goes on from.

    A paragraph left open belongs to the speaker named in the next one or in the one before; any other
    quotation of a sentence's length to the last one who spoke in its paragraph, or, if it is a paragraph of
    its own, in the paragraph before; failing that, to the nearest verb before it that has a holder
    (``fragment``).

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
    linked = _left_open(parse, by_quote)
    speakers: dict[int, list[Candidate]] = {}
    inside: dict[int, list[Candidate]] = {}
    covered: set[int] = set()
    for c in candidates:
        inside.setdefault(parse.quote_of[c.anchor], []).append(c)
        if parse.quote_of[c.anchor] < 0:
            covered |= c.content
            if c.construction in _SPEAKING and (c.cue_class == "saying" or c.construction == "quotation"):
                speakers.setdefault(parse.paragraph[c.anchor], []).append(c)
    fragments: list[Candidate] = []
    for k, tokens in enumerate(parse.quote_tokens):
        start = next((t for t in tokens if parse.word[t]), None)
        if k in by_quote or start is None or start in covered:
            continue
        owner = by_quote.get(k - 1) if k in linked else None
        if owner is None and not parse.quotes[k].closed:
            owner = _speaker_within(inside.get(k, ()), parse)
        if owner is None and _is_speech(parse, tokens):
            owner = _last_speaker(parse, tokens, speakers)
            if owner is None:
                owner = _nearest(parse, tokens)
                fragments.append(owner)
            speakers.setdefault(parse.paragraph[tokens[0]], []).append(owner)
        if owner is not None:
            owner.content |= set(tokens) - owner.cue - owner.source
            by_quote[k] = owner
    return fragments


def _left_open(parse: Parse, by_quote: dict[int, Candidate]) -> set[int]:
    """The quotations that go on with the one before, whose paragraph was left open; gives that one their
    speaker."""
    gaps = (
        parse.string[parse.quotes[k - 1].end : parse.quotes[k].start] for k in range(1, len(parse.quotes))
    )
    linked = {k for k, gap in enumerate(gaps, 1) if not parse.quotes[k - 1].closed and not gap.strip()}
    for k in sorted(linked, reverse=True):
        if k in by_quote and k - 1 not in by_quote:
            by_quote[k].content |= set(parse.quote_tokens[k - 1])
            by_quote[k - 1] = by_quote[k]
    return linked


def _speaker_within(inside: Iterable[Candidate], parse: Parse) -> Candidate | None:
    """*"It is over, said Gul. Nobody came.*: who speaks is named before a mark that never came."""
    for c in inside:
        if (
            quote_verb(parse, c.anchor)
            and c.source
            and min(c.source | c.cue) > 0
            and parse.lower[min(c.source | c.cue) - 1] == ","
        ):
            return c
    return None


def _is_speech(parse: Parse, tokens: range) -> bool:
    """Whether a quotation reads as somebody's sentence, and not as a title, a phrase or a word at arm's
    length."""
    after = tokens[-1] + 1
    # *the "wait and see" policy*
    modifies = after < parse.n and parse.pos[after] == "NOUN" and not parse.opens_unit(tokens[0])
    if is_title(parse, tokens) or modifies:
        return False
    if parse.words(tokens) > 3 and any(parse.verbal(t) for t in tokens):
        return True
    finite = any(parse.finite(t) for t in tokens)
    return (
        finite
        and parse.opens_unit(tokens[0])
        and any(parse.dep[t] in ("nsubj", "nsubjpass", "expl") for t in tokens)
    )


def _last_speaker(parse: Parse, tokens: range, speakers: dict[int, list[Candidate]]) -> Candidate | None:
    """Who spoke last in a quotation's paragraph, or in the one before a paragraph that is all quotation."""
    first = tokens[0]
    here = [c for c in speakers.get(parse.paragraph[first], ())[-REACH:] if c.anchor < first]
    if not here and parse.opens_unit(first) and parse.closes_paragraph(tokens[-1]):
        here = speakers.get(parse.paragraph[first] - 1, [])
    return here[-1] if here else None


_OCCASIONS = lex.TEXTS | read_sets("claims/constructions.txt")["speeches"]
_WEIGHTS = read_weights("claims/weights.txt")
_ENOUGH = _WEIGHTS["enough for a speaker"]["points"]


def _nearest(parse: Parse, tokens: range) -> Candidate:
    """The likeliest speaker of a quotation without one, among the subjects before and after it; nobody if
    none is likely.

    The cue is the nearest verb before the quotation, or its first mark where there is none.
    """
    first = tokens[0]
    verbs = list(_verbs_before(parse, first))
    after = following_cue(parse, tokens[-1] + 1, True) if parse.opens_unit(first) else None
    ranked = sorted(((_points(parse, v, first), -k) for k, v in enumerate(verbs)), reverse=True)
    if ranked and ranked[0][0] >= _ENOUGH:
        verb = verbs[-ranked[0][1]]
        return Candidate(verb.i, verb.source, verb.cue, set(), verb.lemma, "event", "fragment")
    if after is not None and parse.closes_unit(tokens[-1]) and _person(parse, verb := verb_at(parse, after)):
        return Candidate(verb.i, verb.source, verb.cue, set(), verb.lemma, "event", "fragment")
    if verbs:
        return Candidate(verbs[0].i, set(), verbs[0].cue, set(), verbs[0].lemma, "event", "fragment")
    return Candidate(first, set(), {first}, set(), "", "event", "fragment")


def _points(parse: Parse, verb: Verb, first: int) -> float:
    """How likely the subject of a verb before a quotation is its speaker; ``weights.txt`` says what a
    feature means."""
    occasion = (
        parse.lemma[parse.kids[k][-1]] for k in parse.prepositions(verb.i, "in", "on", "at") if parse.kids[k]
    )
    features = {
        "person": _person(parse, verb),
        "brings words": any((verb.lemma, frame) in VERBS for frame in ("quote", "clause", "predicate"))
        or not _OCCASIONS.isdisjoint(occasion),
        "same paragraph": parse.paragraph[verb.i] == parse.paragraph[first],
        "near": parse.unit[first] - parse.unit[verb.i] <= 1,
        "opens": parse.opens_unit(first),
        "aside": parse.dep[verb.i] in ("relcl", "acl", "advcl"),
    }
    return sum(weight for name, weight in _WEIGHTS["speaker of a quotation"].items() if features[name])


def _person(parse: Parse, verb: Verb) -> bool:
    """Whether the subject of a verb is a person, named, by office or as *he* or *she*."""
    heads = [t for t in verb.source if parse.head[t] not in verb.source]
    return any(
        parse.entity[t] == "PERSON"
        or parse.lower[t] in ("he", "she")
        or (parse.pos[t] == "NOUN" and lex.can_speak(parse.lemma[t]))
        for t in heads
    )


def _verbs_before(parse: Parse, first: int) -> Iterator[Verb]:
    """Verbs with a holder before a quotation, the nearest first, in its sentence or one of the two before."""
    for t in range(first - 1, max(-1, first - REACH), -1):
        if parse.unit[first] - parse.unit[t] > 2:
            break
        finite = parse.pos[t] == "VERB" or (parse.pos[t] == "AUX" and parse.dep[t] == "ROOT")
        if finite and parse.quote_of[t] < 0 and parse.tag[t] != "VB" and parse.child(t, "nsubj") is not None:
            verb = verb_at(parse, t)
            if verb.source:
                yield verb
