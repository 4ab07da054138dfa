"""The hand-coded claims of a corpus: reading them, and measuring the machine against them.

A reference measures. Nothing of it goes into the machine's rows.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from claimatlas import tables
from claimatlas.claims.coding import parse_date, parse_number
from claimatlas.corpus import read_csv
from claimatlas.errors import InputError

REQUIRED = ("claim_id", "article_id", "spans", "sentence_start", "sentence_end", "holder_kind", "chain", "chain_explicit")
COLUMNS = (
    "claim_id", "article_id", "start", "end", "spans", "sentence_start", "sentence_end", "content_note", "holder_mention", "holder_start",
    "holder_end", "holder_kind", "resolved_kind", "chain", "chain_explicit", "chain_basis", "cue", "cue_start", "cue_end", "hedged", "hedge",
    "denial", "negated", "background", "places", "dates", "cue_dates", "numbers", "group",
)  # fmt: skip
FLAGS = ("hedged", "denial", "negated", "background")
_FILLER = frozenset(
    ["the", "a", "an", "of", "in", "from", "and", "its", "their", "his", "her", "this", "that", "these", "those", "some", "several", "various", "many", "most", "unnamed", "unidentified", "unknown", "official", "officials'", "said", "to", "have", "for", "alleged"]
)


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
            raise InputError(name, f"article_id {cells['article_id']!r} is not in articles.csv", "Correct it or add the article.", line)
        try:
            rows.append(_row(cells, article))
        except ValueError as error:
            raise InputError(name, str(error), "Write it as data/README.md describes.", line) from None
    frame = pd.DataFrame(rows, columns=tables.SCHEMAS["claims"].columns.names)
    return typed(frame)


def _row(cells: dict[str, str], article: dict) -> dict:
    text = article["text"]
    spans = read_spans(cells["spans"])
    if spans[-1][1] > len(text):
        raise ValueError(f"spans {cells['spans']!r} end after the text")
    start, end = int(cells["sentence_start"]), int(cells["sentence_end"])

    def offset(column: str) -> int | None:
        return int(cells[column]) if cells[column] else None

    chain = read_list(cells["chain"], ">")
    return {
        "claim_id": cells["claim_id"], "article_id": cells["article_id"], "outlet": article["outlet"], "start": spans[0][0], "end": spans[-1][1],
        "spans": spans, "content": re.sub(r"\s+", " ", " ".join(text[a:b] for a, b in spans)), "sentence_start": start, "sentence_end": end,
        "sentence": text[start:end], "holder": chain[-1] if len(chain) > 1 else None, "holder_kind": cells["holder_kind"],
        "resolved_kind": cells["resolved_kind"] or cells["holder_kind"], "holder_mention": cells["holder_mention"] or None,
        "holder_start": offset("holder_start"), "holder_end": offset("holder_end"), "chain": chain, "chain_explicit": read_list(cells["chain_explicit"], ">"),
        "chain_basis": cells["chain_basis"] or "none", "cue": cells["cue"] or None, "cue_start": offset("cue_start"), "cue_end": offset("cue_end"),
        "hedged": read_flag(cells["hedged"]), "hedge": cells["hedge"] or None, "denial": read_flag(cells["denial"]), "negated": read_flag(cells["negated"]),
        "background": read_flag(cells["background"]), "places": read_list(cells["places"]), "dates": [parse_date(d) for d in read_list(cells["dates"])],
        "cue_dates": [parse_date(d) for d in read_list(cells["cue_dates"])], "numbers": [parse_number(n) for n in read_list(cells["numbers"])],
        "confidence": 1.0, "made_by": "hand-coded",
    }  # fmt: skip


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a frame of claims the column types that the table wants, and its order."""
    for column in ("holder_start", "holder_end", "cue_start", "cue_end"):
        frame[column] = pd.array([None if pd.isna(v) else int(v) for v in frame[column]], dtype="Int32")
    for column in ("start", "end", "sentence_start", "sentence_end"):
        frame[column] = frame[column].astype("int32")
    for column in FLAGS:
        frame[column] = frame[column].astype(bool)
    for column in ("holder", "holder_mention", "cue", "hedge"):
        frame[column] = [v if isinstance(v, str) else None for v in frame[column]]
    frame["confidence"] = frame["confidence"].astype("float32")
    return frame.sort_values("claim_id", kind="stable").reset_index(drop=True)


# --- measuring --------------------------------------------------------------------------------------------------------------


def _words(text_spans: list, text: str) -> set[int]:
    """The places of a content's words, told by the offset of each word."""
    return {m.start() + int(a) for a, b in text_spans for m in re.finditer(r"\w+(?:[’'-]\w+)*", text[int(a) : int(b)])}


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
    """The words of a holder's name that tell him apart: notes in brackets, articles and "unnamed" left out."""
    bare = re.sub(r"\([^()]*\)", " ", name).lower().replace("’", "'").replace("'s", "")
    words = frozenset(re.findall(r"[\w-]+", bare))
    return words - _FILLER or words


def same_name(a: str, b: str) -> bool:
    """Whether two names of a holder are equal, or one contains the other, word by word."""
    x, y = name_words(a), name_words(b)
    return x <= y or y <= x


def same_chain(a: list[str], b: list[str]) -> bool:
    """Whether two chains have the same layers."""
    return len(a) == len(b) and all(same_name(x, y) for x, y in zip(list(a)[1:], list(b)[1:], strict=True))


