"""Reading ``review/claims.csv`` of a corpus, and applying it to the claims of a run."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from claimatlas import tables
from claimatlas.claims.reference import typed
from claimatlas.errors import InputError
from claimatlas.journal import name_missing
from claimatlas.review.applying import added, edit, kinds_of
from claimatlas.review.rows import (
    ACTIONS,
    FILE,
    PAIRS,
    SHEET,
    StaleError,
    parse_claim_id,
    refuse_contradictions,
    settle,
)
from claimatlas.sheets import Fates, read_rows


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
        inside = self.rows[np.array(mask, bool)].reset_index(drop=True)
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
        rows = self.only(articles).rows.to_dict("records")
        texts = articles.set_index("article_id")
        meant = claims["claim_id"].isin({row[c] for row in rows for c in ("claim_id", "other_id")})
        records = {r["claim_id"]: r for r in tables.completed("claims", claims[meant]).to_dict("records")}
        kinds = kinds_of(claims)
        for row in (r for r in rows if r["action"] == "add"):
            records.setdefault(row["claim_id"], added(row, texts.loc[row["article_id"]], claims))
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
            edit(records[key], [r for r in mine if r["action"] == "edit"], texts, kinds)
            records[key] |= {"made_by": "reviewed", "confidence": 1.0}
        for row in (r for r in rows if r["action"] in PAIRS):
            missing = [i for i in (row["claim_id"], row["other_id"]) if i and i not in records]
            why = f"there is no claim {missing[0]} in this run" if missing else ""
            self._tell(row, "without effect" if missing else "applied", why)
        frame = pd.DataFrame(list(records.values()), columns=tables.SCHEMAS["claims"].whole.names)
        parts = [claims[~meant], typed(frame)]  # those that no row is about are not taken apart
        return tables.gathered("claims", [part for part in parts if len(part)])

    def _tell(self, row: dict, state: str, why: str = "") -> None:
        """Note what became of a row."""
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
            # A pair and a field alone are an offer that nobody has taken up; a note asks for nothing.
            if row["value"] or bool(row["field"]) != bool(row["other_id"]):
                review.fates.tell(line, row, row["claim_id"], "without effect", "its action is empty")
            continue
        try:
            state, why = settle(row, texts)
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
    refuse_contradictions(rows)
    if draft is None:
        name_missing(review.fates, corpus)
    review.rows = pd.DataFrame(rows, columns=[*SHEET.columns, "line"])
    return review
