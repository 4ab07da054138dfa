"""Find who says what: source, cue and content of every attribution in a parsed text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc

from claimatlas.claims import cues

Span = tuple[int, int]

SUBJECTS = {"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"}
CLAUSE_EDGES = {"punct", "cc", "mark"}


@dataclass(frozen=True)
class Attribution:
    """Somebody's word for something, with character offsets into the text.

    Parameters
    ----------
    source, cue, content : tuple of (int, int)
        Character spans in text order; ``source`` is empty where nobody is named.
    kind : str
        ``direct`` (all of it quoted), ``mixed`` (some of it) or ``indirect``.
    cue_lemma : str
        Lemma of the cue word, with its preposition or particle (``call for``).
    cue_class : str
        ``saying``, ``attitude``, ``denial``, ``holderless``, ``noun`` or ``event``.
    sentence : int
        Index of the cue's sentence in ``list(doc.sents)``.
    construction : str
        The rule that found it.
    confidence : float
        Between 0 and 1.
    nested : bool
        Whether the cue stands inside the content of another attribution.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    kind: str
    cue_lemma: str
    cue_class: str
    sentence: int
    construction: str
    confidence: float
    nested: bool = False


CONSTRUCTIONS: dict[str, float] = {
    "quotation": 0.95,
    "clause": 0.9,
    "parenthesis": 0.85,
    "according to": 0.95,
    "small clause": 0.7,
    "infinitive": 0.6,
    "person and infinitive": 0.6,
    "object": 0.5,
    "preposition": 0.5,
    "noun": 0.6,
    "adverb": 0.8,
    "headline": 0.6,
}


# --- quotations ---------------------------------------------------------------------------------------------------

_MARK = re.compile(r"“|”|\"|''|``|«|»|(?<!\w)‘(?=\w)|(?<![\w.,!?])'(?=\w)|’(?!\w)|(?<=[\w.,!?])'(?!\w)")
_CLOSERS = {"“": "”\"", '"': '"”', "''": "''", "``": "''\"", "«": "»", "‘": "’", "'": "'", "”": "”\""}


@dataclass
class Quotation:
    """A quoted stretch of one paragraph, marks included."""

    start: int
    end: int
    closed: bool


def quotations(text: str) -> list[Quotation]:
    """Outermost quoted stretches of a text, paragraph by paragraph.

    Curly, straight, doubled single and angle marks count; single marks only where a closing one follows in the same
    paragraph. A quotation that is never closed runs to the end of its paragraph.
    """
    found = []
    for paragraph in re.finditer(r"[^\n]+", text):
        base, line = paragraph.start(), paragraph.group()
        marks = list(_MARK.finditer(line))
        k = 0
        while k < len(marks):
            mark = marks[k].group()
            begin = marks[k].start()
            opens = mark in _CLOSERS and (begin == 0 or not line[begin - 1].isalnum()) and mark != "”"
            if not opens:
                k += 1
                continue
            closers = _CLOSERS[mark]
            closer = next(
                (m for m in range(k + 1, len(marks)) if marks[m].group() in (closers if len(mark) == 1 else ("''", '"', "'"))
                 and marks[m].group() != "“"), None)
            if closer is None:
                if (mark in "‘'" and mark != "''") or len(line) - begin < 3:
                    k += 1
                    continue
                found.append(Quotation(base + begin, base + len(line.rstrip()), False))
                break
            found.append(Quotation(base + begin, base + marks[closer].end(), True))
            k = closer + 1
    return found


# --- the parse as plain lists ----------------------------------------------------------------------------------------


