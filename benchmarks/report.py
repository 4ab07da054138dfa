"""Measure reports in Chromium: requests, console errors, payloads fired, axe's findings, sizes and times.

    python benchmarks/report.py [REPORT ...] [--no-axe] [--index] [--many BUILD FIGURES] [--keep FOLDER]

Without arguments it takes the reports in report/, and a hostile run that tests/hostile.py makes. ``--many``
makes a report of a thousand articles of the tables of a build, told again under other ids, and measures
that too. What is made for the measurement is kept in the folder of ``--keep`` and taken from there by the
next one; ``--index`` leaves out all pages but the report's own. Each page is opened at 1280, 1920 and 390
px, light and dark. First paint is Chromium's first-contentful-paint from the start of the navigation, the
median of three; the shift is the sum of all layout shifts while the page is scrolled to its map and the
tables start. Height, the end of the first screen and the smallest text are in pixels; stops are those of
the tab key before the content of a part, the most of all parts; the name is the longest of a picture, in
characters; numbers are those that lead to rows, and wrong are those whose rows are not as many
(`tests/browser.py` follows each). axe looks into the map's frame too. Then come seven tasks with the
actions that a hand needs, and the pages of print. The last part measures exploring: CPU seconds from a
choice among 10,000 claims to what shows it.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import browser  # noqa: E402
import hostile  # noqa: E402
import report_tasks  # noqa: E402
from pypdf import PdfReader  # noqa: E402

SIZES = {
    "desktop": {"width": 1280, "height": 900}, "wide": {"width": 1920, "height": 1080},
    "phone": {"width": 390, "height": 844},
}
FLAGS = (
    "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"
)
OPENINGS = 3  # of a page, of which the median paint is taken
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  const add = (list) => list.getEntries().forEach((shift) => { sum += shift.value; });
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
  for (const grid of document.querySelectorAll("[data-grid]")) grid.dispatchEvent(new Event("pointerover"));
  document.querySelector(".frame")?.scrollIntoView();
  setTimeout(() => done(sum), 600);
})"""
LOOK = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const box = (element) => element.getBoundingClientRect();
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && box(element).width > 1;
  const is_word = (node) => node.nodeType === 3 && node.data.trim();
  const words = all("body *").filter((element) => seen(element) && [...element.childNodes].some(is_word));
  const stops = all("a[href], button, input, select, textarea, summary, iframe, [tabindex='0']")
    .filter((element) => seen(element) && element.tabIndex >= 0 && !element.disabled);
  const follows = Node.DOCUMENT_POSITION_FOLLOWING;
  const before = (part) =>
    stops.filter((stop) => !part.contains(stop) && stop.compareDocumentPosition(part) & follows).length;
  const name = (element) => element.getAttribute("aria-label") ?? element.getAttribute("title") ?? "";
  const named = all("[role=img], [role=group], figure, svg, iframe").map((element) => name(element).length);
  const top = document.querySelector("#top");
  return {
    height: document.documentElement.scrollHeight, first: (top ? box(top).bottom : -scrollY) + scrollY,
    // Text of a drawing is as large as the drawing is scaled.
    text: Math.min(...words.map((element) =>
      parseFloat(getComputedStyle(element).fontSize) * (element.getScreenCTM?.().a ?? 1))),
    stops: Math.max(0, ...all("main > section").map(before)), named: Math.max(0, ...named),
  };
}"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


def hostile_report(folder: Path) -> Path:
    """Build a report in which every field is a payload, with the real map of the payloads."""
    from claimatlas import maps, report, tables
    from claimatlas.gazetteer import open_gazetteer

    where = hostile.run(folder)
    frames = [tables.read(name, where["build"]) for name in ("places", "mentions", "claims", "articles")]
    page = maps.interactive_map(*frames, open_gazetteer())
    (where["build"] / "map.html").write_text(page, encoding="utf-8")
    parts = (where[name] for name in ("corpus", "build", "figures", "notebooks"))
    return report.build(*parts, folder / "report").parent


def findings(page) -> list[str]:
    """What axe finds in a page and in its frames."""
    from axe_playwright_python.sync_playwright import Axe

    out = []
    for n, frame in enumerate(page.frames):
        # A frame is no page: that a page has a heading of the first level is asked of the page around it.
        rules = {"page-has-heading-one": {"enabled": not n}}
        told = Axe().run(frame, options={"resultTypes": ["violations"], "rules": rules}).response
        out += [f"{'in a frame: ' if n else ''}{found['id']}" for found in told["violations"]]
    return out


