"""Places: recognition, resolution, roles, the tables and the benchmark's scorer."""

from __future__ import annotations

import importlib.util
import json
import math
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimatlas import tables
from claimatlas.corpus import read_corpus
from claimatlas.errors import InputError, ParameterError, TableError
from claimatlas.gazetteer import gazetteer_of, open_gazetteer
from claimatlas.gazetteer.own import OwnGazetteer, OwnPlace
from claimatlas.places import find_mentions, home_of, require, required_of, tables_of
from claimatlas.places.confidence import calibration, confidence_of
from claimatlas.places.homes import outlet_homes
from claimatlas.places.mentions import find_toponyms, lexicon_of
from claimatlas.places.people import People
from claimatlas.places.resolution import Resolved, resolve

ROOT = Path(__file__).resolve().parents[1]
DIGESTS = ROOT / "data" / "tajik-afghan-border"


@pytest.fixture(scope="module")
def gaz():
    return open_gazetteer()


@pytest.fixture(scope="module")
def model():
    from claimatlas.annotate import load_model

    return load_model()


def found(text, gaz, **options):
    """Map surface to mention, the first of each."""
    out = {}
    for m in find_mentions(text, gaz, mode="fast", **options):
        out.setdefault(m.surface, m)
    return out


def where(text, surface, gaz, **options):
    return gaz.place(found(text, gaz, **options)[surface].row)


PIECES = [
    "Paris", "London, Ontario", "the U.S.", "Afghan-Tajik border", "Washington, D.C.", "St. Petersburg", "São Paulo", "Xi'an",
    "Sherkhan Bandar – Panji Poyon", "Mr. Lancaster said", "\n", "\n\n", " ", ". ", "“", "”", "’s ", "'s", "{{ 7*7 }}", "${x}", "\\", "`",
    "<script>", "\u202eسلام", "日本", "🙂", "\x00", "\ufeff", "A" * 40, "KABUL (AP) — ", "D-N.Y.", "-", "–", "in ", "of ", "the County of ",
    "Rapides Parish", "Main Street", "Cooke, Grayson and Love counties", "Bosnia and Herzegovina", "İstanbul", "ǅ", "ﬁ", "O'Fallon", "W. Va.",
    "Jordan Henderson", "Chad de la Cruz", "Georgia A. ", "FIRE IN LONDON, ON MONDAY", "Boston, New York and ", "Co\u0302te d’Ivoire", "the Ob, ",
    "Deir ez-", "provinces of ", " regions", "Herat, a city in ",
]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=14).map("".join))
def test_offsets_hold_in_any_text(text):
    gaz = open_gazetteer()
    last = 0
    for m in find_mentions(text, gaz, mode="fast"):
        assert text[m.start : m.end] == m.surface
        assert m.surface.strip() == m.surface != ""
        assert m.start >= last, "mentions overlap or are out of order"
        assert 0 <= m.confidence <= 1
        assert m.status in ("resolved", "ambiguous", "unknown")
        last = m.end


@pytest.mark.parametrize("text", ["Paris " * 3000, "A-" * 5000, "St. " * 4000, "(“" * 4000 + "Paris", "of the " * 3000, "U.S." * 3000,
    "Jordan Henderson " * 2000, "Jordan Adler, " * 2000, "Paris, " * 3000, "the provinces of Herat, " * 1500, "Herat, a city, " * 2000,
    "Chad Adler and " * 2000, "Students at Columbia, " * 1500])
def test_repetitive_text_takes_linear_time(text, gaz):
    import time

    start = time.process_time()
    find_mentions(text, gaz, mode="fast")
    assert time.process_time() - start < 5


@pytest.mark.parametrize(("text", "surface", "country"), [
    ("She moved to Paris last year, and France suits her.", "Paris", "FR"),
    ("He was born in Paris, Texas, in 1950.", "Paris", "US"),
    ("The store in London, Ontario, closed.", "London", "CA"),
    ("The plant in Alexandria, Va., reopened.", "Alexandria", "US"),
    ("Troops entered Fayzabad in Badakhshan, said officials in Kabul.", "Fayzabad", "AF"),
    ("Fighting in Badakhshan went on, the Afghan army said.", "Badakhshan", "AF"),
    ("Tbilisi and Moscow talked; Georgia wants its border with Russia open.", "Georgia", "GE"),
    ("Officials in Atlanta said Georgia would sue Alabama and Florida.", "Georgia", "US"),
])
def test_resolves_by_context(text, surface, country, gaz):
    assert where(text, surface, gaz).country_code == country


def test_a_city_is_meant_before_its_province_and_the_capital_before_its_namesakes(gaz):
    assert where("The talks were held in Washington, officials said.", "Washington", gaz).lat == pytest.approx(38.9, abs=0.1)
    assert where("The firm has offices in New York and Chicago.", "New York", gaz).lat == pytest.approx(40.7, abs=0.1)


