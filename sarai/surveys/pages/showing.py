"""A page as its template shows it: every text in the person's language, every control with what was answered so far."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sarai.surveys.pages import controls
from sarai.surveys.pages.choosing import Offered, image_of, matching, offered, said
from sarai.surveys.pages.emphasis import block, inline
from sarai.surveys.pages.reading import Read
from sarai.surveys.pages.sitting import Sitting
from sarai.surveys.pages.walking import Page, Spot, name_of, spots
from sarai.surveys.questionnaire.form import Question, Repeat
from sarai.surveys.questionnaire.kinds import answer_kind
from sarai.surveys.xpath import Node

IN_A_ROW = frozenset({"likert", "columns", "columns-pack", "columns-flex", "horizontal", "horizontal-compact"})
# Role of a question → what the browser may fill in by itself (HTML, “Autofill detail tokens”).
FILLED_IN = {
    "person.name": "name",
    "person.first_name": "given-name",
    "person.last_name": "family-name",
    "person.email": "email",
    "person.phone": "tel",
    "person.position": "organization-title",
    "organisation.name": "organization",
    "place.city": "address-level2",
    "place.country": "country-name",
}
_TOGETHER = frozenset({"radios", "scale", "ticks", "rank", "point", "agree"})
_NO_ID = re.compile(r"[^\w.]+")
_LISTED = 500  # choices that a browser is given to search in; more are searched here


@dataclass(frozen=True, slots=True)
class Option:
    """A choice in its control. `place` is its place in a ranking ("" if it has none)."""

    id: str
    value: str
    label: SafeString
    words: str
    image: str = ""
    chosen: bool = False
    place: str = ""


@dataclass(slots=True)
class Field:
    """A question in its page: `control` says how it is shown (see `controls.control`); ids are good for this page."""

    control: str
    id: str
    name: str
    kind: str
    label: SafeString
    value: str = ""
    hint: SafeString | str = ""
    guidance: SafeString | str = ""
    error: str = ""
    required: bool = False
    new: bool = False
    row: bool = False
    image: str = ""
    audio: str = ""
    video: str = ""
    options: list[Option] = field(default_factory=list)
    described: str = ""
    input: Mapping[str, str] = field(default_factory=dict)  # more attributes of the control
    parts: tuple[str, ...] = ()  # latitude and longitude

    @property
    def what(self) -> str:
        """What kind of a part it is, as a `Mark` says of itself."""
        return "ask"

    @property
    def together(self) -> bool:
        """Whether it is several controls under one legend."""
        return self.control in _TOGETHER

    @property
    def ltr(self) -> bool:
        """Whether what is typed runs from left to right in every language."""
        return self.control not in ("line",) or self.input.get("type") != "text"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a group or an instance of a repeat begins or ends, or where one more may be begun."""

    what: str
    label: SafeString | str = ""
    name: str = ""
    number: int = 0
    removable: bool = False

    @property
    def id(self) -> str:
        """What a link to it says."""
        return anchor(self.name)


