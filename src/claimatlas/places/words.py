"""English words that recognition and resolution go by: closed lists, kept by hand in data files.

What each list means and where it comes from stands at the head of ``words.txt``, ``given_names.txt``,
``stand_for.txt`` and ``hints.txt``.
"""

from __future__ import annotations

from importlib.resources import files

from claimatlas import wordlists


def _lines(name: str) -> dict[str, list[str]]:
    """Read a data file of this package: under each name in brackets its lines, without remarks."""
    lists: dict[str, list[str]] = {}
    current: list[str] = []
    for line in files("claimatlas.places").joinpath(name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = lists.setdefault(line.strip("[]"), [])
        elif line.strip() and not line.startswith("#"):
            current.append(line)
    return lists


def read_lists(name: str) -> dict[str, frozenset[str]]:
    """Read a file of lists whose words are parted by blanks, each list under its name in brackets."""
    return {key: frozenset(" ".join(lines).split()) for key, lines in _lines(name).items()}


def _pairs(lines: list[str]) -> dict[str, str]:
    """Read lines of ``key: value, value`` into value -> key."""
    table = {}
    for line in lines:
        key, _, values = line.partition(": ")
        table |= {value.strip(): key for value in values.split(",")}
    return table


_LISTS = wordlists.read_lists("places/words.txt")
_SETS = {key: frozenset(found) for key, found in _LISTS.items()}
STOP = _SETS["stop"]
NOT_PLACES = _SETS["no places"]
NEVER = _SETS["never"]
WITH_ARTICLE = _SETS["with article"]
CIVIC = _SETS["civic"]
SEATED = _SETS["seated"]
CALENDAR = _SETS["calendar"]
TITLES = _SETS["titles"]
PLACING = tuple(word.replace("_", " ") for word in _LISTS["placing"])
INSTITUTIONS = _SETS["institutions"]
MEDIA = _SETS["media"]
TEAMS = _SETS["teams"]
FEATURES = _SETS["features"]
WIDE_FEATURES = _SETS["wide features"]
BEFORE_FEATURES = _SETS["features before"]
STREETS = _SETS["streets"]
VAGUE_STREETS = _SETS["vague streets"]
DIRECTIONS = _SETS["directions"]
LOCATIVE = _SETS["locative"]
STRONG_LOCATIVE = _SETS["surely locative"]
FOLLOWERS = _SETS["followers"]
AFTER_NATURE = _SETS["after nature"]
SPEECH = _SETS["speech"]
CAPITALS_OF_WORDS = _SETS["words too"]
FREE_ABBREVIATIONS = _SETS["without a comma"]
GOVERNMENT_VERBS = _SETS["of governments"]
KIND_WORDS = _LISTS["kinds"]
RULED = _LISTS["ruled"]
KINDS_IN_A_ROW = tuple(_LISTS["kinds in a row"])
LETTERS_OF_PARTIES = wordlists.alternatives(_SETS["letters of parties"])
MEMBERS_OF_PARTIES = wordlists.alternatives(_SETS["members of a party"])

of = wordlists.under(_SETS)
"""Give the words under a heading of ``words.txt``; KeyError where there is no such heading."""



# English words that are also names of small places; from WordNet's verbs, adjectives and adverbs, and by
# hand.
COMMON = frozenset(files("claimatlas.places").joinpath("common.txt").read_text(encoding="utf-8").split())

_GIVEN = wordlists.read_sets("places/given_names.txt")
FIRST_NAMES = _GIVEN["given"]
PLACE_FIRST = _GIVEN["places alone"]

_STAND_FOR = _lines("stand_for.txt")
STATE_ABBREVIATIONS = _pairs(_STAND_FOR["abbreviations"])
ACRONYMS = _pairs(_STAND_FOR["acronyms"])
DEMONYMS = _pairs(_STAND_FOR["demonyms"])

COUNTRY_HINTS = {
    country: tuple(phrase.replace("_", " ") for phrase in phrases)
    for country, phrases in wordlists.read_lists("places/hints.txt").items()
}
