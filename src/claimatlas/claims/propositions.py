"""Cut a sentence into propositions: one for each finite clause that counts, as the codebook's UNIT and SPAN say."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from claimatlas.claims import lexicon as lex
from claimatlas.claims.frames import Frame
from claimatlas.claims.holders import is_demonym
from claimatlas.claims.trees import DASHES, QUOTES, child, is_finite, spans, subtree, within

RULES = ("coordination", "relative", "apposition", "participle", "adverbial", "that-clause", "splice")
_TIME_MARKS = frozenset(["after", "as", "while", "before", "when", "since", "because", "although", "though", "whereas", "until", "once"])
_CONTRAST = frozenset(["while", "whereas", "although", "though", "as"])
_LABELS = frozenset(["know", "call", "name", "dub", "base", "aka", "include", "locate", "entitle", "title"])
_PLACE_PREPOSITIONS = frozenset(["in", "along", "near", "across", "inside", "around", "against"])
lex.OCCASIONS = frozenset(
    ["statement", "interview", "speech", "address", "conference", "letter", "tweet", "report", "meeting", "summit", "briefing", "release", "article", "post", "message", "call", "email", "hearing", "court", "filing", "comment", "remark", "news", "way", "language", "term", "private", "public", "conversation", "response", "reply", "court"]
)
_ORDER = {"clause": 0, "repair": 0, "small clause": 0, "expression": 0, "noun phrase": 0, "noun": 0, "recording": 0, "parenthesis": 1, "passive": 2, "according to": 3, "adverb": 4, "quotation": 0}


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
    """

    head: int
    tokens: list[int]
    frames: list[Frame] = field(default_factory=list)
    background: bool = False
    rule: str = "main"


def find_propositions(doc: Doc, tokens: list[Token], frames: list[Frame], rules: frozenset[str] = frozenset(RULES)) -> list[Proposition]:
    """Return the propositions of one sentence in text order.

    Parameters
    ----------
    doc : spacy.tokens.Doc
    tokens : list of spacy.tokens.Token
        The sentence, white space left out.
    frames : list of Frame
        What `claimatlas.claims.frames.find_frames` found in it.
    rules : frozenset of str
        Which of `RULES` to apply.
    """
    marks = _mark(doc, tokens, frames, rules)
    owned: dict[int, list[int]] = {}
    dropped = set().union(*(f.drop for f in frames)) if frames else set()
    inside = {t.i for t in tokens}
    above = {t.i: t.head.i for t in tokens}
    for i in above:
        head = i
        while head not in marks and above[head] != head and above[head] in inside:
            head = above[head]
        owned.setdefault(head, []).append(i)
    found = []
    for f in frames:
        # "the presence of X, which they acknowledge": the antecedent is content there and stays in its own clause too
        if _holds_antecedent(doc, f):
            own = _antecedent_tokens(doc, doc[f.content], frames)
            found.append(Proposition(f.content, _clean(doc, own, doc[f.content]), [g for g in frames if g is not f and g.content >= 0 and not g.clause_only and within(doc[f.at], doc[g.content])] + [f], False, "content"))
    for i, (role, background) in sorted(marks.items()):
        if role == "frame":
            continue
        head = doc[i]
        over = _over(doc, _anchor(doc, head, role), frames)
        own = [k for k in owned.get(i, []) if k not in dropped or (any(f.own and f.at == i for f in frames) and k not in _cue_tokens(frames, i))]
        clause = next((f for f in frames if f.content == i and f.rule in ("clause", "recording")), None)
        if clause is not None:
            own = sorted({*own, *_stranded(doc, clause, marks)} & inside)
        phrase = next((f for f in frames if f.content == i and f.phrase and f.at != i), None)
        if phrase is not None:
            own = sorted({*own, *_trailing(doc, phrase, marks)} & inside)
        if not own:
            continue
        if clause is not None:
            own = _without_occasion(doc, own, clause)
        content = _clean(doc, own, head)
        if role == "adverbial" and content and doc[content[0]].lower_ == "when":
            content = content[1:]
        if len([k for k in content if doc[k].is_alpha or doc[k].like_num]) < 2:
            continue
        if role in ("main", "splice") and not any(f.own and f.at == i for f in frames) and not _has_verb(doc, own) and not _garden_path(doc, head):
            continue
        found.append(Proposition(i, content, over, background and not _own_cue(over, i), role))
    found += _named_after(doc, tokens, found, rules)
    found = sorted((p for p in found if p.tokens), key=lambda p: p.tokens[0])
    once = {(tuple(p.tokens), *(f.at for f in p.frames)): p for p in reversed(found)}
    return [p for p in found if once[(tuple(p.tokens), *(f.at for f in p.frames))] is p]


