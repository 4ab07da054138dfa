"""From a parsed article to rows of the claims table, by the codebook."""

from __future__ import annotations

import functools
import itertools
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd
from spacy.tokens import Doc, Token

from claimatlas import tables
from claimatlas.claims import chains, frames, modality, propositions
from claimatlas.claims import lexicon as lex
from claimatlas.claims.attribution import find_candidates
from claimatlas.claims.chains import Row
from claimatlas.claims.frames import Frame, find_frames
from claimatlas.claims.holders import join_spellings
from claimatlas.claims.propositions import Proposition, find_propositions
from claimatlas.claims.quantities import find_dates, find_numbers, unit_after
from claimatlas.claims.reference import typed
from claimatlas.claims.trees import is_finite, spans, text_of, top
from claimatlas.faults import Faults
from claimatlas.structure import Block, blocks

if TYPE_CHECKING:
    from claimatlas.places.named import Named
    from claimatlas.review import Review

RULES = (*frames.RULES, *propositions.RULES, "continuation", *chains.RULES)
_LONGEST = 300  # tokens: what is longer without a stop is a table or a list, and the rules would crawl through it
_CLOSERS = re.compile(r"[.!?…:;][\"'”’»)\]\s]*$")


@dataclass
class Sentence:
    """A sentence of the body with what was found in it."""

    tokens: list[Token]
    start: int
    end: int
    paragraph: int
    heading: bool
    frames: list[Frame] = field(default_factory=list)
    found: list[Proposition] = field(default_factory=list)


# --- sentences -----------------------------------------------------------------------------------------------------------


def sentences(doc: Doc, parts: list[Block]) -> list[Sentence]:
    """Return the sentences of the body, stray quotation marks and bad breaks mended, disclaimers cut out."""
    body = [b for b in parts if b.kind == "body"]
    starts = [b.start for b in body]
    headings = [b.start for b in parts if b.kind == "heading"]
    found: list[Sentence] = []
    for sent in doc.sents:
        tokens = []
        for t in sent:
            if t.is_space:
                continue
            k = bisect_right(starts, t.idx) - 1
            if k >= 0 and t.idx < body[k].end:
                tokens.append((t, body[k].paragraph))
        if not tokens:
            continue
        paragraph = tokens[0][1]
        run = [t for t, _ in tokens]
        last = found[-1] if found else None
        if last is not None and last.paragraph == paragraph and (
            all(t.is_punct for t in run) or not _CLOSERS.search(text_of(doc)[last.start : last.end]) or (run[0].is_lower and text_of(doc)[last.end - 1 : last.end] not in "!?")
        ):
            last.tokens += run
            last.end = run[-1].idx + len(run[-1])
            continue
        start = run[0].idx
        heading = bool(found) and any(found[-1].start < h < start for h in headings)
        found.append(Sentence(run, start, run[-1].idx + len(run[-1]), paragraph, heading))
    return found


# --- one article -------------------------------------------------------------------------------------------------------------


def find_claims(
    doc: Doc, article: Mapping, rules: frozenset[str] = frozenset(RULES), mentions: pd.DataFrame | None = None,
) -> list[dict]:
    """Extract the claims of one article.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        The article, parsed by `claimatlas.annotate`.
    article : mapping
        A row of the articles table; article_id, outlet and published are used.
    rules : frozenset of str
        Which of `RULES` to apply; all of them unless an ablation asks otherwise.
    mentions : pandas.DataFrame, optional
        The mentions table; without it the places are looked for anew, as the table's were.

    Returns
    -------
    list of dict
        Rows of the claims table in text order, without repeated ids.
    """
    parts = blocks(text_of(doc))
    found = sentences(doc, parts)
    spread = _spread(doc, found, rules)
    for k, s in enumerate(found):
        if len(s.tokens) > _LONGEST:
            continue
        s.frames = spread.get(k, [])
        s.found = [] if _is_question(s) else find_propositions(doc, s.tokens, s.frames, rules)
    if "continuation" in rules:
        _continue(doc, found)
    places = Places.of(doc, article, mentions)
    rows = chains.resolve(doc, found, rules)
    used: dict[str, int] = {}
    result = []
    for s, row in rows:
        record = _record(doc, s, row, article, places)
        if record is None:
            continue
        key = record["claim_id"]
        used[key] = used.get(key, 0) + 1
        if used[key] > 1:
            record["claim_id"] = f"{key}{chr(96 + used[key])}" if used[key] <= 26 else f"{key}z{used[key]}"
        result.append(record)
    return result


