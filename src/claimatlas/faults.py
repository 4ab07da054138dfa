"""Faults: an article on which a rule fails is set aside by name, and the rest of the corpus goes on.

A stage of the reading gives each article to `Faults.attempt`, and what works on all articles at once to
`Faults.sift`. What they catch is an error of our rules on one article; an error of the user's files, of a
parameter or of the machine stops the run as ever. The sentence at fault is found afterwards, by reading ever
shorter beginnings of the article, so that no rule has to say where it is.
"""

from __future__ import annotations

import itertools
import os
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import pandas as pd

from claimatlas import tables
from claimatlas.errors import ClaimAtlasError, TableError

# What a stage cannot read because an earlier one failed. Places and claims do not need each other.
NEEDS = {"annotate": (), "places": ("annotate",), "claims": ("annotate",), "compare": ("annotate", "claims")}
# Articles that `sift` seeks out one by one. If more fail it is not they, and searching has its price.
MOST = 10
# Characters that the search for one sentence may read: an endless text is not worth more.
SEARCHED = 300_000
LONGEST_SENTENCE, LONGEST_MESSAGE = 500, 200  # characters that are kept of what may be a whole text

_SENTENCE_END = re.compile(r"[.!?]+[\"'”’»)\]]*\s+|\n")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
_PATH = re.compile(r"(?<![\w/\\])(?:[A-Za-z]:)?(?:[/\\][^\s/\\:'\"<>]+)+[/\\](?=[^\s/\\:'\"<>])")

Result = TypeVar("Result")


class ArticleError(ClaimAtlasError):
    """A rule failed on an article, and the run was to stop there."""


class SetAsideWarning(UserWarning):
    """An article was set aside by a caller that keeps no list of them."""


def strict() -> bool:
    """Tell whether the run is to stop at the first article that a rule fails on: ``make report STRICT=1``."""
    return os.environ.get("CLAIMATLAS_STRICT", "") not in ("", "0")


def is_of_article(error: Exception) -> bool:
    """Tell an error of a rule on what it read from one of the user's files, a parameter or the machine."""
    return isinstance(error, TableError) or not isinstance(
        error, ClaimAtlasError | MemoryError | OSError | ImportError
    )


def describe(error: Exception) -> str:
    """Name an error by type, function of ours and message: no path, and the same on each run."""
    try:
        message = str(error)
    except Exception:  # a message made of what failed may fail as well
        message = ""
    message = _ADDRESS.sub("0x…", _PATH.sub("…/", _plain(message)))
    words = f"{type(error).__name__} in {_origin(error)}"
    return f"{words}: {_cut(message, LONGEST_MESSAGE)}" if message else words


def _origin(error: Exception) -> str:
    """Return the innermost function of this package in the trace of `error`, with module and line."""
    found = "an unknown function"
    step = error.__traceback__
    while step is not None:
        module = step.tb_frame.f_globals.get("__name__", "")
        if module.startswith("claimatlas.") and module != __name__:
            name = step.tb_frame.f_code.co_qualname.replace(".<locals>", "").replace("<", "").replace(">", "")
            found = f"{module.removeprefix('claimatlas.')}.{name} (line {step.tb_lineno})"
        step = step.tb_next
    return found


