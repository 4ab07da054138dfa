"""Measure whom pronouns stand for: python benchmarks/people.py FILE [--out PRED.jsonl] [--from P]

FILE is GUM (a line a document: id, genre, text, mentions with chain, type and kind) or GAP (a line a
paragraph: id, text,
pronoun, a and b with span and same). Both are halved by a seed: antecedents.csv was fitted on the one
half, and nobody
looked at the other. --out writes what was answered, a line for each pronoun.

    python benchmarks/people.py --judged PRONOUNS.csv CORPUS

counts pronouns that hold claims and were judged one by one (article_id, holder_start, machine, right,
should_be).
"""

from __future__ import annotations

import argparse
import json
import random
import time
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from claimatlas import corpus
from claimatlas.annotate import annotate
from claimatlas.claims import claims_of
from claimatlas.claims.reference import same_name
from claimatlas.people.antecedents import ANTECEDENT_FROM, Antecedents
from claimatlas.people.bodies import acronyms
from claimatlas.people.mentions import Mention
from claimatlas.people.names import View
from claimatlas.people.people import People
from claimatlas.people.referents import Referent
from claimatlas.people.words import PRONOUNS

SEED = 10
PERSONAL = frozenset(["he", "she", "him", "her", "his", "hers", "himself", "herself"])
READ = frozenset(["GUM_bio_chao"])
"""Documents of the other half that somebody looked into later, since nothing in them was right: they count
as development."""
NAMED_FROM = 0.2
"""Of two names that are given, the likelier is answered from this probability on; chosen on the
development half."""


@dataclass
class Item:
    """A text with its annotation and what the package reads there."""

    gold: dict
    view: View
    people: People
    short: frozenset[str]

    def told(self) -> Item:
        """The same, where it is known that the two names of GAP are persons'."""
        start, spans = self.view.start, (self.gold[k]["span"] for k in "ab")
        names = [(bisect_left(start, a + 1) - 1, bisect_left(start, b)) for a, b in spans]
        return replace(self, people=People(self.view, self.short, names))

    def antecedents(self) -> Antecedents:
        """The package's decisions on the text."""
        return Antecedents(self.view, self.people)

    def token(self, start: int) -> int | None:
        """The token that begins at a character."""
        i = bisect_left(self.view.start, start)
        return i if i < self.view.n and self.view.start[i] == start else None

    def span(self, name: Mention) -> tuple[int, int]:
        """Characters of a name."""
        last = name.end - 1
        return self.view.start[name.first], self.view.start[last] + len(self.view.text[last])

    def named(self, referent: Referent | None) -> list[Mention]:
        """The names of the person that a referent is."""
        if referent is None or referent.who is None:
            return []
        return [name for name in self.people.all if name.who is referent.who]

    def meets(self, referent: Referent | None, start: int, end: int) -> bool:
        """Whether one of the names of a referent overlaps some characters."""
        return any(begin < end and start < stop for begin, stop in map(self.span, self.named(referent)))


