"""Reading files that somebody else made: what `open_book` returns, refuses and limits."""

from sarai.evidence.reading.book import HEAD_LINES, Book, Head, Line, Sheet
from sarai.evidence.reading.limits import Limits
from sarai.evidence.reading.opening import open_book
from sarai.evidence.reading.problems import Ambiguous, Problem, Severity, Unreadable, Where

__all__ = [
    "HEAD_LINES",
    "Ambiguous",
    "Book",
    "Head",
    "Limits",
    "Line",
    "Problem",
    "Severity",
    "Sheet",
    "Unreadable",
    "Where",
    "open_book",
]
