"""One person's answers to a form: as a tree, with the form's logic over it, and checked.

`Engine` is made once for a form. `opened` begins a new set of answers and `Shape.read` reads one that was sent;
`Engine.recompute` calculates; `check` says what is wrong; `answers_of`, `mention_of` and `counted` tell what was said.
"""

from sarai.surveys.answering.checks import Violation, check, from_outside
from sarai.surveys.answering.opening import add_instance, changed, finish, opened
from sarai.surveys.answering.order import Circular
from sarai.surveys.answering.recompute import Engine, State, Trouble
from sarai.surveys.answering.telling import answers_of, consent_of, counted, key_of, mention_of, share_answered
from sarai.surveys.answering.tree import META, Shape, Unreadable, meta, parse_xml, write

__all__ = [
    "META",
    "Circular",
    "Engine",
    "Shape",
    "State",
    "Trouble",
    "Unreadable",
    "Violation",
    "add_instance",
    "answers_of",
    "changed",
    "check",
    "consent_of",
    "counted",
    "finish",
    "from_outside",
    "key_of",
    "mention_of",
    "meta",
    "opened",
    "parse_xml",
    "share_answered",
    "write",
]
