"""Propositions and their contents: what a row holds, and what its edges have from its neighbours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from claimatlas.claims import lexicon as lex
from claimatlas.claims.attribution.frames import Frame
from claimatlas.claims.propositions.clauses import clause_of
from claimatlas.tokens import text_of, tokens_of
from claimatlas.trees import QUOTES, child, is_finite, spans, subtree, within
from claimatlas.wordlists import read_sets

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_EDGES = read_sets("claims/edges.txt")
_HEDGES = read_sets("claims/hedges.txt")
# First word -> its phrases, and whether a comma must follow them.
_OPENINGS: dict[str, list[tuple[tuple[str, ...], bool]]] = {}
for _name in ("opening", "opening before a comma"):
    for _phrase in sorted(_EDGES[_name], key=lambda p: (-len(p), p)):
        _OPENINGS.setdefault(_phrase.split()[0], []).append((tuple(_phrase.split()), _name != "opening"))


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
    pronoun : int
        The relative pronoun that `subject` stands for, where the content reads with the noun in its place;
        else -1.
    """

    head: int
    tokens: list[int]
    frames: list[Frame] = field(default_factory=list)
    background: bool = False
    rule: str = "main"
    subject: list[int] = field(default_factory=list)
    pronoun: int = -1


def content_of(doc: Doc, row: Proposition) -> str:
    """Return a proposition as text that reads by itself: its spans, led by the subject that it shares."""
    text = text_of(doc)

    def written(tokens: list[int]) -> list[str]:
        return [text[a:b] for a, b in spans(doc, tokens)]

    led = " ".join(written(row.subject))
    if led and row.pronoun >= 0:
        led += "’s" if doc[row.pronoun].tag_ == "WP$" else ""
        before, after = (
            [i for i in row.tokens if i < row.pronoun],
            [i for i in row.tokens if i > row.pronoun],
        )
        return " ".join(" ".join([*written(before), led, *written(after)]).split())
    if led and row.rule in ("apposition", "relative"):
        led += ","
    return " ".join(" ".join([led, *written(row.tokens)]).split())


def content_spans(doc: Doc, row: Proposition) -> list[tuple[int, int]]:
    """Character spans of a proposition's content."""
    return spans(doc, row.tokens)


def without_occasion(doc: Doc, own: list[int], frame: Frame) -> list[int]:
    """Drop what stands between cue and content and belongs to the cue: *said earlier that …*, *said on
    Thursday it …*.
    """
    if frame.content < frame.at:
        return own
    lefts = list(doc[frame.content].lefts)
    mark = next((c.i for c in lefts if c.lower_ == "that" and c.dep_ == "mark"), None)
    if mark is not None:
        return [i for i in own if not frame.at < i < mark]
    lead = next((c for c in lefts if c.left_edge.i <= frame.at + 2), None)
    if lead is None or lead.dep_ not in ("prep", "npadvmod", "advmod") or lead.right_edge.i + 1 >= len(doc):
        return own
    dated = any(t.ent_type_ in ("DATE", "TIME") for t in lead.subtree)
    return _except(own, lead) if dated and doc[lead.right_edge.i + 1].text != "," else own


def _except(own: list[int], phrase: Token) -> list[int]:
    """The tokens without those of a phrase."""
    gone = set(subtree(phrase))
    return [i for i in own if i not in gone]


def beyond_quotation(doc: Doc, mine: set[int], frame: Frame) -> set[int]:
    """What stands on the other side of the cue or before the colon: *told* [*the paper on Friday:*] *"…"*."""
    first, last = min(frame.covers), max(frame.covers)
    between = [k for k in sorted(frame.cue) if k < first] if frame.at < first else []
    start = between[-1] if between else -1
    if first > 0 and doc[first - 1].text == ":":
        start = first - 1
    after = [k for k in sorted({*frame.cue, *frame.source}) if k > last]
    end = after[0] if after else len(doc)
    return {k for k in mine - frame.covers if k <= start or k > end}


def stranded(doc: Doc, frame: Frame, marks: dict[int, tuple[str, bool]]) -> list[int]:
    """What follows a reported clause and the parser hangs on the cue: *they would go, but only once …*."""
    edge = doc[frame.content].right_edge.i
    found: list[int] = []
    for c in doc[frame.at].rights:
        if (
            c.i > edge
            and c.i not in marks
            and (c.dep_ == "dep" or (c.dep_ == "conj" and any(g.dep_ == "mark" for g in c.lefts)))
        ):
            found += [k for k in range(edge + 1, c.left_edge.i) if doc[k].is_punct or doc[k].dep_ == "cc"]
            found += subtree(c)
    return found


