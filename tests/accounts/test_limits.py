"""How often somebody may knock: tightly at one account, widely from one connection, and when to come again."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN, CODE, SIGNUP, RESET = (
    "/accounts/login/", "/accounts/login/code/", "/accounts/signup/", "/accounts/password/reset/",
)  # fmt: skip
TOO_OFTEN = re.compile(r"Too many wrong passwords .*? Try again in (\d+) minutes?, or log in by a code or a passkey\.")
HALL, ELSEWHERE = "198.51.100.1", "192.0.2.7"


def guess(login: str, password: str = "wrong", address: str = HALL):
    """One log-in from a new browser behind an address."""
    return Client(REMOTE_ADDR=address).post(LOGIN, {"login": login, "password": password})


def test_a_password_is_guessed_five_times_from_one_address_and_then_no_more(officer, still):
    pages = [guess(officer.email, f"guess {n}").content.decode() for n in range(5)]
    assert not any(TOO_OFTEN.search(page) for page in pages)
    right = guess(officer.email, PASSWORD)
    assert right.status_code == 200
    [minutes] = TOO_OFTEN.findall(right.content.decode())
    assert 1 <= int(minutes) <= 15


def test_whoever_comes_again_when_told_gets_in(officer, monkeypatch):
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    for _try in range(5):
        guess(officer.email)
    [minutes] = TOO_OFTEN.findall(guess(officer.email, PASSWORD).content.decode())
    now += 60 * int(minutes)
    assert guess(officer.email, PASSWORD).status_code == 302


def test_an_attacker_locks_out_neither_colleagues_behind_the_address_nor_the_owner_elsewhere(officer, team, still):
    for n in range(30):
        guess(officer.email if n % 2 else f"nobody{n}@example.org")
    assert guess(team.email, PASSWORD).status_code == 302
    assert guess(officer.email, PASSWORD, ELSEWHERE).status_code == 302
    assert guess(officer.email, PASSWORD).status_code == 200


def test_right_passwords_do_not_count(officer, still):
    assert {guess(officer.email, PASSWORD).status_code for _time in range(7)} == {302}


def test_one_connection_is_limited_widely_and_other_ways_in_stay_open(officer, team, still):
    for n in range(100):
        assert not TOO_OFTEN.search(guess(f"nobody{n}@example.org").content.decode())
    assert "from your connection" in guess(team.email, PASSWORD).content.decode()
    assert guess(team.email, PASSWORD, ELSEWHERE).status_code == 302
    assert Client(REMOTE_ADDR=HALL).post(CODE, {"email": team.email}).status_code == 302


def test_one_account_is_limited_widely_wherever_guesses_come_from(officer, still):
    for n in range(50):
        guess(officer.email, address=f"203.0.113.{n}")
    assert TOO_OFTEN.search(guess(officer.email, PASSWORD, ELSEWHERE).content.decode())


def test_a_network_of_ipv6_is_one_address(officer, still):
    for n in range(5):
        guess(officer.email, address=f"2001:db8::{n}")
    assert guess(officer.email, PASSWORD, "2001:db8::ffff").status_code == 200
    assert guess(officer.email, PASSWORD, "2001:db8:1::1").status_code == 302


def test_the_password_is_not_looked_at_once_there_were_too_many(officer, still, monkeypatch):
    for _try in range(5):
        guess(officer.email)
    monkeypatch.setattr("sarai.accounts.models.User.check_password", lambda *given: pytest.fail("it was looked at"))
    assert guess(officer.email).status_code == 200


def test_codes_are_sent_to_one_address_three_times_a_minute(officer, still):
    pages = [Client().post(CODE, {"email": officer.email}) for _try in range(5)]
    assert [page.status_code for page in pages] == [302, 302, 302, 200, 200]
    assert "Try again in a minute." in pages[-1].content.decode()
    assert len(mail.outbox) == 3


@pytest.mark.parametrize("url", [SIGNUP, RESET])
def test_a_room_of_people_comes_in_at_once_and_who_knocks_on_gets_a_page_that_says_when(url, db, still):
    def knock(number: int, address: str = HALL):
        return Client(REMOTE_ADDR=address).post(url, {"email": f"{number}@example.org"})

    assert [knock(n).status_code for n in range(61)] == [302] * 60 + [429]
    page = knock(61)
    assert page["Retry-After"] == "60"
    assert "try again in 1 minute." in page.content.decode()
    assert "answers each connection only so often" in page.content.decode()
    assert knock(62, ELSEWHERE).status_code == 302


def test_a_room_of_people_asks_for_codes_at_once(db, still):
    pages = [Client(REMOTE_ADDR=HALL).post(CODE, {"email": f"{number}@example.org"}) for number in range(61)]
    assert [page.status_code for page in pages] == [302] * 60 + [200]
    assert "Try again in a minute." in pages[-1].content.decode()


def test_whoever_asked_for_their_data_too_often_is_told_to_wait_an_hour(as_officer, still):
    assert as_officer.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    [*_given, page] = [as_officer.get("/account/download") for _try in range(11)]
    assert (page.status_code, page["Retry-After"]) == (429, "3600")
    assert "try again in 60 minutes." in page.content.decode()


def test_the_limits_are_documented():
    page = (Path(settings.BASE_DIR) / "docs" / "settings.md").read_text(encoding="utf-8")
    for rates in (settings.GUESS_LIMITS, settings.ACCOUNT_RATE_LIMITS):
        for rate in filter(None, rates.values()):
            assert f"`{rate}`" in page
