"""The screens on which somebody settles what the records leave in doubt: places, and who is who."""

from .people import (
    merge_list,
    merge_undo,
    people_review,
    person_compare,
    person_erase,
    person_merge,
    person_search,
    suggestion_decide,
)
from .places import place_decide, place_review, place_undo
from .review import review_list
from .suggesting import place_like

__all__ = [
    "merge_list",
    "merge_undo",
    "people_review",
    "person_compare",
    "person_erase",
    "person_merge",
    "person_search",
    "place_decide",
    "place_like",
    "place_review",
    "place_undo",
    "review_list",
    "suggestion_decide",
]
