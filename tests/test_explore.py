"""Exploring: choices among claims, what is drawn, corrections, and the panel in a real JupyterLab."""

from __future__ import annotations

import csv
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace
from pathlib import Path

import hostile
import numpy as np
import pandas as pd
import pytest

from claimatlas import tables
from claimatlas.display import shaded
from claimatlas.errors import InputError, ParameterError
from claimatlas.explore import (
    Atlas,
    Choice,
    article_html,
    card_html,
    chart_svg,
    correct_claim,
    correct_place,
    folders,
    map_svg,
    pins,
    row_text,
)
from claimatlas.explore.atlas import OWN_VOICE, UNNAMED
from claimatlas.sheets import rewrite


def atlas_of(frames) -> Atlas:
    return Atlas.of(*(frames[name] for name in ("articles", "claims", "mentions", "places")))


@pytest.fixture(scope="module")
def frames():
    made = hostile.frames(lambda field, n: f"{field} {n}", 60)
    values = ["2023-11-08", "2023-11", "2015", "1990s", "1992/1997", "--09-25", ""]
    made["claims"]["dates"] = [
        [] if n % 8 == 7 else [{"text": "t", "value": values[n % 8], "granularity": "none", "part": "", "inferred": False}] for n in range(60)
    ]
    made["claims"].loc[::6, "holder"] = None
    return made


@pytest.fixture(scope="module")
def atlas(frames):
    return atlas_of(frames)


def test_an_empty_choice_keeps_everything(atlas):
    assert list(atlas.select(Choice())) == list(range(60))


def test_each_part_of_a_choice_keeps_what_satisfies_it(atlas):
    claims = atlas.claims
    assert (claims.iloc[atlas.select(Choice(outlets=("outlet 1",)))]["outlet"] == "outlet 1").all()
    assert len(atlas.select(Choice(outlets=("outlet 1",)))) == (claims["outlet"] == "outlet 1").sum()
    unnamed, nameless = claims["holder"].isna(), claims["resolved_kind"] == "anonymous"
    assert len(atlas.select(Choice(holders=(OWN_VOICE,)))) == (unnamed & ~nameless).sum()
    assert len(atlas.select(Choice(holders=(UNNAMED,)))) == (unnamed & nameless).sum() > 0
    assert list(claims.iloc[atlas.select(Choice(holders=("holder 7",)))]["holder"]) == ["holder 7"]
    assert list(claims.iloc[atlas.select(Choice(holders=("holder-8",)))]["holder_id"]) == ["holder-8"]
    assert ("holder 8 (1)", "holder-8") in atlas.facet("holders", Choice())
    assert len(atlas.select(Choice(kinds=("anonymous",)))) == (claims["resolved_kind"] == "anonymous").sum()
    assert len(atlas.select(Choice(hedged=True))) == claims["hedged"].sum()
    assert len(atlas.select(Choice(reviewed=True))) == (claims["made_by"] == "reviewed").sum()
    assert set(claims.iloc[atlas.select(Choice(places=("gn:3",)))]["places"].str[0]) == {"place 3", "place 43"}
    assert len(atlas.select(Choice(confidence=0.5))) == (claims["confidence"] >= 0.5).sum()
    assert list(claims.iloc[atlas.select(Choice(word=" CONTENT 17 "))]["holder"]) == ["holder 17"]
    both = atlas.select(Choice(outlets=("outlet 1",), confidence=0.5))
    assert set(both) == set(atlas.select(Choice(outlets=("outlet 1",)))) & set(atlas.select(Choice(confidence=0.5)))


def test_a_facet_counts_what_the_others_keep_and_its_number_is_what_its_choice_gives(atlas):
    choice = Choice(outlets=("outlet 1",), confidence=0.3)
    for field in ("outlets", "holders", "kinds", "places"):
        told = atlas.facet(field, choice)
        assert told
        for label, value in told[:6]:
            chosen = atlas.select(replace(choice, **{field: (value,)}))
            assert label.endswith(f"({len(chosen)})"), label
    assert ("outlet 1 (0)", "outlet 1") in atlas.facet("outlets", Choice(outlets=("outlet 1",), word="no such word"))


