"""Measure reports in Chromium: requests, console errors, payloads fired, axe's findings, sizes and times.

    python benchmarks/report.py [REPORT ...] [--no-axe] [--index] [--many BUILD FIGURES] [--keep FOLDER]

Without arguments it takes the reports in report/, and a hostile run that tests/hostile.py makes. ``--many`` makes a
report of a thousand articles of the tables of a build, told again under other ids, and measures that too. What is
made for the measurement is kept in the folder of ``--keep`` and taken from there by the next one; ``--index`` leaves
out all pages but the report's own. Each page
is opened at 1280, 1920 and 390 px, light and dark. First paint is Chromium's first-contentful-paint from the start
of the navigation, the median of three; the shift is the sum of all layout shifts while the page is scrolled to its
map and the tables start. Height, the end of the first screen and the smallest text are in pixels; stops are those of
the tab key before the content of a part, the most of all parts; the name is the longest of a picture, in characters;
numbers are those that lead to rows, and wrong are those whose rows are not as many (`tests/browser.py` follows each).
axe looks into the map's frame too. Then come seven tasks with the actions that a hand needs, and the pages of print.
The last part measures exploring: CPU seconds from a choice among 10,000 claims to what shows it.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import shutil
import statistics
import struct
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import browser  # noqa: E402
import hostile  # noqa: E402
from pypdf import PdfReader  # noqa: E402

SIZES = {"desktop": {"width": 1280, "height": 900}, "wide": {"width": 1920, "height": 1080}, "phone": {"width": 390, "height": 844}}
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const e of list.getEntries()) sum += e.value; }).observe({ type: "layout-shift", buffered: true });
  for (const grid of document.querySelectorAll("[data-grid]")) grid.dispatchEvent(new Event("pointerover"));
  document.querySelector(".frame")?.scrollIntoView();
  setTimeout(() => done(sum), 600);
})"""
LOOK = """() => {
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().width > 1;
  const words = [...document.querySelectorAll("body *")].filter((e) => seen(e) && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()));
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, iframe, [tabindex='0']")].filter((e) => seen(e) && e.tabIndex >= 0 && !e.disabled);
  const before = (part) => stops.filter((e) => !part.contains(e) && e.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING).length;
  const parts = [...document.querySelectorAll("main > section")];
  const named = [...document.querySelectorAll("[role=img], [role=group], figure, svg, iframe")];
  return {
    height: document.documentElement.scrollHeight, first: (document.querySelector("#top")?.getBoundingClientRect().bottom ?? -scrollY) + scrollY,
    // Text of a drawing is as large as the drawing is scaled.
    text: Math.min(...words.map((e) => parseFloat(getComputedStyle(e).fontSize) * (e.getScreenCTM?.().a ?? 1))),
    stops: Math.max(0, ...parts.map(before)),
    named: Math.max(0, ...named.map((e) => (e.getAttribute("aria-label") ?? e.getAttribute("title") ?? "").length)),
  };
}"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"


def hostile_report(folder: Path) -> Path:
    """Build a report in which every field is a payload, with the real map of the payloads."""
    from claimatlas import maps, report, tables
    from claimatlas.gazetteer import open_gazetteer

    places = hostile.run(folder)
    frames = {name: tables.read(name, places["build"]) for name in ("places", "mentions", "claims", "articles")}
    page = maps.interactive_map(frames["places"], frames["mentions"], frames["claims"], frames["articles"], open_gazetteer())
    (places["build"] / "map.html").write_text(page, encoding="utf-8")
    return report.build(places["corpus"], places["build"], places["figures"], places["notebooks"], folder / "report").parent


def findings(page) -> list[str]:
    """What axe finds in a page and in its frames."""
    from axe_playwright_python.sync_playwright import Axe

    out = []
    for n, frame in enumerate(page.frames):
        # A frame is no page: that a page has a heading of the first level is asked of the page around it.
        rules = {"page-has-heading-one": {"enabled": not n}}
        told = Axe().run(frame, options={"resultTypes": ["violations"], "rules": rules}).response["violations"]
        out += [f"{'in a frame: ' if n else ''}{v['id']}" for v in told]
    return out


class Hand:
    """Does what a reader does, and counts it."""

    def __init__(self, page):
        self.page, self.actions = page, 0

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self._done()

    def choose(self, selector: str, index: int) -> str:
        field = self.page.locator(selector).first
        value = field.locator("option").nth(index).get_attribute("value") or field.locator("option").nth(index).text_content()
        field.select_option(value)
        self._done()
        return value

    def _done(self) -> None:
        self.actions += 1
        self.page.wait_for_timeout(60)
        while self.page.evaluate("document.body.hasAttribute('data-busy')"):
            self.page.wait_for_timeout(20)


CLAIM = "#top .picture a[href^='#claim-'], #claims tbody a"
IN_VIEW = """() => [...document.querySelectorAll("#contradictions .pair")].some((pair) => {
  const quotes = [...pair.querySelectorAll("blockquote")].map((q) => q.getBoundingClientRect());
  return quotes.length > 1 && quotes.every((box) => box.top >= 40 && box.bottom <= innerHeight);
})"""


def source_of_a_claim(hand: Hand) -> bool:
    """A claim's card has its chain, and why."""
    hand.click(CLAIM)
    return hand.page.locator("#card[open] .chain li").count() > 0


