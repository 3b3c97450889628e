"""What pages say of certificates, in the reader's language."""

from datetime import date

from django import template
from django.utils.translation import gettext, pgettext

from sarai.exchanges.credentials import Reason, Standing, Verdict
from sarai.exchanges.exports.certificates import days
from sarai.exchanges.exports.certificates import rule_in_words as words_of
from sarai.exchanges.models import Certificate
from sarai.exchanges.rules import CertificateRule

register = template.Library()


@register.simple_tag
def rule_in_words(rule: CertificateRule, sessions: int) -> str:
    """What earns a certificate."""
    return words_of(rule, sessions)


@register.filter
def took_place(certificate: Certificate) -> str:
    """From when to when the event of a certificate was attended."""
    said = certificate.attended
    return days(date.fromisoformat(said["first"]), date.fromisoformat(said["last"])) if said else ""


@register.filter
def standing_in_words(verdict: Verdict) -> str:
    """What a document is, in a word or two."""
    return {
        Standing.GENUINE: pgettext("of a certificate", "Genuine"),
        Standing.ALTERED: pgettext("of a certificate", "Not genuine: it was altered"),
        Standing.UNKNOWN_KEY: pgettext("of a certificate", "Not genuine: signed by somebody else"),
        Standing.REVOKED: pgettext("of a certificate", "Revoked"),
        Standing.UNTRUSTED_KEY: pgettext("of a certificate", "Not to be trusted"),
        Standing.NOT_YET: pgettext("of a certificate", "Not valid yet"),
        Standing.NOT_A_CREDENTIAL: pgettext("of a certificate", "No certificate"),
    }[verdict.standing]


@register.filter
def in_words(reason: Reason) -> str:
    """A reason as a sentence."""
    return gettext(reason.text) % reason.values


@register.filter
def shows(verdict: Verdict) -> bool:
    """Whether what a document says was signed by the issuer, so that it may be shown."""
    return verdict.standing in (Standing.GENUINE, Standing.REVOKED)
