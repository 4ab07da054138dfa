"""What notebooks show: sentences, tables, figures and pages, with every text from outside escaped.

Each output is shown twice: as HTML for JupyterLab, and as plain data under `MIME` for the report. The report
builds its page from the data with templates of its own and drops any other HTML it finds in a notebook, so
nothing that an article, a file name or a review sheet says can become markup there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

import pandas as pd
from IPython.display import display

from claimatlas.counts import Count
from claimatlas.exports import cell

if TYPE_CHECKING:
    from claimatlas.faults import Faults

MIME = "application/vnd.claimatlas.v1+json"
SHOWN = 200  # rows of a table that JupyterLab shows
# Rows of a table that a notebook holds and its page has; the report's tables and exports have all.
MOST = 2000
SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"

_TEMPLATE_CHARACTERS = {ord(c): f"&#{ord(c)};" for c in "`$\\{}"}
_SLOT = re.compile(r"\{(\w+)\}")
# What a figure is drawn with. No script, style, foreignObject, animation or embedded page is among it.
_SVG_TAGS = frozenset({
    "svg", "g", "defs", "clipPath", "mask", "pattern", "linearGradient", "radialGradient", "stop", "symbol",
    "use", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title",
    "desc", "a", "image", "marker",
})
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^)'\"\s]+)['\"]?\s*\)")
_PICTURE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]+")


def escape(text: object) -> str:
    """Escape text for HTML, and for the template and script strings that folium and branca wrap around it."""
    return html.escape(str(text)).translate(_TEMPLATE_CHARACTERS)


def web_address(text: object) -> str | None:
    """Return `text` if it is an http or https address that a link may lead to, else None."""
    text = str(text).strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    strange = re.search(r"[\s\x00-\x1f<>\"\\`]", text)
    return text if parts.scheme in ("http", "https") and parts.hostname and not strange else None


@dataclass(frozen=True)
class Rows:
    """A number together with the rows it counts; made by `rows`."""

    number: str
    table: str
    where: Mapping[str, str]

    @property
    def address(self) -> str:
        """Link to the rows in the report, e.g. ``#claims?outlet=Asia-Plus``."""
        return address(self.table, **self.where)

    def __str__(self) -> str:
        return self.number


def address(table: str, **where: object) -> str:
    """Return the report's link to the rows of `table` whose columns have the given values."""
    query = urlencode({column: cell(value, column) for column, value in where.items()})
    return f"#{table}?{query}" if query else f"#{table}"


def rows(number: object, table: str, **where: object) -> Rows:
    """Tie a number to the rows it counts, for use in `say`.

    Parameters
    ----------
    number : int or str
        As it is shown.
    table : str
        Table of the report that holds the rows: articles, mentions, places, claims, groups, conflicts, drifts
        or set_aside.
    **where
        Column and value that the rows have; none means all rows. A text such as ``">1"`` or ``"<=0.5"``
        compares.

    Examples
    --------
    >>> say("{n} claims name nobody.", n=rows(12, "claims", resolved_kind="anonymous"))
    """
    text = f"{number:,}" if isinstance(number, int) else cell(number)
    return Rows(text, table, {c: cell(v, c) for c, v in where.items()})


def set_aside(faults: Faults, articles: pd.DataFrame) -> Rows | str:
    """Say how many articles were set aside, for use in `say`: ``none``, or ``2 more``, tied to their rows."""
    missing = len(articles) - len(faults.left(articles))
    return rows(f"{missing:,} more", "set_aside", unread=faults.stage) if missing else "none"


def parts_of(sentence: str, values: Mapping[str, object]) -> list[dict[str, str]]:
    """Fill the slots of a sentence; see `say`.

    Returns
    -------
    list of dict
        ``text`` and, where it is a number that leads to its rows, ``href``.
    """
    parts: list[dict[str, str]] = []
    last = 0
    for slot in _SLOT.finditer(sentence):
        if slot[1] not in values:
            continue
        parts.append({"text": sentence[last : slot.start()]})
        value = values[slot[1]]
        if isinstance(value, Count):
            value = Rows(str(value), value.table, value.rows) if value.number else str(value)
        # Nothing counted, nothing to lead to.
        led = isinstance(value, Rows) and value.number != "0"
        text = str(value) if isinstance(value, Rows) else cell(value)
        parts.append({"text": text, "href": value.address} if led else {"text": text})
        last = slot.end()
    parts = [p for p in [*parts, {"text": sentence[last:]}] if p["text"]]
    # "At least" at the head of a sentence.
    if parts and parts[0].get("href", "").startswith("#") and parts[0]["text"].startswith("at least "):
        parts[0]["text"] = parts[0]["text"].capitalize()
    return parts


def say(sentence: str, **numbers: Rows | object) -> None:
    """Show a sentence that reads a result.

    Parameters
    ----------
    sentence : str
        Plain text. ``{name}`` stands for the value of the argument `name`; other braces are just text.
    **numbers
        Values for the slots; one made by `rows`, or a `claimatlas.counts.Count`, becomes a link to its rows
        in the report.
    """
    parts = parts_of(sentence, numbers)
    text = "".join(p["text"] for p in parts)
    _show(f"<p>{escape(text)}</p>", text, {"kind": "sentence", "parts": parts})


