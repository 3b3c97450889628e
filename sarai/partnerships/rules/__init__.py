"""Who may help whom: scores and their reasons, without a database."""

from .matching import PARTS, Pairs, Partners, Seekers, Weights, parts, ranked, scores

__all__ = ["PARTS", "Pairs", "Partners", "Seekers", "Weights", "parts", "ranked", "scores"]
