"""A report is filled in by the engine, as known at one moment."""

from datetime import UTC, datetime

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from sarai.evidence.engine import Scope
from sarai.results import queries
from sarai.results.report import compose
from sarai.results.report.declare import Ask, Breakdown, Report, Section, Sentence
from tests.making import day, file, make_event, person, registered

pytestmark = pytest.mark.django_db

REGISTERED = Sentence(
    ngettext_lazy("%(number)s person came in.", "%(number)s people came in.", "count"),
    {"number": Ask("exchanges.registrants")},
    plural="number",
)


def report(*sentences, **section):
    return Report(_("Small"), (Section("event", paragraphs=(sentences,), **section),))


def text(document):
    return ["".join(part.text for part in parts) for section in document.sections for parts in section.paragraphs]


def test_a_sentence_counts_in_the_grammar_of_its_number():
    event = make_event()
    file(event, day(1), registered(person("Ana Diaz")))
    file(event, day(2), registered(person("Ben Okri")))
    year = queries.year_of(2020)
    assert text(compose(report(REGISTERED), year, day(1))) == ["1 person came in."]
    assert text(compose(report(REGISTERED), year)) == ["2 people came in."]


def test_a_sentence_with_nothing_to_say_is_left_out_but_its_figure_is_in_the_appendix():
    make_event()
    document = compose(report(REGISTERED), queries.year_of(2020))
    assert text(document) == []
    assert [(line.key, line.value, line.figure.text) for line in document.lines] == [
        ("exchanges.registrants", 0, "0 people")
    ]


def test_a_report_is_pinned_to_when_something_last_became_known():
    event = make_event()
    file(event, day(2), registered(person("Ana Diaz")))
    file(event, day(1), registered(person("Ben Okri")))
    document = compose(report(REGISTERED), queries.year_of(2020))
    assert document.as_of == day(2).isoformat()
    assert "as_of=2020-10-02" in document.lines[0].figure.url


def test_events_are_reported_in_the_order_in_which_they_began_and_only_in_their_year():
    later = make_event("later", sessions=1)
    later.sessions.update(starts_at=datetime(2020, 12, 31, 22, tzinfo=UTC), ends_at=datetime(2021, 1, 1, 1, tzinfo=UTC))
    make_event("earlier")
    found = queries.subjects("event", queries.year_of(2020))
    assert [scope for scope, _subject in found] == [Scope("event", "earlier"), Scope("event", "later")]
    assert queries.subjects("event", queries.year_of(2021)) == []
    assert queries.subjects("country", queries.year_of(2020)) == []
    assert queries.years() == [2020]


def test_what_is_not_named_is_one_row_and_the_sum_is_whole():
    event = make_event()
    kinds = ["academia"] * 3 + ["media"] * 2 + ["igo", ""]
    people = [person(f"Guest {n}", organisation_type=kind) for n, kind in enumerate(kinds)]
    file(event, day(1), *(registered(who, n) for n, who in enumerate(people)))
    shown = Breakdown(_("By kind"), "exchanges.registrants", "organisation_type", first=1)
    [section] = compose(report(breakdowns=(shown,)), queries.year_of(2020)).sections
    [table] = section.tables
    assert [(row.number, row.known) for row in table.rows] == [(3, True), (1, False)]
    assert (table.rest.number, table.total.text) == (3, "7")
    assert "by=organisation_type" in table.rest.url


def test_a_report_is_in_the_language_that_is_active():
    event = make_event()
    file(event, day(1), registered(person("Ana Diaz")))
    with translation.override("ar"):
        document = compose(report(REGISTERED), queries.year_of(2020))
    assert (document.language, document.rtl) == ("ar", True)
    assert "أكتوبر" in document.as_of_text


def test_a_year_without_anything_has_no_report():
    with pytest.raises(queries.NoYear, match="Nothing is on record for 2020"):
        compose(report(REGISTERED), queries.year_of(2020))
