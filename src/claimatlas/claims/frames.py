"""Frames: a cue of the codebook's closed list, the holder it names and the head of what he holds.

A frame is found on the dependency parse. Where the small model often errs in the same way (a closing "…, the paper
states" read as a noun) the frame is read off the word order instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from claimatlas.claims import lexicon as lex
from claimatlas.claims.trees import (
    DASHES,
    QUOTES,
    SUBJECTS,
    child,
    is_finite,
    relative,
    subject,
    subtree,
    top,
    within,
)

RULES = ("clause", "parenthesis", "according to", "small clause", "noun phrase", "passive", "adverb", "noun", "recording", "expression", "repair")


@dataclass
class Frame:
    """A cue with its holder and its content.

    Attributes
    ----------
    lemma : str
        Lemma of the cue.
    kind : str
        ``saying``, ``attitude``, ``denial``, ``holderless``, ``document`` or ``outlet`` (a form of words such as
        "it should be noted that", which is neither cue nor claim).
    rule : str
        Which of `RULES` found it.
    at : int
        Token of the cue word.
    cue, source : list of int
        Tokens; `source` is empty where no holder is named.
    content : int
        Token at the head of what is held.
    drop : set of int
        Tokens of the frame that are no part of any content.
    clause_only : bool
        Whether the cue reaches its own clause only, and not the clauses inside it.
    phrase : bool
        Whether the content is a noun phrase.
    own : bool
        Whether the content is the cue's own clause without the cue.
    cited : list of list of int
        Further holders inward ("citing sources").
    covers : frozenset of int
        Tokens of what is held.
    """

    lemma: str
    kind: str
    rule: str
    at: int
    cue: list[int]
    source: list[int]
    content: int
    drop: set[int] = field(default_factory=set)
    clause_only: bool = False
    phrase: bool = False
    own: bool = False
    cited: list[list[int]] = field(default_factory=list)
    covers: frozenset[int] = frozenset()


def find_frames(doc: Doc, tokens: list[Token]) -> list[Frame]:
    """Return the frames of one sentence in text order.

    Parameters
    ----------
    doc : spacy.tokens.Doc
    tokens : list of spacy.tokens.Token
        The sentence, white space left out.
    """
    frames: list[Frame] = []
    for position, token in enumerate(tokens):
        if token.lower_ == "according" and position + 1 < len(tokens) and tokens[position + 1].lower_ == "to":
            frames.extend(_according(doc, token, tokens[position + 1]))
        elif token.lower_ in lex.HOLDERLESS and token.head.i != token.i:
            frames.append(_adverb(token, tokens[position + 1] if position + 1 < len(tokens) else None))
        elif token.lower_ in lex.VERB_OF:
            lemma = lex.VERB_OF[token.lower_]
            if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("amod", "compound"):
                found = _verb(doc, tokens, position, token, lemma)
            else:
                found = _mistagged(doc, tokens, position, token, lemma)
            if found is None:
                found = _inserted(doc, tokens, position, token, lemma)
            if found is not None:
                frames.append(found)
            elif token.pos_ == "NOUN":
                frames.extend(_noun(doc, token))
        elif token.pos_ == "NOUN" and token.lemma_ in lex.NOUNS:
            frames.extend(_noun(doc, token))
        elif token.pos_ == "ADJ" and token.lower_ in ("skeptical", "sceptical") and (of := _preposition(token, "of")):
            frames.append(Frame("be sceptical of", "attitude", "expression", token.i, [token.i], _source(doc, tokens, token.head), of.i, phrase=True))
        elif token.lower_ == "forgotten" or (token.lemma_ in lex.MODAL_FRAME and token.pos_ == "VERB"):
            frames.extend(_impersonal(token))
    for token in tokens:
        if token.lower_ == "citing" and frames:
            _cite(doc, token, frames)
        elif token.lower_ in ("is", "was", "be") and token.pos_ == "AUX":
            frames.extend(_agreeing(token))
    return sorted(_settle(doc, frames), key=lambda f: f.at)


# --- verbs ---------------------------------------------------------------------------------------------------------


def _verb(doc: Doc, tokens: list[Token], position: int, token: Token, lemma: str) -> Frame | None:
    children = list(token.children)
    infinitive = any(c.tag_ == "TO" for c in children)
    if any(c.dep_ == "neg" for c in children) and lex.cue_class(lemma) != "attitude":
        return None  # a refusal to say is no saying
    passive = token.tag_ == "VBN" and (any(c.dep_ == "auxpass" for c in children) or (token.dep_ in ("acl", "advcl", "amod") and not any(c.dep_ == "aux" for c in children)))
    if passive:
        return _passive(doc, token, lemma)
    if lemma == "express":
        return _express(doc, tokens, token)
    if lemma == "make":
        return _no_secret(doc, tokens, token)
    if lemma == "point":
        to = _preposition(token, "to")
        if to is None or not is_finite(token):
            return None
        return Frame("point to", "saying", "noun phrase", token.i, _group(token, to.head), _source(doc, tokens, token), to.i, phrase=True)
    if infinitive and token.dep_ != "ROOT":
        return None
    if lemma in lex.CALLING or lemma in ("see", "regard", "consider"):
        found = _small_clause(doc, tokens, token, lemma)
        if found is not None or lemma not in ("see", "consider"):
            return found
        if lemma == "see":
            return None
    source = _source(doc, tokens, token)
    if lemma == "consider" and token.tag_ == "VBG" and token.dep_ == "advcl":
        return None  # "considering that" is a conjunction
    if lemma == "show":
        return _show(doc, token, source)
    kind = lex.cue_class(lemma)
    clause = _clause(token)
    if clause is not None and clause.i != token.i and not _states_something(token, clause, lemma):
        clause = None
        if token.tag_ == "VBG" or lemma in ("know", "understand", "see", "tell", "explain"):
            return None
    if clause is not None and clause.i != token.i:
        if kind == "denial" and lemma in lex.REJECTION:
            return None
        return Frame(lemma, kind, "clause", token.i, _group(token), source, clause.i)
    if lemma == "claim" and (claimed := child(token, "xcomp")) is not None:
        return Frame(lemma, kind, "clause", token.i, _group(token), source, claimed.i)
    following = _next_word(tokens, position)
    if token.dep_ == "relcl" and source and following is not None and following.tag_ in ("VBD", "VBZ", "VBP") and following.pos_ in ("AUX", "VERB", "ADP"):
        # "names that he claimed were of …": the verb after the cue is what he claims
        return Frame(lemma, kind, "repair", token.i, _group(token), source, following.i)
    thing = child(token, "dobj")
    if thing is not None and lemma in lex.NOUN_PHRASE | lex.REJECTION and is_finite(token):
        if thing.tag_ in ("WDT", "WP") and (clause := relative(token)) is not None:
            thing = _antecedent(clause.head)
        if lemma in lex.REJECTION:
            if thing.lemma_ in lex.REJECTED:
                return Frame(lemma, "denial", "noun phrase", token.i, _group(token), source, thing.i, phrase=True)
            return None
        if (kind == "denial" and not (thing.i < token.i and thing.dep_ in ("nsubj", "nsubjpass"))) or thing.pos_ in ("VERB", "AUX") or lex.names_a_state_of_affairs(thing.lower_, thing.lemma_):
            return Frame(lemma, kind, "noun phrase", token.i, _group(token), source, thing.i, phrase=True)
        return None
    if lemma in ("warn", "hope") and (thing := _preposition(token, "of", "for", "about")) is not None and is_finite(token):
        if lex.names_a_state_of_affairs(thing.lower_, thing.lemma_):
            return Frame(lemma, kind, "noun phrase", token.i, _group(token), source, thing.i, phrase=True)
        return None
    if kind == "denial" or not source or thing is not None:
        return None
    return _parenthetic(doc, tokens, token, lemma, source)


def _clause(token: Token) -> Token | None:
    """The head of the finite clause or quotation that a verb takes."""
    for c in token.children:
        if c.dep_ == "ccomp" and (is_finite(c) or c.pos_ not in ("VERB", "AUX") or _has_finite(c)):
            return c
    if lex.VERB_OF.get(token.lower_) in lex.SAYING:
        for t in token.subtree:
            # "told the station in an interview that …": the clause hung on the occasion
            if t.i > token.i and t.dep_ in ("acl", "relcl", "ccomp") and (t.head.lemma_.lower() in lex.OCCASIONS or (t.head.dep_ == "advmod" and t.head.head.i == token.i)) and is_finite(t) and any(c.lower_ == "that" and c.dep_ == "mark" for c in t.lefts):
                return t
    for c in token.rights:
        if c.dep_ in ("advcl", "relcl", "acl", "conj", "xcomp") and any(g.lower_ == "that" and g.dep_ in ("mark", "nsubj", "dobj", "det") for g in c.lefts) and is_finite(c):
            return c
    return None


def _states_something(token: Token, clause: Token, lemma: str) -> bool:
    """Whether a clause is a proposition and not a question ("explain why …"), and the cue's own and not a mishap of the parse."""
    doc = token.doc
    edge = clause.left_edge
    if (edge.tag_ in ("WP", "WRB", "WDT", "WP$") and edge.lower_ != "that") or edge.lower_ in ("whether", "if"):
        return False
    that = edge.lower_ == "that" or any(c.lower_ == "that" and c.i < clause.i for c in clause.children)
    if that or clause.i < token.i:
        return True
    if token.tag_ == "VBG" and lemma in lex.ATTITUDE:
        return False
    return lemma not in ("know", "understand", "see") or edge.i - token.i <= 1 or doc[token.i + 1].text in QUOTES


