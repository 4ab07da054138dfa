"""The server itself: it loads what the processes of a run need, and forks."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from claimatlas.forkserver import LARGEST, SERVER, address, peer_of, refuse

# What a step, a kernel or a worker would import first.
LOADED = (
    "papermill.execute", "papermill.inspection", "ipykernel.kernelapp", "ipykernel.zmqshell",
    "ipykernel.debugger", "IPython.extensions.storemagic", "claimatlas.notebook",
    "claimatlas.stages", "claimatlas.comparison.tellings", "claimatlas.comparison.views",
    "claimatlas.charts.articles", "claimatlas.charts.claims", "claimatlas.charts.comparison",
    "claimatlas.charts.events", "claimatlas.charts.lines", "claimatlas.charts.places", "claimatlas.findings",
    "claimatlas.maps", "claimatlas.headline", "claimatlas.report", "claimatlas.claims.reference",
    "claimatlas.sheets", "pyarrow.dataset", "pyarrow.pandas_compat", "sqlite3.dbapi2",
    "IPython.core.oinspect", "matplotlib.backends.backend_svg",
)
NOTEBOOK_FORMAT = (4, 5)
_PATIENCE = 20  # seconds in which a process that is told to end may do so
_PR_SET_PDEATHSIG = 1
_PAUSE = 0.05  # seconds until a file may be free again
_HIGH = 64  # files that are handed on get numbers from here


class Order:
    """What a process is forked for; see `start`.

    Parameters
    ----------
    told : dict
    files : list of int
    """

    def __init__(self, told: dict, files: list[int]):
        self.call, self.environment, self.cwd = told["call"], told["environment"], told["cwd"]
        self.session, self.files, self.given = told["session"], files, told["given"]
        self.loaded, self.modules = told["loaded"], told["modules"]
        self.farewell = signal.SIGKILL if self.session else signal.SIGTERM

    def prepare(self, server: int) -> None:
        """Make the process that was just forked from `server` what a new Python would be."""
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _end_with_parent(self.farewell, server)
        if self.session:
            os.setsid()
        for target, file in enumerate(self.files[:3]):
            os.dup2(file, target)
            os.close(file)
        os.environ.clear()
        os.environ.update(self.environment)
        for variable, file in zip(self.given, self.files[3:], strict=True):
            os.set_inheritable(file, True)
            os.environ[variable] = str(file)
        os.chdir(self.cwd)
        _forget_exits()

    def run(self) -> int:
        """Run the module, as ``python -m`` would, and return the exit code."""
        import runpy
        import tempfile
        import warnings

        tempfile.tempdir = None
        sys.argv, sys.path[0] = list(self.call), str(Path.cwd())
        try:
            warnings.filterwarnings("ignore", ".*found in sys.modules", RuntimeWarning, "runpy")
            runpy.run_module(self.call[0], run_name="__main__", alter_sys=True)
        except SystemExit as error:
            if isinstance(error.code, str):
                print(error.code, file=sys.stderr)
            return error.code if isinstance(error.code, int) else int(error.code is not None)
        except KeyboardInterrupt:
            return 130
        except BaseException:
            sys.excepthook(*sys.exc_info())
            return 1
        return 0


def _end_with_parent(number: int, parent: int) -> None:
    """Have the system send a signal when the parent ends, however it does."""
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


class _Server:
    """The server of a run: forks until the process that the run is has ended."""

    def __init__(self, listener: socket.socket, run: int):
        import selectors

        self._own = os.getpid()
        self._listener = listener
        self._selector = selectors.DefaultSelector()
        self._asked: set[socket.socket] = set()
        self._children: dict[socket.socket, tuple[int, int, Order]] = {}  # pid and its file
        self._run = run
        self._selector.register(listener, selectors.EVENT_READ, self._accept)
        self._selector.register(run, selectors.EVENT_READ, None)

    def serve(self) -> Order | None:
        """Serve; return None when the run is over, and in each forked process what it is to do."""
        while True:
            for key, _ in self._selector.select():
                if key.data is None:
                    return None
                if (order := key.data(key.fileobj)) is not None:
                    return order

    def _accept(self, listener: socket.socket) -> None:
        """Let a process of the same user in; it is not waited for, its order is read when it comes."""
        try:
            connection, _ = listener.accept()
        except OSError:  # no file is left: who waits is heard when one is
            time.sleep(_PAUSE)
            return
        if peer_of(connection) != os.getuid():
            connection.close()
            return
        self._asked.add(connection)
        self._selector.register(connection, 1, self._ask)

    def _ask(self, connection: socket.socket) -> Order | None:
        """Take an order and fork; whoever cannot be served hears that nothing comes."""
        self._selector.unregister(connection)
        self._asked.discard(connection)
        raw, files = b"", []
        with contextlib.suppress(OSError):
            raw, files, *_ = socket.recv_fds(connection, LARGEST, 8)
        try:
            order = Order(json.loads(raw), files)
            pid = os.fork() if _is_fit(order) and _has_loaded(order.modules) else -1
        except (ValueError, KeyError, TypeError, OSError):  # gone meanwhile; or no process is to be had
            pid = -1
        if pid == 0:
            return self._forked(order, connection)
        if pid < 0 or not self._kept(pid, connection, order):
            connection.close()
        for file in files:
            os.close(file)
        return None

    def _kept(self, pid: int, connection: socket.socket, order: Order) -> bool:
        """Look after a process that was forked; without a file for that it may not live."""
        try:
            ended = os.pidfd_open(pid)
        except OSError:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return False
        self._children[connection] = (pid, ended, order)
        self._selector.register(connection, 1, self._told)
        self._selector.register(ended, 1, lambda _: self._bury(connection))
        return True

    def _forked(self, order: Order, connection: socket.socket) -> Order:
        """Leave the server behind, in a process that was forked from it."""
        import fcntl

        received, order.files = order.files, []
        for file in received:
            order.files.append(fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, _HIGH))
            os.close(file)
        server = self._own
        self._selector.close()
        self._listener.close()
        os.close(self._run)
        for other, (_, ended, _) in self._children.items():
            other.close()
            os.close(ended)
        for other in self._asked:
            other.close()
        order.prepare(server)
        connection.send(f"pid {os.getpid()}".encode())
        connection.close()
        return order

    def _told(self, connection: socket.socket) -> None:
        """Pass a signal on; whoever is gone gets its process ended."""
        if connection not in self._children:  # it ended a moment ago
            return
        pid, _, order = self._children[connection]
        try:
            raw = connection.recv(64)
        except OSError:
            raw = b""
        with contextlib.suppress(OSError, ValueError):  # no signal
            os.kill(pid, int(raw) if raw else order.farewell)
        if not raw:
            self._selector.unregister(connection)

    def _bury(self, connection: socket.socket) -> None:
        """Tell whoever asked for a process that it has ended, and how."""
        pid, ended, _ = self._children.pop(connection)
        _, status = os.waitpid(pid, 0)
        self._selector.unregister(ended)
        os.close(ended)
        with contextlib.suppress(KeyError):
            self._selector.unregister(connection)
        with contextlib.suppress(OSError):
            connection.send(f"code {os.waitstatus_to_exitcode(status)}".encode())
        connection.close()

    def end(self) -> None:
        """End all that is left."""
        if os.getpid() != self._own:
            return
        self._listener.close()
        for pid, _, order in self._children.values():
            os.kill(pid, order.farewell)
        until = time.monotonic() + _PATIENCE
        while self._children:
            by_end = {ended: connection for connection, (_, ended, _) in self._children.items()}
            left = until - time.monotonic()
            ended = select.select(list(by_end), [], [], max(0, left))[0] if left > 0 else []
            if not ended:
                for pid, *_ in self._children.values():
                    os.kill(pid, signal.SIGKILL)
                ended = list(by_end)
            for file in ended:
                self._bury(by_end[file])


def _python(environment: Mapping[str, str]) -> dict[str, str]:
    """What of an environment a Python reads at its start."""
    return {name: value for name, value in environment.items() if name.startswith("PYTHON")}


def _is_fit(order: Order) -> bool:
    """Whether a process that is forked from this one would be what was asked for."""
    from claimatlas.versions import changed, loaded

    if len(order.files) != 3 + len(order.given) or _python(order.environment) != _python(os.environ):
        return False  # its files are not all here; or it would be another Python
    return order.loaded == loaded() if order.loaded else not changed()


def _forget_exits() -> None:
    """Leave to the server what it is to do at its end: what it made until then is not a forked process's."""
    import atexit
    import weakref

    atexit._clear()
    weakref.finalize._registry.clear()
    weakref.finalize._registered_with_atexit = False
    if "multiprocessing.util" in sys.modules:  # each process ends those that it will start
        atexit.register(sys.modules["multiprocessing.util"]._exit_function)


