"""Genuine, altered, an unknown key, revoked, a key that is trusted no more: each with its words, whatever is given."""

import copy
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarai.exchanges.credentials import (
    KnownKey,
    SigningKey,
    Standing,
    StatusList,
    belongs_to,
    did_document,
    did_of,
    keys_of,
    plain,
    read_status_list,
    signed,
    status_document,
    verify,
)  # fmt: skip
from sarai.exchanges.credentials.status import LENGTH, decoded, encoded

from .conftest import ISSUED, KEYS, LATER, LIST, NEW, OLD, SITE, certificate

FORGER = SigningKey(b"f" * 32)


def standing(document, keys=KEYS, revocations=None, at=LATER) -> Standing:
    return verify(document, keys, revocations, at=at).standing


def test_a_genuine_certificate_says_whose_it_is(document):
    verdict = verify(document, KEYS, at=LATER)
    assert verdict.genuine
    assert (verdict.badge.holder, verdict.badge.number) == ("ليلى منصور", "7K3M9QXA2VBD")
    assert belongs_to(verdict.badge, "layla@example.org")
    assert not belongs_to(verdict.badge, "eve@example.org")
    assert "not known here" in str(verdict.reasons[1])


def test_it_may_come_as_text_as_bytes_or_as_data_with_its_parts_in_any_order(document):
    turned = dict(reversed(document.items()))
    for given_as in (json.dumps(document, indent=4), json.dumps(turned).encode(), turned):
        assert standing(given_as) is Standing.GENUINE


