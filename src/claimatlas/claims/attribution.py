"""Find who says what: source, cue and content of every attribution in a parsed text.

A small number of constructions, each a function from a cue word to what it ties together. Direct speech is found by the
position of quotation marks rather than by the parse, which is least sure there; everything else by the dependency parse.
All attributions are returned, those inside the content of another marked ``nested``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from spacy.tokens import Doc

from claimatlas.claims import cues

Span = tuple[int, int]


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
        Lemma of the cue word, with its preposition if that belongs to it (``call for``).
    cue_class : str
        ``saying``, ``attitude``, ``denial``, ``holderless``, ``noun`` or ``event``.
    sentence : int
        Index of the cue's sentence in ``list(doc.sents)``.
    construction : str
        The rule that found it, a key of :data:`CONSTRUCTIONS`.
    confidence : float
        Between 0 and 1: rounded by hand, see :data:`CONSTRUCTIONS`.
    nested : bool
        Whether the cue stands inside the content of another attribution or inside a quotation.
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
    "colon": 0.8,
    "fragment": 0.4,
    "label": 0.7,
    "clause": 0.9,
    "aside": 0.85,
    "according to": 0.9,
    "view": 0.7,
    "poll": 0.6,
    "predicate": 0.8,
    "seem": 0.7,
    "infinitive": 0.75,
    "preposition": 0.65,
    "object": 0.55,
    "noun": 0.65,
    "adjective": 0.6,
    "adverb": 0.75,
}
"""Names of the constructions and how often an attribution found by each is right, rounded by hand."""

# --- quotations -----------------------------------------------------------------------------------------------------

_MARK = re.compile(
    r"“|”|\"|''|``|«|»"
    r"|(?<![\w.,!?])‘(?=[^\W\d])|(?<![\w.,!?])'(?=[^\W\d])"  # single marks: only before a word …
    r"|(?<=[\w.,!?])[’'](?!\w)"  # … and after one
)
_OPENERS = {"“": "”“\"", '"': '"”', "''": ("''", '"'), "``": ("''", '"'), "«": "»", "‘": "’'", "'": "'’"}
_MARKS = "“”\"'‘’«»`"


@dataclass
class Quotation:
    """A quoted stretch of one paragraph, from mark to mark; ``closed`` tells whether it has a closing mark."""

    start: int
    end: int
    closed: bool


def quotations(text: str) -> list[Quotation]:
    """Outermost quoted stretches of a text, paragraph by paragraph.

    Curly, straight, doubled and angle marks count, mixed ones too; single marks only where a closing one follows. A
    quotation that is never closed runs to the end of its paragraph, as it does where speech goes on in the next one.

    Examples
    --------
    >>> [(q.start, q.end) for q in quotations('He called it “odd”.')]
    [(13, 18)]
    """
    found = []
    curly = text.count("“") > text.count('"')
    for paragraph in re.finditer(r"[^\n]+", text):
        base, line = paragraph.start(), paragraph.group()
        marks = list(_MARK.finditer(line))
        k = 0
        while k < len(marks):
            begin, mark = marks[k].start(), marks[k].group()
            word_before = begin and line[begin - 1].isalnum()
            wrong_way = mark == "”" and (begin == 0 or (line[begin - 1].isspace() and line[begin + 1 : begin + 2].isalnum()))
            if word_before or not (mark in _OPENERS or wrong_way):
                k += 1
                continue
            mark = "“" if wrong_way else mark
            close = next((m for m in range(k + 1, len(marks)) if _closes(line, mark, marks[m])), None)
            if close is not None:
                found.append(Quotation(base + begin, base + marks[close].end(), True))
                k = close + 1
            elif mark in "‘'" or (curly and mark == '"') or not any(c.isalnum() for c in line[begin:]):
                k += 1  # an apostrophe or a stray mark
            else:
                found.append(Quotation(base + begin, base + len(line.rstrip()), False))
                break
    return found


def _closes(line: str, opener: str, mark: re.Match[str]) -> bool:
    if mark.group() not in _OPENERS[opener]:
        return False
    after = line[mark.end() : mark.end() + 1]
    if mark.group() == "“":  # an opening mark set by mistake for a closing one
        return not after or (after in " .,;:?!)" and line[mark.start() - 1] in ".,?!")
    return not (len(opener) == 1 and mark.group() in "'’\"" and after.isalnum())


# --- the parse --------------------------------------------------------------------------------------------------------


class Parse:
    """A parsed document as plain lists, several times faster to walk than spaCy's tokens."""

    def __init__(self, doc: Doc):
        self.text = doc.text
        n = self.n = len(doc)
        self.head = [t.head.i for t in doc]
        self.dep = [t.dep_ for t in doc]
        self.pos = [t.pos_ for t in doc]
        self.tag = [t.tag_ for t in doc]
        self.lower = [t.lower_ for t in doc]
        self.lemma = [_lemma(t.lemma_.lower(), low) for t, low in zip(doc, self.lower, strict=True)]
        self.start = [t.idx for t in doc]
        self.end = [t.idx + len(t) for t in doc]
        self.word = [any(c.isalnum() for c in low) for low in self.lower]
        self.kids: list[list[int]] = [[] for _ in range(n)]
        for i, head in enumerate(self.head):
            if head != i:
                self.kids[head].append(i)
        self.sentence = [0] * n
        begins = [False] * n
        for k, sent in enumerate(doc.sents):
            begins[sent.start] = True
            self.sentence[sent.start : sent.end] = [k] * (sent.end - sent.start)
        self.moved: dict[int, int] = {}  # verbs taken out of a content, with the cue that they are coordinated with
        self.quotes = quotations(self.text)
        self.quote_of = [-1] * n
        self.quote_tokens: list[range] = []
        i = 0
        for k, quote in enumerate(self.quotes):
            while i < n and self.end[i] <= quote.start:
                i += 1
            first = i
            while i < n and self.start[i] < quote.end:
                self.quote_of[i] = k
                i += 1
            self.quote_tokens.append(range(first, i))
        self.unit, self.paragraph = self._units(begins)

    def _units(self, begins: list[bool]) -> tuple[list[int], list[int]]:
        """Number the sentences that count a quotation as part of the sentence around it, and the paragraphs."""
        unit, paragraph = [0] * self.n, [0] * self.n
        u = par = 0
        previous = -1  # last token that is not blank
        for i in range(self.n):
            if self.lower[i].isspace():
                unit[i], paragraph[i] = u, par
                if "\n" in self.lower[i]:
                    u, par = u + 1, par + 1
                    previous = -1
                continue
            if previous >= 0:
                k, before = self.quote_of[i], self.quote_of[previous]
                entering = k >= 0 and i == self.quote_tokens[k][0]
                if before >= 0 and before != k:  # right after a quotation
                    tail = self.text[max(0, self.quotes[before].end - 5) : self.quotes[before].end].strip(_MARKS + " ")
                    ended = tail[-1:] in ".!?…" and (self.lower[previous + 1 - 1] != ",")
                    if ended and (entering or (begins[i] and self.text[self.start[i]].isupper())):
                        u += not (tail[-1:] in "!?," and _cue_follows(self, i))
                elif (k < 0 or entering) and (begins[i] or entering) and self.lower[previous][-1:] in ".!?…;":
                    u += 1
            unit[i], paragraph[i] = u, par
            previous = i
        return unit, paragraph

    def subtree(self, i: int, without: Iterable[int] = ()) -> set[int]:
        """Tokens under ``i``, leaving out what hangs under the tokens in ``without``."""
        found: set[int] = set()
        barred, stack = set(without), [i]
        while stack:
            j = stack.pop()
            if j not in barred and j not in found:
                found.add(j)
                stack.extend(self.kids[j])
        return found

    def child(self, i: int, *deps: str) -> int | None:
        """First child of ``i`` with one of the dependency labels."""
        return next((k for k in self.kids[i] if self.dep[k] in deps), None)

    def children(self, i: int, *deps: str) -> list[int]:
        """Children of ``i`` with one of the dependency labels."""
        return [k for k in self.kids[i] if self.dep[k] in deps]

    def verbal(self, i: int) -> bool:
        return self.pos[i] in ("VERB", "AUX")

    def infinitive(self, i: int) -> bool:
        return any(self.lower[k] == "to" and self.dep[k] == "aux" for k in self.kids[i])

    def marked(self, i: int, *words: str) -> bool:
        return any(self.lower[k] in words and self.dep[k] in ("mark", "advmod") for k in self.kids[i])