def test_everything_the_text_says_about_a_list_of_counties_counts(gaz):
    text = "Riders from Cooke, Grayson and Denton counties met in Texas."
    for name in ("Cooke", "Grayson", "Denton"):
        place = where(text, name, gaz)
        assert (place.kind, place.admin1) == ("district", "Texas")


def test_names_are_trimmed(gaz):
    assert set(found("The Netherlands' king met Germany's chancellor in the Hague.", gaz)) >= {"Germany"}
    assert "Germany's" not in found("Germany's chancellor spoke.", gaz)
    assert "the Netherlands" not in found("He left the Netherlands.", gaz)


def test_pairs_are_two_names(gaz):
    names = found("The Afghan-Tajik border crossing Sherkhan Bandar – Panji Poyon was closed.", gaz)
    assert {"Afghan", "Tajik", "Sherkhan Bandar", "Panji Poyon"} <= set(names)


def test_spellings_of_transliterated_names(gaz):
    text = "In Tajikistan and Afghanistan, they named Panjsher, Panjshir, Nourobod district, Moy May and Maymay."
    names = found(text, gaz)
    assert names["Panjsher"].row == names["Panjshir"].row
    assert names["Moy May"].row == names["Maymay"].row
    assert gaz.place(names["Nourobod"].row).name.startswith("Nurobod")


@pytest.mark.parametrize("text", [
    "Most people said so. Of course they did. Many agreed.", "Mr. Lancaster said no. Lancaster then left.", "Paris Hilton sang.",
    "John Dublin spoke. Dublin was clear.", "The Washington Post and the New York Times reported.", "Federal officials met.",
    "Christmas was on Monday. March was cold.", "St. Patrick's Day was fun.", "The White House declined to comment.",
])
def test_what_is_no_place(text, gaz):
    assert found(text, gaz) == {}


def codes(text, gaz, **options):
    """Map surface to the country code and the kind of its place."""
    return {surface: (place.country_code, place.kind) for surface, m in found(text, gaz, **options).items()
            if m.row >= 0 and (place := gaz.place(m.row))}


@pytest.mark.parametrize(("text", "places"), [
    ("Austin Reaves and Dallas Keuchel trained on Friday.", set()),
    ("Virginia Ostrow wrote novels. Ostrow lived near Hastings.", {"Hastings"}),
    ("Singer Paris Carney and actress Sydney Tolan met in Toronto.", {"Toronto"}),
    ("Jordan Meeks, 30, was hurt. Meeks said it was luck.", set()),
    ("The trial of Chad Dorrance began in Denver. Dorrance smiled.", {"Denver"}),
    ("Lawyers praised Israel Fonseca in Lisbon.", {"Lisbon"}),
    ("India Marlowe lost the race.", set()),
    ("Cuba Hargreaves pleaded guilty, prosecutors said.", set()),
    ("Kenya Brandt and Asia Lovell opened a school in Nairobi.", {"Nairobi"}),
    ("Jackson Oakes hit the post. Henderson, a forward, scored; Jordan Henderson was fined.", set()),
])
def test_a_given_name_before_a_surname_is_a_person_and_so_is_the_surname_alone(text, places, gaz):
    assert set(found(text, gaz)) == places


@pytest.mark.parametrize(("text", "surface"), [
    ("Chad President Saleh Kebzabo flew home.", "Chad"),
    ("The Israel Defense Forces said so.", "Israel"),
    ("Kenya Airways cut its flights.", "Kenya"),
    ("Paris Fashion Week opened on Monday.", "Paris"),
    ("Farmers in the Jordan Valley lost land.", "Jordan Valley"),
    ("Jordan said on Sunday that the border was shut.", "Jordan"),
    ("Virginia Democrats met in Richmond.", "Virginia"),
    ("Rescuers came from Israel, Jordan and Egypt.", "Jordan"),
    ("Chad and Sudan closed their border.", "Chad"),
])
def test_what_looks_like_a_given_name_is_a_place_before_other_words(text, surface, gaz):
    assert surface in found(text, gaz)


def test_the_signs_of_a_person_are_named(gaz):
    people = People("Georgia Adler told us.", [(0, 7, "Georgia"), (8, 13, "Adler")], [" "], [None, None], lexicon_of(gaz))
    assert people.signs(0, 2, {}) == ["given as often", "surname shape", "surname of some", "speaks or acts"]
    assert (people.ends, people.surnames, people.givens) == ({0: 2}, {"Adler"}, {"Georgia"})


def test_a_surname_is_a_place_where_it_stands_as_one(gaz):
    names = found("Mr. Washington and his lawyer spoke in Washington on Tuesday.", gaz)
    assert set(names) == {"Washington"}
    assert names["Washington"].start > 10


