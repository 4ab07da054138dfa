"""The claims as the page lists them and their cards show them: plain data, set by its script as text nodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from claimatlas import counts, tables
from claimatlas.exports import cell

# Columns that an address of the page may ask claims by; the script has each as text or as a list of texts.
COLUMNS = (
    "claim_id", "article_id", "outlet", "holder", "holder_id", "holder_kind", "resolved_kind", "chain",
    "hedged", "denial", "negated", "background", "made_by", "places", "place_id", "group_id", "sure",
    "shared", "band", "story_id",
)
SHOWN = (
    "pieces", "content", "number", "hedge", "dates", "source", "why", "confidence", "words", "differs",
    "sentence_at", "at",
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


def reason(row: Mapping, before: str = "") -> str:
    """Say why a claim has the source that it has.

    Parameters
    ----------
    row : mapping
        A row of the claims table.
    before : str
        The earlier sentence of the article that names what is carried over from there, if it was found.
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
        said = f"{over or 'The source'} {verb} over from an earlier sentence"
        parts.append(said + (f": “{before}”" if before else "."))
    return " ".join(parts)


def pieces(text: str, start: int, end: int, spans: list) -> list[str]:
    """Cut a sentence at the spans of a claim: texts, every second of which is the claim's."""
    out, last = [], start
    for a, b in sorted((max(start, int(a)), min(end, int(b))) for a, b in spans):
        if last <= a < b:
            out += [text[last:a], text[a:b]]
            last = b
    return [*out, text[last:end]]


def stories_of(frames: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Return the story of each article, as far as the run has a table of stories."""
    if "stories" not in frames:
        return {}
    table = frames["stories"]
    return {
        article: key for key, own in zip(table["story_id"], table["articles"], strict=True) for article in own
    }


def records(frames: Mapping[str, pd.DataFrame], facts: pd.DataFrame) -> list[dict]:
    """Return what the page knows of each claim, by article and position.

    Parameters
    ----------
    frames : mapping of str to pandas.DataFrame
        The tables of the run.
    facts : pandas.DataFrame
        From `claimatlas.counts.contradictions`.

    Returns
    -------
    list of dict
        A value for each of `COLUMNS` and `SHOWN`.
    """
    claims = frames["claims"].sort_values(["article_id", "start", "claim_id"], kind="stable")
    texts = dict(zip(frames["articles"]["article_id"], frames["articles"]["text"], strict=True))
    of_group = dict(zip(frames["groups"]["claim_id"], frames["groups"]["group_id"], strict=True))
    places, differs, story = _at(claims, frames["mentions"]), _differing(facts), stories_of(frames)
    told_alone = counts.alone(claims, frames["groups"])
    told = counts.shared(frames["groups"], claims)
    bands = {key: band for keys, band in zip(told["claims"], told["band"], strict=True) for key in keys}
    out, before, number = [], {}, defaultdict(int)
    sizes = claims["article_id"].value_counts()
    for row, known, alone in zip(claims.to_dict("records"), counts.sure(claims), told_alone, strict=True):
        key, article, text = row["claim_id"], row["article_id"], texts[row["article_id"]]
        number[article] += 1
        chain = list(row["chain"])
        over = carried_over(row) if row["chain_basis"].endswith("inherited") else []
        earlier = next((before[article, name] for name in reversed(over) if (article, name) in before), "")
        for name in set(chain[1:]) - set(over):
            before[article, name] = text[row["sentence_start"] : row["sentence_end"]]
        plain = {
            name: cell(row[name], name) for name in COLUMNS if name in row and name not in ("chain", "places")
        }
        out.append(
            plain
            | {
                "chain": chain,
                "places": list(row["places"]),
                "place_id": [place for _, place in places.get(key, [])],
                "at": places.get(key, []),
                "group_id": of_group.get(key, ""),
                "story_id": story.get(article, ""),
                "sure": cell(bool(known)),
                "shared": cell(not alone),
                "band": bands.get(key, ""),
                "pieces": pieces(text, row["sentence_start"], row["sentence_end"], row["spans"]),
                "content": row["content"],
                "number": f"{number[article]} of {sizes[article]}",
                "hedge": cell(row["hedge"]),
                "dates": "; ".join(map(tables.date_text, row["dates"])),
                "source": named_source(row),
                "why": reason(row, earlier),
                "confidence": confidence_in_words(float(row["confidence"])),
                "words": text[row["start"] : row["end"]],
                "differs": differs.get(key, []),
                "sentence_at": f"sentence-{article}-{row['sentence_start']}",
            }
        )
    return out


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


def packed(rows: list[dict]) -> dict:
    """Write the records with each column's name once."""
    names = [*COLUMNS, *SHOWN]
    return {"columns": names, "rows": [[row[name] for name in names] for row in rows]}
