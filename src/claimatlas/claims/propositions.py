"""Cut a sentence into propositions: one for each finite clause that counts, by the codebook's UNIT and SPAN.

Four steps. `_Cutter.mark` names the words that head a row, or the clause of a cue, which is no row.
`_Cutter.share` gives every other word to the nearest of them above it in the parse. `_Cutter.mend` takes back
every cut that would leave a fragment, so that its words fall to the row it was cut from. `_clean` takes off
what the edges of a row have from its neighbours; the words for that stand in ``edges.txt``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files

from spacy.tokens import Doc, Token

from claimatlas.claims import lexicon as lex
from claimatlas.claims.frames import Frame
from claimatlas.claims.holders import is_demonym
from claimatlas.claims.syntax import VERBS
from claimatlas.claims.trees import (
    DASHES,
    QUOTES,
    SUBJECTS,
    as_words,
    child,
    is_finite,
    relative,
    spans,
    subject,
    subtree,
    text_of,
    within,
)
from claimatlas.claims.wordlists import read_lists

RULES = ("coordination", "relative", "apposition", "participle", "adverbial", "that-clause", "splice")


def _read_edges() -> dict[str, frozenset[str]]:
    """Read ``edges.txt``: class -> its words and phrases."""
    found: dict[str, set[str]] = {}
    for line in files("claimatlas.claims").joinpath("edges.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, entries = line.partition(":")
            found.setdefault(name, set()).update(entry.strip() for entry in entries.split(","))
    return {name: frozenset(entries) for name, entries in found.items()}


EDGES = _read_edges()
_HEDGES = {heading: frozenset(entries) for heading, entries in read_lists("hedges.txt").items()}
# First word -> its phrases, and whether a comma must follow them.
_OPENINGS: dict[str, list[tuple[tuple[str, ...], bool]]] = {}
for _name in ("opening", "opening before a comma"):
    for _phrase in sorted(EDGES[_name], key=lambda p: (-len(p), p)):
        _OPENINGS.setdefault(_phrase.split()[0], []).append((tuple(_phrase.split()), _name != "opening"))
_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
_RELATIVE = frozenset({"WDT", "WP", "WP$", "WRB"})
_BELOW = frozenset({"relcl", "acl", "advcl", "pcomp", "csubj", "csubjpass", "amod", "compound"})
_COMPLEMENTS = frozenset(
    {"ccomp", "xcomp", "pcomp", "pobj", "dobj", "attr", "acomp", "oprd", "csubj", "csubjpass"}
)
# Of frames over the same content, which stands further out.
_ORDER = {
    "clause": 0, "repair": 0, "small clause": 0, "expression": 0, "noun phrase": 0, "noun": 0, "recording": 0,
    "parenthesis": 1, "passive": 2, "according to": 3, "adverb": 4,
}  # fmt: skip


@dataclass
class Proposition:
    """One finite proposition.

    Attributes
    ----------
    head : int
        Token at its head.
    tokens : list of int
        Tokens of the content, in text order.
    frames : list of Frame
        Frames over it, outermost first.
    background : bool
        Whether it is a relative clause, apposition or participle without a cue of its own.
    rule : str
        What made it a row of its own: ``main``, ``content`` or one of `RULES`.
    subject : list of int
        Tokens of the subject or name that it shares with another clause, in whose `tokens` they stand.
    """

    head: int
    tokens: list[int]
    frames: list[Frame] = field(default_factory=list)
    background: bool = False
    rule: str = "main"
    subject: list[int] = field(default_factory=list)


def find_propositions(
    doc: Doc, tokens: list[Token], frames: list[Frame], rules: frozenset[str] = frozenset(RULES)
) -> list[Proposition]:
    """Return the propositions of one sentence in text order.

    Parameters
    ----------
    doc : spacy.tokens.Doc
    tokens : list of spacy.tokens.Token
        The sentence, white space left out.
    frames : list of Frame
        What `claimatlas.claims.frames.find_frames` found in it; the content of a frame moves to the clause
        above it where it cannot stand by itself.
    rules : frozenset of str
        Which of `RULES` to apply.
    """
    cutter = _Cutter(doc, tokens, frames, rules)
    found = cutter.rows()
    if "apposition" in rules:
        found += _named_after(doc, found)
    return _without_repeats(sorted(found, key=lambda p: p.tokens[0]))


def _without_repeats(found: list[Proposition]) -> list[Proposition]:
    """Of rows under the same cues that share most of their words, keep the one that says most."""
    kept: list[Proposition] = []
    for p in sorted(found, key=lambda p: -len(p.tokens)):
        under, own = {f.at for f in p.frames}, set(p.tokens)
        if not any(
            under == {f.at for f in q.frames} and 2 * len(own & set(q.tokens)) > len(own) for q in kept
        ):
            kept.append(p)
    return [p for p in found if any(p is q for q in kept)]


def content_of(doc: Doc, p: Proposition) -> str:
    """Return a proposition as text that reads by itself: its spans, led by the subject that it shares."""
    text = text_of(doc)
    pieces = [text[a:b] for a, b in content_spans(doc, p)]
    led = " ".join(text[a:b] for a, b in spans(doc, p.subject))
    if led and p.rule == "apposition":
        led += ","
    return " ".join(" ".join([led, *pieces]).split())


def content_spans(doc: Doc, p: Proposition) -> list[tuple[int, int]]:
    """Character spans of a proposition's content."""
    return spans(doc, p.tokens)


