"""Why two records may be one person, in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import OSA

from sarai.network.linkage.records import PersonRecord

_WORD = re.compile(r"\w+")
WORDS: Mapping[str, Promise] = {
    "same-name": _("same name"),
    "other-order": _("same name in another order"),
    "other-spelling": _("two spellings of one name"),
    "one-letter": _("names differ by one letter"),
    "part-of-name": _("one name is a part of the other"),
    "sounds-alike": _("names sound alike"),
    "initials": _("same name, once with initials"),
    "near-name": _("names differ by a few letters"),
    "alike-name": _("similar names"),
    "two-shared": _("two of the names agree, others do not"),
    "single-name": _("only a single name, which agrees"),
    "one-shared": _("one of the names agrees, others do not"),
    "other-name": _("different names"),
    "same-mailbox": _("same e-mail address"),
    "address-slip": _("e-mail addresses differ by one letter"),
    "same-handle": _("same unusual user name at two e-mail providers"),
    "same-local-part": _("same user name at two e-mail providers"),
    "other-box-at-institution": _("different e-mail addresses at one institution"),
    "other-box-at-provider": _("different e-mail addresses at one provider"),
    "same-phone": _("same telephone number"),
    "phone-slip": _("telephone numbers differ by one digit"),
    "other-phone": _("different telephone numbers"),
    "same-organisation": _("same organisation"),
    "same-organisation-and-city": _("same organisation and city"),
    "same-institution-domain": _("e-mail addresses of one institution"),
    "like-organisation": _("similar organisation"),
    "other-organisation": _("different organisations"),
    "same-city": _("same city"),
    "same-country": _("same country"),
    "other-city": _("different cities"),
    "other-country": _("different countries"),
    "other-gender": _("different gender"),
}


def reasons_for(levels: Mapping[str, str], left: PersonRecord, right: PersonRecord) -> tuple[str, ...]:
    """Keys of `WORDS`, what speaks for and against, from the strongest mark of identity to the weakest."""
    found = (
        levels["email"],
        levels["phone"],
        *_institution_and_place(levels, left, right),
        _name(levels["name"], left.name, right.name),
        levels["gender"],
    )
    return tuple(key for key in found if key in WORDS)


def in_words(reasons: Iterable[str]) -> str:
    """The reasons as one line: "same organisation and city; names differ by one letter"."""
    return "; ".join(str(WORDS[key]) for key in reasons)


def _institution_and_place(levels: Mapping[str, str], left: PersonRecord, right: PersonRecord) -> Iterator[str]:
    organisation, place = levels["organisation"], levels["place"]
    if organisation == "same-organisation" and (place == "same-city" or (not place and left.city and right.city)):
        yield "same-organisation-and-city"
        return
    yield organisation
    yield place


def _name(level: str, left: str, right: str) -> str:
    if level in {"same-name", "same-name-elsewhere"}:
        return _manner_of_same_name(left, right)
    if OSA.distance(left.casefold(), right.casefold()) == 1:
        return "one-letter"
    return level


def _manner_of_same_name(left: str, right: str) -> str:
    one, other = (_WORD.findall(unicodedata.normalize("NFKC", name).casefold()) for name in (left, right))
    if one == other:
        return "same-name"
    return "other-order" if sorted(one) == sorted(other) else "other-spelling"
