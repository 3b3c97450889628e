"""A figure's page: every number on it opens, parts of it are cheap to walk through, and what it shows can be taken."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from sarai.evidence import views
from sarai.evidence.engine import Question, answer, ask, breakdown
from sarai.evidence.engine.backends import _database
from sarai.exchanges.models import ViewReading
from tests.making import START, attended, day, file, make_event, make_source, person, registered

pytestmark = pytest.mark.django_db

ANA = person("Ana Diaz", gender="female", organisation_type="local_government")
BEN = person("Ben Okri", gender="male", organisation_type="academia")
CHI = person("Chi Lam", gender="male")


@pytest.fixture
def event():
    event = make_event()
    file(event, day(1), registered(ANA, 2), registered(BEN, 3), registered(CHI, 4))
    file(event, day(2), attended(ANA, (0, 60), 2), attended(BEN, (0, 60), 3), session=1)
    file(event, day(3), attended(ANA, (0, 60), 2, 2), session=2)
    return event


@pytest.fixture
def remembering(settings):
    settings.FIGURES_CACHED_IN_TRANSACTIONS = True


def question(event, **said):
    return Question("exchanges.attendees", event.scope, **said)


def get(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def numbers(page):
    """What stands in the cells of the page's tables of numbers."""
    return re.findall(r'<td class="number">(.*?)</td>', page, re.DOTALL)


def opened(cells):
    """The addresses to which the numbers lead; each must have one."""
    found = [re.search(r'<a class="figure" href="([^"]+)">', cell) for cell in cells]
    assert None not in found, cells
    return [unescape(one[1]) for one in found]


# Every number opens


def test_every_number_of_an_events_page_opens_also_nobody(event, client):
    page = get(client, event.get_absolute_url())
    assert ">0</a>" in page
    for url in opened(numbers(page)):
        get(client, url)


def test_every_number_of_a_figures_page_opens_also_nobody(event, client):
    page = get(client, question(event).url(by="gender"))
    cells = numbers(page.split('id="history"')[0])
    assert ">0</a>" in cells[2]
    for url in opened(cells):
        get(client, url)


def test_none_is_said_to_be_none_with_what_would_be_counted(event, client):
    page = get(client, question(event, where=(("gender", ""),)).url())
    assert "There are none. This is what would be counted:" in page
    assert "Different people who were in at least one session" in page


def test_the_sum_of_what_is_folded_leads_to_its_rows(event, client, monkeypatch):
    monkeypatch.setattr(views.figures, "SHOWN_CELLS", 1)
    page = get(client, question(event).url(by="gender"))
    assert '<a class="figure" href="#rest">1</a>' in page
    assert page.index('id="rest"') < page.index("gender=male")


# Parts of a figure


def test_a_part_is_what_its_records_say_and_its_breakdown_tells(event):
    """Of one and of two values, of a country as scope too: the number is that of the people in the records."""
    for where in ([("gender", "male")], [("gender", "female"), ("session", str(event.sessions.last().pk))]):
        asked = question(event, where=tuple(where))
        people = {row[0] for row in ask("people", asked, lambda table: table.select("person"))}
        assert answer(asked).value == len(people) == 1


def test_who_goes_from_one_value_to_the_next_asks_nothing_new(event, remembering):
    """One breakdown at each date answers for all values."""

    def asked(value):
        with CaptureQueriesContext(connection) as queries:
            for moment in (day(1), day(2), day(3)):
                answer(question(event, as_of=moment, where=(("gender", value),)))
        return sum("exchanges_attendance" in query["sql"] for query in queries)

    assert (asked("male"), asked("female"), asked("")) == (3, 0, 0)


def test_another_value_is_put_into_the_statement_that_there_is(event, remembering):
    def records(value):
        asked = Question("exchanges.playback_views", where=(("platform", value),))
        return [row[0] for row in ask("facts", asked, lambda table: table.select("fact"))]

    source = make_source(day(4))
    plain = {
        "event": event,
        "content_id": "a",
        "metric": "views",
        "read_at": day(4),
        "source": source,
        "recorded_at": day(4),
    }
    for number, platform in enumerate(["100% '; --", "zoom"]):
        ViewReading.objects.create(platform=platform, value=1, key=number, content=number, **plain)
    first, second = ViewReading.objects.order_by("pk")
    kept = len(_database._statements)
    assert records("zoom") == [second.pk]
    assert len(_database._statements) == kept + 1
    assert records("100% '; --") == [first.pk]
    assert records("⟦value 0⟧") == []
    assert len(_database._statements) == kept + 1


def test_why_a_part_moved_is_asked_for_by_itself(event, client):
    asked = question(event, where=(("gender", "male"),))
    page = get(client, asked.url())
    [url] = {unescape(url) for url in re.findall(r'hx-get="([^"]+)"', page)}
    assert f'href="{url.replace("&", "&amp;")}"' in page
    assert 'class="moves"' not in page
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert 'class="moves"' in part and "<html" not in part and "hx-get" not in part
    whole = get(client, url)
    assert 'class="moves"' in whole and "<html" in whole
    assert 'class="moves"' in get(client, question(event).url())


