"""Who may help whom, and how two come to work together: pure decisions, without a database."""

from .matching import PARTS, Pairs, Partners, Seekers, Weights, parts, ranked, scores

__all__ = ["PARTS", "Pairs", "Partners", "Seekers", "Weights", "parts", "ranked", "scores"]
