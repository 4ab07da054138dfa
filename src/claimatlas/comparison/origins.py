"""On whose word: the relays removed, how many independent named originals stand behind a claim."""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from claimatlas.comparison.bodies import Speaker, is_one_body, is_pronoun, names_other
from claimatlas.comparison.rows import cells
from claimatlas.comparison.words import TOKEN, fold
from claimatlas.people import holders_of, voices

if TYPE_CHECKING:
    from claimatlas.comparison.evidence import Claims

SURE = 0.8  # confidence from which a source that a sentence does not name can be one more independent source
ALIKE, ALIKE_OF_ALL, WORDS = 0.6, 0.4, 3
"""Share of the weight of the lighter one's words and of all, and number, of the words that two claims have in
common, if two sources are to say the same."""
UTTERANCE, COPY = 8, 12  # words in a row, in quotation marks and without, that nobody says twice by chance
FIRST = 20  # claims of the sources that count in which the words of one without a name are looked for
UNSOURCED, UNNAMED = "no source given", "source without a name"


class Source(NamedTuple):
    """What counts of one claim's chain.

    Attributes
    ----------
    names : list of (str, str)
        Named links as (holder_id, label), from the outlet inward; a spokesman counts as his body.
    anonymous : str
        The innermost link without a name, else "".
    unsourced : bool
        The outlet gives no source at all.
    background, denial : bool
        Rows that never count as a source's word for the claim.
    outlet : str
    voice : str
        The outlet whose own words these are: of a text that several outlets print, the one that had it first.
    sure : bool
        The innermost named link is named in so many words, or a pronoun surely led back; not a person known
        by an office alone, who may be anybody named elsewhere.
    offices : tuple of str
        What the innermost named link is called by its office or body: *adviser to Jane Roe*.
    """

    names: list[tuple[str, str]]
    anonymous: str
    unsourced: bool
    background: bool
    denial: bool
    outlet: str
    voice: str
    sure: bool = True
    offices: tuple[str, ...] = ()

    @property
    def counts(self) -> bool:
        return not (self.background or self.denial)


def sources(
    claims: pd.DataFrame, holders: pd.DataFrame | None = None, articles: pd.DataFrame | None = None
) -> list[Source]:
    """Reduce the chain of every claim, in the order of `claims`, to what counts of it.

    Parameters
    ----------
    claims, holders, articles : pandas.DataFrame
        The tables of those names. Without `holders` the links are told by their names alone, without
        `articles` no text is known to be a copy of another outlet's.
    """
    if holders is None:
        claims, found = holders_of(claims)
        holders = found.frame(claims)
    voice, copied = voices(holders), _copied(articles)
    known = holders.set_index("holder_id")[["name", "kind"]].to_dict("index")
    offices = _offices(holders)

    @functools.cache  # most of a large corpus are alike
    def source(
        links: tuple[str, ...], ids: tuple[str, ...], outlet: str, first: str, kind: str,
        flags: tuple[bool, bool], sure: bool,
    ) -> Source:
        names, anonymous = [], ""
        for link, key in zip(links, ids, strict=True):
            if not key:
                anonymous = link
                continue
            # a person who gives his body's word counts and shows as the body; officials keep their name
            spoken = voice[key] != key and known[key]["kind"] == "named person"
            names.append((voice[key], known[voice[key]]["name"] if spoken else link))
        if not links and kind == "anonymous":
            anonymous = "holder not named"
        sure = sure and not (names and _by_office(names[-1], known))
        called = offices.get(names[-1][0], ()) if names else ()
        unsourced = not links and kind == "unattributed"
        return Source(names, anonymous, unsourced, *flags, outlet, first, sure, called)

    rows: list[Source] = []
    columns = (
        "article_id", "chain", "chain_ids", "outlet", "resolved_kind", "background", "denial", "chain_basis",
        "confidence",
    )
    led_back = claims.get("antecedent_confidence", pd.Series(1.0, claims.index)).astype(float).tolist()
    for told, antecedent in zip(cells(claims, *columns), led_back, strict=True):
        article, chain, ids, outlet, kind, background, denial, basis, confidence = told
        sure = basis.startswith(("explicit", "none")) or (not antecedent < SURE and confidence >= SURE)
        flags, first = (bool(background), bool(denial)), copied.get(article, outlet)
        rows.append(source(tuple(chain[1:]), tuple(ids), outlet, first, kind, flags, sure))
    return rows


