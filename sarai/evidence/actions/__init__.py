"""Adding facts and retracting them. Nothing else writes a fact."""

from .inserting import Row, digest, insert
from .ledger import Ledger, Reconcile
from .superseding import Edition
from .turns import Busy, in_turn, wait_for_turn
from .withdrawal import Withdrawal, withdraw

__all__ = [
    "Busy",
    "Edition",
    "Ledger",
    "Reconcile",
    "Row",
    "Withdrawal",
    "digest",
    "in_turn",
    "insert",
    "wait_for_turn",
    "withdraw",
]
