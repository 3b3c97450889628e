"""Signatures are those of the standard: its published example, and another implementation, agree with ours."""

import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.ob3 import ldp
from openbadgeslib.ob3.contexts import load_context

from sarai.exchanges.credentials import contexts, plain, status_document
from sarai.exchanges.credentials.canonical import canonical
from sarai.exchanges.credentials.keys import KnownKey, SigningKey
from sarai.exchanges.credentials.multibase import ED25519, from_multibase, from_multikey, multibase
from sarai.exchanges.credentials.proof import is_signed, signed, what_is_signed

from .conftest import ISSUED, LIST, NEW, certificate

# W3C, Data Integrity EdDSA Cryptosuites v1.0, appendix B.1: keys, hashes and signature of its Alumni Credential.
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
PUBLIC, SECRET = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
HASH_OF_DOCUMENT = "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017"
HASH_OF_OPTIONS = "bea7b7acfbad0126b135104024a5f1733e705108f42d59668b05c0c50004c6b0"
VALUE = "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme"
ALUMNI = {
    "@context": [contexts.CREDENTIALS, EXAMPLES],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
OPTIONS = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2023-02-24T23:36:38Z",
    "verificationMethod": f"did:key:{PUBLIC}#{PUBLIC}",
    "proofPurpose": "assertionMethod",
}


def with_examples(address: str) -> str:
    if address == EXAMPLES:
        return json.dumps({"@vocab": "https://www.w3.org/ns/credentials/examples#"})
    return contexts.context_text(address)


def test_the_published_example_has_the_published_hashes_and_signature():
    key = SigningKey(from_multikey(SECRET, b"\x80\x26"))
    assert key.id == PUBLIC
    assert hashlib.sha256(canonical(ALUMNI, with_examples)).hexdigest() == HASH_OF_DOCUMENT
    data = what_is_signed(ALUMNI, OPTIONS, with_examples)
    assert data.hex() == HASH_OF_OPTIONS + HASH_OF_DOCUMENT
    assert multibase(key.sign(data)) == VALUE  # Ed25519 has one signature of the same bytes
    assert KnownKey(PUBLIC).verifies(from_multibase(VALUE), data)


def pem_of(key: SigningKey) -> bytes:
    public = Ed25519PublicKey.from_public_bytes(from_multikey(key.id, ED25519))
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("fields", [{}, {"email": ""}, {"began": None, "ended": None}, {"holder": 'a\n"\\b\u2028 <c>'}])
def test_another_implementation_takes_our_certificates_for_genuine(fields):
    ldp.verify_data_integrity_proof(certificate(**fields), pem_of(NEW))


def test_the_other_implementation_refuses_what_was_changed(document):
    document["credentialSubject"]["identifier"][0]["identityHash"] = "Eve"
    with pytest.raises(ldp.OB3VerificationError):
        ldp.verify_data_integrity_proof(document, pem_of(NEW))


def test_the_other_implementation_reads_our_certificates_as_open_badges(document):
    read = ldp.OB3LdpVerifier(pem_of(NEW)).verify(document)
    assert read.name == "Certificate of participation"


def test_another_implementation_takes_our_list_of_revocations_for_genuine():
    bare = plain(status_document(address=LIST, issuer="did:web:cities.example", revoked=[7], at="2020-11-01T00:00:00Z"))
    ldp.verify_data_integrity_proof(signed(bare, key=NEW, controller="did:web:cities.example", at=ISSUED), pem_of(NEW))


def test_we_take_the_certificates_of_the_other_implementation_for_genuine(document):
    bare = {name: value for name, value in document.items() if name != "proof"}
    pem = NEW.pem().encode()
    theirs = ldp.add_data_integrity_proof(bare, pem, verification_method=f"did:web:cities.example#{NEW.id}")
    assert is_signed(theirs, KnownKey(NEW.id))


def test_contexts_are_those_that_are_known_and_no_others(monkeypatch):
    for address in (contexts.CREDENTIALS, contexts.OPEN_BADGES):
        assert json.loads(contexts.context_text(address)) == load_context(address)["@context"]
    with pytest.raises(KeyError):
        contexts.context_text("https://elsewhere.example/context")


def test_a_package_that_carries_another_context_stops_everything(monkeypatch, tmp_path):
    (tmp_path / "credentials-v2.json").write_text('{"@context": {"name": "https://elsewhere.example/name"}}')
    monkeypatch.setattr(contexts, "_folder", lambda: tmp_path)
    contexts.context_text.cache_clear()
    try:
        with pytest.raises(contexts.ContextMissing, match="carries another"):
            contexts.context_text(contexts.CREDENTIALS)
    finally:
        contexts.context_text.cache_clear()
