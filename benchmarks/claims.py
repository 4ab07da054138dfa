"""Measure attribution on a corpus with known answers: python benchmarks/claims.py CORPUS.jsonl

CORPUS.jsonl has one article a line: id, text, attributions [{source_spans, cue_spans, content_spans}].
Contents are paired one to one by the words they share, and a pair counts
where it shares half of them. Such corpora mark no attribution inside the content of another, so the nested
ones that the rules find as well are left out here. Nothing is learned from the corpus; it is only measured.
"""

from __future__ import annotations

import argparse
import bisect
import json
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment
from spacy.tokens import Doc

from claimatlas.annotate import annotate, load_model
from claimatlas.claims.attribution import CONSTRUCTIONS, Attribution, find_attributions

PARTS = ("source", "cue", "content")
OPENING, CLOSING = "\"“”«»‘", "\"”»"


class Words:
    """The words of a text, for turning spans into sets of them."""

    def __init__(self, text: str):
        found = [m.span() for m in re.finditer(r"\w+", text)]
        self.starts, self.ends = [s for s, _ in found], [e for _, e in found]

    def within(self, spans: Iterable[tuple[int, int]]) -> set[int]:
        """Return the numbers of the words that the spans touch."""
        numbers: set[int] = set()
        for start, end in spans:
            numbers.update(range(bisect.bisect_right(self.ends, start), bisect.bisect_left(self.starts, end)))
        return numbers


def is_direct(text: str, spans: list) -> bool:
    """Tell whether a content opens and closes with a quotation mark."""
    whole = "".join(text[s:e] for s, e in spans).strip()
    first, last = spans[0][0], spans[-1][1]
    opened = whole[:1] in OPENING or (first and text[first - 1] in OPENING)
    return bool(opened) and any(mark in whole[-2:] + text[last : last + 2] for mark in CLOSING)


def sets(text: str, rows: list[dict]) -> list[dict]:
    """Return the rows that have content, each part as a set of words."""
    words = Words(text)
    found = []
    for row in rows:
        spans = {part: row.get(f"{part}_spans") or [] for part in PARTS}
        parts = {part: words.within(spans[part]) for part in PARTS}
        if parts["content"]:
            found.append(parts | {"direct": is_direct(text, spans["content"]), "row": row})
    return found


def align(gold: list[dict], found: list[dict]) -> list[tuple[int, int, float]]:
    """Pair contents one to one for the largest sum of F1 (a shared cue adds .1, a shared source .05)."""
    overlap, weight = np.zeros((len(gold), len(found))), np.zeros((len(gold), len(found)))
    for i, a in enumerate(gold):
        for j, b in enumerate(found):
            if shared := len(a["content"] & b["content"]):
                overlap[i, j] = 2 * shared / (len(a["content"]) + len(b["content"]))
                weight[i, j] = overlap[i, j] + 0.1 * bool(a["cue"] & b["cue"]) + 0.05 * bool(
                    a["source"] & b["source"]
                )
    rows, columns = linear_sum_assignment(-weight) if weight.size else ((), ())
    return [(i, j, overlap[i, j]) for i, j in zip(rows, columns, strict=True) if overlap[i, j] > 0]


def same(one: dict, other: dict, part: str) -> bool:
    """Tell whether two parts share a word, or neither is there."""
    return bool(one[part] & other[part]) or not (one[part] or other[part])


def measure(articles: list[dict], predicted: dict[str, list[dict]]) -> dict[str, tuple[float, float, float]]:
    """Score predictions by article id; each score is precision, recall and F1."""
    n: Counter[str] = Counter()
    for article in articles:
        text = article["text"]
        gold, found = sets(text, article["attributions"]), sets(text, predicted.get(article["id"], []))
        for side, rows in (("gold", gold), ("found", found)):
            n["all", side] += len(rows)
            n["direct", side] += sum(row["direct"] for row in rows)
            n["indirect", side] += sum(not row["direct"] for row in rows)
        union = [set().union(*(row["content"] for row in rows)) for rows in (gold, found)]
        n["words", "gold"] += len(union[0])
        n["words", "found"] += len(union[1])
        n["words", "right"] += len(union[0] & union[1])
        for i, j, overlap in align(gold, found):
            if overlap < 0.5:
                continue
            n["all", "right"] += 1
            n["triple", "right"] += same(gold[i], found[j], "cue") and same(gold[i], found[j], "source")
            for side, row in (("gold right", gold[i]), ("found right", found[j])):
                n["direct" if row["direct"] else "indirect", side] += 1

    def rates(right_found: int, found: int, right_gold: int, gold: int) -> tuple[float, float, float]:
        p, r = right_found / max(found, 1), right_gold / max(gold, 1)
        return p, r, 2 * p * r / (p + r) if p + r else 0.0

    scores = {}
    for name, kind in (
        ("content at half overlap", "all"), ("whole triple", "triple"), ("content words", "words")
    ):
        base = "all" if kind == "triple" else kind
        scores[name] = rates(n[kind, "right"], n[base, "found"], n[kind, "right"], n[base, "gold"])
    for kind in ("direct", "indirect"):
        scores[kind] = rates(n[kind, "found right"], n[kind, "found"], n[kind, "gold right"], n[kind, "gold"])
    return scores


