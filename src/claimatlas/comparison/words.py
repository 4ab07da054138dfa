"""Words as the comparison sees them: stems, synonym classes, country names and spellings of one name."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from rapidfuzz.distance import Indel

from claimatlas.people import nations


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is written as text."""
    return frozenset(text.split())


TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*")
STOP = words(
    """
    a an the this that these those such same other another each both any some no not nor neither either own i me
    my we us our you your he him his she her it its they them their theirs who whom whose which what where when
    why how be is am are was were been being do does did doing done have has had having will would shall should
    can could may might must ought and or but if then than so as at by for from in into of off on onto out over
    under up upon with within without to too very just also even only still yet ever never again further once
    here there now while during before after since until till through between among against about above below
    because although though however moreover despite per via there's it's one two more less much many such-and-
    such etc according said says say say saying told tell states stated reportedly allegedly apparently
    purportedly mr mrs ms dr
    """
)
COUNTRY = {form: nation for name, nation in nations().items() for form in (name, name + "s")}
"""Country by its name, its adjective and its people."""
MONTHS = words(
    """
    january february march april may june july august september october november december jan feb mar apr jun
    jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday spring summer autumn
    winter
    """
)
# Class nouns in names of bodies and offices: sharing one makes no two bodies the same.
GENERIC = words(
    """
    agency alliance army assembly association authority bank board brigade bureau cell centre center club
    college commission committee company congress corporation council court department directorate federation
    force forces foundation front general government group institute league militia minister ministry movement
    network office organisation organization parliament party police president press prime republic school
    secretary senate service society state union united university
    """
)
_ENDINGS = """
    ships ship
    izations ization izing ized izes ize isations isation ising ised ises ise ations ation ating ated ates ate
    ements ement ments ment nesses ness fully ful ibly ably able ible ances ance ences ence ants ant ents ent
    ities ity ives ive ions ion ally als al ings ing edly ed ers er ors or ies ied ly es s y e
"""
GAP = 4  # words that may stand between a verb and its particle
SHELF = 200  # names of one skeleton that are compared
_IRREGULAR_FORMS = """
    ate:eat beaten:beat became:become began:begin begun:begin blew:blow bore:bear bought:buy broke:break broken:break
    brought:bring built:build came:come caught:catch chose:choose chosen:choose dealt:deal drew:draw drove:drive
    driven:drive fed:feed fell:fall fallen:fall felt:feel fled:flee flew:fly flown:fly fought:fight gave:give given:give
    gone:go grew:grow grown:grow held:hold hid:hide hidden:hide kept:keep knew:know known:know led:lead left:leave
    lent:lend lost:lose made:make meant:mean met:meet paid:pay ran:run risen:rise rose:rise sang:sing sank:sink sat:sit
    saw:see seen:see sent:send shook:shake shot:shoot shown:show slain:slay slept:sleep slew:slay sold:sell
    sought:seek spent:spend spoke:speak spoken:speak stole:steal stolen:steal stood:stand struck:strike swept:sweep
    taken:take taught:teach thought:think threw:throw thrown:throw took:take tore:tear went:go woke:wake won:win
    worn:wear wrote:write written:write
"""
_IRREGULAR = dict(pair.split(":") for pair in _IRREGULAR_FORMS.split())


def irregular(word: str) -> bool:
    """Tell whether a word is the past tense or participle of an irregular verb."""
    return word in _IRREGULAR


@functools.cache
def _endings() -> list[str]:
    return sorted(_ENDINGS.split(), key=len, reverse=True)


@functools.lru_cache(maxsize=1 << 18)
def fold(word: str) -> str:
    """Return `word` without case, accents, apostrophes and a possessive ending."""
    if word.isascii():
        return word.lower().removesuffix("'s").replace("'", "")
    word = unicodedata.normalize("NFKD", word.replace("’", "'")).casefold()
    word = "".join(c for c in word if not unicodedata.combining(c))
    return word.removesuffix("'s").replace("'", "")


@functools.lru_cache(maxsize=1 << 18)
def stem(word: str) -> str:
    """Cut the longest known ending that leaves four letters; ``-ise`` and ``-ize`` fall together.

    A light stemmer on purpose: it joins *negotiate*, *negotiated* and *negotiations*, and where it joins too much the
    rarity weights of `claimatlas.comparison.matching` absorb it.
    """
    word = _IRREGULAR.get(word, word)
    if word.endswith("ied") or word.endswith("ies"):
        word = word[:-3] + "y"
    for ending in _endings():
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word


