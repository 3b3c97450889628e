"""What somebody who knocks may learn of others: neither by words, nor by the work that an answer takes."""

from __future__ import annotations

import re
import runpy
import threading
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.test import Client

from config.mail import Outbox, _send
from config.middleware import answer_evenly
from sarai.accounts.models import User
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN, CODE, SIGNUP, RESET = (
    "/accounts/login/", "/accounts/login/code/", "/accounts/signup/", "/accounts/password/reset/",
)  # fmt: skip
TYPED, AGAIN, EMPTY = {"code": "WRONG1"}, {"action": "resend"}, {"code": ""}
# What is knocked with at each door, one after another; {} is the address.
KNOCKS = {
    "password": [(LOGIN, {"login": "{}", "password": "wrong"})] * 7,
    "code": [(CODE, {"email": "{}"}), *[("/accounts/login/code/confirm/", what) for what in (TYPED, AGAIN, EMPTY)],
             *[("/accounts/login/code/confirm/", TYPED)] * 3],
    "reset": [(RESET, {"email": "{}"})] * 2,
    "sign-up": [(SIGNUP, {"email": "{}"}), *[("/accounts/confirm-email/", what) for what in (TYPED, AGAIN, EMPTY)],
                *[("/accounts/confirm-email/", TYPED)] * 3],
    "sign-up twice": [(SIGNUP, {"email": "{}"})] * 2,
    "sign-up, and in by the password": [
        (SIGNUP, {"email": "{}", "password1": "of a stranger's", "password2": "of a stranger's"}),
        ("/accounts/logout/", {}),
        (LOGIN, {"login": "{}", "password": "of a stranger's"}),
    ],
}  # fmt: skip
ANSWERED = [(LOGIN, {"login": "{}", "password": "wrong"}), *[(url, {"email": "{}"}) for url in (CODE, SIGNUP, RESET)]]


@pytest.fixture(params=["known", "code alone", "not proved", "closed"])
def taken(request, officer) -> str:
    """The address of an account, in each state that one may be in."""
    if request.param == "code alone":
        officer.set_unusable_password()
    officer.is_active = request.param != "closed"
    officer.save()
    EmailAddress.objects.update(verified=request.param != "not proved")
    return officer.email


def knock(client: Client, url: str, data: dict[str, str], address: str):
    """One POST; sending a code again is not hindered by the seconds that it should have waited."""
    if data == AGAIN:
        cache.clear()
    return client.post(url, {name: value.format(address) for name, value in data.items()}, follow=True)


def without_what_varies(response, address: str) -> str:
    """A page without its tokens, the address that was typed, and the minutes to wait, which are those of a window."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())
    return re.sub(r"in \d+ minutes?", "LATER", text.replace(address, "ADDRESS"))


def answers(knocks, address: str) -> list[object]:
    """All that a stranger sees of the answers to what they knock with."""
    cache.clear()
    client, seen = Client(), []
    for url, data in knocks:
        response = knock(client, url, data, address)
        page = without_what_varies(response, address)
        seen.append(
            (response.redirect_chain, response.status_code, sorted(response.headers), sorted(client.cookies), page)
        )
    return seen


@pytest.mark.parametrize("knocks", KNOCKS.values(), ids=KNOCKS)
def test_no_door_tells_who_has_an_account(knocks, taken, still):
    assert answers(knocks, taken) == answers(knocks, "nobody@example.org")


@pytest.mark.parametrize(("url", "data"), ANSWERED, ids=lambda what: what if isinstance(what, str) else "")
def test_no_answer_takes_more_hashes_or_mails_for_who_has_an_account(url, data, taken, monkeypatch):
    hashed, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: hashed.append(given) or encode(*given))
    work = []
    for address in (taken, "nobody@example.org"):
        hashed.clear()
        mail.outbox.clear()
        knock(Client(), url, data, address)
        work.append((len(hashed), len(mail.outbox)))
    assert work[0] == work[1]


@pytest.mark.parametrize(("path", "worked", "waited"), [
    ("/accounts/signup/", 0.014, 0.086), ("/accounts/signup/", 0.03, 0.07), ("/accounts/login/", 0.42, 0.08),
    ("/intake/", 0.014, None),
])  # fmt: skip
def test_answers_at_the_doors_are_given_at_full_ticks(path, worked, waited, rf, settings, monkeypatch):
    settings.DOOR_TICK = 0.1
    clock, slept = iter([7.0, 7.0 + worked]), []
    monkeypatch.setattr("config.middleware.time.monotonic", lambda: next(clock))
    monkeypatch.setattr("config.middleware.time.sleep", slept.append)
    assert answer_evenly(lambda request: request.path)(rf.post(path)) == path
    assert slept == ([] if waited is None else [pytest.approx(waited)])


def test_whoever_signs_up_brings_no_password_that_would_open_the_account_of_who_proves_the_address(as_stranger):
    as_stranger.post(SIGNUP, {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.get().has_usable_password()
    assert 'type="password"' not in as_stranger.get(SIGNUP).content.decode()


class Post:
    """A mail server that takes its time, and may fail."""

    def __init__(self, error: Exception | None = None):
        self.error, self.sent = error, []
        self.opened, self.done = threading.Event(), threading.Event()

    def send_messages(self, messages) -> None:
        assert self.opened.wait(10)
        self.sent += messages
        self.done.set()
        if self.error:
            raise self.error


def test_no_answer_waits_for_the_mail(monkeypatch):
    post = Post()
    monkeypatch.setattr("config.mail.get_connection", lambda transport: post)
    assert Outbox().send_messages([mail.EmailMessage("A code", to=["a@example.org"])]) == 1
    assert post.sent == []
    post.opened.set()
    assert post.done.wait(10)
    assert [message.to for message in post.sent] == [["a@example.org"]]


def test_a_mail_that_cannot_be_sent_is_told_in_the_log(monkeypatch, caplog):
    post = Post(ConnectionRefusedError("nobody answers"))
    post.opened.set()
    monkeypatch.setattr("config.mail.get_connection", lambda transport: post)
    _send([mail.EmailMessage("A code", to=["a@example.org"])])
    [record] = caplog.records
    assert record.getMessage() == "1 mail(s) could not be sent: nobody answers"


def test_the_site_sends_its_mail_that_way():
    deployed = runpy.run_path(str(Path(__file__).parents[2] / "config" / "settings.py"))
    assert deployed["EMAIL_BACKEND"] == "config.mail.Outbox"
    assert deployed["EMAIL_TIMEOUT"]
