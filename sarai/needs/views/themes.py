"""Which theme each need and each offer belongs to."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_http_methods

from sarai.needs import actions
from sarai.needs.forms import ThemesForm
from sarai.needs.queries.themes import words


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("needs.manage", raise_exception=True)
def theme_sort(request: HttpRequest) -> HttpResponse:
    """Sort what can be chosen as a need or an offer into the programme's themes."""
    listed = words((get_language() or "en").split("-")[0])
    form = ThemesForm(listed, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        changed = actions.sort_into_themes(themes=form.themes, by=str(request.user), at=timezone.now())
        said = ngettext("%(number)d word was sorted anew.", "%(number)d words were sorted anew.", changed)
        messages.success(request, said % {"number": changed})
        return redirect("needs:demand")
    return render(request, "needs/theme_sort.html", {"form": form}, status=422 if form.errors else 200)
