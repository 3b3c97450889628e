"""An assignment in a real browser: set and marked by the team, handed in from a telephone; in English and in Arabic,
without scripts too; seen by axe."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from sarai.exchanges import actions
from sarai.exchanges.models import Assignment, Event, HandIn
from sarai.exchanges.queries.enrolments import token_of
from tests.browser import log_in
from tests.exchanges.test_events_browser import NARROW, look
from tests.making import make_event

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.usefixtures("countries")]


@pytest.fixture
def event(settings, tmp_path) -> Event:
    """A training that is to come, with an assignment."""
    settings.MEDIA_ROOT = tmp_path
    made = make_event()
    Event.objects.update(registers=True)
    now = timezone.now()
    made.sessions.update(starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=1, hours=1))
    made = Event.objects.get()
    assignment = Assignment(event=made, title="A plan", text="Plan a street.", due_at=now + timedelta(days=2))
    actions.set_assignment(assignment=assignment, by="tara", at=now)
    return made


def enrolled(event: Event, name: str) -> str:
    """The address of the page of somebody who takes part."""
    said = {"email": f"{name.lower()}@example.org", "name": name, "zone": "Asia/Hebron", "language": "ar"}
    one = actions.enrol(event=event, said=said, at=timezone.now()).enrolment
    return f"/r/{token_of(actions.prove(enrolment=one, at=timezone.now()))}/"


def test_it_is_handed_in_from_a_telephone_without_scripts_and_marked(page, event, team, live_server, tmp_path):
    lina, omar = enrolled(event, "Lina"), enrolled(event, "Omar")
    plan = tmp_path / "my plan.pdf"
    plan.write_bytes(b"%PDF-1.7\n")
    context = page.context.browser.new_context(
        base_url=live_server.url, viewport=NARROW, java_script_enabled=False, locale="ar"
    )
    telephone = context.new_page()
    telephone.goto(lina)
    telephone.click("details:has([name=file]) > summary")
    telephone.fill("[name=text]", "شارع بلا سيارات\n" + 300 * "x")
    telephone.set_input_files("[name=file]", plan)
    telephone.click("details:has([name=file]) button")
    telephone.wait_for_url(f"**{lina}")
    assert "my plan.pdf" in telephone.content()
    with telephone.expect_download() as fetched:
        telephone.click("text=my plan.pdf")
    assert fetched.value.suggested_filename == "my plan.pdf"
    context.close()

    log_in(page, team.email)
    pk = HandIn.objects.get().pk
    page.goto("/events/training/handed-in/")
    page.click("text=Lina")
    page.fill("[name=mark]", "85")
    page.fill("[name=comment]", "Good.")
    page.click("main form.sheet button")
    page.wait_for_url("**/handed-in/")
    base = "/events/training/"
    look(
        page, lina, f"{lina}assignment/", omar, f"{omar}assignment/", f"{base}arrange/", f"{base}assignment/",
        f"{base}handed-in/?which=all", f"{base}handed-in/{pk}/",
    )  # fmt: skip
    page.goto(lina)
    assert "Good." in page.content()
    assert page.complaints == []