@pytest.mark.parametrize(("text", "countries"), [
    ("The tour stops in Boston, New York and Seattle.", {"Boston": "Massachusetts", "New York": "New York", "Seattle": "Washington"}),
    ("He has lived in Cairo, Alexandria and Luxor.", {"Alexandria": "Al Iskandarīyah"}),
    ("Trains run from Lyon, Paris and Lille.", {"Lyon": "Auvergne-Rhône-Alpes", "Paris": "Île-de-France", "Lille": "Hauts-de-France"}),
    ("A store in Portland, Maine, closed.", {"Portland": "Maine"}),
    ("A store in Portland, OR closed.", {"Portland": "Oregon"}),
    ("A store in Springfield, Ill., closed.", {"Springfield": "Illinois"}),
    ("Albany, New York, and Troy, New York, were dark.", {"Albany": "New York", "Troy": "New York"}),
    ("Police in Birmingham, Alabama and Memphis, Tennessee, said so.", {"Birmingham": "Alabama", "Memphis": "Tennessee"}),
])
def test_a_comma_in_a_row_of_places_is_no_containment(text, countries, gaz):
    for surface, admin1 in countries.items():
        assert where(text, surface, gaz).admin1 == admin1, surface


def test_the_places_of_a_row_are_of_one_kind(gaz):
    for text, kind in (("Power failed in Odesa, Sumy and Kherson.", {"city", "town"}), ("Helmand, Ghor and Herat voted late.", {"province"}),
                       ("Georgia, Alabama and Florida sued.", {"province"}), ("Georgia, Armenia and Turkey met.", {"country"}),
                       ("The provinces of Herat, Balkh and Kunduz fell.", {"province"}), ("Power failed in the Kharkiv and Sumy regions.", {"province"})):
        assert {k for _, k in codes(text, gaz).values()} <= kind, text


@pytest.mark.parametrize(("text", "places"), [
    ("BLAST IN MADRID, OR SO POLICE SAY.", {"MADRID": "ES"}),
    ("THOUSANDS MARCH IN ROME, ME TOO GROUP SAYS.", {"ROME": "IT"}),
    ("STORM HITS MANILA, IN WORST YEAR YET.", {"MANILA": "PH"}),
    ("TRIAL OPENS IN OSLO, ON TUESDAY.", {"OSLO": "NO"}),
    ("MAN SHOT IN TULSA, OK, POLICE SAY.", {"TULSA": "US", "OK": "US"}),
    ("FIRE GUTS MILL IN PORTLAND, OR.", {"PORTLAND": "US", "OR": "US"}),
    ("WORKERS LEFT A MILL IN OGDENSBURG, N.Y., ON MONDAY.", {"OGDENSBURG": "US", "N.Y.": "US"}),
])
def test_words_in_running_capitals_are_no_states(text, places, gaz):
    assert {surface: code for surface, (code, _) in codes(text, gaz).items()} == places


@pytest.mark.parametrize(("name", "code"), [
    ("Côte d'Ivoire", "CI"), ("Côte d’Ivoire", "CI"), ("Co\u0302te d'Ivoire", "CI"), ("Deir ez-Zor", "SY"), ("Dar es Salaam", "TZ"),
    ("Chukotka", "RU"), ("Svalbard", "SJ"), ("Nagorno-Karabakh", "AZ"), ("Cox's Bazar", "BD"), ("Martha’s Vineyard", "US"), ("Kherson", "UA"),
    ("Sa\u0303o Paulo", "BR"), ("Stratford-upon-Avon", "GB"), ("Umm al-Fahm", "IL"), ("Yakutia", "RU"), ("L'Aquila", "IT"), ("Goma", "CD"),
])
@pytest.mark.parametrize("sentence", ["{} was quiet on Friday.", "He said that {} had changed.", "Aid workers in {} left."])
@pytest.mark.parametrize("mode", ["fast", "accurate"])
def test_known_names_are_found_whole_wherever_they_stand(name, code, sentence, mode, gaz, model):
    text = sentence.format(name)
    mentions = find_mentions(model(text) if mode == "accurate" else text, gaz, mode=mode)
    assert [(m.surface, gaz.place(m.row).country_code) for m in mentions] == [(name, code)]


@pytest.mark.parametrize("name", ["Danube", "Rhine", "Sava", "Nile", "Weser", "Jordan", "Mississippi", "Niger", "Lena", "Shannon", "Douro", "Prut"])
def test_the_article_before_a_river_tells_it_from_its_namesakes(name, gaz):
    assert where(f"The {name} rose again overnight.", name, gaz).kind == "river"
    assert where(f"Two boats sank in the {name}, rescuers said.", name, gaz).kind == "river"


