"""Forked processes are what a new Python would be, and end with whoever asked for them, however that ends."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import chores
import pytest

from claimatlas import forkserver, pool, versions

pytestmark = pytest.mark.skipif(not forkserver.name(), reason="no process is forked on this system")

# A server that loads little, so that these tests are quick, and takes a file here for a change of the package.
SERVE = """
import os
from claimatlas import versions
from claimatlas.forkserver import server
server.LOADED = ("json", "leaves")
versions.changed = lambda: os.path.exists("touched")
def short(real):
    def call(*told):
        if os.path.exists(real.__name__):
            raise OSError(11, "none is to be had")
        return real(*told)
    return call
os.fork, os.pidfd_open = short(os.fork), short(os.pidfd_open)
raise SystemExit(server.main())
"""
TELL = """
import json, os, signal, sys, threading
from pathlib import Path
told = {
    "argv": sys.argv[1:], "name": __name__, "cwd": os.getcwd(), "environment": dict(os.environ),
    "path": sys.path, "hash": hash("a"), "threads": threading.active_count(),
    "signals": [str(signal.getsignal(n)) for n in (2, 15, 1)], "isatty": sys.stdout.isatty(),
    "files": sum(os.path.exists(f"/proc/self/fd/{n}") for n in range(200)), "main": sys.modules["__main__"].__spec__.name,
}
if "CLAIMATLAS_GIVEN" in os.environ:
    os.write(int(os.environ["CLAIMATLAS_GIVEN"]), b"given")
Path(sys.argv[1]).write_text(json.dumps(told))
print("said")
if sys.argv[2:] == ["fail"]:
    raise ValueError("no")
sys.exit(7)
"""
LEAVE = """
import atexit, os, tempfile, weakref
from pathlib import Path
folder = tempfile.mkdtemp(dir=".")
atexit.register(os.rmdir, folder)
class Thing: pass
thing = Thing()
weakref.finalize(thing, Path("finalized").touch)
"""
WAIT = """
import os, signal, sys, time
from pathlib import Path
def stop(*_):
    Path(sys.argv[1] + ".told").touch()
    sys.exit(3)
signal.signal(signal.SIGTERM, stop)
Path(sys.argv[1]).write_text(str(os.getpid()))
time.sleep(60)
"""
ASK = """
import os, sys
from claimatlas import forkserver
child = forkserver.start(["waits", *sys.argv[1:2]], os.environ, session=sys.argv[2:] == ["session"])
sys.exit(child.wait() % 256 if child else 99)
"""


def gone(pid: int) -> bool:
    """Whether a process is no more, or only a name that nobody has asked after."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


def soon(true) -> bool:
    """Whether something becomes true within ten seconds."""
    until = time.monotonic() + 10
    while not true() and time.monotonic() < until:
        time.sleep(0.02)
    return bool(true())


@pytest.fixture
def environment(tmp_path, root, monkeypatch):
    """The environment of a run that is a process of its own, with a server."""
    for name, source in (("tells", TELL), ("leaves", LEAVE), ("waits", WAIT), ("asks", ASK)):
        (tmp_path / f"{name}.py").write_text(source)
    monkeypatch.chdir(tmp_path)
    run = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"])
    told = {forkserver.SERVER: f"{run.pid}-{os.urandom(8).hex()}", "PYTHONPATH": os.pathsep.join(map(str, (root / "src", root / "tests", tmp_path)))}
    server = subprocess.Popen([sys.executable, "-c", SERVE], env=os.environ | told | forkserver.STILL)
    yield os.environ | told, run, server
    run.kill()
    run.wait()
    assert server.wait(10) in (0, -9, 143)


def forked(call: list[str], environment: dict, **more) -> forkserver.Child | None:
    """Fork once the server is there."""
    soon(lambda: forkserver._connected(environment[forkserver.SERVER], environment, launch=False))
    return forkserver.start(call, environment, **more)


def test_a_forked_process_is_what_a_new_python_is(environment, tmp_path):
    told, *_ = environment
    told = told | {"MORE": "x y"}
    (tmp_path / "below").mkdir()
    found = []
    for way in ("new", "forked"):
        out, given = tmp_path / way, tmp_path / f"{way}-given"
        with out.with_suffix(".out").open("w") as file, given.open("w") as third, Path(os.devnull).open() as nothing:
            files = (nothing.fileno(), file.fileno(), file.fileno())
            if way == "forked":
                child = forked(["tells", str(out)], told, cwd=tmp_path / "below", files=files, given={"CLAIMATLAS_GIVEN": third.fileno()})
                assert child is not None
            else:
                more = {"CLAIMATLAS_GIVEN": str(third.fileno())}
                child = subprocess.Popen(
                    [sys.executable, "-m", "tells", str(out)], env=told | more, cwd=tmp_path / "below",
                    stdin=files[0], stdout=files[1], stderr=files[2], pass_fds=[third.fileno()],
                )
            assert child.wait() == 7
        assert child.poll() == 7
        assert out.with_suffix(".out").read_text() == "said\n"
        assert given.read_text() == "given"
        facts = json.loads(out.read_text().replace(f"/{way}", "/way"))
        facts["environment"].pop("CLAIMATLAS_GIVEN")
        found.append(facts)
    assert found[0] == found[1]


