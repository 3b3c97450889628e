"""Who may help whom, and how two come to work together: pure decisions, without a database."""

from .matching import (
    NOBODY,
    PARTS,
    Pairs,
    Partners,
    Seekers,
    Weights,
    best_of,
    parts,
    ranked,
    scores,
    third_party,
)

__all__ = [
    "NOBODY",
    "PARTS",
    "Pairs",
    "Partners",
    "Seekers",
    "Weights",
    "best_of",
    "parts",
    "ranked",
    "scores",
    "third_party",
]
