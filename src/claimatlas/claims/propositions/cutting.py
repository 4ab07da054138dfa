"""Cut a sentence into propositions: one for each finite clause that counts, by the codebook's UNIT and SPAN.

Four steps. `_Cutter.mark` names the words that head a row, or the clause of a cue, which is no row (the kinds
are in ``clauses.py``). `Shares.share` gives every other word to the nearest of them above it in the parse.
`_Cutter.mend` takes back every cut that would leave a fragment (``wholes.py``), so that its words fall to the
row it was cut from. `clean` takes off what the edges of a row have from its neighbours (``contents.py``); the
words for all of them stand in ``edges.txt``.
"""

from __future__ import annotations

from claimatlas.claims.attribution.frames import Frame
from claimatlas.claims.propositions.clauses import (
    clause_of,
    has_complement,
    holds_antecedent,
    joined,
    participle,
    timed,
)
from claimatlas.claims.propositions.contents import (
    Proposition,
    beyond_quotation,
    clean,
    named_after,
    of_the_saying,
    stranded,
    trailing,
    with_owned,
    without_last_occasion,
    without_occasion,
    without_repeats,
)
from claimatlas.claims.propositions.reach import anchor, doers, frames_over
from claimatlas.claims.propositions.sharing import Shares
from claimatlas.claims.propositions.subjects import antecedent_of, described, shared_subject
from claimatlas.claims.propositions.wholes import (
    bare_copula,
    bare_cue,
    complement_cut,
    controls,
    lost_subject,
    no_statement,
    predicate,
    quoted,
    whole,
)
from claimatlas.tokens import Doc, Token, doc_of
from claimatlas.trees import (
    SUBJECTS,
    child,
    first_conjunct,
    subtree,
    upward,
    within,
)

RULES = ("coordination", "relative", "apposition", "participle", "adverbial", "that-clause", "splice")


def find_propositions(
    doc: Doc, tokens: list[Token], frames: list[Frame], rules: frozenset[str] = frozenset(RULES)
) -> list[Proposition]:
    """Return the propositions of one sentence in text order.

    Parameters
    ----------
    doc : claimatlas.tokens.Doc or spacy.tokens.Doc
    tokens : list of spacy.tokens.Token
        The sentence, white space left out.
    frames : list of Frame
        What `claimatlas.claims.frames.find_frames` found in it; the content of a frame moves to the clause
        above it where it cannot stand by itself.
    rules : frozenset of str
        Which of `RULES` to apply.
    """
    doc = doc_of(doc)
    cutter = _Cutter(doc, tokens, frames, rules)
    found = cutter.rows()
    if "apposition" in rules:
        found += named_after(doc, found)
    return without_repeats(sorted(found, key=lambda p: p.tokens[0]))