def test_claims_are_chosen_by_story_and_by_the_number_of_sources_that_a_shared_one_rests_on(frames):
    claims = frames["claims"]
    articles = list(dict.fromkeys(claims["article_id"]))
    stories = pd.DataFrame({"story_id": ["s-1", "s-2"], "label": ["The bridge", "The dam"], "articles": [articles[:2], articles[2:3]]})
    ids = list(claims.loc[~claims["denial"], "claim_id"].iloc[:4])
    group = {"n_outlets": 2, "outlets": ["outlet 0", "outlet 1"], "label": "x", "confidence": 1.0}
    groups = pd.DataFrame([
        {**group, "group_id": "g-1", "claim_id": ids[0], "origins": ["A"]}, {**group, "group_id": "g-1", "claim_id": ids[1], "origins": ["A"]},
        {**group, "group_id": "g-2", "claim_id": ids[2], "origins": ["A", "B"]}, {**group, "group_id": "g-2", "claim_id": ids[3], "origins": ["A", "B"]},
    ])
    atlas = Atlas.of(*(frames[name] for name in ("articles", "claims", "mentions", "places")), stories=stories, groups=groups)

    def ids_of(choice):
        return set(atlas.claims.iloc[atlas.select(choice)]["claim_id"])

    assert ids_of(Choice(bands=("one source",))) == set(ids[:2])
    assert ids_of(Choice(bands=("several sources",))) == set(ids[2:])
    assert set(atlas.claims.iloc[atlas.select(Choice(stories=("s-1",)))]["article_id"]) == set(articles[:2])
    assert [label for label, _ in atlas.facet("bands", Choice())] == [f"in one outlet only ({len(claims) - 4})", "one source (2)", "several sources (2)"]
    told = {key: label for label, key in atlas.facet("stories", Choice())}
    assert told["s-2"] == f"The dam ({(claims['article_id'] == articles[2]).sum()})"
    assert atlas.moved(frames["mentions"]["mention_id"].iloc[0], "").facet("bands", Choice()) == atlas.facet("bands", Choice())


def test_a_country_is_chosen_with_what_lies_in_it(frames):
    places = frames["places"].copy()
    places.loc[1, ["kind", "country_code", "place_id"]] = ["country", "ZZ", "gn:zz"]
    places.loc[3, "country_code"] = "ZZ"
    mentions = frames["mentions"].replace({"place_id": {frames["places"]["place_id"].iloc[1]: "gn:zz"}})
    atlas = atlas_of(frames | {"places": places, "mentions": mentions})
    inside = [set(atlas.select(Choice(places=(key,)))) for key in ("gn:zz", places["place_id"].iloc[3])]
    assert inside[1] < inside[0]
    assert {v: k for k, v in atlas.facet("places", Choice())}["gn:zz"].endswith(f"({len(inside[0])})")


def test_a_corrected_holder_brings_kind_and_counts_with_it_at_once_and_leaves_the_others(frames, tmp_path):
    atlas = atlas_of(frames)
    named = atlas.claims[atlas.claims["holder"].notna() & (atlas.claims["resolved_kind"] == "named person")].iloc[0]
    wrong = atlas.claims[(atlas.claims["resolved_kind"] == "anonymous") & (atlas.claims["claim_id"] != named["claim_id"])].iloc[0]
    correct_claim(tmp_path, atlas.articles, wrong.to_dict(), "edit", "chain", f"{wrong['outlet']} > {named['holder']}")
    after = atlas.corrected(tmp_path, wrong["claim_id"])
    row = after.claims.set_index("claim_id").loc[wrong["claim_id"]]
    assert (row["holder"], row["resolved_kind"], row["made_by"], row["confidence"]) == (named["holder"], "named person", "reviewed", 1.0)
    assert row["chain_basis"] != "none"
    key = named["holder_id"] if isinstance(named["holder_id"], str) else named["holder"]
    assert len(after.select(Choice(holders=(key,)))) == len(atlas.select(Choice(holders=(key,)))) + 1
    same = [c for c in atlas.claims["claim_id"] if c != wrong["claim_id"]]
    assert after.claims.set_index("claim_id").loc[same, "holder"].equals(atlas.claims.set_index("claim_id").loc[same, "holder"])
    # A second thought starts from the claim as the run has it.
    correct_claim(tmp_path, atlas.articles, wrong.to_dict(), "reject")
    assert wrong["claim_id"] not in set(after.corrected(tmp_path, wrong["claim_id"]).claims["claim_id"])
    correct_claim(tmp_path, atlas.articles, wrong.to_dict(), "accept")
    assert after.corrected(tmp_path, wrong["claim_id"]).claims.set_index("claim_id").loc[wrong["claim_id"], "holder"] == wrong["holder"]


