"""Sharing out the words of a sentence: each goes to the nearest head of a row above it in the parse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from claimatlas.claims.attribution.frames import Frame
from claimatlas.claims.propositions.clauses import swallowed_subject
from claimatlas.claims.propositions.roles import Sentence
from claimatlas.tokens import tokens_of
from claimatlas.trees import DASHES, as_words, subtree, upward, within
from claimatlas.wordlists import read_sets

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_HEDGES = read_sets("claims/hedges.txt")


class Shares(Sentence):
    """A sentence whose words are shared out among the marks."""

    def __init__(self, doc: Doc, tokens: list[Token], frames: list[Frame], rules: frozenset[str]) -> None:
        super().__init__(doc, tokens, frames, rules)
        head = tokens_of(doc).head
        self.above = {i: head[i] for i in self.inside if head[i] != i and head[i] in self.inside}
        # the written words of more than one token, by the token that the others hang on
        self.stems = [(_stem(word).i, [t.i for t in word]) for word in as_words(tokens)]

    def share(self) -> dict[int, list[int]]:
        """Give each token to the nearest mark above it, parts of one written word together."""
        node = {}  # the parts of a written word are one node
        for stem, word in self.stems:
            node.update(dict.fromkeys(word, next((k for k in word if k in self.marks), stem)))
        owner = self._nearest(node)
        for i, (role, _) in self.marks.items():
            if role == "coordination":
                self._set_bounds(i, owner)
            elif role == "relative" or (role == "content" and self.doc[i].dep_ == "relcl"):
                self._run_on(i, owner)
            elif role == "that-clause" and self.doc[i].head.i in owner:
                owner[self.doc[i].head.i] = i  # "…, meaning that …", where it is taken off
        self._pass_on_joints(owner)
        owner.update({k: owner[i] for k, i in node.items()})
        owned: dict[int, list[int]] = {}
        for i in sorted(owner):
            owned.setdefault(owner[i], []).append(i)
        return owned

    def _nearest(self, node: dict[int, int]) -> dict[int, int]:
        """The nearest mark above each token, as the parse has it."""
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
                top = next((k for k in upward(self.doc, t.i, self.inside) if k in self.marks), top)
            owner.update(dict.fromkeys([*path, i, t.i], top))
        return owner

    def _run_on(self, at: int, owner: dict[int, int]) -> None:
        """Leave with a relative clause what follows it without a comma, wherever the parser hangs it."""
        end = self.doc[at].right_edge.i
        if self._state_after(end) in owner:  # *the shooting in Newtown, Conn.*
            owner[end + 1] = at
        if any(f.content == at and f.rule == "according to" and end in f.source for f in self.frames):
            end += 1  # "who account, according to the census, for …"
        self._take_aside(at, end, owner)
        if end + 1 not in owner or self.doc[end + 1].is_punct:
            return
        for k in upward(self.doc, end + 1, self.inside):
            t = self.doc[k]
            if t.left_edge.i != end + 1 or t.i in self.marks:
                return
            if t.dep_ in ("advcl", "prep", "npadvmod") and t.head.i < at and not within(t.head, self.doc[at]):
                owner.update({g: at for g in subtree(t) if owner.get(g) == owner[k]})
                return

    def _take_aside(self, at: int, end: int, owner: dict[int, int]) -> None:
        """Leave with a relative clause the aside in dashes that follows it: *who was mild – on taxes above
        all –*."""
        doc, last = self.doc, self.tokens[-1].i
        if end + 1 > last or doc[end + 1].text not in DASHES - {"-"}:
            return
        close = next((k for k in range(end + 2, last) if doc[k].text == doc[end + 1].text), -1)
        if close > 0 and not any(k in self.marks for k in range(end + 1, close)):
            owner.update({k: at for k in range(end + 1, close + 1) if k in owner})

    def _state_after(self, end: int) -> int:
        """The abbreviation of a state that the parser cut off from the town before its comma, or -1."""
        doc = self.doc
        if end + 1 >= len(doc) or end < 1 or doc[end].text != "," or doc[end - 1].pos_ != "PROPN":
            return -1
        after = doc[end + 1]
        return after.i if after.pos_ == "PROPN" and after.text[-1] == "." and not any(after.children) else -1

    def _set_bounds(self, at: int, owner: dict[int, int]) -> None:
        """Give a joined clause the subject that the parse left with the first, and leave that one what is
        before a semicolon.
        """
        t = self.doc[at]
        noun = swallowed_subject(self.doc, t)
        if noun is not None:
            owner.update({k: at for k in range(noun.left_edge.i - 1, noun.right_edge.i + 1) if k in owner})
        stop = max((k for k in range(t.left_edge.i, at) if self.doc[k].text == ";"), default=-1)
        if stop >= 0 and t.head.i in owner:
            owner.update({k: owner[t.head.i] for k in range(t.left_edge.i, stop) if owner.get(k) == at})

    def _pass_on_joints(self, owner: dict[int, int]) -> None:
        """Give the conjunction and the comma before a joined clause to that clause, where they are taken
        off.
        """
        for i in self.marks:
            edge = self.doc[i].left_edge.i
            k = next((g for g in range(edge, i) if owner.get(g) == i), i) - 1
            while (
                k in owner
                and owner[k] != i
                and (self.doc[k].dep_ in ("cc", "preconj") or self.doc[k].text in (",", ";"))
            ):
                owner[k] = i
                k -= 1


def _stem(word: list[Token]) -> Token:
    """The token of a written word that the others hang on: *mails* of *e-mails*, *do* of *don't*."""
    inside = {t.i for t in word}
    out = [t for t in reversed(word) if t.head.i not in inside or t.head.i == t.i]
    full = (t for t in out if t.text[0] not in "'’" and t.lower_ not in _HEDGES["negations"])
    return next(full, out[0])
