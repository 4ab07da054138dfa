"""Put the report together from executed notebooks, tables and figures, and write it whole or not at all."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from claimatlas import counts, exports, selection, tables
from claimatlas.errors import InputError
from claimatlas.files import MAKING, install, note, sweep
from claimatlas.former import Former, Part
from claimatlas.packs import key_of
from claimatlas.report import appendix, index, page, provenance
from claimatlas.report.chapters import Piece, sections_of, still
from claimatlas.report.grids import INDEX, Anchors, Links
from claimatlas.report.reading import Notebook, Section, read_notebooks
from claimatlas.versions import changed, loaded, releases

TABLES = "tables.html"
# Whose releases may change the bytes of a report, beside our own code.
USED = (
    "geopandas", "itables", "jinja2", "markupsafe", "mistune", "nbformat", "numpy", "pandas", "pyarrow",
    "pygments", "pyogrio", "pyproj", "shapely",
)  # fmt: skip
# What a report lays into its folder.
_OWN = re.compile(r"(index|tables)\.html|\d\d-[\w-]+\.html|exports|notebooks|index-rows")


def build(
    corpus: Path | str,
    build: Path | str,
    figures: Path | str,
    notebooks: Path | str,
    out_folder: Path | str,
    date: str = "",
) -> Path:
    """Build the report of a corpus.

    Parameters
    ----------
    corpus : path-like
        The corpus folder; its name is the report's.
    build, figures, notebooks : path-like
        Folders of the tables, the figures and the executed notebooks.
    out_folder : path-like
        Gets ``index.html``, ``tables.html``, a page for each notebook, ``exports/`` and ``notebooks/``; the
        whole folder is replaced at one stroke. What somebody else put there stays.
    date : str
        Printed as the date of the run if given. No clock is read: the same input gives the same bytes.

    Returns
    -------
    pathlib.Path
        The index page.

    Raises
    ------
    ReportError, TableError
        Something is missing or cannot be used. Nothing in `out_folder` has changed then.
    """
    out_folder = Path(out_folder)
    _check_ours(out_folder)
    out_folder.parent.mkdir(parents=True, exist_ok=True)
    making = f"{MAKING}{out_folder.name}~"
    sweep(out_folder.parent, f"{making}*")
    with tempfile.TemporaryDirectory(dir=out_folder.parent, prefix=making) as outer:
        new = Path(outer) / "report"
        new.mkdir()
        former = Former(build, "report", out_folder, _made_by())
        write(Path(corpus), Path(build), Path(figures), Path(notebooks), new, former, date)
        shutil.copytree(notebooks, new / "notebooks", ignore=shutil.ignore_patterns(f"{MAKING}*"))
        _carry_over(out_folder, new)
        install(new, out_folder)
    former.keep()
    for path in sorted(out_folder.rglob("*")):
        note(path)
    return out_folder / "index.html"


def _made_by() -> str:
    """What makes a report; empty where a file of the package has changed since it was loaded."""
    return "" if changed() else f"{loaded()} {releases(*USED)}"


def _check_ours(folder: Path) -> None:
    """Stop where a folder that is no report has something under the names that a report would replace.

    Raises
    ------
    InputError
        It has.
    """
    there = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
    if TABLES not in there and (lost := next((name for name in there if _OWN.fullmatch(name)), None)):
        problem = f"the folder is no report of Claim Atlas, and its {lost} would be replaced"
        raise InputError(str(folder), problem, "Name a folder that is empty or not there.")


def _carry_over(old: Path, new: Path) -> None:
    """Take along what somebody else has put into the folder of the report."""
    for path in sorted(old.iterdir()) if old.is_dir() else []:
        if _OWN.fullmatch(path.name) or (new / path.name).exists():
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, new / path.name, symlinks=True)
        else:
            shutil.copy2(path, new / path.name, follow_symlinks=False)


def write(
    corpus: Path, build: Path, figures: Path, notebooks: Path, folder: Path, former: Former, date: str = ""
) -> None:
    """Write all files of the report into the empty `folder`; see `build`."""
    name = corpus.resolve().name
    read = read_notebooks(notebooks)
    frames = read_tables(build)
    file = build / "map.html"
    interactive = file.read_text(encoding="utf-8") if file.exists() else ""
    hashes = page.trusted_by(interactive)
    named = counts.places_of_claims(frames["claims"], frames["mentions"])
    files = exports.write_all(frames, figures, folder / "exports", name, former, named)
    whole = index.Report(name, frames, selection.kept(build), named)
    drawn = {p.stem: p for p in sorted(figures.glob("*.svg"))}
    every, cut = appendix.columns_of(frames), appendix.cut_of(frames)
    lists = (INDEX, whole.lists)
    columns = (TABLES, {table: own for table, own in every.items() if table not in cut})
    beyond = {table: every[table] for table in sorted(cut)}
    anchors = Anchors({INDEX: whole.anchors, TABLES: appendix.anchors_of(frames)})
    first = Links(INDEX, anchors, (lists, columns), beyond)
    beside = Links(TABLES, anchors, (columns, lists), beyond)
    picture = still(drawn.get("places-map") if interactive else None)

    def put(file: str, parts: Sequence[Part]) -> list[str]:
        return former.write(folder / file, parts, file)

    html = index.render(whole, first, read, (interactive, picture), hashes, files, put)
    (folder / INDEX).write_text(html, encoding="utf-8")
    per_place = whole.per_place
    del whole  # what the page asked for is no more needed, and is as much again as the tables
    led = key_of(anchors.digests, lists, columns, beyond)
    put(TABLES, appendix.render(name, frames, per_place, beside, led, read, date))
    for notebook in read:
        links = Links(f"{notebook.name}.html", anchors, (lists, columns), beyond)
        set_as = sections_of(notebook, links, led, drawn, interactive)
        framed = bool(interactive) and any(section.has("page") for section in notebook.sections)
        put(links.page, _notebook(name, notebook, *set_as, read, hashes if framed else []))


def _notebook(
    corpus: str, notebook: Notebook, sections: list[Section], pieces: list[Piece], every: list[Notebook],
    hashes: list[str],
) -> list[Part]:  # fmt: skip
    """Render the page of one notebook, part by part."""
    js = page.script() if any(piece.asks for piece in pieces) else page.roving()
    text = page.render(
        "notebook.html",
        corpus=corpus,
        notebook=Notebook(**(vars(notebook) | {"sections": sections})),
        notebooks=every,
        parameters=provenance.parameters_of(notebook),
        js=js,
        policy=page.policy([js], hashes),
    )
    return page.divided(text, [(piece.slot, piece.part) for piece in pieces])


def read_tables(build: Path) -> dict[str, pd.DataFrame]:
    """Read the tables of a build; those of notebooks that have not run are empty, articles must be there."""
    return {
        name: tables.read(name, build)
        if name == "articles" or (build / f"{name}.parquet").exists()
        else tables.empty(name)
        for name in tables.SCHEMAS
    }
