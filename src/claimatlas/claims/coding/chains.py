"""Holder chains: on whose word each proposition rests, by its sentence and by what was told before it.

Rules by the codebook (data/README.md): relays stay before the holder whom they introduced, and a sentence
that names nobody may take over the chain before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claimatlas.claims import lexicon as lex
from claimatlas.claims.attribution.frames import Frame
from claimatlas.claims.propositions.contents import Proposition
from claimatlas.people import SPEAKERS, Cast, Holder
from claimatlas.tokens import Doc, text_of
from claimatlas.trees import child

if TYPE_CHECKING:
    from claimatlas.claims.propositions.sentences import Sentence

RULES = ("inheritance", "relay", "alias")
_REACH = (
    5  # sentences that a chain reaches without a new cue; the codebook's paragraphs are no longer than that
)
_RELAYED = ("org", "media", "source", "experts", "document")
_SPEAKING = ("saying", "document")


@dataclass
class Row:
    """A proposition with its chains, the outlet left out.

    Attributes
    ----------
    explicit, resolved : list of Holder
        What the sentence itself names, and what it says in its place in the article; from the outlet inward.
    basis : str
        One of `tables.CHAIN_BASES`: how the holders are known, and whether some come from the sentences
        before.
    kind : str
        Kind of the nearest holder that the sentence names.
    cue, source : list of int
        Tokens.
    """

    proposition: Proposition
    explicit: list[Holder]
    resolved: list[Holder]
    basis: str
    kind: str
    cue: list[int]
    source: list[int]


def resolve(
    doc: Doc, sentences: list[Sentence], rules: frozenset[str], cast: Cast
) -> list[tuple[Sentence, Row]]:
    """Give every proposition of an article its chains.

    Parameters
    ----------
    doc : claimatlas.tokens.Doc or spacy.tokens.Doc
    sentences : list of Sentence
        With their frames and propositions.
    rules : frozenset of str
        Which of `RULES` to apply.
    cast : claimatlas.people.Cast
        Names the holders of the article.
    """
    told = _Telling(doc, sentences, rules, cast)
    return [(s, row) for s in sentences for row in told.read(s)]


@dataclass
class _Thread:
    """The chain that the telling is on."""

    chain: list[Holder] = field(default_factory=list)
    fresh: bool = False  # whether the sentence before was still on it
    paragraph: int = -1
    heading: bool = False  # whether a subheading stands between
    words: set[str] = field(default_factory=set)  # nouns of the story told on it
    since: int = 0  # sentences since somebody had a cue of his own


class _Telling:
    """An article read from top to bottom."""

    def __init__(self, doc: Doc, sentences: list[Sentence], rules: frozenset[str], cast: Cast):
        self.doc = doc
        self.rules = rules
        self.thread = _Thread()
        self.relays: dict[str, list[Holder]] = {}
        self.nouns: set[str] = set()
        self.named: dict[int, list[Holder]] = {}
        for f in (f for s in sentences for f in s.frames):
            found = [cast.name(f.source, f.lemma, f.kind)] if f.source else []
            found += [cast.name(c, "cite", "saying") for c in f.cited]
            self.named[id(f)] = [h for h in found if h is not None]
        self.reported = self._times_reporting(sentences)

    def _holders(self, frames: list[Frame]) -> list[Holder]:
        """The holders whom frames name, outermost first."""
        return [h for f in frames for h in self.named.get(id(f), [])]

    def _times_reporting(self, sentences: list[Sentence]) -> dict[str, int]:
        """In how many sentences each holder has a cue of saying."""
        count: dict[str, int] = {}
        for s in sentences:
            frames = [*s.frames, *(f for p in s.found for f in p.frames)]
            for name in {h.name for h in self._holders([f for f in frames if f.kind in _SPEAKING])}:
                count[name] = count.get(name, 0) + 1
        return count

    def read(self, sentence: Sentence) -> list[Row]:
        """The rows of the next sentence."""
        self.thread.heading |= sentence.heading
        inherits = blocked = False
        if "inheritance" in self.rules and sentence.found and self._takes_over(sentence):
            blocked, inherits = self.thread.heading, not self.thread.heading
        rows = [self._row(p, inherits, blocked) for p in sentence.found]
        self._remember_relays(rows)
        self._advance(sentence, rows, inherits)
        for row in rows:
            self.nouns |= {
                self.doc[i].lower_ for i in row.proposition.tokens if self.doc[i].pos_ in ("NOUN", "PROPN")
            }
        return rows

    def _row(self, row: Proposition, inherits: bool, blocked: bool) -> Row:
        """The chains of one proposition."""
        # a source that names nobody (a dateline read as a subject) makes no frame
        frames = [f for f in row.frames if f.kind != "outlet" and (not f.source or self.named.get(id(f)))]
        frames = _without_presupposed(self.doc, frames)
        # "A says it is believed that …": nobody believes it by its own cue, and A is the one to ask
        nobodys = (
            bool(frames)
            and frames[-1].kind == "holderless"
            and frames[-1].rule == "passive"
            and bool(_spoken(self._holders(frames[:-1])))
        )
        holders = self._holders(frames[-1:] if nobodys else frames)
        explicit = _spoken(holders)
        if holders and not explicit:
            frames = []  # the outlet speaks of itself
        cue = frames[-1] if nobodys else next((f for f in frames if f.source), frames[0] if frames else None)
        resolved = self._resolved(frames, explicit, nobodys, inherits)
        kind = "unattributed" if not frames else explicit[0].kind if explicit else "anonymous"
        basis = _basis(explicit, resolved)
        if basis == "none" and blocked:
            basis = "none (subheading)"
        return Row(row, explicit, resolved, basis, kind, cue.cue if cue else [], cue.source if cue else [])

    def _resolved(
        self, frames: list[Frame], explicit: list[Holder], nobodys: bool, inherits: bool
    ) -> list[Holder]:
        """The holders in their place in the article: with the relays before them, or on the chain told
        before."""
        if nobodys:
            return _spoken(self._holders(frames[:-1]))
        resolved = list(explicit)
        if explicit and "relay" in self.rules and explicit[0].name in self.relays:
            resolved = _without_repeats(self.relays[explicit[0].name] + explicit)
        if inherits:
            layers = [h for h in self.thread.chain if h.reporting]
            other = (
                bool(explicit)
                and explicit[0].name != layers[0].name
                and explicit[0].sort in ("body", "person")
            )
            if not explicit or other:
                resolved = _without_repeats(layers + explicit)
        return resolved

    def _remember_relays(self, rows: list[Row]) -> None:
        """Keep by whom each holder was introduced first."""
        for row in rows:
            for k, h in enumerate(row.resolved[1:], start=1):
                nameless = h.name in ("sources", "unnamed")
                if h.sort in _RELAYED and h.reporting and not nameless:
                    self.relays.setdefault(h.name, row.resolved[:k])

    # --- inheritance ----------------------------------------------------------------------------------------

    def _takes_over(self, sentence: Sentence) -> bool:
        """Whether a sentence goes on with the chain before it, a subheading left aside."""
        layers = [h for h in self.thread.chain if h.reporting]
        if not layers or layers[0].sort not in ("org", "media") or layers[0].kind != "named organisation":
            return False
        names = bool(self._holders([*sentence.frames, *(f for p in sentence.found for f in p.frames)]))
        nobodys = any(f.kind == "holderless" for f in sentence.frames)
        if names and not self._participant_speaks(sentence, layers):
            return False
        if (self.thread.since > _REACH or not self.thread.fresh) and not nobodys:
            return False
        institutes = [h for h in layers[:2] if h.sort in ("org", "media")]
        if self.thread.paragraph != sentence.paragraph and not any(
            self.reported.get(h.name, 0) >= 2 for h in institutes
        ):
            return False
        return not self._outlets_own(sentence, names, nobodys)

    def _outlets_own(self, sentence: Sentence, names: bool, nobodys: bool) -> bool:
        """Whether a sentence is the outlet's voice by its form, or about something new."""
        opening = text_of(self.doc)[sentence.start : sentence.end].lower().lstrip("\"“‘'")
        if opening.startswith(lex.OUTLET_OPENINGS) or any(f.kind == "outlet" for f in sentence.frames):
            return True
        if names:
            return False
        return not self._known_subject(sentence.found[0]) or (not nobodys and _outlet_form(sentence))

    def _participant_speaks(self, sentence: Sentence, layers: list[Holder]) -> bool:
        """Whether all who speak in the sentence are participants of the story told before."""
        holders = self._holders(sentence.frames)
        if not holders or not self.thread.fresh or holders[0].name in {h.name for h in layers}:
            return False
        tokens = [self.doc[i] for f in sentence.frames for i in f.source]
        if any(t.tag_ in ("NNP", "NNPS") and t.dep_ not in ("compound", "pobj", "poss") for t in tokens):
            return False  # a proper name speaks for itself
        return all(
            h.sort in ("body", "person")
            and any(w in self.thread.words for w in re.findall(r"\w{4,}", h.name.lower()))
            for h in holders
        )

    def _known_subject(self, row: Proposition) -> bool:
        """Whether a proposition is about something that was spoken of before."""
        subject = child(self.doc[row.head], "nsubj", "nsubjpass", "csubj")
        if subject is None:
            return any(
                self.doc[i].lower_ in self.nouns for i in row.tokens if self.doc[i].pos_ in ("NOUN", "PROPN")
            )
        if subject.pos_ == "PRON" and subject.lower_ not in ("there", "one", "who", "what"):
            return True
        if any(c.lower_ in lex.words("pointing") for c in subject.lefts):
            return True
        return any(t.lower_ in self.nouns for t in subject.subtree if t.pos_ in ("NOUN", "PROPN"))

    def _advance(self, sentence: Sentence, rows: list[Row], inherited: bool) -> None:
        """Take up the thread where the sentence leaves it."""
        thread = self.thread
        chains = [row.resolved for row in rows if row.resolved]
        if sentence.found and chains:
            thread.heading = False
        if chains:
            best = max(chains, key=lambda c: sum(h.reporting for h in c)) if inherited else chains[-1]
            layers = [h for h in best if h.reporting]
            if layers and layers[0].sort in ("org", "media"):
                layers = [h for k, h in enumerate(layers) if k == 0 or h.sort in _RELAYED]
            thread.chain, thread.fresh, thread.paragraph = layers or best, True, sentence.paragraph
        elif rows:
            thread.fresh = False
        thread.since = 0 if any(row.explicit for row in rows) else thread.since + 1
        told = {t.lower_ for t in sentence.tokens if t.pos_ in ("NOUN", "PROPN")}
        thread.words = told | thread.words if thread.fresh else told