def test_the_panel_picks_corrects_and_shows_the_effect(frames, tmp_path):
    from claimatlas.explore.panel import Panel

    panel = Panel(atlas_of(frames), tmp_path)
    panel.word.value = "content 17"
    panel.pick(0)
    card, form = panel.card, panel.card.form
    assert "content 17" in card.face.value
    name = next(name for name in form.holder.options if name != form.holder.value)
    form.holder.value = name
    form.set_holder.click()
    assert f"{name}: 2 claims, 1 before" in card.written.value
    assert f"· {name}" in panel.rows[0].description
    assert panel.rows[0].description.endswith("corrected")
    [row] = csv.DictReader((tmp_path / "review" / "claims.csv").open(encoding="utf-8"))
    assert (row["action"], row["field"], row["value"].split(" > ")[-1]) == ("edit", "chain", name)
    form.holder.value = ""
    form.set_holder.click()
    assert "pick the source from the list" in card.written.value
    panel.reset()
    # Only what the article may mean is sent to the browser.
    own = panel.atlas.mentions[panel.atlas.mentions["article_id"] == panel.atlas.run.set_index("claim_id").at[panel.picked, "article_id"]]
    meant = {found[1] for option in form.meant.options if (found := re.search(r"\((gn:\d+)\)$", option))}
    assert set(own["place_id"].dropna()) <= meant < set(panel.atlas.places["place_id"])
    assert len(panel.chosen) == 60
    panel.pins[0].click()  # a place on the map, and once more takes it back
    assert 0 < len(panel.chosen) < 60
    assert len(panel.facets["places"].value) == 1
    panel.pins[0].click()
    assert len(panel.chosen) == 60


def test_a_correction_belongs_to_the_claim_that_it_was_typed_for(frames, tmp_path):
    from claimatlas.explore.panel import Panel

    def written() -> list[tuple[str, str]]:
        path = tmp_path / "review" / "claims.csv"
        rows = csv.DictReader(path.open(encoding="utf-8")) if path.exists() else ()
        return [(row["claim_id"], row["value"].split(" > ")[-1]) for row in rows]

    panel = Panel(atlas_of(frames), tmp_path)
    panel.pick(0)
    key, form, card = panel.picked, panel.card.form, panel.card
    names = [name for name in form.holder.options if name != form.holder.value]
    form.set_holder.click()  # what the field says of itself is no correction
    assert "nothing is written" in card.written.value
    field = form.holder
    # The reader types and presses while the kernel is still about to show another claim.
    panel.pick(5)
    face = card.face.value
    field.value = names[0]
    form.set_holder.click()
    assert written() == [(key, names[0])]
    assert card.written.value.startswith("Of the claim")
    assert (card.face.value, panel.picked) == (face, panel.atlas.claims["claim_id"].iloc[5])
    # Another correction of the shown claim takes nothing away that is being typed, and replaces what it changes.
    form, typed = card.form, card.form.holder
    typed.value = names[1]
    form.field.value = "hedged"
    first = form.value
    form.value.value = {"yes": "no", "no": "yes"}[first.value]
    form.write_claim.click()
    assert (form.holder, form.holder.value) == (typed, names[1])
    form.set_holder.click()
    assert written()[-1] == (panel.picked, names[1])
    form.field.value = "denial"
    first.value = "yes"  # arrives late: the field is another one by now
    form.write_claim.click()
    assert "nothing is written" in card.written.value
    for at in range(10, 20):
        panel.pick(at)
    assert len(card._before) < 10


