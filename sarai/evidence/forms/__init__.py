"""The shape of what people fill in: what is put down for intake, and what forms of every app are made of."""

from .documents import checked
from .fields import Line, Prose, Words, a_day, address, languages
from .intake import ColumnsForm, FilesField, IntakeForm, TargetForm, WithdrawForm
from .meanwhile import MEANWHILE, SeenForm
from .taken import keep_unless_taken

__all__ = [
    "MEANWHILE",
    "ColumnsForm",
    "FilesField",
    "IntakeForm",
    "Line",
    "Prose",
    "SeenForm",
    "TargetForm",
    "WithdrawForm",
    "Words",
    "a_day",
    "address",
    "checked",
    "keep_unless_taken",
    "languages",
]
