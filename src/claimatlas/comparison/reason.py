"""What the score of two claims is made of: its evidence, the words in common, and the next best claim."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from claimatlas.comparison.model import ROUNDS, rows_of
from claimatlas.comparison.pair_evidence import weigh
from claimatlas.comparison.pairs import Scores, Weighed, weighed
from claimatlas.comparison.words import spelled
from claimatlas.errors import InputError

DIGITS = 3  # of a value that is shown


@dataclass(frozen=True)
class Reason:
    """What the score of two claims is made of.

    Attributes
    ----------
    probability : float
        That they say the same, 0 to 1.
    shared : list of str
        Words that count and stand in both, the rarest first, as the first claim writes them.
    runner_up : str or None
        The claim of the second one's article that is next likely to say what the first says.
    runner_up_probability : float
    evidence : pandas.DataFrame
        ``round``, ``evidence``, ``value``, ``weight``, ``counts`` (their product, log-odds), ``meaning``;
        what counts most first.
    """

    probability: float
    shared: list[str]
    runner_up: str | None
    runner_up_probability: float
    evidence: pd.DataFrame


def reason(found: Scores, claims: pd.DataFrame, one: int, other: int) -> Reason:
    """Tell what the score of the claims in rows one < other is made of.

    Parameters
    ----------
    found : Scores
    claims : pandas.DataFrame
        Those that were scored, in their order.
    one, other : int

    Raises
    ------
    InputError
        They share no word by which they could be compared.
    """
    at = np.flatnonzero((found.a == one) & (found.b == other))
    if not len(at):
        raise InputError("claims", "the two share no word", "Name two claims that have a word in common.")
    rival, sure = _runner_up(found, claims, one, other)
    rows = np.flatnonzero(found.part == found.part[one])
    own = np.flatnonzero(found.part[found.a] == found.part[one])
    again = weighed(claims, found.known, found.story, rows, found.a[own], found.b[own])
    pair = int(np.searchsorted(own, at[0]))
    return Reason(
        probability=float(found.probability[at[0]]), shared=_shared(found, claims, one, other),
        runner_up=rival, runner_up_probability=sure, evidence=_table(again, pair),
    )


def _table(found: Weighed, pair: int) -> pd.DataFrame:
    """See `Reason.evidence`; `pair` is the number of the two among the pairs."""
    one, other = found.pairs.a[pair : pair + 1], found.pairs.b[pair : pair + 1]
    own = weigh(found.gathered, one, other)[0]
    rows = []
    for rounds, values in (("own", own), ("beside", found.beside[pair])):
        told = {row["evidence"]: (float(row["weight"]), row["meaning"]) for row in rows_of(rounds)}
        for name, value in zip(ROUNDS[rounds], map(float, values), strict=True):
            weight, meaning = told[name]
            rows.append((rounds, name, round(value, DIGITS), weight, round(value * weight, DIGITS), meaning))
    table = pd.DataFrame(rows, columns=["round", "evidence", "value", "weight", "counts", "meaning"])
    order = np.argsort(-table["counts"].abs().to_numpy(), kind="stable")
    return table.iloc[order].reset_index(drop=True)


def _shared(found: Scores, claims: pd.DataFrame, one: int, other: int) -> list[str]:
    """See `Reason.shared`."""
    known = found.known
    both = set(known.own[one].indices.tolist()) & set(known.own[other].indices.tolist())
    counting = [
        (known.vocabulary.get(token), word)
        for _, word, token in spelled(claims["content"].iloc[one], known.forms)
    ]
    words = {column: word for column, word in counting if column in both}
    return [words[column] for column in sorted(words, key=lambda column: (-known.rare[column], column))]


def _runner_up(found: Scores, claims: pd.DataFrame, one: int, other: int) -> tuple[str | None, float]:
    """See `Reason.runner_up`, and its probability; None and 0 where no other claim of that article was
    compared."""
    article = found.known.article
    first = (found.a == one) & (article[found.b] == article[other]) & (found.b != other)
    second = (found.b == one) & (article[found.a] == article[other]) & (found.a != other)
    beside = np.flatnonzero(first | second).tolist()
    best = max(beside, key=lambda pair: (found.probability[pair], -pair), default=None)
    if best is None:
        return None, 0.0
    row = int(found.b[best] if found.a[best] == one else found.a[best])
    return claims["claim_id"].iloc[row], float(found.probability[best])
