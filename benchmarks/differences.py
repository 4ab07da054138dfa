"""Count the differences between accounts: python benchmarks/differences.py CORPUS [--judged FILE …] [--made]

CORPUS is a corpus folder. Prints how many conflicts, corrections, denials, positions, agreements and drifts
there are by kind and how many of them are shown (confidence of 0.5 or more), and the groups of several
outlets by their number of independent named origins. ``--judged`` takes sheets of judgements by id: of
conflicts (conflict_id, judgement), drifts (drift_id, judgement) or groups (group_id, n_origins,
true_origins); a judgement that begins with *true* is one for the machine. Of those still shown it prints what
share is true; a row that is no longer made is gone. ``--made`` prints, with or without a corpus, what is
found of the differences that the tests' made-up corpus has.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import pandas as pd
import users_run

from claimatlas import tables

ROOT = Path(__file__).resolve().parents[1]


def by_kind(frame: pd.DataFrame, column: str) -> None:
    """Print for each kind how many there are, how many are shown and their confidence."""
    for kind, own in frame.groupby(column, sort=True):
        confidence = own["confidence"].astype(float)
        told = f"{len(tables.sure(own)):>5} shown of {len(own):>5}"
        print(f"  {kind:16}{told}   confidence {confidence.min():.2f} to {confidence.max():.2f}")


def origins(groups: pd.DataFrame) -> None:
    """Print how many claims of several outlets have no, one or several named origins, or at least one."""
    across = groups[groups["n_outlets"] > 1].drop_duplicates("group_id")
    unclear = across["unclear_origins"].map(len) > 0
    print(f"claims in several outlets: {len(across)}")
    for name, mask in (
        ("none named", across["n_origins"] == 0), ("one", (across["n_origins"] == 1) & ~unclear),
        ("at least one", (across["n_origins"] == 1) & unclear), ("several", across["n_origins"] > 1),
    ):  # fmt: skip
        print(f"  {name:16}{int(mask.sum()):>5}")


def against(sheet: pd.DataFrame, frame: pd.DataFrame, key: str, kind: str) -> None:
    """Print what share of the judged differences that are still made, and still shown, was judged true."""
    both = sheet.merge(frame[[key, kind, "confidence"]], on=key, how="left", suffixes=("_then", ""))
    for name, own in both.groupby(f"{kind}_then" if f"{kind}_then" in both else kind, sort=True):
        true = own["judgement"].str.startswith("true")
        made = own["confidence"].notna()
        shown = made & (own["confidence"] >= tables.SHOWN)
        print(
            f"  {name:16}{len(own):>4} judged, {int(true.sum())} true; still made {int(made.sum())}, "
            f"{int((made & true).sum())} true; shown {int(shown.sum())}, {int((shown & true).sum())} true"
        )


def against_origins(sheet: pd.DataFrame, groups: pd.DataFrame) -> None:
    """Print of the judged groups that are still there how many have their true number of origins."""
    sheet = sheet[sheet["true_origins"].notna()].rename(columns={"n_origins": "n_then"})
    now = groups.drop_duplicates("group_id")[["group_id", "n_origins", "unclear_origins"]]
    both = sheet.merge(now, on="group_id", validate="one_to_one")
    open_ = both["unclear_origins"].map(len) > 0
    right = both["n_origins"].astype(int) == both["true_origins"].astype(float).astype(int)
    for name, mask in (
        ("one", (both["n_origins"] == 1) & ~open_), ("at least one", (both["n_origins"] == 1) & open_),
        ("several", both["n_origins"] > 1),
    ):  # fmt: skip
        print(f"  origins {name:16}{int((mask & right).sum())} right of {int(mask.sum())} judged")


def judged(files: list[Path], groups: pd.DataFrame, conflicts: pd.DataFrame, drifts: pd.DataFrame) -> None:
    """Hold the differences against sheets of judgements."""
    for path in files:
        sheet = pd.read_csv(path, dtype=str)
        print(f"judged in {path.name}:")
        if "conflict_id" in sheet:
            against(sheet, conflicts, "conflict_id", "verdict")
        elif "drift_id" in sheet:
            against(sheet, drifts, "drift_id", "kind")
        else:
            against_origins(sheet, groups)


def planted() -> tuple[list[tuple], list[tuple], int, int]:
    """Return of the made-up corpus: planted differences, those shown, others shown, agreements shown."""
    sys.path.insert(0, str(ROOT / "tests"))
    import differing

    made = users_run.read(differing.articles())
    _, _, conflicts, drifts = users_run.compare(made)
    told = differing.told(made.claims, tables.sure(conflicts), tables.sure(drifts))
    found = [p for p in differing.PLANTED if differing.is_told(p, told)]
    others = [t for t in told if not any(differing.is_told(p, [t]) for p in differing.PLANTED)]
    agreements = sum(t[1] == "agreement" for t in others)
    return differing.PLANTED, found, len(others) - agreements, agreements


def made() -> None:
    """Print what is shown of the differences planted into the made-up corpus, and what else is shown."""
    wanted, found, others, agreements = planted()
    print(f"planted differences shown: {len(found)} of {len(wanted)}")
    for difference in wanted:
        if difference not in found:
            print("  not shown:", *difference, sep="  ")
    print(f"others shown: {others}, and {agreements} agreements")


def main() -> None:
    """Print the counts of a corpus and, if asked, hold them against judgements."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--judged", type=Path, nargs="+", default=[], help="sheets of judgements")
    parser.add_argument("--made", action="store_true", help="the made-up corpus of the tests")
    options = parser.parse_args()
    if options.made:
        made()
    if options.corpus:
        _, groups, conflicts, drifts = users_run.compare(users_run.read_folder(options.corpus))
        print("conflicts:")
        by_kind(conflicts, "verdict")
        print("drifts:")
        by_kind(drifts, "kind")
        origins(groups)
        judged(options.judged, groups, conflicts, drifts)


if __name__ == "__main__":
    main()