class _Cutter:
    """One sentence on its way to rows: `marks` maps the heads of rows and of cues to (role, background)."""

    def __init__(self, doc: Doc, tokens: list[Token], frames: list[Frame], rules: frozenset[str]) -> None:
        self.doc = doc
        self.tokens = tokens
        self.rules = rules
        self.inside = {t.i for t in tokens}
        self.frames = list(frames)
        self.above = {t.i: t.head.i for t in tokens if t.head.i != t.i and t.head.i in self.inside}
        # the written words of more than one token, by the token that the others hang on
        self.stems = [(_stem(word).i, [t.i for t in word]) for word in as_words(tokens)]
        self.kept_whole: set[int] = set()  # heads of cuts that were taken back
        self.cue_verbs: set[int] = set()  # verbs that are part of the cue that completes them
        self.marks: dict[int, tuple[str, bool]] = {}

    def rows(self) -> list[Proposition]:
        """Cut, take back what left fragments, and cut again until nothing is left to mend."""
        for _ in range(4):
            self.mark()
            owned = self.share()
            found = [p for i in sorted(self.marks) if (p := self._row(i, owned)) is not None]
            if not self.mend(owned, {p.head: p for p in found}):
                break
        found = [
            p
            for p in found
            if _whole(self.doc, p) and not _no_statement(self.doc, p) and not self._bare_cue(p)
        ]
        for p in found:
            p.subject = self._shared_subject(p) or self._antecedent_of(p)
        return found + [p for f in self.frames if (p := self._antecedent(f)) is not None]

    # --- which tokens head a row ----------------------------------------------------------------------------

    def mark(self) -> None:
        """Name the heads of rows and of cues' clauses."""
        self.marks = marks = {}
        for t in self.tokens:
            if (t.head.i == t.i or t.head.i not in self.inside) and not t.is_punct:
                marks[t.i] = ("main", False)
        for f in self.frames:
            if f.content not in self.inside or _holds_antecedent(self.doc, f):
                continue
            self._settle_on_first(f)
            if f.rule == "adverb" and f.content not in marks and not _participle(self.doc[f.content]):
                continue
            marks.setdefault(f.content, ("content", False))
        for f in self.frames:
            clause = self._cue_clause(f)
            if clause is not None:
                marks[clause.i] = ("frame", False)
        marks.update(dict.fromkeys(self.cue_verbs, ("frame", False)))
        for t in self.tokens:
            if t.i in marks or t.i in self.kept_whole:
                continue
            role = self._role(t)
            if role is not None:
                marks[t.i] = role

    def _settle_on_first(self, f: Frame) -> None:
        """*The talks set for Monday have been put off, officials say*: a verb joined by a comma alone is no
        content by itself.
        """
        if f.own or f.phrase or f.rule not in ("according to", "parenthesis", "repair"):
            return
        t = self.doc[f.content]
        base = _first_conjunct(t)
        if (
            t.dep_ == "conj"
            and base.i in self.inside
            and child(t, *SUBJECTS) is None
            and not _joined(self.doc, t, base)
        ):
            f.content = base.i

    def _cue_clause(self, f: Frame) -> Token | None:
        """The verb of the clause that a cue stands in, where that clause is no row."""
        if f.own or f.rule in ("adverb", "according to", "parenthesis"):
            return None
        clause = _clause_of(self.doc[f.at])
        if clause.i == f.content or clause.i not in self.inside:
            return None
        if f.content >= 0 and within(clause, self.doc[f.content]) and (f.rule == "repair" or not f.phrase):
            return None
        return None if _timed(clause) else clause

    def _role(self, t: Token) -> tuple[str, bool] | None:
        """What makes a word the head of a row: a rule and whether the row is background, or None."""
        if t.dep_ == "conj" and "coordination" in self.rules and self._coordinate(t):
            return ("coordination", False)
        if t.dep_ == "relcl" and "relative" in self.rules and self._relative(t):
            return ("relative", _describes(t))
        if "apposition" in self.rules and _verbal_apposition(self.doc, t, self.inside):
            return ("apposition", True)
        if t.dep_ == "acl" and "participle" in self.rules and _said_of_a_name(self.doc, t):
            told = "apposition" in self.rules and _verbal_apposition(self.doc, t.head, self.inside)
            return None if told else ("participle", True)
        if (
            t.dep_ in ("ccomp", "pcomp", "acl", "advcl")
            and "that-clause" in self.rules
            and t.head.lower_ in ("considering", "given", "meaning")
            and is_finite(t)
        ):
            return ("that-clause", False)
        if t.dep_ == "advcl" and "adverbial" in self.rules and is_finite(t) and self._rich(t):
            return ("adverbial", False)
        if t.dep_ in ("ccomp", "parataxis", "dep") and "splice" in self.rules and _spliced(self.doc, t):
            return ("splice", False)
        return None

    def _relative(self, t: Token) -> bool:
        if any(c.lower_ == "according" for c in t.children) and is_finite(t):
            return True
        return _set_off(self.doc, t) and not self._on_anonymous(t)

    def _on_anonymous(self, t: Token) -> bool:
        """Whether a relative clause is on a source without a name, which is not coded."""
        noun = t.head
        if noun.lower_ in ("source", "sources"):
            return True
        named = any(c.tag_ in ("NNP", "NNPS") for c in noun.children)
        return lex.is_anonymous_noun(noun.lower_) and not named and any(noun.i in f.source for f in self.frames)

    def _coordinate(self, t: Token) -> bool:
        """Whether a verb joined to another is a clause of its own, and the other a row."""
        if not (t.pos_ in ("VERB", "AUX") or is_finite(t)):
            return False
        base = _first_conjunct(t)
        if base.i not in self.marks and self._role(base) is None:
            return False
        if _leads_elsewhere(self.doc, t) or _another_word_for_it(t):
            return False
        if _swallowed_subject(self.doc, t) is not None:
            return True
        if not _next_to_joint(self.doc, t):
            return False
        own_subject = child(t, *SUBJECTS) is not None
        if not own_subject and (
            not _joined(self.doc, t, base) or self._closer_verb(t, base) or not _agrees(t, base)
        ):
            return False
        if base.dep_ == "ROOT" and any(c.dep_ == "mark" and c.lower_ != "that" for c in base.lefts):
            return (
                False  # a subordinate clause was read as the main one: which verb goes with which is unsure
            )
        return _shares_no_auxiliary(t, base, own_subject)

    def _closer_verb(self, t: Token, base: Token) -> bool:
        """*They sent a letter that names him and asks …*: the form goes with a verb in between.

        Also where the first is in the past and this one a bare form, which then goes with an infinitive.
        """
        bare = t.lower_ == t.lemma_ and not any(c.dep_ in ("aux", "auxpass") for c in t.lefts)
        if base.tag_ in ("VBD", "VBZ") and t.tag_ != "VBZ" and bare:
            return any(self.doc[i].tag_ in ("TO", "VB") for i in range(base.i + 1, t.i))
        if (
            t.tag_ not in _FINITE
            or t.tag_ == base.tag_
            or t.tag_ == "MD"
            or any(c.dep_ in ("aux", "neg") for c in t.lefts)
        ):
            return False
        between = [
            self.doc[i]
            for i in range(t.head.i + 1, t.left_edge.i)
            if self.doc[i].tag_ in _FINITE
            and i not in self.marks
            and self.doc[i].dep_ in ("relcl", "ccomp", "advcl", "acl", "pcomp")
        ]
        return bool(between) and between[-1].tag_ == t.tag_ and base.tag_ in _FINITE

    def _rich(self, t: Token) -> bool:
        """Whether an adverbial clause has a date, a number, a holder or a hedge of its own and can go
        without loss.
        """
        lead = next(
            (c for c in t.lefts if c.dep_ in ("mark", "advmod") and c.lower_ in EDGES["subordinator"]), None
        )
        if lead is None or _measured(self.doc, t, lead) or t.head.pos_ in ("NOUN", "PROPN"):
            return False
        empty = t.head.lemma_ in EDGES["bare"] or (
            _takes_a_clause(t.head) and child(t.head, "auxpass") is None
        )
        if t.i > t.head.i and empty and not _has_complement(t.head, t):
            return False
        elsewhere = {
            i
            for k, (role, _) in self.marks.items()
            if role == "content" and k != t.i and within(self.doc[k], t)
            for i in subtree(self.doc[k])
        }
        return any(_dated_counted_or_hedged(g, t) for g in t.subtree if g.i not in elsewhere)

    # --- which tokens belong to which row -------------------------------------------------------------------

    def share(self) -> dict[int, list[int]]:
        """Give each token to the nearest mark above it, parts of one written word together."""
        node = {}  # the parts of a written word are one node
        for stem, word in self.stems:
            node.update(dict.fromkeys(word, next((k for k in word if k in self.marks), stem)))
        owner: dict[int, int] = {}
        for t in self.tokens:
            path = []
            i = node.get(t.i, t.i)
            while i not in owner and i not in self.marks and i in self.above:
                path.append(i)
                owner[i] = i  # parts of one word may hang on each other
                i = node.get(self.above[i], self.above[i])
            top = owner.get(i, i)
            if top not in self.marks:  # parts of two words hang on each other: "they're gonna stay"
                top = next((k for k in _upward(self.doc, t.i, self.inside) if k in self.marks), top)
            owner.update(dict.fromkeys(path, top))
            owner[t.i] = owner[i] = top
        for i, (role, _) in self.marks.items():
            if role == "coordination":
                self._set_bounds(i, owner)
            elif role == "relative":
                self._run_on(i, owner)
        self._pass_on_joints(owner)
        owner.update({k: owner[i] for k, i in node.items()})
        owned: dict[int, list[int]] = {}
        for i in sorted(owner):
            owned.setdefault(owner[i], []).append(i)
        return owned

    def _run_on(self, i: int, owner: dict[int, int]) -> None:
        """Leave with a relative clause what follows it without a comma, wherever the parser hangs it."""
        end = self.doc[i].right_edge.i
        if end + 1 not in owner or self.doc[end + 1].is_punct:
            return
        for k in _upward(self.doc, end + 1, self.inside):
            t = self.doc[k]
            if t.left_edge.i != end + 1 or t.i in self.marks:
                return
            if t.dep_ in ("advcl", "prep", "npadvmod") and t.head.i < i and not within(t.head, self.doc[i]):
                owner.update({g: i for g in subtree(t) if owner.get(g) == owner[k]})
                return

    def _set_bounds(self, i: int, owner: dict[int, int]) -> None:
        """Give a joined clause the subject that the parse left with the first, and leave that one what is
        before a semicolon.
        """
        t = self.doc[i]
        noun = _swallowed_subject(self.doc, t)
        if noun is not None:
            owner.update({k: i for k in range(noun.left_edge.i - 1, noun.right_edge.i + 1) if k in owner})
        stop = max((k for k in range(t.left_edge.i, i) if self.doc[k].text == ";"), default=-1)
        if stop >= 0 and t.head.i in owner:
            owner.update({k: owner[t.head.i] for k in range(t.left_edge.i, stop) if owner.get(k) == i})

    def _pass_on_joints(self, owner: dict[int, int]) -> None:
        """Give the conjunction and the comma before a joined clause to that clause, where they are taken
        off.
        """
        for i in self.marks:
            k = self.doc[i].left_edge.i - 1
            while (
                k in owner
                and owner[k] != i
                and (self.doc[k].dep_ in ("cc", "preconj") or self.doc[k].text in (",", ";"))
            ):
                owner[k] = i
                k -= 1

    def _row(self, i: int, owned: dict[int, list[int]]) -> Proposition | None:
        """The row that a mark heads, without the words of cues; None where nothing is left."""
        role, background = self.marks[i]
        if role == "frame":
            return None
        doc = self.doc
        dropped = self._dropped(i, role)
        own = [k for k in owned.get(i, []) if k not in dropped]
        clause = next((f for f in self.frames if f.content == i and f.rule in ("clause", "recording")), None)
        if clause is not None:
            own = sorted({*own, *_stranded(doc, clause, self.marks)} & self.inside)
        own = sorted({*own, *self._left_with_cues(i, owned)} - dropped)
        phrase = next((f for f in self.frames if f.content == i and f.phrase and f.at != i), None)
        if phrase is not None:
            own = sorted({*own, *_trailing(doc, phrase, self.marks)} & self.inside)
        if clause is not None:
            own = _without_occasion(doc, own, clause)
        content = _clean(doc, own, doc[i], role)
        if not content:
            return None
        over = _over(doc, _anchor(doc, doc[i], role), self.frames)
        return Proposition(i, content, over, background and not any(f.content == i for f in over), role)

    def _left_with_cues(self, i: int, owned: dict[int, list[int]]) -> set[int]:
        """What a row's frame covers and the parser hangs on the cue: *blamed* [*the bank for its losses*]."""
        mine = [f for f in self.frames if f.content == i and f.at != i and not f.own]
        theirs = {k for m in self.marks if self.marks[m][0] == "frame" for k in owned.get(m, [])}
        return {k for f in mine for k in f.covers & theirs}

    def _dropped(self, i: int, role: str) -> set[int]:
        """Words of cues and holders that a row does not have; a clause on a holder's name keeps its own."""
        dropped: set[int] = set()
        for f in self.frames:
            if f.own or (role in ("relative", "apposition", "participle") and i in f.source and f.at != i):
                continue  # the holder of a cue with a clause of its own may be the subject of this one
            dropped |= f.drop
        own = [f for f in self.frames if f.own and f.at == i]
        if own:  # the cue's own clause: only the words of the cue go, and adverbs of the saying
            dropped = set().union(*(f.drop for f in self.frames if f.at == i or f.content == i))
            dropped |= {c.i for c in self.doc[i].children if _of_the_saying(c)}
        for stem, word in self.stems:
            change = dropped.update if stem in dropped else dropped.difference_update
            change(word)
        return dropped

    # --- cuts that are taken back ---------------------------------------------------------------------------

    def mend(self, owned: dict[int, list[int]], found: dict[int, Proposition]) -> bool:
        """Take back the cuts that left fragments; tell whether there were any."""
        changed = False
        above = {i: self._row_above(i, owned) for i in self.marks}
        for i, (role, _) in sorted(self.marks.items()):
            if self._complement_cut(i, above[i], found):
                changed |= self._give_back(i, role, above[i])
        for i, p in found.items():
            if self._bare_copula(p, above):
                self.cue_verbs.add(i)
                changed = True
        for i, (role, _) in sorted(self.marks.items()):
            p = found.get(i)
            if role == "frame" or i in self.kept_whole:
                continue
            own = any(f.own and f.at == i for f in self.frames)
            if role == "main" and p is not None and not own and not _predicate(self.doc, p):
                changed |= self._absorb(i, above, ("coordination", "splice", "participle"))
            if p is not None and _whole(self.doc, p):
                continue
            if p is not None and _no_statement(self.doc, p):
                continue
            if role not in ("main", "content"):
                if p is not None or above[i] in found:
                    self.kept_whole.add(i)
                    changed = True
            else:
                changed |= self._absorb(i, above) or (
                    role == "content" and self._move_content(i, above[i], found)
                )
        return changed

    def _row_above(self, i: int, owned: dict[int, list[int]]) -> int:
        """The mark whose row the governor of a mark is in; the mark itself where there is none."""
        head = self.doc[i].head.i
        if head == i or head not in self.inside:
            return i
        return next((k for k in _upward(self.doc, head, self.inside) if k in self.marks), i)

    def _complement_cut(self, i: int, above: int, found: dict[int, Proposition]) -> bool:
        """Whether a cut took from the row above what its verb cannot be without: *attempted to explain*
        [*that …*].
        """
        t = self.doc[i]
        if above == i or above not in found or self.marks[i][0] not in ("content", "frame"):
            return False
        if (
            self.marks[i][0] == "frame"
            and t.dep_ == "conj"
            and t.tag_ == "VB"
            and child(t, "aux", *SUBJECTS) is None
        ):
            return True  # "I am able to look back and say that …"
        if t.dep_ not in _COMPLEMENTS:
            return False
        if any(t.head.i in f.drop or (f.own and f.at == i) for f in self.frames):
            return False
        if t.dep_ == "pcomp" and t.head.lower_ not in EDGES["selected"]:
            return False
        return not any(
            f.content == i
            and (f.rule in ("parenthesis", "according to", "adverb") or _timed(_clause_of(self.doc[f.at])))
            for f in self.frames
        )

    def _bare_copula(self, p: Proposition, above: dict[int, int]) -> bool:
        """*That is why they say that …*: what is left without the cue's clause says nothing."""
        head = self.doc[p.head]
        if (
            head.lemma_ != "be"
            or p.rule != "main"
            or any(c.i in p.tokens and not c.is_punct for c in head.rights)
        ):
            return False
        return any(
            above[k] == p.head and k > p.head and self.marks[k][0] in ("content", "frame")
            for k in self.marks
            if k != p.head
        )

    def _give_back(self, i: int, role: str, above: int) -> bool:
        """Read a complement with the verb it completes: both are the cue, or both are the row."""
        mine = [
            f for f in self.frames if f.content == i or ((c := self._cue_clause(f)) is not None and c.i == i)
        ]
        if not mine:
            self.kept_whole.add(i)
            return True
        if role == "frame" and _controls(self.doc, above, i):
            self.cue_verbs.add(above)
            return True
        for f in mine:
            self.frames.remove(f)
        return True

    def _absorb(self, i: int, above: dict[int, int], roles: tuple[str, ...] = ()) -> bool:
        """A row without a predicate takes in the first clause joined to it, as the parse took one for two."""
        roles = roles or ("coordination", "splice", "participle", "relative", "adverbial")
        for k in sorted(above):
            if k != i and above[k] == i and k not in self.kept_whole and self.marks[k][0] in roles:
                self.kept_whole.add(k)
                return True
        return False

    def _move_content(self, i: int, above: int, found: dict[int, Proposition]) -> bool:
        """*The road is open, but only for lorries, he said*: what the cue covers is the clause above the
        phrase.
        """
        mine = [f for f in self.frames if f.content == i and not f.own and not f.phrase]
        if above in found and above != i:
            for f in mine:
                f.content = above
        elif _quoted(self.doc, i):
            return False  # words in quotation marks stay with who speaks them
        else:
            self.frames = [f for f in self.frames if f not in mine]
        return bool(mine)

    def _bare_cue(self, p: Proposition) -> bool:
        """Whether a row is nothing but who speaks, and what he says was read as another row."""
        head = self.doc[p.head]
        if (
            not _takes_a_clause(head, "saying")
            or p.rule not in ("main", "coordination")
            or p.frames
        ):
            return False
        if any(c.dep_ not in ("punct", "npadvmod", "advmod", "prep", "cc", "conj") for c in head.rights):
            return False
        if any(c.dep_ == "prep" and c.lower_ not in EDGES["of an occasion"] for c in head.rights):
            return False
        return sum(not t.is_punct for t in self.tokens) > len(p.tokens) + len(p.subject)

    # --- what a row shares ----------------------------------------------------------------------------------

    def _shared_subject(self, p: Proposition) -> list[int]:
        """The subject of a joined verb, which stands with the first: *the dam* of *cracked* in *the dam held
        but cracked*.
        """
        t = self.doc[p.head]
        if (
            p.rule not in ("coordination", "content", "participle", "apposition")
            or child(t, *SUBJECTS) is not None
        ):
            return []
        small = (
            any(f.own and f.at == p.head for f in p.frames)
            and t.dep_ in ("acl", "advcl")
            and child(t, "dobj") is None
        )
        if p.rule in ("participle", "apposition"):
            holder = _told_of(self.doc, t) if t.i in self.marks else None
        elif small:
            holder = subject(t)
        else:
            while t.dep_ == "conj" and t.head.i != t.i and child(t, *SUBJECTS) is None:
                t = t.head
            holder = child(t, *SUBJECTS) if t.i != p.head else None
        if (
            holder is None
            or holder.dep_ in ("expl", "csubj", "csubjpass")
            or holder.i in p.tokens
            or _swallowed_subject(self.doc, self.doc[p.head])
        ):
            return []
        cut = {
            k for c in holder.subtree if c.i in self.marks or c.dep_ in ("relcl", "appos") for k in subtree(c)
        }
        kept = [
            k for k in subtree(holder) if k not in cut and k in self.inside and (small or k < p.tokens[0])
        ]
        while kept and (self.doc[kept[-1]].is_punct or self.doc[kept[-1]].is_space):
            kept.pop()
        far = p.rule in ("participle", "apposition") and kept and p.tokens[0] - kept[-1] > 2
        return [] if far else kept

    def _antecedent_of(self, p: Proposition) -> list[int]:
        """*A move that they hope will bring peace*: what the pronoun in the content stands for."""
        first = self.doc[p.tokens[0]]
        clause = relative(self.doc[p.head]) if p.rule == "content" and first.tag_ in ("WDT", "WP") else None
        if clause is None or clause.head.i == clause.i or len(p.tokens) < 3:
            return []
        cut = {k for c in clause.head.subtree if c.dep_ in ("relcl", "appos") for k in subtree(c)}
        noun = [k for k in subtree(clause.head) if k not in cut and k in self.inside and k < first.i]
        while noun and (self.doc[noun[-1]].is_punct or self.doc[noun[-1]].is_space):
            noun.pop()
        if noun and first.dep_ in ("nsubj", "nsubjpass"):
            p.tokens = p.tokens[1:]
        return noun

    def _antecedent(self, f: Frame) -> Proposition | None:
        """*The presence of X, which they acknowledge*: the antecedent is content there and stays in its own
        clause too.
        """
        if not _holds_antecedent(self.doc, f) or f.content not in self.inside:
            return None
        head = self.doc[f.content]
        cut: set[int] = set()
        for g in self.frames:
            if g.content == head.i:
                path = [
                    self.doc[k]
                    for k in _upward(self.doc, g.at, self.inside)
                    if k != head.i and within(self.doc[k], head)
                ]
                clause = next((t for t in path if t.dep_ == "relcl"), path[-1] if path else None)
                cut |= set(subtree(clause)) if clause is not None else set()
        own = _clean(
            self.doc, [i for i in subtree(head) if i not in cut and i in self.inside], head, "content"
        )
        if not own:
            return None
        outer = [
            g for g in self.frames
            if g is not f and g.content >= 0 and not g.clause_only
            and within(self.doc[f.at], self.doc[g.content])
        ]  # fmt: skip
        return Proposition(f.content, own, [*outer, f], False, "content")


