"""A cluster in a real browser: joined, asked and answered without scripts from a telephone; seen by axe, in Arabic and
in the dark.

With SARAI_GUIDE=1 the picture of the guide is taken anew.
"""

from __future__ import annotations

import pytest
from django.utils import timezone

from sarai.accounts.models import User
from sarai.clusters import actions
from sarai.clusters.models import Answer, Cluster, Post
from sarai.network.models import Theme
from tests.browser import log_in
from tests.clusters.community import joined, wrote
from tests.exchanges.test_events_browser import NARROW, look, picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PAGE = "/clusters/green/"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_question_is_asked_and_answered_from_a_telephone_without_scripts(
    page, cluster, ana, officer, live_server, tmp_path
):
    question = wrote(cluster, ana, "We have *ten* lorries.\n\n- old\n- slow", title="How do you collect waste?")
    context = page.context.browser.new_context(
        base_url=live_server.url, viewport=NARROW, java_script_enabled=False, locale="ar"
    )
    telephone = context.new_page()
    log_in(telephone, officer.email)
    telephone.goto(PAGE)
    telephone.click("button[name=as][value=city]")
    telephone.click("text=How do you collect waste?")
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(b"%PDF-1.7\n")
    telephone.fill("[name=text]", "نجمعها **كل يوم** https://nairobi.example/" + "x" * 200)
    telephone.click("button[name=preview]")
    assert telephone.inner_text(".prose strong") == "كل يوم"
    assert Post.objects.count() == 1
    telephone.set_input_files("[name=files]", plan)
    telephone.click("main form.sheet button:not([name])")
    telephone.wait_for_url(f"**{question.get_absolute_url()}#post-*")
    assert telephone.get_attribute("article.post >> nth=1 >> .prose", "dir") == "rtl"
    with telephone.expect_download() as fetched:
        telephone.click("text=plan.pdf")
    assert fetched.value.suggested_filename == "plan.pdf"
    context.close()

    log_in(page, ana.email)
    page.goto(question.get_absolute_url())
    page.click("button[name=answers][value=yes]")
    page.wait_for_url("**#post-*")
    assert Answer.objects.get().reply.author == officer
    reply = Post.objects.get(kind="reply")
    actions.report_post(post=reply, reporter=ana, text="Is this so?", at=timezone.now())
    picture(page, PAGE, "cluster")
    thread = question.get_absolute_url()
    look(page, PAGE, thread, f"{PAGE}write/", f"{PAGE}members/", f"{PAGE}posts/{reply.pk}/report/", f"{thread}change/")
    assert page.complaints == []


LOST = """[...document.querySelectorAll("main .list span, main td, main th")].filter(each => {
    const box = each.getBoundingClientRect();
    return box.right > document.documentElement.clientWidth || box.left < 0; }).map(each => each.outerHTML)"""


def test_nothing_that_somebody_writes_widens_or_covers_a_page(page, cluster, ana, officer, nairobi, team):
    word = "W" * 3000
    joined(cluster, nairobi)
    Cluster.objects.filter(pk=cluster.pk).update(title=word[:200], summary=word)
    theme = Theme.objects.get()
    theme.name = word[:60]
    theme.save()
    User.objects.filter(pk=ana.pk).update(name=word[:150])
    post = wrote(cluster, ana, f"{word}\n\n> - {word}\n\n`{word}`", title=word[:200])
    wrote(cluster, officer, f"https://a.example/{word}", thread=post)
    actions.report_post(post=post, reporter=officer, text=word[:1000], at=timezone.now())
    log_in(page, team.email)
    page.set_viewport_size(NARROW)
    thread = post.get_absolute_url()
    for address in ("/clusters/", PAGE, thread, f"{PAGE}members/", "/moderation/", f"{thread}reply/", f"{PAGE}write/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], address
        assert page.evaluate(LOST) == [], address
    page.goto(PAGE)
    [excerpt] = page.locator("#feed >> xpath=../.. >> .list > li > p[dir]").all_inner_texts()
    assert len(excerpt) == 200 and excerpt.endswith("W…")


def test_what_the_team_and_strangers_see(page, cluster, ana, team):
    post = wrote(cluster, ana, "Buy now", title="An offer")
    actions.report_post(post=post, reporter=team, text="Spam.", at=timezone.now())
    page.goto("/clusters/")
    look(page, "/clusters/", PAGE, f"{PAGE}members/")
    log_in(page, team.email)
    look(page, "/clusters/", PAGE, "/moderation/", "/new-cluster/", f"{PAGE}change/", f"{PAGE}members/")
    assert page.complaints == []
