"""Every write about needs: what cities state, what is done about it, who is followed up on, what is assessed."""

from sarai.evidence.actions import Overtaken

from .assessing import keep_assessment
from .entries import Act
from .following import take_step
from .replying import reply_to_need, take_back_reply
from .stating import Said, city_named, state, take_back
from .theming import sort_into_themes

__all__ = [
    "Act",
    "Overtaken",
    "Said",
    "city_named",
    "keep_assessment",
    "reply_to_need",
    "sort_into_themes",
    "state",
    "take_back",
    "take_back_reply",
    "take_step",
]