@pytest.mark.parametrize(
    ("since", "until", "values"),
    [
        ("2023-11-08", "2023-11-08", {"2023-11-08", "2023-11"}), ("2023-11-09", "", {"2023-11"}), ("", "1989", set()),
        ("1995", "1996", {"1990s", "1992/1997"}), ("2015-06", "2015-07", {"2015"}), ("2016", "2023-10", set()),
    ],
)
def test_a_span_keeps_the_claims_whose_dates_can_fall_into_it(atlas, since, until, values):
    kept = atlas.claims.iloc[atlas.select(Choice(since=since, until=until, undated=False))]
    assert {d["value"] for row in kept["dates"] for d in row} == values


def test_claims_without_a_date_stay_if_wanted(atlas):
    kept = atlas.claims.iloc[atlas.select(Choice(since="1900", until="1901"))]
    assert {d["value"] for row in kept["dates"] for d in row} == {"--09-25", ""}
    assert (kept["dates"].str.len() == 0).any()


@pytest.mark.parametrize("date", ["yesterday", "2023-13", "1990s", "2023/2024", "2023-02-30"])
def test_a_date_that_is_none_is_an_error_that_names_it(atlas, date):
    with pytest.raises(ParameterError, match=re.escape(repr(date))):
        atlas.select(Choice(since=date))


def test_the_map_draws_each_place_of_the_chosen_claims(atlas):
    chosen = atlas.select(Choice(places=("gn:3",)))
    drawn = map_svg(atlas, chosen)
    assert drawn.count("<circle") == 1
    assert "place 3: 2 claims" in drawn
    assert [(pin.name, pin.n) for pin in pins(atlas, chosen)] == [("place 3", 2)]
    assert map_svg(atlas, np.array([], int)).count("<circle") == 0
    # One in four is the name of a government, and no place of what is claimed.
    assert map_svg(atlas, atlas.select(Choice())).count("<circle") == 30


def test_the_chart_counts_the_chosen_claims_by_outlet(atlas):
    chosen = atlas.select(Choice(outlets=("outlet 1",)))
    drawn = chart_svg(atlas, chosen)
    assert f">{len(chosen)}</text>" in drawn
    assert "outlet 2" not in drawn
    assert "0 claims" in chart_svg(atlas, np.array([], int))


def test_the_article_marks_the_sentence_and_the_content(atlas):
    row = atlas.claims.iloc[5]
    shown = article_html(atlas, 5)
    marked = re.search(r'<mark class="claim-sentence"[^>]*>(.*?)</mark>', shown)[1]
    assert re.sub("<[^>]+>", "", marked) == row["sentence"]
    assert f"<b>{row['content']}</b>" in marked


def test_nothing_that_is_drawn_holds_markup_from_outside():
    atlas = atlas_of(hostile.frames())
    everything = atlas.select(Choice())
    for shown in (map_svg(atlas, everything), chart_svg(atlas, everything), *(f(atlas, n) for n in range(len(everything)) for f in (article_html, card_html))):
        shown = shown.removeprefix(shaded("").removesuffix("</div>"))  # a style sheet of our own
        assert not re.search(r"<(script|img|iframe|object|style|link|meta|base|animate|a)\b", shown)
        assert not re.search(r"<[^>]*\son\w+=", shown)
        assert "${" not in shown
        assert "{{" not in shown


def test_one_is_told_as_one_and_who_is_spoken_of_is_not_the_outlet(atlas):
    from claimatlas.explore.panel import Panel

    [one] = atlas.select(Choice(word="content 17"))
    nameless = next(n for n, row in atlas.claims.iterrows() if row["resolved_kind"] == "anonymous" and pd.isna(row["holder"]))
    assert "Why a source without a name?" in card_html(atlas, nameless)
    assert "Why the outlet?" not in card_html(atlas, nameless)
    panel = Panel(atlas, Path("corpus"))
    panel.word.value = "content 17"
    told = [panel.status.value, map_svg(atlas, np.array([one])), chart_svg(atlas, np.array([one])), *(pin.tooltip or "" for pin in panel.pins)]
    assert "1 of 60 claims" in told[0]
    assert "in 1 article" in told[0]
    assert [text for text in told if re.search(r"\b1 (?:claims|articles|places)\b", text)] == []


def test_a_run_without_claims_or_places_is_shown_as_empty():
    made = hostile.frames(lambda field, n: f"{field} {n}", 12)
    atlas = Atlas.of(made["articles"], *(tables.empty(name) for name in ("claims", "mentions", "places")))
    chosen = atlas.select(Choice(word="x", since="2020"))
    assert len(chosen) == 0
    for shown in (map_svg(atlas, chosen), chart_svg(atlas, chosen)):
        assert "0" in shown


