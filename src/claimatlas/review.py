"""An analyst's corrections of claims: ``review/claims.csv``, which wins over the machine.

Each row carries the words that it was written against. If they are no longer at that place but at one other,
the row goes with them; if not, it stays in its sheet, is left out and is named: it is never applied to
something else. ``python -m claimatlas.review BUILD_FOLDER CORPUS`` writes the sheet anew, all claims in it,
those most worth a look first and whatever was corrected before on top, and beside it one of the doubts of who
is who (`claimatlas.people.review`); rows without an action do nothing.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from claimatlas import tables
from claimatlas.claims.coding import parse_date, parse_number
from claimatlas.claims.reference import read_flag, read_list, read_spans, typed
from claimatlas.errors import InputError
from claimatlas.files import command
from claimatlas.journal import name_missing
from claimatlas.people import checks
from claimatlas.people import review as holder_review
from claimatlas.people.doubts import doubtful, sheet_rows_of
from claimatlas.sheets import (
    BEFORE,
    SHEETS,
    Fates,
    Sheet,
    matching_ids,
    offset,
    read_rows,
    rewrite,
    short,
    squeeze,
    whereabouts,
)

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
# What a chain and its kind are called where the outlet's sources end, and where the sentence's own do.
CHAINS = (("chain", "resolved_kind"), ("chain_explicit", "holder_kind"))
# Statements of which a claim or a pair bears one alone.
OPPOSITES = {"keep": ("reject",), "join": ("split",), "joined": ("alone",)}
UNNAMED = ("unattributed", "anonymous")  # kinds of a claim whose chain names nobody after the outlet


class StaleError(ValueError):
    """A row was written against a text or an article that is not there any more."""


# --- reading -----------------------------------------------------------------------------------------------


@dataclass
class Review:
    """Corrections that were read, and what they did.

    Attributes
    ----------
    rows : pandas.DataFrame
        Columns of the sheet and ``line``, one row for each line with an action that can be applied; text
        everywhere.
    touched : collections.Counter
        After `apply`: how many claims each action changed.
    fates : Fates
        What became of every line with an action.
    """

    rows: pd.DataFrame
    touched: Counter = field(default_factory=Counter)
    fates: Fates = field(default_factory=lambda: Fates(SHEET.name))

    @property
    def idle(self) -> list[int]:
        """After `apply`: lines that changed nothing."""
        return self.fates.idle

    @property
    def pairs(self) -> pd.DataFrame:
        """The rows about two claims (join, split, verdict), for `claimatlas.comparison.compare`."""
        return self.rows[self.rows["action"].isin(PAIRS)].reset_index(drop=True)

    def only(self, articles: pd.DataFrame) -> Review:
        """Keep the rows about articles of a selection; the others are told as outside of it."""
        kept = set(articles["article_id"])
        mask = [all(article in kept for article in _articles(row)) for row in self.rows.to_dict("records")]
        inside = self.rows[pd.Series(mask, dtype=bool)].reset_index(drop=True)
        fates = Fates(SHEET.name, {key: dict(fate) for key, fate in self.fates.rows.items()})
        for row in (r for r in self.rows.to_dict("records") if r["line"] not in set(inside["line"])):
            fates.tell(row["line"], row, row["claim_id"], tables.OUTSIDE)
        return Review(inside, fates=fates)

    def apply(self, claims: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
        """Return the claims with the corrections applied, made_by "reviewed" where one was.

        Parameters
        ----------
        claims, articles : pandas.DataFrame
            Tables of those names; rows about articles that are not in `articles` are left out.

        Raises
        ------
        InputError
            The edits of a claim do not go together: its chain names nobody and its kind somebody, or the
            reverse.
        """
        self.touched = Counter()
        texts = articles.set_index("article_id")
        records = {r["claim_id"]: r for r in tables.completed("claims", claims).to_dict("records")}
        kinds = _kinds(claims)
        rows = self.only(articles).rows.to_dict("records")
        for row in (r for r in rows if r["action"] == "add"):
            records.setdefault(row["claim_id"], _added(row, texts.loc[row["article_id"]], claims))
        edits: dict[str, list[dict]] = defaultdict(list)
        for row in rows:
            if row["action"] in PAIRS:
                continue
            if row["claim_id"] not in records:
                self._tell(row, "without effect", "the machine has no such claim in this run")
                continue
            self.touched[row["action"]] += 1
            self._tell(row, "applied")
            edits[row["claim_id"]].append(row)
        for key, mine in edits.items():
            if any(row["action"] == "reject" for row in mine):
                del records[key]
                continue
            _edit(records[key], [r for r in mine if r["action"] == "edit"], texts, kinds)
            records[key] |= {"made_by": "reviewed", "confidence": 1.0}
        for row in (r for r in rows if r["action"] in PAIRS):
            missing = [i for i in (row["claim_id"], row["other_id"]) if i and i not in records]
            why = f"there is no claim {missing[0]} in this run" if missing else ""
            self._tell(row, "without effect" if missing else "applied", why)
        frame = pd.DataFrame(list(records.values()), columns=tables.SCHEMAS["claims"].whole.names)
        return typed(frame) if len(frame) else tables.empty("claims")

    def _tell(self, row: dict, state: str, why: str = "") -> None:
        self.fates.tell(row["line"], row, row["claim_id"], state, why)

    def summary(self) -> str:
        """Say what the corrections did."""
        if not len(self.fates.rows):
            return f"No corrections: there is no {FILE}, or no row of it has an action."
        parts = [f"{n} {a}" for a in ACTIONS if (n := self.touched[a])]
        text = f"{FILE}: {self.fates.n_rows} rows; claims touched: {', '.join(parts) or 'none'}"
        text += f"; {len(self.pairs)} about pairs of claims." if len(self.pairs) else "."
        states = Counter(fate["state"] for fate in self.fates.rows.values())
        if states["moved"]:
            text += f" {states['moved']} went with their words to where these stand now."
        text += self.fates.beyond
        return text + (f" Lines without effect: {', '.join(map(str, self.idle))}." if self.idle else "")


def _articles(row: dict) -> list[str]:
    """The articles that a checked row is about."""
    return [parse_claim_id(row[c])[0] for c in ("claim_id", "other_id") if row[c]]


def parse_claim_id(claim_id: str) -> tuple[str, int, int]:
    """Split ``article:start-end`` with an optional letter.

    Raises
    ------
    ValueError
        It has not that form.
    """
    article, start, end, _ = _id_parts(claim_id)
    return article, start, end


def _id_parts(claim_id: str) -> tuple[str, int, int, str]:
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


def read_review(corpus: Path | str, articles: pd.DataFrame, draft: Path | None = None) -> Review:
    """Read ``<corpus>/review/claims.csv`` and check every row; no file is no correction.

    Parameters
    ----------
    corpus : path-like
    articles : pandas.DataFrame
        All articles of the corpus, before any selection.
    draft : pathlib.Path, optional
        A sheet that is about to be written, read instead.

    Raises
    ------
    InputError
        A row has an unknown action, field or value, has no words to be checked by, or contradicts another;
        the message names file, line and value. A row whose words are gone does not stop: it is left out and
        named.
    """
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    review = Review(pd.DataFrame(columns=[*SHEET.columns, "line"]))
    rows = []
    for line, row in read_rows(corpus, SHEET.name, draft):
        if not row["action"]:
            if row["field"] or row["value"] or row["other_id"]:
                review.fates.tell(line, row, row["claim_id"], "without effect", "its action is empty")
            continue
        try:
            state, why = _settle(row, texts)
        except StaleError as error:
            review.fates.tell(line, row, row["claim_id"], "left out", str(error))
            continue
        except ValueError as error:
            raise InputError(
                FILE, str(error), "Correct the row, or empty its action to leave it out.", line
            ) from None
        if state:
            review.fates.tell(line, row, row["claim_id"], state, why)
        rows.append({**row, "line": line})
    _refuse_contradictions(rows)
    if draft is None:
        name_missing(review.fates, corpus)
    review.rows = pd.DataFrame(rows, columns=[*SHEET.columns, "line"])
    return review


def _settle(row: dict[str, str], texts: dict[str, str]) -> tuple[str, str]:
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
        _value(row["field"], row["value"], texts[row["article_id"]])
    told = [(state, why) for state, why in notes if state]
    return (
        (min(told)[0], "; ".join(why for _, why in told)) if told else ("", "")
    )  # moved comes before unchecked


def _moved(row: dict[str, str], column: str, words: str, texts: dict[str, str]) -> tuple[str, str]:
    """Point an id of a row at where its words stand now; say if that is another place."""
    article, start, end, letter = _id_parts(row[column])
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


def _refuse_contradictions(rows: list[dict]) -> None:
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


# --- applying ----------------------------------------------------------------------------------------------


def _value(name: str, value: str, text: str) -> object:
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


def _kinds(claims: pd.DataFrame) -> dict[str, str]:
    """The kind of each holder of the claims, where all rows agree on it."""
    found: dict[str, set[str]] = defaultdict(set)
    for holder, kind in zip(claims["holder"], claims["resolved_kind"], strict=True):
        if isinstance(holder, str):
            found[holder].add(kind)
    return {holder: next(iter(kinds)) for holder, kinds in found.items() if len(kinds) == 1}


def _edit(record: dict, rows: list[dict], texts: pd.DataFrame, kinds: dict[str, str]) -> None:
    """Apply the edits of one claim: what follows from them first, then what is said outright."""
    if not rows:
        return
    text = texts.loc[record["article_id"], "text"]
    new = {row["field"]: _value(row["field"], row["value"], text) for row in rows}
    for name in ("chain", "chain_explicit"):
        if name in new and new[name][0] != record["outlet"]:
            _refuse(
                rows,
                (name,),
                f"{name} begins with {short(new[name][0])!r}, "
                f"not with the outlet {short(record['outlet'])!r}",
            )
    record |= _consequences(record, new, kinds) | new
    if "spans" in new:  # the id stays what it was, so that other rows of the review still find the claim
        record |= {"start": new["spans"][0][0], "end": new["spans"][-1][1]}
        record["content"] = squeeze(" ".join(text[a:b] for a, b in new["spans"]))
    for chain, kind in CHAINS:
        named = len(record[chain]) > 1
        wrong = record[kind] == "unattributed" if named else record[kind] not in UNNAMED
        if wrong and (chain in new or kind in new):
            says = "names a holder" if named else "is the outlet alone"
            _refuse(rows, (kind, chain), f"{kind} is {record[kind]!r} while {chain} {says}; edit both")


def _refuse(rows: list[dict], fields: tuple[str, ...], problem: str) -> None:
    """Stop at the row that edits one of some fields."""
    line = next(row["line"] for name in fields for row in rows if row["field"] == name)
    raise InputError(FILE, problem, "Correct the row, or empty its action to leave it out.", line)


def _consequences(record: dict, new: dict, kinds: dict[str, str]) -> dict:
    """Return what a new chain or new places mean for the other columns of a claim."""
    follow: dict = {}
    if "places" in new:
        follow["governments"] = [name for name in record["governments"] if name in new["places"]]
    chain = new.get("chain", list(record["chain"]))
    explicit = new.get("chain_explicit", list(record["chain_explicit"]))
    if "chain" in new:
        follow["chain_ids"] = []  # found anew by the names
        follow["holder"] = chain[-1] if len(chain) > 1 else None
        follow["resolved_kind"] = _kind(chain, record["resolved_kind"], kinds)
        if "chain_explicit" not in new and (
            len(chain) == 1 or chain[-1].lower() in str(record["sentence"]).lower()
        ):
            explicit = follow["chain_explicit"] = chain
    if "chain_explicit" in (new | follow):
        follow["holder_kind"] = _kind(explicit, record["holder_kind"], kinds)
        if len(explicit) == 1:
            follow |= {"holder_mention": None, "holder_start": None, "holder_end": None}
    if "chain" in new or "chain_explicit" in new:
        follow["chain_basis"] = _basis(chain, explicit)
    return follow


def _kind(chain: list[str], before: str, kinds: dict[str, str]) -> str:
    """The kind of a chain's last holder: as elsewhere in the corpus, as before, else by whether it has a name."""
    if len(chain) == 1:
        return "unattributed"
    holder = chain[-1]
    if holder in kinds:
        return kinds[holder]
    if before != "unattributed":
        return before
    return "named organisation" if any(word[:1].isupper() for word in holder.split()) else "anonymous"


