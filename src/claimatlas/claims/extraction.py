"""From a parsed article to rows of the claims table, by the codebook."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd
from spacy.tokens import Doc, Token

from claimatlas import tables
from claimatlas.claims import frames, modality, propositions
from claimatlas.claims import lexicon as lex
from claimatlas.claims.attribution import Attribution, find_attributions, quotations
from claimatlas.claims.frames import Frame, find_frames
from claimatlas.claims.holders import Cast, Holder, join_spellings
from claimatlas.claims.propositions import Proposition, find_propositions
from claimatlas.claims.quantities import find_dates, find_numbers, unit_after
from claimatlas.claims.reference import typed
from claimatlas.claims.toponyms import find_toponyms, places_in
from claimatlas.claims.trees import child, is_finite, spans, text_of
from claimatlas.faults import Faults
from claimatlas.structure import Block, blocks

if TYPE_CHECKING:
    from claimatlas.review import Review

RULES = (*frames.RULES, *propositions.RULES, "quotation", "continuation", "inheritance", "relay", "alias")
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


@dataclass
class Row:
    """A proposition with its chains."""

    proposition: Proposition
    explicit: list[Holder]
    resolved: list[Holder]
    basis: str
    kind: str
    cue: list[int]
    source: list[int]
    cue_doc: list[int] = field(default_factory=list)


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


def find_claims(doc: Doc, article: Mapping, rules: frozenset[str] = frozenset(RULES)) -> list[dict]:
    """Extract the claims of one article.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        The article, parsed by `claimatlas.annotate`.
    article : mapping
        A row of the articles table; article_id, outlet and published are used.
    rules : frozenset of str
        Which of `RULES` to apply; all of them unless an ablation asks otherwise.

    Returns
    -------
    list of dict
        Rows of the claims table in text order, without repeated ids.
    """
    parts = blocks(text_of(doc))
    found = sentences(doc, parts)
    for s in found:
        if len(s.tokens) > _LONGEST:
            continue
        s.frames = [f for f in find_frames(doc, s.tokens) if f.rule in rules]
        s.found = [] if _is_question(s) else find_propositions(doc, s.tokens, s.frames, rules)
    if "quotation" in rules:
        _spread_quotations(doc, found)
    if "continuation" in rules:
        _continue(doc, found)
    toponyms = find_toponyms(doc)
    rows = _resolve(doc, found, article["outlet"], rules)
    used: dict[str, int] = {}
    result = []
    for s, row in rows:
        record = _record(doc, s, row, article, toponyms)
        if record is None:
            continue
        key = record["claim_id"]
        used[key] = used.get(key, 0) + 1
        if used[key] > 1:
            record["claim_id"] = f"{key}{chr(96 + used[key])}" if used[key] <= 26 else f"{key}z{used[key]}"
        result.append(record)
    return result


def _is_question(s: Sentence) -> bool:
    last = [t for t in s.tokens if t.text not in "\"”’')"]
    return bool(last) and last[-1].text == "?"


# --- quotations over several sentences -----------------------------------------------------------------------------------------


def _spread_quotations(doc: Doc, found: list[Sentence]) -> None:
    """Give the propositions of a quotation that runs over several sentences the one frame that it has."""
    marks = quotations(text_of(doc))
    attributions: list[Attribution] | None = None
    last: tuple[int, tuple[Sentence, Frame]] | None = None
    text = text_of(doc)
    for q in _joined(text, marks):
        inside = [s for s in found if s.start < q[1] and q[0] < s.end]
        if not inside:
            continue
        frame = None
        for s in inside:
            for f in s.frames:
                if f.kind not in ("outlet", "holderless") and f.content >= 0 and q[0] <= doc[f.content].idx < q[1] and not q[0] <= doc[f.at].idx < q[1]:
                    frame = (s, f)
                    break
            if frame:
                break
        if frame is None:
            if len(inside) < 2 and (inside[0].start < q[0] or text[q[0] : q[1]].rstrip("\"”'’»")[-1:] not in ",.?!…—–-"):
                continue  # words in quotation marks inside a sentence are part of it
            between = text[last[0] : q[0]] if last is not None else ""
            if last is not None and all(_closed_in(s, q) for s in inside) and len(between) < 120 and (not between.strip() or last[1][0].start < q[0] <= last[1][0].end + 4):
                frame = last[1]  # "…," she said. "…": the same speaker goes on
            elif all(_closed_in(s, q) for s in inside) and last is None:
                continue
        if frame is None:
            if attributions is None:
                attributions = [a for a in find_attributions(doc, frozenset({"quotation"})) if a.source and a.cue]
            frame = _attributed(doc, q, found, attributions)
        if frame is None:
            last = None
            continue
        last = (q[1], frame)
        for s in inside:
            if s is frame[0] and frame[1] in s.frames:
                continue
            for p in s.found:
                if any(g is frame[1] for g in p.frames):
                    continue
                first = doc[p.tokens[0]].idx
                if q[0] <= first < q[1]:
                    p.frames = [frame[1], *p.frames]
                    p.background = p.background and p.rule in ("relative", "apposition", "participle")


def _closed_in(s: Sentence, q: tuple[int, int]) -> bool:
    """Whether a sentence has no word outside the quotation."""
    return all(q[0] <= t.idx < q[1] for t in s.tokens if t.is_alpha)


def _attributed(doc: Doc, q: tuple[int, int], found: list[Sentence], attributions: list[Attribution]) -> tuple[Sentence, Frame] | None:
    """The frame of a quotation whose cue is not on the codebook's list ("he asked"): a quotation is always somebody's."""
    for a in attributions:
        if not any(s < q[1] and q[0] < e for s, e in a.content) or q[0] <= a.cue[0][0] < q[1]:
            continue
        where = next((s for s in found if s.start <= a.cue[0][0] < s.end), None)
        if where is None:
            continue
        source = [t.i for t in where.tokens if any(s <= t.idx < e for s, e in a.source)]
        cue = [t.i for t in where.tokens if any(s <= t.idx < e for s, e in a.cue)]
        inside = [t for t in doc.char_span(*q, alignment_mode="expand") if not t.is_punct and not t.is_space]
        if source and cue and inside:
            frame = Frame(a.cue_lemma, "saying", "repair", cue[-1], cue, source, inside[0].i, drop={*source, *cue})
            where.frames.append(frame)
            where.found = [p for p in where.found if not set(p.tokens) <= {*source, *cue}]
            for p in where.found:
                if q[0] <= doc[p.tokens[0]].idx < q[1] or (p.tokens[0] in frame.drop and any(q[0] <= doc[i].idx < q[1] for i in p.tokens)):
                    p.tokens = [i for i in p.tokens if i not in frame.drop]
                    p.frames = [frame, *p.frames]
            return where, frame
    return None


def _joined(text: str, marks: list) -> list[tuple[int, int]]:
    """Quotations as (start, end), one that is not closed joined with those of the next paragraphs."""
    found: list[tuple[int, int]] = []
    open_ = False
    for q in marks:
        if open_ and found and not text[found[-1][1] : q.start].strip():
            found[-1] = (found[-1][0], q.end)
        else:
            found.append((q.start, q.end))
        open_ = not q.closed
    return found


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


# --- chains ---------------------------------------------------------------------------------------------------------------------


_REACH = 5  # sentences that a chain reaches without a new cue; the codebook's paragraphs are no longer than that


@dataclass
class _State:
    """What the discourse carries from sentence to sentence."""

    chain: list[Holder] = field(default_factory=list)
    fresh: bool = False
    paragraph: int = -1
    heading: bool = False
    words: set[str] = field(default_factory=set)
    since: int = 0  # sentences since the holder had a cue of his own


def _resolve(doc: Doc, found: list[Sentence], outlet: str, rules: frozenset[str]) -> list[tuple[Sentence, Row]]:
    cast = Cast(doc, "alias" in rules)
    named: dict[int, list[Holder]] = {}
    for s in found:
        for f in s.frames:
            holders = [cast.name(f.source, f.lemma, f.kind)] if f.source else []
            holders += [cast.name(c, "cite", "saying") for c in f.cited]
            named[id(f)] = [h for h in holders if h is not None]
    reported = _times_reporting(found, named)
    relays: dict[str, list[Holder]] = {}
    state = _State()
    rows: list[tuple[Sentence, Row]] = []
    seen: set[str] = set()
    for s in found:
        if s.heading:
            state.heading = True
        rows_here = []
        sentence_named = any(named[id(f)] for f in s.frames) or any(named.get(id(f)) for p in s.found for f in p.frames)
        holderless = any(f.kind == "holderless" for f in s.frames)
        inherits, blocked = (False, False)
        if "inheritance" in rules and s.found:
            inherits, blocked = _inherits(doc, s, state, reported, sentence_named, holderless, named, seen, cast)
        for p in s.found:
            frames = [f for f in p.frames if f.kind != "outlet"]
            own_holderless = bool(frames) and frames[-1].kind == "holderless" and frames[-1].rule == "passive" and any(named.get(id(f)) for f in frames[:-1])
            explicit = [h for f in (frames[-1:] if own_holderless else frames) for h in named.get(id(f), [])]
            explicit = _without_repeats(explicit)
            if len(explicit) > 1:  # "we" inside a quotation is who speaks it
                explicit = [h for k, h in enumerate(explicit) if k == 0 or h.name.lower() not in ("we", "i", "us", "me")]
            if explicit and all(h.name.lower() in ("we", "i", "us", "me") for h in explicit):
                frames, explicit = [], []  # the outlet speaks of itself
            cueframe = next((f for f in frames if f.source), frames[0] if frames else None) if not own_holderless else frames[-1]
            resolved = list(explicit)
            if own_holderless:
                resolved = _without_repeats([h for f in frames[:-1] for h in named.get(id(f), [])])
            elif explicit and "relay" in rules and explicit[0].name in relays:
                resolved = _without_repeats(relays[explicit[0].name] + explicit)
            if inherits and not own_holderless:
                layers = [h for h in state.chain if h.reporting]
                if not explicit or (layers and explicit[0].name != layers[0].name and explicit[0].sort in ("body", "person")):
                    resolved = _without_repeats(layers + explicit)
            if not frames:
                kind = "unattributed"
            elif not explicit:
                kind = "anonymous"
            else:
                kind = explicit[0].kind
            basis = _basis(explicit, resolved)
            if basis == "none" and blocked:
                basis = "none (subheading)"
            cue = cueframe.cue if cueframe is not None else []
            source = cueframe.source if cueframe is not None else []
            rows_here.append((s, Row(p, explicit, resolved, basis, kind, cue, source)))
        for _, row in rows_here:
            for k in range(1, len(row.resolved)):
                h = row.resolved[k]
                if h.sort in ("org", "media", "source", "experts", "document") and h.name not in relays and h.reporting and h.name not in ("sources", "unnamed"):
                    relays[h.name] = row.resolved[:k]
        _advance(state, s, rows_here, inherits)
        for _, row in rows_here:
            seen |= {doc[i].lower_ for i in row.proposition.tokens if doc[i].pos_ in ("NOUN", "PROPN")}
        rows += rows_here
    return rows


def _without_repeats(holders: list[Holder]) -> list[Holder]:
    kept: list[Holder] = []
    for h in holders:
        if all(h.name.lower() != k.name.lower() for k in kept):
            kept.append(h)
    return kept


def _basis(explicit: list[Holder], resolved: list[Holder]) -> str:
    if not resolved:
        return "none"
    if not explicit:
        return "inherited"
    return "explicit" if len(resolved) == len(explicit) else "explicit+inherited"


def _times_reporting(found: list[Sentence], named: dict[int, list[Holder]]) -> dict[str, int]:
    """In how many sentences each holder has a cue of saying."""
    count: dict[str, int] = {}
    for s in found:
        names = {h.name for f in s.frames if f.kind in ("saying", "document") for h in named[id(f)]}
        for p in s.found:
            names |= {h.name for f in p.frames if f.kind == "saying" for h in named.get(id(f), [])}
        for n in names:
            count[n] = count.get(n, 0) + 1
    return count


def _inherits(doc, s: Sentence, state: _State, reported, sentence_named: bool, holderless: bool, named, seen, cast) -> tuple[bool, bool]:
    """Whether the sentence takes over the chain before it, and whether only a subheading keeps it from doing so."""
    layers = [h for h in state.chain if h.reporting]
    if not layers or layers[0].sort not in ("org", "media") or layers[0].kind != "named organisation":
        return False, False
    if sentence_named and not _participant_speaks(doc, s, named, state, layers):
        return False, False
    if state.since > _REACH and not holderless:
        return False, False
    carries = state.paragraph == s.paragraph or any(reported.get(h.name, 0) >= 2 for h in layers[:2] if h.sort in ("org", "media"))
    if not carries or not (state.fresh or holderless):
        return False, False
    first = s.found[0]
    opening = text_of(doc)[s.start : s.end].lower().lstrip("\"“‘'")
    if opening.startswith(lex.OUTLET_OPENINGS) or any(f.kind == "outlet" for f in s.frames) or (not sentence_named and not _known_subject(doc, s, first, seen)):
        return False, False
    if not holderless and not sentence_named and _outlet_form(doc, s):
        return False, False
    if state.heading:
        return False, True
    return True, False


def _participant_speaks(doc: Doc, s: Sentence, named, state: _State, layers: list[Holder]) -> bool:
    """Whether all who speak in the sentence are participants of the story told before."""
    holders = [h for f in s.frames for h in named[id(f)]]
    if not holders or not state.fresh:
        return False
    names = {h.name for h in layers}
    if holders[0].name in names or any(doc[i].tag_ in ("NNP", "NNPS") and doc[i].dep_ not in ("compound", "pobj", "poss") for f in s.frames for i in f.source):
        return False  # a proper name speaks for itself
    return all(h.sort in ("body", "person") and any(w in state.words for w in re.findall(r"\w+", h.name.lower()) if len(w) > 3) for h in holders)


def _known_subject(doc: Doc, s: Sentence, p: Proposition, seen: set[str]) -> bool:
    head = doc[p.head]
    holder = child(head, "nsubj", "nsubjpass", "csubj")
    if holder is None:
        return any(doc[i].lower_ in seen for i in p.tokens if doc[i].pos_ in ("NOUN", "PROPN"))
    if holder.pos_ == "PRON" and holder.lower_ not in ("there", "one", "who", "what"):
        return True
    if any(c.lower_ in ("the", "this", "that", "these", "those", "such", "its", "their", "his", "her") for c in holder.lefts):
        return True
    return any(t.lower_ in seen for t in holder.subtree if t.pos_ in ("NOUN", "PROPN"))


def _outlet_form(doc: Doc, s: Sentence) -> bool:
    """A sentence that is the outlet's voice by form: no comment, or a copula with an adjective or a noun."""
    root = next((t for t in s.tokens if t.dep_ == "ROOT"), s.tokens[0])
    words = {t.lower_ for t in s.tokens}
    if "comment" in words and words & {"not", "declined", "refused", "no", "n't", "n’t"}:
        return True
    if root.lower_ in ("is", "was") and any(c.lower_ == "it" and c.dep_ in ("nsubj", "expl") for c in root.lefts) and child(root, "acomp") is not None:
        return True
    if root.lemma_ in lex.COPULAS and (child(root, "attr", "acomp", "oprd") is not None or root.lemma_ in ("prove", "consist")):
        return child(root, "ccomp") is None
    return root.tag_ == "VBN" and root.lemma_ in lex.EVENT_PASSIVES and child(root, "auxpass") is not None


