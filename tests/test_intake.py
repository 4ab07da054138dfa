"""The intake: any folder becomes a corpus, what cannot be read is named, nothing reaches the network."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import resource
import shutil
import socket
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path

import kinds
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimatlas.corpus import read_corpus, with_own
from claimatlas.errors import InputError, PackageError, ParameterError
from claimatlas.intake import columns, flow, nexis
from claimatlas.intake.folder import make
from claimatlas.intake.found import Source
from claimatlas.intake.readers import ORDER, reader_of
from claimatlas.intake.webpage import names_of, without_site


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """No reader may open a socket."""

    def closed(*args, **kwargs):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", closed)
    monkeypatch.setattr(socket, "create_connection", closed)
    monkeypatch.setattr(socket, "getaddrinfo", closed)


@pytest.fixture
def imported(tmp_path):
    """Return a function that imports a folder and returns the rows of import.csv."""

    def run(origin: Path, name: str = "corpus", **given: str) -> list[dict[str, str]]:
        make(origin, tmp_path / name, tmp_path / "keep", given, quiet=True)
        return table(tmp_path / name / "import.csv")

    return run


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def text_of(folder: Path, row: dict[str, str]) -> str:
    return (folder / "text" / f"{row['article_id']}.txt").read_text(encoding="utf-8")


def words(text: str) -> Counter:
    return Counter("".join(c if c.isalnum() else " " for c in text.lower()).split())


def overlap(a: str, b: str) -> float:
    x, y = words(a), words(b)
    return 2 * sum((x & y).values()) / (sum(x.values()) + sum(y.values()))


def spread(folder: Path, files: dict[str, bytes | str]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def by_file(rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    return {r["file"]: r for r in rows if not r["place"]}


# --- every kind --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A folder of every kind, the articles in it, and the corpus made of it."""
    folder = tmp_path_factory.mktemp("kinds")
    wanted = kinds.make(folder / "from")
    before = {p: p.read_bytes() for p in (folder / "from").rglob("*") if p.is_file()}
    make(folder / "from", folder / "to", folder / "keep", {}, quiet=True)
    assert {
        p: p.read_bytes() for p in (folder / "from").rglob("*") if p.is_file()
    } == before  # originals are as they were
    return folder, wanted, table(folder / "to" / "import.csv")


def test_every_kind_is_read_whole(whole):
    folder, wanted, rows = whole
    for file, pieces in wanted.items():
        read = [r for r in rows if r["file"] == file and r["status"] == "read"]
        assert len(read) == len(pieces), file
        for row, piece in zip(read, pieces, strict=True):
            text = text_of(folder / "to", row)
            assert overlap(text, piece.text) > 0.97, file
            assert row["published"] in ("", piece.day), file
            assert row["author"] in ("", piece.author), file
            for noise in (
                "cookie",
                "Share on",
                "Read more",
                "file picture",
                "All rights reserved",
                "Unsubscribe",
            ):
                assert noise not in text, file
            assert file != "documents/columns.pdf" or "weekly edition" not in text


def test_the_folder_has_a_file_for_every_reader(whole):
    _, _, rows = whole
    assert {reader.KIND for reader in ORDER} == {r["kind"] for r in rows if r["kind"]}


def test_found_is_read_and_skipped_and_each_file_has_a_row(whole):
    folder, wanted, rows = whole
    assert {r["status"] for r in rows} == {"read", "skipped", "opened"}
    assert {r["file"] for r in rows} == set(flow.inputs(folder / "from"))
    assert all(r["reason"] for r in rows if r["status"] == "skipped")
    assert sum(r["status"] == "read" for r in rows) == sum(map(len, wanted.values()))
    for row in rows:
        assert row["sha256"] == flow.digest(folder / "from" / row["file"])


def test_facts_say_where_they_were_read(whole):
    _, wanted, rows = whole
    row = next(r for r in rows if r["file"] == "pages/singlefile.html")
    (piece,) = wanted["pages/singlefile.html"]
    assert (row["title"], row["title_from"]) == (piece.title, "meta og:title")
    assert (row["published"], row["published_from"]) == (piece.day, "meta article:published_time")
    assert (row["url"], row["url_from"]) == (piece.url, "comment of SingleFile")
    assert (row["captured"], row["captured_from"]) == ("2024-11-12", "comment of SingleFile")
    for row in rows:
        for name in ("outlet", "title", "author", "published", "url", "language", "captured"):
            assert bool(row[name]) == bool(row[f"{name}_from"])


