"""Who opens the records of figures that ask for more than a role."""

import pytest

from sarai.evidence.engine import indicators

pytestmark = pytest.mark.django_db
STEWARDED = {one.key for one in indicators() if one.counted.opened_by != "evidence.view_row"}


def test_what_is_between_some_is_opened_by_the_team_and_the_stewards_alone(as_team, as_steward, as_officer, as_partner):
    assert {"partnerships.pipeline", "partnerships.pilot_funds", "partnerships.advice_requests"} <= STEWARDED
    for key in sorted(STEWARDED):
        for browser, opens in ((as_team, True), (as_steward, True), (as_officer, False), (as_partner, False)):
            page = browser.get(f"/evidence/{key}/")
            assert (page.status_code, page.context["rows_visible"]) == (200, opens)
    assert (
        "everybody else what is theirs on its own page"
        in as_officer.get("/evidence/partnerships.pipeline/").content.decode()
    )
