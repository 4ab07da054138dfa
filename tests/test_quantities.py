"""Dates and numbers: what the text says, with its granularity and its qualifier, and never more."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claimatlas.claims.quantities import MONTHS, find_dates, find_numbers, parse_date, parse_number
from claimatlas.tables import GRANULARITIES, date_text

NAMES = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


def dates(text, published=None):
    return [date_text(f.value) for f in find_dates(text, published)]


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
    assert dates("yesterday", "2021-03-01") == ["2021-02-28 (year inferred)"]
    assert dates("last year", "2021-03-01") == ["2020 (year inferred)"]
    assert dates("last month", "2021-01-15") == ["2020-12 (year inferred)"]
    assert dates("yesterday", "2021-03") == ["relative: yesterday"]
    assert dates("on Monday", "2021-03-01") == ["relative: on Monday"]


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
        ("$3.5 million", ("", 3_500_000, 3_500_000)), ("up to two dozen", ("", 24, 24)), ("a large number of men", ("large number", None, None)),
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


def test_month_names_have_their_numbers():
    assert [MONTHS[n.lower()] for n in NAMES] == list(range(1, 13))
