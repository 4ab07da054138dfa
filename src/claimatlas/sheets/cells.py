"""Cells of a review sheet: written so that no spreadsheet spoils them, and read after one has had them."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import pandas as pd

_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n|%]")
_NUMBER = re.compile(r"\d{1,9}")


def neutral(cell: str) -> str:
    """Write a cell, an apostrophe before it, so that no spreadsheet takes it for a formula; `plain` undoes
    it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def plain(cell: str) -> str:
    """Undo `neutral`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def guarded(cell: str) -> str:
    """`neutral`, but for the dash that stands for no place and runs nowhere."""
    return cell if cell == "-" else neutral(cell)


def squeeze(text: str) -> str:
    """Fold all white space, as cells of a sheet hold the words of a text."""
    return " ".join(text.split())


def short(text: str) -> str:
    """Cut words to what a message can show."""
    text = squeeze(text)
    return text if len(text) <= 60 else text[:57] + "..."


def elsewhere(articles: pd.DataFrame, everything: pd.DataFrame) -> dict[str, str]:
    """Return the texts of the articles outside a selection, white space folded, by article_id."""
    left_out = everything[~everything["article_id"].isin(articles["article_id"])]
    return {key: squeeze(text) for key, text in zip(left_out["article_id"], left_out["text"], strict=True)}


def matching_ids(written: str, known: Iterable[str]) -> list[str]:
    """Return the ids that a cell may mean after a spreadsheet has had it: 001 comes back as 1, 1e3 as 1000.

    The id as it is written comes first, if there is such a one.
    """
    value = _amount(written)
    alike = [
        k
        for k in known
        if k == written or (value is not None and _amount(k) == value) or k.lower() == written.lower()
    ]
    return sorted(alike, key=lambda k: (k != written, k))


def _amount(text: str) -> Decimal | None:
    """The number that a spreadsheet would take `text` for."""
    if len(text) > 40 or not text[:1].isdigit():
        return None
    with contextlib.suppress(InvalidOperation):
        value = Decimal(text)
        return value if value.is_finite() else None
    return None


def offset(text: str) -> int:
    """Read a place in a text.

    Raises
    ------
    ValueError
        It is no whole number of at most nine digits.
    """
    if not (_NUMBER.fullmatch(text) and text.isascii()):
        raise ValueError(f"{short(text)!r} is no place in a text")
    return int(text)


def whereabouts(words: str, start: int, end: int, text: str) -> tuple[int, int] | None:
    """Return where the words of a row stand: from `start` to `end` as it says, else where they stand alone.

    Returns
    -------
    (int, int) or None
        None if they stand nowhere, or in more than one other place.
    """
    words = squeeze(words)
    if end <= len(text) and squeeze(text[start:end]) == words and text[start:end].strip() == text[start:end]:
        return start, end
    found = re.finditer(r"\s+".join(map(re.escape, words.split())), text) if words else iter(())
    one, two = next(found, None), next(found, None)
    return (one.start(), one.end()) if one and not two else None
