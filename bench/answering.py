"""CPU of a page on which a survey of 20 questions is answered, all on one page. Target: 10 ms.

The floor is a plain Django page of the same size, in the same run.
"""

from datetime import UTC, datetime

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

import config.urls  # noqa: E402
from bench.pages import cpu  # noqa: E402
from sarai.portal.setup import set_up  # noqa: E402
from sarai.surveys.actions import begin_answers, publish_version  # noqa: E402
from sarai.surveys.models import Survey  # noqa: E402

TARGET = 10


def form() -> bytes:
    """Twenty questions that are always asked: texts, numbers and choices among twelve."""
    kinds = ("text", "integer", "select_one themes", "select_multiple themes")
    rows = [
        "| survey | | | | | |",
        "| | type | name | label | hint | appearance |",
        "| | begin_group | all | All | | field-list |",
        *(f"| | {kinds[n % 4]} | q{n} | Question number {n} | What it is for | |" for n in range(20)),
        "| | end_group | | | | |",
        "| choices | | | | | |",
        "| | list_name | name | label | | |",
        *(f"| | themes | t{n} | Theme {n} | | |" for n in range(12)),
        "| settings | | | | | |",
        "| | form_id | version | | | |",
        "| | answering | 1 | | | |",
    ]
    return "\n".join(rows).encode()


def main() -> None:
    """Print CPU and size of the page, and its ratio to a plain one."""
    set_up()
    now = datetime.now(UTC)
    survey = Survey.objects.create(slug="answering", title="Bench")
    version = publish_version(survey=survey, data=form(), name="bench.md", by="bench", at=now)
    draft = begin_answers(survey=survey, version=version, language="", at=now)
    plain: dict[str, bytes] = {}
    config.urls.urlpatterns.append(path("plain", lambda _request: HttpResponse(plain["body"])))
    handler = WSGIHandler()
    taken, plain["body"] = cpu(handler, f"/s/answering/a/{draft.key}/1")
    floor, _body = cpu(handler, "/plain")
    asked = plain["body"].count(b"data-path=")
    print(
        f"answering: a page of {asked} questions: {taken:.1f} ms CPU   target {TARGET}   "
        f"{taken / floor:.1f} times a plain page of its {len(plain['body']):,} bytes ({floor:.1f} ms)"
    )


if __name__ == "__main__":
    main()
