"""Measure stories and the same claim: ``python benchmarks/compare.py [--ecb FILE …] [--events CORPUS] …``.

``--ecb`` takes files of ECB+ (see ecb.py) and prints groups and stories, by halves of the topics, and the
groups in its own events; the training file is what the weights were fitted on (``fit_same.py`` prints each
half with weights of the other). ``--events`` takes a corpus whose articles are named event-outlet: its
stories against the events, by halves drawn by the seed, and how many groups of several outlets join two
events. ``--coding CORPUS SENTENCES ROWS`` takes a hand coding whose rows have groups and prints same-claim
pairs of sentences of two articles. ``--pairs`` takes pairs in ClaimDiff's form (id, a, b, topic, related) and
prints the AUC of the product's probability beside letters in common; related is looser than the same.
``--scale`` runs `compare` on corpora of tests/generated.py, tenfold step by step.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import random
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import ecb
import numpy as np
import pandas as pd
import users_run

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import generated  # noqa: E402

from claimatlas import comparison  # noqa: E402
from claimatlas.comparison import stories  # noqa: E402

STEPS = (100, 1_000, 10_000, 100_000, 1_000_000)
SAME = ("precision", "recall", "f1")
Spot = tuple[str, int]
"""A sentence: article_id, number."""


def of_ecb(path: Path) -> None:
    """Print groups and stories of a file of ECB+."""
    docs, *tables = ecb.read(path)
    made = users_run.Read(*tables)
    event = {doc["id"]: doc["event"] for doc in docs}
    own = pd.Series(event).groupby(event).groups
    given = [(key, sorted(ids)) for key, ids in sorted(own.items())]
    found = users_run.compare(made)
    known = users_run.compare(made, pd.DataFrame(given, columns=["story_id", "articles"]))
    story, group = stories.story_of(found.stories), ecb.grouped(found.groups)
    first, second = ecb.halves(docs)
    for name, topics in (("all", first | second), ("first half", first), ("second half", second)):
        score = ecb.score(docs, made.claims, group, topics)
        ids = [doc["id"] for doc in docs if doc["topic"] in topics]
        of_stories = ecb.b_cubed([event[i] for i in ids], [story[i] for i in ids])
        in_its_events = ecb.score(docs, made.claims, ecb.grouped(known.groups), topics)
        print(f"{path.stem:10} {name:12}{_cells(score, (*SAME, 'strangers'))}", end="")
        print("stories B-cubed P {:.3f} R {:.3f} F1 {:.3f}".format(*of_stories))
        print(f"{'':10} {'its events':12}{_cells(in_its_events, SAME)}", flush=True)


def _cells(score: dict[str, float], names: Iterable[str]) -> str:
    """Some figures of a score, for a line."""
    return "".join(f"{name} {score[name]:.3f}  " for name in names)


def of_events(folder: Path) -> None:
    """Print stories against events, and the groups that join two of them."""
    made = users_run.read_folder(folder)
    found = users_run.compare(made)
    story = stories.story_of(found.stories)
    event = {key: key.partition("-")[0] for key in made.articles["article_id"]}
    events = sorted(set(event.values()))
    first = set(random.Random("same").sample(events, len(events) // 2))
    across = found.groups[found.groups["n_outlets"] > 1]
    of_claim = across["claim_id"].str.partition("-")[0]
    joined = across.assign(event=of_claim).groupby("group_id")["event"].agg(set)
    for name, kept in (("all", set(events)), ("first half", first), ("second half", set(events) - first)):
        ids = [key for key in event if event[key] in kept]
        score = ecb.b_cubed([event[i] for i in ids], [story[i] for i in ids])
        cells = " ".join(f"{figure:.3f}" for figure in score)
        mine = [them for them in joined if them & kept]
        print(
            f"{name:12}{len(kept)} events, {len({story[i] for i in ids})} stories, "
            f"B-cubed {cells}; {len(mine)} groups in several outlets, "
            f"{sum(len(them) > 1 for them in mine)} join two events",
            flush=True,
        )


def of_coding(folder: Path, sentences: Path, rows: Path) -> None:
    """Print same-claim pairs of sentences of two articles against a hand coding."""
    made = users_run.read_folder(folder)
    groups = users_run.compare(made).groups
    said = _sentence_of_claims(made.claims, sentences)
    got = _spot_pairs([[said[key] for key in them["claim_id"]] for _, them in groups.groupby("group_id")])
    coded: dict[str, list[Spot]] = defaultdict(list)
    for row in map(json.loads, rows.read_text(encoding="utf-8").splitlines()):
        if row.get("group"):
            coded[row["group"]].append((row["article_id"], row["sentence"]))
    want = _spot_pairs(coded.values())
    right = len(got & want)
    print(
        f"same-claim pairs of sentences: precision {right / max(1, len(got)):.3f} ({right} of {len(got)})  "
        f"recall {right / max(1, len(want)):.3f} (of {len(want)})  "
        f"F1 {2 * right / max(1, len(got) + len(want)):.3f}"
    )


def _sentence_of_claims(claims: pd.DataFrame, sentences: Path) -> dict[str, Spot]:
    """The sentence of the file that each claim has most letters in common with."""
    spans: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for row in map(json.loads, sentences.read_text(encoding="utf-8").splitlines()):
        spans[row["article_id"]].append((row["start"], row["end"], row["sentence"]))
    out = {}
    for claim in claims.itertuples():
        own = spans[claim.article_id]
        common = [(min(claim.end, end) - max(claim.start, start), number) for start, end, number in own]
        out[claim.claim_id] = claim.article_id, max(common)[1]
    return out


def _spot_pairs(groups: Iterable[list[Spot]]) -> set[frozenset[Spot]]:
    """The pairs of sentences of one group and two articles."""
    pairs = (pair for them in groups for pair in itertools.combinations(them, 2))
    return {frozenset(pair) for pair in pairs if pair[0][0] != pair[1][0]}


def auc(gold: np.ndarray, score: np.ndarray) -> float:
    """Return the ROC AUC of a ranking; ties share a rank."""
    ranks = pd.Series(score).rank().to_numpy()
    true, false = gold.sum(), (~gold).sum()
    return float((ranks[gold].sum() - true * (true + 1) / 2) / (true * false))


def character_tfidf(rows: list[dict]) -> np.ndarray:
    """Score pairs by the cosine of character TF-IDF (3 to 5 within words), the baseline."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [row[side] for side in "ab" for row in rows]
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    vectors = vectorizer.fit_transform(texts)
    return np.asarray(vectors[: len(rows)].multiply(vectors[len(rows) :]).sum(1)).ravel()


