"""What was found is remembered until a fact is added or retracted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from typing import TypeVar

from django.conf import settings
from django.core.cache import caches
from django.utils import translation
from django.utils.connection import ConnectionProxy

from .backends import data_version
from .question import Question

# Each process remembers for itself: a file to read would cost more than most figures.
cache = ConnectionProxy(caches, "local")
Found = TypeVar("Found")


def remembered(kind: str, question: Hashable, find: Callable[[], Found]) -> Found:
    """What was found before for this question, until a fact is added or retracted. `kind` says what `find` finds; a
    question of another kind than a figure's is known by how it is written (`repr`)."""
    key = _memory_key(kind, question)
    if key is None:
        return find()
    found: Found | None = cache.get(key)
    if found is None:
        found = find()
        cache.set(key, found, None)
    return found


def is_remembered(question: Question) -> bool:
    """Whether the figure has been asked for before, so that it costs nothing to answer."""
    key = _memory_key("figure", question)
    return key is not None and key in cache


def _memory_key(kind: str, question: Hashable) -> str | None:
    """The name under which something is remembered, None where nothing may be."""
    version = data_version()
    if version is None:
        return None
    # Names of cells and in rankings are words of the reader's language.
    asked = repr((kind, version, translation.get_language(), settings.FIGURES_ENGINE, question))
    return hashlib.sha256(asked.encode()).hexdigest()
