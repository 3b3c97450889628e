"""Which registrations are one person's: likely pairs, with reasons, to be linked, shown or left alone.

Give it `PersonRecord`s; it knows no database. `link` decides about a whole set, or about new records against known
ones; `score` and `candidates` only score. `after_acceptance` counts people as open suggestions would leave them,
`in_words` says the reasons of a pair. The thresholds are in `rules`.
"""

from sarai.network.linkage.clusters import Clusters, clusters
from sarai.network.linkage.linking import LinkResult, link
from sarai.network.linkage.reasons import in_words
from sarai.network.linkage.records import PersonRecord
from sarai.network.linkage.rules import AUTOMATIC, REVIEW
from sarai.network.linkage.scoring import ScoredPair, candidates, score
from sarai.network.linkage.suggest import after_acceptance
from sarai.network.linkage.table import UnreadableTableError, read_csv, read_labelled

__all__ = [
    "AUTOMATIC",
    "REVIEW",
    "Clusters",
    "LinkResult",
    "PersonRecord",
    "ScoredPair",
    "UnreadableTableError",
    "after_acceptance",
    "candidates",
    "clusters",
    "in_words",
    "link",
    "read_csv",
    "read_labelled",
    "score",
]
