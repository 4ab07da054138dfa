"""Command line: ``python -m claimatlas.intake FROM --to FOLDER [--columns "text=Body"]``."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from claimatlas.errors import ClaimAtlasError
from claimatlas.intake import columns, flow
from claimatlas.intake.folder import make, tally


def main(arguments: list[str] | None = None) -> int:
    """Make a corpus; an error is printed as one line."""
    parser = argparse.ArgumentParser(prog="python -m claimatlas.intake", description="Make a corpus folder of whatever there is.")
    parser.add_argument("origin", type=Path, metavar="FROM", help="folder or file to read; it is never changed")
    parser.add_argument("--to", type=Path, required=True, help="the corpus folder")
    parser.add_argument("--keep", type=Path, required=True, help="folder of what each file gave, for the next run")
    parser.add_argument("--columns", default="", help='which columns hold what: "text=Body, outlet=Source"')
    options = parser.parse_args(arguments)
    try:
        counts = make(options.origin, options.to, options.keep, columns.parse(options.columns))
        print(f"{options.to}: {tally(counts, options.to)}")
        _name_skipped(options.to, counts)
    except ClaimAtlasError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _name_skipped(target: Path, counts: Counter[str]) -> None:
    """Print the most frequent reasons for skipping."""
    if not counts[flow.SKIPPED]:
        return
    import csv

    with (target / "import.csv").open(encoding="utf-8", newline="") as stream:
        reasons = Counter(r["reason"] for r in csv.DictReader(stream) if r["status"] == flow.SKIPPED)
    for reason, count in sorted(reasons.items(), key=lambda x: (-x[1], x[0]))[:8]:
        print(f"  {count:,} skipped: {reason}", file=sys.stderr)
    print(f"  each is named in {target / 'import.csv'}", file=sys.stderr)


if __name__ == "__main__":
    raise SystemExit(main())