def _has_loaded(modules: Sequence[str]) -> bool:
    """Import what a process asks for beyond `LOADED`; whoever asks sees the error where that fails."""
    try:
        return _may_fork() and (all(module in sys.modules for module in modules) or _load(modules))
    except Exception:
        return False


def _may_fork() -> bool:
    """Whether there is no thread beside this one."""
    return len(list(Path("/proc/self/task").iterdir())) == 1


def _load(modules: Sequence[str]) -> bool:
    """Import what the processes of a run need; tell whether one may be forked from this one then."""
    import gc
    import importlib

    # No kernel of a run is debugged: ipykernel does without, and spares each a hundred modules.
    sys.modules["debugpy"] = None
    gc.disable()
    try:
        for module in modules:
            importlib.import_module(module)
        if checks := sys.modules.get("nbformat.validator"):
            checks.get_validator(*NOTEBOOK_FORMAT)  # compiles what notebooks are checked by, else each anew
    finally:
        gc.enable()
    gc.freeze()  # nothing of it is looked at again, or copied into each process for that
    threads = len(list(Path("/proc/self/task").iterdir())) - 1
    if threads:
        told = f"{threads} threads were started by what it loads"
        print(f"warning: the fork server of this run serves nobody: {told}", file=sys.stderr)
    return not threads


def main() -> int:
    """Serve the run that the environment names; in a process that is forked from it, do what that is for."""
    import claimatlas.versions  # noqa: F401  its look at the files comes before the imports

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the processes of the steps, and for make
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    told = os.environ[SERVER]
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        run = os.pidfd_open(int(told.partition("-")[0]))
        listener.bind(address(told))
    except OSError:
        return 0  # the run is over, or has a server
    listener.listen(64)
    fit = False
    try:
        fit = _load(LOADED)
    finally:
        if not fit:
            refuse(os.environ)
    if not fit:
        return 1
    server = _Server(listener, run)
    try:
        order = server.serve()
    finally:
        server.end()
    if order is not None:
        _leave(order.run())
    return 0


def _leave(code: int) -> None:
    """End a forked process as the interpreter would, without taking apart what it shares with the server."""
    import atexit
    import threading

    threading._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code & 255)


if __name__ == "__main__":
    from claimatlas.forkserver.server import main as _main  # the module that others know, not a second one

    sys.exit(_main())