def test_a_choice_among_ten_thousand_claims_is_drawn_within_a_quarter_second():
    """Counted in CPU seconds with room to spare; benchmarks/report.py prints the figures."""
    atlas = atlas_of(hostile.frames(lambda field, n: f"{field} {n % 700}", 10_000))
    map_svg(atlas, atlas.select(Choice()))  # the outlines are worked out once
    before = time.process_time()
    chosen = atlas.select(Choice(word="content 3", confidence=0.3, since="2020", until="2024"))
    shown = map_svg(atlas, chosen) + chart_svg(atlas, chosen) + "".join(row_text(atlas, n, 1) for n in chosen[:12])
    assert time.process_time() - before < 0.25
    assert shown


def test_a_correction_of_a_place_is_a_row_that_the_next_run_reads(atlas, tmp_path):
    mention = atlas.mentions.iloc[0].to_dict()
    path = correct_place(tmp_path, mention, "gn:99", "associative", "seen on =the ground")
    correct_place(tmp_path, atlas.mentions.iloc[1].to_dict(), "-")
    correct_place(tmp_path, mention, "gn:98")  # a second thought takes the place of the first
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    assert [(r["mention_id"], r["place_id"]) for r in rows] == [(atlas.mentions.iloc[1]["mention_id"], "-"), (mention["mention_id"], "gn:98")]
    from claimatlas.places import review

    assert set(rows[0]) >= set(review.COLUMNS)
    assert rows[1]["note"] == "(before: gn:99 associative: seen on =the ground)"


def test_a_correction_keeps_the_rows_columns_and_form_of_a_sheet_that_is_there(atlas, tmp_path):
    (tmp_path / "review").mkdir()
    sheet = tmp_path / "review" / "places.csv"
    sheet.write_text('\ufeffsurface;place_id;by\n"Ky\u2028iv;\x0c";-;x\n', encoding="utf-8")
    sheet.chmod(0o640)
    correct_place(tmp_path, atlas.mentions.iloc[0].to_dict(), "gn:99")
    text = sheet.read_text(encoding="utf-8")
    assert text.startswith("\ufeffsurface;place_id;by;mention_id;")
    assert '"Ky\u2028iv;\x0c";-;x;' in text
    assert sheet.stat().st_mode & 0o777 == 0o640
    [copy] = (tmp_path / "review" / "backup").glob("places-????-??-??.csv")
    assert copy.read_text(encoding="utf-8").splitlines()[0] == "\ufeffsurface;place_id;by"


def test_a_correction_of_a_claim_is_read_by_the_next_run(atlas, tmp_path):
    from claimatlas import review

    claim = atlas.claims.iloc[3].to_dict()
    correct_claim(tmp_path, atlas.articles, claim, "edit", "chain", f"{claim['outlet']} > Another Institute", "=see page 2")
    path = correct_claim(tmp_path, atlas.articles, claim, "edit", "chain", f"{claim['outlet']} > The Institute")
    correct_claim(tmp_path, atlas.articles, atlas.claims.iloc[4].to_dict(), "reject")
    read = review.read_review(tmp_path, atlas.articles)
    claims = read.apply(atlas.claims, atlas.articles).set_index("claim_id")
    assert claims.loc[claim["claim_id"], "holder"] == "The Institute"
    assert claims.loc[claim["claim_id"], "made_by"] == "reviewed"
    assert atlas.claims.iloc[4]["claim_id"] not in claims.index
    assert len(read.rows) == 2
    # A sheet of make review, with its columns to look at, is added to as it is.
    rewrite(tmp_path, "claims", lambda before: ([*review.SHEET.columns, *review.SHEET.shown], review.sheet_rows(atlas.claims, atlas.articles, before=before)))
    correct_claim(tmp_path, atlas.articles, claim, "edit", "hedged", "yes")
    assert path.read_text(encoding="utf-8").startswith("\ufeffaction,")
    assert len(review.read_review(tmp_path, atlas.articles).rows) == 3
    assert path.read_text(encoding="utf-8").count("\n") == len(atlas.claims) + 2