def anchor(name: str) -> str:
    """A name as the id of an element."""
    return _NO_ID.sub("-", name).strip("-")


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: its parts in order, and those that have to be looked at."""

    title: SafeString | str
    blocks: list[Field | Mark]
    wrong: list[Field]
    uploads: bool
    new: bool


def show(
    sitting: Sitting,
    page: Page,
    *,
    faults: Mapping[str, str] | None = None,
    read: Read | None = None,
    before: Iterable[str] | None = None,
) -> Shown:
    """A page. `faults` are sentences by the names of questions; `before` are the names of those that were asked before
    the last answers, if others than these are to be marked as new."""
    reader = read or Read()
    shower = _Shower(sitting, dict(faults or {}) | reader.faults, reader.raw, None if before is None else set(before))
    blocks = [shower.block(spot) for spot in spots(sitting.state, page)]
    title, blocks = _titled(blocks)
    fields = [one for one in blocks if isinstance(one, Field)]
    return Shown(
        title,
        blocks,
        [one for one in fields if one.error],
        any(one.control == "file" for one in fields),
        any(one.new for one in fields),
    )


def _titled(blocks: list[Field | Mark]) -> tuple[SafeString | str, list[Field | Mark]]:
    """The label of the one group that a page is, taken out of the page to stand above it."""
    if not blocks or blocks[0].what != "group":
        return "", blocks
    depth = 0
    for place, one in enumerate(blocks):
        depth += {"group": 1, "instance": 1, "end-group": -1, "end-instance": -1}.get(one.what, 0)
        if depth == 0:
            return (blocks[0].label, blocks[1:-1]) if place == len(blocks) - 1 else ("", blocks)
    return "", blocks


def names_asked(sitting: Sitting, page: Page, *, open_only: bool = False) -> set[str]:
    """The names of the questions of a page that can be answered now: one without a choice cannot. With `open_only`
    those without an answer."""
    return {
        name_of(sitting.state, spot.node)
        for spot in spots(sitting.state, page)
        if isinstance(spot.item, Question)
        and not (open_only and (spot.node.text or answer_kind(sitting.engine.form, spot.item.path) == "note"))
        and (spot.item.kind not in ("select1", "select", "rank") or offered(sitting, spot.item, spot.node))
    }


class _Shower:
    """Shows one page."""

    def __init__(self, sitting: Sitting, faults: dict[str, str], raw: dict[str, str], before: set[str] | None) -> None:
        self.sitting, self.state = sitting, sitting.state
        self.faults, self.raw, self.before = faults, raw, before
        self.count = 0

    def block(self, spot: Spot) -> Field | Mark:
        """One thing on the page."""
        if isinstance(spot.item, Question):
            return self.field(spot.item, spot.node)
        label = inline(said(self.state, spot.node, spot.item.label))
        name = name_of(self.state, spot.node)
        if spot.what == "add":
            return Mark("add", label, f"{name}/{spot.item.path[-1]}")
        if not isinstance(spot.item, Repeat):
            return Mark("group" if spot.what == "group" else "end-group", label)
        what = "instance" if spot.what == "instance" else "end-instance"
        return Mark(what, label, name, spot.node.place, spot.removable)

    def field(self, question: Question, node: Node) -> Field:
        """A question with its answer."""
        self.count += 1
        name, state = name_of(self.state, node), self.state
        choices = offered(self.sitting, question, node)
        control = controls.control(state, question, node, len(choices))
        words = said(state, node, question.label)
        made = Field(
            control,
            f"q{self.count}",
            name,
            answer_kind(state.engine.form, question.path),
            block(words) if control == "note" else inline(words or question.path[-1]),
            value=self.raw.get(name, node.text),
            hint=inline(said(state, node, question.hint)),
            guidance=block(said(state, node, question.guidance)),
            error=self.faults.get(name, ""),
            required=control not in ("note", "shown") and state.required(node),
            row=bool(IN_A_ROW & question.appearance),
        )
        self._media(made, question)
        made.described = " ".join(
            f"{made.id}-{part}" for part, there in (("hint", made.hint), ("error", made.error)) if there
        )
        made.new = self.before is not None and name not in self.before and control not in ("note", "shown")
        getattr(self, f"_{control}", self._line)(made, question, choices)
        return made

    def _media(self, made: Field, question: Question) -> None:
        if question.label.media:
            files = question.label.files(self.state.language, self.state.engine.form.default_language)
            made.image = image_of(self.state, question.label)
            made.audio, made.video = (quote(files.get(kind, ""), safe="") for kind in ("audio", "video"))

    # Each control, by its name

    def _line(self, made: Field, question: Question, _choices: list[Offered]) -> None:
        filled_in = FILLED_IN.get(question.role, "")
        more: dict[str, str] = {"autocomplete": filled_in} if filled_in else {}
        if "numbers" in question.appearance:
            more["inputmode"] = "numeric"
        kinds = {"email": "email", "tel": "tel"}
        made.input = more | {"type": "url" if "url" in question.appearance else kinds.get(filled_in, "text")}
        if "masked" in question.appearance:
            made.input = {"type": "password", "autocomplete": "off"}

    def _lines(self, made: Field, question: Question, _choices: list[Offered]) -> None:
        rows = question.parameters.get("rows", "")
        made.input = {"rows": rows if rows.isascii() and rows.isdigit() and 0 < int(rows) < 40 else "4"}

    def _whole(self, made: Field, _question: Question, _choices: list[Offered]) -> None:
        made.input = {"type": "text", "inputmode": "numeric", "autocomplete": "off"}

    def _decimal(self, made: Field, question: Question, _choices: list[Offered]) -> None:
        made.input = {"type": "text", "inputmode": "decimal", "autocomplete": "off"}
        if question.kind == "range" and not made.hint:
            start, end, step = (controls.number(each) for each in controls.bounds(question))
            sentence = _("A number from %(start)s to %(end)s, in steps of %(step)s.")
            made.hint = inline(sentence % {"start": start, "end": end, "step": step})
            made.described = f"{made.id}-hint {made.described}".strip()

    def _date(self, made: Field, _question: Question, _choices: list[Offered]) -> None:
        made.input, made.value = {"type": "date"}, made.value.partition("T")[0]

    def _month(self, made: Field, _question: Question, _choices: list[Offered]) -> None:
        made.input = {"type": "month", "placeholder": "2025-01"}
        made.value = made.value.removesuffix("-01")

    def _year(self, made: Field, _question: Question, _choices: list[Offered]) -> None:
        made.input = {"type": "text", "inputmode": "numeric", "placeholder": "2025"}
        made.value = made.value.removesuffix("-01-01")

    def _time(self, made: Field, _question: Question, _choices: list[Offered]) -> None:
        made.input, made.value = {"type": "time"}, made.value[:5]

    def _moment(self, made: Field, _question: Question, _choices: list[Offered]) -> None:
        made.input, made.value = {"type": "datetime-local"}, made.value[:16]

    def _radios(self, made: Field, _question: Question, choices: list[Offered]) -> None:
        made.options = self._options(made, choices, {made.value})
        if made.value and not made.required:
            # Without a script a button once chosen cannot be let go of.
            made.options.append(Option(f"{made.id}-none", "", inline(_("No answer")), ""))

    def _ticks(self, made: Field, _question: Question, choices: list[Offered]) -> None:
        made.options = self._options(made, choices, set(made.value.split()))

    def _select(self, made: Field, _question: Question, choices: list[Offered]) -> None:
        made.options = self._options(made, choices, {made.value})

    def _search(self, made: Field, _question: Question, choices: list[Offered]) -> None:
        """What was chosen reads as its label. What is no choice stays as it was typed, with those that may be meant."""
        chosen = next((one for one in choices if one.value == made.value), None)
        if chosen is None:
            made.options = self._options(made, matching(choices, made.value), set(), first=0)
        made.value = chosen.words if chosen else made.value
        made.input = {"autocomplete": "off"}
        if len(choices) <= _LISTED:
            made.input = {"autocomplete": "off", "list": f"{made.id}-list"}
            made.parts = tuple(one.words for one in choices)

    def _rank(self, made: Field, _question: Question, choices: list[Offered]) -> None:
        places = {value: str(place) for place, value in enumerate(made.value.split(), 1)}
        made.options = self._options(made, choices, set(), places)
        made.parts = tuple(str(place) for place in range(1, len(choices) + 1))

    def _scale(self, made: Field, question: Question, choices: list[Offered]) -> None:
        named = {one.value: one.words for one in choices}
        steps = [Offered(step, f"{step} {named[step]}" if step in named else step) for step in controls.steps(question)]
        made.row = True
        self._radios(made, question, steps)

    def _point(self, made: Field, _question: Question, _choices: list[Offered]) -> None:
        latitude, _space, rest = made.value.partition(" ")
        made.parts = (latitude, rest.partition(" ")[0])

    def _places(self, made: Field, _question: Question, _choices: list[Offered]) -> None:
        made.value = "\n".join(" ".join(each.split()[:2]) for each in made.value.split(";"))

    def _file(self, made: Field, question: Question, _choices: list[Offered]) -> None:
        made.input = {"accept": question.mediatype} if question.mediatype else {}
        made.value = made.value.rpartition("/")[2]  # the form's own picture is where the form says

    def _options(
        self,
        made: Field,
        choices: list[Offered],
        chosen: set[str],
        places: dict[str, str] | None = None,
        first: int = 1,
    ) -> list[Option]:
        """Choices in their control; the `first` of them has the id to which links lead."""
        return [
            Option(
                made.id if number == first else f"{made.id}-{number}",
                one.value,
                inline(one.words),
                one.words,
                one.image,
                one.value in chosen,
                places.get(one.value, "") if places else "",
            )
            for number, one in enumerate(choices, 1)
        ]
