"""What a page of the editor shows of a question, and the question that it sends back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from sarai.surveys.questionnaire import editing, roles
from sarai.surveys.questionnaire.checks import NAME
from sarai.surveys.questionnaire.editing import PARAMETERS, WITH_OTHER
from sarai.surveys.questionnaire.sheets import clean
from sarai.surveys.questionnaire.simple import (
    BEGIN,
    SEVERAL,
    TYPES,
    WITH_CHOICES,
    ShownIf,
    SimpleChoice,
    SimpleForm,
    SimpleQuestion,
    at_most,
    bounds,
    condition,
    most,
    within,
)

from .wording import KINDS, said, tongue_called

LONGEST = 10_000  # characters of one text
MOST_FIELDS = 700  # of choices in one page
BLANK = 3  # rows for more choices
NUMBERS = frozenset({"integer", "decimal"})
SCALE = ("start", "end", "step")
EXPRESSION = "="  # as the answer to “ask only if”: the expression that stands beside it
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a list to choose from, with the heading that it stands under."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Filling:
    """A question in its page. `place` is where it stands."""

    form: SimpleForm
    question: SimpleQuestion
    place: int

    # What the template asks

    @property
    def name(self) -> str:
        """Its name, unless nobody gave it one."""
        return "" if editing.unnamed(self.question) else self.question.name

    def texts(self) -> Iterator[dict[str, object]]:
        """Label, hint and message in every language."""
        for number, language in enumerate(self.form.spoken):
            yield {
                "number": number,
                "tongue": tongue_called(language),
                "label": self.question.label.get(language, ""),
                "hint": self.question.hint.get(language, ""),
                "message": self.question.constraint_message.get(language, ""),
            }

    @property
    def group(self) -> bool:
        """Whether a group begins here."""
        return self.question.type in BEGIN

    @property
    def hinted(self) -> bool:
        """Whether it has a hint already."""
        return any(self.question.hint.values())

    def kinds(self) -> list[Option]:
        """The types that it may be of; one that the editor does not know may stay."""
        kinds = {kind: str(KINDS[kind]) for kind in KINDS if kind in TYPES}
        if self.question.type not in kinds:
            kinds = {self.question.type: self.question.type, **kinds}
        return [Option(kind, label, kind == self.question.type) for kind, label in kinds.items()]

    def roles(self) -> list[Option]:
        """The roles that a question of its type may have, with what each does."""
        found = {
            role.key.replace("*", "survey"): str(role.label)
            for role in roles.roles()
            if self.question.type in role.fits
        }
        if self.question.role and self.question.role not in found:
            known = roles.find(self.question.role)
            found[self.question.role] = str(known.label) if known else ""
        return [Option(key, f"{key} – {label}", key == self.question.role) for key, label in found.items()]

    def conditions(self) -> list[tuple[str, list[Option]]]:
        """The answers of questions further up that this one may wait for, by question."""
        found = []
        for asked in self.form.questions[: self.place]:
            answers = [(choice.value, said(choice.label, self.form)) for choice in asked.choices]
            if asked.type == "acknowledge":
                answers = [("OK", _("is ticked"))]
            options = [self._condition(asked, value, label or value) for value, label in answers if _quotable(value)]
            if options and asked.name:
                found.append((said(asked.label, self.form) or asked.name, options))
        return found

    def _condition(self, asked: SimpleQuestion, value: str, label: str) -> Option:
        expression = condition(ShownIf(asked.name, value), asked.type)
        return Option(expression, label, expression == self.question.relevant)

    @property
    def expressed(self) -> bool:
        """Whether it waits for something that cannot be chosen from answers."""
        offered = {option.value for _question, options in self.conditions() for option in options}
        return bool(self.question.relevant) and self.question.relevant not in offered

    @property
    def limit(self) -> str:
        """How its constraint is filled in: "most", "bounds", "expression", or "" where it can have none."""
        kind, constraint = self.question.type, self.question.constraint
        if kind in SEVERAL and (not constraint or most(constraint)):
            return "most"
        if kind in NUMBERS and bounds(constraint) is not None:
            return "bounds"
        if constraint or kind in {"text", "date", "time", "dateTime"}:
            return "expression"
        return ""

    @property
    def most(self) -> str:
        """How many answers there may be."""
        return str(most(self.question.constraint) or "")

    @property
    def least(self) -> str:
        """The least number."""
        return (bounds(self.question.constraint) or ("", ""))[0]

    @property
    def greatest(self) -> str:
        """The greatest number."""
        return (bounds(self.question.constraint) or ("", ""))[1]

    @property
    def scale(self) -> dict[str, str]:
        """From where to where a scale goes, in which steps; what ODK takes where nothing is said."""
        usual = {"start": "1", "end": "10", "step": "1"}
        return {key: _parameters(self.question).get(key, usual[key]) for key in SCALE} if self.scaled else {}

    @property
    def scaled(self) -> bool:
        """Whether it is a scale."""
        return self.question.type == "range"

    @property
    def chooses(self) -> bool:
        """Whether it has choices."""
        return self.question.type in WITH_CHOICES

    @property
    def others(self) -> bool:
        """Whether “other”, to be said in words, can be offered beside its choices."""
        return self.question.type in WITH_OTHER

    def choices(self) -> Iterator[dict[str, object]]:
        """Its choices, and rows for more."""
        blank = [SimpleChoice("")] * BLANK
        for number, choice in enumerate((*self.question.choices, *blank)):
            yield {
                "number": number,
                "shown": number + 1,
                "choice": choice,
                "kept": number < len(self.question.choices),
                "first": number == 0,
                "last": number == len(self.question.choices) - 1,
                "texts": [(tongue_called(each), choice.label.get(each, "")) for each in self.form.spoken],
            }

    @property
    def long(self) -> bool:
        """Whether there are more choices than a page can send."""
        return len(self.question.choices) * (len(self.form.spoken) + 1) > MOST_FIELDS

    def lists(self) -> list[Option]:
        """The lists of choices of other questions."""
        own = self.question.listed
        return [
            Option(name, f"{name}: {', '.join(said(each.label, self.form) or each.value for each in choices[:4])}")
            for name, choices in self.form.lists().items()
            if name != own and choices
        ]

    def sharing(self) -> list[str]:
        """The other questions that have its list of choices."""
        own = self.question.listed
        return [
            said(one.label, self.form) or one.name
            for place, one in enumerate(self.form.questions)
            if own and one.listed == own and place != self.place
        ]

    def kept(self) -> list[tuple[int, str, str]]:
        """Its other columns."""
        hidden = {PARAMETERS} if self.scaled else set()
        return [
            (number, key, text) for number, (key, text) in enumerate(self.question.more.items()) if key not in hidden
        ]


def _quotable(value: str) -> bool:
    return not ("'" in value and '"' in value)


def _parameters(question: SimpleQuestion) -> dict[str, str]:
    pairs = (part.partition("=") for part in question.more.get(PARAMETERS, "").split())
    return {key: value for key, _mark, value in pairs}


@dataclass(frozen=True, slots=True)
class Read:
    """The question that a page sent; sentences about what cannot be, by field; and values of choices that are now
    others, old → new."""

    question: SimpleQuestion
    faults: dict[str, str]
    values: dict[str, str]


def read(filling: Filling, posted: QueryDict) -> Read:
    """What a page sends."""
    reader = _Reader(filling, posted)
    return Read(reader.question(), reader.faults, reader.values)


def cleaned(posted: QueryDict) -> QueryDict:
    """What a page sends, without what no sheet can hold."""
    found = posted.copy()
    for name, texts in posted.lists():
        found.setlist(name, [clean(text) for text in texts])
    return found


class _Reader:
    """Reads one page."""

    def __init__(self, filling: Filling, posted: QueryDict) -> None:
        self.filling, self.form, self.before, self.posted = filling, filling.form, filling.question, posted
        self.faults: dict[str, str] = {}
        self.values: dict[str, str] = {}

    def question(self) -> SimpleQuestion:
        label = self.words("label")
        return replace(
            self.before,
            name=self.name(label),
            label=label,
            hint=self.words("hint"),
            required="required" in self.posted,
            role=self.text("role"),
            relevant=self.relevant(),
            constraint=self.constraint(),
            constraint_message=self.words("message"),
            or_other="or_other" in self.posted,
            choices=self.before.choices if self.filling.long else tuple(self.choices()),
            more=self.more(),
        )

    def text(self, name: str) -> str:
        return " ".join(self.posted.get(name, "").split())

    def words(self, name: str) -> dict[str, str]:
        """A text in every language, its lines as they are."""
        texts = (self.posted.get(f"{name}-{number}", "") for number in range(len(self.form.spoken)))
        said = ["\n".join(line.rstrip() for line in text.splitlines()) for text in texts]
        if any(len(text) > LONGEST for text in said):
            sentence = _("A text is longer than %(most)d characters. Make it shorter.")
            self.faults[name] = sentence % {"most": LONGEST}
        return {language: text for language, text in zip(self.form.spoken, said, strict=True) if text}

    def name(self, label: dict[str, str]) -> str:
        others = replace(self.form, questions=self._others())
        given = self.text("name")
        if not given:
            otherwise = self.before.name or "question"
            made = editing.name_from(label, otherwise)
            return made if made == self.before.name else editing.fresh_name(others, made)
        if not NAME.fullmatch(given):
            sentence = _("A name begins with a letter, and goes on with letters, digits and underscores: “%(name)s”.")
            self.faults["name"] = sentence % {"name": given}
        elif given != self.before.name and any(one.name == given for one in others.questions):
            self.faults["name"] = _("Another question has the name “%(name)s”.") % {"name": given}
        return given

    def _others(self) -> tuple[SimpleQuestion, ...]:
        place = self.filling.place
        return (*self.form.questions[:place], *self.form.questions[place + 1 :])

    def relevant(self) -> str:
        chosen = self.posted.get("only", "")
        return self.text("relevant") if chosen == EXPRESSION else chosen

    def constraint(self) -> str:
        match self.filling.limit:
            case "most":
                return at_most(int(self.number("most", whole=True) or 0))
            case "bounds":
                least, greatest = self.number("least"), self.number("greatest")
                if least and greatest and float(least) > float(greatest):
                    self.faults["greatest"] = _("The greatest number must not be below the least.")
                return within(least, greatest)
            case "expression":
                return self.text("constraint")
        return self.before.constraint

    def number(self, name: str, *, whole: bool = False) -> str:
        given = self.text(name)
        if given and not (_NUMBER.fullmatch(given) and len(given) < 16 and (not whole or given.isdecimal())):
            self.faults[name] = _("This is no number: “%(text)s”.") % {"text": given}
            return ""
        return given

    def more(self) -> dict[str, str]:
        """The other columns of the row; one that was emptied is gone."""
        found = {}
        for number, key, text in self.filling.kept():
            if given := self.posted.get(f"more-{number}", text).strip():
                found[key] = given
        if self.filling.scaled:
            found[PARAMETERS] = self.scale()
        return found

    def scale(self) -> str:
        kept = _parameters(self.before)
        kept |= {key: number for key in SCALE if (number := self.number(key))}
        return " ".join(f"{key}={value}" for key, value in kept.items())

    def choices(self) -> Iterator[SimpleChoice]:
        """The choices in their order, if its type has any. A row without any text is none; a value that nobody gave is
        made of the label."""
        values = self.posted.getlist("value") if self.filling.chooses else []
        labels = [self.posted.getlist(f"choice-{number}") for number in range(len(self.form.spoken))]
        taken = {value.strip() for value in values}
        for row, value in enumerate(values):
            texts = [texts[row].strip() if row < len(texts) else "" for texts in labels]
            label = {language: text for language, text in zip(self.form.spoken, texts, strict=True) if text}
            value = value.strip()
            if not value and not label:
                continue
            if not value:
                value = editing.value_from(label, taken)
                taken.add(value)
            before = self.before.choices[row] if row < len(self.before.choices) else SimpleChoice("")
            if before.value and before.value != value:
                self.values[before.value] = value
            yield SimpleChoice(value, label, before.more)
