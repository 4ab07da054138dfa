"""ECB+ as this project reads it: its snippets as articles, and the score of groups of claims on it.

The file has one document a line: id, topic, event (two events of one kind a topic), text, sentences [[start, end]] and
mentions of actions [{start, end, sentence, chain}] with chains across documents (annotation CC BY 3.0; Cybulska and
Vossen 2014). Nothing of the texts is kept.
"""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter, defaultdict
from pathlib import Path

import pandas as pd

from claimatlas import tables
from claimatlas.annotate import annotate
from claimatlas.claims import claims_and_holders


def articles(path: Path) -> tuple[list[dict], pd.DataFrame]:
    """Return the documents, and their articles table, each of an outlet of its own."""
    docs = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    empty = dict.fromkeys(tables.SCHEMAS["articles"].whole.names)
    rows = [
        empty | {
            "article_id": d["id"], "outlet": d["id"], "file": f"{d['id']}.txt", "text_kind": "original", "text": d["text"],
            "n_words": len(d["text"].split()), "n_sentences": len(d["sentences"]), "sha256": "0" * 64,
        }
        for d in docs
    ]
    return docs, pd.DataFrame(rows).sort_values("article_id").reset_index(drop=True)


def read(path: Path) -> tuple[list[dict], pd.DataFrame, pd.DataFrame]:
    """Return the documents and articles, and the claims table that the product makes of them."""
    docs, told = articles(path)
    parsed = zip(told["article_id"], annotate(told["text"].tolist()), strict=True)
    return docs, told, claims_and_holders(told, parsed)[0]


def halves(docs: list[dict], seed: str = "same") -> tuple[set[str], set[str]]:
    """Draw half of the topics by the seed; the other half is kept aside."""
    topics = sorted({d["topic"] for d in docs}, key=int)
    first = set(random.Random(seed).sample(topics, len(topics) // 2))
    return first, set(topics) - first


def actions(docs: list[dict], claims: pd.DataFrame) -> list[set[str]]:
    """Return the chains of the actions that stand in each claim's content."""
    mentions = {d["id"]: d["mentions"] for d in docs}
    return [
        {m["chain"] for m in mentions[article] if any(a <= m["start"] and m["end"] <= b for a, b in spans)}
        for article, spans in zip(claims["article_id"], claims["spans"], strict=True)
    ]


def score(docs: list[dict], claims: pd.DataFrame, group: dict[str, str], topics: set[str] | None = None) -> dict[str, float]:
    """Score groups of claims.

    Parameters
    ----------
    docs, claims
        Of `read`.
    group : dict of str to str
        claim_id -> group; claims that stand alone are left out.
    topics : set of str, optional
        Those to score; all by default.

    Returns
    -------
    dict of str to float
        ``precision``: of the grouped pairs of two documents whose claims both hold an annotated action, the share with
        one in common. ``recall``: of the pairs of sentences of two documents of an event with two actions in common (or
        all that the poorer one shares with any document), the share with claims in one group. ``strangers``: the share
        of grouped pairs that join two events. Means over topics; ``f1`` is of the means.
    """
    of = {d["id"]: d for d in docs if topics is None or d["topic"] in topics}
    documents = defaultdict(set)
    for d in docs:
        for m in d["mentions"]:
            documents[m["chain"]].add(d["id"])
    right, judged, strange, pairs, wanted, found = (Counter() for _ in range(6))
    together = set()
    members = defaultdict(list)
    for row, chains in zip(claims.itertuples(), actions(docs, claims), strict=True):
        if row.claim_id in group and row.article_id in of:
            spans = of[row.article_id]["sentences"]
            sentence = next((k for k, (a, b) in enumerate(spans) if a <= row.start < b), -1)
            members[group[row.claim_id]].append((row.article_id, chains, sentence))
    for rows in members.values():
        for (i, a, s), (j, b, t) in itertools.combinations(rows, 2):
            if i != j:
                topic = of[i]["topic"]
                pairs[topic] += 1
                strange[topic] += of[i]["event"] != of[j]["event"]
                together |= {(i, s, j, t), (j, t, i, s)}
                judged[topic] += bool(a and b)
                right[topic] += bool(a & b)
    for (x, s, a), (y, t, b) in _sentence_pairs(of, {c for c, ids in documents.items() if len(ids) > 1}):
        if len(a & b) >= 2 or (a & b and len(a & b) == min(len(a), len(b))):
            wanted[of[x]["topic"]] += 1
            found[of[x]["topic"]] += (x, s, y, t) in together
    p, r = _mean(right, judged), _mean(found, wanted)
    return {"precision": p, "recall": r, "f1": 2 * p * r / max(p + r, 1e-9), "strangers": _mean(strange, pairs), "pairs": sum(pairs.values())}


def _sentence_pairs(of: dict[str, dict], shared: set[str]):
    """Yield pairs of sentences, each with its shared chains, of two documents of one event."""
    events = defaultdict(list)
    for key, d in of.items():
        for k in range(len(d["sentences"])):
            events[d["event"]].append((key, k, {m["chain"] for m in d["mentions"] if m["sentence"] == k and m["chain"] in shared}))
    for rows in events.values():
        yield from ((x, y) for x, y in itertools.combinations(rows, 2) if x[0] != y[0])


def _mean(top: Counter, bottom: Counter) -> float:
    shares = [top[k] / n for k, n in bottom.items() if n]
    return sum(shares) / max(1, len(shares))


def b_cubed(gold: list[str], told: list[str]) -> tuple[float, float, float]:
    """Return B-cubed precision, recall and F1 of a partition (Bagga and Baldwin 1998)."""
    right, of_told, of_gold = Counter(zip(gold, told, strict=True)), Counter(told), Counter(gold)
    p = sum(n * n / of_told[t] for (_, t), n in right.items()) / max(1, len(gold))
    r = sum(n * n / of_gold[g] for (g, _), n in right.items()) / max(1, len(gold))
    return p, r, 2 * p * r / max(p + r, 1e-9)


def grouped(groups: pd.DataFrame) -> dict[str, str]:
    """Return the group of each grouped claim of a groups table."""
    return dict(zip(groups["claim_id"], groups["group_id"], strict=True))