def outermost(found: list[Attribution]) -> list[dict]:
    """Return the attributions that stand in no other's content, in the form that score.py reads."""
    return [{f"{part}_spans": getattr(a, part) for part in PARTS} for a in found if not a.nested]


def reliability(
    articles: list[dict], found: dict[str, list[Attribution]]
) -> list[tuple[str, int, float, float]]:
    """Return construction, how many it found, and which share is right by content and by the whole triple."""
    n: Counter[tuple[str, str]] = Counter()
    for article in articles:
        mine = [a for a in found[article["id"]] if not a.nested]
        rows = sets(article["text"], outermost(mine))
        names = {json.dumps(outermost([a])[0]): a.construction for a in mine}
        gold = sets(article["text"], article["attributions"])
        names_of = [names[json.dumps(row["row"])] for row in rows]
        for name in names_of:
            n[name, "found"] += 1
        for i, j, overlap in align(gold, rows):
            if overlap >= 0.5:
                n[names_of[j], "content"] += 1
                n[names_of[j], "triple"] += same(gold[i], rows[j], "cue") and same(gold[i], rows[j], "source")
    table = []
    for name in CONSTRUCTIONS:
        total = n[name, "found"]
        table.append((name, total, n[name, "content"] / max(total, 1), n[name, "triple"] / max(total, 1)))
    return table


def main() -> None:
    """Print scores, reliability and cost; write the predictions if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path, help="write the predictions here, one article a line")
    parser.add_argument("--ablation", action="store_true", help="also say what each construction is worth")
    options = parser.parse_args()
    articles = [json.loads(line) for line in options.corpus.open(encoding="utf-8")]
    nlp = load_model()
    started = time.process_time()
    docs: list[Doc] = list(annotate((article["text"] for article in articles), nlp))
    parse = time.process_time() - started
    keys = [article["id"] for article in articles]
    started = time.process_time()
    found = {key: find_attributions(doc) for key, doc in zip(keys, docs, strict=True)}
    rules = time.process_time() - started
    predicted = {key: outermost(rows) for key, rows in found.items()}
    if options.out:
        lines = (json.dumps({"id": key, "attributions": rows}) for key, rows in predicted.items())
        options.out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    gold = sum(len(article.get("attributions", ())) for article in articles)
    total = sum(map(len, predicted.values()))
    print(
        f"{len(articles)} articles, {gold} attributions, {total} found "
        f"({sum(map(len, found.values())) - total} nested)\n"
    )
    if gold:
        scores = measure(articles, predicted)
        print(f"{'':26s}     P     R    F1")
        for name, values in scores.items():
            print(f"{name:26s} " + " ".join(f"{100 * value:5.1f}" for value in values))
        print("\nconstruction     found  content right  triple right  confidence")
        for name, n, content, triple in reliability(articles, found):
            print(
                f"{name:15s} {n:6d} {100 * content:13.0f}% {100 * triple:12.0f}% {CONSTRUCTIONS[name]:11.2f}"
            )
        if options.ablation:
            print("\nwithout          content  triple  direct  indirect  words   (F1 lost)")
            for name in CONSTRUCTIONS:
                kept = frozenset(CONSTRUCTIONS) - {name}
                rest = {
                    key: outermost(find_attributions(doc, kept)) for key, doc in zip(keys, docs, strict=True)
                }
                less = measure(articles, rest)
                order = ("content at half overlap", "whole triple", "direct", "indirect", "content words")
                print(f"{name:15s} " + " ".join(f"{100 * (scores[k][2] - less[k][2]):8.1f}" for k in order))
    # ru_maxrss is in kilobytes on Linux and in bytes on macOS
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024**2 if sys.platform == "darwin" else 1024
    )
    print(f"\nparse {parse:.1f} CPU s, rules {rules:.2f} CPU s ({100 * rules / parse:.1f} % of the parse)")
    print(
        f"{len(articles) / (parse + rules):.1f} articles per CPU second, {len(articles) / rules:.0f} for the "
        "rules alone"
    )
    print(f"peak memory {peak:.0f} MB (all articles and parses held at once)")


if __name__ == "__main__":
    main()
