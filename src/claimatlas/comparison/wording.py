"""The wording of quotations: what two outlets have of one utterance in nearly, but not quite, the same words.

A spot where the wordings differ lies between words that agree; a cut lies where one outlet's quotation ends
and the other's sentence goes on. Whether an editor would care is graded by what differs (`alterations`).
"""

from __future__ import annotations

import functools
import itertools
import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from claimatlas.comparison.alterations import change_of, cut_of
from claimatlas.comparison.drift import Drift
from claimatlas.comparison.evidence import KEPT, Claims, confidence, read_table
from claimatlas.comparison.rows import cells
from claimatlas.comparison.words import fold
from claimatlas.memo import recalled_each
from claimatlas.packs import key_of
from claimatlas.quotations import quotations
from claimatlas.versions import version_of

RUN = 3  # words in a row that lead from one quotation to another
OFTEN = 40  # quotations that have a run; more, and it is a phrase
HELD = 300  # articles whose words stay at hand
FLANK = 2  # words that agree on either side of what differs
LEAST = 6  # words that agree, in all
UNNAMED_LEAST = 10  # the same, where one of them has no named speaker
LONGEST = 4  # words that may differ at one spot; what is longer was cut or is another sentence
ALIKE = 0.8  # share of a quoted sentence's words that the other has before a cut
LEFT = 30  # words of a sentence that are looked at beyond a cut
NEARBY = 250  # letters around a quotation in which its outlet may tell in its own words what it cut
TOLD = 0.5  # share of the weight of what was cut that is so told, from which nothing is lost
_QUOTED_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
EDGE = "|"
"""Stands for the end of a sentence or quotation among its words."""
WHOLE = 0.7  # share of the shorter of two quoted sentences that has to agree, or they are two sentences
_ENDS = re.compile(r"[.?!]+(?:\s|[\"”’'\s]*$)")
_BROKEN = re.compile(r"[\[\]()*…]|\.\.\.|\. \. \.")
_FIGURES = {word: str(n) for n, word in enumerate(read_table()["numerals"])}


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
    starts, ends : array of int
        Where each word stands in the text.
    """

    article: str
    claims: tuple[int, ...]
    voices: frozenset[str]
    words: tuple[str, ...]
    starts: array
    ends: array


def spoken_in(articles: pd.DataFrame, build: Path | str | None = None) -> dict[str, list[tuple]]:
    """Return the quotations of articles by article_id, in order: start, end, and what `_spoken` says of each.

    With `build`, the folder of the tables, those of each article are kept there.
    """
    texts = dict(cells(articles, "article_id", "text"))

    def spoken(article: str) -> list[tuple]:
        text = texts[article]
        ends = [(q.start, q.end) for q in quotations(text)]
        return [(*at, *_spoken(text, *at, True)) for at in ends]

    version = "" if build is None else version_of("comparison.wording")
    keys = {article: key_of(version, text) for article, text in texts.items()}
    return dict(recalled_each(build, "quotations", keys, spoken))


def quoted_in(spoken: Mapping[str, list[tuple]], claims: Claims) -> list[Quoted]:
    """Return the quotations of all articles that hold claims and have `LEAST` words or more."""
    by_article: dict[str, list[tuple[int, list]]] = defaultdict(list)
    told = zip(claims.column("article_id"), claims.column("spans"), strict=True)
    for k, (article, spans) in enumerate(told):
        by_article[article].append((k, spans))
    found = []
    for article, own in sorted(by_article.items()):
        for start, end, words, *ends in spoken.get(article, ()):
            inside = [k for k, spans in own if any(s < end and start < e for s, e in spans)]
            if inside and len(words) >= LEAST:
                voices = frozenset().union(*(claims.voices(k) for k in inside))
                found.append(Quoted(article, tuple(inside), voices, words, *ends))
    return found


def _spoken(
    text: str, start: int, end: int, edges: bool = False
) -> tuple[tuple[str, ...], array, array]:
    """The words of a stretch of text, short forms written out, and where each begins and ends; with `EDGE`
    between sentences and at both ends, if asked."""
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
    return tuple(words), array("I", [s for s, _ in spans]), array("I", [e for _, e in spans])


def _spelled(word: str) -> str:
    """One spelling for British and American English, and figures for numbers in letters."""
    word = fold(word)
    word = re.sub(r"our(?=$|s$|ed$|ing$|ite$|able$)", "or", word) if len(word) > 4 else word
    word = re.sub(r"(?<=[a-z]{3})is(?=e[sd]?$|ing$|ation)", "iz", word)
    return _FIGURES.get(word, word)


def of_quotations(
    articles: pd.DataFrame, claims: Claims, spoken: Mapping[str, list[tuple]] | None = None
) -> list[Drift]:
    """Find quotations that two outlets have of one source in nearly, but not quite, the same words.

    What differs stands between words that agree, or between such words and the end of a sentence; what one
    outlet marks as changed or left out is no difference. A cut counts by what was cut.
    Wordings that both articles have, here or there, are two utterances.

    Parameters
    ----------
    articles : pandas.DataFrame
        The table of that name.
    claims : Claims
    spoken : mapping of str to list of tuple, optional
        Of `spoken_in`, where it is known.

    Returns
    -------
    list of Drift
        Of kind ``quotation`` or ``cut``, the surest first; one for each change, however many outlets have it.
    """
    found = quoted_in(spoken_in(articles) if spoken is None else spoken, claims)
    raw = dict(zip(articles["article_id"], articles["text"], strict=True))

    @functools.lru_cache(maxsize=HELD)
    def whole(article: str) -> str:
        return f" {' '.join(_spoken(raw[article], 0, len(raw[article]))[0])} "

    texts = Texts(raw, whole)
    spots: list[tuple[Drift, tuple[str, ...]]] = []
    for i, j in _pairs(found, claims):
        one, two = found[i], found[j]
        blocks = SequenceMatcher(None, one.words, two.words, autojunk=False).get_matching_blocks()[:-1]
        spots += _wordings(one, two, blocks, claims, texts)
        spots += _cuts(one, two, blocks, claims, texts)
        turned = [type(m)(m.b, m.a, m.size) for m in blocks]
        spots += _cuts(two, one, turned, claims, texts)
    return _one_each(spots, claims)


class Texts(NamedTuple):
    """The texts of the articles by id: as they are, and as words that two stenographers agree on."""

    raw: dict[str, str]
    whole: Callable[[str], str]


def _one_each(spots: list[tuple[Drift, tuple[str, ...]]], claims: Claims) -> list[Drift]:
    """Of all spots the surest of each change; a sentence answers to one of another article, the likest."""
    answers: dict[tuple[str, int, str], int] = {}
    out: dict[tuple[str, ...], list[Drift]] = {}
    for drift, change in sorted(spots, key=lambda s: (-s[0].confidence, s[0].a, s[0].b)):
        (one, here), (two, there) = (
            (claims.rows[k]["article_id"], claims.rows[k]["sentence_start"]) for k in (drift.a, drift.b)
        )
        if (
            answers.setdefault((one, here, two), there) != there
            or answers.setdefault((two, there, one), here) != here
        ):
            continue
        out.setdefault(change, []).append(drift)
    return [
        same[0]._replace(pairs=tuple((d.a, d.b) for d in same))
        for same in out.values()
        if same[0].confidence >= KEPT
    ]


def _pairs(found: Sequence[Quoted], claims: Claims) -> Iterator[tuple[int, int]]:
    """Pairs of quotations of two outlets and one story, not of two named sources, that share runs; those of
    one story sorted, one story after the other."""
    stories: dict[str, list[int]] = defaultdict(list)
    for k, q in enumerate(found):
        stories[claims.story[q.claims[0]]].append(k)
    for own in stories.values():
        where: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for k in own:
            words = found[k].words
            for run in {words[n : n + RUN] for n in range(len(words) - RUN + 1)}:
                where[run].append(k)
        shared: set[tuple[int, int]] = set()
        for ids in where.values():
            if len(ids) <= OFTEN:
                shared.update(itertools.combinations(ids, 2))
        yield from sorted(
            (i, j)
            for i, j in shared
            if claims.are_two_outlets(found[i].claims[0], found[j].claims[0])
            and (found[i].voices & found[j].voices or not found[i].voices or not found[j].voices)
        )


def _wordings(
    one: Quoted, two: Quoted, blocks: Sequence, claims: Claims, texts: Texts
) -> Iterable[tuple[Drift, tuple[str, ...]]]:
    """Where two quotations differ between words that agree, with the words there."""
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
        change = change_of(here, there)
        least = LEAST if one.voices & two.voices else UNNAMED_LEAST
        if (
            agree < least
            or not change
            or any(_is_broken(q, r, texts) for q, r in ((one, mine), (two, theirs)))
            or not _is_one_sentence(one, two, (mine, theirs), blocks)
        ):
            continue
        if any(
            f" {' '.join(c)} " in texts.whole(q.article) for c, q in zip(contexts, (two, one), strict=True)
        ):
            continue
        spread = max(run[-1].a + run[-1].size - run[0].a, run[-1].b + run[-1].size - run[0].b)
        features = {
            "words that agree": min(agree, 20) / 20,
            "share of words that agree": min(agree / spread, 1.0),
            change: 1.0,
            "left out of one": not here or not there,
        }
        details = [_shown(q, r, texts) for q, r in ((one, mine), (two, theirs))]
        a, b = (_claim_at(q, r, claims) for q, r in ((one, mine), (two, theirs)))
        drift = Drift(a, b, "quotation", *details, confidence("quotation", features))
        yield drift, tuple(sorted(" ".join(c) for c in contexts))


def _cuts(
    long: Quoted, short: Quoted, blocks: Sequence, claims: Claims, texts: Texts
) -> Iterable[tuple[Drift, tuple[str, ...]]]:
    """Where the sentence of one quotation goes on, before or after, and the other's begins or ends."""
    least = LEAST if long.voices & short.voices else UNNAMED_LEAST
    for m in blocks:
        ends = [(m.a + m.size, m.b + m.size, 1), (m.a - 1, m.b - 1, -1)]
        for at, edge, step in ends:
            # both begin and end with an edge, so that a block that reaches either end is no cut
            if not (0 <= at < len(long.words) and 0 <= edge < len(short.words)):
                continue
            if long.words[at] == EDGE or short.words[edge] != EDGE:
                continue
            more, kept = _to_edge(long.words, at, step), _to_edge(short.words, edge - step, -step)
            inside = range(kept.start, kept.stop)
            agree = sum(
                max(0, min(x.b + x.size, inside.stop) - max(x.b, inside.start))
                for x in blocks
                if abs((x.a - x.b) - (m.a - m.b)) <= LONGEST
            )
            if agree < (min(LEAST, len(inside)) if least == LEAST else least) or agree < ALIKE * len(inside):
                continue
            if len(inside) < RUN:
                continue
            if found := _cut(long, short, more, kept, (agree, step), claims, texts):
                yield found