class Parse:
    """A parsed document as plain lists, which are several times faster to walk than spaCy's tokens."""

    def __init__(self, doc: Doc):
        self.text = doc.text
        n = self.n = len(doc)
        self.head = [t.head.i for t in doc]
        self.dep = [t.dep_ for t in doc]
        self.pos = [t.pos_ for t in doc]
        self.tag = [t.tag_ for t in doc]
        self.lemma = [t.lemma_.lower() for t in doc]
        self.lower = [t.lower_ for t in doc]
        self.start = [t.idx for t in doc]
        self.end = [t.idx + len(t) for t in doc]
        self.kids: list[list[int]] = [[] for _ in range(n)]
        for i, head in enumerate(self.head):
            if head != i:
                self.kids[head].append(i)
        self.sentence = [0] * n
        self.bounds = []
        for k, sent in enumerate(doc.sents):
            self.bounds.append((sent.start, sent.end))
            for i in range(sent.start, sent.end):
                self.sentence[i] = k
        self.word = [any(c.isalnum() for c in t) for t in self.lower]
        self.quote_of = [-1] * n
        self.quotes: list[Quotation] = quotations(self.text)
        self.quote_tokens: list[range] = []
        i = 0
        for k, q in enumerate(self.quotes):
            while i < n and self.end[i] <= q.start:
                i += 1
            first = i
            while i < n and self.start[i] < q.end:
                self.quote_of[i] = k
                i += 1
            self.quote_tokens.append(range(first, i))

    def subtree(self, i: int, without: Iterable[int] = ()) -> set[int]:
        """Tokens under ``i``, leaving out what hangs under the tokens in ``without``."""
        without = set(without)
        found, stack = set(), [i]
        while stack:
            j = stack.pop()
            if j in without or j in found:
                continue
            found.add(j)
            stack.extend(self.kids[j])
        return found

    def child(self, i: int, *deps: str) -> int | None:
        return next((k for k in self.kids[i] if self.dep[k] in deps), None)

    def children(self, i: int, *deps: str) -> list[int]:
        return [k for k in self.kids[i] if self.dep[k] in deps]


@dataclass
class Candidate:
    """What a construction found, as sets of tokens."""

    construction: str
    anchor: int
    source: set[int]
    cue: set[int]
    content: set[int]
    lemma: str
    cue_class: str
    exact: tuple[Span, ...] = ()


# --- lexicon look-up ------------------------------------------------------------------------------------------------

_BY_WORD: dict[str, list[cues.Group]] = {}
for _g in cues.VERBS:
    for _w in sorted(_g.words):
        _BY_WORD.setdefault(_w, []).append(_g)


def _group(lemma: str, frame: str) -> cues.Group | None:
    return next((g for g in _BY_WORD.get(lemma, ()) if frame in g.frames), None)


# --- parts of an attribution ------------------------------------------------------------------------------------------


