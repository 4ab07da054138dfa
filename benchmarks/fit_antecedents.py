"""Fit the weights of antecedents: python benchmarks/fit_antecedents.py GUM.jsonl GAP.jsonl

Writes src/claimatlas/people/antecedents.csv from the development halves of both files
(`people.development`); the same
files give the same bytes. A conditional logit: the probability of a candidate is the softmax of its
weighted features,
and the weights make the annotated antecedents likeliest, less a penalty of half the sum of their squares.
Since an
earlier pronoun is a mention, its candidates depend on the weights, so the fit is repeated from simple
weights on.

*He* and *she* come first; *it* and *they*, of which there is little, are drawn towards their weights. GAP
counts twice: with the names as they are found, and with its two names known to be persons', when names that
are not surely a person's are left out.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from pathlib import Path

import numpy as np
import people
from people import Item
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from claimatlas.people.antecedents import GROUPS, Antecedents, Trace
from claimatlas.people.features import FEATURES

TARGET = Path(__file__).resolve().parents[1] / "src/claimatlas/people/antecedents.csv"
HEADING = """\
# How much each feature says for a candidate as the antecedent of a pronoun, for he and she, it, and they; \
see antecedents.py.
# Fitted by benchmarks/fit_antecedents.py on halves of GUM (Zeldes 2017; annotation CC BY 4.0) and GAP \
(Webster et al. 2018;
# github.com/google-research-datasets/gap-coreference): data/README.md. Not to be changed by hand.
"""
ROUNDS = 3
START = {"sentences between": -0.7, "often named": 0.8, "gender agrees": 1.0, "no name": -0.8, "nobody": -3.0}
SPEAKING = {
    "nobody, pronoun speaks": -2.0,
    "spoke last, pronoun speaks": 1.0,
    "spoke before, pronoun speaks": 1.0,
    "institute or medium, pronoun speaks": 1.5,
}
"""Where *it* and *they* are drawn to by hand, since GUM has hardly any that speak: they are somebody that
was mentioned,
rather who spoke before, an institute or a medium."""
PENALTY = {"he/she": 2.0, "it": 2.0, "they": 2.0}
Case = tuple[Trace, list[bool]]


def gum_cases(item: Item, traces: list[Trace]) -> list[Case]:
    """For each pronoun which candidates are of its chain; nobody is right where none is."""
    chains = people.chains_of(item)
    votes: dict = {}
    for m in item.people.all:
        chain = chains.get(m.end - 1, "")
        votes.setdefault(m.who, Counter())[chain] += 1
    of_person = {p: max(sorted(v), key=v.__getitem__) for p, v in votes.items()}
    chain_of = {m["start"]: m["chain"] for m in item.gold["mentions"] if m["kind"] == "pronoun"}
    cases = []
    for trace in traces:
        chain = chain_of.get(item.view.start[trace.pronoun.at])
        if chain is None and trace.pronoun.want in "mf":
            continue
        referents = [e.referent for e, _ in trace.candidates[:-1]]
        told = [
            of_person.get(r.who) if r.who is not None else people.chain_of(item, r, chains) for r in referents
        ]
        right = [chain is not None and x == chain for x in told]
        cases.append((trace, [*right, not any(right)]))
    return cases


def gap_cases(item: Item, traces: list[Trace]) -> list[Case]:
    """The one pronoun and which candidates it may be: the name it belongs to, or anybody but the two."""
    gold = item.gold
    trace = next((t for t in traces if item.view.start[t.pronoun.at] == gold["pronoun"][0]), None)
    if trace is None:
        return []
    hits = [[item.meets(e.referent, *gold[k]["span"]) for k in "ab"] for e, _ in trace.candidates[:-1]]
    if gold["a"]["same"] == gold["b"]["same"]:
        return [(trace, [*(not any(h) for h in hits), True])]
    own, other = (0, 1) if gold["a"]["same"] else (1, 0)
    right = [h[own] and not h[other] for h in hits]
    return [(trace, [*right, False])] if any(right) else []


def traces_of(item: Item, weights: dict[str, dict[str, float]], group: str) -> list[Trace]:
    """What the ranker saw at the pronouns of a group."""
    traces: list[Trace] = []
    Antecedents(item.view, item.people, weights, traces)
    return [t for t in traces if GROUPS[t.pronoun.want] == group]


def without_doubtful(case: Case) -> Case | None:
    """The case without names that are not surely a person's; None where that leaves no right candidate."""
    trace, right = case
    kept = [
        (c, ok) for c, ok in zip(trace.candidates, right, strict=True) if "perhaps a person" not in c[1]
    ]
    fits = [ok for _, ok in kept]
    return (Trace(trace.pronoun, [c for c, _ in kept]), fits) if any(fits) else None


def cases_of(found: list[Item], weights: dict[str, dict[str, float]], group: str) -> list[Case]:
    """All pronouns of a group with their candidates, as they come with some weights."""
    cases = []
    for item in found:
        if "pronoun" not in item.gold:
            cases += gum_cases(item, traces_of(item, weights, group))
            continue
        cases += gap_cases(item, traces_of(item, weights, group))
        told = item.told()
        sure = map(without_doubtful, gap_cases(told, traces_of(told, weights, group)))
        cases += [case for case in sure if case is not None]
    return [(trace, right) for trace, right in cases if not all(right)]


def fit(cases: list[Case], penalty: float, prior: dict[str, float]) -> dict[str, float]:
    """Return the weights that make the right candidates likeliest, to two decimals; zeros are left out."""
    names = {name: k for k, name in enumerate(FEATURES)}
    centre = np.array([prior.get(name, 0.0) for name in names])
    values, rows, columns, case, right = [], [], [], [], []
    for k, (trace, fits) in enumerate(cases):
        for (_, features), ok in zip(trace.candidates, fits, strict=True):
            for name, value in features.items():
                values.append(value)
                rows.append(len(case))
                columns.append(names[name])
            case.append(k)
            right.append(ok)
    x = csr_matrix((values, (rows, columns)), shape=(len(case), len(names)))
    case, right = np.array(case), np.array(right)

    def loss(weight: np.ndarray) -> tuple[float, np.ndarray]:
        score = x @ weight
        top = np.full(len(cases), -np.inf)
        np.maximum.at(top, case, score)
        odds = np.exp(score - top[case])
        every = np.bincount(case, odds)
        fitting = np.bincount(case, odds * right) + 1e-12
        off = weight - centre
        slope = x.T @ (odds / every[case] - odds * right / fitting[case]) + penalty * off
        return float(np.log(every / fitting).sum() + penalty / 2 * off @ off), slope

    found = minimize(loss, centre.copy(), jac=True, method="L-BFGS-B", options={"maxiter": 1000}).x
    return {name: weight for name, k in names.items() if (weight := round(float(found[k]), 2))}


def fit_all(found: list[Item]) -> dict[str, dict[str, float]]:
    """Return weights for each group of pronouns."""
    weights = dict.fromkeys(PENALTY, START)
    for _ in range(ROUNDS):
        weights = weights | {"he/she": fit(cases_of(found, weights, "he/she"), PENALTY["he/she"], {})}
    prior = {name: x for name, x in weights["he/she"].items() if not name.startswith("nobody")} | SPEAKING
    documents = [item for item in found if "mentions" in item.gold]
    for _ in range(ROUNDS):
        for group in ("it", "they"):
            weights = weights | {group: fit(cases_of(documents, weights, group), PENALTY[group], prior)}
    return weights


def write(weights: dict[str, dict[str, float]], path: Path) -> None:
    """Write the table, a line for each feature that has a weight."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADING)
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["feature", *PENALTY, "says"])
        for name, says in FEATURES.items():
            own = [weights[group].get(name) for group in PENALTY]
            if any(own):
                rows.writerow([name, *("" if x is None else f"{x:.2f}" for x in own), says])


def main() -> None:
    """Fit the weights anew."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs=2, type=Path, metavar="FILE")
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args()
    records = []
    for path in options.files:
        whole = people.read(path)
        half = people.development(whole)
        records += [r for r in whole if r["id"] in half]
    write(fit_all(people.items(records)[0]), options.out)


if __name__ == "__main__":
    main()
