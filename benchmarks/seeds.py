"""Measure claims on the bundled corpus and on the four originals: python benchmarks/seeds.py [--ablation]
[--errors] [--compare]

The originals belong to their outlets and are not in the repository; who has them beside it, in a folder
called shared, gets their figures too. Definitions: data/README.md.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
from pathlib import Path

import pandas as pd
import seeds_compare

from claimatlas import corpus, tables
from claimatlas.annotate import annotate
from claimatlas.claims import extraction, find_claims
from claimatlas.claims.coding import parse_date, parse_number
from claimatlas.claims.reference import pair, read_reference, same_chain, score, typed

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
HOLDER = "Swiss Institute for Global Affairs (SIGA)"
# What is aimed at, and what two people who coded the same articles reach against each other.
TARGETS = {
    "attributed sentences, explicit": (0.94, 0.975), "attributed sentences, resolved": (None, 0.966),
    "claim rows": (0.86, 0.937),
    "kind, explicit": (0.86, 0.889), "kind, resolved": (0.82, 0.863),
    "holder, of the attributed": (0.88, 0.886), "whole chain, resolved": (0.72, 0.753),
    "SIGA in the resolved chain": (0.90, 0.944), "hedged": (0.86, 0.846), "denial": (1.0, 1.0),
    "negated": (None, 0.846), "background": (None, 0.610), "dates and numbers": (0.90, None),
}  # fmt: skip


def originals() -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """Articles and hand-coded claims of the originals, or None where they are not."""
    path = SHARED / "reference" / "seed_claims.jsonl"
    if not path.exists():
        return None
    articles = corpus.read_corpus(SHARED / "seeds")
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    rows = []
    for r in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        key = r["doc"][:3]
        spans = r["content_spans"]
        rows.append(
            {
                "claim_id": r["claim_id"], "article_id": key, "outlet": r["outlet"], "start": spans[0][0],
                "end": spans[-1][1], "spans": spans,
                "content": " ".join(texts[key][a:b] for a, b in spans), "sentence_start": r["start"],
                "sentence_end": r["end"],
                "sentence": texts[key][r["start"] : r["end"]],
                "holder": r["origin"] if len(r["source_chain"]) > 1 else None,
                "holder_kind": r["attribution_type"], "resolved_kind": r["resolved_type"],
                "holder_mention": r["source_mention"] or None,
                "holder_start": r["source_span"][0] if r["source_span"] else None,
                "holder_end": r["source_span"][1] if r["source_span"] else None,
                "chain": r["source_chain"], "chain_explicit": r["source_chain_explicit"],
                "chain_basis": r["chain_basis"], "cue": r["cue"] or None,
                "cue_start": r["cue_span"][0] if r["cue_span"] else None,
                "cue_end": r["cue_span"][1] if r["cue_span"] else None,
                **{f: r[f] == "yes" for f in ("hedged", "denial", "negated", "background")},
                "hedge": r["hedge"] or None,
                "places": r["toponyms"], "dates": [parse_date(d) for d in r["dates"]],
                "cue_dates": [parse_date(d) for d in r["cue_dates"]],
                "numbers": [parse_number(n) for n in r["numbers"]], "confidence": 1.0,
                "made_by": "hand-coded",
            }
        )  # fmt: skip
    return articles, typed(pd.DataFrame(rows)[tables.SCHEMAS["claims"].columns.names])


def digests() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Articles and hand-coded claims of the bundled corpus."""
    folder = ROOT / "data" / "tajik-afghan-border"
    articles = corpus.read_corpus(folder)
    return articles, read_reference(folder / "reference" / "claims.csv", articles)


def extract(articles: pd.DataFrame, docs: list, rules: frozenset[str] | None = None) -> pd.DataFrame:
    """Run the extraction over parsed articles, with some rules left out if asked."""
    parses = zip(articles["article_id"], docs, strict=True)
    return extraction.claims_and_holders(articles, parses, rules=rules or frozenset(extraction.RULES))[0]