def test_a_second_thought_takes_the_place_of_the_first_and_keeps_its_reasons(atlas, tmp_path):
    claim = atlas.claims.iloc[3].to_dict()
    correct_claim(tmp_path, atlas.articles, claim, "edit", "hedged", "yes", "the word may", by="Ada")
    correct_claim(tmp_path, atlas.articles, claim, "edit", "negated", "yes", "no")
    correct_claim(tmp_path, atlas.articles, claim, "reject", note="a headline")
    path = correct_claim(tmp_path, atlas.articles, claim, "accept", note="no, it is one")
    [row] = csv.DictReader(path.open(encoding="utf-8"))
    assert row["action"] == "accept"
    for words in ("no, it is one", "reject", "a headline", "edit hedged yes: the word may", "edit negated yes: no"):
        assert words in row["note"]
    [journal] = (tmp_path / "review" / "backup").glob("claims-*-rows.csv")
    assert [r["action"] for r in csv.DictReader(journal.open(encoding="utf-8"))] == ["edit", "edit", "reject", "accept"]


def test_a_row_that_a_spreadsheet_was_saved_over_is_found_again_and_named(atlas, tmp_path):
    from claimatlas import review

    def correct(number, *action):
        return correct_claim(tmp_path, atlas.articles, atlas.claims.iloc[number].to_dict(), *action)

    def missing():
        told = review.read_review(tmp_path, atlas.articles).fates.frame
        told = told[told["state"] == "no longer there"]
        return list(zip(told["action"], told["target"], strict=True))

    ids = atlas.claims["claim_id"].tolist()
    sheet = correct(3, "edit", "hedge", "perhaps")
    opened = sheet.read_bytes()
    correct(3, "edit", "hedge", "maybe")
    correct(4, "accept")
    correct(5, "edit", "denial", "yes")
    correct(5, "reject")
    written = sheet.read_bytes()
    assert missing() == []
    sheet.write_bytes(opened)  # as a spreadsheet saves what it had opened
    assert missing() == [("edit", ids[3]), ("accept", ids[4]), ("reject", ids[5])]
    found = review.read_review(tmp_path, atlas.articles)
    found.apply(atlas.claims, atlas.articles)
    found.fates.write(tmp_path)
    lines = (tmp_path / "corrections" / "claims.txt").read_text().splitlines()
    assert all(re.search(r"review/backup/claims-.*-rows\.csv, row \d", line) for line in lines)
    assert ": 1 rows" in found.summary()
    assert found.idle == []
    correct(4, "accept")  # written once more, in the panel or by hand
    # What nobody wrote before is a later thought.
    sheet.write_bytes(sheet.read_bytes().replace(b"perhaps", b"possibly"))
    assert missing() == [("reject", ids[5])]
    sheet.unlink()
    assert len(missing()) == 3
    sheet.write_bytes(written)
    assert missing() == []


WRITER = """
import sys, time
from pathlib import Path
from claimatlas.explore.correct import correct_place
Path(sys.argv[1], sys.argv[2]).touch()
while not all(Path(sys.argv[1], name).exists() for name in "ab"):
    time.sleep(0.001)
for n in range(25):
    correct_place(sys.argv[1], {"mention_id": f"{sys.argv[2]}:{n}-{n + 3}", "article_id": sys.argv[2], "surface": "abc"}, "-")
"""


def test_two_panels_at_once_keep_every_row(tmp_path):
    panels = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name]) for name in "ab"]
    assert [p.wait(120) for p in panels] == [0, 0]
    rows = list(csv.DictReader((tmp_path / "review" / "places.csv").open(encoding="utf-8")))
    assert len({r["mention_id"] for r in rows}) == len(rows) == 50


def test_a_link_to_a_sheet_stays_a_link_and_none_leads_out(atlas, tmp_path):
    corpus = tmp_path / "corpus"
    (corpus / "review" / "mine").mkdir(parents=True)
    link, real = corpus / "review" / "places.csv", corpus / "review" / "mine" / "places.csv"
    real.write_text("surface,place_id\nX,-\n")
    link.symlink_to("mine/places.csv")
    correct_place(corpus, atlas.mentions.iloc[0].to_dict(), "-")
    assert link.is_symlink()
    assert len(real.read_text().splitlines()) == 3
    outside = tmp_path / "outside.csv"
    outside.write_text("surface,place_id\nX,-\n")
    link.unlink()
    link.symlink_to(outside)
    with pytest.raises(InputError, match="review/places.csv: a link leads out of the corpus"):
        correct_place(corpus, atlas.mentions.iloc[0].to_dict(), "-")
    assert outside.read_text() == "surface,place_id\nX,-\n"


