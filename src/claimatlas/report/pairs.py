"""Paired cards: two tellings side by side, the words in which they differ marked, and a verdict in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd
from markupsafe import Markup

from claimatlas.cells import Later, among, records_of
from claimatlas.charts.dates import written
from claimatlas.comparison.bodies import is_pronoun
from claimatlas.display import escape
from claimatlas.excerpts import cut
from claimatlas.marks import balanced
from claimatlas.people.whose_word import NAMELESS, in_place_of_a_name, named_source
from claimatlas.phrases import listed
from claimatlas.topics import SAID, titled, topic

VERDICTS = {
    "conflict": "Told in two ways",
    "correction": "Told otherwise on a later day",
    "denial": "One denies what the other says",
    "position": "Two positions, each somebody’s own",
    "refinement": "One is more exact than the other",
    "agreement": "Both tell the same",
    "not comparable": "Alike, but not about the same",
}
SLOTS = {
    "date": "Date",
    "number": "Number",
    "year": "Year",
    "actor": "Who it was",
    "place": "Place",
    "denial": "Denial",
    "polarity": "Whether it is so",
}
WORDED = ("conflict", "correction", "refinement", "agreement", "not comparable")
LOST = {
    "hedge": "A hedge",
    "source": "A source behind the source",
    "quotation": "The wording of a quotation",
    "cut": "The rest of a quoted sentence",
    "verb": "The verb",
    "qualifier": "A qualifier",
}


@dataclass(frozen=True)
class Telling:
    """One account in a column: where it stands, its sentence as markup, on whose word."""

    claim_id: str
    outlet: str
    sentence: Markup
    source: str


@dataclass(frozen=True)
class Pair:
    """A card with two columns.

    Attributes
    ----------
    anchor, heading, verdict, note : str
    heads : (str, str)
        What stands above each column.
    columns : (list of Telling, list of Telling)
    where : dict of str to str
        Values by which an address of the page finds the card; several joined by ``"; "``.
    """

    anchor: str
    heading: str
    verdict: str
    note: str
    heads: tuple[str, str]
    columns: tuple[list[Telling], list[Telling]]
    where: dict[str, str] = field(default_factory=dict)


def marked(sentence: str, words: Iterable[str]) -> Markup:
    """Set a sentence with each occurrence of some words marked, longest first."""
    found = sorted({w.strip() for w in words if w.strip()}, key=lambda w: (-len(w), w))
    if not found:
        return Markup(escape(sentence))
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(w)}(?!\w)" for w in found), re.I)
    out, last = [], 0
    for match in pattern.finditer(sentence):
        out += [Markup(escape(sentence[last : match.start()])), Markup(f"<mark>{escape(match[0])}</mark>")]
        last = match.end()
    return Markup("").join([*out, Markup(escape(sentence[last:]))])


def _words(value: str) -> list[str]:
    """What of a value may stand in a sentence: the value, it without what is in brackets, and its year."""
    bare = re.sub(r"\s*\([^)]*\)", "", value)
    return [value, bare, *re.findall(r"\b\d{4}\b", bare)]


_FIELDS = (
    "claim_id", "outlet", "sentence", "content", "chain", "chain_ids", "dates", "resolved_kind", "roles",
)  # fmt: skip
_AT_ONCE = 1000  # cards whose claims are there at one time, as Python has them


class Pairs:
    """Sets pairs of claims as cards, one after the other when they are gone through.

    Parameters
    ----------
    claims : pandas.DataFrame
        The claims table.
    """

    def __init__(self, claims: pd.DataFrame):
        self._claims = claims[[name for name in _FIELDS if name in claims]]

    def of_facts(self, facts: pd.DataFrame) -> Collection[Pair]:
        """Set the rows of `claimatlas.counts.contradictions`, one card a fact."""
        return Later(len(facts), lambda: self._cards(facts, _Cards.fact))

    def of_losses(self, lost: pd.DataFrame) -> Collection[Pair]:
        """Set the rows of `claimatlas.counts.losses`, one card a pair of tellings."""
        return Later(len(lost), lambda: self._cards(lost, _Cards.loss))

    def _cards(self, rows: pd.DataFrame, card: Callable[[_Cards, Mapping], Pair]) -> Iterator[Pair]:
        """Set the cards of some rows, whose claims are read a number of cards at a time."""
        for start in range(0, len(rows), _AT_ONCE):
            some = rows.iloc[start : start + _AT_ONCE].to_dict("records")
            keys = {key for row in some for key in _told(row)}
            told = records_of(self._claims[among(self._claims["claim_id"], keys)])
            cards = _Cards({row["claim_id"]: row for row in told})
            yield from (card(cards, row) for row in some)


def _told(row: Mapping) -> list[str]:
    """The claims of both sides of a card."""
    if "claim_a" in row:
        return [row["claim_a"], row["claim_b"]]
    return [*row["claims_a"], *row["claims_b"]]


class _Cards:
    """Sets cards from the rows of their claims, by claim_id."""

    def __init__(self, claims: Mapping[str, Mapping]):
        self._claims = claims


    def _column(self, keys: Iterable[str], words: Iterable[str]) -> list[Telling]:
        """Set the accounts of one side; a sentence that holds several claims is shown once."""
        told: dict[tuple[str, str], list[str]] = {}
        for key in (key for key in keys if key in self._claims):
            told.setdefault((self._claims[key]["outlet"], self._claims[key]["sentence"]), []).append(key)
        return [
            Telling(
                own[0], outlet, marked(sentence, words), " and ".join(dict.fromkeys(map(self._source, own)))
            )
            for (outlet, sentence), own in told.items()
        ]

    def _source(self, key: str) -> str:
        """Say on whose word a claim is told, and through whom."""
        row = self._claims[key]
        source = ", heard through ".join(reversed(list(row["chain"])[1:])) or in_place_of_a_name(row, "")
        return f"on the word of {source}" if source else "in its own voice"

    def fact(self, row: Mapping) -> Pair:
        """Set two accounts of a fact side by side; words are marked only for the verdicts of `WORDED`."""
        values = (row["value_a"], row["value_b"])
        sides = zip(("claims_a", "claims_b"), values, strict=True)
        # Where one rejects or doubts what the other says, it is no single word that differs.
        words = [
            self._differing(row[side], value) if row["verdict"] in WORDED else [] for side, value in sides
        ]
        told = {
            "fact_id": row["fact_id"],
            "group_id": row["group_id"],
            "slot": row["slot"],
            "verdict": row["verdict"],
            "sure": _yes(row["sure"]),
        }
        note = (
            row["reason"][:1].upper()
            + row["reason"][1:]
            + ("." if row["reason"] and not row["reason"].endswith(".") else "")
        )
        return Pair(
            row["fact_id"],
            titled(
                SLOTS.get(row["slot"], row["slot"].capitalize()),
                row["verdict"],
                self._heads(row, values),
                topic(row, self._claims),
            ),
            VERDICTS[row["verdict"]],
            note + ("" if row["sure"] else " That these are about the same is not sure."),
            self._heads(row, values),
            (self._column(row["claims_a"], words[0]), self._column(row["claims_b"], words[1])),
            told,
        )

    def _heads(self, row: Mapping, values: tuple[str, str]) -> tuple[str, str]:
        """What stands above the columns: the values, but of names cut for comparing the words of the text."""
        if row["slot"] in ("denial", "doubt", "polarity"):
            return self._sayers(row, "a", values[0]), self._sayers(row, "b", values[1])
        if row["slot"] == "date":
            return _days(values[0]), _days(values[1])
        if row["slot"] != "actor":
            return self._paired(row, "a", values[0]), self._paired(row, "b", values[1])
        heads = []
        for side, value in zip("ab", values, strict=True):
            text = " ".join(
                self._claims[key]["sentence"] for key in row[f"claims_{side}"] if key in self._claims
            )
            found = re.search(rf"(?<!\w){re.escape(value)}\w*", text, re.I) if value else None
            heads.append(found[0] if found else "")
        return heads[0], heads[1]

    def _sayers(self, row: Mapping, side: str, value: str) -> str:
        """Say who says a thing, or in which outlet it is denied by somebody that was not read."""
        own = [self._claims[key] for key in row[f"claims_{side}"] if key in self._claims]
        if value in (*SAID, "negated") and own:
            who = dict.fromkeys(named_source(told) or told["outlet"] for told in own if not _unnamed(told))
            nameless = [NAMELESS] if any(map(_unnamed, own)) else []
            return f"said {'not to be so ' * (value == 'negated')}by {_few([*who, *nameless])}"
        by = value.removeprefix("denied").removeprefix(" by ")
        if value.startswith("denied") and own and (not by or is_pronoun(by)):
            return f"denied in {_few(list(dict.fromkeys(told['outlet'] for told in own)))}, no source read"
        return self._paired(row, side, value)

    def _paired(self, row: Mapping, side: str, value: str) -> str:
        """Give a value the marks that it has in the sentence that it was taken from."""
        told = (self._claims[key]["sentence"] for key in row[f"claims_{side}"] if key in self._claims)
        return balanced(value, next((text for text in told if value in text), ""))

    def _differing(self, keys: Iterable[str], value: str) -> list[str]:
        """What is marked on one side: words of its value, and the text of dates, which the value rewrites."""
        dates = [
            d["text"]
            for key in keys
            if key in self._claims
            for d in self._claims[key]["dates"]
            if d["value"] and d["value"] in value
        ]
        return [*_words(value), *dates]

    def loss(self, row: Mapping) -> Pair:
        """Set two tellings side by side, with what one has and, if any, the words of the other instead."""
        lacks = [(k, a, b) for k, a, b in zip(row["kinds"], row["details_a"], row["details_b"], strict=True)]
        kinds = list(dict.fromkeys(row["kinds"]))
        first, second = (self._claims.get(row[f"claim_{side}"], {}).get("sentence", "") for side in "ab")
        has = "; ".join(cut(a, sentence=first) for _, a, _ in lacks)
        gone = "; ".join(dict.fromkeys(cut(b, sentence=second) for _, _, b in lacks))
        told = {
            "loss_id": row["loss_id"],
            "group_id": row["group_id"],
            "kinds": "; ".join(kinds),
            "sure": _yes(row["sure"]),
        }
        heading = " and ".join([LOST.get(kinds[0], kinds[0]), *(LOST.get(k, k).lower() for k in kinds[1:])])
        return Pair(
            row["loss_id"],
            heading,
            "In one telling, not in the other",
            "" if row["sure"] else "That both tell the same is not sure.",
            (has, gone),
            (
                self._column([row["claim_a"]], [a for _, a, _ in lacks]),
                self._column([row["claim_b"]], [b for _, _, b in lacks]),
            ),
            told,
        )


def _unnamed(told: Mapping) -> bool:
    """Whether a source is spoken of and none has a name."""
    return told["resolved_kind"] == "anonymous" and not any(told.get("chain_ids", ()))


def _days(value: str) -> str:
    """Write the dates of one side for people: ``2019-02 (late, year inferred)`` is late Feb 2019."""
    out = []
    for date in value.split("; "):
        found = re.fullmatch(r"([\d/-]+)(?: \((.*)\))?", date)
        notes = (found[2] or "").split(", ") if found else []
        part = " ".join(note for note in notes if note != "year inferred")
        guessed = " (year inferred)" if "year inferred" in notes else ""
        out.append(written(found[1], part) + guessed if found else balanced(date))
    return "; ".join(out)


def _few(names: list[str]) -> str:
    """Join names, of more than three the first two."""
    return listed(names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"])


def _yes(value: bool) -> str:
    """A truth as the lists of the page are asked for it."""
    return "yes" if value else "no"


def shown_first(
    rows: pd.DataFrame, most: int, verdicts: Collection[str] = ()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Split rows into those whose cards stand open and those behind a fold: sure ones of these verdicts
    first."""
    ready = rows["sure"] & rows["verdict"].isin(verdicts) if verdicts else rows["sure"]
    ready &= ready.cumsum() <= most
    return rows[ready], rows[~ready]
