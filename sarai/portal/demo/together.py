"""What officers of the demonstration do with each other, by the forms of the site: a cluster's question and its answer,
an offer that is taken up, a request for advice, and a pilot with its budget. All of it is made up."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.test import Client

from sarai.accounts.models import User
from sarai.clusters.models import Post
from sarai.partnerships.models import AdviceRequest, Expert, Offer, Partnership, Pilot, PilotParty
from sarai.partnerships.queries import advice, offers
from sarai.partnerships.queries.partnerships import standing

PILOT = "guides-for-old-towns"
MADE_UP = "Made up for the demonstration."
PUEBLA, LUOYANG = 3521081, 1801792


class Visitor:
    """A browser in which somebody of the demonstration is logged in."""

    def __init__(self, email: str) -> None:
        address = urlsplit(settings.SITE_URL)
        self.client = Client(headers={"host": address.netloc})
        self.secure = address.scheme == "https"
        self.client.force_login(User.objects.get(email=email), "allauth.account.auth_backends.AuthenticationBackend")

    def post(self, path: str, **said: Any) -> str:
        """Send a form, and return where it leads. Raises RuntimeError where the site does not take it."""
        answer = self.client.post(path, said, secure=self.secure)
        if answer.status_code != 302:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.content.decode()[-2000:]}")
        return str(answer.headers["Location"])


@transaction.atomic
def work_together() -> bool:
    """Do all of it, once, or nothing where it is cut short; returns whether it was not done yet."""
    if Pilot.objects.filter(slug=PILOT).exists():
        return False
    team, puebla, luoyang, catis = (
        Visitor(f"{name}@demo.example") for name in ("team", "officer", "luoyang", "partner")
    )
    _exchange_words(puebla, luoyang)
    _offer_and_take_up(team, catis, puebla)
    _advise(team, luoyang, puebla)
    _pilot(puebla, luoyang)
    return True


def _exchange_words(puebla: Visitor, luoyang: Visitor) -> None:
    """A question in the cluster on tourism, and an answer that helped."""
    page = "/clusters/tourism/"
    for visitor in (puebla, luoyang):
        visitor.post(f"{page}join", **{"as": "city"})
    asked = {
        "kind": "question", "title": "How do you keep an old town lived in?", "language": "en", "token": "demo-1",
        "text": "Rents in our **historic centre** go up with every season. What has kept residents there elsewhere?",
    }  # fmt: skip
    thread = puebla.post(f"{page}write/", **asked).partition("#")[0]
    told = "We pay owners for repairs if they rent to residents for ten years. " + MADE_UP
    luoyang.post(f"{thread}reply/", **{"text": told, "language": "en", "token": "demo-2"})
    reply = Post.objects.filter(thread__isnull=False).latest("pk")
    puebla.post(f"{page}posts/{reply.pk}/answers", answers="yes")


def _offer_and_take_up(team: Visitor, catis: Visitor, puebla: Visitor) -> None:
    page = catis.post(
        "/new-offer/",
        title="Digital tours, a toolkit",
        text=MADE_UP,
        conditions="Free for cities.",
        languages="en, es",
    )
    offer = Offer.objects.get()
    found = offers.offer_numbered(offer.pk)
    assert found is not None
    team.post(f"{page}step", step="confirm", seen=found.step.pk)
    puebla.post(f"{page}take-up", text="For our museums", seen="")


def _advise(team: Visitor, luoyang: Visitor, puebla: Visitor) -> None:
    luoyang.post(
        "/experts/own/", name="Demo officer of Luoyang", headline="Old towns and visitors", languages="zh, en",
        consent="on", city="Luoyang, China",
    )  # fmt: skip
    team.post(f"/experts/{Expert.objects.get().pk}/confirm")
    page = puebla.post("/new-request/", title="Counting visitors in an old town", text=MADE_UP, languages="es, en")
    request = advice.request_numbered(AdviceRequest.objects.get().pk)
    assert request is not None
    luoyang.post(f"{page}offer", seen=request.seen, text="We count at six gates, and can show how.")


def _pilot(puebla: Visitor, luoyang: Visitor) -> None:
    """A pilot of the partnership for which Puebla had asked, and Luoyang now says that it exists: Puebla begins it, and
    Luoyang accepts before it pledges its share of the budget."""
    made = Partnership.objects.get(pair=f"city:{LUOYANG}|city:{PUEBLA}")
    for visitor in (puebla, luoyang):
        visitor.post(f"/partnerships/{made.pk}/step", step="agree", seen=standing(made).seen)
    page = puebla.post(
        f"/new-pilot/?partnership={made.pk}", title="Guides for old towns", slug=PILOT, currency="USD",
        pledged_share="60", summary=MADE_UP, starts_on="2021-03-01", ends_on="2021-12-31",
    )  # fmt: skip
    asked = PilotParty.objects.get(pilot__slug=PILOT, city=LUOYANG)
    luoyang.post(f"{page}parties/{asked.pk}/answer", step="accept")
    for title, due_on in (("Twelve guides chosen", "2021-04-30"), ("Guides trained", "2021-09-30")):
        puebla.post(f"{page}milestones", title=title, due_on=due_on)
    today = date.today().isoformat()
    puebla.post(
        f"{page}budget/new/", giver=f"city:{PUEBLA}", what="Guides' time", amount="18000", currency="USD",
        stage="pledged", happened_on=today,
    )  # fmt: skip
    luoyang.post(
        f"{page}budget/new/", giver=f"city:{LUOYANG}", what="Two trainers", amount="60000", currency="CNY",
        in_kind="on", basis="40 days at 1,500", stage="pledged", happened_on=today,
    )  # fmt: skip