def of_pairs(path: Path) -> None:
    """Print the AUC of the product's probability on pairs of claims of two presses; each text is a claim of
    its article."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    texts = sorted({(row["topic"], row[f"article_{side}"], row[side]) for row in rows for side in "ab"})
    made = generated.bare([(f"{article}", text) for _, article, text in texts])
    topic = {article: name for name, article, _ in texts}
    told = pd.Series(topic).groupby(topic).groups
    given = pd.DataFrame(
        [(name, sorted(ids)) for name, ids in sorted(told.items())], columns=["story_id", "articles"]
    )
    scored = comparison.scored(made, pd.DataFrame({"article_id": sorted(topic)}), given)
    at = {(claim.article_id, claim.content): k for k, claim in enumerate(made.itertuples())}
    pairs = zip(scored.a.tolist(), scored.b.tolist(), strict=True)
    probability = dict(zip(pairs, scored.probability.tolist(), strict=True))
    both = [sorted(at[row[f"article_{side}"], row[side]] for side in "ab") for row in rows]
    ours = np.array([probability.get(tuple(pair), 0.0) for pair in both])
    gold = np.array([bool(row["related"]) for row in rows])
    print(
        f"{len(rows)} pairs: AUC of the product's probability {auc(gold, ours):.3f}, "
        f"of character TF-IDF {auc(gold, character_tfidf(rows)):.3f}"
    )


def pairs_found(groups: pd.DataFrame) -> set[tuple[str, str]]:
    """Return the pairs of one group in two articles."""
    members = (sorted(them["claim_id"]) for _, them in groups.groupby("group_id"))
    pairs = (pair for them in members for pair in itertools.combinations(them, 2))
    return {(one, other) for one, other in pairs if one.split(":")[0] != other.split(":")[0]}


def _share(found: set, true: set) -> str:
    """Precision and recall in percent, for a line."""
    right = len(found & true)
    return f"{100 * right / max(1, len(found)):6.1f}{100 * right / max(1, len(true)):7.1f}"


def _peak() -> float:
    """The most memory that this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def one_step(size: int, before_it: float = 0.0) -> None:
    """Run one size in this process and print its line; `before_it` is the CPU time of the size before."""
    made = generated.make(size, seed=1)
    gc.collect()
    before, begin = _peak(), time.process_time()
    groups, conflicts, _ = comparison.compare(made.claims, made.articles)
    seconds, after = time.process_time() - begin, _peak()
    raised = conflicts[conflicts["verdict"].isin(["conflict", "denial"])]
    told = {(*sorted((row.claim_a, row.claim_b)), row.slot) for row in raised.itertuples()}
    false = sum(pair[:2] in made.harmless for pair in told)
    claims = len(made.claims)
    print(
        f"{claims:>9,}{len(made.articles):>10,}{made.articles['outlet'].nunique():>9,}"
        f"{seconds:9.1f}{1e6 * seconds / claims:11.0f}{after:9.0f}{after - before:9.0f}"
        f"{_share(pairs_found(groups), made.pairs()):>15}{_share(told, made.conflicts):>15}"
        f"{f'{false}/{len(made.harmless):,}':>15}{f'x{seconds / before_it:.1f}' if before_it else '':>8}",
        flush=True,
    )
    print(f"{seconds:.3f}", file=sys.stderr)


