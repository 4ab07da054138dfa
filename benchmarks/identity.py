"""Measure who is who: python benchmarks/identity.py CORPUS [--samples FOLDER] [--half first|second] [--many
N]

CORPUS is a corpus folder. Prints the quotations that outlets share in (nearly) the same words and how many
of them have another speaker, the joins, and the names that share a word and were not joined. ``--samples``
writes two sheets to judge, 60 random joins and 60 random non-joins with their sentences; ``--half`` takes
the articles of one half of the events, an event being what stands before the first hyphen of an article_id,
drawn by the seed; the rules were written with the first in view. ``--many`` joins N copies of the corpus,
each with other family names.
"""

from __future__ import annotations

import argparse
import dataclasses
import itertools
import random
import resource
import time
from collections import defaultdict
from pathlib import Path

import pandas as pd

from claimatlas import corpus, exports
from claimatlas.annotate import annotate
from claimatlas.claims import claims_and_holders
from claimatlas.people import checks, voices
from claimatlas.people.entities import Roster
from claimatlas.people.holders import Holders
from claimatlas.people.lists import lists
from claimatlas.people.names import name_words

SAMPLE = 60
COLUMNS = (
    "right",
    "kind",
    "name_a",
    "article_a",
    "sentence_a",
    "name_b",
    "article_b",
    "sentence_b",
    "holders",
)