_WRONG_LEMMAS = {"hop": "hope", "retweete": "retweet", "accus": "accuse", "cit": "cite", "tweete": "tweet"}


def _lemma(lemma: str, lower: str) -> str:
    """The lemma, mended where the model's rules cut a final e (*hoped*: hop)."""
    return _WRONG_LEMMAS.get(lemma, lemma) if not (lemma == "hop" and lower.startswith("hopp")) else lemma


@dataclass
class Candidate:
    """What a construction ties together, as sets of tokens."""

    anchor: int
    source: set[int]
    cue: set[int]
    content: set[int]
    cue_lemma: str
    cue_class: str
    construction: str = ""


# --- word lists -------------------------------------------------------------------------------------------------------


def _index(groups: Iterable[cues.Group]) -> dict[tuple[str, str], cues.Group]:
    table: dict[tuple[str, str], cues.Group] = {}
    for group in groups:
        for word in sorted(group.words):
            for frame in sorted(group.frames):
                table.setdefault((word, frame), group)
    return table


_VERBS, _NOUNS, _ADJECTIVES = _index(cues.VERBS), _index(cues.NOUNS), _index(cues.ADJECTIVES)
_VERB_WORDS = frozenset(word for word, _ in _VERBS)
_NOUN_WORDS = frozenset(word for word, _ in _NOUNS)
_ADJECTIVE_WORDS = frozenset(word for word, _ in _ADJECTIVES)


# --- source and cue of a verb -------------------------------------------------------------------------------------------


@dataclass
class Verb:
    """A cue verb with what the constructions ask about it."""

    i: int
    lemma: str
    subject: int | None
    passive: bool
    agent: int | None
    source: set[int]
    cue: set[int]
    objects: list[int] = field(default_factory=list)


def _verb(p: Parse, i: int) -> Verb:
    subject, passive = _subject(p, i)
    agent = p.child(i, "agent")
    agent = None if agent is None else p.child(agent, "pobj")
    holder = agent if passive else subject
    if holder is not None and (p.dep[holder] == "expl" or (p.lower[holder] in ("it", "there") and p.marked(i, "as"))):
        holder = None
    source = set() if holder is None else _noun_phrase(p, holder, i)
    return Verb(i, p.lemma[i], subject, passive, agent, source, _verb_group(p, i), p.children(i, "dobj"))


