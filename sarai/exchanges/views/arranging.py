"""The team's pages on which events are set up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sarai.evidence.actions import Busy, digest
from sarai.evidence.forms import MEANWHILE
from sarai.exchanges import actions, queries, tasks
from sarai.exchanges.forms import (
    AgendaFormSet,
    CitiesForm,
    ContributionForm,
    CopyForm,
    EventForm,
    MaterialForm,
    RepeatForm,
    SeriesForm,
    SessionForm,
)
from sarai.exchanges.models import Contribution, Event, Material, Series, Session
from sarai.network.actions import gazetteer, keep_cities
from sarai.network.models import City
from sarai.surveys.queries import zones

from .zones import zone_of

manages = permission_required("exchanges.manage", raise_exception=True)
GET_OR_POST = ["GET", "HEAD", "POST"]


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": str(request.user), "at": timezone.now()}


def _soon(session: Session) -> None:
    """Have people reminded of a session that is new, or was moved."""
    tasks.remind_in_time(session, at=timezone.now())


def _form(request: HttpRequest, form: Any, heading: str, **context: Any) -> HttpResponse:
    context |= {"form": form, "heading": heading}
    return render(request, "exchanges/arrange/form.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
@manages
def series_new(request: HttpRequest) -> HttpResponse:
    """Begin a series."""
    return _series(request, Series(), _("New series"))


@require_http_methods(GET_OR_POST)
@manages
def series_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a series is called and is about."""
    return _series(request, get_object_or_404(Series, slug=slug), _("Change this series"))


def _series(request: HttpRequest, series: Series, heading: str) -> HttpResponse:
    form = SeriesForm(request.POST if request.method == "POST" else None, instance=series)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.keep_series(series=form.instance, **_by(request)))
    return _form(request, form, heading)


@require_http_methods(GET_OR_POST)
@manages
def event_new(request: HttpRequest) -> HttpResponse:
    """Begin an event: a draft, which only the team sees."""
    series = Series.objects.filter(slug=request.GET.get("series", "")).first()
    return _event(request, Event(state=Event.State.DRAFT, registers=True, series=series), _("New event"))


@require_http_methods(GET_OR_POST)
@manages
def event_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what an event is, when it is published, how one takes part."""
    return _event(request, get_object_or_404(Event, slug=slug), _("Change this event"))


def _event(request: HttpRequest, event: Event, heading: str) -> HttpResponse:
    reminded = event.reminders if event.pk else []
    form = EventForm(request.POST if request.method == "POST" else None, instance=event)
    if request.method == "POST" and form.is_valid():
        themes, hosts = form.cleaned_data["themes"], form.hosts_chosen
        kept = actions.keep_event(event=form.instance, themes=themes, hosts=hosts, **_by(request))
        for session in kept.sessions.all():
            tasks.remind_in_time(session, at=timezone.now(), before=reminded)
        messages.success(request, _("Saved."))
        if "timezone" in form.changed_data and kept.sessions.exists():
            messages.info(
                request,
                _("Its sessions begin when they did, which is another time by the new clock. Look at them."),
            )
        return redirect("exchanges:event-arrange", kept.slug)
    return _form(request, form, heading, zones=zones(), event=event if event.pk else None)


@require_safe
@manages
def event_arrange(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about an event on one page, with what is still to be done."""
    event = queries.event_page(slug)
    if event is None:
        raise Http404
    queries.surrounded(event)
    context = {
        "event": event,
        "todo": queries.todo_of(event, timezone.now()),
        "counts": queries.enrolment_counts(event),
        "contribution": ContributionForm(None, event),
        "cities": CitiesForm(initial={"cities": "\n".join(line for line, _city in _taking_part(event))}),
        "material": MaterialForm(None, None, event),
        "copy": CopyForm(initial={"title": event.title, "slug": f"{event.slug[:44]}-2"}),
        "repeat": RepeatForm(),
        "letters": queries.letters_of(event),
        "now": timezone.now(),
    }
    return render(request, "exchanges/arrange/event_arrange.html", context)


def _taking_part(event: Event) -> list[tuple[str, City]]:
    """The cities that take part, each with the line that stands for it."""
    found = event.taking_part.filter(retracted_at=None).select_related("city__country").order_by("pk")
    return [(f"{one.city.name}, {one.city.country.name}", one.city) for one in found]


