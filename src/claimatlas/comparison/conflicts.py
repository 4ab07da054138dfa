"""What contradicts, what only refines and what cannot be compared: slot by slot, within a group of the same claim.

The rules are those of the codebook: other year, other actor in the role, an amount of another power of ten and a
denial contradict; everything else refines, leaves out, counts on another base or cannot be compared.
"""

from __future__ import annotations

import calendar
import itertools
import math
import re
from dataclasses import dataclass

from claimatlas.comparison.words import COUNTRY, GENERIC, MONTHS, STOP, TOKEN, concept, fold, units, words
from claimatlas.tables import date_text, number_text

PAIRWISE = 30  # members of a group that are compared each with each; of a larger one, one claim for each value
QUANTIFIERS = words(
    """
    most mostly mainly majority largely predominantly practically virtually nearly almost all many
    """
)
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 14)}
ANAPHORIC = re.compile(
    r"(?:(?:these|those|such|this|that|the|its|his|her|their|all|any)\s)*(?:[\w-]+\s){0,2}"
    r"(?:reports?|claims?|accusations?|allegations?|statements?|assertions?|information|charges?|suggestions?|news|"
    r"assurances?|promises?|pledges?|rumou?rs?|words|it|this|that|so)",
    re.I,
)
DOUBT = re.compile(r"\b(?:doubt\w*|s[ck]eptic\w*|unconvinced|distrust\w*|mistrust\w*|question(?:s|ed)|disbeliev\w*|not (?:believe|trust))\b", re.I)
CONDUCT = re.compile(
    r"\b(?:actions?|approach|stance|policy|policies|decisions?|behaviou?r|conduct|course|moves?|attitude|line|position|measures?)\b", re.I
)
CAUSE = re.compile(
    r"\b(?:stem(?:s|med|ming)? from|(?:is |are |was |were )?(?:caused|driven|motivated|prompted|dictated|explained) (?:\w+ ){0,5}?by|"
    r"(?:is |are |was |were )?due (?:\w+ ){0,3}?to|because of|(?:owed|owing|attributed|attributable) (?:\w+ ){0,4}?to|result(?:s|ed|ing)? (?:of|from)|aris(?:e|es|ing) from|rooted in)\b",
    re.I,
)
_GROUP = r"(?:group|movement|party|organi[sz]ation|network|front|brigade|militia|wing|faction|branch|cell)"
_NAME = r"[A-Z][\w’'-]*"
AFFILIATION = re.compile(
    rf"(?P<who>(?:{_NAME}\s)+)(?:[a-z-]+\s){{0,2}}(?:from|of|belonging to|within)\s(?:the\s)?(?:[a-z-]+\s)*"
    rf"(?:(?P<a>(?:{_NAME}\s?)+)\s?{_GROUP}\b|{_GROUP}\s(?P<b>(?:{_NAME}\s?)+))"
)
APART = re.compile(r"\b(?:with|between|against|versus|separate(?:ly)?|both|mediat\w+|broker\w*)\b", re.I)
BY = re.compile(rf"\bby\s((?:(?:the|a|an)\s)?(?:[a-z-]+\s){{0,3}}(?:{_NAME}\s?)+)")
PASSIVE = re.compile(r"\b(?:was|were|been|be|is|are|being)\s(?:\w+ly\s)?\w+")
RUN = re.compile(rf"(?:{_NAME}\s?)+")
SUBSTITUTE = 0.6  # share of the other words that must agree before another name counts as another party
LEADING = re.compile(rf"(?:(?:on|in|at|by|over|during|after|since)\s[^,]*,\s)?(?:the\s|[Tt]he\s)?((?:{_NAME}\s)+)[a-z]")


@dataclass(frozen=True)
class Finding:
    """One comparison of two claims in one slot; `a` and `b` are rows of the claims table."""

    a: int
    b: int
    slot: str
    value_a: str
    value_b: str
    verdict: str
    reason: str


# Which share of a decade, year or month *early*, *mid* and *late* can mean; they overlap, as in speech.
PARTS = {"early": (0.0, 0.4), "mid": (0.3, 0.7), "late": (0.5, 1.0)}


def interval(date: dict) -> tuple[int, int] | None:
    """Return first and last day of a date struct as yyyymmdd numbers, or None for a relative date or one without year."""
    value, part = date["value"], date["part"]
    if not value or value.startswith("-"):
        return None
    first, _, last = value.partition("/")
    return _edge(first, part, 0), _edge(last or first, part, 1)


