"""What changed between two tellings of one source's words: the wording of a quotation, hedges, second-hand
sources, the strength of a verb, words that limit.

Two tellings are of one utterance only where one source is behind both and the words are nearly the same; a
paraphrase is no drift, and neither is what another speaker says with more reserve.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

import pandas as pd

from claimatlas.comparison.evidence import KEPT, Claims, confidence, lists, read_table
from claimatlas.comparison.words import TOKEN, fold, stem
from claimatlas.people import is_anonymous
from claimatlas.quotations import quotations
from claimatlas.wordlists import alternatives

SAME = 0.6  # share of the lighter content's words from which two tellings are compared at all
RUN = 3  # words in a row that lead from one quotation to another
OFTEN = 40  # quotations that have a run; more, and it is a phrase
FLANK = 2  # words that agree on either side of what differs
LEAST = 6  # words that agree, in all
UNNAMED_LEAST = 10  # the same, where one of them has no named speaker
LONGEST = 4  # words that may differ at one spot; what is longer was left out or is another sentence
_QUOTED_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
EDGE = "|"
"""Stands for the end of a sentence or quotation among its words."""
_ENDS = re.compile(r"[.?!]+(?:\s|[\"”’'\s]*$)")
_BROKEN = re.compile(r"[\[\]()*…]|\.\.\.|\. \. \.")
_LIMIT = re.compile(rf"\b(?:{alternatives(read_table()['limits'])})\b", re.I)


class Drift(NamedTuple):
    """What claim `a` has and claim `b`, of the same source's words, lacks or has otherwise."""

    a: int
    b: int
    kind: str
    detail_a: str
    detail_b: str
    confidence: float


def strength(cue: str | None) -> int | None:
    """Return how strongly a cue commits: 0 believe, 1 say, 2 confirm; None for others."""
    for word in TOKEN.findall(cue or ""):
        for rank, name in enumerate(("believe", "say", "confirm")):
            if stem(fold(word)) in {stem(w) for w in lists(name)}:
                return rank
    return None


def of_group(members: list[int], claims: Claims) -> list[Drift]:
    """Compare the tellings of one claim that go back to one source; one entry for each loss.

    Parameters
    ----------
    members : list of int
        Rows of the group.
    claims : Claims

    Returns
    -------
    list of Drift
        `a` has what `b` lacks; which of the two is nearer to the source the corpus does not tell.
    """
    found: dict[tuple[str, str], list[Drift]] = defaultdict(list)
    rows = claims.rows
    for a, b in itertools.combinations(sorted(members)[:30], 2):
        if (
            claims.is_one_text(a, b)
            or rows[a]["denial"]
            or rows[b]["denial"]
            or rows[a]["negated"] != rows[b]["negated"]
        ):
            continue
        if claims.story[a] != claims.story[b] or not claims.voices(a) & claims.voices(b):
            continue
        words = claims.agreement(a, b)
        if words["words in common"] >= SAME:
            alone = {"one source alone": claims.voices(a) == claims.voices(b)}
            for drift in _of_pair(a, b, claims, words | alone):
                found[drift.kind, drift.detail_a].append(drift)
    return [
        max(same, key=lambda d: (claims.are_two_outlets(d.a, d.b), d.confidence, -d.a, -d.b))
        for _, same in sorted(found.items())
        if max(d.confidence for d in same) >= KEPT
    ]