def _subject(p: Parse, i: int) -> tuple[int | None, bool]:
    """The subject of a verb and whether it is in the passive; looked for up the tree where the verb has none."""
    passive = p.child(i, "auxpass") is not None
    own = p.child(i, "nsubj", "nsubjpass", "csubj", "expl")
    seen = 0
    j = i
    while own is None and seen < 5:
        seen += 1
        head, dep = p.head[j], p.dep[j]
        if head == j:
            break
        if dep in ("acl", "relcl"):
            if p.tag[i] == "VBN" and dep == "acl":
                passive = True
            own = head
            break
        if dep in ("conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "dep", "parataxis") and p.pos[head] in ("VERB", "AUX", "ADP", "ADJ", "NOUN"):
            if dep == "advcl" and p.tag[i] == "VBN":
                passive = True
            if dep == "xcomp":
                obj = p.child(head, "dobj")
                if obj is not None:
                    own = obj
                    break
            own = p.child(head, "nsubj", "nsubjpass", "expl")
            j = head
            continue
        break
    return own, passive


def _agent(p: Parse, i: int) -> int | None:
    by = p.child(i, "agent")
    return None if by is None else p.child(by, "pobj")


def _verb_group(p: Parse, i: int) -> set[int]:
    """A verb with its auxiliaries, negation, particles and the adverbs between them."""
    core = {i, *p.children(i, "aux", "auxpass", "neg", "prt")}
    low, high = min(core), max(core)
    return core | {k for k in p.children(i, "advmod") if low - 1 <= k <= high and p.lower[k] not in ("when", "why", "how", "where")}


def _noun_phrase(p: Parse, i: int, cue: int) -> set[int]:
    return p.subtree(i, {cue})


# --- constructions ----------------------------------------------------------------------------------------------------


def _clausal(p: Parse, i: int) -> Iterator[Candidate]:
    """*The mayor said (that) the bridge was shut*; *the bridge was shut, the mayor said*."""
    lemma = p.lemma[i]
    clauses = [k for k in p.children(i, "ccomp") if k != i]
    infinitives = p.children(i, "xcomp")
    source, passive = _subject(p, i)
    agent = _agent(p, i)
    if passive:
        source = agent
    verbs = _verb_group(p, i)

    def candidate(name: str, group: cues.Group, content: set[int], cue: set[int] | None = None, label: str = "") -> Candidate:
        noun = _noun_phrase(p, source, i) if source is not None and p.dep[source] != "expl" else set()
        return Candidate(name, i, noun - content, (cue or verbs), content, label or lemma, group.cue_class)

    group = _group(lemma, "clause")
    for k in clauses:
        toinf = any(p.lower[a] == "to" and p.dep[a] == "aux" for a in p.kids[k])
        if toinf and (g := _group(lemma, "to") or _group(lemma, "person to") or _group(lemma, "as")):
            yield candidate("infinitive", g, p.subtree(k, {i}))
            return
        if group and not toinf:
            yield candidate("clause", group, p.subtree(k, {i}))
            return
        if (g := _group(lemma, "as")):
            yield candidate("small clause", g, p.subtree(k, {i}))
            return
    dobj = p.child(i, "dobj")
    for k in infinitives:
        toinf = any(p.lower[a] == "to" and p.dep[a] == "aux" for a in p.kids[k])
        if toinf and passive and agent is None and (g := _group(lemma, "clause") or _group(lemma, "as")):
            subject = p.child(i, "nsubjpass")
            if subject is not None and lemma in ("expect", "say", "believe", "report", "think", "allege", "estimate"):
                content = p.subtree(k) | p.subtree(subject)
                yield Candidate("infinitive", i, set(), verbs, content, lemma, g.cue_class)
                return
        if toinf and dobj is None and (g := _group(lemma, "to")):
            yield candidate("infinitive", g, p.subtree(k))
            return
        if toinf and (g := _group(lemma, "person to")):
            yield candidate("person and infinitive", g, p.subtree(k))
            return
        if not toinf and (g := _group(lemma, "ing")):
            yield candidate("object", g, p.subtree(k))
            return
    # parenthesis: no complement, the verb's clause hangs on the clause that it reports
    if group and p.dep[i] in ("parataxis", "advcl") and p.head[i] != i:
        mark = any(p.lower[a] == "as" for a in p.kids[i])
        if mark or p.dep[i] == "parataxis":
            content = p.subtree(p.head[i], {i})
            if not passive or agent is not None or mark:
                yield candidate("parenthesis", group, content)
                return
    g = _group(lemma, "as")
    if g:
        if dobj is not None:
            oprd = p.child(i, "oprd", "xcomp")
            as_ = next((k for k in p.children(i, "prep") if p.lower[k] == "as" and k > dobj), None)
            if oprd is not None or as_ is not None:
                yield candidate("small clause", g, p.subtree(dobj) | p.subtree(oprd if oprd is not None else as_))
                return
    for k in p.children(i, "prep"):
        words = cues.PREPOSITIONS.get(lemma, "").split()
        if p.lower[k] in words and k > i:
            inner = [x for x in p.kids[k] if p.dep[x] in ("pobj", "pcomp")]
            if inner:
                content = set().union(*(p.subtree(x) for x in inner))
                for x in p.children(i, "xcomp", "ccomp"):
                    content |= p.subtree(x)
                g = (_BY_WORD.get(lemma) or [cues.VERBS[0]])[0]
                yield candidate("preposition", g, content, verbs | {k}, f"{lemma} {p.lower[k]}")
                return
    if (g := _group(lemma, "object")):
        if dobj is not None:
            yield candidate("object", g, p.subtree(dobj))
            return
        if passive and agent is not None:
            s = p.child(i, "nsubjpass")
            if s is not None:
                yield candidate("object", g, p.subtree(s))


def _according(p: Parse, i: int) -> Iterator[Candidate]:
    """*According to the ministry, …*."""
    if p.lower[i] != "according":
        return
    to = next((k for k in p.kids[i] if p.lower[k] == "to"), None)
    if to is None:
        return
    holder = p.child(to, "pobj")
    if holder is None:
        return
    root = p.head[i]
    while root != p.head[root] and p.pos[root] not in ("VERB", "AUX") :
        root = p.head[root]
    yield Candidate("according to", i, p.subtree(holder), {i, to}, p.subtree(root, {i}), "according to", "saying")


def _nominal(p: Parse, i: int) -> Iterator[Candidate]:
    """*The report that the road was mined*."""
    if p.lemma[i] not in cues.NOUNS or p.pos[i] not in ("NOUN", "PROPN"):
        return
    for k in p.children(i, "acl", "relcl", "ccomp"):
        mark = any(p.lower[a] == "that" and p.dep[a] == "mark" for a in p.kids[k])
        if mark:
            poss = p.child(i, "poss")
            source = p.subtree(poss) if poss is not None else set()
            yield Candidate("noun", i, source, {i}, p.subtree(k), p.lemma[i], "noun")
            return


def _adverbial(p: Parse, i: int) -> Iterator[Candidate]:
    """*The convoy reportedly turned back*."""
    if p.lower[i] in cues.HOLDERLESS and p.dep[i] == "advmod":
        yield Candidate("adverb", i, set(), {i}, p.subtree(p.head[i], {i}), p.lower[i], "holderless")


# --- quotations and their cues ----------------------------------------------------------------------------------------


def _quoted(p: Parse, used: set[int]) -> Iterator[Candidate]:
    """*"The road is open," she said. "It will stay open."*; *He said: "No."*."""
    owner: dict[int, Candidate] = {}
    last: Candidate | None = None
    for k, (q, tokens) in enumerate(zip(p.quotes, p.quote_tokens, strict=True)):
        if not len(tokens):
            continue
        previous = p.quotes[k - 1] if k else None
        fresh = "\n" in p.text[previous.end : q.start] if previous else True
        found = None
        after = _cue_after(p, k)
        if after is not None and after not in owner:
            found = after
        before = _cue_before(p, k)
        if found is None and before is not None:
            if before in owner:
                owner[before].content |= set(tokens)
                last = owner[before]
                continue
            found = before
        if found is not None:
            source, passive = _subject(p, found)
            if passive:
                source = _agent(p, found)
            group = _group(p.lemma[found], "quote") or _group(p.lemma[found], "clause")
            noun = p.subtree(source, {found}) if source is not None else set()
            noun = {t for t in noun if p.quote_of[t] < 0}
            last = owner[found] = Candidate("quotation", found, noun, _verb_group(p, found), set(tokens), p.lemma[found], group.cue_class)
            continue
        # a quotation that goes on: after the frame's full stop, or as the next paragraph
        between = p.text[previous.end : q.start] if previous else "x"
        sentence_starts = re.search(r"(^|\n|[.!?:]\s*)\s*$", p.text[:q.start][-40:]) is not None
        if last is not None and sentence_starts and not re.search(r"\n\s*\S+.*\n", between):
            own_paragraph = re.match(r"\s*(\n|$)", p.text[q.end : q.end + 3]) is not None
            if not fresh or (own_paragraph and not between.strip()):
                last.content |= set(tokens)
                continue
        if fresh:
            last = None
    yield from owner.values()


def _quote_verb(p: Parse, i: int) -> bool:
    return p.pos[i] in ("VERB", "AUX") and (_group(p.lemma[i], "quote") is not None) and p.quote_of[i] < 0


def _cue_after(p: Parse, k: int) -> int | None:
    tokens = p.quote_tokens[k]
    i = tokens[-1] + 1
    tail = p.text[max(0, p.quotes[k].end - 3) : p.quotes[k].end + 1]
    if not re.search(r"[,?!—–-]|\.\.\.|…", tail):
        return None
    for j in range(i, min(p.n, i + 30)):
        if p.quote_of[j] >= 0 or "\n" in p.lower[j] or p.lower[j] in (".", ";", ":", "?", "!"):
            return None
        if _quote_verb(p, j):
            return j
        if p.pos[j] == "VERB" and p.dep[j] in ("ROOT", "conj", "ccomp"):
            return None
    return None


def _cue_before(p: Parse, k: int) -> int | None:
    j = p.quote_tokens[k][0] - 1
    if j < 0 or not re.search(r"[,:\w]\s+$", p.text[max(0, p.quotes[k].start - 4) : p.quotes[k].start]):
        return None
    gap = p.lower[j]
    steps = 0
    while j >= 0 and steps < 25:
        if p.quote_of[j] >= 0 or ("\n\n" in p.lower[j] and gap != ":") or p.lower[j] in (".", ";", "?", "!"):
            return None
        if _quote_verb(p, j):
            if gap in (",", ":") or steps <= 1:
                return j
            return None
        steps += 1
        j -= 1
    return None


# --- putting it together ----------------------------------------------------------------------------------------------


def find_attributions(doc: Doc, rules: frozenset[str] | None = None) -> list[Attribution]:
    """Find every attribution of a parsed text.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        Parsed by :func:`claimatlas.annotate.annotate`.
    rules : frozenset of str, optional
        Names of the constructions to use, from :data:`CONSTRUCTIONS`; all by default.

    Returns
    -------
    list of Attribution
        Sorted by the start of their content; those whose cue lies in another's content are marked ``nested``.
    """
    rules = frozenset(CONSTRUCTIONS) if rules is None else rules
    p = Parse(doc)
    candidates: list[Candidate] = []
    taken: set[int] = set()
    if "quotation" in rules:
        for c in _quoted(p, taken):
            candidates.append(c)
            taken.add(c.anchor)
    for i in range(p.n):
        if i in taken or not p.word[i]:
            continue
        if p.pos[i] in ("VERB", "AUX") and p.lemma[i] in _BY_WORD:
            found = _clausal(p, i)
        elif p.lower[i] == "according":
            found = _according(p, i)
        elif p.pos[i] == "NOUN":
            found = _nominal(p, i)
        elif p.pos[i] == "ADV":
            found = _adverbial(p, i)
        else:
            continue
        candidates.extend(c for c in found if c.construction in rules)
    return _finish(p, candidates)


def _finish(p: Parse, candidates: list[Candidate]) -> list[Attribution]:
    found = []
    for c in candidates:
        content = c.content - c.cue - c.source
        for k in {p.quote_of[i] for i in content if p.quote_of[i] >= 0}:
            # a quotation that the content reaches into belongs to it whole, if it starts there
            q = p.quote_tokens[k]
            if q[0] in content or (len(q) > 1 and q[1] in content and q[0] not in c.cue):
                content |= set(q) - c.cue - c.source
        spans = _spans(p, content)
        cue = _spans(p, c.cue)
        if not spans or not cue:
            continue
        found.append((c, _spans(p, c.source), cue, spans))
    result = []
    for c, source, cue, spans in found:
        at = cue[0][0]
        nested = any(o is not c and any(s <= at < e for s, e in other) for o, _, _, other in found)
        result.append(
            Attribution(source, cue, spans, _kind(p.text, p, spans), c.lemma, c.cue_class, p.sentence[c.anchor],
                        c.construction, CONSTRUCTIONS[c.construction], nested)
        )
    result.sort(key=lambda a: (a.content[0], a.cue))
    return result


_OPEN, _CLOSE = "“\"'‘«`", "”\"'’»"


def _spans(p: Parse, tokens: set[int]) -> tuple[Span, ...]:
    """Character spans of a set of tokens: runs are joined over punctuation and blanks; stops at the ends go."""
    words = sorted(i for i in tokens if p.word[i])
    if not words:
        return ()
    runs: list[list[int]] = [[words[0], words[0]]]
    for i in words[1:]:
        if all(not p.word[j] for j in range(runs[-1][1] + 1, i)) and not any(
            "\n" in p.lower[j] for j in range(runs[-1][1] + 1, i)
        ):
            runs[-1][1] = i
        else:
            runs.append([i, i])
    spans = []
    for first, last in runs:
        low, high = p.start[first], p.end[last]
        # take in the marks of a quotation that begins or ends here
        k = p.quote_of[first]
        if k >= 0 and p.quote_tokens[k][0] in tokens and p.text[p.quotes[k].start : low].strip(_OPEN + " ([…") == "":
            low = p.quotes[k].start
        k = p.quote_of[last]
        if k >= 0 and p.quotes[k].end >= high and not any(ch.isalnum() for ch in p.text[high : p.quotes[k].end]) and (p.quotes[k].start >= low or p.quotes[k].start < low):
            high = p.quotes[k].end
        while low < high and p.text[low].isspace():
            low += 1
        while high > low and p.text[high - 1].isspace():
            high -= 1
        if spans and low < spans[-1][1]:
            low = spans[-1][1]
        if low < high:
            spans.append((low, high))
    return tuple(spans)


def _kind(text: str, p: Parse, spans: tuple[Span, ...]) -> str:
    first = text[spans[0][0]]
    quoted = [q for q in p.quotes if any(s < q.end and q.start < e for s, e in spans)]
    if not quoted:
        return "indirect"
    inside = all(any(q.start <= s and e <= q.end for q in quoted) for s, e in spans)
    if inside and first in _OPEN:
        return "direct"
    return "mixed"
