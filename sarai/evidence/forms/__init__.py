"""The shape of what people fill in: what is put down for intake, and what forms of every app are made of."""

from .documents import checked
from .fields import Line, Prose, Words, a_day, address, languages
from .intake import ColumnsForm, FilesField, IntakeForm, TargetForm, WithdrawForm
from .language_names import LanguagesField, code_of
from .meanwhile import MEANWHILE, SeenForm
from .taken import keep_unless_taken

__all__ = [
    "MEANWHILE",
    "ColumnsForm",
    "FilesField",
    "IntakeForm",
    "LanguagesField",
    "Line",
    "Prose",
    "SeenForm",
    "TargetForm",
    "WithdrawForm",
    "Words",
    "a_day",
    "address",
    "checked",
    "code_of",
    "keep_unless_taken",
    "languages",
]
