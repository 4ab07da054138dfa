"""Tables for other programs: CSV that a spreadsheet cannot run, GeoJSON, GeoPackage and a citation."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from claimatlas import tables

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
_FORMULA = "=+-@\t\r\n|%＝＋－＠"  # what spreadsheets take for the start of a formula, full-width forms too


def cell(value: object, column: str = "") -> str:
    """Write one value of a table as the text that CSV files and pages show.

    Parameters
    ----------
    value : object
        A scalar, or a list as the tables hold them: texts are joined by ``"; "``, a chain by ``" > "``, spans
        are written ``12-40; 52-60``, dates and numbers in the codebook's notation, flags yes or no.
    column : str
        Name of the column; it decides how a list of texts is joined.

    Returns
    -------
    str
        Empty for an unknown value.
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float | np.floating):
        if math.isnan(value):
            return ""
        text = f"{value:.6f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else repr(float(value))
        return "0" if text == "-0" else text
    if isinstance(value, Mapping):
        if "granularity" in value:
            return tables.date_text(value)
        if "qualifier" in value:
            return tables.number_text(value)
        if "probability" in value:
            return f"{value['name']} ({value['place_id']}, {value['probability']:.2f})"
        return "; ".join(f"{k}: {cell(v)}" for k, v in value.items())
    if isinstance(value, list | tuple | np.ndarray):
        if len(value) and all(isinstance(v, list | tuple | np.ndarray) and len(v) == 2 for v in value):
            return "; ".join(f"{a}-{b}" for a, b in value)
        return (" > " if column.startswith("chain") else "; ").join(cell(v) for v in value)
    if isinstance(value, set | frozenset):
        return "; ".join(sorted(map(cell, value)))
    return str(value)


def safe(text: str) -> str:
    """Keep a spreadsheet from running `text` as a formula: an apostrophe goes before what could be one.

    Plain numbers stay as they are, so a column of negative numbers is still a column of numbers.
    """
    first = text.lstrip(" \u00a0\u200b\ufeff")[:1]
    if first and first in _FORMULA and not _NUMBER.fullmatch(text):
        return "'" + text
    return text
