"""Who speaks a quotation: another outlet that has the same words may name him where this one says *he*.

The same words in quotation marks come from the same mouth. Where one outlet names the speaker in its
sentence, and another has the words from *he*, *the congressman* or *the statement*, the name wins, if that
person is in the other article too.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from claimatlas.columnar import replaced
from claimatlas.people import words as w
from claimatlas.people.holders import Holders
from claimatlas.people.listing import Listed
from claimatlas.people.names import name_words

LEAST = 6
"""Words of a quotation from which on it tells its speaker; shorter ones are said by many."""
_COLUMNS = (
    "chain",
    "chain_explicit",
    "chain_ids",
    "holder",
    "holder_id",
    "holder_kind",
    "resolved_kind",
    "chain_basis",
    "antecedent_confidence",
    "antecedent_runner_up",
    "speaker_from",
)
_ASKED = ["claim_id", "article_id", "holder_mention", *_COLUMNS]


def name_speakers(claims: pd.DataFrame, quotations: pd.DataFrame, holders: Holders) -> pd.DataFrame:
    """Give quotations without a name in their sentence the speaker whom another outlet names.

    Parameters
    ----------
    claims : pandas.DataFrame
        With ``holder_id`` and ``chain_ids``.
    quotations : pandas.DataFrame
        As `claimatlas.people.checks.shared_quotations` gives them for these claims.
    holders : Holders

    Returns
    -------
    pandas.DataFrame
        The claims; ``speaker_from`` is the claim that named the speaker, null for all others.
    """
    open_ = quotations[(quotations["verdict"] != "same speaker") & (quotations["words"] >= LEAST)]
    met = claims.loc[claims["claim_id"].isin({*open_["claim_a"], *open_["claim_b"]}), _ASKED]
    rows = {r["claim_id"]: r for r in met.to_dict("records")}
    by_id = {h.holder_id: h for h in holders.listed}
    present = {(e.article, h.holder_id) for h in holders.listed for e in h.entities}
    told: dict[str, dict[str, str]] = defaultdict(dict)
    for row in open_.to_dict("records"):
        for one, other in (("a", "b"), ("b", "a")):
            open_row, source = rows[row[f"claim_{one}"]], rows[row[f"claim_{other}"]]
            speaker = by_id.get(row[f"speaker_{other}"])
            if (
                speaker is None
                or not _says_who(source, speaker)
                or not _may_be(open_row, speaker, by_id, present)
            ):
                continue
            told[open_row["claim_id"]].setdefault(speaker.holder_id, source["claim_id"])
    named = {key: next(iter(found.items())) for key, found in told.items() if len(found) == 1}
    for key, (holder_id, source) in named.items():
        _rename(rows[key], by_id[holder_id], source)
    at = np.flatnonzero(claims["claim_id"].isin(named))
    changed = [rows[key] for key in claims["claim_id"].iloc[at]]
    return claims.assign(**{c: replaced(claims[c], at, [row[c] for row in changed]) for c in _COLUMNS})


def _says_who(row: dict, speaker: Listed) -> bool:
    """Whether a claim's own sentence names the person who speaks the quotation."""
    explicit = list(row["chain_explicit"])[1:2]
    named = speaker.kind == "named person" and explicit == [speaker.name]
    return named and _names(row["holder_mention"], speaker)


def _names(mention: object, holder: Listed) -> bool:
    """Whether the words of a mention hold the last word of one of a person's names."""
    words = set(name_words(mention)) if isinstance(mention, str) else set()
    named = (e for e in holder.entities if e.named)
    return any(e.words[-1] in {x.removesuffix("'s").removesuffix("’s") for x in words} for e in named)


def _may_be(row: dict, speaker: Listed, by_id: dict[str, Listed], present: set[tuple[str, str]]) -> bool:
    """Whether a claim leaves its speaker to a pronoun or description, and its article has the person."""
    mention, holder = row["holder_mention"], by_id.get(row["holder_id"])
    if not isinstance(mention, str) or len(row["chain_explicit"]) != 2 or len(row["chain"]) != 2:
        return False
    pronoun = w.PRONOUNS.get(mention.lower())
    if pronoun in ("thing", "many") or (pronoun and speaker.gender and speaker.gender != pronoun):
        return False
    if not pronoun and not _describes(mention, holder is None):
        return False
    named = holder is not None and _names(mention, holder)
    return not named and (row["article_id"], speaker.holder_id) in present


def _describes(mention: str, nameless: bool) -> bool:
    """Whether a mention is *the congressman*, or, where it has no owner yet, *the statement*."""
    classes = {n.names for x in name_words(mention) if (n := w.noun_of(x)) is not None}
    return bool(classes & w.PERSONAL) or (nameless and bool(classes & {"document", "recording"}))


def _rename(row: dict, speaker: Listed, source: str) -> None:
    """Give a claim the speaker whom another claim names."""
    outlet = row["chain"][0]
    row.update(
        chain=[outlet, speaker.name],
        chain_explicit=[outlet, speaker.name],
        chain_ids=[speaker.holder_id],
        holder=speaker.name,
        holder_id=speaker.holder_id,
        holder_kind=speaker.kind,
        resolved_kind=speaker.kind,
        speaker_from=source,
        chain_basis="resolved",
        antecedent_confidence=None,
        antecedent_runner_up=None,
    )