def test_a_read_only_sheet_is_named_and_stays_as_it_is(atlas, tmp_path):
    path = correct_place(tmp_path, atlas.mentions.iloc[0].to_dict(), "-")
    path.chmod(0o444)
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"review/places.csv: the file is read-only.*chmod"):
        correct_place(tmp_path, atlas.mentions.iloc[1].to_dict(), "-")
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o444


def test_a_folder_of_corrections_that_cannot_be_made_is_named_with_its_path(atlas, tmp_path):
    (tmp_path / "review").write_text("no folder")
    with pytest.raises(InputError, match=f"^{re.escape(str(tmp_path / 'review'))}: the folder cannot be made"):
        correct_place(tmp_path, atlas.mentions.iloc[0].to_dict(), "-")


def test_a_correction_that_would_stop_the_next_run_is_not_written(atlas, tmp_path):
    claim = atlas.claims.iloc[3].to_dict()
    with pytest.raises(InputError, match="maybe"):
        correct_claim(tmp_path, atlas.articles, claim, "edit", "hedged", "maybe")
    assert not (tmp_path / "review" / "claims.csv").exists()
    path = correct_claim(tmp_path, atlas.articles, claim, "accept")
    before = path.read_bytes()
    with pytest.raises(InputError, match="no kind"):
        correct_claim(tmp_path, atlas.articles, claim, "edit", "resolved_kind", "no kind")
    assert path.read_bytes() == before


def test_a_sheet_that_cannot_be_read_is_left_as_it_is(atlas, tmp_path):
    (tmp_path / "review").mkdir()
    sheet = tmp_path / "review" / "places.csv"
    sheet.write_text("surface\n1\n")
    with pytest.raises(InputError, match="'place_id' is missing"):
        correct_place(tmp_path, atlas.mentions.iloc[0].to_dict(), "-")
    assert sheet.read_text() == "surface\n1\n"


def test_no_surface_goes_into_a_sheet_that_a_spreadsheet_would_run(tmp_path):
    ill = hostile.frames()
    for mention in ill["mentions"].to_dict("records"):
        path = correct_place(tmp_path, mention, "-")
    sheet = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert not sheet["surface"].str.match(r"\s*[=@＝＋\-+]").any()


def test_make_lab_names_the_corpus(monkeypatch):
    monkeypatch.delenv("CLAIMATLAS_REVIEWED", raising=False)
    assert folders("a", "b") == ("a", "b")
    monkeypatch.setenv("CLAIMATLAS_CORPUS", "build/mine-2/intake/mine")
    monkeypatch.setenv("CLAIMATLAS_REVIEWED", "data/mine")  # of originals, the folder where they lie
    monkeypatch.setenv("CLAIMATLAS_BUILD", "build/mine-2")
    assert folders("a", "b") == ("../data/mine", "../build/mine-2")


# --- in JupyterLab ----------------------------------------------------------------------------------------------

