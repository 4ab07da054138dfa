"""Corrections of places: ``review/places.csv``, which wins over the machine.

A row corrects one mention (`mention_id`), one name in one article (`article_id` and `surface`) or one name
everywhere (`surface`); the more specific row wins. `place_id` is a place of the gazetteer, or "-" for what is
no place.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from claimatlas import tables
from claimatlas.errors import InputError
from claimatlas.gazetteer import Gazetteer, normalise
from claimatlas.journal import name_missing
from claimatlas.sheets import (
    SHEETS,
    WHO,
    Fates,
    OfSelection,
    matching_ids,
    offset,
    read_rows,
    short,
    whereabouts,
)

if TYPE_CHECKING:
    import pandas as pd

SHEET = SHEETS["places"]
FILE, COLUMNS = SHEET.file, tuple(c for c in SHEET.columns if c not in WHO)
NO_PLACE = "-"
LEVELS = ("mention", "article", "everywhere")


class StaleError(ValueError):
    """A row was written against a text or an article that is not there any more."""


@dataclass
class Row:
    """One row of review/places.csv."""

    line: int
    level: str
    mention_id: str
    article_id: str
    surface: str
    place_id: str
    role: str
    note: str


@dataclass
class Review(OfSelection):
    """Corrections that were read, and what they did.

    Attributes
    ----------
    rows : list of Row
    touched : collections.Counter
        Number of mentions that each line of the file changed, after `apply`.
    fates : Fates
        What became of every line.
    """

    rows: list[Row] = field(default_factory=list)
    fates: Fates = field(default_factory=lambda: Fates(SHEET.name))

    def apply(self, mentions: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
        """Return the mentions with the corrections applied; a row for a mention that the machine missed adds
        it."""
        import pandas as pd

        self.touched = Counter({row.line: 0 for row in self.rows})
        if not self.rows:
            return mentions
        texts = articles.set_index("article_id")["text"]
        by_mention = {r.mention_id: r for r in self.rows if r.level == "mention"}
        by_article = {(r.article_id, normalise(r.surface)): r for r in self.rows if r.level == "article"}
        everywhere = {normalise(r.surface): r for r in self.rows if r.level == "everywhere"}
        kept = []
        for m in mentions.to_dict("records"):
            key = normalise(m["surface"])
            row = (
                by_mention.get(m["mention_id"])
                or by_article.get((m["article_id"], key))
                or everywhere.get(key)
            )
            if row is None:
                kept.append(m)
                continue
            self.touched[row.line] += 1
            if row.place_id != NO_PLACE:
                kept.append({**m, "place_id": row.place_id, "status": "reviewed", "confidence": 1.0,
                             "role": row.role or m["role"]})
        there = set(mentions["mention_id"])
        for row in self.rows:
            if (
                row.level == "mention"
                and row.mention_id not in there
                and row.place_id != NO_PLACE
                and row.article_id in texts
            ):
                _add(kept, row, texts[row.article_id])
                self.touched[row.line] += 1
        for row in self.rows:
            state, why = self._fate(row, texts)
            self.fates.tell(row.line, self._cells(row.line), row.mention_id or row.surface, state, why)
        return pd.DataFrame(kept, columns=mentions.columns) if kept else mentions.iloc[:0]

    def _fate(self, row: Row, texts: Container[str]) -> tuple[str, str]:
        """What became of a row that was tried, and why."""
        if row.article_id and row.article_id not in texts:
            return tables.OUTSIDE, ""
        if self.touched[row.line]:
            return "applied", ""
        if row.level == "everywhere" and any(row.surface in text for text in self.elsewhere.values()):
            return tables.OUTSIDE, ""
        return "without effect", "no mention of a place in this run is meant by it"

    def _cells(self, line: int) -> dict[str, str]:
        """Who corrected a line and when, as it was read."""
        fate = self.fates.rows.get((FILE, line), {})
        return {c: fate.get(c) or "" for c in ("by", "date")}

    def summary(self) -> str:
        """Say how many rows of each kind touched how many mentions."""
        if not self.fates.rows:
            return "No corrections: there is no review/places.csv."
        parts = []
        for level, label in zip(
            LEVELS, ("a single mention", "a name in one article", "a name everywhere"), strict=True
        ):
            rows = [r for r in self.rows if r.level == level]
            if rows:
                n = sum(self.touched[r.line] for r in rows)
                parts.append(f"{len(rows)} for {label} ({n} mention{'s' if n != 1 else ''})")
        idle = self.fates.idle
        text = (
            f"review/places.csv: {len(self.rows) + len(idle) - sum(line in self.touched for line in idle)} "
            f"rows"
        )
        text += f", {'; '.join(parts)}." if parts else "."
        text += self.fates.beyond
        return text + (f" Lines without effect: {', '.join(map(str, idle))}." if idle else "")


def _add(kept: list[dict], row: Row, text: str) -> None:
    """Put a mention that the machine missed in the place of those it overlaps."""
    _, start, end = parse_mention_id(row.mention_id)
    taken = [k for k in kept if k["article_id"] == row.article_id and k["start"] < end and start < k["end"]]
    for old in taken:
        kept.remove(old)
    left, right = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    kept.append({
        "mention_id": row.mention_id, "article_id": row.article_id, "start": start, "end": end,
        "surface": text[start:end], "sentence": text[left : right if right >= 0 else len(text)].strip(),
        "place_id": row.place_id, "status": "reviewed", "confidence": 1.0, "role": row.role or "literal",
        "alternatives": [],
    })


def parse_mention_id(mention_id: str) -> tuple[str, int, int]:
    """Split ``article:start-end``.

    Raises
    ------
    ValueError
        It has not that form.
    """
    article_id, _, span = mention_id.rpartition(":")
    start, _, end = span.partition("-")
    if not article_id or not offset(start) < offset(end):
        raise ValueError(f"mention_id {short(mention_id)!r} has not the form article:start-end")
    return article_id, int(start), int(end)


def read_review(
    corpus: Path | str, articles: pd.DataFrame, gaz: Gazetteer, draft: Path | None = None
) -> Review:
    """Read ``<corpus>/review/places.csv`` and check every row; no file is no correction.

    Parameters
    ----------
    corpus : path-like
    articles : pandas.DataFrame
        All articles of the corpus, before any selection.
    gaz : Gazetteer
    draft : pathlib.Path, optional
        A sheet that is about to be written, read instead.

    Raises
    ------
    InputError
        A row names no mention and no surface, an unknown place_id or role, is not of the form that it must
        have, or repeats another row. A row whose words are gone does not stop: it is left out and named.
    """
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    review = Review()
    seen: dict[tuple, int] = {}
    for line, cells in read_rows(corpus, SHEET.name, draft):
        target = cells["mention_id"] or cells["surface"]
        try:
            _check_answer(cells, gaz)
            state, why = _settle(cells, texts)
        except StaleError as error:
            review.fates.tell(line, cells, target, "left out", str(error))
            continue
        except ValueError as error:
            raise InputError(FILE, str(error), "Correct the row.", line) from None
        level, key = _level(cells)
        if key in seen:
            raise InputError(FILE, f"it corrects the same as row {seen[key]}", "Keep one of the two.", line)
        seen[key] = line
        review.fates.tell(line, cells, target, state, why)
        mention_id, article_id, surface, place_id, role, note = (cells[c] for c in COLUMNS)
        review.rows.append(Row(line, level, mention_id, article_id, surface, place_id, role, note))
    if draft is None:
        name_missing(review.fates, corpus)
    return review


def _check_answer(cells: dict[str, str], gaz: Gazetteer) -> None:
    """Check what a row says: a place of the gazetteer, or none, and a role."""
    place_id, role = cells["place_id"], cells["role"]
    if not place_id:
        raise ValueError(
            f"place_id is empty; write one such as gn:1138958, or {NO_PLACE!r} for what is no place"
        )
    if place_id != NO_PLACE:
        try:
            gaz.row(place_id)
        except KeyError:
            raise ValueError(
                f"place_id {short(place_id)!r} is not in the gazetteer; take one from the "
                f"alternatives, or ask: "
                "python -m claimatlas.gazetteer find NAME"
            ) from None
    if role not in ("", *tables.ROLES):
        raise ValueError(f"role {short(role)!r} is none of {', '.join(tables.ROLES)}")


def _level(cells: dict[str, str]) -> tuple[str, tuple]:
    """Whether a row corrects a mention, a name in an article or a name everywhere, and what tells it from
    others."""
    if cells["mention_id"]:
        return "mention", ("mention", cells["mention_id"])
    if cells["article_id"]:
        return "article", ("article", cells["article_id"], normalise(cells["surface"]))
    return "everywhere", ("everywhere", normalise(cells["surface"]))


def _settle(cells: dict[str, str], texts: dict[str, str]) -> tuple[str, str]:
    """Put the ids of a row where its words stand; return its state so far, and why."""
    if cells["mention_id"]:
        return _settle_mention(cells, texts)
    surface = cells["surface"]
    if not surface:
        raise ValueError("the row names neither a mention_id nor a surface; name one of them")
    if not cells["article_id"]:
        if not any(surface in text for text in texts.values()):
            raise StaleError(f"{short(surface)!r} occurs in no article")
        return "applied", ""
    candidates = matching_ids(cells["article_id"], texts)
    if not candidates:
        raise StaleError(f"article_id {short(cells['article_id'])!r} is not in articles.csv")
    holding = [c for c in candidates if surface in texts[c]]
    if not holding:
        raise StaleError(f"{short(surface)!r} does not occur in article {candidates[0]!r}")
    cells["article_id"] = holding[0]
    return "applied", ""


def _settle_mention(cells: dict[str, str], texts: dict[str, str]) -> tuple[str, str]:
    """Point a row about one mention at the article and place where its words stand now."""
    article, start, end = parse_mention_id(cells["mention_id"])
    candidates = matching_ids(article, texts)
    if not candidates:
        raise StaleError(f"mention_id: article {short(article)!r} is not in articles.csv")
    if cells["article_id"] and not set(matching_ids(cells["article_id"], [*texts, article])) & {
        *candidates,
        article,
    }:
        raise ValueError(
            f"mention_id {short(cells['mention_id'])!r} is not of article {short(cells['article_id'])!r}"
        )
    surface = cells["surface"]
    if not surface:
        article, at, state = candidates[0], (start, end), "unchecked"
        if end > len(texts[article]):
            raise StaleError(f"span {start}-{end} lies outside the text of {len(texts[article])} characters")
        why = (
            f"surface is empty, so nobody can tell whether it was written for these words: "
            f"{short(texts[article][start:end])}"
        )
    else:
        found = [(a, p) for a in candidates if (p := whereabouts(surface, start, end, texts[a]))]
        if not found:
            there = short(texts[candidates[0]][start:end])
            raise StaleError(f"the text at {start}-{end} is {there!r}, not {short(surface)!r}")
        article, at = next((f for f in found if f[1] == (start, end)), found[0])
        moved = at != (start, end)
        state, why = (
            ("moved", f"its words stand at {at[0]}-{at[1]} now, not at {start}-{end}")
            if moved
            else ("applied", "")
        )
    cells["article_id"], cells["mention_id"] = article, f"{article}:{at[0]}-{at[1]}"
    return state, why


def ready_rows(mentions: pd.DataFrame, gaz: Gazetteer) -> pd.DataFrame:
    """Return rows for review/places.csv for everything ambiguous or unknown, one for each name in each
    article.

    The place_id is the likeliest one ("-" where there is none); the note lists the alternatives with their
    ids. The column `line` holds the whole row as it stands in the file, ready to be copied.
    """
    import pandas as pd

    open_ones = mentions[mentions["status"].isin(["ambiguous", "unknown"])]
    rows = []
    for (article_id, surface), group in open_ones.groupby(["article_id", "surface"], sort=True):
        others = group["alternatives"].iloc[0]
        rows.append(
            {
                "mention_id": "",
                "article_id": article_id,
                "surface": surface,
                "place_id": others[0]["place_id"] if len(others) else NO_PLACE,
                "role": "",
                "note": "; ".join(_describe(gaz, o["place_id"]) for o in others)
                if len(others)
                else "not in the gazetteer",
            }
        )
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(rows[-1].values())
        rows[-1]["line"] = line.getvalue()
    return pd.DataFrame(rows, columns=[*COLUMNS, "line"])


def _describe(gaz: Gazetteer, place_id: str) -> str:
    """A place in words for who has to choose between several."""
    place = gaz.place(place_id)
    where = ", ".join(
        filter(None, [place.admin1 if place.admin1 != place.name else None, place.country_code])
    )
    return f"{place_id} {place.name} ({place.kind}{', ' + where if where else ''})"
