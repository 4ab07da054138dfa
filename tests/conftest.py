"""Fixtures that the tests share: the checkout, the originals where they lie beside it, corpora, a browser."""

from __future__ import annotations

import csv
import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(Path(__file__).parent))

import browser  # noqa: E402

# How long one example takes says nothing on a machine that does other things too.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the top folder of the checkout."""
    return ROOT


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """Return a checkout of the tests' own, to run make in: who changes it changes no run in another."""
    folder = tmp_path_factory.mktemp("checkout") / "claim-atlas"
    folder.mkdir()
    for name in ("Makefile", "requirements.lock"):
        shutil.copyfile(ROOT / name, folder / name)
    for name in ("notebooks", "src"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*"))
    (folder / "data").symlink_to(ROOT / "data")
    (ROOT / "build" / "gazetteer").mkdir(parents=True, exist_ok=True)
    (folder / "build").mkdir()
    (folder / "build" / "gazetteer").symlink_to(ROOT / "build" / "gazetteer")  # compiled once
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return ../shared, or skip: a user does not have it."""
    folder = ROOT.parent / "shared"
    if not (folder / "seeds" / "articles.csv").exists():
        pytest.skip("../shared is not there")
    return folder


@pytest.fixture
def make_corpus(tmp_path):
    """Return a function that writes a corpus folder from texts by article_id; keywords override articles.csv cells."""

    def make(texts: dict[str, str], name: str = "corpus", cells: dict[str, dict[str, str]] | None = None) -> Path:
        folder = tmp_path / name
        (folder / "text").mkdir(parents=True)
        columns = ["article_id", "outlet", "title", "author", "published", "url", "file", "note"]
        with (folder / "articles.csv").open("w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, columns)
            writer.writeheader()
            for key, text in texts.items():
                (folder / "text" / f"{key}.txt").write_text(text, encoding="utf-8")
                row = {"article_id": key, "outlet": f"Outlet {key}", "file": f"{key}.txt"}
                writer.writerow(row | (cells or {}).get(key, {}))
        return folder

    return make


@dataclass
class Visit:
    """A page in Chromium and everything it asked for or complained of while it was open."""

    page: object
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def chromium():
    """Return one headless Chromium for the session, or skip where none can be had."""
    path = browser.find()
    if not path:
        pytest.skip("no Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                 "--disable-component-update", "--disable-sync"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            flags.append("--no-sandbox")
        with playwright.chromium.launch(executable_path=path, args=flags) as running:
            yield running


@pytest.fixture
def visit(chromium):
    """Return a function that opens a file or HTML string and records requests beyond it and console errors.

    Options of Playwright's ``new_context`` (viewport, color_scheme, …) pass through.
    """
    contexts = []

    def open_page(target: Path | str, **options) -> Visit:
        context = chromium.new_context(**options)
        contexts.append(context)
        seen = Visit(context.new_page())
        own = Path(target).resolve().as_uri() if isinstance(target, Path) else None

        def note(request) -> None:
            if request.url.split("#")[0] != own and not request.url.startswith(("data:", "about:", "blob:")):
                seen.requests.append(request.url)

        seen.page.on("request", note)
        seen.page.on("console", lambda m: seen.errors.append(m.text) if m.type == "error" else None)
        seen.page.on("pageerror", lambda e: seen.errors.append(str(e)))
        seen.page.on("dialog", lambda d: (seen.errors.append(f"dialog: {d.message}"), d.dismiss()))
        if own:
            seen.page.goto(own)
        else:
            seen.page.set_content(target)
        return seen

    yield open_page
    for context in contexts:
        context.close()


def pytest_configure(config):
    """Let no test pass over an article that was set aside without its knowledge."""
    config.addinivalue_line("filterwarnings", "error::claimatlas.faults.SetAsideWarning")


def pytest_collection_modifyitems(items):
    """Mark tests that use the browser as page tests."""
    for item in items:
        if {"chromium", "visit"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.page)


def pytest_terminal_summary(terminalreporter):
    """Say loudly, in the last lines, that pages were not tested; CI fails then (tests/test_house.py)."""
    if not browser.find():
        terminalreporter.write_line("")
        terminalreporter.write_line("PAGES WERE NOT TESTED: no Chromium was found and none could be had.", red=True, bold=True)