def _holds_antecedent(doc: Doc, f: Frame) -> bool:
    return f.phrase and f.content >= 0 and f.content != f.at and within(doc[f.at], doc[f.content])


def _without_occasion(doc: Doc, own: list[int], f: Frame) -> list[int]:
    """Drop what stands between cue and content and belongs to the cue: *said earlier that …*, *said on Thursday it …*."""
    if f.content < f.at:
        return own
    mark = next((c.i for c in doc[f.content].lefts if c.lower_ == "that" and c.dep_ == "mark"), None)
    if mark is not None:
        return [i for i in own if not f.at < i < mark]
    lead = next((c for c in doc[f.content].lefts if c.left_edge.i <= f.at + 2), None)
    if lead is not None and lead.dep_ in ("prep", "npadvmod", "advmod") and any(t.ent_type_ in ("DATE", "TIME") for t in lead.subtree) and doc[lead.right_edge.i + 1].text != ",":
        gone = set(subtree(lead))
        return [i for i in own if i not in gone]
    return own


def _stranded(doc: Doc, f: Frame, marks: dict[int, tuple[str, bool]]) -> list[int]:
    """What follows a reported clause and the parser hangs on the cue: *they would talk, but only once …*."""
    edge = doc[f.content].right_edge.i
    found: list[int] = []
    for c in doc[f.at].rights:
        if c.i > edge and c.i not in marks and (c.dep_ == "dep" or (c.dep_ == "conj" and any(g.dep_ == "mark" for g in c.lefts))):
            found += range(edge + 1, c.right_edge.i + 1)
    return [i for i in found if doc[i].head.i not in f.drop]


def _trailing(doc: Doc, f: Frame, marks: dict[int, tuple[str, bool]]) -> list[int]:
    """What follows a noun phrase in its cue's clause and belongs to it, though the parser hangs it on the cue.

    Dates and the occasion of the speech ("in a statement", "at a meeting") belong to the cue.
    """
    clause = doc[f.at]
    while clause.pos_ not in ("VERB", "AUX") and clause.head.i != clause.i:
        clause = clause.head
    found: list[int] = []
    for c in clause.rights:
        if c.i < f.content or within(doc[f.content], c) or c.i in marks or c.i in f.drop:
            continue
        place = c.dep_ == "prep" and c.lower_ in _PLACE_PREPOSITIONS and not any(t.lemma_.lower() in lex.OCCASIONS or t.ent_type_ in ("DATE", "TIME") for t in c.subtree)
        time = c.dep_ == "advcl" and is_finite(c) and any(g.lower_ in ("after", "before", "since", "if", "because") for g in c.lefts)
        if place or time or (c.dep_ == "advmod" and c.lower_ == "close"):
            found += [i for i in subtree(c) if i not in marks]
    return found


def _cue_tokens(frames: list[Frame], at: int) -> set[int]:
    return set().union(*(f.drop for f in frames if f.at == at or f.content == at))


def _own_cue(frames: list[Frame], head: int) -> bool:
    return any(f.content == head for f in frames)


def _garden_path(doc: Doc, head: Token) -> bool:
    """*The dam, which was old, held*: the main verb was read as a participle on the subject."""
    return head.pos_ in ("NOUN", "PROPN") and any(c.dep_ == "acl" and c.tag_ in ("VBN", "VBD") and doc[c.left_edge.i - 1].text in (",", "–", "—") for c in head.rights)


