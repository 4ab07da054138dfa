"""The executed notebooks as pages: their sections with tables, figures and the map set."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

from markupsafe import Markup

from claimatlas.charts.style import NARROW
from claimatlas.display import drawing, inline_svg, shaded, unlinked
from claimatlas.former import Part
from claimatlas.made import digest
from claimatlas.packs import key_of
from claimatlas.report import page
from claimatlas.report.grids import Links, notebook_grid
from claimatlas.report.reading import Block, Notebook, ReportError, Section, code

MANY = 10  # rows; a table of more can be searched and saved
LONGEST_NAME = 160  # characters of the name by which a figure is announced


@dataclass(frozen=True)
class Piece:
    """What of a page of a notebook is set by itself, and taken over where it is made from the very same.

    Attributes
    ----------
    slot : markupsafe.Markup
        What stands for it in the page around it: no text of a notebook can be the same.
    key : str
        Digest of all that it is made from.
    make : callable
        Returns it as markup.
    asks : bool
        Whether it needs the script of the page.
    """

    slot: Markup
    key: str
    make: Callable[[], str]
    asks: bool = False

    @property
    def part(self) -> Part:
        """It as a part of the page's file."""
        return self.key, lambda: str(self.make()).encode()


def sections_of(
    notebook: Notebook, links: Links, led: str, drawn: dict[str, Path], interactive: str
) -> tuple[list[Section], list[Piece]]:
    """Return the notebook's sections, and in their order what they leave slots for: code, tables, figures
    and pages.

    Parameters
    ----------
    notebook : Notebook
    links : Links
        As seen from the notebook's page.
    led : str
        Digest of all that they may lead to.
    drawn : dict of str to pathlib.Path
        The figures of the run by name.
    interactive : str
        The page of the map, or empty.

    Raises
    ------
    ReportError
        A figure is not there, or a number leads to rows that the report does not have.
    """
    setter, sections = _Setter(notebook.name, links, led, drawn, interactive), []
    for section in notebook.sections:
        shown = [block for block in section.blocks if interactive or block.kind != "page"]
        sections.append(Section(section.title, section.anchor, list(map(setter.set, shown))))
    return sections, setter.pieces


class _Setter:
    """Sets the blocks of a notebook one after the other, and leaves out its pieces; see `sections_of`."""

    def __init__(self, name: str, links: Links, led: str, drawn: dict[str, Path], interactive: str):
        self.pieces: list[Piece] = []
        self._name, self._links, self._led = name, links, led
        self._drawn, self._interactive = drawn, interactive
        self._set_as = page.templates().get_template("parts.html").module
        self._taken: list[str] = []
        self._set_by = {
            "table": self._table, "figure": self._figure, "page": self._page, "code": self._code,
            "sentence": self._sentence,
        }  # fmt: skip

    def set(self, block: Block) -> Block:
        """Set a block; what is neither of these stays as it is."""
        return self._set_by[block.kind](block.data) if block.kind in self._set_by else block

    def _put(self, kind: str, made_from: tuple, make: Callable[[], str], asks: bool = False) -> Block:
        """Leave a slot for a piece."""
        slot = Markup(f"<!--piece {len(self.pieces)}-->")
        self.pieces.append(Piece(slot, key_of(kind, *made_from), make, asks))
        return Block("code" if kind == "code" else "piece", slot)

    def _code(self, source: str) -> Block:
        """Leave out the code of a cell."""
        return self._put("code", (source,), lambda: code(source))

    def _table(self, data: dict) -> Block:
        """Leave out a table; a second one of a name has another anchor."""
        anchor = f"{self._name}-{_id(data['name']) or f'table-{len(self._taken) + 1}'}"
        self._taken.append(anchor)
        anchor = anchor if self._taken.count(anchor) == 1 else f"{anchor}-{len(self._taken)}"
        asks, links, grid = len(data["rows"]) > MANY, self._links, self._set_as.grid
        made_from = (data, anchor, links.page, self._led)
        return self._put("table", made_from, lambda: grid(notebook_grid(data, links, anchor, asks)), asks)

    def _figure(self, data: dict) -> Block:
        """Leave out a figure; one that was not drawn ends the report."""
        name, words = data["name"], data["words"]
        if name not in self._drawn:
            raise ReportError(
                f"{self._name}.ipynb shows a figure {name!r} that is not in the folder of figures; delete "
                "the executed notebook and run make report"
            )
        path, links, figure = self._drawn[name], self._links, self._set_as.figure
        there = [file.name for file in _files_of(path)]
        narrow = path.with_name(f"{path.stem}{NARROW.suffix}.svg")
        made_from = (name, words, there, digest(path), digest(narrow), links.index)
        return self._put("figure", made_from, lambda: figure(_figure(name, words, path, links)))

    def _page(self, data: dict) -> Block:
        """Leave out the frame of the map."""
        shown, frame = (self._interactive, data["words"]), self._set_as.frame
        return self._put("page", shown, lambda: frame(*shown), asks=True)

    def _sentence(self, data: dict) -> Block:
        """Set a sentence, its numbers led to their rows."""
        parts = [p | {"href": _known(p["href"], self._links, self._name)} for p in data["parts"]]
        return Block("sentence", {"parts": parts})


