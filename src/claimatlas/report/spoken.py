"""The claims as the page lists them and their cards show them: plain data, set by its script as text nodes.

The words of a claim stand once, in its article (`claimatlas.report.articles`); here is where.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from claimatlas import counts, tables
from claimatlas.excerpts import balanced
from claimatlas.exports import cell

# Columns that an address of the page may ask claims by; the script has each as text or as a list of texts,
# those of `DERIVED` from another column.
DERIVED = ("place_id",)
COLUMNS = (
    "claim_id",
    "article_id",
    "outlet",
    "holder",
    "holder_id",
    "holder_kind",
    "resolved_kind",
    "chain",
    "hedged",
    "denial",
    "negated",
    "background",
    "made_by",
    "places",
    "place_id",
    "group_id",
    "sure",
    "shared",
    "band",
    "story_id",
)
SHOWN = (
    "content",
    "number",
    "hedge",
    "dates",
    "source",
    "why",
    "before",
    "confidence",
    "differs",
    "at",
    "sentence",
    "spans",
)


def confidence_in_words(confidence: float) -> str:
    """Say how sure the reading of a claim's source is; the number is an estimate."""
    words = "Sure" if confidence >= 0.85 else "Fairly sure" if confidence >= counts.SURE else "Not sure"
    return f"{words} of the source (about {round(100 * confidence)} %)"


def named_source(row: Mapping) -> str:
    """Return the innermost link of a claim's chain that has a name, else the innermost one."""
    names, keys = list(row["chain"])[1:], list(row.get("chain_ids", ()))
    named = [name for name, key in zip(names, keys, strict=False) if key]
    return (named or names or [""])[-1]


def carried_over(row: Mapping) -> list[str]:
    """Return the links of a claim's chain that its own sentence does not name."""
    own = (
        set(row["chain_explicit"])
        if row["chain_basis"].startswith(("explicit", "resolved", "unclear"))
        else set()
    )
    return [name for name in list(row["chain"])[1:] if name not in own]


def reason(row: Mapping) -> str:
    """Say why a claim has the source that it has.

    Parameters
    ----------
    row : mapping
        A row of the claims table.
    """
    basis, cue = row["chain_basis"], cell(row["cue"])
    names = list(row["chain"])[1:]
    if not names:
        if row["resolved_kind"] == "anonymous":
            return "A source is spoken of, but none is named."
        return "No source is given: the outlet says this in its own voice."
    parts = []
    words = cell(row["holder_mention"])
    if basis.startswith("explicit"):
        parts.append(f"This sentence names its source{f', with “{cue}”' if cue else ''}.")
    elif basis.startswith("resolved"):
        parts.append(f"This sentence says “{words or cue}”, which is read as {names[0]}.")
    elif basis.startswith("unclear"):
        parts.append(f"Whom “{words or cue}” means is unclear.")
    if basis.endswith("inherited"):
        over = " and ".join(carried_over(row)[-2:]) if parts else ""
        verb = "carry" if " and " in over else "carries"
        parts.append(f"{over or 'The source'} {verb} over from an earlier sentence.")
    return " ".join(parts)


