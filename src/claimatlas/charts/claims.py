"""Charts of claims: how many each outlet makes and on whose word, and who the sources are."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from claimatlas import counts
from claimatlas.charts.chart import Chart
from claimatlas.charts.marks import Bar, Bars, Dots, Kind, Line
from claimatlas.charts.palette import KIND_COLOURS, KIND_LABELS, KIND_TEXT, MUTED
from claimatlas.charts.sheet import Sheet, nothing
from claimatlas.charts.style import count, layout, link, number, percent, plain
from claimatlas.phrases import amount, listed
from claimatlas.tables import HOLDER_KINDS

MOST_OUTLETS = 24
OWN = "unattributed"
KINDS = [Kind(KIND_LABELS[k], KIND_COLOURS[k], KIND_TEXT[k]) for k in HOLDER_KINDS]


def outlet_order(articles: pd.DataFrame, claims: pd.DataFrame) -> list[str]:
    """Outlets of `articles` (and any that only `claims` knows), those with more claims first, then by
    name.
    """
    counts = claims["outlet"].value_counts()
    names = sorted(set(articles["outlet"]) | set(counts.index))
    return sorted(names, key=lambda name: (-counts.get(name, 0), name))


def made_by(claims: pd.DataFrame) -> str:
    """Say who made the rows: the machine, a reviewer, or a hand coding."""
    counts = claims["made_by"].value_counts()
    if counts.get("hand-coded", 0) == len(claims) and len(claims):
        return "coded by hand"
    reviewed = int(counts.get("reviewed", 0))
    return "found by the machine" + (
        f", {number(reviewed)} of them corrected by a reviewer" if reviewed else ""
    )


def _kinds(claims: pd.DataFrame, outlet: str | None = None) -> list[int]:
    """In the order of `HOLDER_KINDS`, as `KINDS` is; of all outlets if none is given."""
    rows = claims if outlet is None else claims[claims["outlet"] == outlet]
    return [int((rows["resolved_kind"] == kind).sum()) for kind in HOLDER_KINDS]


def claims_per_outlet(
    claims: pd.DataFrame, articles: pd.DataFrame, reference: pd.DataFrame | None = None
) -> Chart:
    """Draw on whose word the claims of each outlet stand: bars of one length, by the kind of source.

    Parameters
    ----------
    claims, articles : pandas.DataFrame
        Tables of those names. Every outlet of `articles` has a row, also one without claims.
    reference : pandas.DataFrame, optional
        The hand-coded claims in the form of the claims table; drawn as a thin bar beneath each bar, for
        measure.

    Returns
    -------
    claimatlas.charts.chart.Chart
        Of the figure and its text alternative: the finding and the largest outlets.
    """
    outlets = outlet_order(articles, claims)
    shown, rest = outlets[:MOST_OUTLETS], outlets[MOST_OUTLETS:]
    hand = reference if reference is not None and len(reference) else None
    source = _source(claims, articles)
    if claims.empty and hand is None:
        title = f"No claim was found in {count(len(articles), 'article')} of {count(len(outlets), 'outlet')}"
        return Chart(_bars, title, [], False, words=["Claims per outlet", source], subtitled=True)
    counted = ["outlet", "resolved_kind", "hedged"]  # each outlet's rows are copied
    of_outlets, by_hand = claims[counted], None if hand is None else hand[counted]
    bars = [_bar(name, [name], of_outlets, articles, by_hand) for name in shown]
    if rest:
        bars.append(_bar(f"{number(len(rest))} more outlets", rest, of_outlets, articles, by_hand))
    subtitle = f"Claims {made_by(claims)}, by outlet and by the kind of source behind them"
    subtitle += "; each bar is all of its claims"
    inherited = int(((claims["holder_kind"] == OWN) & (claims["resolved_kind"] != OWN)).sum())
    its, continues, counted = (
        ("its", "continues", "counts") if inherited == 1 else ("their", "continue", "count")
    )
    notes = [
        f"{count(inherited, 'claim')} in an outlet’s own voice by {its} wording {continues} what a source "
        f"said before, and {counted} for the source."
        if inherited
        else "",
        "Hedged: the claim itself is marked as uncertain (may, reportedly, believes).",
        source + (f" Hand coding: {count(len(hand), 'claim')}." if hand is not None else ""),
    ]
    words = [subtitle, *notes]
    return Chart(_bars, _title(claims), bars, hand is not None, words=words, subtitled=True)


def _bars(title: str, bars: list[Bar], by_hand: bool, words: Sequence[str]) -> tuple[Figure, str]:
    """Draw the bars of the outlets; those of a hand coding are thin."""
    subtitle, *notes = words
    if not bars:
        message = "Nothing to draw: no sentence was read as a claim."
        return nothing(title, subtitle, notes, message), f"{title}."
    below = "thick: this count; thin, and the small figures: the hand coding" if by_hand else ""
    drawn = Bars(bars, KINDS, ["claims", "hedged", "sentences", "words"], below)
    make = Sheet(title, subtitle, notes, drawn.height, _table(bars))
    drawn.draw(make)
    told = [f"{bar.name}: {count(sum(bar.values), 'claim')}" for bar in bars]
    return make.figure, f"{title}. {'. '.join(told)}."


def _title(claims: pd.DataFrame) -> str:
    """No claim at all gets here only with a hand coding, and has no shares to tell."""
    if claims.empty:
        return "The machine found no claim where the hand coding has some"
    total = len(claims)
    own, unnamed = counts.own_voice(claims), counts.count(claims, "claims", resolved_kind="anonymous")
    return (
        f"{str(own).capitalize()} of {count(total, 'claim')} ({percent(own.number, total)}) are in an "
        f"outlet’s own voice and {unnamed} ({percent(unnamed.number, total)}) rest on sources without a name"
    )


def _bar(
    name: str,
    outlets: Sequence[str],
    claims: pd.DataFrame,
    articles: pd.DataFrame,
    reference: pd.DataFrame | None,
) -> Bar:
    """The hand coding has no sentences or words of its own; several outlets together lead nowhere."""
    own = claims[claims["outlet"].isin(outlets)]
    texts = articles.loc[articles["outlet"].isin(outlets), ["n_sentences", "n_words"]]
    hand = None if reference is None else reference[reference["outlet"].isin(outlets)]

    def share(frame: pd.DataFrame) -> str:
        return percent(int(frame["hedged"].sum()), len(frame))

    cells = [
        (number(len(own)), "" if hand is None else number(len(hand))),
        (share(own), "" if hand is None else share(hand)),
        (number(texts["n_sentences"].sum()), ""),
        (number(texts["n_words"].sum()), ""),
    ]
    href = link("claims", outlet=outlets[0]) if len(outlets) == 1 and len(own) else ""
    return Bar(plain(name), _kinds(own), None if hand is None else _kinds(hand), cells, href)


def _table(bars: Sequence[Bar]) -> pd.DataFrame:
    """The counts themselves, without the thin bars, with the hedged share as the chart writes it."""
    rows = [
        {"outlet": bar.name, "claims": sum(bar.values)}
        | {kind.name: value for kind, value in zip(KINDS, bar.values, strict=True)}
        | {"hedged": bar.cells[1][0]}
        for bar in bars
    ]
    return pd.DataFrame(rows)


def _source(claims: pd.DataFrame, articles: pd.DataFrame) -> str:
    """Says how many articles are digests, or only that they are where all of them are."""
    digests = int((articles["text_kind"] == "digest").sum())
    kind = (
        ""
        if not digests
        else " (digests)"
        if digests == len(articles)
        else f" ({number(digests)} of them digests)"
    )
    read = f"{count(len(articles), 'article')}{kind} of {count(articles['outlet'].nunique(), 'outlet')}"
    return f"Source: {read}; {count(len(claims), 'claim')} {made_by(claims)}."


MOST_SOURCES = 14
MOST_COLUMNS, FEW_COLUMNS = 6, 3  # outlets with a column of their own, on a page and on a phone


def sources(
    claims: pd.DataFrame, articles: pd.DataFrame | None = None, most: int = MOST_SOURCES
) -> Chart:
    """Draw who is the source of how many claims, by outlet, as dots whose areas are claims.

    The source of a claim is the innermost holder of its chain: what an outlet reports from an agency that
    quotes an official counts for the official. Claims whose holder stands in a sentence before are counted
    with it.

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
    claimatlas.charts.chart.Chart
        Of the figure and its text alternative.
    """
    if articles is None:
        source = f"Source: {count(len(claims), 'claim')} {made_by(claims)}."
    else:
        source = _source(claims, articles)
    outlets = outlet_order(claims if articles is None else articles, claims)
    drawn = ["outlet", "holder", "holder_id", "resolved_kind", "chain"]
    sure = counts.surely(claims)  # no more of a confidence is drawn
    claims = claims[[name for name in drawn if name in claims]].assign(sure=sure).reset_index(drop=True)
    return Chart(_dots, claims, outlets, most, words=[source])


def _dots(
    claims: pd.DataFrame, outlets: list[str], most: int, words: Sequence[str]
) -> tuple[Figure, str]:
    """Draw the sources as dots, with the outlets in columns."""
    subtitle = "Claims by outlet and by source: the innermost holder in the chain of who said what"
    if claims.empty:
        title = "No claim, and so no source, was found"
        message = "Nothing to draw: no sentence was read as a claim."
        return nothing(title, subtitle, words, message), f"{title}."
    ranking = counts.sources(claims)
    ranking = ranking[ranking["n"] > 0]
    columns, others = columns_of(outlets)
    lines, passed_on = _lines(claims, ranking, most, columns, others)
    are = "is" if passed_on == 1 else "are"
    notes = [
        f"{count(passed_on, 'claim')} of sources without a name {are} passed on by a named one."
        if passed_on
        else "",
        "A person or body is one source whatever the articles call it, as far as they tell.",
        *words,
    ]
    heads = [*columns, *([f"{number(len(others))} more outlets"] if others else [])]
    named = [k for k in HOLDER_KINDS if k.startswith("named")]
    drawn = Dots(lines, heads, "all", [Kind(KIND_LABELS[k], KIND_COLOURS[k]) for k in named])
    title = _leading(claims, ranking)
    make = Sheet(title, subtitle, notes, drawn.height, table_of(lines, heads, "source", "all"))
    drawn.draw(make)
    told = "; ".join(f"{line.name}: {line.last}" for line in lines)
    return make.figure, f"{title}. Claims by source: {told}."


def columns_of(outlets: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split outlets into those that get a column of their own in this layout and the others."""
    most = FEW_COLUMNS if layout().narrow else MOST_COLUMNS
    columns = list(outlets) if len(outlets) <= most else list(outlets[: most - 1])
    return columns, [name for name in outlets if name not in columns]


