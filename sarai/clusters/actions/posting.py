"""Posts are written, changed and deleted by their writers; who asked says what answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarai.accounts.models import User
from sarai.clusters.models import Answer, Attachment, Cluster, Earlier, Hiding, Post, Report, Wording
from sarai.clusters.prose import MAKER, links_in
from sarai.clusters.queries.writers import newcomer, written_since
from sarai.clusters.rules import AN_HOUR, is_held, most_in_an_hour
from sarai.evidence.actions import Overtaken, retract
from sarai.evidence.reading.documents import Document

from .entries import Act, Refused, entry
from .writing import tell_answered


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody writes: a title (of a reply: none), a text, the language of both."""

    title: str
    text: str
    language: str = ""


@transaction.atomic
def write_post(
    *,
    cluster: Cluster,
    author: User,
    kind: str,
    said: Said,
    token: str,
    at: datetime,
    thread: Post | None = None,
    documents: Sequence[Document] = (),
) -> Post:
    """Keep what somebody wrote. `token` is of the form: sent twice, it is one post. A reply names its `thread`; whoever
    asked is written to. A post of somebody new with many links is held until the team has looked at it.

    Raises Refused with a sentence where the thread is gone, or they have written too much within an hour.
    """
    author = User.objects.select_for_update().get(pk=author.pk)  # one post of somebody at a time
    known = Post.objects.filter(author=author, token=token).select_related("cluster").first()
    if known is not None:
        return known
    _refuse_too_much(author, at)
    if thread is not None:
        thread = _standing(thread)
    by, title = str(author), _("A post in: %(cluster)s") % {"cluster": cluster}
    post = Post(
        cluster=cluster,
        kind=Post.Kind(kind),
        thread=thread,
        author=author,
        changed_at=at,
        token=token,
        source=entry(Act.POST, title=title, cluster=cluster, by=by, at=at),
        recorded_at=at,
    )
    post.say(said.title, said.text, said.language)
    post.save()
    for document in documents:
        _attach(post, document)
    if not _hold(post, author, at):
        tell_answered(post, at)
    return post


def _refuse_too_much(author: User, at: datetime) -> None:
    """Raises Refused where somebody has written as much as they may within an hour. The team may always."""
    most = most_in_an_hour(new=newcomer(author, at))
    if author.has_perm("clusters.moderate") or written_since(author, at, AN_HOUR) < most:
        return
    said = ngettext(
        "You have written %(most)d post within an hour, which is as much as one may. Wait a while, and send it again.",
        "You have written %(most)d posts within an hour, which is as much as one may. Wait a while, and send it again.",
        most,
    )
    raise Refused(said % {"most": most})


def _standing(thread: Post) -> Post:
    """A thread, locked, in which one can write. Raises Refused."""
    held = Post.objects.select_for_update(of=("self",)).select_related("cluster", "author").get(pk=thread.pk)
    if held.retracted_at or held.hidings.filter(retracted_at=None).exists():
        raise Refused(_("This does not stand here any more, so nothing can be written under it."))
    return held


def _attach(post: Post, document: Document) -> None:
    """Keep a file under a name that nobody can guess."""
    attachment = Attachment(post=post, name=document.name, size=document.content.size)
    attachment.file.save(uuid4().hex, document.content, save=False)
    attachment.save()


def _hold(post: Post, author: User, at: datetime) -> bool:
    """Hold a post if the team has to look at it first; returns whether it is held or hidden now."""
    if post.hidings.filter(retracted_at=None).exists():
        return True
    links = links_in(post.title) + links_in(post.text)
    if author.has_perm("clusters.moderate") or not is_held(new=newcomer(author, at), links=links):
        return False
    title = _("Held: a post in: %(cluster)s") % {"cluster": post.cluster}
    source = entry(Act.MODERATED, title=title, cluster=post.cluster, by="", at=at)
    Hiding.objects.create(post=post, why=Hiding.Why.HELD, source=source, recorded_at=at)
    return True


