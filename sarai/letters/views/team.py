"""What the team sees of letters: what waits, what did not go, and what they decide."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from sarai.letters import actions, queries
from sarai.letters.forms import LetterFilter
from sarai.letters.models import Letter
from sarai.letters.rules import LETTER
from sarai.letters.transports import outage

LISTED = 50
TABS = {
    "trouble": gettext_lazy("to be decided"),
    "waiting": gettext_lazy("waiting"),
    "sent": gettext_lazy("sent"),
    "stopped": gettext_lazy("stopped"),
}
STEPS = {"again": gettext_lazy("Send again"), "leave": gettext_lazy("Leave it")}
manages = permission_required("letters.manage", raise_exception=True)


@require_safe
@manages
def letter_list(request: HttpRequest) -> HttpResponse:
    """Letters by how they stand; those that somebody has to decide on first."""
    form = LetterFilter(request.GET)
    found = queries.letters(topic=form.chosen["topic"], text=form.chosen["q"])
    which = request.GET.get("which", "")
    which = which if which in TABS else "trouble"
    numbers = queries.counted(found)
    page = Paginator(queries.looked_at(found, which), LISTED).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(letter, steps_of(letter)) for letter in page],
        "which": which,
        "tabs": [(key, word, numbers[key]) for key, word in TABS.items()],
        "outage": outage(),
    }
    return render(request, "letters/letter_list.html", context)


def steps_of(letter: Letter) -> list[tuple[str, str]]:
    """The steps that somebody may take with a letter, and their words."""
    return [(step, str(word)) for step, word in STEPS.items() if step in LETTER[letter.state]]


@require_safe
@manages
def letter_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: how it stands, what it says, what keeps others like it from its reader."""
    letter = get_object_or_404(Letter, pk=pk)
    context = {"letter": letter, "steps": steps_of(letter), "stops": queries.stops_of(letter)}
    return render(request, "letters/letter_detail.html", context)


@require_POST
@manages
def letter_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a letter again, leave it as it is, or take its address for a good one."""
    letter = get_object_or_404(Letter, pk=pk)
    try:
        messages.success(request, _take(request.POST.get("step", ""), letter))
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("letters:letter-detail", pk)


def _take(step: str, letter: Letter) -> str:
    """Take a step; returns the words for whoever took it. Raises ValueError."""
    match step:
        case "again":
            actions.send_again(letter=letter.pk, at=timezone.now())
            return _("The letter is on its way again.")
        case "leave":
            actions.leave(letter=letter.pk)
            return _("The letter is left as it is.")
        case "lift":
            actions.lift(mark=letter.mark)
            return _("This address gets letters again.")
    raise ValueError(_("Nothing was changed: the button that says what was not pressed."))