def read(path: Path) -> list[dict]:
    """Read a file of one record a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def development(records: list[dict]) -> set[str]:
    """Return the ids of the development half: every other document of a shuffle, genre by genre."""
    rng, chosen = random.Random(SEED), set()
    for genre in sorted({r.get("genre", "") for r in records}):
        ids = sorted(r["id"] for r in records if r.get("genre", "") == genre)
        rng.shuffle(ids)
        chosen.update(ids[::2])
    return chosen | READ


def items(records: list[dict]) -> tuple[list[Item], float, float]:
    """Parse the texts and read their people; return CPU seconds of the parse and of the reading too."""
    begin = time.process_time()
    docs = list(annotate([r["text"] for r in records]))
    parsed = time.process_time()
    found = []
    for record, doc in zip(records, docs, strict=True):
        view = View(doc)
        short = frozenset(k for k in acronyms(view.string) if " " not in k)
        found.append(Item(record, view, People(view, short), short))
    return found, parsed - begin, time.process_time() - parsed


# --- GUM


def chains_of(item: Item) -> dict[int, str]:
    """For each token the chain of the shortest mention that it stands in."""
    found: dict[int, str] = {}
    start = item.view.start
    for m in sorted(item.gold["mentions"], key=lambda m: m["start"] - m["end"]):
        found.update(
            dict.fromkeys(range(bisect_left(start, m["start"]), bisect_left(start, m["end"])), m["chain"])
        )
    return found


def chain_of(item: Item, referent: Referent, chains: dict[int, str]) -> str | None:
    """The chain of a noun, or of two joined by *and*: of the shortest mention that holds both."""
    if referent.begin < 0:
        return chains.get(referent.at)
    first, last = item.view.start[referent.begin], item.view.start[referent.at]
    both = [m for m in item.gold["mentions"] if m["start"] <= first and last < m["end"]]
    return min(both, key=lambda m: m["end"] - m["start"])["chain"] if both else None


def gum_answers(item: Item, threshold: float) -> list[dict]:
    """Say for each personal pronoun which name it stands for: the last before it, else the first."""
    decide, answers = item.antecedents().decide, []
    for m in item.gold["mentions"]:
        if m["type"] != "person" or m["text"].lower() not in PERSONAL:
            continue
        at = item.token(m["start"])
        answer = {
            "id": item.gold["id"],
            "start": m["start"],
            "end": m["end"],
            "antecedent": None,
            "confidence": 0.0,
        }
        if (
            at is not None
            and (decision := decide(at)).confidence >= threshold
            and (names := item.named(decision.best))
        ):
            before = [x for x in names if x.first < at] or names[:1]
            answer |= {"antecedent": list(item.span(before[-1])), "confidence": decision.confidence}
        answers.append(answer)
    return answers


def gum_right(item: Item, answers: list[dict]) -> list[tuple[dict, bool]]:
    """Pair the answers on pronouns of persons with a name with whether the answer is a name of the chain."""
    names: dict[str, list[tuple[int, int]]] = {}
    for m in item.gold["mentions"]:
        if m["kind"] == "name":
            names.setdefault(m["chain"], []).append((m["start"], m["end"]))
    chain = {m["start"]: m["chain"] for m in item.gold["mentions"] if m["kind"] == "pronoun"}
    judged = []
    for x in answers:
        spans = names.get(chain.get(x["start"]))
        if spans:
            a = x["antecedent"]
            judged.append((x, bool(a) and any(a[0] < end and start < a[1] for start, end in spans)))
    return judged


def gum_line(judged: list[tuple[dict, bool]]) -> str:
    """Accuracy, precision of those answered and their share."""
    answered = sum(x["antecedent"] is not None for x, _ in judged)
    right, n = sum(ok for _, ok in judged), max(len(judged), 1)
    return (
        f"{len(judged):5} pronouns  accuracy {right / n:.3f}  precision {right / max(answered, 1):.3f}  "
        f"answered {answered / n:.3f}"
    )


def others_line(found: list[Item], want: str, threshold: float) -> str:
    """*It* or *they* that GUM leads back to organisations and persons with a name or a description."""
    n = answered = right = astray = 0
    for item in found:
        chains, decide = chains_of(item), item.antecedents().decide
        told = {m["chain"] for m in item.gold["mentions"] if m["kind"] != "pronoun"}
        for m in (m for m in item.gold["mentions"] if m["kind"] == "pronoun"):
            at = item.token(m["start"])
            if at is None or PRONOUNS.get(m["text"].lower()) != want or item.view.tag[at][:3] != "PRP":
                continue
            held = m["type"] in ("organization", "person") and m["chain"] in told
            best, confidence = (d := decide(at)).best, d.confidence
            answer = (
                best is not None and confidence >= threshold and best.kind not in ("thing", "things", "state")
            )
            n += held
            answered += held and answer
            right += held and answer and chain_of(item, best, chains) == m["chain"]
            astray += not held and answer
    return (
        f"{n:5} pronouns  accuracy {right / max(n, 1):.3f}  precision {right / max(answered, 1):.3f}  "
        f"answered {answered / max(n, 1):.3f}; of things, led to a body, document or person: {astray}"
    )


# --- GAP


def gap_answer(item: Item, threshold: float | None) -> dict:
    """Say which of the two names the pronoun stands for: the likelier of the two, or, with a threshold, the
    likeliest of all, whoever that is."""
    gold = item.gold
    at = item.token(gold["pronoun"][0])
    ranked = item.antecedents().decide(at).ranked if at is not None else ()
    best = {
        k: next(((p, i) for i, (p, r) in enumerate(ranked) if item.meets(r, *gold[k]["span"])), (0.0, -1))
        for k in "ab"
    }
    if threshold is None:
        yes = {k: best[k][0] >= NAMED_FROM and best[k][0] >= max(p for p, _ in best.values()) for k in "ab"}
    else:
        yes = {k: best[k][1] == 0 and best[k][0] >= threshold for k in "ab"}
    return {"id": gold["id"], **yes, "confidence": max(p for p, _ in best.values())}


def gap_line(found: list[Item], answers: list[dict]) -> str:
    """F1 over pairs of pronoun and name, and by gender of the pronoun."""
    counts = {"all": Counter(), "m": Counter(), "f": Counter()}
    for item, x in zip(found, answers, strict=True):
        gold = item.gold
        gender = PRONOUNS[gold["text"][slice(*gold["pronoun"])].lower()]
        for k in "ab":
            for key in ("all", gender):
                counts[key][bool(x[k]), gold[k]["same"]] += 1

    def f1(told: Counter) -> float:
        right = 2 * told[True, True]
        return right / max(1, right + told[True, False] + told[False, True])

    scores = {key: f1(told) for key, told in counts.items()}
    cells = f"F1 {scores['all']:.3f}  masculine {scores['m']:.3f}  feminine {scores['f']:.3f}"
    return f"{len(found):5} paragraphs  {cells}"


# --- all together


def calibration(judged: list[tuple[float, bool]]) -> None:
    """Print how often answers of a band of stated confidence are right."""
    for low in range(2, 10):
        band = [(c, ok) for c, ok in judged if low <= 10 * c < low + 1 or (low == 9 and c == 1)]
        if band:
            n, stated, right = len(band), sum(c for c, _ in band), sum(ok for _, ok in band)
            print(
                f"  {low / 10:.1f}–{(low + 1) / 10:.1f} {n:5} answers  stated {stated / n:.2f}  right "
                f"{right / n:.2f}"
            )


def measure_gum(halves: dict[str, list[Item]], threshold: float) -> list[dict]:
    """Print the figures of GUM and return the answers at the threshold."""
    answers = {}
    for name, found in halves.items():
        for at in dict.fromkeys((0.0, threshold)):
            judged = [pair for item in found for pair in gum_right(item, gum_answers(item, at))]
            print(f"GUM {name:12} he, she from {at:.2f} {gum_line(judged)}")
        print(f"GUM {name:12} it      from {threshold:.2f} {others_line(found, 'thing', threshold)}")
        print(f"GUM {name:12} they    from {threshold:.2f} {others_line(found, 'many', threshold)}")
        answers[name] = [x for item in found for x in gum_answers(item, threshold)]
        judged = [pair for item in found for pair in gum_right(item, gum_answers(item, 0.0))]
        calibration([(x["confidence"], ok) for x, ok in judged if x["antecedent"]])
    return [x for half in answers.values() for x in half]


def measure_gap(halves: dict[str, list[Item]], threshold: float) -> list[dict]:
    """Print the figures of GAP and return the answers between two names that are known to be persons'.

    The authors of GAP ask that names be found and the spans used for the answer alone: that is the second
    line."""
    answers = []
    for name, found in halves.items():
        two = [gap_answer(item.told(), None) for item in found]
        print(f"GAP {name:12} the two known as persons', between them  {gap_line(found, two)}")
        print(
            f"GAP {name:12} between the two names as they are found  "
            f"{gap_line(found, [gap_answer(i, None) for i in found])}"
        )
        free = [gap_answer(item, threshold) for item in found]
        print(f"GAP {name:12} whoever is likeliest, from {threshold:.2f}           {gap_line(found, free)}")
        pairs = [
            (x, k, item.gold[k]["same"])
            for item, x in zip(found, [gap_answer(i, 0.0) for i in found], strict=True)
            for k in "ab"
        ]
        calibration([(x["confidence"], same) for x, k, same in pairs if x[k]])
        answers += two
    return answers


def measure_judged(sheet: Path, folder: Path, threshold: float) -> None:
    """Print how many of the judged pronouns are answered, and how many of these are right."""
    judged = pd.read_csv(sheet, keep_default_na=False).to_dict("records")
    articles = corpus.read_corpus(folder)
    articles = articles[articles["article_id"].isin({j["article_id"] for j in judged})].reset_index(drop=True)
    claims = claims_of(
        articles,
        zip(articles["article_id"], annotate(articles["text"]), strict=True),
        antecedent_from=threshold,
    )
    rows = {
        (c["article_id"], c["holder_start"]): c
        for c in claims.to_dict("records")
        if pd.notna(c["holder_start"])
    }
    found = [(j, rows[key]) for j in judged if (key := (j["article_id"], j["holder_start"])) in rows]
    answered = [(j, c) for j, c in found if not c["chain_basis"].startswith("unclear")]
    right = sum(
        same_name(c["chain_explicit"][1], j["machine"] if j["right"] else j["should_be"]) for j, c in answered
    )
    print(
        f"{len(judged)} judged, {len(found)} still hold a claim; answered {len(answered)} "
        f"({len(answered) / len(found):.3f}), "
        f"right {right} ({right / len(answered):.3f})"
    )


def main() -> None:
    """Print the figures of one file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--out", type=Path, help="write the answers, a line each")
    parser.add_argument(
        "--from",
        dest="threshold",
        type=float,
        default=ANTECEDENT_FROM,
        help="probability from which to answer",
    )
    parser.add_argument("--judged", nargs=2, type=Path, metavar=("PRONOUNS.csv", "CORPUS"))
    options = parser.parse_args()
    if options.judged:
        measure_judged(*options.judged, options.threshold)
    if options.file is None:
        return
    records = read(options.file)
    first = development(records)
    found, parse, people = items(records)
    halves = {
        "development": [x for x in found if x.gold["id"] in first],
        "untouched": [x for x in found if x.gold["id"] not in first],
    }
    begin = time.process_time()
    for item in found:
        item.antecedents()
    people += time.process_time() - begin
    measure = measure_gap if "pronoun" in records[0] else measure_gum
    answers = measure(halves, options.threshold)
    print(f"people ÷ parse, CPU: {people / parse:.3f} ({people:.1f} s, {parse:.1f} s)")
    if options.out:
        options.out.write_text("".join(json.dumps(x) + "\n" for x in answers), encoding="utf-8")


if __name__ == "__main__":
    main()
