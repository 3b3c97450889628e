"""A city's own word on what it needs: said by its officer, kept beside what surveys tell, undone, never overwritten."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sarai.evidence.engine import Question, answer
from sarai.needs import actions
from sarai.needs.actions import Overtaken, Said
from sarai.needs.forms import _name
from sarai.needs.models import Statement
from sarai.needs.queries.cities import lines, newest_statement
from sarai.network.models import City
from tests.people import logged_in, make_user
from tests.surveys.forms import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)
MEXICO_CITY = 3530597


@pytest.fixture
def city(asked_cities):
    return City.objects.get(pk=MEXICO_CITY)


@pytest.fixture
def as_their_officer(city):
    return logged_in(make_user("officer", "Olga", city=city.pk))


def say(city, kind="need", at=NOW, **said):
    said = {subject.replace("_", " "): one for subject, one in said.items()}
    return actions.state(city=city, said={kind: said}, by="Olga", at=at)


def labels(city, kind="need"):
    return [line.label for line in lines(city, kind)]


def test_what_surveys_tell_of_a_city_in_order(city):
    found = lines(city, "need")
    assert [(line.label, line.told.number) for line in found] == [("public health", 2), ("tourism", 1)]
    assert all(answer(line.told.question).value == line.told.number for line in found)
    assert labels(city, "support") == ["advice", "money", "training"]
    assert labels(city, "partner") == ["Luoyang"]
    assert labels(city, "offer") == ["transport"]


def test_the_citys_own_word_goes_first_and_what_it_denies_comes_last(city):
    say(city, tourism=Said(True, 1), public_health=Said(False), street_lights=Said(True, 2))
    found = lines(city, "need")
    assert [line.label for line in found] == ["tourism", "street lights", "public health"]
    assert [line.denied for line in found] == [False, False, True]
    assert found[1].told is None


def test_what_a_city_denies_is_no_need_of_it_from_then_on(city):
    def needs(as_of=None):
        return answer(Question("needs.city_needs", as_of=as_of)).value

    before = needs()
    say(city, at=LATER, public_health=Said(False), street_lights=Said(True))
    assert needs() == before - 1
    assert needs(as_of=NOW) == before
    assert answer(Question("needs.stated_needs")).value == 1


def test_the_page_tells_its_officer_how_much_is_not_confirmed(city, as_their_officer, as_stranger):
    def told(client):
        return client.get(f"/cities/{city.pk}/").content.decode()

    assert "2 needs that surveys tell are not confirmed by you" in told(as_their_officer)
    assert "not confirmed by you" not in told(as_stranger)
    say(city, tourism=Said(True, 1), street_lights=Said(True))
    assert "1 need that surveys tell is not confirmed by you" in told(as_their_officer)
    say(city, public_health=Said(False))
    assert "not confirmed by you" not in told(as_their_officer)


def test_the_same_again_changes_nothing(city):
    assert say(city, tourism=Said(True, 1)) is not None
    assert say(city, tourism=Said(True, 1)) is None
    assert Statement.objects.count() == 1


def test_a_change_retracts_and_adds(city):
    first = say(city, tourism=Said(True, 1))
    second = say(city, tourism=Said(False))
    old, new = Statement.objects.order_by("pk")
    assert (old.source, old.retracted_by, new.source, new.retracted_at) == (first, second, second, None)
    say(city, tourism=None)
    assert not Statement.objects.filter(retracted_at=None).exists()


def test_undo_brings_back_what_was_said_before(city):
    say(city, tourism=Said(True, 1))
    last = say(city, tourism=Said(False), street_lights=Said(True))
    actions.take_back(city=city, seen=last.pk, by="Olga", at=LATER)
    assert labels(city) == ["tourism", "public health"]
    with pytest.raises(Overtaken, match="cannot be undone by itself"):
        actions.take_back(city=city, seen=last.pk, by="Olga", at=LATER)


def test_of_two_officers_the_later_is_told(city):
    seen = newest_statement(city)
    say(city, tourism=Said(True, 1))
    with pytest.raises(Overtaken, match="Somebody else changed this meanwhile"):
        actions.state(city=city, said={"need": {"tourism": Said(False)}}, by="Bo", at=NOW, after=seen)
    assert labels(city)[0] == "tourism"


def test_the_database_keeps_one_statement_of_each(city):
    source = say(city, tourism=Said(True, 1))
    fact = {"city": city, "kind": "need", "recorded_at": NOW, "source": source}
    for wrong in (
        {"subject": "tourism", "holds": True},
        {"subject": "x", "holds": False, "rank": 1},
        {"subject": "", "holds": True},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Statement.objects.create(**fact, **wrong)


# --- Their pages


def posted(city, **said):
    return {"after": str(newest_statement(city)), **said}


def test_the_officer_corrects_adds_and_orders(city, as_their_officer):
    page = f"/cities/{city.pk}/needs/"
    shown = as_their_officer.get(page)
    assert shown.status_code == 200
    name = f"need-{_name('tourism')}"
    assert f'name="{name}"' in shown.content.decode()
    told = {
        name: "yes",
        f"{name}-rank": "1",
        f"need-{_name('public health')}": "no",
        "need-new0": "street  lights",
        "support-new1": "interpreters",
        "partner-new0": "Santiago",
        "partner-new0-country": "Chile",
    }
    answered = as_their_officer.post(page, posted(city, **told), follow=True)
    assert answered.redirect_chain == [(f"/cities/{city.pk}/", 302)]
    text = answered.content.decode()
    assert text.index("tourism") < text.index("street lights") < text.index("public health")
    assert "Santiago" in text and "interpreters" in text and "confirmed by the city" in text
    again = as_their_officer.post(page, posted(city, **{name: "yes", f"{name}-rank": "1"}), follow=True)
    assert labels(city)[0] == "tourism"
    assert "Saved" in again.content.decode()  # what was left out is as understood again


def test_what_is_added_has_its_place_and_else_the_order_in_which_it_was_typed(city, as_their_officer):
    page = f"/cities/{city.pk}/needs/"
    as_their_officer.post(page, posted(city, **{"need-new0": "street lights", "need-new1": "bus lanes"}))
    assert labels(city) == ["public health", "tourism", "street lights", "bus lanes"]
    last = newest_statement(city)
    placed = {"need-new0": "archives", "need-new0-rank": "2", "need-new1": "water", "need-new1-rank": "1"}
    form = as_their_officer.get(page).content.decode()
    assert all(f'name="{name}"' in form for name in placed) and 'name="support-new0-rank"' not in form
    kept = {f"need-{_name(one)}": "yes" for one in ("street lights", "bus lanes")}
    as_their_officer.post(page, {"after": last} | kept | placed)
    assert labels(city) == ["water", "archives", "public health", "tourism", "street lights", "bus lanes"]
    as_their_officer.post(page, posted(city))
    assert labels(city) == ["public health", "tourism"]
    as_their_officer.post(f"{page}undo", {"source": newest_statement(city)})
    assert labels(city) == ["water", "archives", "public health", "tourism", "street lights", "bus lanes"]


def test_a_wrong_place_of_what_is_added_is_told(city, as_their_officer):
    answered = as_their_officer.post(
        f"/cities/{city.pk}/needs/", posted(city, **{"need-new0": "water", "need-new0-rank": "0"})
    )
    assert (answered.status_code, Statement.objects.exists()) == (422, False)


def test_the_head_says_on_whose_page_one_is(city, as_their_officer, as_team):
    def current(client, page):
        head = client.get(page).content.decode().partition("<main")[0]
        return re.findall(r'<a href="([^"]+)" aria-current="\w+">', head)

    assert current(as_their_officer, f"/cities/{city.pk}/") == [f"/cities/{city.pk}/"]
    assert current(as_team, f"/cities/{city.pk}/") == current(as_their_officer, "/cities/") == ["/needs/"]


def test_undo_on_the_page(city, as_their_officer):
    page = f"/cities/{city.pk}/needs/"
    as_their_officer.post(page, posted(city, **{f"need-{_name('tourism')}": "no"}))
    last = newest_statement(city)
    answered = as_their_officer.post(f"{page}undo", {"source": last}, follow=True)
    assert "what was said before holds again" in answered.content.decode()
    assert labels(city) == ["public health", "tourism"]
    answered = as_their_officer.post(f"{page}undo", {"source": last}, follow=True)
    assert "cannot be undone by itself" in answered.content.decode()


def test_a_partner_that_is_no_city_keeps_nothing(city, as_their_officer):
    told = {f"need-{_name('tourism')}": "no", "partner-new0": "Qzxw"}
    answered = as_their_officer.post(f"/cities/{city.pk}/needs/", posted(city, **told))
    assert answered.status_code == 422
    assert "“Qzxw” could not be read as one city" in answered.content.decode()
    assert not Statement.objects.exists()


def test_a_page_that_was_overtaken_keeps_nothing(city, as_their_officer):
    old = posted(city, **{f"need-{_name('tourism')}": "no"})
    say(city, tourism=Said(True, 1))
    answered = as_their_officer.post(f"/cities/{city.pk}/needs/", old)
    assert (answered.status_code, "Somebody else changed this" in answered.content.decode()) == (422, True)
    assert lines(city, "need")[0].stated.holds


def test_a_number_that_is_none_is_told_at_its_field(city, as_their_officer):
    told = {f"need-{_name('tourism')}-rank": "first"}
    answered = as_their_officer.post(f"/cities/{city.pk}/needs/", posted(city, **told))
    assert (answered.status_code, "Enter a whole number" in answered.content.decode()) == (422, True)


def test_an_officer_of_another_city_and_a_stranger_may_not(city, as_officer, as_partner, as_stranger):
    for client, status in ((as_officer, 403), (as_partner, 403), (as_stranger, 403)):
        assert client.get(f"/cities/{city.pk}/needs/").status_code == status
        assert client.post(f"/cities/{city.pk}/needs/undo", {"source": 1}).status_code == status
        assert "Correct or add" not in client.get(f"/cities/{city.pk}/").content.decode()


def test_who_has_no_role_is_told_neither_few_people_nor_what_is_denied(city, as_stranger, as_team):
    say(city, tourism=Said(False))
    public, team = (client.get(f"/cities/{city.pk}/").content.decode() for client in (as_stranger, as_team))
    assert "named by fewer than 5 people" in public and "tourism" not in public
    assert "named by fewer than" not in team and "not so, says the city" in team


def test_the_page_of_a_city_costs_the_same_whatever_it_needs(city, as_team, django_assert_num_queries):
    page = f"/cities/{city.pk}/"
    say(city, need=Said(True, 1))
    as_team.get(page)
    with CaptureQueriesContext(connection) as one:
        assert as_team.get(page).status_code == 200
    say(city, **{f"need {number}": Said(True, number) for number in range(1, 9)})
    with django_assert_num_queries(len(one)):
        assert as_team.get(page).status_code == 200


@pytest.mark.parametrize("number", ["0", "-", "1-2", "9" * 19, "abc", "--1"])
def test_a_city_that_there_is_not(number, as_team, countries):
    for page in ("", "needs/", "reply"):
        assert as_team.get(f"/cities/{number}/{page}").status_code == 404


def test_cities_are_found_in_any_script(asked_cities, as_stranger):
    page = as_stranger.get("/cities/?q=洛阳").content.decode()
    assert "Luoyang" in page and "Suva" not in page
    assert "Suva" in as_stranger.get("/cities/?q=fiji").content.decode()
    assert "could be" in as_stranger.get("/cities/?q=qzxw").content.decode()
    assert "Mexico City" in as_stranger.get("/cities/").content.decode()


def test_what_was_saved_at_once_is_undone_at_once(city, as_their_officer):
    page = f"/cities/{city.pk}/needs/"
    told = {
        f"need-{_name('tourism')}": "no",
        "support-new0": "interpreters",
        "partner-new0": "Suva",
        "partner-new0-country": "Fiji",
    }
    as_their_officer.post(page, posted(city, **told))
    assert Statement.objects.filter(retracted_at=None).count() == 3
    as_their_officer.post(f"{page}undo", {"source": newest_statement(city)})
    assert not Statement.objects.filter(retracted_at=None).exists()


def test_a_city_does_not_wish_for_itself(officer, as_officer, countries):
    from sarai.network.actions import keep_cities

    keep_cities([184745])
    sent = {"partner-new0": "Nairobi", "partner-new0-country": "Kenya", "after": "0"}
    answer = as_officer.post("/cities/184745/needs/", sent)
    assert answer.status_code == 422 and "This is the city itself" in answer.content.decode()
