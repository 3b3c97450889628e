"""Tables of answers: of all questions at a glance, of one in full, and the responses behind every number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sarai.surveys.exports.dataset import Dataset
from sarai.surveys.models import Question, Response, Survey
from sarai.surveys.rules import EVERYTHING, STRICT, Rule
from sarai.surveys.tables import suppression
from sarai.surveys.tables.asked import (
    Asked,
    Breakdown,
    Counting,
    Show,
    breakdowns,
    published_rule,
    reason_given,
    rule_named,
)
from sarai.surveys.tables.questions import Kind, has_table, is_open, name_of, questions_of
from sarai.surveys.tables.shapes import Count, Crosstab, Hidden, Numbers, Value
from sarai.surveys.tables.tabulating import Asking, Table, Tabulation, all_tables, effect

from . import grids, telling

PAGE = 25
MOST_COLUMNS = 8  # side by side; with more, the longer side of a table lies down


@dataclass(frozen=True)
class Reader:
    """Who looks: the `team` sees every count, and others those that are not small."""

    team: bool
    personal: bool

    @classmethod
    def of(cls, request: HttpRequest) -> Reader:
        """Whoever asks."""
        return cls(request.user.has_perm("surveys.view_answers"), request.user.has_perm("evidence.view_personal"))

    @property
    def least(self) -> int:
        """The smallest count that is shown."""
        return 0 if self.team else settings.SMALLEST_CELL

    def shown(self, table: Crosstab) -> Crosstab:
        """A table as this reader may see it."""
        return table if self.team else suppression.suppressed(table, self.least)


@dataclass(frozen=True)
class Page:
    """What every page about tables stands on: the survey, the reader, and what was asked of which rule."""

    survey: Survey
    reader: Reader
    asked: Asked
    rule: Rule | None

    @property
    def asking(self) -> Asking:
        """The survey as it is asked."""
        return Asking(self.survey, self.asked.counting, self.rule, self.asked.as_of)

    def context(self) -> dict[str, Any]:
        """What every such page shows around its tables."""
        number, published = published_rule(self.survey, self.asked.as_of or timezone.now())
        found = effect(self.asking)
        rule = self.rule or published
        return {
            "survey": self.survey,
            "asked": self.asked,
            "team": self.reader.team,
            "as_of": self.asked.as_of,
            "units": Counting.choices,
            "counting": telling.counting(self.asked.counting),
            "rule": telling.rule(rule),
            "reason": self._reason(number),
            "rule_name": telling.rule_name(self.asked.rule, number),
            "effect": found,
            "removed": telling.removed(found),
            "rules": self._rules(number),
            "least": settings.SMALLEST_CELL,
        }

    def _reason(self, number: int) -> str:
        """Why the rule by which this is counted was published; "" for one that is only tried."""
        asked = self.asked.rule or str(number)
        return reason_given(self.survey, int(asked)) if asked.isdecimal() else ""

    def _rules(self, number: int) -> list[dict[str, object]]:
        """Every rule that can be tried, with how many responses count by it."""
        tried: dict[str, Rule | None] = {"": None, "all": EVERYTHING, "strict": STRICT}
        return [
            {
                "key": key,
                "label": telling.rule_name(key, number),
                "count": effect(replace(self.asking, rule=rule)).count,
                "current": key == self.asked.rule,
            }
            for key, rule in tried.items()
        ]


def _page(request: HttpRequest, slug: str, question: int = 0) -> Page:
    """What the address asks; 404 with a sentence for what cannot be asked.

    Other rules and other days are for the team: the difference of two tables would tell what one person answered.
    """
    survey = get_object_or_404(Survey, slug=slug)
    reader = Reader.of(request)
    try:
        asked = Asked.read(slug, question, request.GET.dict())
        asked = asked if reader.team else replace(asked, rule="", as_of=None)
        rule = rule_named(survey, asked.rule)
    except ValueError as error:
        raise Http404(str(error)) from None
    return Page(survey, reader, asked, rule)


@require_safe
def table_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Every question that has a table, with a small picture of its answers."""
    page = _page(request, slug)
    questions = list(questions_of(page.survey))
    tabled = [one for one in questions if has_table(one, team=page.reader.team)]
    total, tables = all_tables(page.asking, tabled)
    shown: Count = total if total == 0 or total >= page.reader.least else Hidden.SMALL
    context = page.context() | {
        "total": grids.counted(shown, page.reader.least),
        "tables": [_small(page, one, tables[one.pk], total) for one in tabled],
        "open": [(one, name_of(one)) for one in questions if is_open(one)] if page.reader.team else [],
        "languages": telling.languages(questions),
        "repeats": Dataset(page.asking).repeats if page.reader.team else (),
    }
    return render(request, "surveys/tables/table_list.html", context)


