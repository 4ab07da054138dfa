"""The dates that claims speak of, as intervals on a time axis."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping

import pandas as pd

from claimatlas.charts.style import plain
from claimatlas.comparison.rows import cells

SEASONS = {"winter": (12, 14), "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}
GRANULARITIES = ("day", "month", "season", "year", "decade")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ONE = re.compile(r"(?P<year>\d{4})(?:(?P<decade>s)|-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")
_YEARLESS = re.compile(r"(?P<year>)--(?P<month>\d\d)(?:-(?P<day>\d\d))?")


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
        Begin and end in years (the end exclusive) and the granularity of the coarser end. None for what has
        no place on an axis: a relative date, a day without a year, an impossible date.
    """
    ends = [_one(piece.strip(), part) for piece in value.split("/")]
    if not 1 <= len(ends) <= 2 or any(end is None for end in ends):
        return None
    begin, end = min(e[0] for e in ends), max(e[1] for e in ends)
    return begin, end, max((e[2] for e in ends), key=GRANULARITIES.index)


def _one(value: str, part: str) -> tuple[float, float, str] | None:
    """One end of a date; `part` may name a season, which narrows a year that has no month."""
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
        match = _ONE.fullmatch(piece.strip()) or _YEARLESS.fullmatch(piece.strip())
        if not match:
            texts.append(plain(piece, 24))
        elif match["month"] and 1 <= int(match["month"]) <= 12:
            day = f"{int(match['day'])} " if match["day"] else ""
            texts.append(f"{day}{MONTHS[int(match['month']) - 1]} {match['year']}".strip())
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


def spoken(date: Mapping) -> str:
    """Write one date of a claim for people, in the words of the article where it has no calendar date."""
    if not date["value"]:
        return f"“{plain(date['text'], 40)}”"
    told = written(date["value"], date["part"])
    return f"{told} (year inferred)" if date["inferred"] else told


def dates_of(claims: pd.DataFrame) -> pd.DataFrame:
    """List the dates that claims speak of, one row per claim and date.

    Returns
    -------
    pandas.DataFrame
        claim_id, outlet, text, value, part, granularity, begin, end (years; missing where the date has no
        place on an axis).
    """
    rows = []
    for claim_id, outlet, dates in cells(claims, "claim_id", "outlet", "dates"):
        for date in dates if dates is not None else []:
            value, part = date["value"] or "", date["part"] or ""
            found = interval(value, part) if value else None
            begin, end, grain = found or (None, None, "none")
            rows.append((claim_id, outlet, date["text"], value, part, grain, begin, end))
    names = ["claim_id", "outlet", "text", "value", "part", "granularity", "begin", "end"]
    return pd.DataFrame(rows, columns=names).astype({"begin": float, "end": float})