def _advance(state: _State, s: Sentence, rows: list[tuple[Sentence, Row]], inherits: bool) -> None:
    chains = [row.resolved for _, row in rows if row.resolved]
    if s.found:
        state.heading = False if chains else state.heading
    if chains:
        best = chains[-1] if not inherits else max(chains, key=lambda c: sum(h.reporting for h in c))
        layers = [h for h in best if h.reporting]
        if layers and layers[0].sort in ("org", "media"):
            layers = [h for k, h in enumerate(layers) if k == 0 or h.sort in ("org", "media", "source", "experts", "document")]
        state.chain = layers or best
        state.fresh = True
        state.paragraph = s.paragraph
    elif rows:
        state.fresh = False
    explicit = any(row.explicit for _, row in rows)
    state.since = 0 if explicit else state.since + 1
    state.words = {t.lower_ for t in s.tokens if t.pos_ in ("NOUN", "PROPN")} | (state.words if state.fresh else set())


# --- the record ------------------------------------------------------------------------------------------------------------------


def _record(doc: Doc, s: Sentence, row: Row, article: Mapping, toponyms: list[tuple[int, int]]) -> dict | None:
    p = row.proposition
    pieces = spans(doc, p.tokens)
    if not pieces:
        return None
    published = article.get("published") or None
    published = published if isinstance(published, str) else None
    content = " ".join(text_of(doc)[a:b] for a, b in pieces)
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
        "content": re.sub(r"\s+", " ", content),
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
        "places": places_in(toponyms, pieces, text_of(doc)),
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
    "noun": 0.75, "expression": 0.75, "small clause": 0.6,
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