@pytest.mark.parametrize("name", ["Alps", "Urals", "Caucasus", "Zagros", "Baltic", "Adriatic", "Aegean", "Sahara", "Karakoram"])
def test_ranges_seas_and_deserts_are_found(name, gaz):
    assert where(f"Snow fell near the {name} on Sunday.", name, gaz).kind in ("mountain", "region", "sea", "desert")


def test_a_university_is_not_the_district_of_its_name(gaz):
    assert found("Students at Columbia and Cornell marched.", gaz) == {}
    assert found("Professors at Princeton and Yale signed.", gaz) == {}
    assert where("She moved to Columbia, South Carolina.", "Columbia", gaz).admin1 == "South Carolina"


@pytest.mark.parametrize("text", [
    "A bomb went off in {} overnight.", "They live in the city of {}.", "Crowds filled {}, a city that had been calm.", "{}'s mayor resigned.",
])
@pytest.mark.parametrize("name", ["Herat", "Kazan", "Yekaterinburg", "Mosul", "Kharkiv", "Kandahar", "Homs", "Mazar-i-Sharif", "Geneva", "Bethlehem"])
def test_a_city_is_meant_before_its_province(text, name, gaz):
    assert where(text.format(name), name, gaz).kind in ("city", "town")


@pytest.mark.parametrize("text", ["{} province fell.", "The governor of {} fled.", "{} province and the city of Kabul fell."])
@pytest.mark.parametrize("name", ["Herat", "Kandahar", "Kunduz"])
def test_a_province_is_meant_where_the_text_says_so(text, name, gaz):
    assert where(text.format(name), name, gaz).kind == "province"


def test_a_province_with_a_small_town_of_its_name_is_the_province(gaz):
    assert where("Quebec passed a law on Friday.", "Quebec", gaz).kind == "province"
    assert where("Reactors in Okinawa were built late.", "Okinawa", gaz).kind == "province"


def test_demonyms_are_a_switch(gaz):
    text = "The Afghan minister met Texans in Berlin."
    assert set(found(text, gaz)) == {"Afghan", "Texans", "Berlin"}
    assert set(found(text, gaz, demonyms=False)) == {"Berlin"}


def test_roles(gaz):
    text = "Moscow said the Oakland Police Department helped a Russian diplomat who lives in Berlin and in the Syrian province of Idlib."
    roles = {surface: m.role for surface, m in found(text, gaz).items()}
    assert roles["Moscow"] == roles["Oakland"] == roles["Russian"] == "associative"
    assert roles["Berlin"] == roles["Syrian"] == "literal"


def test_roles_with_a_parse(gaz, model):
    text = "Kabul accused Pakistan of shelling. The minister flew to Kabul."
    first, *_, last = [m for m in find_mentions(model(text), gaz) if m.surface == "Kabul"]
    assert (first.role, last.role) == ("associative", "literal")


def test_a_street_is_placed_beside_the_town_and_never_surely(gaz):
    text = "Police closed Wichita Drive in Gainesville, Florida."
    names = found(text, gaz, threshold=0)
    assert names["Wichita Drive"].row == names["Gainesville"].row
    assert names["Wichita Drive"].basis == "near"
    assert names["Wichita Drive"].confidence <= 0.8


def test_home_decides_for_the_outlets_own_town(gaz):
    text = "A Paris man was arrested on Sunday, Paris police said."
    assert where(text, "Paris", gaz, home=(33.66, -95.56)).admin1 == "Texas"
    assert where(text, "Paris", gaz, home=(48.86, 2.35)).country_code == "FR"


def test_home_is_a_name_or_a_point(gaz):
    assert home_of("", gaz, "a") is None
    assert home_of("33.66, -95.56", gaz, "a") == (33.66, -95.56)
    lat, lon = home_of("Paris, Texas", gaz, "a")
    assert (round(lat), round(lon)) == (34, -96)
    with pytest.raises(InputError, match=r"articles.csv, row a-1: home 'Nowhereville Xyz'"):
        home_of("Nowhereville Xyz", gaz, "a-1")
    with pytest.raises(InputError, match="'95,7'"):
        home_of("95,7", gaz, "a-1")


def test_below_the_threshold_a_mention_is_ambiguous_and_keeps_its_alternatives(gaz):
    text = "A Springfield man was hurt."
    assert found(text, gaz, threshold=0.0)["Springfield"].status == "resolved"
    m = found(text, gaz, threshold=1.0)["Springfield"]
    assert (m.status, len(m.others) > 1) == ("ambiguous", True)
    assert m.confidence < 0.6


def test_confidence_is_monotone():
    for rests, points in calibration().items():
        values = [confidence_of(Resolved(None, 1, p / 200, rests=rests)) for p in range(201)]
        assert values == sorted(values), rests
        assert (values[0], values[-1]) == (points[0][1], points[-1][1])
    assert confidence_of(Resolved(None, -1, 1.0)) == 0
    assert confidence_of(Resolved(None, 1, 1.0, [], "near")) <= 0.8