def _has_verb(doc: Doc, own: list[int]) -> bool:
    return any(doc[k].tag_ in ("VBD", "VBP", "VBZ", "MD") or is_finite(doc[k]) for k in own)


# --- which tokens head a row ---------------------------------------------------------------------------------------------


def _mark(doc: Doc, tokens: list[Token], frames: list[Frame], rules: frozenset[str]) -> dict[int, tuple[str, bool]]:
    """Map the heads of rows and frames to (role, background)."""
    marks: dict[int, tuple[str, bool]] = {}
    inside = {t.i for t in tokens}
    for t in tokens:
        if (t.head.i == t.i or t.head.i not in inside) and not t.is_punct:
            marks[t.i] = ("main", False)
    for f in frames:
        if f.content >= 0 and not _holds_antecedent(doc, f):
            if f.rule == "adverb" and f.content not in marks and not _participle(doc[f.content]):
                continue
            marks.setdefault(f.content, ("content", False))
            if marks[f.content][0] == "frame":
                marks[f.content] = ("content", False)
    for f in frames:
        if f.own or f.rule in ("adverb", "according to", "parenthesis"):
            continue
        clause = _clause_of(doc, f)
        if clause is None or clause.i == f.content or (f.content >= 0 and within(clause, doc[f.content]) and f.rule == "repair"):
            continue
        if clause.dep_ == "advcl" and is_finite(clause) and any(c.dep_ in ("mark", "advmod") and c.lower_ in _TIME_MARKS - _CONTRAST for c in clause.lefts):
            continue
        if f.content >= 0 and within(clause, doc[f.content]) and not f.phrase:
            continue
        marks[clause.i] = ("frame", False)
    for t in tokens:
        if t.i in marks:
            continue
        role = _role(doc, t, marks, rules, inside)
        if role is not None:
            marks[t.i] = role
    return marks


def _participle(token: Token) -> bool:
    return token.tag_ in ("VBG", "VBN") and token.dep_ in ("acl", "advcl", "pcomp")


def _clause_of(doc: Doc, f: Frame) -> Token | None:
    t = doc[f.at]
    for _ in range(4):
        if t.pos_ in ("VERB", "AUX") or t.head.i == t.i:
            return t
        t = t.head
    return t


def _role(doc: Doc, t: Token, marks: dict[int, tuple[str, bool]], rules: frozenset[str], inside: set[int]) -> tuple[str, bool] | None:
    if t.dep_ == "conj" and "coordination" in rules and _coordinate(doc, t, marks, inside):
        return ("coordination", False)
    if t.dep_ == "relcl" and "relative" in rules and _set_off(doc, t):
        where = any(c.tag_ == "WRB" for c in t.subtree)
        personal = any(c.lower_ in ("who", "whom", "whose") for c in t.subtree)
        thing = t.head.pos_ in ("NOUN", "PROPN", "PRON", "NUM") and not (t.head.pos_ == "NOUN" and lex.names_a_state_of_affairs(t.head.lower_, t.head.lemma_))
        return ("relative", not where and (personal or thing))
    if t.dep_ == "relcl" and "relative" in rules and any(is_finite(t) and c.lower_ == "according" for c in t.children):
        return ("relative", False)
    if "apposition" in rules and _verbal_apposition(doc, t, inside):
        return ("apposition", True)
    if t.dep_ == "acl" and "participle" in rules and t.tag_ == "VBN" and t.lemma_ not in _LABELS and _named(_nearest(doc, t)) and not _name_label(doc, t):
        return ("participle", True)
    if t.dep_ in ("ccomp", "pcomp", "acl", "advcl") and "that-clause" in rules and t.head.lower_ in ("considering", "given", "meaning") and is_finite(t):
        return ("that-clause", False)
    if t.dep_ == "advcl" and "adverbial" in rules and is_finite(t) and _rich(doc, t, marks):
        return ("adverbial", False)
    if t.dep_ in ("ccomp", "parataxis", "dep") and "splice" in rules and is_finite(t) and t.head.pos_ in ("VERB", "AUX") and _spliced(doc, t):
        return ("splice", False)
    return None