def _known(href: str, links: Links, notebook: str) -> str:
    """Return a sentence's link to rows as the page needs it; rows that are nowhere are an error."""
    if not href:
        return ""
    table, _, query = href[1:].partition("?")
    where = dict(parse_qsl(query, keep_blank_values=True))
    if not links.known(table, where):
        raise ReportError(
            f"{notebook}.ipynb links a number to {href[:80]!r}, but the report has no such table or column"
        )
    return links.place(table, where)


def _id(name: str) -> str:
    """A name as part of an anchor; two names may become one, which `sections_of` looks after for tables."""
    return re.sub(r"[^\w-]", "-", name)


def _figure(name: str, alt: str, path: Path, links: Links) -> dict:
    """Set a drawing for its template; one with links is not hidden from who hears the page."""
    svg = drawing(path, name)
    linked = "<a " in svg
    if linked:
        svg = svg.replace(' aria-hidden="true"', "")
        # Its marks lead to claims, which have their cards on the page of the report.
        svg = re.sub(r'(<a [^>]*?href=")#', rf"\g<1>{links.index}#", svg)
    return {
        "anchor": f"figure-{_id(name)}",
        "alt": alt,
        "label": name_of(alt),
        "svg": Markup(svg),
        "linked": linked,
        "files": [file.name for file in _files_of(path)],
    }


def _files_of(path: Path) -> list[Path]:
    """The files of a figure that the report has, its drawing and its picture."""
    return [file for file in (path.with_suffix(".svg"), path.with_suffix(".png")) if file.exists()]


def still(path: Path | None) -> Markup:
    """Set a figure as a picture alone: one layout, no links, coordinates to a tenth of a point."""
    if path is None:
        return Markup()
    svg = unlinked(inline_svg(path.read_text(encoding="utf-8"), f"still-{path.stem}"))
    svg = re.sub(r' d="([^"]*)"', lambda m: f' d="{_tenths(m[1])}"', re.sub(r">\s+<", "><", svg))
    return Markup(shaded(svg))


def _tenths(outline: str) -> str:
    """Round the coordinates of an outline: a reader sees no less, and the page is smaller."""
    numbers = re.sub(r"\d+\.\d+", lambda n: f"{float(n[0]):.1f}".removesuffix(".0"), outline)
    return " ".join(numbers.split())


def name_of(alt: str) -> str:
    """The first sentence of a figure's words, as its name; the rest is read below it."""
    first = re.split(r"(?<=[.!?:])\s", alt.strip(), maxsplit=1)[0]
    return first if len(first) <= LONGEST_NAME else first[:LONGEST_NAME].rsplit(" ", 1)[0] + " …"
