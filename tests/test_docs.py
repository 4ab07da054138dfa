"""The guides tell what is there: links lead somewhere, files and targets exist, and the walk is the one taken."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

import pytest

from claimatlas import annotate, claims, comparison, counts, places, tables
from claimatlas import corpus as corpora
from claimatlas.comparison import stories
from claimatlas.gazetteer import open_gazetteer
from claimatlas.intake import folder
from claimatlas.report import spoken

GUIDES = ["README.md", "CONTRIBUTING.md", "data/README.md", "docs/analyst.md", "docs/code.md"]
PAGE = """<!doctype html><html lang="en"><head><title>Ferry halted for a week</title>
<meta property="og:site_name" content="Harbour Post"><meta property="article:published_time" content="2024-03-05">
</head><body><article><h1>Ferry halted for a week</h1>
<p>The ferry between Dover and Calais was halted on Monday, Ada Quill, who runs the harbour office, said.</p>
<p>About 40 passengers waited on the quay until the evening, according to the police in Dover.</p>
</article></body></html>"""


@pytest.mark.parametrize("guide", GUIDES)
def test_links_lead_to_what_is_there(root, guide):
    text = (root / guide).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    lost = [link for link in links if not re.match(r"https?:", link) and not ((root / guide).parent / link).exists()]
    assert lost == []
    assert "../shared" not in text


def test_targets_that_the_guides_name_are_there(root):
    makefile = (root / "Makefile").read_text()
    for guide in GUIDES:
        for target in re.findall(r"(?:^    |`)make ([a-z-]+)", (root / guide).read_text(), re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{guide}: make {target}"


def test_files_that_the_map_of_rules_names_are_there(root):
    package = root / "src" / "claimatlas"
    part = (root / "docs" / "code.md").read_text().split("## Where a rule lives")[1].split("## How to add")[0]
    for row in re.findall(r"^\| .*", part, re.MULTILINE)[1:]:
        for cell in row.split("|")[2:4]:
            folder = package
            for name in re.findall(r"`([\w/]+(?:\.\w+|/))`", cell):
                folder = package / Path(name).parent if "/" in name.rstrip("/") else folder
                assert (package / name).exists() or (folder / name).exists(), name


def walk(tmp_path: Path) -> None:
    """Take one saved page from its file to the card of a claim, as the notebooks do."""
    (tmp_path / "pages").mkdir(parents=True)
    (tmp_path / "pages" / "ferry.html").write_text(PAGE, encoding="utf-8")
    folder.make(tmp_path / "pages", tmp_path / "corpus", tmp_path / "keep", {}, quiet=True)
    articles = corpora.read_corpus(tmp_path / "corpus")
    parsed = list(zip(articles["article_id"], annotate.annotate(articles["text"]), strict=True))
    mentions, found = places.tables_of(articles, parsed, open_gazetteer())
    told, holders = claims.claims_and_holders(articles, parsed, mentions=mentions)
    story = stories.find(articles, told)
    groups, conflicts, drifts = comparison.compare(told, articles, holders=holders.frame(told), story_table=story)
    frames = {name: tables.empty(name) for name in tables.SCHEMAS} | {
        "articles": articles, "mentions": mentions, "places": found, "claims": told, "groups": groups,
        "conflicts": conflicts, "drifts": drifts, "stories": story,
    }  # fmt: skip
    shared = counts.shared(groups, told)
    cards = spoken.Records(frames, counts.contradictions(conflicts, told), shared).first(100)
    assert any(card["source"] == "Ada Quill" for card in cards)


def holder_of(station: str) -> tuple[object, str]:
    """Return the module or class that a dotted name ends in, and the name in it."""
    names = ["claimatlas", *station.split(".")]
    for cut in range(len(names) - 1, 0, -1):
        try:
            holder = importlib.import_module(".".join(names[:cut]))
        except ModuleNotFoundError:
            continue
        for name in names[cut:-1]:
            holder = getattr(holder, name)
        return holder, names[-1]
    raise AssertionError(station)


def test_the_walk_of_an_article_is_the_one_that_is_written_down(root, tmp_path, monkeypatch):
    guide = (root / "docs" / "code.md").read_text()
    stations = re.findall(r"^\| \d+ \| `claimatlas\.([\w.]+)` \|", guide, re.MULTILINE)
    assert 15 < len(stations) < 25
    passed: list[str] = []

    def noted(station: str, real):
        def call(*arguments, **options):
            if station not in passed:
                passed.append(station)
            return real(*arguments, **options)

        return call

    for station in stations:
        holder, name = holder_of(station)
        real = getattr(holder, name)
        # Wherever a module has taken it by name.
        ours = [m for key, m in sys.modules.items() if key.startswith("claimatlas")]
        for place in [holder, *(m for m in ours if getattr(m, name, None) is real)]:
            monkeypatch.setattr(place, name, noted(station, real))
    walk(tmp_path)
    assert passed == stations


def test_the_guide_knows_every_list_and_every_file_that_it_names(root):
    guide = (root / "docs" / "code.md").read_text()
    package = root / "src" / "claimatlas"
    lists = [p for p in package.rglob("*") if p.suffix in (".txt", ".csv") and p.is_file()]
    assert [p.name for p in lists if f"{p.name}`" not in guide] == []
    there = {p.name for folder in (package, root / "tests", root / "docs") for p in folder.rglob("*.*")}
    named = re.findall(r"`(?:[\w/]+/)?(\w+\.(?:py|txt|svg))`", guide)
    assert [name for name in named if name not in there] == []
