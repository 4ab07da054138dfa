"""Maps: what is shown where and how, labels that can be read, and a page that asks for and runs nothing of others."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
import re
import warnings
from types import SimpleNamespace

import hostile
import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from test_charts import article, claim, date, words_of

from claimatlas import maps, tables
from claimatlas.charts import save
from claimatlas.errors import ParameterError
from claimatlas.gazetteer import open_gazetteer
from claimatlas.maps import land, outlines
from claimatlas.maps.ground import drawn_as, elsewhere, focus, turn, view_of
from claimatlas.maps.interactive import in_script, shell, without_sentences
from claimatlas.maps.labels import Name, place
from claimatlas.maps.land import largest, units
from claimatlas.maps.numbers import classes, places_of_claims, ranges
from claimatlas.maps.outlines import DIGITS, encode, encode_lines


@pytest.fixture(scope="session")
def gazetteer():
    return open_gazetteer()


def spot(name: str, lat: float, lon: float, kind: str = "town", n: int = 1, code: str = "TJ", radius: float | None = 1.0, shape=None) -> dict:
    return {
        "place_id": f"x:{name}", "name": name, "kind": kind, "country_code": code, "admin1": None, "lat": lat, "lon": lon, "radius_km": radius,
        "geometry": shapely.to_wkb(shape if shape is not None else shapely.Point(lon, lat)), "source": "x", "source_id": "x", "n_mentions": n,
    }


def outline(name: str):
    return next(unit.outline for unit in units() if unit.name == name)


def tables_of(spots: list[dict], role: str = "literal") -> dict[str, pd.DataFrame]:
    """Tables in which each place has its mentions in claims of two outlets in turn."""
    mentions, claims, at = [], [], 0
    for row in spots:
        for k in range(row["n_mentions"]):
            outlet = ("Alpha", "Beta")[k % 2]
            mentions.append({
                "mention_id": f"a-{outlet}:{at}-{at + 4}", "article_id": f"a-{outlet}", "start": at, "end": at + 4, "surface": row["name"], "sentence": "x",
                "place_id": row["place_id"], "status": "resolved", "confidence": 1.0, "role": role, "alternatives": [],
            })
            claims.append(claim(
                at, outlet, "named person" if k % 2 else "unattributed", "Ann" if k % 2 else None, claim_id=f"a-{outlet}:{at}-{at + 8}", start=at, end=at + 8,
                spans=[[at, at + 8]], sentence=f"Claim {k} about {row['name']}.", dates=[date(f"{2020 + k}-03")] if k % 2 else [],
            ))
            at += 10
    return {
        "places": pd.DataFrame(spots) if spots else tables.empty("places"), "mentions": pd.DataFrame(mentions) if mentions else tables.empty("mentions"),
        "claims": pd.DataFrame(claims) if claims else tables.empty("claims"), "articles": pd.DataFrame([article("Alpha"), article("Beta"), article("Gamma")]),
    }


@pytest.fixture(scope="session")
def border():
    return tables_of([
        spot("Badakhshan", 36.75, 72, "province", 6, "AF", None, outline("Badakhshan")), spot("Takhar", 36.7, 69.8, "province", 2, "AF", None, outline("Takhar")),
        spot("Fayzabad", 37.117, 70.58, n=3, code="AF"), spot("Sherkhan Bandar", 37.195, 68.605, "crossing", 2, "AF", 2.0),
        spot("Panji Poyon", 37.194, 68.577, "village", 2), spot("Rasht Valley", 39.1, 70.3, "valley", 1, "TJ", 60.0),
        spot("Tajikistan", 39, 71, "country", 9, "TJ", None), spot("London", 51.5, -0.12, "capital", 2, "GB", 20.0),
    ])


def interactive(frames: dict[str, pd.DataFrame], gazetteer, **options) -> str:
    return maps.interactive_map(frames["places"], frames["mentions"], frames["claims"], frames["articles"], gazetteer, **options)


def data_of(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[1])


# --- what goes together ----------------------------------------------------------------------------------------

def test_a_mention_belongs_to_the_claims_that_hold_it_whole():
    mentions = pd.DataFrame([{"mention_id": f"a:{s}-{e}", "article_id": article, "start": s, "end": e} for article, s, e in (("a", 5, 9), ("a", 12, 15), ("a", 19, 23), ("b", 5, 9))])
    mentions["mention_id"] = [f"{a}:{s}" for a, s in zip(mentions["article_id"], mentions["start"], strict=True)]
    claims = pd.DataFrame([
        {"claim_id": "outer", "article_id": "a", "spans": [[0, 10], [18, 30]]}, {"claim_id": "inner", "article_id": "a", "spans": [[4, 9]]},
        {"claim_id": "half", "article_id": "a", "spans": [[0, 7]]},
    ])
    found = maps.claims_at(mentions, claims)
    assert sorted(zip(found["mention_id"], found["claim_id"], strict=True)) == [("a:19", "outer"), ("a:5", "inner"), ("a:5", "outer")]
    assert maps.claims_at(mentions[:0], claims).empty


# --- where to look ---------------------------------------------------------------------------------------------

def test_the_map_is_about_the_places_that_lie_together_and_countries_do_not_widen_it():
    rows = pd.DataFrame([spot("a", 37, 70, n=5), spot("b", 38, 69, n=4), spot("London", 51.5, 0, n=2), spot("Russia", 60, 90, "country", 50)])
    assert focus(rows, rows["n_mentions"]).tolist() == [True, True, False, False]
    assert focus(rows[3:], [1]).tolist() == [True]
    apart = pd.DataFrame([spot("a", 37, 70, n=5), spot("Lima", -12, -77, n=5), spot("Sydney", -34, 151, n=5)])
    assert focus(apart, [5, 5, 5]).all()


def test_what_lies_far_from_the_map_has_a_second_frame_and_the_weightiest_place_is_in_one_of_them():
    rows = pd.DataFrame([spot("a", 37, 70), spot("b", 38, 69), spot("c", 36, 70), spot("London", 51.5, 0), spot("Kent", 51.2, 0.7), spot("Russia", 60, 90, "country")])
    weights = [4, 4, 4, 7, 1, 9]
    first = focus(rows, weights)
    assert first.tolist() == [True, True, True, False, False, False]
    assert elsewhere(rows, weights, first).tolist() == [False, False, False, True, True, False]
    assert not elsewhere(rows, weights, np.array([True] * 5 + [False])).any()  # a country alone gets no frame


def test_a_claim_has_one_number_wherever_it_is_shown_and_numbers_are_told_as_ranges():
    frames = tables_of([spot("Fayzabad", 37.1, 70.6, n=3), spot("Jurm", 36.9, 70.8), spot("Tajikistan", 39, 71, "country", 5)])
    # The claim about Jurm names Fayzabad too.
    jurm = frames["mentions"][frames["mentions"]["surface"] == "Jurm"].iloc[0]
    also = jurm.to_dict() | {"mention_id": "x", "end": jurm["end"] + 1, "surface": "Fayzabad", "place_id": "x:Fayzabad"}
    shown = places_of_claims(frames["places"], pd.concat([frames["mentions"], pd.DataFrame([also])]), frames["claims"])
    assert shown["name"].tolist() == ["Fayzabad", "Jurm", "Tajikistan"]  # a country after the places in it
    assert shown["n"].tolist() == [4, 1, 5]
    assert set(shown["numbers"][1]) < set(shown["numbers"][0])
    assert sorted({n for own in shown["numbers"] for n in own}) == list(range(1, 10))
    assert [ranges(n) for n in ([], [3], [1, 2, 3, 7, 9, 10])] == ["", "3", "1–3, 7, 9–10"]
    assert ranges([1, 3, 5], 2) == ""  # all or none


@pytest.mark.parametrize(
    "spots",
    [
        [("a", 37.1, 70.6)], [("Suva", -18.1, 178.4), ("Apia", -13.8, -171.8), ("Auckland", -36.8, 174.8)], [("Pole", 89.5, 10), ("Alert", 82.5, -62.3)],
        [("Lima", -12, -77), ("Sydney", -34, 151), ("Oslo", 60, 11), ("Tokyo", 35.7, 139.7)], [("South", -89, 0)],
    ],
)
def test_every_place_lies_in_its_view(spots):
    rows = pd.DataFrame([spot(*s) for s in spots])
    view = view_of(rows, [shapely.Point(s[2], s[1]) for s in spots], 1.3)
    x, y = view.points(rows["lon"].to_numpy(), rows["lat"].to_numpy())
    west, south, east, north = view.box
    assert ((x > west) & (x < east) & (y > south) & (y < north)).all()
    assert (east - west) / (north - south) == pytest.approx(1.3)
    if len(spots) > 1 and not view.world:
        assert east - west < 9000  # not around the far side of the world


def test_outlines_that_meet_at_the_date_line_are_one_there():
    chukotka = outline(next(u.name for u in units() if u.country_code == "RU" and u.outline.bounds[0] < -179 and u.outline.bounds[2] > 179))
    turned = turn(chukotka, 175)
    assert turned.bounds[2] - turned.bounds[0] < 60
    assert turned.area == pytest.approx(chukotka.area, rel=1e-6)
    assert largest(turned).area > 1.05 * largest(chukotka).area  # no seam is left at 180°


def points_of(steps: str, unit: int) -> np.ndarray:
    """Read a string of steps as the page does: points (n, 2) in degrees."""
    numbers, value, scale = [], 0, 1
    for digit in map(DIGITS.index, steps):
        value, scale = value + digit % 32 * scale, scale * 32
        if digit < 32:
            numbers.append(-(value // 2) if value % 2 else value // 2)
            value, scale = 0, 1
    return np.cumsum(np.array(numbers).reshape(-1, 2), axis=0) / unit


def area_of(shape: list[list[str]], unit: int) -> float:
    """Area in square degrees of outlines as the page has them."""
    return sum(shapely.Polygon(points_of(outer, unit), [points_of(hole, unit) for hole in holes]).area for outer, *holes in shape)


@given(st.lists(st.tuples(st.floats(-360, 360), st.floats(-84, 84)), min_size=3, max_size=9, unique=True), st.integers(1, 2000))
def test_an_outline_is_read_as_it_was_written_to_half_a_step(points, unit):
    line = shapely.LineString(points)
    rounded = np.round(np.array(points) * unit) / unit
    kept = rounded[[True, *(np.diff(rounded, axis=0) != 0).any(axis=1)]]
    written = encode_lines(line, 0.0, unit)
    assert [points_of(steps, unit) == pytest.approx(kept) for steps in written] == [True] * (len(kept) > 1)


def across_the_seam():
    """First-level units on both sides of the 180th meridian."""
    found = [u for u in units() if u.outline.bounds[0] < -170 and u.outline.bounds[2] > 170]
    assert {u.country_code for u in found} >= {"US", "RU", "FJ"}
    return found


@pytest.mark.parametrize("middle", [-175.0, -120.0, 0.0, 30.0, 178.0])
def test_no_part_of_an_area_is_lost_at_the_seam_wherever_the_page_is_centred(middle):
    for unit in across_the_seam():
        turned = turn(unit.outline, middle)
        assert turned.geom_type in ("Polygon", "MultiPolygon")
        assert area_of(encode(turned, middle, 1000), 1000) == pytest.approx(unit.outline.area, rel=0.02), unit.name


@pytest.mark.parametrize("code", ["US", "RU", "FJ"])
def test_an_area_across_the_seam_is_shaded_on_the_page(code, gazetteer):
    unit = max((u for u in across_the_seam() if u.country_code == code), key=lambda u: u.outline.area)
    middle = largest(unit.outline).centroid
    frames = tables_of([spot(unit.name, middle.y, middle.x, "province", 3, code, None, unit.outline)])
    page = data_of(interactive(frames, gazetteer))
    assert area_of(page["places"][0]["shape"], page["unit"]) == pytest.approx(unit.outline.area, rel=0.1)


def test_a_place_is_drawn_as_what_is_known_of_it():
    point, area = shapely.Point(0, 0), shapely.box(0, 0, 1, 1)

    def how(kind: str, shape, radius: float | None = None) -> str:
        return drawn_as(SimpleNamespace(kind=kind, radius_km=radius), shape)

    assert how("province", area) == "area"
    assert how("province", point, 80.0) == "rough"  # never a pin for a region without an outline
    assert how("valley", point, 60.0) == "rough"
    assert how("region", point, 300.0) == "rough"
    assert how("region", point, 50.0) == "name"
    assert how("country", area) == "name"
    assert how("capital", point, 17.0) == "point"
    assert how("crossing", point, 2.0) == "point"


@pytest.mark.parametrize("counts", [[], [1], [3, 1], [7, 2, 1], [100, 3], [5000, 1]])
def test_classes_cover_the_counts_once(counts):
    cuts = classes(counts)
    assert len(cuts) <= 4
    assert all(sum(low <= n <= high for low, high in cuts) == 1 for n in range(1, max(counts, default=0) + 1))


# --- the figure ------------------------------------------------------------------------------------------------

def boxes(fig) -> list[tuple[str, mpl.transforms.Bbox]]:
    renderer = fig.canvas.get_renderer()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        return [(t.get_text(), t.get_window_extent(renderer)) for t in fig.findobj(mpl.text.Text) if t.get_text()]


def overlapping(found: list) -> list[tuple[str, str]]:
    out = []
    for i, (one, a) in enumerate(found):
        for other, b in found[i + 1 :]:
            wide, tall = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
            if wide > 1 and tall > 0.2 * min(a.height, b.height):
                out.append((one, other))
    return out


def test_the_map_names_every_place_once_and_no_name_lies_on_another(border, gazetteer, tmp_path):
    fig, alt = maps.places_map(border["places"], border["mentions"], border["claims"], gazetteer, border["articles"])
    assert alt.startswith("Badakhshan stands in 6 claims, more than any other place smaller than a country.")
    found = boxes(fig)
    assert overlapping(found) == []
    words = words_of(save(fig, "map", tmp_path))
    drawn = [text.get_text() for panel in fig.axes[1:] for text in panel.texts]
    assert "Elsewhere" in words
    for name in ("Badakhshan", "Takhar", "Fayzabad 7–9", "Sherkhan Bandar 14–15", "Panji Poyon 12–13", "Rasht Valley", "TAJIKISTAN", "100 km", "London 10–11"):
        assert drawn.count(name) == 1, name
    assert not [w for w in drawn if "…" in w]  # numbers are all there or none is
    numbers = [re.search(r"\d[\d–, ]*$", w) for w in drawn if not w.endswith("km")]
    listed = [t.get_text() for t in fig.axes[0].texts]
    assert [n[0] for n in numbers if n and not any(w.endswith(n[0]) for w in listed)] == []  # the list has them too
    assert "1 Claim 0 about Badakhshan." not in words  # what is claimed, not its sentence
    assert any("de facto" in w for w in words)
    again = maps.places_map(border["places"], border["mentions"], border["claims"], gazetteer, border["articles"])[0]
    again.narrow = None  # the layout for a phone is drawn by the same functions
    assert save(again, "map", tmp_path) == (tmp_path / "map.svg").read_text(encoding="utf-8").removesuffix("\n")


def test_names_of_governments_and_unresolved_names_stay_off_the_map(gazetteer):
    frames = tables_of([spot("Fayzabad", 37.1, 70.6, n=3)], role="associative")
    fig, alt = maps.places_map(frames["places"], frames["mentions"], frames["claims"], gazetteer)
    assert alt == "No claim names a place that can be set on a map."
    frames = tables_of([spot("Fayzabad", 37.1, 70.6, n=3)])
    lost = frames["mentions"].assign(status="ambiguous", place_id=None)
    fig, _ = maps.places_map(frames["places"], lost, frames["claims"], gazetteer)
    assert any("3 mentions not resolved" in text for text, _ in boxes(fig))


def test_the_title_of_the_map_counts_what_is_sure_and_says_at_least(gazetteer):
    frames = tables_of([spot("Fayzabad", 37.1, 70.6, n=4), spot("Jurm", 36.9, 70.8, n=1)])
    frames["claims"]["confidence"] = [0.2, 1.0, 1.0, 1.0, 1.0]
    _, alt = maps.places_map(frames["places"], frames["mentions"], frames["claims"], gazetteer)
    assert alt.startswith("Fayzabad stands in at least 3 claims, more than any other place smaller than a country.")


def test_a_rough_place_is_a_hollow_circle_of_its_radius(border, gazetteer):
    from matplotlib.patches import Circle

    fig, _ = maps.places_map(border["places"], border["mentions"], border["claims"], gazetteer)
    panel = fig.axes[1]
    hollow = [p for p in panel.patches if isinstance(p, Circle) and p.get_facecolor()[3] == 0]
    assert len(hollow) == 1
    inches = hollow[0].radius
    bar = next(b for t, b in boxes(fig) if t == "100 km")
    assert bar.width > 0
    core = border["places"][~border["places"]["name"].isin(["London", "Tajikistan"])]
    view = view_of(core, list(shapely.from_wkb(core["geometry"])), (7.5 - 0.6 - 1.95) / 4.9)
    assert inches == pytest.approx(60 * 4.95 / (view.box[2] - view.box[0]), rel=0.02)


@pytest.mark.parametrize(("middle", "box"), [(175.0, (-12.0, -50.0, 14.0, 60.0)), (-98.5, (-30.0, 20.0, 30.0, 55.0)), (175.0, (-180.0, -60.0, -176.0, 60.0))])
def test_the_units_of_a_part_of_the_world_are_those_of_which_it_shows_something_when_they_are_turned(middle, box):
    turned = {unit: largest(shapely.clip_by_rect(turn(unit.outline, middle), *box)).area for unit in units()}
    found = {unit for unit, _ in land.cover(units(), middle, box, 0.2)}
    assert {unit for unit, area in turned.items() if area > 0.6} <= found <= {unit for unit, area in turned.items() if area}
    assert 2 < len(found) < len(turned) / 2


def test_the_land_of_the_world_is_kept_and_made_anew_when_it_would_be_another(gazetteer, tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr(outlines, "world", lambda middle, _: made.append(middle) or [["A", str(middle)]])
    for middle in (10.0, 10.0, -20.0):
        assert outlines.kept_world(middle, gazetteer, tmp_path) == [["A", str(middle)]]
    assert made == [10.0, -20.0]
    monkeypatch.setattr(outlines, "version_of", lambda *_: "another")
    outlines.kept_world(10.0, gazetteer, tmp_path)
    outlines.kept_world(10.0, gazetteer, None)
    assert made == [10.0, -20.0, 10.0, 10.0]


def test_the_ground_of_the_map_is_kept_until_other_places_are_shown(border, gazetteer, tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr(outlines, "ground", lambda *asked: made.append(asked) or ({"names": sorted(asked[4])}, {}))
    monkeypatch.setattr(outlines, "world", lambda middle, _: [[f"{middle}"]])

    def page(**changed):
        frames = border | changed
        return maps.interactive_map(frames["places"], frames["mentions"], frames["claims"], frames["articles"], gazetteer, build=tmp_path)

    first = page()
    assert page() == first
    hedged = page(claims=border["claims"].assign(hedged=True))
    assert hedged != first
    assert len(made) == 1
    page(places=border["places"].assign(lon=border["places"]["lon"] + 1))
    page(places=border["places"].assign(kind="town"))
    assert len(made) == 3
    monkeypatch.setattr(outlines, "version_of", lambda *_: "another")
    assert page() == first
    assert len(made) == 4


@pytest.mark.parametrize("case", ["one", "dateline", "world", "countries", "crowd", "hostile"])
def test_any_corpus_gives_a_map_that_can_be_read(case, gazetteer):
    spots = {
        "one": [spot("Fayzabad", 37.1, 70.6, n=2)],
        "dateline": [spot("Suva", -18.1, 178.4, n=3), spot("Apia", -13.8, -171.8), spot("Auckland", -36.8, 174.8, "city")],
        "world": [spot(f"Town {k}", -50 + 13 * (k % 9), -170 + 33 * (k % 11), n=1 + k % 3) for k in range(40)],
        "countries": [spot("Afghanistan", 33, 66, "country", 4, "AF", None, shapely.union_all([u.outline for u in units() if u.country_code == "AF"]))],
        "crowd": [spot(f"Village of the long name {k}", 37 + 0.05 * (k % 8), 70 + 0.06 * (k // 8), n=1 + k % 5) for k in range(48)],
        "hostile": [spot(hostile.payload("place", k), 37 + k / 9, 70 + k / 7, n=1 + k % 3) for k in range(len(hostile.PAYLOADS))],
    }[case]
    frames = tables_of(spots)
    fig, alt = maps.places_map(frames["places"], frames["mentions"], frames["claims"], gazetteer, frames["articles"])
    found = boxes(fig)
    assert overlapping(found) == []
    assert all(b.x0 >= 0 and b.x1 <= fig.bbox.width + 1 and b.y0 >= 0 and b.y1 <= fig.bbox.height for _, b in found)
    if case == "crowd":
        text = " ".join(t for t, _ in found)
        assert "No room to name: " in text  # what is not named is said
    assert alt


def test_labels_keep_off_marks_and_frame_and_say_who_found_no_room():
    names = [Name([f"n{k}"], 0.5, 0.15, 1.0, 1.0, gap=0.05) for k in range(60)]
    left = place(names, 2.0, 2.0, [(0.95, 0.95, 1.05, 1.05)])
    put = [n for n in names if n.at]
    assert put
    assert left
    assert len(put) + len(left) == 60
    rectangles = [shapely.box(n.at[0] - 0.25, n.at[1] - 0.075, n.at[0] + 0.25, n.at[1] + 0.075) for n in put]
    assert not any(a.intersection(b).area > 1e-9 for i, a in enumerate(rectangles) for b in rectangles[i + 1 :])
    assert not any(r.intersects(shapely.box(0.96, 0.96, 1.04, 1.04)) for r in rectangles)


# --- the page: without a browser -------------------------------------------------------------------------------

def test_same_tables_same_page_and_its_policy_names_its_scripts(border, gazetteer):
    page = interactive(border, gazetteer)
    shell.cache_clear()
    assert interactive(border, gazetteer) == page
    assert len(page) < 330_000
    policy = re.search(r'<meta charset="utf-8">\s*<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)[1]
    scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
    hashes = {"'sha256-" + base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() + "'" for s in scripts}
    assert len(scripts) == 3
    assert hashes == set(re.findall(r"'sha256-[^']+'", policy))
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy.replace("style-src 'unsafe-inline'", "")
    assert not re.search(r"\son\w+=", re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S))  # no inline handlers


def test_data_hold_the_counts_links_and_dates(border, gazetteer):
    data = data_of(interactive(border, gazetteer))
    assert data["outlets"] == ["Alpha", "Beta", "Gamma"]
    assert data["holders"] == ["Ann"]
    by_name = {p["name"]: (i, p) for i, p in enumerate(data["places"])}
    _, area = by_name["Badakhshan"]
    assert area["shape"]
    assert len(area["claims"]) == area["total"] == 6
    assert sorted(c["n"] for c in data["claims"]) == list(range(1, len(data["claims"]) + 1))
    assert [data["places"][k]["name"] for k in data["elsewhere"]] == ["London"]
    assert by_name["Rasht Valley"][1]["rough"]
    assert by_name["Tajikistan"][1]["wide"]
    dated = [c for c in data["claims"] if "when" in c]
    assert dated[0]["when"] == [[2021 * 12 + 2, 2021 * 12 + 2]]
    assert [m // 12 for m in data["months"]] == [min(c["when"][0][0] for c in dated) // 12, max(c["when"][0][0] for c in dated) // 12]
    south, west, north, east = data["view"]
    assert south < 36 < 39 < north
    assert west < 68.6 < 72 < east


def test_no_line_is_drawn_twice_and_the_land_has_the_coasts(border, gazetteer):
    data = data_of(interactive(border, gazetteer))
    drawn = {name: [shapely.LineString(points_of(steps, data["unit"])) for steps in data[name]] for name in ("borders", "provinces")}
    borders, provinces = map(shapely.union_all, drawn.values())
    assert borders.length > 20
    assert provinces.length > 20
    assert shapely.intersection(borders, provinces).length < 0.01 * provinces.length
    # A border lies in the land, and not along its edge.
    land_ = shapely.union_all([shapely.Polygon(points_of(outer, data["unit"]), [points_of(h, data["unit"]) for h in holes]).buffer(0) for outer, *holes in data["land"]])
    assert shapely.intersection(borders, land_.boundary).length < 0.01 * borders.length
    assert land_.covers(shapely.Point(71, 37))


def test_a_frame_of_a_page_that_has_the_words_does_without_them(border, gazetteer):
    page = interactive(border, gazetteer)
    lean = without_sentences(page)
    assert "Claim 1 about Badakhshan." in page
    assert "Claim 1 about Badakhshan." not in lean
    claims = data_of(page)["claims"]
    assert data_of(lean)["claims"] == [{k: v for k, v in claim.items() if k != "sentence"} for claim in claims]
    assert without_sentences("<p>no map</p>") == "<p>no map</p>"


def test_json_in_the_page_cannot_leave_its_block():
    text = {"a": "</script><script>x</script><!--{{1}}{% x %}{# y #}\u2028&amp;"}
    out = in_script(text)
    assert json.loads(out) == text
    assert not re.search(r"[<>&\u2028]|\{\{|\{%|\{#", out)


def test_a_tile_server_is_asked_only_when_one_is_named(border, gazetteer):
    assert "img-src data:;" in interactive(border, gazetteer)
    page = interactive(border, gazetteer, tiles="https://{s}.example.org/{z}/{x}/{y}.png", tiles_credit="Example <b>")
    assert "img-src data: https://*.example.org;" in page
    assert data_of(page)["tiles"]["credit"] == "Example <b>"
    for bad in ("http://example.org/{z}", "https://example.org' x/{z}", "javascript:1"):
        with pytest.raises(ParameterError, match="tiles"):
            interactive(border, gazetteer, tiles=bad)


def test_a_place_with_very_many_claims_keeps_the_page_light(gazetteer):
    page = interactive(tables_of([spot("Fayzabad", 37.1, 70.6, n=400)]), gazetteer)
    data = data_of(page)
    assert len(data["claims"]) == len(data["places"][0]["claims"]) == 50
    assert data["places"][0]["cut"] == 350
    assert data["places"][0]["total"] == 400


def test_what_a_government_named_by_a_place_is_in_is_told_apart(gazetteer):
    frames, apart = tables_of([spot("Fayzabad", 37.1, 70.6, n=2)]), tables_of([spot("Fayzabad", 37.1, 70.6, n=2), spot("Jurm", 36.9, 70.8)], "associative")
    apart["mentions"].loc[:1] = frames["mentions"]
    places = data_of(interactive(apart, gazetteer))["places"]
    assert [(p["name"], len(p["claims"]), len(p["governments"])) for p in places] == [("Fayzabad", 2, 0), ("Jurm", 0, 1)]


def test_an_empty_corpus_gives_a_page_all_the_same(gazetteer):
    data = data_of(interactive(tables_of([]), gazetteer))
    assert data["places"] == []
    assert data["outlets"] == ["Alpha", "Beta", "Gamma"]


# --- the page: in Chromium -------------------------------------------------------------------------------------

def visible_places(page) -> list[str]:
    return page.locator("#list button span").all_text_contents()


def count_of(page) -> int:
    return int(re.search(r"([\d,]+) claim", page.locator("#status").text_content())[1].replace(",", ""))


@pytest.fixture
def opened(visit, border, gazetteer, tmp_path):
    def go(frames=None, address="", **options):
        file = tmp_path / "map.html"
        file.write_text(interactive(frames or border, gazetteer), encoding="utf-8")
        seen = visit(file, **options)
        if address:
            seen.page.goto(seen.page.url + address)
            seen.page.reload()
        seen.page.wait_for_selector("body[data-ready]")
        return seen

    return go


@pytest.mark.page
def test_filters_search_time_and_list_work_stand_in_the_address_and_ask_for_nothing(opened):
    seen = opened(viewport={"width": 1280, "height": 760})
    page = seen.page
    assert visible_places(page)[:2] == ["Badakhshan", "Fayzabad"]
    assert page.locator("#list button b").first.text_content() == "1–6"
    whole = count_of(page)
    assert whole == 27
    page.locator("#filters summary").click()
    page.get_by_label("Alpha").uncheck()
    assert 0 < count_of(page) < whole
    page.get_by_label("Alpha").check()
    page.select_option("#source", label="Ann")
    only_ann = count_of(page)
    assert 0 < only_ann < whole
    page.select_option("#source", "")
    page.get_by_label("and claims without a date").uncheck()
    assert count_of(page) == only_ann  # the dated claims are Ann's
    # Drawing over the first of the bars keeps the claims of that time.
    box = page.locator("#bars").bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + 20)
    page.mouse.up()
    assert 0 < count_of(page) < only_ann
    assert 0 < page.locator("#bars i.on").count() < page.locator("#bars i").count()
    page.locator("#search").fill("claim 1 about badakhshan")
    assert visible_places(page) == ["Badakhshan"]
    page.locator("#search").press("Enter")
    place = page.locator("#list .place")
    assert place.locator("li").first.get_attribute("value") == "4"  # its number, whatever is filtered
    assert "Claim 1 about Badakhshan." in place.locator("blockquote").all_text_contents()
    assert "Beta — Ann (named person)" in place.locator(".by").all_text_contents()
    assert page.locator(".place .go").count() == 0  # nothing to show it in, when the page stands alone
    kept, address = count_of(page), page.evaluate("location.hash")
    assert "place=x%3ABadakhshan" in address
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert (count_of(page), page.locator("#list .place").count(), page.locator("#search").input_value()) == (kept, 1, "claim 1 about badakhshan")
    page.keyboard.press("Escape")
    page.wait_for_selector("#list .place", state="detached")
    page.locator("#filters").evaluate("e => { e.open = true }")
    page.locator("#clear").click()
    assert count_of(page) == whole
    assert (seen.requests, seen.errors) == ([], [])


@pytest.mark.page
def test_an_address_that_says_nonsense_changes_nothing(opened):
    seen = opened(address="#place=nowhere&source=hNobody&from=9999-99&to=x&at=1,2&outlet=&q=%22%3Cimg%3E")
    assert seen.page.locator("#list button[data-place]").count() == 0  # no outlet is chosen, and nothing has that word
    seen.page.locator("#filters").evaluate("e => { e.open = true }")
    seen.page.locator("#clear").click()
    assert count_of(seen.page) == 27
    assert (seen.requests, seen.errors) == ([], [])


@pytest.mark.page
def test_names_on_the_page_do_not_overlap_and_answer_to_keys_and_taps(opened):
    seen = opened(viewport={"width": 900, "height": 700}, has_touch=True)
    page = seen.page
    page.wait_for_timeout(200)
    boxes = ".filter(e => getComputedStyle(e).visibility === 'visible').map(e => { const r = e.getBoundingClientRect(); return [e.textContent, r.left, r.top, r.right, r.bottom]; })"
    found, controls = (page.evaluate(f"[...document.querySelectorAll('{what}')]{boxes}") for what in (".name", ".leaflet-control, #inset"))
    assert len(found) > 8
    assert len(controls) > 3
    for i, (one, *a) in enumerate(found):
        for other, *b in [*found[i + 1 :], *controls]:
            assert min(a[2], b[2]) - max(a[0], b[0]) <= 2 or min(a[3], b[3]) - max(a[1], b[1]) <= 2, (one, other)
    assert any(name.startswith("Badakhshan 1–6") for name, *_ in found)
    page.locator("[aria-label^='Fayzabad, town: 3 claims']").focus()
    page.keyboard.press("Enter")
    chosen = page.locator("#list [aria-expanded=true] span")
    assert chosen.text_content(timeout=5000) == "Fayzabad"
    page.keyboard.press("Escape")
    assert chosen.count() == 0
    # A tap a little beside a dot, where no name is.
    x, y = page.evaluate(
        "(() => { const p = map_1.latLngToContainerPoint([37.117, 70.58]), r = map_1.getContainer().getBoundingClientRect();"
        " return [0, 1, 2, 3, 4, 5, 6, 7].map(k => [r.left + p.x + 21 * Math.cos(k * 0.785), r.top + p.y + 21 * Math.sin(k * 0.785)])"
        ".find(([x, y]) => !document.elementFromPoint(x, y).closest('.tag, .name')); })()"
    )
    page.touchscreen.tap(x, y)
    assert chosen.text_content(timeout=5000) == "Fayzabad"
    assert seen.errors == []


@pytest.mark.page
def test_the_wheel_is_the_page_s_without_ctrl_and_what_lies_far_is_one_press_away(opened):
    page = opened(viewport={"width": 1000, "height": 700}).page
    zoom = "map_1.getZoom()"
    before, home = page.evaluate(zoom), page.evaluate("map_1.getCenter()")
    page.mouse.move(700, 300)
    page.mouse.wheel(0, -400)
    page.wait_for_timeout(300)
    assert page.evaluate(zoom) == before
    assert "the wheel zoom" in page.locator("#hint").text_content()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")
    for _ in range(30):
        if page.evaluate(zoom) > before:
            break
        page.wait_for_timeout(100)
    assert page.evaluate(zoom) > before
    page.get_by_role("button", name="Elsewhere: London 10–11").click()
    assert page.evaluate("map_1.getBounds().contains([51.5, -0.12])")
    page.get_by_role("button", name="Show all marked places").click()
    again = page.evaluate("map_1.getCenter()")
    assert (round(again["lat"], 2), round(again["lng"], 2), page.evaluate(zoom)) == (round(home["lat"], 2), round(home["lng"], 2), before)


@pytest.mark.page
def test_on_a_phone_nothing_is_cut_off_the_list_is_below_and_one_finger_is_the_page_s(opened):
    seen = opened(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    page = seen.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    stage, panel = page.locator("main").bounding_box(), page.locator("#panel").bounding_box()
    assert panel["y"] >= stage["y"] + stage["height"]
    assert page.evaluate("[map_1.dragging.enabled(), map_1.touchZoom.enabled(), getComputedStyle(map_1.getContainer()).touchAction]") == [False, True, "pan-x pan-y"]
    # Fitted to the marked places: all of them in view, and beyond half of its width or height.
    west, east = page.evaluate("(() => { const b = map_1.getBounds(); return [b.getWest(), b.getEast()]; })()")
    assert west < 68.5
    assert east > 74.5
    assert (74.5 - 68.5) / (east - west) > 0.5
    page.locator("#list button", has_text="Badakhshan").click()
    assert page.locator("#list .place li").count() == 6
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert seen.errors == []


@pytest.mark.page
def test_hostile_texts_are_shown_and_do_nothing(opened):
    seen = opened(hostile.frames())
    page = seen.page
    for i in range(0, page.locator("#list button[data-place]").count(), 3):
        page.locator("#list button[data-place]").nth(i).click()
        page.wait_for_selector("#list .place li")
    assert page.evaluate("window.fired") is None
    assert page.title() == "Map of places and claims"
    assert page.locator("img, iframe, object, link").count() == 0
    assert hostile.PROOF not in page.locator("body").inner_text()
    assert (seen.requests, seen.errors) == ([], [])


@pytest.mark.page
def test_marks_tell_all_claims_where_the_page_holds_the_first_of_each_place(opened, border, gazetteer, monkeypatch):
    monkeypatch.setattr(maps.data, "MOST_CLAIMS", 1)
    data = data_of(interactive(border, gazetteer))
    areas = [p for p in data["places"] if p["shape"]]
    assert max(p["total"] for p in areas) > max(len(p["claims"]) for p in areas) == 1
    wanted = [next(c["colour"] for c in reversed(data["classes"]) if p["total"] >= c["from"]) for p in areas]
    page = opened().page
    shown = page.evaluate("[...document.querySelectorAll('path.shape')].map((p) => p.getAttribute('fill'))")
    assert sorted(shown) == sorted(wanted)
    assert "others only in the table" in page.locator("#status").inner_text()


@pytest.mark.page
def test_the_places_of_most_claims_have_their_names_whatever_stands_around(opened, gazetteer):
    crowd = [spot(f"Town {n}", 35.8 + 0.34 * (n // 9), 70.2 + 0.45 * (n % 9), n=1, code="AF") for n in range(72)]
    frames = tables_of([spot("Badakhshan", 36.75, 72, "province", 9, "AF", None, outline("Badakhshan")), spot("Balkh", 36.7, 67.1, n=8, code="AF"), *crowd])
    page = opened(frames, viewport={"width": 1280, "height": 800}).page
    page.wait_for_timeout(200)
    shown = page.evaluate("[...document.querySelectorAll('.name.area')].map(e => [e.textContent, getComputedStyle(e).visibility])")
    assert shown == [["Badakhshan 1–9", "visible"]]


@pytest.mark.page
def test_a_dark_page_has_a_dark_ground(opened):
    lit = "(() => { const rgb = /\\d+, \\d+, \\d+/; return ['path.land', 'path.sea', 'path.shape', '#key'].map(s => { const c = getComputedStyle(document.querySelector(s)); return Math.max(...rgb.exec(s === '#key' ? c.backgroundColor : c.fill)[0].split(', ').map(Number)); }); })()"
    light, dark = (opened(viewport={"width": 900, "height": 700}, color_scheme=scheme).page.evaluate(lit) for scheme in ("light", "dark"))
    assert min(light) > 200
    assert max(dark) < 140


@pytest.mark.page
def test_in_a_sandboxed_frame_a_claim_asks_the_page_around_it_which_keeps_what_is_chosen(visit, border, gazetteer):
    source = html.escape(without_sentences(interactive(border, gazetteer)))
    listen = (
        'addEventListener("message", e => { if (e.data.claimatlasLacks) e.source.postMessage({ claimatlasWords: e.data.claimatlasLacks.map(id => [id, "Words of " + id]) }, "*"); if (e.data.claimatlas) window.asked = e.data.claimatlas;'
        ' if (e.data.claimatlasMap === null) e.source.postMessage({ claimatlasMap: "place=x%3ATakhar" }, "*"); else if (e.data.claimatlasMap) window.chosen = e.data.claimatlasMap; })'
    )
    seen = visit(f'<script>{listen}</script><iframe sandbox="allow-scripts" width=900 height=700 srcdoc="{source}"></iframe>')
    frame = seen.page.frame_locator("iframe")
    assert frame.locator("#list [aria-expanded=true] span").text_content() == "Takhar"
    frame.locator("#list button", has_text="Fayzabad").click()
    assert frame.locator(".place blockquote").first.text_content().startswith("Words of a-")
    frame.locator(".place .go").first.click()
    seen.page.wait_for_function("window.asked && window.chosen")
    assert re.fullmatch(r"claim-a-(Alpha|Beta):\d+-\d+", seen.page.evaluate("window.asked"))
    assert seen.page.evaluate("window.chosen") == "place=x%3AFayzabad"
    assert seen.errors == []


@pytest.mark.page
def test_a_frame_that_gets_its_size_late_shows_the_map_all_the_same(visit, border, gazetteer):
    frame = f'<iframe sandbox="allow-scripts" style="width:320px;height:20px" srcdoc="{html.escape(interactive(border, gazetteer))}"></iframe>'
    page = visit(frame, viewport={"width": 360, "height": 800}).page
    inner = page.frames[-1]
    inner.wait_for_selector("body[data-ready]", state="attached")
    page.eval_on_selector("iframe", "frame => { frame.style.height = '650px' }")
    # The page's policy forbids eval, so the wait is out here.
    for _ in range(50):
        scale = inner.locator("main .leaflet-control-scale-line").text_content()
        if int(scale.split()[0]) <= 300:
            break
        page.wait_for_timeout(100)
    assert int(scale.split()[0]) <= 300


@pytest.mark.page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(opened, scheme):
    from axe_playwright_python.sync_playwright import Axe

    seen = opened(viewport={"width": 1100, "height": 700}, color_scheme=scheme)
    seen.page.locator("#list button").first.click()
    seen.page.locator("#filters").evaluate("e => { e.open = true }")
    serious = [v["id"] + ": " + v["nodes"][0]["html"][:120] for v in Axe().run(seen.page).response["violations"] if v["impact"] in ("serious", "critical")]
    assert serious == []


@pytest.mark.parametrize("corners", [[(1, 1), (1, 1), (1, 1), (1, 1)], [(0, 0), (2, 2), (0, 0), (0, 0)], [(0, 0), (2, 0), (2, 2), (0, 2)]])
def test_a_name_finds_its_spot_in_an_area_of_any_size(corners):
    line = shapely.GeometryCollection([shapely.LineString([(0, 0), (2, 2)])])
    assert land.spot(line) == (1, 1)
    assert land.spot(shapely.Polygon(corners)) == pytest.approx((1, 1), abs=0.1)


def test_distances_are_on_the_sphere():
    from claimatlas.maps.ground import distances_from

    found = distances_from(0.0, 179.5, np.array([0.0, 90.0]), np.array([-179.5, 0.0]))
    assert found[0] == pytest.approx(2 * math.pi * 6371.0088 / 360)
    assert found[1] == pytest.approx(math.pi * 6371.0088 / 2)


def test_maps_need_no_more_of_the_tables_than_they_read(border, gazetteer):
    few = {name: frame[[c for c in frame if c in maps.READ.get(name, frame)]] for name, frame in border.items()}
    assert len(few["claims"].columns) < len(border["claims"].columns)
    assert interactive(few, gazetteer) == interactive(border, gazetteer)
    charts = [maps.places_map(f["places"], f["mentions"], f["claims"], gazetteer, f["articles"]) for f in (few, border)]
    assert charts[0].key("places-map") == charts[1].key("places-map")
