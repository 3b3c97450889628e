"""The functions of an expression, by the names of the ODK XForms Specification.

`FUNCTIONS` take a context and the values of their arguments. `DEFERRED` take the call itself, because they evaluate
only some of their arguments, or read how an argument is written.
"""

from collections.abc import Callable

from sarai.surveys.xpath.functions import choices, geography, nodesets, numbers, texts, times, truth
from sarai.surveys.xpath.functions.deferred import DEFERRED
from sarai.surveys.xpath.values import Value

FUNCTIONS: dict[str, Callable[..., Value]] = {
    **texts.FUNCTIONS,
    **truth.FUNCTIONS,
    **numbers.FUNCTIONS,
    **nodesets.FUNCTIONS,
    **times.FUNCTIONS,
    **choices.FUNCTIONS,
    **geography.FUNCTIONS,
}

__all__ = ["DEFERRED", "FUNCTIONS"]
