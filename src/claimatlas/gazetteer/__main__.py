"""``python -m claimatlas.gazetteer build [--geonames FOLDER]``: compile the gazetteer."""

from __future__ import annotations

import argparse
import errno
import sqlite3
import sys
from pathlib import Path

from claimatlas.errors import ClaimAtlasError
from claimatlas.files import disk_error, end_on_signals
from claimatlas.gazetteer import build, open_gazetteer
from claimatlas.gazetteer.store import FOLDER, current


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m claimatlas.gazetteer", description="Compile or ask the gazetteer.")
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("build", help="compile the gazetteer into build/gazetteer")
    make.add_argument("--geonames", type=Path, metavar="FOLDER", help="folder with the GeoNames dump")
    make.add_argument("--packages", action="store_true", help="go back to the packages after a dump")
    make.add_argument("--into", type=Path, default=FOLDER, metavar="FOLDER", help="where to (build/gazetteer)")
    ask = commands.add_parser("find", help="print the places of a name")
    ask.add_argument("name")
    options = parser.parse_args(arguments)
    end_on_signals()
    try:
        if options.command == "build":
            # Whoever compiled from a dump keeps it until they say otherwise.
            known = None if options.packages else current(options.into).get("geonames")
            dump = options.geonames or (Path(known) if known else None)
            print(build.build(options.into, dump))
        else:
            for place in open_gazetteer().lookup(options.name):
                print(place)
    except ClaimAtlasError as error:
        print(error, file=sys.stderr)
    except (OSError, sqlite3.OperationalError) as error:
        told = error if isinstance(error, OSError) else OSError(errno.ENOSPC if "full" in str(error) else errno.EIO, str(error))
        print(disk_error(told, options.into if "into" in options else ""), file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    else:
        return 0
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
