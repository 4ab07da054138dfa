"""Rows of ``review/claims.csv``: what they may say, where their words stand, and what their cells mean."""

from __future__ import annotations

from collections.abc import Callable

from claimatlas import tables
from claimatlas.claims.coding import parse_date, parse_number
from claimatlas.claims.reference import read_flag, read_list, read_spans
from claimatlas.errors import InputError
from claimatlas.sheets import SHEETS, matching_ids, offset, short, whereabouts

SHEET = SHEETS["claims"]
FILE = SHEET.file
ACTIONS = ("accept", "reject", "edit", "add", "join", "split", "verdict")
PAIRS = ("join", "split", "verdict")
FLAGS = ("hedged", "denial", "negated", "background")
FIELDS = (
    "spans",
    "chain",
    "chain_explicit",
    "chain_basis",
    "holder_kind",
    "resolved_kind",
    "holder_mention",
    "cue",
    "hedge",
    *FLAGS,
    "places",
    "governments",
    "dates",
    "cue_dates",
    "numbers",
)
# Statements of which a claim or a pair bears one alone.
OPPOSITES = {"keep": ("reject",), "join": ("split",), "joined": ("alone",)}


class StaleError(ValueError):
    """A row was written against a text or an article that is not there any more."""


def parse_claim_id(claim_id: str) -> tuple[str, int, int]:
    """Split ``article:start-end`` with an optional letter.

    Raises
    ------
    ValueError
        It has not that form.
    """
    article, start, end, _ = id_parts(claim_id)
    return article, start, end


def id_parts(claim_id: str) -> tuple[str, int, int, str]:
    """Article, start, end and letter of a claim's id."""
    article, _, span = claim_id.rpartition(":")
    start, _, rest = span.partition("-")
    end = rest[: len(rest) - len(rest.lstrip("0123456789"))] if rest else ""
    letter = rest[len(end) :]
    formed = (
        article
        and start.isdecimal()
        and end
        and (not letter or (letter.isalnum() and letter[0] in "bcdefghijklmnopqrstuvwxyz"))
    )
    if not formed or offset(start) >= offset(end):
        raise ValueError(f"claim_id {short(claim_id)!r} is not of the form article:start-end")
    return article, int(start), int(end), letter


def settle(row: dict[str, str], texts: dict[str, str]) -> tuple[str, str]:
    """Check the form of a row and put its ids where their words stand; return its state so far, and why."""
    action = row["action"] = row["action"].lower()
    if action not in ACTIONS:
        raise ValueError(f"action {short(action)!r} is none of {', '.join(ACTIONS)}")
    if action == "verdict" and row["value"] not in tables.JUDGEMENTS:
        raise ValueError(f"verdict {short(row['value'])!r} is none of {', '.join(tables.JUDGEMENTS)}")
    if action == "edit" and row["field"] not in FIELDS:
        raise ValueError(f"field {short(row['field'])!r} is none of {', '.join(FIELDS)}")
    if action == "add":
        row["claim_id"] = f"{row['article_id']}:{offset(row['start'])}-{offset(row['end'])}"
    if action not in PAIRS and not row["text"]:
        raise ValueError("text is empty; it must be the words that the row was written against")
    notes = [_moved(row, "claim_id", "text", texts)]
    if row["other_id"] or action in ("join", "verdict"):
        notes.append(_moved(row, "other_id", "other_text", texts))
    if row["claim_id"] == row["other_id"]:
        raise ValueError(f"{action}: claim_id and other_id are both {row['claim_id']!r}")
    row["article_id"], start, end = parse_claim_id(row["claim_id"])
    row["start"], row["end"] = str(start), str(end)
    if action == "edit":
        value_of(row["field"], row["value"], texts[row["article_id"]])
    told = [(state, why) for state, why in notes if state]
    return (
        (min(told)[0], "; ".join(why for _, why in told)) if told else ("", "")
    )  # moved comes before unchecked


