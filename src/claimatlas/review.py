"""An analyst's corrections of claims: ``review/claims.csv``, which wins over the machine.

Each row carries the text that it was written against. If that text is no longer at that place, the row stops the run
with its line number; it is never applied to something else. ``python -m claimatlas.review BUILD_FOLDER CLAIMS.csv
HOLDERS.csv`` writes a sheet of all claims, and one of the doubts of who is who (`claimatlas.people.review`), to correct in
a spreadsheet, those most worth a look first; rows without an action do nothing, so a whole sheet can be saved in
``review/``.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from claimatlas import sheets, tables
from claimatlas.claims.quantities import parse_date, parse_number
from claimatlas.claims.reference import read_flag, read_list, read_spans, typed
from claimatlas.errors import ClaimAtlasError, InputError
from claimatlas.people import checks
from claimatlas.people import review as holder_review
from claimatlas.people.doubts import doubtful
from claimatlas.sheets import csv_text

FILE = "review/claims.csv"
ACTIONS = ("accept", "reject", "edit", "add", "join", "split", "verdict")
COLUMNS = ("action", "claim_id", "other_id", "article_id", "start", "end", "text", "field", "value", "note")
# What the sheet shows beside them, so that a row can be judged without opening anything else; ignored when read.
SHOWN = ("sentence", "outlet", "holder", "holder_kind", "chain", "cue", "hedged", "denial", "negated", "background", "places", "dates", "numbers", "confidence", "why")
FIELDS = (
    "spans", "chain", "chain_explicit", "chain_basis", "holder_kind", "resolved_kind", "holder_mention", "cue", "hedge", "hedged", "denial", "negated",
    "background", "places", "governments", "dates", "cue_dates", "numbers",
)  # fmt: skip
_ID = re.compile(r"(?P<article>.+):(?P<start>\d+)-(?P<end>\d+)(?P<letter>[b-z]\w*)?")


# --- reading -----------------------------------------------------------------------------------------------------------------


@dataclass
class Review:
    """Corrections that were read, and what they did.

    Attributes
    ----------
    rows : pandas.DataFrame
        Columns of `COLUMNS` and ``line``, one row for each line with an action; text everywhere.
    touched : collections.Counter
        After `apply`: how many claims each action changed.
    idle : list of int
        After `apply`: lines that changed nothing, because the machine has no such claim any more.
    """

    rows: pd.DataFrame
    touched: Counter = field(default_factory=Counter)
    idle: list[int] = field(default_factory=list)

    @property
    def pairs(self) -> pd.DataFrame:
        """The rows about two claims (join, split, verdict), for `claimatlas.comparison.compare`."""
        return self.rows[self.rows["action"].isin(["join", "split", "verdict"])].reset_index(drop=True)

    def only(self, articles: pd.DataFrame) -> Review:
        """Keep the rows about articles of a selection."""
        kept = set(articles["article_id"])

        def inside(row: dict) -> bool:
            ids = [row["article_id"]] if row["article_id"] else [parse_claim_id(row[c])[0] for c in ("claim_id", "other_id") if row[c]]
            return all(i in kept for i in ids)

        mask = [inside(r) for r in self.rows.to_dict("records")]
        return Review(self.rows[mask].reset_index(drop=True))

    def apply(self, claims: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
        """Return the claims with the corrections applied, made_by "reviewed" where one was.

        Parameters
        ----------
        claims, articles : pandas.DataFrame
            Tables of those names; rows about articles that are not in `articles` are left out.
        """
        self.touched, self.idle = Counter(), []
        texts = articles.set_index("article_id")
        records = {r["claim_id"]: r for r in tables.completed("claims", claims).to_dict("records")}
        order = {"add": 0, "edit": 1, "accept": 2, "reject": 3}
        rows = [r for r in self.only(articles).rows.to_dict("records") if r["action"] in order]
        for row in sorted(rows, key=lambda r: (order[r["action"]], r["line"])):
            action, key = row["action"], row["claim_id"]
            if action == "add":
                key = f"{row['article_id']}:{row['start']}-{row['end']}"
                if key not in records:
                    records[key] = _added(row, texts.loc[row["article_id"]], claims)
            if key not in records:
                self.idle.append(row["line"])
                continue
            self.touched[action] += 1
            if action == "reject":
                del records[key]
                continue
            if action == "edit":
                _edit(records[key], row, texts.loc[records[key]["article_id"], "text"])
            records[key]["made_by"] = "reviewed"
            records[key]["confidence"] = 1.0
        frame = pd.DataFrame(list(records.values()), columns=tables.SCHEMAS["claims"].whole.names)
        return typed(frame) if len(frame) else tables.empty("claims")

    def summary(self) -> str:
        """Say what the corrections did."""
        if not len(self.rows):
            return f"No corrections: there is no {FILE}, or no row of it has an action."
        parts = [f"{n} {a}" for a in ACTIONS if (n := self.touched[a])]
        n_pairs = len(self.pairs)
        text = f"{FILE}: {len(self.rows)} rows; claims touched: {', '.join(parts) or 'none'}" + (f"; {n_pairs} about pairs of claims." if n_pairs else ".")
        return text + (f" Lines without effect, since the machine has no such claim: {', '.join(map(str, self.idle))}." if self.idle else "")


def parse_claim_id(claim_id: str) -> tuple[str, int, int]:
    """Split ``article:start-end`` with an optional letter.

    Raises
    ------
    ValueError
        It has not that form.
    """
    match = _ID.fullmatch(claim_id)
    if match is None or int(match["start"]) >= int(match["end"]):
        raise ValueError(f"claim_id {claim_id!r} is not of the form article:start-end")
    return match["article"], int(match["start"]), int(match["end"])


def read_review(corpus: Path | str, articles: pd.DataFrame) -> Review:
    """Read ``<corpus>/review/claims.csv`` and check every row; no file is no correction.

    Parameters
    ----------
    corpus : path-like
    articles : pandas.DataFrame
        All articles of the corpus, before any selection.

    Raises
    ------
    InputError
        A row has an unknown action or field, names no claim, points outside its article, or was written against a text
        that is not there any more; the message names file, line and value.
    """
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    rows, edited = [], {}
    for line, row in sheets.read_actions(corpus, FILE, COLUMNS, SHOWN):
        try:
            row = _checked(row, texts)
        except ValueError as error:
            raise InputError(FILE, str(error), "Correct the row or remove it; `make review` writes a fresh sheet.", line) from None
        if row["action"] == "edit":
            where = (row["claim_id"], row["field"])
            if where in edited:
                raise InputError(FILE, f"field {row['field']!r} of {row['claim_id']!r} is edited in row {edited[where]} already", "Keep one of the two.", line)
            edited[where] = line
        rows.append({**row, "line": line})
    return Review(pd.DataFrame(rows, columns=[*COLUMNS, "line"]))


def _checked(row: dict[str, str], texts: dict[str, str]) -> dict[str, str]:
    action = row["action"] = row["action"].lower()
    if action not in ACTIONS:
        raise ValueError(f"action {action!r} is none of {', '.join(ACTIONS)}")
    if action == "add":
        if row["article_id"] not in texts:
            raise ValueError(f"article_id {row['article_id']!r} is not in articles.csv")
        if not (row["start"].isdecimal() and row["end"].isdecimal()):
            raise ValueError(f"start {row['start']!r} and end {row['end']!r} are not both numbers")
        _same_text(row["text"], [[int(row["start"]), int(row["end"])]], texts[row["article_id"]])
        row["start"], row["end"] = str(int(row["start"])), str(int(row["end"]))
        return row
    article, start, end = parse_claim_id(row["claim_id"])
    if article not in texts:
        raise ValueError(f"claim_id {row['claim_id']!r} names no article of articles.csv")
    if row["text"] or action in ("accept", "reject", "edit"):
        _same_text(row["text"], [[start, end]], texts[article])
    if (action in ("join", "verdict") or row["other_id"]) and parse_claim_id(row["other_id"])[0] not in texts:
        raise ValueError(f"other_id {row['other_id']!r} names no article of articles.csv")
    if action == "edit":
        if row["field"] not in FIELDS:
            raise ValueError(f"field {row['field']!r} is none of {', '.join(FIELDS)}")
        _value(row["field"], row["value"], texts[article])
    if action == "verdict" and row["value"] not in (*tables.VERDICTS, "none"):
        raise ValueError(f"verdict {row['value']!r} is none of {', '.join(tables.VERDICTS)}, none")
    return row


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _same_text(written: str, spans: list[list[int]], text: str) -> None:
    """Check that the words a row was written against stand where it says."""
    there = _squeeze(" ".join(text[a:b] for a, b in spans))
    if not written:
        raise ValueError("text is empty; it must be the words that the row was written against")
    if not there or spans[-1][1] > len(text):
        raise ValueError(f"span {spans[0][0]}-{spans[-1][1]} lies outside the text")
    if _squeeze(written) != there:
        raise ValueError(f"the text has changed: the row was written against {_short(written)!r}, at that place stands {_short(there)!r}")


def _short(text: str) -> str:
    text = _squeeze(text)
    return text if len(text) <= 60 else text[:57] + "..."


def _value(name: str, value: str, text: str) -> object:
    """Read the new value of a field."""
    if name in ("hedged", "denial", "negated", "background"):
        return read_flag(value)
    if name == "spans":
        spans = read_spans(value)
        if spans[-1][1] > len(text):
            raise ValueError(f"spans {value!r} end after the text")
        return spans
    if name in ("chain", "chain_explicit"):
        chain = read_list(value, ">")
        if not chain:
            raise ValueError(f"{name} is empty; it begins with the outlet")
        return chain
    if name in ("holder_kind", "resolved_kind") and value not in tables.HOLDER_KINDS:
        raise ValueError(f"{name} {value!r} is none of {', '.join(tables.HOLDER_KINDS)}")
    if name == "chain_basis" and value not in tables.CHAIN_BASES:
        raise ValueError(f"chain_basis {value!r} is none of {', '.join(tables.CHAIN_BASES)}")
    if name in ("places", "governments"):
        return read_list(value)
    if name in ("dates", "cue_dates"):
        return [parse_date(d) for d in read_list(value)]
    if name == "numbers":
        return [parse_number(n) for n in read_list(value)]
    return value or None


def _edit(record: dict, row: dict[str, str], text: str) -> None:
    value = _value(row["field"], row["value"], text)
    record[row["field"]] = value
    if row["field"] == "chain":
        record["holder"] = value[-1] if len(value) > 1 else None
        record["chain_ids"] = []  # found anew by the names
    if row["field"] == "places":
        record["governments"] = [name for name in record["governments"] if name in value]
    if row["field"] == "spans":
        # the id stays what it was, so that other rows of the review still find the claim
        record["start"], record["end"] = value[0][0], value[-1][1]
        record["content"] = _squeeze(" ".join(text[a:b] for a, b in value))


def _added(row: dict[str, str], article: pd.Series, claims: pd.DataFrame) -> dict:
    """A claim that the machine missed, in the outlet's voice until edit rows say more."""
    start, end = int(row["start"]), int(row["end"])
    text = article["text"]
    near = claims[(claims["article_id"] == row["article_id"]) & (claims["sentence_start"] <= start) & (claims["sentence_end"] >= end)]
    if len(near):
        first, last = int(near.iloc[0]["sentence_start"]), int(near.iloc[0]["sentence_end"])
    else:
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", end) if text.find("\n", end) >= 0 else len(text)
    outlet = article["outlet"]
    return {
        "claim_id": f"{row['article_id']}:{start}-{end}", "article_id": row["article_id"], "outlet": outlet, "start": start, "end": end,
        "spans": [[start, end]], "content": _squeeze(text[start:end]), "sentence_start": first, "sentence_end": last, "sentence": text[first:last].strip(),
        "holder": None, "holder_kind": "unattributed", "resolved_kind": "unattributed", "holder_mention": None, "holder_start": None, "holder_end": None,
        "chain": [outlet], "chain_explicit": [outlet], "chain_basis": "none", "cue": None, "cue_start": None, "cue_end": None, "hedged": False, "hedge": None,
        "denial": False, "negated": False, "background": False, "places": [], "dates": [], "cue_dates": [], "numbers": [], "confidence": 1.0, "made_by": "reviewed",
        "governments": [], "holder_id": None, "chain_ids": [], "speaker_from": None,
    }  # fmt: skip