def _coordinate(doc: Doc, t: Token, marks: dict[int, tuple[str, bool]], inside: set[int]) -> bool:
    if not (t.pos_ in ("VERB", "AUX") or is_finite(t)):
        return False
    base = t
    while base.dep_ == "conj" and base.head.i != base.i:
        base = base.head
    if base.i not in marks and _role(doc, base, marks, frozenset(RULES), inside) is None:
        return False
    if any(c.dep_ == "mark" and c.lower_ in _TIME_MARKS | {"if"} for c in t.lefts) or doc[max(0, t.left_edge.i - 1)].text == "(":
        return False
    if doc[max(0, t.head.i + 1)].text == "(" and doc[t.head.i + 1].i < t.i:
        return False
    joint = [c for c in t.head.rights if c.dep_ == "cc" and c.i < t.i]
    if joint and joint[-1].lower_ == "or" and t.i - t.head.i <= 4 and not any(c.dep_ in ("nsubj", "nsubjpass") for c in t.lefts):
        return False  # another word for the same: "led, or forced, them"
    if is_finite(t) and t.tag_ != "VBN":
        return True
    own_subject = any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in t.lefts)
    if t.tag_ in ("VBN", "VBD"):
        if any(c.dep_ in ("aux", "auxpass") and c.tag_ in ("VBD", "VBP", "VBZ", "MD") for c in t.lefts):
            return True
        return own_subject or (child(t, "dobj") is not None and not any(c.dep_ == "auxpass" for c in base.children))
    if t.tag_ == "VB":
        bare = base.tag_ == "VB" and any(c.dep_ == "aux" for c in base.lefts)
        return own_subject or (not bare and not any(c.tag_ in ("TO", "MD") for c in [*t.lefts, *base.lefts]))
    return own_subject and is_finite(t)


def _set_off(doc: Doc, t: Token) -> bool:
    """Whether a relative clause stands after a comma, a dash or an opening bracket."""
    i = t.left_edge.i - 1
    while i >= 0 and doc[i].is_space:
        i -= 1
    if i < 0 or not (doc[i].text == "," or doc[i].text in DASHES or doc[i].text == "("):
        return False
    if not any(g.tag_ in ("WDT", "WP", "WP$", "WRB") for g in t.subtree if g.i <= t.i):
        return False
    if t.tag_ == "VB" and any(c.tag_ == "TO" for c in t.lefts):
        return False
    # "who" on an anonymous source is not coded
    return t.head.lower_ not in ("source", "sources")


def _named(noun: Token) -> bool:
    """Whether a noun phrase is a proper name or has one in it as a premodifier."""
    names = sum(g.tag_ in ("NNP", "NNPS") and not is_demonym(g) for c in noun.lefts if c.dep_ in ("compound", "nmod") for g in c.subtree)
    comma = noun.i + 1 < len(noun.doc) and noun.doc[noun.i + 1].text in (",", "–", "—")
    return noun.tag_ in ("NNP", "NNPS") or names > 1 or (names == 1 and comma) or any(
        c.dep_ == "appos" and c.tag_ in ("NNP", "NNPS") and not any(g.lower_ in ("a", "an", "the") for g in c.lefts) for c in noun.rights
    )


def _nearest(doc: Doc, t: Token) -> Token:
    """The noun that a participle follows: the one before the comma, whatever the parser hangs it on."""
    i = t.left_edge.i - 1
    if i > 0 and doc[i].text == "," and doc[i - 1].pos_ in ("NOUN", "PROPN"):
        return doc[i - 1]
    return t.head


def _name_label(doc: Doc, t: Token) -> bool:
    """*also known as*, *born Jane Roe*, *, called X*."""
    return any(c.lower_ == "as" for c in t.rights) and t.lemma_ in ("know", "refer", "recognise", "recognize")


