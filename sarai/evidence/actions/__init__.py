"""Adding facts and retracting them. Nothing else writes a fact."""

from .entries import Overtaken, entry, retract
from .inserting import Row, digest, insert
from .ledger import Ledger, Reconcile
from .statements import amend
from .superseding import Edition
from .turns import Busy, in_turn
from .withdrawal import Withdrawal, withdraw

__all__ = [
    "Busy",
    "Edition",
    "Ledger",
    "Overtaken",
    "Reconcile",
    "Row",
    "Withdrawal",
    "amend",
    "digest",
    "entry",
    "in_turn",
    "insert",
    "retract",
    "withdraw",
]
