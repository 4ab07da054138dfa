"""The report: safe against every field that a user can fill, whole or not at all, usable and the same twice."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import shutil
import struct
import subprocess
import sys
import time
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import browser
import hostile
import nbformat
import pandas as pd
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from claimatlas import display, exports, report, tables
from claimatlas.errors import InputError
from claimatlas.marks import balanced
from claimatlas.report import __main__ as command
from claimatlas.report import appendix, chapters, grids, page, reading, store
from claimatlas.report import articles as texts

SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
# Told once the frame is in sight and painted: before that a click may go to what lay there.
MAP_SCRIPT = "requestAnimationFrame(()=>requestAnimationFrame(()=>{document.body.dataset.drawn='yes';parent.postMessage({claimatlasSeen:true},'*')}));"
POPUP_SCRIPT = "addEventListener('click',()=>parent.postMessage({claimatlas:'#claims?outlet=outlet+1'},'*'));"


def map_page(text: str) -> str:
    """A page as the map comes in: a policy of its own first, then trusted scripts and text from outside."""
    policy = page.policy([MAP_SCRIPT, POPUP_SCRIPT], [])
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>Map</title></head><body><p>{text}</p><script>{POPUP_SCRIPT}</script><script>{MAP_SCRIPT}</script></body></html>"
    )


def build(places: dict[str, Path], out: Path) -> Path:
    return report.build(places["corpus"], places["build"], places["figures"], places["notebooks"], out)


@pytest.fixture(scope="module")
def ill(tmp_path_factory):
    """A report in which every field is a payload, with a map that smuggles a script past its own escaping."""
    folder = tmp_path_factory.mktemp("ill")
    places = hostile.run(folder)
    (places["build"] / "map.html").write_text(map_page(hostile.payload("map", 0)), encoding="utf-8")
    drawn = places["figures"] / "hostile-figure.svg"
    bad = f'<script>{hostile.FIRE}</script><rect onload="{hostile.FIRE}" width="1" height="1"/></svg>'
    drawn.write_text(drawn.read_text(encoding="utf-8").replace("</svg>", bad), encoding="utf-8")
    build(places, folder / "report")
    return folder / "report"


STILL = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 540 700">'
    '<path d="M 0.123 1.987 L 540 700" stroke="#1a1a1a"/><a xlink:href="#claim-h0000:0-10"><text x="20" y="40">Six places</text></a></svg>'
)


@pytest.fixture(scope="module")
def fair_run(tmp_path_factory):
    """The tables, figures and notebooks of a run with plain text and 300 claims."""
    folder = tmp_path_factory.mktemp("fair")
    places = hostile.run(folder, lambda field, n: f"{field} {n}", 300)
    (places["build"] / "map.html").write_text(map_page("Places"), encoding="utf-8")
    (places["figures"] / "places-map.svg").write_text(STILL, encoding="utf-8")
    shutil.rmtree(places["notebooks"])
    places["notebooks"].mkdir()
    write_notebook(places["notebooks"] / "00-overview.ipynb", lambda: display.say("{n} claims of outlet 1.", n=display.rows(12, "claims", outlet="outlet 1")))
    places["corpus"] = folder / "fair"
    places["corpus"].mkdir()
    return places


@pytest.fixture(scope="module")
def fair(fair_run, tmp_path_factory):
    return build(fair_run, tmp_path_factory.mktemp("out") / "report").parent


def write_notebook(path: Path, show=lambda: None, cells: list | None = None) -> Path:
    new = nbformat.v4
    first = new.new_markdown_cell("# Who says what?\n\nThe answer.\n\n**Reads** `claims`\n**Next** [01-corpus](01-corpus.ipynb)", id="title")
    parameters = new.new_code_cell('corpus: str = "../data/x"  # the corpus\nmost: int = 3  # how many', id="parameters", metadata={"tags": ["parameters"]})
    given = new.new_code_cell('corpus = "/home/mallory/fair"', id="given", metadata={"tags": ["injected-parameters"]})
    body = new.new_code_cell("show()", id="show", outputs=hostile.shown(show))
    nbformat.write(new.new_notebook(cells=[first, parameters, given, new.new_markdown_cell("## What?", id="what"), body, *(cells or [])]), path)
    return path


def until(view, expression: str) -> None:
    """Wait until `expression` is true in a page or frame. Playwright's own wait would need the policy to allow eval."""
    for _ in range(400):
        if view.evaluate(f"Boolean({expression})"):
            return
        time.sleep(0.02)
    raise AssertionError(f"never true: {expression}")