def print_scores(scores: dict[str, pd.DataFrame]) -> None:
    """Print the scores of several corpora side by side."""
    names = list(scores)
    print(f"{'':34}" + "".join(f"{n:>34}" for n in names) + f"{'target':>9}{'people':>8}")
    print(f"{'':34}" + "".join(f"{'right/machine/reference  P R F1':>34}" for _ in names))
    for k, measure in enumerate(scores[names[0]]["measure"]):
        line = f"{measure:34}"
        for n in names:
            r = scores[n].iloc[k]
            line += (
                f"{f'{r.right}/{r.machine}/{r.reference}':>15}  "
                f"{100 * r.precision:5.1f}{100 * r.recall:6.1f}{100 * r.f1:6.1f}"
            )
        target, people = TARGETS.get(measure, (None, None))
        print(
            line + "".join(
                f"{100 * x:{w}.1f}" if x is not None else " " * w for x, w in ((target, 9), (people, 8))
            ).rstrip()
        )


def reliability(
    machine: pd.DataFrame, reference: pd.DataFrame, articles: pd.DataFrame
) -> list[tuple[str, int, float, float]]:
    """How often rows of a confidence band are right: paired,
    with the right kinds and the right resolved chain."""
    machine, reference = machine.reset_index(drop=True), reference.reset_index(drop=True)
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    partner = dict(pair(machine, reference, texts))
    bands: dict[str, list[tuple[float, bool]]] = {}
    for i, c in enumerate(machine["confidence"]):
        j = partner.get(i)
        right = (
            j is not None and machine.at[i, "resolved_kind"] == reference.at[j, "resolved_kind"]
            and same_chain(machine.at[i, "chain"], reference.at[j, "chain"])
        )
        low = min(int(c * 10), 9)
        bands.setdefault(f"{low / 10:.1f}–{(low + 1) / 10:.1f}", []).append((float(c), bool(right)))
    return [
        (b, len(v), sum(c for c, _ in v) / len(v), sum(r for _, r in v) / len(v))
        for b, v in sorted(bands.items())
    ]


def news(articles: int = 84) -> None:
    """Print how often attributed rows of news on other subjects agree with another annotation, by stated
    confidence.

    A row agrees if an attribution there has a source that overlaps its holder and contains half of its
    content.
    """
    path = SHARED / "bench" / "attribution" / "polnear_dev.jsonl"
    if not path.exists():
        print("the news articles are not there and are left out")
        return
    gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[:articles]]
    bands: dict[str, list[tuple[float, bool]]] = {}
    for g, doc in zip(gold, annotate([g["text"] for g in gold]), strict=True):
        for row in find_claims(doc, {"article_id": g["id"], "outlet": "outlet", "published": None}):
            if row["holder_mention"] is None:
                continue
            length = sum(b - a for a, b in row["spans"])
            holder = [[row["holder_start"], row["holder_end"]]]
            agrees = any(
                2 * _overlap(row["spans"], a["content_spans"]) >= length
                and _overlap(holder, a["source_spans"]) > 0 for a in g["attributions"]
            )
            low = min(int(row["confidence"] * 10), 9)
            bands.setdefault(f"{low / 10:.1f}–{(low + 1) / 10:.1f}", []).append((row["confidence"], agrees))
    print(
        f"\nattributed rows of {len(gold)} news articles (PolNeAR dev): confidence, and how often source and "
        "content agree"
    )
    for band, v in sorted(bands.items()):
        print(
            f"  {band}  {len(v):4} rows  stated {sum(c for c, _ in v) / len(v):.2f}  agree "
            f"{sum(r for _, r in v) / len(v):.2f}"
        )


def _overlap(some: list, others: list) -> int:
    """How many characters the spans of two lists have in common."""
    pairs = itertools.product(some, others)
    return sum(max(0, min(end, stop) - max(start, begin)) for (start, end), (begin, stop) in pairs)


def ablation(articles: pd.DataFrame, docs: list, reference: pd.DataFrame) -> None:
    """Print what the scores lose without each rule."""
    shown = (
        "attributed sentences, explicit", "claim rows", "kind, explicit", "kind, resolved",
        "holder, of the attributed", "whole chain, resolved", "SIGA in the resolved chain", "background",
    )
    full = score(extract(articles, docs), reference, articles, HOLDER).set_index("measure")["f1"]
    print(f"\n{'without':16}" + "".join(f"{m[:13]:>15}" for m in shown))
    print(f"{'nothing':16}" + "".join(f"{100 * full[m]:15.1f}" for m in shown))
    for rule in extraction.RULES:
        without = extract(articles, docs, frozenset(extraction.RULES) - {rule})
        part = score(without, reference, articles, HOLDER).set_index("measure")["f1"]
        print(f"{rule:16}" + "".join(f"{100 * (part[m] - full[m]):+15.1f}" for m in shown))