def _spread(doc: Doc, found: list[Sentence], rules: frozenset[str]) -> dict[int, list[Frame]]:
    """The frames by sentence; one that reaches over several sentences is cut to each of them.

    A frame whose content stands in another sentence (*The mayor said:*) keeps no content in its own.
    """
    home = {t.i: k for k, s in enumerate(found) for t in s.tokens}
    spread: dict[int, list[Frame]] = {}
    for f in find_frames(doc, *find_candidates(doc)):
        if f.rule not in rules:
            continue
        reach: dict[int, set[int]] = {}
        for i in sorted({*f.covers, f.at} & home.keys()):
            reach.setdefault(home[i], set()).update({i} & f.covers)
        for k, inside in reach.items():
            here = home.get(f.at) == k
            head = f.content if f.content in inside or (f.own and here) else None
            if head is None:
                highest = top(doc, inside)
                head = -1 if highest is None else highest.i
            spread.setdefault(k, []).append(replace(f, content=head, covers=frozenset(inside)))
    return {k: sorted(cut, key=lambda f: f.at) for k, cut in spread.items()}


def _is_question(s: Sentence) -> bool:
    last = [t for t in s.tokens if t.text not in "\"”’')"]
    return bool(last) and last[-1].text == "?"


# --- continuations ---------------------------------------------------------------------------------------------------------------


def _continue(doc: Doc, found: list[Sentence]) -> None:
    """*And also to …*: a sentence without a verb that goes on with the last one's content."""
    for before, s in itertools.pairwise(found):
        if s.found or before.paragraph != s.paragraph or not before.frames:
            continue
        words = [t for t in s.tokens if not t.is_punct]
        if len(words) < 4 or words[0].lower_ not in ("and", "also", "nor", "or", "as") or any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") and t.dep_ in ("ROOT",) for t in words):
            continue
        named = [f for f in before.frames if f.source]
        if not named:
            continue
        k = 0
        while k < len(words) and (words[k].lower_ in ("and", "also", "nor", "or", "as", "well") or words[k].pos_ == "ADP"):
            k += 1
        content = [t.i for t in s.tokens if t.i >= words[k].i] if k < len(words) else []
        if content:
            while doc[content[-1]].is_punct and doc[content[-1]].text not in "\"”)":
                content.pop()
            s.found = [Proposition(words[k].i, content, [named[-1]], False, "continuation")]


# --- the record ------------------------------------------------------------------------------------------------------------------


