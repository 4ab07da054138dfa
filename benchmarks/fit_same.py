"""Fit the weights of the same claim: ``python benchmarks/fit_same.py ECB_TRAIN.jsonl GUM.jsonl [--write]``,
``--rarity GAP.jsonl GUM.jsonl``.

Learned from are the pairs of claims that the product would compare, of three sources. ECB+ (see ecb.py) says
which claims of two short articles tell the same actions; the label is the share of the poorer claim's actions
that both tell, and its own events are the stories, so that the weights depend on no other part. GUM says what
is not the same: each of its long articles is dealt out, sentence by sentence, to two made-up ones, whose
claims are of one matter and the same people and all different, since an article seldom says a thing twice.
Corpora of tests/generated.py say both of invented news. A first logistic regression weighs the two claims, a
second what stands beside them. What can only speak for a pair weighs 0 or more, what can only speak against
it 0 or less (column ``sign`` of same.csv): evidence of one thing under two names would else be set off
against itself, which short articles bear out and long ones do not. Weights of sign 0 are set by hand: how
many claims the articles have, since a claim of a long article has more to be mistaken for; two claims of one
article; and what only the product's rules ask (`pairs.excluded`, `pairs.alike_anywhere`). Each half of ECB+
is measured with weights of the other, in its own events and in the stories that the product finds;
``--write`` leaves in same.csv what is fitted on all. ``--rarity`` counts words into rarity.csv.
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
import users_run
from scipy.optimize import minimize

from claimatlas import tables
from claimatlas.comparison import blocking, linkage, model, pair_evidence, pairs, stories
from claimatlas.comparison.features import features
from claimatlas.comparison.model import probability
from claimatlas.comparison.surroundings import Pairs, surroundings
from claimatlas.comparison.words import MONTHS, TOKEN, concept, fold

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import generated

FOLDER = Path(pairs.__file__).parent
LINKS = np.arange(0.2, 0.6, 0.05)
LEAST = 6  # passages that a word of rarity.csv stands in
PASSAGE = 75  # words
PENALTY = 3.0  # on squared standardised weights
MASS = 5_000  # pairs that a source of share 1 counts as
GENERATED = 1_500  # claims
SHARES = (1.0, 1.0, 0.3)  # weight of ECB+, GUM and generated corpora
SHOWN = ("precision", "recall", "f1", "strangers")
BOUNDS = {"+": (0, None), "-": (None, 0), "?": (None, None)}


Labels = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
"""Of two claims in each place: how far they say the same, 0 to 1, and whether that is known."""
Weights = tuple[float, np.ndarray]
"""The constant and the weights of a round."""


class Source:
    """The pairs of one source that are learned from.

    Parameters
    ----------
    claims : pandas.DataFrame
        The table of that name, in order.
    story, topic : pandas.Series
        Story and topic of each claim.
    label : Labels
    """

    def __init__(self, claims: pd.DataFrame, story: pd.Series, topic: pd.Series, label: Labels) -> None:
        self.claims, self.story, self.topic = claims, pd.factorize(story)[0], topic.to_numpy()
        known = features(claims)
        self.pairs = Pairs(known.article, *blocking.candidates(known.lexicon, self.story))
        a, b = self.pairs.a, self.pairs.b
        self.own = pair_evidence.weigh(pair_evidence.evidence(claims, known), a, b)
        self.share, judged = label(a, b)
        self.inside = self.story[a] == self.story[b]
        self.learned = judged & self.inside & self.pairs.across


def in_order(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims as `claimatlas.comparison.features.features` wants them."""
    return claims.sort_values(["article_id", "start", "claim_id"]).reset_index(drop=True)


