"""Charts: the counts they state, the form they have, and texts that wish the reader ill."""

from __future__ import annotations

import re
import warnings
from xml.etree import ElementTree

import hostile
import matplotlib as mpl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimatlas import counts, display, tables
from claimatlas.charts import palette, style
from claimatlas.charts import svg as files
from claimatlas.charts.articles import articles_per_outlet
from claimatlas.charts.claims import claims_per_outlet, sources
from claimatlas.charts.comparison import flow, shared_claims
from claimatlas.charts.dates import dates_of, interval, spoken, written
from claimatlas.charts.events import events, events_of
from claimatlas.charts.places import coverage, places_per_outlet, reliability
from claimatlas.comparison import flows

SVG = "{http://www.w3.org/2000/svg}"


def claim(n: int, outlet: str = "Alpha", kind: str = "unattributed", holder: str | None = None, **more) -> dict:
    row = {
        "claim_id": f"a{n:03d}:0-5", "article_id": f"a-{outlet}", "outlet": outlet, "start": 0, "end": 5, "spans": [[0, 5]],
        "content": "x", "sentence_start": 0, "sentence_end": 9, "sentence": "x", "holder": holder, "holder_kind": kind,
        "resolved_kind": kind, "holder_mention": None, "holder_start": None, "holder_end": None, "chain": [outlet],
        "chain_explicit": [outlet], "chain_basis": "none", "cue": None, "cue_start": None, "cue_end": None, "hedged": False,
        "hedge": None, "denial": False, "negated": False, "background": False, "places": [], "dates": [], "cue_dates": [],
        "numbers": [], "confidence": 1.0, "made_by": "machine",
    }
    return row | more


def date(value: str, part: str = "", text: str = "") -> dict:
    return {"text": text or value, "value": value, "granularity": "none", "part": part, "inferred": False}


def article(outlet: str, sentences: int = 10, words: int = 200, published: str | None = None) -> dict:
    return {"article_id": f"a-{outlet}", "outlet": outlet, "text_kind": "original", "n_sentences": sentences, "n_words": words, "published": published}


def mention(n: int, outlet: str, place: str | None, status: str = "resolved", role: str = "literal") -> dict:
    return {
        "mention_id": f"a-{outlet}:{n}-{n + 1}", "article_id": f"a-{outlet}", "start": n, "end": n + 1, "surface": (place or "x").upper(), "sentence": "x",
        "place_id": place, "status": status, "confidence": 1.0, "role": role, "alternatives": [],
    }


@pytest.fixture
def two():
    """Two outlets with claims, one without."""
    claims = pd.DataFrame([
        claim(1), claim(2, kind="anonymous", hedged=True), claim(3, kind="named person", holder="Ann"),
        claim(4, "Beta", "named organisation", "The Institute"), claim(5, "Beta", "named organisation", "The Institute"),
        claim(6, "Beta", resolved_kind="named organisation", holder="The Institute"),
    ])
    return claims, pd.DataFrame([article("Alpha"), article("Beta", 7, 90), article("Gamma", 3, 40)])


