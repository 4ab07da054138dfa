"""Dates and numbers: what the text says, with its granularity and its qualifier, and never more."""

from __future__ import annotations

import datetime as dt
import math
import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claimatlas.claims.coding import find_dates, find_numbers, parse_date, parse_number
from claimatlas.claims.coding.date_patterns import MONTHS
from claimatlas.comparison.slots import compare_dates
from claimatlas.tables import GRANULARITIES, date_text

NAMES = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


def dates(text, published=None):
    return [date_text(f.value) for f in find_dates(text, published)]


def amounts(text):
    return [(f.value["low"], f.value["high"], f.value["unit"]) for f in find_numbers(text, find_dates(text))]


def numbers(text):
    return [(f.value["qualifier"], f.value["low"], f.value["high"]) for f in find_numbers(text, find_dates(text))]


@pytest.mark.parametrize(
    ("text", "value", "granularity"),
    [
        ("on November 8, 2023, they", "2023-11-08", "day"), ("on 8 November 2023", "2023-11-08", "day"), ("(2023-11-08)", "2023-11-08", "day"),
        ("in early November 2023", "2023-11 (early)", "month"), ("in mid-September", "--09 (mid)", "month"), ("on September 25", "--09-25", "day"),
        ("in the summer of 2015", "2015 (summer)", "season"), ("in the mid-1990s", "1990s (mid)", "decade"), ("the 1992-97 civil war", "1992/1997", "year"),
        ("in 2012", "2012", "year"), ("in May 2012", "2012-05", "month"), ("On December 21-22, he", "--12-21/--12-22", "day"),
        ("months ago", "relative: months ago", "none"), ("a decade ago", "relative: a decade ago", "none"),
    ],
)  # fmt: skip
def test_dates_keep_their_granularity(text, value, granularity):
    found = find_dates(text)
    assert [date_text(f.value) for f in found] == [value]
    assert found[0].value["granularity"] == granularity


def test_a_year_is_added_from_the_article_only_and_says_so():
    assert dates("in November") == ["--11"]
    assert dates("in November", "2021-01-02") == ["2020-11 (year inferred)"]
    assert dates("on December 21", "2021-12-30") == ["2021-12-21 (year inferred)"]
    assert dates("on December 21", "2021") == ["--12-21"]
    assert dates("on December 21", "2021-12") == ["--12-21"]


def test_relative_dates_are_resolved_by_the_articles_own_date_only():
    assert dates("yesterday") == ["relative: yesterday"]
    assert dates("yesterday", "2021-03-01") == ["2021-02-28"]
    assert dates("last year", "2021-03-01") == ["2020"]
    assert dates("last month", "2021-01-15") == ["2020-12"]
    assert dates("yesterday", "2021-03") == ["relative: yesterday"]
    assert dates("on Monday", "2021-03") == ["relative: Monday"]


@pytest.mark.parametrize("text", ["it may rain", "they march on", "2000 people", "February 31, 2020", "version 2.2020", "$1999", "the 201st brigade", "a 1,984-page report"])
def test_what_is_no_date(text):
    assert dates(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at least 15 men", ("at least", 15, None)), ("more than 1,400 kilometers", ("more than", 1400, None)), ("about 300 families", ("about", 300, 300)),
        ("tens of thousands of men", ("tens of thousands", 10_000, 99_999)), ("thousands of men", ("thousands", 1_000, 9_999)), ("40-46% of them", ("", 40, 46)),
        ("between 20 and 30 men", ("", 20, 30)), ("three members", ("", 3, 3)), ("met twice", ("", 2, 2)), ("most of whom", ("most", None, None)),
        ("the only force", ("only", None, None)), ("only one condition", ("only", 1, 1)), ("practically all of them", ("practically all", None, None)),
        ("$3.5 million", ("", 3_500_000, 3_500_000)), ("up to two dozen", ("up to", None, 24)), ("a large number of men", ("large number", None, None)),
        ("Lund, 43, left", ("", 43, 43)), ("twenty-one ships", ("", 21, 21)),
    ],
)  # fmt: skip
def test_numbers_keep_their_qualifier(text, expected):
    assert numbers(text) == [expected]


@pytest.mark.parametrize("text", ["these two countries", "the 76th session", "the second round", "at 9.30 pm", "one thing", "the most serious case", "Highway 61-B", "the 201st base"])
def test_what_is_no_amount(text):
    assert numbers(text) == []


