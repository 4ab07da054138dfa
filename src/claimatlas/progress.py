"""Progress of long work: one bar for the whole on the terminal of whoever waits, and lines that stay."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from tqdm import tqdm

from claimatlas.errors import printable

TERMINAL = "CLAIMATLAS_TERMINAL"  # environment: device of the terminal that a run was started from, if any
TOLD = "CLAIMATLAS_TOLD"  # environment: a file whose lines are printed when the step is over
# A notebook's own output is no place for either: it is the same on each run, and is seen when all is done.


def tell(line: str) -> None:
    """Say a line to whoever waits; it is in no report."""
    line = printable(line)
    told = os.environ.get(TOLD)
    with _terminal() as stream:
        if stream is None and told:
            with Path(told).open("a", encoding="utf-8") as file:
                print(line, file=file)
        else:
            print(line, file=stream or sys.stderr, flush=True)


@contextlib.contextmanager
def bar(label: str, total: int, done: int = 0) -> Iterator[tqdm]:
    """Show how much of something is done, unless nobody would see it.

    Parameters
    ----------
    label : str
    total, done : int
        Articles, and how many of them were there before.

    Yields
    ------
    tqdm.tqdm
        Its ``update`` takes how many more are done.
    """
    with _terminal() as stream:
        unseen = stream is None and bool(os.environ.get(TOLD))
        with tqdm(
            desc=label, total=total, initial=done, unit=" articles", file=stream, disable=unseen, leave=False
        ) as shown:
            yield shown


@contextlib.contextmanager
def _terminal() -> Iterator[object]:
    """Open the terminal of the run; None where there is none."""
    name = os.environ.get(TERMINAL, "")
    handle = None
    if name:
        with contextlib.suppress(OSError):
            handle = os.open(name, os.O_WRONLY | os.O_NOCTTY)
    if handle is None:
        yield None
        return
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as stream:
        yield stream