def _basis(chain: list[str], explicit: list[str]) -> str:
    """How far the sentence itself bears a chain."""
    if len(chain) == 1:
        return "none"
    if chain == explicit:
        return "explicit"
    return "explicit+inherited" if len(explicit) > 1 else "inherited"


def _added(row: dict[str, str], article: pd.Series, claims: pd.DataFrame) -> dict:
    """A claim that the machine missed, in the outlet's voice until edit rows say more."""
    start, end = int(row["start"]), int(row["end"])
    text, outlet = article["text"], article["outlet"]
    here = claims["article_id"] == row["article_id"]
    near = claims[here & (claims["sentence_start"] <= start) & (claims["sentence_end"] >= end)]
    if len(near):
        first, last = int(near.iloc[0]["sentence_start"]), int(near.iloc[0]["sentence_end"])
    else:
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", end) if text.find("\n", end) >= 0 else len(text)
    unknown = (
        "holder",
        "holder_mention",
        "holder_start",
        "holder_end",
        "cue",
        "cue_start",
        "cue_end",
        "hedge",
        "holder_id",
        "speaker_from",
    )
    return (
        dict.fromkeys(unknown)
        | dict.fromkeys(FLAGS, False)
        | {
            "claim_id": row["claim_id"],
            "article_id": row["article_id"],
            "outlet": outlet,
            "start": start,
            "end": end,
            "spans": [[start, end]],
            "content": squeeze(text[start:end]),
            "sentence_start": first,
            "sentence_end": last,
            "sentence": text[first:last].strip(),
            "holder_kind": "unattributed",
            "resolved_kind": "unattributed",
            "chain": [outlet],
            "chain_explicit": [outlet],
            "chain_basis": "none",
            "chain_ids": [],
            "places": [],
            "governments": [],
            "dates": [],
            "cue_dates": [],
            "numbers": [],
            "confidence": 1.0,
            "made_by": "reviewed",
        }
    )


