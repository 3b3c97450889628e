"""Posts are written, changed, deleted and answered; what spam does is held."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sarai.clusters import actions, tasks
from sarai.clusters.models import Answer, Attachment, Digest, Earlier, Hiding, Post
from sarai.clusters.prose import html_of
from sarai.clusters.queries.moderation import state_of
from sarai.clusters.rules import MOST, MOST_WHEN_NEW
from sarai.evidence.engine import Question, answer
from sarai.evidence.models import Source
from sarai.evidence.reading.documents import Document
from sarai.letters.models import Letter
from tests.clusters.community import LONG_AGO, form, joined, wrote
from tests.exchanges.test_assignments_pages import packed
from tests.people import logged_in, make_user

pytestmark = pytest.mark.django_db
PAGE = "/clusters/green/"
LINKS = "https://a.example https://b.example https://c.example"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def at_home(cluster, ana):
    """Ana has written enough to be known."""
    for number in range(3):
        wrote(cluster, ana, at=LONG_AGO + timedelta(days=number), title=f"Old {number}")
    return ana


def number(key, about, as_of=None):
    return answer(Question(key, about.scope, as_of)).value


# --- writing


def test_a_question_is_asked_and_stands_in_the_feed_in_its_language(cluster, as_ana, as_officer):
    sent = form(title="كيف نجمع النفايات؟", text="*نريد* أن نعرف.", language="ar")
    response = as_ana.post(f"{PAGE}write/", sent)
    post = Post.objects.get()
    assert response.url == post.get_absolute_url()
    shown = as_officer.get(response.url).content.decode()
    assert '<div class="prose" lang="ar" dir="rtl"><p><em>نريد</em>' in shown
    assert "Ana Álvarez" in shown and "@example.org" not in shown
    assert "كيف نجمع" in as_officer.get(PAGE).content.decode()
    assert number("clusters.posts", cluster) == number("clusters.questions", cluster) == 1


def test_a_language_that_is_none_of_the_sites_runs_as_it_is_written(cluster, ana):
    assert wrote(cluster, ana, language="").direction == "auto"
    assert wrote(cluster, ana, language="zh-hans").direction == "ltr"


def test_the_language_is_that_of_the_site_unless_it_is_said(cluster, as_ana):
    page = f"{PAGE}write/"
    assert as_ana.get(page).context["form"].initial["language"] == "en"
    assert as_ana.get(page, headers={"accept-language": "zh-hans"}).context["form"].initial["language"] == "zh-hans"
    as_ana.post(page, form(text="Habari yenu", language="und"))
    post = Post.objects.get()
    assert post.language == ""
    assert '<div class="prose" dir="auto">' in as_ana.get(post.get_absolute_url()).content.decode()
    assert as_ana.get(f"{post.get_absolute_url()}change/").context["form"].initial["language"] == "und"


def test_a_preview_keeps_nothing(cluster, as_ana):
    page = as_ana.post(f"{PAGE}write/", form(text="**so**", preview="yes"))
    assert page.status_code == 200
    assert "<strong>so</strong>" in page.content.decode()
    assert not Post.objects.exists()


def test_sent_twice_it_is_one_post(cluster, as_ana, ana):
    sent = form()
    first, second = (as_ana.post(f"{PAGE}write/", sent).url for _time in range(2))
    assert first == second
    assert (Post.objects.count(), Source.objects.filter(format="cluster-post").count()) == (1, 1)
    as_ana.post(f"{PAGE}write/", form())
    assert Post.objects.count() == 2


@pytest.mark.parametrize("wrong", [
    {"text": ""}, {"text": "\u200b\n"}, {"text": "&#x200B;"}, {"text": "> "}, {"text": "x" * 10_001}, {"title": ""}, {"title": "x" * 201}, {"kind": "reply"},
    {"kind": ""}, {"language": "xx"}, {"language": ""}, {"token": ""}, {"token": "x" * 33},
])  # fmt: skip
def test_what_cannot_be_is_refused(cluster, as_ana, wrong):
    assert as_ana.post(f"{PAGE}write/", form(**wrong)).status_code == 422
    assert not Post.objects.exists()


def test_who_does_not_belong_reads_and_does_not_write(cluster, ana, as_partner, as_stranger, officer):
    post = wrote(cluster, ana)
    thread = post.get_absolute_url()
    assert as_partner.get(thread).status_code == 200
    assert as_partner.get(f"{PAGE}write/").status_code == 403
    assert as_partner.post(f"{thread}reply/", form()).status_code == 403
    assert as_stranger.get(thread).status_code == 403
    assert "A question" not in as_stranger.get(PAGE).content.decode()
    assert Post.objects.count() == 1


def test_an_officer_writes_where_their_city_belongs(cluster, as_officer, nairobi):
    assert as_officer.get(f"{PAGE}write/").status_code == 403
    joined(cluster, nairobi)
    assert as_officer.post(f"{PAGE}write/", form()).status_code == 302


def test_nobody_changes_or_deletes_what_is_not_theirs(cluster, ana, as_team, as_officer, nairobi):
    joined(cluster, nairobi)
    post = wrote(cluster, ana)
    page = post.get_absolute_url()
    for who in (as_team, as_officer):
        assert who.get(f"{page}change/").status_code == 403
        assert who.post(f"{page}delete", {"delete": "yes"}).status_code == 403
        assert who.post(f"{page}answers", {"answers": "yes"}).status_code == 403
    post.refresh_from_db()
    assert post.retracted_at is None


# --- files


def upload(name="plan.pdf", content=b"%PDF-1.7\n"):
    return SimpleUploadedFile(name, content)


def test_a_file_is_given_to_who_may_read_the_post_as_a_download(cluster, as_ana, as_officer, as_stranger, tmp_path):
    as_ana.post(f"{PAGE}write/", form() | {"files": [upload("my plan.pdf"), upload("a.png", b"\x89PNG\r\n\x1a\n")]})
    first, second = Attachment.objects.all()
    assert (first.name, second.name) == ("my plan.pdf", "a.png")
    assert "plan" not in first.file.name and len(first.file.name) > 30
    url = f"{PAGE}files/{first.pk}"
    given = as_officer.get(url)
    assert b"".join(given.streaming_content) == b"%PDF-1.7\n"
    assert given["X-Content-Type-Options"] == "nosniff" and "sandbox" in given["Content-Security-Policy"]
    assert given["Content-Disposition"].startswith("attachment") and given["Content-Type"] == "application/octet-stream"
    assert as_stranger.get(url).status_code == 403
    assert as_officer.get(f"/clusters/other/files/{first.pk}").status_code == 404


@pytest.mark.parametrize(("name", "content"), [
    ("plan.docx", packed(_CT_=b"", **{"word__document.xml": b"", "word__vbaProject.bin": b""})),
    ("plan.pdf", b"MZ\x90 a program"), ("page.html", b"<script>alert(1)</script>"), ("empty.pdf", b""),
])  # fmt: skip
def test_a_file_with_a_program_in_it_is_not_taken(cluster, as_ana, name, content, tmp_path):
    assert as_ana.post(f"{PAGE}write/", form() | {"files": [upload(name, content)]}).status_code == 422
    assert not Post.objects.exists()
    assert not list(tmp_path.rglob("posts/*"))


def test_four_files_are_too_many(cluster, as_ana):
    page = as_ana.post(f"{PAGE}write/", form() | {"files": [upload() for _number in range(4)]})
    assert (page.status_code, "at most three" in page.content.decode()) == (422, True)


# --- too much, and too many links


def test_who_is_new_writes_a_few_posts_an_hour(cluster, officer, as_officer):
    joined(cluster, officer, at=timezone.now())
    statuses = [as_officer.post(f"{PAGE}write/", form()).status_code for _number in range(MOST_WHEN_NEW + 2)]
    assert statuses == [302] * MOST_WHEN_NEW + [422, 422]
    assert "as much as one may" in as_officer.post(f"{PAGE}write/", form()).content.decode()
    assert Post.objects.count() == MOST_WHEN_NEW


def test_changing_posts_counts_as_well_and_the_hour_passes(cluster, at_home):
    now = timezone.now()
    post = wrote(cluster, at_home, at=now)
    for each in range(MOST - 1):
        post = actions.change_post(
            post=post, said=actions.Said("A question", f"No {each}"), seen=post.changed_at, by=at_home,
            at=now + timedelta(seconds=each + 1),
        )  # fmt: skip
    with pytest.raises(actions.Refused, match="20 posts within an hour"):
        wrote(cluster, at_home, at=now + timedelta(minutes=59))
    wrote(cluster, at_home, at=now + timedelta(minutes=62))


def test_the_team_is_not_counted(cluster, team):
    for _number in range(MOST + 1):
        wrote(cluster, team, LINKS)
    assert not Hiding.objects.exists()


def test_many_links_of_somebody_new_are_held_and_shown_once_the_team_says_so(
    cluster, officer, as_officer, as_ana, as_team
):
    joined(cluster, officer, at=timezone.now())
    page = as_officer.post(f"{PAGE}write/", form(text=LINKS), follow=True).content.decode()
    assert "looks at it before others see it" in page and "Held until" in page
    post = Post.objects.get()
    assert as_ana.get(post.get_absolute_url()).status_code == 404
    assert "A question" not in as_ana.get(PAGE).content.decode()
    assert number("clusters.posts", cluster) == 0
    waiting = as_team.get("/moderation/")
    assert "A question" in waiting.content.decode()
    [(_one, seen, _wrong)] = waiting.context["rows"]
    as_team.post(f"/moderation/{post.pk}", {"decision": "keep", "seen": seen})
    assert as_ana.get(post.get_absolute_url()).status_code == 200
    assert number("clusters.posts", cluster) == 1


def test_links_that_come_later_are_held_too(cluster, officer):
    joined(cluster, officer, at=timezone.now())
    post = wrote(cluster, officer, "Nothing")
    actions.change_post(
        post=post, said=actions.Said("A question", LINKS), seen=post.changed_at, by=officer, at=timezone.now()
    )
    assert Hiding.objects.get().post == post


def test_links_in_a_title_are_counted_with_those_in_the_text(cluster, officer):
    joined(cluster, officer, at=timezone.now())
    wrote(cluster, officer, "https://a.example", title="www.b.org")
    assert not Hiding.objects.exists()
    held = wrote(cluster, officer, "https://a.example", title="www.b.org https://c.example")
    assert Hiding.objects.get().post == held


def test_the_writer_of_a_post_that_waits_or_is_gone_is_told_so(cluster, officer, as_officer, as_ana, team):
    joined(cluster, officer, at=timezone.now())
    page = as_officer.post(f"{PAGE}write/", form(text=LINKS), follow=True).content.decode()
    assert "Who belongs to this cluster can reply" not in page
    assert "Held until" in page.split('id="replies"')[1]
    post = Post.objects.get()
    actions.keep_post(post=post, seen=state_of(post), by="Tara", at=timezone.now())
    actions.delete_post(post=post, by="Omar", at=timezone.now())
    page = as_ana.get(post.get_absolute_url()).content.decode()
    assert "Who belongs to this cluster can reply" not in page and "nothing can be written under it" in page


def test_who_is_known_here_may_name_as_many_links_as_they_need(cluster, at_home):
    wrote(cluster, at_home, LINKS)
    assert not Hiding.objects.exists()


# --- changing and deleting


def test_what_a_post_said_before_is_kept(cluster, ana, as_ana, as_officer):
    post = wrote(cluster, ana, "First", at=LONG_AGO)
    page = f"{post.get_absolute_url()}change/"
    seen = as_ana.get(page).context["form"].initial["seen"]
    said = {"title": "Better", "text": "Second", "language": "es", "token": "t", "seen": seen}
    assert as_ana.post(page, said).status_code == 302
    assert as_ana.post(page, said).status_code == 302  # the same again
    earlier = Earlier.objects.get()
    assert (earlier.title, earlier.text, earlier.language, earlier.said_at) == ("A question", "First", "en", LONG_AGO)
    assert "Second" in as_officer.get(post.get_absolute_url()).content.decode()
    assert "First" in as_officer.get(f"{post.get_absolute_url()}earlier/").content.decode()
    late = as_ana.post(page, said | {"text": "Third"})
    assert (late.status_code, "changed meanwhile" in late.content.decode()) == (422, True)
    assert Earlier.objects.count() == 1


@pytest.mark.parametrize("seen", ["", "x", "2020-01-01", "9" * 30])
def test_a_moment_that_is_none_changes_nothing(cluster, ana, as_ana, seen):
    post = wrote(cluster, ana)
    said = {"title": "Better", "text": "Second", "language": "en", "token": "t", "seen": seen}
    assert as_ana.post(f"{post.get_absolute_url()}change/", said).status_code == 422


def test_what_is_deleted_is_gone_and_was_there(
    cluster, ana, as_ana, as_officer, officer, tmp_path, django_capture_on_commit_callbacks
):
    joined(cluster, officer)
    post = wrote(cluster, ana, "Secret words", at=LONG_AGO, documents=[Document("a.pdf", ContentFile(b"%PDF"))])
    post = actions.change_post(
        post=post, said=actions.Said("A question", "Other words"), seen=post.changed_at, by=ana, at=LONG_AGO
    )
    reply = wrote(cluster, officer, "A reply", thread=post)
    page = post.get_absolute_url()
    assert "Nothing was changed" in as_ana.post(f"{page}delete", follow=True).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(2):
            as_ana.post(f"{page}delete", {"delete": "yes"})
    assert not list(tmp_path.rglob("posts/*"))
    assert (Earlier.objects.count(), Attachment.objects.count()) == (0, 0)
    shown = as_officer.get(page).content.decode()
    assert "Its writer has deleted this post" in shown and "A reply" in shown and "words" not in shown
    assert "A question" not in as_officer.get(PAGE).content.decode()
    assert (number("clusters.questions", cluster), number("clusters.questions", cluster, LONG_AGO)) == (0, 1)
    with pytest.raises(actions.Refused, match="does not stand here"):
        wrote(cluster, officer, thread=post)
    with pytest.raises(actions.Refused, match="was deleted"):
        actions.change_post(post=post, said=actions.Said("", "x"), seen=post.changed_at, by=ana, at=timezone.now())
    assert as_officer.post(f"{page}reply/", form()).status_code == 422
    assert Post.objects.get(pk=reply.pk).text == "A reply"


# --- what is made once


@pytest.fixture
def counted(monkeypatch):
    """The texts of which HTML is made from now on."""
    made = []
    monkeypatch.setattr("sarai.clusters.models.posts.html_of", lambda text: made.append(text) or html_of(text))
    return made


def test_html_is_made_when_a_post_is_written_and_changed_and_not_when_it_is_read(
    cluster, ana, as_ana, as_team, counted
):
    post = wrote(cluster, ana, "**First**")
    said = actions.Said("A question", "**Second**")
    post = actions.change_post(post=post, said=said, seen=post.changed_at, by=ana, at=timezone.now())
    assert counted == ["**First**", "**Second**"]
    actions.report_post(post=post, reporter=ana, text="Look.", at=timezone.now())
    page = post.get_absolute_url()
    assert "<strong>Second</strong>" in as_ana.get(page).content.decode()
    assert "<strong>First</strong>" in as_ana.get(f"{page}earlier/").content.decode()
    assert ">Second</p>" in as_ana.get(PAGE).content.decode()
    assert "<strong>Second</strong>" in as_team.get("/moderation/").content.decode()
    assert len(counted) == 2


def test_what_another_version_made_is_never_shown_and_made_anew(cluster, ana, as_ana, counted):
    post = wrote(cluster, ana, "**First**")
    said = actions.Said("A question", "**Second**")
    actions.change_post(post=post, said=said, seen=post.changed_at, by=ana, at=timezone.now())
    old = {"html": "<script>alert(1)</script>", "excerpt": "Old", "maker": "another"}
    for model in (Post, Earlier):
        model.objects.update(**old)
    page = post.get_absolute_url()
    for address in (PAGE, page, f"{page}earlier/"):
        shown = as_ana.get(address).content.decode()
        assert "alert(1)" not in shown and "Old" not in shown
    assert "<strong>Second</strong>" in as_ana.get(page).content.decode()
    assert tasks.make_again.func() == 2
    assert tasks.make_again.func() == 0
    counted.clear()
    assert "<strong>Second</strong>" in as_ana.get(page).content.decode()
    assert counted == []


def test_what_is_changed_while_it_is_made_anew_says_what_it_says_now(cluster, ana, monkeypatch):
    post = wrote(cluster, ana, "First")
    Post.objects.update(maker="another")

    def meanwhile(self):
        self.html = "<p>First</p>"
        Post.objects.filter(pk=post.pk).update(text="Second", html="<p>Second</p>", maker="new")

    monkeypatch.setattr(Post, "make", meanwhile)
    assert actions.make_again() == 0
    assert Post.objects.get().html == "<p>Second</p>"


def test_a_deleted_post_leaves_nothing_that_was_made_of_it(cluster, ana):
    post = wrote(cluster, ana, "Secret words")
    actions.delete_post(post=post, by="Ana", at=timezone.now())
    assert list(Post.objects.values_list("title", "text", "html", "excerpt")) == [("", "", "", "")]


def test_fifty_earlier_wordings_are_shown_on_a_page_and_no_more(cluster, ana, as_ana):
    post = wrote(cluster, ana)
    for number in range(51):
        Earlier.objects.create(post=post, text=f"No {number}", said_at=LONG_AGO, until=LONG_AGO)
    page = f"{post.get_absolute_url()}earlier/"
    assert as_ana.get(page).content.decode().count('<article class="post">') == 50
    assert as_ana.get(f"{page}?page=2").content.decode().count('<article class="post">') == 1


# --- the language


def test_a_post_says_in_which_language_it_is(cluster, ana, as_ana, officer):
    joined(cluster, officer)
    question = wrote(cluster, ana, "Bonjour", title="Bonjour", language="fr")
    wrote(cluster, officer, "مرحبا", thread=question, language="ar")
    post = wrote(cluster, ana, "Habari", language="")
    feed = as_ana.get(PAGE).content.decode()
    assert "<span>French</span>" in feed and '<h3 dir="auto" lang="fr">' in feed
    thread = as_ana.get(question.get_absolute_url()).content.decode()
    assert "<span>French</span>" in thread and "<span>Arabic</span>" in thread
    assert '<div class="prose" lang="ar" dir="rtl">' in thread
    assert '<div class="prose" dir="auto">' in as_ana.get(post.get_absolute_url()).content.decode()
    preview = as_ana.post(f"{PAGE}write/", form(text="مرحبا", language="ar", preview="yes")).content.decode()
    assert '<div class="prose" lang="ar" dir="auto">' in preview


def test_the_pages_promise_no_translation(cluster, ana, as_ana):
    post = wrote(cluster, ana)
    for page in (PAGE, post.get_absolute_url(), f"{PAGE}write/"):
        shown = as_ana.get(page).content.decode().lower()
        assert "read in yours" not in shown and "translat" not in shown


# --- replies and answers


def test_who_asked_is_told_once_and_says_what_answered(cluster, ana, as_ana, officer, as_officer):
    joined(cluster, officer)
    question = wrote(cluster, ana)
    sent = form(text="So.")
    for _time in range(2):
        as_officer.post(f"{question.get_absolute_url()}reply/", sent)
    reply = Post.objects.get(kind="reply")
    letter = Letter.objects.get()
    assert (letter.email, letter.purpose, "So." in letter.text) == (ana.email, "notice", False)
    assert reply.get_absolute_url() in letter.text
    mark = f"{PAGE}posts/{reply.pk}/answers"
    assert as_officer.post(mark, {"answers": "yes"}).status_code == 403
    assert "Marked as an answer" in as_ana.post(mark, {"answers": "yes"}, follow=True).content.decode()
    as_ana.post(mark, {"answers": "yes"})
    assert Answer.objects.count() == 1
    before = timezone.now()
    assert answer(Question("clusters.answered_share", cluster.scope)).value == 100
    assert number("clusters.questions_answered", cluster) == 1
    as_ana.post(mark, {"answers": "no"})
    assert number("clusters.questions_answered", cluster) == 0
    assert number("clusters.questions_answered", cluster, before) == 1
    assert "Nothing was changed" in as_ana.post(mark, {}, follow=True).content.decode()


def test_only_a_reply_to_a_question_answers(cluster, ana, officer):
    told = wrote(cluster, ana, kind="announcement")
    reply = wrote(cluster, officer, thread=told)
    for wrong in (reply, told):
        with pytest.raises(actions.Refused, match="Only a reply"):
            actions.mark_answer(reply=wrong, answers=True, by="Ana", at=timezone.now())
    assert not Letter.objects.exists()  # nobody asked


def test_an_answer_that_is_deleted_answers_no_more(cluster, ana, officer):
    question = wrote(cluster, ana)
    reply = wrote(cluster, officer, thread=question)
    actions.mark_answer(reply=reply, answers=True, by="Ana", at=timezone.now())
    actions.delete_post(post=reply, by="Omar", at=timezone.now())
    assert number("clusters.questions_answered", cluster) == 0


def test_who_wants_no_such_letters_or_replies_to_themselves_gets_none(cluster, ana, officer):
    question = wrote(cluster, ana)
    wrote(cluster, ana, thread=question)
    Digest.objects.filter(user=ana).update(answers=False)
    wrote(cluster, officer, thread=question)
    assert not Letter.objects.exists()


def test_the_letter_is_in_the_language_of_who_asked(cluster, ana, officer):
    ana.language = "fr"
    ana.save()
    wrote(cluster, officer, thread=wrote(cluster, ana))
    letter = Letter.objects.get()
    assert letter.language == "fr"


def test_pages_ask_as_many_questions_for_three_as_for_one(
    cluster, ana, as_ana, officer, partner, django_assert_num_queries
):
    question = wrote(cluster, ana)
    wrote(cluster, officer, thread=question)
    wrote(cluster, partner, thread=question)
    pages = (PAGE, question.get_absolute_url())
    queries = []
    for page in pages:
        as_ana.get(page)
        with CaptureQueriesContext(connection) as one:
            as_ana.get(page)
        queries.append(len(one))
    tom = make_user("team", "Tom")
    wrote(cluster, tom, thread=question)
    for _number in range(2):
        wrote(cluster, tom, thread=wrote(cluster, tom))
        wrote(cluster, tom, thread=question, documents=[Document("a.pdf", ContentFile(b"%PDF"))])
    for page, many in zip(pages, queries, strict=True):
        as_ana.get(page)
        with django_assert_num_queries(many):
            as_ana.get(page)


def test_the_feed_is_looked_at_in_four_ways(cluster, ana, officer, as_ana):
    joined(cluster, officer)
    first, second = wrote(cluster, ana, title="Number one"), wrote(cluster, ana, title="Number two")
    wrote(cluster, ana, title="Number three", kind="announcement")
    reply = wrote(cluster, officer, thread=first)
    actions.mark_answer(reply=reply, answers=True, by="Ana", at=timezone.now())

    def listed(which):
        return [one.post.title for one in as_ana.get(f"{PAGE}?which={which}").context["threads"]]

    assert listed("all") == listed("nonsense") == ["Number one", "Number three", "Number two"]
    assert listed("questions") == ["Number one", "Number two"]
    assert listed("unanswered") == ["Number two"]
    assert listed("announcements") == ["Number three"]
    assert second.title in as_ana.get(f"{PAGE}?page=99").content.decode()


def test_a_reply_has_no_page_of_its_own(cluster, ana, as_ana):
    reply = wrote(cluster, ana, thread=wrote(cluster, ana))
    assert as_ana.get(f"{PAGE}posts/{reply.pk}/").url == reply.get_absolute_url()
    assert as_ana.post(f"{PAGE}posts/{reply.pk}/reply/", form()).status_code == 404
    assert as_ana.get(f"{PAGE}posts/{10**18}/").status_code == 404


def test_somebody_whose_role_was_taken_away_reads_nothing(cluster, ana):
    client = logged_in(ana)
    post = wrote(cluster, ana)
    ana.role, ana.city = "", None
    ana.save()
    assert client.get(post.get_absolute_url()).status_code == 403
    assert client.get(f"{PAGE}write/").status_code == 403
