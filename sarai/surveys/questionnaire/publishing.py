"""The door for a questionnaire: a file that somebody uploads, and everything that is to be said about it.

What a web page cannot serve is refused here, with the row and the reason. What it can serve in a plainer way than a
telephone would is published with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sarai.surveys.questionnaire import cycles, languages, roles
from sarai.surveys.questionnaire.checks import Book
from sarai.surveys.questionnaire.faults import Fault, Refused
from sarai.surveys.questionnaire.form import Form, Path, Question
from sarai.surveys.questionnaire.kinds import answer_kind
from sarai.surveys.questionnaire.reading import spelled
from sarai.surveys.questionnaire.xform import read_xform
from sarai.surveys.questionnaire.xlsform import convert, unfit

PLAIN = frozenset(
    [
        "field-list",
        "table-list",
        "minimal",
        "autocomplete",
        "search",
        "likert",
        "label",
        "list-nolabel",
        "list",
        "quick",
        "quickcompact",
        "columns",
        "columns-pack",
        "columns-flex",
        "no-buttons",
        "compact",
        "horizontal",
        "horizontal-compact",
        "multiline",
        "numbers",
        "url",
        "masked",
        "thousands-sep",
        "counter",
        "picker",
        "rating",
        "vertical",
        "no-ticks",
        "no-calendar",
        "month-year",
        "year",
        "new",
        "new-front",
        "hidden-answer",
        "default",
        "textarea",
        "text",
        "date",
        "time",
    ]
)
_SHAPES = re.compile(r"(columns|quickcompact|compact|w|h)-?\d+|list-nolabel|label")
_DEGRADED = {
    "signature": gettext_noop("A signature is collected as a picture that the person takes or chooses."),
    "draw": gettext_noop("A drawing is collected as a picture that the person takes or chooses."),
    "annotate": gettext_noop("The picture is collected, but cannot be drawn upon."),
    "image-map": gettext_noop("The choices are listed; the picture in which they are places cannot be touched."),
    "map": gettext_noop("The places to choose from are listed, not shown on a map."),
    "maps": gettext_noop("The place is typed or taken from the device, not chosen on a map."),
    "placement-map": gettext_noop("The place is typed or taken from the device, not chosen on a map."),
    "bearing": gettext_noop("The bearing is typed in degrees: a page cannot read the compass."),
    "front": gettext_noop("Which camera is used is left to the person's device."),
    "new-rear": gettext_noop("Which camera is used is left to the person's device."),
    "selfie": gettext_noop("Which camera is used is left to the person's device."),
    "randomized": gettext_noop("The appearance “randomized” is for other programs; use the parameter randomize=true."),
}
_CALENDARS = frozenset(
    [
        "ethiopian",
        "coptic",
        "islamic",
        "bikram-sambat",
        "myanmar",
        "persian",
        "buddhist",
    ],
)
_EMPTY = frozenset({"phonenumber", "email", "subscriberid", "simserial", "imei"})


@dataclass(frozen=True)
class Published:
    """A questionnaire that can be asked: the form, the XForm to keep and to serve, and remarks for its author."""

    form: Form
    xform: bytes
    warnings: tuple[Fault, ...]


def publish(data: bytes, name: str = "form.xlsx") -> Published:
    """Read an uploaded XLSForm (XLSX, CSV, Markdown) or XForm (XML). Raises `Refused` with every reason found."""
    if is_xml(data):
        form = read_xform(data)
        if ring := cycles.cycle(form):
            raise Refused([cycles.fault(form, ring)])
        if misused := tuple(_misused(form)):
            raise Refused(misused)
        return Published(form, data, _served(form))
    converted = convert(data, name)
    said = (*_sheets(converted.book), *converted.warnings, *languages.warnings(converted.book))
    return Published(converted.form, converted.xform, _ordered((*_served(converted.form), *said)))


def _misused(form: Form) -> Iterator[Fault]:
    """Roles that an XForm brought along, checked as those of a sheet are."""
    for key, paths in form.roles.items():
        role = roles.find(key)
        for path in paths:
            kind = answer_kind(form, path)
            if role is None:
                yield _node(form, path, roles.unknown(key))
            elif kind not in role.fits:
                yield _node(form, path, roles.misplaced(role, key, kind))


def is_xml(data: bytes) -> bool:
    """Whether a file is an XForm rather than a workbook."""
    return data[:512].removeprefix(b"\xef\xbb\xbf").lstrip()[:5] in (b"<?xml", b"<h:ht", b"<html") or data[:4] in (
        b"\xff\xfe<\x00",
        b"\xfe\xff\x00<",
    )


def _ordered(found: tuple[Fault, ...]) -> tuple[Fault, ...]:
    return tuple(sorted(dict.fromkeys(found), key=lambda fault: (fault.sheet, fault.row, fault.column)))


def _served(form: Form) -> tuple[Fault, ...]:
    """The warnings about a form that a page can serve; `Refused` for one that it cannot."""
    refused = [*_unservable(form), *_actions(form)]
    if refused:
        raise Refused(refused)
    return _ordered(tuple(degraded(form)))


def _unservable(form: Form) -> Iterator[Fault]:
    if form.submission.get("base64RsaPublicKey"):
        sentence = _(
            "The setting public_key asks for answers that only its owner can read. A web page cannot lock them, and "
            "this site could not count them. Remove the setting, or collect this form elsewhere."
        )
        yield Fault("settings", 2, "public_key", sentence) if form.rows else Fault("", 0, "", sentence)
    if not any(True for _question in form.questions()):
        yield Fault("survey" if form.rows else "", 0, "", _("The form asks nothing."))
    for question in form.questions():
        if question.mediatype.startswith("osm"):
            sentence = _("The type “osm” is answered by a map editor on the telephone, which a page cannot open.")
            yield _about(question, "type", sentence)


def _about(question: Question, column: str, sentence: str) -> Fault:
    """Something about a question: at its row, or with its name in front where the form is no sheet."""
    if question.row:
        return Fault("survey", question.row, column, sentence)
    named = _("“%(name)s”: %(sentence)s") % {"name": spelled(question.path), "sentence": sentence}
    return Fault("", 0, "", named)


def _actions(form: Form) -> Iterator[Fault]:
    for action in form.actions:
        if action.kind == "recordaudio":
            sentence = _("The type “background-audio” listens while the form is filled in, which a page must not do.")
            yield _node(form, action.target, sentence)


def degraded(form: Form) -> Iterator[Fault]:
    """What the page does in a plainer way than the form asks for."""
    for question in form.questions():
        words = sorted(question.appearance) + (["intent:"] if "intent" in question.parameters else [])
        for sentence in dict.fromkeys(map(_plainer, words)):
            if sentence:
                yield _about(question, "appearance", sentence)
        data = form.bind(question.path).type
        if data in ("geotrace", "geoshape"):
            sentence = _("The line or area is typed as a list of places, one after another: the page shows no map.")
            yield _about(question, "type", sentence)
        if data == "barcode":
            yield _about(question, "type", _("The code is typed: the page does not read it with the camera."))
    yield from _unasked(form)
    if ring := cycles.warning(form):
        yield ring


def _plainer(word: str) -> str:
    if word in PLAIN or _SHAPES.fullmatch(word):
        return ""
    if word.startswith(("ex:", "intent:")):
        return _("The answer would come from another application on the telephone; here the person gives it.")
    if word.startswith("printer"):
        return _("Nothing is printed: a page cannot use the printer of the telephone.")
    if word in _DEGRADED:
        return _(_DEGRADED[word])
    if word in _CALENDARS:
        return _("The date is asked for in the Gregorian calendar.")
    return _("The appearance “%(word)s” is not known here; the question is shown plainly.") % {"word": word}


def _unasked(form: Form) -> Iterator[Fault]:
    """What a telephone notes by itself and a page does not."""
    for path, bind in form.binds.items():
        if bind.preload in _EMPTY:
            sentence = _("“%(name)s” stays empty on the page: a browser does not tell it.") % {"name": path[-1]}
            yield _node(form, path, sentence)
        if path[1:] == ("meta", "audit"):
            yield _node(form, path, _("No log of how the form is filled in is kept on the page."))
    for action in form.actions:
        if action.kind == "setgeopoint":
            sentence = _("“%(name)s” is filled in only if the person allows the page to know where they are.")
            yield _node(form, action.target, sentence % {"name": action.target[-1]})
    if any(external.kind == "last-saved" for external in form.external.values()):
        sentence = _("“last-saved” stays empty on the page: it does not keep the answers that were given before.")
        yield Fault("survey", 0, "default", sentence)


def _node(form: Form, path: Path, sentence: str) -> Fault:
    row = form.rows.get(path, 0)
    if row:
        return Fault("survey", row, "type", sentence)
    named = spelled(path) not in sentence
    said = _("“%(name)s”: %(sentence)s") % {"name": spelled(path), "sentence": sentence} if named else sentence
    return Fault("", 0, "", said)


def _sheets(book: Book) -> Iterator[Fault]:
    """What the sheets ask for and the XForm no longer shows."""
    if "entities" in book.sheets and book.sheets["entities"].rows:
        sentence = _("Entities are not kept here: the answers are collected, and the sheet “entities” is left out.")
        yield Fault("entities", 0, "", sentence)
    if book.settings.text("submission_url"):
        sentence = _("Answers come to this site; the setting submission_url is left out.")
        yield Fault("settings", 2, "submission_url", sentence)
    for header in unfit(book.sheets["choices"]) if "choices" in book.sheets else ():
        if not header.startswith("$"):  # KoboToolbox's own, which mean nothing elsewhere
            sentence = _(
                "The column is left out: its header cannot be a name in a condition. Use letters and underscores."
            )
            yield Fault("choices", 1, header, sentence)
    for row in book.choices:
        if not row.text("list_name"):
            sentence = _("This row belongs to no list and is left out.")
            yield Fault("choices", row.number, "list_name", sentence)
