"""The holders of a corpus: each person and body under one name and one id, and whose word it gives."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from claimatlas import tables
from claimatlas.columnar import lengths, replaced
from claimatlas.people import words as w
from claimatlas.people.entities import BODY, PERSON, Entity, Roster, is_proper, words_of
from claimatlas.people.groups import is_anonymous, nation_of, principal_of
from claimatlas.people.identity import Identity
from claimatlas.people.joining import Doubt
from claimatlas.people.listing import Listed, number
from claimatlas.people.names import bare, name_words
from claimatlas.people.spelling import body_name

if TYPE_CHECKING:
    from claimatlas.people.checks import SameWords
    from claimatlas.people.review import Review

QUOTATIONS = ("claim_a", "claim_b", "speaker_a", "speaker_b", "holder_a", "holder_b", "verdict", "words")
"""Columns of the quotations that two outlets share; see `claimatlas.people.checks.shared_quotations`."""
NAMED = (PERSON, BODY)
"""Kinds of holders that have an entry; a source without a name has none."""


class Holders:
    """The holders of a corpus.

    Parameters
    ----------
    rosters : iterable of Roster
        One for each article.
    review : Review, optional
        Corrections of ``review/holders.csv``, which win over the machine.

    Attributes
    ----------
    listed : list of Listed
        Those who hold nothing are among them, since others may speak for them.
    rosters : list of Roster
    doubts : list of Doubt
    quotations : pandas.DataFrame
        Those that two outlets share, with their speakers as each article was read by itself; empty until
        `claimatlas.claims.claims_and_holders` found them.
    same_words : claimatlas.people.checks.SameWords or None
        What these were found by.
    """

    def __init__(self, rosters: Iterable[Roster] = (), review: Review | None = None):
        identity = Identity(rosters)
        self.quotations = pd.DataFrame(columns=QUOTATIONS)
        self.same_words: SameWords | None = None
        self.rosters, self.doubts = identity.rosters, identity.doubts
        self.listed = [Listed.of(e.entities, e.confidence) for e in identity.entries]
        number(self.listed)
        self._retyped: dict[tuple[str, str], str] = {}
        if review is not None:
            self.listed, self._retyped = review.apply(self.listed)
        self._index()
        self._link()

    def __getstate__(self) -> dict:
        """What is kept of it: all but the articles' rosters, whose entities are those of the holders."""
        kept = ("listed", "doubts", "quotations", "same_words", "_retyped")
        return {name: getattr(self, name) for name in kept}

    def __setstate__(self, kept: dict) -> None:
        """Take what was kept."""
        vars(self).update(kept, rosters=[])
        self._index()

    def _index(self) -> None:
        """Look holders up by what articles and texts call them."""
        self._by_key = {key: h for h in self.listed for key in h.keys}
        self._by_name: dict[str, list[Listed]] = defaultdict(list)
        for h in self.listed:
            for name in {name.lower() for name in h.called}:
                self._by_name[name].append(h)

    def find(self, article: str, name: str) -> Listed | None:
        """Return the holder that an article's chains have under a name."""
        return self._by_key.get((article, name))

    def kind_of(self, article: str, name: str) -> str | None:
        """Return the kind that a review gave to a name of an article; None where it says nothing."""
        return self._retyped.get((article, name))

    def named(self, name: str) -> Listed | None:
        """Return the only holder that is ever called so, in whatever case."""
        known = self._by_name.get(name.lower(), [])
        return known[0] if len(known) == 1 else next((h for h in known if h.name == name), None)

    # -- whose word ----------------------------------------------------------------------------------------

    def _link(self) -> None:
        """Lead spokesmen, officials and offices to the body whose word they give."""
        nearby: dict[str, dict[str, Listed]] = defaultdict(dict)
        for h in self.listed:
            for article, name in h.keys if h.kind == PERSON else ():
                for word in words_of(name)[-1:]:
                    nearby[article][word] = h
        bodies = {
            body_name(name).key: h
            for h in sorted(self.listed, key=lambda h: (h.holds, len(h.entities), h.holder_id))
            if h.kind == BODY and any(e.named for e in h.entities)
            for name in h.called
        }
        wanted: dict[tuple[str, ...], list[tuple[Listed, str]]] = defaultdict(list)
        for h, article, whom in self._mouths():
            if h.speaks_for is not None:
                continue
            principal = nation_of(whom)
            words = words_of(whom)
            person = nearby[article].get(words[-1]) if principal is None else None
            key = ("government", principal) if principal else body_name(_without_title(whom)).key
            if person is not None and person is not h and set(words_of(person.name)[-1:]) <= set(words):
                h.speaks_for = person
            elif (body := bodies.get(key)) is not None and body is not h:
                h.speaks_for = body
            elif not principal or body is not h:
                wanted[key].append((h, whom))
        self._spoken_for(wanted)

    def _mouths(self) -> Iterable[tuple[Listed, str, str]]:
        """Holders that give another's word, with an article and whom they give it for."""
        for h in self.listed:
            if h.kind == BODY:
                if whom := principal_of(h.name):
                    yield h, min(h.keys, default=("", ""))[0], whom
                continue
            told = Counter((o.body, e.article) for e in h.entities for o in e.offices if o.speaks and o.body)
            if told:
                whom, article = min(told, key=lambda k: (-told[k], k))
                yield h, article, whom

    def _spoken_for(self, wanted: dict[tuple[str, ...], list[tuple[Listed, str]]]) -> None:
        """Give an entry of its own to a body that only its officials and spokesmen speak for."""
        for key, mouths in sorted(wanted.items()):
            unique = list(dict.fromkeys(h for h, _ in mouths))
            if len(unique) < 2:
                continue
            name = f"{_title(key[1])} (government)" if key[0] == "government" else bare(mouths[0][1])
            body = Listed(name, BODY, variants=[name])
            self.listed.append(body)
            for h in unique:
                h.speaks_for = body
        number(self.listed)
        self._index()

    # -- tables --------------------------------------------------------------------------------------------

    def frame(self, claims: pd.DataFrame) -> pd.DataFrame:
        """Return the table ``holders`` with the numbers of their claims.

        Parameters
        ----------
        claims : pandas.DataFrame
            With ``chain_ids``, as `settle` gives them.
        """
        long = claims[["claim_id", "outlet", "chain_ids"]].explode("chain_ids").dropna(subset="chain_ids")
        long = long[long["chain_ids"] != ""].drop_duplicates(["claim_id", "chain_ids"])
        by_id = long.groupby("chain_ids")
        named, outlets = by_id["claim_id"].size().to_dict(), by_id["outlet"].nunique().to_dict()
        own = claims["holder_id"].value_counts().to_dict()
        shown = {h.holder_id: h for h in self.listed if h.holder_id in named}
        for h in list(shown.values()):
            while h.speaks_for is not None and h.speaks_for.holder_id not in shown:
                h = h.speaks_for
                shown[h.holder_id] = h
        rows = []
        for _, h in sorted(shown.items()):
            n, above = own.get(h.holder_id, 0), h.speaks_for
            rows.append(
                {
                    "holder_id": h.holder_id,
                    "name": h.name,
                    "kind": h.kind,
                    "variants": h.variants,
                    "office": next(iter(h.offices), None),
                    "offices": h.offices,
                    "body": h.body or None,
                    "speaks_for": above.holder_id if above is not None else None,
                    "gender": h.gender or None,
                    "n_claims": n,
                    "n_passed_on": named.get(h.holder_id, 0) - n,
                    "n_outlets": outlets.get(h.holder_id, 0),
                    "confidence": round(h.confidence, 3),
                    "made_by": "reviewed" if h.reviewed else "machine",
                }
            )
        return _typed("holders", rows)

    def joins(self) -> pd.DataFrame:
        """Return the table ``joins``: what was joined, or left apart, without being sure."""
        surest: dict[tuple[str, ...], Doubt] = {}
        for d in sorted(self.doubts, key=lambda d: d.confidence):
            surest[d.one.article, d.one.name, d.other.article, d.other.name] = d
        rows = []
        for (article_a, name_a, article_b, name_b), d in sorted(surest.items()):
            sides = [self.find(article_a, name_a), self.find(article_b, name_b)]
            ids = [h.holder_id if h is not None else None for h in sides]
            rows.append(
                {
                    "article_a": article_a,
                    "name_a": name_a,
                    "article_b": article_b,
                    "name_b": name_b,
                    "holder_a": ids[0],
                    "holder_b": ids[1],
                    "confidence": round(d.confidence, 3),
                    # what one step left apart, another or a review may have joined
                    "joined": ids[0] == ids[1] if None not in ids else d.joined,
                    "evidence": list(d.evidence),
                }
            )
        return _typed("joins", rows)

    def settle(self, claims: pd.DataFrame) -> pd.DataFrame:
        """Give every claim the ids of its chain, by the names in it where it has none that fit."""
        whole = tables.completed("claims", claims)
        ids, links = whole["chain_ids"], lengths(whole["chain"])
        unfit = np.flatnonzero(lengths(ids) != np.maximum(links - 1, 0))
        if len(unfit):
            some = whole[["article_id", "chain", "resolved_kind"]].iloc[unfit]
            told = [self._ids_of(*row) for row in some.itertuples(index=False, name=None)]
            ids = replaced(ids, unfit, told)
        last = (known[-1] if many > 1 else "" for known, many in zip(ids, links, strict=True))
        last = pd.Series([key or None for key in last], claims.index, dtype=object)
        return claims.assign(holder_id=last, chain_ids=ids)

    def _ids_of(self, article: str, chain: list[str], innermost: str) -> list[str]:
        """The ids of a chain's links; it is known of what kind the innermost is."""
        kinds = [innermost, *[None] * len(chain)]
        return [self._id_of(article, link, kind) for link, kind in zip(list(chain)[1:], kinds, strict=False)]

    def _id_of(self, article: str, name: str, kind: str | None) -> str:
        """The id of a link that was written by hand; a name that is new gets an entry."""
        if kind == "anonymous" or (kind is None and is_anonymous(name)) or _is_open(name):
            return ""
        holder = self.find(article, name) or self.named(name)
        if holder is None:
            known = kind if kind in NAMED else _kind_by_name(name)
            holder = Listed.of(
                [Entity(article, name, known, name_words(name), {name: 1}, named=is_proper(name))]
            )
            self.listed.append(holder)
            number(self.listed)
            self._index()
        return holder.holder_id


