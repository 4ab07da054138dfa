"""The findings: sentences that read the tables, for the overview, the report and the README.

Each sentence gives its count and what it counts in. Outlets and holders are named, never judged, and what they
say is nowhere repeated as fact.
"""

from __future__ import annotations

import pandas as pd


def findings(
    articles: pd.DataFrame,
    claims: pd.DataFrame,
    mentions: pd.DataFrame,
    places: pd.DataFrame,
    groups: pd.DataFrame,
    conflicts: pd.DataFrame,
) -> list[str]:
    """Read the tables of one corpus in about seven sentences, the most telling first.

    Parameters
    ----------
    articles, claims, mentions, places, groups, conflicts : pandas.DataFrame
        Tables as `claimatlas.tables` declares them; all but articles may be empty.

    Returns
    -------
    list of str
        Plain text, not escaped.
    """
    said = [_size(articles, claims)]
    said += _origins(groups)
    said += _attribution(claims)
    said += _sources(claims, articles)
    said += _conflicts(conflicts)
    said += _places(mentions, places, articles)
    return said


def _n(count: int, noun: str, plural: str | None = None) -> str:
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def _size(articles: pd.DataFrame, claims: pd.DataFrame) -> str:
    return (
        f"{_n(len(articles), 'article')} of {_n(articles['outlet'].nunique(), 'outlet')} "
        f"{'holds' if len(articles) == 1 else 'hold'} {_n(len(claims), 'claim')}."
    )


def _origins(groups: pd.DataFrame) -> list[str]:
    one_row = groups.drop_duplicates("group_id")
    across = one_row[one_row["n_outlets"] > 1]
    if across.empty:
        return ["No claim was found in more than one outlet."]
    single = across[across["n_origins"] == 1]
    sentence = f"{_n(len(across), 'claim')} {'stands' if len(across) == 1 else 'stand'} in more than one outlet"
    if len(single):
        origins = single["origins"].map(lambda names: names[0]).value_counts()
        name, count = origins.index[0], origins.iloc[0]
        sentence += f"; {len(single)} of them {'goes' if len(single) == 1 else 'go'} back to one named source alone"
        sentence += f", {count} of these to {name}"
    return [sentence + "."]


def _attribution(claims: pd.DataFrame) -> list[str]:
    if claims.empty:
        return []
    kinds = claims["resolved_kind"].value_counts()
    named = kinds.get("named person", 0) + kinds.get("named organisation", 0)
    return [
        f"{named} of {len(claims)} claims rest on a named source, {kinds.get('anonymous', 0)} on an anonymous one, and "
        f"{kinds.get('unattributed', 0)} on the outlet's own voice; {claims['hedged'].sum()} are hedged."
    ]


def _sources(claims: pd.DataFrame, articles: pd.DataFrame) -> list[str]:
    named = claims[claims["resolved_kind"].str.startswith("named") & claims["holder"].notna()]
    if named.empty:
        return []
    counts = named["holder"].value_counts()
    top = counts.index[counts == counts.iloc[0]].sort_values()[0]
    outlets = named.loc[named["holder"] == top, "outlet"].nunique()
    return [
        f"The source behind most claims is {top}: {counts.iloc[0]} claims in "
        f"{outlets} of {_n(articles['outlet'].nunique(), 'outlet')}."
    ]


def _conflicts(conflicts: pd.DataFrame) -> list[str]:
    if conflicts.empty:
        return ["No two accounts of one claim were found to differ."]
    verdicts = conflicts["verdict"].value_counts()
    names = {"conflict": "conflict", "denial": "denial", "position": "clash of positions", "refinement": "refinement",
             "not comparable": "pair that cannot be compared"}
    plural = {"clash of positions": "clashes of positions", "pair that cannot be compared": "pairs that cannot be compared"}
    parts = [_n(int(verdicts[v]), noun, plural.get(noun)) for v, noun in names.items() if v in verdicts]
    listed = ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + parts[-1]
    return [f"Set side by side, the accounts show {listed}."]


def _places(mentions: pd.DataFrame, places: pd.DataFrame, articles: pd.DataFrame) -> list[str]:
    if mentions.empty:
        return ["No place was found."]
    placed = mentions[mentions["status"].isin(["resolved", "reviewed"]) & mentions["place_id"].notna()]
    sentence = f"{len(placed)} of {_n(len(mentions), 'mention')} of places are resolved, to {_n(len(places), 'place')}"
    local = placed.merge(places[["place_id", "name", "kind"]], on="place_id", validate="many_to_one")
    local = local[local["kind"] != "country"]
    if local.empty:
        return [sentence + "."]
    counts = local["name"].value_counts()
    top = counts.index[counts == counts.iloc[0]].sort_values()[0]
    outlets = local[local["name"] == top].merge(articles[["article_id", "outlet"]], on="article_id", validate="many_to_one")
    return [
        f"{sentence}. Below the level of countries, {top} is named most: {_n(int(counts.iloc[0]), 'time')}, "
        f"by {outlets['outlet'].nunique()} of {_n(articles['outlet'].nunique(), 'outlet')}."
    ]
