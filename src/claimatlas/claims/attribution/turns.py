"""Speech under a label: the turns of an interview or a transcript, and posts under a handle.

*Q: …* and *A: …*, *Karen Bell: …*, *KB: …*, *12:40 Omar Haddad: …*, *@haddad: …*. The labelled person holds the rest of
the paragraph and, in a dialogue, the paragraphs without a label up to the next turn.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from claimatlas.claims import lexicon as lex
from claimatlas.claims.attribution import cues
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.verbs import Candidate
from claimatlas.wordlists import read_sets

_WORDS = read_sets("claims/constructions.txt")
_ASKING, _ANSWERING = _WORDS["asking"], _WORDS["answering"]
_STAMP = r"(?:[\[(]?\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?(?:\s(?:GMT|UTC|[A-Z]{2,4}))?[\])]?\s*[-–—|:]?\s+)?"
_LETTER = re.compile(r"\s*(?P<label>[QA])\d{0,2}\s?[:.)–—-]\s+(?=\S)")
_LABEL = re.compile(rf"\s*{_STAMP}(?P<label>[^\s:\d][^:\n]{{0,90}}?)\s?:(?=\s|$)")
_NAMES = re.compile(r"[^,(]+")
_ANSWER_WITHIN = re.compile(r"(?<=[?.!…])\s+(?=A[:.]\s)")
_INTERVIEW = re.compile(r"\b(?:interview|conversation|Q&A|talk|talks|speaks|spoke|chat) (?:with|to)\b|Q&A:")


@dataclass
class _Turn:
    """A labelled stretch: its first token, the tokens of the name, the last one of the label, and the name itself."""

    first: int
    name: list[int]
    colon: int
    last: int
    label: str
    paragraph: int
    stamped: bool = False


def labelled_turns(p: Parse) -> list[Candidate]:
    """Find the turns of a dialogue and other labelled speech below the headline.

    Returns
    -------
    list of Candidate
        Construction ``label``; the source is empty for an *A:* of whom no name is known and for who asks without a name.
    """
    paragraphs = _paragraphs(p)
    turns = _turns(p, paragraphs)
    return _Dialogue(p, paragraphs, turns).candidates() if turns else []


class _Dialogue:
    """The turns of a text, and what they say about each other."""

    def __init__(self, p: Parse, paragraphs: list[range], turns: list[_Turn]):
        self.p, self.paragraphs, self.turns = p, paragraphs, turns
        self.begins = {t.paragraph for t in turns}
        self.often = Counter(t.label for t in turns)
        self.asks = {
            t.label
            for t in turns
            if t.label in _ASKING or (_asked(p, t) and t.paragraph + 1 in self.begins)
        }
        self.speakers = {t.label for t in turns if len(t.label) > 2}
        self.names = _named_before(p, turns)
        if any(t.label in _ANSWERING for t in turns):
            self.names |= dict.fromkeys(_ANSWERING, _interviewee(p, turns[0].first))
        self.names |= {label: set() for label in _ASKING}

    def candidates(self) -> list[Candidate]:
        """What each turn's speaker says, where it is speech at all."""
        found = []
        for t in self.turns:
            dialogue = self._in_dialogue(t)
            if not dialogue and not ((t.paragraph or t.stamped) and _plain(self.p, t)):
                continue
            content = set(range(t.colon + 1, t.last))
            if dialogue and self.asks and not t.stamped and t.label not in self.asks:
                content |= self._going_on(t)
            if not self.p.words(content):
                continue
            source = self.names.get(t.label, set(range(t.name[0], t.name[-1] + 1)))
            cue = {t.colon} | (set() if source & set(t.name) else set(t.name))
            beside = set(range(t.first, t.colon)) - source - cue
            found.append(Candidate(t.colon, source, cue, content, ":", "saying", "label", beside=beside))
        return found

    def _in_dialogue(self, t: _Turn) -> bool:
        """Whether a turn is one of several, by its label or by the ones beside it."""
        beside = not self.begins.isdisjoint((t.paragraph - 1, t.paragraph + 1))
        if len(self.turns) == 1 or not (self.asks or self.often[t.label] > 1 or beside):
            return False
        return beside or t.label in _ANSWERING | _ASKING or _states(self.p, t)

    def _going_on(self, t: _Turn) -> set[int]:
        """The paragraphs without a label up to the next turn; one that names a speaker is the article's own."""
        p, content = self.p, set()
        for k in range(t.paragraph + 1, len(self.paragraphs)):
            tokens = self.paragraphs[k]
            if k in self.begins or any(p.lower[i] in self.speakers and p.quote_of[i] < 0 for i in tokens):
                break
            if not any(p.lower[i] in (".", "!", "?", "…") for i in tokens):  # a heading, a link
                break
            content.update(tokens)
        return content