class _Cutter(Shares):
    """One sentence on its way to rows."""

    def __init__(self, doc: Doc, tokens: list[Token], frames: list[Frame], rules: frozenset[str]) -> None:
        super().__init__(doc, tokens, frames, rules)
        self.kept_whole: set[int] = set()  # heads of cuts that were taken back
        self.cue_verbs: set[int] = set()  # verbs that are part of the cue that completes them

    def rows(self) -> list[Proposition]:
        """Cut, take back what left fragments, and cut again until nothing is left to mend."""
        for _ in range(4):
            self.mark()
            owned = self.share()
            found = [p for i in sorted(self.marks) if (p := self._row(i, owned)) is not None]
            if not self.mend(owned, {p.head: p for p in found}):
                break
        found = [
            p for p in found if whole(self.doc, p) and not no_statement(self.doc, p) and not bare_cue(self, p)
        ]
        for p in found:
            p.subject = shared_subject(self, p) or antecedent_of(self, p) or described(self, p)
        return found + [p for f in self.frames if (p := self._antecedent(f)) is not None]

    def mark(self) -> None:
        """Name the heads of rows and of cues' clauses."""
        self.marks = marks = {}
        for t in self.tokens:
            if t.i not in self.above and not t.is_punct:
                marks[t.i] = ("main", False)
        for f in self.frames:
            if f.content not in self.inside or holds_antecedent(self.doc, f):
                continue
            self._settle_on_first(f)
            stands = participle(self.doc[f.content]) and f.content == f.at + 1
            if f.rule == "adverb" and f.content not in marks and not stands:
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
            role = self.role(t)
            if role is not None:
                marks[t.i] = role

    def _settle_on_first(self, frame: Frame) -> None:
        """*The talks set for Monday have been put off, officials say*: a verb joined by a comma alone is no
        content by itself.
        """
        if frame.own or frame.phrase or frame.rule not in ("according to", "parenthesis", "repair"):
            return
        t = self.doc[frame.content]
        base = first_conjunct(t)
        if (
            t.dep_ == "conj"
            and base.i in self.inside
            and child(t, *SUBJECTS) is None
            and not joined(self.doc, t, base)
        ):
            frame.content = base.i

    def _cue_clause(self, frame: Frame) -> Token | None:
        """The verb of the clause that a cue stands in, where that clause is no row."""
        if frame.own or frame.rule in ("adverb", "according to", "parenthesis"):
            return None
        clause = clause_of(self.doc[frame.at])
        if clause.i == frame.content or clause.i not in self.inside:
            return None
        if (
            frame.content >= 0
            and within(clause, self.doc[frame.content])
            and (frame.rule == "repair" or not frame.phrase)
        ):
            return None
        return None if timed(clause) else clause

    def _row(self, at: int, owned: dict[int, list[int]]) -> Proposition | None:
        """The row that a mark heads, without the words of cues; None where nothing is left."""
        role, background = self.marks[at]
        if role == "frame":
            return None
        doc, content = self.doc, clean(self.doc, self._words_of(at, role, owned), self.doc[at], role)
        if not content:
            return None
        over = frames_over(doc, anchor(doc, doc[at], role), self.frames)
        return Proposition(at, content, over, background and not any(f.content == at for f in over), role)

    def _words_of(self, at: int, role: str, owned: dict[int, list[int]]) -> list[int]:
        """The words of a row: its own and what its frames have for it, without those of cues and
        occasions."""
        doc, mine = self.doc, set(owned.get(at, []))
        for f in self.frames:
            if f.rule == "quotation" and at in f.covers and f.content in self.marks:
                mine -= beyond_quotation(doc, mine, f)
        dropped = self._dropped(at, role, mine)
        held = [f for f in self.frames if f.content == at]
        clause = next((f for f in held if f.rule in ("clause", "noun")), None)
        phrase = next((f for f in held if f.phrase and f.at != at), None)
        own = mine - dropped
        if clause is not None:
            own |= self.inside.intersection(stranded(doc, clause, self.marks))
        own = (own | self._left_with_cues(at, owned)) - dropped
        if phrase is not None:
            own |= self.inside.intersection(trailing(doc, phrase, self.marks))
        words = sorted(own)
        if clause is not None:
            words = without_occasion(doc, words, clause)
        words = with_owned(doc, words)
        return (
            without_last_occasion(doc, words) if role == "content" and not all(f.own for f in held) else words
        )

    def _left_with_cues(self, at: int, owned: dict[int, list[int]]) -> set[int]:
        """What a row's frame covers and the parser hangs on the cue: *blamed* [*the bank for its losses*]."""
        mine = [f for f in self.frames if f.content == at and f.at != at and not f.own]
        theirs = {k for m in self.marks if self.marks[m][0] == "frame" for k in owned.get(m, [])}
        return {k for f in mine for k in f.covers & theirs}

    def _dropped(self, at: int, role: str, mine: set[int]) -> set[int]:
        """Words of cues and holders that a row does not have; a clause on a holder's name keeps its own."""
        own = [f for f in self.frames if f.own and f.at == at]
        if own:  # the cue's own clause: only the words of the cue go, and adverbs of the saying
            dropped = set().union(*(f.drop for f in self.frames if f.at == at or f.content == at))
            dropped |= {k for c in self.doc[at].lefts if of_the_saying(c) for k in subtree(c)}
        else:
            dropped = set().union(*(self._dropped_for(f, at, role, mine) for f in self.frames))
        for stem, word in self.stems:
            change = dropped.update if stem in dropped else dropped.difference_update
            change(word)
        return dropped

    def _dropped_for(self, frame: Frame, at: int, role: str, mine: set[int]) -> set[int]:
        """Words of one frame that a row does not have."""
        time = self._time_of_saying(frame, at)
        if time and not has_complement(self.doc[at], clause_of(self.doc[frame.at])):
            return set()  # *the decision came after they had said*
        if frame.own or (frame.at != at and self._of_a_holder(frame, at, role)):
            return time  # the holder of a cue with a clause of its own may be the subject of this one
        if frame.rule == "adverb" and frame.content != at and frame.content not in self.marks:
            return time  # *reportedly without a word*: the adverb stays with what it hedges
        return time | frame.drop.difference(doers(self.doc, frame, mine))

    def _of_a_holder(self, frame: Frame, at: int, role: str) -> bool:
        """Whether a row tells of the holder of a frame: *Roe, who* [*is ill*]*, said …*; *Roe, who said*
        [*it rains*]*, said …*."""
        if role in ("relative", "apposition", "participle"):
            return at in frame.source or at in frame.drop
        return at in frame.drop and any(
            g.content == at and g.at in frame.drop for g in self.frames if g is not frame
        )

    def _time_of_saying(self, frame: Frame, at: int) -> set[int]:
        """*They joined him* [*when he announced that …*]: without what was said, which is a row, the
        clause says nothing."""
        clause = clause_of(self.doc[frame.at])
        apart = (
            clause.i != at
            and frame.content != at
            and frame.content in self.marks
            and not within(self.doc[at], clause)
        )
        if not apart or not timed(clause) or not within(self.doc[frame.content], clause):
            return set()
        return set(subtree(clause)) - set(subtree(self.doc[frame.content]))

    # --- cuts that are taken back ---------------------------------------------------------------------------

    def mend(self, owned: dict[int, list[int]], found: dict[int, Proposition]) -> bool:
        """Take back the cuts that left fragments; tell whether there were any."""
        changed = False
        above = {i: self._row_above(i, owned) for i in self.marks}
        for i, (role, _) in sorted(self.marks.items()):
            if complement_cut(self, i, above[i], found):
                changed |= self._give_back(i, role, above[i])
        for p in found.values():
            changed |= self._rejoin_subject(p)
        for i, p in found.items():
            if bare_copula(self, p, above):
                self.cue_verbs.add(i)
                changed = True
        for i, (role, _) in sorted(self.marks.items()):
            if role != "frame" and i not in self.kept_whole:
                changed |= self._mend_row(i, role, above, found)
        return changed

    def _rejoin_subject(self, row: Proposition) -> bool:
        """Take back the cut that left a verb of a row without its subject; tell whether there was one."""
        doer = lost_subject(self, row)
        apart = (
            next((k for k in upward(self.doc, doer, self.inside) if k in self.marks), -1) if doer >= 0 else -1
        )
        if apart < 0 or apart == row.head or self.marks[apart][0] in ("content", "frame"):
            return False
        self.kept_whole.add(apart)
        return True

    def _mend_row(self, at: int, role: str, above: dict[int, int], found: dict[int, Proposition]) -> bool:
        """Take back what left a mark without a whole row; tell whether anything was."""
        p, changed = found.get(at), False
        own = any(f.own and f.at == at for f in self.frames)
        if role == "main" and p is not None and not own and not predicate(self.doc, p):
            changed = self._absorb(at, above, ("coordination", "splice", "participle"))
        if p is not None and (whole(self.doc, p) or no_statement(self.doc, p)):
            return changed
        if role in ("main", "content"):
            taken = self._absorb(at, above) or (
                role == "content" and self._move_content(at, above[at], found)
            )
            return changed or taken
        if p is not None or above[at] in found:
            self.kept_whole.add(at)
            return True
        return changed

    def _row_above(self, at: int, owned: dict[int, list[int]]) -> int:
        """The mark whose row the governor of a mark is in; the mark itself where there is none."""
        head = self.doc[at].head.i
        if head == at or head not in self.inside:
            return at
        return next((k for k in upward(self.doc, head, self.inside) if k in self.marks), at)

    def _give_back(self, at: int, role: str, above: int) -> bool:
        """Read a complement with the verb it completes: both are the cue, or both are the row."""
        mine = [
            f
            for f in self.frames
            if f.content == at or ((c := self._cue_clause(f)) is not None and c.i == at)
        ]
        if not mine:
            self.kept_whole.add(at)
            return True
        if role == "frame" and controls(self.doc, above, at):
            self.cue_verbs.add(above)
            return True
        for f in mine:
            self.frames.remove(f)
        return True

    def _absorb(self, at: int, above: dict[int, int], roles: tuple[str, ...] = ()) -> bool:
        """A row without a predicate takes in the first clause joined to it, as the parse took one for two."""
        roles = roles or ("coordination", "splice", "participle", "relative", "adverbial")
        for k in sorted(above):
            if k != at and above[k] == at and k not in self.kept_whole and self.marks[k][0] in roles:
                self.kept_whole.add(k)
                return True
        return False

    def _move_content(self, at: int, above: int, found: dict[int, Proposition]) -> bool:
        """*The road is open, but only for lorries, he said*: what the cue covers is the clause above the
        phrase.
        """
        mine = [f for f in self.frames if f.content == at and not f.own and not f.phrase]
        if above in found and above != at:
            for f in mine:
                f.content = above
        elif quoted(self.doc, at):
            return False  # words in quotation marks stay with who speaks them
        else:
            self.frames = [f for f in self.frames if f not in mine]
        return bool(mine)

    def _antecedent(self, frame: Frame) -> Proposition | None:
        """*The presence of X, which they acknowledge*: the antecedent is content there and stays in its own
        clause too.
        """
        if not holds_antecedent(self.doc, frame) or frame.content not in self.inside:
            return None
        head = self.doc[frame.content]
        cut = {k for g in self.frames if g.content == head.i for k in self._clause_under(head, g)}
        own = clean(
            self.doc, [i for i in subtree(head) if i not in cut and i in self.inside], head, "content"
        )
        if not own:
            return None
        others = (g for g in self.frames if g is not frame and g.content >= 0 and not g.clause_only)
        outer = [g for g in others if within(self.doc[frame.at], self.doc[g.content])]
        return Proposition(frame.content, own, [*outer, frame], False, "content")

    def _clause_under(self, head: Token, frame: Frame) -> list[int]:
        """The clause on a noun that a cue stands in."""
        path = [self.doc[k] for k in upward(self.doc, frame.at, self.inside) if k != head.i]
        path = [t for t in path if within(t, head)]
        clause = next((t for t in path if t.dep_ == "relcl"), path[-1] if path else None)
        return [] if clause is None else subtree(clause)
