"""Fit the weights of the same claim: ``python benchmarks/fit_same.py ECB_TRAIN.jsonl GUM.jsonl [--write]``, ``--rarity GAP.jsonl GUM.jsonl``.

Learned from are the pairs of claims that the product would compare, of three sources. ECB+ (see ecb.py) says which
claims of two short articles tell the same actions; the label is the share of the poorer claim's actions that both tell,
and its own events are the stories, so that the weights depend on no other part. GUM says what is not the same: each of
its long articles is dealt out, sentence by sentence, to two made-up ones, whose claims are of one matter and the same
people and all different, since an article seldom says a thing twice. Corpora of tests/generated.py say both of invented
news. A first logistic regression weighs the two claims, a second what stands beside them. What can only speak for a pair
weighs 0 or more, what can only speak against it 0 or less (column ``sign`` of same.csv): evidence of one thing under two
names would else be set off against itself, which short articles bear out and long ones do not. Weights of sign 0 are set
by hand: how many claims the articles have, since a claim of a long article has more to be mistaken for; two claims of one
article; and what only the product's rules ask (`pairs.excluded`, `pairs.alike_anywhere`). Each half of ECB+ is measured
with weights of the other, in its own events and in the stories that the product finds; ``--write`` leaves in same.csv
what is fitted on all. ``--rarity`` counts words into rarity.csv.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import ecb
import numpy as np
import pandas as pd
from scipy.optimize import minimize

from claimatlas import tables
from claimatlas.annotate import annotate
from claimatlas.claims import claims_and_holders
from claimatlas.comparison import likeness, linkage, matching, pair_evidence, pairs, stories
from claimatlas.comparison.words import MONTHS, TOKEN, concept, fold

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import generated

FOLDER = Path(pairs.__file__).parent
LINKS = np.arange(0.2, 0.6, 0.05)
LEAST = 6  # passages that a word of rarity.csv stands in
PASSAGE = 75  # words
PENALTY = 3.0  # on squared standardised weights
GENERATED = 1_500  # claims
SHARES = (1.0, 1.0, 0.3)  # weight of ECB+, GUM and generated corpora
BOUNDS = {"+": (0, None), "-": (None, 0), "?": (None, None)}


class Source:
    """The pairs of one source that are learned from."""

    def __init__(self, claims: pd.DataFrame, story: pd.Series, topic: pd.Series, label: Callable) -> None:
        self.claims, self.story, self.topic = claims, pd.factorize(story)[0], topic.to_numpy()
        self.f = matching.features(claims)
        self.a, self.b = matching.candidates(self.f, self.story)
        self.own = pair_evidence.weigh(pair_evidence.evidence(claims, self.f, self.story), self.a, self.b)
        self.numbers = likeness.sides(self.f.article, self.a, self.b)
        self.share, judged = label(self.a, self.b)
        self.inside = self.story[self.a] == self.story[self.b]
        self.learned = judged & self.inside & (self.f.article[self.a] != self.f.article[self.b])


def in_order(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims as `matching.features` wants them."""
    return claims.sort_values(["article_id", "start", "claim_id"]).reset_index(drop=True)


