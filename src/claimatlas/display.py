"""What notebooks show: sentences, tables and figures, with every text from outside escaped."""

from __future__ import annotations

import html
from pathlib import Path

import pandas as pd
from IPython.display import HTML, display
from matplotlib.figure import Figure


def escape(text: object) -> str:
    """Escape text for HTML, and for the template and script strings that folium and branca wrap around it."""
    return "".join(f"&#{ord(c)};" if c in "`$\\{}" else c for c in html.escape(str(text)))


def say(sentence: str) -> None:
    """Show a sentence that reads a result; `sentence` is plain text."""
    display(HTML(f"<p>{escape(sentence)}</p>"))


def table(frame: pd.DataFrame, caption: str = "") -> None:
    """Show a table, every cell, column name and the caption escaped."""
    head = "".join(f"<th>{escape(c)}</th>" for c in frame.columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(v)}</td>" for v in row) + "</tr>" for row in frame.itertuples(index=False))
    display(HTML(f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"))


def figure(fig: Figure, name: str, folder: Path | str, alt: str) -> None:
    """Save `fig` as ``<folder>/<name>.svg`` and ``.png`` and show the SVG with `alt` as its text alternative."""
    from claimatlas.charts import save

    svg = save(fig, name, folder)
    display(HTML(f'<figure role="img" aria-label="{escape(alt)}">{svg}</figure>'))
