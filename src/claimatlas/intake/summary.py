"""What an import found, read from ``import.csv``: the tally that notebook 01 shows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from claimatlas.delimited import read_csv
from claimatlas.intake.folder import IMPORT, KEPT, REMOVED

_PARTS = ("read", "skipped", REMOVED, KEPT)


def read(corpus: Path | str) -> pd.DataFrame:
    """Read ``import.csv`` of a corpus, text everywhere; without rows if the corpus was not made of files."""
    path = Path(corpus) / "import.csv"
    rows = (
        [row for _, row in read_csv(path, path.name, ("file", "status"), IMPORT, [])] if path.exists() else []
    )
    return pd.DataFrame(rows, columns=list(IMPORT))


def sentence(imported: pd.DataFrame) -> str:
    """Say how much was found, read and skipped."""
    if imported.empty:
        return "The corpus was not made of files: there is no import.csv."
    counts = imported["status"].value_counts()
    found = int(counts.reindex(_PARTS, fill_value=0).sum())
    copied = int((imported["copy_of"] != "").sum())
    parts = [f"{counts.get('read', 0):,} read", f"{counts.get('skipped', 0):,} skipped"]
    if REMOVED in counts:
        parts.append(f"{counts[REMOVED]:,} taken out of articles.csv by hand")
    if KEPT in counts:
        parts.append(f"{counts[KEPT]:,} kept from originals that are gone")
    return (
        f"{imported['file'].nunique():,} files were looked at; {found:,} articles and parts were found "
        f"in them: {', '.join(parts)}. "
        f"{copied:,} of the articles are copies of another one."
    )


def by_kind(imported: pd.DataFrame) -> pd.DataFrame:
    """Count articles and parts by what read them."""
    parts = imported[imported["status"].isin(_PARTS)]
    table = pd.crosstab(parts["kind"].replace("", "of no kind that is read"), parts["status"]).reindex(
        columns=["read", "skipped"], fill_value=0
    )
    return table.reset_index().rename_axis(columns=None)


def skipped(imported: pd.DataFrame) -> pd.DataFrame:
    """Count what was skipped by its reason, with the first that it holds for, the most frequent first."""
    rows = imported[imported["status"] == "skipped"].assign(
        first=lambda f: (f["file"] + " > " + f["place"]).str.removesuffix(" > ")
    )
    table = rows.groupby("reason", as_index=False).agg(count=("file", "size"), first=("first", "first"))
    return table.sort_values(["count", "reason"], ascending=[False, True]).reset_index(drop=True)


def copies(imported: pd.DataFrame) -> pd.DataFrame:
    """List the copies with the articles that they copy, their outlets and days, and the share that both
    have."""
    rows = imported[imported["copy_of"] != ""]
    first = imported[imported["article_id"] != ""].set_index("article_id")[["outlet", "published"]]
    table = rows[["article_id", "outlet", "published", "copy_of", "copy_overlap"]].merge(
        first.rename(columns={"outlet": "outlet of the first", "published": "published first"}),
        left_on="copy_of",
        right_index=True,
        how="left",
        validate="many_to_one",
    )
    return table.fillna("").replace("", "unknown").reset_index(drop=True)


def languages(imported: pd.DataFrame) -> pd.DataFrame:
    """Count the articles by language."""
    codes = imported.loc[imported["status"] == "read", "language"].replace("", "unknown")
    return (
        codes.value_counts(sort=True)
        .rename_axis("language")
        .reset_index(name="articles")
        .sort_values(["articles", "language"], ascending=[False, True])
    )