def table(
    frame: pd.DataFrame,
    caption: str = "",
    links: Mapping[str, tuple[str, list[str] | Mapping[str, str]]] | None = None,
    name: str = "",
    length: int | None = None,
) -> None:
    """Show a table; in the report it sorts, searches, filters and downloads.

    Parameters
    ----------
    frame : pandas.DataFrame
        Its index is not shown. Columns named article_id, claim_id, mention_id, place_id and group_id link to
        what they name.
    caption : str
        Says what a row is.
    links : dict, optional
        For a column of numbers, the rows they count: ``{"claims": ("claims", ["outlet"])}`` links each number
        in column ``claims`` to the rows of table claims whose outlet is this row's. A dict maps the other
        table's columns to this one's where their names differ.
    name : str, optional
        Anchor of the table in the report.
    length : int, optional
        Rows of the table of which `frame` has the first `MOST` alone, since no more are held of a large one.
    """
    columns = [str(c) for c in frame.columns]
    numeric = [
        pd.api.types.is_numeric_dtype(frame.iloc[:, i]) and not pd.api.types.is_bool_dtype(frame.iloc[:, i])
        for i in range(len(columns))
    ]
    length = len(frame) if length is None else length
    frame = frame.iloc[:MOST]
    if length > MOST:
        caption = f"{caption} (the first {MOST:,} of {length:,} rows)"
    cells = [
        [cell(v, c) for v, c in zip(row, columns, strict=True)]
        for row in frame.itertuples(index=False, name=None)
    ]
    ties = {
        c: {"table": t, "where": dict(w) if isinstance(w, Mapping) else {k: k for k in w}}
        for c, (t, w) in (links or {}).items()
    }
    data = {
        "kind": "table", "name": name, "caption": str(caption), "columns": columns, "numeric": numeric,
        "rows": cells, "links": ties,
    }
    _show(_html_of(data, escape(caption), length), f"{caption} ({length} rows)", data)


def _html_of(data: Mapping, caption: str, length: int) -> str:
    """The first rows of a table, as a notebook that is open shows them."""
    head = "".join(f'<th scope="col">{escape(c.replace("_", " "))}</th>' for c in data["columns"])
    sides = ["right" if n else "left" for n in data["numeric"]]
    lines = (
        "".join(f'<td style="text-align:{s}">{escape(v)}</td>' for v, s in zip(row, sides, strict=True))
        for row in data["rows"][:SHOWN]
    )
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    more = (
        f"<p>The first {SHOWN:,} of {length:,} rows; the report and its CSV files have more.</p>"
        if length > SHOWN else ""
    )
    return (
        f'<div style="overflow-x:auto"><table data-name="{escape(data["name"])}"><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{more}"
    )


def figure(
    fig: object, name: str, folder: Path | str, alt: str = "", build: Path | str | None = None
) -> None:
    """Save `fig` as ``<folder>/<name>.svg`` and ``.png`` and show the SVG.

    Parameters
    ----------
    fig : claimatlas.charts.chart.Chart or matplotlib.figure.Figure
    name : str
        File name without suffix, and anchor of the figure in the report.
    folder : path-like
    alt : str
        States what the figure shows, as its text alternative; a chart has one.
    build : path-like, optional
        Folder of the tables, in which a chart is kept: it is drawn anew only if what it shows has changed.
    """
    from claimatlas.charts import save, write
    from claimatlas.charts.chart import Chart

    if isinstance(fig, Chart):
        saved = write(fig, name, folder, build)
        alt, data = alt or saved.alt, saved.data
    else:
        save(fig, name, folder)
        data = getattr(fig, "data", None)
    # JupyterLab, which follows links of HTML alone, shows an error in the place of a drawing that has some.
    drawn = unlinked(drawing(Path(folder) / f"{name}.svg", name))
    shown = f'<figure role="img" aria-label="{escape(alt)}" style="margin:0;max-width:60rem">{drawn}</figure>'
    _show(shown, alt, {"kind": "figure", "name": name, "alt": str(alt)})
    if data is not None and len(data):
        table(data, caption="The figure’s data", name=f"{name}-data")


# The layout for a phone stands beside the one for a page; the width that there is decides. JupyterLab says by
# an attribute whether it is dark, other pages follow the reader's system.
_LAYOUTS = (
    ".atlas-figure{{container-type:inline-size}}"
    ".atlas-figure svg.svg.svg.svg{{min-width:0;display:block}}"
    ".atlas-figure svg.narrow.narrow.narrow{{display:none}}"
    "@container(max-width:44rem){{.atlas-figure svg.wide.wide.wide{{display:none}}"
    ".atlas-figure svg.narrow.narrow.narrow{{display:block;width:min(100%,30rem);margin:0 auto}}}}"
    "body[data-jp-theme-light=false] .atlas-figure{{{dark}}}"
    "@media screen and (prefers-color-scheme:dark){{body:not([data-jp-theme-light]) .atlas-figure{{{dark}}}}}"
)