# --- cues ---------------------------------------------------------------------------------------------------


def _holds_antecedent(doc: Doc, f: Frame) -> bool:
    """Whether a cue stands in a clause on the noun that it takes: *the leak that they confirmed*."""
    return f.phrase and f.content >= 0 and f.content != f.at and within(doc[f.at], doc[f.content])


def _clause_of(token: Token) -> Token:
    """The verb of the clause that a cue stands in, looked for a few steps up."""
    for _ in range(4):
        if token.pos_ in ("VERB", "AUX") or token.head.i == token.i:
            return token
        token = token.head
    return token


def _timed(clause: Token) -> bool:
    """Whether a cue's clause tells when or why something else was: *he left after they said that …*."""
    if clause.dep_ not in ("advcl", "ccomp") or not is_finite(clause):
        return False
    marks = EDGES["subordinator"] - EDGES["contrasting"]
    return any(c.dep_ in ("mark", "advmod") and c.lower_ in marks for c in clause.lefts)


def _controls(doc: Doc, above: int, i: int) -> bool:
    """Whether a verb says only how its complement is done: *tried to explain*, *is quick to note*, *was
    cited as saying*.
    """
    t = doc[i]
    if child(t, *SUBJECTS) is not None:
        return False
    verb = doc[above]
    while t.i != above:
        passive_as = t.dep_ == "pcomp" and t.head.lower_ == "as" and child(verb, "auxpass") is not None
        if t.dep_ not in ("xcomp", "acomp", "prep") and not passive_as:
            return False
        t = t.head
    refused = verb.lemma_ in EDGES["refusing"] or any(c.dep_ == "neg" for c in verb.children)
    return not refused and child(verb, "dobj") is None


