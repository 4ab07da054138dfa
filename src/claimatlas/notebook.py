"""Run a parameterized notebook with papermill, whole or not at all.

What papermill leaves to its caller is done here: an unknown parameter is an error, a notebook that fails
leaves nothing under its final name, and the executed notebook holds no clock, host or path.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import json
import math
import os
import re
import sys
import tempfile
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
import yaml
from jupyter_client import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner

from claimatlas import forkserver
from claimatlas.errors import ClaimAtlasError, ParameterError, shortened
from claimatlas.files import command, replacing
from claimatlas.progress import TOLD
from claimatlas.run import BUNDLED, LATER, NEXT

_PATIENCE = 3600  # seconds that a cell's last outputs may take to come through after it ended
PARSES = "01-corpus"  # runs where a text or the code has changed, and so before all that read texts anew
LONGEST_FOLDER = 60  # characters of TMPDIR that leave room for the names of sockets


class CellError(ClaimAtlasError):
    """A cell of a notebook failed."""


def parameters_of(path: Path | str) -> dict[str, str]:
    """Return the parameters that a notebook declares, as name to type ("str", "list", …), in order.

    Raises
    ------
    ParameterError
        The notebook has no cell tagged ``parameters``.
    """
    return {name: parameter["inferred_type_name"] for name, parameter in _inspected(path).items()}


def meanings_of(path: Path | str) -> dict[str, str]:
    """Return the comment behind each parameter that a notebook declares."""
    return {name: parameter["help"] for name, parameter in _inspected(path).items()}


def _inspected(path: Path | str) -> dict[str, dict]:
    """What papermill finds in the cell tagged ``parameters``."""
    from papermill.inspection import inspect_notebook

    found = inspect_notebook(str(path))
    if not found:
        raise ParameterError(f"{Path(path).name}: no cell is tagged 'parameters'")
    return found


def run(
    source: Path | str, target: Path | str, parameters: dict, failed: Path | str | None = None,
    shown: dict[str, str] | None = None,
) -> None:
    """Execute notebook `source` in its own folder and write the executed notebook to `target`.

    Parameters
    ----------
    source, target : path-like
    parameters : dict
        Values by name; every name must be one that the notebook declares.
    failed : path-like, optional
        Where a notebook that failed is kept for a look.
    shown : dict of str, optional
        What the executed notebook shows in the place of a parameter's value: of a folder no more than its
        name.

    Raises
    ------
    ParameterError
        A parameter is unknown; the message lists the known ones.
    CellError
        A cell failed; the message names notebook, cell id and error. `target` is as it was.
    """
    import papermill

    source = Path(source)
    known = parameters_of(source)
    if unknown := [name for name in parameters if name not in known]:
        raise ParameterError(f"{source.name}: unknown parameter {unknown[0]!r}; it has {', '.join(known)}")
    # The kernel is spoken to through sockets in a folder of its own rather than through open ports. Without a
    # folder for each, two kernels that run at once would answer each other's client.
    with (
        tempfile.TemporaryDirectory(prefix="atlas-", dir=_short_folder()) as sockets,
        replacing(target) as temporary,
    ):
        os.environ["JUPYTER_RUNTIME_DIR"] = sockets  # not in the home folder, which may be read-only
        told = Path(sockets) / "told"
        os.environ[TOLD] = str(told)
        facts = {"transport": "ipc", "ip": f"{sockets}/kernel", "connection_file": f"{sockets}/kernel.json"}
        facts["modules"] = forkserver.READING if source.stem == PARSES else ()
        kernel = type("Kernel", (_KernelManager,), facts)
        try:
            notebook = papermill.execute_notebook(
                str(source), str(temporary), parameters=parameters, cwd=str(source.parent or "."),
                progress_bar=False, log_output=False, kernel_name="python3", kernel_manager_class=kernel,
                extra_arguments=["--IPKernelApp.log_level=50"], iopub_timeout=_PATIENCE,
                request_save_on_cell_execute=False,  # else it is written before and after each cell
                shutdown_kernel="immediate",  # all that it made is whole, and who is told to end ends
            )
        except papermill.PapermillExecutionError as error:
            if failed:
                with replacing(failed) as kept:
                    kept.write_bytes(temporary.read_bytes())
            raise CellError(_failure(source, temporary, error)) from None
        finally:
            del os.environ[TOLD]
            if told.exists():
                print(told.read_text(encoding="utf-8"), end="", file=sys.stderr, flush=True)
        nbformat.write(_without_traces(notebook, shown or {}), temporary)


class _Provisioner(LocalProvisioner):
    """Has kernels forked from the server of the run, if there is one."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict:
        """Launch a kernel with a command."""
        environment = kwargs.get("env") or os.environ
        child = None
        if cmd[:1] == [sys.executable] and "-m" in cmd:  # no other kernel is ours to fork
            with Path(os.devnull).open("rb") as nothing:
                files = (nothing.fileno(), 1, 2)
                # The server sees to it that the kernel ends with this process; the kernel need not look.
                call = [*cmd[cmd.index("-m") + 1 :], "--IPKernelApp.parent_handle=1"]
                child = forkserver.start(
                    call, environment, kwargs.get("cwd"), files, session=True, modules=self.parent.modules
                )
        if child is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid, self.pgid = child, child.pid, child.pid
        self.cwd = kwargs.get("cwd", Path.cwd())
        return self.connection_info


