"""Clusters, who belongs to them, what is written in them, and what is done about what should not stand there."""

from .clusters import Cluster, Digest, Membership
from .moderation import Hiding, Report
from .posts import Answer, Attachment, Earlier, Post, Wording

__all__ = ["Answer", "Attachment", "Cluster", "Digest", "Earlier", "Hiding", "Membership", "Post", "Report", "Wording"]
