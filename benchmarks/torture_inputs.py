"""Corpora and review sheets with something wrong, for `torture.py`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from torture_bench import TEXTS, Bench, Book

from claimatlas import review, sheets, tables
from claimatlas.corpus import read_corpus
from claimatlas.errors import ClaimAtlasError, InputError

HEAD = "article_id,outlet,file\n"
ARTICLES_CSV = {
    "empty": b"",
    "a header alone": HEAD.encode(),
    "no header": b"a,O,a.txt\n",
    "UTF-16": (HEAD + "a,O,a.txt\n").encode("utf-16"),
    "Latin-1": HEAD.encode() + "a,Zürich,a.txt\n".encode("latin-1"),
    "binary": bytes(range(256)) * 4,
    "NUL in a name": HEAD.encode() + b"a,O,a\0.txt\n",
    "ESC in a name": HEAD.encode() + b"a,\x1b[31mO,a.txt\n",
    "a name of 300 characters": HEAD.encode() + b"a,O," + b"x" * 300 + b"\n",
    "a cell of 200,000 characters": HEAD.encode() + b"a," + b"x" * 200_000 + b",a.txt\n",
    "an open quotation mark": HEAD.encode() + b'a,"O,a.txt\n' + b"b,P,b.txt\n" * 30_000,
    "a row too long": HEAD.encode() + b"a,O,a.txt,x\n",
    "a row too short": HEAD.encode() + b"a,O\n",
    "an id twice": HEAD.encode() + b"a,O,a.txt\na,O,b.txt\n",
    "a file twice": HEAD.encode() + b"a,O,a.txt\nb,O,a.txt\n",
    "no outlet": HEAD.encode() + b"a,,a.txt\n",
    "an id with a slash": HEAD.encode() + b"a/b,O,a.txt\n",
    "an id of 5,000 digits": HEAD.encode() + b"9" * 5000 + b",O,a.txt\n",
    "a path out": HEAD.encode() + b"a,O,../../etc/passwd\n",
    "an absolute path": HEAD.encode() + b"a,O,/etc/passwd\n",
    "a folder for a file": HEAD.encode() + b"a,O,.\n",
    "no such file": HEAD.encode() + b"a,O,b.txt\n",
    "a date that is none": b"article_id,outlet,file,published\na,O,a.txt,2024-02-31\n",
    "a column twice": b"article_id,outlet,file,file\na,O,a.txt,a.txt\n",
    "a column misspelt": b"article_id,outlet,file,publishd\na,O,a.txt,2024\n",
    "U+2028 in a cell": (HEAD + "a,O\u2028P,a.txt\n").encode(),
    "a form feed in a cell": (HEAD + "a,O\x0cP,a.txt\n").encode(),
    "U+0085 in a cell": (HEAD + "a,O\x85P,a.txt\n").encode(),
    "semicolons": b"article_id;outlet;file\na;O;a.txt\n",
    "old Mac line ends": b"article_id,outlet,file\ra,O,a.txt\r",
}
BODIES = {
    "empty": b"",
    "blank": b" \n\t\n",
    "UTF-16": "It rained.".encode("utf-16"),
    "Latin-1": "Zürich".encode("latin-1"),
    "NUL": b"It\0rained.",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "a BOM alone": b"\xef\xbb\xbf",
    "200,000 blank lines": b"Kabul" + b"\n" * 200_000 + b"provinces",
    "lone surrogate": b"\xed\xa0\x80",
    "one word of 100,000 letters": b"x" * 100_000,
}


def small(folder: Path) -> Path:
    """A corpus of one article."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "text").mkdir(parents=True)
    (folder / "text" / "a.txt").write_text("It rained.")
    (folder / "articles.csv").write_text(HEAD + "a,O,a.txt\n")
    return folder


