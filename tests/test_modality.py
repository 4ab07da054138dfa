"""What hedges a claim, what negates it, and which way the tense of a clause points."""

from __future__ import annotations

import pytest

from claimatlas.annotate import annotate, load_model
from claimatlas.claims import find_claims
from claimatlas.claims.coding.tenses import lean
from claimatlas.tables import date_text

ARTICLE = {"article_id": "a", "outlet": "The Courier", "published": None}


@pytest.fixture(scope="module")
def parse():
    nlp = load_model()
    return lambda text: next(iter(annotate([text], nlp)))


def rows(parse, text, published=None):
    return find_claims(parse(text), ARTICLE | {"published": published})


@pytest.mark.parametrize(
    "text",
    [
        "The bridge appears to have sunk.", "The bridge seems to be closed.", "It seems that the ferry sank.", "The ferry might sink.",
        "The two men are suspected of burning the barn.", "Nine sailors are feared dead.", "The painting is believed to be a copy.", "The owners expressed fear that he will leave.",
        "She reportedly told friends she would leave.", "The mayor allegedly said that the bridge was safe.",
        "There were unconfirmed reports that the dam had burst.", "The storm could reach the coast.", "The ferry will probably sink.",
        "The ship is likely to sink.", "The thief may have fled.", "Unconfirmed reports say the dam burst.", "It is not clear whether the crew survived.",
        "The theft has not been proven.",
    ],
)  # fmt: skip
def test_what_is_hedged(parse, text):
    assert all(r["hedged"] for r in rows(parse, text))
    assert rows(parse, text)


@pytest.mark.parametrize(
    "text",
    [
        "The paper could not verify the story.", "Firemen could not reach the barn, the mayor said.", "She could see the harbour from her room.",
        "Nobody could hear the bell.", "The doctor could barely walk.", "The actor appeared in two films.", "The prince appeared on the balcony.",
        "The report was published in March.", "The police feared nobody.", "He could not have known about it.",
        "Divers could find no trace of the wreck.", "They signed a treaty against possible threats.",
    ],
)  # fmt: skip
def test_what_is_not_hedged(parse, text):
    assert not any(r["hedged"] for r in rows(parse, text))
    assert rows(parse, text)


def test_a_lack_of_ability_is_a_negation(parse):
    (row,) = rows(parse, "Firemen could not reach the barn, the mayor said.")
    assert (row["hedged"], row["negated"]) == (False, True)
    (row,) = rows(parse, "The mayor will neither resign nor apologise.")
    assert row["negated"]


@pytest.mark.parametrize(
    ("text", "date", "expected"),
    [
        ("The trial will begin on Monday.", "Monday", 1), ("The trial opens on Monday.", "Monday", 1), ("The ship is scheduled to sail on Monday.", "Monday", 1),
        ("The mayor plans to resign on Monday.", "Monday", 1), ("A ship due on Monday was late.", "Monday", 1), ("The trial began on Monday.", "Monday", -1),
        ("The ship has sailed since Monday.", "Monday", -1), ("The ship could have sailed on Monday.", "Monday", -1),
        ("The men arrested on Monday were freed.", "Monday", -1), ("He lost the primary on June 3.", "June 3", 0),
        ("It extended the truce until June 3.", "June 3", 0), ("On Monday.", "Monday", None),
    ],
)  # fmt: skip
def test_which_way_a_clause_points(parse, text, date, expected):
    start = text.index(date)
    assert lean(parse(text), start, start + len(date)) == expected


@pytest.mark.parametrize(
    ("text", "content", "dates", "said"),
    [
        ("The mayor said on Monday that the pier would open on Friday.", "the pier would open on Friday", ["2022-08-19"], ["2022-08-15"]),
        ("She sued the bank in 2014, claiming that it had cheated her.", "it had cheated her", [], ["2014"]),
        ("On Monday the mayor praised the crew and said that the pier was safe.", "the pier was safe", [], ["2022-08-15"]),
    ],
)  # fmt: skip
def test_dates_of_what_is_said_and_of_the_saying(parse, text, content, dates, said):
    row = next(r for r in rows(parse, text, "2022-08-16") if r["content"] == content)
    assert [date_text(d) for d in row["dates"]] == dates
    assert [date_text(d) for d in row["cue_dates"]] == said


def test_at_the_time_means_the_date_before(parse):
    text = 'The mayor told the Courier in March 2019 that the pier was safe. "Nobody will fall," he said at the time.'
    assert [[date_text(d) for d in r["cue_dates"]] for r in rows(parse, text)] == [["2019-03"], ["2019-03"]]


def test_the_stop_is_no_part_of_an_amount(parse):
    (row,) = rows(parse, "The thief took $5m.")
    assert row["content"] == "The thief took $5m"


def test_the_percent_sign_stays_at_the_end(parse):
    text = "Crime fell by 10%, the ministry said. The fund grew by 5% and shrank by 3%."
    found = rows(parse, text)
    assert [r["content"][-2:] for r in found] == ["0%", "5%", "3%"]
    assert [n["unit"] for r in found for n in r["numbers"]] == ["%"] * 3
