"""Toponyms: the stretches of a text that name a place, and the rules of finding them."""

from __future__ import annotations

from dataclasses import dataclass

from claimatlas.places.candidates import Entry


@dataclass(slots=True)
class Toponym:
    """A stretch of text that names a place, before it is resolved.

    Attributes
    ----------
    start, end : int
        Character offsets.
    surface : str
        ``text[start:end]``.
    entry : Entry or None
        What the name can stand for; None for a place that the gazetteer does not hold.
    score : float
        Sum of the evidence that this is a place; above zero it is taken for one.
    nested : bool
        Part of the name of an institution.
    demonym : bool
        A nationality word.
    feature : str
        "" or what an unlisted place is: "street", "feature" (creek, park, township …), "wide" (a sea, a
        peninsula …), "entity" (named by the model).
    kind : str
        Kind of place that the words around name ("district"), or "".
    within : Entry or None
        What the text puts behind the comma: "X, State".
    stated : Entry or None
        That, where it is a first-level division that holds no place of the name.
    before : str
        The word before, in lower case.
    abbreviation : bool
        A state's abbreviation after a comma.
    role : str
        literal, associative or label; see `claimatlas.places.roles`.
    person : bool
        Something speaks for a person's name or a plain word.
    variant : bool
        Found under another spelling.
    peer : str
        Kind of the other names of its row ("town", "province", "country"), or "".
    foreign : bool
        Nobody and no place of a country that writes English is called so.
    dateline : bool
        Opens the text or a paragraph as the place that it was written at.
    """

    start: int
    end: int
    surface: str
    entry: Entry | None
    score: float = 0.0
    nested: bool = False
    demonym: bool = False
    feature: str = ""
    kind: str = ""
    within: Entry | None = None
    stated: Entry | None = None
    before: str = ""
    abbreviation: bool = False
    role: str = "literal"
    person: bool = False
    variant: bool = False
    peer: str = ""
    foreign: bool = False
    dateline: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of recognition, each of which can be switched off to see what it is worth."""

    context: bool = True  # words before and after
    people: bool = True  # given names, titles, surnames of the document
    institutions: bool = True  # names nested in institutions, papers and teams
    starts: bool = True  # words capitalised only by their position
    unlisted: bool = True  # streets and features that the gazetteer does not hold
    abbreviations: bool = True  # states after a comma, acronyms
    agreement: bool = True  # one sense a document
    variants: bool = True  # other spellings of transliterated names
    model: bool = True  # the language model's entities
    lists: bool = True  # rows of names are no "city, state", and their members are of one kind


RULES = Rules()
