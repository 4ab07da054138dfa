"""The report: one page that can be sent to anybody, the notebooks as pages, and the exports beside them."""

from claimatlas.report.build import build
from claimatlas.report.reading import ReportError

__all__ = ["ReportError", "build"]