def _has_finite(token: Token) -> bool:
    return any(is_finite(t) for t in token.subtree)


def _parenthetic(doc: Doc, tokens: list[Token], token: Token, lemma: str, source: list[int]) -> Frame | None:
    """*The road is shut, the ministry said*, where the parser hangs the cue on the clause and not the clause on the cue."""
    if not is_finite(token) or token.head.i == token.i or token.dep_ not in ("parataxis", "conj", "dep", "advcl", "ccomp", "acl", "relcl"):
        return None
    if token.dep_ == "conj" and child(token, "dobj", "prep", "attr", "acomp", "xcomp") is not None:
        return None
    marked = any(c.dep_ == "mark" or c.lower_ == "as" for c in token.lefts)
    if marked and not any(c.lower_ == "as" for c in token.lefts):
        return None
    if not (min(source) > token.i or token.i - max(source) <= 3):
        return None
    first = min(source)
    before = doc[first - 1] if first else None
    if before is not None and not (before.is_punct or before.lower_ == "as" or before.is_space):
        return None
    head = token.head
    if token.dep_ in ("relcl", "acl") and not marked:
        return None
    while head.dep_ in ("conj", "xcomp") and head.head.i != head.i:
        head = head.head
    return Frame(lemma, lex.cue_class(lemma), "parenthesis", token.i, _group(token), source, head.i, drop={*subtree(token), *source})