def _offices(holders: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """By holder_id what each is called by office and body."""
    found = {}
    for row in holders.to_dict("records"):
        own = [*(row.get("offices") if row.get("offices") is not None else ()), row.get("body")]
        if told := tuple(dict.fromkeys(x for x in own if isinstance(x, str) and x)):
            found[row["holder_id"]] = told
    return found


def _by_office(link: tuple[str, str], known: dict[str, dict]) -> bool:
    """Whether a person is known by an office alone: *the party's chairman*."""
    holder = known[link[0]]
    return holder["kind"] == "named person" and holder["name"].split()[-1:][0].islower()


def _copied(articles: pd.DataFrame | None) -> dict[str, str]:
    """For articles that copy one of another outlet: that outlet."""
    if articles is None or "copy_of" not in articles:
        return {}
    outlets = dict(zip(articles["article_id"], articles["outlet"], strict=True))
    return {
        key: outlets[of]
        for key, of in zip(articles["article_id"], articles["copy_of"], strict=True) if of in outlets
    }


def independent(paths: list[list[tuple[str, str]]]) -> dict[str, str]:
    """Return the independent named originals behind some claims.

    Parameters
    ----------
    paths : list of list of (str, str)
        For each claim that counts, its named links (holder_id, label) from the outlet inward.

    Returns
    -------
    dict of str to str
        Label by holder_id, sorted by label. A holder that is reached through one relay only, in every path,
        is that relay.
    """
    settled, labels = _settled(paths)
    named = {key: labels[key] for key in settled if key}
    return dict(sorted(named.items(), key=lambda x: (x[1], x[0])))


def _settled(paths: list[list[tuple[str, str]]]) -> tuple[list[str], dict[str, str]]:
    """The original behind each path, "" without a named link, and the usual label of every link."""
    ends: dict[str, set[str]] = defaultdict(set)  # key -> the links just before it, "" for none
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for path in paths:
        before = ""
        for key, label in path:
            labels[key][label] += 1
            ends[key].add(before)
            before = key

    def settle(key: str) -> str:
        seen = {key}
        while len(ends[key]) == 1 and "" not in ends[key]:
            key = next(iter(ends[key]))
            if key in seen:
                break
            seen.add(key)
        return key

    usual = {k: min(c.items(), key=lambda x: (-x[1], len(x[0]), x[0]))[0] for k, c in labels.items()}
    return [settle(path[-1][0]) if path else "" for path in paths], usual


def of_group(members: list[int], claims: Claims, sure: bool = True) -> dict[str, list[str]]:
    """Count the sources of the claims of one group.

    A second source counts as independent only if it is surely named, says the same in words that show it, and
    does not say it in the very words of the first: those are one utterance, or one text that both outlets
    copied. What does not count is listed apart, and the number of origins then reads *at least*.

    Parameters
    ----------
    members : list of int
        Rows of the group.
    claims : Claims
    sure : bool
        Whether the claims surely say the same; a second source of a group that may be two claims is none yet.

    Returns
    -------
    dict of str to list of str
        ``origins`` (independent named originals), ``unclear_origins`` (named, but whether they are further
        ones is not sure), ``relays``, ``anonymous``, ``unsourced_outlets``, ``shared_copy`` (outlets that
        have the claim in one wording of their own), ``background_origins`` and ``denied_by``, each sorted.
    """
    every = [claims.sources[m] for m in members]
    counting = [m for m in members if claims.sources[m].counts]
    settled, labels = _settled([claims.sources[m].names for m in counting])
    behind: dict[str, list[int]] = defaultdict(list)
    for m, key in zip(counting, settled, strict=True):
        if key:
            behind[key].append(m)
    counted, unclear = _counted(behind, labels, claims)
    if not sure:
        counted, unclear = counted[:1], [*counted[1:], *unclear]
    nameless = _nameless(counting, [m for key in counted for m in behind[key]], claims)
    background = independent([s.names for s in every if s.background and not s.denial])
    links = {(key, label) for m in counting for key, label in claims.sources[m].names}
    return {
        "origins": sorted(labels[key] for key in counted),
        "unclear_origins": sorted({*(labels[key] for key in unclear), *nameless}),
        "relays": sorted({label for key, label in links if key not in behind}),
        "anonymous": sorted({claims.sources[m].anonymous for m in counting if claims.sources[m].anonymous}),
        "unsourced_outlets": sorted({s.voice for s in every if s.unsourced}),
        "shared_copy": _shared_copy(members, claims),
        "background_origins": [label for key, label in background.items() if key not in behind],
        "denied_by": list(independent([s.names for s in every if s.denial]).values()),
    }


def _counted(
    behind: dict[str, list[int]], labels: dict[str, str], claims: Claims
) -> tuple[list[str], list[str]]:
    """Which of the originals behind a group are independent, and of which that is not clear.

    The one that most claims surely name comes first and counts; every other has to show that it is another:
    no part or speaker of one that counts, in no words of it, and speaking for itself of that very claim.
    """
    speakers = {
        key: Speaker(
            labels[key],
            tuple(dict.fromkeys(o for m in own for o in claims.sources[m].offices)),
            tuple(dict.fromkeys(claims.rows[m]["sentence"] for m in own)),
            claims.sentences_of(key) if len(behind) > 1 else (),
        )
        for key, own in behind.items()
    }
    sure = {key: sum(claims.sources[m].sure for m in own) for key, own in behind.items()}
    order = sorted(behind, key=lambda key: (-sure[key], -len(behind[key]), labels[key], key))
    counted, unclear = order[:1], []
    for key in order[1:]:
        if any(is_one_body(speakers[key], speakers[other]) for other in counted):
            continue
        pairs = [(a, b, other) for other in counted for a in behind[other] for b in behind[key]]
        if any(is_one_telling(a, b, claims) for a, b, _ in pairs):
            continue
        shown = {other for a, b, other in pairs if _speak_apart(a, b, claims)}
        shown -= {other for other in counted if names_other(speakers[key], speakers[other])}
        (counted if shown == set(counted) else unclear).append(key)
    return counted, unclear


def _speak_apart(first: int, second: int, claims: Claims) -> bool:
    """Whether two claims show two sources that surely say one thing."""
    if not (claims.sources[first].sure and claims.sources[second].sure):
        return False
    words = claims.agreement(first, second)
    alike = words["words in common"] >= ALIKE and words["words of either in the other"] >= ALIKE_OF_ALL
    return alike and len(claims.words(first) & claims.words(second)) >= WORDS


def _nameless(counting: list[int], counted: list[int], claims: Claims) -> set[str]:
    """Sources without a name, a pronoun that leads to nobody among them,
    that may be other than those counted."""
    found = set()
    for m in counting:
        link = claims.sources[m].anonymous
        alone = counted and link and not claims.sources[m].names
        if alone and not any(is_one_telling(m, n, claims) for n in counted[:FIRST]):
            found.add(UNNAMED if is_pronoun(link) else link)
    return found


def is_one_telling(first: int, second: int, claims: Claims) -> bool:
    """Whether two claims have so many words in a row that they are one utterance or one copied text."""
    least = UTTERANCE if claims.quoted[first] and claims.quoted[second] else COPY
    one, two = (_runs(claims.rows[k]["content"], least) for k in (first, second))
    return not one.isdisjoint(two)


@functools.lru_cache(maxsize=1 << 10)  # the claims of a group are held against each other
def _runs(content: str, length: int) -> frozenset[tuple[str, ...]]:
    """All runs of so many words of a content, folded."""
    words = [fold(word) for word in TOKEN.findall(content)]
    return frozenset(tuple(words[k : k + length]) for k in range(len(words) - length + 1))


def _shared_copy(members: list[int], claims: Claims) -> list[str]:
    """The outlets that have a claim in their own voice and in one wording."""
    own = [m for m in members if claims.sources[m].unsourced]
    found = set()
    for k, a in enumerate(own):
        for b in own[k + 1 :]:
            both = {claims.sources[a].outlet, claims.sources[b].outlet}
            if not both <= found and claims.are_two_outlets(a, b) and is_one_telling(a, b, claims):
                found |= both
    return sorted(found)


def flows(
    claims: pd.DataFrame, holders: pd.DataFrame | None = None, told: Sequence[Source] | None = None
) -> pd.DataFrame:
    """Follow every sourced claim from its origin through its relays to the outlet.

    Parameters
    ----------
    claims, holders : pandas.DataFrame
        The tables of those names.
    told : sequence of Source, optional
        Of `sources`, where they are known.

    Returns
    -------
    pandas.DataFrame
        One row for each origin, relay and outlet: ``origin`` (innermost named link, or "no source given", or
        "source without a name"), ``relay`` ("" for none; several joined by " < ", the one nearest to the
        outlet first), ``outlet``, ``n_claims`` and ``claims`` (sorted ids). Background rows and denials are
        left out.
    """
    rows = sources(claims, holders) if told is None else told
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for key, label in row.names:
            labels[key][label] += 1
    best = {k: min(c.items(), key=lambda x: (-x[1], len(x[0]), x[0]))[0] for k, c in labels.items()}
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row, claim in zip(rows, claims["claim_id"], strict=True):
        if row.counts:
            path = list(dict.fromkeys(best[key] for key, _ in row.names))
            origin = path[-1] if path else UNNAMED if row.anonymous else UNSOURCED
            found[origin, " < ".join(path[:-1]), row.outlet].append(claim)
    return pd.DataFrame(
        [(*key, len(ids), sorted(ids)) for key, ids in sorted(found.items())],
        columns=["origin", "relay", "outlet", "n_claims", "claims"],
    )


def corpus_origins(
    claims: pd.DataFrame, holders: pd.DataFrame | None = None, told: Sequence[Source] | None = None
) -> list[str]:
    """Return the independent named originals of all `claims` taken together, sorted; parameters as for
    `flows`."""
    rows = sources(claims, holders) if told is None else told
    return list(independent([row.names for row in rows if row.counts]).values())
