"""Charts: pure functions from the tables to figures, each with a text alternative that states the finding."""

from claimatlas.charts.style import save

__all__ = ["save"]
