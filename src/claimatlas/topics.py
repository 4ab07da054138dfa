"""What two accounts that differ are about, in the words of one of them, where the rows say it.

A date is told of a clause that neither account's date stands in; a denial is of what the other side says;
other values are of the names that both sides have. Nothing is put into words that no article has: where no
row says it, there is no topic.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping

from claimatlas.claims.coding.date_patterns import LISTS
from claimatlas.comparison.words import fold
from claimatlas.excerpts import ALONE, best, quotation, standing
from claimatlas.marks import stands

MOST_WORDS = 12  # of a clause in a title
MOST_CHARACTERS = 90  # of what is denied
LONGEST_VALUE = 16  # characters of a value that a title gives
SAID = ("said", "affirmed")  # values of the side that says a thing, against one that denies or doubts it
OPENING = ("The", "A", "An")  # small within a title
_AMOUNT = re.compile(
    r"(?:(?:at least|more than|about|some|only|nearly|almost)\s+)?\d[\d,.]*\s+([a-z][a-z\s]*)", re.I
)
_NAME = re.compile(r"[^\W\d_a-z][\w’'-]+(?: [^\W\d_a-z][\w’'-]+)*")
NAMING = ("subject", "object", "other", "further")  # roles whose words may be a name of the text
# What may follow a clause that is cut off there: a mark, or what only says when, where and by whom.
_ENDS = re.compile(
    r"\s*(?:$|[,;:.(–—]|(?:in|on|at|during|by|after|before|since|between|when|while|for)\s+"
    r"(?:(?:an?|the|his|her|its|their|early|mid|late)\b|[A-Z0-9]))"
)


def topic(fact: Mapping, claims: Mapping[str, Mapping]) -> str:
    """Say what the two sides of a fact are about.

    Parameters
    ----------
    fact : mapping
        A row of `claimatlas.counts.contradictions`.
    claims : mapping of str to mapping
        Rows of the claims table by their ids: ``content``, ``sentence`` and, where the parse says it,
        ``roles``.

    Returns
    -------
    str
        ``when “the river board shut the bridge”``, ``“the dam held”``, ``Gersk and Ada Lund``, or empty.
    """
    values = (fact["value_a"], fact["value_b"])
    sides = [[claims[key] for key in fact[f"claims_{side}"] if key in claims] for side in "ab"]
    if fact["slot"] in ("denial", "doubt", "polarity"):
        said = [side for side, value in zip(sides, values, strict=True) if value in SAID]
        return _said([row for side in said for row in side])
    if fact["slot"] in ("date", "year"):
        told = sorted((row for side in sides for row in side), key=lambda row: -_standing(row))
        clauses = [clause for row in told if (clause := _clause(row, values))]
        if clauses:
            head, _, rest = clauses[0].partition(" ")
            return f"when {quotation(f'{head.lower() if head in OPENING else head} {rest}')}"
    if fact["slot"] == "number" and (unit := _unit(values)):
        return f"of {unit}"
    both = [row for side in sides for row in side] if fact["verdict"] == "agreement" else []
    return " and ".join(_named_by_both(sides)[:2]) or _said(both)


def titled(slot: str, verdict: str, values: tuple[str, str], about: str) -> str:
    """Join what is told in two ways, what it is about and, where both are short, the values.

    Parameters
    ----------
    slot : str
        Its name in words, such as ``Date``.
    verdict : str
    values : (str, str)
    about : str
        From `topic`.
    """
    if about.startswith("when "):
        title = about[:1].upper() + about[1:]
    else:
        # A clause stands behind a colon, what is counted behind "of", names in brackets.
        named = f"{slot} ({about})" if about else slot
        forms = (("“", f"{slot}: {about}"), ("of ", f"{slot} {about}"), ("", named))
        title = next(form for head, form in forms if about.startswith(head))
    differ = verdict in ("conflict", "correction") and max(map(len, values)) <= LONGEST_VALUE
    return f"{title}: {values[0]} or {values[1]}" if about and differ and all(values) else title


@functools.cache
def _calendar() -> frozenset[str]:
    """Names of days and months, long and short, which name nothing that a fact is about."""
    days = [form for day in LISTS["weekdays"] for form in (day, day[:3], day[:4])]
    return frozenset(fold(name) for name in [*LISTS["months"], *days, "thurs"])


def _inside(word: str, row: Mapping) -> bool:
    """Whether a word has its capital within a claim, not only at its head."""
    return word in row["content"].split(None, 1)[-1]


def _unit(values: Iterable[str]) -> str:
    """What both amounts count, if they say it in the same words: a plural noun, and no measure or share."""
    units = {found[1] if (found := _AMOUNT.fullmatch(value)) else "" for value in values}
    words = units.pop().split() if len(units) == 1 else []
    if not words or not _uncounted().isdisjoint(word.lower() for word in words):
        return ""
    last = words[-1].lower()
    plural = last in LISTS["plurals"] or (last.endswith("s") and not last.endswith(("ss", "us", "is")))
    return " ".join(words) if plural else ""


@functools.cache
def _uncounted() -> frozenset[str]:
    """Words of measures, shares, money and scales, and what stands before a noun that is named already."""
    headings = ("percent", "measures", "scales", "ranges", "money before", "money after", "before a unit")
    return frozenset(word.lower() for name in headings for entry in LISTS[name] for word in entry.split())


def _roles(row: Mapping) -> list[tuple[str, str]]:
    """The parts of a claim and their words; none where its row says nothing of them."""
    roles = row.get("roles")
    return [] if roles is None else [(role["role"], role["text"]) for role in roles]


def _standing(row: Mapping) -> float:
    """How well a claim is understood by itself, its parts taken into account where they are known."""
    return standing(row["content"], [role for role, _ in _roles(row)])


def _said(rows: list[Mapping]) -> str:
    """What one side says, if it is understood alone and stands in a sentence as it is."""
    rows = [row for row in rows if stands(row["content"], row["sentence"])]
    if not rows:
        return ""
    row = rows[best([row["content"] for row in rows], [[role for role, _ in _roles(row)] for row in rows])]
    return quotation(row["content"], MOST_CHARACTERS, row["sentence"]) if _standing(row) >= ALONE else ""


def _clause(row: Mapping, values: Iterable[str]) -> str:
    """The head of a claim from its subject to its object, if no date stands in it and it is whole."""
    content, roles = row["content"], _roles(row)
    verb = next((text for role, text in roles if role == "verb"), "")
    found = re.search(rf"(?<!\w){re.escape(verb)}(?!\w)", content) if verb else None
    before = content[: found.start()] if found else ""
    who = [text for role, text in roles if role in ("subject", "object") and text.split()[-1] in before]
    if not found or not who or _standing(row) < ALONE or re.search(r"[,;:\"“”(]", before):
        return ""
    objects = [content.find(text, found.end()) for role, text in roles if role == "object"]
    texts = [text for role, text in roles if role == "object"]
    ends = [at + len(text) for at, text in zip(objects, texts, strict=True) if at >= 0]
    end = min(ends, default=found.end())
    clause = content[:end]
    dated = any(char.isdigit() for char in clause) or any(value and value in clause for value in values)
    fits = len(clause.split()) <= MOST_WORDS and not re.search(r"[,;:\"“”(]", clause)
    whole = fits and not dated and _ENDS.match(content, end) and stands(clause, row["sentence"])
    return clause if whole else ""


def _named_by_both(sides: list[list[Mapping]]) -> list[str]:
    """Names that stand in claims of both sides, each in its longest form, in the order of the first side."""
    found: list[dict[str, str]] = []
    for side in sides:
        names: dict[str, str] = {}
        for text in (text for row in side for role, text in _roles(row) if role in NAMING):
            for name in _NAME.findall(text):
                last = name.split()[-1]
                if fold(last) not in _calendar() and any(_inside(last, r) for r in side):
                    names[fold(last)] = max(names.get(fold(last), ""), name, key=len)
        found.append(names)
    both = [key for key in found[0] if key in found[1]] if len(found) == 2 else []
    return [max(found[0][key], found[1][key], key=len) for key in both]