def _passive(doc: Doc, token: Token, lemma: str) -> Frame | None:
    agent = child(token, "agent")
    source = subtree(holder) if agent is not None and (holder := child(agent, "pobj")) is not None else []
    marked = any(c.lower_ == "as" for c in token.lefts)
    if token.dep_ in ("advcl", "acl") and marked and source and lemma in lex.SAYING:
        drop = set(subtree(token))
        return Frame(lemma, "saying", "parenthesis", token.i, [token.i, agent.i], source, token.head.i, drop=drop)
    expletive = any(c.dep_ in ("nsubjpass", "nsubj", "expl") and c.lower_ == "it" for c in token.children)
    clause = _clause(token)
    modal = any(c.tag_ == "MD" for c in token.children)
    if expletive and clause is not None:
        if modal:
            return Frame(lemma, "outlet", "passive", token.i, [], [], clause.i)
        kind = "holderless" if not source else lex.cue_class(lemma)
        cue = _group(token)
        return Frame(lemma, kind, "passive", token.i, sorted({*cue, *(c.i for c in token.children if c.dep_ in ("nsubjpass", "nsubj", "expl"))}), source, clause.i)
    if clause is not None and not any(c.dep_ == "nsubjpass" for c in token.children):
        return None
    complement = child(token, "xcomp", "oprd") or next((c for c in token.children if c.dep_ == "prep" and c.lower_ == "as"), None)
    if lemma == "trace":
        if not any(c.lower_ == "back" for c in token.children):
            return None
    elif lemma == "call":
        return None  # a label
    elif lemma in ("see", "consider", "regard", "know", "expect", "think", "believe", "suspect", "understand", "describe", "estimate", "say", "report", "claim", "justify"):
        if complement is None or (lemma in ("see", "know", "describe", "regard", "justify") and complement.dep_ != "prep"):
            return None
    elif lemma in lex.REJECTION | {"express", "make", "show", "point", "add", "write", "tell", "inform", "note", "see", "hope", "doubt"} or lemma in lex.SAYING_ALSO or token.dep_ in ("acl", "amod"):
        return None
    if lemma == "know":
        return None
    if token.dep_ == "advcl" and complement is not None and token.i < token.head.i:
        holder = subject(token.head)
        return Frame(lemma, "holderless" if not source else lex.cue_class(lemma), "small clause", token.i, [token.i], source, token.i, drop={token.i, *([complement.i] if complement.lower_ == "as" else [])}, own=True, clause_only=not source) if holder is not None else None
    if not is_finite(token) or token.dep_ in ("amod",):
        return None
    if lemma in ("announce", "declare", "confirm", "acknowledge", "state", "emphasise", "emphasize", "explain", "warn", "argue", "fear", "deny"):
        thing = child(token, "nsubjpass")
        if thing is None or not lex.names_a_state_of_affairs(thing.lower_, thing.lemma_):
            return None
    kind = "holderless" if not source else lex.cue_class(lemma)
    cue = _group(token)
    drop = {*cue, *source, *([agent.i] if agent is not None else [])}
    return Frame(lemma, kind, "passive", token.i, cue, source, token.i, drop=drop, own=True, clause_only=not source)


