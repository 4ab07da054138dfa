"""Read executed notebooks into plain blocks that the templates set; no HTML of a notebook is taken over."""

from __future__ import annotations

import ast
import base64
import binascii
import re
import sys
import tempfile
from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path

import mistune
import nbformat
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from claimatlas.display import MIME, escape, web_address
from claimatlas.errors import ClaimAtlasError

_NOTEBOOK = re.compile(r"(\d\d-[a-z-]+)\.ipynb(#[\w-]*)?")
_FRAME = re.compile(r"^\*\*(Reads|Writes|Next)\*\*", re.M)
_LEAVING = '<span class="leaving"> (leaves this report)</span>'


class ReportError(ClaimAtlasError):
    """The report cannot be made from what is there; the last good one stays."""


@dataclass
class Block:
    """One thing to show.

    Attributes
    ----------
    kind : str
        prose, code, sentence, table, figure, page, picture or text.
    data : object
        Markup for prose, a display bundle for sentence, table, figure and page, a data address and its
        alternative for picture, text for code and text.
    """

    kind: str
    data: object


@dataclass
class Section:
    """A part of a notebook under one ``##`` heading; the first has no title."""

    title: str
    anchor: str
    blocks: list[Block] = field(default_factory=list)

    def has(self, kind: str) -> bool:
        """Whether a block of `kind` is in the section."""
        return any(block.kind == kind for block in self.blocks)


@dataclass
class Notebook:
    """An executed notebook: its question, its answer, what it reads and writes, and its sections."""

    name: str
    title: str
    answer: Markup
    frame: Markup
    parameters: list[tuple[str, str, str]]
    sections: list[Section]


class _Prose(mistune.HTMLRenderer):
    """Markdown without HTML, pictures or addresses other than http, https, anchors and other notebooks."""

    def __init__(self, level: int, pages: Container[str]):
        super().__init__(escape=True)
        self._level, self._pages = level, pages

    def heading(self, text: str, level: int, **attributes: object) -> str:
        level = min(6, level + self._level)
        return f"<h{level}>{text}</h{level}>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if match := _NOTEBOOK.fullmatch(url):
            # A notebook that is not among those of the report has no page to lead to.
            page = f'<a href="{match[1]}.html{escape(match[2] or "")}">{text}</a>'
            return page if match[1] in self._pages else text
        if re.fullmatch(r"#[\w-]+", url):
            return f'<a href="{url}">{text}</a>'
        if address := web_address(url):
            return f'<a href="{escape(address)}" rel="noreferrer noopener" class="out">{text}{_LEAVING}</a>'
        return text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return text

    def text(self, text: str) -> str:
        return escape(text)


def prose(markdown: str, level: int = 1, pages: Container[str] = ()) -> Markup:
    """Set Markdown as HTML; raw HTML in it is shown as text.

    Parameters
    ----------
    markdown : str
    level : int
        How far headings go down: 1 makes ``#`` an h2.
    pages : container of str
        Names of the notebooks that have a page; a link to another is its text alone.
    """
    return Markup(mistune.create_markdown(renderer=_Prose(level, pages), hard_wrap=True)(markdown))


def code(source: str) -> Markup:
    """Set Python source with its syntax marked."""
    return Markup(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)))


def without_paths(text: str) -> str:
    """Replace the folders of this machine in `text` by an ellipsis."""
    folders = {
        str(Path.cwd()),
        str(Path.home()),
        sys.prefix,
        tempfile.gettempdir(),
        str(Path(__file__).parents[3]),
    }
    for folder in sorted(folders, key=lambda f: (-len(f), f)):
        if len(folder) > 1:
            text = re.sub(rf"(?<![\w./-]){re.escape(folder)}(?=[/\\\s'\":,;)]|$)", "…", text)
    return text


def _value(value: object) -> str:
    """Write a parameter; of a path that leads out of the project the last part alone may be shown."""
    if isinstance(value, str) and ("/" in value or "\\" in value):
        parts = [p for p in re.split(r"[/\\]+", value) if p]
        outside = (
            value.startswith(("/", "~", "\\")) or re.match(r"[A-Za-z]:", value) or parts[:2] == ["..", ".."]
        )
        return repr(f"…/{parts[-1]}") if outside and parts else repr(value)
    return repr(value)


def _parameters(cells: list) -> list[tuple[str, str, str]]:
    """Return name, value and comment of each parameter, an injected value before the default."""
    found: dict[str, tuple[str, str]] = {}
    for cell in cells:
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not {"parameters", "injected-parameters"} & set(tags):
            continue
        lines = cell.source.splitlines()
        for node in ast.parse(cell.source).body:
            if isinstance(node, ast.AnnAssign) and node.value is not None:
                target = node.target
            elif isinstance(node, ast.Assign) and len(node.targets) == 1:
                target = node.targets[0]
            else:
                continue
            try:
                value = _value(ast.literal_eval(node.value))
            except ValueError:
                continue
            if isinstance(target, ast.Name):
                rest = lines[node.end_lineno - 1][node.end_col_offset :]
                comment = rest.partition("#")[2].strip() or found.get(target.id, ("", ""))[1]
                found[target.id] = (value, comment)
    return [(name, value, comment) for name, (value, comment) in found.items()]


