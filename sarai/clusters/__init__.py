"""Clusters: communities of practice, one for each focus area of the programme."""