def _verbal_apposition(doc: Doc, t: Token, inside: set[int]) -> bool:
    """A noun phrase after the comma behind a proper name that has a verb in it."""
    if t.pos_ not in ("NOUN", "PROPN") or t.dep_ not in ("appos", "dobj", "attr", "pobj", "conj"):
        return False
    if not any((c.dep_ in ("acl", "relcl") and c.pos_ in ("VERB", "AUX") and c.i in inside and not _set_off(doc, c) and c.lemma_ not in _LABELS and not any(g.tag_ == "TO" for g in c.lefts)) for c in t.rights):
        return False
    edge = t.left_edge.i
    i = edge - 1
    while i >= 0 and doc[i].is_space:
        i -= 1
    if i < 1 or not (doc[i].text == "," or doc[i].text in DASHES - {"-"}) or doc[edge].lower_ not in ("a", "an", "the", "one"):
        return False
    before = doc[i - 1]
    while before.i > 0 and (before.is_space or before.text in (")", "”", '"', "’")):
        before = doc[before.i - 1]
    if t.dep_ != "appos":
        if t.dep_ == "conj" or before.tag_ not in ("NNP", "NNPS"):
            return False
        return t.dep_ != "dobj" or sum(c.dep_ in ("dobj",) for c in t.head.rights) > 1
    return _named(t.head) or before.tag_ in ("NNP", "NNPS")


def _rich(doc: Doc, t: Token, marks: dict[int, tuple[str, bool]]) -> bool:
    """Whether an adverbial clause has a date, a number, a holder or a hedge of its own."""
    if not any(c.dep_ in ("mark", "advmod") and c.lower_ in _TIME_MARKS for c in t.lefts):
        return False
    elsewhere = {i for k, (role, _) in marks.items() if role == "content" and k != t.i and within(doc[k], t) for i in subtree(doc[k])}
    for g in t.subtree:
        if g.i in elsewhere:
            continue
        if g.ent_type_ in ("DATE", "CARDINAL", "PERCENT", "MONEY", "QUANTITY") and any(ch.isdigit() for ch in g.text):
            return True
        if g.ent_type_ == "DATE" and g.tag_ == "NNP":
            return True
        if g.like_num and g.tag_ == "CD" and g.lower_ != "one":
            return True
        if g.lower_ in lex.HEDGE_ADVERBS | lex.HOLDERLESS or (g.lower_ in lex.HEDGE_MODALS and g.head.i == t.i):
            return True
        if g.lower_ == "proven" and any(c.dep_ == "neg" for c in g.children):
            return True
    return False


def _spliced(doc: Doc, t: Token) -> bool:
    """*Talks began, nobody came*: two clauses that only a comma or semicolon joins, which the parser nests."""
    if any(c.dep_ == "mark" or c.tag_ in ("WDT", "WP", "WRB") for c in t.lefts):
        return False
    if not any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in t.children) or not any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in t.head.children):
        return False
    if t.i < t.head.i:
        edge = t.right_edge.i + 1
        return t.dep_ == "ccomp" and edge < len(doc) and doc[edge].text in (";", ",", ":", "–", "—") and doc[edge].text not in QUOTES
    before = doc[t.left_edge.i - 1]
    return before.text in (";", "–", "—")


# --- holders over a row ----------------------------------------------------------------------------------------------------------


def _anchor(doc: Doc, head: Token, role: str) -> Token:
    """Where to look for the holders of a row: at its head, or at the name before an apposition that hangs elsewhere."""
    if role != "apposition" or head.dep_ == "appos":
        return head
    i = head.left_edge.i - 1
    while i > 0 and (doc[i].is_space or doc[i].is_punct):
        i -= 1
    return doc[i]


def _over(doc: Doc, head: Token, frames: list[Frame]) -> list[Frame]:
    """The frames whose content the row is in, outermost first."""
    found = [
        f for f in frames
        if f.content == head.i or (head.i in f.covers and not f.clause_only and not _apart(doc, head, doc[f.content], f))
    ]
    return sorted(found, key=lambda f: (-sum(doc[i].is_alpha for i in f.covers), -_ORDER[f.rule], f.at))


