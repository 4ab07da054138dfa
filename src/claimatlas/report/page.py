"""The page around everything: templates that escape, style sheet, script, and a policy that names it."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import claimatlas
from claimatlas.display import escape
from claimatlas.former import Part
from claimatlas.people.whose_word import in_place_of_a_name

_EXPORT = re.compile(r"export\s*\{([^{}]*)\};?")
_DEFAULT = re.compile(r"([\w$]+) as default")
_HASH = re.compile(r"'sha256-[A-Za-z0-9+/]{43}='")


@functools.cache
def templates() -> Environment:
    """Return the templates of the report, with everything escaped that is not marked as ours."""
    found = Environment(
        loader=PackageLoader("claimatlas.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["seamed"] = seamed
    found.globals["in_place_of_a_name"] = in_place_of_a_name
    return found


def seamed(name: str) -> Markup:
    """Set a name so that it may break where a small letter meets a capital."""
    return Markup("<wbr>").join(Markup(escape(part)) for part in re.split(r"(?<=[a-z])(?=[A-Z])", name))


@functools.cache
def css() -> Markup:
    """Return the style sheet."""
    return Markup(files("claimatlas.report").joinpath("static", "report.css").read_text(encoding="utf-8"))


@functools.cache
def script() -> Markup:
    """Return the one script of the page: DataTables as itables ships it, and ours after it."""
    library = files("itables").joinpath("html", "dt_bundle.js").read_text(encoding="utf-8")
    export = _EXPORT.search(library)
    name = _DEFAULT.search(export[1]) if export else None
    if not name:
        raise RuntimeError("itables: its bundle of DataTables does not export what the report expects")
    # In a function of its own, since its short names would meet ours.
    inner = f"{library[: export.start()]};return {name[1]};{library[export.end() :]}\n"
    library = f"const DataTable=(()=>{{{inner}}})();"
    own = files("claimatlas.report").joinpath("static", "report.js").read_text(encoding="utf-8")
    return Markup(_quiet(f"{library}\n{roving()}\n{own}"))


@functools.cache
def roving() -> Markup:
    """Return the script of a page without tables to filter: it saves stops of the tab key."""
    return Markup(
        _quiet(files("claimatlas.report").joinpath("static", "rove.js").read_text(encoding="utf-8"))
    )


@functools.cache
def index_css() -> Markup:
    """Return the style sheet of the report's own page."""
    return css() + Markup(
        files("claimatlas.report").joinpath("static", "index.css").read_text(encoding="utf-8")
    )


SCRIPTS = ("data", "lists", "articles", "card", "pictures", "address", "map")


@functools.cache
def index_script() -> Markup:
    """Return the script of the report's own page: its parts, each of which may use those before."""
    folder = files("claimatlas.report").joinpath("static", "index")
    return Markup(_quiet("\n".join(folder.joinpath(f"{n}.js").read_text(encoding="utf-8") for n in SCRIPTS)))


def quiet_json(text: str) -> Markup:
    """Write a page as JSON for a script element that nothing in it can end; shorter than escaped."""
    return Markup(_quiet(json.dumps(text, ensure_ascii=False), "\\u003c"))


def _quiet(source: str, instead: str = "\\x3c") -> str:
    """Let nothing in a script look like its end, or like the start of a comment, to an HTML parser."""
    return re.sub(r"<(?=/script|script|!--)", lambda _: instead, source, flags=re.I)


def digest(source: str) -> str:
    """Return the policy's name of a script: its SHA-256."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode() + "'"


class _Policy(HTMLParser):
    """Finds the policy that stands first in the head of a page, before anything else could."""

    def __init__(self):
        super().__init__()
        self.policy, self._over = "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self._over or tag in ("html", "head") or (tag == "meta" and "charset" in given):
            return
        self._over = True
        if tag == "meta" and (given.get("http-equiv") or "").lower() == "content-security-policy":
            self.policy = given.get("content") or ""


def trusted_by(page: str) -> list[str]:
    """Return the script hashes that a page's own policy names.

    The map states in its head, before any text from outside, which scripts are its own. A frame inherits the
    policy of the page around it, so that page has to name them too. Scripts in the map are not looked at: one
    that came in with a text is not among the hashes and does not run.
    """
    reader = _Policy()
    reader.feed(page[:20_000])
    return list(dict.fromkeys(_HASH.findall(reader.policy)))


def policy(scripts: list[str], hashes: list[str], beside: bool = False) -> str:
    """Return the content security policy of a page.

    Parameters
    ----------
    scripts : list of str
        Trusted scripts, as we wrote them.
    hashes : list of str
        Hashes of further trusted scripts, in a frame.
    beside : bool
        Whether the page opens files that lie beside it, in sandboxed frames.
    """
    allowed = " ".join([*map(digest, scripts), *hashes]) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'" + ("; frame-src 'self' file:" if beside else "")
    )


def divided(text: str, pieces: Iterable[tuple[str, Part]]) -> list[Part]:
    """Cut a page at the slots of what is set by itself, and return its parts with that in their place."""
    parts: list[Part] = []
    for slot, part in pieces:
        before, _, text = text.partition(slot)
        parts += [("", before.encode), part]
    return [*parts, ("", text.encode)]


def render(name: str, **values: object) -> str:
    """Render a template with what every page has."""
    return (
        templates().get_template(name).render(**({"css": css(), "version": claimatlas.__version__} | values))
    )