def _small_clause(doc: Doc, tokens: list[Token], token: Token, lemma: str) -> Frame | None:
    """*They call the plan a threat*, *they see it as one*, *they justify it as one*."""
    if not is_finite(token) and token.dep_ not in ("advcl", "acl"):
        return None
    marker = next((c for c in token.rights if c.dep_ in ("prep", "mark") and c.lower_ == "as"), None)
    thing = child(token, "dobj", "ccomp", "nsubj" if lemma in ("call",) else "dobj")
    if marker is None and thing is not None:
        marker = next((c for c in thing.rights if c.dep_ == "prep" and c.lower_ == "as"), None) if lemma in ("describe", "justify", "regard", "see") else None
    predicate = child(token, "oprd", "xcomp") if lemma in ("call", "consider") else None
    if predicate is not None and any(c.tag_ == "TO" for c in predicate.lefts):
        predicate = None
    clause = child(token, "ccomp")
    if clause is not None and lemma in ("call", "consider") and not any(c.dep_ == "mark" for c in clause.lefts) and not is_finite(clause):
        predicate = clause
    if lemma == "consider" and marker is None and predicate is None:
        relation = relative(token)
        pronoun = any(c.tag_ in ("WDT", "WP") for c in token.lefts)
        if relation is None or not pronoun or child(token, "dobj") is None:
            return None
        predicate = child(token, "dobj")
    if marker is None and predicate is None:
        return None
    if lemma == "call" and any(c.lower_ in ("on", "for", "upon") for c in token.rights if c.dep_ == "prep") and predicate is None:
        return None
    if any(c.lower_ == "what" for c in token.lefts) or (thing is not None and thing.lower_ == "what"):
        return None  # "what they call a success" names a thing
    source = _source(doc, tokens, token)
    cue = _group(token)
    drop = {*cue, *source}
    holder = subject(token)
    if holder is not None:
        drop |= set(source)
        # what stands before the holder belongs to the act of speaking
        drop |= {i for c in token.lefts if c.i < holder.i and c.tag_ not in ("WDT", "WP", "WP$") and c.dep_ not in ("ccomp",) for i in subtree(c)}
    return Frame(lemma, lex.cue_class(lemma), "small clause", token.i, cue, source, token.i, drop=drop, own=True)


