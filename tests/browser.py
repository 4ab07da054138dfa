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


def find() -> str | None:
    """Return the path of a Chromium on this machine ($CHROMIUM, PATH, /Applications, Playwright's), or None."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    for name in (*NAMES, *MAC):
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
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