def _record(doc: Doc, s: Sentence, row: Row, article: Mapping, places: Places) -> dict | None:
    p = row.proposition
    pieces = spans(doc, p.tokens)
    if not pieces:
        return None
    published = article.get("published") or None
    published = published if isinstance(published, str) else None
    hedge = modality.find_hedge(doc, p, s.tokens)
    dates, numbers = _quantities(doc, pieces, published)
    frame_tokens = sorted(_frame_tokens(doc, s, row))
    cue_dates = [d.value for d in find_dates("".join(doc[i].text_with_ws for i in frame_tokens).replace("\xa0", " "), published)] if frame_tokens else []
    start, end = pieces[0][0], pieces[-1][1]
    outlet = article["outlet"]
    cue = row.cue
    source = row.source
    denial = any(f.kind == "denial" for f in p.frames[-1:])
    resolved_kind = row.resolved[0].kind if row.resolved else row.kind
    return {
        "claim_id": f"{article['article_id']}:{start}-{end}",
        "article_id": article["article_id"],
        "outlet": outlet,
        "start": start,
        "end": end,
        "spans": [list(x) for x in pieces],
        "content": propositions.content_of(doc, p),
        "sentence_start": s.start,
        "sentence_end": s.end,
        "sentence": text_of(doc)[s.start : s.end],
        "holder": row.resolved[-1].name if row.resolved else None,
        "holder_kind": row.kind,
        "resolved_kind": resolved_kind,
        "holder_mention": _words(doc, source) if source else None,
        "holder_start": doc[source[0]].idx if source else None,
        "holder_end": doc[source[-1]].idx + len(doc[source[-1]]) if source else None,
        "chain": [outlet, *(h.name for h in row.resolved)],
        "chain_explicit": [outlet, *(h.name for h in row.explicit)],
        "chain_basis": row.basis,
        "cue": " ".join(doc[i].text for i in cue) if cue else None,
        "cue_start": doc[cue[0]].idx if cue else None,
        "cue_end": doc[cue[-1]].idx + len(doc[cue[-1]]) if cue else None,
        "hedged": bool(hedge),
        "hedge": hedge or None,
        "denial": denial,
        "negated": modality.is_negated(doc, p, hedge),
        "background": bool(p.background),
        **places.inside(pieces, text_of(doc)),
        "dates": dates,
        "cue_dates": cue_dates,
        "numbers": numbers,
        "confidence": _confidence(doc, row),
        "made_by": "machine",
    }


# How sure a row is, by what found its holder and by what made it a row: shares of rows whose holder and content agreed
# with another annotation of 80 news articles on other subjects, rounded by hand to a twentieth. `benchmarks/seeds.py
# --news` prints how well they hold on other articles of that kind.
_SURE = {
    "clause": 0.9, "repair": 0.9, "according to": 0.9, "parenthesis": 0.8, "passive": 0.8, "adverb": 0.85, "recording": 0.8, "noun phrase": 0.75,
    "noun": 0.75, "expression": 0.75, "small clause": 0.6, "quotation": 0.9,
}  # fmt: skip
_SURE_ROLE = {"main": 1.0, "content": 1.0, "coordination": 1.0, "splice": 1.0, "that-clause": 0.95, "adverbial": 0.95, "continuation": 0.9, "relative": 0.85, "apposition": 0.85, "participle": 0.85}
_UNATTRIBUTED, _INHERITED, _ATTITUDE, _POINTS_BACK = 0.9, 0.8, 0.75, 0.95


def _confidence(doc: Doc, row: Row) -> float:
    """Estimate the probability that the row is a claim of its own with the right chain, 0 to 1."""
    frames = [f for f in row.proposition.frames if f.kind != "outlet"]
    sure = min((_SURE[f.rule] * (_ATTITUDE if f.kind == "attitude" and f.rule != "small clause" else 1) for f in frames), default=_UNATTRIBUTED)
    sure *= _SURE_ROLE.get(row.proposition.rule, 0.9)
    if "inherited" in row.basis:
        sure *= _INHERITED
    if row.source and len(row.source) == 1 and doc[row.source[0]].pos_ == "PRON":
        sure *= _POINTS_BACK
    return round(sure, 2)


def _words(doc: Doc, tokens: list[int]) -> str:
    return text_of(doc)[doc[tokens[0]].idx : doc[tokens[-1]].idx + len(doc[tokens[-1]])]


_CLAUSES = frozenset(["ccomp", "xcomp", "advcl", "relcl", "acl", "conj", "parataxis", "csubj", "pcomp"])
_DEFINITE = frozenset(["the", "his", "her", "its", "their", "that", "this", "same"])
_AT_THE_TIME = re.compile(r"\bat (?:the|that)(?: same)? time\b(?! (?:of|when|that|as))|\b(?:that|the) same (?:day|month|year)\b", re.IGNORECASE)
_NOT_THEN = re.compile(r"\b(?:since|until|till|from|before|by) (?:\w+ )?$", re.IGNORECASE)
_FAR = 1500  # characters that "at the time" or "in the statement" looks back


