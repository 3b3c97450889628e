"""Who takes part in a pilot: asked, written to, and named to nobody else before they have accepted."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sarai.clusters.actions import keep_cluster
from sarai.clusters.models import Cluster
from sarai.letters.models import Letter
from sarai.network.models import Theme
from sarai.partnerships.actions import NotNow
from sarai.partnerships.actions import advice as of_advice
from sarai.partnerships.actions.pilot_parties import answer_party, ask_party
from sarai.partnerships.models import AdviceRequest, Pilot, PilotParty
from sarai.partnerships.queries.pilots import pilots_in
from sarai.partnerships.rules.pilots import LEADS_TO, PARTY
from tests.partnerships.making import LUOYANG, NAIROBI, PUEBLA, XIAMEN, agreed, asked, city, institution, step
from tests.partnerships.piloting import AT, accept_all, add_line, ask_into, entered, join, make_pilot, stands, text
from tests.people import logged_in, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
PAGE = "/pilots/lights/"
ASK = {"role": "partner", "city": "Luoyang, China", "institution": ""}


@pytest.fixture
def li(db):
    """Luoyang's officer."""
    return make_user("officer", "Li Officer", city=LUOYANG)


@pytest.fixture
def as_li(li):
    """The browser of Luoyang's officer."""
    return logged_in(li)


@pytest.fixture
def pilot(db):
    return make_pilot(summary="Lamps for all", plan="Secret plan", notes="Secret note")


def answer(client, party, step):
    return client.post(f"{PAGE}parties/{party.pk}/answer", {"step": step}, follow=True)


def members():
    return [str(member.who) for member in stands().members]


def test_who_is_added_is_asked_and_named_to_nobody_before_it_accepts(pilot, as_officer, as_li, as_stranger, as_team):
    for _again in range(2):
        assert as_officer.post(f"{PAGE}parties", ASK).status_code == 302
    [party] = PilotParty.objects.filter(city=LUOYANG)
    assert (party.state, party.asked_by, members()) == ("asked", "Nairobi", ["Nairobi"])
    for path in (PAGE, "/pilots/"):
        assert "Luoyang" not in as_stranger.get(path).content.decode()
    assert pilots_in(city(LUOYANG)) == []
    assert "Luoyang" not in ET.tostring(ET.fromstring(as_team.get(f"{PAGE}iati.xml").content), encoding="unicode")
    line = as_officer.get(f"{PAGE}budget/new/").content.decode()
    assert f"city:{NAIROBI}" in line and f"city:{LUOYANG}" not in line
    assert "has been asked, and has not answered yet" in text(as_officer.get(PAGE))


def test_who_is_asked_reads_who_asks_and_nothing_from_inside(pilot, as_li):
    add_line(pilot, what="Secret lamps")
    ask_into(pilot, city(LUOYANG))
    page = text(as_li.get(PAGE))
    assert "Nairobi asks Luoyang to take part" in page and "Lamps for all" in page and "Secret" not in page
    assert "Accept" in page and "Decline" in page
    for path in ("change/", "budget.csv", "iati.xml", "budget/new/"):
        assert as_li.get(PAGE + path).status_code == 403, path
    assert as_li.post(f"{PAGE}parties", ASK).status_code == 403


def test_accepting_is_taking_part_and_twice_is_once(pilot, as_li, as_stranger):
    party = ask_into(pilot, city(LUOYANG))
    for _again in range(2):
        assert "Accepted: you take part." in text(answer(as_li, party, "accept"))
    assert members() == ["Nairobi", "Luoyang"] and "Luoyang" in text(as_stranger.get(PAGE))
    assert as_li.get(f"{PAGE}change/").status_code == 200
    assert [found for found, _step in pilots_in(city(LUOYANG))] == [pilot]
    assert "cannot be done as it stands" in text(answer(as_li, party, "decline")) and len(members()) == 2


def test_declining_is_not_asked_again_and_may_be_thought_better_of(pilot, as_li, as_officer):
    party = ask_into(pilot, city(LUOYANG))
    for _again in range(2):
        assert "Declined." in text(answer(as_li, party, "decline"))
    refused = as_officer.post(f"{PAGE}parties", ASK)
    assert (refused.status_code, "Luoyang has declined, and is not asked again" in text(refused)) == (422, True)
    assert "has declined" in text(as_officer.get(PAGE)) and "You have declined" in text(as_li.get(PAGE))
    answer(as_li, party, "accept")
    assert members() == ["Nairobi", "Luoyang"]


