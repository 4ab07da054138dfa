"""Reading: what one pass over a text has found so far, and where its words stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from claimatlas.places.candidates import Lexicon
from claimatlas.places.toponym import Rules, Toponym

# Between the words of one name. Anything else ends it.
SPACE = frozenset((" ", "\u00a0"))
SENTENCE_END = re.compile(r"(?:^|[.!?:;•*|–—][\"'”’)\]]*\s*|\n\s*|\s--\s*|[\"“‘(\[]\s*)$")
WORD_BEFORE = re.compile(r"([\w’'.-]+)\W{0,2}$")
IN_LIST = frozenset((", ", ", and ", " and ", " or ", ", or ", " & "))
DATELINE = re.compile(r"\s*(?:\([A-Z][\w ,./]{1,30}\)|,? ?[A-Z][a-z]+\.? \d{1,2})?\s*(?:—|–|--| - |:)")


@dataclass(slots=True)
class Reading:
    """One pass over a text.

    Attributes
    ----------
    text : str
    lexicon : Lexicon
    entities : list of (start, end, label) or None
        The language model's; None without it.
    demonyms : bool
        Whether nationality words are toponyms.
    rules : Rules
    found : list of Toponym
    surnames, doubtful, givens : set of str
        Surnames of the text, those that the model alone takes for one, and given names.
    unmatched : list of (start, end)
        Capitalised words that the gazetteer does not hold.
    gaps, words : list of str
        What stands between the capitalised words, and these.
    listed : dict of int to str
        Words in lists of a kind, and the kind.
    rows : list of bool
        Whether a row of names that ends in "and" goes on after each word.
    labels : list of (start, end, label) or None
        The entity over each word.
    people : dict of int to int
        First word of a person's name to the one after its last.
    """

    text: str
    lexicon: Lexicon
    entities: list[tuple[int, int, str]] | None
    demonyms: bool
    rules: Rules
    found: list[Toponym] = field(default_factory=list)
    surnames: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    givens: set[str] = field(default_factory=set)
    unmatched: list[tuple[int, int]] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    listed: dict[int, str] = field(default_factory=dict)
    rows: list[bool] = field(default_factory=list)
    labels: list[tuple[int, int, str] | None] = field(default_factory=list)
    people: dict[int, int] = field(default_factory=dict)

    def starts(self, start):
        """Tell whether a sentence, a line, a list item or a quotation starts at `start`."""
        lead = self.text[max(0, start - 2) : start]
        # a letter and a space before is the inside of a sentence
        if (len(lead) == 2 and lead[1] == " " and lead[0].isalnum()) or lead[1:] == "-":
            return False
        return SENTENCE_END.search(self.text, max(0, start - 6), start) is not None

    def shouting(self, start, end):
        """Tell whether the words around are in capitals too, so that capitals do not make an acronym."""
        around = self.text[max(0, start - 25) : start] + self.text[end : end + 25]
        return sum(map(str.isupper, around)) > sum(map(str.islower, around))
