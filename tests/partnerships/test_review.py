"""What waits for the team under Review: offers and experts, counted where they are."""

import pytest
from django.utils import timezone

from sarai.partnerships.actions import offers as actions
from sarai.partnerships.models import Expert, Offer

from .making import institution
from .piloting import entered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]


def test_review_counts_offers_and_experts_that_wait(as_team, as_steward):
    page = as_team.get("/review/").content.decode()
    assert "No offer of technology or know-how waits." in page and "No expert waits to be listed." in page
    for number in range(2):
        offer = Offer(title=f"Lamps {number}", text="Lamps.", institution=institution())
        actions.keep_offer(offer=offer, themes=(), confirmed=bool(number), **entered())
    now = timezone.now()
    for state in (Expert.State.WAITING, Expert.State.WAITING, Expert.State.INVITED):
        email = f"e{Expert.objects.count()}@example.org"
        Expert.objects.create(email=email, name="Ex Pert", state=state, made_at=now, changed_at=now)
    page = as_team.get("/review/").content.decode()
    assert "1 offer of technology or know-how waits to be confirmed." in page and 'href="/offers/"' in page
    assert "2 experts wait to be listed." in page and 'href="/experts/"' in page
    assert "Offers and experts" not in as_steward.get("/review/").content.decode()
