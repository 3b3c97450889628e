"""What a table is asked to show: of which question, by what, counting what, by which rule, as known when."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from babel import Locale, UnknownLocaleError
from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sarai.evidence.engine import dimension
from sarai.evidence.engine.question import read_as_of
from sarai.network.indicators import ATTRIBUTES
from sarai.surveys.models import Survey, Validity, Version
from sarai.surveys.questionnaire.languages import code
from sarai.surveys.rules import EVERYTHING, STRICT, Rule

LONGEST_VALUE = 300  # of an answer, as it is kept
_MONTH = re.compile(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])")
_OF_QUESTION = re.compile(r"q([1-9][0-9]{0,17})")


class Counting(models.TextChoices):
    """What is counted: each is in a table once, so that its rows and columns add up."""

    COMPLETIONS = "completions", gettext_lazy("completions")
    PEOPLE = "people", gettext_lazy("people")
    ORGANISATIONS = "organisations", gettext_lazy("organisations")
    CITIES = "cities", gettext_lazy("cities")


class Show(models.TextChoices):
    """What stands in the cells of a table of two questions."""

    COUNTS = "counts", gettext_lazy("counts")
    COLUMNS = "columns", gettext_lazy("per cent of the column")
    ROWS = "rows", gettext_lazy("per cent of the row")


# Rules that anybody may try beside the published ones, by the word in the address.
NAMED_RULES = {"all": EVERYTHING, "strict": STRICT}


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A way to break a table down by who answered, or how: what its values are called, and whether a text is one of
    them. `in_order` if they have an order of their own."""

    key: str
    label: str
    names: Callable[[Iterable[str]], Mapping[str, str]]
    knows: Callable[[str], bool]
    in_order: bool = False


def breakdowns() -> dict[str, Breakdown]:
    """Every breakdown that is not by another question, by its key."""
    stated = [Breakdown(key, str(dimension(key).label), _names_of(key), dimension(key).knows) for key in ATTRIBUTES]
    told = [
        Breakdown("language", _("language of the answers"), _languages, str.isprintable),
        Breakdown("version", _("version of the questionnaire"), _versions, _is_version, in_order=True),
        Breakdown("month", _("month of the answers (UTC)"), _months, _is_month, in_order=True),
    ]
    return {each.key: each for each in (*stated, *told)}


def _names_of(key: str) -> Callable[[Iterable[str]], Mapping[str, str]]:
    return lambda values: {value: str(name) for value, name in dimension(key).names(values).items()}


def _languages(values: Iterable[str]) -> dict[str, str]:
    return {value: language_name(value) for value in values}


def language_name(value: str) -> str:
    """What a language of a form is called in the reader's, from its code or from “Español (es)”; else itself."""
    try:
        return Locale.parse(code(value) or value, sep="-").get_display_name(get_language() or "en") or value
    except (ValueError, UnknownLocaleError):
        return value


def _versions(values: Iterable[str]) -> dict[str, str]:
    kept = Version.objects.filter(pk__in=[int(value) for value in values])
    return {str(pk): version for pk, version in kept.values_list("pk", "version")}


def _is_version(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 19 and Version.objects.filter(pk=value).exists()


def _is_month(value: str) -> bool:
    return bool(_MONTH.fullmatch(value))


def _months(values: Iterable[str]) -> dict[str, str]:
    return {value: date_format(date.fromisoformat(f"{value}-01"), "YEAR_MONTH_FORMAT") for value in values}


@dataclass(frozen=True, slots=True)
class Asked:
    """One table: of a `question` (its number), `by` a breakdown's key or another question ("q12"; "" for none)."""

    survey: str
    question: int
    by: str = ""
    counting: Counting = Counting.COMPLETIONS
    rule: str = ""
    as_of: datetime | None = None

    @property
    def by_question(self) -> int | None:
        """The number of the question that the table is broken down by, if it is by one."""
        matched = _OF_QUESTION.fullmatch(self.by)
        return int(matched[1]) if matched else None

    def params(self, **extra: str) -> dict[str, str]:
        """What an address says beside the question; what goes without saying is left out."""
        said = {
            "by": self.by,
            "unit": "" if self.counting == Counting.COMPLETIONS else self.counting.value,
            "rule": self.rule,
            "as_of": self.as_of.isoformat() if self.as_of else "",
        }
        return {name: value for name, value in said.items() if value} | extra

    def url(self, **extra: str) -> str:
        """Where this table is."""
        return _address("surveys:table-detail", [self.survey, self.question], self.params(**extra))

    def responses_url(self, **where: str) -> str:
        """Where the responses behind one of its numbers are: those of a `row`, of a `column`, of both ("": none)."""
        return _address("surveys:table-responses", [self.survey, self.question], self.params(**where))

    @classmethod
    def read(cls, survey: str, question: int, params: Mapping[str, str]) -> Asked:
        """The table that an address asks for. Raises ValueError with a sentence."""
        by, unit = params.get("by") or "", params.get("unit") or Counting.COMPLETIONS.value
        if by and not (_OF_QUESTION.fullmatch(by) or by in breakdowns()):
            raise ValueError(_("No table is broken down by “%(by)s”.") % {"by": by[:100]})
        if unit not in Counting.values:
            known = ", ".join(Counting.values)
            raise ValueError(
                _("“%(unit)s” is nothing that is counted here. Choose one of: %(known)s.")
                % {"unit": unit[:100], "known": known}
            )
        as_of = read_as_of(params.get("as_of") or "")
        return cls(survey, question, by, Counting(unit), (params.get("rule") or "")[:20], as_of)


def _address(name: str, args: list[str | int], params: Mapping[str, str]) -> str:
    return reverse(name, args=args) + (f"?{urlencode(params)}" if params else "")


def rule_named(survey: Survey, name: str) -> Rule | None:
    """The rule that an address names: "" is the published one (None: it is looked up as it was known), "all" and
    "strict" are ready to try, and a number is that of a rule that this survey has or had. Raises ValueError."""
    if not name:
        return None
    if name in NAMED_RULES:
        return NAMED_RULES[name]
    kept = survey.rules.filter(number=int(name)).first() if name.isdecimal() and len(name) < 10 else None
    if kept is None:
        raise ValueError(
            _("This survey has no rule “%(rule)s”. Write “all”, “strict”, or the number of one that was published.")
            % {"rule": name}
        )
    return Rule.of(kept)


def reason_given(survey: Survey, number: int) -> str:
    """Why the team published the rule with this number."""
    return survey.rules.filter(number=number).values_list("source__reason", flat=True).first() or ""


def published_rule(survey: Survey, as_of: datetime) -> tuple[int, Rule]:
    """The number and the content of the rule that held at a moment; 0 where none was published yet."""
    held = Validity.objects.filter(survey=survey, recorded_at__lte=as_of)
    kept = held.filter(models.Q(retracted_at=None) | models.Q(retracted_at__gt=as_of)).first()
    return (kept.number, Rule.of(kept)) if kept else (0, Rule())
