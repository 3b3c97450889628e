"""What is written in a cluster: read, written, changed, deleted; what answered a question; files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import FileResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.accounts.views import OwnRequest
from sarai.clusters import actions
from sarai.clusters.forms import PostForm, ReportForm
from sarai.clusters.models import Attachment, Cluster, Hiding, Post
from sarai.clusters.queries.posts import replies_to, seen_by, shown

from .belonging import takes_part

LISTED = 50
GET_OR_POST = ["GET", "HEAD", "POST"]
writes_seldom = ratelimit(group="cluster-write", key="user", rate="120/h", method="POST")  # previews and mistakes, too


def readable_cluster(request: HttpRequest, slug: str) -> Cluster:
    """A cluster in which whoever asks may read. Raises PermissionDenied, or Http404 where there is none."""
    cluster = get_object_or_404(Cluster, slug=slug)
    if not request.user.has_perm("clusters.read", cluster):
        raise PermissionDenied
    return cluster


def seen_post(request: OwnRequest, cluster: Cluster, pk: int) -> Post:
    """A post of a cluster that whoever asks may see. Raises Http404."""
    found = seen_by(request.user).select_related("cluster", "author", "thread__cluster", "thread__author")
    return get_object_or_404(found.prefetch_related("attachments"), cluster=cluster, pk=pk)


def own_post(request: OwnRequest, slug: str, pk: int) -> Post:
    """A post that whoever asks has written. Raises PermissionDenied, or Http404 where they see none."""
    post = seen_post(request, readable_cluster(request, slug), pk)
    if post.author_id != request.user.pk:
        raise PermissionDenied
    return post


@require_http_methods(GET_OR_POST)
@never_cache
@takes_part
@writes_seldom
def post_new(request: OwnRequest, slug: str) -> HttpResponse:
    """Ask a question, or announce something."""
    cluster = _writable(request, slug)
    form = PostForm(*_sent(request))
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        try:
            post = _write(request, cluster, form, form.cleaned_data["kind"])
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            return redirect(post)
    return _writing(request, form, {"cluster": cluster, "heading": _("Write in this cluster")})


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """What was sent with a form, and the files; None where it is only asked for."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _writable(request: HttpRequest, slug: str) -> Cluster:
    cluster = readable_cluster(request, slug)
    if not request.user.has_perm("clusters.write", cluster):
        raise PermissionDenied
    return cluster


def _write(request: OwnRequest, cluster: Cluster, form: PostForm, kind: str, thread: Post | None = None) -> Post:
    """Keep a post, and say what became of it."""
    post = actions.write_post(
        cluster=cluster,
        author=request.user,
        kind=kind,
        said=form.said,
        token=form.cleaned_data["token"],
        thread=thread,
        documents=form.cleaned_data["files"],
        at=timezone.now(),
    )
    _tell(request, post)
    return post


def _tell(request: HttpRequest, post: Post) -> None:
    if post.hidings.filter(retracted_at=None, why=Hiding.Why.HELD).exists():
        messages.info(request, _("Kept. It has many links, so the programme team looks at it before others see it."))
    else:
        messages.success(request, _("It stands in the cluster now."))


