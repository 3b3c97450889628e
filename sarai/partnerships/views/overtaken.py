"""The page for whoever was overtaken by somebody else and cannot see any more how it stands."""

from __future__ import annotations

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sarai.partnerships.forms.sent import typed


def overtaken(request: HttpRequest, form: BaseForm, sentence: str, back: str) -> HttpResponse:
    """Say so, with what they typed to copy, and where to go on from (`back`, a path)."""
    context = {"sentence": sentence, "typed": typed(form), "back": back}
    return render(request, "partnerships/overtaken.html", context, status=409)
