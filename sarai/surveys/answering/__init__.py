"""One person's answers to a form: as a tree, with the form's logic over it, and checked.

`Engine` is made once for a form. `opened` begins a new set of answers and `Shape.read` reads one that was sent;
`Engine.recompute` calculates; `check` says what is wrong.
"""

from sarai.surveys.answering.checks import Violation, check
from sarai.surveys.answering.opening import add_instance, changed, finish, opened
from sarai.surveys.answering.order import Circular
from sarai.surveys.answering.recompute import Engine, State, Trouble
from sarai.surveys.answering.tree import Shape, Unreadable, write

__all__ = [
    "Circular",
    "Engine",
    "Shape",
    "State",
    "Trouble",
    "Unreadable",
    "Violation",
    "add_instance",
    "changed",
    "check",
    "finish",
    "opened",
    "write",
]
