"""How well and how fast the intake reads: saved pages against what stands in them, a folder of every kind,
1,000 pages.

    python benchmarks/intake.py pages FOLDER      pages with gold.json: title, date, authors and words of the
    text python benchmarks/intake.py kinds             a folder of every kind; the same halved, emptied and
    named wrongly python benchmarks/intake.py speed FOLDER      CPU seconds and memory beside trafilatura
    alone

FOLDER holds saved pages and a gold.json: by file name title, date, authors, text.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
_WORD = re.compile(r"\w+")


def overlap(found: str, gold: str) -> float:
    """Return F1 of the words of two texts, each counted as often as it occurs."""
    a, b = (Counter(_WORD.findall(text.lower())) for text in (found, gold))
    return 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))


def imported(origin: Path, target: Path, keep: Path) -> list[dict[str, str]]:
    """Import `origin` as `make corpus` does and return the rows of import.csv."""
    from claimatlas.errors import InputError
    from claimatlas.intake.folder import make

    with contextlib.suppress(InputError):  # no article in it; import.csv names each file all the same
        make(origin, target, keep, {}, quiet=True)
    with (target / "import.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def pages(folder: Path) -> None:
    """Print what was read of each page beside what stands in it."""
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    scores = []
    right: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        (work / "from").mkdir()
        for name in gold:
            shutil.copy(folder / name, work / "from")
        rows = {r["file"]: r for r in imported(work / "from", work / "to", work / "keep")}
        for name, want in gold.items():
            row = rows[name]
            text = work / "to" / "text" / f"{row['article_id']}.txt"
            score = overlap(text.read_text(encoding="utf-8") if text.exists() else "", want["text"])
            got = {
                "title": row["title"],
                "date": row["published"],
                "authors": [a for a in row["author"].split("; ") if a],
            }
            scores.append(score)
            print(f"{name}: text F1 {score:.3f}, outlet {row['outlet']!r} ({row['outlet_from']})")
            for field, value in got.items():
                same = value == want[field]
                right[field] += same
                origin = row[{"date": "published_from", "authors": "author_from"}.get(field, f"{field}_from")]
                print(
                    f"  {field}: {'right' if same else f'{value!r}, not {want[field]!r}'} "
                    f"({origin or 'unknown'})"
                )
    print(
        f"{len(gold)} pages: text F1 {sum(scores) / len(scores):.3f}, lowest {min(scores):.3f}; right: "
        + ", ".join(f"{f} {n}" for f, n in right.items())
    )


def of_kinds() -> Iterator[tuple[str, dict[str, float]]]:
    """Import a folder of every kind, as it is and spoiled; yield each run's name and what was read of it."""
    import kinds as made

    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        wanted = made.make(work / "whole")
        rows = imported(work / "whole", work / "to-whole", work / "keep")
        count, scores = 0, []
        for file, pieces in wanted.items():
            read = [r for r in rows if r["file"] == file and r["status"] == "read"]
            texts = [
                (work / "to-whole" / "text" / f"{r['article_id']}.txt").read_text(encoding="utf-8")
                for r in read
            ]
            count += len(pieces)
            scores += [overlap(text, p.text) for text, p in zip(texts, pieces, strict=False)]
        told = {"put in": count, "words": sum(scores) / len(scores), "lowest": min(scores)}
        yield "as they are", told | _tally(rows, work / "whole")
        for name, spoil in made.SPOILED.items():
            made.spoil(work / "whole", work / name, spoil)
            yield name, _tally(imported(work / name, work / f"to-{name}", work / "keep"), work / name)


def _tally(rows: list[dict[str, str]], folder: Path) -> dict[str, float]:
    """Count an import: files, rows read and skipped, and what nothing is said of."""
    from claimatlas.intake.flow import inputs

    status = Counter(r["status"] for r in rows)
    return {
        "files": len(inputs(folder)),
        "read": status["read"],
        "skipped": status["skipped"],
        "silent": len(set(inputs(folder)) - {r["file"] for r in rows}),
        "nameless": sum(r["status"] == "skipped" and not r["reason"] for r in rows),
    }