def _to_edge(words: Sequence[str], at: int, step: int) -> range:
    """The words from one on to the end of their sentence, or back to its beginning."""
    end = at
    while 0 <= end < len(words) and words[end] != EDGE and abs(end - at) < LEFT:
        end += step
    return range(at, end) if step > 0 else range(end + 1, at + 1)


def _cut(
    long: Quoted, short: Quoted, more: range, kept: range, how: tuple[int, int], claims: Claims, texts: Texts
) -> tuple[Drift, tuple[str, ...]] | None:
    """What one outlet cut off a quoted sentence, unless it tells or marks that it did."""
    agree, step = how
    words = tuple(long.words[n] for n in more)
    edge = range(kept.stop, kept.stop) if step > 0 else range(kept.start, kept.start)
    if _is_broken(short, edge, texts) or _is_broken(long, more, texts):
        return None
    there = texts.whole(short.article)
    if any(f" {' '.join(words[n : n + RUN])} " in there for n in range(max(1, len(words) - RUN + 1))):
        return None
    text = texts.raw[long.article][long.starts[more.start] : long.ends[more.stop - 1]]
    around = texts.raw[short.article]
    start, end = short.starts[kept.start], short.ends[kept.stop - 1]
    said = claims.words_of(f"{around[max(0, start - NEARBY) : start]} {around[end : end + NEARBY]}")
    if claims.share(claims.words_of(text), said) >= TOLD:
        return None
    features = cut_of(words, step > 0) | {
        "words that agree": min(agree, 20) / 20,
        "share of words that agree": min(agree / len(kept), 1.0),
    }
    a, b = _claim_at(long, more, claims), _claim_at(short, kept, claims)
    if a == b:
        return None
    shown = " ".join(text.split())
    return Drift(a, b, "cut", shown, "not quoted", confidence("cut", features)), ("cut", *words)


