"""A run of make on one corpus: where its files go, what they are made from, and that it is alone.

``make report`` calls this with what the user said in the environment, never in a command: a folder may be
called ``$(rm -rf ~)``. What make itself reads afterwards is a name of letters, digits, dots, dashes and
underscores.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from claimatlas.errors import InputError, printable
from claimatlas.files import MAKING, command, locked, replacing, sweep
from claimatlas.seal import KNOWN, Digests, facts_of, holds, tell

# What the user says of where the work is done, and how `claimatlas.pool` hears it.
_WORK = {"CORES": "CLAIMATLAS_CORES", "SCHEDULER": "CLAIMATLAS_SCHEDULER"}
TERMINAL = "CLAIMATLAS_TERMINAL"
BUNDLED = Path("data/tajik-afghan-border")
# Folders of build/ that are no corpus's.
RESERVED = ("gazetteer", "ipython")
CORPUS, REVIEWED, NOTEBOOK_BUILD, LOCK, STRICT = (
    "CLAIMATLAS_CORPUS",
    "CLAIMATLAS_REVIEWED",  # the folder whose review/ takes what make review writes
    "CLAIMATLAS_BUILD",
    "CLAIMATLAS_LOCK",
    "CLAIMATLAS_STRICT",
)
NEXT = "CLAIMATLAS_NEXT"  # environment: the notebooks of a run that read what is parsed
LATER = "CLAIMATLAS_LATER"  # environment of the one that parses: parameters of those, by their names, as JSON
OF_PLACES = ("places.csv", "must_resolve.txt")  # what 02-places alone reads
_GRAPH = ("Makefile", "notebooks/*.ipynb")  # what the steps of a run are, whose tables those inputs become
SHEETS = ("places", "claims", "holders")  # of corrections, each an input of its own
_LONGEST = 60  # characters of a folder's name that go into ours


def corpus_folder(given: str) -> Path:
    """Return the folder that CORPUS names: relative to the checkout where it lies inside, else absolute.

    Raises
    ------
    InputError
        There is no such folder.
    """
    folder = Path(given or ".")
    try:
        there = bool(given.strip()) and folder.is_dir()
    except (OSError, ValueError):
        there = False
    if not there:
        remedy = "Check CORPUS=…; it must be a folder with articles.csv and text/, or one of originals."
        raise InputError(f"CORPUS={given}", "there is no such folder", remedy)
    real, here = folder.resolve(), Path.cwd().resolve()
    return real.relative_to(here) if real != here and real.is_relative_to(here) else real


def name_of(corpus: Path, build: Path = Path("build")) -> str:
    """Return the name under which a corpus has its folders in build/, figures/ and report/, and take it.

    Two corpora whose folders have one name get two: the second is numbered. A name whose corpus is gone is
    free.

    Parameters
    ----------
    corpus : pathlib.Path
        As `corpus_folder` gives it.
    build : pathlib.Path
        The folder of the builds.
    """
    stem = re.sub(r"[^\w.-]+", "-", corpus.name)[:_LONGEST].strip("-.") or "corpus"
    build.mkdir(parents=True, exist_ok=True)
    with locked(build / ".names"):
        number = 1
        while True:
            name = stem if number == 1 else f"{stem}-{number}"
            owner = build / name / "corpus"
            if _is_free(name, owner, corpus):
                with replacing(owner) as temporary:
                    temporary.write_bytes(os.fsencode(corpus))
                return name
            number += 1


def _is_free(name: str, owner: Path, corpus: Path) -> bool:
    """Whether a corpus may have a name."""
    if name in RESERVED or (name == BUNDLED.name and corpus != BUNDLED):
        return False
    if not owner.is_file():
        return True
    other = Path(os.fsdecode(owner.read_bytes()))
    return other == corpus or not other.is_dir()


# --- originals ---------------------------------------------------------------------------------------------


def is_original(folder: Path) -> bool:
    """Tell whether a folder holds originals, pages, documents, exports, and is no corpus as yet."""
    return not any(os.path.lexists(folder / name) for name in ("articles.csv", "articles.parquet"))


def read_originals(origin: Path, build: Path, lock: int) -> tuple[Path, int]:
    """Make a corpus below `build` of a folder of originals, if they or what reads them have changed.

    Parameters
    ----------
    origin, build : pathlib.Path
    lock : int
        File descriptor that holds the lock of the run; whoever reads holds it too.

    Returns
    -------
    corpus : pathlib.Path
    code : int
        Exit code of the intake.
    """
    import subprocess

    from claimatlas.forkserver import STILL

    corpus, seen = build / "intake" / origin.name, build / "inputs" / "originals"
    columns, digests = os.environ.get("INTAKE_COLUMNS", ""), Digests(build / "originals.json")
    code = listing([*files_below("src/claimatlas"), "requirements.lock"], Path(), digests)
    now = f"{columns}\nPython {sys.version}\n{code}{listing(files_below(origin), origin, digests)}"
    digests.keep()
    if seen.is_file() and (corpus / "articles.csv").is_file() and _told(seen) == now:
        return corpus, 0
    call = [sys.executable, "-m", "claimatlas.intake", "--follow", f"--to={corpus}"]
    call += [f"--keep={build / 'read'}", f"--columns={columns}", "--", str(origin)]
    environment = os.environ | STILL
    if code := subprocess.run(call, check=False, pass_fds=[lock], env=environment).returncode:
        return corpus, code
    with replacing(seen) as temporary:
        temporary.write_text(now, encoding="utf-8", errors="surrogateescape")
    return corpus, 0


def _told(path: Path) -> str:
    """The text of a file of ours, whatever names are in it."""
    return path.read_text(encoding="utf-8", errors="surrogateescape")


# --- what a run is made from -------------------------------------------------------------------------------


def listing(paths: Iterable[str], root: Path, digests: Digests | None = None) -> str:
    """Return names and digests of files, sorted; one that cannot be read (a pipe, say) has none."""
    digests, before = Digests() if digests is None else digests, f"{str(root).rstrip('/')}/"
    lines = [f"{digests.of(path)} {path.removeprefix(before)}" for path in paths]
    return "\n".join(sorted(lines)) + "\n"


def files_below(folder: Path | str, root: str = "", seen: set[str] | None = None) -> Iterator[str]:
    """Yield the files in a folder and in those below it, hidden ones left out.

    Links to folders are followed once, and only to what lies below `root`, by default the folder itself:
    somebody else's corpus may hold one that leads to the whole disk.
    """
    seen, real = set() if seen is None else seen, os.path.realpath(folder)
    root = root or real
    if real in seen or not f"{real}/".startswith(f"{root.rstrip('/')}/"):
        return
    try:
        # Texts rather than paths: a run in which nothing has changed does hardly anything else.
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    seen.add(real)
    for entry in entries:
        if entry.name.startswith(".") or entry.name == "__pycache__":
            continue
        # A link that leads in a ring is no folder, and of an entry that would be an error.
        if Path(entry.path).is_dir() if entry.is_symlink() else entry.is_dir():
            yield from files_below(entry.path, root, seen)
        else:
            yield entry.path


def inputs(corpus: Path, build: Path, digests: Digests | None = None) -> dict[str, str]:
    """Return all that a run is made from, by name: content alone, no time of a file, no place of a folder."""
    here = Path()
    tables = [corpus / "articles.csv", *corpus.glob("articles.parquet"), *corpus.glob("import.csv")]
    root = os.path.realpath(corpus)
    below = (path for part in ("text", "reference") for path in files_below(corpus / part, root))
    parts = [*map(str, tables), *below]
    code = [*files_below("src/claimatlas"), *files_below("data/gazetteer"), "requirements.lock"]
    aside = [p.name for p in (build / "set_aside").glob("*.txt")]
    return {
        "corpus": listing(parts, corpus, digests),
        "places": listing([str(p) for name in OF_PLACES for p in corpus.glob(name)], corpus, digests),
        **{f"review-{name}": _corrections(corpus / "review", name, digests) for name in SHEETS},
        "code": f"Python {sys.version}\n{_dump()}{listing(code, here, digests)}",
        # make sees to these itself; the seal of a report is on them too.
        "graph": listing([str(p) for g in _GRAPH for p in here.glob(g)], here, digests),
        "parameters": os.environ.get("PARAMETERS", "") + "\n",
        # A strict run is another run only if the last one set something aside.
        "strict": f"{sorted(aside) if os.environ.get(STRICT) else []}\n",
    }


def _corrections(review: Path, name: str, digests: Digests | None) -> str:
    """List a sheet of corrections, and its copies that lie aside: rows may be missing from it.

    The step that reads the sheet of places names what is none, and which one each may stand for. On a disk
    that does not tell great letters from small a sheet is read whatever its letters are.
    """
    there = [p for p in sorted(review.iterdir()) if p.name != "backup"] if review.is_dir() else []
    paths = [p for p in there if p.name.lower() == f"{name}.csv" and p.is_file()]
    aside = review.glob(f"backup/{name}-*.csv")
    told = listing([*map(str, paths), *map(str, aside)], review, digests)
    names = [p.name for p in there if not p.name.startswith(".")]
    strangers = {*names} - {f"{sheet}.csv" for sheet in SHEETS}
    return told + "".join(f"{entry}\n" for entry in names) if strangers and name == "places" else told


def _dump() -> str:
    """Say which GeoNames dump the gazetteer is compiled from, if any."""
    with contextlib.suppress(OSError, ValueError):
        made = json.loads(Path("build/gazetteer/current.json").read_text(encoding="utf-8"))
        return f"GeoNames {made['folder']}\n" if made.get("geonames") else ""
    return ""


# --- the run -----------------------------------------------------------------------------------------------


def prepare(
    corpus: Path, build: Path, figures: Path, report: Path, told: Mapping[str, str] | None = None
) -> None:
    """Remove what a killed run left and write what this one is made from into ``<build>/inputs/``."""
    _sweep(build, figures, report)
    for name, text in (inputs(corpus, build) if told is None else told).items():
        with replacing(build / "inputs" / name) as temporary:
            temporary.write_text(text, encoding="utf-8", errors="surrogateescape")


def _sweep(build: Path, figures: Path, report: Path) -> None:
    """Remove what a killed run left."""
    for folder in (build, figures):
        sweep(folder)
    sweep(report.parent, f"{MAKING}{report.name}~*")


def main(arguments: list[str]) -> int:
    """Run ``python -m claimatlas.run report|review|lab``; make calls it."""
    strict = os.environ.get("STRICT", "").strip()
    os.environ[STRICT] = "" if strict in ("0", "no") else strict
    os.environ |= {name: os.environ.get(told, "").strip() for told, name in _WORK.items()}
    with contextlib.suppress(OSError):  # no terminal: a log, or nobody
        os.environ[TERMINAL] = os.ttyname(2)
    return command(lambda: _start(arguments[0]))


def _start(target: str) -> int:
    """Take the lock of a corpus and let make run a target on it."""
    corpus = corpus_folder(os.environ.get("CORPUS", ""))
    given = os.environ.get("ATLAS_BUILD", "")
    name = re.sub(r"[^\w.-]+", "-", corpus.name) if given else name_of(corpus)
    build, figures, report = (
        Path(os.environ.get(f"ATLAS_{n.upper()}") or f"{n}/{name}") for n in ("build", "figures", "report")
    )
    if target == "lab":
        _refuse_root()
    build.mkdir(parents=True, exist_ok=True)

    def busy() -> None:
        told = f"another run is at work on {printable(corpus.name)}: waiting for it (Ctrl-C gives up)"
        print(told, file=sys.stderr, flush=True)

    with locked(build / ".lock", busy) as lock:
        os.environ |= {CORPUS: str(corpus), REVIEWED: str(corpus), NOTEBOOK_BUILD: str(build)}
        if is_original(corpus):
            corpus, code = read_originals(corpus, build, lock)
            if code:
                return code
            os.environ[CORPUS] = str(corpus)
        digests = Digests(build / KNOWN)
        told = inputs(corpus, build, digests)
        whole = target == "report" and holds(build, facts_of(build, report, told), digests)
        digests.keep()
        if whole:
            _sweep(build, figures, report)
            tell(build, report)
            return 0
        prepare(corpus, build, figures, report, told)
        os.set_inheritable(lock, True)
        os.environ[LOCK] = str(lock)
        make = os.environ.get("ATLAS_MAKE") or "make"
        call = [make, "--no-print-directory", f"CORPUS_NAME={name}", f"run-{target}"]
        if target != "lab" or (child := os.fork()) == 0:
            from claimatlas import forkserver  # not before: where nothing has changed, nothing is forked

            os.environ[forkserver.SERVER] = forkserver.name()
            os.environ[NEXT] = "02-places" if target == "places" else "02-places 04-claims"
            # make takes the place of this process; it and all that it starts hold the lock.
            os.execvp(make, call)
        code = _ended(child)
    return code or _lab()


def _ended(child: int) -> int:
    """Wait for the end of make and return its exit code; when this process is told to end, so is make."""
    try:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    except BaseException:
        import signal

        with contextlib.suppress(OSError):  # it ended meanwhile
            os.kill(child, signal.SIGTERM)
            os.waitpid(child, 0)
        raise


def _refuse_root() -> None:
    """Say what to do where JupyterLab would refuse."""
    if os.geteuid() == 0 and "--allow-root" not in os.environ.get("LAB", ""):
        remedy = "Work as another user, or, if this machine is yours alone, say make lab LAB=--allow-root."
        raise InputError(
            "make lab", "JupyterLab does not run as root, who may do everything on this machine", remedy
        )


def _lab() -> int:
    """Open JupyterLab on the notebooks, for this machine alone; its token is its own."""
    import shlex

    from claimatlas.forkserver import STILL

    options = shlex.split(os.environ.get("LAB", ""))
    call = [sys.executable, "-m", "jupyterlab", "--ip=127.0.0.1", *options, "notebooks"]
    # Threads as the user has them, else as in a run.
    os.execve(sys.executable, call, STILL | os.environ)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
