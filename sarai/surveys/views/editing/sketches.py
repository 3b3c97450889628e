"""The working copy of a questionnaire: begun, shown as a list, changed row by row, downloaded, published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import quote

from django.conf.locale import LANG_INFO
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.surveys import actions, pages, queries
from sarai.surveys.actions import ChangedMeanwhile
from sarai.surveys.forms import BeginForm
from sarai.surveys.models import Sketch, Survey
from sarai.surveys.questionnaire import editing
from sarai.surveys.questionnaire.beginnings import BEGINNINGS, beginning
from sarai.surveys.questionnaire.faults import Refused
from sarai.surveys.questionnaire.sheets import clean
from sarai.surveys.questionnaire.simple import BEGIN, END, SimpleForm, SimpleQuestion, from_json
from sarai.surveys.questionnaire.writing import read_simple, write_xlsx
from sarai.surveys.views.managing import manages

from .filling import cleaned
from .wording import KINDS, lines, tongue_called

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EMPTY, PUBLISHED, UPLOADED = "empty", "published", "uploaded"
Change = Callable[[SimpleForm], SimpleForm]


class Desk:
    """A working copy as the pages about it need it."""

    def __init__(self, survey: Survey, sketch: Sketch) -> None:
        self.survey, self.sketch = survey, sketch
        self.form = from_json(sketch.form)
        self.newest = queries.newest(self.survey)

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The files of the newest version, which the next one takes over."""
        return {file.name: bytes(file.content) for file in self.newest.files.all()} if self.newest else {}

    @cached_property
    def preview(self) -> pages.Preview:
        """What would come of publishing it."""
        return pages.preview(self.form, self.files)

    def context(self) -> dict[str, object]:
        """What every page about it says."""
        return {"survey": self.survey, "sketch": self.sketch, "form": self.form, "newest": self.newest}


def desk_of(slug: str) -> Desk | None:
    """The working copy of a survey, if there is one. Raises Http404 if there is no such survey."""
    survey = get_object_or_404(Survey, slug=slug)
    sketches = Sketch.objects.select_related("version").defer("version__original", "version__xform")
    sketch = sketches.filter(survey=survey).first()
    return Desk(survey, sketch) if sketch else None


def begin_first(slug: str) -> HttpResponse:
    """Where who asks for a working copy that is not there is led."""
    return redirect("surveys:sketch-begin", slug)