class Elements(HTMLParser):
    """All tags, attributes and scripts of a page, as a browser's parser would see them."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


# --- safe -------------------------------------------------------------------------------------------------------

def pages(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.html"))


def test_no_markup_from_outside_is_in_a_page(ill):
    for path in pages(ill):
        found = Elements(path.read_text(encoding="utf-8")).tags
        assert not [a for _, attributes in found for a in attributes if a.startswith("on")], path.name
        assert {t for t, _ in found} & {"object", "embed", "base", "animate", "form"} == set()
        assert [a for t, a in found if t == "script" and a.get("type") not in ("module", "application/json")] == []
        for tag, attributes in found:
            for name in ("src", "href", "srcset", "data", "action"):
                value = attributes.get(name) or ""
                assert not value.lower().lstrip().startswith(("javascript:", "//")), value
                assert tag == "a" or value.startswith(("data:", "#")) or not value, (tag, value)
        outward = [a for t, a in found if t == "a" and (a.get("href") or "").startswith("http")]
        assert all("noreferrer" in a["rel"] and a["class"] == "out" for a in outward)


def test_rows_that_wait_as_data_cannot_end_their_element():
    frame = pd.DataFrame({"content": [hostile.payload("content", n) for n in range(grids.STATIC + 2 * len(hostile.PAYLOADS))]})
    grid = grids.table_grid("claims", hostile.all_payloads("caption"), frame, grids.Links(), "")
    tags = Elements(str(page.templates().get_template("parts.html").module.grid(grid))).tags
    assert [t for t, _ in tags].count("script") == 1
    assert not {t for t, _ in tags} & {"img", "iframe", "svg", "style", "meta", "object"}
    assert not re.search("[<>&]", str(grids.in_script(hostile.all_payloads("x"))))
    assert json.loads(str(grids.in_script([hostile.all_payloads("x")]))) == [hostile.all_payloads("x")]


def test_no_template_is_run_while_the_page_is_made(ill):
    for path in [*pages(ill), *(ill / "exports").glob("*.*")]:
        text = path.read_bytes().decode("utf-8", "replace")
        assert hostile.PROOF not in text, path.name
        assert str(Path.cwd()) not in text, path.name
        assert f"{Path.home()}/" not in text, path.name
        assert "mallory" not in text, path.name


@pytest.mark.parametrize(
    ("name", "size", "scheme"),
    [*(("index.html", size, scheme) for size in SIZES for scheme in ("light", "dark")), ("tables.html", "desk", "light"), ("00-overview.html", "phone", "dark")],
)
def test_no_payload_runs_and_nothing_is_asked_for(ill, visit, size, scheme, name):
    seen = visit(ill / name, viewport=SIZES[size], color_scheme=scheme)
    body = seen.page
    body.evaluate("for (const table of document.querySelectorAll('details.table')) table.open = true;")
    for section in body.query_selector_all("[data-grid]"):
        section.dispatch_event("pointerover")
    for select in body.query_selector_all("[data-grid] select")[:6]:
        select.select_option(index=1)
    for field in body.query_selector_all("[data-grid] input")[:3]:
        field.fill("<img src=x onerror=window.fired=1>")
    if name == "index.html":
        for claim in spoken(ill)[::3]:
            body.evaluate("id => { location.hash = '#claim-' + id; }", claim["claim_id"])
            body.wait_for_timeout(5)
            row = body.evaluate("""() => {
              [...document.querySelectorAll('#card .actions button')].find((b) => b.textContent.startsWith('Report')).click();
              const [what, source] = document.querySelectorAll('#card .report select');
              source.selectedIndex = source.options.length - 2;
              source.dispatchEvent(new Event('input'));
              if (!document.querySelector('#card textarea').value.includes('edit')) { what.value = 'own'; what.dispatchEvent(new Event('input')); }
              return document.querySelector('#card textarea').value;
            }""")
            cells = next(csv.reader(io.StringIO(row.split("\n", 1)[1])))
            assert [c for c in cells if c[:1] and c[:1] in "=+-@|%＝＋－＠"] == []
        body.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        until(body, "document.querySelector('.document .told-in .margin')")
        body.evaluate("document.querySelector('#card').close()")
    body.wait_for_timeout(50)
    assert [frame.evaluate("window.fired") for frame in body.frames] == [None] * len(body.frames)
    assert seen.requests == []
    refused = [e for e in seen.errors if "Content Security Policy" in e]
    assert [e for e in seen.errors if e not in refused] == []
    assert body.evaluate("document.documentElement.scrollWidth <= innerWidth")


def map_of(seen):
    element = seen.page.locator(".frame iframe")
    element.scroll_into_view_if_needed()
    return element.element_handle().content_frame()


def drawn_map(seen):
    frame = map_of(seen)
    until(frame, "document.body?.dataset.drawn === 'yes'")
    until(seen.page, "document.querySelector('.frame').matches('.alive')")
    return frame


def test_a_script_that_came_into_the_map_does_not_run_while_its_own_do(ill, visit):
    seen = visit(ill / "index.html")
    frame = drawn_map(seen)
    assert frame.evaluate("window.fired") is None
    assert frame.evaluate("self.origin") == "null"
    assert any("Content Security Policy" in e for e in seen.errors)
    assert seen.requests == []


def test_the_map_itself_runs_in_its_frame_and_no_payload_in_it_does(visit, tmp_path):
    from claimatlas import maps
    from claimatlas.gazetteer import open_gazetteer

    run = hostile.run(tmp_path)
    frames = [tables.read(name, run["build"]) for name in ("places", "mentions", "claims", "articles")]
    (run["build"] / "map.html").write_text(maps.interactive_map(*frames, open_gazetteer()), encoding="utf-8")
    seen = visit(build(run, tmp_path / "report"), viewport=SIZES["desk"])
    frame = map_of(seen)
    until(frame, "document.body.dataset.ready === '1'")
    assert frame.evaluate("""() => {
      const parts = [...document.querySelectorAll("summary, input[type=checkbox], path.leaflet-interactive, li button")].slice(0, 60);
      for (const part of parts) part.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      return parts.length;
    }""") > 10
    assert frame.evaluate("window.fired") is None
    assert hostile.PROOF not in frame.content()
    # What is saved of it is a drawing with title, source and credit, and nothing that runs.
    drawn = ElementTree.parse(taken(seen.page, "Take the map along", "SVG of the map", tmp_path)).getroot()
    assert {e.tag.split("}")[1] for e in drawn.iter()} <= {"svg", "title", "desc", "rect", "line", "text", "tspan", "path", "circle"}
    assert not [name for e in drawn.iter() for name in e.attrib if name.startswith("on") or "href" in name]
    assert len([e for e in drawn.iter() if e.tag.endswith("path")]) >= 5  # the ground at least
    words = " ".join(e.text or "" for e in drawn.iter())
    assert "Source:" in words
    assert "Natural Earth" in words
    picture = taken(seen.page, "Take the map along", "PNG of the map", tmp_path)
    assert struct.unpack(">II", picture.read_bytes()[16:24]) == (1600, 900)
    assert seen.errors == []
    assert seen.requests == []


ROUTES = {
    "cell": lambda text: display.table(pd.DataFrame({"a": [text]}), "caption"),
    "header": lambda text: display.table(pd.DataFrame({text: ["a"]}), "caption"),
    "caption": lambda text: display.table(pd.DataFrame({"a": ["b"]}), text),
    "sentence": lambda text: display.say(text),
    "number": lambda text: display.say("{n}", n=display.rows(text, "claims", outlet=text)),
    "frame title": lambda text: display.page("<p>x</p>", "map", text),
}


@pytest.mark.parametrize("route", ROUTES)
def test_each_route_of_a_notebook_shows_text_as_text(route, visit, tmp_path):
    for name, text in hostile.PAYLOADS.items():
        output = hostile.shown(lambda text=text: ROUTES[route](text))[0]
        inside = Elements(output["data"]["text/html"]).tags
        assert {t for t, _ in inside} <= {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "p", "iframe"}, name
        assert {a for _, attributes in inside for a in attributes} <= {"style", "data-name", "scope", "sandbox", "title", "srcdoc"}, name
        assert not re.search(r"[`${}\\]", re.sub(r"srcdoc=\"[^\"]*\"", "", output["data"]["text/html"])), name


def test_figure_text_and_alternative_are_text(tmp_path):
    from matplotlib.figure import Figure

    for name, text in hostile.PAYLOADS.items():
        figure = Figure()
        figure.text(0.1, 0.5, text.replace("$", "\\$").replace("\t", " "))
        output = hostile.shown(lambda figure=figure, text=text: display.figure(figure, "f", tmp_path, text))[0]
        inside = Elements(output["data"]["text/html"]).tags
        assert not [a for _, attributes in inside for a in attributes if a.startswith("on")], name
        assert not {t for t, _ in inside} & {"script", "img", "iframe", "style", "foreignobject"}, name


def test_an_svg_is_stripped_of_all_that_is_no_drawing():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10" onload="fire()">'
        '<script>fire()</script><style>*{color:red}</style><foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>'
        '<g id="a" onclick="fire()"><use xlink:href="#b"/><use href="https://evil.invalid/x#b"/><path id="b" clip-path="url(#c)" d="M0 0"/></g>'
        '<rect fill="url(https://evil.invalid/x)" style="background:url(https://evil.invalid/y)"/>'
        '<a xlink:href="javascript:fire()"><text>t</text></a><a href="#claims?outlet=x"><text>u</text></a>'
        '<image href="https://evil.invalid/z.png"/><image href="data:image/png;base64,AAAA"/><animate onbegin="fire()"/><set attributeName="href"/></svg>'
    )
    clean = display.inline_svg(svg, "one two")
    assert not re.search(r"fire|evil|javascript|script|style>|foreign|animate|<set", clean)
    assert 'id="one-two-a"' in clean
    assert 'href="#one-two-b"' in clean
    assert "url(#one-two-c)" in clean
    assert 'href="#claims?outlet=x"' in clean
    assert "data:image/png;base64,AAAA" in clean


def test_markdown_keeps_its_form_and_loses_its_markup():
    html = str(reading.prose("## T\n\n**b** [in](02-places.ipynb) [out](https://example.org/a) [bad](javascript:alert(1)) ![p](https://evil.invalid/x.png)\n\n<b onclick=x>raw</b> `{{7*7}}`", pages={"02-places"}))
    assert "<h3>T</h3>" in html
    assert "<strong>b</strong>" in html
    assert 'href="02-places.html"' in html
    assert 'href="https://example.org/a" rel="noreferrer noopener"' in html
    assert "javascript" not in html
    assert "evil" not in html
    assert "<b " not in html


@pytest.mark.parametrize("text", ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "//evil.invalid", "ftp://a.b", "https://", "http://a b", "https://a\"b", "file:///etc/passwd", "", "https://[", "vbscript:x"])
def test_only_http_and_https_addresses_become_links(text):
    assert display.web_address(text) is None
    assert "<a" not in grids.out(text)


def test_the_policy_names_our_script_and_those_that_the_map_trusts(fair):
    text = (fair / "index.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1].replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]
    assert set(re.findall(r"'sha256-[^']+'", policy)) == {page.digest(s) for s in (page.index_script(), MAP_SCRIPT, POPUP_SCRIPT)}


def test_a_policy_that_is_not_first_in_the_head_is_not_believed():
    own = page.policy(["good()"], [])
    assert page.trusted_by(f'<html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{own}">') == [page.digest("good()")]
    assert page.trusted_by(f'<html><head><title>x</title><meta http-equiv="Content-Security-Policy" content="{own}">') == []
    assert page.trusted_by("") == []


def test_output_of_other_kinds_is_shown_as_text_or_not_at_all(tmp_path):
    new = nbformat.v4
    other = new.new_code_cell("x", id="other", outputs=[
        new.new_output("display_data", data={"text/html": "<b>html</b>", "text/plain": "plain <b>"}),
        new.new_output("display_data", data={"text/html": "<b>only html</b>"}),
        new.new_output("stream", name="stderr", text="warning"),
        new.new_output("display_data", data={display.MIME: {"kind": "sentence", "parts": [{"text": "t", "href": "javascript:x"}]}}),
        new.new_output("display_data", data={display.MIME: {"kind": "table", "rows": [["a", "b"]], "columns": ["a"], "links": {}, "numeric": [], "caption": "", "name": ""}}),
    ])
    read = reading.read_notebook(write_notebook(tmp_path / "01-corpus.ipynb", cells=[other]))
    blocks = [b for b in read.sections[-1].blocks if b.kind != "code"]
    assert [(b.kind, b.data) for b in blocks] == [("text", "plain <b>"), ("sentence", {"kind": "sentence", "parts": [{"text": "t", "href": ""}]})]


def test_what_was_found_comes_before_the_imports(tmp_path):
    imports = nbformat.v4.new_code_cell("import pandas", metadata={"tags": ["imports"]})
    path = write_notebook(tmp_path / "01-corpus.ipynb", lambda: display.say("A finding."))
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(2, imports)
    nbformat.write(notebook, path)
    kinds = [block.kind for section in reading.read_notebook(path).sections for block in section.blocks]
    assert kinds == ["code", "sentence", "code"]
    assert "pandas" in reading.read_notebook(path).sections[-1].blocks[0].data


# --- whole or not at all ----------------------------------------------------------------------------------------

def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_failed_cell_leaves_the_last_report_and_is_named(fair, fair_run, tmp_path, capsys):
    out = shutil.copytree(fair, tmp_path / "report")
    before = snapshot(out)
    broken = tmp_path / "notebooks"
    shutil.copytree(fair_run["notebooks"], broken)
    new = nbformat.v4
    failed = new.new_code_cell("1/0", id="divide", outputs=[new.new_output("error", ename="ZeroDivisionError", evalue="division by zero", traceback=[])])
    write_notebook(broken / "04-claims.ipynb", cells=[failed])
    arguments = [str(fair_run["corpus"]), "--build", str(fair_run["build"]), "--figures", str(fair_run["figures"]), "--notebooks", str(broken), "--out", str(out)]
    assert command.main(arguments) == 1
    assert capsys.readouterr().err == "error: 04-claims.ipynb, cell 'divide': ZeroDivisionError: division by zero\n"
    assert snapshot(out) == before


@pytest.mark.parametrize("break_it", ["tables", "notebooks", "figure", "link", "no notebook"])
def test_nothing_is_replaced_when_something_cannot_be_used(fair, fair_run, tmp_path, break_it):
    run = {name: shutil.copytree(path, tmp_path / name) for name, path in fair_run.items()}
    out = shutil.copytree(fair, tmp_path / "report")
    before = snapshot(out)
    if break_it == "tables":
        (run["build"] / "articles.parquet").unlink()
    if break_it == "notebooks":
        (run["notebooks"] / "01-corpus.ipynb").write_text("{")
    if break_it == "figure":
        from matplotlib.figure import Figure

        write_notebook(run["notebooks"] / "01-corpus.ipynb", lambda: display.figure(Figure(), "gone", tmp_path / "elsewhere", "alt"))
    if break_it == "link":
        write_notebook(run["notebooks"] / "01-corpus.ipynb", lambda: display.say("{n}", n=display.rows(1, "claims", colour="red")))
    if break_it == "no notebook":
        (run["notebooks"] / "00-overview.ipynb").unlink()
    with pytest.raises((report.ReportError, tables.TableError)):
        build(run, out)
    assert snapshot(out) == before


def test_the_same_bytes_in_another_folder_on_another_day(fair, fair_run, tmp_path):
    other = tmp_path / "else" / "where"
    run = {name: shutil.copytree(path, other / path.name) for name, path in fair_run.items()}
    code = "import time; time.time = lambda: 86400.0 * 365 * 60\nfrom claimatlas.report.__main__ import main\nraise SystemExit(main())"
    arguments = [run["corpus"].name, "--build", run["build"].name, "--figures", run["figures"].name, "--notebooks", run["notebooks"].name, "--out", "two"]
    subprocess.run([sys.executable, "-c", code, *arguments], cwd=other, check=True, capture_output=True)
    one, two = snapshot(fair), snapshot(other / "two")
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name] and not name.endswith(".gpkg")] == []


def test_the_command_builds_the_page_and_pages_of_notebooks_that_are_no_more_go(fair_run, tmp_path):
    out = tmp_path / "report"
    (out / "notebooks").mkdir(parents=True)
    (out / "index-rows").mkdir()
    for name in ("09-gone.html", "tables.html"):
        (out / name).write_text("old")
    (out / "notes.txt").write_text("somebody's own")
    arguments = [str(fair_run["corpus"]), "--build", str(fair_run["build"]), "--figures", str(fair_run["figures"]), "--notebooks", str(fair_run["notebooks"]), "--out", str(out), "--date", "2026-01-02"]
    assert command.main(arguments) == 0
    assert "2026-01-02" in (out / "tables.html").read_text(encoding="utf-8")
    assert sorted(p.name for p in out.iterdir()) == ["00-overview.html", "exports", "index.html", "notebooks", "notes.txt", "tables.html"]


# --- right ------------------------------------------------------------------------------------------------------

def test_every_link_within_the_report_leads_somewhere(fair):
    ids = {path.name: [a["id"] for _, a in Elements(path.read_text(encoding="utf-8")).tags if a.get("id")] for path in pages(fair)}
    # The rows beyond the first wait as data and come when they are asked for.
    rest = re.findall(r'<script type="application/json">(.*?)</script>', (fair / "tables.html").read_text(encoding="utf-8"))
    later = {row[0] for block in rest for row in json.loads(block)} | {f"claim-{claim['claim_id']}" for claim in spoken(fair)}
    folds = stored(fair, "folds")
    later |= {f"{kind}-{row[fold['key']]}" for name, kind in (("places_named", "place"), ("articles", "article")) if (fold := folds.get(name)) for row in fold["rows"]}
    for path in pages(fair):
        assert len(ids[path.name]) == len(set(ids[path.name]))
        for tag, attributes in Elements(path.read_text(encoding="utf-8")).tags:
            if tag != "a" or attributes["href"].startswith("http"):
                continue
            file, _, anchor = attributes["href"].partition("#")
            assert not file or (fair / file).exists(), file
            name = file or path.name
            if anchor and name.endswith(".html"):
                assert anchor.partition("?")[0] in {*ids[name], *later}, attributes["href"]


def test_each_claim_stands_in_its_article_by_its_places_there(fair, fair_run):
    claims = tables.read("claims", fair_run["build"]).set_index("claim_id")
    told, shown = spoken(fair), stored(fair, "texts")
    assert [claim["claim_id"] for claim in told] == claims.sort_values(["article_id", "start"]).index.tolist()
    for claim in told:
        row = claims.loc[claim["claim_id"]]
        assert words_at(shown, row.article_id, claim["sentence"]) == row.sentence
        assert (claim["content"] or "".join(words_at(shown, row.article_id, span) for span in claim["spans"])) == balanced(row.content, row.sentence)


def stored(folder: Path, name: str):
    """What a script element of the report's page holds."""
    text = (folder / "index.html").read_text(encoding="utf-8")
    return json.loads(re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', text, re.S)[1])


def words_at(shown: dict, article: str, span: list[int]) -> str:
    """The words that the page has of an article between two places."""
    pieces = [piece for _, *own in shown[article]["p"] for piece in own if piece]
    return next(text[span[0] - a : span[1] - a] for a, b, text in pieces if a <= span[0] and span[1] <= b)


def spoken(folder: Path) -> list[dict]:
    """What the page of a report knows of its claims."""
    packed = stored(folder, "data")["claims"]
    columns = {name: c if isinstance(c, list) else [c["of"][at] for at in c["at"]] for name, c in packed["columns"].items()}
    return [{name: column[n] for name, column in columns.items()} for n in range(packed["n"])]


def test_headings_follow_one_another(fair, ill):
    for folder in (fair, ill):
        for path in pages(folder):
            levels = [int(t[1]) for t, _ in Elements(path.read_text(encoding="utf-8")).tags if re.fullmatch("h[1-6]", t)]
            assert levels[0] == 1
            assert levels.count(1) == 1
            assert all(b <= a + 1 for a, b in itertools.pairwise(levels)), path.name


def test_parameters_show_the_value_given_and_no_path_of_the_machine(fair):
    text = (fair / "tables.html").read_text(encoding="utf-8")
    assert "…/fair" in text
    assert "how many" in text
    assert "mallory" not in text


def shown_words(text: str, spans: list[tuple[int, int]], whole: bool) -> list[str]:
    found = texts.paragraphs(text, spans, whole)
    return ["".join(piece[2] if piece else "[…]" for piece in pieces) for _, *pieces in found]


def test_an_original_shows_only_the_sentences_that_count():
    text = "First one. Second says it. Third one.\nFourth."
    assert shown_words(text, [(11, 26)], False) == ["[…]Second says it.[…]"]
    assert shown_words(text, [(11, 26)], True) == text.split("\n")
    assert shown_words(text, [], False) == []


@given(st.text(alphabet="ab. \n", max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6), st.booleans())
def test_what_is_shown_of_an_article_is_its_text_in_order_and_holds_each_sentence(text, spans, whole):
    spans = [(a, b) for a, b in spans if a < b <= len(text) and text[a:b].strip() == text[a:b]]
    pieces = [piece for _, *own in texts.paragraphs(text, spans, whole) for piece in own if piece]
    assert all(text[a:b] == words for a, b, words in pieces)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(pieces))
    assert all(any(a <= start and end <= b for a, b, _ in pieces) for start, end in spans)
    if not whole:
        seen = {n for a, b in spans for n in range(a, b)}
        assert all(n in seen or text[n].isspace() for a, b, _ in pieces for n in range(a, b))