@given(st.dates(dt.date(1500, 1, 1), dt.date(2090, 12, 31)), st.sampled_from(["{m} {d}, {y}", "{d} {m} {y}", "{y}-{i:02}-{d:02}"]))
def test_every_day_is_found_whole(day, form):
    text = "It was on " + form.format(m=NAMES[day.month - 1], d=day.day, y=day.year, i=day.month) + " that it began."
    assert dates(text) == [day.isoformat()]


@given(st.integers(1, 999_999), st.sampled_from(["at least", "about", "more than", "up to", "nearly", ""]))
def test_every_count_is_found_whole(n, qualifier):
    if 1400 <= n <= 2099:
        return  # may be a year
    for written in (str(n), f"{n:,}"):
        (found,) = find_numbers(f"There were {qualifier} {written} ships in port.")
        assert found.value["qualifier"] == qualifier
        assert n in (found.value["low"], found.value["high"])


TUESDAY = "2022-08-16"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The mill closed on Friday", "2022-08-12"), ("The mill closed Tuesday morning", "2022-08-16"), ("The mill will close on Friday", "2022-08-19"),
        ("a vote scheduled for Thursday", "2022-08-18"), ("last Tuesday", "2022-08-09"), ("next Tuesday", "2022-08-23"), ("tomorrow", "2022-08-17"),
        ("last week", "2022-08-08/2022-08-14"), ("earlier this week", "2022-08-15/2022-08-16"), ("over the weekend", "2022-08-13/2022-08-14"),
        ("earlier this year", "2022"), ("late last year", "2021 (late)"), ("by the end of next month", "2022-09 (late)"), ("last spring", "2022 (spring)"),
        ("next spring", "2023 (spring)"), ("last winter", "2021 (winter)"), ("last June", "2022-06"), ("last October", "2021-10"),
        ("The mill opened on 3 May", "2022-05-03 (year inferred)"), ("The mill will open on 3 May", "2023-05-03 (year inferred)"),
        ("a strike is due in September", "2022-09 (year inferred)"), ("fares rise by October 1", "2022-10-01 (year inferred)"),
        ("Tuesday, 16 August", "2022-08-16 (year inferred)"), ("on 29 February", "2020-02-29 (year inferred)"),
        ("November's floods", "2021-11 (year inferred)"),
    ],
)  # fmt: skip
def test_the_day_of_the_article_tells_what_a_relative_date_means(text, value):
    assert dates(text, TUESDAY) == [value]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("on Monday, 3 June 2024", ["2024-06-03"]), ("3 June 2024 (Monday)", ["2024-06-03"]), ("January to March 2023", ["2023-01/2023-03"]),
        ("November to February 2023", ["2022-11/2023-02"]), ("March or April 2023", ["2023-03/2023-04"]), ("in May and August 2019", ["2019-05", "2019-08"]),
        ("from 28 June to 2 July 2024", ["2024-06-28/2024-07-02"]), ("between 1990 and 1995", ["1990/1995"]), ("in 2012 and 2015", ["2012", "2015"]),
        ("June 3 and 10, 2024", ["2024-06-03", "2024-06-10"]), ("the third quarter of 2023", ["2023-07/2023-09"]), ("Q1 2020", ["2020-01/2020-03"]),
        ("the second half of 2019", ["2019-07/2019-12"]), ("at the end of 2016", ["2016 (late)"]), ("the early '80s", ["1980s (early)"]),
        ("13.06.2024", ["2024-06-13"]), ("03/04/2024", ["2024"]), ("Friday and Saturday", ["relative: Friday", "relative: Saturday"]),
        ("within a month", ["relative: within a month"]), ("1500 to 1700 people in 1848", ["1848"]), ("the 2016 elections", ["2016"]),
        ("In 2015 refugees came", ["2015"]), ("around 2010, he left", ["2010"]),
    ],
)  # fmt: skip
def test_ranges_lists_and_quarters(text, values):
    assert dates(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "1500 pilgrims came", "about 2000 miners", "at least 1700 looters", "1800 barns burned", "it held 1900 prisoners", "at 1430 GMT", "(2000 GMT)",
        "Resolution 1701", "Flight 1549", "Highway 1806", "room 2011", "a 1500-strong choir", "USD 2000", "Feb 29, 2015", "June 31", "31 April 2020",
        "Black Friday", "the Sunday Times", "every Monday", 'on the "Today" show', "USA Today", "the 17 February Brigade", "the past year", "a tomorrow",
    ],
)  # fmt: skip
def test_counts_times_names_and_impossible_days_are_no_dates(text):
    assert dates(text, TUESDAY) == []