@pytest.fixture
def lab(tmp_path, root, frames):
    """JupyterLab on a copy of the notebook, with folders, port and token of its own."""
    for name, frame in frames.items():
        tables.write(name, frame, tmp_path / "build")
    work = tmp_path / "notebooks"
    work.mkdir()
    notebook = (root / "notebooks" / "06-explore.ipynb").read_text(encoding="utf-8")
    (work / "06-explore.ipynb").write_text(
        notebook.replace("../data/tajik-afghan-border", "../corpus").replace("../build/tajik-afghan-border", "../build"), encoding="utf-8"
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    own = {f"JUPYTER_{name}_DIR": str(tmp_path / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    own |= {"JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "spaces"), "IPYTHONDIR": str(tmp_path / "ipython")}
    own["PYTHONPATH"] = os.pathsep.join(filter(None, [str(root / "src"), os.environ.get("PYTHONPATH")]))
    inherited = {k: v for k, v in os.environ.items() if k != "CLAIMATLAS_CORPUS"}
    arguments = ["--no-browser", "--ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}",
                 f"--ServerApp.root_dir={work}", "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
                 "--ServerApp.log_level=ERROR", "--LabApp.expose_app_in_browser=True"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")
    log = (tmp_path / "lab.log").open("wb")
    server = subprocess.Popen([sys.executable, "-m", "jupyterlab", *arguments], env=inherited | own, cwd=work, stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(240):
            assert server.poll() is None, (tmp_path / "lab.log").read_text()
            try:
                urllib.request.urlopen(f"{address}/api?token={token}", timeout=1).close()
                break
            except OSError:
                time.sleep(0.25)
        else:
            pytest.fail("JupyterLab did not start: " + (tmp_path / "lab.log").read_text())
        yield f"{address}/lab/tree/06-explore.ipynb?reset&token={token}", tmp_path / "corpus"
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
        log.close()
        shutil.rmtree(tmp_path / "runtime", ignore_errors=True)


@pytest.mark.page
def test_choose_pick_and_correct_in_jupyterlab(lab, chromium, atlas):
    address, corpus = lab
    page = chromium.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(60_000)
    outside = []
    page.on("request", lambda r: None if r.url.startswith((address.split("/lab")[0], "data:", "blob:", "ws:")) else outside.append(r.url))
    try:
        page.goto(address)
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        page.evaluate("""async () => {
          await jupyterapp.restored;
          const session = jupyterapp.shell.currentWidget.sessionContext;
          await session.ready;
          await session.session.kernel.info;
          await jupyterapp.commands.execute("notebook:run-all-cells");
        }""")
        status = page.locator(".widget-html-content b", has_text="claims").first
        status.wait_for()
        assert status.text_content() == "60 of 60 claims"
        page.get_by_placeholder("a word of the sentence").fill("content 17")
        page.locator(".widget-html-content b:text-is('1 of 60 claims')").wait_for()
        assert page.locator("svg[aria-label^='Map of'] circle").count() == 1
        page.wait_for_function("[...document.querySelectorAll('.atlas-pin')].filter(e => e.offsetParent).length === 1")
        page.locator(".atlas-pin:visible").click()  # the place on the map is chosen
        page.locator(".atlas-row:visible").first.click()
        mark = page.locator(".atlas-card mark.claim-sentence")
        mark.wait_for()
        assert mark.text_content() == atlas.claims.iloc[atlas.select(Choice(word="content 17"))[0]]["sentence"]
        page.get_by_placeholder("pick a name, or write one").fill("holder 21")
        page.get_by_placeholder("pick a name, or write one").press("Tab")
        page.locator("button:text-is('This is the source')").click()
        page.locator(".widget-html-content", has_text="holder 21: 2 claims, 1 before").wait_for()
        page.locator(".atlas-row:visible", has_text="· holder 21").wait_for()
        page.locator(".lm-TabBar-tabLabel:text-is('A place')").click()
        meant = page.get_by_placeholder("pick a place, or write its place_id")
        for place, told in (("gn:no-such-place", "is not in the gazetteer"), ("gn:1138958", "Written to review/places.csv. “place 17”: gn:1138958")):
            meant.fill(place)
            meant.press("Tab")
            page.locator("button:text-is('Write to review/places.csv')").click()
            page.locator(".widget-html-content", has_text=told).wait_for()
        # JupyterLab fails on a drawing with links of its own, and a dark theme darkens drawings.
        assert page.locator(".atlas-figure svg a").count() == 0
        page.evaluate("document.body.dataset.jpThemeLight = 'false'")
        assert page.locator(".atlas-figure svg rect").first.evaluate("e => getComputedStyle(e).fill") == "rgb(27, 37, 44)"
    finally:
        page.close()
    [row] = csv.DictReader((corpus / "review" / "claims.csv").open(encoding="utf-8"))
    assert (row["field"], row["value"].split(" > ")[-1]) == ("chain", "holder 21")
    rows = list(csv.DictReader((corpus / "review" / "places.csv").open(encoding="utf-8")))
    assert [(r["surface"], r["place_id"], r["role"]) for r in rows] == [("place 17", "gn:1138958", "")]
    assert outside == []
