"""``python -m claimatlas report [FOLDER] [--out FOLDER]``: ``make report``, from an installed package."""

from __future__ import annotations

import argparse
import contextlib
import os
import shlex
import sys
from pathlib import Path

from claimatlas import __version__, home, run
from claimatlas.files import command, replacing

# What a user's shell may hold for other programs, as the Makefile takes it away.
_FOREIGN = ("OPTIMIZE", "INSPECT", "STARTUP", "WARNINGS", "VERBOSE", "HOME")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    what = "Who claims what, on whose word, and where?"
    parser = argparse.ArgumentParser(prog="python -m claimatlas", description=what)
    parser.add_argument("--version", action="version", version=f"Claim Atlas {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    report = commands.add_parser("report", help="notebooks, tables and one page to share")
    review = commands.add_parser("review", help="write the sheets to correct, review/*.csv in the folder")
    for sub in (report, review):
        told = "a corpus or a folder of originals; the bundled corpus if not given"
        sub.add_argument("folder", nargs="?", help=told)
        told = "values for the parameters cells"
        sub.add_argument("--parameters", default="", metavar="'name=value; …'", help=told)
        told = "stop at the first article that a rule fails on"
        sub.add_argument("--strict", action="store_true", help=told)
    report.add_argument("--out", type=Path, help="where the report goes; report/NAME if not given")
    report.add_argument("--figures", type=Path, help="where the figures go; figures/NAME if not given")
    options = parser.parse_args(arguments)
    return command(lambda: _start(options))


def _start(options: argparse.Namespace) -> int:
    """Hand over to `claimatlas.run`, which asks `claimatlas.steps` where make would be asked."""
    corpus = Path(options.folder).expanduser().absolute() if options.folder else run.BUNDLED
    told = {"CORPUS": str(corpus), "PARAMETERS": options.parameters, "STRICT": "1" * options.strict}
    workshop = home.furnish()
    name = _name_of(corpus, workshop)
    for folder in ("report", "figures"):
        given = getattr(options, "out" if folder == "report" else folder, None)
        target = given.expanduser() if given else Path(folder, name)
        told[f"ATLAS_{folder.upper()}"] = str(target.absolute())
    told |= {"PYTHONHASHSEED": "0", "JUPYTER_PREFER_ENV_PATH": "1", "IPYTHONDIR": f"{workshop}/build/ipython"}
    with replacing(workshop / "build" / ".steps", 0o755) as script:
        script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m claimatlas.steps "$@"\n')
    for name in _FOREIGN:
        os.environ.pop(f"PYTHON{name}", None)
    os.environ |= told | {"ATLAS_MAKE": str(workshop / "build" / ".steps")}
    os.chdir(workshop)
    return run.main([options.command])


def _name_of(corpus: Path, workshop: Path) -> str:
    """The name of a corpus' folders, as `claimatlas.run` will give it from the workshop."""
    with contextlib.chdir(workshop):
        return run.name_of(run.corpus_folder(str(corpus)))


if __name__ == "__main__":
    sys.exit(main())