def _apart(doc: Doc, head: Token, content: Token, f: Frame) -> bool:
    """*X announced that aid would come and appealed for calm*: the tense ties the second verb to the cue, not to the content."""
    if head.dep_ != "conj" or head.i == content.i or head.tag_ != "VBD" or doc[f.at].tag_ != "VBD" or f.own:
        return False
    if any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in head.lefts):
        return False
    return content.tag_ in ("VB", "VBZ", "VBP") and head.head.i == content.i


# --- the content's tokens -----------------------------------------------------------------------------------------------------------


def _antecedent_tokens(doc: Doc, head: Token, frames: list[Frame]) -> list[int]:
    """A noun phrase without the relative clause that holds its cue."""
    cut = set()
    for f in frames:
        if f.content == head.i:
            clause = doc[f.at]
            while clause.dep_ != "relcl" and clause.head.i != clause.i:
                clause = clause.head
            cut |= set(subtree(clause))
    return [i for i in subtree(head) if i not in cut]


def _clean(doc: Doc, own: list[int], head: Token) -> list[int]:
    """Strip connectives, conjunctions and punctuation at the edges of a content."""
    kept = [i for i in own if not doc[i].is_space]
    changed = True
    while kept and changed:
        changed = False
        first = doc[kept[0]]
        if (first.is_punct and first.text not in "\"“(‘'$") or first.dep_ in ("cc", "preconj") or (first.dep_ == "mark" and first.lower_ not in ("if", "had") and first.head.i == head.i):
            kept, changed = kept[1:], True
            continue
        if first.text in QUOTES and not any(doc[i].text in QUOTES for i in kept[1:]):
            kept, changed = kept[1:], True
            continue
        lowered = [doc[i].lower_ for i in kept[:6]]
        for phrase in lex.CONNECTIVES:
            if tuple(lowered[: len(phrase)]) == phrase and len(kept) > len(phrase):
                after = doc[kept[len(phrase)]]
                loose = after.text == "," or phrase[0] in ("however", "recall", "this", "instead", "specifically", "but", "and", "or", "that", "meaning", "therefore", "thus")
                if loose and not (phrase == ("that",) and first.dep_ in ("det", "nsubj", "nsubjpass")):
                    kept, changed = kept[len(phrase) :], True
                    break
    while kept and ((doc[kept[-1]].is_punct and doc[kept[-1]].text not in "\"”)’'%") or doc[kept[-1]].dep_ in ("cc", "preconj") or doc[kept[-1]].lower_ == "though"):
        kept = kept[:-1]
    return kept


def _named_after(doc: Doc, tokens: list[Token], found: list[Proposition], rules: frozenset[str]) -> list[Proposition]:
    """*The only party that opposed the law, Forward, has split*: what is said of the name is a row, the name stays in its clause."""
    if "apposition" not in rules:
        return []
    extra = []
    for p in found:
        for i in list(p.tokens):
            noun = doc[i]
            if noun.pos_ != "NOUN" or noun.dep_ not in ("nsubj", "nsubjpass"):
                continue
            verb = next((c for c in noun.rights if c.pos_ in ("VERB", "AUX") and (c.dep_ == "relcl" or (c.dep_ == "acl" and c.lemma_ not in _LABELS))), None)
            whole = set(subtree(noun))
            kept = set(_name_at_end(doc, sorted(whole & set(p.tokens))))
            if verb is None or not kept or min(kept) < verb.i:
                continue
            said = _clean(doc, sorted(whole & set(p.tokens)), noun)
            p.tokens = [k for k in p.tokens if k not in whole or k in kept]
            extra.append(Proposition(noun.i, said, p.frames, True, "apposition"))
    return extra


def _name_at_end(doc: Doc, phrase: list[int]) -> list[int]:
    """The capitalised run that closes a noun phrase after its only comma: *the party that opposed it, Forward*."""
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


def content_spans(doc: Doc, p: Proposition) -> list[tuple[int, int]]:
    """Character spans of a proposition's content."""
    return spans(doc, p.tokens)
