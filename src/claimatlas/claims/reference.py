"""The hand-coded claims of a corpus: reading them, and measuring the machine against them.

A reference measures. Nothing of it goes into the machine's rows.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from claimatlas import tables
from claimatlas.claims.coding import parse_date, parse_number
from claimatlas.delimited import read_csv
from claimatlas.errors import InputError
from claimatlas.wordlists import read_sets

REQUIRED = (
    "claim_id", "article_id", "spans", "sentence_start", "sentence_end", "holder_kind", "chain",
    "chain_explicit",
)  # fmt: skip
COLUMNS = (
    "claim_id", "article_id", "start", "end", "spans", "sentence_start", "sentence_end", "content_note",
    "holder_mention", "holder_start", "holder_end", "holder_kind", "resolved_kind", "chain", "chain_explicit",
    "chain_basis", "cue", "cue_start", "cue_end", "hedged", "hedge", "denial", "negated", "background",
    "places", "dates", "cue_dates", "numbers", "group",
)  # fmt: skip
FLAGS = ("hedged", "denial", "negated", "background")
_FILLER = read_sets("claims/lexicon.txt")["filler of names"]


def read_list(cell: str, separator: str = ";") -> list[str]:
    """Split a cell of a CSV file that holds a list."""
    return [part.strip() for part in cell.split(separator) if part.strip()]


def read_spans(cell: str) -> list[list[int]]:
    """Read spans written ``12-40; 52-60``.

    Raises
    ------
    ValueError
        A part is not two numbers, they are out of order, or parts overlap.
    """
    spans = []
    for part in read_list(cell):
        match = re.fullmatch(r"(\d{1,9})-(\d{1,9})", part, re.ASCII)
        if match is None or int(match[1]) >= int(match[2]):
            raise ValueError(f"{part[:40]!r} is no span")
        if spans and int(match[1]) < spans[-1][1]:
            raise ValueError(f"{part!r} begins before the span before it ends")
        spans.append([int(match[1]), int(match[2])])
    if not spans:
        raise ValueError("there is no span")
    return spans


def read_flag(cell: str) -> bool:
    """Read ``yes`` or ``no`` (empty is no).

    Raises
    ------
    ValueError
        It is something else.
    """
    if cell not in ("yes", "no", ""):
        raise ValueError(f"{cell!r} is neither yes nor no")
    return cell == "yes"


def read_reference(path: Path | str, articles: pd.DataFrame) -> pd.DataFrame:
    """Read ``reference/claims.csv`` into the form of the claims table, made by "hand-coded".

    Parameters
    ----------
    path : path-like
    articles : pandas.DataFrame
        The articles table; offsets are checked against its texts.

    Raises
    ------
    InputError
        Names file, row and value of the first thing that cannot be used.
    """
    path = Path(path)
    name = f"{path.parent.name}/{path.name}"
    known = {a["article_id"]: a for a in articles.to_dict("records")}
    rows = []
    for line, cells in read_csv(path, name, REQUIRED, COLUMNS):
        article = known.get(cells["article_id"])
        if article is None:
            raise InputError(
                name,
                f"article_id {cells['article_id']!r} is not in articles.csv",
                "Correct it or add the article.",
                line,
            )
        try:
            rows.append(_row(cells, article))
        except ValueError as error:
            raise InputError(name, str(error), "Write it as data/README.md describes.", line) from None
    frame = pd.DataFrame(rows, columns=tables.SCHEMAS["claims"].columns.names)
    return typed(frame)


def _row(cells: dict[str, str], article: dict) -> dict:
    """A row of the reference in the form of the claims table."""
    text = article["text"]
    spans = read_spans(cells["spans"])
    if spans[-1][1] > len(text):
        raise ValueError(f"spans {cells['spans']!r} end after the text")
    start, end = int(cells["sentence_start"]), int(cells["sentence_end"])
    chain = read_list(cells["chain"], ">")
    offsets = ("holder_start", "holder_end", "cue_start", "cue_end")
    return {
        "claim_id": cells["claim_id"],
        "article_id": cells["article_id"],
        "outlet": article["outlet"],
        "start": spans[0][0],
        "end": spans[-1][1],
        "spans": spans,
        "content": re.sub(r"\s+", " ", " ".join(text[a:b] for a, b in spans)),
        "sentence_start": start,
        "sentence_end": end,
        "sentence": text[start:end],
        "holder": chain[-1] if len(chain) > 1 else None,
        "holder_kind": cells["holder_kind"],
        "resolved_kind": cells["resolved_kind"] or cells["holder_kind"],
        "chain": chain,
        "chain_explicit": read_list(cells["chain_explicit"], ">"),
        "chain_basis": cells["chain_basis"] or "none",
        "places": read_list(cells["places"]),
        "dates": [parse_date(d) for d in read_list(cells["dates"])],
        "cue_dates": [parse_date(d) for d in read_list(cells["cue_dates"])],
        "numbers": [parse_number(n) for n in read_list(cells["numbers"])],
        "confidence": 1.0,
        "made_by": "hand-coded",
        **{column: cells[column] or None for column in ("holder_mention", "cue", "hedge")},
        **{column: int(cells[column]) if cells[column] else None for column in offsets},
        **{flag: read_flag(cells[flag]) for flag in FLAGS},
    }


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a frame of claims the column types that the table wants, and its order."""
    for column in ("holder_start", "holder_end", "cue_start", "cue_end"):
        frame[column] = pd.to_numeric(frame[column]).astype("Int32")
    for column in ("start", "end", "sentence_start", "sentence_end"):
        frame[column] = frame[column].astype("int32")
    for column in FLAGS:
        frame[column] = frame[column].astype(bool)
    for column in ("holder", "holder_mention", "cue", "hedge"):
        frame[column] = [v if isinstance(v, str) else None for v in frame[column]]
    frame["confidence"] = frame["confidence"].astype("float32")
    return frame.sort_values("claim_id", kind="stable").reset_index(drop=True)


