"""What anybody may ask about a certificate, and what they need to find out without us."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.exchanges.credentials import did_document
from sarai.exchanges.exports.certificates import certificate_pdf
from sarai.exchanges.forms import VerifyForm
from sarai.exchanges.models import Certificate
from sarai.exchanges.queries.keys import NoKey, issuer, known_keys
from sarai.exchanges.queries.verifying import by_number, examine, is_holders, lists, published_list, read_number

LOOKED_UP = "120/m"  # numbers and files from one connection: a human-resources office has a pile of them
DRAWN = "60/m"


@require_http_methods(["GET", "HEAD", "POST"])
@ratelimit(group="certificate-verify", key="ip", rate=LOOKED_UP, method="POST")
def certificate_verify(request: HttpRequest) -> HttpResponse:
    """Is it genuine? By its number, or by the file itself, which is not kept."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    context: dict[str, Any] = {"form": form, "examined": None}
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["file"]:
            context["examined"] = examine(form.cleaned_data["file"].read(), at=timezone.now())
        else:
            number = read_number(form.cleaned_data["number"])
            if number and by_number(number):
                return redirect("exchanges:certificate-detail", number)
            context["unknown_number"] = form.cleaned_data["number"]
    status = 422 if form.errors else 404 if "unknown_number" in context else 200
    return render(request, "exchanges/certificates/certificate_verify.html", context, status=status)


@require_safe
@ratelimit(group="certificate", key="ip", rate=LOOKED_UP)
def certificate_detail(request: HttpRequest, number: str) -> HttpResponse:
    """A certificate, for whoever holds its number: whose, for what, by whom, and whether it holds."""
    certificate = _certificate(number)
    if number != certificate.number:
        return redirect(certificate)
    context = {
        "certificate": certificate,
        "event": certificate.event,
        "issuer": issuer().name,
        "newer": certificate.replaced_by.first(),
        "key": certificate.signed_with,
        "untrusted": (since := certificate.signed_with.compromised_from) and certificate.issued_at >= since,
    }
    response = render(request, "exchanges/certificates/certificate_detail.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@never_cache
@ratelimit(group="certificate-file", key="ip", rate=DRAWN)
def certificate_file(request: HttpRequest, number: str, key: str, kind: str) -> HttpResponse:
    """The certificate itself, for its holder: the address is signed."""
    certificate = _certificate(number)
    if not is_holders(certificate, key):
        raise Http404
    return _file(certificate, kind)


@require_safe
@never_cache
@permission_required("exchanges.view_people", raise_exception=True)
def certificate_copy(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """The certificate itself, for the team."""
    return _file(_certificate(number), kind)


def _certificate(number: str) -> Certificate:
    found = by_number(read_number(number))
    if found is None:
        raise Http404
    return found


def _file(certificate: Certificate, kind: str) -> HttpResponse:
    if certificate.erased or kind not in ("pdf", "json"):
        raise Http404
    if kind == "json":
        text = json.dumps(certificate.credential, ensure_ascii=False, indent=2)
        response = HttpResponse(text, content_type="application/vc+json")
    else:
        try:
            response = HttpResponse(certificate_pdf(certificate), content_type="application/pdf")
        except NoKey as error:
            return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
    name = f"{slugify(certificate.event.slug)}-{certificate.number}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def issuer_keys(request: HttpRequest) -> HttpResponse:
    """All keys with which certificates were signed, as a did:web document."""
    return _published(did_document(settings.SITE_URL, known_keys()), "application/did+json", 300)


@require_safe
def revocation_list(request: HttpRequest, number: int) -> HttpResponse:
    """A list of revocations, signed, of which anybody may keep a copy."""
    if not 1 <= number <= lists():
        raise Http404
    try:
        return _published(published_list(number, at=timezone.now()), "application/vc+json", 300)
    except (NoKey, ValueError) as error:
        return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")


def _published(document: Any, kind: str, seconds: int) -> HttpResponse:
    """What programs on other sites may read too."""
    response = HttpResponse(json.dumps(document, ensure_ascii=False), content_type=kind)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={seconds}"
    return response
