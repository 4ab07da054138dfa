"""Charts: each a function from tables to a figure and the sentence that it shows."""

from claimatlas.charts.kept import write
from claimatlas.charts.svg import save

__all__ = ["save", "write"]
