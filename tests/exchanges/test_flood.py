"""Many people register at once, and a machine: no place is given twice, nobody is there twice, garbage is not kept."""

from __future__ import annotations

from tests.exchanges.flood import MANY, PLACES
from tests.installation import Installation

FLOOD = "from tests.exchanges import flood; flood.prepare();"


def flooded(installation: Installation) -> None:
    """What comes of a flood."""
    # Pages are written without collecting their style sheets first.
    environment = installation.environment | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    environment.pop("PYTEST_XDIST_WORKER", None)
    installation = Installation(installation.folder, environment)
    answers, places, persons, letters = eval(installation.shell(FLOOD + "print(flood.people())"))
    assert answers == {302: MANY + MANY // 10}
    assert places == {"seat": PLACES, "waiting": MANY - PLACES}
    assert (persons, letters) == (MANY, 2 * MANY)
    garbage, kept = eval(installation.shell("from tests.exchanges import flood; print(flood.machine())"))
    assert garbage == {302: 40, 422: 20, 403: 10, 400: 2}
    assert kept == 0


def test_no_place_is_given_twice_and_garbage_is_not_kept(installation):
    flooded(installation)
