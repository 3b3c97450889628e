"""Every write to letters: posted, sent, settled, stopped, forgotten."""

from .bouncing import take_report
from .forgetting import forget, sweep
from .posting import Attachment, Draft, call_back, post, post_many, when_posted
from .sending import Run, next_look, send_waiting
from .settling import leave, lift, send_again
from .stopping import resume, stop

__all__ = [
    "Attachment",
    "Draft",
    "Run",
    "call_back",
    "forget",
    "leave",
    "lift",
    "next_look",
    "post",
    "post_many",
    "resume",
    "send_again",
    "send_waiting",
    "stop",
    "sweep",
    "take_report",
    "when_posted",
]
