"""A parsed text as plain Python objects, several times faster to walk than spaCy's own.

`Doc`, `Token` and `Span` say what spaCy's of the same names say, under the same names, of what the rules ask;
`claimatlas.token_lists.Tokens` is the same as lists. Rules take a document of either kind: `doc_of` makes
ours of spaCy's, and `unpacked` reads a kept parse without making spaCy's at all.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat

import numpy as np

from claimatlas.token_lists import WORDS, Tokens

_HEAD = 4  # bytes before a kept parse, which count its sentences


class Token:
    """A token of a text: what spaCy's says, but for `lefts`, `rights`, `children` and `subtree`, which are
    sequences."""

    __slots__ = (
        "children", "dep_", "doc", "ent_type_", "head", "i", "idx", "is_punct", "is_space", "lefts", "lemma_",
        "lower_", "pos_", "rights", "tag_", "text", "whitespace_",
    )  # fmt: skip

    def __init__(
        self, doc: Doc, i: int, idx: int, text: str, lower: str, lemma: str, tag: str, pos: str, dep: str,
        entity: str, blank: str, punct: bool, space: bool,
    ):
        self.doc, self.i, self.idx, self.text, self.whitespace_ = doc, i, idx, text, blank
        self.lower_, self.lemma_, self.tag_, self.pos_, self.dep_ = lower, lemma, tag, pos, dep
        self.ent_type_, self.is_punct, self.is_space = entity, punct, space
        self.lefts: Sequence[Token] = ()
        self.rights: Sequence[Token] = ()
        self.children: Sequence[Token] = ()

    def __len__(self) -> int:
        return len(self.text)

    def __repr__(self) -> str:
        return self.text

    @property
    def text_with_ws(self) -> str:
        """The token with the blank behind it."""
        return self.text + self.whitespace_

    @property
    def ent_iob_(self) -> str:
        """Whether the token begins an entity (B), is inside one (I) or in none (O)."""
        return self.doc.known.iob[self.i]

    @property
    def is_word(self) -> bool:
        """Whether there is a letter or a figure."""
        return self.doc.known.word[self.i]

    @property
    def is_alpha(self) -> bool:
        """Whether there are letters alone."""
        return self.text.isalpha()

    @property
    def is_lower(self) -> bool:
        """Whether the letters are small."""
        return self.text.islower()

    @property
    def like_num(self) -> bool:
        """Whether it is a number, in figures or in words."""
        from spacy.lang.en.lex_attrs import like_num

        return like_num(self.text)

    @property
    def left_edge(self) -> Token:
        """The first of the token and all below it."""
        return self.doc[self.doc.known.edges[0][self.i]]

    @property
    def right_edge(self) -> Token:
        """The last of the token and all below it."""
        return self.doc[self.doc.known.edges[1][self.i]]

    @property
    def subtree(self) -> Sequence[Token]:
        """The token and all below it, in the order of the tree."""
        if not self.children:
            return (self,)
        known = self.doc.known
        if not known.crossed[self.i]:
            return self.doc[known.edges[0][self.i] : known.edges[1][self.i] + 1]
        return list(self._below())

    def _below(self) -> Iterator[Token]:
        """Walk what hangs on the token, where arcs cross."""
        waiting: list[tuple[Token, bool]] = [(self, False)]
        while waiting:
            token, opened = waiting.pop()
            if opened:
                yield token
                continue
            waiting += [(t, False) for t in reversed(token.rights)]
            waiting.append((token, True))
            waiting += [(t, False) for t in reversed(token.lefts)]

    @property
    def conjuncts(self) -> tuple[Token, ...]:
        """The tokens that this one is coordinated with."""
        first = self
        while first.dep_ == "conj" and first.head is not first:
            first = first.head
        found = [first]
        for token in found:
            found += [t for t in token.rights if t.dep_ == "conj"]
        return tuple(t for t in found if t is not self)

    @property
    def sent(self) -> Span:
        """The sentence that the token stands in."""
        return self.doc.sents[self.doc.known.sentence[self.i]]

    def nbor(self, step: int = 1) -> Token:
        """Return the token so many further on.

        Raises
        ------
        IndexError
            There is none.
        """
        if not 0 <= self.i + step < len(self.doc):
            raise IndexError(f"no token {step} from {self.i}")
        return self.doc[self.i + step]


@dataclass(slots=True)
class Span:
    """The tokens of a document from one to before another, perhaps with a label."""

    doc: Doc
    start: int
    end: int
    label_: str = ""

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[Token]:
        return iter(self.doc[self.start : self.end])

    def __getitem__(self, at: int) -> Token:
        return self.doc[self.start : self.end][at]

    @property
    def start_char(self) -> int:
        """Where it begins, in characters."""
        return self.doc.known.start[self.start]

    @property
    def end_char(self) -> int:
        """Where it ends, in characters, without a blank behind it."""
        return self.doc.known.end[self.end - 1]

    @property
    def text(self) -> str:
        """Its words as written."""
        return self.doc.text[self.start_char : self.end_char]

    @property
    def root(self) -> Token:
        """The token nearest to the root of its sentence, the first of several; a mark or white space that
        nothing hangs on only if there is nothing else."""
        head = self.doc.known.head
        inside = range(self.start, self.end)
        whole = next((i for i in inside if head[i] == i), None)
        if whole is not None:
            return self.doc[whole]
        out = [i for i in inside if not self.start <= head[i] < self.end]
        return self.doc[min(out, key=self._steps, default=self.start)]

    def _steps(self, at: int) -> int:
        """How many steps a token is from the root of its sentence; very many for a bare mark."""
        head, steps, token = self.doc.known.head, 0, self.doc[at]
        if (token.is_punct or token.is_space) and not token.children:
            return len(head) - 1
        while head[at] != at and steps < len(head):
            at, steps = head[at], steps + 1
        return steps


class Doc(list):
    """A parsed text: a list of its `Token`.

    Attributes
    ----------
    known : Tokens
        The same as lists over the tokens.
    text : str
    """

    __slots__ = ("__weakref__", "_ents", "_sents", "known", "text")
    __hash__ = object.__hash__
    __eq__ = object.__eq__
    __ne__ = object.__ne__

    def __init__(self, known: Tokens):
        self.known, self.text = known, known.string
        self._sents: list[Span] | None = None
        self._ents: list[Span] | None = None
        super().__init__(
            map(
                Token, repeat(self), range(known.n), known.start, known.text, known.lower, known.lemma,
                known.tag, known.pos, known.dep, known.entity, known.blank, known.punct, known.space,
            )
        )
        for token, at in zip(self, known.head, strict=True):
            head = token.head = self[at]
            if head is token:
                continue
            if token.i < at:
                if not head.lefts:
                    head.children = head.lefts = []
                head.lefts.append(token)
            else:
                if not head.rights:
                    head.rights = []
                    # all on the left were met before the first on the right
                    head.children = [*head.lefts] if head.lefts else head.rights
                head.rights.append(token)
                if head.children is not head.rights:
                    head.children.append(token)

    @property
    def sents(self) -> list[Span]:
        """Its sentences."""
        if self._sents is None:
            starts = [i for i, opens in enumerate(self.known.opens) if opens]
            self._sents = [Span(self, a, b) for a, b in pairwise([*starts, len(self)])]
        return self._sents

    @property
    def ents(self) -> list[Span]:
        """The entities that the model found."""
        if self._ents is None:
            self._ents, begun = [], -1
            for i, mark in enumerate([*self.known.iob, "O"]):
                if begun >= 0 and mark != "I":
                    self._ents.append(Span(self, begun, i, self.known.entity[begun]))
                    begun = -1
                if mark == "B" and self.known.entity[i]:
                    begun = i
        return self._ents

    def char_span(self, start: int, end: int, alignment_mode: str = "expand") -> Span | None:
        """Return the tokens that hold the characters from one to before another, None where there are none.

        Parameters
        ----------
        start, end : int
            Offsets in characters.
        alignment_mode : str
            "expand", the only one: a token counts in whole.

        Raises
        ------
        ValueError
            It is another.
        """
        if alignment_mode != "expand":
            raise ValueError(f"alignment_mode={alignment_mode}: a token counts in whole")
        first, last = self.known.at(start), self.known.at(end - 1)
        if first < 0 or last < 0:
            return None
        if start == self.known.end[first]:  # the blank behind a token is none of it
            first += 1
        return Span(self, first, max(last + 1, first))

    def close(self) -> None:
        """Take the tokens apart, which refer to each other: they are gone at once, not when Python looks for
        circles."""
        for token in self:
            token.doc = token.head = None
        self.clear()
        self._sents = self._ents = None

    def beginning(self, end: int) -> Doc:
        """Return its first tokens as a document; what hangs on a later one is then a root."""
        return Doc(self.known.beginning(end))


@functools.lru_cache(maxsize=WORDS)
def _number_of(string: str) -> int:
    """The number that stands for a string in a kept parse."""
    from spacy.strings import get_string_id

    return get_string_id(string)


_IOB = ("", "I", "O", "B")


def unpacked(raw: bytes) -> Doc:
    """Return the parse that `claimatlas.annotate.packed` made bytes of, as `doc_of` would make it of spaCy's.

    The bytes are those of a ``spacy.tokens.DocBin`` of one document behind a count: a table of numbers, which
    stand for the strings beside it.
    """
    # here, since most runs read no parse and need no spaCy
    import srsly
    from spacy import attrs
    from spacy.parts_of_speech import NAMES

    # a hook of one's own, since srsly looks for all that are installed at each call without one
    kept = srsly.msgpack.unpackb(zlib.decompress(raw[_HEAD:]), raw=False, object_pairs_hook=dict)
    table = np.frombuffer(kept["tokens"], "uint64").reshape(-1, len(kept["attrs"])).T
    column = dict(zip(kept["attrs"], table, strict=True))
    string = {_number_of(x): x for x in kept["strings"]}
    string[0] = ""

    def of(attribute: int) -> list[str]:
        return [string[x] for x in column[attribute].tolist()]

    head = (column[attrs.HEAD].astype("int64") + np.arange(table.shape[1])).tolist()
    dep, starts = of(attrs.DEP), None
    if not any(dep):
        starts = set(np.flatnonzero(column[attrs.SENT_START] == 1).tolist())
    return Doc(Tokens(
        of(attrs.ORTH), np.frombuffer(kept["spaces"], bool).tolist(), of(attrs.LEMMA), of(attrs.TAG),
        [NAMES[x] for x in column[attrs.POS].tolist()], dep, head, of(attrs.ENT_TYPE),
        [_IOB[x] for x in column[attrs.ENT_IOB].tolist()], starts,
    ))  # fmt: skip


def doc_of(doc) -> Doc:
    """Return a document of spaCy's as one of ours, made at the first call; one of ours as it is."""
    if isinstance(doc, Doc):
        return doc
    known = doc.user_data.get("plain")
    if known is None or len(known) != len(doc):
        known = doc.user_data["plain"] = Doc(Tokens(
            [t.text for t in doc], [bool(t.whitespace_) for t in doc], [t.lemma_ for t in doc],
            [t.tag_ for t in doc], [t.pos_ for t in doc], [t.dep_ for t in doc], [t.head.i for t in doc],
            [t.ent_type_ for t in doc], [t.ent_iob_ for t in doc], {s.start for s in doc.sents},
        ))  # fmt: skip
    return known


def tokens_of(doc) -> Tokens:
    """Return a document of ours or of spaCy's as lists over its tokens."""
    return doc_of(doc).known


def text_of(doc) -> str:
    """Return ``doc.text`` from memory."""
    return doc_of(doc).text