def _takes_a_clause(verb: Token, kind: str = "") -> bool:
    """Whether a verb always puts a clause forward, as a cue of the given class or of any."""
    group = VERBS.get((verb.lemma_, "clause"))
    return group is not None and group.grade == 3 and kind in ("", group.cue_class)


def _over(doc: Doc, head: Token, frames: list[Frame]) -> list[Frame]:
    """The frames whose content the row is in, outermost first."""
    found = [
        f for f in frames
        if f.content == head.i or (head.i in f.covers and not f.clause_only and not _apart(doc, head, doc[f.content], f))
    ]
    return sorted(found, key=lambda f: (-sum(doc[i].is_alpha for i in f.covers), -_ORDER.get(f.rule, 0), f.at))


def _apart(doc: Doc, head: Token, content: Token, f: Frame) -> bool:
    """*X announced that aid would come and appealed for calm*: the tense ties the second verb to the cue."""
    if head.dep_ != "conj" or head.i == content.i or head.tag_ != "VBD" or doc[f.at].tag_ != "VBD" or f.own:
        return False
    if child(head, "nsubj", "nsubjpass", "expl") is not None:
        return False
    return content.tag_ in ("VB", "VBZ", "VBP") and head.head.i == content.i


def _anchor(doc: Doc, head: Token, role: str) -> Token:
    """Where to look for the holders of a row: its head, or the name before an apposition that hangs
    elsewhere.
    """
    if role != "apposition" or head.dep_ == "appos":
        return head
    return doc[_word_before(doc, head.left_edge.i)]