@pytest.mark.parametrize(
    "file",
    [
        "exports/nexis.docx",
        "exports/nexis.rtf",
        "exports/lexis.txt",
        "exports/factiva.rtf",
        "exports/factiva.html",
    ],
)
def test_exports_of_press_databases_are_taken_apart(whole, file):
    folder, wanted, rows = whole
    read = [r for r in rows if r["file"] == file and r["status"] == "read"]
    for row, piece in zip(read, wanted[file], strict=True):
        assert (row["title"], row["author"], row["outlet"], row["published"]) == (
            piece.title,
            piece.author,
            piece.outlet,
            piece.day,
        )
        assert text_of(folder / "to", row).strip() == piece.text


def test_an_export_of_nexis_with_a_cover_of_another_form_and_titles_like_labels():
    piece = kinds.piece(5)
    piece.title, piece.paragraphs[1] = (
        "Update: Bridge divides town",
        "Company: nobody knows which one builds it.",
    )
    lines = kinds.nexis_lines([piece, kinds.piece(6)])
    lines[3] = "1. Update: Bridge divides…"
    lines.insert(8, "Content Type")
    parts = nexis.split(lines)
    assert len(parts) == 2
    facts, body = nexis.article(parts[0])
    assert (facts["title"].value, facts["outlet"].value, facts["published"].value) == (
        piece.title,
        piece.outlet,
        piece.day,
    )
    assert [line for line in body if line] == piece.paragraphs


def test_the_corpus_can_be_read(whole):
    folder, wanted, _ = whole
    articles = read_corpus(folder / "to")
    assert len(articles) == sum(map(len, wanted.values()))
    assert articles["language"].eq("en").all()
    assert articles["copy_of"].isna().all()
    assert articles["source_file"].notna().all()
    assert articles["published"].notna().sum() > 40


@pytest.mark.parametrize("name", list(kinds.SPOILED))
def test_spoiled_files_stop_nothing_and_are_named(whole, tmp_path, name):
    folder, wanted, _ = whole
    kinds.spoil(folder / "from", tmp_path / "from", kinds.SPOILED[name])
    if name == "emptied":
        with pytest.raises(InputError, match="no article was found"):
            make(tmp_path / "from", tmp_path / "to", tmp_path / "keep", {}, quiet=True)
    else:
        make(tmp_path / "from", tmp_path / "to", tmp_path / "keep", {}, quiet=True)
    rows = table(tmp_path / "to" / "import.csv")
    assert {r["file"] for r in rows} == set(flow.inputs(tmp_path / "from"))
    assert all(r["reason"] for r in rows if r["status"] == "skipped")
    if name == "named wrongly":
        assert sum(r["status"] == "read" for r in rows) == sum(map(len, wanted.values()))
    if name == "halved":
        ours = (
            "ValueError",
            "TypeError",
            "KeyError",
            "IndexError",
            "AttributeError",
        )  # what a rule of ours would raise
        assert not any(error in r["reason"] for r in rows for error in ours)
        for suffix in (
            ".warc",
            ".warc.gz",
            ".csv",
            ".tsv",
            ".html",
            ".mhtml",
            ".rtf",
            ".eml",
            "lexis.txt",
            ".jsonl",
            "feed.xml",
        ):
            cut = [r for r in rows if r["file"].endswith(suffix)]
            assert any(
                "cut" in r["reason"] + r["note"]
                or "broken" in r["reason"] + r["note"]
                or "no whole" in r["reason"]
                for r in cut
            ), suffix