def _plain(text: str) -> str:
    """Fold white space and drop what could steer a terminal or turn a line round."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))


def _cut(text: str, longest: int) -> str:
    """Cut a text to what a message can hold."""
    return text if len(text) <= longest else text[:longest].rstrip() + " …"


class Faults:
    """The articles that one stage of a run sets aside, and those that earlier stages did.

    Parameters
    ----------
    stage : str
        One of `claimatlas.tables.STAGES`.
    build : path-like, optional
        Folder of the tables; `write` puts the list there, and what earlier stages set aside is read there.
        Without it each article is named in a warning, so that nobody overlooks it.
    stop : bool, optional
        Whether to raise instead; by default what `strict` says.
    of_part : bool, optional
        Whether this is the list of a part of the articles, which the list of all takes over (`take`): then no
        warning is due.
    """

    def __init__(
        self, stage: str, build: Path | str | None = None, stop: bool | None = None, of_part: bool = False
    ):
        self.stage, self.build, self.of_part = stage, build, of_part
        self.stop = strict() if stop is None else stop
        self.earlier = read(build, NEEDS[stage]) if build is not None else tables.empty("set_aside")
        self._rows: dict[str, dict] = {}

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def own(self) -> pd.DataFrame:
        """What this stage set aside, as table set_aside."""
        rows = [self._rows[key] for key in sorted(self._rows)]
        return (
            pd.DataFrame(rows, columns=list(tables.empty("set_aside"))) if rows else tables.empty("set_aside")
        )

    @property
    def frame(self) -> pd.DataFrame:
        """All that this stage has not read, as table set_aside."""
        return (
            pd.concat([f for f in (self.earlier, self.own) if len(f)], ignore_index=True)
            if len(self.earlier)
            else self.own
        )

    def left(self, articles: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of a table that are not about articles set aside.

        Raises
        ------
        ArticleError
            All of several articles were set aside: it is not they, and an empty report would say nothing.
        """
        frame = self.frame
        if frame.empty:  # a large table would be there twice
            return articles.reset_index(drop=True)
        kept = articles[~articles["article_id"].isin(frame["article_id"])].reset_index(drop=True)
        if len(articles) > 1 and not len(kept):
            raise ArticleError(
                f"{self.stage}: all {len(articles)} articles were set aside, so there is nothing to show. "
                f"The first, {frame['article_id'].iloc[0]!r}, for {frame['error'].iloc[0]}. "
                "This looks like a fault of Claim Atlas or its set-up: please report it."
            )
        return kept

    def take(self, rows: pd.DataFrame) -> None:
        """Take over what was set aside in a part of the articles, as table set_aside."""
        for row in rows.to_dict("records"):
            self._rows[row["article_id"]] = row | {"stage": self.stage}

    def refuse(self, articles: pd.DataFrame, unread: Mapping[str, str]) -> None:
        """Set aside the articles whose texts are not to be read, or stop if that was asked for.

        Parameters
        ----------
        articles : pandas.DataFrame
            Those that are meant.
        unread : mapping of str to str
            What is wrong with a text, by article_id.
        """
        for key in sorted(set(articles["article_id"]).intersection(unread)):
            if self.stop:
                raise ArticleError(f"article {key!r}, {self.stage}: {unread[key]}")
            self._rows[key] = {
                "article_id": key, "stage": self.stage, "sentence": None, "error": _plain(unread[key]),
            }

    def clear(self) -> None:
        """Forget what this stage set aside, where its result is not used."""
        self._rows.clear()

    def attempt(self, article_id: str, work: Callable[[object], Result], source: object) -> Result | None:
        """Return ``work(source)``, or set the article aside and return None.

        Parameters
        ----------
        article_id : str
        work : callable
            Must do the same for the same source, since it is called again on parts of it.
        source : str or claimatlas.tokens.Doc
        """
        try:
            return work(source)
        except Exception as error:
            if not is_of_article(error):
                raise
            ends = _sentence_ends(source)
            lengths = list(itertools.accumulate(len(words) for _, words in ends))
            count = _fewest(lambda n: work(_beginning(source, ends[n - 1][0])), len(ends), error, lengths)
            self._add(article_id, ends[count - 1][1] if count else "", error)
            return None

    def sift(
        self, articles: Sequence[str], sentences: Sequence[str], work: Callable[[list[int]], Result]
    ) -> Result:
        """Return ``work(kept)`` for all rows but those of articles that it fails on.

        Parameters
        ----------
        articles, sentences : sequence of str
            Article and sentence of each row.
        work : callable
            Takes the positions of the rows to work on, in order; must work on none.
        """
        kept: Sequence[int] = range(len(articles))
        for number in range(MOST + 1):
            try:
                return work(kept)
            except Exception as error:
                if not is_of_article(error) or not kept:
                    raise
                if number == MOST:  # give up on all of them; each is named
                    for k in {articles[k]: k for k in reversed(kept)}.values():
                        self._add(articles[k], "", error)
                    return work([])
                at = kept[_fewest(lambda n, kept=kept: work(kept[:n]), len(kept), error) - 1]
                self._add(articles[at], sentences[at], error)
                kept = [k for k in kept if articles[k] != articles[at]]
        raise AssertionError("not reached")

    def _add(self, article_id: str, sentence: str, error: Exception) -> None:
        """Note an article as set aside, warn, or stop if that was asked for."""
        sentence, told = _cut(" ".join(sentence.split()), LONGEST_SENTENCE), describe(error)
        where = f"article {article_id!r}, {self.stage}: {told}" + (
            f", in “{_plain(sentence)}”" if sentence else ""
        )
        if self.stop:
            raise ArticleError(where) from error
        if self.build is None and not self.of_part:
            warnings.warn(f"set aside: {where}", SetAsideWarning, stacklevel=4)
        self._rows[article_id] = {
            "article_id": article_id,
            "stage": self.stage,
            "sentence": sentence or None,
            "error": told,
        }

    def write(self) -> None:
        """Write what this stage set aside below ``<build>/set_aside/``: a table, and lines to print if
        any."""
        folder = Path(self.build) / "set_aside"
        tables.write("set_aside", self.own, folder / self.stage)
        lines = folder / f"{self.stage}.txt"
        if not self._rows:
            lines.unlink(missing_ok=True)
            return
        with tables.replacing(lines) as temporary:
            temporary.write_text(
                "".join(f"{line}\n" for line in self.own.apply(_line, axis=1)), encoding="utf-8"
            )


