"""A JSON-LD document in the one form that is signed: its RDF, canonicalised (RDFC-1.0, W3C Recommendation 2024).

JSON-LD is read and RDF canonicalised by Oxigraph. The contexts stand in the document instead of their addresses, which
means the same and needs no network.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse, serialize

from .contexts import context_text

PLACE = '"@context":null'


def canonical(document: Mapping[str, Any], context: Callable[[str], str] = context_text) -> bytes:
    """The canonical N-Quads of a document whose `@context` is a list of addresses.

    The work may grow exponentially with nodes that have no name and look alike, so nothing may come here of which not
    every part is bounded (`badge.read` sees to that). Raises KeyError for a context that is not known, and SyntaxError
    or ValueError for what is no JSON-LD.
    """
    contexts = ",".join(context(address) for address in document["@context"])
    text = msgspec.json.encode({"@context": None} | {k: v for k, v in document.items() if k != "@context"}).decode()
    dataset = Dataset(parse(text.replace(PLACE, f'"@context":[{contexts}]', 1), format=RdfFormat.JSON_LD))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    written = serialize(dataset, format=RdfFormat.N_QUADS) or b""
    # In order of code points, which for UTF-8 is that of bytes.
    return b"".join(sorted(written.splitlines(keepends=True)))
