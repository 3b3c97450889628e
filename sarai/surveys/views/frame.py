"""What is around every page that a respondent sees: its language, its direction, and who may keep it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_bidi

from sarai.surveys.models import Version
from sarai.surveys.pages import Tongue, interface, tongue, tongues
from sarai.surveys.queries import engine_of


@contextmanager
def speaking(spoken: Tongue) -> Iterator[None]:
    """The interface in the language nearest to that of the form."""
    with translation.override(interface(spoken.code)):
        yield


def tongue_of(version: Version | None, language: str) -> Tongue:
    """What is known of a language of a version; without one, the page stands in the reader's own."""
    if version is None:
        code = translation.get_language() or "en"
        return Tongue("", "", code, "rtl" if get_language_bidi() else "ltr")
    return tongue(engine_of(version.pk).form, language)


def tongues_of(version: Version) -> list[Tongue]:
    """The languages of a version."""
    return tongues(engine_of(version.pk).form)


def ours_of(spoken: Tongue) -> dict[str, str]:
    """Where the form's language is none of ours, or says no code: in which language, and direction, the words of the
    interface are."""
    ours = translation.get_language() or "en"
    same = spoken.code.partition("-")[0] == ours.partition("-")[0] if spoken.code else not spoken.language
    if same:
        return {}
    return {"lang": ours, "dir": "rtl" if get_language_bidi() else "ltr"}


def framed(
    request: HttpRequest, template: str, spoken: Tongue, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page; to be made while the interface is `speaking`. No search engine keeps it.

    The survey's title and summary are in the language that is spoken, where they are written in it.
    """
    ours, survey = ours_of(spoken), context.get("survey")
    about = {
        "lang": spoken.code or ("" if spoken.language else translation.get_language()),
        "dir": spoken.direction,
        "ours": mark_safe("".join(f' {name}="{value}"' for name, value in ours.items())),  # noqa: S308 (codes of ours)
    }
    if survey is not None:
        code = spoken.code or translation.get_language() or ""
        about |= {"title": survey.title_in(code), "summary": survey.summary_in(code)}
    response = render(request, f"surveys/answer/{template}.html", context | about, status=status)
    response["Content-Language"] = about["lang"] or translation.get_language() or "en"
    response["X-Robots-Tag"] = "noindex"
    return response
