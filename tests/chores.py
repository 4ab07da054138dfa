"""What the workers of tests/test_stages.py do: functions of a module, which a new process can import."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from claimatlas.errors import InputError


def double(number: int) -> int:
    """Return twice a number."""
    return 2 * number


def double_or_die(folder: str, number: int) -> int:
    """Die of 3 once, of 99 always; else return twice the number."""
    mark = Path(folder) / "died"
    if number == 99 or (number == 3 and not mark.exists()):
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def refuse(number: int) -> int:
    """Refuse 2."""
    if number == 2:
        raise InputError("articles.csv", "home 'x' is nowhere", "Correct it.", "a-2")
    return number


def sleep_and_tell(folder: str, number: int) -> int:
    """Say who is at work, and for how long."""
    begin = time.monotonic()
    (Path(folder) / f"at-work-{os.getpid()}").touch()
    time.sleep(0.05)
    with (Path(folder) / "spans").open("a") as file:
        file.write(f"{begin} {time.monotonic()}\n")
    return number


def served_by(_: int) -> list[str]:
    """Return the modules of the functions that call this one."""
    frame, found = sys._getframe(), []
    while frame is not None:
        found.append(f"{frame.f_globals['__name__']}.{frame.f_code.co_name}")
        frame = frame.f_back
    return found


def settings_of(names: tuple[str, ...], _: int) -> list[str | int | None]:
    """Return the number of this process and values of its environment."""
    return [os.getpid(), *map(os.environ.get, names)]