HEADS = (
    ("", "claims", 9), ("", "articles", 10), ("", "outlets", 9), ("CPU", "s", 9), ("µs a", "claim", 11),
    ("peak", "MB", 9), ("of it", "compare", 9), ("same claim", "P      R", 15), ("conflicts", "P      R", 15),
    ("false on", "harmless", 15), ("growth", "of CPU", 8),
)
"""The two lines above the columns of ``--scale``, and their width."""


def scale(largest: int) -> None:
    """Run the sizes one after the other, each in a process of its own so that its memory is its own."""
    for line in (0, 1):
        print("".join(f"{head[line]:>{head[2]}}" for head in HEADS), flush=True)
    seconds = "0"
    for size in STEPS:
        if size <= largest:
            command = [sys.executable, __file__, "--step", str(size), seconds]
            step = subprocess.run(command, check=True, stderr=subprocess.PIPE, text=True)
            seconds = step.stderr.split()[-1]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ecb", type=Path, nargs="+", default=[], metavar="FILE")
    parser.add_argument("--events", type=Path, metavar="CORPUS")
    parser.add_argument("--coding", type=Path, nargs=3, metavar=("CORPUS", "SENTENCES", "ROWS"))
    parser.add_argument("--pairs", type=Path, metavar="FILE")
    parser.add_argument(
        "--scale", type=int, nargs="?", const=100_000, metavar="CLAIMS",
        help="generated corpora up to so many claims",
    )
    parser.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        one_step(int(options.step[0]), float(options.step[1]))
    for path in options.ecb:
        of_ecb(path)
    if options.events:
        of_events(options.events)
    if options.coding:
        of_coding(*options.coding)
    if options.pairs:
        of_pairs(options.pairs)
    if options.scale:
        scale(options.scale)


if __name__ == "__main__":
    main()
