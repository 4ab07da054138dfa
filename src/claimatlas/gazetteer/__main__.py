"""``python -m claimatlas.gazetteer build [--geonames FOLDER]``: compile the gazetteer."""

from __future__ import annotations

import argparse
import errno
import sqlite3
from pathlib import Path

from claimatlas.files import command
from claimatlas.gazetteer import build, open_gazetteer
from claimatlas.gazetteer.store import FOLDER, current


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m claimatlas.gazetteer", description="Compile or ask the gazetteer."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("build", help="compile the gazetteer into build/gazetteer")
    make.add_argument("--geonames", type=Path, metavar="FOLDER", help="folder with the GeoNames dump")
    make.add_argument("--packages", action="store_true", help="go back to the packages after a dump")
    make.add_argument(
        "--into", type=Path, default=FOLDER, metavar="FOLDER", help="where to (build/gazetteer)"
    )
    ask = commands.add_parser("find", help="print the places of a name")
    ask.add_argument("name")
    options = parser.parse_args(arguments)
    return command(lambda: _build(options) if options.command == "build" else _find(options.name))


def _build(options: argparse.Namespace) -> None:
    """Compile, and print where."""
    # Whoever compiled from a dump keeps it until they say otherwise.
    known = None if options.packages else current(options.into).get("geonames")
    try:
        print(build.build(options.into, options.geonames or (Path(known) if known else None)))
    except sqlite3.OperationalError as error:
        raise OSError(
            errno.ENOSPC if "full" in str(error) else errno.EIO, str(error), str(options.into)
        ) from error


def _find(name: str) -> None:
    """Print the places of a name."""
    for place in open_gazetteer().lookup(name):
        print(place)


if __name__ == "__main__":
    raise SystemExit(main())
