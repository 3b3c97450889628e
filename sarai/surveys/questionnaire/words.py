"""What pyxform says, said again for the person who wrote the form; its own words stay beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sarai.surveys.questionnaire.faults import Fault

_ROW = re.compile(r"\[row ?: ?(\d+)\]")
_SHEET = re.compile(r"[Oo]n the '(\w+)' sheet|for sheet: '(\w+)'")
_NAMED = re.compile(r"(?:named|[Qq]uestion) '?(?:\$\{)?([\w.-]*\w)")
_COLUMN = re.compile(r"the '([^']+)' value")

_ERRORS = tuple(
    (re.compile(pattern, re.DOTALL), sentence)
    for pattern, sentence in (
        (r"headers were not found: (?P<a>.+?)\. ", gettext_noop("The sheet lacks a column that it needs: %(a)s.")),
        (
            r"different names for the same column were found: '(?P<a>.+?)', '(?P<b>.+?)'",
            gettext_noop("The headers “%(a)s” and “%(b)s” mean the same column. Remove one."),
        ),
        (
            r"Names must begin with a letter",
            gettext_noop("This cannot be a name: one begins with a letter and has no space or mark in it."),
        ),
        (
            r"Choice names must be unique",
            gettext_noop("The list has this value already. Every choice of a list needs a value of its own."),
        ),
        (
            r"List name not in \w+ sheet: (?P<a>\S+)",
            gettext_noop("The sheet “choices” has no list “%(a)s”."),
        ),
        (r"missing header row", gettext_noop("The sheet has no header row.")),
        (
            r"Column headers must not be empty and must not contain spaces",
            gettext_noop("The header of this column is empty or has a space in it. Write an underscore instead."),
        ),
        (
            r"must be a number",
            gettext_noop("Every parameter of this question must be a number."),
        ),
        (
            r"For the 'range' question type",
            gettext_noop("The parameters of this range do not fit one another: start, end, step and the rest."),
        ),
        (
            r"Parameters must be in the form",
            gettext_noop("Parameters are written “key=value”, with spaces only between them."),
        ),
        (
            r"The accepted parameter keys for this question type are '(?P<a>.*?)'\. .*?'(?P<b>.*?)'",
            gettext_noop("This type does not know the parameter %(b)s; it knows: %(a)s."),
        ),
        (
            r"The survey element named '(?P<a>.+?)' has no label or hint",
            gettext_noop("The question “%(a)s” has neither a label nor a hint, so nobody would know what is asked."),
        ),
        (
            r"To use big-image, you must also specify an image .*named (?P<a>\S+?)\.",
            gettext_noop("“%(a)s” has a big-image, but no image that it would be the larger copy of."),
        ),
        (
            r"Choice filter not supported",
            gettext_noop("A choice_filter cannot stand together with “or_other” or the appearance “table-list”."),
        ),
        (r"list names don't match", gettext_noop("All questions of a table-list must have the same list of choices.")),
        (
            r"the 'trigger' value",
            gettext_noop("The trigger of this row must be one question of the form, written “${name}”."),
        ),
        (
            r"Reference variables must start with",
            gettext_noop("A reference to a question is written “${name}”: this one has no end or no name."),
        ),
        (
            r"same instance id will be generated",
            gettext_noop("Two files, or a file and a list, have the same name. Rename one of them."),
        ),
        (r"Instance names must be unique", gettext_noop("The same file is attached twice. Remove one of the rows.")),
        (
            r"trigger",
            gettext_noop("The trigger of this row must be one question of the form, written “${name}”."),
        ),
        (
            r"must be set to true or false|must have an integer value|must be set to",
            gettext_noop("A parameter of this question has a value that it cannot have."),
        ),
        (r"must have a numeric value", gettext_noop("Every parameter of this question must be a number.")),
        (r"empty id_string", gettext_noop("The form needs a form_id.")),
    )
)

_SILENT = re.compile(
    r"is missing the (survey|choices)|max-pixels|has no label|do not contain valid machine-readable"
    r"|Row without name, text, or label|if you do not mean to include a sheet",
    re.IGNORECASE | re.DOTALL,
)
_WARNINGS = tuple(
    (re.compile(pattern, re.DOTALL), sentence)
    for pattern, sentence in (
        (
            r"uses or_other and translations",
            gettext_noop("“or_other” adds the words “Other” and “Specify other.” in English only."),
        ),
        (
            r"case-insensitive match",
            gettext_noop("Two names differ only in capital letters, which some programs take for the same."),
        ),
        (r"no longer supported on most devices", gettext_noop("Devices no longer tell this; the answer stays empty.")),
        (
            r"Choices should have a label",
            gettext_noop("This choice has no label: people see its value."),
        ),
        (r"form_id and id_string", gettext_noop("The settings give the form's identifier twice; form_id counts.")),
        (r"header is not part of the current spec", gettext_noop("“disabled” still works, but “relevant” is better.")),
        (
            r"only meant for filtered selects",
            gettext_noop("The list is in a file, but the question has no choice_filter."),
        ),
    )
)


def error(text: str, rows: Mapping[str, int]) -> Fault:
    """The fault that a message of pyxform's is about. What is not recognised is given a general sentence.

    `rows` are those of the questions by name, for messages that name one and tell no row.
    """
    fault = _placed(text, _said(text))
    named = _NAMED.search(text)
    if not fault.row and named and named[1] in rows:
        return replace(fault, sheet="survey", row=rows[named[1]])
    return fault


def _said(text: str) -> str:
    for pattern, sentence in _ERRORS:
        if matched := pattern.search(text):
            return _(sentence) % {key: value or "" for key, value in matched.groupdict().items()}
    return _("The converter of XLSForms refuses this; its own words follow.")


def warnings(texts: Iterable[str]) -> Iterator[Fault]:
    """The warnings of pyxform that are not said better elsewhere."""
    for text in dict.fromkeys(texts):
        if _SILENT.search(text):
            continue
        said = next((_(sentence) for pattern, sentence in _WARNINGS if pattern.search(text)), "")
        yield _placed(text, said or _("The converter of XLSForms remarks on this; its own words follow."))


def _placed(text: str, sentence: str) -> Fault:
    row, sheet, column = _ROW.search(text), _SHEET.search(text), _COLUMN.search(text)
    name = next((group for group in sheet.groups() if group), "") if sheet else ""
    return Fault(
        name or ("survey" if row else ""), int(row[1]) if row else 0, column[1] if column else "", sentence, text
    )