def _writing(request: HttpRequest, form: PostForm, context: dict[str, object]) -> HttpResponse:
    """The form; where it was asked for, with how it will look."""
    preview = form.said if "preview" in request.POST and form.is_bound and form.is_valid() else None
    context |= {"form": form, "preview": preview}
    return render(request, "clusters/post_write.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
@takes_part
def thread_detail(request: OwnRequest, slug: str, pk: int) -> HttpResponse:
    """A question or an announcement with its replies."""
    cluster = readable_cluster(request, slug)
    thread = seen_post(request, cluster, pk)
    if thread.thread_id:
        return redirect(thread)
    page = Paginator(replies_to(thread, request.user), LISTED).get_page(request.GET.get("page"))
    posts = shown([thread, *page])
    stands = not (thread.retracted_at or thread.hidden)  # type: ignore[attr-defined]
    context = {
        "cluster": cluster,
        "thread": thread,
        "first": posts[0],
        "page": page,
        "replies": posts[1:],
        "asked": thread.kind == Post.Kind.QUESTION and thread.author_id == request.user.pk,
        "manages": request.user.has_perm("clusters.moderate"),
        "writes": stands and request.user.has_perm("clusters.write", cluster),
    }
    context["form"] = PostForm(reply=True) if context["writes"] else None
    return render(request, "clusters/thread_detail.html", context)


@require_http_methods(GET_OR_POST)
@never_cache
@takes_part
@writes_seldom
def post_reply(request: OwnRequest, slug: str, pk: int) -> HttpResponse:
    """Reply to a question or an announcement."""
    cluster = _writable(request, slug)
    thread = seen_post(request, cluster, pk)
    if thread.thread_id:
        raise Http404
    form = PostForm(*_sent(request), reply=True)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        try:
            post = _write(request, cluster, form, Post.Kind.REPLY, thread)
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            return redirect(post)
    [first] = shown([thread])
    return _writing(request, form, {"cluster": cluster, "heading": _("Reply"), "first": first, "back": thread})


@require_http_methods(GET_OR_POST)
@never_cache
@takes_part
@writes_seldom
def post_change(request: OwnRequest, slug: str, pk: int) -> HttpResponse:
    """Change what one wrote; what it said before is kept for those who read it."""
    post = own_post(request, slug, pk)
    form = PostForm(*_sent(request), reply=post.thread_id is not None, post=post)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        try:
            seen = form.cleaned_data["seen"]
            post = actions.change_post(post=post, said=form.said, seen=seen, by=request.user, at=timezone.now())
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            _tell(request, post)
            return redirect(post)
    heading = _("Change what you wrote")
    return _writing(request, form, {"cluster": post.cluster, "heading": heading, "back": post})


@require_safe
@never_cache
@takes_part
def post_earlier(request: OwnRequest, slug: str, pk: int) -> HttpResponse:
    """What a post said before it was changed."""
    cluster = readable_cluster(request, slug)
    post = seen_post(request, cluster, pk)
    [first] = shown([post])
    page = Paginator(post.earlier.all(), LISTED).get_page(request.GET.get("page"))
    context = {"cluster": cluster, "post": post, "first": first, "page": page, "earlier": list(page)}
    return render(request, "clusters/post_earlier.html", context)


@require_POST
@takes_part
def post_delete(request: OwnRequest, slug: str, pk: int) -> HttpResponse:
    """Delete what one wrote."""
    post = own_post(request, slug, pk)
    if request.POST.get("delete") != "yes":
        messages.error(request, _("Nothing was changed. Use the button of this page."))
        return redirect(post)
    actions.delete_post(post=post, by=str(request.user), at=timezone.now())
    messages.success(request, _("Deleted. Replies of others stay."))
    return redirect(post if post.thread_id else post.cluster)


@require_POST
@takes_part
def answer_mark(request: OwnRequest, slug: str, pk: int) -> HttpResponse:
    """Say that a reply answered one's question, or that it does not after all."""
    reply = seen_post(request, readable_cluster(request, slug), pk)
    if reply.thread is None or reply.thread.author_id != request.user.pk:
        raise PermissionDenied
    said = request.POST.get("answers", "")
    try:
        if said not in ("yes", "no"):
            raise ValueError(_("Nothing was changed. Use the button of this page."))
        actions.mark_answer(reply=reply, answers=said == "yes", by=str(request.user), at=timezone.now())
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Marked as an answer.") if said == "yes" else _("No longer marked as an answer."))
    return redirect(reply)


@require_http_methods(GET_OR_POST)
@never_cache
@takes_part
@ratelimit(group="cluster-report", key="user", rate="30/h", method="POST")
def post_report(request: OwnRequest, slug: str, pk: int) -> HttpResponse:
    """Tell the moderators that a post should not stand as it does."""
    cluster = readable_cluster(request, slug)
    post = seen_post(request, cluster, pk)
    form = ReportForm(_sent(request)[0])
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["text"]
            actions.report_post(post=post, reporter=request.user, text=text, at=timezone.now())
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Reported. The programme team looks at it."))
            return redirect(post)
    [first] = shown([post])
    context = {"cluster": cluster, "post": post, "first": first, "form": form}
    return render(request, "clusters/post_report.html", context, status=422 if form.errors else 200)


@require_safe
@never_cache
@takes_part
def attachment_file(request: OwnRequest, slug: str, pk: int) -> HttpResponseBase:
    """A file of a post, for who may read the post: always a download, whatever it says that it is."""
    cluster = readable_cluster(request, slug)
    posts = seen_by(request.user).filter(cluster=cluster, retracted_at=None)
    attachment = get_object_or_404(Attachment, pk=pk, post__in=posts.values("pk"))
    try:
        opened = attachment.file.open()
    except FileNotFoundError as error:  # the post was deleted in this very moment
        raise Http404 from error
    response = FileResponse(opened, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, attachment.name) or ""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
