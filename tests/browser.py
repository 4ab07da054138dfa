"""Find a Chromium for the page tests, or get one: Debian's package as root, Playwright's download otherwise."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


# For each number of a page that leads to rows of it: its words, its address, and how many rows are shown there.
NUMBERS = """async () => {
  const out = [];
  const settle = () => new Promise((done) => setTimeout(done, 0));
  for (const href of new Set([...document.querySelectorAll("a.rows[href^='#']")].map((a) => a.getAttribute("href")))) {
    const words = [...document.querySelectorAll("a.rows")].filter((a) => a.getAttribute("href") === href).map((a) => a.textContent);
    location.hash = href;
    do await settle(); while (document.body.hasAttribute("data-busy"));
    await settle();
    const name = href.slice(1).split("?")[0];
    const rows = name === "shared" ? ".lines tr[data-key]" : `[data-list=${name}] [data-key]`;
    const keys = new Set([...document.querySelectorAll(rows)].filter((row) => !row.hasAttribute("data-off")).map((row) => row.dataset.key));
    const told = document.querySelector(`[data-list=${name}] .state output`)?.textContent.replaceAll(",", "");
    // A list shows a hundred rows at a time and says how many there are; a whole one is told, with a fold to open.
    const n = told ? Number(/^\\d+/.exec(told)[0]) : keys.size;
    if (keys.size > n || (href.includes("?") && keys.size < Math.min(n, 100))) out.push([`${keys.size} rows in the page`, href, n]);
    for (const text of words) out.push([text, href, n]);
  }
  return out;
}"""


def find() -> str | None:
    """Return the path of a Chromium on this machine ($CHROMIUM, PATH, /Applications, Playwright's), or None."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    for name in (*NAMES, *MAC):
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    try:
        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
    except Exception as error:  # its driver does not start on every system, and says so in a plain Exception
        print(f"Playwright does not start here: {error}", file=sys.stderr)
        return None
    return path if Path(path).exists() else None


def get() -> str | None:
    """Return a Chromium, installing one where that is possible; None where it is not."""
    if (path := find()) or os.environ.get("CHROMIUM"):
        return path
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        commands = [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]]
    else:
        commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    print("getting a Chromium for the page tests: " + " ".join(commands[-1]), file=sys.stderr)
    for command in commands:
        try:
            subprocess.run(command, check=True, timeout=300, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        except (OSError, subprocess.SubprocessError) as error:
            print(f"could not get a Chromium: {error}", file=sys.stderr)
            return None
    return find()


if __name__ == "__main__":
    get()
