"""What holds of the tables whatever the text is.

They fit their schema, what they name is there, offsets are of whole words, and contents read as statements.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from claimatlas import tables
from claimatlas.faults import describe, is_of_article

# Words that no statement begins or ends with, whatever the parse makes of them.
NEVER_FIRST = frozenset(("and", "or", "but", "nor"))
NEVER_LAST = NEVER_FIRST | {
    "of", "the", "a", "an", "than", "because", "whether", "which", "who", "whose", "although", "while",
}


@dataclass
class Counts:
    """What a run counted.

    Attributes
    ----------
    sizes : Counter
        articles, sentences, mentions, claims, groups, conflicts.
    errors : Counter
        Errors by stage and origin, without the message, which may hold text.
    broken : Counter
        Broken invariants by name.
    examples : list of (str, str)
        Name of an invariant and what broke it, the first of each few.
    """

    sizes: Counter = field(default_factory=Counter)
    errors: Counter = field(default_factory=Counter)
    broken: Counter = field(default_factory=Counter)
    examples: list[tuple[str, str]] = field(default_factory=list)

    def note(self, name: str, what: str) -> None:
        """Count a broken invariant."""
        self.broken[name] += 1
        self.examples.append((name, what))


def check_tables(frames: dict[str, pd.DataFrame], counts: Counts) -> None:
    """Every table fits its schema, and what it names is there."""
    for name, frame in frames.items():
        try:
            tables.validate(name, frame)
        except Exception as error:
            if not is_of_article(error):
                raise
            counts.note("a table does not validate", describe(error))
    known = set(frames["claims"]["claim_id"])
    for name, columns in (
        ("groups", ["claim_id"]),
        ("conflicts", ["claim_a", "claim_b"]),
        ("drifts", ["claim_a", "claim_b"]),
    ):
        for column in columns:
            for key in set(frames[name][column]) - known:
                counts.note("a claim is named that is not there", f"{name}: {key}")
    for key in frames["groups"].loc[frames["groups"]["claim_id"].duplicated(), "claim_id"]:
        counts.note("a claim is in two groups", key)


def inside_word(text: str, at: int) -> bool:
    """Tell whether an offset lies between two characters of one word, combining marks included."""
    return 0 < at < len(text) and _of_word(text[at - 1]) and _of_word(text[at])


def _of_word(character: str) -> bool:
    """Whether a character is a letter, a figure or a combining mark."""
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def check_mentions(text: str, rows: list[dict], counts: Counts) -> None:
    """Mentions are words of the text as they stand, none within another."""
    last = 0
    for row in sorted(rows, key=lambda r: r["start"]):
        start, end = row["start"], row["end"]
        what = f"{row['mention_id']} {row['surface']!r}"
        if text[start:end] != row["surface"] or not row["surface"].strip():
            counts.note("a mention is not what stands at its offsets", what)
        if start < last:
            counts.note("mentions overlap", what)
        if inside_word(text, start) or inside_word(text, end):
            counts.note("a mention begins or ends inside a word", what)
        last = end


def gives(content: str, pieces: str, sentence: str) -> bool:
    """Whether a content is its pieces, perhaps led by a subject or with a noun for a relative pronoun
    of the sentence."""
    words, own, known = (re.findall(r"\w+", x) for x in (content, pieces, sentence))
    pronoun = next(
        (k for k, word in enumerate(own[:4]) if word.lower() in ("which", "who", "whom", "whose", "that")), -1
    )
    tails = [own, own[pronoun + 1 :]] if pronoun >= 0 else [own]
    led = words[: len(words) - min(map(len, tails))]
    return any(words[len(words) - len(t) :] == t for t in tails) and set(led) - set(known) <= {"s"}


def check_claim(text: str, doc, row: dict, counts: Counts) -> None:
    """A claim's spans are whole words of its sentence that read as a statement."""
    spans = [tuple(map(int, s)) for s in row["spans"]]
    what = f"{row['claim_id']} {row['content']!r} | cue {row['cue']!r} | {row['sentence']!r}"
    flat = [x for s in spans for x in s]
    if (
        flat != sorted(flat)
        or any(a >= b for a, b in spans)
        or (flat[0], flat[-1]) != (row["start"], row["end"])
    ):
        counts.note("spans are empty, out of order or not those of start and end", what)
    if (
        flat[0] < row["sentence_start"]
        or flat[-1] > row["sentence_end"]
        or text[row["sentence_start"] : row["sentence_end"]].split() != row["sentence"].split()
    ):
        counts.note("spans do not lie in their sentence", what)
    if any(inside_word(text, at) for at in flat):
        counts.note("a span begins or ends inside a word", what)
    if not gives(row["content"], " ".join(text[a:b] for a, b in spans), row["sentence"]):
        counts.note("offsets do not give the content", what)
    for name in ("holder", "cue"):
        start, end = row[f"{name}_start"], row[f"{name}_end"]
        if not pd.isna(start) and (
            inside_word(text, int(start)) or inside_word(text, int(end)) or start >= end
        ):
            counts.note(f"a {name} begins or ends inside a word", what)
    for number in row["numbers"]:
        if " ".join(number["text"].split()) not in " ".join(row["content"].split()):
            counts.note("a number is not in the content", f"{number['text']!r}: {what}")
    if not 0 <= row["confidence"] <= 1:
        counts.note("a confidence is not between 0 and 1", what)
    tokens = [t for a, b in spans for t in doc.char_span(a, b, alignment_mode="expand") or ()]
    words = [t for t in tokens if not t.is_punct and not t.is_space]
    if not words:
        counts.note("a content has no word", what)
        return
    _check_edges(row, words, {t.i for t in tokens}, what, counts)
    if row["cue"] is None and not any(t.pos_ in ("VERB", "AUX") or t.tag_[:2] in ("VB", "MD") for t in words):
        counts.note("a claim without a cue has no verb", what)


def _check_edges(row: dict, words: list, inside: set[int], what: str, counts: Counts) -> None:
    """Neither end is left dangling: a conjunction, a preposition without its object, the claim's own cue."""
    first, last = words[0], words[-1]
    if first.lower_ in NEVER_FIRST or (first.lower_ == "that" and first.dep_ == "mark"):
        counts.note("a content begins with a conjunction", what)
    if last.lower_ in NEVER_LAST or (last.lower_ == "that" and last.dep_ == "mark"):
        counts.note("a content ends with a conjunction, article or 'of'", what)
    for token, end in ((first, "begins"), (last, "ends")):
        objects = [c for c in token.children if c.dep_ in ("pobj", "pcomp")]
        if token.dep_ in ("prep", "agent") and objects and not inside & {c.i for c in objects}:
            counts.note(f"a content {end} with a preposition cut from its object", what)
        if (
            not pd.isna(row["cue_start"])
            and row["cue_start"] < token.idx + len(token)
            and token.idx < row["cue_end"]
        ):
            counts.note(f"a content {end} with its cue", what)
