"""A working copy as a respondent would see it. What is answered is kept in the page alone, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sarai.surveys import actions, pages
from sarai.surveys.answering import Engine, Unreadable
from sarai.surveys.views.frame import framed, ours_of, speaking
from sarai.surveys.views.managing import manages

from .sketches import Desk, begin_first, desk_of


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def sketch_preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The pages of the working copy, one by one, with their logic."""
    desk = desk_of(slug)
    if desk is None:
        return begin_first(slug)
    engine = desk.preview.engine
    if engine is None:
        messages.warning(request, _("It can be shown once it has no faults: they stand at the questions."))
        return redirect("surveys:sketch-detail", slug)
    header, default = request.headers.get("Accept-Language", ""), engine.form.default_language
    given = request.POST if request.method == "POST" else request.GET
    spoken = pages.wanted(pages.tongues(engine.form), given.get("language", ""), header, default)
    with speaking(spoken):
        sitting = _sitting(request, engine, spoken.language, actions.now_in(desk.survey, timezone.now()))
        try:
            return _shown(request, desk, spoken, sitting)
        except pages.TooMuch:
            messages.warning(request, _("This is more than one set of answers may hold: it begins anew."))
            return redirect("surveys:sketch-preview", slug)


def _sitting(request: HttpRequest, engine: Engine, language: str, now: datetime) -> pages.Sitting:
    """The answers that the page brought along; new ones where it brought none that fit the form."""
    given = request.POST.get("answers", "")
    if given:
        try:
            return pages.resume(engine, given.encode(), now=now, language=language)
        except Unreadable:
            messages.info(request, _("The form was changed meanwhile: this begins anew."))
    return pages.begin(engine, now=now, language=language)


@dataclass
class _Walk:
    """Where somebody is in the pages of the form; beyond the last is the end."""

    sitting: pages.Sitting
    found: list[pages.Page]
    at: int
    told: pages.Read = field(default_factory=pages.Read)
    faults: dict[str, str] = field(default_factory=dict)
    before: set[str] | None = None  # what was asked on the page, where an answer led to more

    def take(self, posted: QueryDict) -> None:
        """Take the answers of the page over, and do what the button says."""
        page, button = self.found[self.at], posted.get("go", "")
        asked = pages.names_asked(self.sitting, page)
        self.told = pages.read(self.sitting, page, dict(posted.lists()), lambda _node, _name: "")
        actions.press(self.sitting, page, button)
        self.found = pages.pages_of(self.sitting.state)
        self.at = min(self.at, len(self.found) - 1)
        here = pages.names_asked(self.sitting, self.found[self.at])
        if button == "next":
            wrong = {one.name: one.sentence for one in pages.problems(self.sitting) if one.name in here}
            self.faults = wrong | self.told.faults
            more = pages.names_asked(self.sitting, self.found[self.at], open_only=True) - asked
            self.before = asked if more else None
        if not self.faults and self.before is None:
            self.go({"next": 1, "back": -1}.get(button, 0))

    def go(self, way: int) -> None:
        """To the nearest page that has something to ask, forward or back; here, if this is one and the way is 0."""
        place = self.at + way
        while 0 <= place < len(self.found) and pages.is_empty(self.sitting.state, self.found[place]):
            place += way or 1
        self.at = self.at if place < 0 else place


def _shown(request: HttpRequest, desk: Desk, spoken: pages.Tongue, sitting: pages.Sitting) -> HttpResponse:
    found = pages.pages_of(sitting.state)
    number = request.POST.get("page", "")
    known = number.isascii() and number.isdigit() and len(number) < 6 and 0 < int(number) <= len(found)
    walk = _Walk(sitting, found, int(number) - 1 if known else 0)
    if request.method == "POST" and found:
        walk.take(request.POST)
    else:
        walk.go(0)
    return framed(request, "preview", spoken, _context(desk, spoken, walk), 422 if walk.faults else 200)


def _context(desk: Desk, spoken: pages.Tongue, walk: _Walk) -> dict[str, object]:
    sitting, shown = walk.sitting, None
    if walk.at < len(walk.found):
        read = walk.told if walk.faults else None
        shown = pages.show(sitting, walk.found[walk.at], faults=walk.faults, read=read, before=walk.before)
    numbers = [one.number for one in walk.found if not pages.is_empty(sitting.state, one)]
    return {
        "survey": desk.survey,
        "spoken": spoken,
        "tongues": pages.tongues(sitting.engine.form),
        "shown": shown,
        "questions": pages.Writer("#", ours_of(spoken)).write(shown.blocks) if shown else "",
        "answers": sitting.xml().decode(),
        "number": walk.at + 1,
        "part": sum(one <= walk.at + 1 for one in numbers),
        "parts": len(numbers),
        "is_first": not numbers or walk.at + 1 <= numbers[0],
        "lines": [] if shown else pages.overview(sitting),
    }