def trailing(doc: Doc, frame: Frame, marks: dict[int, tuple[str, bool]]) -> list[int]:
    """What follows a noun phrase and belongs to it, though the parser hangs it on the cue.

    Dates and the occasion of the speech ("in a statement", "at a meeting") belong to the cue.
    """
    found: list[int] = []
    for c in clause_of(doc[frame.at]).rights:
        if c.i < frame.content or within(doc[frame.content], c) or c.i in marks or c.i in frame.drop:
            continue
        if _places_or_times(c) or (c.dep_ == "advmod" and c.lower_ == "close"):
            found += [i for i in subtree(c) if i not in marks]
    return found


def without_last_occasion(doc: Doc, own: list[int]) -> list[int]:
    """*Vowed to stay*[*, in a letter to the board*]: a last phrase behind a comma that tells where it was
    said."""
    for k in range(len(own) - 1, 0, -1):
        t = doc[own[k]]
        if t.text == "," and k + 1 < len(own):
            lead = doc[own[k + 1]]
            noun = (
                child(lead, "pobj")
                if lead.dep_ == "prep" and lead.lower_ in ("in", "on", "at", "during")
                else None
            )
            told = noun is not None and noun.lemma_ in lex.words("occasions of words")
            return own[:k] if told and lead.right_edge.i >= own[-1] - 1 else own
    return own


def with_owned(doc: Doc, own: list[int]) -> list[int]:
    """*Not on the bureau’s* [*behalf*]: a content that ends with an owner goes on to what he owns."""
    last = own[-1] if own else len(doc)
    mark = last if last < len(doc) and doc[last].tag_ == "POS" else last + 1
    if mark + 1 >= len(doc) or doc[mark].tag_ != "POS" or doc[mark].dep_ == "case":
        return own
    end = mark + 1
    while end < len(doc) and doc[end].pos_ in ("ADJ", "NOUN", "PROPN", "NUM"):
        end += 1
    return [*own, *range(last + 1, end)] if doc[end - 1].pos_ in ("NOUN", "PROPN") else own


def _places_or_times(token: Token) -> bool:
    """Whether a phrase puts what is held somewhere, or before or after something."""
    if token.dep_ == "prep" and token.lower_ in _EDGES["placing"]:
        return not any(
            t.lemma_.lower() in lex.words("occasions") or t.ent_type_ in ("DATE", "TIME")
            for t in token.subtree
        )
    return (
        token.dep_ == "advcl"
        and is_finite(token)
        and any(g.lower_ in ("after", "before", "since", "if", "because") for g in token.lefts)
    )


def clean(doc: Doc, own: list[int], head: Token, role: str) -> list[int]:
    """Take connectives, conjunctions and punctuation off the edges of a content."""
    text = tokens_of(doc).text
    kept = [i for i in own if not text[i].isspace()]
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
    if _ties(first, head, role) or _leads_out(first, kept):
        return 1
    if first.text in QUOTES and not any(doc[i].text in QUOTES for i in kept[1:]):
        return 1
    if first.text in QUOTES and len(kept) > 1 and doc[kept[1]].dep_ == "cc":
        return 2
    if first.lower_ == "that" and first.dep_ in ("det", "nsubj", "nsubjpass"):
        # "that talks failed" is a clause, "that talk" a noun phrase
        return int(first.dep_ == "det" and first.head.tag_ in ("NNS", "NNP", "NNPS"))
    if first.dep_ == "mark" and first.head.i != head.i and first.lower_ in _EDGES["subordinator"]:
        return 0  # of a clause that the row keeps: "though few came, it was held"
    return _opening(doc, kept)


def _ties(first: Token, head: Token, role: str) -> bool:
    """Whether a word joins the content to what stands before, and says nothing of its own."""
    if first.dep_ in ("cc", "preconj"):
        return first.lower_ not in ("neither", "not", "both", "either")
    if first.dep_ == "mark" and first.lower_ not in ("if", "had") and first.head.i == head.i:
        return True
    joint = {"adverbial": "subordinator", "that-clause": "conjunctional"}.get(role)
    return joint is not None and first.lower_ in _EDGES[joint]


def _leads_out(first: Token, kept: list[int]) -> bool:
    """Whether a preposition has its object in no word of the content."""
    objects = {c.i for c in first.rights if c.dep_ in ("pobj", "pcomp")}
    return first.dep_ in ("prep", "agent") and bool(objects) and objects.isdisjoint(kept)