def _outputs(cell: object, name: str) -> list[Block]:
    """What a cell showed, without what it wrote to stderr; a cell that failed ends the report."""
    blocks = []
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            raise ReportError(f"{name}.ipynb, cell {cell.get('id')!r}: {output.ename}: {output.evalue}")
        if output.output_type == "stream":
            if output.name == "stdout" and output.text.strip():
                blocks.append(Block("text", without_paths(output.text.rstrip())))
            continue
        data = output.get("data", {})
        if bundle := _bundle(data.get(MIME)):
            blocks.append(Block(bundle["kind"], bundle))
        elif picture := _picture(data.get("image/png")):
            blocks.append(Block("picture", (picture, without_paths(str(data.get("text/plain", ""))))))
        elif plain := str(data.get("text/plain", "")).strip():
            blocks.append(Block("text", without_paths(plain)))
    return blocks


def _bundle(data: object) -> dict | None:
    """Return what `claimatlas.display` put into an output, each part made the type it has to be."""
    if not isinstance(data, dict):
        return None
    kind = data.get("kind")
    try:
        if kind == "sentence":
            parts = [{"text": str(p["text"]), "href": str(p.get("href", ""))} for p in data["parts"]]
            return {
                "kind": kind,
                "parts": [p | {"href": p["href"] if p["href"].startswith("#") else ""} for p in parts],
            }
        if kind == "table":
            rows = [[str(v) for v in row] for row in data["rows"]]
            columns = [str(c) for c in data["columns"]]
            links = {
                str(c): {"table": str(t["table"]), "where": dict(t["where"])}
                for c, t in data["links"].items()
            }
            if all(len(row) == len(columns) for row in rows):
                return {
                    "kind": kind,
                    "caption": str(data["caption"]),
                    "name": str(data["name"]),
                    "columns": columns,
                    "numeric": [bool(n) for n in data["numeric"]],
                    "rows": rows,
                    "links": links,
                }
        if kind in ("figure", "page"):
            return {
                "kind": kind,
                "name": str(data["name"]),
                "words": str(data["alt" if kind == "figure" else "title"]),
            }
    except (KeyError, TypeError, AttributeError, ValueError):
        pass
    return None


def _picture(data: object) -> str | None:
    """The address that holds a picture; None for what only claims to be a PNG."""
    if not isinstance(data, str):
        return None
    try:
        raw = base64.b64decode(data, validate=False)
    except (binascii.Error, ValueError):
        return None
    return f"data:image/png;base64,{base64.b64encode(raw).decode()}" if raw.startswith(b"\x89PNG") else None


def _slug(title: str, taken: set[str]) -> str:
    """An anchor, never empty, that is not among those taken, and is from then on."""
    base = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-") or "part"
    slug, n = base, 2
    while slug in taken:
        slug, n = f"{base}-{n}", n + 1
    taken.add(slug)
    return slug


def read_notebook(path: Path) -> Notebook:
    """Read one executed notebook.

    Raises
    ------
    ReportError
        It is not a notebook, or a cell in it failed; the message names notebook and cell.
    """
    name = path.stem
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:
        raise ReportError(f"{path.name}: this is not a notebook ({type(error).__name__})") from error
    taken: set[str] = set()
    pages = {beside.stem for beside in path.parent.glob("*.ipynb")}
    sections, set_up = [Section("", f"{name}-start")], Section("Set-up", f"{name}-set-up")
    title, answer, frame = name, Markup(), Markup()
    for n, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            text = cell.source
            if n == 0 and (head := re.match(r"#\s+(.+)\n*", text)):
                title = head[1].strip()
                paragraphs = re.split(r"\n\s*\n", text[head.end() :].strip())
                answer = prose("\n\n".join(p for p in paragraphs if not _FRAME.match(p)), pages=pages)
                frame = prose("\n\n".join(p for p in paragraphs if _FRAME.match(p)), pages=pages)
                continue
            for part in re.split(r"^(?=##\s)", text, flags=re.M):
                if head := re.match(r"##\s+(.+)\n*", part):
                    sections.append(Section(head[1].strip(), f"{name}-{_slug(head[1], taken)}"))
                    part = part[head.end() :]
                if part.strip():
                    sections[-1].blocks.append(Block("prose", prose(part, 0, pages)))
        elif cell.cell_type == "code":
            tags = set(cell.metadata.get("tags", []))
            # Imports tell a reader nothing: what was found comes first, and they close the page.
            section = set_up if "imports" in tags else sections[-1]
            outputs = _outputs(cell, name)
            if cell.source.strip() and not {"parameters", "injected-parameters"} & tags:
                section.blocks.append(Block("code", without_paths(cell.source)))
            section.blocks.extend(outputs)
    sections += [set_up] if set_up.blocks else []
    return Notebook(name, title, answer, frame, _parameters(notebook.cells), sections)


def read_notebooks(folder: Path | str) -> list[Notebook]:
    """Read the executed notebooks of a folder, in the order of their names.

    Raises
    ------
    ReportError
        There is none, or one cannot be used.
    """
    paths = sorted(Path(folder).glob("[0-9][0-9]-*.ipynb"))
    if not paths:
        raise ReportError(f"{Path(folder).name}/: there is no executed notebook; run make report")
    return [read_notebook(path) for path in paths]
