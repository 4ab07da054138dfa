"""What the package makes of a few words, as plain values: run by itself, with calls as JSON on its input, it prints what they
give in the package that it finds."""

from __future__ import annotations

import json
import sys

from claimatlas import days, structure
from claimatlas.annotate import annotate
from claimatlas.claims import find_claims
from claimatlas.claims.coding import find_dates, find_numbers
from claimatlas.gazetteer import names as gazetteer_names
from claimatlas.gazetteer import open_gazetteer
from claimatlas.intake import columns, document, found, html, nexis
from claimatlas.people import groups
from claimatlas.people.spelling import person_name
from claimatlas.places import find_mentions, hints


def claims(text, *wanted):
    """Return the columns that are wanted of each claim of a text."""
    article = {"article_id": "a", "outlet": "Post", "published": "2024-03-05"}
    return [[row[name] for name in wanted] for row in find_claims(next(iter(annotate([text]))), article)]


def places(text):
    """Return the places of a text by surface and role, found without the language model."""
    return [[m.surface, m.role] for m in find_mentions(text, open_gazetteer(), mode="fast")]


def numbers(text):
    return [[f.value["text"], f.value["unit"]] for f in find_numbers(text)]


def dates(text):
    return [[f.value["text"], f.value["value"]] for f in find_dates(text, "2024-03-05")]


def same_person(one, other):
    return person_name(tuple(one.split())).compared(person_name(tuple(other.split()))) is not None


def kinds(text):
    return [block.kind for block in structure.blocks(text)]


def head(*lines):
    return {name: fact.value for name, fact in document.head_of(list(lines), {})[0].items()}


def page(markup):
    from claimatlas.intake.webpage import facts_of

    return {name: fact.value for name, fact in facts_of(html.tree_of(markup), markup, {}).items()}


language = found.language_code
iso_day = days.iso_day
government_of, is_anonymous = groups.government_of, groups.is_anonymous
country_hints, columns_of = hints.country_hints, columns.mapping
export, own_name = nexis.split, gazetteer_names

if __name__ == "__main__":
    print(json.dumps([globals()[name](*given) for name, *given in json.load(sys.stdin)]))
