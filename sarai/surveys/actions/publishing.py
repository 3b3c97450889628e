"""Publishing a version of a questionnaire."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.evidence.models import Source
from sarai.network.models import Theme
from sarai.surveys.answering import META, Circular, Engine, key_of
from sarai.surveys.models import Choice, FormFile, Question, Survey, Version
from sarai.surveys.questionnaire import form as shapes
from sarai.surveys.questionnaire.attachments import missing_files, with_files
from sarai.surveys.questionnaire.faults import refuse
from sarai.surveys.questionnaire.form import Form, Path
from sarai.surveys.questionnaire.kinds import answer_kind
from sarai.surveys.questionnaire.languages import by_code, label_of
from sarai.surveys.questionnaire.publishing import publish

from .judging import noted

THEME = "theme"  # the column of the choices sheet that says which theme a choice is about
QUESTIONNAIRE = "questionnaire"  # what a source is by which imported answers were given other questions
_recounts: list[Callable[[Survey, Source], object]] = []


@transaction.atomic
def publish_version(
    *, survey: Survey, data: bytes, name: str, by: str, at: datetime, files: Mapping[str, bytes] | None = None
) -> Version:
    """Publish an uploaded XLSForm or XForm as the newest version of a survey's questionnaire.

    `files` are the pictures and lists that it needs, by name; those of the version before it are taken over where they
    are not given again. Answers that were imported are counted by its questions from now on. The very same file again
    changes nothing. Raises `Refused` with every reason found.
    """
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    before = survey.versions.first()
    sha256 = hashlib.sha256(data).hexdigest()
    if before and before.sha256 == sha256 and not files:
        return before
    published = publish(data, name)
    given = _taken_over(before, published.form) | dict(files or {})
    form = _complete(published.form, given)
    _agree(survey, before, form)
    version = Version.objects.create(
        survey=survey,
        number=before.number + 1 if before else 1,
        version=form.version,
        name=name[:255],
        original=data,
        xform=published.xform,
        sha256=sha256,
        languages=list(form.languages),
        warnings=[str(warning) for warning in published.warnings],
        published_at=at,
        by=by,
    )
    FormFile.objects.bulk_create(
        FormFile(version=version, name=each, content=given[each], md5=_md5(given[each])) for each in form.media
    )
    survey.form_id = form.id
    survey.save(update_fields=["form_id"])
    _note_questions(survey, form)
    _count_anew(survey, by=by, at=at)
    return version


def after_publishing(recount: Callable[[Survey, Source], object]) -> None:
    """Register what counts the answers of imported responses anew, once the survey's questions mean something else."""
    _recounts.append(recount)


def _count_anew(survey: Survey, *, by: str, at: datetime) -> None:
    if survey.responses.filter(submission=None).exists():
        source = noted(QUESTIONNAIRE, survey, reason="", by=by, at=at)
        for recount in _recounts:
            recount(survey, source)


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _taken_over(before: Version | None, form: Form) -> dict[str, bytes]:
    files = before.files.filter(name__in=form.media) if before else ()
    return {file.name: bytes(file.content) for file in files}


def _complete(form: Form, files: Mapping[str, bytes]) -> Form:
    """The form with its lists, after a look at whether it can be asked at all. Raises `Refused`."""
    if missing := missing_files(form, files):
        sentence = _("The form needs files that were not uploaded with it: %(names)s. Upload them together.")
        raise refuse(sentence % {"names": ", ".join(missing)})
    form = with_files(form, files)
    try:
        Engine(form)
    except Circular as circle:
        raise refuse(str(circle), sheet="survey", row=form.rows.get(circle.paths[0], 0)) from circle
    return form


def _agree(survey: Survey, before: Version | None, form: Form) -> None:
    """Refuse a form that is another survey's, or a version that answers could not be told apart by."""
    if survey.form_id and survey.form_id != form.id:
        sentence = _(
            "This survey's form has the form_id “%(known)s”, and this one has “%(new)s”. Write the same form_id, or "
            "make another survey of it."
        )
        raise refuse(sentence % {"known": survey.form_id, "new": form.id}, sheet="settings", row=2, column="form_id")
    other = Survey.objects.filter(form_id=form.id).exclude(pk=survey.pk).first()
    if other:
        sentence = _("The form_id “%(id)s” belongs to the survey “%(title)s”. Give this form another.")
        raise refuse(sentence % {"id": form.id, "title": other.title}, sheet="settings", row=2, column="form_id")
    if survey.versions.filter(version=form.version).exists():
        sentence = _(
            "There is a version “%(version)s” of this form already, and this file is another. Write another version, "
            "so that the answers to the two can be told apart."
        )
        raise refuse(sentence % {"version": form.version}, sheet="settings", row=2, column="version")


def _note_questions(survey: Survey, form: Form) -> None:
    """Remember the questions and choices of a form among those of the survey; what it no longer asks stays."""
    themes = {theme.slug: theme for theme in Theme.objects.all()}
    questions = [_question(survey, form, path, place) for place, path in enumerate(_asked(form))]
    Question.objects.bulk_create(
        questions,
        update_conflicts=True,
        unique_fields=["survey", "path"],
        update_fields=["kind", "role", "label", "labels", "position"],
    )
    known = dict(Question.objects.filter(survey=survey).values_list("path", "pk"))
    # Somebody may have sorted what the form says no theme of.
    held = Choice.objects.filter(question__survey=survey, theme__isnull=False).select_related("theme")
    sorted_since = {(choice.question_id, choice.value): choice.theme for choice in held}
    choices = [
        Choice(
            question_id=known[key_of(path)],
            value=choice.value[:300],
            label=label_of(form, choice.label) or choice.value,
            labels=by_code(choice.label),
            theme=themes.get(choice.columns.get(THEME, "") or choice.value)
            or sorted_since.get((known[key_of(path)], choice.value[:300])),
            position=place,
        )
        for path, question in form.by_path.items()
        for place, choice in enumerate(_choices(form, question))
    ]
    Choice.objects.bulk_create(
        choices,
        update_conflicts=True,
        unique_fields=["question", "value"],
        update_fields=["label", "labels", "theme", "position"],
        batch_size=500,
    )


def _asked(form: Form) -> Iterator[Path]:
    """The paths of all that answers may have: questions in their order, then what is only calculated."""
    yield from form.by_path
    for path, bind in form.binds.items():
        if path in form.by_path or path in form.repeats or path[1:2] in ((), (META,)):
            continue
        if bind.calculate is not None or bind.preload or form.role_of(path):
            yield path


def _question(survey: Survey, form: Form, path: Path, place: int) -> Question:
    asked = form.by_path.get(path)
    return Question(
        survey=survey,
        path=key_of(path)[:300],
        kind=answer_kind(form, path),
        role=form.role_of(path),
        label=label_of(form, asked.label) if asked else path[-1],
        labels=by_code(asked.label) if asked else {},
        position=place,
    )


def _choices(form: Form, question: shapes.Question) -> Iterator[shapes.Choice]:
    """The choices of a question's list, each value once: a list may name one several times, for a filter."""
    seen: set[str] = set()
    for choice in form.lists.get(question.itemset.instance, ()) if question.itemset else ():
        if choice.value not in seen:
            seen.add(choice.value)
            yield choice
