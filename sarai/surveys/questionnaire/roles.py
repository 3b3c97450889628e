"""What the answer to a question means to the rest of the programme: the extra column `role` of the survey sheet.

An app of an upper floor declares the roles that it reads; this module keeps them and says which question may have
which. A key that ends in `.*` declares a family: `consent.*` allows `consent.photographs`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TEXT = frozenset({"text", "hidden", "barcode"})
ONE = frozenset({"select_one"})
MANY = frozenset({"select_multiple", "select_one"})
RANKED = frozenset({"rank", "select_multiple", "select_one"})
NUMBER = frozenset({"integer", "decimal", "range", "hidden"})
YES = frozenset({"acknowledge", "select_one", "select_multiple"})

KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")


@dataclass(frozen=True, slots=True)
class Role:
    """A meaning that a question's answer can have.

    `fits` are the kinds of question (`kinds`) that can have it. The answer is `personal` if it says who somebody is
    or how to reach them. Where `several`, more than one question of a form may have it.
    """

    key: str
    label: str | _StrPromise
    fits: frozenset[str]
    personal: bool = False
    several: bool = False


_roles: dict[str, Role] = {}


def declare_role(*declared: Role) -> None:
    """Register roles. A key that is taken is an error, so that two apps never mean two things by it."""
    for role in declared:
        if not KEY.fullmatch(role.key.replace("*", "any")):
            raise ValueError(f"{role.key!r} is not the key of a role")
        if _roles.setdefault(role.key, role) != role:
            raise ValueError(f"{role.key!r} is declared twice")


def roles() -> Sequence[Role]:
    """Every declared role, by key."""
    return [_roles[key] for key in sorted(_roles)]


def find(key: str) -> Role | None:
    """The role that a key names, a family's included; None if nobody declared it."""
    if key in _roles and not key.endswith("*"):
        return _roles[key]
    family = key.rpartition(".")[0]
    return _roles.get(f"{family}.*") if family and KEY.fullmatch(key) else None


def unknown(key: str) -> str:
    """The sentence about a role that nobody declared."""
    similar = get_close_matches(key.lower(), _roles, n=1)
    if similar:
        return _("There is no role “%(role)s”. Perhaps “%(similar)s” is meant.") % {
            "role": key,
            "similar": similar[0],
        }
    return _("There is no role “%(role)s”. Leave the cell empty if the answer means nothing to the programme.") % {
        "role": key
    }


def misplaced(role: Role, key: str, kind: str) -> str:
    """The sentence about a role on a question of a kind that it does not fit."""
    fits = ", ".join(sorted(role.fits - {"hidden"}))
    return _("The role “%(role)s” (%(label)s) does not fit a question of the type %(kind)s, only: %(fits)s.") % {
        "role": key,
        "label": role.label,
        "kind": kind,
        "fits": fits,
    }


declare_role(
    Role("person.name", gettext_lazy("the name of the person who answers"), TEXT, personal=True),
    Role("person.first_name", gettext_lazy("the first name of the person who answers"), TEXT, personal=True),
    Role("person.last_name", gettext_lazy("the family name of the person who answers"), TEXT, personal=True),
    Role("person.email", gettext_lazy("the e-mail address of the person who answers"), TEXT, personal=True),
    Role("person.phone", gettext_lazy("the telephone number of the person who answers"), TEXT | NUMBER, personal=True),
    Role("person.gender", gettext_lazy("the gender of the person who answers"), ONE | TEXT),
    Role("person.age", gettext_lazy("the age of the person who answers"), NUMBER | ONE),
    Role("person.position", gettext_lazy("the position that the person holds"), TEXT | ONE),
    Role("place.city", gettext_lazy("the city that the person answers for"), TEXT | ONE),
    Role("place.country", gettext_lazy("the country that the person answers for"), TEXT | ONE),
    Role("organisation.name", gettext_lazy("the organisation that the person works for"), TEXT | ONE),
    Role("organisation.type", gettext_lazy("what kind of organisation it is"), TEXT | ONE),
    Role("consent.contact", gettext_lazy("whether the person may be contacted"), YES),
    Role("consent.*", gettext_lazy("whether the person agrees to something else"), YES),
    Role("need.priority", gettext_lazy("what the city needs most"), RANKED | TEXT, several=True),
    Role("wish.partner_city", gettext_lazy("which city the person would like to work with"), MANY | TEXT, several=True),
    Role("wish.support", gettext_lazy("what support the city would like to have"), RANKED | TEXT, several=True),
    Role("knowledge.gain", gettext_lazy("how much the person learned"), NUMBER | ONE, several=True),
    Role("collaboration.interest", gettext_lazy("whether the city wishes to work together"), YES | MANY, several=True),
    Role("offer.theme", gettext_lazy("what the city can offer to others"), RANKED | TEXT, several=True),
    Role("goods.item", gettext_lazy("which goods the city needs"), MANY | TEXT, several=True),
    Role("goods.quantity", gettext_lazy("how many of the goods the city needs"), NUMBER, several=True),
)