def test_bad_options(gaz, model):
    with pytest.raises(ParameterError, match="mode 'slow'"):
        find_mentions("x", gaz, mode="slow")
    with pytest.raises(ParameterError, match="threshold 2"):
        find_mentions("x", gaz, mode="fast", threshold=2)
    with pytest.raises(ParameterError, match="parsed document"):
        find_mentions("x", gaz, mode="accurate")


def kilometres(lat_a, lon_a, lat_b, lon_b):
    a, b, c, d = map(math.radians, (lat_a, lon_a, lat_b, lon_b))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(h))


def check_seed_places(places, wanted, texts):
    """Every checked place that the texts name is in the table: a point within 25 km of it, or an area that holds it."""
    from shapely import Point, from_wkb

    for seed in wanted:
        name = {"Nurobod district": "Nourobod"}.get(seed["name"], seed["name"].split(" (")[0])
        if not any(name.lower() in text.lower() for text in texts):
            continue
        limit = 60 if name == "Rasht valley" else 25
        near = [
            place.place_id for place in places.itertuples()
            if (from_wkb(place.geometry).buffer(0.02).contains(Point(seed["lon"], seed["lat"])) and place.kind != "country"
                if math.isnan(place.radius_km) else kilometres(place.lat, place.lon, seed["lat"], seed["lon"]) <= limit)
        ]
        assert near, f"{seed['name']} is not among the places"


def seed_places():
    path = ROOT.parent / "shared" / "reference" / "places_seed.json"
    if not path.exists():
        pytest.skip("../shared is not there")
    return json.loads(path.read_text(encoding="utf-8"))


def coded(folder, gaz, mode, tmp_path):
    from claimatlas.annotate import annotate

    articles = read_corpus(folder)
    docs = zip(articles["article_id"], annotate(articles["text"]), strict=True) if mode == "accurate" else None
    mentions, places = tables_of(articles, docs, gaz, mode=mode)
    tables.write("mentions", mentions, tmp_path)
    tables.write("places", places, tmp_path)
    return articles, tables.read("mentions", tmp_path), tables.read("places", tmp_path)


@pytest.mark.parametrize("mode", ["accurate", "fast"])
def test_the_places_of_the_digests(mode, gaz, tmp_path):
    articles, mentions, places = coded(DIGESTS, gaz, mode, tmp_path)
    check_seed_places(places, seed_places(), list(articles["text"]))
    texts = articles.set_index("article_id")["text"]
    for m in mentions.itertuples():
        assert texts[m.article_id][m.start : m.end] == m.surface
        assert m.mention_id == f"{m.article_id}:{m.start}-{m.end}"
        assert pd.isna(m.place_id) == (m.status != "resolved")


def test_the_places_of_the_originals(gaz, tmp_path):
    wanted = seed_places()
    folder = ROOT.parent / "shared" / "seeds"
    articles, mentions, places = coded(folder, gaz, "accurate", tmp_path)
    check_seed_places(places, wanted, list(articles["text"]))
    by_surface = mentions.dropna(subset="place_id").groupby("surface")["place_id"].agg(set)
    assert by_surface["Badakhshan"] == {"gn:1147745"}, "the Afghan province, and not Gorno-Badakhshan"
    assert by_surface["GBAO"] == {"gn:1221692"}


def test_an_area_is_an_area_and_a_point_says_how_far_it_may_be_off(gaz, tmp_path):
    _, _, places = coded(DIGESTS, gaz, "fast", tmp_path)
    for place in places.itertuples():
        if gaz.geometry(place.place_id) is None:
            assert place.radius_km > 0
        else:
            assert math.isnan(place.radius_km)


def articles_of(*texts):
    return pd.DataFrame({"article_id": [f"a{i}" for i in range(len(texts))], "text": texts, "home": None, "outlet": "O"})


def test_empty_corpus_and_article_without_places(gaz):
    mentions, places = tables_of(articles_of("nothing here.", "nor here."), None, gaz, mode="fast")
    assert (len(mentions), len(places)) == (0, 0)
    tables.validate("mentions", mentions)
    tables.validate("places", places)


def test_lists_of_related_articles_are_left_out(gaz):
    text = "Talks went on in Kabul on Monday, officials said.\n\nRelated articles\n\nFloods in Lima kill twelve\n"
    mentions, _ = tables_of(articles_of(text), None, gaz, mode="fast")
    assert list(mentions["surface"]) == ["Kabul"]


def test_the_home_column_is_used(gaz):
    articles = articles_of("A Paris man was arrested on Sunday, Paris police said.")
    articles["home"] = "Paris, Texas"
    _, places = tables_of(articles, None, gaz, mode="fast")
    assert set(places["admin1"]) == {"Texas"}


