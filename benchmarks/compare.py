"""Measure stories and the same claim: ``python benchmarks/compare.py [--ecb FILE …] [--events CORPUS] …``.

``--ecb`` takes files of ECB+ (see ecb.py) and prints groups and stories, by halves of the topics, and the groups in its own events; the training file is
what the weights were fitted on (``fit_same.py`` prints each half with weights of the other). ``--events`` takes a corpus
whose articles are named event-outlet: its stories against the events, by halves drawn by the seed, and how many groups
of several outlets join two events. ``--coding CORPUS SENTENCES ROWS`` takes a hand coding whose rows have groups and
prints same-claim pairs of sentences of two articles. ``--pairs`` takes pairs in ClaimDiff's form (id, a, b, topic,
related) and prints the AUC of the product's probability beside letters in common; related is looser than the same.
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
from pathlib import Path

import ecb
import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import generated  # noqa: E402

from claimatlas import comparison, corpus  # noqa: E402
from claimatlas.annotate import annotate  # noqa: E402
from claimatlas.claims import claims_and_holders  # noqa: E402
from claimatlas.comparison import stories  # noqa: E402

STEPS = (100, 1_000, 10_000, 100_000, 1_000_000)


def read(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the articles, claims and holders of a corpus."""
    articles = corpus.read_corpus(folder)
    claims, holders = claims_and_holders(articles, zip(articles["article_id"], annotate(articles["text"].tolist()), strict=True))
    return articles, claims, holders.frame(claims)


def of_ecb(path: Path) -> None:
    """Print groups and stories of a file of ECB+."""
    docs, articles, claims = ecb.read(path)
    told = stories.find(articles, claims)
    event, story = {d["id"]: d["event"] for d in docs}, stories.story_of(told)
    events = pd.Series(event).groupby(event).groups
    given = pd.DataFrame([(key, sorted(ids)) for key, ids in sorted(events.items())], columns=["story_id", "articles"])
    group, known = (ecb.grouped(comparison.compare(claims, articles, story_table=x)[0]) for x in (told, given))
    first, second = ecb.halves(docs)
    for name, topics in (("all", first | second), ("first half", first), ("second half", second)):
        r = ecb.score(docs, claims, group, topics)
        ids = [d["id"] for d in docs if d["topic"] in topics]
        b = ecb.b_cubed([event[i] for i in ids], [story[i] for i in ids])
        print(f"{path.stem:10} {name:12}" + "".join(f"{k} {r[k]:.3f}  " for k in ("precision", "recall", "f1", "strangers")), end="")
        print(f"stories B-cubed P {b[0]:.3f} R {b[1]:.3f} F1 {b[2]:.3f}")
        r = ecb.score(docs, claims, known, topics)
        print(f"{'':10} {'its events':12}" + "".join(f"{k} {r[k]:.3f}  " for k in ("precision", "recall", "f1")), flush=True)


