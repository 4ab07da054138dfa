"""Applying corrections to claims: an edit with what follows from it, and claims that the machine missed."""

from __future__ import annotations

import pandas as pd

from claimatlas.errors import InputError
from claimatlas.review.rows import FILE, FLAGS, value_of
from claimatlas.sheets import short, squeeze

# What a chain and its kind are called where the outlet's sources end, and where the sentence's own do.
CHAINS = (("chain", "resolved_kind"), ("chain_explicit", "holder_kind"))
UNNAMED = ("unattributed", "anonymous")  # kinds of a claim whose chain names nobody after the outlet


def kinds_of(claims: pd.DataFrame) -> dict[str, str]:
    """The kind of each holder of the claims, where all rows agree on it."""
    pairs = claims.loc[claims["holder"].notna(), ["holder", "resolved_kind"]].drop_duplicates()
    agreed = pairs[~pairs["holder"].duplicated(keep=False)]
    return dict(zip(agreed["holder"], agreed["resolved_kind"], strict=True))


def edit(record: dict, rows: list[dict], texts: pd.DataFrame, kinds: dict[str, str]) -> None:
    """Apply the edits of one claim: what follows from them first, then what is said outright."""
    if not rows:
        return
    text = texts.loc[record["article_id"], "text"]
    new = {row["field"]: value_of(row["field"], row["value"], text) for row in rows}
    for name in ("chain", "chain_explicit"):
        if name in new and new[name][0] != record["outlet"]:
            _refuse(
                rows,
                (name,),
                f"{name} begins with {short(new[name][0])!r}, "
                f"not with the outlet {short(record['outlet'])!r}",
            )
    record |= _consequences(record, new, kinds) | new
    if "spans" in new:  # the id stays what it was, so that other rows of the review still find the claim
        record |= {"start": new["spans"][0][0], "end": new["spans"][-1][1]}
        record["content"] = squeeze(" ".join(text[a:b] for a, b in new["spans"]))
        record["roles"] = []  # of other words
    for chain, kind in CHAINS:
        named = len(record[chain]) > 1
        wrong = record[kind] == "unattributed" if named else record[kind] not in UNNAMED
        if wrong and (chain in new or kind in new):
            says = "names a holder" if named else "is the outlet alone"
            _refuse(rows, (kind, chain), f"{kind} is {record[kind]!r} while {chain} {says}; edit both")


def _refuse(rows: list[dict], fields: tuple[str, ...], problem: str) -> None:
    """Stop at the row that edits one of some fields."""
    line = next(row["line"] for name in fields for row in rows if row["field"] == name)
    raise InputError(FILE, problem, "Correct the row, or empty its action to leave it out.", line)


def _consequences(record: dict, new: dict, kinds: dict[str, str]) -> dict:
    """Return what a new chain or new places mean for the other columns of a claim."""
    follow: dict = {}
    if "places" in new:
        follow["governments"] = [name for name in record["governments"] if name in new["places"]]
    chain = new.get("chain", list(record["chain"]))
    explicit = new.get("chain_explicit", list(record["chain_explicit"]))
    if "chain" in new:
        follow["chain_ids"] = []  # found anew by the names
        follow["holder"] = chain[-1] if len(chain) > 1 else None
        follow["resolved_kind"] = _kind(chain, record["resolved_kind"], kinds)
        if "chain_explicit" not in new and (
            len(chain) == 1 or chain[-1].lower() in str(record["sentence"]).lower()
        ):
            explicit = follow["chain_explicit"] = chain
    if "chain_explicit" in (new | follow):
        follow["holder_kind"] = _kind(explicit, record["holder_kind"], kinds)
        if len(explicit) == 1:
            follow |= {"holder_mention": None, "holder_start": None, "holder_end": None}
    if "chain" in new or "chain_explicit" in new:
        follow["chain_basis"] = _basis(chain, explicit)
    return follow


def _kind(chain: list[str], before: str, kinds: dict[str, str]) -> str:
    """The kind of a chain's last holder: as elsewhere in the corpus, as before, else by whether it has a
    name."""
    if len(chain) == 1:
        return "unattributed"
    holder = chain[-1]
    if holder in kinds:
        return kinds[holder]
    if before != "unattributed":
        return before
    return "named organisation" if any(word[:1].isupper() for word in holder.split()) else "anonymous"


def _basis(chain: list[str], explicit: list[str]) -> str:
    """How far the sentence itself bears a chain."""
    if len(chain) == 1:
        return "none"
    if chain == explicit:
        return "explicit"
    return "explicit+inherited" if len(explicit) > 1 else "inherited"


def added(row: dict[str, str], article: pd.Series, claims: pd.DataFrame) -> dict:
    """A claim that the machine missed, in the outlet's voice until edit rows say more."""
    start, end = int(row["start"]), int(row["end"])
    text, outlet = article["text"], article["outlet"]
    here = claims["article_id"] == row["article_id"]
    near = claims[here & (claims["sentence_start"] <= start) & (claims["sentence_end"] >= end)]
    if len(near):
        first, last = int(near.iloc[0]["sentence_start"]), int(near.iloc[0]["sentence_end"])
    else:
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", end) if text.find("\n", end) >= 0 else len(text)
    unknown = (
        "holder",
        "holder_mention",
        "holder_start",
        "holder_end",
        "cue",
        "cue_start",
        "cue_end",
        "hedge",
        "holder_id",
        "speaker_from",
    )
    return (
        dict.fromkeys(unknown)
        | dict.fromkeys(FLAGS, False)
        | {
            "claim_id": row["claim_id"],
            "article_id": row["article_id"],
            "outlet": outlet,
            "start": start,
            "end": end,
            "spans": [[start, end]],
            "content": squeeze(text[start:end]),
            "sentence_start": first,
            "sentence_end": last,
            "sentence": text[first:last].strip(),
            "holder_kind": "unattributed",
            "resolved_kind": "unattributed",
            "chain": [outlet],
            "chain_explicit": [outlet],
            "chain_basis": "none",
            "chain_ids": [],
            "roles": [],
            "places": [],
            "governments": [],
            "dates": [],
            "cue_dates": [],
            "numbers": [],
            "confidence": 1.0,
            "made_by": "reviewed",
        }
    )