def words_of(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def everything(frames: dict[str, pd.DataFrame]) -> dict[str, tuple]:
    claims, articles, mentions, places = (frames[name] for name in ("claims", "articles", "mentions", "places"))
    return {
        "claims-per-outlet": claims_per_outlet(claims, articles, claims), "sources": sources(claims, articles),
        "places-per-outlet": places_per_outlet(mentions, places, articles), "coverage": coverage(mentions, articles),
        "events": events(claims, None, articles), "flow": flow(flows(claims), claims), "shared": shared_claims(tables.empty("groups"), claims),
    }


# --- the counts ------------------------------------------------------------------------------------------------

def test_claims_per_outlet_counts_kinds_hedges_and_denominators(two, tmp_path):
    fig, alt = claims_per_outlet(*two)
    assert alt.startswith("1 of 6 claims (17%) are in an outlet’s own voice and 1 (17%) rest on sources without a name.")
    assert "Alpha: 3 claims" in alt
    assert fig.data.set_index("outlet").loc["Alpha"].to_dict() == {
        "claims": 3, "named person": 1, "named organisation": 0, "anonymous source": 1, "outlet’s own voice": 1, "hedged": "33%",
    }
    assert fig.data.set_index("outlet").loc["Gamma", "claims"] == 0
    words = words_of(files.save(fig, "x", tmp_path))
    assert [w for w in words if w in ("Alpha", "Beta", "Gamma")] == ["Alpha", "Beta", "Gamma"]  # a tie goes by name
    assert {"10", "200", "7", "90", "3", "40"} <= set(words)  # sentences and words
    assert "1 claim in an outlet’s own voice by its wording continues what a source said" in " ".join(words)


def test_articles_per_outlet_tell_how_exactly_the_date_is_known(tmp_path):
    dates = ["2024-05-06", "2024-05", "2024", None, "2024-05-07"]
    articles = pd.DataFrame([article(name) for name in ("Alpha", "Alpha", "Alpha", "Beta", "Beta")]).assign(published=dates)
    fig, alt = articles_per_outlet(articles)
    assert alt == "Of 5 articles, 2 have a day of publication. Alpha: 3 articles. Beta: 2 articles."
    assert fig.data.to_numpy().tolist() == [["Alpha", 1, 1, 1, 0], ["Beta", 1, 0, 0, 1]]
    many = pd.DataFrame([article(f"<b>{k:02}") for k in range(30)]).assign(published=None)
    words = words_of(files.save(articles_per_outlet(many)[0], "x", tmp_path))
    assert "Of 30 articles, none has a day of publication" in " ".join(words)
    assert any("6 more outlets" in word for word in words)
    assert articles_per_outlet(articles.iloc[:0])[1] == "There is no article whose claims are read."


def test_hand_coded_counts_stand_beside_the_machine_s(two, tmp_path):
    claims, articles = two
    reference = pd.concat([claims, pd.DataFrame([claim(10 + i) for i in range(11)])]).assign(made_by="hand-coded")
    words = words_of(files.save(claims_per_outlet(claims, articles, reference)[0], "x", tmp_path))
    assert "14" in words  # Alpha by hand
    assert any("Hand coding: 17 claims" in w for w in words)
    assert any("coded by hand" in w for w in words_of(files.save(claims_per_outlet(reference, articles)[0], "x", tmp_path)))


def test_a_source_is_the_innermost_holder_also_when_it_stands_a_sentence_before(two):
    _, alt = sources(*two)
    assert alt.startswith("The Institute is the source of 3 claims, more than any other, in 1 outlet.")
    assert "Ann: 1; sources without a name: 1; the outlet’s own voice: 1" in alt


def test_a_source_without_a_name_behind_a_named_relay_has_no_name_all_the_same(tmp_path):
    rows = [
        claim(1, kind="named organisation", holder="an official source", chain=["Alpha", "The Institute", "an official source"]),
        claim(2, kind="named organisation", holder="The Institute", chain=["Alpha", "The Institute"]),
        claim(3, kind="named organisation", holder="Ann", chain=["Alpha", "The Institute", "Ann"]), claim(4, kind="named person", holder="Ann", chain=["Alpha", "Ann"]),
    ]
    fig, alt = sources(pd.DataFrame(rows))
    assert "Ann: 2; The Institute: 1; sources without a name: 1" in alt
    assert any("1 claim of sources without a name is passed on by a named one" in w for w in words_of(files.save(fig, "x", tmp_path)))


def test_many_sources_are_summed_up_and_nothing_is_lost(two):
    claims = pd.DataFrame([claim(n, f"Outlet {n % 9}", "named person", f"Person {n:02d}") for n in range(40)])
    articles = pd.DataFrame([article(f"Outlet {n}") for n in range(9)])
    fig, _ = sources(claims, articles)
    rows = fig.data.set_index("source")
    assert rows.loc["26 more named sources", "all"] == "26"
    assert rows["all"].astype(int).sum() == 40
    assert rows.drop(columns="all").to_numpy().sum() == 40


def test_places_per_outlet_counts_governments_apart(tmp_path):
    places = pd.DataFrame([{"place_id": p, "name": f"{p} of the gazetteer", "kind": "town", "country_code": "TJ"} for p in "pq"])
    rows = [mention(1, "Alpha", "p"), mention(2, "Alpha", "p"), mention(3, "Beta", "p"), mention(4, "Beta", "q"), mention(5, "Beta", "q", role="associative"), mention(6, "Beta", None, "unknown")]
    fig, alt = places_per_outlet(pd.DataFrame(rows), places, pd.DataFrame([article("Alpha"), article("Beta")]))
    assert alt.startswith("P is named most, 3 times; 1 of 2 places is named by more than one outlet.")
    assert "all places: 4" in alt
    assert any("1 mention could not be resolved" in w for w in words_of(files.save(fig, "x", tmp_path)))


def test_coverage_and_reliability_state_their_finding():
    rows = [mention(1, "Alpha", "p"), mention(2, "Alpha", "p", "reviewed"), mention(3, "Alpha", None, "ambiguous"), mention(4, "Alpha", None, "unknown")]
    assert coverage(pd.DataFrame(rows), pd.DataFrame([article("Alpha")]))[1].startswith("2 of 4 names of places (50%) could be set on the map.")
    table = pd.DataFrame({"confidence": [0.5, 0.9], "right": [0.4, 0.9], "n": [10, 90]})
    assert reliability(table)[1].startswith("Stated confidence is off by 1 point on average over 100 checked places")


# --- dates -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(
    ("value", "part", "begin", "months", "grain"),
    [
        ("2023-11-08", "", 2023 + (10 + 7 / 30) / 12, 1 / 30, "day"), ("2023-11", "early", 2023 + 10 / 12, 1, "month"),
        ("2015", "summer", 2015 + 5 / 12, 3, "season"), ("2015", "winter", 2015 + 11 / 12, 3, "season"), ("2012", "", 2012, 12, "year"),
        ("1990s", "mid", 1990, 120, "decade"), ("1992/1997", "", 1992, 72, "year"), ("2020-12-21/2020-12-22", "", 2020 + (11 + 20 / 31) / 12, 2 / 31, "day"),
    ],
)
def test_a_date_is_as_long_as_it_is_vague(value, part, begin, months, grain):
    found = interval(value, part)
    assert found[2] == grain
    assert found[0] == pytest.approx(begin)
    assert 12 * (found[1] - found[0]) == pytest.approx(months)


