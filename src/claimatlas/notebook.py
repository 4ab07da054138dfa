"""Run a parameterized notebook with papermill, whole or not at all.

What papermill leaves to its caller is done here: an unknown parameter is an error, a notebook that fails
leaves nothing under its final name, and the executed notebook holds no clock, host or path.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import nbformat
import yaml
from jupyter_client import AsyncKernelManager

from claimatlas.errors import ClaimAtlasError, ParameterError
from claimatlas.files import replacing


class CellError(ClaimAtlasError):
    """A cell of a notebook failed."""


def parameters_of(path: Path | str) -> dict[str, str]:
    """Return the parameters that a notebook declares, as name to type ("str", "list", …), in order.

    Raises
    ------
    ParameterError
        The notebook has no cell tagged ``parameters``.
    """
    from papermill.inspection import inspect_notebook

    found = inspect_notebook(str(path))
    if not found:
        raise ParameterError(f"{Path(path).name}: no cell is tagged 'parameters'")
    return {name: parameter["inferred_type_name"] for name, parameter in found.items()}


def run(source: Path | str, target: Path | str, parameters: dict, failed: Path | str | None = None) -> None:
    """Execute notebook `source` in its own folder and write the executed notebook to `target`.

    Parameters
    ----------
    source, target : path-like
    parameters : dict
        Values by name; every name must be one that the notebook declares.
    failed : path-like, optional
        Where a notebook that failed is kept for a look.

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
    with tempfile.TemporaryDirectory(prefix="atlas-") as sockets, replacing(target) as temporary:
        kernel = type("LocalKernel", (AsyncKernelManager,), {"transport": "ipc", "ip": f"{sockets}/kernel"})
        try:
            papermill.execute_notebook(
                str(source), str(temporary), parameters=parameters, cwd=str(source.parent or "."),
                progress_bar=False, log_output=False, kernel_name="python3", kernel_manager_class=kernel,
                extra_arguments=["--IPKernelApp.log_level=50"],
            )
        except papermill.PapermillExecutionError as error:
            if failed:
                with replacing(failed) as kept:
                    kept.write_bytes(temporary.read_bytes())
            raise CellError(_failure(source, temporary, error)) from None
        notebook = nbformat.read(temporary, as_version=4)
        nbformat.write(_without_traces(notebook, parameters), temporary)


def _failure(source: Path, executed: Path, error: Exception) -> str:
    cells = nbformat.read(executed, as_version=4).cells
    cell = next((c for c in cells if any(o.get("output_type") == "error" for o in c.get("outputs", []))), None)
    where = f"cell {cell['id']!r}" if cell else f"cell {error.exec_count}"
    return f"{source.name}, {where}: {error.ename}: {error.evalue}"


def _without_traces(notebook: nbformat.NotebookNode, parameters: dict) -> nbformat.NotebookNode:
    """Remove what differs between two runs on the same input: times, counts, versions, papermill's own notes."""
    notebook.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = []
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        # papermill marks a failed run with cells of its own; a whole run has only the injected parameters.
        if "injected-parameters" in tags:
            cell["id"] = "injected-parameters"
            for value in parameters.values():
                if str(value).startswith("../../"):  # a folder outside the checkout: its name will do
                    cell.source = cell.source.replace(str(value), f"…/{Path(value).name}")
        cell.metadata = {"tags": tags} if tags else {}
        if cell.cell_type == "code":
            cell.execution_count = None
            # What a cell writes to stderr (progress bars, warnings) is for the person who waits, not for the reader.
            cell.outputs = [o for o in cell.outputs if o.get("name") != "stderr"]
            for output in cell.outputs:
                output.pop("execution_count", None)
                if output.output_type == "execute_result":
                    output["execution_count"] = None
        cells.append(cell)
    notebook.cells = cells
    return notebook


def main(arguments: list[str] | None = None) -> int:
    """Command line: ``python -m claimatlas.notebook SOURCE TARGET [-p name=value …] [--offer 'name=value; …']``."""
    parser = argparse.ArgumentParser(prog="python -m claimatlas.notebook", description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("-p", dest="given", action="append", default=[], metavar="name=value", help="a parameter; value is YAML")
    parser.add_argument(
        "--offer", default="", metavar="'name=value; name=value'",
        help="parameters for those of the suite's notebooks that declare them; unknown to all of them is an error",
    )
    parser.add_argument("--folder", action="append", default=[], metavar="name=path", help="a parameter that is a path, given from here, passed relative to the notebook")
    parser.add_argument("--failed", type=Path, help="where to keep a notebook that failed")
    options = parser.parse_args(arguments)
    try:
        known = parameters_of(options.source)
        parameters = dict(_pair(p, known) for p in options.given)
        for name, path in (item.split("=", 1) for item in options.folder):
            if name in known:
                parameters[name] = Path(os.path.relpath(path, options.source.parent)).as_posix()
        everywhere = {name for other in options.source.parent.glob("0*.ipynb") for name in parameters_of(other)} if options.offer else set()
        for name, value in (_pair(p, known) for p in options.offer.split(";") if p.strip()):
            if name in known:
                parameters[name] = value
            elif name not in everywhere:
                raise ParameterError(f"no notebook has a parameter {name!r}; {options.source.name} has {', '.join(known)}")
        print(f"running {options.source.name}", file=sys.stderr, flush=True)
        run(options.source, options.target, parameters, options.failed)
    except ClaimAtlasError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _pair(text: str, known: dict[str, str]) -> tuple[str, object]:
    """Split name=value; the value is YAML, but a parameter of text takes it as it stands (2024-03 is no date here)."""
    name, sign, value = map(str.strip, text.partition("="))
    if not sign:
        raise ParameterError(f"{text!r} is not of the form name=value")
    try:
        return name, value if known.get(name) == "str" else yaml.safe_load(value)
    except yaml.YAMLError:
        raise ParameterError(f"{name}: {value!r} cannot be read; write a number, text or a list such as [a, b]") from None


if __name__ == "__main__":
    raise SystemExit(main())