def _express(doc: Doc, tokens: list[Token], token: Token) -> Frame | None:
    thing = child(token, "dobj")
    if thing is None or not is_finite(token):
        return None
    noun = thing.lemma_.lower()
    if noun not in lex.EXPRESSING:
        return None
    source = _source(doc, tokens, token)
    if noun == "readiness":
        return Frame("express readiness", "attitude", "expression", token.i, [token.i], source, thing.i, phrase=True)
    cue = sorted({token.i, thing.i})
    clause = next((c for c in thing.children if c.dep_ in ("acl", "ccomp") and is_finite(c)), None) or _clause(token)
    if clause is not None:
        return Frame(f"express {noun}", "attitude", "expression", token.i, cue, source, clause.i)
    allowed = lex.EXPRESSING[noun].split()
    for holder in (thing, token):
        for prep in holder.rights:
            if prep.dep_ == "prep" and prep.lower_ in allowed and (held := child(prep, "pobj", "pcomp")) is not None:
                return Frame(f"express {noun}", "attitude", "expression", token.i, cue, source, held.i, phrase=True)
    # the preposition may hang further down ("expressed concern at a meeting over the plan")
    for t in token.subtree:
        if t.i > thing.i and t.dep_ == "prep" and t.lower_ in ("over", "about") and (held := child(t, "pobj", "pcomp")) is not None:
            return Frame(f"express {noun}", "attitude", "expression", token.i, cue, source, held.i, phrase=True)
    return None


def _no_secret(doc: Doc, tokens: list[Token], token: Token) -> Frame | None:
    thing = child(token, "dobj")
    if thing is None or thing.lower_ != "secret" or not any(c.lower_ == "no" for c in thing.lefts):
        return None
    held = _preposition(thing, "of") or _preposition(token, "of")
    if held is None:
        return None
    cue = [token.i, *(c.i for c in thing.lefts if c.lower_ == "no"), thing.i, held.head.i]
    return Frame("make no secret of", "attitude", "expression", token.i, cue, _source(doc, tokens, token), held.i, phrase=True)


def _show(doc: Doc, token: Token, source: list[int]) -> Frame | None:
    holder = subject(token)
    if holder is None or holder.lemma_.lower() not in lex.RECORDINGS or (not is_finite(token) and token.dep_ != "acl"):
        return None
    if token.dep_ == "acl":
        return None
    held = child(token, "ccomp", "dobj", "xcomp")
    if held is None:
        return None
    return Frame("show", "document", "recording", token.i, _group(token), source, held.i, phrase=held.pos_ not in ("VERB", "AUX"))


# --- word order where the parse fails ----------------------------------------------------------------------------------


def _mistagged(doc: Doc, tokens: list[Token], position: int, token: Token, lemma: str) -> Frame | None:
    """A present tense read as a noun: *… ," the paper states.*, *The agency reports that …*, *X notes, citing Y, that …*."""
    if lemma not in lex.SAYING or token.tag_ not in ("NN", "NNS", "NNP") or position == 0 or token.tag_ == "NNP":
        return None
    if token.dep_ not in ("ROOT", "dep", "conj", "nsubj", "compound", "ccomp", "appos", "parataxis", "nmod"):
        return None
    following = list(tokens[position + 1 :])
    source = _left_phrase(tokens, position)
    if not source or doc[source[-1]].tag_ in ("IN", "DT", "PRP$", "CC", "JJ", "POS"):
        return None
    rest = _skip_inserted(following)
    starts = doc[source[0]].i == tokens[0].i or tokens[[t.i for t in tokens].index(source[0]) - 1].is_punct or tokens[[t.i for t in tokens].index(source[0]) - 1].lower_ == "that"
    if rest and rest[0].lower_ == "that" and starts and token.dep_ in ("ROOT", "dep", "ccomp", "nsubj", "compound"):
        body = [t.i for t in rest[1:] if not t.is_punct]
        head = top(doc, body)
        if head is not None and _has_finite_among(rest[1:]):
            return Frame(lemma, lex.cue_class(lemma), "repair", token.i, [token.i], source, head.i, drop={*source, token.i, rest[0].i, *(t.i for t in following if t.i < rest[0].i)})
    closing = [t for t in rest if not t.is_punct]
    first = [t.i for t in tokens].index(source[0])
    if not closing and first and (tokens[first - 1].is_punct) and position > 3:
        body = [t.i for t in tokens[:first] if not t.is_punct]
        head = top(doc, body)
        if head is not None:
            return Frame(lemma, lex.cue_class(lemma), "repair", token.i, [token.i], source, head.i, drop={*source, token.i, *(t.i for t in following)})
    return None