@pytest.mark.parametrize("value", ["", "--09-25", "2023-13", "2023-02-30", "1995s", "last year", "2023/", "2023-11-08/x", "1/2/3"])
def test_what_has_no_place_on_the_axis_gets_none(value):
    assert interval(value) is None


@given(st.text(max_size=12) | st.from_regex(r"\d{4}(s|-\d\d(-\d\d)?)?(/\d{4}(-\d\d)?)?", fullmatch=True), st.sampled_from(["", "early", "summer", "mid"]))
@settings(max_examples=150, deadline=None)
def test_any_date_is_an_interval_or_nothing(value, part):
    found = interval(value, part)
    assert found is None or found[0] < found[1]
    assert isinstance(written(value, part), str)


def test_dates_are_written_for_people():
    assert [written(v, p) for v, p in (("2023-11-08", ""), ("2023-11", "early"), ("2020-12-21/2020-12-22", ""), ("1992/1997", ""), ("2020-11/2021-02", ""))] == [
        "8 Nov 2023", "early Nov 2023", "21–22 Dec 2020", "1992–1997", "Nov 2020–Feb 2021",
    ]
    dates = [date("", text="last week"), date("--09-25"), date("2023-09") | {"inferred": True}]
    assert [spoken(one) for one in dates] == ["“last week”", "25 Sep", "Sep 2023 (year inferred)"]


def test_events_stand_in_the_order_of_time_and_what_has_no_place_in_it_is_counted(two):
    claims = pd.DataFrame([claim(1, dates=[date("2023-11-08"), date("", text="months ago")]), claim(2, "Beta", dates=[date("--09-25", text="25 September"), date("2015")])])
    found = dates_of(claims)
    assert found["granularity"].tolist() == ["day", "none", "none", "year"]
    fig, alt = events(claims, None, two[1])
    assert fig.data["date"].tolist() == ["2015", "8 Nov 2023"]
    assert "Not placed, because relative or without a year: 2 dates (“25 September”, “months ago”)." in alt
    assert alt.startswith("The claims date 2 events from 2015 to 2023, none for sure in more than one outlet.")


def grouped(*members: dict, p: float = 0.9) -> pd.DataFrame:
    names = sorted({m["outlet"] for m in members})
    return pd.DataFrame([{"group_id": "g", "claim_id": m["claim_id"], "label": "the founding", "outlets": names, "n_outlets": len(names), "confidence": p, "origins": []} for m in members])