def _frame_tokens(doc: Doc, s: Sentence, row: Row) -> set[int]:
    """Tokens of the clause that the cue stands in, the content left out: where the date of the reporting is."""
    inside = {t.i for t in s.tokens}
    contents = {i for p in s.found for i in p.tokens}
    found = set()
    for f in row.proposition.frames:
        if f.at in inside and f.rule not in ("adverb",):
            clause = doc[f.at]
            while clause.pos_ not in ("VERB", "AUX") and clause.head.i != clause.i:
                clause = clause.head
            found |= {t.i for t in clause.subtree if t.i in inside}
    return found - contents


def _quantities(doc: Doc, pieces: list[tuple[int, int]], published: str | None) -> tuple[list[dict], list[dict]]:
    dates, numbers = [], []
    for start, end in pieces:
        text = text_of(doc)[start:end].replace("\xa0", " ")
        found = find_dates(text, published)
        dates += [d.value for d in found]
        for n in find_numbers(text, found):
            value = dict(n.value)
            if not value["unit"] or value["unit"] == "%":
                unit = unit_after(doc, start + n.start, start + n.end)
                value["unit"] = f"% {unit}".strip() if value["unit"] else unit
                if unit and text.find(unit, n.end) >= 0:
                    value["text"] = text[n.start : text.find(unit, n.end) + len(unit)]
            numbers.append(value)
    return dates, numbers


