"""The mails that would have gone, where the site runs on somebody's own machine and there is no mail server.

Whoever reaches these pages may read them, log-in codes included: they exist only where the site answers to the name of
this very machine and to no other, so its reader is its owner, who has the files of these mails anyway and needs the
code to log in for the first time.
"""

from __future__ import annotations

from functools import wraps
from typing import Any, Protocol

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sarai.letters import mailbox

LISTED = 50


class _View(Protocol):
    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse: ...


def only_at_home(view: _View) -> _View:
    """A page that is not there where mail goes out, or others than the owner come by."""

    @require_safe
    @never_cache
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.MAILBOX:
            raise Http404
        return view(request, *args, **kwargs)

    return page


@only_at_home
def mail_list(request: HttpRequest) -> HttpResponse:
    """Every kept mail, the newest first."""
    page = Paginator(mailbox.names(), LISTED).get_page(request.GET.get("page"))
    return render(request, "letters/mail_list.html", {"page": page, "mails": mailbox.heads(list(page))})


@only_at_home
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail."""
    return render(request, "letters/mail_detail.html", {"mail": _mail(name)})


@only_at_home
def mail_raw(request: HttpRequest, name: str) -> HttpResponse:
    """One mail, as it would have gone."""
    content = mailbox.raw(name)
    if content is None:
        raise Http404
    return HttpResponse(content, content_type="text/plain; charset=utf-8")


@only_at_home
def mail_file(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """A file of a mail, to be saved."""
    attached = _mail(name).attached
    if not 1 <= number <= len(attached):
        raise Http404
    one = attached[number - 1]
    response = HttpResponse(one.content, content_type=one.kind)
    response["Content-Disposition"] = content_disposition_header(True, one.name) or "attachment"
    return response


def _mail(name: str) -> mailbox.Mail:
    found = mailbox.mail(name)
    if found is None:
        raise Http404
    return found
