"""Who a source is: kind, name, short forms, roles and pronouns, on sentences made up for the purpose."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimatlas import annotate
from claimatlas.people import Cast, is_anonymous, words
from claimatlas.people.antecedents import weights
from claimatlas.people.features import FEATURES
from claimatlas.people.people import EVIDENCE

PERSON, BODY, NOBODY = "named person", "named organisation", "anonymous"


@pytest.fixture(scope="module")
def nlp():
    return annotate.load_model()


@pytest.fixture
def holders(nlp):
    """Return a function that names the sources in square brackets of a text, as (name, kind)."""

    def name(marked: str, aliases: bool = True):
        text, marks = "", []
        for part in re.split(r"([\[\]])", marked):
            if part == "[":
                marks.append([len(text), 0])
            elif part == "]":
                marks[-1][1] = len(text)
            else:
                text += part
        doc = next(iter(annotate.annotate([text], nlp)))
        cast = Cast(doc, aliases)
        found = [cast.name([t.i for t in doc if a <= t.idx < b], "say", "saying") for a, b in marks]
        return [(h.name, h.kind) if h is not None else None for h in found]

    return name


# --- who is named, though not where the model looks for him --------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[The vicar, the Rev. Ann Oduya,] said the bell was cracked.", ("Ann Oduya", PERSON)),
        ("[Her agent, Marta Kowalska,] said the deal was off.", ("Marta Kowalska", PERSON)),
        (
            "[Vice Chancellor of the Lakeside School of Mines, Tolm (LSM), Prof. Francis Eze,] said so.",
            ("Francis Eze", PERSON),
        ),
        ("[Assistant Secretary for Security Charlotte Lane] said so.", ("Charlotte Lane", PERSON)),
        (
            "[Kerun's Department of Health director-general Tomas Abdul Rahman] said so.",
            ("Tomas Abdul Rahman", PERSON),
        ),
        (
            "[General Secretary of the Communist Party of Vietnam Nguyen Van Tam] said so.",
            ("Nguyen Van Tam", PERSON),
        ),
        ("[Carl Stone on April 5] said the tax was high.", ("Carl Stone", PERSON)),
        ("[Lakeside officials on Tuesday] said so.", ("Lakeside officials", BODY)),
        (
            "The court found Dragana Petrovik guilty. [Petrovik, 52,] said she would appeal.",
            ("Dragana Petrovik", PERSON),
        ),
        ("[The Crown Prosecution Service] said so.", ("Crown Prosecution Service", BODY)),
        ("Nordwind AG will close its plant. [The company] said so.", ("Nordwind AG", BODY)),
        ("The Tolm Ledger is sold in York. [The paper] said so.", ("Tolm Ledger", BODY)),
        ("Kobe Rovers lost again. [The club] said so.", ("Kobe Rovers", BODY)),
        ("[The daily 7 Days] said the road was shut.", ("7 Days", BODY)),
        ("8 Sobh is a daily. [8 Sobh] said more.", ("8 Sobh", BODY)),
        ("[20 Democrats] spoke. 20 Democrats left.", ("20 Democrats", NOBODY)),
    ],
)
def test_a_holder_has_the_name_that_the_text_gives_him(holders, text, found):
    assert holders(text)[-1] == found


def test_bare_police_are_those_named_before_unless_there_are_others(holders):
    one = holders("[Rivertown police] said the road was shut. [Police] said more.")
    two = holders("[Rivertown police] spoke. [Lakeside police] spoke. [Police] said more.")
    assert one[-1] == ("Rivertown police", BODY)
    assert two[-1] == ("Police", BODY)


def test_the_president_is_not_the_vice_president(holders):
    text = "President Anna Reyes met Vice President Carl Stone. Stone was late. [The president] said so."
    assert holders(text) == [("Anna Reyes", PERSON)]


def test_a_statement_of_rebels_is_not_their_spokesmans_alone(holders):
    text = "[A spokesman for the rebels] spoke. [The rebels' statement] said the airport was next."
    assert holders(text)[-1] == ("rebels", BODY)


# --- names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[Faisal al-Rashidi] said the port was shut. [Rashidi] said it would stay so.", "Faisal al-Rashidi"),
        ("[Karim Abdel el-Tayeb] said the port was shut. [El-Tayeb] said more.", "Karim Abdel el-Tayeb"),
        ("[Prince Khalid bin Omar] said the port was shut. [Khalid] said more.", "Khalid bin Omar"),
        (
            "[Greta van der Hoorn] said the port was shut. [Ms van der Hoorn] said more.",
            "Greta van der Hoorn",
        ),
        ("[Han Seung-ki] said the port was shut. [Mr Han] said more.", "Han Seung-ki"),
        ("[Li Weiming] said the port was shut. [Li] said more.", "Li Weiming"),
        ("[Mr Lindqvist] said the port was shut. [Oscar Lindqvist, 61,] said more.", "Oscar Lindqvist"),
        ("[Sen. Walter Brandt, R-Ohio,] said the port was shut. [Brandt] said more.", "Walter Brandt"),
        ("[Samuel P. Hooper Jr.] said the port was shut. [Hooper] said more.", "Samuel P. Hooper Jr."),
        (
            "[Foreign Minister Elena Duarte] said so. [Elena Duarte's office] spoke. [Duarte] said so.",
            "Elena Duarte",
        ),
        ("[Secretary of State Laura Pell] said the port was shut. [Pell] said more.", "Laura Pell"),
        ("[Comedian Nancy Holt] said the port was shut. [Holt] said more.", "Nancy Holt"),
        ("[The mayor, Ruth Okafor,] said the port was shut. [Okafor] said more.", "Ruth Okafor"),
        ("[Rival Greta Lund] spoke first. Greta Lund left. [Lund] said more.", "Greta Lund"),
        ("[His sister Anna Reyes] said the port was shut. [Reyes] said more.", "Anna Reyes"),
    ],
)
def test_a_person_goes_by_one_full_name(holders, text, name):
    found = holders(text)
    assert [found[0], found[-1]] == [(name, PERSON)] * 2


def test_two_of_one_surname_stay_two(holders):
    found = holders(
        "[Carl Stone] said no. [Emma Stone] said yes. [Mr Stone] left. [Ms Stone] stayed. [Stone] spoke."
    )
    assert [name for name, _ in found] == ["Carl Stone", "Emma Stone", "Carl Stone", "Emma Stone", "Stone"]
    assert holders("[John Vale] said no. [Mrs Vale] said yes.") == [
        ("John Vale", PERSON),
        ("Mrs Vale", PERSON),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[LEEDS, Maine (ANS) - Mayor Ruth Okafor] said the port was shut.", "Ruth Okafor"),
        ("LEEDS — [Ruth Okafor] said the port was shut.", "Ruth Okafor"),
        ("[Ruth Okafor, who met the mayor on Thursday afternoon,] said the port was shut.", "Ruth Okafor"),
        ("It was shut, [Standard & Poor's] said.", "Standard & Poor's"),
        ("[The Bank of England] said so.", "Bank of England"),
        ("[The Health and Transport Department] said so.", "Health and Transport Department"),
        ("[The Association of Small Farmers] said so.", "Association of Small Farmers"),
        ("[The World Salmon Organization (WSO)] said so.", "World Salmon Organization (WSO)"),
    ],
)
def test_a_name_is_whole_and_nothing_but_the_name(holders, text, name):
    assert holders(text)[0][0] == name


def test_an_acronym_leads_to_its_body(holders):
    found = holders("[The World Salmon Organization (WSO)] said so. [The WSO] denied it.")
    assert found == [("World Salmon Organization (WSO)", BODY)] * 2


@settings(max_examples=40, deadline=None)
@given(st.text("aA .,-’'\"()1&\n", max_size=30))
def test_whatever_the_source_its_name_is_clean(nlp, middle):
    doc = next(iter(annotate.annotate([f"Ruth {middle} Okafor said so."], nlp)))
    for i in range(len(doc)):
        holder = Cast(doc).name(list(range(i, len(doc))), "say", "saying")
        if holder is not None:
            assert holder.name == holder.name.strip(' ,;:"“”()')
            assert "\n" not in holder.name


# --- kinds --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("Police", BODY),
        ("The health ministry", BODY),
        ("Kenyan officials", BODY),
        ("Liberal Democrats", BODY),
        ("Members of the Green Party", BODY),
        ("Farmers' Union spokeswoman Ida Berg", PERSON),
        ("A spokesman for Volvo", BODY),
        ("A police spokesman", BODY),
        ("Berg's campaign", BODY),
        ("The Guardian", BODY),
        ("The Tidende newspaper", BODY),
        ("Two officials", NOBODY),
        ("A senior official", NOBODY),
        ("Some experts", NOBODY),
        ("Several people", NOBODY),
        ("One of the aides", NOBODY),
        ("Officials who spoke on condition of anonymity", BODY),
        ("A spokesman", NOBODY),
        ("Witnesses", NOBODY),
        ("A company", NOBODY),
        ("Local media", NOBODY),
        ("The video", NOBODY),
        ("Critics", NOBODY),
        ("A lawyer for the family", NOBODY),
        ("The president", PERSON),
        ("An engineer", NOBODY),
        ("Morgan Stanley", BODY),
    ],
)
def test_kind_of_a_source(holders, source, kind):
    assert holders(f"Nobody was hurt, [{source}] said.")[0][1] == kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[The Interior Ministry] spoke. [The ministry's report] says so.", "Interior Ministry"),
        ("[A report by the Interior Ministry] says so.", "Interior Ministry"),
        ("[The North Sea Institute] spoke. [A study by the institute] says so.", "North Sea Institute"),
        ("[Ruth Okafor's letter] says so.", "Ruth Okafor"),
    ],
)
def test_a_text_stands_for_its_owner(holders, text, name):
    assert holders(text)[-1][0] == name


# --- leading back -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[Mayor Ruth Okafor] spoke. [The mayor] said so.", "Ruth Okafor"),
        (
            "[Tom Hill, the mayor of York,] spoke. Mayor Ruth Okafor left. [The York mayor] said so.",
            "Tom Hill",
        ),
        ("[Rep. Ida Berg (D-Utah)] spoke. [The congresswoman] said so.", "Ida Berg"),
        ("[The Daily Courier] wrote it. [The newspaper] said so.", "Daily Courier"),
        ("[Volvo] spoke. [The company] said so.", "Volvo"),
        ("The Redhill group was banned. [Members of the group] said so.", "Redhill members"),
        (
            "[Two people with knowledge of the talks] spoke. [The people] said so.",
            "Two people with knowledge of the talks",
        ),
    ],
)
def test_a_definite_noun_leads_back(holders, text, name):
    assert holders(text)[-1][0] == name


def test_without_aliases_nothing_leads_back(holders):
    assert holders("[Mayor Ruth Okafor] spoke. [She] said so.", aliases=False)[-1] == ("She", NOBODY)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Russia shelled a clinic in Sumy, [the city council] said. [It] said nobody was hurt.",
            "city council",
        ),
        ("Mr Vale met Ms Reyes in York. [He] said the bridge was safe.", "Vale"),
        ("Mr Vale met Ms Reyes in York. [She] said the bridge was safe.", "Reyes"),
        ("Paul Vale was found dead. [His brother Simon] said so. [He] said more.", "Simon"),
        ("Soldiers burned the farm. [Villagers] said so. [They] said more.", "Villagers"),
        ("[The Daily Courier and Radio North] said so. [They] said more.", "Daily Courier and Radio North"),
        ("[Ruth Okafor, the mayor,] spoke. [She] said so. [She] said more.", "Ruth Okafor"),
    ],
)
def test_a_pronoun_goes_to_the_right_party(holders, text, name):
    assert holders(text)[-1][0] == name


def test_a_pronoun_without_anybody_stays(holders):
    assert holders("It rained. [She] said so.") == [("She", NOBODY)]
    assert holders("[I] said so.") == [("I", NOBODY)]


def test_somebodys_somebody_has_an_end(holders):
    text = (
        "[Aides to their allies] spoke. [Friends of their friends] said so. [Their own supporters] said more."
    )
    assert len(holders(text)) == 3


# --- tables -------------------------------------------------------------------------------------------------


def test_every_fact_has_its_weight_and_a_label_alone_makes_a_person():
    assert EVIDENCE["labelled person"] + EVIDENCE["one word"] >= EVIDENCE["enough"]
    assert all(EVIDENCE.values())
    for table in weights().values():
        assert table
        assert set(table) <= set(FEATURES)


def test_the_lexicon_knows_what_a_noun_names():
    assert (words.noun_of("mayors").names, words.noun_of("mayor").grade) == ("group", "sole")
    assert words.noun_of("sen.").names == "title"
    assert words.noun_of("mothers").names == "people"
    assert words.noun_of("table") is None
    assert {"company", "firm", "inc"} <= words.synonyms("company")
    assert not words.SURNAMES & set(words.states()[0])


def test_what_is_no_name():
    assert is_anonymous("some experts")
    assert is_anonymous("He")
    assert is_anonymous("Afghan source who saw the letter")
    assert not is_anonymous("Maria Lund")


def test_a_long_text_costs_no_more_than_its_length(nlp):
    doc = next(
        iter(
            annotate.annotate(["The mayor, John Vale, spoke. The company said so. He said more. " * 150], nlp)
        )
    )

    def seconds(sentences: int) -> float:
        part = list(doc.sents)[:sentences]
        text = doc[part[0].start : part[-1].end].as_doc()
        start = time.process_time()
        cast = Cast(text)
        for sentence in text.sents:
            cast.name([t.i for t in sentence if not t.is_punct][:-1], "say", "saying")
        return time.process_time() - start

    seconds(10)
    assert seconds(400) < 12 * seconds(100) + 0.05