def test_leaving_twice_is_leaving_once_and_one_may_be_asked_anew(pilot, as_li, as_officer):
    party = join(pilot, city(LUOYANG))
    for _again in range(2):
        assert "Taken out." in text(as_li.post(f"{PAGE}parties/{party.pk}/remove", follow=True))
    assert members() == ["Nairobi"] and as_li.get(f"{PAGE}change/").status_code == 403
    assert "cannot be done as it stands" in text(answer(as_li, party, "accept")) and members() == ["Nairobi"]
    as_officer.post(f"{PAGE}parties", ASK)
    party.refresh_from_db()
    assert party.state == "asked"


def test_the_last_one_stays_whatever_waits_for_an_answer(pilot, as_officer):
    ask_into(pilot, city(LUOYANG))
    [leading] = stands().members
    told = as_officer.post(f"{PAGE}parties/{leading.pk}/remove", follow=True)
    assert "The last one stays" in text(told) and members() == ["Nairobi"]


def test_who_is_asked_is_written_to_and_finds_it_on_their_page(pilot, li, as_li, officer, as_officer):
    as_officer.post(f"{PAGE}parties", ASK)
    as_officer.post(f"{PAGE}parties", ASK)
    [letter] = Letter.objects.all()
    assert letter.email == li.email and "Nairobi asks Luoyang to take part in a pilot: Lights" in letter.text
    assert f"{PAGE}#sides" in letter.text and "Secret" not in letter.text
    page = as_li.get(f"/cities/{LUOYANG}/").content.decode()
    assert "Would you like to take part in a pilot?" in page and PAGE in page
    assert "Would you like to take part" not in text(as_officer.get(f"/cities/{LUOYANG}/"))
    answer(as_li, PilotParty.objects.get(city=LUOYANG), "accept")
    assert "Would you like to take part" not in text(as_li.get(f"/cities/{LUOYANG}/"))


def test_an_institution_is_asked_the_same_way(pilot, partner, as_partner):
    party = ask_into(pilot, institution(), "support")
    assert "Would you like to take part in a pilot?" in text(as_partner.get("/institutions/un-office/"))
    answer(as_partner, party, "accept")
    assert members() == ["Nairobi", "Un Office"]


def test_the_team_answers_only_where_nobody_speaks(pilot, team, as_team, as_officer, li):
    silent, spoken = ask_into(pilot, city(XIAMEN)), ask_into(pilot, city(LUOYANG))
    assert team.email in Letter.objects.filter(text__contains="nobody speaks here for Xiamen").values_list(
        "email", flat=True
    )
    page = text(as_team.get(PAGE))
    assert "Accept (Xiamen)" in page and "Accept (Luoyang)" not in page
    assert "Accept (Xiamen)" not in text(as_officer.get(PAGE))
    assert answer(as_team, silent, "accept").status_code == 200
    for client, party in ((as_team, spoken), (as_officer, spoken), (as_officer, silent)):
        assert answer(client, party, "accept").status_code == 403
    assert answer(as_team, ask_into(pilot, city(PUEBLA)), "shout").status_code == 400
    assert members() == ["Nairobi", "Xiamen"]


def test_who_asks_itself_takes_part_at_once_and_who_takes_part_is_not_asked(pilot):
    own = ask_party(pilot=pilot, who=city(LUOYANG), role="lead", asked_by=city(LUOYANG), **entered())
    assert own.state == "in" and not Letter.objects.exists()
    with pytest.raises(NotNow, match="takes part already"):
        ask_into(pilot, city(NAIROBI))


def test_a_partnership_that_did_not_come_about_names_nobody(as_officer, as_stranger):
    made = asked(city(NAIROBI), city(LUOYANG))
    make_pilot(partnership=made)
    assert members() == ["Nairobi"] and "Luoyang" not in as_stranger.get(PAGE).content.decode()
    assert "New pilot" not in text(as_officer.get(made.get_absolute_url()))
    assert "so this pilot begins without it" in text(as_officer.get(f"/new-pilot/?partnership={made.pk}"))
    sent = {"title": "Water", "slug": "water", "currency": "USD", "pledged_share": "100"}
    as_officer.post(f"/new-pilot/?partnership={made.pk}", sent)
    assert stands("water").pilot.partnership is None and len(stands("water").members) == 1


def test_a_third_party_that_was_only_asked_is_not_in_the_pilot_either(as_stranger):
    made = agreed(city(NAIROBI), city(LUOYANG), support=[institution()])
    accept_all(make_pilot(partnership=made))
    assert members() == ["Nairobi", "Luoyang"] and "Un Office" not in text(as_stranger.get(PAGE))
    step(made, "accept", institution())
    pilot = make_pilot("water", partnership=made)
    assert sorted(str(party.who) for party in pilot.parties.filter(state="asked")) == ["Luoyang", "Un Office"]


def test_whoever_leads_by_the_partnership_takes_others_out(as_officer):
    pilot = accept_all(make_pilot(partnership=agreed(city(NAIROBI), city(LUOYANG))))
    party = join(pilot, institution())
    assert as_officer.post(f"{PAGE}parties/{party.pk}/remove").status_code == 302
    assert members() == ["Nairobi", "Luoyang"]