def _of_pair(a: int, b: int, claims: Claims, features: dict[str, float]) -> Iterable[Drift]:
    """What one of two tellings has and the other lacks."""
    x, y = claims.rows[a], claims.rows[b]
    if x["hedged"] != y["hedged"]:
        more, less = (a, b) if x["hedged"] else (b, a)
        hedge = claims.rows[more]["hedge"] or "hedged"
        if fold(hedge) not in fold(claims.rows[less]["sentence"]):
            by_verb = {
                "a word of saying carries it": strength(hedge) is not None,
                "both quote it": claims.quoted[a] and claims.quoted[b],
            }
            yield Drift(more, less, "hedge", hedge, "no hedge", confidence("hedge", features | by_verb))
    second = [[link for link in r["chain"][1:] if is_anonymous(link)] for r in (x, y)]
    if bool(second[0]) != bool(second[1]):
        more, less = (a, b) if second[0] else (b, a)
        link = " > ".join(second[0] or second[1])
        yield Drift(more, less, "source", link, "not mentioned", confidence("source", features))
    ranks = strength(x["cue"]), strength(y["cue"])
    if None not in ranks and ranks[0] != ranks[1]:
        more, less = (a, b) if ranks[0] > ranks[1] else (b, a)
        far = {"from doubt to certainty": abs(ranks[0] - ranks[1]) > 1}
        cues = claims.rows[more]["cue"], claims.rows[less]["cue"]
        yield Drift(more, less, "verb", *cues, confidence("verb", features | far))
    limits = [sorted({m.group().lower() for m in _LIMIT.finditer(r["content"])}) for r in (x, y)]
    if bool(limits[0]) != bool(limits[1]):
        more, less = (a, b) if limits[0] else (b, a)
        limit = ", ".join(limits[0] or limits[1])
        if not _LIMIT.search(claims.rows[less]["sentence"]):
            yield Drift(more, less, "qualifier", limit, "not mentioned", confidence("qualifier", features))


# --- the wording of quotations -----------------------------------------------------------------------------


class Quoted(NamedTuple):
    """One quotation of an article.

    Attributes
    ----------
    article : str
    claims : tuple of int
        Rows of which words stand in it.
    voices : frozenset of str
        Whose words they are; empty without a named source.
    words : tuple of str
        Its words as two stenographers would agree on them: small letters, no short forms.
    spans : tuple of (int, int)
        Where each word stands in the text.
    """

    article: str
    claims: tuple[int, ...]
    voices: frozenset[str]
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


def quoted_in(articles: pd.DataFrame, claims: Claims) -> list[Quoted]:
    """Return the quotations of all articles that hold claims and have `LEAST` words or more."""
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    by_article: dict[str, list[int]] = defaultdict(list)
    for k, row in enumerate(claims.rows):
        by_article[row["article_id"]].append(k)
    found = []
    for article, own in sorted(by_article.items()):
        text = texts.get(article, "")
        for q in quotations(text):
            inside = [k for k in own if any(s < q.end and q.start < e for s, e in claims.rows[k]["spans"])]
            voices = frozenset().union(*(claims.voices(k) for k in inside))
            words, spans = _spoken(text, q.start, q.end, True)
            if inside and len(words) >= LEAST:
                found.append(Quoted(article, tuple(inside), voices, words, spans))
    return found


def _spoken(
    text: str, start: int, end: int, edges: bool = False
) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
    """The words of a stretch of text, short forms written out, and where each stands; with `EDGE` between
    sentences
    and at both ends, if asked."""
    short = read_table()["short forms"]
    words, spans = ([EDGE], [(start, start)]) if edges else ([], [])
    for match in _QUOTED_WORD.finditer(text, start, end):
        plain = match.group().replace("’", "'").replace(".", "").lower()
        plain = short.get(plain, plain).replace("-", " ").replace("'", "")
        for word in plain.split():
            words.append(_spelled(word))
            spans.append(match.span())
        if edges and _ENDS.match(text, match.end()):
            words.append(EDGE)
            spans.append((match.end(), match.end()))
    if edges and words[-1] != EDGE:
        words.append(EDGE)
        spans.append((end, end))
    return tuple(words), tuple(spans)


def _spelled(word: str) -> str:
    """One spelling for British and American English, and figures for numbers in letters."""
    word = fold(word)
    word = re.sub(r"our(?=$|s$|ed$|ing$|ite$|able$)", "or", word) if len(word) > 4 else word
    word = re.sub(r"(?<=[a-z]{3})is(?=e[sd]?$|ing$|ation)", "iz", word)
    return _FIGURES.get(word, word)