def shared_with_one_source(hand: Hand) -> bool:
    """The shared claims that rest on one source are shown."""
    link = "a.rows[href*='band=one+source']"
    if hand.page.locator(link).count():
        hand.click(link)
    else:
        hand.click(".bar a[href='#claims']")
        hand.choose("#claims [data-by=band]", 1)
    return "one" in hand.page.url


def both_sentences(hand: Hand) -> bool | None:
    """Both sentences of a contradiction are in view; None where the report has no contradiction."""
    if not hand.page.locator("#contradictions .pair").count():
        return None
    hand.click(".bar a[href='#contradictions']")
    return hand.page.evaluate(IN_VIEW)


def outlet_on_a_place(hand: Hand) -> bool:
    """The claims of one outlet on one place; as many as the file of claims that is saved then has."""
    hand.click(".bar a[href='#claims']")
    outlet = hand.choose("#claims [data-by=outlet]", 1)
    if hand.page.locator("#claims [data-by=place_id]").count():
        hand.choose("#claims [data-by=place_id]", 1)
    told = int(hand.page.locator("#claims output").text_content().split()[0].replace(",", ""))
    with hand.page.expect_download() as download:
        hand.page.get_by_role("button", name="Save these rows (CSV)").click()
    rows = list(csv.DictReader(Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines(keepends=True)))
    return len(rows) == told and {row["outlet"] for row in rows} <= {outlet, f"'{outlet}"}


def send_a_claim(hand: Hand) -> bool:
    """A link that opens the card is copied."""
    hand.click(CLAIM)
    hand.click("#card .actions button >> text=Copy link")
    return "#claim-" in hand.page.evaluate("navigator.clipboard.readText()")


def chart_for_a_slide(hand: Hand) -> bool:
    """A picture of 1600 by 900 pixels is saved."""
    with hand.page.expect_download() as download:
        hand.click("button >> text=PNG for a slide")
    return struct.unpack(">II", Path(download.value.path()).read_bytes()[16:24]) == (1600, 900)


def correct_a_holder(hand: Hand) -> bool | None:
    """A row for the review sheet names another source, picked from the list; None where there is no other."""
    hand.click(CLAIM)
    hand.click("#card .actions button >> text=Report an error")
    now = hand.page.locator("#card label:has-text('Source, innermost') select").input_value()
    values = hand.page.locator("#card label:has-text('Source, innermost') option").evaluate_all("(all) => all.map((o) => o.value)")
    other = next((n for n, value in enumerate(values) if value not in ("", "\n", now)), None)
    if other is None:
        return None
    hand.choose("#card label:has-text('Source, innermost') select", other)
    with hand.page.expect_download() as download:
        hand.click("#card button >> text=Save as claims.csv")
    rows = list(csv.DictReader(Path(download.value.path()).read_text(encoding="utf-8").splitlines(keepends=True)))
    return rows[0]["field"] == "chain" and rows[0]["value"].endswith(values[other])


