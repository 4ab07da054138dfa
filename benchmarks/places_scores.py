"""Scores of places against known answers: what is found, how near, with which id, in which role, how sure."""

from __future__ import annotations

import math
from collections import defaultdict

EARTH = 6371.0088  # mean radius, km
NEAR = 161.0  # km: a hundred miles, the field's measure of a right place
LITERAL = {"Literal", "Mixed", "Coercion", "Literal_Modifier", "Embedded_Literal"}  # GeoWebNews
BANDS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle distance of two points (latitude, longitude in degrees), in km."""
    south, west, north, east = map(math.radians, (*one, *other))
    across = math.cos(south) * math.cos(north) * math.sin((east - west) / 2) ** 2
    half_chord = math.sqrt(math.sin((north - south) / 2) ** 2 + across)
    return 2 * EARTH * math.asin(min(1, half_chord))


def match(gold: list[dict], found: list[dict]) -> list[tuple[int, int]]:
    """Pair toponyms one to one: equal spans first, then the largest overlap first."""
    pairs = []
    spans = defaultdict(list)
    for i, g in enumerate(gold):
        spans[g["start"], g["end"]].append(i)
    left, right = set(range(len(gold))), set(range(len(found)))
    for j, p in enumerate(found):
        if spans[p["start"], p["end"]]:
            i = spans[p["start"], p["end"]].pop(0)
            pairs.append((i, j))
            left.discard(i)
            right.discard(j)
    overlaps = [
        (-o, gold[i]["start"], i, j) for i in left for j in right
        if (o := min(gold[i]["end"], found[j]["end"]) - max(gold[i]["start"], found[j]["start"])) > 0
    ]
    for _, _, i, j in sorted(overlaps):
        if i in left and j in right:
            pairs.append((i, j))
            left.discard(i)
            right.discard(j)
    return pairs


def harmonic(precision: float, recall: float) -> float:
    """Return F1 of precision and recall."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def score(articles: list[dict], found: dict[str, list[dict]]) -> dict[str, float]:
    """Score predictions {start, end, lat, lon} by article id against the articles' toponyms."""
    n_gold = n_found = n_match = n_points = n_resolved = n_right = n_pointless = 0
    for article in articles:
        gold = article["toponyms"]
        own = {
            (p["start"], p["end"]): p
            for p in sorted(found.get(article["id"], ()), key=lambda p: (p["start"], p["end"]), reverse=True)
        }
        mine = [own[k] for k in sorted(own)]
        n_gold += len(gold)
        n_found += len(mine)
        n_points += sum(g["lat"] is not None for g in gold)
        for i, j in match(gold, mine):
            n_match += 1
            if gold[i]["lat"] is None:
                n_pointless += 1
            elif mine[j]["lat"] is not None:
                n_resolved += 1
                n_right += (
                    distance((gold[i]["lat"], gold[i]["lon"]), (mine[j]["lat"], mine[j]["lon"])) <= NEAR
                )
    precision, recall = n_match / max(n_found, 1), n_match / max(n_gold, 1)
    end_precision, end_recall = n_right / max(n_found - n_pointless, 1), n_right / max(n_points, 1)
    return {
        "precision": precision, "recall": recall, "F1": harmonic(precision, recall),
        "within 161 km": n_right / max(n_resolved, 1),
        "e2e recall": end_recall, "e2e precision": end_precision,
        "e2e F1": harmonic(end_precision, end_recall),
    }


def reliability(articles: list[dict], settled: dict[str, list], gaz) -> list[dict]:
    """Compare the stated confidence of matched, coded mentions with the share that is right."""
    bands = [[0, 0, 0.0] for _ in BANDS[1:]]
    for article in articles:
        mine = [{"start": m.start, "end": m.end, "m": m} for m in settled[article["id"]] if m.row >= 0]
        for i, j in match(article["toponyms"], mine):
            gold, m = article["toponyms"][i], mine[j]["m"]
            if gold["lat"] is None:
                continue
            band = next(b for b in range(len(bands)) if BANDS[b] <= m.confidence < BANDS[b + 1])
            bands[band][0] += 1
            bands[band][1] += (
                distance((gold["lat"], gold["lon"]), (float(gaz.lat[m.row]), float(gaz.lon[m.row]))) <= NEAR
            )
            bands[band][2] += m.confidence
    return [
        {
            "from": BANDS[b], "to": min(BANDS[b + 1], 1.0), "n": n, "confidence": round(c / n, 3),
            "right": round(r / n, 3),
        }
        for b, (n, r, c) in enumerate(bands) if n
    ]


def exact(articles: list[dict], settled: dict[str, list], gaz) -> dict[str, float]:
    """Compare the GeoNames ids with the answers', and say what the gazetteer allows at best.

    Returns
    -------
    dict of str to float
        "exact id": of the mentions that were matched, resolved and have an id in the answers, the share with
        that id; "id in the gazetteer": of all ids of the answers, the share that the gazetteer has; "oracle":
        of all toponyms with a point, the share for which some place under the very name lies within 161 km.
    """
    from claimatlas.places.mentions import lexicon_of

    lexicon = lexicon_of(gaz)
    right = ids = known = stated = reachable = points = 0
    for article in articles:
        gold = article["toponyms"]
        mine = [{"start": m.start, "end": m.end, "m": m} for m in settled[article["id"]]]
        found = {i: mine[j]["m"] for i, j in match(gold, mine)}
        for i, toponym in enumerate(gold):
            number = str(toponym.get("geonameid") or "")
            if number.isdecimal():
                stated += 1
                known += _has(gaz, f"gn:{number}")
                if i in found and found[i].status == "resolved":
                    ids += 1
                    right += gaz.place_id(found[i].row) == f"gn:{number}"
            if toponym["lat"] is not None:
                points += 1
                name = article["text"][toponym["start"] : toponym["end"]]
                entry = lexicon.demonym(name) or lexicon.state(name) or lexicon(name)
                here = (toponym["lat"], toponym["lon"])
                reachable += entry is not None and any(
                    distance(here, (float(gaz.lat[r]), float(gaz.lon[r]))) <= NEAR for r in entry.rows)
    return {"exact id": right / max(ids, 1), "id in the gazetteer": known / max(stated, 1),
            "oracle": reachable / max(points, 1)}


def _has(gaz, place_id: str) -> bool:
    """Whether the gazetteer knows a place."""
    try:
        gaz.row(place_id)
    except KeyError:
        return False
    return True


def roles(articles: list[dict], settled: dict[str, list]) -> dict[str, float] | None:
    """Score literal against the rest on the matched mentions of a corpus with GeoWebNews's types.

    The corpus has no labels; one ("R-Ohio") counts as associative.
    """
    table = defaultdict(int)
    for article in articles:
        gold = article["toponyms"]
        mine = [{"start": m.start, "end": m.end, "role": m.role if m.role == "literal" else "associative"}
                for m in settled[article["id"]]]
        for i, j in match(gold, mine):
            table["literal" if gold[i].get("type") in LITERAL else "associative", mine[j]["role"]] += 1
    if not any(t.get("type") in LITERAL for a in articles for t in a["toponyms"]):
        return None
    out = {}
    for label in ("literal", "associative"):
        right = table[label, label]
        out[label] = 2 * right / max(
            1, sum(n for (g, p), n in table.items() for side in (g, p) if side == label)
        )
    out["accuracy"] = (table["literal", "literal"] + table["associative", "associative"]) / max(
        1, sum(table.values())
    )
    return out
