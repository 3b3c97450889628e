"""What a letter looks like when it comes: its language, its headers, its files."""

from email import message_from_bytes, policy

import pytest

from sarai.letters.actions import Attachment
from sarai.letters.models import Letter
from sarai.letters.writing import greeting, known, message_of, speaking
from tests.letters.drafts import NOW, posted, sent

pytestmark = pytest.mark.django_db
ARABIC = "السيدة آنا العزيزة،\n\nتبدأ الدورة في التاسعة صباحا.\nhttp://localhost:8000/events/training/"
ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:\xd8\xaf\xd9\x88\xd8\xb1\xd8\xa9\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


def as_it_comes(letter):
    """A letter as a mail program reads it."""
    return message_from_bytes(message_of(letter, NOW).message().as_bytes(linesep="\r\n"), policy=policy.default)


def test_a_letter_in_arabic_is_read_as_it_was_written(catcher, settings):
    settings.DEFAULT_FROM_EMAIL = "برنامج المدن <cities@example.org>"
    posted("ana", subject="تذكير: دورة إدارة مخاطر الكوارث في نابلس يوم الثلاثاء القادم", text=ARABIC, language="ar")
    assert sent() == {"sent": 1}
    [mail] = catcher.mails
    assert mail["Subject"].strip() == "تذكير: دورة إدارة مخاطر الكوارث في نابلس يوم الثلاثاء القادم"
    assert mail["From"].addresses[0].display_name == "برنامج المدن"
    assert mail.get_content().replace("\r\n", "\n").startswith(ARABIC)
    assert mail["Content-Transfer-Encoding"] == "quoted-printable"
    assert all(len(line) < 80 and line.isascii() for line in mail.as_bytes().splitlines() if b":" not in line)


def test_its_headers_say_what_it_is(settings):
    settings.MAIL_DOMAIN = "sarai.example.org"
    [letter] = posted("ana", reply_to="desk@example.org")
    mail = as_it_comes(letter)
    assert mail["Message-ID"] == letter.message_id == f"<{letter.name}@sarai.example.org>"
    assert (mail["Date"].datetime, mail["Auto-Submitted"]) == (NOW, "auto-generated")
    assert (mail["Reply-To"], mail["Content-Language"], mail["To"]) == ("desk@example.org", "en", "ana@city.example")


def test_the_foot_says_who_wrote_and_is_in_the_readers_language(settings):
    settings.SITE_URL = "http://localhost:8000"
    [letter] = posted("ana")
    text = as_it_comes(letter).get_content().replace("\r\n", "\n")
    assert text.startswith("It begins at nine.")
    foot = text.partition("\n-- \n")[2]
    assert "This letter was written by http://localhost:8000 for ana@city.example." in foot
    assert "It is about: The training" in foot


def test_a_calendar_is_a_way_to_read_the_letter_and_a_file():
    [letter] = posted("ana", attachments=(Attachment("invite.ics", "text/calendar; method=REQUEST", ICS),))
    mail = as_it_comes(letter)
    parts = {part.get_content_type(): part for part in mail.walk()}
    assert list(parts) == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/calendar", "application/ics",
    ]  # fmt: skip
    calendar = parts["text/calendar"]
    assert (calendar.get_param("method"), calendar.get_param("charset")) == ("REQUEST", "utf-8")
    assert calendar.get_content().encode().replace(b"\r\n", b"\n") == ICS.replace(b"\r\n", b"\n")
    assert (parts["application/ics"].get_filename(), parts["application/ics"].get_content()) == ("invite.ics", ICS)


def test_other_files_come_as_they_are():
    [letter] = posted("ana", attachments=(Attachment("شهادة.pdf", "application/pdf", b"%PDF\x00\xff"),))
    [file] = as_it_comes(letter).iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("شهادة.pdf", b"%PDF\x00\xff")


@pytest.mark.parametrize(
    ("stated", "language"), [("fr", "fr"), ("fr-CA", "fr"), ("zh-hans", "zh-hans"), ("", "en"), ("English", "en")]
)
def test_the_nearest_language_of_the_site_is_spoken(stated, language):
    assert known(stated) == language
    with speaking(stated) as spoken:
        assert spoken == language


def test_a_subject_is_one_line():
    posted("ana", subject="Soon:\r\nBcc: everybody@example.org")
    assert Letter.objects.get().subject == "Soon: Bcc: everybody@example.org"


def test_a_letter_greets_by_name_whoever_has_one():
    assert (greeting("Ana"), greeting()) == ("Dear Ana,", "Good day,")
    with speaking("fr"):
        assert "Ana" in greeting("Ana") and greeting("Ana") != "Dear Ana,"
