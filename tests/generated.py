"""Corpora made up for measuring the comparison: own sentences about invented people and places, with known answers.

A story has some events; several outlets tell it, each in other words, with details dropped, dates and numbers made
coarser, names spelled otherwise, through relays or without a source. Into some retellings a change is planted: another
year, another order of magnitude, another actor or place, or a denial. Rows have the form of the claims table, so any
size can be made without a parser.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field

import pandas as pd

# Each frame: wordings of one predicate. A, B: parties; P: person; L: place; T: date; N: number with its unit (the word
# after the colon). A wording may leave slots out; what is left out of one retelling is no contradiction.
FRAMES: dict[str, tuple[str, ...]] = {
    "meeting:": (
        "{T}, {A} and {B} held a round of talks in {L}",
        "negotiators of {A} sat down with {B} in {L} {T}",
        "{A} met {B} {T} at an undisclosed spot near {L}",
        "a meeting between {A} and {B} took place in {L}",
    ),
    "killed:people": (
        "{N} were killed when a bomb went off in {L} {T}",
        "a blast in {L} left {N} dead {T}",
        "an explosion {T} claimed the lives of {N} in the town of {L}",
        "{N} died in the bombing of {L}",
    ),
    "founded:": (
        "{A} was founded by {P} {T}",
        "{P} established {A} {T}",
        "the creation of {A} by {P} goes back to the time when it was set up {T}",
        "{A}, which {P} founded {T}, started out as a small circle",
    ),
    "arrest:suspects": (
        "police in {L} arrested {N} on suspicion of smuggling for {A} {T}",
        "{N} said to have smuggled goods for {A} were detained in {L} {T}",
        "officers took {N} into custody in {L}, accusing them of running contraband for {A}",
    ),
    "troops:soldiers": (
        "{A} sent {N} to {L} {T}",
        "{T}, {N} of {A} were deployed in {L}",
        "{A} has moved {N} into the area around {L}",
        "reinforcements of {N} from {A} reached {L} {T}",
    ),
    "capture:": (
        "{A} took control of {L} {T}",
        "{T}, {L} fell to {A}",
        "{L} was seized by {A} {T}",
        "fighters of {A} have captured {L}",
    ),
    "release:prisoners": (
        "{A} freed {N} from the jail of {L} {T}",
        "{N} held in {L} were released by {A} {T}",
        "{A} let {N} go from the prison in {L}",
    ),
    "bridge:": (
        "{A} will build a bridge over the river at {L} for {B}",
        "a crossing of the river at {L} is to be constructed by {A} for {B}",
        "{A} won the contract of {B} for the new river bridge at {L}",
    ),
    "demand:": (
        "{A} asked {B} to hand over {P}",
        "{A} requested the extradition of {P} from {B} {T}",
        "the extradition of {P} was demanded from {B} by {A} {T}",
    ),
    "refusal:": (
        "{B} rejected the proposal of {A} to mediate in the water dispute at {L}",
        "an offer by {A} to act as broker in the quarrel about water at {L} was turned down by {B}",
        "{B} refused the mediation of {A} over the water of {L} {T}",
    ),
    "flood:families": (
        "floods drove {N} out of their homes in {L} {T}",
        "{N} had to flee when the river burst its banks at {L} {T}",
        "high water displaced {N} around {L}",
    ),
    "appoint:": (
        "{A} named {P} as its commander for {L} {T}",
        "{P} was appointed by {A} to command {L} {T}",
        "{T}, {A} made {P} its chief in {L}",
    ),
    "death:": (
        "{P} was killed by {A} near {L} {T}",
        "{A} shot {P} dead in the hills of {L} {T}",
        "{P} died at the hands of {A} {T}",
    ),
    "protest:people": (
        "{N} marched through {L} {T} against the new tax of {A}",
        "a demonstration against the levy imposed by {A} brought {N} onto the streets of {L} {T}",
        "{N} protested in {L} over the tax {A} had introduced",
    ),
    "loan:dollars": (
        "{A} granted {B} a loan of {N} {T} for the dam at {L}",
        "{B} will borrow {N} from {A} to finance the dam at {L}",
        "for its dam at {L}, {B} received a credit of {N} from {A} {T}",
    ),
    "ban:": (
        "the supreme court banned {A} as extremist {T}",
        "{A} was outlawed {T} by the highest court of {L}",
        "{A}, prohibited in {L} since a ruling handed down {T}, works underground",
    ),
    "school:schools": (
        "{A} closed {N} in the district of {L} {T}",
        "{N} around {L} were shut down by {A} {T}",
        "in the {L} district {A} ordered the closure of {N}",
    ),
    "resign:": (
        "{P} resigned as head of {A} {T}",
        "{P} stepped down from the leadership of {A} {T}",
        "the chief of {A}, {P}, quit {T}",
    ),
    "border:": (
        "{A} reopened the border post at {L} {T}",
        "the checkpoint of {L} was opened again by {A} {T}",
        "{T}, traffic resumed at the {L} crossing after {A} lifted its closure",
    ),
    "letter:": (
        "{A} sent {B} a written list of its conditions {T}",
        "{T}, {B} received a letter in which {A} set out its terms",
        "{A} handed {B} a paper that spelled out what it demands",
    ),
    "attack:": (
        "gunmen of {A} attacked a convoy of {B} outside {L} {T}",
        "a column of {B} was ambushed by {A} near {L} {T}",
        "{T}, {A} opened fire on vehicles of {B} on the road to {L}",
    ),
    "vaccine:children": (
        "{A} vaccinated {N} against measles in {L} {T}",
        "{N} in {L} got their measles jab from {A} {T}",
        "teams of {A} inoculated {N} around {L} during a measles outbreak",
    ),
    "members:": (
        "most members of {A} come from {L}",
        "{A} consists mainly of men from {L}",
        "practically all who belong to {A} are natives of {L}",
    ),
    "harvest:tonnes": (
        "farmers around {L} brought in {N} of wheat {T}",
        "the wheat harvest of {L} came to {N} {T}",
        "{L} produced {N} of grain {T}",
    ),
}
PASSIVE = ("founded:", "ban:", "members:", "resign:", "harvest:tonnes")  # here A is what it happens to
FILLER = (
    "prices on the market of {L} kept changing", "the road from {L} to the coast remains in poor repair",
    "observers expect more of the same around {L}", "the valley of {L} is known for its apricots",
    "{A} has an office in {L}", "{A} did not comment on the matter", "{P} grew up in {L} and studied law",
    "winters around {L} are long", "{A} publishes a yearly report on {L}", "{P} gave no reasons for it",
)
SYLLABLES = [c + v for c in ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "kh", "sh", "dr", "tr"] for v in ["a", "e", "i", "o", "u"]]
ENDS = ["n", "r", "l", "s", "m", "nd", "rk", "ll", "th"]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
KINDS = ("Front", "League", "Council", "Brigade", "Union", "Agency", "Party", "Movement")
RELAYS = ("reports", "says", "writes", "notes")
COARSE = ((1e3, "thousands"), (1e4, "tens of thousands"))


@dataclass
class Generated:
    """A made-up corpus and its answers.

    Attributes
    ----------
    articles, claims : pandas.DataFrame
        In the form of the tables.
    event : dict of str to int
        claim_id -> event it tells; the same filler sentence is one event, numbered below 0.
    values : dict of str to dict
        claim_id -> slot -> (value told, what was planted: "" or "conflict" or "refinement").
    conflicts : set of (str, str, str)
        Pairs of claims (sorted) and the one slot they contradict each other in; slot "denial" for denials.
    harmless : set of (str, str)
        Pairs of one event that only differ in precision: never a conflict.
    origins : dict of int to set of str
        Event -> named original sources told of it.
    """

    articles: pd.DataFrame
    claims: pd.DataFrame
    event: dict[str, int] = field(default_factory=dict)
    conflicts: set[tuple[str, str, str]] = field(default_factory=set)
    harmless: set[tuple[str, str]] = field(default_factory=set)
    origins: dict[int, set[str]] = field(default_factory=dict)

    def pairs(self, within: bool = False) -> set[tuple[str, str]]:
        """Return the pairs of claims (sorted ids) of one event in different articles, or `within` one."""
        by: dict[int, list[str]] = {}
        for key, event in self.event.items():
            by.setdefault(event, []).append(key)
        return {
            (a, b) for keys in by.values() for a, b in itertools.combinations(sorted(keys), 2)
            if (a.split(":")[0] == b.split(":")[0]) == within
        }


def _name(rng: random.Random, syllables: int = 3) -> str:
    return ("".join(rng.choice(SYLLABLES) for _ in range(syllables)) + rng.choice(ENDS)).capitalize()


def _respell(rng: random.Random, name: str) -> str:
    swap = {"o": "u", "u": "o", "kh": "h", "v": "w", "i": "y", "z": "zz", "l": "ll", "f": "ff"}
    for old in rng.sample(sorted(swap), len(swap)):
        if old in name[1:]:
            return name[0] + name[1:].replace(old, swap[old], 1)
    return name


def _date(rng: random.Random, value: str, coarse: bool) -> tuple[str, dict | None]:
    year, month, day = value.split("-")
    if coarse and rng.random() < 0.5:
        return f"in {year}", {"text": year, "value": year, "granularity": "year", "part": "", "inferred": False}
    if coarse:
        text = f"{MONTHS[int(month) - 1]} {year}"
        return f"in {text}", {"text": text, "value": f"{year}-{month}", "granularity": "month", "part": "", "inferred": False}
    text = f"{int(day)} {MONTHS[int(month) - 1]} {year}"
    return f"on {text}", {"text": text, "value": value, "granularity": "day", "part": "", "inferred": False}


def _number(rng: random.Random, value: int, unit: str, coarse: bool) -> tuple[str, dict]:
    if coarse and value >= 1000:
        low, word = next(x for x in reversed(COARSE) if value >= x[0])
        return f"{word} of {unit}", {"text": f"{word} of {unit}", "qualifier": word, "low": low, "high": low * 10 - 1, "unit": unit}
    if coarse:
        qualifier, low, high = rng.choice((("about", value, value), ("at least", value, None), ("more than", value - 1, None)))
        text = f"{qualifier} {low} {unit}"
        return text, {"text": text, "qualifier": qualifier, "low": float(low), "high": high and float(high), "unit": unit}
    return f"{value} {unit}", {"text": f"{value} {unit}", "qualifier": "", "low": float(value), "high": float(value), "unit": unit}


def make(claims: int, seed: int = 0, outlets: int | None = None, planted: float = 0.12) -> Generated:
    """Make a corpus of about `claims` claims.

    Parameters
    ----------
    claims : int
        Size; the last story is finished, so a few more may come.
    seed : int
        The same seed gives the same corpus.
    outlets : int, optional
        How many outlets there are; one for 100 claims by default, at least 4.
    planted : float
        Share of retold events into which a contradiction is planted.
    """
    rng = random.Random(seed)
    outlets = outlets or max(4, claims // 100)
    outlet_names = [f"{_name(rng, 2)} Post {i}" for i in range(outlets)]
    institutes = [f"{_name(rng)} Institute" for _ in range(max(3, outlets // 4))]
    shared_places = [_name(rng) for _ in range(max(6, claims // 200))]
    made, articles = Generated(pd.DataFrame(), pd.DataFrame()), []
    rows: list[dict] = []
    told: dict[int, list[tuple[str, dict]]] = {}
    fillers: dict[str, int] = {}
    number = event_id = 0
    while len(rows) < claims:
        parties = [f"the {_name(rng)} {rng.choice(KINDS)}" for _ in range(3)]
        people = [f"{_name(rng, 2)} {_name(rng, 2)}" for _ in range(3)]
        places = [_name(rng), *rng.sample(shared_places, 2)]
        year = rng.randint(1995, 2024)
        events = []
        for frame in rng.sample(sorted(FRAMES), rng.randint(5, 8)):
            a, b = rng.sample(parties, 2)
            events.append(
                {
                    "id": event_id, "frame": frame, "A": a, "B": b, "P": rng.choice(people), "L": rng.choice(places),
                    "T": f"{year + rng.randint(0, 2)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}",
                    "N": rng.choice((rng.randint(3, 90), rng.randint(120, 900), rng.randint(1200, 9000), rng.randint(20000, 90000))),
                }
            )
            event_id += 1
        institute = rng.choice(institutes)
        respelled: dict[str, str] = {}
        for teller in rng.sample(outlet_names, min(len(outlet_names), rng.randint(2, 4))):
            key = f"g{number:06d}"
            number += 1
            relay = f"{_name(rng, 2)} News" if rng.random() < 0.3 else None
            sourced = rng.random() < 0.75
            spell = rng.random() < 0.3
            text = ""
            mine = [e for e in events if rng.random() < 0.75] or events[:1]
            if rng.random() < 0.2:
                rng.shuffle(mine)
            mine += [e for e in mine if rng.random() < 0.08]  # said again further down
            for event in mine:
                if rng.random() < 0.25:
                    filler = rng.choice(FILLER).format(A=event["A"], P=event["P"], L=event["L"])
                    text = _row(rows, key, teller, text, filler, [teller], "none", {}, False, False)
                    made.event[rows[-1]["claim_id"]] = fillers.setdefault(filler, -1 - len(fillers))
                told_event = dict(event)
                plant = ""
                if told.get(event["id"]) and rng.random() < planted:
                    plant = rng.choice(("date", "number", "actor", "place", "denial"))
                wording = rng.choice(FRAMES[event["frame"]])
                unit = event["frame"].split(":")[1]
                if (plant == "number" and not unit) or (plant == "actor" and "{A}" not in wording):
                    plant = ""
                if plant == "date":
                    told_event["T"] = f"{int(event['T'][:4]) + rng.choice((-4, -3, 3, 4))}{event['T'][4:]}"
                elif plant == "number":
                    told_event["N"] = event["N"] * 20 if event["N"] < 5000 else event["N"] // 50
                elif plant == "actor":
                    told_event["A"] = next(p for p in parties if p not in (event["A"], event["B"]))
                elif plant == "place":
                    told_event["L"] = next(p for p in places if p != event["L"])
                if spell:
                    for slot in "ABPL":
                        words = told_event[slot].split()
                        at = 1 if slot in "AB" else len(words) - 1
                        words[at] = respelled.setdefault(words[at], _respell(rng, words[at]))
                        told_event[slot] = " ".join(words)
                date_text, date = _date(rng, told_event["T"], rng.random() < 0.5)
                number_text, amount = _number(rng, told_event["N"], unit, rng.random() < 0.4)
                content = wording.format(A=told_event["A"], B=told_event["B"], P=told_event["P"], L=told_event["L"], T=date_text, N=number_text)
                slots = {
                    "date": date if "{T}" in wording else None, "number": amount if "{N}" in wording else None,
                    "place": told_event["L"] if "{L}" in wording else None, "actor": told_event["A"] if "{A}" in wording else None,
                    "denial": plant == "denial",
                }
                chain, basis, cue = [teller], "none", ""
                if plant == "denial":
                    chain, basis, cue = [teller, event["A"].removeprefix("the ")], "explicit", "denied that"
                elif sourced:
                    chain, basis, cue = [teller, *([relay] if relay else []), institute], "explicit", rng.choice(RELAYS)
                text = _row(rows, key, teller, text, content, chain, basis, slots, plant == "denial", rng.random() < 0.15, cue)
                claim = rows[-1]["claim_id"]
                made.event[claim] = event["id"]
                if sourced and plant != "denial":
                    made.origins.setdefault(event["id"], set()).add(institute)
                told.setdefault(event["id"], []).append((claim, slots | {"truth": (event, told_event)}))
            articles.append(
                {
                    "article_id": key, "outlet": teller, "title": None, "author": None, "published": None, "url": None,
                    "file": f"{key}.txt", "note": None, "home": None, "text_kind": "original", "text": text,
                    "n_words": len(text.split()), "n_sentences": text.count("\n"), "sha256": f"{number:064d}",
                }
            )
    for versions in told.values():
        for (one, a), (other, b) in itertools.combinations(versions, 2):
            pair = tuple(sorted((one, other)))
            if a["denial"] != b["denial"]:
                made.conflicts.add((*pair, "denial"))
            if a["denial"] or b["denial"]:
                continue
            x, y = a["truth"][1], b["truth"][1]
            differ = []
            if a["date"] and b["date"] and a["date"]["value"][:4] != b["date"]["value"][:4]:
                differ.append("date")
            if a["number"] and b["number"] and (x["N"] >= 10 * y["N"] or y["N"] >= 10 * x["N"]):
                differ.append("number")
            for slot, letter in (("actor", "A"), ("place", "L")):
                if a[slot] and b[slot] and not _same_name(x[letter], y[letter]):
                    differ.append(slot)
            if len(differ) == 1:  # two that differ in more may tell of two events
                made.conflicts.add((*pair, differ[0]))
            elif not differ:
                made.harmless.add(pair)
    made.articles = pd.DataFrame(articles).sort_values("article_id").reset_index(drop=True)
    made.claims = pd.DataFrame(rows).sort_values(["article_id", "start", "claim_id"]).reset_index(drop=True)
    return made


def bare(told: list[tuple[str, str]]) -> pd.DataFrame:
    """Make a claims table of (article_id, sentence), each sentence one claim in its outlet's own voice."""
    rows: list[dict] = []
    texts: dict[str, str] = {}
    for article, content in told:
        texts[article] = _row(rows, article, article, texts.get(article, ""), content, [article], "none", {}, False, False)
    return pd.DataFrame(rows).sort_values(["article_id", "start", "claim_id"]).reset_index(drop=True)


