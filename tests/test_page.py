"""What the page shows of claims: the picture of those shared, paired cards, and why a claim has its source."""

from __future__ import annotations

import html
import re

import hostile
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimatlas import counts, selection, tables
from claimatlas.charts import shared as laid_out
from claimatlas.charts.lines import shared_claims
from claimatlas.charts.shared import FEW_LINES, MOST_LINES, picture
from claimatlas.display import escape
from claimatlas.people import whose_word
from claimatlas.report import page, pairs, spoken
from claimatlas.report.grids import Anchors, Ids, Links
from claimatlas.report.index import Report, render

CLAIM = {
    "chain": ["North Post", "Agency", "Institute"], "chain_explicit": ["North Post", "Agency", "Institute"], "chain_ids": ["agency", "institute"],
    "chain_basis": "explicit", "cue": "said", "holder_mention": "it", "resolved_kind": "named organisation",
}


def told(kind: str, hedged: bool = False, n: int = 1, outlet: str = "North Post") -> dict:
    return {"claim_id": f"{outlet}:{n}", "outlet": outlet, "content": f"bridge {n} is shut", "resolved_kind": kind, "hedged": hedged, "start": n, "confidence": 0.9}


def group(n: int, *rows: dict, origins: tuple[str, ...] = ("Institute",)) -> list[dict]:
    outlets = sorted({row["outlet"] for row in rows})
    return [
        {"group_id": f"g{n:03d}", "claim_id": row["claim_id"], "label": "x", "outlets": outlets, "n_outlets": len(outlets), "origins": list(origins), "n_origins": len(origins)}
        for row in rows
    ]


def nowhere(file: str, text: str) -> None:
    """Write no file beside the page."""


def test_a_mark_says_how_an_outlet_tells_a_claim_and_one_bar_who_it_comes_from():
    claims = [told("named organisation"), told("anonymous", True, outlet="South Post"), told("unattributed", n=2), told("named person", n=2, outlet="South Post")]
    frame = pd.DataFrame(claims)
    groups = pd.DataFrame(group(1, *claims[:2]) + group(2, *claims[2:]))
    laid = picture(counts.shared(groups, frame), frame)
    [band] = laid.bands
    [run] = band.runs
    assert run.source == "Institute"
    assert [[mark.look for mark in line.marks] for line in run.lines] == [["attributed", "hedged"], ["own", "attributed"]]
    assert [mark.claim_id for mark in run.lines[0].marks] == ["North Post:1", "South Post:1"]
    assert str(band.total) == "2"


@pytest.mark.parametrize("size", [1, MOST_LINES, MOST_LINES + 1, 3 * MOST_LINES])
def test_above_twenty_claims_all_have_a_dot_and_those_that_matter_a_line(size):
    names = [f"Outlet {k}" for k in range(9)]
    claims = [told("named organisation", n=n, outlet=name) for n in range(size) for name in names[: 2 + n % 7]]
    frame = pd.DataFrame(claims)
    groups = pd.DataFrame([row for n in range(size) for row in group(n, *(c for c in claims if c["start"] == n), origins=("A", "B")[: n % 3])])
    laid = picture(counts.shared(groups, frame), frame)
    lines = [line for band in laid.bands for run in band.runs for line in run.lines]
    assert len(lines) == (size if size <= MOST_LINES else FEW_LINES)
    rest = list(laid.rest)
    dots = [line for _, own in laid.dots for line in own]
    assert len(lines) + len(rest) == size
    assert len(dots) == (0 if size <= MOST_LINES else size)
    assert {line.group_id for line in lines + rest} == set(groups["group_id"])
    assert len(laid.outlets) <= 5
    fig, alt = shared_claims(groups, frame)
    assert fig.get_size_inches()[1] < 12
    assert alt.startswith(("No claim", f"{size} claim"))


def test_a_dot_for_each_shared_claim_becomes_a_bar_where_there_are_too_many(monkeypatch):
    """The page does not grow with the corpus."""
    claims = [told("named organisation", n=n, outlet=name) for n in range(60) for name in ("North Post", "South Post")]
    claims = pd.DataFrame(claims).assign(confidence=lambda rows: [0.3 if n < 20 else 0.9 for n in rows["start"]])
    groups = pd.DataFrame([row for n in range(60) for row in group(n, *claims[claims["start"] == n].to_dict("records"), origins=("A",) if n < 40 else ())])
    shared = counts.shared(groups, claims)
    drawn = page.templates().get_template("first.html").module.shared

    def say(sentence: str, values: dict) -> list[dict]:
        return [{"text": sentence.format(**values), "href": ""}]

    dotted = str(drawn(picture(shared, claims), say))
    assert dotted.count('href="#claim-') >= 60
    assert 'class="share"' not in dotted
    monkeypatch.setattr(laid_out, "MOST_DOTS", 59)
    barred = str(drawn(picture(shared, claims), say))
    assert barred.count('href="#claim-') == dotted.count('href="#claim-') - 60
    assert [float(n) for n in re.findall(r'style="width:([\d.]+)%"', barred)] == [50, 50, 50]
    assert len(barred) < len(dotted)