def _inserted(doc: Doc, tokens: list[Token], position: int, token: Token, lemma: str) -> Frame | None:
    """*…, the ministry said.* and *…, the ministry said, …* by word order alone, whatever the parse makes of it."""
    if lemma not in lex.SAYING | lex.SAYING_ALSO | {"believe", "think"} or token.tag_ not in ("VBD", "VBZ", "VBP", "NNS", "NN") or position < 3:
        return None
    noun = token.tag_ in ("NNS", "NN")
    if noun and lemma not in lex.SAYING:
        return None
    source = _left_phrase(tokens, position)
    if not source or (doc[source[-1]].tag_ in ("IN", "DT", "PRP$", "CC", "TO", "POS", "VBN", "VB") and doc[source[-1]].is_lower) or doc[source[0]].tag_ in ("WDT", "WP", "TO", "IN", "CC", "VBG", "VBN", "RB"):
        return None
    if noun and doc[source[0]].lower_ not in ("the", "its", "his", "her", "their") and doc[source[0]].tag_ != "NNP":
        return None
    first = next(k for k, t in enumerate(tokens) if t.i == source[0])
    if first < 2 or tokens[first - 1].text not in (",", "–", "—", "--", "”", '"', "''"):
        return None
    following = tokens[position + 1 :]
    words = [t for t in following if not t.is_punct]
    before = tokens[:first]
    if not any(is_finite(t) or t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in (before if not words else [*before, *following])):
        return None
    if not words or (following[0].text == "," and words[0].lower_ in ("citing", "quoting", "adding")) or all(t.ent_type_ in ("DATE", "TIME") or t.lower_ == "on" for t in words):
        rest = [t.i for t in before if not t.is_punct]
        head = top(doc, rest)
        gone = {*source, token.i, *(t.i for t in following)}
    elif following[0].text in (",", "–", "—", "--") and tokens[first - 1].text in (",", "–", "—", "--"):
        rest = [t.i for t in (*before, *following[1:]) if not t.is_punct]
        head = top(doc, rest)
        gone = {*source, token.i}
    else:
        return None
    if head is None or not _has_finite_among([doc[i] for i in rest]):
        return None
    return Frame(lemma, lex.cue_class(lemma), "repair", token.i, [token.i], source, head.i, drop=gone)


def _has_finite_among(tokens: list[Token]) -> bool:
    return any(t.tag_ in ("VBD", "VBP", "VBZ", "MD") for t in tokens)


def _skip_inserted(tokens: list[Token]) -> list[Token]:
    """Leave out a stretch between two commas, or a closing ", citing …", right after the cue."""
    if tokens and tokens[0].text == ",":
        end = next((k for k in range(1, len(tokens)) if tokens[k].text == ","), None)
        if end is not None and end < 10:
            return tokens[end + 1 :]
        if len(tokens) > 1 and tokens[1].lower_ in ("citing", "quoting"):
            return []
    return tokens


def _left_phrase(tokens: list[Token], position: int) -> list[int]:
    found = []
    for t in reversed(tokens[:position]):
        if (t.is_punct and t.text not in ("-", "(", ")", "'", "’")) or t.tag_ in ("VBD", "VBZ", "VBP", "MD") or t.lower_ == "that" or t.text in QUOTES:
            break
        found.append(t.i)
    found = found[::-1]
    return found if len(found) <= 12 else []


# --- other frames --------------------------------------------------------------------------------------------------------


def _according(doc: Doc, token: Token, to: Token) -> Iterator[Frame]:
    held = child(to, "pobj") or child(token, "pobj")
    if held is None:
        return
    described = {i for t in held.subtree if t.dep_ == "relcl" for i in subtree(t)}
    whole = [i for i in subtree(held) if i > to.i]
    source = [i for i in whole if i not in described]
    head = token.head
    while head.head.i != head.i and (head.pos_ not in ("VERB", "AUX") or head.i in source or not _clausal(head)):
        head = head.head
    if head.i == token.i:
        return
    if child(head, *SUBJECTS) is None:
        # "According to Roe, a mayor, the people left": the subject was read as one more apposition
        late = next((t for t in reversed([doc[i] for i in source]) if t.dep_ == "appos" and t.left_edge.lower_ in ("the", "a", "an", "these", "those") and doc[t.left_edge.i - 1].text == ","), None)
        if late is not None and late.left_edge.i - 1 > min(source):
            source = [i for i in source if i < late.left_edge.i - 1]
            whole = source
    drop = {token.i, to.i, *whole}
    yield Frame("according to", "saying", "according to", token.i, [token.i, to.i], source, head.i, drop=drop)