# --- the sheet ---------------------------------------------------------------------------------------------


def sheet_rows(
    claims: pd.DataFrame,
    articles: pd.DataFrame,
    groups: pd.DataFrame | None = None,
    conflicts: pd.DataFrame | None = None,
    before: Iterable[dict[str, str]] = (),
    contradicted: Mapping[str, str] | None = None,
    drifts: pd.DataFrame | None = None,
) -> list[dict[str, str]]:
    """Return the rows of a sheet: what was corrected before, doubtful differences, then all claims.

    A doubtful difference is a row that names two claims and the slot, to be given the action ``verdict`` and a value.
    Of the claims those come first whose holder the corpus itself contradicts. Else a claim is worth a look if it is
    uncertain, more so if it is in a conflict or shared by several outlets, since what hangs on it is then more
    than one bar of one chart.

    Parameters
    ----------
    claims, articles : pandas.DataFrame
    groups, conflicts, drifts : pandas.DataFrame, optional
        What the comparison made of the claims.
    before : iterable of dict
        Rows of the sheet that is there; each with a cell filled in by hand is kept as it is, with words to be
        checked by where it has none.
    contradicted : mapping of str to str, optional
        Why the corpus contradicts the holder, by claim_id (`claimatlas.people.checks.contradicted`).

    Returns
    -------
    list of dict
        Cells by column of `SHEET`, as they are meant; `claimatlas.sheets.neutral` makes them fit for a
        spreadsheet.
    """
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    disputed = set() if conflicts is None else set(tables.sure(conflicts)[["claim_a", "claim_b"]].to_numpy().ravel())
    shared = set() if groups is None else set(groups.loc[groups["n_outlets"] > 1, "claim_id"])
    against = contradicted or {}
    shown = {
        c["claim_id"]: _shown(c, texts[c["article_id"]], disputed, shared, against.get(c["claim_id"], ""))
        for c in claims.to_dict("records")
    }
    given = {"claim_id", "article_id", "start", "end", "text", *SHEET.shown}
    kept = [
        _worded(row, texts) for row in before
        if any(cell for c, cell in row.items() if c not in given) and not _is_offer(row)
    ]
    judged = {(frozenset((row["claim_id"], row.get("other_id", ""))), row.get("field", "")) for row in kept}
    offers = [
        row for row in _offers(conflicts, drifts, shown)
        if (frozenset((row["claim_id"], row["other_id"])), row["field"]) not in judged
    ]
    there = {row["claim_id"] for row in kept if row.get("action", "") not in PAIRS}
    for row in kept:
        about = shown.get(row["claim_id"], (0, {}))[1]
        row |= {c: about[c] for c in SHEET.shown if c in about}
        row["why"] = BEFORE[not row.get("action")]
    fresh = sorted(
        (-worth, c["article_id"], int(c["start"]), key)
        for key, (worth, c) in shown.items()
        if key not in there
    )
    return [*kept, *offers, *(shown[key][1] for *_, key in fresh)]


