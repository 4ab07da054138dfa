"""Charts of places: which outlet writes about which, how many names could be placed, and how far to trust it."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from claimatlas.charts.marks import Line, Row, matrix, matrix_height, stacked, stacked_height
from claimatlas.charts.style import (
    ACCENT,
    BODY,
    INK,
    MARGIN,
    MUTED,
    NOTE,
    PAPER,
    RULE,
    Sheet,
    count,
    label,
    nothing,
    number,
    percent,
    plain,
    styled,
)

PLACED = ("resolved", "reviewed")
STATUS_NAMES = ("resolved", "set by a reviewer", "ambiguous", "not in the gazetteer")
STATUS_COLOURS = ("#0b4f7d", "#56a8d8", "#e69f00", "#c9c9c9")
STATUS_INKS = (PAPER, INK, INK, INK)
_STATUS_ORDER = ("resolved", "reviewed", "ambiguous", "unknown")
MOST_PLACES, MOST_COLUMNS, MOST_OUTLETS = 22, 6, 24


def with_outlets(mentions: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Add the outlet of its article to each mention."""
    return mentions.merge(articles[["article_id", "outlet"]], on="article_id", how="left", validate="many_to_one")


def spelled(places: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Give each place the name by which the articles call it most often; ties go to the shorter, then by alphabet.
    What stands in capitals, as in a dateline, is asked last.

    Gazetteers write many names in a national spelling that the reader of the articles would not know again. A place
    without a literal mention keeps the gazetteer's name.
    """
    literal = mentions[(mentions["role"] == "literal") & mentions["place_id"].notna()]
    counts = literal.groupby(["place_id", "surface"], sort=True).size().reset_index(name="n")
    counts["length"] = counts["surface"].str.len()
    counts["capitals"] = (counts["length"] > 4) & counts["surface"].str.isupper()
    order = counts.sort_values(
        ["capitals", "n", "length", "surface"], ascending=[True, False, True, True], kind="stable"
    )
    best = order.drop_duplicates("place_id")
    names = places["place_id"].map(best.set_index("place_id")["surface"])
    return places.assign(name=names.where(names.notna(), places["name"]))


def _outlets(mentions: pd.DataFrame, articles: pd.DataFrame) -> list[str]:
    counts = mentions["outlet"].value_counts()
    return sorted(set(articles["outlet"]), key=lambda name: (-counts.get(name, 0), name))


def _source(mentions: pd.DataFrame, articles: pd.DataFrame) -> str:
    return f"Source: {count(len(articles), 'article')} of {count(articles['outlet'].nunique(), 'outlet')}; {count(len(mentions), 'mention')} of places."


@styled
def places_per_outlet(mentions: pd.DataFrame, places: pd.DataFrame, articles: pd.DataFrame, most: int = MOST_PLACES) -> tuple[Figure, str]:
    """Draw which outlet writes about which place: literal mentions, most mentioned places first.

    Parameters
    ----------
    mentions, places, articles : pandas.DataFrame
        Tables of those names. Associative mentions are counted apart, at the right.
    most : int
        How many places get a line of their own.

    Returns
    -------
    matplotlib.figure.Figure
    str
        The text alternative.
    """
    rows = with_outlets(mentions, articles)
    placed = rows[rows["status"].isin(PLACED) & rows["place_id"].isin(places["place_id"])]
    literal, others = placed[placed["role"] == "literal"], placed[placed["role"] != "literal"]
    subtitle = "Mentions of each place by outlet; names not used as a place are counted apart"
    if placed.empty:
        title = f"No place could be told in {count(len(articles), 'article')} of {count(articles['outlet'].nunique(), 'outlet')}"
        return nothing(title, subtitle, [_source(mentions, articles)], "Nothing to draw: no name of a place was resolved."), f"{title}."
    places = spelled(places, placed)
    outlets = _outlets(literal, articles)
    columns = outlets if len(outlets) <= MOST_COLUMNS else outlets[: MOST_COLUMNS - 1]
    rest = [name for name in outlets if name not in columns]
    known = places.set_index("place_id")
    counts = literal["place_id"].value_counts().reindex(known.index, fill_value=0)
    apart = others["place_id"].value_counts().reindex(known.index, fill_value=0)
    seen = known.index[(counts + apart) > 0]
    ranking = sorted(seen, key=lambda p: (-counts[p], -apart[p], str(known.at[p, "name"]), p))

    def values(frame: pd.DataFrame) -> list[int]:
        own = [int((frame["outlet"] == name).sum()) for name in columns]
        return [*own, int(frame["outlet"].isin(rest).sum())] if rest else own

    lines = []
    for place in ranking[:most]:
        kind, code = str(known.at[place, "kind"]), known.at[place, "country_code"]
        remark = kind if kind == "country" or not isinstance(code, str) else f"{kind}, {code}"
        lines.append(Line(plain(known.at[place, "name"]), plain(remark), values(literal[literal["place_id"] == place]), number(apart[place])))
    if len(ranking) > most:
        left = ranking[most:]
        lines.append(
            Line(count(len(left), "more place"), "", values(literal[literal["place_id"].isin(left)]), number(apart[left].sum()), None, True)
        )
    lines.append(Line("all places", "", values(literal), number(len(others)), None, True))
    top, per = ranking[0], literal.groupby("place_id")["outlet"].nunique()
    shared = int((per > 1).sum())
    title = (
        f"{plain(known.at[top, 'name'], 60)} is named most, {count(int(counts[top]), 'time')}; "
        f"{number(shared)} of {count(len(per), 'place')} {'is' if shared == 1 else 'are'} named by more than one outlet"
        if len(per)
        else "No name of a place is used for the place itself"
    )
    lost = len(rows) - len(placed)
    notes = [
        f"{count(lost, 'mention')} could not be resolved to one place and {'is' if lost == 1 else 'are'} not counted here." if lost else "",
        "Not as a place: the name of a government (“Dushanbe fears …”), a nationality, a name in an institution’s.",
        "Names of places as the articles spell them most often. " + _source(mentions, articles),
    ]
    heads = [*columns, *([f"{number(len(rest))} other outlets"] if rest else [])]
    make = Sheet(title, subtitle, notes, matrix_height(lines, heads, "not as a place", room=2.5))
    matrix(make, lines, heads, "not as a place", room=2.5)
    told = "; ".join(f"{x.name}: {number(sum(x.values))}" for x in lines)
    return make.figure, plain(f"{title}. Mentions: {told}.")


@styled
def coverage(mentions: pd.DataFrame, articles: pd.DataFrame) -> tuple[Figure, str]:
    """Draw how many names of places were resolved, by outlet, before anything is read from the map.

    Parameters
    ----------
    mentions, articles : pandas.DataFrame
        Tables of those names.

    Returns
    -------
    matplotlib.figure.Figure
    str
        The text alternative.
    """
    rows = with_outlets(mentions, articles)
    subtitle = "Names of places found in the articles, by what became of them"
    if rows.empty:
        title = f"No name of a place was found in {count(len(articles), 'article')}"
        return nothing(title, subtitle, [_source(mentions, articles)], "Nothing to draw."), f"{title}."
    outlets = _outlets(rows, articles)
    shown, rest = outlets[:MOST_OUTLETS], outlets[MOST_OUTLETS:]

    def bar(name: str, frame: pd.DataFrame) -> Row:
        values = [int((frame["status"] == status).sum()) for status in _STATUS_ORDER]
        return Row(plain(name), values, None, [(number(len(frame)), ""), (percent(values[0] + values[1], len(frame)), "")])

    bars = [bar(name, rows[rows["outlet"] == name]) for name in shown]
    if rest:
        bars.append(bar(f"{number(len(rest))} other outlets", rows[rows["outlet"].isin(rest)]))
    placed = int(rows["status"].isin(PLACED).sum())
    title = f"{number(placed)} of {count(len(rows), 'name')} of places ({percent(placed, len(rows))}) could be set on the map"
    make = Sheet(title, subtitle, [_source(mentions, articles)], stacked_height(len(bars)))
    stacked(make, bars, STATUS_NAMES, STATUS_COLOURS, STATUS_INKS, ["names", "placed"])
    told = ". ".join(f"{b.name}: {b.cells[1][0]} of {b.cells[0][0]}" for b in bars)
    return make.figure, plain(f"{title}. {told}.")


@styled
def reliability(table: pd.DataFrame, unit: str = "place", source: str = "") -> tuple[Figure, str]:
    """Draw stated confidence against the share that turned out right.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per class of confidence: ``confidence`` (mean, 0–1), ``right`` (share, 0–1) and ``n`` (how many).
    unit : str
        What was checked, in the singular.
    source : str
        Where the truth comes from.

    Returns
    -------
    matplotlib.figure.Figure
    str
        The text alternative.
    """
    rows = table[table["n"] > 0].sort_values("confidence", kind="stable")
    subtitle = "Share that was right, by the confidence stated; circles by how many were checked"
    if rows.empty:
        title = f"No {unit} has been checked, so confidence cannot be judged"
        return nothing(title, subtitle, [source], "Nothing to draw: no row to check against."), f"{title}."
    total = int(rows["n"].sum())
    gap = float((abs(rows["confidence"] - rows["right"]) * rows["n"]).sum() / total)
    title = f"Stated confidence is off by {count(round(100 * gap), 'point')} on average over {count(total, f'checked {unit}')}"
    notes = ["On the line, confidence means what it says; beneath it, it promises too much.", source]
    make = Sheet(title, subtitle, notes, 4.3)
    side, left, low = 3.7, MARGIN + 0.85, 0.5
    canvas = make.canvas()
    for i in range(6):
        share = i / 5
        canvas.plot([left, left + side], [low + side * share] * 2, color=RULE, lw=0.6)
        label(canvas, left - 0.1, low + side * share, f"{100 * share:.0f}%", NOTE, ha="right", color=MUTED)
        label(canvas, left + side * share, low - 0.14, f"{100 * share:.0f}%", NOTE, ha="center", color=MUTED)
    canvas.plot([left, left + side], [low, low + side], color=MUTED, lw=1, dashes=(4, 3))
    label(canvas, left + side / 2, low - 0.36, "confidence stated", NOTE, ha="center", color=MUTED)
    label(canvas, MARGIN + 0.1, low + side / 2, "share that was right", NOTE, ha="center", color=MUTED, rotation=90)
    largest = rows["n"].max()
    xs, ys = (left + side * rows["confidence"]).to_list(), (low + side * rows["right"]).to_list()
    canvas.plot(xs, ys, color=ACCENT, lw=1.2)
    for x, y, n in zip(xs, ys, rows["n"], strict=True):
        canvas.add_patch(Circle((x, y), 0.05 + 0.1 * (n / largest) ** 0.5, fc=ACCENT, ec=PAPER, lw=0.8, zorder=3))
    x = left + side + 0.45
    for column, head in enumerate(("stated", "right", "checked")):
        label(canvas, x + 0.62 * (column + 1), low + side, head, NOTE, ha="right", color=MUTED)
    for i, row in enumerate(rows.itertuples()):
        for column, text in enumerate((f"{100 * row.confidence:.0f}%", f"{100 * row.right:.0f}%", number(row.n))):
            label(canvas, x + 0.62 * (column + 1), low + side - 0.28 * (i + 1), text, BODY - 1, ha="right", va="center_baseline")
    told = "; ".join(f"stated {100 * r.confidence:.0f}%, right {100 * r.right:.0f}% of {number(r.n)}" for r in rows.itertuples())
    return make.figure, plain(f"{title}: {told}.")