def _same_name(first: str, second: str) -> bool:
    """Tell whether two names differ by spelling only: every respelling keeps first letters and word count."""
    one, two = first.split(), second.split()
    return len(one) == len(two) and all(
        x[0] == y[0] and abs(len(x) - len(y)) <= 1 and sum(c in y for c in x) >= 0.7 * len(x) for x, y in zip(one, two, strict=True)
    )


def _row(
    rows: list[dict], key: str, outlet: str, text: str, content: str, chain: list[str], basis: str, slots: dict,
    denial: bool, hedged: bool, cue: str = "",
) -> str:
    """Append one claim in a sentence of its own to `rows` and return the article's text with that sentence."""
    begin = len(text)
    holder = chain[-1] if len(chain) > 1 else None
    relays = f", {' via '.join(reversed(chain[1:-1]))} {cue}" if len(chain) > 2 else ""
    head = f"{holder} {cue} " if holder and not relays else ""
    tail = f", according to {holder}{relays}" if relays else ""
    hedge = "reportedly" if hedged else None
    lead = head + (f"{hedge} " if hedge else "")
    start = begin + len(lead)
    end = start + len(content)
    sentence = lead + content + tail + "."
    rows.append(
        {
            "claim_id": f"{key}:{start}-{end}", "article_id": key, "outlet": outlet, "start": start, "end": end,
            "spans": [[start, end]], "content": content, "sentence_start": begin, "sentence_end": begin + len(sentence),
            "sentence": sentence, "holder": holder, "holder_kind": "named organisation" if holder else "unattributed",
            "resolved_kind": "named organisation" if holder else "unattributed", "holder_mention": holder,
            "holder_start": None, "holder_end": None, "chain": chain, "chain_explicit": chain, "chain_basis": basis,
            "cue": cue or None, "cue_start": None, "cue_end": None, "hedged": hedged, "hedge": hedge, "denial": denial,
            "negated": False, "background": False, "places": [slots["place"]] if slots.get("place") else [],
            "dates": [slots["date"]] if slots.get("date") else [], "cue_dates": [],
            "numbers": [slots["number"]] if slots.get("number") else [], "confidence": 1.0, "made_by": "machine",
        }
    )
    return text + sentence + "\n"
