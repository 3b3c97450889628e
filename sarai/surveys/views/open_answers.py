"""Answers in people's own words: searched, tagged, and brought together by their meaning or the words they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sarai.surveys import actions
from sarai.surveys.models import Question
from sarai.surveys.tables import meaning, terms
from sarai.surveys.tables.asked import Asked, rule_named
from sarai.surveys.tables.open_answers import Written, search, written
from sarai.surveys.tables.questions import is_open, name_of
from sarai.surveys.tables.tabulating import Asking

PAGE = 50
LONGEST_SEARCH = 100
MOST_ALIKE = 20
SCRIPTS = {"ar": "ARABIC", "ru": "CYRILLIC", "zh": "CJK"}  # by the reader's language
reads = permission_required(("surveys.view_answers", "evidence.view_personal"), raise_exception=True)


def _question(slug: str, pk: int) -> Question:
    question = get_object_or_404(Question.objects.select_related("survey"), survey__slug=slug, pk=pk)
    if not is_open(question):
        raise Http404(_("This question is not answered in words of one's own."))
    return question


def _written(request: HttpRequest, question: Question) -> list[Written]:
    try:
        asked = Asked.read(question.survey.slug, question.pk, {"rule": request.GET.get("rule", "")})
        rule = rule_named(question.survey, asked.rule)
    except ValueError as error:
        raise Http404(str(error)) from None
    return written(Asking(question.survey, rule=rule), question)


@require_safe
@reads
def open_answers(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The answers to one question, those that are sought first, in pages or in groups."""
    question = _question(slug, pk)
    everything = _written(request, question)
    text, tag = request.GET.get("q", "").strip()[:LONGEST_SEARCH], request.GET.get("tag")
    found = search(everything, text, tag)
    grouped = request.GET.get("view") == "groups"
    context: dict[str, Any] = {
        "survey": question.survey,
        "question": question,
        "title": name_of(question),
        "text": text,
        "tag": tag,
        "number": len(found),
        "whole": len(everything),
        "tags": sorted(Counter(tag for each in everything for tag in each.tags).items()),
        "grouped": grouped,
        "by_meaning": meaning.available(),
    }
    if grouped:
        context["groups"] = [(group.term, [found[place] for place in group.places]) for group in _groups(found)]
    else:
        context["page"] = Paginator(found, PAGE).get_page(request.GET.get("page"))
        context["alike"] = _alike(everything, tag) if tag and not text else []
    return render(request, "surveys/tables/open_answers.html", context)


def _groups(found: Sequence[Written]) -> list[terms.Group]:
    """By meaning where the encoder is installed, else by shared words."""
    texts = [each.text for each in found]
    if not meaning.available():
        return terms.groups(texts)
    return meaning.groups(texts, SCRIPTS.get((get_language() or "")[:2], "LATIN"))


def _alike(everything: Sequence[Written], tag: str) -> list[Written]:
    """Answers without a tag that mean what those under it do."""
    tagged = [each.text for each in everything if tag in each.tags]
    others = [each for each in everything if tag not in each.tags]
    if not meaning.available():
        return []
    return [others[place] for place in islice(meaning.alike([each.text for each in others], tagged), MOST_ALIKE)]


@require_POST
@reads
def answers_tag(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put the chosen answers under a tag, or take one from under it."""
    question = _question(slug, pk)
    keys = request.POST.getlist("key")
    if removed := request.POST.get("remove"):
        key, _colon, tag = removed.partition(":")
        actions.untag_answer(question=question, key=key, tag=tag)
        messages.success(request, _("The tag was taken off."))
    elif not keys:
        messages.error(request, _("Choose the answers first, then write the tag."))
    else:
        _tag(request, question, keys)
    query = request.META.get("QUERY_STRING", "")
    return redirect(reverse("surveys:open-answers", args=[slug, pk]) + (f"?{query}" if query else ""))


def _tag(request: HttpRequest, question: Question, keys: list[str]) -> None:
    try:
        number = actions.tag_answers(
            question=question, keys=keys, tag=request.POST.get("tag", ""), by=str(request.user), at=timezone.now()
        )
    except ValueError as error:
        messages.error(request, str(error))
        return
    said = ngettext("%(number)d answer was tagged.", "%(number)d answers were tagged.", number)
    messages.success(request, said % {"number": number})
