"""The findings: sentences that read the tables, for the overview and the top of the report.

Each sentence gives its count and what it counts in, as `claimatlas.counts` defines it, and each number leads
to its rows. Outlets and holders are named, never judged, and what they say is nowhere repeated as fact.
"""

from __future__ import annotations

import pandas as pd

from claimatlas import counts, tables
from claimatlas.charts.places import spelled, with_outlets
from claimatlas.charts.shared import FIELDS
from claimatlas.counts import Count
from claimatlas.display import rows
from claimatlas.faults import unread
from claimatlas.people.whose_word import NAMELESS
from claimatlas.phrases import BANDS, DIFFERENCES, cited, noun, tally
from claimatlas.selection import counted, once, uncounted

Finding = tuple[str, dict[str, object]]

READ = {
    "articles": ("article_id", "outlet", "n_words", "n_sentences", "language", "copy_of"),
    "mentions": ("mention_id", "article_id", "surface", "place_id", "status", "role"),
    "claims": (*FIELDS, "holder", "denial", "confidence", "holder_id"),
    "places": ("place_id", "name", "kind"),
}
"""What an overview reads of the large tables, its figure of shared claims included."""


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


def _first(tally: pd.Series) -> tuple:
    """The most frequent value, of several the first by name."""
    top = tally.iloc[0]
    return min(tally.index[tally == top]), int(top)


def _size(articles: pd.DataFrame, claims: pd.DataFrame, aside: pd.DataFrame) -> Finding:
    """How many articles, outlets and claims there are, and what was set aside."""
    n, outlets, found = len(articles), articles["outlet"].nunique(), len(claims)
    sentence = (
        f"{{articles}} {noun(n, 'article')} of {outlets} {noun(outlets, 'outlet')} "
        f"{noun(n, 'holds', 'hold')} {{claims}} {noun(found, 'claim')}."
    )
    values: dict[str, object] = {
        "articles": rows(n, "articles", counted=True),
        "claims": rows(found, "claims"),
    }
    if lost := aside["article_id"].nunique():
        it, is_, was = ("it", "is", "was") if lost == 1 else ("them", "are", "were")
        sentence += (
            f" {{aside}} {noun(lost, 'article')} {was} set aside in at least one step, since a rule "
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
    sentence = f"{{across}} {noun(across.number, 'claim stands', 'claims stand')} in more than one outlet"
    values: dict[str, object] = {"across": across}
    if single.number:
        which = "{single} of them" if across.number > 1 else "it"
        sentence += f"; {which} {noun(single.number, 'names', 'name')} {counts.ONE} and no other"
        values |= {"single": single} if across.number > 1 else {}
        name, own = leading
        if 2 * own.number >= single.number:  # one source stands out
            whole = (own.number, own.held) == (single.number, single.held)
            values |= {"name": cited(name)} | ({} if whole else {"own": own})
            rests = noun(own.number, "rests", "rest")
            sentence += ", {name}" if whole else f"; {{own}} of these {rests} on {{name}}"
    more, found = remainder(told)
    return f"{sentence}{more}.", values | found


def remainder(told: pd.DataFrame) -> Finding:
    """Say of shared claims what those name that do not surely name one source, so that the counts add up.

    Parameters
    ----------
    told : pandas.DataFrame
        From `claimatlas.counts.shared`.

    Returns
    -------
    (str, dict)
        What follows the claims of one source in a sentence, with its ``;`` before it, and its values; empty
        if there are no others.
    """
    one, left = counts.in_band(told, counts.ONE), counts.unclear(told)
    others = {"several": counts.SEVERAL, "none": counts.NONE}
    text, values = tally({slot: (counts.in_band(told, band), *BANDS[band]) for slot, band in others.items()})
    parts = [text] if text else []
    if left.number and (one.number or text):
        parts.append(f"of {{unclear}} {noun(left.number, 'other')} the source is not sure")
        values["unclear"] = left
    elif left.number:
        parts.append(noun(left.number, "its source is not sure", "the source of none is sure"))
    return "".join(f"; {part}" for part in parts), values


def _attribution(claims: pd.DataFrame) -> Finding:
    """On whose word the claims rest."""
    if claims.empty:
        return "No claim was found.", {}
    kinds = {
        "org": ("named organisation", "on a named organisation"),
        "person": ("named person", "on a named person"),
        "anon": ("anonymous", f"on {NAMELESS}"),
        "own": ("unattributed", "on the outlet's own voice"),
    }
    told: dict[str, tuple[Count, str, str]] = {}
    for slot, (kind, where) in kinds.items():
        n = counts.count(claims, "claims", resolved_kind=kind)
        begun = any(before.number for before, _, _ in told.values())
        # The verb stands once, with the first.
        told[slot] = (n, *((f"{{n}} {verb}{where}") for verb in (("", "") if begun else ("rests ", "rest "))))
    text, values = tally(told)
    others = "; the source of the others is not sure" if any(n.held for n, _, _ in told.values()) else ""
    hedged = counts.count(claims, "claims", gate=False, hedged=True)
    if hedged.number:
        values["hedged"] = hedged
    are = f"{{hedged}} {noun(hedged.number, 'is', 'are')}" if hedged.number else "None is"
    return (
        f"Of {len(claims):,} {noun(len(claims), 'claim')}, {text or 'none has a source that is sure'}"
        f"{others if text else ''}. {are} hedged.",
        values,
    )


def _sources(claims: pd.DataFrame, outlets: int) -> list[Finding]:
    """The named source of most claims."""
    ranked = counts.sources(claims)
    if ranked.empty or not ranked["n"].iloc[0]:
        return []
    top = ranked.iloc[0]
    claim, where = noun(int(top["n"]), "claim"), f"{top['outlets']} of {outlets} {noun(outlets, 'outlet')}"
    return [(
        f"{{name}} is the source of {{n}} {claim}, {counts.most(ranked)}, in {where}.",
        {"name": top["name"], "n": counts.of_source(top)},
    )]


def _conflicts(facts: pd.DataFrame) -> Finding:
    """How often accounts differ or agree, by kind."""
    if facts.empty:
        return "No two accounts of one claim were found to differ.", {}
    found = {
        v: (counts.count(facts, "contradictions", verdict=v), *told)
        for v, told in DIFFERENCES.items()
        if v != "not comparable"
    }
    alike, values = tally({"agreement": found["agreement"]})
    if not any(n.number for v, (n, _, _) in found.items() if v != "agreement"):
        more = f"; {alike}" if alike else ""
        return f"No two accounts of one claim were surely found to differ{more}.", values
    text, values = tally(found)
    return f"Set side by side, the accounts show {text}.", values


def _places(mentions: pd.DataFrame, places: pd.DataFrame, articles: pd.DataFrame) -> Finding:
    """How many places were resolved, and which is named most."""
    if mentions.empty:
        return "No place was found.", {}
    placed = mentions[mentions["status"].isin(["resolved", "reviewed"]) & mentions["place_id"].notna()]
    sentence = (
        f"{len(placed):,} of {{mentions}} {noun(len(mentions), 'mention')} of places are resolved, to "
        f"{{places}} {noun(len(places), 'place')}."
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
            f" Among places smaller than a country {{name}} is named most, {{times}} {noun(times, 'time')} "
            f"by {through} of {outlets} {noun(outlets, 'outlet')}"
        )
        sentence += f", and {others} {noun(others, 'other')} as often." if others else "."
    return sentence, values
