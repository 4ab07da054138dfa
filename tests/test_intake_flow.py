"""From a folder of whatever there is to a report, through make, as a user calls it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import kinds
import pytest

from claimatlas import tables
from claimatlas.corpus import read_corpus

SPANISH = (
    "El ministro dijo el lunes que el puente de Madrid sobre el río se abrirá de nuevo en primavera, y que los conductores no pagarán nada. "
    * 3
)
RUSSIAN = (
    "Министр сказал в понедельник, что мост через реку снова откроют весной, и что водители смогут проехать по нему бесплатно. "
    * 3
)


def make(checkout: Path, *words: str, check: bool = True) -> subprocess.CompletedProcess:
    """Run make in a checkout."""
    dropped = ("MAKE", "MFLAGS", "PYTEST", "PYTHONPATH", "STRICT")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(dropped)}
    environment |= {"COLUMNS": "80", "NAME": "host"}  # as shells have them: a terminal's width, a machine's name
    done = subprocess.run(
        ["make", *words, f"PYTHON={sys.executable}"],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


def ran(done: subprocess.CompletedProcess) -> int:
    return sum(line.startswith("running ") for line in (done.stdout + done.stderr).splitlines())


@pytest.fixture(scope="module")
def reported(checkout, tmp_path_factory):
    """Sheets, then a report on a folder of originals: folder, places of the outputs, what make printed."""
    folder = tmp_path_factory.mktemp("intake")
    origin = folder / "saved"
    origin.mkdir()
    wire = kinds.piece(1, 4)
    pages = {
        "a": wire,
        "b": kinds.piece(2, 4),
        "c": kinds.Piece(
            wire.title, "", "South Courier", "2024-12-30", "https://southcourier.example/9", wire.paragraphs
        ),
    }
    for name, piece in pages.items():
        (origin / f"{name}.html").write_text(kinds.page(piece))
    (origin / "again.html").write_text(kinds.page(wire) + "\n")
    (origin / "es.txt").write_text(SPANISH)
    (origin / "ru.txt").write_text(RUSSIAN)
    (origin / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (origin / "rows.csv").write_text(
        kinds.table_of(
            [
                {"text": kinds.piece(n, 4).text, "outlet": "North Post", "desk": desk}
                for n, desk in ((50, "roads"), (51, "water"))
            ]
        )
    )
    places = [
        f"CORPUS={origin}",
        *(f"{name.upper()}={folder / name}" for name in ("build", "figures", "report")),
    ]
    asked = make(checkout, "review", *places)
    sheet = origin / "review" / "claims.csv"
    sheet.write_bytes(sheet.read_bytes().replace(b"\r\n,", b"\r\naccept,", 1))
    return folder, places, (asked, make(checkout, "report", *places))


def test_make_review_writes_beside_the_originals_and_what_is_filled_in_there_counts(reported):
    folder, _, (asked, done) = reported
    assert ran(asked) == 3  # no more than the sheets are made of
    assert (folder / "saved" / "review" / "holders.csv").exists()
    assert ran(done) == 4  # all but the articles and the places, which read no sheet of claims
    assert (tables.read("claims", folder / "build")["made_by"] == "reviewed").sum() == 1
    assert tables.read("corrections", folder / "build")["state"].tolist() == ["applied"]


def test_a_report_is_made_of_a_folder_of_originals(reported):
    folder, _, _ = reported
    articles = tables.read("articles", folder / "build")
    assert len(articles) == 8
    page = (folder / "report" / "index.html").read_text(encoding="utf-8")
    assert "not in English (es 1, ru 1)" in page
    assert "1 repeats a text of the same outlet" in page
    assert ">desk<" in (folder / "report" / "tables.html").read_text(encoding="utf-8").replace("\n", "")
    assert "a broken PDF" in (folder / "report" / "01-corpus.html").read_text(encoding="utf-8")
    tally = json.loads((folder / "report" / "notebooks" / "01-corpus.ipynb").read_text(encoding="utf-8"))
    told = json.dumps(tally)
    assert "8 files were looked at; 9 articles and parts were found in them: 8 read, 1 skipped" in told


def test_claims_are_read_in_english_once_and_places_where_letters_are_latin(reported):
    folder, _, _ = reported
    articles = tables.read("articles", folder / "build").set_index("source_file")
    claims, mentions = tables.read("claims", folder / "build"), tables.read("mentions", folder / "build")
    read = set(claims["article_id"])
    first, copy = sorted(
        ("a.html", "again.html"), key=lambda name: isinstance(articles.loc[name, "copy_of"], str)
    )
    assert articles.loc[first, "article_id"] in read
    assert not {articles.loc[name, "article_id"] for name in (copy, "es.txt", "ru.txt")} & read
    assert articles.loc["c.html", "article_id"] in read  # another outlet prints it too
    assert "Madrid" in set(
        mentions.loc[mentions["article_id"] == articles.loc["es.txt", "article_id"], "surface"]
    )
    groups = tables.read("groups", folder / "build")
    own = {outlet for outlets in groups["unsourced_outlets"] for outlet in outlets}
    assert "South Courier" not in own  # what it prints is the North Post's word


def test_nothing_runs_again(reported, checkout):
    _, places, _ = reported
    assert ran(make(checkout, "report", *places)) == 0


def test_make_corpus_takes_a_folder_with_blanks_in_its_name(checkout, tmp_path):
    origin = tmp_path / "my saved $pages"
    origin.mkdir()
    (origin / "a.html").write_text(kinds.page(kinds.piece(1)))
    target = tmp_path / "to"
    done = make(checkout, "corpus", f"FROM={origin}", f"TO={target}", "NAME=a test of intake")
    assert "1 found: 1 read, 0 skipped" in done.stdout
    assert len(read_corpus(target)) == 1
    done = make(checkout, "corpus", check=False)
    assert done.returncode
    assert "FROM is missing" in done.stderr
    done = make(checkout, "corpus", f"FROM={tmp_path / 'none'}", f"TO={target}", check=False)
    assert "there is no such folder or file" in done.stderr
