"""Whose word a claim is, in the words that every page, panel and table says it in."""

from __future__ import annotations

from collections.abc import Mapping

NAMELESS = "a source without a name"


def in_place_of_a_name(row: Mapping, otherwise: str) -> str:
    """Return what stands where a claim's innermost source has no name: that one is spoken of, or `otherwise`.

    Parameters
    ----------
    row : mapping
        A row of the claims table.
    otherwise : str
        What to say of a claim for which no source is spoken of, as ``own voice``.
    """
    return NAMELESS if row.get("resolved_kind") == "anonymous" else otherwise


def named_source(row: Mapping) -> str:
    """Return the innermost link of a claim's chain that has a name, else the innermost one."""
    names, keys = list(row["chain"])[1:], list(row.get("chain_ids", ()))
    named = [name for name, key in zip(names, keys, strict=False) if key]
    return (named or names or [""])[-1]


def carried_over(row: Mapping) -> list[str]:
    """Return the links of a claim's chain that its own sentence does not name."""
    here = row["chain_basis"].startswith(("explicit", "resolved", "unclear"))
    own = set(row["chain_explicit"]) if here else set()
    return [name for name in list(row["chain"])[1:] if name not in own]


def reason(row: Mapping) -> str:
    """Say why a claim has the source that it has.

    Parameters
    ----------
    row : mapping
        A row of the claims table.
    """
    basis, names = row["chain_basis"], list(row["chain"])[1:]
    cue, words = (row[name] if isinstance(row[name], str) else "" for name in ("cue", "holder_mention"))
    if not names:
        if row["resolved_kind"] == "anonymous":
            return "A source is spoken of, but none is named."
        return "No source is given: the outlet says this in its own voice."
    parts = []
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