@pytest.mark.parametrize(("second", "differs"), [("2010", True), ("2006-05", False), ("2006", False), ("2000s", False)])
def test_one_event_of_two_outlets_is_one_row_and_dates_that_cannot_both_hold_are_told(second, differs, tmp_path):
    one, other = claim(1, dates=[date("2006")]), claim(2, "Beta", dates=[date(second)])
    claims, groups = pd.DataFrame([one, other]), grouped(one, other)
    [event] = events_of(claims, groups)
    assert (event.differs, event.text) == (differs, "the founding")
    _, alt = events(claims, groups)
    assert alt.startswith("1 dated event is told by more than one outlet, " + ("with different dates" if differs else "not for sure with two dates"))
    # What is not sure is no finding: neither that the two say the same, nor what one of them says.
    for unsure in (grouped(one, other, p=0.1), groups):
        doubted = claims if unsure is not groups else claims.assign(confidence=[1.0, 0.1])
        assert not events_of(doubted, unsure)[0].differs
        assert "none for sure in more than one outlet" in events(doubted, unsure)[1]


def test_a_claim_that_is_passed_on_goes_through_its_relay_and_counts_in_the_title_if_it_is_sure():
    def told(confidence: float) -> pd.DataFrame:
        return pd.DataFrame([
            {"origin": "Ann", "relay": "Agency", "outlet": "Alpha", "n_claims": 2, "claims": ["a", "b"]}, {"origin": "Ben", "relay": "", "outlet": "Beta", "n_claims": 3, "claims": ["c", "d", "e"]},
        ]), pd.DataFrame({"claim_id": list("abcde"), "confidence": [1.0, confidence, 1, 1, 1]})

    assert flow(*told(1.0))[1].startswith("2 of 5 sourced claims reach their outlet through a relay. Ben to Beta: 3. Ann through Agency to Alpha: 2")
    assert flow(*told(0.2))[1].startswith("At least 1 of 5 sourced claims reaches its outlet through a relay")


def test_a_relay_too_long_for_its_room_is_told_by_the_short_form_in_its_brackets():
    def told(relay: str) -> str:
        flows = pd.DataFrame([{"origin": "Ann", "relay": relay, "outlet": name, "n_claims": 2, "claims": ["a", "b"]} for name in ("Alpha", "Beta")])
        return " ".join(t.get_text() for t in flow(flows)[0].findobj(mpl.text.Text))

    long = "Institute for the Study of Rivers, Lakes and Seas in the Far North of the Continent"
    assert " IRLS " in told(f"{long} (IRLS)")
    assert f"{long[:12]}" in told(f"{long} (ministry)")  # what stands there is no name
    assert "Radio (RA) " in told("Radio (RA)")  # whole where there is room


# --- form ------------------------------------------------------------------------------------------------------

def test_nothing_to_draw_is_said_honestly(tmp_path):
    articles = pd.DataFrame([article("Alpha")])
    none = {name: tables.empty(name) for name in ("claims", "mentions", "places")} | {"articles": articles}
    for name, (fig, alt) in everything(none).items():
        assert re.search(r"\b[Nn]o\b", alt), name
        assert any("Nothing to draw" in w for w in words_of(files.save(fig, name, tmp_path))), name


def test_same_rows_same_bytes_whatever_the_session_s_style(two, tmp_path):
    files.save(claims_per_outlet(*two)[0], "x", tmp_path / "a")
    with mpl.rc_context({"font.family": "serif", "svg.fonttype": "path", "figure.facecolor": "red", "text.parse_math": True, "axes.linewidth": 9}):
        files.save(claims_per_outlet(*two)[0], "x", tmp_path / "b")
    for suffix in ("svg", "png"):
        assert (tmp_path / f"a/x.{suffix}").read_bytes() == (tmp_path / f"b/x.{suffix}").read_bytes()


def test_svg_is_text_without_style_script_or_link_and_its_ids_are_its_own(two, tmp_path):
    svg = files.save(events(two[0].assign(dates=[[date("2023")]] * 6), None, two[1])[0], "my-figure", tmp_path)
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert not [e.tag for e in root.iter() if e.tag in (f"{SVG}style", f"{SVG}script", f"{SVG}metadata")]
    assert not [e for e in root.iter() if "style" in e.attrib]
    assert all(e.get("id").startswith("my-figure-") for e in root.iter() if e.get("id"))
    assert "http" not in svg.replace("http://www.w3.org/", "")
    title = next(e for e in root.iter(f"{SVG}text"))
    assert float(title.get("textLength")) == pytest.approx(72 * style.text_width(title.text, style.TITLE, True), abs=0.05) or title.get("font-weight") != "700"