def test_ten_thousand_claims_keep_the_page_light(tmp_path):
    links = grids.Links()
    frame = hostile.frames(lambda field, n: f"{field} {n}", 2000)["claims"][["claim_id", "content", "outlet"]]
    grid = grids.table_grid("claims", "c", frame, links, "claim_id")
    assert len(grid.static) == grids.STATIC
    assert len(json.loads(str(grid.rest))) == 2000 - grids.STATIC


# --- in the browser ---------------------------------------------------------------------------------------------

def made_now(path: Path) -> bool:
    """Whether a page was made by the code that is tested, not by what was there before it: its policy names the script."""
    head = path.read_text(encoding="utf-8")[:20_000]
    return page.digest(page.index_script()) in head.replace("&#39;", "'")


def test_a_page_of_another_version_is_passed_over(fair, tmp_path):
    text = (fair / "index.html").read_text(encoding="utf-8")
    (tmp_path / "index.html").write_text(text.replace(page.digest(page.index_script()).strip("'"), page.digest("").strip("'")), encoding="utf-8")
    assert made_now(fair / "index.html")
    assert not made_now(tmp_path / "index.html")


def test_every_number_is_that_of_the_rows_behind_it(fair, brief, ill, root, visit):
    reports = [fair, brief, ill, *(p.parent for p in (root / "report").glob("*/index.html") if made_now(p))]
    for folder in reports:
        seen = visit(folder / "index.html", viewport=SIZES["desk"])
        found = seen.page.evaluate(browser.NUMBERS)
        assert len({href for _, href, _ in found}) > 10
        assert [(words, href, n) for words, href, n in found if words.lower().removeprefix("at least ").replace(",", "") != str(n)] == []
        assert [e for e in seen.errors if "Content Security Policy" not in e] == []


