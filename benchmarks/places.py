"""Measure the places of a corpus with known answers: python benchmarks/places.py CORPUS.jsonl

CORPUS.jsonl has one article a line: id, text, toponyms [{start, end, lat, lon}], optionally domain (the
outlet) and the type of each toponym; several corpora may be named. Toponyms are matched one to one by
overlap, a place is right within 161 km, and end to end, where a missed or unresolved toponym is wrong.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

from places_scores import exact, reliability, roles, score


def read(path: Path) -> list[dict]:
    """Read a corpus, one article a line (a text may hold other line separators)."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def sources(articles: list[dict], mode: str, clock: dict[str, float]) -> Iterator[tuple[dict, object]]:
    """Yield each article with its text or its parse;
    the CPU seconds of the model go to ``clock["model"]``."""
    if mode == "fast":
        for article in articles:
            yield article, article["text"]
        return
    from claimatlas.annotate import annotate, load_model

    load_model()
    docs = annotate(article["text"] for article in articles)
    for article in articles:
        start = time.process_time()
        doc = next(docs)
        clock["model"] += time.process_time() - start
        yield article, doc


def halves(articles: list[dict], seed: int) -> dict[str, list[dict]]:
    """Draw two halves of the articles by a seed: the first to look at, the second to leave alone."""
    ids = sorted(article["id"] for article in articles)
    random.Random(seed).shuffle(ids)
    first = set(ids[: len(ids) // 2])
    return {
        "first": [a for a in articles if a["id"] in first],
        "second": [a for a in articles if a["id"] not in first]
    }


def predictions(mentions, gaz) -> list[dict]:
    """Return mentions in the scorer's form; what is ambiguous or unknown has no point."""
    return [
        {"start": m.start, "end": m.end, "surface": m.surface,
         "lat": float(gaz.lat[m.row]) if m.status == "resolved" else None,
         "lon": float(gaz.lon[m.row]) if m.status == "resolved" else None, "role": m.role}
        for m in mentions
    ]


def homes_file(path: Path) -> dict[str, tuple[float, float]]:
    """Read a CSV with the columns outlet, lat and lon."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["outlet"]: (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)}


def derived_homes(articles: list[dict], resolved: dict[str, list], gaz) -> dict[str, tuple[float, float]]:
    """Return the home of each article's outlet, from the outlet's other articles
    and never from the answers."""
    from claimatlas.places.homes import outlet_homes

    return outlet_homes(((a["id"], a.get("domain") or a["id"], resolved[a["id"]]) for a in articles), gaz)


def ablation(articles, parsed, settings, gaz, homes) -> None:
    """Print what each rule is worth: the scores without it."""
    from claimatlas.places.mentions import find_toponyms, settle
    from claimatlas.places.resolution import WEIGHTS
    from claimatlas.places.toponym import RULES

    def run(rules=RULES, weights=WEIGHTS, demonyms=settings.demonyms, homes=homes):
        found = {}
        for article, source in zip(articles, parsed, strict=True):
            toponyms, hints = find_toponyms(source, gaz, settings.mode, demonyms, rules)
            home = homes.get(article["id"])
            found[article["id"]] = predictions(
                settle(toponyms, gaz, home, settings.threshold, weights, hints), gaz
            )
        return score(articles, found)

    print(f"\n{'without':<42}{'F1':>8}{'161 km':>8}{'e2e F1':>8}{'change':>8}")
    whole = run()
    print(
        f"{'(nothing: the whole)':<42}{whole['F1']:8.3f}{whole['within 161 km']:8.3f}{whole['e2e F1']:8.3f}"
    )
    trials = [(f"recognition: {f.name}", {"rules": replace(RULES, **{f.name: False})}) for f in fields(RULES)
              if f.name != "model" or settings.mode == "accurate"]
    trials += [
        (f"resolution: {f.name}", {"weights": replace(WEIGHTS, **{f.name: 0})})
        for f in fields(WEIGHTS) if f.name != "home"
    ]
    trials.append(("demonyms", {"demonyms": not settings.demonyms}))
    if homes:
        trials.append(("outlets' homes", {"homes": {}}))
    for label, change in trials:
        s = run(**change)
        print(
            f"{label:<42}{s['F1']:8.3f}{s['within 161 km']:8.3f}{s['e2e F1']:8.3f}"
            f"{s['e2e F1'] - whole['e2e F1']:+8.3f}"
        )


def print_halves(
    articles: list[dict], found: dict[str, list[dict]], settled: dict[str, list], seed: int
) -> None:
    """Print the scores of each half of the articles, drawn by a seed."""
    for name, half in halves(articles, seed).items():
        own, own_roles = score(half, found), roles(half, settled)
        line = f"  {name} half: {len(half)} articles, F1 {own['F1']:.3f}, e2e F1 {own['e2e F1']:.3f}"
        print(line + (f", roles {own_roles['accuracy']:.3f}" if own_roles else ""))


def with_homes(
    articles: list[dict], toponyms: dict[str, tuple], resolved: dict[str, list], settings: argparse.Namespace,
    gaz
) -> tuple[dict, dict[str, list]]:
    """Return the homes of the articles' outlets, read or derived, and the toponyms resolved with them."""
    from claimatlas.places.mentions import lexicon_of
    from claimatlas.places.resolution import resolve

    homes, lexicon = {}, lexicon_of(gaz)
    for _ in range(1 if settings.homes else 2):
        if settings.homes:
            known = homes_file(settings.homes)
            homes = {a["id"]: known[a["domain"]] for a in articles if a.get("domain") in known}
        else:
            homes = derived_homes(articles, resolved, gaz)
        resolved = {
            key: resolve(found, lexicon, homes.get(key), hints=hints)
            for key, (found, hints) in toponyms.items()
        }
    return homes, resolved


def measure(path: Path, settings: argparse.Namespace) -> list[dict]:
    """Measure one corpus, print the figures and return its rows of the reliability table."""
    from claimatlas.gazetteer import open_gazetteer
    from claimatlas.gazetteer.store import ensure

    articles = read(path)
    ensure()  # compiles the gazetteer if need be: not part of opening it
    start = time.perf_counter()
    gaz = open_gazetteer()
    opened = time.perf_counter() - start
    clock = {"model": 0.0, "places": 0.0}
    settled, homes, parsed = found_places(articles, settings, gaz, clock)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak /= 1024 if sys.platform != "darwin" else 1024**2

    found = {key: predictions(mentions, gaz) for key, mentions in settled.items()}
    if settings.out:
        write_predictions(settings.out, found)
    demonyms = "on" if settings.demonyms else "off"
    print(f"{path.name}: {len(articles)} articles, mode {settings.mode}, demonyms {demonyms}, "
          f"threshold {settings.threshold}, homes of {len(homes)} articles' outlets")
    scores = score(articles, found)
    print("  " + "  ".join(f"{name} {value:.3f}" for name, value in scores.items()))
    if settings.halves is not None:
        print_halves(articles, found, settled, settings.halves)
    costs = {"rate": len(articles) / (clock["model"] + clock["places"]), "peak": peak, "open": opened}
    print_costs(articles, settled, clock, costs)
    if found_roles := roles(articles, settled):
        names = {name: f"{name} F1" if name != "accuracy" else name for name in found_roles}
        print("  roles: " + "  ".join(f"{names[name]} {value:.3f}" for name, value in found_roles.items()))
    ids = exact(articles, settled, gaz)
    print("  ids: " + "  ".join(f"{name} {value:.3f}" for name, value in ids.items()))
    table = reliability(articles, settled, gaz)
    print("  stated confidence   mentions   stated   right")
    for row in table:
        print(f"  {row['from']:.2f} to {row['to']:.2f}       {row['n']:8d} {row['confidence']:8.3f} "
              f"{row['right']:7.3f}")
    if settings.ablation:
        ablation(articles, parsed, settings, gaz, homes)
    if settings.json:
        print(json.dumps({"scores": scores, "costs": costs}))
    return [{"corpus": path.stem, "mode": settings.mode, **row} for row in table]


def found_places(
    articles: list[dict], settings: argparse.Namespace, gaz, clock: dict[str, float]
) -> tuple[dict[str, list], dict, list]:
    """Return the mentions of each article, the homes of outlets, and the texts or parses if asked for.

    `clock` takes the CPU seconds of the model and of the places.
    """
    from claimatlas.places.confidence import mentions_of
    from claimatlas.places.mentions import find_toponyms, lexicon_of
    from claimatlas.places.resolution import resolve

    lexicon = lexicon_of(gaz)
    toponyms, resolved, parsed = {}, {}, []
    settled: dict[str, list] = {}
    for article, source in sources(articles, settings.mode, clock):
        start = time.process_time()
        found, hints = find_toponyms(source, gaz, settings.mode, settings.demonyms)
        first = resolve(found, lexicon, hints=hints)
        settled[article["id"]] = mentions_of(first, settings.threshold)
        clock["places"] += time.process_time() - start
        if settings.outlet_homes:
            toponyms[article["id"]], resolved[article["id"]] = (found, hints), first
        if settings.ablation:
            parsed.append(source)
    homes = {}
    if settings.outlet_homes:
        start = time.process_time()
        homes, resolved = with_homes(articles, toponyms, resolved, settings, gaz)
        settled = {key: mentions_of(rs, settings.threshold) for key, rs in resolved.items()}
        clock["places"] += time.process_time() - start
    return settled, homes, parsed


def write_predictions(path: Path, found: dict[str, list[dict]]) -> None:
    """Write the predictions of all articles, one toponym a line."""
    with path.open("w", encoding="utf-8") as file:
        for article_id, rows in found.items():
            for row in rows:
                file.write(json.dumps({"doc_id": article_id, **row}, ensure_ascii=False) + "\n")


def print_costs(
    articles: list[dict], settled: dict[str, list], clock: dict[str, float], costs: dict[str, float]
) -> None:
    """Print how many mentions have which status, and what finding them cost."""
    states = Counter(m.status for mentions in settled.values() for m in mentions)
    print("  mentions: " + ", ".join(f"{n} {status}" for status, n in sorted(states.items())))
    print(f"  {costs['rate']:.1f} articles a CPU second", end="")
    if clock["model"]:
        times = (clock["model"] + clock["places"]) / clock["model"]
        print(f" ({len(articles) / clock['places']:.0f} without the model); "
              f"{times:.3f} times the model's pass alone", end="")
    print(f"; peak memory {costs['peak']:.0f} MB; gazetteer opened in {costs['open']:.3f} s")


def main() -> int:
    """Run the command line."""
    from claimatlas.places import THRESHOLD

    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument(
        "--out", type=Path, help="write the predictions, one toponym a line (for a single corpus)"
    )
    parser.add_argument("--mode", choices=("accurate", "fast"), default="accurate")
    parser.add_argument(
        "--demonyms", choices=("on", "off"), default="on",
        help="count nationality words; corpora disagree. On by default: they name a place, in the role "
             "associative",
    )
    parser.add_argument(
        "--outlet-homes", action="store_true", help="use where each outlet (domain) is at home"
    )
    parser.add_argument(
        "--homes", type=Path,
        help="CSV outlet,lat,lon for --outlet-homes; without it, derived from the outlet's other articles"
    )
    parser.add_argument(
        "--threshold", type=float, default=THRESHOLD,
        help=f"confidence below which a mention is left ambiguous (default {THRESHOLD})",
    )
    parser.add_argument("--json", action="store_true", help="print scores and costs as JSON as well")
    parser.add_argument(
        "--halves", type=int, metavar="SEED", help="print the scores of two halves drawn by a seed as well"
    )
    parser.add_argument("--ablation", action="store_true", help="print what each rule is worth")
    parser.add_argument(
        "--reliability", type=Path, help="write the table of stated confidence against what was right (CSV)"
    )
    settings = parser.parse_args()
    if settings.out and len(settings.corpus) > 1:
        parser.error("--out takes a single corpus")
    settings.demonyms = settings.demonyms == "on"
    rows = [row for path in settings.corpus for row in measure(path, settings)]
    if settings.reliability:
        with settings.reliability.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(
                file, ["corpus", "mode", "from", "to", "n", "confidence", "right"], lineterminator="\n"
            )
            writer.writeheader()
            writer.writerows(rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