def test_whoever_asks_a_dozen_waits_for_some(pilot, monkeypatch):
    monkeypatch.setattr("sarai.partnerships.actions.pilot_parties.MOST_OPEN_REQUESTS", 1)
    ask_into(pilot, city(XIAMEN))
    with pytest.raises(NotNow, match="1 of your requests wait"):
        ask_into(make_pilot("water"), city(PUEBLA))
    ask_party(pilot=pilot, who=city(PUEBLA), role="partner", **entered())  # the team may


def test_a_page_costs_the_same_however_many_are_asked(pilot, as_team, django_assert_num_queries):
    ask_into(pilot, city(XIAMEN))
    as_team.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        as_team.get(PAGE)
    for who in (city(LUOYANG), institution()):
        ask_into(pilot, who)
    with django_assert_num_queries(len(one)):
        as_team.get(PAGE)


def test_every_state_of_a_party_is_led_to_by_one_step():
    assert set(LEADS_TO.values()) == {state for state in PARTY if state} == set(PilotParty.State.values)


def test_only_who_leads_or_the_team_takes_others_out_and_the_last_one_stays(as_officer, as_li, as_team):
    join(make_pilot(), city(LUOYANG), "support")
    leading, other = stands().members
    page = text(as_li.get(PAGE))
    assert "Take out (Luoyang)" in page and "Take out (Nairobi)" not in page
    assert as_li.post(f"/pilots/lights/parties/{leading.pk}/remove").status_code == 403
    as_li.post(f"/pilots/lights/parties/{other.pk}/remove")
    assert len(stands().members) == 1
    told = as_officer.post(f"/pilots/lights/parties/{leading.pk}/remove", follow=True)
    assert "The last one stays" in text(told) and len(stands().members) == 1


def test_a_cluster_names_the_city_of_a_pilot_once_it_takes_part(as_stranger):
    theme = Theme.objects.create(slug="light", name="Light")
    cluster = Cluster(slug="light", title="Lights for all")
    keep_cluster(cluster=cluster, themes=[theme], **entered())
    ask_into(make_pilot(theme=theme, city=city(LUOYANG)), city(LUOYANG))
    assert "Luoyang" not in as_stranger.get("/clusters/light/").content.decode()
    make_pilot("water", theme=theme, city=city(LUOYANG), lead=city(LUOYANG))
    assert "Luoyang" in as_stranger.get("/clusters/light/").content.decode()


# --- A pilot of a partnership


NEW = {"title": "Street lights", "slug": "lights", "currency": "USD", "pledged_share": "100"}


def test_whoever_begins_a_pilot_of_a_partnership_names_only_itself(as_officer, as_li, as_stranger, as_team, li):
    made = agreed(city(NAIROBI), city(LUOYANG))
    Letter.objects.all().delete()
    assert as_officer.post(f"/new-pilot/?partnership={made.pk}", NEW).status_code == 302
    assert members() == ["Nairobi"] and [str(party.who) for party in stands().asked] == ["Luoyang"]
    assert "Luoyang" not in as_stranger.get(PAGE).content.decode()
    for page in (f"/cities/{LUOYANG}/", made.get_absolute_url()):
        assert PAGE not in as_stranger.get(page).content.decode(), page
    assert made.get_absolute_url() not in as_stranger.get(PAGE).content.decode()  # it names the other side
    assert "Luoyang" not in as_team.get(f"{PAGE}iati.xml").content.decode()
    assert f"city:{LUOYANG}" not in as_officer.get(f"{PAGE}budget/new/").content.decode()
    [letter] = Letter.objects.all()
    assert letter.email == li.email and "Nairobi asks Luoyang to take part in a pilot" in letter.text
    party = PilotParty.objects.get(city=LUOYANG)
    assert party.role == "partner" and as_li.get(f"{PAGE}change/").status_code == 403
    answer(as_li, party, "accept")
    assert members() == ["Nairobi", "Luoyang"]
    for page in (f"/cities/{LUOYANG}/", made.get_absolute_url()):
        assert PAGE in as_stranger.get(page).content.decode(), page
    assert "Taken out." in text(as_li.post(f"{PAGE}parties/{party.pk}/remove", follow=True))
    assert members() == ["Nairobi"] and "Luoyang" not in as_stranger.get(PAGE).content.decode()


