"""Certificates that prove themselves: signed credentials, lists of what was revoked, and pages to print.

    keys, issuer     an issuer's keys, and its did:web document
    badge            a certificate as an Open Badges 3.0 credential
    proof            signing and checking: Data Integrity, eddsa-rdfc-2022
    status           which were revoked: a Bitstring Status List
    verify           is this genuine? an answer with reasons, whatever it is asked of
    page, pdf        the certificate on A4, with the credential inside and a signature on the page

No Django, no database, no network.
"""

from .badge import Award, OpenBadge, Profile, badge, belongs_to, plain
from .issuer import did_document, did_of, keys_of, profile
from .keys import BadKey, KnownKey, SigningKey, read_keys
from .proof import signed
from .status import LENGTH, StatusList, status_document
from .verify import Reason, Standing, Verdict, read_status_list, verify

__all__ = [
    "LENGTH",
    "Award",
    "BadKey",
    "KnownKey",
    "OpenBadge",
    "Profile",
    "Reason",
    "SigningKey",
    "Standing",
    "StatusList",
    "Verdict",
    "badge",
    "belongs_to",
    "did_document",
    "did_of",
    "keys_of",
    "plain",
    "profile",
    "read_keys",
    "read_status_list",
    "signed",
    "status_document",
    "verify",
]