def test_a_number_leads_to_its_rows_a_row_to_its_card_and_the_card_to_its_sentence(fair, visit):
    seen = visit(fair / "00-overview.html", viewport=SIZES["desk"])
    link = seen.page.locator("p.sentence-line a.rows")
    assert link.get_attribute("href") == "index.html#claims?outlet=outlet+1"
    seen = visit(fair / "index.html", viewport=SIZES["desk"])
    body = seen.page
    body.evaluate("location.hash = '#claims?outlet=outlet+1'")
    until(body, "document.querySelector('#claims output').textContent === '12 of 300 claims'")
    assert body.locator("#claims select[data-by=outlet]").input_value() == "outlet 1"
    body.click("#claims tbody tr:first-child a")
    until(body, "document.querySelector('#card[open]')")
    assert body.locator("#card .quote b").text_content() == "content 1 near place 1"
    assert body.evaluate("document.activeElement.closest('#card') !== null")
    body.click("#card .actions a")
    until(body, "document.querySelector('.sentence.here')")
    assert "content 1 " in body.locator(".sentence.here").text_content()
    body.click(".sentence.here .mark >> nth=0")
    until(body, "document.querySelector('#card[open]')")
    body.keyboard.press("Escape")
    until(body, "location.hash.startsWith('#sentence-')")
    assert seen.errors == []
    assert seen.requests == []


def test_a_claim_can_be_copied_cited_and_corrected(fair, visit):
    claim = spoken(fair)[0]
    seen = visit(fair / "index.html", viewport=SIZES["desk"], permissions=["clipboard-read", "clipboard-write"])
    body = seen.page
    body.evaluate(f"location.hash = '#claim-{claim['claim_id']}'")
    until(body, "document.querySelector('#card[open]')")
    for button, words in (("Copy link", f"index.html#claim-{claim['claim_id']}"), ("Copy as citation", f"(claim {claim['claim_id']}, Claim Atlas, Fair)"), ("Copy sentence", words_at(stored(fair, "texts"), claim["article_id"], claim["sentence"]))):
        body.get_by_role("button", name=button).click()
        until(body, "document.querySelector('#said').textContent !== ''")
        assert words in body.evaluate("navigator.clipboard.readText()")
        body.evaluate("document.querySelector('#said').textContent = ''")
    body.get_by_role("button", name="Report an error").click()
    name, kind = next((name, kind) for name, kind in stored(fair, "data")["sources"] if name not in claim["chain"])
    body.get_by_label("Source, innermost").select_option(name)
    assert correction(body)[-1] == corrected(fair, claim, f"{claim['outlet']} > {name}")
    assert not body.get_by_label("Its name").is_visible()
    assert f"its kind is {kind}" in body.locator("#card .then").text_content()
    body.get_by_label("Source, innermost").select_option(label="another name …")
    body.get_by_label("Its name").fill("Another, Institute")
    assert correction(body)[-1] == corrected(fair, claim, f"{claim['outlet']} > Another, Institute")
    body.get_by_label("What is wrong").select_option("own")
    assert correction(body)[-1] == corrected(fair, claim, claim["outlet"])
    assert seen.errors == []


def correction(body) -> list[dict[str, str]]:
    """The rows that the card offers for the review sheet."""
    return list(csv.DictReader(io.StringIO(body.get_by_label("Row for review/claims.csv").input_value())))


def corrected(folder: Path, claim: dict, chain: str) -> dict[str, str]:
    words = words_at(stored(folder, "texts"), claim["article_id"], [claim["spans"][0][0], claim["spans"][-1][1]])
    return {"action": "edit", "claim_id": claim["claim_id"], "text": words, "field": "chain", "value": chain, "note": ""}


