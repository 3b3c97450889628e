"""The Highlights on screen: every number leads to its evidence, and nothing is left unsaid."""

import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from tests.making import make_event

from .conftest import HOSTILE, make_programme


class Sentences(HTMLParser):
    """The text of paragraphs and notes of the report, and which of it stands in a link or is a date."""

    def __init__(self, html: str):
        super().__init__()
        self.open: list[str] = []
        self.loose = ""
        self.text = ""
        self.links: dict[str, str] = {}
        self.href = ""
        self.feed(
            html[
                html.index('<section class="part report"') : html.index(
                    '<section class="part" aria-labelledby="evidence"'
                )
            ]
        )

    def handle_starttag(self, tag, attrs):
        if tag not in ("img", "br", "rect", "line", "circle"):
            self.open.append(tag)
        if tag == "a":
            self.href = dict(attrs)["href"]

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        if "header" in self.open or not {"p", "li", "dd"} & set(self.open):
            return
        self.text += data
        if "a" in self.open:
            self.links[data] = self.href
        elif "time" not in self.open:
            self.loose += data


@pytest.fixture(scope="module")
def sentences(published):
    return Sentences(published.html)


def test_what_the_report_says(sentences):
    text = re.sub(r"[ \n]+", " ", sentences.text)
    for said in (
        "In the course of the year, 11 event took place.",
        "503 people registered, from 2 countries.",
        "Over 404 people attended.",
        "Every session had at least 40 attendees.",
        "By the end, 105 people had qualified for a certificate.",
        "49\N{NO-BREAK SPACE}%6 stated that they are women and 46\N{NO-BREAK SPACE}%6 that they are men.",
        "Local and national government accounted for close to 40\N{NO-BREAK SPACE}%",
    ):
        assert said in text


def test_no_number_in_a_sentence_stands_outside_a_link(sentences):
    assert "people registered" in sentences.loose
    assert re.findall(r"\d+", sentences.loose) == []


def test_a_number_leads_to_the_question_that_it_answers(sentences):
    link = urlsplit(sentences.links["Over 40"])
    assert link.path == reverse("evidence:figure-detail", args=["exchanges.attendees"])
    asked = parse_qs(link.query)
    assert asked["scope"] == ["event:training"]
    assert asked["as_of"] == ["2020-10-04T12:00:00+00:00"]


def test_notes_say_what_is_undecided_and_what_is_unknown(published):
    notes = {note.number: "".join(part.text for part in note.parts) for note in published.document.notes}
    assert "2020" in notes[1]
    undecided = "1 suggestion that two records are of one person has not been decided on; if it were accepted, the number would be 40."
    assert [number for number, note in notes.items() if undecided in note] == [2, 4]
    assert "Gender: not known for 2 of 41." in notes.values()
    assert "Country: not known for 2 of 41." in notes.values()


def test_every_note_mark_has_its_note(published):
    marks = set(re.findall(r'href="#note-(\d+)"', published.html))
    assert marks == set(re.findall(r'id="note-(\d+)"', published.html)) != set()


def test_breakdowns_have_an_unknown_row_and_sum_to_the_figure(published):
    tables = {table.slug: table for section in published.document.sections for table in section.tables}
    gender = tables["event-training-gender"]
    assert [(row.label, row.number, row.known) for row in gender.rows] == [
        ("female", 20, True),
        ("male", 19, True),
        ("unknown", 2, False),
    ]
    assert gender.total.text == "41"
    assert tables["event-training-session"].total is None


def test_synthetic_data_is_marked_and_a_title_is_only_text(published):
    assert "Demonstration with synthetic data" in published.html
    assert "<b>Résilience</b>" not in published.html
    assert "&lt;b&gt;Résilience&lt;/b&gt;" in published.html


def test_the_appendix_has_every_figure_exactly_with_its_sources(published):
    lines = {(line.key, line.scope): line for line in published.document.lines}
    attendees = lines["exchanges.attendees", "event:training"]
    assert (attendees.value, attendees.figure.text, attendees.records, attendees.sources) == (
        41,
        "41 people",
        "81",
        "2–3",
    )
    share = lines["exchanges.attendees_government_share", "event:training"]
    assert share.figure.text == "39.0\N{NO-BREAK SPACE}% (16 of 41)"
    assert [source.number for source in published.document.sources] == ["1", "2", "3"]
    assert published.document.sources[0].sha256 in published.html


def test_titles_of_sources_are_not_published(published):
    assert "file-1.csv" not in published.html


@pytest.mark.django_db
def test_a_year_of_the_programme_without_events_says_so(client):
    make_programme()
    page = client.get(reverse("results:highlights", args=[2021]))
    assert page.status_code == 200
    assert "Nothing is on record for 2021 yet." in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("year", [2019, 0, 12345])
def test_a_year_outside_the_programme_is_not_found_with_a_reason(client, year):
    make_programme()
    page = client.get(reverse("results:highlights", args=[year]))
    assert page.status_code == 404
    assert "There is nothing to report for 2019" in page.content.decode() or "is not a year" in page.content.decode()
    assert client.get(reverse("results:highlights-pdf", args=[year])).status_code == 404


@pytest.mark.django_db
def test_without_a_year_the_latest_is_shown(client):
    assert "Nothing is on record yet." in client.get("/report/highlights/").content.decode()
    make_event()
    assert client.get("/report/highlights/").headers["Location"] == reverse("results:highlights", args=[2020])


@pytest.mark.django_db
def test_a_date_that_is_none_is_not_found(client):
    assert client.get(reverse("results:highlights", args=[2020]), {"as_of": "soon"}).status_code == 404


def test_the_title_is_hostile_enough():
    assert {"#", "*", "$", "<", "\\", "`", "@"} <= set(HOSTILE)
