"""The words of `vocabulary.yaml`, by list."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def _vocabulary() -> dict[str, Any]:
    text = files("sarai.network.linkage").joinpath("vocabulary.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    return read


def words_of(name: str) -> frozenset[str]:
    """The words of a list, in no order."""
    return frozenset(_vocabulary()[name].split())


def mapping_of(name: str) -> dict[str, str]:
    """A table of words."""
    return dict(_vocabulary()[name])


def columns_of(name: str) -> dict[str, tuple[str, ...]]:
    """A table of lists of names."""
    return {field: tuple(names) for field, names in _vocabulary()[name].items()}