def _of_the_saying(c: Token) -> bool:
    """Whether a word at a cue tells of the saying alone: *has repeatedly called it …*."""
    if c.dep_ in ("aux", "auxpass"):
        return c.lower_ not in _HEDGES["modals"]
    if (
        c.dep_ != "advmod"
        or any(c.rights)
        or c.lower_ in _HEDGES["negations"] | _HEDGES["adverbs"] | _HEDGES["adjectives"]
    ):
        return False
    return c.lower_.endswith("ly") or c.lower_ in EDGES["repeating"]


def _quoted(doc: Doc, i: int) -> bool:
    """Whether a word follows an opening quotation mark that stands right before its phrase or further on in
    it.
    """
    edge = doc[i].left_edge.i
    return any(doc[k].text in QUOTES or doc[k].text in "‘'" for k in range(max(0, edge - 1), i + 1))


# --- kinds of rows ------------------------------------------------------------------------------------------


def _participle(token: Token) -> bool:
    return token.tag_ in ("VBG", "VBN") and token.dep_ in ("acl", "advcl", "pcomp")


def _first_conjunct(t: Token) -> Token:
    while t.dep_ == "conj" and t.head.i != t.i:
        t = t.head
    return t


def _leads_elsewhere(doc: Doc, t: Token) -> bool:
    """Whether a joined verb is a subordinate clause, an indirect question or in brackets."""
    if (
        any(c.dep_ == "mark" and c.lower_ != "that" for c in t.lefts)
        or doc[max(0, t.left_edge.i - 1)].text == "("
    ):
        return True
    if t.head.i + 1 < t.i and doc[t.head.i + 1].text == "(":
        return True
    asks = any(c.tag_ in _RELATIVE for c in t.lefts)
    return asks and _first_conjunct(t).dep_ != "relcl"


def _another_word_for_it(t: Token) -> bool:
    """*Led, or forced, them*: the second verb is another word for the first."""
    joint = [c for c in t.head.rights if c.dep_ == "cc" and c.i < t.i]
    return (
        bool(joint)
        and joint[-1].lower_ == "or"
        and t.i - t.head.i <= 4
        and child(t, "nsubj", "nsubjpass") is None
    )


def _joined(doc: Doc, t: Token, base: Token) -> bool:
    """Whether a conjunction or a semicolon joins a verb to the first: by a comma alone it may be that one's
    main verb.
    """
    before = doc[max(0, t.left_edge.i - 1)]
    if before.text in (";", *DASHES):
        return True
    return any(c.dep_ == "cc" for m in (base, *base.conjuncts) for c in m.children)


def _next_to_joint(doc: Doc, t: Token) -> bool:
    """Whether a conjunction or a mark of punctuation stands before a joined clause, an adverb between them
    or not.
    """
    i = t.left_edge.i - 1
    while i > t.head.i and (doc[i].is_space or doc[i].pos_ == "ADV"):
        i -= 1
    return doc[i].dep_ in ("cc", "preconj") or doc[i].is_punct or doc[i].pos_ == "CCONJ"


