"""What is written in a cluster: questions, announcements, and replies to them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from sarai.accounts.models import User
from sarai.clusters.prose import MAKER, html_of, words_of
from sarai.evidence.models import Fact

from .clusters import Cluster

BEGINNING = 1_000  # letters: more than an excerpt shows, whatever marks and addresses are among them
EXCERPT = 200  # letters


class Wording(models.Model):
    """What somebody wrote, in which language; and what is shown of it, made once when it is written: the text as
    `html`, how it begins in bare words as `excerpt`. What another version of `prose` made (`maker`) is not shown."""

    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)  # BCP 47; blank: another than those of the site
    html = models.TextField(blank=True)
    excerpt = models.CharField(max_length=EXCERPT, blank=True)
    maker = models.CharField(max_length=16, blank=True)

    MADE = ("html", "excerpt", "maker")
    WORDS = ("title", "text", "language", *MADE)

    class Meta:
        abstract = True

    def say(self, title: str, text: str, language: str) -> None:
        """Set what it says, and make of it what is shown."""
        self.title, self.text, self.language = title, text, language
        self.make()

    def make(self) -> None:
        """Make of the text what is shown of it."""
        self.html, self.excerpt, self.maker = html_of(self.text), _excerpt(self.text), MAKER

    @property
    def shown(self) -> SafeString:
        """The text as HTML that can do no harm."""
        made = self.html if self.maker == MAKER else html_of(self.text)
        return mark_safe(made)  # noqa: S308 (nh3 has let through what can do no harm)

    @property
    def beginning(self) -> str:
        """How the text begins, without its marks, on one line."""
        return self.excerpt if self.maker == MAKER else _excerpt(self.text)

    @property
    def direction(self) -> str:
        """From which side it is read, as the attribute `dir` has it."""
        if self.language not in dict(settings.LANGUAGES):
            return "auto"
        return "rtl" if get_language_info(self.language)["bidi"] else "ltr"


def _excerpt(text: str) -> str:
    return Truncator(words_of(text[:BEGINNING])).chars(EXCERPT)


class Post(Wording, Fact):
    """That somebody wrote a post. Until it is retracted it stands; its writer retracts it by deleting it.

    The fact is that there is a post of a kind, in a language, in a thread. What it says may be changed by its writer,
    is gone with a deleted post and with an erased account, and is no figure's business: `Earlier` keeps what it said
    before. A reply's `thread` is the question or announcement that it stands under. `token` is of the form by which it
    was sent: one form makes one post.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", _("question")
        ANNOUNCEMENT = "announcement", _("announcement")
        REPLY = "reply", _("reply")

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="posts", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    thread = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replies")
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="posts", db_index=False)
    changed_at = models.DateTimeField()
    token = models.CharField(max_length=32)

    PERSONAL: ClassVar = {"author", "title", "text", "html", "excerpt", "token"}
    OPEN: ClassVar = {"cluster", "kind", "thread", "language", "maker", "changed_at"}
    EVIDENCE = ("cluster", "kind", "language", "recorded_at")
    SEARCH = ("cluster__title",)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["cluster", "kind", "recorded_at"], name="post_feed"),
            models.Index(fields=["author", "changed_at"], name="post_of_author"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["author", "token"], condition=~Q(token=""), name="post_of_form_once"),
            models.CheckConstraint(
                condition=Q(kind="reply", thread__isnull=False) | ~Q(kind="reply") & Q(thread=None),
                name="post_reply_has_thread",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of its thread, at this post."""
        page = reverse("clusters:thread-detail", args=[self.cluster.slug, self.thread_id or self.pk])
        return f"{page}#post-{self.pk}" if self.thread_id else page

    @property
    def changed(self) -> bool:
        """Whether it says something else than it did first."""
        return self.changed_at != self.recorded_at


class Earlier(Wording):
    """What a post said until its writer changed it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="earlier")
    said_at = models.DateTimeField()
    until = models.DateTimeField()

    PERSONAL: ClassVar = {"title", "text", "html", "excerpt"}
    OPEN: ClassVar = {"post", "language", "maker", "said_at", "until"}

    class Meta:
        ordering: ClassVar = ["-until", "-pk"]


class Attachment(models.Model):
    """A file of a post, kept under a name that nobody can guess; only who may read the post is given it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to="posts/", max_length=100)
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField()

    PERSONAL: ClassVar = {"file", "name"}
    OPEN: ClassVar = {"post", "size"}

    class Meta:
        ordering: ClassVar = ["pk"]


class Answer(Fact):
    """That whoever asked a question says that a reply answered it, `by_another` or by themselves."""

    question = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="answers")
    reply = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="answering")
    by_another = models.BooleanField()  # kept here, because an erased account leaves no author to compare

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"question", "reply", "by_another"}
    EVIDENCE = ("question.cluster", "question.language", "question.recorded_at", "recorded_at")
    SEARCH = ("question__cluster__title",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reply"], condition=Q(retracted_at=None), name="reply_answers_once"),
        ]