def test_what_the_server_made_is_removed_when_the_server_ends(environment, tmp_path):
    told, run, server = environment
    assert forked(["tells", str(tmp_path / "out")], told).wait() == 7
    [folder] = [p for p in tmp_path.glob("tmp*") if p.is_dir()]
    assert not (tmp_path / "finalized").exists()
    run.kill()
    assert server.wait(10) == 0
    assert not folder.exists()


def test_a_process_that_cannot_be_had_ends_no_server(environment, tmp_path):
    told, _, server = environment
    child = forked(["waits", str(tmp_path / "mark")], told)
    assert soon((tmp_path / "mark").exists)
    child._connection.send(b"no number")
    for short in ("fork", "pidfd_open"):
        (tmp_path / short).touch()
        assert forkserver.start(["tells", str(tmp_path / "out")], told) is None or short == "pidfd_open"
        (tmp_path / short).unlink()
    assert server.poll() is None
    assert forkserver.start(["tells", str(tmp_path / "out")], told).wait() == 7
    child.kill()
    assert child.wait() == -9


def test_an_answer_of_another_user_is_none(environment, monkeypatch):
    told, *_ = environment
    assert forked(["tells", "/dev/null"], told) is not None
    monkeypatch.setattr(forkserver, "peer_of", lambda _: os.getuid() + 1)
    assert forkserver.start(["tells", "/dev/null"], told) is None


def test_an_error_is_told_as_ever(environment, tmp_path):
    told, *_ = environment
    with (tmp_path / "err").open("w") as file:
        child = forked(["tells", str(tmp_path / "out"), "fail"], told, files=(0, file.fileno(), file.fileno()))
        assert child.wait() == 1
    assert (tmp_path / "err").read_text().endswith("ValueError: no\n")


def started(environment: dict, mark: Path, *more: str) -> tuple[subprocess.Popen, int]:
    """Start a process that has one forked; return it and the number of the other."""
    soon(lambda: forkserver._connected(environment[forkserver.SERVER], environment, launch=False))
    asking = subprocess.Popen([sys.executable, "-m", "asks", str(mark), *more], env=environment)
    assert soon(lambda: mark.exists() and mark.read_text())
    return asking, int(mark.read_text())


@pytest.mark.parametrize("end", ["who asked", "the run", "the server"])
@pytest.mark.parametrize("more", [(), ("session",)])
def test_who_is_left_alone_ends(environment, tmp_path, end, more):
    told, run, server = environment
    asking, pid = started(told, tmp_path / "mark", *more)
    {"who asked": asking, "the run": run, "the server": server}[end].kill()
    assert soon(lambda: gone(pid))
    assert (tmp_path / "mark.told").exists() == (not more)  # it could remove what was half made
    assert asking.wait(10) in (-9, 3, 247)
    assert server.poll() is None if end == "who asked" else server.wait(10) in (0, -9)


def test_a_signal_reaches_the_process_and_ctrl_c_not_the_server(environment, tmp_path):
    told, _, server = environment
    child = forked(["waits", str(tmp_path / "mark")], told)
    assert soon((tmp_path / "mark").exists)
    server.send_signal(signal.SIGINT)
    child.terminate()
    assert child.wait() == 3
    assert server.poll() is None


def test_another_python_and_changed_files_are_not_forked(environment, tmp_path):
    told, *_ = environment
    assert forked(["tells", "/dev/null"], told) is not None
    assert forked(["tells", "/dev/null"], told | {"PYTHONHASHSEED": "5"}) is None
    assert forked(["tells", "/dev/null"], told | {"BIG": "x" * forkserver.LARGEST}) is None
    assert forkserver.start(["tells"], {k: v for k, v in told.items() if k != forkserver.SERVER}) is None
    (tmp_path / "touched").touch()
    assert forked(["tells", "/dev/null"], told) is None
    assert forkserver.start(["tells", "/dev/null"], told, loaded="something else") is None
    assert forkserver.start(["tells", "/dev/null"], told, loaded=versions.loaded()) is not None  # a worker is as its run


def test_what_a_process_would_import_first_is_loaded_once_before_it_is_forked(environment, tmp_path):
    told, _, server = environment
    (tmp_path / "heavy.py").write_text("import os\nwith open('loaded', 'a') as file:\n    print(os.getpid(), file=file)")
    (tmp_path / "broken.py").write_text("raise ValueError('no')")
    for _ in range(2):
        assert forked(["tells", str(tmp_path / "out")], told, modules=["heavy"]).wait() == 7
    assert (tmp_path / "loaded").read_text() == f"{server.pid}\n"
    assert forked(["tells", "/dev/null"], told, modules=["broken"]) is None
    assert forked(["tells", "/dev/null"], told) is not None