_FIGURES = {
    w: str(n)
    for n, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
}


def of_quotations(articles: pd.DataFrame, claims: Claims) -> list[Drift]:
    """Find quotations that two outlets have of one source in nearly, but not quite, the same words.

    What differs stands between words that agree, or between such words and the end of a sentence; what one outlet cut, or marks as changed, is no difference.
    Wordings that both articles have, here or there, are two utterances.
    """
    found = quoted_in(articles, claims)
    raw = dict(zip(articles["article_id"], articles["text"], strict=True))

    @functools.cache
    def whole(article: str) -> str:
        return f" {' '.join(_spoken(raw[article], 0, len(raw[article]))[0])} "

    spots = [s for i, j in _pairs(found, claims) for s in _wordings(found[i], found[j], claims, whole, raw)]
    answers: dict[
        tuple[str, int, str], int
    ] = {}  # a sentence answers to one of the other article: the likest
    seen: set[tuple[str, ...]] = set()
    out = []
    for drift, change in sorted(spots, key=lambda s: (-s[0].confidence, s[0].a, s[0].b)):
        (one, here), (two, there) = (
            (claims.rows[k]["article_id"], claims.rows[k]["sentence_start"]) for k in (drift.a, drift.b)
        )
        if (
            answers.setdefault((one, here, two), there) != there
            or answers.setdefault((two, there, one), here) != here
        ):
            continue
        if change not in seen and drift.confidence >= KEPT:
            out.append(drift)
        seen.add(change)
    return out


def _pairs(found: Sequence[Quoted], claims: Claims) -> list[tuple[int, int]]:
    """Pairs of quotations of two outlets and one story, not of two named sources, that share runs."""
    where: dict[tuple, list[int]] = defaultdict(list)
    for k, q in enumerate(found):
        story = claims.story[q.claims[0]]
        for run in sorted({q.words[n : n + RUN] for n in range(len(q.words) - RUN + 1)}):
            where[story, run].append(k)
    shared: Counter[tuple[int, int]] = Counter()
    for ids in where.values():
        if len(ids) <= OFTEN:
            shared.update(itertools.combinations(ids, 2))
    outlet = [claims.rows[q.claims[0]]["outlet"] for q in found]
    return sorted(
        (i, j)
        for i, j in shared
        if outlet[i] != outlet[j]
        and (found[i].voices & found[j].voices or not found[i].voices or not found[j].voices)
    )


def _wordings(
    one: Quoted, two: Quoted, claims: Claims, whole: Callable[[str], str], raw: dict[str, str]
) -> Iterable[tuple[Drift, tuple[str, ...]]]:
    """Where two quotations differ between words that agree."""
    blocks = SequenceMatcher(None, one.words, two.words, autojunk=False).get_matching_blocks()[:-1]
    blocks = [m for m in blocks if m.size >= FLANK or one.words[m.a] == EDGE]
    for before, after in itertools.pairwise(blocks):
        mine = range(before.a + before.size, after.a)
        theirs = range(before.b + before.size, after.b)
        if max(len(mine), len(theirs)) > LONGEST or before.size == after.size == 1:
            continue
        here, there = (tuple(q.words[n] for n in at) for q, at in ((one, mine), (two, theirs)))
        contexts = [
            [w for w in q.words[max(r.start - FLANK, 0) : r.stop + FLANK] if w != EDGE]
            for q, r in ((one, mine), (two, theirs))
        ]
        run = _run_around(blocks, before, after)
        agree = sum(w != EDGE for m in run for w in one.words[m.a : m.a + m.size])
        change = _change(here, there)
        least = LEAST if one.voices & two.voices else UNNAMED_LEAST
        if agree < least or not change or _is_broken(one, mine, raw) or _is_broken(two, theirs, raw):
            continue
        if any(f" {' '.join(c)} " in whole(q.article) for c, q in zip(contexts, (two, one), strict=True)):
            continue
        spread = max(run[-1].a + run[-1].size - run[0].a, run[-1].b + run[-1].size - run[0].b)
        features = {
            "words that agree": min(agree, 20) / 20,
            "share of words that agree": min(agree / spread, 1.0),
            change: 1.0,
            "left out of one": not here or not there,
        }
        details = [_shown(q, r, raw) for q, r in ((one, mine), (two, theirs))]
        a, b = (_claim_at(q, r, claims) for q, r in ((one, mine), (two, theirs)))
        drift = Drift(a, b, "quotation", *details, confidence("quotation", features))
        yield drift, tuple(sorted(" ".join(c) for c in contexts))