@pytest.fixture(scope="module")
def bench():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "benchmarks")
        return importlib.import_module("places")


def test_the_scorer_agrees_with_the_shared_one(bench, gaz):
    folder = ROOT.parent / "shared" / "bench" / "geoparse"
    if not folder.exists():
        pytest.skip("../shared is not there")
    spec = importlib.util.spec_from_file_location("shared_score", folder / "score.py")
    shared = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(shared)
    articles = [json.loads(line) for line in (folder / "LGL.jsonl").read_text(encoding="utf-8").split("\n")[:25]]
    found = {a["id"]: bench.predictions(find_mentions(a["text"], gaz, mode="fast"), gaz) for a in articles}
    ours = bench.score(articles, found)
    theirs = shared.score(articles, [{"doc_id": key, **row} for key, rows in found.items() for row in rows])
    for a, b in (("F1", "F1_ov"), ("within 161 km", "acc_resolved"), ("e2e recall", "e2e_recall"), ("e2e F1", "e2e_f1")):
        assert ours[a] == pytest.approx(theirs[b])


def test_the_benchmark_prints_scores_for_any_corpus(tmp_path):
    corpus = tmp_path / "tiny.jsonl"
    text = "The Afghan army left Kabul.\u2028It went to Berlin."
    gold = [{"start": text.index(n), "end": text.index(n) + len(n), "lat": lat, "lon": lon}
            for n, lat, lon in (("Kabul", 34.5, 69.2), ("Berlin", 52.5, 13.4))]
    corpus.write_text(json.dumps({"id": "1", "text": text, "toponyms": gold}, ensure_ascii=False) + "\n", encoding="utf-8")
    command = [sys.executable, str(ROOT / "benchmarks" / "places.py"), str(corpus), "--mode", "fast", "--demonyms", "off", "--out", str(tmp_path / "p.jsonl")]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "F1 1.000" in shown
    assert "e2e F1 1.000" in shown
    assert "peak memory" in shown
    rows = [json.loads(line) for line in (tmp_path / "p.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(r["doc_id"], r["surface"]) for r in rows] == [("1", "Kabul"), ("1", "Berlin")]


def test_places_that_must_resolve(gaz):
    articles = articles_of("Talks went on in Kabul.", "He met Zalgo of Springfield.")
    mentions, _ = tables_of(articles, None, gaz, mode="fast", threshold=0.6)
    assert require(["Kabul", "Nowhere else"], mentions, articles) == ["Nowhere else"]
    with pytest.raises(ParameterError, match="'Zalgo' stands in article a1 and was not found"):
        require(["Kabul", "Zalgo"], mentions, articles)
    with pytest.raises(ParameterError, match="'Springfield' was found in article a1 but is ambiguous"):
        require(["Springfield"], mentions, articles)


def test_the_text_is_believed_where_the_gazetteer_has_no_such_town(gaz):
    m = found("Martha was born in Springfield Falls Grove, and in Boston, Wyoming.", gaz, threshold=0)["Boston"]
    assert gaz.place(m.row).name == "Wyoming"
    assert m.confidence <= 0.8


def test_homes_come_from_the_other_articles(gaz):
    texts = ["Paris and Bonham schools in Lamar County, Texas, closed.", "A Bonham man drove to Reno, Texas, from Paris, Texas.",
             "Clarksville and Blossom, Texas, stores opened in Red River County.", "A Paris man was arrested."]
    lexicon = lexicon_of(gaz)
    resolved = []
    for number, text in enumerate(texts):
        toponyms, hints = find_toponyms(text, gaz, "fast")
        resolved.append((str(number), "theparisnews.com", resolve(toponyms, lexicon, hints=hints)))
    homes = outlet_homes(resolved, gaz)
    lat, lon = homes["3"]
    assert kilometres(lat, lon, 33.66, -95.55) < 80
    assert outlet_homes([("1", "a", resolved[0][2])], gaz) == {}, "an article is no evidence for itself"


def test_a_parse_of_another_text_or_a_missing_one_stops(gaz, model):
    articles = articles_of("Talks went on in Kabul.", "Nothing.")
    docs = [("a0", model("Talks went on in Kabul.")), ("a1", model("Nothing else."))]
    with pytest.raises(TableError, match="'a1' is of another text"):
        tables_of(articles, docs, gaz)
    with pytest.raises(TableError, match="'a1' is not among them"):
        tables_of(articles, docs[:1], gaz)


# --- what the text itself says ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "admin1"), [
    ("A shop in Portland, Maine, and one in Portland, Oregon, closed.", ["Maine", "Oregon"]),
    ("Men from Birmingham, Alabama, met men from Birmingham, England.", ["Alabama", "England"]),
    ("A mill in Paris, Texas, burned. Paris is small.", ["Texas", "Texas"]),
])
def test_a_name_with_two_stated_containers_is_two_places(text, admin1, gaz):
    mentions = find_mentions(text, gaz, mode="fast")
    name = mentions[0].surface
    assert [gaz.place(m.row).admin1 for m in mentions if m.surface == name] == admin1


