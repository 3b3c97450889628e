"""The letters of clusters, each in its reader's language: somebody answered, what is new, your post was hidden."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarai.accounts.models import User
from sarai.clusters.models import Cluster, Digest, Post
from sarai.clusters.prose import without_links
from sarai.letters.actions import Draft, post
from sarai.letters.models import Letter
from sarai.letters.writing import greeting, speaking

LISTED = 20  # posts of a digest; the others stand on the page


def tell_answered(reply: Post, at: datetime) -> None:
    """Write to who asked that somebody replied, once for each reply, unless they did so themselves, left nothing to
    write to, or want no such letters. It says neither who nor what: that may be taken back."""
    question = reply.thread
    if question is None or question.kind != Post.Kind.QUESTION or question.author_id in (None, reply.author_id):
        return
    asked = question.author
    digest = Digest.objects.filter(cluster=question.cluster, user=asked).first()
    if asked is None or not asked.is_active or (digest and not digest.answers):
        return
    with speaking(asked.language) as language:
        parts = [
            greeting(asked.name),
            _("there is a reply to your question “%(title)s”:") % {"title": question.title},
            settings.SITE_URL + reply.get_absolute_url(),
            _("If it answers your question, say so there: others find it then. You choose on the page of the cluster "
              "whether you are written to about replies."),
        ]  # fmt: skip
        subject = _("A reply to your question: %(title)s") % {"title": question.title}
        _post(question.cluster, f"reply:{reply.pk}", asked, subject, parts, Letter.Purpose.NOTICE, language, at)


def tell_hidden(hidden: Post, reason: str, number: int, at: datetime) -> None:
    """Write to somebody that their post was hidden, and why. `number` is that of the hiding."""
    author = hidden.author
    if author is None or not author.is_active:
        return
    with speaking(author.language) as language:
        parts = [
            greeting(author.name),
            _("the programme team has hidden a post of yours in “%(cluster)s”:") % {"cluster": hidden.cluster},
            settings.SITE_URL + hidden.get_absolute_url(),
            _("The reason: %(reason)s") % {"reason": reason},
            _("You still see it there, and can change or delete it."),
        ]
        subject = _("A post of yours was hidden")
        _post(hidden.cluster, f"hidden:{number}", author, subject, parts, Letter.Purpose.NOTICE, language, at)


def tell_news(digest: Digest, posts: Sequence[Post], until: datetime, at: datetime) -> None:
    """Write to a member what was written in a cluster until a moment; once for each such moment."""
    reader, cluster = digest.user, digest.cluster
    with speaking(reader.language) as language:
        said = ngettext("there is %(number)d new post:", "there are %(number)d new posts:", len(posts))
        parts = [
            greeting(reader.name),
            said % {"number": len(posts)},
            *(_line(one) for one in posts[:LISTED]),
            _("The whole cluster:") + f"\n{settings.SITE_URL}{cluster.get_absolute_url()}",
        ]
        subject = _("New in: %(cluster)s") % {"cluster": cluster}
        key = f"digest:{digest.pk}:{until.date()}"
        _post(cluster, key, reader, subject, parts, Letter.Purpose.DIGEST, language, at)


def _line(one: Post) -> str:
    title = one.title or (one.thread.title if one.thread else "")
    return f"{one.get_kind_display()}: {without_links(title)}\n{settings.SITE_URL}{one.get_absolute_url()}"


def _post(
    cluster: Cluster, what: str, to: User, subject: str, parts: list[str], purpose: str, language: str, at: datetime
) -> None:
    draft = Draft(
        key=f"cluster:{what}",
        to=to.email,
        subject=subject,
        text="\n\n".join(parts),
        purpose=purpose,
        language=language,
        topic=cluster.topic,
        about=cluster.title,
    )
    post(draft, at=at)