class _KernelManager(AsyncKernelManager):
    """Manages a kernel that is forked where that can be, from a process that has `modules` loaded."""

    modules: Sequence[str] = ()

    async def _async_pre_start_kernel(self, **kwargs: Any) -> tuple[list[str], dict[str, Any]]:
        """Put the provisioner in before Jupyter does, which makes one of its own only if there is none."""
        if self.provisioner is None:
            self.kernel_id = self.kernel_id or kwargs.pop("kernel_id", str(uuid.uuid4()))
            self.provisioner = _Provisioner(
                kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
            )
        return await super()._async_pre_start_kernel(**kwargs)


def _short_folder() -> str | None:
    """Return a folder for sockets, whose whole path may have about a hundred characters;
    None is the usual one."""
    if len(tempfile.gettempdir()) <= LONGEST_FOLDER:
        return None
    return next((f for f in ("/tmp", "/var/tmp") if os.access(f, os.W_OK | os.X_OK)), None)


def _failure(source: Path, executed: Path, error: Exception) -> str:
    """Name the cell that failed, and how."""
    cells = nbformat.read(executed, as_version=4).cells
    cell = next(
        (c for c in cells if any(o.get("output_type") == "error" for o in c.get("outputs", []))), None
    )
    where = f"cell {cell['id']!r}" if cell else f"cell {error.exec_count}"
    return f"{source.name}, {where}: {error.ename}: {error.evalue}"


def _without_traces(notebook: nbformat.NotebookNode, shown: dict[str, str]) -> nbformat.NotebookNode:
    """Remove what differs between two runs on the same input: times, counts, versions,
    papermill's own notes."""
    notebook.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = []
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        # papermill marks a failed run with cells of its own; a whole run has only the injected parameters.
        if "injected-parameters" in tags:
            cell["id"] = "injected-parameters"
            for name, text in shown.items():
                told = json.dumps(text, ensure_ascii=False)
                cell.source = re.sub(
                    rf"(?m)^{name} = .*$", lambda _, n=name, t=told: f"{n} = {t}", cell.source
                )
        # A cell that the notebook folds stays folded.
        folded = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        cell.metadata = {"tags": tags} if tags else {}
        if folded:
            cell.metadata["jupyter"] = {"source_hidden": True}
        if cell.cell_type == "code":
            cell.execution_count = None
            # What a cell writes to stderr (progress bars, warnings) is for who waits, not for who reads.
            cell.outputs = [o for o in cell.outputs if o.get("name") != "stderr"]
            for output in cell.outputs:
                output.pop("execution_count", None)
                if output.output_type == "execute_result":
                    output["execution_count"] = None
        cells.append(cell)
    notebook.cells = cells
    return notebook


def main(arguments: list[str] | None = None) -> int:
    """Command line: ``python -m claimatlas.notebook SOURCE TARGET [-p name=value …] [--offer …]``."""
    parser = argparse.ArgumentParser(
        prog="python -m claimatlas.notebook", description="Run a parameterized notebook."
    )
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument(
        "-p", dest="given", action="append", default=[], metavar="name=value",
        help="a parameter; value is YAML",
    )
    parser.add_argument(
        "--offer", default="", metavar="'name=value; name=value'",
        help="parameters for those of the suite's notebooks that declare them; "
        "unknown to all of them is an error",
    )
    parser.add_argument(
        "--folder", action="append", default=[], metavar="name=path",
        help="a parameter that is a path, given from here, passed relative to the notebook",
    )
    parser.add_argument("--failed", type=Path, help="where to keep a notebook that failed")
    options = parser.parse_args(arguments)
    return command(lambda: _run_as_told(options))


def _run_as_told(options: argparse.Namespace) -> None:
    """Run a notebook with the parameters of a command line."""
    known = parameters_of(options.source)
    folders = dict(item.split("=", 1) for item in options.folder)
    parameters = dict(pair(p, known) for p in options.given) | _told(options.source, folders, options.offer)
    if options.source.stem == PARSES:
        os.environ[LATER] = json.dumps(_later(options.source.parent, folders, options.offer))
    print(f"running {options.source.name}", file=sys.stderr, flush=True)
    run(options.source, options.target, parameters, options.failed, _shown(folders, known))


