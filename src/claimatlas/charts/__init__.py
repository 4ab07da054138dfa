"""Charts: each a function from tables to a figure and the sentence that it shows."""

from claimatlas.charts.svg import save, write

__all__ = ["save", "write"]
