"""Fit when a cut lies between two events of one kind: ``python benchmarks/fit_stories.py ECB_TRAIN.jsonl
GUM.jsonl [--write]``.

Learned from are the cuts that the product would try. ECB+ (see ecb.py) has topics of two events of one kind:
its topics whole, each event by itself, parts of both drawn by a seed, and few articles of one beside all of
the other. GUM has long articles on one matter: each is dealt out, sentence by sentence, into several that
tell one story and are all different, and they are read by themselves and beside those of another of its
genre. A cut is right if the parts are nearer to the events than the whole is (B-cubed F1), and counts by how
much it gains or loses. Each half of ECB+ is measured with weights of the other, from the articles alone to
stories; ``--write`` leaves in twins.csv what is fitted on all.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import ecb
import numpy as np
import pandas as pd

from claimatlas.comparison import stories, twins

PATH = Path(twins.__file__).with_name("twins.csv")
PENALTY = 3.0  # on squared standardised weights
WEIGHT = 30.0  # of the cuts of one topic together
DRAWS = 4  # parts drawn of each topic and each event
FEW = (3, 5)  # articles of one event beside all of the other
FEWEST = 6  # articles of a set
DEALT = (6, 10)  # articles that one of GUM is dealt out into


class Cut(NamedTuple):
    """A cut: the topic, what is seen of it, what it gains in B-cubed F1,
    and what it counts among the cuts of its set."""

    topic: str
    evidence: np.ndarray
    gain: float
    counts: float


def f1(gold: list[str], told: list) -> float:
    """Return B-cubed F1."""
    return ecb.b_cubed(gold, [str(t) for t in told])[2]


def cuts(topic: str, found: stories.Topics, some: list[int], event: list[str]) -> list[Cut]:
    """Return the cuts that are tried on some of the articles; `event` is of all articles."""
    if len(some) < FEWEST:
        return []
    gold = [event[k] for k in some]
    them = twins.articles_of(found.vectors[some], found.is_name, found.rare)
    sides, whole = twins.cuts(them), f1(gold, [""] * len(some))
    seen = zip(twins.evidence(them, sides), sides.tolist(), strict=True)
    return [Cut(topic, values, f1(gold, side) - whole, len(sides) ** -0.5) for values, side in seen]


def of_ecb(
    found: stories.Topics, topic: list[str], event: list[str], topics: set[str], seed: str
) -> list[Cut]:
    """Return cuts of topics of ECB+, each article's topic and event given."""
    rng, out = random.Random(seed), []
    for one in sorted(topics, key=int):
        whole = [k for k, t in enumerate(topic) if t == one]
        sides = [[k for k in whole if event[k] == e] for e in sorted({event[k] for k in whole})]
        sets = [whole, *sides]
        for _ in range(DRAWS):
            sets += [
                sorted(rng.sample(s, rng.randint(FEWEST, len(s))))
                for s in (whole, *sides) if len(s) >= FEWEST
            ]
            few, all_of = rng.sample(sides, 2)
            sets.append(sorted(rng.sample(few, min(len(few), rng.randint(*FEW))) + all_of))
        out += [cut for some in sets for cut in cuts(one, found, some, event)]
    return out


def of_gum(path: Path, parts: int, seed: str = "gum") -> list[Cut]:
    """Return cuts of the articles of GUM, each dealt out into so many."""
    docs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = []
    for d in docs:
        told = [s for s in stories.SENTENCE.split(d["text"]) if s.strip()]
        rows += [
            (f"{d['id']}-{k}", "\n".join(told[k::parts]), d["id"]) for k in range(parts) if told[k::parts]
        ]
    dealt = pd.DataFrame(rows, columns=["article_id", "text", "of"])
    dealt = dealt.sort_values("article_id").reset_index(drop=True)
    found, of = stories.topics(dealt.assign(title=None, published=None)), dealt["of"].tolist()
    mine = defaultdict(list)
    for k, key in enumerate(of):
        mine[key].append(k)
    genre, rng, out = {d["id"]: d["genre"] for d in docs}, random.Random(seed), []
    for key in sorted(mine):
        other = rng.choice([k for k in sorted(mine) if k != key and genre[k] == genre[key]] or [key])
        for some in (mine[key], mine[key] + mine[other] if other != key else []):
            out += cuts(f"gum {parts}", found, some, of)
    return out


def fit(rows: list[Cut]) -> tuple[float, np.ndarray]:
    """Return constant and weights of a penalised logistic regression; each topic counts alike."""
    x, y = np.array([r.evidence for r in rows]), np.array([float(r.gain > 0) for r in rows])
    of_topic: Counter[str] = Counter()
    for r in rows:
        of_topic[r.topic] += r.counts * abs(r.gain)
    weight = np.array([r.counts * abs(r.gain) / of_topic[r.topic] * WEIGHT for r in rows])
    mean, spread = x.mean(0), x.std(0) + 1e-9
    z = np.c_[np.ones(len(x)), (x - mean) / spread]
    beta, ridge = np.zeros(z.shape[1]), np.diag([0.0] + [PENALTY] * (z.shape[1] - 1))
    for _ in range(40):  # Newton's method
        p = 1 / (1 + np.exp(-np.clip(z @ beta, -30, 30)))
        step = np.linalg.solve(
            (z * (weight * p * (1 - p))[:, None]).T @ z + ridge, z.T @ (weight * (y - p)) - ridge @ beta
        )
        beta += step
        if abs(step).max() < 1e-8:
            break
    weights = beta[1:] / spread
    return float(beta[0] - weights @ mean), weights


def write(constant: float, weights: np.ndarray) -> None:
    """Write the weights, keeping heading and meanings."""
    found = {"constant": constant} | dict(zip(twins.EVIDENCE, weights, strict=True))
    out = []
    for line in PATH.read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition(",")
        out.append(f"{name},{found[name]:.4f},{rest.partition(',')[2]}" if name in found else line)
    PATH.write_text("\n".join(out) + "\n", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs=2, metavar="ECB_TRAIN GUM")
    parser.add_argument("--write", action="store_true", help="write twins.csv")
    options = parser.parse_args()
    docs, articles = ecb.articles(options.files[0])
    known = {d["id"]: d for d in docs}
    topic, event = ([known[i][what] for i in articles["article_id"]] for what in ("topic", "event"))
    found = stories.topics(articles)
    first, second = ecb.halves(docs)
    mine = {
        name: of_ecb(found, topic, event, topics, name)
        for name, topics in (("first", first), ("second", second))
    }
    gum = [cut for parts in DEALT for cut in of_gum(options.files[1], parts)]
    print(f"cuts learned from: {len(mine['first'])} and {len(mine['second'])} of ECB+, {len(gum)} of GUM")
    for name, topics, other in (("first", first, "second"), ("second", second, "first")):
        told = twins.parted(found.first, found.vectors, found.is_name, found.rare, fit(mine[other] + gum))
        some = [k for k, t in enumerate(topic) if t in topics]
        for what, story in (("topics", found.first), ("stories", told)):
            p, r, f = ecb.b_cubed([event[k] for k in some], [str(story[k]) for k in some])
            print(f"{name} half, {what:8}B-cubed P {p:.3f} R {r:.3f} F1 {f:.3f}")
    constant, weights = fit([*mine["first"], *mine["second"], *gum])
    print(
        f"constant {constant:.2f}; " + ", ".join(
            f"{n} {w:.2f}" for n, w in zip(twins.EVIDENCE, weights, strict=True)
        )
    )
    if options.write:
        write(constant, weights)


if __name__ == "__main__":
    main()