# --- measuring ----------------------------------------------------------------------------------------------


def _words(text_spans: list, text: str) -> set[int]:
    """The places of a content's words, told by the offset of each word."""
    return {
        m.start() + int(a)
        for a, b in text_spans
        for m in re.finditer(r"\w+(?:[’'-]\w+)*", text[int(a) : int(b)])
    }


def pair(machine: pd.DataFrame, reference: pd.DataFrame, texts: dict[str, str]) -> list[tuple[int, int]]:
    """Pair rows whose contents share at least half of the words of each.

    Parameters
    ----------
    machine, reference : pandas.DataFrame
        Claims tables with an index of 0, 1, ….
    texts : dict of str
        Text by article_id.

    Returns
    -------
    list of (int, int)
        Index into `machine` and into `reference`, one to one, the most words shared in all.
    """
    from scipy.optimize import linear_sum_assignment  # a tenth of a second, which few corpora need

    pairs = []
    for article in sorted(set(machine["article_id"]) & set(reference["article_id"])):
        ours = machine.index[machine["article_id"] == article].tolist()
        theirs = reference.index[reference["article_id"] == article].tolist()
        a = [_words(machine.at[i, "spans"], texts[article]) for i in ours]
        b = [_words(reference.at[j, "spans"], texts[article]) for j in theirs]
        share = np.array([[len(x & y) / max(len(x), len(y), 1) for y in b] for x in a])
        share[share < 0.5] = 0
        for i, j in zip(*linear_sum_assignment(-share), strict=True):
            if share[i, j] > 0:
                pairs.append((ours[i], theirs[j]))
    return pairs


def name_words(name: str) -> frozenset[str]:
    """The words of a holder's name that tell him apart: notes in brackets, articles and "unnamed" left
    out."""
    bare = re.sub(r"\([^()]*\)", " ", name).lower().replace("’", "'").replace("'s", "")
    words = frozenset(re.findall(r"[\w-]+", bare))
    return words - _FILLER or words


def same_name(one: str, other: str) -> bool:
    """Whether two names of a holder are equal, or one contains the other, word by word."""
    x, y = name_words(one), name_words(other)
    return x <= y or y <= x


def same_chain(one: list[str], other: list[str]) -> bool:
    """Whether two chains have the same layers."""
    return len(one) == len(other) and all(
        same_name(x, y) for x, y in zip(list(one)[1:], list(other)[1:], strict=True)
    )


class _Both:
    """The values of machine and reference by sentence: the reference's that a row lies in, else the row's
    own."""

    def __init__(self, machine: pd.DataFrame, reference: pd.DataFrame):
        self.machine, self.reference = machine, reference
        starts = reference["sentence_start"].astype(int)
        self.theirs = list(zip(reference["article_id"], starts, strict=True))
        bounds: dict[str, list[tuple[int, int]]] = {}
        for (article, start), end in zip(self.theirs, reference["sentence_end"], strict=True):
            bounds.setdefault(article, []).append((start, int(end)))
        columns = (machine[c] for c in ("article_id", "start", "sentence_start"))
        self.ours = [
            (article, next((a for a, b in bounds.get(article, []) if a <= start < b), int(own)))
            for article, start, own in zip(*columns, strict=True)
        ]

    def values(self, column: str, parts: Callable[[Any], Iterable]) -> tuple[list, list]:
        """Each of both as (sentence, value) pairs; `parts` takes a cell apart."""
        sides = ((self.ours, self.machine), (self.theirs, self.reference))
        ours, theirs = (
            [(key, part) for key, cell in zip(keys, table[column], strict=True) for part in parts(cell)]
            for keys, table in sides
        )
        return ours, theirs

    def counted(
        self, measure: str, column: str, parts: Callable[[Any], Iterable], once: bool = False
    ) -> dict:
        """The line of values that are equal in a sentence; with `once`, each counts once in a sentence."""
        ours, theirs = self.values(column, parts)
        if once:
            ours, theirs = set(ours), set(theirs)
        return _line(measure, sum((Counter(ours) & Counter(theirs)).values()), len(ours), len(theirs))