def _paragraphs(p: Parse) -> list[range]:
    found, first = [], 0
    for i in range(1, p.n + 1):
        if i == p.n or p.paragraph[i] != p.paragraph[first]:
            found.append(range(first, i))
            first = i
    return found


def _turns(p: Parse, paragraphs: list[range]) -> list[_Turn]:
    """Every line that begins with a label, and an answer that follows its question in one line."""
    found: list[_Turn] = []
    letters = Counter()
    for k, tokens in enumerate(paragraphs):
        begin, end = p.start[tokens[0]], p.end[tokens[-1]]
        starts = [begin]
        if _LETTER.match(p.string, begin, begin + 20):
            starts += [m.end() for m in _ANSWER_WITHIN.finditer(p.string, begin, end)][:1]
        for start, stop in zip(starts, [*starts[1:], end], strict=True):
            match = _LETTER.match(p.string, start, min(end, start + 40)) or _LABEL.match(p.string, start, min(end, start + 130))
            inside = [i for i in tokens if start <= p.start[i] < stop] if match else []
            turn = _turn(p, match, inside, k) if inside else None
            if turn is not None:
                found.append(turn)
                letters[turn.label] += 1
    paired = letters["q"] and letters["a"]
    return [t for t in found if len(t.label) > 1 or paired or p.lower[t.colon] == ":"]


def _turn(p: Parse, match: re.Match[str], tokens: list[int], paragraph: int) -> _Turn | None:
    """The turn that a label begins, if it can be a speaker's."""
    label = match["label"]
    inside = [i for i in tokens if match.start("label") <= p.start[i] < match.end()]
    name = [i for i in inside if p.start[i] < match.end("label") and p.word[i]]
    if not name or p.quote_of[name[0]] >= 0:
        return None
    key = label.lower().strip(" .")
    if key not in _ASKING | _ANSWERING and not key.startswith("@"):
        names = _NAMES.match(label)
        words = names.group().split() if names else []
        if not _is_name(label, words) or not _speaks(p, name, label, words):
            return None
        key = words[-1].lower().strip(" .")
    stamped = any(p.word[i] for i in tokens if p.end[i] <= match.start("label"))
    return _Turn(tokens[0], name, inside[-1], tokens[-1] + 1, key, paragraph, stamped)


def _is_name(label: str, words: list[str]) -> bool:
    """Whether a label is written as a name: a few words, the first and the last with a capital."""
    if not 0 < len(words) <= 6 or len(label.split()) > 14:
        return False
    capitals = words[0][0].isupper() and words[-1][0].isupper()
    return capitals and {w.lower() for w in words}.isdisjoint(cues.NOT_SPEAKERS | _WORDS["headings"])


def _speaks(p: Parse, name: list[int], label: str, words: list[str]) -> bool:
    """Whether a label can be a speaker's: a name or an office, and not a thing (*Weather: Rain is on its way*)."""
    if any(p.verbal(i) and not p.string[p.start[i] : p.end[i]].isupper() for i in name):
        return False
    titled = label.isupper() or (len(words) > 1 and words[0] == "The")  # *The Times*
    if p.pos[name[0]] in ("ADP", "ADV", "DET", "CCONJ", "SCONJ") and not titled:
        return False
    known = any(p.entity[i] in ("PERSON", "ORG", "NORP") or lex.can_speak(p.lower[i]) for i in name)
    return known or len(name) > 1 or label.isupper()


