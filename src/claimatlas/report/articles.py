"""The articles of the report: each sentence an anchor, with its claims and places marked and linked."""

from __future__ import annotations

from dataclasses import dataclass

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


def sentence_starts(article: pd.Series, mentions: pd.DataFrame) -> pd.Series:
    """Find where in the article the sentence of each mention starts; the mention's own start if it is not there."""
    found = []
    for mention in mentions.itertuples(index=False):
        at = article["text"].rfind(mention.sentence, 0, mention.start + len(mention.sentence)) if mention.sentence else -1
        found.append(at if 0 <= at <= mention.start else mention.start)
    return pd.Series(found, index=mentions.index, dtype=int)


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


def set_article(article: pd.Series, claims: pd.DataFrame, mentions: pd.DataFrame, links: Links, limit: int = 0) -> dict:
    """Set one article: its particulars and its text in paragraphs.

    Parameters
    ----------
    article : pandas.Series
        A row of the articles table.
    claims, mentions : pandas.DataFrame
        The rows of this article; mentions with a column ``sentence_start``.
    links : Links
    limit : int
        Most paragraphs to show; 0 shows all.

    Returns
    -------
    dict
        ``anchor``, ``title``, ``facts`` (name, markup), ``paragraphs`` (markup) and ``anchors``. Of an original only
        the sentences that claims or places stand in are shown, since the text is other people's; a digest is
        shown whole.
    """
    key, text = article["article_id"], article["text"]
    spans = [(c.sentence_start, c.sentence_end) for c in claims.itertuples(index=False)]
    spans += [
        (m.sentence_start, max(m.end, m.sentence_start + len(m.sentence))) for m in mentions.itertuples(index=False)
    ]
    runs = sentences([(max(0, int(s)), min(len(text), int(e))) for s, e in spans if s < e])
    whole = article["text_kind"] == "digest"
    paragraphs, position = [], 0
    for line in text.split("\n"):
        begin, end = position, position + len(line)
        position = end + 1
        if not line.strip():
            continue
        inside = [s for s in runs if begin <= s.start < end]
        pieces, last = [], begin
        for run in inside:
            if whole:
                pieces.append(Markup(escape(text[last : run.start])))
            elif text[last : run.start].strip():
                pieces.append(Markup('<span class="gap">[…] </span>'))
            elif pieces:
                pieces.append(Markup(" "))
            pieces.append(_sentence(run, key, text, claims, mentions, links))
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
    facts.append(("Text", Markup(escape(f"{kind}; {article['n_words']:,} words, {len(claims)} claims"))))
    if cell(article["note"]):
        facts.append(("Note", Markup(escape(article["note"]))))
    title = cell(article["title"]) or f"Untitled article {key}"
    return {"anchor": f"article-{key}", "title": title, "outlet": article["outlet"], "facts": facts,
            "paragraphs": paragraphs[:limit] if limit else paragraphs}


def anchors_of(articles: pd.DataFrame, claims: pd.DataFrame, mentions: pd.DataFrame) -> set[str]:
    """Return the anchors that `set_article` makes for all articles."""
    found = {f"article-{key}" for key in articles["article_id"]}
    for frame in (claims, mentions):
        found |= {f"sentence-{key}-{start}" for key, start in zip(frame["article_id"], frame["sentence_start"], strict=True)}
    return found


def _sentence(run: Sentence, key: str, text: str, claims: pd.DataFrame, mentions: pd.DataFrame, links: Links) -> Markup:
    pieces = [Markup(f'<span class="sentence" id="{escape(run.anchor(key))}">')]
    stops = [(s, Markup(f'<span id="sentence-{escape(key)}-{s}"></span>')) for s in run.starts if s != run.start]
    last = run.start
    inside = mentions[(mentions["start"] >= run.start) & (mentions["end"] <= run.end)].sort_values("start")
    marks: list[tuple[int, int, Markup]] = [(s, s, m) for s, m in stops]
    for m in inside.itertuples(index=False):
        anchor = f"place-{m.place_id}"
        target = links.to(anchor, text[m.start : m.end]) if cell(m.place_id) else Markup(escape(text[m.start : m.end]))
        marks.append((m.start, m.end, Markup(f'<span class="place {"" if cell(m.place_id) else "unplaced"}">') + target + Markup("</span>")))
    for start, end, mark in sorted(marks, key=lambda m: (m[0], m[1])):
        if start < last:
            continue
        pieces += [Markup(escape(text[last:start])), mark]
        last = end
    pieces.append(Markup(escape(text[last : run.end])))
    for c in claims[(claims["sentence_start"] >= run.start) & (claims["sentence_start"] < run.end)].itertuples(index=False):
        label = escape(f"claim {c.number}: {c.content}")
        pieces.append(Markup(f'<a class="mark" href="{links.page}#claim-{escape(c.claim_id)}" title="{label}" aria-label="claim {c.number}"><sup>{c.number}</sup></a>'))
    return Markup("").join(pieces) + Markup("</span>")
