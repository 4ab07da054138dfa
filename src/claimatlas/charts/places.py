"""Charts of places: which outlet writes about which, how many names could be placed, and how far to trust
it.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from claimatlas.charts.chart import styled
from claimatlas.charts.claims import columns_of, table_of
from claimatlas.charts.marks import Bar, Bars, Dots, Kind, Line
from claimatlas.charts.palette import BLUE, KIND_COLOURS, KIND_TEXT, MUTED, PAPER, RULE
from claimatlas.charts.sheet import Sheet, nothing
from claimatlas.charts.style import BODY, count, label, layout, number, percent, plain

PLACED = ("resolved", "reviewed")
STATUS = {
    "resolved": ("resolved", "named person"),
    "reviewed": ("set by a reviewer", "named organisation"),
    "ambiguous": ("ambiguous", "anonymous"),
    "unknown": ("not in the gazetteer", "unattributed"),
}
KINDS = [Kind(name, KIND_COLOURS[like], KIND_TEXT[like]) for name, like in STATUS.values()]
MOST_PLACES, MOST_OUTLETS = 22, 24


def with_outlets(mentions: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Add the outlet of its article to each mention."""
    return mentions.merge(
        articles[["article_id", "outlet"]], on="article_id", how="left", validate="many_to_one"
    )


