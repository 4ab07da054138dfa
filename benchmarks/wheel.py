"""Build the wheel, install it elsewhere and run it there: python benchmarks/wheel.py

The packages it depends on are those of this Python. What the intake needs by an extra, which some pip leaves
out, the wheel has to ask for by its name. The report that the wheel makes of the bundled corpus is held
against the one of ``make report``, file by file, and a folder with one saved page is read as well. Prints the
size of the wheel, what was compared and the seconds; fails on any difference.
"""

from __future__ import annotations

import filecmp
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from email.parser import Parser
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "report" / "tajik-afghan-border"
PAGE = """<!doctype html><html lang="en"><head><title>Ferry halted</title>
<meta property="og:site_name" content="Harbour Post"></head><body><article><h1>Ferry halted</h1>
<p>The ferry between Dover and Calais was halted on Monday, the harbour office said in a statement.</p>
<p>About 40 passengers waited on the quay until the evening, according to the police.</p>
</article></body></html>
"""


def built(folder: Path) -> Path:
    """Build the wheel with uv, which is among the test tools; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.whl"):
        old.unlink()
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([str(uv), "build", "--wheel", "--quiet", "--out-dir", str(folder), str(ROOT)], check=True)
    return next(folder.glob("*.whl"))


def installed(wheel: Path, folder: Path) -> dict[str, str]:
    """Install the wheel alone into a folder; return the environment in which Python finds it there first."""
    uv = Path(sys.executable).with_name("uv")
    call = [str(uv), "pip", "install", "--quiet", "--no-deps", "--python", sys.executable]
    subprocess.run([*call, "--target", str(folder), str(wheel)], check=True)
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS", "PYTHON", "CLAIMATLAS"))
    }
    return kept | {"PYTHONPATH": str(folder), "XDG_CACHE_HOME": str(folder.with_name("cache"))}


def unasked(wheel: Path, package: str = "justext") -> list[str]:
    """Return what a package needs by another's extra (``lxml[html_clean]``) and the wheel does not ask for.

    A pip that does not know how the other package writes the extra's name leaves these out.
    """
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        told = Parser().parsestr(archive.read(name).decode("utf-8"))
    asked = {canonicalize_name(Requirement(text).name) for text in told.get_all("Requires-Dist", [])}
    brought = {
        canonicalize_name(one.name)
        for other in map(Requirement, requires(package) or [])
        for extra in other.extras
        for one in map(Requirement, requires(other.name) or [])
        if one.marker and one.marker.evaluate({"extra": extra}) and not one.marker.evaluate({"extra": ""})
    }
    return sorted(brought - asked)


def report(arguments: list[str], folder: Path, environment: dict[str, str]) -> Path:
    """Run ``python -m claimatlas report`` in a folder and return where it says that the report is."""
    call = [sys.executable, "-m", "claimatlas", "report", *arguments]
    done = subprocess.run(call, cwd=folder, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return (folder / done.stdout.splitlines()[-1]).parent


def different(one: Path, other: Path) -> list[str]:
    """Return the files that two folders do not have alike. A GeoPackage is never the same twice."""
    names = {p.relative_to(f).as_posix() for f in (one, other) for p in f.rglob("*") if p.is_file()}
    names = {name for name in names if not name.endswith(".gpkg")}
    _, unequal, missing = filecmp.cmpfiles(one, other, sorted(names), shallow=False)
    return unequal + missing


def main() -> int:
    """Build, install, run and compare."""
    wheel = built(ROOT / "build" / "wheel")
    print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB")
    if lost := unasked(wheel):
        print(f"error: what an old pip leaves out is no dependency: {', '.join(lost)}", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as scratch:
        elsewhere = Path(scratch) / "else where"
        (elsewhere / "pages").mkdir(parents=True)
        (elsewhere / "pages" / "ferry.html").write_text(PAGE, encoding="utf-8")
        environment = installed(wheel, Path(scratch) / "site")
        for arguments in ([], ["pages", "--out", "of pages"]):
            begin = time.perf_counter()
            made = report(arguments, elsewhere, environment)
            print(f"report {' '.join(arguments) or '(bundled corpus)'}: {time.perf_counter() - begin:.0f} s")
            if not (made / "index.html").is_file():
                print("error: there is no report", file=sys.stderr)
                return 1
            if not arguments and (wrong := different(REPORT, made)):
                print(f"error: not as make report has it: {', '.join(wrong)}", file=sys.stderr)
                return 1
    print("the wheel's report of the bundled corpus is that of make report, file by file")
    return 0


if __name__ == "__main__":
    sys.exit(main())