TASKS = {
    "the source of one claim": (source_of_a_claim, 2),
    "shared claims with one source": (shared_with_one_source, 2),
    "a contradiction, both sentences in view": (both_sentences, 1),
    "all claims of one outlet on one place": (outlet_on_a_place, 3),
    "send one claim": (send_a_claim, 2),
    "a chart for a slide": (chart_for_a_slide, 1),
    "correct a wrong holder": (correct_a_holder, 5),
}


def measure_tasks(running, report: Path) -> None:
    """Print for each task the actions it took and may take, and the pages that the report prints on."""
    print(f"\n{name_of(report)}: actions a task")
    for task, (work, most) in TASKS.items():
        context = running.new_context(viewport=SIZES["desktop"], accept_downloads=True, permissions=["clipboard-read", "clipboard-write"])
        hand = Hand(context.new_page())
        hand.page.goto((report / "index.html").resolve().as_uri())
        hand.page.set_default_timeout(8000)
        try:
            done = {True: "done", False: "NOT DONE", None: "none there"}[work(hand)]
        except Exception as error:  # one task that cannot be done hides no other
            done = f"NOT DONE: {str(error).splitlines()[0]}"
        print(f"  {task:<42}{hand.actions:>3} of {most}  {done}", flush=True)
        context.close()
    page = running.new_page()
    page.goto((report / "index.html").resolve().as_uri())
    page.wait_for_timeout(300)
    print(f"  {'pages of print':<42}{len(PdfReader(io.BytesIO(page.pdf(format='A4', print_background=True))).pages):>3}")
    page.close()


def name_of(report: Path) -> str:
    """What to call a report in the lines printed."""
    return report.name if report.name != "report" else f"{report.parent.name}/report"


OWN = (
    "article_id", "claim_id", "mention_id", "group_id", "conflict_id", "drift_id", "story_id", "claim_a", "claim_b",
    "article_a", "article_b", "copy_of",
)
LISTS = ("claims_a", "claims_b", "articles")


def renamed(frame, prefix: str):
    """Put `prefix` before the ids of a table."""
    out = frame.copy()
    for column in {*OWN, *LISTS} & set(frame.columns):
        one = column in OWN
        out[column] = [
            (prefix + v if isinstance(v, str) else v) if one else [prefix + part for part in v] for v in frame[column]
        ]
    return out


def many(build: Path, figures: Path, folder: Path, least: int = 1000) -> Path:
    """Build a report of at least so many articles from a build's tables, told again and again under other ids."""
    import pandas as pd

    from claimatlas import report, tables
    from claimatlas.report.build import read_tables

    frames = read_tables(build)
    times, out, corpus = -(-least // len(frames["articles"])), folder / "build", folder / "thousand-articles"
    corpus.mkdir()
    for name, frame in frames.items():
        own = name in ("holders", "joins", "places", "corrections") or set(frame.columns).isdisjoint({*OWN, *LISTS})
        copies = [frame] if own else [renamed(frame, f"r{n:03d}") for n in range(times)]
        tables.write(name, pd.concat(copies, ignore_index=True), out)
    shutil.copy(build / "map.html", out)
    before = time.process_time()
    made = report.build(corpus, out, figures, build / "notebooks", folder / "report" / "thousand-articles").parent
    size = sum(path.stat().st_size for path in made.rglob("*") if path.is_file()) / 1e6
    print(f"a report of {times * len(frames['articles']):,} articles: {time.process_time() - before:.0f} s CPU, {size:.0f} MB")
    return made


def look(running, path: Path, size: str, scheme: str, axe: bool) -> dict:
    """Open one page and return what was seen."""
    paints, own = [], path.resolve().as_uri()
    for _ in range(3):
        context = running.new_context(viewport=SIZES[size], color_scheme=scheme)
        page = context.new_page()
        requests, errors = [], []
        page.on("request", lambda r, requests=requests: requests.append(r.url))
        page.on("console", lambda m, errors=errors: errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e, errors=errors: errors.append(str(e)))
        page.on("dialog", lambda d, errors=errors: (errors.append("dialog"), d.dismiss()))
        page.goto(own)
        for _ in range(100):
            page.wait_for_timeout(20)
            if (paint := page.evaluate(PAINT)) > 0:
                break
        paints.append(paint)
        if len(paints) < 3:
            context.close()
    shift = page.evaluate(SHIFT)
    fired = sum(frame.evaluate("(window.fired || []).length") for frame in page.frames)
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    found = findings(page) if axe else []
    looked = page.evaluate(LOOK)
    asked = sum(not r.startswith(("data:", "about:", "blob:")) and r.split("#")[0] != own for r in requests)
    wrong, checked = [], 0
    if path.name == "index.html":
        numbers = page.evaluate(browser.NUMBERS)
        checked = len(numbers)
        wrong = [f"{words} at {href}: {n} rows" for words, href, n in numbers if words.lower().removeprefix("at least ").replace(",", "") != str(n)]
    context.close()
    return looked | {"checked": checked, "wrong": wrong, "paint": statistics.median(paints), "requests": asked, "errors": len(errors), "fired": fired, "shift": shift, "wide": wide, "axe": found}


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

    flags = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--no-sandbox")
    print(HEADS)
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path, args=flags) as running:
        running.new_page().close()
        for report in reports:
            for page in sorted(report.glob("index.html" if index else "*.html"), key=lambda p: (p.name != "index.html", p.name)):
                measure_page(running, report, page, axe)
        for report in reports:
            measure_tasks(running, report)


