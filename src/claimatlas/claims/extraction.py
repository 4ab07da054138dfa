"""From a parsed article to rows of the claims table, by the codebook."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from claimatlas.claims import propositions
from claimatlas.claims.attribution import find_candidates, find_frames, frames
from claimatlas.claims.coding import chains, dating
from claimatlas.claims.coding.chains import Row
from claimatlas.claims.coding.hedges import find_hedge
from claimatlas.claims.coding.negation import is_negated
from claimatlas.claims.coding.predication import roles_of
from claimatlas.claims.coding.sites import Places
from claimatlas.claims.joining import Readings, joined
from claimatlas.claims.propositions import find_propositions
from claimatlas.claims.propositions.sentences import (
    Sentence,
    continue_contents,
    is_question,
    sentences,
    spread,
)
from claimatlas.faults import Faults
from claimatlas.people import ANTECEDENT_FROM, Cast, Holders, Roster, roster_of
from claimatlas.structure import blocks
from claimatlas.tokens import Doc, doc_of, text_of
from claimatlas.trees import spans
from claimatlas.wordlists import read_weights

if TYPE_CHECKING:
    from claimatlas.people.review import Review as HolderReview
    from claimatlas.places.named import Spot
    from claimatlas.review import Review

RULES = (*frames.RULES, *propositions.RULES, "continuation", *chains.RULES)
_LONGEST = (
    300  # tokens: what is longer without a stop is a table or a list, and the rules would crawl through it
)


# --- one article --------------------------------------------------------------------------------------------


def find_claims(
    doc: Doc,
    article: Mapping,
    rules: frozenset[str] = frozenset(RULES),
    spots: Sequence[Spot] | None = None,
    antecedent_from: float = ANTECEDENT_FROM,
    rosters: dict[str, Roster] | None = None,
) -> list[dict]:
    """Extract the claims of one article.

    Parameters
    ----------
    doc : claimatlas.tokens.Doc or spacy.tokens.Doc
        The article, parsed by `claimatlas.annotate`.
    article : mapping
        A row of the articles table; article_id, outlet and published are used.
    rules : frozenset of str
        Which of `RULES` to apply; all of them unless an ablation asks otherwise.
    spots : sequence of (int, int, str), optional
        Start, end and role of the article's mentions of places; without them the places are looked for anew.
    rosters : dict of str to claimatlas.people.Roster, optional
        Takes, under the article's id, its persons and bodies.
    antecedent_from : float
        Probability, 0 to 1, from which a pronoun is led back to its likeliest antecedent; below, the holder
        stays "he".

    Returns
    -------
    list of dict
        Rows of the claims table in text order, without repeated ids.
    """
    doc = doc_of(doc)
    parts = blocks(doc.text)
    found = sentences(doc, parts)
    cut = spread(doc, found, [f for f in find_frames(doc, *find_candidates(doc)) if f.rule in rules])
    for k, s in enumerate(found):
        if len(s.tokens) > _LONGEST:
            continue
        s.frames = cut.get(k, [])
        s.found = [] if is_question(s) else find_propositions(doc, s.tokens, s.frames, rules)
    if "continuation" in rules:
        continue_contents(doc, found)
    places = Places.of(doc, spots)
    cast = Cast(doc, "alias" in rules, antecedent_from)
    rows = chains.resolve(doc, found, rules, cast)
    if rosters is not None:
        held = [h for _, row in rows for h in (*row.resolved, *row.explicit)]
        rosters[article["article_id"]] = roster_of(article["article_id"], cast, held)
    used: dict[str, int] = {}
    result = []
    for s, row in rows:
        record = _record(doc, s, row, article, places, cast)
        if record is None:
            continue
        key = record["claim_id"]
        used[key] = used.get(key, 0) + 1
        if used[key] > 1:
            record["claim_id"] = f"{key}{chr(96 + used[key])}" if used[key] <= 26 else f"{key}z{used[key]}"
        result.append(record)
    return result


# --- the record ---------------------------------------------------------------------------------------------


def _record(
    doc: Doc, sentence: Sentence, row: Row, article: Mapping, places: Places, cast: Cast
) -> dict | None:
    """A row of the claims table; None where nothing of the content is left."""
    p = row.proposition
    pieces = spans(doc, p.tokens)
    if not pieces:
        return None
    published = article.get("published") or None
    published = published if isinstance(published, str) else None
    hedge = find_hedge(doc, p, sentence.tokens)
    dates, numbers = dating.quantities(doc, pieces, published)
    start, end = pieces[0][0], pieces[-1][1]
    outlet = article["outlet"]
    cue = row.cue
    source = row.source
    denial = any(f.kind == "denial" for f in p.frames[-1:])
    resolved_kind = row.resolved[0].kind if row.resolved else row.kind
    return {
        "claim_id": f"{article['article_id']}:{start}-{end}",
        "article_id": article["article_id"],
        "outlet": outlet,
        "start": start,
        "end": end,
        "spans": [list(x) for x in pieces],
        "content": propositions.content_of(doc, p),
        "sentence_start": sentence.start,
        "sentence_end": sentence.end,
        "sentence": text_of(doc)[sentence.start : sentence.end],
        "holder": row.resolved[-1].name if row.resolved else None,
        "holder_kind": row.kind,
        "resolved_kind": resolved_kind,
        "holder_mention": _words(doc, source) if source else None,
        "holder_start": doc[source[0]].idx if source else None,
        "holder_end": doc[source[-1]].idx + len(doc[source[-1]]) if source else None,
        "chain": [outlet, *(h.name for h in row.resolved)],
        "chain_explicit": [outlet, *(h.name for h in row.explicit)],
        "chain_basis": row.basis,
        "cue": " ".join(doc[i].text for i in cue) if cue else None,
        "cue_start": doc[cue[0]].idx if cue else None,
        "cue_end": doc[cue[-1]].idx + len(doc[cue[-1]]) if cue else None,
        "hedged": bool(hedge),
        "hedge": hedge or None,
        "denial": denial,
        "negated": is_negated(doc, p, hedge),
        "background": bool(p.background),
        **places.inside(pieces, text_of(doc)),
        "dates": dates,
        "cue_dates": dating.reporting_dates(doc, sentence, row, published),
        "numbers": numbers,
        "confidence": _confidence(row),
        "made_by": "machine",
        "roles": roles_of(doc, p, cast),
        "_kinds": [h.kind for h in row.resolved],
        **_antecedent(row),
    }


def _antecedent(row: Row) -> dict:
    """How sure the least sure pronoun among the holders of the sentence is, and whom it may stand for
    instead."""
    doubt = min(
        (h for h in row.explicit if h.confidence is not None), key=lambda h: h.confidence, default=None
    )
    return {
        "antecedent_confidence": doubt.confidence if doubt is not None else None,
        "antecedent_runner_up": doubt.runner_up if doubt is not None else None,
    }


_SURE = read_weights("claims/weights.txt")


def _confidence(row: Row) -> float:
    """Estimate the probability that the row is a claim of its own with the right chain, 0 to 1."""
    by_rule, by_state = _SURE["sure by rule"], _SURE["sure by state"]
    frames = [f for f in row.proposition.frames if f.kind != "outlet"]
    taken = (f.kind == "attitude" and f.rule != "small clause" for f in frames)
    factors = (by_state["attitude"] if attitude else 1 for attitude in taken)
    found = (by_rule[f.rule] * factor for f, factor in zip(frames, factors, strict=True))
    sure = min(found, default=by_state["unattributed"])
    sure *= _SURE["sure by role"].get(row.proposition.rule, 0.9)
    if "inherited" in row.basis:
        sure *= by_state["inherited"]
    sure *= min((h.confidence for h in row.explicit if h.confidence is not None), default=1.0)
    return round(sure, 2)


def _words(doc: Doc, tokens: list[int]) -> str:
    """The text from the first to the last token."""
    return text_of(doc)[doc[tokens[0]].idx : doc[tokens[-1]].idx + len(doc[tokens[-1]])]


def claims_of(
    articles: pd.DataFrame,
    annotations: Iterable[tuple[str, Doc]],
    review: Review | None = None,
    rules: frozenset[str] = frozenset(RULES),
    mentions: pd.DataFrame | None = None,
    faults: Faults | None = None,
    antecedent_from: float = ANTECEDENT_FROM,
) -> pd.DataFrame:
    """Extract the claims of a corpus; see `claims_and_holders`."""
    return claims_and_holders(
        articles, annotations, review, rules, mentions, faults, antecedent_from=antecedent_from
    )[0]


def claims_and_holders(
    articles: pd.DataFrame,
    annotations: Iterable[tuple[str, Doc]],
    review: Review | None = None,
    rules: frozenset[str] = frozenset(RULES),
    mentions: pd.DataFrame | None = None,
    faults: Faults | None = None,
    of_holders: HolderReview | None = None,
    antecedent_from: float = ANTECEDENT_FROM,
) -> tuple[pd.DataFrame, Holders]:
    """Extract the claims of a corpus, and who holds them.

    Parameters
    ----------
    articles : pandas.DataFrame
        The articles table.
    annotations : iterable of (article_id, Doc)
        The parses; one article is held in memory at a time.
    review : claimatlas.review.Review, optional
        Its corrections of claims win over the machine, and it counts what it touched.
    rules : frozenset of str
        Which of `RULES` to apply.
    mentions : pandas.DataFrame, optional
        The mentions table of the articles, from which the claims take their places; see `find_claims`.
    faults : Faults, optional
        Takes the articles on which a rule fails, of which no claim is returned; without it each is a warning.
    of_holders : claimatlas.people.review.Review, optional
        Its corrections of persons and bodies win over the machine.
    antecedent_from : float
        See `find_claims`.

    Returns
    -------
    claims : pandas.DataFrame
        Valid for ``tables.write("claims", …)``.
    holders : claimatlas.people.Holders
        Gives the tables ``holders`` and ``joins``.
    """
    by_id = {row["article_id"]: row for row in articles.to_dict("records")}
    spots = None if mentions is None else spots_by_article(mentions)
    faults = Faults("claims") if faults is None else faults

    readings: list[tuple[list[dict], Roster | None]] = []
    for article_id, doc in annotations:
        if article_id in by_id:
            own = None if spots is None else spots.get(article_id, [])
            found = read_article(doc, by_id[article_id], faults, rules, own, antecedent_from)
            if found is not None:
                readings.append((found[0], found[1] if "alias" in rules else None))
    return joined(Readings(readings), articles, review, faults, of_holders)


SPOTS = ("article_id", "start", "end", "role")
"""What claims read of the mentions of places."""


def spots_by_article(mentions: pd.DataFrame) -> dict[str, list[Spot]]:
    """Return start, end and role of all mentions of a table, by article."""
    found: dict[str, list[Spot]] = {}
    columns = (mentions[c].tolist() for c in SPOTS)
    for key, *spot in zip(*columns, strict=True):
        found.setdefault(key, []).append(tuple(spot))
    return found


def read_article(
    doc: Doc,
    article: Mapping,
    faults: Faults,
    rules: frozenset[str] = frozenset(RULES),
    spots: Sequence[Spot] | None = None,
    antecedent_from: float = ANTECEDENT_FROM,
) -> tuple[list[dict], Roster] | None:
    """Return what `find_claims` finds in an article and its persons and bodies; None if it is set aside."""
    rosters: dict[str, Roster] = {}
    find = functools.partial(_claims_in, article, rules, spots, antecedent_from, rosters)
    rows = faults.attempt(article["article_id"], find, doc_of(doc))
    return None if rows is None else (rows, rosters[article["article_id"]])


def _claims_in(
    article: Mapping,
    rules: frozenset[str],
    spots: Sequence[Spot] | None,
    antecedent_from: float,
    rosters: dict[str, Roster],
    doc: Doc,
) -> list[dict]:
    """`find_claims` with the document last, so that a fault names its article."""
    return find_claims(doc, article, rules, spots, antecedent_from, rosters)


__all__ = ["RULES", "claims_and_holders", "claims_of", "find_claims", "read_article", "spots_by_article"]