def half_of(articles: pd.DataFrame, which: str, seed: str) -> pd.DataFrame:
    """Keep the articles of one half of the events."""
    event = articles["article_id"].str.partition("-")[0]
    events = sorted(set(event))
    first = set(random.Random(seed).sample(events, len(events) // 2))
    return articles[event.isin(first) == (which == "first")].reset_index(drop=True)


def mentions(
    holders: Holders, held: set[tuple[str, str]], voice: dict[str, str]
) -> list[tuple[str, str, str, str, str]]:
    """Every name by which an article has a holder: (holder_id, name, article, kind, whose word it gives)."""
    return [
        (h.holder_id, name, e.article, h.kind, voice[h.holder_id])
        for h in holders.listed
        for e in h.entities
        if (e.article, h.holder_id) in held
        for name in sorted({e.name, *e.forms})
    ]


def joins_of(found: list[tuple]) -> list[tuple[tuple, tuple]]:
    """Pairs of names, or of articles with one name, that are one holder; each pair of names once."""
    by_holder: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    for row in found:
        by_holder[row[0]][row[1]].append(row)
    pairs = []
    for _, names in sorted(by_holder.items()):
        pairs += [(names[a][0], names[b][-1]) for a, b in itertools.combinations(sorted(names), 2)]
        pairs += [(rows[0], rows[-1]) for _, rows in sorted(names.items()) if len(rows) > 1]
    return pairs


def non_joins_of(found: list[tuple]) -> list[tuple[tuple, tuple]]:
    """Pairs of names that share a word and are two holders, neither of which speaks for the other."""
    by_word: dict[str, dict[tuple[str, str], tuple]] = defaultdict(dict)
    for row in found:
        for word in name_words(row[1]):
            if word not in lists("generic") and word not in lists("particles") and len(word) > 2:
                by_word[word].setdefault((row[0], row[1]), row)
    pairs = {}
    for _, rows in sorted(by_word.items()):
        for a, b in itertools.combinations(rows.values(), 2):
            if a[0] != b[0] and a[4] != b[4]:
                pairs.setdefault((a[0], a[1], b[0], b[1]), (a, b))
    return [pairs[key] for key in sorted(pairs)]


def speakers(quotations: pd.DataFrame) -> str:
    """Say how many pairs have another speaker."""
    counts = quotations["verdict"].value_counts()
    same, another, left = (int(counts.get(v, 0)) for v in checks.VERDICTS)
    share = [100 * another / max(n, 1) for n in (len(quotations), same + another)]
    shares = f"{share[0]:.1f} % of all, {share[1]:.1f} % where both have a name"
    return f"another speaker {another} ({shares}), open {left}"


def innermost(quotations: pd.DataFrame, claims: pd.DataFrame, holders: pd.DataFrame) -> str:
    """Say how many pairs have another innermost holder, whoever else stands in their chains."""
    voice, own = voices(holders), claims.set_index("claim_id")["holder_id"]
    pairs = [(own[a], own[b]) for a, b in zip(quotations["claim_a"], quotations["claim_b"], strict=True)]
    named = [(voice[a], voice[b]) for a, b in pairs if isinstance(a, str) and isinstance(b, str)]
    unlike = sum(a != b for a, b in named)
    return f"another in {unlike} of {len(named)} ({100 * unlike / max(len(named), 1):.1f} %)"


def cost(rosters: list[Roster], copies: int, claims: int) -> str:
    """Join many copies of a corpus and say what that costs."""
    many = [_copy(r, k) for k in range(copies) for r in rosters]
    begin = time.process_time()
    entries = len(Holders(many).listed)
    seconds, memory = time.process_time() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = f"{len(many)} articles with about {claims * copies} claims: {entries} entries"
    return f"{size}, {seconds:.1f} s of CPU, {memory:.0f} MB at most"


def _copy(roster: Roster, number: int) -> Roster:
    """The same article with other family names: the number in letters behind each name's last word."""
    end = "".join(chr(97 + int(c)) for c in str(number)) if number else ""
    entities = [
        dataclasses.replace(
            e,
            article=f"{e.article}~{number}",
            name=e.name + end,
            words=(*e.words[:-1], e.words[-1] + end),
            forms={n + end: c for n, c in e.forms.items()},
        )
        for e in roster.entities
    ]
    return Roster(
        f"{roster.article}~{number}", entities, frozenset(x + end for x in roster.company), roster.acronyms
    )


def sheet_of(pairs: list[tuple[tuple, tuple]], articles: pd.DataFrame, seed: str) -> pd.DataFrame:
    """Draw pairs and return them with the first sentence of the article that has the name."""
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    drawn = random.Random(seed).sample(pairs, min(SAMPLE, len(pairs)))
    rows = []
    for a, b in drawn:
        sentences = [_line(texts[x[2]], x[1]) for x in (a, b)]
        cells = ("", a[3], a[1], a[2], sentences[0], b[1], b[2], sentences[1], f"{a[0]} | {b[0]}")
        rows.append(dict(zip(COLUMNS, cells, strict=True)))
    return pd.DataFrame(rows, columns=COLUMNS)


def _line(text: str, name: str) -> str:
    """What stands around a name where it first occurs."""
    at = max(text.find(name), 0)
    return " ".join(text[max(0, at - 200) : at + 300].split())


def main() -> None:
    """Print the figures of a corpus and, if asked, write the two sheets to judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--samples", type=Path, help="folder for joins.csv and non-joins.csv")
    parser.add_argument("--half", choices=("first", "second"), help="only one half of the events")
    parser.add_argument("--seed", default="identity", help="draws the halves and the samples")
    parser.add_argument("--many", type=int, help="copies of the corpus to join, for time and memory")
    parser.add_argument("--list", action="store_true", help="every shared quotation without one speaker")
    options = parser.parse_args()
    articles = corpus.read_corpus(options.corpus)
    if options.half:
        articles = half_of(articles, options.half, options.seed)
    claims, found = claims_and_holders(
        articles, zip(articles["article_id"], annotate(articles["text"]), strict=True)
    )
    table = found.frame(claims)
    quoted = checks.shared_quotations(claims, articles, table)
    print(
        f"{len(articles)} articles, {len(claims)} claims, {len(table)} holders ({len(found.listed)} entries)"
    )
    print(f"near-verbatim quotations that two outlets share: {len(quoted)}")
    print(f"  each article read by itself: {speakers(found.quotations)}")
    print(f"  as the claims have them:     {speakers(quoted)}")
    print(f"  innermost holders alone, both named: {innermost(quoted, claims, table)}")
    for check in checks.self_checks(claims, table, quoted)[1:]:
        print(f"  {check.name}: {check.contradicted} of {check.checked}")
    held = {(a, k) for a, ids in zip(claims["article_id"], claims["chain_ids"], strict=True) for k in ids}
    names = mentions(found, held, voices(table))
    joins, apart = joins_of(names), non_joins_of(names)
    unlike = sum(a[1] != b[1] for a, b in joins)
    print(
        f"joins: {len(joins)} ({unlike} of unlike names); names that share a word, not joined: {len(apart)}"
    )
    doubts = found.joins()
    print(
        f"not sure: {int(doubts['joined'].sum())} joined, {int(len(doubts) - doubts['joined'].sum())} left "
        "apart"
    )
    if options.many:
        for copies in (options.many // 2, options.many):
            print(cost(found.rosters, copies, len(claims)))
    if options.list:
        print(quoted[quoted["verdict"] != checks.VERDICTS[0]].to_string())
    if options.samples:
        for name, pairs in (("joins", joins), ("non-joins", apart)):
            drawn = sheet_of(pairs, articles, options.seed)
            exports.to_csv(drawn, options.samples / f"{name}.csv")
        print(f"two sheets to judge in {options.samples}")


if __name__ == "__main__":
    main()
