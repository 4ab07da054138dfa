"""The timeline: which dates the claims speak of, each drawn as long as the text leaves it."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Polygon, Rectangle

from claimatlas.charts.claims import made_by, outlet_order
from claimatlas.charts.style import (
    BODY,
    INK,
    MARGIN,
    MUTED,
    NOTE,
    RULE,
    Sheet,
    count,
    label,
    nothing,
    number,
    plain,
    styled,
    text_width,
    wrap,
)

SEASONS = {"winter": (12, 14), "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}
FILLS = {"day": "#0b4f7d", "month": "#0072b2", "season": "#56a8d8", "year": "#9fcbe8", "decade": "#d3e6f3"}
GRANULARITIES = tuple(FILLS)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PAD = 0.12
MOST_OUTLETS, MOST_LABELS, MOST_LANES = 12, 70, 24
_ONE = re.compile(r"(?P<year>\d{4})(?:(?P<decade>s)|-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")


def interval(value: str, part: str = "") -> tuple[float, float, str] | None:
    """Read a date of the claims table as an interval on the time axis.

    Parameters
    ----------
    value : str
        ``2023-11-08``, ``2023-11``, ``2015``, ``1990s`` or two of them joined by ``/``, inclusive.
    part : str
        Part of the period; only a season of a year narrows the interval, *early* and the like do not.

    Returns
    -------
    tuple of (float, float, str) or None
        Begin and end in years (the end exclusive) and the granularity of the coarser end. None for what has no
        place on an axis: a relative date, a day without a year, an impossible date.
    """
    ends = [_one(piece.strip(), part) for piece in value.split("/")]
    if not 1 <= len(ends) <= 2 or any(end is None for end in ends):
        return None
    begin, end = min(e[0] for e in ends), max(e[1] for e in ends)
    return begin, end, max((e[2] for e in ends), key=GRANULARITIES.index)


def _one(value: str, part: str) -> tuple[float, float, str] | None:
    match = _ONE.fullmatch(value)
    if not match:
        return None
    year = int(match["year"])
    if match["decade"]:
        return (float(year), year + 10.0, "decade") if year % 10 == 0 else None
    if match["month"]:
        month = int(match["month"])
        if not 1 <= month <= 12:
            return None
        if not match["day"]:
            return year + (month - 1) / 12, year + month / 12, "month"
        days, day = calendar.monthrange(year or 4, month)[1], int(match["day"])
        if not 1 <= day <= days:
            return None
        return year + (month - 1 + (day - 1) / days) / 12, year + (month - 1 + day / days) / 12, "day"
    for season, (first, last) in SEASONS.items():
        if season in part.split(", "):
            return year + (first - 1) / 12, year + last / 12, "season"
    return float(year), year + 1.0, "year"


def written(value: str, part: str = "") -> str:
    """Write a date of the claims table for people: ``8 Nov 2023``, ``early Nov 2023``, ``1992–1997``."""
    texts = []
    for piece in value.split("/"):
        match = _ONE.fullmatch(piece.strip())
        if not match:
            texts.append(plain(piece, 24))
        elif match["month"] and 1 <= int(match["month"]) <= 12:
            day = f"{int(match['day'])} " if match["day"] else ""
            texts.append(f"{day}{MONTHS[int(match['month']) - 1]} {match['year']}")
        else:
            texts.append(piece.strip())
    if len(texts) == 2:
        head, tail = (text.split() for text in texts)
        shared = 0
        while shared < min(len(head), len(tail)) - 1 and head[-1 - shared] == tail[-1 - shared]:
            shared += 1
        text = f"{' '.join(head[: len(head) - shared])}–{' '.join(tail)}"
    else:
        text = " ".join(texts)
    return f"{plain(part, 16)} {text}" if part else text


@dataclass
class _Mark:
    begin: float
    end: float
    grain: str
    text: str
    n: int
    lane: int = 0


def dates_of(claims: pd.DataFrame) -> pd.DataFrame:
    """List the dates that claims speak of, one row per claim and date.

    Returns
    -------
    pandas.DataFrame
        claim_id, outlet, text, value, part, granularity, begin, end (years; missing where the date has no place
        on an axis).
    """
    rows = []
    for claim_id, outlet, dates in zip(claims["claim_id"], claims["outlet"], claims["dates"], strict=True):
        for date in dates if dates is not None else []:
            value, part = date["value"] or "", date["part"] or ""
            found = interval(value, part) if value else None
            begin, end, grain = found or (None, None, "none")
            rows.append((claim_id, outlet, date["text"], value, part, grain, begin, end))
    names = ["claim_id", "outlet", "text", "value", "part", "granularity", "begin", "end"]
    return pd.DataFrame(rows, columns=names).astype({"begin": float, "end": float})


@styled
def timeline(claims: pd.DataFrame, articles: pd.DataFrame | None = None) -> tuple[Figure, str]:
    """Draw the dates that the claims speak of, by outlet: a day as a dot, anything longer as a bar of its length.

    Parameters
    ----------
    claims : pandas.DataFrame
        Table of that name.
    articles : pandas.DataFrame, optional
        Marks when each outlet's articles were published, and gives a row to outlets without a dated claim.

    Returns
    -------
    matplotlib.figure.Figure
    str
        The text alternative. Dates without a place on the axis are counted in it and beneath the figure.
    """
    dates = dates_of(claims)
    placed = dates[dates["begin"].notna()]
    texts = articles if articles is not None else pd.DataFrame({"outlet": sorted(set(claims["outlet"]))})
    outlets = outlet_order(texts, dates)
    subtitle = "Dates that the claims speak of, by outlet; a bar is as long as the date is vague"
    dated = dates["claim_id"].nunique()
    source = f"Source: {count(len(claims), 'claim')} {made_by(claims) if len(claims) else ''}".rstrip() + f"; {number(dated)} of them name a date."
    missing = _not_placed(dates)
    if placed.empty:
        title = "No claim names a date that can be set on a time line"
        return nothing(title, subtitle, [missing, source], "Nothing to draw."), f"{title}. {missing}".strip()
    shown = outlets[:MOST_OUTLETS] if len(outlets) <= MOST_OUTLETS else outlets[: MOST_OUTLETS - 1]
    rest = [name for name in outlets if name not in shown]
    groups = [(name, placed[placed["outlet"] == name], [name]) for name in shown]
    if rest:
        groups.append((f"{number(len(rest))} other outlets", placed[placed["outlet"].isin(rest)], rest))
    scale = _Scale(placed)
    bands = [(name, _marks(rows), _published(texts, own)) for name, rows, own in groups]
    labels = sum(len(marks) for _, marks, _ in bands) <= MOST_LABELS
    heights = []
    for _, marks, _ in bands:
        lanes = _lanes(marks, scale, labels)
        heights.append(max(0.5, PAD + 0.06 + min(lanes, MOST_LANES) * (0.215 if labels else 0.1)))
    key, axis = 0.34, 0.34
    title = _title(placed, outlets)
    notes = [missing, _notes(bands), source]
    make = Sheet(title, subtitle, notes, key + axis + sum(heights) + 0.05)
    canvas = make.canvas()
    _key(canvas, make)
    top = make.height - key
    _axis(canvas, scale, top, top - axis - sum(heights))
    y = top - axis
    for (name, marks, published), height in zip(bands, heights, strict=True):
        canvas.plot([MARGIN, make.width - MARGIN], [y, y], color=RULE, lw=0.8)
        for i, text in enumerate(wrap(name, scale.left - MARGIN - 0.1, BODY, lines=2)):
            label(canvas, MARGIN, y - 0.24 - i * 0.18, text, BODY)
        for begin, end in published:
            x = (scale(begin) + scale(end)) / 2
            canvas.add_patch(Polygon([(x, y - 0.1), (x - 0.05, y - 0.01), (x + 0.05, y - 0.01)], fc="#d55e00", ec="none", zorder=4))
        if not marks:
            label(canvas, scale.left + 0.05, y - height / 2, "no dated claim", NOTE, color=MUTED)
        pitch = (height - PAD - 0.06) / max(1, min(MOST_LANES, 1 + max((m.lane for m in marks), default=0)))
        for mark in marks:
            _draw(canvas, scale, mark, y - PAD - pitch * (min(mark.lane, MOST_LANES - 1) + 0.5), pitch, labels)
        y -= height
    told = []
    for name, marks, _ in bands:
        said = "; ".join(f"{m.text}{f' ({number(m.n)} times)' if m.n > 1 else ''}" for m in marks[:12])
        told.append(f"{name}: {said or 'no dated claim'}")
    return make.figure, plain(f"{title}. {'. '.join(told)}. {missing}")


def _title(placed: pd.DataFrame, outlets: list[str]) -> str:
    first, last = int(placed["begin"].min()), int(placed["end"].max() - 1e-6)
    years = placed[placed["granularity"].isin(["day", "month", "season", "year"])]["begin"].astype(int).value_counts()
    span = f"from {first} to {last}" if first != last else f"of {first}"
    if years.empty or first == last:
        return f"The claims speak of {count(len(placed), 'date')} {span}"
    most = sorted(years.index[years == years.max()])
    if len(most) > 1:
        return f"The claims speak of {count(len(placed), 'date')} {span}; no single year stands out"
    outlets_there = placed[placed["begin"].astype(int).eq(most[0]) & placed["granularity"].ne("decade")]["outlet"].nunique()
    return (
        f"The claims speak of {count(len(placed), 'date')} {span}, most often of {most[0]} "
        f"({number(years.max())}, in {count(outlets_there, 'outlet')})"
    )


def _not_placed(dates: pd.DataFrame) -> str:
    out = dates[dates["begin"].isna()]
    if out.empty:
        return ""
    texts = sorted({plain(t, 32) for t in out["text"]})
    examples = ", ".join(f"“{t}”" for t in texts[:5]) + (f" and {len(texts) - 5} more" if len(texts) > 5 else "")
    return f"Not placed, because relative or without a year: {count(len(out), 'date')} ({examples})."


def _published(articles: pd.DataFrame, outlets: list[str]) -> list[tuple[float, float]]:
    if "published" not in articles.columns:
        return []
    values = articles[articles["outlet"].isin(outlets)]["published"].dropna().unique()
    return sorted({found[:2] for v in values if (found := interval(str(v)))})


def _notes(bands: list) -> str:
    return "Triangles: when the outlet’s articles were published, where known." if any(p for _, _, p in bands) else ""


class _Scale:
    """Years to inches. A long thin past is set apart at the left when most dates are recent."""

    def __init__(self, placed: pd.DataFrame, left: float = 2.0, right: float = 7.5 - MARGIN):
        self.left, self.right = left, right
        self.first, self.last = int(placed["begin"].min()), int(-(-(placed["end"].max() - 1e-6) // 1))
        self.split, self.middle = None, left
        span = self.last - self.first
        if span > 8:
            fine = placed[placed["granularity"] != "decade"]["begin"].sort_values()
            middle = int(fine.iloc[len(fine) // 2]) if len(fine) else self.first
            if self.last - middle <= span / 2.5 and middle > self.first:
                self.split, self.middle = middle, left + 0.36 * (right - left)

    def __call__(self, year: float) -> float:
        if self.split is None:
            return self.left + (year - self.first) / (self.last - self.first) * (self.right - self.left)
        if year < self.split:
            return self.left + (year - self.first) / (self.split - self.first) * (self.middle - self.left)
        return self.middle + (year - self.split) / (self.last - self.split) * (self.right - self.middle)


def _axis(canvas: Axes, scale: _Scale, top: float, bottom: float) -> None:
    parts = [(scale.first, scale.last, scale.left, scale.right)]
    if scale.split is not None:
        canvas.add_patch(Rectangle((scale.left, bottom), scale.middle - scale.left, top - bottom - 0.3, fc="#f6f6f6", ec="none", zorder=0))
        parts = [(scale.first, scale.split, scale.left, scale.middle), (scale.split, scale.last, scale.middle, scale.right)]
    for begin, end, x0, x1 in parts:
        per = (x1 - x0) / (end - begin)
        step = next((s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500) if s * per >= 0.42), 1000)
        for year in range(begin, end + 1):
            x = scale(year) if year != scale.split else scale.middle
            if year % step and year not in (scale.split,):
                continue
            strong = year == scale.split
            canvas.plot([x, x], [bottom, top - 0.3], color="#9a9a9a" if strong else RULE, lw=1.4 if strong else 0.6, zorder=0.5)
            room = min(abs(x - x1) if year != end else 9, 9)
            if year == end and end != scale.last:
                continue
            if step == 1 and per >= 0.42 and year < end:
                label(canvas, x + per / 2, top - 0.18, str(year), NOTE, ha="center", color=MUTED)
            elif step > 1 and room > 0.2:
                label(canvas, x, top - 0.18, str(year), NOTE, ha="center" if x - scale.left > 0.15 else "left", color=MUTED)
        if per >= 2.2:
            for month in range((end - begin) * 12):
                x = scale(begin + month / 12)
                canvas.plot([x, x], [bottom, top - 0.3], color=RULE, lw=0.4, zorder=0.4)
    if scale.split is not None:
        text = f"scale changes at {scale.split}"
        label(canvas, scale.middle, top - 0.02, text, NOTE - 0.5, ha="center", color=MUTED)


def _key(canvas: Axes, make: Sheet) -> None:
    x, y = MARGIN, make.height - 0.1
    for grain in GRANULARITIES:
        if grain == "day":
            canvas.add_patch(Circle((x + 0.05, y), 0.05, fc=FILLS[grain], ec="none"))
            x += 0.16
        else:
            canvas.add_patch(Rectangle((x, y - 0.05), 0.24, 0.1, fc=FILLS[grain], ec=MUTED, lw=0.5))
            x += 0.3
        label(canvas, x, y, grain, 9, va="center_baseline")
        x += text_width(grain, 9) + 0.24


def _marks(rows: pd.DataFrame) -> list[_Mark]:
    marks = [
        _Mark(begin, end, grain, written(value, part), len(group))
        for (begin, end, grain, value, part), group in rows.groupby(["begin", "end", "granularity", "value", "part"], sort=True)
    ]
    return sorted(marks, key=lambda m: (m.begin, m.end, m.text))


def _extent(mark: _Mark, scale: _Scale, labels: bool) -> tuple[float, float, str]:
    """Left and right end in inches of a mark with its label, and the side on which the label stands."""
    x0, x1 = scale(mark.begin), scale(mark.end)
    if mark.grain == "day" and mark.end - mark.begin < 1 / 300:
        x0, x1 = (x0 + x1) / 2 - 0.055, (x0 + x1) / 2 + 0.055
    x1 = max(x1, x0 + 0.035)
    if not labels:
        return x0, x1, ""
    room = text_width(_caption(mark), NOTE) + 0.06
    edge = scale.right if scale.split is None or mark.begin >= scale.split else scale.middle
    start = scale.left if scale.split is None or edge == scale.middle else scale.middle
    if x1 + room <= edge:
        return x0, x1 + room, "right"
    if x0 - room >= start:
        return x0 - room, x1, "left"
    if x1 + room <= scale.right:
        return x0, x1 + room, "right"
    return x0, max(x1, x0 + room), "on"


def _caption(mark: _Mark) -> str:
    return f"{mark.text} ×{number(mark.n)}" if mark.n > 1 else mark.text


def _lanes(marks: list[_Mark], scale: _Scale, labels: bool) -> int:
    """Give each mark the first lane where neither it nor its label touches another; return how many lanes."""
    ends: list[list[tuple[float, float]]] = []
    for mark in marks:
        x0, x1, _ = _extent(mark, scale, labels)
        for mark.lane in range(len(ends) + 1):
            if mark.lane == len(ends):
                ends.append([])
            if all(x1 + 0.06 < a or x0 - 0.06 > b for a, b in ends[mark.lane]):
                break
        ends[mark.lane].append((x0, x1))
    return max(1, len(ends))


def _draw(canvas: Axes, scale: _Scale, mark: _Mark, y: float, pitch: float, labels: bool) -> None:
    x0, x1 = scale(mark.begin), scale(mark.end)
    tall = min(0.11, pitch * 0.7)
    if mark.grain == "day" and mark.end - mark.begin < 1 / 300:
        x0 = x1 = (x0 + x1) / 2
        canvas.add_patch(Circle((x0, y), min(0.05, pitch * 0.4), fc=FILLS["day"], ec="none", zorder=3))
        x0, x1 = x0 - 0.055, x1 + 0.055
    else:
        x1 = max(x1, x0 + 0.035)
        canvas.add_patch(
            FancyBboxPatch((x0, y - tall / 2), x1 - x0, tall, boxstyle="square,pad=0", fc=FILLS[mark.grain], ec=MUTED, lw=0.5, zorder=2)
        )
    if labels:
        side = _extent(mark, scale, True)[2]
        x, ha = {"left": (x0 - 0.05, "right"), "right": (x1 + 0.05, "left"), "on": ((x0 + x1) / 2, "center")}[side]
        label(canvas, x, y, _caption(mark), NOTE, halo=side == "on", ha=ha, va="center_baseline", color=INK, zorder=5)
