"""Measure the comparison: ``python benchmarks/compare.py PAIRS.jsonl [--out PRED.jsonl]``, ``--scale``, ``--curve``.

PAIRS.jsonl has pairs of claims in ClaimDiff's form: id, a, b, topic, article_a, article_b and, to be scored, related.
The scores see texts, topics and articles of the file, never its labels. Character TF-IDF of the same run is the
baseline. ``--scale`` runs `compare` on corpora of tests/generated.py, tenfold step by step; ``--curve`` prints
precision and recall on generated corpora against the threshold, where the threshold was chosen.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import generated  # noqa: E402

from claimatlas import comparison  # noqa: E402
from claimatlas.comparison import matching, relatedness  # noqa: E402

STEPS = (100, 1_000, 10_000, 100_000)


def curve_scores(gold: np.ndarray, score: np.ndarray) -> tuple[float, float, float]:
    """Return ROC AUC, average precision and the best F1 (its threshold chosen on the answers) of a ranking.

    Parameters
    ----------
    gold : numpy.ndarray of bool, shape (n,)
    score : numpy.ndarray of float, shape (n,)
        Ties share a rank.
    """
    order = np.argsort(-score, kind="stable")
    last = np.r_[np.diff(score[order]) != 0, True]
    hits, seen = np.cumsum(gold[order])[last].astype(float), (np.flatnonzero(last) + 1).astype(float)
    positives, negatives = gold.sum(), (~gold).sum()
    misses = seen - hits
    auc = np.trapezoid(np.r_[0, hits], np.r_[0, misses]) / (positives * negatives)
    precision, recall = hits / seen, hits / positives
    ap = float((precision * np.diff(np.r_[0, recall])).sum())
    best = float((2 * hits / (seen + positives)).max())
    return float(auc), ap, best


def character_tfidf(rows: list[dict]) -> np.ndarray:
    """Score pairs by the cosine of character TF-IDF (3 to 5 within words), the baseline."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [r[side] for side in "ab" for r in rows]
    x = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True).fit_transform(texts)
    return np.asarray(x[: len(rows)].multiply(x[len(rows) :]).sum(1)).ravel()


def claim_pairs(path: Path, out: Path | None) -> None:
    """Score the pairs of a file and print the measures beside the baseline's."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    begin = time.process_time()
    ours = relatedness.pair_file(rows)
    seconds = time.process_time() - begin
    if out:
        out.write_text("".join(json.dumps({"id": r["id"], "score": float(s)}) + "\n" for r, s in zip(rows, ours, strict=True)), encoding="utf-8")
    print(f"{len(rows)} pairs of {len({r['topic'] for r in rows})} topics, {seconds:.1f} s of CPU")
    if all("related" in r for r in rows):
        gold = np.array([bool(r["related"]) for r in rows])
        base = character_tfidf(rows)
        print(f"{'':24}{'AUC':>8}{'AP':>8}{'best F1':>9}")
        for name, score in (("character TF-IDF", base), ("this comparison", ours)):
            auc, ap, best = curve_scores(gold, score)
            print(f"{name:24}{auc:8.3f}{ap:8.3f}{best:9.3f}")
        print(f"AUC above the baseline: {curve_scores(gold, ours)[0] - curve_scores(gold, base)[0]:+.3f} (target +.080)")


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


def curve(sizes: tuple[int, ...] = (2_000, 20_000), seeds: tuple[int, ...] = (3, 4)) -> None:
    """Print precision, recall and F1 of same-claim pairs on generated corpora against the threshold."""
    print("same-claim pairs across articles on generated corpora; the threshold in use is", matching.LINK)
    print(f"{'claims':>8}{'seed':>6}{'link':>7}{'P':>8}{'R':>8}{'F1':>8}")
    for size, seed in itertools.product(sizes, seeds):
        made = generated.make(size, seed=seed)
        f = matching.features(made.claims)
        a, b, score, _ = matching.pair_scores(f)
        ids, true = made.claims["claim_id"].tolist(), made.pairs()
        for link in (0.38, 0.42, 0.46, 0.5, 0.54):
            root = matching.cluster(f.article, a, b, score, link)
            groups = pd.DataFrame({"group_id": root, "claim_id": ids})
            told = pairs_found(groups[groups["group_id"].duplicated(keep=False)])
            right = len(told & true)
            print(f"{size:8,}{seed:6}{link:7.2f}{100 * right / max(1, len(told)):8.1f}{100 * right / len(true):8.1f}{200 * right / (len(told) + len(true)):8.1f}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path, nargs="?", help="pairs in ClaimDiff's form, one JSON object a line")
    parser.add_argument("--out", type=Path, help="write {id, score} a line here")
    parser.add_argument("--scale", type=int, nargs="?", const=STEPS[-1], metavar="CLAIMS", help="generated corpora up to so many claims")
    parser.add_argument("--curve", action="store_true", help="precision and recall against the threshold")
    parser.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        one_step(int(options.step[0]), float(options.step[1]))
    if options.pairs:
        claim_pairs(options.pairs, options.out)
    if options.scale:
        scale(options.scale)
    if options.curve:
        curve()
    if not (options.step or options.pairs or options.scale or options.curve):
        parser.print_usage()


if __name__ == "__main__":
    main()
