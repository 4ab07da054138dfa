"""The set-up of .venv: from the content of the lock, one at a time, and what was there before is not lost."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

# A uv that installs nothing, slowly, and notes what it was asked for; with a file called "offline" it fails, with
# one called "slow" it takes so long that another set-up finds it at work whatever else the machine does.
UV = """#!/bin/sh
echo "$1" >> asked
if [ "$1" = venv ]; then
    mkdir -p .venv/bin && printf '#!/bin/sh\\n' > .venv/bin/python && chmod +x .venv/bin/python
else
    sleep 0.4; if [ -e slow ]; then sleep 3; fi
    if [ -e offline ]; then echo "no network" >&2; exit 2; fi
fi
"""


@pytest.fixture
def clone(root, tmp_path):
    """A clone before its first set-up."""
    for name in ("Makefile", "setup.sh"):
        (tmp_path / name).write_text((root / name).read_text())
    (tmp_path / "requirements.lock").write_text("one==1\n")
    (tmp_path / "requirements-test.lock").write_text("tool==1\n")
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs" / "uv").write_text(UV)
    (tmp_path / "programs" / "uv").chmod(0o755)
    return tmp_path


def start(clone: Path, target: str = "gazetteer") -> subprocess.Popen:
    """Start make as a user does who has no other Python in mind."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS", "PYTHON", "CONDA"))}
    environment = kept | {"PATH": f"{clone / 'programs'}{os.pathsep}{os.environ['PATH']}"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(["make", target], cwd=clone, env=environment, **pipes)


def asked(clone: Path, target: str = "gazetteer") -> int:
    """Set up, and say how often anything was installed in all."""
    run = start(clone, target)
    assert run.wait(30) == 0, run.stdout.read()
    return (clone / "asked").read_text().split().count("pip")


def test_two_first_set_ups_at_once_install_once(clone):
    (clone / "slow").touch()
    runs = [start(clone) for _ in range(2)]
    told = "".join(run.communicate(timeout=30)[0] for run in runs)
    assert [run.returncode for run in runs] == [0, 0], told
    assert told.count("another set-up is at work here") == 1
    assert (clone / "asked").read_text().split() == ["venv", "pip"]


def test_content_of_the_lock_counts_and_no_time_of_a_file_does(clone):
    lock = clone / "requirements.lock"
    assert asked(clone) == 1
    os.utime(lock, (time.time() + 9e5, time.time() + 9e5))
    assert asked(clone) == 1
    lock.write_text("one==2\n")
    os.utime(lock, (1e9, 1e9))
    assert asked(clone) == 2


def test_test_tools_come_when_they_are_first_asked_for(clone):
    assert asked(clone) == 1
    assert asked(clone, "set-up-test") == 2
    assert asked(clone, "set-up-test") == 2
    (clone / "requirements-test.lock").write_text("tool==2\n")
    assert asked(clone) == 2
    assert asked(clone, "set-up-test") == 3
    (clone / "requirements.lock").write_text("one==2\n")
    assert asked(clone) == 4  # a new environment, as yet without tools
    assert asked(clone, "set-up-test") == 5


def test_tools_that_cannot_be_had_take_nothing_away(clone):
    assert asked(clone) == 1
    (clone / ".venv" / "mine").touch()
    (clone / "offline").touch()
    told, _ = (run := start(clone, "set-up-test")).communicate(timeout=30)
    assert run.returncode
    assert "no network" in told
    assert (clone / ".venv" / "mine").exists()
    assert asked(clone) == 2


def test_an_environment_of_an_earlier_version_is_taken_as_it_is(clone):
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").write_text("#!/bin/sh\n")
    (clone / ".venv" / "bin" / "python").chmod(0o755)
    (clone / ".venv" / "ready").touch()
    assert start(clone).wait(30) == 0
    assert not (clone / "asked").exists()
    os.utime(clone / "requirements.lock", (time.time() + 9e5, time.time() + 9e5))
    assert start(clone).wait(30) == 0
    assert not (clone / "asked").exists()


def test_a_set_up_that_fails_says_what_to_do_and_gives_the_old_one_back(clone):
    assert asked(clone) == 1
    (clone / ".venv" / "mine").touch()
    (clone / "requirements.lock").write_text("one==2\n")
    (clone / "offline").touch()
    told, _ = (run := start(clone)).communicate(timeout=30)
    assert run.returncode
    assert "no network" in told
    assert "needs a network" in told
    assert (clone / ".venv" / "mine").exists()
    (clone / "requirements.lock").write_text("one==1\n")
    assert asked(clone) == 2
    assert (clone / ".venv" / "mine").exists()