def _run_around(blocks: list, before: object, after: object) -> list:
    """The blocks around a difference with no long gap between them."""
    run = [before, after]
    at = blocks.index(before)
    for step, edge in ((-1, 0), (1, -1)):
        k = at if step < 0 else at + 1
        while 0 <= k + step < len(blocks):
            low, high = sorted((blocks[k + step], blocks[k]), key=lambda m: m.a)
            if max(high.a - low.a - low.size, high.b - low.b - low.size) > LONGEST:
                break
            run.insert(0, blocks[k + step]) if edge == 0 else run.append(blocks[k + step])
            k += step
    return run


def _is_broken(q: Quoted, at: range, raw: dict[str, str]) -> bool:
    """Whether an outlet marks the spot as changed, cut or masked (with asterisks, say)."""
    start = q.spans[max(at.start - 1, 0)][0]
    end = q.spans[min(at.stop, len(q.spans) - 1)][1]
    return _BROKEN.search(raw[q.article][start:end]) is not None


def _change(here: tuple[str, ...], there: tuple[str, ...]) -> str:
    """What kind of words differ, by the names in ``differences.txt``; "" where it is spelling alone."""
    if "".join(here).replace(EDGE, "") == "".join(there).replace(EDGE, ""):
        return ""
    one, two = (Counter(w for w in words if w != EDGE) for words in (here, there))
    apart = [*(one - two), *(two - one)]
    if not apart:
        return "only small words"
    if any(w in lists("pronouns") for w in apart) and all(
        w in lists("pronouns") | lists("small words") for w in apart
    ):
        return "another pronoun" if here and there else "only small words"
    large = [w for w in apart if w not in lists("small words") | lists("pronouns")]
    if not large:
        return "only small words"
    if all(w in lists("degree") for w in large):
        return "another word of degree"
    minor = lists("small words") | lists("pronouns")
    roots = [{stem(w) for w in side if w not in minor} for side in (one - two, two - one)]
    if roots[0] == roots[1] or _are_spellings(roots[0], roots[1]):
        return "only another form of a word"
    return "another word of content"


def _are_spellings(one: set[str], two: set[str]) -> bool:
    if len(one) != 1 or len(two) != 1:
        return False
    (a,), (b,) = one, two
    return len(a) > 3 and SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.75


def _shown(q: Quoted, at: range, raw: dict[str, str]) -> str:
    """The words at a spot with the words around them, as the text has them."""
    start = q.spans[max(at.start - FLANK, 0)][0]
    end = q.spans[min(at.stop + FLANK, len(q.spans)) - 1][1]
    return " ".join(raw[q.article][start:end].split())


def _claim_at(q: Quoted, at: range, claims: Claims) -> int:
    """The claim whose words stand at a spot, else the first of the quotation."""
    start = q.spans[max(at.start - 1, 0)][0]
    end = q.spans[min(at.stop, len(q.spans) - 1)][1]

    def inside(k: int) -> int:
        return sum(max(0, min(e, end) - max(s, start)) for s, e in claims.rows[k]["spans"])

    return max(q.claims, key=lambda k: (inside(k), -k))
