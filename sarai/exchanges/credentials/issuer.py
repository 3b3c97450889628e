"""Who issues: the profile in a credential, and the public keys as a did:web document.

W3C, Decentralized Identifiers 1.0; did:web Method Specification; Controlled Identifiers 1.0 (Multikey).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from .badge import Profile
from .keys import KnownKey
from .moments import instant, moment_of

MOST_KEYS = 200


def did_of(site: str) -> str:
    """The did:web of a site's address: "https://example.org" → "did:web:example.org"."""
    return "did:web:" + quote(urlsplit(site).netloc, safe="")


def profile(site: str, name: str) -> Profile:
    """The issuer as it stands in a credential."""
    return Profile(id=did_of(site), name=name, url=site)


def did_document(site: str, keys: Iterable[KnownKey]) -> dict[str, Any]:
    """All keys of an issuer, also those that sign no more. A key that others may have had says since when."""
    did, known = did_of(site), list(keys)
    methods = [one for key in known for one in _methods(did, key)]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [one["id"] for one in methods if "revoked" not in one],
    }


def _methods(did: str, key: KnownKey) -> Iterable[dict[str, str]]:
    revoked = {"revoked": instant(key.compromised_from)} if key.compromised_from else {}
    for name in filter(None, (key.id, key.page_id)):
        yield {"id": f"{did}#{name}", "type": "Multikey", "controller": did, "publicKeyMultibase": name, **revoked}


def keys_of(document: Mapping[str, Any]) -> tuple[str, tuple[KnownKey, ...]]:
    """The DID of a did:web document and its keys, as `did_document` writes them.

    Ed25519 keys (their names begin with z6Mk) sign credentials; a key for pages stands behind the one that it belongs
    to. Raises ValueError for what is no such document.
    """
    try:
        did, found = document["id"], []
        for method in document["verificationMethod"][:MOST_KEYS]:
            name = method["publicKeyMultibase"]
            if name.startswith("z6Mk"):
                since = moment_of(method["revoked"]) if "revoked" in method else None
                found.append(KnownKey(name, "", since))
            elif found:
                found[-1] = KnownKey(found[-1].id, name, found[-1].compromised_from)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a did:web document") from error
    if not isinstance(did, str) or not did.startswith("did:web:"):
        raise ValueError("not a did:web document")
    return did, tuple(found)
