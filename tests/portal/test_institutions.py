"""Pages of institutions and cities: found, read by everybody, written by their own people, confirmed by the team."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sarai.evidence.actions import Overtaken
from sarai.evidence.models import Source
from sarai.exchanges import actions as actions_of_exchanges
from sarai.exchanges.models import Host
from sarai.network.actions import (
    Portrait,
    confirm_profile,
    decline_profile,
    engage,
    keep_cities,
    write_profile,
)
from sarai.network.models import City, Country, Engagement, Institution, Profile, Theme
from tests.making import attended, day, file, make_event, person, registered
from tests.people import NAIROBI

pytestmark = pytest.mark.django_db
PAGE = "/institutions/un-office/"
WRITE = f"{PAGE}profile/"
WORDS = {"description": "We lend water engineers.", "website": "https://un-office.example.org", "languages": "en, fr"}


@pytest.fixture
def un_office(countries):
    """The institution of Paula Partner."""
    kenya = Country.objects.get(pk="KE")
    return Institution.objects.create(
        slug="un-office", name="An Office of the UN", acronym="UNO", type="un_entity", country=kenya
    )


@pytest.fixture
def nairobi(few_cities):
    keep_cities([NAIROBI])
    return City.objects.get(pk=NAIROBI)


def written(of, description, *, confirmed=False, number=1, **fields):
    return write_profile(of=of, said=Portrait(description, **fields), confirmed=confirmed, by="Paula", at=day(number))


def page(client, url=PAGE):
    return client.get(url).content.decode()


# --- The list


def test_the_list_finds_by_name_type_and_country(un_office, as_stranger):
    Institution.objects.create(slug="bank", name="A Bank of the South", type="igo")
    engage(institution=un_office, role="donor", since=date(2020, 3, 1), by="Tara", at=day(1))

    def found(**asked):
        return [row[0].slug for row in as_stranger.get("/institutions/", asked).context["rows"]]

    assert found() == ["bank", "un-office"]
    assert found(q="uno") == found(q="kenya") == found(type="un_entity") == found(country="KE") == ["un-office"]
    assert found(type="nonsense", country="??") == []
    assert found(q="nothing of the kind") == []
    whole = page(as_stranger, "/institutions/")
    assert "donor" in whole
    assert "/evidence/network.partners/" in whole


def test_the_list_asks_as_much_for_three_as_for_one(un_office, as_stranger, django_assert_max_num_queries):
    page(as_stranger, "/institutions/")
    with CaptureQueriesContext(connection) as one:
        page(as_stranger, "/institutions/")
    asked = len(one)
    for number in range(2):
        other = Institution.objects.create(slug=f"i-{number}", name=f"I {number}", type="igo", country_id="GH")
        engage(institution=other, role="donor", since=date(2020, 3, 1), by="Tara", at=day(1))
    page(as_stranger, "/institutions/")
    with django_assert_max_num_queries(asked):
        page(as_stranger, "/institutions/")


# --- An institution's page


def test_the_page_counts_what_came_of_the_events_that_it_holds(un_office, as_stranger):
    event, other = make_event(), make_event("other")
    Host.objects.create(event=event, institution=un_office, position=0)
    people = [person("Ana One"), person("Bo Two")]
    file(event, day(1), *(registered(who, line) for line, who in enumerate(people, 2)))
    file(event, day(2), attended(people[0], (0, 90)), session=1)
    file(other, day(3), registered(person("Cai Three")))
    shown = as_stranger.get(PAGE)
    assert [tile.value for tile in shown.context["tiles"]] == [1, 2, 1, 0]
    assert "The training" in shown.content.decode()
    assert "The other" not in shown.content.decode()


def test_a_draft_that_it_holds_is_seen_by_the_team_alone(un_office, as_stranger, as_partner, as_team):
    event = make_event()
    event.state = "draft"
    event.save()
    Host.objects.create(event=event, institution=un_office, position=0)
    assert "The training" not in page(as_stranger) + page(as_partner)
    assert "The training" in page(as_team)


def test_the_team_is_told_of_a_host_that_is_no_partner(un_office, as_team, as_partner):
    Host.objects.create(event=make_event(), institution=un_office, position=0)
    assert "is not on record as a partner" in page(as_team)
    assert "is not on record as a partner" not in page(as_partner)
    as_team.post(f"{PAGE}engagements/new/", {"role": "organiser", "since": "2020-03-01"})
    assert "is not on record as a partner" not in page(as_team)
    assert "since 2020-03-01" in page(as_partner)


def test_roles_end_and_are_taken_back(un_office, as_team, as_partner):
    held = engage(institution=un_office, role="donor", since=date(2020, 3, 1), by="Tara", at=day(1))
    url = f"{PAGE}engagements/{held.pk}"
    assert as_partner.post(f"{url}/end", {"until": "2020-05-01"}).status_code == 403
    as_team.post(f"{url}/end", {"until": "no day"})
    as_team.post(f"{url}/end", {"until": "2019-05-01"})
    assert Engagement.objects.get() == held
    as_team.post(f"{url}/end", {"until": "2020-05-01"})
    assert "from 2020-03-01 to 2020-05-01" in page(as_team)
    held = Engagement.objects.get(retracted_at=None)
    as_team.post(f"{PAGE}engagements/{held.pk}/take-back")
    assert Engagement.objects.get(retracted_at=None) == held
    as_team.post(f"{PAGE}engagements/{held.pk}/take-back", {"reason": "another one"})
    assert not Engagement.objects.filter(retracted_at=None).exists()


@pytest.mark.parametrize("bad", [{}, {"role": "boss", "since": "2020-03-01"}, {"role": "donor", "since": "1066-01-01"},
                                 {"role": "donor", "since": "2020-03-01", "until": "2020-02-01"}])  # fmt: skip
def test_a_role_that_cannot_be_is_refused(un_office, as_team, bad):
    assert as_team.post(f"{PAGE}engagements/new/", bad).status_code == 422
    assert not Engagement.objects.exists()


# --- What it says of itself


def test_what_a_partner_writes_waits_for_the_team(un_office, as_partner, as_team, as_stranger):
    Theme.objects.create(slug="water", name="Water and streets")
    sent = as_partner.post(WRITE, WORDS | {"themes": ["water"]}, follow=True)
    assert "The programme team looks at it" in sent.content.decode()
    assert "water engineers" not in page(as_stranger)
    assert "Waiting for the programme team" in page(as_partner)
    waiting = Profile.objects.get()
    assert "Confirm what it wrote about itself" in page(as_team)
    assert "water engineers" in page(as_team, "/review/profiles/")
    as_team.post(f"/review/profiles/{waiting.pk}/decide", {"decision": "confirm"})
    everybody = page(as_stranger)
    assert "water engineers" in everybody
    assert "Water and streets" in everybody
    assert "French" in everybody
    assert 'rel="noopener nofollow ugc"' in everybody
    assert "Waiting" not in page(as_partner)


def test_the_list_of_what_waits_confirms_and_declines(un_office, as_partner, as_team):
    decide = "/review/profiles/{}/decide"
    as_partner.post(WRITE, WORDS)
    first = Profile.objects.get()
    listed = page(as_team, "/review/profiles/")
    assert decide.format(first.pk) in listed and 'value="confirm"' in listed and 'value="decline"' in listed
    told = as_team.post(decide.format(first.pk), {"decision": "decline", "reason": "Too short.", "listed": "1"})
    assert told["Location"] == "/review/profiles/" and "Nothing waits" in page(as_team, "/review/profiles/")


def test_who_is_not_confirmed_reads_why(un_office, as_partner, as_team, as_stranger):
    as_partner.post(WRITE, WORDS)
    as_team.post(f"/review/profiles/{Profile.objects.get().pk}/decide", {"decision": "decline", "reason": "Too short."})
    assert "Too short." in page(as_partner)
    assert "Read why" in page(as_partner)
    assert "Too short." not in page(as_stranger)
    as_partner.post(WRITE, WORDS | {"description": "Longer."})
    assert "Too short." not in page(as_partner)


def test_the_team_decides_on_what_it_saw(un_office, as_team, as_partner):
    as_partner.post(WRITE, WORDS)
    seen = Profile.objects.get()
    as_partner.post(WRITE, WORDS | {"description": "Something else."})
    told = as_team.post(f"/review/profiles/{seen.pk}/decide", {"decision": "confirm"}, follow=True)
    assert "changed or decided on meanwhile" in told.content.decode()
    assert not Profile.objects.filter(confirmed=True).exists()
    assert as_team.post(f"/review/profiles/{seen.pk}/decide", {"decision": "perhaps"}).status_code == 400


def test_markup_is_shown_as_it_was_typed(un_office, as_partner, as_team):
    as_partner.post(WRITE, {"description": "<script>alert(1)</script>", "website": "javascript:alert(1)"})
    assert not Profile.objects.exists()
    as_partner.post(WRITE, {"description": "<script>alert(1)</script>"})
    assert "<script>alert" not in page(as_team)
    assert "&lt;script&gt;alert" in page(as_team)


@pytest.mark.parametrize(
    "bad", [{"website": "nothing at all"}, {"languages": "English!"}, {"themes": "none"}, {"description": "x" * 3001}]
)
def test_what_cannot_be_kept_is_refused(un_office, as_partner, bad):
    assert as_partner.post(WRITE, WORDS | bad).status_code == 422
    assert not Profile.objects.exists()


def test_two_who_write_at_once_do_not_undo_each_other_unseen(un_office, as_partner, as_team):
    opened = as_partner.get(WRITE).context["form"]["seen"].value()
    as_team.post(WRITE, WORDS)
    again = as_partner.post(WRITE, {"description": "Mine.", "seen": opened})
    assert again.status_code == 422
    assert "Somebody else has changed this meanwhile" in again.content.decode()
    assert Profile.objects.get().description == WORDS["description"]


def test_an_officer_writes_about_their_own_city_alone(nairobi, as_officer, as_partner, as_stranger):
    url = f"/cities/{NAIROBI}/"
    assert "Say in a few sentences who you are" in page(as_officer, url)
    assert "What to do next" not in page(as_stranger, url) + page(as_partner, url)
    as_officer.post(f"{url}profile/", {"description": "A city in the sun."})
    assert Profile.objects.get().city == nairobi
    assert "Say in a few sentences" not in page(as_officer, url)
    assert as_partner.post(f"{url}profile/", {"description": "No."}).status_code == 403


def test_a_city_shows_the_events_in_which_it_takes_part(nairobi, as_stranger):
    event = make_event()
    actions_of_exchanges.keep_taking_part(event=event, cities=[nairobi], by="Tara", at=day(1))
    assert "The training" in page(as_stranger, f"/cities/{NAIROBI}/")


# --- The actions


def test_said_again_it_changes_nothing(un_office):
    assert written(un_office, "One", confirmed=True) is not None
    assert written(un_office, "One", confirmed=True) is None
    assert written(un_office, "One") is None
    assert Source.objects.count() == 1


def test_going_back_to_what_is_shown_takes_back_what_waits(un_office):
    written(un_office, "One", confirmed=True)
    written(un_office, "Two", number=2)
    assert written(un_office, "One", number=3) is None
    assert [one.description for one in Profile.objects.filter(retracted_at=None)] == ["One"]


def test_what_was_shown_on_a_day_is_known(un_office):
    written(un_office, "One", confirmed=True)
    waiting = written(un_office, "Two", number=2)
    confirm_profile(profile=waiting, by="Tara", at=day(3))
    history = Profile.objects.filter(confirmed=True).order_by("recorded_at")
    assert [(one.description, one.recorded_at.day, one.retracted_at and one.retracted_at.day) for one in history] == [
        ("One", 1, 3),
        ("Two", 3, None),
    ]
    with pytest.raises(Overtaken):
        decline_profile(profile=waiting, reason="late", by="Tara", at=day(4))


def test_languages_are_written_by_their_names_or_their_codes(un_office, as_partner):
    as_partner.post("/institutions/un-office/profile/", WORDS | {"languages": "English, fr, Español"})
    assert Profile.objects.get(retracted_at=None).languages == ["en", "fr", "es"]