def _agrees(t: Token, base: Token) -> bool:
    """Whether the form of a joined verb goes with the subject of the first: else it is joined to another."""
    holder = child(base, "nsubj", "nsubjpass")
    form = next((c.tag_ for c in t.lefts if c.dep_ in ("aux", "auxpass")), t.tag_)
    if holder is None or form not in ("VBZ", "VBP"):
        return True
    if child(holder, "conj") is not None:
        return True
    singular = holder.tag_ in ("NN", "NNP") or holder.lower_ in ("he", "she", "it", "this", "that")
    plural = holder.tag_ == "NNS" or holder.lower_ in ("they", "we", "i", "you", "these", "those")
    return not (singular if form == "VBP" else plural)


def _swallowed_subject(doc: Doc, t: Token) -> Token | None:
    """*There is no law and Roe is cheating*: the noun before a joined verb, which the parser joined to the
    one before.
    """
    if t.dep_ != "conj" or child(t, *SUBJECTS) is not None:
        return None
    first = min((c.i for c in t.children if c.i < t.i and c.dep_ in ("aux", "auxpass", "neg")), default=t.i)
    noun = doc[max(0, first - 1)]
    while (
        noun.dep_ not in ("conj", "ROOT") and noun.head.i < noun.i and noun.dep_ in ("pobj", "prep", "appos")
    ):
        noun = noun.head
    if noun.dep_ != "conj" or noun.pos_ not in ("NOUN", "PROPN", "PRON") or noun.i <= t.head.i:
        return None
    joint = doc[max(0, noun.left_edge.i - 1)]
    return (
        noun
        if joint.dep_ == "cc" and joint.lower_ in ("and", "but") and noun.right_edge.i == first - 1
        else None
    )


def _shares_no_auxiliary(t: Token, base: Token, own_subject: bool) -> bool:
    """Whether a joined verb is finite by itself: *was hit and burned* is one clause, *fell and was hit* are
    two.
    """
    if is_finite(t) and t.tag_ != "VBN":
        return True
    if t.tag_ in ("VBN", "VBD"):
        if any(c.dep_ in ("aux", "auxpass") and c.tag_ in _FINITE for c in t.lefts):
            return True
        return own_subject or (child(t, "dobj") is not None and child(base, "auxpass") is None)
    if t.tag_ == "VB":
        bare = base.tag_ == "VB" and any(c.dep_ == "aux" for c in base.lefts)
        return own_subject or (not bare and not any(c.tag_ in ("TO", "MD") for c in [*t.lefts, *base.lefts]))
    return own_subject and is_finite(t)


def _set_off(doc: Doc, t: Token) -> bool:
    """Whether a relative clause stands after a comma, a dash or an opening bracket, and no *it was X that*
    is around it.
    """
    i = t.left_edge.i - 1
    while i >= 0 and doc[i].is_space:
        i -= 1
    if i < 0 or not (doc[i].text in (",", "(") or doc[i].text in DASHES):
        return False
    if not any(g.tag_ in _RELATIVE and g.lower_ != "that" for g in t.subtree if g.i <= t.i):
        return False
    return not (t.tag_ == "VB" and any(c.tag_ == "TO" for c in t.lefts))


def _describes(t: Token) -> bool:
    """Whether a relative clause describes a person, group, place or thing, and neither the next step nor a
    whole clause.
    """
    if any(c.tag_ == "WRB" for c in t.subtree):
        return False
    if any(c.lower_ in ("who", "whom", "whose") for c in t.subtree):
        return True
    noun = t.head
    event = noun.pos_ == "NOUN" and lex.names_a_state_of_affairs(noun.lower_, noun.lemma_)
    return noun.pos_ in ("NOUN", "PROPN", "PRON", "NUM") and not event


def _said_of_a_name(doc: Doc, t: Token) -> bool:
    """Whether a past participle says something of a proper name: *the group, banned in Russia*."""
    if t.tag_ != "VBN" or t.lemma_ in EDGES["naming"]:
        return False
    if t.lemma_ in ("refer", "recognise", "recognize") and any(c.lower_ == "as" for c in t.rights):
        return False
    noun = _told_of(doc, t)
    one_of_many = any(c.lower_ in ("a", "an") for c in noun.lefts) and not doc[t.left_edge.i - 1].is_punct
    return _named(noun) and not one_of_many


def _told_of(doc: Doc, t: Token) -> Token:
    """The noun that a participle or an apposition is on: the one before the comma, whatever the parser hangs
    it on.
    """
    i = t.left_edge.i - 1
    if i > 0 and doc[i].text == "," and doc[i - 1].pos_ in ("NOUN", "PROPN"):
        return doc[i - 1]
    return t.head


def _named(noun: Token) -> bool:
    """Whether a noun phrase is a proper name or has one in it as a premodifier."""
    if noun.tag_ in ("NNP", "NNPS"):
        return True
    before = [c for c in noun.lefts if c.dep_ in ("compound", "nmod")]
    names = sum(g.tag_ in ("NNP", "NNPS") and not is_demonym(g) for c in before for g in c.subtree)
    comma = noun.i + 1 < len(noun.doc) and noun.doc[noun.i + 1].text in (",", "–", "—")
    if names > 1 or (names == 1 and comma):
        return True
    return any(
        c.dep_ == "appos"
        and c.tag_ in ("NNP", "NNPS")
        and not any(g.lower_ in ("a", "an", "the") for g in c.lefts)
        for c in noun.rights
    )


def _verbal_apposition(doc: Doc, t: Token, inside: set[int]) -> bool:
    """A noun phrase after the comma behind a proper name that has a verb in it."""
    if t.pos_ not in ("NOUN", "PROPN") or t.dep_ not in ("appos", "dobj", "attr", "pobj"):
        return False
    if not any(_told_by(doc, c, inside) for c in t.rights):
        return False
    edge = t.left_edge.i
    i = edge - 1
    while i >= 0 and doc[i].is_space:
        i -= 1
    if i < 1 or not (doc[i].text == "," or doc[i].text in DASHES - {"-"}):
        return False
    if doc[edge].lower_ not in ("a", "an", "the", "one"):
        return False
    name = doc[_word_before(doc, i)].tag_ in ("NNP", "NNPS")
    if t.dep_ == "appos":
        return name or _named(t.head)
    return name and (t.dep_ != "dobj" or sum(c.dep_ == "dobj" for c in t.head.rights) > 1)


def _told_by(doc: Doc, c: Token, inside: set[int]) -> bool:
    """Whether a clause on a noun, close by it, says what that is."""
    verb = c.dep_ in ("acl", "relcl") and c.pos_ in ("VERB", "AUX") and c.i in inside
    return (
        verb
        and c.lemma_ not in EDGES["naming"]
        and not _set_off(doc, c)
        and not any(g.tag_ == "TO" for g in c.lefts)
    )


def _stem(word: list[Token]) -> Token:
    """The token of a written word that the others hang on: *mails* of *e-mails*, *do* of *don't*."""
    inside = {t.i for t in word}
    out = [t for t in reversed(word) if t.head.i not in inside or t.head.i == t.i]
    full = (t for t in out if t.text[0] not in "'’" and t.lower_ not in _HEDGES["negations"])
    return next(full, out[0])