def table_of(lines: Sequence[Line], heads: Sequence[str], first: str, last: str) -> pd.DataFrame:
    """Write lines of dots as a table."""
    rows = [[line.name, *line.values, line.last] for line in lines]
    return pd.DataFrame(rows, columns=[first, *map(plain, heads), last])


def _lines(
    claims: pd.DataFrame, ranking: pd.DataFrame, most: int, columns: list[str], others: list[str]
) -> tuple[list[Line], int]:
    """Lines of the named sources and of the remainders, and how many nameless claims a named one passes
    on.
    """

    def line(name: str, rows: pd.DataFrame, fill: str = MUTED, quiet: bool = False, href: str = "") -> Line:
        values = [int((rows["outlet"] == outlet).sum()) for outlet in columns]
        values += [int(rows["outlet"].isin(others).sum())] if others else []
        return Line(plain(name), "", values, number(len(rows)), fill, quiet, href)

    certain, own_voice = counts.surely(claims), claims["resolved_kind"] == OWN
    lines = []
    for row in ranking.head(most).to_dict("records"):
        own = (claims[row["column"]] == row["key"]) & certain
        href = link("claims", **counts.of_source(row).rows)
        lines.append(line(row["name"], claims[own], KIND_COLOURS[row["kind"]], href=href))
    column = ranking["column"].iloc[0] if len(ranking) else "holder"
    drawn, rest = (certain & claims[column].isin(rows["key"]) for rows in (ranking, ranking.iloc[most:]))
    if rest.any():
        lines.append(line(count(len(ranking) - most, "more named source"), claims[rest], quiet=True))
    unsure = ~certain & ~own_voice
    nameless = ~drawn & ~own_voice & ~unsure
    lines.append(line("sources without a name", claims[nameless], quiet=True))
    if unsure.any():
        lines.append(line("whose source is not sure", claims[unsure], quiet=True))
    lines.append(line("the outlet’s own voice", claims[own_voice], quiet=True))
    return lines, int((claims.loc[nameless, "chain"].map(len) > 2).sum())


def _leading(claims: pd.DataFrame, ranking: pd.DataFrame) -> str:
    """Say who is the source of most claims."""
    if ranking.empty:
        return f"None of {count(len(claims), 'claim')} has a source with a name"
    top = ranking.loc[ranking["n"] == ranking["n"].max(), "name"].tolist()
    n = counts.of_source(ranking.iloc[0])
    if not n.number:
        return f"For none of {count(len(claims), 'claim')} a source with a name is sure"
    if len(top) == 1:
        where = count(int(ranking["outlets"].iloc[0]), "outlet")
        claimed = amount(n, "claim")
        return f"{plain(top[0], 80)} is the source of {claimed}, {counts.most(ranking)}, in {where}"
    more = [
        *(plain(name, 60) for name in top[:3]),
        *([count(len(top) - 3, "other")] if len(top) > 3 else []),
    ]
    return f"{listed(more)} are the sources of {count(n.number, 'claim')} each for sure, the most"
