"""The engine: a declared measure, asked of a scope as of a date, answered out of records.

Declare with `Indicator`, `Share`, `Ranked`, `Least`, `Tally` and `Beside`; ask with `Question`; `answer` gives the
`Figure`, `breakdown` its cells (`crossed`: by two dimensions), `rows` the records behind it and `why_moved` what
changed it between two dates.
"""

from .answer import Cell, Figure, Reconsidered, Value, answer, ask, breakdown, crossed, rows
from .declare import (
    Attributes,
    Beside,
    Dimension,
    Distinct,
    Doubt,
    Indicator,
    Least,
    Ranked,
    Rows,
    ScopeKind,
    Share,
    Subject,
    Tally,
    Total,
    Unit,
    declare,
    dimension,
    discover,
    indicator,
    indicators,
    scope_kinds,
)
from .memory import is_remembered, remembered
from .question import Question, Scope, UnknownScope
from .restate import Step, moments, why_moved
from .tables import Known

__all__ = [
    "Attributes",
    "Beside",
    "Cell",
    "Dimension",
    "Distinct",
    "Doubt",
    "Figure",
    "Indicator",
    "Known",
    "Least",
    "Question",
    "Ranked",
    "Reconsidered",
    "Rows",
    "Scope",
    "ScopeKind",
    "Share",
    "Step",
    "Subject",
    "Tally",
    "Total",
    "Unit",
    "UnknownScope",
    "Value",
    "answer",
    "ask",
    "breakdown",
    "crossed",
    "declare",
    "dimension",
    "discover",
    "indicator",
    "indicators",
    "is_remembered",
    "moments",
    "remembered",
    "rows",
    "scope_kinds",
    "why_moved",
]