@require_http_methods(GET_OR_POST)
@manages
def session_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a session."""
    event = get_object_or_404(Event, slug=slug)
    return _session(request, Session(event=event, title=event.title), _("New session"))


@require_http_methods(GET_OR_POST)
@manages
def session_change(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say when a session is, and how one connects; who is going is told of what concerns them."""
    return _session(request, _sitting(slug, number), _("Change this session"))


def _sitting(slug: str, number: int) -> Session:
    return get_object_or_404(Session.objects.select_related("event"), event__slug=slug, number=number)


def _session(request: HttpRequest, session: Session, heading: str) -> HttpResponse:
    form = SessionForm(request.POST if request.method == "POST" else None, instance=session)
    if request.method == "POST" and form.is_valid():
        actions.keep_session(session=form.instance, then=_soon, **_by(request))
        messages.success(request, _("Saved. Who is registered is told of what concerns them."))
        return redirect("exchanges:event-arrange", session.event.slug)
    return _form(request, form, heading, event=session.event)


@require_POST
@manages
def session_cancel(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Cancel a session, let it `hold` after all, or `remove` one that nobody was at."""
    session, verb = _sitting(slug, number), request.POST.get("verb")
    if verb not in ("cancel", "hold", "remove"):
        raise BadRequest("cancel, hold or remove")
    if verb == "remove":
        try:
            actions.remove_session(session=session, **_by(request))
            messages.success(request, _("The session is gone."))
        except ValueError:
            messages.error(request, _("Who was at this session is on record, so it stays. You can cancel it."))
    else:
        actions.set_cancelled(session=session, cancelled=verb == "cancel", then=_soon, **_by(request))
        said = _("The session is cancelled.") if session.cancelled else _("The session takes place.")
        messages.success(request, said)
    return redirect("exchanges:event-arrange", slug)


@require_http_methods(GET_OR_POST)
@manages
def session_agenda(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The parts of a session."""
    session = _sitting(slug, number)
    said = list(session.agenda.values("id", "after", "minutes", "title", "summary"))
    formset = AgendaFormSet(request.POST if request.method == "POST" else None, initial=said)
    state = digest(*map(str, said))
    meanwhile = request.POST.get("seen", state) != state
    if request.method == "POST" and formset.is_valid() and not meanwhile:
        items = [form.cleaned_data for form in formset if form.cleaned_data.get("title")]
        actions.keep_agenda(session=session, items=items, **_by(request))
        messages.success(request, _("Saved."))
        return redirect("exchanges:event-arrange", slug)
    context = {"session": session, "event": session.event, "formset": formset, "seen": state}
    if meanwhile:
        context["meanwhile"] = MEANWHILE
    return render(request, "exchanges/arrange/session_agenda.html", context, status=422 if formset.is_bound else 200)


@require_POST
@manages
def contribution_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Name who speaks, moderates, trains or interprets."""
    event = get_object_or_404(Event, slug=slug)
    form = ContributionForm(request.POST, event)
    if not form.is_valid():
        return _form(request, form, _("Who takes part"), event=event)
    try:
        actions.contribute(event=event, **form.said, **_by(request))
    except Busy as error:
        messages.error(request, str(error))
    return redirect("exchanges:event-arrange", slug)


@require_POST
@manages
def contribution_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take back that somebody takes part."""
    contribution = get_object_or_404(Contribution, event__slug=slug, pk=pk)
    try:
        actions.contribute_no_more(contribution=contribution, **_by(request))
    except Busy as error:
        messages.error(request, str(error))
    return redirect("exchanges:event-arrange", slug)


@require_POST
@manages
def event_cities(request: HttpRequest, slug: str) -> HttpResponse:
    """Say which cities take part as such. A line that is no city is told, and then nothing is changed."""
    event = get_object_or_404(Event, slug=slug)
    form = CitiesForm(request.POST)
    if not form.is_valid():
        return _form(request, form, _("Cities that take part"), event=event)
    read = _cities_of(event, form.cleaned_data["cities"])
    if unknown := [line for line, found in read if found is None]:
        sentence = _("Nobody knows which city this is: %(lines)s. Write it with its country.")
        form.add_error("cities", sentence % {"lines": "; ".join(unknown)})
        return _form(request, form, _("Cities that take part"), event=event)
    numbers = [found for _line, found in read if found is not None]
    keep_cities(numbers)
    try:
        actions.keep_taking_part(event=event, cities=City.objects.filter(pk__in=numbers), **_by(request))
        messages.success(request, _("Saved."))
    except Busy as error:
        messages.error(request, str(error))
    return redirect("exchanges:event-arrange", slug)


def _cities_of(event: Event, text: str) -> list[tuple[str, int | None]]:
    """Lines, and the number of the city that each means; None where nobody knows it. A line that the page itself wrote
    means the city that takes part, whatever else is called like that; of several alike, one after another."""
    held: dict[str, list[int]] = {}
    for line, city in _taking_part(event):
        held.setdefault(line, []).append(city.pk)
    typed = [line.strip() for line in text.splitlines() if line.strip()]
    return [(line, held[line].pop(0) if held.get(line) else gazetteer().resolve(line).place) for line in typed]


@require_POST
@manages
def material_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a recording, slides or a document to a session."""
    event = get_object_or_404(Event, slug=slug)
    form = MaterialForm(request.POST, request.FILES, event)
    if not form.is_valid():
        return _form(request, form, _("What is left of it"), event=event)
    actions.add_material(material=form.instance, **_by(request))
    messages.success(request, _("Added."))
    return redirect("exchanges:event-arrange", slug)


@require_POST
@manages
def material_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take something away that was left of a session."""
    material = get_object_or_404(Material, session__event__slug=slug, pk=pk)
    actions.remove_material(material=material, **_by(request))
    messages.success(request, _("Taken away."))
    return redirect("exchanges:event-arrange", slug)


@require_safe
def material_file(request: HttpRequest, pk: int) -> FileResponse:
    """A file that is left of a session: always a download, never a page of this site."""
    found = Material.objects.select_related("session__event").exclude(file="")
    material = get_object_or_404(found, pk=pk)
    if material.session.event.state == Event.State.DRAFT and not request.user.has_perm("exchanges.manage"):
        raise Http404
    name = f"{' '.join(material.title.split())[:80]}.{material.file.name.rpartition('.')[2]}"
    response = FileResponse(material.file.open(), as_attachment=True, filename=name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
@manages
def event_copy(request: HttpRequest, slug: str) -> HttpResponse:
    """Another event like this one, or the same week after week; drafts all of them."""
    event = get_object_or_404(Event, slug=slug)
    if "times" in request.POST:
        repeat = RepeatForm(request.POST)
        if not repeat.is_valid():
            return _form(request, repeat, _("Repeat it weekly"), event=event)
        made = actions.repeat_weekly(event=event, times=repeat.cleaned_data["times"], then=_soon, **_by(request))
        sentence = ngettext("%(count)d more is there, as a draft.", "%(count)d more are there, as drafts.", len(made))
        messages.success(request, sentence % {"count": len(made)})
        return redirect(event.series or event)
    form = CopyForm(request.POST)
    if not form.is_valid():
        return _form(request, form, _("Another event like this one"), event=event)
    copy = actions.copy_event(event=event, **form.cleaned_data, then=_soon, **_by(request))
    messages.success(request, _("This is the copy, a draft."))
    return redirect("exchanges:event-arrange", copy.slug)


@require_POST
@manages
def event_thank(request: HttpRequest, slug: str) -> HttpResponse:
    """Write to who was registered, with what is left of the event; to nobody twice."""
    event = get_object_or_404(Event, slug=slug)
    links = queries.left_of(event, request.build_absolute_uri)
    count = actions.thank_for(event=event, links=links, at=timezone.now())
    sentence = ngettext("%(count)d person is thanked, once.", "%(count)d people are thanked, each once.", count)
    messages.success(request, sentence % {"count": count})
    return redirect("exchanges:event-arrange", slug)


@require_safe
@manages
def organise(request: HttpRequest) -> HttpResponse:
    """The organisers' desk: what is next, and what is still to be done."""
    context = {"rows": queries.desk_rows(timezone.now()), "zone": zone_of(request)}
    return render(request, "exchanges/arrange/organise.html", context)
