"""The articles of the report as documents: what is shown of a text, which the page holds once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from markupsafe import Markup

from claimatlas.display import escape
from claimatlas.exports import cell
from claimatlas.phrases import noun
from claimatlas.report.grids import out
from claimatlas.structure.blocks import blocks
from claimatlas.text import unwrapped

GAP = 0  # stands in a paragraph for words of an original that are not shown
Span = tuple[int, int]


def sentence_span(text: str, start: int, end: int, sentence: str) -> Span:
    """Find where the sentence around a mention from `start` to `end` stands; from `start` on if it is not
    there."""
    at = text.rfind(sentence, 0, start + len(sentence)) if sentence else -1
    begin = at if 0 <= at <= start else start
    return begin, max(end, begin + len(sentence))


def joined(spans: Iterable[Span], text: str = "") -> list[Span]:
    """Join spans that overlap, or with nothing but white space of `text` between, into spans in order."""
    found: list[list[int]] = []
    for start, end in sorted(set(spans)):
        if found and (start < found[-1][1] or (text and not text[found[-1][1] : start].strip())):
            found[-1][1] = max(end, found[-1][1])
        else:
            found.append([start, end])
    return [(start, end) for start, end in found]


def paragraphs(text: str, spans: Iterable[Span], whole: bool) -> list[list]:
    """Return what of an article is shown, a paragraph each.

    Parameters
    ----------
    text : str
    spans : iterable of (int, int)
        Where the sentences stand that hold claims or places, in characters of the text.
    whole : bool
        Whether all may be shown: a digest is the project's own. Of an original only those sentences are,
        since the text is other people's.

    Returns
    -------
    list of list
        A heading (``"h"``) or not (``"p"``), then pieces, in order: ``[start, end, words]``, or `GAP`.
    """
    runs = joined((max(0, start), min(len(text), end)) for start, end in spans if start < end)
    lines = _lines(text)
    # A sentence that runs over the end of a line keeps the lines together.
    lines = joined([*lines, *(run for run in runs if not any(a <= run[0] and run[1] <= b for a, b in lines))])
    headings = {block.start for block in blocks(text) if block.kind == "heading"} if whole else set()
    starts, shown = [run[0] for run in runs], []
    for begin, end in lines:
        if whole:
            shown.append(["h" if begin in headings else "p", [begin, end, text[begin:end]]])
            continue
        inside = runs[bisect_right(starts, begin - 1) : bisect_right(starts, end - 1)]
        pieces = _pieces(text, begin, end, joined(inside, text))
        if pieces:
            shown.append(["p", *pieces])
    return shown


def _lines(text: str) -> list[Span]:
    """Where the paragraphs stand, without white space at their ends."""
    found, at = [], 0
    for line in unwrapped(text).split("\n"):
        if bare := line.strip():
            start = at + line.index(bare)
            found.append((start, start + len(bare)))
        at += len(line) + 1
    return found


def _pieces(text: str, begin: int, end: int, runs: Sequence[Span]) -> list:
    """The shown pieces of one paragraph of an original, with gaps between and around them."""
    pieces, last = [], begin
    for start, stop in runs:
        if text[last:start].strip():
            pieces.append(GAP)
        pieces.append([start, stop, text[start:stop]])
        last = stop
    return [*pieces, GAP] if pieces and text[last:end].strip() else pieces


def spans_of(claims: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return by article where the sentences of claims and mentions stand, pairs of numbers."""
    columns = ["article_id", "sentence_start", "sentence_end"]
    spans = pd.concat([claims[columns], mentions[columns]], ignore_index=True).drop_duplicates()
    codes, articles = pd.factorize(spans["article_id"])
    order, ends = np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes))
    pairs = spans[columns[1:]].to_numpy(np.int32)[order]
    return dict(zip(articles, np.split(pairs, ends[:-1]), strict=True)) if len(codes) else {}


def title_of(article: Mapping) -> str:
    """Return the title of an article, or that it has none."""
    return cell(article["title"]) or f"Untitled article {article['article_id']}"


def facts_of(article: Mapping, claims: int, aside: str = "") -> list[tuple[str, Markup]]:
    """Return the particulars of an article as names and markup.

    Parameters
    ----------
    article : mapping
        A row of the articles table.
    claims : int
        How many claims it has.
    aside : str
        What was not read in it, because a rule failed.
    """
    facts = [("Outlet", Markup(escape(article["outlet"])))]
    for name in ("author", "published"):
        facts.append((name.capitalize(), Markup(escape(cell(article[name]) or "unknown"))))
    if cell(article["url"]):
        facts.append(("Address", out(article["url"])))
    whole = article["text_kind"] == "digest"
    kind = (
        "a digest written for this project"
        if whole
        else "sentences of the original that claims or places stand in"
    )
    found = f", {claims:,} {noun(claims, 'claim')}" if claims or not aside else ""
    facts.append(("Text", Markup(escape(f"{kind}; {article['n_words']:,} words{found}"))))
    if aside:
        facts.append(("Set aside", Markup(escape(f"a rule failed: {aside}"))))
    if cell(article["note"]):
        facts.append(("Note", Markup(escape(article["note"]))))
    return facts
