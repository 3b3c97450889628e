"""XPath 1.0 as XForms and ODK use it: read once, evaluated often, within bounds.

`parse` reads a text into an `Expression`, which `evaluate`s to a `Value` in a `Context`: a `Node` of a tree, in a
`World` that says what time it is and what else the form knows. Nothing here knows of Sarai.
"""

from sarai.surveys.xpath import dates
from sarai.surveys.xpath.context import STEPS, Context, World
from sarai.surveys.xpath.errors import LimitExceeded, XPathError
from sarai.surveys.xpath.expression import Expression, parse
from sarai.surveys.xpath.functions.nodesets import seed_number, shuffled
from sarai.surveys.xpath.nodes import Node, Nodeset, Siblings, document, table
from sarai.surveys.xpath.references import Reference
from sarai.surveys.xpath.values import Value, to_boolean, to_number, to_string

__all__ = [
    "STEPS",
    "Context",
    "Expression",
    "LimitExceeded",
    "Node",
    "Nodeset",
    "Reference",
    "Siblings",
    "Value",
    "World",
    "XPathError",
    "dates",
    "document",
    "parse",
    "seed_number",
    "shuffled",
    "table",
    "to_boolean",
    "to_number",
    "to_string",
]
