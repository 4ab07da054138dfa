"""Measure what the repository can measure by itself and fail where a figure fell: python benchmarks/gate.py
[--pin]

The texts are the bundled corpus with its hand coding and what tests/ makes up: articles with planted
differences, a generated corpus and a folder of every kind of file. The pinned figures stand in gate.csv,
which says how much worse a figure may become. Times are CPU seconds beside the parse of the same articles,
the least of several runs, so that neither the machine nor its load decides. ``--pin`` writes what was
measured.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import spacy

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests")]

import differences  # noqa: E402
import generated  # noqa: E402
import intake  # noqa: E402
import seeds  # noqa: E402
import seeds_compare  # noqa: E402

from claimatlas import comparison, places, tables  # noqa: E402
from claimatlas.annotate import annotate  # noqa: E402
from claimatlas.claims import claims_and_holders  # noqa: E402
from claimatlas.claims.reference import score  # noqa: E402
from claimatlas.gazetteer import open_gazetteer  # noqa: E402
from claimatlas.versions import MODEL  # noqa: E402

PINNED = Path(__file__).with_suffix(".csv")
BUNDLED = ROOT / "data" / "tajik-afghan-border"
RUNS = 3  # of what is timed
Figures = Iterator[tuple[str, float]]


def f1(right: int, told: int, wanted: int) -> float:
    """Return F1 of counts."""
    return 2 * right / (told + wanted) if told + wanted else 1.0


def seconds(work: Callable[[], object]) -> float:
    """Return the least CPU seconds of several runs."""
    times = []
    for _ in range(RUNS):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)


def of_claims(articles: pd.DataFrame, docs: list, reference: pd.DataFrame) -> Figures:
    """Yield claims, places and holders of the bundled corpus against its hand coding."""
    machine = seeds.extract(articles, docs)
    for row in score(machine, reference, articles, seeds.HOLDER).itertuples():
        yield f"claims: {row.measure}, F1", row.f1
    mentions, _ = places.tables_of(articles, zip(articles["article_id"], docs, strict=True), open_gazetteer())
    yield "places: names resolved, share", float(mentions["place_id"].notna().mean())
    required = places.required_of(BUNDLED)
    absent = places.require(required, mentions, articles)
    yield "places: names that must be resolved and are", len(required) - len(absent)


def cells(row: dict[str, str], name: str) -> list[str]:
    """Return the parts of a cell of a reference table."""
    return row[name].split("; ") if row[name] else []


def of_groups(articles: pd.DataFrame, docs: list, reference: pd.DataFrame) -> Figures:
    """Yield same claims, origins and conflicts of the bundled corpus against its hand coding."""
    read = {}
    for name in ("groups", "conflicts"):
        with (BUNDLED / "reference" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            read[name] = list(csv.DictReader(file))
    outlet = dict(zip(reference["claim_id"], reference["outlet"], strict=True))
    same = [
        {
            "group": row["group"],
            "claims": cells(row, "claims"),
            "outlets": sorted({outlet[c] for c in cells(row, "claims")}),
            "n_named_original": len(cells(row, "sources")),
        }
        for row in read["groups"]
        if row["relation"] == "same"
    ]
    contradictions = [{"id": row["conflict"], "claims": cells(row, "claims")} for row in read["conflicts"]]
    gold = {"same_claim": same, "contradictions": contradictions}
    told = seeds_compare.measure(seeds.extract(articles, docs), articles, reference, gold)
    yield "groups: same-claim pairs, F1", f1(len(told["right"]), len(told["told"]), len(told["true"]))
    yield "groups: single-origin groups found", told["found"]
    yield "groups: given two independent sources in error", told["double"]
    for verdict in ("conflict", "denial"):
        wanted = [set(cells(r, "claims")) for r in read["conflicts"] if r["verdict"] == verdict]
        raised = [both for _, v, _, _, both, c in told["raised"] if v == verdict and c >= tables.SHOWN]
        yield f"differences: {verdict}s of the hand coding shown", sum(
            any(b <= w for b in raised) for w in wanted
        )
        if verdict == "conflict":
            strange = [b for b in raised if not any(b <= w for w in wanted)]
            yield "differences: conflicts shown that the hand coding has not", len(strange)


def of_made_up() -> Figures:
    """Yield what is found of the differences planted into the articles that the tests made up."""
    wanted, found, others, _ = differences.planted()
    yield "differences: planted and shown, share", len(found) / len(wanted)
    yield "differences: shown and not planted", others


def of_generated() -> Figures:
    """Yield same claims and contradictions of a generated corpus against what was planted into it."""
    made = generated.make(1_500, seed=11, planted=0.25)
    groups, conflicts, _ = comparison.compare(made.claims, made.articles)
    told = {
        (a, b)
        for _, group in groups.groupby("group_id")
        for a, b in itertools.combinations(sorted(group["claim_id"]), 2)
        if a.split(":")[0] != b.split(":")[0]
    }
    yield "generated: same-claim pairs, F1", f1(len(told & made.pairs()), len(told), len(made.pairs()))
    shown = tables.sure(conflicts)
    raised = {
        (*sorted((a, b)), row.slot)
        for row in shown[shown["verdict"].isin(["conflict", "denial"])].itertuples()
        for a in row.claims_a
        for b in row.claims_b
    }
    yield "generated: planted contradictions shown, share", len(raised & made.conflicts) / len(made.conflicts)
    wrong = {pair[:2] for pair in raised} & made.harmless
    yield "generated: harmless differences shown, share", len(wrong) / len(made.harmless)


def of_intake() -> Figures:
    """Yield what is read of a folder of every kind of file, whole and spoiled."""
    for name, told in intake.of_kinds():
        if "words" in told:
            yield "intake: articles read of those put in, share", told["read"] / told["put in"]
            yield "intake: words of the texts, F1", told["words"]
        yield f"intake: {name}, files or rows that nothing is said of", told["silent"] + told["nameless"]
        if name == "named wrongly":
            yield "intake: articles read under wrong names", told["read"]


def of_time(articles: pd.DataFrame, docs: list) -> Figures:
    """Yield CPU seconds of each step on the bundled corpus as a share of the model's own pass over it."""
    own = spacy.load(MODEL)
    parsed = list(zip(articles["article_id"], docs, strict=True))
    gazetteer = open_gazetteer()
    mentions, _ = places.tables_of(articles, parsed, gazetteer)
    claims, holders = claims_and_holders(articles, parsed, mentions=mentions)
    named = holders.frame(claims)
    parse = seconds(lambda: list(own.pipe(articles["text"])))
    for name, work in (
        ("places", lambda: places.tables_of(articles, parsed, gazetteer)),
        ("claims", lambda: claims_and_holders(articles, parsed, mentions=mentions)),
        ("comparison", lambda: comparison.compare(claims, articles, holders=named)),
    ):
        yield f"time: {name} beside the parse, ratio", seconds(work) / parse


