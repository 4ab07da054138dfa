"""Run the whole flow (annotate, places, claims, compare) over any text and count errors and broken
invariants.

    python benchmarks/robustness.py PATH ... [--sample N] [--mutate] [--show N] [--scale]

PATH is a .jsonl file with a ``text`` (or ``a`` and ``b``) a line, a .txt file, or a corpus folder. Prints
counts and, for each error, the function in which it arose; of the texts nothing, unless --show asks for
examples, which is for texts of one's own. --mutate puts each text through one of the mutations
(mutations.py), drawn by a seed. --scale prints what the rules cost on hostile texts of growing length; a
ratio of 4 for each step is linear. What has to hold of the tables stands in invariants.py.

Read the counts, never the texts, of corpora that are kept for measuring.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
from invariants import Counts, check_claim, check_mentions, check_tables
from mutations import mutilated

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from claimatlas import annotate, comparison, places, tables  # noqa: E402
from claimatlas.claims import claims_of  # noqa: E402
from claimatlas.corpus import read_corpus  # noqa: E402
from claimatlas.faults import Faults  # noqa: E402
from claimatlas.text import clean, unwrapped  # noqa: E402

BATCH = 50  # articles that are read, and compared with each other, at a time


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
    """Take the articles of a batch through the flow, each stage as a run calls it, and check what comes
    out."""
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