def _clausal(token: Token) -> bool:
    return token.dep_ in ("ROOT", "ccomp", "advcl", "relcl", "conj", "parataxis", "acl", "dep") or is_finite(token)


def _adverb(token: Token, following: Token | None) -> Frame:
    head = token.head
    if head.pos_ not in ("VERB", "AUX", "ADJ") and following is not None and following.pos_ in ("VERB", "AUX", "ADV"):
        head = following
    while head.pos_ == "ADV" and head.head.i != head.i:
        head = head.head
    return Frame(token.lower_, "holderless", "adverb", token.i, [token.i], [], head.i, drop={token.i}, clause_only=True)


def _noun(doc: Doc, token: Token) -> Iterator[Frame]:
    """*Reports of an attack emerged*; *they had received information that …*."""
    clause = next((c for c in token.rights if c.dep_ in ("acl", "ccomp", "relcl") and any(g.lower_ == "that" and g.dep_ == "mark" for g in c.lefts)), None)
    of = _preposition(token, "of")
    head = token.head
    if token.lemma_ not in lex.NOUNS:
        return
    if token.dep_ in ("nsubj", "nsubjpass") and head.lemma_ in lex.EMERGING and (clause is not None or of is not None):
        held = clause if clause is not None else of
        yield Frame(token.lemma_, "document", "noun", token.i, [token.i], [token.i], held.i, phrase=clause is None)
    elif token.dep_ == "dobj" and head.lemma_ in lex.RECEIVING and clause is not None:
        yield Frame(token.lemma_, "document", "noun", token.i, [token.i], [token.i], clause.i)


def _impersonal(token: Token) -> Iterator[Frame]:
    """*It should not be forgotten that …*: a form of words, neither cue nor claim."""
    expletive = any(c.dep_ in SUBJECTS and c.lower_ == "it" for c in token.lefts)
    clause = _clause(token)
    if expletive and clause is not None and any(c.dep_ == "auxpass" for c in token.lefts) and any(c.tag_ == "MD" for c in token.lefts):
        yield Frame(token.lemma_, "outlet", "passive", token.i, [], [], clause.i)


def _agreeing(token: Token) -> Iterator[Frame]:
    """*It is possible to agree with those who believe that …*."""
    if not any(c.dep_ in SUBJECTS and c.lower_ == "it" for c in token.lefts):
        return
    quality = child(token, "acomp")
    act = next((c for h in (quality, token) if h is not None for c in h.children if c.dep_ == "xcomp" and c.lemma_ in lex.AGREEING), None)
    if quality is None or act is None:
        return
    held = _clause(act)
    if held is not None:
        yield Frame("agree", "outlet", "passive", token.i, [], [], held.i)
    elif any(t.dep_ == "relcl" and t.lower_ in lex.VERB_OF for t in act.subtree):
        yield Frame("agree", "outlet", "passive", token.i, [], [], -1)


def _cite(doc: Doc, token: Token, frames: list[Frame]) -> None:
    held = child(token, "dobj", "pobj")
    named = [f for f in frames if f.source and f.rule != "according to"] or [f for f in frames if f.source]
    if held is None or not named:
        return
    frame = min(named, key=lambda f: abs(f.at - token.i))
    source = subtree(held)
    frame.cited.append(source)
    frame.drop |= {token.i, *source}


def _settle(doc: Doc, frames: list[Frame]) -> list[Frame]:
    """Where a sentence has a frame with a holder, an adverb such as *reportedly* in its reach is a hedge only.

    A parenthetic frame that hangs on the cue of another ("as X said, Y reports") has that one's content.
    """
    for f in frames:
        if f.rule in ("parenthesis", "according to"):
            other = next((g for g in frames if g is not f and g.at == f.content and g.rule in ("parenthesis", "repair")), None)
            if other is not None:
                f.content = other.content
    kept = []
    for f in frames:
        if f.rule == "adverb" and any(g.source and g.content >= 0 and (within(doc[f.at], doc[g.content]) or _same_clause(doc, f, g)) for g in frames if g is not f):
            continue
        kept.append(f)
    return kept


def _same_clause(doc: Doc, f: Frame, g: Frame) -> bool:
    return f.content == g.content


# --- parts -------------------------------------------------------------------------------------------------------------------


