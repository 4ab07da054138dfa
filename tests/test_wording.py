"""No nine words in a row of the source articles stand in any file that git tracks."""

from __future__ import annotations

import csv
import json
import re
import subprocess
from pathlib import Path

LENGTH = 9
BINARY = {".png", ".parquet", ".gz", ".zip", ".gpkg", ".marisa", ".npy", ".woff2", ".ico"}


def words(text: str) -> list[str]:
    """Return the words of `text`, lower-cased; punctuation, hyphens and line breaks separate words."""
    return re.findall(r"[^\W_]+", text.lower())


def runs(text: str, length: int = LENGTH) -> set[tuple[str, ...]]:
    """Return every run of `length` words in `text`."""
    sequence = words(text)
    return {tuple(sequence[i : i + length]) for i in range(len(sequence) - length + 1)}


def copied(text: str, protected: set[tuple[str, ...]], length: int = LENGTH) -> list[str]:
    """Return the runs of `length` words of `text` that are `protected`, in alphabetical order."""
    return sorted(" ".join(run) for run in runs(text, length) & protected)


def readable(path: Path) -> str:
    """Return the words a reader finds in a file: a notebook's cells unquoted, a page without tags, otherwise its text."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix in (".svg", ".html"):
        return re.sub(r"<[^>]*>", " ", text)
    if path.suffix not in (".ipynb", ".json", ".geojson"):
        # A line comment or list mark between two lines must not hide a run.
        return re.sub(r"\n[ \t]*[#>*-]+ ?", "\n", text)
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list):
            # nbformat keeps the lines of a cell as a list of strings.
            found.append("".join(v for v in value if isinstance(v, str)))
            for item in value:
                if not isinstance(item, str):
                    walk(item)
        elif isinstance(value, dict):
            for item in value.values():
                walk(item)

    walk(json.loads(text))
    return "\n".join(found)


def tracked(root: Path) -> list[Path]:
    """Return the files that git tracks or would add, without those that hold no text."""
    listing = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, check=True,
    ).stdout.decode()
    files = [root / name for name in sorted(set(listing.split("\0"))) if name]
    return [path for path in files if path.is_file() and path.suffix not in BINARY]


def protected_runs(shared: Path, length: int = LENGTH) -> set[tuple[str, ...]]:
    """Return the runs of the source articles, but for those that lie in an article's title: a title is a fact."""
    with (shared / "seeds" / "articles.csv").open(encoding="utf-8", newline="") as source:
        titles = [row["title"] for row in csv.DictReader(source)]
    texts = [path.read_text(encoding="utf-8") for path in sorted((shared / "seeds" / "text").glob("*.txt"))]
    assert texts, "no source articles to compare with"
    return set().union(*(runs(text, length) for text in texts)) - set().union(*(runs(title, length) for title in titles))


def test_no_nine_words_in_a_row_of_a_source_article(root, shared):
    protected = protected_runs(shared)
    files = tracked(root)
    assert any(path.suffix == ".ipynb" for path in files)
    assert any("tajik-afghan-border" in path.parts for path in files)
    found = {str(path.relative_to(root)): hits[:3] for path in files if (hits := copied(readable(path), protected))}
    assert not found


def test_seven_words_in_a_row_are_names_only(root, shared):
    """Stricter for the digests themselves: what is longer than six words must be the name of an institution."""
    protected = protected_runs(shared, 7)
    for path in sorted((root / "data" / "tajik-afghan-border" / "text").glob("*.txt")):
        hits = copied(path.read_text(encoding="utf-8"), protected, 7)
        assert set(hits) <= {"the swiss institute for global affairs siga"}, path.name


def test_a_copied_sentence_is_found(shared, tmp_path):
    protected = protected_runs(shared)
    lengths = {}
    for path in sorted((shared / "seeds" / "text").glob("*.txt")):
        # Nine words from the middle of each article's longest line, as someone might paste them.
        line = max(path.read_text(encoding="utf-8").splitlines(), key=len).split()
        pasted = line[len(line) // 2 : len(line) // 2 + 12]
        lengths[path.name] = [len(copied(f"He wrote: {text} And so on.", protected)) for text in
                              (" ".join(pasted), " ".join(pasted).upper(), "\n".join(pasted))]
        script, notebook = tmp_path / "a.py", tmp_path / "a.ipynb"
        drawing = tmp_path / "a.svg"
        drawing.write_text("<text>" + "</text>\n<text x='1'>".join(pasted) + "</text>", encoding="utf-8")
        script.write_text("# " + " ".join(pasted[:5]) + "\n# " + " ".join(pasted[5:]) + "\n", encoding="utf-8")
        notebook.write_text(json.dumps({"cells": [{"source": [" ".join(pasted[:5]) + "\n", " ".join(pasted[5:])]}]}), encoding="utf-8")
        assert copied(readable(script), protected), path.name
        assert copied(readable(drawing), protected), path.name
        assert copied(readable(notebook), protected), path.name
    assert all(count for counts in lengths.values() for count in counts), lengths


def test_eight_words_are_not_nine():
    text = "one two three four five six seven eight nine ten"
    assert len(runs(text)) == 2
    assert copied("ONE two, three four\nfive six-seven eight nine", runs(text)) == ["one two three four five six seven eight nine"]
    assert not copied("one two three four five six seven eight and nine ten", runs(text))