def test_a_pilot_that_a_partner_begins_is_led_once_the_other_accepts(as_li, as_officer):
    made = agreed(city(NAIROBI), city(LUOYANG))
    as_li.post(f"/new-pilot/?partnership={made.pk}", NEW)
    [own], [asked_one] = stands().members, stands().asked
    assert (own.role, asked_one.role) == ("partner", "lead")
    assert as_li.post(f"{PAGE}parties/{asked_one.pk}/remove").status_code == 302  # nobody else could take it back
    as_li.post(f"{PAGE}parties", {"role": "lead", "city": "Nairobi, Kenya", "institution": ""})
    answer(as_officer, asked_one, "accept")
    assert [member.leads for member in stands().members] == [False, True]
    assert as_li.post(f"{PAGE}parties/{asked_one.pk}/remove").status_code == 403


def test_the_team_begins_a_pilot_and_all_sides_are_asked(as_team):
    made = agreed(city(NAIROBI), city(LUOYANG))
    as_team.post(f"/new-pilot/?partnership={made.pk}", NEW)
    assert members() == [] and {(str(one.who), one.state, one.asked_by) for one in stands().asked} == {
        ("Nairobi", "asked", ""),
        ("Luoyang", "asked", ""),
    }


def test_a_partnership_that_has_ended_has_no_new_pilot(as_officer):
    made = agreed(city(NAIROBI), city(LUOYANG))
    step(made, "end", city(LUOYANG))
    assert "New pilot" not in text(as_officer.get(made.get_absolute_url()))
    as_officer.post(f"/new-pilot/?partnership={made.pk}", NEW)
    assert stands().pilot.partnership is None and members() == ["Nairobi"] and not stands().asked


# --- Letters that nobody is to be flooded with


def test_taking_back_and_asking_again_writes_no_second_letter(pilot, as_officer, li):
    for _again in range(4):
        as_officer.post(f"{PAGE}parties", ASK)
        party = PilotParty.objects.get(city=LUOYANG)
        as_officer.post(f"{PAGE}parties/{party.pk}/remove")
    assert Letter.objects.count() == 1
    at = party.asked_at + timedelta(days=30)
    ask_party(pilot=pilot, who=city(LUOYANG), role="partner", asked_by=city(NAIROBI), by="Ana", at=at)
    assert Letter.objects.count() == 2


def test_so_many_are_asked_in_a_day_also_if_it_is_taken_back(pilot, as_officer, li, monkeypatch):
    monkeypatch.setattr("sarai.partnerships.actions.pilot_parties.MOST_REQUESTS_A_DAY", 2)
    for slug in ("water", "trees"):
        made = make_pilot(slug)
        answer_party(party=ask_into(made, city(LUOYANG)), step="leave", **entered())
    with pytest.raises(NotNow, match="You have asked 2 partners since yesterday"):
        ask_into(pilot, city(LUOYANG))
    assert Letter.objects.count() == 2
    with pytest.raises(NotNow, match="You have asked 2 partners"):
        make_pilot("roofs", partnership=agreed(city(NAIROBI), city(LUOYANG)))
    assert not Pilot.objects.filter(slug="roofs").exists()
    ask_party(pilot=pilot, who=city(XIAMEN), role="partner", **entered())  # the team may
    late = AT + timedelta(days=1)
    ask_party(pilot=pilot, who=city(LUOYANG), role="partner", asked_by=city(NAIROBI), by="Ana", at=late)


def test_one_begins_five_pilots_in_a_day(as_officer, as_team):
    city(NAIROBI)
    for number in range(5):
        assert as_officer.post("/new-pilot/", NEW | {"slug": f"p{number}"}).status_code == 302
    refused = as_officer.post("/new-pilot/", NEW)
    assert (refused.status_code, "You have begun 5 pilots since yesterday" in text(refused)) == (422, True)
    assert Pilot.objects.count() == 5
    assert as_team.post("/new-pilot/", NEW).status_code == 302
    Pilot.objects.update(made_at=AT - timedelta(days=1))
    assert as_officer.post("/new-pilot/", NEW | {"slug": "late"}).status_code == 302


def test_whoever_writes_without_end_is_slowed_down(pilot, as_officer):
    answered = [as_officer.post(f"{PAGE}risks/0/remove").status_code for _each in range(121)]
    assert answered == [404] * 120 + [429]


TRAP = "You won! https://evil.example/15 or www.evil.com"


def test_a_title_leads_nowhere_in_a_letter(li, team):
    pilot = make_pilot(title=TRAP)
    for who in (city(LUOYANG), city(XIAMEN)):  # nobody speaks for the second: the team is told
        ask_into(pilot, who)
    request = AdviceRequest(city=city(LUOYANG), title=TRAP)
    of_advice.ask_for_advice(request=request, **entered())
    of_advice.step_advice(request=request, step="withdraw", seen=request.steps.get().pk, roles=["city"], **entered())
    letters = list(Letter.objects.all())
    assert len(letters) == 3 and {letter.email for letter in letters} == {li.email, team.email}
    for letter in letters:
        assert "You won! …" in letter.subject and "You won! …" in letter.text
        assert "evil" not in letter.subject + letter.text + letter.about