def test_the_area_that_opens_a_sentence_holds_the_name_after_it(gaz):
    text = "Gunmen attacked Tripoli, Lebanon, on Monday. In Libya, Tripoli was calm."
    assert [gaz.place(m.row).country_code for m in find_mentions(text, gaz, mode="fast") if m.surface == "Tripoli"] == ["LB", "LY"]


@pytest.mark.parametrize("text", [
    "The Department of Homeland Security and the Coast Guard declined to comment.", "The Toyota hit a tree. A 2007 Toyota Corolla stood by.",
    "HuffPost and The Hill reported it first.", "He learned to write in the English language.", "St. Patrick's Day was cold.",
    "He bought shares of Amazon and Banana Republic.",
])
def test_firms_bodies_and_languages_are_no_places(text, gaz):
    assert found(text, gaz) == {}


@pytest.mark.parametrize(("text", "surface", "country"), [
    ("CHARLESTON, W.Va. — A man was hurt.", "W.Va.", "US"), ("Mass. lawmakers met on Friday.", "Mass.", "US"),
    ("ST. PAUL, Minn. — Snow fell.", "ST. PAUL", "US"), ("Aid reached el-Fasher in Sudan.", "el-Fasher", "SD"),
    ("The Douglas County Hospital in Nebraska closed.", "Douglas County", "US"), ("The Zanesville Fire Department said so.", "Zanesville", "US"),
    ("Rep. Ann Lund, D-Beachwood, voted no.", "Beachwood", "US"),
])
def test_names_that_abbreviations_bodies_and_labels_hold(text, surface, country, gaz):
    assert where(text, surface, gaz).country_code == country


def test_west_virginia_is_one_name(gaz):
    assert [m.surface for m in find_mentions("Anna Lund (D-W.Va.) spoke in W. Va. again.", gaz, mode="fast")] == ["W.Va.", "W. Va."]


def test_a_name_of_nothing_is_left_out_and_one_of_many_places_kept(gaz):
    text = "Kolin, a firm from Turkey, won. Kolin said so in Ankara."
    assert "Kolin" not in found(text, gaz)
    assert "Springfield" in found("A fire broke out in Springfield on Monday.", gaz)


def test_letters_in_small_are_no_acronym(gaz):
    assert "Car" not in found("The touring Car season began in London.", gaz)


def test_confidence_goes_by_what_the_choice_rests_on(gaz):
    def rests(text):
        toponyms, hints = find_toponyms(text, gaz, "fast")
        return {r.toponym.surface: r.rests for r in resolve(toponyms, lexicon_of(gaz), hints=hints)}

    assert rests("A mill in Paris, Texas, burned.")["Paris"] == "stated"
    assert rests("Men met in Ouagadougou.")["Ouagadougou"] == "one"
    assert rests("Men met in Springfield.")["Springfield"] == "size"
    assert rests("Men met in Springfield, Peoria, Decatur and Champaign in Illinois.")["Springfield"] == "context"
    likely = {kind: confidence_of(Resolved(None, 1, 0.4, rests=kind)) for kind in calibration()}
    assert likely["size"] < likely["context"] < likely["one"] <= likely["stated"]


# --- roles ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "surface", "role"), [
    ("Sen. Ann Lund, R-Ky., and Rep. Bo Ek, D-Vt., voted no.", "Ky.", "label"),
    ("Ann Lund, a Republican of Nebraska, voted no.", "Nebraska", "label"),
    ("HOUSTON — The convention opened.", "HOUSTON", "literal"),
    ("Fighting in Iran went on.", "Iran", "literal"),
    ("Unless Tehran was found to breach the deal, it stands.", "Tehran", "associative"),
    ("Russia is concerned over the plan.", "Russia", "associative"),
    ("Hawaii's jobs are in tourism.", "Hawaii", "literal"),
    ("They studied Nairobi for years.", "Nairobi", "literal"),
    ("She won the Dubai World Cup.", "Dubai", "literal"),
    ("They called for talks on the relationship between Mexico and Canada.", "Mexico", "associative"),
])
def test_roles_are_three(text, surface, role, gaz, model):
    assert {m.surface: m.role for m in find_mentions(model(text), gaz)}[surface] == role


def test_a_label_is_drawn_on_no_map_of_events(gaz):
    articles = pd.DataFrame([{"article_id": "a", "text": "Ann Lund, R-Ky., spoke.", "home": None, "outlet": "O"}])
    mentions, _ = tables_of(articles, None, gaz, mode="fast")
    assert mentions["role"].tolist() == ["label"]