def stories_of(frames: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Return the story of each article, as far as the run has a table of stories."""
    if "stories" not in frames:
        return {}
    table = frames["stories"]
    return {
        article: key for key, own in zip(table["story_id"], table["articles"], strict=True) for article in own
    }


def records(frames: Mapping[str, pd.DataFrame], facts: pd.DataFrame, told: pd.DataFrame) -> list[dict]:
    """Return what the page knows of each claim, by article and position.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        The tables of the run.
    facts, told : pandas.DataFrame
        From `claimatlas.counts.contradictions` and `claimatlas.counts.shared`.

    Returns
    -------
    list of dict
        A value for each of `COLUMNS` and `SHOWN`. ``sentence`` and ``before`` (the earlier sentence that
        names what is carried over, or empty) are pairs of places in the text of the article, ``spans``
        a list of such.
    """
    claims = frames["claims"].sort_values(["article_id", "start", "claim_id"], kind="stable")
    of_group = dict(zip(frames["groups"]["claim_id"], frames["groups"]["group_id"], strict=True))
    places, differs, story = _at(claims, frames["mentions"]), _differing(facts), stories_of(frames)
    told_alone = counts.alone(claims, frames["groups"])
    bands = {key: band for keys, band in zip(told["claims"], told["band"], strict=True) for key in keys}
    out, earlier, number = [], _Earlier(), defaultdict(int)
    for row, known, alone in zip(claims.to_dict("records"), counts.sure(claims), told_alone, strict=True):
        key, article = row["claim_id"], row["article_id"]
        number[article] += 1
        own = {
            name: cell(row[name], name) for name in COLUMNS if name in row and name not in ("chain", "places")
        }
        at = places.get(key, [])
        out.append(
            own
            | {
                "chain": list(row["chain"]),
                "places": list(row["places"]),
                "place_id": [place for _, place in at],
                "at": at,
                "group_id": of_group.get(key, ""),
                "story_id": story.get(article, ""),
                "sure": cell(bool(known)),
                "shared": cell(not alone),
                "band": bands.get(key, ""),
                "content": balanced(row["content"]),
                "number": number[article],
                "hedge": cell(row["hedge"]),
                "dates": "; ".join(map(tables.date_text, row["dates"])),
                "source": named_source(row),
                "why": reason(row),
                "before": earlier.of(row),
                "confidence": confidence_in_words(float(row["confidence"])),
                "differs": differs.get(key, []),
                "sentence": [int(row["sentence_start"]), int(row["sentence_end"])],
                "spans": [[int(start), int(end)] for start, end in row["spans"]],
            }
        )
    return out


class _Earlier:
    """Remembers, while claims go by in text order, which sentence named a link of their chains last."""

    def __init__(self):
        self._named: dict[tuple[str, str], list[int]] = {}

    def of(self, row: Mapping) -> list[int]:
        """Return where the earlier sentence stands that names what this claim takes over, or nothing."""
        article = row["article_id"]
        over = carried_over(row) if row["chain_basis"].endswith("inherited") else []
        named = [self._named[article, name] for name in reversed(over) if (article, name) in self._named]
        for name in set(list(row["chain"])[1:]) - set(over):
            self._named[article, name] = [int(row["sentence_start"]), int(row["sentence_end"])]
        return named[0] if named else []


def _at(claims: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, list[list[str]]]:
    """Return the places of each claim in the order of the text: how it writes them, and their ids."""
    pairs = counts.places_of_claims(claims, mentions)
    told = pairs[pairs["role"] == "literal"].merge(
        mentions[["mention_id", "surface", "start"]], on="mention_id", validate="many_to_one"
    )
    told = told.sort_values(["claim_id", "start", "place_id"]).drop_duplicates(["claim_id", "place_id"])
    out: dict[str, list[list[str]]] = defaultdict(list)
    for key, surface, place in told[["claim_id", "surface", "place_id"]].itertuples(index=False, name=None):
        out[key].append([surface, place])
    return out


def _differing(facts: pd.DataFrame) -> dict[str, list[list[str]]]:
    """Return the contradictions of each claim: their values, and their ids."""
    out: dict[str, list[list[str]]] = defaultdict(list)
    for fact in facts[facts["verdict"].isin(counts.DIFFERING)].to_dict("records"):
        values = "who it was" if fact["slot"] == "actor" else f"{fact['value_a']} / {fact['value_b']}"
        for key in (*fact["claims_a"], *fact["claims_b"]):
            out[key].append([values, fact["fact_id"]])
    return out


def packed(rows: list[dict], texts: Mapping[str, str]) -> dict:
    """Write the records by columns: as they are, or each value once and where it stands.

    Parameters
    ----------
    rows : list of dict
        From `records`.
    texts : mapping of str to str
        The articles' texts: what a claim says is left out where it is just the words of its spans, and
        stands here where a mark was given back to them.
    """
    columns = {name: [row[name] for row in rows] for name in (*COLUMNS, *SHOWN) if name not in DERIVED}
    columns["content"] = [
        ""
        if row["content"] == "".join(texts[row["article_id"]][a:b] for a, b in row["spans"])
        else row["content"]
        for row in rows
    ]
    return {"n": len(rows), "columns": {name: _packed(values) for name, values in columns.items()}}


def _packed(values: list) -> list | dict:
    """Write each value once, with the places where it stands, if that is shorter."""
    index: dict[str, int] = {}
    at = [index.setdefault(json.dumps(value), len(index)) for value in values]
    if 3 * len(index) > 2 * len(values):
        return values
    return {"of": [json.loads(text) for text in index], "at": at}