# --- the same again ----------------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes_and_is_not_read_again(tmp_path, monkeypatch):
    origin = spread(tmp_path / "from", {"a.html": kinds.page(kinds.piece(1)), "b.txt": kinds.piece(2).text})
    for name in ("one", "two"):
        make(origin, tmp_path / name, tmp_path / f"keep-{name}", {}, quiet=True)
    for file in ("articles.csv", "import.csv"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    read = []
    monkeypatch.setattr(
        flow, "read_file", lambda source, real=flow.read_file: read.append(source.file) or real(source)
    )
    before = (tmp_path / "one" / "articles.csv").read_bytes()
    make(origin, tmp_path / "one", tmp_path / "keep-one", {}, quiet=True)
    assert read == []
    assert (tmp_path / "one" / "articles.csv").read_bytes() == before
    (origin / "b.txt").write_text(kinds.piece(3).text)
    make(origin, tmp_path / "one", tmp_path / "keep-one", {}, quiet=True)
    assert read == ["b.txt"]


def test_a_run_that_was_killed_goes_on(tmp_path, monkeypatch):
    origin = spread(tmp_path / "from", {f"{n}.txt": kinds.piece(n).text for n in range(4)})
    real = flow.read_file

    def dies(source: Source):
        if source.file == "2.txt":
            raise KeyboardInterrupt
        return real(source)

    monkeypatch.setattr(flow, "read_file", dies)
    with pytest.raises(KeyboardInterrupt):
        make(origin, tmp_path / "to", tmp_path / "keep", {}, quiet=True)
    read = []
    monkeypatch.setattr(flow, "read_file", lambda source: read.append(source.file) or real(source))
    make(origin, tmp_path / "to", tmp_path / "keep", {}, quiet=True)
    assert read == ["2.txt", "3.txt"]
    assert len(read_corpus(tmp_path / "to")) == 4


def test_a_package_that_is_missing_stops_the_intake_and_is_no_fault_of_a_file(tmp_path, monkeypatch):
    origin = spread(tmp_path / "from", {"a.rtf": kinds.rtf_of([kinds.piece(1).text]), "b.txt": kinds.piece(2).text})
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "striprtf.striprtf", None)
        with pytest.raises(PackageError, match="striprtf.*Nothing is wrong with the files.*install"):
            make(origin, tmp_path / "to", tmp_path / "keep", {}, quiet=True)
    make(origin, tmp_path / "to", tmp_path / "keep", {}, quiet=True)
    assert len(read_corpus(tmp_path / "to")) == 2


