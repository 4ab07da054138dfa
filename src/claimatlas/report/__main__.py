"""Command line: ``python -m claimatlas.report CORPUS --build B --figures F --notebooks N --out REPORT``."""

from __future__ import annotations

import argparse
import gc
from pathlib import Path

from claimatlas.files import command
from claimatlas.report.build import build


def main(arguments: list[str] | None = None) -> int:
    """Build the report; an error is printed as one line and leaves the last report as it was."""
    parser = argparse.ArgumentParser(
        prog="python -m claimatlas.report", description="Build the report of a corpus."
    )
    parser.add_argument("corpus", type=Path, help="folder with articles.csv and text/")
    parser.add_argument("--build", type=Path, required=True, help="folder of the tables")
    parser.add_argument("--figures", type=Path, required=True, help="folder of the figures")
    parser.add_argument("--notebooks", type=Path, required=True, help="folder of the executed notebooks")
    parser.add_argument("--out", type=Path, required=True, help="folder of the report")
    parser.add_argument(
        "--date", default="", help="date of the run to print; none by default, so that runs compare"
    )
    options = parser.parse_args(arguments)
    folders = (options.corpus, options.build, options.figures, options.notebooks, options.out)

    def work() -> None:
        # Rows by the hundred thousand, none of them cyclic: to look through them again and again for what may
        # go would take a quarter of the time.
        gc.freeze()
        gc.set_threshold(100_000, 20, 50)
        build(*folders, options.date)

    return command(work)


if __name__ == "__main__":
    raise SystemExit(main())