def _line(measure: str, right: float, n_machine: float, n_reference: float) -> dict:
    """A line of the score from its counts."""
    p = right / n_machine if n_machine else float("nan")
    r = right / n_reference if n_reference else float("nan")
    f = 2 * right / (n_machine + n_reference) if n_machine + n_reference else float("nan")
    return {
        "measure": measure,
        "right": int(right),
        "machine": int(n_machine),
        "reference": int(n_reference),
        "precision": p,
        "recall": r,
        "f1": f,
    }


def _dates(dates: list[dict]) -> list[tuple]:
    """Dates as they are compared."""
    return [
        (d["value"] or d["text"].lower().strip(), d["granularity"], d["part"], bool(d["inferred"]))
        for d in dates
    ]


def _numbers(numbers: list[dict]) -> list[tuple]:
    """Amounts as they are compared."""
    def end(value: float | None) -> float | None:
        return None if value is None or pd.isna(value) else float(value)

    return [(n["qualifier"], end(n["low"]), end(n["high"])) for n in numbers]


def score(
    machine: pd.DataFrame, reference: pd.DataFrame, articles: pd.DataFrame, holder: str | None = None
) -> pd.DataFrame:
    """Measure machine rows against a reference, column by column.

    Measured are the articles that the reference codes; one without a row of it says nothing of the machine.
    Sentence and flag figures count equal values sentence by sentence, rows without a partner included;
    "holder" and "chain" are the share of paired rows that are right (given as precision, recall and f1
    alike).

    Parameters
    ----------
    machine, reference : pandas.DataFrame
        Claims tables.
    articles : pandas.DataFrame
        The articles table.
    holder : str, optional
        A name whose presence in the resolved chain is measured on its own; by default the named holder that
        occurs most often in the reference.

    Returns
    -------
    pandas.DataFrame
        measure, right, machine, reference (counts), precision, recall, f1 (0–1).
    """
    machine = machine[machine["article_id"].isin(reference["article_id"])].reset_index(drop=True)
    reference = reference.reset_index(drop=True)
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    pairs = pair(machine, reference, texts)
    both = _Both(machine, reference)
    lines = [
        both.counted("attributed sentences, explicit", "holder_kind", _attributed, once=True),
        both.counted("attributed sentences, resolved", "resolved_kind", _attributed, once=True),
        _line("claim rows", len(pairs), len(machine), len(reference)),
        both.counted("kind, explicit", "holder_kind", _whole),
        both.counted("kind, resolved", "resolved_kind", _whole),
        *_of_pairs(machine, reference, pairs),
    ]
    if name := _most_named(reference) if holder is None else holder:
        among = functools.partial(_among, name)
        lines.append(both.counted(f"{_short(name)} in the resolved chain", "chain", among))
    lines += [both.counted(flag, flag, lambda cell: [True] * bool(cell)) for flag in FLAGS]
    dates, numbers = both.counted("dates", "dates", _dates), both.counted("numbers", "numbers", _numbers)
    # one saying, one date, however many rows it has
    sayings = both.counted("dates of the reporting", "cue_dates", _dates, once=True)
    sums = (dates[c] + numbers[c] for c in ("right", "machine", "reference"))
    lines += [
        both.counted("places", "places", list),
        dates,
        sayings,
        numbers,
        _line("dates and numbers", *sums),
    ]
    return pd.DataFrame(lines)


def _whole(cell: str) -> list[str]:
    """A cell that is one value."""
    return [cell]


def _attributed(kind: str) -> list[bool]:
    """A mark for a row that is somebody's word."""
    return [] if kind == "unattributed" else [True]


def _among(name: str, chain: list[str]) -> list[bool]:
    """A mark for a chain that a holder is in."""
    return [True] if any(same_name(name, link) for link in list(chain)[1:]) else []


def _of_pairs(machine: pd.DataFrame, reference: pd.DataFrame, pairs: list[tuple[int, int]]) -> list[dict]:
    """The lines of paired rows: whose word they are, and the whole chain."""
    named = right = whole = 0
    for i, j in pairs:
        ours, theirs = list(machine.at[i, "chain_explicit"]), list(reference.at[j, "chain_explicit"])
        named += len(ours) > 1 or len(theirs) > 1
        right += len(ours) > 1 and len(theirs) > 1 and same_name(ours[-1], theirs[-1])
        whole += same_chain(machine.at[i, "chain"], reference.at[j, "chain"])
    return [
        _line("holder, of the attributed", right, named, named),
        _line("whole chain, resolved", whole, len(pairs), len(pairs)),
    ]


def _most_named(reference: pd.DataFrame) -> str:
    """The named organisation that occurs in most chains of a reference; empty where there is none."""
    organisations = reference.loc[reference["resolved_kind"] == "named organisation", "chain"]
    names = Counter(name for chain in organisations for name in list(chain)[1:])
    return min(names, key=lambda n: (-names[n], n), default="")


def _short(name: str) -> str:
    """The short name in brackets behind a name, else the name."""
    match = re.search(r"\(([A-Z][\w-]+)\)", name)
    return match[1] if match else name