def test_a_long_history_goes_on_on_another_page(event, client, monkeypatch):
    monkeypatch.setattr(views.figures, "MOMENTS", 2)
    for number in range(5, 9):
        file(event, day(number), attended(person(f"P {number}"), (0, 60), number), session=1)
    page = get(client, question(event).url())
    assert page.count('class="change"') == 2
    assert "from 4 to 5" in page and "The differences add up" not in page
    [url] = re.findall(r'href="([^"]+)">Earlier<', page)
    earlier = get(client, unescape(url))
    assert earlier.count('class="change"') == 2
    assert "from 2 to 3" in earlier


def test_a_before_that_is_no_date_is_not_found(event, client):
    url = reverse("evidence:figure-moves", args=["exchanges.attendees"])
    assert client.get(url, {"before": "yesterday"}).status_code == 404


def test_a_stranger_may_ask_only_so_much_that_nobody_asked_before(
    event, client, as_officer, remembering, still, monkeypatch
):
    monkeypatch.setattr(views.asking, "RATE", "3/m")
    cold = [question(event, as_of=START + timedelta(days=60, seconds=n)).url() for n in range(8)]
    assert [client.get(url).status_code for url in cold[:4]] == [200, 200, 200, 429]
    assert client.get(cold[0]).status_code == 200  # remembered: it costs nothing
    moves = reverse("evidence:figure-moves", args=["exchanges.attendees"])
    assert client.get(moves).status_code == 429
    assert [as_officer.get(url).status_code for url in cold[4:]] == [200] * 4


# What can be taken along


def table(client, url):
    response = client.get(url)
    assert response.status_code == 200
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content))), response["Content-Disposition"]


def export(event, kind, **said):
    return (
        reverse("evidence:figure-export", args=["exchanges.attendees", kind])
        + "?"
        + question(event).url(**said).partition("?")[2]
    )


@pytest.mark.parametrize("kind", ["csv", "numbers.csv"])
def test_a_stranger_takes_the_numbers_along(event, client, kind):
    rows, disposition = table(client, export(event, kind, by="gender"))
    assert [row[:5] for row in rows] == [
        ["What", "Broken down by", "Value", "Number", "Unit"],
        ["Attendees", "", "", "2", "people"],
        ["Attendees", "gender", "female", "1", "people"],
        ["Attendees", "gender", "male", "1", "people"],
    ]
    assert rows[2][5].endswith("where.gender=female")
    assert "exchanges.attendees-event-training-numbers.csv" in disposition
    assert "Ana" not in str(rows) and "ana@" not in str(rows)


def test_whoever_may_see_records_takes_them_along_and_the_numbers_too(event, as_officer):
    rows, _name = table(as_officer, export(event, "csv"))
    assert len(rows) == 4 and "•••" in rows[1]
    rows, _name = table(as_officer, export(event, "numbers.csv", by="gender"))
    assert len(rows) == 4 and rows[1][3] == "2"


def test_the_page_offers_what_it_shows(event, client, as_steward):
    stranger = get(client, question(event).url(by="gender"))
    assert re.findall(r'href="/evidence/exchanges.attendees/([a-z.]+)\?', stranger) == ["numbers.csv", "numbers.xlsx"]
    page = get(as_steward, question(event).url(q="ana"))
    [url] = re.findall(r'href="([^"]+)" download>CSV<', page)
    assert len(table(as_steward, unescape(url))[0]) == 3


def test_after_a_search_the_file_holds_what_was_found_and_says_so(event, as_steward):
    rows, disposition = table(as_steward, export(event, "csv", q="Ana Diaz"))
    assert {row[1] for row in rows[1:]} == {"Ana Diaz"}
    assert 'filename="exchanges.attendees-event-training-search-ana-diaz.csv"' in disposition
    response = as_steward.get(export(event, "xlsx", q="Ana Diaz"))
    book = load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Records found", "About"]
    assert book["Records found"].max_row == 3
    assert [cell.value for cell in book["About"][2]] == ["Search", "Ana Diaz"]


@pytest.mark.parametrize("search", ["小明", "a/b:c*[d]?", "x" * 100])
def test_whatever_is_searched_for_makes_a_file(event, as_steward, search):
    for kind in ("csv", "xlsx"):
        assert as_steward.get(export(event, kind, q=search)).status_code == 200


def test_a_search_of_who_may_not_search_is_not_heeded(event, as_officer):
    rows, disposition = table(as_officer, export(event, "csv", q="Ana Diaz"))
    assert len(rows) == 4 and "search" not in disposition


def test_records_without_anything_personal_are_open_to_all(event, client):
    ViewReading.objects.create(
        event=event, platform="youtube", content_id="a", title="First", metric="views", value=7, key="k", content="c", read_at=day(4),
        source=make_source(day(4), title="Ana's list.csv"), recorded_at=day(4), line=2,
    )  # fmt: skip
    views_of_it = Question("exchanges.playback_views", event.scope)
    page = get(client, views_of_it.url())
    assert "youtube" in page and "First" in page
    assert "Ana" not in page and "•••" not in page
    assert breakdown(views_of_it, "platform")[0].number == 7


def test_sessions_are_listed_under_their_own_numbers(event, client):
    """However they are ordered by date."""
    first, second = event.sessions.all()
    first.starts_at, first.ends_at = second.ends_at + timedelta(days=1), second.ends_at + timedelta(days=2)
    first.save()
    page = get(client, event.get_absolute_url())
    assert re.findall(r'<li value="(\d)" id="session-', page) == ["2", "1"]
