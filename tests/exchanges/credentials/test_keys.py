"""Keys: read from PEM and base64, named by what is public of them, and one secret for both."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from sarai.exchanges.credentials.keys import BadKey, KnownKey, SigningKey, read_keys
from sarai.exchanges.credentials.multibase import base58, from_base58, from_multibase

from .conftest import NEW, OLD


@given(st.binary(max_size=100))
def test_base58_comes_back_as_it_was(data):
    assert from_base58(base58(data)) == data


# Of the draft "The Base58 Encoding Scheme", section 5.
@pytest.mark.parametrize(
    ("data", "text"),
    [(b"Hello World!", "2NEpo7TZRRrLZSi2U"), (bytes.fromhex("0000287fb4cd"), "11233QC4"), (b"", "")],
)
def test_base58_as_others_write_it(data, text):
    assert (base58(data), from_base58(text)) == (text, data)


@pytest.mark.parametrize("text", ["0", "z0", "l", "1" * 500, "é"])
def test_what_is_no_base58_is_refused(text):
    with pytest.raises(ValueError):
        from_multibase("z" + text)


def test_several_keys_are_read_in_their_order_from_pem_and_from_base64():
    pem = OLD.pem() + "\n" + NEW.pem() + OLD.pem()
    seeds = ",".join(base64.urlsafe_b64encode(key.seed).decode().rstrip("=") for key in (OLD, NEW))
    assert read_keys(pem) == read_keys(seeds) == (OLD, NEW)
    assert read_keys("  ") == ()


def other_kind() -> str:
    key = generate_private_key(SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.mark.parametrize("text", ["nonsense!", base64.b64encode(b"short").decode(), OLD.pem().replace("MC4C", "XXXX")])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(BadKey):
        read_keys(text)
    with pytest.raises(BadKey, match="another kind"):
        read_keys(other_kind())


def test_the_key_for_pages_follows_from_the_secret_and_the_secret_is_in_no_log():
    assert SigningKey(b"o" * 32).page_id == OLD.page_id != NEW.page_id
    assert OLD.page_id.startswith("zDn") and OLD.id.startswith("z6Mk")
    assert "oooo" not in repr(OLD) and OLD.id in repr(OLD)


def test_a_signature_fits_its_key_and_its_bytes_alone():
    known, signature = KnownKey(OLD.id), OLD.sign(b"words")
    assert known.verifies(signature, b"words")
    assert not known.verifies(signature, b"other words")
    assert not KnownKey(NEW.id).verifies(signature, b"words")
    assert not KnownKey("z6Mk-nonsense").verifies(signature, b"words")