def of_ecb(docs: list[dict], claims: pd.DataFrame, story: dict[str, str]) -> Source:
    """Pairs of ECB+, with the story of each article."""
    claims, known = in_order(claims), {d["id"]: d for d in docs}
    told = ecb.actions(docs, claims)
    event = claims["article_id"].map({key: doc["event"] for key, doc in known.items()}).to_numpy()
    topic = claims["article_id"].map({key: doc["topic"] for key, doc in known.items()})

    def label(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        both = [(told[i], told[j]) for i, j in zip(one.tolist(), other.tolist(), strict=True)]
        share = np.array([len(mine & theirs) / max(1, min(len(mine), len(theirs))) for mine, theirs in both])
        acting = np.array([bool(mine) and bool(theirs) for mine, theirs in both])
        return share, acting | (event[one] != event[other])

    return Source(claims, claims["article_id"].map(story), topic, label)


def of_gum(path: Path) -> Source:
    """Pairs of GUM: sentences with claims go to one made-up article and the other by turns."""
    docs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    empty = dict.fromkeys(tables.SCHEMAS["articles"].whole.names)
    rows = [empty | {"article_id": doc["id"], "outlet": doc["id"], "text": doc["text"]} for doc in docs]
    claims = in_order(users_run.read(pd.DataFrame(rows)).claims)
    turn = claims.groupby("article_id")["sentence_start"].rank("dense").astype(int) % 2
    halves = claims["article_id"] + "-" + turn.astype(str)
    claims = in_order(claims.assign(doc=claims["article_id"], article_id=halves))

    def label(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.zeros(len(one)), np.ones(len(other), bool)

    return Source(claims, claims["doc"], claims["doc"], label)


def of_generated(size: int = GENERATED, seed: int = 5) -> Source:
    """Pairs of a made-up corpus."""
    made = generated.make(size, seed=seed)
    claims = in_order(made.claims)
    event = claims["claim_id"].map(made.event).to_numpy()
    found = stories.story_of(stories.find(made.articles, claims))

    def label(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return (event[one] == event[other]).astype(float), np.ones(len(one), bool)

    topic = pd.Series(["made"] * len(claims))
    return Source(claims, claims["article_id"].map(found), topic, label)


def fit(
    sources: list[Source], values: list[np.ndarray], rows: list[np.ndarray], which: str
) -> Weights:
    """Return constant and weights of a penalised logistic regression under signs; each topic of a source
    counts alike.

    Parameters
    ----------
    sources : list of Source
    values : list of numpy.ndarray
        Evidence on all pairs of each source.
    rows : list of numpy.ndarray of int
        Pairs of each that are learned from.
    which : str
        The round: "own" or "beside".
    """
    table = [row for row in model.rows_of(which) if row["evidence"] != "constant"]
    free = np.array([row["sign"] != "0" for row in table])
    weights = np.array([float(row["weight"]) for row in table])
    seen, target, weight, offset = [], [], [], []
    for source, evidence, some, share in zip(sources, values, rows, SHARES, strict=True):
        topic = np.unique(source.topic[source.pairs.a[some]], return_inverse=True)[1]
        each = 1 / np.bincount(topic)[topic]
        weight.append(each / each.sum() * share * MASS)
        target.append(source.share[some])
        seen.append(evidence[some][:, free].astype(float))
        offset.append(evidence[some][:, ~free] @ weights[~free])
    seen, target, weight, offset = (np.concatenate(parts) for parts in (seen, target, weight, offset))
    mean, spread = np.average(seen, axis=0, weights=weight), seen.std(0) + 1e-9
    seen = (seen - mean) / spread

    def loss(beta: np.ndarray) -> tuple[float, np.ndarray]:
        """The penalised loss of constant and weights, and its slope."""
        odds = beta[0] + seen @ beta[1:] + offset
        off = weight * (probability(odds) - target)
        value = (weight * (np.logaddexp(0, odds) - target * odds)).sum() + PENALTY / 2 * (beta[1:] ** 2).sum()
        return value, np.r_[off.sum(), seen.T @ off + PENALTY * beta[1:]]

    bounds = [(None, None)] + [BOUNDS[row["sign"]] for row in table if row["sign"] != "0"]
    start, options = np.zeros(len(bounds)), {"maxiter": 500}
    beta = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options).x
    weights[free] = beta[1:] / spread
    return float(beta[0] - weights[free] @ mean), weights


def two_rounds(sources: list[Source], rows: list[np.ndarray]) -> tuple[Weights, Weights]:
    """Fit both rounds on `rows` of each source; return the weights."""
    own = fit(sources, [source.own for source in sources], rows, "own")
    beside = fit(sources, [around(source, own) for source in sources], rows, "beside")
    return own, beside


def around(source: Source, own: Weights) -> np.ndarray:
    """Return what the second round weighs."""
    odds = source.own @ own[1] + own[0]
    return surroundings(source.pairs, odds, np.where(source.inside, probability(odds), 0))


def told(source: Source, own: Weights, beside: Weights) -> np.ndarray:
    """Return the probability of every pair."""
    odds = around(source, own) @ beside[1] + beside[0]
    return np.where(source.inside & ~pairs.excluded(source.own), probability(odds), 0)


def measure(
    docs: list[dict], source: Source, sure: np.ndarray, topics: set[str], link: float
) -> dict[str, float]:
    """Score the groups made of the probabilities `sure`."""
    root = linkage.groups_of(source.pairs.article, source.pairs.a, source.pairs.b, sure, link)
    size = np.bincount(root, minlength=len(root))
    rows = zip(source.claims["claim_id"], root.tolist(), strict=True)
    groups = {key: str(first) for key, first in rows if size[first] > 1}
    return ecb.score(docs, source.claims, groups, topics)


def write(own: Weights, beside: Weights) -> None:
    """Write the weights, keeping heading, signs and meanings."""
    path = FOLDER / "same.csv"
    found = {("own", "constant"): own[0], ("beside", "constant"): beside[0]}
    for which, weights in (("own", own[1]), ("beside", beside[1])):
        found |= {(which, name): weight for name, weight in zip(model.ROUNDS[which], weights, strict=True)}
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
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="*", metavar="ECB_TRAIN GUM")
    parser.add_argument("--write", action="store_true", help="write same.csv")
    parser.add_argument(
        "--rarity", type=Path, nargs=2, metavar=("GAP", "GUM"), help="count words into rarity.csv"
    )
    options = parser.parse_args()
    if options.rarity:
        rarity(*options.rarity)
    if len(options.files) == 2:
        own, beside = fitted_on_all(*options.files)
        if options.write:
            write(own, beside)


def fitted_on_all(ecb_train: Path, gum: Path) -> tuple[Weights, Weights]:
    """Print how well either half of ECB+ is told with weights of the other; return the weights fitted on
    all."""
    docs, articles, claims, _ = ecb.read(ecb_train)
    event = {doc["id"]: doc["event"] for doc in docs}
    story = stories.story_of(stories.find(articles, claims))
    given, found = (of_ecb(docs, claims, known) for known in (event, story))
    sources = [given, of_gum(gum), of_generated()]
    counts = [f"{source.learned.sum():,} of {len(source.learned):,}" for source in sources]
    print("pairs learned from:", ", ".join(counts))
    rest = [np.flatnonzero(source.learned) for source in sources[1:]]
    halves = ecb.halves(docs)
    for name, mine, other in (("first half", *halves), ("second half", *halves[::-1])):
        learned = np.flatnonzero(given.learned & np.isin(given.topic[given.pairs.a], sorted(other)))
        fitted = two_rounds(sources, [learned, *rest])
        for where, source in (("its events", given), ("stories found", found)):
            sure = told(source, *fitted)
            for link in LINKS:
                score = measure(docs, source, sure, mine, link)
                shown = "  ".join(f"{key} {score[key]:.3f}" for key in SHOWN)
                print(f"{name:12}{where:14} link {link:.2f}  {shown}")
    fitted = two_rounds(sources, [np.flatnonzero(given.learned), *rest])
    for names, (constant, weights) in zip(model.ROUNDS.values(), fitted, strict=True):
        shown = ", ".join(f"{name} {weight:.2f}" for name, weight in zip(names, weights, strict=True))
        print(f"constant {constant:.2f}; {shown}")
    return fitted


if __name__ == "__main__":
    main()
