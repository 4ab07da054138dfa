"""Measure claims on hand codings of other news: python benchmarks/coding.py CORPUS SENTENCES.jsonl ROWS.jsonl
[MORE …]

CORPUS is a corpus folder. A line of SENTENCES.jsonl is a sentence of it (article_id, sentence, start, end,
text), a line of ROWS.jsonl a coded claim that quotes its sentence (content, cue and holder_mention as
written); offsets are found here. Several codings may be given one after another; their counts are added.
``--only id,id`` keeps articles whose id begins so.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from pathlib import Path

import pandas as pd
import seeds

from claimatlas import corpus, tables
from claimatlas.annotate import annotate
from claimatlas.claims.coding import find_dates, parse_date, parse_number
from claimatlas.claims.reference import score, typed

SHOWN = (
    "attributed sentences, explicit", "claim rows", "kind, explicit", "holder, of the attributed",
    "whole chain, resolved", "hedged", "denial", "negated", "places", "dates", "dates of the reporting",
    "numbers",
)  # fmt: skip


def locate(text: str, piece: str, after: int = 0) -> tuple[int, int] | None:
    """Find a quoted piece in its sentence, as whole words first, not before `after` if it can be."""
    pattern = re.compile(rf"(?<!\w){re.escape(piece)}(?!\w)")
    found = pattern.search(text, after) or pattern.search(text)
    if found:
        return found.span()
    start = text.find(piece)
    return None if start < 0 else (start, start + len(piece))


def date_of(text: str, published: str | None) -> dict | None:
    """Read a coded date; a weekday is resolved from the publication date, as the codebook has it."""
    weekday = re.fullmatch(r"relative: (?:on |last |this )?(\w+day)\b.*", text, re.IGNORECASE)
    if weekday and isinstance(published, str) and (found := find_dates(f"on {weekday[1]}", published)):
        return found[0].value
    try:
        return parse_date(text)
    except ValueError:
        return None


def number_of(text: str) -> dict | None:
    """Read a coded number."""
    try:
        return parse_number(text)
    except ValueError:
        return None


def read_coding(articles: pd.DataFrame, sentences: Path, rows: Path) -> pd.DataFrame:
    """Read a coding that quotes its sentences, in the form of the claims table."""
    by_key = {
        (s["article_id"], s["sentence"]): s
        for s in map(json.loads, sentences.read_text("utf-8").splitlines())
    }
    known = {a["article_id"]: a for a in articles.to_dict("records")}
    found = []
    for r in map(json.loads, rows.read_text("utf-8").splitlines()):
        if r["article_id"] in known:
            found.append(_row(r, by_key[r["article_id"], r["sentence"]], known[r["article_id"]]))
    return typed(pd.DataFrame(found)[tables.SCHEMAS["claims"].columns.names])


def _row(coded: dict, sentence: dict, article: dict) -> dict:
    """A row of a coding in the form of the claims table: what it quotes, by where that stands."""
    text, begin, after = sentence["text"], sentence["start"], 0
    spans = []
    for piece in coded["content"]:
        if at := locate(text, piece, after):
            spans.append((begin + at[0], begin + at[1]))
            after = at[1]
    spans.sort()
    here = not coded.get("cue_elsewhere")
    cue = locate(text, coded["cue"]) if coded.get("cue") and here else None
    source = locate(text, coded["holder_mention"]) if coded.get("holder_mention") and here else None
    blank = dict.fromkeys(tables.SCHEMAS["claims"].columns.names)
    read = ("content", "dates", "cue_dates", "numbers")
    kept = {name: coded[name] for name in blank if name in coded and name not in read}
    return blank | kept | {
        "outlet": coded["chain"][0], "start": spans[0][0], "end": spans[-1][1], "spans": spans,
        "content": " ".join(article["text"][a:b] for a, b in spans), "sentence": text,
        "sentence_start": begin, "sentence_end": sentence["end"],
        "holder": coded["chain"][-1] if len(coded["chain"]) > 1 else None,
        "holder_mention": coded["holder_mention"] or None, "cue": coded["cue"] or None,
        "hedge": coded.get("hedge") or None, "holder_start": source and begin + source[0],
        "holder_end": source and begin + source[1], "cue_start": cue and begin + cue[0],
        "cue_end": cue and begin + cue[1],
        "dates": [d for x in coded["dates"] if (d := date_of(x, article["published"]))],
        "cue_dates": [d for x in coded["cue_dates"] if (d := date_of(x, article["published"]))],
        "numbers": [n for x in coded["numbers"] if (n := number_of(x))], "confidence": 1.0,
        "made_by": "hand-coded",
    }  # fmt: skip


def main() -> None:
    """Print the scores of each coding and of all together, and what the rules cost beside the parse."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path, help="CORPUS SENTENCES ROWS, three for each coding")
    parser.add_argument(
        "--only", default="", help="keep articles whose id begins with one of these, joined by commas"
    )
    parser.add_argument("--errors", action="store_true", help="every difference from the coding")
    options = parser.parse_args()
    keep = tuple(options.only.split(",")) if options.only else ("",)
    parsing = rules = 0.0
    scores = []
    for folder, sentences, rows in zip(*[iter(options.files)] * 3, strict=True):
        articles = corpus.read_corpus(folder)
        articles = articles[articles["article_id"].str.startswith(keep)].reset_index(drop=True)
        reference = read_coding(articles, sentences, rows)
        begin = time.process_time()
        docs = list(annotate(articles["text"]))
        parsed = time.process_time()
        machine = seeds.extract(articles, docs)
        rules += time.process_time() - parsed
        parsing += parsed - begin
        table = score(machine, reference, articles).set_index("measure")
        scores.append(table.loc[[m for m in SHOWN if m in table.index], ["right", "machine", "reference"]])
        if options.errors:
            seeds.errors(machine, reference, articles)
    total = sum(scores[1:], scores[0])
    print(f"{'':34}{'right':>7}{'machine':>9}{'coded':>7}{'P':>7}{'R':>7}{'F1':>7}")
    for name, (right, machine, coded) in total.astype(int).iterrows():
        p, r = right / max(machine, 1), right / max(coded, 1)
        f1 = 200 * right / max(machine + coded, 1)
        print(f"{name:34}{right:7}{machine:9}{coded:7}{100 * p:7.1f}{100 * r:7.1f}{f1:7.1f}")
    print(f"\nrules ÷ parse, CPU: {rules / parsing:.2f}")


if __name__ == "__main__":
    main()