# --- the sheet -----------------------------------------------------------------------------------------------------------------


def sheet(
    claims: pd.DataFrame, articles: pd.DataFrame, groups: pd.DataFrame | None = None, conflicts: pd.DataFrame | None = None,
    contradicted: Mapping[str, str] | None = None,
) -> str:
    """Write all claims as CSV to correct, those most worth a look first.

    First come those whose holder the corpus itself contradicts. Else a claim is worth a look if it is uncertain, more so
    if it is in a conflict or shared by several outlets, since what hangs on it is then more than one bar of one chart.

    Parameters
    ----------
    claims, articles : pandas.DataFrame
    groups, conflicts : pandas.DataFrame, optional
        What the comparison made of the claims.
    contradicted : mapping of str to str, optional
        Why the corpus contradicts the holder, by claim_id (`claimatlas.people.checks.contradicted`).

    Returns
    -------
    str
        CSV with a header; no cell of it can run as a formula in a spreadsheet, and `read_review` reads it back.
    """
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    disputed = set() if conflicts is None else {*conflicts["claim_a"], *conflicts["claim_b"]}
    shared = set() if groups is None else set(groups.loc[groups["n_outlets"] > 1, "claim_id"])
    rows = []
    for c in claims.to_dict("records"):
        against = (contradicted or {}).get(c["claim_id"], "")
        reasons = [against] if against else []
        reasons += [f"confidence {c['confidence']:.2f}"] if c["confidence"] < 0.8 else []
        reasons += ["in a conflict"] if c["claim_id"] in disputed else []
        reasons += ["shared by several outlets"] if c["claim_id"] in shared else []
        reasons += ["denial"] if c["denial"] else []
        worth = (1 - c["confidence"]) * (1 + 1.0 * (c["claim_id"] in disputed) + 0.5 * (c["claim_id"] in shared) + 0.5 * c["denial"])
        _, start, end = parse_claim_id(c["claim_id"])
        cells = {
            "action": "", "claim_id": c["claim_id"], "other_id": "", "article_id": c["article_id"], "start": start, "end": end,
            "text": _squeeze(texts[c["article_id"]][start:end]), "field": "", "value": "", "note": "", "sentence": _squeeze(c["sentence"]), "outlet": c["outlet"],
            "holder": c["holder"] or "", "holder_kind": c["resolved_kind"], "chain": " > ".join(c["chain"]), "cue": c["cue"] or "",
            **{f: "yes" if c[f] else "no" for f in ("hedged", "denial", "negated", "background")}, "places": "; ".join(c["places"]),
            "dates": "; ".join(tables.date_text(d) for d in c["dates"]), "numbers": "; ".join(tables.number_text(n) for n in c["numbers"]),
            "confidence": f"{c['confidence']:.2f}", "why": ", ".join(reasons),
        }  # fmt: skip
        rows.append((-worth - 10 * bool(against), c["article_id"], c["start"], c["claim_id"], cells))
    ordered = (cells for *_, cells in sorted(rows, key=lambda r: r[:4]))
    return csv_text((*COLUMNS, *SHOWN), ordered)


