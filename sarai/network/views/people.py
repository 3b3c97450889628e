"""Who is who: suggestions to decide on, merges to take back, people to merge or erase by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.accounts.queries import kept_under
from sarai.network import actions, queries, tasks
from sarai.network.forms.deciding import ErasePersonForm, PairForm, ReasonForm, SuggestionForm
from sarai.network.linkage.reasons import WORDS
from sarai.network.mentions import email_key
from sarai.network.models import LinkSuggestion, Merge, Person

PAGE = 10
MERGES = 25
LATER = "suggestions_put_off"


@require_safe
@permission_required("network.decide", raise_exception=True)
def people_review(request: HttpRequest) -> HttpResponse:
    """Pairs of people who may be one."""
    waiting = queries.suggestions(request.session.get(LATER, []))
    page = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    return render(request, "network/people_review.html", {"page": page, "pairs": _pairs(list(page.object_list))})


def _pairs(suggestions: Sequence[LinkSuggestion]) -> list[dict[str, object]]:
    """Each suggestion with the two people as they are now, side by side."""
    became = queries.whom_they_became({one.left_id for one in suggestions} | {one.right_id for one in suggestions})
    people = queries.profiles(set(became.values()))
    pairs = []
    for one in suggestions:
        left, right = people[became[one.left_id]], people[became[one.right_id]]
        pairs.append(
            {
                "suggestion": one,
                "left": left,
                "right": right,
                "percent": min(99, round(100 * one.probability)),
                "reasons": [WORDS.get(reason, reason) for reason in one.reasons],
                "fields": queries.compare(left, right),
            }
        )
    return pairs


@require_POST
@permission_required("network.decide", raise_exception=True)
def suggestion_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a suggestion: the same person, different people, or later."""
    suggestion = get_object_or_404(LinkSuggestion, pk=pk)
    form = SuggestionForm(request.POST)
    if not form.is_valid():
        return _decided(request, _("This answer could not be read. Please use the buttons of this page."), failed=True)
    answer = form.cleaned_data["answer"]
    if answer == "later":
        request.session[LATER] = [*request.session.get(LATER, []), pk][-500:]
        return _decided(request, _("Put off: it comes last from now on."))
    now = timezone.now()
    try:
        actions.decide_suggestion(
            suggestion=suggestion,
            same=answer == "same",
            reason=form.cleaned_data["reason"],
            by=str(request.user),
            at=now,
            known=now,
        )
    except ValueError as error:
        return _decided(request, f"{error} {_who_decided(pk)}".strip(), failed=True)
    done = _("Merged: they count as one person.") if answer == "same" else _("Kept apart: they count as two people.")
    return _decided(request, done, undo=answer == "same")


def _who_decided(pk: int) -> str:
    suggestion = LinkSuggestion.objects.select_related("decided").get(pk=pk)
    if suggestion.decided is None:
        return ""
    said = {"answer": suggestion.get_state_display(), "by": suggestion.decided.by or "—"}
    return _("The answer was “%(answer)s”, by %(by)s.") % said


def _decided(request: HttpRequest, sentence: str, *, failed: bool = False, undo: bool = False) -> HttpResponse:
    if request.headers.get("HX-Request"):
        context = {"sentence": sentence, "failed": failed, "undo": undo}
        return render(request, "network/people_review.html#decided", context)
    messages.add_message(request, messages.ERROR if failed else messages.SUCCESS, sentence)
    return redirect("network:people-review")


@require_safe
@permission_required("network.decide", raise_exception=True)
def merge_list(request: HttpRequest) -> HttpResponse:
    """Every merge, who decided it and why, and whether it was taken back."""
    page = Paginator(queries.merges(), MERGES).get_page(request.GET.get("page"))
    people = queries.first_profiles({m.kept_id for m in page} | {m.absorbed_id for m in page})
    rows = [{"merge": m, "kept": people[m.kept_id], "absorbed": people[m.absorbed_id]} for m in page]
    return render(request, "network/merge_list.html", {"page": page, "rows": rows})


