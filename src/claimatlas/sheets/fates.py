"""What became of each row of a review sheet in a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import pandas as pd

from claimatlas import tables
from claimatlas.errors import printable
from claimatlas.files import replacing
from claimatlas.sheets.cells import elsewhere, squeeze
from claimatlas.sheets.kinds import BACKUP, FOLDER, SHEETS

_LONGEST_WHY = 200


@dataclass
class Fates:
    """What became of the rows of one sheet in a run.

    Attributes
    ----------
    sheet : str
        Name in `SHEETS`.
    rows : dict of (str, int) to dict
        By file and line, in the form of table corrections.
    """

    sheet: str
    rows: dict[tuple[str, int], dict] = field(default_factory=dict)

    @property
    def idle(self) -> list[int]:
        """Lines of the sheet that changed nothing, after it was applied."""
        states = ("without effect", "left out")
        file = SHEETS[self.sheet].file
        return [
            line
            for (name, line), fate in sorted(self.rows.items())
            if name == file and fate["state"] in states
        ]

    @property
    def n_rows(self) -> int:
        """Number of rows of the sheet itself that were told."""
        return sum(name == SHEETS[self.sheet].file for name, _ in self.rows)

    def tell(
        self, line: int, cells: Mapping[str, str], target: str, state: str, why: str = "", file: str = ""
    ) -> None:
        """Note what became of a row; the last word on it counts, but why it was moved or unchecked stays."""
        key = (file or SHEETS[self.sheet].file, line)
        before = self.rows.get(key, {})
        if state == "applied" and before.get("state") in ("moved", "unchecked"):
            state, why = before["state"], before["why"]
        why = printable(squeeze(why))
        self.rows[key] = {
            "sheet": key[0],
            "line": line,
            "action": cells.get("action") or "correct",
            "target": printable(target) or None,
            "state": state,
            "why": (why if len(why) <= _LONGEST_WHY else f"{why[:_LONGEST_WHY]} …") or None,
            "by": cells.get("by") or None,
            "date": cells.get("date") or None,
        }

    @property
    def beyond(self) -> str:
        """A sentence on the rows outside the selection, after a blank; empty if there are none."""
        n = sum(fate["state"] == tables.OUTSIDE for fate in self.rows.values())
        return f" {n} {'is' if n == 1 else 'are'} about articles {tables.OUTSIDE}." if n else ""

    def name_strangers(self, corpus: Path | str) -> None:
        """Name each file in ``review/`` that nobody reads, since corrections may lie in it."""
        for name, meant in strangers(corpus):
            remedy = (
                f"rename it to {meant}"
                if meant
                else f"sheets are {', '.join(s.file for s in SHEETS.values())}"
            )
            self.rows[printable(name), 0] = {
                "sheet": printable(name),
                "line": 0,
                "action": None,
                "target": None,
                "state": "not read",
                "why": f"no sheet has this name; {remedy}",
                "by": None,
                "date": None,
            }

    @property
    def frame(self) -> pd.DataFrame:
        """All of it, as table corrections."""
        rows = [self.rows[key] for key in sorted(self.rows)]
        frame = pd.DataFrame(rows, columns=list(tables.empty("corrections")))
        return frame.astype({"line": "int32"}) if rows else tables.empty("corrections")

    def write(self, build: Path | str) -> None:
        """Write it below ``<build>/corrections/``: a table, and lines to print if a row needs a look."""
        folder = Path(build) / "corrections"
        tables.write("corrections", self.frame, folder / self.sheet)
        fine = ("applied", tables.OUTSIDE)
        told = [_line(row) for row in self.frame.to_dict("records") if row["state"] not in fine]
        with replacing(folder / f"{self.sheet}.txt") as temporary:
            temporary.write_text("".join(f"{line}\n" for line in told), encoding="utf-8")


@dataclass
class OfSelection:
    """A review that can tell rows about articles outside a selection from those that nobody knows.

    Attributes
    ----------
    touched : collections.Counter
        What was changed, after it was applied.
    elsewhere : dict of str to str
        Texts of the articles outside the selection, by article_id.
    """

    touched: Counter = field(default_factory=Counter, kw_only=True)
    elsewhere: dict[str, str] = field(default_factory=dict, kw_only=True)

    def only(self, articles: pd.DataFrame, everything: pd.DataFrame) -> Self:
        """Tell of a row that does nothing in a selection of articles whether it may be meant for others."""
        return replace(self, elsewhere=elsewhere(articles, everything))


def _line(row: Mapping) -> str:
    """One row of table corrections as a line for the terminal."""
    where = f"{row['sheet']}, row {row['line']}" if row["line"] else row["sheet"]
    what = f" ({row['action']} {row['target']})" if row["target"] else ""
    return f"warning: {where}{what}: {row['state']}" + (f", since {row['why']}" if row["why"] else "")


def read_fates(build: Path | str) -> pd.DataFrame:
    """Read what became of the rows of all sheets, as table corrections."""
    folders = [Path(build) / "corrections" / name for name in sorted(SHEETS)]
    found = [tables.read("corrections", f) for f in folders if (f / "corrections.parquet").exists()]
    found = [frame for frame in found if len(frame)]
    return pd.concat(found, ignore_index=True) if found else tables.empty("corrections")


def strangers(corpus: Path | str) -> list[tuple[str, str]]:
    """Return the files in ``review/`` that are no sheet, each with the one it may be meant for, or
    nothing."""
    folder = Path(corpus) / FOLDER
    files = {sheet.file: sheet for sheet in SHEETS.values()}
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        name = f"{FOLDER}/{path.name}"
        if name in files or name == BACKUP or path.name.startswith((".", "~")) or path.name.endswith("~"):
            continue
        meant = next(
            (f for f, s in files.items() if s.name in path.name.lower() and not (Path(corpus) / f).exists()),
            "",
        )
        found.append((name, meant))
    return found
