"""650 certificates, issued and written as signed PDFs. Target: 12 s on two cores.

Each is a credential signed with Ed25519 over its canonical RDF, stored, and an A4 page in its holder's language and
script with the credential inside, signed with ECDSA. One process issues, two write the PDFs, as two workers do. The
floor is what Typst alone takes for as many pages of the same template, one after another, in the same run.
"""

import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone, translation  # noqa: E402

from sarai.evidence.actions import insert  # noqa: E402
from sarai.evidence.models import Source  # noqa: E402
from sarai.exchanges import actions  # noqa: E402
from sarai.exchanges.credentials.page import typeset_page  # noqa: E402
from sarai.exchanges.exports.certificates import certificate_pdf, page_of  # noqa: E402
from sarai.exchanges.models import Attendance, Certificate, Event, Session  # noqa: E402
from sarai.exchanges.queries.certificates import certificate_candidates  # noqa: E402
from sarai.exchanges.queries.verifying import examine  # noqa: E402
from sarai.exchanges.rules import CertificateRule  # noqa: E402
from sarai.network.models import Person, PersonLink, PersonRecord  # noqa: E402

MANY, OTHERS = 650, 949
SESSIONS = 4
TARGET = 12
START = datetime(2020, 9, 8, 11, 30, tzinfo=UTC)
NAMES = (("en", "Wanjiru Kamau"), ("ar", "ليلى منصور"), ("zh", "王小明"), ("ru", "Фёдор Иванов"), ("es", "José Ñáñez"))


def made() -> Event:
    """An event of four sessions with 1,600 people, 650 of whom were there long enough."""
    call_command("migrate", verbosity=0)
    event = Event.objects.create(slug="bench", title="Resilient cities: a training", timezone="Asia/Seoul")
    sessions = [
        Session.objects.create(
            event=event, number=n, title=f"Session {n}", starts_at=START + timedelta(weeks=n),
            ends_at=START + timedelta(weeks=n, minutes=90),
        )
        for n in range(1, SESSIONS + 1)
    ]  # fmt: skip
    known = START + timedelta(weeks=6)
    source = Source.objects.create(kind=Source.Kind.FORM, title="bench", entered_at=known, recorded_at=known)
    people = range(1 + MANY + OTHERS)
    stated = ((n, *NAMES[n % len(NAMES)]) for n in people)
    said = [
        {"content": str(n), "name": f"{name} {n}", "email": f"p{n}@example.org", "language": language}
        for n, language, name in stated
    ]
    insert(PersonRecord, said)
    Person.objects.bulk_create(Person() for _n in people)
    records = list(PersonRecord.objects.order_by("pk").values_list("pk", flat=True))
    persons = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    held = {"source_id": source.pk, "recorded_at": known}
    insert(
        PersonLink,
        [held | {"record_id": r, "person_id": p, "method": "own"} for r, p in zip(records, persons, strict=True)],
    )
    insert(Attendance, [
        held | {"session_id": one.pk, "record_id": record, "joined_at": one.starts_at, "role": "attendee",
                "left_at": one.starts_at + timedelta(minutes=80 if n <= MANY else 20), "key": str(n), "content": ""}
        for one in sessions for n, record in enumerate(records)
    ])  # fmt: skip
    actions.set_rule(event=event, rule=CertificateRule(3, 0.6), by="bench", at=timezone.now())
    # What is loaded once: the routes, pyHanko, the fonts.
    first = actions.issue_certificates(event=event, by="bench", at=timezone.now(), most=1)
    certificate_pdf(Certificate.objects.get())
    assert first.left == MANY
    return event


def seconds(do) -> float:
    """How long something takes."""
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def issue(event: Event) -> None:
    """As the background task does."""
    while actions.issue_certificates(event=event, by="bench", at=timezone.now()).left:
        pass


def main() -> None:
    """Print how long each part takes, and all of it against the floor."""
    event = made()
    print(f"certificates: {len(certificate_candidates(event, timezone.now())):,} people judged")
    issuing = seconds(lambda: issue(event))
    issued = list(Certificate.objects.select_related("event").prefetch_related("event__hosts__institution"))
    issued = issued[1:]
    assert len(issued) == MANY
    sizes: list[int] = []

    with ProcessPoolExecutor(2, get_context("spawn")) as pool:  # Typst's threads do not outlive a fork
        list(pool.map(certificate_pdf, issued[:2] * 4))  # both are up
        writing = seconds(lambda: sizes.extend(map(len, pool.map(certificate_pdf, issued, chunksize=25))))
    bare = [replace(_page(one), qr_alt="QR") for one in issued]
    floor = seconds(lambda: [typeset_page(one, b"{}", at=START) for one in bare])
    data = certificate_pdf(issued[0])
    checks = [seconds(lambda: examine(data, at=timezone.now())) * 1000 for _run in range(20)]
    both = issuing + writing
    print(
        f"certificates: {MANY} issued in {issuing:.1f} s, written as signed PDFs in {writing:.1f} s: {both:.1f} s "
        f"(target {TARGET} s; {both / floor:.1f} × Typst's pages alone, {floor:.1f} s)"
    )
    print(
        f"certificates: a PDF has {statistics.median(sizes) / 1024:.0f} KB; one is checked in {statistics.median(checks):.0f} ms"
    )


def _page(one: Certificate):  # type: ignore[no-untyped-def]
    with translation.override(one.language):
        return page_of(one)


if __name__ == "__main__":
    main()