def errors(machine: pd.DataFrame, reference: pd.DataFrame, articles: pd.DataFrame) -> None:
    """Print where machine and reference differ, row by row."""
    machine, reference = machine.reset_index(drop=True), reference.reset_index(drop=True)
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    pairs = pair(machine, reference, texts)
    ours, theirs = {i for i, _ in pairs}, {j for _, j in pairs}
    for j in reference.index:
        if j not in theirs:
            r = reference.loc[j]
            print(f"MISSED {r.article_id} {r.claim_id} @{r.sentence_start} | {r.content} | {r.holder_kind}")
    for i in machine.index:
        if i not in ours:
            r = machine.loc[i]
            print(f"EXTRA  {r.article_id} @{r.sentence_start} | {r.content} | {r.holder_kind}")
    for i, j in sorted(pairs, key=lambda p: (reference.at[p[1], "article_id"], reference.at[p[1], "start"])):
        m, r = machine.loc[i], reference.loc[j]
        wrong = [
            f"{c}: {m[c]} / {r[c]}"
            for c in ("holder_kind", "resolved_kind", "hedged", "denial", "negated", "background")
            if m[c] != r[c]
        ]
        if not same_chain(m.chain, r.chain):
            wrong.append(f"chain: {list(m.chain[1:])} / {list(r.chain[1:])}")
        elif len(m.chain_explicit) != len(r.chain_explicit) or not same_chain(
            m.chain_explicit, r.chain_explicit
        ):
            wrong.append(f"explicit: {list(m.chain_explicit[1:])} / {list(r.chain_explicit[1:])}")
        if sorted(m.places) != sorted(r.places):
            wrong.append(f"places: {sorted(m.places)} / {sorted(r.places)}")
        for c, text in (
            ("dates", tables.date_text), ("cue_dates", tables.date_text), ("numbers", tables.number_text)
        ):
            a, b = [text(x) for x in m[c]], [text(x) for x in r[c]]
            if a != b:
                wrong.append(f"{c}: {a} / {b}")
        if wrong:
            print(f"{r.claim_id} {r.content[:60]} || " + " ; ".join(wrong))


def main() -> None:
    """Print scores, speed, reliability and, if asked, the ablation and the errors."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ablation", action="store_true", help="what each rule is worth")
    parser.add_argument(
        "--news", action="store_true", help="confidence against another annotation of news on other subjects"
    )
    parser.add_argument("--errors", action="store_true", help="every difference from the reference")
    parser.add_argument("--compare", action="store_true", help="same claims, origins and conflicts instead")
    options = parser.parse_args()
    if options.compare:
        if (found := originals()) is None:
            sys.exit("--compare needs the originals")
        for name, (articles, reference) in {"originals": found, "digests": digests()}.items():
            print(f"\n=== {name} ===")
            extracted = extract(articles, list(annotate(articles["text"])))
            seeds_compare.report(
                {"hand-coded": reference, "extracted": extracted}, articles, reference, SHARED
            )
        return
    corpora = {"digests": digests()}
    if (found := originals()) is not None:
        corpora = {"originals": found, **corpora}
    else:
        print("the originals are not there and are left out")
    scores, parsed, machines = {}, {}, {}
    list(annotate(["Warm up."]))
    for name, (articles, reference) in corpora.items():
        begin = time.process_time()
        docs = list(annotate(articles["text"]))
        parsing = time.process_time() - begin
        extract(articles, docs)
        begin = time.process_time()
        machines[name] = extract(articles, docs)
        rules = time.process_time() - begin
        parsed[name] = docs
        scores[name] = score(machines[name], reference, articles, HOLDER)
        print(
            f"{name}: {len(articles)} articles, parse {parsing:.2f} s, rules {rules:.2f} s of CPU "
            f"({100 * rules / parsing:.0f} % of the parse); {len(articles) / (parsing + rules):.1f} articles "
            "a CPU second"
        )
    print_scores(scores)
    print("\nconfidence of a row, and how often its resolved chain is right")
    for name, (articles, reference) in corpora.items():
        for band, n, mean, right in reliability(machines[name], reference, articles):
            print(f"  {name:10} {band}  {n:4} rows  stated {mean:.2f}  right {right:.2f}")
    name = next(iter(corpora))
    if options.ablation:
        ablation(corpora[name][0], parsed[name], corpora[name][1])
    if options.news:
        news()
    if options.errors:
        for name, (articles, reference) in corpora.items():
            print(f"\n{name}")
            errors(machines[name], reference, articles)


if __name__ == "__main__":
    sys.exit(main())
