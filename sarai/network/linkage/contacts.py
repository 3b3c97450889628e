"""E-mail addresses, phone numbers and institutions, reduced to what may be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from sarai.network.linkage.vocabulary import words_of

PUBLIC_PROVIDERS = words_of("public_providers")
OFFICE_NAMES = words_of("office_names")
SMALL_WORDS = words_of("small_words")

DOTS_IGNORED = frozenset({"gmail.com", "googlemail.com"})


@dataclass(frozen=True, slots=True)
class Email:
    """An address: `mailbox` is where it is delivered (case, and at some providers dots and +tags, do not matter)."""

    mailbox: str
    local: str
    domain: str
    shared: bool

    @property
    def letters(self) -> str:
        """The local part without dots and dashes: jose.lima and jose_lima are two people's choice, not a slip."""
        return re.sub(r"[^a-z0-9]", "", self.local)

    @property
    def digits(self) -> str:
        """The digits of the local part: a7 and a8 at one provider are two mailboxes, not a slip."""
        return re.sub(r"\D", "", self.local)


NO_EMAIL = Email("", "", "", False)


@lru_cache(maxsize=200_000)
def parse_email(written: str) -> Email:
    """The address in comparable form; `NO_EMAIL` when there is none or it has no domain."""
    local, _, domain = written.strip().strip("<>").lower().rpartition("@")
    if not local or "." not in domain:
        return NO_EMAIL
    base = local.partition("+")[0] or local
    delivered = base.replace(".", "") if domain in DOTS_IGNORED else base
    return Email(f"{delivered}@{domain}", base, domain, re.split(r"[._\-\d]", base)[0] in OFFICE_NAMES)


def is_made_of_name(local: str, words: tuple[str, ...]) -> bool:
    """Whether a local part holds nothing but pieces of the name (maria.silva, msilva), hence says little more."""
    pieces = [piece for piece in re.split(r"[^a-z]+", anyascii(local).lower()) if piece]
    if re.search(r"\d", local) or not pieces or sum(map(len, pieces)) > sum(map(len, words)):
        return False
    return all(_spelled_by(piece, words) for piece in pieces)


def _spelled_by(piece: str, words: tuple[str, ...]) -> bool:
    """Whether `piece` is a chain of name words, their beginnings of three letters, or initials."""
    if not piece:
        return True
    for word in words:
        for length in {len(word), 3, 1}:
            if piece.startswith(word[:length]) and _spelled_by(piece[len(word[:length]) :], _but(words, word)):
                return True
    return False


def _but(words: tuple[str, ...], used: str) -> tuple[str, ...]:
    index = words.index(used)
    return words[:index] + words[index + 1 :]


def parse_phone(written: str) -> str:
    """The last nine digits, where the country code and trunk zero no longer matter; blank below seven digits."""
    digits = re.sub(r"\D", "", anyascii(written))
    return digits[-9:].lstrip("0") if len(digits) >= 7 else ""


@lru_cache(maxsize=100_000)
def organisation_words(written: str) -> tuple[str, ...]:
    """The telling words of an institution's name, folded and sorted."""
    words = re.findall(r"[a-z0-9]+", anyascii(written).lower())
    return tuple(sorted({word for word in words if word not in SMALL_WORDS}))


@lru_cache(maxsize=100_000)
def acronym(written: str) -> str:
    """First letters of the telling words in order, if there are three or more; one short word stands for itself."""
    words = [word for word in re.findall(r"[a-z0-9]+", anyascii(written).lower()) if word not in SMALL_WORDS]
    if len(words) == 1 and 3 <= len(words[0]) <= 6:
        return words[0]
    return "".join(word[0] for word in words) if len(words) >= 3 else ""


@lru_cache(maxsize=100_000)
def fold_place(written: str) -> str:
    """A city id or name, folded."""
    return re.sub(r"[^a-z0-9]+", " ", anyascii(written).lower()).strip()