def measure_tasks(running, report: Path) -> None:
    """Print for each task the actions it took and may take, and the pages that the report prints on."""
    print(f"\n{name_of(report)}: actions a task")
    own = (report / "index.html").resolve().as_uri()
    for task, (_, most) in report_tasks.TASKS.items():
        context = running.new_context(
            viewport=SIZES["desktop"], accept_downloads=True,
            permissions=["clipboard-read", "clipboard-write"],
        )
        hand = report_tasks.Hand(context.new_page())
        hand.page.goto(own)
        hand.page.set_default_timeout(8000)
        told = report_tasks.done(hand, task)
        print(f"  {task:<42}{hand.actions:>3} of {most}  {told}", flush=True)
        context.close()
    page = running.new_page()
    page.goto(own)
    page.wait_for_timeout(300)
    printed = PdfReader(io.BytesIO(page.pdf(format="A4", print_background=True)))
    print(f"  {'pages of print':<42}{len(printed.pages):>3}")
    page.close()


def name_of(report: Path) -> str:
    """What to call a report in the lines printed."""
    return report.name if report.name != "report" else f"{report.parent.name}/report"


OWN = (
    "article_id", "claim_id", "mention_id", "group_id", "conflict_id", "drift_id", "story_id", "claim_a",
    "claim_b", "article_a", "article_b", "copy_of",
)
LISTS = ("claims_a", "claims_b", "articles")


def renamed(frame, prefix: str):
    """Put `prefix` before the ids of a table."""
    out = frame.copy()
    for column in {*OWN} & set(frame.columns):
        out[column] = [prefix + key if isinstance(key, str) else key for key in frame[column]]
    for column in {*LISTS} & set(frame.columns):
        out[column] = [[prefix + key for key in keys] for keys in frame[column]]
    return out


def many(build: Path, figures: Path, folder: Path, least: int = 1000) -> Path:
    """Build a report of at least so many articles from a build's tables, told again and again under other
    ids."""
    import pandas as pd

    from claimatlas import report, tables
    from claimatlas.report.build import read_tables

    frames = read_tables(build)
    times = -(-least // len(frames["articles"]))
    out, corpus = folder / "build", folder / "thousand-articles"
    corpus.mkdir()
    for name, frame in frames.items():
        once = name in ("holders", "joins", "places", "corrections")
        once |= set(frame.columns).isdisjoint({*OWN, *LISTS})
        copies = [frame] if once else [renamed(frame, f"r{n:03d}") for n in range(times)]
        tables.write(name, pd.concat(copies, ignore_index=True), out)
    shutil.copy(build / "map.html", out)
    before = time.process_time()
    whole = folder / "report" / "thousand-articles"
    made = report.build(corpus, out, figures, build / "notebooks", whole).parent
    seconds = time.process_time() - before
    size = sum(path.stat().st_size for path in made.rglob("*") if path.is_file()) / 1e6
    articles = times * len(frames["articles"])
    print(f"a report of {articles:,} articles: {seconds:.0f} s CPU, {size:.0f} MB")
    return made


def opened(running, own: str, size: str, scheme: str):
    """Open a page anew; return it, when it painted first (ms), and the requests and errors that are noted."""
    page = running.new_context(viewport=SIZES[size], color_scheme=scheme).new_page()
    requests, errors = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda dialog: (errors.append("dialog"), dialog.dismiss()))
    page.goto(own)
    for _ in range(100):
        page.wait_for_timeout(20)
        if (paint := page.evaluate(PAINT)) > 0:
            break
    return page, paint, requests, errors


def look(running, path: Path, size: str, scheme: str, axe: bool) -> dict:
    """Open one page and return what was seen."""
    paints, own = [], path.resolve().as_uri()
    for opening in range(OPENINGS):
        page, paint, requests, errors = opened(running, own, size, scheme)
        paints.append(paint)
        if opening < OPENINGS - 1:
            page.context.close()
    shift = page.evaluate(SHIFT)
    fired = sum(frame.evaluate("(window.fired || []).length") for frame in page.frames)
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    found = findings(page) if axe else []
    looked = page.evaluate(LOOK)
    inside = ("data:", "about:", "blob:")
    asked = sum(not url.startswith(inside) and url.split("#")[0] != own for url in requests)
    numbers = page.evaluate(browser.NUMBERS) if path.name == "index.html" else []
    page.context.close()
    return looked | {
        "checked": len(numbers), "wrong": wrong(numbers), "paint": statistics.median(paints),
        "requests": asked, "errors": len(errors), "fired": fired, "shift": shift, "wide": wide, "axe": found,
    }


def wrong(numbers: list[list]) -> list[str]:
    """The numbers, of `browser.NUMBERS`, whose rows are not as many."""
    said = [(words.lower().removeprefix("at least ").replace(",", ""), rest) for words, *rest in numbers]
    return [f"{told} at {href}: {rows} rows" for told, (href, rows) in said if told != str(rows)]


HEADS = (
    f"{'page':<46}{'view':<16}{'KB':>7}{'paint ms':>9}{'shift':>7}{'requests':>9}{'errors':>7}{'fired':>6}"
    f"{'height':>8}{'first':>6}{'text':>6}{'stops':>6}{'name':>6}{'numbers':>8}{'wrong':>6}  axe"
)