OFFER = "may differ"  # begins why a row about two claims is in the sheet


def _is_offer(row: Mapping[str, str]) -> bool:
    """Whether a row offers a doubtful difference that nobody has judged: it is written anew, or not at all."""
    return row.get("why", "").startswith(OFFER) and not any(row.get(c) for c in ("action", "value", "note"))


def _offers(
    conflicts: pd.DataFrame | None, drifts: pd.DataFrame | None, shown: Mapping[str, tuple[float, dict[str, str]]]
) -> list[dict[str, str]]:
    """Rows about two claims that may differ, those first that come nearest to being sure."""
    found = []
    for frame, slot, one, other in (
        (conflicts, "slot", "value_a", "value_b"), (drifts, "kind", "detail_a", "detail_b"),
    ):
        if frame is not None:
            doubtful = frame.drop(tables.sure(frame).index).to_dict("records")
            found += [(r["confidence"], r["claim_a"], r["claim_b"], r[slot], r[one], r[other]) for r in doubtful]
    rows = []
    for confidence, a, b, slot, one, other in sorted(found, key=lambda x: (-x[0], *x[1:4])):
        if a in shown and b in shown:
            why = f"{OFFER} in {slot}: {one} | {other} (confidence {confidence:.2f})"
            second = shown[b][1]["text"]
            rows.append(shown[a][1] | {"other_id": b, "other_text": second, "field": slot, "why": squeeze(why)})
    return rows