def test_what_was_corrected_in_the_folder_stays(tmp_path):
    origin = spread(
        tmp_path / "from", {f"{n}.txt": f"{kinds.piece(n).title}\n\n{kinds.piece(n).text}" for n in range(4)}
    )
    to = tmp_path / "to"
    make(origin, to, tmp_path / "keep", {}, quiet=True)
    rows = table(to / "articles.csv")
    rows[0] |= {"outlet": "North Post", "published": "2024-03-05", "desk": "roads"}
    gone, edited = rows.pop(1), rows[1]
    with (to / "articles.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, [*rows[0]], restval="")
        writer.writeheader()
        writer.writerows(rows)
    (to / "text" / edited["file"]).write_text("The mayor said on Monday that the text was put right by hand.")
    spread(origin, {"new.txt": kinds.piece(9).text})
    (origin / "3.txt").unlink()
    for _ in range(2):
        make(origin, to, tmp_path / "keep", {}, quiet=True)
        again = {r["article_id"]: r for r in table(to / "articles.csv")}
        status = {r["article_id"]: r["status"] for r in table(to / "import.csv")}
        first = again[rows[0]["article_id"]]
        assert (first["outlet"], first["published"], first["desk"]) == ("North Post", "2024-03-05", "roads")
        assert gone["article_id"] not in again
        assert status[gone["article_id"]] == "removed"
        assert "by hand" in (to / "text" / edited["file"]).read_text()
        assert sum(key.startswith("new-") for key in again) == 1
        assert [s for key, s in status.items() if key.startswith("3-")] == ["kept"]
        assert any(key.startswith("3-") for key in again)


def test_a_corpus_of_the_users_own_is_not_written_over(tmp_path, make_corpus):
    folder = make_corpus({"a": "The mayor said that the bridge is open."})
    origin = spread(tmp_path / "from", {"a.txt": kinds.piece(1).text})
    with pytest.raises(InputError, match="no import made"):
        make(origin, folder, tmp_path / "keep", {}, quiet=True)
    with pytest.raises(InputError, match="within the folder"):
        make(origin, origin / "corpus", tmp_path / "keep", {}, quiet=True)


def test_corrections_beside_the_originals_come_along_and_are_no_articles(tmp_path, imported):
    origin = spread(
        tmp_path / "from", {"a.txt": kinds.piece(1).text, "review/claims.csv": "action,claim_id\n"}
    )
    rows = imported(origin)
    assert [r["file"] for r in rows] == ["a.txt"]
    sheet = tmp_path / "corpus" / "review" / "claims.csv"
    assert sheet.read_text() == "action,claim_id\n"
    assert sheet.stat().st_mode & 0o200  # the corpus' own from now on
    spread(origin, {"review/claims.csv": "action,claim_id\nreject,a\n"})
    imported(origin)
    assert "reject" not in sheet.read_text()


def test_a_ring_of_links_is_skipped_and_named(tmp_path):
    origin = tmp_path / "origin"
    origin.mkdir()
    (origin / "ring.txt").symlink_to("ring.txt")
    (origin / "a.txt").write_text("It rained on the harbour all day, and the ferry stayed where it was until the evening.")
    make(origin, tmp_path / "corpus", tmp_path / "keep", {}, quiet=True)
    with (tmp_path / "corpus" / "import.csv").open(encoding="utf-8") as file:
        told = {row["file"]: (row["status"], row["reason"]) for row in csv.DictReader(file)}
    assert told["ring.txt"] == ("skipped", "no ordinary file")
    assert told["a.txt"][0] == "read"


def test_where_corrections_follow_the_originals_they_are_corrected_there_alone(tmp_path, capsys):
    origin = spread(
        tmp_path / "from", {"a.txt": kinds.piece(1).text, "review/claims.csv": "action,claim_id\n"}
    )

    def follow() -> str:
        make(origin, tmp_path / "to", tmp_path / "keep", {}, quiet=True, follow=True)
        return capsys.readouterr().err

    sheet = tmp_path / "to" / "review" / "claims.csv"
    assert follow() == ""
    assert not sheet.stat().st_mode & 0o222
    spread(origin, {"review/claims.csv": "action,claim_id\nreject,a\n"})
    assert follow() == ""
    assert "reject" in sheet.read_text()
    (origin / "review" / "claims.csv").unlink()
    assert follow() == ""
    assert not sheet.exists()
    sheet.write_text("action,claim_id\naccept,b\n")
    assert follow() == ""
    spread(origin, {"review/claims.csv": "action,claim_id\n"})
    assert "is read in the place of" in follow()  # nobody's work is written over
    assert "accept" in sheet.read_text()
    (origin / "review" / "claims.csv").unlink()
    (tmp_path / "secret").write_text("action,claim_id\n")
    (origin / "review" / "claims.csv").symlink_to(tmp_path / "secret")
    sheet.unlink()
    with pytest.raises(InputError, match="review/claims.csv"):
        follow()


# --- copies and languages ----------------------------------------------------------------------------------


def test_copies_are_marked_with_their_overlap_and_keep_their_dates(tmp_path, imported):
    wire, other = kinds.piece(1, 12), kinds.piece(2, 12)
    later = kinds.Piece(
        wire.title,
        "",
        "South Courier",
        "2024-12-30",
        "https://southcourier.example/9",
        [*wire.paragraphs[:9], *other.paragraphs[:1]],
    )
    revision = kinds.Piece(
        wire.title,
        wire.author,
        wire.outlet,
        "2024-12-31",
        wire.url,
        [*wire.paragraphs, "The mayor added on Sunday that a second bridge would follow."],
    )
    origin = spread(
        tmp_path / "from",
        {
            "a.html": kinds.page(wire),
            "b.html": kinds.page(later),
            "c.html": kinds.page(revision),
            "d.html": kinds.page(other),
            "e.html": kinds.page(wire) + "\n",
        },
    )
    rows = {r["file"]: r for r in imported(origin)}
    first = rows["a.html"]["article_id"]
    assert rows["a.html"]["copy_of"] == rows["d.html"]["copy_of"] == ""
    assert {rows[f"{n}.html"]["copy_of"] for n in "bce"} == {first}
    assert float(rows["e.html"]["copy_overlap"]) == 1
    assert 0.7 < float(rows["b.html"]["copy_overlap"]) < 1
    assert rows["c.html"]["published"] == "2024-12-31"
    assert rows["a.html"]["published"] == wire.day


def test_languages_are_named_and_an_unsure_one_is_not(tmp_path, imported):
    spanish = (
        "El ministro dijo el lunes que el puente sobre el río se abrirá de nuevo en primavera, y que los conductores podrán cruzarlo sin pagar nada. "
        * 3
    )
    russian = (
        "Министр сказал в понедельник, что мост через реку снова откроют весной, и что водители смогут проехать по нему бесплатно. "
        * 3
    )
    rows = by_file(
        imported(
            spread(
                tmp_path / "from",
                {
                    "es.txt": spanish,
                    "ru.txt": russian.encode("cp1251"),
                    "en.txt": kinds.piece(1).text,
                    "short.txt": "Bridge open again.",
                },
            )
        )
    )
    assert [rows[f"{n}.txt"]["language"] for n in ("es", "ru", "en", "short")] == ["es", "ru", "en", ""]
    assert rows["ru.txt"]["encoding"] == "cp1251 (guessed)"
    assert rows["en.txt"]["language_from"].startswith("text")


# --- what is known -----------------------------------------------------------------------------------------


def test_nothing_is_known_from_the_clock_or_from_a_readers_comment(tmp_path, imported):
    page = (
        kinds.page(kinds.piece(1))
        .replace('<meta property="article:published_time"', '<meta property="x"')
        .replace(
            "</main>",
            '</main><div class="comments"><div class="comment"><span class="author">Bob Roy</span><time class="published" datetime="2020-01-01T00:00:00Z">then</time></div></div>',
        )
    )
    row = imported(
        spread(
            tmp_path / "from",
            {"a.html": page.replace('name="author"', 'name="x"').replace('<p class="byline">By', "<p>")},
        )
    )[0]
    assert (row["published"], row["author"]) == ("", "")


@pytest.mark.parametrize(
    ("names", "outlet", "read"),
    [
        (["By Jane Roe and John Doe, North Post"], "North Post", "Jane Roe; John Doe"),
        (["Amir Karim", "https://x.example/amir"], "", "Amir Karim"),
        (["North Post"], "North Post", ""),
    ],
)
def test_bylines(names, outlet, read):
    assert names_of(names, outlet) == read


@pytest.mark.parametrize(
    ("title", "site", "domain", "read"),
    [
        ("The bridge is open | North Post", "North Post", "", "The bridge is open"),
        ("North Post - The bridge is open", "North Post", "", "The bridge is open"),
        ("Roads - and who pays for them", "North Post", "", "Roads - and who pays for them"),
        ("Open at last – northpost.example", "", "northpost.example", "Open at last"),
    ],
)
def test_titles_lose_the_name_of_their_site(title, site, domain, read):
    assert without_site(title, site, domain) == read


def test_columns_are_named_by_the_user_or_known(tmp_path, imported):
    rows = [{"Body": kinds.piece(1).text, "Source": "North Post", "Desk": "roads", "When": "05/03/2024"}]
    origin = spread(
        tmp_path / "from",
        {
            "a.csv": kinds.table_of(rows),
            "b.csv": "link,day\nhttps://a.example/1,2024-01-01\n",
            "c.csv": kinds.table_of([{"Inhalt": kinds.piece(2).text, "published": "05/03/2024"}]),
        },
    )
    found = imported(origin, text="Inhalt")
    assert next(r for r in found if r["file"] == "a.csv" and r["status"] == "read")["outlet"] == "North Post"
    assert "COLUMNS" in by_file(found)["b.csv"]["reason"]
    (row,) = [r for r in found if r["file"] == "c.csv" and r["status"] == "read"]
    assert row["published"] == ""
    assert "two days" in row["note"]
    assert with_own(read_corpus(tmp_path / "corpus"))[0][["Desk", "When"]].iloc[0].tolist() == [
        "roads",
        "05/03/2024",
    ]
    with pytest.raises(ParameterError, match="body=Text"):
        columns.parse("body=Text")


# --- hostile input -----------------------------------------------------------------------------------------


def bomb(size: int) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("zeros.txt", "w", force_zip64=True) as member,
    ):
        for _ in range(size // 1_000_000):
            member.write(b"a " * 500_000)
    return out.getvalue()


def zipped(files: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "'
    + "ha" * 50
    + '">'
    + "".join(f'<!ENTITY {chr(98 + k)} "{f"&{chr(97 + k)};" * 20}">' for k in range(9))
    + "]>"
)


def hostile(folder: Path) -> Path:
    """Write files that were made to do harm."""
    import pypdf

    deep = b"x"
    for _ in range(8):
        deep = zipped({"next.zip": deep})
    pdf = pypdf.PdfWriter()
    for _ in range(5000):
        pdf.add_blank_page(100, 100)
    many, sealed = io.BytesIO(), io.BytesIO()
    pdf.write(many)
    short = pypdf.PdfWriter()
    short.add_blank_page(100, 100)
    short.encrypt("secret", algorithm="RC4-128")
    short.write(sealed)
    document = io.BytesIO()
    kinds.docx_of(folder.parent / "x.docx", ["One."])
    with zipfile.ZipFile(folder.parent / "x.docx") as real, zipfile.ZipFile(document, "w") as copy:
        for name in real.namelist():
            raw = real.read(name)
            copy.writestr(
                name,
                ENTITIES.replace("<!DOCTYPE x", "<!DOCTYPE w:document").encode()
                + b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>"
                if name == "word/document.xml"
                else raw,
            )
    spread(
        folder,
        {
            "bomb.zip": bomb(60_000_000),
            "deep.zip": deep,
            "outside.zip": zipped(
                {
                    "../../evil.txt": "evil " * 50,
                    "/etc/evil.txt": "evil",
                    "C:\\evil.txt": "evil",
                    "good.txt": kinds.piece(1).text,
                }
            ),
            "entities.xml": ENTITIES
            + "<rss><channel><item><title>&j;</title><description>&j;</description></item></channel></rss>",
            "entities.docx": document.getvalue(),
            "file.xml": '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><channel><item><title>a</title><description>&f;</description></item></channel></rss>',
            "many.pdf": many.getvalue(),
            "sealed.pdf": sealed.getvalue(),
            "broken.pdf": b"%PDF-1.7\n" + os.urandom(2000),
            "deep.html": "<html><body>" + "<div>" * 60_000 + "text",
            "deep.json": "[" * 100_000,
            "nested.json": '{"a":' * 50_000 + "1" + "}" * 50_000,
            "tags.html": "<html><body>" + "<p>a</p>" * 3 + "<" * 200_000,
            "null.txt": b"\0" * 5000,
            "long.csv": b'text,title\n"' + b"a" * 12_000_000,
            "script.html": "<html><body><article><p><script>window.fired=1</script><img src=x onerror=window.fired=1>"
            + kinds.piece(2).text
            + "</p></article></body></html>",
            "formula.csv": 'text,title\n"' + kinds.piece(3).text + "\",=cmd|' /C calc'!A0\n",
            "letter.eml": b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="
            + b"x" * 70
            + b"\nSubject: =?utf-8?B?broken?=\n\n"
            + b"--"
            + b"x" * 70
            + b"\n" * 100,
            "remote.ris": "TY  - NEWS\nTI  - A\nL1  - ../../etc/passwd\nL1  - /etc/passwd\nL1  - https://evil.invalid/x\nER  - \n",
            "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "sealed.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(600)
            + "EncryptedPackage".encode("utf-16-le"),
            "url.xml": "https://evil.invalid/feed.xml",
        },
    )
    with (folder / "huge.html").open("wb") as out:
        out.write(b"<html><body><p>" + b"word " * 20_000)
        out.truncate(500_000_000)
    (folder / "leads-out.txt").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe.txt")
    return folder


def test_hostile_files_are_a_row_each_within_bounds(tmp_path, imported):
    origin = hostile(tmp_path / "from")
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    rows = imported(origin)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / (
        1024 if sys.platform == "linux" else 1024**2
    )
    assert grown < 600
    assert time.process_time() - start < 90
    assert {r["file"] for r in rows} == set(flow.inputs(origin))
    own = by_file(rows)
    for name, reason in {
        "entities.xml": "entities",
        "file.xml": "entities",
        "many.pdf": "5,000 pages",
        "sealed.pdf": "encrypted",
        "sealed.docx": "encrypted",
        "old.doc": "old Office",
        "huge.html": "500 MB",
        "leads-out.txt": "link",
        "pipe.txt": "no ordinary file",
    }.items():
        assert own[name]["status"] == "skipped", name
        assert reason in own[name]["reason"], own[name]
    assert own["broken.pdf"]["status"] == own["null.txt"]["status"] == own["deep.json"]["status"] == "skipped"
    members = {(r["file"], r["place"]): r for r in rows if r["place"]}
    assert "grows" in members["bomb.zip", "zeros.txt"]["reason"]
    assert "out of the archive" in members["outside.zip", "../../evil.txt"]["reason"]
    assert members["outside.zip", "good.txt"]["status"] == "read"
    assert any(r["file"] == "deep.zip" and "within each other" in r["reason"] for r in rows)
    assert not list(tmp_path.rglob("evil*"))
    assert "root:" not in "".join(p.read_text() for p in (tmp_path / "corpus" / "text").iterdir())
    assert max(p.stat().st_size for p in (tmp_path / "corpus" / "text").iterdir()) < 1_100_000
    raw = (tmp_path / "corpus" / "articles.csv").read_text()
    assert " =cmd" in raw
    assert read_corpus(tmp_path / "corpus")["title"].tolist().count("=cmd|' /C calc'!A0") == 1


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_a_file_of_any_bytes_is_a_row(whole, data):
    folder, wanted, _ = whole
    name = data.draw(st.sampled_from(sorted(wanted)))
    raw = bytearray((folder / "from" / name).read_bytes())
    for at, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(raw) - 1), st.integers(0, 255)), max_size=40)
    ):
        raw[at] = value
    path = folder / f"fuzz{Path(name).suffix}"
    path.write_bytes(raw[data.draw(st.integers(0, 50)) :])
    entries = flow.read_file(Source(path.name, path))
    assert entries
    assert all(e.reason for e in entries if e.status == flow.SKIPPED)


