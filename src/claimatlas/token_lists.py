"""A parsed text as lists over its tokens: their words, labels and heads, and what follows from them."""

from __future__ import annotations

import functools
from itertools import accumulate

from spacy.lang.lex_attrs import is_punct

from claimatlas.quotations import Quotation, quotations

WORDS = 1 << 16
"""Words whose properties are kept: those of some hundred articles."""
_PASSES = 12  # over a parse whose arcs cross, as many as spaCy makes


class Tokens:
    """A parsed text as lists over its tokens, shared by all who read it.

    Parameters
    ----------
    text : list of str
    spaced : list of bool
    lemma, tag, pos, dep, entity, iob : list of str
    head : list of int
    starts : set of int, optional
        Tokens that begin a sentence; without it, what hangs together is one.

    Attributes
    ----------
    string : str
        The text.
    n : int
        How many tokens it has.
    text, lower, lemma, tag, pos, dep, entity, iob : list of str
        Of each token, as the model has it.
    head, start, end : list of int
        The token that it hangs on (its own index for a root) and its offsets in characters.
    word, spaced, punct, space : list of bool
        Whether it has a letter or a figure, whether a blank follows, whether it is punctuation or white
        space.
    blank : list of str
        The blank that follows, or nothing.
    sentence : list of int
        The number of its sentence, from 0.
    opens : list of bool
        Whether it is the first of its sentence.
    """

    def __init__(
        self, text: list[str], spaced: list[bool], lemma: list[str], tag: list[str], pos: list[str],
        dep: list[str], head: list[int], entity: list[str], iob: list[str], starts: set[int] | None = None,
    ):
        self.n = n = len(text)
        self.text, self.spaced, self.lemma, self.tag, self.pos, self.dep = text, spaced, lemma, tag, pos, dep
        self.head, self.entity, self.iob = head, entity, iob
        self.blank = [" " if x else "" for x in spaced]
        whole = list(map(str.__add__, text, self.blank))
        self.string = "".join(whole)
        self.start = list(accumulate(map(len, whole), initial=0))[:n]
        self.end = [a + len(x) for a, x in zip(self.start, text, strict=True)]
        facts = [_facts(x) for x in text]
        self.lower, self.word, self.punct, self.space = ([fact[k] for fact in facts] for k in range(4))
        if starts is None:
            left = self.edges[0]
            starts = {left[i] for i, at in enumerate(head) if at == i and dep[i]}
        self.opens = [i in starts for i in range(n)]
        self.opens[:1] = [True] * min(n, 1)
        self.sentence = list(accumulate(self.opens, initial=-1))[1:]

    def at(self, character: int) -> int:
        """Return the token that a character, or the blank before it, stands in; -1 for none."""
        if not 0 <= character < len(self.string):
            return -1
        low, high = 0, self.n
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.start[middle] <= character else (low, middle)
        return low

    def beginning(self, end: int) -> Tokens:
        """Return the lists of the first tokens; what hangs on a later one is then a root."""
        head = [at if at < end else i for i, at in enumerate(self.head[:end])]
        starts = {i for i, opens in enumerate(self.opens[:end]) if opens}
        before = (self.text[:end], self.spaced[:end], self.lemma[:end], self.tag[:end], self.pos[:end])
        return Tokens(*before, self.dep[:end], head, self.entity[:end], self.iob[:end], starts)

    @functools.cached_property
    def quotes(self) -> list[Quotation]:
        """The quoted stretches of the text, found when somebody first asks."""
        return quotations(self.string)

    @functools.cached_property
    def edges(self) -> tuple[list[int], list[int]]:
        """For each token the first and the last of all that hangs on it, itself among them.

        Computed as spaCy does it (``set_children_from_heads``), where arcs cross too.
        """
        head, left, right = self.head, list(range(self.n)), list(range(self.n))
        if not any(self.dep):
            return left, right
        for _ in range(_PASSES):
            for order in (range(self.n), range(self.n - 1, -1, -1)):
                for i in order:
                    at = head[i]
                    if at != i:
                        if left[i] < left[at]:
                            left[at] = left[i]
                        if right[i] > right[at]:
                            right[at] = right[i]
            if self._settled(left):
                break
        return left, right

    def _settled(self, left: list[int]) -> bool:
        """Whether no token hangs on one outside of its sentence."""
        stops = sorted({left[i] for i, at in enumerate(self.head) if at == i and left[i] > 0} | {self.n - 1})
        first = 0
        for stop in stops:
            own = self.head[first:stop]
            if own and (min(own) < first or max(own) > stop):
                return False
            first = stop
        return True

    @functools.cached_property
    def crossed(self) -> list[bool]:
        """For each token, whether arcs cross below it, so that not all that hangs on it stands together."""
        left, right = self.edges
        missing = [b - a for a, b in zip(left, right, strict=True)]
        for i, at in enumerate(self.head):
            if at != i:
                missing[at] -= right[i] - left[i] + 1
        found = [False] * self.n
        for i, rest in enumerate(missing):
            while rest and not found[i]:  # and so for all that it hangs on
                found[i] = True
                i = self.head[i]
        return found


@functools.lru_cache(maxsize=WORDS)
def _facts(text: str) -> tuple[str, bool, bool, bool]:
    """A word in small letters, and whether it has a letter or figure, is punctuation, is white space."""
    return text.lower(), any(c.isalnum() for c in text), is_punct(text), text.isspace()
