"""The questions of a page as HTML.

A template that asks of every choice how it is to be shown takes most of the time that a page may take, so this part of
the page is written here. Whatever is not `Html` is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape

from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sarai.surveys.pages.reading import AGREED, LATITUDE, LONGITUDE, RANKED, REMOVE
from sarai.surveys.pages.showing import Field, Mark, Option

Html = SafeString
Attribute = str | int | bool | None
NONE_YET = "–"
LONG = 30  # choices to tick that stand in a box of their own


def html(*parts: str) -> Html:
    """Parts put together; those that are not HTML are escaped."""
    return SafeString("".join(part if isinstance(part, SafeString) else escape(part) for part in parts))


def tag(element: str, *content: str, **attributes: Attribute) -> Html:
    """An element with what is in it; without anything in it, not even an empty text, it is one that never has any.

    `class_` is the attribute "class", `aria_label` is "aria-label"; None and False leave an attribute out.
    """
    said = "".join(
        _attribute(name, value) for name, value in attributes.items() if value is not None and value is not False
    )
    inside = f"{html(*content)}</{element}>" if content else ""
    return SafeString(f"<{element}{said}>{inside}")


def _attribute(name: str, value: Attribute) -> str:
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the parts of a page. `media` is the address beneath which the version's pictures are; `ours` says in which
    language the words of the interface are, where that is not the form's ("lang" and "dir")."""

    media: str
    ours: Mapping[str, str] = field(default_factory=dict)

    def write(self, blocks: Iterable[Field | Mark]) -> Html:
        """All parts of a page, in order."""
        return html(*(self._question(one) if isinstance(one, Field) else self._mark(one) for one in blocks))

    def _mark(self, mark: Mark) -> Html:
        named = html(mark.label, f" {mark.number}") if mark.number else html(mark.label)
        plain = strip_tags(named).strip()
        match mark.what:
            case "group":
                return html(SafeString('<section class="group">'), tag("h2", mark.label) if mark.label else "")
            case "end-group":
                return SafeString("</section>")
            case "instance":
                opened = tag("fieldset", class_="instance", id=mark.id, tabindex=-1)
                return html(opened, tag("legend", named))
            case "add":
                words = _("Add one more: %(what)s") % {"what": plain} if plain else _("Add one more")
                return tag("p", self._button(f"add:{mark.name}", words), class_="add")
        words = _("Remove: %(what)s") % {"what": plain}
        removes = tag("p", self._button(f"remove:{mark.name}", words)) if mark.removable else html()
        return html(removes, SafeString("</fieldset>"))

    def _button(self, value: str, words: str) -> Html:
        return tag("button", words, class_="quiet", name="go", value=value, **self.ours)

    def _question(self, one: Field) -> Html:
        """A question: a note, several controls under a legend, or one with its label."""
        classes = [name for name, has in (("row", one.row), ("bad", one.error), ("new", one.new)) if has]
        about: dict[str, Attribute] = {"data_path": one.name, "data_kind": one.kind}
        if one.control == "note":
            words = tag("div", one.label, class_="words")
            return tag("div", words, self._aside(one), class_=" ".join(["q said", *classes]), **about)
        about["class_"] = " ".join(["q", *classes])
        if not one.together:
            label = tag("label", one.label, self._tags(one), for_=one.id)
            return tag("div", label, self._aside(one), self._alone(one), **about)
        legend = tag("legend", one.label, self._tags(one))
        about["aria_describedby"] = one.described or None
        if one.control in ("radios", "scale"):
            about |= {"role": "radiogroup", "aria_required": _true(one.required), "aria_invalid": _true(one.error)}
        return tag("fieldset", legend, self._aside(one), _hidden(one), self._together(one), **about)

    def _tags(self, one: Field) -> Html:
        must = html(" ", tag("span", _("required"), class_="must", **self.ours)) if one.required else ""
        fresh = html(" ", tag("span", _("new"), class_="fresh", **self.ours)) if one.new else ""
        return html(must, fresh)

    def _aside(self, one: Field) -> Html:
        """What stands between the words of a question and its control."""
        parts = [self._picture(one.image)] if one.image else []
        for element, source in (("audio", one.audio), ("video", one.video)):
            if source:
                parts.append(tag(element, "", controls=True, preload="none", src=f"{self.media}{source}"))
        if one.hint:
            parts.append(tag("p", one.hint, class_="hint", id=f"{one.id}-hint"))
        if one.guidance:
            summary = tag("summary", _("More about this"), **self.ours)
            parts.append(tag("details", summary, one.guidance, class_="guidance"))
        if one.error:
            parts.append(tag("p", one.error, class_="error", id=f"{one.id}-error"))
        return html(*parts)

    def _picture(self, image: str) -> Html:
        return tag("img", src=f"{self.media}{image}", alt="", loading="lazy")

    def _hint(self, words: str) -> Html:
        return tag("p", words, class_="hint", **self.ours)

    # Several controls under one legend

    def _together(self, one: Field) -> Html:
        match one.control:
            case "rank":
                rows = [self._place(one, option) for option in one.options]
                return html(self._hint(_("Give each its place: 1 is the first.")), tag("div", *rows, class_="ranks"))
            case "point":
                north = self._degrees(one, one.id, _("Latitude"), LATITUDE, one.parts[0], "-1.2864")
                east = self._degrees(one, f"{one.id}-2", _("Longitude"), LONGITUDE, one.parts[1], "36.8172")
                return tag("div", north, east, class_="point")
            case "agree":
                agreed = Option(one.id, AGREED, tag("span", _("I agree"), **self.ours), "", chosen=bool(one.value))
                return tag("div", self._option(one, agreed, "checkbox"), class_="options")
        if not one.options:
            return self._hint(_("There is nothing to choose from yet: it depends on another answer."))
        kind = "checkbox" if one.control == "ticks" else "radio"
        rows = [self._option(one, option, kind) for option in one.options]
        if kind == "radio" or len(rows) <= LONG:
            return tag("div", *rows, class_="options")
        label = strip_tags(one.label)
        return tag("div", *rows, class_="options long", tabindex=0, role="group", aria_label=label)

    def _option(self, one: Field, option: Option, kind: str) -> Html:
        invalid = _true(one.error) if kind == "checkbox" else None
        button = tag(
            "input", type=kind, id=option.id, name=one.name, value=option.value, checked=option.chosen,
            aria_invalid=invalid,
        )  # fmt: skip
        picture = self._picture(option.image) if option.image else ""
        return tag("div", button, tag("label", picture, option.label, for_=option.id), class_="option")

    def _place(self, one: Field, option: Option) -> Html:
        places = [tag("option", place, selected=place == option.place) for place in one.parts]
        name = f"{one.name}{RANKED}{option.value}"
        none = tag("option", NONE_YET, value="")
        select = tag("select", none, *places, id=option.id, name=name, aria_invalid=_true(one.error))
        return tag("div", select, tag("label", option.label, for_=option.id), class_="rank")

    def _degrees(self, one: Field, id_: str, words: str, name: str, value: str, sample: str) -> Html:
        box = tag(
            "input", type="text", id=id_, name=f"{one.name}{name}", value=value, placeholder=sample, dir="ltr",
            autocomplete="off", aria_invalid=_true(one.error),
        )  # fmt: skip
        return tag("div", tag("label", words, for_=id_, **self.ours), box)

    # One control

    def _alone(self, one: Field) -> Html:
        state: dict[str, Attribute] = {
            "id": one.id,
            "name": one.name,
            "aria_required": _true(one.required),
            "aria_invalid": _true(one.error),
            "aria_describedby": one.described or None,
        }
        match one.control:
            case "lines" | "places":
                # The first line break in a textarea is not part of what it holds.
                area = tag("textarea", f"\n{one.value}", rows=one.input.get("rows", "4"), dir="auto", **state)
                if one.control == "lines":
                    return area
                return html(area, self._hint(_("One place on each line: latitude, a space, longitude.")))
            case "select":
                rows = [tag("option", each.words, value=each.value, selected=each.chosen) for each in one.options]
                return tag("select", tag("option", NONE_YET, value=""), *rows, **state)
            case "search":
                return self._search(one, state)
            case "shown":
                return tag("output", one.value or NONE_YET, id=one.id)
            case "file":
                box = tag("input", type="file", **one.input, **state)
                return html(self._kept(one) if one.value else "", _hidden(one), box)
        return tag("input", value=one.value, dir="ltr" if one.ltr else "auto", **one.input, **state)

    def _search(self, one: Field, state: Mapping[str, Attribute]) -> Html:
        box = tag("input", type="text", value=one.value, dir="auto", **one.input, **state)
        listed = tag("datalist", *(tag("option", "", value=words) for words in one.parts), id=f"{one.id}-list")
        if not one.options:
            return html(
                box, listed if one.parts else "", self._hint(_("Type the beginning, then choose from the list."))
            )
        rows = [self._option(one, option, "radio") for option in one.options]
        legend = tag("legend", _("Which one do you mean?"), **self.ours)
        meant = tag("fieldset", legend, tag("div", *rows, class_="options"), class_="meant")
        return html(box, listed if one.parts else "", meant)

    def _kept(self, one: Field) -> Html:
        """The file that was given before, and a way to take it away."""
        words = tag("label", _("Remove this file"), for_=f"{one.id}-remove", **self.ours)
        box = tag("input", type="checkbox", id=f"{one.id}-remove", name=f"{one.name}{REMOVE}", value="1")
        return html(tag("p", tag("bdi", one.value), class_="kept"), tag("div", box, words, class_="option"))


def _hidden(one: Field) -> Html:
    """Says that the question was on the page, whatever of it is chosen."""
    return tag("input", type="hidden", name=one.name, value="")


def _true(holds: object) -> str | None:
    return "true" if holds else None
