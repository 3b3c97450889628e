"""What is counted of the events of one theme."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from sarai.evidence.engine import Question, Scope, answer, breakdown
from sarai.exchanges.models import ViewReading
from sarai.network.models import Theme
from sarai.surveys.models import Survey
from tests.making import attended, day, file, handed_in, make_event, make_source, person, registered

pytestmark = pytest.mark.django_db

ANA, BEN, CHI = (person(name, gender="female") for name in ("Ana Diaz", "Ben Okri", "Chi Lam"))
FLOODS, HEAT, NONE = (Scope("theme", slug) for slug in ("floods", "heat", "none"))


@pytest.fixture(autouse=True)
def events():
    """One event of two themes, one of one, one of none."""
    floods, heat, _none = (Theme.objects.create(slug=slug, name=slug.title()) for slug in ("floods", "heat", "none"))
    both, one, plain = (make_event(slug, rule={"sessions": 1, "share": 0.5}) for slug in ("both", "one", "plain"))
    both.themes.set([floods, heat])
    one.themes.set([floods])
    file(both, day(1), registered(ANA), attended(ANA, (0, 80)), handed_in(ANA), session=1)
    file(one, day(1), registered(ANA), registered(BEN, 3), attended(BEN, (0, 10)), session=1)
    file(plain, day(1), registered(CHI), session=1)
    for number, event in enumerate((both, one, plain)):
        ViewReading.objects.create(
            event=event, platform="youtube", content_id=event.slug, metric="views", value=10**number, key=event.slug,
            read_at=day(2), source=make_source(day(2)), recorded_at=day(2),
        )  # fmt: skip


@pytest.mark.parametrize("engine", ["database", "duckdb"])
@pytest.mark.parametrize(
    ("key", "floods", "heat", "everywhere"),
    [
        ("exchanges.registrants", 2, 1, 3),
        ("exchanges.registrations", 3, 1, 4),
        ("exchanges.attendees", 2, 1, 2),
        ("exchanges.joins", 2, 1, 2),
        ("exchanges.attendances", 2, 1, 2),
        ("exchanges.submissions", 1, 1, 1),
        ("exchanges.certificates", 1, 1, 1),
        ("exchanges.playback_views", 11, 1, 111),
        ("exchanges.events", 2, 1, 3),
    ],
)
def test_a_theme_has_the_figures_of_its_events(settings, engine, key, floods, heat, everywhere):
    settings.FIGURES_ENGINE = engine
    found = [answer(Question(key, scope)).value for scope in (FLOODS, HEAT, NONE, Scope())]
    assert found == [floods, heat, 0, everywhere]


def test_a_theme_is_broken_down_like_anything_else_and_opens(client):
    question = Question("exchanges.registrants", FLOODS)
    assert [(cell.label, cell.number) for cell in breakdown(question, "gender")] == [("female", 2)]
    assert answer(Question("exchanges.attendees_female_share", FLOODS)).value == 100
    page = client.get(question.url())
    assert page.status_code == 200
    assert "Floods" in page.content.decode()


def figures(*words):
    said = StringIO()
    call_command("figures", *words, "--format", "json", stdout=said)
    return {row["key"]: row["value"] for row in json.loads(said.getvalue())}


def test_the_command_tells_all_that_is_counted_of_a_theme():
    told = figures("--scope", "theme:floods")
    assert (told["exchanges.registrants"], told["exchanges.events"]) == (2, 2)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["exchanges.attendees", "--scope", "survey:s"], "Attendees is not counted by survey"),
        (["--scope", "theme:nowhere"], "There is no theme “nowhere”"),
        (["--scope", "theme:floods", "--by", "colour"], "Nothing is counted for theme:floods by colour"),
    ],
)
def test_what_is_not_counted_so_is_said_and_is_no_success(words, sentence):
    Survey.objects.create(slug="s", title="S")
    with pytest.raises(CommandError, match=sentence):
        figures(*words)