def _edge(point: str, part: str, end: int) -> int:
    """The first (`end` 0) or last day (1) of a decade, year, month or day, or of its early, middle or late part."""
    share = PARTS.get(part, (0.0, 1.0))[end]
    if point.endswith("s"):
        return (int(point[:4]) + (math.ceil(share * 10) - 1 if end else int(share * 10))) * 10000 + (1231 if end else 101)
    year, month, day = (*(int(x) for x in point.split("-")), None, None)[:3]
    if month is None and part in SEASONS:
        month = SEASONS[part][end]
        year, month = (year + 1, month - 12) if month > 12 else (year, month)
    elif month is None:
        month = math.ceil(share * 12) if end else 1 + int(share * 12)
    elif day is None:
        length = calendar.monthrange(year, month)[1]
        return year * 10000 + month * 100 + (math.ceil(share * length) if end else 1 + int(share * length))
    return year * 10000 + month * 100 + (day or (calendar.monthrange(year, month)[1] if end else 1))


def compare_dates(a: list[dict], b: list[dict]) -> tuple[str, str] | None:
    """Compare the dates of two claims.

    Returns
    -------
    (verdict, reason) or None
        None if either has no date or both say the same.
    """
    if not len(a) or not len(b):
        return None
    x, y = [interval(d) for d in a], [interval(d) for d in b]
    if None in x or None in y:
        if all(i is None for i in x) and all(i is None for i in y):
            return None
        return "not comparable", "one date is relative or has no year"
    if sorted(x) == sorted(y):
        return None
    if any(i[0] <= j[1] and j[0] <= i[1] for i in x for j in y):
        return "refinement", "one date lies within the other or both have one in common"
    years = [{i[0] // 10000 for i in z} | {i[1] // 10000 for i in z} for z in (x, y)]
    if any(d["inferred"] for d in (*a, *b)):
        return "not comparable", "a year is inferred"
    if years[0].isdisjoint(years[1]):
        return "conflict", "other year"
    return "not comparable", "other day or month of the same year: whether one event is meant cannot be told"


def _amount(n: dict) -> tuple[float, float] | None:
    if n["low"] is None or math.isnan(n["low"]):
        return None
    high = n["high"]
    if high is None or math.isnan(high):
        return n["low"], n["low"] * 2
    spread = 0.2 if n["qualifier"] in ("about", "around", "some", "nearly", "almost", "roughly", "approximately") else 0.0
    return n["low"] * (1 - spread), high * (1 + spread)


def compare_numbers(a: list[dict], b: list[dict], content_a: str = "", content_b: str = "") -> tuple[str, str, dict, dict] | None:
    """Compare the numbers of two claims that count the same thing.

    Returns
    -------
    (verdict, reason, number_a, number_b) or None
        None if no two numbers share a unit or all that do are equal.
    """
    best = None
    for x, y in itertools.product(a, b):
        one, two = units(x, content_a), units(y, content_b)
        vague = [bool(QUANTIFIERS & set(n["qualifier"].split())) and _amount(n) is None for n in (x, y)]
        if all(vague):
            if x["qualifier"] != y["qualifier"]:
                best = best or ("refinement", "one share includes the other", x, y)
            continue
        if any(vague) or ((one or two) and not one & two):
            continue
        p, q = _amount(x), _amount(y)
        if p is None or q is None or p == q:
            if p is not None:
                return None
            continue
        if p[0] <= q[1] and q[0] <= p[1]:
            return None if p == q else ("refinement", "one amount includes the other", x, y)
        low, high = sorted((math.sqrt(max(p[0], 1) * max(p[1], 1)), math.sqrt(max(q[0], 1) * max(q[1], 1))))
        if int(math.log10(low) + 1e-9) != int(math.log10(high) + 1e-9) and high / low >= 3:
            return "conflict", "amounts of different powers of ten", x, y
        best = best or ("not comparable", "amounts of one order: another time or count cannot be excluded", x, y)
    return best


def names_in(text: str, forms: dict[str, str]) -> set[str]:
    """Return the names in `text`, each in the one form that stands for its spellings; class nouns are left out."""
    return {
        forms.get(p, p) for w in TOKEN.findall(text)
        if ((p := fold(w)) in COUNTRY or w[0].isupper()) and p not in STOP and p not in MONTHS and p not in GENERIC
    }


def agent(content: str, forms: dict[str, str]) -> set[str]:
    """Return the names of who does it: after *by*, or before the verb of a sentence in the active."""
    if match := BY.search(content):
        return names_in(match[1], forms)
    if PASSIVE.search(content):
        return set()
    match = LEADING.match(content)
    return names_in(match[1], forms) if match else set()


def compare_actors(a: str, b: str, forms: dict[str, str], places: set[str]) -> tuple[str, str, str, str] | None:
    """Compare who acts, and who belongs to whom, in two contents.

    Returns
    -------
    (verdict, reason, value_a, value_b) or None
    """
    for one, two, swap in ((a, b, False), (b, a, True)):
        for match in AFFILIATION.finditer(one):
            who, group = names_in(match["who"], forms), names_in(match["a"] or match["b"], forms)
            who -= group
            here = names_in(two, forms)
            if who and group and who & here and group & here and APART.search(two) and not any(
                names_in(m["who"], forms) & who and names_in(m["a"] or m["b"], forms) & group for m in AFFILIATION.finditer(two)
            ):
                member, party = ", ".join(sorted(who)), ", ".join(sorted(group))
                values = (f"{member} as part of {party}", f"{member} and {party} as two parties")
                return "conflict", "one party here, two parties there", *(reversed(values) if swap else values)
    countries = set(COUNTRY.values())
    x, y = agent(a, forms), agent(b, forms)
    here, there = names_in(a, forms), names_in(b, forms)
    if x and y and not (x & there or y & here or (x | y) & countries):
        return "conflict", "other actor in the role", " ".join(sorted(x)), " ".join(sorted(y))
    # Everything else is the same, and one party stands where another does.
    one, two = strangers(a, there, forms, places), strangers(b, here, forms, places)
    p, q = rest(a), rest(b)
    if len(one) == len(two) == 1 and here & there - countries and p and q and len(p & q) >= SUBSTITUTE * min(len(p), len(q)):
        return "conflict", "another party in the same place", one[0], two[0]
    return None


def strangers(text: str, known: set[str], forms: dict[str, str], places: set[str]) -> list[str]:
    """Return the names in `text`, as runs of capitalised words, of which no word is in `known` or among `places`."""
    out = []
    for run in RUN.findall(text):
        names = names_in(run, forms)
        if names and not names & (known | places | set(COUNTRY.values())) and len(run.split()) > 1:
            out.append(run.strip())
    return out


def compare_places(a: list[str], b: list[str], whole_a: str, whole_b: str, forms: dict[str, str]) -> tuple[str, str] | None:
    """Compare the places of two contents; countries are left out, since either side may only name what lies in one."""
    x = {forms.get(fold(w), fold(w)) for p in a for w in TOKEN.findall(p) if w[0].isupper()} - set(COUNTRY.values())
    y = {forms.get(fold(w), fold(w)) for p in b for w in TOKEN.findall(p) if w[0].isupper()} - set(COUNTRY.values())
    if not x or not y or x & y or x & names_in(whole_b, forms) or y & names_in(whole_a, forms):
        return None
    return "conflict", "other place"


def rest(content: str) -> set[str]:
    """Return the words of a content that are neither names nor dates: what it says happened."""
    return {c for w in TOKEN.findall(content) if not w[0].isupper() and not w[0].isdigit() and (c := concept(w)) and c[0] != "@"}


def of_pair(a: dict, b: dict, forms: dict[str, str]) -> list[tuple[str, str, str, str, str]]:
    """Compare two claims of one group slot by slot; rows of (slot, value_a, value_b, verdict, reason).

    Claims that differ in more than one point (another year and another amount) contradict each other in none: they may
    tell of two events.
    """
    out = []
    if found := compare_dates(a["dates"], b["dates"]):
        text = ["; ".join(date_text(d) for d in c["dates"]) for c in (a, b)]
        out.append(("date", *text, *found))
    if found := compare_numbers(a["numbers"], b["numbers"], a["content"], b["content"]):
        verdict, reason, x, y = found
        out.append(("number", number_text(x), number_text(y), verdict, reason))
    if found := compare_actors(a["content"], b["content"], forms, names_in(" ".join([*a["places"], *b["places"]]), forms)):
        out.append(("actor", found[2], found[3], found[0], found[1]))
    one, two = rest(a["content"]), rest(b["content"])
    close = len(one & two) >= 0.5 * min(len(one), len(two)) if one and two else False
    if close and (found := compare_places(a["places"], b["places"], a["sentence"], b["sentence"], forms)):
        out.append(("place", "; ".join(a["places"]), "; ".join(b["places"]), *found))
    differing = [row for row in out if row[3] == "conflict" or (row[0] == "number" and row[3] == "not comparable")]
    if len(differing) > 1:
        out = [(*row[:3], "not comparable", "they differ in more than one point: another event may be meant") if row[3] == "conflict" else row for row in out]
    if a["negated"] != b["negated"] and one and len(one & two) >= 0.7 * min(len(one), len(two)):
        out.append(("polarity", "negated" if a["negated"] else "affirmed", "negated" if b["negated"] else "affirmed", "denial", "one claim negates the other"))
    return out


def of_group(members: list[int], rows: list[dict], forms: dict[str, str]) -> list[Finding]:
    """Compare the claims of one group; denials are set against every claim that is not one."""
    members = sorted(members)
    if len(members) > PAIRWISE:
        seen: dict[str, int] = {}
        for m in members:
            r = rows[m]
            key = repr(([d["value"] for d in r["dates"]], [n["text"] for n in r["numbers"]], sorted(agent(r["content"], forms)), list(r["places"]), r["denial"]))
            seen.setdefault(key, m)
        members = sorted(seen.values())[:PAIRWISE]
    out = []
    for a, b in itertools.combinations(members, 2):
        x, y = rows[a], rows[b]
        if x["denial"] != y["denial"]:
            who = (x if x["denial"] else y)["holder"] or "source without a name"
            values = (f"denied by {who}", "said") if x["denial"] else ("said", f"denied by {who}")
            out.append(Finding(a, b, "denial", *values, "denial", "one rejects what the other says"))
        elif not x["denial"]:
            out += [Finding(a, b, *found) for found in of_pair(x, y, forms)]
    return out


def explanations(rows: list[dict], apart: int = 12) -> list[Finding]:
    """Find rival explanations: two holders of one article who trace somebody's conduct to different causes.

    Parameters
    ----------
    rows : list of dict
        Rows of the claims table, by article and position.
    apart : int
        Sentences of claims that may lie between.
    """
    out, last = [], []
    for k, row in enumerate(rows):
        cause = CAUSE.search(row["content"]) if len(row["chain"]) > 1 else None
        if not cause or not CONDUCT.search(row["content"][: cause.start()]):
            continue
        last = [i for i in last if rows[i]["article_id"] == row["article_id"] and len({r["sentence_start"] for r in rows[i:k]}) <= apart]
        for i in last:
            if rows[i]["holder"] != row["holder"]:
                texts = [r["content"][CAUSE.search(r["content"]).end():].strip()[:80] for r in (rows[i], row)]
                out.append(Finding(i, k, "explanation", *texts, "position", "two holders explain somebody's conduct differently; both can hold"))
        last.append(k)
    return out


def incomparable(rows: list[dict], group: list[int], block: int = 40) -> list[Finding]:
    """List pairs of claims of different groups and articles that name one number of much the same kind of thing.

    Such a number neither confirms nor contradicts the other: population, year or source differ.

    Parameters
    ----------
    rows : list of dict
    group : list of int
        Group of each row.
    block : int
        A number and unit said by more claims than this is passed over.
    """
    shelves: dict[tuple[float, str], set[int]] = {}
    for k, row in enumerate(rows):
        for n in row["numbers"]:
            if n["low"] is not None and n["low"] >= 10:
                for unit in units(n, row["content"]):
                    if unit[0] in "@=":
                        shelves.setdefault((n["low"], unit), set()).add(k)
    found: dict[tuple[int, int], Finding] = {}
    for (low, _), members in sorted(shelves.items()):
        if len(members) > block:
            continue
        for a, b in itertools.combinations(sorted(members), 2):
            if group[a] == group[b] or rows[a]["article_id"] == rows[b]["article_id"]:
                continue
            texts = [next(number_text(n) for n in rows[k]["numbers"] if n["low"] == low) for k in (a, b)]
            found.setdefault((a, b), Finding(a, b, "number", *texts, "not comparable", "the same number in different claims: population, time or source differ"))
    return list(found.values())
