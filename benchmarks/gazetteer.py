#!/usr/bin/env python3
"""Measure the gazetteer: compiling, opening, looking up; the full dump; and how many gold toponyms it could
answer.

    python benchmarks/gazetteer.py                        compile anew, open, look up
    python benchmarks/gazetteer.py --dump 5000000       from a generated GeoNames dump of so many places
    python benchmarks/gazetteer.py --coverage FILE …    share of gold toponyms with a candidate within 161 km

Times are CPU seconds of the process measured, memory is its peak resident set. Generated files go to a
temporary folder that is removed.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

OPEN = """
import json, resource, sys, time
import psutil, numpy, pyarrow.ipc, marisa_trie, rapidfuzz
from claimatlas.gazetteer import normalise, open_gazetteer
from claimatlas.gazetteer import store
from pathlib import Path
process = psutil.Process()
base = process.memory_info().rss
start = time.process_time()
gaz = store.Gazetteer(Path(sys.argv[1])) if sys.argv[1] else open_gazetteer()
opened = time.process_time() - start
step = max(1, len(gaz) // 20_000)
names = [gaz.name(i) for i in range(0, len(gaz), step)]
norms = [normalise(name) for name in names]
after = process.memory_info().rss
def each(function, values):
    start = time.process_time()
    for value in values:
        function(value)
    return 1e6 * (time.process_time() - start) / len(values)
figures = {
    "places": len(gaz), "names": sum(len(trie) for trie in gaz._names.tries), "tries": len(gaz._names.tries),
    "opened in CPU s": round(opened, 3),
    "normalise, microseconds": round(each(normalise, names), 2),
    "indices of a known name, microseconds": round(each(gaz.indices, norms), 2),
    "indices of an unknown name, microseconds": round(each(gaz.indices, [n + " zq" for n in norms]), 2),
    "prefixes, microseconds": round(each(gaz.prefixes, [n + " and more" for n in norms]), 2),
    "place, microseconds": round(each(gaz.place, list(range(0, len(gaz), step))), 2),
    "similar, microseconds": round(
        each(gaz.similar_indices, [n.replace("a", "o", 1) for n in norms[::10]]), 2
    ),
    "memory added, MB": round((process.memory_info().rss - base) / 1e6, 1),
}
print(json.dumps(figures))
"""


def km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance."""
    a, b, c, d = map(math.radians, (lat_a, lon_a, lat_b, lon_b))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1, math.sqrt(h)))


def measured(command: list[str]) -> tuple[float, float, float, str]:
    """Run `command`; return CPU seconds, wall seconds, peak memory in MB and its output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        ["/usr/bin/env", sys.executable, "-c", PEAK, *command], capture_output=True, text=True, check=True
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    *output, peak = done.stdout.rstrip().split("\n")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, wall, float(peak), "\n".join(output)


# ru_maxrss of all children is the largest of any: measure each command in a process that has no other.
PEAK = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, *sys.argv[1:]])
unit = 1024 if sys.platform == "linux" else 1024 ** 2
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit)
sys.exit(done.returncode)
"""


def show(label: str, value: object) -> None:
    """Print one figure."""
    print(f"{label:45s} {value:,}" if isinstance(value, int) else f"{label:45s} {value}", flush=True)


def compile_and_open(folder: Path, dump: Path | None) -> None:
    """Compile into `folder`, then open the result in a new process, and print what both took."""
    options = ["--geonames", str(dump)] if dump else ["--packages"]
    cpu, wall, peak, out = measured(["-m", "claimatlas.gazetteer", "build", "--into", str(folder), *options])
    target = Path(out.split("\n")[-1])
    show("compiled in CPU s", round(cpu, 1))
    show("compiled in s", round(wall, 1))
    show("peak memory while compiling, MB", round(peak))
    show("on disk, MB", round(sum(path.stat().st_size for path in target.iterdir()) / 1e6, 1))
    _, _, _, out = measured(["-c", OPEN, str(target)])
    for label, value in json.loads(out).items():
        show(label, value)