def _opening(doc: Doc, kept: list[int]) -> int:
    """How many tokens at the start are a phrase that leads on from the sentence before."""
    lowered = tuple(doc[i].lower_ for i in kept[:6])
    for phrase, before_comma in _OPENINGS.get(lowered[0], ()):
        n = len(phrase)
        if lowered[:n] == phrase and len(kept) > n and (not before_comma or doc[kept[n]].text == ","):
            return n
    return 0


def _dangles(doc: Doc, token: Token, inside: set[int]) -> bool:
    """Whether the last token of a content leads to something that is not in it."""
    if token.is_punct and not any(c.isalnum() for c in token.text):
        return _mark_dangles(doc, token, inside)
    if token.tag_ == "TO":
        return token.head.i > token.i  # "if they want to" may end so
    if (
        token.dep_ in ("cc", "preconj", "mark")
        or token.tag_ == "WDT"
        or token.lower_ in _EDGES["closing"] - {"that"}
    ):
        return True
    if token.dep_ in ("prep", "agent", "dative") and token.pos_ in ("ADP", "SCONJ"):
        return any(c.dep_ in ("pobj", "pcomp") and c.i not in inside for c in token.rights)
    lead = token.dep_ in ("det", "poss") and token.pos_ in ("DET", "PRON")
    return lead and token.head.i not in inside and token.head.i > token.i


def _mark_dangles(doc: Doc, token: Token, inside: set[int]) -> bool:
    """Whether a mark at the end closes nothing of the content."""
    odd = token.text in QUOTES and sum(doc[i].text in QUOTES for i in inside) % 2
    if odd or (token.text in QUOTES and _alone(doc, token.i, inside)):
        return True
    return token.text not in "\"”)’'%" or (token.text == ")" and not any(doc[i].text == "(" for i in inside))


def _alone(doc: Doc, at: int, inside: set[int]) -> bool:
    """Whether the word before a mark is not in the content: it closes what another row has."""
    while at > 0 and (doc[at].is_punct or doc[at].is_space):
        at -= 1
    return at not in inside


def named_after(doc: Doc, found: list[Proposition]) -> list[Proposition]:
    """*The only party that opposed the law, Forward, has split*: what is said of the name is a row, the name
    stays.
    """
    extra, known = [], tokens_of(doc)
    for p in found:
        for i in list(p.tokens):
            if known.pos[i] != "NOUN" or known.dep[i] not in ("nsubj", "nsubjpass"):
                continue
            noun = doc[i]
            verb = next((c for c in noun.rights if _defines(c)), None)
            whole = set(subtree(noun))
            kept = set(_name_at_end(doc, sorted(whole & set(p.tokens))))
            if verb is None or not kept or min(kept) < verb.i:
                continue
            said = clean(doc, sorted(whole & set(p.tokens)), noun, "apposition")
            rest = [k for k in p.tokens if k not in whole or k in kept]
            if said and len(rest) > len(kept):
                p.tokens = rest
                extra.append(Proposition(noun.i, said, p.frames, True, "apposition"))
    return extra


def _defines(token: Token) -> bool:
    """Whether a clause on a noun says something of it."""
    if token.pos_ not in ("VERB", "AUX"):
        return False
    return token.dep_ == "relcl" or (token.dep_ == "acl" and token.lemma_ not in _EDGES["naming"])


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


def of_the_saying(token: Token) -> bool:
    """Whether a word at a cue tells of the saying alone: *has repeatedly called it …*."""
    if token.lower_ == "what" and token.dep_ == "dobj":
        return True
    if token.dep_ in ("prep", "npadvmod", "advcl"):
        return child(token.head, "nsubj") is not None
    if token.dep_ in ("aux", "auxpass"):
        return token.lower_ not in _HEDGES["modals"]
    if (
        token.dep_ != "advmod"
        or any(token.rights)
        or token.lower_ in _HEDGES["negations"] | _HEDGES["adverbs"] | _HEDGES["adjectives"]
    ):
        return False
    return token.lower_.endswith("ly") or token.lower_ in _EDGES["repeating"]


def without_repeats(found: list[Proposition]) -> list[Proposition]:
    """Of rows under the same cues that share most of their words, keep the one that says most."""
    kept: list[Proposition] = []
    for p in sorted(found, key=lambda p: -len(p.tokens)):
        under, own = {f.at for f in p.frames}, set(p.tokens)
        if not any(
            under == {f.at for f in q.frames} and 2 * len(own & set(q.tokens)) > len(own) for q in kept
        ):
            kept.append(p)
    return [p for p in found if any(p is q for q in kept)]
