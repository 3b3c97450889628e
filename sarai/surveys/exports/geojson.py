"""Where answers were given, or what they are about, on the map: GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sarai.surveys.models import Question

from .dataset import MAIN, Dataset

GEOMETRIES = {"geopoint": "Point", "geotrace": "LineString", "geoshape": "Polygon"}


def features(dataset: Dataset) -> Iterator[str]:
    """A feature collection, piece by piece: a feature for each answer that is a place on the map, with the other
    answers of its row."""
    yield '{"type": "FeatureCollection", "features": ['
    between = ""
    for table in (MAIN, *dataset.repeats):
        for feature in _features(dataset, table):
            yield between + json.dumps(feature, ensure_ascii=False)
            between = ",\n"
    yield "]}"


def _features(dataset: Dataset, table: str) -> Iterator[dict[str, Any]]:
    columns = dataset.columns(table)
    placed = [(at, one.question) for at, one in enumerate(columns) if one.question and one.question.kind in GEOMETRIES]
    if not placed:
        return
    names = dataset.header(table)
    there = {at for at, _question in placed}
    for row in dataset.rows(table):
        told = {names[at]: cell for at, cell in enumerate(row) if at not in there and cell not in (None, "")}
        for at, question in placed:
            if geometry := _geometry(question, str(row[at] or "")):
                said = told | {"question": question.path}
                yield {"type": "Feature", "geometry": geometry, "properties": said}


def _geometry(question: Question, text: str) -> dict[str, Any] | None:
    """What an XForm writes as "latitude longitude altitude accuracy; …" has the longitude first here. None where it
    is not such a text, or too short for its kind."""
    try:
        points = [_point(each) for each in text.split(";") if each.strip()]
    except ValueError:
        return None
    if question.kind == "geopoint":
        return {"type": "Point", "coordinates": points[0]} if len(points) == 1 else None
    if question.kind == "geotrace":
        return {"type": "LineString", "coordinates": points} if len(points) > 1 else None
    ring = points if points and points[0] == points[-1] else [*points, *points[:1]]
    return {"type": "Polygon", "coordinates": [ring]} if len(ring) > 3 else None


def _point(text: str) -> list[float]:
    latitude, longitude, *rest = map(float, text.split())
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(text)
    return [longitude, latitude, *(altitude for altitude in rest[:1] if altitude)]