def _worded(row: dict[str, str], texts: dict[str, str]) -> dict[str, str]:
    """A row of the sheet that is there, with the words it stands on where it has none."""
    row = dict(row)
    for column, words in (("claim_id", "text"), ("other_id", "other_text")):
        if row.get(column) and not row.get(words):
            try:
                article, start, end = parse_claim_id(row[column])
            except ValueError:
                continue
            row[words] = squeeze(texts.get(article, "")[start:end])
    return row


def _shown(
    c: dict, text: str, disputed: set[str], shared: set[str], against: str
) -> tuple[float, dict[str, str]]:
    """How much a claim is worth a look, and its row without an action."""
    key = c["claim_id"]
    reasons = [against] if against else []
    reasons += [f"confidence {c['confidence']:.2f}"] if c["confidence"] < 0.8 else []
    reasons += ["in a conflict"] if key in disputed else []
    reasons += ["shared by several outlets"] if key in shared else []
    reasons += ["denial"] if c["denial"] else []
    worth = (1 - c["confidence"]) * (1 + 1.0 * (key in disputed) + 0.5 * (key in shared) + 0.5 * c["denial"])
    _, start, end = parse_claim_id(key)
    cells = dict.fromkeys((*SHEET.columns, *SHEET.shown), "") | {
        "claim_id": key,
        "article_id": c["article_id"],
        "start": str(start),
        "end": str(end),
        "text": squeeze(text[start:end]),
        "sentence": squeeze(c["sentence"]),
        "outlet": c["outlet"],
        "holder": c["holder"] or "",
        "holder_kind": c["resolved_kind"],
        "chain": " > ".join(c["chain"]),
        "cue": c["cue"] or "",
        **{f: "yes" if c[f] else "no" for f in FLAGS},
        "places": "; ".join(c["places"]),
        "dates": "; ".join(tables.date_text(d) for d in c["dates"]),
        "numbers": "; ".join(tables.number_text(n) for n in c["numbers"]),
        "confidence": f"{c['confidence']:.2f}",
        "why": ", ".join(reasons),
    }
    return worth + 10 * bool(against), cells