def of_ecb(docs: list[dict], claims: pd.DataFrame, story: dict[str, str]) -> Source:
    """Pairs of ECB+, with the story of each article."""
    claims, known = in_order(claims), {d["id"]: d for d in docs}
    told = ecb.actions(docs, claims)
    event = claims["article_id"].map(lambda i: known[i]["event"]).to_numpy()

    def label(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        both = list(zip(a.tolist(), b.tolist(), strict=True))
        share = np.array([len(told[i] & told[j]) / max(1, min(len(told[i]), len(told[j]))) for i, j in both])
        return share, np.array([bool(told[i]) and bool(told[j]) for i, j in both]) | (event[a] != event[b])

    return Source(claims, claims["article_id"].map(story), claims["article_id"].map(lambda i: known[i]["topic"]), label)


def of_gum(path: Path) -> Source:
    """Pairs of GUM: sentences with claims go to one made-up article and the other by turns."""
    docs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    empty = dict.fromkeys(tables.SCHEMAS["articles"].whole.names)
    articles = pd.DataFrame([empty | {"article_id": d["id"], "outlet": d["id"], "text": d["text"]} for d in docs])
    claims = claims_and_holders(articles, zip(articles["article_id"], annotate(articles["text"].tolist()), strict=True))[0]
    claims = in_order(claims)
    turn = claims.groupby("article_id")["sentence_start"].rank("dense").astype(int) % 2
    claims = in_order(claims.assign(doc=claims["article_id"], article_id=claims["article_id"] + "-" + turn.astype(str)))
    return Source(claims, claims["doc"], claims["doc"], lambda a, b: (np.zeros(len(a)), np.ones(len(a), bool)))


def of_generated(size: int = GENERATED, seed: int = 5) -> Source:
    """Pairs of a made-up corpus."""
    made = generated.make(size, seed=seed)
    claims = in_order(made.claims)
    event, found = claims["claim_id"].map(made.event).to_numpy(), stories.story_of(stories.find(made.articles, claims))
    topic = pd.Series(["made"] * len(claims))
    return Source(claims, claims["article_id"].map(found), topic, lambda a, b: ((event[a] == event[b]).astype(float), np.ones(len(a), bool)))


def fit(sources: list[Source], x: list[np.ndarray], rows: list[np.ndarray], which: str) -> tuple[float, np.ndarray]:
    """Return constant and weights of a penalised logistic regression under signs; each topic of a source counts alike."""
    table = [r for r in pairs.rows_of(which) if r["evidence"] != "constant"]
    free = np.array([r["sign"] != "0" for r in table])
    weights = np.array([float(r["weight"]) for r in table])
    z, y, weight, offset = [], [], [], []
    for source, values, some, share in zip(sources, x, rows, SHARES, strict=True):
        topic = np.unique(source.topic[source.a[some]], return_inverse=True)[1]
        each = 1 / np.bincount(topic)[topic]
        weight.append(each / each.sum() * share * 5_000)
        y.append(source.share[some])
        z.append(values[some][:, free].astype(float))
        offset.append(values[some][:, ~free] @ weights[~free])
    z, y, weight, offset = (np.concatenate(v) for v in (z, y, weight, offset))
    mean, spread = np.average(z, axis=0, weights=weight), z.std(0) + 1e-9
    z = (z - mean) / spread

    def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
        odds = beta[0] + z @ beta[1:] + offset
        off = weight * (sigmoid(odds) - y)
        value = (weight * (np.logaddexp(0, odds) - y * odds)).sum() + PENALTY / 2 * (beta[1:] ** 2).sum()
        return value, np.r_[off.sum(), z.T @ off + PENALTY * beta[1:]]

    bounds = [(None, None)] + [BOUNDS[r["sign"]] for r in table if r["sign"] != "0"]
    beta = minimize(loss, np.zeros(len(bounds)), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}).x
    weights[free] = beta[1:] / spread
    return float(beta[0] - weights[free] @ mean), weights


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Return the logistic function of `x`."""
    return 1 / (1 + np.exp(-np.clip(x, -30, 30)))


def two_rounds(sources: list[Source], rows: list[np.ndarray]) -> tuple[tuple, tuple]:
    """Fit both rounds on `rows` of each source; return the weights."""
    own = fit(sources, [s.own for s in sources], rows, "own")
    beside = fit(sources, [around(s, own) for s in sources], rows, "beside")
    return own, beside


def around(s: Source, own: tuple) -> np.ndarray:
    """Return what the second round weighs."""
    odds = s.own @ own[1] + own[0]
    return pairs.surroundings(s.f.article, s.a, s.b, odds, np.where(s.inside, sigmoid(odds), 0), s.numbers)


def probability(s: Source, own: tuple, beside: tuple) -> np.ndarray:
    """Return the probability of every pair."""
    return np.where(s.inside & ~pairs.excluded(s.own), sigmoid(around(s, own) @ beside[1] + beside[0]), 0)


def measure(docs: list[dict], data: Source, p: np.ndarray, topics: set[str], link: float) -> dict[str, float]:
    """Score the groups made of `p`."""
    root = linkage.groups_of(data.f.article, data.a, data.b, p, link)
    size = np.bincount(root, minlength=len(root))
    group = {key: str(r) for key, r in zip(data.claims["claim_id"], root.tolist(), strict=True) if size[r] > 1}
    return ecb.score(docs, data.claims, group, topics)


def write(own: tuple, beside: tuple) -> None:
    """Write the weights, keeping heading, signs and meanings."""
    path = FOLDER / "same.csv"
    found = {("own", "constant"): own[0], ("beside", "constant"): beside[0]}
    found |= {("own", n): w for n, w in zip(pair_evidence.NAMES, own[1], strict=True)}
    found |= {("beside", n): w for n, w in zip(pairs.BESIDE, beside[1], strict=True)}
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        which, name, sign, _, meaning = (line.split(",", 4) + [""] * 4)[:5]
        known = (which, name) in found
        out.append(f"{which},{name},{sign},{found[which, name] + 0.0:.4f},{meaning}" if known else line)
    path.write_text("\n".join(out) + "\n", encoding="utf-8")


def rarity(gap: Path, gum: Path) -> None:
    """Count the passages of the two files that have a word, and write the shares; no text is kept."""
    passages = [json.loads(line)["text"] for line in gap.read_text(encoding="utf-8").splitlines()]
    for line in gum.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)["text"].split()
        passages += [" ".join(said[k : k + PASSAGE]) for k in range(0, len(said), PASSAGE)]
    counts: Counter[str] = Counter()
    for text in passages:
        found = (w for w in TOKEN.findall(text) if not w[0].isdigit() and fold(w) not in MONTHS)
        counts.update({c for w in found if (c := concept(w)) and c[0] != "@"})
    path = FOLDER / "rarity.csv"
    heading = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    rows = [f"{word},{n / len(passages):.4f}" for word, n in sorted(counts.items()) if n >= LEAST]
    path.write_text("\n".join([*heading, "word,share", *rows]) + "\n", encoding="utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*", metavar="ECB_TRAIN GUM")
    parser.add_argument("--write", action="store_true", help="write same.csv")
    parser.add_argument("--rarity", type=Path, nargs=2, metavar=("GAP", "GUM"), help="count words into rarity.csv")
    options = parser.parse_args()
    if options.rarity:
        rarity(*options.rarity)
    if len(options.files) != 2:
        return
    docs, articles, claims = ecb.read(options.files[0])
    event = {d["id"]: d["event"] for d in docs}
    data, found = (of_ecb(docs, claims, x) for x in (event, stories.story_of(stories.find(articles, claims))))
    sources = [data, of_gum(options.files[1]), of_generated()]
    halves = ecb.halves(docs)
    print("pairs learned from:", ", ".join(f"{s.learned.sum():,} of {len(s.a):,}" for s in sources))
    rest = [np.flatnonzero(s.learned) for s in sources[1:]]
    for name, mine, other in (("first half", halves[0], halves[1]), ("second half", halves[1], halves[0])):
        learned = np.flatnonzero(data.learned & np.isin(data.topic[data.a], sorted(other)))
        fitted = two_rounds(sources, [learned, *rest])
        for told, source in (("its events", data), ("stories found", found)):
            p = probability(source, *fitted)
            for link in LINKS:
                r = measure(docs, source, p, mine, link)
                print(f"{name:12}{told:14} link {link:.2f}  " + "  ".join(f"{k} {r[k]:.3f}" for k in ("precision", "recall", "f1", "strangers")))
    own, beside = two_rounds(sources, [np.flatnonzero(data.learned), *rest])
    for names, (constant, weights) in ((pair_evidence.NAMES, own), (pairs.BESIDE, beside)):
        print(f"constant {constant:.2f}; " + ", ".join(f"{n} {w:.2f}" for n, w in zip(names, weights, strict=True)))
    if options.write:
        write(own, beside)


if __name__ == "__main__":
    main()
