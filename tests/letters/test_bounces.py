"""Mails that come back say which letter did not arrive, and why."""

from datetime import timedelta
from io import BytesIO, StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from sarai.letters import bounces
from sarai.letters.actions import take_report
from sarai.letters.models import Letter, Stop
from tests.letters.drafts import NOW, posted, sent

pytestmark = pytest.mark.django_db
REPORT = """\
From: MAILER-DAEMON@mx.example.org
To: sarai@localhost
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="=B"
MIME-Version: 1.0

--=B
Content-Type: text/plain; charset=us-ascii

I am sorry: your message could not be delivered.

--=B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Mon, 2 Mar 2026 09:00:00 +0000

{recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {words}

--=B
Content-Type: {kind}

{original}
--=B--
"""
ANA = "Original-Recipient: rfc822;Ana@city.example\nFinal-Recipient: rfc822; a.one@elsewhere.example"


@pytest.fixture
def ana(catcher):
    [letter] = posted("ana")
    sent()
    return letter


def report(letter=None, *, action="failed", status="5.1.1", words="550 No such\n user", kind="message/rfc822", who=ANA):
    original = f"Message-ID: {letter.message_id}\nSubject: x\n\nHello\n" if letter else "Subject: x\n\n"
    return REPORT.format(
        recipient=who, action=action, status=status, words=words, kind=kind, original=original
    ).encode()


def take(content, at=NOW):
    return [take_report(one, at=at) for one in bounces.read(content)]


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_letter_that_came_back_is_refused_and_its_address_remembered(ana, kind):
    assert take(report(ana, kind=kind)) == [ana]
    ana.refresh_from_db()
    assert (ana.state, ana.reason, ana.error) == ("refused", "bounced", "5.1.1 smtp; 550 No such user")
    assert [stop.why for stop in Stop.objects.filter(mark=ana.mark)] == ["refused"]
    assert take(report(ana)) == [None]  # the same again says nothing new


def test_a_full_mailbox_is_no_reason_to_forget_an_address(ana):
    take(report(ana, status="5.2.2"))
    ana.refresh_from_db()
    assert (ana.state, Stop.objects.exists()) == ("refused", False)


def test_a_letter_that_is_late_is_noted_and_counts_as_sent(ana):
    take(report(ana, action="delayed", status="4.4.1", words="still trying"))
    ana.refresh_from_db()
    assert (ana.state, ana.reason, ana.error) == ("sent", "delayed", "4.4.1 smtp; still trying")


def test_a_report_without_the_letter_is_about_the_last_one_to_that_address(ana):
    assert take(report(), at=NOW + timedelta(days=2)) == [ana]


@pytest.mark.parametrize(
    "content", [report(), report(action="delivered"), report(who="Final-Recipient: rfc822; eve@x.example")]
)
def test_what_is_about_no_letter_of_late_changes_nothing(ana, content):
    assert take(content, at=NOW + timedelta(days=8)) == [None]
    assert not Stop.objects.exists()


def test_somebody_elses_message_id_is_no_letter_of_ours(ana):
    content = report(ana).replace(ana.name.encode(), b"0" * 32)
    assert take(content) == [None]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\0",
        b"Subject: I am on holiday\n\nBack on Monday.",
        report()[:300],
        b"Content-Type: message/delivery-status\n\nx",
    ],
)
def test_other_mails_are_no_reports(content):
    with pytest.raises(ValueError, match="no report on a delivery"):
        assert bounces.read(content) == []
        raise ValueError("no report on a delivery")


# --- The command


def run(*words):
    said = StringIO()
    call_command("letters", *words, stdout=said)
    return said.getvalue()


def test_a_report_is_read_from_a_file_and_from_another_program(ana, tmp_path, monkeypatch):
    mail = tmp_path / "bounce.eml"
    mail.write_bytes(report(ana))
    assert run("bounce", str(mail)) == f"letter {ana.pk}: refused (5.1.1 smtp; 550 No such user)\n"
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=BytesIO(report(ana))))
    assert run("bounce", "-") == "This report says nothing new about a letter of ours.\n"


def test_what_cannot_be_read_is_told(tmp_path):
    mail = tmp_path / "mail.eml"
    mail.write_bytes(b"Subject: hello\n\nyou")
    with pytest.raises(CommandError, match="no report on a delivery"):
        run("bounce", str(mail))
    with pytest.raises(CommandError, match="No such file"):
        run("bounce", str(tmp_path / "none.eml"))


def test_letters_are_listed_sent_and_sent_again(ana, catcher):
    take(report(ana))
    posted("bo")
    assert run("send") == "sent: 1\n"
    assert (run("send"), catcher.readers) == ("nothing\n", ["ana@city.example", "bo@city.example"])
    listed = run("list", "--state", "refused", "--topic", "event:training").split()
    assert listed[:2] == [str(ana.pk), "refused"]
    assert run("list", "--topic", "other") == ""
    assert '"to": "bo@city.example"' in run("list", "--json")
    run("resend", str(ana.pk))
    assert Letter.objects.get(pk=ana.pk).state == "waiting"
    with pytest.raises(CommandError, match="cannot be sent again"):
        run("resend", str(ana.pk))
    with pytest.raises(CommandError, match="There is no letter 999"):
        run("resend", "999")
