"""Tables of the report: cells set once, as escaped HTML, with links to what they name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import markupsafe
import numpy as np
import pandas as pd
from markupsafe import Markup

from claimatlas import exports
from claimatlas.display import address, escape, web_address
from claimatlas.exports import cells

INDEX = "index.html"
STATIC = 200  # rows that stand in the page; those beyond wait as data until they are turned to
CHOICES = 120  # values a column may have and still be chosen from a list

# What a column of ids links to.
ANCHORS = {
    "article_id": "article",
    "claim_id": "claim",
    "claim_a": "claim",
    "claim_b": "claim",
    "mention_id": "mention",
    "place_id": "place",
    "group_id": "group",
    "holder_id": "holder",
    "holder_a": "holder",
    "holder_b": "holder",
    "speaks_for": "holder",
}


@dataclass(frozen=True)
class Column:
    """A column of a grid.

    Attributes
    ----------
    name : str
    look : str
        number; or tight, medium or wide, by the length of its texts.
    choices : tuple of str
        The values to filter by, where it has few.
    """

    name: str
    look: str = ""
    choices: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Name as a reader would write it."""
        return self.name.replace("_", " ")


@dataclass
class Grid:
    """A table of the page: `rows` are pairs of an anchor (or "") and cells; its files have `left` more."""

    name: str
    caption: str
    columns: list[Column]
    rows: list[tuple[str, list[Markup]]]
    file: str = ""
    controls: bool = True
    left: int = 0

    @property
    def static(self) -> list[tuple[str, list[Markup]]]:
        """The rows that stand in the page."""
        return self.rows[:STATIC]

    @property
    def body(self) -> Markup:
        """The rows that stand in the page, as markup."""
        looks = [f'<td class="{column.look}">' for column in self.columns]
        lines = []
        for anchor, own in self.static:
            name = f' id="{markupsafe.escape(anchor)}"' if anchor else ""
            line = "".join(f"{look}{shown}</td>" for look, shown in zip(looks, own, strict=True))
            lines.append(f"<tr{name}>{line}</tr>\n")
        return Markup("".join(lines))

    @property
    def rest(self) -> Markup:
        """The other rows as JSON that can stand in a script element."""
        return in_script([[anchor, *own] for anchor, own in self.rows[STATIC:]])


def _look(numeric: bool, texts: Iterable[str]) -> str:
    """Say how wide a column is set, by the characters of its longest cell; one of numbers by none."""
    longest = max(map(len, texts), default=0)
    return "number" if numeric else "tight" if longest <= 22 else "medium" if longest <= 60 else "wide"


def in_script(data: object) -> Markup:
    """Write `data` for a template as `claimatlas.exports.in_script` does."""
    return Markup(exports.in_script(data))


def out(url: object, name: str = "") -> Markup:
    """Set a web address as a link, named or by itself, that is marked as leaving; other text stays text."""
    if found := web_address(url):
        return Markup(
            f'<a href="{escape(found)}" rel="noreferrer noopener" class="out">{escape(name or found)}'
            '<span class="leaving"> (leaves this report)</span></a>'
        )
    return Markup(escape(name or url))


class Ids(Collection[str]):
    """The ids of many rows, in order, in a tenth of the room that a set of them takes."""

    def __init__(self, ids: Iterable[str]):
        self._ids = np.unique(np.array([key.encode() for key in ids], dtype=bytes))

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[str]:
        return (key.decode() for key in self._ids.tolist())

    def __contains__(self, key: object) -> bool:
        raw = str(key).encode()
        if len(raw) > self._ids.itemsize:  # numpy would widen them all
            return False
        at = np.searchsorted(self._ids, np.array(raw, self._ids.dtype))
        return bool(at < len(self._ids) and self._ids[at] == raw)

    @property
    def digest(self) -> str:
        """The same only for the same ids."""
        return hashlib.sha256(f"{self._ids.dtype}".encode() + self._ids.tobytes()).hexdigest()


