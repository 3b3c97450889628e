"""Every write to clusters: who belongs to them, what is written, what is hidden, who is told."""

from . import forgetting  # noqa: F401 (it declares how an erasure reaches what was written)
from .belonging import join, keep_cluster, leave, set_digest
from .digesting import send_digests
from .entries import Act, Refused
from .moderating import hide_post, keep_post, report_post
from .posting import Said, change_post, delete_post, make_again, mark_answer, write_post

__all__ = [
    "Act",
    "Refused",
    "Said",
    "change_post",
    "delete_post",
    "hide_post",
    "join",
    "keep_cluster",
    "keep_post",
    "leave",
    "make_again",
    "mark_answer",
    "report_post",
    "send_digests",
    "set_digest",
    "write_post",
]