def write_sheets(build: Path | str, corpus: Path | str) -> tuple[int, int]:
    """Write claims and doubtful holders of a build into ``<corpus>/review/``, with all that stands there already.

    Returns
    -------
    tuple of int
        Number of rows in claims.csv and in holders.csv that were filled in before.

    Raises
    ------
    InputError
        The claims are hand-coded, or the sheet that is there cannot be read or written; see
        `claimatlas.sheets.rewrite`.
    """
    build = Path(build)
    claims = tables.read("claims", build)
    if not (claims["made_by"] != "hand-coded").all():
        remedy = 'Run with claims_from = "machine"; the reference is corrected in reference/claims.csv.'
        raise InputError("claims.parquet", "the claims are the hand-coded ones", remedy)
    groups, conflicts, drifts = (
        tables.read(name, build) if (build / f"{name}.parquet").exists() else None
        for name in ("groups", "conflicts", "drifts")
    )
    articles, holders, joins = (tables.read(name, build) for name in ("articles", "holders", "joins"))
    quotations = checks.shared_quotations(claims, articles, holders)
    against = checks.contradicted(claims, holders, quotations)
    doubts = doubtful(holders, joins, claims, quotations)
    return (
        _written(corpus, SHEET, lambda old: sheet_rows(claims, articles, groups, conflicts, old, against, drifts)),
        _written(corpus, holder_review.SHEET, lambda old: sheet_rows_of(doubts, old)),
    )


def _written(corpus: Path | str, sheet: Sheet, rows_of: Callable[[list[dict[str, str]]], list[dict]]) -> int:
    """Write a sheet of the rows made of those that are there; return how many had been filled in."""
    written: list[dict] = []

    def make(before: list[dict[str, str]]) -> tuple[list[str], list[dict]]:
        written.extend(rows_of(before))
        return [*sheet.columns, *sheet.shown], written

    rewrite(corpus, sheet.name, make)
    return sum(row["why"] in BEFORE for row in written)


def main(arguments: list[str]) -> int:
    """Run ``python -m claimatlas.review BUILD_FOLDER CORPUS``."""
    if len(arguments) != 2:
        print("usage: python -m claimatlas.review BUILD_FOLDER CORPUS", file=sys.stderr)
        return 2
    return command(lambda: _write_as_told(*arguments))


def _write_as_told(build: str, corpus: str) -> None:
    """Write the sheets and say what is in them."""
    for sheet, kept in zip((SHEET, holder_review.SHEET), write_sheets(build, corpus), strict=True):
        before = f" {kept} rows that were filled in before stand on top." if kept else ""
        told = "fill in the column action and save; those most worth a look come first."
        print(f"{sheet.file} in the corpus folder: {told}{before}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
