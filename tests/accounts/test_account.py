"""The account page: what somebody says of themselves, agrees to, takes with them, and erases."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from sarai.accounts.actions import erase_account, record_consent, save_user
from sarai.accounts.models import Consent, User
from sarai.accounts.queries import agrees, kept_about
from sarai.evidence.models import Source
from tests.making import attended, day, file, make_event, make_source, person, registered
from tests.people import PASSWORD, code_in_mail

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, tzinfo=UTC)


def prove(client) -> None:
    """Type the password again, as the site asks before what cannot be taken back."""
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302


def test_name_and_language_are_changed_and_the_role_is_not(officer, as_officer):
    response = as_officer.post("/account/change", {"name": "Omar O.", "language": "ar", "role": "team"})
    assert response.cookies["django_language"].value == "ar"
    officer.refresh_from_db()
    assert (officer.name, officer.language, officer.role) == ("Omar O.", "ar", "officer")


def test_a_language_that_is_not_spoken_here_is_refused_on_the_page(officer, as_officer):
    response = as_officer.post("/account/change", {"name": "Omar", "language": "xx"})
    assert response.status_code == 422
    officer.refresh_from_db()
    assert officer.name == "Omar Officer"


def test_consent_is_silence_then_given_then_taken_back_each_with_its_words(officer, as_officer):
    assert not agrees(officer, Consent.Purpose.SHARE)
    for answer, agreed in (("yes", True), ("yes", True), ("no", False), ("no", False)):
        as_officer.post("/account/consent", {"purpose": "share", "given": answer})
        assert agrees(officer, Consent.Purpose.SHARE) is agreed
    assert list(officer.consents.values_list("purpose", "given")) == [("share", True), ("share", False)]
    assert "both accepted an introduction" in officer.consents.first().wording
    assert not agrees(officer, Consent.Purpose.CONTACT)


def test_consent_to_something_else_is_not_kept(officer, as_officer):
    as_officer.post("/account/consent", {"purpose": "anything", "given": "yes"})
    assert not officer.consents.exists()
    with pytest.raises(ValueError, match="anything"):
        record_consent(user=officer, purpose="anything", given=True, at=NOW)


def test_the_download_asks_for_the_password_and_holds_everything_about_its_owner(officer, as_officer):
    event = make_event()
    omar, other = person("Omar"), person("Someone Else")
    file(event, day(1), registered(omar, role="mayor's office"), registered(other, line=3))
    file(event, day(2), attended(omar, (0, 90)), attended(other, (0, 60), line=3), session=1)
    record_consent(user=officer, purpose="contact", given=True, at=NOW)
    assert as_officer.get("/account/download")["Location"].startswith("/accounts/reauthenticate/")
    prove(as_officer)
    response = as_officer.get("/account/download")
    kept = json.loads(response.content)
    assert response["Content-Disposition"] == 'attachment; filename="about-me.json"'
    assert kept["account"]["email"] == "omar@example.org"
    assert [consent["purpose"] for consent in kept["consents"]] == ["contact"]
    [record] = kept["records"]
    assert record["name"] == "Omar"
    facts = {fact["what"]: fact for fact in record["facts"]}
    assert facts["registration"]["answers"] == {"role": "mayor's office"}
    assert facts["attendance"]["left_at"] == "2020-09-08T13:00:00Z"
    assert "Someone Else" not in response.content.decode()
    assert "password" not in kept["account"]


def test_nobody_gets_records_under_an_address_that_they_have_not_proved(officer):
    file(make_event(), day(1), registered(person("Omar")))
    EmailAddress.objects.update(verified=False)
    assert kept_about(officer)["records"] == []


def test_erasing_wants_the_address_typed_again(officer, as_officer):
    prove(as_officer)
    response = as_officer.post("/account/erase", {"email": "somebody@example.org"})
    assert response.status_code == 422
    assert User.objects.filter(pk=officer.pk).exists()


def test_erasing_leaves_what_was_decided_and_takes_the_name_away(officer, as_officer):
    record_consent(user=officer, purpose="contact", given=True, at=NOW)
    mine, theirs = make_source(day(1), by="Omar Officer"), make_source(day(2), by="Tara Team")
    prove(as_officer)
    assert as_officer.post("/account/erase", {"email": "OMAR@example.org"})["Location"] == "/"
    assert not User.objects.exists()
    assert not Consent.objects.exists()
    assert not EmailAddress.objects.exists()
    assert Source.objects.get(pk=mine.pk).by == f"erased account {officer.pk}"
    assert Source.objects.get(pk=theirs.pk).by == "Tara Team"
    assert as_officer.get("/account/").status_code == 302


def test_a_name_that_somebody_else_bears_too_stays(officer):
    save_user(email="omar2@example.org", role="", name="Omar Officer")
    source = make_source(day(1), by="Omar Officer")
    erase_account(user=officer, at=timezone.now())
    assert Source.objects.get(pk=source.pk).by == "Omar Officer"


def test_what_everybody_may_ask_for_is_asked_for_ten_times_an_hour(officer, as_officer, still):
    prove(as_officer)
    statuses = [as_officer.get("/account/download").status_code for _try in range(11)]
    assert statuses == [200] * 10 + [429]


def test_the_latest_answer_holds_even_at_one_instant(officer):
    for given in (True, False, True):
        record_consent(user=officer, purpose="publish", given=given, at=NOW)
    assert agrees(officer, Consent.Purpose.PUBLISH)
    assert timezone.is_aware(officer.consents.last().at)


def test_an_address_is_changed_once_the_new_one_is_proved(officer, as_officer):
    prove(as_officer)
    sent = as_officer.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    assert sent["Location"] == "/accounts/confirm-email/"
    assert User.objects.get().email == "omar@example.org"
    as_officer.post("/accounts/confirm-email/", {"code": "WRONG"})
    assert User.objects.get().email == "omar@example.org"
    as_officer.post("/accounts/confirm-email/", {"code": code_in_mail()})
    assert User.objects.get().email == "new@example.org"
    assert not EmailAddress.objects.filter(email="omar@example.org").exists()
