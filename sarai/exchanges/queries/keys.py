"""The issuer's keys: the secrets that this installation has, and the public halves of all that it ever signed with."""

from __future__ import annotations

import os

from django.conf import settings
from django.utils.translation import gettext as _

from sarai.exchanges.credentials import BadKey, KnownKey, Profile, SigningKey, did_of, profile, read_keys
from sarai.exchanges.models import IssuerKey
from sarai.network.models import Programme


class NoKey(RuntimeError):
    """The installation has no key that it can sign with; with a sentence."""


def signing_keys() -> tuple[SigningKey, ...]:
    """The secrets, oldest first: of SARAI_CERTIFICATE_KEY, or else of a file that is made once for this installation
    and that its owner alone can read. Raises NoKey."""
    try:
        return read_keys(settings.CERTIFICATE_KEY or _kept())
    except BadKey as error:
        raise NoKey(_("SARAI_CERTIFICATE_KEY, or the file certificate-key, is no Ed25519 key: %s") % error) from error


def signing_key() -> SigningKey:
    """The newest secret, which signs. Raises NoKey."""
    found = signing_keys()
    if not found:
        raise NoKey(_("SARAI_CERTIFICATE_KEY, or the file certificate-key, has no key in it."))
    return found[-1]


def _kept() -> str:
    path = settings.CERTIFICATE_KEY_FILE
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(SigningKey.new().pem())
    except FileExistsError:
        pass
    return path.read_text()


def known_keys() -> list[KnownKey]:
    """The public halves of all keys, oldest first: of those that signed, and of those that are about to."""
    kept = [KnownKey(key.name, key.page, key.compromised_from) for key in IssuerKey.objects.all()]
    names = {key.id for key in kept}
    try:
        own = signing_keys()
    except NoKey:  # verifying needs none
        own = ()
    return kept + [KnownKey(key.id, key.page_id) for key in own if key.id not in names]


def issuer() -> Profile:
    """Who issues: the programme, at the address of this site."""
    programme = Programme.objects.first()
    return profile(settings.SITE_URL, programme.title if programme else "Sarai")


def issuer_did() -> str:
    """The DID of this site."""
    return did_of(settings.SITE_URL)
