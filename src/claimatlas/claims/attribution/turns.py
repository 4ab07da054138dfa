"""Speech under a label: the turns of an interview or a transcript, and posts under a handle.

*Q: …* and *A: …*, *Karen Bell: …*, *KB: …*, *12:40 Omar Haddad: …*, *@haddad: …*. The labelled person holds
the rest of the paragraph and, in a dialogue, the paragraphs without a label up to the next turn.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from claimatlas.claims import lexicon as lex
from claimatlas.claims.attribution import cues
from claimatlas.claims.attribution.parse import Parse
from claimatlas.claims.attribution.verbs import Candidate
from claimatlas.wordlists import alternatives, read_sets

_WORDS = read_sets("claims/constructions.txt")
_ASKING, _ANSWERING = _WORDS["asking"], _WORDS["answering"]
_STAMP = r"(?:[\[(]?\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?(?:\s(?:GMT|UTC|[A-Z]{2,4}))?[\])]?\s*[-–—|:]?\s+)?"
_LETTER = re.compile(r"\s*(?P<label>[QA])\d{0,2}\s?[:.)–—-]\s+(?=\S)")
_LABEL = re.compile(rf"\s*{_STAMP}(?P<label>[^\s:\d][^:\n]{{0,90}}?)\s?:(?=\s|$)")
_NAMES = re.compile(r"[^,(]+")
_ANSWER_WITHIN = re.compile(r"(?<=[?.!…])\s+(?=A[:.]\s)")
_INTERVIEW = re.compile(rf"\b(?:{alternatives(_WORDS['interviewed'])}) (?:with|to)\b|Q&A:")


@dataclass
class _Turn:
    """A labelled stretch: its first token, the tokens of the name, the last one of the label, and the name
    itself."""

    first: int
    name: list[int]
    colon: int
    last: int
    label: str
    paragraph: int
    stamped: bool = False


def labelled_turns(parse: Parse) -> list[Candidate]:
    """Find the turns of a dialogue and other labelled speech below the headline.

    Returns
    -------
    list of Candidate
        Construction ``label``; the source is empty for an *A:* of whom no name is known and for who asks
        without a name.
    """
    paragraphs = _paragraphs(parse)
    turns = _turns(parse, paragraphs)
    return _Dialogue(parse, paragraphs, turns).candidates() if turns else []


class _Dialogue:
    """The turns of a text, and what they say about each other."""

    def __init__(self, parse: Parse, paragraphs: list[range], turns: list[_Turn]):
        self.p, self.paragraphs, self.turns = parse, paragraphs, turns
        self.begins = {t.paragraph for t in turns}
        self.often = Counter(t.label for t in turns)
        self.asks = {
            t.label
            for t in turns
            if t.label in _ASKING or (_asked(parse, t) and t.paragraph + 1 in self.begins)
        }
        self.speakers = {t.label for t in turns if len(t.label) > 2}
        self.names = _named_before(parse, turns)
        if any(t.label in _ANSWERING for t in turns):
            self.names |= dict.fromkeys(_ANSWERING, _interviewee(parse, turns[0].first))
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

    def _in_dialogue(self, turn: _Turn) -> bool:
        """Whether a turn is one of several, by its label or by the ones beside it."""
        beside = not self.begins.isdisjoint((turn.paragraph - 1, turn.paragraph + 1))
        if len(self.turns) == 1 or not (self.asks or self.often[turn.label] > 1 or beside):
            return False
        return beside or turn.label in _ANSWERING | _ASKING or _states(self.p, turn)

    def _going_on(self, turn: _Turn) -> set[int]:
        """The paragraphs without a label up to the next turn; one that names a speaker is the article's
        own."""
        p, content = self.p, set()
        for k in range(turn.paragraph + 1, len(self.paragraphs)):
            tokens = self.paragraphs[k]
            if k in self.begins or any(p.lower[i] in self.speakers and p.quote_of[i] < 0 for i in tokens):
                break
            if not any(p.lower[i] in (".", "!", "?", "…") for i in tokens):  # a heading, a link
                break
            content.update(tokens)
        return content


def _paragraphs(parse: Parse) -> list[range]:
    """The tokens of each paragraph."""
    found, first = [], 0
    for i in range(1, parse.n + 1):
        if i == parse.n or parse.paragraph[i] != parse.paragraph[first]:
            found.append(range(first, i))
            first = i
    return found


def _turns(parse: Parse, paragraphs: list[range]) -> list[_Turn]:
    """Every line that begins with a label, and an answer that follows its question in one line."""
    found: list[_Turn] = []
    letters = Counter()
    for k, tokens in enumerate(paragraphs):
        begin, end = parse.start[tokens[0]], parse.end[tokens[-1]]
        starts = [begin]
        if _LETTER.match(parse.string, begin, begin + 20):
            starts += [m.end() for m in _ANSWER_WITHIN.finditer(parse.string, begin, end)][:1]
        for start, stop in zip(starts, [*starts[1:], end], strict=True):
            match = _LETTER.match(parse.string, start, min(end, start + 40)) or _LABEL.match(
                parse.string, start, min(end, start + 130)
            )
            inside = [i for i in tokens if start <= parse.start[i] < stop] if match else []
            turn = _turn(parse, match, inside, k) if inside else None
            if turn is not None:
                found.append(turn)
                letters[turn.label] += 1
    paired = letters["q"] and letters["a"]
    return [t for t in found if len(t.label) > 1 or paired or parse.lower[t.colon] == ":"]


def _turn(parse: Parse, match: re.Match[str], tokens: list[int], paragraph: int) -> _Turn | None:
    """The turn that a label begins, if it can be a speaker's."""
    label = match["label"]
    inside = [i for i in tokens if match.start("label") <= parse.start[i] < match.end()]
    name = [i for i in inside if parse.start[i] < match.end("label") and parse.word[i]]
    if not name or parse.quote_of[name[0]] >= 0:
        return None
    key = label.lower().strip(" .")
    if key not in _ASKING | _ANSWERING and not key.startswith("@"):
        names = _NAMES.match(label)
        words = names.group().split() if names else []
        if not _is_name(label, words) or not _speaks(parse, name, label, words):
            return None
        key = words[-1].lower().strip(" .")
    stamped = any(parse.word[i] for i in tokens if parse.end[i] <= match.start("label"))
    return _Turn(tokens[0], name, inside[-1], tokens[-1] + 1, key, paragraph, stamped)