def coverage(files: list[Path], misses: int) -> None:
    """Print the share of gold toponyms that have any candidate within 161 km, by the rules below,
    each added to the last."""
    from claimatlas.gazetteer import normalise, open_gazetteer

    gaz = open_gazetteer()

    def near(rows: object, gold: dict) -> bool:
        return any(km(gold["lat"], gold["lon"], float(gaz.lat[i]), float(gaz.lon[i])) <= 161 for i in rows)

    def trimmed(text: str) -> str:
        return re.sub(r"^the |['’]s$", "", text)

    def kindless(text: str) -> str:
        return re.sub(
            r" (city|county|state|province|district|region|area|valley|co|twp|township)$", "", normalise(text)
        )

    rules = {
        "names": lambda t: gaz.indices(normalise(t)),
        "+ abbreviations": lambda t: gaz.codes(normalise(t)),
        "+ demonyms": lambda t: gaz.demonyms(normalise(t)),
        "+ article and possessive trimmed": lambda t: gaz.indices(normalise(trimmed(t))),
        "+ kind word trimmed": lambda t: gaz.indices(kindless(t)),
        "+ transliterations": lambda t: gaz.similar_indices(normalise(t)),
    }
    for path in files:
        golds = [
            gold for line in path.read_text(encoding="utf-8").split("\n") if line
            for gold in json.loads(line)["toponyms"] if gold["lat"] is not None
        ]
        left = golds
        print(f"{path.stem}: {len(golds):,} toponyms with coordinates")
        for label, rule in rules.items():
            left = [gold for gold in left if not near(rule(gold["text"]), gold)]
            show(f"  {label}", round(1 - len(left) / len(golds), 4))
        if misses:
            print(Counter((g["text"], g.get("type")) for g in left).most_common(misses))


def wrong_guesses(files: list[Path]) -> None:
    """Print how often `similar` offers something for capitalised words that are no toponym and
    that no place is called."""
    from claimatlas.gazetteer import normalise, open_gazetteer

    gaz = open_gazetteer()
    for path in files:
        seen: Counter = Counter()
        for line in filter(None, path.read_text(encoding="utf-8").split("\n")):
            article = json.loads(line)
            inside = {i for t in article["toponyms"] for i in range(t["start"], t["end"])}
            for found in re.finditer(r"\b[A-Z][a-z’'-]{4,}(?: [A-Z][a-z’'-]+)?\b", article["text"]):
                norm = normalise(found[0])
                known = len(gaz.indices(norm)) or len(gaz.demonyms(norm))
                if found.start() not in inside and len(norm) >= 5 and not known:
                    seen["words"] += 1
                    seen["with a suggestion"] += bool(gaz.similar_indices(norm))
        print(f"{path.stem}: {seen['with a suggestion']:,} of {seen['words']:,} capitalised words that are "
              "no toponym and no "
              f"known name get a suggestion ({seen['with a suggestion'] / max(1, seen['words']):.2%})")


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--dump", type=int, metavar="PLACES", help="generate a GeoNames dump of so many places and compile it"
    )
    parser.add_argument(
        "--coverage", type=Path, nargs="+", metavar="FILE", help="gold corpora in the form of bench/geoparse"
    )
    parser.add_argument(
        "--misses", type=int, default=0, metavar="N", help="with --coverage: print the N commonest misses"
    )
    options = parser.parse_args()
    if options.coverage:
        coverage(options.coverage, options.misses)
        wrong_guesses(options.coverage)
        return
    with tempfile.TemporaryDirectory() as folder:
        dump = None
        if options.dump:
            from geonames_dump import write_dump

            dump = Path(folder) / "dump"
            write_dump(dump, options.dump, seed=random.Random(1).randrange(10**6), broken_every=100_000)
            size = sum(path.stat().st_size for path in dump.iterdir())
            show("generated dump, MB", round(size / 1e6))
        compile_and_open(Path(folder) / "build", dump)


if __name__ == "__main__":
    main()