def _small(page: Page, question: Question, table: Table, total: int) -> dict[str, object]:
    """One question at a glance."""
    asked = replace(page.asked, question=question.pk)
    title, unit = name_of(question), telling.unit(asked.counting)
    return {"title": title, "url": asked.url(), "picture": _picture(page, table, total, title, unit)}


def _picture(page: Page, table: Table, total: int, title: str, unit: str) -> SafeString | str:
    least = page.reader.least
    if isinstance(table, Crosstab):
        return grids.picture(page.reader.shown(table), title, unit, lambda **_where: "", shown=6)
    if isinstance(table, Numbers):
        if not page.reader.team:
            table = suppression.numbers_shown({"": table}, {"": total}, least)[""]
        return grids.histogram(table, title, unit) if table.bins else ""
    shown = table if page.reader.team else [one for one in suppression.ranking_shown(table, least) if one]
    return grids.points(shown, title, shown=6) if shown else ""


@require_safe
def table_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One question's answers in full, broken down by what the reader asks."""
    page = _page(request, slug, pk)
    questions = [one for one in questions_of(page.survey) if has_table(one, team=page.reader.team)]
    tabulation = _tabulation(page, questions)
    show = request.GET.get("show") or Show.COUNTS.value
    if show not in Show.values:
        raise Http404(_("“%(show)s” cannot stand in a table.") % {"show": show[:100]})
    context = page.context() | {
        "question": tabulation.question,
        "title": name_of(tabulation.question),
        "kind": tabulation.kind.value,
        "by": tabulation.by,
        "by_label": _by_label(tabulation.by),
        "breakdowns": breakdowns().values(),
        "others": [(f"q{one.pk}", name_of(one)) for one in questions if one.pk != pk],
        "show": show,
        "shows": Show.choices,
        **_drawn(page, tabulation, Show(show)),
    }
    return render(request, "surveys/tables/table_detail.html", context)


def _tabulation(page: Page, questions: Sequence[Question]) -> Tabulation:
    """The table that is asked for. 404 where there is none of this question, or not by that."""
    by_number = {one.pk: one for one in questions}
    question = by_number.get(page.asked.question)
    if question is None:
        raise Http404(_("There is no table of this question."))
    by: Breakdown | Question | None = breakdowns().get(page.asked.by)
    if other := page.asked.by_question:
        by = by_number.get(other)
        if by is None or other == question.pk:
            raise Http404(_("This question is not broken down by that one."))
    return Tabulation(page.asking, question, by)


def _by_label(by: Breakdown | Question | None) -> str:
    if by is None:
        return ""
    return name_of(by) if isinstance(by, Question) else by.label


def _drawn(page: Page, tabulation: Tabulation, show: Show) -> dict[str, object]:
    """The grid and the picture of a table."""
    kind = tabulation.kind
    if kind is Kind.NUMBERS:
        return _drawn_numbers(page, tabulation)
    if kind is Kind.RANKED:
        return _drawn_ranking(page, tabulation)
    return _drawn_crosstab(page, tabulation, show)