def holders_of(claims: pd.DataFrame, review: Review | None = None) -> tuple[pd.DataFrame, Holders]:
    """Find the holders of claims that have names alone, as hand-coded ones: by the names in their chains.

    Returns
    -------
    claims : pandas.DataFrame
        With ``holder_id`` and ``chain_ids``.
    holders : Holders
    """
    found: dict[str, dict[str, Entity]] = defaultdict(dict)
    for article, chain, kind in zip(
        claims["article_id"], claims["chain"], claims["resolved_kind"], strict=True
    ):
        for k, name in enumerate(list(chain)[1:]):
            if _is_open(name) or (kind == "anonymous" if k == 0 else is_anonymous(name)):
                continue
            known = kind if k == 0 and kind in NAMED else _kind_by_name(name)
            words = words_of(name) if known == PERSON else name_words(name)
            entity = Entity(article, name, known, words, {}, named=is_proper(name) or known == PERSON)
            entity = found[article].setdefault(name, entity)
            entity.forms[name] = entity.forms.get(name, 0) + 1
    rosters = [
        Roster(a, list(e.values()), frozenset(x.words[-1] for x in e.values()))
        for a, e in sorted(found.items())
    ]
    holders = Holders(rosters, review)
    rows = []
    for article, chain, kind in zip(
        claims["article_id"], claims["chain"], claims["resolved_kind"], strict=True
    ):
        known = [holders.find(article, name) for name in list(chain)[1:]]
        known[:1] = [None] if known and kind == "anonymous" else known[:1]
        rows.append([h.holder_id if h is not None else "" for h in known])
    return holders.settle(claims.assign(chain_ids=pd.Series(rows, index=claims.index, dtype=object))), holders


