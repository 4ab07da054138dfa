"""Whatever stands in the files of a corpus: read, or an error of ours says what to do. No traceback reaches a user.

Some examples here; ``make torture`` gives them a time budget (FUZZ=examples).
"""

from __future__ import annotations

import csv
import io
import os

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_review import ARTICLES, CLAIMS, TEXT

from claimatlas import comparison, review, sheets, tables
from claimatlas.corpus import COLUMNS, OPTIONAL, read_corpus
from claimatlas.errors import ClaimAtlasError, InputError, printable
from claimatlas.gazetteer import open_gazetteer
from claimatlas.notebook import checked, pair
from claimatlas.places import find_mentions, read_review
from claimatlas.selection import select
from claimatlas.structure import blocks

EXAMPLES = int(os.environ.get("FUZZ", "50"))
fuzz = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize="FUZZ" not in os.environ,
)

ODD = st.sampled_from(
    [
        "",
        " ",
        "\u2028",
        "\x0c",
        "\x85",
        "\x1c",
        "\0",
        "\x1b[31m",
        "\u202e",
        "\ufeff",
        '"',
        "'",
        "''",
        ",",
        ";",
        "\t",
        "\n",
        "\r\n",
        "=1+1",
        "'=1",
        "-",
        "001",
        "1",
        "1e3",
        "NaN",
        "nan",
        "None",
        "9" * 5000,
        "-1",
        "0-5",
        "5-2",
        "a:0-30",
        "a:0-" + "9" * 40,
        "a:0-30b",
        "٣",
        "²",
        "2024-13-01",
        "2024",
        "..",
        "/etc/passwd",
        "../a.txt",
        "a.txt",
        "x" * 300,
        "😀",
        "\ud7ff",
        "é",
        "e\u0301",
        "yes",
        "no",
        "TRUE",
        "{{7*7}}",
        "${x}",
        "%s",
        "\\",
        "a\\,b",
        "> b",
        "a > b",
        "; ;",
        "Gazette",
        "Gazette > Gazette",
        "reject",
        "Edit",
        "ACCEPT",
    ]
)
CELL = st.one_of(
    ODD,
    st.text(max_size=20),
    st.sampled_from(
        [
            TEXT[:30],
            TEXT[46:67],
            "a:46-67",
            "a",
            "edit",
            "accept",
            "join",
            "split",
            "verdict",
            "add",
            *review.FIELDS,
            *tables.VERDICTS,
        ]
    ),
)