def _moved(row: dict[str, str], column: str, words: str, texts: dict[str, str]) -> tuple[str, str]:
    """Point an id of a row at where its words stand now; say if that is another place."""
    article, start, end, letter = id_parts(row[column])
    candidates = matching_ids(article, texts)
    if not candidates:
        raise StaleError(f"{column} {row[column]!r} names no article of articles.csv")
    if not row[words]:
        article = candidates[0]
        if end > len(texts[article]):
            raise StaleError(f"span {start}-{end} lies outside the text")
        row[column] = f"{article}:{start}-{end}{letter}"
        there = short(texts[article][start:end])
        return (
            "unchecked",
            f"{words} is empty, so nobody can tell whether it was written for these words: {there}",
        )
    found = [(a, at) for a in candidates if (at := whereabouts(row[words], start, end, texts[a]))]
    exact = [(a, at) for a, at in found if at == (start, end)]
    if not found:
        there = short(texts[candidates[0]][start:end]) or "nothing"
        raise StaleError(
            f"the text has changed: the row was written against {short(row[words])!r}, "
            f"at that place stands {there!r}"
        )
    article, at = (exact or found)[0]
    if at != (start, end):
        _shift(row, start, end, at)
        row[column] = f"{article}:{at[0]}-{at[1]}{letter}"
        return "moved", f"its words stand at {at[0]}-{at[1]} now, not at {start}-{end}"
    row[column] = f"{article}:{start}-{end}{letter}"
    return "", ""


def _shift(row: dict[str, str], start: int, end: int, at: tuple[int, int]) -> None:
    """Move the spans that an edit sets along with the words it was written against."""
    if row["action"] != "edit" or row["field"] != "spans":
        return
    spans = read_spans(row["value"])
    if at[1] - at[0] != end - start or spans[0][0] < start or spans[-1][1] > end:
        raise StaleError(
            "the text has changed, and its spans lie outside the words that show where they belong"
        )
    row["value"] = "; ".join(f"{a - start + at[0]}-{b - start + at[0]}" for a, b in spans)


def value_of(name: str, value: str, text: str) -> object:
    """Read the new value of a field."""
    if name in FLAGS:
        return read_flag(value.lower())
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
        raise ValueError(f"{name} {short(value)!r} is none of {', '.join(tables.HOLDER_KINDS)}")
    if name == "chain_basis" and value not in tables.CHAIN_BASES:
        raise ValueError(f"chain_basis {short(value)!r} is none of {', '.join(tables.CHAIN_BASES)}")
    if name in ("places", "governments"):
        return read_list(value)
    if name in ("dates", "cue_dates"):
        return [_parsed(name, d, parse_date) for d in read_list(value)]
    if name == "numbers":
        return [_parsed(name, n, parse_number) for n in read_list(value)]
    return value or None


def _parsed(name: str, value: str, parse: Callable[[str], dict]) -> dict:
    """Read a date or number, an error naming the field."""
    try:
        return parse(value)
    except ValueError as error:
        why = "names no amount" if parse is parse_number else f"cannot be read ({short(str(error))})"
        raise ValueError(f"{name}: {short(value)!r} {why}") from None


def refuse_contradictions(rows: list[dict]) -> None:
    """Stop at two rows that cannot both be meant."""
    said: dict[tuple, dict] = {}
    for row in rows:
        for key in _statements(row):
            other = said.setdefault(key, row)
            if row["action"] == "edit" and key[0] == "edit" and other is not row:
                _stop_at(row, other, f"field {row['field']!r} of {row['claim_id']!r} is edited")
            if key[0] == "verdict" and other["value"] != row["value"]:
                _stop_at(row, other, f"these two claims have the verdict {other['value']!r}")
    for (statement, *about), row in said.items():
        for opposite in OPPOSITES.get(statement, ()):
            if other := said.get((opposite, *about)):
                earlier, later = sorted((row, other), key=lambda r: r["line"])
                said = f"the action {earlier['action']!r}, which contradicts {later['action']!r},"
                what = f"{later['claim_id']!r} has {said}"
                _stop_at(later, earlier, what)


def _statements(row: dict) -> list[tuple]:
    """What a row says, and of what, in a form that tells contradictions."""
    key, action = row["claim_id"], row["action"]
    pair = tuple(sorted((key, row["other_id"])))
    if action == "edit":
        return [("keep", key), ("edit", key, row["field"])]
    if action in ("accept", "add"):
        return [("keep", key)]
    if action == "verdict":
        return [("verdict", pair, row["field"] or "claim")]
    if action == "join":
        return [("join", pair), *(("joined", k) for k in pair)]
    if action == "split":
        return [("split", pair)] if row["other_id"] else [("alone", key)]
    return [("reject", key)]


def _stop_at(row: dict, other: dict, what: str) -> None:
    """Stop at a row that contradicts an earlier one."""
    raise InputError(FILE, f"{what} in row {other['line']} already", "Keep one of the two.", row["line"])
