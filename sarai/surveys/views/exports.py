"""Answers as files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sarai.surveys.exports import geojson, lines, spss, workbook
from sarai.surveys.exports.dataset import MAIN, Dataset
from sarai.surveys.exports.dictionary import Dictionary
from sarai.surveys.models import Survey
from sarai.surveys.tables.asked import Asked, rule_named
from sarai.surveys.tables.browsing import Browsing
from sarai.surveys.tables.questions import questions_of
from sarai.surveys.tables.sought import Sought
from sarai.surveys.tables.tabulating import Asking


@dataclass(frozen=True)
class Wanted:
    """What an address asks for: the answers, which of their tables, with HXL's hashtags or not, under which name."""

    dataset: Dataset
    table: str
    hashtags: bool
    name: str


@require_safe
@permission_required("surveys.view_answers", raise_exception=True)
def answer_export(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The answers that count, as a file of this kind; with `found=1` those that are sought, counted or not."""
    survey = get_object_or_404(Survey, slug=slug)
    make = KINDS.get(kind)
    if make is None:
        raise Http404(_("Answers are not written as “%(kind)s”.") % {"kind": kind[:20]})
    return make(_wanted(request, survey))


def _wanted(request: HttpRequest, survey: Survey) -> Wanted:
    params = request.GET
    try:
        asked = Asked.read(survey.slug, 0, {key: params.get(key, "") for key in ("rule", "as_of")})
        asking = Asking(survey, rule=rule_named(survey, asked.rule), as_of=asked.as_of)
        sought = Sought.read(params.dict()) if params.get("found") == "1" else None
    except ValueError as error:
        raise Http404(str(error)) from None
    personal = request.user.has_perm("evidence.view_personal")
    only = Browsing(survey, sought, list(questions_of(survey)), personal).everything() if sought else None
    dataset = Dataset(asking, params.get("labels", "")[:60], personal, only)
    table = params.get("table", MAIN)
    if table and table not in dataset.repeats:
        raise Http404(_("There is no repeat “%(table)s” in this survey.") % {"table": table[:100]})
    name = f"{survey.slug}-{table.replace('/', '-')}" if table else survey.slug
    return Wanted(dataset, table, params.get("hxl") == "1", name)


def _csv(wanted: Wanted) -> HttpResponseBase:
    found = lines.lines(wanted.dataset, wanted.table, hashtags=wanted.hashtags)
    return _streamed(found, "text/csv; charset=utf-8", f"{wanted.name}.csv")


def _geojson(wanted: Wanted) -> HttpResponseBase:
    if not wanted.dataset.personal:
        raise Http404(_("Places on the map are open to those who may see personal data."))
    return _streamed(geojson.features(wanted.dataset), "application/geo+json", f"{wanted.name}.geojson")


def _streamed(pieces: Iterator[str], content_type: str, name: str) -> StreamingHttpResponse:
    # What goes wrong before the first piece is told on a page, not in the middle of a file.
    response = StreamingHttpResponse(chain([next(pieces)], pieces), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _xlsx(wanted: Wanted) -> HttpResponse:
    return workbook.workbook(wanted.dataset, hashtags=wanted.hashtags).response(f"{wanted.name}.xlsx")


def _sav(wanted: Wanted) -> FileResponse:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "answers.sav"
        spss.write_sav(wanted.dataset, wanted.table, path)
        opened: IO[bytes] = path.open("rb")  # it can be read to its end when its name is gone
    response = FileResponse(opened, as_attachment=True, filename=f"{wanted.name}.sav")
    response["Content-Type"] = "application/x-spss-sav"
    return response


def _dictionary(wanted: Wanted) -> HttpResponse:
    return Dictionary(wanted.dataset.asking.survey).workbook().response(f"{wanted.name}-dictionary.xlsx")


def _dictionary_csv(wanted: Wanted) -> HttpResponseBase:
    dictionary = Dictionary(wanted.dataset.asking.survey)
    found = lines.written(chain([dictionary.header()], dictionary.rows()))
    return _streamed(found, "text/csv; charset=utf-8", f"{wanted.name}-dictionary.csv")


KINDS: dict[str, Callable[[Wanted], HttpResponseBase]] = {
    "csv": _csv,
    "dictionary.csv": _dictionary_csv,
    "dictionary.xlsx": _dictionary,
    "geojson": _geojson,
    "sav": _sav,
    "xlsx": _xlsx,
}
