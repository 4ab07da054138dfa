"""The articles of the report: each sentence an anchor, with its claims and places marked and linked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd
from markupsafe import Markup

from claimatlas.display import escape
from claimatlas.exports import cell
from claimatlas.report.grids import Links, out


@dataclass(frozen=True)
class Sentence:
    """A run of an article's text that claims or mentions stand in; offsets count characters of the article."""

    start: int
    end: int
    starts: tuple[int, ...]

    def anchor(self, article_id: str) -> str:
        """Anchor of the sentence in the page."""
        return f"sentence-{article_id}-{self.start}"


class Claim(NamedTuple):
    """What the text of an article shows of a claim; `number` counts within the article."""

    claim_id: str
    sentence_start: int
    sentence_end: int
    content: str
    number: int


class Mention(NamedTuple):
    """What the text of an article shows of a mention of a place; place_id is None if it was not resolved."""

    start: int
    end: int
    sentence: str
    sentence_start: int
    place_id: str | None


def sentence_start(text: str, start: int, sentence: str) -> int:
    """Find where the sentence around a mention that starts at `start` begins; `start` itself if it is not there."""
    at = text.rfind(sentence, 0, start + len(sentence)) if sentence else -1
    return at if 0 <= at <= start else start


def sentences(spans: list[tuple[int, int]]) -> list[Sentence]:
    """Join overlapping spans into sentences that follow one another."""
    joined: list[list] = []
    for start, end in sorted(set(spans)):
        if joined and start < joined[-1][1]:
            joined[-1][1] = max(end, joined[-1][1])
            joined[-1][2].append(start)
        else:
            joined.append([start, end, [start]])
    return [Sentence(s, e, tuple(dict.fromkeys(starts))) for s, e, starts in joined]


def set_article(
    article: Mapping, claims: Sequence[Claim], mentions: Sequence[Mention], links: Links, aside: str = ""
) -> dict:
    """Set one article: its particulars and its text in paragraphs.

    Parameters
    ----------
    article : mapping
        A row of the articles table.
    claims, mentions : sequence of Claim, of Mention
        Those of this article.
    links : Links
    aside : str
        What was not read in it, because a rule failed.

    Returns
    -------
    dict
        ``anchor``, ``title``, ``facts`` (name, markup), ``paragraphs`` (markup), ``aside`` and ``anchors``. Of an original only
        the sentences that claims or places stand in are shown, since the text is other people's; a digest is
        shown whole.
    """
    key, text = article["article_id"], article["text"]
    spans = [(c.sentence_start, c.sentence_end) for c in claims]
    spans += [(m.sentence_start, max(m.end, m.sentence_start + len(m.sentence))) for m in mentions]
    runs = sentences([(max(0, s), min(len(text), e)) for s, e in spans if s < e])
    starts = [run.start for run in runs]
    claims_of: list[list[Claim]] = [[] for _ in runs]
    for claim in claims:
        claims_of[bisect_right(starts, claim.sentence_start) - 1].append(claim)
    mentions_of: list[list[Mention]] = [[] for _ in runs]
    for mention in sorted(mentions):
        at = bisect_right(starts, mention.start) - 1
        if at >= 0 and mention.end <= runs[at].end:
            mentions_of[at].append(mention)
    whole = article["text_kind"] == "digest"
    paragraphs, position = [], 0
    for line in text.split("\n"):
        begin, end = position, position + len(line)
        position = end + 1
        if not line.strip():
            continue
        inside = range(bisect_left(starts, begin), bisect_left(starts, end))
        pieces, last = [], begin
        for at in inside:
            run = runs[at]
            if whole:
                pieces.append(Markup(escape(text[last : run.start])))
            elif text[last : run.start].strip():
                pieces.append(Markup('<span class="gap">[…] </span>'))
            elif pieces:
                pieces.append(Markup(" "))
            pieces.append(_sentence(run, key, text, claims_of[at], mentions_of[at], links))
            last = run.end
        if whole:
            pieces.append(Markup(escape(text[last:end])))
        elif inside and text[last:end].strip():
            pieces.append(Markup('<span class="gap"> […]</span>'))
        if "".join(pieces).strip():
            paragraphs.append(Markup("").join(pieces))
    facts = [("Outlet", Markup(escape(article["outlet"])))]
    for name in ("author", "published"):
        facts.append((name.capitalize(), Markup(escape(cell(article[name]) or "unknown"))))
    if cell(article["url"]):
        facts.append(("Address", out(article["url"])))
    kind = "a digest written for this project" if whole else "sentences of the original that claims or places stand in"
    found = f", {len(claims)} claims" if claims or not aside else ""
    facts.append(("Text", Markup(escape(f"{kind}; {article['n_words']:,} words{found}"))))
    if aside:
        facts.append(("Set aside", Markup(escape(f"a rule failed: {aside}"))))
    if cell(article["note"]):
        facts.append(("Note", Markup(escape(article["note"]))))
    title = cell(article["title"]) or f"Untitled article {key}"
    return {
        "anchor": f"article-{key}", "title": title, "outlet": article["outlet"], "facts": facts, "paragraphs": paragraphs,
        "aside": bool(aside),
    }


def anchors_of(articles: pd.DataFrame, claims: pd.DataFrame, mentions: pd.DataFrame) -> set[str]:
    """Return the anchors that `set_article` makes for all articles."""
    found = {f"article-{key}" for key in articles["article_id"]}
    for frame in (claims, mentions):
        found |= {f"sentence-{key}-{start}" for key, start in zip(frame["article_id"], frame["sentence_start"], strict=True)}
    return found


def _sentence(run: Sentence, key: str, text: str, claims: Sequence[Claim], mentions: Sequence[Mention], links: Links) -> Markup:
    pieces = [Markup(f'<span class="sentence" id="{escape(run.anchor(key))}">')]
    marks = [(s, s, Markup(f'<span id="sentence-{escape(key)}-{s}"></span>')) for s in run.starts if s != run.start]
    for m in mentions:
        words = text[m.start : m.end]
        target = links.to(f"place-{m.place_id}", words) if m.place_id else Markup(escape(words))
        look = "place" if m.place_id else "place unplaced"
        marks.append((m.start, m.end, Markup(f'<span class="{look}">') + target + Markup("</span>")))
    last = run.start
    for start, end, mark in sorted(marks, key=lambda m: (m[0], m[1])):
        if start < last:
            continue
        pieces += [Markup(escape(text[last:start])), mark]
        last = end
    pieces.append(Markup(escape(text[last : run.end])))
    for c in claims:
        label = escape(f"claim {c.number}: {c.content}")
        pieces.append(Markup(
            f'<a class="mark" href="{links.index}#claim-{escape(c.claim_id)}" title="{label}" aria-label="claim {c.number}"><sup>{c.number}</sup></a>'
        ))
    return Markup("").join(pieces) + Markup("</span>")