def _plain(p: Parse, t: _Turn) -> bool:
    """Whether a label that stands alone is a name or a handle before a sentence."""
    texts = [p.string[p.start[i] : p.end[i]] for i in t.name]
    named = texts[0].startswith("@") or t.label in _ASKING | _ANSWERING
    named = named or all(p.pos[i] == "PROPN" or text.isupper() for i, text in zip(t.name, texts, strict=True) if p.capital(i))
    content = range(t.colon + 1, t.last)
    return named and p.quote_of[min(t.colon + 1, p.n - 1)] < 0 and p.words(content) > 2 and _states(p, t)


def _asked(p: Parse, t: _Turn) -> bool:
    return "?" in p.lower[max(t.colon, t.last - 3) : t.last]


def _states(p: Parse, t: _Turn) -> bool:
    """Whether what is labelled has a finite verb and its subject: a heading such as *Sanders: Win in a walk* has none."""
    tokens = range(t.colon + 1, t.last)
    finite = any(p.finite(i) for i in tokens)
    return finite and any(p.dep[i] in ("nsubj", "nsubjpass", "expl") for i in tokens)


def _named_before(p: Parse, turns: list[_Turn]) -> dict[str, set[int]]:
    """The full names that initials and handles stand for."""
    known: dict[str, set[int]] = {}
    small = p.string.lower() if any(t.label.startswith("@") for t in turns) else ""
    full: dict[str, list[int]] | None = None
    for t in turns:
        if t.label in known:
            continue
        short = "".join(p.string[p.start[i] : p.end[i]] for i in t.name).replace(".", "")
        if t.label.startswith("@"):
            at = small.find(f"({t.label})", 0, p.start[t.first]) if len(known) < 300 else -1
            before = [i for i in _last_tokens(p, at) if p.pos[i] == "PROPN"] if at > 0 else []
            known[t.label] = set(before or t.name)
        elif 2 <= len(short) <= 3 and short.isupper():
            if full is None:
                named = [u.name for u in turns if len(u.name) > 1] + _people(p)
                full = {_initials(p, run): run for run in reversed(named)}
            if short in full:
                known[t.label] = set(full[short])
    return known


def _last_tokens(p: Parse, at: int) -> list[int]:
    """The few tokens that end before a character."""
    low, high = 0, p.n
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if p.end[middle] <= at else (low, middle)
    return list(range(max(0, low - 3), low))


def _initials(p: Parse, run: list[int]) -> str:
    """The initials of a name before its role."""
    kept = []
    for i in run:
        if kept and i - kept[-1] > 1:
            break
        kept.append(i)
    return "".join(p.string[p.start[i]] for i in kept if p.capital(i))


def _people(p: Parse) -> list[list[int]]:
    """Runs of tokens that name a person."""
    runs: list[list[int]] = []
    for i in range(p.n):
        if p.entity[i] == "PERSON" and p.word[i] and p.lower[i] not in ("'s", "’s"):
            if runs and runs[-1][-1] == i - 1:
                runs[-1].append(i)
            else:
                runs.append([i])
    return runs


def _interviewee(p: Parse, first: int) -> set[int]:
    """Who answers: whom the text above the first turn names as interviewed, or the only person whom it names."""
    runs = [r for r in _people(p) if r[-1] < first]
    runs = [r for r in runs if p.lower[r[0] - 1] != "by" or r[0] == 0]
    opening = p.string[: p.start[first]] if first < p.n else p.string
    for match in _INTERVIEW.finditer(opening):
        named = next((r for r in runs if match.end() <= p.start[r[0]] < match.end() + 60), None)
        if named is not None:
            return set(named)
    full = {p.lower[r[-1]] for r in runs}
    return set(max(runs, key=len)) if len(full) == 1 else set()