def test_words_that_differ_are_marked_and_nothing_else_becomes_markup():
    assert pairs.marked("Founded in 2006, in <b>May</b> 2006.", ["2006"]) == "Founded in <mark>2006</mark>, in &lt;b&gt;May&lt;/b&gt; <mark>2006</mark>."
    assert pairs.marked("It reportedly rained.", ["rain"]) == "It reportedly rained."
    for text in hostile.PAYLOADS.values():
        assert pairs.marked(f"a {text} b", ["b", text]).replace("<mark>", "").replace("</mark>", "") == escape(f"a {text} b")


def test_a_card_has_both_sentences_and_its_verdict_in_words():
    claims = pd.DataFrame([
        {"claim_id": str(n), "outlet": outlet, "sentence": f"The club was set up in {year}.", "content": "x", "chain": chain, "dates": [], "resolved_kind": kind}
        for n, (outlet, year, chain, kind) in enumerate([
            ("A", 2006, ["A"], "anonymous"), ("B", 2010, ["B", "Agency", "Ann"], "named person"),
            ("C", 2010, ["C"], "unattributed"), ("C", 2010, ["C", "Ann"], "named person"),
        ])
    ])
    pair = {"group_id": "g", "slot": "date", "value_a": "2006", "value_b": "2010 (spring)", "verdict": "conflict", "reason": "other year"}
    whole = {**pair, "conflict_id": "c1", "claim_a": "0", "claim_b": "1", "claims_a": ["0"], "claims_b": ["1", "2", "3"]}
    facts = counts.contradictions(pd.DataFrame([whole]), claims)
    [card] = pairs.Pairs(claims).of_facts(facts)
    assert (card.verdict, card.heads) == ("Told in two ways", ("2006", "spring 2010"))
    assert [t.source for t in card.columns[0]] == ["on the word of a source without a name"]
    assert [t.source for t in card.columns[1]] == ["on the word of Ann, heard through Agency", "in its own voice and on the word of Ann"]
    assert card.columns[1][0].sentence == "The club was set up in <mark>2010</mark>."
    assert card.where["verdict"] == "conflict"


def test_a_side_that_many_outlets_tell_names_eight_and_folds_the_others():
    claims = pd.DataFrame([
        {"claim_id": str(n), "outlet": f"O{n:02d}", "sentence": f"It was set up in {2010 if n else 2006}.", "content": "x", "chain": [f"O{n:02d}"], "dates": [], "resolved_kind": "unattributed"}
        for n in range(13)
    ])
    pair = {"group_id": "g", "slot": "date", "value_a": "2006", "value_b": "2010", "verdict": "conflict", "reason": "other year"}
    whole = {**pair, "conflict_id": "c1", "claim_a": "0", "claim_b": "1", "claims_a": ["0"], "claims_b": [str(n) for n in range(1, 13)]}
    [card] = pairs.Pairs(claims).of_facts(counts.contradictions(pd.DataFrame([whole]), claims))
    open_, folded = str(page.templates().get_template("first.html").module.pair(card)).split('<details class="also">')
    assert (open_.count("<a "), folded.count("<a ")) == (1 + 8, 4)
    assert "<summary>and 4 more</summary>" in folded


def test_a_mark_of_several_outlets_says_how_many_they_are():
    claims = [told("named organisation", outlet=f"Outlet {n:02d}") for n in range(20)]
    frame = pd.DataFrame(claims)
    laid = picture(counts.shared(pd.DataFrame(group(1, *claims)), frame), frame)
    [line] = [line for band in laid.bands for run in band.runs for line in run.lines]
    assert line.marks[-1].outlet == f"{laid.others} more"


def test_a_card_tells_why_a_claim_has_its_source():
    assert whose_word.reason(CLAIM) == "This sentence names its source, with “said”."
    assert whose_word.reason(CLAIM | {"chain": ["North Post"], "resolved_kind": "unattributed"}).startswith("No source is given")
    assert whose_word.reason(CLAIM | {"chain": ["North Post"], "resolved_kind": "anonymous"}) == "A source is spoken of, but none is named."
    assert whose_word.reason(CLAIM | {"chain_basis": "resolved"}) == "This sentence says “it”, which is read as Agency."
    over = CLAIM | {"chain_basis": "explicit+inherited", "chain_explicit": ["North Post", "Institute"]}
    assert whose_word.reason(over) == "This sentence names its source, with “said”. Agency carries over from an earlier sentence."
    inherited = CLAIM | {"chain_basis": "inherited", "chain_explicit": ["North Post"]}
    assert whose_word.reason(inherited) == "The source carries over from an earlier sentence."
    assert whose_word.named_source(CLAIM | {"chain_ids": ["agency", ""]}) == "Agency"


