"""The executed notebooks as pages: their sections with tables, figures and the map set."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl

from markupsafe import Markup

from claimatlas.display import drawing, inline_svg, shaded, unlinked
from claimatlas.report.grids import Links, notebook_grid
from claimatlas.report.reading import Block, Notebook, ReportError, Section

LONGEST_NAME = 160  # characters of the name by which a figure is announced


def sections_of(notebook: Notebook, links: Links, drawn: dict[str, Path], interactive: str) -> list[Section]:
    """Return the notebook's sections with tables, figures and pages set.

    Parameters
    ----------
    notebook : Notebook
    links : Links
        As seen from the notebook's page.
    drawn : dict of str to pathlib.Path
        The figures of the run by name.
    interactive : str
        The page of the map, or empty.

    Raises
    ------
    ReportError
        A figure is not there, or a number leads to rows that the report does not have.
    """
    sections: list[Section] = []
    number, taken = 0, []
    for section in notebook.sections:
        blocks = []
        for block in section.blocks:
            if block.kind == "table":
                number += 1
                anchor = f"{notebook.name}-{_id(block.data['name']) or f'table-{number}'}"
                taken.append(anchor)
                anchor = anchor if taken.count(anchor) == 1 else f"{anchor}-{number}"
                blocks.append(Block("grid", notebook_grid(block.data, links, anchor)))
            elif block.kind == "page":
                blocks += [Block("page", (interactive, block.data["words"]))] if interactive else []
            else:
                blocks.append(_block(block, notebook.name, links, drawn))
        sections.append(Section(section.title, section.anchor, blocks))
    return sections


def _block(block: Block, notebook: str, links: Links, drawn: dict[str, Path]) -> Block:
    """Set what is neither table nor page; a figure that was not drawn ends the report."""
    if block.kind == "figure":
        name = block.data["name"]
        if name not in drawn:
            raise ReportError(
                f"{notebook}.ipynb shows a figure {name!r} that is not in the folder of figures; delete "
                "the executed notebook and run make report"
            )
        return Block("figure", _figure(name, block.data["words"], drawn[name], links))
    if block.kind == "sentence":
        parts = [p | {"href": _known(p["href"], links, notebook)} for p in block.data["parts"]]
        return Block("sentence", {"parts": parts})
    return block


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
    files = [f"{name}{suffix}" for suffix in (".svg", ".png") if path.with_suffix(suffix).exists()]
    return {
        "anchor": f"figure-{_id(name)}",
        "alt": alt,
        "label": name_of(alt),
        "svg": Markup(svg),
        "linked": linked,
        "files": files,
    }


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
