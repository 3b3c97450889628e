"""Single responses: found, looked at with everything that is known of them, and reviewed with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from sarai.evidence.formats import label
from sarai.surveys import actions, queries
from sarai.surveys.models import Question, Response, Survey
from sarai.surveys.rules import CRITERIA, REJECTED
from sarai.surveys.tables.asked import language_name, published_rule
from sarai.surveys.tables.browsing import Browsing, judgement
from sarai.surveys.tables.questions import is_personal, name_of, questions_of, values_of
from sarai.surveys.tables.sought import COUNTS, COUNTS_NOT, NOT_SAID, Review, Sought

from . import telling
from .answersheet import Sheet, changed, violations

PAGE = 25
ASKED_FOR = frozenset({"select_one", "select_multiple", "rank", "acknowledge"})  # kinds that are sought by a choice
reads = permission_required("surveys.view_answers", raise_exception=True)


@dataclass(frozen=True)
class Desk:
    """What every page about single responses stands on: the survey, what is sought, and who looks."""

    survey: Survey
    sought: Sought
    personal: bool

    @classmethod
    def of(cls, request: HttpRequest, slug: str) -> Desk:
        """What an address asks; 404 with a sentence for what cannot be sought."""
        survey = get_object_or_404(Survey, slug=slug)
        try:
            sought = Sought.read(request.GET.dict())
        except ValueError as error:
            raise Http404(str(error)) from None
        return cls(survey, sought, request.user.has_perm("evidence.view_personal"))

    @cached_property
    def questions(self) -> list[Question]:
        """The questions of the survey, with their choices."""
        return list(questions_of(self.survey))

    @cached_property
    def browsing(self) -> Browsing:
        """The responses that are sought."""
        return Browsing(self.survey, self.sought, self.questions, self.personal)

    @property
    def query(self) -> str:
        """What is sought, behind an address."""
        return f"?{urlencode(self.sought.params)}" if self.sought.params else ""

    def url(self, name: str = "response-list", *args: int) -> str:
        """The address of a page about these responses, with what is sought."""
        return reverse(f"surveys:{name}", args=[self.survey.slug, *args]) + self.query


class _Found:
    """What is found, as a list of which the paginator asks for a part."""

    def __init__(self, browsing: Browsing):
        self._browsing = browsing

    def count(self) -> int:
        return self._browsing.count()

    def __len__(self) -> int:
        return self._browsing.count()

    def __getitem__(self, part: slice) -> Sequence[tuple[int, str]]:
        return self._browsing.page(part.start, part.stop - part.start)


@require_safe
@reads
def response_list(request: HttpRequest, slug: str) -> HttpResponse:
    """The responses that are sought, the latest first, each with whether it counts."""
    desk = Desk.of(request, slug)
    pages: Paginator[Any] = Paginator(_Found(desk.browsing), PAGE)  # type: ignore[arg-type]
    page = pages.get_page(request.GET.get("page"))
    facts = list(page.object_list)
    held = Response.objects.select_related("record__place", "source", "version", "submission").defer(
        "submission__xml", "submission__violations", "version__original", "version__xform", "answers"
    )
    found = held.in_bulk([fact for fact, _because in facts])
    read = queries.places_as_read([one.record.place_id for one in found.values()])
    context = {
        "survey": desk.survey,
        "sought": desk.sought,
        "query": desk.query,
        "also": desk.query.replace("?", "&", 1),
        "page": page,
        "rows": [_row(found[fact], because, read) for fact, because in facts if fact in found],
        "personal": desk.personal,
        "may_review": request.user.has_perm("surveys.review"),
        "longest_reason": actions.LONGEST_REASON,
        **_choices(desk),
    }
    return render(request, "surveys/responses/response_list.html", context)


def _row(response: Response, because: str, read: Mapping[int, str]) -> dict[str, object]:
    place = response.record.place
    return {
        "response": response,
        "place": read.get(place.pk) or str(place) if place else "",
        "language": language_name(response.language) if response.language else "",
        "door": _door(response),
        "because": telling.because(because) if because else "",
    }


def _door(response: Response) -> str:
    """How a response came in."""
    if response.submission is not None:
        return str(response.submission.get_door_display())
    return _("a file that was taken in")


def _choices(desk: Desk) -> dict[str, object]:
    """What can be chosen in the form above the list."""
    versions = list(desk.survey.versions.values_list("pk", "version", "number", "languages"))
    languages = dict.fromkeys(language for *_rest, found in versions for language in found)
    asked = [one for one in desk.questions if one.kind in ASKED_FOR and not is_personal(one)]
    question = next((one for one in asked if one.pk == desk.sought.question), None)
    return {
        "counts": [
            (COUNTS, pgettext("of a response", "counts")),
            (COUNTS_NOT, _("does not count")),
            *((why, telling.because(why)) for why in (REJECTED, *CRITERIA)),
        ],
        "reviews": Review.choices,
        "languages": [*((one, language_name(one)) for one in languages if one), (NOT_SAID, _("not said"))],
        "versions": [(pk, version or number) for pk, version, number, _languages in versions],
        "asked": [(one.pk, name_of(one)) for one in asked],
        "question": name_of(question) if question else "",
        "answers": [(one.value, one.label) for one in values_of(question, [])] if question else [],
        "none": NOT_SAID,
        "more": bool(desk.sought.params.keys() - {"text", "counts", "review"}),
    }


@require_safe
@reads
def response(request: HttpRequest, pk: int) -> HttpResponse:
    """A response by its number alone, on its survey's page of it."""
    found = get_object_or_404(Response.objects.select_related("survey").only("survey__slug"), pk=pk)
    return redirect("surveys:response-detail", found.survey.slug, pk)


