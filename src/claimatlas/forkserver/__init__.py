"""Fork server: one process of a run with the packages of the suite loaded, from which its others are forked.

Most of what a small step costs is the start of Python and the import of packages. So the first step of a run
that really runs starts this server; it loads the packages once and forks the processes of the steps, their
kernels and their workers. These have the environment, folder and files of whoever asked for them, and end
with it; all end with the run, however that ends. Who asks speaks to it through a socket that is no file, and
no user but its own is heard.

Only Linux has all that this needs, and only a process without threads may be forked; where there is no server
`start` returns None, and whoever asked starts a new Python, which gives the same bytes.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from claimatlas.files import MAKING

SERVER = "CLAIMATLAS_FORKS"  # environment: what the server of the run is called, and the process it ends with
# A process with threads of a library's would be forked with locks that nobody opens; and the last digits of a
# sum would depend on the number of cores.
STILL = {"OPENBLAS_NUM_THREADS": "1", "JE_ARROW_MALLOC_CONF": "background_thread:false"}
NONE = f"{MAKING}no-forks"  # in the folder of the tables: which run has no server; the next sweeps it away
_BUILD = "CLAIMATLAS_BUILD"  # environment: that folder
_LAUNCHED: list[subprocess.Popen] = []
# What reads texts with the language model; a run that corrects a row does without.
READING = ("claimatlas.annotate",)
LARGEST = 200_000  # bytes of what is asked for, environment included


def name() -> str:
    """Return a new value of `SERVER`, for the run that this process is; empty if there can be no server."""
    there = sys.platform == "linux" and hasattr(os, "pidfd_open")
    return f"{os.getpid()}-{os.urandom(16).hex()}" if there else ""


def address(told: str) -> bytes:
    """The socket of a server: in the abstract namespace, so no file is left whatever happens."""
    return f"\0claim-atlas-{told}".encode()


# --- whoever asks -------------------------------------------------------------------------------------------


class Child:
    """A process that was forked for this one, handled as one of `subprocess` is."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket, pid: int):
        self.pid = pid
        self.returncode: int | None = None
        self._connection = connection

    def poll(self) -> int | None:
        """Return the exit code, None as long as the process runs."""
        if self.returncode is None and select.select([self._connection], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self) -> int:
        """Wait for the end of the process and return its exit code; minus the signal that ended it."""
        if self.returncode is None:
            word, code = _heard(self._connection)
            # Or the server is gone, and all with it.
            self.returncode = code if word == "code" else -signal.SIGKILL
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, if the process is there; the server knows whether it is still the same."""
        with contextlib.suppress(OSError):
            self._connection.send(str(int(number)).encode())

    def terminate(self) -> None:
        """Have the process end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process."""
        self.send_signal(signal.SIGKILL)


def start(
    call: Sequence[str], environment: Mapping[str, str], cwd: str | os.PathLike | None = None,
    files: Sequence[int] = (0, 1, 2), given: Mapping[str, int] | None = None, session: bool = False,
    launch: bool = False, loaded: str = "", modules: Sequence[str] = (),
) -> Child | None:
    """Fork a process that does what ``python -m MODULE ARGUMENT…`` does.

    Parameters
    ----------
    call : sequence of str
        Module and arguments.
    environment : mapping
    cwd : path-like, optional
        Its folder; that of this process if not given.
    files : sequence of int
        Its standard input, output and error.
    given : mapping, optional
        Further open files by the variable of its environment that tells it their number.
    session : bool
        Whether it has a session of its own and is killed when this process ends; else it is told to end.
    launch : bool
        Whether to start the server if there is none.
    loaded : str, optional
        What must be loaded there (`claimatlas.versions.loaded`), whatever has become of the files since.
    modules : sequence of str
        What it would import first beside what the server has loaded; the server does so once, and forks then.

    Returns
    -------
    Child or None
        None where there is no server, or one that this process must not be forked from: another Python, or
        loaded from files that have changed since.
    """
    told = environment.get(SERVER, "")
    if not told or sys.platform != "linux":
        return None
    given = dict(given or {})
    order = {
        "call": list(call), "environment": dict(environment), "cwd": str(cwd or Path.cwd()),
        "given": list(given), "session": session, "loaded": loaded, "modules": list(modules),
    }
    raw = json.dumps(order).encode()
    connection = _connected(told, environment, launch) if len(raw) < LARGEST else None
    if connection is None:
        return None
    try:
        socket.send_fds(connection, [raw], [*files, *given.values()])
        word, pid = _heard(connection)
    except OSError:
        word, pid = "", 0
    if word == "pid":
        return Child(connection, pid)
    connection.close()
    return None


def _connected(told: str, environment: Mapping[str, str], launch: bool) -> socket.socket | None:
    """Speak to the server of a run, which is started if need be."""
    server = None
    while True:
        ended = server is not None and server.poll() is not None  # it failed, or found another there
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            connection.connect(address(told))
            if peer_of(connection) == os.getuid():
                return connection
        except OSError:
            pass
        connection.close()
        if ended and server.returncode:
            refuse(environment)
        if ended or not launch or _is_refused(environment):
            return None
        if server is None:
            silent = dict.fromkeys(("stdin", "stdout"), subprocess.DEVNULL)
            call = [sys.executable, "-m", "claimatlas.forkserver.server"]
            server = subprocess.Popen(call, env=dict(environment) | STILL, **silent)
            _LAUNCHED.append(server)
        time.sleep(0.01)


def peer_of(connection: socket.socket) -> int:
    """Return the number of the user at the other end: the address is free to whoever comes first."""
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return struct.unpack("3i", raw)[1]


def refuse(environment: Mapping[str, str]) -> None:
    """Note that the run of an environment has no server that can serve, lest each step start one anew."""
    if build := environment.get(_BUILD):
        with contextlib.suppress(OSError):
            Path(build, NONE).write_text(environment.get(SERVER, ""), encoding="ascii")


def _is_refused(environment: Mapping[str, str]) -> bool:
    """Whether that was noted of this run."""
    with contextlib.suppress(OSError, ValueError):
        noted = Path(environment.get(_BUILD) or os.devnull, NONE).read_text(encoding="ascii")
        return noted == environment.get(SERVER)
    return False


def stop() -> None:
    """End a server that this process has started, and with it all that was forked from it."""
    for server in _LAUNCHED:
        server.terminate()


def _heard(connection: socket.socket) -> tuple[str, int]:
    """Hear a word of the server and the number that it says; empty if it is gone or refuses."""
    try:
        word, _, number = connection.recv(64).decode().partition(" ")
    except OSError:
        return "", 0
    return (word, int(number)) if word else ("", 0)