def _is_one_sentence(one: Quoted, two: Quoted, spot: tuple[range, range], blocks: Sequence) -> bool:
    """Whether two quoted sentences agree in all but a few words of the shorter, and are no two sentences."""
    shares = {}
    for side, (q, at) in enumerate(zip((one, two), spot, strict=True)):
        before = _to_edge(q.words, at.start - 1, -1)
        after = _to_edge(q.words, at.stop, 1)
        own = [n for n in range(before.start, after.stop) if q.words[n] != EDGE]
        starts = [(m.a, m.b)[side] for m in blocks]
        agree = sum(any(s <= n < s + m.size for s, m in zip(starts, blocks, strict=True)) for n in own)
        shares[len(own), side] = agree / len(own) if own else 0.0
    return shares[min(shares)] >= WHOLE


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


def _is_broken(quotation: Quoted, at: range, texts: Texts) -> bool:
    """Whether an outlet marks the spot as changed, cut or masked (with asterisks, say)."""
    start = quotation.starts[max(at.start - 1, 0)]
    end = quotation.ends[min(at.stop, len(quotation.ends) - 1)]
    return _BROKEN.search(texts.raw[quotation.article][start:end]) is not None


def _shown(quotation: Quoted, at: range, texts: Texts) -> str:
    """The words at a spot with the words around them, as the text has them."""
    start = quotation.starts[max(at.start - FLANK, 0)]
    end = quotation.ends[min(at.stop + FLANK, len(quotation.ends)) - 1]
    return " ".join(texts.raw[quotation.article][start:end].split())


def _claim_at(quotation: Quoted, at: range, claims: Claims) -> int:
    """The claim whose words stand at a spot, else the first of the quotation."""
    start = quotation.starts[max(at.start - 1, 0)]
    end = quotation.ends[min(at.stop, len(quotation.ends) - 1)]

    def inside(claim: int) -> int:
        return sum(max(0, min(e, end) - max(s, start)) for s, e in claims.rows[claim]["spans"])

    return max(quotation.claims, key=lambda k: (inside(k), -k))