def test_words_sought_in_the_head_filter_the_claims(fair, visit):
    seen = visit(fair / "index.html", viewport=SIZES["desk"])
    seen.page.fill("#find", "PLACE 299 content")
    seen.page.press("#find", "Enter")
    until(seen.page, "document.querySelector('#claims output').textContent.startsWith('1 of')")
    seen.page.click("#claims .state button >> nth=0")
    until(seen.page, "document.querySelector('#claims output').textContent === '300 claims'")
    seen.page.click("#claims .more")
    assert seen.page.locator("#claims tbody tr").count() == 200


@pytest.fixture(scope="module")
def large(fair_run, tmp_path_factory):
    """The same run, as a corpus of more articles than a page holds whole."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("LARGE", 3), ("BATCH", 7), ("MATTER", 40), ("FIRST_ARTICLES", 5), ("FIRST_PLACES", 5)):
            patch.setattr(store, name, value)
        return build(fair_run, tmp_path_factory.mktemp("large") / "report").parent


def show_all(run: dict, caption: str, source: str) -> None:
    """Have the notebook of a run show a table that leads to mentions and places, a figure, the map, and code."""
    path = run["notebooks"].parent / "named.csv"  # as they were when it ran first
    if not path.exists():
        pd.read_parquet(run["build"] / "mentions.parquet")[["mention_id", "place_id"]].to_csv(path, index=False)
    named = pd.read_csv(path, dtype=str)
    new = nbformat.v4
    bundles = [{"kind": "figure", "name": sorted(run["figures"].glob("*.svg"))[0].stem, "alt": "A figure."}, {"kind": "page", "name": "map", "title": "The map"}]
    shown = [new.new_output("display_data", data={display.MIME: bundle}) for bundle in bundles]
    cells = [new.new_code_cell(source, id="more", outputs=shown)]
    write_notebook(run["notebooks"] / "00-overview.ipynb", lambda: display.table(named, caption=caption), cells)


def changed(name: str, run: dict) -> None:
    """Change one thing that a report is made from."""
    if name in ("map", "figure"):
        path = run["build"] / "map.html" if name == "map" else sorted(run["figures"].glob("*.svg"))[0]
        path.write_text(path.read_text() + "<!-- other -->" if name == "map" else path.read_text().replace("</svg>", "<desc>other</desc></svg>"))
        return
    if name in ("notebook", "caption", "code"):
        show_all(run, caption="A table" if name == "notebook" else "Another table", source="x = 2" if name == "code" else "x = 1")
        return
    table, what = name.split(".")
    frame = pd.read_parquet(run["build"] / f"{table}.parquet")
    at = len(frame) // 2
    if what == "row":
        frame = frame.drop(index=at).reset_index(drop=True)
    else:
        frame.at[at, what] = None if what == "place_id" else "another"
    tables.write(table, frame, run["build"])


def layers(path: Path) -> dict[str, str]:
    """What the layers of a GeoPackage hold."""
    return {name: pyogrio.read_dataframe(path, layer=name).to_csv() for name, _ in pyogrio.list_layers(path)}


CHANGES = ("notebook", "mentions.row", "groups.row", "conflicts.reason", "claims.holder", "drifts.row", "mentions.place_id", "places.name", "articles.title",
           "figure", "map", "caption", "code")  # fmt: skip


def test_a_report_over_the_last_one_is_that_of_an_empty_folder_whatever_changed(fair_run, tmp_path, monkeypatch):
    for name, value in (("LARGE", 3), ("BATCH", 7), ("MATTER", 40)):
        monkeypatch.setattr(store, name, value)
    monkeypatch.setattr(exports, "LINES", 50)
    run = {name: shutil.copytree(path, tmp_path / path.name) for name, path in fair_run.items()}
    over = build(run, tmp_path / "over").parent
    for name in CHANGES:
        changed(name, run)
        record = (run["build"] / "kept" / "report.json").read_bytes()
        fresh = build(run, tmp_path / f"fresh {name}").parent
        (run["build"] / "kept" / "report.json").write_bytes(record)
        before = snapshot(over)
        build(run, over)
        one, two = snapshot(over), snapshot(fresh)
        assert one != before, name
        assert [file for file in one | two if one.get(file) != two.get(file) and not file.endswith(".gpkg")] == [], name
        assert layers(over / "exports" / "atlas.gpkg") == layers(fresh / "exports" / "atlas.gpkg"), name


def test_of_a_large_corpus_the_page_opens_what_lies_beside_it_from_disk(fair, large, visit):
    assert (large / "index.html").stat().st_size < (fair / "index.html").stat().st_size
    seen = visit(large / "index.html", viewport=SIZES["desk"])
    assert seen.requests == []
    assert len(spoken(large)) == 40
    found = seen.page.evaluate(browser.NUMBERS)
    assert [(words, href, n) for words, href, n in found if words.lower().removeprefix("at least ").replace(",", "") != str(n)] == []
    assert {Path(address.split("#")[0]).parent.name for address in seen.requests} == {"index-rows"}
    article = spoken(fair)[-1]["article_id"]
    seen = visit(large / "index.html", viewport=SIZES["desk"])
    seen.page.evaluate(f"location.hash = '#article-{article}'")
    until(seen.page, "document.querySelector('.document.here .told-in .mark')")
    # With the entry that was led to, all others of its fold are there.
    told = seen.page.locator("[data-fold=articles] > summary").text_content()
    assert seen.page.locator("[data-fold=articles] .document").count() == int(told.split()[0])
    assert seen.errors == []


def test_a_list_asked_for_few_rows_shows_all_where_an_address_leads_to_another(large, visit):
    first, other = [row["article_id"] for row in spoken(large)][:: len(spoken(large)) - 1]
    seen = visit(large / "index.html", viewport=SIZES["desk"])
    seen.page.evaluate(f"location.hash = '#articles?article_id={first}'")
    until(seen.page, "document.querySelector('#articles .state output')?.textContent.startsWith('1 of')")
    seen.page.evaluate(f"location.hash = '#article-{other}'")
    until(seen.page, "document.querySelector('.document.here')")
    assert seen.page.locator(".document.here").is_visible()
    assert " of " not in seen.page.locator("#articles .state output").text_content()
    # A fold that is opened holds to what its list is asked for.
    seen.page.evaluate("location.hash = '#contradictions?verdict=none+such'")
    until(seen.page, "document.querySelector('#contradictions .state output')?.textContent.startsWith('0 of')")
    seen.page.evaluate("document.querySelector('[data-fold=contradictions]').open = true")
    seen.page.wait_for_timeout(60)
    assert seen.page.locator("[data-fold=contradictions] .pair").count() == 0


def test_the_way_back_leads_through_cards_and_choices(fair, visit):
    body = visit(fair / "index.html", viewport=SIZES["desk"]).page

    def at(hash_, told):
        until(body, f"location.hash === {hash_!r} && document.querySelector('#claims output').textContent === {told!r} && !document.querySelector('#card[open]')")

    body.select_option("#claims [data-by=outlet]", "outlet 1")
    at("#claims?outlet=outlet+1", "12 of 300 claims")
    body.click("#claims tbody tr:first-child a")
    until(body, "document.querySelector('#card[open]')")
    body.keyboard.press("Escape")
    at("#claims?outlet=outlet+1", "12 of 300 claims")
    body.go_forward()
    until(body, "document.querySelector('#card[open]') && location.hash.startsWith('#claim-')")
    body.go_back()
    at("#claims?outlet=outlet+1", "12 of 300 claims")
    body.go_back()
    at("", "300 claims")
    body.go_forward()
    at("#claims?outlet=outlet+1", "12 of 300 claims")
    assert body.locator("#claims [data-by=outlet]").input_value() == "outlet 1"
    # A page that was loaded at a card draws the list that closing leads back to.
    body.click("#claims tbody tr:first-child a")
    until(body, "document.querySelector('#card[open]')")
    body.reload()
    until(body, "document.querySelector('#card[open]')")
    body.keyboard.press("Escape")
    at("#claims?outlet=outlet+1", "12 of 300 claims")
    # Letters are one step of the way back, behind what was chosen before.
    for letters in ("c", "co", "content 1"):
        body.fill("#claims [data-by=q]", letters)
    until(body, "location.hash === '#claims?q=content+1&outlet=outlet+1'")
    body.go_back()
    at("#claims?outlet=outlet+1", "12 of 300 claims")


BESIDE = [("gone", "sent without them"), ("changed", "not the one that it was made with"), ("", "")]


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize(("break_it", "says"), BESIDE)
def test_what_lies_beside_is_taken_only_as_it_was_made(large, visit, tmp_path, break_it, says, own):
    out = shutil.copytree(large, tmp_path / "report")
    for path in (out / "index-rows").glob("claims-*.html"):
        text = path.read_text(encoding="utf-8")
        if break_it == "gone":
            path.unlink()
        elif break_it:
            path.write_text(text.replace("outlet 1", "outlet X"), encoding="utf-8")
    seen = visit(out / "index.html", viewport=SIZES["desk"])
    if own:  # a browser that works out no digest for a page from disk
        seen.page.evaluate("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    seen.page.evaluate("location.hash = '#claims?outlet=outlet+1'")
    if says:
        until(seen.page, f"document.querySelector('#said').textContent.includes({says!r})")
        # What the page holds is shown all the same, and named as that.
        until(seen.page, "document.querySelector('#claims output').textContent.endsWith('of 40 claims that this page holds')")
        seen.page.evaluate(f"location.hash = '#claim-{spoken(large)[0]['claim_id']}'")
        until(seen.page, "document.querySelector('#card[open]')")
        # It is said once, and nothing is waited for again.
        seen.page.evaluate("document.querySelector('#said').textContent = ''")
        before = time.monotonic()
        seen.page.evaluate("location.hash = '#claims?outlet=outlet+2'")
        until(seen.page, "location.hash === '#claims?outlet=outlet+2' && document.querySelector('#claims .state button')?.textContent.includes('outlet 2')")
        assert time.monotonic() - before < 2
        assert seen.page.locator("#said").text_content() == ""
    else:
        until(seen.page, "document.querySelector('#claims output').textContent === '12 of 300 claims'")


def taken(page, bar: str, name: str, folder: Path) -> Path:
    """Save what a button of a toolbar of the page makes."""
    with page.expect_download() as download:
        page.get_by_role("toolbar", name=bar).first.get_by_role("button", name=name, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_pictures_and_rows_are_made_in_the_page_with_their_title_and_source(fair, visit, tmp_path):
    seen = visit(fair / "index.html", accept_downloads=True, viewport=SIZES["desk"])
    title = seen.page.locator("h1").text_content().strip()
    for name, size in (("PNG for a slide", (1600, 900)), ("PNG upright", (1080, 1350))):
        path = taken(seen.page, "Take this picture along", name, tmp_path)
        assert path.name == f"fair-shared-claims-{size[0]}x{size[1]}.png"
        assert struct.unpack(">II", path.read_bytes()[16:24]) == size
    drawn = taken(seen.page, "Take this picture along", "SVG", tmp_path).read_text(encoding="utf-8")
    words = " ".join(ElementTree.fromstring(drawn).itertext())
    for text in (title, "Source: Fair", "Made with Claim Atlas"):
        assert text in words
    rows = pd.read_csv(taken(seen.page, "Take this picture along", "CSV", tmp_path))
    assert len(rows) == seen.page.locator("#top .lines tr[data-key]").count()
    assert set(rows["figure"]) == {title}
    seen.page.evaluate("location.hash = '#claims?outlet=outlet+1'")
    until(seen.page, "document.querySelector('#claims output').textContent.startsWith('12 of')")
    with seen.page.expect_download() as download:
        seen.page.get_by_role("button", name="Save these rows (CSV)").click()
    download.value.save_as(tmp_path / "claims.csv")
    saved = pd.read_csv(tmp_path / "claims.csv")
    assert (len(saved), set(saved["outlet"])) == (12, {"outlet 1"})
    assert saved["sentence"].notna().all()
    assert (seen.errors, seen.requests) == ([], [])


def test_a_picture_holds_payloads_as_text(ill, visit, tmp_path):
    seen = visit(ill / "index.html", accept_downloads=True, viewport=SIZES["desk"])
    root = ElementTree.fromstring(taken(seen.page, "Take this picture along", "SVG", tmp_path).read_text(encoding="utf-8"))
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {"svg", "title", "desc", "rect", "line", "text", "circle"}
    assert not [name for element in root.iter() for name in element.keys() if name.startswith("on") or "href" in name]  # noqa: SIM118
    rows = pd.read_csv(taken(seen.page, "Take this picture along", "CSV", tmp_path), dtype=str, keep_default_na=False)
    for column in rows:
        assert not rows[column].str.match(r"\s*[=@＝＋－＠+\-](?!\d)").any(), column


STOPS = """() => {
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 1;
  const stops = [...document.querySelectorAll("a[href], button, input, select, summary, iframe, [tabindex='0']")].filter((e) => e.tabIndex >= 0 && seen(e));
  return Math.max(...[...document.querySelectorAll("main > section")].map((part) => stops.filter((e) => !part.contains(e) && e.compareDocumentPosition(part) & 4).length));
}"""


def test_few_stops_of_the_tab_key_stand_before_each_part_and_arrows_reach_every_mark(fair, visit):
    seen = visit(fair / "index.html", viewport=SIZES["desk"])
    assert seen.page.evaluate(STOPS) <= 40
    marks = seen.page.locator("#top .lines a")
    marks.first.focus()
    reached = 1
    while reached < marks.count():
        seen.page.keyboard.press("ArrowDown")
        assert seen.page.evaluate("document.activeElement.matches('#top .lines a') && document.activeElement.tabIndex === 0")
        reached += 1
    assert marks.last.evaluate("mark => mark === document.activeElement")


def test_few_stops_stand_before_a_part_of_the_tables_and_a_table_opens_where_it_is_led_to(fair, visit):
    seen = visit(fair / "tables.html", viewport=SIZES["desk"])
    assert seen.page.evaluate(STOPS) <= 40
    links = seen.page.locator("[data-grid=claims] tbody a")
    links.first.focus()
    seen.page.keyboard.press("ArrowRight")
    assert links.nth(1).evaluate("link => link === document.activeElement && link.tabIndex === 0")
    fold = seen.page.locator("#table-of-mentions > details")
    assert fold.get_attribute("open") is None
    seen.page.evaluate("location.hash = '#table-of-mentions'")
    until(seen.page, "document.querySelector('#table-of-mentions > details').open")
    assert (seen.requests, seen.errors) == ([], [])


def test_the_search_and_the_heads_of_a_table_are_reached_by_arrows(fair, visit):
    body = visit(fair / "tables.html", viewport=SIZES["desk"]).page
    search = body.locator("[data-grid=claims] input[type=search]")
    search.focus()
    search.press("ArrowDown")
    assert body.evaluate("document.activeElement.matches('[data-grid=claims] .tools button')")
    search.focus()
    search.type("ab")
    search.press("ArrowLeft")
    assert body.evaluate("document.activeElement.selectionStart") == 1  # in a field that key is the text's
    assert body.locator("[data-grid=claims] table [tabindex='0']").count() == 1
    body.locator("[data-grid=claims] thead [role=button]").first.focus()
    body.keyboard.press("ArrowRight")
    body.keyboard.press("Enter")
    until(body, "document.activeElement.matches('[data-grid=claims] thead [role=button]') && document.activeElement.tabIndex === 0")


def test_no_text_makes_the_page_wider_than_a_narrow_screen(ill, visit):
    page = visit(ill / "index.html", viewport={"width": 320, "height": 450}).page  # 1280 pixels at 400 %
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("kind", ["fair", "ill"])
def test_it_prints_on_a_few_pages_and_says_what_it_leaves_out(kind, request, visit):
    seen = visit(request.getfixturevalue(kind) / "index.html", viewport=SIZES["desk"])
    read = PdfReader(io.BytesIO(seen.page.pdf(format="A4", print_background=True)))
    assert 4 <= len(read.pages) <= 6
    words = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    claims = seen.page.locator("#claims output").text_content().split()[0]
    assert f"On paper: 15 of {claims} claims" in words
    if kind == "fair":
        assert seen.page.locator("h1").text_content().strip()[:30] in words
        assert "Six places" in words
        assert "On paper: 20 of 25 articles" in words
        assert "On paper: 5 of 10 articles set aside" in words


def test_on_paper_stands_what_a_list_is_asked_for(fair, visit):
    seen = visit(fair / "index.html", viewport=SIZES["desk"])
    last = seen.page.locator("#contradictions > .cards .pair").nth(5)
    place = seen.page.locator("#places_named > .places > li").last
    addresses = ["claims?outlet=outlet+1", f"contradictions?fact_id={last.get_attribute('data-fact_id')}", f"places_named?place_id={place.get_attribute('data-place_id')}"]
    for address in addresses:
        seen.page.evaluate(f"location.hash = '#{address}'")
        until(seen.page, f"document.querySelectorAll('[data-list={address.split('?')[0]}] [data-key]:not([data-off])').length < 13")
    seen.page.emulate_media(media="print")
    assert seen.page.locator("#contradictions > .cards .pair").evaluate_all("pairs => pairs.filter((p) => p.checkVisibility()).map((p) => p.id)") == [last.get_attribute("id")]
    assert seen.page.locator("#places_named > .places > li").evaluate_all("items => items.filter((p) => p.checkVisibility()).map((p) => p.id)") == [place.get_attribute("id")]
    lines = ":is(#claims, #contradictions) .paper"
    assert seen.page.locator(lines).count() == 2
    assert [line for line in seen.page.locator(lines).all() if line.is_visible()] == []  # all of them stand there
    seen.page.evaluate("location.hash = '#claims?made_by=machine'")
    until(seen.page, "document.querySelector('#claims .paper').checkVisibility()")
    told = seen.page.locator("#claims output").text_content().split()[0]
    assert f"On paper: 15 of the {told} claims that are chosen" in seen.page.locator("#claims .paper").text_content()
    seen.page.evaluate("location.hash = '#claims'")
    until(seen.page, "document.querySelector('#claims .paper').textContent.startsWith('On paper: 15 of 300 claims,')")


def test_one_is_told_as_one(brief, visit):
    seen = visit(brief / "index.html")
    seen.page.evaluate("location.hash = '#articles'")
    until(seen.page, "document.querySelector('#articles .state output')?.textContent === '1 article'")
    tables_ = visit(brief / "tables.html").page
    assert tables_.locator("[data-grid=articles] .state output").text_content() == "1 row"
    tables_.locator("[data-grid=articles]").dispatch_event("pointerover")
    until(tables_, "document.querySelector('[data-grid=articles] .dt-container, [data-grid=articles] input[type=search]')")
    assert tables_.locator("[data-grid=articles] .state output").text_content() == "1 row"


def test_a_picture_stands_in_the_place_of_the_map_until_that_is_seen(fair, visit):
    seen = visit(fair / "index.html", viewport=SIZES["desk"])
    still = seen.page.locator(".frame .still")
    assert still.locator("text=Six places").is_visible()
    assert still.locator("a").count() == 0  # a picture leads nowhere
    assert "M0.1 2L540 700" in still.inner_html().replace("M ", "M").replace(" L ", "L")
    looks = """(unseen) => {
      if (unseen) document.querySelector('.frame').classList.remove('alive'); // a browser may paint it at once
      return [...document.querySelectorAll('.frame .still, .frame iframe')]
        .map((e) => getComputedStyle(e)).map((s) => [Number(s.zIndex), s.pointerEvents]); }"""
    assert seen.page.evaluate(looks, True) == [[1, "none"], [0, "none"]]  # what is not seen takes no click
    seen.page.evaluate("document.querySelector('.frame').scrollIntoView()")
    frame = next(f for f in seen.page.frames if f != seen.page.main_frame)
    frame.evaluate("parent.postMessage({ claimatlasSeen: true }, '*')")
    until(seen.page, "document.querySelector('.frame.alive')")
    assert seen.page.evaluate(looks, False) == [[-1, "none"], [0, "auto"]]  # behind a frame that is not painted out of sight
    without = visit(fair / "index.html", viewport=SIZES["desk"], java_script_enabled=False).page
    assert without.locator(".frame.alive").count() == 0
    assert without.locator(".frame .still").is_visible()
    assert without.locator(".frame .still").bounding_box()["height"] > 800  # whole, not cut to the frame


def test_a_figure_is_announced_by_a_sentence_not_by_all_that_it_shows():
    assert chapters.name_of("Eleven claims are shared. North Post: a, b, c.") == "Eleven claims are shared."
    assert len(chapters.name_of("word " * 900)) < 170


def test_an_article_shows_whose_word_its_claims_are_and_where_else_they_stand(fair, visit):
    told = spoken(fair)
    group = next(c["group_id"] for c in told if c["group_id"])
    claim, other = [c for c in told if c["group_id"] == group][:2]
    seen = visit(fair / "index.html", viewport=SIZES["desk"])
    seen.page.evaluate(f"location.hash = '#article-{claim['article_id']}'")
    box = seen.page.locator(f"#article-{claim['article_id']}")
    until(seen.page, "document.querySelector('.document.here .told-in')")
    told_by = {c["claim_id"]: c for c in told if c["article_id"] == claim["article_id"]}
    assert {a.get_attribute("href").removeprefix("#claim-") for a in box.locator(".article-text .mark").all()} == set(told_by)
    looks = {"named person": "person", "named organisation": "organisation", "anonymous": "anonymous", "unattributed": "own"}
    own = box.locator(f".mark[href='#claim-{claim['claim_id']}']")
    assert looks[claim["resolved_kind"]] in own.get_attribute("class")
    notes = box.locator(".told-in", has=seen.page.locator(f".mark[href='#claim-{claim['claim_id']}']")).locator(".margin")
    assert " → ".join(reversed(claim["chain"])) in notes.text_content() if len(claim["chain"]) > 1 else "own voice" in notes.text_content()
    if other["outlet"] != claim["outlet"]:
        notes.get_by_role("link", name=other["outlet"], exact=True).first.click()
        until(seen.page, "document.querySelector('#card[open]')")
    assert seen.errors == []


def test_an_address_can_compare_and_look_into_lists(fair, fair_run, visit):
    claims = tables.read("claims", fair_run["build"])
    seen = visit(fair / "tables.html")
    for query, number in (("confidence=%3E0.7", (claims["confidence"] > 0.75).sum()), ("confidence=%3C%3D0.1", (claims["confidence"] < 0.15).sum()), ("places=place+7", 1), ("colour=red", 300)):
        seen.page.evaluate(f"location.hash = '#claims?{query}'")
        words = f"{number} of 300 rows" if number < 300 else "300 rows"
        until(seen.page, f"document.querySelector('[data-grid=claims] output').textContent.startsWith('{words}')")


def test_a_row_beyond_the_first_pages_is_found_by_its_address(fair, fair_run, visit):
    last = tables.read("claims", fair_run["build"]).sort_values(["article_id", "start"]).iloc[-1]
    seen = visit(fair / "index.html")
    seen.page.evaluate(f"location.hash = '#claim-{last.claim_id}'")
    until(seen.page, "document.querySelector('#card[open]')")
    assert last.content in seen.page.locator("#card .quote").text_content()
    mention = tables.read("mentions", fair_run["build"]).sort_values(["article_id", "start"]).iloc[-1]
    seen = visit(fair / "tables.html")
    seen.page.evaluate(f"location.hash = '#mention-{mention.mention_id}'")
    until(seen.page, "document.querySelector('tr.here')")
    assert mention.sentence in seen.page.locator("tr.here").text_content()


def test_of_a_table_that_is_cut_no_link_leads_to_a_row_that_is_not_there(fair_run, tmp_path, visit):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(appendix, "MOST", 40)
        out = build(fair_run, tmp_path / "report").parent
    text = (out / "tables.html").read_text(encoding="utf-8")
    rows = [row[0] for block in re.findall(r'<script type="application/json">(.*?)</script>', text) for row in json.loads(block)]
    there = {*rows, *re.findall(r' id="([^"]+)"', text)}
    beside = r'href=\\?"#((?:mention|place|group|holder)-[^"\\]+)'
    assert set(re.findall(beside, text)) <= there
    assert '<a class="rows" href="#mentions' not in text  # of a table that is cut no filter has all rows
    mention = tables.read("mentions", fair_run["build"]).sort_values(["article_id", "start"]).iloc[-1]
    seen = visit(out / "tables.html")
    seen.page.evaluate(f"location.hash = '#mention-{mention.mention_id}'")
    until(seen.page, "document.querySelector('.beyond')?.checkVisibility()")
    assert "its file has all" in seen.page.locator(".beyond").text_content()


def test_a_table_sorts_searches_filters_and_downloads_what_is_left(fair, visit, tmp_path):
    seen = visit(fair / "tables.html", accept_downloads=True)
    grid = seen.page.locator("[data-grid=claims]")
    grid.locator("input[type=search]").fill('"content 29"')  # in quotes: the words together
    assert grid.locator("output").text_content() == "11 of 300 rows"  # 29 and 290 to 299
    grid.locator("select[data-by=hedged]").select_option("yes")
    assert grid.locator("output").text_content() == "3 of 300 rows"
    grid.locator("th[data-column=confidence]").click()
    values = [float(v) for v in grid.locator("tbody td:nth-child(15)").all_text_contents()]
    assert values == sorted(values)
    with seen.page.expect_download() as download:
        grid.locator("[data-do=csv]").click()
    download.value.save_as(tmp_path / "claims.csv")
    saved = pd.read_csv(tmp_path / "claims.csv")
    assert len(saved) == 3
    assert set(saved["hedged"]) == {"yes"}
    assert seen.errors == []


def test_a_download_in_the_page_holds_no_formula(ill, visit, tmp_path):
    seen = visit(ill / "tables.html", accept_downloads=True)
    with seen.page.expect_download() as download:
        seen.page.locator("[data-grid=claims] [data-do=csv]").click()
    download.value.save_as(tmp_path / "claims.csv")
    saved = pd.read_csv(tmp_path / "claims.csv", dtype=str, keep_default_na=False)
    assert len(saved) == len(hostile.PAYLOADS)
    for column in saved:
        assert not saved[column].str.match(r"\s*[=@＝＋－＠+\-](?!\d)").any(), column


def test_a_spreadsheet_is_kept_from_the_same_texts_by_page_and_exports(fair, visit):
    seen = visit(fair / "index.html")
    source = re.search(r"const NUMBER = .*?\n};", (Path(report.__file__).parent / "static" / "report.js").read_text(), re.S)[0]
    texts_ = [*hostile.PAYLOADS.values(), "-3", "+4.5", "1e-5", "-a", " =x", "\u00a0=1", "", "plain"]
    assert seen.page.evaluate(f"(texts) => {{ {source}; return texts.map(safe); }}", texts_) == [exports.safe(t) for t in texts_]


def test_the_map_leads_to_rows_by_a_message(fair, visit):
    seen = visit(fair / "index.html")
    frame = drawn_map(seen)
    frame.click("p")
    until(seen.page, "document.querySelector('#claims output').textContent.includes('12 of 300')")
    seen.page.evaluate("postMessage({claimatlas: '#claims?outlet=outlet+2'}, '*')")  # not from the frame
    seen.page.wait_for_timeout(50)
    assert seen.page.url.endswith("#claims?outlet=outlet+1")


@pytest.fixture(scope="module")
def brief(fair_run, tmp_path_factory):
    """A report with a few rows of everything: axe looks at each element of a page, which takes its time."""
    folder = tmp_path_factory.mktemp("brief")
    run = fair_run | {"build": folder / "build"}
    for name, frame in hostile.frames(lambda field, n: f"{field} {n}", 8).items():
        tables.write(name, frame, run["build"])
    shutil.copy(fair_run["build"] / "map.html", run["build"])
    return build(run, folder / "report").parent


@pytest.mark.parametrize(("size", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_axe_finds_nothing(brief, visit, size, scheme):
    from axe_playwright_python.sync_playwright import Axe

    for name in ("index.html", "tables.html", "00-overview.html"):
        seen = visit(brief / name, viewport=SIZES[size], color_scheme=scheme)
        for fold in seen.page.query_selector_all("details"):
            fold.evaluate("d => { d.open = true; }")
        for grid in seen.page.query_selector_all("[data-grid]"):
            grid.dispatch_event("pointerover")
        for box in seen.page.query_selector_all(".document, [data-fold]"):
            box.evaluate("d => { d.open = true; }")
        found = Axe().run(seen.page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(v["id"], v["impact"], v["nodes"][0]["html"][:120]) for v in found] == []


def test_the_first_view_is_quick_and_nothing_shifts(fair, visit):
    seen = visit(fair / "index.html", viewport=SIZES["desk"])
    shift = seen.page.evaluate("""() => new Promise((done) => {
      let sum = 0;
      new PerformanceObserver((list) => { for (const e of list.getEntries()) sum += e.value; }).observe({ type: "layout-shift", buffered: true });
      document.querySelector(".frame").scrollIntoView();
      setTimeout(() => done(sum), 400);
    })""")
    assert shift < 0.01
    assert (fair / "index.html").stat().st_size < 3_000_000


def test_without_scripts_the_page_still_reads(fair, visit):
    seen = visit(fair / "index.html", java_script_enabled=False)
    assert seen.page.locator("#claims tbody tr").count() == 100
    assert "content 0 " in seen.page.locator(".document .article-text").first.text_content()
    assert seen.page.locator(".lines tr[data-key]").count() > 10
    assert "share" in seen.page.locator("h1").text_content()
    assert seen.requests == []
    seen = visit(fair / "tables.html", java_script_enabled=False)
    assert seen.page.locator("[data-grid=claims] tbody tr").count() == grids.STATIC


def test_the_page_says_how_the_corrections_stand(fair):
    page = (fair / "tables.html").read_text(encoding="utf-8")
    said = re.sub(r"<[^>]+>", "", re.search(r'<p id="corrections-made">(.*?)</p>', page, re.S)[1])
    told = pd.read_csv(fair / "exports" / "corrections.csv")
    states = told["state"].value_counts()
    in_sheets = ~told["state"].isin(["not read", "no longer there"])
    assert f"{in_sheets.sum()} rows with a correction, by " in said
    assert f", since {min(told['date'])}" in said
    shown = {
        "left out": "no longer fit", "moved": "went with their words", "not read": "are no sheet",
        "unchecked": "carry no words", "outside the selection": "outside the selection",
        "no longer there": "gone from their sheet",
    }  # fmt: skip
    for state, words in shown.items():
        assert re.search(rf"\b{states[state]} [^.]*{words}", said), state
    assert "#corrections?state=left+out" in page


def test_a_folder_that_is_no_report_is_left_as_it_is(tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "thesis.ipynb").write_text("mine")
    with pytest.raises(InputError, match="is no report of Claim Atlas, and its notebooks would be replaced"):
        report.build(tmp_path, tmp_path, tmp_path, tmp_path, tmp_path)
    assert (tmp_path / "notebooks" / "thesis.ipynb").read_text() == "mine"