def _told(source: Path, folders: dict[str, str], offer: str) -> dict:
    """Return the parameters of a notebook that a command line says for several: folders, and what it
    offers."""
    known = parameters_of(source)
    inside = {name: _from(source.parent, path) for name, path in folders.items() if name in known}
    return inside | _offered(offer, source, known)


def _later(folder: Path, folders: dict[str, str], offer: str) -> dict[str, dict]:
    """Return all parameters of the notebooks that the run needs after this one and that read texts too; of
    those where they are known without running them."""
    found: dict[str, dict] = {}
    for name in os.environ.get(NEXT, "").split():
        source = folder / f"{name}.ipynb"
        with contextlib.suppress(Exception):  # that notebook says so, or knows what they mean
            defaults = {n: ast.literal_eval(p["default"]) for n, p in _inspected(source).items()}
            told = defaults | _told(source, folders, offer)
            found |= {name: told} if _is_plain(told) else {}
    return found


def _from(folder: Path, path: str) -> str:
    """Return the path of a folder as a notebook in `folder` needs it: relative within the checkout,
    else absolute."""
    inside = Path(path).resolve().is_relative_to(Path.cwd())
    return Path(os.path.relpath(path, folder)).as_posix() if inside else str(Path(path).resolve())


def _shown(folders: dict[str, str], known: dict[str, str]) -> dict[str, str]:
    """Return what a notebook shows of the folders it was given:
    the same wherever the corpus and the checkout lie."""
    name = Path(folders["corpus"]).resolve().name if "corpus" in folders else ""
    told = {"corpus": f"…/{name}", "build": f"../build/{name}", "figures": f"../figures/{name}"}
    usual = Path(folders.get("corpus", "")) == BUNDLED
    return {
        n: f"../{BUNDLED}" if usual and n == "corpus" else told[n]
        for n in folders if n in known and n in told
    }


def _offered(offer: str, source: Path, known: dict[str, str]) -> dict:
    """Read the parameters that are meant for those notebooks of a folder that declare them."""
    if not offer.strip():
        return {}
    found = {}
    for name, value in (pair(p, known) for p in offer.split(";") if p.strip()):
        if name in known:
            found[name] = checked(name, value, known[name], meanings_of(source)[name])
        elif not any(name in parameters_of(other) for other in source.parent.glob("0*.ipynb")):
            raise ParameterError(
                f"no notebook has a parameter {name!r}; {source.name} has {', '.join(known)}"
            )
    return found


def checked(name: str, value: object, kind: str, meaning: str = "") -> object:
    """Return a value that fits the type and the range that a parameter declares.

    Parameters
    ----------
    name : str
    value : object
    kind : str
        Type hint of the parameter.
    meaning : str
        Its comment; "0 to 1" in it is a range. A whole number counts something, so it is 1 or more.

    Raises
    ------
    ParameterError
        It does not fit.
    """
    kinds = {"str": str, "int": int, "float": int | float, "bool": bool, "list": list}.get(kind, object)
    wanted = {
        "int": "a whole number, 1 or more", "float": "a number", "bool": "true or false",
        "list": "a list, such as [a, b]",
    }
    fits = isinstance(value, kinds) and isinstance(value, bool) == (kind == "bool")
    if kind == "int":
        fits = fits and 1 <= value < 2**31
    if kind == "float":
        unit = "0 to 1" in meaning
        wanted["float"] += " from 0 to 1" if unit else ""
        fits = fits and math.isfinite(value) and (0 <= value <= 1 or not unit)
    if kind == "list" and name == "outlets":  # what a name may be is told better where the names are known
        fits = _is_plain(value)
    elif kind == "list" and fits:
        fits = all(isinstance(v, str | int | float) and not isinstance(v, bool) for v in value)
        value = [str(v) for v in value] if fits else value
    if not fits:
        raise ParameterError(
            f"{name}: {shortened(str(value))!r} does not fit; write {wanted.get(kind, kind)}"
        )
    return value


def _is_plain(value: object) -> bool:
    """Tell whether a notebook can hold a value; YAML knows days and sets, too."""
    try:
        json.dumps(value)
    except (TypeError, ValueError):
        return False
    return True


def pair(text: str, known: dict[str, str]) -> tuple[str, object]:
    """Split name=value; the value is YAML, but a parameter of text takes it as it stands
    (2024-03 is no date here)."""
    name, sign, value = map(str.strip, text.partition("="))
    if not sign:
        raise ParameterError(f"{text!r} is not of the form name=value")
    try:
        return name, value if known.get(name) == "str" else yaml.safe_load(value)
    # A day that is none, thousands of digits or brackets.
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError):
        remedy = "write a number, text or a list such as [a, b]"
        raise ParameterError(f"{name}: {shortened(value)!r} cannot be read; {remedy}") from None


if __name__ == "__main__":
    raise SystemExit(main())
