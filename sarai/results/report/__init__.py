"""Reports: declared as data, filled in by the engine, shown on a page and typeset as a PDF.

compose(HIGHLIGHTS, year)   the report of a year, every figure with its evidence
typeset(document)           its PDF
chart(table)                one of its breakdowns, drawn for a page
"""

from sarai.evidence.printing import Typeset

from .compose import compose
from .document import Document, Table
from .highlights import HIGHLIGHTS
from .pictures import chart
from .typesetting import pages, typeset

__all__ = ["HIGHLIGHTS", "Document", "Table", "Typeset", "chart", "compose", "pages", "typeset"]