def _group(token: Token, *more: Token) -> list[int]:
    cue = {token.i, *(t.i for t in more)}
    cue |= {c.i for c in token.children if c.dep_ in ("auxpass", "prt")}
    cue |= {c.i for c in token.rights if c.lower_ == "back"}
    return sorted(cue)


def _preposition(token: Token, *words: str) -> Token | None:
    """The object of the first of a word's prepositions that is one of `words`."""
    for c in token.rights:
        if c.dep_ in ("prep", "dative", "prt", "agent") and c.lower_ in words:
            held = child(c, "pobj", "pcomp")
            if held is not None:
                return held
    return None


def _next_word(tokens: list[Token], position: int) -> Token | None:
    return next((t for t in tokens[position + 1 : position + 2]), None)


def _antecedent(token: Token) -> Token:
    """Climb from a noun over prepositions to the noun for an event or state that it completes, if there is one."""
    t = token
    for _ in range(4):
        if lex.names_a_state_of_affairs(t.lower_, t.lemma_):
            return t
        if t.dep_ == "pobj" and t.head.head.pos_ in ("NOUN", "PROPN") and t.head.lower_ in ("of", "in", "on", "at"):
            t = t.head.head
        elif t.dep_ == "pobj" and t.head.head.pos_ in ("VERB", "AUX") and any(c.lower_ == "that" and c.dep_ == "mark" for c in t.head.head.lefts):
            return t.head.head
        else:
            break
    if t.dep_ == "pobj" or token.dep_ in ("pobj", "dobj", "nsubj", "attr", "conj"):
        # "A blames B in the case, which B denies": the relative takes up the clause
        t = token
        while t.head.i != t.i:
            t = t.head
            if t.pos_ in ("VERB", "AUX") and is_finite(t):
                return t
    return token


def _source(doc: Doc, tokens: list[Token], token: Token) -> list[int]:
    """The tokens of a verb's subject; read off the word order where the parse gives none."""
    holder = subject(token)
    if holder is not None and holder.dep_ == "expl":
        holder = None
    if holder is not None:
        if holder.lower_ == "it" and child(token, "auxpass"):
            return []
        cut = {i for c in holder.children if c.dep_ == "relcl" or (c.dep_ in ("acl", "appos") and is_finite(c)) for i in subtree(c)}
        if within(token, holder):
            found = [i for i in subtree(holder) if i not in cut and not within(doc[i], token)]
        else:
            found = [i for i in subtree(holder) if i not in cut and i != token.i]
        found = _contiguous(doc, found, holder.i)
        return _trim_source(doc, found)
    position = next((k for k, t in enumerate(tokens) if t.i == token.i), None)
    if position is None or not is_finite(token):
        return []
    return _trim_source(doc, _before(tokens, position))


def _before(tokens: list[Token], position: int) -> list[int]:
    """The phrase before a verb without a subject: *— Jane Roe, a former consul, said*."""
    found: list[int] = []
    commas = 0
    for t in reversed(tokens[:position]):
        if (t.text in DASHES and t.text != "-") or t.text in (":", ";") or t.text in QUOTES or t.tag_ in ("VBD", "VBZ", "VBP", "MD"):
            break
        if t.text == ",":
            commas += 1
            if commas > 2 or (found and commas == 1 and len(found) > 12):
                break
        found.append(t.i)
    return found[::-1]


def _contiguous(doc: Doc, found: list[int], holder: int) -> list[int]:
    """Keep the run of tokens around the head that nothing but white space interrupts."""
    if holder not in found:
        return found
    run = [holder]
    k = found.index(holder)
    for i in reversed(found[:k]):
        if all(doc[j].is_space for j in range(i + 1, run[0])):
            run.insert(0, i)
        else:
            break
    for i in found[k + 1 :]:
        if all(doc[j].is_space for j in range(run[-1] + 1, i)):
            run.append(i)
        else:
            break
    return run


def _trim_source(doc: Doc, found: list[int]) -> list[int]:
    while found and ((doc[found[0]].is_punct and doc[found[0]].text not in "\"“(") or doc[found[0]].is_space or doc[found[0]].dep_ == "cc" or doc[found[0]].lower_ in ("that", "as")):
        found = found[1:]
    while found and (doc[found[-1]].text in (",", "-", "–", "—", ":", ";") or doc[found[-1]].is_space):
        found = found[:-1]
    return found