def measure_pages(reports: list[Path], axe: bool, index: bool = False) -> None:
    """Print one line for each page, size and scheme, then the tasks of each report."""
    path = browser.find()
    if not path:
        sys.exit("no Chromium: the pages cannot be measured")
    from playwright.sync_api import sync_playwright

    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = [*FLAGS, *(["--no-sandbox"] if is_root else [])]
    print(HEADS)
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=flags) as running,
    ):
        running.new_page().close()
        for report in reports:
            pages = report.glob("index.html" if index else "*.html")
            for page in sorted(pages, key=lambda p: (p.name != "index.html", p.name)):
                measure_page(running, report, page, axe)
        for report in reports:
            measure_tasks(running, report)


def measure_page(running, report: Path, page: Path, axe: bool) -> None:
    """Print a line for each size and scheme of a page."""
    index = page.name == "index.html"
    views = [("desktop", "light"), ("phone", "dark")]
    if index:
        views = [(size, scheme) for size in SIZES for scheme in ("light", "dark")]
    for size, scheme in views:
        seen = look(running, page, size, scheme, axe)
        found = (", ".join(seen["axe"]) or "0") if axe else "not run"
        print(
            f"{name_of(report) + '/' + page.name:<46}{size + ' ' + scheme:<16}"
            f"{page.stat().st_size / 1000:>7.0f}{seen['paint']:>9.0f}{seen['shift']:>7.3f}"
            f"{seen['requests']:>9}{seen['errors']:>7}{seen['fired']:>6}{seen['height']:>8}"
            f"{seen['first']:>6.0f}{seen['text']:>6.1f}{seen['stops']:>6}{seen['named']:>6}"
            f"{seen['checked']:>8}{len(seen['wrong']):>6}  {found}"
            f"{'  WIDER THAN THE SCREEN' if seen['wide'] else ''}",
            flush=True,
        )


def measure_exploring(size: int = 10_000) -> None:
    """Print CPU seconds from a choice to what is shown: every facet, a page of rows, the map, the chart."""
    from claimatlas.explore import Atlas, Choice, chart_svg, map_svg, row_text
    from claimatlas.explore.panel import FACETS, SIZE

    frames = hostile.frames(lambda field, n: f"{field} {n % 700}", size)
    before = time.process_time()
    atlas = Atlas.of(*(frames[name] for name in ("articles", "claims", "mentions", "places")))
    print(f"\nexploring {size:,} claims: index {time.process_time() - before:.3f} s CPU, once")
    outlet, holder = (atlas.facet(field, Choice())[0][1] for field in ("outlets", "holders"))
    choices = {
        "nothing": Choice(), "an outlet": Choice(outlets=(outlet,)), "a holder": Choice(holders=(holder,)),
        "three places": Choice(places=("gn:1", "gn:2", "gn:3")),
        "a time span": Choice(since="2023-09", until="2023-12", undated=False),
        "a confidence": Choice(confidence=0.5), "a word": Choice(word="content 3"),
        "all at once": Choice((outlet,), (), ("gn:1", "gn:2"), "2020", "2024", True, 0.2, "near"),
    }
    for name, choice in choices.items():
        times = []
        for _ in range(3):
            before = time.process_time()
            chosen = atlas.select(choice)
            facets = [atlas.facet(field, choice) for field in FACETS]
            rows = [row_text(atlas, claim, n) for n, claim in enumerate(chosen[:SIZE])]
            shown = map_svg(atlas, chosen) + chart_svg(atlas, chosen) + str(facets) + "".join(rows)
            times.append(time.process_time() - before)
        seconds = statistics.median(times)
        print(f"  {name:<14}{len(chosen):>7,} claims {len(shown) / 1000:>7.0f} KB {seconds:>7.3f} s CPU")


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reports", nargs="*", type=Path, help="report folders")
    parser.add_argument("--no-axe", action="store_true", help="leave out axe, which takes most of the time")
    parser.add_argument("--index", action="store_true", help="measure the reports' own pages alone")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="keep what is made there, and take it from there"
    )
    parser.add_argument(
        "--many", nargs=2, type=Path, metavar=("BUILD", "FIGURES"), help="a build to multiply"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        reports = options.reports or sorted(p.parent for p in (ROOT / "report").glob("*/index.html"))
        if not options.reports:
            reports.append(kept(folder / "hostile", hostile_report))
        if options.many:
            reports.append(kept(folder / "many", lambda own: many(*options.many, own)))
        measure_pages(reports, not options.no_axe, options.index)
    measure_exploring()


def kept(folder: Path, make: Callable[[Path], Path]) -> Path:
    """Return the report in a folder that an earlier measurement filled, or fill it."""
    if found := sorted(folder.glob("report/**/tables.html")):
        return found[0].parent
    folder.mkdir(parents=True, exist_ok=True)
    return make(folder)


if __name__ == "__main__":
    main()