def test_the_tense_of_the_clause_wins_over_the_words_around_the_date():
    assert dates("on 3 May", TUESDAY) == ["2022-05-03 (year inferred)"]
    for lean, year in ((1, 2023), (-1, 2022), (0, 2022), (None, 2022)):
        (found,) = find_dates("on 3 May", TUESDAY, lambda start, end, lean=lean: lean)
        assert found.value["value"] == f"{year}-05-03"
    (found,) = find_dates("on 3 November", TUESDAY, lambda start, end: 0)
    assert found.value["value"] == "2022-11-03"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a bill of $3.5m", (3.5e6, 3.5e6, "$")), ("a £5m pier", (5e6, 5e6, "£")), ("€2bn in loans", (2e9, 2e9, "€")), ("EUR 3bn", (3e9, 3e9, "EUR")),
        ("A$4 million", (4e6, 4e6, "A$")), ("$20m-$30m", (2e7, 3e7, "$")), ("$20-30m", (2e7, 3e7, "$")), ("between £1 and £2 million", (1e6, 2e6, "£")),
        ("5k runners", (5000, 5000, "")), ("5m commuters", (5e6, 5e6, "")), ("5m of rope", (5, 5, "m")), ("50km away", (50, 50, "km")), ("10kg of tin", (10, 10, "kg")),
        ("₹500 crore", (5e9, 5e9, "₹")), ("5 lakh votes", (5e5, 5e5, "")), ("1,25,000 votes", (125000, 125000, "")), ("1 500 sheep", (1500, 1500, "")),
        ("1\u00a0500 sheep", (1500, 1500, "")), ("a million bees", (1e6, 1e6, "")), ("half a million bees", (5e5, 5e5, "")), ("as many as 15 bees", (None, 15, "")),
        ("two thirds of it", (66.7, 66.7, "%")), ("half of them", (50, 50, "%")), ("more than half the town", (50, None, "%")), ("one in five cows", (20, 20, "%")),
        ("9 out of 10 cows", (90, 90, "%")), ("40 to 46 percent", (40, 46, "%")), ("two hundred and fifty thousand bees", (250000, 250000, "")),
        ("two and a half tons", (2.5, 2.5, "")), ("100 or more bees", (100, None, "")), ("several hundred bees", (100, 999, "")), ("In all, 15,000 bees", (15000, 15000, "")),
        ("If it bursts, 12,000 will drown", (12000, 12000, "")), ("Fell by 10%", (10, 10, "%")), ("five or six bees", (5, 6, "")),
    ],
)  # fmt: skip
def test_amounts_have_their_value_and_their_measure(text, expected):
    assert amounts(text) == [expected]


def test_from_one_to_another_is_no_range():
    assert amounts("turnout rose from 10 to 15 percent") == [(10, 10, "%"), (15, 15, "%")]
    assert amounts("it fell from 52% to 48%") == [(52, 52, "%"), (48, 48, "%")]
    assert amounts("profits fell 1.3 percent to $191 million") == [(1.3, 1.3, "%"), (191e6, 191e6, "$")]
    assert amounts("on June 12 300 people marched") == [(300, 300, "")]


@pytest.mark.parametrize("text", ["the first half", "a third man", "Group of Seven", "Boeing 737", "Article 50", "at 5pm", "9/11", "24/7", "AR-15", "call 911", "F-16", "the 27th", "a 15-20-year-old"])
def test_figures_in_names_and_times_are_no_amounts(text):
    assert numbers(text) == []


CHARACTERS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)
PIECES = """15 1,500 1 500 $ € 3.5m bn % - – to and or between from at least up half of third two dozen 2015 May March 3 on Monday , .
( ) last week will by Q3 quarter 12:30 GMT Flight Feb 29 30 31 s ' the early late mid 1990s a million k km 5k ½ in every 10 yesterday"""
WORDS = st.lists(st.sampled_from(PIECES.split()), max_size=14)


@given(st.one_of(CHARACTERS, WORDS.map(" ".join), WORDS.map("".join)), st.sampled_from([None, "2024-02-29", "2021-05", "2021"]), st.sampled_from([None, 1, 0, -1]))
@example("2014-06-31", None, None)
@example("Feb 29, 2015 and 29 Feb", "2023-03-01", 0)
def test_any_text_can_be_read(text, published, lean):
    found = find_dates(text, published, None if lean is None else lambda start, end: lean)
    every = sorted([*found, *find_numbers(text, found)], key=lambda f: f.start)
    end = 0
    for f in every:
        assert end <= f.start < f.end <= len(text)
        assert text[f.start : f.end] == f.value["text"]
        for at in (f.start, f.end):  # neither in a word nor in a number
            around = text[max(0, at - 1) : at + 1]
            assert not re.fullmatch(r"[A-Za-z]{2}|\d\d", around)
        end = f.end
    for f in found:
        parse_date(date_text(f.value))


