"""A line more in a list changes what is read, without Python: a word that was unknown, added to a copy of each file."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import probes
import pytest

from claimatlas import wordlists
from claimatlas.intake.found import lists

# The file, the heading that the line goes under (none: at the end), the line; what is asked, and what it is worth then.
LINES = [
    (
        "claims/cues.csv", "", "a test,verb,saying,3,clause quote aside,plonk",
        ["claims", "The mayor plonked that the bridge was safe.", "holder", "cue", "content"],
        [["mayor", "plonked", "the bridge was safe"]],
    ),
    (
        "claims/hedges.txt", "adverbs", "unofficially",
        ["claims", "The bridge was unofficially closed on Monday.", "hedged", "hedge"],
        [[True, "unofficially"]],
    ),
    (
        "claims/edges.txt", "opening before a comma", "plonkwise",
        ["claims", "Plonkwise, the bridge is closed, the mayor said.", "content"],
        [["the bridge is closed"]],
    ),
    (
        "claims/constructions.txt", "asking", "plonkerator",
        ["claims", "Plonkerator: Is the bridge shut?\n\nJane Roe: It is.\n\nPlonkerator: Since when?\n\nJane Roe: It was shut on Monday.\n\nIt will open in May.", "holder", "content"],
        [["Jane Roe", "It is"], ["Jane Roe", "It was shut on Monday"], ["Jane Roe", "It will open in May"]],
    ),
    (
        "claims/quantities.txt", "months", "brumaire = 11",
        ["dates", "It began on 12 Brumaire 2023."],
        [["12 Brumaire 2023", "2023-11-12"]],
    ),
    (
        "claims/quantities.txt", "spans", "plonk = plonks",
        ["dates", "It began three plonks ago."],
        [["three plonks ago", ""]],
    ),
    (
        "claims/quantities.txt", "measures", "plk",
        ["numbers", "They sold 40 plk of rice."],
        [["40 plk", "plk"]],
    ),
    (
        "people/nouns.txt", "", "office | sole | - | plonker",
        ["claims", "The plonker said the bridge was shut.", "holder", "holder_kind"],
        [["plonker", "named person"]],
    ),
    (
        "people/words.txt", "nameless nouns", "plonkers",
        ["is_anonymous", "Rivertown plonkers"],
        True,
    ),
    (
        "people/identity.txt", "nations", "plonkian = plonkia",
        ["government_of", "the Plonkian government"],
        "plonkia",
    ),
    (
        "people/nicknames.txt", "sure", "jane=plonka",
        ["same_person", "jane roe", "plonka roe"],
        True,
    ),
    (
        "places/words.txt", "institutions", "Plonkery",
        ["places", "The Herat Plonkery was closed."],
        [["Herat", "associative"]],
    ),
    (
        "places/words.txt", "kinds", "plonk = town",
        ["places", "They love Nice plonk."],
        [["Nice", "literal"]],
    ),
    (
        "places/roles.txt", "place", "plonk",
        ["places", "He crossed the Syrian plonk."],
        [["Syrian", "literal"]],
    ),
    (
        "places/stand_for.txt", "demonyms", "Afghanistan: Plonkian",
        ["places", "A Plonkian man crossed."],
        [["Plonkian", "associative"]],
    ),
    (
        "places/people.txt", "given as often", "Herat",
        ["places", "Herat Hayes told him."],
        [],
    ),
    (
        "places/hints.txt", "GB", "Plonk Board",
        ["country_hints", "The Plonk Board met."],
        {"GB": 0.5},
    ),
    (
        "furniture.txt", "links", "plonk more below",
        ["kinds", "Bridge shut\n\nThe bridge was shut.\n\nPlonk more below"],
        ["heading", "body", "related"],
    ),
    (
        "days.txt", "", "11: brumaire",
        ["iso_day", "5 brumaire 2024"],
        "2024-11-05",
    ),
    (
        "intake/columns.txt", "text", "plonktext",
        ["columns_of", ["plonktext", "title"], {}],
        {"text": "plonktext", "title": "title"},
    ),
    (
        "intake/languages.txt", "en", "plonkish",
        ["language", "Plonkish"],
        "en",
    ),
    (
        "intake/labels.txt", "outlet", "plonkpaper",
        ["head", "Plonkpaper: Harbour Post", "The bridge was shut."],
        {"outlet": "Harbour Post"},
    ),
    (
        "intake/metas.txt", "title", "plonk:title",
        ["page", "<html><head><meta name=\"plonk:title\" content=\"A bridge\"></head><body><p>It is shut.</p></body></html>"],
        {"title": "A bridge"},
    ),
]  # fmt: skip


def add(path: Path, heading: str, line: str) -> None:
    """Put a line under a heading of a data file, or at its end."""
    text = path.read_text(encoding="utf-8")
    if heading:
        assert text.count(f"\n[{heading}]\n") == 1, (path.name, heading)
        before, mark, behind = text.partition(f"\n[{heading}]\n")
        path.write_text(f"{before}{mark}{line}\n{behind}", encoding="utf-8")
    else:
        path.write_text(f"{text.rstrip()}\n{line}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def worth(checkout):
    """What each call gives in the package as it is, and in a copy of it with the lines."""
    calls = [call for *_, call, _ in LINES]
    for file, heading, line, *_ in LINES:
        add(checkout / "src" / "claimatlas" / file, heading, line)
    done = subprocess.run(
        [sys.executable, Path(probes.__file__)], input=json.dumps(calls), capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(checkout / "src"), "PYTHONHASHSEED": "0"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    before = [getattr(probes, name)(*given) for name, *given in calls]
    return list(zip(before, json.loads(done.stdout.splitlines()[-1]), strict=True))


@pytest.mark.parametrize("number", range(len(LINES)), ids=[f"{file} {heading}".strip() for file, heading, *_ in LINES])
def test_a_line_more_is_read_without_python(worth, number):
    before, after = worth[number]
    assert after == LINES[number][-1]
    assert before != after


def source(*folders: str) -> str:
    """The code of some folders of the package."""
    package = Path(wordlists.__file__).parent
    return "".join(p.read_text(encoding="utf-8") for name in folders for p in sorted((package / name).rglob("*.py")))


@pytest.mark.parametrize(
    ("file", "folders"),
    [
        ("places/words.txt", ["places"]),
        ("people/words.txt", ["people"]),
        ("people/identity.txt", ["people", "comparison"]),
        ("intake/exports.txt", ["intake"]),
        ("furniture.txt", ["structure", "."]),
        ("review/worth.txt", ["review"]),
    ],
)
def test_every_heading_is_read_by_name(file, folders):
    headings = re.findall(r"^\[(.+)\]$", (Path(wordlists.__file__).parent / file).read_text(encoding="utf-8"), re.MULTILINE)
    headings = [h for h in headings if file != "furniture.txt" or re.fullmatch(r"\w+", h)]
    code = source(*folders)
    assert headings
    assert [h for h in headings if f'"{h}"' not in code and f"'{h}'" not in code] == []


def test_every_weight_is_read_by_name():
    package = Path(wordlists.__file__).parent
    for file in ("places/evidence.csv", "people/persons.csv"):
        code = source(file.partition("/")[0])
        lines = [line for line in (package / file).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        rows = [row for row in csv.DictReader(lines) if row.get("table") not in ("kind", "label")]
        unread = {row["sign"] for row in rows if f'"{row["sign"]}"' not in code}
        # Fields of a dataclass, and kinds of places that are put together.
        assert unread <= {"peers", "own", "hints", "seat of a province", "seat of a district"}, file


def test_fields_of_an_export_are_letters():
    fields = lists("exports.txt")["factiva_field"]
    assert [name for name in fields if not re.fullmatch("[A-Z]{2,3}", name)] == []
