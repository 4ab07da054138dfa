"""Run the whole flow (annotate, places, claims, compare) over any text and count errors and broken
invariants.

    python benchmarks/robustness.py PATH ... [--sample N] [--mutate] [--show N] [--scale]

PATH is a .jsonl file with a ``text`` (or ``a`` and ``b``) a line, a .txt file, or a corpus folder. Prints
counts and, for each error, the function in which it arose; of the texts nothing, unless --show asks for
examples, which is for texts of one's own. --mutate puts each text through one of `MUTATIONS`, drawn by a
seed. --scale prints what the rules cost on hostile texts of growing length; a ratio of 4 for each step is
linear.

Read the counts, never the texts, of corpora that are kept for measuring.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from claimatlas import annotate, comparison, places, tables  # noqa: E402
from claimatlas.claims import claims_of  # noqa: E402
from claimatlas.corpus import read_corpus  # noqa: E402
from claimatlas.faults import Faults, describe, is_of_article  # noqa: E402
from claimatlas.text import clean, unwrapped  # noqa: E402

BATCH = 50  # articles that are read, and compared with each other, at a time
# Words that no statement begins or ends with, whatever the parse makes of them.
NEVER_FIRST = frozenset(["and", "or", "but", "nor"])
NEVER_LAST = frozenset(
    [
        *NEVER_FIRST,
        "of",
        "the",
        "a",
        "an",
        "than",
        "because",
        "whether",
        "which",
        "who",
        "whose",
        "although",
        "while",
    ]
)


# --- the flow ----------------------------------------------------------------------------------------------


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


def articles_of(texts: Iterable[str]) -> pd.DataFrame:
    """Make an articles table of bare texts; three outlets in turn, since comparing needs several."""
    rows = [
        {
            "article_id": f"t{n:05d}",
            "outlet": f"Outlet {'ABC'[n % 3]}",
            "title": None,
            "author": None,
            "published": "2024-03-05",
            "url": None,
            "file": f"{n}.txt",
            "note": None,
            "home": None,
            "text_kind": "original",
            "text": text,
            "n_words": 0,
            "n_sentences": 0,
            "sha256": f"{n:064d}",
        }
        for n, text in enumerate(texts)
    ]
    return pd.DataFrame(rows)


def run(texts: list[str], gaz, counts: Counts | None = None) -> Counts:
    """Take texts through the whole flow, batch by batch, and count; they are read as a corpus would be."""
    counts = Counts() if counts is None else counts
    texts = [unwrapped(clean(text)) or "." for text in texts]
    for first in range(0, len(texts), BATCH):
        _batch(articles_of(texts[first : first + BATCH]), gaz, counts)
    return counts


def _batch(articles: pd.DataFrame, gaz, counts: Counts) -> None:
    aside = {stage: Quiet(stage) for stage in tables.STAGES}
    pairs = zip(articles["article_id"], articles["text"], strict=True)
    docs = [
        (key, aside["annotate"].attempt(key, lambda t: next(annotate.annotate([t])), text))
        for key, text in pairs
    ]
    docs = [(key, doc) for key, doc in docs if doc is not None]
    articles = aside["annotate"].left(articles)
    counts.sizes["sentences"] += sum(1 for _, doc in docs for s in doc.sents if s.text.strip())
    mentions, _ = places.tables_of(articles, docs, gaz, faults=aside["places"])
    fast, _ = places.tables_of(articles, None, gaz, mode="fast", faults=aside["places"])
    claims = claims_of(articles, docs, faults=aside["claims"])
    groups, conflicts, drifts = comparison.compare(claims, articles, faults=aside["compare"])
    counts.sizes.update(
        articles=len(articles),
        mentions=len(mentions),
        claims=len(claims),
        groups=groups["group_id"].nunique(),
        conflicts=len(conflicts),
    )
    for faults in aside.values():
        counts.errors.update(
            f"{faults.stage}: {re.sub(r'(?<=[0-9][)]): .*', '', error)}" for error in faults.own["error"]
        )
    check_tables(
        {"mentions": mentions, "claims": claims, "groups": groups, "conflicts": conflicts, "drifts": drifts},
        counts,
    )
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    parses = dict(docs)
    for frame in (mentions, fast):
        for key, rows in frame.groupby("article_id"):
            check_mentions(texts[key], rows.to_dict("records"), counts)
    for row in claims.to_dict("records"):
        check_claim(texts[row["article_id"]], parses[row["article_id"]], row, counts)


class Quiet(Faults):
    """Faults that are neither written nor warned of."""

    def __init__(self, stage: str):
        super().__init__(stage, stop=False)
        self.build = ""


# --- invariants --------------------------------------------------------------------------------------------


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


# --- mutilation --------------------------------------------------------------------------------------------


def _each_word(change: Callable[[str], str], share: float) -> Callable[[str, random.Random], str]:
    def mutate(text: str, rng: random.Random) -> str:
        return re.sub(r"\S+", lambda m: change(m[0]) if rng.random() < share else m[0], text)

    return mutate


def _shuffled(text: str, rng: random.Random) -> str:
    parts = re.split(r"(?<=[.!?])\s+", text)
    rng.shuffle(parts)
    return " ".join(parts)


def _cut(text: str, rng: random.Random) -> str:
    start = rng.randrange(max(1, len(text) // 3))
    return text[start : start + rng.randint(1, max(1, len(text)))]


def _sprinkled(pieces: str | list[str], often: int) -> Callable[[str, random.Random], str]:
    def mutate(text: str, rng: random.Random) -> str:
        for _ in range(max(1, len(text) // often)):
            at = rng.randrange(len(text) + 1)
            text = text[:at] + rng.choice(pieces) + text[at:]
        return text

    return mutate


def _table(text: str, rng: random.Random) -> str:
    words = text.split()
    rows = [
        "\t".join(rng.choice(words) for _ in range(6)) + f"\t{rng.randrange(10_000):,}\t{rng.random():.2%}"
        for _ in range(40)
    ]
    return text + "\n" + "\n".join(rows) + "\n" + " | ".join(words[:50]) + "\n" + text


def _wrapped(text: str, rng: random.Random) -> str:
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


# --- the command line --------------------------------------------------------------------------------------


def read(path: Path) -> Iterator[str]:
    """Yield the texts of a file or corpus folder."""
    if path.is_dir():
        yield from read_corpus(path)["text"]
    elif path.suffix == ".jsonl":
        with path.open(encoding="utf-8") as lines:  # not splitlines: a text may hold U+2028
            for row in map(json.loads, lines):
                yield from (
                    row[k] for k in ("text", "a", "b") if isinstance(row.get(k), str) and row[k].strip()
                )
    else:
        yield path.read_text(encoding="utf-8")


def show(counts: Counts, name: str, examples: int, seconds: float) -> None:
    """Print the counts of one path."""
    sizes = ", ".join(
        f"{counts.sizes[k]:,} {k}"
        for k in ("articles", "sentences", "mentions", "claims", "groups", "conflicts")
    )
    print(
        f"{name}: {sizes}; {sum(counts.errors.values())} errors, {sum(counts.broken.values()):,} broken "
        f"invariants; {seconds:.0f} s CPU",
        flush=True,
    )
    for error, n in counts.errors.most_common():
        print(f"  {n:6,} × error, {error}")
    for broken, n in counts.broken.most_common():
        print(f"  {n:6,} × {broken}")
        for what in [w for b, w in counts.examples if b == broken][:examples]:
            print(f"           {what[:400]}")


def scale(gaz) -> None:
    """Print CPU seconds of the rules on hostile texts of growing length, and the ratio to the one before."""
    units = {
        "blank lines": "\n",
        "one word": "x",
        "colons": ": ",
        "opening marks": "“a ",
        "capitals": "Ab Cd, ",
        "digits": "1 ",
        "said": "he said, ",
        "list": "Kabul, Kunduz, ",
        "sentences": "Anna Lund said that it rained in Kabul. ",
        "brackets": "(a ",
    }
    nlp = annotate.load_model()
    print(f"{'':16}" + "".join(f"{f'{n:,} characters':>22}" for n in (2000, 8000, 32_000)))
    for name, unit in units.items():
        cells, before = [], 0.0
        for size in (2000, 8000, 32_000):
            text = "It rained in Kabul." + unit * (size // len(unit)) + "It rained in Kunduz."
            articles = articles_of([text])
            docs = [("t00000", nlp(text))]
            start = time.process_time()
            places.tables_of(articles, docs, gaz, faults=Quiet("places"))
            claims_of(articles, docs, faults=Quiet("claims"))
            spent = time.process_time() - start
            cells.append(f"{spent:12.2f} s" + (f" (× {spent / before:4.1f})" if before else " " * 9))
            before = spent
        print(f"{name:16}" + "".join(cells), flush=True)


def main() -> None:
    """Run over what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument(
        "--sample", type=int, default=0, help="texts of each path, drawn by a seed; all by default"
    )
    parser.add_argument("--mutate", action="store_true", help="mutilate the texts")
    parser.add_argument(
        "--show", type=int, default=0, metavar="N", help="examples of each broken invariant to print"
    )
    parser.add_argument(
        "--scale", action="store_true", help="time the rules on hostile texts of growing length"
    )
    options = parser.parse_args()
    from claimatlas.gazetteer import open_gazetteer

    gaz = open_gazetteer()
    total = Counts()
    for path in options.paths:
        texts = list(read(path))
        if options.sample and len(texts) > options.sample:
            texts = random.Random(9).sample(texts, options.sample)
        if options.mutate:
            texts = mutilated(texts)
        start, counts = time.process_time(), run(texts, gaz)
        show(counts, path.name, options.show, time.process_time() - start)
        for name in ("sizes", "errors", "broken"):
            getattr(total, name).update(getattr(counts, name))
    if len(options.paths) > 1:
        show(total, "all", 0, time.process_time())
    if options.scale:
        scale(gaz)


if __name__ == "__main__":
    main()