@pytest.mark.parametrize("piece", ["1 ", "1,", "2015 ", "May and ", "one hundred ", "at least ", "Monday ", "12:", "between 1 and ", "$", "(", "½", "the end of the "])
def test_a_long_text_costs_no_more_than_its_length(piece):
    def seconds(text):
        best = math.inf
        for _ in range(3):
            begun = time.process_time()
            find_numbers(text, find_dates(text, TUESDAY))
            best = min(best, time.process_time() - begun)
        return best

    short, long = (piece * (n // len(piece)) for n in (2_000, 16_000))
    assert seconds(long) < 30 * seconds(short) + 0.05  # eight times the length; 64 times the time if it were its square


@given(st.text(alphabet=st.sampled_from("0123456789,.-–%$ /abMaysept of thousands2"), max_size=40), st.sampled_from([None, "2021-05-04", "2021-05", "2021"]))
@example("1-0", None)
def test_offsets_are_those_of_the_text_and_nothing_overlaps(text, published):
    found = find_dates(text, published)
    every = sorted([*found, *find_numbers(text, found)], key=lambda f: f.start)
    end = 0
    for f in every:
        assert end <= f.start < f.end <= len(text)
        assert text[f.start : f.end] == f.value["text"]
        end = f.end
    for f in found:
        assert f.value["granularity"] in GRANULARITIES


PARTS = st.sampled_from(["", "early", "mid", "late"])


@given(st.integers(1400, 2099), st.integers(1, 12), st.integers(1, 28), PARTS, st.booleans())
def test_the_notation_can_be_read_back(year, month, day, part, inferred):
    for value, granularity, p in ((f"{year}-{month:02}-{day:02}", "day", ""), (f"{year}-{month:02}", "month", part), (f"--{month:02}", "month", part), (str(year), "year", part), (f"{year // 10 * 10}s", "decade", part)):
        date = {"text": "x", "value": value, "granularity": granularity, "part": p, "inferred": inferred}
        again = parse_date(date_text(date))
        assert {k: again[k] for k in ("value", "granularity", "part", "inferred")} == {k: date[k] for k in ("value", "granularity", "part", "inferred")}


@pytest.mark.parametrize("text", ["", "soon", "2021-13-40x", "21-05-2021", "2021 (maybe)"])
def test_other_notations_are_refused(text):
    with pytest.raises(ValueError, match="is not a date"):
        parse_date(text)


def test_numbers_in_the_codebooks_notation():
    assert parse_number("at least 15 Tajik citizens")["unit"] == "Tajik citizens"
    assert parse_number("1 condition (only)")["qualifier"] == "only"
    assert parse_number("2 meetings")["low"] == 2
    with pytest.raises(ValueError, match="no amount"):
        parse_number("some of them")


def test_a_finer_time_and_a_preposition_are_read_and_left_out():
    assert parse_date("2018-04-06 (evening)")["value"] == "2018-04-06"
    assert parse_date("since 2013")["value"] == "2013"
    assert parse_date("2023-01/2023-03")["granularity"] == "month"
    with pytest.raises(ValueError, match="no such day"):
        parse_date("2023-02-30")


@pytest.mark.parametrize(
    ("one", "two", "verdict"),
    [
        ("on Monday, 3 June 2024", "on 3 June 2021", "conflict"), ("in the late 1960s", "in 1962", "conflict"), ("in the late 1960s", "in 1968", "refinement"),
        ("in early 2010", "in December 2010", "conflict"), ("in early 2010", "in February 2010", "refinement"), ("in mid-May 2020", "on 28 May 2020", "conflict"),
        ("in the second quarter of 2019", "in May 2019", "refinement"),
    ],
)  # fmt: skip
def test_parts_of_a_time_hold_only_themselves(one, two, verdict):
    assert compare_dates(*([f.value for f in find_dates(t)] for t in (one, two)))[0] == verdict


def test_month_names_have_their_numbers():
    assert [MONTHS[n.lower()] for n in NAMES] == list(range(1, 13))