def test_a_run_that_reads_no_text_anew_loads_no_language_model(root):
    load = "import importlib, sys\nfrom claimatlas.forkserver.server import LOADED\nfor name in LOADED: importlib.import_module(name)\n"
    load += "sys.exit('spacy' in sys.modules)"
    told = os.environ | forkserver.STILL | {"PYTHONPATH": str(root / "src")}
    assert subprocess.run([sys.executable, "-c", load], env=told, check=False).returncode == 0


def test_no_debugger_is_loaded_and_the_check_of_notebooks_is_there(environment, tmp_path):
    """Each kernel would load a hundred modules of a debugger, each step compile what notebooks are checked by."""
    (tmp_path / "knows.py").write_text(
        "import sys\nfrom ipykernel.debugger import _is_debugpy_available as there\nfrom nbformat.validator import validators\n"
        "print(there, any(name.startswith('pydevd') for name in sys.modules), (4, 5) in [key[1:3] for key in validators],"
        " file=open(sys.argv[1], 'w'))"
    )
    modules = ["ipykernel.debugger", "nbformat.validator"]
    assert forked(["knows", str(tmp_path / "out")], environment[0], modules=modules).wait() == 0
    assert (tmp_path / "out").read_text() == "False False True\n"


def test_workers_are_forked_and_give_what_new_ones_give(environment, monkeypatch):
    import chores

    told, *_ = environment
    soon(lambda: forkserver._connected(told[forkserver.SERVER], told, launch=False))
    for name in ("PYTHONPATH", forkserver.SERVER):
        monkeypatch.setenv(name, told[name])
    made = []
    real = forkserver.start
    monkeypatch.setattr(forkserver, "start", lambda *a, **k: made.append(real(*a, **k)) or made[-1])
    monkeypatch.setattr(pool, "cores", lambda: 2)
    monkeypatch.setattr(forkserver, "READING", ())
    assert sorted(pool.results(chores.double, range(5))) == [0, 2, 4, 6, 8]
    assert len(made) == 2
    assert all(made)


def test_a_server_that_cannot_load_says_no(tmp_path, root, monkeypatch):
    told = os.environ | {forkserver.SERVER: forkserver.name(), "PYTHONPATH": str(tmp_path)}
    told["CLAIMATLAS_BUILD"] = str(tmp_path)
    # Its Python finds no package that could serve, wherever else one is installed.
    (tmp_path / "claimatlas.py").write_text("raise ImportError('nothing can be loaded here')")
    started = []
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: started.append(a) or real(*a, **k))
    for _ in range(2):
        assert forkserver.start(["json.tool"], told, launch=True) is None
    assert len(started) == 1
    told[forkserver.SERVER] = forkserver.name()
    assert forkserver.start(["json.tool"], told, launch=True) is None
    assert len(started) == 2  # another run tries again


def test_what_a_server_loads_keeps_it_from_serving_and_is_told_once(tmp_path, root):
    (tmp_path / "threads.py").write_text("import threading, time; threading.Thread(target=time.sleep, args=(9,), daemon=True).start()")
    told = os.environ | {forkserver.SERVER: forkserver.name(), "CLAIMATLAS_BUILD": str(tmp_path)}
    told["PYTHONPATH"] = f"{root / 'src'}{os.pathsep}{tmp_path}"
    serve = SERVE.replace('"leaves"', '"threads"')
    done = subprocess.run([sys.executable, "-c", serve], env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "serves nobody" in done.stderr
    assert forkserver.start(["json.tool"], told, launch=True) is None


def test_a_forked_worker_sends_what_is_of_a_module_that_others_know(environment, monkeypatch, tmp_path):
    """What it tells of a wait was of its ``__main__``, and ended the run."""
    told, *_ = environment
    soon(lambda: forkserver._connected(told[forkserver.SERVER], told, launch=False))
    for name in (forkserver.SERVER, "PYTHONPATH"):
        monkeypatch.setenv(name, told[name])
    monkeypatch.setattr(forkserver, "READING", ())
    monkeypatch.setattr(pool, "cores", lambda: 2)
    for found in pool.results(chores.served_by, range(2)):
        assert "claimatlas.pool._serve" in found
        assert any(name.startswith("claimatlas.forkserver.server.") for name in found)


def test_a_server_that_fails_to_load_something_goes_on_as_it_was(environment, tmp_path):
    told, *_ = environment
    (tmp_path / "broken.py").write_text("raise ValueError('no')")
    (tmp_path / "collects.py").write_text("import gc, sys\nsys.exit(7 if gc.isenabled() else 8)")
    assert forked(["tells", os.devnull], told, modules=["broken"]) is None
    assert forked(["collects"], told).wait() == 7


def test_a_server_with_a_thread_forks_nothing(environment, tmp_path):
    told, *_ = environment
    (tmp_path / "threads.py").write_text("import threading, time\nthreading.Thread(target=time.sleep, args=(30,), daemon=True).start()")
    assert forked(["tells", os.devnull], told, modules=["threads"]) is None
    assert forked(["tells", os.devnull], told) is None