def kinds() -> None:
    """Print how much of a folder of every kind is read, as it is and spoiled."""
    for name, told in of_kinds():
        print(
            f"{name}: {told['files']} files; {told['read'] + told['skipped']} found = {told['read']} read + "
            f"{told['skipped']} skipped; files without a row {told['silent']}, "
            f"skipped without a reason {told['nameless']}"
        )
        if "words" in told:
            words = f"text F1 by words {told['words']:.3f}, lowest {told['lowest']:.3f}"
            print(f"  {told['put in']} articles were put in; {words}")


# --- speed -------------------------------------------------------------------------------------------------

_ALONE = """
import sys
from pathlib import Path
from trafilatura import bare_extraction
for path in sorted(Path(sys.argv[1]).iterdir()):
    found = bare_extraction(path.read_bytes(), with_metadata={metadata}, include_comments=False)
    text = (found.text or "") if found is not None else ""
    Path(sys.argv[2], path.stem + ".txt").write_text(text, encoding="utf-8")
"""


def speed(folder: Path, count: int) -> None:
    """Print CPU seconds and peak memory for `count` pages: trafilatura alone, and the whole import."""
    originals = sorted(folder.glob("*.html"))
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        (work / "from").mkdir()
        for number in range(count):
            raw = originals[number % len(originals)].read_bytes()
            # Each page gets words of its own: copies would cost less than pages do.
            raw = re.sub(
                rb"(?<=[a-z] )(the|and|of|that|with|from)(?= [a-z])",
                lambda m, n=number: m[0] + b" x%d" % (n // len(originals)),
                raw,
            )
            (work / "from" / f"page-{number:04d}.html").write_bytes(raw)
        own = [sys.executable, "-m", "claimatlas.intake", str(work / "from")]
        own += ["--to", str(work / "to"), "--keep", str(work / "keep")]
        runs = {
            "trafilatura alone, text only": _alone(False, work / "from", work / "a"),
            "trafilatura alone, with its metadata": _alone(True, work / "from", work / "b"),
            "import (text, facts, languages, copies)": own,
            "import again, nothing changed": own,
        }
        first = 0.0
        for name, command in runs.items():
            seconds, memory = _measured(command)
            first = seconds if "with its metadata" in name else first
            times = (
                f", {seconds / first:.2f} × trafilatura with metadata" if first and "import" in name else ""
            )
            print(f"{name}: {seconds:.1f} CPU s, {memory:.0f} MB{times}")


def _alone(metadata: bool, pages: Path, texts: Path) -> list[str]:
    """The command that reads pages by trafilatura alone."""
    return [sys.executable, "-c", _ALONE.format(metadata=metadata), str(pages), str(_new(texts))]


def _new(folder: Path) -> Path:
    """Make a folder and return it."""
    folder.mkdir()
    return folder


def _measured(command: list[str]) -> tuple[float, float]:
    """CPU seconds and peak memory (MB) of a command: it is run by a process of its own,
    which reports on it."""
    script = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, "
        "stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL); "
        "u = resource.getrusage(resource.RUSAGE_CHILDREN); print(u.ru_utime + u.ru_stime, u.ru_maxrss)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, *command],
        capture_output=True,
        text=True,
        check=True,
        env=_environment(),
    ).stdout.split()
    return float(told[0]), float(told[1]) / (1024 if sys.platform == "linux" else 1024**2)


def _environment() -> dict[str, str]:
    """What a process of its own runs in: this package, and the same order of sets every time."""
    import os

    return os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "0"}


def main() -> None:
    """Run one of the three."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("pages", "kinds", "speed"))
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--count", type=int, default=1000)
    options = parser.parse_args()
    if options.what == "kinds":
        kinds()
    elif options.folder is None:
        parser.error("name the FOLDER of the pages")
    elif options.what == "pages":
        pages(options.folder)
    else:
        speed(options.folder, options.count)


if __name__ == "__main__":
    main()