@transaction.atomic
def change_post(*, post: Post, said: Said, seen: datetime, by: User, at: datetime) -> Post:
    """Have a post say something else; what it said before is kept. The same again changes nothing.

    `seen` is when what its writer changes was last changed. Raises Overtaken where that was since, Refused where the
    post was deleted, or too much was written within an hour.
    """
    author = User.objects.select_for_update().get(pk=by.pk)
    held = Post.objects.select_for_update(of=("self",)).select_related("cluster").get(pk=post.pk)
    if held.retracted_at:
        raise Refused(_("This post was deleted, so it cannot be changed."))
    if said == Said(held.title, held.text, held.language):
        return held
    if held.changed_at != seen:
        raise Overtaken(_("This post was changed meanwhile, from another window. Look at it as it is now."))
    _refuse_too_much(author, at)
    before = {name: getattr(held, name) for name in Post.WORDS}
    Earlier.objects.create(post=held, said_at=held.changed_at, until=at, **before)
    held.say(said.title, said.text, said.language)
    held.changed_at = at
    held.save(update_fields=[*Post.WORDS, "changed_at"])
    _hold(held, author, at)
    return held


@transaction.atomic
def delete_post(*, post: Post, by: str, at: datetime) -> bool:
    """Take a post back, as its writer wishes: what it said, now and before, and its files are gone. That there was one
    until now stays countable, and replies stay. Returns False where it was deleted already."""
    held = Post.objects.select_for_update(of=("self",)).select_related("cluster").get(pk=post.pk)
    if held.retracted_at:
        return False
    title = _("Deleted: a post in: %(cluster)s") % {"cluster": held.cluster}
    source = entry(Act.DELETED, title=title, cluster=held.cluster, by=by, at=at)
    retract([held], source)
    retract(Answer.objects.filter(question=held, retracted_at=None), source)
    retract(Answer.objects.filter(reply=held, retracted_at=None), source)
    held.reports.filter(state=Report.State.OPEN).update(state=Report.State.GONE, decided_at=at)
    blank(held)
    return True


def blank(post: Post) -> None:
    """Take out of a post what it says, what it said, and its files."""
    post.say("", "", post.language)
    post.save(update_fields=Post.WORDS)
    post.earlier.all().delete()
    for attachment in post.attachments.all():
        storage, name = attachment.file.storage, str(attachment.file.name)
        attachment.delete()
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name), robust=True)  # type: ignore[misc]


def make_again() -> int:
    """Make anew what is shown of posts that another version of `prose` made; returns how many those were. What its
    writer changes meanwhile is made by that."""
    made = 0
    for model in (Post, Earlier):
        for one in model.objects.exclude(maker=MAKER).only("text").order_by().iterator(chunk_size=100):
            one.make()
            fields = {name: getattr(one, name) for name in Wording.MADE}
            made += model.objects.filter(pk=one.pk, text=one.text).update(**fields)
    return made


@transaction.atomic
def mark_answer(*, reply: Post, answers: bool, by: str, at: datetime) -> Answer | None:
    """Say that a reply answered the question that it stands under, or take that back; None where it is so already.
    Several replies may answer; one's own may, too, and no figure counts it. Raises Refused where the reply does not
    stand any more, or stands under no question."""
    question = _standing(reply.thread or reply)
    reply = _standing(reply)
    if question.kind != Post.Kind.QUESTION or reply.thread_id != question.pk:
        raise Refused(_("Only a reply to a question answers it."))
    held = Answer.objects.filter(reply=reply, retracted_at=None).first()
    if answers == (held is not None):
        return None
    title = _("A question was answered: %(cluster)s") if answers else _("A question is open again: %(cluster)s")
    source = entry(Act.ANSWER, title=title % {"cluster": question.cluster}, cluster=question.cluster, by=by, at=at)
    if held is not None:
        retract([held], source)
        return held
    by_another = reply.author_id != question.author_id
    return Answer.objects.create(question=question, reply=reply, by_another=by_another, source=source, recorded_at=at)
