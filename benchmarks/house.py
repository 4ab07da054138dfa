"""Count how the code is built, now or at other commits: ``python benchmarks/house.py [COMMIT …]``.

Printed are, of the package alone: its functions (methods and those within others too, each without those
within it) and how many have more than 15 branches or 60 lines; its modules and how many have more than 400
lines; its lines and how many have more than 110 characters; parameters of one letter (lambdas left out);
private functions, and those that have no docstring; and circles of modules that import each other when they
are loaded. A branch is an ``if`` or ``elif``, a loop, an ``except``, a ``case``, a conditional expression,
each ``for`` and ``if`` of a comprehension, and each ``and`` and ``or``: more than what the linter counts.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "src/claimatlas"
BRANCHES, FUNCTION, MODULE, LINE = 15, 60, 400, 110
"""What a function, a function, a module and a line may have: branches, lines, lines, characters."""
_BRANCHES = (
    ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.comprehension, ast.match_case
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Function(NamedTuple):
    """A function of the package.

    Attributes
    ----------
    name : str
        With its module, as ``claims/reference.py::score``.
    branches, lines : int
    letters : int
        Parameters of one letter.
    is_private, is_told : bool
        Whether its name begins with one underscore, and whether it has a docstring.
    """

    name: str
    branches: int
    lines: int
    letters: int
    is_private: bool
    is_told: bool


def modules_of(commit: str = "") -> dict[str, str]:
    """Return the modules of the package by their path in it: as they lie here, or at a commit."""
    if not commit:
        paths = sorted((ROOT / PACKAGE).rglob("*.py"))
        return {str(p.relative_to(ROOT / PACKAGE)): p.read_text(encoding="utf-8") for p in paths}
    names = _git("ls-tree", "-r", "--name-only", commit, "--", PACKAGE).splitlines()
    return {
        name.removeprefix(f"{PACKAGE}/"): _git("show", f"{commit}:{name}")
        for name in names if name.endswith(".py")
    }


def _git(*command: str) -> str:
    """What git says to a command in this repository."""
    run = subprocess.run(["git", *command], cwd=ROOT, capture_output=True, check=True)
    return run.stdout.decode("utf-8")


def functions_of(modules: Mapping[str, str]) -> Iterator[Function]:
    """Yield the functions of some modules."""
    for path, source in modules.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, _FUNCTIONS):
                yield _function(path, node)


def _function(path: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Function:
    """What is counted of one function."""
    names = node.args
    given = [*names.posonlyargs, *names.args, *names.kwonlyargs, names.vararg, names.kwarg]
    return Function(
        name=f"{path}::{node.name}",
        branches=sum(map(_branches, _own(node))),
        lines=(node.end_lineno or node.lineno) - node.lineno + 1,
        letters=sum(len(one.arg) == 1 and one.arg != "_" for one in given if one is not None),
        is_private=node.name.startswith("_") and not node.name.startswith("__"),
        is_told=ast.get_docstring(node) is not None,
    )


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is in a function, functions within it left out."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _FUNCTIONS):
            yield child
            yield from _own(child)


def _branches(node: ast.AST) -> int:
    """The branches that one node of the syntax tree makes."""
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    own = int(isinstance(node, _BRANCHES))
    return own + len(node.ifs) if isinstance(node, ast.comprehension) else own


def circles(modules: Mapping[str, str]) -> list[list[str]]:
    """Return the groups of modules that import each other, each in order."""
    known = {_dotted(path): path for path in modules}
    imports = {
        path: {known[name] for name in _imported(path, source) if name in known} - {path}
        for path, source in modules.items()
    }
    reach = {path: _reached(path, imports) for path in modules}
    groups = {tuple(sorted(p for p in reach[path] if path in reach[p])) for path in modules}
    return sorted(list(group) for group in groups if len(group) > 1)


def _dotted(path: str) -> str:
    """The name by which a module is imported."""
    return ".".join(["claimatlas", *Path(path).with_suffix("").parts]).removesuffix(".__init__")


def _imported(path: str, source: str) -> Iterator[str]:
    """Yield the names that a module imports where it is loaded; a package's own modules are not its
    circle."""
    own = _dotted(path)
    for node in ast.walk(_without_types(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            named = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from named
            if not own.startswith(f"{node.module}."):
                yield node.module


def _without_types(source: str) -> ast.Module:
    """The syntax tree of a module without what only a type checker imports."""
    tree = ast.parse(source)
    tree.body = [
        node for node in tree.body
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    ]
    return tree


def _reached(path: str, imports: Mapping[str, set[str]]) -> set[str]:
    """All modules that one leads to by its imports."""
    found: set[str] = set()
    waiting = list(imports[path])
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(imports[name])
    return found


def counts(modules: Mapping[str, str]) -> dict[str, str]:
    """Return what is counted of some modules, in words."""
    functions = list(functions_of(modules))
    lines = [line for source in modules.values() for line in source.splitlines()]
    private = [function for function in functions if function.is_private]
    many = sum(function.branches > BRANCHES for function in functions)
    wide = sum(len(line) > LINE for line in lines)
    longest = max(functions, key=lambda function: function.lines)
    found = circles(modules)
    return {
        "functions": f"{len(functions):,}",
        f"over {BRANCHES} branches": f"{many:,} ({many / len(functions):.1%})",
        f"over {FUNCTION} lines": f"{sum(function.lines > FUNCTION for function in functions):,}",
        "lines of the longest": f"{longest.lines} ({longest.name})",
        "modules": f"{len(modules):,}",
        f"over {MODULE} lines": f"{sum(len(s.splitlines()) > MODULE for s in modules.values()):,}",
        "lines": f"{len(lines):,}",
        f"over {LINE} characters": f"{wide:,} ({wide / len(lines):.1%})",
        "parameters of one letter": f"{sum(function.letters for function in functions):,}",
        "private functions": f"{len(private):,}",
        "without a docstring": f"{sum(not function.is_told for function in private):,}",
        "circles of imports": "; ".join(" ".join(them) for them in found) or "none",
    }


def main() -> int:
    """Print the counts of each commit, then of the files as they are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("commits", nargs="*", help="commits to count as well")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="name functions of most branches")
    options = parser.parse_args()
    for commit in (*options.commits, ""):
        modules = modules_of(commit)
        print(commit or "now")
        for name, told in counts(modules).items():
            print(f"  {name:28}{told}")
        ordered = sorted(functions_of(modules), key=lambda function: -function.branches)
        for function in ordered[: options.worst]:
            print(f"    {function.branches:4} branches {function.lines:4} lines  {function.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