def write_sheets(build: Path | str, claims_to: Path | str, holders_to: Path | str) -> tuple[int, int]:
    """Write the sheets of a build folder's claims and of its doubtful holders.

    Returns
    -------
    tuple of int
        Number of claims and of holders' rows in them.
    """
    build = Path(build)
    claims = tables.read("claims", build)
    if not (claims["made_by"] != "hand-coded").all():
        raise InputError("claims.parquet", "the claims are the hand-coded ones", "Run 04-claims with claims_from = \"machine\" first; the reference is corrected in reference/claims.csv.")
    articles, holders, joins = (tables.read(name, build) for name in ("articles", "holders", "joins"))
    groups = tables.read("groups", build) if (build / "groups.parquet").exists() else None
    conflicts = tables.read("conflicts", build) if (build / "conflicts.parquet").exists() else None
    quotations = checks.shared_quotations(claims, articles, holders)
    against = checks.contradicted(claims, holders, quotations)
    sheets.write_sheet(claims_to, sheet(claims, articles, groups, conflicts, against))
    rows = doubtful(holders, joins, claims, quotations)
    sheets.write_sheet(holders_to, sheets.csv_text((*holder_review.COLUMNS, *holder_review.SHOWN), rows))
    return len(claims), len(rows)


def main(arguments: list[str]) -> int:
    """Run ``python -m claimatlas.review BUILD_FOLDER CLAIMS.csv HOLDERS.csv``."""
    if len(arguments) != 3:
        print("usage: python -m claimatlas.review BUILD_FOLDER CLAIMS.csv HOLDERS.csv", file=sys.stderr)
        return 2
    try:
        claims, holders = write_sheets(*arguments)
    except ClaimAtlasError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{claims} claims and {holders} doubts of who is who, those most worth a look first; fill in the column action")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