def measured() -> Figures:
    """Yield every figure with its name."""
    articles, reference = seeds.digests()
    docs = list(annotate(articles["text"]))
    yield from of_claims(articles, docs, reference)
    yield from of_groups(articles, docs, reference)
    yield from of_made_up()
    yield from of_generated()
    yield from of_intake()
    yield from of_time(articles, docs)


def verdict(now: float, row: dict[str, str]) -> str:
    """Say how a figure stands to its pinned one: the same, better, worse or FELL,
    which is worse than it may be."""
    change = (now - float(row["pinned"])) * (1 if row["better"] == "higher" else -1)
    if abs(change) < 5e-4:
        return "same"
    if change > 0:
        return "better"
    return "worse" if -change <= float(row["slack"]) + 1e-9 else "FELL"


def shown(value: float) -> str:
    """Return a figure as text: a count as it is, anything else with three digits."""
    return f"{value:.3f}" if value != int(value) else str(int(value))


def write_pinned(figures: dict[str, float], heading: list[str], rows: list[dict[str, str]]) -> None:
    """Write figures into the file of pinned ones; a time only where it got worse than it may be."""
    with PINNED.open("w", encoding="utf-8", newline="") as file:
        file.writelines(heading)
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            now = figures.get(row["figure"])
            kept = now is None or (row["figure"].startswith("time:") and verdict(now, row) != "FELL")
            writer.writerow(row if kept else row | {"pinned": shown(now)})


def main() -> int:
    """Print every figure beside its pinned one; return 1 if one fell, is not pinned or was not measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pin", action="store_true", help="write what was measured into gate.csv")
    options = parser.parse_args()
    lines = PINNED.read_text(encoding="utf-8").splitlines(keepends=True)
    heading = [line for line in lines if line.startswith("#")]
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    pinned = {row["figure"]: row for row in rows}
    figures, fell = {}, []
    print(f"{'figure':62}{'pinned':>9}{'now':>9}")
    for name, now in measured():
        figures[name] = now
        told = verdict(now, pinned[name]) if name in pinned else "NOT PINNED"
        fell += [name] if told.isupper() else []
        print(f"{name:62}{pinned.get(name, {}).get('pinned', '–'):>9}{shown(now):>9}  {told}", flush=True)
    fell += [name for name in pinned if name not in figures]
    if options.pin:
        write_pinned(figures, heading, rows)
        return 0
    if fell:
        print(f"error: {len(fell)} figures fell or are not in both: {'; '.join(fell)}", file=sys.stderr)
        print(
            "If that is meant, say why in the commit and run `python benchmarks/gate.py --pin`.",
            file=sys.stderr,
        )
    return bool(fell)


if __name__ == "__main__":
    sys.exit(main())
