"""Amounts in a text: a number keeps its qualifier ("at least", "tens of thousands") and what it counts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from claimatlas.claims.coding import number_patterns as patterns
from claimatlas.claims.coding.date_patterns import LISTS
from claimatlas.claims.coding.dates import Found, claimed_figures
from claimatlas.tokens import text_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


def find_numbers(text: str, dates: list[Found] = ()) -> list[Found]:
    """Find the amounts in a piece of text: counts, shares and vague amounts, not ordinals, names, years
    or *these two*.

    Parameters
    ----------
    text : str
    dates : list of Found
        What `find_dates` found in it; a number inside one is part of the date.

    Returns
    -------
    list of Found
        In text order. `value` has text, qualifier, low, high and unit; the unit is the measure only (``%``,
        ``$``, ``km``) and is completed from the parse by `find_claims`. A share is given in percent.
    """
    digits = patterns.DIGIT.search(text) is not None
    words = set(re.findall(r"[a-z]+", text.lower()))
    if not digits and not patterns.AMOUNT_HINT & words:
        return []
    taken = claimed_figures(text) if digits else bytearray(len(text))
    pieces, last = [], 0
    for d in dates:  # masked, so that the 12 of "June 12 300 people" makes no thousands
        taken[d.start : d.end] = b"\x01" * (d.end - d.start)
        pieces += [text[last : d.start], "\0" * (d.end - d.start)]
        last = d.end
    masked = "".join([*pieces, text[last:]])
    found: list[Found] = []
    counted = digits or not words.isdisjoint(patterns.COUNTING)
    shares = not words.isdisjoint(patterns.FRACTIONS) or (counted and not words.isdisjoint(("in", "out")))
    for hinted, pattern, read in (
        (counted and "between" in words, patterns.BETWEEN, _read_between),
        (shares, patterns.SHARE, _read_share),
        (digits or not words.isdisjoint(patterns.VAGUE_HINT), patterns.VAGUE, _read_vague),
        (counted, patterns.NUMBER, _read_number),
    ):
        for m in pattern.finditer(masked) if hinted else ():
            for start, end, value in read(m, masked):
                if taken.find(1, start, end) < 0:
                    taken[start:end] = b"\x01" * (end - start)
                    found.append(Found(start, end, {"text": text[start:end], **value}))
    return sorted(found, key=lambda f: f.start)


_Reading = Iterator[tuple[int, int, dict]]


def _number(qualifier: str, low: float | None, high: float | None, unit: str = "") -> dict:
    """A struct of the numbers column, without its text."""
    return {"qualifier": qualifier, "low": low, "high": high, "unit": unit}


def _bounded(qualifier: str, low: float, high: float, unit: str = "") -> dict:
    """A number whose qualifier leaves one end open (*at least 15*) or none."""
    side = patterns.SIDES.get(qualifier)
    return _number(
        qualifier, None if side == "from above" else low, None if side == "from below" else high, unit
    )


def _plain(qualifier: str | None) -> str:
    """A qualifier as the tables have it."""
    return re.sub(r"\s+", " ", (qualifier or "").lower())


def _amount(words: str) -> tuple[float, float]:
    """The value of figures or words (*two hundred and fifty thousand*), and the scale that ends it (1 if
    there is none)."""
    total, current, scale = 0.0, None, 1.0
    words = re.sub(r"(?<=\d)[ \u00a0\u2009\u202f](?=\d{3})", "", words.lower().replace(",", ""))
    for word in re.findall(r"\d+(?:\.\d+)?|[½¼¾]|[^\W\d]+", words):
        if word not in patterns.SCALES:
            scale = 1.0
            value = _value(word)
            current = current if value is None else (current or 0) + value
            continue
        scale = patterns.SCALES[word]
        if current is None and total:
            total *= scale  # "5 lakh crore"
            continue
        current = (1.0 if current is None else current) * scale
        if scale >= 1000:
            total = total + current if total == 0 or current < total else total * scale + current
            current = None
    if current is None:
        return total or 1.0, scale
    return total + current, scale


def _value(word: str) -> float | None:
    """The value of a figure or a number word; None of a word such as *and*."""
    if word[0].isdigit():
        return float(word)
    return patterns.WORDS.get(word, patterns.PARTS.get(word))


def _piece_value(match: re.Match, count: int, text: str) -> tuple[float, float, str] | None:
    """Value, scale and unit of one amount of a match; None if a letter behind it makes it a name (*3M*)."""
    value, scale = _amount(match[f"amount{count}"])
    unit = (match[f"unit{count}"] or "").strip()
    if patterns.PERCENT.match(unit):
        unit = "percentage points" if "points" in unit else "%"
    money = match[f"money{count}"] or (
        match["money1"] or match["money2"] if match["amount2"] and not unit else None
    )
    letter = match[f"letter{count}"]
    if letter:
        if money or letter in "kK" or (letter in "mM" and patterns.MILLIONS_AFTER.match(text, match.end())):
            scale = patterns.LETTERS[letter.lower()]
            value *= scale
        elif letter in "mt":
            unit = letter
        else:
            return None
    return value, scale, money or unit


def _read_between(match: re.Match, text: str) -> _Reading:
    """*between 50 and 60*."""
    first, second = _piece_value(match, 1, text), _piece_value(match, 2, text)
    if first is None or second is None:
        return
    low = first[0] * second[1] if first[1] == 1 and first[0] * second[1] <= second[0] else first[0]
    if low <= second[0]:
        yield match.start(), match.end(), _number("", low, second[0], second[2] or first[2])


def _read_share(match: re.Match, text: str) -> _Reading:
    """*half of*, *two thirds*, *one in five*, in percent."""
    qualifier = _plain(match["qualifier"])
    end = match.end()
    if match["half"]:
        if not qualifier and patterns.NO_HALF.search(text, max(0, match.start() - 12), match.start()):
            return
        share = 50.0
    elif match["name"]:
        count = (
            1.0 if match["count"].lower() in ("a", "an") else float(patterns.WORDS[match["count"].lower()])
        )
        plain = (
            match["count"].lower() in ("a", "an") or " " in match[0][match.start("count") - match.start() :]
        )
        if count == 1 and (match["name"].lower().endswith("s") or (plain and match["whole"] is None)):
            return  # "a third man"
        end = match.end("name")
        share = round(count * patterns.FRACTIONS[match["name"].lower()], 1)
    else:
        one, every = _amount(match["one"])[0], _amount(match["every"])[0]
        if not 0 < one < every or (match["every"].isdigit() and 1400 <= every <= 2099):
            return
        share = round(100 * one / every, 1)
    yield match.start(), end, _bounded(qualifier, share, share, "%")


def _read_vague(match: re.Match, text: str) -> _Reading:
    """*tens of thousands*, *several hundred*, *a dozen*, *most*."""
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    value = _many(match) if match["many"] else _vague(match, text)
    if value is not None:
        yield start, match.end(), value


def _vague(match: re.Match, text: str) -> dict | None:
    """A vague amount by the words that make it so; None where they count nothing."""
    words = match[0].strip()
    low = words.lower()
    if match["some"]:
        return _number(low, *patterns.RANGES[match["scale"].lower() + "s"])
    if match["dozen"]:
        n = (
            6.0
            if "half" in low
            else 12.0
            * patterns.WORDS.get((match["n"] or "").lower(), 1)
        )
        return _bounded(_plain(match["q"]), n, n)
    if match["times"]:
        n = float(LISTS["times"][low])
        return _number("", n, n, "times")
    if match["single"]:
        return _number("single", 1.0, 1.0)
    if match["age"]:
        return _number("", float(words), float(words), "years") if 0 < int(words) < 120 else None
    if match["only"]:
        return (
            None
            if re.match(r"\s*(?:\d|one\b|two\b|three\b)", text[match.end() : match.end() + 12])
            else _number("only", None, None)
        )
    if (
        low == "most"
        and re.search(
            r"\b(?:the|at|its|their|his|her|our)\s+$",
            text[max(0, match.start() - 10) : match.start()],
            re.IGNORECASE,
        )
        and not text[match.end() : match.end() + 10].lstrip().startswith("of")
    ):
        return None  # a superlative
    return _number(re.sub(r"^an?\s+", "", match["large"].lower()) if match["large"] else low, None, None)


def _many(match: re.Match) -> dict:
    """*tens of thousands*: an interval, and the words as the qualifier."""
    low, high = 1.0, 1.0
    for word in re.findall(r"[a-z]+s\b", match["many"].lower()):
        a, b = patterns.RANGES[word]
        low, high = (
            (a, b) if low == high == 1.0 else (low * a, low * a * 10 - 1 if word != "dozens" else high)
        )
    qualifier = " ".join(filter(None, [_plain(match["qualified"]), _plain(match["many"])]))
    return _number(qualifier, float(low), float(high))


def _read_number(match: re.Match, text: str) -> _Reading:
    """One amount, or two with a dash, *to* or *or* between them."""
    qualifier = _plain(match["qualifier"])
    first = None if _is_no_amount(match, text, qualifier) else _piece_value(match, 1, text)
    second = _piece_value(match, 2, text) if match["amount2"] else None
    if first is None or (match["amount2"] and second is None):
        return
    if second is None:
        yield match.start(), match.end(), _alone(match, qualifier, first[0], first[2])
        return
    low, scale, unit = first
    high, scale2, unit2 = second
    joint = match["sep"].strip()
    apart = bool(unit and unit2 and unit != unit2)  # "fell 1.3 percent to $191 million"
    unit = unit or unit2
    if scale == 1 and scale2 > 1 and low * scale2 <= high and not apart:
        low *= scale2
    trend = apart or high <= low or patterns.TREND.search(text, max(0, match.start() - 70), match.start())
    if not (trend if joint == "to" else high < low):
        yield match.start(), match.end(), _bounded(qualifier, low, high, unit)
        return
    cut = match.start("sep")
    yield match.start(), cut, _bounded(qualifier, low, low, unit)
    if joint in ("to", "or"):  # a score or a vote such as "5-4" counts up to its first figure only
        yield cut + len(match["sep"]), match.end(), _number("", high, high, unit2 or unit)


def _alone(match: re.Match, qualifier: str, value: float, unit: str) -> dict:
    """An amount by itself, perhaps with *or more* behind it."""
    behind = _plain(match["behind"]).strip()
    if not behind:
        return _bounded(qualifier, value, value, unit)
    return _number(qualifier or behind, value, value if "or so" in behind else None, unit)


def _is_no_amount(match: re.Match, text: str, qualifier: str) -> bool:
    """Figures and words that are part of a name, a date, a time or a pronoun."""
    first = match["amount1"]
    if re.match(r"\s*(?:[ap]\.?m\b|o[’']clock)", text[match.end() : match.end() + 12], re.IGNORECASE):
        return True
    if not first[0].isdigit() and first[0] not in "½¼¾":
        return _is_no_number(match, text, qualifier)
    if match["money1"] or len(first) > 4 or len(first) == 3:
        return False
    start = match.start("amount1")
    day = len(first) <= 2 or re.search(r"\d,?\s$", text[max(0, start - 3) : start]) is not None
    beside = patterns.MONTH_BESIDE.search(text, max(0, start - 18), start)
    return (day and beside is not None) or patterns.MONTH_BEHIND.match(text, match.end("amount1")) is not None


def _is_no_number(match: re.Match, text: str, qualifier: str) -> bool:
    """Whether a number word counts nothing: *these two*, *one*, a name or an acronym."""
    first, start = match["amount1"], match.start("amount1")
    if not qualifier and patterns.ANAPHORIC.search(text, max(0, start - 16), start):
        return True
    alone = first.lower() == "one" and not match["amount2"]
    if alone and qualifier not in ("only", "at least", "just", "exactly", "no more than"):
        return True
    if len(first) > 1 and first.isupper() and first.isalpha():
        return True
    opens = patterns.OPENS.search(text, max(0, start - 3), start)
    return first[0].isupper() and not qualifier and not opens


def parse_number(notation: str) -> dict:
    """Read an amount as the codebook writes it, e.g. ``at least 15 Tajik citizens`` or ``1 condition
    (only)``.

    Raises
    ------
    ValueError
        There is no amount in it.
    """
    note = re.search(r"\(([^()]*)\)\s*$", notation)
    body = notation[: note.start()].strip() if note else notation.strip()
    if re.match(r"(?:only|most|mostly|mainly)(?:$|\s[a-z])", body.lower()) and not find_numbers(f"{body} "):
        return _number(body.lower().split()[0], None, None) | {"text": notation}
    found = find_numbers(f"{body} ")
    if not found:
        raise ValueError(f"{notation!r} names no amount")
    value = dict(found[0].value)
    value["text"] = notation
    value["unit"] = body[found[0].end :].strip() or value["unit"]
    if note and re.fullmatch(patterns.QUALIFIER, note[1].lower()):
        value["qualifier"] = note[1].lower()
    elif note and not value["unit"]:
        value["unit"] = note[1]
    return value


def unit_after(doc: Doc, start: int, end: int) -> str:
    """Read off the parse what the number at characters `start` to `end` counts: *Tajik citizens*,
    *families*."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return ""
    words: list[Token] = []
    for t in itertools.dropwhile(_leads_on, doc[span.end :]):
        if t.is_space:
            continue
        if len(words) == 4 or t.pos_ in _NO_UNIT or (t.is_punct and t.text != "-"):
            break
        words.append(t)
        following = doc[t.i + 1].pos_ if t.i + 1 < len(doc) else ""
        if t.pos_ in _NOUNS and following not in _NOUNS:
            break
    while words and words[-1].pos_ not in _NOUNS:
        words.pop()
    return text_of(doc)[words[0].idx : words[-1].idx + len(words[-1])] if words else ""


def _leads_on(token: Token) -> bool:
    """Whether a word stands between a number and what it counts: *of the*."""
    return token.is_space or token.text in '”"’' or token.lower_ in _BETWEEN_WORDS


_NOUNS = ("NOUN", "PROPN")
_NO_UNIT = ("VERB", "AUX", "ADP", "SCONJ", "CCONJ", "PRON", "DET", "ADV", "PART")
_BETWEEN_WORDS = LISTS["before a unit"]