def test_hostile_texts_are_drawn_as_they_are_twelve_pixels_high_and_in_colours_that_the_dark_has(tmp_path):
    known = {*palette.DARK, palette.ON_PALE, palette.ON_DEEP, "none"}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name, (fig, alt) in everything(hostile.frames()).items():
            files.save(fig, name, tmp_path)
            assert len(alt) <= 300
            assert "\u202e" not in alt
            for suffix, pixels in (("", 720), ("-narrow", 328)):  # as wide as a page, and a small phone, show it
                svg = (tmp_path / f"{name}{suffix}.svg").read_text(encoding="utf-8")
                root = ElementTree.fromstring(svg)
                assert {e.tag for e in root.iter()} <= {f"{SVG}{t}" for t in ("svg", "g", "defs", "path", "text", "use", "clipPath", "rect", "a")}, name
                assert "\u202e" not in svg
                wide = float(root.get("viewBox").split()[2])
                assert min(float(e.get("font-size")) for e in root.iter(f"{SVG}text")) * pixels / wide > 11.95, (name, suffix)
                assert {v for e in root.iter() for k, v in e.attrib.items() if k in ("fill", "stroke")} <= known, name
            assert (tmp_path / f"{name}.png").stat().st_size > 5000
            shown = display.drawing(tmp_path / f"{name}.svg", name)
            assert len(re.findall("<svg ", shown)) == 2
            assert not re.search(r'(fill|stroke)="#(1a1a1a|ffffff)"', shown)


@pytest.mark.parametrize("name", ["$x^2$ costs $5 \\frac{1}{2}", "日本新聞 😀 صحيفة a\u0000b\u202ec\uffff", "<b>&amp;" + "W" * 3000, ""])
def test_any_name_of_an_outlet_fits_on_the_sheet(name, tmp_path):
    claims = pd.DataFrame([claim(1, name, "named person", name or "x", dates=[date("2023", text=name)]), claim(2, name)])
    articles = pd.DataFrame([article(name), article("Beta")])
    mentions = pd.DataFrame([mention(1, name, "p"), mention(2, "Beta", "p")])
    places = pd.DataFrame([{"place_id": "p", "name": name, "kind": "town", "country_code": None}])
    frames = {"claims": claims, "articles": articles, "mentions": mentions, "places": places}
    for chart, (fig, _) in everything(frames).items():
        fig.narrow = None
        if "$" in name and fig.data is not None:
            assert any("$x^2$" in w for w in words_of(files.save(fig, chart, tmp_path))), chart
        renderer = fig.canvas.get_renderer()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for text in fig.findobj(mpl.text.Text):
                box = text.get_window_extent(renderer)
                assert not text.get_text() or (box.x0 >= 0 and box.x1 <= fig.bbox.width + 1 and box.y0 >= 0 and box.y1 <= fig.bbox.height), (chart, text.get_text()[:40])


def test_a_hundred_outlets_and_thousands_of_dates_stay_on_one_sheet():
    names = [f"Outlet {n:03d}" for n in range(100)]
    claims = pd.DataFrame([claim(n, names[n % 100], dates=[date(f"{1950 + n % 75}-{1 + n % 12:02d}")]) for n in range(3000)])
    articles = pd.DataFrame([article(name) for name in names])
    for fig, alt in (claims_per_outlet(claims, articles), sources(claims, articles), events(claims, None, articles), flow(flows(claims))):
        for drawn in (fig, fig.narrow()):
            assert drawn.get_size_inches()[1] < 22
            assert re.search(r"\d more|No claim has a source", " ".join(t.get_text() for t in drawn.findobj(mpl.text.Text)))
        assert len(alt) <= 300