class Anchors(Mapping[str, str]):
    """What links may lead to: for each anchor, ``claim-`` and an id or the like, the file that has it.

    Parameters
    ----------
    files : mapping of str to mapping of str to Ids
        By file, the ids that it has of each kind; of several files with one the first has it.
    """

    def __init__(self, files: Mapping[str, Mapping[str, Ids]]):
        self._files = files

    def __getitem__(self, anchor: str) -> str:
        kind, _, key = anchor.partition("-")
        for file, kinds in self._files.items():
            if key in kinds.get(kind, ()):
                return file
        raise KeyError(anchor)

    def __iter__(self) -> Iterator[str]:
        told = ((kind, ids) for kinds in self._files.values() for kind, ids in kinds.items())
        return iter(dict.fromkeys(f"{kind}-{key}" for kind, ids in told for key in ids))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def digests(self) -> list[tuple[str, str, str]]:
        """File, kind and digest of all ids."""
        every = self._files.items()
        return [(file, kind, ids.digest) for file, kinds in every for kind, ids in kinds.items()]


@dataclass(frozen=True)
class Links:
    """Where the links of one page may lead.

    Attributes
    ----------
    page : str
        File name of the page being set.
    anchors : dict of str to str
        For each anchor that a link may lead to, the file that has it.
    lists : tuple of (str, dict of str to collection of str)
        Files with lists of rows, and the columns by which each list can be asked; the first that can show
        what is wanted is led to.
    cut : dict of str to collection of str
        Tables of which no page has all rows, and their columns: their files have them.
    """

    page: str = ""
    anchors: Mapping[str, str] = field(default_factory=dict)
    lists: tuple[tuple[str, Mapping[str, Iterable[str]]], ...] = ()
    cut: Mapping[str, Iterable[str]] = field(default_factory=dict)

    @property
    def index(self) -> str:
        """The page of the report as seen from here; empty within it."""
        return "" if self.page in ("", INDEX) else INDEX

    def _file(self, file: str) -> str:
        """The file before the anchor of a link, left out within the page itself."""
        return "" if file == self.page else file

    def to(self, anchor: str, text: str) -> Markup:
        """Link `text` to `anchor` if it exists."""
        if anchor not in self.anchors:
            return Markup(escape(text))
        return Markup(f'<a href="{self._file(self.anchors[anchor])}#{escape(anchor)}">{escape(text)}</a>')

    def place(self, table: str, where: Mapping[str, str]) -> str:
        """Return the address of the rows of `table` that satisfy `where`; empty if no page can show them.

        All rows of a table that no page has whole are its file.
        """
        for file, lists in self.lists:
            if table in lists and set(where) <= set(lists[table]):
                return f"{self._file(file)}{address(table, **where)}"
        return f"exports/{table}.csv" if table in self.cut and not where else ""

    def known(self, table: str, where: Mapping[str, str]) -> bool:
        """Whether there is such a table with such columns, in a page or in a file."""
        every = [*(lists for _, lists in self.lists), self.cut]
        return any(table in lists and set(where) <= set(lists[table]) for lists in every)

    def rows(self, table: str, where: Mapping[str, str], text: str) -> Markup:
        """Link `text` to the rows of `table` that satisfy `where`, if a page shows them; no row, no link."""
        found = self.place(table, where) if text not in ("", "0") else ""
        return (
            Markup(f'<a class="rows" href="{escape(found)}">{escape(text)}</a>')
            if found
            else Markup(escape(text))
        )

    def ids(self, column: str, text: str) -> Markup:
        """Set the ids in a cell, each linked to what it names."""
        kind = ANCHORS[column]
        return Markup("; ").join(self.to(f"{kind}-{part}", part) for part in text.split("; "))


