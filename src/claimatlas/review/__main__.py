"""``python -m claimatlas.review BUILD_FOLDER CORPUS``: write the sheets of claims and of who is who."""

from __future__ import annotations

import sys

from claimatlas.files import command
from claimatlas.people import review as holder_review
from claimatlas.review.rows import SHEET
from claimatlas.review.sheet import write_sheets


def main(arguments: list[str]) -> int:
    """Run ``python -m claimatlas.review BUILD_FOLDER CORPUS``."""
    if len(arguments) != 2:
        print("usage: python -m claimatlas.review BUILD_FOLDER CORPUS", file=sys.stderr)
        return 2
    return command(lambda: _write_as_told(*arguments))


def _write_as_told(build: str, corpus: str) -> None:
    """Write the sheets and say what is in them."""
    for sheet, kept in zip((SHEET, holder_review.SHEET), write_sheets(build, corpus), strict=True):
        before = f" {kept} rows that were filled in before stand on top." if kept else ""
        told = "fill in the column action and save; those most worth a look come first."
        print(f"{sheet.file} in the corpus folder: {told}{before}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
