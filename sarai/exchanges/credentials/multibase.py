"""Keys and signatures as text: base58btc behind a "z" (Multibase), with the kind of key before its bytes (Multikey)."""

from __future__ import annotations

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
LONGEST = 200  # letters: no key or signature of ours is longer, and decoding costs the square of it
ED25519 = b"\xed\x01"
P256 = b"\x80\x24"


def base58(data: bytes) -> str:
    """Bytes in base58btc: a zero byte at the beginning is a "1"."""
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def from_base58(text: str) -> bytes:
    """The bytes of a text in base58btc. Raises ValueError where it is none, or longer than anything of ours."""
    if len(text) > LONGEST:
        raise ValueError("too long for a key or a signature")
    number = 0
    for letter in text:
        number = number * 58 + ALPHABET.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def multibase(data: bytes) -> str:
    """Bytes as Multibase in base58btc."""
    return "z" + base58(data)


def from_multibase(text: str) -> bytes:
    """The bytes of a Multibase text in base58btc. Raises ValueError."""
    if not text.startswith("z"):
        raise ValueError("not Multibase in base58btc")
    return from_base58(text[1:])


def from_multikey(text: str, kind: bytes) -> bytes:
    """The bytes of a key of a kind. Raises ValueError where the text is no such key."""
    data = from_multibase(text)
    if not data.startswith(kind):
        raise ValueError("another kind of key")
    return data[len(kind) :]
