"""Take the pictures of the rendered example in docs/pictures: python benchmarks/pictures.py

Opens what `make report` made of the bundled corpus, and notebook 06-explore in JupyterLab, in Chromium
without a window, and takes the top of the page, the map, the card of one claim and the panel. Run it when the
pages look otherwise.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import browser  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

REPORT = ROOT / "report" / "tajik-afghan-border"
PICTURES = ROOT / "docs" / "pictures"
SIZE = {"width": 1100, "height": 780}


def of_report(page: Page) -> None:
    """Take the top of the page, its map and the card of a claim."""
    page.goto((REPORT / "index.html").as_uri())
    page.screenshot(path=PICTURES / "report.png")
    page.locator("#map").scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    page.screenshot(path=PICTURES / "map.png")
    page.locator("a[href^='#claim-']").first.click()
    page.wait_for_timeout(800)
    page.screenshot(path=PICTURES / "card.png")


def of_panel(page: Page) -> None:
    """Take the panel of notebook 06-explore, run in JupyterLab."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", f"--port={port}", "--ServerApp.token=pictures", "--ip=127.0.0.1"]
    options += ["--allow-root", f"--ServerApp.root_dir={ROOT}"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    lab = subprocess.Popen([sys.executable, "-m", "jupyterlab", *options], env=environment, **quiet)
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token=pictures")
                break
            except OSError:
                time.sleep(0.5)
        page.set_viewport_size({"width": 1500, "height": 1700})  # the panel whole
        page.goto(f"http://127.0.0.1:{port}/lab/tree/notebooks/06-explore.ipynb?token=pictures&reset")
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=120_000)
        page.wait_for_timeout(8000)  # the kernel starts
        page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
        page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
        output = (
            page.locator(".jp-OutputArea-output .widget-vbox, .jp-OutputArea-output .jupyter-widgets").first
        )
        output.wait_for(timeout=120_000)
        page.wait_for_timeout(4000)
        # Who has not said yet is asked whether to fetch Jupyter's news.
        if (asked := page.get_by_role("button", name="No", exact=True)).is_visible():
            asked.click()
            page.wait_for_timeout(500)
        output.screenshot(path=PICTURES / "panel.png")
    finally:
        lab.terminate()
        lab.wait()


def main() -> None:
    """Take all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.find())
        page = chromium.new_page(viewport=SIZE)
        of_report(page)
        of_panel(page)
        chromium.close()
    for path in sorted(PICTURES.glob("*.png")):  # a third of the size, and nothing that an eye would miss
        image = Image.open(path).convert("RGB")
        image.thumbnail((SIZE["width"], 1400))
        image.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
