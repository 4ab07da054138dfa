"""The findings count what the tables hold and say so when there is nothing."""

from __future__ import annotations

import pandas as pd

from claimatlas import tables
from claimatlas.findings import findings

ARTICLES = pd.DataFrame({"article_id": ["a", "b"], "outlet": ["North Post", "South Post"]})


def claims(**columns):
    base = {"outlet": "North Post", "holder": None, "resolved_kind": "unattributed", "hedged": False}
    return pd.DataFrame([base | dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)])


def test_nothing_found_is_said_and_is_no_error():
    empty = {name: tables.empty(name) for name in ("claims", "mentions", "places", "groups", "conflicts")}
    said = findings(ARTICLES, **empty)
    assert said[0] == "2 articles of 2 outlets hold 0 claims."
    assert "No place was found." in said
    assert "No claim was found in more than one outlet." in said


def test_what_is_counted_is_there():
    rows = claims(
        outlet=["North Post", "South Post", "South Post"], holder=["The Institute", "The Institute", None],
        resolved_kind=["named organisation", "named organisation", "anonymous"], hedged=[True, False, False],
    )
    groups = pd.DataFrame(
        {"group_id": ["g1", "g1"], "n_outlets": [2, 2], "n_origins": [1, 1], "origins": [["The Institute"], ["The Institute"]]}
    )
    conflicts = pd.DataFrame({"verdict": ["conflict", "refinement", "conflict"]})
    mentions = pd.DataFrame({"article_id": ["a", "b", "b"], "place_id": ["p1", "p1", None], "status": ["resolved", "reviewed", "unknown"]})
    places = pd.DataFrame({"place_id": ["p1"], "name": ["Jurm"], "kind": ["district"]})
    said = findings(ARTICLES, rows, mentions, places, groups, conflicts)
    assert said == [
        "2 articles of 2 outlets hold 3 claims.",
        "1 claim stands in more than one outlet; 1 of them goes back to one named source alone, 1 of these to The Institute.",
        "2 of 3 claims rest on a named source, 1 on an anonymous one, and 0 on the outlet's own voice; 1 are hedged.",
        "The source behind most claims is The Institute: 2 claims in 2 of 2 outlets.",
        "Set side by side, the accounts show 2 conflicts and 1 refinement.",
        "2 of 3 mentions of places are resolved, to 1 place. Below the level of countries, Jurm is named most: 2 times, by 2 of 2 outlets.",
    ]
