"""From an invitation to a certificate that proves itself, as somebody on a telephone goes the way: registered in Arabic
from Nablus for an event in Beijing time, by mail, calendar, watch page and survey to the PDF that a stranger checks."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from tests.exchanges.running import Served, play_until

pytestmark = [pytest.mark.browser]

# What the team set up: an event of Beijing that is on now, with a rule and a survey; its film is longer than what
# somebody can watch in a test, so a very small share of the session is asked for.
SET_UP = """
from datetime import timedelta
from django.utils import timezone
from sarai.exchanges import actions
from sarai.exchanges.models import Event, EventSurvey, Session
from sarai.exchanges.rules import CertificateRule
from sarai.network.actions import load_reference
from tests.surveys.forms import published
load_reference()
THANKS = '''
| survey   | type             | name  | label::English (en) | label::العربية (ar) | required |
|          | select_one often | again | Would you come again? | هل ستأتي مرة أخرى؟ | yes |
| choices  | list_name        | name  | label::English (en) | label::العربية (ar) |  |
|          | often            | yes   | Yes | نعم |  |
|          | often            | no    | No  | لا  |  |
| settings | form_title | form_id | version | default_language |  |
|          | Thanks     | thanks  | 1       | English (en)     |  |
'''
survey = published("thanks", THANKS)
now = timezone.now()
event = Event.objects.get()
event.timezone, event.registers, event.link_open, event.title = "Asia/Shanghai", True, False, "التراث بعد الجائحة"
event.save()
EventSurvey.objects.create(event=event, survey=survey, purpose="after")
actions.set_rule(event=event, rule=CertificateRule(1, 0.0005, False, survey=True), survey=survey, by="team", at=now)
"""
GIVE = """
from django.utils import timezone
from sarai.exchanges import tasks
from sarai.exchanges.desk.watching import file_viewings
from sarai.exchanges.models import Event, Session
from sarai.surveys.tasks import file_submissions
tasks.read_beats.call(); file_submissions.call()
session = Session.objects.select_related("event").get()
file_viewings(session=session, by="team", at=timezone.now())
print(tasks.issue_certificates.call(session.event_id, "team"))
"""


def mails(served: Served) -> list[EmailMessage]:
    """What the worker sent meanwhile, the oldest first."""
    served.installation.run("letters", "send")
    folder = Path(served.installation.folder) / "var" / "mail"
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]  # type: ignore[misc]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(mail: EmailMessage) -> str:
    """The personal link of a letter, as an address of the site."""
    found = re.search(r"http://localhost:\d+(/r/\S+)", text_of(mail))
    assert found, text_of(mail)
    return found[1]


def test_from_an_invitation_to_a_certificate_that_a_stranger_checks(chromium, served, tmp_path):
    served.installation.shell(SET_UP)
    phone = chromium.new_context(
        base_url=served.url, viewport={"width": 390, "height": 844}, locale="ar", timezone_id="Asia/Hebron",
        has_touch=True, accept_downloads=True,
    ).new_page()  # fmt: skip
    complaints: list[str] = []
    phone.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    phone.on("pageerror", lambda error: complaints.append(str(error)))

    # The page tells the time in Beijing and where the reader is.
    phone.goto("/events/training/")
    assert phone.get_attribute("html", "dir") == "rtl"
    starts = datetime.fromisoformat(phone.locator("time[data-ends]").get_attribute("datetime"))
    assert f"{starts.astimezone(ZoneInfo('Asia/Shanghai')):%H:%M}" in phone.locator(".when").inner_text()
    assert f"{starts.astimezone(ZoneInfo('Asia/Hebron')):%H:%M}" in phone.locator(".times").last.inner_text()

    # Registered, with the city chosen while it is typed.
    phone.locator("a[href$='/register/']").click()
    phone.fill("[name=name]", "لينا حداد")
    phone.fill("[name=email]", "Lina@Nablus.example")
    phone.locator("[name=city]").press_sequentially("نابل")
    phone.locator("[role=option]").first.wait_for()
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("Enter")
    assert phone.input_value("[name=city]") == "Nablus"
    assert phone.input_value("[name=country]")
    phone.locator("form.sheet button").click()
    phone.wait_for_url("**/register/sent/")

    # The letter, in Arabic; its link shows a button; pressed, the appointment comes.
    [prove] = mails(served)
    assert prove["To"] == "lina@nablus.example"
    assert "لينا حداد" not in text_of(prove)  # nobody knows yet whose words these are
    link = link_in(prove)
    phone.goto(link)
    phone.locator("form[action$='/confirm'] button").click()
    registered = mails(served)[-1]
    assert "لينا حداد" in text_of(registered)
    [ics] = [part for part in registered.walk() if part.get_content_type() == "text/calendar"]
    [entry] = Calendar.from_ical(ics.get_payload(decode=True)).walk("VEVENT")
    assert entry["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert entry["DTSTART"].dt.astimezone(UTC) == starts.astimezone(UTC).replace(microsecond=0)
    assert str(entry["ATTENDEE"]) == "mailto:lina@nablus.example"

    # Watched, on the page that the personal page leads to.
    phone.goto(link)
    phone.locator("a[href*='/watch/']").first.click()
    play_until(phone, 6)
    phone.goto(link)

    # The survey, answered as herself.
    phone.locator("form[action*='/answer/thanks'] button").click()
    phone.locator("main form button").last.click()
    phone.get_by_label("نعم").check()
    phone.locator("button.main").click()
    phone.wait_for_url("**/send")
    phone.locator("button.main").click()
    phone.wait_for_url("**/sent")

    # The certificate: in the mail, and on her page.
    assert served.installation.shell(GIVE) == "1"
    given = mails(served)[-1]
    assert "/c/" in text_of(given)
    phone.goto(link)
    with phone.expect_download() as download:
        phone.locator("a[href$='.pdf']").click()
    pdf = tmp_path / "certificate.pdf"
    download.value.save_as(pdf)

    # A stranger checks it, on the site and without it.
    stranger = chromium.new_context(base_url=served.url, locale="en").new_page()
    stranger.goto("/certificates/verify/")
    stranger.set_input_files("input[type=file]", pdf)
    stranger.locator("main form button[type=submit]").last.click()
    said = stranger.locator("main").inner_text()
    assert "لينا حداد" in said
    assert "lina@nablus.example" not in said.lower()
    assert "لينا حداد" in served.installation.run("certificate", "verify", str(pdf))
    broken = tmp_path / "forged.pdf"
    broken.write_bytes(pdf.read_bytes().replace(b"startxref", b"startxrex", 1) + b"%forged")
    forged = served.installation.start("certificate", "verify", str(broken))
    forged.communicate()
    assert forged.returncode == 1
    assert complaints == []
