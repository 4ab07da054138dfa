"""What a relay lost or added: hedges, second-hand sources, the wording of quotations, the strength of a verb."""

from __future__ import annotations

import itertools
import re

from claimatlas.comparison.words import TOKEN, fold, stem
from claimatlas.people import is_anonymous

QUALIFIER = re.compile(
    r"\b(?:in principle|in part|partly|partially|to (?:some|a certain) (?:extent|degree)|somewhat|provisionally|tentatively|"
    r"conditionally|temporarily|largely|practically|virtually|mostly|mainly|most|for now|so far|unofficially|preliminarily)\b",
    re.I,
)
STRENGTH = {
    0: "believe think suspect fear suggest hint allege claim assume estimate guess hope expect",
    1: "say state tell report note write announce declare add remark mention explain describe inform publish",
    2: "confirm acknowledge admit reveal prove show demonstrate establish verify concede find",
}
_STRENGTH = {stem(w): rank for rank, words in STRENGTH.items() for w in words.split()}
WORDING = 0.95  # share of words in common from which a quotation counts as the same


def strength(cue: str | None) -> int | None:
    """Return how strongly a cue commits: 0 believe, 1 say, 2 confirm; None for others."""
    for word in TOKEN.findall(cue or ""):
        if (rank := _STRENGTH.get(stem(fold(word)))) is not None:
            return rank
    return None


def of_group(members: list[int], rows: list[dict], names: list[list[tuple[str, str]]], quoted: list[bool]) -> list[tuple[int, int, str, str, str]]:
    """Compare the tellings of one claim that go back to one source.

    Parameters
    ----------
    members : list of int
        Rows of the group.
    rows : list of dict
        The claims table.
    names : list of list of (str, str)
        Named links of each row's chain (`claimatlas.comparison.origins.sources`).
    quoted : list of bool
        Whether a row's content stands in quotation marks.

    Returns
    -------
    list of (a, b, kind, detail_a, detail_b)
        `a` has what `b` lacks; which of the two is nearer to the source the corpus does not tell.
    """
    out = []
    for a, b in itertools.combinations(sorted(members)[:30], 2):
        x, y = rows[a], rows[b]
        if x["article_id"] == y["article_id"] or x["denial"] or y["denial"]:
            continue
        if not {k for k, _ in names[a]} & {k for k, _ in names[b]}:
            continue
        if x["hedged"] != y["hedged"]:
            more, less = (a, b) if x["hedged"] else (b, a)
            out.append((more, less, "hedge", rows[more]["hedge"] or "hedged", "no hedge"))
        second = [[link for link in r["chain"][1:] if is_anonymous(link)] for r in (x, y)]
        if bool(second[0]) != bool(second[1]):
            more, less = (a, b) if second[0] else (b, a)
            out.append((more, less, "source", " > ".join(second[0] or second[1]), "not mentioned"))
        one, two = ([fold(w) for w in TOKEN.findall(r["content"])] for r in (x, y))
        common = len(set(one) & set(two)) / max(1, min(len(set(one)), len(set(two))))
        if (quoted[a] or quoted[b]) and common < WORDING:
            more, less = (a, b) if quoted[a] else (b, a)
            how = "in quotation marks too" if quoted[less] else "no quotation marks"
            out.append((more, less, "quotation", "in quotation marks", f"other words ({common:.0%} in common), {how}"))
        ranks = strength(x["cue"]), strength(y["cue"])
        if None not in ranks and ranks[0] != ranks[1]:
            more, less = (a, b) if ranks[0] > ranks[1] else (b, a)
            out.append((more, less, "verb", rows[more]["cue"], rows[less]["cue"]))
        limits = [sorted({m.group().lower() for m in QUALIFIER.finditer(r["content"])}) for r in (x, y)]
        if bool(limits[0]) != bool(limits[1]):
            more, less = (a, b) if limits[0] else (b, a)
            out.append((more, less, "qualifier", ", ".join(limits[0] or limits[1]), "not mentioned"))
    return out