def _subject(p: Parse, i: int) -> tuple[int | None, bool]:
    """Subject of a verb and whether the verb is passive; a verb without one borrows that of the verb it depends on."""
    passive = p.child(i, "auxpass") is not None
    j = i
    for _ in range(6):
        own = p.child(j, "nsubj", "nsubjpass", "csubj", "expl")
        if own is not None and (j == i or p.dep[own] != "expl"):
            return own, passive
        if j in p.moved:
            j = p.moved[j]
            continue
        head, dep = p.head[j], p.dep[j]
        if head == j:
            break
        if dep in ("acl", "relcl") and not (dep == "acl" and p.infinitive(j)):
            return head, passive or (p.tag[i] == "VBN" and dep == "acl" and j == i)
        if dep == "xcomp" and (held := p.child(head, "dobj")) is not None and p.infinitive(j):
            return held, passive
        if dep == "advcl" and p.tag[i] == "VBN" and j == i:
            passive = True
        if dep not in ("conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "dep", "parataxis", "acl", "dobj", "acomp"):
            break
        j = head
    return None, passive


def _noun_phrase(p: Parse, head: int, cue: int) -> set[int]:
    """A holder's noun phrase, without what the parser hung on it across a quotation or a sentence."""
    tokens = p.subtree(head, {cue})
    home = p.quote_of[head], p.unit[head]
    return {t for t in tokens if (p.quote_of[t] == home[0] or (p.quote_of[head] < 0 and _scare(p, t))) and p.unit[t] == home[1]}


def _scare(p: Parse, t: int) -> bool:
    """Whether a token is outside quotations or in one of a few words, such as a nickname in a holder's name."""
    k = p.quote_of[t]
    return k < 0 or (len(p.quote_tokens[k]) <= 6 and p.text[p.quotes[k].end - 2] not in ",.?!")


def _verb_group(p: Parse, i: int) -> set[int]:
    """A verb with its auxiliaries, negation, particle and the adverbs among them."""
    core = {i, *(k for k in p.children(i, "aux", "auxpass", "neg", "prt") if abs(k - i) < 7)}
    low, high = min(core), max(core)
    near = {k for k in p.children(i, "advmod") if low - 1 <= k <= high and p.tag[k] != "WRB"}
    return core | {k for k in near if not p.kids[k]}


# --- constructions of verbs ---------------------------------------------------------------------------------------------


def _candidate(v: Verb, group: cues.Group, content: set[int], extra: Iterable[int] = (), word: str = "") -> Candidate:
    lemma = f"{v.lemma} {word}" if word else v.lemma
    return Candidate(v.i, v.source - content, v.cue | set(extra), content, lemma, group.cue_class)


def _clause(p: Parse, v: Verb) -> Candidate | None:
    """*The mayor said (that) the bridge was shut*; *The bridge was shut, the mayor said*; *She asked whether it was*."""
    group = _VERBS.get((v.lemma, "clause"))
    if group is None:
        return None
    i = v.i
    clauses = [k for k in p.children(i, "ccomp") if not (p.infinitive(k) and not p.marked(k, "that"))]
    clauses += [k for k in p.children(i, "advcl") if k > i and p.marked(k, "if", "whether") and v.lemma in _QUESTIONS]
    right = [k for k in clauses if k > i]
    right += [k for k in p.children(i, "conj") if right and p.marked(k, "that")]
    if right:
        content: set[int] = set()
        for k in right:
            content |= p.subtree(k, {i, *_own_cues(p, k, i)})
        left = [k for k in clauses if k < i and not p.child(i, "nsubj", "nsubjpass")]
        if left and not v.source and (held := p.child(left[0], "nsubj")) is not None:
            v.source = p.subtree(held) | p.subtree(left[0])
    elif clauses:
        content = p.subtree(clauses[0], {i})
    elif (v.lemma, "bare") in _VERBS and not v.passive and v.source:
        content = _rest(p, v)
        if not content:
            return None
    else:
        return None
    return _candidate(v, group, content)


_QUESTIONS = cues.words("ask wonder know inquire question say see")


def _own_cues(p: Parse, clause: int, cue: int) -> list[int]:
    """Cue verbs that the parser put into a content though they belong beside its cue.

    *She said the plan was weak and criticized its author*: nobody said that the plan criticized; *He said the road was
    shut, adding that …*; *… was shut, while others said …*.
    """
    found = []
    spine, j = [clause], p.child(clause, "conj")
    while j is not None and p.verbal(j):
        own = (p.lemma[j], "clause") in _VERBS or (p.lemma[j], "object") in _VERBS or (p.lemma[j], "predicate") in _VERBS
        bare = p.child(j, "nsubj", "nsubjpass", "expl") is None
        same = own and p.tag[j] == p.tag[cue] and p.child(j, "aux", "auxpass") is None
        if j > cue and bare and p.quote_of[j] < 0 and (same or (_past(p, cue) and _past(p, j) and _present(p, clause))):
            found.append(j)
            break
        spine.append(j)
        j = p.child(j, "conj")
    for j in spine:
        for k in p.children(j, "advcl", "acl"):
            if k < cue or p.quote_of[k] >= 0:
                continue
            left = min(p.subtree(k))
            aside = (p.lemma[k], "aside") in _VERBS or (p.lemma[k], "predicate") in _VERBS
            if (p.tag[k] == "VBG" and p.lower[left - 1] == "," and aside and left == k) or (p.marked(k, "while", "although", "though") and (p.lemma[k], "aside") in _VERBS):
                found.append(k)
    p.moved.update((k, cue) for k in found if p.child(k, "nsubj", "nsubjpass") is None)
    return found


def _finite(p: Parse, i: int) -> int:
    """The word of a verb that carries its tense."""
    return next((k for k in p.kids[i] if p.dep[k] in ("aux", "auxpass")), i)


def _past(p: Parse, i: int) -> bool:
    t = _finite(p, i)
    return p.tag[t] == "VBD" or p.lower[t] in ("would", "could", "did", "had")


def _present(p: Parse, i: int) -> bool:
    t = _finite(p, i)
    return p.tag[t] in ("VBZ", "VBP") or p.lower[t] in ("will", "can", "has", "have", "is", "are")


def _rest(p: Parse, v: Verb) -> set[int]:
    """What follows a verb of saying up to the end of its sentence, where the parser saw no clause in it."""
    first = max(v.cue) + 1
    if v.lemma == "tell" and v.objects:
        first = max(p.subtree(v.objects[0])) + 1
    content = set()
    for t in range(first, p.n):
        if p.unit[t] != p.unit[v.i]:
            break
        content.add(t)
    if any(_quote_verb(p, t) and p.quote_of[t] < 0 for t in content):
        return set()
    finite = any(p.tag[t] in ("VBD", "VBZ", "VBP", "MD") for t in content)
    return content if finite and p.lower[first : first + 1] not in (["."], [","]) else set()


def _aside(p: Parse, v: Verb) -> Candidate | None:
    """*The bridge, the mayor said, is shut*; *As the mayor noted, the bridge is shut*."""
    group = _VERBS.get((v.lemma, "aside"))
    i, head = v.i, p.head[v.i]
    if group is None or head == i or not p.verbal(head) or (not v.source and not v.passive):
        return None
    as_ = p.marked(i, "as")
    if p.dep[i] == "parataxis" or (p.dep[i] == "advcl" and as_):
        if v.passive and v.agent is None:
            return None
        content = p.subtree(head, {i}) - v.source
        return _candidate(v, group, content)
    return None


def _predicate(p: Parse, v: Verb) -> Candidate | None:
    """*He called the plan a mistake*; *They see it as a threat*; *the group, described as a militia by its rivals*."""
    group = _VERBS.get((v.lemma, "predicate"))
    if group is None:
        return None
    i = v.i
    as_ = next((k for k in p.children(i, "prep") if p.lower[k] == "as" and k > i), None)
    predicate = p.child(i, "oprd")
    if predicate is None and as_ is None and (small := p.child(i, "ccomp")) is not None and small > i:
        verbless = not p.verbal(small) or (p.tag[small] in ("VBN", "VBG") and p.child(small, "aux") is None)
        return _candidate(v, group, p.subtree(small)) if verbless and not p.marked(small, "that") else None
    if predicate is None and as_ is None and v.objects and (k := p.child(i, "xcomp")) is not None and not p.infinitive(k):
        predicate = k
    complement = predicate if predicate is not None else as_
    if complement is None:
        return None
    content = p.subtree(complement)
    if v.passive:
        if p.dep[i] == "acl":
            content |= p.subtree(p.head[i], {i})
        elif v.subject is not None:
            content |= p.subtree(v.subject, {i})
    elif v.objects:
        content |= p.subtree(v.objects[0])
    elif (to := next((k for k in p.children(i, "prep") if p.lower[k] == "to" and v.lemma == "refer"), None)) is not None:
        content |= p.subtree(to) - {to}
        v.cue.add(to)
    elif predicate is None:
        return None
    return _candidate(v, group, content)


def _infinitive(p: Parse, v: Verb) -> Candidate | None:
    """*She promised to resign*; *He urged them to leave*; *They want the law to change*."""
    i = v.i
    for k in p.children(i, "xcomp", "ccomp"):
        if not p.infinitive(k) or k < i:
            continue
        frame = "person" if v.objects or v.passive or p.child(k, "nsubj") is not None else "infinitive"
        group = _VERBS.get((v.lemma, frame)) or _VERBS.get((v.lemma, "infinitive"))
        if group is not None:
            return _candidate(v, group, p.subtree(k, _own_cues(p, k, i)))
    return None


def _seem(p: Parse, v: Verb) -> Candidate | None:
    """*The road is expected to open*; *The group seems to have left*: nobody's word, subject and rest are content."""
    group = _VERBS.get((v.lemma, "seem"))
    if group is None or v.subject is None:
        return None
    i = v.i
    if group.name == "seem":
        rest = p.children(i, "xcomp", "oprd", "acomp", "attr", "ccomp")
        holder = next((p.child(k, "pobj") for k in p.children(i, "prep") if p.lower[k] == "to"), None)
    else:
        rest = [k for k in p.children(i, "xcomp") if p.infinitive(k)] if v.passive else []
        holder = v.agent
    if not rest:
        return None
    content = set().union(*(p.subtree(k) for k in rest))
    if p.lower[v.subject] != "it" or p.dep[rest[0]] != "ccomp":
        content |= p.subtree(v.subject, {i})
    v.source = set() if holder is None else p.subtree(holder)
    return _candidate(v, group, content - v.source)


def _preposition(p: Parse, v: Verb) -> Candidate | None:
    """*They called for a ceasefire*; *She accused him of lying*; *He talked about the dam*."""
    for k in p.children(v.i, "prep"):
        group = _VERBS.get((v.lemma, p.lower[k])) if k > v.i else None
        if group is None and k > v.i and len(v.objects) and v.lemma in ("accuse",):
            continue
        if group is None:
            continue
        inner = p.children(k, "pobj", "pcomp")
        if inner and p.pos[inner[0]] != "NUM":
            content = set().union(*(p.subtree(x) for x in inner))
            for x in p.children(v.i, "xcomp", "ccomp"):
                if x > k:
                    content |= p.subtree(x)
            return _candidate(v, group, content, {k}, p.lower[k])
    return None


_ATTACHED = cues.words("for as over against of with about on to from")


def _object(p: Parse, v: Verb) -> Candidate | None:
    """*The minister announced a curfew*; *Rivals criticized him for his silence*; *a law backed by the union*."""
    group = _VERBS.get((v.lemma, "object"))
    if group is None:
        return None
    i = v.i
    if v.passive:
        if v.agent is None:
            return None
        if p.dep[i] == "acl":
            return _candidate(v, group, p.subtree(p.head[i], {i}))
        return None if v.subject is None else _candidate(v, group, p.subtree(v.subject, {i}))
    held = v.objects[0] if v.objects else next((k for k in p.children(i, "xcomp") if p.tag[k] == "VBG" and k > i), None)
    if held is None:
        return None
    content = p.subtree(held)
    for k in p.children(i, "prep"):
        if k > held and p.lower[k] in _ATTACHED:
            content |= p.subtree(k)
    return _candidate(v, group, content)


# --- other constructions ------------------------------------------------------------------------------------------------


def _noun(p: Parse, i: int) -> Candidate | None:
    """*The report that the road was mined*; *his decision to resign*; *questions about the budget*."""
    word = p.lemma[i]
    if p.dep[i] == "nsubj" and p.lemma[p.head[i]] == "be" and (group := _NOUNS.get((word, "copula"))) is not None:
        told = next((k for k in p.children(p.head[i], "ccomp") if k > i), None)
        if told is not None:
            owner = p.child(i, "poss")
            source = set() if owner is None else p.subtree(owner)
            return Candidate(i, source, {i, p.head[i]}, p.subtree(told), word, group.cue_class)
    for k in p.kids[i]:
        if k < i:
            continue
        frame = ""
        if p.dep[k] in ("acl", "relcl", "ccomp"):
            frame = "infinitive" if p.infinitive(k) else "clause" if p.marked(k, "that") else ""
        elif p.dep[k] == "prep":
            frame = p.lower[k]
        group = _NOUNS.get((word, frame))
        if group is None:
            continue
        source: set[int] = set()
        cue = {i}
        owner = p.child(i, "poss")
        by = next((x for x in p.children(i, "prep") if p.lower[x] in ("by", "from") and x != k), None)
        if owner is not None:
            source = p.subtree(owner)
        elif by is not None:
            source = p.subtree(by) - {by}
        elif p.dep[i] == "dobj" and p.lemma[p.head[i]] in _LIGHT:
            verb = _verb(p, p.head[i])
            source, cue = verb.source, verb.cue | {i}
        content = p.subtree(k)
        if p.dep[k] == "prep":
            content -= {k}
            cue.add(k)
        return Candidate(i, source - content, cue, content, word, group.cue_class)
    return None


_LIGHT = cues.words("make have express raise issue give share voice offer hold get face lead take hear")


def _adjective(p: Parse, i: int) -> Candidate | None:
    """*Officials are confident that it will hold*; *She was unwilling to comment*."""
    head = p.head[i]
    if p.dep[i] not in ("acomp", "oprd", "conj", "ROOT") or (head != i and not p.verbal(head) and p.dep[i] != "conj"):
        return None
    for k in p.kids[i]:
        frame = ""
        if p.dep[k] == "ccomp":
            frame = "clause"
        elif p.dep[k] == "xcomp" and p.infinitive(k):
            frame = "infinitive"
        elif p.dep[k] == "prep":
            frame = p.lower[k]
        group = _ADJECTIVES.get((p.lemma[i], frame))
        if group is None:
            continue
        verb = _verb(p, head)
        if p.lower[verb.subject] in ("it", "there") if verb.subject is not None else True:
            return None
        content = p.subtree(k) - ({k} if p.dep[k] == "prep" else set())
        return Candidate(i, verb.source - content, {head, i} - content, content, p.lemma[i], group.cue_class)
    return None


def _clause_of(p: Parse, i: int, phrase: set[int]) -> set[int]:
    """The clause that a sentence adverbial belongs to, without the adverbial."""
    j = p.head[i]
    while not p.verbal(j) and p.head[j] != j:
        j = p.head[j]
    while p.dep[j] in ("xcomp",) and p.head[j] != j:
        j = p.head[j]
    last = max(phrase)
    barred = {i}
    if last + 1 < p.n and p.lower[last + 1] == ",":  # what follows a closing comma is another thought
        barred |= {k for k in p.children(j, "advcl", "conj") if k > last and min(phrase) > j}
    return p.subtree(j, barred) - phrase


def _according(p: Parse, i: int) -> Candidate | None:
    """*According to the ministry, the road is shut*."""
    to = next((k for k in p.kids[i] if p.lower[k] == "to"), None)
    holder = None if to is None else p.child(to, "pobj")
    if holder is None:
        return None
    source = p.subtree(holder)
    return Candidate(i, source, {i, to}, _clause_of(p, i, source | {i, to}), "according to", "saying")


def _view(p: Parse, i: int) -> Candidate | None:
    """*In the mayor's view, the bridge is safe*."""
    noun = p.child(i, "pobj")
    if noun is None or p.lemma[noun] not in cues.VIEWS or (owner := p.child(noun, "poss")) is None:
        return None
    phrase = p.subtree(i)
    return Candidate(i, p.subtree(owner), {i, noun}, _clause_of(p, i, phrase), p.lemma[noun], "attitude")


def _poll(p: Parse, i: int) -> Candidate | None:
    """*In a new survey, four in ten were undecided*."""
    noun = p.child(i, "pobj")
    if noun is None or p.lemma[noun] not in cues.POLLS:
        return None
    phrase = p.subtree(i)
    return Candidate(i, phrase - {i}, {i}, _clause_of(p, i, phrase), "in", "event")


def _adverb(p: Parse, i: int) -> Candidate | None:
    """*The convoy reportedly turned back*."""
    head = p.head[i]
    if p.lower[i] not in cues.HOLDERLESS or head == i:
        return None
    return Candidate(i, set(), {i}, p.subtree(head, {i}), p.lower[i], "holderless")


def _label(p: Parse, first: int, last: int) -> Candidate | None:
    """*Ministry: Border to reopen*: a speaker or an outlet before a colon, at the start of a headline or a paragraph."""
    colon = next((t for t in range(first, min(first + 9, last)) if p.lower[t] == ":"), None)
    if colon is None or p.quote_of[colon] >= 0:
        return None
    name = [t for t in range(first, colon) if p.word[t]]
    content = set(range(colon + 1, last))
    if not name or sum(p.word[t] for t in content) < 3 or not p.text[p.start[name[0]]].isupper():
        return None
    if any(p.verbal(t) or p.lower[t] in _NOT_SPEAKERS for t in name) or len(p.lower[name[0]]) < 2:
        return None
    if p.pos[name[-1]] == "NUM" or p.pos[name[0]] in ("ADP", "ADV", "DET", "CCONJ", "SCONJ"):
        return None
    headline = p.paragraph[first] == 0
    if not headline and not (all(p.pos[t] == "PROPN" or p.text[p.start[t] : p.end[t]].isupper() for t in name) and any(p.verbal(t) for t in content)):
        return None
    return Candidate(colon, set(range(first, colon)), {colon}, content, ":", "saying")


_NOT_SPEAKERS = cues.words(
    "note update related more read watch photo video correction topics tags source sources click here when where what "
    "why how copyright image caption date time location question"
)


# --- quotations and their cues ------------------------------------------------------------------------------------------


def _quote_verb(p: Parse, i: int) -> bool:
    return p.verbal(i) and (p.lemma[i], "quote") in _VERBS


def _cue_follows(p: Parse, i: int, speech: bool = False) -> int | None:
    """Verb of saying in the frame that starts at token ``i``: *… he said*, *… said the mayor*.

    After a whole sentence of ``speech`` any verb will do: *… the mayor beamed*.
    """
    for j in range(i, min(p.n, i + 40)):
        if "\n" in p.lower[j] or p.lower[j] in (".", ";", ":", "?", "!"):
            return None
        if p.quote_of[j] >= 0:
            if _scare(p, j):
                continue  # a nickname in the holder's name
            return None
        if _quote_verb(p, j):
            return j
        if p.pos[j] == "VERB" and p.tag[j] in ("VBD", "VBZ", "VBP") and p.dep[j] != "relcl":
            return j if speech and p.child(j, "nsubj") is not None else None
    return None


def _cue_after(p: Parse, k: int) -> int | None:
    """The cue that follows a quotation, with only its holder between: *"Yes," the mayor told reporters*."""
    quote, tokens = p.quotes[k], p.quote_tokens[k]
    tail = p.text[max(0, quote.end - 4) : quote.end + 2].rstrip()
    opens = _opens_unit(p, tokens[0])
    speech = opens and sum(p.word[t] for t in tokens) > 3 and re.search(r"[,!?][”\"']+$", tail.strip()) is not None
    found = _cue_follows(p, tokens[-1] + 1, speech and not _title(p, tokens))
    if found is None:
        return None
    if k + 1 < len(p.quotes) and not opens and _cue_before(p, k + 1) == found:
        return None
    if not opens and any(x > found for x in p.children(found, "ccomp")):
        return None
    if re.search(r"[,?!—–-]|\.\.\.|…", tail):
        return found
    subject = p.child(found, "nsubj")
    return found if subject is not None and tokens[-1] < subject and len(tokens) > 5 and found - tokens[-1] < 6 else None


def _cue_before(p: Parse, k: int) -> int | None:
    """The cue that leads into a quotation: *The mayor said on Friday: "Yes."*."""
    first = p.quote_tokens[k][0]
    j = first - 1
    while j >= 0 and p.lower[j].isspace():
        j -= 1
    if j < 0:
        return None
    opening = p.lower[j]
    breaks = any("\n" in p.lower[t] for t in range(j + 1, first))
    if breaks and opening != ":":
        return None
    for steps in range(30):
        if j < 0 or p.quote_of[j] >= 0 or "\n" in p.lower[j] or p.lower[j] in (".", ";", "?", "!"):
            return None
        if _quote_verb(p, j):
            if opening in (",", ":") or steps == 0 or (steps == 1 and p.pos[j + 1] in ("SCONJ", "PRON", "PART", "ADV")):
                return j
            return None
        j -= 1
    return None


def _opens_unit(p: Parse, first: int) -> bool:
    """Whether no word of its sentence stands before token ``first``."""
    t = first - 1
    while t >= 0 and p.unit[t] == p.unit[first]:
        if p.word[t]:
            return False
        t -= 1
    return True


def _title(p: Parse, tokens: range) -> bool:
    """Whether a quotation is the name of a work: few words, all with capitals, no closing punctuation but a comma."""
    words = [t for t in tokens if p.word[t]]
    return len(words) <= 5 and all(p.text[p.start[t]].isupper() or p.pos[t] in ("ADP", "DET", "CCONJ") for t in words)


def _quoted(p: Parse) -> tuple[list[Candidate], dict[int, Candidate]]:
    """*"The road is open," she said. "It will stay open."*; *He put it plainly: "No."*."""
    owner: dict[int, Candidate] = {}
    names: dict[int, str] = {}
    by_quote: dict[int, Candidate] = {}
    for k, (quote, tokens) in enumerate(zip(p.quotes, p.quote_tokens, strict=True)):
        if not len(tokens):
            continue
        first, last = tokens[0], tokens[-1]
        starts_unit = _opens_unit(p, first)
        content = set(tokens)
        cue, name = _cue_after(p, k), "quotation"
        if cue is not None and cue not in owner:
            if not starts_unit:
                before = _cue_before(p, k)
                left = set()
                if before is None and p.text[quote.start - 1] not in "([":
                    t = first - 1
                    while t >= 0 and p.unit[t] == p.unit[first]:
                        left.add(t)
                        t -= 1
                    if any(_quote_verb(p, t) and p.quote_of[t] < 0 for t in left):
                        left = set()
                content |= left
        else:
            cue = _cue_before(p, k)
            if cue is not None:
                content |= {t for t in (first - 1,) if p.lower[t] == "that"}
                if _title(p, tokens) and p.lower[first - 1] not in (",", ":"):
                    continue
                tail = p.text[max(0, quote.end - 4) : quote.end + 2].rstrip()
                if not re.search(r"[.,?!;…—]", tail) and quote.closed:
                    t = last + 1
                    while t < p.n and p.unit[t] == p.unit[last] and p.lower[t] not in (",", ";"):
                        content.add(t)
                        t += 1
            elif (cue := _colon_verb(p, first)) is not None:
                name = "colon"
            elif (named := _named_speaker(p, k)) is not None:
                named.content |= content
                owner[named.anchor] = by_quote[k] = named
                names[named.anchor] = "label"
                continue
        if cue is None:
            continue
        if cue in owner:
            owner[cue].content |= content
        else:
            verb = _verb(p, cue)
            group = _VERBS.get((verb.lemma, "quote")) or _VERBS.get((verb.lemma, "clause"))
            extra: set[int] = set()
            if name == "colon":
                extra = {t for t in range(cue, first) if p.word[t] and p.unit[t] == p.unit[cue]}
            cls = group.cue_class if group else "saying"
            owner[cue] = Candidate(cue, verb.source - content, (verb.cue | extra) - content, content, verb.lemma, cls)
            names[cue] = name
            verb.source -= owner[cue].cue
        by_quote[k] = owner[cue]
    for cue, candidate in owner.items():
        candidate.construction = names[cue]
    return list(owner.values()), by_quote


def _colon_verb(p: Parse, first: int) -> int | None:
    """Main verb of a sentence whose colon opens a quotation: *He did not mince words: "…"*."""
    j = first - 1
    while j >= 0 and p.lower[j].isspace():
        j -= 1
    if j < 0 or p.lower[j] != ":":
        return None
    i = j
    while i >= 0 and p.unit[i] == p.unit[j]:
        if p.verbal(i) and p.dep[i] in ("ROOT", "conj", "ccomp", "relcl") and p.child(i, "nsubj", "nsubjpass") is not None:
            return i
        i -= 1
    return None


def _named_speaker(p: Parse, k: int) -> Candidate | None:
    """A speaker set off by punctuation alone: *"We left." — Gul, a trader*; *From the minister's letter: "…"*."""
    first, last = p.quote_tokens[k][0], p.quote_tokens[k][-1]
    t = last + 1
    if t < p.n and _opens_unit(p, first) and p.lower[t] in ("—", "–", "―", "-", "--"):
        name = []
        for j in range(t + 1, min(p.n, t + 20)):
            if "\n" in p.lower[j] or p.quote_of[j] >= 0:
                break
            name.append(j)
        words = [j for j in name if p.word[j]]
        if words and p.pos[words[0]] == "PROPN" and not any(p.verbal(j) for j in words):
            return Candidate(t, set(name), {t}, set(), p.lower[t], "saying")
    colon = first - 1
    while colon >= 0 and p.lower[colon].isspace():
        colon -= 1
    if colon < 0 or p.lower[colon] != ":":
        return None
    words = []
    for j in range(colon - 1, -1, -1):
        if p.unit[j] != p.unit[colon] or p.verbal(j) or p.lower[j] in ("-", "—", "–") or p.quote_of[j] >= 0:
            break
        words.append(j)
    nouns = [j for j in words if p.pos[j] in ("NOUN", "PROPN", "PRON")]
    if not nouns or len(words) > 12:
        return None
    owner = next((p.head[j] for j in words if p.lower[j] in ("'s", "’s")), None)
    head = owner if owner in words else nouns[0]
    return Candidate(colon, p.subtree(head) & set(words), {colon}, set(), ":", "saying")


def _continue(p: Parse, by_quote: dict[int, Candidate], others: list[Candidate]) -> None:
    """Give a quotation without a cue of its own to the speaker that it goes on from.

    In this order: a paragraph left open belongs to the speaker named in the next one or in the one before; a quotation
    that is a sentence of its own belongs to the last one who spoke in the paragraph; a paragraph that is nothing but a
    quotation to who spoke at the end of the paragraph before.
    """
    linked = {
        k
        for k in range(1, len(p.quotes))
        if not p.quotes[k - 1].closed and not p.text[p.quotes[k - 1].end : p.quotes[k].start].strip()
    }
    for k in sorted(linked, reverse=True):
        if k in by_quote and k - 1 not in by_quote:
            by_quote[k].content |= set(p.quote_tokens[k - 1])
            by_quote[k - 1] = by_quote[k]
    speakers: dict[int, list[Candidate]] = {}
    for c in others:
        if c.cue_class == "saying" and c.construction in ("clause", "quotation", "colon", "label", "aside") and p.quote_of[c.anchor] < 0:
            speakers.setdefault(p.paragraph[c.anchor], []).append(c)
    covered = {t for c in others if p.quote_of[c.anchor] < 0 for t in c.content}
    for k, tokens in enumerate(p.quote_tokens):
        if k in by_quote or not len(tokens) or next((t for t in tokens if p.word[t]), -1) in covered:
            continue
        first, last = tokens[0], tokens[-1]
        owner = by_quote.get(k - 1) if k in linked else None
        speech = sum(p.word[t] for t in tokens) > 3 and any(p.verbal(t) for t in tokens) and not _title(p, tokens)
        if owner is None and speech:
            here = [c for c in speakers.get(p.paragraph[first], ()) if c.anchor < first]
            if here:
                owner = here[-1]
            elif _opens_unit(p, first) and _closes_paragraph(p, last):
                before = speakers.get(p.paragraph[first] - 1, ())
                if before:
                    owner = before[-1]
                    speakers.setdefault(p.paragraph[first], []).append(owner)
            if owner is None and (verb := _nearest_verb(p, first)) is not None:
                owner = Candidate(verb.i, verb.source, verb.cue, set(), verb.lemma, "event", "fragment")
                others.append(owner)
                speakers.setdefault(p.paragraph[first], []).append(owner)
        if owner is not None:
            owner.content |= set(tokens)
            by_quote[k] = owner


def _nearest_verb(p: Parse, first: int) -> Verb | None:
    """The verb with a holder that stands last before a quotation, in its sentence or in the one before it."""
    unit, t = p.unit[first], first - 1
    while t >= 0 and unit - p.unit[t] <= 2:
        if p.pos[t] == "VERB" and p.quote_of[t] < 0 and p.child(t, "nsubj") is not None and p.tag[t] != "VB":
            verb = _verb(p, t)
            if verb.source:
                return verb
        t -= 1
    return None


def _closes_paragraph(p: Parse, last: int) -> bool:
    t = last + 1
    while t < p.n and "\n" not in p.lower[t]:
        if p.word[t]:
            return False
        t += 1
    return True


def _last_word(p: Parse, c: Candidate) -> bool:
    """Whether a quotation of this speaker is the last thing in its paragraph but for the cue."""
    if c.construction not in ("quotation", "colon"):
        return False
    end = max(max(c.content), c.anchor)
    t, verbs = end + 1, 0
    while t < p.n and "\n" not in p.lower[t]:
        verbs += p.pos[t] == "VERB"
        t += 1
    return verbs == 0


# --- all together -------------------------------------------------------------------------------------------------------

VERB_RULES: tuple[tuple[str, Callable[[Parse, Verb], Candidate | None]], ...] = (
    ("predicate", _predicate),
    ("seem", _seem),
    ("clause", _clause),
    ("infinitive", _infinitive),
    ("preposition", _preposition),
    ("object", _object),
    ("aside", _aside),
)
"""Tried in this order on each cue verb; the first that fits counts."""


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
    return _finish(*_collect(Parse(doc), rules))


def _collect(p: Parse, rules: frozenset[str]) -> tuple[Parse, list[Candidate]]:
    found: list[Candidate] = []

    def keep(name: str, candidate: Candidate | None) -> bool:
        if candidate is None or name not in rules:
            return False
        candidate.construction = name
        if name not in _BY_POSITION:  # the parse may run on into the next sentence or out of a quotation
            unit, k = p.unit[candidate.anchor], p.quote_of[candidate.anchor]
            candidate.content = {t for t in candidate.content if p.unit[t] == unit and (k < 0 or p.quote_of[t] == k)}
        found.append(candidate)
        return True

    spoken, by_quote = _quoted(p)
    quoting = {c.anchor for c in spoken if keep(c.construction, c)}
    first = 0
    for i in range(p.n):
        if "\n" in p.lower[i] or i == p.n - 1:
            keep("label", _label(p, first, i + 1))
            first = i + 1
        if i in quoting or not p.word[i]:
            continue
        lemma, pos = p.lemma[i], p.pos[i]
        if pos in ("VERB", "AUX"):
            if p.lower[i] == "according":
                keep("according to", _according(p, i))
            elif lemma in _VERB_WORDS:
                verb = _verb(p, i)
                for name, rule in VERB_RULES:
                    if name in rules and keep(name, rule(p, verb)):
                        break
        elif pos == "NOUN":
            if lemma in _NOUN_WORDS:
                keep("noun", _noun(p, i))
        elif pos == "ADJ":
            if lemma in _ADJECTIVE_WORDS:
                keep("adjective", _adjective(p, i))
        elif pos == "ADP" or p.lower[i] == "according":
            if p.lower[i] == "according":
                keep("according to", _according(p, i))
            elif p.lower[i] == "in" and not keep("view", _view(p, i)):
                keep("poll", _poll(p, i))
        elif pos == "ADV":
            keep("adverb", _adverb(p, i))
    if "quotation" in rules:
        ordered = sorted(found, key=lambda c: c.anchor)
        _continue(p, by_quote, ordered)
        found = ordered
    return p, found


_BY_POSITION = ("quotation", "colon", "label")


def _finish(p: Parse, candidates: list[Candidate]) -> list[Attribution]:
    rows = []
    for c in candidates:
        content = c.content - c.cue - c.source
        for k in sorted({p.quote_of[t] for t in content} - {-1, p.quote_of[c.anchor]}):
            tokens = p.quote_tokens[k]  # content that reaches the first word of a quotation has all of it
            if next((t for t in tokens if p.word[t]), -1) in content:
                content |= set(tokens) - c.cue - c.source
        spans, cue = _spans(p, content), _spans(p, c.cue, marks=False)
        if not cue:
            cue = ((p.start[c.anchor], p.end[c.anchor]),)
        if spans and cue:
            rows.append((c, _spans(p, c.source, marks=False), cue, spans))
    covered = [(s, e, n) for n, (_, _, _, spans) in enumerate(rows) for s, e in spans]
    result = []
    for n, (c, source, cue, spans) in enumerate(rows):
        at = cue[0][0]
        nested = any(s <= at < e for s, e, m in covered if m != n)
        if not nested and p.quote_of[c.anchor] >= 0:
            tokens = p.quote_tokens[p.quote_of[c.anchor]]
            nested = sum(p.word[t] for t in tokens) > 4
        kind = _kind(p, spans)
        result.append(
            Attribution(
                source,
                cue,
                spans,
                kind,
                c.cue_lemma,
                c.cue_class,
                p.sentence[c.anchor],
                c.construction,
                CONSTRUCTIONS[c.construction],
                nested,
            )
        )
    return sorted(result, key=lambda a: (a.content, a.cue))


def _spans(p: Parse, tokens: set[int], marks: bool = True) -> tuple[Span, ...]:
    """Character spans of a set of tokens, joined over punctuation and blanks, without stops and blanks at their ends."""
    words = sorted(t for t in tokens if p.word[t])
    runs: list[list[int]] = []
    for t in words:
        gap = range(runs[-1][1] + 1, t) if runs else range(0)
        if runs and not any(p.word[j] or "\n" in p.lower[j] for j in gap):
            runs[-1][1] = t
        else:
            runs.append([t, t])
    spans: list[Span] = []
    for first, last in runs:
        low, high = p.start[first], p.end[last]
        if marks:  # take in the marks of a quotation that begins or ends here
            k = p.quote_of[first]
            if k >= 0 and p.quotes[k].start <= low and not any(ch.isalnum() for ch in p.text[p.quotes[k].start : low]):
                low = p.quotes[k].start
            k = p.quote_of[last]
            if k >= 0 and p.quotes[k].end >= high and not any(ch.isalnum() for ch in p.text[high : p.quotes[k].end]):
                high = p.quotes[k].end
        low = max(low, spans[-1][1] if spans else 0)
        while low < high and p.text[low].isspace():
            low += 1
        while high > low and p.text[high - 1].isspace():
            high -= 1
        if low < high:
            spans.append((low, high))
    return tuple(spans)


def _kind(p: Parse, spans: tuple[Span, ...]) -> str:
    quoted = [q for q in p.quotes if any(s < q.end and q.start < e for s, e in spans)]
    if not quoted:
        return "indirect"
    return "direct" if all(any(q.start <= s and e <= q.end for q in quoted) for s, e in spans) else "mixed"
