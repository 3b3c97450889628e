"""Where there is no mail server, the owner of the machine reads the mails here; and nobody else anywhere."""

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage, get_connection

from sarai.letters import mailbox
from sarai.letters.actions import Attachment
from tests.letters.drafts import posted, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.MAIL_FOLDER, settings.MAILBOX = tmp_path / "mail", True
    settings.MAIL_TRANSPORT = "sarai.letters.transports.Folder"
    return settings.MAIL_FOLDER


def test_letters_and_other_mails_are_kept_the_newest_first(folder, as_stranger):
    posted("ana", subject="تذكير")
    assert sent() == {"sent": 1}
    get_connection("sarai.letters.transports.Folder").send_messages(
        [EmailMessage("A code", "ABC-123", to=["bo@x.example"])]
    )
    assert [one.subject for one in mailbox.heads(mailbox.names())] == ["A code", "تذكير"]
    page = as_stranger.get("/mailbox/").content.decode()
    assert page.index("A code") < page.index("تذكير")
    assert "bo@x.example" in page


def test_a_mail_is_shown_with_links_files_and_as_it_would_have_gone(folder, as_stranger):
    ics = Attachment("invite.ics", "text/calendar; method=REQUEST", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    posted("ana", attachments=(ics,), text="<b>Begin</b> at http://localhost:8000/events/")
    sent()
    [name] = mailbox.names()
    page = as_stranger.get(f"/mailbox/{name}/").content.decode()
    assert '<a href="http://localhost:8000/events/"' in page and "&lt;b&gt;Begin" in page
    file = as_stranger.get(f"/mailbox/{name}/2")
    assert (file.content, file["Content-Disposition"]) == (ics.content, 'attachment; filename="invite.ics"')
    assert as_stranger.get(f"/mailbox/{name}/3").status_code == 404
    raw = as_stranger.get(f"/mailbox/{name}/raw")
    assert raw["Content-Type"].startswith("text/plain") and b"List-Unsubscribe" in raw.content


@pytest.mark.parametrize("name", ["none", "20260302-090000-000000-abcdef", "secret-key"])
def test_nothing_but_kept_mails_is_shown(folder, as_stranger, name):
    folder.mkdir()
    (folder / "secret-key.eml").write_text("Subject: secret")
    assert [as_stranger.get(f"/mailbox/{name}/{rest}").status_code for rest in ("", "raw", "1")] == [404, 404, 404]
    assert mailbox.names() == []


def test_where_mail_goes_out_there_is_no_mailbox(folder, settings, as_team):
    posted("ana")
    sent()
    [name] = mailbox.names()
    assert "/mailbox/" in as_team.get("/").content.decode()
    settings.MAILBOX = False
    addresses = ("", f"{name}/", f"{name}/raw", f"{name}/1")
    assert [as_team.get(f"/mailbox/{rest}").status_code for rest in addresses] == [404] * 4
    assert "/mailbox/" not in as_team.get("/").content.decode()


def test_a_log_in_code_is_kept_as_well(folder, settings, officer, as_stranger, monkeypatch):
    settings.EMAIL_BACKEND = "config.mail.Outbox"
    monkeypatch.setattr("config.mail.Outbox._senders", AtOnce())
    as_stranger.post("/accounts/login/code/", {"email": officer.email})
    [name] = mailbox.names()
    assert officer.email in as_stranger.get(f"/mailbox/{name}/").content.decode()
    assert django_mail.outbox == []


class AtOnce:
    """Does what it is given, and does not wait for a thread."""

    def submit(self, work, *given):
        work(*given)
