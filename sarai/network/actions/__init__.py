"""Every write to places, people, institutions and reference data."""

from .engaging import disengage, engage, take_back_engagement
from .erasing import Forgotten, declare_forgotten, declare_restated, erase_address, erase_person, without
from .forgetting import Screen
from .linking import suggest_links, waiting_to_be_compared
from .merging import decide_pair, decide_suggestion, merge_people, undo_merge
from .naming import city_number, find_city, institution_called, number_in
from .people import Identifier
from .places import (
    PlaceReader,
    decide_place,
    decide_text,
    gazetteer,
    keep_cities,
    refresh_place_senses,
    undo_place_decision,
)
from .profiles import Portrait, confirm_profile, decline_profile, portrait_of, write_profile
from .reference import load_reference
from .sweeping import sweep_files

__all__ = [
    "Forgotten",
    "Identifier",
    "PlaceReader",
    "Portrait",
    "Screen",
    "city_number",
    "confirm_profile",
    "decide_pair",
    "decide_place",
    "decide_suggestion",
    "decide_text",
    "declare_forgotten",
    "declare_restated",
    "decline_profile",
    "disengage",
    "engage",
    "erase_address",
    "erase_person",
    "find_city",
    "gazetteer",
    "institution_called",
    "keep_cities",
    "load_reference",
    "merge_people",
    "number_in",
    "portrait_of",
    "refresh_place_senses",
    "suggest_links",
    "sweep_files",
    "take_back_engagement",
    "undo_merge",
    "undo_place_decision",
    "waiting_to_be_compared",
    "without",
    "write_profile",
]
