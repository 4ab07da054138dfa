"""The findings: sentences that read the tables, for the overview and the top of the report.

Each sentence gives its count and what it counts in, and each number leads to its rows. Outlets and holders are
named, never judged, and what they say is nowhere repeated as fact.
"""

from __future__ import annotations

import pandas as pd

from claimatlas import tables
from claimatlas.charts.places import spelled, with_outlets
from claimatlas.corpus import counted, once, uncounted
from claimatlas.display import Rows, rows
from claimatlas.faults import unread

Finding = tuple[str, dict[str, Rows | str]]


def findings(
    articles: pd.DataFrame,
    claims: pd.DataFrame,
    mentions: pd.DataFrame,
    places: pd.DataFrame,
    groups: pd.DataFrame,
    conflicts: pd.DataFrame,
    set_aside: pd.DataFrame | None = None,
) -> list[Finding]:
    """Read the tables of one corpus in six sentences, the most telling first.

    Parameters
    ----------
    articles, claims, mentions, places, groups, conflicts : pandas.DataFrame
        Tables as `claimatlas.tables` declares them; all but articles may be empty.
    set_aside : pandas.DataFrame, optional
        That table: an article that was not read is not counted as one in which nothing was found.

    Returns
    -------
    list of (str, dict)
        A sentence with slots and the values of the slots, the arguments of `claimatlas.display.say`.
    """
    aside = tables.empty("set_aside") if set_aside is None else set_aside
    coded = counted(articles[~articles["article_id"].isin(unread(aside, "claims"))])
    searched = once(articles[~articles["article_id"].isin(unread(aside, "places"))])
    return [
        _size(coded, claims, aside),
        *([(left_out, {})] if (left_out := uncounted(articles)) else []),
        _origins(groups),
        _attribution(claims),
        *_sources(claims, coded["outlet"].nunique()),
        _conflicts(conflicts),
        _places(mentions, places, searched),
    ]


def _s(count: int, noun: str, plural: str | None = None) -> str:
    return noun if count == 1 else plural or noun + "s"


def _first(counts: pd.Series) -> tuple:
    """The most frequent value, of several the first by name."""
    top = counts.iloc[0]
    return min(counts.index[counts == top]), int(top)


def _size(articles: pd.DataFrame, claims: pd.DataFrame, aside: pd.DataFrame) -> Finding:
    n, outlets, found = len(articles), articles["outlet"].nunique(), len(claims)
    sentence = (
        f"{{articles}} {_s(n, 'article')} of {outlets} {_s(outlets, 'outlet')} {_s(n, 'holds', 'hold')} "
        f"{{claims}} {_s(found, 'claim')}."
    )
    values: dict[str, Rows | str] = {"articles": rows(n, "articles"), "claims": rows(found, "claims")}
    if lost := aside["article_id"].nunique():
        it, is_, was = ("it", "is", "was") if lost == 1 else ("them", "are", "were")
        sentence += (
            f" {{aside}} {_s(lost, 'article')} {was} set aside in at least one step, since a rule failed on {it}, "
            f"and {is_} not counted there."
        )
        values["aside"] = rows(lost, "set_aside")
    return sentence, values


def _origins(groups: pd.DataFrame) -> Finding:
    one_row = groups.drop_duplicates("group_id")
    across = one_row[one_row["n_outlets"] > 1]
    if across.empty:
        return "No claim was found in more than one outlet.", {}
    single = across[across["n_origins"] == 1]
    sentence = f"{{across}} {_s(len(across), 'claim stands', 'claims stand')} in more than one outlet"
    values: dict[str, Rows | str] = {"across": rows(len(across), "groups")}
    if len(single):
        name, count = _first(single["origins"].map(lambda names: names[0]).value_counts())
        sentence += f"; {len(single)} of them {_s(len(single), 'goes', 'go')} back to one named source alone"
        if 2 * count >= len(single):  # one source stands out
            values["name"] = name
            sentence += f", {count} of these to {{name}}" if count < len(single) else ", {name}"
    return sentence + ".", values