@require_http_methods(["GET", "HEAD", "POST"])
@manages
@ratelimit(group="publish", key="user", rate="30/m", method="POST")
def sketch_begin(request: HttpRequest, slug: str) -> HttpResponse:
    """What to begin with: nothing, a questionnaire of ours, the newest version, or an XLSForm."""
    survey = get_object_or_404(Survey, slug=slug)
    form = BeginForm(request.POST or None, request.FILES or None)
    faults: tuple[object, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            return _begin(request, survey, form)
        except Refused as refusal:
            faults = refusal.faults
    context = {
        "survey": survey,
        "sketch": Sketch.objects.filter(survey=survey).first(),
        "newest": queries.newest(survey),
        "beginnings": [(name, words, _spoken(beginning(name))) for name, words in BEGINNINGS.items()],
        "filled": form,
        "faults": faults,
    }
    return render(request, "surveys/edit/sketch_begin.html", context, status=422 if faults or form.errors else 200)


def _spoken(form: SimpleForm) -> str:
    return ", ".join(form.languages)


def _begin(request: HttpRequest, survey: Survey, form: BeginForm) -> HttpResponse:
    chosen, version = form.cleaned_data["begin"], None
    title = clean(survey.title)
    begun = SimpleForm(survey.slug, title, version="1")
    if chosen in BEGINNINGS:
        begun = replace(beginning(chosen), id=survey.slug, title=title)
    elif chosen == PUBLISHED:
        version = survey.versions.first()
        begun = read_simple(bytes(version.original), version.name) if version else begun
    elif chosen == UPLOADED:
        upload = form.cleaned_data["form"]
        begun = read_simple(upload.read(), upload.name)
    actions.begin_sketch(survey=survey, form=begun, version=version, by=str(request.user), at=timezone.now())
    messages.success(request, _("The working copy is kept. Nobody sees it until it is published."))
    return redirect("surveys:sketch-detail", survey.slug)


@require_safe
@manages
def sketch_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions in their order, each with what keeps the form from being published."""
    desk = desk_of(slug)
    if desk is None:
        return begin_first(slug)
    found = pages.by_place(desk.form, desk.preview.faults)
    context = desk.context() | {
        "lines": lines(desk.form, found),
        "faults": found.get(None, []),
        "open": len(desk.preview.faults),
        "kinds": KINDS.items(),
    }
    return render(request, "surveys/edit/sketch_detail.html", context)


@require_POST
@manages
def sketch_step(request: HttpRequest, slug: str) -> HttpResponse:
    """One step: a row added, moved, copied or taken away; or the last step undone."""
    survey = get_object_or_404(Survey, slug=slug)
    what, place = request.POST.get("do", ""), _number(request.POST.get("place"))
    by, at = str(request.user), timezone.now()
    try:
        if what == "undo":
            step = _number(request.POST.get("step"))
            actions.undo_sketch(survey=survey, step=step, by=by, at=at)
        elif what == "add":
            return _add(request, survey, place)
        else:
            step_taken = _Step(what, place, request.POST.get("was", ""))
            actions.change_sketch(survey=survey, change=step_taken, by=by, at=at)
            place = step_taken.after
    except Sketch.DoesNotExist:
        return begin_first(slug)
    except ChangedMeanwhile as changed:
        sentence = _("Nothing was done: %(name)s changed the questionnaire meanwhile. This is how it is now.")
        messages.warning(request, sentence % {"name": changed.by})
    except LookupError:
        sentence = _("Nothing was done: this row was changed or taken away meanwhile. This is how the form is now.")
        messages.warning(request, sentence)
    return redirect(f"{reverse('surveys:sketch-detail', args=[slug])}#row-{place + 1}")


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 0


class _Step:
    """A change of one row. Raises LookupError if the row is not as it was; `after` is where it is afterwards."""

    def __init__(self, what: str, place: int, was: str) -> None:
        self.what, self.place, self.was, self.after = what, place, was, place

    def __call__(self, form: SimpleForm) -> SimpleForm:
        place = editing.found(form, self.place, self.was)
        if place is None:
            raise LookupError
        row = form.questions[place]
        match self.what:
            case "up" | "down":
                form = editing.moved(form, place, -1 if self.what == "up" else 1)
                self.after = next(at for at, one in enumerate(form.questions) if one is row)
            case "copy" if row.type not in END:
                self.after = editing.block(form, place)
                form = editing.copied(form, place)
            case "remove" if row.type not in END:
                self.after = max(place - 1, 0)
                form = editing.removed(form, place)
        return form


def _add(request: HttpRequest, survey: Survey, place: int) -> HttpResponse:
    kind = request.POST.get("type", "")
    if kind not in KINDS:
        return redirect("surveys:sketch-detail", survey.slug)
    added = SimpleQuestion("group" if kind in BEGIN else "", kind)
    sketch = actions.change_sketch(
        survey=survey,
        change=lambda form: editing.added(form, added, min(place, len(form.questions))),
        by=str(request.user),
        at=timezone.now(),
    )
    place = min(place, len(sketch.form["questions"]) - (2 if kind in BEGIN else 1))
    return redirect("surveys:sketch-question", survey.slug, place + 1)


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def sketch_about(request: HttpRequest, slug: str) -> HttpResponse:
    """The form's title and its languages."""
    desk = desk_of(slug)
    if desk is None:
        return begin_first(slug)
    faults: dict[str, str] = {}
    if request.method == "POST":
        change, faults = _about(desk.form, cleaned(request.POST))
        if not faults:
            actions.change_sketch(survey=desk.survey, change=change, by=str(request.user), at=timezone.now())
            return redirect("surveys:sketch-detail", slug)
    known = sorted(
        f"{info['name_local'].capitalize()} ({key})" for key, info in LANG_INFO.items() if "name_local" in info
    )
    context = desk.context() | {
        "tongues": [tongue_called(each) for each in desk.form.languages],
        "faults": faults,
        "given": request.POST,
        "known": known,
    }
    return render(request, "surveys/edit/sketch_about.html", context, status=422 if faults else 200)


def _about(form: SimpleForm, posted: Mapping[str, str]) -> tuple[Change, dict[str, str]]:
    """The change that is asked for, and sentences about what cannot be, by field."""
    title, added = " ".join(posted.get("title", "").split()), " ".join(posted.get("added", "").split())
    gone = {each for number, each in enumerate(form.languages) if f"gone-{number}" in posted}
    names = {
        each: "" if each in gone else " ".join(posted.get(f"language-{number}", each).split()) or each
        for number, each in enumerate(form.languages)
    }
    faults = {}
    kept = [name for name in names.values() if name] + ([added] if added else [])
    if not title:
        faults["title"] = _("The form needs a title.")
    if len(set(kept)) < len(kept):
        faults["added"] = _("Two languages would have the same name.")
    if any("::" in name for name in kept):
        faults["added"] = _("The name of a language has no “::” in it.")
    if form.languages and not kept:
        faults["added"] = _("One language must stay.")
    default = posted.get("default", form.default_language)

    def change(now: SimpleForm) -> SimpleForm:
        return replace(editing.with_languages(now, names, added, default), title=title)

    return change, faults


@require_safe
@manages
def sketch_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The working copy as an XLSForm."""
    desk = desk_of(slug)
    if desk is None:
        return begin_first(slug)
    response = HttpResponse(write_xlsx(desk.form), content_type=XLSX)
    name = f"{desk.form.id}.xlsx"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@manages
@ratelimit(group="publish", key="user", rate="30/m", method="POST")
def sketch_publish(request: HttpRequest, slug: str) -> HttpResponse:
    """What publishing would change, and what is to be known before; and the publishing."""
    desk = desk_of(slug)
    if desk is None:
        return begin_first(slug)
    faults = desk.preview.faults
    if request.method == "POST":
        try:
            return _publish(request, desk.survey, _number(request.POST.get("step")))
        except Refused as refusal:
            faults = refusal.faults
        except ChangedMeanwhile as changed:
            sentence = _("Nothing was published: %(name)s changed the questionnaire meanwhile. Look at it again.")
            messages.warning(request, sentence % {"name": changed.by})
            return redirect("surveys:sketch-publish", slug)
    before = queries.engine_of(desk.newest.pk).form if desk.newest else None
    context = desk.context() | {
        "faults": faults,
        "warnings": desk.preview.warnings,
        "changes": desk.preview.since(before) if before else (),
        "questions": len(desk.preview.engine.form.by_path) if desk.preview.engine else 0,
    }
    return render(request, "surveys/edit/sketch_publish.html", context, status=422 if request.method == "POST" else 200)


def _publish(request: HttpRequest, survey: Survey, step: int) -> HttpResponse:
    version = actions.publish_sketch(survey=survey, step=step, by=str(request.user), at=timezone.now())
    messages.success(request, _("Version %(version)s is published.") % {"version": version.version or version.number})
    return redirect("surveys:version-detail", survey.slug, version.number)