def _word_before(doc: Doc, i: int) -> int:
    """The last token before `i` that is no space, comma, dash or closing mark."""
    k = i - 1
    while k > 0 and (doc[k].is_space or doc[k].is_punct):
        k -= 1
    return max(k, 0)


def _measured(doc: Doc, t: Token, lead: Token) -> bool:
    """*Weeks after*, *just as*, *only once*: the clause is part of a measure."""
    i = lead.left_edge.i - 1
    if any(c.i < lead.i for c in t.lefts if c.dep_ in ("npadvmod", "advmod", "nummod")) or any(
        True for _ in lead.lefts
    ):
        return True
    return i >= 0 and (doc[i].lower_ in EDGES["measuring"] or doc[i].dep_ == "npadvmod")


def _has_complement(verb: Token, clause: Token) -> bool:
    """Whether a verb has more than its subject and an adverbial clause."""
    return any(
        c.i != clause.i and c.dep_ in ("attr", "acomp", "dobj", "prep", "xcomp", "ccomp", "prt", "oprd")
        for c in verb.rights
    )


def _dated_counted_or_hedged(g: Token, clause: Token) -> bool:
    """Whether a word of a clause gives it a date or a number, or hedges it."""
    if g.ent_type_ in ("DATE", "CARDINAL", "PERCENT", "MONEY", "QUANTITY") and any(
        c.isdigit() for c in g.text
    ):
        return True
    if (g.ent_type_ == "DATE" and g.tag_ == "NNP") or (g.like_num and g.tag_ == "CD" and g.lower_ != "one"):
        return True
    if g.lower_ in _HEDGES["adverbs"] or (
        g.lower_ in _HEDGES["modals"] and g.head.i == clause.i
    ):
        return True
    return g.lower_ == "proven" and child(g, "neg") is not None


def _spliced(doc: Doc, t: Token) -> bool:
    """*Talks began, nobody came*: two clauses that only a comma or semicolon joins."""
    if not is_finite(t) or t.head.pos_ not in ("VERB", "AUX"):
        return False
    if any(c.dep_ == "mark" or c.tag_ in _RELATIVE for c in t.lefts) or any(
        t.i < c.i and c.tag_ in _RELATIVE for c in t.head.lefts
    ):
        return False
    if child(t, "nsubj", "nsubjpass", "expl") is None or child(t.head, "nsubj", "nsubjpass", "expl") is None:
        return False
    if t.i < t.head.i:
        edge = t.right_edge.i + 1
        return t.dep_ == "ccomp" and edge < len(doc) and doc[edge].text in (";", ",", ":", "–", "—")
    return doc[t.left_edge.i - 1].text in (";", "–", "—")


# --- whole or not -------------------------------------------------------------------------------------------


def _whole(doc: Doc, p: Proposition) -> bool:
    """Whether a row reads as a statement: it has a predicate, or its cue takes what has none."""
    words = sum(doc[i].is_alpha or doc[i].like_num or any(c.isalnum() for c in doc[i].text) for i in p.tokens)
    own = any(f.own and f.at == p.head for f in p.frames)
    phrase = any(f.phrase and f.content == p.head for f in p.frames)
    if words < 2:
        return words == 1 and phrase and any(f.kind == "denial" for f in p.frames)
    if own or phrase or p.rule in ("apposition", "participle"):
        return True
    if p.rule == "content":
        return _predicate(doc, p) or _infinite(doc, p) or _garden_path(doc, p)
    return _predicate(doc, p) or (p.rule == "main" and _garden_path(doc, p))


def _predicate(doc: Doc, p: Proposition) -> bool:
    """Whether a row has a finite verb that no clause further down holds."""
    inside = set(p.tokens)
    if p.head in inside and (is_finite(doc[p.head]) or p.rule == "coordination"):
        return True
    if doc[p.head].tag_ == "VBN" and child(doc[p.head], "nsubj") is not None:
        return True  # a past tense read as a participle
    if p.rule == "main":  # what hangs on what is unsure in a sentence without a verb at its head
        return any(doc[i].tag_ in _FINITE or is_finite(doc[i]) for i in p.tokens)
    for i in p.tokens:
        if doc[i].tag_ not in _FINITE and not is_finite(doc[i]):
            continue
        path = list(_upward(doc, i, inside))
        if not any(doc[k].dep_ in _BELOW and k != p.head for k in path):
            return True
    return False


def _infinite(doc: Doc, p: Proposition) -> bool:
    """Whether a cue's content is an infinitive or a gerund: *vowed to stay*, *admitted taking part*."""
    head = doc[p.head]
    return head.pos_ in ("VERB", "AUX") or any(
        c.dep_ in ("aux", "cop") and c.tag_ in ("TO", "VB") for c in head.children
    )


def _garden_path(doc: Doc, p: Proposition) -> bool:
    """*The dam, which was old, held*: the main verb was read as a participle on the subject."""
    head = doc[p.head]
    return head.pos_ in ("NOUN", "PROPN") and any(
        c.dep_ == "acl"
        and c.tag_ in ("VBN", "VBD")
        and c.i in p.tokens
        and doc[c.left_edge.i - 1].text in (",", "–", "—")
        for c in head.rights
    )


def _no_statement(doc: Doc, p: Proposition) -> bool:
    """Whether a row is a request, thanks or a wish, which nobody can call true or false."""
    first = _first_conjunct(doc[p.head])
    if p.rule not in ("main", "content", "coordination", "splice") or any(
        f.own and f.at == p.head for f in p.frames
    ):
        return False
    if first.tag_ not in ("VB", "VBP") or any(
        c.dep_ in ("aux", "auxpass", "mark") and c.lemma_ != "do" for c in first.lefts
    ):
        return False
    holder = child(first, *SUBJECTS)
    if holder is None:
        before = [doc[i] for i in p.tokens if i < first.i]
        return first.dep_ in ("ROOT", "ccomp") and not any(
            t.pos_ in ("NOUN", "PROPN", "PRON", "DET", "NUM") for t in before
        )
    head = doc[p.head]
    return (
        head.lemma_.lower() in EDGES["wishing"]
        and head.tag_ in ("VB", "VBP")
        and holder.tag_ in ("NN", "NNP")
    )


# --- the content's tokens -----------------------------------------------------------------------------------


def _without_occasion(doc: Doc, own: list[int], f: Frame) -> list[int]:
    """Drop what stands between cue and content and belongs to the cue: *said earlier that …*, *said on
    Thursday it …*.
    """
    if f.content < f.at:
        return own
    mark = next((c.i for c in doc[f.content].lefts if c.lower_ == "that" and c.dep_ == "mark"), None)
    if mark is not None:
        return [i for i in own if not f.at < i < mark]
    lead = next((c for c in doc[f.content].lefts if c.left_edge.i <= f.at + 2), None)
    if lead is None or lead.dep_ not in ("prep", "npadvmod", "advmod") or lead.right_edge.i + 1 >= len(doc):
        return own
    if any(t.ent_type_ in ("DATE", "TIME") for t in lead.subtree) and doc[lead.right_edge.i + 1].text != ",":
        gone = set(subtree(lead))
        return [i for i in own if i not in gone]
    return own


