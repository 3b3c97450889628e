"""The files that a form needs beside it: lists in CSV, XML and GeoJSON, read into the form's lists.

Sources: ODK XForms, “Secondary instances – external”; for GeoJSON, RFC 7946 and the columns that ODK gives an item
(`geometry`, `id`, and the feature's properties).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from django.utils.translation import gettext as _

from sarai.evidence.reading.opening import open_book
from sarai.evidence.reading.problems import Unreadable
from sarai.surveys.questionnaire import xml
from sarai.surveys.questionnaire.faults import refuse
from sarai.surveys.questionnaire.form import EVERY_LANGUAGE, Choice, External, Form, Text
from sarai.surveys.questionnaire.lookups import labelled
from sarai.surveys.questionnaire.sheets import LIMITS

MOST_ITEMS = 100_000


def missing_files(form: Form, given: Mapping[str, bytes]) -> tuple[str, ...]:
    """The names of files that the form needs and that are not there."""
    return tuple(name for name in form.media if name not in given)


def with_files(form: Form, files: Mapping[str, bytes]) -> Form:
    """The form with the lists of its attached files filled in. `Refused` for a file that cannot be read."""
    lists = dict(form.lists)
    for name, external in form.external.items():
        if external.file in files:
            value, label = _columns(form, external)
            lists[name] = (*external.own, *_choices(external, files[external.file], value, label))
    return replace(form, lists=lists)


def _columns(form: Form, external: External) -> tuple[str, str]:
    """The value's and the label's columns, as the form or the first question that uses the file names them."""
    if external.value:
        return external.value, "label"
    for question in form.questions():
        if question.itemset is not None and question.itemset.instance == external.id:
            return question.itemset.value_column, question.itemset.label_column
    return ("id", "title") if external.kind == "geojson" else ("name", "label")


def _choices(external: External, data: bytes, value: str, label: str) -> Iterator[Choice]:
    reader = {"csv": _csv, "xml": _xml, "geojson": _geojson}.get(external.kind)
    if reader is None:
        raise refuse(_("The file “%(name)s” is not CSV, XML or GeoJSON.") % {"name": external.file})
    for number, columns in enumerate(reader(external.file, data)):
        if number >= MOST_ITEMS:
            raise refuse(
                _("The file “%(name)s” has more than %(most)d rows.") % {"name": external.file, "most": MOST_ITEMS}
            )
        if external.only is not None and columns.get(external.only[0]) != external.only[1]:
            continue
        stored = columns.get(value, "")
        said = {language: (words or stored,) for language, words in labelled(external, columns, label).items()}
        yield Choice(stored, Text(said or {EVERY_LANGUAGE: (stored,)}), columns)


def _csv(name: str, data: bytes) -> Iterator[dict[str, str]]:
    with tempfile.NamedTemporaryFile(prefix="list-") as kept:
        kept.write(data)
        kept.flush()
        try:
            book = open_book(FilePath(kept.name), name, limits=LIMITS)
            lines = [line.cells for sheet in list(book.sheets())[:1] for line in sheet.lines() if any(line.cells)]
        except Unreadable as error:
            sentence = _("The file “%(name)s” cannot be read: %(reason)s")
            raise refuse(sentence % {"name": name, "reason": str(error)}) from error
    headers = [header.strip() for header in lines[0]] if lines else []
    for cells in lines[1:]:
        yield {header: cell.strip() for header, cell in zip(headers, cells, strict=False) if header}


def _xml(_name: str, data: bytes) -> Iterator[dict[str, str]]:
    for item in xml.read(data):
        yield {xml.local(column): xml.content(column) for column in item}


def _geojson(name: str, data: bytes) -> Iterator[dict[str, str]]:
    try:
        features = json.loads(data)["features"]
        for feature in features:
            columns = {key: _said(value) for key, value in (feature.get("properties") or {}).items()}
            if "id" in feature:
                columns["id"] = _said(feature["id"])
            yield columns | {"geometry": _geometry(feature.get("geometry") or {})}
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise refuse(_("The file “%(name)s” is not a GeoJSON collection of features.") % {"name": name}) from error


def _said(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _geometry(geometry: Mapping[str, Any]) -> str:
    """A point, line or outer ring as ODK writes places: "latitude longitude altitude accuracy", parted by “; ”."""
    points = geometry.get("coordinates") or []
    if geometry.get("type") == "Point":
        points = [points]
    elif geometry.get("type") == "Polygon":
        points = points[0]
    return "; ".join(f"{point[1]} {point[0]} {point[2] if len(point) > 2 else 0} 0" for point in points)
