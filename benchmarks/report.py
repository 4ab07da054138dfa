"""Measure reports in Chromium: requests, console errors, payloads fired, axe's findings, sizes and times.

    python benchmarks/report.py [REPORT ...] [--no-axe]

Without arguments it takes the reports in report/, and a hostile run that tests/hostile.py makes. Each page is
opened at 1280, 1920 and 390 px, light and dark. First paint is Chromium's first-contentful-paint from the start of the
navigation, the median of three; the shift is the sum of all layout shifts while the page is scrolled to its map and the
tables start. Height, the end of the first screen and the smallest text are in pixels; stops are those of the tab key
before the headline; numbers are those that lead to rows, and wrong are those whose rows are not as many
(`tests/browser.py` follows each). The last part measures exploring: CPU seconds from a choice among 10,000 claims to the
map, the chart and the claims that show it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import browser  # noqa: E402
import hostile  # noqa: E402

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
  const stops = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")].filter((e) => seen(e) && e.tabIndex >= 0);
  const first = document.querySelector("h1");
  return {
    height: document.documentElement.scrollHeight, first: (document.querySelector("#top")?.getBoundingClientRect().bottom ?? -scrollY) + scrollY,
    text: Math.min(...words.map((e) => parseFloat(getComputedStyle(e).fontSize))),
    stops: stops.filter((e) => e.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING).length,
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
    found = []
    if axe:
        from axe_playwright_python.sync_playwright import Axe

        found = [v["id"] for v in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]]
    looked = page.evaluate(LOOK)
    wrong, checked = [], 0
    if path.name == "index.html":
        numbers = page.evaluate(browser.NUMBERS)
        checked = len(numbers)
        wrong = [f"{words} at {href}: {n} rows" for words, href, n in numbers if words.lower().removeprefix("at least ").replace(",", "") != str(n)]
    context.close()
    return looked | {"checked": checked, "wrong": wrong, "paint": statistics.median(paints), "requests": sum(not r.startswith(("data:", "about:", "blob:")) and r.split("#")[0] != own for r in requests), "errors": len(errors), "fired": fired, "shift": shift, "wide": wide, "axe": found}


def measure_pages(reports: list[Path], axe: bool) -> None:
    """Print one line for each page, size and scheme."""
    path = browser.find()
    if not path:
        sys.exit("no Chromium: the pages cannot be measured")
    from playwright.sync_api import sync_playwright

    flags = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--no-sandbox")
    print(f"{'page':<42}{'view':<16}{'KB':>7}{'paint ms':>9}{'shift':>7}{'requests':>9}{'errors':>7}{'fired':>6}{'height':>8}{'first':>6}{'text':>6}{'stops':>6}{'numbers':>8}{'wrong':>6}  axe")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path, args=flags) as running:
        running.new_page().close()
        for report in reports:
            for page in sorted(report.glob("*.html"), key=lambda p: (p.name != "index.html", p.name)):
                views = [(s, c) for s in SIZES for c in ("light", "dark")] if page.name == "index.html" else [("desktop", "light"), ("phone", "dark")]
                for size, scheme in views:
                    seen = look(running, page, size, scheme, axe)
                    name = f"{report.name if report.name != 'report' else 'hostile'}/{page.name}"
                    findings = (", ".join(seen["axe"]) or "0") if axe else "not run"
                    print(
                        f"{name:<42}{size + ' ' + scheme:<16}{page.stat().st_size / 1000:>7.0f}{seen['paint']:>9.0f}{seen['shift']:>7.3f}"
                        f"{seen['requests']:>9}{seen['errors']:>7}{seen['fired']:>6}"
                        f"{seen['height']:>8}{seen['first']:>6.0f}{seen['text']:>6.1f}{seen['stops']:>6}{seen['checked']:>8}{len(seen['wrong']):>6}  {findings}{'  WIDER THAN THE SCREEN' if seen['wide'] else ''}",
                        flush=True,
                    )


def measure_exploring(size: int = 10_000) -> None:
    """Print CPU seconds from a choice to what is shown."""
    from claimatlas.explore import Atlas, Choice, chart_svg, map_svg, row_text
    from claimatlas.explore.panel import SIZE

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
            facets = [atlas.facet(field, choice) for field in ("outlets", "holders", "places", "kinds")]
            rows = [row_text(atlas, claim, n) for n, claim in enumerate(chosen[:SIZE])]
            shown = map_svg(atlas, chosen) + chart_svg(atlas, chosen) + str(facets) + "".join(rows)
            times.append(time.process_time() - before)
        print(f"  {name:<14}{len(chosen):>7,} claims {len(shown) / 1000:>7.0f} KB {statistics.median(times):>7.3f} s CPU")


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reports", nargs="*", type=Path, help="report folders")
    parser.add_argument("--no-axe", action="store_true", help="leave out axe, which takes most of the time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        reports = options.reports or sorted(p.parent for p in (ROOT / "report").glob("*/index.html"))
        if not options.reports:
            reports.append(hostile_report(Path(temporary)))
        measure_pages(reports, not options.no_axe)
    measure_exploring()


if __name__ == "__main__":
    main()
