"""Chart of the articles: how many each outlet has, and how exactly it is known when they came out."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from claimatlas.charts.chart import styled
from claimatlas.charts.marks import Bar, Bars, Kind
from claimatlas.charts.palette import KIND_COLOURS, KIND_TEXT
from claimatlas.charts.sheet import Sheet, nothing
from claimatlas.charts.style import count, number

MOST_OUTLETS = 24
# By the length of the date as articles.csv has it.
KNOWN = {10: "day known", 7: "month only", 4: "year only", 0: "date unknown"}
_COLOURS = ("named person", "named organisation", "anonymous", "unattributed")
KINDS = [
    Kind(name, KIND_COLOURS[colour], KIND_TEXT[colour])
    for name, colour in zip(KNOWN.values(), _COLOURS, strict=True)
]


@styled(articles="outlet published n_sentences n_words")
def articles_per_outlet(articles: pd.DataFrame) -> tuple[Figure, str]:
    """Draw how exactly the date of each outlet's articles is known: bars of one length, with counts.

    Parameters
    ----------
    articles : pandas.DataFrame
        The table of that name.

    Returns
    -------
    matplotlib.figure.Figure
    str
        The text alternative: the finding, and the outlets with most articles.
    """
    if articles.empty:
        title = "There is no article whose claims are read"
        return nothing(title, "Articles per outlet", [], "Nothing to draw."), f"{title}."
    by_size = articles["outlet"].value_counts()
    outlets = sorted(by_size.index, key=lambda name: (-by_size[name], name))
    shown, rest = outlets[:MOST_OUTLETS], outlets[MOST_OUTLETS:]
    bars = [_bar(name, articles[articles["outlet"] == name]) for name in shown]
    if rest:
        bars.append(_bar(f"{number(len(rest))} more outlets", articles[articles["outlet"].isin(rest)]))
    dated = int((_exact(articles) == max(KNOWN)).sum())
    known = f"{number(dated)} have" if dated > 1 else "1 has" if dated else "none has"
    title = f"Of {count(len(articles), 'article')}, {known} a day of publication"
    drawn = Bars(bars, KINDS, ["articles", "sentences", "words"])
    subtitle = "Articles by outlet, and how exactly their date is known; each bar is all of its articles"
    notes = [f"Source: {count(len(articles), 'article')} of {count(len(outlets), 'outlet')}."]
    make = Sheet(title, subtitle, notes, drawn.height, _table(bars))
    drawn.draw(make)
    told = [f"{bar.name}: {count(sum(bar.values), 'article')}" for bar in bars]
    return make.figure, f"{title}. {'. '.join(told)}."


def _exact(articles: pd.DataFrame) -> pd.Series:
    """Length of each article's date: 10 for a day, 7 for a month, 4 for a year, 0 where it is unknown."""
    return articles["published"].map(lambda date: len(date) if isinstance(date, str) else 0)


def _bar(name: str, articles: pd.DataFrame) -> Bar:
    """Count the articles of one bar by what is known of their date."""
    exact = _exact(articles)
    cells = [len(articles), articles["n_sentences"].sum(), articles["n_words"].sum()]
    values = [int((exact == length).sum()) for length in KNOWN]
    return Bar(name, values, cells=[(number(n), "") for n in cells])


def _table(bars: list[Bar]) -> pd.DataFrame:
    """The counts of the bars, for who cannot see them."""
    rows = [(bar.name, *bar.values) for bar in bars]
    return pd.DataFrame(rows, columns=["outlet", *KNOWN.values()])