def spelled(places: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Give each place the name by which the articles call it most often; ties go to the shorter, then by
    alphabet. What stands in capitals, as in a dateline, is asked last.

    Gazetteers write many names in a national spelling that the reader of the articles would not know again. A
    place without a literal mention keeps the gazetteer's name.
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
    """Those of most mentions first; an outlet without any still has its place, behind the others."""
    counts = mentions["outlet"].value_counts()
    return sorted(set(articles["outlet"]), key=lambda name: (-counts.get(name, 0), name))


def _source(mentions: pd.DataFrame, articles: pd.DataFrame) -> str:
    """Counts every mention, resolved or not, and every article, whether it names a place or not."""
    read = f"{count(len(articles), 'article')} of {count(articles['outlet'].nunique(), 'outlet')}"
    return f"Source: {read}; {count(len(mentions), 'mention')} of places."


@styled(
    mentions="article_id place_id surface status role", places="place_id name kind country_code",
    articles="article_id outlet",
)
def places_per_outlet(
    mentions: pd.DataFrame, places: pd.DataFrame, articles: pd.DataFrame, most: int = MOST_PLACES
) -> tuple[Figure, str]:
    """Draw which outlet writes about which place: literal mentions as dots, most mentioned places first.

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
    literal = placed[placed["role"] == "literal"]
    subtitle = "Mentions of each place by outlet; names not used as a place are counted apart"
    if placed.empty:
        of = f"{count(len(articles), 'article')} of {count(articles['outlet'].nunique(), 'outlet')}"
        title = f"No place could be told in {of}"
        message = "Nothing to draw: no name of a place was resolved."
        return nothing(title, subtitle, [_source(mentions, articles)], message), f"{title}."
    columns, rest = columns_of(_outlets(literal, articles))
    lines = _lines(placed, spelled(places, placed), min(most, 12) if layout().narrow else most, columns, rest)
    lost = len(rows) - len(placed)
    is_ = "is" if lost == 1 else "are"
    notes = [
        f"{count(lost, 'mention')} could not be resolved to one place and {is_} not counted here."
        if lost
        else "",
        "Not as a place: the name of a government (“Dushanbe fears …”), a nationality, a name in an "
        "institution’s.",
        "Names of places as the articles spell them most often. " + _source(mentions, articles),
    ]
    heads = [*columns, *([f"{number(len(rest))} more outlets"] if rest else [])]
    drawn = Dots(lines, heads, "not as a place")
    title = _title(lines[0], literal)
    make = Sheet(title, subtitle, notes, drawn.height, table_of(lines, heads, "place", "not as a place"))
    drawn.draw(make)
    told = "; ".join(f"{line.name}: {number(sum(line.values))}" for line in [lines[-1], *lines[:-1]])
    return make.figure, f"{title}. Mentions: {told}."


def _lines(
    placed: pd.DataFrame, places: pd.DataFrame, most: int, columns: list[str], rest: list[str]
) -> list[Line]:
    """Lines of the places named most, of the others together, and of all."""
    known = places.set_index("place_id")
    literal, others = placed[placed["role"] == "literal"], placed[placed["role"] != "literal"]
    counts = literal["place_id"].value_counts().reindex(known.index, fill_value=0)
    apart = others["place_id"].value_counts().reindex(known.index, fill_value=0)
    seen = known.index[(counts + apart) > 0]
    ranking = sorted(seen, key=lambda p: (-counts[p], -apart[p], str(known.at[p, "name"]), p))

    def values(own: pd.DataFrame) -> list[int]:
        found = own["outlet"].value_counts()
        named = [int(found.get(name, 0)) for name in columns]
        return [*named, sum(int(found.get(name, 0)) for name in rest)] if rest else named

    first = literal[literal["place_id"].isin(ranking[:most])]
    named = dict(iter(first.groupby("place_id")))
    lines = []
    for place in ranking[:most]:
        kind, code = str(known.at[place, "kind"]), known.at[place, "country_code"]
        remark = kind if kind == "country" or not isinstance(code, str) else f"{kind}, {code}"
        own = values(named.get(place, first.iloc[:0]))
        lines.append(Line(plain(known.at[place, "name"]), plain(remark), own, number(apart[place])))
    if left := ranking[most:]:
        own = values(literal[literal["place_id"].isin(left)])
        beside = number(apart[left].sum())
        lines.append(Line(count(len(left), "more place"), "", own, beside, quiet=True))
    return [*lines, Line("all places", "", values(literal), number(len(others)), quiet=True)]


def _title(top: Line, literal: pd.DataFrame) -> str:
    """From literal mentions alone: where there are none, `top` is no place and stays unsaid."""
    per = literal.groupby("place_id")["outlet"].nunique()
    if per.empty:
        return "No name of a place is used for the place itself"
    shared = int((per > 1).sum())
    are = "is" if shared == 1 else "are"
    return (
        f"{plain(top.name, 60)} is named most, {count(sum(top.values), 'time')}; "
        f"{number(shared)} of {count(len(per), 'place')} {are} named by more than one outlet"
    )


@styled(mentions="article_id status", articles="article_id outlet")
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
    subtitle = (
        "Names of places found in the articles, by what became of them; each bar is all names of an outlet"
    )
    if rows.empty:
        title = f"No name of a place was found in {count(len(articles), 'article')}"
        return nothing(title, subtitle, [_source(mentions, articles)], "Nothing to draw."), f"{title}."
    outlets = _outlets(rows, articles)
    shown, rest = outlets[:MOST_OUTLETS], outlets[MOST_OUTLETS:]

    def bar(name: str, frame: pd.DataFrame) -> Bar:
        values = [int((frame["status"] == status).sum()) for status in STATUS]
        share = percent(values[0] + values[1], len(frame))
        return Bar(plain(name), values, None, [(number(len(frame)), ""), (share, "")])

    bars = [bar(name, rows[rows["outlet"] == name]) for name in shown]
    if rest:
        bars.append(bar(f"{number(len(rest))} more outlets", rows[rows["outlet"].isin(rest)]))
    placed = int(rows["status"].isin(PLACED).sum())
    share = f"{number(placed)} of {count(len(rows), 'name')} of places ({percent(placed, len(rows))})"
    title = f"{share} could be set on the map"
    table = pd.DataFrame(
        [{"outlet": b.name} | {k.name: v for k, v in zip(KINDS, b.values, strict=True)} for b in bars]
    )
    drawn = Bars(bars, KINDS, ["names", "placed"])
    make = Sheet(title, subtitle, [_source(mentions, articles)], drawn.height, table)
    drawn.draw(make)
    told = ". ".join(f"{b.name}: {b.cells[1][0]} of {b.cells[0][0]}" for b in bars)
    return make.figure, f"{title}. {told}."


@styled()
def reliability(table: pd.DataFrame, unit: str = "place", source: str = "") -> tuple[Figure, str]:
    """Draw stated confidence against the share that turned out right.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per class of confidence: ``confidence`` (mean, 0–1), ``right`` (share, 0–1) and ``n`` (how
        many).
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
        message = "Nothing to draw: no row to check against."
        return nothing(title, subtitle, [source], message), f"{title}."
    total = int(rows["n"].sum())
    gap = float((abs(rows["confidence"] - rows["right"]) * rows["n"]).sum() / total)
    points, checked = count(round(100 * gap), "point"), count(total, f"checked {unit}")
    title = f"Stated confidence is off by {points} on average over {checked}"
    notes = ["On the line, confidence means what it says; beneath it, it promises too much.", source]
    at = layout()
    side = at.room - 0.65 if at.narrow else 3.7
    beside = 0.26 * (len(rows) + 1) + 0.2 if at.narrow else 0.0
    told = pd.DataFrame(
        {
            "stated": [f"{100 * c:.0f}%" for c in rows["confidence"]],
            "right": [f"{100 * r:.0f}%" for r in rows["right"]],
            "checked": rows["n"].to_list(),
        }
    )
    make = Sheet(title, subtitle, notes, side + 0.6 + beside, told)
    canvas, left, low = make.canvas(), at.margin + (0.55 if at.narrow else 0.85), 0.5 + beside
    _grid(canvas, left, low, side)
    largest = rows["n"].max()
    xs, ys = (left + side * rows["confidence"]).to_list(), (low + side * rows["right"]).to_list()
    canvas.plot(xs, ys, color=BLUE, lw=1.2)
    for x, y, n in zip(xs, ys, rows["n"], strict=True):
        canvas.add_artist(
            Circle((x, y), 0.05 + 0.1 * (n / largest) ** 0.5, fc=BLUE, ec=PAPER, lw=0.8, zorder=3)
        )
    x, y = (at.margin + 0.6, beside - 0.1) if at.narrow else (left + side + 0.45, low + side)
    for column, head in enumerate(told.columns):
        right = x + 0.62 * (column + 1)
        label(canvas, right, y, head, at.note, ha="right", color=MUTED)
        for i, text in enumerate(told[head]):
            text = number(text) if head == "checked" else text
            label(canvas, right, y - 0.26 * (i + 1), text, at.note, ha="right")
    said = "; ".join(f"stated {r.stated}, right {r.right} of {number(r.checked)}" for r in told.itertuples())
    return make.figure, f"{title}: {said}."


def _grid(canvas: Axes, left: float, low: float, side: float) -> None:
    """Draw the square of stated against right, with the line on which they are one."""
    note = layout().note
    for i in range(6):
        share = i / 5
        canvas.plot([left, left + side], [low + side * share] * 2, color=RULE, lw=0.6)
        label(canvas, left - 0.08, low + side * share, f"{100 * share:.0f}%", note, ha="right", color=MUTED)
        label(canvas, left + side * share, low - 0.14, f"{100 * share:.0f}%", note, ha="center", color=MUTED)
    canvas.plot([left, left + side], [low, low + side], color=MUTED, lw=1, dashes=(4, 3))
    label(canvas, left + side / 2, low - 0.36, "confidence stated", note, ha="center", color=MUTED)
    if not layout().narrow:
        x = layout().margin + 0.1
        where = {"ha": "center", "va": "center", "rotation": 90}
        label(canvas, x, low + side / 2, "share that was right", BODY - 1, color=MUTED, **where)