def drawing(path: Path, name: str) -> str:
    """Set a figure of this package for a page: in both its layouts, in light or dark as the page is.

    Parameters
    ----------
    path : pathlib.Path
        Its SVG file; the layout for a phone is looked for beside it.
    name : str

    Returns
    -------
    str
        HTML. A figure that has one layout only is its SVG alone.
    """
    from claimatlas.charts.style import NARROW

    other = path.with_name(f"{path.stem}{NARROW.suffix}.svg")
    wide = inline_svg(path.read_text(encoding="utf-8"), name)
    if not other.exists():
        return wide
    narrow = inline_svg(other.read_text(encoding="utf-8"), name + NARROW.suffix)
    both = "".join(
        svg.replace("<svg ", f'<svg class="svg {which}" ', 1)
        for svg, which in ((wide, "wide"), (narrow, "narrow"))
    )
    return shaded(both)


def unlinked(svg: str) -> str:
    """Take the links out of a drawing; what they hold stays."""
    return re.sub(r"</?a\b[^>]*>", "", svg)


def shaded(svg: str) -> str:
    """Set the SVG of figures of this package in light or dark as the page is."""
    from claimatlas.charts.palette import DARK

    # A colour is a property of the page where the page knows it, and what the file says where it does not.
    svg = re.sub(
        r'(fill|stroke)="(#[0-9a-f]{6})"',
        lambda m: f'{m[1]}="var(--a{m[2][1:]},{m[2]})"' if m[2] in DARK else m[0],
        svg,
    )
    dark = ";".join(f"--a{light[1:]}:{shade}" for light, shade in DARK.items())
    return f'<div class="atlas-figure"><style>{_LAYOUTS.format(dark=dark)}</style>{svg}</div>'


def page(source: str, name: str, title: str, height: int = 640) -> None:
    """Show a self-contained page, such as the interactive map, in a sandboxed frame.

    Parameters
    ----------
    source : str
        HTML of the page. Its scripts run in the frame and reach nothing outside it.
    name : str
        Name of its file in build/ without ``.html``; the report takes the page from there.
    title : str
        What the page is, for readers who cannot see it.
    height : int
        In pixels.
    """
    frame = (
        f'<iframe sandbox="allow-scripts" title="{escape(title)}" srcdoc="{html.escape(source)}" '
        f'style="width:100%;height:{int(height)}px;border:0"></iframe>'
    )
    _show(frame, title, {"kind": "page", "name": name, "title": str(title), "height": int(height)})


def inline_svg(svg: str, name: str) -> str:
    """Make an SVG file fit to stand inside a page.

    Only drawing elements and attributes are kept; ids get `name` before them, so that two figures on a page
    do not share one; references lead nowhere but into the figure, links only to anchors of the page.

    Parameters
    ----------
    svg : str
        An SVG document.
    name : str

    Returns
    -------
    str
        One ``<svg>`` element that scales with its container.
    """
    prefix = re.sub(r"[^\w-]", "-", name)
    root = ElementTree.fromstring(svg)
    _clean(root, prefix)
    box = [float(n) for n in root.get("viewBox", "").replace(",", " ").split()]
    if len(box) == 4:
        # Fixed proportions keep the page from shifting while the figure is laid out. The box is in points.
        root.set("width", f"{box[2] * 4 / 3:g}")
        root.set("height", f"{box[3] * 4 / 3:g}")
        root.set("style", "max-width:100%;height:auto;stroke-linejoin:round;stroke-linecap:butt")
    root.set("aria-hidden", "true")
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    return ElementTree.tostring(root, encoding="unicode")


def _clean(element: ElementTree.Element, prefix: str) -> None:
    """Take from a drawing what runs, loads or leads out of it, and give its ids a prefix."""
    for child in list(element):
        tag = child.tag if isinstance(child.tag, str) else ""
        if not tag.startswith(f"{{{SVG}}}") or tag.removeprefix(f"{{{SVG}}}") not in _SVG_TAGS:
            element.remove(child)
        else:
            _clean(child, prefix)
    local = element.tag.removeprefix(f"{{{SVG}}}")
    for key, value in list(element.attrib.items()):
        if key in ("href", f"{{{XLINK}}}href"):
            del element.attrib[key]
            if (local == "image" and _PICTURE.fullmatch(value)) or (local == "a" and value.startswith("#")):
                element.set("href", value)
            elif local != "a" and value.startswith("#"):
                element.set("href", f"#{prefix}-{value[1:]}")
        elif key.startswith("{") or key.lower().startswith("on"):
            del element.attrib[key]
        elif key == "id":
            element.set("id", f"{prefix}-{value}")
        elif "url(" in value or "@import" in value:
            element.set(key, _REFERENCE.sub(rf"url(#{prefix}-\1)", value) if _REFERENCE.search(value) else "")


def _show(shown: str, plain: str, data: dict) -> None:
    """Show a thing as HTML and as plain text, with the data that the report makes its own of."""
    display({"text/html": shown, "text/plain": plain, MIME: data}, raw=True)