def written(header, rows, separator=",") -> str:
    """A CSV file of these cells."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def sheet_of(columns) -> st.SearchStrategy[str]:
    """CSV files with these columns, some cells odd; or with any header; or torn; or any text at all."""
    row = st.lists(CELL, min_size=len(columns), max_size=len(columns))
    formed = st.builds(written, st.just(columns), st.lists(row, max_size=4), st.sampled_from(",;\t"))
    other = st.builds(written, st.lists(CELL, max_size=8), st.lists(st.lists(CELL, max_size=8), max_size=4))
    torn = st.builds(lambda text, at, odd: text[:at] + odd + text[at:], formed, st.integers(0, 200), ODD)
    return st.one_of(formed, other, torn, st.text(max_size=200))


def named(error, *names):
    """An error begins with what it is about, and no terminal obeys a character of it."""
    assert str(error).startswith(names)
    assert str(error) == printable(error)


def put(path, text):
    """Write any text as UTF-8."""
    path.write_bytes(text.encode("utf-8", "replace"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz")
    for name in ("text", "review"):
        (folder / name).mkdir()
    (folder / "text" / "a.txt").write_text(TEXT)
    return folder


@fuzz
@given(text=sheet_of([*COLUMNS, *OPTIONAL]), body=st.one_of(CELL, st.binary(max_size=40)))
def test_any_articles_csv_is_read_or_named(folder, text, body):
    put(folder / "articles.csv", text)
    (folder / "text" / "x.txt").write_bytes(
        body if isinstance(body, bytes) else body.encode("utf-8", "replace")
    )
    try:
        read = read_corpus(folder)
    except InputError as error:
        named(error, "articles.csv", "text/")
    else:
        tables.validate("articles", read)


@fuzz
@given(text=sheet_of(review.SHEET.columns))
def test_any_claims_sheet_is_applied_or_named(folder, text):
    put(folder / "review" / "claims.csv", text)
    try:
        read = review.read_review(folder, ARTICLES)
        after = read.apply(CLAIMS, ARTICLES)
        tables.validate("claims", after)
        tables.validate("corrections", read.fates.frame)
        comparison.compare(after, ARTICLES.assign(title=None), read.rows)
    except InputError as error:
        named(error, "review/claims.csv")


@fuzz
@given(text=sheet_of(sheets.SHEETS["places"].columns))
def test_any_places_sheet_is_applied_or_named(folder, text):
    put(folder / "review" / "places.csv", text)
    mentions = tables.empty("mentions")
    try:
        read = read_review(folder, ARTICLES, open_gazetteer())
        read.apply(mentions, ARTICLES)
        read.summary()
        tables.validate("corrections", read.fates.frame)
    except InputError as error:
        named(error, "review/places.csv")


@fuzz
@given(
    text=sheet_of(review.SHEET.columns),
    row=st.fixed_dictionaries(dict.fromkeys(("action", "claim_id", "text", "field", "value", "note"), CELL)),
)
def test_what_a_sheet_holds_is_there_after_it_was_written(folder, text, row):
    path = folder / "review" / "claims.csv"
    put(path, text)
    before = path.read_bytes()
    try:
        old = sheets.read_rows(folder, "claims")
    except InputError:
        with pytest.raises(InputError):
            sheets.merge(folder, "claims", row, lambda _: False)
        assert path.read_bytes() == before
        return
    try:
        sheets.merge(
            folder, "claims", row, lambda _: False, lambda draft: sheets.read_rows(folder, "claims", draft)
        )
    except InputError:
        assert path.read_bytes() == before
        return
    new = sheets.read_rows(folder, "claims")
    assert [cells for _, cells in new][: len(old)] == [cells for _, cells in old]
    assert len(new) == len(old) + any(row.values()) or not any(v.strip() for v in row.values())


@fuzz
@given(
    text=st.lists(
        st.one_of(
            ODD,
            st.text(max_size=30),
            st.sampled_from(
                ["Kabul", "the provinces of Herat and Balkh", "“It rained,” he said.", "U.S.", "\n\n"]
            ),
        ),
        max_size=30,
    ).map(" ".join)
)
def test_any_text_has_its_places_looked_for(text):
    text = text.replace("\0", "")
    list(blocks(text))
    find_mentions(text, open_gazetteer(), mode="fast")


@fuzz
@given(
    value=st.one_of(
        CELL,
        st.sampled_from(
            [
                "[a, b",
                "{a: b}",
                "[[]]",
                "[null]",
                "[1]",
                "1e999",
                "-.inf",
                ".nan",
                "1:30",
                "2024-02-31",
                "!!python/object:os.system",
                "&a [*a]",
                "true",
                "0x10",
                "1_000",
            ]
        ),
    ),
    kind=st.sampled_from(["str", "int", "float", "bool", "list"]),
    name=st.sampled_from(["x", "outlets"]),
)
def test_any_parameter_fits_or_is_named(value, kind, name):
    try:
        key, read = pair(f"{name}={value}", {name: kind})
        read = checked(key, read, kind, "0 to 1")
    except ClaimAtlasError as error:
        named(error, name)
        return
    if name == "outlets" and kind == "list":
        try:
            select(pd.DataFrame({"outlet": ["O"], "published": [None], "article_id": ["a"]}), read)
        except ClaimAtlasError as error:
            named(error, "outlets")
