"""Ways to spoil a text: what an article may look like after a bad extraction, a bad hand or on purpose."""

from __future__ import annotations

import random
import re
from collections.abc import Callable


def _each_word(change: Callable[[str], str], share: float) -> Callable[[str, random.Random], str]:
    """Change a share of the words."""

    def mutate(text: str, rng: random.Random) -> str:
        return re.sub(r"\S+", lambda m: change(m[0]) if rng.random() < share else m[0], text)

    return mutate


def _shuffled(text: str, rng: random.Random) -> str:
    """The sentences in any order."""
    parts = re.split(r"(?<=[.!?])\s+", text)
    rng.shuffle(parts)
    return " ".join(parts)


def _cut(text: str, rng: random.Random) -> str:
    """A piece of the text, from anywhere in its first third."""
    start = rng.randrange(max(1, len(text) // 3))
    return text[start : start + rng.randint(1, max(1, len(text)))]


def _sprinkled(pieces: str | list[str], often: int) -> Callable[[str, random.Random], str]:
    """Put in one of some pieces for every so many characters."""

    def mutate(text: str, rng: random.Random) -> str:
        for _ in range(max(1, len(text) // often)):
            at = rng.randrange(len(text) + 1)
            text = text[:at] + rng.choice(pieces) + text[at:]
        return text

    return mutate


def _table(text: str, rng: random.Random) -> str:
    """A table of the text's own words between two copies of it."""
    words = text.split()
    rows = [
        "\t".join(rng.choice(words) for _ in range(6)) + f"\t{rng.randrange(10_000):,}\t{rng.random():.2%}"
        for _ in range(40)
    ]
    return text + "\n" + "\n".join(rows) + "\n" + " | ".join(words[:50]) + "\n" + text


def _wrapped(text: str, rng: random.Random) -> str:
    """Lines of fifty characters, as of an old terminal."""
    return re.sub(r"(.{40,60}) ", r"\1\n", text)


MUTATIONS: dict[str, Callable[[str, random.Random], str]] = {
    "as it is": lambda text, rng: text,
    "cut anywhere": _cut,
    "sentences shuffled": _shuffled,
    "words dropped": _each_word(lambda w: "", 0.15),
    "punctuation doubled": lambda text, rng: re.sub(r"[^\w\s]", lambda m: m[0] * rng.randint(1, 3), text),
    "punctuation lost": lambda text, rng: re.sub(r"[^\w\s]", "", text),
    "quotation marks unbalanced": _sprinkled(list("\"“”‘’'«»„`"), 60),
    "brackets unbalanced": _sprinkled(list("()[]{}<>"), 60),
    "all capitals": lambda text, rng: text.upper(),
    "all small": lambda text, rng: text.lower(),
    "no spaces": lambda text, rng: text.replace(" ", ""),
    "NFD": lambda text, rng: re.sub("[aeou]", lambda m: m[0] + "\u0301" * (rng.random() < 0.2), text),
    "emoji": _sprinkled(["😀", "👩\u200d👩\u200d👧", "🇹🇯", "❤️", " 🚨 "], 50),
    "marks that are not seen": _sprinkled("\u200b\u200f\u202e\u2066\ufeff\xad\xa0\u2028", 40),
    "long words": _sprinkled(
        ["x" * 3000, " " + "ab-" * 800, "…" * 500, " http://e.invalid/" + "a/" * 400], 900
    ),
    "a table": _table,
    "hard-wrapped": _wrapped,
    "blank lines": lambda text, rng: text.replace("\n", "\n" * 2000, 1) + "\n" * 1000 + text[:200],
    "many colons": lambda text, rng: text + "\n" + "a: " * 300 + ":" * 300 + text[:300],
    "many commas": lambda text, rng: text.rstrip(".\n ") + ", said X, " * 60 + "and so on.",
    "one long sentence": lambda text, rng: re.sub(r"[.!?]\s+", ", and ", text),
    "dashes": lambda text, rng: re.sub(r", ", lambda m: rng.choice((" – ", "—", " -- ", "―", " - ")), text),
    "nested sayings": lambda text, rng: "He said that Anna Lund said that the paper said that " * 15 + text,
    "line ends": lambda text, rng: re.sub(r" ", lambda m: "\n" if rng.random() < 0.2 else " ", text),
}  # fmt: skip


def mutilated(texts: list[str], seed: int = 0) -> list[str]:
    """Put each text through one mutilation, in turn and with a seed;
    what is left empty becomes a full stop."""
    names = list(MUTATIONS)
    return [
        MUTATIONS[names[n % len(names)]](text, random.Random(seed + n)).replace("\0", "") or "."
        for n, text in enumerate(texts)
    ]
