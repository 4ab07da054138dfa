"""Exploring a run in JupyterLab: choose, see the map, a chart and the claims follow, correct what is
wrong.
"""

import os
from pathlib import Path

from claimatlas.explore.atlas import Atlas, Choice
from claimatlas.explore.correct import correct_claim, correct_place
from claimatlas.explore.draw import article_html, card_html, chart_svg, map_svg, pins, row_text

__all__ = [
    "Atlas",
    "Choice",
    "article_html",
    "card_html",
    "chart_svg",
    "correct_claim",
    "correct_place",
    "explore",
    "folders",
    "map_svg",
    "pins",
    "row_text",
]


def folders(corpus: str, build: str) -> tuple[str, str]:
    """Return the folders to open: those given, or those of the corpus that ``make lab CORPUS=…`` was called
    with.

    Of originals it is their own folder: what is corrected lies beside them, as `make review` has it.
    """
    called, made = (os.environ.get(name, "") for name in ("CLAIMATLAS_REVIEWED", "CLAIMATLAS_BUILD"))
    if not called:
        return corpus, build
    return (Path("..") / called).as_posix(), (Path("..") / made).as_posix()


def explore(corpus: str, build: str) -> object:
    """Return the panel on a run as a widget; see `claimatlas.explore.panel.Panel`."""
    from claimatlas.explore.panel import Panel

    return Panel(Atlas.read(build), corpus).widget
