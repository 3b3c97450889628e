"""A form that is still being written: what keeps it from being published, and what can be asked of it already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sarai.surveys.answering import Circular, Engine
from sarai.surveys.questionnaire.attachments import missing_files, with_files
from sarai.surveys.questionnaire.diff import Change, changes
from sarai.surveys.questionnaire.faults import Fault, Refused
from sarai.surveys.questionnaire.form import Form
from sarai.surveys.questionnaire.publishing import publish
from sarai.surveys.questionnaire.simple import SimpleForm, SimpleQuestion, as_json
from sarai.surveys.questionnaire.writing import choice_rows, write_xlsx

Files = frozenset[tuple[str, bytes]]
REMEMBERED = 16  # forms in one process: whoever writes one looks at it several times


@dataclass(frozen=True)
class Preview:
    """A form as it would be published: its logic, or the `faults` that keep it from having any; and the remarks."""

    engine: Engine | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]

    def since(self, before: Form) -> tuple[Change, ...]:
        """What it changes of a published form."""
        return changes(before, self.engine.form) if self.engine is not None else ()


def preview(form: SimpleForm, files: Mapping[str, bytes] | None = None) -> Preview:
    """What would come of publishing a form, with the pictures and lists that it needs."""
    return _preview(_Key(form), frozenset((files or {}).items()), get_language() or "")


class _Key:
    """A form, compared by what it says."""

    def __init__(self, form: SimpleForm) -> None:
        self.form, self.said = form, repr(as_json(form))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.said == other.said

    def __hash__(self) -> int:
        return hash(self.said)


@lru_cache(maxsize=REMEMBERED)
def _preview(key: _Key, files: Files, _language: str) -> Preview:
    given = dict(files)
    try:
        published = publish(write_xlsx(key.form), f"{key.form.id}.xlsx")
        wanted = tuple(map(_lacking, missing_files(published.form, given)))
        engine = Engine(with_files(published.form, given))
    except Refused as refusal:
        return Preview(None, refusal.faults, ())
    except Circular as circle:
        row = published.form.rows.get(circle.paths[0], 0)
        return Preview(None, (Fault("survey", row, "", str(circle)),), ())
    return Preview(engine, wanted, published.warnings)


def _lacking(name: str) -> Fault:
    sentence = _("The form needs the file “%(name)s”. Publish it as an XLSForm, together with its files.")
    return Fault("", 0, "", sentence % {"name": name})


def _said_here(question: SimpleQuestion, fault: Fault) -> Fault:
    """A fault in the words of the editor, where those of a spreadsheet would not help."""
    if question.listed and not question.choices and fault.column == "type":
        return replace(fault, sentence=_("This question has no choices yet."))
    return fault


def by_place(form: SimpleForm, faults: Iterable[Fault]) -> dict[int | None, list[Fault]]:
    """Faults by the place of the row that they are about, counted from 0; None for those about the whole form.

    What is wrong with a choice is said at the first question that offers it.
    """
    listed = choice_rows(form)
    first = {question.listed: place for place, question in reversed(list(enumerate(form.questions)))}
    found: dict[int | None, list[Fault]] = {}
    for fault in faults:
        place = None
        if fault.sheet == "survey" and 0 <= fault.row - 2 < len(form.questions):
            place = fault.row - 2
            fault = _said_here(form.questions[place], fault)
        elif fault.sheet == "choices" and fault.row in listed:
            place = first[listed[fault.row]]
        found.setdefault(place, []).append(fault)
    return found