def _sentences(machine: pd.DataFrame, reference: pd.DataFrame) -> tuple[list, list]:
    """A sentence key for each row of both: the reference's sentence that the row lies in, else the row's own."""
    theirs = list(zip(reference["article_id"], reference["sentence_start"], strict=True))
    bounds: dict[str, list[tuple[int, int]]] = {}
    for article, start, end in zip(reference["article_id"], reference["sentence_start"], reference["sentence_end"], strict=True):
        bounds.setdefault(article, []).append((int(start), int(end)))
    ours = []
    for article, start, own in zip(machine["article_id"], machine["start"], machine["sentence_start"], strict=True):
        inside = next((s for s, e in bounds.get(article, []) if s <= start < e), int(own))
        ours.append((article, inside))
    return ours, [(a, int(s)) for a, s in theirs]


def _line(measure: str, right: float, n_machine: float, n_reference: float) -> dict:
    p = right / n_machine if n_machine else float("nan")
    r = right / n_reference if n_reference else float("nan")
    f = 2 * right / (n_machine + n_reference) if n_machine + n_reference else float("nan")
    return {"measure": measure, "right": int(right), "machine": int(n_machine), "reference": int(n_reference), "precision": p, "recall": r, "f1": f}


def _counted(measure: str, ours: list, theirs: list) -> dict:
    a, b = Counter(ours), Counter(theirs)
    return _line(measure, sum((a & b).values()), len(ours), len(theirs))


def _dates(dates: list[dict]) -> list[tuple]:
    return [(d["value"] or d["text"].lower().strip(), d["granularity"], d["part"], bool(d["inferred"])) for d in dates]


def _numbers(numbers: list[dict]) -> list[tuple]:
    def end(x: float | None) -> float | None:
        return None if x is None or pd.isna(x) else float(x)

    return [(n["qualifier"], end(n["low"]), end(n["high"])) for n in numbers]


def score(machine: pd.DataFrame, reference: pd.DataFrame, articles: pd.DataFrame, holder: str | None = None) -> pd.DataFrame:
    """Measure machine rows against a reference, column by column.

    Sentence and flag figures count equal values sentence by sentence, rows without a partner included; "holder" and
    "chain" are the share of paired rows that are right (given as precision, recall and f1 alike).

    Parameters
    ----------
    machine, reference : pandas.DataFrame
        Claims tables.
    articles : pandas.DataFrame
        The articles table.
    holder : str, optional
        A name whose presence in the resolved chain is measured on its own; by default the named holder that occurs
        most often in the reference.

    Returns
    -------
    pandas.DataFrame
        measure, right, machine, reference (counts), precision, recall, f1 (0–1).
    """
    machine, reference = machine.reset_index(drop=True), reference.reset_index(drop=True)
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    ours, theirs = _sentences(machine, reference)
    lines = []
    for measure, column in (("attributed sentences, explicit", "holder_kind"), ("attributed sentences, resolved", "resolved_kind")):
        a = {k for k, v in zip(ours, machine[column], strict=True) if v != "unattributed"}
        b = {k for k, v in zip(theirs, reference[column], strict=True) if v != "unattributed"}
        lines.append(_line(measure, len(a & b), len(a), len(b)))
    pairs = pair(machine, reference, texts)
    lines.append(_line("claim rows", len(pairs), len(machine), len(reference)))
    for measure, column in (("kind, explicit", "holder_kind"), ("kind, resolved", "resolved_kind")):
        lines.append(_counted(measure, list(zip(ours, machine[column], strict=True)), list(zip(theirs, reference[column], strict=True))))
    named = right = whole = 0
    for i, j in pairs:
        a, b = list(machine.at[i, "chain_explicit"]), list(reference.at[j, "chain_explicit"])
        if len(a) > 1 or len(b) > 1:
            named += 1
            right += len(a) > 1 and len(b) > 1 and same_name(a[-1], b[-1])
        whole += same_chain(machine.at[i, "chain"], reference.at[j, "chain"])
    lines.append(_line("holder, of the attributed", right, named, named))
    lines.append(_line("whole chain, resolved", whole, len(pairs), len(pairs)))
    if holder is None:
        names = Counter(n for chain, kind in zip(reference["chain"], reference["resolved_kind"], strict=True) if kind == "named organisation" for n in list(chain)[1:])
        holder = min(names, key=lambda n: (-names[n], n)) if names else ""
    if holder:
        a = [k for k, chain in zip(ours, machine["chain"], strict=True) if any(same_name(holder, n) for n in list(chain)[1:])]
        b = [k for k, chain in zip(theirs, reference["chain"], strict=True) if any(same_name(holder, n) for n in list(chain)[1:])]
        lines.append(_counted(f"{_short(holder)} in the resolved chain", a, b))
    for flag in FLAGS:
        lines.append(_counted(flag, [k for k, v in zip(ours, machine[flag], strict=True) if v], [k for k, v in zip(theirs, reference[flag], strict=True) if v]))
    lines.append(_counted("places", [(k, p) for k, v in zip(ours, machine["places"], strict=True) for p in v], [(k, p) for k, v in zip(theirs, reference["places"], strict=True) for p in v]))
    for measure, column, values in (("dates", "dates", _dates), ("dates of the reporting", "cue_dates", _dates), ("numbers", "numbers", _numbers)):
        a = [(k, x) for k, v in zip(ours, machine[column], strict=True) for x in values(v)]
        b = [(k, x) for k, v in zip(theirs, reference[column], strict=True) for x in values(v)]
        if column == "cue_dates":  # one saying, one date, however many rows it has
            a, b = sorted(set(a)), sorted(set(b))
        lines.append(_counted(measure, a, b))
    both = [x for x in lines if x["measure"] in ("dates", "numbers")]
    lines.append(_line("dates and numbers", *(sum(x[c] for x in both) for c in ("right", "machine", "reference"))))
    return pd.DataFrame(lines)


def _short(name: str) -> str:
    match = re.search(r"\(([A-Z][\w-]+)\)", name)
    return match[1] if match else name
