"""Answers to a question in people's own words, as they are searched, tagged and grouped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sarai.network.mentions import folded_name
from sarai.surveys.models import AnswerTag, Question, Response

from .tabulating import Asking, responses_that_count

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote: in which response, under which of its keys, and with which tags."""

    response: int
    key: str
    text: str
    tags: tuple[str, ...] = ()


def said(path: str, answers: Mapping[str, Any]) -> Iterator[str]:
    """What a set of answers says to a question, in every instance of its repeat; each choice of several."""
    for key, value in answers.items():
        if key == path:
            yield from map(str, value) if isinstance(value, list) else [str(value)]
        elif path.startswith(f"{key}/") and isinstance(value, list):
            for each in value:
                yield from said(path, each)


def written(asking: Asking, question: Question) -> list[Written]:
    """Everything that was written to a question in responses that count, in the order in which it was filed."""
    tags: dict[str, list[str]] = defaultdict(list)
    for key, tag in AnswerTag.objects.filter(question=question).values_list("key", "tag"):
        tags[key].append(tag)
    facts = sorted(responses_that_count(asking))
    found = []
    for start in range(0, len(facts), AT_ONCE):
        batch = Response.objects.filter(pk__in=facts[start : start + AT_ONCE]).order_by("pk")
        for pk, key, answers in batch.values_list("pk", "key", "answers"):
            found += [Written(pk, key, text) for text in said(question.path, answers) if text.strip()]
    return [replace(each, tags=tuple(tags[each.key])) if each.key in tags else each for each in found]


def search(found: Sequence[Written], text: str = "", tag: str | None = None) -> list[Written]:
    """Those that have all the words of `text` in them, whatever their accents and capitals, and the tag; "" is none."""
    wanted = folded_name(text).split()
    return [
        each
        for each in found
        if (tag is None or (tag in each.tags if tag else not each.tags))
        and (not wanted or _has_all(folded_name(each.text), wanted))
    ]


def _has_all(text: str, words: Sequence[str]) -> bool:
    return all(word in text for word in words)