def _without_presupposed(doc: Doc, frames: list[Frame]) -> list[Frame]:
    """*They deny that people died in raids that residents say hit a market*: what residents say is not
    denied."""
    inner = frames[-1] if frames and frames[-1].source else None
    if inner is None:
        return frames
    return [f for f in frames if f is inner or f.kind != "denial" or not _in_a_relative(doc, inner.at, f.at)]


def _in_a_relative(doc: Doc, at: int, above: int) -> bool:
    """Whether a relative clause stands between a token and one that it depends on."""
    while at != above and doc[at].head.i != at:
        if doc[at].dep_ == "relcl":
            return True
        at = doc[at].head.i
    return False


def _spoken(holders: list[Holder]) -> list[Holder]:
    """Each holder once; "we" and "you" are who speaks or hears the quotation that they stand in."""
    return _without_repeats([h for h in holders if h.name.lower() not in SPEAKERS])


def _without_repeats(holders: list[Holder]) -> list[Holder]:
    """Each holder once, where he stands first."""
    kept: dict[str, Holder] = {}
    for h in holders:
        kept.setdefault(h.name.lower(), h)
    return list(kept.values())


def _basis(explicit: list[Holder], resolved: list[Holder]) -> str:
    """How the holders are known: the least sure of them counts, and one left open makes the chain unclear."""
    if not resolved:
        return "none"
    inherited = len(resolved) != len(explicit)
    grounds = {h.basis for h in explicit}
    if "unclear" in grounds | {h.basis for h in resolved}:
        own = "unclear"
    elif not explicit:
        return "inherited"
    else:
        own = "resolved" if "resolved" in grounds else "explicit"
    return f"{own}+inherited" if inherited else own


def _outlet_form(sentence: Sentence) -> bool:
    """No comment, or a copula with an adjective or a noun."""
    root = next((t for t in sentence.tokens if t.dep_ == "ROOT"), sentence.tokens[0])
    words = {t.lower_ for t in sentence.tokens}
    if "comment" in words and words & lex.words("no comment"):
        return True
    expletive = any(c.lower_ == "it" and c.dep_ in ("nsubj", "expl") for c in root.lefts)
    if root.lower_ in ("is", "was") and expletive and child(root, "acomp") is not None:
        return True
    if root.lemma_ in lex.words("copulas") and (
        child(root, "attr", "acomp", "oprd") is not None or root.lemma_ in ("prove", "consist")
    ):
        return child(root, "ccomp") is None
    return root.tag_ == "VBN" and root.lemma_ in lex.words("recorded") and child(root, "auxpass") is not None
