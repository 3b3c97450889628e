"""The shape of what is filled in about clusters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sarai.accounts.models import User
from sarai.clusters.models import Cluster, Digest, Post
from sarai.clusters.prose import words_of
from sarai.clusters.rules import LONGEST, MOST_FILES
from sarai.evidence.forms import FilesField, Line, Prose, SeenForm, checked
from sarai.evidence.reading.documents import Document
from sarai.network.forms.naming import city_field, institution_field
from sarai.network.models import City, Institution

from .actions import Said

OTHER = ("und", _("another language"))  # as BCP 47 says that it is not known


class ClusterForm(SeenForm, forms.ModelForm[Cluster]):
    """A cluster, as the team sets it up."""

    title = Line(label=_("Title"), max_length=200)
    summary = Prose(label=_("What it is about"), required=False, widget=forms.Textarea(attrs={"rows": 4}))

    class Meta:
        model = Cluster
        fields = ("title", "slug", "summary", "themes", "position", "is_open")
        labels = {
            "slug": _("Name in addresses"),
            "themes": _("Themes"),
            "position": _("Place among the clusters"),
            "is_open": _("Everybody with a role in the programme may read and join"),
        }
        help_texts = {
            "slug": _("Small letters, digits and hyphens, as in green-city. It stays what it is once people have it."),
            "themes": _("Events, needs and offers of these themes are shown with it."),
            "is_open": _("Otherwise you admit its members, and only they read what is written."),
        }
        widgets = {"themes": forms.CheckboxSelectMultiple}
        error_messages = {"slug": {"unique": _("There is a cluster of this name already. Choose another one.")}}

    def __init__(self, data: Mapping[str, Any] | None, instance: Cluster) -> None:
        super().__init__(data, instance=instance)
        self.fields["slug"].disabled = instance.pk is not None
        self.watch()


class PostForm(forms.Form):
    """A post. A reply has neither kind nor title; of one that is changed, neither kind nor files are."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            (Post.Kind.QUESTION, _("a question: I want to know something")),
            (Post.Kind.ANNOUNCEMENT, _("an announcement: I have something to tell")),
        ],
    )
    title = Line(label=_("Title"), max_length=200, help_text=_("What it is about, in one line."))
    text = Prose(
        label=_("Text"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_("Leave a line empty between paragraphs; begin lines of a list with a hyphen; *so* is stressed."),
    )
    language = forms.ChoiceField(label=_("Written in"), choices=[*settings.LANGUAGES, OTHER])
    files = FilesField(  # type: ignore[assignment]
        label=_("Files"),
        required=False,
        help_text=_("PDF, Word, PowerPoint, Excel, OpenDocument, JPEG or PNG; up to three, each 10 MB at most."),
    )
    token = forms.CharField(max_length=32, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, files: Any = None, *, reply: bool = False, post: Post | None = None) -> None:
        language = (get_language() or settings.LANGUAGE_CODE).lower()
        initial = {"token": uuid4().hex, "language": language, "kind": Post.Kind.QUESTION}
        if post is not None:
            initial |= {name: getattr(post, name) for name in ("title", "text")}
            initial["language"] = post.language or OTHER[0]
            initial["seen"] = post.changed_at.isoformat()
        super().__init__(data, files, initial=initial)
        self.order_fields(["kind", "language", "title", "text", "files"])
        left_out = (["kind", "title"] if reply else []) + (["kind", "files"] if post is not None else [])
        for name in set(left_out):
            del self.fields[name]

    def clean_text(self) -> str:
        """Something of which something is seen."""
        text: str = self.cleaned_data["text"]
        if not words_of(text):
            raise forms.ValidationError(_("Write something."))
        return text

    def clean_language(self) -> str:
        """The code of a language; "" where it is none of those that the site speaks."""
        language: str = self.cleaned_data["language"]
        return "" if language == OTHER[0] else language

    def clean_files(self) -> list[Document]:
        """Documents by what stands in them, and not too many."""
        files = [file for file in self.cleaned_data["files"] if file]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("Choose at most three files."))
        return [checked(file) for file in files]

    def clean_seen(self) -> datetime:
        """A moment; what is none is that of nothing that was ever written."""
        try:
            found = parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            found = None
        return found if found and found.tzinfo else datetime.min.replace(tzinfo=UTC)

    @property
    def said(self) -> Said:
        """What `actions` are told."""
        data = self.cleaned_data
        return Said(data.get("title", ""), data["text"], data["language"])


class ReportForm(forms.Form):
    """Why a post should not stand as it does."""

    text = Prose(
        label=_("What is wrong with it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The programme team reads it. Whoever wrote the post is not told who reported it."),
    )


class DecisionForm(forms.Form):
    """What a moderator decides about a post. `seen` is how it stood when they looked at it."""

    decision = forms.ChoiceField(choices=[("hide", ""), ("keep", "")])
    reason = Line(max_length=300, required=False)
    seen = forms.CharField(max_length=80)

    def clean(self) -> dict[str, Any]:
        """What is hidden is hidden for a reason."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("decision") == "hide" and not said.get("reason"):
            self.add_error("reason", _("Say why: whoever wrote it is told."))
        return said


class DigestForm(forms.Form):
    """How often a member is written to."""

    rhythm = forms.ChoiceField(label=_("Write to me what is new"), choices=Digest.Rhythm.choices)
    answers = forms.BooleanField(label=_("Write to me at once when somebody replies to my question"), required=False)


class AdmitForm(forms.Form):
    """Whom the team admits: a city, an institution or somebody with an account; one of them."""

    city = city_field(_("City"))
    institution = institution_field(_("Institution"))
    email = forms.EmailField(label=_("Address of an account"), required=False)

    def clean_email(self) -> User | None:
        """The account with this address, which has a role."""
        email: str = self.cleaned_data["email"]
        user = User.objects.filter(email=email.lower(), is_active=True).exclude(role="").first() if email else None
        if email and user is None:
            raise forms.ValidationError(_("There is no account with this address that has a role."))
        return user

    def clean(self) -> dict[str, Any]:
        """Exactly one is said."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return said
        if sum(bool(said.get(name)) for name in ("city", "institution", "email")) != 1:
            raise forms.ValidationError(_("Name one: a city, an institution, or the address of an account."))
        return said

    @property
    def member(self) -> City | Institution | User:
        """Who is admitted."""
        data = self.cleaned_data
        found: City | Institution | User = data["city"] or data["institution"] or data["email"]
        return found
