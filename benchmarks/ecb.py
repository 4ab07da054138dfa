"""ECB+ as this project reads it: its snippets as articles, and the score of groups of claims on it.

The file has one document a line: id, topic, event (two events of one kind a topic), text, sentences [[start,
end]] and mentions of actions [{start, end, sentence, chain}] with chains across documents (annotation CC BY
3.0; Cybulska and Vossen 2014). Nothing of the texts is kept.
"""

from __future__ import annotations

import itertools
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

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
            "article_id": doc["id"], "outlet": doc["id"], "file": f"{doc['id']}.txt", "text": doc["text"],
            "text_kind": "original", "n_words": len(doc["text"].split()),
            "n_sentences": len(doc["sentences"]), "sha256": "0" * 64,
        }
        for doc in docs
    ]
    return docs, pd.DataFrame(rows).sort_values("article_id").reset_index(drop=True)


def read(path: Path) -> tuple[list[dict], pd.DataFrame, pd.DataFrame]:
    """Return the documents and articles, and the claims table that the product makes of them."""
    docs, told = articles(path)
    return docs, told, claims_of(told)


def claims_of(told: pd.DataFrame) -> pd.DataFrame:
    """Return the claims table that the product makes of an articles table."""
    parsed = zip(told["article_id"], annotate(told["text"].tolist()), strict=True)
    return claims_and_holders(told, parsed)[0]


def halves(docs: list[dict], seed: str = "same") -> tuple[set[str], set[str]]:
    """Draw half of the topics by the seed; the other half is kept aside."""
    topics = sorted({d["topic"] for d in docs}, key=int)
    first = set(random.Random(seed).sample(topics, len(topics) // 2))
    return first, set(topics) - first


def actions(docs: list[dict], claims: pd.DataFrame) -> list[set[str]]:
    """Return the chains of the actions that stand in each claim's content."""
    mentions = {doc["id"]: doc["mentions"] for doc in docs}
    return [
        {
            mention["chain"] for mention in mentions[article]
            if any(start <= mention["start"] and mention["end"] <= end for start, end in spans)
        }
        for article, spans in zip(claims["article_id"], claims["spans"], strict=True)
    ]


def score(
    docs: list[dict], claims: pd.DataFrame, group: dict[str, str], topics: set[str] | None = None
) -> dict[str, float]:
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
        ``precision``: of the grouped pairs of two documents whose claims both hold an annotated action, the
        share with one in common. ``recall``: of the pairs of sentences of two documents of an event with two
        actions in common (or all that the poorer one shares with any document), the share with claims in one
        group. ``strangers``: the share of grouped pairs that join two events. Means over topics; ``f1`` is of
        the means.
    """
    of = {doc["id"]: doc for doc in docs if topics is None or doc["topic"] in topics}
    right, judged, strange, pairs, wanted, found = (Counter() for _ in range(6))
    together = set()
    for one, other in _grouped_pairs(docs, claims, group, of):
        topic = of[one.document]["topic"]
        pairs[topic] += 1
        strange[topic] += of[one.document]["event"] != of[other.document]["event"]
        together |= {(*one[:2], *other[:2]), (*other[:2], *one[:2])}
        judged[topic] += bool(one.actions and other.actions)
        right[topic] += bool(one.actions & other.actions)
    for one, other in _sentence_pairs(docs, of):
        both = len(one.actions & other.actions)
        if both >= 2 or (both and both == min(len(one.actions), len(other.actions))):
            topic = of[one.document]["topic"]
            wanted[topic] += 1
            found[topic] += (*one[:2], *other[:2]) in together
    precision, recall = _mean(right, judged), _mean(found, wanted)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {
        "precision": precision, "recall": recall, "f1": f1, "strangers": _mean(strange, pairs),
        "pairs": sum(pairs.values()),
    }


class Told(NamedTuple):
    """A sentence, or a claim in one (-1 where it is in none), by the actions that it tells."""

    document: str
    sentence: int
    actions: set[str]


def _grouped_pairs(
    docs: list[dict], claims: pd.DataFrame, group: dict[str, str], of: dict[str, dict]
) -> Iterator[tuple[Told, Told]]:
    """Yield the pairs of claims of one group and two documents; `of` has the documents that are scored."""
    members = defaultdict(list)
    for row, chains in zip(claims.itertuples(), actions(docs, claims), strict=True):
        if row.claim_id in group and row.article_id in of:
            spans = of[row.article_id]["sentences"]
            sentence = next((k for k, (start, end) in enumerate(spans) if start <= row.start < end), -1)
            members[group[row.claim_id]].append(Told(row.article_id, sentence, chains))
    for rows in members.values():
        yield from _of_two_documents(rows)


def _sentence_pairs(docs: list[dict], of: dict[str, dict]) -> Iterator[tuple[Told, Told]]:
    """Yield pairs of sentences of two documents of one event, each with its actions that other documents
    tell."""
    documents = defaultdict(set)
    for doc in docs:
        for mention in doc["mentions"]:
            documents[mention["chain"]].add(doc["id"])
    events = defaultdict(list)
    for key, doc in of.items():
        chains = [set() for _ in doc["sentences"]]
        for mention in doc["mentions"]:
            if len(documents[mention["chain"]]) > 1:
                chains[mention["sentence"]].add(mention["chain"])
        events[doc["event"]] += [Told(key, k, them) for k, them in enumerate(chains)]
    for rows in events.values():
        yield from _of_two_documents(rows)


def _of_two_documents(rows: list[Told]) -> Iterator[tuple[Told, Told]]:
    """Yield the pairs of rows that stand in two documents."""
    return ((x, y) for x, y in itertools.combinations(rows, 2) if x.document != y.document)


def _mean(top: Counter, bottom: Counter) -> float:
    """The mean over topics of the shares that two counts make."""
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