def notebook_grid(bundle: Mapping, links: Links, anchor: str, controls: bool) -> Grid:
    """Set a table that a notebook showed with `claimatlas.display.table`."""
    names = [str(c) for c in bundle["columns"]]
    ties = bundle.get("links", {})
    cells = zip(*bundle["rows"], strict=True) if bundle["rows"] else [()] * len(names)
    shown = []
    for column, values in zip(names, cells, strict=True):
        texts = [str(value) for value in values]
        if column in ties:
            table, tied = ties[column]["table"], ties[column]["where"]
            rows = [dict(zip(names, row, strict=True)) for row in bundle["rows"]]
            shown.append([
                links.rows(table, {theirs: row[ours] for theirs, ours in tied.items()}, text)
                for row, text in zip(rows, texts, strict=True)
            ])
        else:
            shown.append(_set(column, texts, links, out if column == "url" else escape))
    rows = [("", list(own)) for own in zip(*shown, strict=True)]
    columns = [
        Column(c, _look(n, (r[i] for r in bundle["rows"])))
        for i, (c, n) in enumerate(zip(names, bundle["numeric"], strict=True))
    ]
    return Grid(anchor, str(bundle["caption"]), columns, rows, controls=controls)


def _set(column: str, texts: list[str], links: Links, how: Callable[[str], str] = escape) -> list[Markup]:
    """Set the cells of a column, each text once: ids with links to what they name, others by `how`."""
    if column in ANCHORS:
        found = {text: links.ids(column, text) if text else Markup() for text in dict.fromkeys(texts)}
    else:
        found = {text: Markup(how(text)) for text in dict.fromkeys(texts)}
    return [found[text] for text in texts]


def _anchors(key: str, written: Mapping[str, list[str]], count: int) -> list[str]:
    """The anchor of each row: of several with one value the first has it; articles have theirs elsewhere."""
    if key not in ANCHORS or key == "article_id":
        return [""] * count
    seen: set[str] = set()
    return ["" if v in seen or seen.add(v) else f"{ANCHORS[key]}-{v}" for v in written[key]]


Cell = Callable[[Mapping], Markup]


def table_grid(
    name: str,
    caption: str,
    frame: pd.DataFrame,
    links: Links,
    key: str,
    filters: Iterable[str] = (),
    special: Mapping[str, Cell] | None = None,
    file: str = "",
    left: int = 0,
) -> Grid:
    """Set a table of the build, or the rows of it that a page has.

    Parameters
    ----------
    name, caption : str
    frame : pandas.DataFrame
        The columns to show, in order; a column whose name starts with ``_`` is there for `special` only.
    links : Links
    key : str
        Column that makes the anchor of a row (see `ANCHORS`); the first row with a value gets it.
    filters : iterable of str
        Columns to choose values of.
    special : dict of str to callable, optional
        How to set a column's cell, from the row as written by `claimatlas.exports.cell`.
    file : str
        Name of the CSV file with all columns.
    left : int
        How many rows more that file has.
    """
    special, filters = special or {}, set(filters)
    shown = [c for c in frame.columns if not c.startswith("_")]
    written = {c: cells(frame[c]) for c in frame.columns}
    whole = [dict(zip(written, row, strict=True)) for row in zip(*written.values(), strict=True)]
    made = []
    for column in shown:
        texts = written[column]
        if column in special:
            made.append(list(map(special[column], whole)))
        elif column == key and column != "article_id":  # what others lead to leads nowhere
            made.append(_set("", texts, links))
        else:
            made.append(_set(column, texts, links))
    rows = list(zip(_anchors(key, written, len(frame)), map(list, zip(*made, strict=True)), strict=True))
    columns = []
    for column in shown:
        values = sorted(set(written[column]) - {""}) if column in filters else []
        numeric = pd.api.types.is_numeric_dtype(frame[column]) and not pd.api.types.is_bool_dtype(
            frame[column]
        )
        columns.append(
            Column(
                column, _look(numeric, written[column]), tuple(values) if 1 < len(values) <= CHOICES else ()
            )
        )
    return Grid(name, caption, columns, rows, file, left=left)