def _attribution(claims: pd.DataFrame) -> Finding:
    if claims.empty:
        return "No claim was found.", {}
    kinds = claims["resolved_kind"].value_counts()
    values = {
        slot: rows(int(kinds.get(kind, 0)), "claims", resolved_kind=kind)
        for slot, kind in (("org", "named organisation"), ("person", "named person"), ("anon", "anonymous"), ("own", "unattributed"))
    }
    values["hedged"] = rows(int(claims["hedged"].sum()), "claims", hedged=True)
    return (
        f"Of {len(claims):,} claims, {{org}} rest on a named organisation, {{person}} on a named person, {{anon}} on a "
        "source without a name and {own} on the outlet's own voice; {hedged} are hedged.",
        values,
    )


def _sources(claims: pd.DataFrame, outlets: int) -> list[Finding]:
    """The named holder who stands anywhere in the most chains, as origin or as relay."""
    inner = claims.assign(holder=claims["chain"].map(lambda chain: list(dict.fromkeys(chain[1:]))))[["claim_id", "outlet", "holder", "resolved_kind"]]
    named = inner[inner["resolved_kind"].str.startswith("named")].explode("holder").dropna(subset="holder")
    if named.empty:
        return []
    name, count = _first(named["holder"].value_counts())
    through = named.loc[named["holder"] == name, "outlet"].nunique()
    return [(f"{{name}} stands in the chain of {count} {_s(count, 'claim')}, more than any other source, in {through} of {outlets} {_s(outlets, 'outlet')}.", {"name": name})]


def _conflicts(conflicts: pd.DataFrame) -> Finding:
    """What the accounts show set side by side, doubtful differences left out."""
    shown = tables.sure(conflicts)
    nouns = {
        "conflict": ("conflict", "conflicts"), "correction": ("correction", "corrections"),
        "denial": ("denial", "denials"), "position": ("clash of positions", "clashes of positions"),
        "refinement": ("refinement", "refinements"), "agreement": ("figure or date", "figures and dates"),
    }
    verdicts = shown["verdict"].value_counts()
    present = [verdict for verdict in nouns if verdict in verdicts]
    if not present:
        return "No two accounts of one claim were found to differ.", {}
    values = {v: rows(int(verdicts[v]), "conflicts", verdict=v, confidence=f">={tables.SHOWN}") for v in present}
    parts = [f"{{{v}}} {_s(verdicts[v], *nouns[v])}" for v in present if v != "agreement"]
    listed = ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + "".join(parts[-1:])
    agreed = f"{{agreement}} {_s(verdicts.get('agreement', 0), *nouns['agreement'])} in several outlets alike"
    if not parts:
        return f"Set side by side, the accounts have {agreed}, and none was found to differ.", values
    also = f", and {agreed}" if "agreement" in present else ""
    return f"Set side by side, the accounts show {listed}{also}.", values


def _places(mentions: pd.DataFrame, places: pd.DataFrame, articles: pd.DataFrame) -> Finding:
    if mentions.empty:
        return "No place was found.", {}
    placed = mentions[mentions["status"].isin(["resolved", "reviewed"]) & mentions["place_id"].notna()]
    sentence = f"{len(placed):,} of {{mentions}} {_s(len(mentions), 'mention')} of places are resolved, to {{places}} {_s(len(places), 'place')}."
    values: dict[str, Rows | str] = {"mentions": rows(len(mentions), "mentions"), "places": rows(len(places), "places")}
    # A capital that stands for its government is no place of what is told (role associative).
    named = spelled(places, mentions)[["place_id", "name", "kind"]]
    local = placed[placed["role"] == "literal"].merge(named, on="place_id", validate="many_to_one")
    local = with_outlets(local[~local["kind"].isin(["country", "continent", "region"])], articles)
    if len(local):
        (place, name), count = _first(local[["place_id", "name"]].value_counts())
        through, outlets = local.loc[local["place_id"] == place, "outlet"].nunique(), articles["outlet"].nunique()
        others = int((local["place_id"].value_counts() == count).sum()) - 1
        values["name"] = name
        sentence += f" Among places smaller than a country {{name}} is named most, {count} {_s(count, 'time')} by {through} of {outlets} {_s(outlets, 'outlet')}"
        sentence += f", and {others} {_s(others, 'other')} as often." if others else "."
    return sentence, values