def voices(holders: pd.DataFrame) -> dict[str, str]:
    """Map each holder_id to that of the person or body whose word it gives: a spokesman to his body."""
    above = {
        k: v for k, v in zip(holders["holder_id"], holders["speaks_for"], strict=True) if isinstance(v, str)
    }
    found = {}
    for key in holders["holder_id"]:
        at, seen = key, {key}
        while at in above and above[at] not in seen:
            at = above[at]
            seen.add(at)
        found[key] = at
    return found


def _without_title(whom: str) -> str:
    """Whom somebody speaks for without the titles before it: *Jane Roe* for *Speaker Jane Roe*."""
    words = whom.split()
    while len(words) > 1 and (noun := w.noun_of(words[0].lower())) is not None and noun.names in w.ROLES:
        words = words[1:]
    return " ".join(words)


def _title(nation: str) -> str:
    """A nation's name with its capitals."""
    return {"us": "United States"}.get(nation, nation.title())


def _is_open(name: str) -> bool:
    """Whether a link is a pronoun that nobody could lead back to a name."""
    return name.lower() in w.PRONOUNS or name.lower() in w.SPEAKERS


def _kind_by_name(name: str) -> str:
    """Person or body, for a name that stands alone."""
    words = name_words(name)
    return PERSON if len(words) > 1 and words[0] in w.GIVEN and not any(x in w.NAMED for x in words) else BODY


def _typed(name: str, rows: list[dict]) -> pd.DataFrame:
    """Rows as the frame of a table."""
    return pd.DataFrame(rows, columns=tables.SCHEMAS[name].columns.names) if rows else tables.empty(name)