def _stranded(doc: Doc, f: Frame, marks: dict[int, tuple[str, bool]]) -> list[int]:
    """What follows a reported clause and the parser hangs on the cue: *they would talk, but only once …*."""
    edge = doc[f.content].right_edge.i
    found: list[int] = []
    for c in doc[f.at].rights:
        if (
            c.i > edge
            and c.i not in marks
            and (c.dep_ == "dep" or (c.dep_ == "conj" and any(g.dep_ == "mark" for g in c.lefts)))
        ):
            found += range(edge + 1, c.right_edge.i + 1)
    return [i for i in found if doc[i].head.i not in f.drop]


def _trailing(doc: Doc, f: Frame, marks: dict[int, tuple[str, bool]]) -> list[int]:
    """What follows a noun phrase and belongs to it, though the parser hangs it on the cue.

    Dates and the occasion of the speech ("in a statement", "at a meeting") belong to the cue.
    """
    found: list[int] = []
    for c in _clause_of(doc[f.at]).rights:
        if c.i < f.content or within(doc[f.content], c) or c.i in marks or c.i in f.drop:
            continue
        if _places_or_times(c) or (c.dep_ == "advmod" and c.lower_ == "close"):
            found += [i for i in subtree(c) if i not in marks]
    return found


def _places_or_times(c: Token) -> bool:
    """Whether a phrase puts what is held somewhere, or before or after something."""
    if c.dep_ == "prep" and c.lower_ in EDGES["placing"]:
        return not any(
            t.lemma_.lower() in lex.words("occasions") or t.ent_type_ in ("DATE", "TIME") for t in c.subtree
        )
    return (
        c.dep_ == "advcl"
        and is_finite(c)
        and any(g.lower_ in ("after", "before", "since", "if", "because") for g in c.lefts)
    )


def _clean(doc: Doc, own: list[int], head: Token, role: str) -> list[int]:
    """Take connectives, conjunctions and punctuation off the edges of a content."""
    kept = [i for i in own if not doc[i].is_space]
    while kept and (n := _leading(doc, kept, head, role)):
        kept = kept[n:]
    inside = set(kept)
    while kept and _dangles(doc, doc[kept[-1]], inside):
        inside.discard(kept.pop())
    return kept


def _leading(doc: Doc, kept: list[int], head: Token, role: str) -> int:
    """How many tokens at the start of a content tie it to what stands before."""
    first = doc[kept[0]]
    if first.is_punct and not any(c.isalnum() for c in first.text) and first.text not in "\"“(‘'$":
        return 1
    if first.dep_ in ("cc", "preconj") and first.lower_ not in ("neither", "not"):
        return 1
    if first.dep_ == "mark" and first.lower_ not in ("if", "had") and first.head.i == head.i:
        return 1
    if role == "adverbial" and first.lower_ in EDGES["subordinator"]:
        return 1
    if first.text in QUOTES and not any(doc[i].text in QUOTES for i in kept[1:]):
        return 1
    if first.text in QUOTES and len(kept) > 1 and doc[kept[1]].dep_ == "cc":
        return 2
    if first.lower_ == "that" and first.dep_ in ("det", "nsubj", "nsubjpass"):
        # "that talks failed" is a clause, "that talk" a noun phrase
        return int(first.dep_ == "det" and first.head.tag_ in ("NNS", "NNP", "NNPS"))
    lowered = tuple(doc[i].lower_ for i in kept[:6])
    for phrase, before_comma in _OPENINGS.get(first.lower_, ()):
        n = len(phrase)
        if lowered[:n] == phrase and len(kept) > n and (not before_comma or doc[kept[n]].text == ","):
            return n
    return 0


def _dangles(doc: Doc, t: Token, inside: set[int]) -> bool:
    """Whether the last token of a content leads to something that is not in it."""
    if t.is_punct and not any(c.isalnum() for c in t.text):
        if t.text in QUOTES and sum(doc[i].text in QUOTES for i in inside) % 2:
            return True
        return t.text not in "\"”)’'%" or (t.text == ")" and not any(doc[i].text == "(" for i in inside))
    if t.tag_ == "TO":
        return t.head.i > t.i  # "if they want to" may end so
    if t.dep_ in ("cc", "preconj", "mark") or t.tag_ == "WDT" or t.lower_ in EDGES["closing"] - {"that"}:
        return True
    if t.dep_ in ("prep", "agent", "dative") and t.pos_ in ("ADP", "SCONJ"):
        return any(c.dep_ in ("pobj", "pcomp") and c.i not in inside for c in t.rights)
    return (
        t.dep_ in ("det", "poss") and t.head.i not in inside and t.head.i > t.i and t.pos_ in ("DET", "PRON")
    )


def _named_after(doc: Doc, found: list[Proposition]) -> list[Proposition]:
    """*The only party that opposed the law, Forward, has split*: what is said of the name is a row, the name
    stays.
    """
    extra = []
    for p in found:
        for i in list(p.tokens):
            noun = doc[i]
            if noun.pos_ != "NOUN" or noun.dep_ not in ("nsubj", "nsubjpass"):
                continue
            verb = next((c for c in noun.rights if _defines(c)), None)
            whole = set(subtree(noun))
            kept = set(_name_at_end(doc, sorted(whole & set(p.tokens))))
            if verb is None or not kept or min(kept) < verb.i:
                continue
            said = _clean(doc, sorted(whole & set(p.tokens)), noun, "apposition")
            rest = [k for k in p.tokens if k not in whole or k in kept]
            if said and len(rest) > len(kept):
                p.tokens = rest
                extra.append(Proposition(noun.i, said, p.frames, True, "apposition"))
    return extra


def _defines(c: Token) -> bool:
    if c.pos_ not in ("VERB", "AUX"):
        return False
    return c.dep_ == "relcl" or (c.dep_ == "acl" and c.lemma_ not in EDGES["naming"])


def _name_at_end(doc: Doc, phrase: list[int]) -> list[int]:
    """The capitalised run that closes a noun phrase after its only comma: *the party that opposed it,
    Forward*.
    """
    while phrase and (doc[phrase[-1]].is_punct or doc[phrase[-1]].is_space):
        phrase = phrase[:-1]
    run: list[int] = []
    for i in reversed(phrase):
        if doc[i].tag_ in ("NNP", "NNPS") and doc[i].text[0].isupper():
            run.append(i)
        elif run and doc[i].text == ",":
            break
        else:
            return []
    before = [i for i in phrase if i < min(run, default=0)]
    if not before or any(doc[i].text == "," for i in before[:-1]) or any(doc[i].dep_ == "cc" for i in phrase):
        return []
    return sorted(run)


def _upward(doc: Doc, i: int, inside: set[int]) -> Iterator[int]:
    """A token and all above it in its sentence."""
    yield i
    while doc[i].head.i != i and doc[i].head.i in inside:
        i = doc[i].head.i
        yield i
