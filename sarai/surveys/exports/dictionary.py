"""What was asked: every question with its kind, role and texts in each language, and every choice."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from sarai.evidence.reading.safe import defuse
from sarai.evidence.spreadsheet import Workbook
from sarai.surveys.models import Question, Survey
from sarai.surveys.questionnaire.languages import code
from sarai.surveys.tables.questions import is_personal, questions_of

from .columns import Column
from .hxl import tag
from .spss import codes_of


class Dictionary:
    """The data dictionary of a survey."""

    def __init__(self, survey: Survey):
        self.survey = survey
        self.questions = list(questions_of(survey))
        self.languages = _languages(survey, self.questions)

    def header(self) -> list[str]:
        """What is told of each question and each choice."""
        told = [_("question"), _("choice"), _("type"), _("role"), _("personal"), _("HXL"), _("SPSS code"), _("label")]
        return told + [_("label (%(language)s)") % {"language": language} for language in self.languages]

    def rows(self) -> Iterator[list[str]]:
        """A row for each question, and under it one for each of its choices."""
        for question in self.questions:
            role = question.role
            personal = _("yes") if is_personal(question) else ""
            about = [question.path, "", question.kind, role, personal, tag(Column(question.path, question)), ""]
            yield self._fit([*about, question.label], question.labels)
            codes = codes_of(question) if question.kind == "select_one" else {}
            for choice in question.choices.all():
                number = str(codes.get(choice.value, ""))
                yield self._fit([question.path, choice.value, "", "", "", "", number, choice.label], choice.labels)

    def _fit(self, told: list[str], labels: dict[str, str]) -> list[str]:
        return [str(defuse(cell)) for cell in (*told, *(labels.get(language, "") for language in self.languages))]

    def workbook(self) -> Workbook:
        """The dictionary as a workbook of one sheet."""
        book = Workbook(title=self.survey.title)
        book.sheet(_("Dictionary"), self.header(), self.rows())
        return book


def _languages(survey: Survey, questions: list[Question]) -> list[str]:
    """The languages of a survey, by code: those of its versions first, then what labels have besides."""
    found = [code(name) or name for names in survey.versions.values_list("languages", flat=True) for name in names]
    found += [language for question in questions for language in question.labels]
    return [language for language in dict.fromkeys(found) if language]
