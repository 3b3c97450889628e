"""Every write to places, people and reference data."""

from .erasing import erase_person
from .linking import suggest_links
from .merging import decide_pair, decide_suggestion, merge_people, undo_merge
from .people import Identifier
from .places import PlaceReader, decide_place, gazetteer, undo_place_decision
from .reference import load_reference

__all__ = [
    "Identifier",
    "PlaceReader",
    "decide_pair",
    "decide_place",
    "decide_suggestion",
    "erase_person",
    "gazetteer",
    "load_reference",
    "merge_people",
    "suggest_links",
    "undo_merge",
    "undo_place_decision",
]
