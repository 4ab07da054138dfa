"""Command line: ``python -m claimatlas.intake FROM [--to FOLDER] [--columns "text=Body"]``."""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
from collections import Counter
from pathlib import Path

from claimatlas.errors import ParameterError
from claimatlas.files import command, locked, sweep
from claimatlas.intake import columns, flow
from claimatlas.intake.folder import check_places, make, tally


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m claimatlas.intake", description="Make a corpus folder of whatever there is."
    )
    parser.add_argument("origin", metavar="FROM", help="folder or file to read; it is never changed")
    parser.add_argument("--to", default="", help="the corpus folder; data/NAME if not given")
    parser.add_argument("--name", default="", help="name of the corpus; that of FROM if not given")
    parser.add_argument(
        "--keep",
        default="",
        help="folder of what each file gave, for the next run; build/NAME/read if not given",
    )
    parser.add_argument("--columns", default="", help='which columns hold what: "text=Body, outlet=Source"')
    parser.add_argument(
        "--follow", action="store_true", help="keep corrections and codings as they are beside the originals"
    )
    options = parser.parse_args(arguments)
    return command(lambda: _make_as_told(options))


def _make_as_told(options: argparse.Namespace) -> None:
    """Make the corpus and say what was found; one process at a time."""
    if not options.origin.strip():
        raise ParameterError(
            "FROM is missing: name the folder or file to read, as in make corpus FROM=saved-pages"
        )
    origin = Path(options.origin).expanduser()
    name = named(options.name or Path(options.to).name or origin.resolve().name)
    target = Path(options.to).expanduser() if options.to else Path("data", name)
    keep = Path(options.keep or Path("build", name, "read"))
    new = not target.exists()
    check_places(origin, target)
    try:
        target.mkdir(parents=True, exist_ok=True)
        told = f"{target} is being made already: waiting for it"
        with locked(target, lambda: print(told, file=sys.stderr)):
            sweep(target)
            counts = make(origin, target, keep, columns.parse(options.columns), follow=options.follow)
            print(f"{target}: {tally(counts, target)}")
            _name_skipped(target, counts)
    finally:
        if new:
            with contextlib.suppress(OSError):
                target.rmdir()  # nothing was read, and it is empty


def named(name: str) -> str:
    """Return a name that a folder and make can have: no blanks, nothing that leads elsewhere."""
    plain = re.sub(r"[^\w.-]+", "-", Path(name).name).strip(".-")
    if not plain:
        raise ParameterError(f"NAME: {name!r} cannot be the name of a folder; use letters, digits and '-'")
    return plain


def _name_skipped(target: Path, counts: Counter[str]) -> None:
    """Print the most frequent reasons for skipping."""
    if not counts[flow.SKIPPED]:
        return
    import csv

    with (target / "import.csv").open(encoding="utf-8", newline="") as stream:
        reasons = Counter(r["reason"] for r in csv.DictReader(stream) if r["status"] == flow.SKIPPED)
    for reason, count in sorted(reasons.items(), key=lambda x: (-x[1], x[0]))[:8]:
        print(f"  {count:,} skipped: {_printable(reason)}", file=sys.stderr)
    print(f"  each is named in {target / 'import.csv'}", file=sys.stderr)


def _printable(text: str) -> str:
    """A reason on one line, cut, without what could steer a terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)[:160]


if __name__ == "__main__":
    raise SystemExit(main())