def test_a_binary_file_that_is_called_text_is_said_to_be_no_text(tmp_path):
    for name, said in (("a.txt", "no text.*binary.*\\.txt"), ("a.bin", r"no kind of file that is read \(\.bin\)")):
        (tmp_path / name).write_bytes(bytes(range(256)) * 40)
        [entry] = flow.read_file(Source(name, tmp_path / name))
        assert entry.status == flow.SKIPPED
        assert re.search(said, entry.reason)


def test_each_reader_has_the_same_four_names():
    for reader in ORDER:
        assert isinstance(reader.KIND, str)
        assert all(s.startswith(".") for s in reader.SUFFIXES)
        assert callable(reader.fits)
        assert callable(reader.read)
        assert reader.__doc__.endswith(".") or "\n" in reader.__doc__


def test_a_source_that_no_reader_takes_is_named(tmp_path):
    path = tmp_path / "a.mp3"
    path.write_bytes(b"ID3" + bytes(range(256)))
    with pytest.raises(Exception, match="a sound"):
        reader_of(Source(path.name, path))


# --- the pages of the benchmark ----------------------------------------------------------------------------


def test_saved_pages_of_news_are_read_right(shared, tmp_path, imported):
    folder = shared / "bench" / "intake" / "pages"
    if not folder.exists():
        pytest.skip("the pages are not there")
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    for name in gold:
        (tmp_path / "from").mkdir(exist_ok=True)
        shutil.copy(folder / name, tmp_path / "from")
    for row in imported(tmp_path / "from"):
        want = gold[row["file"]]
        assert overlap(text_of(tmp_path / "corpus", row), want["text"]) >= 0.95
        assert row["title"] == want["title"]
        assert row["published"] == want["date"]
        assert [a for a in row["author"].split("; ") if a] == want["authors"]
        assert row["outlet_from"]
