"""Which articles of a corpus are meant: a selection by outlet and date, and those whose claims are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from claimatlas.days import is_iso_date
from claimatlas.errors import ParameterError, shortened
from claimatlas.faults import unread
from claimatlas.files import replacing
from claimatlas.language import is_english
from claimatlas.text import clean

if TYPE_CHECKING:
    import pandas as pd

FILE = "selection.txt"  # in the build folder: what `describe` says
_MOST_NAMED = 6  # outlets named of a selection


def select(
    articles: pd.DataFrame, outlets: list[str] | None = None, since: str = "", until: str = ""
) -> pd.DataFrame:
    """Keep the articles of some outlets and of a span of publication dates.

    Parameters
    ----------
    articles : pandas.DataFrame
        The articles table.
    outlets : list of str, optional
        Names as in articles.csv; none means all.
    since, until : str, optional
        First and last publication date, YYYY-MM-DD, YYYY-MM or YYYY. An article whose date is unknown stays:
        it may lie inside the span. One known to the month or year stays if any day of it does.

    Raises
    ------
    ParameterError
        An outlet is not in the corpus, a date cannot be read, or no article is left.
    """
    outlets = _outlet_names(outlets)
    if unknown := [name for name in outlets if name not in set(articles["outlet"])]:
        known = ", ".join(sorted(set(articles["outlet"])))
        raise ParameterError(f"outlets: {unknown[0]!r} is not in the corpus; it has {known}")
    for name, value in (("since", since), ("until", until)):
        if value and not is_iso_date(value):
            raise ParameterError(f"{name}: {value!r} is not a date; write YYYY-MM-DD, YYYY-MM or YYYY")
    kept = articles[articles["outlet"].isin(outlets)] if outlets else articles
    # ISO dates compare as text; of two dates of unlike precision the common part decides.
    date = kept["published"]
    early = date.map(lambda d: bool(since) and isinstance(d, str) and d[: len(since)] < since[: len(d)])
    late = date.map(lambda d: bool(until) and isinstance(d, str) and d[: len(until)] > until[: len(d)])
    kept = kept[~(early.astype(bool) | late.astype(bool))].reset_index(drop=True)
    if kept.empty:
        raise ParameterError(
            f"no article is left with outlets={outlets}, since={since!r}, until={until!r}; widen them"
        )
    return kept


def about(rows: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table that are about some articles; all as they are where all are, since a large
    table would be there twice."""
    kept = rows["article_id"].isin(articles["article_id"])
    return rows if kept.all() else rows[kept]


def describe(
    articles: pd.DataFrame, total: int, outlets: list[str] | None = None, since: str = "", until: str = ""
) -> str:
    """Say which articles of a corpus `select` kept; "" if it was asked for none in particular.

    Parameters
    ----------
    articles : pandas.DataFrame
        Those that it kept.
    total : int
        How many the corpus has.
    outlets, since, until
        What it was given.

    Returns
    -------
    str
        ``3 of 11 articles: since 2024-03-01, outlets A, B``.
    """
    names = _outlet_names(outlets)
    more = [f"{len(names) - _MOST_NAMED:,} more"] if len(names) > _MOST_NAMED else []
    asked = [f"{word} {day}" for word, day in (("since", since), ("until", until)) if day]
    if names:
        asked.append(f"outlet{'s' * (len(names) > 1)} {', '.join([*names[:_MOST_NAMED], *more])}")
    return f"{len(articles):,} of {total:,} articles: {', '.join(asked)}" if asked else ""


def keep(said: str, build: Path | str) -> None:
    """Write what `describe` says of a run to its build folder, for those that show the run."""
    with replacing(Path(build) / FILE) as path:
        path.write_text(said, encoding="utf-8")


def kept(build: Path | str) -> str:
    """Return what `keep` wrote; "" if nothing was."""
    file = Path(build) / FILE
    return file.read_text(encoding="utf-8") if file.exists() else ""


def once(articles: pd.DataFrame) -> pd.DataFrame:
    """Keep of the copies of a text in one outlet, a page saved twice or a revision, the first.

    A text that two outlets print stays with both, since both print it; whose word it is, is counted in
    `claimatlas.comparison.origins`.
    """
    return articles[~_again(articles)].reset_index(drop=True)


def counted(articles: pd.DataFrame, set_aside: pd.DataFrame | None = None) -> pd.DataFrame:
    """Keep the articles whose claims are read: those of `once` in English, or of no known language.

    Of a run whose table `set_aside` is given, also without those whose claims a rule failed to read.
    """
    left_out = _foreign(articles) | _again(articles)
    if set_aside is not None:
        left_out |= articles["article_id"].isin(unread(set_aside, "claims"))
    return articles[~left_out].reset_index(drop=True)


def uncounted(articles: pd.DataFrame) -> str:
    """Say in a sentence which articles `counted` leaves out, and why; "" if it keeps all."""
    foreign = _foreign(articles)
    others = articles.loc[foreign, "language"].value_counts() if foreign.any() else {}
    again = int((_again(articles) & ~foreign).sum())
    parts = []
    if count := int(foreign.sum()):
        listed = ", ".join(f"{code} {n}" for code, n in sorted(others.items(), key=lambda x: (-x[1], x[0])))
        parts.append(f"{count:,} {'article is' if count == 1 else 'articles are'} not in English ({listed})")
    if again:
        parts.append(f"{again:,} {'repeats a text' if again == 1 else 'repeat texts'} of the same outlet")
    return f"{' and '.join(parts)}: claims are read in none of these." if parts else ""


def _foreign(articles: pd.DataFrame) -> pd.Series:
    """Which articles are in another language than English."""
    codes = articles["language"] if "language" in articles else articles["article_id"].map(lambda key: None)
    return ~codes.map(is_english).astype(bool)


def _again(articles: pd.DataFrame) -> pd.Series:
    """Which articles are copies of one of the same outlet that is there too."""
    outlet = dict(zip(articles["article_id"], articles["outlet"], strict=True))
    of = articles["copy_of"] if "copy_of" in articles else articles["article_id"].map(lambda key: None)
    first = of.map(lambda key: outlet.get(key) if isinstance(key, str) else None)
    return first.eq(articles["outlet"]).astype(bool)


def _outlet_names(outlets: list | None) -> list[str]:
    """The names in the parameter `outlets`: YAML makes a mapping of *[Post: Daily]*, of *[1843]* a number."""
    if outlets is not None and not isinstance(outlets, list | tuple):
        given = (
            "; ".join(f"{k}: {v}" for k, v in outlets.items())
            if isinstance(outlets, dict) else shortened(str(outlets))
        )
        raise ParameterError(f"outlets: {given!r} is not a list; write outlets=[{given}], with brackets")
    names = []
    for name in outlets or []:
        if isinstance(name, dict) and len(name) == 1:
            name = ": ".join(map(str, *name.items()))
        if isinstance(name, bool | dict | list) or name is None:
            raise ParameterError(
                f"outlets: {name!r} is not a name; write it in quotation marks, as in outlets=['Post: Daily']"
            )
        names.append(" ".join(clean(str(name)).split()))
    return names
