"""The corpus checks itself: where its own articles contradict what the machine says of who speaks.

Nobody codes these by hand. Two outlets that quote the same words quote the same person, a pronoun has the
gender of whom it stands for, and one name that holds two unlike offices may be two persons.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass

import pandas as pd

from claimatlas.memo import digest
from claimatlas.people import words as w
from claimatlas.people.holders import QUOTATIONS, voices
from claimatlas.quotations import quotations

WORDS = 6
"""Words of a quotation from which on it is compared: shorter ones are set phrases that anybody says."""
SHINGLE = 4
ALIKE = 0.8
"""Share of the shorter quotation's runs of `SHINGLE` words that the other has too."""
_OFTEN = 50
"""A run of words in more quotations than this is a set phrase."""
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")

VERDICTS = ("same speaker", "another speaker", "speaker open")


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the corpus by itself.

    Attributes
    ----------
    name : str
    checked, contradicted : int
        How many could be checked, and how many of these do not hold.
    """

    name: str
    checked: int
    contradicted: int

    @property
    def rate(self) -> float:
        """Share that does not hold, 0 to 1; not a number where nothing could be checked."""
        return self.contradicted / self.checked if self.checked else float("nan")


def self_checks(claims: pd.DataFrame, holders: pd.DataFrame, quotations: pd.DataFrame) -> list[Check]:
    """Check the holders of a corpus by what its own articles say.

    Parameters
    ----------
    claims, holders : pandas.DataFrame
        The tables of those names.
    quotations : pandas.DataFrame
        As `shared_quotations` gives them.
    """
    told = quotations[quotations["verdict"] != "speaker open"]
    another = int((told["verdict"] == "another speaker").sum())
    pronouns = against_gender(claims, holders)
    offices = two_offices(holders)
    return [
        Check(
            "quotations that two outlets share, with a named speaker in both: another speaker",
            len(told),
            another,
        ),
        Check(
            "he and she, of a holder whose gender the corpus tells: against it",
            len(pronouns),
            int(pronouns.sum()),
        ),
        Check(
            "persons with offices in the corpus: unlike offices under one name",
            len(offices),
            int(offices.sum()),
        ),
    ]


def contradicted(claims: pd.DataFrame, holders: pd.DataFrame, quotations: pd.DataFrame) -> dict[str, str]:
    """Say of claims why the corpus contradicts their holder.

    Returns
    -------
    dict of str to str
        By claim_id.
    """
    pronouns = against_gender(claims, holders)
    found = {
        claims.at[k, "claim_id"]: "a pronoun against the holder's gender" for k in pronouns.index[pronouns]
    }
    for row in quotations[quotations["verdict"] == "another speaker"].to_dict("records"):
        found[row["claim_a"]] = f"quoted elsewhere from {row['holder_b']} ({row['claim_b']})"
        found[row["claim_b"]] = f"quoted elsewhere from {row['holder_a']} ({row['claim_a']})"
    return found


def against_gender(claims: pd.DataFrame, holders: pd.DataFrame) -> pd.Series:
    """Tell of claims that are held by *he* or *she* whether the corpus has the holder as the other.

    Returns
    -------
    pandas.Series of bool
        By the index of `claims`, of those that can be checked: one holder, of whom an article tells the
        gender.
    """
    gender = holders.set_index("holder_id")["gender"].dropna().to_dict()
    found = {}
    for k, mention, key, explicit in zip(
        claims.index, claims["holder_mention"], claims["holder_id"], claims["chain_explicit"], strict=True
    ):
        pronoun = w.PRONOUNS.get(mention.lower(), "") if isinstance(mention, str) else ""
        if pronoun in ("m", "f") and len(explicit) == 2 and isinstance(key, str) and key in gender:
            found[k] = pronoun != gender[key]
    return pd.Series(found, dtype=bool)


def two_offices(holders: pd.DataFrame) -> pd.Series:
    """Tell of persons whether they have two offices that one person hardly has: are they two?

    Returns
    -------
    pandas.Series of bool
        By holder_id.
    """
    found = {}
    for key, kind, offices in zip(holders["holder_id"], holders["kind"], holders["offices"], strict=True):
        nouns = [noun for o in offices if (noun := _head(o)) is not None]
        if kind == "named person" and nouns:
            found[key] = not all(_fit(a, b) for n, a in enumerate(nouns) for b in nouns[n + 1 :])
    return pd.Series(found, dtype=bool)


def _head(office: str) -> str | None:
    """The noun of an office: *spokesman* of *a spokesman for the ministry*."""
    before = re.split(r"\s(?:of|for|at|from|with)\s", office.lower())[0].split()
    return next((x for x in reversed(before) if w.noun_of(x) is not None), None)


def _fit(one: str, other: str) -> bool:
    """Whether one person may well be both: two offices of public life, or two words for one trade."""
    classes = [w.noun_of(x).names for x in (one, other)]
    return (
        classes[0] == classes[1] != "trade"
        or bool(w.synonyms(one) & w.synonyms(other))
        or "spokes" in classes
    )


@dataclass(frozen=True, slots=True)
class SameWords:
    """Claims of two outlets in (nearly) the same quoted words, whoever speaks them.

    Attributes
    ----------
    pairs : list of (str, str, int)
        Ids of two claims, and the number of words of the shorter quotation.
    around : dict of str to frozenset of str
        By claim, all words of its quotation in small letters.
    of : str
        Digest of the claims that were looked at: which words are theirs.
    """

    pairs: list[tuple[str, str, int]]
    around: dict[str, frozenset[str]]
    of: str


def same_words(claims: pd.DataFrame, articles: pd.DataFrame, known: SameWords | None = None) -> SameWords:
    """Find quotations that two outlets have in (nearly) the same words.

    Parameters
    ----------
    claims, articles : pandas.DataFrame
        The tables of those names.
    known : SameWords, optional
        What was found before in these articles; it holds if the claims have the same words.
    """
    of = digest(claims[["article_id", "claim_id", "outlet", "spans"]])
    if known is not None and known.of == of:
        return known
    quoted = _quoted(claims, articles)
    some = claims.loc[claims["claim_id"].isin(list(quoted)), ["claim_id", "outlet"]]
    pairs = _pairs(quoted, dict(zip(some["claim_id"], some["outlet"], strict=True)))
    return SameWords(pairs, {key: quoted[key].around for pair in pairs for key in pair[:2]}, of)


def shared_quotations(
    claims: pd.DataFrame, articles: pd.DataFrame, holders: pd.DataFrame, known: SameWords | None = None
) -> pd.DataFrame:
    """Say of quotations that two outlets have in (nearly) the same words who speaks them.

    Parameters
    ----------
    claims, articles, holders : pandas.DataFrame
        The tables of those names.
    known : SameWords, optional
        As for `same_words`.

    Returns
    -------
    pandas.DataFrame
        ``claim_a``, ``claim_b``, ``speaker_a``, ``speaker_b`` (holder_id; empty without a named one),
        ``holder_a``, ``holder_b`` (names or words of the text), ``verdict`` (one of `VERDICTS`) and ``words``
        (of the shorter quotation). A spokesman and his body are the same speaker, and so is who stands in
        the other's chain: he passes the words on. A side without a named holder leaves the pair open.
    """
    same = same_words(claims, articles, known)
    some = claims.loc[claims["claim_id"].isin(list(same.around)), ["claim_id", "chain", "chain_ids"]]
    rows = {row["claim_id"]: row for row in some.to_dict("records")}
    voice = voices(holders)
    found = []
    for a, b, n in same.pairs:
        (one, name_a), (other, name_b) = (_speaker(rows[k], same.around[k]) for k in (a, b))
        verdict = "speaker open"
        if one and other:
            stand = [{voice.get(x, x) for x in rows[k]["chain_ids"]} for k in (a, b)]
            agree = voice.get(one, one) in stand[1] or voice.get(other, other) in stand[0]
            verdict = "same speaker" if agree else "another speaker"
        found.append((a, b, one, other, name_a, name_b, verdict, n))
    return pd.DataFrame(sorted(found), columns=QUOTATIONS)


@dataclass(frozen=True, slots=True)
class _Quoted:
    """The words of a claim that stand in quotation marks, and all words of that quotation, in small
    letters."""

    words: tuple[str, ...]
    around: frozenset[str]


def _speaker(row: dict, around: frozenset[str]) -> tuple[str, str]:
    """Whose words a quoted claim is in, as holder_id and name; the id is empty without a named holder.

    Whom the quotation itself names as a holder does not speak it: in *“The council says it is shut,” Roe
    said* the words are Roe's.
    """
    links = list(zip(list(row["chain"])[1:], row["chain_ids"], strict=True))
    while len(links) > 1 and set(_words(links[-1][0])[-1:]) <= around:
        links.pop()
    name, key = links[-1] if links else ("", "")
    return key, name


def _words(text: str) -> list[str]:
    """The words of a text in small letters."""
    return _WORD.findall(text.lower())


def _quoted(claims: pd.DataFrame, articles: pd.DataFrame) -> dict[str, _Quoted]:
    """The claims of which `WORDS` words stand in quotation marks."""
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    found = {}
    rows = claims[["article_id", "claim_id", "spans"]].sort_values("article_id", kind="stable")
    columns = (rows[c].tolist() for c in ("article_id", "claim_id", "spans"))
    for article, own in itertools.groupby(zip(*columns, strict=True), key=lambda row: row[0]):
        text = texts[article]
        marks = quotations(text)
        whole: dict[int, list[str]] = {}  # words of a quotation, by where it starts
        for _, key, spans in own if marks else ():
            inside = [(q, a, b) for a, b in spans for q in marks if a < q.end and q.start < b]
            words = [x for q, a, b in inside for x in _words(text[max(a, q.start) : min(b, q.end)])]
            if len(words) >= WORDS:
                for q, _, _ in inside:
                    if q.start not in whole:
                        whole[q.start] = _words(text[q.start : q.end])
                around = frozenset(x for q, _, _ in inside for x in whole[q.start])
                found[key] = _Quoted(tuple(words), around)
    return found


def _pairs(quoted: dict[str, _Quoted], outlet: dict[str, str]) -> list[tuple[str, str, int]]:
    """Pairs of claims of two outlets with nearly the same words, and the number of words of the shorter."""
    where: dict[tuple[str, ...], list[str]] = defaultdict(list)
    runs = {
        key: {q.words[k : k + SHINGLE] for k in range(len(q.words) - SHINGLE + 1)}
        for key, q in quoted.items()
    }
    for key, own in runs.items():
        for run in own:
            where[run].append(key)
    shared: Counter[tuple[str, str]] = Counter()
    for keys in where.values():
        if len(keys) <= _OFTEN:
            shared.update((a, b) for k, a in enumerate(keys) for b in keys[k + 1 :] if outlet[a] != outlet[b])
    alike = ((a, b) for (a, b), n in shared.items() if n >= ALIKE * min(len(runs[a]), len(runs[b])))
    return sorted((a, b, min(len(quoted[a].words), len(quoted[b].words))) for a, b in alike)