def _opened(page: Page) -> grids.Opened:
    return page.asked.responses_url if page.reader.team else lambda **_where: ""


def _drawn_crosstab(page: Page, tabulation: Tabulation, show: Show) -> dict[str, object]:
    table = page.reader.shown(tabulation.crosstab())
    unit = telling.unit(page.asked.counting)
    drawing = grids.Drawing(unit, page.reader.least, _opened(page))
    title = name_of(tabulation.question)
    if tabulation.by is None:
        grid = drawing.frequencies(table)
    else:
        turned = len(table.columns) > MOST_COLUMNS and len(table.columns) > len(table.rows)
        grid = drawing.crossed(table.turned if turned else table, show, turned=turned)
    return {
        "grid": grid,
        "picture": grids.picture(table, title, unit, _opened(page)),
        "overlapping": table.overlapping_rows or table.overlapping_columns,
        "crossed": tabulation.by is not None,
    }


def _drawn_ranking(page: Page, tabulation: Tabulation) -> dict[str, object]:
    found = tabulation.ranking()
    least = page.reader.least
    shown = {column: suppression.ranking_shown(places, least) for column, places in found.items()}
    title = name_of(tabulation.question)
    whole = replace(tabulation, by=None).ranking()[""] if tabulation.by else found[""]
    told = suppression.ranking_shown(whole, least)
    picture = grids.points([one for one in told if one], title) if any(told) else ""
    if tabulation.by is None:
        return {"grid": grids.ranking(whole, told, _opened(page)), "picture": picture, "choices": len(whole)}
    columns, _totals = tabulation.columns()
    grid = grids.rankings(columns, shown, [place.value for place in whole])
    return {"grid": grid, "picture": picture, "choices": len(whole)}


def _drawn_numbers(page: Page, tabulation: Tabulation) -> dict[str, object]:
    found = tabulation.numbers()
    columns, totals = tabulation.columns()
    everything = Value("", _("All"))
    if not page.reader.team:
        found = suppression.numbers_shown(found, totals, page.reader.least)
    rows = [(column, found.get(column.value, Numbers(0))) for column in (columns or (everything,))]
    title, unit = name_of(tabulation.question), telling.unit(page.asked.counting)
    whole = found.get("", Numbers(0)) if tabulation.by is None else Numbers(0)
    return {
        "grid": grids.numbers(rows, extremes=page.reader.team),
        "picture": grids.histogram(whole, title, unit) if whole.bins else "",
    }


@require_safe
@permission_required("surveys.view_answers", raise_exception=True)
def table_responses(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The responses behind one number of a table."""
    page = _page(request, slug, pk)
    questions = [one for one in questions_of(page.survey) if has_table(one, team=True)]
    tabulation = _tabulation(page, questions)
    row, column = request.GET.get("row"), request.GET.get("column")
    if column and isinstance(tabulation.by, Breakdown) and not tabulation.by.knows(column):
        raise Http404(_("This table has no column “%(column)s”.") % {"column": column[:100]})
    found = tabulation.behind(row, column)
    pages = Paginator(found, PAGE).get_page(request.GET.get("page"))
    held = Response.objects.select_related("record__place", "source", "version").in_bulk(list(pages.object_list))
    asked = [tabulation.question, *([tabulation.by] if isinstance(tabulation.by, Question) else [])]
    context = {
        "survey": page.survey,
        "asked": page.asked,
        "title": name_of(tabulation.question),
        "counting": telling.counting(page.asked.counting),
        "unit": telling.unit(page.asked.counting),
        "where": telling.where(tabulation, row, column),
        "page": pages,
        "questions": [name_of(one) for one in asked],
        "responses": [
            (held[fact], [telling.answer(one, held[fact].answers) for one in asked])
            for fact in pages.object_list
            if fact in held
        ],
        "personal": page.reader.personal,
    }
    return render(request, "surveys/tables/table_responses.html", context)