def _is_name(label: str, words: list[str]) -> bool:
    """Whether a label is written as a name: a few words, the first and the last with a capital."""
    if not 0 < len(words) <= 6 or len(label.split()) > 14:
        return False
    capitals = words[0][0].isupper() and words[-1][0].isupper()
    return capitals and {w.lower() for w in words}.isdisjoint(cues.NOT_SPEAKERS | _WORDS["headings"])


def _speaks(parse: Parse, name: list[int], label: str, words: list[str]) -> bool:
    """Whether a label can be a speaker's: a name or an office, and not a thing (*Weather: Rain is on its
    way*)."""
    if any(parse.verbal(i) and not parse.string[parse.start[i] : parse.end[i]].isupper() for i in name):
        return False
    titled = label.isupper() or (len(words) > 1 and words[0] == "The")  # *The Times*
    if parse.pos[name[0]] in ("ADP", "ADV", "DET", "CCONJ", "SCONJ") and not titled:
        return False
    known = any(parse.entity[i] in ("PERSON", "ORG", "NORP") or lex.can_speak(parse.lower[i]) for i in name)
    return known or len(name) > 1 or label.isupper()


def _plain(parse: Parse, turn: _Turn) -> bool:
    """Whether a label that stands alone is a name or a handle before a sentence."""
    texts = [parse.string[parse.start[i] : parse.end[i]] for i in turn.name]
    named = texts[0].startswith("@") or turn.label in _ASKING | _ANSWERING
    named = named or all(
        parse.pos[i] == "PROPN" or text.isupper()
        for i, text in zip(turn.name, texts, strict=True)
        if parse.capital(i)
    )
    content = range(turn.colon + 1, turn.last)
    return (
        named
        and parse.quote_of[min(turn.colon + 1, parse.n - 1)] < 0
        and parse.words(content) > 2
        and _states(parse, turn)
    )


