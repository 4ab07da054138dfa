"""The findings: sentences that read the tables, for the overview and the top of the report.

Each sentence gives its count and what it counts in, as `claimatlas.counts` defines it, and each number leads
to its rows. Outlets and holders are named, never judged, and what they say is nowhere repeated as fact.
"""

from __future__ import annotations

import pandas as pd

from claimatlas import counts, tables
from claimatlas.charts.places import spelled, with_outlets
from claimatlas.display import rows
from claimatlas.faults import unread
from claimatlas.selection import counted, once, uncounted

Finding = tuple[str, dict[str, object]]


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
    coded = counted(articles, aside)
    searched = once(articles[~articles["article_id"].isin(unread(aside, "places"))])
    return [
        _size(coded, claims, aside),
        *([(left_out, {})] if (left_out := uncounted(articles)) else []),
        _origins(counts.shared(groups, claims)),
        _attribution(claims),
        *_sources(claims, coded["outlet"].nunique()),
        _conflicts(counts.contradictions(conflicts, claims)),
        _places(mentions, places, searched),
    ]


def _s(count: int, noun: str, plural: str | None = None) -> str:
    """A noun in the number that a count asks for."""
    return noun if count == 1 else plural or noun + "s"


def _first(tally: pd.Series) -> tuple:
    """The most frequent value, of several the first by name."""
    top = tally.iloc[0]
    return min(tally.index[tally == top]), int(top)


def _size(articles: pd.DataFrame, claims: pd.DataFrame, aside: pd.DataFrame) -> Finding:
    """How many articles, outlets and claims there are, and what was set aside."""
    n, outlets, found = len(articles), articles["outlet"].nunique(), len(claims)
    sentence = (
        f"{{articles}} {_s(n, 'article')} of {outlets} {_s(outlets, 'outlet')} {_s(n, 'holds', 'hold')} "
        f"{{claims}} {_s(found, 'claim')}."
    )
    values: dict[str, object] = {
        "articles": rows(n, "articles", counted=True),
        "claims": rows(found, "claims"),
    }
    if lost := aside["article_id"].nunique():
        it, is_, was = ("it", "is", "was") if lost == 1 else ("them", "are", "were")
        sentence += (
            f" {{aside}} {_s(lost, 'article')} {was} set aside in at least one step, since a rule "
            f"failed on {it}, "
            f"and {is_} not counted there."
        )
        values["aside"] = rows(lost, "set_aside")
    return sentence, values


def _origins(told: pd.DataFrame) -> Finding:
    """What stands in several outlets and goes back to one source: the finding of the page."""
    if told.empty:
        return "No claim was found in more than one outlet.", {}
    across, single, leading = counts.across(told), counts.in_band(told, counts.ONE), counts.of_origin(told)
    if not across.number:
        return "No claim stands for sure in more than one outlet.", {}
    sentence = f"{{across}} {_s(across.number, 'claim stands', 'claims stand')} in more than one outlet"
    values: dict[str, object] = {"across": across}
    if single.number:
        sentence += f"; {{single}} of them {_s(single.number, 'names', 'name')} one source and no other"
        values["single"] = single
        name, own = leading
        if 2 * own.number >= single.number:  # one source stands out
            values |= {"name": name, "own": own}
            whole = (own.number, own.held) == (single.number, single.held)
            sentence += ", {name}" if whole else ", {own} of these {name}"
    return sentence + ".", values


def _attribution(claims: pd.DataFrame) -> Finding:
    """On whose word the claims rest."""
    if claims.empty:
        return "No claim was found.", {}
    values: dict[str, object] = {
        slot: counts.count(claims, "claims", resolved_kind=kind)
        for slot, kind in (("org", "named organisation"), ("person", "named person"), ("anon", "anonymous"))
    }
    hedged = counts.count(claims, "claims", gate=False, hedged=True)
    values |= {"own": counts.own_voice(claims), "hedged": hedged}
    return (
        f"Of {len(claims):,} claims, {{org}} rest on a named organisation, {{person}} on a named "
        f"person, {{anon}} on a "
        "source without a name and {own} on the outlet's own voice; {hedged} are hedged.",
        values,
    )


def _sources(claims: pd.DataFrame, outlets: int) -> list[Finding]:
    """The named source of most claims."""
    ranked = counts.sources(claims)
    if ranked.empty or not ranked["n"].iloc[0]:
        return []
    top = ranked.iloc[0]
    noun, where = _s(int(top["n"]), "claim"), f"{top['outlets']} of {outlets} {_s(outlets, 'outlet')}"
    return [(
        f"{{name}} is the source of {{n}} {noun}, {counts.most(ranked)}, in {where}.",
        {"name": top["name"], "n": counts.of_source(top)},
    )]


def _conflicts(facts: pd.DataFrame) -> Finding:
    """How often accounts differ or agree, by kind."""
    if facts.empty:
        return "No two accounts of one claim were found to differ.", {}
    nouns = {
        "conflict": ("contradiction", "contradictions"), "correction": ("correction", "corrections"),
        "denial": ("denial", "denials"), "position": ("clash of positions", "clashes of positions"),
        "refinement": ("refinement", "refinements"),
        "agreement": ("figure or date told alike", "figures and dates told alike"),
    }
    found = {v: counts.count(facts, "contradictions", verdict=v) for v in nouns}
    found = {v: n for v, n in found.items() if n.number}
    if not found.keys() - {"agreement"}:
        alike = f"; {{agreement}} {_s(found['agreement'].number, *nouns['agreement'])}" if found else ""
        return f"No two accounts of one claim were surely found to differ{alike}.", found
    parts = [f"{{{v}}} {_s(n.number, *nouns[v])}" for v, n in found.items()]
    listed = ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + parts[-1]
    return f"Set side by side, the accounts show {listed}.", found


def _places(mentions: pd.DataFrame, places: pd.DataFrame, articles: pd.DataFrame) -> Finding:
    """How many places were resolved, and which is named most."""
    if mentions.empty:
        return "No place was found.", {}
    placed = mentions[mentions["status"].isin(["resolved", "reviewed"]) & mentions["place_id"].notna()]
    sentence = (
        f"{len(placed):,} of {{mentions}} {_s(len(mentions), 'mention')} of places are resolved, to "
        f"{{places}} {_s(len(places), 'place')}."
    )
    values: dict[str, object] = {
        "mentions": rows(len(mentions), "mentions"),
        "places": rows(len(places), "places"),
    }
    # A capital that stands for its government is no place of what is told (role associative).
    named = spelled(places, mentions)[["place_id", "name", "kind"]]
    local = placed[placed["role"] == "literal"].merge(named, on="place_id", validate="many_to_one")
    local = with_outlets(local[~local["kind"].isin(["country", "continent", "region"])], articles)
    if len(local):
        (place, name), times = _first(local[["place_id", "name"]].value_counts())
        through, outlets = (
            local.loc[local["place_id"] == place, "outlet"].nunique(),
            articles["outlet"].nunique(),
        )
        others = int((local["place_id"].value_counts() == times).sum()) - 1
        values |= {"name": name, "times": rows(times, "mentions", place_id=place, role="literal")}
        sentence += (
            f" Among places smaller than a country {{name}} is named most, {{times}} {_s(times, 'time')} "
            f"by {through} of {outlets} {_s(outlets, 'outlet')}"
        )
        sentence += f", and {others} {_s(others, 'other')} as often." if others else "."
    return sentence, values
