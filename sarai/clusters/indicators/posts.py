"""What is written in clusters, and which questions were answered."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.clusters.models import Answer, Hiding, Post
from sarai.evidence.engine import Indicator, Known, Rows, Share, Unit, declare
from sarai.network.indicators import PERCENT

from .scopes import OF_THEMES

POSTS = Unit("posts", _("posts"))
QUESTIONS = Unit("questions", _("questions"))


def posts(known: Known) -> ir.Table:
    """One row for each post that stood, and was not held or hidden."""
    post, hidden = known(Post), known(Hiding)
    shown = post.anti_join(hidden, post["id"] == hidden["post_id"])
    return shown.select(fact="id", at="recorded_at", cluster="cluster_id", of_cluster="cluster_id", post_kind="kind")


def questions(known: Known) -> ir.Table:
    """One row for each question, and whether the reply of somebody else answered it, by the word of who asked."""
    asked = posts(known)
    asked = asked.filter(asked["post_kind"] == Post.Kind.QUESTION)
    answered = known(Answer)
    answered = answered.filter(answered["by_another"]).select(question="question_id").distinct()
    asked = asked.left_join(answered, asked["fact"] == answered["question"])
    return asked.mutate(answered=ibis.ifelse(asked["question"].notnull(), "yes", "no")).drop("question")


def questions_answered(known: Known) -> ir.Table:
    """Those that were answered."""
    asked = questions(known)
    return asked.filter(asked["answered"] == "yes")


declare(
    Indicator(
        key="clusters.posts",
        label=_("Posts in clusters"),
        definition=_("Questions, announcements and replies that stand in clusters, without those deleted or hidden."),
        unit=POSTS,
        measure=Rows(),
        opens=Post,
        rows=posts,
        dimensions=("post_kind", "of_cluster"),
        attributes=OF_THEMES,
    ),
    Indicator(
        key="clusters.questions",
        label=_("Questions asked in clusters"),
        definition=_("Questions that stand in clusters, whether somebody answered them or not."),
        unit=QUESTIONS,
        measure=Rows(),
        opens=Post,
        rows=questions,
        dimensions=("answered", "of_cluster"),
        attributes=OF_THEMES,
    ),
    Indicator(
        key="clusters.questions_answered",
        label=_("Questions answered in clusters"),
        definition=_("Questions of which whoever asked says that a reply of somebody else answered them."),
        unit=QUESTIONS,
        measure=Rows(),
        opens=Post,
        rows=questions_answered,
        dimensions=("of_cluster",),
        attributes=OF_THEMES,
    ),
    Share(
        key="clusters.answered_share",
        label=_("Share of questions answered"),
        definition=_("Of a hundred questions asked in clusters, how many were answered."),
        of="clusters.questions",
        unit=PERCENT,
        by="answered",
        among=("yes",),
    ),
)