@require_POST
@permission_required("network.decide", raise_exception=True)
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back."""
    merge = get_object_or_404(Merge, pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please say why you take this merge back."))
        return redirect("network:merge-list")
    now = timezone.now()
    try:
        actions.undo_merge(merge=merge, reason=form.cleaned_data["reason"], by=str(request.user), at=now, known=now)
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The merge was taken back: they are two people again."))
    return redirect("network:merge-list")


@require_safe
@permission_required("network.decide", raise_exception=True)
@ratelimit(group="people-search", key="user", rate="60/m")
def person_search(request: HttpRequest) -> HttpResponse:
    """Find people by address or name, to put two of them side by side. Those chosen before stay chosen."""
    search = request.GET.get("q", "").strip()[:100]
    chosen = [int(n) for n in request.GET.getlist("people")[:10] if n.isdecimal() and len(n) < 19]
    people = queries.profiles(chosen)
    context = {
        "search": search,
        "chosen": [person for person in people.values() if person.records],
        "found": [person for person in queries.people_found(search) if person.person not in people],
        "limit": queries.FOUND_PEOPLE,
        "elsewhere": _elsewhere(search),
    }
    return render(request, "network/person_search.html", context)


def _elsewhere(search: str) -> str:
    """The address that was sought, where it stands in no record and something else is kept under it; else ""."""
    address = email_key(search)
    return address if "@" in address and not queries.person_under(address) and kept_under(address) else ""


@require_safe
@permission_required("network.decide", raise_exception=True)
def person_compare(request: HttpRequest) -> HttpResponse:
    """Two people side by side."""
    form = PairForm(request.GET)
    if not form.is_valid():
        messages.error(request, _("Choose exactly two people."))
        return redirect("network:person-search")
    left, right = queries.profiles(form.cleaned_data["people"]).values()
    if not (left.records and right.records):
        raise Http404
    context = {"left": left, "right": right, "fields": queries.compare(left, right), "form": ReasonForm()}
    return render(request, "network/person_compare.html", context)


@require_POST
@permission_required("network.decide", raise_exception=True)
def person_merge(request: HttpRequest) -> HttpResponse:
    """Merge two people who were found by hand."""
    pair, why = PairForm(request.POST), ReasonForm(request.POST)
    if not (pair.is_valid() and why.is_valid()):
        messages.error(request, _("Nothing was merged: choose exactly two people, and say why they are one."))
        return redirect("network:person-search")
    kept, absorbed = (get_object_or_404(Person, pk=pk) for pk in pair.cleaned_data["people"])
    now = timezone.now()
    try:
        merge = actions.merge_people(
            kept=kept, absorbed=absorbed, reason=why.cleaned_data["reason"], by=str(request.user), at=now, known=now
        )
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("network:person-search")
    messages.success(request, _("Merged: they count as one person.") if merge else _("They are one person already."))
    return redirect("network:merge-list")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("network.decide", raise_exception=True)
def person_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Blank what says who somebody is, once it is typed again whom it is about."""
    person = get_object_or_404(Person, pk=pk)
    profile = queries.profiles([pk])[pk]
    if person.erased_at or not profile.records:
        raise Http404
    expected = next(iter(profile.stated["email"] + profile.stated["name"]), f"#{pk}")
    return _erase(request, {"profile": profile, "expected": expected}, partial(actions.erase_person, person=person))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("network.decide", raise_exception=True)
def address_erase(request: HttpRequest) -> HttpResponse:
    """Erase what is kept under an address that stands in no record: an account, an entry, letters."""
    address = email_key(request.GET.get("email", ""))
    person = queries.person_under(address)
    if person is not None:
        return redirect("network:person-erase", person.pk)
    if not (address and kept_under(address)):
        raise Http404
    return _erase(request, {"expected": address}, partial(actions.erase_address, email=address))


def _erase(request: HttpRequest, about: dict[str, object], erase: Callable[..., int]) -> HttpResponse:
    """Erase somebody, once what stands under "expected" is typed again."""
    form = ErasePersonForm(request.POST or None, expected=str(about["expected"]))
    if request.method == "POST" and form.is_valid():
        try:
            count = erase(reason=form.cleaned_data["reason"], by=str(request.user), at=timezone.now())
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            tasks.sweep_files.enqueue()
            of_records = _("Erased: %(count)s records no longer say who they are about.") % {"count": count}
            messages.success(
                request, of_records if count else _("Erased: nothing is kept under this address any more.")
            )
            return redirect("network:person-search")
    context = about | {"form": form}
    return render(request, "network/person_erase.html", context, status=422 if form.errors else 200)