def leaves(value, path=()):
    """The paths of all plain values in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        return [path]
    return [leaf for name, part in inner for leaf in leaves(part, (*path, name))]


@pytest.mark.parametrize("path", leaves(certificate()), ids=lambda path: ".".join(map(str, path)))
def test_no_part_can_be_changed_or_left_out(path, document):
    *way, last = path
    part = document
    for name in way:
        part = part[name]
    part[last] = (not part[last]) if isinstance(part[last], bool) else part[last][:-1] + chr(ord(part[last][-1]) ^ 1)
    # Who signs with a key of another name is unknown; all else is altered, or no certificate any more.
    assert not verify(document, KEYS, at=LATER).genuine
    del part[last]
    assert not verify(document, KEYS, at=LATER).genuine


def test_nothing_stands_in_it_twice(document):
    text = json.dumps(document)
    assert verify(text, KEYS, at=LATER).genuine
    verdict = verify(text.replace("{", '{"name": "Another", ', 1), KEYS, at=LATER)
    assert verdict.standing is Standing.ALTERED


@pytest.mark.parametrize("where", [(), ("credentialSubject",), ("credentialSubject", "achievement"), ("proof",)])
def test_no_part_can_be_added_even_one_that_no_signature_covers(where, document):
    part = document
    for name in where:
        part = part[name]
    part["honour"] = "summa cum laude"
    verdict = verify(document, KEYS, at=LATER)
    assert verdict.standing is Standing.ALTERED
    assert "honour" in str(verdict.reasons[0]) or "parts that no certificate" in str(verdict.reasons[0])


def test_a_forger_has_a_key_of_their_own():
    assert standing(certificate(FORGER)) is Standing.UNKNOWN_KEY


def test_a_forger_who_names_our_key_cannot_sign_with_it():
    forged = certificate(FORGER)
    forged["proof"]["verificationMethod"] = certificate()["proof"]["verificationMethod"]
    assert standing(forged) is Standing.ALTERED


def test_the_proof_of_another_certificate_does_not_fit(document):
    document["proof"] = certificate(address=f"{SITE}/c/ANOTHER")["proof"]
    assert standing(document) is Standing.ALTERED


def test_another_issuer_than_the_one_whose_key_signed():
    bare = {name: value for name, value in certificate().items() if name != "proof"}
    assert standing(signed(bare, key=NEW, controller="did:web:elsewhere.example", at=ISSUED)) is Standing.ALTERED


def test_an_old_key_still_verifies_and_a_key_that_was_stolen_does_not_from_then_on():
    assert standing(certificate(OLD)) is Standing.GENUINE
    stolen = [KnownKey(OLD.id, compromised_from=ISSUED + timedelta(days=1)), *KEYS[1:]]
    before = verify(certificate(OLD), stolen, at=LATER)
    assert before.genuine
    assert "look the number up" in str(before.reasons[-1])
    after = verify(certificate(OLD, at=ISSUED + timedelta(days=1)), stolen, at=LATER)
    assert after.standing is Standing.UNTRUSTED_KEY
    assert "2020-10-11" in str(after.reasons[0])
    assert standing(certificate(NEW), stolen) is Standing.GENUINE


def test_a_revoked_certificate_is_revoked_by_the_list_that_it_names(document):
    listed = StatusList(LIST, frozenset({7}), LATER)
    assert standing(document, revocations=[listed]) is Standing.REVOKED
    older = StatusList(LIST, frozenset(), ISSUED)
    assert standing(document, revocations=[older, listed]) is standing(document, revocations=[listed, older])
    others = [StatusList(LIST, frozenset({8}), LATER), StatusList(LIST + "0", frozenset({7}), LATER)]
    verdict = verify(document, KEYS, others, at=LATER)
    assert verdict.genuine
    assert "by the list of 2021-01-01" in str(verdict.reasons[1])


def test_what_is_dated_in_the_future_is_not_valid_yet(document):
    assert standing(document, at=ISSUED - timedelta(days=1)) is Standing.NOT_YET
    assert standing(document, at=ISSUED - timedelta(minutes=1)) is Standing.GENUINE  # clocks differ


def status_list(key=NEW, revoked=(7,)):
    bare = plain(status_document(address=LIST, issuer=did_of(SITE), revoked=revoked, at="2020-11-01T00:00:00Z"))
    return signed(bare, key=key, controller=did_of(SITE), at=datetime(2020, 11, 1, tzinfo=UTC))


def test_a_copy_of_the_list_is_believed_only_if_the_issuer_signed_it(document):
    read = read_status_list(json.dumps(status_list()), KEYS, at=LATER)
    assert read == StatusList(LIST, frozenset({7}), datetime(2020, 11, 1, tzinfo=UTC))
    assert read_status_list(status_list(FORGER), KEYS, at=LATER).standing is Standing.UNKNOWN_KEY
    emptied = status_list()
    emptied["credentialSubject"]["encodedList"] = encoded([])
    assert read_status_list(emptied, KEYS, at=LATER).standing is Standing.ALTERED
    # A certificate is no list, and a list no certificate.
    assert read_status_list(document, KEYS, at=LATER).standing is Standing.ALTERED
    assert standing(status_list()) is Standing.ALTERED
    assert (
        read_status_list(status_list(OLD), [KnownKey(OLD.id, "", ISSUED)], at=LATER).standing is Standing.UNTRUSTED_KEY
    )


@given(st.sets(st.integers(0, LENGTH - 1), max_size=50))
@settings(max_examples=30)
def test_a_list_of_bits_comes_back_as_it_was(places):
    assert decoded(encoded(places)) == places


@pytest.mark.parametrize("text", ["u", "uAAAA", "u!!", encoded([])[:-9], "uH4sIAAAAAAAAA"])
def test_what_is_no_list_of_bits_is_refused(text):
    with pytest.raises(ValueError):
        decoded(text)


def test_the_published_keys_are_read_back(document):
    keys = [KnownKey(OLD.id, OLD.page_id, ISSUED), KnownKey(NEW.id, NEW.page_id)]
    published = did_document(SITE, keys)
    assert keys_of(json.loads(json.dumps(published))) == ("did:web:cities.example", tuple(keys))
    assert published["assertionMethod"] == [f"did:web:cities.example#{NEW.id}", f"did:web:cities.example#{NEW.page_id}"]
    assert did_of("http://localhost:8000") == "did:web:localhost%3A8000"
    for other in (
        {},
        {"id": "did:web:x", "verificationMethod": [{}]},
        {"id": 3, "verificationMethod": []},
        {"id": "x", "verificationMethod": None},
    ):
        with pytest.raises(ValueError):
            keys_of(other)


# --- Whatever is given, there is an answer

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.binary(max_size=200) | st.text(max_size=200) | ANYTHING)
@settings(max_examples=150)
def test_what_is_no_certificate_is_answered_calmly(data):
    assert standing(data) is Standing.NOT_A_CREDENTIAL


PATHS = sorted({path[:n] for path in leaves(certificate()) for n in range(1, len(path) + 1)}, key=str)


@given(st.sampled_from(PATHS), ANYTHING)
@settings(max_examples=200, deadline=None)
def test_a_certificate_with_any_part_replaced_by_anything_is_not_genuine(path, value):
    document = copy.deepcopy(certificate())
    *way, last = path
    part = document
    for name in way:
        part = part[name]
    if json.dumps(part[last]) == json.dumps(value):
        return
    part[last] = value
    assert not verify(document, KEYS, at=LATER).genuine


@pytest.mark.parametrize(
    "data",
    [
        "[" * 100_000, '{"a":' * 50_000, b"\xff\xfe", "", "null", '{"type": "VerifiableCredential"}', b"%PDF-1.7",
        '{"type": ["VerifiableCredential"], "proof": ' + "[" * 500 + "]" * 500 + "}", "1e999999", '"\ud800"'[:3],
        json.dumps({"type": ["VerifiableCredential"], "proof": {}, "pad": "x" * 70_000}),
    ],
)  # fmt: skip
def test_deep_and_huge_and_broken_files_are_answered_calmly(data):
    assert not verify(data, KEYS, at=LATER).genuine