def _frame_tokens(doc: Doc, s: Sentence, row: Row) -> set[int]:
    """Tokens that tell when the row's cue was uttered: those of the cue's clause, else those of the clause around it."""
    inside = {t.i for t in s.tokens}
    contents = {i for p in s.found for i in p.tokens}
    own = set(row.proposition.tokens)
    found: set[int] = set()
    for f in row.proposition.frames:
        if f.rule == "adverb":
            continue
        clause = doc[f.at]
        while clause.pos_ not in ("VERB", "AUX") and clause.head.i != clause.i:
            clause = clause.head
        here = _clause_tokens(clause)
        here = (here & inside) - contents if f.at in inside else here - own
        found |= here if _dated(doc, here) else here | (_dates_around(doc, clause, own) or _dates_before(doc, here))
    return found


def _clause_tokens(verb: Token) -> set[int]:
    """A clause without the clauses below it."""
    found, stack = set(), [verb]
    while stack:
        t = stack.pop()
        found.add(t.i)
        stack += [c for c in t.children if c.dep_ not in _CLAUSES or c.pos_ not in ("VERB", "AUX")]
    return found


def _dated(doc: Doc, tokens: set[int]) -> bool:
    return bool(tokens) and bool(find_dates("".join(doc[i].text_with_ws for i in sorted(tokens))))


def _dates_around(doc: Doc, clause: Token, own: set[int]) -> set[int]:
    """The clause that a participle hangs on (*sued in 2014, alleging*), or what opens it for two verbs (*On Friday she A and B*)."""
    for _ in range(3):
        participle = clause.dep_ in ("advcl", "acl") and clause.tag_ in ("VBG", "VBN")
        if clause.dep_ not in ("conj", "xcomp") and not participle:
            return set()
        above = clause.head
        tokens = _clause_tokens(above) - own if participle or clause.dep_ == "xcomp" else {i for i in _clause_tokens(above) if i < above.i}
        if _dated(doc, tokens):
            return tokens
        clause = above
    return set()


def _dates_before(doc: Doc, here: set[int]) -> set[int]:
    """The tokens of a date that the cue's clause points back to: *said at the time*, *said in the statement*."""
    if not here:
        return set()
    words = "".join(doc[i].text_with_ws for i in sorted(here))
    first = doc[min(here)]
    if _AT_THE_TIME.search(words):
        then = _date_before(doc, first.idx)
        span = doc.char_span(*then, alignment_mode="expand") if then else None
        return here | set(range(max(0, span.start - 1), span.end)) if span is not None else here
    for i in sorted(here):
        if doc[i].lemma_ in lex.words("occasions") and any(c.lower_ in _DEFINITE for c in doc[i].lefts):
            return here | _occasion_before(doc, doc[i])
    return here


def _date_before(doc: Doc, at: int, published: str | None = None) -> tuple[int, int] | None:
    """Where the date stands that *at the time* at character `at` means: the last one that is a time of its own."""
    start = max(0, at - _FAR)
    text = text_of(doc)[start:at]
    for d in reversed(find_dates(text, published)):
        if (d.value["value"] or d.value["text"][0].isupper()) and not _NOT_THEN.search(text, max(0, d.start - 20), d.start):
            return start + d.start, start + d.end
    return None