def _line(row: pd.Series) -> str:
    """Say in a line for the terminal which article was set aside, where and why."""
    sentence = f": “{_plain(row['sentence'])}”" if isinstance(row["sentence"], str) else ""
    return f"warning: article {row['article_id']} was set aside in {row['stage']}: {row['error']}{sentence}"


def read(build: Path | str, stages: Sequence[str] = tables.STAGES) -> pd.DataFrame:
    """Read what stages set aside, as table set_aside; one that has not run set aside nothing."""
    folders = [Path(build) / "set_aside" / stage for stage in stages]
    found = [
        tables.read("set_aside", folder) for folder in folders if (folder / "set_aside.parquet").exists()
    ]
    found = [frame for frame in found if len(frame)]
    return pd.concat(found, ignore_index=True) if found else tables.empty("set_aside")


def unread(set_aside: pd.DataFrame, stage: str) -> set[str]:
    """Return the ids of the articles that a stage, or one that it needs, has set aside."""
    return set(set_aside.loc[set_aside["stage"].isin([*NEEDS[stage], stage]), "article_id"])


def left(articles: pd.DataFrame, build: Path | str, stage: str) -> pd.DataFrame:
    """Return the articles that a stage has read."""
    aside = read(build, [*NEEDS[stage], stage])  # a later stage is not looked at: it may be at work
    return articles[~articles["article_id"].isin(unread(aside, stage))].reset_index(drop=True)


# --- which sentence ----------------------------------------------------------------------------------------


def _sentence_ends(source: object) -> list[tuple[int, str]]:
    """Return where each sentence of a text ends (a character) or of a parse (a token), with its words."""
    if not isinstance(source, str):
        return [(s.end, s.text) for s in source.sents if s.text.strip()]
    cuts = [0, *(m.end() for m in _SENTENCE_END.finditer(source)), len(source)]
    return [(b, source[a:b]) for a, b in itertools.pairwise(cuts) if source[a:b].strip()]


def _beginning(source: object, end: int) -> object:
    """The first part of a text or of a parse, to find the sentence on which a rule fails."""
    return source[:end] if isinstance(source, str) else source.beginning(end)


def _fewest(work: Callable[[int], object], count: int, error: Exception, lengths: Sequence[int] = ()) -> int:
    """Find by halving an n for which ``work(n)`` fails as the whole did and ``work(n - 1)`` does not.

    `lengths` says what each n makes to read; if that becomes more than `SEARCHED`, the answer is 0: unknown.
    """
    passes, fails, spent = 0, count, 0
    while fails - passes > 1:
        middle = (passes + fails) // 2
        spent += lengths[middle - 1] if lengths else 0
        if spent > SEARCHED:
            return 0
        try:
            work(middle)
            same = False
        except Exception as other:
            same = type(other) is type(error) and _origin(other) == _origin(error)
        passes, fails = (passes, middle) if same else (middle, fails)
    return fails
