"""A certificate in the words and the script of whose it is: as a credential to be signed, and as a page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from babel.dates import format_date, format_interval
from babel.units import format_unit
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarai.exchanges.clocks import locale_of
from sarai.exchanges.credentials import LENGTH, Award
from sarai.exchanges.credentials.page import Page, typeset_page
from sarai.exchanges.credentials.pdf import sign_page
from sarai.exchanges.models import Certificate, Event
from sarai.exchanges.queries.keys import issuer, signing_key
from sarai.exchanges.queries.verifying import list_address
from sarai.exchanges.rules import CertificateRule

MOST_HOSTS = 8


def language_of(stated: str, event: Event) -> str:
    """In which of the site's languages a certificate is written: what the holder uses, or else the event."""
    offered = dict(settings.LANGUAGES)
    for one in (stated, *event.languages, settings.LANGUAGE_CODE):
        code = one.lower()
        for known in offered:
            if code == known or code.partition("-")[0] == known.partition("-")[0]:
                return known
    return settings.LANGUAGE_CODE


def rule_in_words(rule: CertificateRule, sessions: int) -> str:
    """What earns the certificate of an event with so many sessions, in the active language."""
    percent = f"{rule.share * 100:.10g}"
    said = [
        _("At least %(percent)s percent of the session.") % {"percent": percent}
        if sessions == 1
        else _("At least %(percent)s percent of at least %(needed)d of %(all)d sessions.")
        % {"percent": percent, "needed": rule.sessions, "all": sessions}
    ]
    if rule.least_mark is not None:
        said.append(
            _("The assignment handed in, with a mark of at least %(mark)s.") % {"mark": f"{rule.least_mark:.10g}"}
        )
    elif rule.assignment:
        said.append(_("The assignment handed in."))
    if rule.survey:
        said.append(_("The survey of the event answered."))
    return " ".join(said)


def award(
    *,
    event: Event,
    number: str,
    place: int,
    name: str,
    email: str,
    rule: CertificateRule | None,
    attended: Mapping[str, Any],
) -> Award:
    """What a certificate says, in the active language. `attended` has `sessions`, `of`, `minutes`, `first`, `last`."""
    address = settings.SITE_URL + reverse("exchanges:certificate-detail", args=[number])
    return Award(
        address=address,
        title=_("Certificate of participation"),
        holder=name,
        email=email,
        event=event.title,
        event_address=settings.SITE_URL + event.get_absolute_url(),
        about=event.summary[:1500] or event.title,
        language=translation.get_language() or "en",
        criteria=rule_in_words(rule, attended["of"]) if rule else _("By decision of the programme."),
        attended=_attended(attended),
        began=date.fromisoformat(attended["first"]),
        ended=date.fromisoformat(attended["last"]),
        status_list=list_address(place // LENGTH + 1),
        status_index=place % LENGTH,
    )


def _attended(attended: Mapping[str, Any]) -> str:
    if not attended["sessions"]:  # somebody whose appeal was granted: nothing of it was on record
        return _("By decision of the programme.")
    sessions = ngettext("%(sessions)d of %(of)d session", "%(sessions)d of %(of)d sessions", attended["of"]) % {
        "sessions": attended["sessions"],
        "of": attended["of"],
    }
    return f"{sessions}, {duration(attended['minutes'])}" if attended["minutes"] else sessions


def duration(minutes: int) -> str:
    """So many minutes in the active language: "5 hours, 20 minutes"."""
    locale = locale_of(translation.get_language() or "en")
    hours, rest = divmod(minutes, 60)
    parts = [format_unit(hours, "hour", locale=locale)] if hours else []
    return " ".join([*parts, *([format_unit(rest, "minute", locale=locale)] if rest or not hours else [])])


def days(first: date, last: date) -> str:
    """From one day to another, in the active language: "8–29 September 2020"."""
    locale = locale_of(translation.get_language() or "en")
    return (
        format_date(first, "long", locale) if first == last else format_interval(first, last, "yMMMMd", locale=locale)
    )


def certificate_pdf(certificate: Certificate) -> bytes:
    """The signed PDF of a certificate, in the language in which it was issued. Raises ValueError where its holder was
    forgotten, NoKey where the site cannot sign."""
    if certificate.erased:
        raise ValueError("its holder was forgotten")
    with translation.override(certificate.language):
        page = page_of(certificate)
    # Letters beyond ASCII are escaped, so that nothing that is done to text on its way can change what is signed.
    made = typeset_page(page, json.dumps(certificate.credential).encode(), at=certificate.issued_at)
    return sign_page(made.pdf, signing_key(), issuer=page.programme, at=certificate.issued_at)


def page_of(certificate: Certificate) -> Page:
    """What stands on the page of a certificate, in the active language."""
    event, attended = certificate.event, certificate.attended
    address = settings.SITE_URL + certificate.get_absolute_url()
    return Page(
        language=certificate.language,
        programme=issuer().name,
        title=_("Certificate of participation"),
        certifies=_("This is to certify that"),
        name=certificate.name,
        took_part=_("took part in"),
        event=event.title,
        facts=_facts(event, attended),
        issued=_("Issued on %(day)s") % {"day": days(certificate.issued_at.date(), certificate.issued_at.date())},
        number=certificate.shown_number,
        check=_("Anybody can check at this address whether it is genuine:"),
        address=address,
        qr_alt=_("QR code of %(address)s") % {"address": address},
        attached=_("The same certificate as a signed Open Badges credential"),
    )


def _facts(event: Event, attended: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    hosts = [host.institution.name for host in event.hosts.all()[:MOST_HOSTS]]
    facts = [
        (_("When"), days(date.fromisoformat(attended["first"]), date.fromisoformat(attended["last"]))),
        (_("Attended"), _attended(attended)),
        (_("Held by"), " · ".join(hosts)),
    ]
    return [(label, value) for label, value in facts if value]
