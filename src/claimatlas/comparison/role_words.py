"""The words of a content by their role in it: what it turns on, who and what takes part, and what they
mean."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from claimatlas.comparison.features import Features
from claimatlas.comparison.lexicon import Lexicon, Reading, read_words, referents
from claimatlas.comparison.matrices import ones, unit
from claimatlas.comparison.rows import cells
from claimatlas.comparison.senses import head, meanings
from claimatlas.comparison.words import TOKEN, fold, stem
from claimatlas.wordlists import read_weights

PHRASE = 5  # words up to which a content without a verb is a bare noun
UNHEARD, COMMON = 4.0, 1.0  # rarity of a name and of another word that no content of the corpus has
CLOSE = 0.15  # share of their meanings in common from which one word covers another
ROLES = read_weights("comparison/likeness.txt")["roles"]
NONE = "none"  # the role of a word that has none
TURNS = frozenset(("verb", "noun", "further"))
PARTS = frozenset(("subject", "object", "other", "pronoun"))


@dataclass(frozen=True)
class RoleWords:
    """The words of n contents by their role.

    Attributes
    ----------
    turn, parts : scipy.sparse.csr_matrix, shape (n, meanings)
        Unit rows: the meanings of what the content turns on (its verb and what that opens, or its noun), and
        of the words that say who and what takes part.
    any_sense : scipy.sparse.csr_matrix, shape (n, meanings)
        1 for each meaning a word of the content can have.
    weighed : scipy.sparse.csr_matrix, shape (n, stems)
        Words of the content by rarity and role (`ROLES`).
    cover : scipy.sparse.csr_matrix, shape (n, stems)
        1 for each word that the content has or has another of like meaning for.
    weight : numpy.ndarray, shape (n,)
        Sum of each row of `weighed`.
    bare : numpy.ndarray of bool, shape (n,)
        Whether the content is a few words (`PHRASE`) and known to have no verb.
    """

    turn: sparse.csr_matrix
    parts: sparse.csr_matrix
    any_sense: sparse.csr_matrix
    weighed: sparse.csr_matrix
    cover: sparse.csr_matrix
    weight: np.ndarray
    bare: np.ndarray


class _Rows:
    """A sparse matrix being filled, a claim at a time."""

    def __init__(self) -> None:
        self.row, self.column, self.value = array("i"), array("i"), array("f")

    def put(self, row: int, column: int, value: float) -> None:
        """Set a value; those of one place are added up."""
        self.row.append(row)
        self.column.append(column)
        self.value.append(value)

    def matrix(self, count: int, place: np.ndarray) -> sparse.csr_matrix:
        """Return what was put in so many rows, with each column in its place."""
        value, row, column = (np.array(x) for x in (self.value, self.row, self.column))
        return sparse.csr_matrix((value, (row, place[column])), shape=(count, len(place)))


def role_words(claims: pd.DataFrame, known: Features) -> RoleWords:
    """Read the contents of `claims` by the roles of the parse, or by the form of the words where there is
    none.

    Parameters
    ----------
    claims, known
        As for `claimatlas.comparison.pair_evidence.evidence`.
    """
    count, stems, bare = len(claims), _Stems(known.lexicon), np.zeros(len(claims), bool)
    turns, parts, weighed = _Rows(), _Rows(), _Rows()
    reading = Reading(known.lexicon.forms, figures=True)
    read = ((*told, ()) for told in cells(claims, "content"))
    read = cells(claims, "content", "roles") if "roles" in claims else read
    for row, (both, names) in enumerate(zip(read, referents(claims), strict=True)):
        told = (*both, names)
        bare[row] = _is_bare(*told[:2])
        for token, (word, role) in _roles(*told, reading).items():
            column, rare = stems.find(token, word)
            weighed.put(row, column, rare * ROLES[role])
            if role in PARTS:
                parts.put(row, column, rare)
            elif role in TURNS and token[0] != "^":
                turns.put(row, column, rare * ROLES[role])
    # In one order, whatever claims were read before, or sums would differ in the last bit.
    order = sorted(stems.numbers)
    place, senses = np.argsort([stems.numbers[root] for root in order]), meanings(order)
    close = sparse.csr_matrix(senses @ senses.T)
    close.data = (close.data >= CLOSE).astype(np.float32)
    close.eliminate_zeros()
    whole = weighed.matrix(count, place)
    turn, part = (unit(sparse.csr_matrix(rows.matrix(count, place) @ senses)) for rows in (turns, parts))
    any_sense, cover = (ones(sparse.csr_matrix(ones(whole) @ other)) for other in (senses, close))
    return RoleWords(turn, part, any_sense, whole, cover, np.asarray(whole.sum(1)).ravel(), bare)


class _Stems:
    """The stems of words, numbered as they come, and how rare they are."""

    def __init__(self, known: Lexicon) -> None:
        self.numbers: dict[str, int] = {}
        self._known, self._found = known, {}

    def find(self, token: str, word: str) -> tuple[int, float]:
        """Return the number of a word's stem, or of a name, and its rarity; `token` is what it counts as."""
        found = self._found.get((token, word))
        if found is None:
            column, is_name = self._known.vocabulary.get(token), token[0] == "^"
            rare = float(self._known.rare[column]) if column is not None else UNHEARD if is_name else COMMON
            root = token if is_name else stem(fold(word).replace("-", ""))
            found = self._found[token, word] = self.numbers.setdefault(root, len(self.numbers)), rare
        return found


def _is_bare(content: str, roles: Iterable[dict]) -> bool:
    """Whether a content was parsed and is a few words without a verb; a noun alone says too little."""
    without_verb = len(roles) > 0 and not any(part["role"] == "verb" for part in roles)
    return without_verb and len(content.split()) <= PHRASE


def _roles(
    content: str, roles: Iterable[dict], names: Iterable[str], reading: Reading
) -> dict[str, tuple[str, str]]:
    """Return the words of a content, and of `names` that its pronouns stand for, by what they count as: as
    written, and the role."""
    parsed = len(roles) > 0
    words = _roles_parsed(content, roles, reading) if parsed else _roles_guessed(content, reading.forms)
    for name in names:
        for word, token in reading.spelled(name):
            words.setdefault(token, (word, "pronoun"))
    return words


def _roles_parsed(content: str, roles: Iterable[dict], reading: Reading) -> dict[str, tuple[str, str]]:
    """The same of a parsed content; of two roles the weightier."""
    role_of: dict[str, str] = {}
    for part in sorted(roles, key=lambda part: ROLES[part["role"]]):
        if part["role"] != "pronoun":
            role_of |= dict.fromkeys(reading.tokens(part["text"]), part["role"])
    found = reading.spelled(content)
    return {token: (word, role_of.get(token, NONE)) for word, token in reversed(found)}


def _roles_guessed(content: str, forms: dict[str, str]) -> dict[str, tuple[str, str]]:
    """The same by the form of the words, for a claim that no parser read: its verb, and its names."""
    words = TOKEN.findall(content)
    verb = head(words, [fold(word) for word in words])
    found: dict[str, tuple[str, str]] = {}
    for at, word, token in read_words(words, forms, figures=True):
        if at == verb:
            found[token] = word, "verb"
        elif token not in found:
            is_name = token[0] == "^" and not word[0].isdigit()
            found[token] = word, ("subject" if at < verb else "other") if is_name else NONE
    return found
