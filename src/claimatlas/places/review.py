"""Corrections of places: ``review/places.csv``, which wins over the machine.

A row corrects one mention (`mention_id`), one name in one article (`article_id` and `surface`) or one name everywhere
(`surface`); the more specific row wins. `place_id` is a place of the gazetteer, or "-" for what is no place.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from claimatlas.corpus import read_csv
from claimatlas.errors import InputError
from claimatlas.gazetteer import Gazetteer, normalise

if TYPE_CHECKING:
    import pandas as pd

FILE = "review/places.csv"
COLUMNS = ("mention_id", "article_id", "surface", "place_id", "role", "note")
NO_PLACE = "-"
LEVELS = ("mention", "article", "everywhere")


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
class Review:
    """Corrections that were read, and what they did.

    Attributes
    ----------
    rows : list of Row
    touched : collections.Counter
        Number of mentions that each line of the file changed, after `apply`.
    """

    rows: list[Row] = field(default_factory=list)
    touched: Counter = field(default_factory=Counter)

    def apply(self, mentions: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
        """Return the mentions with the corrections applied; a row for a mention that the machine missed adds it."""
        import pandas as pd

        self.touched = Counter({row.line: 0 for row in self.rows})
        texts = articles.set_index("article_id")["text"]
        by_mention = {r.mention_id: r for r in self.rows if r.level == "mention"}
        by_article = {(r.article_id, normalise(r.surface)): r for r in self.rows if r.level == "article"}
        everywhere = {normalise(r.surface): r for r in self.rows if r.level == "everywhere"}
        kept = []
        for m in mentions.to_dict("records"):
            key = normalise(m["surface"])
            row = by_mention.get(m["mention_id"]) or by_article.get((m["article_id"], key)) or everywhere.get(key)
            if row is None:
                kept.append(m)
                continue
            self.touched[row.line] += 1
            if row.place_id != NO_PLACE:
                kept.append({**m, "place_id": row.place_id, "status": "reviewed", "confidence": 1.0,
                             "role": row.role or m["role"]})
        there = set(mentions["mention_id"])
        for row in self.rows:
            if row.level == "mention" and row.mention_id not in there and row.place_id != NO_PLACE:
                article_id, start, end = parse_mention_id(row.mention_id)
                if article_id not in texts.index:
                    continue  # an article that was filtered out
                text = texts[article_id]
                taken = [k for k in kept if k["article_id"] == article_id and k["start"] < end and start < k["end"]]
                for old in taken:
                    kept.remove(old)
                left, right = text.rfind("\n", 0, start) + 1, text.find("\n", end)
                kept.append({
                    "mention_id": row.mention_id, "article_id": article_id, "start": start, "end": end,
                    "surface": text[start:end], "sentence": text[left : right if right >= 0 else len(text)].strip(),
                    "place_id": row.place_id, "status": "reviewed", "confidence": 1.0, "role": row.role or "literal",
                    "alternatives": [],
                })
                self.touched[row.line] += 1
        return pd.DataFrame(kept, columns=mentions.columns) if kept else mentions.iloc[:0]

    def summary(self) -> str:
        """Say how many rows of each kind touched how many mentions."""
        if not self.rows:
            return "No corrections: there is no review/places.csv."
        parts = []
        for level, label in zip(LEVELS, ("a single mention", "a name in one article", "a name everywhere"), strict=True):
            rows = [r for r in self.rows if r.level == level]
            if rows:
                n = sum(self.touched[r.line] for r in rows)
                parts.append(f"{len(rows)} for {label} ({n} mention{'s' if n != 1 else ''})")
        idle = [r.line for r in self.rows if not self.touched[r.line]]
        text = f"review/places.csv: {len(self.rows)} rows, {'; '.join(parts)}."
        return text + (f" Lines without effect: {', '.join(map(str, idle))}." if idle else "")


def parse_mention_id(mention_id: str) -> tuple[str, int, int]:
    """Split ``article:start-end``.

    Raises
    ------
    ValueError
        It has not that form.
    """
    article_id, _, span = mention_id.rpartition(":")
    start, _, end = span.partition("-")
    if not article_id or not start.isdecimal() or not end.isdecimal() or not int(start) < int(end):
        raise ValueError(mention_id)
    return article_id, int(start), int(end)


def read_review(corpus: Path | str, articles: pd.DataFrame, gaz: Gazetteer) -> Review:
    """Read ``<corpus>/review/places.csv`` and check every row; no file is no correction.

    Parameters
    ----------
    corpus : path-like
    articles : pandas.DataFrame
        All articles of the corpus, before any selection.
    gaz : Gazetteer

    Raises
    ------
    InputError
        A row names no mention and no surface, an unknown article or place_id, a span outside the text or one that
        does not match the row's surface, a name that does not occur, an unknown role, or repeats another row.
    """
    path = Path(corpus) / FILE
    if not path.exists():
        return Review()
    texts = articles.set_index("article_id")["text"]
    rows: list[Row] = []
    seen: dict[tuple, int] = {}
    for line, cells in read_csv(path, FILE, ("place_id",), COLUMNS):
        mention_id, article_id, surface, place_id, role, note = (cells.get(c, "") for c in COLUMNS)

        def wrong(problem: str, remedy: str, line: int = line) -> InputError:
            return InputError(FILE, problem, remedy, line)

        if not place_id:
            raise wrong("place_id is empty", f"Write a place_id such as gn:1138958, or {NO_PLACE!r} for what is no place.")
        if place_id != NO_PLACE:
            try:
                gaz.row(place_id)
            except KeyError:
                raise wrong(f"place_id {place_id!r} is not in the gazetteer",
                            "Take one from the alternatives, or ask: python -m claimatlas.gazetteer find NAME.") from None
        if role not in ("", "literal", "associative"):
            raise wrong(f"role {role!r} is neither literal nor associative", "Correct it, or leave it empty.")
        if mention_id:
            try:
                key_article, start, end = parse_mention_id(mention_id)
            except ValueError:
                raise wrong(f"mention_id {mention_id!r} has not the form article:start-end", "Copy it from the mentions table.") from None
            if article_id and article_id != key_article:
                raise wrong(f"mention_id {mention_id!r} is not of article {article_id!r}", "Make the two agree.")
            if key_article not in texts.index:
                raise wrong(f"article {key_article!r} is not in articles.csv", "Correct the mention_id.")
            text = texts[key_article]
            if end > len(text):
                raise wrong(f"span {start}-{end} lies outside the text of {len(text)} characters", "Correct the mention_id.")
            if surface and text[start:end] != surface:
                raise wrong(f"the text at {start}-{end} is {text[start:end]!r}, not {surface!r}",
                            "The text or the span has changed; copy the row anew from 02-places.")
            level, article_id, key = "mention", key_article, ("mention", mention_id)
        elif surface and article_id:
            if article_id not in texts.index:
                raise wrong(f"article {article_id!r} is not in articles.csv", "Correct the article_id.")
            if surface not in texts[article_id]:
                raise wrong(f"{surface!r} does not occur in article {article_id!r}", "Correct the surface or the article_id.")
            level, key = "article", ("article", article_id, normalise(surface))
        elif surface:
            if not any(surface in text for text in texts):
                raise wrong(f"{surface!r} occurs in no article", "Correct the surface.")
            level, key = "everywhere", ("everywhere", normalise(surface))
        else:
            raise wrong("the row names neither a mention_id nor a surface", "Name one of them.")
        if key in seen:
            raise wrong(f"it corrects the same as row {seen[key]}", "Keep one of the two.")
        seen[key] = line
        rows.append(Row(line, level, mention_id, article_id, surface, place_id, role, note))
    return Review(rows)


def ready_rows(mentions: pd.DataFrame, gaz: Gazetteer) -> pd.DataFrame:
    """Return rows for review/places.csv for everything ambiguous or unknown, one for each name in each article.

    The place_id is the likeliest one ("-" where there is none); the note lists the alternatives with their ids. The
    column `line` holds the whole row as it stands in the file, ready to be copied.
    """
    import pandas as pd

    open_ones = mentions[mentions["status"].isin(["ambiguous", "unknown"])]
    rows = []
    for (article_id, surface), group in open_ones.groupby(["article_id", "surface"], sort=True):
        others = group["alternatives"].iloc[0]
        rows.append({
            "mention_id": "", "article_id": article_id, "surface": surface,
            "place_id": others[0]["place_id"] if len(others) else NO_PLACE, "role": "",
            "note": "; ".join(_describe(gaz, o["place_id"]) for o in others) if len(others) else "not in the gazetteer",
        })
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(rows[-1].values())
        rows[-1]["line"] = line.getvalue()
    return pd.DataFrame(rows, columns=[*COLUMNS, "line"])


def _describe(gaz: Gazetteer, place_id: str) -> str:
    place = gaz.place(place_id)
    where = ", ".join(filter(None, [place.admin1 if place.admin1 != place.name else None, place.country_code]))
    return f"{place_id} {place.name} ({place.kind}{', ' + where if where else ''})"
