"""Charts of claims: how many each outlet makes and on whose word, and who the sources are."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from claimatlas import counts
from claimatlas.charts.marks import Line, Row, matrix, matrix_height, stacked, stacked_height
from claimatlas.charts.style import (
    KIND_COLOURS,
    KIND_LABELS,
    KIND_TEXT,
    Sheet,
    count,
    listed,
    nothing,
    number,
    percent,
    plain,
    styled,
)
from claimatlas.tables import HOLDER_KINDS

MOST_OUTLETS = 24
OWN = "unattributed"


def outlet_order(articles: pd.DataFrame, claims: pd.DataFrame) -> list[str]:
    """Outlets of `articles` (and any that only `claims` knows), those with more claims first, then by name."""
    counts = claims["outlet"].value_counts()
    names = sorted(set(articles["outlet"]) | set(counts.index))
    return sorted(names, key=lambda name: (-counts.get(name, 0), name))


def made_by(claims: pd.DataFrame) -> str:
    """Say who made the rows: the machine, a reviewer, or a hand coding."""
    counts = claims["made_by"].value_counts()
    if counts.get("hand-coded", 0) == len(claims) and len(claims):
        return "coded by hand"
    reviewed = int(counts.get("reviewed", 0))
    return "found by the machine" + (f", {number(reviewed)} of them corrected by a reviewer" if reviewed else "")


def _kinds(claims: pd.DataFrame, outlet: str | None = None) -> list[int]:
    rows = claims if outlet is None else claims[claims["outlet"] == outlet]
    return [int((rows["resolved_kind"] == kind).sum()) for kind in HOLDER_KINDS]


@styled
def claims_per_outlet(claims: pd.DataFrame, articles: pd.DataFrame, reference: pd.DataFrame | None = None) -> tuple[Figure, str]:
    """Draw the claims of each outlet, stacked by the kind of source behind them.

    Parameters
    ----------
    claims, articles : pandas.DataFrame
        Tables of those names. Every outlet of `articles` has a row, also one without claims.
    reference : pandas.DataFrame, optional
        The hand-coded claims in the form of the claims table; drawn as a thin bar beneath each bar, for measure.

    Returns
    -------
    matplotlib.figure.Figure
    str
        The text alternative: the finding and the counts of each outlet.
    """
    outlets = outlet_order(articles, claims)
    shown, rest = outlets[:MOST_OUTLETS], outlets[MOST_OUTLETS:]
    below = reference is not None and len(reference) > 0
    source = _source(claims, articles)
    if claims.empty and not below:
        title = f"No claim was found in {count(len(articles), 'article')} of {count(len(outlets), 'outlet')}"
        return nothing(title, "Claims per outlet", [source], "Nothing to draw: no sentence was read as a claim."), f"{title}."
    rows = [_row(name, [name], claims, articles, reference if below else None) for name in shown]
    if rest:
        rows.append(_row(f"{number(len(rest))} other outlets", rest, claims, articles, reference if below else None))
    total = len(claims)
    own, unnamed = counts.own_voice(claims), counts.count(claims, "claims", resolved_kind="anonymous")
    title = (
        f"{str(own).capitalize()} of {count(total, 'claim')} ({percent(own.number, total)}) are in an outlet’s own voice and "
        f"{unnamed} ({percent(unnamed.number, total)}) rest on sources without a name"
        if total
        else "The machine found no claim where the hand coding has some"
    )
    subtitle = f"Claims {made_by(claims)}, by outlet and by the kind of source behind them"
    inherited = int(((claims["holder_kind"] == OWN) & (claims["resolved_kind"] != OWN)).sum())
    notes = [
        f"{count(inherited, 'claim')} in an outlet’s own voice by {'its' if inherited == 1 else 'their'} wording "
        f"{'continues' if inherited == 1 else 'continue'} what a source said before, and counts for the source."
        if inherited
        else "",
        "Hedged: the claim itself is marked as uncertain (may, reportedly, believes).",
        source + (f" Hand coding: {count(len(reference), 'claim')}." if below else ""),
    ]
    make = Sheet(title, subtitle, notes, stacked_height(len(rows), below))
    kinds_shown = [KIND_LABELS[k] for k in HOLDER_KINDS]
    stacked(
        make, rows, kinds_shown, [KIND_COLOURS[k] for k in HOLDER_KINDS], [KIND_TEXT[k] for k in HOLDER_KINDS],
        ["claims", "hedged", "sentences", "words"], "thick: this count; thin, and the small figures: the hand coding" if below else "",
    )
    parts = [
        f"{row.name}: {count(sum(row.values), 'claim')} ("
        + ", ".join(f"{number(v)} {name}" for v, name in zip(row.values, kinds_shown, strict=True) if v)
        + f"; {row.cells[1][0]} hedged)"
        if sum(row.values)
        else f"{row.name}: no claim"
        for row in rows
    ]
    return make.figure, plain(f"{title}. {'. '.join(parts)}.")


def _row(name: str, outlets: Sequence[str], claims: pd.DataFrame, articles: pd.DataFrame, reference: pd.DataFrame | None) -> Row:
    own, texts = claims[claims["outlet"].isin(outlets)], articles[articles["outlet"].isin(outlets)]
    hand = None if reference is None else reference[reference["outlet"].isin(outlets)]

    def share(frame: pd.DataFrame) -> str:
        return percent(int(frame["hedged"].sum()), len(frame))

    cells = [
        (number(len(own)), "" if hand is None else number(len(hand))),
        (share(own), "" if hand is None else share(hand)),
        (number(texts["n_sentences"].sum()), ""),
        (number(texts["n_words"].sum()), ""),
    ]
    return Row(plain(name), _kinds(own), None if hand is None else _kinds(hand), cells)


def _source(claims: pd.DataFrame, articles: pd.DataFrame) -> str:
    digests = int((articles["text_kind"] == "digest").sum())
    kind = "" if not digests else " (digests)" if digests == len(articles) else f" ({number(digests)} of them digests)"
    return f"Source: {count(len(articles), 'article')}{kind} of {count(articles['outlet'].nunique(), 'outlet')}; {count(len(claims), 'claim')} {made_by(claims)}."


MOST_SOURCES, MOST_COLUMNS = 14, 6


@styled
def sources(claims: pd.DataFrame, articles: pd.DataFrame | None = None, most: int = MOST_SOURCES) -> tuple[Figure, str]:
    """Draw who is the source of how many claims, by outlet.

    The source of a claim is the innermost holder of its chain: what an outlet reports from an agency that quotes
    an official counts for the official. Claims whose holder stands in a sentence before are counted with it.

    Parameters
    ----------
    claims : pandas.DataFrame
        Table of that name.
    articles : pandas.DataFrame, optional
        Makes outlets without a claim appear, and the source line complete.
    most : int
        How many named sources get a line of their own.

    Returns
    -------
    matplotlib.figure.Figure
    str
        The text alternative.
    """
    if articles is None:
        articles = pd.DataFrame({"outlet": sorted(set(claims["outlet"])), "text_kind": "original"})
        source = f"Source: {count(len(claims), 'claim')} {made_by(claims)}."
    else:
        source = _source(claims, articles)
    claims = claims.reset_index(drop=True)
    outlets = outlet_order(articles, claims)
    subtitle = "Claims by outlet and by source: the innermost holder in the chain of who said what"
    if claims.empty:
        title = "No claim, and so no source, was found"
        return nothing(title, subtitle, [source], "Nothing to draw: no sentence was read as a claim."), f"{title}."
    columns = outlets if len(outlets) <= MOST_COLUMNS else outlets[: MOST_COLUMNS - 1]
    others = [name for name in outlets if name not in columns]

    def line(name: str, rows: pd.DataFrame, chip: str | None, quiet: bool = False) -> Line:
        values = [int((rows["outlet"] == outlet).sum()) for outlet in columns]
        values += [int(rows["outlet"].isin(others).sum())] if others else []
        return Line(plain(name), "", values, number(len(rows)), chip, quiet)

    certain, ranking = counts.sure(claims), counts.sources(claims)
    ranking = ranking[ranking["n"] > 0]
    lines, drawn = [], pd.Series(False, claims.index)
    for row in ranking.to_dict("records"):
        own = (claims[row["column"]] == row["key"]) & certain
        if len(lines) < most:
            lines.append(line(row["name"], claims[own], KIND_COLOURS[row["kind"]]))
        drawn |= own
    rest = claims[drawn & ~claims[ranking["column"].iloc[0]].isin(ranking["key"].head(most))] if len(ranking) else claims[:0]
    if len(rest):
        lines.append(line(count(len(ranking) - most, "more named source"), rest, None, True))
    own_voice = claims["resolved_kind"] == OWN
    unsure = ~certain & ~own_voice
    nameless = ~drawn & ~own_voice & ~unsure
    lines.append(line("sources without a name", claims[nameless], KIND_COLOURS["anonymous"], True))
    if unsure.any():
        lines.append(line("whose source is not sure", claims[unsure], None, True))
    lines.append(line("the outlet’s own voice", claims[own_voice], KIND_COLOURS[OWN], True))
    top = ranking.loc[ranking["n"] == ranking["n"].max(), "name"].tolist()
    if not top:
        title = f"None of {count(len(claims), 'claim')} has a source with a name"
    elif len(top) == 1:
        where = count(int(ranking["outlets"].iloc[0]), "outlet")
        n = counts.of_source(ranking.iloc[0])
        title = f"{plain(top[0], 80)} is the source of {n} claim{'s' * (n.number != 1)}, more than any other, in {where}"
    else:
        more = [*(plain(t, 60) for t in top[:3]), *([f"{len(top) - 3} others"] if len(top) > 3 else [])]
        title = f"{listed(more)} are the sources of {count(int(ranking['n'].iloc[0]), 'claim')} each, the most"
    heads = [*columns, *([f"{number(len(others))} other outlets"] if others else [])]
    passed_on = int((claims.loc[nameless, "chain"].map(len) > 2).sum())
    notes = [
        f"{count(passed_on, 'claim')} of sources without a name {'is' if passed_on == 1 else 'are'} passed on by a named one." if passed_on else "",
        "A person or body is one source whatever the articles call it, as far as they tell.", source,
    ]
    keys = [(KIND_LABELS[k], KIND_COLOURS[k]) for k in HOLDER_KINDS]
    make = Sheet(title, subtitle, notes, matrix_height(lines, heads, "all", True))
    matrix(make, lines, heads, "all", keys)
    told = "; ".join(f"{entry.name}: {entry.last}" for entry in lines)
    return make.figure, plain(f"{title}. Claims by source: {told}.")