def bad_files(bench: Bench, book: Book) -> None:
    """Read corpora with something wrong: they are read, or an error of ours names what is wrong."""
    folder = bench.folder / "bad"

    def attempt(name: str, change: Callable[[Path], object]) -> None:
        change(small(folder))
        try:
            read_corpus(folder)
            lost = []
        except ClaimAtlasError as error:
            lost = (
                []
                if "articles.csv" in str(error) or "text/" in str(error)
                else [f"{name}: no file is named in {error}"]
            )
        except Exception as error:
            lost = [f"{name}: {type(error).__name__}: {error}"]
        book.note("bad articles.csv or text", *lost)

    for name, raw in ARTICLES_CSV.items():
        attempt(name, lambda f, raw=raw: (f / "articles.csv").write_bytes(raw))
    for name, raw in BODIES.items():
        attempt(name, lambda f, raw=raw: (f / "text" / "a.txt").write_bytes(raw))
    secret = bench.folder / "secret.txt"
    secret.write_text("Nobody may read this.")
    links = {
        "text links out": lambda f: (
            (f / "text" / "a.txt").unlink(),
            (f / "text" / "a.txt").symlink_to(secret),
        ),
        "text/ links out": lambda f: (shutil.rmtree(f / "text"), (f / "text").symlink_to(bench.folder)),
        "articles.csv links out": lambda f: (
            (f / "articles.csv").unlink(),
            (f / "articles.csv").symlink_to(bench.corpus / "articles.csv"),
        ),
        "a text in a ring of links": lambda f: (
            (f / "text" / "a.txt").unlink(),
            (f / "text" / "a.txt").symlink_to("a.txt"),
        ),
        "articles.csv is a folder": lambda f: ((f / "articles.csv").unlink(), (f / "articles.csv").mkdir()),
        "a text is a folder": lambda f: ((f / "text" / "a.txt").unlink(), (f / "text" / "a.txt").mkdir()),
        "a text is a pipe": lambda f: ((f / "text" / "a.txt").unlink(), os.mkfifo(f / "text" / "a.txt")),
        "text/ is a file": lambda f: (shutil.rmtree(f / "text"), (f / "text").write_text("x")),
    }
    for name, change in links.items():
        attempt(name, change)


CLAIM, WORDS = "001:0-30", TEXTS["001"][:30]
REVIEWS = [
    "",
    "action\n",
    "action,claim_id\naccept,\n",
    f"action,claim_id,text\naccept,{CLAIM},{WORDS}\nreject,{CLAIM},{WORDS}\n",
    f"action,claim_id,text\naccept,{CLAIM},\n",
    "action,claim_id,text\naccept,009:0-30,gone\n",
    f"action,claim_id,text\naccept,{CLAIM},other words\n",
    f"action,claim_id,text,field,value\nedit,{CLAIM},{WORDS},colour,red\n",
    f"action,claim_id,text,field,value\nedit,{CLAIM},{WORDS},spans,0-{'9' * 5000}\n",
    f"action,claim_id,text,field,value\nedit,{CLAIM},{WORDS},chain,\n",
    f"action,claim_id,text,field,value\nedit,{CLAIM},{WORDS},chain,Another Outlet\n",
    f"action,claim_id,text,field,value\nedit,{CLAIM},{WORDS},chain,Post 0\n",
    f"action,claim_id,text,field,value\nedit,{CLAIM},{WORDS},resolved_kind,named person\n",
    f"action,claim_id,text,field,value\nedit,{CLAIM},{WORDS},hedged,yes\nreject,{CLAIM},{WORDS},,\n",
    f"action,claim_id,other_id\njoin,{CLAIM},{CLAIM}\n",
    f"action,claim_id,other_id\njoin,{CLAIM},002:0-9\nsplit,{CLAIM},002:0-9\n",
    f"action,claim_id,other_id,value\nverdict,{CLAIM},002:0-9,maybe\n",
    "action,article_id,start,end,text\nadd,1,0,30," + WORDS + "\nreject,,,,\n",
    f"action,article_id,start,end,text\nadd,1,0,{'3' * 5000},{WORDS}\n",
    f"action,claim_id,text\nreject,1:0-30,{WORDS}\n",
    f'action,claim_id,text,note\nreject,{CLAIM},{WORDS},"a\u2028b\x0cc"\n',
    "action;claim_id\nrejct;x\n",
    f"action,claim_id,text,field,value\nedit,{CLAIM},{WORDS},dates,last May\n",
    f"\ufeffaction\tclaim_id\ttext\nACCEPT\t{CLAIM}\t{WORDS}\n",
    'action,claim_id\n"accept,x\n' + "x,y\n" * 9000,
]


def bad_reviews(bench: Bench, book: Book) -> None:
    """Read review sheets with something wrong: applied, named or refused by row, never changed."""
    articles, claims = tables.read("articles", bench.build), tables.read("claims", bench.build)
    path = bench.corpus / "review" / "claims.csv"
    path.parent.mkdir(exist_ok=True)
    for text in REVIEWS:
        path.write_text(text, encoding="utf-8", newline="")
        before, lost = path.read_bytes(), []
        try:
            read = review.read_review(bench.corpus, articles)
            read.apply(claims, articles)
            asked = [line for line, cells in sheets.read_rows(bench.corpus, "claims") if cells["action"]]
            lost = [
                f"row {line} is not accounted for"
                for line in asked
                if ("review/claims.csv", line) not in read.fates.rows
            ]
        except InputError as error:
            lost = [] if "review/claims.csv" in str(error) else [f"no sheet is named in {error}"]
        except Exception as error:
            lost = [f"{type(error).__name__}: {error} at {text[:60]!r}"]
        lost += [] if path.read_bytes() == before else ["the sheet was changed"]
        book.note("bad review sheet", *lost)
    shutil.rmtree(path.parent)
