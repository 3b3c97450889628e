"""Partnerships: who could help whom, how they come together, and what proves that it came to something."""