def test_the_dark_colours_can_be_read():
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return sum(c * w for c, w in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))

    def contrast(a: str, b: str) -> float:
        low, high = sorted((light(a), light(b)))
        return (high + 0.05) / (low + 0.05)

    texts = (palette.INK, palette.MUTED, palette.ALERT, palette.BLUE)
    names = (palette.POINT_NAME, palette.COUNTRY_NAME, palette.QUIET_NAME, palette.INK)
    pairs = [(t, palette.PAPER) for t in texts] + [(n, g) for n in names for g in (palette.LAND, palette.SEA)]
    pairs += [(palette.INK, shade) for shade in palette.CLASSES]
    for text, ground in pairs:
        assert contrast(text, ground) >= 4.5, (text, ground)
        assert contrast(palette.DARK[text], palette.DARK[ground]) >= 4.5, (text, ground, "dark")
    for kind, fill in palette.KIND_COLOURS.items():
        assert contrast(palette.KIND_TEXT[kind], fill) >= 4.5
        assert contrast(palette.KIND_TEXT[kind], palette.DARK[fill]) >= 4.5, kind


def test_a_mark_leads_to_exactly_its_rows(two, tmp_path):
    claims, articles = two
    svg = files.save(sources(claims, articles)[0], "x", tmp_path)
    found = {a.get("{http://www.w3.org/1999/xlink}href"): "".join(a.itertext()).strip() for a in ElementTree.fromstring(svg).iter(f"{SVG}a")}
    for row in counts.sources(claims).to_dict("records"):
        assert found[style.link("claims", **counts.of_source(row).rows)] == row["name"]


@given(st.text(max_size=60), st.floats(0.5, 4))
@settings(max_examples=60, deadline=None)
def test_wrapped_lines_fit_their_width(text, width):
    for line in style.wrap(text, width, lines=3):
        assert style.text_width(line) <= width + 0.2 or len(line) <= 2
    assert len(style.wrap(text, width, lines=3)) <= 3


@given(st.lists(st.text("ab WiÄ.-,م́", max_size=14), max_size=14).map(" ".join), st.floats(0.1, 5), st.sampled_from([0, 1, 2, 3]))
@settings(max_examples=300, deadline=None)
def test_a_line_takes_as_many_words_as_fit_however_few_are_measured(text, width, most):
    """Word by word, as measuring each would have it."""
    out, line = [], ""
    for word in style.plain(text).split():
        while word:
            trial = f"{line} {word}".strip()
            if style.text_width(trial) <= width or len(trial) == 1:
                line, word = trial, ""
            elif line:
                out, line = [*out, line], ""
            else:
                fit = max(n for n in range(1, len(word)) if n == 1 or style.text_width(word[:n]) <= width)
                seams = [n for n in range(max(2, fit // 2), fit + 1) if not word[n - 1].isalnum() or (word[n - 1].islower() and word[n].isupper())]
                out, word = [*out, word[: (seams or [fit])[-1]]], word[(seams or [fit])[-1] :]
    out = [*out, line] if line else out or [""]
    found = style.wrap(text, width, lines=most)
    if most and len(out) > most:
        assert found[:-1] == out[: most - 1]
        assert found[-1] == style.shorten(" ".join(out[most - 1 :]) + " …", width)
    else:
        assert found == out


def test_a_name_above_a_column_breaks_at_its_seams_not_within_a_word(tmp_path):
    names = ["NortherncityLIGHT.org", "Alpha", "Beta", "Gamma"]
    rows = [mention(n, name, "p") for n, name in enumerate(names)]
    places = pd.DataFrame([{"place_id": "p", "name": "Uvale", "kind": "town", "country_code": "TJ"}])
    fig, _ = places_per_outlet(pd.DataFrame(rows), places, pd.DataFrame([article(name) for name in names]))
    words = words_of(files.save(fig, "x", tmp_path))
    assert "Northerncity" in words
    assert "LIGHT.org" in words


def test_small_words():
    assert style.count(1, "claim") == "1 claim"
    assert style.count(1200, "claim") == "1,200 claims"
    assert style.percent(0, 0) == "–"
    assert style.plain("a\n b\u202e\tc", 4) == "a …"  # a word is not cut inside
    assert style.plain("\ud800x\x00\uffff") == "x"  # what XML forbids


@pytest.mark.parametrize(("part", "whole", "written"), [(0, 0, "–"), (0, 9, "0%"), (1, 900, "<1%"), (1, 2, "50%"), (254, 255, ">99%"), (9, 9, "100%")])
def test_a_share_is_all_or_nothing_only_where_it_is(part, whole, written):
    assert style.percent(part, whole) == written