def of_events(folder: Path) -> None:
    """Print stories against events, and the groups that join two of them."""
    articles, claims, holders = read(folder)
    told = stories.find(articles, claims)
    groups = comparison.compare(claims, articles, holders=holders, story_table=told)[0]
    story, event = stories.story_of(told), {i: i.partition("-")[0] for i in articles["article_id"]}
    events = sorted(set(event.values()))
    first = set(random.Random("same").sample(events, len(events) // 2))
    across = groups[groups["n_outlets"] > 1]
    joined = across.assign(event=across["claim_id"].str.partition("-")[0]).groupby("group_id")["event"]
    for name, kept in (("all", set(events)), ("first half", first), ("second half", set(events) - first)):
        ids = [i for i in event if event[i] in kept]
        b = ecb.b_cubed([event[i] for i in ids], [story[i] for i in ids])
        mine = joined.apply(lambda x, kept=kept: bool(set(x) & kept))
        double = int((joined.nunique()[mine] > 1).sum())
        print(f"{name:12}{len(kept)} events, {len({story[i] for i in ids})} stories, B-cubed {b[0]:.3f} {b[1]:.3f} {b[2]:.3f}; "
              f"{mine.sum()} groups in several outlets, {double} join two events", flush=True)


def of_coding(folder: Path, sentences: Path, rows: Path) -> None:
    """Print same-claim pairs of sentences of two articles against a hand coding."""
    articles, claims, holders = read(folder)
    groups = comparison.compare(claims, articles, holders=holders)[0]
    spans: dict[str, list[tuple[int, int, int]]] = {}
    for s in map(json.loads, sentences.read_text(encoding="utf-8").splitlines()):
        spans.setdefault(s["article_id"], []).append((s["start"], s["end"], s["sentence"]))
    said = {
        r.claim_id: (r.article_id, max((min(r.end, b) - max(r.start, a), k) for a, b, k in spans[r.article_id])[1])
        for r in claims.itertuples()
    }
    told = [[said[c] for c in g["claim_id"]] for _, g in groups.groupby("group_id")]
    coded: dict[str, list[tuple[str, int]]] = {}
    for r in map(json.loads, rows.read_text(encoding="utf-8").splitlines()):
        if r.get("group"):
            coded.setdefault(r["group"], []).append((r["article_id"], r["sentence"]))
    got, want = ({frozenset(p) for them in x for p in itertools.combinations(them, 2) if p[0][0] != p[1][0]} for x in (told, coded.values()))
    right = len(got & want)
    print(f"same-claim pairs of sentences: precision {right / max(1, len(got)):.3f} ({right} of {len(got)})  "
          f"recall {right / max(1, len(want)):.3f} (of {len(want)})  F1 {2 * right / max(1, len(got) + len(want)):.3f}")


def auc(gold: np.ndarray, score: np.ndarray) -> float:
    """Return the ROC AUC of a ranking; ties share a rank."""
    ranks = pd.Series(score).rank().to_numpy()
    positives = gold.sum()
    return float((ranks[gold].sum() - positives * (positives + 1) / 2) / (positives * (len(gold) - positives)))


def character_tfidf(rows: list[dict]) -> np.ndarray:
    """Score pairs by the cosine of character TF-IDF (3 to 5 within words), the baseline."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [r[side] for side in "ab" for r in rows]
    x = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit_transform(texts)
    return np.asarray(x[: len(rows)].multiply(x[len(rows) :]).sum(1)).ravel()


def of_pairs(path: Path) -> None:
    """Print the AUC of the product's probability on pairs of claims of two presses; each text is a claim of its article."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    texts = sorted({(r["topic"], r[f"article_{s}"], r[s]) for r in rows for s in "ab"})
    made = generated.bare([(f"{article}", text) for _, article, text in texts])
    topic = {article: t for t, article, _ in texts}
    told = pd.DataFrame([(t, sorted(a for a in topic if topic[a] == t)) for t in sorted(set(topic.values()))], columns=["story_id", "articles"])
    scored = comparison.scored(made, pd.DataFrame({"article_id": sorted(topic)}), told)
    at = {(r.article_id, r.content): k for k, r in enumerate(made.itertuples())}
    p = dict(zip(zip(scored.a.tolist(), scored.b.tolist(), strict=True), scored.probability.tolist(), strict=True))
    ours = np.array([p.get(tuple(sorted((at[r["article_a"], r["a"]], at[r["article_b"], r["b"]]))), 0.0) for r in rows])
    gold = np.array([bool(r["related"]) for r in rows])
    print(f"{len(rows)} pairs: AUC of the product's probability {auc(gold, ours):.3f}, of character TF-IDF {auc(gold, character_tfidf(rows)):.3f}")


def pairs_found(groups: pd.DataFrame) -> set[tuple[str, str]]:
    """Return the pairs of one group in two articles."""
    return {
        (a, b) for _, g in groups.groupby("group_id") for a, b in itertools.combinations(sorted(g["claim_id"]), 2)
        if a.split(":")[0] != b.split(":")[0]
    }


def _share(found: set, true: set) -> str:
    return f"{100 * len(found & true) / max(1, len(found)):6.1f}{100 * len(found & true) / max(1, len(true)):7.1f}"


def one_step(claims: int, before_it: float = 0.0) -> None:
    """Run one size in this process and print its line; `before_it` is the CPU time of the size before."""
    made = generated.make(claims, seed=1)
    gc.collect()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.process_time()
    groups, conflicts, _ = comparison.compare(made.claims, made.articles)
    seconds = time.process_time() - begin
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    raised = conflicts[conflicts["verdict"].isin(["conflict", "denial"])]
    told = {(*sorted((r.claim_a, r.claim_b)), r.slot) for r in raised.itertuples()}
    same = _share(pairs_found(groups), made.pairs())
    false = sum(pair[:2] in made.harmless for pair in told)
    print(
        f"{len(made.claims):>9,}{len(made.articles):>10,}{made.articles['outlet'].nunique():>9,}{seconds:9.1f}{1e6 * seconds / len(made.claims):11.0f}"
        f"{after / 1024:9.0f}{(after - before) / 1024:9.0f}{same:>15}{_share(told, made.conflicts):>15}"
        f"{f'{false}/{len(made.harmless):,}':>15}{f'x{seconds / before_it:.1f}' if before_it else '':>8}",
        flush=True,
    )
    print(f"{seconds:.3f}", file=sys.stderr)


def scale(largest: int) -> None:
    """Run the sizes one after the other, each in a process of its own so that its memory is its own."""
    print(f"{'':28}{'CPU':>9}{'µs a':>11}{'peak':>9}{'of it':>9}{'same claim':>15}{'conflicts':>15}{'false on':>15}{'growth':>8}")
    print(f"{'claims':>9}{'articles':>10}{'outlets':>9}{'s':>9}{'claim':>11}{'MB':>9}{'compare':>9}{'P      R':>15}{'P      R':>15}{'harmless':>15}{'of CPU':>8}", flush=True)
    seconds = "0"
    for size in STEPS:
        if size <= largest:
            step = subprocess.run([sys.executable, __file__, "--step", str(size), seconds], check=True, stderr=subprocess.PIPE, text=True)
            seconds = step.stderr.split()[-1]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ecb", type=Path, nargs="+", default=[], metavar="FILE")
    parser.add_argument("--events", type=Path, metavar="CORPUS")
    parser.add_argument("--coding", type=Path, nargs=3, metavar=("CORPUS", "SENTENCES", "ROWS"))
    parser.add_argument("--pairs", type=Path, metavar="FILE")
    parser.add_argument("--scale", type=int, nargs="?", const=100_000, metavar="CLAIMS", help="generated corpora up to so many claims")
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