@require_safe
@reads
def response_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One response: what it says, whether and why it counts, what became of it, and where it came from."""
    desk = Desk.of(request, slug)
    shown = get_object_or_404(
        Response.objects.select_related("record__place", "source", "version", "submission", "retracted_by").defer(
            "version__original", "version__xform"
        ),
        survey=desk.survey,
        pk=pk,
    )
    turns = queries.turns_of(shown)
    later, earlier = desk.browsing.beside(shown)
    context = {
        "survey": desk.survey,
        "response": shown,
        "row": _row(shown, "", {}),
        "parts": list(_sheet(desk, shown).parts()),
        "violations": violations(shown.submission, desk.questions),
        "turns": [_turn(desk, turn, shown) for turn in turns],
        "now": turns[-1].since if turns else None,
        "list_url": desk.url(),
        "later_url": desk.url("response-detail", later) if later else "",
        "earlier_url": desk.url("response-detail", earlier) if earlier else "",
        "query": desk.query,
        "personal": desk.personal,
        "may_review": request.user.has_perm("surveys.review"),
        "longest_reason": actions.LONGEST_REASON,
        **(_judged(desk.survey, shown) if shown.retracted_at is None else {}),
    }
    return render(request, "surveys/responses/response_detail.html", context)


def _sheet(desk: Desk, response: Response) -> Sheet:
    named = {
        (question, value): place
        for question, value, place in response.counted.exclude(place=None).values_list("question", "value", "place")
    }
    sent = response.submission
    return Sheet(
        response,
        desk.questions,
        queries.places_as_read([response.record.place_id, *named.values()]),
        named,
        {file.name: file for file in sent.files.all()} if sent and desk.personal else {},
        desk.personal,
    )


def _turn(desk: Desk, turn: queries.Turn, shown: Response) -> dict[str, object]:
    """One moment of a response's history: what happened, by whom and why, and what it changed."""
    before, since = turn.before, turn.since
    reviewed = before is not None and since is not None and before.status != since.status
    return {
        "at": turn.at,
        "source": turn.source,
        "what": label(turn.source.format) or turn.source.get_kind_display(),
        "status": since.get_status_display() if since is not None and (reviewed or since.status) else "",
        "changed": changed(before, since, desk.questions) if before is not None and since is not None else [],
        "ended": since is None,
        "url": desk.url("response-detail", since.pk) if since is not None and since.pk != shown.pk else "",
        "is_shown": since is not None and since.pk == shown.pk,
    }


def _judged(survey: Survey, response: Response) -> dict[str, object]:
    """Whether a response counts by the rule that is published, and how it stands to each criterion."""
    number, rule = published_rule(survey, timezone.now())
    because, criteria = judgement(response, rule)
    return {
        "because": telling.because(because) if because else "",
        "rule_name": telling.rule_name("", number),
        "criteria": [(telling.demand(one.name, rule), one) for one in criteria if one.asked],
        "not_asked": [telling.demand(one.name, rule) for one in criteria if not one.asked and not one.met],
    }
