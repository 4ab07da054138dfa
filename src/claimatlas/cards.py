"""A card for each source: what it is called, what it said, through whom and where, what it denied."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from claimatlas import counts
from claimatlas.display import rows

MOST_NAMES = 5
"""Names of one source that a card gives; the table of holders has all."""


@dataclass(frozen=True)
class Card:
    """One source of a corpus.

    Attributes
    ----------
    sentence : str
        With slots, and ``values`` for them, as `claimatlas.display.say` takes them.
    values : dict
    claims : pandas.DataFrame
        ``claim``, ``denied`` (yes or no), ``through`` (from the outlet inward), ``outlet``, ``hedge``,
        ``claim_id``; what it denied first, then what several outlets have from it.
    caption : str
    """

    sentence: str
    values: dict[str, object]
    claims: pd.DataFrame
    caption: str


def cards(claims: pd.DataFrame, holders: pd.DataFrame, most: int) -> list[Card]:
    """Make the cards of the sources behind most claims.

    Parameters
    ----------
    claims, holders : pandas.DataFrame
        The tables of those names.
    most : int
        How many.
    """
    ranked = holders[holders["n_claims"] > 0].sort_values(["n_claims", "holder_id"], ascending=[False, True])
    return [_card(h, claims, holders) for h in ranked.head(most).to_dict("records")]


def _card(holder: dict, claims: pd.DataFrame, holders: pd.DataFrame) -> Card:
    """The card of one source."""
    own = claims[claims["holder_id"] == holder["holder_id"]]
    voices = holders[holders["speaks_for"] == holder["holder_id"]]
    values: dict[str, object] = {
        "name": holder["name"],
        "n": counts.count(own, "claims", holder_id=holder["holder_id"]),
        "outlets": ", ".join(sorted(set(own["outlet"]))),
    }
    sentence = "{name}"
    if isinstance(holder["office"], str):
        sentence, values["office"] = sentence + " ({office})", holder["office"]
    sentence += f" holds {{n}} claim{'s' if len(own) != 1 else ''} in {{outlets}}."
    others = [v for v in holder["variants"] if v != holder["name"]]
    if others:
        sentence += " Also called {called}."
        more = len(others) - MOST_NAMES
        values["called"] = ", ".join(others[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
    through = _through(own)
    if through:
        sentence, values["through"] = sentence + " Heard through {through}.", through
    if len(voices):
        sentence, values["voices"] = sentence + " Others speak for it: {voices}.", ", ".join(voices["name"])
    denied = int(own["denial"].sum())
    if denied:
        values["denied"] = rows(denied, "claims", holder_id=holder["holder_id"], denial=True)
        sentence += " It denies {denied} of them."
    return Card(sentence, values, _said(own), f"What {holder['name']} said")


def _through(own: pd.DataFrame) -> str:
    """The relays between the outlets and the source, the most frequent first."""
    relays = pd.Series(
        [link for chain in own["chain"] for link in list(chain)[1:-1]], dtype=object
    ).value_counts()
    return ", ".join(sorted(relays.index, key=lambda name: (-relays[name], name))[:MOST_NAMES])


def _said(own: pd.DataFrame) -> pd.DataFrame:
    """What a source said, what it denied first."""
    frame = pd.DataFrame(
        {
            "claim": own["content"],
            "denied": own["denial"],
            "through": [" > ".join(list(c)[1:-1]) for c in own["chain"]],
            "outlet": own["outlet"],
            "hedge": own["hedge"].fillna(""),
            "claim_id": own["claim_id"],
        }
    )
    return frame.sort_values(["denied", "outlet", "claim_id"], ascending=[False, True, True]).reset_index(
        drop=True
    )