def measure_page(running, report: Path, page: Path, axe: bool) -> None:
    """Print a line for each size and scheme of a page."""
    index = page.name == "index.html"
    views = [(s, c) for s in SIZES for c in ("light", "dark")] if index else [("desktop", "light"), ("phone", "dark")]
    for size, scheme in views:
        seen = look(running, page, size, scheme, axe)
        found = (", ".join(seen["axe"]) or "0") if axe else "not run"
        print(
            f"{name_of(report) + '/' + page.name:<46}{size + ' ' + scheme:<16}{page.stat().st_size / 1000:>7.0f}"
            f"{seen['paint']:>9.0f}{seen['shift']:>7.3f}{seen['requests']:>9}{seen['errors']:>7}{seen['fired']:>6}"
            f"{seen['height']:>8}{seen['first']:>6.0f}{seen['text']:>6.1f}{seen['stops']:>6}{seen['named']:>6}"
            f"{seen['checked']:>8}{len(seen['wrong']):>6}  {found}{'  WIDER THAN THE SCREEN' if seen['wide'] else ''}",
            flush=True,
        )


def measure_exploring(size: int = 10_000) -> None:
    """Print CPU seconds from a choice to what is shown: every facet, the rows of a page, the map, the chart."""
    from claimatlas.explore import Atlas, Choice, chart_svg, map_svg, row_text
    from claimatlas.explore.panel import FACETS, SIZE

    frames = hostile.frames(lambda field, n: f"{field} {n % 700}", size)
    before = time.process_time()
    atlas = Atlas.of(*(frames[name] for name in ("articles", "claims", "mentions", "places")))
    print(f"\nexploring {size:,} claims: index {time.process_time() - before:.3f} s CPU, once")
    outlet, holder = (atlas.facet(field, Choice())[0][1] for field in ("outlets", "holders"))
    choices = {
        "nothing": Choice(), "an outlet": Choice(outlets=(outlet,)), "a holder": Choice(holders=(holder,)),
        "three places": Choice(places=("gn:1", "gn:2", "gn:3")), "a time span": Choice(since="2023-09", until="2023-12", undated=False),
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
        print(f"  {name:<14}{len(chosen):>7,} claims {len(shown) / 1000:>7.0f} KB {statistics.median(times):>7.3f} s CPU")


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reports", nargs="*", type=Path, help="report folders")
    parser.add_argument("--no-axe", action="store_true", help="leave out axe, which takes most of the time")
    parser.add_argument("--index", action="store_true", help="measure the reports' own pages alone")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep what is made there, and take it from there")
    parser.add_argument("--many", nargs=2, type=Path, metavar=("BUILD", "FIGURES"), help="a build to multiply")
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
