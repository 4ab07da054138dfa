"""The events that claims date: a row for each, with a mark for each outlet that tells it and the date that it
gives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from claimatlas import counts
from claimatlas.cells import among
from claimatlas.charts.chart import Chart
from claimatlas.charts.claims import made_by
from claimatlas.charts.columns import Columns, draw_mark, mark_key, mark_key_height
from claimatlas.charts.dates import dates_of, written
from claimatlas.charts.palette import ALERT, INK, PALE, RULE
from claimatlas.charts.shared import Mark, mark_of
from claimatlas.charts.sheet import Sheet, nothing
from claimatlas.charts.style import MOST_ROWS, count, label, layout, lines_of, number, plain, wrap
from claimatlas.counts import Count
from claimatlas.phrases import amount, listed
from claimatlas.tables import SAME

MOST_EVENTS, FEW_EVENTS = 16, 12  # on a page, and on a phone
MOST_COLUMNS, FEW_COLUMNS = 5, 3
DATE = 1.1  # inches of the column of dates


@dataclass
class Event:
    """What one or several outlets date.

    Attributes
    ----------
    key, text : str
        Group or claim, and its words.
    begin, end : float
        From the earliest to the latest of its dates, in years.
    dates : dict of str to dict of (float, float) to str
        By outlet: the intervals that it gives, with the words for them.
    claims : dict of str to list of str
        By outlet: the claims.
    sure : bool
        Whether every claim of it is read for sure, and they say the same for sure.
    """

    key: str
    text: str
    begin: float
    sure: bool
    dates: dict[str, dict[tuple[float, float], str]] = field(default_factory=dict)
    claims: dict[str, list[str]] = field(default_factory=dict)

    @property
    def differs(self) -> bool:
        """Whether two outlets surely give it dates that cannot both hold."""
        spans = [list(given) for given in self.dates.values()]
        return self.sure and any(
            all(a[1] <= b[0] or b[1] <= a[0] for a in one for b in other)
            for i, one in enumerate(spans)
            for other in spans[i + 1 :]
        )

    def said(self, outlet: str = "") -> str:
        """Its dates in words: those of one outlet, or all of them."""
        given = [self.dates[outlet]] if outlet else self.dates.values()
        words = list(
            dict.fromkeys(text for _, text in sorted(pair for spans in given for pair in spans.items()))
        )
        return "; ".join(words[:2]) + (" …" if len(words) > 2 else "")


def events_of(
    claims: pd.DataFrame, groups: pd.DataFrame | None = None, dates: pd.DataFrame | None = None
) -> list[Event]:
    """List what the claims date, in the order of time.

    Parameters
    ----------
    claims, groups : pandas.DataFrame
        Tables of those names. Claims of one group are one event; without groups each claim is one.
    dates : pandas.DataFrame, optional
        From `claimatlas.charts.dates.dates_of`, where they are known.
    """
    dates = dates_of(claims) if dates is None else dates
    dates = dates[dates["begin"].notna()]
    member = {} if groups is None else dict(zip(groups["claim_id"], groups["group_id"], strict=True))
    label_of = {} if groups is None else dict(zip(groups["group_id"], groups["label"], strict=True))
    same = set()
    if groups is not None and len(groups):
        same = set(groups.loc[~counts.sure(groups, SAME), "group_id"])
    dated = claims[among(claims["claim_id"], dates["claim_id"].unique())]
    known = (
        dated.assign(_sure=counts.sure(dated)).set_index("claim_id")[["content", "_sure"]].to_dict("index")
    )
    found: dict[str, Event] = {}
    for row in dates.itertuples():
        key = member.get(row.claim_id, row.claim_id)
        claim = known[row.claim_id]
        event = found.setdefault(
            key, Event(key, label_of.get(key, claim["content"]), row.begin, key not in same)
        )
        event.begin, event.sure = min(event.begin, row.begin), event.sure and bool(claim["_sure"])
        spans = event.dates.setdefault(row.outlet, {})
        spans.setdefault((row.begin, row.end), written(row.value, row.part))
        told = event.claims.setdefault(row.outlet, [])
        if row.claim_id not in told:
            told.append(row.claim_id)
    return sorted(found.values(), key=lambda event: (event.begin, event.key))


def events(
    claims: pd.DataFrame, groups: pd.DataFrame | None = None, articles: pd.DataFrame | None = None
) -> Chart:
    """Draw what the claims date, in the order of time: which outlets tell it, and where their dates differ.

    Parameters
    ----------
    claims, groups : pandas.DataFrame
        Tables of those names.
    articles : pandas.DataFrame, optional
        Completes the line on the source.

    Returns
    -------
    claimatlas.charts.chart.Chart
        Of the figure and its text alternative. Dates without a place on a time axis are counted beneath the
        figure.
    """
    dates = dates_of(claims)
    found = events_of(claims, groups, dates)
    by = made_by(claims) if len(claims) else ""
    read = "" if articles is None else f" in {count(len(articles), 'article')}"
    source = f"Source: {count(len(claims), 'claim')} {by}{read}".rstrip()
    source += f"; {number(dates['claim_id'].nunique())} of them name a date."
    # What most outlets tell comes first, and what is sure; then they stand in the order of time.
    order = sorted(found, key=lambda e: (-e.differs, -len(e.dates), not e.sure, e.begin, e.key))
    order = order[:MOST_EVENTS]
    told = {key for event in order for keys in event.claims.values() for key in keys}
    own = claims[claims["claim_id"].isin(told)]
    known = own.set_index("claim_id")[["outlet", "resolved_kind", "hedged"]].to_dict("index")
    left = len(found) - len(order)
    table = _table(found).head(MOST_ROWS)
    title = _title(found) if found else ""
    return Chart(_drawn, order, left, title, table, known, _not_placed(dates), words=[source])


def _drawn(
    order: list[Event], left: int, title: str, table: pd.DataFrame, known: dict[str, dict], missing: str,
    words: Sequence[str],
) -> tuple[Figure, str]:
    """Draw the first of the events in `order`, the most notable ones; `left` are not among them."""
    subtitle = "What the claims date, in the order of time, and the outlets that tell it"
    if not order:
        title = "No claim names a date that can be set in time"
        return nothing(title, subtitle, [missing, *words], "Nothing to draw."), f"{title}. {missing}".strip()
    most = FEW_EVENTS if layout().narrow else MOST_EVENTS
    shown = sorted(order[:most], key=lambda event: (event.begin, event.key))
    grid, columns = _grid(shown)
    left += len(order) - len(shown)
    notes = [
        f"And {count(left, 'more dated event')}, told by fewer outlets or less surely." if left else "",
        missing,
        *words,
    ]
    height = grid.heads + 0.12 + sum(_height(event, grid) for event in shown) + mark_key_height() + 0.1
    make = Sheet(title, subtitle, notes, height, table)
    canvas, y = make.canvas(), make.height - grid.heads
    grid.write(canvas, y)
    y -= 0.12
    for event in shown:
        _draw(canvas, event, y, grid, _marks(event, columns, known))
        y -= _height(event, grid)
    mark_key(canvas, y - 0.1)
    told = [f"{event.said()}: {plain(event.text, 60)} ({listed(sorted(event.dates))})" for event in order[:6]]
    return make.figure, f"{title}. {'. '.join(told)}. {missing}"


def _grid(shown: list[Event]) -> tuple[Columns, list[list[str]]]:
    """Columns of the outlets of some events, and which outlets each stands for."""
    tally = Counter(name for event in shown for name in event.dates)
    ranked = sorted(tally, key=lambda name: (-tally[name], name))
    most = FEW_COLUMNS if layout().narrow else MOST_COLUMNS
    own = ranked if len(ranked) <= most else ranked[: most - 1]
    rest = [name for name in ranked if name not in own]
    names = [*map(plain, own), *([f"{number(len(rest))} more"] if rest else [])]
    left = 0.0 if layout().narrow else DATE
    return Columns(names, left=left, rows=2 if layout().narrow else 3), [[name] for name in own] + (
        [rest] if rest else []
    )


def _marks(event: Event, columns: list[list[str]], known: dict) -> list[tuple[Mark, str]]:
    """The mark of each column, and the date that it gives."""
    out = []
    for names in columns:
        told = [name for name in names if name in event.claims]
        keys = [key for name in told for key in event.claims[name]]
        out.append((mark_of(keys, known), event.said(told[0]) if told else ""))
    return out


def _height(event: Event, grid: Columns) -> float:
    """In inches: a narrow sheet has the date above, and dates that differ stand beneath their marks."""
    return grid.line + (0.2 if layout().narrow else 0.06) + (0.16 if event.differs else 0)


def _draw(canvas: Axes, event: Event, top: float, grid: Columns, marks: list[tuple[Mark, str]]) -> None:
    """From `top` down; what each outlet dates it stands beneath its mark only where they differ."""
    at = layout()
    canvas.plot([at.margin, at.width - at.margin], [top, top], color=RULE, lw=0.6, zorder=0)
    date, colour = event.said(), ALERT if event.differs else INK
    if at.narrow:
        label(canvas, at.margin, top - 0.13, date, at.note, bold=True, color=colour)
        top -= 0.2
    else:
        lines = wrap(date, DATE - 0.1, at.note, bold=True, lines=2)
        lines_of(canvas, at.margin, top - grid.line / 2 - 0.03, lines, at.note, bold=True, color=colour)
        top -= 0.03
    first = next(iter(event.claims.values()))[0]
    grid.sentence(canvas, event.text, top, f"#claim-{first}")
    where = [(grid.x(i), mark, said) for i, (mark, said) in enumerate(marks) if mark.look]
    spot = top - grid.marks
    if len(where) > 1:
        canvas.plot([where[0][0], where[-1][0]], [spot, spot], color=PALE, lw=1.6, zorder=1)
    for x, mark, said in where:
        draw_mark(canvas, x, spot, mark.look)
        if event.differs:
            label(canvas, x, spot - 0.19, said, at.note, ha="center", color=ALERT, halo=True)


def _title(found: list[Event]) -> str:
    """Tells what is sure of the events of several outlets, or else the years that all of them span."""
    shared = [event for event in found if len(event.dates) > 1]
    sure = [event for event in shared if event.sure]
    differ = [event for event in sure if event.differs]
    across = Count(len(sure), len(shared) - len(sure), "shared")
    if sure:
        told = amount(across, "dated event is", "dated events are").capitalize()
        of = f"{number(len(differ))} of them " if len(sure) > 1 else ""
        none = "none" if len(sure) > 1 else "not"
        how = f"{of}with different dates" if differ else f"{none} for sure with two dates"
        return f"{told} told by more than one outlet, {how}"
    first, last = int(min(event.begin for event in found)), int(max(event.begin for event in found))
    span = f"from {first} to {last}" if first != last else f"of {first}"
    return f"The claims date {count(len(found), 'event')} {span}, none for sure in more than one outlet"


def _table(found: list[Event]) -> pd.DataFrame:
    """Of all events, not only the drawn ones, with the date that each outlet gives."""
    rows = [
        (
            event.said(),
            event.text,
            "; ".join(f"{name} ({event.said(name)})" for name in sorted(event.dates)),
            event.sure,
        )
        for event in found
    ]
    return pd.DataFrame(rows, columns=["date", "claim", "outlets", "sure"])


def _not_placed(dates: pd.DataFrame) -> str:
    """Empty if every date has a place on the axis; the examples end at five."""
    out = dates[dates["begin"].isna()]
    if out.empty:
        return ""
    texts = sorted({plain(t, 32) for t in out["text"]})
    more = f" and {len(texts) - 5} more" if len(texts) > 5 else ""
    examples = ", ".join(f"“{t}”" for t in texts[:5]) + more
    return f"Not placed, because relative or without a year: {count(len(out), 'date')} ({examples})."
