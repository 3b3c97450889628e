"""The screens on which somebody settles what the records leave in doubt: places, and who is who. And those on which
cities and institutions present themselves."""

from .institutions import engagement_end, engagement_new, engagement_take_back
from .people import (
    address_erase,
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
from .profiles import city_profile, institution_profile, profile_decide, profile_list
from .review import review_list
from .suggesting import place_like

__all__ = [
    "address_erase",
    "city_profile",
    "engagement_end",
    "engagement_new",
    "engagement_take_back",
    "institution_profile",
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
    "profile_decide",
    "profile_list",
    "review_list",
    "suggestion_decide",
]
