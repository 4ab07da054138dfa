"""Articles built sentence by sentence, with the claims in them: what the tests of the comparison are made of."""

from __future__ import annotations

import pandas as pd

from claimatlas import comparison, tables


def date(value, granularity="year", part="", text=None):
    return {"text": text or value, "value": value, "granularity": granularity, "part": part, "inferred": False}


def number(text, low=None, high=None, qualifier="", unit=""):
    return {"text": text, "qualifier": qualifier, "low": low, "high": high, "unit": unit}


class Told:
    """Articles built sentence by sentence; every call adds a claim whose content is found in its sentence."""

    def __init__(self):
        self.texts: dict[str, str] = {}
        self.rows: list[dict] = []
        self.published: dict[str, str] = {}

    def say(self, article, sentence, content=None, chain=(), **more):
        content = content or sentence.rstrip(".")
        text = self.texts.get(article, "")
        same = text.endswith(sentence + "\n")
        begin = len(text) - len(sentence) - 1 if same else len(text)
        if not same:
            self.texts[article] = text + sentence + "\n"
        start = begin + sentence.index(content)
        outlet = f"Outlet {article}"
        kind = more.pop("kind", "named organisation" if chain else "unattributed")
        end = start + len(content)
        self.rows.append(
            {
                "claim_id": f"{article}:{start}-{end}", "article_id": article, "outlet": outlet, "start": start, "end": end,
                "spans": [[start, end]], "content": content, "sentence_start": begin, "sentence_end": begin + len(sentence),
                "sentence": sentence, "holder": chain[-1] if chain else None, "holder_kind": kind, "resolved_kind": kind,
                "holder_mention": None, "holder_start": None, "holder_end": None, "chain": [outlet, *chain],
                "chain_explicit": [outlet, *chain], "chain_basis": "explicit" if chain else "none", "cue": None,
                "cue_start": None, "cue_end": None, "hedged": False, "hedge": None, "denial": False, "negated": False,
                "background": False, "places": [], "dates": [], "cue_dates": [], "numbers": [], "confidence": 1.0,
                "made_by": "machine",
            } | more
        )
        return f"{article}:{start}-{end}"

    def frames(self):
        articles = pd.DataFrame(
            {
                "article_id": key, "outlet": f"Outlet {key}", "title": None, "author": None,
                "published": self.published.get(key), "url": None,
                "file": f"{key}.txt", "note": None, "home": None, "text_kind": "original", "text": text, "n_words": 1,
                "n_sentences": 1, "sha256": key * 64,
            }
            for key, text in self.texts.items()
        )
        claims = pd.DataFrame(self.rows)
        tables.validate("claims", claims)
        return claims, articles

    def compare(self, **options):
        return comparison.compare(*self.frames(), **options)


PLACES = "Orlum Vastel Himra Belgot Kerun Tamsil Drovak Pelsin Urtas Kolgrim Zedvar Lumsk Fertok Sabin Wolmir Gredun Yastel Ombrek"


def noise(told, *articles):
    """Tell some matters that nothing else tells, so that words have a rarity."""
    places = iter(PLACES.split())
    for article in articles:
        for line in (
            "The harvest of {} was poor this season.", "Trains to {} run twice a day again.", "A choir from {} sang at the opening.",
            "The ministry of {} plans a new archive.", "Snow closed the pass above {} for weeks.", "Voters in {} chose another mayor.",
        ):
            told.say(article, line.format(next(places)))


def together(groups, *ids):
    of = groups.set_index("claim_id")["group_id"]
    return len({of.get(i, i) for i in ids}) == 1