@functools.cache
def synonyms() -> dict[str, str]:
    """Read ``synonyms.txt``: stem of a word -> name of its class (the first word of its line, marked by ``=``)."""
    classes: dict[str, str] = {}
    for line in Path(__file__).with_name("synonyms.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            members = line.split()
            for member in members:
                if "_" in member:
                    verb, particle = member.split("_")
                    classes.setdefault(f"{stem(verb)}_{particle}", "=" + members[0])
                else:
                    classes.setdefault(stem(member.replace("-", "")), "=" + members[0])
    return classes


@functools.cache
def particles() -> dict[str, frozenset[str]]:
    """Return the stems of verbs that stand with a particle in ``synonyms.txt`` (*hand_over*) -> their particles."""
    found: dict[str, set[str]] = defaultdict(set)
    for key in synonyms():
        if "_" in key:
            verb, particle = key.split("_")
            found[verb].add(particle)
    return {verb: frozenset(them) for verb, them in found.items()}


def phrasal(found: list[str], at: int) -> str:
    """Return the class of the verb at `at` with a particle among the next words (*handed the list over*), or "".

    Parameters
    ----------
    found : list of str
        The words of a sentence, folded.
    at : int
    """
    return phrase(_particles_of(found[at]), found, at)


def phrase(own: frozenset[str], found: list[str], at: int) -> str:
    """The same for a verb of which the particles are known."""
    for word in found[at + 1 : at + 2 + GAP] if own else ():
        if word in own:
            return synonyms()[f"{stem(found[at])}_{word}"]
    return ""


@functools.lru_cache(maxsize=1 << 18)
def _particles_of(plain: str) -> frozenset[str]:
    return particles().get(stem(plain), frozenset())


@functools.lru_cache(maxsize=1 << 18)
def read_word(word: str) -> tuple[str, str, frozenset[str]]:
    """Return a word folded, what it counts as by itself ("" for a month or day), and its particles."""
    plain = fold(word)
    return plain, "" if plain in MONTHS else concept(word), frozenset() if plain in MONTHS else _particles_of(plain)


@functools.lru_cache(maxsize=1 << 18)
def concept(word: str) -> str:
    """Return what a word counts as: its country, its synonym class, or its stem; empty for a stop word."""
    plain = fold(word)
    if plain in STOP or (len(plain) < 2 and not plain.isdigit()):
        return ""
    if plain in COUNTRY:
        return "@" + COUNTRY[plain]
    if plain[0].isdigit():
        return plain.replace(",", "")
    root = stem(plain.replace("-", ""))
    return synonyms().get(root, root)


def skeletons(name: str) -> list[str]:
    """Return the consonants of a name as transliterations keep them: *Ansorullo* and *Ansarullah* fall together.

    Two where a *kh* may also have been written *h*.
    """
    plain = re.sub(r"(.)\1+", r"\1", fold(name).replace("-", ""))
    out = []
    for kh in ("k", "h"):
        text = plain.replace("kh", kh)
        for old, new in (("gh", "g"), ("ph", "f"), ("dzh", "j"), ("zh", "j"), ("ck", "k"), ("q", "k"), ("c", "k"), ("w", "v")):
            text = text.replace(old, new)
        first = "a" if text[:1] in set("aeiou") else text[:1]
        out.append(first + re.sub("[aeiouyh]", "", text[1:]))
    return sorted(set(out))


def spellings(names: Iterable[str], ratio: float = 0.72, short: float = 0.8) -> dict[str, str]:
    """Join names that are spellings of one another.

    Parameters
    ----------
    names : iterable of str
        Capitalised words of a corpus, folded.
    ratio, short : float
        Least share of letters in common (1 - normalised indel distance) for two names of one skeleton, and for those
        whose skeleton has three consonants only; names with fewer are never joined.

    Returns
    -------
    dict of str to str
        Name -> the spelling that stands for it; names without a partner are left out. Linear in the number of names
        but for names of one skeleton, which are few.
    """
    shelves: dict[str, list[str]] = defaultdict(list)
    for name in sorted(set(names)):
        if name not in COUNTRY:
            for key in skeletons(name):
                if len(key) >= 3:
                    shelves[key].append(name)
    joined: dict[str, str] = {}
    for key, shelf in sorted(shelves.items()):
        least = ratio if len(key) > 3 else short
        heads: list[str] = []
        for name in shelf[:SHELF]:
            for head in heads:
                if name not in joined and Indel.normalized_similarity(name, head) >= least:
                    joined[name] = joined.setdefault(head, head)
                    break
            else:
                heads.append(name)
    return joined


def units(number: dict, content: str = "") -> frozenset[str]:
    """Return the concepts of what a number counts.

    Where there is no unit or it ends in a name (*thousands of the Emirate's special forces*), what is counted comes after
    it: the next words of `content` are taken in.
    """
    text = number["unit"] or ""
    if (not text or text.split()[-1][0].isupper()) and number["text"] in content:
        text += " " + " ".join(content.split(number["text"], 1)[1].split()[:6])
    return frozenset(c for w in TOKEN.findall(text) if (c := concept(w)))