# --- a corpus' own ----------------------------------------------------------------------------------------------


OWN = "place_id,name,kind,country_code,parent,lat,lon,radius_km\n"


def own(tmp_path, *lines):
    (tmp_path / "places.csv").write_text(OWN + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return gazetteer_of(tmp_path)


def test_a_users_own_places_come_before_the_gazetteer(tmp_path):
    gaz = own(tmp_path, "my:camp,Camp Karkas,,,gn:1221692,37.5,71.5,2", "my:camp,the Karkas camp,,,,37.5,71.5,",
              "my:hill,The Hill,,AF,,36.5,70.5,1", "my:p4,position 4,,,my:hill,36.6,70.6,", "my:paris,Paris,village,TJ,,38.5,68.8,")
    text = "Men left Camp Karkas. Shots fell on The Hill and position 4. PARIS burned. In the Karkas camp it is calm. Position 44 is not."
    mentions = find_mentions(text, gaz, mode="fast")
    assert [(m.surface, gaz.place_id(m.row)) for m in mentions] == [
        ("Camp Karkas", "my:camp"), ("The Hill", "my:hill"), ("position 4", "my:p4"), ("PARIS", "my:paris"), ("the Karkas camp", "my:camp"),
    ]
    assert all(m.status == "resolved" for m in mentions)
    camp = gaz.place("my:camp")
    assert (camp.kind, camp.country_code, camp.admin1, camp.radius_km, camp.source) == (
        "spot", "TJ", "Kŭhistoni Badakhshon", 2.0, "places.csv of the corpus")
    assert gaz.row("gn:1221692") == open_gazetteer().row("gn:1221692")
    assert gazetteer_of(tmp_path / "nowhere") is open_gazetteer()


def test_own_places_go_through_the_tables(tmp_path):
    gaz = own(tmp_path, "my:camp,Camp Karkas,,TJ,,37.5,71.5,2")
    articles = pd.DataFrame([{"article_id": "a", "text": "They left Camp Karkas.", "home": None, "outlet": "O"}])
    mentions, places = tables_of(articles, None, gaz, mode="fast")
    assert (mentions["place_id"].tolist(), places["place_id"].tolist()) == (["my:camp"], ["my:camp"])
    assert (places["lat"][0], places["radius_km"][0]) == (37.5, 2)


@pytest.mark.parametrize(("line", "problem"), [
    ("my:a,,,,,1,1,", "row 2: name is empty"), (",A b,,,,1,1,", "row 2: place_id is empty"), ("my a,Ab,,,,1,1,", "'my a' has a character"),
    ("my:a,Ab,,,,91,1,", "lat '91' is no number between -90 and 90"), ("my:a,Ab,,,,1,\"7,5\",", "lon '7,5' is no number"),
    ("my:a,Ab,castle,,,1,1,", "kind 'castle' is unknown"), ("my:a,Ab,,,,1,1,0", "radius_km '0' is no number"),
    ("my:a,Ab,,XX,,1,1,", "country_code 'XX' is unknown"), ("my:a,Ab,,,gn:0,1,1,", "parent 'gn:0' is in neither"),
    ("my:a,..,,,,1,1,", "name '..' has no letters"), ("my:a,Ab,,,,1,1,\nmy:a,Ac,,,,2,1,", "row 3: place_id 'my:a' stands in row 2 already"),
])
def test_what_is_wrong_with_a_users_place_is_named(line, problem, tmp_path):
    with pytest.raises(InputError) as error:
        own(tmp_path, line)
    assert str(error.value).startswith("places.csv, row")
    assert problem in str(error.value)
    assert "'Your own places' in README.md" in str(error.value)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(name=st.text("ab'’ -()[].*+?\\日é", min_size=2, max_size=8), text=st.text("ab'’ -()[].*+?\\日é", max_size=20))
def test_any_name_of_a_users_place_is_found_whole_or_not_at_all(name, text):
    place = OwnPlace("my:x", " ".join(name.split()), "spot", "", "", 1.0, 1.0, 1.0, "s", "x", 2)
    if len(place.name) < 2:
        return
    gaz = OwnGazetteer(open_gazetteer(), [place])
    whole = f"{text} {place.name} {text}"
    for m in find_mentions(whole, gaz, mode="fast"):
        assert whole[m.start : m.end] == m.surface


def test_names_that_a_corpus_has_to_resolve(tmp_path):
    assert required_of(tmp_path) == []
    (tmp_path / "must_resolve.txt").write_text("# names\nSherkhan Bandar\n\n Jurm \n", encoding="utf-8")
    assert required_of(tmp_path) == ["Sherkhan Bandar", "Jurm"]
    assert "Jurm" in required_of(DIGESTS)