def _asked(parse: Parse, turn: _Turn) -> bool:
    """Whether a turn ends with a question."""
    return "?" in parse.lower[max(turn.colon, turn.last - 3) : turn.last]


def _states(parse: Parse, turn: _Turn) -> bool:
    """Whether what is labelled has a finite verb and its subject: a heading such as *Sanders: Win in a
    walk* has none."""
    tokens = range(turn.colon + 1, turn.last)
    finite = any(parse.finite(i) for i in tokens)
    return finite and any(parse.dep[i] in ("nsubj", "nsubjpass", "expl") for i in tokens)


def _named_before(parse: Parse, turns: list[_Turn]) -> dict[str, set[int]]:
    """The full names that initials and handles stand for."""
    known: dict[str, set[int]] = {}
    small = parse.string.lower() if any(t.label.startswith("@") for t in turns) else ""
    full: dict[str, list[int]] | None = None
    for t in turns:
        if t.label in known:
            continue
        short = "".join(parse.string[parse.start[i] : parse.end[i]] for i in t.name).replace(".", "")
        if t.label.startswith("@"):
            at = small.find(f"({t.label})", 0, parse.start[t.first]) if len(known) < 300 else -1
            before = [i for i in _last_tokens(parse, at) if parse.pos[i] == "PROPN"] if at > 0 else []
            known[t.label] = set(before or t.name)
        elif 2 <= len(short) <= 3 and short.isupper():
            if full is None:
                named = [u.name for u in turns if len(u.name) > 1] + _people(parse)
                full = {_initials(parse, run): run for run in reversed(named)}
            if short in full:
                known[t.label] = set(full[short])
    return known


def _last_tokens(parse: Parse, at: int) -> list[int]:
    """The few tokens that end before a character."""
    low, high = 0, parse.n
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if parse.end[middle] <= at else (low, middle)
    return list(range(max(0, low - 3), low))


def _initials(parse: Parse, run: list[int]) -> str:
    """The initials of a name before its role."""
    kept = []
    for i in run:
        if kept and i - kept[-1] > 1:
            break
        kept.append(i)
    return "".join(parse.string[parse.start[i]] for i in kept if parse.capital(i))


def _people(parse: Parse) -> list[list[int]]:
    """Runs of tokens that name a person."""
    runs: list[list[int]] = []
    for i in range(parse.n):
        if parse.entity[i] == "PERSON" and parse.word[i] and parse.lower[i] not in ("'s", "’s"):
            if runs and runs[-1][-1] == i - 1:
                runs[-1].append(i)
            else:
                runs.append([i])
    return runs


def _interviewee(parse: Parse, first: int) -> set[int]:
    """Who answers: whom the text above the first turn names as interviewed, or the only person whom it
    names."""
    runs = [r for r in _people(parse) if r[-1] < first]
    runs = [r for r in runs if parse.lower[r[0] - 1] != "by" or r[0] == 0]
    opening = parse.string[: parse.start[first]] if first < parse.n else parse.string
    for match in _INTERVIEW.finditer(opening):
        named = next((r for r in runs if match.end() <= parse.start[r[0]] < match.end() + 60), None)
        if named is not None:
            return set(named)
    full = {parse.lower[r[-1]] for r in runs}
    return set(max(runs, key=len)) if len(full) == 1 else set()