def test_a_run_that_knows_stories_lets_claims_be_chosen_by_them(visit):
    frames = hostile.frames(lambda field, n: f"{field} {n}", 24)
    frames["stories"] = pd.DataFrame({"story_id": ["s1"], "label": ["The bridge"], "articles": [["h0001"]]})
    shared = counts.shared(frames["groups"], frames["claims"])
    told = list(spoken.Records(frames, counts.contradictions(frames["conflicts"], frames["claims"]), shared))
    assert {claim["article_id"] for claim in told if claim["story_id"] == "s1"} == {"h0001"}
    links = Links("index.html", {}, (("index.html", Report("a", frames).lists),))
    seen = visit(render(Report("a", frames), links, [], ("", ""), [], [], nowhere))
    seen.page.select_option("#claims [data-by=story_id]", "s1")
    assert seen.page.locator("#claims output").text_content() == f"{sum(c['story_id'] == 's1' for c in told)} of 24 claims"
    assert seen.errors == []


@pytest.mark.parametrize("subject", ["shared", "contradiction", "source", "alone", ""])
def test_each_headline_has_its_picture_and_no_id_twice(subject):
    frames = hostile.frames(lambda field, n: f"{field} {n % 5}", 60)
    frames["claims"] = frames["claims"].assign(confidence=0.9, sentence="It was 2006, or 2010.", holder_id=frames["claims"]["holder"])
    frames["conflicts"] = frames["conflicts"].assign(slot="date", value_a="2006", value_b="2010", verdict="conflict")
    if subject != "shared":
        frames["groups"] = tables.empty("groups")
    if subject not in ("shared", "contradiction"):
        frames["conflicts"] = tables.empty("conflicts")
    if subject == "source":
        frames["claims"] = frames["claims"].assign(holder="Institute", holder_id="institute")
    if subject == "alone":
        frames["claims"] = frames["claims"].assign(holder=None, holder_id=None, resolved_kind="unattributed")
    if not subject:
        frames = {name: frame if name == "articles" else tables.empty(name) for name, frame in frames.items()}
    report = Report("a", frames)
    assert report.headline.subject == subject
    page = render(report, Links("index.html", {}, (("index.html", report.lists),)), [], ("", ""), [], [], nowhere)
    ids = re.findall(r'<[^<>]* id="([^"]*)"', page.split("<main", 1)[1].split("<script", 1)[0])
    assert len(ids) == len(set(ids))
    first = page.split('id="top"')[1].split("</section>")[0]
    marks = {"shared": "tr data-key", "contradiction": 'class="pair"', "source": 'class="ranking"', "alone": 'class="ranking"', "": "<h1>"}
    assert marks[subject] in first


@pytest.mark.parametrize("name", ["North Post", "<b>Post</b> {x}"])
def test_a_report_of_a_selection_says_so_over_its_headline(name):
    frames = hostile.frames(lambda field, n: f"{field} {n}", 8)
    for said in ("", selection.describe(frames["articles"][:1], 11, [name, "B"], "2024-03-01")):
        report = Report("a", frames, said)
        page = render(report, Links("index.html", {}, (("index.html", report.lists),)), [], ("", ""), [], [], nowhere)
        first = page.split('class="kicker"')[1].split("</p>")[0]
        assert (f"1 of 11 articles: since 2024-03-01, outlets {html.escape(name)}, B · " in first) == bool(said)


def test_how_sure_is_said_in_words():
    assert [spoken.confidence_in_words(c).split(" of")[0] for c in (0.9, 0.5, 0.49)] == ["Sure", "Fairly sure", "Not sure"]


def test_a_corpus_is_named_in_words_as_its_articles_write_them():
    frames = hostile.frames(lambda field, n: "the Kabul road" if field == "content" else f"{field} {n}", 4)
    assert Report("kabul-road_north", frames).title == "Kabul road north"
    assert Report("-", frames).title == "-"


IDS = st.lists(st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=6), max_size=8)


@given(IDS, IDS, IDS, IDS)
def test_an_anchor_is_in_the_first_file_that_has_its_id(here, there, both, asked):
    found = Anchors({"a": {"claim": Ids(here), "place": Ids(both)}, "b": {"claim": Ids(there), "mention": Ids(both)}})
    plain = {f"claim-{key}": "b" for key in there} | {f"mention-{key}": "b" for key in both}
    plain |= {f"claim-{key}": "a" for key in here} | {f"place-{key}": "a" for key in both}
    assert dict(found) == plain
    for key in (*asked, *here, *there, *both):
        for kind in ("claim", "place", "mention", "story"):
            assert found.get(f"{kind}-{key}") == plain.get(f"{kind}-{key}")
    assert (Ids(here).digest == Ids(there).digest) == (set(here) == set(there))