def _occasion_before(doc: Doc, noun: Token) -> set[int]:
    """The clause that named the occasion first, with its date: *said in a statement on Friday*."""
    for i in range(noun.i - 1, max(-1, noun.i - _FAR // 5), -1):
        t = doc[i]
        if t.lemma_ != noun.lemma_ or t.pos_ != "NOUN" or any(c.lower_ in _DEFINITE for c in t.lefts):
            continue
        while t.pos_ not in ("VERB", "AUX") and t.head.i != t.i:
            t = t.head
        tokens = _clause_tokens(t)
        return tokens if _dated(doc, tokens) else set()
    return set()


def _quantities(doc: Doc, pieces: list[tuple[int, int]], published: str | None) -> tuple[list[dict], list[dict]]:
    dates, numbers = [], []
    for start, end in pieces:
        text = text_of(doc)[start:end].replace("\xa0", " ")
        found = find_dates(text, published, lambda a, b, start=start: modality.lean(doc, start + a, start + b))
        dates += [d.value for d in found]
        if not found and (m := _AT_THE_TIME.search(text)) and (then := _date_before(doc, start, published)):
            dates += [d.value | {"text": m[0]} for d in find_dates(text_of(doc)[then[0] : then[1]], published) if d.value["value"]]
        for n in find_numbers(text, found):
            if n.value["qualifier"] == "most" and _superlative(doc, start + n.start):
                continue
            value = dict(n.value)
            if not value["unit"] or value["unit"] == "%":
                unit = unit_after(doc, start + n.start, start + n.end)
                value["unit"] = f"% {unit}".strip() if value["unit"] else unit
                if unit and text.find(unit, n.end) >= 0:
                    value["text"] = text[n.start : text.find(unit, n.end) + len(unit)]
            numbers.append(value)
    return dates, numbers


def _superlative(doc: Doc, at: int) -> bool:
    """*most recent*: the word at a character offset is an adverb and counts nothing."""
    span = doc.char_span(at, at + 4, alignment_mode="expand")
    return span is not None and span[0].tag_ == "RBS" and span[0].head.pos_ in ("ADJ", "ADV")


def claims_of(
    articles: pd.DataFrame, annotations: Iterable[tuple[str, Doc]], review: Review | None = None,
    rules: frozenset[str] = frozenset(RULES), mentions: pd.DataFrame | None = None, faults: Faults | None = None,
) -> pd.DataFrame:
    """Extract the claims of a corpus.

    Parameters
    ----------
    articles : pandas.DataFrame
        The articles table.
    annotations : iterable of (article_id, Doc)
        See `claimatlas.annotate.read_annotations`; one article is held in memory at a time.
    review : claimatlas.review.Review, optional
        Its corrections win over the machine, and it counts what it touched.
    rules : frozenset of str
        Which of `RULES` to apply.
    mentions : pandas.DataFrame, optional
        The mentions table of the articles, from which the claims take their places; see `find_claims`.
    faults : Faults, optional
        Takes the articles on which a rule fails, of which no claim is returned; without it each is a warning.

    Returns
    -------
    pandas.DataFrame
        Valid for ``tables.write("claims", …)``.
    """
    by_id = {row["article_id"]: row for row in articles.to_dict("records")}
    own = {} if mentions is None else dict(list(mentions.groupby("article_id")))
    none = None if mentions is None else mentions.iloc[:0]
    faults = Faults("claims") if faults is None else faults
    rows = []
    for article_id, doc in annotations:
        if article_id in by_id:
            article, places = by_id[article_id], own.get(article_id, none)
            find = functools.partial(_claims_in, article, rules, places)
            rows += faults.attempt(article_id, find, doc) or []
    ids, wholes = [r["article_id"] for r in rows], [r["sentence"] for r in rows]
    frame = faults.sift(ids, wholes, lambda kept: _table([dict(rows[k]) for k in kept], "alias" in rules))
    return frame if review is None else review.apply(frame, articles)


def _claims_in(article: Mapping, rules: frozenset[str], mentions: pd.DataFrame | None, doc: Doc) -> list[dict]:
    return find_claims(doc, article, rules, mentions)


def _table(rows: list[dict], alias: bool) -> pd.DataFrame:
    """Make the claims table of the rows; a row that does not fit the table is an error here, not when it is written."""
    if alias:
        _join_names(rows)
    frame = typed(pd.DataFrame(rows, columns=tables.SCHEMAS["claims"].whole.names)) if rows else tables.empty("claims")
    tables.validate("claims", frame)
    return frame


def _join_names(rows: list[dict]) -> None:
    """Give every holder of the corpus one spelling; the outlet's own name and the words of the text stay."""
    counts = Counter(n for r in rows for n in r["chain"][1:])
    counts.update({n: 0 for r in rows for n in r["chain_explicit"][1:] if n not in counts})
    joined = join_spellings(counts)
    for r in rows:
        for column in ("chain", "chain_explicit"):
            r[column] = [r[column][0], *(joined[n] for n in r[column][1:])]
        r["holder"] = r["chain"][-1] if len(r["chain"]) > 1 else None


__all__ = ["RULES", "claims_of", "find_claims", "is_finite", "sentences"]
