"""The functions of an expression, and how many arguments each takes.

The list is that of the ODK XForms Specification, of XPath 1.0's core where ODK forms use it, and of what JavaRosa adds
(`date-time`, `depend`, `extract-signed`, `geofence`, …).
"""

from __future__ import annotations

from difflib import get_close_matches

from django.utils.translation import gettext as _

from sarai.surveys.xpath.errors import XPathError

MANY = 1_000

ARITIES: dict[str, tuple[int, int]] = {
    # texts
    "string": (0, 1),
    "concat": (0, MANY),
    "join": (1, MANY),
    "string-join": (1, MANY),
    "substr": (2, 3),
    "substring": (2, 3),
    "substring-before": (2, 2),
    "substring-after": (2, 2),
    "translate": (3, 3),
    "string-length": (0, 1),
    "normalize-space": (0, 1),
    "contains": (2, 2),
    "starts-with": (2, 2),
    "ends-with": (2, 2),
    "uuid": (0, 1),
    "digest": (2, 3),
    "base64-decode": (1, 1),
    "extract-signed": (2, 2),
    "pulldata": (4, 4),
    "regex": (2, 2),
    # truth
    "if": (3, 3),
    "coalesce": (2, 2),
    "once": (1, 1),
    "true": (0, 0),
    "false": (0, 0),
    "boolean": (1, 1),
    "boolean-from-string": (1, 1),
    "not": (1, 1),
    "checklist": (2, MANY),
    "weighted-checklist": (2, MANY),
    "depend": (1, MANY),
    # numbers
    "number": (0, 1),
    "int": (1, 1),
    "round": (1, 2),
    "floor": (1, 1),
    "ceiling": (1, 1),
    "random": (0, 0),
    "pow": (2, 2),
    "abs": (1, 1),
    "sqrt": (1, 1),
    "exp": (1, 1),
    "exp10": (1, 1),
    "log": (1, 1),
    "log10": (1, 1),
    "sin": (1, 1),
    "cos": (1, 1),
    "tan": (1, 1),
    "asin": (1, 1),
    "acos": (1, 1),
    "atan": (1, 1),
    "atan2": (2, 2),
    "pi": (0, 0),
    # nodes
    "sum": (1, 1),
    "max": (1, MANY),
    "min": (1, MANY),
    "count": (1, 1),
    "count-non-empty": (1, 1),
    "position": (0, 1),
    "last": (0, 0),
    "name": (0, 1),
    "local-name": (0, 1),
    "instance": (1, 1),
    "current": (0, 0),
    "randomize": (1, 2),
    "indexed-repeat": (3, 11),
    # times
    "today": (0, 0),
    "now": (0, 0),
    "date": (1, 1),
    "date-time": (1, 1),
    "decimal-date-time": (1, 1),
    "decimal-time": (1, 1),
    "format-date": (2, 2),
    "format-date-time": (2, 2),
    # choices
    "selected": (2, 2),
    "is-selected": (2, 2),
    "selected-at": (2, 2),
    "count-selected": (1, 1),
    "jr:choice-name": (2, 2),
    "jr:itext": (1, 1),
    "itext": (1, 1),
    # places
    "area": (1, 1),
    "enclosed-area": (1, 1),
    "distance": (1, MANY),
    "geofence": (2, 2),
    # the form
    "version": (0, 0),
    "property": (1, 1),
}


def check_call(name: str, given: int, position: int) -> None:
    """Refuse a function that does not exist, or that takes another number of arguments."""
    if name not in ARITIES:
        raise XPathError(_unknown(name), position)
    fewest, most = ARITIES[name]
    even = name == "weighted-checklist" and given % 2
    paired = name == "indexed-repeat" and given % 2 == 0
    if not fewest <= given <= most or even or paired:
        raise XPathError(
            _("%(name)s() is given a number of arguments that it cannot take: %(given)d.")
            % {"name": name, "given": given},
            position,
        )


def _unknown(name: str) -> str:
    similar = get_close_matches(name, ARITIES, n=1)
    if similar:
        return _("There is no function %(name)s(). Perhaps %(similar)s() is meant.") % {
            "name": name,
            "similar": similar[0],
        }
    return _("There is no function %(name)s().") % {"name": name}