def claims_of(
    articles: pd.DataFrame, annotations: Iterable[tuple[str, Doc]], review: Review | None = None,
    rules: frozenset[str] = frozenset(RULES), faults: Faults | None = None,
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
    faults : Faults, optional
        Takes the articles on which a rule fails, of which no claim is returned; without it each is a warning.

    Returns
    -------
    pandas.DataFrame
        Valid for ``tables.write("claims", …)``.
    """
    by_id = {row["article_id"]: row for row in articles.to_dict("records")}
    faults = Faults("claims") if faults is None else faults
    rows = []
    for article_id, doc in annotations:
        if article_id in by_id:
            article = by_id[article_id]
            rows += faults.attempt(article_id, lambda d, a=article: find_claims(d, a, rules), doc) or []
    ids, wholes = [r["article_id"] for r in rows], [r["sentence"] for r in rows]
    frame = faults.sift(ids, wholes, lambda kept: _table([dict(rows[k]) for k in kept], "alias" in rules))
    return frame if review is None else review.apply(frame, articles)


def _table(rows: list[dict], alias: bool) -> pd.DataFrame:
    """Make the claims table; a row that does not fit it is an error here, not when it is written."""
    if alias:
        _join_names(rows)
    frame = typed(pd.DataFrame(rows, columns=tables.SCHEMAS["claims"].columns.names)) if rows else tables.empty("claims")
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
